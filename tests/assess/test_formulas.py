"""Formulas over aligned periods: what belongs together, what a gap does, what zero does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import Finding, Observation, Period, ValueState
from auditor.rulebook.model import Metric
from tests.assess.builders import WEEK, book, check, metric, month, months, one, seen, weeks

A = metric("a", "count", window="week")
B = metric("b", "count", window="week")


def value(
    formula: str, rows: list[Observation], *, unit: str = "count", window: str = "week", more: tuple[Metric, ...] = ()
) -> Any:
    return finding(formula, rows, unit=unit, window=window, more=more).value


def finding(
    formula: str, rows: list[Observation], *, unit: str = "count", window: str = "week", more: tuple[Metric, ...] = ()
) -> Finding:
    made = metric("made", unit, window=window, formula=formula)
    return one(book([A, B, *more, made], [check(made, ("at_least", "0"))]), rows)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("a + b", 13),
        ("a - b", 7),
        ("b - a", -7),
        ("a * b", 30),
        ("a / b", 10 / 3),
        ("-a + 100", 90),
        ("100 - a", 90),
        ("a / 4", 2.5),
        ("(a + b) * 2 - 1", 25),
        ("min(a, b)", 3),
        ("max(a, b, 11)", 11),
        ("abs(b - a)", 7),
        ("2 * 3 + a", 16),
        ("min(2, abs(1 - 4)) + a", 12),
    ],
)
def test_arithmetic(formula: str, expected: float) -> None:
    assert value(formula, [seen(A, 10), seen(B, 3)]) == pytest.approx(expected, abs=1e-12)


def test_evidence_stands_in_the_order_of_the_formula() -> None:
    found = finding("b - a", [seen(A, 1, cell="A1"), seen(B, 2, cell="B1")])
    assert [cell.cell for cell in found.evidence] == ["B1", "A1"]


@pytest.mark.parametrize("formula", ["a + b", "a / b", "min(a, b)", "max(b, a)", "abs(a - b)"])
def test_a_missing_operand_is_missing(formula: str) -> None:
    assert finding(formula, [seen(A, 1)]).status == "unknown"
    marked = finding(formula, [seen(A, 1), seen(B, None, cell="B7")])
    assert (marked.status, marked.value) == ("unknown", None)
    assert marked.reason is not None
    assert "B7" in marked.reason.en


@pytest.mark.parametrize(
    ("there", "lacking"),
    [
        ((), None),  # of nothing the figure itself is asked for
        (("total",), ["paid"]),  # what is behind the formula of a formula
        (("paid",), ["total"]),
        (("goal",), ["total", "paid"]),
        (("goal", "total"), ["paid"]),
    ],
)
def test_of_what_a_formula_needs_only_what_is_not_there_is_asked_for(
    there: tuple[str, ...], lacking: list[str] | None
) -> None:
    """A store that gives its exposure is not asked for natural exposure, but for that of its ads."""
    inputs = {name: metric(name, "count", window="week") for name in ("total", "paid", "goal")}
    free = metric("free", "count", window="week", formula="total - paid")
    rows = [seen(inputs[name], 5) for name in there]
    found = finding("free / goal", rows, more=(*inputs.values(), free))
    assert found.status == "unknown"
    assert found.supply is not None
    asked = [name for name in ("total", "paid", "goal", "made") if f"“{name}" in found.supply.en.split(" (")[0]]
    if lacking is None:
        assert "made" in asked
    else:
        gaps = lacking if "goal" in there else [*lacking, "goal"]
        assert sorted(asked) == sorted(gaps)
        assert found.reason is not None
        assert "it lacks" in found.reason.en


def test_division_by_zero_is_unknown() -> None:
    assert finding("a / b", [seen(A, 1), seen(B, 0)]).status == "unknown"
    assert finding("a / (b - 3)", [seen(A, 1), seen(B, 3)]).status == "unknown"


def test_only_the_same_period_belongs_together() -> None:
    other = Period(date(2026, 11, 1), date(2026, 11, 7))
    assert finding("a + b", [seen(A, 1), seen(B, 2, other)]).status == "unknown"
    assert value("a + b", [seen(A, 1, other), seen(B, 2, other), seen(A, 5)]) == 3  # of the last common period


def test_the_value_of_the_longer_window_stands_until_its_next_is_due() -> None:
    margin = metric("margin", window="month")
    acos = metric("acos", window="period")
    rows = [seen(margin, 0.4, "2026-10"), seen(margin, 0.3, "2026-9"), seen(acos, 0.25)]
    found = finding("margin - acos", rows, unit="share", window="month", more=(margin, acos))
    assert found.value == pytest.approx(0.15)
    assert found.period == WEEK
    old = [seen(margin, 0.4, "2026-9"), seen(acos, 0.25)]
    assert finding("margin - acos", old, unit="share", more=(margin, acos)).status == "unknown"


@pytest.mark.parametrize(("formula", "expected"), [("stock / a", 3), ("a / stock", 1 / 3)])
def test_what_is_there_on_a_day_is_set_against_the_week_that_still_stands(formula: str, expected: float) -> None:
    stock = metric("stock", "count", window="moment")
    for day, stands in ((15, True), (21, True), (22, False)):
        rows = [seen(stock, 30, date(2026, 11, day)), seen(A, 10)]
        made = metric("made", "score", window="moment", formula=formula)
        found = one(book([A, stock, made], [check(made, ("at_least", "0"))]), rows, as_of=date(2026, 11, 22))
        assert found.value == (pytest.approx(expected) if stands else None), day


# --- over time ---


@pytest.mark.parametrize(
    ("before", "now", "expected"), [(100, 70, -0.3), (100, 100, 0), (50, 100, 1.0), (-10, -5, 0.5)]
)
def test_change_is_relative_to_the_period_before(before: float, now: float, expected: float) -> None:
    assert value("change(a, 1 week)", weeks(A, [before, now]), unit="share") == pytest.approx(expected)


def test_change_from_zero_is_unknown() -> None:
    found = finding("change(a, 1 week)", weeks(A, [0, 9295]), unit="share")
    assert found.status == "unknown"
    assert found.reason is not None
    assert "from 0" in found.reason.en


@pytest.mark.parametrize(
    ("stars", "fell"),
    [
        ([3, 3, 3, 2, 2], -1.0),  # 2026-10-14 lies in the first of these weeks: no month ends with a week
        ([2, 3, 3, 3, 3], 1.0),
        ([None, 3, 3, 2, 2], None),
        ([3, 3, 2, 2], None),  # nothing of a month ago
    ],
)
def test_a_month_before_a_week_is_the_week_that_holds_the_day(stars: list[float | None], fell: float | None) -> None:
    of = metric("stars", "score", window="month")
    assert value("delta(stars, 1 month)", weeks(of, stars), unit="score", window="month", more=(of,)) == fell


@pytest.mark.parametrize(
    ("noted", "fell"),
    [
        ({"10-11": 4, "10-18": 3, "11-08": 2, "11-15": 2}, -1),  # every Sunday: none is the 15th
        ({"10-12": 4, "11-15": 2}, -2),
        ({"10-11": 4, "10-19": 3, "11-15": 2}, None),
        ({"10-12": 4, "10-13": 3, "11-15": 2}, -1),
        ({"10-14": 3, "10-18": None, "11-15": 2}, -1),
        ({"11-08": 4, "11-15": 2}, None),
    ],
)
def test_a_month_before_a_day_is_the_nearest_day_of_which_something_is_noted(
    noted: dict[str, float | None], fell: float | None
) -> None:
    of = metric("stars", "score", window="month")
    rows = [seen(of, stars, date.fromisoformat(f"2026-{on}")) for on, stars in noted.items()]
    assert value("delta(stars, 1 month)", rows, unit="score", window="month", more=(of,)) == fell


@pytest.mark.parametrize(
    ("before", "newest"),
    [
        (Period(date(2026, 11, 5), date(2026, 11, 11)), WEEK),  # they overlap
        (Period(date(2026, 11, 2), date(2026, 11, 8)), Period(date(2026, 11, 9), date(2026, 11, 12))),  # it goes on
    ],
)
def test_a_week_without_the_week_before_is_compared_with_no_other(before: Period, newest: Period) -> None:
    assert finding("change(a, 1 week)", [seen(A, 100, before), seen(A, 70, newest)]).status == "unknown"


def test_change_over_a_gap_is_unknown() -> None:
    assert finding("change(a, 1 week)", weeks(A, [100, None, 70])).status == "unknown"
    assert value("change(a, 2 weeks)", weeks(A, [100, None, 70])) == pytest.approx(-0.3)
    assert finding("change(a, 1 week)", weeks(A, [70])).status == "unknown"
    marked = [*weeks(A, [70]), seen(A, None, Period(WEEK.start - timedelta(days=7), WEEK.start - timedelta(days=1)))]
    assert finding("change(a, 1 week)", marked).status == "unknown"


def test_change_of_months_knows_their_lengths() -> None:
    of = metric("m", "count", window="month")
    rows = months(of, [80, 100, 150])
    assert value("change(m, 1 month)", rows, more=(of,)) == pytest.approx(0.5)
    assert value("delta(m, 2 months)", rows, more=(of,)) == 70
    leap = [seen(of, 10, month("2028-02")), seen(of, 20, month("2028-03"))]
    made = metric("made", "count", window="month", formula="delta(m, 1 month)")
    assert one(book([of, made], [check(made, ("at_least", "0"))]), leap, as_of=date(2028, 4, 1)).value == 10


def test_change_compares_periods_of_one_length_only() -> None:
    rows = [seen(A, 400, Period(date(2026, 10, 11), date(2026, 11, 7))), seen(A, 100)]
    assert finding("change(a, 1 week)", rows).status == "unknown"


@pytest.mark.parametrize(("function", "expected"), [("sum", 10), ("mean", 2.5)])
def test_sum_and_mean_include_the_current_period(function: str, expected: float) -> None:
    found = finding(f"{function}(a, 4 weeks)", weeks(A, [99, 1, 2, 3, 4]))
    assert found.value == expected
    assert len(found.evidence) == 4


def test_prior_mean_leaves_the_current_period_out() -> None:
    assert value("prior_mean(a, 4 weeks)", weeks(A, [1, 2, 3, 6, 99])) == 3
    assert value("a / prior_mean(a, 4 weeks) - 1", weeks(A, [1, 2, 3, 6, 6])) == pytest.approx(1.0)


@pytest.mark.parametrize("function", ["sum", "mean", "prior_mean"])
def test_a_gap_in_the_span_is_unknown(function: str) -> None:
    rows = weeks(A, [9, 1, 2, 3, 4])
    for number in range(1 if function != "prior_mean" else 0, 5):
        less = [row for place, row in enumerate(rows[::-1]) if place != 4 - number]
        if number == 4:
            continue  # without the newest the one before is the newest
        assert finding(f"{function}(a, 4 weeks)", less).status == "unknown", number
    unreadable = [*rows[:2], rows[2]._replace(state=ValueState.UNREADABLE, value=None), *rows[3:]]
    assert finding(f"{function}(a, 4 weeks)", unreadable).status == "unknown"


def test_a_sum_of_days_needs_every_day() -> None:
    daily = metric("d", "count", window="day")
    rows = [seen(daily, 1, WEEK.end - timedelta(days=back)) for back in range(60)]
    assert value("sum(d, 60 days)", rows, more=(daily,), window="60 days") == 60
    assert finding("sum(d, 60 days)", rows[:-1], more=(daily,)).status == "unknown"
    assert finding("sum(d, 60 days)", [*rows[:30], *rows[31:]], more=(daily,)).status == "unknown"


def test_periods_that_do_not_fit_the_span_are_no_sum() -> None:
    assert finding("sum(a, 10 days)", weeks(A, [1, 2, 3])).status == "unknown"


def test_a_rolling_rate_printed_each_week_has_a_mean() -> None:
    rolling = metric("r", "share", window="30 days")
    rows = [
        seen(rolling, share, WEEK.end - timedelta(days=7 * back)) for back, share in enumerate((0.4, 0.3, 0.2, 0.1))
    ]
    assert value("mean(r, 4 weeks)", rows, unit="share", more=(rolling,)) == pytest.approx(0.25)
    assert finding("sum(r, 4 weeks)", rows, unit="share", more=(rolling,)).status == "unknown"


def test_formulas_of_formulas() -> None:
    natural = metric("natural", "count", window="week", formula="a - b")
    rows = [*weeks(A, [100, 60]), *weeks(B, [20, 20])]
    assert value("change(natural, 1 week)", rows, more=(natural,)) == pytest.approx(-0.5)


def test_a_printed_value_goes_before_a_formula() -> None:
    made = metric("made", "count", window="week", formula="a + b")
    rules = book([A, B, made], [check(made, ("at_least", "0"))])
    rows = [seen(A, 1), seen(B, 2)]
    assert one(rules, [*rows, seen(made, 9)]).value == 9
    assert one(rules, [*rows, seen(made, None)]).value == 3
    assert one(rules, [seen(made, 9)]).value == 9
    two = one(rules, [*rows, seen(made, 9, cell="B2"), seen(made, 8, cell="B3")])
    assert (two.status, two.value) == ("unknown", None), (
        "of two that were printed neither is right because a third follows"
    )


def test_stores_and_segments_do_not_mix() -> None:
    rows = [seen(A, 1, segment="DE"), seen(B, 2, segment="FR")]
    made = metric("made", "count", window="week", formula="a + b")
    assert one(book([A, B, made], [check(made, ("at_least", "0"))]), rows).status == "unknown"


@given(
    st.lists(st.none() | st.integers(0, 50), min_size=1, max_size=9),
    st.sampled_from(["sum", "mean", "prior_mean", "change", "delta"]),
    st.integers(1, 4),
)
def test_over_time_against_plain_python(values: list[int | None], function: str, span: int) -> None:
    """What the words say, week by week."""
    if values[-1] is None:
        values = [*values, 7]
    if function == "prior_mean":
        window = values[-1 - span : -1]
    elif function in ("change", "delta"):
        window = [values[-1 - span], values[-1]] if len(values) > span else []
    else:
        window = values[-span:]
    size = 2 if function in ("change", "delta") else span
    expected: float | None = None
    if len(window) == size and None not in window:
        known = [each for each in window if each is not None]
        match function:
            case "sum":
                expected = sum(known)
            case "mean" | "prior_mean":
                expected = sum(known) / len(known)
            case "delta":
                expected = known[1] - known[0]
            case _:
                expected = (known[1] - known[0]) / known[0] if known[0] else None
    got = value(f"{function}(a, {span} weeks)", weeks(A, values))
    assert got == (None if expected is None else pytest.approx(expected))
