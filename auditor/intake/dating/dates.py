"""Dates and periods as people and platforms write them, and the refusal to guess between two readings.

8/3/26 is the 8th of March or the 3rd of August: undecided unless its column leaves only one order. ISO weeks begin on Mondays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from auditor.intake.dating.date_forms import (
    DAY_FIRST,
    MONTH_AND_DAY,
    MONTH_DAY,
    MONTH_TWO_DIGITS,
    MONTHS,
    TIME,
    LacksYear,
    Undecided,
    cleaned,
    ends,
    months_of,
    one_day,
    single,
)
from auditor.intake.dating.orders import ORDERS, TRIPLE, Order, days_in_a_row, order_of_span, possible_orders
from auditor.intake.readers.cells import CellValue, raw_text
from auditor.model import Period, Text
from auditor.text import normalise

Epoch = Literal[1900, 1904]

MAX_LENGTH = 64
_STAMP = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})|(?P<seconds>[0-9]{10})(?:\.0|[0-9]{3})?"
)
_MONTH = re.compile(r"1[0-2]月|0?[1-9]月")
MOST_OVER_NEW_YEAR = 184  # days: half a year, where only one end of a period has its year
_BETWEEN = re.compile(r"\s*(?:\.\.|~|∼|至|到|—|(?<= )to(?= )|--|(?<= )-(?= ))\s*|\s*-\s*|(?<=[0-9])/(?=[0-9]{4}-)")
_LAST_DAY = re.compile(r"(?P<day>[0-9]{1,2})[日号]?(?:,? (?P<year>[0-9]{4}))?")  # of 2026-11-08~14, Nov 8-14, 2026


class _Backwards(Text):
    """Why a period is none: it ends before it starts."""


def parse_period(
    value: CellValue, *, order: Order | None = None, year: int | None = None, epoch: Epoch | None = None
) -> Period | None:
    """The days that a heading or cell names; None if it names none, or if it is undecided.

    A single date is a period of one day. ``order`` is how the column writes its dates
    (``column_order``), ``year`` completes "11月8日" and "第46周", ``epoch`` (1900 or 1904) lets plain
    numbers be the serials of a spreadsheet, or the stamps of a program: 20260813090500, and the seconds or
    milliseconds since 1970 (UTC). ``period_problem`` gives the reason for a None.
    """
    return _read(value, order, year, epoch)[0]


def parse_date(
    value: CellValue, *, order: Order | None = None, year: int | None = None, epoch: Epoch | None = None
) -> date | None:
    """One day, or None; arguments as in ``parse_period``. A time of day and its zone are dropped."""
    period = parse_period(value, order=order, year=year, epoch=epoch)
    return period.start if period and period.start == period.end else None


def period_problem(value: CellValue, *, order: Order | None = None, year: int | None = None) -> Text | None:
    """Why ``parse_period`` gives None for this value, with what would be accepted; None if it doesn't."""
    return _read(value, order, year, None)[1]


def undecided(value: CellValue, year: int | None = None) -> Text | None:
    """Why a text is none of the several days that it may be (8/3/26; 11.15, which may be a figure too), else None."""
    if not isinstance(value, str):
        return None
    if MONTH_DAY.fullmatch(normalise(value)):
        return Text(
            f"“{value}”看不出是日期还是数字：请写成 2026-11-15",
            f"'{value}' may be a date or a figure: write dates like 2026-11-15",
        )
    problem = period_problem(value, year=year)
    return None if problem is None or problem == _not_a_date(value) else problem


def runs_backwards(text: str, year: int | None) -> bool:
    """Whether the text is a period that ends before it starts, and so must not be read in part."""
    return isinstance(period_problem(text, year=year), _Backwards)


