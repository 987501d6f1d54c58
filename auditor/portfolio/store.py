"""Packages behind a URL of fsspec: made in a scratch folder of the worker, uploaded when they are complete.

A store has no lock: two runs at once on one URL both do their work, and the later upload of a file stands. How whole a
single file is there is the store's promise (objects of s3, gs and oss appear at once; sftp has no such promise).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from auditor.files import ReportError
from auditor.model import Text
from auditor.portfolio.folder import MANIFEST, Hashes
from auditor.portfolio.remote import not_reached, opened, reached, shown
from auditor.portfolio.scratch import temporary
from auditor.report.package import NOTES


class Store:
    """A place behind a URL."""

    local = False

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        with self._told("", "打开", "open", asked=False):  # most only take note of the address
            self.system, self.root = opened(self.url)
            # s3fs would make the bucket of a name that is mistyped, and has no folders to make.
            self._makes_folders = "s3" not in self.system.protocol

    @contextmanager
    def held(self) -> Iterator[None]:
        """A store can't be held; that it can be written to is found out before hours of work."""
        self.write(".writable", b"")
        self.remove(".writable")
        yield

    @contextmanager
    def workplace(self, client: str) -> Iterator[Path]:
        """A scratch folder with the notes that lie in the store; its files are uploaded, the manifest taken away first."""
        with temporary() as scratch:
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
            if self._makes_folders:
                self.system.makedirs(target.rpartition("/")[0], exist_ok=True)
            if isinstance(data, bytes):
                self.system.pipe_file(target, data)
                return
            with temporary() as scratch:
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
    def _told(self, path: str, zh: str, en: str, asked: bool = True) -> Iterator[None]:
        """Whatever a file system raises is told as ours: each has errors of its own kind."""
        try:
            with reached(self.url, asked):
                yield
        except ReportError:
            raise
        except Exception as error:
            why = not_reached(self.url, error)
            where = self.shown(path)
            raise ReportError(Text(f"无法{zh} {where}：{why.zh}", f"cannot {en} {where}: {why.en}")) from error


def _listed(manifest: bytes | None) -> tuple[list[str], bool]:
    """The files that a manifest lists, and whether they were zipped as well; none where it can't be read."""
    try:
        known = json.loads(manifest or b"{}")
        return [path for path, _ in known["outputs"]], bool(known.get("archive"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return [], False


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
