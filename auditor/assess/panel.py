"""The panel: every observation of an audit in columns, a series for each platform, metric and subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from auditor.assess.across import sum_across
from auditor.assess.formulas import Formulas, Term
from auditor.assess.money import UNSTATED, Money, money_of
from auditor.assess.series import (
    NONE,
    STATE_OF,
    Floats,
    Indices,
    Series,
    State,
    empty,
    point_key,
    prefer,
    sources,
)
from auditor.assess.spans import Days, is_definite, shift
from auditor.model import Attestation, Evidence, Observation, Store, StoreKey, Text
from auditor.rulebook.model import Across, Metric, RuleBook, Span, Unit

CLIENT = "client"  # the platform of what is judged across a client's stores


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of one platform. ``store`` and ``segment`` have an entry a subject, stores in their order."""

    platform: str
    stores: tuple[Store, ...]
    store: Indices  # index into ``stores``
    segment: tuple[str | None, ...]
    series: Mapping[str, Series]
    texts: Mapping[str, tuple[str, ...]]  # of text metrics: what a value is an index into
    notes: Mapping[str, Mapping[int, Text]]  # metric → subject → what is missing, for metrics across stores

    @property
    def size(self) -> int:
        """How many subjects there are."""
        return len(self.segment)

    def of(self, metric: str) -> Series:
        """The series of a metric; empty where nothing was seen."""
        return self.series.get(metric) or empty()


@dataclass(frozen=True, slots=True)
class Panel:
    """What an audit knows, in columns, with the way back to the cells."""

    as_of: date
    stores: tuple[Store, ...]
    grids: Mapping[str, Grid]
    observations: Sequence[Observation]
    attestations: Mapping[tuple[StoreKey, str], tuple[Attestation, ...]]
    money: Money

    @property
    def today(self) -> int:
        """The audit's date as an ordinal."""
        return self.as_of.toordinal()

    def evidence(self, series: Series, point: int) -> tuple[Evidence, ...]:
        """The cells behind a point: its own, or numerator then denominator, or those of the formula's parts."""
        if series.origin[point] >= 0:
            return self.observations[int(series.origin[point])].evidence
        cells = (cell for index in sources(series, point) for cell in self.observations[index].evidence)
        return tuple(dict.fromkeys(cells))


def build_panel(
    book: RuleBook,
    stores: Sequence[Store],
    observations: Sequence[Observation],
    attestations: Sequence[Attestation],
    as_of: date,
    rates: Mapping[str, float],
) -> Panel:
    """Put observations into columns and compute what the rule book derives from them.

    ``rates``: what one unit of a currency is worth in the currency of the thresholds. Stores that only
    observations name are added. The order of the observations does not matter.
    """
    known = dict.fromkeys(store.key for store in stores)
    extra = dict.fromkeys(key for key in (*_stores_of(observations), *_stores_of(attestations)) if key not in known)
    everyone = (*stores, *(Store(key=key) for key in sorted(extra)))
    stated = {row.currency for row in observations if row.currency}
    money = money_of(book, stated, {name: float(rate) for name, rate in rates.items()})
    columns = _Columns(observations, money)
    grids: dict[str, Grid] = {}
    platforms = dict.fromkeys(store.key.platform for store in everyone)
    for platform in sorted(platforms, key=lambda name: name == CLIENT):  # clients sum up the others
        members = tuple(store for store in everyone if store.key.platform == platform)
        grids[platform] = _grid(book, platform, members, columns, money, grids, as_of)
    answered: dict[tuple[StoreKey, str], tuple[Attestation, ...]] = {}
    for item in attestations:
        answered[item.store, item.check] = (*answered.get((item.store, item.check), ()), item)
    return Panel(as_of, everyone, grids, observations, answered, money)


def _stores_of(rows: Iterable[Observation | Attestation]) -> Iterable[StoreKey]:
    return (row.store for row in rows)


