"""Of when figures are that name no period, or no year: what their folder is called, and on which side of New Year they lie."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from auditor.intake import Options, read
from tests.field.said import Rows, Said, rulebook, text_file

UNDATED: Rows = [["指标", "数值"], ["曝光量", 12000]]
WEEKS: Rows = [["指标", "11.9-11.15", "11.16-11.22"], ["曝光量", 12000, 13000]]
FIRST_OF_NOVEMBER, OF_NOVEMBER = "2026-11-09..2026-11-15", "2026-11-01..2026-11-30"
BUSINESS_REPORT: Rows = [["(Child) ASIN", "Sessions - Total", "Units Ordered"], ["B01", 100, 5], ["B02", 50, 1]]


def lay(path: Path, rows: Rows) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return text_file(path, rows)


def dates(path: Path, metric: str = "exposure") -> list[str]:
    """The periods of a metric's figures, in the order in which they stand."""
    intake = read([str(path)], rulebook(), Options(store="恒达", platform="alibaba", isolated=False))
    found = [item for item in intake.observations if item.metric == metric]
    return [f"{item.period.start}..{item.period.end}" for item in sorted(found, key=lambda item: item.evidence[0].cell)]


@pytest.mark.parametrize(
    ("place", "rows", "found"),
    [
        ("2026-W46/恒达.csv", UNDATED, [FIRST_OF_NOVEMBER]),
        ("2026-W46/恒达/周报.csv", UNDATED, [FIRST_OF_NOVEMBER]),
        ("2026年/11月/11.9-11.15/恒达.csv", UNDATED, [FIRST_OF_NOVEMBER]),
        ("恒达_2026年第46周/RFQ.csv", UNDATED, [FIRST_OF_NOVEMBER]),
        ("2026年11月/恒达.csv", UNDATED, [OF_NOVEMBER]),
        ("2026年11月/恒达 第46周.csv", UNDATED, [FIRST_OF_NOVEMBER]),
        ("2026-W45/恒达_2026-W46.csv", UNDATED, [FIRST_OF_NOVEMBER]),  # the file's own name is nearer
        ("2026-W45/恒达.csv", [["2026-W46"], *UNDATED], [FIRST_OF_NOVEMBER]),  # and the title
        ("2026/恒达.csv", WEEKS, [FIRST_OF_NOVEMBER, "2026-11-16..2026-11-22"]),
        ("2026年/11月/恒达.csv", WEEKS, [FIRST_OF_NOVEMBER, "2026-11-16..2026-11-22"]),
        (
            "2026-W46/恒达.csv",
            [["指标", "上周", "本周"], ["曝光量", 1, 2]],
            ["2026-11-02..2026-11-08", FIRST_OF_NOVEMBER],
        ),
        # nothing tells
        ("2026-11-15/恒达.csv", UNDATED, []),  # the day may be that of the download
        ("2026Q4/恒达.csv", UNDATED, []),
        ("2026/恒达.csv", UNDATED, []),
        ("第46周/恒达.csv", UNDATED, []),
        ("2025客户/恒达.csv", WEEKS, []),
        ("2026年11月/第2周.csv", UNDATED, []),
        ("2026年11月/第2周/恒达.csv", UNDATED, []),
        ("2026年1月/第2周/恒达.csv", UNDATED, []),
        ("2026年11月/恒达第2周.csv", UNDATED, []),
        ("2026年11月/第2周.csv", [["指标", "第1周", "第2周"], ["曝光量", 1, 2]], []),
        ("2026/11/恒达.csv", UNDATED, []),  # 05 may be the fifth week
        ("2026/11/第2周.csv", UNDATED, []),
        ("2026-11-16/第2周.csv", UNDATED, []),
        ("2026-W46/第1周.csv", UNDATED, []),
        ("2026-W46/第2周.csv", UNDATED, [FIRST_OF_NOVEMBER]),  # one of November's second weeks
        ("2026-W46/恒达2026年11月第2周.csv", UNDATED, [FIRST_OF_NOVEMBER]),
        ("2026-W02/第2周.csv", UNDATED, ["2026-01-05..2026-01-11"]),
        ("2026-11/恒达.csv", [["填报日期：2026-11-15"], *UNDATED], [FIRST_OF_NOVEMBER]),  # the month was not over
        ("2026-11/恒达.csv", [["填报日期：2026-11-30"], *UNDATED], [OF_NOVEMBER]),
        ("2026-W46/恒达.csv", [["填报日期：2026-11-13"], *UNDATED], [FIRST_OF_NOVEMBER]),
    ],
)
def test_a_folder_dates_what_nothing_nearer_does(tmp_path: Path, place: str, rows: Rows, found: list[str]) -> None:
    lay(tmp_path / place, rows)
    assert dates(tmp_path) == found


