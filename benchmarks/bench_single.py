"""A single store's audit as a whole process, and the start of the command line."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "stores" / "恒达机械"
ROUNDS = 9


def _seconds(*commands: list[str]) -> list[float]:
    """Median wall time of each command as a whole process, run in turn so that a drifting machine hits all alike."""
    for command in commands:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    times: list[list[float]] = [[] for _ in commands]
    for _ in range(ROUNDS):
        for index, command in enumerate(commands):
            start = time.perf_counter()
            done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            times[index].append(time.perf_counter() - start)
            assert done.returncode in (0, 1), (command, done.returncode)
    return [statistics.median(series) for series in times]


def rows() -> Iterator[tuple[str, float, float, float, str]]:
    python = sys.executable
    auditor = str(Path(python).with_name("auditor"))
    with tempfile.TemporaryDirectory() as out:
        audit = [auditor, "audit", str(EXAMPLE), "--as-of", "2026-11-15"]
        ours, reports, imports = _seconds(
            [*audit, "--json"], [*audit, "--out", out], [python, "-c", "import pandas, openpyxl"]
        )
    yield "single-store audit, whole process / import pandas, openpyxl", ours, imports, ours / imports, "<= 2.5"
    yield "the same with HTML, workbook and JSON written", reports, imports, reports / imports, "<= 2.5"
    version, bare = _seconds([auditor, "--version"], [python, "-c", "pass"])
    yield "auditor --version / python -c pass", version, bare, version / bare, "<= 10"
