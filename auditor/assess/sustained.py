"""Requirements over several periods: the last complete days, weeks, months or years, each with its value.

A calendar month counts when its last day is on or before the audit's date. Weeks end on the weekday on which
the store's newest value ends. Values that are shorter than the period are added up where the metric is a count
or an amount; for other metrics the newest in the period counts. A part of a month's weeks gives a bound: counts
are never negative, so three orders in the first week are at least three in the month.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from auditor.assess.reading import Reading
from auditor.assess.series import NONE, Floats, Indices, State
from auditor.assess.spans import Days, is_definite, least_days, month_start, months_of
from auditor.rulebook.model import Span, Unit


class Buckets(NamedTuple):
    """Subjects × periods, the newest period first. ``low`` and ``high`` bound the value; equal where it is known."""

    low: Floats
    high: Floats
    start: Days
    end: Days
    first: Indices  # the points of the period: first ≤ i < last, NONE where there are none
    last: Indices

    def newest(self, count: int) -> Buckets:
        """The newest ``count`` periods of each subject."""
        part = np.s_[:, :count]
        return Buckets(
            self.low[part], self.high[part], self.start[part], self.end[part], self.first[part], self.last[part]
        )

    @property
    def known(self) -> NDArray[np.bool_]:
        """Whether the value of the period is known."""
        return np.equal(self.low, self.high)


def buckets(reading: Reading, values: Floats, span: Span) -> Buckets:
    """The last ``span.count`` complete periods of each subject; ``values`` has an entry a point, NaN unusable."""
    series, size, today = reading.series, reading.grid.size, reading.panel.today
    start, end = _calendar(reading, span)
    shape = (size, span.count)
    low, high = np.full(shape, -np.inf), np.full(shape, np.inf)
    first, last = np.full(shape, NONE, np.int64), np.full(shape, NONE, np.int64)
    if not len(series):
        return Buckets(low, high, start, end, first, last)
    # the period that a point's last day falls in: the only one with start ≤ end of the point ≤ end
    inside = (series.end[:, None] >= start[series.subject]) & (series.end[:, None] <= end[series.subject])
    inside &= (series.end <= today)[:, None]
    point, number = np.nonzero(inside)
    subject = series.subject[point]
    flat = subject * span.count + number
    days = series.end[point] - reading.first_day[point] + 1
    additive = reading.metric.unit.additive and is_definite(reading.metric.window)
    part = (days < least_days(Span(1, span.unit))) & additive

    newest = np.full(low.size, NONE, np.int64)
    np.maximum.at(newest, flat[~part], point[~part])
    whole = newest >= 0
    value = np.where(whole, values[newest], np.nan)
    usable = whole & np.isfinite(value)
    low.ravel()[usable] = high.ravel()[usable] = value[usable]
    first.ravel()[whole], last.ravel()[whole] = newest[whole], newest[whole] + 1

    only_parts = part & ~whole[flat]
    if only_parts.any():
        _add_up(reading, values, point[only_parts], flat[only_parts], Buckets(low, high, start, end, first, last))
    return Buckets(low, high, start, end, first, last)


def _calendar(reading: Reading, span: Span) -> tuple[Days, Days]:
    """First and last day of the last complete periods, subjects × periods, the newest first."""
    size, today = reading.grid.size, reading.panel.today
    back = np.arange(span.count, dtype=np.int64)
    if span.unit in ("month", "year"):
        months = 12 if span.unit == "year" else 1
        current = months_of(np.array([today + 1], np.int64))[0]
        current -= current % months  # years begin in January
        end = np.tile(month_start(current - back * months) - 1, (size, 1))
        return np.tile(month_start(current - (back + 1) * months), (size, 1)), end
    length = 7 if span.unit == "week" else 1
    newest = np.full(size, today, np.int64)
    newest[reading.found] = reading.series.end[reading.latest[reading.found]]
    anchor = newest + (today - newest) // length * length
    end = anchor[:, None] - back * length
    return end - length + 1, end


def _add_up(reading: Reading, values: Floats, point: Indices, flat: Indices, out: Buckets) -> None:
    """Fill the periods that only shorter values speak of: their sum, or a bound where a part is missing."""
    size = out.low.size
    value, begins, ends = values[point], reading.first_day[point], reading.series.end[point]
    usable = np.isfinite(value) & (reading.series.state[point] == State.OK)
    total = np.bincount(flat, np.where(usable, value, 0.0), size)
    covered = np.bincount(flat, ends - begins + 1, size)
    bad = np.bincount(flat, ~usable | (value < 0), size)
    newest, oldest = np.full(size, NONE, np.int64), np.full(size, np.iinfo(np.int64).max)
    np.maximum.at(newest, flat, point)
    np.minimum.at(oldest, flat, point)
    some = np.flatnonzero(newest >= 0)
    head, tail = oldest[some], newest[some]
    begin, end = reading.first_day[head], reading.series.end[tail]
    step = end - reading.first_day[tail] + 1
    complete = (begin <= out.start.ravel()[some]) & (end + step > out.end.ravel()[some])
    complete &= (covered[some] == end - begin + 1) & (bad[some] == 0)
    bounded = (reading.metric.unit is Unit.COUNT) & (np.bincount(flat, value < 0, size)[some] == 0)
    out.low.ravel()[some] = np.where(complete | bounded, total[some], -np.inf)
    out.high.ravel()[some] = np.where(complete, total[some], np.inf)
    out.first.ravel()[some], out.last.ravel()[some] = head, tail + 1


def judged_from(launched: int, newest_end: int, span: Span) -> int:
    """The first day on which a store that opened on ``launched`` has ``span.count`` complete periods.

    ``newest_end`` is the last day of a complete period: weeks keep its weekday.
    """
    if span.unit in ("month", "year"):
        months = 12 if span.unit == "year" else 1
        opened = int(months_of(np.array([launched]))[0])
        if opened % months or int(month_start(np.array([opened]))[0]) < launched:
            opened += months - opened % months
        return int(month_start(np.array([opened + span.count * months]))[0]) - 1
    length = 7 if span.unit == "week" else 1
    earliest = launched + length * span.count - 1
    return earliest + (newest_end - earliest) % length