class _Columns:
    """The observations, transposed once."""

    def __init__(self, observations: Sequence[Observation], money: Money) -> None:
        rows = observations
        self.observations = observations
        self.store = [row.store for row in rows]
        self.segment = [row.segment for row in rows]
        periods = {
            period: (period.start.toordinal(), period.end.toordinal()) for period in {row.period for row in rows}
        }
        days = [periods[row.period] for row in rows]
        self.days = np.array(days, np.int64).reshape(len(rows), 2)
        self.value = np.array([row.value for row in rows] + [None], object)[:-1]
        self.state = np.array([STATE_OF[row.state] for row in rows], np.int8)
        index = {name: number for number, name in enumerate(money.currencies)}
        self.currency = np.array([index[row.currency] if row.currency else NONE for row in rows], np.int64)
        self.groups: dict[tuple[str, str], list[int]] = {}
        for number, row in enumerate(rows):
            self.groups.setdefault((row.store.platform, row.metric), []).append(number)


def _grid(
    book: RuleBook,
    platform: str,
    stores: tuple[Store, ...],
    columns: _Columns,
    money: Money,
    grids: Mapping[str, Grid],
    as_of: date,
) -> Grid:
    metrics = {key[1]: metric for key, metric in book.metrics.items() if key[0] == platform}
    groups = {metric: columns.groups[platform, metric] for metric in metrics if (platform, metric) in columns.groups}
    position = {store.key: number for number, store in enumerate(stores)}
    pairs = {(position[columns.store[row]], columns.segment[row]) for rows in groups.values() for row in rows}
    pairs |= {(number, None) for number in position.values()}
    subjects = sorted(pairs, key=lambda pair: (pair[0], pair[1] is not None, pair[1] or ""))
    subject_of = {(stores[number].key, segment): row for row, (number, segment) in enumerate(subjects)}
    texts: dict[str, tuple[str, ...]] = {}
    printed: dict[str, Series] = {}
    for name, rows in groups.items():
        subject = np.array([subject_of[columns.store[row], columns.segment[row]] for row in rows], np.int64)
        printed[name], texts[name] = _printed(metrics[name], np.array(rows, np.int64), subject, columns)
    notes: dict[str, Mapping[int, Text]] = {}
    done: dict[str, Series] = {}
    grid = Grid(
        platform,
        stores,
        np.array([number for number, _ in subjects], np.int64),
        tuple(segment for _, segment in subjects),
        done,
        texts,
        notes,
    )

    def term(name: str) -> Term:
        if name not in done:
            done[name] = empty()  # the loader refuses cycles
            done[name] = derived(name)
        return Term(done[name], metrics[name].window)

    def derived(name: str) -> Series:
        metric, seen = metrics[name], printed.get(name) or empty()
        if metric.across:
            return prefer(seen, across(metric, metric.across))
        if metric.ratio:
            parts = formulas.ratio(term(metric.ratio[0]), term(metric.ratio[1]))
            return prefer(*_by_window(parts, seen, metric.window), counts=True)
        if metric.formula is not None:
            value = formulas.evaluate(metric.formula)
            return prefer(seen, value.series) if isinstance(value, Term) else seen
        return seen

    def across(metric: Metric, rule: Across) -> Series:
        clients = [(row, stores[store].key.store) for row, (store, segment) in enumerate(subjects) if segment is None]
        clients = [(row, name) for row, name in clients if name in owners]
        other = grids.get(rule.platform)
        window = book.metrics[rule.platform, rule.metric].window
        child = Term(other.of(rule.metric) if other else empty(), window)
        members = (other.store, other.segment) if other else (np.empty(0, np.int64), ())
        summed, notes[metric.id] = sum_across(
            metric, clients, other.stores if other else (), members, child, money, as_of
        )
        return summed

    owners = {store.client for each in grids.values() for store in each.stores}
    formulas = Formulas(term, money)
    for name in metrics:
        term(name)
    return grid


