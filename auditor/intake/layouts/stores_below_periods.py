"""Stores side by side below each week: (empty) | 2026-W45 | | 2026-W46 above 店铺 | 恒达 | 华美 | 恒达 | 华美.

Metrics stand down. Each store is then a scorecard of its own, headed by the periods. Where nothing tells that the names are
stores (指标 | 自然 | 付费), none of the figures is the shop's own, and what to write is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from auditor.intake.columns import TOP_ROWS, kind_of, looks_numeric, spread
from auditor.intake.dating.periods import ANY_YEAR, cell_period
from auditor.intake.dating.relative import needs_a_date
from auditor.intake.gather import Gatherer
from auditor.intake.headings import normal, structural
from auditor.intake.layouts.stores_across import is_named, may_be_a_store
from auditor.intake.readers.cells import Cell, MergedRange, Row
from auditor.intake.row_labels import LEFT_OVER, why_aside
from auditor.model import Text

UNKNOWN_NAMES = Text(
    "看不出每个周期下面的各列是不是店铺：如果是，请在店铺名那一行的第一格写“店铺”",
    "whether the columns below each period are stores can't be told: if they are, write 'Store' into the first cell of the row "
    "with their names",
)


class Heading(NamedTuple):
    """Two rows of a heading: where the lower one is, the column of the metrics, the names with the period above each."""

    at: int
    label: Cell
    names: list[tuple[Cell, Cell]]
    shared: list[Cell]  # units, which hold for every store
    told: bool  # something says that the names are stores


def find_stores_below_periods(
    rows: Sequence[Row], merged: Sequence[MergedRange], gatherer: Gatherer
) -> list[tuple[Cell, list[Row]]] | Text | None:
    """For each store its name and its rows as a scorecard, or why they can't be told. None for every other sheet.

    Cells keep their places.
    """
    if not any(_heading(rows, at, merged, gatherer) for at in range(1, min(len(rows), TOP_ROWS))):
        return None
    found = [each for at in range(1, len(rows)) if (each := _heading(rows, at, merged, gatherer)) is not None]
    if not all(each.told for each in found):
        return UNKNOWN_NAMES
    tables = []
    for each, end in zip(found, [*(other.at - 1 for other in found[1:]), len(rows)], strict=True):
        for cell in rows[each.at].cells:
            if cell.column > each.label.column and (why := why_aside(cell.raw)) is not None:
                gatherer.ignore(rows[each.at].number, cell, why, incomplete=why == LEFT_OVER)
        for name in {normal(cell.raw): cell for cell, _ in each.names}.values():
            own = [(cell, period) for cell, period in each.names if normal(cell.raw) == normal(name.raw)]
            top = [each.label._replace(value="指标"), *each.shared]
            top += [period._replace(column=cell.column) for cell, period in own]
            columns = {cell.column for cell in top}
            below = (
                row._replace(cells=[c for c in row.cells if c.column in columns]) for row in rows[each.at + 1 : end]
            )
            heading = rows[each.at]._replace(cells=sorted(top, key=lambda cell: cell.column))
            tables.append((name, [*rows[: found[0].at - 1], heading, *(row for row in below if row.cells)]))
    return tables


def _heading(rows: Sequence[Row], at: int, merged: Sequence[MergedRange], gatherer: Gatherer) -> Heading | None:
    lexicon, origin, above, row = gatherer.lexicon, gatherer.origin, rows[at - 1], rows[at]
    if len(above.cells) < 2 or any(map(looks_numeric, row.cells)):
        return None
    labels = [cell for each in (row, above) for cell in each.cells if kind_of(cell) in ("store", "metric")]
    label = labels[0] if labels else Cell(1, None)
    shared = [cell for each in (row, above) for cell in each.cells if structural(cell.raw) == "unit"]
    over = [cell for cell in above.cells if cell.column > label.column and cell not in shared]
    periods = [cell for cell in over if _is_period(cell)]
    if len(periods) < 2 or any(why_aside(cell.raw) is None for cell in over if cell not in periods):
        return None
    spans = spread(above._replace(cells=over), merged, fill=True)
    own = [
        cell for cell in row.cells if cell.column > label.column and cell not in shared and why_aside(cell.raw) is None
    ]
    names = [(cell, spans[cell.column]) for cell in own if spans.get(cell.column) in periods]
    if len(names) < len(own) or not all(may_be_a_store(cell, lexicon, origin) for cell, _ in names):
        return None
    below = (cell for each in rows[at + 1 :] for cell in each.cells[:1])
    if not any(lexicon.take(cell.raw, None).metric is not None for cell in below):
        return None
    told = kind_of(label) == "store" or all(is_named(cell, lexicon, origin) for cell, _ in names)
    within = [{normal(cell.raw) for cell, each in names if each is period} for period in periods]
    if not told and not any(len(first & second) > 1 for first, second in pairwise(within)):
        return None
    return Heading(at, label, names, shared, told) if names else None


def _is_period(cell: Cell) -> bool:
    return cell_period(cell, ANY_YEAR) is not None or (isinstance(cell.value, str) and needs_a_date(cell.value))