def test_an_archive_dates_its_files_as_a_folder_does(tmp_path: Path) -> None:
    file = lay(tmp_path / "a.csv", UNDATED)
    with ZipFile(tmp_path / "恒达_2026-W46.zip", "w") as archive:
        archive.write(file, "周报.csv")
    file.unlink()
    assert dates(tmp_path) == [FIRST_OF_NOVEMBER]


def test_where_the_folder_dates_a_figure_that_is_told(tmp_path: Path) -> None:
    told = "values that state no period are taken to be of 2026-11-09..2026-11-15, by the name of their folder"
    lay(tmp_path / "2026-W46" / "恒达.csv", UNDATED)
    lay(tmp_path / "2026-W46" / "华美_2026-W45.csv", UNDATED)
    lay(tmp_path / "2026-W46" / "蓝峰_2026-W46.csv", UNDATED)
    notes = {item["file"]: item["sheets"][0]["notes"] for item in Said(tmp_path, platform="alibaba").document["inputs"]}
    assert [told in each for _, each in sorted(notes.items())] == [False, True, False]


def test_a_title_of_another_week_than_the_folder_is_no_contradiction(tmp_path: Path) -> None:
    """Reports are filed by the week in which they are made as well."""
    lay(tmp_path / "2026-W47" / "恒达.csv", [["2026-W46"], *UNDATED])
    assert not any("check which is right" in note for note in Said(tmp_path, platform="alibaba").sheets[0]["notes"])


def test_a_folder_dates_an_export_without_days_and_none_that_has_them(tmp_path: Path) -> None:
    report = lay(tmp_path / "2026-W46" / "BusinessReport.csv", BUSINESS_REPORT)
    assert dates(report, "sessions") == [FIRST_OF_NOVEMBER]
    days: Rows = [
        ["Date", "Ordered Product Sales", "Units Ordered", "Sessions - Total"],
        *([f"2026-11-{day:02}", "$50.00", 5, 100] for day in range(1, 22)),
    ]
    lay(report, days)
    assert dates(report, "sessions") == dates(lay(tmp_path / "BusinessReport.csv", days), "sessions") != []
    said = Said(lay(report, days[:16]), store="恒达", platform="amazon")  # up to the last day of the folder's week
    assert not any("by the name of their folder" in note for note in said.sheets[0]["notes"])
    report.unlink()
    report = lay(
        tmp_path / "2026-W46" / "BusinessReport_2026-W46.csv", days
    )  # the name of the file chooses among its days
    assert dates(report, "sessions") == [FIRST_OF_NOVEMBER]


@pytest.mark.parametrize(
    ("name", "headings", "found"),
    [
        ("恒达_2026-W02.csv", ["12.22-12.28", "12.29-1.4", "1.5-1.11"], ["2025-12-22", "2025-12-29", "2026-01-05"]),
        ("恒达_2025-W52.csv", ["12.22-12.28", "12.29-1.4"], ["2025-12-22", "2025-12-29"]),
        ("恒达_2026-W02.csv", ["W51", "W52", "W1", "W2"], ["2025-12-15", "2025-12-22", "2025-12-29", "2026-01-05"]),
        ("恒达_2027-W01.csv", ["W52", "W53", "W1"], ["2026-12-21", "2026-12-28", "2027-01-04"]),
        ("恒达_2026年2月.csv", ["12月", "1月", "2月"], ["2025-12-01", "2026-01-01", "2026-02-01"]),
        ("恒达_2026年11月.csv", ["1月", "11月", "12月"], ["2026-01-01", "2026-11-01", "2026-12-01"]),
        ("恒达_2026.csv", ["1月", "2月", "12月"], ["2026-01-01", "2026-02-01", "2026-12-01"]),
        ("恒达_2026.csv", ["12月", "11月", "1月"], ["2026-12-01", "2026-11-01", "2026-01-01"]),
        # a year alone does not tell which of them is of the year before, or after
        ("恒达_2026.csv", ["12.22-12.28", "12.29-1.4"], []),
        ("恒达_2026.csv", ["12.22-12.28", "1.5-1.11", "1.12-1.18"], []),
        ("恒达_2026.csv", ["W51", "W52", "W1", "W2"], []),
        ("恒达_2026.csv", ["2月", "1月", "12月"], []),
    ],
)
def test_weeks_and_months_without_a_year_over_new_year(
    tmp_path: Path, name: str, headings: list[str], found: list[str]
) -> None:
    values = range(1, len(headings) + 1)
    assert [each[:10] for each in dates(lay(tmp_path / name, [["指标", *headings], ["曝光量", *values]]))] == found
    down = [["周期", "曝光量"], *([heading, value] for heading, value in zip(headings, values, strict=True))]
    assert [each[:10] for each in dates(lay(tmp_path / name, down))] == found


