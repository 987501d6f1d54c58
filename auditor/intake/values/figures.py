"""The grammar of printed values: what a cell's text says, exactly, or that it says nothing certain.

A number is kept as an exact fraction, so that "89.10%" is 0.891 and not 0.8909999999999999: the
decimal point is shifted, nothing is divided in binary. What is not one number (a range, "90% and
more", a mark of a missing value, two possible readings) is returned as what it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from auditor.intake.values.figure_words import (
    CURRENCY,
    DITTO,
    ERRORS,
    MAGNITUDES,
    MISSING,
    NO,
    NOT_YET,
    SECONDS,
    UNITS,
    YES,
    ZERO_OR_MISSING,
)
from auditor.model import Text
from auditor.text import any_of, folded, normalise

MAX_LENGTH = 64  # characters; no printed number is longer
MAX_EXPONENT = 300  # of a scientific notation; beyond it lies no double


BOUND_BEFORE = re.compile(  # what makes a bound of the number behind it
    r"(?:(?:≥|>=|=>|≧|⩾|不低于|不少于|不小于|至少|最少|大于等于|at least|min\.?)"
    r"|(?:≤|<=|=<|≦|⩽|不超过|不高于|不大于|不多于|至多|最多|小于等于|at most|up to|max\.?)"
    r"|(?:>|超过|超出|超|高于|大于|多于|more than|greater than|over|above)"
    r"|(?:<|低于|小于|少于|不足|不到|less than|under|below)"
    r"|(?:约为|大约|约|近|将近|接近|左右|≈|~|∼|about|approximately|approx\.?|ca\.?|circa|around))\s*(?=\S)"
)
BOUND_AFTER = re.compile(  # what makes a bound of the number before it
    r"(?:\s*(?:及以上|或以上|以上|or more|and above|or above|and more|\+)"
    r"|\s*(?:及以下|或以下|以下|以内|之内|or less|and below|or below|or fewer)"
    r"|(?<=[0-9十百千万亿kKmM%])\s*(?:多|余)"
    r"|\s*(?:左右|上下|or so))$"
)
_RANGE = re.compile(r"(?<=[^\s(+\-])\s*(?:\.\.|-|~|∼|至|到|\bto\b)\s*(?=[^\s-])")


_DIGITS = r"[0-9][0-9,.' ]*(?:[eE][+-]?[0-9]{1,6})?|\.[0-9]+(?:[eE][+-]?[0-9]{1,6})?"
_SIGN = r"[+-]"
_NUMBER = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>{_SIGN})?\s*(?P<before>{any_of(CURRENCY)})?\s*(?P<inner>{_SIGN})?\s*(?P<share>百分之)?(?P<digits>{_DIGITS})"
    rf"\s*(?P<magnitude>(?:{any_of(MAGNITUDES)})(?![a-z]))?\s*(?P<percent>%|‰)?\s*(?:(?P<after>{any_of(CURRENCY)})|(?P<unit>{any_of(UNITS)}))?\s*(?P<close>\))?",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"([0-9]+(?:\.[0-9]+)?)\s*({any_of(word for word, unit in UNITS.items() if unit != 'count')}|分|m(?![a-z]))\s*",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"([0-9]{1,3}):([0-5]?[0-9]):([0-5][0-9])(?:\.0+)?")
_PLAIN = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_POINT = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
_COMMA_GROUPS = re.compile(r"(?!0[0-9,])[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_LAKH_GROUPS = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]*)?")
_SPACE_GROUPS = re.compile(r"(?!0)[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?")
_DOT_GROUPS = re.compile(r"(?!0)[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|(?!0)[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_COMMA_DECIMAL = re.compile(r"[0-9]+,[0-9]+")
_THREE_AFTER = re.compile(r"(?!0)[0-9]{1,3}[.,][0-9]{3}")


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """What a text says.

    ``value`` is exact; a percent is a share (0.01 for 1 %). It is None for a missing value, for a ``bound`` ("≥90%", "15-20"),
    and where ``problem`` says why the text is no number. ``unit`` is a length of time (see ``to``) or "count"; ``value`` is
    in that unit. ``comma_decimal``: it was read with a decimal comma. ``scaled``: 万 or k was written, and is in ``value``.
    """

    value: Fraction | None = None
    percent: bool = False
    currency: str | None = None
    unit: str | None = None
    bound: bool = False
    missing: bool = False
    problem: Text | None = None
    comma_decimal: bool = False
    scaled: bool = False

    def to(self, unit: str) -> Fraction | None:
        """A length of time in another unit, exactly ("days", "hours"); None if it is none of fixed length."""
        if self.value is None or self.unit not in SECONDS or unit not in SECONDS:
            return None
        return self.value * SECONDS[self.unit] / SECONDS[unit]


_NOTHING = ParsedValue(missing=True)


@lru_cache(maxsize=65536)
def is_missing(text: str) -> bool:
    """Whether the text is a usual mark of a missing value (-, --, 暂无, N/A, empty)."""
    return len(text) <= MAX_LENGTH and folded(text) in MISSING


@lru_cache(maxsize=65536)
def is_awaited(text: str) -> bool:
    """Whether a cell of a kept sheet says that its value is not known yet: 统计中. Of an export's row Pending is the state."""
    return len(text) <= MAX_LENGTH and NOT_YET.fullmatch(folded(text)) is not None


