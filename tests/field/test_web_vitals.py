"""What Chrome's users saw of a site, as the interfaces of Google answer: read for phones and whole sites only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.field.said import Said
from tests.field.test_raw_exports import taken


def crux(**key: str) -> dict[str, Any]:
    metrics = {
        "largest_contentful_paint": {"histogram": [{"start": 0, "density": 1}], "percentiles": {"p75": 2501}},
        "interaction_to_next_paint": {"percentiles": {"p75": 140}},
        "cumulative_layout_shift": {"percentiles": {"p75": "0.05"}},
    }
    days = {"firstDate": {"year": 2026, "month": 10, "day": 23}, "lastDate": {"year": 2026, "month": 11, "day": 9}}
    return {"record": {"key": key, "metrics": metrics, "collectionPeriod": days}}


def pagespeed(device: str = "mobile") -> dict[str, Any]:
    paint, shift = "LARGEST_CONTENTFUL_PAINT_MS", "CUMULATIVE_LAYOUT_SHIFT_SCORE"
    site = {paint: {"percentile": 3200}, shift: {"percentile": 9}, "INTERACTION_TO_NEXT_PAINT": {"percentile": 170}}
    return {
        "id": "https://shop.example/",
        "loadingExperience": {"metrics": {paint: {"percentile": 1000}, shift: {"percentile": 1}}},
        "originLoadingExperience": {"metrics": site},
        "lighthouseResult": {"configSettings": {"formFactor": device}, "audits": {}},
        "analysisUTCTimestamp": "2026-11-20T02:00:00Z",
    }


def written(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "harbour.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


SITE = {"origin": "https://shop.example", "formFactor": "PHONE"}
PAGE = {"url": "https://shop.example/lamp", "formFactor": "PHONE"}


@pytest.mark.parametrize(
    ("content", "end", "found"),
    [
        (crux(**SITE), "2026-11-09", {"lcp_seconds": 2.501, "inp_ms": 140, "cls": 0.05}),
        (pagespeed(), "2026-11-20", {"lcp_seconds": 3.2, "inp_ms": 170, "cls": 0.09}),
    ],
)
def test_what_users_on_phones_saw_of_the_site(
    tmp_path: Path, content: object, end: str, found: dict[str, float]
) -> None:
    intake = taken(path := written(tmp_path, content), as_of="2026-11-20")
    assert {item.metric: item.value for item in intake.observations} == found
    assert {str(item.period.end) for item in intake.observations} == {end}
    said = Said(path, as_of="2026-11-20")
    assert (said.status("independent.lcp"), said.status("independent.cls")) == ("fail", "pass")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (crux(**SITE | {"formFactor": "DESKTOP"}), "formFactor is 'DESKTOP' (read is: phone)"),
        (crux(origin="https://shop.example"), "it has no record.key.formFactor (read is: phone)"),
        (crux(**PAGE), "it has no record.key.origin, so"),
        (pagespeed("desktop"), "formFactor is 'desktop' (read is: mobile)"),
        (pagespeed() | {"originLoadingExperience": {}}, "it has no originLoadingExperience.metrics, so"),
    ],
)
def test_desktops_and_single_pages_are_not_the_site(tmp_path: Path, content: object, why: str) -> None:
    said = Said(written(tmp_path, content))
    assert why in said.errors[0]
    assert said.stores == {}
    assert said.incomplete


@pytest.mark.parametrize("number", ["1" * 400, "1e999", f'"{"1" * 400}"'], ids=["digits", "exponent", "text"])
def test_a_number_beyond_all_numbers_costs_its_metric_alone(tmp_path: Path, number: str) -> None:
    file = written(tmp_path, crux(**SITE))
    file.write_text(file.read_text("utf-8").replace("2501", number), "utf-8")
    intake = taken(file, as_of="2026-11-20")
    assert intake.inputs[0].error is None
    assert {item.metric: item.value for item in intake.observations} == {
        "lcp_seconds": None,
        "inp_ms": 140,
        "cls": 0.05,
    }


def test_a_site_with_few_visitors_has_no_value_of_some(tmp_path: Path) -> None:
    content = crux(**SITE)
    del content["record"]["metrics"]["interaction_to_next_paint"]
    intake = taken(written(tmp_path, content), as_of="2026-11-20")
    assert {item.metric for item in intake.observations} == {"lcp_seconds", "cls"}


def test_a_site_with_hardly_a_visitor_has_no_value_at_all(tmp_path: Path) -> None:
    said = Said(written(tmp_path, pagespeed() | {"originLoadingExperience": {"metrics": {}}}))
    assert said.errors[0].endswith("it holds none of the values that are read")
    assert said.incomplete


def test_a_load_in_a_laboratory_is_not_read(tmp_path: Path) -> None:
    content = {key: value for key, value in pagespeed().items() if key != "originLoadingExperience"}
    assert "one simulated load" in Said(written(tmp_path, content)).errors[0]
