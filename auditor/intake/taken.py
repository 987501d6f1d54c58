"""What a heading was taken for on a platform, and why it was not: its window or its unit is none of the metric's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.days import first_of
from auditor.intake.headings import Heading, parse_heading
from auditor.intake.span_names import same_window
from auditor.intake.units import seems_scaled
from auditor.intake.values.styles import misfits
from auditor.model import Period, Text
from auditor.rulebook.model import Attribute, Metric, Span, Unit
from auditor.rulebook.words import span_words
from auditor.text import listed

_LAST_WORD = re.compile(r"(?:(数|量|count|number)|率|比例|占比|rate|ratio|percentage)$")
_ACRONYM = re.compile(r"\s*(?=(?:[a-z]*[A-Z]){2})[A-Za-z]{2,6}\s*(?:[(（%].*)?")
_ROLLING_MONTHS = re.compile("(?:近|过去|last|past|trailing|rolling|recent).{1,4}(?:月|month)")
_DAYS = {"week": 7, "month": 31}
_PERCENT = re.compile(r"(.*\w)\s*[%％]\s*")
_NO_TOTAL = re.compile(  # a mean, or what is only expected
    r"均(?![价衡])|^(?:avg|average|mean|per(?!form|cent|son|iod)|each|every)|(?:avg|average|mean)\.?$|^每"
    r"|^(?:预[计估算测期]|计划)|forecast|budget|^plan(?:ned)?$|^(?:est\.?|estimate[ds]?|expected|projected)$"
)
_NOW = re.compile(r"(?:当前|目前|现有|实际)(?=\w)")
_ZH, _EN, _NOTE = "[\u4e00-\u9fff][^A-Za-z()（）]*?", "[A-Za-z](?:[A-Za-z &.'-]*[A-Za-z])?", r"(\s*[(（].*)?"
_TWICE = tuple(
    re.compile(rf"(?P<{first}>{one})[\s:：|-]*(?P<{second}>{other}){_NOTE}")
    for first, one, second, other in (("zh", _ZH, "en", _EN), ("en", _EN, "zh", _ZH))
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a heading was taken for on one platform."""

    metric: Metric | None = None
    attribute: Attribute | None = None
    heading: Heading | None = None
    problem: Text | None = None  # the name is known, but the bracket says something else

    @property
    def known(self) -> bool:
        """Whether the heading stands for something."""
        return self.metric is not None or self.attribute is not None

    def only_a_part_of(self, sheet: Period | None) -> Text | None:
        """Why a week's (month's) count is not that of its sheet's longer period: 本周访客数 in a sheet of October."""
        if self.metric is None or self.heading is None or sheet is None or not self.metric.unit.additive:
            return None
        if sheet.days == 1 and any(first_of(sheet.end, span.unit) == sheet.end for span in self.heading.current):
            return Text(
                f"截至 {sheet.end} 只有一天，不是整周（月）的数值：请交该周（月）最后一天的表",
                f"as of {sheet.end} it is of one day and not of a week or month: hand in the sheet of its last day",
            )
        days = [_DAYS[span.unit] for span in (*self.heading.windows, *self.heading.current) if span.unit in _DAYS]
        if not days or 2 * max(days) > sheet.days:
            return None
        return Text(
            f"写明的周期 {sheet.start}..{sheet.end} 比标题写的统计窗口长，看不出数值是其中哪几天的：请写明，如 2026-W46",
            f"the period that is stated, {sheet.start}..{sheet.end}, is longer than the heading's window: "
            "say of which days the value is, as in 2026-W46",
        )


def of_own_unit(taken: Taken) -> Taken:
    """What was taken, unless the heading's own unit is none of its metric: 信保订单数($), 广告花费/天."""
    metric, heading = taken.metric, taken.heading
    if metric is None or heading is None:
        return taken
    if metric.unit.additive and (unclear := next(filter(seems_scaled, heading.qualifiers), None)) is not None:
        return Taken(
            problem=Text(
                f"看不懂标题里的单位“{unclear}”，没有读取：请写成 万、千次、万元、k USD 这样的单位",
                f"what '{unclear}' in the heading multiplies by can't be told; not read: write a unit such as k, 万 or k USD",
            )
        )
    others = (part for part in heading.qualifiers if metric.unit.additive and _NO_TOTAL.search(part))
    if (other := next(others, None)) is not None:
        return Taken(
            problem=Text(
                f"标题写的是“{other}”，不是“{metric.name.zh}”的实际总数，没有读取",
                f"the heading says '{other}', which is not the actual whole of {metric.name.en}; not read",
            )
        )
    if not misfits(heading, metric):
        return taken
    return Taken(
        problem=Text(
            f"标题写的单位与指标“{metric.name.zh}”不符", f"the heading's unit is none of the metric ({metric.name.en})"
        )
    )


