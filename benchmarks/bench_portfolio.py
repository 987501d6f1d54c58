"""A whole portfolio, start to finish as one process tree: files in, an HTML report, a workbook and a JSON document a store out.

Sizes are scaled down to what a shared machine does in minutes; BENCH_STORES sets how many stores the race against the peers
has (200). The classic peer takes part where matplotlib can be imported: no dependency of ours, so install it elsewhere
and name the folder in BENCH_PEERS. Every verdict of every store is compared before a time counts.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.portfolio_inputs import NEWEST, make_agency

STORES = int(os.environ.get("BENCH_STORES", "200"))
CODES = {"unknown": 0, "pass": 1, "watch": 2, "fail": 3}
Line = tuple[str, float, float, float, str]

OURS = r"""
import json, pickle, re, resource, sys, time
from dataclasses import replace
from datetime import date
from pathlib import Path
from auditor.portfolio.configuration import load_agency
from auditor.portfolio import workers
from auditor.portfolio.run import Run
folder, out, jobs, day, scheduler, audited = sys.argv[1:]
day = date.fromisoformat(day)
agency = load_agency(Path(folder) / "agency.yaml")
real, kept = workers.run_task, []

def answer(jobs):
    if not kept:
        kept.extend(real(jobs[:int(audited)]))
    return [alike(job, kept[number % len(kept)]) for number, job in enumerate(jobs)]

def alike(job, outcome):
    (store,) = outcome.stores
    named = replace(store, store=job.client.stores[0].name)
    told = replace(outcome, client=job.client.id, key=job.key, stores=(named,), outputs=(), notes=())
    return pickle.loads(pickle.dumps(told))

if audited:
    workers.run_task = answer
made = Run(agency, Path(out), lang="zh", today=day, as_of=day, formats=("html", "xlsx", "json"))
with made.held():
    todo, _ = made.plan()
    hands = workers.Workers(int(jobs), scheduler or None)
    start = time.perf_counter()
    outcomes = list(made.outcomes(todo, hands))
    seconds = time.perf_counter() - start
    hands.close()
    made.finish(outcomes)
