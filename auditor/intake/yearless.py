"""Dates that leave out a part which the sheet around them tells: the month (8日 in November), the year (12.29-1.4 in January).

A year alone tells nothing where such dates go over its turn: 12.22-12.28 and 1.5-1.11 are not of one year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import pairwise

from auditor.intake.date_forms import cleaned, months_of, one_day
from auditor.intake.dates import MAX_LENGTH, MOST_OVER_NEW_YEAR, over_new_year, runs_backwards
from auditor.intake.periods import cell_period, year_in
from auditor.intake.readers.cells import Cell, CellValue, raw_text
from auditor.intake.weeks import is_counted_week
from auditor.model import Period, Text

_DAY_OF_MONTH = re.compile(r"(?P<first>[0-9]{1,2})[-/.](?P<second>[0-9]{1,2})|(?P<alone>[0-9]{1,2})(?P<sign>[日号]?)")
_LONGEST = 31  # days of what tells of which year a date is: a whole year does not
OVER_NEW_YEAR = Text(
    "没有写年份的日期跨了年，看不出各是哪一年：请写全，如 2026-12-28~2027-01-03",
    "dates without a year go over the turn of one, and of which year each is can't be told: write them in full, such as "
    "2026-12-28~2027-01-03",
)


def day_of_month(value: CellValue, month: Period | None, *, bare: bool = False) -> Period | None:
    """The day that a cell names in a sheet of that month: 8日, 11.8 and 8/11 in November, with ``bare`` also 8; else None.

    The number 11.1 may be the 10th, so that it is none.
    """
    if month is None or month != months_of(month.start.year, month.start.month):
        return None
    if isinstance(value, float | int) and float(value).is_integer():
        value = raw_text(value)
    if not isinstance(value, str) or not (match := _DAY_OF_MONTH.fullmatch(cleaned(value[:MAX_LENGTH]))):
        return None
    if match["alone"]:
        days = {int(match["alone"])} if bare or match["sign"] else set()
    else:
        ends = int(match["first"]), int(match["second"])
        days = {day for of, day in (ends, ends[::-1]) if of == month.start.month}
    found = [day for day in days if 1 <= day <= month.end.day]
    return one_day(month.start.year, month.start.month, found[0]) if len(found) == 1 else None


def completed(
    read: Callable[[int | None], Period | None], value: CellValue, year: int | None, sheet: Period | None
) -> Period | None:
    """The period that ``read`` makes of a value with ``year``; of the year before where its sheet was over long before.

    In a sheet of 2026-W01 12.22-12.28 was in 2025.
    """
    found = read(year)
    if year is None or sheet is None or sheet.days > _LONGEST or not isinstance(value, str):
        return found
    latest = sheet.end + timedelta(days=MOST_OVER_NEW_YEAR)
    if found is not None:
        return found if found.start <= latest else read(year - 1)
    # 12.29-1.4 ends in the year after it began; W53 is one of 2026 and none of 2027
    others = (over_new_year(value, year + 1), over_new_year(value, year), read(year - 1))
    return next((period for period in others if period is not None and period.start <= latest), None)


def turns(cells: Iterable[Cell], year: int | None, sheet: Period | None) -> bool:
    """Whether dates without a year, in the order of their cells, go over the turn of one, and nothing tells of which year.

    1月 | 2月 | 12月 go on within one.
    """
    if year is None or (sheet is not None and sheet.days <= _LONGEST):
        return False
    texts = dict.fromkeys(cell for cell in cells if isinstance(cell.value, str) and year_in(cell.value) is None)
    if any(over_new_year(cell.raw, year) for cell in texts if runs_backwards(cell.raw, year)):
        return True
    starts = [period.start for cell in texts if (period := cell_period(cell, year)) is not None]
    if len(starts) > 2 and starts in (sorted(starts), sorted(starts, reverse=True)):
        return False
    return any(abs((after - before).days) > MOST_OVER_NEW_YEAR for before, after in pairwise(starts))


def counted_in_month(cells: Iterable[Cell], year: int | None, near: Period | None) -> bool:
    """Whether weeks by their number (第1周 | 第2周), and none but those, would be long before what their sheet is of.

    In a folder 2026-11-16 they are rather November's. 第1周 | … | 第46周 are the year's.
    """
    texts = [cell for cell in cells if isinstance(cell.value, str) and year_in(cell.value) is None]
    periods = [period for cell in texts if (period := cell_period(cell, year)) is not None]
    if near is None or not periods or not all(is_counted_week(cell.raw) for cell in texts):
        return False
    return max(period.end for period in periods) + timedelta(days=_LONGEST) < near.start
