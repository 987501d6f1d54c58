"""``python -m benchmarks [NAME...]``: run every ``bench_*.py`` beside this file, or those named, and print one table.

Each module has ``rows()``, which yields (label, our seconds, peer's seconds, ratio, goal). Equal results are
asserted there before a time counts. Seconds are of this machine; only the ratios may be quoted.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main(names: list[str]) -> None:
    modules = names or sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    print(f"{'what':<78} {'ours s':>10} {'peer s':>10} {'ratio':>8}  goal")
    for name in modules:
        for label, ours, peer, ratio, goal in importlib.import_module(f"benchmarks.bench_{name}").rows():
            print(f"{label:<78} {ours:>10.4f} {peer:>10.4f} {ratio:>8.2f}  {goal}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
