"""How the bare numbers under a heading are meant, as far as the heading, a unit column and the number format say."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

from auditor.intake.headings import Heading, normal, parse_heading, unit_note
from auditor.intake.units import Scale, scale_of, seems_scaled
from auditor.intake.words import CURRENCIES, SECONDS
from auditor.model import Text
from auditor.rulebook.model import Metric, Unit

SECONDS_OF_UNIT = {Unit.HOURS: 3600, Unit.DAYS: 86400}
UNCLEAR = Heading("", "", scale=0)  # a unit multiplies the figures: those of what, or by how much, is not said
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
# #,##0.0"万", ¥0"万", General"万", 0\k: digits without a comma or a mark of their own behind them, then a unit.
_SHOWN_UNIT = re.compile(
    r'(?:\[[^\]]*\]|"[^"\d]*"|[$¥￥€£+\s]|\\[^\d]|_.|\*.)*(?:[#0?,]*[#0](?:\.[#0?]+)?|General|G/通用格式)(?:\s|_.|\\ )*(?:"\s*|\\)?'
    r'([^\s"#0.,;!\\_][^"#0.,;!\\_]*?)"?(?:\s|_.|\*.)*',
    re.IGNORECASE,
)
_FORMAT_CURRENCY = re.compile(r"\[\$([^\]-]+)(?:-([^\]]*))?\]")
_BRACKETED = re.compile(r"\[[^\]]*\]|General", re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_HOLDS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
_LONGEST = 255  # of a number format, for a spreadsheet; a longer one is no work of any
# Whose $, ¥ or kr it is, by the locale that a format names behind it: a Windows number, or a language tag.
_SIGN_OF = {
    "$": {
        "CAD": "1009 c0c en-ca fr-ca", "AUD": "c09 en-au", "NZD": "1409 en-nz", "TWD": "404 zh-tw", "HKD": "c04 zh-hk",
        "SGD": "1004 4809 zh-sg en-sg", "MXN": "80a es-mx", "ARS": "2c0a es-ar", "CLP": "340a es-cl", "COP": "240a es-co",
    },
    "¥": {"JPY": "411 ja-jp"},
    "￥": {"JPY": "411 ja-jp"},
    "kr": {"SEK": "41d sv-se", "NOK": "414 814 nb-no nn-no", "DKK": "406 da-dk", "ISK": "40f is-is"},
}  # fmt: skip
_LOCAL = {
    (sign, locale): code
    for sign, codes in _SIGN_OF.items()
    for code, known in codes.items()
    for locale in known.split()
}


class Style(NamedTuple):
    """What is known of the bare numbers of a column before its cells are read."""

    percent: bool = False  # the heading or a unit column carries a %
    permille: bool = False
    declared: str | None = None  # share | percent: a source map's or the overlay's word
    currency: str | None = None
    seconds: float | None = None
    scale: int = 1
    multiplied: bool = False  # a unit that is stated elsewhere may multiply the number
    current: bool = False  # the heading says 本周, 本月

    @classmethod
    def of(cls, heading: Heading | None, declared: str | None = None, unit: str | None = None) -> Style:
        """The style that a heading and the text of a unit column give."""
        noted = heading or Heading("", "")
        if unit:
            noted = unit_note(noted, unit)
        own = cls(noted.percent, noted.permille, declared, noted.currency, noted.seconds, noted.scale)
        return own._replace(current=bool(noted.current), multiplied=bool(unit) and seems_scaled(unit or ""))

    def below(self, above: Heading | None, metric: Metric) -> Style:
        """The style under a unit that is stated above the table. A heading that states its own goes before.

        单位：万元 multiplies amounts; 单位：万 may be meant of amounts, of counts or of both.
        """
        if above is None or self.scale != 1 or self.currency is not None:
            return self
        if above.scale == 1:
            return self._replace(currency=above.currency) if metric.unit is Unit.MONEY else self
        if above.currency is None:
            return self._replace(multiplied=metric.unit.additive)
        return self._replace(scale=above.scale, currency=above.currency) if metric.unit is Unit.MONEY else self


def unit_above(text: str) -> Heading | None:
    """What the levels of a column's heading (数值(万元), 流量(万) / 曝光量) say of the unit of its figures."""
    for level in text.split(" / "):
        heading = parse_heading(level)
        if heading.scale != 1 or heading.currency is not None:
            return heading
        if any(map(seems_scaled, heading.qualifiers)):
            return UNCLEAR
    return None


def unit_beside(text: str | None) -> Heading | None:
    """What a unit column says of the figures in its row: 万元 of the amounts, as it does above a table."""
    noted = unit_note(Heading("", ""), text) if text else None
    if noted is None or noted.scale != 1 or noted.currency is not None:
        return noted
    return UNCLEAR if seems_scaled(text or "") else None


NO_MONEY = frozenset({Unit.COUNT, Unit.SCORE, Unit.DAYS, Unit.HOURS})
_NO_TIME = (Unit.COUNT, Unit.MONEY)


