"""Workbooks that contradict themselves, and cells that a formula left without a name: told, never read as something else."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from auditor.intake.inputs import find_sources
from tests.conftest import run
from tests.field.said import Rows, Said, text_file, xlsx
from tests.intake.made import packed, sheet, workbook, written

HEAD = ["店铺", "平台", "日期", "ODR"]
ROWS: Rows = [HEAD, ["S1", "亚马逊", "2026-11-15", "0.5%"], ["S2", "亚马逊", "2026-11-15", "0.6%"]]
SHEET, RELATIONS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"


def changed(folder: Path, part: str, pattern: str, replacement: str) -> Said:
    """What is said of the workbook with the first match in one of its parts replaced."""
    with ZipFile(xlsx(folder / "whole.xlsx", ROWS)) as archive:
        members = {name: archive.read(name).decode() for name in archive.namelist()}
    members[part], count = re.subn(pattern, replacement, members[part], count=1, flags=re.DOTALL)
    assert count
    return Said(written(folder, "a.xlsx", packed(members)))


@pytest.mark.parametrize(
    ("part", "pattern", "replacement", "reason"),
    [
        (SHEET, r'(<row r="2".*?</row>)(<row r="3".*?</row>)', r"\2\1", "row 2 stands behind row 3"),
        (SHEET, r'(<row r="2".*?</row>)', r"\1\1", "row 2 stands behind row 2"),
        (SHEET, r'<row r="1"', '<row r="-1"', "row -1 stands behind row 0"),
        (SHEET, r'(<c r="D2".*?</c>)', r"\1\1", "a cell of row 2 stands there twice"),
        (SHEET, r'<c r="A2".*?</c>', '<c r="A2" t="s"><v>-1</v></c>', "damaged or incomplete (IndexError)"),
        (RELATIONS, r"<Relationship [^>]*/worksheet[^>]*>", "", "the content of its sheet 'Sheet1' is missing"),
        (RELATIONS, r"relationships/worksheet", "relationships/other", "the content of its sheet 'Sheet1' is missing"),
    ],
)
def test_a_workbook_that_contradicts_itself_is_refused(
    tmp_path: Path, part: str, pattern: str, replacement: str, reason: str
) -> None:
    said = changed(tmp_path, part, pattern, replacement)
    assert len(said.errors) == 1
    assert reason in said.errors[0]
    assert said.incomplete
    assert said.stores == {}


def test_cells_of_a_row_may_stand_in_any_order(tmp_path: Path) -> None:
    said = changed(tmp_path, SHEET, r'(<c r="A2".*?</c>)(.*?)(?=</row>)', r"\2\1")
    assert said.errors == []
    assert sorted(said.stores) == ["S1", "S2"]


def test_rows_of_a_spreadsheet_of_2003_do_not_overlap(tmp_path: Path) -> None:
    row = '<Row ss:Index="4"><Cell><Data ss:Type="String">店铺</Data></Cell></Row>'
    namespace = "urn:schemas-microsoft-com:office:spreadsheet"
    book = f'<Workbook xmlns="{namespace}" xmlns:ss="{namespace}"><Worksheet><Table>{row}{row}</Table></Worksheet></Workbook>'
    assert Said(written(tmp_path, "a.xls", book)).errors == ["the file is damaged: row 4 stands behind row 4"]


@pytest.mark.parametrize(("name", "kind"), [("#REF!", "xlsx"), ("#NAME?", "csv"), ("=A9", "xlsx")])
def test_a_formula_without_a_result_names_no_store(tmp_path: Path, name: str, kind: str) -> None:
    rows = [*ROWS, [name, "亚马逊", "2026-11-15", "3%"]]
    said = Said(xlsx(tmp_path / "a.xlsx", rows) if kind == "xlsx" else text_file(tmp_path / "a.csv", rows))
    assert sorted(said.stores) == ["S1", "S2"]
    assert said.why("A4").startswith("it gives no name and is not read: ")
    assert said.incomplete


def test_nor_does_one_above_a_table_or_in_a_column_of_clients(tmp_path: Path) -> None:
    above = Said(xlsx(tmp_path / "a.xlsx", [["店铺", "#REF!"], [], HEAD[1:], ["亚马逊", "2026-11-15", "0.5%"]]))
    assert list(above.stores) == ["a"]
    assert above.why("B1").startswith("it gives no name")
    client = Said(xlsx(tmp_path / "b.xlsx", [["客户", *HEAD], ["#REF!", *ROWS[1]]]))
    assert client.stores["S1"]["client"] is None
    assert client.why("A2").startswith("it gives no name")


@pytest.mark.parametrize("name", ["a.xlsx", "a.XLS", "a.ods"])
def test_bytes_that_are_neither_a_workbook_nor_text_are_called_so(tmp_path: Path, name: str) -> None:
    noise = random.Random(7).randbytes(600)
    (error,) = Said(written(tmp_path, name, noise)).errors
    assert error.startswith(f"it is named {name[1:].lower()}, but its content is no workbook")


def test_a_file_of_another_program_is_not_asked_for_its_encoding(tmp_path: Path) -> None:
    said = Said(written(tmp_path, "a.mdb", b"\x00\x01\x00\x00Standard Jet DB\x00" + random.Random(7).randbytes(600)))
    assert said.errors == ["the content is neither text nor a spreadsheet (it has control characters)"]


def test_a_text_may_be_named_like_a_workbook(tmp_path: Path) -> None:
    for number, encoding in enumerate(("utf-8", "gb18030", "utf-16", "utf-16-le")):
        said = Said(text_file(tmp_path / f"{number}.xls", ROWS, delimiter="\t", encoding=encoding))
        assert sorted(said.stores) == ["S1", "S2"], encoding


def test_members_of_an_archive_that_differ_by_case_are_two_files(tmp_path: Path) -> None:
    texts = {
        name: text_file(tmp_path / "a.csv", [HEAD, row]).read_text()
        for name, row in zip(("A.csv", "a.csv"), ROWS[1:], strict=True)
    }
    said = Said(written(tmp_path, "a.zip", packed(texts)))
    assert sorted(said.stores) == ["S1", "S2"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["a.csv", "xl/worksheets/sheet1.xml"])
def test_a_member_that_an_archive_holds_twice_is_not_chosen(tmp_path: Path, name: str) -> None:
    path = (
        xlsx(tmp_path / "a.xlsx", ROWS) if name.startswith("xl/") else written(tmp_path, "a.zip", packed({name: "a,b"}))
    )
    with ZipFile(path, "a") as archive:
        archive.writestr(name, "a,b")
    assert Said(path).errors == [f"the file is damaged: it holds {name} twice"]


def test_a_link_to_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "week").mkdir()
    xlsx(tmp_path / "week" / "a.xlsx", ROWS)
    (tmp_path / "week" / "more").symlink_to(tmp_path, target_is_directory=True)
    said = Said(tmp_path / "week")
    assert sorted(said.stores) == ["S1", "S2"]
    assert said.errors == ["a link to a folder, which is not followed"]


ESCAPED = [
    ["店铺", "平台", "日期_x000D_\n", "订单缺陷率_x000D_"],
    ["A_x005F_x0042_C_xD83D__xDE00__xD800_", "亚马逊", "2026-11-15", "5%_x000D_"],
]


@pytest.mark.parametrize("kind", ["shared", "inline"])
def test_characters_that_a_workbook_escapes_are_read(tmp_path: Path, kind: str) -> None:
    cells = ("".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) for row in ESCAPED)
    inline = workbook(sheet=sheet("".join(f"<row>{row}</row>" for row in cells)))
    said = Said(xlsx(tmp_path / "a.xlsx", ESCAPED) if kind == "shared" else written(tmp_path, "a.xlsx", inline))
    assert list(said.stores) == ["A_x0042_C\U0001f600\ufffd"]
    assert said.value("amazon.order-defect-rate") == 0.05


@pytest.mark.parametrize("closed", ["week", "week/more"])
def test_a_folder_that_may_not_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: str) -> None:
    for folder in ("week", "week/more", "week/.git"):
        (tmp_path / folder).mkdir()
    xlsx(tmp_path / "week" / "a.xlsx", ROWS)
    opened = os.scandir

    def scandir(path: str) -> object:
        if Path(path) in (tmp_path / closed, tmp_path / "week/.git"):
            raise PermissionError(errno.EACCES, "no", str(path))
        return opened(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = find_sources([tmp_path / "week"])
    assert [refused.name for refused in found.refused] == [(tmp_path / closed).as_posix()]
    assert "no permission to open this folder" in str(found.refused[0].error)
    assert len(found.sources) == (closed != "week")


def test_a_path_that_no_file_can_have_costs_no_other_input(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", ROWS)
    ran = run("audit", path, tmp_path / ("A" * 300), "--as-of", "2026-11-15", "--json", "--least-coverage", "0%")
    assert ran.code == 3
    assert [store["store"] for store in json.loads(ran.out)["stores"]] == ["S1", "S2"]
    assert "the file cannot be opened" in ran.err


@pytest.mark.parametrize(
    "words", [("notify", "--dry-run"), ("init",), ("rules", "check"), ("audit", "x.csv", "--overlay")]
)
def test_nor_is_it_a_mistake_of_ours(words: tuple[str, ...]) -> None:
    ran = run(*words, "A" * 300)
    assert ran.code == 2
    assert "too long" in ran.err


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are texts there")
def test_a_store_named_after_a_file_whose_name_is_no_text_is_kept(tmp_path: Path) -> None:
    path = xlsx(tmp_path / os.fsdecode(b"\xff\xfe.xlsx"), [HEAD[1:], ROWS[1][1:]])
    ran = run(
        "audit", path, "--as-of", "2026-11-15", "--history", tmp_path / "h.db", "--json", "--least-coverage", "0%"
    )
    assert ran.code == 0
    assert [store["store"] for store in json.loads(ran.out)["stores"]] == ["\ufffd\ufffd"]


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ("恒达,2026-W46,1200,6", True),
        ("恒达,2026-W4", True),
        ("恒达,2026-W46,1200,6\n", False),  # somebody left a cell out
        ("恒达,2026-W46,1200,60,", False),
        ("恒达,2026-W46,1200,60,6", False),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_that_breaks_off_is_told(tmp_path: Path, last: str, told: bool, encoding: str) -> None:
    lines = ["店铺,周期,曝光量,点击量,询盘数", "恒达,2026-W44,900,40,4", "恒达,2026-W45,1000,50,5", last]
    (tmp_path / "恒达.csv").write_text("\n".join(lines), encoding=encoding)
    said = Said(tmp_path / "恒达.csv", platform="alibaba")
    assert any("may have been cut off" in note for note in said.sheets[0]["notes"]) is told
    (tmp_path / "恒达.csv").write_text("\n".join([*lines[:2], lines[2] + ",", last]), encoding=encoding)
    uneven = Said(tmp_path / "恒达.csv", platform="alibaba")  # lines of several lengths: nothing can be told
    assert not any("may have been cut off" in note for note in uneven.sheets[0]["notes"])
