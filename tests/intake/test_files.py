"""One table in every format that content can be told by, and what a walk over folders finds."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from auditor.intake.inputs import Source, find_sources, fingerprint
from auditor.intake.limits import Limits
from auditor.intake.readers.cells import Cell, MergedRange, Row, Sheet, UnreadableFile, a1
from auditor.intake.readers.delimited import sniff_delimiter
from auditor.intake.readers.files import open_sheets
from tests.intake import broken, made

TABLE = [
    ["指标", "2026-11-08~2026-11-14", "备注"],
    ["RFQ响应率", "89.10%", "约"],
    ["DSR", "4.6", ""],
    ["曝光", "12,345", '含 "引号"、逗号,和\n换行'],
]


def texts(path: Path | Source, encoding: str | None = None) -> list[list[str]]:
    """The cells of the first sheet as printed, row by row."""
    with open_sheets(path, encoding=encoding) as sheets:
        rows = list(next(sheets).rows())
    return [[" ".join(cell.raw.split()) for cell in row.cells] for row in rows]


EXPECTED = [[" ".join(text.split()) for text in row if text] for row in TABLE]


def as_csv(delimiter: str = ",") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(TABLE)
    return buffer.getvalue()


def as_html(head: str = "") -> str:
    cells = "".join(
        "<tr>" + "".join(f"<td>{text.replace('<', '&lt;')}</td>" for text in row) + "</tr>" for row in TABLE
    )
    return f"<html><head>{head}<title>导出</title><style>td{{}}</style></head><body>\n<TABLE border=1>{cells}</TABLE></body></html>"


def as_mhtml() -> str:
    return (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Location: file:///C:/x/sheet001.htm\r\n'
        f'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{as_html()}\r\n--b--\r\n'
    )


def as_xml2003() -> str:
    rows = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{text.replace("&", "&amp;")}</Data></Cell>' for text in row if text)
        + "</Row>"
        for row in TABLE
    )
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{name}" xmlns:ss="{name}"><Worksheet ss:Name="周报">'
        f"<Table>{rows}</Table></Worksheet></Workbook>"
    )


def as_xls() -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("周报")
    for row, values in enumerate(TABLE):
        for column, text in enumerate(values):
            sheet.write(row, column, text)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_xlsx() -> bytes:
    book = openpyxl.Workbook()
    for row in TABLE:
        book.active.append([text or None for text in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_ods() -> bytes:
    book = OpenDocumentSpreadsheet()
    table = Table(name="周报")
    for values in TABLE:
        row = TableRow()
        for text in values:
            cell = TableCell(valuetype="string") if text else TableCell()
            if text:
                cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    book.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", as_csv().encode()),
        ("bom.csv", as_csv().encode("utf-8-sig")),
        ("gbk.csv", as_csv().encode("gb18030")),
        ("utf16.csv", as_csv("\t").encode("utf-16")),
        ("utf16le.txt", as_csv("\t").encode("utf-16-le")),
        ("semicolon.csv", as_csv(";").encode()),
        ("pipe.txt", as_csv("|").encode()),
        ("sep.csv", b"sep=;\r\n" + as_csv(";").encode()),
        ("tsv.xls", as_csv("\t").encode("gb18030")),
        ("html.xls", as_html().encode()),
        ("gbk-html.xls", as_html('<meta charset="gb2312">').encode("gbk")),
        ("web.xls", as_mhtml().encode()),
        ("bom-web.mht", as_mhtml().encode("utf-8-sig")),
        ("xml2003.xls", as_xml2003().encode()),
        ("real.xls", as_xls()),
        ("xls-named.xlsx", as_xls()),
        ("real.xlsx", as_xlsx()),
        ("xlsx-named.xls", as_xlsx()),
        ("xlsx-named.csv", as_xlsx()),
        ("real.ods", as_ods()),
    ],
)
def test_the_same_table_in_every_format(tmp_path: Path, name: str, content: bytes) -> None:
    assert texts(made.written(tmp_path, name, content)) == EXPECTED


def test_an_old_workbook_keeps_its_formats(tmp_path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("周报")
    sheet.write(0, 0, 0.8996, xlwt.easyxf(num_format_str="0.00%"))
    sheet.write(0, 1, dt.date(2026, 11, 8), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(1, 0, True)
    sheet.write(1, 1, 12)
    sheet.write(1, 2, 1234.56)
    sheet.write_merge(3, 4, 0, 2, "合并")
    sheet.row(1).hidden = True
    for number in range(3000):  # more strings than one record of the shared table holds
        sheet.write(10 + number, 0, f"订单{number}" + "字" * (number % 40) + "x" * (number % 7))
    hidden = book.add_sheet("隐藏")
    hidden.visibility = 1
    hidden.write(0, 0, 1)
    book.save(tmp_path / "a.xls")
    with open_sheets(tmp_path / "a.xls") as opened:
        first, second = list(opened)
    rows = list(first.rows())
    assert rows[0].cells == [Cell(1, 0.8996, "0.00%", "number"), Cell(2, dt.date(2026, 11, 8), "yyyy-mm-dd", "date")]
    assert [cell.value for cell in rows[1].cells] == [True, 12, 1234.56]
    assert rows[1].hidden
    assert first.merged == (MergedRange(4, 1, 5, 3),)
    assert [row.cells[0].value for row in rows[3:]] == [
        f"订单{number}" + "字" * (number % 40) + "x" * (number % 7) for number in range(3000)
    ]
    assert second.hidden


_EMPTY_TEXT = bytes.fromhex("030000000000ffff 0000 00000000")  # result, flags and mark, as xlwt writes them


def _result(value: float, flags: int = 2, mark: int = 0) -> bytes:
    return struct.pack("<dHI", value, flags, mark)


@pytest.mark.parametrize(
    ("first", "other", "named", "kinds"),
    [
        (_result(0), _result(0), False, ["formula", "formula"]),  # as POI begins formulas
        (_result(0), _result(0.5), False, ["number", "number"]),
        (_result(0, 0), _result(0, 0), False, ["number", "number"]),
        (_result(4, 2, 0xFCE00000), _result(0.5), False, ["formula", "number"]),  # as JExcelApi does
        (_result(4), _result(4), False, ["number", "number"]),
        (_EMPTY_TEXT, _EMPTY_TEXT, False, ["formula", "formula"]),
        (_EMPTY_TEXT, _result(0.5), False, ["number"]),
        (_EMPTY_TEXT, _EMPTY_TEXT, True, []),
    ],
)
def test_formulas_of_an_old_workbook_that_nobody_calculated(
    tmp_path: Path, first: bytes, other: bytes, named: bool, kinds: list[str]
) -> None:
    book = xlwt.Workbook()
    for name in ("一", "二"):
        sheet = book.add_sheet(name)
        for row in range(2):
            sheet.write(row, 0, xlwt.Formula("B1-1"))
    book.save(tmp_path / "a.xls")
    whole = (tmp_path / "a.xls").read_bytes()
    assert whole.count(_EMPTY_TEXT) == 4
    before, *behind = whole.split(_EMPTY_TEXT)
    whole = before + b"".join(map(bytes.__add__, (first, first, first, other), behind))
    if named:
        whole = whole.replace(b"\xaf\x01\x02\0", b"\xc1\x01\x02\0", 1)  # a record that says nothing
    (tmp_path / "a.xls").write_bytes(whole)
    with open_sheets(tmp_path / "a.xls") as opened:
        found = [[cell.kind for row in sheet.rows() for cell in row.cells] for sheet in opened]
    assert found[1] == kinds
    if first == other or kinds[0] == "formula":
        assert found[0] == kinds[:1] * 2


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_an_old_workbook_without_a_container(tmp_path: Path, encoding: str) -> None:
    records = [(0x809, struct.pack("<HH4x", 0, 0x10))]  # as the xlsBOF and xlsWriteLabel of many a back office's PHP
    for column, text in enumerate(("店铺", "RFQ响应率(%)")):
        label = text.encode(encoding)
        records.append((0x204, struct.pack("<4H", 0, column, 0, len(label)) + label))
    records += [(0x203, struct.pack("<3Hd", 1, 1, 0, 89.5)), (0x0A, b"")]
    content = b"".join(struct.pack("<2H", kind, len(data)) + data for kind, data in records)
    assert texts(made.written(tmp_path, "a.xls", content)) == [["店铺", "RFQ响应率(%)"], ["89.5"]]


def binary(*records: tuple[int, bytes]) -> bytes:
    """A part of an .xlsb; contents are shorter than 16,384 bytes."""
    numbers = [
        [
            bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
            for number in (kind, len(body))
        ]
        for kind, body in records
    ]
    return b"".join(kind + size + body for (kind, size), (_, body) in zip(numbers, records, strict=True))


def wide(text: str) -> bytes:
    """A text as an .xlsb holds it."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_book(cells: Sequence[tuple[int, bytes]], *rest: tuple[int, bytes], mac: bool = False) -> bytes:
    """An .xlsb of two rows with these cells, the second hidden; its styles are General, 0"分钟", 0.00%, "第"0"周" and d-mmm-yy."""

    def row(number: int, hidden: int) -> tuple[int, bytes]:
        return 0, struct.pack("<IIHBBBI", number, 0, 0, 0, hidden, 0, 0)

    styles = [(47, struct.pack("<HH12x", 0, code)) for code in (0, 170, 10, 171, 15)]
    one, two, five = (struct.pack("<I", count) for count in (1, 2, 5))
    codes = [(44, struct.pack("<H", number) + wide(code)) for number, code in ((170, '0"分钟"'), (171, '"第"0"周"'))]
    sheet = (156, struct.pack("<II", 0, 1) + wide("r1") + wide("周报"))
    book = [(131, b""), (153, struct.pack("<II", mac, 0) + wide("")), (143, b""), sheet, (144, b""), (132, b"")]
    links = made.WORKBOOK_RELATIONS
    for name in ("sheet1", "styles", "sharedStrings"):
        links = links.replace(f"{name}.xml", f"{name}.bin")
    return made.packed({
        "[Content_Types].xml": made.CONTENT_TYPES,
        "xl/workbook.bin": binary(*book),
        "xl/_rels/workbook.bin.rels": links,
        "xl/sharedStrings.bin": binary((159, one + one), (19, b"\0" + wide("指标")), (160, b"")),
        "xl/styles.bin": binary((615, two), *codes, (616, b""), (626, one), (47, bytes(16)), (627, b""), (617, five), *styles, (618, b"")),
        "xl/worksheets/sheet1.bin": binary(
            (129, b""), (148, struct.pack("<4I", 0, 1, 0, 3)), (145, b""), row(0, 0), *cells, row(1, 0x10), *cells, (146, b""),
            *rest, (130, b"")
        ),
    })  # fmt: skip


