"""One date, week, month, quarter or year as people and platforms write it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from auditor.days import FIRST_YEAR, LAST_YEAR
from auditor.intake.dating.numerals import with_digits
from auditor.intake.dating.orders import TRIPLE, Order, full_year, in_order, possible_orders
from auditor.model import Period, Text
from auditor.text import BilingualError, any_of, folded

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1)
    for name in names.split()
}  # fmt: skip
ENGLISH_MONTH = any_of(MONTHS)
MONTH_WORD = rf"(?<![A-Z])(?:{ENGLISH_MONTH})(?![A-Z])"  # within a text, in letters of either size
# What differs in "ene 05, 2026" of an Amazon report.
_SPANISH = {"ene": "jan", "abr": "apr", "ago": "aug", "dic": "dec"}
_SPANISH_DAY = re.compile(rf"({'|'.join(_SPANISH)})(?= [0-9]{{1,2}}, [0-9]{{4}}$)")
EITHER_WAY = Text(
    "旁边的日期看不出日在前还是月在前，因此也看不出它是每日中的一天，还是当月唯一的一天：请写成 2026-11-08",
    "the dates beside it may be day or month first, so that it may be one of several days or the only one of its month: "
    "write dates like 2026-11-08",
)
_QUARTERS = "一二三四"
_LOOSE = re.compile(r"(?<=[年月第])\s+|\s+(?=[年月日号周])")
DAY_NAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+"
_WEEKDAY = re.compile(rf"\(?(?:周|星期|礼拜)[一二三四五六日天]\)?|^{DAY_NAME}")
TIME = re.compile(
    r"(?<=[0-9日号])(?:t|,?\s+)(?:at )?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s*(?:[ap]\.?m\.?)?\s*"
    r"(?:z|(?:utc|gmt)?[+-][0-9]{2}:?[0-9]{2}|[a-z]{2,4}|\([a-z ]+\))?$"
)
MONTH_TWO_DIGITS = re.compile(rf"({ENGLISH_MONTH})-(2[0-9]|3[01])")  # Nov-26: the 26th, or 2026 as Excel prints it
MONTH_AND_DAY = re.compile(rf"(?:{ENGLISH_MONTH})-(?:0?[1-9]|1[0-9])")  # Nov-19 is nothing but the 19th
MONTH_DAY = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})|([0-9]{2})([0-9]{2})")
WEEK_STARTS = (
    r"(?:w(?:ee)?k\s?(?:of|start(?:s|ing)?|begin(?:s|ning)|commencing)|w/?c|周(?:起始|开始))(?:\s?date|日期?)?[\s:]*"
    rf"(?:{DAY_NAME})?"
)
WEEK_ENDS = rf"(?:w(?:ee)?k\s?end(?:s|ing|ed)?|w/?e)(?:\s?date)?[\s:]*(?:{DAY_NAME})?"
_TO = re.compile(r"\.\.|~|至|到|\s-\s|(?<=\d)-(?=\d+[./])|\sto\s")
_WEEK_FROM, _WEEK_TO = re.compile(rf"{WEEK_STARTS}(.+)"), re.compile(rf"{WEEK_ENDS}(.+)")
WEEK_OF = re.compile(f"^(?:{WEEK_STARTS}|{WEEK_ENDS})")
_YEAR, _YEAR_26 = "(?P<year>[0-9]{4})", "(?P<year>[0-9]{4}|[0-9]{2}(?=年))"
_MONTH, _NAMED_MONTH = "(?P<month>[0-9]{1,2})", rf"(?P<month>{ENGLISH_MONTH})\.?"
_DAY, _NTH_DAY = "(?P<day>[0-9]{1,2})", "(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_WEEK, _QUARTER = "(?P<week>[0-9]{1,2})", "(?P<quarter>[一二三四1-4])"
DAY_FIRST = re.compile(  # 9-Nov-26 is a day, 9 Nov-15 may be seven
    rf"(?![0-9]{{1,2}}[^-]+-[0-9]{{2}}$){_NTH_DAY}\.?[ -]?{_NAMED_MONTH}"
    "(?:(?:,?[ -]?(?=[0-9]{4})|-)(?P<year>[0-9]{4}|[0-9]{2}))?"
)
_SIX_DIGITS = re.compile(r"(2\d)(\d\d)(\d\d)\s?[-~至到]\s?(2\d)(\d\d)(\d\d)")  # 260906-260912, of a month at most
# 第45-46周, KW 45-46 2026. Not 第1-2周: a month has five weeks, and people count those of it
_PAST_FIVE = r"(?P<first>[6-9]|[1-5][0-9])\s?[-~至到]\s?(?P<last>[6-9]|[1-5][0-9])"
_WEEKS = tuple(
    re.compile(form)
    for form in (
        rf"(?:{_YEAR}年?[-/ ]?)?第?\s?{_PAST_FIVE}\s?周",
        rf"(?:{_YEAR}[-/ ]?)?[kc]?w(?:eeks?|ks?)?\.?[- ]?{_PAST_FIVE}",
        rf"[kc]?w(?:eeks?|ks?)?\.?[- ]?{_PAST_FIVE}(?:,|/| of)? ?{_YEAR}",
    )
)
# The groups of a form tell what it is: a day, a week, ten days, a month, a quarter, a year.
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}([-/.]) ?{_MONTH}\2 ?{_DAY}\.?",  # 2026-11-08, 2026.11.8, 2026. 11. 8.
        rf"(?:{_YEAR_26}年)?{_MONTH}月{_DAY}[日号]?",
        "(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"(?P<year>[0-9]{{4}}|[0-9]{{2}})年?[-/ ]?[kc]?w(?:eek|k)?[- ]?{_WEEK}",  # 2026-W46, 26W46
        rf"(?:{_YEAR_26}年?[-/.]?)?\s?第?\s?{_WEEK}\s?周",
        rf"[kc]?w(?:eek|k)?\.?[- ]?{_WEEK}(?:(?:,|/|-| of)? ?{_YEAR})?",  # Week 46, 2026; KW 46/2026
        rf"{_NAMED_MONTH}[ -]{_NTH_DAY}(?:(?:,? ?|-){_YEAR})?",  # Nov 8, 2026; Nov 9-15 are seven days
        rf"{_NAMED_MONTH}-{_DAY}-(?P<year>[0-9]{{2}})",  # Nov-09-26
        DAY_FIRST.pattern,
        rf"{_YEAR}[-/. ]{_NAMED_MONTH}[-/. ]{_DAY}",
        rf"(?:{_YEAR}年)?{_MONTH}月(?P<third>[上中下])旬",
        rf"{_YEAR_26}[-/.年]{_MONTH}月?",
        "(?P<year>[0-9]{4})(?P<month>0[1-9]|1[0-2])",
        rf"{_MONTH}[-/.]{_YEAR}",
        rf"{_NAMED_MONTH},?[ -]?{_YEAR}",
        rf"{_NAMED_MONTH},? ?'(?P<year>[0-9]{{2}})",  # Nov '26
        rf"{_YEAR}[-/. ]?{_NAMED_MONTH}",
        rf"{_YEAR}年?[- ]?q{_QUARTER}",
        rf"q{_QUARTER}(?:[- /]?{_YEAR})?",
        rf"(?:{_YEAR}年?[- ]?)?第?{_QUARTER}季度",
        rf"{_YEAR}年?[- ]?第?{_QUARTER}季",
        rf"{_YEAR}年度?",  # not FY2026: which month a fiscal year begins in is not said
    )
)


class Undecided(BilingualError):
    """Two readings, or a part that is missing; ``message`` says which."""


class LacksYear(Undecided):
    """A date without its year."""


def cleaned(text: str) -> str:
    """The text as the forms are written: folded, months in English or digits, no weekdays, no loose spaces."""
    plain = _WEEKDAY.sub("", _LOOSE.sub("", with_digits(folded(text)))).strip()
    return _SPANISH_DAY.sub(lambda month: _SPANISH[month[1]], plain)


def week_from(day: Period) -> Period:
    """The seven days from a day on."""
    return Period(day.start, day.start + timedelta(days=6))


def week_to(day: Period) -> Period:
    """The seven days that a day ends."""
    return Period(day.end - timedelta(days=6), day.end)


def weeks_by(heading: str) -> Callable[[Period], Period] | None:
    """How a day below or beside a heading makes a week: it begins one of Week of and 周开始日期, and ends one of w/e."""
    plain = folded(heading)
    if re.fullmatch(WEEK_STARTS, plain):
        return week_from
    return week_to if re.fullmatch(WEEK_ENDS, plain) else None


def one_day(year: int, month: int, day: int) -> Period | None:
    """A period of one day; None outside the years that a store's figures can be of. ValueError: 30 February."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    found = date(year, month, day)
    return Period(found, found)


