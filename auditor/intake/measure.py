"""From a cell to the value of a metric: the unit decides how it is read, never the size of the number.

A percent is decided by the cell's number format, then by a % sign in the text, then by the heading
or a unit column, then by a source map or the client's overlay. Zero is zero either way; what stays
open is undecided, with the overlay line that settles it.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from sys import float_info
from typing import Final, NamedTuple

from auditor.intake.cells import Cell
from auditor.intake.dates import parse_date
from auditor.intake.styles import SECONDS_OF_UNIT, Style, format_currency, percent_format, shows_percent
from auditor.intake.value_words import ERRORS, SECONDS
from auditor.intake.values import MAX_LENGTH, normalise, parse_flag, parse_number
from auditor.intake.values import is_missing as missing_mark
from auditor.model import Text, ValueState
from auditor.rulebook.model import Metric, Unit

_LARGEST = float_info.max
_NUMBER: Final = (int, float)
_BARE = frozenset({Unit.COUNT, Unit.SCORE, Unit.DAYS, Unit.HOURS})
_UNMARKED = frozenset({"", "General", "0", "0.00", "#,##0", "#,##0.00"})  # number formats without any sign
_PERCENT = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?%")
_ARROWS = "↑↓↗↘→▲▼△▽⬆⬇🔺🔻 \ufe0f"
_NOTE_MARKS = "*†‡※ "  # of a footnote
_CHINESE_STARS = re.compile(r"([零一二三四五])星级?")
_STARS = "★⭐✩☆✭✮🌟 \ufe0f"
_FIGURE = r"([0-9]{1,9}(?:\.[0-9]{1,9})?)"
_OUT_OF = re.compile(
    rf"{_FIGURE} ?(?:分|stars?)? ?\(?(?:/|of|out of|满分:?|共)\)? ?{_FIGURE} ?(?:分|stars?|points?|pts)?\)?"
)


class Reading(NamedTuple):
    """The value of one cell in its metric's base unit, or why there is none."""

    state: ValueState
    value: float | str | None = None
    currency: str | None = None
    note: Text | None = None
    remedy: Text | None = None


MISSING = Reading(ValueState.MISSING, note=Text("没有数值", "no value"))


def without_result(cell: Cell) -> Text | None:
    """Why a cell says nothing, neither a value nor a name: its formula has no result or an error, or it is a picture."""
    if cell.kind == "formula":
        return Text(
            "公式没有计算结果：请用 Excel 或 WPS 打开并保存一次",
            "formula without a result: open the file in Excel or WPS and save it once",
        )
    if cell.kind == "picture":
        return Text("单元格是图片，不是数值", "the cell holds a picture, not a value")
    printed = isinstance(cell.value, str) and cell.value[:1] == "#" and cell.value.strip().casefold() in ERRORS
    if cell.kind == "error" or printed:
        return Text(f"单元格是错误值 {cell.value}", f"the cell holds the error {cell.value}")
    return None


def raw_of(cell: Cell | None) -> str:
    """A cell as evidence shows it: what stands in the file, without its number format."""
    return "" if cell is None else cell.raw


def is_missing(cell: Cell | None) -> bool:
    """Whether a cell is empty or holds one of the usual marks of a missing value."""
    if cell is None or cell.kind == "empty" or (cell.value is None and cell.kind != "formula"):
        return True
    return isinstance(cell.value, str) and missing_mark(cell.value)


