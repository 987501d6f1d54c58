"""What single cells of a heading mean: a known metric or attribute, a period, or why neither is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import pairwise

from auditor.intake.columns import Column, kind_of
from auditor.intake.dating.dates import parse_period, undecided
from auditor.intake.dating.month_numbers import is_month_number, months_of_numbers
from auditor.intake.dating.neighbours import days_of_month, days_told, is_pair, told_years
from auditor.intake.dating.orders import Order
from auditor.intake.dating.periods import ANY_YEAR, NO_YEAR, cell_period, find_period, lacks_year, without_period
from auditor.intake.dating.relative import is_relative, relative_period, to_date, without_dates
from auditor.intake.dating.weeks import PART_OF_MONTH, part_of_month, week_of
from auditor.intake.dating.yearless import completed, day_of_sheet, days_of_sheet
from auditor.intake.headings import beside, normal, parse_heading, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.origin import Origin
from auditor.intake.period_words import beyond_its_period, none_of_it
from auditor.intake.readers.cells import Cell, Row
from auditor.intake.span_names import span_of
from auditor.intake.words import STRUCTURE, WHOLE
from auditor.model import Period, Text
from auditor.rulebook.model import Metric

COLON = re.compile("[:：]")  # of a pair: 周期：2026-W46
_ALL_OF_IT = frozenset((*WHOLE, *STRUCTURE["store"], "本店", "合计", "总计", "总", "实际", "actual"))
_FIGURES_AND_WORDS = re.compile(r"\d.*[^\W\d_]{2}|[^\W\d_]{2}.*\d")


class HeadingCells:
    """The meaning of cells on a platform (None: on any), in the year and below the title that ``origin`` knows."""

    def __init__(self, lexicon: Lexicon, platform: str | None, origin: Origin) -> None:
        self.lexicon = lexicon
        self.year = origin.year
        self.sheet_period = origin.period
        self.counted = origin.counted  # the month of whose weeks 第1周 | 第2周 may be
        self._platform = platform

    def known(self, text: str) -> bool:
        """Whether a text is the heading of a metric or attribute."""
        return self.lexicon.take(self.lexicon.own(text, self._platform, self.sheet_period), self._platform).known

    def of_sheet(self, column: Column) -> None:
        """Look a column up as one of its own or its sheet's period, or leave it: 本周访客数 is not October's."""
        period = column.period or self.sheet_period
        column.names = tuple(self.lexicon.own(name, self._platform, period) for name in column.names)
        why = column.take(self.lexicon, self._platform).only_a_part_of(period)
        if why is not None:
            column.kind, column.why, column.undated = "beside", why, True

    def names(self, cell: Cell) -> bool:
        """Whether a cell is the heading of a metric or attribute; of another window too until the sheet's period is known."""
        if not isinstance(cell.value, str):
            return False
        undated = self.sheet_period is None and self.lexicon.take(cell.value, self._platform).problem is not None
        return undated or self.known(cell.value)

    def period(self, cell: Cell, order: Order | None = None, around: Period | None = None) -> Period | None:
        """The period that a heading cell states: by itself, or 本周 below a heading or a title that dates it.

        ``order``: of day and month. ``around``: what the other levels of the heading state.
        """
        if isinstance(cell.value, str) and is_relative(cell.value):
            return relative_period(cell.value, around or self.sheet_period)
        if isinstance(whole := self.to_date(cell), Period):
            return whole
        if isinstance(cell.value, str) and week_of(cell.value, around or self.sheet_period):
            return None
        stated = (
            day_of_sheet(cell.value, around)
            or days_of_sheet(cell.value, around)
            or days_of_sheet(cell.value, self.sheet_period)
        )
        if stated is not None:
            return stated
        year = around.start.year if self.year is None and around is not None else self.year
        found = completed(partial(cell_period, cell), cell.value, year, self.sheet_period)
        if found is None and order:
            found = parse_period(cell.value, order=order, year=year)
        if found is None and (part := self._beside_a_name(cell)) is not None:
            found = cell_period(part, self.year)
        return found

    def days(self, row: Row) -> Mapping[Cell, Period]:
        """The days of the sheet's month that a row of headings names: 8日 | 15日, 11.8 | 11.15; or months: 2026.9 | 2026.1.

        There are several and they go on, or back: a single 3日 is a length of time, a single 11.8 a figure.
        """
        numbers = [cell for cell in row.cells if isinstance(cell.value, float) or is_month_number(cell.raw)]
        months = dict(zip(numbers, months_of_numbers([cell.raw for cell in numbers]), strict=True))
        if len(months) > 1 and (_in_a_row([*months.values()]) or _in_a_row([*months.values()][::-1])):
            return {cell: month for cell, month in months.items() if month is not None}
        sheet = self.sheet_period
        corner = cell_period(row.cells[0], self.year)
        if of_month := days_of_month(row.cells, corner or sheet):
            return of_month
        found = {cell: day for cell in row.cells if (day := day_of_sheet(cell.value, sheet)) is not None}
        steps = {before.start < after.start for before, after in pairwise(found.values()) if before != after}
        if len(steps) == 1:
            return found
        pairs = [cell for cell in row.cells if is_pair(cell)]
        return days_told(pairs, self.year, headings=True) if len(pairs) > 1 else {}

    def years(self, row: Row, order: Order | None) -> Mapping[Cell, Period]:
        """The periods of a row of headings that others in it tell the year of."""
        if self.year is not None:
            return {}
        cells = [cell for cell in row.cells if not self.known(cell.raw) and kind_of(cell) is None]
        return told_years(cells, order)

    def without_period(self, cell: Cell, period: Period | None) -> str:
        """What a heading cell names beside the period that it states: 销售额 in 10月销售额; empty for nothing known."""
        if period is None or self.known(cell.raw):
            return cell.raw
        rest = without_period(cell.raw)
        return rest if self.known(rest) else ""

    def _beside_a_name(self, cell: Cell) -> Cell | None:
        """What stands beside a known word in a heading and may be a period: 10月 in 10月销售额 and 10月目标, not the window in 2周访客."""
        text = cell.value
        if not isinstance(text, str) or _FIGURES_AND_WORDS.search(text) is None or self.known(text):
            return None
        rest = without_period(text)
        part = text.replace(rest, "").strip(" ()（）")
        says = self.known(rest) or structural(rest) == "value" or none_of_it(rest) is not None
        return cell._replace(value=part) if says and span_of(normal(part)) is None else None

    def heads_values(self, left: Cell | None, cell: Cell) -> bool:
        """Whether a cell heads a column of values: a period, 数值. Pairs do not: 周期 | 2026-W46, 周期：2026-W46."""
        kind = kind_of(cell)
        if isinstance(cell.value, str) and structural(COLON.split(cell.value)[0]) == "period" and kind is None:
            return False
        if left is not None and (label := kind_of(left)) is not None:  # 店铺 | (empty) | 2026-W46: no week is a store
            return kind == "value" or (label in ("store", "platform", "client") and self.period(cell) is not None)
        return self.period(cell) is not None or kind in ("value", "unit")

    def to_date(self, cell: Cell) -> Period | Text | None:
        """The whole week or month of a column 本周累计, or why it is of none."""
        found = to_date(cell.value, self.sheet_period) if isinstance(cell.value, str) else None
        return None if found is None or self.known(cell.raw) else found

    def why_beside(self, cell: Cell, *, dated: bool) -> Text | None:
        """Why a column is known and holds no values: a target, a remark; 行业均值 also where it goes with a period."""
        if not isinstance(cell.value, str) or self.known(cell.raw):
            return None
        rest = without_period(cell.raw) if dated else ""
        if is_relative(rest.strip(":")) or self.to_date(cell) is not None:
            return None  # 上周(11.2-11.8) holds what was that week, MTD in a sheet of its last day what was that month
        return beside(cell.raw) or (none_of_it(rest) if dated else None)

    def why_undated(self, cell: Cell, around: Period | None, *, dated: bool) -> Text | None:
        """Why a heading that means a period does not say which. ``dated``: another level of it does."""
        text = cell.raw
        if dated:
            return PART_OF_MONTH if week_of(text, around) else None
        if isinstance(cell.value, str) and is_relative(text) and kind_of(cell) is None:
            return without_dates(text.strip(), self.sheet_period)
        part = self._beside_a_name(cell)
        if self.year is None and (lacks_year(part.raw if part is not None else text) or _is_yearless(cell)):
            return NO_YEAR
        if not self.known(text) and (why := undecided(cell.value, self.year)) is not None:
            return why
        return PART_OF_MONTH if part_of_month(text) or week_of(text, self.sheet_period) else None


