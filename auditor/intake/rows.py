"""The rows under a heading: what the structural columns say, totals, footnotes, hidden and repeated rows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from auditor.intake.cells import Cell, MergedRange, Row
from auditor.intake.columns import Column, MergedDown, Table, looks_numeric
from auditor.intake.dates import column_order, parse_period, period_problem, undecided
from auditor.intake.gather import MARKET, SEGMENTING, Gatherer, RowFacts, canonical
from auditor.intake.headings import (
    is_example,
    is_footnote,
    is_line,
    is_summary,
    is_total,
    nearest,
    normal,
    platforms_in,
)
from auditor.intake.measure import is_missing
from auditor.intake.parts import parts_column
from auditor.intake.periods import NO_YEAR, PART_OF_MONTH, cell_period, lacks_year, week_of
from auditor.intake.styles import Style
from auditor.intake.titles import pairs
from auditor.intake.words import CURRENCIES, PLATFORM_WORDS
from auditor.model import CLIENT, Period, StoreKey, Text
from auditor.rulebook.model import Attribute

_UNREADABLE = Period(date.min, date.min)  # a sentinel, compared by identity
_TITLE_ROWS = 3  # so many rows of a title may stand above a further table's heading
PLATFORM_REMEDY = Text("可用：国际站、亚马逊、独立站", "accepted: alibaba, amazon, independent")
_STRUCTURE = ("store", "platform", "client", "period", "starts", "ends", "metric", "unit", "currency", "launched")


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


class TableReader:
    """Reads the structural part of each row; the two shapes add what the data cells say."""

    def __init__(
        self,
        table: Table,
        gatherer: Gatherer,
        sheet_platform: str | None,
        merged: Sequence[MergedRange],
        ahead: Sequence[Row],
    ) -> None:
        self.table = table
        self.gatherer = gatherer
        self.lexicon = gatherer.lexicon
        self.origin = gatherer.origin
        self.sheet_platform = sheet_platform
        self.columns = {kind: table.of(kind) for kind in _STRUCTURE}
        self._structure = [column.index for column in self.columns.values() if column is not None]
        self._data = table.all("data")
        self._filled = MergedDown(merged)
        self._hidden = self._elsewhere = 0
        self._other: tuple[int, Cell, str] | None = None  # of --store, but not on the platform that was asked for
        self._headed = {column.index for column in table.columns}
        self._loose: dict[int, tuple[int, Cell, int]] = {}
        self._styles: dict[tuple[int, str, str], Style] = {}
        self._attributes: dict[str, list[tuple[Column, Attribute]]] = {}
        self._markets: dict[str, tuple[str, str]] = {}  # a platform cell that names its marketplace too → both
        self._headings = {column.index: normal(column.text) for column in table.columns if column.text}
        dated = {each.index for kind in ("period", "starts", "ends") if (each := self.columns[kind]) is not None}
        self._order = column_order([c.value for row in ahead for c in row.cells if c.column in dated])
        self.parts = parts_column(table, ahead)
        self._left = 0  # rows that are a part of a store
        self._spare()

    def _spare(self) -> None:
        """Headings that are not read: known ones beside the numbers, second structural columns, unknown ones."""
        heading = self.table.heading_row or 0
        for column in self.table.columns:
            if column is self.parts:
                column.kind = "part"  # told with its rows
            elif column.kind == "beside" and column.why is not None:
                self.gatherer.ignore(heading, column.index, column.text, column.why)
            elif column.kind in _STRUCTURE and self.columns[column.kind] is not column:
                self.gatherer.ignore(
                    heading,
                    column.index,
                    column.text,
                    Text("同类的列不止一列，只读取第一列", "a second column of this kind; the first is read"),
                )

    def read(self, rows: Ahead, begins: Callable[[Row], bool]) -> Row | None:
        """Read rows until they end or another table begins; its first row is returned."""
        raise NotImplementedError

    def another(self, row: Row, last: int | None, rows: Ahead, begins: Callable[[Row], bool]) -> bool:
        """Whether a row begins another table: after a gap with its heading, or with a title above its heading.

        Without a gap only with a title that says of itself whose or of when the table is.
        """
        if last is None or (row.number <= last + 1 and not self._is_title(row)):
            return False
        if begins(row):
            return True
        for titles, following in enumerate([row, *rows.peek(_TITLE_ROWS)]):
            if following.number != row.number + titles:
                return False
            if titles and begins(following):
                return True
            if len(following.cells) > 2 or any(looks_numeric(cell) for cell in following.cells):
                return False
        return False

    def _is_title(self, row: Row) -> bool:
        """Whether a row is a text alone that names a store, a platform or a period."""
        if len(row.cells) != 1 or not isinstance(row.cells[0].value, str):
            return False
        text = row.cells[0].value
        said = platforms_in(text, self.lexicon.platforms) or any(pairs([row], self.lexicon))
        return bool(said) or cell_period(row.cells[0], self.origin.year) is not None

    def usable(self, row: Row) -> dict[int, Cell] | None:
        """The cells of a row of data by column, or None for anything else (which is put on record)."""
        self._hidden += row.hidden
        cells = {cell.column: cell for cell in row.cells}
        if self._repeats_heading(row):
            return None
        for cell in row.cells if not self._headed.issuperset(cells) else ():
            if cell.column not in self._headed and not is_missing(cell):
                number, first, count = self._loose.get(cell.column, (row.number, cell, 0))
                self._loose[cell.column] = (number, first, count + 1)
        self._filled.into(row, cells, self._structure)
        label = next((cell for cell in row.cells if isinstance(cell.value, str) and cell.value.strip()), None)
        if label is not None and is_example(label.raw):
            self.gatherer.ignore(row.number, label.column, label, Text("示例行，不读取", "an example row, not read"))
            return None
        if label is not None and self._is_footnote(row, label):
            for cell in row.cells:
                self.gatherer.ignore(row.number, cell.column, cell, Text("表下的说明文字", "a note below the table"))
            return None
        return cells

    def _repeats_heading(self, row: Row) -> bool:
        texts = self._headings
        said = [(cell.column, cell.value) for cell in row.cells if isinstance(cell.value, str)]
        others = len(said) - max(2, len(texts) // 2 + 1)  # so many may differ
        for column, text in said:
            if others < 0:
                return False
            others -= normal(text) != texts.get(column)
        return others >= 0

    def _is_footnote(self, row: Row, label: Cell) -> bool:
        text = label.raw
        return row.cells[-1].raw == text and is_footnote(text) and all(cell.raw == text for cell in row.cells)

    def total_label(self, cells: dict[int, Cell]) -> Cell | None:
        """The cell that makes a row a total, an average or a target, if any of the structural or first cells does."""
        for index in dict.fromkeys((min(cells), *self._structure)):
            cell = cells.get(index)
            text = cell.value if cell is not None else None
            if isinstance(text, str) and (is_total(text) or is_summary(text) or is_line(text)):
                return cell
        return None

    def facts(self, row: Row, cells: dict[int, Cell]) -> RowFacts | None:
        """Store, platform, client and period of a row; None (put on record) where it can't be told."""
        platform = self._platform(row, cells)
        client_cell = self._cell("client", cells)
        client = self.origin.client
        if client_cell is not None and not is_missing(client_cell):
            client = self.gatherer.name(row.number, client_cell) or client
        of_client = platform == CLIENT and client is not None and is_missing(self._cell("store", cells))
        name = client if of_client else self._store(row, cells)
        if platform is None or name is None:
            if name is not None:
                self._without_platform(row, cells)
            return None
        if not self._asked_for(platform, row, cells):
            return None
        key = StoreKey(platform, name)
        self.gatherer.store(key, client)
        period = self._period(row, cells)
        if period is _UNREADABLE:
            return None
        facts = RowFacts(key, client, self.origin.period if period is None else period)
        facts.currency = self.origin.currency
        currency = self._cell("currency", cells)
        if currency is not None and currency.raw.strip():
            facts.currency = CURRENCIES.get(normal(currency.raw)) or currency.raw.strip().upper()
        unit = self._cell("unit", cells)
        facts.unit = unit.raw if unit is not None else None
        launched = self.columns["launched"]
        if launched is not None:
            self.gatherer.launched(facts, row.number, launched.index, cells.get(launched.index))
        return facts

    def segment(self, facts: RowFacts, row: Row, cells: dict[int, Cell]) -> None:
        """Read the attribute columns of a row; market and fulfilment channel make its segment."""
        parts = []
        place = self._cell("platform", cells) if self._markets else None
        if place is not None and place.raw in self._markets:
            platform, named = self._markets[place.raw]
            market = self.lexicon.attribute(platform, MARKET)
            if market is not None:
                cell = place._replace(value=named)
                parts.append(self.gatherer.attribute(facts, market, row.number, place.column, cell) or "")
        for column, attribute in self._attributes_on(facts.key.platform):
            value = self.gatherer.attribute(facts, attribute, row.number, column.index, cells.get(column.index))
            if value is not None and attribute.id in SEGMENTING:
                parts.append(value)
        facts.segment = "/".join(parts) or None

    def _attributes_on(self, platform: str) -> list[tuple[Column, Attribute]]:
        """The columns that hold attributes of a platform's stores."""
        if platform not in self._attributes:
            taken = [(column, column.take(self.lexicon, platform).attribute) for column in self._data]
            self._attributes[platform] = [(column, found) for column, found in taken if found is not None]
        return self._attributes[platform]

    def style(self, column: Column, platform: str, metric_id: str = "") -> Style:
        """How bare numbers under a heading are meant, as values of a metric."""
        key = (column.index, platform, metric_id)
        if key not in self._styles:
            style = Style.of(column.take(self.lexicon, platform).heading, self.lexicon.percent.get(metric_id))
            self._styles[key] = style._replace(percent=style.percent or "%" in normal(column.text))
        return self._styles[key]

    def close(self) -> None:
        """Put on record what the rows were: hidden ones, parts of a store, other stores', values without a heading."""
        if self.parts is not None and self._left:
            self._tell_parts(self.parts)
        for number, cell, count in self._loose.values():
            why = Text(
                f"没有标题的列（共 {count} 个值），没有读取", f"a column without a heading ({count} values); not read"
            )
            self.gatherer.ignore(number, cell.column, cell, why)
        if self._hidden:
            self.gatherer.notes.append(
                Text(f"含 {self._hidden} 个隐藏行，已照常读取", f"{self._hidden} hidden rows, read like the others")
            )
        if self._other is not None and not self.gatherer.rows:
            number, cell, platform = self._other
            why = Text(
                f"{self.origin.only} 在这里属于 {platform}，不是 {self.gatherer.asked}（--platform），没有读取",
                f"{self.origin.only} is on {platform} here, not on {self.gatherer.asked} (--platform); not read",
            )
            self.gatherer.ignore(number, cell.column, cell, why, incomplete=True)
        if self._elsewhere:
            self.gatherer.notes.append(
                Text(
                    f"{self._elsewhere} 行属于其他店铺（--store {self.origin.only}）",
                    f"{self._elsewhere} rows belong to other stores (--store {self.origin.only})",
                )
            )

    def of_a_part(self) -> bool:
        """Whether the rows are of persons or products: the stores they name exist, their figures are not the stores'."""
        self._left += self.parts is not None
        return self.parts is not None

    def _tell_parts(self, column: Column) -> None:
        name = column.text
        why = Text(
            f"每行是一个“{name}”，不是整个店铺的数值：{self._left} 行没有读取",
            f"a row for each '{name}', not the store's own figures: {self._left} rows are not read",
        )
        remedy = Text(
            f"请另列店铺整体的数值，表中不含“{name}”列；平台原样导出的报表无须改动",
            f"state the store's own figures in a table without '{name}'; a platform's export is read as it is",
        )
        self.gatherer.ignore(self.table.heading_row or 0, column.index, name, why, incomplete=True, remedy=remedy)

    def _cell(self, kind: str, cells: dict[int, Cell]) -> Cell | None:
        column = self.columns[kind]
        return cells.get(column.index) if column is not None else None

    def _platform(self, row: Row, cells: dict[int, Cell]) -> str | None:
        cell = self._cell("platform", cells)
        if cell is None or is_missing(cell):
            store = self._cell("store", cells)
            declared = self.origin.declared.get(normal(store.raw)) if store is not None else None
            return declared or self.sheet_platform
        found = self.lexicon.platform(cell.raw)
        if found is None and (both := self._marketplace(cell)) is not None:
            self._markets[cell.raw] = both
            return both[0]
        if found is None:
            known = {normal(platform): platform for platform in self.lexicon.platforms}
            why = Text(f"未知的平台“{cell.raw}”，整行没有读取", f"unknown platform '{cell.raw}'; the row is not read")
            self.gatherer.ignore(
                row.number,
                cell.column,
                cell,
                why,
                nearest_name=nearest(cell.raw, known, 0.5),
                incomplete=True,
                remedy=PLATFORM_REMEDY,
            )
        return found

    def _asked_for(self, platform: str, row: Row, cells: dict[int, Cell]) -> bool:
        """Whether a row is of the platform that was asked for; --store with --platform picks, --platform alone does not."""
        cell, asked = self._cell("platform", cells), self.gatherer.asked
        if asked in (None, platform) or platform == CLIENT:
            return True
        if self.origin.only is not None and self.columns["store"] is not None:
            self._elsewhere += 1
            if cell is not None and not is_missing(cell):
                self._other = self._other or (row.number, cell, platform)
            return False
        if cell is not None and not is_missing(cell):
            self.gatherer.stated_platform(platform, row.number, cell.column, cell)
        return True

    def _without_platform(self, row: Row, cells: dict[int, Cell]) -> None:
        """Put a row on record whose platform nothing tells. One of an unknown platform is on record already."""
        column = self.columns["platform"] or self.columns["store"]
        if is_missing(self._cell("platform", cells)):
            why = Text("该行没有写平台，整行没有读取", "the row names no platform; the row is not read")
            at = column.index if column is not None else row.cells[0].column
            self.gatherer.ignore(row.number, at, cells.get(at), why, incomplete=True, remedy=PLATFORM_REMEDY)

    def _marketplace(self, cell: Cell) -> tuple[str, str] | None:
        """``Amazon US``, ``亚马逊德国站``, ``amazon.de``: the platform, and the marketplace as it is written there."""
        whole = normal(cell.raw)
        for platform in self.lexicon.platforms:
            market = self.lexicon.attribute(platform, MARKET)
            for word in map(normal, PLATFORM_WORDS.get(platform, ())) if market is not None else ():
                rest = whole.removeprefix(word).strip("-_/.|:()")
                if market is not None and whole.startswith(word) and rest:
                    for name in (whole, rest):
                        if (found := canonical(market, name))[1] is None:
                            return platform, found[0]
        return None

    def _store(self, row: Row, cells: dict[int, Cell]) -> str | None:
        column = self.columns["store"]
        if column is None:
            return self.gatherer.unnamed()
        cell = cells.get(column.index)
        if cell is None or is_missing(cell):
            why = Text("该行没有写店铺，没有读取", "the row names no store; not read")
            values = any(not is_missing(other) for other in row.cells)  # a row of dashes is told, and lacks nothing
            self.gatherer.ignore(row.number, column.index, cell, why, incomplete=values)
            return None
        name = self.gatherer.name(row.number, cell)
        if name is not None and self.origin.only is not None and normal(name) != normal(self.origin.only):
            self._elsewhere += 1
            return None
        return name

    def _period(self, row: Row, cells: dict[int, Cell]) -> Period | None:
        """The row's own period, None if it has none, _UNREADABLE if what stands there is none."""
        column = self.columns["period"]
        cell = cells.get(column.index) if column is not None else None
        if cell is None or is_missing(cell):
            return self._from_to(row, cells)
        if week_of(cell.raw, self.origin.period):
            self.gatherer.ignore(row.number, cell.column, cell, PART_OF_MONTH, incomplete=True)
            return _UNREADABLE
        found = parse_period(cell.value, order=self._order, year=self.origin.year) or cell_period(
            cell, self.origin.year
        )
        if found is None:
            why = period_problem(cell.value, order=self._order, year=self.origin.year) or Text(
                "不是日期或周期", "no date or period"
            )
            if self.origin.year is None and undecided(cell.value) is None and lacks_year(cell.raw):  # 11.9-11.15
                why = NO_YEAR
            self.gatherer.ignore(row.number, cell.column, cell, why, incomplete=True)
            return _UNREADABLE
        return found

    def _from_to(self, row: Row, cells: dict[int, Cell]) -> Period | None:
        """The period of a row that states its first and its last day in columns of their own, or its last one alone."""
        if self.columns["ends"] is None:
            return None
        ends = [self._cell(kind, cells) for kind in ("starts", "ends") if self.columns[kind] is not None]
        if any(cell is None or is_missing(cell) for cell in ends):
            return None
        days = [parse_period(cell.value, order=self._order, year=self.origin.year) for cell in ends if cell]
        first, last = days[0], days[-1]
        if first is not None and last is not None and first.start <= last.end:
            return Period(first.start, last.end)
        for cell in ends[:1]:
            why = Text("起止日期读不出或颠倒", "the first and last day can't be read, or stand the wrong way round")
            self.gatherer.ignore(row.number, cell.column if cell else 1, cell, why, incomplete=True)
        return _UNREADABLE
