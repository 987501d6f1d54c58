"""The period that stands somewhere in a text: in a heading, a title, the name of a sheet or a file; and that text without it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from auditor.intake.dating.date_forms import DAY_NAME, ENGLISH_MONTH, MONTH_WORD, WEEK_ENDS, WEEK_STARTS, months_of
from auditor.intake.dating.dates import over_new_year, parse_period, runs_backwards
from auditor.intake.dating.numerals import with_digits
from auditor.intake.dating.relative import dating, is_relative
from auditor.intake.dating.weeks import is_month, part_of_month, without_counted_week
from auditor.intake.readers.cells import Cell
from auditor.intake.readers.formats import shows_month
from auditor.model import Period, Text

_DATE = r"(?:20\d{2}\s*[-/._年]\s*\d{1,2}\s*[-/._月]\s*\d{1,2}\s*[日号]?)"
_MONTH_OF = r"20\d{2}\s*[-/._年]\s*(?:1[0-2]|0?[1-9])"  # 2026年10月-11月, 2026.12-2027.1: two months and more
_SHORT = r"(?:\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?)"
_LOCAL = r"\d{1,2}[-._/]\d{1,2}[-._/] ?20\d{2}"
_MONTH = rf"{MONTH_WORD}\.?"
_NAMED_DAY = rf"(?:\d{{1,2}}[-/._ ]?)?{_MONTH}(?:[-/._ ]?\d{{1,2}}(?!\d))?(?:,?[-/._ ]?20\d{{2}})?"
_DAYS = r"\d{1,2}(?:[-~]\d{1,2})?"
_TO = r"\s*(?:~|-|/|_|\.\.|…|至|到|to)+\s*"
_W = r"(?<![A-Z0-9])[KC]?W(?:eek|k)?[-_ ]?"
_LATE = r"第\s*(?:[7-9]|[1-4]\d|5[0-3])\s*周"  # the first six may be the month's
_NTH = r"(?:[6-9]|[1-5]\d)"  # 第1-4周 and W1~W5 may be the month's
SHORT_SPAN = rf"(?<![\d.])(?:{_SHORT}{_TO}{_SHORT}|\d{{4}}[-~]\d{{4}})(?!\d)"  # 12.28-1.3, of no year
# From the most to the least specific; what matches is cut out and given to the period grammar.
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_DATE}{_TO}{_DATE}",
        rf"(?<!\d){_MONTH_OF}月?{_TO}(?:{_MONTH_OF}|(?:1[0-2]|0?[1-9]))\s*月(?!\s*\d)",
        rf"(?<!\d){_MONTH_OF}{_TO}{_MONTH_OF}(?![\d./_年-])",
        rf"{_DATE}{_TO}(?:{_SHORT}|\d{{1,2}}\s*[日号])(?!\d)",  # 2026-11-09~11-15
        r"(?<!\d)20\d{6}(?:~|-|_|至|到)(?:20\d{6}|\d{4})(?!\d)",
        r"(?<!\d)2\d[01]\d[0-3]\d\s?[-~至到]\s?2\d[01]\d[0-3]\d(?!\d)",  # 260906-260912
        # 2026-W45-46, 2026年第45-46周, W45-W46: two weeks and more
        rf"(?:20\d{{2}}\s*[-_]?\s*W|(?<![A-Z0-9])[KC]?W(?:eeks?|k)?[-_ ]?){_NTH}\s?(?:[-~至到]|_(?=W|20))\s?(?:20\d{{2}}[-_]?)?W?{_NTH}"
        r"(?![\d.])(?:,? 20\d{2}(?!\d))?",
        rf"(?:20\d{{2}}\s*年?\s*)?第?\s*{_NTH}\s*周?\s?[-~至到]\s?第?\s*{_NTH}\s*周",
        # 2026-W52-W01, 2026年第52周至2027年第1周: over new year the first weeks are no month's
        r"20\d{2}\s*[-_]?\s*W5[0-3]\s?(?:[-~至到]|_(?=W|20))\s?(?:20\d{2}[-_]?)?W0?[1-5](?![\dA-Z])",
        r"20\d{2}\s*年?\s*第?\s*5[0-3]\s*周\s?[-~至到]\s?(?:20\d{2}\s*年?)?\s*第?\s*0?[1-5]\s*周",
        r"20\d{2}\s*[-_]?\s*W\d{1,2}(?!\d)|20\d{2}\s*年?\s*第?\s*\d{1,2}\s*周",
        rf"{_W}\d{{1,2}}[-_/, ]*20\d{{2}}(?!\d)",
        rf"{_NAMED_DAY}{_TO}{_NAMED_DAY}",
        rf"(?<!\d){_LOCAL}{_TO}{_LOCAL}(?!\d)",
        rf"(?<![A-Z])(?:{WEEK_STARTS}|{WEEK_ENDS})(?:{_DATE}|{_NAMED_DAY}|{_LOCAL}|{_SHORT}(?![\d./-]))",
        _DATE,
        r"(?<!\d)20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)",
        r"(?<!\d)\d{1,2}([-._/])\d{1,2}\1 ?20\d{2}(?!\d)",
        SHORT_SPAN,
        r"(?<!\d)(?:20)?\d{2}\s*年\s*\d{1,2}\s*月(?:份|度(?!假))?|(?<!\d)20\d{2}[-/._](?:0?[1-9]|1[0-2])(?![\d-])",
        rf"(?<![\dA-Z])20\d{{2}}[-/._ ]?{_MONTH}(?:[-/._ ]\d{{1,2}}(?!\d))?",
        rf"(?:(?<!\d){_DAYS}[-/._ ])?{_MONTH}[-/._ ]?(?:{_DAYS},?[-/._ ])?20\d{{2}}(?!\d)",
        rf"(?<![~至到])(?<!周-){_LATE}(?!\s*[-~至到])",
    )
)
_LATE_WEEK = re.compile(rf"{_LATE}|{_W}(?:0?[7-9]|[1-4]\d|5[0-3])(?![\dA-Z])", re.IGNORECASE)
_MONTH_ONLY = re.compile(rf"(?P<number>1[0-2]|0?[1-9])\s*月份?|(?P<name>{ENGLISH_MONTH})\.?", re.IGNORECASE)
_OF_FIGURES = r"(?:[月报]报|报[表告]|数据|汇总|统计|情况|总结|复盘|分析|表)"
_MONTH_APART = r"(?<![近前后每共])(?P<month>1[0-2]|0?[1-9])月(?![底初末]|[上中下]旬|[上下]半)"
_APART = tuple(  # one year, one month and no other figure: 2026年目标 is of no month, 近3月 of no year
    re.compile(pattern)
    for pattern in (
        rf"\D*(?P<year>20\d{{2}})\D+?{_MONTH_APART}\D*{_OF_FIGURES}表?[)\]】]?",
        rf"\D*?{_MONTH_APART}\D*{_OF_FIGURES}表?\s*[(\[【]?(?P<year>20\d{{2}})年?度?[)\]】]?",
    )
)
LONE_YEAR = re.compile(r"(20\d{2})\s*年?度?")
_YEARLESS = re.compile(
    r"(?<!\d)(?:\d{1,2}[-.]\d{1,2}[-.](?:20)?\d{2}(?!\d)|20\d{2}\s*年?[-_ ]?[QH][1-4](?!\d)|20\d{2}(?:0[1-9]|1[0-2])(?!\d)"
    r"|\d{1,2}\s*月\s*\d{1,2}\s*[日号]|\d{1,2}\s*月(?:份|度(?!假))?(?:\s*第?[一二三四五1-5]\s*周|[上下]半月|[上中下]旬)?|\d{1,2}\s*周)"
    rf"|第\s*\d{{1,2}}\s*周|第[一二三四五六]周|{_W}\d{{1,2}}(?!\d)"
    r"|[QH][1-4][-_ ]?20\d{2}(?!\d)|(?:20\d{2}\s*年?)?(?:第?[一二三四1-4]季度|[上下]半年)"
    rf"|(?<![A-Z\d])(?:\d{{1,2}}-)?\d{{1,2}}[-_. ]?{_MONTH}|{_MONTH}[-_. ']?\d{{1,2}}(?:-\d{{1,2}})?(?!\d)"
    # A month's bare name may be a person's or a thing's (May Flower): it is a period at the end of a name only.
    rf"|(?:^|(?<=[^A-Z0-9]))(?:{ENGLISH_MONTH}|[QH][1-4])\.?(?=[\])】]*$)",
    re.IGNORECASE,
)
# 第2周(11.8-14), W46: 11.9-15: the days count, and what they leave out is that of the first.
_WEEK_AND_DAYS = re.compile(
    rf"(?:(?:20\d{{2}}年)?\d{{1,2}}月)?(?:第?\s*(?:\d{{1,2}}|[一二三四五六])\s*周|{_W}\d{{1,2}})\s*[:(\[【\s]\s*(?P<days>[^()\[\]【】]*\d)\s*[)\]】]?",
    re.IGNORECASE,
)
_REPORT = re.compile("\0报(?![告表价])")  # 第46周报, 11月报, 1周报: of the week, of the month
_AROUND = " _-.,~·"
_ENCLOSED = re.compile(r"[\[(【]([^\[\]()【】]*)[\])】]")
_HOLE = re.compile(r"([\s_.,~·-]*)[\[(【]?\0(?:[\s_.,~·-]*\0)*[\])】]?([\s_.,~·-]*)")
_DASHES = re.compile("[\u2010-\u2015\u2212]+")
ANY_YEAR = 2004  # for what lacks its year, and is a period nevertheless; it has a 29 February and a week 53
NO_PERIOD = Text("没有写明统计周期", "no period is stated")
NO_PERIOD_REMEDY = Text(
    "加一列“统计周期”，或在表头上方写“统计周期：2026-11-08~2026-11-14”，或把周期写进文件名或文件夹名（如 店铺名_2026-W46.xlsx）",
    "add a column 'Period', or write 'Period: 2026-11-08~2026-11-14' above the table, "
    "or put it in the name of the file or its folder (store-name_2026-W46.xlsx)",
)
NO_YEAR = Text(
    "周期没有写年份：请写成 2026-11-08~2026-11-14，或把年份写进表格上方、文件名或文件夹名（如 2026年）",
    "the period lacks its year: write 2026-11-08~2026-11-14, or put the year above the table or in the name of the file or its folder",
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d{3})")
_UP_TO = re.compile(
    r"截[至止]到?(?:(?P<month>\d{1,2})[月./-](?P<day>\d{1,2})[日号]?|(?P<number>\d{1,2})[日号]|(?:本?周|星期|礼拜)(?P<weekday>[一二三四五六日天]))"
    r"|\(1日?[-~](?P<last>\d{1,2})[日号]\)"
)
# What is said of a day beside its month: Mon 2nd November, November 2nd to 8th, 2.-8. November, Nov 2 through Nov 8.
_ORDINAL = r"(?:st|nd|rd|th)(?![A-Z0-9])"
_BEFORE_DAYS = r"(?:[,:;(|]|(?<![A-Z])(?:from|for|between|(?:week|wk|K?W)[ -]?\d{1,2}(?:\s*[-,:])?)\s)\s*"


def _seven_days(week: re.Match[str]) -> str:
    """Week 2 - 8 November is seven days; in Week 46 - 9 November and Week 1 - 3 November the first number is the week's."""
    first, last = int(week[1]), int(week[2])
    return f"{first}-{last}" if last - first == 6 else week[0]


