"""Many clients: tasks go out through one ``Executor``, outcomes stream in, and no failure stops the others.

The executor is a process pool on one machine, or a Dask cluster's own (``distributed.Client.get_executor``): a cluster
is an address and not a second code path. At most a few tasks are in flight, so the parent's memory does not grow
with the number of clients.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import suppress
from multiprocessing import connection
from time import monotonic
from typing import Any, NamedTuple

from auditor.intake.inputs import below
from auditor.model import Text
from auditor.portfolio.cluster import NoCluster, join, require_this_version
from auditor.portfolio.job import Job, Outcome, isolated
from auditor.portfolio.remote import shown
from auditor.portfolio.scratch import place
from auditor.portfolio.task import run_task
from auditor.processes import process_pool
from auditor.text import internal_error

FILES_A_TASK = 50  # measured: at fifty files a task two processes are 1.9 times one, at one file a task 1.4 times
LEAST_A_TASK = 5  # clients of a task are judged together: one alone costs as much as ten
SECONDS_A_TASK, SECONDS_A_FILE = 120.0, 10.0  # when nothing comes for as long, the workers are taken for hung
SECONDS_A_LOOK = 1.0  # after so long without an answer a dead worker's pool has said so, if it ever will
SECONDS_THE_FIRST = 600  # a cluster may be starting a machine for it
SECONDS_A_WORKER = 60  # a cluster may be starting new ones in place of those that died


class Workers:
    """Where tasks run. ``submit`` may be called again after ``rebuild``.

    ``jobs`` is how many tasks run at once: the processes asked for, or all the threads of the cluster.
    """

    def __init__(self, jobs: int, scheduler: str | None = None) -> None:
        self.jobs, self.scheduler = jobs, scheduler
        self._client: Any = None
        self._executor = self._start()
        self.awaited = False  # the cluster has no worker yet
        self._count()

    def _count(self) -> None:
        if self._client is not None:
            threads = sum(self._client.ncores().values())
            self.jobs, self.awaited = max(1, threads), not threads

    def await_first(self) -> None:
        """Wait for the first worker of a cluster that has none. Raises NoCluster where none comes, or one of another version.

        There has to be work to wait for: a cluster that grows with it starts none before.
        """
        try:
            self._client.submit(int, pure=False).result(timeout=SECONDS_THE_FIRST)
        except Exception as error:
            raise self._left_alone() from error
        require_this_version(self._client, self.scheduler)
        self._count()

    def submit(self, jobs: Sequence[Job]) -> Future[list[Outcome]]:
        """Hand a task of ``jobs`` over. Raises NoCluster where the scheduler is gone."""
        try:
            return self._executor.submit(run_task, jobs)
        except Exception as error:
            if self._client is None or self._client.status == "running":
                raise
            raise self._left_alone() from error

    def rebuild(self) -> None:
        """Put a new pool in place of one whose worker died or hangs. A cluster restarts its own workers.

        Raises NoCluster where it has none: each client would be waited for in vain.
        """
        if self._client is None:
            self._stop()
            self._executor = self._start()
            return
        try:
            self._client.wait_for_workers(1, timeout=SECONDS_A_WORKER)
        except Exception as error:
            raise self._left_alone() from error

    def _left_alone(self) -> NoCluster:
        here = self._client.status == "running"
        why = Text("它没有工作进程", "it has no worker") if here else Text("与它的连接断了", "the connection is lost")
        return NoCluster(
            Text(
                f"Dask 调度器 {self.scheduler}：{why.zh}；请启动后重新运行，已完成的客户会保留",
                f"Dask scheduler {self.scheduler}: {why.en}; start it and run this again, finished clients are kept",
            )
        )

    def has_died(self) -> bool:
        """Whether a process of the pool is gone. A cluster says so itself."""
        processes = getattr(self._executor, "_processes", None) or {}
        return bool(connection.wait([process.sentinel for process in list(processes.values())], timeout=0))

    def close(self) -> None:
        """End the workers."""
        if self._client is None:
            self._stop()
        else:
            self._client.close()

    def _start(self) -> Executor:
        if self.scheduler:
            self._client = join(self.scheduler)
            return self._client.get_executor(pure=False)  # type: ignore[no-any-return]
        return process_pool(self.jobs, _work_in, place())

    def _stop(self) -> None:
        """Kill the processes and let the pool's own thread end, which the interpreter waits for when it exits."""
        pool = self._executor
        processes = list((getattr(pool, "_processes", None) or {}).values())
        answers, thread = getattr(pool, "_result_queue", None), getattr(pool, "_executor_manager_thread", None)
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            with suppress(OSError):
                process.kill()
        for process in processes:
            process.join(5)
        if answers is not None:
            answers._writer.close()  # the thread may be reading an answer that ends half-way
        if thread is not None:
            thread.join(5)


