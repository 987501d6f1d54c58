"""Row exports → metrics: counts, sums, ratios of sums over the metric's window, with the rows behind them.

Rows stream through in blocks of typed columns (pandas); what is kept is a sum for each day and the
first cells behind it. Rates are computed from sums, never averaged. An export that covers less than
a window makes its metric incomplete, not smaller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from auditor.intake.cells import Block, CellValue, raw_text
from auditor.intake.convert import MICRO, Array, Converter, total_labels
from auditor.intake.dates import parse_period
from auditor.intake.source_map import Condition, Derived, SourceColumn, SourceMap
from auditor.intake.words import CURRENCIES
from auditor.model import Period, Text

SHOWN = 20  # cells kept as evidence
TOGETHER = 16_384  # rows that are added up at once: what pandas costs a call is spread, memory stays flat


def together(blocks: Iterable[Block], rows: int = TOGETHER) -> Iterator[Block]:
    """The readers' small blocks in pieces of at least ``rows`` rows, the last one shorter."""
    numbers: list[int] = []
    columns: list[list[CellValue]] = []
    for block in blocks:
        columns = columns or [[] for _ in block.columns]
        numbers.extend(block.numbers)
        for column, values in zip(columns, block.columns, strict=True):
            column.extend(values)
        if len(numbers) >= rows:
            yield Block(numbers, tuple(columns))
            numbers, columns = [], []
    if numbers:
        yield Block(numbers, tuple(columns))


@dataclass(slots=True)
class Figure:
    """A derived value for one period, before it becomes an observation."""

    value: float | None
    evidence: tuple[tuple[int, int, str], ...]  # row, column, raw
    rows: int
    problem: Text | None = None  # why there is no value although the rows were there


@dataclass(slots=True)
class Typed:
    """The columns of one block by name: whole numbers of millionths, ordinals of days, texts, and what is there."""

    numbers: Array
    raw: Mapping[str, Sequence[CellValue]]
    values: dict[str, Array] = field(default_factory=dict)
    there: dict[str, Array] = field(default_factory=dict)


@dataclass(slots=True)
class _Tally:
    """What the rows of a metric add up to, a line a day, and the first cells of each day."""

    sums: list[Any] = field(default_factory=list)  # frames: day → rows, top, bottom
    marks: list[Any] = field(default_factory=list)  # frames: key, day, mark
    cells: dict[int, list[tuple[int, int, str]]] = field(default_factory=lambda: defaultdict(list))
    under: dict[int, list[tuple[int, int, str]]] = field(default_factory=lambda: defaultdict(list))


