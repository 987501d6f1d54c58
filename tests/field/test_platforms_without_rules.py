"""Sheets that are of no platform of the rule book: of one without rules, or without any metric."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.intake.platform_names import elsewhere
from tests.field.said import Rows, Said, text_file, xlsx
from tests.field.test_sheets_and_levels import workbook

WEEKLY = [["指标", "2026-W45", "2026-W46"], ["访客数", 5000, 5200], ["订单数", 320, 330]]


@pytest.mark.parametrize(
    ("name", "title", "told"),
    [
        ("SHEIN周报.csv", None, "it is of SHEIN, a platform without rules here"),
        ("周报.csv", "速卖通店铺周报", "it is of AliExpress, "),
        ("TikTok Shop/周报.csv", None, "it is of TikTok Shop, "),
        ("TikTok周报.csv", None, "it is of TikTok Shop, "),
        ("TikTok广告引流周报.csv", None, None),  # a channel of the store's
        ("独立站与eBay.csv", None, None),
        ("eBay/独立站周报.csv", None, None),  # nearer than the folder
        ("国际站.csv", "速卖通店铺周报", "it is of AliExpress, "),
        ("eBay导购站/周报.csv", None, None),  # a folder that is called otherwise
        ("Kebayoran.csv", None, None),
    ],
)
def test_a_sheet_of_a_platform_without_rules_is_not_judged_by_another_s(
    tmp_path: Path, name: str, title: str | None, told: str | None
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    text_file(path, [*([[title]] if title else []), *WEEKLY])
    said = Said(tmp_path)
    assert [told in error for error in said.errors] == ([True] if told else [])
    assert Said(tmp_path, platform="alibaba").errors == []


def test_a_pack_of_one_s_own_has_the_platform() -> None:
    assert elsewhere("TikTok Shop周报", {"amazon": ()}) == "TikTok Shop"
    assert elsewhere("TikTok Shop周报", {"tiktok-shop": ()}) is None
    assert elsewhere("TikTok周报", {"douyin": ("抖店", "TikTok Shop")}) is None


ORDERS = {
    "Etsy": "Sale Date|Order ID|Full Name|Number of Items|Date Shipped|Order Value|Order Total|InPerson Discount|SKU",
    "eBay": "Sales Record Number|Order Number|Buyer Username|Item Number|Item Title|Quantity|Sold For|Sale Date",
    "TikTok Shop": "Order ID|Order Status|Order Substatus|Cancelation/Return Type|SKU ID|Quantity|Order Amount|Created Time",
    "Temu": "订单号|子订单号|订单状态|应履约件数|商品名称|SKU货号|订单创建时间|要求最晚发货时间",
    "Shopee": "Order ID|Order Status|Return / Refund Status|Tracking Number*|Estimated Ship Out Date|Ship Time|Quantity",
    "Lazada": "orderItemId|orderType|lazadaId|sellerSku|lazadaSku|createTime|orderNumber|paidPrice|status",
    "Square": "Date|Time|Item|Qty|Price Point Name|Gross Sales|Net Sales|Tax|Transaction ID|Payment ID|Device Name|Customer Name",
}


@pytest.mark.parametrize("name", ORDERS)
def test_an_export_of_a_platform_without_rules_is_told_by_its_headings(tmp_path: Path, name: str) -> None:
    headings = ORDERS[name].split("|")
    said = Said(text_file(tmp_path / "a.csv", [headings, ["1"] * len(headings)]))
    assert f"{name} " in said.errors[0]
    assert "A platform of your own" in said.errors[0]


@pytest.mark.parametrize(
    ("headings", "seen"),
    [
        ("产品名称|采购价|供应商", "产品名称, 采购价, 供应商"),
        ("客户名称|国家|联系人", "客户名称, 国家, 联系人"),
        ("序号|任务|负责人|截止日期|状态", "序号, 任务, 负责人, 截止日期, 状态"),
        ("a1|b2|c3|d4|e5|f6|g7|h8|i9", "a1, b2, c3, d4, e5, f6, g7, h8 …"),
    ],
)
def test_a_sheet_without_any_metric_names_its_headings_and_is_no_error_beside_others(
    tmp_path: Path, headings: str, seen: str
) -> None:
    names = headings.split("|")
    table: Rows = [names, ["x"] * len(names)]
    why = f"no metric of the rule book was found (the headings: {seen})"
    for name in ("a.xlsx", "国际站.xlsx"):
        alone = Said(xlsx(tmp_path / name, table))
        assert why in alone.errors[0]
        assert alone.document["stores"] == []
    weekly: Rows = [["指标", "数值"], ["会话数", 210]]
    beside = workbook(tmp_path / "亚马逊_2026-W46.xlsx", {"周报": weekly, "资料": table})
    assert Said(beside).errors == []