def _week(year: int, number: int) -> Period | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    monday = date.fromisocalendar(year, number, 1)
    return Period(monday, monday + timedelta(days=6))


def months_of(year: int, first: int, months: int = 1) -> Period | None:
    """A period of whole months of one year; None where there are no such months."""
    last = first + months - 1
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= first <= last <= 12):
        return None
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _stated(year: str | None, fallback: int | None, text: str) -> int:
    if year:
        return full_year(year)
    if fallback is None:
        raise LacksYear(
            Text(
                f"“{text}”没有写年份：请写全，如 2026-11-08 或 2026-W46",
                f"'{text}' lacks the year: write it in full, such as 2026-11-08 or 2026-W46",
            )
        )
    return fallback


def _day_or_year(text: str, month: int, number: int) -> Undecided:
    return Undecided(
        Text(
            f"“{text}”可能是 {month} 月 {number} 日，也可能是 20{number} 年 {month} 月：请写成 20{number}-{month:02}，或写全日期",
            f"'{text}' may be a day or a month: write 20{number}-{month:02} for the month, or a whole date for the day",
        )
    )


def _either_first(text: str, readings: Iterable[date]) -> Undecided:
    either = " / ".join(str(day) for day in sorted(readings))
    return Undecided(
        Text(
            f"“{text}”分不清日和月（{either}）：请写成 2026-11-08 这样的日期",
            f"'{text}' may be day or month first ({either}): write dates like 2026-11-08",
        )
    )


