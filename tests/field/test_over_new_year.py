"""Weeks and months without a year about New Year: of which they are, or that nothing tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.intake import Options, read
from tests.field.said import Rows, Said, rulebook
from tests.field.test_dated_folders import UNDATED, dates, lay
from tests.field.test_sheets_and_levels import workbook

OVER_NEW_YEAR, BEFORE_IT = "2026-12-28..2027-01-03", "2026-12-21..2026-12-27"


@pytest.mark.parametrize(
    ("place", "title", "found"),
    [
        ("2026年/12月/12.28-1.3/恒达.csv", None, OVER_NEW_YEAR),  # not the whole of December
        ("2027年/1月/恒达_12.28-1.3.csv", None, OVER_NEW_YEAR),  # nor of January
        ("2026-12-28~2027-01-03/恒达.csv", None, OVER_NEW_YEAR),
        ("2027-W01/恒达_12.28-1.3.csv", None, OVER_NEW_YEAR),
        ("2027-W01/恒达_12.21-12.27.csv", None, BEFORE_IT),
        ("2027-W01/恒达.csv", "统计周期：12.28-1.3", OVER_NEW_YEAR),
        ("恒达_2027-W01.csv", "统计周期：12.28-1.3（元旦）", OVER_NEW_YEAR),
        ("恒达_2027-W01.csv", "2026年周报（12.28-1.3）", OVER_NEW_YEAR),
        ("恒达_2027-W01.csv", "统计周期：12.21-12.27", BEFORE_IT),
        ("2026年12月/恒达.csv", "统计周期：12.28-1.3", OVER_NEW_YEAR),
        # a year alone does not tell
        ("2026/12.28-1.3/恒达.csv", None, None),
        ("2026/恒达_12.28-1.3.csv", None, None),
        ("恒达_2026.csv", "统计周期：12.28-1.3", None),
    ],
)
def test_the_week_over_new_year_in_a_name_or_title(
    tmp_path: Path, place: str, title: str | None, found: str | None
) -> None:
    rows: Rows = [[title], *UNDATED] if title else UNDATED
    lay(tmp_path / place, rows)
    assert dates(tmp_path) == ([found] if found else [])


@pytest.mark.parametrize(
    ("name", "headings", "found"),
    [
        ("恒达_2027-W01.csv", ["12.28-1.3（元旦）", "1.4-1.10"], ["2026-12-28", "2027-01-04"]),
        ("恒达_2026-W46.csv", ["11.9-11.15", "3.2-3.8", "4.6-4.12"], ["2026-11-09", "2026-03-02", "2026-04-06"]),
        # in a sheet of December January is of its year, long over, or of the next
        ("恒达_2026-W52.csv", ["12.21-12.27", "12.28-1.3", "1.4-1.10"], []),
        ("恒达_2026年12月.csv", ["12月", "1月"], []),
        # of some months over New Year each date is of the year in which they have it
        (
            "恒达_2026年12月-2027年1月.csv",
            ["12.21-12.27", "12.28-1.3", "1.4-1.10"],
            ["2026-12-21", "2026-12-28", "2027-01-04"],
        ),
        ("恒达_2026年12月-2027年1月.csv", ["第52周", "第53周", "第1周"], ["2026-12-21", "2026-12-28", "2027-01-04"]),
        ("恒达_2026-12至2027-02.csv", ["12月", "1月", "2月"], ["2026-12-01", "2027-01-01", "2027-02-01"]),
        ("恒达_2026年3月-2027年2月.csv", ["2.16-2.22", "12.28-1.3"], []),  # more than half a year
        ("恒达_2026年12月.csv", ["1月", "2月", "12月"], ["2026-01-01", "2026-02-01", "2026-12-01"]),
    ],
)
def test_headings_and_rows(tmp_path: Path, name: str, headings: list[str], found: list[str]) -> None:
    values = range(1, len(headings) + 1)
    assert [each[:10] for each in dates(lay(tmp_path / name, [["指标", *headings], ["曝光量", *values]]))] == found
    down: Rows = [["周期", "曝光量"], *([heading, value] for heading, value in zip(headings, values, strict=True))]
    assert [each[:10] for each in dates(lay(tmp_path / name, down))] == found


@pytest.mark.parametrize(
    ("book", "tabs", "found"),
    [
        ("恒达_2026年12月.xlsx", ["12.21-12.27", "12.28-1.3"], ["2026-12-21", "2026-12-28"]),
        ("恒达_2027-W01.xlsx", ["第52周", "第53周", "第1周"], ["2026-12-21", "2026-12-28", "2027-01-04"]),
        ("恒达_2026.xlsx", ["第1周", "第2周", "第53周"], ["2025-12-29", "2026-01-05", "2026-12-28"]),
        ("恒达_2026.xlsx", ["第52周", "第53周", "第1周"], []),  # who goes on in January in the workbook of the year
        ("恒达_2026.xlsx", ["12.28-1.3"], []),
    ],
)
def test_tabs(tmp_path: Path, book: str, tabs: list[str], found: list[str]) -> None:
    file = workbook(tmp_path / book, {tab: [["指标", "数值"], ["曝光量", 5]] for tab in tabs})
    intake = read([str(file)], rulebook(), Options(store="恒达", platform="alibaba", isolated=False))
    assert sorted(str(item.period.start) for item in intake.observations) == found
    errors = [sheet.error.en if sheet.error is not None else "" for sheet in intake.inputs[0].sheets]
    assert ["go over the turn of one" in error for error in errors] == [not found] * len(tabs)


def test_why_a_title_tells_of_no_year(tmp_path: Path) -> None:
    file = lay(tmp_path / "恒达_2026.csv", [["统计周期：12.28-1.3"], *UNDATED])
    assert "go over the turn of one" in Said(file, platform="alibaba").sheets[0]["error"]
