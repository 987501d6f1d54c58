"""What a picture's bytes say of it: its kind, its width and height. Nothing is decoded; a cut picture is none."""

from __future__ import annotations

import struct
from typing import NamedTuple

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0 … SOF15: ITU-T T.81, table B.1
_SCAN = 0xDA  # SOS: what follows is the picture itself
_END = b"\xff\xd9"  # EOI


class Picture(NamedTuple):
    """``kind`` is "png" or "jpeg"; width and height in pixels."""

    kind: str
    width: int
    height: int


def picture(data: bytes) -> Picture | None:
    """The picture that ``data`` is; None for anything else, and where its end is missing."""
    try:
        found = _png(data) if data.startswith(_PNG) else _jpeg(data) if data.startswith(_JPEG) else None
    except struct.error:  # cut within a number
        return None
    return found if found and found.width and found.height else None


def _png(data: bytes) -> Picture | None:
    """Chunks from IHDR to IEND (PNG 1.2, 3.2): length, type, content, checksum."""
    size: tuple[int, int] = (0, 0)
    at = len(_PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        if at == len(_PNG):
            if kind != b"IHDR":
                return None
            size = struct.unpack_from(">II", data, at + 8)
        at += length + 12
        if kind == b"IEND":
            return Picture("png", *size) if at <= len(data) else None


def _jpeg(data: bytes) -> Picture | None:
    """Segments up to the scan (ITU-T T.81, B.1.1): marker, length, content; the frame among them has the size."""
    found: Picture | None = None
    at = len(_JPEG)
    while True:
        marks, code = struct.unpack_from(">BB", data, at)
        if marks != 0xFF:
            return None
        if code == 0xFF:  # any number of them may fill in
            at += 1
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        if code in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            found = Picture("jpeg", width, height)
        at += 2 + length
        if code == _SCAN:
            return found if _END in data[at:] else None