def column_order(values: Iterable[CellValue], *, commas_seen: bool = False, even: bool = False) -> Order | None:
    """The one order of day, month and year under which every date of a column is a date.

    None where several are possible (all days are 12 or less) or none is (a mixed column). ``commas_seen``: the sheet
    writes decimal commas, and nobody who does puts the month first. Of Sep-26 and Oct-26 the digits are the year's, as
    of Dec-25 and Jan-26: months in a row. Beside Nov-19, Nov-20 is a day. ``even``: a platform prints a row for every day, week or
    month, so that of 11/2, 11/3, 11/4 the days are in a row.
    """
    orders = {order for order in ORDERS if order != "mdy" or not commas_seen}
    seen, days, months = list[re.Match[str]](), False, set()
    for value in values:
        if not isinstance(value, str) or len(value) > MAX_LENGTH:
            continue
        for part in ends(value):
            if match := TRIPLE.fullmatch(TIME.sub("", part)):
                seen.append(match)
                orders &= possible_orders(match)
            elif match := MONTH_TWO_DIGITS.fullmatch(part):
                months.add((int(match[2]), MONTHS[match[1]]))
            elif MONTH_AND_DAY.fullmatch(part):
                days = True
    if months and not seen:
        if days:
            return "md"
        counted = sorted(12 * year + month for year, month in months)
        in_a_row = counted[-1] - counted[0] == len(counted) - 1
        return "my" if len(counted) > 1 and (in_a_row or len({year for year, _ in months}) == 1) else None
    if even and len(orders) > 1:
        orders = {order for order in orders if days_in_a_row(seen, order)}
    return orders.pop() if seen and len(orders) == 1 else None


def from_serial(serial: float, epoch: Epoch = 1900) -> datetime | None:
    """A spreadsheet's serial day number → its date and time, to the millisecond; None out of its range.

    The 1900 system counts a 29 February 1900 that never was: serials below 60 are a day late there.
    """
    if not 0 <= serial < 2_958_466:
        return None
    start = datetime(1904, 1, 1) if epoch == 1904 else datetime(1899, 12, 31 if serial < 60 else 30)
    try:
        return start + timedelta(milliseconds=round(serial * 86_400_000))
    except OverflowError:
        return None


def _read(
    value: CellValue, order: Order | None, year: int | None, epoch: Epoch | None
) -> tuple[Period | None, Text | None]:
    if isinstance(value, str):
        return _read_text(value, order, year, epoch)
    if isinstance(value, date):  # a datetime is one too
        typed = one_day(value.year, value.month, value.day)
        return (typed, None) if typed else (None, _not_a_date(str(value)))
    if isinstance(value, bool) or value is None or isinstance(value, time | timedelta):
        return None, _not_a_date(str(value))
    text = raw_text(value)
    if epoch is not None and len(text.partition(".")[0]) == 5 and (day := _of_serial(value, epoch)) is not None:
        return day, None
    return _read_text(text, order, year, epoch)


@lru_cache(maxsize=16384)
def _read_text(
    text: str, order: Order | None, year: int | None, epoch: Epoch | None
) -> tuple[Period | None, Text | None]:
    if len(text) > MAX_LENGTH:
        return None, _not_a_date(text[:20] + "…")
    plain = cleaned(text)
    try:
        if epoch is not None and re.fullmatch(r"[0-9]{5}(?:\.[0-9]{1,12})?", plain):
            period = _of_serial(float(plain), epoch)
        elif epoch is not None and (stamp := _STAMP.fullmatch(plain)):
            period = _of_stamp(stamp)
        else:
            period = single(plain, order, year) or _span(plain, order, year)
    except Undecided as undecided:
        return None, undecided.message
    except ValueError:
        period = None
    return (period, None) if period else (None, _not_a_date(text))


def _not_a_date(text: str) -> Text:
    return Text(
        f"“{text}”不是日期或周期：请写成 2026-11-08、2026-11-08..2026-11-14、2026-W46 或 2026-11",
        f"'{text}' is neither a date nor a period: write 2026-11-08, 2026-11-08..2026-11-14, 2026-W46 or 2026-11",
    )


def _of_serial(serial: float, epoch: Epoch) -> Period | None:
    return one_day(moment.year, moment.month, moment.day) if (moment := from_serial(serial, epoch)) else None


def _of_stamp(stamp: re.Match[str]) -> Period | None:
    """The day of a program's stamp. ValueError: its digits are no date and time."""
    if stamp["seconds"]:
        moment = datetime.fromtimestamp(int(stamp["seconds"]), UTC)
    else:
        year, month, day, hour, minute, second = (int(part) for part in stamp.groups()[:6])
        moment = datetime(year, month, day, hour, minute, second)
    return one_day(moment.year, moment.month, moment.day)


