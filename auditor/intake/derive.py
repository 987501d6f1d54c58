"""Row exports → metrics: counts, sums, ratios of sums over the metric's window, with the rows behind them.

Rows stream through column by column, in blocks; what is kept is a figure for each day and the first
cells behind it. Rates are computed from sums, never averaged. An export that covers less than a
window makes its metric incomplete, not smaller.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import numpy as np

from auditor.intake.cells import Block, CellValue, a1, raw_text
from auditor.intake.dates import parse_period
from auditor.intake.headings import CURRENCIES, TOTALS, normal
from auditor.intake.periods import months_before, window_ending
from auditor.intake.sources import Condition, Derived, SourceMap
from auditor.intake.values import parse_number
from auditor.model import Evidence, Period, Text
from auditor.rulebook.model import Span

SHOWN = 20  # cells kept as evidence
_MICRO = 1_000_000  # sums are kept in whole millionths: exact for money and counts, whatever the order of the rows
Mask = Any  # a numpy array of truth values, one a row
Column = Any  # a numpy array, one entry a row


@dataclass(slots=True)
class Figure:
    """A derived value for one period, before it becomes an observation."""

    value: float | None
    evidence: tuple[tuple[int, int, str], ...]  # row, column, raw
    rows: int
    currency: str | None = None
    problem: Text | None = None  # why there is no value although the rows were there


@dataclass(slots=True)
class _Day:
    """What the rows of one day add up to."""

    rows: int = 0
    top: int = 0
    bottom: int = 0
    cells: list[tuple[int, int, str]] = field(default_factory=list)
    under: list[tuple[int, int, str]] = field(default_factory=list)


class Converter:
    """Cells of the columns as numbers, days, words and keys. Unreadable ones are put on record."""

    def __init__(
        self, report: Callable[[int, int, str, Text], None], order: Any, year: int | None, *, commas_seen: bool
    ) -> None:
        self._report = report
        self._order = order
        self._year = year
        self._commas_seen = commas_seen
        self._words: dict[str, str] = {}
        self._days: dict[Any, int] = {}
        self._numbers: dict[str, tuple[int | None, str | None, Text | None]] = {}
        self.currencies: dict[int, set[str]] = defaultdict(set)

    def words(self, values: Sequence[CellValue]) -> list[str]:
        """Texts as they are compared; empty where there is none."""
        return [self._word(value) for value in values]

    def _word(self, value: CellValue) -> str:
        if value is None:
            return ""
        text = value if isinstance(value, str) else raw_text(value)
        known = self._words.get(text)
        if known is None:
            known = self._words[text] = "" if normal(text) in ("-", "--") else normal(text)
        return known

    def keys(self, values: Sequence[CellValue]) -> list[bytes]:
        """Personal keys (an e-mail address) as digests: equal ones stay equal, and nobody can read them."""
        return [
            hashlib.blake2b(word.encode(), digest_size=12).digest() if (word := self._word(value)) else b""
            for value in values
        ]

    def days(self, values: Sequence[CellValue], numbers: Sequence[int], column: int) -> Column:
        """Dates as ordinals, 0 where there is none."""
        return np.array(
            [self._day(value, row, column) for value, row in zip(values, numbers, strict=True)], dtype=np.int64
        )

    def _day(self, value: CellValue, row: int, column: int) -> int:
        if value is None or value in ("", "-"):
            return 0
        if isinstance(value, datetime):
            return value.toordinal()
        if isinstance(value, date):
            return value.toordinal()
        known = self._days.get(value)
        if known is None:
            found = parse_period(value, order=self._order, year=self._year, epoch=1900)
            label = isinstance(value, str) and normal(value) in TOTALS
            known = self._days[value] = found.end.toordinal() if found is not None else 0 if label else -1
        if known < 0:
            self._report(row, column, raw_text(value), Text("不是日期", "not a date"))
            return 0
        return known

    def numbers(self, values: Sequence[CellValue], numbers: Sequence[int], column: int) -> tuple[Column, Mask]:
        """Numbers in millionths and where there is one; what can't be read is no number and on record."""
        micro, there = np.zeros(len(values), dtype=object), np.zeros(len(values), dtype=bool)
        whole = [self._number(value, row, column) for value, row in zip(values, numbers, strict=True)]
        for index, found in enumerate(whole):
            if found is not None:
                micro[index], there[index] = found, True
        return micro, there

    def _number(self, value: CellValue, row: int, column: int) -> int | None:
        if value is None or isinstance(value, bool):
            return None
        if isinstance(value, int | float):
            return round(value * _MICRO)
        text = value if isinstance(value, str) else raw_text(value)
        known = self._numbers.get(text)
        if known is None:
            known = self._numbers[text] = self._parsed(text)
        micro, currency, problem = known
        if problem is not None:
            self._report(row, column, text, problem)
        if currency is not None:
            self.currencies[column].add(currency)
        return micro

    def _parsed(self, text: str) -> tuple[int | None, str | None, Text | None]:
        parsed = parse_number(text, commas_seen=self._commas_seen)
        if parsed.value is not None:
            return round(parsed.value * _MICRO), parsed.currency, None
        if parsed.missing:
            return None, None, None
        return None, None, parsed.problem or Text("不是一个数值", "not one value")


