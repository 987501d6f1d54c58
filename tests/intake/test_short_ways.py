"""What is read the short way is what the long way would read."""

from __future__ import annotations

from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.intake.exports.source_map import Exports, SourceMap
from auditor.intake.gather import Gatherer
from auditor.intake.lexicon import make_lexicon
from auditor.intake.merge import settle
from auditor.intake.origin import Origin
from auditor.intake.readers.cells import Cell, CellValue, Row
from auditor.intake.scout import Scout
from auditor.intake.values.measure import Measure
from auditor.intake.values.styles import Style
from auditor.model import Evidence, Observation, Period, StoreKey, Text, ValueState
from auditor.rulebook.model import Better, Metric, Range, Span, Unit
from tests.intake.shapes_book import BOOK

RANGES = (None, Range(0, 1, Text("", "")), Range(0, float("inf"), Text("", "")), Range(-1, 5, Text("", "")))
FORMATS = ("", "0.00%", '0.00"%"', "0%", "#,##0.00", "¥#,##0")
FIGURES = st.one_of(
    st.integers(-10, 1200),
    st.floats(width=64),
    st.floats(-1, 2).map(lambda number: round(number, 5)),
    st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,12})?%", fullmatch=True),
    st.from_regex(r"[0-9]{1,3}[.,][0-9]{3}%?", fullmatch=True),
    st.sampled_from(["-", "", "N/A", "1%%", "１%", "100.00000000000001%", True, None, -0.0]),
)


@settings(max_examples=400, deadline=None)
@example(-0.0, "0.00%", Unit.SHARE, None, False, Style())
@example(-0.0, "", Unit.COUNT, None, False, Style())
@given(
    FIGURES,
    st.sampled_from(FORMATS),
    st.sampled_from(list(Unit)),
    st.sampled_from(RANGES),
    st.booleans(),
    st.builds(
        Style,
        st.booleans(),
        st.sampled_from([None, "share", "percent"]),
        st.none(),
        st.sampled_from([None, 3600.0]),
        st.sampled_from([1, 10_000]),
    ),
)
def test_a_plain_figure_is_what_considering_it_gives(
    value: CellValue, number_format: str, unit: Unit, bounds: Range | None, commas_seen: bool, style: Style
) -> None:
    metric = Metric("m", "amazon", Text("甲", "A"), unit, Better.HIGHER, Span(1, "week"), range=bounds)
    kind = "bool" if isinstance(value, bool) else "number" if isinstance(value, int | float) else "text"
    cell = Cell(1, value, number_format, kind)  # type: ignore[arg-type]
    measure = Measure(metric, style, commas_seen)
    number = measure.plain(cell)
    if number is not None:
        considered = measure.considered(cell)
        assert (considered.state, considered.note, considered.currency) == (ValueState.OK, None, None)
        assert repr(considered.value) == repr(number)
        assert repr(measure.read(cell).value) == repr(number)


def test_most_figures_are_plain() -> None:
    share = Measure(BOOK.metrics["amazon", "order_defect_rate"], Style())
    count = Measure(BOOK.metrics["alibaba", "exposure"], Style())
    assert share.plain(Cell(1, "93.5%")) == share.plain(Cell(1, 0.935, "0.00%", "number")) == 0.935
    assert count.plain(Cell(1, 12, "", "number")) == 12.0
    assert share.plain(Cell(1, 0.935, "", "number")) is None  # 93.5 % or 0.935 %: to be decided
    assert count.plain(Cell(1, "93.5%")) is None


def test_a_rate_with_three_decimals_is_asked_about_beside_decimal_commas() -> None:
    metric = BOOK.metrics["amazon", "order_defect_rate"]
    assert Measure(metric, Style()).read(Cell(1, "1.234%")).value == 0.01234
    asked = Measure(metric, Style(), commas_seen=True).read(Cell(1, "1.234%"))
    assert (asked.value, asked.state) == (None, ValueState.UNREADABLE)
    assert asked.note is not None
    assert "has two readings (thousands or decimals)" in asked.note.en


