"""The spans of days that words name: 近30天 and 周 of a length, 本月 and 本月累计 of the one in which they are written down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from auditor.rulebook.model import Span
from auditor.text import any_of

_PAST = "近|最近|过去|前|last|past|trailing|rolling|recent"
_UNITS = "天|日|d|days?|周|weeks?|w|个月|months?|年|years?"
_COUNTED = (  # 10月 and 十月 are October, 近10月 and 近十个月 are ten months; 2026年 is a year
    rf"(?:(?:{_PAST})?(?!20\d\d年)\d{{1,4}}-?(?:{_UNITS})|(?:{_PAST})\d{{1,2}}月"
    rf"|(?:近|最近|过去)[一二两三四五六七八九十]{{1,3}}(?:月|{_UNITS}))"
)
_COUNTED_ALONE = re.compile(_COUNTED + r"(?:内|数据|累计|滚动|rolling|window)?")
_COUNT = re.compile(r"([\d一二两三四五六七八九十]+)-?(.)")
_SIGNS = {"day": "天日d", "week": "周w", "month": "月个m", "year": "年y"}
_DIGITS = str.maketrans("一二两三四五六七八九", "1223456789")
_WEEK, _MONTH, _YEAR = Span(1, "week"), Span(1, "month"), Span(1, "year")
_NAMED = {
    **dict.fromkeys(("周", "每周", "按周", "单周", "周度", "week", "weekly", "perweek"), _WEEK),
    **dict.fromkeys(("月", "每月", "按月", "单月", "月度", "month", "monthly", "permonth"), _MONTH),
    **dict.fromkeys(("年", "每年", "年度", "year", "yearly", "annual", "peryear"), _YEAR),
}


def _so_far(sign: str, word: str, these: tuple[str, ...]) -> Iterator[str]:
    """月累计, 本月至今, MTD, this month to date."""
    yield from (
        f"{this}{sign}{of}{so_far}" for this in ("", *these) for of in ("", "度") for so_far in ("累计", "至今")
    )
    yield from (f"{word[0]}td", *(f"{this}{word}{to}" for this in ("", "this") for to in ("todate", "-to-date")))


TO_DATE: Mapping[str, Span] = {
    **dict.fromkeys(_so_far("周", "week", ("本", "当", "这", "这一")), _WEEK),
    **dict.fromkeys(_so_far("月", "month", ("本", "当")), _MONTH),
    **dict.fromkeys(_so_far("年", "year", ("本", "今")), _YEAR),
}
"""What is added up since the span's first day, over or not."""
CURRENT: Mapping[str, Span] = {
    **dict.fromkeys(("本周", "当周", "thisweek"), _WEEK),
    **dict.fromkeys(("本月", "当月", "thismonth"), _MONTH),
    **dict.fromkeys(("本年", "今年", "thisyear"), _YEAR),
    **TO_DATE,
}
"""Of the week, month or year that the value was written down in, over or not."""
_NAME = any_of((*_NAMED, *CURRENT))
AT_AN_END = tuple(
    map(
        re.compile,
        (
            rf"^{_COUNTED}内?-?(?=\D)",
            rf"(?<=\D)[-_]?{_COUNTED}内?$",
            rf"^({_NAME})[-_]?(?=.)",
            rf"(?<=.)[-_]?({_NAME})$",
        ),
    )
)
"""A span before or behind the name of a metric: 近30天迟发率, Sales MTD."""


_UP_TO_NOW = re.compile(  # 提前3天 is none
    r"(?:近|最近|过去|last|past|trailing|rolling|recent)"
    r"(?:\d{1,3}-?(?:天|日|days?|周|weeks?)(?![a-z])|[一二两三四五六七八九十]{1,3}(?:天|日|周))"
)


def days_up_to_now(text: str) -> int | None:
    """The days up to now that a normalised title or name speaks of: 30 of 店铺近30天数据. None for none or several."""
    found = {_counted(each[0]) for each in _UP_TO_NOW.finditer(text)}
    return sum(span.count * (7 if span.unit == "week" else 1) for span in found) if len(found) == 1 else None


def span_of(text: str) -> Span | None:
    """The length that a normalised text names (``10天``, ``30days``, ``周``), else None."""
    if found := _COUNTED_ALONE.fullmatch(text):
        return _counted(found[0])
    return _NAMED.get(text)


def _counted(text: str) -> Span:
    found = _COUNT.search(text)
    assert found is not None  # noqa: S101 - the callers' pattern has one
    count = found[1].translate(_DIGITS)
    if "十" in count:  # 十四, 三十, 九十五
        tens, ones = count.split("十", 1)
        count = f"{tens or 1}{ones or 0}"
    unit = next(unit for unit, signs in _SIGNS.items() if found[2] in signs)
    return Span(int(count), unit)


def same_window(stated: Span, window: Span) -> bool:
    """Whether a stated window is the metric's (7 days are a week, 365 a year; an export's own range fits any)."""
    if window.unit == "period":
        return True
    days, months = {"day": 1, "week": 7}, {"month": 1, "year": 12}
    for units in (days, months):
        if stated.unit in units and window.unit in units:
            return stated.count * units[stated.unit] == window.count * units[window.unit]
    return (
        stated.unit in months and window.unit == "day" and stated.count * months[stated.unit] * 365 == window.count * 12
    )
