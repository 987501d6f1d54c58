"""The short way into a worksheet gives what XlsxWriter's own way gives."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.report.workbook.cells import BLANK, Cells, number, text

Content = dict[tuple[int, int], str | float | None]
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.just("\n"), min_size=1, max_size=30)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**15), 10**15)
contents = st.dictionaries(st.tuples(st.integers(0, 40), st.integers(0, 60)), texts | numbers | st.none(), max_size=30)
heights = st.dictionaries(st.integers(0, 45), st.sampled_from([15.0, 24.0, 33.5]), max_size=5)


def put(sheet: Any, row: int, column: int, style: Any, content: str) -> None:
    sheet.put(row, column, [(style._get_xf_index(), content)])


def workbook(fast: bool, content: Content, rows: dict[int, float]) -> bytes:
    """A workbook with a link, a condition, a merged area and a chart over its first rows."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("表", Cells if fast else None)
        bold, share, blank = (
            book.add_format(look) for look in ({"bold": True}, {"num_format": "0.00%"}, {"border": 1})
        )
        for row, height in rows.items():
            sheet.set_row(row, height)
        for (row, column), value in content.items():
            if value is None:
                put(sheet, row, column, blank, BLANK) if fast else sheet.write_blank(row, column, None, blank)
            elif isinstance(value, str):
                put(sheet, row, column, bold, text(value)) if fast else sheet.write_string(row, column, value, bold)
            else:
                put(sheet, row, column, share, number(value)) if fast else sheet.write_number(row, column, value, share)
        if fast:
            put(sheet, 50, 0, bold, text("链接"))
        sheet.write_url(50, 0, "external:a.xlsx", bold, string="链接")
        sheet.merge_range(51, 0, 51, 3, "合并", blank)
        rule = {"type": "cell", "criteria": "==", "value": '"达标 & <x>"', "format": bold}
        sheet.conditional_format(0, 0, 9, 0, rule)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": ["表", 1, 0, 1, 5], "categories": ["表", 2, 0, 2, 5]})
        sheet.insert_chart(60, 0, chart)
    return stream.getvalue()


def cells(data: bytes) -> dict[str, tuple[Any, str, bool, bool]]:
    """What another program reads: value, number format, bold, border."""
    sheet = openpyxl.load_workbook(BytesIO(data))["表"]
    return {
        cell.coordinate: (cell.value, cell.number_format, cell.font.b, cell.border.left.style is not None)
        for row in sheet.iter_rows()
        for cell in row
        if cell.has_style
    }


def around(data: bytes) -> dict[str, str]:
    """Every part but the cells themselves, their texts and their styles' numbers."""
    with ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    sheet = parts.pop("xl/worksheets/sheet1.xml")
    rows = re.findall(r'<row r="(\d+)"(?: spans="[^"]*")?([^>]*?)/?>', sheet)
    frame = re.sub(r"<sheetData>.*</sheetData>", str(rows), sheet, flags=re.DOTALL)
    kept = {"xl/charts/chart1.xml", "xl/worksheets/_rels/sheet1.xml.rels", "xl/drawings/drawing1.xml"}
    return {"sheet": frame} | {name: parts[name] for name in kept}


@settings(deadline=None)
@given(contents, heights)
def test_same_as_the_library_writes(content, rows):
    fast, plain = workbook(True, content, rows), workbook(False, content, rows)
    assert cells(fast) == cells(plain)
    assert around(fast) == around(plain)
