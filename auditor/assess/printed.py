"""Observations → the printed series of each metric: one point a subject and last day."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from auditor.assess.money import UNSTATED, Money
from auditor.assess.series import (
    NONE,
    STATE_OF,
    Codes,
    Floats,
    Indices,
    Link,
    Series,
    State,
)
from auditor.assess.spans import Days, is_definite, least_days, shift
from auditor.model import Observation, ValueState
from auditor.rulebook.model import Metric, Span, Unit

_Value = TypeVar("_Value", bound=Hashable)


class Columns:
    """The observations, transposed once. Arrays have an entry an observation, in the order given."""

    def __init__(self, observations: Sequence[Observation], money: Money) -> None:
        rows = list(zip(*observations, strict=True)) or [()] * len(Observation._fields)
        column = dict(zip(Observation._fields, rows, strict=True))
        self.observations = observations
        self.store, self.stores = coded(column["store"])
        self.segment, self.segments = coded(column["segment"])
        metric, metrics = coded(column["metric"])
        period, periods = coded(column["period"])
        days = [(each.start.toordinal(), each.end.toordinal()) for each in periods]
        self.days: Days = np.array(days, np.int64).reshape(len(days), 2)[period]
        self.noted = frozenset(
            at for at, note in enumerate(column["note"]) if note and column["state"][at] is ValueState.OK
        )
        self.value: NDArray[np.object_] = np.array([*column["value"], None], object)[:-1]
        state, states = coded(column["state"])
        self.state: Codes = np.array([STATE_OF[each] for each in states], np.int8)[state]
        currency, currencies = coded(column["currency"])
        index = {name: number for number, name in enumerate(money.currencies)}
        self.currency: Indices = np.array([index.get(each or "", NONE) for each in currencies], np.int64)[currency]
        platform, platforms = coded(each.platform for each in self.stores)
        group = (platform[self.store] * len(metrics) + metric) if len(metric) else metric
        order = np.argsort(group, kind="stable")
        numbers, starts = np.unique(group[order], return_index=True)
        parts = np.split(order, starts[1:])
        self.groups: dict[tuple[str, str], Indices] = {
            (platforms[number // len(metrics)], metrics[number % len(metrics)]): part
            for number, part in zip(numbers.tolist(), parts, strict=False)
        }


def coded(values: Iterable[_Value]) -> tuple[Indices, list[_Value]]:
    """Each value as an index into the distinct ones, which stand in the order of their first appearance."""
    values = tuple(values)
    distinct = list(dict.fromkeys(values))
    index = {value: number for number, value in enumerate(distinct)}
    return np.fromiter(map(index.__getitem__, values), np.int64, len(values)), distinct


def printed(metric: Metric, rows: Indices, subject: Indices, columns: Columns) -> tuple[Series, tuple[str, ...]]:
    """The series of a metric from its observations ``rows``, and for a text metric what its values stand for.

    Of several periods that end on one day the one as long as the window counts; of several values for one
    period the one of the highest precedence; two different usable ones are a conflict. A value that loses is
    remembered beside the one that counts.
    """
    raw, texts = _raw(metric, rows, subject, columns)
    raw = _asked(metric, raw, columns.observations)
    order = np.lexsort((raw.origin, misfit(raw.start, raw.end, metric.window), raw.end, raw.subject))
    raw = raw.take(order)
    first = np.flatnonzero(np.concatenate([[True], raw.key[1:] != raw.key[:-1]]))
    sizes = np.diff(np.append(first, len(order)))
    if (sizes == 1).all():
        return raw, texts
    chosen = first.copy()
    low, high = np.zeros(len(first), np.int64), np.zeros(len(first), np.int64)
    beside = np.full(len(first), NONE, np.int64)
    for group in np.flatnonzero(sizes > 1).tolist():
        members = np.arange(first[group], first[group] + sizes[group])
        rivals = _rivals(metric, raw, members, columns.observations)
        chosen[group] = rivals[0]
        usable = [member for member in rivals if raw.state[member] == State.OK]
        if len({(float(raw.value[member]), int(raw.currency[member])) for member in usable}) > 1:
            low[group], high[group] = members[0], members[-1] + 1
        elif usable:
            others = [member for member in members.tolist() if raw.state[member] == State.OK]
            lost = [member for member in others if raw.value[member] != raw.value[rivals[0]]]
            beside[group] = raw.origin[lost[0]] if lost else NONE
    series = raw.take(chosen)
    conflict = high > low
    return replace(
        series,
        value=np.where(conflict, np.nan, series.value),
        state=np.where(conflict, State.CONFLICT, series.state).astype(np.int8),
        origin=np.where(conflict, NONE, series.origin),
        printed=beside,
        links=(Link(raw, low, high),) if conflict.any() else (),
    ), texts


def _raw(metric: Metric, rows: Indices, subject: Indices, columns: Columns) -> tuple[Series, tuple[str, ...]]:
    """All observations of a metric as points, in no order."""
    state, values = columns.state[rows], columns.value[rows]
    texts: tuple[str, ...] = ()
    values[state != State.OK] = None
    if metric.unit is Unit.TEXT:
        texts = tuple(sorted({value for value in values if value is not None}))
        index = {text: float(number) for number, text in enumerate(texts)}
        values = np.array([index.get(value) for value in values], object)
    value: Floats = values.astype(np.float64)
    state = np.where((state == State.OK) & ~np.isfinite(value), State.UNREADABLE, state).astype(np.int8)
    value = np.where(state == State.OK, value, np.nan)
    currency = columns.currency[rows]
    if metric.unit is Unit.MONEY:
        currency = np.where(currency == NONE, UNSTATED, currency)
    none = np.full(len(rows), NONE, np.int64)
    days = columns.days[rows]
    return Series(subject, days[:, 0], days[:, 1], value, state, currency, rows, none), texts


def _asked(metric: Metric, raw: Series, observations: Sequence[Observation]) -> Series:
    """The points without the empty cells in which nobody states the metric.

    In a sheet with rows of weeks and rows of months a month's figure stands in the month's row, a week's in the
    week's. The empty cell of a row of the other kind (that misses the window, and is at most half or at least twice
    as long as every row that states the metric) is no missing value, until another window has gone by since the last
    figure. A mark (``-``, ``N/A``) is one in any row.
    """
    if not is_definite(metric.window):
        return raw
    days, window = raw.end - raw.start + 1, least_days(metric.window)
    gap = (raw.state == State.MISSING) & (days > 1) & ((days < window) | (days >= 2 * window))
    if not gap.any():
        return raw
    stated = raw.state != State.MISSING
    subject, size = raw.subject, int(raw.subject.max()) + 1
    longest, newest = np.zeros(size, np.int64), np.ones(size, np.int64)
    shortest = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(shortest, subject[stated], days[stated])
    np.maximum.at(longest, subject[stated], days[stated])
    np.maximum.at(newest, subject[stated], raw.end[stated])
    gap &= np.where(days < window, days <= shortest[subject] // 2, days >= 2 * longest[subject])
    gap &= raw.end <= shift(newest, metric.window, 1)[subject]
    empty = [point for point in np.flatnonzero(gap).tolist() if _is_empty(observations[raw.origin[point]])]
    return raw.take(np.delete(np.arange(len(raw)), empty)) if empty else raw


def _is_empty(row: Observation) -> bool:
    return not any(cell.raw.strip() for cell in row.evidence)


def _rivals(metric: Metric, raw: Series, members: Indices, observations: Sequence[Observation]) -> list[int]:
    """The points of one day that fit the window best and have the highest precedence, the one that counts first."""
    fit = misfit(raw.start[members], raw.end[members], metric.window)
    rows = {member: observations[raw.origin[member]] for member in members[fit == fit.min()].tolist()}
    highest = max(row.precedence for row in rows.values())

    def rank(member: int) -> tuple[object, ...]:
        cells = tuple((cell.file, cell.sheet or "", cell.cell) for cell in rows[member].evidence)
        return raw.state[member] != State.CONFLICT, raw.state[member], cells

    return sorted((member for member, row in rows.items() if row.precedence == highest), key=rank)


def misfit(start: Days, end: Days, window: Span) -> Days:
    """By how many days each period misses the window; a single date stands for a whole window."""
    days = end - start + 1
    if not is_definite(window):
        return days
    wanted = end - shift(end, window, -1)
    apart = np.abs(days - wanted)
    if window.unit in ("month", "year"):  # any 28 to 31 days are a month
        apart = np.where(apart <= 3 * window.count, 0, apart)
    return np.where(start == end, 0, apart)
