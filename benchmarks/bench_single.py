"""A single store's audit as a whole process, the start of the command line, and one workbook with all stores of an agency."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "stores" / "恒达机械"
ROUNDS = 9
STORES = int(os.environ.get("BENCH_STORES", "200"))


def _seconds(*commands: list[str], rounds: int = ROUNDS) -> list[float]:
    """Median wall time of each command as a whole process, run in turn so that a drifting machine hits all alike."""
    for command in commands:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    times: list[list[float]] = [[] for _ in commands]
    for _ in range(rounds):
        for index, command in enumerate(commands):
            start = time.perf_counter()
            done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            times[index].append(time.perf_counter() - start)
            assert done.returncode in (0, 1, 3), (command, done.returncode)  # 3: little of a store is known
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
    yield from _one_workbook(auditor)


def _one_workbook(auditor: str) -> Iterator[tuple[str, float, float, float, str]]:
    """A row a store: its reports are written by all cores, or by the one that the command is kept to."""
    import openpyxl

    with tempfile.TemporaryDirectory() as folder:
        book = openpyxl.Workbook()
        book.active.title = "2026-W46"
        book.active.append(["店铺", "平台", "ODR", "迟发率", "IPI", "取消率", "有效追踪率"])
        for number in range(STORES):
            odr, late, ipi = f"{number % 20 / 10}%", f"{number % 8}%", 300 + number % 300
            book.active.append([f"店{number:05}", "Amazon", odr, late, ipi, f"{number % 5}%", f"{90 + number % 9}%"])
        book.save(f"{folder}/stores.xlsx")
        audit = [auditor, "audit", f"{folder}/stores.xlsx", "--out", f"{folder}/out"]
        ours, alone = _seconds(audit, ["taskset", "--cpu-list", "0", *audit], rounds=3)
    yield f"one workbook with {STORES} stores, reports by one core / by all", ours, alone, alone / ours, "-"
