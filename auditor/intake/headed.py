"""What the columns of a table are, from its heading row and the levels of headings above and below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from auditor.intake.columns import Column, Table, joined_names, kind_of, merges, period_in_bracket, spread
from auditor.intake.dating.date_forms import EITHER_WAY, either_way, months_of, weeks_by
from auditor.intake.dating.dates import undecided
from auditor.intake.dating.periods import LONE_YEAR, lacks_year
from auditor.intake.dating.relative import is_relative
from auditor.intake.dating.weeks import PART_OF_MONTH, is_counted_week
from auditor.intake.dating.yearless import OVER_NEW_YEAR, counted_in_month, turns
from auditor.intake.heading_cells import HeadingCells
from auditor.intake.heading_levels import SEARCHED_ROWS, HeadingLevels, is_unit
from auditor.intake.headings import normal, structural
from auditor.intake.period_words import leave_doubtful
from auditor.intake.places import is_shop
from auditor.intake.readers.cells import Cell, MergedRange, Row, a1
from auditor.intake.row_labels import is_total, why_no_store
from auditor.intake.scopes import scope_in
from auditor.intake.words import DAILY, DATING, ROW_LABELS
from auditor.model import Period, Text

_DATING = {*DATING, "year"}
_METRICS_NAMED = Text("指标由另一列写明", "another column names the metrics")
_PERIOD_STATED = Text("周期由另一列写明", "another column states the period")
_SEVERAL = Text(
    "同一周期有几列，看不出它们是不是店铺，没有读取：如果是，请在店铺名那一行的第一格写“店铺”",
    "several columns of one period, and whether they are stores can't be told; not read: if they are, write 'Store' into the first "
    "cell of the row with their names",
)


class HeadingRow(HeadingLevels):
    """The row ``top`` of ``rows`` as the heading of a table."""

    def __init__(self, cells: HeadingCells, rows: Sequence[Row], top: int, merged: Sequence[MergedRange]) -> None:
        super().__init__(cells, rows, top, merged)
        around = [rows[at] for at in range(max(0, top - 1), min(top + 2, len(rows)))]
        years = [cells.years(row, self.order) for row in around]
        self._days = {cell: found for told in (*years, cells.days(self.row)) for cell, found in told.items()}

    def table(self, metrics: int | None = None) -> Table:
        """The table below it. ``metrics``: the column in which metrics stand one under the other, where that is known."""
        upper, lower = self.upper(), self.lower()
        headings = [row for row in (upper, self.row, lower) if row is not None]
        labels = self.labels(headings)
        above = self.labels_above(upper, lower)
        columns = self._columns(headings, labels, above)
        _weeks(columns)
        leave_doubtful(columns)
        if metrics is not None:
            for column in columns:
                column.kind = (
                    "metric" if column.index == metrics else ("unknown" if column.kind == "metric" else column.kind)
                )
            if not any(column.index == metrics for column in columns):
                columns.insert(0, Column(metrics, "", a1(self.row.number, metrics), "metric"))
        first = self.top + 1 + (lower is not None) + (labels is not None)
        body = self.rows[first:SEARCHED_ROWS]
        self._named_beside(columns, body)
        self._one_of("metric", columns, body, self.cells.names, _METRICS_NAMED)
        self._one_of("period", columns, body, self._dates, _PERIOD_STATED)
        kinds = {column.kind for column in columns}
        down = "metric" in kinds and (bool(kinds & {"value", "dated"}) or "data" not in kinds)
        if down:
            _several_a_period(columns)
        else:
            self._unheaded(columns, body)
        if not _DATING & {column.kind for column in columns}:
            for column in columns:
                self.cells.of_sheet(column)
        return Table(self.row.number, columns, list(self.rows[: self.top - bool(above)]), first, down)

    def _unheaded(self, columns: list[Column], rows: Sequence[Row]) -> None:
        """Take the periods and shops that stand before the figures for what they are, below no heading or one of none (项目)."""
        kinds = {column.kind for column in columns}
        if "store" in kinds and kinds & _DATING:
            return
        first = min((column.index for column in columns if column.kind == "data"), default=0)
        headed = {
            column.index for column in columns if column.kind != "metric" and normal(column.text) not in ROW_LABELS
        }
        pivot = any(normal(column.text) in ROW_LABELS for column in columns)
        labels: dict[int, list[Cell]] = {}
        for row in rows:
            for cell in row.cells:
                if cell.column >= first or cell.column in headed:
                    continue
                if why_no_store(cell.raw) is None or is_relative(cell.raw):
                    labels.setdefault(cell.column, []).append(cell)
        for kind, others, says in (("period", _DATING, self._dates), ("store", {"store"}, _names_shop)):
            counted = ((index, sum(map(says, cells)), len(cells)) for index, cells in sorted(labels.items()))
            # a pivot table has shops and the weeks of each in one column
            index = next((index for index, hits, of in counted if hits * 2 > of and (hits == of or not pivot)), None)
            if index is not None and not kinds & others:
                columns[:] = [column for column in columns if column.index != index]
                columns.insert(0, Column(index, "", a1(self.row.number, index), kind))

    def _dates(self, cell: Cell) -> bool:
        """Whether a cell of a column of periods states one: 周一 does not."""
        return self.cells.period(cell) is not None

    def _columns(self, headings: Sequence[Row], labels: Row | None, above: set[int]) -> list[Column]:
        """A column for each heading. ``headings``: their rows, top down; ``labels``: of what stands before the figures.

        ``above``: the columns that only the row of groups heads.
        """
        merged, number = self.merged, self.row.number
        rows = [*headings, *([labels] if labels is not None else [])]
        whole = [row.number < headings[-1].number and not merges(row, merged) for row in rows]
        levels = [spread(row, merged, fill=fill) for row, fill in zip(rows, whole, strict=True)]
        tall = {area.left for area in merged if area.top < number <= area.bottom and area.left == area.right}
        indexes = {cell.column for row in rows if row.number >= number for cell in row.cells}
        columns = []
        for index in sorted(indexes | above | (tall & set(levels[0]))):
            parts = [(row, level[index]) for row, level in zip(rows, levels, strict=True) if index in level]
            row = parts[-1][0] if any(cell.column == index for cell in parts[-1][0].cells) else parts[0][0]
            columns.append(self._column(index, list(dict.fromkeys(cell for _, cell in parts)), row.number))
        dated = [column for column in columns if column.kind == "dated" or column.undated]
        cells, year, sheet = [column.heading for column in dated], self.cells.year, self.cells.sheet_period
        over = OVER_NEW_YEAR if turns(cells, year, sheet) else None
        if why := over or (PART_OF_MONTH if counted_in_month(cells, year, sheet or self.cells.counted) else None):
            for column in (each for each in dated if lacks_year(each.text)):
                column.kind, column.period, column.why, column.undated = "beside", None, why, True
        return columns

    def _column(self, index: int, parts: list[Cell], number: int) -> Column:
        """What a column is, from its heading levels (top down)."""
        means = self.cells
        texts = [cell.raw.strip() for cell in parts]
        shown = " / ".join(dict.fromkeys(text for text in texts if text))
        column = Column(index, shown, a1(number, index), "unknown")
        # a bare 2026 over Oct | Nov too
        years = [LONE_YEAR.fullmatch(cell.raw.strip()) for cell in parts if len(parts) > 1]
        around = [months_of(int(year[1]), 1, 12) for year in years if year is not None]
        around += [period for cell in parts if not is_relative(cell.raw) and (period := means.period(cell, self.order))]
        stated = [
            (cell, self._days.get(cell) or means.period(cell, self.order, around[-1] if around else None))
            for cell in parts
        ]
        periods = [period for cell, period in stated if period is not None and not means.known(cell.raw)]
        names = [means.without_period(cell, period) for cell, period in stated]
        names = [name for name in names if name]
        column.period = periods[-1] if periods else period_in_bracket(texts, means.year)
        own = [cell for cell in parts if cell.column == index]
        # 序号 goes on over no 店铺, 目标 does over 数值
        said = own if own and kind_of(own[-1]) not in (None, "value") else parts
        # 行业平均 over 本期 goes with it as with a date
        groups = {*parts[:-1]} if kind_of(parts[-1]) == "value" else set()
        why = (means.why_beside(cell, dated=bool(periods) or cell in groups) for cell in said)
        column.why = next(filter(None, why), None)
        if column.why is None:
            of = around[-1] if around else None
            undated = (means.why_undated(cell, of, dated=bool(periods)) for cell in said)
            column.why = next(filter(None, undated), None)
            column.why = column.why or (EITHER_WAY if any(map(self._is_one_of_two, own)) else None)
            column.undated = column.why is not None
        if column.why is not None:
            column.kind = "beside"
            return column
        column.names = tuple(dict.fromkeys(joined_names(names)))
        if (scope := next(filter(None, map(scope_in, names[-2::-1])), None)) is not None:
            column.put_within(scope)
        known = any(means.known(name) for name in column.names)
        kind = structural(names[-1]) if names else None
        if len(names) > 1 and is_unit(parts[-1]):  # 周次 above (周), 履约时长 above 天
            kind = None if known else structural(names[-2]) or kind
        if known and kind in (None, "value", "unit"):
            column.kind = "data"
        elif kind is not None and not (kind in ("value", "period") and column.period is not None):
            column.kind = kind
        elif periods or kind is not None:  # 2026-W46, 实际(2026-W46)
            column.kind = "dated"
        elif isinstance(part := means.to_date(column.heading), Text):
            column.kind, column.why = "beside", part
        return column

    def _is_one_of_two(self, cell: Cell) -> bool:
        """Whether a heading is 6/6/2026 among 6/1/2026 … 6/7/2026, of which nothing tells whether the day is first."""
        if self.order is not None or not either_way(cell.value):
            return False
        return any(undecided(other.value, self.cells.year) for other in self.row.cells)

    def _named_beside(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Take the column that alone names metrics for theirs, where 项目 holds their groups: 项目 | 内容 | 本周."""
        groups = [column for column in columns if column.kind == "metric"]
        at = {column.index for column in groups}
        if len(groups) != 1 or any(self.cells.names(cell) for row in rows for cell in row.cells if cell.column in at):
            return
        named = {cell.column for row in rows for cell in row.cells if self.cells.names(cell)}
        others = [column for column in columns if column.kind == "unknown" and column.index in named]
        if len(others) == 1:
            groups[0].kind, others[0].kind = "unknown", "metric"

    def _one_of(
        self, kind: str, columns: Sequence[Column], rows: Sequence[Row], reads: Callable[[Cell], bool], why: Text
    ) -> None:
        """Of several columns of a kind (项目, 指标, Metric) that one is it of which most cells can be read as such."""
        named = [column for column in columns if column.kind == kind]
        if len(named) < 2:
            return
        known = {column.index: 0 for column in named}
        spans = set()  # 第2周 beside 11.9-11.15 may be a month's
        for row in rows:
            for cell in row.cells:
                if cell.column in known:
                    known[cell.column] += reads(cell) and not is_total(cell.raw)
                    if self._is_span(cell):
                        spans.add(cell.column)
        of_days = self._tell_days(named, rows)
        best = max(
            named, key=lambda each: (known[each.index], (normal(each.text) in DAILY) == of_days, each.index in spans)
        )
        for column in named:
            if column is not best:
                column.kind, column.why = "beside", why

    def _is_span(self, cell: Cell) -> bool:
        """Whether a cell states the days of a week or more, and not only which week it is."""
        period = None if is_counted_week(cell.raw) else self.cells.period(cell)
        return period is not None and period.days > 1

    def _tell_days(self, named: Sequence[Column], rows: Sequence[Row]) -> bool:
        """Whether days beside weeks or months say of when the rows are, and not only where each week begins or ends."""
        for row in rows:
            periods = {cell.column: self.cells.period(cell) for cell in row.cells}
            found = [period for column in named if (period := periods.get(column.index)) is not None]
            if len({period.start for period in found}) > 1 < len({period.end for period in found}):
                return True
        return False


def _weeks(columns: Sequence[Column]) -> None:
    """Take the days beside a corner Week of or Week ending for the weeks that they begin or end."""
    week = weeks_by(columns[0].text) if columns else None
    for column in columns[1:]:
        if week is not None and column.kind == "dated" and column.period is not None and column.period.days == 1:
            column.period = week(column.period)


def _several_a_period(columns: Sequence[Column]) -> None:
    """Leave out the columns of one period that names tell apart, stores or not: 2026-W46 above 恒达 | 青岚."""
    named: dict[Period, dict[tuple[str, ...], list[Column]]] = {}
    for column in columns:
        if column.kind == "dated" and column.period is not None:
            told = column.names if column.names and structural(column.names[-1]) is None else ()
            named.setdefault(column.period, {}).setdefault(told, []).append(column)
    for found in named.values():
        if len(found) > 1 and () not in found:
            for column in (column for each in found.values() for column in each):
                column.kind, column.why, column.undated = "beside", _SEVERAL, True


def _names_shop(cell: Cell) -> bool:
    return isinstance(cell.value, str) and is_shop(cell.value, ())