@lru_cache(maxsize=65536)
def parse_number(text: str, *, commas_seen: bool = False) -> ParsedValue:
    """Read a printed number, exactly.

    A comma before exactly three digits is a thousands mark, unless the same file shows decimal
    commas (``commas_seen``): then "1,234" and "1.234" have two readings and are a problem.
    """
    if _PLAIN.fullmatch(text) and not commas_seen:
        return ParsedValue(_shift(text, 0))
    if len(text) > 4 * MAX_LENGTH:
        return _problem(text[:20] + "…", "太长，不像数字", "is too long for a number")
    if any(unicodedata.category(character) == "No" for character in text):
        return _problem(text, "含有上标、带圈或分数字符", "has superscript, circled or fraction characters")
    plain = normalise(text)
    if len(plain) > MAX_LENGTH:
        return _problem(plain[:20] + "…", "太长，不像数字", "is too long for a number")
    word = plain.casefold()
    if word in MISSING:
        return _NOTHING
    if word in DITTO:
        return _problem(plain, "只说与别处相同，没有写数值", "only says that it is as elsewhere")
    if word in ERRORS:
        return _problem(plain, "是公式错误", "is a formula error")
    if word in ZERO_OR_MISSING:
        return _problem(plain, "可能是零，也可能是没有数据：请写 0 或“-”", "may mean zero or no data: write 0 or '-'")
    found = _exact(plain, commas_seen) or _bound(plain, commas_seen)
    return found or _problem(plain, "不是数字", "is not a number")


def parse_flag(text: str) -> ParsedValue:
    """Read a yes or a no (是 否 有 无 √ × yes no TRUE FALSE 1 0 …): 1, 0, missing or a problem."""
    word = folded(text[: 4 * MAX_LENGTH])
    if word in YES:
        return ParsedValue(Fraction(1))
    if word in NO:
        return ParsedValue(Fraction(0))
    if word in MISSING:
        return _NOTHING
    return _problem(word[:MAX_LENGTH], "不是“是”或“否”", "is neither yes nor no")


def shows_decimal_comma(texts: Iterable[str]) -> bool:
    """Whether any of the texts is a number that can only be read with a decimal comma (12,5 or 1.234,5)."""
    return any(parse_number(text).comma_decimal for text in texts if "," in text)


class _Ambiguous(Exception):
    """A digit group with two readings."""


def _problem(text: str, zh: str, en: str) -> ParsedValue:
    return ParsedValue(problem=Text(f"“{text}”{zh}", f"'{text}' {en}"))


def _shift(digits: str, places: int) -> Fraction:
    """The decimal number times ten to the ``places``, exactly. ValueError on an exponent out of bounds."""
    mantissa, _, exponent = digits.partition("e") if "e" in digits else digits.partition("E")
    whole, _, decimals = mantissa.partition(".")
    power = int(exponent or 0) + places - len(decimals)
    if abs(int(exponent or 0)) > MAX_EXPONENT:
        raise ValueError("exponent out of bounds")
    number = int(whole + decimals)
    return Fraction(number * 10**power) if power >= 0 else Fraction(number, 10**-power)


