"""An .xlsx package in which cells are filled in, and everything else keeps its bytes.

A library that reads a workbook and writes it anew loses what it doesn't know: pictures, text boxes, sparklines, what newer
programs add. Here only the named cells are replaced. Formulas lose the result that stands with them, as they may
depend on such a cell: the program that opens the form calculates them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from html import unescape
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from auditor.intake.limits import Limits
from auditor.intake.readers.archive import open_container
from auditor.intake.readers.cells import a1, column_number
from auditor.intake.readers.xlsx import relations
from auditor.model import Text
from auditor.report.form_styles import dated
from auditor.report.form_xml import (
    Edit,
    Element,
    Unfit,
    appended,
    edited,
    elements,
    encoded,
    with_attributes,
    without,
)

Value = str | float | date | None
Place = tuple[int, int]  # row, column

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_AREA = re.compile(r"(?:'((?:[^']|'')+)'|([^'!,\[\]]+))!([^!,']+)(?:,|$)")
_MADE_ANEW = {"calcChain", "vbaProject"}  # the order of calculation, and macros: a filled-in form is an .xlsx
_PLAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SPECIAL = re.compile(
    rb"application/vnd\.[\w.-]+\.(?:template|sheet|template\.macroEnabled|sheet\.macroEnabled)\.main\+xml"
)
_LONGEST = 32_767  # characters of a cell


class Package:
    """The parts of a workbook. ``names`` are its defined names with what they refer to, in its order.

    What is no workbook raises UnreadableFile, ExpatError, LookupError or ValueError.
    """

    def __init__(self, data: bytes) -> None:
        with open_container(BytesIO(data), Limits()) as container:
            self._parts = {name: container.read(name) for name in container.names}
            self._main = next(
                (path for kind, path in relations(container, "").values() if kind == "officeDocument"), ""
            )
            related = relations(container, self._main)
        self._styles = next((path for kind, path in related.values() if kind == "styles"), "")
        self._gone = {path for kind, path in related.values() if kind in _MADE_ANEW}
        self._sheets: dict[str, str] = {}
        self.names: list[tuple[str, str]] = []
        self._blocks: dict[str, list[tuple[Place, Place]]] = {}
        self._first = date(1899, 12, 30)
        book = self._parts[self._main]
        for element in elements(book, "sheet", "definedName", "workbookPr"):
            if element.name == "definedName":
                refers = unescape(book[element.inner : element.close].decode()).strip()
                self.names.append((element.attributes.get("name", ""), refers))
            elif element.name == "sheet":
                identity = next((value for key, value in element.attributes.items() if key.endswith(":id")), "")
                kind, path = related.get(identity, ("", ""))
                if kind == "worksheet":
                    self._sheets[element.attributes.get("name", "").casefold()] = path
            elif element.attributes.get("date1904") in {"1", "true"}:
                self._first = date(1904, 1, 1)

    def places(self, refers: str) -> list[tuple[str, Place]] | None:
        """The cells (part, row and column) that a name refers to: of merged cells the first one. None where it is no cell."""
        found = []
        for sheet, area in _areas(refers):
            path = self._sheets.get(sheet.casefold())
            match = _REFERENCE.fullmatch(area.upper())
            if path is None or match is None:
                return None
            first = int(match[2]), column_number(match[1])
            last = (int(match[4]), column_number(match[3])) if match[3] else first
            block = next((block for block in self._merged(path) if _within(first, block)), (first, first))
            if not _within(last, block):
                return None
            found.append((path, block[0]))
        return found or None

    def _merged(self, path: str) -> list[tuple[Place, Place]]:
        if path not in self._blocks:
            found = (
                _REFERENCE.fullmatch(one.attributes.get("ref", "")) for one in elements(self._parts[path], "mergeCell")
            )
            self._blocks[path] = [
                ((int(match[2]), column_number(match[1])), (int(match[4]), column_number(match[3])))
                for match in found
                if match and match[3]
            ]
        return self._blocks[path]

    def fill(self, values: Mapping[tuple[str, Place], Value]) -> bytes:
        """The package with these values in its cells: the same values give the same bytes."""
        for path in self._sheets.values():
            wanted = {place: value for (part, place), value in values.items() if part == path}
            self._parts[path] = self._filled(self._parts[path], wanted)
        self._recalculate()
        self._leave_out()
        filled = BytesIO()
        with ZipFile(filled, "w", ZIP_DEFLATED) as target:
            for name, content in self._parts.items():
                target.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, ZIP_DEFLATED)
        return filled.getvalue()

    def _filled(self, part: bytes, wanted: Mapping[Place, Value]) -> bytes:
        edits: list[Edit] = []
        rows: dict[int, Element] = {}
        cells: dict[Place, Element] = {}
        columns: list[Element] = []
        data, row, column, formula = None, 0, 0, False
        for element in elements(part, "col", "sheetData", "row", "c", "f", "v"):
            match = _REFERENCE.fullmatch(element.attributes.get("r", ""))
            if element.name == "sheetData":
                data = element
            elif element.name == "col":
                columns.append(element)
            elif data is None or element.start > data.stop:
                continue  # an anchor of a control, a formula of a sparkline
            elif element.name == "row":
                row, column = int(element.attributes.get("r", row + 1)), 0
                rows[row] = element
            elif element.name == "c":
                column, formula = column_number(match[1]) if match else column + 1, False
                cells[row, column] = element
            elif (row, column) not in wanted:  # of a formula's cell its result, and of what kind that was
                if formula and element.name == "v":
                    cell = cells[row, column]
                    edits.append((cell.start, cell.inner, without(part[cell.start : cell.inner], "t")))
                    edits.append((element.start, element.stop, b""))
                formula = formula or element.name == "f"
            elif element.attributes.get("ref", a1(row, column)) != a1(row, column):
                raise _shared(a1(row, column))
        if data is None:
            raise ValueError("sheetData")
        fresh: dict[int, list[tuple[int, bytes]]] = {}
        for (row, column), value in sorted(wanted.items()):
            old = cells.get((row, column))
            style = old.attributes.get("s") if old else _inherited(rows.get(row), columns, column)
            made = self._cell(data.prefix, (row, column), style, value)
            if old:
                edits.append((old.start, old.stop, made))
            elif value is not None:
                fresh.setdefault(row, []).append((column, made))
        beyond = b""
        for row, made_cells in fresh.items():
            if row in rows:
                edits += _into_row(part, rows[row], made_cells, {c: one for (r, c), one in cells.items() if r == row})
                continue
            tag = f"{data.prefix}row"
            new = encoded(f'<{tag} r="{row}">') + b"".join(made for _, made in made_cells) + encoded(f"</{tag}>")
            after = min((one.start for number, one in rows.items() if number > row), default=None)
            if after is None:
                beyond += new
            else:
                edits.append((after, after, new))
        return edited(part, [*edits, appended(part, data, beyond)] if beyond else edits)

    def _cell(self, prefix: str, place: Place, style: str | None, value: Value) -> bytes:
        kind = content = ""
        if isinstance(value, str):
            kind = ' t="inlineStr"'
            text = escape(value[:_LONGEST])
            content = f'<{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is>'
        elif value is not None:
            number = (value - self._first).days if isinstance(value, date) else value
            style = self._dated(style) if isinstance(value, date) else style
            content = f"<{prefix}v>{number!r}</{prefix}v>"
        styled = f' s="{style}"' if style else ""
        return encoded(f'<{prefix}c r="{a1(*place)}"{styled}{kind}>{content}</{prefix}c>')

    def _dated(self, style: str | None) -> str | None:
        """The style that shows a date and else looks like ``style``."""
        if self._styles not in self._parts:
            return style
        self._parts[self._styles], style = dated(self._parts[self._styles], style)
        return style

    def _recalculate(self) -> None:
        """Have formulas calculated when the form is opened; the order in which they were is made anew then."""
        book = self._parts[self._main]
        found = elements(book, "calcPr", "definedNames")
        settings = next((one for one in found if one.name == "calcPr"), None)
        if settings:
            tag = with_attributes(book[settings.start : settings.inner], fullCalcOnLoad=1)
            edit = settings.start, settings.inner, tag
        else:  # it stands behind the names
            edit = found[0].stop, found[0].stop, encoded(f'<{found[0].prefix}calcPr fullCalcOnLoad="1"/>')
        self._parts[self._main] = edited(book, [edit])

    def _leave_out(self) -> None:
        """Leave out what is made anew, with what names it, and call the workbook a plain one."""
        self._parts = {name: content for name, content in self._parts.items() if name not in self._gone}
        for name, content in self._parts.items():
            if name == "[Content_Types].xml" or name == relations_of(self._main):
                named = elements(content, "Override", "Relationship")
                edits = [
                    (one.start, one.stop, b"")
                    for one in named
                    if one.attributes.get("PartName", "").lstrip("/") in self._gone
                    or one.attributes.get("Type", "").rpartition("/")[2] in _MADE_ANEW
                ]
                self._parts[name] = _SPECIAL.sub(_PLAIN, edited(content, edits))


def relations_of(path: str) -> str:
    """The part that holds the relations of a part."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _areas(refers: str) -> Iterator[tuple[str, str]]:
    """(sheet, cells) of a reference; what is none has no sheet."""
    at, refers = 0, refers.removeprefix("=")
    while at < len(refers):
        match = _AREA.match(refers, at)
        if match is None:
            yield "", ""
            return
        yield (match[1] or match[2]).replace("''", "'"), match[3]
        at = match.end()


