"""The value before, from the audit before: where a week's files hold that week alone, the history knows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from auditor.assess.display import display
from auditor.assess.formulas import LENGTH_TOLERANCE
from auditor.assess.reading import TREND_POINTS
from auditor.rulebook.model import Unit
from auditor.text import Text, spoken


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


def display_in(finding: Mapping[str, Any], lang: str) -> str | None:
    """The value of a finding as an audit showed it, in the language asked for now.

    Words (``15 days``) are made anew from the value; what cannot be, a text of a sheet, stays as it was.
    """
    shown, value, unit = finding["display"], finding["value"], finding["unit"]
    if shown is None or value is None or unit is None:
        return cast("str | None", spoken(finding, "display", lang))
    lines = finding["threshold"]["values"] if finding["threshold"] else ()
    again = display(value, Unit(unit), finding["currency"], [line for line in lines if line is not None])
    return again.of(lang) if again and shown in again else cast(str, spoken(finding, "display", lang))


def as_long(period: Mapping[str, str] | None, before: Mapping[str, str] | None) -> bool:
    """Whether two periods are of about one length, as those of a trend are; a single date stands for one of any."""
    if period is None or before is None:
        return True
    days = [
        (date.fromisoformat(one["end"]) - date.fromisoformat(one["start"])).days
        for one in (period, before)
        if one["start"] != one["end"]
    ]
    return len(days) < 2 or abs(days[0] - days[1]) <= LENGTH_TOLERANCE


def with_value_before(finding: Mapping[str, Any], before: Mapping[str, Any] | None, lang: str) -> dict[str, Any]:
    """The finding with previous value, change and trend from ``before``, where its own files hold no earlier period.

    Only a value of the same metric, unit and currency over an earlier period as long is one to compare with (a week's
    clicks are none beside a month's): the newest of the audit before, or where that was of the same period (a month
    looked at each week) what it had itself compared with.
    """
    same = before is not None and all(finding[key] == before[key] for key in ("metric", "unit", "currency"))
    if before is None or not same or not finding["period"] or not before["period"]:
        return dict(finding)
    if not as_long(finding["period"], before["period"]):
        return dict(finding)
    own = finding["trend"]
    first = min([finding["period"]["end"], *(point["end"] for point in own)])
    trend = [*(point for point in before["trend"] if point["end"] < first), *own][-TREND_POINTS:]
    made = {**finding, "trend": trend}
    then = before
    if before["period"] == finding["period"]:
        then = {**before, "display": spoken(before, "previous", lang), "value": before["previous_value"]}
    elif before["period"]["end"] >= finding["period"]["end"]:
        return made
    if finding["previous_value"] is not None or then["value"] is None:
        return made
    points = Text("个百分点", "pp").of(lang)
    return {
        **made,
        "previous": display_in(then, lang),
        "previous_value": then["value"],
        "delta": delta(finding["value"], then["value"], finding["unit"], points),
    }
