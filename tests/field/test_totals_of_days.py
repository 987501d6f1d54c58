"""Totals of a week below the days of two: they are no totals of all rows, and not called wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import xlsx
from tests.field.test_raw_exports import taken


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("上周合计", False),
        ("本周小计", False),
        ("11月合计", False),
        ("第46周合计", False),
        ("Weekly total", False),
        ("合计", True),
        ("华东合计", True),
        ("总计：", True),
    ],
)
def test_a_total_of_some_days(tmp_path: Path, label: str, told: bool) -> None:
    rows = [["周期", "RFQ响应率", "曝光量"], ["2026-W45", "90%", 10], ["2026-W46", "91%", 20], [label, "", 12]]
    notes = taken(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba").inputs[0].sheets[0].notes
    assert any("does not add up" in note.en for note in notes) is told


@pytest.mark.parametrize(("total", "told"), [(30.02, True), (30.01, False), (30, False), (29.99, False), (29.98, True)])
def test_a_total_may_be_rounded_by_a_cent(tmp_path: Path, total: float, told: bool) -> None:
    rows = [["店铺", "P4P花费(元)"], ["甲店", 10], ["乙店", 20], ["合计", total]]
    notes = taken(xlsx(tmp_path / "2026-W46.xlsx", rows), platform="alibaba").inputs[0].sheets[0].notes
    assert any("does not add up" in note.en for note in notes) is told


def test_a_total_of_the_month_below_stores_is_that_of_all_rows(tmp_path: Path) -> None:
    rows = [["店铺", "曝光量"], ["甲店", 10], ["乙店", 20], ["本月合计", 25]]
    notes = taken(xlsx(tmp_path / "2026-10.xlsx", rows), platform="alibaba").inputs[0].sheets[0].notes
    assert any("does not add up" in note.en for note in notes)


@pytest.mark.parametrize(
    ("heading", "read"),
    [
        ("RFQ响应率(近一个月)", True),
        ("RFQ响应率(近1个月)", True),
        ("近一个月RFQ响应率", True),
        ("RFQ响应率(最近一月)", True),
        ("RFQ响应率(last month)", False),  # the calendar's
        ("RFQ响应率(近两个月)", False),
        ("RFQ响应率(月)", False),
        ("询盘数(近一个月)", False),  # a count of 31 days is another
    ],
)
def test_a_rate_of_the_last_month_is_that_of_its_thirty_days(tmp_path: Path, heading: str, read: bool) -> None:
    rows = [["店铺", "周期", heading], ["恒达", "2026-W46", "90%" if "率" in heading else 9]]
    assert bool(taken(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba").observations) is read
