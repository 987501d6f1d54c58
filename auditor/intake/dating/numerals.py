"""Dates in Chinese numerals as digits: 十一月九日, 二〇二六年."""

from __future__ import annotations

import re

_DIGITS = "一二三四五六七八九十"
_NUMERAL = rf"[{_DIGITS}廿]{{1,3}}"  # of a day: 九, 十五, 三十一, 廿八
_CHINESE_MONTH = re.compile(
    rf"(?<![{_DIGITS}\d双近最前后每续])(十?)([一二]|(?<!十)[三四五六七八九])?月(?:({_NUMERAL})(?=[日号]))?(?![{_DIGITS}廿]{{1,3}}[日号])"
)
_MONTH_WORD = re.compile(r"(?<=\d月)(?:份|度(?!假))")  # 2026年10月份, 10月度
_CHINESE_DAY = re.compile(rf"(?<=[~至到-])({_NUMERAL})(?=[日号])")
_CHINESE_YEAR = re.compile("(?<![〇零一二三四五六七八九])二[〇零][〇零一二三四五六七八九]{2}(?=年)")
_YEAR_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def with_digits(text: str) -> str:
    """The dates of a text in digits (十一月九日 → 11月9日; 一个月 stays), and weeks by their simplified sign."""
    text = _CHINESE_YEAR.sub(lambda year: year[0].translate(_YEAR_DIGITS), text)
    text = _MONTH_WORD.sub("", _CHINESE_MONTH.sub(_in_digits, text.replace("週", "周")))
    return _CHINESE_DAY.sub(lambda day: str(_number(day[1])), text)


def _in_digits(found: re.Match[str]) -> str:
    tens, ones, day = found.groups()
    if not (tens or ones):
        return found[0]
    return f"{_number(tens + (ones or ''))}月{_number(day) if day else ''}"


def _number(numeral: str) -> int:
    """十 → 10, 二十一 → 21, 廿八 → 28, 九 → 9."""
    tens, ten, ones = numeral.replace("廿", "二十").rpartition("十")
    return 10 * bool(ten) * (_DIGITS.index(tens) + 1 if tens else 1) + (_DIGITS.index(ones) + 1 if ones else 0)
