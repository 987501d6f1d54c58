"""Workbooks (.xlsx, .xlsm) read in one pass over their XML, cell by cell with number format and error.

A reader of our own over expat instead of a workbook library's object model, because one pass then
gives what an audit needs and no library gives together: number formats, error codes, formulas that
nobody has calculated, hidden rows, merged areas, embedded pictures. Styles it does not understand
are skipped instead of refused, document types and entities are refused, and memory stays flat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from math import isfinite
from posixpath import dirname, join, normpath

from auditor.intake.archive import Container, damaged, inconsistent
from auditor.intake.cells import AGAIN, LESS, Cell, MergedRange, Row, Sheet, UnreadableFile, column_number
from auditor.intake.dates import Epoch
from auditor.intake.formats import BUILTIN_FORMATS, Clock, clock, shown
from auditor.intake.limits import Limits, too_wide
from auditor.intake.xml_stream import Handlers, parse_xml
from auditor.model import Text

_LAST_COLUMN = 16_384
_PLAIN: tuple[str, Clock] = ("", "")
Element = tuple[dict[str, str], str | None, str | None]
"""Of a ``<c>``: its attributes, its value (None: not even an empty one), its formula."""
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]{0,200}?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_MERGED_LENGTH = 256  # no element above is longer, so one that is cut by a chunk is found in the next
_MERGED_AREAS = 100_000
_WITHOUT_CELLS = frozenset(("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"))
_PICTURE = re.compile(r"=?(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE)


@dataclass(slots=True)
class _Workbook:
    """What the sheets of one workbook share."""

    container: Container
    limits: Limits
    epoch: Epoch = 1900
    uncalculated: bool = False  # the writer left all formulas to the next program that opens the file
    formats: dict[str, tuple[str, Clock]] = field(default_factory=dict)  # by the number of the style, as cells spell it
    strings: list[str] = field(default_factory=list)


class XlsxSheet(Sheet):
    """One sheet; its XML is read anew, in pieces, at each ``rows()``."""

    __slots__ = ("_areas", "book", "path")

    def __init__(self, book: _Workbook, path: str, name: str, hidden: bool, notes: tuple[Text, ...]) -> None:
        super().__init__(name, hidden, has_formats=True, notes=notes)
        self.book = book
        self.path = path
        self._areas: tuple[MergedRange, ...] | None = None

    def rows(self) -> Iterator[Row]:
        """The rows that have cells, in order."""
        done: list[Row] = []
        for _ in parse_xml(self.book.container.chunks(self.path), _sheet_handlers(self.book, done)):
            if done:
                yield from done
                done.clear()

    @property
    def merged(self) -> tuple[MergedRange, ...]:
        """The merged areas."""
        if self._areas is None:
            self._areas = _merged_areas(self.book.container.chunks(self.path))
        return self._areas


def _merged_areas(chunks: Iterator[bytes]) -> tuple[MergedRange, ...]:
    """They stand behind the cells in the file and are wanted before them, so they are searched, not parsed."""
    tail = b""
    found: dict[MergedRange, None] = {}
    for chunk in chunks:
        text = tail + chunk
        for match in _MERGED.finditer(text) if b"mergeCell" in text else ():
            left, top, right, bottom = (part.decode() for part in match.groups())
            found[MergedRange(int(top), column_number(left), int(bottom), column_number(right))] = None
        if len(found) > _MERGED_AREAS:
            break
        tail = text[-_MERGED_LENGTH:]
    return tuple(found)


def read_workbook(container: Container, limits: Limits) -> Iterator[Sheet]:
    """The worksheets of an open workbook, in its order. Raises UnreadableFile."""
    book = _Workbook(container, limits)
    sheets = _read_structure(book)
    notes: tuple[Text, ...] = ()
    if any("vbaproject" in name.casefold() for name in container.names):
        notes += (
            Text("文件带有宏：只读取单元格，不运行宏", "the file carries macros: its cells are read, nothing is run"),
        )
    if any("externallinks/" in name.casefold() for name in container.names):
        notes += (
            Text(
                "文件引用了其他工作簿：只用已保存的结果",
                "the file links to other workbooks: saved results are used, no link is followed",
            ),
        )
    if not sheets:
        raise UnreadableFile(Text("工作簿里没有工作表", "the workbook has no worksheet"), AGAIN)
    if len(sheets) > limits.entries:
        raise UnreadableFile(
            Text(f"工作表超过 {limits.entries} 个", f"the workbook has more than {limits.entries} sheets"), LESS
        )
    for name, path, hidden in sheets:
        yield XlsxSheet(book, path, name, hidden, notes)


def _sheet_handlers(book: _Workbook, done: list[Row]) -> Handlers:
    """Handlers that append each finished row to ``done``.

    One closure over plain variables: this is the hot loop of the intake, entered five times a cell.
    """
    limits = book.limits
    columns: dict[str, int] = {}
    used: set[int] = set()
    elements: list[Element] = []
    number, hidden = 0, False
    attributes: dict[str, str] = {}
    value: str | None = None
    formula: str | None = None
    catching = phonetic = in_formula = False

    def start(name: str, found: dict[str, str]) -> None:
        nonlocal attributes, value, formula, catching, in_formula, phonetic, number, hidden
        if name == "v":
            catching = True
            value = value or ""
        elif name == "c":
            attributes, value, formula = found, None, None
        elif name == "row":
            row, before = found.get("r"), number
            number = _row_number(row) if row else number + 1
            if number <= before:
                raise inconsistent(f"第 {number} 行写在第 {before} 行之后", f"row {number} stands behind row {before}")
            if number > limits.rows:
                raise UnreadableFile(
                    Text(f"行号超过上限 {limits.rows}", f"a row number is beyond the limit of {limits.rows}"), LESS
                )
            hidden = found.get("hidden") in {"1", "true"}
            elements.clear()
        elif name == "t":
            catching = not phonetic
        elif name == "f":
            formula, in_formula = "", True
        elif name == "rPh":
            phonetic = True

    def text(data: str) -> None:
        nonlocal value, formula
        if catching:
            value = value + data if value else data
        elif in_formula:
            formula = (formula or "") + data

    def end(name: str) -> None:
        nonlocal catching, in_formula, phonetic
        if name == "v":
            catching = False
        elif name == "c":
            elements.append((attributes, value, formula))
        elif name == "t":
            catching = False
        elif name == "row":
            cells = _cells(book, columns, elements)
            if cells:
                filled = {cell.column for cell in cells}
                if len(filled) < len(cells):
                    raise inconsistent(
                        f"第 {number} 行里有单元格出现两次", f"a cell of row {number} stands there twice"
                    )
                used.update(filled)
                if len(used) > limits.columns:
                    raise too_wide(limits)
                done.append(Row(number, cells, hidden))
        elif name == "f":
            in_formula = False
        elif name == "rPh":
            phonetic = False

    return Handlers(start, end, text)


def _cells(book: _Workbook, columns: dict[str, int], elements: Iterable[Element]) -> list[Cell]:
    """The cells of a row that are not empty. ``columns`` remembers letters → number."""
    formats, epoch = book.formats, book.epoch
    cells: list[Cell] = []
    column = 0
    for attributes, value, formula in elements:
        letters = attributes.get("r", "").rstrip("0123456789")
        column = (columns.get(letters) or columns.setdefault(letters, _column(letters))) if letters else column + 1
        if not value and formula is None:
            continue
        kind = attributes.get("t", "n")
        code, shows = formats.get(attributes.get("s", "0"), _PLAIN)
        found = None if formula is None else _without_result(book, column, kind, value, formula, code)
        if found is None and value:
            found = (
                _number(column, value, code, shows, epoch) if kind == "n" else _typed(book, column, kind, value, code)
            )
        if found is not None:
            cells.append(found)
    return cells


def _without_result(book: _Workbook, column: int, kind: str, value: str | None, formula: str, code: str) -> Cell | None:
    """The cell of a formula that nobody has calculated, or that is a picture; None where its result counts."""
    if _PICTURE.match(formula) or _PICTURE.match(value or ""):
        return Cell(column, formula or value, code, "picture")
    if (not value and (kind != "str" or value is None)) or (book.uncalculated and value == "0"):
        return Cell(column, "=" + formula, code, "formula")
    return None


def _typed(book: _Workbook, column: int, kind: str, value: str, code: str) -> Cell | None:
    """A cell that is no number; None if it is empty."""
    if kind == "s":
        try:
            value = book.strings[int(value) if value[0] != "-" else len(book.strings)]  # -1 would be the last
        except (ValueError, IndexError) as error:
            raise damaged(error) from error
    elif kind == "b":
        return Cell(column, value.strip() in {"1", "true"}, code, "bool")
    elif kind == "e":
        return Cell(column, value, code, "error")
    elif kind == "d":
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return Cell(column, value, code, "text")
        return Cell(column, moment if moment.time() != time() else moment.date(), code, "date")
    if not value or value.isspace():
        return None
    return Cell(column, value, code, "picture" if "DISPIMG(" in value and _PICTURE.match(value) else "text")


def _number(column: int, text: str, code: str, shows: Clock, epoch: Epoch) -> Cell | None:
    """A number as the file spells it. Beyond a double's 15 digits it is a float, as it was when it was typed."""
    try:
        value = int(text) if len(text) < 16 and text.isdecimal() else float(text)
    except ValueError:
        return Cell(column, text, code, "text") if text.strip() else None
    if shows or not isfinite(value):
        return shown(column, value, code, shows, epoch)
    return Cell(column, value, code, "number")


