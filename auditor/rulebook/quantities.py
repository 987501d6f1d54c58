"""Figures of rule files, exact: ``90%``, ``$0.30``, ``15 days``, ``yes``, dates, spans of time."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from fractions import Fraction

from auditor.currency import CODES
from auditor.model import Text
from auditor.rulebook.model import Quantity, Span, Unit
from auditor.text import BilingualError

_DIGITS = r"[+-]?(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,15})?"
_PLAIN = re.compile(_DIGITS)
_SHARE = re.compile(rf"({_DIGITS})\s*%")
_DURATION = re.compile(rf"({_DIGITS})\s*([A-Za-z]+|天|日|小时|时|周|个月)")
_SYMBOLS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "HK$": "HKD", "C$": "CAD", "A$": "AUD", "RMB": "CNY"}
_MONEY_BEFORE = re.compile(rf"([+-]?)\s*([A-Z]{{0,2}}[$€£¥]|[A-Z]{{3}})\s*({_DIGITS})")
_MONEY_AFTER = re.compile(rf"({_DIGITS})\s*([$€£¥]|[A-Z]{{3}})")
_SPAN = re.compile(r"(?:(\d{1,4})\s+)?(day|week|month|year)s?")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_HOURS = {"hour": 1, "hours": 1, "h": 1, "小时": 1, "时": 1}
_DAYS = {"day": 1, "days": 1, "d": 1, "天": 1, "日": 1}
_FLAGS = {"yes": 1, "true": 1, "是": 1, "有": 1, "no": 0, "false": 0, "否": 0, "无": 0}

HOW_TO_WRITE: dict[Unit, Text] = {
    Unit.SHARE: Text("占比写成 90%", "write a share as 90%"),
    Unit.COUNT: Text("计数写成 12，只写数字，不带“个”“万”等单位", "write a count as 12, digits only"),
    Unit.SCORE: Text("分值写成 4.5", "write a score as 4.5"),
    Unit.DAYS: Text("天数写成 15 days", "write days as 15 days"),
    Unit.HOURS: Text("小时写成 24 hours", "write hours as 24 hours"),
    Unit.MONEY: Text("金额写成 $0.30 或 CNY 19800", "write money as $0.30 or CNY 19800"),
    Unit.FLAG: Text("是否写成 yes 或 no", "write yes or no"),
    Unit.TEXT: Text("文字不能为空", "the text must not be empty"),
    Unit.DATE: Text("日期写成 2026-11-15", "write a date as 2026-11-15"),
}


class BadQuantity(BilingualError, ValueError):
    """A figure that does not fit its unit; ``message`` says what is accepted."""


def parse_quantity(text: str, unit: Unit, *, bare_money: bool = False) -> Quantity:
    """The exact figure that ``text`` writes, in the base unit of ``unit`` (90% is 9/10).

    Zero may be written bare for every unit; tests may leave out the currency (``bare_money``).
    Raises BadQuantity; not for text metrics.
    """
    written = unicodedata.normalize("NFKC", text).strip() if len(text) <= 60 else ""
    match unit:
        case Unit.SHARE:
            if found := _SHARE.fullmatch(written):
                share = _fraction(found[1]) / 100
                return Quantity(share, f"{decimal(share * 100)}%")
            if _is_zero(written):
                return Quantity(Fraction(0), "0%")
            if _PLAIN.fullmatch(written):
                number = _fraction(written)
                bare, percent = decimal(number), decimal(number * 100)
                zh, en = (f"{percent}% 或 {bare}%", f"{percent}% or {bare}%") if abs(number) <= 1 else (f"{bare}%",) * 2
                raise BadQuantity(Text(f"“{bare}”没有百分号：请写成 {zh}", f"'{bare}' has no percent sign: write {en}"))
        case Unit.COUNT | Unit.SCORE:
            if _PLAIN.fullmatch(written):
                number = _fraction(written)
                return Quantity(number, decimal(number))
        case Unit.DAYS:
            return _duration(written, unit, _DAYS, _HOURS)
        case Unit.HOURS:
            return _duration(written, unit, _HOURS, _DAYS)
        case Unit.MONEY:
            return _money(written, bare=bare_money)
        case Unit.FLAG:
            if (flag := _FLAGS.get(written.casefold())) is not None:
                return Quantity(Fraction(flag), "yes" if flag else "no")
        case Unit.DATE:
            if (day := parse_date(written)) is not None:
                return Quantity(Fraction(day.toordinal()), day.isoformat())
        case Unit.TEXT:
            pass
    raise BadQuantity(HOW_TO_WRITE[unit])


def parse_coverage(text: str) -> Fraction:
    """A least coverage: ``30%``, from 0 to 100 %. Raises BadQuantity."""
    share = parse_quantity(text, Unit.SHARE).exact
    if not 0 <= share <= 1:
        raise BadQuantity(Text("覆盖率在 0% 到 100% 之间", "a coverage lies between 0% and 100%"))
    return share


def _duration(written: str, unit: Unit, own: dict[str, int], other: dict[str, int]) -> Quantity:
    name = "days" if unit is Unit.DAYS else "hours"
    found = _DURATION.fullmatch(written)
    if found and found[2].casefold() in own:
        written = found[1]
    elif found and found[2].casefold() in other:
        number = _fraction(found[1])
        converted = decimal(number / 24) if unit is Unit.DAYS else decimal(number * 24)
        zh = f"该指标以{'天' if unit is Unit.DAYS else '小时'}计：请写成 {converted} {name}"
        raise BadQuantity(Text(zh, f"the metric is in {name}: write {converted} {name}"))
    if not _PLAIN.fullmatch(written):
        raise BadQuantity(HOW_TO_WRITE[unit])
    number = _fraction(written)
    return Quantity(number, f"{decimal(number)} {name[:-1] if number == 1 else name}")


def _money(written: str, *, bare: bool) -> Quantity:
    if found := _MONEY_BEFORE.fullmatch(written):
        sign, symbol, digits = found[1], found[2], found[3]
    elif found := _MONEY_AFTER.fullmatch(written):
        sign, symbol, digits = "", found[2], found[1]
    elif _is_zero(written) or (bare and _PLAIN.fullmatch(written)):
        return Quantity(_fraction(written), decimal(_fraction(written)))
    elif _PLAIN.fullmatch(written):
        raise BadQuantity(
            Text(f"没有币种：请写成 ${written} 或 CNY {written}", f"no currency: write ${written} or CNY {written}")
        )
    else:
        raise BadQuantity(HOW_TO_WRITE[Unit.MONEY])
    if symbol.endswith("¥"):
        raise BadQuantity(
            Text(f"¥ 可指人民币或日元：请写成 CNY {digits}", f"¥ is yuan or yen: write CNY {digits} or JPY {digits}")
        )
    currency = currency_code(symbol)
    if not currency.isalpha():
        raise BadQuantity(HOW_TO_WRITE[Unit.MONEY])
    if currency not in CODES:
        raise BadQuantity(Text(f"没有名为“{currency}”的币种", f"there is no currency '{currency}'"))
    amount = _fraction(digits) * (-1 if sign == "-" else 1)
    return Quantity(amount, money_text(amount, currency), currency)


def money_text(amount: Fraction, currency: str) -> str:
    """``$0.3``, ``-$5``, ``CNY 19800``."""
    if currency == "USD":
        return f"{'-' if amount < 0 else ''}${decimal(abs(amount))}"
    return f"{currency} {decimal(amount)}"


def decimal(number: Fraction) -> str:
    """The number in decimal digits without trailing zeros; exact for what rule files can write."""
    digits = 0
    scaled = number
    while scaled.denominator != 1 and digits < 17:
        scaled *= 10
        digits += 1
    whole = round(scaled)
    text = str(abs(whole)).rjust(digits + 1, "0")
    head, tail = (text[:-digits], text[-digits:].rstrip("0")) if digits else (text, "")
    return f"{'-' if whole < 0 else ''}{head}{'.' if tail else ''}{tail}"


def parse_number(text: str) -> Fraction | None:
    """A bare decimal number, None for anything else."""
    return _fraction(text.strip()) if len(text) <= 60 and _PLAIN.fullmatch(text.strip()) else None


def currency_code(written: str) -> str:
    """The code of a currency: ``RMB`` is CNY, a code is itself."""
    return _SYMBOLS.get(written, written)


def parse_span(text: str) -> Span | None:
    """``30 days``, ``week``, ``3 months``, ``1 year``; None for anything else and for a span of zero."""
    found = _SPAN.fullmatch(text.strip())
    if not found or (found[1] is not None and int(found[1]) == 0):
        return None
    return Span(int(found[1] or 1), found[2])


def parse_date(text: str) -> date | None:
    """A date written ``2026-11-15``; None for anything else."""
    found = _DATE.fullmatch(text.strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _fraction(digits: str) -> Fraction:
    return Fraction(digits.replace(",", ""))


def _is_zero(written: str) -> bool:
    return bool(_PLAIN.fullmatch(written)) and _fraction(written) == 0
