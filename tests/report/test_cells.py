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
from xlsxwriter.url import Url

from auditor.report.workbook.cells import Cells, blank, number, text

Content = dict[tuple[int, int], str | float | None]
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.just("\n"), min_size=1, max_size=30)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**15), 10**15)
contents = st.dictionaries(st.tuples(st.integers(0, 40), st.integers(0, 60)), texts | numbers | st.none(), max_size=30)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(texts | numbers | st.none(), min_size=width, max_size=width), min_size=1, max_size=5
    )
)
heights = st.dictionaries(st.integers(0, 45), st.sampled_from([15.0, 24.0, 33.5]), max_size=5)


def workbook(fast: bool, content: Content, table: list[list[str | float | None]], rows: dict[int, float]) -> bytes:
    """A workbook of cells and a table, with widths, links, a condition, merged areas, a sparkline and a chart over both."""
    stream = BytesIO()
    with xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    ) as book:
        sheet = book.add_worksheet("表", Cells if fast else None)
        bold, share, border = (
            book.add_format(look) for look in ({"bold": True}, {"num_format": "0.00%"}, {"border": 1})
        )
        for row, height in rows.items():
            sheet.set_row(row, height)
        looks = {str: bold, float: share, int: share, type(None): border}

        def made(value: str | float | None) -> str:
            style = looks[type(value)]._get_xf_index()
            return (
                blank(style)
                if value is None
                else text(value, style)
                if isinstance(value, str)
                else number(value, style)
            )

        for (row, column), value in content.items():
            if fast:
                sheet.put(row, column, made(value))
            else:
                sheet.write(row, column, value, looks[type(value)])
        if fast:
            sheet.put_table(45, [[made(value) for value in column] for column in zip(*table, strict=True)])
            sheet.put(50, 0, made("链接"))
            sheet.put(50, 2, made("链接"))
            sheet.set_widths([12.5, 12.5, 30, 0.5])
        else:
            sheet.set_column(0, 1, 12.5)
            sheet.set_column(2, 2, 30)
            sheet.set_column(3, 3, 0.5)
            for row, line in enumerate(table, 45):
                for column, value in enumerate(line):
                    sheet.write(row, column, value, looks[type(value)])
        sheet.write_url(50, 0, "external:a.xlsx", bold, string="链接")
        sheet.write_url(50, 2, "external:b & c.xlsx", bold, string="链接")
        sheet.merge_range(51, 0, 51, 3, "合并", border)
        if fast:
            sheet.put(52, 0, made(None))
            sheet.merge_row(52, 3, border._get_xf_index())
        else:
            sheet.merge_range(52, 0, 52, 3, "", border)
        sheet.add_sparkline("F51", {"range": "'表'!A46:D46", "last_point": True})
        rule = {"type": "cell", "criteria": "==", "value": '"达标 & <x>"', "format": bold}
        sheet.conditional_format(0, 0, 9, 0, rule)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": ["表", 1, 0, 1, 5], "categories": ["表", 2, 0, 2, 5]})
        chart.add_series({"values": ["表", 45, 0, 47, 0], "categories": ["表", 46, 0, 46, 3]})
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
@given(contents, tables, heights)
def test_same_as_the_library_writes(content, table, rows):
    fast, plain = workbook(True, content, table, rows), workbook(False, content, table, rows)
    assert cells(fast) == cells(plain)
    assert around(fast) == around(plain)


def test_cells_that_link_to_one_file_share_its_name():
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表", Cells)
        one, other = Url("external:../周报 & 月报.xlsx"), Url("external:b.xlsx")
        for row, link in enumerate((one, other, one, one)):
            sheet.put(row, 1, text("链接", 0))
            sheet.write_url(row, 1, link)
    found = [row[0].hyperlink.target for row in openpyxl.load_workbook(stream)["表"].iter_rows(min_col=2, max_col=2)]
    assert [target.replace("\\", "/") for target in found] == [
        "../周报%20&%20月报.xlsx",
        "b.xlsx",
        *2 * ["../周报%20&%20月报.xlsx"],
    ]
    with ZipFile(stream) as archive:
        assert archive.read("xl/worksheets/_rels/sheet1.xml.rels").count(b"<Relationship ") == 2
