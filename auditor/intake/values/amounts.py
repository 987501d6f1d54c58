"""An exact number as a value of its metric: its currency, its unit of time, its scale, its percent.

A percent is decided by a % sign, then by the heading or a unit column, then by a source map or the client's overlay,
never by the size of the number. Zero is zero either way; what stays open is undecided, with the overlay line that
settles it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from auditor.intake.values.figure_words import SECONDS
from auditor.intake.values.reading import Reading, unreadable
from auditor.intake.values.styles import NO_MONEY, SECONDS_OF_UNIT, Style
from auditor.model import Text, ValueState
from auditor.rulebook.model import Metric, Unit

_BARE = re.compile(r"[-+]?[0-9.,\s]+")
_MOST_SHARE = 10  # a rate of 1,000 % and more, written as a share, is no likely reading


def exact(
    value: Fraction, metric: Metric, style: Style, currency: str | None, seconds: Fraction | None, raw: str
) -> Reading:
    """An exact number without a percent sign; ``seconds`` is the length of its unit of time."""
    if currency is not None and metric.unit in NO_MONEY:
        return unreadable(
            f"“{raw}”是金额，“{metric.name.zh}”不是", f"'{raw}' is an amount of money, {metric.name.en} is none"
        )
    if metric.unit is Unit.SHARE:
        return _share(value, metric, style, raw)
    if style.multiplied and value and _BARE.fullmatch(raw):
        return _multiplied(raw, metric)
    value *= style.scale
    if metric.unit is Unit.MONEY:
        return Reading(ValueState.OK, float(value), currency or style.currency)
    own = unit_seconds(metric)
    stated = seconds if seconds is not None or style.seconds is None else Fraction(Decimal(repr(style.seconds)))
    if own and stated:
        value = value * stated / Fraction(Decimal(repr(own)))
    return Reading(ValueState.OK, float(value))


def _multiplied(raw: str, metric: Metric) -> Reading:
    name = metric.name
    return Reading(
        ValueState.UNDECIDED,
        note=Text(
            f"“{raw}”：看不出写明的单位是否适用于“{name.zh}”",
            f"'{raw}': does the unit that is stated hold for {name.en}?",
        ),
        remedy=Text(
            "请把单位写进列标题，如“曝光量(万)”、“P4P花费(元)”",
            "write the unit into the heading, such as 'Exposure (k)' or 'P4P spend (USD)'",
        ),
    )


def foreign(unit: str, metric: Metric, raw: str) -> Reading | None:
    """Why a value's unit is none of its metric's: a month among days, hours among orders, pieces among amounts."""
    if unit == "count":
        if unit_seconds(metric):
            return unreadable(f"“{raw}”是数量，不是时长", f"'{raw}' is a number of things, not a duration")
        if metric.unit is Unit.MONEY:
            return unreadable(f"“{raw}”是数量，不是金额", f"'{raw}' is a number of things, not an amount of money")
        return None
    if (unit in SECONDS and unit_seconds(metric)) or unit == metric.id.rpartition("_")[2]:  # business_years
        return None
    if unit_seconds(metric):
        return unreadable(
            f"“{raw}”没有固定的长度：请写成天数，如 30天", f"'{raw}' has no fixed length: write days, such as 30 days"
        )
    return unreadable(f"“{raw}”是时长，“{metric.name.zh}”不是", f"'{raw}' is a duration, {metric.name.en} is none")


def unit_seconds(metric: Metric) -> float | None:
    """The length of a metric's unit in seconds, where it is a time."""
    return SECONDS_OF_UNIT.get(metric.unit) or _implied_seconds(metric.id)


def _implied_seconds(metric_id: str) -> float | None:
    """Scores that are times carry their unit in the id: lcp_seconds, inp_ms."""
    return {"seconds": 1.0, "ms": 0.001}.get(metric_id.rpartition("_")[2])


def _share(value: Fraction, metric: Metric, style: Style, raw: str) -> Reading:
    if style.percent or style.permille:
        return Reading(ValueState.OK, float(value / (100 if style.percent else 1000)))
    if value == 0:
        return Reading(ValueState.OK, 0.0)
    if style.declared is not None:
        return Reading(ValueState.OK, float(value / 100 if style.declared == "percent" else value))
    as_share, as_percent = f"{_short(value * 100)}%", f"{_short(value)}%"
    if abs(value) > _MOST_SHARE or (metric.range is not None and not metric.range.low <= value <= metric.range.high):
        return Reading(  # nobody means 9400%, and yet it may be a count in the wrong column
            ValueState.UNDECIDED,
            note=Text(f"{raw}：没有 %，是 {as_percent} 吗？", f"{raw}: is it {as_percent}? The % is missing"),
            remedy=Text(
                f"在单元格或标题中写明 %，或在 overlay 中加入：percent: {{{metric.id}: percent}}",
                f"write the % in the cell or heading, or add to the overlay: percent: {{{metric.id}: percent}}",
            ),
            cause=Text("“…”没有 %：是百分数吗？", "'…' without %: are these percent?"),
        )
    return Reading(
        ValueState.UNDECIDED,
        note=Text(f"{raw}：是 {as_percent} 还是 {as_share}？", f"{raw}: {as_percent} or {as_share}?"),
        remedy=Text(
            f"在单元格或标题中写明 %，或在 overlay 中加入："
            f"percent: {{{metric.id}: percent}}（前者）或 percent: {{{metric.id}: share}}（后者）；各比率都一样时，以 all 代替指标",
            f"write the % in the cell or heading, or add to the overlay: "
            f"percent: {{{metric.id}: percent}} (the former) or percent: {{{metric.id}: share}} (the latter); "
            f"'all' in place of the metric settles every rate",
        ),
        cause=Text(
            "“…”没有 %：是百分数（0.9 即 0.9%）还是小数（0.9 即 90%）？",
            "'…' without %: percent (0.9 is 0.9%) or shares (0.9 is 90%)?",
        ),
    )


def _short(value: Fraction) -> str:
    return f"{float(value):.6g}"


def percent_misfit(raw: str) -> Reading:
    """What a percentage says under a metric that is no rate."""
    return unreadable(f"“{raw}”是百分比，而该指标不是比率", f"'{raw}' is a percentage, and the metric is not a rate")


def out_of(part: Fraction, whole: Fraction, raw: str, metric: Metric) -> Reading:
    """``4.8/5`` for a mark whose best is 5, ``27/30`` for a share."""
    if metric.unit is Unit.SHARE:
        if whole == 0 or part.denominator != 1 or whole.denominator != 1:
            return unreadable(f"“{raw}”不是比率", f"'{raw}' is no rate")
        return Reading(ValueState.OK, float(part / whole))
    best = metric.best if metric.best is not None or metric.range is None else metric.range.high
    if best is None or best != whole:
        scale = (
            Text("", "")
            if best is None
            else Text(f"，该指标满分 {float(best):g}", f" and the best mark is {float(best):g}")
        )
        return unreadable(
            f"“{raw}”是满分 {float(whole):g} 的分数{scale.zh}", f"'{raw}' is out of {float(whole):g}{scale.en}"
        )
    return Reading(ValueState.OK, float(part))