def misfits(stated: Style | Heading, metric: Metric) -> bool:
    """Whether the unit that a heading or a unit column states is none of the metric's: 信保订单数($), 广告花费/天."""
    money = stated.currency is not None and metric.unit in NO_MONEY
    return money or (stated.seconds is not None and metric.unit in _NO_TIME)


def unit_decision(heading: str, metric: Metric, style: Style) -> Text | None:
    """What was decided on the bare numbers under a heading, in words; None where nothing had to be."""
    if metric.unit is Unit.SHARE and style.percent:
        return Text(
            f"“{heading}”：数字按百分数读取（标题或单位含 %）",
            f"'{heading}': numbers are percent (a % in the heading or unit)",
        )
    if metric.unit is Unit.SHARE and style.permille:
        return Text(
            f"“{heading}”：数字按千分数读取（标题或单位含 ‰）",
            f"'{heading}': numbers are per mille (a ‰ in the heading or unit)",
        )
    if metric.unit is Unit.SHARE and style.declared is not None:
        zh, en = ("小数", "shares") if style.declared == "share" else ("百分数", "percent")
        return Text(
            f"“{heading}”：数字按{zh}读取（overlay 或源映射）", f"'{heading}': numbers are {en} (overlay or source map)"
        )
    if metric.unit is Unit.MONEY and style.currency is not None:
        return Text(
            f"“{heading}”：币种 {style.currency}（标题或单位）",
            f"'{heading}': in {style.currency} (the heading or unit)",
        )
    if style.seconds is not None and metric.unit in SECONDS_OF_UNIT and style.seconds != SECONDS_OF_UNIT[metric.unit]:
        zh, en = ("天", "days") if metric.unit is Unit.DAYS else ("小时", "hours")
        return Text(f"“{heading}”：换算为{zh}", f"'{heading}': converted to {en}")
    if style.scale != 1:
        return Text(f"“{heading}”：数字乘以 {style.scale}", f"'{heading}': numbers times {style.scale}")
    return None


def section_for(number_format: str, value: float) -> str:
    """The part of a number format that shows ``value``: [>=10000]0"万";0 shows 5 by its second part, which has no unit."""
    if "[" not in number_format or not _conditional(number_format):
        return number_format
    sections = number_format.split(";")
    for section in sections:
        condition = _CONDITION.search(section)
        if condition is None or _HOLDS[condition[1]](value, float(condition[2])):
            return _CONDITION.sub("", section)
    return ""  # a spreadsheet shows #### for it


@lru_cache(maxsize=1024)
def _conditional(number_format: str) -> bool:
    return _CONDITION.search(number_format) is not None


@lru_cache(maxsize=1024)
def is_marked(number_format: str) -> bool:
    """Whether a number format may show more than the number: a currency, a unit, or something else by the size."""
    marks = (format_currency, format_scale, format_seconds)
    return _conditional(number_format) or any(mark(number_format) is not None for mark in marks)


@lru_cache(maxsize=1024)
def percent_format(number_format: str) -> bool:
    """Whether a number format multiplies every number by 100 (a quoted or escaped % is only shown)."""
    return "%" in number_format and "%" in _QUOTED.sub("", number_format) and not _conditional(number_format)


@lru_cache(maxsize=1024)
def shows_percent(number_format: str) -> bool:
    """Whether a number format only shows a %, quoted or escaped."""
    return any("%" in shown or "％" in shown for shown in re.findall(r'"[^"]*"|\\.', number_format))


@lru_cache(maxsize=1024)
def format_scale(number_format: str) -> Scale | None:
    """The unit behind the digits of a number format that shows the number itself: 12 as 12万. 0.0,"k" shows 12000 as 12k."""
    found = _shown_unit(number_format)
    return scale_of(found) if found is not None else None


@lru_cache(maxsize=1024)
def format_seconds(number_format: str) -> float | None:
    """The unit of time behind the digits of a number format, in seconds: 30 as 30分钟."""
    found = _shown_unit(number_format)
    return SECONDS.get(normal(found)) if found is not None else None


def _shown_unit(number_format: str) -> str | None:
    found = _SHOWN_UNIT.fullmatch(number_format.partition(";")[0]) if len(number_format) <= _LONGEST else None
    return found[1] if found is not None else None


@lru_cache(maxsize=1024)
def format_currency(number_format: str) -> str | None:
    """The currency that a number format shows, as an ISO code: [$¥-411] is the yen's sign, [$¥-804] the yuan's."""
    if len(number_format) > _LONGEST:
        return None
    if found := _FORMAT_CURRENCY.search(number_format):
        local = _LOCAL.get((found[1].strip(), (found[2] or "").lower().lstrip("0")))
        return local or CURRENCIES.get(normal(found[1]))
    for symbol in re.findall(r"[^\d\s#0.,;_()\"*\\-]+", _BRACKETED.sub(" ", number_format).replace('"', " ")):
        if code := CURRENCIES.get(normal(symbol)):
            return code
    return None
