"""What a reader would pass over without a word: an open quotation mark, a link to nowhere, a pipe."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditor.intake.inputs import find_sources
from tests.field.said import Rows, Said, text_file, xlsx
from tests.field.test_raw_exports import taken

HEAD = "店铺,平台,日期,ODR,备注\nS1,亚马逊,2026-11-15,0.5%,ok\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_field_that_is_open_where_the_file_ends(tmp_path: Path, encoding: str) -> None:
    text = HEAD + 'S2,亚马逊,2026-11-15,0.6%,"未关\nS3,亚马逊,2026-11-15,2%,x\nS4,亚马逊,2026-11-15,3%,x\n'
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    said = Said(tmp_path / "a.csv")
    assert said.errors == ["near line 3 a field never ends: most likely a quotation mark is not closed"]
    assert said.incomplete


@pytest.mark.parametrize("remark", ['5寸屏"', '看 5" 屏', '"5寸屏"坏', '"两行\n""引用"""', '""', '"x"'])
def test_other_quotation_marks_swallow_nothing(tmp_path: Path, remark: str) -> None:
    (tmp_path / "a.csv").write_text(
        f"{HEAD}S2,亚马逊,2026-11-15,0.6%,{remark}\nS3,亚马逊,2026-11-15,2%,x\n", encoding="utf-8"
    )
    assert list(Said(tmp_path / "a.csv").stores) == ["S1", "S2", "S3"]
    (tmp_path / "b.csv").write_text(f"{HEAD}S2,亚马逊,2026-11-15,0.6%,{remark}", encoding="utf-8")
    assert list(Said(tmp_path / "b.csv").stores) == ["S1", "S2"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_link_to_nowhere_and_a_pipe_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "恒达"
    folder.mkdir()
    text_file(folder / "a.csv", [["平台", "日期", "ODR"], ["亚马逊", "2026-11-15", "0.5%"]])
    (folder / "b.csv").symlink_to(tmp_path / "gone.csv")
    os.mkfifo(folder / "c.csv")
    said = Said(folder)
    assert said.errors == ["a link to a file that is gone"]
    found = find_sources([folder])
    assert [(name, why.en) for name, why in found.skipped] == [
        (f"{folder.as_posix()}/c.csv", "not a regular file (a folder, a pipe or a device)")
    ]


def test_settings_in_use_are_no_input_of_their_folder(tmp_path: Path) -> None:
    folder = tmp_path / "恒达"
    folder.mkdir()
    rows = [["平台", "日期", "ODR"], ["亚马逊", "2026-11-15", "0.5%"]]
    for name in ("a.csv", "form.csv"):
        text_file(folder / name, rows)
    for name in ("overlay.yaml", "other.yaml"):
        (folder / name).write_text("schema: store-auditor/overlay/1\n", encoding="utf-8")
    found = taken(folder, settings=(str(folder / "overlay.yaml"), str(folder / "x" / ".." / "form.csv")))
    assert [Path(item.file).name for item in found.inputs] == ["a.csv", "other.yaml"]


@pytest.mark.parametrize(
    ("rows", "cell", "why", "lacks"),
    [
        ([["指标", "实际", "数据"], ["RFQ响应率", "80%", "90%"]], "C1", "a second column of this kind", False),
        (
            [["指标", "2026-W46", "数据"], ["RFQ响应率", "80%", "90%"]],
            "C1",
            "columns that name their period are",
            False,
        ),
        ([["日期", "店铺", "数据"], ["2026-11-15", "甲", "80%"]], "C1", "the heading names no metric", True),
        ([["店铺", "RFQ响应率", "Value"], ["甲", "80%", 5]], "C1", "the heading names no metric", False),
        ([["店铺", "RFQ响应率", "结果"], ["甲", "80%", "达标"]], "C1", "the heading names no metric", False),
        ([["店铺", "RFQ响应率", "数据"], ["甲", "80%", None]], None, "", False),
    ],
)
def test_a_column_of_values_that_is_not_read_says_why(
    tmp_path: Path, rows: Rows, cell: str | None, why: str, lacks: bool
) -> None:
    said = Said(xlsx(tmp_path / "2026-W46.xlsx", rows), platform="alibaba")
    assert [(item["cell"], item["incomplete"]) for item in said.ignored] == ([(cell, lacks)] if cell else [])
    assert all(item["why"].startswith(why) for item in said.ignored)
