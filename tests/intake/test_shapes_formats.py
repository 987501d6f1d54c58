"""The same data in every format gives the same observations, and no cell is ever lost."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from hypothesis import example, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from auditor.intake.lexicon import make_lexicon
from auditor.intake.origin import Origin
from auditor.intake.readers.cells import Cell, ListedSheet, Row, a1
from auditor.intake.sheets import read_sheet
from auditor.model import Intake, Period
from tests.intake.shapes_book import BOOK, read_files, write_csv

HEADING = ["店铺", "平台", "统计周期", "RFQ响应率", "DSR评分", "曝光", "P4P平均点击花费", "视频验厂", "备注"]
ROWS: list[list[str]] = [
    HEADING,
    ["恒达五金", "国际站", "2026-11-01~2026-11-07", "89.10%", "4.62", "12,345", "$0.35", "有", "x"],
    ["恒达五金", "国际站", "2026-11-08~2026-11-14", "９０％", "4.5", "1.2万", "$0.4", "有", ""],
    ["新茂", "国际站", "2026-11-08~2026-11-14", "暂无", "好", "-", "1.25", "无", ""],
    ["合计", "", "", "", "", "24345", "", "", ""],
]


def as_csv(encoding: str, delimiter: str = ",") -> Callable[[Path, list[list[str]]], None]:
    def write(path: Path, rows: list[list[str]]) -> None:
        write_csv(path, rows, encoding=encoding, delimiter=delimiter)

    return write


def as_xlsx(path: Path, rows: list[list[str]]) -> None:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append([cell or None for cell in row])
    workbook.save(path)


def as_xls(path: Path, rows: list[list[str]]) -> None:
    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet("Sheet1")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell:
                sheet.write(number, column, cell)
    workbook.save(str(path))


def as_ods(path: Path, rows: list[list[str]]) -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Sheet1")
    for row in rows:
        line = TableRow()
        for cell in row:
            written = TableCell(valuetype="string") if cell else TableCell()
            if cell:
                written.addElement(P(text=cell))
            line.addElement(written)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(path))


def as_html(path: Path, rows: list[list[str]]) -> None:
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    path.write_text(f'<html><meta charset="utf-8"><table>{body}</table></html>', encoding="utf-8")


FORMATS: dict[str, tuple[str, Callable[[Path, list[list[str]]], None]]] = {
    "xlsx": ("a.xlsx", as_xlsx),
    "xls": ("a.xls", as_xls),
    "ods": ("a.ods", as_ods),
    "csv-bom": ("a.csv", as_csv("utf-8-sig")),
    "csv-gb18030": ("a.csv", as_csv("gb18030")),
    "csv-utf16": ("a.csv", as_csv("utf-16")),
    "tsv-named-xls": ("a.xls", as_csv("gb18030", "\t")),
    "html-named-xls": ("a.xls", as_html),
}


def essence(intake: Intake) -> list[Any]:
    """Observations without the name of the file: value, state and the cell they come from."""
    return sorted(
        (
            o.store,
            o.metric,
            o.period,
            o.segment,
            str(o.value),
            o.state,
            o.currency,
            tuple((e.cell, e.raw) for e in o.evidence),
        )
        for o in intake.observations
    )


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_data_in_every_format(tmp_path: Path, name: str) -> None:
    expected = read_files(write_csv(tmp_path / "expected" / "a.csv", ROWS))
    assert len(expected.observations) == 15
    file, write = FORMATS[name]
    write(tmp_path / file, ROWS)
    found = read_files(tmp_path / file)
    assert essence(found) == essence(expected)
    assert {store.key for store in found.stores} == {store.key for store in expected.stores}
    assert [item.cell for item in found.inputs[0].sheets[0].ignored] == [
        item.cell for item in expected.inputs[0].sheets[0].ignored
    ]


def test_number_formats_decide_a_percent(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["店铺", "平台", "统计周期", "RFQ响应率", "P4P平均点击花费"])
    cases = [
        ("0.00%", 0.9, 0.9),
        ('0.00"%"', 0.9, 0.009),
        ("0%", 1, 1.0),
        ("0.00", 0, 0.0),
        ("General", 0.9, None),
        ("0.00\\%", 12, 0.12),
        ('0.0"％"', 91, 0.91),
    ]
    for number, (form, value, _) in enumerate(cases):
        sheet.append([f"S{number}", "alibaba", "2026-11-14", value, 0.5])
        sheet.cell(number + 2, 4).number_format = form
        sheet.cell(number + 2, 5).number_format = '"$"#,##0.00' if number else "[$€-407]#,##0.00"
    workbook.save(tmp_path / "a.xlsx")
    intake = read_files(tmp_path / "a.xlsx")
    rates = [item.value for item in intake.observations if item.metric == "rfq_response_rate"]
    assert rates == [expected for _, _, expected in cases]
    assert [item.currency for item in intake.observations if item.metric == "p4p_cpc"] == ["EUR", *["USD"] * 6]


def test_merged_cells_stand_for_the_rows_and_columns_that_they_cover(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (
        ["国际站运营周报"],
        ["店铺", "指标", "2026-W45", None, "2026-W46", None],
        [None, None, "实际", "目标", "实际", "目标"],
        ["甲", "DSR", 4.5, 4.6, 4.7, 4.6],
        [None, "曝光", 10, 20, 30, 20],
        ["乙", "DSR", 4.1, 4.6, 4.2, 4.6],
    ):
        sheet.append(row)
    for area in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2", "A4:A5"):
        sheet.merge_cells(area)
    workbook.save(tmp_path / "a.xlsx")
    found = {
        (o.store.store, o.metric, str(o.period.end)): o.value for o in read_files(tmp_path / "a.xlsx").observations
    }
    assert found == {
        ("甲", "dsr", "2026-11-08"): 4.5,
        ("甲", "dsr", "2026-11-15"): 4.7,
        ("甲", "exposure", "2026-11-08"): 10,
        ("甲", "exposure", "2026-11-15"): 30,
        ("乙", "dsr", "2026-11-08"): 4.1,
        ("乙", "dsr", "2026-11-15"): 4.2,
    }


def test_hidden_rows_errors_and_uncalculated_formulas_are_told(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (
        ["店铺", "平台", "统计周期", "DSR", "曝光"],
        ["甲", "alibaba", "2026-11-14", "=1+1", "#DIV/0!"],
        ["乙", "alibaba", "2026-11-14", 4.6, "#N/A"],
    ):
        sheet.append(row)
    sheet["E2"].data_type = "e"
    sheet["E3"].data_type = "e"
    sheet.row_dimensions[3].hidden = True
    workbook.save(tmp_path / "a.xlsx")
    intake = read_files(tmp_path / "a.xlsx")
    states = {(o.store.store, o.metric): o.state.value for o in intake.observations}
    assert states == {
        ("甲", "dsr"): "unreadable",
        ("甲", "exposure"): "unreadable",
        ("乙", "dsr"): "ok",
        ("乙", "exposure"): "missing",
    }
    sheet_read = intake.inputs[0].sheets[0]
    assert any("save it once" in item.why.en and item.cell == "D2" for item in sheet_read.ignored)
    assert any("1 hidden row" in note.en for note in sheet_read.notes)


def test_files_in_any_order(tmp_path: Path) -> None:
    first = write_csv(tmp_path / "a.csv", [HEADING, ROWS[1]])
    second = write_csv(tmp_path / "b.csv", [HEADING, ROWS[2], ROWS[3]])
    assert essence(read_files(first, second)) == essence(read_files(second, first))


LEXICON = make_lexicon(BOOK)
WORDS = [
    *HEADING,
    "指标",
    "数值",
    "2026-W46",
    "2026-11-14",
    "合计",
    "注：x",
    "迟发率(10天)",
    "5%",
    "0.9",
    "-",
    "=1",
    "国际站",
    "DE",
    "\x00",
    "９",
    "",
    "本周",
    "编号",
    "答复",
]
CELLS = st.one_of(st.sampled_from(WORDS), st.text(max_size=6), st.integers(-5, 10**9).map(str), st.just(""))


def sheet_of(table: list[list[str]]) -> ListedSheet:
    rows = [
        Row(number, [Cell(column, text) for column, text in enumerate(row, 1) if text.strip()])
        for number, row in enumerate(table, 1)
    ]
    return ListedSheet(None, listed=[row for row in rows if row.cells])


VALUES = st.one_of(
    st.sampled_from(["5%", "0.9", "-", "合计", "注：x", "=1", "９", "", "≥90%", "12,5", "#N/A", "1小时", "\x00"]),
    st.text(max_size=6).filter(lambda text: not LEXICON.take(text, "alibaba").known),
    st.integers(-5, 10**9).map(str),
)
ORIGIN = Origin("x.csv", None, "x", platform="alibaba", period=Period(date(2026, 11, 14), date(2026, 11, 14)))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=8))
def test_no_table_crashes(table: list[list[str]]) -> None:
    result = read_sheet(sheet_of(table), ORIGIN, LEXICON)
    assert result.sheet.observations == len(result.observations)


@settings(max_examples=300, deadline=None)
@example([("", "", "?", "-", "-", "#N/A")])
@example([("", "国际站", "2026-W46", "-", "合计", "-"), *[("甲", "国际站", "2026-W46", "5%", "5%", "5%")] * 3])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["甲", "乙", ""]),
            st.sampled_from(["国际站", "Temu", ""]),
            st.sampled_from(["2026-W46", "?", ""]),
            VALUES,
            VALUES,
            VALUES,
        ),
        max_size=6,
    )
)
def test_every_value_below_a_known_heading_is_used_or_on_record(table: list[tuple[str, ...]]) -> None:
    rows = [[*row] for row in table]
    result = read_sheet(sheet_of([HEADING[:6], *rows]), ORIGIN, LEXICON)
    used = {cell.cell for item in result.observations for cell in item.evidence}
    told = {item.cell for item in result.sheet.ignored}
    if result.sheet.source_map == "checklist":
        return  # a row of the random cells was the heading of one
    level = result.sheet.columns and any(" / " in heading for _, heading, _ in result.sheet.columns)
    for number, row in enumerate(rows, 2):
        if number == 2 and level:
            continue  # the first row has been taken for the second level of the headings
        row_told = any(a1(number, column) in told for column in range(1, 7))
        for column in (4, 5, 6):
            if row[column - 1].strip():
                repeated = sum(text == heading for text, heading in zip(row, HEADING, strict=False)) >= 2
                assert a1(number, column) in used or row_told or repeated or a1(1, column) in told


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(len(HEADING))), st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_never_matters(order: list[int], shuffled: random.Random) -> None:
    data = ROWS[1:4]
    shuffled.shuffle(data)
    with tempfile.TemporaryDirectory() as folder:
        straight = read_files(write_csv(Path(folder) / "a" / "x.csv", ROWS[:4]))
        turned = read_files(
            write_csv(Path(folder) / "b" / "x.csv", [[row[i] for i in order] for row in [HEADING, *data]])
        )

    def plain(intake: Intake) -> list[Any]:
        return sorted((o.store, o.metric, o.period, str(o.value), o.state, o.currency) for o in intake.observations)

    assert plain(straight) == plain(turned)
