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
from typing import Literal

from auditor.model import Text

Qualifier = Literal["at_least", "more_than", "at_most", "less_than", "about", "range"]

MAX_LENGTH = 64  # characters; no printed number is longer
MAX_EXPONENT = 300  # of a scientific notation; beyond it lies no double


def _words(text: str, separator: str | None = None) -> frozenset[str]:
    return frozenset(text.split(separator))


# What people write where they have no figure. Zero is never among them.
_MISSING = _words(
    "- -- --- ---- / // \\ . .. ... ? ?? 暂无 暂无数据 无数据 没有数据 无记录 暂缺 缺失 缺 空 未统计 未提供 未知 不详"
)
_MISSING |= _words(
    "待定 待补 待更新 不适用 n/a na n.a. n.a #n/a null (null) none nil nan empty (empty) blank (blank) unknown tbd tba"
) | {""}
_MISSING |= _words("n / a|#n/a n/a|no data|not available|not set|(not set)|not applicable", "|")
_ERRORS = _words("#div/0! #ref! #value! #name? #num! #null! #spill! #calc! #getting_data #####")
_ZERO_OR_MISSING = _words("无 没有")

_YES = _words("是 有 已完成 完成 已开通 已开启 已上传 已提交 已签 对 √ ✓ ✔ ☑ ✅ yes y true on done 1")
_NO = _words("否 无 没有 未完成 未开通 未开启 未上传 未提交 未签 不是 × ✗ ✘ ✕ ❌ ☐ no n false off 0") | {"not done"}

_QUALIFIERS: tuple[tuple[str, Qualifier], ...] = (
    (r"(?:≥|>=|=>|≧|⩾|不低于|不少于|不小于|至少|最少|大于等于|at least|min\.?)", "at_least"),
    (r"(?:≤|<=|=<|≦|⩽|不超过|不高于|不大于|不多于|至多|最多|小于等于|at most|up to|max\.?)", "at_most"),
    (r"(?:>|超过|超出|超|高于|大于|多于|more than|greater than|over|above)", "more_than"),
    (r"(?:<|低于|小于|少于|不足|不到|less than|under|below)", "less_than"),
    (r"(?:约为|大约|约|近|将近|接近|左右|≈|~|∼|about|approximately|approx\.?|ca\.?|circa|around)", "about"),
)
_PREFIX = tuple((re.compile(rf"{pattern}\s*(?=\S)"), word) for pattern, word in _QUALIFIERS)
_SUFFIX: tuple[tuple[re.Pattern[str], Qualifier], ...] = (
    (re.compile(r"\s*(?:及以上|或以上|以上|or more|and above|or above|and more|\+)$"), "at_least"),
    (re.compile(r"\s*(?:及以下|或以下|以下|以内|之内|or less|and below|or below|or fewer)$"), "at_most"),
    (re.compile(r"(?<=[0-9十百千万亿kKmM%])\s*(?:多|余)$"), "more_than"),
    (re.compile(r"\s*(?:左右|上下|or so)$"), "about"),
)
_RANGE = re.compile(r"(?<=[^\s(+\-])\s*(?:\.\.|-|~|∼|至|到|\bto\b)\s*(?=[^\s-])")

