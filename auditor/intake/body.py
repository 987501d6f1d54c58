"""The rows of one table, and where they end: another table may begin below it, with or without a title of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from auditor.intake.columns import Table, kind_of, looks_numeric
from auditor.intake.dating.periods import cell_period
from auditor.intake.dating.relative import relative_in
from auditor.intake.headings import normal
from auditor.intake.lexicon import LISTED
from auditor.intake.not_own import ends_others, is_of_others
from auditor.intake.places import is_shop
from auditor.intake.platform_names import platforms_in
from auditor.intake.readers.cells import Row
from auditor.intake.scout import Scout
from auditor.intake.titles import heads_values, pairs

_TITLE_ROWS = 5  # so many rows of a title may stand above a further table's heading


class Ahead(Iterator[Row]):
    """Rows that may be looked at before they are taken."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self._seen: deque[Row] = deque()

    def __next__(self) -> Row:
        return self._seen.popleft() if self._seen else next(self._rows)

    def peek(self, count: int) -> list[Row]:
        """The next rows, at most ``count``."""
        self._seen.extend(islice(self._rows, max(0, count - len(self._seen))))
        return list(islice(self._seen, count))

    def put_back(self, row: Row) -> None:
        """Give the row back that was taken last."""
        self._seen.appendleft(row)


class Body:
    """The rows below a table's heading. What is left of ``rows`` when they end begins with the next table."""

    def __init__(self, table: Table, rows: Iterable[Row], scout: Scout) -> None:
        self.rows = Ahead(rows)
        self._scout = scout  # of any platform: the next table may be of another one
        self._names = {column.index: normal(column.text) for column in table.columns if column.text}
        self._down = table.down
        self._heading = table.heading_row

    def __iter__(self) -> Iterator[Row]:
        last: int | None = None
        for row in self.rows:
            if last is not None and self._begins_another(row, last):
                self.rows.put_back(row)
                return
            last = row.number
            yield row

    def passed_over(self, above: Sequence[Row], title: str) -> Ahead:
        """What is left where the table below ``title`` is not read: from a title among its rows that ends it, 本周实际, headed again.

        ``above``: the rows above its first.
        """
        alone = (row for row in self if len(row.cells) == 1)
        end = next((row for row in alone if ends_others(row.cells[0].raw, title)), None)
        if end is not None:
            headings = (row for row in above if self._heading is not None and row.number >= self._heading)
            for row in [*reversed([*headings]), end]:
                self.rows.put_back(row)
        return self.rows

    def _begins_another(self, row: Row, last: int) -> bool:
        """Whether a row below the row ``last`` begins another table: by its heading, or by a title above a heading.

        Without a gap only by a title that says of itself whose or of when the table is, by another heading: 华美店 | 本周 | 上周.
        """
        apart = row.number > last + 1 or self._is_title(row)
        if apart and (self._scout.heading_like(row) or self._stands_above_a_heading(row)):
            return True
        return (self._down and _is_titled_heading(row)) or self._heads_otherwise(row)

    def _stands_above_a_heading(self, row: Row) -> bool:
        """Whether a row is the first of a title, no longer than a few rows, that stands above a heading.

        Right above it, unless it says of itself whose or of when the table is.
        """
        last, told = row.number - 1, False
        for following in [row, *self.rows.peek(_TITLE_ROWS)]:
            if following.number > last + 1 and not told:
                return False
            if following is not row and self._scout.heading_like(following):
                return True
            if len(following.cells) > 2 or any(looks_numeric(cell) for cell in following.cells):
                return False
            last, told = following.number, told or self._tells(following)
        return False

    def _tells(self, row: Row) -> bool:
        """Whether a row is a title that says whose or of when a table is, in one cell or in a pair: 店铺 | 恒达."""
        return self._is_title(row) or kind_of(row.cells[0]) in ("store", "platform", "client", "period")

    def _is_title(self, row: Row) -> bool:
        """Whether a row is a text alone that names a store, a platform or a period."""
        if len(row.cells) != 1 or not isinstance(row.cells[0].value, str):
            return False
        lexicon = self._scout.cells.lexicon
        said = platforms_in(row.cells[0].value, lexicon.platforms) or any(pairs([row], lexicon))
        return bool(said) or cell_period(row.cells[0], self._scout.cells.year) is not None

    def _heads_otherwise(self, row: Row) -> bool:
        """Whether a row is a heading, and another one than the table's own: among metrics one that is headed 指标."""
        if kind_of(row.cells[0]) is None or (self._down and kind_of(row.cells[0]) != "metric"):
            return False
        other = any(normal(cell.raw) != self._names.get(cell.column) for cell in row.cells)
        return other and self._scout.heading_like(row)


def _is_titled_heading(row: Row) -> bool:
    """Whether a row heads values by whose or of when they are in its corner: 华美店 | 本周 | 上周, 上周数据 | 数值."""
    first, *others = row.cells
    if not others or not isinstance(first.value, str) or not _says_whose_or_when(first.value):
        return False
    return all(map(heads_values, others))


@lru_cache(maxsize=65536)
def _says_whose_or_when(text: str) -> bool:
    return is_shop(text, ()) or relative_in(LISTED.sub("", text)) is not None or is_of_others(text)
