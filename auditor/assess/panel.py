"""The panel: every observation of an audit in columns, a series for each platform, metric and subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from auditor.assess.across import sum_across
from auditor.assess.derivation import Derivation
from auditor.assess.formulas import Term
from auditor.assess.money import Money, money_of
from auditor.assess.printed import Columns, printed
from auditor.assess.series import NONE, Indices, Series, State, empty, sources
from auditor.model import CLIENT, Attestation, Evidence, Observation, Store, StoreKey, Text
from auditor.rulebook.model import Across, Metric, RuleBook

_CONTRADICTIONS = (State.CONFLICT, State.IMPLAUSIBLE)


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of one platform. ``store`` and ``segment`` have an entry a subject, stores in their order."""

    platform: str
    stores: tuple[Store, ...]
    store: Indices  # index into ``stores``
    segment: tuple[str | None, ...]
    metrics: Mapping[str, Metric]  # all of the platform, by their id
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
    noted: frozenset[int]  # the usable observations with a remark

    @property
    def today(self) -> int:
        """The audit's date as an ordinal."""
        return self.as_of.toordinal()

    @property
    def conflicted(self) -> frozenset[StoreKey]:
        """The stores whose figures contradict each other: two values for one metric and day, or 31 of 30."""
        return frozenset(
            grid.stores[store].key
            for grid in self.grids.values()
            for series in grid.series.values()
            if len(series)
            for store in grid.store[series.subject[np.isin(series.state, _CONTRADICTIONS)]].tolist()
        )

    def evidence(self, series: Series, point: int) -> tuple[Evidence, ...]:
        """The cells behind a point: its own, or numerator then denominator, or those of the formula's parts."""
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
    stated = {row.currency for row in observations if row.currency}
    money = money_of(book, stated, {name: float(rate) for name, rate in rates.items()})
    columns = Columns(observations, money)
    named = {*columns.stores, *(item.store for item in attestations)} - {store.key for store in stores}
    everyone = (*stores, *(Store(key=key) for key in sorted(named)))
    grids: dict[str, Grid] = {}
    platforms = dict.fromkeys(store.key.platform for store in everyone)
    for platform in sorted(platforms, key=lambda name: name == CLIENT):  # clients sum up the others
        members = tuple(store for store in everyone if store.key.platform == platform)
        grids[platform] = _grid(book, platform, members, columns, money, grids, as_of)
    answered: dict[tuple[StoreKey, str], tuple[Attestation, ...]] = {}
    for item in attestations:
        answered[item.store, item.check] = (*answered.get((item.store, item.check), ()), item)
    return Panel(as_of, everyone, grids, observations, answered, money, columns.noted)


def _grid(
    book: RuleBook,
    platform: str,
    stores: tuple[Store, ...],
    columns: Columns,
    money: Money,
    grids: Mapping[str, Grid],
    as_of: date,
) -> Grid:
    metrics = {key[1]: metric for key, metric in book.metrics.items() if key[0] == platform}
    groups = {metric: columns.groups[platform, metric] for metric in metrics if (platform, metric) in columns.groups}
    store, segment, subject = _subjects(stores, columns, list(groups.values()))
    seen: dict[str, Series] = {}
    texts: dict[str, tuple[str, ...]] = {}
    for name, rows in groups.items():
        seen[name], texts[name] = printed(metrics[name], rows, subject[rows], columns)
    notes: dict[str, Mapping[int, Text]] = {}

    def across(metric: Metric, rule: Across) -> Series:
        owners = {member.client for each in grids.values() for member in each.stores}
        names = [stores[index].key.store for index in store.tolist()]
        clients = [(row, name) for row, name in enumerate(names) if segment[row] is None and name in owners]
        other = grids.get(rule.platform)
        child = Term(other.of(rule.metric) if other else empty(), book.metrics[rule.platform, rule.metric].window)
        members = (other.store, other.segment) if other else (np.empty(0, np.int64), ())
        summed, notes[metric.id] = sum_across(
            metric, clients, other.stores if other else (), members, child, money, as_of
        )
        return summed

    series = Derivation(metrics, seen, across, money).all()
    return Grid(platform, stores, store, segment, metrics, series, texts, notes)


def _subjects(
    stores: Sequence[Store], columns: Columns, groups: Sequence[Indices]
) -> tuple[Indices, tuple[str | None, ...], Indices]:
    """The subjects of a platform: each one's store and segment, and the subject of every observation in ``groups``.

    A subject is a store or one of its segments; a store as a whole comes first, also where nothing was seen of it.
    """
    position = {store.key: number for number, store in enumerate(stores)}
    place = np.array([position.get(key, NONE) for key in columns.stores], np.int64)[columns.store]
    alphabetical = sorted({name for name in columns.segments if name is not None})
    rank = {name: number + 1 for number, name in enumerate(alphabetical)} | {None: 0}
    segment = np.array([rank[name] for name in columns.segments], np.int64)[columns.segment]
    width = len(alphabetical) + 1
    codes = place * width + segment
    subjects = np.unique(np.concatenate([*(codes[rows] for rows in groups), np.arange(len(stores)) * width]))
    names = tuple((None, *alphabetical)[code] for code in (subjects % width).tolist())
    return subjects // width, names, np.searchsorted(subjects, codes)
