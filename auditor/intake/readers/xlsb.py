"""Binary workbooks of today (.xlsb), in one pass over their records, as [MS-XLSB] has them.

Ahead of each record stand two varying numbers: its kind and its size. A reader of our own, as that of .xlsx is: the one library that
reads them gives no number formats, merged areas, errors or hidden rows, passes over the short cells that some
programs write, and can be made to abort its process by a file of a kilobyte.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import unpack_from

from xlrd import error_text_from_code

from auditor.intake.dating.dates import Epoch
from auditor.intake.limits import Limits, too_long, too_wide
from auditor.intake.readers.archive import Container, damaged, inconsistent
from auditor.intake.readers.cells import AGAIN, Cell, ListedSheet, MergedRange, Row, Sheet, UnreadableFile, whole
from auditor.intake.readers.formats import BUILTIN_FORMATS, clock, shown
from auditor.intake.readers.xlsx import relations
from auditor.model import Text

_PROPERTIES, _SHEET = 153, 156  # of the workbook
_STRING = 19
_FORMAT, _STYLE, _STYLES, _STYLES_END = 44, 47, 617, 618
_ROW, _MERGED = 0, 176
_CELLS = frozenset((*range(2, 12), 62))  # 1 is an empty one
_SHORT = frozenset(range(12, 19))  # one column behind the cell before, and without its number; else as 1 to 7
_BOOK = "xl/workbook.bin"


@dataclass(slots=True)
class _Book:
    """What the sheets of one workbook share."""

    epoch: Epoch = 1900
    codes: list[str] = field(default_factory=list)  # of the cell styles
    strings: list[str] = field(default_factory=list)


def read_xlsb(container: Container, limits: Limits) -> Iterator[Sheet]:
    """The worksheets of an .xlsb workbook, in its order. Raises UnreadableFile."""
    try:
        yield from _sheets(container, limits)
    except (IndexError, struct.error) as error:
        raise damaged(error) from error


def _sheets(container: Container, limits: Limits) -> Iterator[Sheet]:
    related = relations(container, _BOOK)
    paths = {kind: path for kind, path in related.values() if path in container}
    book = _Book()
    if "styles" in paths:
        book.codes = _codes(container.read(paths["styles"]))
    if "sharedStrings" in paths:
        part = container.read(paths["sharedStrings"])
        book.strings = [_text(part, at + 1)[0] for kind, at in _records(part) if kind == _STRING]
    part = container.read(_BOOK)
    found = False
    for kind, at in _records(part):
        if kind == _PROPERTIES and part[at] & 1:
            book.epoch = 1904
        elif kind == _SHEET:
            identity, behind = _text(part, at + 8)
            what, path = related.get(identity, ("", ""))
            if what == "worksheet":
                found = True
                rows, merged = _rows(container.read(path), book, limits)
                unseen = unpack_from("<I", part, at)[0] != 0
                yield ListedSheet(_text(part, behind)[0], unseen, epoch=book.epoch, listed=rows, areas=merged)
    if not found:
        raise UnreadableFile(Text("工作簿里没有工作表", "the workbook has no worksheet"), AGAIN)


def _rows(part: bytes, book: _Book, limits: Limits) -> tuple[list[Row], tuple[MergedRange, ...]]:
    rows: list[Row] = []
    merged: list[MergedRange] = []
    used: set[int] = set()
    number = column = 0
    for kind, at in _records(part):
        if kind in _CELLS or kind in _SHORT:
            short = kind in _SHORT
            column = column + 1 if short else unpack_from("<I", part, at)[0] + 1
            at += 4 * (not short)  # noqa: PLW2901
            if (cell := _cell(book, part, column, kind - 11 if short else kind, at)) is not None:
                rows[-1].cells.append(cell)
                used.add(column)
                if len(used) > limits.columns:
                    raise too_wide(limits)
        elif kind == 1:
            column = unpack_from("<I", part, at)[0] + 1
        elif kind == _ROW:
            before, number, column = number, unpack_from("<I", part, at)[0] + 1, 0
            if number <= before:
                raise inconsistent(f"第 {number} 行写在第 {before} 行之后", f"row {number} stands behind row {before}")
            if number > limits.rows:
                raise too_long(limits)
            rows.append(Row(number, [], bool(part[at + 11] & 0x10)))
        elif kind == _MERGED:
            top, bottom, left, right = unpack_from("<4I", part, at)
            merged.append(MergedRange(top + 1, left + 1, bottom + 1, right + 1))
    return [row for row in rows if row.cells], tuple(merged)


def _cell(book: _Book, part: bytes, column: int, kind: int, at: int) -> Cell | None:
    """The cell whose style stands at a place and its value four bytes behind; None if it is empty."""
    style = unpack_from("<I", part, at)[0] & 0xFFFFFF  # the rest are flags
    code = book.codes[style] if style < len(book.codes) else ""
    at += 4
    match kind:
        case 2:
            return shown(column, whole(_packed_number(unpack_from("<i", part, at)[0])), code, clock(code), book.epoch)
        case 5 | 9:
            return shown(column, whole(unpack_from("<d", part, at)[0]), code, clock(code), book.epoch)
        case 3 | 11:
            return Cell(column, error_text_from_code.get(part[at], "#ERROR!"), code, "error")
        case 4 | 10:
            return Cell(column, part[at] != 0, code, "bool")
        case 7:
            text = book.strings[unpack_from("<I", part, at)[0]]
        case 6 | 8 | 62:
            text, _ = _text(part, at + (kind == 62))
        case _:
            return None
    return Cell(column, text, code) if text.strip() else None


def _packed_number(stored: int) -> float:
    """An RkNumber: an integer or the upper half of a double, of a hundredth if the first bit is set."""
    value = float(stored >> 2) if stored & 2 else unpack_from("<d", struct.pack("<4xi", stored & ~3))[0]
    return value / 100 if stored & 1 else value


def _codes(part: bytes) -> list[str]:
    """The number format of each cell style."""
    known = dict(BUILTIN_FORMATS)
    codes: list[str] = []
    inside = False
    for kind, at in _records(part):
        if kind == _FORMAT:
            known[unpack_from("<H", part, at)[0]] = _text(part, at + 2)[0]
        elif kind in (_STYLES, _STYLES_END):
            inside = kind == _STYLES
        elif kind == _STYLE and inside:
            code = known.get(unpack_from("<H", part, at + 2)[0], "")
            codes.append("" if code == "General" else code)
    return codes


def _text(part: bytes, at: int) -> tuple[str, int]:
    """A text with its length ahead, and where it ends."""
    length = unpack_from("<I", part, at)[0]
    end = at + 4 + (0 if length == 0xFFFFFFFF else 2 * length)
    return part[at + 4 : end].decode("utf-16-le", "replace"), end


def _records(part: bytes) -> Iterator[tuple[int, int]]:
    """Each record: its kind, and where its content starts. Raises IndexError where one is cut off."""
    at = 0
    while at < len(part):
        kind, at = _varying(part, at, 2)
        size, at = _varying(part, at, 4)
        if at + size > len(part):
            raise IndexError("a record is cut off")
        yield kind, at
        at += size


def _varying(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, low ones first, and where it ends."""
    number = 0
    for place in range(most):
        byte = part[at + place]
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return number, at + place + 1
    return number, at + most
