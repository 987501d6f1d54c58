"""Zip containers without trust: entries and inflated bytes are counted as they come, not as declared."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from auditor.intake.cells import UnreadableFile
from auditor.intake.limits import Limits
from auditor.model import Text

CHUNK = 1 << 16
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
        self._read: dict[str, int] = {}  # the most that was read of each member: reading it again costs no budget
        members = archive.infolist()
        if len(members) > limits.entries:
            raise UnreadableFile(
                Text(
                    f"压缩包里有 {len(members)} 个成员，上限是 {limits.entries}",
                    f"the archive has {len(members)} members; the limit is {limits.entries}",
                ),
                Text("请拆成几个文件", "split it into several files"),
            )
        files = {member.filename.replace("\\", "/").lstrip("/"): member for member in members if not member.is_dir()}
        self.names: tuple[str, ...] = tuple(files)
        self._members = {name.casefold(): member for name, member in files.items()}  # OPC names ignore case

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._members

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a member in pieces. Raises UnreadableFile where it is missing, damaged or too big."""
        member = self._members.get(name.casefold())
        if member is None:
            raise UnreadableFile(Text(f"文件不完整：缺少 {name}", f"the file is incomplete: {name} is missing"))
        try:
            with self._archive.open(member) as stream:
                position = 0
                while data := stream.read(CHUNK):
                    position += len(data)
                    self._read[name] = max(position, self._read.get(name, 0))
                    if sum(self._read.values()) > self._limits.inflated:
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


@contextmanager
def open_container(source: Path | IO[bytes], limits: Limits) -> Iterator[Container]:
    """Open a zip file for reading. Raises UnreadableFile."""
    try:
        archive = zipfile.ZipFile(source)
    except _BROKEN as error:
        raise damaged(error) from error
    with archive:
        yield Container(archive, limits)