@pytest.mark.parametrize(
    ("name", "headings", "found"),
    [
        ("恒达_2026-W46.csv", ["11.9", "11.10", "11.15"], ["11-09", "11-10", "11-15"]),
        ("恒达_2026-W46.csv", ["9日", "10日"], ["11-09", "11-10"]),
        ("恒达_2026-W46.csv", ["9/11", "10/11"], ["11-09", "11-10"]),
        ("恒达_2026-W53.csv", ["12.28", "12.31", "1.1", "1.3"], ["12-28", "12-31", "01-01", "01-03"]),
        ("恒达_2026-W46.csv", ["11.8", "11.9"], []),  # one of them is not of the week
        ("恒达_2026-W46.csv", ["11.16", "11.17"], []),
        ("恒达_2026-W46.csv", ["11.9", "9.11"], []),  # the same day twice
        ("恒达_2026-11-15.csv", ["11.14", "11.15"], []),
    ],
)
def test_days_among_the_headings_of_a_weeks_sheet(
    tmp_path: Path, name: str, headings: list[str], found: list[str]
) -> None:
    file = lay(tmp_path / name, [["指标", *headings], ["曝光量", *range(1, len(headings) + 1)]])
    assert [each[-5:] for each in dates(file)] == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("恒达_2026-W02.csv", ["2025-12-22", "2025-12-29", "2026-01-05"]),
        ("恒达_2026.csv", []),
        ("恒达_2025-W53.csv", []),  # there is none, so that the year alone is known
    ],
)
def test_first_and_last_days_without_a_year_over_new_year(tmp_path: Path, name: str, found: list[str]) -> None:
    spans = [("12月22日", "12月28日"), ("12月29日", "1月4日"), ("1月5日", "1月11日")]
    rows = [["开始日期", "结束日期", "曝光量"], *([*span, 5] for span in spans)]
    assert [each[:10] for each in dates(lay(tmp_path / name, rows))] == found


def test_dates_without_a_year_over_new_year_are_asked_about(tmp_path: Path) -> None:
    file = lay(tmp_path / "恒达_2026.csv", [["指标", "12.22-12.28", "1.5-1.11"], ["曝光量", 1, 2]])
    said = Said(file, platform="alibaba")
    assert "go over the turn of one" in said.why("B1")
    assert said.why("C1") == said.why("B1")
    assert said.incomplete


@pytest.mark.parametrize(
    ("place", "weeks", "read"),
    [
        *(
            (place, ["第1周", "第2周"], False)
            for place in ("2026-11-16/恒达.csv", "2026/11/恒达.csv", "2026/11/16/恒达.csv")
        ),
        *((place, ["W1", "W2"], False) for place in ("2026Q4/恒达.csv", "2026年/恒达11月.csv", "2026/恒达_Nov.csv")),
        ("2026-W46/恒达.csv", ["第1周", "第2周"], False),
        ("恒达2026年11月第2周.csv", ["第1周", "第2周"], False),
        # nothing tells of a month, or other weeks beside them are of the year
        ("2026/恒达.csv", ["第1周", "第2周"], True),
        ("2026-01-12/恒达.csv", ["第1周", "第2周"], True),
        ("2026-11-16/恒达.csv", ["第5周", "第6周", "第7周"], True),
    ],
)
def test_weeks_by_number_in_a_folder_of_another_time_are_none_of_january(
    tmp_path: Path, place: str, weeks: list[str], read: bool
) -> None:
    across = dates(lay(tmp_path / place, [["指标", *weeks], ["曝光量", *range(1, len(weeks) + 1)]]))
    down = dates(lay(tmp_path / place, [["周期", "曝光量"], *([week, 5] for week in weeks)]))
    assert across == down
    assert len(across) == (len(weeks) if read else 0)
