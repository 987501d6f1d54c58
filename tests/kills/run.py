"""A whole audit, reports and history included, is made over an older one and killed on the way."""

from __future__ import annotations

import os
import random
import sys
from functools import partial
from pathlib import Path

from auditor.history.manifest import read_manifest
from auditor.history.verification import changed_files
from tests.kills.audits import audit, copy, kept, outputs
from tests.kills.forks import changes, dies

os.chdir(sys.argv[1])
rounds = int(sys.argv[2])
chance = random.Random(20261115)

audit(1.2)
copy("old")
old, length = outputs(), changes(partial(audit, 0.5))
new = outputs()
assert old.keys() == new.keys()
assert kept() == 0.005
halfway = 0
for turn in range(rounds):
    copy("old", back=True)
    at = chance.randint(1 + turn * length // rounds, (turn + 1) * length // rounds)  # one from each stretch of the run
    assert dies(at, partial(audit, 0.5))
    found = outputs()
    assert found.keys() == old.keys()
    assert all(found[name] in (old[name], new[name]) for name in old), "torn"
    rate = kept()
    assert rate in (0.012, 0.005)
    reports = {name: data for name, data in found.items() if name != "manifest.json"}
    assert rate == 0.012 or reports.items() <= new.items(), "the history changes after the reports"
    if found not in (old, new):
        halfway += 1
        assert changed_files(Path("out"), read_manifest(Path("out"))), "a manifest never stands for half a folder"
print(rounds, halfway)