def _within(place: Place, block: tuple[Place, Place]) -> bool:
    return all(first <= at <= last for first, at, last in zip(block[0], place, block[1], strict=True))


def _inherited(row: Element | None, columns: Iterable[Element], column: int) -> str | None:
    """The style of a cell that the sheet does not hold: its row's, else its column's."""
    if row and row.attributes.get("customFormat") in {"1", "true"}:
        return row.attributes.get("s")
    return next(
        (
            one.attributes.get("style")
            for one in columns
            if int(one.attributes["min"]) <= column <= int(one.attributes["max"])
        ),
        None,
    )


def _shared(cell: str) -> Unfit:
    """The refusal of a cell whose formula stands for those of other cells too, which would be lost with it."""
    return Unfit(
        Text(
            f"单元格 {cell} 的公式也是其他单元格的公式（共享或数组公式）；请先清空 {cell}，或把名称指向别的单元格",
            f"the formula of cell {cell} is that of other cells too (shared, or of an array); clear {cell} first, or name another cell",
        )
    )


def _into_row(
    part: bytes, row: Element, made: Iterable[tuple[int, bytes]], there: Mapping[int, Element]
) -> Iterator[Edit]:
    """New cells among those of a row, which no longer says between which columns they lie."""
    if row.empty:
        start, stop, filled = appended(part, row, b"".join(cell for _, cell in made))
        yield (
            start,
            stop,
            filled.replace(part[row.start : row.inner - 2], without(part[row.start : row.inner - 2], "spans"), 1),
        )
        return
    yield row.start, row.inner, without(part[row.start : row.inner], "spans")
    for column, cell in made:
        at = min((one.start for number, one in there.items() if number > column), default=row.close)
        yield at, at, cell
