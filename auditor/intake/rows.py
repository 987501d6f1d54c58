"""The rows under a heading: what the structural columns say, totals, footnotes, hidden and repeated rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace

from auditor.intake.attributes import SEGMENTING
from auditor.intake.columns import Column, Structure, Table
from auditor.intake.dating.relative import is_relative, relative_period
from auditor.intake.gather import Gatherer
from auditor.intake.headings import normal
from auditor.intake.left_blank import FilledDown
from auditor.intake.lexicon import LISTED
from auditor.intake.longer import SPLIT_REMEDY, split_figure
from auditor.intake.origin import RowFacts
from auditor.intake.parts import Parts
from auditor.intake.platform_names import platforms_in
from auditor.intake.readers.cells import Cell, MergedRange, Row
from auditor.intake.row_labels import (
    EXAMPLE,
    NOTE,
    is_comparison,
    is_example,
    is_footnote,
    is_noted,
    is_total,
    why_no_store,
)
from auditor.intake.row_owners import RowOwners
from auditor.intake.row_periods import UNREADABLE, RowPeriods
from auditor.intake.scopes import Scope, scope_of, tells_both
from auditor.intake.titles import shop_alone
from auditor.intake.values.reading import is_missing
from auditor.intake.values.styles import Style
from auditor.intake.words import CURRENCIES
from auditor.model import Period, Text
from auditor.rulebook.model import Attribute
from auditor.rulebook.overlay import ALL_RATES
from auditor.text import counted

SECOND = Text("同类的列不止一列，只读取第一列", "a second column of this kind; the first is read")
_SPLIT = Text(
    "该行的列数比标题多，疑似千分位逗号把一个数字拆成了两格，整行没有读取",
    "the row is longer than the headings: a thousands comma seems to have cut a figure in two; the row is not read",
)


class TableReader(ABC):
    """Reads the structural part of each row; the two shapes add what the data cells say."""

    week: Period | None = None  # what 本周 among the rows relates to, where a title has dated them otherwise

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
        self.scope = self._put_within(ahead, sheet_platform)
        self.owners = RowOwners(self.structure, gatherer, sheet_platform, ahead)
        self._periods = RowPeriods(self.structure, gatherer, ahead, table.all("beside"))
        self._data = table.all("data")
        self._filled = FilledDown(merged, table, ahead, gatherer)
        self._hidden = 0
        self._headed = {column.index for column in table.columns}
        self._loose: dict[int, tuple[int, Cell, int]] = {}
        self._styles: dict[tuple[int, str, str], Style] = {}
        self._attributes: dict[str, list[tuple[Column, Attribute]]] = {}
        self._headings = {column.index: normal(column.text) for column in table.columns if column.text}
        self._parts = Parts(table, ahead, self.lexicon)
        self._platforms = {platform for row in ahead if (platform := self._platform_named(row)) is not None}
        self._spare()

    def _put_within(self, ahead: Sequence[Row], platform: str | None) -> Scope | None:
        """What a title, the corner, the tab or the file says that all figures are of: P4P."""
        origin, corner = self.gatherer.origin, self.structure.of("metric")
        titles = [row.cells[0].raw for row in reversed(self.table.titles) if len(row.cells) == 1]
        above = [corner.text.rpartition(" / ")[2]] if corner is not None else []
        scope = scope_of([*above, *titles, origin.sheet or ""], origin.stem, origin.beside)
        labels = (cell.raw for row in ahead for cell in row.cells if corner is not None and cell.column == corner.index)
        named = (column.names[-1] for column in self.table.columns if column.names)
        if scope is None or tells_both(scope, [*labels, *named], self.lexicon, origin.platform or platform):
            return None
        if scope.told is not None:
            self.gatherer.note(scope.told)
        for column in self.table.columns:
            if column.kind in ("data", "unknown") and column.scope is None:
                column.put_within(scope)
                column.kind = "data" if column.take(self.lexicon, None).metric is not None else column.kind
        return scope

    def _spare(self) -> None:
        """Headings that are not read: known ones beside the numbers, second structural columns, unknown ones."""
        heading = self.table.heading_row or 0
        for column in self.table.columns:
            if column.kind == "beside" and column.why is not None:
                self.gatherer.ignore(heading, column.heading, column.why, incomplete=column.undated)
            elif self.structure.of(column.kind) not in (None, column):
                self.gatherer.ignore(heading, column.heading, SECOND)

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
        if (part := split_figure(cells, max(self._headed, default=0))) is not None:
            self.gatherer.ignore(row.number, part, _SPLIT, incomplete=True, remedy=SPLIT_REMEDY)
            return None
        self._filled.into(row, cells, [*self.structure.indexes, *self._periods.finer])
        label = next((cell for cell in row.cells if isinstance(cell.value, str) and cell.value.strip()), None)
        if label is not None and is_example(label.raw):
            self.gatherer.ignore(row.number, label, EXAMPLE)
            return None
        if label is not None and self._is_footnote(row, label):
            for cell in row.cells:
                self.gatherer.ignore(row.number, cell, NOTE)
            return None
        return cells

    def names_shop(self, row: Row) -> bool:
        """Whether a row is the name of one of the sheet's shops: the rows below it are of that one, and of the platform it names."""
        self._take_platform(row)
        origin = self.gatherer.origin
        shop = shop_alone(row, origin.declared) if self.gatherer.shops and self.structure.of("store") is None else None
        if shop is not None:
            self.gatherer.origin = replace(origin, store=origin.named(shop), placed=None)
        return shop is not None

    def _take_platform(self, row: Row) -> None:
        """What a title among the rows says of their platform: 亚马逊-蓝峰店 where others name another one, or 独立站 alone."""
        platform, title = self._platform_named(row), row.cells[0]
        if platform in (None, self.owners.sheet_platform) or self.structure.of("platform") is not None:
            return
        if len(self._platforms) > 1 or self.lexicon.platform(LISTED.sub("", title.raw)) == platform:
            self.gatherer.stated_platform(platform, row.number, title)
            self.owners.sheet_platform = platform

    def _platform_named(self, row: Row) -> str | None:
        """The one platform that a title among the rows names; notes name none, nor do metrics."""
        text = row.cells[0].value
        if len(row.cells) > 1 or not isinstance(text, str) or is_footnote(text) or self.lexicon.take(text, None).known:
            return None
        named = platforms_in(text, self.lexicon.platforms)
        return named[0] if len(named) == 1 else None

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
        """Whether one note fills a row, or each cell is one: 制表人：张三 | 审核人：李四."""
        if all(is_noted(cell.raw) for cell in row.cells):
            return len(row.cells) > 1
        text = label.raw
        return row.cells[-1].raw == text and is_footnote(text) and all(cell.raw == text for cell in row.cells)

    def no_store(self, cells: dict[int, Cell]) -> tuple[Cell, Text] | None:
        """The cell that makes a row a total, a target or a comparison, if the first or a structural one does; and why."""
        if self._parts.together(cells):
            return None
        if (none := self.owners.why_none(cells)) is not None:
            return none
        period, named = self.structure.of("period"), not is_missing(self.structure.cell("store", cells))
        for index in dict.fromkeys((min(cells), *self.structure.labelled)):
            cell = cells.get(index)
            if cell is None or not isinstance(cell.value, str) or (why := why_no_store(cell.value)) is None:
                continue
            dates = period is not None and index == period.index and is_relative(cell.raw)
            if dates and is_total(cell.raw):  # 本周合计 below the days of a sheet that names no week
                dates = relative_period(cell.raw, self.gatherer.origin.period) is not None
            beside = named and index not in self.structure.indexes and is_comparison(cell.raw)
            if not dates and not beside:
                return cell, why
        return None

    def facts(self, row: Row, cells: dict[int, Cell]) -> RowFacts | None:
        """Whose a row is, of when, in which currency, unit and segment.

        None (put on record) where it can't be told, and where the row is but a part of a store.
        """
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
        facts.ended = self._periods.ended and period is not None
        currency = self.structure.cell("currency", cells)
        if currency is not None and currency.raw.strip():
            facts.currency = CURRENCIES.get(normal(currency.raw)) or currency.raw.strip().upper()
        unit = self.structure.cell("unit", cells)
        facts.unit = unit.raw if unit is not None else None
        self.gatherer.launched(facts, row.number, self.structure.cell("launched", cells))
        if self._parts.leave_out(cells):
            return None
        self.gatherer.rows += 1
        facts.segment = self._segment(facts, row, cells)
        return facts

    def _segment(self, facts: RowFacts, row: Row, cells: dict[int, Cell]) -> str | None:
        """Read the attribute columns of a row; market and fulfilment channel make its segment."""
        parts = []
        if (named := self.owners.marketplace(cells)) is not None:
            market, cell = named
            parts.append(self.gatherer.attribute(facts, market, row.number, cell) or "")
        if (across := self.gatherer.origin.market) is not None:
            parts.append(self.gatherer.attribute(facts, *across) or "")
        for column, attribute in self._attributes_on(facts.key.platform):
            value = self.gatherer.attribute(facts, attribute, row.number, cells.get(column.index))
            if value is not None and attribute.id in SEGMENTING:
                parts.append(value)
        return "/".join(parts) or None

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
            style = Style.of(column.take(self.lexicon, platform).heading, self.declared_percent(metric_id))
            self._styles[key] = style._replace(percent=style.percent or "%" in normal(column.text))
        return self._styles[key]

    def declared_percent(self, metric_id: str) -> str | None:
        """What a source map or the client's overlay says of a metric's bare numbers: share or percent."""
        percent = self.lexicon.percent
        return percent.get(metric_id) or percent.get(ALL_RATES)

    def close(self) -> None:
        """Put on record what the rows were: hidden ones, parts of a store, other stores', values without a heading."""
        self._parts.close(self.gatherer, self.table.heading_row or 0)
        for number, cell, count in self._loose.values():
            why = Text(
                f"没有标题的列（共 {count} 个值），没有读取",
                f"a column without a heading ({counted(count, 'value')}); not read",
            )
            self.gatherer.ignore(number, cell, why)
        if self._hidden:
            self.gatherer.notes.append(
                Text(
                    f"含 {self._hidden} 个隐藏行，已照常读取",
                    f"{counted(self._hidden, 'hidden row')}, read like the others",
                )
            )
        self.owners.close()
