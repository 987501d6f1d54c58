"""Workbooks of Excel 97-2003 (.xls): a compound file with a stream of BIFF8 records.

Read here and not by a library, because a platform's .xls export prints rates as formatted numbers:
without the number format nobody can tell 0.9 % from 90 %, and no reader at hand keeps it. Layouts
follow Microsoft's [MS-XLS]; every offset is checked, none trusted.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from auditor.intake.archive import damaged
from auditor.intake.cells import Cell, ListedSheet, MergedRange, Row, Sheet, UnreadableFile
from auditor.intake.compound import CompoundFile
from auditor.intake.dates import Epoch
from auditor.intake.formats import BUILTIN_FORMATS, Clock, clock, shown
from auditor.intake.limits import Limits, too_wide
from auditor.model import Text

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_BOF, _EOF, _CONTINUE, _FILEPASS, _SST, _BOUNDSHEET, _FORMAT, _XF, _DATEMODE = (
    0x809,
    0x0A,
    0x3C,
    0x2F,
    0xFC,
    0x85,
    0x41E,
    0xE0,
    0x22,
)
_LABELSST, _LABEL, _RSTRING, _NUMBER, _RK, _MULRK, _BOOLERR, _FORMULA, _STRING = (
    0xFD,
    0x204,
    0xD6,
    0x203,
    0x27E,
    0xBD,
    0x205,
    0x06,
    0x207,
)
_ROW, _MERGED = 0x208, 0xE5
_BIFF8 = 0x0600


class OldWorkbook(Exception):
    """A workbook of Excel 5 or 95, which has no Unicode: left to another reader."""


def read_xls(compound: CompoundFile, limits: Limits) -> list[Sheet]:
    """The worksheets of a BIFF8 workbook. Raises UnreadableFile, or OldWorkbook for Excel 5 and 95."""
    try:
        book = _Book(compound.stream("Workbook"), limits)
        return [book.sheet(name, offset, hidden) for name, offset, hidden in book.sheets]
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise damaged(error) from error


@dataclass(slots=True)
class _Record:
    """One record with the records that continue it."""

    kind: int
    parts: list[bytes]

    @property
    def data(self) -> bytes:
        return self.parts[0]


@dataclass
class _Book:
    """The globals of a workbook: what its sheets share."""

    stream: bytes
    limits: Limits
    epoch: Epoch = 1900
    sheets: list[tuple[str, int, bool]] = field(default_factory=list)
    formats: list[tuple[str, Clock]] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        codes = dict(BUILTIN_FORMATS)
        styles: list[int] = []
        for record in self._records(0):
            data = record.data
            if record.kind == _BOF and struct.unpack_from("<H", data)[0] != _BIFF8:
                raise OldWorkbook
            if record.kind == _FILEPASS:
                raise protected()
            if record.kind == _DATEMODE and data[:2] == b"\x01\x00":
                self.epoch = 1904
            elif record.kind == _FORMAT:
                codes[struct.unpack_from("<H", data)[0]] = _Text(record.parts, 2).string()
            elif record.kind == _XF:
                styles.append(struct.unpack_from("<2xH", data)[0])
            elif record.kind == _SST:
                self.strings = _shared_strings(record)
            elif record.kind == _BOUNDSHEET:
                offset, state, sort = struct.unpack_from("<IBB", data)
                if sort == 0:
                    self.sheets.append((_Text(record.parts, 6).string(short=True), offset, state & 3 != 0))
        self.formats = [(codes.get(style, ""), clock(codes.get(style, ""))) for style in styles]
        if not self.sheets:
            raise UnreadableFile(Text("工作簿里没有工作表", "the workbook has no worksheet"))

    def _records(self, offset: int) -> Iterator[_Record]:
        """The records of one substream, from its BOF to its EOF."""
        pending: _Record | None = None
        depth = 0
        while offset + 4 <= len(self.stream):
            kind, length = struct.unpack_from("<HH", self.stream, offset)
            body = self.stream[offset + 4 : offset + 4 + length]
            offset += 4 + length
            if kind == _CONTINUE:
                if pending is not None:
                    pending.parts.append(body)
                continue
            if pending is not None:
                yield pending
            depth += (kind == _BOF) - (kind == _EOF)
            if depth <= 0:
                return
            # inside an embedded chart (a BOF within a BOF) nothing is a cell of the sheet
            pending = _Record(kind, [body]) if depth == 1 or kind == _BOF else None
        raise damaged(EOFError("substream"))

    def sheet(self, name: str, offset: int, hidden: bool) -> Sheet:
        """The cells of the sheet whose substream begins at ``offset``."""
        rows: dict[int, list[Cell]] = {}
        unseen: set[int] = set()
        merged: list[MergedRange] = []
        formula: tuple[int, int, int] | None = None
        for record in self._records(offset):
            data = record.data
            if record.kind == _STRING and formula is not None:
                self._text(rows, *formula, _Text(record.parts).string())
                formula = None
            elif record.kind in _CELLS:
                row, column, style = struct.unpack_from("<HHH", data)
                formula = _CELLS[record.kind](self, rows, (row, column, style), record)
            elif record.kind == _MULRK:
                row, column = struct.unpack_from("<HH", data)
                for at, (style, packed) in enumerate(struct.iter_unpack("<HI", data[4 : 4 + (len(data) - 6) // 6 * 6])):
                    self._number(rows, row, column + at, style, _unpack_rk(packed))
            elif record.kind == _ROW:
                row, options = struct.unpack_from("<H10xI", data)
                if options & 0x20:
                    unseen.add(row + 1)
            elif record.kind == _MERGED:
                for top, bottom, left, right in struct.iter_unpack("<4H", data[2 : 2 + (len(data) - 2) // 8 * 8]):
                    merged.append(MergedRange(top + 1, left + 1, bottom + 1, right + 1))
        return listed(name, rows, unseen, merged, self.limits, hidden=hidden)

    def _format(self, style: int) -> tuple[str, Clock]:
        return self.formats[style] if style < len(self.formats) else ("", "")

    def _text(self, rows: dict[int, list[Cell]], row: int, column: int, style: int, text: str) -> None:
        if text.strip():
            rows.setdefault(row + 1, []).append(Cell(column + 1, text, self._format(style)[0]))

    def _number(self, rows: dict[int, list[Cell]], row: int, column: int, style: int, value: float) -> None:
        whole = int(value) if abs(value) < 1e15 and value.is_integer() else value
        rows.setdefault(row + 1, []).append(shown(column + 1, whole, *self._format(style), self.epoch))

    def _flag(self, rows: dict[int, list[Cell]], row: int, column: int, style: int, value: int, error: bool) -> None:
        cell = Cell(column + 1, bool(value), self._format(style)[0], "bool")
        if error:
            cell = Cell(column + 1, _ERRORS.get(value, "#ERROR!"), self._format(style)[0], "error")
        rows.setdefault(row + 1, []).append(cell)


_At = tuple[int, int, int]
_Rows = dict[int, list[Cell]]


def _on_shared(book: _Book, rows: _Rows, at: _At, record: _Record) -> None:
    index = struct.unpack_from("<I", record.data, 6)[0]
    book._text(rows, *at, book.strings[index])


def _on_label(book: _Book, rows: _Rows, at: _At, record: _Record) -> None:
    book._text(rows, *at, _Text(record.parts, 6).string())


def _on_number(book: _Book, rows: _Rows, at: _At, record: _Record) -> None:
    book._number(rows, *at, struct.unpack_from("<d", record.data, 6)[0])


def _on_rk(book: _Book, rows: _Rows, at: _At, record: _Record) -> None:
    book._number(rows, *at, _unpack_rk(struct.unpack_from("<I", record.data, 6)[0]))


def _on_flag(book: _Book, rows: _Rows, at: _At, record: _Record) -> None:
    value, error = struct.unpack_from("<BB", record.data, 6)
    book._flag(rows, *at, value, bool(error))


def _on_formula(book: _Book, rows: _Rows, at: _At, record: _Record) -> _At | None:
    """The saved result; a text follows in a record of its own."""
    result = record.data[6:14]
    if result[6:8] != b"\xff\xff":
        book._number(rows, *at, struct.unpack("<d", result)[0])
    elif result[0] == 0:
        return at
    elif result[0] in {1, 2}:
        book._flag(rows, *at, result[2], result[0] == 2)
    return None


_CELLS: dict[int, Callable[[_Book, _Rows, _At, _Record], _At | None]] = {
    _LABELSST: _on_shared,
    _LABEL: _on_label,
    _RSTRING: _on_label,
    _NUMBER: _on_number,
    _RK: _on_rk,
    _BOOLERR: _on_flag,
    _FORMULA: _on_formula,
}


class _Text:
    """A cursor over a record and its continuations that reads BIFF8 strings.

    Where the characters of a string are cut, the continuation begins with a byte of its own that says
    whether they go on in one byte or in two ([MS-XLS] 2.5.293).
    """

    def __init__(self, parts: list[bytes], offset: int = 0) -> None:
        self._parts = parts
        self._part = 0
        self._at = offset

    def take(self, length: int) -> bytes:
        taken = b""
        while length > 0:
            piece = self._parts[self._part][self._at : self._at + length]
            taken += piece
            length -= len(piece)
            self._at += len(piece)
            if length > 0:
                self._next()
        return taken

    def string(self, *, short: bool = False) -> str:
        if self._at >= len(self._parts[self._part]):
            self._next()
        count = self.take(1)[0] if short else struct.unpack("<H", self.take(2))[0]
        flags = self.take(1)[0]
        runs = struct.unpack("<H", self.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", self.take(4))[0] if flags & 4 else 0
        text: list[str] = []
        while count > 0:
            width = 2 if flags & 1 else 1
            here = self._parts[self._part][self._at : self._at + count * width]
            text.append(here.decode("utf-16-le" if width == 2 else "latin-1", "replace"))
            count -= len(here) // width
            self._at += len(here)
            if count > 0:
                self._next()
                flags = self.take(1)[0]
        self.take(4 * runs + extra)
        return "".join(text)

    def _next(self) -> None:
        self._part += 1
        self._at = 0
        if self._part >= len(self._parts):
            raise IndexError("a string runs beyond its record")


def _shared_strings(record: _Record) -> list[str]:
    count = struct.unpack_from("<4xI", record.data)[0]
    cursor = _Text(record.parts, 8)
    strings: list[str] = []
    for _ in range(min(count, sum(map(len, record.parts)) // 3)):
        strings.append(cursor.string())
    return strings


def _unpack_rk(packed: int) -> float:
    """A number in 30 bits: an integer or the head of a double, in hundredths or not ([MS-XLS] 2.5.217)."""
    if packed & 2:
        value: float = (packed >> 2) - (1 << 30 if packed & 0x80000000 else 0)
    else:
        value = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0]
    return value / 100 if packed & 1 else float(value)


def listed(
    name: str | None,
    rows: dict[int, list[Cell]],
    unseen: set[int],
    merged: list[MergedRange],
    limits: Limits,
    *,
    hidden: bool,
) -> Sheet:
    """A sheet of rows that were collected in any order. Raises UnreadableFile beyond the column limit."""
    if len({cell.column for cells in rows.values() for cell in cells}) > limits.columns:
        raise too_wide(limits)
    ordered = [
        Row(number, sorted(rows[number], key=lambda cell: cell.column), number in unseen) for number in sorted(rows)
    ]
    return ListedSheet(name, hidden, has_formats=True, listed=ordered, areas=tuple(merged))


def protected() -> UnreadableFile:
    """The refusal of a workbook with a password."""
    return UnreadableFile(
        Text("工作簿有打开密码，读不了", "the workbook is protected by a password"),
        Text("请在 Excel 或 WPS 中去掉密码后再保存", "remove the password in Excel or WPS and save it again"),
    )