class Derivation:
    """Adds up the rows of an export for every metric that its map derives."""

    def __init__(
        self, source: SourceMap, columns: dict[str, int], converter: Converter, lower: frozenset[str] = frozenset()
    ) -> None:
        self.source = source
        self.lower = lower  # metrics of which less is better: the rows that count towards them are the bad ones
        self.places = columns  # name of a column → its number in the sheet
        self.converter = converter
        self.derived = [item for item in source.derive if self.missing(item) == ()]
        self.first = self.last = 0
        self.rows = self.repeated = 0
        self.total_rows: list[tuple[int, int, str, dict[str, int]]] = []  # row, the label and its column, sums
        self.sums: dict[str, int] = defaultdict(int)
        self.row_currencies: set[str] = set()
        self._kinds = {column.name: column.kind for column in source.columns if column.name in columns}
        self._compared = (
            {c.column for item in source.derive for c in (*item.where, *item.hits)}
            | {item.of for item in source.derive}
            | {source.currency}
        )
        self._tallies = [_Tally() for _ in self.derived]
        self._seen: dict[str, set[str]] = defaultdict(set)

    def missing(self, item: Derived) -> tuple[str, ...]:
        """The columns that this export lacks for a metric. Of several that are added up, those present count."""
        conditions = (*item.where, *item.hits)
        wanted = [
            *item.denominator,
            *(c.column for c in conditions),
            *(c.words[0] for c in conditions if c.verb == "by"),
        ]
        wanted += [name for name in (item.once, item.date, item.of) if name]
        if item.kind != "sum":
            wanted += item.numerator
        elif not any(name in self.places for name in item.numerator):
            wanted += item.numerator[:1]
        return tuple(name for name in wanted if name not in self.places)

    def dated(self, item: Derived) -> bool:
        """Whether the rows behind a metric carry a date of their own (a start and an end date are a range)."""
        return (item.date or self.source.date or "") in self.places

    def add(self, block: Block) -> None:
        """Count a block of rows in."""
        typed = self._typed(block)
        usable = self._usable(typed)
        self.rows += int(usable.sum())
        first = {
            name: self._first(name, usable, typed.values[name])
            for name in dict.fromkeys(i.once for i in self.derived if i.once)
        }
        # A campaign's own start stands beside the day of the row in some exports: the day goes first.
        dates = (self.source.date,) if self.source.date in self.places else (self.source.start, self.source.end)
        for name in dates:
            if name in self.places:
                self._covered(typed.values[name][usable & typed.there[name]])
        if self.source.range in self.places:
            self._ranges(typed.values[self.source.range][usable])
        if self.source.currency in self.places:
            self.row_currencies |= set(typed.values[self.source.currency][usable]) - {""}
        for name, kind in self._kinds.items():
            if kind == "number":
                self.sums[name] += int(typed.values[name][usable].sum())
        for item, tally in zip(self.derived, self._tallies, strict=True):
            mask = usable & self._meets(item.where, typed)
            self._count(item, tally, mask & first[item.once] if item.once else mask, typed)

    def _typed(self, block: Block) -> Typed:
        raw = dict(zip(self.places, block.columns, strict=True))
        typed = Typed(np.asarray(block.numbers, dtype=np.int64), raw)
        for column in self.source.columns:
            name = column.name
            if name not in raw:
                continue
            if column.kind == "number":
                typed.values[name], typed.there[name] = self.converter.numbers(
                    raw[name], block.numbers, self.places[name]
                )
            elif column.kind == "date":
                typed.values[name] = self.converter.days(raw[name], block.numbers, self.places[name])
                typed.there[name] = typed.values[name] > 0
            else:
                typed.values[name] = self._strings(column, raw[name])
                typed.there[name] = typed.values[name] != ""
        return typed

    def _strings(self, column: SourceColumn, values: Sequence[CellValue]) -> Array:
        if column.kind == "key":
            return self.converter.digests(values)
        return self.converter.words(values) if column.name in self._compared else self.converter.texts(values)

    def _usable(self, typed: Typed) -> Array:
        """Rows of data: what the map requires is there, and the row is no total."""
        usable = np.ones(len(typed.numbers), dtype=bool)
        for name in self.source.require:
            if name in typed.there:
                usable &= typed.there[name]
        total = np.zeros(len(typed.numbers), dtype=bool)
        label: dict[int, tuple[int, str]] = {}
        for name, kind in self._kinds.items():
            if kind in ("text", "date") and (labels := total_labels(typed.raw[name])):
                named = np.array([value in labels for value in typed.raw[name]], dtype=bool)
                for index in np.flatnonzero(named & ~total)[:SHOWN].tolist():
                    label[index] = self.places[name], str(typed.raw[name][index]).strip()
                total |= named
        for index in np.flatnonzero(total)[: max(SHOWN - len(self.total_rows), 0)]:
            printed = {
                n: int(typed.values[n][index])
                for n, kind in self._kinds.items()
                if kind == "number" and typed.there[n][index]
            }
            self.total_rows.append((int(typed.numbers[index]), *label[int(index)], printed))
        return usable & ~total

    def _first(self, name: str, usable: Array, keys: Array) -> Array:
        """The first usable row of each key, over all blocks."""
        seen, first = self._seen[name], np.zeros(len(usable), dtype=bool)
        for index in np.flatnonzero(usable).tolist():
            key = keys[index]
            if key and key not in seen:
                seen.add(key)
                first[index] = True
        self.repeated += int(usable.sum() - first.sum())
        return first

    def _covered(self, days: Array) -> None:
        if len(days):
            self.first = min(self.first or int(days.min()), int(days.min()))
            self.last = max(self.last, int(days.max()))

    def _ranges(self, texts: Array) -> None:
        """The days that printed ranges cover (“Nov 01, 2026 - Nov 14, 2026”)."""
        for text in sorted(set(texts) - {""}):
            if (period := parse_period(text)) is not None:
                self._covered(np.array([period.start.toordinal(), period.end.toordinal()]))

    def _meets(self, conditions: Iterable[Condition], typed: Typed) -> Array:
        mask = np.ones(len(typed.numbers), dtype=bool)
        for item in conditions:
            values, there = typed.values[item.column], typed.there[item.column]
            if item.verb in ("is", "not"):
                found = pd.Series(values).isin(item.words).to_numpy()
                mask &= found if item.verb == "is" else ~found
            elif item.verb == "filled":
                mask &= there if item.words[0] == "yes" else ~there
            elif item.verb == "by":
                mask &= there & typed.there[item.words[0]] & (values <= typed.values[item.words[0]])
            else:
                line = round(item.number * MICRO)
                compare = {
                    "more_than": np.greater,
                    "less_than": np.less,
                    "at_least": np.greater_equal,
                    "at_most": np.less_equal,
                }[item.verb]
                mask &= there & compare(values, line)
        return mask

    def _count(self, item: Derived, tally: _Tally, mask: Array, typed: Typed) -> None:
        """Add the rows of ``mask`` to a metric's tally."""
        ones = np.ones(len(mask), dtype=np.int64)
        top, bottom = ones, ones
        hits = np.zeros(len(mask), dtype=bool)
        numerator = [name for name in item.numerator if name in self.places]
        if item.kind == "days":
            start, end = item.numerator[0], item.denominator[0]
            mask = mask & typed.there[start] & typed.there[end]
            top = typed.values[end] - typed.values[start]
        elif item.kind in ("sum", "ratio", "latest"):
            mask = mask & np.logical_or.reduce([typed.there[name] for name in (*numerator, *item.denominator)])
            top = sum((typed.values[name] for name in numerator), np.zeros(len(mask), dtype=np.int64))
            bottom = sum((typed.values[name] for name in item.denominator), np.zeros(len(mask), dtype=np.int64))
        elif item.kind == "weighted":
            rate, weight = item.numerator[0], item.denominator[0]
            mask = mask & typed.there[rate] & typed.there[weight]
            counts = typed.values[weight] // MICRO
            top, bottom = typed.values[rate] * counts, counts * MICRO
        elif item.kind == "share":
            hits = self._meets(item.hits, typed)
            top = hits.astype(np.int64)
        elif numerator:
            mask = mask & typed.there[numerator[0]]
        if not mask.any():
            return
        name = item.date or self.source.date
        days = typed.values[name] if name in self.places else np.zeros(len(mask), dtype=np.int64)
        frame = pd.DataFrame({"day": days[mask], "rows": 1, "top": top[mask], "bottom": bottom[mask]})
        if item.kind == "latest":
            tally.sums.append(frame.groupby("day").last())
        else:
            tally.sums.append(frame.groupby("day").sum())
        if item.kind == "distinct":
            marks = typed.values[item.of] if item.of else typed.numbers
            groups = pd.DataFrame({"key": typed.values[numerator[0]][mask], "day": days[mask], "mark": marks[mask]})
            tally.marks.append(groups.drop_duplicates())
        self._quote(item, tally, mask & (hits if item.metric in self.lower and item.hits else ~hits), days, typed)

    def _quote(self, item: Derived, tally: _Tally, mask: Array, days: Array, typed: Typed) -> None:
        """Keep the first cells of each day: of a share the rows that make it worse."""
        if item.kind == "latest":
            tally.cells.clear()
        named = [
            *item.numerator,
            *(c.column for c in item.hits),
            *(c.column for c in item.where),
            item.once or "",
            *self.places,
        ]
        shown = next(name for name in named if name in self.places)
        below = next((name for name in item.denominator if name in self.places), None)
        positions = np.flatnonzero(mask)
        for index in pd.Series(positions).groupby(days[positions]).head(SHOWN):
            day, row = int(days[index]), int(typed.numbers[index])
            if len(tally.cells[day]) < SHOWN:
                tally.cells[day].append((row, self.places[shown], self._quoted(shown, typed.raw[shown][index])))
                if below is not None:
                    tally.under[day].append((row, self.places[below], self._quoted(below, typed.raw[below][index])))

    def _quoted(self, name: str, value: CellValue) -> str:
        """The raw text of a cell; never that of a personal key."""
        return "…" if self._kinds[name] == "key" else raw_text(value)

    def figure(self, item: Derived, period: Period) -> Figure:
        """The value of a metric over a period."""
        tally, dated = self._tallies[self.derived.index(item)], self.dated(item)
        start, end = (period.start.toordinal(), period.end.toordinal()) if dated else (0, 0)
        days = [day for day in sorted(tally.cells) if start <= day <= end]
        cells = [cell for day in days for cell in tally.cells[day]]
        under = [cell for day in days for cell in tally.under[day]]
        evidence = tuple([*cells[: SHOWN // 2], *under[: SHOWN // 2]] if under else cells[:SHOWN])
        if not tally.sums:
            return self._nothing(item)
        daily = pd.concat(tally.sums).sort_index(kind="stable").loc[start:end]
        rows, top, bottom = (int(daily[name].sum()) for name in ("rows", "top", "bottom"))
        if item.kind == "distinct":
            marks = pd.concat(tally.marks)
            inside = marks[(marks["day"] >= start) & (marks["day"] <= end) & (marks["key"] != "")]
            return Figure(float((inside.groupby("key")["mark"].nunique() >= item.at_least).sum()), evidence, rows)
        if item.kind == "count":
            return Figure(float(rows), evidence, rows)
        if item.kind == "sum":
            return Figure(float(Fraction(top, MICRO)), evidence, rows)
        if item.kind == "latest" and rows:
            return Figure(float(Fraction(int(daily["top"].iloc[-1]), MICRO)), tuple(cells[-1:]), 1)
        if item.kind == "weighted" and top > bottom:
            return Figure(
                None,
                evidence,
                rows,
                Text("比率大于 100%，看不出是否已乘 100", "rates above 100%: are they percent without the sign?"),
            )
        if bottom == 0 or item.kind == "latest":
            return Figure(
                None,
                evidence,
                rows,
                Text("分母为 0 或没有数据，无法计算", "the denominator is 0 or there is nothing to compute from"),
            )
        return Figure(float(Fraction(top, bottom) * Fraction(repr(item.times))), evidence, rows)

    @staticmethod
    def _nothing(item: Derived) -> Figure:
        """No row at all: a count and a sum are zero, anything else has no value."""
        if item.kind in ("count", "sum", "distinct"):
            return Figure(0.0, (), 0)
        return Figure(None, (), 0, Text("没有相关的行", "there are no such rows"))

    def coverage(self, stated: Period | None) -> Period | None:
        """The days that the export covers: as a title or name states them, else from its first to its last row."""
        if self.first and (stated is None or stated.days == 1):
            return Period(date.fromordinal(self.first), date.fromordinal(self.last))
        return stated

    def currency(self, names: Iterable[str], headings: Mapping[str, str | None]) -> tuple[str | None, bool]:
        """The currency of some columns, and whether there are several."""
        known = [name for name in names if name in self.places]
        found = {code for name in known for code in self.converter.currencies.get(self.places[name], ())}
        found = found or {CURRENCIES.get(word, word.upper()) for word in self.row_currencies}
        found = found or {code for name in known if (code := headings.get(name))}
        return (next(iter(found)), False) if len(found) == 1 else (None, len(found) > 1)
