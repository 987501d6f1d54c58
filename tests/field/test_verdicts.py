"""What a sheet of figures leads to: verdicts, distances, projections, as the design documents have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Said, text_file

HEAD = ["store", "platform", "period", "metric", "value"]


def tidy(tmp_path: Path, *rows: tuple[str, ...], **how: str) -> Said:
    """Rows of period, metric and value of one Amazon store, or of the platform that stands before them."""
    full = [("S", *row) if len(row) == 4 else ("S", "amazon", *row) for row in rows]
    return Said(text_file(tmp_path / "s.csv", [HEAD, *full]), **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(("fee", "room"), [("¥19,799.99", -0.01), ("¥258,000.01", -0.01), ("¥19,800.03", 0.03)])
def test_a_distance_has_no_binary_noise(tmp_path: Path, fee: str, room: float) -> None:
    said = tidy(tmp_path, ("alibaba", "2026-11-15", "membership_fee", fee), as_of="2026-11-15")
    assert said.finding("alibaba.fees.membership")["headroom"] == room


def test_a_projection_of_older_figures_is_never_a_day_gone_by(tmp_path: Path) -> None:
    ends = ["2026-08-30", "2026-09-06", "2026-09-13", "2026-09-20", "2026-09-27"]
    rates = [(end, "order_defect_rate", f"0.{tenth}%") for tenth, end in enumerate(ends, 3)]
    found = tidy(tmp_path, *rates, as_of="2026-11-15").finding("amazon.order-defect-rate")
    assert (found["status"], found["projected_breach"]) == ("pass", "2026-11-15")


def test_why_a_check_does_not_apply_is_said_by_what_is_stated_of_the_store(tmp_path: Path) -> None:
    rows = [("", "market", "US"), ("2026-11-15", "invoice_defect_rate", "4%")]
    found = tidy(tmp_path, *rows, as_of="2026-11-15").finding("amazon.invoice-defects")
    assert (found["status"], found["reason"]) == ("not_applicable", "outside its scope: marketplace is United States")
    zh = tidy(tmp_path, *rows, as_of="2026-11-15", lang="zh").finding("amazon.invoice-defects")
    assert zh["reason"] == "不属于适用范围：“站点”为 美国"


@pytest.mark.parametrize("word", ["曝光骤降", "Exposure plunge", "exposure-plunge"])
def test_what_a_figure_would_tell_may_be_stated_in_words_of_either_language(tmp_path: Path, word: str) -> None:
    said = tidy(tmp_path, ("alibaba", "", "事件", word), as_of="2026-11-15")
    assert (said.errors, said.ignored) == ([], [])
    assert said.status("alibaba.incident.growth-centre") != "not_applicable"


def test_without_an_incident_the_reason_is_said_in_words(tmp_path: Path) -> None:
    rows = [("alibaba", "2026-11-15", "rfq_response_rate", "94%")]
    found = tidy(tmp_path, *rows, as_of="2026-11-15", lang="zh").finding("alibaba.incident.growth-centre")
    assert (found["status"], found["reason"]) == ("not_applicable", "不属于适用范围：“当前事件”为 无")


def test_an_empty_cell_is_not_called_a_mark(tmp_path: Path) -> None:
    said = tidy(tmp_path, ("2026-11-15", "ipi", ""), ("2026-11-15", "late_shipment_rate", "-"), as_of="2026-11-15")
    assert str(said.finding("amazon.inventory-performance")["reason"]).startswith("not filled in for ")
    assert str(said.finding("amazon.late-shipment")["reason"]).startswith("marked as missing for ")


def test_the_cell_to_mend_goes_before_counts_that_nobody_filled_in(tmp_path: Path) -> None:
    counts = [("alibaba", "2026-11-15", name, "") for name in ("rfq_answered", "rfq_received")]
    said = tidy(tmp_path, ("alibaba", "2026-11-15", "rfq_response_rate", "0.94"), *counts, as_of="2026-11-15")
    assert str(said.finding("alibaba.rfq-response")["reason"]).startswith("0.94: 0.94% or 94%?")
