"""Which values in an .xls are no results: its formulas are left to the next program that opens the file.

Where the result belongs, Apache POI (HSSF) and Spreadsheet::WriteExcel write a zero, JExcelApi a 4, each with a mark
that Excel never leaves, and xlwt an empty text; xlrd hands these on and tells neither the mark nor that a formula stands
there.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack_from
from typing import NamedTuple

_BOUNDSHEET, _BOF, _EOF, _CALCULATED = 0x85, 0x809, 0x0A, 0x1C1  # [MS-XLS] 2.3.2; the last names who calculated
_FORMULAS = (0x06, 0x406)  # that of Excel 4 is JExcelApi's
_ON_LOAD = 2
_ZERO = bytes(8)
_EMPTY = bytes.fromhex("03000000 0000ffff")
_FOUR = bytes.fromhex("00000000 00001040 0200 0000e0fc")  # with the mark, and a number that only JExcelApi leaves


class _Record(NamedTuple):
    kind: int
    at: int
    size: int


def begun(stream: bytes, base: int) -> dict[int, set[tuple[int, int]]]:
    """By the number of the worksheet the cells (row, column, from 0) of formulas that were never calculated.

    POI leaves the mark on what it has calculated too: one result other than zero, and all of a sheet are results. Nor
    are texts begun with that Excel or LibreOffice, which name themselves, or Gnumeric, have left empty.
    """
    book = list(_records(stream, base))
    named = any(record.kind == _CALCULATED for record in book)
    starts = [
        base + unpack_from("<I", stream, record.at)[0]
        for record in book
        if record.kind == _BOUNDSHEET and record.size > 5 and stream[record.at + 5] == 0
    ]
    return {number: _begun(stream, start, named) for number, start in enumerate(starts)}


def _begun(stream: bytes, start: int, named: bool) -> set[tuple[int, int]]:
    results: set[bytes] = set()
    marked: set[tuple[int, int]] = set()
    fours: set[tuple[int, int]] = set()
    for record in _records(stream, start):
        if record.kind in _FORMULAS and record.size >= 16:
            row, column, result, flags = unpack_from("<HH2x8sH", stream, record.at)
            results.add(result)
            if stream[record.at + 6 : record.at + 20] == _FOUR:
                fours.add((row, column))
            elif flags & _ON_LOAD or result == _EMPTY:
                marked.add((row, column))
    return marked | fours if results == {_ZERO} or (results == {_EMPTY} and not named) else fours


def _records(stream: bytes, start: int) -> Iterator[_Record]:
    """The records of one part of the stream, with those of the charts in it, up to its end."""
    depth = 0
    while start + 4 <= len(stream):
        kind, size = unpack_from("<HH", stream, start)
        yield _Record(kind, start + 4, size)
        start += 4 + size
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
