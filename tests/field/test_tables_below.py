"""Several tables one below the other, with and without a gap, and rows within a table that say whose it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.field.said import Rows, Said, xlsx
from tests.field.test_raw_exports import taken

RFQ, DSR, LATE = "alibaba.rfq-response", "alibaba.dsr", "amazon.late-shipment"
HEAD = ["指标", "实际"]
FIRST, SECOND = [["RFQ响应率", "88%"], ["询盘数", 3]], [["及时回复率", "95%"], ["DSR", 4.2]]


@pytest.mark.parametrize("gap", [[], [[]]])
def test_each_table_is_of_the_store_above_it(tmp_path: Path, gap: Rows) -> None:
    first: Rows = [["店铺：恒达"], HEAD, ["RFQ响应率", "93%"]]
    rows = [*first, *gap, ["店铺：蓝峰"], HEAD, ["DSR", 4.1]]
    said = Said(xlsx(tmp_path / "2026-W46.xlsx", rows), platform="alibaba")
    assert (said.value(RFQ, "恒达"), said.value(DSR, "恒达")) == (0.93, None)
    assert (said.value(RFQ, "蓝峰"), said.value(DSR, "蓝峰")) == (None, 4.1)


@pytest.mark.parametrize("gap", [[], [[]]])
def test_each_table_is_of_the_period_and_platform_above_it(tmp_path: Path, gap: Rows) -> None:
    rows = [["国际站 2026-W45"], HEAD, ["RFQ响应率", "93%"], *gap, ["亚马逊 2026-W46"], HEAD, ["迟发率", "3%"]]
    said = Said(xlsx(tmp_path / "恒达.xlsx", rows))
    found = {each["check"]: each for store in said.document["stores"] for each in store["findings"]}
    assert (found[RFQ]["value"], found[RFQ]["period"]["end"]) == (0.93, "2026-11-08")
    assert (found[LATE]["value"], found[LATE]["period"]["end"]) == (0.03, "2026-11-15")


@pytest.mark.parametrize(
    "title", [lambda *said: [[f"{a}：{b}"] for a, b in said], lambda *said: [*([a, b] for a, b in said), []]]
)
def test_each_table_is_of_the_platform_and_store_that_pairs_above_it_state(
    tmp_path: Path, title: Callable[..., Rows]
) -> None:
    first, second = (("店铺", "恒达"), ("平台", "国际站")), (("店铺", "蓝峰"), ("平台", "亚马逊"))
    head, rows = ["指标", "数值"], (["退货率", "1%"], ["退货率", "3%"])
    file = xlsx(tmp_path / "2026-W46.xlsx", [*title(*first), head, rows[0], [], *title(*second), head, rows[1]])
    said = Said(file)
    assert [(store["store"], store["platform"]) for store in said.document["stores"]] == [
        ("恒达", "alibaba"),
        ("蓝峰", "amazon"),
    ]
    assert said.errors == []


def test_the_period_of_the_sheet_is_that_of_all_its_tables(tmp_path: Path) -> None:
    rows = [["周报 2026-W46"], HEAD, ["RFQ响应率", "93%"], [], ["二、质量"], HEAD, ["DSR", 4.6]]
    said = Said(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba")
    assert (said.value(RFQ), said.value(DSR)) == (0.93, 4.6)
    assert said.finding(DSR)["period"]["end"] == "2026-11-15"


def test_rows_within_a_table_that_say_whose_it_is(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ["统计周期", "2026-W46"],
        ["平台", "国际站"],
        ["店铺", "恒达"],
        ["RFQ响应率", "93%"],
        ["店铺", "蓝峰"],
        ["DSR", 4.1],
    ]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    assert (said.value(RFQ, "恒达"), said.value(DSR, "恒达")) == (0.93, None)
    assert (said.value(RFQ, "蓝峰"), said.value(DSR, "蓝峰")) == (None, 4.1)


@pytest.mark.parametrize(("written", "value"), [("93%*", 0.93), ("93% *", 0.93), ("93%†", 0.93), ("*", None)])
def test_the_mark_of_a_footnote_is_no_part_of_a_figure(tmp_path: Path, written: str, value: float | None) -> None:
    said = Said(xlsx(tmp_path / "恒达_2026-W46.xlsx", [HEAD, ["RFQ响应率", written]]), platform="alibaba")
    assert said.value(RFQ) == value


@pytest.mark.parametrize(
    "rows",
    [
        [["恒达店 国际站周报"], HEAD, *FIRST, [], ["乐活店 国际站周报"], HEAD, *SECOND],
        [["恒达店"], HEAD, *FIRST, ["乐活店"], HEAD, *SECOND],
        [HEAD, ["恒达店"], *FIRST, ["乐活店"], *SECOND],
        [["周期", "RFQ响应率", "DSR"], ["恒达店"], ["2026-W46", "88%", "-"], ["乐活店"], ["2026-W46", "-", "4.2"]],
        [["恒达店 国际站周报"], ["说明：开店 30 天内不考核"], HEAD, *FIRST, [], ["乐活店 国际站周报"], HEAD, *SECOND],
    ],
)
def test_shops_one_below_the_other_whose_names_stand_alone(tmp_path: Path, rows: Rows) -> None:
    file = xlsx(tmp_path / "周报_2026-W46.xlsx", rows)
    said = Said(file, platform="alibaba")
    assert {name: (said.value(RFQ, name), said.value(DSR, name)) for name in said.stores} == {
        "恒达店": (0.88, None),
        "乐活店": (None, 4.2),
    }
    assert list(Said(file, platform="alibaba", store="乐活店").stores) == ["乐活店"]


@pytest.mark.parametrize("groups", [("进店", "到店"), ("开店", "关店")])
def test_what_visitors_do_in_a_shop_names_none(tmp_path: Path, groups: tuple[str, str]) -> None:
    rows = [HEAD, [groups[0]], *FIRST, [groups[1]], *SECOND]
    assert list(Said(xlsx(tmp_path / "恒达_2026-W46.xlsx", rows), platform="alibaba").stores) == ["恒达"]


def test_rows_of_stores_above_longer_tables_of_another_platform_are_no_title(tmp_path: Path) -> None:
    """More metrics stand below one another further down than side by side here."""
    across = [["平台：亚马逊"], ["店铺", "2026-W46"], [None, "订单缺陷率", "迟发率", "退货率", "有效追踪率", "取消率"]]
    down = [[], ["店铺", "华美店"], ["平台", "国际站"], [], ["指标", "数值"]]
    listed = ["曝光量", "询盘数", "访客数", "RFQ响应率", "及时回复率", "点击量"]
    rows = [*across, ["恒达店", "1%", "2%", "3%", "4%", "5%"], *down, *([name, "50%"] for name in listed)]
    found = taken(xlsx(tmp_path / "2026-W46.xlsx", rows)).observations
    assert ("恒达店", "order_defect_rate", 0.01) in {(item.store.store, item.metric, item.value) for item in found}


def test_metrics_below_no_heading_beside_stores_and_many_weeks(tmp_path: Path) -> None:
    weeks = [f"2026-W{week}" for week in range(43, 47)]
    rows = [
        ["店铺", "平台", None, *weeks],
        ["恒达店", "国际站", "曝光量", 1, 2, 3, 4],
        [None, None, "询盘数", 5, 6, 7, 8],
    ]
    found = taken(xlsx(tmp_path / "s.xlsx", rows)).observations
    assert {item.value for item in found} >= {1, 2, 3, 4}
