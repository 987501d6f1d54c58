"""Rows and columns of targets, of the trade's mean and of units are no stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Said, xlsx

ODR, LATE = "amazon.order-defect-rate", "amazon.late-shipment"


@pytest.mark.parametrize(
    "label",
    ["目标值", "目标", "Target", "Benchmark", "行业均值", "同行平均值", "平台要求", "Industry average", "KPI目标"],
)
def test_a_row_of_a_line_is_no_store(tmp_path: Path, label: str) -> None:
    rows = [
        ["店铺", "平台", "日期", "ODR"],
        [label, "亚马逊", "2026-11-15", "1%"],
        ["A", "亚马逊", "2026-11-15", "0.5%"],
    ]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    assert {name: said.value(ODR, name) for name in said.stores} == {"A": 0.005}
    assert said.why("A2") == "a row of targets or of others' figures, not read as a store"
    across = [
        ["店铺", "A", label, "B"],
        ["日期", "2026-11-15", "2026-11-15", "2026-11-15"],
        ["ODR", "0.5%", "1%", "0.6%"],
    ]
    said = Said(xlsx(tmp_path / "across.xlsx", across))
    assert {name: said.value(ODR, name) for name in said.stores} == {"A": 0.005, "B": 0.006}
    assert said.why("C1")


@pytest.mark.parametrize("name", ["目标服饰", "行业先锋店", "Target Home"])
def test_a_store_whose_name_begins_so_is_one(tmp_path: Path, name: str) -> None:
    rows = [["店铺", "平台", "日期", "ODR"], [name, "亚马逊", "2026-11-15", "1%"]]
    assert list(Said(xlsx(tmp_path / "s.xlsx", rows)).stores) == [name]


@pytest.mark.parametrize("label", [None, "(单位)", "单位", "Unit:"])
def test_a_row_of_units_below_the_headings(tmp_path: Path, label: str | None) -> None:
    rows = [
        ["店铺", "平台", "日期", "迟发率", "ODR"],
        [label, None, None, "(%)", "(%)"],
        ["A", "亚马逊", "2026-11-15", 5, 0.5],
    ]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    assert list(said.stores) == ["A"]
    assert (said.value(LATE), said.value(ODR)) == (0.05, 0.005)
