"""Pictures made for tests, byte by byte."""

from __future__ import annotations

import struct
import zlib


def png(width: int, height: int, comment: bytes = b"") -> bytes:
    """A white picture of one bit a pixel, with a comment."""
    rows = zlib.compress((b"\0" + b"\xff" * -(-width // 8)) * height)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"tEXt", b"Comment\0" + comment), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def jpeg(width: int, height: int) -> bytes:
    """The segments of a grey picture, its scan made up: enough to be told its size, no more."""
    frame = struct.pack(">HBHHBBBB", 11, 8, height, width, 1, 1, 0x11, 0)
    scan = struct.pack(">HBBBBBB", 8, 1, 1, 0, 0, 63, 0) + b"scan"
    return b"\xff\xd8\xff\xe0\0\x07JFIF\0" + b"\xff\xff\xc0" + frame + b"\xff\xda" + scan + b"\xff\xd9"
