"""What a worker does to itself: bounds on memory and processor time, by the system where it can."""

from __future__ import annotations

import os
import sys
import threading
import time
from math import ceil

OVER_MEMORY = 77  # exit code of a process that its own watchdog stopped


def limit_time(seconds: float) -> None:
    """Bound the processor time from now on, where the system can: it ends the process with SIGXCPU."""
    if sys.platform == "linux":
        import resource

        _lower(resource.RLIMIT_CPU, ceil(time.process_time() + seconds))


def limit_memory(allowed: int) -> None:
    """Bound what this process may allocate from now on: by the system where it can, else by a watchdog."""
    if sys.platform == "linux":
        import resource

        _lower(resource.RLIMIT_AS, memory_used() + allowed)
        _lower(resource.RLIMIT_CORE, 0)
    else:
        bound = memory_used() + allowed
        threading.Thread(target=_watch, args=(bound,), daemon=True).start()


def _lower(limit: int, bound: int) -> None:
    """Set the soft limit, within the hard one that the user's shell may have set."""
    import resource

    _, most = resource.getrlimit(limit)
    resource.setrlimit(limit, (bound if most == resource.RLIM_INFINITY else min(bound, most), most))


def _watch(bound: int) -> None:
    while memory_used() <= bound:
        time.sleep(0.05)
    os._exit(OVER_MEMORY)


def memory_used() -> int:
    """Bytes of this process: address space on Linux (what its limit counts), the peak in use elsewhere."""
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as pages:
            return int(pages.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        class Counters(ctypes.Structure):  # PROCESS_MEMORY_COUNTERS; size0 is PeakWorkingSetSize
            _fields_ = (
                ("cb", wintypes.DWORD),
                ("faults", wintypes.DWORD),
                *((f"size{number}", ctypes.c_size_t) for number in range(8)),
            )

        counters = Counters(cb=ctypes.sizeof(Counters))
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.K32GetProcessMemoryInfo(wintypes.HANDLE(kernel.GetCurrentProcess()), ctypes.byref(counters), counters.cb)
        return int(counters.size0)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
