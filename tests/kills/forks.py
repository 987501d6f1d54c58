"""What the scripts share: work in a child that dies at its n-th change of a file."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable

_killer = ctypes.CDLL(os.environ["LD_PRELOAD"])


def dies(at: int, work: Callable[[], object]) -> bool:
    """Whether a forked child was killed at its ``at``-th change of a file before ``work`` was done."""
    child = os.fork()
    if not child:
        code = 1
        try:
            _killer.arm(ctypes.c_long(at))
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status)
    assert killed or status == 0, f"the work failed by itself: {status}"
    assert not killed or os.WTERMSIG(status) == signal.SIGKILL
    return killed


def changes(work: Callable[[], object]) -> int:
    """How many changes of files ``work`` makes."""
    _killer.arm(ctypes.c_long(0))
    work()
    return int(_killer.calls())
