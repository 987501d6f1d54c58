"""Tables of one metric that stands outside of their headings: in the corner of a pivot table, in a title, on the tab.

求和项:曝光量 | 列标签 over 行标签 | 2026-W45 | 总计; 店铺 | 9月 | 10月 below 各店曝光量, or on a tab 曝光量, which may hold 周 | 值 too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from operator import or_

from auditor.intake.columns import TOP_ROWS, kind_of, looks_numeric
from auditor.intake.dating.neighbours import days_told
from auditor.intake.dating.periods import ANY_YEAR, cell_period, without_period, year_in
from auditor.intake.dating.relative import is_relative, relative_period
from auditor.intake.dating.yearless import day_of_sheet
from auditor.intake.headings import beside, normal, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.origin import Origin
from auditor.intake.period_words import none_of_it
from auditor.intake.readers.cells import Cell, Row
from auditor.intake.row_labels import is_comparison, is_total
from auditor.intake.sheet_period import title_period
from auditor.intake.words import COLUMN_LABELS, DATING, ROW_LABELS
from auditor.rulebook.model import Metric, Unit

_OF_ROWS = ("store", "platform", "client", "currency", "unit", "year", *DATING)  # what says whose and of when a row is
_UNITS = {
    **dict.fromkeys(("数量", "个数", "count"), Unit.COUNT),
    **dict.fromkeys(("金额", "数额", "amount"), Unit.MONEY),
}
_OF_A_YEAR = re.compile(r"^\s*20\d{2}\s*年?度?\s*|\s*20\d{2}\s*年?度?\s*$")
_LABELLED = re.compile(r"^\s*(?:指标|指标名称|项目|metric|kpi)\s*[:：]\s*", re.IGNORECASE)
# 各店铺曝光量周报: what a title says beside the one thing that it is of
_AROUND = re.compile(
    r"^(?:各|所有|全部|分)?(?:店铺|店|账号)?的?(.+?)(?:(?:周|月|日)?(?:报表|报|度)|趋势|汇总|统计|对比|明细|数据|情况|一览|表)*$"
)


def metric_in(text: str, lexicon: Lexicon, platform: str | None) -> str | None:
    """The one metric that a title, a tab or a corner names, as it is written there; None where it says more."""
    plain = _LABELLED.sub("", text)
    for said in (without_period(plain), plain, _OF_A_YEAR.sub("", plain)):
        around = _AROUND.match(said)
        for name in (said, around[1] if around is not None else ""):
            if name and lexicon.take(name, platform).metric is not None:
                return name
    return None


def outer_metric(rows: Sequence[Row], origin: Origin, lexicon: Lexicon) -> str | None:
    """The metric that stands right above a heading, the nearest first, else on the tab, else in the file's name."""
    titles = takewhile(lambda row: len(row.cells) < 3 and not any(map(looks_numeric, row.cells)), reversed(rows))
    texts = [cell.raw for row in titles if (cell := _titling(row)) is not None]
    named = (metric_in(text, lexicon, origin.platform) for text in (*texts, origin.sheet or "", origin.stem))
    return next(filter(None, named), None)


def _titling(row: Row) -> Cell | None:
    """The cell of a title that may name what the table below is of: a text alone, 指标 | 曝光量, 求和项:曝光量 | 列标签 or 店铺."""
    first, *others = row.cells
    if kind_of(first) == "metric" and others:
        return others[0]
    return first if not others or is_corner(row) or kind_of(others[0]) is not None else None


def headed_by_metric(rows: Sequence[Row], origin: Origin, lexicon: Lexicon) -> list[Row]:
    """The rows, with the metric that stands outside put into a heading of stores or periods that names none itself."""
    found = list(rows)
    for at, row in enumerate(rows[:TOP_ROWS]):
        label, *columns = row.cells
        if not (normal(label.raw) in ROW_LABELS or kind_of(label) in _OF_ROWS):
            continue
        across = kind_of(label) not in DATING
        dated = _dated(columns, rows[:at], origin) if across else {}
        value = _value(columns) if not dated else None
        if not dated and value is None:
            continue
        levels = (level for level in (*rows[:at][-1:], *rows[at + 1 : at + 2]) if _titling(level) is None)
        if any(_names_metric(cell, lexicon, origin) for level in levels for cell in level.cells):
            continue  # 曝光量 and 询盘数 above their weeks: each column has its own
        if (metric := outer_metric(rows[:at], origin, lexicon)) is None:
            continue
        if value is not None and not _may_hold(value, lexicon.take(metric, origin.platform).metric):
            continue
        named = {value: metric} if value is not None else {cell: f"{metric}({said})" for cell, said in dated.items()}
        headings = [cell._replace(value=named.get(cell, cell.value)) for cell in columns]
        found[at] = row._replace(cells=[label, *headings])
        if at and is_corner(rows[at - 1]):
            del found[at - 1]
        break
    return found


