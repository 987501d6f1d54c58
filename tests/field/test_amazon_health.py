"""What is read from an account health report, and how its words are judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.field.amazon_health import report
from tests.field.said import Said, text_file, xlsx


def audited(tmp_path: Path, content: dict[str, Any]) -> Said:
    file = tmp_path / "health.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return Said(file, store="us")


def observed(said: Said) -> dict[str, Any]:
    return {item["metric"]: item["display"] for item in said.document["stores"][0]["observed"]}


def test_the_sample_s_own_keys(tmp_path: Path) -> None:
    said = audited(tmp_path, report())
    shown = observed(said)
    assert shown["account_health_status"] == "WARNED"
    assert shown["account_warnings"] == "1"
    assert said.status("amazon.account-status") == "fail"
    assert said.finding("amazon.account-status")["display"] == "SUSPENDED"
    assert said.value("amazon.late-shipment") == 0.03
    assert said.status("amazon.on-time-delivery") == "pass"  # the printed rate: counts above 100 % are not divided


def test_the_schema_s_keys(tmp_path: Path) -> None:
    content = report(accountHealthRating={"accountHealthRatingStatus": "GREAT"}, warningStates=[], warningState=None)
    content["accountStatuses"][0]["status"] = "NORMAL"
    said = audited(tmp_path, content)
    assert observed(said)["account_health_status"] == "GREAT"
    assert observed(said)["account_warnings"] == "0"
    assert said.status("amazon.account-status") == "pass"


def test_a_rate_that_can_t_be_is_unknown(tmp_path: Path) -> None:
    late = {
        **report()["performanceMetrics"][0]["lateShipmentRate"],
        "rate": 3.0,
        "orderCount": 9,
        "lateShipmentCount": 27,
    }
    found = audited(tmp_path, report(lateShipmentRate=late)).finding("amazon.late-shipment")
    assert (found["status"], found["value"]) == ("unknown", None)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("NORMAL", "pass"),
        ("Normal", "pass"),
        (" 正常 ", "pass"),
        ("健康", "pass"),
        ("Healthy", "pass"),
        ("ＮＯＲＭＡＬ", "pass"),
        ("AT_RISK", "fail"),
        ("有风险", "fail"),
        ("已停用", "fail"),
        ("SUSPENDED", "fail"),
        ("正常（无警告）", "pass"),
        ("正常，无违规", "pass"),
        ("✅ Healthy - no violations", "pass"),
        ("🟢", "pass"),
        ("OK", "pass"),
        ("绿色", "pass"),
        ("Good standing", "pass"),
        ("高风险", "fail"),
        ("Unhealthy", "fail"),
        ("审核中", "unknown"),
        ("Under review", "unknown"),
        ("正常（有2个警告）", "unknown"),
        ("正常/有风险", "unknown"),
        ("未停用", "unknown"),
        ("无警告", "unknown"),
        ("（）", "unknown"),
        ("--", "unknown"),
        (None, "unknown"),
    ],
)
def test_words_of_an_account_s_status(tmp_path: Path, said: object, status: str) -> None:
    rows = [["店铺", "平台", "周期", "账户状态", "IPI"], ["恒达", "亚马逊", "2026-11-15", said, 500]]
    audit = Said(xlsx(tmp_path / "s.xlsx", rows))
    assert audit.status("amazon.account-status") == status
    assert audit.finding("amazon.account-status")["require"] == "exactly NORMAL"


def test_a_chinese_report_says_in_chinese_what_the_status_has_to_be(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "周期", "账户状态", "IPI"], ["恒达", "亚马逊", "2026-11-15", "已停用", 500]]
    finding = Said(xlsx(tmp_path / "s.xlsx", rows), lang="zh").finding("amazon.account-status")
    assert (finding["display"], finding["require"]) == ("已停用", "等于正常（NORMAL）")


@pytest.mark.parametrize("said", ["有风险", "AT_RISK", "At risk"])
def test_an_english_report_names_what_a_chinese_cell_says_as_the_line_does(tmp_path: Path, said: str) -> None:
    rows = [["店铺", "平台", "周期", "账户状态", "IPI"], ["恒达", "亚马逊", "2026-11-15", said, 500]]
    finding = Said(xlsx(tmp_path / "s.xlsx", rows)).finding("amazon.account-status")
    assert finding["evidence"][0]["raw"] == said
    assert finding["display"] == ("AT_RISK" if said == "有风险" else said)


def test_a_word_that_is_no_known_status_is_told_with_those_that_are(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "周期", "账户状态", "IPI"], ["恒达", "亚马逊", "2026-11-15", "审核中", 500]]
    why = "'审核中' is none of the known words (NORMAL, AT_RISK, DEACTIVATED)"
    told = f"{why} → write the one that it means, or '-' while nothing is settled"
    assert Said(xlsx(tmp_path / "s.xlsx", rows)).finding("amazon.account-status")["reason"] == told


@pytest.mark.parametrize(
    ("bare", "asked"),
    [
        (0.94, "0.94% or 94%"),
        (1, "1% or 100%"),
        (94, "is it 94%?"),
    ],
)
def test_a_bare_rate_is_asked_for_what_it_can_be(tmp_path: Path, bare: float, asked: str) -> None:
    rows = [["店铺", "平台", "周期", "有效追踪率"], ["恒达", "亚马逊", "2026-11-15", bare]]
    finding = Said(xlsx(tmp_path / "s.xlsx", rows)).finding("amazon.valid-tracking")
    assert finding["status"] == "unknown"
    assert asked in finding["reason"]
    assert "00%" not in finding["reason"].replace("100%", "")


def test_figures_as_programs_take_them_from_the_performance_page(tmp_path: Path) -> None:
    """Their names, as public programs that read the page hold them."""
    figures = {
        "Order Defect Rate (Seller-fulfilled)": ("amazon.order-defect-rate", "0.13%", 0.0013),
        "Late Shipment Rate": ("amazon.late-shipment", "1.73%", 0.0173),
        "Cancellation Rate": ("amazon.cancellation-rate", "0.09%", 0.0009),
        "Valid Tracking Rate - All Categories": ("amazon.valid-tracking", "99.49%", 0.9949),
        "Delivered on time": ("amazon.on-time-delivery", "93.3%", 0.933),
    }
    headings = ["Store", "Platform", "Period", *figures]
    printed = [value for _, value, _ in figures.values()]
    said = Said(text_file(tmp_path / "s.csv", [headings, ["North", "amazon", "2026-11-15", *printed]]))
    assert not said.ignored
    for check, _, value in figures.values():
        assert said.finding(check, "North")["value"] == value


def test_the_page_s_columns_as_they_are_copied_by_hand(tmp_path: Path) -> None:
    rows = [["Metric", "Seller fulfilled", "Fulfilled by Amazon"], ["Order Defect Rate", "0.35%", "0.9%"]]
    said = Said(xlsx(tmp_path / "s_2026-11-15.xlsx", rows), platform="amazon", store="de")
    assert said.value("amazon.order-defect-rate") == 0.0035
    assert said.status("amazon.order-defect-rate-fba") == "unknown"
    assert "put it into a row of its own, such as 'FBA ODR'" in said.why("C1")


@pytest.mark.parametrize(
    ("shipped", "tracking", "delivery"),
    [
        (
            0,
            "unknown",
            "unknown",
        ),  # whoever leaves it all to Amazon's warehouses ships nothing: the rates are printed as 0
        (40, "fail", "fail"),
    ],
)
def test_rates_of_nothing_that_was_shipped_are_not_missed(
    tmp_path: Path, shipped: int, tracking: str, delivery: str
) -> None:
    days = report()["performanceMetrics"][0]["lateShipmentRate"]["reportingDateRange"]
    none = {"reportingDateRange": days, "rate": 0, "status": "GOOD"}
    content = report(
        validTrackingRate={**none, "shipmentCount": shipped, "validTrackingCount": 0},
        unitOnTimeDeliveryRate={**none, "totalUnitCount": shipped, "unitOnTimeDeliveryCount": 0},
    )
    said = audited(tmp_path, content)
    assert (said.status("amazon.valid-tracking"), said.status("amazon.on-time-delivery")) == (tracking, delivery)
    orders = report(onTimeDeliveryRate={**none, "shipmentCountWithValidTracking": shipped, "onTimeDeliveryCount": 0})
    assert audited(tmp_path, orders).status("amazon.on-time-delivery") == delivery
