"""What calamine leaves out of an .xlsb: number formats, errors, hidden rows, and the short form that SheetJS gives cells.

Records as [MS-XLSB] has them, two varying numbers ahead of each: its kind and its size.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack_from
from typing import NamedTuple

from auditor.intake.limits import Limits
from auditor.intake.readers.archive import Container
from auditor.intake.readers.cells import RESAVE, UnreadableFile
from auditor.intake.readers.formats import BUILTIN_FORMATS
from auditor.intake.readers.xlsx import relations
from auditor.model import Text

_ROW, _BLANK, _BUNDLE, _FORMAT, _STYLE, _STYLES, _STYLES_END = 0, 1, 156, 44, 47, 617, 618
_ERRORS = frozenset((3, 11))  # a constant, a formula's result
_ERROR_TEXTS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_CELLS = frozenset((*range(1, 12), 62))
_SHORT = frozenset(range(13, 19))  # cells without a number of their column, but for the empty one (12)
_BOOK = "xl/workbook.bin"
Place = tuple[int, int]


class Look(NamedTuple):
    """The number formats of the cells (row, column) of a sheet, as far as they have any, its errors and hidden rows."""

    formats: dict[Place, str]
    errors: dict[Place, str]
    hidden: set[int]


def looks(container: Container, limits: Limits) -> dict[str, Look]:
    """Of each sheet by its name. Raises UnreadableFile, and IndexError or struct.error for a damaged part."""
    paths = relations(container, _BOOK)
    styles = next((path for kind, path in paths.values() if kind == "styles" and path in container), None)
    codes = _codes(container.read(styles)) if styles else []
    book = container.read(_BOOK)
    found = {}
    for kind, at, _ in _records(book):
        if kind == _BUNDLE:
            identity, at = _text(book, at + 8)  # noqa: PLW2901
            name, _ = _text(book, at)
            path = paths.get(identity, ("", ""))[1]
            if path in container:
                found[name] = _look(container.read(path), codes, limits)
    return found


def _look(sheet: bytes, codes: list[str], limits: Limits) -> Look:
    look = Look({}, {}, set())
    row = 0
    for kind, at, _ in _records(sheet):
        if kind in _CELLS:
            column, style = unpack_from("<II", sheet, at)
            style &= 0xFFFFFF  # the rest are flags
            if style < len(codes) and codes[style] not in ("", "General") and kind != _BLANK:
                look.formats[row, column + 1] = codes[style]
            if kind in _ERRORS:
                look.errors[row, column + 1] = _ERROR_TEXTS.get(sheet[at + 8], "#ERROR!")
        elif kind == _ROW:
            row = unpack_from("<I", sheet, at)[0] + 1
            if sheet[at + 11] & 0x10 and row <= limits.rows:
                look.hidden.add(row)
        elif kind in _SHORT:
            raise UnreadableFile(
                Text(
                    "工作簿里的单元格是少见的短格式",
                    "cells of the workbook are in a short form that few programs write",
                ),
                RESAVE,
            )
    return look


def _codes(part: bytes) -> list[str]:
    """The number format of each cell style."""
    known = dict(BUILTIN_FORMATS)
    codes: list[str] = []
    inside = False
    for kind, at, _ in _records(part):
        if kind == _FORMAT:
            known[unpack_from("<H", part, at)[0]] = _text(part, at + 2)[0]
        elif kind in (_STYLES, _STYLES_END):
            inside = kind == _STYLES
        elif kind == _STYLE and inside:
            codes.append(known.get(unpack_from("<H", part, at + 2)[0], ""))
    return codes


def _text(part: bytes, at: int) -> tuple[str, int]:
    """A text with its length ahead, and where it ends."""
    length = unpack_from("<I", part, at)[0]
    end = at + 4 + (0 if length == 0xFFFFFFFF else 2 * length)
    return part[at + 4 : end].decode("utf-16-le", "replace"), end


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Each record: its kind, where its content starts, its size."""
    at = 0
    while at < len(part):
        kind, at = _varying(part, at, 2)
        size, at = _varying(part, at, 4)
        yield kind, at, size
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
