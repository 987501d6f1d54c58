"""From a cell to the value of a metric: its kind and the metric's unit decide how it is read, never the size of a number.

Most cells are plain numbers and go a short way; the others are considered one by one. A percent that the cell's number
format does not decide is decided in ``amounts``.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from sys import float_info
from typing import Final

from auditor.intake.dating.dates import parse_date
from auditor.intake.headings import parse_heading
from auditor.intake.readers.cells import Cell
from auditor.intake.row_labels import is_comparison
from auditor.intake.values.amounts import exact, foreign, out_of, percent_misfit, unit_seconds
from auditor.intake.values.figure_words import BEHIND_FIGURE
from auditor.intake.values.figures import MAX_LENGTH, parse_flag, parse_number
from auditor.intake.values.noted import figure_of
from auditor.intake.values.reading import MISSING, Reading, is_missing, unreadable, without_result
from auditor.intake.values.styles import (
    NO_MONEY,
    SECONDS_OF_UNIT,
    Style,
    format_currency,
    format_scale,
    format_seconds,
    is_marked,
    misfits,
    percent_format,
    section_for,
    shows_percent,
)
from auditor.intake.values.worded import worded
from auditor.model import Text, ValueState
from auditor.rulebook.model import Metric, Span, Unit
from auditor.text import folded, normalise

_LARGEST = float_info.max
_NUMBER: Final = (int, float)
_UNMARKED = frozenset({"", "General", "0", "0.00", "#,##0", "#,##0.00"})  # number formats without any sign
_PERCENT = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?%")
_ARROWS = "↑↓↗↘→▲▼△▽⬆⬇🔺🔻 \ufe0f"
_NOTE_MARKS = "*†‡※ "  # of a footnote
_CHINESE_STARS = re.compile(r"([零一二三四五])星级?")
_STARS = "★⭐✩☆✭✮🌟 \ufe0f"
_COMPARED = re.compile(r"\s*([^\d%:：+↑↓▲▼-]+?)[\s:：+↑↓▲▼-]*\d")  # 较上周 -3.2%, below the figure itself
_COMPARES = Reading(
    ValueState.MISSING, note=Text("是与上期的比较，不是数值本身", "a comparison and not the value itself")
)
_WRITE_NUMBER = Text("请写成一个数字；没有数据请写“-”", "write one number, or '-' where there is none")
_WRITE: Final = {
    Unit.SHARE: Text(
        "请写成一个百分比，如 93.5%；没有数据请写“-”", "write one percentage such as 93.5%, or '-' where there is none"
    ),
    Unit.FLAG: Text("请写“是”或“否”", "write yes or no"),
    Unit.DATE: Text("请写成 2026-11-15 这样的日期", "write a date such as 2026-11-15"),
}
_STATE = "pending"  # of an account that is under review, as 审核中 is; elsewhere a figure that is not known yet
_FIGURE = r"([0-9]{1,9}(?:\.[0-9]{1,9})?)"
_OUT_OF = re.compile(
    rf"{_FIGURE} ?(?:分|stars?)? ?\(?(?:/|of|out of|满分:?|共)\)? ?{_FIGURE} ?(?:分|stars?|points?|pts)?\)?"
)


def people_counted(heading: str, metric: Metric) -> Text | None:
    """That a heading counts people (询盘人数) where the metric counts times: 询盘个数 beside it is the metric's own."""
    if not parse_heading(heading).base.endswith("人数") or not any(name.endswith("个数") for name in metric.names):
        return None
    return Text(
        f"“{heading}”是人数：同表没有次数时，按“{metric.name.zh}”读取",
        f"'{heading}' counts people: it stands for {metric.name.en} where nothing beside it counts these",
    )


