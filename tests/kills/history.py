"""Eight stores are saved in one transaction again and again, and killed on the way."""

from __future__ import annotations

import random
import sys
from functools import partial
from pathlib import Path

from auditor.history import open_history, store_records
from tests.history.documents import document, entry, finding
from tests.kills.forks import changes, dies

path, rounds = Path(sys.argv[1]), int(sys.argv[2])
chance = random.Random(20261115)


def save(generation: int) -> None:
    findings = [finding(f"check-{n}", "fail", value=generation) for n in range(15)]
    made = [entry(findings, store=f"store-{n}", score=generation) for n in range(8)]
    with open_history(path, create=True) as history:
        history.save(store_records(document("2026-11-15", *made)))


def save_three(first: int) -> None:
    for generation in range(first, first + 3):
        save(generation)


save(0)
length = changes(lambda: save(1))
last, moved = 1, 0
for _ in range(rounds):
    assert dies(chance.randint(1, 3 * length), partial(save_three, last + 1))
    with open_history(path) as history:
        assert history._connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert history.broken_links() == ()
        found = {history.document(kept)["stores"][0]["score"] for kept in history.audits()}
        assert len(history.audits()) == 8
    assert len(found) == 1, found
    (generation,) = found
    assert last <= generation <= last + 3, (generation, last)
    moved += generation > last
    last = generation
print(rounds, moved)