def _span(plain: str, order: Order | None, year: int | None) -> Period | None:
    """Two ends with a mark between them; what one end leaves out (year, month) the other one gives."""
    undecided: Undecided | None = None
    for match in _BETWEEN.finditer(plain):
        left, right = plain[: match.start()].strip(), plain[match.end() :].strip()
        if not left or not right:
            continue
        try:
            period = _joined(left, right, order, year)
        except Undecided as problem:
            undecided = undecided or problem
            continue
        except ValueError:
            continue
        if period is not None:
            return period
    if undecided is not None:
        raise undecided
    return None


def _joined(left: str, right: str, order: Order | None, year: int | None) -> Period | None:
    order = order or column_order((left, right)) or order_of_span(left, right)  # 11/09/2026 - 11/15/2026: one end does
    if match := _LAST_DAY.fullmatch(right):
        start = _end(left, order, int(match["year"]) if match["year"] else year)
        end = _in_month_of(start, match["day"]) if start is not None and start.days == 1 else None
    elif re.fullmatch(r"[0-9]{1,2}", left) and DAY_FIRST.fullmatch(right):  # 8-14 Nov 2026
        end = _end(right, order, year)
        start = _in_month_of(end, left) if end is not None else None
    else:
        start, end = _ends(left, right, order, year)
    if start is None or end is None or any((start.days == days) != (end.days == days) for days in (1, 7)):
        return None  # 2026-11-W2 is no time from November to a week
    return _ordered_span(start, end)


def _in_month_of(period: Period, day: str) -> Period:
    found = period.start.replace(day=int(day))
    return Period(found, found)


def _ends(left: str, right: str, order: Order | None, year: int | None) -> tuple[Period | None, Period | None]:
    """Both ends of a span: of two the one that is dated in full dates the other, over New Year too (12-28~2027-01-03)."""
    start, end = _end(left, order, None), _end(right, order, None)
    if start is None and end is not None:
        start = _end(left, order, end.end.year)
        if start is not None and start.start > end.end:
            start = _over_new_year(_end(left, order, end.end.year - 1), end) or start
    elif start is not None and end is None:
        end = _end(right, order, start.start.year)
        if end is not None and start.start > end.end:
            next_year = _end(right, order, start.start.year + 1)
            end = next_year if next_year and _over_new_year(start, next_year) else end
    elif year is not None and start is None:
        start, end = _end(left, order, year), _end(right, order, year)
    return start, end


def over_new_year(text: str, year: int) -> Period | None:
    """The period of two days without their years that ends in ``year`` and began in the one before: 12.29-1.4; else None."""
    plain = cleaned(text[:MAX_LENGTH])
    for match in _BETWEEN.finditer(plain):
        try:
            start, end = (_end(plain[: match.start()], None, year - 1), _end(plain[match.end() :], None, year))
        except (Undecided, ValueError):
            continue
        if start is not None and end is not None and start.days == end.days and start.end < end.start:
            return Period(start.start, end.end) if _over_new_year(start, end) else None
    return None


def _over_new_year(start: Period | None, end: Period) -> Period | None:
    """The start of a period over the turn of the year; None where its ends rather stand the wrong way round."""
    return start if start and (end.end - start.start).days <= MOST_OVER_NEW_YEAR else None


def _ordered_span(start: Period, end: Period) -> Period:
    if start.start > end.end:
        raise Undecided(
            _Backwards(
                f"起止日期颠倒：{start.start} 晚于 {end.end}",
                f"the period ends before it starts: {start.start} is after {end.end}",
            )
        )
    return Period(start.start, end.end)


def _end(text: str, order: Order | None, year: int | None) -> Period | None:
    """One end of a span: a day, week or month; None if it leaves out the year and ``year`` is not known."""
    try:
        period = single(text, order, year)
    except LacksYear:
        return None
    if period is None and year is not None and (text in MONTHS or _MONTH.fullmatch(text)):
        return months_of(year, MONTHS[text] if text in MONTHS else int(text.rstrip("月")))
    if period is None and year is not None and (match := MONTH_DAY.fullmatch(text)):
        return one_day(year, int(match[1] or match[3]), int(match[2] or match[4]))
    return period
