"""A week that is counted within a month (2026年11月第2周) is never the month, and what to write instead is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.intake.dating.periods import find_period
from auditor.intake.dating.weeks import counted_week, which_week
from auditor.model import Period
from tests.field.said import Said, xlsx
from tests.field.test_raw_exports import taken

ROWS = [["指标", "数值"], ["访客数", 50]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *(
            (text, None)
            for text in (
                "恒达_2026年11月_第2周", "2026-11 第2周", "2026.11第二周", "2026年11月（第2周）", "2026年11月第二个星期",
                "202611W2", "2026-11-W2", "2026-11_W2", "Nov 2026 W2", "Nov W2 2026", "November 2026 Week 2", "Week 2 Nov 2026",
                "2nd week of Nov 2026", "2026年11月第1-2周", "2026年11月最后一周",
                "2026年11月首周", "2026年11月末周", "2026年11月前两周", "2026年11月最后一个星期",
                "first week of Nov 2026", "last week of Nov 2026",
            )
        ),
        *(
            (text, "2026-11-09..2026-11-15")
            for text in (
                "2026年11月第2周(11.9-11.15)", "2026年11月(11.9-11.15)", "2026年11月第46周", "恒达 2026-11 W46 周报", "2026-W46",
            )
        ),
        ("2026年第2周", "2026-01-05..2026-01-11"),
        ("2026-W02", "2026-01-05..2026-01-11"),
        *(
            (text, "2026-11-01..2026-11-30")
            for text in (
                "恒达 2026年11月 近2周", "2026年11月月报（共5周）", "2026年11月 连续 3周零询盘", "2026年11月月报 第1-4周汇总",
                "Nov 2026 (Week 1-4)", "2026年11月 W1~W5",
            )
        ),
        ("恒达2周年 2026年11月", "2026-11-01..2026-11-30"),
        ("恒达W10仓 2026年11月", "2026-11-01..2026-11-30"),
    ],
)  # fmt: skip
def test_in_a_name_or_title(text: str, found: str | None) -> None:
    period = find_period(text)
    assert (period and f"{period.start}..{period.end}") == found


@pytest.mark.parametrize(
    ("file", "tab", "title"),
    [
        ("恒达2026年11月", "第2周", []),
        ("恒达2026年11月", "第2周数据", []),
        ("恒达2026年11月", "W2", []),
        ("恒达2026年11月", "Sheet1", ["第2周"]),
        ("恒达_第2周", "2026年11月", []),
        ("恒达", "第2周", ["恒达店 国际站 2026年11月"]),
        ("恒达", "Sheet1", ["恒达店 国际站周报 2026年11月第2周"]),
        ("恒达", "Sheet1", ["月份：2026年11月", "周次：第2周"]),
        ("恒达", "Sheet1", ["周次：第2周", "月份：2026年11月"]),
    ],
)
def test_what_to_write_is_told(tmp_path: Path, file: str, tab: str, title: list[str]) -> None:
    said = Said(xlsx(tmp_path / f"{file}.xlsx", [*([text] for text in title), *ROWS], tab), platform="alibaba")
    (error,) = said.errors
    assert "write 'Period: 2026-11-09~2026-11-15' above the table" in error
    assert "2026-11-02~2026-11-08, 2026-11-08~2026-11-14, 2026-11-09~2026-11-15" in error
    assert said.incomplete


@pytest.mark.parametrize(
    ("file", "tab", "title", "period"),
    [
        ("恒达2026年11月", "第2周", ["统计周期：2026-11-09~2026-11-15"], "2026-11-09..2026-11-15"),
        ("恒达2026年11月", "第2周(11.9-11.15)", [], "2026-11-09..2026-11-15"),
        ("恒达2026年11月", "11.9-11.15", ["国际站周报 2026年11月"], "2026-11-09..2026-11-15"),
        ("恒达2026年11月", "11.9-11.15", ["2026年11月累计"], "2026-11-01..2026-11-30"),
        ("恒达2026", "第2周", [], "2026-01-05..2026-01-11"),
        ("恒达2026年11月", "流量", [], "2026-11-01..2026-11-30"),
        ("恒达", "Sheet1", ["2026年11月月报（共5周）"], "2026-11-01..2026-11-30"),
    ],
)
def test_where_the_days_are_stated(tmp_path: Path, file: str, tab: str, title: list[str], period: str) -> None:
    path = xlsx(tmp_path / f"{file}.xlsx", [*([text] for text in title), *ROWS], tab)
    (found,) = taken(path, platform="alibaba").observations
    assert f"{found.period.start}..{found.period.end}" == period


@pytest.mark.parametrize(
    ("text", "weeks"),
    [("第1周", 3), ("第5周", 3), ("第6周", 1), ("第1-2周", 0), ("最后一周", 0),
     ("1st week", 3), ("fifth week", 3), ("W6", 1), ("last week", 0)],
)  # fmt: skip
def test_the_readings_lie_in_the_month(text: str, weeks: int) -> None:
    month = find_period("2026-11")
    assert isinstance(month, Period)
    told = which_week(text, month).en
    assert told.partition(": write")[0].count("~") == weeks
    assert weeks or "a week of a month has several readings" in told


@pytest.mark.parametrize(
    "text", ["恒达_2026-W02", "恒达2026年第2周周报", "2026W5 恒达", "恒达2周年", "恒达 近2周", "2026年11月 第1-4周"]
)
def test_a_week_of_the_year_counts_none_of_a_month(text: str) -> None:
    assert counted_week([None, text, "恒达 第2周"]) == "恒达 第2周"