class Derivation:
    """Adds up the rows of an export for every metric that its map derives."""

    def __init__(self, source: SourceMap, columns: dict[str, int], converter: Converter) -> None:
        self.source = source
        self.places = columns  # name of a column → its number in the sheet
        self.order = list(columns)
        self.converter = converter
        self.derived = [item for item in source.derive if self.missing(item) == ()]
        self.days: list[dict[int, _Day]] = [defaultdict(_Day) for _ in self.derived]
        self.groups: list[dict[Any, dict[int, set[Any]]]] = [
            defaultdict(lambda: defaultdict(set)) for _ in self.derived
        ]
        self.first = self.last = 0
        self.rows = self.totals = self.repeated = 0
        self.total_rows: list[tuple[int, dict[str, int]]] = []
        self.sums: dict[str, int] = defaultdict(int)
        self._seen: dict[str, set[Any]] = defaultdict(set)
        self.row_currencies: set[str] = set()

    def missing(self, item: Derived) -> tuple[str, ...]:
        """The columns that this export lacks for a metric."""
        conditions = (*item.where, *item.hits)
        wanted = [
            *item.numerator,
            *item.denominator,
            *(c.column for c in conditions),
            *(c.words[0] for c in conditions if c.verb == "by"),
        ]
        wanted += [name for name in (item.once, item.date, item.of) if name]
        if item.kind == "sum":  # of the columns that are added up the ones present count
            wanted = [name for name in wanted if name not in item.numerator] + (
                [] if any(n in self.places for n in item.numerator) else [*item.numerator[:1]]
            )
        return tuple(name for name in wanted if name not in self.places)

    def add(self, block: Block) -> None:
        """Count a block of rows in."""
        raw = dict(zip(self.order, block.columns, strict=True))
        size = len(block.numbers)
        words: dict[str, list[str]] = {}
        values: dict[str, Any] = {}
        there: dict[str, Mask] = {}
        for column in self.source.columns:
            if column.name not in raw:
                continue
            name = column.name
            if column.kind == "number":
                values[name], there[name] = self.converter.numbers(raw[name], block.numbers, self.places[name])
            elif column.kind == "date":
                values[name] = self.converter.days(raw[name], block.numbers, self.places[name])
                there[name] = values[name] > 0
            elif column.kind == "key":
                values[name] = self.converter.keys(raw[name])
                there[name] = np.array([bool(key) for key in values[name]], dtype=bool)
            else:
                words[name] = self.converter.words(raw[name])
                there[name] = np.array([bool(word) for word in words[name]], dtype=bool)
        usable = self._usable(block, raw, words, values, there, size)
        first = {
            name: self._first(name, usable, values.get(name) or words.get(name) or [])
            for name in {i.once for i in self.derived if i.once}
        }
        self.rows += int(usable.sum())
        dates = self._dates(values, size)
        self._covered(values, usable)
        if self.source.currency in words:
            self.row_currencies.update(
                word for word, used in zip(words[self.source.currency], usable, strict=True) if used and word
            )
        for name, micro in values.items():
            if self._kind(name) == "number":
                self.sums[name] += int(sum(micro[usable]))
        for number, item in enumerate(self.derived):
            mask = usable & self._meets(item.where, words, values, there, size)
            if item.once:
                mask = mask & first[item.once]
            days = values[item.date] if item.date else dates
            self._count(number, item, mask, days, block, raw, words, values, there)

    def _kind(self, name: str) -> str:
        column = self.source.column(name)
        return column.kind if column is not None else "text"

    def _usable(
        self,
        block: Block,
        raw: dict[str, Sequence[CellValue]],
        words: dict[str, list[str]],
        values: dict[str, Any],
        there: dict[str, Mask],
        size: int,
    ) -> Mask:
        """Rows of data: what the map requires is there, and the row is no total."""
        usable = np.ones(size, dtype=bool)
        for name in self.source.require:
            if name in there:
                usable &= there[name]
        total = np.zeros(size, dtype=bool)
        labels = [*words.values(), *(self.converter.words(raw[name]) for name in values if self._kind(name) == "date")]
        for column in labels:
            total |= np.array([word in TOTALS for word in column], dtype=bool)
        for index in np.nonzero(total)[0].tolist()[: max(SHOWN - len(self.total_rows), 0)]:
            row = {
                name: int(micro[index])
                for name, micro in values.items()
                if self._kind(name) == "number" and there[name][index]
            }
            self.total_rows.append((block.numbers[index], row))
        self.totals += int(total.sum())
        return usable & ~total

    def _first(self, name: str, usable: Mask, keys: Sequence[Any]) -> Mask:
        seen, first = self._seen[name], np.zeros(len(usable), dtype=bool)
        for index, key in enumerate(keys):
            if usable[index] and key and key not in seen:
                seen.add(key)
                first[index] = True
        self.repeated += int(usable.sum() - first.sum())
        return first

    def dated(self, item: Derived) -> bool:
        """Whether the rows behind a metric carry a date of their own (a start and an end date are a range)."""
        return (item.date or self.source.date or "") in self.places

    def _dates(self, values: dict[str, Any], size: int) -> Column:
        return values[self.source.date] if self.source.date in values else np.zeros(size, dtype=np.int64)

    def _covered(self, values: dict[str, Any], usable: Mask) -> None:
        for name in (self.source.date, self.source.start, self.source.end):
            if name is not None and name in values:
                days = values[name][usable & (values[name] > 0)]
                if len(days):
                    self.first = min(self.first or int(days.min()), int(days.min()))
                    self.last = max(self.last, int(days.max()))

    def _meets(
        self,
        conditions: Iterable[Condition],
        words: dict[str, list[str]],
        values: dict[str, Any],
        there: dict[str, Mask],
        size: int,
    ) -> Mask:
        mask = np.ones(size, dtype=bool)
        for item in conditions:
            if item.verb in ("is", "not"):
                found = np.array([word in item.words for word in words.get(item.column, [""] * size)], dtype=bool)
                mask &= found if item.verb == "is" else ~found
            elif item.verb == "filled":
                mask &= there[item.column] if item.words[0] == "yes" else ~there[item.column]
            elif item.verb == "by":
                other = item.words[0]
                mask &= there[item.column] & there[other] & (values[item.column] <= values[other])
            else:
                line, number = round(item.number * _MICRO), values[item.column]
                compared = {
                    "more_than": number > line,
                    "less_than": number < line,
                    "at_least": number >= line,
                    "at_most": number <= line,
                }
                mask &= there[item.column] & compared[item.verb].astype(bool)
        return mask

    def _count(
        self,
        number: int,
        item: Derived,
        mask: Mask,
        days: Column,
        block: Block,
        raw: dict[str, Sequence[CellValue]],
        words: dict[str, list[str]],
        values: dict[str, Any],
        there: dict[str, Mask],
    ) -> None:
        hits = self._meets(item.hits, words, values, there, len(mask)) if item.kind == "share" else mask
        shown = [
            name
            for name in (
                *item.numerator,
                *(c.column for c in item.hits),
                *(c.column for c in item.where),
                item.once or "",
            )
            if name in self.places
        ]
        cell = shown[0] if shown else self.order[0]
        under = next((name for name in item.denominator if name in self.places), None)
        parts = [name for name in item.numerator if name in values]
        grouped = values.get(parts[0]) if parts else None
        if item.kind == "distinct" and grouped is None:
            grouped = words[item.numerator[0]]
        for index in np.nonzero(mask)[0].tolist():
            day = self.days[number][int(days[index])]
            if item.kind == "distinct":
                mark = words[item.of][index] if item.of in words else block.numbers[index]
                if grouped is not None and grouped[index]:
                    self.groups[number][grouped[index]][int(days[index])].add(mark)
            elif item.kind == "days":
                if not (there[item.numerator[0]][index] and there[item.denominator[0]][index]):
                    continue
                day.top += int(values[item.denominator[0]][index] - values[item.numerator[0]][index])
                day.bottom += 1
            elif item.kind in ("sum", "ratio"):
                if not any(there[name][index] for name in (*parts, *item.denominator)):
                    continue
                day.top += sum(int(values[name][index]) for name in parts)
                day.bottom += sum(int(values[name][index]) for name in item.denominator if name in values)
            elif item.kind == "count":
                if item.numerator and not there[item.numerator[0]][index]:
                    continue
                day.top += 1
            elif item.kind == "share":
                day.top += bool(hits[index])
                day.bottom += 1
            elif item.kind == "latest" and there[item.numerator[0]][index]:
                day.top = int(values[item.numerator[0]][index])
                day.cells.clear()
            day.rows += 1
            if len(day.cells) < SHOWN and (item.kind != "share" or not hits[index]):
                day.cells.append((block.numbers[index], self.places[cell], self._quoted(cell, raw[cell][index])))
            if under is not None and len(day.under) < SHOWN:
                day.under.append((block.numbers[index], self.places[under], self._quoted(under, raw[under][index])))

    def _quoted(self, name: str, value: CellValue) -> str:
        """The raw text of a cell; never that of a personal key."""
        return "…" if self._kind(name) == "key" else raw_text(value)

    def figure(self, item: Derived, period: Period) -> Figure:
        """The value of a metric over a period."""
        number, dated = self.derived.index(item), self.dated(item)
        start, end = period.start.toordinal(), period.end.toordinal()
        days = [
            day
            for ordinal, day in sorted(self.days[number].items())
            if start <= ordinal <= end or (ordinal == 0 and not dated)
        ]
        rows, top, bottom = sum(day.rows for day in days), sum(day.top for day in days), sum(day.bottom for day in days)
        cells = [cell for day in days for cell in day.cells]
        under = [cell for day in days for cell in day.under]
        evidence = tuple([*cells[: SHOWN // 2], *under[: SHOWN // 2]] if under else cells[:SHOWN])
        if item.kind == "distinct":
            kept = [
                key
                for key, marked in self.groups[number].items()
                if len(
                    set().union(
                        *(
                            marks
                            for ordinal, marks in marked.items()
                            if start <= ordinal <= end or (ordinal == 0 and not dated)
                        )
                    )
                )
                >= item.at_least
            ]
            return Figure(float(len(kept)), evidence, rows)
        if item.kind == "count":
            return Figure(float(top), evidence, rows)
        if item.kind in ("sum", "latest"):
            if item.kind == "latest":
                top, evidence = (days[-1].top, tuple(days[-1].cells)) if days else (0, ())
            return Figure(float(Fraction(top, _MICRO)), evidence, rows)
        if bottom == 0:
            return Figure(None, evidence, rows, problem=Text("分母为 0，无法计算", "the denominator is 0"))
        return Figure(float(Fraction(top, bottom) * Fraction(repr(item.times))), evidence, rows)

    def coverage(self, stated: Period | None) -> Period | None:
        """The days that the export covers: as a title or name states them, else from its first to its last row."""
        if self.first and (stated is None or stated.days == 1):
            return Period(date.fromordinal(self.first), date.fromordinal(self.last))
        return stated

    def currency(self, names: Iterable[str], headings: dict[str, str | None]) -> tuple[str | None, bool]:
        """The currency of some columns, and whether there are several."""
        found: set[str] = set()
        for name in names:
            if name in self.places:
                found |= self.converter.currencies.get(self.places[name], set())
        found = found or {CURRENCIES.get(word, word.upper()) for word in self.row_currencies}
        found = found or {code for name in names if (code := headings.get(name))}
        return (next(iter(found)), False) if len(found) == 1 else (None, len(found) > 1)


def windows(window: Span, covered: Period, *, dated: bool) -> list[tuple[Period, int, int]]:
    """The periods of a metric that an export gives: period, days covered, days wanted (equal: complete).

    ``dated``: the rows carry dates, so that weeks and months can be told apart.
    """
    if window.unit == "moment":
        return [(Period(covered.end, covered.end), 1, 1)]
    if window.unit == "period" or not dated:
        wanted = window_ending(covered.end, window).days if window.unit != "period" else covered.days
        return [(covered, min(covered.days, wanted), wanted)]
    if window.unit in ("month", "week") and window.count == 1:
        return _calendar(window.unit, covered)
    if window.unit == "month":
        end = _month_end_before(covered.end)
        period = Period(months_before(end, window.count) + timedelta(days=1), end)
    else:
        period = window_ending(covered.end, window)
    inside = (min(covered.end, period.end) - max(covered.start, period.start)).days + 1
    return [(period, min(max(inside, 0), period.days), period.days)]


def _calendar(unit: str, covered: Period) -> list[tuple[Period, int, int]]:
    """Every week (Monday to Sunday) or month that is covered whole, and the one before it as incomplete."""
    day = covered.start - timedelta(days=covered.start.weekday()) if unit == "week" else covered.start.replace(day=1)
    found: list[tuple[Period, int, int]] = []
    while day <= covered.end:
        following = (
            day + timedelta(days=7) if unit == "week" else (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        )
        period = Period(day, following - timedelta(days=1))
        inside = (min(covered.end, period.end) - max(covered.start, period.start)).days + 1
        found.append((period, inside, period.days))
        day = following
    complete = [item for item in found if item[1] == item[2]]
    if not complete:
        period, inside, wanted = found[-1]
        return [(Period(max(period.start, covered.start), min(period.end, covered.end)), inside, wanted)]
    return [item for item in found if item[0].end <= complete[-1][0].end]


def _month_end_before(day: date) -> date:
    following = day + timedelta(days=1)
    return day if following.day == 1 else day.replace(day=1) - timedelta(days=1)


def evidence_of(file: str, sheet: str | None, cells: Iterable[tuple[int, int, str]]) -> tuple[Evidence, ...]:
    """Cells as evidence."""
    return tuple(Evidence(file, sheet, a1(row, column), raw) for row, column, raw in cells)