class Measure:
    """How cells are read as values of one metric in one style. What does not depend on the cell is settled once."""

    __slots__ = (
        "_bare",
        "_commas_seen",
        "_high",
        "_low",
        "_misfit",
        "_percent",
        "asks_span",
        "metric",
        "own",
        "precedence",
        "style",
    )

    def __init__(
        self,
        metric: Metric,
        style: Style,
        commas_seen: bool = False,
        *,
        asks_span: bool = False,
        yields: bool = False,
        own: tuple[Span, bool] | None = None,
    ) -> None:
        self.metric = metric
        self.own = own  # the days that the heading states for a metric that has none of its own
        self.style = style
        self._commas_seen = commas_seen
        self._misfit = misfits(style, metric)
        self._percent = metric.unit is Unit.SHARE and not self._misfit
        self.asks_span = asks_span  # a day's value may be another than its week's, and no heading says which it is
        # A rate of this week may be of the metric's own 30 days: one that says so beside it goes before.
        self.precedence = -1 if yields or (style.current and not metric.unit.additive) else 0
        unitless = style.scale == 1 and style.seconds is None and not style.multiplied
        self._bare = metric.unit in NO_MONEY and unitless and not self._misfit
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
            if self._bare and cell.format not in _UNMARKED and is_marked(cell.format):
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
        reading = self._read(cell)
        if self._misfit and reading.state is ValueState.OK:
            name = self.metric.name
            return unreadable(f"写明的单位与“{name.zh}”不符", f"the unit that is stated is none of {name.en}")._replace(
                remedy=Text(
                    "请改正标题或单位列里的单位；数值属于别的指标时，请改正指标名",
                    "correct the unit in the heading or the column of units or, where the value is another metric's, the name",
                )
            )
        return possible(reading, self.metric, cell)

    def _read(self, cell: Cell | None) -> Reading:
        if self.metric.unit is Unit.FLAG and isinstance(cell, Cell) and cell.kind in ("text", "bool", "number"):
            return self._flag(cell)
        if cell is None or (is_missing(cell) and not (self.metric.unit is Unit.TEXT and folded(cell.raw) == _STATE)):
            return MISSING
        if (why := without_result(cell)) is not None:
            return Reading(ValueState.UNREADABLE, note=why) if cell.kind == "formula" else self._no_value(why)
        if self.metric.unit is Unit.TEXT:
            return worded(cell.raw.strip(), self.metric)
        if self.metric.unit is Unit.DATE:
            found = parse_date(cell.value)
            no_date = Text(f"“{cell.raw}”不是日期", f"'{cell.raw}' is no date")
            return self._no_value(no_date) if found is None else Reading(ValueState.OK, float(found.toordinal()))
        if isinstance(cell.value, bool):
            return self._no_value(Text("应为数值，却是逻辑值", "a logical value where a number should be"))
        if isinstance(cell.value, timedelta | time):
            return self._timed(cell.value)
        if isinstance(cell.value, date):
            return self._no_value(Text("应为数值，却是日期", "a date where a number should be"))
        if isinstance(cell.value, str):
            return self._text(cell.value)
        return self._number(cell)

    def _timed(self, value: timedelta | time) -> Reading:
        if self.metric.unit not in SECONDS_OF_UNIT:
            return self._no_value(Text("应为数值，却是时长", "a duration where a number should be"))
        if isinstance(value, time):
            value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
        return Reading(ValueState.OK, value.total_seconds() / SECONDS_OF_UNIT[self.metric.unit])

    def _number(self, cell: Cell) -> Reading:
        """A number cell. Its decimal digits count, not the binary noise behind them."""
        assert isinstance(cell.value, int | float)  # noqa: S101 - the callers have taken every other kind
        if cell.value != cell.value or abs(cell.value) == float("inf"):
            return self._no_value(Text("不是有效数值", "not a finite number"))
        code = section_for(cell.format, cell.value)
        if percent_format(code):
            if self.metric.unit is not Unit.SHARE:
                return percent_misfit(cell.raw)
            return Reading(ValueState.OK, float(cell.value) + 0.0)  # a zero has no sign
        style = self.style
        if shows_percent(code):  # 0.9 formatted 0.00"%" shows 0.90% and is 0.9 %
            style = style._replace(percent=True)
        elif "‰" in code:
            style = style._replace(permille=True)
        if (shown := format_scale(code)) is not None and self.metric.unit.additive:  # 12 formatted 0"万" shows 12万
            style = style._replace(scale=shown.factor, multiplied=False, currency=shown.currency or style.currency)
        if (seconds := format_seconds(code)) is not None:  # 30 formatted 0"分钟" shows 30分钟
            style = style._replace(seconds=seconds)
        number = Fraction(Decimal(repr(cell.value)))
        return exact(number, self.metric, style, format_currency(code), None, cell.raw)

    def _text(self, text: str) -> Reading:
        metric = self.metric
        text = _undecorated(text, metric)
        if (
            metric.unit in (Unit.SCORE, Unit.SHARE)
            and (found := _OUT_OF.fullmatch(folded(text[:MAX_LENGTH]))) is not None
        ):
            return out_of(Fraction(found[1]), Fraction(found[2]), text, metric)
        parsed = parse_number(text, commas_seen=self._commas_seen)
        if parsed.missing:
            return MISSING
        if parsed.problem is not None:
            if (figure := figure_of(text[:MAX_LENGTH], metric)) is not None:
                return self._text(figure) if isinstance(figure, str) else figure
            compared = _COMPARED.match(text)
            return _COMPARES if compared and is_comparison(compared[1]) else self._no_value(parsed.problem)
        if parsed.value is None:
            zh, en = f"“{text}”是范围或上下限，不是一个数值", f"'{text}' is a bound or a range, not one value"
            return self._no_value(Text(zh, en))
        if parsed.percent:
            return Reading(ValueState.OK, float(parsed.value)) if metric.unit is Unit.SHARE else percent_misfit(text)
        stated = parsed.to("seconds")
        if parsed.unit == "count" and unit_seconds(metric) and normalise(text).endswith("分"):
            stated = 60 * parsed.value  # a mark elsewhere, minutes here
        elif parsed.unit is not None and (why := foreign(parsed.unit, metric, text)) is not None:
            return why
        seconds = stated / parsed.value if stated else None
        style = self.style
        if parsed.scaled or parsed.unit == "count":  # 1.2万 under 曝光量(万) is 12,000, and 12000次 too
            style = style._replace(scale=1, multiplied=False)
        return exact(parsed.value, metric, style, parsed.currency, seconds, text)

    def _flag(self, cell: Cell) -> Reading:
        if isinstance(cell.value, bool):
            return Reading(ValueState.OK, float(cell.value))
        parsed = parse_flag(cell.raw)
        if parsed.missing:
            return MISSING
        if parsed.problem is not None or parsed.value is None:
            return self._no_value(parsed.problem)
        return Reading(ValueState.OK, float(parsed.value))

    def _no_value(self, why: Text | None) -> Reading:
        """What a cell says that holds nothing of the kind that is wanted, with what to write there."""
        return Reading(ValueState.UNREADABLE, note=why, remedy=_WRITE.get(self.metric.unit, _WRITE_NUMBER))