def test_a_binary_workbook_keeps_its_formats_errors_hidden_rows_and_merged_areas(tmp_path: Path) -> None:
    content: list[tuple[int, int, bytes]] = [
        (5, 1, struct.pack("<d", 30)),
        (2, 2, struct.pack("<i", 8996 << 2 | 2 | 1)),  # packed, a whole number of hundredths
        (3, 0, b"\7"),
        (2, 3, struct.pack("<i", 46 << 2 | 2)),
        (7, 0, bytes(4)),
        (6, 0, wide("DSR")),
        (4, 0, b"\1"),
        (9, 4, struct.pack("<d", 46335) + bytes(6)),
        (8, 0, wide("一") + bytes(6)),
        (62, 0, b"\1" + wide("富") + bytes(8)),
        (11, 0, b"\x2a" + bytes(6)),
        (2, 0, struct.pack("<d", -0.75)[4:]),  # packed, the upper half of a double
        (1, 0, b""),
        (10, 0, bytes(7)),
    ]
    cells = [(kind, struct.pack("<II", column, style) + value) for column, (kind, style, value) in enumerate(content)]
    merged = (176, struct.pack("<4I", 0, 0, 1, 3))
    with open_sheets(made.written(tmp_path, "a.xlsb", binary_book(cells, merged))) as opened:
        sheet = next(opened)
    found = [
        Cell(1, 30, '0"分钟"', "number"), Cell(2, 89.96, "0.00%", "number"), Cell(3, "#DIV/0!", "", "error"),
        Cell(4, "第46周", '"第"0"周"'), Cell(5, "指标"), Cell(6, "DSR"), Cell(7, True, "", "bool"),
        Cell(8, dt.date(2026, 11, 9), "d-mmm-yy", "date"), Cell(9, "一"), Cell(10, "富"), Cell(11, "#N/A", "", "error"),
        Cell(12, -0.75, "", "number"), Cell(14, False, "", "bool"),
    ]  # fmt: skip
    assert list(sheet.rows()) == [Row(1, found), Row(2, found, True)]
    assert sheet.merged == (MergedRange(1, 2, 1, 4),)


