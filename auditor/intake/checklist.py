"""Checklists: a row for each attested item, with its answer, evidence, who signed and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from auditor.intake.dating.dates import column_order, parse_date, period_problem
from auditor.intake.gather import Gatherer
from auditor.intake.heading_levels import SEARCHED_ROWS
from auditor.intake.headings import beside, checklist_column, is_figure, nearest, normal, structural
from auditor.intake.readers.cells import Cell, Row
from auditor.intake.row_labels import EXAMPLE, is_example, is_footnote
from auditor.intake.sheet_platform import mentioned
from auditor.intake.titles import stated_attributes, stated_origin
from auditor.intake.values.reading import is_missing
from auditor.model import CLIENT, Attestation, StoreKey, Text

NO_ITEM = Text("没有这个检查项", "there is no such item")
_READ = ("answer", "evidence", "signed_by", "signed_on")


class Layout:
    """Where the columns of a checklist stand: kind → column."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.columns: dict[str, int] = {}
        self.store: int | None = None
        for cell in row.cells:
            if not isinstance(cell.value, str) or is_figure(cell.value):
                continue
            kind = checklist_column(cell.value)
            if kind is not None:
                self.columns.setdefault(kind, cell.column)
            elif structural(cell.value) == "store" and self.store is None:
                self.store = cell.column

    @property
    def complete(self) -> bool:
        """Whether the row is the heading of a checklist: an item and an answer."""
        return "answer" in self.columns and bool({"number", "item"} & set(self.columns))


def find_layout(rows: Sequence[Row]) -> Layout | None:
    """The heading row of a checklist, if the sheet is one."""
    for row in rows[:SEARCHED_ROWS]:
        if len(row.cells) >= 2:
            layout = Layout(row)
            if layout.complete:
                return layout
    return None


class Checklist:
    """Reads the rows below the heading as attestations; the pairs above it say whose they are. ``ahead``: the first rows."""

    def __init__(self, layout: Layout, gatherer: Gatherer, ahead: Sequence[Row]) -> None:
        self.layout = layout
        self.gatherer = gatherer
        titles = [row for row in ahead if row.number < layout.row.number]
        gatherer.origin = stated_origin(titles, gatherer, gatherer.origin.platform)
        guessed = mentioned(titles, gatherer.origin, gatherer.lexicon) or _only_platform(ahead, gatherer)
        self.platform = gatherer.origin.platform or guessed
        if self.platform is not None:
            stated_attributes(titles, gatherer, self.platform)
        signed = layout.columns.get("signed_on")
        self._order = column_order([cell.value for row in ahead for cell in row.cells if cell.column == signed])

    def read(self, rows: Iterable[Row]) -> None:
        """Every item. ``rows``: all of the sheet's."""
        heading = self.layout.row
        known = {*self.layout.columns.values(), self.layout.store}
        for cell in heading.cells:
            if cell.column not in known and beside(cell.raw) is None:
                why = Text("检查表不读取这一列", "a checklist has no such column")
                self.gatherer.ignore(heading.number, cell, why)
        for row in rows:
            if row.number > heading.number:
                self._row(row, {cell.column: cell for cell in row.cells})

    def _row(self, row: Row, cells: Mapping[int, Cell]) -> None:
        item = self._item(row, cells)
        if item is None:
            return
        self.gatherer.rows += 1
        check, owner = item
        key = self._store(row, cells, owner)
        if key is None:
            return
        self.gatherer.store(key, key.store if owner == CLIENT else self.gatherer.origin.client)
        columns = self.layout.columns
        read = {kind: cells[columns[kind]] for kind in _READ if columns.get(kind) in cells}
        signed_on = self._signed_on(row, read.get("signed_on"))
        evidence = tuple(self.gatherer.evidence(row.number, cell) for cell in read.values())
        if not evidence:
            evidence = (self.gatherer.evidence(row.number, Cell(columns["answer"], None)),)
        answer, proof, signed_by = (_words(read.get(kind)) for kind in ("answer", "evidence", "signed_by"))
        self.gatherer.attestations.append(Attestation(key, check, answer, proof, signed_by, signed_on, evidence))

    def _signed_on(self, row: Row, cell: Cell | None) -> date | None:
        if cell is None or is_missing(cell):
            return None
        origin = self.gatherer.origin
        day = parse_date(cell.value, order=self._order, year=origin.year, epoch=origin.epoch)
        if day is None:
            why = period_problem(cell.value, order=self._order) or Text("不是日期", "not a date")
            self.gatherer.ignore(row.number, cell, why, incomplete=True)
        return day

    def _item(self, row: Row, cells: Mapping[int, Cell]) -> tuple[str, str] | None:
        """The check that a row answers, and whose it is: by its number, else by its title."""
        gatherer, columns = self.gatherer, self.layout.columns
        first = row.cells[0]
        if is_example(first.raw):
            gatherer.ignore(row.number, first, EXAMPLE)
            return None
        labels = [cells[columns[kind]] for kind in ("number", "item") if columns.get(kind, 0) in cells]
        for cell in labels:
            found = gatherer.lexicon.item(cell.raw, self.platform)
            if found is not None:
                return found
        answer = cells.get(columns["answer"])
        for cell in labels[:1] or row.cells[:1]:
            if answer is None or (len(row.cells) == 1 and is_footnote(cell.raw)):
                gatherer.ignore(row.number, cell, Text("分组标题或说明", "a group heading or a note"))
            else:
                close = nearest(cell.raw, gatherer.lexicon.item_names)
                gatherer.ignore(row.number, cell, NO_ITEM, nearest_name=close)
        return None

    def _store(self, row: Row, cells: Mapping[int, Cell], platform: str) -> StoreKey | None:
        origin = self.gatherer.origin
        cell = cells.get(self.layout.store) if self.layout.store is not None else None
        name: str | None
        if cell is None or is_missing(cell):
            name = self.gatherer.unnamed()
        else:
            name = self.gatherer.name(row.number, cell)
            if name is None or (origin.only is not None and normal(name) != normal(origin.only)):
                return None
            name = origin.named(name)
        return StoreKey(platform, origin.client or name) if platform == CLIENT else StoreKey(platform, name)


def _only_platform(rows: Sequence[Row], gatherer: Gatherer) -> str | None:
    """The platform to which most of the items can belong."""
    counts = Counter(
        owner for row in rows for cell in row.cells for _, owner in gatherer.lexicon.items.get(normal(cell.raw), ())
    )
    return counts.most_common(1)[0][0] if counts else None


def _words(cell: Cell | None) -> str | None:
    return (" ".join(cell.raw.split()) or None) if cell is not None else None
