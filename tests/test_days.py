"""One rule of month ends for one day and for columns of them, up to the ends of the calendar."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.assess.spans import day, shift
from auditor.days import moved
from auditor.rulebook.model import Span

UNITS = ("day", "week", "month", "year")


@pytest.mark.parametrize(
    ("start", "count", "unit", "end"),
    [
        (date(2026, 11, 15), 3, "day", date(2026, 11, 18)),
        (date(2026, 12, 30), 1, "week", date(2027, 1, 6)),
        (date(2026, 1, 31), 1, "month", date(2026, 2, 28)),
        (date(2026, 1, 30), 1, "month", date(2026, 2, 28)),
        (date(2026, 2, 28), 1, "month", date(2026, 3, 31)),
        (date(2028, 2, 28), 1, "month", date(2028, 3, 28)),
        (date(2026, 11, 30), 3, "month", date(2027, 2, 28)),
        (date(2026, 12, 1), 1, "month", date(2027, 1, 1)),
        (date(2026, 3, 31), -1, "month", date(2026, 2, 28)),
        (date(2028, 2, 29), 1, "year", date(2029, 2, 28)),
        (date(2026, 11, 15), 13, "month", date(2027, 12, 15)),
        *((date.max, 1, unit, date.max) for unit in UNITS),
        *((date.min, -1, unit, date.min) for unit in UNITS),
        (date(2026, 11, 15), 10**30, "month", date.max),
        (date(2026, 11, 15), -(10**12), "day", date.min),
    ],
)
def test_a_day_moved(start: date, count: int, unit: str, end: date) -> None:
    assert moved(start, count, unit) == end


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.integers(-600, 600), st.sampled_from(UNITS))
@example(date(2026, 2, 28), 1, "month")  # the last day of a month
@example(date(2026, 1, 30), 1, "month")
def test_columns_move_by_the_same_rule(start: date, count: int, unit: str) -> None:
    (ordinal,) = shift(np.array([start.toordinal()]), Span(count, unit), 1)
    assert day(int(ordinal)) == moved(start, count, unit)
