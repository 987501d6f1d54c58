"""Formulas of metrics, evaluated in columns over aligned periods.

Two values belong together when they are of the same subject and the same period; a single date counts as
the last day of a period. Where the windows of two operands differ, the value of the longer one stands until
its next one is due, at most one window. Whatever is missing makes the result unknown, never zero.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from auditor.assess.money import Money
from auditor.assess.series import NONE, Floats, Indices, Link, Series, State, computed, empty, link, point_key
from auditor.assess.spans import Days, begin, is_definite, least_days, shift
from auditor.rulebook.model import Binary, Call, Formula, Negate, Number, Ref, Span

LENGTH_TOLERANCE = 3  # days: months differ by as much, and stay comparable, also in a trend


class Term(NamedTuple):
    """A series and the window of the metric it is of."""

    series: Series
    window: Span


Value = Term | float


class Formulas:
    """Evaluates formulas. ``metric`` gives the series and window of a metric by its id."""

    def __init__(self, metric: Callable[[str], Term], money: Money) -> None:
        self.metric = metric
        self.money = money

    def evaluate(self, formula: Formula) -> Value:
        """The column of a formula; a number where it names no metric."""
        match formula:
            case Number(exact):
                return float(exact)
            case Ref(metric):
                return self.metric(metric)
            case Negate(operand):
                return self.each(np.negative, self.evaluate(operand))
            case Binary(op, left, right):
                return self.binary(op, self.evaluate(left), self.evaluate(right))
            case Call("abs", (argument,), _):
                return self.each(np.abs, self.evaluate(argument))
            case Call(("min" | "max") as name, arguments, _):
                return reduce(lambda left, right: self.binary(name, left, right), map(self.evaluate, arguments))
            case Call(name, (argument,), Span() as span):
                return self.over_time(name, self.evaluate(argument), span)
        raise ValueError(f"not a formula: {formula!r}")

    def ratio(self, numerator: Term, denominator: Term) -> Series:
        """Numerator over denominator of the same period: never averaged, unknown where the denominator is 0."""
        return self.combine(
            "/", numerator.series, denominator.series, *same_period(numerator.series, denominator.series)
        )

    def binary(self, op: str, left: Value, right: Value) -> Value:
        """Two operands joined by + - * / min or max."""
        if isinstance(left, Term) and isinstance(right, Term):
            series = self.combine(op, left.series, right.series, *_pairs(left, right))
            return Term(series, left.window if _length(left.window) <= _length(right.window) else right.window)
        if isinstance(left, Term):
            index = np.arange(len(left.series), dtype=np.int64)
            return left._replace(series=self.combine(op, left.series, _constant(left.series, right), index, index))
        if isinstance(right, Term):
            index = np.arange(len(right.series), dtype=np.int64)
            return right._replace(series=self.combine(op, _constant(right.series, left), right.series, index, index))
        return float(_apply(op, np.array([left]), np.array([right]))[0])

    def combine(self, op: str, left: Series, right: Series, i: Indices, j: Indices) -> Series:
        """The points ``left[i] op right[j]``."""
        if not len(i):
            return empty()
        a, b, currency, apart = self.money.together(left.value[i], left.currency[i], right.value[j], right.currency[j])
        if op == "/":
            currency = np.where(right.currency[j] == NONE, left.currency[i], NONE)
        if op == "*":  # an amount times a number is an amount
            apart = np.zeros(len(i), bool)
            a, b = left.value[i], right.value[j]
        state = np.where(left.state[i] != State.OK, left.state[i], right.state[j])
        state = np.where((state == State.OK) & apart, State.CURRENCY, state)
        if op == "/":
            state = np.where((state == State.OK) & (b == 0), State.ZERO_DIVISION, state)
        left_start, right_start = left.start[i], right.start[j]
        end = np.maximum(left.end[i], right.end[j])
        from_right = (left.end[i] < end) | ((left_start == end) & (right.end[j] == end))
        start = np.where(from_right, right_start, left_start)
        links = [
            each
            for series, index in ((left, i), (right, j))
            for each in ([link(series, index)] if series.source else [])
        ]
        return computed(left.subject[i], start, end, _apply(op, a, b), state, currency, links)

    def each(self, function: Callable[[Floats], Floats], operand: Value) -> Value:
        """A function of every value."""
        if not isinstance(operand, Term):
            return float(function(np.array([operand]))[0])
        series = operand.series
        links = [link(series, np.arange(len(series), dtype=np.int64))]
        return operand._replace(
            series=computed(
                series.subject, series.start, series.end, function(series.value), series.state, series.currency, links
            )
        )

    def over_time(self, name: str, operand: Value, span: Span) -> Value:
        """sum, mean, prior_mean, change or delta over a span that ends with each point."""
        if not isinstance(operand, Term):
            raise ValueError(f"{name} needs a metric")
        term = operand._replace(series=self.money.uniform(operand.series))
        if name in ("change", "delta"):
            return operand._replace(series=_difference(name, term, span))
        return operand._replace(series=_total(name, term, span))


def same_period(left: Series, right: Series) -> tuple[Indices, Indices]:
    """The pairs of points of one subject and one period. A single date matches any period that ends on it."""
    index = np.arange(len(left), dtype=np.int64)
    twin = right.at(left.subject, left.end)
    fits = same_days(left, index, right, twin)
    return index[fits], twin[fits]


def same_days(left: Series, i: Indices, right: Series, j: Indices) -> NDArray[np.bool_]:
    """Whether points of one last day have the same period; a single date matches any. NONE in ``j`` matches nothing."""
    if not len(right):
        return np.zeros(len(i), bool)
    start, other = left.start[i], right.start[j]
    same: NDArray[np.bool_] = (start == other) | (start == left.end[i]) | (other == right.end[j])
    return same & (j >= 0)


def _pairs(left: Term, right: Term) -> tuple[Indices, Indices]:
    """Pairs of the same period; where windows differ, the newest value of the longer one that still stands."""
    if left.window == right.window or not (is_definite(left.window) or is_definite(right.window)):
        return same_period(left.series, right.series)
    if _length(left.window) > _length(right.window):
        j, i = _carried(right.series, left)
        return i, j
    return _carried(left.series, right)


def _carried(short: Series, long: Term) -> tuple[Indices, Indices]:
    index = np.arange(len(short), dtype=np.int64)
    series = long.series
    if not len(series):
        return index[:0], index[:0]
    position = np.searchsorted(series.key, point_key(short.subject, short.end), side="right") - 1
    found = (position >= 0) & (series.subject[position] == short.subject)
    found &= short.end < shift(series.end[position], long.window, 1) + 1
    return index[found], position[found]


def _length(window: Span) -> int:
    return least_days(window) if is_definite(window) else 0


def _constant(like: Series, value: Value) -> Series:
    number = float(value) if not isinstance(value, Term) else np.nan
    size = len(like)
    none = np.full(size, NONE, np.int64)
    ok = np.zeros(size, np.int8)
    return Series(like.subject, like.start, like.end, np.full(size, number), ok, none, none, none, source=False)


def _apply(op: str, left: Floats, right: Floats) -> Floats:
    with np.errstate(all="ignore"):
        match op:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                return left / right
            case "min":
                return np.minimum(left, right)
            case _:
                return np.maximum(left, right)


def _difference(name: str, term: Term, span: Span) -> Series:
    """``delta``: the difference on the period one span before; ``change``: relative to its size."""
    series = term.series
    then = shift(series.end, span, -1)
    before = series.at(series.subject, then)
    days = series.end - begin(series.start, series.end, term.window)
    less = days + 1 < _length(term.window)
    if (apart := (before == NONE) & less).any():
        before = np.where(apart, _holding(series, then), before)
    if span.unit == "month" and (apart := (before == NONE) & ~less).any():
        before = np.where(apart, _nearest(series, then), before)
    comparable = (before >= 0) & (np.abs(days - days[before]) <= LENGTH_TOLERANCE)
    before = np.where(comparable, before, NONE)
    current, previous = series.value, np.where(comparable, series.value[before], np.nan)
    usable = comparable & (series.state[before] == State.OK)
    state = np.where(series.state != State.OK, series.state, np.where(usable, State.OK, State.GAP))
    value, currency = current - previous, series.currency
    if name == "change":
        state = np.where((state == State.OK) & (previous == 0), State.ZERO_DIVISION, state)
        value = _apply("/", value, np.abs(previous))
        currency = np.full(len(series), NONE, np.int64)
    here = link(series, np.arange(len(series), dtype=np.int64))
    return computed(series.subject, series.start, series.end, value, state, currency, [here, link(series, before)])


def _holding(series: Series, then: Days) -> Indices:
    """For each point the one of its own length whose period holds the day ``then`` and ends before its own, or NONE.

    The stars of a month, noted in a sheet of weeks: a month before, they are those of the week that holds the day.
    Not so the four days of a week that goes on: the whole week before has more of everything.
    """
    position = np.searchsorted(series.key, point_key(series.subject, then))
    position = np.minimum(position, len(series) - 1)
    start, end = series.start[position], series.end[position]
    holds = (series.subject[position] == series.subject) & (start <= then) & (end >= then) & (end < series.start)
    return np.where(holds & (end - start == series.end - series.start), position, NONE)


def _nearest(series: Series, then: Days) -> Indices:
    """For each point the one that ends nearest to the day ``then``, or NONE: months differ by as many days.

    Of stars that are noted every Sunday, none is noted on the day a month before.
    """
    found, away = np.full(len(series), NONE), np.full(len(series), LENGTH_TOLERANCE + 1)
    following = np.searchsorted(series.key, point_key(series.subject, then))
    for position in (np.maximum(following - 1, 0), np.minimum(following, len(series) - 1)):
        apart = np.abs(series.end[position] - then)
        nearer = (series.subject[position] == series.subject) & (apart < away)
        found, away = np.where(nearer, position, found), np.where(nearer, apart, away)
    return found


def _total(name: str, term: Term, span: Span) -> Series:
    """``sum``, ``mean`` and ``prior_mean``: the periods must cover the span without gap or overlap."""
    series = term.series
    first = begin(series.start, series.end, term.window)
    if name != "sum" and span.unit != "day":  # a rolling figure that is printed each week stands for its week
        first = np.maximum(first, shift(series.end, Span(1, span.unit), -1) + 1)
    last = first - 1 if name == "prior_mean" else series.end
    low, high, covered = tiles(series, first, series.subject, shift(last, span, -1) + 1, last)
    total = sum_between(series.value, low, high)
    value = total if name == "sum" else total / np.maximum(high - low, 1)
    state = np.where(covered, State.OK, State.GAP)
    if name != "prior_mean":
        state = np.where(series.state != State.OK, series.state, state)
    return computed(series.subject, series.start, series.end, value, state, series.currency, [Link(series, low, high)])


def tiles(
    series: Series, first: Days, subject: Indices, start: Days, end: Days
) -> tuple[Indices, Indices, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """For each subject the points low ≤ i < high that end within start … end, and whether they tile it.

    ``first`` is the first day that each point of ``series`` covers. They tile when they are usable, the first
    begins on ``start``, each begins the day after the one before, and the last ends on ``end``.
    """
    low = np.searchsorted(series.key, point_key(subject, start))
    high = np.searchsorted(series.key, point_key(subject, end), side="right")
    if not len(series):
        return low, high, np.zeros(len(subject), bool)
    broken = np.ones(len(series), bool)
    broken[1:] = (first[1:] != series.end[:-1] + 1) | (series.subject[1:] != series.subject[:-1])
    breaks = np.concatenate([[0], np.cumsum(broken)])
    unusable = np.concatenate([[0], np.cumsum(series.state != State.OK)])
    some = high > low
    head, tail = np.where(some, low, 0), np.where(some, high - 1, 0)
    covered = some & (first[head] == start) & (series.end[tail] == end)
    covered &= (breaks[tail + 1] == breaks[head + 1]) & (unusable[tail + 1] == unusable[head])
    return low, np.maximum(high, low), covered


def sum_between(value: Floats, low: Indices, high: Indices) -> Floats:
    """The sum of value[low:high] for each pair; NaN counts as NaN, an empty range as 0."""
    if not len(low):
        return np.zeros(0)
    edges = np.stack([low, high], axis=1).ravel()
    sums = np.add.reduceat(np.append(value, 0.0), edges)[::2]
    return np.where(high > low, sums, 0.0)
