"""Months written as numbers: 2026.10, typed into a spreadsheet, becomes 2026.1, and January is written so as well."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from auditor.intake.dating.date_forms import months_of
from auditor.model import Period, Text

_MONTH = re.compile(r"(20[0-9]{2})\.(0?[1-9]|1[0-2])")
_TWO_DIGITS = re.compile(r"20[0-9]{2}\.0[1-9]")


def is_month_number(text: str) -> bool:
    """Whether a text is a month as a number: 2026.8."""
    return _MONTH.fullmatch(text) is not None


def months_of_numbers(texts: Sequence[str]) -> list[Period | None]:
    """The months of a column or a row of numbers (2026.8, 2026.9, 2026.1), in their order; None for what is no month.

    What stands beside 2026.1 tells which of two it is: after 2026.9 it is October, before 2026.2 January, beside 2026.08
    the tenth month. Else it is None too.
    """
    found = [_MONTH.fullmatch(text) for text in texts]
    counted = [12 * int(each[1]) + int(each[2]) - 1 if each else None for each in found]
    steps = [list(group) for _, group in groupby(range(len(texts)), lambda at: texts[at])]
    two_digits = any(map(_TWO_DIGITS.fullmatch, texts))
    for before, own, after in zip([[], *steps], steps, [*steps[1:], []], strict=False):
        month = counted[own[0]]
        if month is None or not texts[own[0]].endswith(".1"):
            continue
        beside = {counted[at] for at in (*before[:1], *after[:1])}
        first, tenth = ({month - 1, month + 1} & beside, {month + 8, month + 10} & beside)
        is_tenth = two_digits or (bool(tenth) and not first)
        for at in own:
            counted[at] = month + 9 if is_tenth else month if first and not tenth else None
    return [None if month is None else months_of(month // 12, month % 12 + 1) for month in counted]


def which_month(text: str) -> Text | None:
    """Why a number (2026.1) may be January or October; None for any other."""
    if not (found := _MONTH.fullmatch(text)) or found[2] != "1":
        return None
    year = found[1]
    return Text(
        f"“{text}”是 {year} 年 1 月还是 10 月（表格会把 {year}.10 变成 {year}.1）：请写成 {year}-01 或 {year}-10",
        f"'{text}' may be January or October {year} (a spreadsheet makes {year}.1 of {year}.10): write {year}-01 or {year}-10",
    )
