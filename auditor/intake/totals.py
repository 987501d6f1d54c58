"""Sums of columns, for the total rows that people write under a table."""

from __future__ import annotations

from fractions import Fraction

from auditor.model import ValueState
from auditor.rulebook.model import Unit


class Totals:
    """Sums of the columns, to check the total rows of a sheet against."""

    def __init__(self) -> None:
        self._all: dict[int, Fraction] = {}
        self._since: dict[int, Fraction] = {}

    def add(self, column: int, value: float | str | None, state: ValueState, unit: Unit) -> None:
        """Count a value in; only counts and money add up."""
        if state is ValueState.OK and isinstance(value, float) and unit in (Unit.COUNT, Unit.MONEY):
            for sums in (self._all, self._since):
                sums[column] = sums.get(column, Fraction(0)) + Fraction(repr(value))

    def has(self, column: int) -> bool:
        """Whether anything was counted in this column."""
        return column in self._all

    def check(self, column: int, printed: float) -> float | None:
        """The sum that a printed total misses, or None if it agrees (with all rows or those since the last one)."""
        exact = Fraction(repr(printed))
        sums = [known[column] for known in (self._all, self._since) if column in known]
        if not sums or any(abs(known - exact) <= Fraction(1, 100) for known in sums):
            return None
        return float(sums[0])

    def part_done(self) -> None:
        """A total has been seen: the next subtotal counts from here."""
        self._since = {}
