"""Columns of one metric: points sorted by subject and last day, with the cells they came from.

A *subject* is a store, or one segment of it (a marketplace, a fulfilment channel); its number is an
index into the subjects of its platform. Points that were computed keep links to the points they were
computed from, so that evidence is looked up only for what a report shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cache
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from auditor.assess.spans import Days
from auditor.model import ValueState
from auditor.rulebook.model import Range

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]
Indices = NDArray[np.int64]

_Scalar = TypeVar("_Scalar", bound=np.generic)

NONE = -1  # no observation, no currency, no point
_KEY_BITS = 22  # the ordinal of 9999-12-31 needs 22 bits


class State(IntEnum):
    """Whether a point may be used. The first six mirror ``ValueState``; the others arise by computing."""

    OK = 0
    MISSING = 1
    UNREADABLE = 2
    UNDECIDED = 3
    CONFLICT = 4
    INCOMPLETE = 5
    ZERO_DIVISION = 6  # a ratio whose denominator is 0, a change from 0
    GAP = 7  # a period that the formula needs is not there
    CURRENCY = 8  # amounts in different currencies, or one that nobody stated, and no rate
    IMPLAUSIBLE = 9  # a value that the metric can't have: 31 of 30


_MENDABLE = (State.UNREADABLE, State.UNDECIDED, State.CONFLICT)  # something stands in the cell
STATE_OF = {state: State[state.name] for state in ValueState}


class Link(NamedTuple):
    """For each point of a computed series: the points low ≤ i < high of ``series`` it was made from."""

    series: Series
    low: Indices
    high: Indices


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The points of one metric. All arrays have one entry a point; (subject, end) is unique and sorted.

    ``start`` and ``end`` are days; ``value`` is NaN unless ``state`` is OK; ``currency`` is an index into
    the panel's currencies or NONE; ``origin`` the observation or NONE where the point was computed;
    ``printed`` another printed observation of the same last day that was not used: the rate beside a ratio that was
    computed from counts, or a value whose period fits the window less well; or NONE.
    """

    subject: Indices
    start: Days
    end: Days
    value: Floats
    state: Codes
    currency: Indices
    origin: Indices
    printed: Indices
    links: tuple[Link, ...] = ()
    source: bool = True  # False for a constant: it has no cells
    key: Indices = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", point_key(self.subject, self.end))

    def __len__(self) -> int:
        return len(self.end)

    def latest(self, wanted: Indices, day: int) -> Indices:
        """For each subject of ``wanted`` the last point that ends on or before ``day``, or NONE."""
        position = np.searchsorted(self.key, point_key(wanted, np.int64(day)), side="right") - 1
        found = (position >= 0) & (self.subject[position] == wanted) if len(self) else np.zeros(len(wanted), bool)
        return np.where(found, position, NONE)

    def at(self, subject: Indices, end: Days) -> Indices:
        """The point of each subject that ends on the day, or NONE."""
        if not len(self):
            return np.full(len(subject), NONE, np.int64)
        wanted = point_key(subject, end)
        position = np.minimum(np.searchsorted(self.key, wanted), len(self) - 1)
        return np.where(self.key[position] == wanted, position, NONE)

    def take(self, index: Indices | NDArray[np.bool_]) -> Series:
        """The points at ``index``, with their links."""
        return Series(
            self.subject[index], self.start[index], self.end[index], self.value[index], self.state[index],
            self.currency[index], self.origin[index], self.printed[index],
            tuple(Link(link.series, link.low[index], link.high[index]) for link in self.links),
        )  # fmt: skip


def point_key(subject: Indices, end: Days | np.int64) -> Indices:
    """One sortable number for a subject and a day."""
    return (subject << _KEY_BITS) | end


