"""Workbooks whose first tab says whose and of when the others are: 封面, 说明, Cover."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from auditor.model import Intake
from tests.field.said import Rows
from tests.field.test_raw_exports import taken

FIGURES = [["指标", "数值"], ["曝光量", 7]]
OF_STORE, OF_WEEK = ["店铺：恒达"], ["统计周期：2026-11-09~2026-11-15"]


def read(path: Path, cover: Rows, *others: tuple[str, Rows], tab: str = "封面", **options: object) -> Intake:
    book = Workbook()
    book.remove(book.active)
    for name, rows in ((tab, cover), *(others or (("流量", FIGURES),))):
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return taken(path, **{"platform": "alibaba", **options})


def said(intake: Intake) -> set[tuple[str, str, object]]:
    return {(item.store.store, str(item.period.end), item.value) for item in intake.observations}


@pytest.mark.parametrize(
    "cover",
    [
        [OF_STORE, OF_WEEK, ["制表人：王敏"]],
        [["国际站周报"], ["店铺名称", "恒达"], ["统计周期", "2026-W46"], ["制表日期", "2026-11-17"]],
        [["Store", "恒达"], ["Period", "2026-11-09 - 2026-11-15"], ["Prepared by", "Ann"]],
        [["Store: 恒达", "", "Reporting period: 2026-W46"]],
    ],
)
@pytest.mark.parametrize("stem", ["周报", "汇总表A"])
def test_the_other_tabs_are_of_its_store_and_period(tmp_path: Path, cover: Rows, stem: str) -> None:
    intake = read(tmp_path / f"{stem}.xlsx", cover)
    assert said(intake) == {("恒达", "2026-11-15", 7)}
    assert {store.key.store for store in intake.stores} == {"恒达"}
    first = intake.inputs[0].sheets[0]
    assert (first.error, first.ignored) == (None, ())
    assert [note.en for note in first.notes] == [
        "a cover: the other tabs are read as of its store 恒达, period 2026-11-09..2026-11-15 where they say nothing else"
    ]
    assert "店铺：恒达，周期：2026-11-09..2026-11-15" in first.notes[0].zh


def test_what_a_tab_or_the_file_says_itself_counts(tmp_path: Path) -> None:
    cover, own = [OF_STORE, OF_WEEK], [["店铺：华美"], *FIGURES]
    intake = read(tmp_path / "周报.xlsx", cover, ("10月", FIGURES), ("华美", own))
    assert said(intake) == {("恒达", "2026-10-31", 7), ("华美", "2026-11-15", 7)}
    intake = read(tmp_path / "周报_2026-W45.xlsx", cover)
    assert said(intake) == {("恒达", "2026-11-08", 7)}
    assert "the file's name 2026-11-02..2026-11-08, which counts: check" in intake.inputs[0].sheets[0].notes[0].en
    assert said(read(tmp_path / "周报.xlsx", cover, store="华美")) == {("华美", "2026-11-15", 7)}


@pytest.mark.parametrize(
    "cover",
    [
        [["店铺：请填写店铺名称"], ["统计周期：例如 2026-11-09~2026-11-15"]],  # how it is to be filled in
        [["Store: enter its name"], ["Period: e.g. 2026-11-09~2026-11-15"]],
        [["周期：2026-W45"], ["周期：2026-W46"]],  # of several tables
        [["店铺", "周期", "曝光量"], ["恒达", "上周", 5]],  # a table
        [["版本", "日期", "修改"], ["1.0", "2026-11-09", "新建"]],
        [["制表日期：2026-11-17"]],
    ],
)
def test_what_is_no_cover_dates_nothing(tmp_path: Path, cover: Rows) -> None:
    intake = read(tmp_path / "周报.xlsx", cover, tab="说明")
    assert not intake.observations
    assert any(sheet.error is not None for sheet in intake.inputs[0].sheets)


def test_a_figure_on_a_cover_that_nobody_knows_is_told(tmp_path: Path) -> None:
    intake = read(tmp_path / "周报.xlsx", [OF_STORE, OF_WEEK, ["GMV总额", 12000]])
    assert said(intake) == {("恒达", "2026-11-15", 7)}
    assert any("no heading of alibaba was found" in note.en for note in intake.inputs[0].sheets[0].notes)