assert not [outcome.error for outcome in outcomes if outcome.error]
# The peak that getrusage tells is that of whoever started this process where that was larger; the kernel's file has its own.
status = Path("/proc/self/status")
peak = int(re.search(r"VmHWM:\s*(\d+)", status.read_text())[1]) if status.exists() else None
print(json.dumps([seconds, peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""


def ours(folder: Path, out: Path, jobs: int = 2, scheduler: str = "", audited: str = "") -> tuple[float, float, int]:
    """Seconds of the whole process, seconds of the stores alone, the parent's peak in KiB.

    With ``audited`` each worker audits so many stores and answers for all others as it did for those, word for word
    but for the names and the files, which nobody wrote: the parent plans, remembers and sums up as ever, and its memory
    can be measured in a minute.
    """
    shutil.rmtree(out, ignore_errors=True)
    start = time.perf_counter()
    command = [sys.executable, "-c", OURS, str(folder), str(out), str(jobs), NEWEST.isoformat(), scheduler, audited]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    whole = time.perf_counter() - start
    seconds, peak = json.loads(done.stdout)
    return whole, seconds, peak


def verdicts(out: Path) -> dict[str, list[int]]:
    """Store → its verdicts in the order of the checks, from the documents of the timed run."""
    found = {}
    for path in sorted(out.glob("*/audit.json")):
        (store,) = json.loads(path.read_text("utf-8"))["stores"]
        ordered = sorted(store["findings"], key=lambda finding: finding["check"])
        found[path.parent.name[1:]] = [CODES[finding["status"]] for finding in ordered]
    return found


def peer(kind: str, folder: Path, out: Path) -> float | None:
    """Seconds of the whole process; None where a library is missing."""
    shutil.rmtree(out, ignore_errors=True)
    path = os.pathsep.join(filter(None, [os.environ.get("BENCH_PEERS"), os.environ.get("PYTHONPATH")]))
    env = {**os.environ, "PYTHONPATH": path, "MPLCONFIGDIR": str(folder)}
    if kind == "classic":
        probe = subprocess.run(
            [sys.executable, "-c", "import matplotlib.pyplot"], env=env, capture_output=True, check=False
        )
        if probe.returncode:
            return None
    command = [sys.executable, "-m", "benchmarks.portfolio_peers", kind, str(folder / "data"), str(out), "2"]
    start = time.perf_counter()
    subprocess.run(command, check=True, env=env)
    return time.perf_counter() - start


def rows() -> Iterator[Line]:
    """(label, our seconds, the other's seconds, ratio, goal)."""
    with tempfile.TemporaryDirectory() as scratch:
        yield from _against_peers(Path(scratch))
        yield from _scale(Path(scratch))
        yield _memory(Path(scratch))


def _against_peers(scratch: Path) -> Iterator[Line]:
    make_agency(scratch / "race", STORES)
    for kind, goal in (("classic", "≥ 4×, moonshot 10×"), ("lean", "≤ 3×")):
        theirs = peer(kind, scratch / "race", scratch / kind)
        if theirs is None:
            continue
        mine, _, _ = ours(scratch / "race", scratch / "ours")
        expected = json.loads((scratch / kind / "verdicts.json").read_text("utf-8"))
        assert verdicts(scratch / "ours") == expected, f"{kind} disagrees"
        label = f"whole pipeline, {STORES} stores, two processes each, "
        if kind == "classic":
            yield label + "faster than classic", mine, theirs, theirs / mine, goal
        else:
            yield label + "against lean", mine, theirs, mine / theirs, goal


def _scale(scratch: Path) -> Iterator[Line]:
    """What ten times the stores, a second process and a cluster cost."""
    few, many = max(STORES // 10, 10), STORES
    make_agency(scratch / "few", few)
    _, small, peak = ours(scratch / "few", scratch / "out")
    _, large, top = ours(scratch / "race", scratch / "out")
    _, small_again, _ = ours(scratch / "few", scratch / "out")
    each, at_first = large / many, (small + small_again) / 2 / few
    yield f"seconds a store at {many} stores / at {few}, start-up left out", each, at_first, each / at_first, "≤ 1.1×"
    yield f"MiB of the parent at {many} stores / at {few}", top / 1024, peak / 1024, top / peak, ""

    _, one, _ = ours(scratch / "race", scratch / "out", jobs=1)
    yield "two processes, faster than one", large, one, one / large, "≥ 1.75×"
    pair, alone = _busy(2, 1), _busy(1, 2)
    yield "two processes that only count, faster than one: the most this machine gives", pair, alone, alone / pair, ""
    try:
        import dask
        import distributed
    except ImportError:
        return
    dask.config.set({"distributed.worker.profile.enabled": False})  # as docs/agency.md recommends
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        for state in ("cold", "warm"):
            _, there, _ = ours(scratch / "race", scratch / "out", scheduler=cluster.scheduler_address)
            _, pool, _ = ours(scratch / "race", scratch / "out")
            yield f"Dask on two local workers, {state} / the pool of two (speed)", there, pool, pool / there, "≥ 0.8×"


def _busy(processes: int, rounds: int) -> float:
    """Seconds of ``processes`` side by side that share nothing and wait for nothing, each counting ``rounds`` times."""
    command = [sys.executable, "-c", f"for _ in range({rounds}): sum(range(150_000_000))"]
    start = time.perf_counter()
    started = [subprocess.Popen(command) for _ in range(processes)]
    assert not any(process.wait() for process in started)
    return time.perf_counter() - start


def _memory(scratch: Path) -> Line:
    """The parent's memory at 10,000 stores, of which the workers audit but a few."""
    peaks = []
    for stores in (1_000, 10_000):
        make_agency(scratch / str(stores), stores, files=20)
        _, _, peak = ours(scratch / str(stores), scratch / "out", audited="20")
        peaks.append(peak / 1024)
    few, many = peaks
    return (
        "MiB of the parent at 10000 stores / at 1000, most of them answered for alike",
        many,
        few,
        many / few,
        "≤ 1.5×",
    )