def possible(reading: Reading, metric: Metric, cell: Cell | None = None) -> Reading:
    """The reading, or what is wrong with it where the metric can't have such a value."""
    bounds, value = metric.range, reading.value
    if bounds is None or not isinstance(value, float) or bounds.holds(value):
        return reading
    raw = cell.raw if cell is not None else ""
    shown = f"{float(Fraction(value) * 100):.6g}%" if metric.unit is Unit.SHARE else raw or f"{value:.6g}"
    return Reading(
        ValueState.UNREADABLE,
        note=Text(
            f"“{metric.name.zh}”不可能是 {shown}（应{bounds.words.zh}）",
            f"{metric.name.en} can't be {shown} (possible: {bounds.words.en})",
        ),
        remedy=Text("请对照平台后台核对并更正", "check it against the platform and correct the cell"),
        cause=Text(
            f"“{metric.name.zh}”不可能是“…”（应{bounds.words.zh}）",
            f"{metric.name.en} can't be '…' (possible: {bounds.words.en})",
        ),
    )


def _undecorated(text: str, metric: Metric) -> str:
    """The figure without what only decorates it: a text cell's apostrophe, a footnote's mark, a star, a trend's arrow.

    Where a value may be negative an arrow may be its sign: it stays, and the text is unreadable.
    """
    if not any(character.isdigit() for character in text):
        return _counted_stars(text.strip()) if metric.unit is Unit.SCORE else text
    text = BEHIND_FIGURE.sub("", text.strip()).removeprefix("'").strip(_NOTE_MARKS)
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
