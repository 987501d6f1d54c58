"""Isolation: files of strangers are read in worker processes, so that a bad one costs itself only.

A spreadsheet library can abort its process, hang, or eat all memory on a file of a few kilobytes.
Each worker therefore has a limit of memory and a clock; one that dies or overruns is replaced, its
file becomes a refusal, and the others are read as if nothing had happened. Results come in the
order of the items, whatever the number of workers.

``concurrent.futures`` is not used here because its pool can't say which task killed a worker, nor
stop a single one that hangs.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Any, Generic, NamedTuple, TypeVar

from auditor.intake.confine import OVER_MEMORY, limit_memory, limit_time, memory_used
from auditor.intake.limits import Limits
from auditor.intake.readers.cells import RESAVE, UnreadableFile
from auditor.model import Text
from auditor.processes import FORKS, cores

Item = TypeVar("Item")
Result = TypeVar("Result")

_GRACE = 5.0  # seconds for an interpreter to start or stop, on top of a file's time
_PATIENCE = 4  # times the limit of processor time that may pass on the wall: a busy machine must not change an audit
_RETIRE_AFTER = 128 << 20  # bytes that a worker may keep from file to file, so that each finds the same room


def run_isolated(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    limits: Limits | None = None,
    jobs: int | None = None,
    *,
    isolated: bool = True,
) -> Iterator[Result | UnreadableFile]:
    """Apply ``function`` to each item in worker processes; its result or the refusal, in the order of the items.

    ``function`` must be importable (a module's function or a ``functools.partial`` of one), items
    and results must pickle. An UnreadableFile that it raises is a refusal; any other exception is one
    too, marked as a bug. ``jobs`` is the number of workers (default: the cores at hand, at most one
    an item). ``isolated=False`` does everything in this process, without limits of time and memory.
    """
    limits = limits or Limits()
    if not isolated:
        for item in items:
            yield _guarded(function, item)
        return
    pool = _Pool(function, limits)
    try:
        yield from pool.run(items, min(jobs or cores(), len(items)))
    finally:
        pool.close()


class _Reply(NamedTuple):
    """What a worker sends back. ``retiring``: it ends after this one, to be replaced by a fresh one."""

    result: Any
    retiring: bool


def in_worker() -> bool:
    """Whether this process is a worker, so that a crash costs one file."""
    return _State.worker


class _State:
    worker = False


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    fresh: bool = True
    index: int | None = None  # of the item at work
    deadline: float = 0.0


class _Pool(Generic[Item, Result]):
    """Workers with one item each at a time, so that whatever happens to one has a name."""

    def __init__(self, function: Callable[[Item], Result], limits: Limits) -> None:
        self._function = function
        self._limits = limits
        self._context = _context()
        self._forks = self._context.get_start_method() == "fork"
        self._start_up = 0.0 if self._forks else _GRACE
        self._workers: list[_Worker] = []

    def run(self, items: Sequence[Item], count: int) -> Iterator[Result | UnreadableFile]:
        """Results in the order of the items."""
        results: dict[int, Result | UnreadableFile] = {}
        waiting = iter(range(len(items)))
        for _ in range(count):
            self._workers.append(_Worker(*self._launch()))
        for worker in self._workers:
            self._hand_out(worker, next(waiting, None), items)
        for index in range(len(items)):
            while index not in results:
                for worker in self._ready():
                    if worker.index is not None:
                        results[worker.index] = self._collect(worker)
                        self._hand_out(worker, next(waiting, None), items)
            yield results.pop(index)

    def close(self) -> None:
        """Stop all workers: idle ones end by themselves when their pipe closes, the others are killed."""
        for worker in self._workers:
            if worker.index is not None:
                worker.process.kill()
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(_GRACE)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._workers.clear()

    def _launch(self) -> tuple[BaseProcess, Connection]:
        ours, theirs = self._context.Pipe()
        # a forked worker holds copies of our ends: while they are open, no other worker sees us go
        held = [ours, *(worker.pipe for worker in self._workers)] if self._forks else []
        process = self._context.Process(target=_work, args=(self._function, theirs, self._limits, held), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    def _hand_out(self, worker: _Worker, index: int | None, items: Sequence[Item]) -> None:
        worker.index = index
        if index is not None:
            worker.deadline = (
                time.monotonic() + _PATIENCE * self._limits.seconds + (self._start_up if worker.fresh else 0.0)
            )
            worker.fresh = False
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it died idle: its pipe will say so
                worker.pipe.send(items[index])

    def _ready(self) -> list[_Worker]:
        """Workers that have answered, died, or run over their time."""
        busy = [worker for worker in self._workers if worker.index is not None]
        first = min(worker.deadline for worker in busy)
        answered = wait([worker.pipe for worker in busy], timeout=max(0.0, first - time.monotonic()))
        now = time.monotonic()
        return [worker for worker in busy if worker.pipe in answered or worker.deadline <= now]

    def _collect(self, worker: _Worker) -> Result | UnreadableFile:
        """The answer of a ready worker; one that gave none, or its last, is replaced in place."""
        try:
            if worker.pipe.poll():
                reply: _Reply = worker.pipe.recv()
                if reply.retiring:
                    self._replace(worker)
                result: Result | UnreadableFile = reply.result
                return result
            worker.process.kill()
            refusal = _overrun(self._limits)
        except (EOFError, OSError):
            worker.process.join(_GRACE)
            refusal = self._post_mortem(worker.process.exitcode)
        self._replace(worker)
        return refusal

    def _post_mortem(self, code: int | None) -> UnreadableFile:
        if code == OVER_MEMORY:
            return _over_memory(self._limits)
        if hasattr(signal, "SIGXCPU") and code == -signal.SIGXCPU:
            return _overrun(self._limits)
        return _crashed(code)

    def _replace(self, worker: _Worker) -> None:
        worker.pipe.close()
        worker.process.join(_GRACE)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.process, worker.pipe = self._launch()
        worker.fresh = True


def _work(function: Callable[[Any], object], pipe: Connection, limits: Limits, held: Sequence[Connection]) -> None:
    """The life of a worker: one item after the other until the pipe closes."""
    for connection in held:
        connection.close()
    _State.worker = True
    faulthandler.disable()  # a crash is reported by the parent, in one line
    gc.freeze()  # what came with the fork stays shared: a collection would touch, and so copy, every page
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)  # a library that panics would write over the user's terminal
    limit_memory(limits.memory)
    start = memory_used()
    while True:
        try:
            item = pipe.recv()
        except (EOFError, OSError):
            return
        limit_time(limits.seconds)
        result = _guarded(function, item)
        del item
        retiring = memory_used() - start > _RETIRE_AFTER
        try:
            pipe.send(_Reply(result, retiring))
        except MemoryError:
            os._exit(OVER_MEMORY)
        except OSError:
            return
        if retiring:
            return


def _guarded(function: Callable[[Item], Result], item: Item) -> Result | UnreadableFile:
    """The result, or why there is none. At this boundary every failure becomes a value."""
    try:
        return function(item)
    except UnreadableFile as refusal:
        return refusal
    except MemoryError:
        return _over_memory(None)
    except RecursionError:
        return UnreadableFile(Text("文件嵌套过深", "the file is nested too deeply"), RESAVE)
    except Exception as error:
        what = f"{type(error).__name__}: {error}"[:200]
        return UnreadableFile(
            Text(f"读取该文件时程序出错（{what}）", f"the program failed on this file ({what})"),
            Text("请把该文件发给维护者", "please send the file to the maintainers"),
            bug=True,
            detail=traceback.format_exc(),
        )


def _overrun(limits: Limits) -> UnreadableFile:
    return UnreadableFile(
        Text(
            f"{limits.seconds:g} 秒内没有读完，已放弃",
            f"it was not read within {limits.seconds:g} seconds and was given up",
        ),
        Text("请拆成较小的文件，或只导出需要的列", "split the file, or export only the columns that are needed"),
        transient=True,  # of a busy or a slow machine as well
    )


def _over_memory(limits: Limits | None) -> UnreadableFile:
    bound = f" {limits.memory >> 20} MiB" if limits else ""
    return UnreadableFile(
        Text(
            f"读取该文件需要的内存超过上限{bound}",
            f"reading it takes more memory than the limit{bound and ' of'}{bound}",
        ),
        Text("请拆成较小的文件，或只导出需要的列", "split the file, or export only the columns that are needed"),
    )


def _crashed(code: int | None) -> UnreadableFile:
    how = f"exit code {code}"
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            how = signal.Signals(-code).name
    return UnreadableFile(
        Text(
            f"文件使读取程序崩溃（{how}），可能已损坏或是恶意文件",
            f"the file crashed its reader ({how}): it is damaged, or made to do so",
        ),
        Text("请用 Excel 或 WPS 打开并另存为 .xlsx", "open it in Excel or WPS and save it as .xlsx"),
        transient=how == "SIGKILL",  # sent by a person, or by a system that is short of memory
    )


def _context() -> ForkContext | ForkServerContext | SpawnContext:
    """How to start a worker: a fork costs milliseconds, but is safe only while no other thread runs."""
    if not FORKS:
        return multiprocessing.get_context("spawn")
    return (
        multiprocessing.get_context("fork")
        if threading.active_count() == 1
        else multiprocessing.get_context("forkserver")
    )
