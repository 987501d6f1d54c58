"""Where the table of a sheet begins and what its columns are.

Title rows stand above it, headings may have two levels (merged groups above or below), and the same
sheet may hold several tables one under the other. The heading row is found by scoring: what a row's
cells are known for counts for it, numbers count against it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from auditor.intake.cells import Cell, MergedRange, Row, a1
from auditor.intake.columns import Column, Table, is_group_row, joined_names, looks_numeric, period_in_bracket, spread
from auditor.intake.date_forms import Order
from auditor.intake.dates import column_order, parse_period, undecided
from auditor.intake.headings import beside, compares, is_figure, normal, span_of, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.periods import (
    NO_YEAR,
    PART_OF_MONTH,
    cell_period,
    is_relative,
    lacks_year,
    part_of_month,
    relative_period,
    week_of,
    without_period,
)
from auditor.model import CLIENT, Period, Text

_COLON = re.compile("[:：]")
SEARCHED_ROWS = 200  # rows in which the heading is looked for
_ENOUGH = 6  # the score of a heading beyond doubt
_CERTAIN = 10  # whatever comes below a row of this score, a row of 6 or more heads the table
_WEIGHTS = {
    "store": 3,
    "metric": 3,
    "value": 3,
    "platform": 2,
    "client": 2,
    "period": 2,
    "starts": 2,
    "ends": 2,
    "unit": 2,
    "currency": 2,
    "launched": 2,
}


class Scout:
    """Finds the table. ``platform`` is None where it is not known yet: then any platform's headings count."""

    def __init__(self, lexicon: Lexicon, platform: str | None, year: int | None, sheet_period: Period | None) -> None:
        self.lexicon = lexicon
        self.platforms: tuple[str, ...] = (
            (platform,) if platform else (*[p for p in lexicon.platforms if p != CLIENT], CLIENT)
        )
        self.year = year
        self.sheet_period = sheet_period
        self._known: dict[str, bool] = {}
        self._order: Order | None = None  # of the dates in the heading row

    def known(self, text: str) -> bool:
        """Whether a text is the heading of a metric or attribute."""
        if is_figure(text) and text not in self.lexicon.figures:
            return False
        if text not in self._known:
            self._known[text] = any(self.lexicon.take(text, platform).known for platform in self.platforms)
        return self._known[text]

    def period(self, cell: Cell) -> Period | None:
        """The period that a heading cell states: by itself, or 本周 under a dated title."""
        if isinstance(cell.value, str) and is_relative(cell.value):
            return relative_period(cell.value, self.sheet_period)
        if isinstance(cell.value, str) and week_of(cell.value, self.sheet_period):
            return None
        found = cell_period(cell, self.year)
        return parse_period(cell.value, order=self._order) if found is None and self._order else found

    def score(self, row: Row) -> int:
        """How much a row looks like a heading."""
        total, left, data = 0, "", False
        for cell in row.cells:
            kind = structural(cell.value) if isinstance(cell.value, str) else None
            if kind is not None:
                total += _WEIGHTS[kind]
                data = data or kind in ("metric", "value")
            elif isinstance(cell.value, str) and self.known(cell.value):
                total += 3
                data = True
            elif isinstance(cell.value, str) and beside(cell.value) is not None:
                total += 1
            elif looks_numeric(cell) and self.period(cell) is None:
                total -= 2
            elif left != "period" and self.period(cell) is not None:
                total += 2
                data = True
            left = kind or ""
        if not data:  # 店铺 | 恒达 | 平台 | 亚马逊: labels and values above a table
            total = min(total, 5)
        if len(row.cells) == 1:  # a title, unless it is the only column of the table
            return 3 if isinstance(row.cells[0].value, str) and self.known(row.cells[0].value) else 0
        return total

    def heading_like(self, row: Row) -> bool:
        """Whether a row under a table begins another one."""
        return len(row.cells) >= 2 and not any(looks_numeric(cell) for cell in row.cells) and self.score(row) >= 5

    def locate(self, rows: Sequence[Row], merged: Sequence[MergedRange]) -> Table | None:
        """The first table in ``rows``, or None if no heading is known."""
        searched = rows[:SEARCHED_ROWS]
        scores: list[int] = []
        best = 0
        for row in searched:
            scores.append(self.score(row))
            best = max(best, scores[-1])
            if best >= _CERTAIN:
                break
        top = next((i for i, score in enumerate(scores) if score >= max(2, min(0.6 * best, _ENOUGH))), None)
        if top is None or not self._is_heading(searched[top]):
            across, down_column, down_hits = self._orientation(searched)
            if down_hits > across:
                return self._down_by_content(searched, merged, down_column)
            if top is not None and across == 0 and self._is_form(searched[top:]):
                return Table(None, _pair(searched[top]), list(searched[:top]), top, down=True)
        if top is None or best < 2:
            return None
        return self._table(rows, top, merged, down=None)

    def _orientation(self, rows: Sequence[Row]) -> tuple[int, int, int]:
        """Known metrics in the richest row; the richest column and how many it holds."""
        across, columns = 0, dict[int, set[str]]()
        for row in rows:
            known = [cell for cell in row.cells if isinstance(cell.value, str) and self.known(cell.value)]
            across = max(across, len(known))
            for cell in known:
                columns.setdefault(cell.column, set()).add(normal(str(cell.value)))
        column = max(columns, key=lambda index: (len(columns[index]), -index), default=0)
        hits = len(columns.get(column, ()))
        if hits == across == 1:  # one metric: its value stands below it or beside it
            hits += 1 if self._value_beside(rows, column) else 0
        return across, column, hits

    def _is_form(self, rows: Sequence[Row]) -> bool:
        """Whether rows are pairs of label and value though no metric is known: 店铺 | 恒达 above 周期 | 2026-W46."""
        labels = [row.cells[0] for row in rows if len(row.cells) == 2]
        kinds = [structural(cell.raw) for cell in labels if cell.column == rows[0].cells[0].column]
        return len(rows[0].cells) == 2 and len([kind for kind in kinds if kind in _WEIGHTS]) > 1

    def _value_beside(self, rows: Sequence[Row], column: int) -> bool:
        for row in rows:
            for cell, right in zip(row.cells, row.cells[1:], strict=False):
                if cell.column == column and isinstance(cell.value, str) and self.known(cell.value):
                    return looks_numeric(right)
        return False

    def _is_heading(self, row: Row) -> bool:
        """Whether a row is a heading beyond doubt: it names the column of metrics, or a metric beside store or period."""
        kinds = {structural(cell.value) for cell in row.cells if isinstance(cell.value, str)}
        if "metric" in kinds:
            return len(row.cells) > 1
        return bool(kinds & {"store", "period", "platform"}) and any(
            isinstance(c.value, str) and self.known(c.value) for c in row.cells
        )

    def _down_by_content(self, rows: Sequence[Row], merged: Sequence[MergedRange], column: int) -> Table | None:
        """Metrics one under the other without a heading 指标: the heading row is the one with periods above."""
        first = next(
            i
            for i, row in enumerate(rows)
            for c in row.cells
            if c.column == column and isinstance(c.value, str) and self.known(c.value)
        )
        for top in range(first - 1, max(first - 4, -1), -1):
            pairs = zip([None, *rows[top].cells], rows[top].cells, strict=False)
            named = any(cell.column == column and structural(cell.raw) == "metric" for cell in rows[top].cells)
            if named or any(cell.column > column and self._heads_values(left, cell) for left, cell in pairs):
                table = self._table(rows, top, merged, down=column)
                if table is not None:
                    return table
        width = max((cell.column for row in rows[first:] for cell in row.cells), default=column)
        columns = _pair(rows[first], column)[: 2 if width > column else 1]
        return Table(None, columns, list(rows[:first]), first, down=True)

    def _heads_values(self, left: Cell | None, cell: Cell) -> bool:
        """Whether a cell heads a column of values: a period, 数值. The value of a pair 周期 | 2026-W46 does not."""
        if left is not None and isinstance(left.value, str) and structural(left.value) is not None:
            return isinstance(cell.value, str) and structural(cell.value) == "value"
        return self.period(cell) is not None or (
            isinstance(cell.value, str) and structural(cell.value) in ("value", "unit")
        )

    def _table(self, rows: Sequence[Row], top: int, merged: Sequence[MergedRange], down: int | None) -> Table | None:
        main = rows[top]
        self._order = column_order([cell.value for cell in main.cells])
        above = rows[top - 1] if top > 0 and rows[top - 1].number == main.number - 1 else None
        below = rows[top + 1] if top + 1 < len(rows) and rows[top + 1].number == main.number + 1 else None
        if below is not None and _says_unit(below.cells[0]):
            below = below._replace(cells=below.cells[1:])
        lower = below if below is not None and below.cells and self._is_level(below, main, merged) else None
        upper = above if above is not None and is_group_row(above, merged) and not _states_pairs(above) else None
        rows_of_headings = [row for row in (upper, main, lower) if row is not None]
        levels = [spread(row, merged, fill=not merged and row is not rows_of_headings[-1]) for row in rows_of_headings]
        tall = {area.left for area in merged if area.top < main.number <= area.bottom and area.left == area.right}
        indexes = sorted(
            {cell.column for row in (main, lower) if row is not None for cell in row.cells} | (tall & set(levels[0]))
        )
        columns = []
        for index in indexes:
            parts = [(row, level[index]) for row, level in zip(rows_of_headings, levels, strict=True) if index in level]
            row = parts[-1][0] if any(cell.column == index for cell in parts[-1][0].cells) else parts[0][0]
            columns.append(self._column(index, list(dict.fromkeys(cell for _, cell in parts)), row.number))
        if down is not None:
            for column in columns:
                column.kind = (
                    "metric" if column.index == down else ("unknown" if column.kind == "metric" else column.kind)
                )
            if not any(column.index == down for column in columns):
                columns.insert(0, Column(down, "", a1(main.number, down), "metric"))
        first = top + (2 if lower is not None else 1)
        self._one_of_metrics(columns, rows[first:SEARCHED_ROWS])
        kinds = {column.kind for column in columns}
        metrics_down = "metric" in kinds and (bool(kinds & {"value", "dated"}) or "data" not in kinds)
        return Table(main.number, columns, list(rows[:top]), first, metrics_down)

    def _one_of_metrics(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Of several columns headed 项目, 指标 or Metric that one names the metrics in which most are known."""
        named = [column for column in columns if column.kind == "metric"]
        if len(named) < 2:
            return
        texts = {column.index: 0 for column in named}
        for row in rows:
            for cell in row.cells:
                if cell.column in texts and isinstance(cell.value, str):
                    texts[cell.column] += self.known(cell.value)
        best = max(named, key=lambda column: texts[column.index])
        for column in named:
            if column is not best:
                column.kind, column.why = "beside", Text("指标由另一列写明", "another column names the metrics")

    def _is_level(self, row: Row, main: Row, merged: Sequence[MergedRange]) -> bool:
        """Whether the row under the heading row is its second level and not the first row of data."""
        groups = spread(main, merged, fill=not merged)
        if all(self._dates_a_metric(cell, groups) for cell in row.cells):
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
        hits = 0
        for cell in row.cells:
            names = joined_names([groups[cell.column].raw, cell.raw]) if cell.column in groups else [cell.raw]
            hits += (
                structural(cell.raw) in ("value", "unit", "period")
                or beside(cell.raw) is not None
                or any(self.known(name) for name in names)
            )
        return hits * 2 > len(row.cells)

    def _dates_a_metric(self, cell: Cell, groups: Mapping[int, Cell]) -> bool:
        """Whether a cell is one of the periods below a metric's heading: RFQ响应率 over 2026-W45 | 2026-W46."""
        above = groups.get(cell.column)
        return above is not None and self.known(above.raw) and self.period(cell) is not None

    def _column(self, index: int, parts: list[Cell], number: int) -> Column:
        """What a column is, from its heading levels (top down)."""
        texts = [cell.raw.strip() for cell in parts]
        shown = " / ".join(dict.fromkeys(text for text in texts if text))
        column = Column(index, shown, a1(number, index), "unknown")
        periods = [found for cell in parts if (found := self.period(cell)) is not None and not self.known(cell.raw)]
        names = [cell.raw for cell in parts if self.period(cell) is None or self.known(cell.raw)]
        column.period = periods[-1] if periods else period_in_bracket(texts, self.year)
        for cell in parts:
            why = self._why_beside(cell, dated=bool(periods))
            undated = self._why_undated(cell) if why is None and not periods else None
            if why is not None or undated is not None:
                column.kind, column.why, column.undated = "beside", why or undated, why is None
                return column
        column.names = tuple(dict.fromkeys(joined_names(names)))
        known = any(self.known(name) for name in column.names)
        kind = structural(names[-1]) if names else None
        if known and kind in (None, "value", "unit"):
            column.kind = "data"
        elif kind is not None and not (kind in ("value", "period") and column.period is not None):
            column.kind = kind
        elif periods or kind is not None:  # 2026-W46, 实际(2026-W46)
            column.kind = "dated"
        return column

    def _why_beside(self, cell: Cell, *, dated: bool) -> Text | None:
        """Why a column is known and holds no values: a target, a remark; 行业均值 also where it goes with a period."""
        if not isinstance(cell.value, str) or self.known(cell.raw):
            return None
        return beside(cell.raw) or (compares(without_period(cell.raw)) if dated else None)

    def _why_undated(self, cell: Cell) -> Text | None:
        """Why a heading that means a period does not say which."""
        text = cell.raw
        if isinstance(cell.value, str) and is_relative(text) and structural(text) is None:
            return _without_dates(text.strip(), self.sheet_period)
        if self.year is None and lacks_year(text):
            return NO_YEAR
        if not self.known(text) and (why := undecided(cell.value, self.year)) is not None:
            return why
        return PART_OF_MONTH if part_of_month(text) or week_of(text, self.sheet_period) else None


def _without_dates(text: str, sheet: Period | None) -> Text:
    """What a heading such as 本周 lacks: a period, or one that is a week."""
    zh, en = f"不知道“{text}”是哪几天", f"nothing tells which days '{text}' is"
    if sheet is not None:
        stated = str(sheet.end) if sheet.days == 1 else f"{sheet.start}..{sheet.end}"
        zh, en = f"“{text}”与写明的周期 {stated} 对不上", f"'{text}' does not fit the period that is stated, {stated}"
    return Text(
        f"{zh}：请在表格上方写“统计周期：2026-11-09~2026-11-15”，或把周期写进文件名（如 店铺名_2026-W46.xlsx），"
        f"或以周期（如 2026-W46）为列标题",
        f"{en}: write 'Period: 2026-11-09~2026-11-15' above the table, or put it in the file's name "
        f"(store-name_2026-W46.xlsx), or head the column with it (2026-W46)",
    )


def _states_pairs(row: Row) -> bool:
    """Whether a row is a title of pairs and no group of headings: 平台：国际站 | 店铺：恒达."""
    labels = [
        re.split("[:：]", cell.value)[0]
        for cell in row.cells
        if isinstance(cell.value, str) and _COLON.search(cell.value)
    ]
    return any(structural(label) is not None for label in labels)


def _says_unit(cell: Cell) -> bool:
    """Whether a row under the headings says by its first cell that it holds their units: (单位)."""
    return isinstance(cell.value, str) and structural(cell.value.strip(" ()（）[]【】:：")) == "unit"


def _pair(row: Row, label: int | None = None) -> list[Column]:
    """The columns of a form from ``row`` on: labels, and the values to their right."""
    label = label or row.cells[0].column
    return [Column(label + i, "", a1(row.number, label + i), kind) for i, kind in enumerate(("metric", "value"))]
