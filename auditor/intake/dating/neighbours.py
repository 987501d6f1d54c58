"""Dates that leave out a part which those beside them tell: the year (2026年第52周 | 第53周 | 第1周), the order of 9/11, 10/11, 11/11."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from auditor.intake.dating.date_forms import cleaned, one_day
from auditor.intake.dating.dates import MAX_LENGTH, parse_period
from auditor.intake.dating.orders import Order
from auditor.intake.dating.periods import ANY_YEAR, cell_period
from auditor.intake.dating.weeks import is_month
from auditor.intake.dating.yearless import goes_over_the_turn, over_the_turn
from auditor.intake.readers.cells import Cell
from auditor.model import Period

_PAIR = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})")
_FARTHEST = 100  # days from one period to the next: a quarter
_WEEKS = 6  # of a month
_CLOSE = 4  # days between those of a daily sheet, over a weekend


def told_years(cells: Sequence[Cell], order: Order | None) -> Mapping[Cell, Period]:
    """The periods of cells without a year beside such as have one, where all go on, or back, in their order; else none.

    ``order``: of day and month. 第46周 beside 2025年第46周 is of another year, and stays what it is.
    """
    stated = [(cell, _read(cell, None, order)) for cell in cells]
    if not any(period for _, period in stated):
        return {}
    lacking = [
        cell
        for cell, period in stated
        if period is None and (_read(cell, ANY_YEAR, order) is not None or goes_over_the_turn(cell.raw))
    ]
    if not lacking or len({*lacking}) < len(lacking):
        return {}  # 第1周 twice in one column is of two years
    kept = [(cell, period) for cell, period in stated if period is not None or cell in lacking]
    found = [period for _, period in kept]
    for way in (range(len(kept)), range(len(kept))[::-1]):
        for before, at in pairwise(way):
            if found[at] is None and (last := found[before]) is not None:
                found[at] = _nearest(kept[at][0], last, order)
    told = [period for period in found if period is not None]
    if len(told) < len(kept) or not (_goes_on(told) or _goes_on(told[::-1])):
        return {}
    return {cell: period for (cell, _), period in zip(kept, told, strict=True) if cell in lacking}


def _read(cell: Cell, year: int | None, order: Order | None) -> Period | None:
    return cell_period(cell, year) or parse_period(cell.value, order=order, year=year)


def _nearest(cell: Cell, to: Period, order: Order | None) -> Period | None:
    read_as = [_read(cell, to.end.year + ahead, order) for ahead in (-1, 0, 1)]
    periods = [period for period in (*read_as, over_the_turn(cell.raw, to)) if period is not None]
    near = [period for period in periods if abs((period.end - to.end).days) <= _FARTHEST]
    return min(near, key=lambda period: abs(period.end - to.end), default=None)


def _goes_on(periods: Sequence[Period]) -> bool:
    """Whether each period ends after the one before, or with it: Q3 after Sep; and two of a length are never on one day."""
    for before, after in pairwise(periods):
        alike = abs(before.days - after.days) <= 3  # of months
        if after.end < before.end or (alike and not after.apart(before)):
            return False
    return True


def days_of_month(row: Sequence[Cell], month: Period | None) -> Mapping[Cell, Period]:
    """The days that bare numbers behind a label name in a sheet of a month: 11月 | 1 | 2 | … | 7. The first six may be weeks."""
    numbers = [cell for cell in row[1:] if isinstance(cell.value, float | int) and float(cell.value).is_integer()]
    days = [int(float(cell.raw)) for cell in numbers]
    if month is None or not is_month(month) or not days or max(days) <= _WEEKS or len(days) <= _WEEKS:
        return {}
    if days != [*range(days[0], days[0] + len(days))] or not 1 <= days[0] <= days[-1] <= month.end.day:
        return {}
    dates = (month.start.replace(day=day) for day in days)
    return {cell: Period(day, day) for cell, day in zip(numbers, dates, strict=True)}


def is_pair(cell: Cell) -> bool:
    """Whether a cell is two numbers that may be a day: 11/9, 11.9."""
    return _PAIR.fullmatch(cleaned(cell.raw[:MAX_LENGTH])) is not None


def days_told(cells: Sequence[Cell], year: int | None, *, headings: bool = False) -> Mapping[Cell, Period]:
    """The days that pairs of numbers name, of which the others tell which is the month: 11/9 beside 11/13, 9/11 before 10/11.

    All are of one order: the only one in which they follow each other, or of which they are days where no figure (in
    ``headings``) may stand. The number 11.1 is the 10th where that follows.
    """
    told = {cell.raw: cell for cell in cells}  # a day may have a row for each of several stores
    pairs = {text: pair for text in told if (pair := _PAIR.fullmatch(cleaned(text[:MAX_LENGTH]))) is not None}
    if year is None or not 1 < len(told) == len(pairs):
        return {}
    readings = ([[*_days(pair, told[text], year, month)] for text, pair in pairs.items()] for month in (1, 3))
    orders = [list(_in_order(each)) for each in readings if all(each)]
    figures = headings or any(isinstance(cell.value, float) or "." in cell.raw for cell in cells)
    likely = [days for found in orders for days in found if _follow(days)]
    monthly = any(len({day.day for day in days}) == 1 for found in orders[:1] for days in found)
    if monthly and len(orders) > 1 and all(days in orders[1] for days in likely):
        return {}  # 9/10, 10/10, 11/10 are rather a day of each month than three in October
    if len(likely) != 1:
        likely = orders[0][:1] if len(orders) == 1 and not figures else []
    days = dict(zip(told, likely[0], strict=True)) if likely else {}
    return {cell: Period(days[cell.raw], days[cell.raw]) for cell in cells if days}


def _days(pair: re.Match[str], cell: Cell, year: int, month: int) -> Iterator[date]:
    """The days that a pair may name with its month in front (1) or behind (3)."""
    number, day = pair[month], pair[4 - month]
    cut = isinstance(cell.value, float) and len(pair[3]) == 1 and month == 1  # 11.10, typed as a number
    for each in (day, f"{day}0") if cut else (day,):
        try:
            found = one_day(year, int(number), int(each))
        except ValueError:
            continue
        if found is not None:
            yield found.start


def _in_order(readings: Sequence[Sequence[date]]) -> Iterator[list[date]]:
    """Days that go on, or back, one of each cell's readings. Of two the nearer one is next."""
    for first in readings[0]:
        for way in (1, -1):
            days = [first]
            for several in readings[1:]:
                later = [day for day in several if way * (day - days[-1]).days > 0]
                days += [min(later, key=lambda day: abs(day - days[-1]))] if later else []
            if len(days) == len(readings):
                yield days


def _follow(days: Sequence[date]) -> bool:
    """Whether three days and more follow each other daily, on every other day or weekly."""
    steps = [abs(after - before).days for before, after in pairwise(days)]
    return len(steps) > 1 and ({*steps} == {7} or max(steps) <= _CLOSE)