def not_understood(heading: str, metric: Metric, platform_of: Callable[[str], str | None]) -> Text | None:
    """That a bracket of a count's or amount's heading (曝光量(美国)) tells nothing that is known: it may be but a part."""
    said = parse_heading(heading).qualifiers if metric.unit.additive else ()
    if not said:
        return None
    names = {normal(name) for name in metric.names}
    unknown = [part for part in said if part not in _ALL_OF_IT and not any(part in name for name in names)]
    dates = ((part, find_period(part, ANY_YEAR)) for part in unknown)  # 曝光量(9月) is dated by it
    unknown = [part for part, period in dates if period is None or beyond_its_period(part, period)]
    unknown = [part for part in unknown if platform_of(part) != metric.platform]
    if not unknown:
        return None
    zh, en = "、".join(unknown), ", ".join(unknown)
    return Text(
        f"“{heading}”：看不懂括号里的“{zh}”，按整个店铺的“{metric.name.zh}”读取；如果只是其中一部分，请去掉这一列（行）",
        f"'{heading}': what '{en}' in the bracket means is not known, and it is read as the whole store's {metric.name.en}; if it is "
        "but a part of it, leave it out",
    )


def _is_yearless(cell: Cell) -> bool:
    """Whether a text is nothing but periods without their year: 第52周⏎12.21-12.27, 本周(11.9-11.15)."""
    rest = without_period(cell.raw) if isinstance(cell.value, str) else cell.raw
    return (not rest or is_relative(rest)) and find_period(cell.raw, ANY_YEAR) is not None


def _in_a_row(months: Sequence[Period | None]) -> bool:
    """Whether months follow each other without a gap."""
    return all(before and after and before.end + timedelta(1) == after.start for before, after in pairwise(months))