def test_short_cells_of_a_binary_workbook_stand_behind_each_other(tmp_path: Path) -> None:
    long = (5, struct.pack("<IId", 1, 0, 1.0))
    short = [
        (kind, struct.pack("<I", style) + value)
        for kind, style, value in (
            (16, 4, struct.pack("<d", 44873)),
            (12, 0, b""),
            (18, 0, bytes(4)),
            (14, 0, b"\7"),
            (15, 0, b"\1"),
            (17, 0, wide("短")),
            (13, 2, struct.pack("<i", 50 << 2 | 3)),
        )
    ]
    with open_sheets(made.written(tmp_path, "a.xlsb", binary_book([long, *short], mac=True))) as opened:
        row, _ = next(opened).rows()
    assert row.cells == [
        Cell(2, 1, "", "number"), Cell(3, dt.date(2026, 11, 9), "d-mmm-yy", "date"), Cell(5, "指标"),
        Cell(6, "#DIV/0!", "", "error"), Cell(7, True, "", "bool"), Cell(8, "短"), Cell(9, 0.5, "0.00%", "number"),
    ]  # fmt: skip


@pytest.mark.parametrize("length", [57, 58, 59, 122, 123, 8000])  # 58 and 122: records of 128 and 256 bytes
def test_long_texts_of_a_binary_workbook(tmp_path: Path, length: int) -> None:
    cells = [(6, struct.pack("<II", at, 0) + wide("长" * length)) for at in range(2)]
    with open_sheets(made.written(tmp_path, "a.xlsb", binary_book(cells))) as opened:
        row, _ = next(opened).rows()
    assert row.cells == [Cell(1, "长" * length), Cell(2, "长" * length)]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([(7, struct.pack("<III", 0, 0, 1))], "damaged"),  # a text beyond the last
        ([(0, struct.pack("<IIHBBBI", 0, 0, 0, 0, 0, 0, 0))], "row 1 stands behind row 1"),
        ([(0, struct.pack("<IIHBBBI", 1 << 20, 0, 0, 0, 0, 0, 0))], "row number"),
        ([(5, struct.pack("<IId", column, 0, 1)) for column in range(501)], "columns"),
    ],
)
def test_binary_workbooks_that_are_refused(tmp_path: Path, cells: list[tuple[int, bytes]], said: str) -> None:
    path = made.written(tmp_path, "a.xlsb", binary_book(cells))
    with pytest.raises(UnreadableFile, match=said), open_sheets(path) as opened:
        list(opened)