def _printed(metric: Metric, rows: Indices, subject: Indices, columns: _Columns) -> tuple[Series, tuple[str, ...]]:
    """The printed values of a metric: one point a subject and last day.

    Of several periods that end on one day the one as long as the window counts; of several values for one
    period the one of the higher precedence; two different usable ones are a conflict.
    """
    start, end = columns.days[rows, 0], columns.days[rows, 1]
    state = columns.state[rows]
    texts: tuple[str, ...] = ()
    if metric.unit is Unit.TEXT:
        value, texts = _coded(columns.value[rows])
    else:
        raw = columns.value[rows]
        raw[state != State.OK] = None
        value = raw.astype(np.float64)
    state = np.where((state == State.OK) & ~np.isfinite(value), State.UNREADABLE, state).astype(np.int8)
    currency = columns.currency[rows]
    if metric.unit is Unit.MONEY:
        currency = np.where(currency == NONE, UNSTATED, currency)
    order = np.lexsort((rows, state != State.OK, misfit(start, end, metric.window), end, subject))
    key = point_key(subject[order], end[order])
    first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    sizes = np.diff(np.append(first, len(order)))
    chosen = order[first]
    conflicts: list[int] = []
    for group in np.flatnonzero(sizes > 1):
        members = order[first[group] : first[group] + sizes[group]]
        chosen[group], conflict = _settle(metric, members, rows, start, end, value, currency, state, columns)
        if conflict:
            conflicts.append(int(group))
    final = state[chosen]
    final[conflicts] = State.CONFLICT
    series = Series(
        subject[chosen], start[chosen], end[chosen], np.where(final == State.OK, value[chosen], np.nan), final,
        currency[chosen], rows[chosen], np.full(len(chosen), NONE, np.int64),
    )  # fmt: skip
    return series, texts


def _settle(
    metric: Metric,
    members: Indices,
    rows: Indices,
    start: Days,
    end: Days,
    value: Floats,
    currency: Indices,
    state: np.ndarray[tuple[int], np.dtype[np.int8]],
    columns: _Columns,
) -> tuple[int, bool]:
    """Which of several values that end on one day counts, and whether it is in conflict with another."""
    fit = misfit(start[members], end[members], metric.window)
    best = members[fit == fit.min()]
    precedence = [columns.observations[rows[member]].precedence for member in best]
    best = best[np.array(precedence) == max(precedence)]

    def cells(member: int) -> tuple[object, ...]:
        return tuple((cell.file, cell.sheet or "", cell.cell) for cell in columns.observations[rows[member]].evidence)

    ranked = sorted(best.tolist(), key=lambda member: (state[member] != State.CONFLICT, state[member], cells(member)))
    usable = [member for member in ranked if state[member] == State.OK]
    distinct = {(float(value[member]), int(currency[member])) for member in usable}
    return ranked[0], len(distinct) > 1


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


def _by_window(computed: Series, seen: Series, window: Span) -> tuple[Series, Series]:
    """Both series without the points whose period fits the window worse than the other's on the same day."""
    if not len(computed) or not len(seen):
        return computed, seen
    twin = seen.at(computed.subject, computed.end)
    both = (twin >= 0) & (seen.state[twin] == State.OK) & (computed.state == State.OK)
    fit, other = misfit(computed.start, computed.end, window), misfit(seen.start, seen.end, window)[twin]
    worse = both & (other < fit)
    drop_seen = np.zeros(len(seen), bool)
    drop_seen[twin[both & (fit < other)]] = True
    return computed.take(~worse), seen.take(~drop_seen)


def _coded(values: np.ndarray[tuple[int], np.dtype[np.object_]]) -> tuple[Floats, tuple[str, ...]]:
    """Texts as indices into the sorted distinct ones."""
    texts = tuple(sorted({text for text, _ in groupby(value for value in values if isinstance(value, str))}))
    index = {text: float(number) for number, text in enumerate(texts)}
    return np.array([index.get(value, np.nan) for value in values], np.float64), texts
