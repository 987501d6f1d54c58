"""The rows that make up a table's heading: groups above the heading row, a second level and labels of its rows below it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from auditor.intake.columns import is_group_row, joined_names, kind_of, looks_numeric, spread
from auditor.intake.dating.dates import column_order, undecided
from auditor.intake.dating.relative import is_relative
from auditor.intake.heading_cells import COLON, HeadingCells
from auditor.intake.headings import Heading, beside, normal, structural, unit_note
from auditor.intake.readers.cells import Cell, MergedRange, Row
from auditor.intake.row_labels import A_PERIOD, why_no_name
from auditor.intake.sheet_period import of_the_file
from auditor.intake.span_names import span_of
from auditor.intake.values.figure_words import UNITS
from auditor.intake.values.reading import is_missing

_SETTING = re.compile(r"[^=]+=\s*\[.*\]")  # as Brand Analytics of Amazon prints what was asked for
_DATING = re.compile(
    "(?:日期|时间|周期|period|date)$"
)  # 诊断日期 | 2026-11-16 over 诊断项 | 标准 | 现状 dates all of it
SEARCHED_ROWS = 200  # rows in which the heading is looked for


class HeadingLevels:
    """The rows around the row ``top`` of ``rows``, which is the heading of a table."""

    def __init__(self, cells: HeadingCells, rows: Sequence[Row], top: int, merged: Sequence[MergedRange]) -> None:
        self.cells = cells
        self.rows = rows
        self.top = top
        self.row = rows[top]
        self.merged = merged
        self.order = column_order([cell.value for cell in self.row.cells])

    def upper(self) -> Row | None:
        """The row above, if it groups the headings."""
        above = self.rows[self.top - 1] if self.top > 0 else None
        if above is None or above.number != self.row.number - 1:
            return None
        if _states_pairs(above) or self._is_pair(above):
            return None
        return above if is_group_row(above, self.row, self.merged) else None

    def _is_pair(self, row: Row) -> bool:
        """Whether a row is a pair that stands above the headings, 平台 | 国际站 over 统计周期 | 曝光量, and groups none of them."""
        if len(row.cells) != 2 or row.cells[1].column != row.cells[0].column + 1:
            return False
        label, value = row.cells
        kind = kind_of(label)
        if of_the_file(label.raw):
            return True
        if _DATING.search(normal(label.raw)) and self.cells.period(value, self.order) is not None:
            return not any(area.top == row.number and area.left == value.column < area.right for area in self.merged)
        if beside(label.raw) is not None and looks_numeric(value):  # 目标 | 10万
            return True
        if kind_of(value) is not None or kind in (None, *(kind_of(cell) for cell in self.row.cells)):
            return False
        below = next((kind_of(cell) for cell in self.row.cells if cell.column == label.column), None)
        dated = self.cells.period(value) is not None or undecided(value.value, self.cells.year) is not None
        named = self.cells.lexicon.platform(value.raw) is not None
        reads = {"period": dated, "platform": named}
        reads |= dict.fromkeys(("store", "client"), why_no_name(value.raw) != A_PERIOD)  # 1688 and 11.11 may be stores
        return below is not None and reads.get(kind or "", False)

    def lower(self) -> Row | None:
        """The row below, if it is a second level of headings."""
        below = self.rows[self.top + 1] if self.top + 1 < len(self.rows) else None
        if below is None or below.number != self.row.number + 1:
            return None
        if _says_unit(below.cells[0]):
            below = below._replace(cells=below.cells[1:])
        return below if below.cells and self._is_level(below) else None

    def labels(self, headings: Sequence[Row]) -> Row | None:
        """The row below several of headings that names what stands before the figures and nothing else, as pandas writes it."""
        below = self.rows[self.top + 1 :]
        row = next((row for row in below if row.number > headings[-1].number), None)
        cells = [cell for heading in headings for cell in heading.cells]
        if row is None or len(headings) < 2 or not any(map(self.cells.names, cells)):
            return None
        first = min(cell.column for cell in cells if self.cells.names(cell) or self.cells.period(cell, self.order))
        return row if all(cell.column < first and kind_of(cell) is not None for cell in row.cells) else None

    def labels_above(self, upper: Row | None, lower: Row | None) -> set[int]:
        """The columns that only the row of groups heads: 店铺 | 流量 over a heading row without a cell below 店铺.

        A pair (店铺 | 恒达) heads nothing: another stands beside it, or weeks or 数值 below it.
        """
        first = min(cell.column for row in (self.row, lower) if row is not None for cell in row.cells)
        labels = [cell for cell in (upper.cells if upper is not None else ()) if kind_of(cell) is not None]
        if any(cell.column >= first for cell in labels):
            return set()
        body = self.rows[self.top + 1 + (lower is not None) : SEARCHED_ROWS]
        below = {cell.column: cell for row in reversed(body) for cell in row.cells}  # the first of each column
        stores = (below[cell.column] for cell in labels if cell.column in below and kind_of(cell) == "store")
        if any(self.cells.period(cell) is not None or kind_of(cell) is not None for cell in stores):
            return set()
        return {cell.column for cell in labels if cell.column in below}

    def _is_level(self, row: Row) -> bool:
        """Whether the row under the heading row is its second level and not the first row of data."""
        main = self.row
        merged = [area for area in self.merged if area.top <= main.number <= area.bottom]
        groups = spread(main, merged, fill=not merged)
        figures = [cell for cell in row.cells if kind_of(cell) is None]  # 店铺 may stand before them in either row
        if figures and all(self._dates_a_metric(cell, groups) or self._dated(cell, groups) for cell in figures):
            return True
        if all(map(is_unit, row.cells)):
            return True
        if any(
            not isinstance(cell.value, str) or (looks_numeric(cell) and span_of(normal(cell.raw)) is None)
            for cell in row.cells
        ):
            return False
        own = {cell.column for cell in main.cells}
        for area in merged:
            if area.top <= main.number <= area.bottom and area.right > area.left:
                own -= set(range(area.left, area.right + 1))
        if merged and any(cell.column in own for cell in row.cells):
            return False
        if not merged and row.cells[0].column <= main.cells[0].column:
            return False
        if self._parts_headings(row) or self._says_of_periods(row, groups):
            return True
        hits = 0
        for cell in row.cells:
            names = joined_names([groups[cell.column].raw, cell.raw]) if cell.column in groups else [cell.raw]
            hits += (
                structural(cell.raw) in ("value", "unit", "period")
                or beside(cell.raw) is not None
                or self._dates_a_metric(cell, groups)
                or self._relates(cell, groups)
                or any(self.cells.known(name) for name in names)
            )
        return hits * 2 > len(row.cells)

    def _parts_headings(self, row: Row) -> bool:
        """Whether the texts of a row stand below headings that go on over several of its columns.

        Merged headings say so; where nothing is merged, texts stand below each heading and where none is.
        """
        below = {cell.column for cell in row.cells}
        if wide := [area for area in self.merged if area.top <= self.row.number <= area.bottom]:
            return any(len(below.intersection(range(area.left, area.right + 1))) > 1 for area in wide)
        headed = {cell.column for cell in self.row.cells if cell.column >= row.cells[0].column}
        return bool(headed) and headed < below

    def _says_of_periods(self, row: Row, groups: Mapping[int, Cell]) -> bool:
        """Whether the texts of a row stand below periods and nothing else: 考核 | 实际 below 2026-10 | 2026-10."""
        above = [groups.get(cell.column) for cell in row.cells if not is_missing(cell)]
        return bool(above) and all(
            cell is not None and self.cells.period(cell, self.order) is not None for cell in above
        )

    def _dates_a_metric(self, cell: Cell, groups: Mapping[int, Cell]) -> bool:
        """Whether a cell is one of the periods below a metric's heading: RFQ响应率 over 2026-W45 | 2026-W46."""
        above = groups.get(cell.column)
        return above is not None and self.cells.known(above.raw) and self.cells.period(cell, self.order) is not None

    def _dated(self, cell: Cell, groups: Mapping[int, Cell]) -> bool:
        """Whether a cell is one of the metrics below a period: 2026-W46 over 曝光量 | 询盘数."""
        above = groups.get(cell.column)
        return above is not None and self.cells.names(cell) and self.cells.period(above, self.order) is not None

    def _relates(self, cell: Cell, groups: Mapping[int, Cell]) -> bool:
        """Whether a cell is 本周, 10月 or 9日 below a heading that says of which week, year or month."""
        above = groups.get(cell.column)
        around = self.cells.period(above, self.order) if above is not None and isinstance(cell.value, str) else None
        return around is not None and (is_relative(cell.raw) or self.cells.period(cell, None, around) is not None)


def _states_pairs(row: Row) -> bool:
    """Whether a row is a title of pairs and no group of headings: 平台：国际站 | 店铺：恒达, Reporting Range=["Weekly"]."""
    if any(isinstance(cell.value, str) and _SETTING.fullmatch(cell.value) for cell in row.cells):
        return True
    labels = [
        COLON.split(cell.value)[0] for cell in row.cells if isinstance(cell.value, str) and COLON.search(cell.value)
    ]
    return any(structural(label) is not None for label in labels)


def is_unit(cell: Cell) -> bool:
    """Whether a cell is nothing but a unit: 次, (%), 万元."""
    if not isinstance(cell.value, str):
        return False
    unit, none = normal(cell.value).strip("()"), Heading("", "")
    return unit in UNITS or unit in ("%", "‰") or (unit.isalpha() and unit_note(none, unit) is not none)


def _says_unit(cell: Cell) -> bool:
    """Whether a row under the headings says by its first cell that it holds their units: (单位)."""
    return isinstance(cell.value, str) and structural(cell.value.strip(" ()（）[]【】:：")) == "unit"