def _row_number(text: str) -> int:
    try:
        number = int(float(text))
    except (ValueError, OverflowError) as error:
        raise damaged(error) from error
    return number


def _column(letters: str) -> int:
    try:
        column = column_number(letters)
    except ValueError as error:
        raise damaged(error) from error
    if column > _LAST_COLUMN:
        raise damaged(ValueError("column"))
    return column


def _elements(container: Container, path: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Start elements of a small part, each with the name of its parent."""
    path_of: list[str] = [""]
    found: list[tuple[str, dict[str, str], str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((name, attributes, path_of[-1]))
        path_of.append(name)

    def end(_name: str) -> None:
        path_of.pop()

    for _ in parse_xml(container.chunks(path), Handlers(start, end, lambda _: None)):
        yield from found
        found.clear()


def _relations(container: Container, path: str) -> dict[str, tuple[str, str]]:
    """Id → (kind, path of the target) of a part's relations. External targets are left out."""
    folder = dirname(path)
    found = {}
    relations = join(folder, "_rels", path[len(folder) :].lstrip("/") + ".rels")
    if relations in container:
        for name, attributes, _ in _elements(container, relations):
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                resolved = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
                found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], resolved)
    return found


def _read_structure(book: _Workbook) -> list[tuple[str, str, bool]]:
    """Fill in what the sheets share; the sheets as (name, path, hidden)."""
    container = book.container
    main = next(
        (path for kind, path in _relations(container, "").values() if kind == "officeDocument"), "xl/workbook.xml"
    )
    relations = _relations(container, main)
    sheets = []
    for name, attributes, _ in _elements(container, main):
        if name == "sheet":
            identity = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            kind, path = relations.get(identity, ("", ""))
            if kind == "worksheet":
                sheets.append((attributes.get("name", ""), path, attributes.get("state", "visible") != "visible"))
            elif kind not in _WITHOUT_CELLS:
                gone = attributes.get("name", "")
                raise inconsistent(f"没有工作表“{gone}”的内容", f"the content of its sheet '{gone}' is missing")
        elif name == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            book.epoch = 1904
        elif name == "calcPr" and attributes.get("fullCalcOnLoad") in {"1", "true"}:
            book.uncalculated = True
    paths = {kind: path for kind, path in relations.values() if path in container}
    if "styles" in paths:
        book.formats = _read_formats(container, paths["styles"])
    if "sharedStrings" in paths:
        book.strings = _read_strings(container, paths["sharedStrings"])
    return sheets


