"""The short way into and out of a worksheet gives what XlsxWriter's own way gives."""

import re
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from auditor.report.workbook.cells import Cells

SPANS = re.compile(r' spans="[^"]*"')
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**15), 10**15)
cells = st.dictionaries(st.tuples(st.integers(0, 40), st.integers(0, 80)), texts | numbers | st.none(), max_size=30)


def parts(fast: bool, content: dict[tuple[int, int], str | float | None], heights: dict[int, float]) -> dict[str, str]:
    """The XML of all parts of a workbook."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(2026, 11, 22)})
        sheet = book.add_worksheet("表", Cells if fast else None)
        style = {str: book.add_format({"bold": True}), float: book.add_format({"num_format": "0.00%"})}
        blank = book.add_format({"border": 1})
        for row, height in heights.items():
            sheet.set_row(row, height)
        for (row, column), value in content.items():
            if value is None:
                (sheet.put_blank(row, column, blank) if fast else sheet.write_blank(row, column, None, blank))
            elif isinstance(value, str):
                put = sheet.put_text if fast else sheet.write_string
                put(row, column, value, style[str])
            else:
                put = sheet.put_number if fast else sheet.write_number
                put(row, column, value, style[float])
        sheet.write_url(0, 0, "external:a.xlsx", style[str], string="链接")
        sheet.conditional_format(
            0,
            0,
            9,
            0,
            {"type": "cell", "criteria": "==", "value": '"达标 & <x>"', "format": book.add_format({"bold": True})},
        )
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": ["表", 1, 0, 1, 5], "categories": ["表", 2, 0, 2, 5]})
        sheet.insert_chart(50, 0, chart)
    with ZipFile(stream) as archive:
        return {name: SPANS.sub("", archive.read(name).decode()) for name in archive.namelist()}


@given(cells, st.dictionaries(st.integers(0, 45), st.sampled_from([15.0, 24.0, 33.5]), max_size=5))
def test_same_xml_as_the_library_writes(content, heights):
    assert parts(True, content, heights) == parts(False, content, heights)
