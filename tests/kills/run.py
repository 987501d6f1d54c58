"""A whole audit, reports and history included, is made over an older one and killed on the way."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import sys
from datetime import date
from pathlib import Path

from auditor.cli.root import app
from auditor.history import open_history
from auditor.history.manifest import changed_files, read_manifest
from tests.kills.forks import changes, dies

folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
chance = random.Random(20261115)
ROWS = "店铺,平台,周期,指标,数值\n北店,amazon,2026-11-15,订单缺陷率,{}%\n北店,amazon,2026-11-15,有效追踪率,97%\n"
os.chdir(folder)


def audit(rate: float = 0.5) -> None:
    Path("week.csv").write_text(ROWS.format(rate), "utf-8")
    words = [
        "audit",
        "week.csv",
        "--as-of",
        "2026-11-15",
        "--out",
        "out",
        "--history",
        "history.sqlite",
        "--lang",
        "en",
    ]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        app([*words, "--format", "html,json,md"], standalone_mode=False)


def outputs() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(Path("out").iterdir()) if path.name[0] != "."}


def kept() -> float:
    with open_history("history.sqlite") as history:
        assert history.broken_links() == ()
        (one,) = history.audits()
        document = history.document(one.subject, date(2026, 11, 15))
    return float(next(f["value"] for f in document["stores"][0]["findings"] if f["metric"] == "order_defect_rate"))


def copy(to: str, *, back: bool = False) -> None:
    for name in ("out", "history.sqlite"):
        source, target = (Path(to, name), Path(name)) if back else (Path(name), Path(to, name))
        shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
        target.parent.mkdir(exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)


audit(1.2)
copy("old")
old, length = outputs(), changes(lambda: audit(0.5))
new = outputs()
assert old.keys() == new.keys()
assert kept() == 0.005
halfway = 0
for _ in range(rounds):
    copy("old", back=True)
    Path("history.sqlite-journal").unlink(missing_ok=True)
    assert dies(chance.randint(1, length), lambda: audit(0.5))
    found = outputs()
    assert all(found[name] in (old[name], new[name]) for name in old), "torn"
    assert found.keys() == old.keys()
    rate = kept()
    assert rate in (0.012, 0.005)
    assert rate == 0.012 or found == new, "the history is the last to change"
    if found not in (old, new):
        halfway += 1
        assert changed_files(Path("out"), read_manifest(Path("out"))), "a manifest never stands for half a folder"
print(rounds, halfway, json.dumps(sorted(old), ensure_ascii=False))
