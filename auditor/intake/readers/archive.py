"""Zip containers without trust: entries and inflated bytes are counted as they come, not as declared."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import SEEK_END
from typing import IO

from auditor.intake.limits import Limits
from auditor.intake.readers.cells import AGAIN, UnreadableFile
from auditor.model import Text

CHUNK = 1 << 16
_TAIL = (1 << 16) + 22 + 76  # the longest comment, the end record, the zip64 records before it
_ENTRY_BYTES = 1024  # of the central directory; names of office files take a tenth
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    OverflowError,
)


class Container:
    """An open zip file. All that is read from it counts towards one limit of inflated bytes."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._inflated = 0
        self._read: dict[str, int] = {}  # the most that was read of each member: reading it again costs no budget
        members = archive.infolist()
        if len(members) > limits.entries:
            raise _crowded(limits)
        files = [(_name(member), member) for member in members if member.filename and not member.is_dir()]
        self._exact = dict(files)
        self.names: tuple[str, ...] = tuple(self._exact)
        if len(files) > len(self.names):  # which of them is meant, readers do not agree on
            twice = Counter(name for name, _ in files).most_common(1)[0][0]
            raise inconsistent(f"压缩包里有两个 {twice}", f"it holds {twice} twice")
        self._members = {name.casefold(): member for name, member in files}  # OPC names ignore case

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._members

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a member in pieces. Raises UnreadableFile where it is missing, damaged or too big."""
        member = self._exact.get(name) or self._members.get(name.casefold())
        if member is None:
            raise UnreadableFile(Text(f"文件不完整：缺少 {name}", f"the file is incomplete: {name} is missing"), AGAIN)
        try:
            with self._archive.open(member) as stream:
                position = 0
                while data := stream.read(CHUNK):
                    position += len(data)
                    fresh = position - self._read.get(name, 0)
                    if fresh > 0:
                        self._inflated += fresh
                        self._read[name] = position
                    if self._inflated > self._limits.inflated:
                        size = self._limits.inflated >> 20
                        raise UnreadableFile(
                            Text(
                                f"解压后超过 {size} MiB，可能是压缩炸弹",
                                f"it inflates to more than {size} MiB: perhaps a zip bomb",
                            ),
                            Text("请只导出需要的列和行", "export only the columns and rows that are needed"),
                        )
                    yield data
        except _BROKEN as error:
            raise damaged(error) from error

    def read(self, name: str) -> bytes:
        """The whole content of a member."""
        return b"".join(self.chunks(name))


def damaged(error: Exception) -> UnreadableFile:
    """The refusal of a file whose container or content is broken."""
    if isinstance(error, RuntimeError) and "encrypted" in str(error):
        return UnreadableFile(
            Text("压缩包有密码", "the archive is protected by a password"),
            Text("请解压后再交给本程序", "unpack it first and pass the files"),
        )
    return UnreadableFile(
        Text(
            f"文件损坏或不完整（{type(error).__name__}）", f"the file is damaged or incomplete ({type(error).__name__})"
        ),
        Text(
            "请重新导出或下载；同步中的文件请等同步完成",
            "export or download it again; wait for a sync that has not ended",
        ),
    )


def inconsistent(zh: str, en: str) -> UnreadableFile:
    """The refusal of a workbook that contradicts itself, where a spreadsheet program would offer a repair."""
    return UnreadableFile(
        Text(f"文件损坏：{zh}", f"the file is damaged: {en}"),
        Text("请用 Excel 或 WPS 打开、修复并另存", "open it in Excel or WPS, have it repaired and save it again"),
    )


def _crowded(limits: Limits) -> UnreadableFile:
    return UnreadableFile(
        Text(f"压缩包的成员超过 {limits.entries} 个", f"the archive has more than {limits.entries} members"),
        Text("请拆成几个文件", "split it into several files"),
    )


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name. Chinese programs write GBK without saying so, which zipfile takes for code page 437."""
    name = member.filename
    if not member.flag_bits & 0x800 and not name.isascii():
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            with suppress(UnicodeDecodeError):
                name = raw.decode(encoding)
                break
    return name.replace("\\", "/")


def _directory_size(stream: IO[bytes]) -> int:
    """Bytes of the central directory as the end record states them; 0 where there is none to find."""
    size = stream.seek(0, SEEK_END)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    stream.seek(0)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return 0
    stated: int = struct.unpack_from("<I", tail, end + 12)[0]
    wide = tail.rfind(b"PK\x06\x06", 0, end)
    if stated == 0xFFFFFFFF and 0 <= wide <= len(tail) - 56:
        stated = struct.unpack_from("<Q", tail, wide + 40)[0]
    return stated


@contextmanager
def open_container(stream: IO[bytes], limits: Limits) -> Iterator[Container]:
    """Open a zip file for reading. Raises UnreadableFile."""
    if _directory_size(stream) > limits.entries * _ENTRY_BYTES:
        raise _crowded(limits)  # before a list of millions is built
    try:
        archive = zipfile.ZipFile(stream)
    except _BROKEN as error:
        raise damaged(error) from error
    with archive:
        yield Container(archive, limits)
