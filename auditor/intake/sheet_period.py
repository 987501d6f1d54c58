"""Of when a sheet is, as the titles above its table say; in names: ``names``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from auditor.intake.columns import Table
from auditor.intake.dating.date_forms import WEEK_STARTS, months_of, week_from
from auditor.intake.dating.dates import parse_period
from auditor.intake.dating.periods import cell_period, month_of, year_in
from auditor.intake.dating.relative import (
    is_day,
    is_relative,
    related_to,
    relative_period,
    says_this_week,
    which_of_two,
    without_dates,
)
from auditor.intake.dating.weeks import is_counted_week, is_month
from auditor.intake.dating.yearless import completed, over_the_turn
from auditor.intake.gather import Gatherer
from auditor.intake.headings import normal, structural
from auditor.intake.names import LONGEST, file_period
from auditor.intake.origin import Origin
from auditor.intake.readers.cells import Cell, Row
from auditor.intake.row_labels import is_noted
from auditor.intake.span_names import days_up_to_now
from auditor.intake.words import DATING
from auditor.model import Period, Text

_OF_THE_FILE = re.compile(
    r"导出|下载|生成|制表|打印|更新时间|创建|export|download|generated|printed|created|updated", re.IGNORECASE
)
# What somebody did with the sheet: a day beside it is the day of that, a week or month (运营汇报 2026-W46) is the figures'.
_BY_HAND = re.compile(
    r"填表|填报|填写|汇报|上报|提交|审核|审批|编制|录入|登记|更新|修改|prepared|submitted|reviewed|approved|signed|saved|updated",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"更新时间|updated", re.IGNORECASE)  # of a file, unless nothing else dates what stands in it
_OF_DATA = re.compile(r"数据|统计|检查|盘点|截[止至]|data|as of|checked", re.IGNORECASE)
_DAILY = re.compile(r"日报|\bdaily\b", re.IGNORECASE)
_MONTHLY = re.compile(r"月报|\bmonthly\b", re.IGNORECASE)
_LABELS = re.compile(r"周期|期间|时间|日期|period|date", re.IGNORECASE)
_COLON = re.compile("[:：]")
_DATING = (*DATING, "dated")
_MONTH_LABEL = re.compile(r"(?:月份?|\bmonth)\s*[:：]?\s*$", re.IGNORECASE)
_BEGUN = re.compile(rf"{WEEK_STARTS}$", re.IGNORECASE)  # what stands before the first day of a week
_WRITTEN_WITHIN = 14  # days after the end of what it is of; a title further back may be left from another month
_ENDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (r"start date|startdatum|开始日期|起始日期", r"end date|enddatum|结束日期|截止日期")
)


def of_the_file(label: str) -> bool:
    """Whether a label is of a date at which something was done with the file, and of no period: 制表日期, Exported on."""
    return _OF_THE_FILE.search(label) is not None or _BY_HAND.search(label) is not None


def title_period(
    rows: list[Row], year: int | None = None, around: Period | None = None, *, weeks: bool = True
) -> Period | None:
    """The period stated above the table. A labelled one first, a week before a day (检查日期); the time of the export is none.

    ``year`` completes 11.9-11.15 where its own cell names none, ``around`` (what the names of the sheet, file or folder state)
    12.28-1.3. ``weeks``: 第2周 is the year's, where they state no month.
    """
    found = list(_titles(rows))
    counted = [each for each in found if is_counted_week(each[1].raw)]
    stated = _title_period([each for each in found if each not in counted], year, around)
    return stated or (_title_period(counted, year, around) if counted and weeks and not is_month(around) else None)


def related_period(
    titles: Sequence[Row], table: Table | None, sheet: Period | None, origin: Origin, rows: Sequence[Row]
) -> tuple[Period | None, Text | None] | None:
    """The week before where 上周数据 stands above a table or on its tab; or why nothing tells. None where neither relates, or it is dated.

    ``rows``: of the whole sheet. Where something in it or beside it is of 本周, 上周 is the week before; else it may be what
    the file itself is named after, and is so where the table has columns of 本周 and 上周.
    """
    tab, year = Cell(1, origin.sheet or ""), origin.year
    titles = [*([Row(0, [tab])] if related_to(tab.raw) else []), *titles]
    said = [related_alone(row) for row in titles]
    at = max((at for at, text in enumerate(said) if text), default=None)
    if at is None or (text := said[at]) is None or title_period(titles[at:], year, sheet) is not None:
        return None
    if (sheet := title_period(titles[:at], year, sheet) or sheet) is None or (sheet.days == 1 and is_day(text)):
        return None
    found = relative_period(text, sheet)
    if found is None:
        return None, without_dates(text, sheet)
    columns = [] if table is None else table.columns
    first = min((column.index for column in columns), default=1)
    others = [*origin.beside, *(row.cells[0].raw for row in rows if row.cells[0].column <= first)]
    if found == sheet or says_this_week(others, sheet):
        return found, None
    if any(is_relative(part) for each in columns if each.kind != "metric" for part in each.text.split(" / ")):
        return None
    return None, which_of_two(text, sheet)


def related_alone(row: Row) -> str | None:
    """The same of a row that is nothing but such a title."""
    return related_to(row.cells[0].raw) if len(row.cells) == 1 else None


def _title_period(texts: Sequence[tuple[str, Cell]], year: int | None, around: Period | None) -> Period | None:
    if (whole := _from_to(texts, year)) is not None:
        return whole
    found: list[tuple[tuple[bool, bool, bool], Period]] = []
    written: list[Period] = []  # days that may be those on which a report was written; 统计日期 is one of the figures
    for label, cell in texts:
        period = None if _OF_THE_FILE.search(label) else _stated(label, cell, year, around)
        before = label.removesuffix(cell.raw).strip()
        if period is not None and period.days == 1 and _BEGUN.search(before):
            period = week_from(period)
        labelled = _LABELS.search(label) is not None
        if period is None or _is_day_of_filling(label, period) or (period.days > LONGEST and not labelled):
            continue
        other = structural(before) != "period"
        found.append(((other, other and period.days == 1, not labelled), period))
        if period.days == 1 and not _OF_DATA.search(label):
            written.append(period)
    spans = [period for _, period in found if period.days > 1]
    written = [day for day in written if any(_written_after(day, span) for span in spans)]
    found = [each for each in found if each[1] not in written]
    how, best = min(found, key=lambda each: each[0], default=((True, True, True), None))
    return _until_seen(best, texts, year) if best is not None and how[0] and best.days > 7 else best


def _written_after(day: Period, span: Period) -> bool:
    """Whether a day is that of a report which says what days it is of: 2nd - 8th November, Date: 9th November."""
    return 0 < (day.start - span.end).days <= _WRITTEN_WITHIN


def _from_to(texts: Sequence[tuple[str, Cell]], year: int | None) -> Period | None:
    """The period whose first and last day stand in cells of their own: 开始日期：2026-11-09 | 结束日期：2026-11-15."""
    first, last = (
        next(filter(None, (_stated(label, cell, year) for label, cell in texts if word.search(cell.raw))), None)
        for word in _ENDS
    )
    return Period(first.start, last.end) if first and last and first.start <= last.end else None


def _until_seen(period: Period, texts: Sequence[tuple[str, Cell]], year: int | None) -> Period:
    """A title's month up to the day that its figures are of (数据截止：2026-11-20), where it was not over; of a 日报 that day."""
    daily = any(_DAILY.search(cell.raw) for _, cell in texts)
    for label, cell in texts:
        of_figures = _OF_DATA.search(label) or (daily and _BY_HAND.search(label))
        day = _stated(label, cell, year) if of_figures and not _OF_THE_FILE.search(label) else None
        if day is not None and day.days == 1 and period.start <= day.end < period.end:
            return day if daily else Period(period.start, day.end)
    return period


