"""Lists of trust-assurance orders that sellers keep by hand: read where something calls them 信保, else asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Said, xlsx
from tests.field.test_raw_exports import taken

HEADING = ["信保订单号", "下单时间", "订单金额", "约定发货日期", "实际发货日期", "状态"]
ORDERS = [
    ["TA1", "2026-09-02", "$1,200", "2026-09-20", "2026-09-18", "已发货"],
    ["TA2", "2026-10-12", "$3,000", "2026-10-30", "2026-11-01", "已完成"],
    ["TA3", "2026-10-13", "$3,000", "", "", "已取消"],
    ["TA4", "2026-11-10", "$500", "2026-12-01", "", "待发货"],
]
PERIOD = ["统计周期：2026-09-01~2026-11-21"]
AS_OF = "2026-11-21"
PLAIN = ["订单号", "下单日期", "金额（USD）", "交期", "发货日期", "订单状态"]


@pytest.mark.parametrize(
    ("file", "tab", "above", "heading"),
    [
        ("台账.xlsx", "Sheet1", [], HEADING),
        ("恒达信保订单.xlsx", "Sheet1", [], PLAIN),
        ("恒达国际站.xlsx", "信保", [], PLAIN),
        ("恒达.xlsx", "Sheet1", [["信用保障订单登记表"]], PLAIN),
        ("恒达.xlsx", "Sheet1", [], ["信保单号", "日期", "金额", "约定交期", "实际发货", "状态"]),
        ("hengda.xlsx", "Trade Assurance", [], ["Order No.", "Order Date", "Amount", "Ship By", "Shipped", "Status"]),
    ],
)
def test_what_is_called_so_is_read(
    tmp_path: Path, file: str, tab: str, above: list[list[str]], heading: list[str]
) -> None:
    path = xlsx(tmp_path / file, [PERIOD, *above, heading, *ORDERS], tab)
    found = {
        (item.metric, str(item.period.end)): item.value
        for item in taken(path, as_of=AS_OF).observations
        if item.value is not None
    }
    assert found["trust_orders", "2026-09-30"] == 1
    assert found["trust_orders", "2026-10-31"] == 1  # the one that was cancelled is none
    assert found["trust_orders_60d", "2026-11-21"] == 2
    assert {store.key.platform for store in taken(path).stores} == {"alibaba"}


EXPORT = ["订单编号", "订单创建时间", "订单总价", "约定发货时间", "实际发货时间", "状态"]


@pytest.mark.parametrize("heading", [HEADING, EXPORT])
def test_each_store_of_a_list_has_its_own(tmp_path: Path, heading: list[str]) -> None:
    names = ["恒达", "华美", "恒达", "恒达"]
    lines = [[n, name, *row] for n, (name, row) in enumerate(zip(names, ORDERS, strict=True), start=1)]
    rows = [PERIOD, ["序号", "店铺", *heading], *lines]
    total = ["合计", "", "", "", "7700"]
    intake = taken(path := xlsx(tmp_path / "s.xlsx", [*rows, total]), as_of=AS_OF)
    counts = {item.store.store: item.value for item in intake.observations if item.metric == "trust_orders_60d"}
    assert counts == {"恒达": 1, "华美": 1}
    assert not any(item.incomplete for item in intake.inputs[0].sheets[0].ignored)
    only = {item.store.store for item in taken(path, store="华美").observations}
    assert only == {"华美"}
    (lost,) = taken(xlsx(tmp_path / "t.xlsx", [*rows, [5, "", *ORDERS[0]]])).inputs[0].sheets
    assert [item.cell for item in lost.ignored if item.incomplete] == ["B7"]


def test_what_was_not_shipped_has_no_day(tmp_path: Path) -> None:
    rows = [
        ["统计周期：2026-08-01~2026-11-21"],
        HEADING,
        *ORDERS[:2],
        ["TA5", "2026-10-20", "$10", "2026-11-09", "未发货", "待发货"],
    ]
    found = {
        item.metric: item.value
        for item in taken(xlsx(tmp_path / "s.xlsx", rows), as_of=AS_OF).observations
        if item.period.end.isoformat() == AS_OF
    }
    assert (found["due_orders"], found["on_time_orders"], found["fulfilled_orders"]) == (3, 1, 2)


@pytest.mark.parametrize("platform", ["alibaba", None])
def test_orders_of_any_kind_are_asked_about(tmp_path: Path, platform: str | None) -> None:
    said = Said(xlsx(tmp_path / "恒达国际站.xlsx", [PERIOD, PLAIN, *ORDERS]), platform=platform)
    (error,) = said.errors
    assert "write 'Trust Assurance' above the table" in error
    assert said.incomplete


@pytest.mark.parametrize(
    ("file", "platform", "order"),
    [
        ("恒达.xlsx", "independent", "订单号"),
        ("独立站订单.xlsx", None, "订单号"),
        ("恒达.xlsx", None, "订单号（亚马逊）"),
    ],
)
def test_orders_of_another_platform_are_not(tmp_path: Path, file: str, platform: str | None, order: str) -> None:
    said = Said(xlsx(tmp_path / file, [PERIOD, [order, *PLAIN[1:]], *ORDERS]), platform=platform)
    assert not any("Trust Assurance" in error for error in said.errors)


def test_without_a_state_nobody_knows_which_were_cancelled(tmp_path: Path) -> None:
    said = Said(xlsx(tmp_path / "恒达.xlsx", [PERIOD, HEADING[:5], *(row[:5] for row in ORDERS)]))
    assert said.status("alibaba.trust-orders") == "unknown"


def test_three_months_without_an_order(tmp_path: Path) -> None:
    stated = ["统计周期：2026-07-01~2026-11-21"]
    old = [["TA1", "2026-07-12", "$3,000", "2026-07-30", "2026-07-28", "已完成"]]
    said = Said(xlsx(tmp_path / "恒达.xlsx", [stated, HEADING, *old]))
    assert said.status("alibaba.trust-orders") == "fail"


MAY_BE_NONE = ["部分取消", "取消中", "已完成(已取消一件)", "Cancel requested", "未关闭", "待付款(尾款)", "未付款-定金已付", "取消 1件",
               "已关闭/已完成", "Closed Won", "Closed - Won"]  # fmt: skip


@pytest.mark.parametrize("status", MAY_BE_NONE)
def test_a_state_that_may_be_none_is_asked_about(tmp_path: Path, status: str) -> None:
    rows = [PERIOD, HEADING, *ORDERS[:3], [*ORDERS[3][:5], status]]
    said = Said(path := xlsx(tmp_path / "恒达信保.xlsx", rows), as_of=AS_OF)
    assert said.incomplete
    assert said.why("F6").startswith("it may mean '")
    found = {(item.metric, str(item.period.end)): item.value for item in taken(path, as_of=AS_OF).observations}
    assert (found["trust_orders", "2026-10-31"], found["trust_orders_60d", AS_OF]) == (1, None)


def test_an_order_that_nobody_paid_is_not_due(tmp_path: Path) -> None:
    rows = [["统计周期：2026-08-01~2026-11-21"], HEADING, *ORDERS[:2], ["TA9", *ORDERS[0][1:4], "", "待付款"]]
    intake = taken(xlsx(tmp_path / "恒达.xlsx", rows), as_of=AS_OF)
    found = {item.metric: item.value for item in intake.observations}
    assert (found["due_orders"], found["on_time_shipment_rate"]) == (2, 0.5)


def test_the_days_that_a_list_covers_are_told_by_store(tmp_path: Path) -> None:
    rows = [["店铺", *HEADING], *(["恒达", *row] for row in ORDERS[:2]), ["华美", *ORDERS[3]]]
    (sheet,) = Said(xlsx(tmp_path / "s.xlsx", rows), as_of=AS_OF).sheets
    covers = [note for note in sheet["notes"] if "covers 2" in note]
    assert covers == ["恒达: covers 2026-09-02 to 2026-10-12", "华美: covers 2026-11-10 to 2026-11-10"]


NAMES = ["恒达", "华美", "恒达", "华美"]


@pytest.mark.parametrize(
    ("names", "rows", "last"),
    [
        (NAMES, ORDERS, "2026-11-10"),
        (NAMES, ORDERS[::-1], "2026-11-10"),
        (["恒达", "恒达", "华美", "华美"], ORDERS, "2026-10-12"),  # one below the other
        (NAMES, [ORDERS[0], ORDERS[3], ORDERS[1], ORDERS[2]], "2026-10-12"),  # not in order of their days
    ],
)
def test_a_list_kept_for_several_stores_covers_the_same_days_of_each(
    tmp_path: Path, names: list[str], rows: list[list[str]], last: str
) -> None:
    lines = [[name, *row] for name, row in zip(names, rows, strict=True)]
    intake = taken(xlsx(tmp_path / "s.xlsx", [["店铺", *HEADING], *lines]), as_of=AS_OF)
    ends = {
        str(i.period.end) for i in intake.observations if i.metric == "trust_orders_60d" and i.store.store == "恒达"
    }
    assert ends == {last}
    assert any("first and last row" in note.en for note in intake.inputs[0].sheets[0].notes)


def test_a_list_for_several_stores_without_a_day_says_what_is_missing(tmp_path: Path) -> None:
    lines = [[name, row[0], "", *row[2:]] for name, row in zip(NAMES, ORDERS, strict=True)]
    (error,) = Said(xlsx(tmp_path / "信保订单.xlsx", [["店铺", *HEADING], *lines]), as_of=AS_OF).errors
    assert "no row can be used: C2" in error
