"""Number formats: what they show, and how a stored number looks through them.

A date, a time or a length of time is stored as a plain number; only its format tells it apart.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from math import isfinite
from typing import Literal

from auditor.intake.dating.dates import Epoch, from_serial
from auditor.intake.readers.cells import Cell

BUILTIN_FORMATS = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm", 37: "#,##0;(#,##0)", 38: "#,##0;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
} | dict.fromkeys((*range(27, 32), *range(50, 59)), "yyyy-mm-dd") | dict.fromkeys((32, 33, 34, 35), "h:mm:ss")  # fmt: skip
# Those of a Chinese spreadsheet, which writes no code for them.
BUILTIN_FORMATS |= dict.fromkeys((27, 36, 50, 52, 57), "yyyy-mm")
_NOT_CODE = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|E[+-]|General', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)

# "第"0"周", 0"月", "W"00: the number of a week, a month or a quarter, which a formula made (WEEKNUM, MONTH).
_COUNTED = re.compile(r'"?(第|[WwQq])?"?(0{1,2})"?(周|月份?|季度?)?"?(?:;@)?')
Clock = Literal["", "date", "time", "duration", "counted"]


@cache
def clock(code: str) -> Clock:
    """Whether a number format shows a date (with or without time), a time of day, an elapsed time, 第46周 or none."""
    if (counted := _COUNTED.fullmatch(code)) and (counted[3] or (counted[1] or "第") != "第"):
        return "counted"
    bare = _NOT_CODE.sub("", code.partition(";")[0])
    if _ELAPSED.search(bare):
        return "duration"
    letters = set(bare.lower())
    if letters & {"y", "d"} or ("m" in letters and not letters & {"h", "s"}):
        return "date"
    return "time" if letters & {"h", "s"} else ""


@cache
def shows_month(code: str) -> bool:
    """Whether a number format shows the month of a date and not its day (yyyy"年"m"月", mmm-yy)."""
    letters = set(_NOT_CODE.sub("", code.partition(";")[0]).lower())
    return "m" in letters and not letters & {"d", "h", "s"}


def number_cell(column: int, text: str, code: str, shows: Clock, epoch: Epoch) -> Cell | None:
    """A number as a file spells it. Beyond a double's 15 digits it is a float, as it was when it was typed."""
    try:
        value = int(text) if len(text) < 16 and text.isdecimal() else float(text)
    except ValueError:
        return Cell(column, text, code, "text") if text.strip() else None
    if shows or not isfinite(value):
        return shown(column, value, code, shows, epoch)
    return Cell(column, value, code, "number")


def logical_cell(column: int, text: str, code: str) -> Cell:
    """A logical value as XML has it: 1 and true, in whatever case."""
    return Cell(column, text.strip().lower() in {"1", "true"}, code, "bool")


def moment_cell(column: int, text: str, code: str) -> Cell:
    """A date, with or without its time of day, as ISO 8601 spells it. A spreadsheet shows it as it stands, whatever its zone."""
    try:
        return Cell(column, _without_midnight(datetime.fromisoformat(text).replace(tzinfo=None)), code, "date")
    except ValueError:
        return Cell(column, text, code, "text")


def _without_midnight(value: datetime) -> date:
    return value if value.time() != time() else value.date()


def shown(column: int, value: int | float, code: str, shows: Clock, epoch: Epoch) -> Cell:
    """A stored number as its format shows it: a number, a date, a time of day or a length of time."""
    if not shows or (shows == "counted" and value not in range(100)):
        return Cell(column, value, code, "number") if isfinite(value) else Cell(column, "#NUM!", code, "error")
    if shows == "counted":
        return Cell(
            column, _COUNTED.sub(lambda part: f"{part[1] or ''}{int(value):0{len(part[2])}}{part[3] or ''}", code), code
        )
    if shows == "duration":
        try:
            return Cell(column, timedelta(milliseconds=round(value * 86_400_000)), code, "duration")
        except (OverflowError, ValueError):
            return Cell(column, "#####", code, "error")
    found = from_serial(value, epoch)
    if found is None:
        return Cell(column, "#####", code, "error")  # what a spreadsheet shows for a date before its calendar
    return Cell(column, found.time() if shows == "time" and value < 1 else _without_midnight(found), code, "date")
