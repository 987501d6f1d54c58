"""Dates and periods as people and platforms write them, and the refusal to guess between two readings.

8/3/26 is the 8th of March or the 3rd of August: it stays undecided unless the other cells of its
column leave only one order (``column_order``). Weeks run from Monday to Sunday (ISO 8601).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from auditor.days import FIRST_YEAR, LAST_YEAR
from auditor.intake.cells import CellValue
from auditor.intake.values import normalise
from auditor.model import Period, Text

Order = Literal["ymd", "dmy", "mdy"]
Epoch = Literal[1900, 1904]

MAX_LENGTH = 64
_MOST_OVER_NEW_YEAR = 184  # days: half a year, where only one end of a period has its year
_ORDERS: tuple[Order, ...] = ("ymd", "dmy", "mdy")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1)
    for name in names.split()
}  # fmt: skip
ENGLISH_MONTH = "|".join(sorted(_MONTHS, key=lambda name: (-len(name), name)))
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}

_LOOSE = re.compile(r"(?<=[年月第])\s+|\s+(?=[年月日号周])")
_WEEKDAY = re.compile(
    r"\(?(?:周|星期|礼拜)[一二三四五六日天]\)?|^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+"
)
_TIME = re.compile(
    r"(?<=[0-9日号])(?:t|,?\s+)(?:at )?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s*(?:[ap]\.?m\.?)?\s*"
    r"(?:z|(?:utc|gmt)?[+-][0-9]{2}:?[0-9]{2}|[a-z]{2,4}|\([a-z ]+\))?$"
)
_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})\.?")
_CHINESE = re.compile(r"(?:([0-9]{4}|[0-9]{2})年)?([0-9]{1,2})月([0-9]{1,2})[日号]?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_TRIPLE = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})\.?")
_MONTH_FIRST = re.compile(rf"({ENGLISH_MONTH})\.?[ -]([0-9]{{1,2}})(?:st|nd|rd|th)?(?:,? ?([0-9]{{4}})|-([0-9]{{2}}))?")
_DAY_FIRST = re.compile(
    rf"([0-9]{{1,2}})(?:st|nd|rd|th)?\.?[ -]?({ENGLISH_MONTH})\.?(?:,?[ -]?([0-9]{{4}})|-([0-9]{{2}}))?"
)
_MONTH_DAY = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})|([0-9]{2})([0-9]{2})")
_WEEK = re.compile(
    r"([0-9]{4}|[0-9]{2})年?[-/ ]?[kc]?w(?:eek|k)?[- ]?([0-9]{1,2})|(?:([0-9]{4}年?|[0-9]{2}年)[-/.]?)?\s?第?\s?([0-9]{1,2})\s?周"
    r"|[kc]?w(?:eek|k)?\.?[- ]?([0-9]{1,2})(?:(?:,|/|-| of)? ?([0-9]{4}))?"
)
_TEN_DAYS = re.compile(r"(?:([0-9]{4})年)?([0-9]{1,2})月([上中下])旬")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})[-/. ]({ENGLISH_MONTH})\.?[-/. ]([0-9]{{1,2}})")
_YEAR_MONTH = re.compile(r"([0-9]{4}(?:[-/.]|年)|[0-9]{2}年)([0-9]{1,2})月?|([0-9]{4})(0[1-9]|1[0-2])")
_MONTH_YEAR = re.compile(
    rf"([0-9]{{1,2}})[-/.]([0-9]{{4}})|({ENGLISH_MONTH})\.?,?[ -]?([0-9]{{4}})|([0-9]{{4}})[-/. ]?({ENGLISH_MONTH})\.?"
)
_QUARTER = re.compile(
    r"(?P<year>[0-9]{4})年?[- ]?(?:q([1-4])|第?([一二三四1-4])季度?)|q([1-4])(?:[- /]?(?P<after>[0-9]{4}))?|第?([一二三四1-4])季度"
)
_YEAR = re.compile(r"([0-9]{4})年度?|fy ?([0-9]{4})")
_BETWEEN = re.compile(r"\s*(?:\.\.|~|∼|至|到|—|(?<= )to(?= )|--|(?<= )-(?= ))\s*|\s*-\s*|(?<=[0-9])/(?=[0-9]{4}-)")


class _Backwards(Text):
    """Why a period is none: it ends before it starts."""


class _Undecided(Exception):
    """Two readings, or a part (the year) that is missing."""

    def __init__(self, why: Text, *, lacks_year: bool = False) -> None:
        super().__init__(why.en)
        self.why = why
        self.lacks_year = lacks_year


def parse_period(
    value: CellValue, *, order: Order | None = None, year: int | None = None, epoch: Epoch | None = None
) -> Period | None:
    """The days that a heading or cell names; None if it names none, or if it is undecided.

    A single date is a period of one day. ``order`` is how the column writes its dates
    (``column_order``), ``year`` completes "11月8日" and "第46周", ``epoch`` (1900 or 1904) lets plain
    numbers be the serials of a spreadsheet. ``period_problem`` gives the reason for a None.
    """
    return _read(value, order, year, epoch)[0]


def parse_date(
    value: CellValue, *, order: Order | None = None, year: int | None = None, epoch: Epoch | None = None
) -> date | None:
    """One day, or None; arguments as in ``parse_period``. A time of day and its zone are dropped."""
    period = parse_period(value, order=order, year=year, epoch=epoch)
    return period.start if period and period.start == period.end else None


def period_problem(
    value: CellValue, *, order: Order | None = None, year: int | None = None, epoch: Epoch | None = None
) -> Text | None:
    """Why ``parse_period`` gives None for this value, with what would be accepted; None if it doesn't."""
    return _read(value, order, year, epoch)[1]


