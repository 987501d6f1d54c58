"""Of when a folder is, as its name says: 2026-W46, 2026年/11月."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from auditor.intake.periods import ANY_YEAR, LONE_YEAR, find_period, year_in
from auditor.intake.weeks import week_of
from auditor.intake.yearless import completed, goes_over_the_turn, over_the_turn
from auditor.model import Period

_LONGEST_FILED = 31  # days, of a folder of reports: a quarter's holds those of its weeks
LONGEST = 360  # days of a period that is merely mentioned: "2026年" in a title is a year, not the period of the values
_YEAR_OR_MONTH = re.compile(r"20\d{2}(?:-\d{2})?")
_SHORT_NUMBER = re.compile(r"0?[1-9]|[12]\d|3[01]")


def name_period(text: str, year: int | None, around: Period | None = None) -> Period | None:
    """The period in the name of a sheet or file. A lone year is none: it only completes other dates.

    ``around``, which the names of its file or folder state, tells over which New Year 12.28-1.3 goes, and that 12.21-12.27 is
    of the year before.
    """
    period = completed(partial(find_period, text), text, year, around) or over_the_turn(text, around)
    return period if period is not None and period.days <= LONGEST else None


def filed_period(folders: Sequence[str]) -> tuple[Period | None, int | None]:
    """The period after which the nearest of the dated folders is called, and the year, which one above it may tell.

    Of 第2周 in a folder of November nothing tells which days it is.
    """
    dated = [
        name
        for name in _completed(folders)
        if LONE_YEAR.fullmatch(name) or find_period(name, ANY_YEAR) or goes_over_the_turn(name)
    ]
    year = next((year for name in dated if (year := _year_of(name)) is not None), None)
    if year is None:
        return None, None
    above = next(filter(None, (name_period(name, year) for name in dated[1:])), None)
    period = name_period(dated[0], year, above)
    if above is not None and (week_of(dated[0], above) or (period is not None and period.apart(above))):
        return None, None
    return period, year


def _year_of(name: str) -> int | None:
    """The year that a folder's name tells: its last one in 2026-12-28~2027-01-03."""
    period = None if LONE_YEAR.fullmatch(name) else find_period(name)
    return year_in(name) or (period.end.year if period is not None else None)


def _completed(folders: Sequence[str]) -> list[str]:
    """The names of folders, with numbers completed by what they lie in: 11 in 2026 is 2026-11."""
    found: list[str] = []
    for name in reversed(folders):
        around = found[0].rstrip("年") if found else ""
        inner = _YEAR_OR_MONTH.fullmatch(around) is not None and _SHORT_NUMBER.fullmatch(name) is not None
        found.insert(0, f"{around}-{int(name):02}" if inner else name)
    return found


def dates_files(filed: Period | None, folders: Sequence[str]) -> bool:
    """Whether the period of a folder is that of the figures in it: a week's or a month's that is called so.

    A day may be that of the download, and 05 in 2026 the fifth week.
    """
    return filed is not None and 1 < filed.days <= _LONGEST_FILED and _completed(folders) == [*folders]
