"""The windows of metrics: the one that ends on a day, those that the rows of an export or the days of a report cover, and how far."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from auditor.days import end_of_last, first_of, moved
from auditor.intake.dating.date_forms import months_of, week_from
from auditor.intake.headings import normal, stated_windows
from auditor.intake.words import MONTHLY, WEEKLY
from auditor.model import Period
from auditor.rulebook.model import Metric, Span, Unit

_STANDING = {Unit.SCORE, Unit.FLAG, Unit.TEXT, Unit.DATE}  # a star rating is the month's on each of its days

_LONGEST_COUNTED = 90  # days over which somebody may count by hand


def is_lasting(window: Span) -> bool:
    """Whether a window has a length of its own, so that rows of two exports may fill it together."""
    return window.unit not in ("moment", "period")


def _window_ending(day: date, window: Span) -> Period:
    """The period of a value that is dated by a single day: the metric's window that ends there."""
    if window.unit in ("day", "week", "month", "year"):
        return Period(moved(day, -window.count, window.unit) + timedelta(days=1), day)
    return Period(day, day)


def as_window(period: Period, window: Span, own: tuple[Span, bool] | None = None) -> Period:
    """A period as printed; a single day is the end of the metric's window.

    ``own``: what the heading says of the days of a metric that may be of any, and whether they are those of this week, month
    or year so far. A month has thirty days too.
    """
    if own is None:
        return period if period.start != period.end else _window_ending(period.end, window)
    span, current = own
    stated = Period(first_of(period.end, span.unit), period.end) if current else _window_ending(period.end, span)
    return period if abs(stated.days - period.days) <= stated.days // 10 else stated


def own_days(metric: Metric, heading: str) -> tuple[Span, bool] | None:
    """The days that a heading states (近30天, MTD) where the metric's are those of whatever prints it, or add up."""
    added = metric.unit.additive and metric.window.unit in ("week", "month")
    said = stated_windows(heading) if added or metric.window.unit == "period" else None
    return next(((span, span in said.current) for span in (*said.windows, *said.current)), None) if said else None


def asks_span(metric: Metric) -> bool:
    """Whether a day's value of a metric may be another one than that of the week, month or days that the rules want.

    Of some weeks' days counts alone: a rate of thirty days is printed anew every day, and what is counted over half a year
    (violations) stands on its page as of the day.
    """
    if metric.window.unit == "day":
        return metric.unit.additive and 1 < metric.window.count <= _LONGEST_COUNTED
    return metric.window.unit in ("week", "month") and metric.unit not in _STANDING


def windows(window: Span, covered: Period, *, dated: bool) -> list[tuple[Period, int, int]]:
    """The periods of a metric that an export gives: period, days covered, days wanted (equal: complete).

    ``dated``: the rows carry dates, so that weeks and months can be told apart.
    """
    if window.unit == "moment":
        return [(Period(covered.end, covered.end), 1, 1)]
    if window.unit == "period" or not dated:
        wanted = _window_ending(covered.end, window).days if window.unit != "period" else covered.days
        return [(covered, min(covered.days, wanted), wanted)]
    if window.unit in ("month", "week") and window.count == 1:
        return _calendar(window.unit, covered)
    period = _window_ending(end_of_last(covered.end, "month") if window.unit == "month" else covered.end, window)
    inside = (min(covered.end, period.end) - max(covered.start, period.start)).days + 1
    return [(period, min(max(inside, 0), period.days), period.days)]


def _calendar(unit: str, covered: Period) -> list[tuple[Period, int, int]]:
    """Every week (Monday to Sunday) or month that is covered whole, and the one before it as incomplete."""
    day = first_of(covered.start, unit)
    found: list[tuple[Period, int, int]] = []
    while day <= covered.end:
        following = moved(day, 1, unit)
        period = Period(day, following - timedelta(days=1))
        inside = (min(covered.end, period.end) - max(covered.start, period.start)).days + 1
        found.append((period, inside, period.days))
        day = following
    complete = [item for item in found if item[1] == item[2]]
    if not complete:
        period, inside, wanted = found[-1]
        return [(Period(max(period.start, covered.start), min(period.end, covered.end)), inside, wanted)]
    return [item for item in found if item[0].end <= complete[-1][0].end]


def steps(days: Iterable[int], heading: str) -> tuple[Period, ...]:
    """The weeks or months whose first days these are (ordinals); none where each is but a day.

    The reports that have a row for every day can be made by week and by month too, under the same headings. What a single
    row stands for its ``heading`` alone tells.
    """
    ordered = [date.fromordinal(day) for day in sorted(days)]
    several, named = len(ordered) > 1, normal(heading)
    if (several or named in MONTHLY) and all(day.day == 1 for day in ordered):
        return tuple(filter(None, (months_of(day.year, day.month) for day in ordered)))
    if (several or named in WEEKLY) and all((later - day).days % 7 == 0 for day, later in pairwise(ordered)):
        return tuple(week_from(Period(day, day)) for day in ordered)
    return ()


def until(period: Period, day: date | None) -> Period:
    """What of a period is over on a day: its first day at least."""
    return period if day is None else Period(period.start, max(period.start, min(period.end, day)))
