"""A small rule book and writers of small files, for the tests of the shapes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from auditor.intake import Options, read
from auditor.model import Intake, Kind, Severity, Text
from auditor.rulebook.model import Attest, Attribute, Better, Check, Metric, Pack, RuleBook, Source, Span, Unit

D30, D60, D10, D7 = Span(30, "day"), Span(60, "day"), Span(10, "day"), Span(7, "day")
WEEK, MONTH, MOMENT, PERIOD = Span(1, "week"), Span(1, "month"), Span(1, "moment"), Span(1, "period")


def metric(platform: str, id: str, zh: str, en: str, unit: Unit, window: Span, *columns: str) -> Metric:
    return Metric(id, platform, Text(zh, en), unit, Better.HIGHER, window, columns)


METRICS = [
    metric("alibaba", "rfq_response_rate", "RFQ报价响应率", "RFQ response rate", Unit.SHARE, D30, "RFQ响应率"),
    metric("alibaba", "rfq_received", "收到RFQ数", "RFQs received", Unit.COUNT, D30),
    metric("alibaba", "dsr", "DSR", "Buyer review score", Unit.SCORE, MOMENT, "DSR评分"),
    metric("alibaba", "trust_orders", "信保订单数", "Trust-assurance orders", Unit.COUNT, MONTH),
    metric("alibaba", "exposure", "曝光", "Exposure", Unit.COUNT, WEEK),
    metric("alibaba", "exposure_change", "曝光环比", "Change of exposure", Unit.SHARE, WEEK),
    metric("alibaba", "inquiries", "询盘", "Inquiries", Unit.COUNT, WEEK),
    metric(
        "alibaba",
        "first_response_hours",
        "平均首次响应时间",
        "Average first response time",
        Unit.HOURS,
        D30,
        "平均回复时间",
    ),
    metric("alibaba", "fulfilment_days", "信保订单履约时长", "Fulfilment days", Unit.DAYS, D30),
    metric("alibaba", "p4p_cpc", "P4P平均点击花费", "P4P cost per click", Unit.MONEY, WEEK),
    metric("alibaba", "factory_video", "视频验厂", "Factory video", Unit.FLAG, MOMENT),
    metric("alibaba", "net_margin", "净利润率", "Net margin", Unit.SHARE, MONTH),
    metric("amazon", "order_defect_rate", "订单缺陷率", "Order defect rate", Unit.SHARE, D60, "ODR"),
    metric("amazon", "order_defect_rate_fba", "FBA订单缺陷率", "Order defect rate (FBA)", Unit.SHARE, D60),
    metric("amazon", "orders_60d", "订单数(60天)", "Orders (60 days)", Unit.COUNT, D60),
    metric("amazon", "late_shipment_rate", "迟发率", "Late shipment rate", Unit.SHARE, D30, "LSR"),
    metric("amazon", "late_shipment_rate_10d", "迟发率(10天)", "Late shipment rate (10 days)", Unit.SHARE, D10),
    metric("amazon", "cancellation_rate", "取消率", "Cancellation rate", Unit.SHARE, D7),
    metric("amazon", "ipi", "库存绩效指数", "Inventory performance index", Unit.SCORE, MOMENT, "IPI"),
    metric("amazon", "ad_spend", "广告花费", "Ad spend", Unit.MONEY, PERIOD),
    metric("amazon", "acos", "ACoS", "Advertising cost of sales", Unit.SHARE, PERIOD),
    metric("amazon", "account_status", "账户状态", "Account status", Unit.TEXT, MOMENT),
    metric("amazon", "net_margin", "净利润率", "Net margin", Unit.SHARE, MONTH),
    metric("independent", "conversion_rate", "转化率", "Conversion rate", Unit.SHARE, WEEK),
    metric("independent", "lcp_seconds", "LCP", "Largest contentful paint", Unit.SCORE, MOMENT),
    metric("independent", "inp_ms", "INP", "Interaction to next paint", Unit.SCORE, MOMENT),
    metric("client", "business_years", "经营年限", "Years in business", Unit.COUNT, MOMENT),
]
ATTRIBUTES = [
    Attribute(
        "market",
        "amazon",
        Text("站点", "Marketplace"),
        {"DE": ("德国", "德国站", "Germany"), "FR": ("法国", "France"), "US": ("美国", "United States")},
    ),
    Attribute("fulfilment", "amazon", Text("配送方式", "Fulfilment"), {"fba": ("亚马逊配送",), "fbm": ("自发货",)}),
    Attribute("category", "client", Text("类目", "Category"), {"electronics": ("电子",), "home": ("家居",)}),
    Attribute("currency", "amazon", Text("本位币", "Home currency")),
]
SOURCE = Source(Text("s", "s"), "house", date(2026, 11, 1))
CHECKS = [
    Check(
        f"amazon.launch.{id}", "amazon.launch", "amazon", "readiness", Text(zh, en), Severity.CRITICAL, Kind.PLATFORM, SOURCE,
        attest=Attest(Text("?", "?"), True, None),
    )
    for id, zh, en in (("licence", "营业执照", "Business licence"), ("bank-account", "企业银行账户", "Bank account"))
]  # fmt: skip
PACKS = [
    Pack(platform, platform, "weekly", Text("", ""), None, "")
    for platform in ("alibaba", "amazon", "independent", "client")
]
BOOK = RuleBook(
    {pack.id: pack for pack in PACKS},
    {(item.platform, item.id): item for item in METRICS},
    {(item.platform, item.id): item for item in ATTRIBUTES},
    {check.id: check for check in CHECKS},
    {},
    {},
    {},
    {},
)


def write_csv(path: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(
            [["" if cell is None else cell for cell in row] for row in rows]
        )
    return path


def read_files(*paths: Path | str, overlay: Any = None, **options: Any) -> Intake:
    return read([str(path) for path in paths], BOOK, Options(isolated=False, **options), overlay)


def read_table(
    folder: Path, rows: Sequence[Sequence[Any]], name: str = "data.csv", overlay: Any = None, **options: Any
) -> Intake:
    return read_files(write_csv(folder / name, rows), overlay=overlay, **options)


def values(intake: Intake) -> dict[tuple[str, str, str], Any]:
    """(store, metric, end of period) → value, or the state where there is none."""
    return {
        (item.store.store, item.metric, str(item.period.end)): item.value
        if item.value is not None
        else item.state.value
        for item in intake.observations
    }


def ignored(intake: Intake) -> dict[str, str]:
    """cell → why (English)."""
    return {item.cell: item.why.en for file in intake.inputs for sheet in file.sheets for item in sheet.ignored}


def errors(intake: Intake) -> list[str]:
    found = [file.error.en for file in intake.inputs if file.error]
    return found + [sheet.error.en for file in intake.inputs for sheet in file.sheets if sheet.error]
