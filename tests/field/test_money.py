"""Amounts in other currencies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Said, text_file, xlsx


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


@pytest.mark.parametrize(
    ("month", "why"),
    [
        (None, "missing: web 2026-09;"),
        ("€20", "missing: web 2026-09 (no rate for the currency of its amount: write rates into the overlay);"),
    ],
)
def test_a_mix_of_channels_that_cannot_be_told_says_which_month_is_at_fault(
    tmp_path: Path, month: str | None, why: str
) -> None:
    rows = [["店铺", "平台", "客户", "月份", "销售额", "经营年限"]]
    for name, amount in (("2026-08", "$20"), ("2026-09", month), ("2026-10", "$20")):
        rows.append(["shop", "国际站", "恒达", name, "$80", "1"])
        if amount:
            rows.append(["web", "独立站", "恒达", name, amount, "1"])
    said = Said(text_file(tmp_path / "a.csv", rows), as_of="2026-10-31")
    (client,) = said.document["clients"]
    found = next(item for item in client["findings"] if item["check"] == "client.mix.startup")
    assert found["status"] == "unknown"
    assert why in found["reason"]
