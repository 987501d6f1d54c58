"""Stores side by side: metrics down, a column (or a group of columns, one a period) for each store.

Such a sheet is read only where it says itself that its columns are stores: the row of their names is headed 店铺, or
each of them has a platform below its name, is called a shop (恒达店), is a platform (国际站, 亚马逊), or is a declared
store. Each store is then a scorecard of its own. 指标 | 恒达店 has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from auditor.intake.columns import TOP_ROWS, kind_of, looks_numeric
from auditor.intake.dating.periods import ANY_YEAR, cell_period
from auditor.intake.dating.relative import needs_a_date
from auditor.intake.gather import Gatherer
from auditor.intake.headings import normal, structural
from auditor.intake.layouts.blocks import heads_values
from auditor.intake.lexicon import Lexicon
from auditor.intake.origin import Origin
from auditor.intake.places import is_shop
from auditor.intake.platform_names import platforms_in
from auditor.intake.readers.cells import Cell, MergedRange, Row
from auditor.intake.row_labels import LEFT_OVER, why_aside
from auditor.intake.sheet_period import title_period
from auditor.intake.values.reading import is_missing
from auditor.model import Period

_HEADINGS = 5  # rows at most that the heading goes on for: names, platforms, clients, periods
_LABELS = ("store", "platform", "client", "period", "metric")  # of two kinds in a row: its columns are no stores
_STATED = ("platform", "period", "client")  # what a row below the names may say of each store


class Layout(NamedTuple):
    """Where the stores stand: the row of their names, the column of the metrics, each store's columns."""

    at: int  # index of the row of names
    label: int
    stores: tuple[tuple[Cell, range], ...]
    shared: frozenset[int]  # units, which hold for every store
    end: int  # index of the first row of a table of another layout below, else of the last row and one


def find_stores(rows: Sequence[Row], merged: Sequence[MergedRange], lexicon: Lexicon, origin: Origin) -> Layout | None:
    """The layout of a sheet with stores side by side, None for every other sheet."""
    for at, row in enumerate(rows[:TOP_ROWS]):
        # 序号 or 模块 may stand before it
        label = next((c for c in row.cells if kind_of(c) is not None), None) or _corner(rows, at, lexicon, origin)
        if label is None or (kind := kind_of(label)) not in ("store", "metric", "platform", None):
            continue
        if kind is not None and [kind_of(cell) for cell in row.cells].count(kind) > 1:
            continue  # pairs side by side: 平台 | 国际站 | (empty) | 平台 | 亚马逊
        names = [cell for cell in row.cells if cell.column > label.column and not _aside(cell)]
        if len(names) < 2 and not _is_only(rows[at:], names, kind, lexicon, origin):
            continue
        if not all(may_be_a_store(cell, lexicon, origin) for cell in names):
            continue
        end = _another_layout(rows, at, lexicon)
        below = {cell.raw: row for row in rows[at + 1 : end] if (cell := _in(row, label.column)) is not None}
        if len({normal(cell.raw) for cell in names}) < len(names) and not _dated(names, below):
            continue
        if not any(lexicon.take(text, None).metric is not None for text in below):
            continue
        if kind in ("store", "platform") or _are_stores(names, below, lexicon, origin):
            stores = tuple(groups(row, names, merged))
            of_stores = {column for _, columns in stores for column in columns}
            heads = (cell for each in rows[at : at + _HEADINGS] for cell in each.cells if cell.column not in of_stores)
            shared = frozenset(cell.column for cell in heads if structural(cell.raw) == "unit")
            return Layout(at, label.column, stores, shared, end)
    return None


def _is_only(rows: Sequence[Row], names: Sequence[Cell], kind: str | None, lexicon: Lexicon, origin: Origin) -> bool:
    """Whether one name is the only store's, and no column goes beyond what stands beside it: 指标 | 恒达店 | 目标, 店铺 | 恒达 | 目标."""
    if len(names) != 1 or rows[0].cells[-1].column < max(row.cells[-1].column for row in rows):
        return False
    if kind == "store":  # 店铺 | 恒达 alone is a title
        return rows[0].cells[-1] is not names[0] and any(map(_has_figures, rows[1:2]))
    return kind != "platform" and is_named(names[0], lexicon, origin)


def _corner(rows: Sequence[Row], at: int, lexicon: Lexicon, origin: Origin) -> Cell | None:
    """What stands before the names of stores where nothing there is a label: nothing, the week, 流量.

    The metrics stand below it, and none below a name: that would be a table of the store's own.
    """
    row = rows[at]
    if _has_figures(row):
        return None
    names = [cell for cell in row.cells if isinstance(cell.value, str) and is_named(cell, lexicon, origin)]
    if not names or names[0].column == 1:
        return None
    texts = (cell for each in rows[at + 1 :] for cell in each.cells if isinstance(cell.value, str))
    metrics = {cell.column for cell in texts if lexicon.take(str(cell.value), None).metric is not None}
    if not metrics or max(metrics) >= names[0].column:
        return None
    return _in(row, max(metrics)) or Cell(max(metrics), None)


