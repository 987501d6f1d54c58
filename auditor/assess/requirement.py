"""One check's line in force, made ready for the columns: what is compared, and with which intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from auditor.assess.compare import Bounds, bounds, interval
from auditor.assess.series import Floats
from auditor.model import Text
from auditor.rulebook.model import Check, Line, Metric, Requirement, Unit, Verb
from auditor.rulebook.words import quantity_words, requirement_words
from auditor.text import folded


@dataclass(frozen=True)
class Judgement:
    """A check of a metric on the audit's date: the line in force and its words."""

    check: Check
    metric: Metric
    line: Line
    index: int  # of the line among the check's

    @property
    def currency(self) -> str | None:
        """The currency of the thresholds."""
        return next((each.currency for each in self.line.expect.quantities if each.currency), None)

    @property
    def is_interval(self) -> bool:
        """Whether the value itself is compared; else it is looked up among accepted ones."""
        return self.metric.unit is not Unit.TEXT and self.line.expect.verb is not Verb.ONE_OF

    @property
    def projectable(self) -> bool:
        """Whether a line through earlier values says anything of later ones."""
        return self.is_interval and self.metric.unit not in (Unit.FLAG, Unit.DATE)

    @cached_property
    def limits(self) -> Bounds:
        """The intervals that ``comparable`` values are compared with."""
        line = self.line
        if not self.is_interval:
            return bounds([((1.0, np.inf), (2.0, np.inf) if line.watch else None)])
        return bounds([(interval(line.expect), interval(line.watch) if line.watch else None)])

    def comparable(self, values: Floats, texts: Sequence[str]) -> Floats:
        """What is compared for each value: itself; for looked-up ones 0 not accepted, 1 accepted, 2 clear of watch."""
        if self.is_interval:
            return values
        expected = self._accepted(self.line.expect, values, texts)
        clear = self._accepted(self.line.watch, values, texts) if self.line.watch else expected
        return np.where(np.isnan(values), np.nan, expected.astype(np.float64) + (expected & clear))

    def _accepted(self, requirement: Requirement, values: Floats, texts: Sequence[str]) -> NDArray[np.bool_]:
        if self.metric.unit is Unit.TEXT:
            same = {folded(word): value for word, value in self.metric.spellings.items()}
            options = {same.get(folded(option), folded(option)) for option in requirement.options}
            known = np.array([same.get(folded(text), folded(text)) in options for text in texts] + [False], bool)
            return known[np.where(np.isnan(values), len(texts), values).astype(np.int64)]
        hit = np.zeros(len(values), bool)
        for quantity in requirement.quantities:
            low, high = interval(Requirement(Verb.EQUALS, (quantity,)))
            hit |= (values >= low) & (values <= high)
        return hit

    @cached_property
    def require(self) -> Text:
        """The line in words and figures."""
        return requirement_words(
            self.line.expect,
            typical=self.check.typical,
            sustained=self.check.sustained,
            spellings=self.metric.values,
        )

    @cached_property
    def plain(self) -> Text:
        """The line alone, without the usual range or the span."""
        return requirement_words(self.line.expect, spellings=self.metric.values)

    @cached_property
    def figure(self) -> Text:
        """The first figure of the line, in words."""
        return quantity_words(self.line.expect.quantities[0])

    @cached_property
    def watch(self) -> Text | None:
        """The warning line in words and figures."""
        return requirement_words(self.line.watch, spellings=self.metric.values) if self.line.watch else None

    @cached_property
    def thresholds(self) -> tuple[float, ...]:
        """Every figure that a value must not be shown on the wrong side of."""
        quantities = (*self.line.expect.quantities, *(self.line.watch.quantities if self.line.watch else ()))
        return tuple(quantity.number for quantity in quantities)
