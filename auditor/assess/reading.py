"""How one metric stands for each subject at the audit's date: its latest point, its trend, its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache, partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from auditor.assess.formulas import LENGTH_TOLERANCE, same_days
from auditor.assess.money import UNSTATED, Money, without_noise
from auditor.assess.panel import Grid, Panel
from auditor.assess.series import NONE, Codes, Floats, Indices, Series, State
from auditor.assess.spans import Days, begin, day
from auditor.assess.trend import furthest
from auditor.model import Evidence, Observation, Period, Text, TrendPoint
from auditor.rulebook.formula import parts_of
from auditor.rulebook.model import Metric, RuleBook, Unit

TREND_POINTS = 13


@lru_cache(maxsize=8192)
def _period(start: int, end: int) -> Period:
    return Period(day(start), day(end))


class Reading:
    """One metric of one platform at the audit's date. Arrays have an entry a subject unless said."""

    def __init__(self, panel: Panel, grid: Grid, book: RuleBook, metric: str) -> None:
        self.panel, self.grid = panel, grid
        self._book = book
        self.metrics = grid.metrics
        self.metric: Metric = self.metrics[metric]
        self.series: Series = grid.of(metric)
        self.latest: Indices = self.series.latest(np.arange(grid.size, dtype=np.int64), panel.today)
        self.supplies: dict[str, Text] = {}  # by metric, in words
        self._cells: dict[int, tuple[Evidence, ...]] = {}
        self._trends: dict[str | None, list[tuple[TrendPoint, ...]]] = {}
        self._amounts: dict[str | None, tuple[Floats, Codes]] = {}

    @cached_property
    def found(self) -> NDArray[np.bool_]:
        """Whether there is a point at all."""
        return self.latest >= 0

    @cached_property
    def judged(self) -> Indices:
        """The subjects that get a finding: those with a point; of a store without any, the store itself."""
        whole = np.array([segment is None for segment in self.grid.segment], bool)
        stores = np.zeros(len(self.grid.stores), bool)
        stores[self.grid.store[self.found]] = True
        return np.flatnonzero(self.found | (whole & ~stores[self.grid.store]))

    def amounts(self, currency: str | None) -> tuple[Floats, Codes]:
        """For each point its value in ``currency`` and its state; no conversion where ``currency`` is None."""
        if currency not in self._amounts:
            self._amounts[currency] = converted(self.series, currency, self.panel.money)
        return self._amounts[currency]

    @cached_property
    def first_day(self) -> Days:
        """The first day that each point covers."""
        return begin(self.series.start, self.series.end, self.metric.window)

    @cached_property
    def trend_points(self) -> tuple[Indices, Indices]:
        """The points that make up the trends, and where each subject's begin in them (one entry more at the end).

        Up to 13 points on or before the audit's date, of about the same length as the latest.
        """
        series, size = self.series, self.grid.size
        if not len(series):
            return np.empty(0, np.int64), np.zeros(size + 1, np.int64)
        days = series.end - self.first_day
        newest = np.where(self.found, days[self.latest], 0)
        keep = (series.end <= self.panel.today) & (np.abs(days - newest[series.subject]) <= LENGTH_TOLERANCE)
        kept = np.flatnonzero(keep)
        stop = np.searchsorted(series.subject[kept], np.arange(size), side="right")
        recent = stop[series.subject[kept]] - np.arange(len(kept)) <= TREND_POINTS
        kept = kept[recent]
        return kept, np.searchsorted(series.subject[kept], np.arange(size + 1))

    @cached_property
    def reach(self) -> Days:
        """How many days later than the one before a point of the trend may end, if no period is missing between."""
        if not len(self.series):
            return np.zeros(self.grid.size, np.int64)
        return furthest(self.first_day[self.latest], self.series.end[self.latest], self.metric.window)

    def trends_in(self, currency: str | None) -> list[tuple[TrendPoint, ...]]:
        """The trend of every subject, oldest first, with amounts in ``currency``."""
        if currency not in self._trends:
            text = self.metric.unit is Unit.TEXT
            nothing: list[tuple[TrendPoint, ...]] = [()] * self.grid.size
            self._trends[currency] = (
                nothing if text or not len(self.series) else self._trends_of(self.amounts(currency)[0])
            )
        return self._trends[currency]

    def _trends_of(self, values: Floats) -> list[tuple[TrendPoint, ...]]:
        kept, starts = self.trend_points
        days, number = np.unique(self.series.end[kept], return_inverse=True)
        dates = np.array([day(each) for each in days.tolist()] + [None], object)[:-1]
        shown = values[kept].astype(object)
        shown[np.isnan(values[kept])] = None
        # straight to tuple.__new__: there are a dozen points a finding
        points = list(map(partial(tuple.__new__, TrendPoint), zip(dates[number].tolist(), shown.tolist(), strict=True)))
        edges = starts.tolist()
        return [tuple(points[low:high]) for low, high in pairwise(edges)]

    def cells(self, point: int) -> tuple[Evidence, ...]:
        """The cells behind a point."""
        origin = self._bounds[2][point]
        if origin != NONE:
            return self.panel.observations[origin].evidence
        if point not in self._cells:
            self._cells[point] = self.panel.evidence(self.series, point)
        return self._cells[point]

    @cached_property
    def _bounds(self) -> tuple[list[int], list[int], list[int], list[int]]:
        series = self.series
        return series.start.tolist(), series.end.tolist(), series.origin.tolist(), series.currency.tolist()

    def period(self, point: int) -> Period:
        """The period of a point, as it was given."""
        starts, ends, _, _ = self._bounds
        return _period(starts[point], ends[point])

    def rows(self, point: int) -> int | None:
        """How many rows were counted, where a printed count was derived from rows."""
        origin = self._bounds[2][point]
        return self.panel.observations[origin].rows if origin != NONE else None

    def currency(self, point: int) -> str | None:
        """The currency that the value of a point is stated in."""
        index = self._bounds[3][point]
        return self.panel.money.currencies[index] if index >= 0 else None

    def is_money(self, row: Observation) -> bool:
        """Whether an observation is an amount of money."""
        known = self._book.metrics.get((row.store.platform, row.metric))
        return known is not None and known.unit is Unit.MONEY

    def beside(self, metric: str | None, points: Indices) -> Floats:
        """The count ``metric`` of the period of each of ``points``; NaN where it is not known, and for NONE."""
        if metric is None or metric not in self.metrics or self.metrics[metric].unit is not Unit.COUNT:
            return np.full(len(points), np.nan)
        series, other = self.series, self.grid.of(metric)
        if not len(series) or not len(other):
            return np.full(len(points), np.nan)
        twin = other.at(series.subject[points], series.end[points])
        known = (points >= 0) & same_days(series, points, other, twin)
        return np.where(known, other.value[twin], np.nan)

    @property
    def has_notes(self) -> bool:
        """Whether the metric is computed from sums over a client's stores."""
        return bool(self._notes)

    def note(self, subject: int) -> Text | None:
        """Of a client's metric: which store and month is missing, or counted as zero, in what it is computed from."""
        said = [notes[subject] for notes in self._notes if subject in notes]
        if not said:
            return None
        return Text(
            "；".join(dict.fromkeys(each.zh for each in said)), "; ".join(dict.fromkeys(each.en for each in said))
        )

    @cached_property
    def _notes(self) -> list[Mapping[int, Text]]:
        waiting, seen = [self.metric.id], dict[str, None]()
        while waiting:
            name = waiting.pop()
            if name in seen or name not in self.metrics:
                continue
            seen[name] = None
            metric = self.metrics[name]
            waiting += parts_of(metric)
        return [self.grid.notes[name] for name in seen if name in self.grid.notes]

    def texts(self) -> Sequence[str]:
        """Of a text metric: what its values are indices into."""
        return self.grid.texts.get(self.metric.id, ())


def converted(series: Series, currency: str | None, money: Money) -> tuple[Floats, Codes]:
    """The values of a series in ``currency`` and their states; CURRENCY where that can't be said."""
    if currency is None or not len(series):
        return series.value, series.state
    target = money.currencies.index(currency)
    with np.errstate(all="ignore"):
        rate = money.rates / money.rates[target]
    rate[target] = 1.0
    factor = np.where(series.currency >= 0, rate[np.maximum(series.currency, 0)], 1.0)
    factor = np.where(series.currency == UNSTATED, np.nan, factor)
    same = (series.currency == target) | (series.currency == NONE)
    value = series.value if same.all() else np.where(same, series.value, without_noise(series.value * factor))
    lost = (series.state == State.OK) & ~np.isfinite(factor)
    return value, np.where(lost, State.CURRENCY, series.state).astype(np.int8)