def test_an_open_document_keeps_its_types(tmp_path: Path) -> None:
    book = OpenDocumentSpreadsheet()
    table = Table(name="周报")
    row = TableRow()
    for kind, stored in (
        ("percentage", "0.8996"),
        ("float", "12"),
        ("currency", "19.5"),
        ("boolean", None),
        ("date", None),
    ):
        how = (
            {"value": stored}
            if stored
            else {"booleanvalue": "TRUE"}
            if kind == "boolean"
            else {"datevalue": "2026-11-08"}
        )
        cell = TableCell(valuetype=kind, numbercolumnsrepeated=2 if kind == "float" else 1, **how)
        cell.addElement(P(text="printed"))
        row.addElement(cell)
    table.addElement(row)
    table.addElement(TableRow(numberrowsrepeated=1_000_000))  # the empty rest of a sheet
    spanned = TableRow()
    area = TableCell(valuetype="string", numbercolumnsspanned=2)
    area.addElement(P(text="合并"))
    spanned.addElement(area)
    spanned.addElement(CoveredTableCell())
    table.addElement(spanned)
    book.spreadsheet.addElement(table)
    book.save(tmp_path / "a.ods")
    with open_sheets(tmp_path / "a.ods") as opened:
        sheet = next(opened)
    first, last = list(sheet.rows())
    assert first.cells[0] == Cell(1, 0.8996, "0.00%", "number")
    assert [cell.value for cell in first.cells[1:]] == [12, 12, 19.5, True, dt.date(2026, 11, 8)]
    assert last.number == 1_000_002
    assert sheet.merged == (MergedRange(1_000_002, 1, 1_000_002, 2),)


@pytest.mark.parametrize(
    ("kind", "value", "printed", "code"),
    [
        ("float", "0.07", "0.07万", '0"万"'),
        ("float", "0.070000000000000007", "0,07万", '0"万"'),
        ("float", "12345", "12千", "General"),  # 0,"千" shows thousands of what is stored
        ("float", "1204.5", "1.204,50 €", '0" €"'),
        ("float", "-3.5", "-3.5", "General"),
        ("float", "71", "71%", '0"%"'),
        ("float", "0.8996", "90%", "0.00%"),
        ("float", "0.004", "0%", "General"),  # of 0% and of 0"%"
        ("float", "5", "", "General"),
        ("percentage", "0.8996", "90%", "0.00%"),
        ('currency" office:currency="CNY', "0.07", "¥0.07万", '[$CNY]"¥"0"万"'),
        ('currency" office:currency="EUR', "2", "", "[$EUR]0.00"),
        ("currency", "652.3", "$652.30", '"$"0'),
    ],
)
def test_a_unit_that_the_format_of_an_open_document_shows(
    tmp_path: Path, kind: str, value: str, printed: str, code: str
) -> None:
    content = (
        '<office:document><table:table table:name="a"><table:table-row><table:table-cell office:value-type="'
        f'{kind}" office:value="{value}"><text:p>{printed}</text:p></table:table-cell></table:table-row></table:table>'
        "</office:document>"
    )
    with open_sheets(made.written(tmp_path, "a.fods", content)) as opened:
        [row] = next(opened).rows()
    assert row.cells == [Cell(1, pytest.approx(float(value)), code, "number")]


