"""The one-pass reader against openpyxl: the same cells, formats, dates, errors and merged areas, whoever wrote the file."""

from __future__ import annotations

import datetime as dt
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from auditor.intake.readers.cells import CellValue, MergedRange
from auditor.intake.readers.files import open_sheets
from auditor.intake.readers.formats import clock
from tests.intake import made

Table = list[list[tuple[object, str]]]


class Seen(NamedTuple):
    """One cell as both readers can tell it."""

    value: object
    format: str
    kind: str


def moment(value: object) -> object:
    """Dates as datetimes, moments to the millisecond: openpyxl knows no plain date."""
    if isinstance(value, dt.datetime):
        return value.replace(microsecond=0) + dt.timedelta(milliseconds=round(value.microsecond / 1000))
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    if isinstance(value, dt.timedelta):
        return dt.timedelta(milliseconds=round(value / dt.timedelta(milliseconds=1)))
    return value


def format_of(code: str) -> str:
    """The format; of the built-in ones, which every program spells its own way, what they show."""
    return clock(code) if code in BUILTIN_FORMATS.values() or code in {"", "yyyy-mm-dd", "yyyy-mm-dd h:mm"} else code


def by_openpyxl(path: Path) -> tuple[dict[tuple[str, int, int], Seen], set[MergedRange], set[int]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, data_only=True)
    cells, merged, hidden = {}, set(), set()
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and str(cell.value).strip():
                    kind = {"n": "number", "s": "text", "b": "bool", "e": "error", "d": "date"}[cell.data_type]
                    if isinstance(cell.value, dt.timedelta):
                        kind = "duration"
                    cells[sheet.title, cell.row, cell.column] = Seen(
                        moment(cell.value), format_of(cell.number_format), kind
                    )
        merged |= {
            MergedRange(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges
        }
        hidden |= {number for number, row in sheet.row_dimensions.items() if row.hidden}
    return cells, merged, hidden


def by_us(path: Path) -> tuple[dict[tuple[str, int, int], Seen], set[MergedRange], set[int]]:
    cells, merged, hidden = {}, set(), set()
    with open_sheets(path) as sheets:
        for sheet in sheets:
            merged |= set(sheet.merged)
            for row in sheet.rows():
                hidden |= {row.number} if row.hidden else set()
                for cell in row.cells:
                    if cell.kind != "formula":
                        cells[sheet.name or "", row.number, cell.column] = Seen(
                            moment(cell.value), format_of(cell.format), cell.kind
                        )
    return cells, merged, hidden


def assert_equal(path: Path) -> None:
    ours, theirs = by_us(path), by_openpyxl(path)
    assert ours[0] == theirs[0]
    assert ours[1] == theirs[1]
    assert ours[2] <= theirs[2]  # of hidden rows, those that hold something


moments = st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2099, 12, 31)).map(
    lambda value: value.replace(microsecond=0)
)
texts = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x9FFF, blacklist_categories=("Cs", "Cc", "Cn")),
    min_size=1,
    max_size=10,
)
cells = st.one_of(
    st.tuples(st.integers(-(10**12), 10**12), st.sampled_from(["General", "0", "#,##0", '0"个"', "[Red]0"])),
    st.tuples(
        st.floats(-1e6, 1e6, width=32),
        st.sampled_from(["General", "0.00", "0.00%", "0.0%", "¥#,##0.00", '[$$-409]#,##0.00;("$"0)']),
    ),
    st.tuples(texts.filter(lambda text: not text.startswith(("=", "#"))), st.just("General")),
    st.tuples(st.booleans(), st.just("General")),
    st.tuples(moments, st.sampled_from(["yyyy/m/d h:mm:ss", 'yyyy"年"m"月"d"日"', "[$-804]d mmm yyyy"])),
    st.tuples(moments.map(dt.datetime.date), st.sampled_from(["yyyy-mm-dd", "m/d/yy"])),
    st.tuples(st.timedeltas(dt.timedelta(0), dt.timedelta(days=40)).map(moment), st.just("[h]:mm:ss")),
    st.just((None, "General")),
)
tables = st.lists(st.lists(cells, max_size=5), min_size=1, max_size=5)
quick = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fill(book: openpyxl.Workbook, table: Table) -> None:
    for row, values in enumerate(table, start=2):
        for column, (value, code) in enumerate(values, start=2):
            cell = book.active.cell(row * 3, column, value)
            cell.number_format = code


