"""From a path to open sheets: walk folders, tell formats by content, refuse what is no spreadsheet.

The extension decides nothing: an .xls may be a workbook of today, HTML, a tab-separated text or a
web archive. Opening does all reading of untrusted content in the caller's process; whoever reads
files of strangers calls it through ``worker.run_isolated``.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from auditor.intake.archive import Container, open_container
from auditor.intake.cells import Sheet, UnreadableFile
from auditor.intake.delimited import read_delimited
from auditor.intake.limits import Limits
from auditor.intake.xlsx import read_workbook
from auditor.model import Text

_CHUNK = 1 << 20
_IGNORED_NAMES = frozenset(("desktop.ini", "thumbs.db", "__macosx"))
_IGNORED_STARTS = ("~$", ".", "~wrl")


class Source(NamedTuple):
    """One input: a file, or a member of a zipped folder. ``name`` is how reports name it."""

    path: Path
    name: str
    member: str | None = None


class Refused(NamedTuple):
    """An input that could not even be opened."""

    name: str
    error: UnreadableFile


@dataclass(frozen=True, slots=True)
class Found:
    """What the paths of a command line lead to: in the order given, folders in the order of their names."""

    sources: tuple[Source, ...]
    refused: tuple[Refused, ...] = ()
    skipped: tuple[tuple[str, Text], ...] = ()


def find_sources(paths: Iterable[Path | str], limits: Limits | None = None) -> Found:
    """Walk files, folders and zipped folders. Nothing is raised: what can't be opened is in ``refused``."""
    sources: list[Source] = []
    refused: list[Refused] = []
    skipped: list[tuple[str, Text]] = []
    for given in paths:
        path = Path(given)
        name = str(given).replace("\\", "/") if "\\" not in str(path) else path.as_posix()
        if path.is_dir():
            before = len(sources)
            for file in sorted(
                (item for item in path.rglob("*") if item.is_file()), key=lambda item: item.relative_to(path).as_posix()
            ):
                inside = file.relative_to(path)
                label = f"{name.rstrip('/')}/{inside.as_posix()}"
                if reason := _ignored(inside.parts):
                    skipped.append((label, reason))
                else:
                    sources.append(Source(file, label))
            if len(sources) == before:
                refused.append(
                    Refused(name, UnreadableFile(Text("文件夹里没有可读的文件", "the folder holds no file to read")))
                )
        else:
            sources.append(Source(path, name))
    expanded: list[Source] = []
    for source in sources:
        try:
            expanded.extend(_members(source, limits or Limits(), skipped))
        except UnreadableFile as error:
            refused.append(Refused(source.name, error))
    return Found(tuple(expanded), tuple(refused), tuple(skipped))


def fingerprint(source: Source, limits: Limits | None = None) -> tuple[str, int]:
    """SHA-256 (hex) and size in bytes of the input. Raises UnreadableFile."""
    digest, size = hashlib.sha256(), 0
    with _stream(source, limits or Limits()) as stream:
        while data := stream.read(_CHUNK):
            digest.update(data)
            size += len(data)
    return digest.hexdigest(), size


@contextmanager
def open_sheets(
    source: Source | Path | str, limits: Limits | None = None, encoding: str | None = None
) -> Iterator[Iterator[Sheet]]:
    """The sheets of a file, told by its content. Raises UnreadableFile, also while sheets are read."""
    limits = limits or Limits()
    where = source if isinstance(source, Source) else Source(Path(source), str(source))
    with _stream(where, limits) as stream:
        head = stream.read(8)
        stream.seek(0)
        if head.startswith(b"PK"):
            with open_container(stream, limits) as container:
                yield read_workbook(container, limits)
        else:
            yield iter([read_delimited(lambda: _reopened(where, stream), encoding)])


def _ignored(parts: tuple[str, ...]) -> Text | None:
    """Why a file met on a walk is passed over: lock files, system files, hidden files."""
    for part in parts:
        if part.startswith(_IGNORED_STARTS) or part.casefold() in _IGNORED_NAMES:
            return Text("临时、系统或隐藏文件，已跳过", "a temporary, system or hidden file, skipped")
    return None


def _members(source: Source, limits: Limits, skipped: list[tuple[str, Text]]) -> Iterator[Source]:
    """The file itself, or the members of a zipped folder."""
    with open_path(source.path) as stream:
        packed = stream.read(4).startswith(b"PK\x03\x04")
        stream.seek(0)
        if packed:
            with open_container(stream, limits) as container:
                if not _is_document(container):
                    for member in container.names:
                        label = f"{source.name}!{member}"
                        if reason := _ignored(tuple(member.split("/"))):
                            skipped.append((label, reason))
                        else:
                            yield Source(source.path, label, member)
                    return
    yield source


def _is_document(container: Container) -> bool:
    return any(name.casefold() in {"[content_types].xml", "mimetype", "content.xml"} for name in container.names)


def open_path(path: Path) -> IO[bytes]:
    """Open a file for reading bytes. Raises UnreadableFile with the reason in words."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise UnreadableFile(
            Text("找不到文件", "the file does not exist"), Text("请检查路径", "check the path")
        ) from None
    except IsADirectoryError:
        raise UnreadableFile(Text("这是文件夹，不是文件", "this is a folder, not a file")) from None
    except PermissionError:
        raise UnreadableFile(
            Text("没有读取权限，或文件正被其他程序占用", "no permission to read it, or another program holds it"),
            Text("请关闭打开它的 Excel 或 WPS，或检查权限", "close it in Excel or WPS, or check its permissions"),
        ) from None
    except (OSError, ValueError) as error:
        raise UnreadableFile(Text(f"打不开文件：{error}", f"the file cannot be opened: {error}")) from None


@contextmanager
def _stream(source: Source, limits: Limits) -> Iterator[IO[bytes]]:
    with open_path(source.path) as stream:
        if source.member is None:
            yield stream
        else:
            with open_container(stream, limits) as container:
                yield io.BytesIO(container.read(source.member))


def _reopened(source: Source, stream: IO[bytes]) -> IO[bytes]:
    """The content from its start again, as a stream that the reader may close."""
    return io.BytesIO(stream.getbuffer()) if isinstance(stream, io.BytesIO) else open_path(source.path)
