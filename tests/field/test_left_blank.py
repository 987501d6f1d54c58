"""Names in the first row of each group alone: merged cells saved as CSV, and the groups of a pivot table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Rows, text_file, xlsx
from tests.field.test_raw_exports import taken

TIDY = ["店铺", "平台", "周期", "指标", "数值"]
DOWN = ["店铺", "平台", "周期", "会话数"]
W45, W46 = "2026-W45", "2026-W46"


@pytest.mark.parametrize(
    ("rows", "stores"),
    [
        (
            [
                TIDY,
                ["甲", "亚马逊", W46, "会话数", 210],
                ["", "", "", "订单数", 12],
                ["乙", "国际站", W46, "询盘数", 9],
                ["", "", "", "曝光量", 900],
            ],
            "甲甲乙乙",
        ),
        ([DOWN, ["甲", "亚马逊", W45, 1], ["", "", W46, 2], ["乙", "亚马逊", W45, 3], ["", "", W46, 4]], "甲甲乙乙"),
        (
            [
                DOWN,
                ["甲", "亚马逊", W45, 1],
                ["", "", W46, 2],
                ["乙", "亚马逊", W45, 3],
                ["", "", W46, 4],
                ["", "", "合计", 6],
            ],
            "甲甲乙乙",
        ),
        (
            [
                ["周期", "店铺", "平台", "会话数"],
                [W45, "甲", "亚马逊", 1],
                ["", "乙", "亚马逊", 2],
                [W46, "甲", "亚马逊", 3],
                ["", "乙", "亚马逊", 4],
            ],
            "甲乙甲乙",
        ),
        (
            [
                ["店铺", "平台", "站点", "会话数"],
                *[["甲", "亚马逊", "US", 1], ["", "", "DE", 2]],
                *[["乙", "亚马逊", "US", 3], ["", "", "UK", 4]],
            ],
            "甲甲乙乙",
        ),
    ],
)
@pytest.mark.parametrize("write", [text_file, xlsx])
def test_the_blanks_are_read_as_the_row_that_leads_their_group(
    tmp_path: Path, write: object, rows: Rows, stores: str
) -> None:
    assert callable(write)
    found = taken(write(tmp_path / f"{W46}{'.csv' if write is text_file else '.xlsx'}", rows))
    assert "".join(item.store.store for item in found.observations) == stores
    (sheet,) = found.inputs[0].sheets
    assert any("is filled in the first row of each group" in note.en for note in sheet.notes)


@pytest.mark.parametrize(
    ("rows", "stores"),
    [
        (
            [DOWN, ["甲", "亚马逊", W46, 1], ["", "亚马逊", W46, 2], ["乙", "亚马逊", W46, 3]],
            "甲乙",
        ),  # one that was forgotten
        (
            [DOWN, ["甲", "亚马逊", W45, 1], ["", "", W46, 2], ["乙", "亚马逊", W45, 3], ["丙", "亚马逊", W45, 4]],
            "甲乙丙",
        ),
        ([DOWN, ["", "", W45, 1], ["甲", "亚马逊", W46, 2]], "甲"),
        ([DOWN, ["甲", "亚马逊", W45, 1], ["", "", W46, 2]], "甲"),  # of one group alone nothing shows it
        ([["店铺", "平台", "站点", "会话数"], ["甲", "亚马逊", "US", 1], ["乙", "", "DE", 2]], "甲"),
    ],
)
def test_a_name_that_may_have_been_forgotten_is_not_filled_in(tmp_path: Path, rows: Rows, stores: str) -> None:
    found = taken(text_file(tmp_path / f"{W46}.csv", rows))
    assert "".join(item.store.store for item in found.observations) == stores
    (sheet,) = found.inputs[0].sheets
    assert not any("first row of each group" in note.en for note in sheet.notes)
