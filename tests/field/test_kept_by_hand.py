"""Habits of sheets that are kept by hand: words beside figures, days below them, versions of one file side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model import ValueState
from tests.field.said import Rows, text_file, xlsx
from tests.field.test_raw_exports import taken

WEEK = "2026-W46"


@pytest.mark.parametrize(
    "rows",
    [
        [["Platform", "Alibaba.com"], ["RFQ response rate", "91%"], ["As of", "2026-11-15"]],
        [["Platform", "Alibaba.com"], ["Metric", "Value"], ["As of", "2026-11-15"], ["RFQ response rate", "91%"]],
        [["RFQ响应率", "91%"], ["询盘数", 20], ["统计周期", WEEK]],
        [["指标", WEEK], ["📈 RFQ响应率", "91%，达标"]],
        [["指标", WEEK], ["⚡️RFQ响应率", "91%（未达标）"]],
        [["周期", "RFQ响应率"], ["达标线", "90%"], [WEEK, "91%"]],
        [["项目", "金额"], ["RFQ响应率", "91%"], ["统计周期", WEEK]],
        [["环节", "数量", "转化率"], ["加购人数", 31, "4%"], ["询盘数", 20, "2%"], ["统计周期", WEEK]],
        [["Metric", "Amount"], ["RFQ response rate", "91%"], ["Period", WEEK]],
        [["开始日期", "结束日期", "RFQ响应率"], ["11/2", "11/8", "90%"], ["11/9", "11/15", "91%"]],
    ],
)
def test_what_dates_and_comments_a_figure(tmp_path: Path, rows: Rows) -> None:
    found = taken(xlsx(tmp_path / "恒达2026.xlsx", rows), platform="alibaba").observations
    assert (found[-1].value, str(found[-1].period.end)) in {(0.91, "2026-11-15"), (20, "2026-11-15")}
    assert all(item.state is ValueState.OK for item in found)


_FIGURES: tuple[Rows, Rows] = ([["RFQ响应率", "91%"], ["询盘数", 20]], [["RFQ响应率", "92%"], ["询盘数", 22]])
_WEEKS: tuple[Rows, Rows] = ([["统计周期", "2026-W45"]], [["统计周期", WEEK]])


@pytest.mark.parametrize("between", [[], [[]], [["店铺", "恒达"]]])
@pytest.mark.parametrize("stem", ["恒达", "恒达_2026-11"])
def test_a_period_below_each_group_of_figures(tmp_path: Path, between: Rows, stem: str) -> None:
    rows = [*_FIGURES[0], *_WEEKS[0], *between, *_FIGURES[1], *_WEEKS[1]]
    found = taken(xlsx(tmp_path / f"{stem}.xlsx", rows), platform="alibaba").observations
    assert [(item.value, item.period.end.day) for item in found] == [(0.91, 8), (20, 8), (0.92, 15), (22, 15)]


def test_periods_that_may_be_of_the_figures_above_or_below(tmp_path: Path) -> None:
    rows = [*_FIGURES[0], *_WEEKS[0], *_FIGURES[1], *_WEEKS[1], ["RFQ响应率", "93%"]]
    intake = taken(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba")
    asked = [item for item in intake.inputs[0].sheets[0].ignored if "of the rows above it or of those" in item.why.en]
    assert not intake.observations
    assert {item.cell for item in asked if item.incomplete} == {"A3", "A6"}


def test_a_change_beside_the_weeks_of_a_metric_on_its_tab(tmp_path: Path) -> None:
    rows = [["店铺", "2026-W45", WEEK, "环比"], ["甲店", 1, 2, "100%"], ["乙店", 3, 4, "33%"]]
    found = taken(xlsx(tmp_path / "国际站.xlsx", rows, "询盘数"), platform="alibaba").observations
    assert [(item.store.store, item.value) for item in found] == [("甲店", 1), ("甲店", 2), ("乙店", 3), ("乙店", 4)]


@pytest.mark.parametrize("label", ["合计/平均", "合计/均值", "Total/Average"])
def test_a_row_of_totals_and_averages(tmp_path: Path, label: str) -> None:
    days = [[f"11月{day}日", 1, "90%"] for day in range(9, 16)]
    rows: Rows = [["日期", "询盘数", "RFQ响应率"], *days, [label, 7, "90%"]]
    intake = taken(xlsx(tmp_path / "恒达2026.xlsx", rows), platform="alibaba")
    assert {item.value for item in intake.observations if item.metric == "inquiries"} == {7}


def test_versions_of_a_sheet_are_told_apart_from_stores(tmp_path: Path) -> None:
    for value, write in (("91%", text_file), ("95%", xlsx)):
        write(tmp_path / f"恒达.{'csv' if write is text_file else 'xlsx'}", [["周期", "RFQ响应率"], [WEEK, value]])
    found = taken(tmp_path, platform="alibaba")
    assert [item.state for item in found.observations] == [ValueState.CONFLICT]
    ways = {item.remedy for file in found.inputs for sheet in file.sheets for item in sheet.ignored}
    assert ["versions of one sheet, keep one of them" in way.en for way in ways if way] == [True]


@pytest.mark.parametrize(("heads", "told"), [(("恒达", "华美"), True), (("恒达", "恒达"), False)])
def test_names_above_tables_side_by_side(tmp_path: Path, heads: tuple[str, str], told: bool) -> None:
    rows: Rows = [[heads[0], "", "", heads[1]], ["指标", WEEK, "", "指标", WEEK], ["询盘数", 1, "", "询盘数", 3]]
    notes = taken(xlsx(tmp_path / "周报.xlsx", rows), platform="alibaba").inputs[0].sheets[0].notes
    assert any("'Store: 恒达'" in note.en for note in notes) is told


@pytest.mark.parametrize(
    ("text", "state"),
    [("统计中", ValueState.MISSING), ("同上", ValueState.UNREADABLE), ("审核中", ValueState.UNREADABLE)],
)
def test_a_value_that_is_not_there_yet(tmp_path: Path, text: str, state: ValueState) -> None:
    rows: Rows = [["指标", WEEK], ["RFQ响应率", text], ["询盘数", 3]]
    found = taken(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba").observations
    assert [item.state for item in found] == [state, ValueState.OK]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("Pending", ValueState.UNREADABLE),
        ("审核中", ValueState.UNREADABLE),
        ("TBC", ValueState.MISSING),
        ("统计中", ValueState.MISSING),
    ],
)
def test_pending_is_the_state_of_an_account_and_of_a_figure_that_it_is_not_known_yet(
    tmp_path: Path, said: str, state: ValueState
) -> None:
    rows: Rows = [["Metric", WEEK], ["Account status", said], ["Orders", "Pending"], ["ODR", "0.2%"]]
    found = {item.metric: item for item in taken(xlsx(tmp_path / "Harbour.xlsx", rows), platform="amazon").observations}
    assert found["account_status"].state is state
    assert found["store_orders"].state is ValueState.MISSING


@pytest.mark.parametrize(
    ("shown", "remark", "read"),
    [
        (0, "n/a (FBA — Amazon-handled)", False),
        ("0%", "不适用", False),
        ("0.00%", "N/A", False),
        (0, "n/a", False),
        (0, "", True),
        (0, "Good", True),
        ("95%", "n/a last week", True),  # a figure is one, whatever is said of it
        (0, "nation-wide", True),
    ],
)
def test_a_zero_that_the_row_itself_calls_not_applicable_is_no_figure(
    tmp_path: Path, shown: object, remark: str, read: bool
) -> None:
    rows: Rows = [["Metric", "Value", "Status"], ["Valid tracking rate", shown, remark], ["ODR", "0.2%", "ok"]]
    found = taken(xlsx(tmp_path / "Harbour_2026-11-15.xlsx", rows), platform="amazon")
    assert ("valid_tracking_rate" in {item.metric for item in found.observations}) == read
    told = [item.cell for item in found.inputs[0].sheets[0].ignored if "does not apply" in item.why.en]
    assert told == ([] if read else ["C2"])


@pytest.mark.parametrize("label", ["诊断日期", "统计时间", "Audit date"])
def test_a_day_above_the_columns_of_a_diagnosis_dates_it_and_heads_none_of_them(tmp_path: Path, label: str) -> None:
    rows: Rows = [
        ["店铺诊断表"],
        [label, "2026-11-16"],
        ["模块", "诊断项", "标准", "现状", "得分", "问题", "建议"],
        ["基础", "产品总数", "≥500", 382, 6, "不足", "发品"],
        ["转化", "及时回复率", "≥90%", "98.5%", 10, "", ""],
    ]
    found = taken(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba")
    read = {item.metric: (item.value, str(item.period.end)) for item in found.observations}
    assert read == {"products_total": (382, "2026-11-16"), "timely_response_rate": (0.985, "2026-11-16")}
