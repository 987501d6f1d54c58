"""Calendar arithmetic on single days, with one rule of month ends. On columns of days: ``auditor.assess.spans``."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1990, 2099
"""No store reports of other centuries, and none is audited as of one; keeps the years of a sheet and its counts apart."""


def moved(day: date, count: int, unit: str) -> date:
    """``day`` moved by ``count`` days, weeks, months or years, back where ``count`` is negative.

    The last day of a month moves to the last day of a month, any other to the same day or the month's last. The
    calendar's first and last day stand for all beyond them.
    """
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=count * (7 if unit == "week" else 1))
        year, month = divmod(day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1), 12)
        last = monthrange(year, month + 1)[1]
        ends = day.day == monthrange(day.year, day.month)[1]
        return date(year, month + 1, last if ends else min(day.day, last))
    except (OverflowError, ValueError):
        return date.max if count > 0 else date.min


def first_of(day: date, unit: str) -> date:
    """The first day of the week, month or year of ``day``."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def end_of_last(day: date, unit: str) -> date:
    """The last day of the newest month or year that is over on ``day``."""
    following = day + timedelta(days=1)
    return following.replace(month=following.month if unit == "month" else 1, day=1) - timedelta(days=1)