def _stated(label: str, cell: Cell, year: int | None, around: Period | None = None) -> Period | None:
    """The period of a title's cell. What is labelled as a month is one: Month: Oct-26."""
    named = year_in(label)
    found = completed(partial(cell_period, cell), cell.value, named or year, None if named else around)
    found = found or over_the_turn(cell.raw, around)
    if found is not None and found.days == 1 and _MONTHLY.search(cell.raw):
        month = months_of(found.start.year, found.start.month)
        return (
            month if month is not None and month.end == found.end else None
        )  # another day may be that on which it was written
    if not _MONTH_LABEL.search(label.removesuffix(cell.raw)):
        return found
    return month_of(found or (parse_period(cell.value, order="my") if isinstance(cell.value, str) else None))


def _is_day_of_filling(label: str, period: Period) -> bool:
    return period.days == 1 and _BY_HAND.search(label) is not None


def day_of_filling(rows: list[Row], year: int | None) -> Period | None:
    """The day on which somebody filled the sheet in (填报日期): that of its figures where nothing else says of when they are."""
    days = ((label, cell, _stated(label, cell, year)) for label, cell in _titles(rows))
    return next(
        (
            day
            for label, _, day in days
            if day and _is_day_of_filling(label, day) and not _OF_THE_FILE.search(_UPDATED.sub("", label))
        ),
        None,
    )


