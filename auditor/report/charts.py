"""Charts as inline SVG, made by string formatting: a sparkline costs some microseconds and no library.

Status is never told by colour alone: the line of the requirement is drawn, the newest point is marked.
All coordinates are rounded to a tenth of a pixel, so that the same numbers give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from auditor.report.figures import figure

_SPARK = (104, 26)
_CHART = (400, 132)
_GAP = re.compile("LL+")
Point = Mapping[str, Any]


def sparkline(points: Sequence[Point], threshold: Mapping[str, Any] | None = None, status: str = "none") -> str:
    """A word-sized line of ``points`` (oldest first, gaps where a value is missing) with the requirement dashed.

    Decoration for the eye: the figures stand beside it in the table, so screen readers skip it. "" below two values.
    """
    values = [point["value"] for point in points]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    margin = (high - low) or abs(high) or 1
    lines = [value for value in _lines(threshold) if low - margin <= value <= high + margin]
    low, high = min([low, *lines]), max([high, *lines])
    width, height = _SPARK
    floor, scale = height - 4, (height - 8) / ((high - low) or 1)
    heights = [floor - (value - low) * scale for value in known]
    dashes = "".join([f'<path class="l" d="M0 {floor - (value - low) * scale:.1f}H{width}"/>' for value in lines])
    return _spark(tuple([value is not None for value in values])) % (dashes, *heights, status, heights[-1])


@lru_cache(maxsize=1024)
def _spark(known: tuple[bool, ...]) -> str:
    """A sparkline of values of which these are known, with places for the requirement, the heights and the dot."""
    width, height = _SPARK
    step = (width - 8) / (len(known) - 1)
    last = max(at for at, here in enumerate(known) if here)
    return (
        f'<svg class="spark" width="{width}" height="{height}" viewBox="0 0 {width} {height}" aria-hidden="true">'
        f'%s<path class="v" d="{_line(known, 4, step)}"/>'
        f'<circle class="%s" cx="{4 + last * step:.1f}" cy="%.1f" r="3"/></svg>'
    )


@lru_cache(maxsize=1024)
def _line(known: tuple[bool, ...], left: float, step: float) -> str:
    """The line through values of which these are known, with a place for the height of each.

    A missing one lifts the pen; a value between two gaps gets a short stroke.
    """
    line = "L".join(f"{left + at * step:.1f} %.1f" if here else "" for at, here in enumerate(known))
    return "".join(f"M{run}" if "L" in run else f"M{run}h.1" for run in _GAP.split(line.strip("L")))


def _lines(threshold: Mapping[str, Any] | None) -> list[float]:
    return [value for value in threshold["values"] if value is not None] if threshold else []


def line_chart(finding: Mapping[str, Any], label: str) -> str:
    """Value against requirement over time: the breach side is shaded, the line and the newest value are labelled.

    ``label`` describes the chart to those who do not see it. "" below two values and for yes or no.
    """
    points = finding["trend"]
    values = [point["value"] for point in points]
    known = [value for value in values if value is not None]
    unit, currency = finding["unit"], finding["currency"]
    if len(known) < 2 or unit == "flag":
        return ""
    width, height = _CHART
    left, right, top, bottom = 10, 64, 16, 22
    lines = _lines(finding["threshold"])
    low, high = min([*known, *lines]), max([*known, *lines])
    margin = 0.12 * ((high - low) or abs(high) or 1)
    low, high = low - margin, high + margin
    scale: float = (height - top - bottom) / (high - low)
    step = (width - left - right) / (len(values) - 1)
    plot_right, floor = width - right, height - bottom

    def y(value: float) -> float:
        return float(floor - (value - low) * scale)  # ``low`` on the floor: large values that differ little stay apart

    out = [f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}">']
    for first, second in _breach(finding["threshold"], low, high):
        out.append(f'<path class="zone" d="M{left} {y(second):.1f}H{plot_right}V{y(first):.1f}H{left}z"/>')
    out.append(f'<path class="axis" d="M{left} {floor}H{plot_right}"/>')
    last = max(at for at, value in enumerate(values) if value is not None)
    label_y = y(values[last])
    for value in lines:
        text_y = y(value)
        if abs(text_y - label_y) < 13:  # the newest value's label stands at the same height: make room
            text_y = label_y + (13 if text_y >= label_y else -13)
        out.append(f'<path class="l" d="M{left} {y(value):.1f}H{plot_right}"/>')
        out.append(
            f'<text class="lt" x="{plot_right + 6}" y="{text_y + 4:.1f}">{escape(figure(value, unit, currency))}</text>'
        )
    path = _line(tuple([value is not None for value in values]), left, step) % tuple([y(value) for value in known])
    out.append(f'<path class="v" d="{path}"/>')
    for at, value in enumerate(values[:-1]):
        if value is not None:
            out.append(f'<circle class="p" cx="{left + at * step:.1f}" cy="{y(value):.1f}" r="2"/>')
    status = finding["waiver"]["status"] if finding["waiver"] else finding["status"]
    out.append(f'<circle class="{status}" cx="{left + last * step:.1f}" cy="{label_y:.1f}" r="4.5"/>')
    shown = (
        finding["display"] if last == len(values) - 1 and finding["display"] else figure(values[last], unit, currency)
    )
    out.append(f'<text class="vt" x="{plot_right + 6}" y="{label_y + 4:.1f}">{escape(shown)}</text>')
    out.append(f'<text class="d" x="{left}" y="{height - 6}">{points[0]["end"]}</text>')
    out.append(f'<text class="d" x="{plot_right}" y="{height - 6}" text-anchor="end">{points[-1]["end"]}</text></svg>')
    return "".join(out)


def _breach(threshold: Mapping[str, Any] | None, low: float, high: float) -> list[tuple[float, float]]:
    """The spans of the axis on the wrong side of the requirement."""
    lines = _lines(threshold)
    if not threshold or not lines:
        return []
    if threshold["verb"] in {"at_least", "more_than"}:
        return [(low, lines[0])]
    if threshold["verb"] in {"at_most", "less_than"}:
        return [(lines[0], high)]
    if threshold["verb"] == "between":
        return [(low, lines[0]), (lines[1], high)]
    return []


def score_scale(store: Mapping[str, Any], label: str) -> str:
    """The score on its scale of grades, with the range that unknowns leave open and the previous score."""
    out = [f'<svg class="scale" viewBox="0 0 400 58" role="img" aria-label="{escape(label)}">']
    for start, end, grade in ((0, 50, "E"), (50, 60, "D"), (60, 80, "C"), (80, 90, "B"), (90, 100, "A")):
        out.append(
            f'<rect class="g{grade}" x="{start * 4 + 0.5:g}" y="22" width="{(end - start) * 4 - 1}" height="12"/>'
        )
        out.append(f'<text class="d" x="{(start + end) * 2}" y="48" text-anchor="middle">{grade}</text>')
    if store["score_range"]:
        low, high = store["score_range"]
        out.append(f'<rect class="open" x="{low * 4}" y="19" width="{(high - low) * 4}" height="18"/>')
    previous = store["previous"]
    if previous and previous["score"] is not None:
        out.append(f'<path class="was" d="M{previous["score"] * 4} 20v16"/>')
    if store["score"] is not None:
        out.append(f'<path class="now" d="M{store["score"] * 4} 18l-6 -11h12z"/>')
    return "".join([*out, "</svg>"])


def bar(score: int | None) -> str:
    """A score from 0 to 100 as a bar; the figure stands beside it."""
    if score is None:
        filled = ""
    else:
        grade = "A" if score >= 90 else "B" if score >= 80 else "C" if score >= 60 else "D" if score >= 50 else "E"
        filled = f'<rect class="g{grade}" width="{max(score, 1)}" height="8"/>'
    return (
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="none" width="100" height="8"/>{filled}</svg>'
    )


def status_bar(counts: Mapping[str, int]) -> str:
    """How the findings divide over the statuses; the figures stand below it."""
    total = sum(counts.values()) or 1
    out = ['<svg class="split" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">']
    left = 0.0
    for status in ("fail", "watch", "unknown", "waived", "pass", "not_applicable"):
        width = counts[status] / total * 1000
        if width:
            out.append(f'<rect class="{status}" x="{left:.1f}" width="{max(width - 3, 1):.1f}" height="10"/>')
            left += width
    return "".join([*out, "</svg>"])