_DATA_STYLES = (
    '<number:percentage-style style:name="N1"><number:number/><number:text>%</number:text></number:percentage-style>'
    '<number:date-style style:name="N2"><number:year/><number:month/><number:day/></number:date-style>'
    '<number:date-style style:name="N3"><number:year/><number:month/></number:date-style>'
    '<number:time-style style:name="N4"><number:hours/><number:minutes/></number:time-style>'
)


@pytest.mark.parametrize(
    ("style", "stored", "value", "code", "kind"),
    [
        ("N1", 'float" office:value="0.004', 0.004, "0.00%", "number"),
        ("N2", 'float" office:value="46335', dt.date(2026, 11, 9), "yyyy-mm-dd", "date"),
        ("N3", 'float" office:value="46266', dt.date(2026, 9, 1), "yyyy-mm", "date"),
        ("N4", 'float" office:value="1.5', dt.timedelta(hours=36), "[h]:mm:ss", "duration"),
        ("N5", 'float" office:value="46335', 46335, "General", "number"),
        ("N3", 'date" office:date-value="2026-09-01T00:00:00.000Z', dt.date(2026, 9, 1), "yyyy-mm", "date"),
        ("N2", 'date" office:date-value="2026-09-01T08:30:00Z', dt.datetime(2026, 9, 1, 8, 30), "yyyy-mm-dd", "date"),
    ],
)
def test_types_that_an_open_document_leaves_to_its_styles(
    tmp_path: Path, style: str, stored: str, value: object, code: str, kind: str
) -> None:
    content = (
        f'<office:document><office:automatic-styles>{_DATA_STYLES}<style:style style:name="ce1" '
        f'style:data-style-name="{style}"/></office:automatic-styles><table:table><table:table-row><table:table-cell '
        f'table:style-name="ce1" office:value-type="{stored}"/></table:table-row></table:table></office:document>'
    )
    with open_sheets(made.written(tmp_path, "a.fods", content)) as opened:
        [row] = next(opened).rows()
    assert row.cells == [Cell(1, value, code, kind)]


def test_charts_and_reading_aids_in_a_cell_of_an_open_document_are_not_its_text(tmp_path: Path) -> None:
    cell = (
        "<table:table-cell><draw:frame><draw:object/><svg:title>走势</svg:title></draw:frame><text:p><text:ruby><text:ruby-base>曝光"
        "</text:ruby-base><text:ruby-text>baoguang</text:ruby-text></text:ruby>量</text:p></table:table-cell>"
    )
    content = f"<office:document><table:table><table:table-row>{cell}</table:table-row></table:table></office:document>"
    assert texts(made.written(tmp_path, "a.fods", content)) == [["曝光量"]]


