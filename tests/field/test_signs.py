"""Profit and loss sheets: costs as negative amounts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Rows, xlsx
from tests.field.test_raw_exports import taken

SALES, REFUNDS, ADS = ["销售额", 50000], ["退款金额", -1800], ["营销花费", "(12,000)"]


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        ([SALES, REFUNDS, ADS], [50000, 1800, 12000]),
        ([SALES, REFUNDS, ["支付手续费", 0], ADS], [50000, 1800, 0, 12000]),
        ([SALES, REFUNDS], [50000, -1800]),  # a single one may be money that came back
        ([SALES, REFUNDS, ["支付手续费", 0]], [50000, -1800, 0]),
        ([SALES, REFUNDS, ADS, ["支付手续费", 1]], [50000, -1800, -12000, 1]),
        ([REFUNDS, ADS], [-1800, -12000]),
    ],
)
def test_costs_that_a_sheet_writes_as_negative_amounts(tmp_path: Path, rows: Rows, values: list[float]) -> None:
    path = xlsx(tmp_path / "2026-10.xlsx", [["项目", "金额"], *rows])
    found = taken(path, platform="independent")
    assert [item.value for item in found.observations] == values
    told = any("profit and loss" in note.en for note in found.inputs[0].sheets[0].notes)
    assert told is (min(values) >= 0)
