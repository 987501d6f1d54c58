"""Raw exports of made-up stores: what a client downloads from Amazon, Alibaba.com, Shopify, GA4 and Stripe each week."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

DE = "A1PA6795UKMFR9"


def export_week(folder: Path, platform: str, number: int, end: date) -> None:
    """The files of store ``number`` for the week that ends on ``end``; every third store is in trouble."""
    folder.mkdir(parents=True, exist_ok=True)
    {"amazon": _amazon, "alibaba": _alibaba, "independent": _independent}[platform](folder, number, end)


def _amazon(folder: Path, number: int, end: date) -> None:
    def days(back: int, until: date = end) -> dict[str, dict[str, str]]:
        first = until - timedelta(days=back - 1)
        return {"reportingDateRange": {"reportingDateFrom": f"{first}T00:00Z", "reportingDateTo": f"{until}T23:59Z"}}

    defects = 18 if number % 3 == 0 else 4
    health: dict[str, Any] = {
        "accountStatuses": [{"marketplaceId": DE, "status": "NORMAL"}],
        "performanceMetrics": [
            {
                "marketplaceId": DE,
                "orderDefectRate": {
                    "mfn": {
                        **days(60),
                        "rate": defects / 1000,
                        "orderCount": 1000,
                        "orderWithDefects": {"count": defects},
                    }
                },
                "lateShipmentRateList": [{**days(30), "rate": 0.02, "lateShipmentCount": 8, "orderCount": 400}],
                "prefulfillmentCancelRate": {**days(7), "rate": 0.005, "cancellationCount": 1, "orderCount": 200},
                "accountHealthRating": {"ahrScore": 300 + number, **days(180)},
            }
        ],
    }
    (folder / f"account-health-{end}.json").write_text(json.dumps(health), encoding="utf-8")
    first = end - timedelta(days=6)
    _csv(
        folder / f"BusinessReport_{first}~{end}.csv",
        ["(Parent) ASIN", "(Child) ASIN", "Title", "Sessions - Total", "Units Ordered", "Ordered Product Sales"],
        [
            ["P1", f"C{item}", "Lamp, large", f"{1200 + number * item:,}", str(60 + item), f"${1290.25 * item:,.2f}"]
            for item in (1, 2)
        ],
    )
    _csv(
        folder / f"search-terms-{end}.csv",
        [
            "Start Date",
            "End Date",
            "Currency",
            "Campaign Name",
            "Match Type",
            "Customer Search Term",
            "Impressions",
            "Clicks",
            "Spend",
            "7 Day Total Sales ",
            "7 Day Total Orders (#)",
        ],
        [[f"{first:%b %d, %Y}", f"{end:%b %d, %Y}", "USD", "A", "EXACT", "lamp", 9000, 100 + number, 55.5, 240, 8]],
    )


def _alibaba(folder: Path, number: int, end: date) -> None:
    _csv(
        folder / "信保订单.csv",
        [
            "订单编号(Order Number)",
            "订单创建时间(Order Create Time)",
            "状态(Status)",
            "买家名称(Buyer Name)",
            "邮箱(Email)",
            "订单总价(Order Amount)",
            "订单币种(Order Currency)",
            "约定发货时间(Appointed Delivery Time)",
            "实际发货时间(Actual Delivery Time)",
        ],
        [
            [
                f"T{number}-{month}",
                f"2026-{month:02}-03",
                "交易成功",
                "Bob Buyer",
                f"buyer{number}@mail.example",
                1000 + number,
                "USD",
                f"2026-{month:02}-20",
                f"2026-{month:02}-{25 if number % 3 == 0 else 12}",
            ]
            for month in (8, 9, 10)
        ],
    )
    _csv(
        folder / f"店铺周数据-{end}.csv",
        ["时间", "总产品", "访客数", "总点击", "点击率", "询盘", "P4P总花费"],
        [[f"{end - timedelta(days=6)}~{end}", 120, 300 + number, 900, "1.15%", 0 if number % 3 == 0 else 8, "¥700"]],
    )


def _independent(folder: Path, number: int, end: date) -> None:
    _csv(
        folder / "orders_export.csv",
        [
            "Name",
            "Email",
            "Financial Status",
            "Currency",
            "Total",
            "Created at",
            "Lineitem quantity",
            "Cancelled at",
            "Refunded Amount",
        ],
        [
            [
                f"#{day}",
                f"buyer{day}@mail.example",
                "paid",
                "USD",
                f"{40 + number}.90",
                f"2026-10-{day:02} 10:00:00 +0000",
                1,
                "",
                "20.00" if number % 3 == 0 else "0.00",
            ]
            for day in range(1, 32)
        ],
    )
    (folder / "ga4.csv").write_text(
        "# Report CSV Export\n# Start date: 20261001\n# End date: 20261031\nEvent name,Event count,Total users\n"
        "purchase,31,30\nadd_to_cart,200,150\nsession_start,1000,800\n\n# Start date: 20261001\n# End date: 20261031\n"
        "Session primary channel group (Default channel group),Sessions,Engaged sessions\nOrganic,600,300\nPaid,400,60\n",
        encoding="utf-8",
    )
    _csv(
        folder / "payments.csv",
        [
            "id",
            "Created date (UTC)",
            "Converted Amount",
            "Converted Currency",
            "Fee",
            "Status",
            "Card Name",
            "Dispute Date (UTC)",
        ],
        [
            [
                f"p{day}",
                f"2026-10-{day:02} 10:00:00",
                f"{40 + number}.90",
                "usd",
                "1.40",
                "Paid",
                "Ann Buyer",
                "2026-10-30 10:00:00" if number % 3 == 0 and day == 9 else "",
            ]
            for day in range(1, 32)
        ],
    )


def _csv(path: Path, head: list[str], rows: list[list[Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *rows])
