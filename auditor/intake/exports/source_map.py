"""What a source map says of an export, and how an export is recognised by its headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from auditor.intake.headings import is_figure, normal, parse_heading
from auditor.model import CLIENT, Text


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column: its headings in every language, normalised, and how it is told.

    A ``key`` is hashed on reading and never kept. A ``count`` is printed whole, so that a mark before three digits
    (1.234 in Germany) can only be a thousands mark. ``empty_is_zero``: the platform prints nothing there for 0.
    ``optional``: an export may lack it, and conditions on it hold then. ``doubtful``: of a state that people write, words that
    make it one that can't be told: 部分取消 beside 已取消, 待付款(尾款).
    """

    name: str
    headings: tuple[str, ...]
    title: Text
    kind: str = "text"
    empty_is_zero: bool = False
    optional: bool = False
    doubtful: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers."""
        return self.kind in ("number", "count")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on one column of a row. ``by``: not later than another column's date."""

    column: str
    verb: str
    words: tuple[str, ...] = ()
    number: float = 0.0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it asks for."""
        return (self.column, *(self.words if self.verb == "by" else ()))


@dataclass(frozen=True, slots=True)
class Derived:
    """A metric that is derived from rows.

    ``numerator`` and ``denominator`` are column names: sums are added up over several; ``days`` runs
    from numerator to denominator; ``times`` multiplies a ratio; ``weighted`` is the mean of a
    printed rate (numerator) over counts (denominator). ``once`` counts each key's first row only. ``lag``: its ``date`` may be
    so many days after the map's own: what was disputed in a month may have been paid for in the months before.
    """

    metric: str
    kind: str
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    hits: tuple[Condition, ...] = ()  # share: those of ``where`` that also meet these
    once: str | None = None
    date: str | None = None
    at_least: int = 1  # distinct: keys with at least so many rows, or values of ``of``
    of: str | None = None
    times: float = 1.0
    lag: int = 0


@dataclass(frozen=True, slots=True)
class DocumentValue:
    """A value in a JSON document: alternative paths below the entry of ``each``, or the sum of all of them.

    With ``count`` the path leads to a list, and the value is how many of its entries have that status. ``times`` multiplies it.
    """

    metric: str
    paths: tuple[str, ...]
    total: bool = False
    count: str | None = None
    times: float = 1.0


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """One list (or single object) of a JSON document, and the values of each of its entries."""

    each: str
    values: tuple[DocumentValue, ...]


@dataclass(frozen=True, slots=True)
class SourceMap:
    """One kind of export."""

    id: str
    platform: str
    title: Text
    recognise: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...] = ()
    named: tuple[str, ...] = ()  # of a list kept by hand: a heading, a title or a name has one of these words in it
    store: str | None = None  # the column that names each row's store, of a list kept or put together by hand
    columns: tuple[SourceColumn, ...] = ()
    personal: tuple[str, ...] = ()
    derive: tuple[Derived, ...] = ()
    printed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    percent: str | None = None
    precedence: int = 0
    date: str | None = None
    start: str | None = None
    end: str | None = None
    range: str | None = None  # a column that prints the days a row covers
    currency: str | None = None
    require: tuple[str, ...] = ()
    key: str | None = None  # what tells a record: one that stands in two files of an export counts once
    blank: tuple[str, ...] = ()  # what stands in an empty cell of a number or a date
    marks: Mapping[str, str] = field(default_factory=dict)  # currency marks that are not the usual ones: ¥ is JPY
    document: tuple[DocumentPart, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what stands at these paths of a document
    several: bool = False  # several tables in one file, apart by an empty row
    everyone: tuple[str, ...] = ()  # what stands above a table of all visitors, where one of some has their name
    always: Condition | None = None  # what a row of every whole list meets: without one the list is a part
    daily: bool = False  # a row for every day, also for one without anything: a day that has none is missing
    instead: Text | None = None  # of an export that no metric is made of: why, and which one to hand in
    segment: str | None = None
    segments: Mapping[str, str] = field(default_factory=dict)

    def takes(self, column: SourceColumn, places: Mapping[str, int]) -> bool:
        """Whether anything is made of a column. A campaign's own start stands beside the day of the row: nothing is."""
        if not (column.numeric or column.kind == "date"):
            return True
        conditions = [condition for item in self.derive for condition in (*item.where, *item.hits)]
        names = {name for item in self.derive for name in (*item.numerator, *item.denominator, item.date, item.of)}
        names |= {name for condition in conditions for name in condition.columns}
        names |= {self.date, *self.require, *(() if self.date in places else (self.start, self.end))}
        return column.name in names

    def fitted(self, places: Mapping[str, int]) -> SourceMap:
        """The map as it holds for an export with these columns: without conditions on an optional one that is not there."""
        absent = {column.name for column in self.columns if column.optional and column.name not in places}
        if not absent:
            return self

        def left(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
            return tuple(condition for condition in conditions if absent.isdisjoint(condition.columns))

        derive = (replace(item, where=left(item.where), hits=left(item.hits)) for item in self.derive)
        return replace(self, derive=tuple(derive))


@lru_cache(maxsize=65536)
def spellings(heading: str) -> frozenset[str]:
    """How a heading of an export may be compared: whole, without its bracket, and a bilingual bracket."""
    parsed = parse_heading(heading)
    found = {parsed.whole, parsed.base}
    found |= {
        bracket
        for bracket in parsed.brackets
        if len(bracket) > 3 and parsed.base and not parsed.base.isascii() and bracket.isascii()
    }
    return frozenset(found - {""})


class Exports:
    """Source maps, ready to tell an export by its headings."""

    def __init__(self, maps: Sequence[SourceMap] = ()) -> None:
        self._tables = [(item, frozenset(item.recognise[0])) for item in maps if item.recognise and not item.document]
        self._first = frozenset[str]().union(*(first for _, first in self._tables))
        every = [name for item, _ in self._tables for names in (*item.recognise, item.unless) for name in names]
        self._figures = any(is_figure(name) for name in every)  # should a rule file have such a heading

    def recognise(self, headings: Iterable[str], said: Iterable[str] | None = ()) -> SourceMap | None:
        """The map whose every demanded heading is there, each a column of its own; of several the one that demands most.

        ``said``: what titles and names say beside them; None: no map has to be named.
        """
        words = [heading for heading in headings if self._figures or not is_figure(heading)]
        texts = [normal(text) for text in (*words, *said)] if said is not None else []
        columns = [spellings(heading) for heading in words]
        seen = frozenset[str]().union(*columns)
        if seen.isdisjoint(self._first):
            return None
        best: SourceMap | None = None
        for candidate, first in self._tables:
            if seen.isdisjoint(first) or not seen.isdisjoint(candidate.unless):
                continue
            if (
                candidate.named
                and said is not None
                and not any(normal(word) in text for text in texts for word in candidate.named)
            ):
                continue
            if any(seen.isdisjoint(names) for names in candidate.recognise):
                continue
            if (best is None or _rank(candidate) > _rank(best)) and _apart(candidate.recognise, columns):
                best = candidate
        return best


def _rank(found: SourceMap) -> tuple[bool, int]:
    """Which of several maps that fit goes before: one of a platform with rules, and the one that demands most."""
    return found.platform != CLIENT, len(found.recognise)


def _apart(demanded: Sequence[tuple[str, ...]], columns: Sequence[frozenset[str]]) -> bool:
    """Whether each demand is met by a column of its own: one cell that meets two is no export's heading row."""
    if not demanded:
        return True
    return any(
        not column.isdisjoint(demanded[0]) and _apart(demanded[1:], [*columns[:index], *columns[index + 1 :]])
        for index, column in enumerate(columns)
    )
