"""``python -m benchmarks [NAME...]``: run every ``bench_*.py`` beside this file, or those named, and print one table.

Each module has ``rows()``, which yields (label, our seconds, peer's seconds, ratio, goal). Equal results are
asserted there before a time counts. Seconds are of this machine; only the ratios may be quoted.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path


def main(names: list[str]) -> int:
    """Print the table; 1 where one of the modules failed, which costs the others nothing."""
    modules = names or sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    print(f"{'what':<78} {'ours s':>10} {'peer s':>10} {'ratio':>8}  goal", flush=True)
    failed = False
    for name in modules:
        # Each in a process of its own: the kernel hands the peak of a process's memory down to those that it starts.
        call = f"from benchmarks.__main__ import print_rows; print_rows({name!r})"
        failed |= subprocess.run([sys.executable, "-c", call], check=False).returncode != 0
    return int(failed)


def print_rows(name: str) -> None:
    """The rows of ``bench_<name>.py``."""
    for label, ours, peer, ratio, goal in importlib.import_module(f"benchmarks.bench_{name}").rows():
        print(f"{label:<78} {ours:>10.4f} {peer:>10.4f} {ratio:>8.2f}  {goal}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