_CURRENCY = {
    **dict.fromkeys(("¥", "rmb", "cny", "cn¥", "人民币", "元", "块", "圆"), "CNY"),
    **dict.fromkeys(("$", "us$", "u.s.$", "usd", "usd$", "美元", "美金"), "USD"),
    **dict.fromkeys(("€", "eur", "欧元"), "EUR"),
    **dict.fromkeys(("£", "gbp", "英镑"), "GBP"),
    **dict.fromkeys(("₹", "rs", "rs.", "inr", "卢比"), "INR"),
    **dict.fromkeys(("jpy", "jp¥", "日元", "円"), "JPY"),
    **dict.fromkeys(("hk$", "hkd", "港币", "港元"), "HKD"),
    **dict.fromkeys(("c$", "ca$", "cad", "加元"), "CAD"),
    **dict.fromkeys(("a$", "au$", "aud", "澳元"), "AUD"),
    **dict.fromkeys(("s$", "sgd", "新加坡元"), "SGD"),
    **dict.fromkeys(("mx$", "mxn"), "MXN"),
    **dict.fromkeys(("r$", "brl"), "BRL"),
    **dict.fromkeys(("nt$", "twd", "新台币"), "TWD"),
    **dict.fromkeys(("zł", "pln"), "PLN"),
    **dict.fromkeys(("₩", "krw", "韩元"), "KRW"),
    **dict.fromkeys(("₺", "try"), "TRY"),
    **dict.fromkeys(("฿", "thb", "泰铢"), "THB"),
    **dict.fromkeys(
        ("chf", "sek", "nok", "dkk", "czk", "aed", "sar", "nzd", "zar", "vnd", "idr", "myr", "php", "rub"), ""
    ),
}
_MAGNITUDES = {
    "千": 3, "k": 3, "万": 4, "w": 4, "十万": 5, "百万": 6, "m": 6, "mn": 6, "million": 6, "千万": 7,
    "亿": 8, "b": 9, "bn": 9, "billion": 9, "万亿": 12, "thousand": 3,
}  # fmt: skip
_SECONDS = {
    "milliseconds": Fraction(1, 1000), "seconds": Fraction(1), "minutes": Fraction(60),
    "hours": Fraction(3600), "days": Fraction(86400), "weeks": Fraction(604800),
}  # fmt: skip
_UNITS = {
    **dict.fromkeys(("毫秒", "ms", "msec", "milliseconds", "millisecond"), "milliseconds"),
    **dict.fromkeys(("秒", "秒钟", "s", "sec", "secs", "second", "seconds"), "seconds"),
    **dict.fromkeys(("分钟", "min", "min.", "mins", "minute", "minutes"), "minutes"),
    **dict.fromkeys(("小时", "个小时", "时", "h", "hr", "hrs", "hour", "hours"), "hours"),
    **dict.fromkeys(("天", "日", "自然日", "d", "day", "days"), "days"),
    **dict.fromkeys(("周", "星期", "个星期", "wk", "wks", "week", "weeks"), "weeks"),
    **dict.fromkeys(("个月", "月", "month", "months"), "months"),
    **dict.fromkeys(("年", "yr", "yrs", "year", "years"), "years"),
    # counted things and marks: the word says nothing about the scale
    **dict.fromkeys(_words("个 件 单 次 人 条 款 家 笔 份 台 位 名 篇 张 套 只 项 封 星 分 星级"), "count"),
    **dict.fromkeys(_words("orders order units unit items item pcs pc times clicks views"), "count"),
    **dict.fromkeys(_words("points pts stars star people products product inquiries inquiry reviews review"), "count"),
}  # fmt: skip


def _choice(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


_DIGITS = r"[0-9][0-9,.' ]*(?:[eE][+-]?[0-9]{1,6})?|\.[0-9]+(?:[eE][+-]?[0-9]{1,6})?"
_SIGN = r"[+-]"
_NUMBER = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>{_SIGN})?\s*(?P<before>{_choice(_CURRENCY)})?\s*(?P<inner>{_SIGN})?\s*(?P<share>百分之)?(?P<digits>{_DIGITS})"
    rf"\s*(?P<magnitude>(?:{_choice(_MAGNITUDES)})(?![a-z]))?\s*(?P<percent>%|‰)?\s*(?P<unit>{_choice(_UNITS)})?\s*(?P<after>{_choice(_CURRENCY)})?\s*(?P<close>\))?",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"([0-9]+(?:\.[0-9]+)?)\s*({_choice(word for word, unit in _UNITS.items() if unit != 'count')}|分)\s*",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_POINT = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