def next_stores(
    rows: Sequence[Row], layout: Layout, span: range, merged: Sequence[MergedRange], lexicon: Lexicon, origin: Origin
) -> int:
    """Where in ``span`` the next table of stores begins, with its titles: headed as the first one is. Else where it ends."""
    kind = kind_of(_in(rows[layout.at], layout.label) or rows[layout.at].cells[0])
    for at in span:
        label = _in(rows[at], layout.label)
        if (label is None and kind is not None) or (label is not None and kind_of(label) != kind):
            continue
        names = [cell for cell in rows[at].cells if cell.column > layout.label and not _aside(cell)]
        if len(names) > 1 and all(may_be_a_store(cell, lexicon, origin) for cell in names):
            while at > span.start and _is_title(rows[at - 1]):
                at -= 1  # noqa: PLW2901
            found = find_stores(titled(rows, layout, range(at, len(rows)), lexicon), merged, lexicon, origin)
            return at if found is not None else span.stop
    return span.stop


def titled(rows: Sequence[Row], layout: Layout, span: range, lexicon: Lexicon) -> list[Row]:
    """The rows of tables below, under the titles of the first one too, but for those that their own contradict."""
    rest = [rows[at] for at in span]
    own = _says(list(takewhile(_stands_above, rest)), lexicon)
    above = [row for row in rows[: layout.at] if not _contradict(own, _says([row], lexicon))]
    return [*above, *rest] if rest else []


def _stands_above(row: Row) -> bool:
    """Whether a row is a title, or the upper level of a heading: (empty) | 2026-W46 above 店铺 | RFQ响应率."""
    return _is_title(row) or not (_has_figures(row) or any(kind_of(cell) in _LABELS for cell in row.cells))


def _says(titles: list[Row], lexicon: Lexicon) -> tuple[Period | None, Sequence[str]]:
    """The period that titles name, if not of which year, and the platforms."""
    text = " ".join(cell.raw for row in titles for cell in row.cells)
    return title_period(titles, ANY_YEAR), platforms_in(text, lexicon.platforms)


def _contradict(nearer: tuple[Period | None, Sequence[str]], other: tuple[Period | None, Sequence[str]]) -> bool:
    return any(a and b and a != b for a, b in zip(nearer, other, strict=True))


def _another_layout(rows: Sequence[Row], at: int, lexicon: Lexicon) -> int:
    """Where a table that is not of stores side by side begins below a gap, with its titles, else where rows end."""
    figures = False
    for index in range(at + 1, len(rows)):
        if figures and _heads_otherwise(rows[index], lexicon):
            first = index  # the upper level of its heading and its titles stand above it, these with gaps between them
            while _is_title(rows[first - 1]) or not (_has_figures(rows[first - 1]) or _apart(rows, first)):
                first -= 1
            if (start := next((i for i in range(first, index + 1) if _apart(rows, i)), None)) is not None:
                return start
        figures = figures or _has_figures(rows[index])
    return len(rows)


def _apart(rows: Sequence[Row], at: int) -> bool:
    return rows[at].number > rows[at - 1].number + 1


def _has_figures(row: Row) -> bool:
    return any(map(looks_numeric, row.cells))


def _heads_otherwise(row: Row, lexicon: Lexicon) -> bool:
    """Whether a row heads a table whose columns are no stores: by labels of two kinds, or by one and what it heads."""
    if _has_figures(row):
        return False
    kinds = {kind for cell in row.cells if (kind := kind_of(cell)) in _LABELS}
    if kinds == {"period"}:  # 周期 | 2026-W46 | 2026-W46 is of the stores
        return any(isinstance(cell.value, str) and lexicon.take(cell.value, None).metric for cell in row.cells)
    return len(kinds) > 1 or (len(kinds) == 1 and any(heads_values(cell, lexicon) for cell in row.cells))


def _is_title(row: Row) -> bool:
    """Whether a row is a title, if with a period like a number: 统计周期 | 2026.09."""
    return len(row.cells) < 3 and (kind_of(row.cells[0]) in _STATED or not _has_figures(row))


def _in(row: Row, column: int) -> Cell | None:
    return next((cell for cell in row.cells if cell.column == column), None)


def _aside(cell: Cell) -> bool:
    """A unit, a target, a total or a remark among the names of the stores."""
    return isinstance(cell.value, str) and (structural(cell.value) == "unit" or why_aside(cell.raw) is not None)


def may_be_a_store(cell: Cell, lexicon: Lexicon, origin: Origin) -> bool:
    """Whether nothing else is known of a text."""
    if not isinstance(cell.value, str) or is_missing(cell) or structural(cell.value) is not None:
        return False
    known = lexicon.take(cell.value, None).known or needs_a_date(cell.value) or cell_period(cell, origin.year)
    return not known or lexicon.platform(cell.value) is not None