def test_the_number_of_a_week_in_an_open_document(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="float" office:value="46"><text:p>第46周</text:p></table:table-cell>'
    content = f"<office:document><table:table><table:table-row>{cell}</table:table-row></table:table></office:document>"
    assert texts(made.written(tmp_path, "a.fods", content)) == [["第46周"]]


def test_texts_remarks_and_styles_of_a_spreadsheet_of_2003_as_excel_writes_them(tmp_path: Path) -> None:
    html = 'xmlns="http://www.w3.org/TR/REC-html40"'
    remark = f'<Comment ss:Author="a"><ss:Data {html}><B>a:</B>核对</ss:Data></Comment>'
    rows = (
        f'<Row><Cell><ss:Data ss:Type="String" {html}><B>订单</B><Font html:Color="#F00">缺陷率</Font></ss:Data>{remark}</Cell>'
        f'<Cell ss:StyleID="s62"><Data ss:Type="Number">0.9</Data>{remark}</Cell>'
        '<Cell ss:StyleID="s63"><Data ss:Type="Number">0.07</Data></Cell><Cell><Data ss:Type="Boolean">True</Data></Cell></Row>'
    )
    styles = (
        '<Styles><Style ss:ID="s16" ss:Name="Percent"><NumberFormat ss:Format="0%"/></Style><Style ss:ID="s62" ss:Parent="s16"/>'
        '<Style ss:ID="s63"><ss:NumberFormat ss:Format="0.00&quot;万&quot;"/></Style></Styles>'
    )
    unseen = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>"
    content = broken.xml2003(rows).replace("<Worksheet", f"{styles}<Worksheet", 1).replace("</Worksheet>", unseen)
    with open_sheets(made.written(tmp_path, "a.xls", content)) as opened:
        sheet = next(opened)
        [row] = sheet.rows()
    assert sheet.hidden
    assert row.cells == [
        Cell(1, "订单缺陷率"), Cell(2, 0.9, "0%", "number"), Cell(3, 0.07, '0.00"万"', "number"),
        Cell(4, True, "", "bool"),
    ]  # fmt: skip


def test_html_spans_and_hidden_rows(tmp_path: Path) -> None:
    page = (
        "<table><tr><th rowspan=2>店铺<th colspan='2'>周<tr><td>一<td>二</tr><tr style='display: none'>"
        "<td>甲</td><td>1</td><td>2</td></tr></table>"
        "<script>document.write('<table><tr><td>no</td></tr></table>')</script><table><tr><td>a<br>b</td></tr></table>"
    )
    with open_sheets(made.written(tmp_path, "a.xls", page)) as opened:
        sheet = next(opened)
    assert [(a1(row.number, cell.column), cell.value) for row in sheet.rows() for cell in row.cells] == [
        ("A1", "店铺"), ("B1", "周"), ("B2", "一"), ("C2", "二"), ("A3", "甲"), ("B3", "1"), ("C3", "2"), ("A4", "a b"),
    ]  # fmt: skip
    assert sheet.merged == (MergedRange(1, 1, 2, 1), MergedRange(1, 2, 1, 3))
    assert [row.hidden for row in sheet.rows()] == [False, False, True, False]


def test_a_workbook_saved_as_a_page_of_frames_is_called_so(tmp_path: Path) -> None:
    page = '<html><frameset rows="*,39"><frame src="a.files/sheet001.htm"></frameset></html>'
    with (
        pytest.raises(UnreadableFile, match="in the folder beside it"),
        open_sheets(made.written(tmp_path, "a.xls", page)),
    ):
        pass


def test_json_is_handed_through(tmp_path: Path) -> None:
    path = made.written(tmp_path, "health.json", json.dumps({"accountStatuses": [{"marketplaceId": "A1PA6795UKMFR9"}]}))
    with open_sheets(path) as sheets:
        sheet: Sheet = next(sheets)
    assert sheet.document == {"accountStatuses": [{"marketplaceId": "A1PA6795UKMFR9"}]}
    assert list(sheet.rows()) == []
    assert texts(made.written(tmp_path, "a.csv", "[店铺],b\n1,2\n")) == [["[店铺]", "b"], ["1", "2"]]


def test_rows_and_blocks_agree(tmp_path: Path) -> None:
    lines = "a,b,c\n" + "".join(f"{n},{n * 2},{'' if n % 3 else 'x'}\n" if n % 5 else "\n" for n in range(1, 20_000))
    for name, content in (("a.csv", lines), ("a.xlsx", as_xlsx())):
        with open_sheets(made.written(tmp_path, name, content)) as sheets:
            sheet = next(sheets)
            by_row = {
                (row.number, cell.column): cell.value
                for row in sheet.rows()
                for cell in row.cells
                if row.number >= 2 and cell.column in {1, 3, 9}
            }
            by_block = {
                (number, column): value
                for block in sheet.blocks([1, 3, 9], first_row=2)
                for column, values in zip([1, 3, 9], block.columns, strict=True)
                for number, value in zip(block.numbers, values, strict=True)
                if value not in ("", None)
            }
        assert by_block == by_row


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("Löffel, groß", "cp1252"), ("Café créée à 5 €", "cp1252"), ("マグｱ", "cp932")],
)
def test_names_below_ascii_headings_may_be_in_any_encoding(tmp_path: Path, name: str, encoding: str) -> None:
    rows = b"sku\tproduct-name\tquantity\r\nS1\t" + name.encode(encoding) + b"\t3\r\n"
    path = made.written(tmp_path, "a.txt", rows)
    assert texts(path)[1] == ["S1", name, "3"]
    with open_sheets(path) as sheets:
        assert any("figures are right in any case" in note.en for note in next(sheets).notes)


@pytest.mark.parametrize(
    ("name", "tab"),
    [("Лавка".encode("cp1251"), b"\t"), ("恒达店".encode()[:-2], b"\t"), ("Café".encode("cp1252"), b",")],
)
def test_other_names_in_no_known_encoding_are_asked_about(tmp_path: Path, name: bytes, tab: bytes) -> None:
    path = made.written(tmp_path, "a.txt", b"Store\tDSR\r\n".replace(b"\t", tab) + name + tab + b"3\r\n")
    with pytest.raises(UnreadableFile, match="cannot be decoded"):
        texts(path)