_COMMA_GROUPS = re.compile(r"(?!0[0-9,])[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_LAKH_GROUPS = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]*)?")
_SPACE_GROUPS = re.compile(r"(?!0)[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?")
_DOT_GROUPS = re.compile(r"(?!0)[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|(?!0)[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_COMMA_DECIMAL = re.compile(r"[0-9]+,[0-9]+")
_THREE_AFTER = re.compile(r"(?!0)[0-9]{1,3}[.,][0-9]{3}")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | {"\u2019": "'"})


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """What a text says.

    ``value`` is exact; a percent is a share (0.01 for 1 %). It is None for a missing value, for
    anything with a ``qualifier`` ("≥90%" has its bounds in ``low`` and ``high``), and where
    ``problem`` says why the text is no number. ``unit`` is a length of time (see ``to``) or
    "count"; ``value`` is in that unit. ``comma_decimal``: it was read with a decimal comma.
    """

    value: Fraction | None = None
    percent: bool = False
    currency: str | None = None
    unit: str | None = None
    qualifier: Qualifier | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    missing: bool = False
    problem: Text | None = None
    comma_decimal: bool = False

    @property
    def number(self) -> float | None:
        """The nearest double, or None."""
        return None if self.value is None else float(self.value)

    def to(self, unit: str) -> Fraction | None:
        """A length of time in another unit, exactly ("days", "hours"); None if it is none of fixed length."""
        if self.value is None or self.unit not in _SECONDS or unit not in _SECONDS:
            return None
        return self.value * _SECONDS[self.unit] / _SECONDS[unit]


_NOTHING = ParsedValue(missing=True)


