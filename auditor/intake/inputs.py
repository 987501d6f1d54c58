"""Which files the paths of a command line mean, and their bytes.

Folders and zipped folders are walked in the order of their names. Lock files, system files and what
is plainly no data are passed over and listed; a file that is named by itself is always read.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

from auditor.intake.limits import Limits
from auditor.intake.not_found import not_found
from auditor.intake.own import own_reports
from auditor.intake.readers.archive import Container, open_container
from auditor.intake.readers.cells import AGAIN, UnreadableFile
from auditor.model import Text

OWN = Text("本工具写出的报告，不作为输入", "reports that this tool wrote; they are no input")
NOT_REGULAR = Text("不是普通文件（文件夹、管道或设备）", "not a regular file (a folder, a pipe or a device)")
_CLOSED = (
    Text("没有权限打开该文件夹，里面的文件没有读取", "no permission to open this folder; what is in it is not read"),
    Text("请检查文件夹的权限", "check the permissions of the folder"),
)
_LINKED = (
    Text("指向文件夹的链接，没有跟进去读", "a link to a folder, which is not followed"),
    Text("请另外指明该文件夹", "name that folder too"),
)
_EMPTY = (
    Text("文件夹里没有可读的文件", "the folder holds no file to read"),
    Text("请检查路径", "check the path"),
)
_OUTSIDE = (
    Text("压缩包成员的路径指向包外，已拒绝", "the member's path points outside the archive: refused"),
    Text("请重新打包，或解压后再交给本程序", "pack it again, or unpack it and pass the files"),
)
_CHUNK = 1 << 20
_LOCAL_HEADER = 30  # bytes of a zip file before its first member's name
_OFFICE = b"[Content_Types].xml"  # the first member of most workbooks: no folder has one
_IGNORED_NAMES = frozenset(
    (
        "desktop.ini",
        "thumbs.db",
        "__macosx",
        "$recycle.bin",
        "system volume information",
        "#recycle",
        "@eadir",
        "lost+found",
    )
)  # of Windows, macOS, Linux and network disks: what was deleted is no input
_IGNORED_STARTS = ("~$", ".", "~wrl")
_NO_DATA = (
    ".pdf .doc .docx .ppt .pptx .html .htm .md .rtf .png .jpg .jpeg .gif .bmp .webp .svg .heic .mp4 .mov .avi .mp3 .wav "
    ".py .js .css .yaml .yml .toml .ini .log .lnk .url .exe .msi .dll .bat .sh .db .sqlite .sqlite3 .eml .msg .tmp .part"
)
_OTHER_KINDS = frozenset(_NO_DATA.split())


class Source(NamedTuple):
    """One input: a file, or a member of a zipped folder. ``name`` is how reports name it."""

    path: Path
    name: str
    member: str | None = None


class Refused(NamedTuple):
    """An input that could not even be opened."""

    name: str
    error: UnreadableFile


def find_sources(
    paths: Iterable[Path | str],
    limits: Limits | None = None,
    root: str | None = None,
    settings: Iterable[str] = (),
    found_only: Collection[str] = (),
) -> Found:
    """Walk files, folders and zipped folders. Nothing is raised: what can't be opened is in ``refused``.

    What lies below the folder ``root`` is named from there, everything else as given. ``settings``: files that a walk
    leaves out without a word; ``found_only``: files that nobody named, which are passed over as on a walk.
    """
    found = Found(limits or Limits(), frozenset(Path(path).resolve() for path in settings))
    for given in paths:
        path = Path(given)
        name = below(str(given).replace(os.sep, "/"), root)
        if os.path.isdir(path):  # also where it may not be asked, or can't be: its reader says why
            found.folder(path, name)
        elif str(given) in found_only and (reason := _ignored((path.name,))):
            found.skipped.append((name, reason))
        else:
            found.file(Source(path, name))
    return found


def below(name: str, root: str | None) -> str:
    """The name of a path as seen from the folder ``root``; unchanged where it does not start there."""
    if root is None:
        return name
    prefix = Path(root).as_posix().rstrip("/")
    return "." if name == prefix else name.removeprefix(f"{prefix}/")


def loose_files(folder: Path) -> list[str]:
    """The names of the files that lie in a folder itself and that a walk would read, and of links to what may be folders."""
    own = own_reports(folder)
    files = sorted(
        path.name for path in folder.iterdir() if path.is_file() or (path.is_symlink() and not path.exists())
    )
    links = (".lnk",)  # a shortcut of Windows is followed as little as a link whose target is gone
    return [name for name in files if name not in own and (name.endswith(links) or _ignored((name,)) is None)]


def fingerprint(source: Source, limits: Limits | None = None) -> tuple[str, int]:
    """SHA-256 (hex) and size in bytes of the input. Raises UnreadableFile."""
    digest, size = hashlib.sha256(), 0
    with open_source(source, limits or Limits()) as stream:
        while data := stream.read(_CHUNK):
            digest.update(data)
            size += len(data)
    return digest.hexdigest(), size


@dataclass(slots=True)
class Found:
    """What the paths of a command line lead to: in the order given, folders in the order of their names."""

    limits: Limits
    settings: frozenset[Path] = frozenset()
    sources: list[Source] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    skipped: list[tuple[str, Text]] = field(default_factory=list)

    def folder(self, path: Path, name: str) -> None:
        """All files below a folder, without lock files, system files and kinds that are no data.

        A link whose target is gone is a file that can't be found, not one that is none. A folder that can't be opened
        is refused.
        """
        before = len(self.sources) + len(self.refused)
        closed: list[OSError] = []
        entries = [
            Path(at, entry)
            for at, folders, names in os.walk(path, onerror=closed.append)
            for entry in (*names, *(each for each in folders if os.path.islink(os.path.join(at, each))))
        ]
        files = [(file.relative_to(path), file) for file in entries]
        for inside in sorted(Path(error.filename).relative_to(path) for error in closed):
            if not inside.parts or _ignored(inside.parts) is None:
                label = f"{name.rstrip('/')}/{inside.as_posix()}" if inside.parts else name
                self.refused.append(Refused(label, UnreadableFile(*_CLOSED)))
        own = {folder: own_reports(folder) for folder in sorted({file.parent for _, file in files})}
        told: set[Path] = set()
        for inside, file in sorted(files, key=lambda item: item[0].as_posix()):
            label = f"{name.rstrip('/')}/{inside.as_posix()}"
            if file.name in own[file.parent]:
                if file.parent not in told:
                    self.skipped.append((label.rpartition("/")[0], OWN))
                told.add(file.parent)
            elif os.path.isdir(file) and not _ignored(inside.parts):
                self.refused.append(Refused(label, UnreadableFile(*_LINKED)))
            elif self.settings and file.resolve() in self.settings:
                continue
            elif reason := _ignored(inside.parts) or _no_file(file):
                self.skipped.append((label, reason))
            else:
                self.file(Source(file, label))
        if len(self.sources) + len(self.refused) == before:
            self.refused.append(Refused(name, UnreadableFile(*_EMPTY)))

    def file(self, source: Source) -> None:
        """The file itself, or the members of a zipped folder."""
        try:
            self.sources.extend(self._members(source))
        except UnreadableFile as error:
            self.refused.append(Refused(source.name, error))

    def _members(self, source: Source) -> list[Source]:
        with open_file(source.path) as stream:
            head = stream.read(_LOCAL_HEADER + len(_OFFICE))
            if not head.startswith(b"PK\x03\x04") or head.endswith(_OFFICE):
                return [source]
            try:
                with open_container(stream, self.limits) as container:
                    names = container.names if _is_folder(container) else None
            except UnreadableFile:
                return [source]  # its reader will say what is wrong
        if names is None:
            return [source]
        found = []
        for member in names:
            label = f"{source.name}!{member}"
            parts = tuple(member.split("/"))
            if ".." in parts or member.startswith("/") or ":" in parts[0]:
                self.refused.append(Refused(label, UnreadableFile(*_OUTSIDE)))
            elif reason := _ignored(parts):
                self.skipped.append((label, reason))
            else:
                found.append(Source(source.path, label, member))
        if not names:
            raise UnreadableFile(Text("压缩包是空的", "the archive is empty"), AGAIN)
        return found


def _is_folder(container: Container) -> bool:
    """Whether a zip file is a zipped folder and not a document of an office program."""
    return not any(
        name in container
        for name in ("[Content_Types].xml", "xl/workbook.xml", "mimetype", "content.xml", "Index/Document.iwa")
    )


def is_hidden(parts: Iterable[str]) -> bool:
    """Whether a file, or a folder that it lies in, is a temporary, system or hidden one."""
    return any(part.casefold().startswith(_IGNORED_STARTS) or part.casefold() in _IGNORED_NAMES for part in parts)


def is_passed_over(name: str) -> bool:
    """Whether a file of this name is passed over on a walk: a photo, a shortcut, a lock file."""
    return _ignored((name,)) is not None


def _ignored(parts: tuple[str, ...]) -> Text | None:
    """Why a file met on a walk is passed over."""
    if is_hidden(parts):
        return Text("临时、系统或隐藏文件，已跳过", "a temporary, system or hidden file, skipped")
    if Path(parts[-1]).suffix.casefold() in _OTHER_KINDS:
        return Text(
            "不是表格，已跳过；要读它请单独指明", "not a spreadsheet, skipped; name it by itself to have it read"
        )
    return None


def _no_file(path: Path) -> Text | None:
    """Why what lies in a folder is passed over although it is no folder: a pipe, a device."""
    return NOT_REGULAR if os.path.exists(path) and not os.path.isfile(path) else None


def open_file(path: Path) -> IO[bytes]:
    """Open a regular file for reading. Raises UnreadableFile with the reason in words."""
    try:
        stream = path.open("rb") if stat.S_ISREG(path.stat().st_mode) else None
    except FileNotFoundError:
        raise not_found(path) from None
    except PermissionError:
        raise UnreadableFile(
            Text("没有读取权限，或文件正被其他程序占用", "no permission to read it, or another program holds it"),
            Text("请关闭打开它的 Excel 或 WPS，或检查权限", "close it in Excel or WPS, or check its permissions"),
        ) from None
    except (OSError, ValueError) as error:
        raise UnreadableFile(Text(f"打不开文件：{error}", f"the file cannot be opened: {error}"), AGAIN) from None
    if stream is None:
        raise UnreadableFile(NOT_REGULAR, Text("请指明文件本身", "name the file itself"))
    return stream


@contextmanager
def open_source(source: Source, limits: Limits) -> Iterator[IO[bytes]]:
    """The bytes of an input. Raises UnreadableFile."""
    with open_file(source.path) as stream:
        if source.member is None:
            yield stream
        else:
            with open_container(stream, limits) as container:
                yield io.BytesIO(container.read(source.member))


def reopened(source: Source, stream: IO[bytes]) -> IO[bytes]:
    """The content from its start again, as a stream that the reader may close."""
    return io.BytesIO(stream.getbuffer()) if isinstance(stream, io.BytesIO) else open_file(source.path)
