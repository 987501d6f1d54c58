"""Dates that leave out a part which the sheet around them tells: the month (8日 in November), the year (12.29-1.4 in January).

A year alone tells nothing where such dates go over its turn: 12.22-12.28 and 1.5-1.11 are not of one year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from auditor.intake.dating.date_forms import cleaned
from auditor.intake.dating.dates import MAX_LENGTH, MOST_OVER_NEW_YEAR, over_new_year, period_problem
from auditor.intake.dating.orders import Order
from auditor.intake.dating.periods import ANY_YEAR, NO_YEAR, SHORT_SPAN, cell_period, find_period, lacks_year, year_in
from auditor.intake.dating.weeks import PART_OF_MONTH, is_counted_week, is_month, part_of_month
from auditor.intake.readers.cells import Cell, CellValue, raw_text
from auditor.model import Period, Text
from auditor.text import normalise

_DAY_OF_MONTH = re.compile(r"(?P<first>[0-9]{1,2})[-/.](?P<second>[0-9]{1,2})|(?P<alone>[0-9]{1,2})(?P<sign>[日号]?)")
_DAYS_OF_MONTH = re.compile(
    r"(?P<week>第?\s*[一二三四五六1-6]\s*周)?[\s(:]*(?P<first>[1-9]|[12][0-9]|3[01])[日号]?\s*[-~至到]\s*"
    r"(?P<last>[12][0-9]|3[01]|[1-9])(?P<sign>[日号])?\s*\)?"
)
_SPAN = re.compile(SHORT_SPAN)
_NEARLY_A_YEAR = 334  # days: 31 before a whole one
_LONGEST = 31  # days of what tells of which year a date is: a whole year does not
OVER_NEW_YEAR = Text(
    "没有写年份的日期跨了年，看不出各是哪一年：请写全，如 2026-12-28~2027-01-03",
    "dates without a year go over the turn of one, and of which year each is can't be told: write them in full, such as "
    "2026-12-28~2027-01-03",
)


def day_of_sheet(value: CellValue, sheet: Period | None, *, bare: bool = False) -> Period | None:
    """The day that a cell names in a sheet of a month or a week: 8日, 11.8 and 8/11 in November, with ``bare`` also 8; else None.

    The number 11.1 may be the 10th, so that it is none.
    """
    if sheet is None or not 1 < sheet.days <= _LONGEST:
        return None
    if isinstance(value, float | int) and float(value).is_integer():
        value = raw_text(value)
    if not isinstance(value, str) or not (match := _DAY_OF_MONTH.fullmatch(cleaned(value[:MAX_LENGTH]))):
        return None
    if match["alone"] and not (bare or match["sign"]):
        return None
    named = {int(number) for number in match.group("first", "second", "alone") if number}
    days = (sheet.start + timedelta(days=after) for after in range(sheet.days))
    found = [day for day in days if named == ({day.day} if match["alone"] else {day.month, day.day})]
    return Period(found[0], found[0]) if len(found) == 1 else None


def days_of_sheet(value: CellValue, sheet: Period | None) -> Period | None:
    """The days that a cell names in a sheet of their month: 1-7日, 第2周(8-14日), 第3周⏎15号~21号; else None."""
    if sheet is None or not is_month(sheet) or not isinstance(value, str):
        return None
    found = _DAYS_OF_MONTH.fullmatch(normalise(value[:MAX_LENGTH]))
    if found is None or not (found["week"] or found["sign"]):
        return None
    first, last = int(found["first"]), int(found["last"])
    return (
        Period(sheet.start.replace(day=first), sheet.start.replace(day=last)) if first < last <= sheet.end.day else None
    )


def over_the_turn(text: str, around: Period | None) -> Period | None:
    """The days over New Year that a text names without a year (恒达 12.28-1.3), of the years nearest to ``around``; else None.

    A year, or nothing, around it does not tell which turn it is.
    """
    if around is None or around.days > MOST_OVER_NEW_YEAR:
        return None
    found = (_ending_in(text, around.start.year + ahead) for ahead in (0, 1))
    return min(filter(None, found), key=lambda period: abs(period.start - around.start), default=None)


def goes_over_the_turn(text: str) -> bool:
    """Whether a text names days over New Year, and no year."""
    return _ending_in(text, ANY_YEAR) is not None


def _ending_in(text: str, year: int) -> Period | None:
    if not any(character.isdigit() for character in text) or find_period(text, year) is not None:
        return None
    mentioned = (over_new_year(found[0].replace("_", "~"), year) for found in _SPAN.finditer(normalise(text)))
    found = over_new_year(text, year) or next(filter(None, mentioned), None)
    return found if found is not None and year_in(text) in (None, found.start.year, found.end.year) else None


def completed(
    read: Callable[[int | None], Period | None], value: CellValue, year: int | None, sheet: Period | None
) -> Period | None:
    """The period that ``read`` makes of a value with ``year``; of the year before where its sheet was over long before.

    In a sheet of 2026-W01 12.22-12.28 was in 2025, in one of 2026年12月-2027年1月 it is of the year in which the sheet has it.
    """
    found = read(year)
    if year is not None and sheet is not None and isinstance(value, str) and _over_a_turn(sheet):
        both = (read(sheet.start.year), read(sheet.end.year), over_the_turn(value, sheet))
        inside = {period for period in both if period is not None and not period.apart(sheet)}
        return inside.pop() if len(inside) == 1 else found
    if year is None or sheet is None or sheet.days > _LONGEST or not isinstance(value, str):
        return found
    latest = sheet.end + timedelta(days=MOST_OVER_NEW_YEAR)
    if found is not None:
        return found if found.start <= latest else read(year - 1)
    # 12.29-1.4 ends in the year after it began; W53 is one of 2026 and none of 2027
    others = (over_the_turn(value, sheet), read(year - 1))
    return next((period for period in others if period is not None and period.start <= latest), None)


def _over_a_turn(sheet: Period) -> bool:
    """Whether a sheet is of some months over New Year, which tell the year of each date in it."""
    return sheet.start.year < sheet.end.year and _LONGEST < sheet.days <= MOST_OVER_NEW_YEAR


def turns(cells: Iterable[Cell], year: int | None, sheet: Period | None) -> bool:
    """Whether dates without a year, in the order of their cells, go over the turn of one, and nothing tells which are of which.

    1月 | 2月 | 12月 go on within one.
    """
    if year is None:
        return False
    dated = sheet if sheet is not None and (sheet.days <= _LONGEST or _over_a_turn(sheet)) else None
    texts = dict.fromkeys(cell for cell in cells if isinstance(cell.value, str) and year_in(cell.value) is None)
    if dated is None and any(goes_over_the_turn(cell.raw) for cell in texts):
        return True
    periods = (completed(partial(cell_period, cell), cell.value, year, sheet) for cell in texts)
    starts = [period.start for period in periods if period is not None]
    if len(starts) > 2 and starts in (sorted(starts), sorted(starts, reverse=True)):
        return False
    # Below 12.28-1.3 in a sheet of December 1.4-1.10 may be of its year, long over, or of the next one.
    over = dated.end - timedelta(days=_NEARLY_A_YEAR) if dated else date.max
    return any(
        abs(after - before).days > MOST_OVER_NEW_YEAR and min(before, after) <= over
        for before, after in pairwise(starts)
    )


def counted_in_month(cells: Iterable[Cell], year: int | None, near: Period | None) -> bool:
    """Whether weeks by their number (第1周 | 第2周), and none but those, would be long before what their sheet is of.

    In a folder 2026-11-16 they are rather November's. 第1周 | … | 第46周 are the year's.
    """
    texts = [cell for cell in cells if isinstance(cell.value, str) and year_in(cell.value) is None]
    periods = [period for cell in texts if (period := cell_period(cell, year)) is not None]
    if near is None or not periods or not all(is_counted_week(cell.raw) for cell in texts):
        return False
    return max(period.end for period in periods) + timedelta(days=_LONGEST) < near.start


def no_period(cell: Cell, year: int | None, order: Order | None = None) -> Text:
    """Why a cell where a period belongs states none: 11月第2周, 11.9-11.15 without a year, 上周. ``order``: of its column's dates."""
    if part_of_month(cell.raw):
        return PART_OF_MONTH
    if year is None and lacks_year(cell.raw):
        return NO_YEAR
    if goes_over_the_turn(cell.raw):
        return OVER_NEW_YEAR
    return period_problem(cell.value, order=order, year=year) or Text("不是日期或周期", "no date or period")