def normalise(text: str) -> str:
    """NFKC, without invisible characters, dashes and spaces made one kind, trimmed."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).translate(_DASHES).split())


def is_missing(text: str) -> bool:
    """Whether the text is a usual mark of a missing value (-, --, 暂无, N/A, empty)."""
    return len(text) <= MAX_LENGTH and normalise(text).casefold() in _MISSING


@lru_cache(maxsize=65536)
def parse_number(text: str, *, decimal_comma: bool | None = None, commas_seen: bool = False) -> ParsedValue:
    """Read a printed number, exactly.

    A comma before exactly three digits is a thousands mark, unless the same file shows decimal
    commas (``commas_seen``): then "1,234" and "1.234" have two readings and are a problem, until
    ``decimal_comma`` says how the file is meant (True: 1,5 is one and a half; False: a thousands mark).
    """
    if _PLAIN.fullmatch(text) and not commas_seen and not decimal_comma:
        return ParsedValue(_shift(text, 0))
    if len(text) > 4 * MAX_LENGTH:
        return _problem(text[:20] + "…", "太长，不像数字", "is too long for a number")
    if any(unicodedata.category(character) == "No" for character in text):
        return _problem(text, "含有上标、带圈或分数字符", "has superscript, circled or fraction characters")
    plain = normalise(text)
    if len(plain) > MAX_LENGTH:
        return _problem(plain[:20] + "…", "太长，不像数字", "is too long for a number")
    folded = plain.casefold()
    if folded in _MISSING:
        return _NOTHING
    if folded in _ERRORS:
        return _problem(plain, "是公式错误", "is a formula error")
    if folded in _ZERO_OR_MISSING:
        return _problem(plain, "可能是零，也可能是没有数据：请写 0 或“-”", "may mean zero or no data: write 0 or '-'")
    style = _Commas(decimal_comma, commas_seen)
    exact = _exact(plain, style)
    if exact is not None:
        return exact
    return _qualified(plain, style) or _problem(plain, "不是数字", "is not a number")


def parse_flag(text: str) -> ParsedValue:
    """Read a yes or a no (是 否 有 无 √ × yes no TRUE FALSE 1 0 …): 1, 0, missing or a problem."""
    word = normalise(text[: 4 * MAX_LENGTH]).casefold()
    if word in _YES:
        return ParsedValue(Fraction(1))
    if word in _NO:
        return ParsedValue(Fraction(0))
    if word in _MISSING:
        return _NOTHING
    return _problem(word[:MAX_LENGTH], "不是“是”或“否”", "is neither yes nor no")


def shows_decimal_comma(texts: Iterable[str]) -> bool:
    """Whether any of the texts is a number that can only be read with a decimal comma (12,5 or 1.234,5)."""
    return any("," in text and parse_number(text).comma_decimal for text in texts)


@dataclass(frozen=True, slots=True)
class _Commas:
    stated: bool | None
    seen: bool


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


def _digits(digits: str, commas: _Commas) -> tuple[str, bool]:
    """Digit groups → a plain decimal number, and whether a comma was the decimal mark.

    Raises ValueError where the marks make no number, _Ambiguous where they make two.
    """
    digits = digits.strip()
    mantissa, mark, exponent = digits, "", ""
    if position := max(digits.find("e"), digits.find("E")) + 1:
        mantissa, mark, exponent = digits[: position - 1], "e", digits[position:]
    if _THREE_AFTER.fullmatch(mantissa) and (commas.seen or commas.stated is not None):
        if commas.stated is None:
            raise _Ambiguous
        decimal = "," if commas.stated else "."
        if decimal in mantissa:
            return mantissa.replace(",", ".") + mark + exponent, commas.stated
        return mantissa.replace(",", "").replace(".", "") + mark + exponent, False
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


def _exact(plain: str, commas: _Commas) -> ParsedValue | None:
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
    places = _MAGNITUDES[magnitude.lower()] if magnitude else 0
    percent = bool(part["percent"] or part["share"])
    places -= 3 if part["percent"] == "‰" else 2 if percent else 0
    try:
        digits, comma = _digits(part["digits"], commas)
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
    unit = _UNITS[part["unit"].lower()] if part["unit"] else None
    return ParsedValue(value, percent, before or after, unit, comma_decimal=comma)


def _currency(word: str | None) -> str | None:
    return None if word is None else _CURRENCY[word.lower()] or word.upper()


def _compound(plain: str) -> ParsedValue | None:
    """1天12小时, 2h 30min, 1小时30分 → the length in its smallest unit."""
    total, last, position = Fraction(0), "", 0
    for match in _PART.finditer(plain):
        word = match[2].lower()
        unit = "minutes" if word == "分" else _UNITS[word]
        if match.start() != position or unit not in _SECONDS or (last and _SECONDS[unit] >= _SECONDS[last]):
            return None
        total += _shift(match[1], 0) * _SECONDS[unit]
        last, position = unit, match.end()
    if position != len(plain) or not last:
        return None
    return ParsedValue(total / _SECONDS[last], unit=last)


def _qualified(plain: str, commas: _Commas) -> ParsedValue | None:
    """≥90%, 90%以上, 15-20, about 3 h: a bound or a range, never a number."""
    folded = plain.casefold()
    for pattern, word in _PREFIX:
        if match := pattern.match(folded):
            return _bounded(_exact(folded[match.end() :], commas), word)
    for suffix, word in _SUFFIX:
        if match := suffix.search(folded):
            return _bounded(_exact(folded[: match.start()], commas), word)
    for match in _RANGE.finditer(folded):
        left, right = _exact(folded[: match.start()], commas), _exact(folded[match.end() :], commas)
        if left is None or right is None or left.value is None or right.value is None:
            continue
        low = left.value / 100 if right.percent and not left.percent else left.value
        if low > right.value:
            return None
        currency, unit = right.currency or left.currency, right.unit or left.unit
        return ParsedValue(None, right.percent, currency, unit, "range", low, right.value)
    return None


def _bounded(inner: ParsedValue | None, word: Qualifier) -> ParsedValue | None:
    if inner is None or inner.value is None:
        return inner
    low = inner.value if word in {"at_least", "more_than", "about"} else None
    high = inner.value if word in {"at_most", "less_than", "about"} else None
    return ParsedValue(None, inner.percent, inner.currency, inner.unit, word, low, high)
