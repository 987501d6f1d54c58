"""Headings that public programs read exports by, and that ours were not; the figures are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Said, text_file
from tests.field.test_raw_exports import taken, values

STOCK = ["快照日期", "sku", "FNSKU", "asin", "商品名称", "available", "库龄 0-90 天", "库龄 91-180 天", "库龄 181-270 天",
         "库龄 271-365 天", "库龄 365 天以上", "配送商品数量（过去 30 天）"]  # fmt: skip


def test_the_inventory_report_of_which_some_headings_are_translated(tmp_path: Path) -> None:
    rows = [
        STOCK,
        ["2026-10-31", "S1", "X1", "B1", "锅", 100, 60, 20, 12, 3, 1, 30],
        ["2026-10-31", "S2", "X2", "B2", "盖", 50] + [0] * 6,
    ]
    found = values(taken(text_file(tmp_path / "库存.csv", rows)))
    assert found["inventory_units", "2026-10-31"] == 150
    assert found["aged_units", "2026-10-31"] == 16
    assert found["days_of_supply", "2026-10-31"] == 150


@pytest.mark.parametrize("lost", ["inv-age-181-to-270-days", "inv-age-271-to-365-days"])
def test_aged_stock_is_not_added_up_without_a_span_of_its_ages(tmp_path: Path, lost: str) -> None:
    heading = ["snapshot-date", "sku", "fnsku", "available", "inv-age-0-to-90-days", "inv-age-181-to-270-days",
               "inv-age-271-to-365-days", "inv-age-365-plus-days"]  # fmt: skip
    row = ["2026-10-31", "S1", "X1", 100, 60, 12, 3, 1]
    assert values(taken(text_file(tmp_path / "whole.csv", [heading, row])))["aged_units", "2026-10-31"] == 16
    heading[heading.index(lost)] = "renamed"
    said = taken(text_file(tmp_path / "part.csv", [heading, row]))
    assert ("aged_units", "2026-10-31") not in values(said)
    assert "Aged" in "".join(note.en for note in said.inputs[0].sheets[0].notes if "is not there" in note.en)


def test_an_activity_report_of_paypal_without_gross_and_net_is_one_too(tmp_path: Path) -> None:
    heading = [
        "Date",
        "Time",
        "TimeZone",
        "Name",
        "Type",
        "Status",
        "Currency",
        "Amount",
        "Fees",
        "Total",
        "Transaction ID",
    ]
    row = ["26/06/2026", "03:22:45", "IST", "x", "Website Payment", "Completed", "EUR", "17.99", "-1", "16.99", "T1"]
    assert Said(text_file(tmp_path / "r.csv", [heading, row])).sheets[0]["source_map"] == "independent.paypal"


@pytest.mark.parametrize(
    ("heading", "metric"),
    [
        ("信保交易订单个数", "trust_orders"),
        ("营销曝光次数", "p4p_exposure"),
        ("全店曝光量", "exposure"),
        ("全店点击量", "clicks"),
        ("全站推点击次数", "p4p_clicks"),
        ("TM+询盘数量（个）", "leads"),
        ("周访客人数（个）", "visitors"),
        ("极速回复率", "five_minute_reply_rate"),
        ("商机人数", "leads"),
    ],
)
def test_what_the_data_advisor_and_weekly_sheets_call_it(tmp_path: Path, heading: str, metric: str) -> None:
    rows = [
        ["统计时间", "店铺访问人数" if metric != "visitors" else "询盘", heading],
        ["2026-11-02~2026-11-08", 800, "45%" if metric.endswith("rate") else 45],
    ]
    found = values(taken(text_file(tmp_path / "国际站.csv", rows), platform="alibaba"))
    assert found[metric, "2026-11-08"] == (45 if not metric.endswith("rate") else 0.45)


@pytest.mark.parametrize(
    ("heading", "metric"),
    [
        ("FBM订单缺陷率", "order_defect_rate"),
        ("Order Defect Rate — FBM (60d)", "order_defect_rate"),
        ("Order Defect Rate — FBA (60d)", "order_defect_rate_fba"),
        ("预配送取消率", "cancellation_rate"),
        ("Pre-fulfillment Cancellation (7d)", "cancellation_rate"),
        ("Buy Box率", "featured_offer_rate"),
    ],
)
def test_what_the_tools_of_sellers_call_it(tmp_path: Path, heading: str, metric: str) -> None:
    rows = [["指标", "数值"], [heading, "0.8%"], ["总订单数", 485], ["总销售额", "$12,450"]]
    found = values(taken(text_file(tmp_path / "恒达_2026-W46.csv", rows), platform="amazon"))
    read = {name: value for (name, _), value in found.items()}
    assert read == {metric: 0.008, "store_orders": 485, "store_revenue": 12450}
