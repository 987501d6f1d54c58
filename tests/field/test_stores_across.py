"""Stores side by side: read where the sheet says so, refused with the way out where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from auditor.intake import Options, read
from tests.field.said import Said, rulebook, xlsx

RFQ, DSR = "alibaba.rfq-response", "alibaba.dsr"
UNITS = [["RFQ报价响应率", 91, 85], ["DSR", "4.8", "4.2"]]  # in percent
BODY = [["RFQ报价响应率", "91%", "85%"], ["DSR", "4.8", "4.2"]]


@pytest.mark.parametrize(
    "head",
    [
        [["国际站 2026-11-09~2026-11-15"], ["店铺", "恒达", "宏远"]],
        [["指标", "恒达", "宏远"], ["平台", "国际站", "国际站"], ["统计周期", "2026-W46", "2026-W46"]],
        [
            ["指标", "A", "B"],
            ["店铺名称", "恒达", "宏远"],
            ["平台", "国际站", "国际站"],
            ["周期", "2026-W46", "2026-W46"],
        ],
        [["国际站各店铺周报 2026-W46"], [], ["店铺名称", "恒达", "宏远"]],
        [["国际站周报 2026-W46"], ["指标\\店铺", "恒达", "宏远"]],
        [["国际站周报 2026-W46"], ["KPI / Store", "恒达", "宏远"]],
    ],
)
def test_each_column_is_a_store(tmp_path: Path, head: list[list[str]]) -> None:
    said = Said(xlsx(tmp_path / "s.xlsx", [*head, *BODY]))
    assert list(said.stores) == ["恒达", "宏远"]
    assert [(said.status(RFQ, name), said.value(DSR, name)) for name in said.stores] == [("watch", 4.8), ("fail", 4.2)]
    row = len(head) + 1
    assert said.finding(RFQ, "宏远")["evidence"][0]["cell"] == f"C{row}"
    assert said.errors == []


@pytest.mark.parametrize("corner", ["指标", None, "流量", "2026-W46"])
@pytest.mark.parametrize("below", [[], [["负责人", "张三", "李四"]], [[None, "本周", "本周"]]])
@pytest.mark.parametrize("names", [["恒达店", "宏远店"], ["恒达店"]])
def test_shops_are_stores_whatever_stands_before_them(
    tmp_path: Path, corner: str | None, below: list[list[str]], names: list[str]
) -> None:
    rows = [[corner, *names], *below, *BODY]
    rows = [[*row[: len(names) + 1], *(["目标"] if row is rows[0] else [])] for row in rows]
    file = xlsx(tmp_path / "2026-W46.xlsx", rows)
    said = Said(file, platform="alibaba")
    assert {name: said.value(DSR, name) for name in said.stores} == dict(zip(names, (4.8, 4.2), strict=False))
    assert not any(item["incomplete"] for item in said.sheets[0]["ignored"])


@pytest.mark.parametrize("corners", [("2026-W46", "2026-W45"), (None, None)])
def test_tables_of_shops_below_each_other_are_each_of_their_week(
    tmp_path: Path, corners: tuple[str | None, str | None]
) -> None:
    rows: list[list[object]] = []
    for corner, week in zip(corners, ("2026-W46", "2026-W45"), strict=True):
        rows += [[] if corner else [week], [corner, "恒达店", "宏远店"], ["DSR", f"4.{week[-1]}", "4.2"], []]
    found = read([str(xlsx(tmp_path / "s.xlsx", rows))], rulebook(), Options(platform="alibaba", isolated=False))
    values = {(each.store.store, each.period.end.day): each.value for each in found.observations}
    assert values == {("恒达店", 15): 4.6, ("宏远店", 15): 4.2, ("恒达店", 8): 4.5, ("宏远店", 8): 4.2}


@pytest.mark.parametrize("first", ["序号", "模块", None])
def test_a_column_before_that_of_the_metrics(tmp_path: Path, first: str | None) -> None:
    head: list[list[object]] = [[first, "店铺", None, "恒达", "宏远"], [None, "平台", None, "国际站", "国际站"]]
    head.append([None, "指标", "单位", "2026-W46", "2026-W46"])
    rows = [*head, *([number, row[0], "%" if number == 1 else None, *row[1:]] for number, row in enumerate(UNITS, 1))]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    found = {name: (said.value(RFQ, name), said.value(DSR, name)) for name in said.stores}
    assert found == {"恒达": (0.91, 4.8), "宏远": (0.85, 4.2)}


@pytest.mark.parametrize("beside", ["平台", "大盘", "合计", "目标", "竞品A"])
@pytest.mark.parametrize("names", [["恒达", "宏远"], ["恒达"]])
def test_a_column_of_others_beside_the_stores(tmp_path: Path, beside: str, names: list[str]) -> None:
    rows = [["店铺", *names, beside], *([*row[: len(names) + 1], row[1]] for row in BODY)]
    said = Said(xlsx(tmp_path / "2026-W46.xlsx", rows), platform="alibaba")
    assert {name: said.value(DSR, name) for name in said.stores} == dict(zip(names, (4.8, 4.2), strict=False))


@pytest.mark.parametrize("other", ["竞品", "竞品A", "竞争对手", "行业均值"])
def test_a_competitors_weeks_beside_those_of_the_store(tmp_path: Path, other: str) -> None:
    weeks = ["2026-W45", "2026-W46"]
    rows = [["店铺", "恒达", "恒达", other, other], ["指标", *weeks, *weeks], ["DSR", 4.2, 4.8, 3, 3]]
    said = Said(xlsx(tmp_path / "国际站.xlsx", rows), platform="alibaba")
    assert {name: said.value(DSR, name) for name in said.stores} == {"恒达": 4.8}
    assert not any(item["incomplete"] for item in said.ignored)


@pytest.mark.parametrize("heading", ["DSR(竞品)", "DSR(竞争对手)", "DSR (Competitor)"])
def test_a_competitors_value_is_no_second_one_of_the_store(tmp_path: Path, heading: str) -> None:
    rows = [["店铺", "周期", "DSR", heading], ["恒达", "2026-W46", 4.8, 3]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba")
    assert said.value(DSR, "恒达") == 4.8
    assert "names a target or comparison" in said.why("D1")


def test_a_lone_store_above_a_table_with_a_remark_beside_it_is_its_title(tmp_path: Path) -> None:
    rows = [["店铺", "恒达", "备注"], ["指标", "本周", "上周"], ["DSR", 4.8, 4.2]]
    said = Said(xlsx(tmp_path / "国际站 2026-W46.xlsx", rows))
    assert (list(said.stores), said.value(DSR, "恒达")) == (["恒达"], 4.8)
    assert said.sheets[0]["heading_row"] == 2


@pytest.mark.parametrize("gap", [[], [[]]])
@pytest.mark.parametrize("second", [["店铺", None, "华美", "宏远"], ["店铺", "宏远", "华美"]])
def test_tables_of_stores_one_below_the_other(tmp_path: Path, gap: list[list[str]], second: list[str | None]) -> None:
    figures = {"华美": "1%", "宏远": "3%"}
    rows = [
        ["平台：国际站"],
        ["统计周期：2026-W46"],
        ["店铺", "恒达", "宏远"],
        *BODY,
        *gap,
        ["平台：亚马逊"],
        ["统计周期：2026-W46"],
        second,
        ["退货率", *(name and figures[name] for name in second[1:])],
    ]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    found = [(store["platform"], store["store"]) for store in said.document["stores"]]
    assert sorted(found) == [("alibaba", "宏远"), ("alibaba", "恒达"), ("amazon", "华美"), ("amazon", "宏远")]
    returned = read([str(tmp_path / "s.xlsx")], rulebook(), Options(isolated=False)).observations
    assert {each.store.store: each.value for each in returned if each.metric == "return_rate"} == {
        "华美": 0.01,
        "宏远": 0.03,
    }


BELOW = {  # of the store 恒达店 in the week, further down in a sheet of stores side by side
    "a row a store": [["店铺", "平台", "点击率"], ["恒达店", "国际站", "3%"]],
    "a metric a row": [["店铺", "指标", "数值"], ["恒达店", "点击率", "3%"]],
    "a form": [["店铺", "恒达店"], ["指标", "数值"], ["点击率", "3%"]],
    "two levels": [[None, "2026-W46", "2026-W46"], ["店铺", "点击率", "曝光量"], ["恒达店", "3%", 5]],
    "weeks": [["店铺：恒达店"], ["指标", "2026-W46", "2026-W45"], ["点击率", "3%", "2%"]],
    "weeks down": [["店铺：恒达店"], [], ["周期", "点击率"], ["2026-W46", "3%"], ["2026-W45", "2%"]],
}


@pytest.mark.parametrize("number", [False, True])
@pytest.mark.parametrize("title", [[], [["二、转化"]], [["国际站 转化"], []], [["平台：国际站"]]])
@pytest.mark.parametrize("below", BELOW)
def test_a_table_of_another_layout_below(tmp_path: Path, below: str, title: list[list[str]], number: bool) -> None:
    stores = [["指标", "恒达店", "宏远店"], *BODY]
    upper = [[("序号", 1, 2)[at], *row] for at, row in enumerate(stores)] if number else stores
    again = [upper[0], [*upper[1][:-3], "访客数", 7, 8]]
    table = [["国际站周报 2026-W46"], *upper, [], *title, *BELOW[below], [], *again]
    found = read([str(xlsx(tmp_path / "s.xlsx", table))], rulebook(), Options(isolated=False)).observations
    values = {(each.store.store, each.metric): each.value for each in found if str(each.period.end) == "2026-11-15"}
    known = {"visitors": (7, 8), "rfq_response_rate": (0.91, 0.85), "dsr": (4.8, 4.2), "click_rate": (0.03, None)}
    for metric, both in known.items():
        assert (values["恒达店", metric], values.get(("宏远店", metric))) == both
    assert {key for key in values if key[1] not in known} <= {("恒达店", "exposure")}


def test_a_table_of_another_layout_below_is_of_its_own_period(tmp_path: Path) -> None:
    upper = [["统计周期", "2026.09"], ["指标", "恒达店", "宏远店"], *BODY]
    path = xlsx(
        tmp_path / "国际站.xlsx", [*upper, [], ["统计周期", "2026.10"], [], ["店铺", "点击率"], ["恒达店", "3%"]]
    )
    found = read([str(path)], rulebook(), Options(isolated=False)).observations
    ends = {(each.metric, str(each.period.end)) for each in found}
    assert ends == {("rfq_response_rate", "2026-09-30"), ("dsr", "2026-09-30"), ("click_rate", "2026-10-31")}


def test_names_that_end_like_a_shop_s(tmp_path: Path) -> None:
    said = Said(xlsx(tmp_path / "2026-W46.xlsx", [["指标", "恒达店", "宏远旗舰店"], *BODY]), platform="alibaba")
    assert list(said.stores) == ["恒达店", "宏远旗舰店"]


def test_platforms_as_columns_are_one_store_on_each(tmp_path: Path) -> None:
    rows = [
        ["2026-11-09~2026-11-15"],
        ["指标", "国际站", "亚马逊", "独立站"],
        ["RFQ响应率", "91%", "-", "-"],
        ["订单缺陷率", "-", "0.4%", "-"],
        ["转化率", "-", "-", "2.1%"],
    ]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), store="恒达")
    assert [(store["store"], store["platform"]) for store in said.document["stores"]] == [
        ("恒达", "alibaba"),
        ("恒达", "amazon"),
        ("恒达", "independent"),
    ]


def test_groups_of_periods_under_merged_names(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ["店铺", "恒达", None, "宏远", None],
        ["指标", "2026-W45", "2026-W46", "2026-W45", "2026-W46"],
        ["RFQ报价响应率", "91%", "92%", "85%", "86%"],
    ):
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("D1:E1")
    book.save(tmp_path / "s.xlsx")
    said = Said(tmp_path / "s.xlsx", platform="alibaba")
    assert [said.value(RFQ, name) for name in ("恒达", "宏远")] == [0.92, 0.86]
    assert [point["value"] for point in said.finding(RFQ, "宏远")["trend"]] == [0.85, 0.86]


def test_a_unit_a_total_and_a_remark_between_them(tmp_path: Path) -> None:
    rows = [
        ["国际站 2026-W46"],
        ["店铺", "单位", "恒达", "宏远", "合计", "备注"],
        ["RFQ报价响应率", "%", 91, 85, "-", ""],
        ["询盘", "个", 40, 60, 100, "x"],
    ]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    assert [said.value(RFQ, name) for name in said.stores] == [0.91, 0.85]
    assert {item["cell"] for item in said.ignored} >= {"E2", "F2"}


def test_one_store_picked_by_its_name(tmp_path: Path) -> None:
    rows = [["国际站 2026-W46"], ["店铺", "恒达", "宏远"], *BODY]
    assert list(Said(xlsx(tmp_path / "s.xlsx", rows), store="宏远").stores) == ["宏远"]


@pytest.mark.parametrize(
    ("platform", "rows"),
    [
        ("alibaba", [["指标", "恒达", "宏远"], *BODY]),
        ("amazon", [["站点", "美国", "恒达"], ["订单缺陷率", "0.35%", "1.80%"], ["迟发率", "2.1%", "4.5%"]]),
    ],
)
def test_columns_that_nobody_called_stores_are_refused_with_the_way_out(
    tmp_path: Path, platform: str, rows: list[list[str]]
) -> None:
    said = Said(xlsx(tmp_path / "2026-W46.xlsx", rows), platform=platform)
    assert said.incomplete
    assert all(sheet["observations"] == 0 for sheet in said.sheets)
    assert any("write 'Store' into the first cell" in text for text in said.errors)


def test_a_platform_that_is_none_is_on_record(tmp_path: Path) -> None:
    rows = [["店铺", "恒达", "宏远"], ["平台", "国际站", "淘宝"], ["统计周期", "2026-W46", "某周"], *BODY]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    assert {(item["cell"], item["raw"]) for item in said.ignored if item["incomplete"]} >= {
        ("C2", "淘宝"),
        ("C3", "某周"),
    }
    assert said.status(RFQ, "恒达") == "watch"


def test_actual_values_beside_targets_below_names(tmp_path: Path) -> None:
    rows = [
        ["国际站 2026-W46"],
        ["店铺", None, "甲", None, "乙"],
        ["指标", "单位", "实际", "目标", "实际", "目标"],
        ["RFQ报价响应率", "%", 91, 90, 85, 90],
    ]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    assert {name: said.value(RFQ, name) for name in said.stores} == {"甲": 0.91, "乙": 0.85}
    rows[1][0] = "类别"  # nothing says that the names are stores: the first is not taken for the only one
    said = Said(xlsx(tmp_path / "u.xlsx", rows))
    assert said.document["stores"] == []
    assert said.errors == [
        "there are several columns of values (C3 甲 / 实际, E3 乙 / 实际); if the columns are stores, write 'Store' into "
        "the first cell of the row with their names"
    ]


@pytest.mark.parametrize("name", ["全部店铺", "合计", "All stores"])
def test_all_stores_together_are_no_store(tmp_path: Path, name: str) -> None:
    across = [["国际站 2026-W46"], ["店铺", "恒达", "宏远", name], ["RFQ报价响应率", "91%", "85%", "88%"]]
    head = ["店铺", "平台", "周期", "指标", "数值"]
    tidy = [
        head,
        *([store, "国际站", "2026-W46", *across[2][:1], across[2][at]] for at, store in enumerate(across[1]) if at),
    ]
    for rows in (across, tidy):
        said = Said(xlsx(tmp_path / "s.xlsx", rows))
        assert list(said.stores) == ["恒达", "宏远"]
        assert name in {entry["raw"] for entry in said.sheets[0]["ignored"]}
