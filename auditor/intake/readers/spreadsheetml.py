"""XML spreadsheets of Excel 2003 ("<Workbook>"), which older back offices still name .xls."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.intake.limits import Limits, too_long, too_wide
from auditor.intake.readers.archive import inconsistent
from auditor.intake.readers.cells import AGAIN, Cell, ListedSheet, MergedRange, Row, Sheet, UnreadableFile
from auditor.intake.readers.formats import clock, logical_cell, moment_cell, number_cell
from auditor.intake.readers.xml_stream import Handlers, parse_xml
from auditor.model import Text

NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"
_PREFIX = (
    "ss:"  # beside a namespace without a prefix, as Excel writes a text in several fonts: <ss:Data xmlns="…html40">
)
_NAMED_FORMATS = {
    "Percent": "0.00%",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Currency": "#,##0.00",
    "Short Date": "yyyy-mm-dd",
}


def read_spreadsheetml(chunks: Iterable[bytes], limits: Limits) -> list[Sheet]:
    """The worksheets of an XML spreadsheet. Raises UnreadableFile."""
    reader = _Reader(limits)
    for _ in parse_xml(chunks, Handlers(reader.start, reader.end, reader.text)):
        pass
    if not reader.sheets:
        raise UnreadableFile(Text("工作簿里没有工作表", "the workbook has no worksheet"), AGAIN)
    return reader.sheets


class _Reader:
    """Collects the worksheets of one file; attributes are known by their local names."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.sheets: list[Sheet] = []
        self._formats: dict[str, str] = {}
        self._style = self._name = self._kind = ""
        self._rows: list[Row] = []
        self._merged: list[MergedRange] = []
        self._used: set[int] = set()
        self._number = self._column = 0
        self._unseen = self._remark = self._hidden = False
        self._cells: list[Cell] = []
        self._cell: dict[str, str] = {}
        self._data: list[str] | None = None
        self._filled = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = name.removeprefix(_PREFIX)
        local = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "Style":
            self._style = local.get("ID", "")
            self._formats[self._style] = self._formats.get(local.get("Parent", ""), "")
        elif name == "NumberFormat":
            code = local.get("Format", "")
            self._formats[self._style] = _NAMED_FORMATS.get(code, code)
        elif name == "Worksheet":
            self._name = local.get("Name", "")
            self._rows, self._merged, self._used, self._number, self._hidden = [], [], set(), 0, False
        elif name == "Row":
            before, self._number = self._number, _index(local, self._number)
            if self._number <= before:
                raise inconsistent(
                    f"第 {self._number} 行写在第 {before} 行之后", f"row {self._number} stands behind row {before}"
                )
            self._unseen = local.get("Hidden") == "1"
            self._cells, self._column = [], 0
            if self._number > self._limits.rows:
                raise too_long(self._limits)
        elif name == "Cell":
            before, self._column = self._column, _index(local, self._column)
            if self._column <= before:
                raise inconsistent(f"第 {self._number} 行里单元格重叠", f"cells of row {self._number} overlap")
            self._cell, self._filled = local, False
            wide, high = _extent(local, "MergeAcross"), _extent(local, "MergeDown")
            if wide or high:
                self._merged.append(MergedRange(self._number, self._column, self._number + high, self._column + wide))
        elif name == "Comment":
            self._remark = True
        elif name == "Data" and not self._remark:
            self._kind, self._data, self._filled = local.get("Type", "String"), [], True
        elif name.removeprefix("x:") == "Visible":
            self._data = []

    def text(self, data: str) -> None:
        """Characters, of which only those of a cell's data count, and whether its sheet is seen."""
        if self._data is not None:
            self._data.append(data)

    def end(self, name: str) -> None:
        """An element ends."""
        name = name.removeprefix(_PREFIX)
        if name == "Comment":
            self._remark = False
        elif name == "Data" and self._data is not None:
            self._add(self._found("".join(self._data)))
            self._data = None
        elif name.removeprefix("x:") == "Visible" and self._data is not None:
            self._hidden, self._data = "Hidden" in "".join(self._data), None
        elif name == "Cell":
            if "Formula" in self._cell and not self._filled:
                self._add(Cell(self._column, self._cell["Formula"], "", "formula"))
            self._column += _extent(self._cell, "MergeAcross")
        elif name == "Row" and self._cells:
            self._rows.append(Row(self._number, self._cells, self._unseen))
        elif name == "Worksheet":
            self.sheets.append(ListedSheet(self._name, self._hidden, listed=self._rows, areas=tuple(self._merged)))

    def _add(self, found: Cell | None) -> None:
        if found is not None:
            self._cells.append(found)
            self._used.add(found.column)
            if len(self._used) > self._limits.columns:
                raise too_wide(self._limits)

    def _found(self, text: str) -> Cell | None:
        code = self._formats.get(self._cell.get("StyleID", ""), "")
        if self._kind == "Number":
            return number_cell(self._column, text, code, clock(code), 1900)
        if self._kind == "DateTime":
            return moment_cell(self._column, text, code)
        if self._kind == "Boolean":
            return logical_cell(self._column, text, code)
        if self._kind == "Error":
            return Cell(self._column, text, code, "error")
        return Cell(self._column, text, code) if text.strip() else None


def _index(attributes: dict[str, str], last: int) -> int:
    text = attributes.get("Index", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else last + 1


def _extent(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
