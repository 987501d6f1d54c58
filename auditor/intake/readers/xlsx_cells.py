"""The cells of one sheet of a workbook (.xlsx, .xlsm), in one pass over its XML, with number format and error.

A reader of our own over expat instead of a workbook library's object model, because one pass then
gives what an audit needs and no library gives together: number formats, error codes, formulas that
nobody has calculated, hidden rows, merged areas, embedded pictures. Memory stays flat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from auditor.intake.dating.dates import Epoch
from auditor.intake.limits import Limits, too_long, too_wide
from auditor.intake.readers.archive import Container, damaged, inconsistent
from auditor.intake.readers.cells import Cell, MergedRange, Row, Sheet, column_number
from auditor.intake.readers.formats import Clock, logical_cell, moment_cell, number_cell
from auditor.intake.readers.xml_stream import Handlers, parse_xml, unescaped
from auditor.model import Text

_LAST_COLUMN = 16_384
_PLAIN: tuple[str, Clock] = ("", "")
Element = tuple[dict[str, str], str | None, str | None]
"""Of a ``<c>``: its attributes, its value (None: not even an empty one), its formula."""
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]{0,200}?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_MERGED_LENGTH = 256  # no element above is longer, so one that is cut by a chunk is found in the next
_MERGED_AREAS = 100_000
# A result behind its formula. 0.0 is the zero of Apache POI, calculated or only begun with; others write 0.
_RESULT = re.compile(rb"(?:</f>|<f[^<>]*/>)<v>(?!0\.0<)[^<]+<")
_RESULT_LENGTH = 64  # the end of a formula and a number, which a chunk may cut
_PICTURE = re.compile(r"=?(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE)


@dataclass(slots=True)
class Workbook:
    """What the sheets of one workbook share."""

    container: Container
    limits: Limits
    epoch: Epoch = 1900
    uncalculated: bool = False  # the writer left all formulas to the next program that opens the file
    errors_as_zero: bool = False  # PHPExcel, and PhpSpreadsheet at first, write the text 0 for the error of a formula
    formats: dict[str, tuple[str, Clock]] = field(default_factory=dict)  # by the number of the style, as cells spell it
    strings: list[str] = field(default_factory=list)


class XlsxSheet(Sheet):
    """One sheet; its XML is read anew, in pieces, at each ``rows()``."""

    __slots__ = ("_areas", "_calculated", "book", "path")

    def __init__(self, book: Workbook, path: str, name: str, hidden: bool, notes: tuple[Text, ...]) -> None:
        super().__init__(name, hidden, notes, epoch=book.epoch)
        self.book = book
        self.path = path
        self._areas: tuple[MergedRange, ...] | None = None
        self._calculated: bool | None = None

    def rows(self) -> Iterator[Row]:
        """The rows that have cells, in order."""
        done: list[Row] = []
        for _ in parse_xml(self.book.container.chunks(self.path), _sheet_handlers(self, done)):
            if done:
                yield from done
                done.clear()

    @property
    def merged(self) -> tuple[MergedRange, ...]:
        """The merged areas."""
        if self._areas is None:
            self._areas = _merged_areas(self.book.container.chunks(self.path))
        return self._areas

    @property
    def calculated(self) -> bool:
        """Whether the zeros of its formulas are results: where all of them are zero, POI's writer began with them."""
        if self._calculated is None:
            self._calculated = _has_result(self.book.container.chunks(self.path))
        return self._calculated


def _has_result(chunks: Iterator[bytes]) -> bool:
    return any(map(_RESULT.search, _overlapping(chunks, _RESULT_LENGTH)))


def _merged_areas(chunks: Iterator[bytes]) -> tuple[MergedRange, ...]:
    """They stand behind the cells in the file and are wanted before them, so they are searched, not parsed."""
    found: dict[MergedRange, None] = {}
    for text in _overlapping(chunks, _MERGED_LENGTH):
        for match in _MERGED.finditer(text) if b"mergeCell" in text else ():
            left, top, right, bottom = (part.decode() for part in match.groups())
            found[MergedRange(int(top), column_number(left), int(bottom), column_number(right))] = None
        if len(found) > _MERGED_AREAS:
            break
    return tuple(found)


def _overlapping(chunks: Iterator[bytes], length: int) -> Iterator[bytes]:
    """Each chunk with the last bytes before it: what is no longer than ``length`` stands whole in one of them."""
    tail = b""
    for chunk in chunks:
        text = tail + chunk
        yield text
        tail = text[-length:]


def _sheet_handlers(sheet: XlsxSheet, done: list[Row]) -> Handlers:
    """Handlers that append each finished row to ``done``.

    One closure over plain variables: this is the hot loop of the intake, entered five times a cell.
    """
    limits = sheet.book.limits
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
                raise too_long(limits)
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
            cells = _cells(sheet, columns, elements)
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


def _cells(sheet: XlsxSheet, columns: dict[str, int], elements: Iterable[Element]) -> list[Cell]:
    """The cells of a row that are not empty. ``columns`` remembers letters → number."""
    book = sheet.book
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
        found = None if formula is None else _without_result(sheet, column, kind, value, formula, code)
        if found is None and value:
            found = (
                number_cell(column, value, code, shows, epoch)
                if kind == "n"
                else _typed(book, column, kind, value, code)
            )
        if found is not None:
            cells.append(found)
    return cells


def _without_result(
    sheet: XlsxSheet, column: int, kind: str, value: str | None, formula: str, code: str
) -> Cell | None:
    """The cell of a formula that nobody has calculated, or that is a picture; None where its result counts."""
    if _PICTURE.match(formula) or _PICTURE.match(value or ""):
        return Cell(column, formula or value, code, "picture")
    unsure = sheet.book.uncalculated or (sheet.book.errors_as_zero and kind == "str")
    begun = (unsure and value == "0") or (value == "0.0" and not sheet.calculated)
    if begun or (not value and (kind != "str" or value is None)):
        return Cell(column, "=" + formula, code, "formula")
    return None


def _typed(book: Workbook, column: int, kind: str, value: str, code: str) -> Cell | None:
    """A cell that is no number; None if it is empty."""
    if kind == "s":
        try:
            value = book.strings[int(value) if value[0] != "-" else len(book.strings)]  # -1 would be the last
        except (ValueError, IndexError) as error:
            raise damaged(error) from error
    elif kind == "b":
        return logical_cell(column, value, code)
    elif kind == "e":
        return Cell(column, value, code, "error")
    elif kind == "d":
        return moment_cell(column, value, code)
    else:
        value = unescaped(value)
    if not value or value.isspace():
        return None
    return Cell(column, value, code, "picture" if "DISPIMG(" in value and _PICTURE.match(value) else "text")


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