class Measure:
    """How cells are read as values of one metric in one style. What does not depend on the cell is settled once."""

    __slots__ = ("_bare", "_commas_seen", "_high", "_low", "_misfit", "_percent", "metric", "style")

    def __init__(self, metric: Metric, style: Style, commas_seen: bool = False, misfit: bool = False) -> None:
        self.metric = metric
        self.style = style
        self._commas_seen = commas_seen
        self._misfit = misfit  # the unit that a heading or unit column states is none of the metric's
        self._percent = metric.unit is Unit.SHARE and not misfit
        self._bare = metric.unit in _BARE and style.scale == 1 and style.seconds is None and not misfit
        low, high = metric.range[:2] if metric.range is not None else (-_LARGEST, _LARGEST)
        self._low, self._high = max(low, -_LARGEST), min(high, _LARGEST)

    def plain(self, cell: Cell) -> float | None:
        """The value of a possible number that nothing has to be decided on, or of ``93.5%``.

        Most cells of a sheet hold one, so they go this short way; None for every other cell.
        """
        value = cell.value
        if isinstance(value, str):
            if not self._percent or self._commas_seen or _PERCENT.fullmatch(value) is None:
                return None
            number = float(f"{value[:-1]}e-2")
        elif cell.kind == "number" and isinstance(value, _NUMBER):
            if not (self._percent if percent_format(cell.format) else self._bare):
                return None
            if self._bare and cell.format not in _UNMARKED and format_currency(cell.format) is not None:
                return None
            number = float(value) + 0.0  # a zero has no sign
        else:
            return None
        return number if self._low <= number <= self._high else None

    def read(self, cell: Cell | None) -> Reading:
        """The value of ``cell``, exact where the file is exact; never one that the metric can't have."""
        number = None if cell is None else self.plain(cell)
        return Reading(ValueState.OK, number) if number is not None else self.considered(cell)

    def considered(self, cell: Cell | None) -> Reading:
        """The value of a cell that is not ``plain``, or why there is none."""
        reading = _read(cell, self.metric, self.style, self._commas_seen)
        if self._misfit and reading.state is ValueState.OK:
            name = self.metric.name
            return _unreadable(f"写明的单位与“{name.zh}”不符", f"the unit that is stated is none of {name.en}")
        return possible(reading, self.metric, cell)


def possible(reading: Reading, metric: Metric, cell: Cell | None = None) -> Reading:
    """The reading, or what is wrong with it where the metric can't have such a value."""
    bounds, value = metric.range, reading.value
    if bounds is None or not isinstance(value, float) or bounds.holds(value):
        return reading
    shown = f"{_short(Fraction(value) * 100)}%" if metric.unit is Unit.SHARE else raw_of(cell) or f"{value:.6g}"
    return Reading(
        ValueState.UNREADABLE,
        note=Text(
            f"“{metric.name.zh}”不可能是 {shown}（应{bounds.words.zh}）",
            f"{metric.name.en} can't be {shown} (possible: {bounds.words.en})",
        ),
        remedy=Text("请对照平台后台核对并更正", "check it against the platform and mend the cell"),
    )


def _read(cell: Cell | None, metric: Metric, style: Style, commas_seen: bool) -> Reading:
    if metric.unit is Unit.FLAG and isinstance(cell, Cell) and cell.kind in ("text", "bool", "number"):
        return _flag(cell)
    if is_missing(cell) or cell is None:
        return MISSING
    if (why := without_result(cell)) is not None:
        return Reading(ValueState.UNREADABLE, note=why)
    if metric.unit is Unit.TEXT:
        return Reading(ValueState.OK, raw_of(cell).strip())
    if metric.unit is Unit.DATE:
        return _date(cell)
    if isinstance(cell.value, bool):
        return _unreadable("应为数值，却是逻辑值", "a logical value where a number should be")
    if isinstance(cell.value, timedelta | time):
        return _timed(cell.value, metric)
    if isinstance(cell.value, date):
        return _unreadable("应为数值，却是日期", "a date where a number should be")
    if isinstance(cell.value, str):
        return _text(cell.value, metric, style, commas_seen)
    return _number(cell, metric, style)


def _unreadable(zh: str, en: str) -> Reading:
    return Reading(ValueState.UNREADABLE, note=Text(zh, en))


def _flag(cell: Cell) -> Reading:
    if isinstance(cell.value, bool):
        return Reading(ValueState.OK, float(cell.value))
    parsed = parse_flag(cell.raw)
    if parsed.missing:
        return MISSING
    if parsed.value is None:
        return Reading(ValueState.UNREADABLE, note=parsed.problem)
    return Reading(ValueState.OK, float(parsed.value))


