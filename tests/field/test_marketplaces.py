"""A platform column that names the marketplace too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Said, xlsx

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


@pytest.mark.parametrize("said", ["Amazon Mars", "亚马逊北美站", "淘宝", "amazonian"])
def test_what_is_no_platform_is_told(tmp_path: Path, said: str) -> None:
    audit = Said(xlsx(tmp_path / "s.xlsx", [HEAD, ["恒达", said, "2026-W46", "1%"]]))
    assert audit.document["stores"] == []
    assert "unknown platform" in audit.why("B2")
