"""Packages in a folder of this machine, which one run at a time may hold."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from auditor.files import ReportError, clear_begun, flush_file, hash_of, not_written, write_file
from auditor.model import Text
from auditor.text import BilingualError

MANIFEST = ".package.json"  # in the client's folder; written last, so it stands for a finished package
Hashes = Sequence[tuple[str, str]]  # (path below the client's folder, sha256)


class Busy(BilingualError):
    """Another run writes into the same folder; ``message`` says which one."""


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
        """The client's folder itself, without what a worker had begun there that was killed in this run."""
        for folder in _with_inner(self.root / client):
            clear_begun(folder)
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
            raise ReportError(not_written(error, out)) from error
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
        yield from _with_inner(client)


def _with_inner(client: Path) -> tuple[Path, ...]:
    return client, *_inside(client)


def _inside(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
