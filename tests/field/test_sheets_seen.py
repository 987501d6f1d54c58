"""Sheets as operations staff describe them in public, cell by cell; the figures are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Rows, Said, xlsx
from tests.field.test_raw_exports import taken, values
from tests.field.test_sheets_and_levels import workbook


def test_a_checklist_of_ones_own_is_told_once_and_is_no_error_beside_others(tmp_path: Path) -> None:
    rows: Rows = [["序号", "检查项", "是否完成"], [1, "主图拍摄", "是"], [2, "UPC码购买", "否"]]
    (error,) = Said(xlsx(tmp_path / "own.xlsx", rows)).errors
    assert error.startswith(
        "no row is an item of the rule book (they are: 主图拍摄, UPC码购买): a checklist of your own"
    )
    assert "auditor template readiness --platform " in error
    weekly: Rows = [["指标", "2026-W46"], ["会话数", 210]]
    assert Said(workbook(tmp_path / "亚马逊.xlsx", {"周报": weekly, "检查": rows})).errors == []


def test_an_item_of_a_checklist_is_no_export(tmp_path: Path) -> None:
    rows: Rows = [
        ["亚马逊新品上架检查表（DE站）"],
        ["序号", "检查项", "负责人", "完成情况", "备注"],
        [1, "CE认证", "Bob", "√", None],
        [2, "EPR注册号（LUCID）", "Bob", "√", "DE123456"],
    ]
    said = Said(xlsx(tmp_path / "上架.xlsx", rows))
    assert "EPR" not in "".join(said.errors)
    assert said.sheets[0]["source_map"] != "amazon.epr"


@pytest.mark.parametrize(
    ("headings", "leads"),
    [(["询盘数", "TM数", "商机量"], 15), (["商机量", "询盘数", "TM数"], 15), (["询盘数", "TM数"], None)],
)
def test_inquiries_of_a_p4p_report_are_no_leads(tmp_path: Path, headings: list[str], leads: int | None) -> None:
    counts = {"询盘数": [2, *[1] * 6], "TM数": [1] * 7, "商机量": [3, *[2] * 6]}
    heading = ["日期", "曝光量", "点击量", "点击率", "花费(元)", "平均点击花费(元)", *headings]
    rows = [
        [f"2026-11-{9 + day:02}", 4210, 58, "1.38%", 480.5, 8.28, *(counts[name][day] for name in headings)]
        for day in range(7)
    ]
    found = values(taken(xlsx(tmp_path / "直通车.xlsx", [heading, *rows]), platform="alibaba"))
    assert found.get(("p4p_leads", "2026-11-15")) == leads
    assert found["p4p_clicks", "2026-11-15"] == 406


CLIENTS: Rows = [
    ["Client", "Marketplace", "ODR", "IPI score"],
    ["Harbour", "US", "0.35%", 512],
    ["Kestrel", "UK", "1.35%", 388],
]


def test_rows_of_several_clients_are_not_one_store(tmp_path: Path) -> None:
    said = Said(xlsx(tmp_path / "health_2026-11-15.xlsx", CLIENTS))
    assert not said.stores
    assert said.incomplete
    assert "several clients" in said.why("A2")
    assert "several clients" in said.why("A3")
    named = Said(xlsx(tmp_path / "named_2026-11-15.xlsx", [["Store", *CLIENTS[0][1:]], *CLIENTS[1:]]))
    assert set(named.stores) == {"Harbour", "Kestrel"}


def test_rows_of_one_client_are_its_store(tmp_path: Path) -> None:
    rows = [CLIENTS[0], CLIENTS[1], ["Harbour", "UK", "1.35%", 388]]
    assert len(Said(xlsx(tmp_path / "health_2026-11-15.xlsx", rows)).stores) == 1


@pytest.mark.parametrize(
    ("heading", "row", "source"),
    [
        (["Referrer source", "Referrer name", "Online store visitors", "Sessions"], ["search", "google", 3000, 3500], "shopify-parts"),
        (["Order UTM campaign", "Order UTM source", "Orders", "Total sales"], ["bf", "fb", 120, 7000], "shopify-parts"),
        (["Product title", "Net items sold", "Gross sales", "Total sales"], ["Pan", 310, 9300, 9280], "shopify-parts"),
        (["Day", "UTM campaign name", "Sessions", "Online store visitors"], ["2026-10-31", "bf", 40, 30], "shopify-campaigns"),
        (["Week", "UTM source", "Sessions", "Sessions with cart additions"], ["2026-10-26", "fb", 40, 3], "shopify-campaigns"),
        (["Day", "Order UTM source", "Orders", "Gross sales", "Total sales"], ["2026-10-31", "fb", 4, 90, 99], "shopify-campaigns"),
        (["Category", "Items sold", "N. Revenue", "Products", "Orders"], ["Kitchen", 420, 10960, 2, 400], "woocommerce-parts"),
        (["Name", "Username", "Email", "Orders", "Total spend", "AOV"], ["A B", "ab", "a@b.c", 3, 180, 60], "woocommerce-parts"),
    ],
)  # fmt: skip
def test_a_part_of_the_store_is_told_though_it_is_the_only_row(
    tmp_path: Path, heading: list[object], row: list[object], source: str
) -> None:
    said = Said(xlsx(tmp_path / "Harbour_2026-10.xlsx", [heading, row]), platform="independent")
    assert said.sheets[0]["source_map"] == f"independent.{source}"
    assert not said.stores


def test_an_order_is_not_counted_for_each_of_its_products(tmp_path: Path) -> None:
    heading = ["Day", "Product title", "Orders", "Gross sales", "Net sales", "Total sales"]
    rows = [[f"2026-10-{day:02}", name, 20, 1000, 1000, 1050] for day in range(1, 32) for name in ("Pan", "Lid")]
    path = xlsx(tmp_path / "Harbour_2026-10.xlsx", [heading, *rows])
    assert ("store_orders", "2026-10-31") not in values(taken(path))
    whole = xlsx(tmp_path / "whole.xlsx", [[heading[0], *heading[2:]], *([row[0], *row[2:]] for row in rows[::2])])
    assert values(taken(whole))["store_orders", "2026-10-31"] == 620


@pytest.mark.parametrize("month", [1, 6, 7])
def test_one_day_of_a_daily_table_is_not_the_week(tmp_path: Path, month: int) -> None:
    rows: Rows = [[f"{month}/{day}/2026", 7000, 60, 5] for day in range(1, 8)]
    said = Said(
        xlsx(tmp_path / "国际站.xlsx", [["Date", "Exposure", "Clicks", "Inquiries"], *rows]), platform="alibaba"
    )
    assert not any(sheet["observations"] for sheet in said.sheets)
    assert "day or month first" in said.why(f"A{month + 1}")
    headings, figures = ["Metric", *(row[0] for row in rows)], ["Exposure", *(row[1] for row in rows)]
    across = Said(xlsx(tmp_path / "across.xlsx", [headings, figures]), platform="alibaba")
    assert not any(sheet["observations"] for sheet in across.sheets)
    assert "day or month first" in across.why(f"{'ABCDEFGH'[month]}1")
    alone = Said(
        xlsx(tmp_path / "alone.xlsx", [["Date", "Exposure", "Inquiries"], ["6/6/2026", 7000, 5]]), platform="alibaba"
    )
    assert alone.stores


@pytest.mark.parametrize("heading", ["Week ending", "W/E", "Week Ending Date", "Week starting"])
def test_the_orders_of_a_week_that_its_last_day_names_are_no_months(tmp_path: Path, heading: str) -> None:
    day = "2026-11-09" if heading == "Week starting" else "2026-11-15"
    rows = [[heading, "Exposure", "Trade Assurance orders"], [day, 48960, 4]]
    found = taken(xlsx(tmp_path / "h.xlsx", rows), platform="alibaba").observations
    assert {(item.metric, str(item.period.start), item.value) for item in found} == {
        ("exposure", "2026-11-09", 48960), ("trust_orders", "2026-11-09", 4)}  # fmt: skip


@pytest.mark.parametrize(
    "text", ["Week ending 11/15/2026", "W/E Nov 15, 2026", "week ending Sunday, 15 Nov 2026", "Week of 11/9/2026"]
)
def test_headings_that_name_a_week_by_a_day_of_it(tmp_path: Path, text: str) -> None:
    before = text.replace("11/15", "11/22").replace("15", "22").replace("11/9", "11/16")
    rows = [["KPI", text, before], ["Exposure", 48960, 1], ["Trade Assurance orders", 4, 2]]
    found = values(taken(xlsx(tmp_path / "h.xlsx", rows), platform="alibaba"))
    assert (found["exposure", "2026-11-15"], found["trust_orders", "2026-11-15"]) == (48960, 4)
    assert found["trust_orders", "2026-11-22"] == 2


@pytest.mark.parametrize(
    ("name", "asked"),
    [("国际站日报_2026-11-15.xlsx", True), ("Daily report 2026-11-15.xlsx", True), ("国际站日报周报_2026-11-15.xlsx", False),
     ("国际站_2026-11-15.xlsx", False), ("daily/Harbour_2026-11-15.xlsx", False)],
)  # fmt: skip
def test_the_only_day_of_a_daily_report_is_not_its_week(tmp_path: Path, name: str, asked: bool) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    found = values(taken(xlsx(path, [["Exposure", "Timely response rate"], [7100, "94.2%"]]), platform="alibaba"))
    assert found["exposure", "2026-11-15"] == ("undecided" if asked else 7100)
    assert found["timely_response_rate", "2026-11-15"] == 0.942
    if asked:
        weeks = [
            ["Date", "Exposure"],
            ["2026-11-08", 7000],
            ["2026-11-15", 7100],
        ]  # the ends of weeks, whatever they are called
        assert values(taken(xlsx(path, weeks), platform="alibaba"))["exposure", "2026-11-15"] == 7100


@pytest.mark.parametrize(
    ("title", "tab", "asked"),
    [("恒达国际站运营日报", "数据", True), ("Harbour - Daily Store Report", "KPI", True), ("每日数据", "周报", True),
     ("11月15日店铺当日数据汇总", "数据", True), ("国际站周报", "日报", False), ("11月15日报价", "数据", False),
     ("恒达国际站", "数据", False)],
)  # fmt: skip
def test_the_only_day_below_the_title_of_a_daily_report_is_not_its_week(
    tmp_path: Path, title: str, tab: str, asked: bool
) -> None:
    forms: list[Rows] = [
        [[title], ["日期", "2026-11-15"], ["指标", "数值"], ["曝光量", 7100], ["RFQ响应率", "94%"]],
        [[f"{title} 2026-11-15"], ["店铺", "曝光量", "RFQ响应率"], ["恒达", 7100, "94%"]],
    ]
    for rows in forms:
        found = values(taken(workbook(tmp_path / "恒达.xlsx", {tab: rows}), platform="alibaba"))
        assert found == {
            ("exposure", "2026-11-15"): "undecided" if asked else 7100,
            ("rfq_response_rate", "2026-11-15"): 0.94,
        }


def test_what_a_tracker_calls_the_rate_of_deliveries_on_time(tmp_path: Path) -> None:
    rows = [["Period", "On-Time Delivery", "ODR"], ["Nov 8 - Nov 14, 2026", "96.2%", "0.3%"]]
    found = values(taken(xlsx(tmp_path / "h.xlsx", rows), platform="amazon"))
    assert (found["on_time_delivery_rate", "2026-11-14"], found["order_defect_rate", "2026-11-14"]) == (0.962, 0.003)
