"""Of which days a row is: its period in one column, or its first and its last day in two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from auditor.intake.columns import Column, Structure
from auditor.intake.dating.date_forms import (
    EITHER_WAY,
    either_way,
    months_of,
    week_from,
    week_to,
    weeks_by,
)
from auditor.intake.dating.dates import column_order, parse_period, runs_backwards, undecided
from auditor.intake.dating.month_numbers import months_of_numbers, which_month
from auditor.intake.dating.neighbours import days_told, told_years
from auditor.intake.dating.periods import LONE_YEAR, cell_period, find_period, lacks_year, month_of
from auditor.intake.dating.relative import relative_period
from auditor.intake.dating.weeks import PART_OF_MONTH, beginnings, is_counted_week, is_month, part_of_month, week_of
from auditor.intake.dating.yearless import (
    OVER_NEW_YEAR,
    completed,
    counted_in_month,
    day_of_sheet,
    days_of_sheet,
    no_period,
    turns,
)
from auditor.intake.gather import Gatherer
from auditor.intake.headings import normal, structural
from auditor.intake.period_words import beyond_its_period, told
from auditor.intake.readers.cells import Cell, Row
from auditor.intake.row_labels import is_noted, why_no_store
from auditor.intake.row_owners import IN_EACH_ROW
from auditor.intake.values.reading import is_missing
from auditor.intake.words import DAILY, DATING, MONTHLY, WEEKLY
from auditor.model import Period, Text

_NO_CELL = Text("该行没有写统计周期，没有读取", "the row states no period; not read")
_CLOSES = Text(
    "周次列中的日期（周一除外）按一周的最后一天读取；如果是第一天，请把标题写成“周开始日期”",
    "a date in the column of weeks is the last day of its week (a Monday the first); if each is the first, head it 'Week starting'",
)
_WEEK_OF_MONTH = Text(
    "月份之外还写了周，数值不是整月的，没有读取：请只用一列写明，如 2026-W46",
    "a week stands beside the month, so that the values are not the month's; not read: write one column, as in 2026-W46",
)
UNREADABLE = Period(date.min, date.min)  # a sentinel, compared by identity


class RowPeriods:
    """Reads the periods of rows. The first ``rows`` tell in which order its dates have day and month.

    ``spare``: columns that are not read. ``ended``: what dates a row is the last day of a period, and nothing else.
    """

    def __init__(self, structure: Structure, gatherer: Gatherer, rows: Sequence[Row], spare: Sequence[Column]) -> None:
        self._structure = structure
        self._gatherer = gatherer
        columns = (structure.of(kind) for kind in DATING)
        dated = {column.index for column in columns if column is not None}
        column = structure.of("period")
        self._heading = normal(column.text) if column is not None else ""
        self._finer = [each for each in spare if column is not None and structural(each.text) == "period"]
        self.ended = structure.of("ends") is not None and not (structure.of("period") or structure.of("starts"))
        listed = _in_column(rows, column)
        self._months = {
            row.number: month
            for (row, _), month in zip(listed, months_of_numbers([cell.raw for _, cell in listed]), strict=True)
            if month is not None
        }
        cells = (cell for _, cell in listed)
        stated = [cell for cell in cells if not is_missing(cell) and why_no_store(cell.raw) is None]
        origin = gatherer.origin
        days = stated or [cell for _, cell in _in_column(rows, structure.of("starts"))]
        self._turns = structure.of("year") is None and turns(days, origin.year, origin.period)
        near = origin.period or origin.counted
        self._counted = structure.of("year") is None and counted_in_month(days, origin.year, near)
        periods = [cell_period(cell, origin.year) for cell in stated]
        self._stated = any(period != origin.period for period in periods)
        beside = zip(stated, periods, strict=True)
        words = (beyond_its_period(cell.raw, period) for cell, period in beside if period and not is_noted(cell.raw))
        gatherer.notes += told(words)
        if self._heading in DAILY and (said := beginnings(periods)):
            gatherer.note(said)
        values = [cell.value for row in rows for cell in row.cells if cell.column in dated]
        order = column_order(values, commas_seen=gatherer.commas_seen)
        self._order = order or ("my" if self._heading in MONTHLY else None)
        self._unordered = order is None and any(undecided(cell.value, origin.year) for cell in days)
        years = told_years(stated, self._order) if origin.year is None else {}
        at = {each.index for kind in ("starts", "ends") if (each := structure.of(kind)) is not None}
        ends = [cell for row in rows for cell in row.cells if cell.column in at and not is_missing(cell)]
        self._told = {**years, **days_told(stated, origin.year), **days_told(ends, origin.year)}

    def of(self, row: Row, cells: dict[int, Cell]) -> Period | None:
        """The row's own period, None if it states none, UNREADABLE (put on record) if what stands there is none."""
        cell, stated = self._structure.cell("period", cells), self._year(cells)
        if cell is None or is_missing(cell):
            found = self._from_to(row, cells)
            column = self._structure.of("period")
            if found is None and column is not None and self._asks(cells):
                return self._unreadable(row, cell or Cell(column.index, None), _NO_CELL, IN_EACH_ROW)
            alone = found is None and column is None
            return months_of(stated, 1, 12) if stated and alone else found
        origin = self._gatherer.origin
        year = stated if self._structure.of("year") is not None else origin.year
        value = self._numbered(cell.raw) if stated else cell.value
        found = self._months.get(row.number) or self._told.get(cell) or days_of_sheet(cell.value, origin.period)
        if (why := self._doubt(cell, stated, found)) is not None:
            return self._unreadable(row, cell, why)
        found = found or self._completed(cell._replace(value=value), year) or relative_period(cell.raw, origin.period)
        if found is None and self._heading not in (MONTHLY | WEEKLY):
            found = day_of_sheet(cell.value, origin.period, bare=self._heading in DAILY)
        found = self._whole(found) if found is not None else None
        if found is not None:
            return self._narrowed(row, cells, found) if is_month(found) else found
        return self._unreadable(row, cell, no_period(cell, year, self._order))

    def _doubt(self, cell: Cell, stated: int | None, found: Period | None) -> Text | None:
        """Why a cell is not read although it may be: 第2周 in a month, 2026.1, what goes over the turn of the year."""
        counted = is_counted_week(cell.raw) and self._counted
        if stated is None and (counted or week_of(cell.raw, self._gatherer.origin.period)):
            return PART_OF_MONTH
        if found is None and isinstance(cell.value, float) and (why := which_month(cell.raw)) is not None:
            return why
        if self._unordered and either_way(cell.value):
            return EITHER_WAY
        return OVER_NEW_YEAR if self._turns and lacks_year(cell.raw) else None

    @property
    def finer(self) -> list[int]:
        """The columns that may say of which days of its month a row is."""
        return [column.index for column in self._finer]

    def _narrowed(self, row: Row, cells: dict[int, Cell], month: Period) -> Period:
        """The week or the days that stand beside a month: 2026年10月 | 第43周, 10月 | 10.19-10.25.

        The first weeks may be the month's or the year's: 第2周 is asked about, as is what lies in another month.
        """
        asked = None
        for column in self._finer:
            cell = cells.get(column.index)
            if cell is None or is_missing(cell):
                continue
            if (why := why_no_store(cell.raw)) is not None:  # 月小计 among the weeks
                self._gatherer.ignore(row.number, cell, why)
                return UNREADABLE
            weekly, text = normal(column.text) in WEEKLY, cell.raw.strip()
            if weekly and text.isdecimal():
                text = f"第{text}周"
            found = None if is_counted_week(text) else find_period(text, month.start.year)
            if found is not None and 1 < found.days < month.days and not found.apart(month):
                return found
            whole = found is not None and (found.days == 1 or found.start <= month.start <= month.end <= found.end)
            if not whole and (weekly or found or part_of_month(text) or runs_backwards(text, month.start.year)):
                asked = asked or cell
        return month if asked is None else self._unreadable(row, asked, _WEEK_OF_MONTH)

    def _completed(self, cell: Cell, year: int | None) -> Period | None:
        """The period of a cell, in the order of the column's dates."""
        origin, value = self._gatherer.origin, cell.value

        def read(of: int | None) -> Period | None:
            if isinstance(value, date):
                return cell_period(cell)
            return parse_period(value, order=self._order, year=of, epoch=origin.epoch) or cell_period(cell, of)

        return completed(read, value, year, origin.period if self._structure.of("year") is None else None)

    def _year(self, cells: dict[int, Cell]) -> int | None:
        """The year that stands in a column of its own: 2026, 2026年."""
        cell = self._structure.cell("year", cells)
        found = LONE_YEAR.fullmatch(cell.raw.strip()) if cell is not None else None
        return int(found[1]) if found else None

    def _numbered(self, text: str) -> str:
        """The bare number of a month or a week beside its year, as one: 9 → 9月."""
        if not text.isdecimal() or len(text) > 2:
            return text
        return f"{text}月" if self._heading in MONTHLY else f"第{text}周" if self._heading in WEEKLY else text

    def _whole(self, period: Period) -> Period | None:
        """The month or week that a single day stands for under a heading of months or weeks."""
        if self._heading in MONTHLY:
            return month_of(period)
        if self._heading not in WEEKLY or period.days > 1:
            return period
        if period.start.weekday() == 0:
            return week_from(period)
        self._gatherer.note(_CLOSES)  # its figures are no month's
        return Period(period.end - timedelta(6), period.end)

    def _from_to(self, row: Row, cells: dict[int, Cell]) -> Period | None:
        """The period of a row that states its first and its last day in columns of their own, or its last one alone.

        The first alone is enough below "week starting".
        """
        begun = self._structure.of("starts")
        weeks = begun is not None and weeks_by(begun.text) is week_from
        if self._structure.of("ends") is None and not weeks:
            return None
        ends = [self._structure.cell(kind, cells) for kind in ("starts", "ends") if self._structure.of(kind)]
        stated = [cell for cell in ends if cell is not None and not is_missing(cell)]
        if len(stated) < len(ends):
            return None
        if self._turns and lacks_year(stated[0].raw):
            return self._unreadable(row, stated[0], OVER_NEW_YEAR)
        days = [self._told.get(cell) or self._completed(cell, self._gatherer.origin.year) for cell in stated]
        first, last = days[0], days[-1]
        if first is not None and last is not None and first.start <= last.end:
            if (end := self._structure.of("ends")) is None:
                return week_from(first)
            alone = begun is None and last.days == 1 and weeks_by(end.text) is week_to
            return week_to(last) if alone else Period(first.start, last.end)
        why = Text("起止日期读不出或颠倒", "the first and last day can't be read, or stand the wrong way round")
        return self._unreadable(row, stated[0], why)

    def _asks(self, cells: dict[int, Cell]) -> bool:
        """Whether a row with an empty cell has values of nobody knows when: other rows state another period than the sheet."""
        if self._gatherer.origin.period is not None and not self._stated:
            return False
        label = self._structure.cell("metric", cells)
        if label is not None and self._gatherer.lexicon.take(label.raw, None).metric is None:
            return False  # 目标市场 and 开店日期 are of no period
        return any(index not in self._structure.indexes and not is_missing(cell) for index, cell in cells.items())

    def _unreadable(self, row: Row, cell: Cell, why: Text, remedy: Text | None = None) -> Period:
        self._gatherer.ignore(row.number, cell, why, incomplete=True, remedy=remedy)
        return UNREADABLE


def _in_column(rows: Sequence[Row], column: Column | None) -> list[tuple[Row, Cell]]:
    return [(row, cell) for row in rows for cell in row.cells if column is not None and cell.column == column.index]
