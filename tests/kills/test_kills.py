"""Kill -9 and a full disk at any change of a file: what was there before is whole, or what comes after it.

The moments are drawn from all writes, flushes, renames and removals of the work; a write is cut in half first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.report import find_browser
from tests.conftest import ROOT

pytestmark = pytest.mark.slow
ROUNDS = 200


def test_the_history_is_whole_old_or_new(killed: Callable[..., str], tmp_path: Path) -> None:
    rounds, moved = map(int, killed("tests.kills.history", tmp_path / "保存" / "history.sqlite", ROUNDS).split())
    assert rounds == ROUNDS
    assert ROUNDS / 2 < moved < ROUNDS, "two kills of three come after a whole save"


def test_reports_are_whole_old_or_new(killed: Callable[..., str], tmp_path: Path) -> None:
    rounds, moved = map(int, killed("tests.kills.reports", tmp_path, ROUNDS).split())
    assert rounds == ROUNDS
    assert ROUNDS / 2 < moved < ROUNDS, "four kills of five come after the first report"


def test_a_whole_run_leaves_old_or_new_files_and_says_which_folder_is_unfinished(
    killed: Callable[..., str], tmp_path: Path
) -> None:
    rounds, halfway = map(int, killed("tests.kills.run", tmp_path, 12).split())
    assert rounds == 12
    assert halfway > 0


def test_a_full_disk_is_told_and_leaves_what_was_there(killed: Callable[..., str], tmp_path: Path) -> None:
    formats = ["html", "xlsx", "json", "md", *(["pdf"] if find_browser() else [])]
    said = killed("tests.kills.full", tmp_path, ",".join(formats)).splitlines()
    files = ["out/北店-amazon.html", "out/北店-amazon.xlsx", "out/audit.json", "out/北店-amazon.md"]
    why = "the disk is full; free some space or choose another folder with --out"
    assert said[:4] == [f"cannot write {file}: {why}" for file in files]
    assert all("disk is full" in line for line in said[4:-2])  # the page that a browser is to print among them
    assert said[-2:] == ["The disk is full; history.sqlite is unchanged", f"cannot write out/manifest.json: {why}"]
    assert len(said) == len(formats) + 3


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv of util-linux")
@pytest.mark.parametrize("kind", ["html", "xlsx", "json", "md"])
def test_a_read_only_folder_is_told(tmp_path: Path, kind: str) -> None:
    """Root may write anywhere, so the command gives up that privilege before it starts."""
    (tmp_path / "week.csv").write_text("店铺,平台,周期,指标,数值\n北店,amazon,2026-11-15,订单缺陷率,0.5%\n", "utf-8")
    words = [
        "setpriv",
        "--bounding-set=-dac_override",
        sys.executable,
        "-m",
        "auditor",
        "audit",
        "week.csv",
        "--lang",
        "en",
    ]
    words += ["--as-of", "2026-11-15"]

    def said(*more: str) -> str:
        done = subprocess.run(
            [*words, *more], cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        assert done.returncode == 2, done.stderr
        return done.stderr

    (tmp_path / "out").mkdir()
    (tmp_path / "out").chmod(0o500)
    assert "no permission or a read-only folder; choose another one with --out" in said(
        "--out", "out", "--format", kind
    )
    assert list((tmp_path / "out").iterdir()) == []
    if kind == "json":
        tmp_path.chmod(0o500)
        told = said("--history", "history.sqlite")
        tmp_path.chmod(0o700)
        assert "history.sqlite or its folder is read-only" in told
