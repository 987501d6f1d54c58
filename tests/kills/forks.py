"""What the scripts share: work in a child that dies, or whose disk is full, at its n-th change of a file."""

from __future__ import annotations

import ctypes
import os
import signal
import traceback
from collections.abc import Callable

_killer = ctypes.CDLL(os.environ["LD_PRELOAD"])


def dies(at: int, work: Callable[[], object]) -> bool:
    """Whether a forked child was killed at its ``at``-th change of a file before ``work`` was done."""
    child = os.fork()
    if not child:
        code = 1
        try:
            _killer.arm(ctypes.c_long(at), 0)
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status)
    assert killed or status == 0, f"the work failed by itself: {status}"
    assert not killed or os.WTERMSIG(status) == signal.SIGKILL
    return killed


def changes(work: Callable[[], object], *, full: bool = False) -> int:
    """How many changes of files ``work`` makes; with ``full`` how many writes."""
    _killer.arm(ctypes.c_long(0), int(full))
    work()
    return int(_killer.calls())


def full_disk(at: int, work: Callable[[], tuple[int, str]]) -> tuple[int, str]:
    """What ``work`` (exit code and messages) says in a forked child whose disk is full from its ``at``-th write on."""
    there, back = os.pipe()
    child = os.fork()
    if not child:
        try:
            _killer.arm(ctypes.c_long(at), 1)
            code, message = work()
        except Exception:
            code, message = -1, traceback.format_exc()
        os.write(back, f"{code} {message}".encode())
        os._exit(0)
    os.close(back)
    with os.fdopen(there, encoding="utf-8") as answer:
        code, _, message = answer.read().partition(" ")
    os.waitpid(child, 0)
    return int(code), message
