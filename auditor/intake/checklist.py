"""Checklists: a row for each attested item, with its answer, evidence, who signed and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from auditor.intake.cells import Cell, Row
from auditor.intake.dates import column_order, parse_date, period_problem
from auditor.intake.gather import Gatherer
from auditor.intake.headed import SEARCHED_ROWS
from auditor.intake.headings import beside, checklist_column, is_figure, nearest, normal, structural
from auditor.intake.platform_names import platforms_in
from auditor.intake.reading import is_missing
from auditor.intake.row_labels import is_example, is_footnote
from auditor.intake.titles import stated_attributes, stated_origin
from auditor.model import CLIENT, Attestation, StoreKey, Text

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


def read_checklist(rows: Iterable[Row], layout: Layout, gatherer: Gatherer, ahead: Sequence[Row]) -> None:
    """Read the rows below the heading as attestations; the pairs above it say whose they are."""
    titles = [row for row in ahead if row.number < layout.row.number]
    gatherer.origin = stated_origin(titles, gatherer)
    platform = gatherer.origin.platform or _mentioned(titles, gatherer) or _only_platform(ahead, gatherer)
    if platform is not None:
        stated_attributes(titles, gatherer, platform)
    signed = layout.columns.get("signed_on")
    order = column_order([cell.value for row in ahead for cell in row.cells if cell.column == signed])
    known = {*layout.columns.values(), layout.store}
    for cell in layout.row.cells:
        if cell.column not in known and beside(cell.raw) is None:
            gatherer.ignore(
                layout.row.number, cell.column, cell, Text("检查表不读取这一列", "a checklist has no such column")
            )
    for row in rows:
        if row.number <= layout.row.number:
            continue
        cells = {cell.column: cell for cell in row.cells}
        item = _item(row, cells, layout, gatherer, platform)
        if item is None:
            continue
        gatherer.rows += 1
        check, owner = item
        key = _store(row.number, cells, layout, gatherer, owner)
        if key is None:
            continue
        gatherer.store(key, key.store if owner == CLIENT else gatherer.origin.client)
        read = {kind: cells.get(layout.columns[kind]) for kind in _READ if kind in layout.columns}
        day = read.get("signed_on")
        signed_on = parse_date(day.value, order=order, year=gatherer.origin.year) if day is not None else None
        if day is not None and signed_on is None and not is_missing(day):
            why = period_problem(day.value, order=order) or Text("不是日期", "not a date")
            gatherer.ignore(row.number, day.column, day, why, incomplete=True)
        used = [*read.items()]
        evidence = tuple(gatherer.evidence(row.number, cell.column, cell) for _, cell in used if cell is not None)
        if not evidence:
            evidence = (gatherer.evidence(row.number, layout.columns["answer"], None),)
        gatherer.attestations.append(
            Attestation(
                key,
                check,
                _words(read, "answer"),
                _words(read, "evidence"),
                _words(read, "signed_by"),
                signed_on,
                evidence,
            )
        )


def _mentioned(titles: Sequence[Row], gatherer: Gatherer) -> str | None:
    """The one platform that the titles, the sheet's name or the file's name mention."""
    origin = gatherer.origin
    stem = origin.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    for text in (" ".join(cell.raw for row in titles for cell in row.cells), origin.sheet or "", stem):
        found = platforms_in(text, gatherer.lexicon.platforms)
        if len(found) == 1:
            return found[0]
    return None


def _only_platform(rows: Sequence[Row], gatherer: Gatherer) -> str | None:
    """The platform to which most of the items can belong."""
    counts = Counter(
        owner for row in rows for cell in row.cells for _, owner in gatherer.lexicon.items.get(normal(cell.raw), ())
    )
    return counts.most_common(1)[0][0] if counts else None


def _words(read: Mapping[str, Cell | None], kind: str) -> str | None:
    cell = read.get(kind)
    text = " ".join(cell.raw.split()) if cell is not None else ""
    return text or None


def _item(
    row: Row, cells: Mapping[int, Cell], layout: Layout, gatherer: Gatherer, platform: str | None
) -> tuple[str, str] | None:
    """The check that a row answers: by its number, else by its title."""
    lexicon = gatherer.lexicon
    first = row.cells[0]
    if is_example(first.raw):
        gatherer.ignore(row.number, first.column, first, Text("示例行，不读取", "an example row, not read"))
        return None
    labels = [cells[layout.columns[kind]] for kind in ("number", "item") if layout.columns.get(kind, 0) in cells]
    for cell in labels:
        found = lexicon.item(cell.raw, platform)
        if found is not None:
            return found
    answer = cells.get(layout.columns["answer"])
    for cell in labels[:1] or row.cells[:1]:
        if answer is None or (len(row.cells) == 1 and is_footnote(cell.raw)):
            gatherer.ignore(row.number, cell.column, cell, Text("分组标题或说明", "a group heading or a note"))
        else:
            close = nearest(cell.raw, lexicon.item_names)
            gatherer.ignore(
                row.number, cell.column, cell, Text("没有这个检查项", "there is no such item"), nearest_name=close
            )
    return None


def _store(row: int, cells: Mapping[int, Cell], layout: Layout, gatherer: Gatherer, platform: str) -> StoreKey | None:
    origin = gatherer.origin
    cell = cells.get(layout.store) if layout.store is not None else None
    if cell is None or is_missing(cell):
        name = gatherer.unnamed()
    else:
        named = gatherer.name(row, cell)
        if named is None or (origin.only is not None and normal(named) != normal(origin.only)):
            return None
        name = named
    return StoreKey(platform, origin.client or name) if platform == CLIENT else StoreKey(platform, name)
