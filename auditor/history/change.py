"""The value before, from the audit before: where a week's files hold that week alone, the history knows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_POINTS = 13  # periods that a trend shows


def delta(value: float | None, previous: float | None, unit: str | None, points: str) -> dict[str, Any] | None:
    """The change on the previous period: points for shares, per cent for counts and money, else the difference.

    ``points`` is the word for percentage points. None where either value is missing: a blank means
    "no previous value", 0 means "no change".
    """
    if value is None or previous is None or unit in {"flag", "text", "date"}:
        return None
    difference = value - previous
    if unit == "share":
        text = _signed(difference * 100) + " " + points
    elif unit in {"count", "money"} and previous:
        text = f"{_signed(difference / abs(previous) * 100, 1)}%"
    else:
        text = _signed(difference)
    direction = "flat" if abs(difference) < 1e-12 else "up" if difference > 0 else "down"
    return {"value": round(difference, 12), "text": text, "direction": direction}


def _signed(value: float, digits: int = 2) -> str:
    text = f"{value:+,.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in {"+0", "-0"} else text


def with_value_before(finding: Mapping[str, Any], before: Mapping[str, Any] | None, lang: str) -> dict[str, Any]:
    """The finding with previous value, change and trend from ``before``, where its own files hold no earlier period.

    Only a value of the same metric, unit and currency over an earlier period is one to compare with.
    """
    same = before is not None and all(finding[key] == before[key] for key in ("metric", "unit", "currency"))
    if before is None or not same or not finding["period"] or not before["period"]:
        return dict(finding)
    own = finding["trend"]
    first = min([finding["period"]["end"], *(point["end"] for point in own)])
    trend = [*(point for point in before["trend"] if point["end"] < first), *own][-_POINTS:]
    made = {**finding, "trend": trend}
    earlier = before["period"]["end"] < finding["period"]["end"]
    if finding["previous_value"] is not None or before["value"] is None or not earlier:
        return made
    points = "个百分点" if lang == "zh" else "pp"
    return {
        **made,
        "previous": before["display"],
        "previous_value": before["value"],
        "delta": delta(finding["value"], before["value"], finding["unit"], points),
    }
