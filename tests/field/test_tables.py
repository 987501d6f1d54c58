"""Several tables in a sheet, titles, notes and columns as they stand in real workbooks."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.field.said import Said, xlsx
from tests.field.test_raw_exports import taken

RFQ, ODR = "alibaba.rfq-response", "amazon.order-defect-rate"
FIRST = [["国际站周报 2026-W46"], ["店铺", "RFQ响应率", "DSR"], ["恒达", "91%", 4.8]]
SECOND = [["店铺", "ODR", "IPI"], ["恒达US", "0.5%", 480]]


@pytest.mark.parametrize(
    "between",
    [
        [[], ["亚马逊周报 2026-W46"]],
        [[], ["亚马逊周报"], ["统计周期", "2026-W46"]],
        [[], [], ["亚马逊周报 2026-W46"], ["（数据来自后台）"]],
    ],
)
def test_a_second_table_under_its_own_title(tmp_path: Path, between: list[list[str]]) -> None:
    said = Said(xlsx(tmp_path / "s.xlsx", [*FIRST, *between, *SECOND]))
    assert sorted((store["platform"], store["store"]) for store in said.document["stores"]) == [
        ("alibaba", "恒达"),
        ("amazon", "恒达US"),
    ]
    assert (said.value(RFQ, "恒达"), said.value(ODR, "恒达US")) == (0.91, 0.005)


def test_other_headings_without_a_gap_are_another_table(tmp_path: Path) -> None:
    rows = [
        ["店铺", "平台", "周期", "RFQ响应率"],
        ["恒达", "国际站", "2026-W46", "91%"],
        ["店铺", "平台", "周期", "ODR"],
        ["恒达US", "亚马逊", "2026-W46", "0.5%"],
    ]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    assert (said.value(RFQ, "恒达"), said.value(ODR, "恒达US")) == (0.91, 0.005)


def test_a_title_dated_with_a_long_dash(tmp_path: Path) -> None:
    for dash in "—–-~至":
        rows = [[f"恒达 2026年11月9日{dash}11月15日 汇总"], ["指标", "数值"], ["RFQ响应率", "91%"]]
        found = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba").finding(RFQ)
        assert found["period"] == {"start": "2026-11-09", "end": "2026-11-15"}, dash


@pytest.mark.parametrize(
    "note", ["制表人：王敏   审核：李雷", "统计人:张三", "制表日期：2026-11-16", "备注：含P4P", "联系人：王"]
)
def test_who_made_the_sheet_is_no_store(tmp_path: Path, note: str) -> None:
    book = Workbook()
    sheet = book.active
    for row in (["国际站 2026-W46"], ["店铺", "RFQ响应率"], ["恒达", "91%"], [note]):
        sheet.append(row)
    book.save(tmp_path / "s.xlsx")
    said = Said(tmp_path / "s.xlsx")
    assert list(said.stores) == ["恒达"]
    assert [item["cell"] for item in said.ignored] == ["A4"]


def test_a_value_column_beside_columns_of_periods_is_on_record(tmp_path: Path) -> None:
    rows = [["指标", "实际值", "2026-W45", "2026-W46"], ["RFQ响应率", "99%", "92%", "91%"]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba")
    assert said.value(RFQ) == 0.91
    assert "B1" in [item["cell"] for item in said.ignored]


def test_a_heading_without_rows_is_told(tmp_path: Path) -> None:
    said = Said(xlsx(tmp_path / "s.xlsx", [["店铺", "平台", "周期", "RFQ响应率"]]))
    assert said.errors == ["no rows below the heading"]


@pytest.mark.parametrize(
    "titles",
    [
        [["平台：国际站", None, "店铺：恒达"], ["周期：2026-W46", None, "制表：王"]],
        [["平台：国际站", "店铺：恒达"], ["周期：11.9-11.15", "年份：2026"]],
        [["平台", "国际站", "店铺", "恒达"], ["周期", "2026-W46", "负责人", "王"]],
    ],
)
def test_pairs_right_above_the_headings_are_no_group_of_them(tmp_path: Path, titles: list[list[str | None]]) -> None:
    said = Said(xlsx(tmp_path / "s.xlsx", [["运营周报"], *titles, ["指标", "实际"], ["RFQ响应率", "93%"]]))
    assert list(said.stores) == ["恒达"]
    assert said.value(RFQ) == 0.93
    assert said.finding(RFQ)["period"] == {"start": "2026-11-09", "end": "2026-11-15"}


def test_a_platform_that_is_named_twice_in_one_cell(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "日期", "转化率"], ["A", "独立站（Shopify）", "2026-11-15", "2%"]]
    assert Said(xlsx(tmp_path / "s.xlsx", rows)).document["stores"][0]["platform"] == "independent"


def test_a_row_whose_period_lacks_its_year(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "周期", "ODR"], ["A", "亚马逊", "11.9-11.15", "2%"]]
    assert "lacks its year" in Said(xlsx(tmp_path / "s.xlsx", rows)).why("C2")


@pytest.mark.parametrize("corner", ["USD", "($)", "美元", "单位：美元"])
@pytest.mark.parametrize("unknown", [0, 3, 7])
def test_months_above_rows_that_nobody_knows_head_the_known_ones_too(tmp_path: Path, corner: str, unknown: int) -> None:
    others = [[f"Cost {at}", 7, 8, 9] for at in range(unknown)]
    rows = [["P&L 2026"], [corner, "Sep", "Oct", "YTD"], *others, ["Revenue", 70, 80, 990], ["Orders", 5, 6, 70]]
    found = taken(xlsx(tmp_path / "s.xlsx", rows), platform="independent").observations
    ends = {(item.metric, str(item.period.end)[5:]): (item.value, item.currency) for item in found}
    assert ends == {
        ("store_revenue", "09-30"): (70, "USD"),
        ("store_revenue", "10-31"): (80, "USD"),
        ("store_orders", "09-30"): (5, None),
        ("store_orders", "10-31"): (6, None),
    }


@pytest.mark.parametrize("heading", ["现状", "实绩", "实际"])
def test_what_a_form_calls_the_values_beside_its_marks(tmp_path: Path, heading: str) -> None:
    rows = [["检查日期：2026-11-15"], ["检查项目", "指标", "标准", heading, "得分"], ["交易", "违规扣分", 0, 6, 8]]
    found = taken(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba").observations
    assert [(item.metric, item.value) for item in found] == [("penalty_points", 6)]
