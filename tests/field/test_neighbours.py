"""Dates that others in their row or column complete: the year, the order of day and month; subtotals of a week below its days."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model import ValueState
from tests.field.said import Rows, xlsx
from tests.field.test_raw_exports import taken


def days(path: Path, metric: str = "rfq_response_rate") -> list[str]:
    found = taken(path, platform="alibaba", as_of=None).observations
    return sorted(str(item.period.end) for item in found if item.metric == metric)


@pytest.mark.parametrize(
    ("heads", "ends"),
    [
        (["2026年第52周", "第53周", "第1周"], ["2026-12-27", "2027-01-03", "2027-01-10"]),
        (["2026年第51周\n12.14-12.20", "第52周\n12.21-12.27"], ["2026-12-20", "2026-12-27"]),
        (["2026/12/14-12/20", "12/21-12/27", "12/28-1/3"], ["2026-12-20", "2026-12-27", "2027-01-03"]),
        (["第45周", "2026年第46周"], ["2026-11-08", "2026-11-15"]),
        (["2026年11月", "12月", "2027年1月"], ["2026-11-30", "2026-12-31", "2027-01-31"]),
        (["Sep-26", "Q3", "Oct-26"], ["2026-09-30", "2026-09-30", "2026-10-31"]),
        (["2027年1月", "12月", "11月"], ["2026-11-30", "2026-12-31", "2027-01-31"]),
        (["第45周", "第46周", "2025年第46周"], ["2025-11-16"]),  # last year's beside this year's
        (["2026年3月", "11月"], ["2026-03-31"]),  # too far to go on
        (["9月", "2026年10月", "8月"], ["2026-10-31"]),
    ],
)
@pytest.mark.parametrize("across", [True, False])
def test_a_year_that_stands_beside(tmp_path: Path, heads: list[str], ends: list[str], across: bool) -> None:
    values = [f"9{at}%" for at in range(len(heads))]
    down: Rows = [["周期", "RFQ响应率"], *map(list, zip(heads, values, strict=True))]
    rows = [["指标", *heads], ["RFQ响应率", *values]] if across else down
    assert days(xlsx(tmp_path / "恒达.xlsx", rows)) == ends


def test_a_name_that_stands_in_a_column_for_two_years(tmp_path: Path) -> None:
    rows = [["周期", "RFQ响应率"], *([head, "91%"] for head in ("2025年Q4", "Q1", "Q2", "Q3", "Q4", "Q1"))]
    assert days(xlsx(tmp_path / "恒达.xlsx", rows)) == ["2025-12-31"]


@pytest.mark.parametrize("head", ["第52周\n12.21-12.27", "本周(12.21-12.27)"])
def test_two_lines_without_a_year_are_asked_about(tmp_path: Path, head: str) -> None:
    path = xlsx(tmp_path / "恒达.xlsx", [["指标", head], ["RFQ响应率", "91%"]])
    told = taken(path, platform="alibaba").inputs[0].sheets[0].ignored
    assert any("lacks its year" in item.why.en and item.incomplete for item in told)


@pytest.mark.parametrize(
    ("cells", "ends"),
    [
        (["11/8", "11/15", "11/22"], ["2026-11-08", "2026-11-15", "2026-11-22"]),
        (["11-22", "11-15", "11-8"], ["2026-11-08", "2026-11-15", "2026-11-22"]),
        (["13/11", "14/11", "15/11"], ["2026-11-13", "2026-11-14", "2026-11-15"]),
        ([11.8, 11.15, 11.22], ["2026-11-08", "2026-11-15", "2026-11-22"]),
        ([11.9, 11.1, 11.11], ["2026-11-09", "2026-11-10", "2026-11-11"]),  # 11.10, typed as a number
        ([11.1, 11.11, 11.12], ["2026-11-10", "2026-11-11", "2026-11-12"]),
        ([11.1, 11.8, 11.15], ["2026-11-01", "2026-11-08", "2026-11-15"]),
        (["5/6", "6/7"], []),
        (["9/10", "10/10", "11/10"], []),  # of each month, rather than three in October
        (["5/6", "6/6", "7/6", "5/7"], []),
        ([1.5, 2.5, 9.5], []),
        (["12/30", "12/31", "1/1"], []),  # of which year each is isn't told
    ],
)
@pytest.mark.parametrize("across", [True, False])
def test_the_order_of_day_and_month(tmp_path: Path, cells: list[object], ends: list[str], across: bool) -> None:
    down: Rows = [["日期", "RFQ响应率"], *([cell, "91%"] for cell in cells)]
    rows = [["指标", *cells], ["RFQ响应率", *["91%"] * len(cells)]] if across else down
    assert days(xlsx(tmp_path / "恒达2026.xlsx", rows)) == ends


def test_days_of_several_stores(tmp_path: Path) -> None:
    rows: Rows = [
        ["日期", "店铺", "RFQ响应率"],
        *([day, name, "91%"] for day in ("11/8", "11/15") for name in ("甲店", "乙店")),
    ]
    assert days(xlsx(tmp_path / "2026.xlsx", rows)) == ["2026-11-08"] * 2 + ["2026-11-15"] * 2


def test_the_subtotal_of_a_week_vouches_for_its_days(tmp_path: Path) -> None:
    week = [[f"11月{day}日", day] for day in range(2, 9)]
    rows: Rows = [["日期", "曝光量"], *week, ["第45周小计", 35], ["11月9日", 1], ["合计", 36]]
    intake = taken(xlsx(tmp_path / "恒达2026.xlsx", rows), platform="alibaba")
    found = {str(item.period.end): (item.value, item.state) for item in intake.observations}
    assert found == {"2026-11-08": (35, ValueState.OK)}  # the week of the 9th has only begun
    assert not any("does not add up" in note.en for note in intake.inputs[0].sheets[0].notes)


@pytest.mark.parametrize(
    ("noted", "states"),
    [
        ([9, 11, 13, 15], {ValueState.INCOMPLETE}),  # the total adds up what stands on every other day
        ([1, 8, 15], {ValueState.OK}),  # the ends of weeks
        ([1, 7, 15], {ValueState.OK}),
    ],
)
def test_days_noted_every_other_day(tmp_path: Path, noted: list[int], states: set[ValueState]) -> None:
    rows: Rows = [["日期", "曝光量"], *([f"11月{day}日", day] for day in noted), ["合计", sum(noted)]]
    intake = taken(xlsx(tmp_path / "恒达2026.xlsx", rows), platform="alibaba")
    assert {item.state for item in intake.observations} == states


@pytest.mark.parametrize(
    ("noted", "asked"), [([9, 11, 13], True), ([2, 5, 9, 12], True), ([2, 9, 11], False), ([2, 9, 16], False)]
)
def test_without_a_total_they_are_asked_about(tmp_path: Path, noted: list[int], asked: bool) -> None:
    rows: Rows = [["日期", "曝光量"], *([f"11月{day}日", day] for day in noted)]
    intake = taken(xlsx(tmp_path / "恒达2026.xlsx", rows), platform="alibaba")
    assert (ValueState.UNDECIDED in {item.state for item in intake.observations}) is asked


@pytest.mark.parametrize(
    ("name", "corner", "heads", "ends"),
    [
        ("恒达2026", "11月", [*range(1, 9)], [f"2026-11-0{day}" for day in range(1, 9)]),
        ("恒达2026年11月", "指标", [*range(9, 16)], [f"2026-11-{day:02}" for day in range(9, 16)]),
        ("恒达2026年11月", "指标", [1, 2, 3, 4, 5], []),  # its weeks, may be
        ("恒达2026年11月", "指标", [1, 2, 3, 5, 6, 7, 8], []),
        ("恒达2026年11月", "指标", [*range(25, 32)], []),  # November has no 31st
        ("恒达2026-W46", "指标", [*range(1, 9)], []),
    ],
)
def test_days_by_their_bare_numbers(tmp_path: Path, name: str, corner: str, heads: list[int], ends: list[str]) -> None:
    rows: Rows = [[corner, *heads], ["RFQ响应率", *["91%"] * len(heads)]]
    assert days(xlsx(tmp_path / f"{name}.xlsx", rows)) == ends


def test_a_row_of_last_year_is_none_of_this_years(tmp_path: Path) -> None:
    rows: Rows = [["周期", "RFQ响应率"], ["第46周", "91%"], ["去年第46周", "85%"], ["去年同期", "85%"]]
    found = taken(xlsx(tmp_path / "恒达2026.xlsx", rows), platform="alibaba").observations
    assert [item.value for item in found] == [0.91]


@pytest.mark.parametrize(
    ("name", "heads", "ends"),
    [
        ("恒达2026年11月", ["1-7日", "8-14日"], ["2026-11-07", "2026-11-14"]),
        ("恒达2026年11月", ["第1周(1-7日)", "第2周（8日-14日）"], ["2026-11-07", "2026-11-14"]),
        ("恒达2026年11月", ["第1周\n1号~7号", "第2周\n8号~14号"], ["2026-11-07", "2026-11-14"]),
        ("恒达2026年11月", ["25-31日"], []),
        ("恒达2026年11月", ["1-7"], []),
        ("恒达2026", ["1-7日"], []),
    ],
)
@pytest.mark.parametrize("across", [True, False])
def test_spans_of_days_in_a_sheet_of_their_month(
    tmp_path: Path, name: str, heads: list[str], ends: list[str], across: bool
) -> None:
    down: Rows = [["周期", "RFQ响应率"], *([head, "91%"] for head in heads)]
    rows = [["指标", *heads], ["RFQ响应率", *["91%"] * len(heads)]] if across else down
    assert days(xlsx(tmp_path / f"{name}.xlsx", rows)) == ends
