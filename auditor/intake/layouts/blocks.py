"""Tables that stand side by side in one sheet: 指标 | 数值 | (empty) | 指标 | 数值. Each is read as if it stood alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from auditor.intake.columns import TOP_ROWS, kind_of, looks_numeric
from auditor.intake.dating.dates import undecided
from auditor.intake.dating.periods import ANY_YEAR, cell_period, without_period
from auditor.intake.dating.relative import needs_a_date
from auditor.intake.heading_cells import COLON
from auditor.intake.headings import normal, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.readers.cells import Cell, Row
from auditor.intake.values.reading import is_missing

_HEADS = ("metric", "store", "period")  # what a table begins with


def find_blocks(rows: Sequence[Row], lexicon: Lexicon) -> list[list[Row]]:
    """The rows of each table of a sheet with several side by side, cells in their places; empty for every other sheet.

    What stands to the left of the first table, and a title that is of no single one, are of all of them.
    """
    for row in rows[:TOP_ROWS]:
        starts = _starts(row)
        if len(starts) > 1 and all(_holds_values(row, block, lexicon) for block in _ranges(rows, starts)):
            return _cut(rows, row, _ranges(rows, starts))
    starts, first = _named_beside(rows[:TOP_ROWS], lexicon)
    return _cut(rows, first, _ranges(rows, starts)) if first is not None else []


def _ranges(rows: Sequence[Row], starts: Sequence[int]) -> list[range]:
    last = max(cell.column for each in rows for cell in each.cells)
    return [range(start, end) for start, end in zip(starts, [*starts[1:], last + 1], strict=True)]


def _named_beside(rows: Sequence[Row], lexicon: Lexicon) -> tuple[list[int], Row | None]:
    """The columns in which metrics are named beside their figures, and the first such row: 曝光量 | 1200 | 点击量 | 30.

    They head their tables by 流量 | 本周 | 上周, or by nothing at all.
    """
    starts, first = set[int](), None
    for row in rows:
        pairs = ((left, right) for left, right in pairwise(row.cells) if isinstance(left.value, str))
        beside = (left for left, right in pairs if looks_numeric(right) or is_missing(right))
        named = [left.column for left in beside if lexicon.take(left.raw, None).metric]
        if len(named) > 1 and any(map(looks_numeric, row.cells)):
            starts.update(named)
            first = first or row
    return sorted(starts), first


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
    if not starts:
        return []
    headings = {cell.column: normal(cell.raw) for cell in row.cells}
    while len(left := {headings.get(start - 1) for start in starts}) == 1 and left != {None}:
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
    return known or dated or needs_a_date(cell.value)


def _cut(rows: Sequence[Row], heading: Row, blocks: Sequence[range]) -> list[list[Row]]:
    titles = [row for row in rows if row.number < heading.number]
    # 恒达店 above the first table and, a row below, 华美店 above the second are of one table each
    staggered = any(row.cells[0].column >= blocks[1].start for row in titles)
    of_all = {row.number for row in titles if _is_of_all(row, blocks, staggered=staggered)}
    found = []
    for block in blocks:
        own = (
            [
                cell
                for cell in row.cells
                if row.number in of_all or cell.column in block or cell.column < blocks[0].start
            ]
            for row in rows
        )
        found.append([row._replace(cells=kept) for row, kept in zip(rows, own, strict=True) if kept])
    return found


def _is_of_all(row: Row, blocks: Sequence[range], *, staggered: bool) -> bool:
    """Whether a title is of all tables: not where one of a kind stands above each of them, 恒达店 | 华美店, W45 | W46."""
    parts = [[cell for cell in row.cells if cell.column in block] for block in blocks]
    if all(parts):
        return not set.intersection(*(_says(part[0]) for part in parts))
    return row.cells[0].column <= blocks[0].start and not (staggered and not any(parts[1:]))


def _says(cell: Cell) -> set[str]:
    """What a title states: its period in 周期：2026-W46 and in 2026-W46, that and a name in 恒达店 2026-W46."""
    kind = structural(COLON.split(cell.raw)[0])
    kind = None if kind in ("metric", "value") else kind  # KPI | 目标 are names, and label nothing
    if kind is not None or cell_period(cell, ANY_YEAR) is None:
        return {kind or "name"}
    return {"period", "name"} if without_period(cell.raw) else {"period"}
