"""Cells that a row leaves blank because the row above says it: of merged cells saved as CSV, and of a pivot table's groups."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.intake.columns import Column, MergedDown, Table, looks_numeric
from auditor.intake.gather import Gatherer
from auditor.intake.heading_levels import SEARCHED_ROWS
from auditor.intake.headings import normal
from auditor.intake.readers.cells import Cell, MergedRange, Row
from auditor.intake.row_labels import why_no_store
from auditor.model import Text

_MOST = SEARCHED_ROWS // 2
_NAMING = ("store", "platform", "client", "year", "period")


class FilledDown(MergedDown):
    """Fills structural cells that are merged downwards, or that stand in the first row of each group alone.

    The table has to show that it is made so: each group has a row with the name and others without it, told apart by what
    stands to the right in every row (the weeks of a store, the metrics of a week). One name that is forgotten is asked about.
    """

    def __init__(self, areas: Sequence[MergedRange], table: Table, ahead: Sequence[Row], gatherer: Gatherer) -> None:
        super().__init__(areas)
        naming = [column for column in table.columns if column.kind in _NAMING]
        at = {column.index for column in naming}
        short = any(not at.issubset(cell.column for cell in row.cells) for row in ahead) if naming else False
        rows = [cells for row in ahead if (cells := _data({cell.column: cell for cell in row.cells}))] if short else []
        inner = [*naming, *table.all("metric"), *(each for each in table.all("data") if _tells_apart(each, gatherer))]
        self._by = {
            outer.index: by.index
            for outer in naming
            for by in inner
            if outer.index < by.index
            and _grouped(rows, [each.index for each in naming if each.index <= outer.index], by.index)
        }
        self._above: dict[int, Cell] = {}
        for column in naming:
            if column.index in self._by:
                gatherer.note(
                    Text(
                        f"“{column.text}”列只在每组第一行有内容，其下的空格按该行读取",
                        f"the column '{column.text}' is filled in the first row of each group: the blanks below it are read as that row",
                    )
                )

    def into(self, row: Row, cells: dict[int, Cell], columns: list[int]) -> None:
        """Add to a row's cells what is merged down into its ``columns``, or stands above in the row that leads its group."""
        super().into(row, cells, columns)
        for outer, by in self._by.items():
            if outer in cells:
                self._above[outer] = cells[outer]
            elif outer in self._above and by in cells:
                cells[outer] = self._above[outer]


def _data(cells: dict[int, Cell]) -> dict[int, Cell] | None:
    """The cells of a row with a figure, unless its first says that it is a total or the like."""
    first = cells[min(cells)] if cells else None
    figures = any(looks_numeric(cell) for cell in cells.values())
    return cells if first is not None and figures and why_no_store(first.raw) is None else None


def _tells_apart(column: Column, gatherer: Gatherer) -> bool:
    return column.take(gatherer.lexicon, None).attribute is not None


def _grouped(rows: Sequence[dict[int, Cell]], outer: Sequence[int], by: int) -> bool:
    """Whether the last of ``outer`` is filled in the first row of each group alone, and ``by`` in every row, with no value twice in one.

    Below the first row the names to its left are blank as well: another store's blank platform is not that of the store above.
    """
    groups: list[list[str]] = []
    for cells in rows:
        if by not in cells:
            return False
        if outer[-1] in cells:
            groups.append([])
        elif not groups or not cells.keys().isdisjoint(outer):
            return False
        groups[-1].append(normal(cells[by].raw))
    whole = groups[:-1] if len(rows) > _MOST else groups  # the last may go on below the rows that are looked at
    return len(groups) > 1 and all(1 < len(group) == len(set(group)) for group in whole)
