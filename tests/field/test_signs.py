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
        ([["销售额", 0], REFUNDS, ADS], [0, -1800, -12000]),  # nothing was sold: no sign says which way is a cost
        ([SALES, REFUNDS, ADS, ["退款率", "3%"]], [50000, 1800, 12000, 0.03]),  # a rate is no cost
    ],
)
def test_costs_that_a_sheet_writes_as_negative_amounts(tmp_path: Path, rows: Rows, values: list[float]) -> None:
    path = xlsx(tmp_path / "2026-10.xlsx", [["项目", "金额"], *rows])
    found = taken(path, platform="independent")
    assert [item.value for item in found.observations] == values
    told = any("profit and loss" in note.en for note in found.inputs[0].sheets[0].notes)
    assert told is (min(values) >= 0)


def test_one_cost_over_several_months_is_no_profit_and_loss_sheet(tmp_path: Path) -> None:
    rows = [["项目", "2026-09", "2026-10"], ["销售额", 50000, 48000], ["退款金额", -1800, -900]]
    found = taken(xlsx(tmp_path / "book.xlsx", rows), platform="independent")
    assert [item.value for item in found.observations] == [50000, 48000, -1800, -900]
