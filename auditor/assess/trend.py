"""Trends in columns: how many periods in a row have failed, and when the line would be crossed."""

from __future__ import annotations

import numpy as np

from auditor.assess.compare import FAIL, Bounds
from auditor.assess.formulas import LENGTH_TOLERANCE
from auditor.assess.series import Codes, Floats, Indices
from auditor.assess.spans import Days, is_definite
from auditor.rulebook.model import Span

LEAST_POINTS = 5  # fewer say nothing about a direction
HORIZON_DAYS = 182  # half a year: further is no projection
_CLEAR = 2.0  # the slope must be twice its standard error
_TURN = 2  # values back: one that moves against the trend is noise, two that do are a turn


def furthest(first_day: Days, end: Days, window: Span) -> Days:
    """How many days later the next value may end, for each value, if no period lies between the two.

    A single date of a metric without a length of its own (``moment``) has no period that could be missing.
    """
    unknown = (first_day == end) & (not is_definite(window))
    return np.where(unknown, np.iinfo(np.int64).max, end - first_day + 1 + LENGTH_TOLERANCE)


def failing_in_a_row(codes: Codes, ends: Days, starts: Indices, reach: Days) -> Indices:
    """How many of the newest points of each subject fail one after another. A missing value or period ends the row.

    ``codes`` are the verdicts of the points of all trends and ``ends`` their last days, ``starts`` where each
    subject's begin (one more at the end); ``reach`` has an entry a subject: see ``furthest``.
    """
    if not len(codes):
        return np.zeros(len(reach), np.int64)
    subject = np.repeat(np.arange(len(reach)), np.diff(starts))
    begins = np.zeros(len(codes) + 1, bool)  # where a row of failures can begin at the earliest
    begins[1:] = codes != FAIL
    begins[1:-1] |= (np.diff(subject) == 0) & (np.diff(ends) > reach[subject[1:]])
    places = np.append(np.flatnonzero(begins), 0)
    newest = places[np.searchsorted(places[:-1], starts[1:], side="right") - 1]
    return np.asarray(starts[1:] - np.maximum(newest, starts[:-1]), np.int64)


def projected_breaches(values: Floats, ends: Days, starts: Indices, limits: Bounds, today: int) -> Days:
    """The day on which a straight line through each trend leaves the interval, 0 where nothing can be said.

    A least-squares line through at least five points whose slope is at least twice its standard error, drawn
    on from the newest value, at most half a year ahead, and none where the newest values have turned: who mended
    something is not told that it gets worse. A projection, not a promise: a line that older values would have left
    by now is left on the day of the audit, ``today``.
    """
    subjects = len(starts) - 1
    subject = np.repeat(np.arange(subjects), np.diff(starts))
    known = np.isfinite(values)
    value, who, day = values[known], subject[known], ends[known].astype(np.float64)
    if not len(value):
        return np.zeros(subjects, np.int64)
    count = np.bincount(who, minlength=subjects).astype(np.float64)
    with np.errstate(all="ignore"):
        mean_day = np.bincount(who, day, subjects) / count
        mean = np.bincount(who, value, subjects) / count
        x, y = day - mean_day[who], value - mean[who]
        spread = np.bincount(who, x * x, subjects)
        slope = np.bincount(who, x * y, subjects) / spread
        rest = np.bincount(who, (y - slope[who] * x) ** 2, subjects)
        error = np.sqrt(rest / (count - 2) / spread)
        last = np.maximum(starts[1:] - 1, 0)
        newest, newest_day = values[last], ends[last]
        room = np.where(slope > 0, limits.high[0] - newest, newest - limits.low[0])
        days = np.ceil(room / np.abs(slope))
        sure = (count >= LEAST_POINTS) & (np.abs(slope) > _CLEAR * error) & (slope != 0)
        newest_known = np.maximum(np.cumsum(count).astype(np.int64) - 1, 0)
        sure &= (value[newest_known] - value[np.maximum(newest_known - _TURN, 0)]) * slope >= 0
        sure &= np.isfinite(days) & (days > 0) & (days <= HORIZON_DAYS)
        return np.where(sure, np.maximum(newest_day + np.where(sure, days, 0).astype(np.int64), today), 0)
