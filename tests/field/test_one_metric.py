"""Tables of one metric that stands outside of their headings, and tables with periods down and stores across."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.field.said import Said, xlsx
from tests.field.test_raw_exports import taken

DOWN = [["店铺", "2026-W45", "2026-W46"], ["甲店", 1, 2], ["乙店", 3, 4]]
ACROSS = [["周期", "甲店", "乙店"], ["2026-W45", 1, 3], ["2026-W46", 2, 4]]
BOTH = {("甲店", "2026-11-08", 1), ("甲店", "2026-11-15", 2), ("乙店", "2026-11-08", 3), ("乙店", "2026-11-15", 4)}
WEEKS = ["2026-W45", "2026-W46"]
TOTAL = ["总计", 3, 7, 10]


def said_of(path: Path, metric: str = "exposure", **options: object) -> set[tuple[str, str, object]]:
    found = taken(path, platform="alibaba", **options).observations
    return {(item.store.store, str(item.period.end), item.value) for item in found if item.metric == metric}


@pytest.mark.parametrize("title", ["各店曝光量（国际站）", "各店P4P花费($)"])
def test_what_is_to_be_told_of_it_is_told_once_and_not_once_a_period(tmp_path: Path, title: str) -> None:
    (sheet,) = taken(xlsx(tmp_path / "s.xlsx", [[title], *DOWN]), platform="alibaba").inputs[0].sheets
    told = [note.en for note in sheet.notes if not note.en.startswith("above the table")]
    assert told == (["'P4P花费($)': in USD (the heading or unit)"] if "$" in title else [])


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        ([["店铺", "10月第4周", "10月第5周"], ["甲店", 1, 2]], "店铺, 10月第4周, 10月第5周"),
        ([["日期", "恒达", "鑫源"], ["2026-W45", 1, 2]], "日期, 恒达, 鑫源"),
    ],
)
def test_a_tab_a_metric_that_is_not_understood_is_told_how_it_may_be_laid_out(
    tmp_path: Path, rows: list[list[object]], seen: str
) -> None:
    (sheet,) = taken(xlsx(tmp_path / "s.xlsx", rows, "曝光量")).inputs[0].sheets
    assert sheet.error is not None
    assert "'曝光量' (of the tab, the file or a title) is a metric, but" in sheet.error.en
    assert f"(they are: {seen}): lay it out as 'Store | Platform | Period | Metric | Value'" in sheet.error.en
    assert f"看到的标题：{seen.replace(', ', '、')}" in sheet.error.zh


@pytest.mark.parametrize("rows", [DOWN, ACROSS])
@pytest.mark.parametrize(
    ("tab", "above"),
    [
        ("曝光量", []),
        ("各店曝光量周报", []),
        ("Sheet1", [["曝光量"]]),
        ("Sheet1", [["国际站"], ["指标：曝光量"]]),
        ("Sheet1", [["各店铺曝光量统计 2026年11月"]]),
        ("询盘数", [["曝光量"]]),  # what stands nearer counts
    ],
)
def test_the_metric_of_a_title_or_tab(
    tmp_path: Path, rows: list[list[object]], tab: str, above: list[list[str]]
) -> None:
    assert said_of(xlsx(tmp_path / "周报.xlsx", [*above, *rows], tab)) == BOTH


@pytest.mark.parametrize(
    ("headings", "ends"),
    [(["9月", "10月"], {"2026-09-30", "2026-10-31"}), (["W45", "W46"], {"2026-11-08", "2026-11-15"})],
)
def test_periods_without_a_year_have_that_of_the_file(tmp_path: Path, headings: list[str], ends: set[str]) -> None:
    path = xlsx(tmp_path / "周报2026.xlsx", [["店铺", *headings, "合计"], ["甲店", 1, 2, 3]], "曝光量")
    assert {end for _, end, _ in said_of(path)} == ends


@pytest.mark.parametrize(("tab", "title"), [("Sheet1", "曝光量与访客数"), ("Sheet1", "周报"), ("流量", "国际站周报")])
@pytest.mark.parametrize("rows", [DOWN, ACROSS])
def test_a_title_that_names_no_single_metric_gives_none(
    tmp_path: Path, rows: list[list[object]], tab: str, title: str
) -> None:
    assert not taken(xlsx(tmp_path / "s.xlsx", [[title], *rows], tab), platform="alibaba").observations


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["求和项:曝光量", "列标签"],
            ["行标签", "甲店", "乙店", "总计"],
            ["2026-W45", 1, 3, 4],
            ["2026-W46", 2, 4, 6],
            TOTAL,
        ],
        [
            ["Sum of Exposure", "Store"],
            ["Week", "甲店", "乙店", "Grand Total"],
            ["2026-W45", 1, 3, 4],
            ["2026-W46", 2, 4, 6],
        ],
        [
            ["", "列标签"],
            ["", "求和项:曝光量", "", "求和项:询盘数", ""],
            ["行标签", "甲店", "乙店", "甲店", "乙店"],
            ["2026-W45", 1, 3, 7, 7],
            ["2026-W46", 2, 4, 7, 7],
        ],
        [
            ["", "列标签"],
            ["", "甲店", "", "乙店", ""],
            ["行标签", "求和项:曝光量", "求和项:询盘数", "求和项:曝光量", "求和项:询盘数"],
            ["2026-W45", 1, 7, 3, 7],
            ["2026-W46", 2, 7, 4, 7],
        ],
    ],
)
def test_a_pivot_table_with_stores_across(tmp_path: Path, rows: list[list[object]]) -> None:
    path = xlsx(tmp_path / "s.xlsx", rows)
    assert said_of(path) == BOTH
    several = len(rows[0][0] or "") == 0
    assert {store for store, _, value in said_of(path, "inquiries") if value == 7} == (
        {"甲店", "乙店"} if several else set()
    )
    assert {store for store, _, _ in said_of(path, store="乙店")} == {"乙店"}


def test_stores_below_merged_metrics(tmp_path: Path) -> None:
    book = Workbook()
    page = book.create_sheet("Sheet1")
    for row in (
        ["周期", "曝光量", None, "询盘数", None],
        [None, "甲店", "乙店", "甲店", "乙店"],
        ["2026-W46", 2, 4, 5, 6],
    ):
        page.append(row)
    for area in ("A1:A2", "B1:C1", "D1:E1"):
        page.merge_cells(area)
    book.save(tmp_path / "s.xlsx")
    assert said_of(tmp_path / "s.xlsx") == {("甲店", "2026-11-15", 2), ("乙店", "2026-11-15", 4)}
    assert said_of(tmp_path / "s.xlsx", "inquiries") == {("甲店", "2026-11-15", 5), ("乙店", "2026-11-15", 6)}


@pytest.mark.parametrize("tab", ["Sheet1", "曝光量", "访客数"])
@pytest.mark.parametrize(
    "levels",
    [
        [["", "曝光量", "", "询盘数", ""], ["店铺", *WEEKS, *WEEKS]],
        [["店铺", "曝光量", "", "询盘数", ""], ["", *WEEKS, *WEEKS]],
        [["", "曝光量", "曝光量", "询盘数", "询盘数"], ["店铺", *WEEKS, *WEEKS]],
    ],
)
def test_metrics_above_their_weeks_are_not_those_of_a_title(
    tmp_path: Path, levels: list[list[object]], tab: str
) -> None:
    path = xlsx(tmp_path / "s.xlsx", [*levels, ["甲店", 1, 2, 7, 7], ["乙店", 3, 4, 7, 7]], tab)
    assert said_of(path) == BOTH
    assert {value for _, _, value in said_of(path, "inquiries")} == {7}


def test_metrics_below_the_column_labels_are_no_stores(tmp_path: Path) -> None:
    rows = [["", "列标签"], ["行标签", "求和项:曝光量", "求和项:询盘数"], ["甲店", 1, 7], ["乙店", 3, 7]]
    assert said_of(xlsx(tmp_path / "2026-W46.xlsx", rows)) == {("甲店", "2026-11-15", 1), ("乙店", "2026-11-15", 3)}


def test_columns_that_may_be_anything_are_asked_about(tmp_path: Path) -> None:
    """The first of them was read as the file's own store."""
    rows = [
        ["", "列标签"],
        ["", "甲", "", "乙", ""],
        ["行标签", "求和项:曝光量", "求和项:询盘数", "求和项:曝光量", "求和项:询盘数"],
    ]
    said = Said(xlsx(tmp_path / "恒达.xlsx", [*rows, ["2026-W46", 1, 2, 3, 4]]), platform="alibaba")
    assert not said.stores
    assert "write 'Store' instead of 'Column Labels'" in said.errors[0]
    named = [["求和项:曝光量", "店铺"], ["行标签", "甲", "乙"], ["2026-W46", 1, 2]]
    assert said_of(xlsx(tmp_path / "s.xlsx", named)) == {("甲", "2026-11-15", 1), ("乙", "2026-11-15", 2)}


