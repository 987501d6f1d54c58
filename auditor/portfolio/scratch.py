"""Where a run puts what it needs for a while: copies of inputs, packages on their way to a store, files of the configuration.

All of it lies in one folder of the run, which goes with the run whatever became of its workers: a killed one clears nothing
away. What a killed run leaves, the next one does. On a Dask worker it lies where Dask keeps and clears away the worker's own.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from shutil import rmtree
from uuid import uuid4

from filelock import FileLock

from auditor.model import Text

_OF_RUNS, _LOCK = "auditor-run-", ".lock"
_OURS: ContextVar[str | None] = ContextVar("_OURS", default=None)  # two runs in two threads of a program have one each


@contextmanager
def of_run() -> Iterator[None]:
    """What the run puts anywhere for a while, and its workers by whatever library, lies in one folder until the block ends."""
    with ExitStack() as ends:
        with suppress(OSError, NotImplementedError):  # where nothing can be put, a run that needs nothing does without
            shared = Path(tempfile.gettempdir())
            folder = shared / f"{_OF_RUNS}{uuid4().hex}"
            lock = FileLock(f"{folder}{_LOCK}")
            # Before there is a folder: one that nobody holds is taken for left, which another run may be looking into now.
            lock.acquire(timeout=5, poll_interval=0.01)
            ends.callback(_remove, folder, lock)
            folder.mkdir(0o700)
            ends.callback(_OURS.reset, _OURS.set(str(folder)))
            _clear_away(shared, folder)
        yield


def temporary() -> tempfile.TemporaryDirectory[str]:
    """A temporary folder of this run or worker."""
    return tempfile.TemporaryDirectory(prefix="auditor-", dir=place())


def place() -> str:
    """The folder in which those of this run or worker lie."""
    with suppress(KeyError, ValueError):  # there is no Dask, or this is none of its workers
        return str(sys.modules["distributed"].get_worker().local_directory)
    return _OURS.get() or tempfile.gettempdir()


def no_room() -> Text:
    """That nothing can be put there, and what to do."""
    return Text(
        f"临时文件夹 {place()} 不可写或已满；请清理空间，或用环境变量 TMPDIR 指定另一个文件夹",
        f"the folder for temporary files, {place()}, is full or can't be written; free some space, or name another folder "
        "in the environment variable TMPDIR",
    )


def _clear_away(shared: Path, ours: Path) -> None:
    """Remove the folders of our runs that were killed: nobody holds their locks."""
    for left in shared.glob(f"{_OF_RUNS}*{_LOCK}"):
        with suppress(OSError, NotImplementedError):
            if left.lstat().st_uid == ours.stat().st_uid:
                lock = FileLock(left)
                lock.acquire(timeout=0)
                _remove(left.with_suffix(""), lock)


def _remove(folder: Path, lock: FileLock) -> None:
    rmtree(folder, ignore_errors=True)
    lock.release()
    with suppress(OSError):
        Path(lock.lock_file).unlink()
