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

OURS = """
import json, resource, sys, time
from datetime import date
from pathlib import Path
from auditor.portfolio.agency import load_agency
from auditor.portfolio.deliver import Delivery
from auditor.portfolio.run import Workers
folder, out, jobs, day, scheduler = sys.argv[1:]
day = date.fromisoformat(day)
agency = load_agency(Path(folder) / "agency.yaml")
made = Delivery(agency, Path(out), lang="zh", today=day, as_of=day, formats=("html", "xlsx", "json"))
with made.held():
    todo, _ = made.plan()
    workers = Workers(int(jobs), scheduler or None)
    start = time.perf_counter()
    outcomes = list(made.run(todo, workers))
    seconds = time.perf_counter() - start
    workers.close()
    made.finish(outcomes)
assert not [outcome.error for outcome in outcomes if outcome.error]
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""


def ours(folder: Path, out: Path, jobs: int = 2, scheduler: str = "") -> tuple[float, float, int]:
    """Seconds of the whole process, seconds of the stores alone, the parent's peak in KiB."""
    shutil.rmtree(out, ignore_errors=True)
    start = time.perf_counter()
    command = [sys.executable, "-c", OURS, str(folder), str(out), str(jobs), NEWEST.isoformat(), scheduler]
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
    yield f"MiB of the parent at {many} stores / at {few}", top / 1024, peak / 1024, top / peak, "≤ 1.5×"

    _, one, _ = ours(scratch / "race", scratch / "out", jobs=1)
    yield "two processes, faster than one", large, one, one / large, "≥ 1.75×"
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
