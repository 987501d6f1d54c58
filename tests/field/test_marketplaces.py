"""A platform column that names the marketplace too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Said, xlsx
from tests.field.test_raw_exports import taken

HEAD = ["店铺", "平台", "周期", "迟发率"]


@pytest.mark.parametrize(
    ("said", "market"),
    [
        ("Amazon US", "US"),
        ("amazon.de", "DE"),
        ("亚马逊美国站", "US"),
        ("亚马逊（德国）", "DE"),
        ("Amazon-UK", "UK"),
        ("amazon.co.uk", "UK"),
        ("亚马逊", None),
        ("Amazon.com", None),
    ],
)
def test_the_marketplace_beside_the_platform(tmp_path: Path, said: str, market: str | None) -> None:
    audit = Said(xlsx(tmp_path / "s.xlsx", [HEAD, ["恒达", said, "2026-W46", "1%"]]))
    (store,) = audit.document["stores"]
    assert store["platform"] == "amazon"
    assert audit.status("amazon.late-shipment") == "pass"
    assert store["attributes"].get("market") == market


def test_two_marketplaces_of_one_store_are_judged_apart(tmp_path: Path) -> None:
    rows = [HEAD, ["恒达", "Amazon US", "2026-W46", "1%"], ["恒达", "Amazon DE", "2026-W46", "5%"]]
    (store,) = Said(xlsx(tmp_path / "s.xlsx", rows)).document["stores"]
    found = {item["segment"]: item["status"] for item in store["findings"] if item["check"] == "amazon.late-shipment"}
    assert found == {"US": "pass", "DE": "fail"}


INVOICES = "amazon.invoice-defects"  # of Amazon Business in Europe
SEGMENTS = ["店铺", "平台", "站点", "周期", "发票缺陷率"]


def invoices(tmp_path: Path, *rows: list[str]) -> dict[str | None, str]:
    table = [SEGMENTS, *(["恒达", "amazon", market, "2026-W46", value] for market, value in rows)]
    (store,) = Said(xlsx(tmp_path / "s.xlsx", table)).document["stores"]
    return {item["segment"]: item["status"] for item in store["findings"] if item["check"] == INVOICES}


def test_a_check_of_one_market_does_not_judge_the_rows_of_another(tmp_path: Path) -> None:
    assert invoices(tmp_path, ["DE", "1%"], ["US", "9%"]) == {"DE": "pass", "US": "not_applicable"}
    assert invoices(tmp_path, ["DE", "9%"], ["US", ""]) == {"DE": "fail", "US": "not_applicable"}
    assert invoices(tmp_path, ["DE", "6%"], ["FR", "1%"]) == {"DE": "fail", "FR": "pass"}
    assert invoices(tmp_path, ["US", "9%"], ["CA", "9%"]) == {None: "not_applicable"}


def test_a_check_of_a_market_without_figures_is_unknown(tmp_path: Path) -> None:
    """The store sells in Germany; what its rows of other markets say does not answer the check."""
    rows = [SEGMENTS, ["恒达", "amazon", "US", "2026-W46", "9%"], ["恒达", "amazon", "CA", "2026-W46", "9%"]]
    elsewhere = [["店铺", "平台", "站点", "周期", "迟发率"], ["恒达", "amazon", "DE", "2026-W46", "1%"]]
    said = Said(xlsx(tmp_path / "a.xlsx", rows), xlsx(tmp_path / "b.xlsx", elsewhere))
    found = {item["segment"]: item["status"] for item in said.stores["恒达"]["findings"] if item["check"] == INVOICES}
    assert found == {"US": "not_applicable", "CA": "not_applicable", None: "unknown"}


@pytest.mark.parametrize("said", ["Amazon Mars", "亚马逊北美站", "淘宝", "amazonian"])
def test_what_is_no_platform_is_told(tmp_path: Path, said: str) -> None:
    audit = Said(xlsx(tmp_path / "s.xlsx", [HEAD, ["恒达", said, "2026-W46", "1%"]]))
    assert audit.document["stores"] == []
    assert "unknown platform" in audit.why("B2")


@pytest.mark.parametrize("corner", ["指标\\站点", "指标/站点", "指标", "站点", "KPI"])
@pytest.mark.parametrize("weeks", [False, True])
def test_marketplaces_side_by_side(tmp_path: Path, corner: str, weeks: bool) -> None:
    rows = [[corner, "单位", "美国站", "UK", "备注"], ["ODR", "%", "0.5", "0.6", "x"], ["订单数", "单", 100, 60, ""]]
    if weeks:
        rows = [[corner, "", "美国站", "", "UK", ""], ["", "", *["2026-W45", "2026-W46"] * 2]]
        rows += [["ODR", "", "0.4%", "0.5%", "0.7%", "0.6%"], ["订单数", "", 90, 100, 50, 60]]
    intake = taken(xlsx(tmp_path / "恒达亚马逊_2026-W46.xlsx", rows))
    found = {(item.segment, item.metric): item.value for item in intake.observations if item.period.end.day == 15}
    assert found == {
        ("US", "order_defect_rate"): 0.005,
        ("UK", "order_defect_rate"): 0.006,
        ("US", "store_orders"): 100,
        ("UK", "store_orders"): 60,
    }
    assert [(store.key.store, store.attributes["market"]) for store in intake.stores] == [("恒达亚马逊", "US,UK")]
    assert intake.stores[0].attribute_evidence["market"].cell == "C1"


@pytest.mark.parametrize("names", [["US", "目标"], ["US", "恒达"], ["国际站", "US"]])
def test_of_other_names_none_is_a_marketplace(tmp_path: Path, names: list[str]) -> None:
    rows = [["指标", *names], ["ODR", "0.5%", "0.6%"]]
    intake = taken(xlsx(tmp_path / "恒达亚马逊_2026-W46.xlsx", rows))
    assert not any(store.attributes for store in intake.stores)
