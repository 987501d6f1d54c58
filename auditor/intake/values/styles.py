"""How the bare numbers under a heading are meant, as far as the heading, a unit column and the number format say."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from auditor.intake.headings import Heading, normal, parse_heading, unit_note
from auditor.intake.units import Scale, scale_of, seems_scaled
from auditor.intake.words import CURRENCIES, SECONDS
from auditor.model import Text
from auditor.rulebook.model import Metric, Unit

SECONDS_OF_UNIT = {Unit.HOURS: 3600, Unit.DAYS: 86400}
UNCLEAR = Heading("", "", scale=0)  # a unit multiplies the figures: those of what, or by how much, is not said
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
# #,##0.0"万", ¥0"万", 0\k: digits without a comma or a mark of their own behind them, then a unit.
_SHOWN_UNIT = re.compile(
    r'(?:\[[^\]]*\]|"[^"\d]*"|[$¥￥€£]|\\[^\d])*[#0,]*[#0](?:\.[#0?]+)?(?:\s|_.|\\ )*(?:"\s*|\\)?'
    r'([^\s"#0.,;!\\_][^"#0.,;!\\_]*?)"?(?:\s|_.)*'
)
_FORMAT_CURRENCY = re.compile(r"\[\$([^\]-]*)")


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


@lru_cache(maxsize=1024)
def percent_format(number_format: str) -> bool:
    """Whether a number format multiplies by 100 (a quoted or escaped % is only shown)."""
    return "%" in _QUOTED.sub("", number_format)


@lru_cache(maxsize=1024)
def shows_percent(number_format: str) -> bool:
    """Whether a number format only shows a %, quoted or escaped."""
    return any("%" in shown or "％" in shown for shown in re.findall(r'"[^"]*"|\\.', number_format))


@lru_cache(maxsize=1024)
def format_scale(number_format: str) -> Scale | None:
    """The unit behind the digits of a number format that shows the number itself: 12 as 12万. 0.0,"k" shows 12000 as 12k."""
    found = _SHOWN_UNIT.fullmatch(number_format.partition(";")[0])
    return scale_of(found[1]) if found is not None else None


@lru_cache(maxsize=1024)
def format_seconds(number_format: str) -> float | None:
    """The unit of time behind the digits of a number format, in seconds: 30 as 30分钟."""
    found = _SHOWN_UNIT.fullmatch(number_format.partition(";")[0])
    return SECONDS.get(normal(found[1])) if found is not None else None


@lru_cache(maxsize=1024)
def format_currency(number_format: str) -> str | None:
    """The currency that a number format shows, as an ISO code."""
    if found := _FORMAT_CURRENCY.search(number_format):
        return CURRENCIES.get(normal(found[1]))
    for symbol in re.findall(r"[^\d\s#0.,;_()\"*\\-]+", number_format.replace('"', " ")):
        if code := CURRENCIES.get(normal(symbol)):
            return code
    return None
