"""OLE compound files, the container of old workbooks and of protected new ones ([MS-CFB])."""

from __future__ import annotations

import struct

from auditor.intake.archive import damaged

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFA  # this and all above are marks, not sectors


class CompoundFile:
    """The streams of an OLE compound file. Raises UnreadableFile where its tables lead nowhere."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._load()
        except (struct.error, IndexError, OverflowError) as error:
            raise damaged(error) from error

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def stream(self, name: str) -> bytes:
        """The content of a stream. KeyError where there is none."""
        start, size = self._entries[name]
        if size < self._cutoff:
            chain = self._chain(self._mini_fat, start)
            return b"".join(self._mini[sector * 64 : sector * 64 + 64] for sector in chain)[:size]
        return self._content(start)[:size]

    def _load(self) -> None:
        shift = struct.unpack_from("<H", self._data, 0x1E)[0]
        if shift not in {9, 12}:
            raise damaged(ValueError("sector size"))
        self._sector = 1 << shift
        fat_count, directory, self._cutoff, mini_fat, _, difat, difat_count = struct.unpack_from(
            "<II4xIIIII", self._data, 0x2C
        )
        sectors = list(struct.unpack_from("<109I", self._data, 0x4C))
        for _ in range(min(difat_count, len(self._data) // self._sector)):
            if difat >= _END_OF_CHAIN:
                break
            *more, difat = self._table(difat)
            sectors.extend(more)
        self._fat = [entry for sector in sectors[:fat_count] if sector < _END_OF_CHAIN for entry in self._table(sector)]
        self._entries: dict[str, tuple[int, int]] = {}
        root = 0
        listing = self._content(directory)
        for offset in range(0, len(listing) - 127, 128):
            length, kind = struct.unpack_from("<HB", listing, offset + 64)
            start, size = struct.unpack_from("<II", listing, offset + 116)
            if kind == 5:
                root = start
            elif kind == 2:
                name = listing[offset : offset + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                self._entries.setdefault(name, (start, size))
        self._mini_fat = [entry for sector in self._chain(self._fat, mini_fat) for entry in self._table(sector)]
        self._mini = self._content(root)

    def _table(self, sector: int) -> tuple[int, ...]:
        return struct.unpack_from(f"<{self._sector // 4}I", self._data, (sector + 1) * self._sector)

    def _chain(self, table: list[int], sector: int) -> list[int]:
        """The sectors from one on; a loop or a wild link ends the file as damaged."""
        chain: list[int] = []
        while sector < _END_OF_CHAIN:
            if sector >= len(table) or len(chain) > len(table):
                raise damaged(ValueError("sector chain"))
            chain.append(sector)
            sector = table[sector]
        return chain

    def _content(self, sector: int) -> bytes:
        size = self._sector
        return b"".join(self._data[(at + 1) * size : (at + 2) * size] for at in self._chain(self._fat, sector))