def computed(
    subject: Indices, start: Days, end: Days, value: Floats, state: Codes, currency: Indices, links: Sequence[Link]
) -> Series:
    """A series of computed points, in the order of (subject, end)."""
    none = np.full(len(end), NONE, np.int64)
    value = np.where((state == State.OK) & np.isfinite(value), value, np.nan)
    return Series(subject, start, end, value, state.astype(np.int8), currency, none, none, tuple(links))


@cache
def empty() -> Series:
    """No points: most metrics of most stores, so that it is made once."""
    none = np.empty(0, np.int64)
    return computed(none, none, none, np.empty(0), np.empty(0, np.int8), none, ())


def link(series: Series, index: Indices) -> Link:
    """A link from each point to one point of ``series``; NONE links to nothing."""
    return Link(series, np.maximum(index, 0), np.where(index >= 0, index + 1, 0))


def within(series: Series, bounds: Range | None) -> Series:
    """The series with every value that is not possible marked as such."""
    if bounds is None or not len(series):
        return series
    low, high = bounds.slack
    outside = (series.state == State.OK) & ((series.value < low) | (series.value > high))
    if not outside.any():
        return series
    state = np.where(outside, State.IMPLAUSIBLE, series.state).astype(np.int8)
    return replace(series, value=np.where(outside, np.nan, series.value), state=state)


def prefer(first: Series, second: Series, *, counts: bool = False) -> Series:
    """Every (subject, end) of both: the point of ``first`` where it is usable, else that of ``second`` where it is.

    Where neither is usable the first's point is kept, unless it is a mere mark and the second a cell to be mended. So
    are values that contradict each other: what is worked out would be a third.
    With ``counts`` the first is a ratio of counts: a denominator of 0 and an impossible ratio are final, and each
    point remembers the printed observation beside it.
    """
    if not len(second):
        return first
    if not len(first):
        return second
    twin = second.at(first.subject, first.end)
    second_ok = (twin >= 0) & (second.state[twin] == State.OK)
    mendable = (twin >= 0) & np.isin(second.state[twin], _MENDABLE) & (first.state == State.MISSING)
    keep = (first.state == State.OK) | ~(second_ok | mendable)
    printed = first.printed
    if counts:
        keep |= (first.state == State.ZERO_DIVISION) | (first.state == State.IMPLAUSIBLE)
        printed = np.where(second_ok, second.origin[twin], NONE)
    else:
        keep |= first.state == State.CONFLICT
    drop = np.zeros(len(second), bool)
    drop[twin[keep & (twin >= 0)]] = True
    a, b = replace(first, printed=printed).take(keep), second.take(~drop)
    order = np.argsort(np.concatenate([a.key, b.key]), kind="stable")

    def both(left: NDArray[_Scalar], right: NDArray[_Scalar]) -> NDArray[_Scalar]:
        return np.concatenate([left, right])[order]

    none_a, none_b = np.zeros(len(a), np.int64), np.zeros(len(b), np.int64)
    links = tuple(
        [Link(each.series, both(each.low, none_b), both(each.high, none_b)) for each in a.links]
        + [Link(each.series, both(none_a, each.low), both(none_a, each.high)) for each in b.links]
    )
    return Series(
        both(a.subject, b.subject), both(a.start, b.start), both(a.end, b.end), both(a.value, b.value),
        both(a.state, b.state), both(a.currency, b.currency), both(a.origin, b.origin), both(a.printed, b.printed),
        links,
    )  # fmt: skip


def sources(series: Series, point: int) -> Iterator[int]:
    """The observations behind a point, in the order of the formula: its own, or those of its parts.

    Each point is looked at once: formulas that name a metric twice, ten in a row, would be a thousand ways to one cell.
    """
    waiting, seen = [(series, point)], set[tuple[Series, int]]()
    while waiting:
        current, at = waiting.pop()
        if (current, at) in seen:
            continue
        seen.add((current, at))
        if current.origin[at] >= 0:
            yield int(current.origin[at])
            continue
        parts = [
            (each.series, index) for each in current.links for index in range(int(each.low[at]), int(each.high[at]))
        ]
        waiting += reversed(parts)
