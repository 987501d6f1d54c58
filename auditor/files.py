"""Files are written whole or not at all, under names that cannot leave their folder."""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from auditor.model import Text
from auditor.text import BilingualError

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?\Z")
_BEGUN = re.compile(r"\.writing-[0-9]+-[0-9]+")
_NUMBERS = itertools.count()  # of the files that this process begins
_LONGEST = 60  # characters: 180 bytes of CJK, so that prefixes and suffixes fit into a file system's 255


class ReportError(BilingualError, OSError):
    """A report could not be written; ``message`` says so in both languages, with the way out."""


def safe_name(name: str) -> str:
    """A file name for a store: letters of every script kept, no separators, nothing reserved on Windows.

    At most 60 characters. A name that had to be changed ends in a short hash of the original, so
    that two different names give two different files (see ``safe_names`` for names that differ by case only).
    Raises ReportError where the system's file names can't hold the letters: a name is the same in every locale.
    """
    text = unicodedata.normalize("NFC", name)
    kept = "".join(mark if mark.isalnum() or mark in " -_.()（）·" else "_" for mark in text)
    kept = re.sub(r"\.\.+", "_", kept).strip("._ ")[:_LONGEST].rstrip("._ ")
    try:
        os.fsencode(kept)
    except UnicodeEncodeError as error:
        raise ReportError(
            Text(
                f"本机的文件名编码（{error.encoding}）写不出“{name}”；请设环境变量 PYTHONUTF8=1 后重跑",
                f"file names of this system are {error.encoding} and can't hold {name}: set PYTHONUTF8=1 and run it again",
            )
        ) from error
    if kept and kept == name and not _RESERVED.match(kept):
        return kept
    return _hashed(f"_{kept}" if _RESERVED.match(kept) else kept, name)


def safe_names(names: Iterable[str]) -> dict[str, str]:
    """``safe_name`` for many, distinct also on file systems that ignore case: Shop and shop both get a hash."""
    made = {name: safe_name(name) for name in names}
    taken = Counter(file.casefold() for file in made.values())
    return {name: file if taken[file.casefold()] == 1 else _hashed(file, name) for name, file in made.items()}


def _hashed(kept: str, name: str) -> str:
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kept[: _LONGEST - 9].rstrip('._ ') or 'store'}-{digest}"


