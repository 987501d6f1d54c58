"""Values as they are shown: by unit, in both languages, never on the wrong side of a line."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.assess.display import display, money
from auditor.report.figures import figure
from auditor.rulebook.model import Unit
from tests.assess.builders import book, check, metric, one, seen


@pytest.mark.parametrize(
    ("value", "unit", "currency", "zh", "en"),
    [
        (0.8725, "share", None, "87.25%", "87.25%"),
        (0.9, "share", None, "90%", "90%"),
        (0.07, "share", None, "7%", "7%"),
        (-0.3, "share", None, "-30%", "-30%"),
        (0.0, "share", None, "0%", "0%"),
        (12.34567, "share", None, "1,234.57%", "1,234.57%"),
        (1234567.0, "count", None, "1,234,567", "1,234,567"),
        (3.25, "count", None, "3.25", "3.25"),
        (4.5, "score", None, "4.5", "4.5"),
        (400.0, "score", None, "400", "400"),
        (1.0, "days", None, "1天", "1 day"),
        (15.5, "days", None, "15.5天", "15.5 days"),
        (15.5678, "days", None, "15.57天", "15.57 days"),
        (1.2345, "hours", None, "1.23小时", "1.23 hours"),
        (1.0, "hours", None, "1小时", "1 hour"),
        (0.25, "hours", None, "0.25小时", "0.25 hours"),
        (1234.5, "money", "USD", "$1,234.50", "$1,234.50"),
        (0.3, "money", "USD", "$0.30", "$0.30"),
        (-19800.0, "money", "CNY", "-¥19,800.00", "-¥19,800.00"),
        (12.0, "money", "CAD", "CAD 12.00", "CAD 12.00"),
        (12.0, "money", None, "12.00", "12.00"),
        (1000.0, "money", "JPY", "JPY 1,000.00", "JPY 1,000.00"),
        (0.0312, "money", "USD", "$0.0312", "$0.0312"),
        (0.0, "money", "USD", "$0.00", "$0.00"),
        (1.0, "flag", None, "是", "yes"),
        (0.0, "flag", None, "否", "no"),
        (740000.0, "date", None, "2027-01-19", "2027-01-19"),
    ],
)
def test_by_unit(value: float, unit: str, currency: str | None, zh: str, en: str) -> None:
    assert display(value, Unit(unit), currency) == (zh, en)


@given(st.floats(-1e6, 1e6), st.sampled_from([None, "USD", "CNY", "EUR", "GBP", "JPY", "CAD"]))
def test_an_amount_is_written_alike_as_value_and_as_previous_value(value: float, currency: str | None) -> None:
    assert figure(value, "money", currency) == money(value, currency)


def test_missing_and_text() -> None:
    assert display(None, Unit.SHARE) is None
    assert display("Healthy", Unit.TEXT) == ("Healthy", "Healthy")
    known = {"Healthy": ("健康", "ok"), "At risk": ("有风险",)}
    said = {"healthy": ("Healthy", "Healthy"), "健康": ("健康", "Healthy"), "ok": ("ok", "ok"), "好": ("好", "好")}
    assert {word: display(word, Unit.TEXT, spellings=known) for word in said} == said


@pytest.mark.parametrize(
    ("value", "line", "shown"),
    [(17.996, 18, "$17.996"), (-17.996, -18, "-$17.996"), (17.996, -18, "$18.00"), (0.2996, 0.3, "$0.2996")],
)
def test_an_amount_stops_short_of_a_line_of_its_sign(value: float, line: float, shown: str) -> None:
    assert money(value, "USD", (line,)) == shown


@pytest.mark.parametrize(
    ("value", "line", "shown"),
    [
        (0.8996, 0.9, "89.96%"),
        (0.899996, 0.9, "89.9996%"),
        (0.89999996, 0.9, "89.999996%"),
        (0.9000004, 0.9, "90.00004%"),
        (0.9, 0.9, "90%"),
        (0.009999, 0.01, "0.9999%"),
        (0.00999999, 0.01, "0.999999%"),
        (0.89968, 0.89969, "89.968%"),  # two digits would pass the line without meeting it
    ],
)
def test_rounding_stops_short_of_the_line(value: float, line: float, shown: str) -> None:
    text = display(value, Unit.SHARE, lines=(line,))
    assert text is not None
    assert text.en == shown


@pytest.mark.parametrize(("value", "shown"), [(0.899996, "89.9996%"), (0.929996, "92.9996%"), (0.959996, "96%")])
def test_a_finding_stops_short_of_both_its_lines(value: float, shown: str) -> None:
    of = metric("rate")
    finding = one(book([of], [check(of, ("at_least", "90%"), ("at_least", "93%"))]), [seen(of, value)])
    assert finding.display == (shown, shown)


@given(
    st.fractions(min_value=0, max_value=1, max_denominator=10**6),
    st.sampled_from(["share", "score", "days", "money"]),
    st.sampled_from(
        [("at_least", "90%"), ("more_than", "45%"), ("at_most", "4%"), ("less_than", "1%"), ("between", "15%", "25%")]
    ),
)
def test_what_is_shown_has_the_verdict_of_the_value(part: Fraction, unit: str, expect: tuple[str, ...]) -> None:
    figures = [Fraction(figure.rstrip("%")) for figure in expect[1:]]
    suffix = {"share": "%", "score": "", "days": " days", "money": ""}[unit]
    prefix = "$" if unit == "money" else ""
    written = [f"{prefix}{figure}{suffix}" for figure in figures]
    of = metric("v", unit)
    value = float(part) if unit == "share" else float(part * 100)
    finding = one(
        book([of], [check(of, (expect[0], *written))]), [seen(of, value, currency="USD" if unit == "money" else None)]
    )
    assert finding.display is not None
    shown = Fraction(finding.display.en.strip("$%").split(" ")[0])
    held = {
        "at_least": lambda: shown >= figures[0],
        "more_than": lambda: shown > figures[0],
        "at_most": lambda: shown <= figures[0],
        "less_than": lambda: shown < figures[0],
        "between": lambda: figures[0] <= shown <= figures[-1],
    }[expect[0]]()
    assert held == (finding.status != "fail")
