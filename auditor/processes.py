"""Processes beside this one: how many there is room for, how they start, and that they end with it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

FORKS = sys.platform == "linux"
"""Whether a new process has this one's imports and values at once; Windows and macOS can't fork safely."""
STARTING = 0.1 if FORKS else 2.0
"""Seconds until a new process is at work: what it has to spare to be worth it."""
_PR_SET_PDEATHSIG = 1  # prctl(2)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def process_pool(jobs: int, begin: Callable[..., None], *args: object) -> ProcessPoolExecutor:
    """A pool of ``jobs`` processes, each of which calls ``begin(*args)`` first, hears no Ctrl-C, and ends with this one.

    Where processes fork, ``args`` reach them as they are; elsewhere they have to pickle.
    """
    context = multiprocessing.get_context("fork" if FORKS else "spawn")
    pool = ProcessPoolExecutor(jobs, context, initializer=_begun, initargs=(os.getpid(), begin, args))
    # It forks now: a moment later the thread of a progress bar may hold a lock that the child would wait for.
    pool.submit(int)
    return pool


def _begun(parent: int, begin: Callable[..., None], args: tuple[object, ...]) -> None:
    """In a process of a pool: end with its parent, also when that is killed, instead of waiting for ever for work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the parent hears it and ends its processes
    gc.freeze()  # what came with the fork stays shared: a collection would touch, and so copy, every page
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was killed before we asked to be told
            os._exit(1)
    else:
        threading.Thread(target=_wait_for_the_end, daemon=True).start()
    begin(*args)


def _wait_for_the_end() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