def either_way(text: object) -> bool:
    """Whether day and month are the same number, so that 6/6/2026 is one day although its column's order is not known."""
    found = TRIPLE.fullmatch(TIME.sub("", text.strip())) if isinstance(text, str) else None
    return found is not None and int(found[1]) == int(found[3])


def ends(text: str) -> list[str]:
    """The dates of a text, without what says that a week begins or ends there; behind it a year is made up for 11/16."""
    plain = cleaned(text)
    rest = WEEK_OF.sub("", plain)
    if rest != plain and (found := MONTH_DAY.fullmatch(rest)) and found[1]:
        return [f"{found[1]}/{found[2]}/{FIRST_YEAR}"]
    return [part.strip() for part in _TO.split(rest)]


def _triple(match: re.Match[str], order: Order | None, text: str) -> Period | None:
    possible = possible_orders(match)
    if order is not None:
        possible &= {order}
    readings = {in_order(match, reading) for reading in possible}
    if len(readings) > 1:
        raise _either_first(text, readings)
    if not readings:
        return None
    day = readings.pop()
    return one_day(day.year, day.month, day.day)


def single(plain: str, order: Order | None, year: int | None) -> Period | None:
    """One date, week, month, quarter or year. ValueError: looks like one and is none (30 February)."""
    text = TIME.sub("", plain)
    if (match := MONTH_TWO_DIGITS.fullmatch(text)) and order != "md":
        if order != "my":
            raise _day_or_year(plain, MONTHS[match[1]], int(match[2]))
        return months_of(full_year(match[2]), MONTHS[match[1]])
    if match := _SIX_DIGITS.fullmatch(text):
        first, last = (one_day(full_year(match[at]), int(match[at + 1]), int(match[at + 2])) for at in (1, 4))
        return Period(first.start, last.end) if first and last and 0 < (last.end - first.start).days < 31 else None
    if match := next(filter(None, (form.fullmatch(text) for form in _WEEKS)), None):
        of = _stated(match["year"], year, plain)
        weeks = _week(of, int(match["first"])), _week(of, int(match["last"]))
        return Period(weeks[0].start, weeks[1].end) if weeks[0] and weeks[1] and weeks[0].end < weeks[1].start else None
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _of_parts(match.groupdict(), year, plain)
    if match := TRIPLE.fullmatch(text):
        return _triple(match, order, plain)
    for form, week, edges in ((_WEEK_FROM, week_from, (0, 6)), (_WEEK_TO, week_to, (5, 6))):
        if match := form.fullmatch(text):
            day = single(match[1], order, year) or _edge(match[1], order, year, edges)
            return week(day) if day is not None and day.days == 1 else None
    return None


def _edge(text: str, order: Order | None, year: int | None, edges: Iterable[int]) -> Period | None:
    """The day behind 'week of', where 11/9 can be no figure. Day or month first: weeks begin and end on certain weekdays."""
    if (found := MONTH_DAY.fullmatch(text)) is None:
        return None
    of, numbers = _stated(None, year, text), (int(found[1] or found[3]), int(found[2] or found[4]))
    both = {"mdy": numbers, "dmy": numbers[::-1]}
    readings = {date(of, *each) for way, each in both.items() if each[0] <= 12 and order in (None, way)}
    likely = [day for day in readings if len(readings) == 1 or day.weekday() in edges]
    if len(likely) != 1:
        raise _either_first(text, readings)
    return one_day(of, likely[0].month, likely[0].day)


def _of_parts(parts: Mapping[str, str | None], fallback: int | None, text: str) -> Period | None:
    """What the year and the other parts of a text are together; the year is ``fallback`` where it states none."""
    year = _stated(parts["year"], fallback, text)
    if week := parts.get("week"):
        return _week(year, int(week))
    if quarter := parts.get("quarter"):
        return months_of(year, 3 * (_QUARTERS.find(quarter) + 1 or int(quarter)) - 2, 3)
    if (stated := parts.get("month")) is None:
        return months_of(year, 1, 12)
    month = MONTHS.get(stated) or int(stated)
    if day := parts.get("day"):
        return one_day(year, month, int(day))
    whole = months_of(year, month)
    if whole is None or (third := parts.get("third")) is None:
        return whole
    first = 1 + 10 * "上中下".index(third)
    return Period(whole.start.replace(day=first), whole.end if first == 21 else whole.start.replace(day=first + 9))
