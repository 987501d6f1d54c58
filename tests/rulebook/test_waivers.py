"""Waivers: a reason, an approver and a last day, at most 180 days after the first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor.rulebook import RuleErrors, load_overlays, load_waivers
from tests.rulebook.book import load, write

HEAD = "schema: store-auditor/waivers/1\nwaivers:\n"
GOOD = "  - {check: acme.orders, store: s1, reason: 搬仓, approved_by: 王敏, from: 2026-11-15, until: 2026-12-15}\n"


def test_a_waiver(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + GOOD, "waivers.yaml")
    (waiver,) = load_waivers([path], load(tmp_path))
    assert waiver[:6] == ("acme.orders", "s1", "搬仓", "王敏", date(2026, 11, 15), date(2026, 12, 15))
    assert (waiver.place.line, waiver.place.column) == (3, 5)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("acme.orders", "acme.order", "unknown check 'acme.order'"),
        (", until: 2026-12-15", "", "needs 'until'"),
        ("reason: 搬仓, ", "", "needs 'reason'"),
        ("approved_by: 王敏, ", "", "needs 'approved_by'"),
        ("reason: 搬仓", 'reason: " "', "nothing is stated here"),
        ("until: 2026-12-15", "until: 2026-11-14", "is before from"),
        ("until: 2026-12-15", "until: 2027-05-15", "lasts 180 days at most: from 2026-11-15 until 2027-05-15 are 181"),
        ("until: 2026-12-15", "until: 2026-12-32", "no date of the calendar"),
        ("store: s1", "stroe: s1", "unknown key 'stroe'; did you mean 'store'?"),
        (GOOD, GOOD + GOOD, "duplicate waiver"),
    ],
)
def test_mistakes(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = write(tmp_path, HEAD + GOOD.replace(old, new), "waivers.yaml")
    with pytest.raises(RuleErrors) as caught:
        load_waivers([path], load(tmp_path))
    assert any(said in error.message.en for error in caught.value.errors)


def test_180_days_are_allowed(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + GOOD.replace("2026-12-15", "2027-05-14"), "waivers.yaml")
    (waiver,) = load_waivers([path], load(tmp_path))
    assert (waiver.until - waiver.start).days == 180


def test_overlay_and_waivers_may_share_a_file(tmp_path: Path) -> None:
    text = f"schema: store-auditor/overlay/1\nclient: c\nskip: {{acme.ipi: 无仓}}\n---\n{HEAD}{GOOD}"
    path, book = write(tmp_path, text, "client.yaml"), load(tmp_path)
    assert load_overlays([path], book).skip == {"acme.ipi": "无仓"}
    assert len(load_waivers([path], book)) == 1