def filled_in(period: Period | None, titles: list[Row], origin: Origin, year: int | None) -> Period | None:
    """``period``, else the day on which the sheet was filled in; that too where a folder of the month is all that dates it."""
    day = day_of_filling(titles, year)
    begun = day is not None and period is not None and period.start <= day.end < period.end
    return day if period is None or (begun and period == origin.filed and is_month(period)) else period


def up_to_its_day(
    period: Period | None, titles: list[Row], table: Table | None, gatherer: Gatherer, year: int | None
) -> Period | None:
    """The period as ``filled_in``, or the thirty days that end with its only day: below 近30天数据, on such a tab, in such a file.

    That is told. What has days of its own in rows or columns is of those.
    """
    stated, period = period, filled_in(period, titles, gatherer.origin, year)
    columns = table.columns if table is not None else []
    dated = any(column.kind in _DATING or is_relative(column.text.rpartition(" / ")[2]) for column in columns)
    if (
        period is not None
        and period != stated
        and not dated
        and any(_UPDATED.search(label) for label, _ in _titles(titles))
    ):
        gatherer.note(
            Text(
                f"只有更新时间写明日期，数值按截至 {period.end} 读取；如果是上周或上月的，请在表格上方写“统计周期：…”",
                f"only the time of its update dates the sheet: the values are read as those up to {period.end}; if they are last "
                "week's or month's, write 'Period: …' above the table",
            )
        )
    said = [cell.raw for row in titles for cell in row.cells if not is_noted(cell.raw)]
    said += [gatherer.origin.sheet or "", gatherer.origin.stem]
    spoken = [(text, days) for text in said if (days := days_up_to_now(normal(text))) is not None]
    if period is None or period.days > 1 or dated or len({days for _, days in spoken}) != 1:
        return period
    text, days = spoken[0]
    gatherer.note(
        Text(
            f"“{text}”：数值按截至 {period.end} 的 {days} 天读取；如果只是部分指标的统计窗口，请改写在指标名里，如 访客数(近{days}天)",
            f"'{text}': the values are read as those of the {days} days up to {period.end}; if it is the window of some metrics only, "
            f"write it into their names, as in Visitors ({days} days)",
        )
    )
    return Period(period.end - timedelta(days - 1), period.end)


def week_around(origin: Origin) -> Period | None:
    """The week to which 上周 relates in a sheet: its own, or its file's where its tab is 上周 as well."""
    related = related_to(origin.sheet or "") is not None
    return file_period(origin.stem, origin.year, origin.filed) if related else origin.period


def _titles(rows: list[Row]) -> Iterator[tuple[str, Cell]]:
    """Title cells with the text that labels them: their own and that of the cell to the left."""
    for row in rows:
        left = ""
        for cell in row.cells:
            own = cell.raw
            yield f"{left} {own}", cell
            head, *tail = _COLON.split(own, 1)
            if tail and isinstance(cell.value, str):  # Period: Wk46
                yield head, cell._replace(value=tail[0])
            left = own
