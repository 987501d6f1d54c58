"""Rows of weeks and rows of months in one sheet: where a month's figure is looked for, and where it is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Said, text_file

HEAD = ["店铺", "平台", "周期", "曝光量", "净利润率"]
MARGIN = "alibaba.net-margin"  # window: 1 month, no line on its age


def margin(tmp_path: Path, *rows: list[str], as_of: str = "2026-12-15") -> dict[str, object]:
    table = [HEAD, *(["恒达", "alibaba", *row] for row in rows)]
    return Said(text_file(tmp_path / "s.csv", table), as_of=as_of).finding(MARGIN)


OCTOBER = ["2026-10-01~2026-10-31", "", "18%"]


@pytest.mark.parametrize("week", ["2026-10-26~2026-11-01", "2026-11-09~2026-11-15", "2026-11-23~2026-11-29"])
def test_an_empty_cell_of_a_week_is_no_missing_month(tmp_path: Path, week: str) -> None:
    found = margin(tmp_path, OCTOBER, [week, "900", ""])
    assert (found["status"], found["value"]) == ("pass", 0.18)
    assert found["period"] == {"start": "2026-10-01", "end": "2026-10-31"}


@pytest.mark.parametrize(
    "rows",
    [
        [OCTOBER, ["2026-11-09~2026-11-15", "900", "-"]],  # a mark says that there is none
        [OCTOBER, ["2026-11-01~2026-11-30", "", ""]],  # the month's own row
        [OCTOBER, ["2026-11-30~2026-12-06", "900", ""]],  # the next month is over
        [OCTOBER, ["2026-11-15", "900", ""]],  # a single day may stand for the month that ends there
        [["2026-11-02~2026-11-08", "900", "18%"], ["2026-11-09~2026-11-15", "900", ""]],  # stated by the week
        [OCTOBER, ["2026-11-02~2026-11-08", "900", "18%"], ["2026-11-09~2026-11-15", "900", ""]],
        [["2026-11-02~2026-11-08", "900", ""], ["2026-11-09~2026-11-15", "900", ""]],  # stated nowhere
    ],
)
def test_elsewhere_missing_stays_unknown(tmp_path: Path, rows: list[list[str]]) -> None:
    assert margin(tmp_path, *rows)["status"] == "unknown"


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([["2026-10-12~2026-10-18", "900", ""], ["2026-10-19~2026-10-25", "880", ""], OCTOBER], "pass"),
        (
            [["2026-10-05~2026-10-11", "900", ""], ["2026-10-12~2026-10-18", "880", ""], OCTOBER],
            "unknown",
        ),  # a week lacks
        (
            [["2026-10-12~2026-10-18", "900", ""], ["2026-10-25~2026-10-31", "", ""], OCTOBER],
            "unknown",
        ),  # the week's own
        ([["2026-09-01~2026-09-30", "900", ""], OCTOBER], "unknown"),  # stated by the month
    ],
)
def test_an_empty_cell_of_a_month_is_no_missing_week(tmp_path: Path, rows: list[list[str]], status: str) -> None:
    table = [HEAD, *(["恒达", "alibaba", *row] for row in rows)]
    said = Said(text_file(tmp_path / "s.csv", table), as_of="2026-11-01")
    assert said.status("alibaba.exposure") == status
