"""The rows under a heading: what the structural columns say, totals, footnotes, hidden and repeated rows."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from auditor.intake.attributes import SEGMENTING
from auditor.intake.columns import Column, MergedDown, Structure, Table
from auditor.intake.gather import Gatherer
from auditor.intake.headings import normal
from auditor.intake.origin import RowFacts
from auditor.intake.parts import parts_column
from auditor.intake.readers.cells import Cell, MergedRange, Row
from auditor.intake.reading import is_missing
from auditor.intake.row_labels import is_example, is_footnote, is_line, is_summary, is_total
from auditor.intake.row_owners import RowOwners
from auditor.intake.row_periods import UNREADABLE, RowPeriods
from auditor.intake.styles import Style
from auditor.intake.words import CURRENCIES, WHOLE
from auditor.model import Text
from auditor.rulebook.model import Attribute
from auditor.text import counted

_FIRST_DIGITS, _THREE_DIGITS = re.compile("[0-9]{1,3}"), re.compile("[0-9]{3}")
_SPLIT = Text(
    "该行的列数比标题多，疑似千分位逗号把一个数字拆成了两格，整行没有读取",
    "the row is longer than the headings: a thousands comma seems to have cut a figure in two; the row is not read",
)
_SPLIT_REMEDY = Text(
    "请给带逗号的数字加引号或去掉逗号", "put figures with a comma into quotation marks, or leave it out"
)


class TableReader(ABC):
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
        self.structure = Structure(table)
        self.owners = RowOwners(self.structure, gatherer, sheet_platform)
        self._periods = RowPeriods(self.structure, gatherer, ahead)
        self._data = table.all("data")
        self._filled = MergedDown(merged)
        self._hidden = 0
        self._headed = {column.index for column in table.columns}
        self._loose: dict[int, tuple[int, Cell, int]] = {}
        self._styles: dict[tuple[int, str, str], Style] = {}
        self._attributes: dict[str, list[tuple[Column, Attribute]]] = {}
        self._headings = {column.index: normal(column.text) for column in table.columns if column.text}
        self.parts = parts_column(table, ahead)
        self._left = 0  # rows that are a part of a store
        self._together = 0  # rows of all parts together
        self._spare()

    def _spare(self) -> None:
        """Headings that are not read: known ones beside the numbers, second structural columns, unknown ones."""
        heading = self.table.heading_row or 0
        for column in self.table.columns:
            if column is self.parts:
                column.kind = "part"  # told with its rows
            elif column.kind == "beside" and column.why is not None:
                self.gatherer.ignore(heading, column.index, column.text, column.why)
            elif self.structure.of(column.kind) not in (None, column):
                self.gatherer.ignore(
                    heading,
                    column.index,
                    column.text,
                    Text("同类的列不止一列，只读取第一列", "a second column of this kind; the first is read"),
                )

    @property
    @abstractmethod
    def shape(self) -> str:
        """What the table is called in the record of its sheet."""

    @abstractmethod
    def read(self, rows: Iterable[Row]) -> None:
        """Read the rows of the table."""

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
        if (part := self._split_figure(cells)) is not None:
            self.gatherer.ignore(row.number, part.column, part, _SPLIT, incomplete=True, remedy=_SPLIT_REMEDY)
            return None
        self._filled.into(row, cells, self.structure.indexes)
        label = next((cell for cell in row.cells if isinstance(cell.value, str) and cell.value.strip()), None)
        if label is not None and is_example(label.raw):
            self.gatherer.ignore(row.number, label.column, label, Text("示例行，不读取", "an example row, not read"))
            return None
        if label is not None and self._is_footnote(row, label):
            for cell in row.cells:
                self.gatherer.ignore(row.number, cell.column, cell, Text("表下的说明文字", "a note below the table"))
            return None
        return cells

    def _split_figure(self, cells: dict[int, Cell]) -> Cell | None:
        """The 1 of a 1,234 that a text file has without quotation marks: its row is longer than the headings."""
        if not cells or max(cells) <= max(self._headed, default=0):
            return None
        texts = {index: cell.value for index, cell in cells.items() if isinstance(cell.value, str)}
        return next(
            (
                cells[index]
                for index, text in texts.items()
                if _FIRST_DIGITS.fullmatch(text) and _THREE_DIGITS.fullmatch(texts.get(index + 1, ""))
            ),
            None,
        )

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
        if self._whole(cells):
            return None
        for index in dict.fromkeys((min(cells), *self.structure.indexes)):
            cell = cells.get(index)
            text = cell.value if cell is not None else None
            if isinstance(text, str) and (is_total(text) or is_summary(text) or is_line(text)):
                return cell
        return None

    def facts(self, row: Row, cells: dict[int, Cell]) -> RowFacts | None:
        """Whose a row is, of when, and in which currency and unit; None (put on record) where it can't be told."""
        owner = self.owners.of(row, cells)
        if owner is None:
            return None
        key, client = owner
        self.gatherer.store(key, client)
        period = self._periods.of(row, cells)
        if period is UNREADABLE:
            return None
        origin = self.gatherer.origin
        facts = RowFacts(key, client, origin.period if period is None else period, currency=origin.currency)
        currency = self.structure.cell("currency", cells)
        if currency is not None and currency.raw.strip():
            facts.currency = CURRENCIES.get(normal(currency.raw)) or currency.raw.strip().upper()
        unit = self.structure.cell("unit", cells)
        facts.unit = unit.raw if unit is not None else None
        launched = self.structure.of("launched")
        if launched is not None:
            self.gatherer.launched(facts, row.number, launched.index, cells.get(launched.index))
        return facts

    def segment(self, facts: RowFacts, row: Row, cells: dict[int, Cell]) -> None:
        """Read the attribute columns of a row; market and fulfilment channel make its segment."""
        parts = []
        if (named := self.owners.marketplace(cells)) is not None:
            market, cell = named
            parts.append(self.gatherer.attribute(facts, market, row.number, cell.column, cell) or "")
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
                f"没有标题的列（共 {count} 个值），没有读取",
                f"a column without a heading ({counted(count, 'value')}); not read",
            )
            self.gatherer.ignore(number, cell.column, cell, why)
        if self._hidden:
            self.gatherer.notes.append(
                Text(
                    f"含 {self._hidden} 个隐藏行，已照常读取",
                    f"{counted(self._hidden, 'hidden row')}, read like the others",
                )
            )
        self.owners.close()

    def of_a_part(self, cells: dict[int, Cell]) -> bool:
        """Whether a row is of a person or product: the store it names exists, its figures are not the store's."""
        if self.parts is None:
            return False
        whole = self._whole(cells)
        self._left += not whole
        self._together += whole
        return not whole

    def _whole(self, cells: dict[int, Cell]) -> bool:
        """Whether a row among those of persons or accounts is of all of them together (全部账号): the store's own."""
        cell = cells.get(self.parts.index) if self.parts is not None else None
        return cell is not None and normal(cell.raw) in WHOLE

    def _tell_parts(self, column: Column) -> None:
        name = column.text
        why = Text(
            f"每行是一个“{name}”，不是整个店铺的数值：{self._left} 行没有读取",
            f"a row for each '{name}', not the store's own figures: "
            + counted(self._left, "row is not read", "rows are not read"),
        )
        row = self.table.heading_row or 0
        if self._together:  # the store's own figures are there
            self.gatherer.ignore(row, column.index, name, why)
            return
        remedy = Text(
            f"请另列店铺整体的数值，表中不含“{name}”列；平台原样导出的报表无须改动",
            f"state the store's own figures in a table without '{name}'; a platform's export is read as it is",
        )
        self.gatherer.ignore(row, column.index, name, why, incomplete=True, remedy=remedy)