def _date(cell: Cell) -> Reading:
    found = parse_date(cell.value)
    if found is None:
        return _unreadable(f"“{raw_of(cell)}”不是日期", f"'{raw_of(cell)}' is no date")
    return Reading(ValueState.OK, float(found.toordinal()))


def _timed(value: timedelta | time, metric: Metric) -> Reading:
    if metric.unit not in SECONDS_OF_UNIT:
        return _unreadable("应为数值，却是时长", "a duration where a number should be")
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    return Reading(ValueState.OK, value.total_seconds() / SECONDS_OF_UNIT[metric.unit])


def _number(cell: Cell, metric: Metric, style: Style) -> Reading:
    """A number cell. Its decimal digits count, not the binary noise behind them."""
    assert isinstance(cell.value, int | float)  # noqa: S101 - the callers have taken every other kind
    if cell.value != cell.value or abs(cell.value) == float("inf"):
        return _unreadable("不是有效数值", "not a finite number")
    if percent_format(cell.format):
        if metric.unit is not Unit.SHARE:
            return _percent_misfit(raw_of(cell))
        return Reading(ValueState.OK, float(cell.value) + 0.0)  # a zero has no sign
    if shows_percent(cell.format):  # 0.9 formatted 0.00"%" shows 0.90% and is 0.9 %
        style = style._replace(percent=True)
    exact = Fraction(Decimal(repr(cell.value)))
    return _exact(exact, metric, style, format_currency(cell.format), None, raw_of(cell))


def _text(text: str, metric: Metric, style: Style, commas_seen: bool) -> Reading:
    text = _undecorated(text, metric)
    if (
        metric.unit in (Unit.SCORE, Unit.SHARE)
        and (found := _OUT_OF.fullmatch(normalise(text[:MAX_LENGTH]).casefold())) is not None
    ):
        return _out_of(Fraction(found[1]), Fraction(found[2]), text, metric)
    parsed = parse_number(text, commas_seen=commas_seen)
    if parsed.missing:
        return MISSING
    if parsed.problem is not None:
        return Reading(ValueState.UNREADABLE, note=parsed.problem)
    if parsed.value is None:
        return _unreadable(f"“{text}”是范围或上下限，不是一个数值", f"'{text}' is a bound or a range, not one value")
    if parsed.percent:
        return Reading(ValueState.OK, float(parsed.value)) if metric.unit is Unit.SHARE else _percent_misfit(text)
    stated = parsed.to("seconds")
    if parsed.unit == "count" and _unit_seconds(metric) and normalise(text).endswith("分"):
        stated = 60 * parsed.value  # a mark elsewhere, minutes here
    elif parsed.unit is not None and (foreign := _foreign(parsed.unit, metric, text)) is not None:
        return foreign
    seconds = stated / parsed.value if stated and parsed.value else None
    return _exact(parsed.value, metric, style, parsed.currency, seconds, text)


def _undecorated(text: str, metric: Metric) -> str:
    """The figure without what only decorates it: a text cell's apostrophe, a footnote's mark, a star, a trend's arrow.

    Where a value may be negative an arrow may be its sign: it stays, and the text is unreadable.
    """
    if not any(character.isdigit() for character in text):
        return _counted_stars(text.strip()) if metric.unit is Unit.SCORE else text
    text = text.strip().removeprefix("'").strip(_NOTE_MARKS)
    if metric.unit is Unit.SCORE:
        text = text.strip(_STARS)
    if metric.range is not None and metric.range.low >= 0:
        text = text.strip(_ARROWS)
    return text


def _counted_stars(text: str) -> str:
    """``★★★★☆`` and ``四星`` as 4."""
    if text and not text.strip("★☆⭐\ufe0f"):
        return str(text.count("★") + text.count("⭐"))
    found = _CHINESE_STARS.fullmatch(text)
    return str("零一二三四五".index(found[1])) if found else text