_SAID = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (r"(?<=\d)(,?)\s+(?:through|thru|until|till)\s+", r"\1 to "),
        (rf"(?<![A-Z]){DAY_NAME}(?=\d{{1,2}}{_ORDINAL}|\d{{1,2}}[. ]{{0,2}}{_MONTH}|{_MONTH} ?\d)", ""),
        (rf"({_MONTH}\s?\d{{1,2}}){_ORDINAL}", r"\1"),
        (rf"({_MONTH}\s?\d{{1,2}}\s*(?:[-~]|to)\s*\d{{1,2}}){_ORDINAL}", r"\1"),
        (rf"(?<![\w.])(\d{{1,2}})(?:{_ORDINAL}|\.)\s*(?:of\s)?(?={_MONTH})", r"\1 "),
        (rf"(?<![\w.])(\d{{1,2}})(?:{_ORDINAL}|\.)\s*(?:[-~]|to)\s*(?=\d{{1,2}} {_MONTH})", r"\1-"),
        # From 2 to 8 November, Week 45, 2 - 8 November; but Store 2 - 8 November is of one day
        (rf"({_BEFORE_DAYS})(\d{{1,2}})\s*(?:[-~]|to)\s*(?=\d{{1,2}} {_MONTH})", r"\1\2-"),
        (rf"(?<![A-Z])(?:week|wk)(?: of| from)? (\d{{1,2}})\s*(?:[-~]|to)\s*(\d{{1,2}})(?= {_MONTH})", _seven_days),
    )
)
_HAS_MONTH = re.compile(MONTH_WORD, re.IGNORECASE)