def _dated(columns: Sequence[Cell], titles: Sequence[Row], origin: Origin) -> dict[Cell, str]:
    """What each column of values says of when they are, 9月 of 9月实际; nothing where one of them says something else."""
    sheet = title_period(list(titles), origin.year, origin.period) or origin.period
    titled = year_in(" ".join(cell.raw for row in titles for cell in row.cells))
    year = sheet.end.year if sheet is not None else titled or origin.year
    own = [cell for cell in columns if not _is_aside(cell)]
    days = {cell: day for cell in own if (day := day_of_sheet(cell.value, sheet)) is not None}
    days = days if len(days) == len(own) else {**days_told(own, year, headings=True)}
    found: dict[Cell, str] = {}
    for cell in own:
        rest = without_period(cell.raw) if isinstance(cell.value, str) else ""
        said = cell._replace(value=cell.raw.replace(rest, "").strip(" ()（）")) if structural(rest) == "value" else cell
        period = days.get(cell) or cell_period(said, year)
        period = period or (relative_period(cell.raw, sheet) if isinstance(cell.value, str) else None)
        if period is None and cell_period(said, ANY_YEAR) is None:
            return {}
        found[cell] = f"{period.start}..{period.end}" if period is not None else said.raw
    return found


def _is_aside(cell: Cell) -> bool:
    """Whether a column beside those of values holds none: 合计, 环比, 10月目标."""
    rest = without_period(cell.raw) if isinstance(cell.value, str) else cell.raw
    if is_relative(cell.raw):
        return False
    aside = is_total(cell.raw) or beside(cell.raw) is not None or is_comparison(cell.raw)
    return aside or (rest != cell.raw and none_of_it(rest) is not None)


def _value(columns: Sequence[Cell]) -> Cell | None:
    """The one column of values among others that say whose and of when they are, or what was aimed at: 店铺 | 日期 | 值 | 目标."""
    values = [cell for cell in columns if kind_of(cell) == "value"]
    others = (cell for cell in columns if cell not in values and not _is_aside(cell))
    return values[0] if len(values) == 1 and all(kind_of(cell) in _OF_ROWS for cell in others) else None


def _may_hold(value: Cell, metric: Metric | None) -> bool:
    """Whether a metric's values may stand below a heading: none of a rate below 数量, none of a count below 金额."""
    unit = _UNITS.get(normal(value.raw))
    return metric is not None and unit in (None, metric.unit)


def _names_metric(cell: Cell, lexicon: Lexicon, origin: Origin) -> bool:
    return isinstance(cell.value, str) and lexicon.take(cell.raw, origin.platform).metric is not None


def asks_for_field(rows: Sequence[Row], lexicon: Lexicon, origin: Origin) -> bool:
    """Whether a sheet is a pivot table whose columns are told apart by a field that nobody named: 列标签 above 甲 | 乙."""
    at = next((at for at, row in enumerate(rows[:TOP_ROWS]) if is_corner(row)), None)
    if at is None:
        return False
    heading = next((row for row in rows[at + 1 :] if normal(row.cells[0].raw) in ROW_LABELS), None)
    levels = [row for row in rows[at + 1 :] if heading is not None and row.number <= heading.number]
    if not levels:
        return True
    metrics = [any(_names_metric(cell, lexicon, origin) for cell in level.cells) for level in levels]
    periods = [cell_period(level.cells[-1], ANY_YEAR) is not None for level in levels]
    return not any(metrics) or not all(map(or_, metrics, periods))


def is_corner(row: Row) -> bool:
    """Whether a row is that above the headings of a pivot table: 求和项:曝光量 | 列标签."""
    return any(isinstance(cell.value, str) and normal(cell.value) in COLUMN_LABELS for cell in row.cells)