def _read_formats(container: Container, path: str) -> dict[str, tuple[str, Clock]]:
    """The number format of each cell style. All else that a style may say is skipped."""
    codes = dict(BUILTIN_FORMATS)
    formats: dict[str, tuple[str, Clock]] = {}
    for name, attributes, parent in _elements(container, path):
        number = attributes.get("numFmtId", "0")
        if not number.isdecimal():
            continue
        if name == "numFmt" and parent == "numFmts":
            codes[int(number)] = attributes.get("formatCode", "")
        elif name == "xf" and parent == "cellXfs":
            code = codes.get(int(number), "")
            formats[str(len(formats))] = (code, clock(code))
    return formats


def _read_strings(container: Container, path: str) -> list[str]:
    """The shared strings, rich text joined, phonetic guides left out."""
    strings: list[str] = []
    pieces: list[str] = []
    catching = phonetic = False

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal catching, phonetic
        if name == "si":
            pieces.clear()
        elif name == "t":
            catching = not phonetic
        elif name == "rPh":
            phonetic = True

    def end(name: str) -> None:
        nonlocal catching, phonetic
        if name == "t":
            catching = False
        elif name == "rPh":
            phonetic = False
        elif name == "si":
            strings.append("".join(pieces))

    def text(data: str) -> None:
        if catching:
            pieces.append(data)

    for _ in parse_xml(container.chunks(path), Handlers(start, end, text)):
        pass
    return strings