def contradicts(text: str, metric: Metric) -> bool:
    """Whether the last word of a heading makes it a count or a rate where the metric is the other: 订单缺陷数(60天).

    Of acronyms a letter makes another thing: TACoS is no ACoS, and CVR no CR.
    """
    if _ACRONYM.fullmatch(text):
        return True
    found = _LAST_WORD.search(parse_heading(text).base)
    return found is not None and (metric.unit is Unit.SHARE) is (found[1] is not None)


def several(found: tuple[Metric, ...]) -> Text:
    """That a heading may stand for any of these metrics."""
    zh = "、".join(f"{metric.id}（{metric.name.zh}）" for metric in found)
    en = ", ".join(f"{metric.id} ({metric.name.en})" for metric in found)
    return Text(
        f"标题可能是以下几个指标，请写出其中一个的全名：{zh}",
        f"several metrics may be meant, write one's full name: {en}",
    )


def of_window(metric: Metric, heading: Heading) -> bool:
    """Whether the windows that a heading states are the metric's.

    A count or an amount of this week is a week's; a rate or a score of this week may be of its own 30 days.
    """
    if metric.unit.additive and any(span.unit == "year" != metric.window.unit for span in heading.current):
        return False  # this year began in January: it is no 365 days
    stated = (*heading.windows, *heading.current) if metric.unit.additive else heading.windows
    rolling = not metric.unit.additive and _ROLLING_MONTHS.search(heading.whole) is not None
    return all(same_window(window, metric.window) or (rolling and _of_thirty_days(window, metric)) for window in stated)


def _of_thirty_days(window: Span, metric: Metric) -> bool:
    """Whether months are as long as a metric's window: a rate of 近一个月 is that of its 30 days, a count may be another."""
    return window.unit == "month" and metric.window == Span(30 * window.count, "day")


def other_window(found: tuple[Metric, ...]) -> Text:
    """That the window in a heading is that of none of these metrics."""
    zh, en = listed(span_words(metric.window) for metric in found)
    return Text(f"标题中的统计窗口与指标不符（指标为{zh}）", f"the window in the heading is not the metric's ({en})")


def summed(taken: Taken) -> Taken:
    """What a heading without 求和项: was taken for, unless it is nothing that may be added up: rates, what stands on a day."""
    metric = taken.metric
    if metric is None or (metric.unit.additive and metric.window.unit != "moment"):
        return taken
    return Taken(
        problem=Text(
            f"“{metric.name.zh}”不能相加，求和项不是它的数值", f"{metric.name.en} can't be added up: a sum is none"
        )
    )


def totalled(taken: Taken) -> Taken:
    """What a heading without its Total was taken for, if that can be added up: TACoS is no ACoS."""
    return taken if taken.metric is not None and taken.metric.unit.additive else Taken()


SUMS = (
    # As a pivot table heads what it adds up.
    (re.compile(r"^\s*(?:求和项\s*[:：]|sum of\b)\s*", re.IGNORECASE), summed),
    (re.compile(r"^\s*(?:total\s+|总)(?=\w)", re.IGNORECASE), totalled),  # Total sessions, 总访客数
)


def respelt(text: str) -> Iterator[tuple[str, ...]]:
    """Other spellings of a heading, all of each to mean the same: Return % (Return rate), 当前星级, 取消率 CR (取消率 and CR)."""
    if (rate := _PERCENT.fullmatch(text)) is not None:
        yield from ((f"{rate[1]} {word}(%)",) for word in ("rate", "percentage", "率"))
    if (now := _NOW.match(text)) is not None:
        yield (text[now.end() :],)
    for twice in _TWICE:
        if (said := twice.fullmatch(text.strip())) is not None:
            yield f"{said['zh']}{said[3] or ''}", said["en"]