def _work_in(scratch: str) -> None:
    """In a worker: what it leaves in ``scratch`` the run clears away."""
    tempfile.tempdir = scratch


def run_all(
    jobs: Sequence[Job],
    workers: Workers,
    seconds_a_file: float = SECONDS_A_FILE,
    prepare: Callable[[Job], Job] = lambda job: job,
) -> Iterator[Outcome]:
    """The outcome of every job, each exactly once, as they come. ``prepare`` completes a job just before it is sent.

    When a worker dies or hangs, or our own code fails, the clients of its task are audited again one at a time, with
    each workbook read in a process of its own; one that fails even so is given up, by name.
    """
    suspects: list[_Lost] = []
    yield from _stream(_tasks(jobs, workers.jobs), workers, seconds_a_file, prepare, suspects)
    for suspect in suspects:
        lost: list[_Lost] = []
        yield from _stream([[isolated(suspect.job)]], workers, seconds_a_file, prepare, lost)
        yield from map(_given_up, lost)


class _Lost(NamedTuple):
    """A client without an outcome, and the bug of ours that it met; None where its worker died or hangs."""

    job: Job
    bug: Exception | None = None


def _stream(
    tasks: Sequence[Sequence[Job]],
    workers: Workers,
    seconds_a_file: float,
    prepare: Callable[[Job], Job],
    lost: list[_Lost],
) -> Iterator[Outcome]:
    """Outcomes of tasks; the clients of those that have none are added to ``lost``."""
    waiting = list(reversed(tasks))
    running: dict[Future[list[Outcome]], Sequence[Job]] = {}
    while waiting or running:
        while waiting and len(running) < 2 * workers.jobs:
            task = waiting.pop()
            try:
                running[workers.submit([prepare(job) for job in task])] = task
            except BrokenExecutor:  # a worker has died since the last look
                waiting.append(task)
                if running:  # they say so below
                    break
                workers.rebuild()
        patience = SECONDS_A_TASK + seconds_a_file * max(sum(job.size for job in task) for task in running.values())
        done = _first_done(running, workers, patience)
        broken = not done
        for future in done:
            task = running.pop(future)
            try:
                outcomes = future.result()
            except Exception as error:
                died = _worker_died(error)
                if not died and os.environ.get("AUDITOR_DEBUG"):
                    raise
                lost += [_Lost(job, None if died else error) for job in task]
                broken |= died
            else:
                yield from outcomes
        if broken:
            lost += [_Lost(job) for task in running.values() for job in task]
            running.clear()
            workers.rebuild()


def _first_done(
    running: Collection[Future[list[Outcome]]], workers: Workers, patience: float
) -> Set[Future[list[Outcome]]]:
    """Those that are done first; none when nothing has come for ``patience`` seconds, or a worker has died and nobody says so.

    The pool waits for ever for the rest of an answer that ends half-way.
    """
    until = monotonic() + patience
    while (left := until - monotonic()) > 0:
        dead = workers.has_died()
        done, _ = wait(running, timeout=min(SECONDS_A_LOOK, left), return_when=FIRST_COMPLETED)
        if done or dead:
            return done
    return set()


def _worker_died(error: BaseException) -> bool:
    """Whether the worker is gone (killed, out of memory, aborted by a reader), as against a bug of ours."""
    return type(error).__name__ in (
        "BrokenProcessPool",
        "KilledWorker",
        "MemoryError",
        "CommClosedError",
        "CancelledError",
    )


def _tasks(jobs: Sequence[Job], workers: int) -> list[list[Job]]:
    """Jobs in tasks of about fifty files, of fewer towards the end, so that all workers end at about the same time."""
    left = sum(job.size for job in jobs)
    least = min(LEAST_A_TASK, -(-left // workers))
    tasks: list[list[Job]] = []
    room = 0
    for job in jobs:
        if room <= 0:
            tasks.append([])
            room = max(least, min(FILES_A_TASK, -(-left // (2 * workers))))
        tasks[-1].append(job)
        room -= job.size
        left -= job.size
    return tasks


def _given_up(lost: _Lost) -> Outcome:
    job, bug = lost
    if bug is None:
        paths = [below(shown(path), str(job.agency.root)) for path in job.paths]
        why = Text(
            f"审核进程两次异常终止；请逐个检查该客户的文件：{'、'.join(paths)}",
            f"the worker died twice on this client; look at its files one by one: {', '.join(paths)}",
        )
    else:
        why = internal_error(bug)
    return Outcome(client=job.client.id, key=job.key, incomplete=True, error=why, bug=bug is not None)
