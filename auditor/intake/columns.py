"""Columns of a table and the levels of their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from auditor.intake.dating.periods import ANY_YEAR, cell_period, without_period
from auditor.intake.headings import halves, normal, parse_heading, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.readers.cells import Cell, MergedRange, Row
from auditor.intake.scopes import Scope
from auditor.intake.span_names import span_of
from auditor.intake.taken import Taken
from auditor.intake.words import STRUCTURE
from auditor.model import Period, Text

TOP_ROWS = 20  # in which the layout of a whole sheet shows: stores side by side, a pivot table, tables side by side
_NUMBER = re.compile(
    r"[\s¥￥$€£₹(+\-−]*\d[\d,.\s]*\s*[%％‰万亿kKmM]?\s*(天|小时|分钟|秒|元|次|个|人|单|件|条|笔|分|h|d)?\)?\s*$"
)
_OUT_OF = re.compile(r"\s*\d\.\d{1,2}\s*/\s*(?:5|10)(?:\.0)?\s*分?\s*")  # a mark out of five or ten
_IN_BRACKET = re.compile(r"[(（]([^()（）]*\d[^()（）]*)[)）]")


@dataclass(slots=True)
class Column:
    """One column of a table. ``names`` are the spellings to look up, the most specific first."""

    index: int
    text: str
    cell: str
    kind: str  # a structural kind, data, dated (values of one period), beside, unknown
    names: tuple[str, ...] = ()
    period: Period | None = None
    why: Text | None = None
    undated: bool = False  # it means a period and does not say which
    scope: Scope | None = None  # what its figures are of, where the levels of its heading or a title say so
    taken: dict[str | None, Taken] = field(default_factory=dict)

    @property
    def heading(self) -> Cell:
        """Its heading as one cell, whatever its levels."""
        return Cell(self.index, self.text)

    @property
    def undated_text(self) -> str:
        """Its heading without the period of its figures: what is to be told of 曝光量(9月) and 曝光量(10月) is told once."""
        return self.text if self.period is None else but_period(self.text)

    def take(self, lexicon: Lexicon, platform: str | None) -> Taken:
        """What the heading stands for on a platform (remembered)."""
        if platform not in self.taken:
            found = Taken()
            for name in self.names:
                found = lexicon.take(name, platform)
                if found.known or found.problem is not None:
                    break
            self.taken[platform] = found if self.scope is None else self.scope.limited(self.names[-1], found)
        return self.taken[platform]

    def put_within(self, scope: Scope) -> None:
        """Look the heading up as one of a scope: 曝光量 as P4P曝光量."""
        self.scope = scope
        full = (name for own in self.names[-1:] for name in scope.spelt(own))
        self.names = tuple(dict.fromkeys((*full, *self.names)))
        self.taken.clear()


@dataclass(slots=True)
class Table:
    """A table: its heading row (None: a form of label and value), columns and the titles above."""

    heading_row: int | None
    columns: list[Column]
    titles: list[Row]
    first: int  # index of the first row of data in the rows that were searched
    down: bool  # metrics stand one under the other (scorecard, tidy), not side by side

    def of(self, kind: str) -> Column | None:
        """The first column of a kind."""
        return next((column for column in self.columns if column.kind == kind), None)

    def all(self, kind: str) -> list[Column]:
        """Every column of a kind."""
        return [column for column in self.columns if column.kind == kind]


class Structure:
    """The structural columns of a table, of each kind the first: what says whose and of when a row is."""

    def __init__(self, table: Table) -> None:
        self._columns = {kind: table.of(kind) for kind in STRUCTURE if kind != "value"}
        self.indexes = [column.index for column in self._columns.values() if column is not None]
        first = min((column.index for column in table.all("data")), default=0)
        labels = (column.index for column in table.all("unknown") if column.index < first and not table.down)
        self.labelled = list(dict.fromkeys((*self.indexes, *labels)))
        """Where a row may say that it is a total or a target: also below 类型, 月份 | 类型 | 曝光量."""

    def of(self, kind: str) -> Column | None:
        """The column of a kind, if the table has one."""
        return self._columns.get(kind)

    def cell(self, kind: str, cells: dict[int, Cell]) -> Cell | None:
        """The cell of a row in the column of a kind."""
        column = self._columns[kind]
        return cells.get(column.index) if column is not None else None


def kind_of(cell: Cell) -> str | None:
    """Which structural column the text of a cell heads, or None."""
    return structural(cell.value) if isinstance(cell.value, str) else None


def looks_numeric(cell: Cell) -> bool:
    """Whether a cell holds a number, as a value or as text (``90%``, ``4.8/5``). A period is none."""
    if cell.kind in ("number", "bool", "formula", "error", "duration"):
        return True
    if not isinstance(cell.value, str):
        return False
    if _NUMBER.match(cell.value) is not None:
        return re.search(r"\d[-/.]\d+[-/.]\d", cell.value) is None
    return _OUT_OF.fullmatch(cell.value) is not None


def joined_names(names: list[str]) -> list[str]:
    """Spellings of a heading of several levels: ``RFQ`` over ``响应率``, ``迟发率`` over ``10天``."""
    names = [name for name in names if name]
    if len(names) < 2:
        return names
    upper, lower = names[-2], names[-1]
    if structural(lower) in ("value", "unit"):
        return [upper, lower]
    bracketed = parse_heading(f"({lower})")
    says_something = not bracketed.qualifiers or (
        bracketed.windows or bracketed.percent or bracketed.currency or bracketed.seconds or bracketed.compares
    )
    # Of 访客/Visitors each half goes before what is joined to it: 访客/Visitors转化率 would name the visitors. Lines may be of
    # one name: Marketing⏎spend is no 'spend', and 购物车⏎放弃率 is neither.
    uppers = [*([upper.replace("\n", " ")] if "\n" in upper else []), *halves(upper)]
    joined = [f"{part}{lower}" for part in uppers]
    joined += [f"{part}{above}" for part in halves(lower) for above in uppers]
    return [*joined, *(f"{part}({lower})" for part in uppers if says_something), lower]


def period_in_bracket(texts: list[str], year: int | None) -> Period | None:
    """``曝光(2026-W46)``: the bracket dates the values. Not so a window: 1周 is a week, 第1周 the first."""
    for text in texts:
        for part in _IN_BRACKET.findall(text):
            if span_of(normal(part)) is None and (found := cell_period(Cell(1, part), year)) is not None:
                return found
    return None


def but_period(heading: str) -> str:
    """A heading without the levels and brackets that are a period, all of it where it is nothing else."""
    levels = (_IN_BRACKET.sub(_but_periods, level) for level in heading.split(" / "))
    return " / ".join(level for level in levels if cell_period(Cell(1, level), ANY_YEAR) is None) or heading


def _but_periods(bracket: re.Match[str]) -> str:
    of_window = span_of(normal(bracket[1])) is not None
    more = without_period(bracket[1])  # 2026-10移动端 is of a part
    return bracket[0] if of_window or more or cell_period(Cell(1, bracket[1]), ANY_YEAR) is None else ""


def is_group_row(row: Row, headings: Row, merged: Sequence[MergedRange]) -> bool:
    """Whether the row above the headings groups them. A title over the whole width does not."""
    spans = [area for area in merged if area.top <= row.number <= area.bottom and area.right > area.left]
    return len(row.cells) > 1 or (bool(spans) and row.cells[0].column > headings.cells[0].column)


def merges(row: Row, merged: Sequence[MergedRange]) -> bool:
    """Whether cells of a row are merged: its empty ones belong to no group on their left then."""
    return any(area.top <= row.number <= area.bottom for area in merged)


def spread(row: Row, merged: Sequence[MergedRange], *, fill: bool) -> dict[int, Cell]:
    """Heading cells by column; a merged one stands for every column that it covers.

    ``fill``: the format knows no merged cells, so that an empty one belongs to the group on its left.
    """
    cells = {cell.column: cell for cell in row.cells}
    for area in merged:
        if area.top == row.number and area.left in cells:
            for index in range(area.left + 1, min(area.right, area.left + 500) + 1):
                cells.setdefault(index, cells[area.left])
    if fill and cells:
        last = None
        for index in range(min(cells), max(cells) + 51):
            last = cells.setdefault(index, last) if last is not None else cells.get(index)
    return cells


class MergedDown:
    """Fills structural cells that are merged downwards."""

    def __init__(self, areas: Sequence[MergedRange]) -> None:
        self._areas = [area for area in areas if area.bottom > area.top]
        self._values: dict[tuple[int, int], Cell] = {}

    def into(self, row: Row, cells: dict[int, Cell], columns: list[int]) -> None:
        """Add to a row's cells what is merged down into its ``columns``."""
        if not self._areas:
            return
        for area in self._areas:
            if area.top <= row.number <= area.bottom:
                if area.top == row.number and area.left in cells:
                    self._values[area.top, area.left] = cells[area.left]
                above = self._values.get((area.top, area.left))
                if above is not None and area.left in columns:
                    cells.setdefault(area.left, above)