def undecided(value: CellValue, year: int | None = None) -> Text | None:
    """Why a text is none of the several days that it may be (8/3/26; 11.15, which may be a figure too), else None."""
    if not isinstance(value, str):
        return None
    if _MONTH_DAY.fullmatch(normalise(value)):
        return Text(
            f"“{value}”看不出是日期还是数字：请写成 2026-11-15",
            f"'{value}' may be a date or a figure: write dates like 2026-11-15",
        )
    problem = period_problem(value, year=year)
    return None if problem is None or problem == _not_a_date(value) else problem


def runs_backwards(text: str, year: int | None = None) -> bool:
    """Whether the text is a period that ends before it starts, and so must not be read in part."""
    return isinstance(period_problem(text, year=year), _Backwards)


def column_order(values: Iterable[CellValue]) -> Order | None:
    """The one order of day, month and year under which every date of a column is a date.

    None where several are possible (all days are 12 or less) or none is (a mixed column).
    """
    orders = set(_ORDERS)
    seen = False
    for value in values:
        if not isinstance(value, str) or len(value) > MAX_LENGTH:
            continue
        for part in re.split(r"\.\.|~|至|到|\s-\s|\sto\s", _clean(value)):
            if match := _TRIPLE.fullmatch(_TIME.sub("", part.strip())):
                seen = True
                orders &= _possible(match)
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
        typed = _day(value.year, value.month, value.day)
        return (typed, None) if typed else (None, _not_a_date(str(value)))
    if isinstance(value, bool) or value is None or isinstance(value, time | timedelta):
        return None, _not_a_date(str(value))
    text = str(int(value)) if float(value).is_integer() and abs(value) < 1e9 else str(value)
    if epoch is not None and len(text.partition(".")[0]) == 5 and (day := _of_serial(value, epoch)) is not None:
        return day, None
    return _read_text(text, order, year, epoch)


@lru_cache(maxsize=16384)
def _read_text(
    text: str, order: Order | None, year: int | None, epoch: Epoch | None
) -> tuple[Period | None, Text | None]:
    if len(text) > MAX_LENGTH:
        return None, _not_a_date(text[:20] + "…")
    plain = _clean(text)
    try:
        if epoch is not None and re.fullmatch(r"[0-9]{5}(?:\.[0-9]{1,12})?", plain):
            period = _of_serial(float(plain), epoch)
        else:
            period = _single(plain, order, year) or _span(plain, order, year)
    except _Undecided as undecided:
        return None, undecided.why
    except ValueError:
        period = None
    return (period, None) if period else (None, _not_a_date(text))


