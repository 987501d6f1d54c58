"""Sums of columns, for the total rows that people write under a table."""

from __future__ import annotations

from fractions import Fraction

from auditor.rulebook.model import Unit


class Totals:
    """Sums of the columns, to check the total rows of a sheet against."""

    def __init__(self) -> None:
        self._all: dict[int, Fraction] = {}
        self._since: dict[int, Fraction] = {}
        self._new: dict[int, list[float]] = {}  # not yet added up: most sheets have no total to check

    def add(self, column: int, value: float | str | None, unit: Unit) -> None:
        """Count a value in; only counts and money add up."""
        if isinstance(value, float) and unit.additive:
            self._new.setdefault(column, []).append(value)

    @property
    def are_none(self) -> bool:
        """Whether nothing was counted in yet."""
        return not (self._all or self._new)

    def has(self, column: int) -> bool:
        """Whether anything was counted in this column."""
        return column in self._all or column in self._new

    def check(self, column: int, printed: float) -> float | None:
        """The sum that a printed total misses, or None if it agrees (with all rows or those since the last one)."""
        self._add_up()
        exact = Fraction(repr(printed))
        sums = [known[column] for known in (self._all, self._since) if column in known]
        if not sums or any(abs(known - exact) <= Fraction(1, 100) for known in sums):
            return None
        return float(sums[0])

    def part_done(self) -> None:
        """A total has been seen: the next subtotal counts from here."""
        self._add_up()
        self._since = {}

    def _add_up(self) -> None:
        for column, values in self._new.items():
            added = sum((Fraction(repr(value)) for value in values), Fraction(0))
            for sums in (self._all, self._since):
                sums[column] = sums.get(column, Fraction(0)) + added
        self._new.clear()
