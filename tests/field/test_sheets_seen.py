"""Sheets as operations staff describe them in public, cell by cell; the figures are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Rows, Said, xlsx
from tests.field.test_raw_exports import taken, values


def test_an_item_of_a_checklist_is_no_export(tmp_path: Path) -> None:
    rows: Rows = [
        ["亚马逊新品上架检查表（DE站）"],
        ["序号", "检查项", "负责人", "完成情况", "备注"],
        [1, "CE认证", "Bob", "√", None],
        [2, "EPR注册号（LUCID）", "Bob", "√", "DE123456"],
    ]
    said = Said(xlsx(tmp_path / "上架.xlsx", rows))
    assert "EPR" not in "".join(said.errors)
    assert said.sheets[0]["source_map"] != "amazon.epr"


@pytest.mark.parametrize(
    ("headings", "leads"),
    [(["询盘数", "TM数", "商机量"], 15), (["商机量", "询盘数", "TM数"], 15), (["询盘数", "TM数"], None)],
)
def test_inquiries_of_a_p4p_report_are_no_leads(tmp_path: Path, headings: list[str], leads: int | None) -> None:
    counts = {"询盘数": [2, *[1] * 6], "TM数": [1] * 7, "商机量": [3, *[2] * 6]}
    heading = ["日期", "曝光量", "点击量", "点击率", "花费(元)", "平均点击花费(元)", *headings]
    rows = [
        [f"2026-11-{9 + day:02}", 4210, 58, "1.38%", 480.5, 8.28, *(counts[name][day] for name in headings)]
        for day in range(7)
    ]
    found = values(taken(xlsx(tmp_path / "直通车.xlsx", [heading, *rows]), platform="alibaba"))
    assert found.get(("p4p_leads", "2026-11-15")) == leads
    assert found["p4p_clicks", "2026-11-15"] == 406


CLIENTS: Rows = [
    ["Client", "Marketplace", "ODR", "IPI score"],
    ["Harbour", "US", "0.35%", 512],
    ["Kestrel", "UK", "1.35%", 388],
]


def test_rows_of_several_clients_are_not_one_store(tmp_path: Path) -> None:
    said = Said(xlsx(tmp_path / "health_2026-11-15.xlsx", CLIENTS))
    assert not said.stores
    assert said.incomplete
    assert "several clients" in said.why("A2")
    assert "several clients" in said.why("A3")
    named = Said(xlsx(tmp_path / "named_2026-11-15.xlsx", [["Store", *CLIENTS[0][1:]], *CLIENTS[1:]]))
    assert set(named.stores) == {"Harbour", "Kestrel"}


def test_rows_of_one_client_are_its_store(tmp_path: Path) -> None:
    rows = [CLIENTS[0], CLIENTS[1], ["Harbour", "UK", "1.35%", 388]]
    assert len(Said(xlsx(tmp_path / "health_2026-11-15.xlsx", rows)).stores) == 1
