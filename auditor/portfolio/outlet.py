"""Where packages go: a folder of this machine, or anything that fsspec writes to (s3, gs, oss, sftp, memory).

Workers write a package in a *workplace*. For a folder that is the folder itself; for a store behind a URL it is a
scratch folder of the worker, and what was written is uploaded when the package is complete. Either way the manifest of
a package is written after everything else and by the run's own process, so a package is whole whose manifest holds the
hashes of its files.

A store has no lock: two runs at once on one URL both do their work, and the later upload of a file stands. How whole a
single file is there is the store's promise (objects of s3, gs and oss appear at once; sftp has no such promise).
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

from filelock import FileLock, Timeout

from auditor.files import ReportError, clear_begun, flush_file, hash_of, write_file
from auditor.model import Text
from auditor.portfolio.remote import is_url, said, shown
from auditor.report.package import NOTES
from auditor.text import BilingualError

MANIFEST = ".package.json"  # in the client's folder; written last, so it stands for a finished package
Hashes = Sequence[tuple[str, str]]  # (path below the client's folder, sha256)


class Busy(BilingualError):
    """Another run writes into the same folder; ``message`` says which one."""


class Outlet(Protocol):
    """What a run needs of the place that it writes to. Paths are relative, with ``/``. All may raise ReportError."""

    local: bool

    def held(self) -> AbstractContextManager[None]:
        """A context in which this run has the place, as far as the place can be held. Raises Busy."""

    def workplace(self, client: str) -> AbstractContextManager[Path]:
        """A context with the folder to write a client's package in; leaving it well hands the package over."""

    def read(self, path: str) -> bytes | None:
        """The content; None where there is none."""

    def write(self, path: str, data: bytes | Iterable[bytes]) -> None:
        """Put ``data`` (whole, or in pieces) there, whole or not at all as far as the place can."""

    def flush(self, client: str, files: Hashes) -> None:
        """See to it that these files of a package outlast a power cut, before its manifest says that they are there."""

    def remove(self, path: str) -> None:
        """Take it away; nothing happens where it is not there."""

    def whole(self, client: str, outputs: Hashes, notes: Hashes, archive: str = "") -> bool:
        """Whether a package is as it was left: by content here, by presence (and content of notes) in a store.

        ``archive`` is the hash of its zip file; empty where none was asked for.
        """

    def packages(self) -> set[str]:
        """The folders that hold a finished package, of this run or of one before."""

    def shown(self, path: str) -> str:
        """The path as a person is told it."""


def outlet(out: str) -> Outlet:
    """The outlet of ``--out``: a path, ``file://…``, or a URL of fsspec. Raises ReportError for one nobody can open."""
    if out.startswith("file://"):
        return Folder(Path(url2pathname(urlsplit(out).path)))
    return Store(out) if is_url(out) else Folder(Path(out))


class Folder:
    """A folder of this machine."""

    local = True

    def __init__(self, root: Path) -> None:
        self.root = root

    def held(self) -> AbstractContextManager[None]:
        """Hold the folder for this run; see ``hold``."""
        return hold(self.root)

    @contextmanager
    def workplace(self, client: str) -> Iterator[Path]:
        """The client's folder itself."""
        yield self.root / client

    def read(self, path: str) -> bytes | None:
        """The content; None where it can't be read."""
        try:
            return (self.root / path).read_bytes()
        except OSError:
            return None

    def write(self, path: str, data: bytes | Iterable[bytes]) -> None:
        """Write the file whole or not at all."""
        write_file(self.root / path, data)

    def flush(self, client: str, files: Hashes) -> None:
        """Wait until they are on the disk."""
        for path, _ in files:
            flush_file(self.root / client / path)

    def remove(self, path: str) -> None:
        """Take the file away."""
        with suppress(OSError):
            (self.root / path).unlink()

    def whole(self, client: str, outputs: Hashes, notes: Hashes, archive: str = "") -> bool:
        """Whether every file has its hash."""
        files = [(f"{client}/{path}", digest) for path, digest in (*outputs, *notes)]
        files += [(f"{client}.zip", archive)] if archive else []
        try:
            return all(hash_of(self.root / path) == digest for path, digest in files)
        except OSError:
            return False

    def packages(self) -> set[str]:
        """The folders with a manifest."""
        return {path.parent.name for path in self.root.glob(f"*/{MANIFEST}")}

    def shown(self, path: str) -> str:
        """The path."""
        return (self.root / path).as_posix()


