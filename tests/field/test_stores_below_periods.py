"""Weeks that stand above groups of stores: each store has its own figures of each week, or the sheet is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from auditor.intake import Options, read
from tests.field.said import Rows, rulebook, text_file, xlsx

FIRST, SECOND = "2026-11-02", "2026-11-09"
OF_EACH = [("华美店", FIRST, 2.0), ("华美店", SECOND, 4.0), ("恒达店", FIRST, 1.0), ("恒达店", SECOND, 3.0)]
WEEKS: Rows = [[None, "W45", None, "W46", None]]
NAMES = ["恒达店", "华美店", "恒达店", "华美店"]
BODY: Rows = [["曝光量", 1, 2, 3, 4]]


def figures(file: Path, **options: str) -> list[tuple[str, str, object]]:
    intake = read([str(file)], rulebook(), Options(isolated=False, platform="alibaba", **options))
    return sorted((item.store.store, str(item.period.start), item.value) for item in intake.observations)


@pytest.mark.parametrize(
    "rows",
    [
        [*WEEKS, ["店铺", *NAMES], *BODY],
        [*WEEKS, ["指标", *NAMES], *BODY],
        [["指标", *WEEKS[0][1:]], [None, *NAMES], *BODY],
        [["恒达店各店周报"], *WEEKS, ["店铺", *NAMES], *BODY],
        [
            [None, None, "上周", None, None, "本周"],
            ["店铺", "单位", *NAMES[:2], "合计", *NAMES[2:]],
            ["曝光量", "次", 1, 2, 3, 3, 4],
        ],
    ],
)
def test_each_store_has_its_figures_of_each_week(tmp_path: Path, rows: Rows) -> None:
    assert figures(text_file(tmp_path / "周报_2026-W46.csv", rows)) == OF_EACH
    assert figures(xlsx(tmp_path / "周报_2026-W46.xlsx", rows)) == OF_EACH
    assert figures(tmp_path / "周报_2026-W46.xlsx", store="华美店") == OF_EACH[:2]


def test_what_is_added_up_to_a_day_stands_above_stores_as_weeks_do(tmp_path: Path) -> None:
    rows: Rows = [["数据日期：2026-11-15"], [None, "本周累计", None, "MTD", None], ["指标", *NAMES], *BODY]
    assert figures(text_file(tmp_path / "a.csv", rows)) == [("华美店", SECOND, 2.0), ("恒达店", SECOND, 1.0)]


def test_merged_weeks_and_a_second_table_below(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    further = [None, "W47", None, "W48", None]
    for row in [*WEEKS, ["店铺", *NAMES], *BODY, [], further, ["店铺", *NAMES], *BODY]:
        sheet.append(list(row))
    for cells in ("B1:C1", "D1:E1", "B5:C5", "D5:E5"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "周报_2026.xlsx")
    found = figures(tmp_path / "周报_2026.xlsx")
    assert [each for each in found if each[1] in (FIRST, SECOND)] == OF_EACH
    assert [each for each in found if each[0] == "恒达店"][2:] == [
        ("恒达店", "2026-11-16", 1.0),
        ("恒达店", "2026-11-23", 3.0),
    ]


@pytest.mark.parametrize("below", [["恒达", "华美", "恒达", "华美"], ["自然", "付费", "自然", "付费"]])
def test_names_that_nothing_calls_stores_are_asked_about(tmp_path: Path, below: list[str]) -> None:
    file = text_file(tmp_path / "恒达_2026.csv", [*WEEKS, ["指标", *below], ["曝光量", 2, 2, 3, 3]])
    intake = read([str(file)], rulebook(), Options(isolated=False, platform="alibaba"))
    error = intake.inputs[0].sheets[0].error
    assert intake.observations == ()
    assert error is not None
    assert "write 'Store' into the first cell" in error.en


def test_actual_and_target_below_each_week_are_no_stores(tmp_path: Path) -> None:
    rows: Rows = [*WEEKS, ["指标", "实际", "目标", "实际", "目标"], *BODY]
    assert [each[1:] for each in figures(text_file(tmp_path / "恒达_2026.csv", rows))] == [(FIRST, 1.0), (SECOND, 3.0)]
