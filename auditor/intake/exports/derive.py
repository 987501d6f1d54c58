"""Row exports → metrics: counts, sums, ratios of sums over the metric's window, with the rows behind them.

Rows stream through in blocks of typed columns (pandas); what is kept is a sum for each day and the
first cells behind it. Rates are computed from sums, never averaged. An export that covers less than
a window makes its metric incomplete, not smaller. A row with a cell that a metric takes and that can't
be read, or is empty where the platform prints every figure, leaves the metric without a value: in the
period of the row, or where the row's date itself can't be read in every period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from auditor.intake.exports.convert import Array, Converter, is_shortened
from auditor.intake.exports.covered import Covered
from auditor.intake.exports.currencies import RowCurrencies
from auditor.intake.exports.source_map import Derived, SourceMap
from auditor.intake.exports.tally import SHOWN, Place, Tally
from auditor.intake.exports.typed import Typed, Typist, meets
from auditor.intake.exports.unsettled import Unsettled
from auditor.intake.readers.cells import Block, raw_text
from auditor.intake.row_labels import is_average
from auditor.intake.values.figures import is_missing
from auditor.model import Period, Text


@dataclass(slots=True)
class _Keyless:
    """A row without what every row of data has: a total that nobody labelled, or data in doubt."""

    place: Place
    printed: Mapping[str, int]
    waiting: list[tuple[Tally, int]] = field(default_factory=list)  # the tallies in doubt, and the row's day in each


@dataclass(slots=True)
class Piece:
    """One of the files (or sheets) that an export comes in.

    ``known``: the keys that newer pieces have counted (of records without a key their days); None where it is the only one.
    ``whole``: not the first rows only.
    """

    file: str
    sheet: str | None
    number: int = 0
    known: frozenset[Any] | None = None
    whole: bool = True


class Derivation:
    """Adds up the rows of an export for every metric that its map derives.

    ``lower`` are the metrics of which less is better: the rows that count towards them are the bad ones.
    """

    def __init__(
        self, source: SourceMap, columns: dict[str, int], converter: Converter, lower: frozenset[str], piece: Piece
    ) -> None:
        self.source = source
        self.piece = piece
        self.places = columns  # name of a column → its number in the sheet
        self.converter = converter
        self.derived = [item for item in source.derive if self.missing(item) == ()]
        self.covered = Covered(dated=source.date in columns)
        self.rows = self.repeated = 0
        self.total_rows: list[tuple[int, int, str, Mapping[str, int]]] = []  # row, the label and its column, sums
        self.remarks: list[Place] = []
        self.sums: dict[str, int] = defaultdict(int)
        self._records: dict[str, int] = defaultdict(int)  # what the first rows of the records make
        self._row_currencies = RowCurrencies()
        self.keys: set[Any] = set()
        self.days: set[int] = set()  # of the records with a key
        self.daily: dict[int, tuple[int, ...]] = {}  # of records without one: what the rows of each day make
        self.printed: set[int] = set()  # of an export with a row for every day: the days of its rows
        self.elsewhere = 0  # rows whose key or day another piece of the export has counted
        self.pasted = self.pasted_first = 0  # rows that stand further up word for word, and the number of the first
        self._names = {place: name for name, place in columns.items()}
        self._numbers = [c.name for c in source.columns if c.numeric and c.name in columns]
        self._always = source.always is None or source.always.column not in columns
        self._required = [name for name in source.require if name in columns]
        self._typist = Typist(source, columns, converter)
        personal = frozenset(column.name for column in source.columns if column.kind == "key")
        here = piece.file, piece.sheet, piece.number
        self.tallies = [Tally(item, columns, personal, item.metric in lower, *here) for item in self.derived]
        self._seen: dict[str, set[str]] = defaultdict(set)
        self._keyless: dict[int, _Keyless] = {}
        # A campaign's own start stands beside the day of the row in some exports: the day goes first.
        dates = (source.date,) if source.date in columns else (source.start, source.end)
        self._dates = [name for name in dates if name in columns]
        self._row_dates = [*self._dates, *([source.range] if source.range in columns else [])]
        self._unsettled = Unsettled(tuple(columns), self._required, self._row_dates)

    def missing(self, item: Derived) -> tuple[str, ...]:
        """The columns that this export lacks for a metric. Of several that are added up, those present count."""
        conditions = (*item.where, *item.hits)
        wanted = [*item.denominator, *(name for condition in conditions for name in condition.columns)]
        wanted += [name for name in (item.once, item.date, item.of) if name]
        if item.kind != "sum":
            wanted += item.numerator
        elif not any(name in self.places for name in item.numerator):
            wanted += item.numerator[:1]
        return tuple(name for name in wanted if name not in self.places)

    @property
    def date_columns(self) -> list[int]:
        """The numbers of the columns that say of when a row is."""
        return [self.places[name] for name in self._row_dates]

    def dated(self, item: Derived) -> bool:
        """Whether the rows behind a metric carry a date of their own (a start and an end date are a range)."""
        return (item.date or self.source.date or "") in self.places

    def labelled(self, totals: Sequence[tuple[int, int, str]]) -> None:
        """Take note of rows of totals that no column of the map labels: row, column and label."""
        self.total_rows += [(*each, {}) for each in totals[: max(SHOWN - len(self.total_rows), 0)]]

    def add(self, block: Block, repeated: Array) -> None:
        """Count a block of rows in, but those that stand further up word for word."""
        typed = self._typist.typed(block)
        total, labels = self._typist.totals(typed)
        for index in sorted(labels)[: max(SHOWN - len(self.total_rows), 0)]:
            no_sum = is_average(labels[index][1]) or any(typed.there[name][index] for name in self._dates)  # of a day
            printed = {} if no_sum else self._printed(typed, index)
            self.total_rows.append((int(typed.numbers[index]), *labels[index], printed))
        data, remarks = self._typist.data(typed)
        data &= ~total
        told = [(index, name) for index, name in remarks.items() if not total[index]]
        for index, name in told[: max(SHOWN - len(self.remarks), 0)]:
            self.remarks.append((int(typed.numbers[index]), self.places[name], str(typed.raw[name][index]).strip()))
        data &= ~self._pasted(data & repeated, typed)
        usable = data.copy()
        for name in self._required:
            usable &= typed.there[name]
        first = {
            name: self._first(name, usable & typed.there[name], typed.values[name])
            for name in dict.fromkeys(i.once for i in self.derived if i.once)
        }
        if self.source.always is not None and not self._always:
            self._always = bool((usable & meets((self.source.always,), typed)[0]).any())
        for name in self._numbers:
            self.sums[name] += int(typed.values[name][usable].sum())
            if self.source.key in first:
                self._records[name] += int(typed.values[name][first[self.source.key]].sum())
        for name in self._dates:
            self.covered.add(typed.values[name][usable & typed.there[name]])
        if self.source.daily and self.source.date in self.places:
            self.printed.update(typed.values[self.source.date][usable].tolist())
        if self.source.range in self.places:
            self.covered.add_printed(typed.values[self.source.range][usable])
        elsewhere = self._elsewhere(usable, typed)
        data, usable = data & ~elsewhere, usable & ~elsewhere
        first = {name: rows & ~elsewhere for name, rows in first.items()}
        self.rows += int(usable.sum())
        if self.source.currency in self.places:
            stated = usable & typed.there[self.source.currency]
            self._row_currencies.add(
                typed.values[self.source.currency][stated], self._days(self.source.date, typed)[stated]
            )
        self._set_aside(data & ~usable, typed)
        for tally in self.tallies:
            once = tally.item.once
            counted = first[once] | (data & ~(usable & typed.there[once])) if once else data
            self._count(tally, counted, typed)

    def _pasted(self, repeated: Array, typed: Typed) -> Array:
        """The rows that were pasted once more. Where the days of the rows were cut off, two days may well agree."""
        dates = {self.source.date, self.source.start, self.source.end, self.source.range} - {None}
        if dates and not self._row_dates:
            return typed.none()
        if repeated.any():
            self.pasted_first = self.pasted_first or int(typed.numbers[repeated][0])
            self.pasted += int(repeated.sum())
        return repeated

    def _days(self, name: str | None, typed: Typed) -> Array:
        """The days in a column of dates, 0 where the export has no such column."""
        return typed.values[name] if name in self.places else np.zeros(len(typed.numbers), dtype=np.int64)

    def _count(self, tally: Tally, counted: Array, typed: Typed) -> None:
        """Count the rows of ``counted`` in that a metric asks for; those that can't be told are its doubts."""
        item = tally.item
        sure, possible = meets(item.where, typed)
        days = self._days(item.date or self.source.date, typed)
        blamed = np.zeros(len(counted), dtype=np.int64)
        for column, rows in self._unsettled.columns(tally, typed, possible & ~sure):
            blamed[(blamed == 0) & rows] = self.places[column]
        blamed[~(counted & possible & self._unsettled.concerned(tally, typed))] = 0
        tally.add(counted & sure & (blamed == 0), days, typed)
        for index in np.flatnonzero(blamed).tolist():
            name = self._names[int(blamed[index])]
            place = tally.place(name, index, typed)
            if place[0] in self._keyless:
                self._keyless[place[0]].waiting.append((tally, int(days[index])))
            else:
                tally.doubt(int(days[index]), place)
                self._report(place, early=bool(typed.there[name][index]))

    def _report(self, place: Place, *, early: bool = False) -> None:
        row, column, raw = place
        why = Text("没有数值，该行无法计入", "no value: the row can't be counted")
        if early:
            why = Text(
                "早于该行起算的日期，该行无法计入", "before the day from which its row counts: it can't be counted"
            )
        elif is_shortened(raw):
            why = Text(
                "编号被表格软件当作数字（科学计数），超过15位的部分已丢失：请直接使用下载的文件，不要另存",
                "a spreadsheet wrote the number with an exponent and lost its last digits: use the file as downloaded",
            )
        elif not is_missing(raw):
            why = Text("无法读取", "can't be read")
        self.converter.report(row, column, raw, why)

    def _printed(self, typed: Typed, index: int) -> dict[str, int]:
        return {name: int(typed.values[name][index]) for name in self._numbers if typed.there[name][index]}

    def _set_aside(self, keyless: Array, typed: Typed) -> None:
        """Rows without their key wait until the sums are known: a row of nothing but figures may print them."""
        texts = [name for name in self.places if name not in self._numbers]
        for index in np.flatnonzero(keyless).tolist():
            name = next(name for name in self._required if not typed.there[name][index])
            place = int(typed.numbers[index]), self.places[name], raw_text(typed.raw[name][index])
            bare = not any(typed.filled(text)[index] for text in texts)
            self._keyless[place[0]] = _Keyless(place, self._printed(typed, index) if bare else {})

    def finish(self) -> None:
        """All rows have been added: what lacks its key is a total where it prints the sums, and in doubt elsewhere."""
        for row in self._keyless.values():
            if any(row.printed.values()) and all(self.adds_up(name, value) for name, value in row.printed.items()):
                self.total_rows.append((*row.place, row.printed))
                continue
            for tally, day in row.waiting:
                tally.doubt(day, row.place)
            self._report(row.place)
        self._keyless.clear()
        for tally in self.tallies:
            tally.whole = self.piece.whole and self._always

    def _elsewhere(self, usable: Array, typed: Typed) -> Array:
        """The rows whose key (or day, where records have no key) another piece of the export has counted."""
        name = self.source.key if self.source.key in self.places else self.source.date
        if self.piece.known is None or name not in self.places:
            return typed.none()
        keys = typed.values[name]
        if name == self.source.date:
            self._add_days(keys[usable], [typed.values[number][usable] for number in self._numbers])
        else:
            self.keys.update(keys[usable].tolist())
            if self.source.date in self.places:
                self.days.update(typed.values[self.source.date][usable].tolist())
        found = usable & pd.Series(keys).isin(self.piece.known).to_numpy()
        self.elsewhere += int(found.sum())
        return found

    def _add_days(self, days: Array, columns: list[Array]) -> None:
        frame = pd.DataFrame({"rows": np.ones(len(days), dtype=np.int64), **{str(n): c for n, c in enumerate(columns)}})
        for day, *made in frame.groupby(days).sum().itertuples():
            before = self.daily.get(day, (0,) * len(made))
            self.daily[day] = tuple(old + new for old, new in zip(before, made, strict=True))

    def adds_up(self, name: str, total: int) -> bool:
        """Whether the rows make a printed total, each row or (an order's total on each of its lines) each record once."""
        return total == self.sums[name] or total == self._records.get(name)

    def _first(self, name: str, usable: Array, keys: Array) -> Array:
        """The first usable row of each key, over all blocks."""
        seen, first = self._seen[name], np.zeros(len(usable), dtype=bool)
        for index in np.flatnonzero(usable).tolist():
            key = keys[index]
            if key not in seen:
                seen.add(key)
                first[index] = True
        self.repeated += int(usable.sum() - first.sum())
        return first

    def currencies(
        self, item: Derived, headings: Mapping[str, str | None], covered: Period
    ) -> tuple[tuple[Period, frozenset[str]], ...]:
        """The currencies of the amounts that a metric adds up, each with the days for which it holds."""
        counts = {column.name for column in self.source.columns if column.kind == "count"}
        known = [name for name in (*item.numerator, *item.denominator) if name in self.places and name not in counts]
        if not known:
            return ()  # clicks are clicks, whatever their campaign is paid in
        shown = {code for name in known for code in self.converter.currencies.get(self.places[name], ())}
        stated = {code for name in known if (code := headings.get(name))}
        dated = self.dated(item) and item.date in (None, self.source.date)
        return self._row_currencies.of(shown, stated, covered, dated=dated)
