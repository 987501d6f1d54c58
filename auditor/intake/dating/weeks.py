"""Weeks that are counted within a month: 2026年11月第2周 has several readings, and is never the whole month."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import timedelta

from auditor.intake.dating.date_forms import MONTH_WORD, months_of
from auditor.model import Period, Text

_NUMBERS = "123456一二三四五六"
_TO = "~至到-"
_WEEK = "(?:周|週|星期)(?!年)"
_ORDINALS = ("1st|first", "2nd|second", "3rd|third", "4th|fourth", "5th|fifth", "6th|sixth")
# 第2周, 第二个星期, 2周 (no 近2周, 共5周, 连续3周), W2, Week 2, 2nd week; 首周, 最后一周, 前两周.
_COUNTED = re.compile(
    rf"第\s*0?(?P<ordinal>[{_NUMBERS}])\s*个?\s*{_WEEK}"
    rf"|(?<![\d近去共续每])(?<![近去共续每]\s)0?(?P<bare>[1-6])\s*个?\s*{_WEEK}"
    r"|(?<![A-Z])(?:[KC]?W|wk|week)[-_. ]?0?(?P<latin>[1-6])(?![\dA-Z])"
    rf"|(?<![A-Z\d])(?P<english>{'|'.join(_ORDINALS)}|last)[- ]week(?![A-Z])"
    rf"|(?:[首头末]|[前后头][一二两三])个?{_WEEK}",
    re.IGNORECASE,
)
_ALL_WEEKS = re.compile(  # 第1-4周, W1~W5: the month itself
    rf"(?<!\d)[1一]\s*(?:{_WEEK})?\s*[{_TO}]\s*第?\s*[4-6四五六]\s*{_WEEK}"
    rf"|(?<![A-Z])(?:W|wk|weeks?)[-_. ]?0?1\s*[{_TO}]\s*(?:W|wk|week)?[-_. ]?0?[4-6](?![\dA-Z])",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"第?\s*0?[{_NUMBERS}]\s*周|(?:W|wk|week)[- ]?0?[1-6]", re.IGNORECASE)
_BESIDE_MONTH = re.compile(
    r"月份?\s*(?:的?第?\s*[一二三四五1-5]\s*周|[上下]半月|[-/ ]?W(?:eek)?\s?[1-5](?!\d))", re.IGNORECASE
)
_OF_A_YEAR = re.compile(r"(?<!\d)20\d{2}\s*年?\s*[-_/]?\s*$")  # what precedes the week in 2026-W02
_MONTH = re.compile(
    rf"\d\s*月|{MONTH_WORD}|(?<!\d)20\d{{2}}[-/._]?(?:0[1-9]|1[0-2]|[1-9])(?!\d)",
    re.IGNORECASE,
)
_LONGEST = 60  # characters of a title; a longer text is prose
PART_OF_MONTH = Text(
    "“某月第几周”有多种算法：请写成 2026-W46 或 2026-11-09~2026-11-15",
    "a week of a month has several readings: write 2026-W46 or 2026-11-09~2026-11-15",
)


_MONDAYS = Text(
    "日期都是周一，相隔一周：一周的数值按截至当日的 7 天读取。如果当日是一周的第一天，请写成 2026-W46 或 2026-11-09~2026-11-15",
    "the dates are Mondays a week apart: a week's figures are read as those of the 7 days up to each. If each is the first day of "
    "its week, write 2026-W46 or 2026-11-09~2026-11-15",
)
_FIRSTS = Text(
    "日期都是每月 1 日：一个月的数值按截至当日的天数读取。如果当日代表整个月，请写成 2026-10",
    "the dates are firsts of months: a month's figures are read as those of the month up to each. If each stands for its month, "
    "write 2026-10",
)


def beginnings(periods: Iterable[Period | None]) -> Text | None:
    """What is said of single days that weeks or months rather begin with than end: several Mondays or firsts, and no other."""
    days = {period.start if period is not None and period.days == 1 else None for period in periods}
    if len(days) > 1 and all(day is not None and day.weekday() == 0 for day in days):
        return _MONDAYS
    return _FIRSTS if len(days) > 1 and all(day is not None and day.day == 1 for day in days) else None


def _plain(text: str) -> str:
    return _ALL_WEEKS.sub(" ", unicodedata.normalize("NFKC", text))


def without_counted_week(text: str) -> str:
    """A text without the week that it counts (2026年11月第2周 → 2026年11月); that of a year (2026-W02) stays."""
    text = _plain(text)

    def cut(found: re.Match[str]) -> str:
        before = _OF_A_YEAR.search(text[: found.start()])
        return "\0" if before is None or _MONTH.search(text[: before.start()]) else found[0]

    return _COUNTED.sub(cut, text)


def part_of_month(text: str) -> bool:
    """Whether a text names a week or a half of a month: 11月第2周 has several readings, and is never the month."""
    plain = _plain(text)
    rest = without_counted_week(plain)
    return _BESIDE_MONTH.search(plain) is not None or (rest != plain and _MONTH.search(rest) is not None)


def is_month(period: Period | None) -> bool:
    """Whether a period is one whole month."""
    return period is not None and period == months_of(period.start.year, period.start.month)


def week_of(text: str, sheet: Period | None) -> bool:
    """Whether a text (第2周) names one of the first weeks in a sheet of a month: the month's second, or the year's."""
    return is_month(sheet) and is_counted_week(text)


def is_counted_week(text: str) -> bool:
    """Whether a text is nothing but a week by a number that a month may have: 第2周, W2."""
    return _ALONE.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def counted_week(texts: Iterable[str | None]) -> str | None:
    """The first of titles and names that counts a week: 第2周, 国际站周报(第二周), Week 2."""
    named = (text for text in texts if text and len(text) <= _LONGEST)
    return next((text for text in named if without_counted_week(text) != _plain(text)), None)


def may_be(text: str, week: Period) -> bool:
    """Whether a week by its number (第2周) is these seven days, as the year's or as one of a month's."""
    found = _COUNTED.search(_plain(text))
    number = _number(found) if found is not None else None
    if number is None or week.days != 7:
        return False
    months = {month for day in (week.start, week.end) if (month := months_of(day.year, day.month)) is not None}
    return week.end.isocalendar().week == number or any(week in _readings(month, number) for month in months)


def which_week(text: str, month: Period) -> Text:
    """What a week counted in a month may be, and what is to be written instead."""
    plain = _plain(text)
    found = _COUNTED.search(plain)
    several = found is not None and plain[: found.start()].rstrip().endswith(tuple(_TO))  # 第1-2周
    number = _number(found) if found is not None and not several else None
    weeks = sorted(set(_readings(month, number)), key=lambda week: week.start) if number else []
    if not weeks:
        return Text(f"“{text}”：{PART_OF_MONTH.zh}", f"'{text}': {PART_OF_MONTH.en}")
    zh, en = "、".join(f"{week.start}~{week.end}" for week in weeks), ", ".join(f"{w.start}~{w.end}" for w in weeks)
    last = weeks[-1]
    days = f"{last.start.month}.{last.start.day}-{last.end.month}.{last.end.day}"
    return Text(
        f"“{text}”看不出是哪几天，可能是 {zh}：请在表格上方写“统计周期：{last.start}~{last.end}”，或把工作表改名为“{days}”"
        "（换成实际的起止日期）",
        f"which days '{text}' is can't be told; it may be {en}: write 'Period: {last.start}~{last.end}' above the table, or "
        f"rename the sheet '{days}' (with the days that it is of)",
    )


def _number(found: re.Match[str]) -> int | None:
    """The number of a week; None where words say it that depend on how many there are (the last one)."""
    if (english := found["english"]) is not None:
        return next((n for n, words in enumerate(_ORDINALS, 1) if english.lower() in words.split("|")), None)
    digit = found["ordinal"] or found["bare"] or found["latin"]
    return _NUMBERS.index(digit) % 6 + 1 if digit else None


def _readings(month: Period, number: int) -> Iterator[Period]:
    """The days of a month's week: in sevens from the 1st; from Monday or Sunday, with or without the week of the 1st."""
    first = month.start
    monday, sunday = (first - timedelta(days=days) for days in (first.weekday(), first.isoweekday() % 7))
    starts = (first, monday, sunday, monday + timedelta(days=7) if monday < first else monday)
    for start in starts:
        week = Period(start + timedelta(days=7 * number - 7), start + timedelta(days=7 * number - 1))
        if week.start <= month.end:
            yield week
