"""What the rows behind one metric add up to, day by day, with the first cells of each day and the cells in doubt.

An export may come in several files: the tallies of its parts are put together before a figure is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from auditor.intake.exports.convert import MICRO, Array
from auditor.intake.exports.source_map import Derived
from auditor.intake.exports.typed import Typed, meets
from auditor.intake.readers.cells import CellValue, a1, raw_text
from auditor.model import Evidence, Text

SHOWN = 20  # cells kept as evidence
NOT_LISTED = Text(
    "没有列出，而文件只含前几行：请单独导出该报表的全部行",
    "not listed, and the file has the first rows only: export that report by itself, with all its rows",
)
Place = tuple[int, int, str]  # row, column, raw
Days = tuple[int, int]  # first and last, as ordinals
_ANY: Days = (0, date.max.toordinal())
_PART_BITS = 32  # a row is told by the part that it stands in and its number


@dataclass(slots=True)
class Figure:
    """A derived value for one period, before it becomes an observation."""

    value: float | None
    evidence: tuple[Evidence, ...]
    rows: int
    problem: Text | None = None  # why there is no value although the rows were there
    doubts: int = 0  # rows that may belong to the period and can't be counted; ``evidence`` holds their cells


@dataclass(slots=True)
class Tally:
    """The rows of one metric in one part of an export. ``file`` and ``sheet`` say where that is.

    ``places`` are the columns of the export by name, ``personal`` those whose text is never quoted. ``lower``:
    less is better, so that the rows which count towards the metric are those worth showing.
    """

    item: Derived
    places: Mapping[str, int]
    personal: frozenset[str]
    lower: bool
    file: str
    sheet: str | None
    part: int = 0
    whole: bool = True  # whether every row of the export is there: of its first ones nothing can be said that is not
    _sums: list[Any] = field(default_factory=list)  # frames: day → rows, top, bottom
    _marks: list[Any] = field(default_factory=list)  # frames: key, day, mark
    _cells: dict[int, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    _under: dict[int, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    _doubts: dict[Days, tuple[int, Evidence]] = field(default_factory=dict)  # → rows, the first cell

    @property
    def numerator(self) -> list[str]:
        """The columns above the line that this export has."""
        return [name for name in self.item.numerator if name in self.places]

    def doubt(self, day: int, place: Place) -> None:
        """A row of that day (0: of any day) may count, and a cell that it takes to tell can't be read."""
        days = (day, day) if day else _ANY
        rows, first = self._doubts.get(days, (0, self._evidence(place)))
        self._doubts[days] = rows + 1, first

    def confine(self, days: Days) -> None:
        """The part has rows of these days only: one whose day can't be read is of one of them."""
        if _ANY in self._doubts:
            self._doubts[days] = self._doubts.pop(_ANY)

    def extend(self, other: Tally) -> None:
        """Take in the rows of another part of the export."""
        self.whole &= other.whole
        self._sums += other._sums
        self._marks += other._marks
        for mine, theirs in ((self._cells, other._cells), (self._under, other._under)):
            for day, cells in theirs.items():
                mine[day] = [*mine[day], *cells][:SHOWN]
        for days, (rows, first) in other._doubts.items():
            known, cell = self._doubts.get(days, (0, first))
            self._doubts[days] = known + rows, cell

    def newest(self, day: int) -> int | None:
        """The last day up to ``day`` of which there are rows."""
        return max((found for frame in self._sums for found in frame.index.tolist() if found <= day), default=None)

    def add(self, mask: Array, days: Array, typed: Typed) -> None:
        """Add the rows of ``mask``; every cell that the metric takes can be read in them."""
        item, numerator = self.item, self.numerator
        top = bottom = np.ones(len(mask), dtype=np.int64)
        hits = typed.none()
        if item.kind == "days":
            start, end = item.numerator[0], item.denominator[0]
            mask = mask & typed.there[start] & typed.there[end]
            top = typed.values[end] - typed.values[start]
        elif item.kind in ("sum", "ratio"):
            mask = mask & np.logical_or.reduce([typed.there[name] for name in (*numerator, *item.denominator)])
            top = sum((typed.values[name] for name in numerator), np.zeros(len(mask), dtype=np.int64))
            bottom = sum((typed.values[name] for name in item.denominator), np.zeros(len(mask), dtype=np.int64))
        elif item.kind == "weighted":
            rate, weight = item.numerator[0], item.denominator[0]
            mask = mask & typed.there[rate] & typed.there[weight]
            counts = typed.values[weight] // MICRO
            top, bottom = typed.values[rate] * counts, counts * MICRO
        elif item.kind == "share":
            hits, _ = meets(item.hits, typed)
            top = hits.astype(np.int64)
        elif numerator:
            mask = mask & typed.there[numerator[0]]
        if not mask.any():
            return
        frame = pd.DataFrame({"day": days[mask], "rows": 1, "top": top[mask], "bottom": bottom[mask]})
        self._sums.append(frame.groupby("day").sum())
        if item.kind == "distinct":
            marks = typed.values[item.of] if item.of else typed.numbers + (self.part << _PART_BITS)
            groups = pd.DataFrame({"key": typed.values[numerator[0]][mask], "day": days[mask], "mark": marks[mask]})
            self._marks.append(groups.drop_duplicates())
        self._quote(mask & (hits if self.lower and item.hits else ~hits), days, typed)

    def _quote(self, mask: Array, days: Array, typed: Typed) -> None:
        """Keep the first cells of each day: of a share the rows that make it worse."""
        item = self.item
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
            day = int(days[index])
            if len(self._cells[day]) < SHOWN:
                self._cells[day].append(self._evidence(self.place(shown, index, typed)))
                if below is not None:
                    self._under[day].append(self._evidence(self.place(below, index, typed)))

    def place(self, name: str, index: int, typed: Typed) -> Place:
        """A cell as evidence quotes it; never the text of a personal key."""
        value: CellValue = typed.raw[name][index]
        return int(typed.numbers[index]), self.places[name], "…" if name in self.personal else raw_text(value)

    def _evidence(self, place: Place) -> Evidence:
        row, column, raw = place
        return Evidence(self.file, self.sheet, a1(row, column), raw)

    def figure(self, start: int, end: int) -> Figure:
        """The value of the metric over the days from ``start`` to ``end`` (both 0: of rows without a day)."""
        item = self.item
        doubts = [found for (low, high), found in sorted(self._doubts.items()) if low <= end and start <= high]
        if doubts:
            return Figure(None, tuple(cell for _, cell in doubts[:SHOWN]), 0, doubts=sum(rows for rows, _ in doubts))
        days = [day for day in sorted(self._cells) if start <= day <= end]
        cells = [cell for day in days for cell in self._cells[day]]
        under = [cell for day in days for cell in self._under[day]]
        evidence = tuple([*cells[: SHOWN // 2], *under[: SHOWN // 2]] if under else cells[:SHOWN])
        if not self._sums:
            return self._nothing()
        daily = pd.concat(self._sums).sort_index(kind="stable").loc[start:end]
        rows, top, bottom = (int(daily[name].sum()) for name in ("rows", "top", "bottom"))
        if item.kind == "distinct":
            marks = pd.concat(self._marks)
            inside = marks[(marks["day"] >= start) & (marks["day"] <= end) & (marks["key"] != "")]
            return Figure(float((inside.groupby("key")["mark"].nunique() >= item.at_least).sum()), evidence, rows)
        if item.kind == "count":
            return Figure(float(rows), evidence, rows)
        if item.kind == "sum":
            return Figure(float(Fraction(top, MICRO)), evidence, rows)
        if item.kind == "weighted" and top > bottom:
            return Figure(
                None,
                evidence,
                rows,
                Text("比率大于 100%，看不出是否已乘 100", "rates above 100%: are they percent without the sign?"),
            )
        if bottom == 0:
            return Figure(
                None,
                evidence,
                rows,
                Text("分母为 0 或没有数据，无法计算", "the denominator is 0 or there is nothing to compute from"),
            )
        return Figure(float(Fraction(top, bottom) * Fraction(repr(item.times))), evidence, rows)

    def _nothing(self) -> Figure:
        """No row at all: a count and a sum are zero in a list that is whole, anything else has no value."""
        if not self.whole:
            return Figure(None, (), 0, NOT_LISTED)
        if self.item.kind in ("count", "sum", "distinct"):
            return Figure(0.0, (), 0)
        return Figure(None, (), 0, Text("没有相关的行", "there are no such rows"))
