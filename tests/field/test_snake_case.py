"""Headings as programs write them: store_id, week_ending, late_dispatch_rate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Said, text_file

LATE = "amazon.late-shipment"


@pytest.mark.parametrize(
    "headings",
    [
        ["store_id", "platform", "start_date", "end_date", "late_shipment_rate"],
        ["store_name", "sales_platform", "period_start", "period_end", "late_dispatch_rate"],
        ["shop_id", "platform", "week_start", "week_ending", "Late_Shipment_Rate"],
        ["Shop_Name", "Platform", "Week_Start", "Week_End", "LATE_DISPATCH_RATE"],
    ],
)
def test_columns(tmp_path: Path, headings: list[str]) -> None:
    said = Said(text_file(tmp_path / "s.csv", [headings, ["North", "amazon", "2026-11-09", "2026-11-15", "2.5%"]]))
    found = said.finding(LATE, "North")
    assert (found["status"], found["value"]) == ("pass", 0.025)
    assert found["period"] == {"start": "2026-11-09", "end": "2026-11-15"}
    assert not said.ignored


def test_tidy_rows(tmp_path: Path) -> None:
    rows = [
        ["shop_id", "platform", "date_range", "metric_id", "metric_value"],
        ["North", "amazon", "2026-11-09..2026-11-15", "late_dispatch_rate", "4%"],
        ["North", "amazon", "", "launch_date", "2026-10-01"],
    ]
    said = Said(text_file(tmp_path / "s.csv", rows))
    assert said.status(LATE, "North") == "fail"
    assert not said.ignored


def test_what_compares_is_no_value(tmp_path: Path) -> None:
    rows = [["store_id", "platform", "date", "late_shipment_rate_target"], ["North", "amazon", "2026-11-15", "4%"]]
    assert Said(text_file(tmp_path / "s.csv", rows)).status(LATE) == "unknown"
