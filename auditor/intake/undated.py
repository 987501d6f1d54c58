"""Why no figure of a sheet has a period: nothing states one, or what does is none. One message for the sheet."""

from __future__ import annotations

from auditor.intake.columns import Table, period_in_bracket
from auditor.intake.dating.periods import (
    ANY_YEAR,
    NO_PERIOD,
    NO_PERIOD_REMEDY,
    NO_YEAR,
    lacks_year,
    without_period,
)
from auditor.intake.dating.weeks import part_of_month
from auditor.intake.dating.yearless import no_period
from auditor.intake.gather import Gatherer
from auditor.intake.headings import structural
from auditor.intake.origin import Origin
from auditor.intake.readers.cells import Cell
from auditor.intake.sheet_period import title_period
from auditor.intake.titles import pairs
from auditor.model import Text


def undated(table: Table, gatherer: Gatherer, origin: Origin) -> Text | None:
    """What a sheet is told instead of each of its cells; None where a figure has a period. ``origin``: the sheet's own."""
    without = [item for item in gatherer.ignored if item.why == NO_PERIOD]
    if not without or gatherer.observations:
        return None
    gatherer.ignored = [item for item in gatherer.ignored if item.why != NO_PERIOD]
    year = gatherer.origin.year
    if (week := gatherer.origin.undated) is not None:
        gatherer.ignored.append(without[0])
        return week.headed(NO_PERIOD)
    for row, label, cell in pairs(table.titles, gatherer.lexicon):
        if structural(label.raw) == "period" and structural(cell.raw) is None:
            why, told = no_period(cell, year), cell.raw[:40]
            gatherer.ignore(row.number, cell, why, incomplete=True)
            return Text(f"统计周期“{told}”无法采用：{why.zh}", f"the period '{told}' can't be used: {why.en}")
    gatherer.ignored.append(without[0])
    headings = [column.text for column in table.columns]
    if year is None and (title_period(table.titles, ANY_YEAR) or period_in_bracket(headings, ANY_YEAR)):
        return NO_YEAR
    for name in filter(None, (origin.sheet, origin.stem)):
        part = name if part_of_month(name) else name.replace(without_period(name), "")  # 11月第2周, 恒达第46周
        if part is name or (year is None and lacks_year(part)):
            why, told = no_period(Cell(1, part), year), name[:40]
            return Text(f"名称“{told}”无法用作周期：{why.zh}", f"its name '{told}' is no period: {why.en}")
    return NO_PERIOD_REMEDY.headed(NO_PERIOD)