def test_encodings_are_proven_or_asked_for(tmp_path: Path) -> None:
    latin = made.written(tmp_path, "a.csv", "Händler,Größe\n1 €,2\n".encode("cp1252"))
    with pytest.raises(UnreadableFile, match="cannot be decoded") as caught:
        texts(latin)
    assert "--encoding" in caught.value.remedy.en  # type: ignore[union-attr]
    assert texts(latin, "cp1252") == [["Händler", "Größe"], ["1 €", "2"]]
    for unknown in ("nonsense", "zlib", "", "\0", "rot13"):
        with pytest.raises(UnreadableFile, match="unknown encoding"):
            texts(latin, unknown)
    utf8 = made.written(tmp_path, "b.csv", "店铺,回复率\n甲,1\n")
    assert texts(utf8, "gb18030") == [["店铺", "回复率"], ["甲", "1"]]  # valid UTF-8 is UTF-8
    late = made.written(tmp_path, "c.csv", ("a,b\n" * 200_000 + "店,铺\n").encode("gb18030"))
    assert texts(late)[-1] == ["店", "铺"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_that_is_kept_from_becoming_a_number(tmp_path: Path, delimiter: str) -> None:
    lines = (['="店铺"', "SKU", "销量"], ['="甲"', '"=""00123"""', '="1,204"'], ["乙", "=1+1", '"a=""b"""'])
    content = "\r\n".join(delimiter.join(line) for line in lines)
    assert texts(made.written(tmp_path, "a.csv", content)) == [
        ["店铺", "SKU", "销量"], ["甲", "00123", "1,204"], ["乙", "=1+1", 'a="b"'],
    ]  # fmt: skip


def test_delimiters_are_counted_outside_quotes() -> None:
    assert sniff_delimiter(["a;b\n", "1,5;2,5\n", "3,5;4,5\n"]) == ";"
    assert sniff_delimiter(['name,"a;b;c"\n', '1,"x;y;z"\n']) == ","
    assert sniff_delimiter(["iPhone | case,1,2\n", "a | b,3,4\n"]) == ","
    assert sniff_delimiter(["a\tb,c\n", "1\t2,3\n"]) == "\t"
    assert sniff_delimiter(["alone\n"]) == ","
    assert sniff_delimiter(["日期\t,曝光\t\n", "2026-11-09\t,1000\t\n"]) == ","  # padded, so that Excel keeps texts
    assert sniff_delimiter(["日期,\t曝光\n", "2026-11-09,\t1000\n"]) == ","
    assert sniff_delimiter(['"日期\t";"\t曝光"\n', '"2026-11-09\t";"\t1,000"\n']) == ";"
    assert sniff_delimiter(["a\tb\tc\n", "x,\t1\t2\n"]) == "\t"
    assert sniff_delimiter(["a\t\n", "b\t\n"]) == "\t"


@pytest.mark.parametrize(
    ("lines", "delimiter"),
    [
        (["恒达机械 周报 2026-W46", "RFQ响应率：92%", "曝光：12,340", "成交：1,204", "以上。"], "："),
        (["Order defect rate: 0.4%", "IPI: 512"], ":"),
        (["Order Defect Rate", "Target: under 1%", "0.5%", "Late Shipment Rate", "Target: under 4%", "1.2%"], ","),
        (["RFQ响应率：92%", "DSR：4.7", "违规扣分: 0"], "："),
        (["Report: visits", "Store: 恒达", "时间,访客", "2026-11-14 09:00,1200"], ","),
        (["Report: visits", "Exported: 09:00", "访客", "12"], ":"),
        (["09:00", "10:30"], ","),
        (["RFQ响应率：92%"], "："),
        (["恒达 2026-W46", "", "RFQ response rate: 92%"], ":"),
        (["RFQ响应率：", "92%"], ","),
        (["周报", "RFQ响应率：92%", "以上"], ","),
        (["店铺：,恒达", "RFQ响应率：,92%"], ","),
        (['"店铺：","恒达"', '"RFQ响应率：","92%"'], ","),
        (["DSR:;4,7", "RFQ响应率:;92%"], ";"),
    ],
)
def test_a_colon_parts_pairs_and_nothing_else(lines: list[str], delimiter: str) -> None:
    assert sniff_delimiter([f"{line}\n" for line in lines]) == delimiter


def test_a_walk_finds_data_and_lists_the_rest(tmp_path: Path) -> None:
    for name in (
        "b/周报.csv",
        "a.csv",
        "~$a.xlsx",
        ".hidden/x.csv",
        ".~lock.a.csv#",
        "desktop.ini",
        "shot.png",
        "report.html",
        "b/空 格.csv",
    ):
        made.written(tmp_path, name, "a,b\n1,2\n")
    found = find_sources([tmp_path])
    names = [source.name.removeprefix(f"{tmp_path.as_posix()}/") for source in found.sources]
    assert names == ["a.csv", "b/周报.csv", "b/空 格.csv"]
    assert len(found.skipped) == 6
    assert find_sources([str(tmp_path / "shot.png")]).sources  # named by itself it is read, and judged by its content
    assert [item.error.message.en for item in find_sources([tmp_path / "none", tmp_path / ".hidden/y"]).refused] == [
        "the file does not exist"
    ] * 2
    (online,) = find_sources(["https://docs.qq.com/sheet/DU"]).refused
    assert online.error.remedy is not None
    assert "download" in online.error.remedy.en
    (piped,) = find_sources(["-"]).refused
    assert piped.error.remedy == ("不读标准输入，请先存成文件", "standard input is not read: save it as a file first")


@pytest.mark.parametrize(
    ("written", "why", "remedy"),
    [
        ("none.csv", "the file does not exist", "check the path"),
        ("恒答/*.xlsx", "no file matches", 'there is no folder "恒答"'),
        ("恒达/W46/周报.xlsx", "the file does not exist", 'there is no folder "W46"'),
        ("恒达/*.xls", "no file matches", "check the path"),
        ("恒达/*/周报.xlsx", "no file matches", "check the path"),
        ("恒达\\周报.xlsx", "the file does not exist", "paths are written with / on this machine, not with \\"),
        ("~/恒达/周报.xlsx", "the file does not exist", "~, $NAME and %NAME% are not replaced: write the path out"),
        ("$HOME/*.xlsx", "no file matches", "~, $NAME and %NAME% are not replaced: write the path out"),
        ("%USERPROFILE%/a.xlsx", "the file does not exist", "~, $NAME and %NAME% are not replaced: write the path out"),
        ("恒达 /周报.xlsx", "the file does not exist", '"恒达 " begins or ends with a space: take it away'),
        ("恒达/旧.xlsx", "a link to a file that is gone", "copy the file itself here"),
    ],
)
def test_of_a_path_where_nothing_lies_it_is_told_what_is_wrong_about_it(
    tmp_path: Path, written: str, why: str, remedy: str
) -> None:
    """A wrong name in agency.yaml has to be found among sixty. What else lies there is not for a client's report."""
    (tmp_path / "恒达").mkdir()
    (tmp_path / "恒达" / "旧.xlsx").symlink_to("gone.xlsx")
    (refused,) = find_sources([tmp_path / written]).refused
    assert (refused.error.message.en, refused.error.remedy and refused.error.remedy.en) == (why, remedy)


def test_a_zipped_folder(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("十一月/店铺.csv", as_csv())
        archive.writestr("x.xlsx", as_xlsx())
        archive.writestr("__MACOSX/._x.xlsx", b"\0")
        archive.writestr("../../evil.csv", "a,b\n")
        archive.writestr("/etc/evil.csv", "a,b\n")
        archive.writestr("inner.zip", made.packed({"a.csv": "a,b\n"}))
        gbk = zipfile.ZipInfo("店.csv".encode("gbk").decode("cp437"))
        archive.writestr(gbk, as_csv())
    data = buffer.getvalue()
    raw = "店.csv".encode("gbk")
    utf8 = "店.csv".encode("gbk").decode("cp437").encode()
    assert len(utf8) > len(raw)
    path = made.written(tmp_path, "week.zip", data)
    found = find_sources([path])
    base = f"{path.as_posix()}!"
    names = [source.name.removeprefix(base) for source in found.sources]
    assert names[:3] == ["十一月/店铺.csv", "x.xlsx", "inner.zip"]
    assert [item.name.removeprefix(base) for item in found.refused] == ["../../evil.csv", "/etc/evil.csv"]
    assert texts(found.sources[0]) == texts(found.sources[1]) == EXPECTED
    assert fingerprint(found.sources[0])[1] == len(as_csv().encode())
    with pytest.raises(UnreadableFile, match="within an archive"):
        texts(found.sources[2])


def test_gbk_names_in_a_zip(tmp_path: Path) -> None:
    data = made.packed({"AAAA.csv": as_csv()}).replace(b"AAAA.csv", "店铺".encode("gbk") + b".csv")
    found = find_sources([made.written(tmp_path, "a.zip", data)])
    assert found.sources[0].member == "店铺.csv"
    assert texts(found.sources[0]) == EXPECTED


def test_a_member_may_be_no_larger_than_the_limit(tmp_path: Path) -> None:
    path = made.written(tmp_path, "a.zip", made.packed({"a.csv": "a,b\n" + "1,2\n" * 1000}))
    source = find_sources([path]).sources[0]
    assert fingerprint(source, Limits(inflated=4004))[1] == 4004
    with pytest.raises(UnreadableFile, match="inflates to more"):
        fingerprint(source, Limits(inflated=4003))
