"""Which zeros of an .xls are no results: its formulas are left to the next program that opens the file.

Apache POI (HSSF) and Spreadsheet::WriteExcel write a zero where the result belongs, with a mark that Excel never
leaves; xlrd hands on the zero and tells neither the mark nor that a formula stands there.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack_from
from typing import NamedTuple

_BOUNDSHEET, _FORMULA, _BOF, _EOF = 0x85, 0x06, 0x809, 0x0A  # [MS-XLS] 2.3.2
_ON_LOAD = 2
_ZERO = bytes(8)


class _Record(NamedTuple):
    kind: int
    at: int
    size: int


def begun_zeros(stream: bytes, base: int) -> dict[int, set[tuple[int, int]]]:
    """By the number of the worksheet the cells (row, column, from 0) of formulas that were never calculated.

    POI leaves the mark on what it has calculated too: one result other than zero, and all of a sheet are results.
    """
    starts = [
        base + unpack_from("<I", stream, record.at)[0]
        for record in _records(stream, base)
        if record.kind == _BOUNDSHEET and record.size > 5 and stream[record.at + 5] == 0
    ]
    return {number: _zeros(stream, start) for number, start in enumerate(starts)}


def _zeros(stream: bytes, start: int) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for record in _records(stream, start):
        if record.kind == _FORMULA and record.size >= 16:
            row, column, result, flags = unpack_from("<HH2x8sH", stream, record.at)
            if result != _ZERO:
                return set()
            if flags & _ON_LOAD:
                found.add((row, column))
    return found


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