def _plain(text: str) -> str:
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()
    if _HAS_MONTH.search(text):
        for said, instead in _SAID:
            text = said.sub(instead, text)
    return text


def year_in(text: str) -> int | None:
    """The only year that a text names, else None."""
    years = {int(found) for found in _YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


@lru_cache(maxsize=4096)
def find_period(text: str, year: int | None = None) -> Period | None:
    """The period that stands somewhere in a text, else None. ``year`` completes ``11.8-11.14``."""
    text = with_digits(_plain(text))
    year = year_in(text) or year
    if (whole := parse_period(text, year=year)) is not None:
        return whole
    if runs_backwards(text, year):
        return None
    if (days := _days_of_week(text, year)) is not None:
        return days
    if part_of_month(text):  # 11月第2周(11.9-11.15): the days count
        period = _mentioned(without_counted_week(text), year)
        return period if period is not None and 1 < period.days < 28 else None
    if year is not None and (month := _MONTH_ONLY.fullmatch(text)):
        return parse_period(f"{year}年{month['number']}月" if month["number"] else f"{month['name']} {year}")
    found = _mentioned(text, year)
    return _up_to_its_day(text, _week_within(text, found) or found or _month_apart(text))


def _up_to_its_day(text: str, period: Period | None) -> Period | None:
    """A month or week up to the day that is told behind it: 2026年11月(截至22日), 2026-11(1-22日), 2026-W46(截至周四)."""
    last = _its_last_day(text, period)
    return Period(period.start, last) if period is not None and last is not None else period


def _its_last_day(text: str, period: Period | None) -> date | None:
    """The day up to which a text tells a month or week; None where it tells none, or may mean several (a month's Thursday)."""
    told = _UP_TO.search(text) if period is not None and (is_month(period) or period.days == 7) else None
    if period is None or told is None:
        return None
    days = (period.start + timedelta(days=after) for after in range(period.days))
    number, month = int(told["day"] or told["number"] or told["last"] or 0), int(told["month"] or 0)
    weekday = "一二三四五六日".find((told["weekday"] or "-").replace("天", "日"))
    meant = [day for day in days if (day.weekday() == weekday or day.day == number) and month in (0, day.month)]
    return meant[0] if len(meant) == 1 else None


def _days_of_week(text: str, year: int | None) -> Period | None:
    """The days behind the number of a week: 第2周(11.8-14). Of a day alone nobody knows whether the week begins or ends there."""
    named = _WEEK_AND_DAYS.fullmatch(text)
    period = parse_period(named["days"], year=year) if named is not None else None
    return period if period is not None and 1 < period.days < 28 else None


def _week_within(text: str, found: Period | None) -> Period | None:
    """The week of the year that a text names beside its month (2026年11月第46周), or a day of it (Week 46 - 9 November 2026)."""
    named = _LATE_WEEK.search(text) if found is not None and (is_month(found) or found.days == 1) else None
    week = parse_period(named[0], year=found.end.year) if named is not None and found is not None else None
    return None if week is None or found is None or week.apart(found) else week


def _month_apart(text: str) -> Period | None:
    """The month of a title that names its year before or behind other words: 2026年独立站10月经营月报, 10月店铺数据（2026年）."""
    found = next(filter(None, (form.fullmatch(text) for form in _APART)), None)
    return months_of(int(found["year"]), int(found["month"])) if found is not None else None


def _mentioned(text: str, year: int | None) -> Period | None:
    """The period of the first pattern that a text has."""
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            for cut in _readings(found[0]):
                if (period := parse_period(cut, year=year)) is not None or runs_backwards(cut, year):
                    return period
    return None


def _readings(text: str) -> Iterator[str]:
    """A file's name has ``_`` for the mark between two days, and for those within a date."""
    yield text.replace("_", "~")
    if "_" in text:
        yield text.replace("_", "-")


@lru_cache(maxsize=4096)
def without_period(text: str) -> str:
    """A name without the period in it (恒达_2026-W46 → 恒达), also without one that lacks its year; empty for no more."""
    text = _plain(text)
    year = year_in(text) or ANY_YEAR
    if LONE_YEAR.fullmatch(text) or is_relative(text) or parse_period(text, year=year) is not None:
        return ""

    def cut(found: re.Match[str]) -> str:
        readings = (parse_period(dates, year=year) or over_new_year(dates, year) for dates in _readings(found[0]))
        return "\0" if any(readings) else found[0]

    up_to = _its_last_day(text, _mentioned(text, year)) is not None
    for pattern in _PATTERNS:
        text = pattern.sub(cut, text)
    if up_to:
        text = _ENCLOSED.sub(lambda it: "\0" if _UP_TO.fullmatch(it[1]) or _UP_TO.fullmatch(it[0]) else it[0], text)
    text = _REPORT.sub("\0", _YEARLESS.sub("\0", text))
    text = _HOLE.sub(lambda found: (found[1] or found[2])[:1], text)
    text = text.strip(_AROUND)
    enclosed = _ENCLOSED.fullmatch(text)
    return enclosed[1].strip(_AROUND) if enclosed else text


def lacks_year(text: str) -> bool:
    """Whether a text (``11.8-11.14``, ``W46``, ``Nov``) is a period but for its year."""
    text = _plain(text)
    if parse_period(text) is not None:
        return False
    yearless = parse_period(text, year=ANY_YEAR) or over_new_year(text, ANY_YEAR) or _days_of_week(text, ANY_YEAR)
    return _MONTH_ONLY.fullmatch(text) is not None or yearless is not None


def cell_period(cell: Cell, year: int | None = None) -> Period | None:
    """The period that a cell of a heading or a period column states, else None. Never a number of fewer than 8 digits."""
    if isinstance(cell.value, date):  # a datetime is one too
        found = parse_period(cell.value)
        return month_of(found) if shows_month(cell.format) else found
    if isinstance(cell.value, str) and (
        any(character.isdigit() for character in cell.value)
        or ("月" in cell.value and with_digits(cell.value) != cell.value)  # 十一月九日
        or _MONTH_ONLY.fullmatch(cell.value.strip())
        or cell.value.endswith("季度")
    ):
        return find_period(cell.value, year) or find_period(dating(cell.value), year)
    if isinstance(cell.value, int | float) and 20000101 <= cell.value <= 20991231:  # 20261108, typed as a number
        return parse_period(cell.value)
    return None


def month_of(period: Period | None) -> Period | None:
    """The month that the first of a month stands for where a month is meant: a spreadsheet stores 2026年10月 as its first day."""
    if period is None or period.days > 1 or period.start.day > 1:
        return period
    return months_of(period.start.year, period.start.month)