@quick
@given(tables, st.booleans(), st.booleans())
def test_written_by_openpyxl(tmp_path: Path, table: Table, mac: bool, iso: bool) -> None:
    book = openpyxl.Workbook()
    book.iso_dates = iso
    if mac:
        book.epoch = CALENDAR_MAC_1904
    fill(book, table)
    book.active.merge_cells("J1:K2")
    book.active.row_dimensions[6].hidden = True
    book.create_sheet("空")
    book.save(tmp_path / "a.xlsx")
    assert_equal(tmp_path / "a.xlsx")


@quick
@given(tables, st.booleans(), st.booleans())
def test_written_by_xlsxwriter(tmp_path: Path, table: Table, mac: bool, inline: bool) -> None:
    options = {
        "date_1904": mac,
        "constant_memory": inline,
        "strings_to_urls": False,
        "strings_to_formulas": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", options) as book:
        sheet = book.add_worksheet("周报")
        for row, values in enumerate(table):
            for column, (value, code) in enumerate(values):
                style = book.add_format({"num_format": code})
                if isinstance(value, dt.date | dt.timedelta):
                    sheet.write_datetime(row, column, value, style)
                elif value is not None:
                    sheet.write(row, column, value, style)
        sheet.write_rich_string(9, 0, book.add_format({"bold": True}), "粗", "细")
        sheet.write_formula(10, 0, "=1+1", None, 2)
        sheet.write_formula(10, 1, "=NA()", None, "#N/A")
        sheet.merge_range(11, 0, 12, 2, "合并")
        sheet.set_row(9, None, None, {"hidden": True})
    assert_equal(tmp_path / "a.xlsx")


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_written_by_libreoffice(office: Callable[..., list[Path]], tmp_path: Path) -> None:
    made = [tmp_path / "1900.xlsx", tmp_path / "1904.xlsx"]
    for path in made:
        _many_kinds(mac=path.stem == "1904").save(path)
    for path in office("xlsx", *made):
        assert_equal(path)
        assert ("Sheet", 12, 3) in by_us(path)[0]  # LibreOffice calculated the formulas


def _many_kinds(*, mac: bool) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    day = dt.datetime(2026, 11, 8, 10, 30)
    fill(
        book,
        [
            [("回复率", "General"), (0.8996, "0.00%"), (12, "General"), (True, "General"), ("#N/A", "General")],
            [
                (day, "yyyy/m/d h:mm:ss"),
                (day.date(), "yyyy-mm-dd"),
                (dt.timedelta(hours=36), "[h]:mm:ss"),
                (dt.time(10, 30), "h:mm"),
            ],
            [
                ("=1/0", "General"),
                ("=1+1", "0.00"),
                ('="文"&"字"', "General"),
                ("=1=1", "General"),
                ("=NA()", "General"),
            ],
            [
                (1234.5, '"¥"#,##0.00'),
                (-3, "#,##0;[Red](#,##0)"),
                ("a\nb", "General"),
                ("<&>\"'", "General"),
                ("  spaces  ", "General"),
            ],
        ],
    )
    book.active.merge_cells("J1:K2")
    book.active.row_dimensions[6].hidden = True
    book.create_sheet("第二")["C5"] = 7
    return book


def test_thousands_of_shared_strings(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for row in range(5000):
            sheet.write_row(row * 2, 0, [f"订单 {row}", f" 前后空格 {row} ", "重复"])
    assert_equal(tmp_path / "a.xlsx")


def test_a_strict_workbook(tmp_path: Path) -> None:
    """ISO 29500 Strict has other namespaces and writes dates in words; openpyxl does not read it."""
    strict = "http://purl.oclc.org/ooxml"
    changed = {
        name: text.replace(made.MAIN, f"{strict}/spreadsheetml/main").replace(
            made.RELATIONS, f"{strict}/officeDocument/relationships"
        )
        for name, text in {
            "root": made.ROOT,
            "workbook": made.WORKBOOK,
            "relations": made.WORKBOOK_RELATIONS,
            "styles": made.STYLES,
            "strings": made.STRINGS,
            "sheet": made.sheet(
                '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.9</v></c>'
                '<c r="C1" s="2" t="d"><v>2026-11-08T00:00:00</v></c></row>'
            ),
        }.items()
    }
    found: list[tuple[CellValue, str]] = []
    with open_sheets(made.written(tmp_path, "a.xlsx", made.workbook(**changed))) as sheets:
        found = [(cell.value, cell.format) for row in next(sheets).rows() for cell in row.cells]
    assert found == [("指标", ""), (0.9, "0.00%"), (dt.date(2026, 11, 8), "yyyy-mm-dd")]