class Store:
    """A place behind a URL."""

    local = False

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        with self._told("", "打开", "open"):
            import fsspec

            self.system, self.root = fsspec.core.url_to_fs(self.url)

    @contextmanager
    def held(self) -> Iterator[None]:
        """A store can't be held; that it can be written to is found out before hours of work."""
        self.write(".writable", b"")
        self.remove(".writable")
        yield

    @contextmanager
    def workplace(self, client: str) -> Iterator[Path]:
        """A scratch folder with the notes that lie in the store; its files are uploaded, the manifest taken away first."""
        with TemporaryDirectory(prefix="auditor-") as scratch:
            folder = Path(scratch, client)
            folder.mkdir()
            last = self.read(f"{client}/{MANIFEST}")
            edited = {path for path in self._names(client) if path.endswith(NOTES)}
            for path in edited:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(self.read(f"{client}/{path}") or b"")
            yield folder
            self.remove(f"{client}/{MANIFEST}")
            made = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*")) if file.is_file()}
            for name, file in made.items():
                if name not in edited:
                    self.write(f"{client}/{name}", file.read_bytes())
            outputs, archived = _listed(last)
            for name in outputs:
                if name not in made:
                    self.remove(f"{client}/{name}")
            if archived:  # it holds the files of last time
                self.remove(f"{client}.zip")

    def read(self, path: str) -> bytes | None:
        """The content; None where there is none."""
        with self._told(path, "读取", "read"):
            try:
                return bytes(self.system.cat_file(f"{self.root}/{path}"))
            except FileNotFoundError:
                return None

    def write(self, path: str, data: bytes | Iterable[bytes]) -> None:
        """Put the object there; pieces go through a file of this machine, so that half an object is never seen."""
        target = f"{self.root}/{path}"
        with self._told(path, "写入", "write"):
            self.system.makedirs(target.rpartition("/")[0], exist_ok=True)
            if isinstance(data, bytes):
                self.system.pipe_file(target, data)
                return
            with TemporaryDirectory(prefix="auditor-") as scratch:
                whole = Path(scratch, "file")
                with whole.open("wb") as stream:
                    stream.writelines(data)
                self.system.put_file(str(whole), target)

    def flush(self, client: str, files: Hashes) -> None:
        """Nothing: what was uploaded is the store's to keep."""

    def remove(self, path: str) -> None:
        """Take the object away."""
        with self._told(path, "删除", "remove"), suppress(FileNotFoundError):
            self.system.rm_file(f"{self.root}/{path}")

    def whole(self, client: str, outputs: Hashes, notes: Hashes, archive: str = "") -> bool:
        """Whether every object is there, and the notes are as they were."""
        if not {path for path, _ in (*outputs, *notes)} <= self._names(client):
            return False
        if archive and not self._is_there(f"{client}.zip"):
            return False
        return all(_hash(self.read(f"{client}/{path}") or b"") == digest for path, digest in notes)

    def packages(self) -> set[str]:
        """The folders with a manifest."""
        with self._told("", "读取", "read"):
            found = self.system.glob(f"{self.root}/*/{MANIFEST}")
        return {path.split("/")[-2] for path in found}

    def shown(self, path: str) -> str:
        """The URL, without a password."""
        return f"{shown(self.url)}/{path}".rstrip("/")

    def _names(self, client: str) -> set[str]:
        """The objects below the client's folder, relative to it."""
        folder = f"{self.root}/{client}"
        with self._told(client, "读取", "read"):
            self.system.invalidate_cache()
            try:
                found = self.system.find(folder)
            except FileNotFoundError:
                return set()
        return {path.lstrip("/").removeprefix(f"{folder.lstrip('/')}/") for path in found}

    def _is_there(self, path: str) -> bool:
        with self._told(path, "读取", "read"):
            return bool(self.system.exists(f"{self.root}/{path}"))

    @contextmanager
    def _told(self, path: str, zh: str, en: str) -> Iterator[None]:
        """Whatever a file system raises is told as ours: each has errors of its own kind."""
        try:
            yield
        except ReportError:
            raise
        except ImportError as error:
            raise ReportError(
                Text(
                    f"无法{zh} {self.shown(path)}：缺少程序包；pip install 'store-auditor[cluster]'（s3、oss 等还需各自的 fsspec 插件）",
                    f"cannot {en} {self.shown(path)}: a package is missing; pip install 'store-auditor[cluster]' (s3, oss and "
                    "others need their fsspec plug-in as well)",
                )
            ) from error
        except Exception as error:
            why = said(error, self.url)
            raise ReportError(
                Text(
                    f"无法{zh} {self.shown(path)}：{why}；请检查地址与权限",
                    f"cannot {en} {self.shown(path)}: {why}; check the address and the access",
                )
            ) from error


def _listed(manifest: bytes | None) -> tuple[list[str], bool]:
    """The files that a manifest lists, and whether they were zipped as well; none where it can't be read."""
    try:
        known = json.loads(manifest or b"{}")
        return [path for path, _ in known["outputs"]], bool(known.get("archive"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return [], False


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@contextmanager
def hold(out: Path) -> Iterator[None]:
    """Hold the output folder for this run, and clear away what a killed one had begun to write.

    Raises Busy, naming the holder, when another run has it, and ReportError when it can't be made or written to.
    """
    lock, holder = FileLock(out / ".lock"), out / ".lock-holder"
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except OSError as error:
        if not isinstance(error, Timeout):
            raise ReportError(
                Text(
                    f"输出文件夹 {out} 无法使用：{error.strerror}；请用 --out 换一个文件夹",
                    f"the output folder {out} can't be used: {error.strerror}; choose another one with --out",
                )
            ) from error
        who = holder.read_text(encoding="utf-8").strip() if holder.exists() else "?"
        raise Busy(
            Text(
                f"{out} 正被另一次运行占用（{who}）；请等它结束，或用 --out 换一个文件夹",
                f"{out} is held by another run ({who}); wait for it, or choose another folder with --out",
            )
        ) from None
    try:
        holder.write_text(f"pid {os.getpid()}, {socket.gethostname()}", encoding="utf-8")
        for folder in _folders(out):
            clear_begun(folder)
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _folders(out: Path) -> Iterator[Path]:
    """Where a run writes: the folder itself, a folder a client, in it one a language."""
    yield out
    for client in _inside(out):
        yield client
        yield from _inside(client)


def _inside(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