def hash_of(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal. Raises OSError, also for what is no regular file, such as a device."""
    if not path.is_file():  # a pipe would never open, a device never end; no file has a NUL in its name
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_json(path: Path, most: int | None = None) -> Any:
    """The JSON of a regular file of at most ``most`` bytes, never of a pipe or device.

    Raises OSError, and ValueError where it is none, too large or nested too deeply.
    """
    if not path.is_file():
        raise FileNotFoundError(path)
    if most is not None and path.stat().st_size > most:
        raise ValueError("too large")
    try:
        return json.loads(path.read_text("utf-8-sig"))  # an editor may have put a mark before it
    except RecursionError:
        raise ValueError("nested too deeply") from None


def write_file(path: Path, data: bytes | Iterable[bytes]) -> Path:
    """Put ``data`` (whole, or in pieces) at ``path`` in one step; returns the path that was written.

    A temporary file in the same folder is filled, flushed to the disk and renamed over the target, so
    a reader sees the old file or the new one, also after a power cut. Where the target is open in another program
    (Windows) the report gets a new name beside it. Raises ReportError, and what making a piece raises.
    """
    with Together() as files:
        files.write(path, data)
        return files.publish()[path]


class Together:
    """Files that appear together: each is filled beside its place, and all are renamed by ``publish``, in their order.

    Where one of them can't be written, on a disk that gets full, the old ones stay, every one. Not ``flushed``, they are
    left to ``flush_file`` before anybody counts on them. Everything may raise ReportError.
    """

    def __init__(self, *, flushed: bool = True) -> None:
        self._flushed = flushed
        self._begun: list[tuple[Path, Path]] = []

    def __enter__(self) -> Together:
        return self

    def __exit__(self, *raised: object) -> None:
        for temporary, _ in self._begun:
            with suppress(OSError):  # it has its name by now
                temporary.unlink()

    def write(self, path: Path, data: bytes | Iterable[bytes]) -> None:
        """Begin the file at ``path``."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():  # no file can be renamed over it: told before any other is
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
            with _fresh(path.parent) as stream:
                self._begun.append((Path(stream.name), path))
                stream.writelines([data] if isinstance(data, bytes) else data)
                if self._flushed:
                    stream.flush()
                    os.fsync(stream.fileno())
        except OSError as error:
            raise ReportError(not_written(error, path)) from error

    def publish(self) -> dict[Path, Path]:
        """Each file to its place: the path that was asked for → the one that was written."""
        written: dict[Path, Path] = {}
        for temporary, path in self._begun:
            try:
                written[path] = _publish(temporary, path)
            except OSError as error:
                raise ReportError(not_written(error, path)) from error
        return written


def flush_file(path: Path) -> None:
    """Wait until a file that was written without is on the disk. Raises ReportError, also where there is no such file."""
    try:
        with path.open("r+b") as stream:  # Windows flushes only what is open for writing
            os.fsync(stream.fileno())
    except PermissionError:
        return  # another program has it open (Windows)
    except FileNotFoundError as error:
        raise ReportError(
            Text(
                f"刚写入的 {path} 不见了：是否被其他程序（如杀毒软件）移走？集群的工作进程若不在同一磁盘，请用 --out 写一个地址",
                f"{path} was written and is gone: did another program (a virus scanner) take it away? Where the workers of a "
                "cluster share no disk with this machine, give a URL with --out",
            )
        ) from error
    except OSError as error:
        raise ReportError(not_written(error, path)) from error


def clear_begun(folder: Path) -> None:
    """Remove the temporary files in ``folder`` that were begun in processes that were killed since.

    Nobody else may be writing there: what is being written would go as well.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for begun in [entry for entry in entries if _BEGUN.fullmatch(entry.name)]:
            with suppress(OSError):  # a folder of that name is not ours
                os.unlink(begun)


def _fresh(folder: Path) -> BinaryIO:
    """A new file in ``folder`` that nobody else has, with the permissions that the user's files have."""
    for number in _NUMBERS:
        with suppress(FileExistsError):
            return open(folder / f".writing-{os.getpid()}-{number}", "xb")
    raise AssertionError("unreachable")


def _publish(temporary: Path, path: Path) -> Path:
    """Rename over the target, or to the next free number beside it while another program holds the target open."""
    for attempt in range(1, 100):
        target = path if attempt == 1 else path.with_name(f"{path.stem} ({attempt}){path.suffix}")
        try:
            os.replace(temporary, target)
        except PermissionError:
            # The folder took the temporary file, so it can be written to: the target itself is what refuses.
            if not target.is_file():
                raise
        else:
            return target
    raise PermissionError(errno.EACCES, "a hundred reports of this name are open")


def not_written(error: OSError, path: Path) -> Text:
    """Why nothing was written, and what to do."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        why = Text(
            "磁盘已满；请清理空间或用 --out 换一个文件夹",
            "the disk is full; free some space or choose another folder with --out",
        )
    elif error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        why = Text(
            "没有写入权限或文件夹为只读；请用 --out 换一个文件夹",
            "no permission or a read-only folder; choose another one with --out",
        )
    elif error.errno in {errno.EISDIR, errno.ENOTDIR, errno.EEXIST}:
        why = Text(
            "路径上有同名的文件或文件夹；请移走或用 --out 换一个文件夹",
            "a file or folder of that name is in the way; move it or choose another folder with --out",
        )
    elif error.errno == errno.ENAMETOOLONG:
        why = Text(
            "路径太长；请用 --out 换一个更短的文件夹", "the path is too long; choose a shorter folder with --out"
        )
    else:
        why = Text(f"系统报告：{error.strerror}", f"the system says: {error.strerror}")
    return Text(f"无法写入 {path}：{why.zh}", f"cannot write {path}: {why.en}")