def _digits(digits: str, commas_seen: bool) -> tuple[str, bool]:
    """Digit groups → a plain decimal number, and whether a comma was the decimal mark.

    Raises ValueError where the marks make no number, _Ambiguous where they make two.
    """
    digits = digits.strip()
    mantissa, mark, exponent = digits, "", ""
    if position := max(digits.find("e"), digits.find("E")) + 1:
        mantissa, mark, exponent = digits[: position - 1], "e", digits[position:]
    if commas_seen and _THREE_AFTER.fullmatch(mantissa):
        raise _Ambiguous
    if _POINT.fullmatch(mantissa):
        return mantissa + mark + exponent, False
    if _COMMA_GROUPS.fullmatch(mantissa) or _LAKH_GROUPS.fullmatch(mantissa):
        return mantissa.replace(",", "") + mark + exponent, False
    if _SPACE_GROUPS.fullmatch(mantissa):
        return re.sub("[ ']", "", mantissa).replace(",", ".") + mark + exponent, "," in mantissa
    if _DOT_GROUPS.fullmatch(mantissa):
        return mantissa.replace(".", "").replace(",", ".") + mark + exponent, "," in mantissa
    if _COMMA_DECIMAL.fullmatch(mantissa):
        return mantissa.replace(",", ".") + mark + exponent, True
    raise ValueError(f"not a number: {digits}")


def _exact(plain: str, commas_seen: bool) -> ParsedValue | None:
    """One number with its currency, magnitude, percent sign or unit; None if it is something else."""
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return _compound(plain)
    part = match.groupdict()
    if (part["open"] is None) != (part["close"] is None) or (part["sign"] and part["inner"]):
        return None
    if part["open"] and (part["sign"] or part["inner"]):
        return None
    before, after = _currency(part["before"]), _currency(part["after"])
    if (before and after and before != after) or ((before or after) and part["percent"]):
        return None
    magnitude = part["magnitude"]
    if magnitude in {"m", "b"} and not before:
        return None  # 5m: minutes, metres or millions
    places = MAGNITUDES[magnitude.lower()] if magnitude else 0
    percent = bool(part["percent"] or part["share"])
    places -= 3 if part["percent"] == "‰" else 2 if percent else 0
    try:
        digits, comma = _digits(part["digits"], commas_seen)
        value = _shift(digits, places)
    except _Ambiguous:
        return _problem(
            plain,
            "有两种读法（千分位或小数），因为同一文件里还有小数逗号：请去掉千分位，或写出小数位",
            "has two readings (thousands or decimals) because the file also shows decimal commas: write it without a thousands mark",
        )
    except ValueError:
        return None
    if "-" in (part["sign"], part["inner"]) or part["open"]:
        value = -value
    unit = UNITS[part["unit"].lower()] if part["unit"] else None
    return ParsedValue(value, percent, before or after, unit, comma_decimal=comma, scaled=magnitude is not None)


def _currency(word: str | None) -> str | None:
    return None if word is None else CURRENCY[word.lower()]


def _compound(plain: str) -> ParsedValue | None:
    """1天12小时, 2h 30m, 1小时30分, 25:30:00 → the length in its smallest unit; 1:30 may be minutes too."""
    if clock := _CLOCK.fullmatch(plain):
        hours, minutes, seconds = (int(each) for each in clock.groups())
        return ParsedValue(Fraction(3600 * hours + 60 * minutes + seconds), unit="seconds")
    total, last, position = Fraction(0), "", 0
    for match in _PART.finditer(plain):
        word = match[2].lower()
        if word == "m" and last != "hours":  # 30m alone are as well 30 metres or millions
            return None
        unit = "minutes" if word in ("分", "m") else UNITS[word]
        if match.start() != position or unit not in SECONDS or (last and SECONDS[unit] >= SECONDS[last]):
            return None
        total += _shift(match[1], 0) * SECONDS[unit]
        last, position = unit, match.end()
    if position != len(plain) or not last:
        return None
    return ParsedValue(total / SECONDS[last], unit=last)


def _bound(plain: str, commas_seen: bool) -> ParsedValue | None:
    """≥90%, 90%以上, 15-20, about 3 h: a bound or a range, never a number."""
    text = plain.casefold()
    if match := BOUND_BEFORE.match(text):
        return _bounded(_exact(text[match.end() :], commas_seen))
    if match := BOUND_AFTER.search(text):
        return _bounded(_exact(text[: match.start()], commas_seen))
    for match in _RANGE.finditer(text):
        left, right = _exact(text[: match.start()], commas_seen), _exact(text[match.end() :], commas_seen)
        if left is None or right is None or left.value is None or right.value is None:
            continue
        low = left.value / 100 if right.percent and not left.percent else left.value
        return ParsedValue(currency=right.currency or left.currency, bound=True) if low <= right.value else None
    return None


def _bounded(inner: ParsedValue | None) -> ParsedValue | None:
    if inner is None or inner.value is None:
        return inner
    return ParsedValue(currency=inner.currency, bound=True)
