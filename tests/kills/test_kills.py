"""Kill -9 at any change of a file: what was there before is whole, or what comes after it; nothing between.

The moments are drawn from all writes, flushes, renames and removals of the work; a write is cut in half first.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

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
    rounds, halfway = map(int, killed("tests.kills.run", tmp_path, 12).split()[:2])
    assert rounds == 12
    assert halfway > 0
