"""Pivot tables pasted as values, and rows whose names stand below no heading."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Said, text_file
from tests.field.test_raw_exports import taken

SUMS = ["求和项:曝光量", "求和项:询盘数"]


@pytest.mark.parametrize(
    ("headings", "names", "said"),
    [
        (["行标签", *SUMS], ["恒达店", "华美店"], {("恒达店", "2026-11-15"), ("华美店", "2026-11-15")}),
        (["行标签", *SUMS], ["2026-W45", "2026-W46"], {("周报", "2026-11-08"), ("周报", "2026-11-15")}),
        (["Row Labels", "Sum of 曝光量", "Sum of Inquiries"], ["A shop", "B shop"], {("A shop", "2026-11-15"), ("B shop", "2026-11-15")}),
        (["", "曝光量", "询盘数"], ["恒达店", "华美店"], {("恒达店", "2026-11-15"), ("华美店", "2026-11-15")}),
        (["", "曝光量", "询盘数"], ["2026-W45", "2026-W46"], {("周报", "2026-11-08"), ("周报", "2026-11-15")}),
    ],
)  # fmt: skip
def test_what_names_the_rows(tmp_path: Path, headings: list[str], names: list[str], said: set[tuple[str, str]]) -> None:
    rows = [headings, [names[0], 10, 1], [names[1], 20, 2], ["总计", 30, 3]]
    found = taken(text_file(tmp_path / "周报_2026-W46.csv", rows), platform="alibaba").observations
    assert {(item.store.store, str(item.period.end)) for item in found} == said
    assert {(item.metric, item.value) for item in found} == {
        ("exposure", 10), ("exposure", 20), ("inquiries", 1), ("inquiries", 2)
    }  # fmt: skip


def test_rows_that_may_be_anything_are_asked_about(tmp_path: Path) -> None:
    rows = [["行标签", *SUMS], ["张三", 10, 1], ["总计", 10, 1]]
    said = Said(text_file(tmp_path / "2026-W46.csv", rows), platform="alibaba")
    assert "stores, periods or parts" in said.why("A1")
    assert said.incomplete


@pytest.mark.parametrize("heading", ["求和项:RFQ响应率", "求和项:产品总数", "平均值项:曝光量", "计数项:曝光量"])
def test_what_is_no_sum_of_the_metric_is_not_its_value(tmp_path: Path, heading: str) -> None:
    rows = [["店铺", "周期", heading], ["恒达", "2026-W46", 12]]
    assert not taken(text_file(tmp_path / "s.csv", rows), platform="alibaba").observations


@pytest.mark.parametrize(
    ("corner", "fields", "total"),
    [("求和项:曝光量", "列标签", "总计"), ("Sum of Exposure", "Column Labels", "Grand Total")],
)
def test_periods_across_a_pivot_are_of_the_metric_in_its_corner(
    tmp_path: Path, corner: str, fields: str, total: str
) -> None:
    rows = [[corner, fields], ["行标签", "2026-W45", "2026-W46", total], ["恒达店", 1, 2, 3], [total, 1, 2, 3]]
    found = taken(text_file(tmp_path / "s.csv", rows), platform="alibaba").observations
    assert [(item.store.store, str(item.period.end), item.value) for item in found] == [
        ("恒达店", "2026-11-08", 1), ("恒达店", "2026-11-15", 2)
    ]  # fmt: skip


def test_shops_and_their_weeks_in_one_column_are_asked_about(tmp_path: Path) -> None:
    rows = [
        ["行标签", SUMS[0]],
        ["恒达店", 3],
        ["2026-W44", 1],
        ["2026-W45", 2],
        ["华美店", 4],
        ["2026-W46", 4],
        ["2026-W47", 0],
    ]
    said = Said(text_file(tmp_path / "s.csv", rows), platform="alibaba")
    assert "stores, periods or parts" in said.why("A1")
    assert said.incomplete


def test_remarks_headed_by_a_week_lack_no_metric(tmp_path: Path) -> None:
    rows = [["店铺", "曝光量", "2026-W46小结"], ["恒达", 1, "好"]]
    said = Said(text_file(tmp_path / "2026-W46.csv", rows), platform="alibaba")
    assert [item["incomplete"] for item in said.ignored if item["cell"] == "C1"] == [False]
