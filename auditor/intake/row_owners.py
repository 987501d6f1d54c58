"""Whose a row is: the platform and the store that it names, or that its sheet or its file names for it."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.intake.attributes import MARKET, canonical
from auditor.intake.columns import Structure, looks_numeric
from auditor.intake.gather import Gatherer
from auditor.intake.headings import nearest, normal
from auditor.intake.platform_names import accepted, names_of, unknown_platform
from auditor.intake.readers.cells import Cell, Row
from auditor.intake.row_labels import A_PERIOD, LEFT_OVER, SUMMED_UP, why_no_name, why_no_store
from auditor.intake.unplaced import own_rules
from auditor.intake.values.figure_words import ZERO_OR_MISSING
from auditor.intake.values.reading import is_missing
from auditor.intake.words import ALL_OF_IT, OWN_STORE
from auditor.model import CLIENT, StoreKey, Text
from auditor.rulebook.model import Attribute
from auditor.text import counted

IN_EACH_ROW = Text(
    "请在每一行写明（合并单元格存成 CSV 后只有第一行有内容），或提供原来的工作簿",
    "write it in each row (of merged cells saved as CSV only the first keeps its text), or hand in the workbook itself",
)
_CLIENTS = Text(
    "各行属于不同客户，且没有写店铺，不能都算作一家店铺，没有读取",
    "the rows are of several clients and name no store: they can't all be one store's; not read",
)
_NAME_STORES = Text(
    "请加一列“店铺”；一个客户只有一家店铺的，也可把该列标题改为“店铺”",
    "add a column 'Store'; where each client has one, its heading may be 'Store' instead",
)
_WHOLE_STORE = frozenset((*OWN_STORE, *ALL_OF_IT))


class RowOwners:
    """Tells the owners of rows, and which rows are left out because they are of another store than the one asked for."""

    def __init__(
        self, structure: Structure, gatherer: Gatherer, sheet_platform: str | None, ahead: Sequence[Row]
    ) -> None:
        self.sheet_platform = sheet_platform
        self._structure = structure
        self._gatherer = gatherer
        self._lexicon = gatherer.lexicon
        store = structure.of("store")
        names = (cell for row in ahead for cell in row.cells if store is not None and cell.column == store.index)
        self._several = any(
            not is_missing(cell)
            and normal(cell.raw) not in ALL_OF_IT
            and (why_no_store(cell.raw) or self._no_name(cell)) is None
            for cell in names
        )
        client = structure.of("client") if store is None else None
        clients = (cell for row in ahead for cell in row.cells if client is not None and cell.column == client.index)
        named = {normal(cell.raw) for cell in clients if not is_missing(cell) and why_no_store(cell.raw) is None}
        self._clients = client if len(named) > 1 else None
        self._markets: dict[str, tuple[str, Attribute, str]] = {}  # a platform cell that names its marketplace too
        self._elsewhere = 0
        self._of_none = 0
        self._other: tuple[int, Cell, str] | None = None  # of --store, but not on the platform that was asked for

    def why_none(self, cells: dict[int, Cell]) -> tuple[Cell, Text] | None:
        """The cell that says that a row is of no store, or of all of those that the table names; and why."""
        cell = self._structure.cell("store", cells)
        first = cells[min(cells)] if cell is None or is_missing(cell) else cell
        if self._several and normal(first.raw) in ALL_OF_IT:
            return first, SUMMED_UP
        why = why_no_store(cell.raw) if cell is not None and isinstance(cell.value, str) else None
        return None if cell is None or why is None else (cell, why)

    def of(self, row: Row, cells: dict[int, Cell]) -> tuple[StoreKey, str | None] | None:
        """The store of a row and its client; None (put on record) where it can't be told or another one was asked for."""
        platform = self.platform(row, cells)
        client = self._gatherer.origin.client
        stated = self._structure.cell("client", cells)
        if stated is not None and not is_missing(stated):
            named = self._gatherer.name(row.number, stated)
            client = self._gatherer.origin.of_client(named) if named else client
        of_client = platform == CLIENT and client is not None and is_missing(self._structure.cell("store", cells))
        name = client if of_client else self._store(row, cells)
        if name is None:
            return None
        if platform is None:
            self._without_platform(row, cells)
            return None
        return (StoreKey(platform, name), client) if self._asked_for(platform, row, cells) else None

    def platform(self, row: Row, cells: dict[int, Cell]) -> str | None:
        """The platform of a row; None where its cell names none that is known (put on record) or nothing tells it."""
        cell = self._structure.cell("platform", cells)
        if cell is None or is_missing(cell):
            store = self._structure.cell("store", cells)
            declared = self._gatherer.origin.declared.get(normal(store.raw)) if store is not None else None
            return declared or self.sheet_platform
        found = self._lexicon.platform(cell.raw)
        if found is None and (market := self._market(cell)) is not None:
            self._markets[cell.raw] = market
            return market[0]
        if found is None:
            known = {normal(platform): platform for platform in self._lexicon.platforms}
            close = nearest(cell.raw, known, 0.5)
            said = unknown_platform(cell.raw)
            why = Text(f"{said.zh}，整行没有读取", f"{said.en}; the row is not read")
            remedy = own_rules(cell.raw, self._lexicon.platforms) or accepted(self._lexicon.platforms)
            self._gatherer.ignore(row.number, cell, why, nearest_name=close, incomplete=True, remedy=remedy)
        return found

    def marketplace(self, cells: dict[int, Cell]) -> tuple[Attribute, Cell] | None:
        """The marketplace that the platform's cell names too (``Amazon US``), as a cell of its own."""
        cell = self._structure.cell("platform", cells) if self._markets else None
        if cell is None or cell.raw not in self._markets:
            return None
        _, attribute, named = self._markets[cell.raw]
        return attribute, cell._replace(value=named)

    @property
    def left_out(self) -> bool:
        """Whether rows were left out that a total of the table may have in it."""
        return self._elsewhere + self._of_none > 0

    def close(self) -> None:
        """Put the rows on record that belong to other stores."""
        only = self._gatherer.origin.only
        if self._other is not None and not self._gatherer.rows:
            number, cell, platform = self._other
            asked = self._gatherer.asked
            why = Text(
                f"{only} 在这里属于 {platform}，不是 {asked}（--platform），没有读取",
                f"{only} is on {platform} here, not on {asked} (--platform); not read",
            )
            self._gatherer.ignore(number, cell, why, incomplete=True)
        if self._elsewhere:
            self._gatherer.notes.append(
                Text(
                    f"{self._elsewhere} 行属于其他店铺（--store {only}）",
                    counted(self._elsewhere, "row belongs", "rows belong") + f" to other stores (--store {only})",
                )
            )

    def _market(self, cell: Cell) -> tuple[str, Attribute, str] | None:
        """``Amazon US``, ``亚马逊德国站``, ``amazon.de``: the platform, and the marketplace that it names."""
        whole = normal(cell.raw)
        for platform in self._lexicon.platforms:
            market = self._lexicon.attribute(platform, MARKET)
            for word in map(normal, names_of(platform, self._lexicon.platforms)) if market is not None else ():
                rest = whole.removeprefix(word).strip("-_/.|:()")
                if market is not None and whole.startswith(word) and rest:
                    for name in (whole, rest):
                        if (found := canonical(market, name))[1] is None:
                            return platform, market, found[0]
        return None

    def _store(self, row: Row, cells: dict[int, Cell]) -> str | None:
        column, only = self._structure.of("store"), self._gatherer.origin.only
        if column is None:
            if self._gatherer.shops and only is not None and normal(self._gatherer.origin.store) != normal(only):
                self._elsewhere += 1
                return None
            if self._clients is not None:
                at = cells.get(self._clients.index) or Cell(self._clients.index, None)
                self._gatherer.ignore(row.number, at, _CLIENTS, incomplete=True, remedy=_NAME_STORES)
                return None
            return self._gatherer.unnamed()
        cell = cells.get(column.index)
        if cell is not None and normal(cell.raw) in _WHOLE_STORE:
            return self._gatherer.unnamed()
        if cell is None or is_missing(cell) or normal(cell.raw) in ZERO_OR_MISSING:
            why = Text("该行没有写店铺，没有读取", "the row names no store; not read")
            values = any(not is_missing(other) for other in row.cells)  # a row of dashes is told, and lacks nothing
            blank = cell or Cell(column.index, None)
            self._gatherer.ignore(row.number, blank, why, incomplete=values, remedy=IN_EACH_ROW if values else None)
            return None
        no_name = self._no_name(cell)
        if no_name is not None:
            values = any(looks_numeric(other) for other in row.cells if other is not cell)
            self._gatherer.ignore(row.number, cell, no_name, incomplete=values and no_name in (LEFT_OVER, A_PERIOD))
            self._of_none += 1
            return None
        name = self._gatherer.name(row.number, cell)
        if name is not None and only is not None and normal(name) != normal(only):
            self._elsewhere += 1
            return None
        return None if name is None else self._gatherer.origin.named(name)

    def _no_name(self, cell: Cell) -> Text | None:
        """Why a cell names no store, unless the configuration has one of that name or another is asked for by its own."""
        origin = self._gatherer.origin
        return None if origin.only is not None or normal(cell.raw) in origin.declared else why_no_name(cell.raw)

    def _without_platform(self, row: Row, cells: dict[int, Cell]) -> None:
        """Put a row on record whose platform nothing tells. One of an unknown platform is on record already."""
        column = self._structure.of("platform") or self._structure.of("store")
        if is_missing(self._structure.cell("platform", cells)):
            why = Text("该行没有写平台，整行没有读取", "the row names no platform; the row is not read")
            at = column.index if column is not None else row.cells[0].column
            remedy = accepted(self._lexicon.platforms)
            self._gatherer.ignore(row.number, cells.get(at) or Cell(at, None), why, incomplete=True, remedy=remedy)

    def _asked_for(self, platform: str, row: Row, cells: dict[int, Cell]) -> bool:
        """Whether a row is of the platform that was asked for; --store with --platform picks, --platform alone does not."""
        cell, asked = self._structure.cell("platform", cells), self._gatherer.asked
        if asked in (None, platform) or platform == CLIENT:
            return True
        if self._gatherer.origin.only is not None and self._structure.of("store") is not None:
            self._elsewhere += 1
            if cell is not None and not is_missing(cell):
                self._other = self._other or (row.number, cell, platform)
            return False
        if cell is not None and not is_missing(cell):
            self._gatherer.stated_platform(platform, row.number, cell)
        return True