def _out_of(part: Fraction, whole: Fraction, raw: str, metric: Metric) -> Reading:
    """``4.8/5`` for a mark whose best is 5, ``27/30`` for a share."""
    if metric.unit is Unit.SHARE:
        if whole == 0 or part.denominator != 1 or whole.denominator != 1:
            return _unreadable(f"“{raw}”不是比率", f"'{raw}' is no rate")
        return Reading(ValueState.OK, float(part / whole))
    best = metric.best if metric.best is not None or metric.range is None else metric.range.high
    if best is None or best != whole:
        scale = (
            Text("", "")
            if best is None
            else Text(f"，该指标满分 {float(best):g}", f" and the best mark is {float(best):g}")
        )
        return _unreadable(
            f"“{raw}”是满分 {float(whole):g} 的分数{scale.zh}", f"'{raw}' is out of {float(whole):g}{scale.en}"
        )
    return Reading(ValueState.OK, float(part))


def _exact(
    value: Fraction, metric: Metric, style: Style, currency: str | None, seconds: Fraction | None, raw: str
) -> Reading:
    """An exact number without a percent sign; ``seconds`` is the length of its unit of time."""
    if currency is not None and metric.unit in _BARE:
        return _unreadable(
            f"“{raw}”是金额，“{metric.name.zh}”不是", f"'{raw}' is an amount of money, {metric.name.en} is none"
        )
    if metric.unit is Unit.SHARE:
        return _share(value, metric, style, raw)
    value *= style.scale
    if metric.unit is Unit.MONEY:
        return Reading(ValueState.OK, float(value), currency or style.currency)
    unit_seconds = _unit_seconds(metric)
    stated = seconds if seconds is not None or style.seconds is None else Fraction(Decimal(repr(style.seconds)))
    if unit_seconds and stated:
        value = value * stated / Fraction(Decimal(repr(unit_seconds)))
    return Reading(ValueState.OK, float(value))


def _foreign(unit: str, metric: Metric, raw: str) -> Reading | None:
    """Why a value's unit is none of its metric's: a month among days, hours among orders, pieces among amounts."""
    if unit == "count":
        if _unit_seconds(metric):
            return _unreadable(f"“{raw}”是数量，不是时长", f"'{raw}' is a number of things, not a duration")
        if metric.unit is Unit.MONEY:
            return _unreadable(f"“{raw}”是数量，不是金额", f"'{raw}' is a number of things, not an amount of money")
        return None
    if (unit in SECONDS and _unit_seconds(metric)) or unit == metric.id.rpartition("_")[2]:  # business_years
        return None
    if _unit_seconds(metric):
        return _unreadable(
            f"“{raw}”没有固定的长度：请写成天数，如 30天", f"'{raw}' has no fixed length: write days, such as 30 days"
        )
    return _unreadable(f"“{raw}”是时长，“{metric.name.zh}”不是", f"'{raw}' is a duration, {metric.name.en} is none")


def _unit_seconds(metric: Metric) -> float | None:
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
    return Reading(
        ValueState.UNDECIDED,
        note=Text(f"{raw}：是 {as_percent} 还是 {as_share}？", f"{raw}: {as_percent} or {as_share}?"),
        remedy=Text(
            f"在单元格或标题中写明 %，或在 overlay 中加入："
            f"percent: {{{metric.id}: percent}}（即 {as_percent}）或 percent: {{{metric.id}: share}}（即 {as_share}）",
            f"write the % in the cell or heading, or add to the overlay: "
            f"percent: {{{metric.id}: percent}} ({as_percent}) or percent: {{{metric.id}: share}} ({as_share})",
        ),
    )


def _short(value: Fraction) -> str:
    return f"{float(value):.6g}"


def _percent_misfit(raw: str) -> Reading:
    return _unreadable(f"“{raw}”是百分比，而该指标不是比率", f"'{raw}' is a percentage, and the metric is not a rate")