def _clean(text: str) -> str:
    return _WEEKDAY.sub("", _LOOSE.sub("", normalise(text).casefold())).strip()


def _not_a_date(text: str) -> Text:
    return Text(
        f"“{text}”不是日期或周期：请写成 2026-11-08、2026-11-08..2026-11-14、2026-W46 或 2026-11",
        f"'{text}' is neither a date nor a period: write 2026-11-08, 2026-11-08..2026-11-14, 2026-W46 or 2026-11",
    )


def _day(year: int, month: int, day: int) -> Period | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    found = date(year, month, day)
    return Period(found, found)


def _of_serial(serial: float, epoch: Epoch) -> Period | None:
    moment = from_serial(serial, epoch)
    return _day(moment.year, moment.month, moment.day) if moment else None


def _week(year: int, number: int) -> Period | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    monday = date.fromisocalendar(year, number, 1)
    return Period(monday, monday + timedelta(days=6))


def _month(year: int, first: int, months: int = 1) -> Period | None:
    last = first + months - 1
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= first <= last <= 12):
        return None
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _stated(year: str | None, fallback: int | None, text: str) -> int:
    if year:
        return _full_year(year)
    if fallback is None:
        raise _Undecided(
            Text(
                f"“{text}”没有写年份：请写全，如 2026-11-08 或 2026-W46",
                f"'{text}' lacks the year: write it in full, such as 2026-11-08 or 2026-W46",
            ),
            lacks_year=True,
        )
    return fallback


def _possible(match: re.Match[str]) -> set[Order]:
    """The orders under which three numbers are a date."""
    first, second, third = match[1], match[3], match[4]
    found: set[Order] = set()
    for order in _ORDERS:
        if order == "ymd" and (len(first) != 2 or len(third) != 2 or int(first) < 20):
            continue  # a year of two digits stands first only where it can be nothing but a recent year
        try:
            _ordered(first, second, third, order)
        except ValueError:
            continue
        found.add(order)
    return found


def _ordered(first: str, second: str, third: str, order: Order) -> date:
    if order == "ymd":
        return date(_full_year(first), int(second), int(third))
    day, month = (first, second) if order == "dmy" else (second, first)
    return date(_full_year(third), int(month), int(day))


def _triple(match: re.Match[str], order: Order | None, text: str) -> Period | None:
    possible = _possible(match)
    if order is not None:
        possible &= {order}
    readings = {_ordered(match[1], match[3], match[4], reading) for reading in possible}
    if len(readings) > 1:
        either = " / ".join(str(day) for day in sorted(readings))
        raise _Undecided(
            Text(
                f"“{text}”分不清日和月（{either}）：请写成 2026-11-08 这样的日期",
                f"'{text}' may be day or month first ({either}): write dates like 2026-11-08",
            )
        )
    if not readings:
        return None
    day = readings.pop()
    return _day(day.year, day.month, day.day)


def _single(plain: str, order: Order | None, year: int | None) -> Period | None:
    """One date, week, month, quarter or year. ValueError: looks like one and is none (30 February)."""
    text = _TIME.sub("", plain)
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _CHINESE.fullmatch(text):
        return _day(_stated(match[1], year, plain), int(match[2]), int(match[3]))
    if match := _COMPACT.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _TRIPLE.fullmatch(text):
        return _triple(match, order, plain)
    if match := _WEEK.fullmatch(text):
        stated = (match[1] or match[3] or match[6] or "").rstrip("年")
        return _week(_stated(stated, year, plain), int(match[2] or match[4] or match[5]))
    if match := _MONTH_FIRST.fullmatch(text):
        return _day(_stated(match[3] or match[4], year, plain), _MONTHS[match[1]], int(match[2]))
    if match := _DAY_FIRST.fullmatch(text):
        return _day(_stated(match[3] or match[4], year, plain), _MONTHS[match[2]], int(match[1]))
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), _MONTHS[match[2]], int(match[3]))
    if match := _TEN_DAYS.fullmatch(text):
        month = _month(_stated(match[1], year, plain), int(match[2]))
        first = 1 + 10 * "上中下".index(match[3])
        return month and Period(
            month.start.replace(day=first), month.end if first == 21 else month.start.replace(day=first + 9)
        )
    return _longer(text, year)


