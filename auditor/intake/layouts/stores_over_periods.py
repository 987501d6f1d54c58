"""Periods down and stores across: 周期 | 恒达店 | 华美店 for one metric, or for several that have the stores below each.

Such a table is read where each of its columns has a name that is a shop's (恒达店, a declared store, whatever stands below
the field 店铺) and a metric: above or below that name, in the corner, in a title or on the tab. Each store is then a table
of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from auditor.intake.columns import TOP_ROWS, kind_of, looks_numeric, spread
from auditor.intake.dating.periods import ANY_YEAR, cell_period
from auditor.intake.headings import normal
from auditor.intake.layouts.pivots import is_corner, metric_in, outer_metric
from auditor.intake.lexicon import Lexicon
from auditor.intake.origin import Origin
from auditor.intake.places import is_shop
from auditor.intake.readers.cells import Cell, MergedRange, Row
from auditor.intake.row_labels import is_summary, is_total
from auditor.intake.values.reading import is_missing
from auditor.intake.words import ROW_LABELS
from auditor.model import Text

_LEVELS = 3  # rows of headings at most
UNKNOWN_FIELD = Text(
    "看不出“列标签”是不是店铺：如果各列是店铺，请把“列标签”改写为“店铺”，并写明店铺名",
    "whether the column labels are stores can't be told: if they are, write 'Store' instead of 'Column Labels'",
)


class Headed(NamedTuple):
    """A column of values: its store, and the metric that its heading names."""

    store: Cell
    metric: str


def find_stores_over_periods(
    rows: Sequence[Row], merged: Sequence[MergedRange], lexicon: Lexicon, origin: Origin
) -> list[tuple[Cell, list[Row]]] | None:
    """For each store its name and its rows as a table of periods; None for every other sheet. Cells keep their places."""
    first = next((at for at, row in enumerate(rows[:TOP_ROWS]) if _holds_values(row)), 0)
    levels = [row for row in rows[max(0, first - _LEVELS) : first] if len(row.cells) > 1]
    if not first or not levels:
        return None
    above = rows[: first - 1]
    label = rows[first].cells[0]
    columns = {cell.column for row in rows[first:] for cell in row.cells if looks_numeric(cell)} - {label.column}
    headed: dict[int, Headed] = {}
    for column, names in _names(levels, merged, columns):
        if any(is_total(cell.raw) or is_summary(cell.raw) for cell in names):
            continue
        own = _headed(names, _below_field(levels, label), above, origin, lexicon)
        if own is None:
            return None
        headed[column] = own
    titles = [row for row in rows[: first - 1] if len(row.cells) == 1]
    titles = [row for row in titles if metric_in(row.cells[0].raw, lexicon, origin.platform) is None]
    return [(name, [*titles, *own]) for name, own in _tables(rows, first, label, headed)] or None


def _holds_values(row: Row) -> bool:
    label, *values = row.cells
    if kind_of(label) is not None or cell_period(label, ANY_YEAR) is None:
        return False
    return any(map(looks_numeric, values)) and all(looks_numeric(cell) or is_missing(cell) for cell in values)


def _names(levels: Sequence[Row], merged: Sequence[MergedRange], columns: set[int]) -> Iterator[tuple[int, list[Cell]]]:
    """Each column of values with the texts of its headings."""
    cells = [spread(row, merged, fill=not merged and row is not levels[-1]) for row in levels]
    for column in sorted(columns):
        yield column, [level[column] for level in cells if column in level and isinstance(level[column].value, str)]


def _below_field(levels: Sequence[Row], label: Cell) -> bool:
    """Whether a field 店铺 stands above the names: 求和项:曝光量 | 店铺."""
    return any(kind_of(cell) == "store" and cell.column > label.column for row in levels[:-1] for cell in row.cells)


def _headed(
    names: Sequence[Cell], below_field: bool, above: Sequence[Row], origin: Origin, lexicon: Lexicon
) -> Headed | None:
    stated = [cell for cell in names if lexicon.take(cell.raw, origin.platform).metric is not None]
    others = [cell for cell in names if cell not in stated and kind_of(cell) is None and not is_corner_cell(cell)]
    shops = [cell for cell in others if is_shop(cell.raw, origin.declared)] or (others[-1:] if below_field else [])
    metric = stated[-1].raw if stated else outer_metric(above, origin, lexicon)
    return Headed(shops[-1], metric) if shops and metric is not None else None


def is_corner_cell(cell: Cell) -> bool:
    """Whether a cell is but what a pivot table calls its fields: 行标签, 列标签."""
    return normal(cell.raw) in ROW_LABELS or is_corner(Row(0, [cell]))


def _tables(
    rows: Sequence[Row], first: int, label: Cell, headed: dict[int, Headed]
) -> Iterator[tuple[Cell, list[Row]]]:
    heading = rows[first - 1]
    for name in {normal(own.store.raw): own.store for own in headed.values()}.values():
        own = {column: each.metric for column, each in headed.items() if normal(each.store.raw) == normal(name.raw)}
        top = [Cell(label.column, "周期"), *(Cell(column, metric) for column, metric in sorted(own.items()))]
        body = [row._replace(cells=[c for c in row.cells if c.column in (label.column, *own)]) for row in rows[first:]]
        yield name, [heading._replace(cells=top), *(row for row in body if row.cells)]
