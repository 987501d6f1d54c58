"""A filled-in form keeps everything that is not filled in."""

from __future__ import annotations

import re
from contextlib import nullcontext
from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter

from auditor.report.form_package import Package
from auditor.report.form_xml import Unfit
from tests.report.pictures import png

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def decorated() -> bytes:
    """A form with what a library that writes a workbook anew leaves out."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Report")
    sheet.insert_image("G2", "logo.png", {"image_data": BytesIO(png(8, 8))})
    sheet.insert_textbox("G8", "Confidential")
    sheet.add_sparkline("C7", {"range": "Report!A1:A3"})
    sheet.conditional_format("C5", {"type": "icon_set", "icon_style": "3_arrows"})
    sheet.merge_range("B2:E3", "", book.add_format({"bold": True}))
    sheet.write("C6", None, book.add_format({"num_format": "d mmm yyyy"}))
    sheet.write_formula("C10", "=C5*2", None, 99)
    sheet.write_formula("C5", "=1+1", None, 2)
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Report!$A$1:$A$3"})
    book.add_chartsheet("Curve").set_chart(chart)
    book.define_name("auditor_store", "=Report!$B$2")
    book.close()
    return made.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_what_is_not_filled_in_keeps_its_bytes():
    form = decorated()
    package = Package(form)
    assert package.names == [("auditor_store", "Report!$B$2")]
    ((sheet, _),) = package.places("Report!$B$2") or ()
    values = {(sheet, (2, 2)): "北桥 & <b>", (sheet, (5, 3)): 49, (sheet, (6, 3)): date(2026, 11, 15)}
    before, after = parts(form), parts(filled := package.fill(values))
    assert filled == Package(form).fill(values)
    assert list(after) == list(before)
    assert {name for name in before if before[name] != after[name]} == {sheet, "xl/workbook.xml"}
    head, tail = (before[sheet].partition(b"<sheetData>")[::2], after[sheet].partition(b"<sheetData>")[::2])
    assert head[0] == tail[0]
    assert head[1].partition(b"</sheetData>")[2] == tail[1].partition(b"</sheetData>")[2]
    read = openpyxl.load_workbook(BytesIO(filled))["Report"]
    assert [read[cell].value for cell in ("B2", "C5", "C6", "C10")] == [
        "北桥 & <b>",
        49,
        datetime(2026, 11, 15),
        "=C5*2",
    ]
    assert read["B2"].font.bold
    assert read["C6"].number_format == "d mmm yyyy"
    results = openpyxl.load_workbook(BytesIO(filled), data_only=True)["Report"]
    assert results["C10"].value is None, "what it was with the cell as it stood"
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]
    assert after["xl/workbook.xml"].count(b"<calcPr") == 1


@pytest.mark.parametrize(
    ("refers", "place"),
    [
        ("Report!$B$2", (2, 2)),
        ("=report!B2", (2, 2)),
        ("Report!$B$2:$E$3", (2, 2)),  # as some programs name merged cells
        ("Report!$D$3", (2, 2)),  # within them, where nothing would be seen
        ("'Report'!$A$1048576", (1048576, 1)),
        ("Report!$B$13:$D$14", None),
        ("Report!$A$2:$E$3", None),
        ("#REF!", None),
        ("Report!#REF!", None),
        ("Report!$B:$B", None),
        ("Report!$B$2,#REF!", None),
        ("Gone!$B$2", None),
        ("Curve!$B$2", None),
        ("[1]Report!$B$2", None),
        ("OFFSET(Report!$B$2,1,1)", None),
        ("42", None),
        ("", None),
    ],
)
def test_a_name_is_of_one_cell(refers, place):
    found = Package(decorated()).places(refers)
    assert (found and [where for _, where in found]) == (place and [place])


def bare(sheet: str, *, prefix: str = "", book: str = "", kind: str = "sheet", **more: str) -> bytes:
    """A workbook of one sheet as other programs write it."""
    colon, scope = (prefix + ":", f"xmlns:{prefix}") if prefix else ("", "xmlns")
    members = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        f'PartName="/xl/workbook.xml" ContentType="{SHEET}.{kind}.main+xml"/><Override PartName="/xl/calcChain.xml" '
        f'ContentType="{SHEET}.calcChain+xml"/><Override PartName="/xl/s.xml" ContentType="{SHEET}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r0" Type="{OFFICE}/extended-properties" '
        f'Target="docProps/app.xml"/><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/worksheet" '
        f'Target="s.xml"/><Relationship Id="r2" Type="{OFFICE}/calcChain" Target="calcChain.xml"/></Relationships>',
        "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>',
        "xl/workbook.xml": f'<{colon}workbook {scope}="{MAIN}" xmlns:r="{OFFICE}">{book}<{colon}sheets><{colon}sheet name="S" '
        f'sheetId="1" r:id="r1"/></{colon}sheets><{colon}definedNames><{colon}definedName name="auditor_store">S!$A$1'
        f"</{colon}definedName></{colon}definedNames></{colon}workbook>",
        "xl/s.xml": f'<{colon}worksheet {scope}="{MAIN}">{sheet}</{colon}worksheet>',
    } | more
    made = BytesIO()
    with ZipFile(made, "w") as package:
        for name, content in members.items():
            package.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("sheet", "prefix"),
    [
        ("<sheetData/>", ""),
        ("<sheetData></sheetData>", ""),
        ("<x:sheetData/>", "x"),
        ('<sheetData><row r="2" spans="1:1"/></sheetData>', ""),
        ('<x:sheetData><x:row r="2" spans="3:3"><x:c r="C2"><x:v>7</x:v></x:c></x:row></x:sheetData>', "x"),
        ('<sheetData>\n <row r="2">\n  <c r="A2" t="s"><v>0</v></c>\n </row>\n <row r="9"/>\n</sheetData>', ""),
        (
            '<sheetData><row><c><v>5</v></c></row><row><c><v>1</v></c><c/><c t="str"><f>1+1</f><v>2</v></c></row></sheetData>',
            "",
        ),
        ('<sheetData><row r="2"><c r="C2"><v>7</v></c><c r="E2"/></row><row r="4"><c r="F4"/></row></sheetData>', ""),
        (
            '<odd><row/></odd><sheetData><row r="3"><c r="A3"><v>1</v></c></row></sheetData><controls><c><row>3</row></c></controls>',
            "",
        ),
    ],
)
def test_cells_are_put_where_they_belong(sheet, prefix):
    at = {(1, 1): "one", (2, 1): "a", (2, 4): "d", (2, 2): 2.5, (4, 2): "four", (12, 3): None, (1, 3): "x" * 40_000}
    filled = Package(bare(sheet, prefix=prefix)).fill({("xl/s.xml", place): value for place, value in at.items()})
    read = openpyxl.load_workbook(BytesIO(filled))["S"]
    assert {place: read.cell(*place).value for place in at} == at | {(1, 3): "x" * 32_767}
    if "A3" in sheet:
        assert read["A3"].value == 1
    if "C2" in sheet:
        assert read["C2"].value == 7
    if "<f>" in sheet:
        assert read["C2"].value == "=1+1"
    made = parts(filled)["xl/s.xml"].decode()
    rows = [int(row) for row in re.findall('row r="([0-9]+)"', made)]
    assert rows == sorted(set(rows))
    cells = [(int(row), letters) for letters, row in re.findall('c r="([A-Z]+)([0-9]+)"', made)]
    assert cells == sorted(cells), "else Excel calls the file damaged"
    assert (12, "C") not in cells
    assert "spans" not in made
    assert 't="str"' not in made
    assert made.partition("<controls>")[2] in ("", "<c><row>3</row></c></controls></worksheet>")
    if "<f>" not in sheet:
        form = bare(sheet, prefix=prefix)
        assert parts(Package(form).fill({}))["xl/s.xml"] == parts(form)["xl/s.xml"]


def test_a_cell_that_is_to_be_blank_keeps_its_look():
    made = Package(bare('<sheetData><row r="1"><c r="A1" s="2" t="s"><v>7</v></c></row></sheetData>')).fill(
        {("xl/s.xml", (1, 1)): None}
    )
    assert b'<row r="1"><c r="A1" s="2"></c></row>' in parts(made)["xl/s.xml"]


def test_each_sheet_gets_its_own():
    made, book = BytesIO(), openpyxl.Workbook()
    book.active.title = "A"
    book.create_sheet("B")
    book.save(made)
    package = Package(made.getvalue())
    places = [place for name in "AB" for place in package.places(f"{name}!$C$2") or ()]
    read = openpyxl.load_workbook(BytesIO(package.fill(dict(zip(places, "ab", strict=True)))))
    assert [read[name]["C2"].value for name in "AB"] == ["a", "b"]


@pytest.mark.parametrize("ref", ['ref="A1"', "", 'ref="A1:"'])
def test_merged_cells_that_are_none_are_passed_over(ref):
    package = Package(bare(f"<sheetData/><mergeCells><mergeCell {ref}/></mergeCells>"))
    assert package.places("S!$A$1") == [("xl/s.xml", (1, 1))]


@pytest.mark.parametrize("kind", ["template", "sheet"])
def test_a_filled_in_form_is_a_plain_workbook_without_the_order_of_its_old_calculation(kind):
    made = parts(Package(bare('<sheetData><row r="1"><c r="A1"><f>1</f></c></row></sheetData>', kind=kind)).fill(
        {("xl/s.xml", (1, 1)): 3}
    ))  # fmt: skip
    assert "xl/calcChain.xml" not in made
    assert b"calcChain" not in made["[Content_Types].xml"] + made["xl/_rels/workbook.xml.rels"]
    assert made["[Content_Types].xml"].count(b"spreadsheetml.sheet.main+xml") == 1


@pytest.mark.parametrize(("book", "serial"), [("", b"46341"), ('<workbookPr date1904="1"/>', b"44879")])
def test_a_day_is_counted_as_the_workbook_counts_its_days(book, serial):
    made = Package(bare("<sheetData/>", book=book)).fill({("xl/s.xml", (1, 1)): date(2026, 11, 15)})
    assert b'<c r="A1"><v>%b</v></c>' % serial in parts(made)["xl/s.xml"]


DIFFERENTIAL = '<dxfs count="1"><dxf><numFmt numFmtId="180" formatCode="yyyy-mm-dd"/></dxf></dxfs>'
FORMATS = '<numFmts count="1"><numFmt numFmtId="190" formatCode="0.0"/></numFmts>'


@pytest.mark.parametrize(
    ("formats", "further", "number"),
    [
        ("", "", 164),
        ("<numFmts/>", "", 164),
        (FORMATS, "", 191),
        (FORMATS.replace("0.0", "yyyy-mm-dd"), "", 190),
        ("", DIFFERENTIAL, 164),  # that of a conditional format is no cell's
    ],
)
def test_a_day_in_a_cell_without_a_format_gets_one_and_keeps_its_look(formats, further, number):
    styles = (
        f'<styleSheet xmlns="{MAIN}">{formats}<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
        '<borders count="1"><border/>'
        '</borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="9" '
        f'fontId="0"><alignment horizontal="right"/></xf></cellXfs>{further}</styleSheet>'
    )
    related = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/worksheet" Target="s.xml"/>'
        f'<Relationship Id="r3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    )
    more = {"xl/styles.xml": styles, "xl/_rels/workbook.xml.rels": related}
    form = bare('<sheetData><row r="1"><c r="A1" s="1"/></row></sheetData>', **more)
    day = date(2026, 11, 15)
    made = Package(form).fill({("xl/s.xml", (1, column)): day for column in (1, 2, 3)})
    read = openpyxl.load_workbook(BytesIO(made))["S"]
    assert [read.cell(1, column).value for column in (1, 2, 3)] == [datetime(2026, 11, 15)] * 3
    assert read["A1"].alignment.horizontal == "right"
    assert read["B1"].number_format == "yyyy-mm-dd"
    made_styles = parts(made)["xl/styles.xml"].decode()
    assert made_styles.partition("<cellXfs")[2].count(f' numFmtId="{number}"') == 3
    own = made_styles.partition("<dxfs")[0]
    assert own.count(f'<numFmt numFmtId="{number}"') == 1
    assert f'<numFmts count="{own.count("<numFmt ")}">' in own
    assert '<cellXfs count="5">' in own


COLUMNS = '<cols><col min="1" max="2" style="4"/><col min="3" max="3" width="9"/></cols>'


@pytest.mark.parametrize(
    ("row", "column", "style"),
    [
        ("", 1, b' s="4"'),
        ("", 2, b' s="4"'),
        ("", 3, b""),
        ("", 4, b""),
        ('<row r="1" s="5" customFormat="1"/>', 2, b' s="5"'),
        ('<row r="1" s="5"/>', 2, b' s="4"'),
        ('<row r="1" s="5" customFormat="1"><c r="B1"/></row>', 2, b""),
    ],
)
def test_a_cell_that_the_sheet_does_not_hold_looks_as_its_row_or_column(row, column, style):
    made = Package(bare(f"{COLUMNS}<sheetData>{row}</sheetData>")).fill({("xl/s.xml", (1, column)): 3})
    assert b'<c r="%c1"%b><v>3</v></c>' % (64 + column, style) in parts(made)["xl/s.xml"]


@pytest.mark.parametrize(
    ("formula", "shared"),
    [
        ('t="shared" ref="A1:A2" si="0"', True),
        ('t="array" ref="A1:B1"', True),
        ('t="array" ref="A1"', False),
        ('t="shared" si="0"', False),  # one of the others
        ("", False),
    ],
)
def test_a_formula_that_stands_for_other_cells_too_is_not_lost(formula, shared):
    package = Package(bare(f'<sheetData><row r="1"><c r="A1"><f {formula}>B1*2</f><v>1</v></c></row></sheetData>'))
    with pytest.raises(Unfit, match="A1") if shared else nullcontext():
        package.fill({("xl/s.xml", (1, 1)): 3})
    assert package.fill({})


def test_a_sheet_of_more_than_a_form_can_hold_is_refused(monkeypatch):
    package = Package(bare("<sheetData><row/><row/></sheetData>"))
    monkeypatch.setattr("auditor.report.form_xml._MOST", 3)
    assert package.fill({})
    monkeypatch.setattr("auditor.report.form_xml._MOST", 2)
    with pytest.raises(Unfit, match="more than 2 rows"):
        package.fill({})


@pytest.mark.parametrize(
    ("sheet", "word"),
    [("<!DOCTYPE x><x/>", "DOCTYPE"), ("<worksheet/>", "sheetData"), ("<worksheet/>".encode("utf-16"), "UTF-16")],
)
def test_a_sheet_that_is_none_is_refused(sheet, word):
    with pytest.raises(ValueError, match=word):
        Package(bare("", **{"xl/s.xml": sheet})).fill({})
