"""What lies after the audit's date is told, and never counts against the audit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Said, xlsx


@pytest.mark.parametrize("wrong", ["n.n.", "0.9", "105%"])
@pytest.mark.parametrize(("as_of", "incomplete"), [("2026-11-14", False), ("2026-11-15", True), (None, True)])
def test_an_unreadable_value_after_the_date(tmp_path: Path, wrong: str, as_of: str | None, incomplete: bool) -> None:
    rows = [["指标", "2026-11-02..2026-11-08", "2026-11-09..2026-11-15"], ["RFQ响应率", "95%", wrong]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), as_of=as_of, platform="alibaba")
    told = [item for item in said.ignored if item["cell"] == "C2"]
    assert any(item["incomplete"] for item in told) is incomplete
    assert told[0]["raw"] == wrong
    assert said.status("alibaba.rfq-response") == ("unknown" if incomplete else "pass")


@pytest.mark.parametrize(("as_of", "incomplete"), [("2026-11-08", False), ("2026-11-15", True)])
def test_a_conflict_after_the_date(tmp_path: Path, as_of: str, incomplete: bool) -> None:
    first = [["指标", "2026-W45", "2026-W46"], ["RFQ响应率", "95%", "96%"]]
    second = [["指标", "2026-W45", "2026-W46"], ["RFQ响应率", "95%", "97%"]]
    files = [xlsx(tmp_path / f"{name}.xlsx", rows) for name, rows in (("a", first), ("b", second))]
    said = Said(*files, as_of=as_of, platform="alibaba", store="恒达")
    assert [item["cell"] for item in said.ignored if item["incomplete"]] == (["C2", "C2"] if incomplete else [])
    assert said.status("alibaba.rfq-response") == ("unknown" if incomplete else "pass")