def _dated(names: Sequence[Cell], below: dict[str, Row]) -> bool:
    """Whether a row below tells columns of one store apart: 周期 | 2026-W45 | 2026-W46."""
    for text, row in below.items():
        if structural(text) == "period":
            said = {cell.column: cell.raw for cell in row.cells}
            columns = {(normal(cell.raw), said.get(cell.column)) for cell in names}
            return len(columns) == len(names) and all(cell.column in said for cell in names)
    return False


def _are_stores(names: Sequence[Cell], below: dict[str, Row], lexicon: Lexicon, origin: Origin) -> bool:
    """Whether columns that nobody headed 店铺 are stores: by their names, or each has its platform below."""
    if any(structural(text) == "store" for text in below):
        return False  # the row of their names comes later
    if all(is_named(cell, lexicon, origin) for cell in names):
        return True
    for text, row in below.items():
        if structural(text) == "platform":
            said = {cell.column: lexicon.platform(cell.raw) for cell in row.cells}
            return all(said.get(cell.column) is not None for cell in names)
    return False


def is_named(cell: Cell, lexicon: Lexicon, origin: Origin) -> bool:
    """Whether a cell names a store beyond doubt: a platform, 恒达店, a declared one."""
    return lexicon.platform(cell.raw) is not None or is_shop(cell.raw, origin.declared)


def groups(row: Row, names: Sequence[Cell], merged: Sequence[MergedRange]) -> list[tuple[Cell, range]]:
    """The columns of each store: those that its merged name covers, or up to the next cell."""
    widths = {area.left: area.right - area.left + 1 for area in merged if area.top <= row.number <= area.bottom}
    found: list[tuple[Cell, range]] = []
    for cell in names:
        after = [other.column for other in row.cells if other.column > cell.column]
        width = widths.get(cell.column) or (after[0] - cell.column if after else len(found[-1][1]) if found else 1)
        found.append((cell, range(cell.column, cell.column + width)))
    return found


def store_sheets(
    rows: Sequence[Row], layout: Layout, gatherer: Gatherer, origin: Origin
) -> list[tuple[Origin, list[Row]]]:
    """For each store what is known of it, and its rows as a scorecard. Cells keep their places."""
    heading = rows[layout.at]
    corner = _in(heading, layout.label)
    if corner is not None and kind_of(corner) is None and (period := cell_period(corner, origin.year)) is not None:
        origin = replace(origin, period=period)
    for cell in heading.cells:
        if cell.column != layout.label and (why := why_aside(cell.raw)) is not None:
            gatherer.ignore(heading.number, cell, why, incomplete=why == LEFT_OVER and origin.only is None)
    found = []
    for name, columns in layout.stores:
        platform = gatherer.lexicon.platform(name.raw)
        store = origin.store if platform is not None else origin.named(name.raw)
        if origin.only is not None and normal(store) != normal(origin.only):
            continue
        if platform is not None:
            gatherer.stated_platform(platform, heading.number, name)
        declared = platform or origin.declared.get(normal(store)) or origin.platform
        known = replace(origin, store=store, platform=declared, placed=origin.placed if platform is not None else None)
        own: list[Row] = [row for row in rows[: layout.at] if structural(row.cells[0].raw) != "metric"]
        if len(columns) == 1:
            own.append(_heading(heading, layout, columns[0]))
        for row in rows[layout.at + 1 :]:
            kept = [cell for cell in row.cells if cell.column in (layout.label, *columns, *layout.shared)]
            value = next((cell for cell in kept if cell.column in columns), None)
            label = _in(row, layout.label)
            kind = kind_of(label) if label is not None else None
            if kind == "metric" and value is not None and cell_period(value, origin.year) is not None:
                kind = "period"  # 指标 | 2026-W46 | 2026-W46 below the names
            if kind in _STATED and value is not None and len(columns) == 1:
                known = _stated(known, kind, row, value, gatherer)
            elif kept:
                own.append(row._replace(cells=kept))
        found.append((known, own))
    return found


def _heading(row: Row, layout: Layout, column: int) -> Row:
    """The heading of one store's scorecard, where the sheet has the store's name."""
    cells = [Cell(layout.label, "指标"), Cell(column, "数值")]
    cells += [Cell(column, "单位") for column in layout.shared]
    return row._replace(cells=sorted(cells, key=lambda cell: cell.column))


def _stated(known: Origin, kind: str | None, row: Row, cell: Cell, gatherer: Gatherer) -> Origin:
    """What a row says of one store: its platform, its period, its client."""
    if kind == "client":
        return replace(known, client=cell.raw.strip())
    if kind == "platform":
        return replace(known, platform=gatherer.platform(row.number, cell) or known.platform)
    return replace(known, period=gatherer.period(row.number, cell) or known.period)
