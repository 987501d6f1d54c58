"""Values as a reader writes them, in both languages, and never against their verdict.

A share that misses ``at least 90%`` by a hair is shown with as many digits as it takes to see that:
89.96 %, 89.9996 %, never 90.0 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from auditor.currency import amount, places
from auditor.model import Text
from auditor.rulebook.model import Unit
from auditor.text import folded

_MOST_DIGITS = 12
_NONE: Mapping[str, Sequence[str]] = {}
_SAME = 1e-12  # as the comparison itself has it


def display(
    value: float | str | None,
    unit: Unit,
    currency: str | None = None,
    lines: Sequence[float] = (),
    spellings: Mapping[str, Sequence[str]] = _NONE,
) -> Text | None:
    """``value`` in words and figures; None for a missing one.

    ``value`` and ``lines`` (the thresholds it is compared with) are in base units: shares as fractions.
    ``spellings`` are the ways to write each value of a metric that is a text.
    Rounded to two digits, and further where rounding would put it on or beyond a line.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return _spelled(value, spellings)
    match unit:
        case Unit.SHARE:
            text = f"{_figure(value * 100, 2, tuple(line * 100 for line in lines) if lines else ())}%"
            return Text(text, text)
        case Unit.DAYS:
            text = _figure(value, 2, lines)
            return Text(f"{text}天", f"{text} day" if text == "1" else f"{text} days")
        case Unit.HOURS:
            text = _figure(value, 2, lines)
            return Text(f"{text}小时", f"{text} hour" if text == "1" else f"{text} hours")
        case Unit.MONEY:
            text = money(value, currency, lines)
            return Text(text, text)
        case Unit.FLAG if value in (0, 1):
            return Text("是", "yes") if value else Text("否", "no")
        case Unit.DATE:
            text = date.fromordinal(round(value)).isoformat()
            return Text(text, text)
    whole = unit is Unit.COUNT and value == round(value)
    text = _figure(value, 0 if whole else 2, lines)
    return Text(text, text)


def _spelled(value: str, spellings: Mapping[str, Sequence[str]]) -> Text:
    """What a cell says: as it stands there, and in English in the word of the rules where it is Chinese or that word."""
    same = folded(value)
    for known, words in spellings.items():
        if same == folded(known) or (not value.isascii() and same in map(folded, words)):
            return Text(known if value.isascii() else value, known)
    return Text(value, value)


def money(value: float, currency: str | None, lines: Sequence[float] = ()) -> str:
    """An amount with its currency, see ``auditor.currency``; more decimals where a line is near."""
    digits = _figure(abs(value), places(value), [abs(line) for line in lines if (line < 0) == (value < 0)])
    return amount(value, currency, digits)


def _figure(value: float, digits: int, lines: Sequence[float]) -> str:
    step = 10.0**-digits
    if any(abs(value - line) < step for line in lines):
        while digits < _MOST_DIGITS and not _agrees(value, digits, lines):
            digits += 1
    text = f"{value:,.{digits}f}"
    if digits:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "0") else text


def _agrees(value: float, digits: int, lines: Sequence[float]) -> bool:
    """Whether rounding keeps the value on its side of every line."""
    rounded = round(value, digits)
    return all(_side(rounded, line) == _side(value, line) for line in lines)


def _side(value: float, line: float) -> int:
    apart = value - line
    return 0 if abs(apart) <= _SAME * max(1.0, abs(line)) else 1 if apart > 0 else -1