def _longer(text: str, year: int | None) -> Period | None:
    """A month, a quarter or a year."""
    if match := _YEAR_MONTH.fullmatch(text):
        return _month(_full_year(match[3] or match[1][:-1]), int(match[2] or match[4]))
    if match := _MONTH_YEAR.fullmatch(text):
        stated = int(match[2] or match[4] or match[5])
        return _month(stated, int(match[1]) if match[1] else _MONTHS[match[3] or match[6]])
    if match := _QUARTER.fullmatch(text):
        quarter = match[2] or match[3] or match[4] or match[6]
        stated = _stated(match["year"] or match["after"], year, text)
        return _month(stated, 3 * (_QUARTERS.get(quarter) or int(quarter)) - 2, 3)
    if match := _YEAR.fullmatch(text):
        return _month(int(match[1] or match[2]), 1, 12)
    return None


def _span(plain: str, order: Order | None, year: int | None) -> Period | None:
    """Two ends with a mark between them; what one end leaves out (year, month) the other one gives."""
    undecided: _Undecided | None = None
    for match in _BETWEEN.finditer(plain):
        left, right = plain[: match.start()].strip(), plain[match.end() :].strip()
        if not left or not right:
            continue
        try:
            period = _joined(left, right, order, year)
        except _Undecided as problem:
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
    if re.fullmatch(r"[0-9]{1,2}[日号]?(?:,? [0-9]{4})?", right):  # 2026-11-08~14, 11月8日-14日, Nov 8-14, 2026
        day, _, named = right.replace(",", " ").partition(" ")
        start = _end(left, order, int(named) if named.strip() else year)
        if start is None or start.days > 1:
            return None
        last = start.start.replace(day=int(day.rstrip("日号")))
        return _ordered_span(start, Period(last, last))
    if re.fullmatch(r"[0-9]{1,2}", left) and _DAY_FIRST.fullmatch(right):  # 8-14 Nov 2026
        end = _end(right, order, year)
        if end is None:
            return None
        first = end.start.replace(day=int(left))
        return _ordered_span(Period(first, first), end)
    start, end = _end(left, order, None), _end(right, order, None)
    if start is None and end is not None:  # 12-28~2027-01-03: the end that is dated in full dates the other
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
    if start is None or end is None or (start.days == 1) != (end.days == 1):
        return None
    return _ordered_span(start, end)


def _over_new_year(start: Period | None, end: Period) -> Period | None:
    """The start of a period over the turn of the year; None where its ends rather stand the wrong way round."""
    return start if start and (end.end - start.start).days <= _MOST_OVER_NEW_YEAR else None


def _ordered_span(start: Period, end: Period) -> Period:
    if start.start > end.end:
        raise _Undecided(
            _Backwards(
                f"起止日期颠倒：{start.start} 晚于 {end.end}",
                f"the period ends before it starts: {start.start} is after {end.end}",
            )
        )
    return Period(start.start, end.end)


def _end(text: str, order: Order | None, year: int | None) -> Period | None:
    """One end of a span: a day, week or month; None if it leaves out the year and ``year`` is not known."""
    try:
        period = _single(text, order, year)
    except _Undecided as undecided:
        if undecided.lacks_year:
            return None
        raise
    if period is None and year is not None and text in _MONTHS:
        return _month(year, _MONTHS[text])
    if period is None and year is not None and (match := _MONTH_DAY.fullmatch(text)):
        return _day(year, int(match[1] or match[3]), int(match[2] or match[4]))
    return period
