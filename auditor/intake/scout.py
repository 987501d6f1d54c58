"""Where the table of a sheet begins.

Title rows stand above it, and the same sheet may hold several tables one under the other. The heading row is found by
scoring: what a row's cells are known for counts for it, numbers count against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.intake.columns import Column, Table, kind_of, looks_numeric
from auditor.intake.headed import HeadingRow
from auditor.intake.heading_cells import HeadingCells
from auditor.intake.heading_levels import SEARCHED_ROWS
from auditor.intake.headings import beside, normal, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.origin import Origin
from auditor.intake.readers.cells import MergedRange, Row, a1

_ENOUGH = 6  # the score of a heading beyond doubt
_CERTAIN = 10  # whatever comes below a row of this score, a row of 6 or more heads the table
_WEIGHTS = {
    "store": 3,
    "metric": 3,
    "value": 3,
    "platform": 2,
    "client": 2,
    "year": 2,
    "period": 2,
    "starts": 2,
    "ends": 2,
    "unit": 2,
    "currency": 2,
    "launched": 2,
}


class Scout:
    """Finds the table. ``platform`` is None where it is not known yet: then any platform's headings count."""

    def __init__(self, lexicon: Lexicon, platform: str | None, origin: Origin) -> None:
        self.cells = HeadingCells(lexicon, platform, origin)

    def score(self, row: Row) -> int:
        """How much a row looks like a heading."""
        if len(row.cells) == 1:  # a title, unless it is the only column of the table
            return 3 if self.cells.names(row.cells[0]) else 0
        total, left, data = 0, "", False
        for cell in row.cells:
            kind = kind_of(cell)
            if kind is not None:
                total += _WEIGHTS[kind]
                data = data or kind in ("metric", "value")
            elif self.cells.names(cell):
                total += 3
                data = True
            elif isinstance(cell.value, str) and beside(cell.value) is not None:
                total += 1
            elif looks_numeric(cell) and self.cells.period(cell) is None:
                total -= 2
            elif left != "period" and self.cells.period(cell) is not None:
                total += 2
                data = True
            left = kind or ""
        return total if data else min(total, 5)  # 店铺 | 恒达 | 平台 | 亚马逊: labels and values above a table

    def heading_like(self, row: Row) -> bool:
        """Whether a row under a table begins another one. 指标 | 目标 does too: no metric is called 指标."""
        if len(row.cells) < 2 or any(looks_numeric(cell) for cell in row.cells):
            return False
        label, *others = row.cells
        labelled = kind_of(label) == "metric" and (len(others) > 1 or beside(others[0].raw) is not None)
        return labelled or self.score(row) >= 5

    def locate(self, rows: Sequence[Row], merged: Sequence[MergedRange]) -> Table | None:
        """The first table in ``rows``, or None if no heading is known."""
        searched = rows[:SEARCHED_ROWS]
        scores: list[int] = []
        best = 0
        for row in searched:
            scores.append(self.score(row))
            best = max(best, scores[-1])
            if best >= _CERTAIN:
                break
        likely = [i for i, score in enumerate(scores) if score >= max(2, min(0.6 * best, _ENOUGH))]
        top = next((i for i in likely if i == likely[-1] or not self._names_owner(searched[i])), None)
        if top is None or not self._is_heading(searched[top]):
            across, down_column, down_hits = self._orientation(searched)
            named = sum(map(self.cells.names, searched[len(scores) - 1].cells)) if best >= _CERTAIN else 0
            above = searched[: len(scores) - 1] if named > 1 else searched  # rows of stores have their own table first
            if down_hits > across and any(self._named_in(row, down_column) for row in above):
                return self._down_by_content(searched, merged, down_column)
            if top is not None and across == 0 and self._is_form(searched[top:]):
                return Table(None, _pair(searched[top]), list(searched[:top]), top, down=True)
        if top is None or best < 2:
            return None
        return HeadingRow(self.cells, rows, top, merged).table()

    def _names_owner(self, row: Row) -> bool:
        """Whether a row is a pair above a table: 店铺 | 恒达, as the filter of a pivot table stands there."""
        if len(row.cells) != 2 or kind_of(row.cells[0]) not in ("store", "platform", "client"):
            return False
        value = row.cells[1]
        return kind_of(value) is None and not self.cells.names(value) and self.cells.period(value) is None

    def _orientation(self, rows: Sequence[Row]) -> tuple[int, int, int]:
        """Known metrics in the richest row; the richest column and how many it holds."""
        across, columns = 0, dict[int, set[str]]()
        for row in rows:
            known = [cell for cell in row.cells if self.cells.names(cell)]
            across = max(across, len(known))
            for cell in known:
                columns.setdefault(cell.column, set()).add(normal(str(cell.value)))
        column = max(columns, key=lambda index: (len(columns[index]), -index), default=0)
        hits = len(columns.get(column, ()))
        if hits == across == 1:  # one metric: its value stands below it or beside it
            hits += 1 if self._value_beside(rows, column) else 0
        return across, column, hits

    def _is_form(self, rows: Sequence[Row]) -> bool:
        """Whether rows are pairs of label and value though no metric is known: 店铺 | 恒达 above 周期 | 2026-W46."""
        labels = [row.cells[0] for row in rows if len(row.cells) == 2]
        kinds = [structural(cell.raw) for cell in labels if cell.column == rows[0].cells[0].column]
        return len(rows[0].cells) == 2 and len([kind for kind in kinds if kind in _WEIGHTS]) > 1

    def _named_in(self, row: Row, column: int) -> bool:
        return any(cell.column == column and self.cells.names(cell) for cell in row.cells)

    def _value_beside(self, rows: Sequence[Row], column: int) -> bool:
        for row in rows:
            for cell, right in zip(row.cells, row.cells[1:], strict=False):
                if cell.column == column and self.cells.names(cell):
                    return looks_numeric(right)
        return False

    def _is_heading(self, row: Row) -> bool:
        """Whether a row is a heading beyond doubt: it names the column of metrics, or a metric beside store or period."""
        kinds = {kind_of(cell) for cell in row.cells}
        if "metric" in kinds:
            return len(row.cells) > 1
        return bool(kinds & {"store", "period", "platform"}) and any(self.cells.names(cell) for cell in row.cells)

    def _down_by_content(self, rows: Sequence[Row], merged: Sequence[MergedRange], column: int) -> Table:
        """Metrics one under the other without a heading 指标: the heading row is the one with periods above."""
        first = next(
            i for i, row in enumerate(rows) for cell in row.cells if cell.column == column and self.cells.names(cell)
        )
        for top in self._above(rows, first):
            pairs = zip([None, *rows[top].cells], rows[top].cells, strict=False)
            named = any(cell.column == column and structural(cell.raw) == "metric" for cell in rows[top].cells)
            heads = any(cell.column > column and self.cells.heads_values(left, cell) for left, cell in pairs)
            heads = heads or bool(self.cells.days(rows[top]))
            if (top < first and (named or heads)) or self._heads_several(rows[top], rows[top + 1 :], column):
                return HeadingRow(self.cells, rows, top, merged).table(column)
        width = max((cell.column for row in rows[first:] for cell in row.cells), default=column)
        columns = _pair(rows[first], column)[: 2 if width > column else 1]
        return Table(None, columns, list(rows[:first]), first, down=True)

    def _above(self, rows: Sequence[Row], first: int) -> Iterator[int]:
        """The rows that may head those from ``first`` on: the next few, and further up behind figures of names that nobody knows."""
        for top in range(first, -1, -1):
            figures = top + 1 < first and any(map(looks_numeric, rows[top + 1].cells[1:]))
            apart = top < first and rows[top].number + 1 < rows[top + 1].number
            if first - top > 3 and (apart or not figures):
                return
            yield top

    def _heads_several(self, row: Row, below: Sequence[Row], column: int) -> bool:
        """Whether a row has a text above each of several columns of figures: 站点 | 美国 | 德国. The first is not the value."""
        figures = {
            cell.column
            for each in below
            if any(cell.column == column and self.cells.names(cell) for cell in each.cells)
            for cell in each.cells
            if cell.column > column and looks_numeric(cell)
        }
        texts = {cell.column for cell in row.cells if isinstance(cell.value, str) and not looks_numeric(cell)}
        return len(figures) > 1 and figures <= texts


def _pair(row: Row, label: int | None = None) -> list[Column]:
    """The columns of a form from ``row`` on: labels, and the values to their right."""
    label = label or row.cells[0].column
    return [Column(label + i, "", a1(row.number, label + i), kind) for i, kind in enumerate(("metric", "value"))]
