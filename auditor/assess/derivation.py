"""What a platform's metrics come to: as printed, from their ratio or formula, or summed across stores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from graphlib import TopologicalSorter

import numpy as np

from auditor.assess.formulas import Formulas, Term, same_period
from auditor.assess.money import Money
from auditor.assess.printed import misfit
from auditor.assess.series import Series, State, empty, prefer, within
from auditor.rulebook.formula import parts_of
from auditor.rulebook.model import Across, Metric, Span


class Derivation:
    """The series of each metric, worked out when first asked for: by the caller, or by the formula of another.

    ``seen`` holds the printed series; ``across`` sums a metric over the stores of a client.
    """

    def __init__(
        self,
        metrics: Mapping[str, Metric],
        seen: Mapping[str, Series],
        across: Callable[[Metric, Across], Series],
        money: Money,
    ) -> None:
        self._metrics, self._seen, self._across = metrics, seen, across
        self._formulas = Formulas(self.term, money)
        self._done: dict[str, Series] = {}

    def all(self) -> dict[str, Series]:
        """The series of every metric, its parts worked out before it: a chain of formulas may be of any length."""
        parts = {name: parts_of(metric) for name, metric in self._metrics.items()}
        for name in TopologicalSorter(parts).static_order():  # the loader refuses cycles
            if name in self._metrics:
                self.term(name)
        return {name: self._done[name] for name in self._metrics}

    def term(self, name: str) -> Term:
        """The series of a metric and its window. A printed value goes before one that is worked out."""
        if name not in self._done:
            self._done[name] = self._derived(self._metrics[name])
        return Term(self._done[name], self._metrics[name].window)

    def _derived(self, metric: Metric) -> Series:
        seen = within(self._seen.get(metric.id) or empty(), metric.range)
        if metric.across:
            return prefer(seen, within(self._across(metric, metric.across), metric.range))
        if metric.ratio:
            numerator, denominator = map(self.term, metric.ratio)
            parts = within(self._formulas.ratio(numerator, denominator), metric.range)
            seen = _of_something(seen, denominator.series)
            return prefer(*_by_window(parts, seen, metric.window), counts=True)
        if metric.formula is not None:
            value = self._formulas.evaluate(metric.formula)
            return prefer(seen, within(value.series, metric.range)) if isinstance(value, Term) else seen
        return seen


def _of_something(rate: Series, whole: Series) -> Series:
    """A printed rate is none where the count that it is of is 0: platforms print 0% (or 100%) of no package.

    92% is of something: the rate is the last 30 days', as the platform shows it, and the count the week's.
    """
    index, twin = same_period(rate, whole)
    bare = (rate.state[index] == State.OK) & np.isin(rate.value[index], (0, 1))
    nothing = index[bare & (whole.state[twin] == State.OK) & (whole.value[twin] == 0)]
    if not len(nothing):
        return rate
    state, value = rate.state.copy(), rate.value.copy()
    state[nothing], value[nothing] = State.ZERO_DIVISION, np.nan
    return replace(rate, state=state, value=value)


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
