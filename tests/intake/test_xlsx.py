"""Workbooks: what the one-pass reader gives, compared with openpyxl where openpyxl knows it too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import numbers

from auditor.intake.limits import Limits
from auditor.intake.readers.cells import Cell, MergedRange, Row, UnreadableFile, a1, column_number
from auditor.intake.readers.files import open_sheets
from auditor.intake.readers.formats import BUILTIN_FORMATS, clock, number_cell, shows_month
from auditor.intake.values.styles import percent_format
from tests.intake import made


def rows_of(path: Path, at: int = 0) -> list[Row]:
    with open_sheets(path) as sheets:
        return list(list(sheets)[at].rows())


def cells_of(path: Path) -> dict[str, Cell]:
    return {a1(row.number, cell.column): cell for row in rows_of(path) for cell in row.cells}


def test_formats_errors_dates_and_flags_survive(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"] = "RFQ响应率", 0.8996
    sheet["B1"].number_format = "0.00%"
    sheet["A2"], sheet["B2"] = "#N/A", True
    sheet["A3"], sheet["B3"] = dt.date(2026, 11, 8), dt.datetime(2026, 11, 8, 10, 30)
    sheet["A4"], sheet["B4"] = dt.time(10, 30), dt.timedelta(hours=36)
    sheet["A5"], sheet["B5"] = "=1/0", 12
    sheet.row_dimensions[2].hidden = True
    sheet.merge_cells("A7:C8")
    book.create_sheet("隐藏").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")

    cells = cells_of(tmp_path / "a.xlsx")
    assert cells["B1"] == Cell(2, 0.8996, "0.00%", "number")
    assert (cells["A2"].value, cells["A2"].kind) == ("#N/A", "error")
    assert (cells["B2"].value, cells["B2"].kind) == (True, "bool")
    assert (cells["A3"].value, cells["A3"].kind) == (dt.date(2026, 11, 8), "date")
    assert cells["B3"].value == dt.datetime(2026, 11, 8, 10, 30)
    assert cells["A4"].value == dt.time(10, 30)
    assert (cells["B4"].value, cells["B4"].kind) == (dt.timedelta(hours=36), "duration")
    assert (cells["A5"].value, cells["A5"].kind) == ("=1/0", "formula")
    assert cells["B5"].value == 12
    with open_sheets(tmp_path / "a.xlsx") as opened:
        first, second = list(opened)
        assert first.merged == (MergedRange(7, 1, 8, 3),)
        assert [row.hidden for row in first.rows()] == [False, True, False, False, False]
        assert (second.name, second.hidden) == ("隐藏", True)


def test_the_parts_of_a_hand_made_workbook(tmp_path: Path) -> None:
    rows = (
        '<row r="1" hidden="1"><c r="A1" t="s"><v>1</v></c><c r="C1" s="1"><v>0.9</v></c></row>'
        '<row r="3"><c r="A3" s="2"><v>45976</v></c><c r="B3" s="3"><v>45976</v></c><c r="C3" s="4"><v>1.5</v></c>'
        '<c r="D3" t="d"><v>2026-11-08</v></c><c r="E3" t="d"><v>2026-11-08T08:30:00.000Z</v></c></row>'
        '<row r="4"><c r="A4" t="str"><f>A1</f><v>文字</v></c><c r="B4"><f>1+1</f></c>'
        '<c r="C4" t="str"><f>""</f><v></v></c><c r="D4"><f>1+1</f><v>2</v></c></row>'
        '<row r="5"><c r="A5" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>'
        '<c r="B5" t="e"><v>#DIV/0!</v></c><c r="C5" t="b"><v>0</v></c><c r="D5" t="b"><v>TRUE</v></c></row>'
        '<row><c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c><c><v>7</v></c></row>'
        '<row r="9"><c r="B9" s="2"><v>-1</v></c><c r="C9"><v>1E400</v></c></row>'
    )
    cells = cells_of(made.written(tmp_path, "a.xlsx", made.workbook(sheet=made.sheet(rows))))
    assert cells["A1"].value == "回复率"  # rich text joined, without its phonetic guide
    assert cells["C1"] == Cell(3, 0.9, "0.00%", "number")
    assert cells["A3"].value == cells["B3"].value == dt.date(2025, 11, 15)
    assert cells["C3"].value == dt.timedelta(hours=36)
    assert cells["D3"].value == dt.date(2026, 11, 8)
    assert cells["E3"].value == dt.datetime(2026, 11, 8, 8, 30)
    assert cells["A4"].value == "文字"
    assert cells["B4"].kind == "formula"
    assert "C4" not in cells  # calculated, and empty
    assert cells["D4"] == Cell(4, 2, "", "number")
    assert cells["A5"].kind == "picture"
    assert cells["B5"].kind == "error"
    assert cells["C5"].value is False
    assert cells["D5"].value is True  # as some programs spell it
    assert cells["A6"].value == "ab"
    assert cells["B6"].value == 7
    assert cells["B9"].kind == "error"  # a date before the calendar shows as ####
    assert cells["C9"].kind == "error"


def test_a_zero_that_nobody_calculated_is_no_zero(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:  # writes <v>0</v> and asks Excel to calculate on opening
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=B1+1")
        sheet.write_formula("A2", "=B1+1", None, 5)
        sheet.write("B1", 0)
    cells = cells_of(tmp_path / "a.xlsx")
    assert cells["A1"].kind == "formula"
    assert cells["A2"].value == 5
    assert cells["B1"].value == 0


@pytest.mark.parametrize(("other", "kind"), [("0.0", "formula"), ("0.5", "number")])
def test_the_zeros_that_poi_begins_with_are_no_results(tmp_path: Path, other: str, kind: str) -> None:
    filler = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}.0</v></c></row>' for row in range(2, 9000))  # two chunks
    rows = (  # as SXSSF writes, which asks nobody to calculate
        '<row r="1"><c r="A1"><f>B1-1</f><v>0.0</v></c><c r="B1"><v>0.0</v></c></row>'
        f'{filler}<row r="9000"><c r="A9000"><f>A1</f><v>{other}</v></c></row>'
    )
    cells = cells_of(made.written(tmp_path, "a.xlsx", made.workbook(sheet=made.sheet(rows))))
    assert cells["A1"].kind == cells["A9000"].kind == kind
    assert cells["B1"] == Cell(2, 0.0, "", "number")


@pytest.mark.parametrize(
    ("calculation", "kind"),
    [
        ('calcId="124519" calcMode="auto" fullCalcOnLoad="0"', "formula"),
        ('calcId="999999" calcMode="auto" calcCompleted="1" fullCalcOnLoad="0"', "formula"),
        ('calcId="124519"', "text"),
        ('calcId="191029" calcMode="auto"', "text"),
    ],
)
def test_the_text_0_that_phpexcel_writes_for_an_error_is_no_result(tmp_path: Path, calculation: str, kind: str) -> None:
    workbook = made.WORKBOOK.replace("</workbook>", f"<calcPr {calculation}/></workbook>")
    rows = (
        '<row r="1"><c r="A1" t="str"><f>1/0</f><v>0</v></c><c r="B1"><f>1-1</f><v>0</v></c>'
        '<c r="C1" t="str"><f>TEXT(3,"0")</f><v>3</v></c></row>'
    )
    cells = cells_of(made.written(tmp_path, "a.xlsx", made.workbook(workbook=workbook, sheet=made.sheet(rows))))
    assert [cells[place].kind for place in ("A1", "B1", "C1")] == [kind, "number", "text"]


def test_the_1904_calendar(tmp_path: Path) -> None:
    workbook = made.WORKBOOK.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    content = made.workbook(workbook=workbook, sheet=made.sheet('<row r="1"><c r="A1" s="2"><v>44514</v></c></row>'))
    assert cells_of(made.written(tmp_path, "a.xlsx", content))["A1"].value == dt.date(2025, 11, 15)


def test_prefixes_and_paths_of_other_writers(tmp_path: Path) -> None:
    prefixed = (
        f'<x:worksheet xmlns:x="{made.MAIN}"><x:sheetData><x:row r="2"><x:c r="B2"><x:v>5</x:v></x:c></x:row></x:sheetData>'
        '<x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>'
    )
    relations = made.WORKBOOK_RELATIONS.replace("worksheets/sheet1.xml", "/xl/Worksheets/Sheet1.XML")
    path = made.written(tmp_path, "a.xlsx", made.workbook(sheet=prefixed, relations=relations))
    assert cells_of(path)["B2"].value == 5
    with open_sheets(path) as sheets:
        assert next(sheets).merged == (MergedRange(1, 1, 1, 2),)


def test_a_binary_workbook_inside_does_not_make_it_one(tmp_path: Path) -> None:
    embedded = {"xl/embeddings/workbook1.bin": b"\xd0\xcf\x11\xe0"}
    with open_sheets(made.written(tmp_path, "a.xlsx", made.workbook(**embedded))) as sheets:
        assert next(sheets).notes == ()  # a binary workbook has one: its number formats are unknown


@pytest.mark.parametrize(
    ("text", "said"),
    [("A&B", "wrong at line 1, character"), ("A\x0bB", "wrong at line 1, character"), (None, "damaged or incomplete")],
)
def test_xml_that_a_program_spoilt_is_told_with_its_place(tmp_path: Path, text: str | None, said: str) -> None:
    strings = made.STRINGS.replace("指标", text) if text else made.STRINGS[:-20]
    path = made.written(tmp_path, "a.xlsx", made.workbook(strings=strings))
    with pytest.raises(UnreadableFile, match=said) as caught, open_sheets(path) as sheets:
        next(sheets)
    assert caught.value.remedy is not None
    assert ("repaired" in caught.value.remedy.en) == (text is not None)


def test_styles_that_openpyxl_refuses(tmp_path: Path) -> None:
    styles = made.STYLES.replace(
        "<cellStyleXfs>", '<fills><fill><patternFill><fgColor rgb="ZZZ"/></patternFill></fill></fills><cellStyleXfs>'
    )
    path = made.written(
        tmp_path,
        "a.xlsx",
        made.workbook(styles=styles, sheet=made.sheet('<row r="1"><c r="A1" s="1"><v>0.9</v></c></row>')),
    )
    with pytest.raises(ValueError, match="could not read stylesheet"):
        openpyxl.load_workbook(path)
    assert cells_of(path)["A1"].format == "0.00%"


def test_the_last_cell_of_a_sheet_costs_nothing(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    assert [row.number for row in rows_of(made.written(tmp_path, "a.xlsx", made.workbook(sheet=made.sheet(rows))))] == [
        1,
        1048576,
    ]


def test_limits_at_the_line(tmp_path: Path) -> None:
    def read(columns: int, row: int) -> int:
        cells = "".join(f'<c r="{a1(row, column * 3)}"><v>1</v></c>' for column in range(1, columns + 1))
        path = made.written(tmp_path, "a.xlsx", made.workbook(sheet=made.sheet(f'<row r="{row}">{cells}</row>')))
        with open_sheets(path, Limits(columns=10, rows=100)) as sheets:
            return sum(len(found.cells) for sheet in sheets for found in sheet.rows())

    assert read(10, 100) == 10
    with pytest.raises(UnreadableFile, match="more columns"):
        read(11, 100)
    with pytest.raises(UnreadableFile, match="row number"):
        read(10, 101)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("0.00%", ""), ("General", ""), ("#,##0.00_);[Red](#,##0.00)", ""), ('0"天"', ""), ('0.0"days"', ""), ("0.00E+00", ""),
     ("@", ""), ("[$-804]yyyy\\-m\\-d;@", "date"),
     ("yyyy-mm-dd", "date"), ('yyyy"年"m"月"d"日"', "date"), ("m/d/yy h:mm", "date"), ("mmm-yy", "date"), ("mm", "date"),
     ("h:mm AM/PM", "time"), ("mm:ss", "time"),
     ("[h]:mm", "duration"), ("[mm]:ss", "duration"), ('[$¥-804]#,##0.00', ""), ("\\d0", ""), ("", "")],
)  # fmt: skip
def test_what_a_format_shows(code: str, expected: str) -> None:
    assert clock(code) == expected


def test_a_format_by_its_number_shows_what_its_code_does() -> None:
    shown = [
        (number, [clock(code), percent_format(code), shows_month(code)])
        for number, code in numbers.BUILTIN_FORMATS.items()
    ]
    ours = {number: BUILTIN_FORMATS.get(number, "") for number, _ in shown}
    assert shown == [(number, [clock(code), percent_format(code), shows_month(code)]) for number, code in ours.items()]


@pytest.mark.parametrize(
    ("code", "stored", "expected"),
    [('"第"0"周"', "46", "第46周"), ('"第"00"周";@', "6.0", "第06周"), ("0月", "11", "11月"), ('"W"00', "6", "W06"), ('"Q"0', "4", "Q4"),
     ('0"周"', "1.5", 1.5), ('0"月"', "-1", -1), ('0"月"', "46023", 46023), ('0"月"', "1E400", "#NUM!"), ('"第"0', "3", 3), ("00", "3", 3)],
)  # fmt: skip
def test_the_number_of_a_week_or_month_that_a_format_shows(code: str, stored: str, expected: object) -> None:
    cell = number_cell(1, stored, code, clock(code), 1900)
    assert cell is not None
    assert cell.value == expected


@given(st.integers(1, 16384), st.integers(1, 1048576))
def test_addresses_round_trip(column: int, row: int) -> None:
    address = a1(row, column)
    letters = address.rstrip("0123456789")
    assert column_number(letters) == column
    assert int(address.removeprefix(letters)) == row
    assert openpyxl.utils.cell.coordinate_to_tuple(address) == (row, column)


_values = (
    st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.text("回复率 abc<&>\"'=#%", min_size=1, max_size=12)
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(_values, max_size=6), min_size=1, max_size=6))
def test_same_cells_as_openpyxl(tmp_path_factory: pytest.TempPathFactory, table: list[list[object]]) -> None:
    path = tmp_path_factory.mktemp("oracle") / "a.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for row, values in enumerate(table):
            for column, value in enumerate(values):
                sheet.write(row, column, value)
    oracle = openpyxl.load_workbook(path, read_only=True, data_only=True).active
    expected = {
        (cell.row, cell.column): cell.value
        for row in oracle.iter_rows()
        for cell in row
        if cell.value is not None and str(cell.value).strip()
    }
    found = {(row.number, cell.column): cell.value for row in rows_of(path) for cell in row.cells}
    assert found == expected
