"""A rendered set of reports is written again and again, and killed on the way."""

from __future__ import annotations

import random
import sys
from functools import partial
from pathlib import Path

from auditor.files import write_file
from tests.kills.forks import changes, dies

folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
chance = random.Random(20261115)
NAMES = ("audit.json", "north.html", "north.xlsx", "north.notes.yaml", "manifest.json")


def content(name: str, generation: int) -> bytes:
    return f"{name} {generation:06d}\n".encode() * 5_000


def write(generation: int) -> None:
    for name in NAMES:
        write_file(folder / name, content(name, generation))


def generation_of(name: str) -> int:
    """The generation of a file; it is whole or this fails."""
    data = (folder / name).read_bytes()
    found = int(data.split(maxsplit=2)[1])
    assert data == content(name, found), f"{name} is torn"
    return found


write(0)
length = changes(lambda: write(0))
moved = 0
for generation in range(1, rounds + 1):
    before = [generation_of(name) for name in NAMES]
    assert dies(chance.randint(1, length), partial(write, generation))
    after = [generation_of(name) for name in NAMES]
    written = after.count(generation)
    assert after == [generation] * written + before[written:], (before, after)
    moved += written > 0
print(rounds, moved)
