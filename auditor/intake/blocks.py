"""Tables that stand side by side in one sheet: 指标 | 数值 | (empty) | 指标 | 数值. Each is read as if it stood alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from auditor.intake.columns import kind_of
from auditor.intake.dates import undecided
from auditor.intake.headings import normal
from auditor.intake.lexicon import Lexicon
from auditor.intake.periods import ANY_YEAR, cell_period, is_relative
from auditor.intake.readers.cells import Cell, Row

_SEARCHED = 20  # rows in which the headings are looked for
_HEADS = ("metric", "store", "period")  # what a table begins with


def find_blocks(rows: Sequence[Row], lexicon: Lexicon) -> list[list[Row]]:
    """The rows of each table of a sheet with several side by side, cells in their places; empty for every other sheet.

    What stands to the left of the first table, and a title that stands alone above it, are of all of them.
    """
    for row in rows[:_SEARCHED]:
        starts = _starts(row)
        if len(starts) < 2:
            continue
        last = max(cell.column for each in rows for cell in each.cells)
        blocks = [range(start, end) for start, end in zip(starts, [*starts[1:], last + 1], strict=True)]
        if all(_holds_values(row, block, lexicon) for block in blocks):
            return [_cut(rows, row, block, blocks[0].start) for block in blocks]
    return []


def _starts(row: Row) -> list[int]:
    """The columns in which the tables begin: with the first repeated one of the headings that head one.

    A heading to its left that is repeated with it is of the table too: 序号 | 指标 | 数值, 平台 | 指标 | 数值.
    """
    found: dict[str, list[int]] = {}
    for cell in row.cells:
        kind = kind_of(cell)
        if kind in _HEADS:
            found.setdefault(kind, []).append(cell.column)
    starts = next((columns for columns in found.values() if len(columns) > 1), [])
    headings = {cell.column: normal(cell.raw) for cell in row.cells}
    while starts and len(left := {headings.get(start - 1) for start in starts}) == 1 and left != {None}:
        starts = [start - 1 for start in starts]
    # A table of another layout begins after a gap: 指标 | 数值 | (empty) | 周期 | 指标 | 数值.
    return [*starts[:1], *(_after_gap(headings, *pair) for pair in pairwise(starts))]


def _after_gap(headings: Mapping[int, str], before: int, start: int) -> int:
    """Where the headings begin that lead up to ``start``, if a gap parts them from the table that begins at ``before``."""
    first = start
    while first - 1 in headings:
        first -= 1
    return first if first > before else start


def _holds_values(row: Row, block: range, lexicon: Lexicon) -> bool:
    return any(heads_values(cell, lexicon) for cell in row.cells if cell.column in block[1:])


def heads_values(cell: Cell, lexicon: Lexicon) -> bool:
    """Whether a cell heads a column of values: as such, by a metric or by a period."""
    if not isinstance(cell.value, str):
        return cell_period(cell) is not None
    if (kind := kind_of(cell)) is not None:
        return kind == "value"
    known = lexicon.take(cell.value, None).metric is not None
    dated = cell_period(cell, ANY_YEAR) is not None or undecided(cell.value, ANY_YEAR) is not None
    return known or dated or is_relative(cell.value)


def _cut(rows: Sequence[Row], heading: Row, block: range, first: int) -> list[Row]:
    found = []
    for row in rows:
        alone = row.number < heading.number and len(row.cells) == 1 and row.cells[0].column <= first
        kept = [cell for cell in row.cells if alone or cell.column in block or cell.column < first]
        if kept:
            found.append(row._replace(cells=kept))
    return found
