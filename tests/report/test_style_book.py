"""Styles that are made once for all workbooks look as XlsxWriter makes them for one."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.report.workbook.sheets import Workbook
from auditor.report.workbook.style_book import Style, coloured, options
from auditor.report.workbook.styles import SEVERITY_COLOURS, STATUS_COLOURS, styles

FONT, ACCENT = "Microsoft YaHei", "#17456B"
COLOURS = st.sampled_from([None, *STATUS_COLOURS.values(), *SEVERITY_COLOURS.values(), ("#123456", "#FEDCBA")])
FORMATS = st.sampled_from([None, "0.00%", "#,##0.0", '"€"#,##0.00', '"R$"#,##0', "0.0000%"])
STYLES = st.builds(Style, st.sampled_from(sorted(styles(ACCENT))), FORMATS, st.booleans(), COLOURS)


def ours(asked: list[Style], accent: str = ACCENT) -> bytes:
    """A workbook with a cell of each style, one below the other."""
    workbook = Workbook(font=FONT, accent=accent, created=date(2026, 11, 15), title="店")
    sheet = workbook.sheet("表", [10], footer="")
    for row, style in enumerate(asked):
        sheet.sheet.put(row, 0, f' s="{workbook.style_number(*style)}"><v>1</v></c>')
    return workbook.close()


def plain(asked: list[Style], accent: str = ACCENT) -> bytes:
    """The same as XlsxWriter makes it, style by style."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, options(FONT)) as book:
        sheet = book.add_worksheet("表")
        for row, style in enumerate(asked):
            colours = coloured(style.colours) if style.colours else {}
            number_format = {"num_format": style.number_format} if style.number_format else {}
            made = book.add_format(styles(accent)[style.name] | number_format | colours)
            if style.quoted:
                made.set_quote_prefix()
            sheet.write_number(row, 0, 1, made)
    return stream.getvalue()


def looks(data: bytes) -> list[str]:
    """What another program reads of each cell's style."""
    sheet = openpyxl.load_workbook(BytesIO(data))["表"]
    return [
        repr((cell.number_format, cell.font, cell.fill, cell.border, cell.alignment, cell.protection, cell.quotePrefix))
        for (cell,) in sheet.iter_rows()
    ]


@settings(deadline=None, max_examples=15)
@given(st.lists(STYLES, min_size=1, max_size=12))
def test_every_style_looks_as_the_library_makes_it(asked):
    assert looks(ours(asked)) == looks(plain(asked))


def test_an_accent_has_styles_of_its_own():
    title = [Style("title"), Style("head")]
    assert looks(ours(title, "#AA0000")) == looks(plain(title, "#AA0000")) != looks(ours(title))


def test_what_one_workbook_needs_further_changes_no_other():
    usual = [Style("text"), Style("number", "0.00%")]
    before = ours(usual)
    assert ours([Style("number", '"₿"0.00000'), *usual]) != before
    assert ours(usual) == before


@pytest.mark.parametrize("colours", STATUS_COLOURS.values())
def test_a_word_that_is_chosen_gets_its_colours(colours):
    workbook = Workbook(font=FONT, accent=ACCENT, created=date(2026, 11, 15), title="店")
    sheet = workbook.sheet("表", [10], footer="")
    sheet.text(0, 0, "完成")
    sheet.colour_words((0, 0), 0, {"完成": colours})
    (found,) = openpyxl.load_workbook(BytesIO(workbook.close()))["表"].conditional_formatting
    (rule,) = found.rules
    assert (rule.formula, rule.dxf.font.color.rgb, rule.dxf.fill.bgColor.rgb) == (
        ['"完成"'],
        "FF" + colours[0][1:],
        "FF" + colours[1][1:],
    )
