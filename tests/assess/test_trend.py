"""Trends: up to thirteen periods, periods failing in a row, the projected breach."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import Period, Status
from tests.assess.builders import AS_OF, WEEK, book, check, metric, one, seen, weeks

RATE = metric("rate")
RULES = book([RATE], [check(RATE, ("at_least", "90%"))])


def test_up_to_thirteen_periods_oldest_first() -> None:
    finding = one(RULES, weeks(RATE, [0.90 + number / 1000 for number in range(20)]))
    assert len(finding.trend) == 13
    assert [point.end for point in finding.trend] == sorted(point.end for point in finding.trend)
    assert finding.trend[-1] == (WEEK.end, 0.919)


def test_later_periods_and_other_lengths_stay_out() -> None:
    rows = [
        *weeks(RATE, [0.91, 0.92]),
        seen(RATE, 0.5, "2026-10"),
        seen(RATE, 0.6, Period(date(2026, 11, 15), date(2026, 11, 21))),
    ]
    assert [point.value for point in one(RULES, rows).trend] == [0.91, 0.92]


@pytest.mark.parametrize(
    ("values", "count"),
    [([0.8], 1), ([0.8, 0.95, 0.8, 0.7], 2), ([0.8, 0.8, 0.95], 0), ([0.95], 0), ([0.8, None, 0.8], 1)],
)
def test_periods_failing_in_a_row(values: list[float | None], count: int) -> None:
    assert one(RULES, weeks(RATE, values)).failing_periods == count


@pytest.mark.parametrize(
    ("window", "days", "count"),
    [
        ("month", ["2026-08-31", "2026-09-30", "2026-10-31"], 3),
        ("month", ["2026-07-31", "2026-08-31", "2026-10-31"], 1),  # nothing of September
        ("30 days", ["2026-10-25", "2026-11-01", "2026-11-15"], 3),  # the 30 days leave no day out
        ("moment", ["2026-07-31", "2026-08-31", "2026-10-31"], 3),  # readings have no length that could be missing
    ],
)
def test_a_period_without_a_row_ends_the_row_of_failures(window: str, days: list[str], count: int) -> None:
    metric_of = metric("level", window=window)
    rules = book([metric_of], [check(metric_of, ("at_least", "90%"))])
    assert one(rules, [seen(metric_of, 0.8, date.fromisoformat(day)) for day in days]).failing_periods == count


def test_a_mark_ends_the_row() -> None:
    before = Period(WEEK.start - timedelta(days=7), WEEK.start - timedelta(days=1))
    rows = [*weeks(RATE, [0.8, None, 0.8]), seen(RATE, None, before)]
    assert one(RULES, rows).failing_periods == 1


@given(st.lists(st.booleans(), min_size=1, max_size=13), st.integers(1, 4))
def test_rows_of_failures_against_plain_python(fails: list[bool], stores: int) -> None:
    from auditor.model import Store, StoreKey
    from tests.assess.builders import audit

    keys = [StoreKey("alibaba", f"s{number}") for number in range(stores)]
    rows = [
        row
        for number, key in enumerate(keys)
        for row in weeks(RATE, [0.5 if fail else 0.95 for fail in fails[number % len(fails) :]], store=key)
    ]
    found = audit(RULES, rows, stores=[Store(key) for key in keys])
    for number, key in enumerate(keys):
        mine = fails[number % len(fails) :]
        expected = next((place for place, fail in enumerate(reversed(mine)) if not fail), len(mine))
        assert found[key][0].failing_periods == expected


def test_a_straight_decline_is_projected() -> None:
    finding = one(RULES, weeks(RATE, [0.98, 0.97, 0.96, 0.95, 0.94]))
    assert finding.projected_breach == WEEK.end + timedelta(
        days=29
    )  # on the line after four weeks, beyond it a day later


@pytest.mark.parametrize(
    "values",
    [
        [0.94, 0.95, 0.96, 0.97, 0.98],  # rising
        [0.98, 0.97, 0.96],  # too few
        [0.95, 0.98, 0.94, 0.99, 0.95, 0.97],  # noise
        [0.95] * 6,  # flat
        [0.99901, 0.9990, 0.99899, 0.99898, 0.99897],  # too slow to say anything of this year
        [0.92, 0.91, 0.90, 0.89, 0.88],  # broken already
        [1.0, 0.98, 0.96, 0.94, 0.92, 0.91, 0.92, 0.93],  # it has turned
        [1.0, 0.98, 0.96, 0.94, 0.92, 0.91, 0.913, 0.911],  # higher than two values before, by a hair
    ],
)
def test_no_projection_without_a_direction(values: list[float]) -> None:
    assert one(RULES, weeks(RATE, values)).projected_breach is None


@pytest.mark.parametrize("newest", [[0.92, 0.922], [0.92, 0.93], [0.94, 0.92, 0.94]])
def test_one_value_against_the_trend_is_no_turn(newest: list[float]) -> None:
    """Better than the value before and not than the one before that."""
    assert one(RULES, weeks(RATE, [1.0, 0.98, 0.96, 0.94, 0.93, *newest])).projected_breach is not None


def test_a_rising_cost_is_projected_to_its_upper_line() -> None:
    days = metric("days", "days", "lower")
    rules = book([days], [check(days, ("at_most", "15 days"))])
    finding = one(rules, weeks(days, [10, 11, 12, 13, 14]))
    assert finding.projected_breach == WEEK.end + timedelta(days=8)


def test_a_band_is_left_on_either_side() -> None:
    band = book([RATE], [check(RATE, ("between", "80%", "95%"))])
    assert one(band, weeks(RATE, [0.90, 0.89, 0.88, 0.87, 0.86])).projected_breach == WEEK.end + timedelta(days=43)
    assert one(band, weeks(RATE, [0.85, 0.87, 0.89, 0.91, 0.93])).projected_breach == WEEK.end + timedelta(days=8)


def test_a_strict_line_is_broken_on_reaching_it() -> None:
    days = metric("days", "days", "lower")
    rules = book([days], [check(days, ("less_than", "15 days"))])
    assert one(rules, weeks(days, [10, 11, 12, 13, 14])).projected_breach == WEEK.end + timedelta(days=7)


def test_a_projection_never_lies_before_the_audit() -> None:
    days = metric("days", "days", "lower")
    rules = book([days], [check(days, ("at_most", "15 days"))])
    old = [
        row._replace(period=Period(*(day - timedelta(days=42) for day in row.period)))
        for row in weeks(days, [10, 11, 12, 13, 14])
    ]
    finding = one(rules, old)
    assert (finding.status, finding.projected_breach) == (Status.PASS, AS_OF)


def test_what_is_too_old_for_a_verdict_is_too_old_for_a_projection() -> None:
    days = metric("days", "days", "lower")
    rules = book([days], [check(days, ("at_most", "15 days"), max_age="14 days")])
    rows = weeks(days, [10, 11, 12, 13, 14])
    old = [row._replace(period=Period(*(day - timedelta(days=14) for day in row.period))) for row in rows]
    finding = one(rules, old)
    assert (finding.status, finding.projected_breach) == (Status.UNKNOWN, None)
