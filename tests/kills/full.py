"""A whole audit is made over an older one while the disk is full: from the first report on, of each format, and for the history."""

from __future__ import annotations

import os
import sys
from functools import partial

from tests.kills.audits import audit, copy, kept, outputs
from tests.kills.forks import changes, full_disk

os.chdir(sys.argv[1])
formats = sys.argv[2]
INPUT = 1  # the first write is the input itself

audit(1.2, formats)
copy("old")
old = outputs()
audit(0.5, formats)
new = outputs()
quick = formats.removesuffix(",pdf")  # a browser need not start each time
copy("old", back=True)
length = changes(partial(audit, 0.5, quick), full=True)
LAST = (
    length // 2,
    length - 1,
    length,
)  # among the reports; the history; the manifest, for which the history is asked first
for at, kind in [*((INPUT + 1, kind) for kind in formats.split(",")), *((place, quick) for place in LAST)]:
    copy("old", back=True)
    code, said = full_disk(at, partial(audit, 0.5, kind))
    (line,) = [line for line in said.splitlines() if "disk is full" in line] or [said]
    assert code == 2, (code, said)
    assert "disk is full" in line, said
    found = outputs()
    assert found.keys() == old.keys()
    torn = [(name, found[name]) for name in old if found[name] not in (old[name], new[name])]
    assert not torn, (at, kind, torn)
    assert not [name for name in os.listdir("out") if name[0] == "."], "what was begun is cleared away"
    history = 0.005 if at == length else 0.012  # the manifest comes last, when the history has the audit
    assert kept() == history, (at, kind, length)
    print(line)
