"""Rows of an export that a column nobody knows tells apart: those of one day are parts of something, or all are but one part.

A report by day may be asked for by referrer, device or tag as well. Its rows are added up, which is right where what they count is
of one of them only and all of them are there; nothing in the file says so.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from auditor.intake.columns import looks_numeric
from auditor.intake.dating.dates import parse_period
from auditor.intake.dating.periods import ANY_YEAR
from auditor.intake.headings import structural
from auditor.intake.readers.cells import Cell
from auditor.intake.row_labels import why_no_store
from auditor.intake.values.reading import is_missing
from auditor.model import Text
from auditor.text import listed

if TYPE_CHECKING:
    from auditor.intake.exports.recognised import Export

_MOST_SHOWN = 3


def tell_split(export: Export) -> None:
    """Put on record by what the rows of an export are split that has one for each day, or one for each channel."""
    source = export.source
    apart = [name for name in source.require if name not in export.places]
    if not source.daily and not apart:
        return
    when = export.places.get(source.date or "")
    rows = [
        cells
        for row in export.ahead
        if why_no_store((cells := {c.column: c for c in row.cells})[min(cells)].raw) is None
    ]
    for heading in export.beside:
        named: defaultdict[str, set[str]] = defaultdict(set)
        for cells in rows:
            cell = cells.get(heading.column)
            if cell is not None and _is_name(cell):
                named[cells[when].raw if when in cells else ""].add(cell.raw.strip())
        names = {name: None for of_day in named.values() for name in sorted(of_day)}
        if not names or structural(heading.raw) is not None:
            continue
        shown, more = listed(Text(name, name) for name in [*names][:_MOST_SHOWN]), len(names) > _MOST_SHOWN
        said = heading.raw.strip()
        if any(len(of_day) > 1 for of_day in named.values()):
            export.gatherer.note(
                Text(
                    f"各行按“{said}”细分（{shown.zh}{'等' * more}），已相加：只有每个会话（订单）只属于其中一行、且所有行都在时才正确；"
                    "否则请导出不细分的报告",
                    f"its rows are split by '{said}' ({shown.en}{', …' * more}) and added up: that is right only where each session or "
                    "order is of one of them and all of them are there; else export the report without it",
                )
            )
        elif len(names) == 1 and len(rows) > 1:
            export.gatherer.note(
                Text(
                    f"各行的“{said}”都是“{shown.zh}”：如果导出时只选了这一部分，数值就不是整个店铺的，请导出全部",
                    f"each row says '{shown.en}' below '{said}': if only that part was asked for, the figures are not the whole store's; "
                    "export all of it",
                )
            )


def _is_name(cell: Cell) -> bool:
    text = isinstance(cell.value, str) and not is_missing(cell) and not looks_numeric(cell)
    return text and parse_period(cell.value, year=ANY_YEAR) is None
