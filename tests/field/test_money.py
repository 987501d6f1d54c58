"""Amounts in other currencies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Said, xlsx


@pytest.mark.parametrize(
    ("amount", "value", "status"), [(7, 0.98, "pass"), (8.57, 1.1998, "pass"), (8.58, 1.2012, "fail")]
)
def test_a_converted_amount_has_no_binary_noise(tmp_path: Path, amount: float, value: float, status: str) -> None:
    rows = [["店铺", "平台", "周期", "平均点击花费(元)"], ["恒达", "国际站", "2026-W46", amount]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), overlay="rates: {CNY: 0.14}\n")
    found = said.finding("alibaba.p4p-cpc")
    assert (found["value"], found["status"]) == (value, status)


def test_without_a_rate_it_is_unknown_with_the_line_to_paste(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "周期", "平均点击花费(元)"], ["恒达", "国际站", "2026-W46", 7]]
    found = Said(xlsx(tmp_path / "s.xlsx", rows)).finding("alibaba.p4p-cpc")
    assert found["status"] == "unknown"
    assert "rates: {CNY:" in found["supply"]