def test_a_decision_on_units_is_noted_once_whatever_the_currency() -> None:
    gatherer = Gatherer(make_lexicon(BOOK), Origin("a.xlsx", None, "恒达"))
    metric = BOOK.metrics["amazon", "ad_spend"]
    own = gatherer.measure("广告花费(元)", metric, Style(currency="CNY"), "USD")
    bare = [gatherer.measure("广告花费", metric, Style(), currency) for currency in (None, "USD", None)]
    assert own.style.currency == "CNY"
    assert [measure.style.currency for measure in bare] == [None, "USD", None]
    assert len(gatherer.notes) == 1


def observation(metric: str, value: float, cell: str) -> Observation:
    period = Period(date(2026, 11, 9), date(2026, 11, 15))
    return Observation(StoreKey("amazon", "恒达"), metric, period, value, (Evidence("a.xlsx", None, cell, str(value)),))


def test_conflicts_are_told_in_the_order_of_their_first_value() -> None:
    first, second = (
        [observation("ipi", 1, "A1"), observation("ipi", 2, "A9")],
        [
            observation("acos", 1, "B1"),
            observation("acos", 2, "B2"),
        ],
    )
    settled = settle([first[0], observation("orders_60d", 7, "C1"), *second, first[1]])
    assert [item.metric for item in settled.observations] == ["ipi", "orders_60d", "acos"]
    assert [item.cell for item in settled.aside["a.xlsx", None]] == ["A1", "A9", "B1", "B2"]


def test_a_conflict_states_what_came_of_rows_and_not_what_stands_in_the_first_of_them() -> None:
    made = observation("orders_60d", 3, "C2")
    made = made._replace(rows=3, evidence=(made.evidence[0]._replace(raw="2026-11-09 10:00"),))
    (settled,) = settle([made, observation("orders_60d", 240, "I2")]).observations
    assert settled.note is not None
    assert settled.note.en.endswith("a.xlsx C2 = 3 (n=3); a.xlsx I2 = 240")
    assert [cell.raw for cell in settled.evidence] == ["3 (n=3)", "240"]


def test_a_value_that_stands_twice_is_told_where_it_stands_again() -> None:
    settled = settle([observation("ipi", 1, "A1"), observation("ipi", 1, "A9"), observation("ipi", 1, "A1")])
    assert [(item.evidence[0].cell, item.value) for item in settled.observations] == [("A1", 1)]
    assert [(item.cell, item.why.en) for item in settled.aside["a.xlsx", None]] == [
        ("A9", "the same value as in a.xlsx A1")
    ]


def test_an_export_may_be_headed_by_figures_where_a_map_says_so() -> None:
    named = SourceMap("named", "amazon", Text("", ""), (("asin",),))
    figured = SourceMap("figured", "amazon", Text("", ""), (("7",), ("30",)))
    assert Exports([named]).recognise(["ASIN", "7", "30"]) is named
    assert Exports([named]).recognise(["7", "30"]) is None
    assert Exports([named, figured]).recognise(["ASIN", "7", "30"]) is figured
    assert Exports([figured]).recognise(["7", "31"]) is None


def test_a_richer_row_below_the_heading_does_not_head_the_table() -> None:
    heads = ["店铺", "周期", "IPI", "ACoS"]  # 11: beyond doubt
    richer = ["店铺", "平台", "周期", "IPI", "ACoS", "取消率", "迟发率"]
    rows = [
        Row(number, [Cell(column, text) for column, text in enumerate(texts, 1)])
        for number, texts in enumerate((["广告周报", "内部"], heads, ["恒达", "2026-W46", "500", "30%"], richer), 1)
    ]
    table = Scout(make_lexicon(BOOK), "amazon", Origin("a.csv", None, "恒达", year=2026)).locate(rows, ())
    assert table is not None
    assert table.heading_row == 2