@pytest.mark.parametrize(
    ("filtered", "store"), [("恒达", "恒达"), ("(全部)", "周报"), ("(All)", "周报"), ("(多项)", "周报")]
)
def test_the_filter_of_a_pivot_table(tmp_path: Path, filtered: str, store: str) -> None:
    rows = [["店铺", filtered], [], ["行标签", "求和项:曝光量"], ["2026-W46", 5]]
    folder = tmp_path / "周报"
    folder.mkdir()
    read = taken(xlsx(folder / "2026.xlsx", rows), platform="alibaba")
    assert {item.store.store for item in read.observations} == {store}
    notes = [note.en for note in read.inputs[0].sheets[0].notes]
    assert any("names no single store" in note for note in notes) is (store != "恒达")


@pytest.mark.parametrize(
    ("tab", "rows", "found"),
    [
        ("曝光量", [["周", "值"], ["2026-W46", 7]], {("恒达2026", "2026-11-15", 7)}),
        ("曝光量", [["周", "店铺", "数值"], ["2026-W46", "甲", 7]], {("甲", "2026-11-15", 7)}),
        ("Exposure", [["Week", "Store", "Actual", "Target"], ["2026-W46", "A", 7, 9]], {("A", "2026-11-15", 7)}),
        ("曝光量", [["月份", "目标", "实际", "达成率"], ["9月", 9, 7, "78%"]], {("恒达2026", "2026-09-30", 7)}),
        ("曝光量", [["周", "数量"], ["2026-W46", 7]], {("恒达2026", "2026-11-15", 7)}),
        ("Sheet1", [["曝光量"], ["店铺", "9月实际", "9月目标"], ["甲", 7, 9]], {("甲", "2026-09-30", 7)}),
        ("Exposure", [["Store", "2026-09 actual", "2026-09 plan"], ["A", 7, 9]], {("A", "2026-09-30", 7)}),
        ("曝光量", [["2026-W46"], ["店铺", "本周", "环比"], ["甲", 7, "17%"]], {("甲", "2026-11-15", 7)}),
        ("曝光量", [["2026-W46"], ["店铺", "上周", "环比"], ["甲", 7, "17%"]], {("甲", "2026-11-08", 7)}),
        ("Exposure", [["2026-W46"], ["Store", "This week", "WoW"], ["A", 7, "17%"]], {("A", "2026-11-15", 7)}),
        # of what the figures are is not said, they are no exposure, of parts, or of two kinds
        ("流量", [["周", "值"], ["2026-W46", 7]], set()),
        ("曝光量", [["周", "金额"], ["2026-W46", 7]], set()),
        ("曝光量", [["周", "国家", "值"], ["2026-W46", "美国", 7]], set()),
        ("曝光量", [["周", "主账号", "值"], ["2026-W46", 7, 8]], set()),
        ("曝光量", [["周", "数值", "实际"], ["2026-W46", 7, 8]], set()),
        ("曝光量", [["2026-W46"], ["店铺", "本周", "客单"], ["甲", 7, 6]], set()),
    ],
)  # fmt: skip
def test_values_on_a_tab_called_after_their_metric(
    tmp_path: Path, tab: str, rows: list[list[object]], found: set[tuple[str, str, object]]
) -> None:
    assert said_of(xlsx(tmp_path / "恒达2026.xlsx", rows, tab)) == found
