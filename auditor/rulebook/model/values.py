"""The values that declarations are made of: units, lengths of time, thresholds, requirements, sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from auditor.model import Text

_NOISE = 1e-9  # relative; far finer than any printed figure


class Place(NamedTuple):
    """Where something stands in a rule file, 1-based."""

    file: str
    line: int
    column: int


class Unit(StrEnum):
    """Units of metrics. Shares are fractions; money carries its currency beside the value."""

    SHARE = "share"
    COUNT = "count"
    SCORE = "score"
    DAYS = "days"
    HOURS = "hours"
    MONEY = "money"
    FLAG = "flag"
    TEXT = "text"
    DATE = "date"

    @property
    def additive(self) -> bool:
        """Whether values of parts (days, rows, stores) add up to that of the whole."""
        return self in _ADDITIVE


_ADDITIVE = (Unit.COUNT, Unit.MONEY)


class Better(StrEnum):
    """Which side of a line is the healthy one."""

    HIGHER = "higher"
    LOWER = "lower"


class Span(NamedTuple):
    """A length of time. ``unit`` is day, week, month, year, moment or period (the export's own)."""

    count: int  # type: ignore[assignment]  # shadows tuple.count
    unit: str


class Verb(StrEnum):
    """How a requirement compares. ``between`` includes both ends."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    EQUALS = "equals"
    ONE_OF = "one_of"


class Quantity(NamedTuple):
    """A threshold, exact: ``90%`` is Fraction(9, 10). ``text`` is its one way of writing: ``$0.30`` is ``$0.3``."""

    exact: Fraction
    text: str
    currency: str | None = None

    @property
    def number(self) -> float:
        """The nearest double."""
        return float(self.exact)


class Requirement(NamedTuple):
    """``expect`` or ``watch``. ``quantities``: one, two for between, several for one_of.

    For text metrics ``options`` holds the accepted texts and ``quantities`` is empty.
    """

    verb: Verb
    quantities: tuple[Quantity, ...] = ()
    options: tuple[str, ...] = ()


class Range(NamedTuple):
    """The values that a metric can have, both ends included: what lies outside is a mistake in the figures."""

    low: float
    high: float
    words: Text

    @property
    def slack(self) -> tuple[float, float]:
        """The ends with room for binary noise: 100.00000000000001 % is 100 %."""
        return self.low - _NOISE * max(1.0, abs(self.low)), self.high + _NOISE * max(1.0, abs(self.high))

    def holds(self, value: float) -> bool:
        """Whether a value is possible."""
        if self.low <= value <= self.high:
            return True
        low, high = self.slack
        return low <= value <= high


@dataclass(frozen=True, slots=True)
class Source:
    """Where a line comes from and how sure we are (standing: official, secondary, house)."""

    title: Text
    standing: str
    read_on: date
    url: str | None = None
    says: Text | None = None
    also: tuple[Source, ...] = ()
