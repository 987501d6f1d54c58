"""Of when a sheet is, as the names of its tab, its file and its folders say: 第46周, 恒达_2026-W46, 2026年/11月."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from auditor.intake.dating.date_forms import MONTH_WORD, months_of
from auditor.intake.dating.periods import ANY_YEAR, LONE_YEAR, find_period, lacks_year, without_period, year_in
from auditor.intake.dating.relative import relative_in, relative_period, says_this_week
from auditor.intake.dating.weeks import counted_week, is_month, may_be, week_of, which_week, without_counted_week
from auditor.intake.dating.yearless import OVER_NEW_YEAR, completed, goes_over_the_turn, over_the_turn, turns
from auditor.intake.headings import normal
from auditor.intake.origin import Origin
from auditor.intake.places import is_shop
from auditor.intake.readers.cells import Cell
from auditor.model import Period, Text

_LONGEST_FILED = 31  # days, of a folder of reports: a quarter's holds those of its weeks
LONGEST = 360  # days of a period that is merely mentioned: "2026年" in a title is a year, not the period of the values
_YEAR_OR_MONTH = re.compile(r"20\d{2}(?:-\d{2})?")
_SHORT_NUMBER = re.compile(r"0?[1-9]|[12]\d|3[01]")
_NAMED_MONTH = re.compile(rf"(?<!\d)(?:1[0-2]|0?[1-9])月|{MONTH_WORD}", re.IGNORECASE)  # 恒达11月, Hengda Nov


def _name_period(text: str, year: int | None, around: Period | None = None) -> Period | None:
    """The period in the name of a sheet or file. A lone year is none: it only completes other dates.

    ``around``, which the names of its file or folder state, tells over which New Year 12.28-1.3 goes, and that 12.21-12.27 is
    of the year before.
    """
    period = completed(partial(find_period, text), text, year, around) or over_the_turn(text, around)
    return period if period is not None and period.days <= LONGEST else None


def _filed_period(folders: Sequence[str]) -> tuple[Period | None, int | None]:
    """The period after which the nearest of the dated folders is called, and the year, which one above it may tell.

    Of 第2周 in a folder of November nothing tells which days it is.
    """
    dated = [
        name
        for name in _completed(folders)
        if LONE_YEAR.fullmatch(name) or find_period(name, ANY_YEAR) or goes_over_the_turn(name)
    ]
    year = next(filter(None, map(_year_of, dated)), None)
    if year is None:
        return None, None
    above = next(filter(None, (_name_period(name, year) for name in dated[1:])), None)
    period = _name_period(dated[0], year, above)
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


def _dates_files(filed: Period | None, folders: Sequence[str]) -> bool:
    """Whether the period of a folder is that of the figures in it: a week's or a month's that is called so.

    A day may be that of the download, and 05 in 2026 the fifth week.
    """
    return filed is not None and 1 < filed.days <= _LONGEST_FILED and _completed(folders) == [*folders]


def file_period(stem: str, year: int | None, filed: Period | None = None) -> Period | None:
    """The period in the name of a file, else its folder's (``filed``). Of 第2周 the folder tells which it is."""
    return filed if filed is not None and counted_week([stem]) else _name_period(stem, year, filed) or filed


def named_period(
    sheet: str | None, stem: str, year: int | None, beside: Sequence[str] = (), filed: Period | None = None
) -> Period | None:
    """The period in the name of a sheet, else of its file, else of its folder (``filed``). ``year`` completes 第46周.

    上周 is the week before where a tab ``beside`` it is 本周: else ``related_period`` tells.
    """
    whole = file_period(stem, year, filed)
    if not sheet or week_of(sheet, whole) or (whole and whole is filed and counted_week([sheet])):
        return whole  # 第2周 in a book of November: ``unsettled_week`` says that it is not all of it
    own = _name_period(sheet, year, whole)
    if own is None and whole is not None and (said := relative_in(sheet)) and says_this_week(beside, whole):
        return relative_period(said, whole)
    return own or whole


def origin_period(origin: Origin) -> Origin:
    """``origin`` with what the name of the sheet, the file or its folder states: the period, or why none; and a store (恒达店)."""
    origin = _with_shop(origin)
    names = [name for name in (origin.sheet, origin.stem) if name]
    folder, folder_year = _filed_period(origin.folders)
    filed = folder if _dates_files(folder, origin.folders) else None
    month = months_of(folder.start.year, folder.start.month) if folder is not None else None
    year = origin.year or next(filter(None, map(year_in, names)), folder_year)
    weekly = counted_week(names)  # 第2周 in a folder 2026-11-16 is none of January, in 2026-W46 it is that week
    around = filed if weekly is None or (filed is not None and may_be(weekly, filed)) else month
    period = named_period(origin.sheet, origin.stem, year, origin.beside, around)
    undated = unsettled_week((origin.sheet, origin.stem), period, year) or _which_year(origin, year, around)
    year = period.end.year if period is not None else year
    if undated is not None:
        return replace(origin, undated=undated, counted=period or month_of_week(names, year), year=year)
    if period is None:
        months = (find_period(named[0], year) for name in names for named in _NAMED_MONTH.finditer(name))
        return replace(origin, counted=next(filter(None, months), month), year=year)
    says_so = any(_name_period(name, year) for name in names if counted_week([name]) is None)
    of_folder = period == filed and not says_so  # 2026-W46/恒达_2026-W46 says so itself
    return replace(origin, period=period, filed=period if of_folder else None, year=year)


def _with_shop(origin: Origin) -> Origin:
    """``origin`` with the store after which a tab is called; --store and the configuration's files go before it."""
    name = without_period(origin.sheet or "")
    if origin.only is not None or normal(origin.store) in origin.declared or not is_shop(name, origin.declared):
        return origin
    platform = origin.platform or origin.declared.get(normal(name))
    return replace(origin, store=origin.named(name), placed=None, platform=platform)


def _which_year(origin: Origin, year: int | None, filed: Period | None) -> Text | None:
    """Why a tab of one year's workbook is of no week: after 第52周 and 第53周 the tab 第1周 may be the next year's."""
    if origin.sheet is None or not lacks_year(origin.sheet):
        return None
    whole = file_period(origin.stem, year, filed)
    return OVER_NEW_YEAR if turns([Cell(1, name) for name in origin.beside], year, whole) else None


def unsettled_week(texts: Sequence[str | None], period: Period | None, year: int | None) -> Text | None:
    """Why titles and names that count a week of a month (第2周) do not say which days it is; None where they do.

    ``period``: what they state otherwise.
    """
    text, month = _counted(texts, period, year)
    return which_week(text, month) if text is not None and month is not None else None


def month_of_week(texts: Sequence[str | None], year: int | None) -> Period | None:
    """The month whose weeks titles and names count (11月第2周): it tells what 第1周 among the headings is."""
    return _counted(texts, None, year)[1]


def _counted(texts: Sequence[str | None], period: Period | None, year: int | None) -> tuple[str | None, Period | None]:
    text = counted_week(texts) if period is None or is_month(period) else None
    month = find_period(without_counted_week(text).strip("\0 "), year) if text is not None else None
    return text, month if is_month(month) else period
