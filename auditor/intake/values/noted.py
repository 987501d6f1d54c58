"""A figure with what people write beside it in its own cell: Healthy (312), 308分 健康, 1.1% (3 of 272), 4.8 (36 reviews)."""

from __future__ import annotations

import re
from fractions import Fraction

from auditor.intake.values.reading import Reading, unreadable
from auditor.rulebook.model import Metric, Unit
from auditor.text import folded

_STATES = (
    "正常|异常|健康|不健康|良好|优秀|一般|较差|有风险|存在风险|危险|严重|绿色|黄色|红色|healthy|unhealthy|excellent|great|good|fair|poor|"
    "ok|okay|normal|at risk|critical|needs improvement|green|amber|yellow|red"
)
# 未达标 3% may be missed by 3 %, pass 90% the line: such a word stands behind its figure. None is 差, 低 or 高.
_MET = "已?达标|[未不]达标|不?合格|不?及格|未?超标|优|良|passed|pass|failed|fail|on target|met|not met"
_BETWEEN = r"(?:\s+[-–—]\s+|[\s:,、;/|·]*)"  # with a sign at the figure it would be another figure
_BEFORE, _BEHIND = (rf"(?<![a-z])(?:{words})(?![a-z])" for words in (_STATES, f"{_STATES}|{_MET}"))
_FIGURE = r"(?P<figure>[0-9][0-9.,/ ]*(?:%|分|s|h|ms|天|小时|days?|hours?)?)"
_JUDGED = tuple(
    map(
        re.compile,
        (
            rf"{_FIGURE}{_BETWEEN}{_BEHIND}",
            rf"{_FIGURE}\s*[(\[【]\s*{_BEHIND}\s*[)\]】]",
            rf"{_BEFORE}{_BETWEEN}{_FIGURE}",
            rf"{_BEFORE}\s*[(\[【]\s*{_FIGURE}\s*[)\]】]",
        ),
    )
)
_THINGS = r"(?:个|条|笔|单|件|次|orders?|units?|packages?|shipments?|messages?)?"
_RATE = r"(?P<rate>[0-9]{1,3}(?:\.(?P<decimals>[0-9]{1,6}))?)\s*%"
_WHOLE = "[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}"
_COUNTS = rf"(?P<part>{_WHOLE})\s*{_THINGS}\s*(?:/|of|out of)\s*(?P<whole>{_WHOLE})\s*{_THINGS}"
_OF_COUNTS = tuple(
    map(
        re.compile,
        (rf"{_RATE}\s*[=,、;(]?\s*{_COUNTS}\s*\)?", rf"{_COUNTS}\s*[=,、;(]?\s*{_RATE}\s*\)?"),
    )
)
_COUNTED = re.compile(rf"(?P<figure>[0-9.]+\s*%)\s*\(\s*[0-9]{{1,9}}\s*{_THINGS}\s*\)")  # 0.8% (2 orders)
_SHARED = re.compile(r"(?P<figure>[^()%]*[0-9][^()%]*?)\s*\(\s*[0-9]{1,3}(?:\.[0-9]+)?\s*%\s*\)")  # 12 (4.8%)
_RATED = re.compile(
    r"(?P<figure>[0-9](?:\.[0-9]+)?(?:\s*/\s*5)?)\s*[,(]\s*[0-9][0-9,]*\s*[条个]?\s*"
    r"(?:评价|评论|评分|评|(?:customer |global )?(?:reviews?|ratings?))数?\s*\)?"
)
_NOTES = {
    **dict.fromkeys((Unit.HOURS, Unit.DAYS), _JUDGED),
    Unit.SHARE: (*_JUDGED, _COUNTED),
    Unit.SCORE: (*_JUDGED, _RATED),
    **dict.fromkeys((Unit.COUNT, Unit.MONEY), (_SHARED,)),
}


def figure_of(text: str, metric: Metric) -> str | Reading | None:
    """The figure alone of a text that says something else beside it; why two of them disagree; None for any other text."""
    plain = folded(text)
    if metric.unit is Unit.SHARE and (
        found := next(filter(None, (form.fullmatch(plain) for form in _OF_COUNTS)), None)
    ):
        return _agreed(found, text)
    notes = (form.fullmatch(plain) for form in _NOTES.get(metric.unit, ()))
    return next((found["figure"].strip() for found in notes if found is not None), None)


def _agreed(found: re.Match[str], text: str) -> str | Reading:
    """The counts of a rate, which are more exact, where they make the rate that is printed: rounded or cut off."""
    part, whole = (int(found[name].replace(",", "")) for name in ("part", "whole"))
    printed, step = Fraction(found["rate"]), Fraction(1, 10 ** len(found["decimals"] or ""))
    if not whole or printed - step / 2 <= Fraction(100 * part, whole) < printed + step:  # of nothing it is no rate
        return f"{part}/{whole}"
    return unreadable(f"“{text}”中的比率与件数不一致", f"the rate and the counts of '{text}' disagree")
