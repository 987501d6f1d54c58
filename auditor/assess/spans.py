"""Calendar arithmetic on columns of days. A day is a proleptic ordinal (``date.toordinal``)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from auditor.days import moved
from auditor.rulebook.model import Span

Days = NDArray[np.int64]

_LAST = date.max.toordinal()
_EPOCH = date(1970, 1, 1).toordinal()
_UNIT_DAYS = {"day": 1, "week": 7, "month": 28, "year": 365}


@lru_cache(maxsize=8192)
def day(ordinal: int) -> date:
    """The date of an ordinal; the calendar's first and last day stand for all beyond them."""
    return date.fromordinal(min(max(ordinal, 1), _LAST))


def months_of(days: Days) -> Days:
    """The calendar month of each day, counted in months since 1970-01."""
    return (days - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def month_start(months: Days) -> Days:
    """The first day of each month (months since 1970-01)."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + _EPOCH


def shift(days: Days, span: Span, times: int) -> Days:
    """Each day moved by ``times`` spans; the last day of a month moves to the last day of a month."""
    if span.unit in ("day", "week"):
        return days + times * span.count * _UNIT_DAYS[span.unit]
    step = times * span.count * (12 if span.unit == "year" else 1)
    month = months_of(days)
    first, following = month_start(month), month_start(month + 1)
    new_first, new_following = month_start(month + step), month_start(month + step + 1)
    last = new_following - 1
    return np.where(days + 1 == following, last, np.minimum(new_first + (days - first), last))


def shift_date(start: date, span: Span, times: int = 1) -> date:
    """One day moved by ``times`` spans."""
    return moved(start, times * span.count, span.unit)


def is_definite(span: Span) -> bool:
    """Whether the span has a length (``moment`` and the export's own ``period`` have none)."""
    return span.unit in _UNIT_DAYS


def least_days(span: Span) -> int:
    """The shortest length in days that counts as the whole span (a month: 28); one for no length."""
    return span.count * _UNIT_DAYS[span.unit] if is_definite(span) else 1


def begin(start: Days, end: Days, window: Span) -> Days:
    """The first day that each value covers. A single date stands for a whole window that ends there."""
    if not is_definite(window):
        return start
    return np.where(start == end, shift(end, window, -1) + 1, start)
