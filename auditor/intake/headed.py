"""What the columns of a table are, from its heading row and the levels of headings above and below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from auditor.intake.columns import (
    Column,
    Table,
    is_group_row,
    joined_names,
    kind_of,
    looks_numeric,
    period_in_bracket,
    spread,
)
from auditor.intake.dates import column_order
from auditor.intake.heading_cells import HeadingCells
from auditor.intake.headings import Heading, beside, normal, span_of, structural, unit_note
from auditor.intake.periods import is_relative
from auditor.intake.places import is_shop
from auditor.intake.readers.cells import Cell, MergedRange, Row, a1
from auditor.intake.row_labels import why_no_store
from auditor.intake.row_periods import DAILY
from auditor.intake.value_words import UNITS
from auditor.intake.words import ROW_LABELS
from auditor.model import Text

SEARCHED_ROWS = 200  # rows in which the heading is looked for
_COLON = re.compile("[:：]")
_DATING = {"period", "starts", "ends", "year"}
_METRICS_NAMED = Text("指标由另一列写明", "another column names the metrics")
_PERIOD_STATED = Text("周期由另一列写明", "another column states the period")


class HeadingRow:
    """The row ``top`` of ``rows`` as the heading of a table."""

    def __init__(self, cells: HeadingCells, rows: Sequence[Row], top: int, merged: Sequence[MergedRange]) -> None:
        self.cells = cells
        self.rows = rows
        self.top = top
        self.row = rows[top]
        self.merged = merged
        self._order = column_order([cell.value for cell in self.row.cells])
        self._days = cells.days(self.row)

    def table(self, metrics: int | None = None) -> Table:
        """The table below it. ``metrics``: the column in which metrics stand one under the other, where that is known."""
        upper, lower = self._upper(), self._lower()
        headings = [row for row in (upper, self.row, lower) if row is not None]
        labels = self._labels(headings)
        above = self._labels_above(upper, lower)
        columns = self._columns(headings, labels, above)
        if metrics is not None:
            for column in columns:
                column.kind = (
                    "metric" if column.index == metrics else ("unknown" if column.kind == "metric" else column.kind)
                )
            if not any(column.index == metrics for column in columns):
                columns.insert(0, Column(metrics, "", a1(self.row.number, metrics), "metric"))
        first = self.top + 1 + (lower is not None) + (labels is not None)
        body = self.rows[first:SEARCHED_ROWS]
        self._one_of("metric", columns, body, self.cells.names, _METRICS_NAMED)
        self._one_of("period", columns, body, self._dates, _PERIOD_STATED)
        kinds = {column.kind for column in columns}
        down = "metric" in kinds and (bool(kinds & {"value", "dated"}) or "data" not in kinds)
        if not down:
            self._unheaded(columns, body)
        if not _DATING & {column.kind for column in columns}:
            for column in columns:
                self.cells.of_sheet(column)
        return Table(self.row.number, columns, list(self.rows[: self.top - bool(above)]), first, down)

    def _unheaded(self, columns: list[Column], rows: Sequence[Row]) -> None:
        """Take the periods and shops that stand before the figures for what they are, below no heading or one of none (项目)."""
        kinds = {column.kind for column in columns}
        first = min((column.index for column in columns if column.kind == "data"), default=0)
        headed = {
            column.index for column in columns if column.kind != "metric" and normal(column.text) not in ROW_LABELS
        }
        labels: dict[int, list[Cell]] = {}
        for row in rows:
            for cell in row.cells:
                if cell.column >= first or cell.column in headed:
                    continue
                if why_no_store(cell.raw) is None or is_relative(cell.raw):
                    labels.setdefault(cell.column, []).append(cell)
        for kind, others, says in (("period", _DATING, self._dates), ("store", {"store"}, _names_shop)):
            counted = ((index, sum(map(says, cells)), len(cells)) for index, cells in sorted(labels.items()))
            index = next((index for index, hits, of in counted if hits * 2 > of), None)
            if index is not None and not kinds & others:
                columns[:] = [column for column in columns if column.index != index]
                columns.insert(0, Column(index, "", a1(self.row.number, index), kind))

    def _dates(self, cell: Cell) -> bool:
        """Whether a cell of a column of periods states one: 周一 does not."""
        return self.cells.period(cell) is not None

    def _upper(self) -> Row | None:
        """The row above, if it groups the headings."""
        above = self.rows[self.top - 1] if self.top > 0 else None
        if above is None or above.number != self.row.number - 1:
            return None
        return above if is_group_row(above, self.merged) and not _states_pairs(above) else None

    def _lower(self) -> Row | None:
        """The row below, if it is a second level of headings."""
        below = self.rows[self.top + 1] if self.top + 1 < len(self.rows) else None
        if below is None or below.number != self.row.number + 1:
            return None
        if _says_unit(below.cells[0]):
            below = below._replace(cells=below.cells[1:])
        return below if below.cells and self._is_level(below) else None

    def _labels(self, headings: Sequence[Row]) -> Row | None:
        """The row below several of headings that names what stands before the figures and nothing else, as pandas writes it."""
        below = self.rows[self.top + 1 :]
        row = next((row for row in below if row.number > headings[-1].number), None)
        cells = [cell for heading in headings for cell in heading.cells]
        if row is None or len(headings) < 2 or not any(map(self.cells.names, cells)):
            return None
        first = min(cell.column for cell in cells if self.cells.names(cell) or self.cells.period(cell, self._order))
        return row if all(cell.column < first and kind_of(cell) is not None for cell in row.cells) else None

    def _labels_above(self, upper: Row | None, lower: Row | None) -> set[int]:
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
        if any(self._dates(cell) or kind_of(cell) is not None for cell in stores):
            return set()
        return {cell.column for cell in labels if cell.column in below}

    def _columns(self, headings: Sequence[Row], labels: Row | None, above: set[int]) -> list[Column]:
        """A column for each heading. ``headings``: their rows, top down; ``labels``: of what stands before the figures.

        ``above``: the columns that only the row of groups heads.
        """
        merged, number = self.merged, self.row.number
        rows = [*headings, *([labels] if labels is not None else [])]
        levels = [spread(row, merged, fill=not merged and row.number < headings[-1].number) for row in rows]
        tall = {area.left for area in merged if area.top < number <= area.bottom and area.left == area.right}
        indexes = {cell.column for row in rows if row.number >= number for cell in row.cells}
        columns = []
        for index in sorted(indexes | above | (tall & set(levels[0]))):
            parts = [(row, level[index]) for row, level in zip(rows, levels, strict=True) if index in level]
            row = parts[-1][0] if any(cell.column == index for cell in parts[-1][0].cells) else parts[0][0]
            columns.append(self._column(index, list(dict.fromkeys(cell for _, cell in parts)), row.number))
        return columns

    def _column(self, index: int, parts: list[Cell], number: int) -> Column:
        """What a column is, from its heading levels (top down)."""
        means = self.cells
        texts = [cell.raw.strip() for cell in parts]
        shown = " / ".join(dict.fromkeys(text for text in texts if text))
        column = Column(index, shown, a1(number, index), "unknown")
        around = [period for cell in parts if not is_relative(cell.raw) and (period := means.period(cell, self._order))]
        stated = [
            (cell, self._days.get(cell) or means.period(cell, self._order, around[-1] if around else None))
            for cell in parts
        ]
        periods = [period for cell, period in stated if period is not None and not means.known(cell.raw)]
        names = [means.without_period(cell, period) for cell, period in stated]
        names = [name for name in names if name]
        column.period = periods[-1] if periods else period_in_bracket(texts, means.year)
        for cell in parts:
            why = means.why_beside(cell, dated=bool(periods))
            undated = (
                means.why_undated(cell, around[-1] if around else None, dated=bool(periods)) if why is None else None
            )
            if why is not None or undated is not None:
                column.kind, column.why, column.undated = "beside", why or undated, why is None
                return column
        column.names = tuple(dict.fromkeys(joined_names(names)))
        known = any(means.known(name) for name in column.names)
        kind = structural(names[-1]) if names else None
        if kind is None and not known and len(names) > 1 and _is_unit(parts[-1]):  # 周次 above (周)
            kind = structural(names[-2])
        if known and kind in (None, "value", "unit"):
            column.kind = "data"
        elif kind is not None and not (kind in ("value", "period") and column.period is not None):
            column.kind = kind
        elif periods or kind is not None:  # 2026-W46, 实际(2026-W46)
            column.kind = "dated"
        return column

    def _is_level(self, row: Row) -> bool:
        """Whether the row under the heading row is its second level and not the first row of data."""
        main, merged = self.row, self.merged
        groups = spread(main, merged, fill=not merged)
        figures = [cell for cell in row.cells if kind_of(cell) is None]  # 店铺 may stand before them in either row
        if figures and all(self._dates_a_metric(cell, groups) or self._dated(cell, groups) for cell in figures):
            return True
        if all(map(_is_unit, row.cells)):
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
        if self._parts_headings(row):
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
        if self.merged:
            wide = (area for area in self.merged if area.top <= self.row.number <= area.bottom)
            return any(len(below.intersection(range(area.left, area.right + 1))) > 1 for area in wide)
        headed = {cell.column for cell in self.row.cells if cell.column >= row.cells[0].column}
        return bool(headed) and headed < below

    def _dates_a_metric(self, cell: Cell, groups: Mapping[int, Cell]) -> bool:
        """Whether a cell is one of the periods below a metric's heading: RFQ响应率 over 2026-W45 | 2026-W46."""
        above = groups.get(cell.column)
        return above is not None and self.cells.known(above.raw) and self.cells.period(cell, self._order) is not None

    def _dated(self, cell: Cell, groups: Mapping[int, Cell]) -> bool:
        """Whether a cell is one of the metrics below a period: 2026-W46 over 曝光量 | 询盘数."""
        above = groups.get(cell.column)
        return above is not None and self.cells.names(cell) and self.cells.period(above, self._order) is not None

    def _relates(self, cell: Cell, groups: Mapping[int, Cell]) -> bool:
        """Whether a cell is 本周, 10月 or 9日 below a heading that says of which week, year or month."""
        above = groups.get(cell.column)
        around = self.cells.period(above, self._order) if above is not None and isinstance(cell.value, str) else None
        return around is not None and (is_relative(cell.raw) or self.cells.period(cell, None, around) is not None)

    def _one_of(
        self, kind: str, columns: Sequence[Column], rows: Sequence[Row], reads: Callable[[Cell], bool], why: Text
    ) -> None:
        """Of several columns of a kind (项目, 指标, Metric) that one is it of which most cells can be read as such."""
        named = [column for column in columns if column.kind == kind]
        if len(named) < 2:
            return
        known = {column.index: 0 for column in named}
        for row in rows:
            for cell in row.cells:
                if cell.column in known:
                    known[cell.column] += reads(cell)
        best = max(named, key=lambda column: (known[column.index], normal(column.text) in DAILY))
        for column in named:
            if column is not best:
                column.kind, column.why = "beside", why


def _names_shop(cell: Cell) -> bool:
    return isinstance(cell.value, str) and is_shop(cell.value, ())


def _states_pairs(row: Row) -> bool:
    """Whether a row is a title of pairs and no group of headings: 平台：国际站 | 店铺：恒达."""
    labels = [
        _COLON.split(cell.value)[0] for cell in row.cells if isinstance(cell.value, str) and _COLON.search(cell.value)
    ]
    return any(structural(label) is not None for label in labels)


def _is_unit(cell: Cell) -> bool:
    """Whether a cell is nothing but a unit: 次, (%), 万元."""
    if not isinstance(cell.value, str):
        return False
    unit, none = normal(cell.value).strip("()"), Heading("", "")
    return unit in UNITS or unit in ("%", "‰") or (unit.isalpha() and unit_note(none, unit) is not none)


def _says_unit(cell: Cell) -> bool:
    """Whether a row under the headings says by its first cell that it holds their units: (单位)."""
    return isinstance(cell.value, str) and structural(cell.value.strip(" ()（）[]【】:：")) == "unit"
