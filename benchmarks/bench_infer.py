"""Diagnosing 1,000 unhealthy stores by the shipped rule book: the pace, and what it costs in memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from random import Random

from auditor.infer import diagnose
from auditor.infer.closure import ClosureEngine
from auditor.infer.durable import DurableEngine
from auditor.model import Diagnosis, Finding, Status, StoreKey
from auditor.rulebook import load_rulebook
from auditor.rulebook.model import RuleBook

STORES = 1_000
ROUNDS = 5  # the best counts: it is the one that other programs disturbed least
PACE = 1_500  # stores a second
GROWTH = 1_024  # KiB that the second 10,000 stores may add to the peak of the first
MIX = {Status.PASS: 50, Status.WATCH: 10, Status.FAIL: 25, Status.UNKNOWN: 13, Status.NOT_APPLICABLE: 2}
PLATFORMS = ("alibaba", "amazon", "independent")

MEMORY = """
import resource
from benchmarks.bench_infer import DurableEngine, diagnose, load_rulebook, unhealthy
book = load_rulebook()
peaks = []
for half in range(2):
    for part in range(10):
        diagnose(book, unhealthy(book, 1_000, seed=part), engine=DurableEngine)
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(peaks[1] - peaks[0])
"""


def unhealthy(book: RuleBook, count: int, seed: int = 20261115) -> dict[StoreKey, tuple[Finding, ...]]:
    """Stores of which every weekly check has a status by ``MIX``: a quarter of them fail."""
    random = Random(seed)
    checks = {
        platform: [one.id for one in book.checks.values() if (one.platform, one.purpose) == (platform, "weekly")]
        for platform in PLATFORMS
    }
    found = {}
    for number in range(count):
        key = StoreKey(PLATFORMS[number % len(PLATFORMS)], f"store-{number}")
        statuses = random.choices(list(MIX), list(MIX.values()), k=len(checks[key.platform]))
        found[key] = tuple(
            Finding(key, check, status) for check, status in zip(checks[key.platform], statuses, strict=True)
        )
    return found


def rows() -> Iterator[tuple[str, float, float, float, str]]:
    book = load_rulebook()
    stores = unhealthy(book, STORES)

    def timed(engine: type[DurableEngine | ClosureEngine]) -> tuple[float, dict[StoreKey, tuple[Diagnosis, ...]]]:
        best = float("inf")
        for _ in range(ROUNDS):
            start = time.process_time()  # one thread, no waiting: what other programs take does not count
            result = diagnose(book, stores, engine=engine)
            best = min(best, time.process_time() - start)
        return best, result

    (ours, concluded), (peer, expected) = timed(DurableEngine), timed(ClosureEngine)
    assert concluded == expected
    causes = sum(map(len, concluded.values())) / STORES
    label = f"diagnoses of {STORES:,} unhealthy stores ({causes:.1f} causes each)"
    yield f"{label} / the pace of {PACE:,} stores a second", ours, STORES / PACE, ours * PACE / STORES, "<= 1.0"
    yield f"{label}, durable_rules / the plain closure", ours, peer, ours / peer, "no goal"
    done = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True)
    grown = int(done.stdout)
    yield f"memory of 10,000 more stores, KiB / {GROWTH} KiB", grown, GROWTH, grown / GROWTH, "<= 1.0"
