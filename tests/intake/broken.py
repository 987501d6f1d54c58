"""A corpus of broken and hostile files, made here: name → content. Each kind is one that has been met or feared."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

import openpyxl
import xlwt

from auditor.intake.readers.cells import a1
from tests.intake.made import (
    CONTENT_TYPES,
    MAIN,
    RELATIONS,
    ROWS,
    STRINGS,
    STYLES,
    WORKBOOK,
    WORKBOOK_RELATIONS,
    packed,
    parts,
    sheet,
    workbook,
)

ROW_2003 = '<Row><Cell><Data ss:Type="String">店铺</Data></Cell><Cell ss:Formula="=1+1"/></Row>'
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE x [<!ENTITY e0 "lol">{ENTITIES}]>'


def cell(row: int, column: int, value: str = "<v>1</v>", attributes: str = "") -> str:
    return f'<row r="{row}"><c r="{a1(row, column)}" {attributes}>{value}</c></row>'


def xls(change: Callable[[xlwt.Workbook], None] | None = None) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet_ = book.add_sheet("周报")
    for row in range(40):
        sheet_.write(row, 0, f"指标{row}")
        sheet_.write(row, 1, row / 7)
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def lying_sizes(real: int, stated: int) -> bytes:
    """A workbook whose sheet inflates to ``real`` bytes while both headers state ``stated``."""
    body = sheet(ROWS, "<!--" + " " * real + "-->").encode()
    data = workbook(sheet=body)
    return data.replace(struct.pack("<I", len(body)), struct.pack("<I", stated))


def wrong_checksum() -> bytes:
    body = sheet().encode()
    return workbook().replace(struct.pack("<I", zlib.crc32(body)), struct.pack("<I", zlib.crc32(body) ^ 1))


def corrupt_inside() -> bytes:
    data = bytearray(workbook())
    for at in range(len(data) // 3, len(data) // 3 + 40):
        data[at] ^= 0x5A
    return bytes(data)


def overlapping_members() -> bytes:
    """Many directory entries that share one compressed body."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts().items():
            archive.writestr(name, content)
        archive.writestr("xl/big.xml", b"\0" * (8 << 20))
        shared = archive.getinfo("xl/big.xml")
        for number in range(500):
            copy = zipfile.ZipInfo(f"xl/worksheets/sheet{number + 2}.xml")
            for field in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(copy, field, getattr(shared, field))
            archive.filelist.append(copy)
            archive.NameToInfo[copy.filename] = copy
    return buffer.getvalue()


def directory_of_millions() -> bytes:
    """An end record that promises a central directory larger than any workbook's."""
    data = workbook() + b"PK\x01\x02" + b"\0" * (3 << 20)
    return data + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65535, 65535, 3 << 20, len(workbook()), 0)


def many_members(count: int) -> bytes:
    return packed(parts() | {f"xl/media/{number}.png": b"" for number in range(count)})


def many_sheets(count: int) -> dict[str, str]:
    names = "".join(f'<sheet name="s{number}" sheetId="{number + 1}" r:id="r1"/>' for number in range(count))
    return {"workbook": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{names}</sheets></workbook>'}


def nested_xml(depth: int) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>' + "<a>" * depth + "</a>" * depth + "</sheetData></worksheet>"


def encrypted_package() -> bytes:
    """The directory of an OLE file that holds an encrypted workbook."""
    name = "EncryptedPackage".encode("utf-16-le")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    return header + name + b"\0" * (4096 - len(name))


def locked_zip() -> bytes:
    data = bytearray(packed({"店铺.csv": "a,b\n1,2\n"}, zipfile.ZIP_STORED))
    for at in range(len(data) - 4):
        if data[at : at + 4] == b"PK\x03\x04":
            data[at + 6] |= 1
        elif data[at : at + 4] == b"PK\x01\x02":
            data[at + 8] |= 1
    return bytes(data)


def looped_ole() -> bytes:
    """A compound file whose sector chain never ends."""
    data = bytearray(xls())
    fat_sector = struct.unpack_from("<I", data, 0x4C)[0]
    for entry in range(128):
        struct.pack_into("<I", data, (fat_sector + 1) * 512 + entry * 4, 0)
    return bytes(data)


def biff(*records: tuple[int, bytes]) -> bytes:
    """A bare BIFF stream, as versions before compound files wrote it."""
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)


def xlsb(far: bool) -> bytes:
    """A minimal binary workbook; ``far``: with cells at A1 and XFD1048576, at which a dense reader asks for terabytes."""

    def record(kind: int, body: bytes = b"") -> bytes:
        head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        size, length = len(body), b""
        while True:
            length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
            size >>= 7
            if not size:
                return head + length + body

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    def real(column: int, value: float) -> bytes:
        return record(5, struct.pack("<II", column, 0) + struct.pack("<d", value))

    def row(number: int) -> bytes:
        return record(0, struct.pack("<IIHHBI", number, 0, 0, 0, 0, 0))

    last = (1048575, 16383) if far else (1, 1)
    book = (
        record(131)
        + record(143)
        + record(156, struct.pack("<II", 0, 1) + wide("r1") + wide("周报"))
        + record(144)
        + record(132)
    )
    table = record(129) + record(148, struct.pack("<4I", 0, last[0], 0, last[1])) + record(145) + row(0) + real(0, 1.0)
    table += row(last[0]) + real(last[1], 2.0) + record(146) + record(130)
    relations = WORKBOOK_RELATIONS.replace("sheet1.xml", "sheet1.bin")
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": relations,
        "xl/worksheets/sheet1.bin": table,
    }
    return packed(members)


def ods_content(body: str, doctype: str = "") -> str:
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{prefix}="{urn}:{prefix}:1.0"' for prefix in ("office", "table", "text", "style"))
    spreadsheet = f"<office:spreadsheet>{body}</office:spreadsheet>"
    return (
        f"{doctype}<office:document-content {names}><office:body>{spreadsheet}</office:body></office:document-content>"
    )


ODS_CONTENT = ods_content(
    '<table:table table:name="t"><table:table-row><table:table-cell office:value-type="percentage" office:value="0.9"><text:p>90%</text:p>'
    '</table:table-cell><table:table-cell table:number-columns-repeated="3" office:value-type="date" office:date-value="2026-11-08"/>'
    '<table:table-cell office:value-type="time" office:time-value="PT36H00M00S"/></table:table-row></table:table>'
)


def ods(body: str, doctype: str = "", **more: str | bytes) -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, "content.xml": ods_content(body, doctype)} | more)


def xml2003(rows: str, head: str = '<?xml version="1.0"?>') -> str:
    urn = "urn:schemas-microsoft-com:office:spreadsheet"
    table = f'<Worksheet ss:Name="a"><Table>{rows}</Table></Worksheet>'
    return f'{head}<Workbook xmlns="{urn}" xmlns:ss="{urn}">{table}</Workbook>'


def truncated(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def noise(length: int, start: bytes = b"") -> bytes:
    return start + random.Random(7).randbytes(length)


def readable() -> bytes:
    book = openpyxl.Workbook()
    for row in range(50):
        book.active.append([f"指标{row}", row / 7, f"{row}%"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def corpus() -> Iterator[tuple[str, bytes]]:
    """Every kind. Those whose name begins with ``ok-`` are odd and must be read all the same."""
    good = readable()
    yield "empty.xlsx", b""
    yield "one-byte.csv", b"\0"
    yield "only-blanks.csv", b" \n\r\n\t\n"
    yield "ok-text-named.xlsx", b"this is no workbook"
    yield "noise.xlsx", noise(5000, b"PK\x03\x04")
    yield "noise.xls", noise(5000, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    yield "noise.csv", noise(5000)
    for share in (0.1, 0.5, 0.9, 0.99):
        yield f"truncated-{share}.xlsx", truncated(good, share)
        yield f"truncated-{share}.xls", truncated(xls(), share)
    yield "end-record-only.zip", b"PK\x05\x06" + b"\0" * 18
    yield "ok-prefixed-by-junk.xlsx", good + b"\0" * 20
    yield "corrupt-inside.xlsx", corrupt_inside()
    yield "wrong-checksum.xlsx", wrong_checksum()
    yield "lying-small.xlsx", lying_sizes(1 << 20, 100)
    yield "ok-lying-large.xlsx", lying_sizes(1000, 0x7FFFFFFF)
    yield "bomb.xlsx", workbook(sheet=sheet(ROWS, "<!--" + " " * (70 << 20) + "-->"))
    yield "string-bomb.xlsx", workbook(strings=f'<sst xmlns="{MAIN}"><si><t>{"A" * (70 << 20)}</t></si></sst>')
    yield "ok-overlapping.xlsx", overlapping_members()
    yield "members-3000.xlsx", many_members(3000)
    yield "directory-of-millions.xlsx", directory_of_millions()
    yield "sheets-10000.xlsx", workbook(**many_sheets(10_000))
    yield "no-sheets.xlsx", workbook(**many_sheets(0))
    yield "no-workbook.xlsx", workbook(workbook=None)
    yield "no-relations.xlsx", workbook(relations=None)
    yield "no-sheet-part.xlsx", workbook(sheet=None)
    yield "no-strings.xlsx", workbook(strings=None)
    yield "ok-no-styles.xlsx", workbook(styles=None)
    yield "ok-no-content-types.xlsx", workbook(content_types=None)
    yield (
        "entities-in-sheet.xlsx",
        workbook(sheet=sheet('<row r="1"><c r="A1" t="str"><v>&e9;</v></c></row>').replace("?>", "?>" + BOMB)),
    )
    yield "entities-in-strings.xlsx", workbook(strings=BOMB + STRINGS)
    yield "entities-in-styles.xlsx", workbook(styles=BOMB + STYLES)
    yield "entities-in-workbook.xlsx", workbook(workbook=BOMB + WORKBOOK)
    yield "entities-in-relations.xlsx", workbook(relations=BOMB + WORKBOOK_RELATIONS)
    yield "external-entity.xlsx", workbook(sheet='<!DOCTYPE x SYSTEM "file:///etc/passwd">' + sheet())
    yield "unclosed.xlsx", workbook(sheet=sheet()[:-30])
    yield "not-xml.xlsx", workbook(sheet="{}")
    yield "nul-in-xml.xlsx", workbook(sheet=sheet('<row r="1"><c r="A1" t="str"><v>\0</v></c></row>'))
    yield "wrong-encoding.xlsx", workbook(sheet='<?xml version="1.0" encoding="utf-7"?>' + sheet().partition("?>")[2])
    yield (
        "latin-bytes.xlsx",
        workbook(sheet=sheet('<row r="1"><c r="A1" t="str"><v>X</v></c></row>').encode().replace(b"X", b"\xe9\xe8")),
    )
    yield "ok-deep-xml.xlsx", workbook(sheet=nested_xml(100_000))
    yield "ok-far-cell.xlsx", workbook(sheet=sheet(cell(1, 1) + cell(1048576, 16384)))
    yield (
        "columns-16384.xlsx",
        workbook(
            sheet=sheet('<row r="1">' + "".join(f'<c r="{a1(1, n)}"><v>1</v></c>' for n in range(1, 16385)) + "</row>")
        ),
    )
    yield "row-beyond.xlsx", workbook(sheet=sheet(cell(1048577, 1)))
    yield "row-huge.xlsx", workbook(sheet=sheet('<row r="99999999999999999999"><c><v>1</v></c></row>'))
    yield "row-nonsense.xlsx", workbook(sheet=sheet('<row r="eins"><c><v>1</v></c></row>'))
    yield "row-infinite.xlsx", workbook(sheet=sheet('<row r="1e999"><c><v>1</v></c></row>'))
    yield "column-beyond.xlsx", workbook(sheet=sheet('<row r="1"><c r="XFE1"><v>1</v></c></row>'))
    yield "column-nonsense.xlsx", workbook(sheet=sheet('<row r="1"><c r="甲1"><v>1</v></c></row>'))
    yield "string-index.xlsx", workbook(sheet=sheet(cell(1, 1, "<v>999999</v>", 't="s"')))
    yield "string-index-word.xlsx", workbook(sheet=sheet(cell(1, 1, "<v>x</v>", 't="s"')))
    yield "ok-style-index.xlsx", workbook(sheet=sheet(cell(1, 1, "<v>1</v>", 's="99999"')))
    yield (
        "ok-huge-number.xlsx",
        workbook(
            sheet=sheet(cell(1, 1, f"<v>{'9' * 5000}</v>") + cell(2, 1, "<v>1e400</v>") + cell(3, 1, "<v>NaN</v>"))
        ),
    )
    yield (
        "ok-wild-dates.xlsx",
        workbook(
            sheet=sheet(
                cell(1, 1, "<v>1e300</v>", 's="2"')
                + cell(2, 1, "<v>-5</v>", 's="2"')
                + cell(3, 1, "<v>1e300</v>", 's="4"')
            )
        ),
    )
    shared = '<c r="A{0}"><f t="shared" ref="A1:A3" si="0">A{1}</f></c>'
    yield (
        "ok-cyclic-shared.xlsx",
        workbook(
            sheet=sheet(
                "".join(f'<row r="{n}">{shared.format(n, n % 3 + 1)}</row>' for n in (1, 2, 3))
                + '<row r="4"><c r="A4"><f t="shared" si="7"/></c></row>'
            )
        ),
    )
    yield (
        "ok-cyclic-relations.xlsx",
        workbook(
            root=WORKBOOK_RELATIONS.replace("worksheets/sheet1.xml", "_rels/.rels").replace(
                "worksheet", "officeDocumentX"
            )
        ),
    )
    yield (
        "sheet-outside.xlsx",
        workbook(relations=WORKBOOK_RELATIONS.replace("worksheets/sheet1.xml", "../../../../etc/passwd")),
    )
    yield "rows-backwards.xlsx", workbook(sheet=sheet(cell(9, 2) + cell(3, 1) + cell(3, 1)))
    yield (
        "ok-merges.xlsx",
        workbook(sheet=sheet(ROWS, "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1000 + "</mergeCells>")),
    )
    yield "xlsb-truncated.xlsb", truncated(xlsb(far=False), 0.8)
    yield "ok-xlsb-far-cell.xlsb", xlsb(far=True)
    yield (
        "xlsb-noise.xlsb",
        packed(
            {
                "[Content_Types].xml": CONTENT_TYPES,
                "xl/workbook.bin": noise(4000),
                "xl/worksheets/sheet1.bin": noise(4000),
            }
        ),
    )
    yield "ole-loop.xls", looped_ole()
    yield "ole-header-only.xls", xls()[:512]
    yield "ole-zeroed.xls", xls()[:1024] + b"\0" * 20_000
    yield "biff-bare.xls", biff((0x809, struct.pack("<HH12x", 0x600, 5)), (0x0A, b""))
    yield "encrypted.xlsx", encrypted_package()
    yield "locked.zip", locked_zip()
    yield "zip-in-zip.zip", packed({"a.zip": packed({"b.zip": packed({"c.csv": "a,b\n"})})})
    yield "traversal.zip", packed({"../../../tmp/evil.csv": "a,b\n", "C:/evil.csv": "a,b\n", "/evil.csv": "a,b\n"})
    yield "empty.zip", packed({})
    yield "word.docx", packed({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<x/>"})
    yield "slides.pptx", packed({"[Content_Types].xml": CONTENT_TYPES, "ppt/presentation.xml": "<x/>"})
    yield "numbers.numbers", packed({"Index/Document.iwa": b"\0", "Index/Tables/DataList.iwa": b"\0"})
    yield "ods-empty.ods", ods("")
    yield "ods-no-content.ods", packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})
    yield "ods-locked.ods", ods("", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"})
    yield "ods-entities.ods", ods("<x>&e9;</x>", BOMB)
    repeated = '<table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="1"/>'
    yield (
        "ods-columns.ods",
        ods(f'<table:table table:name="t"><table:table-row>{repeated}</table:table-row></table:table>'),
    )
    filled = '<table:table-cell office:value-type="float" office:value="1"/>'
    yield (
        "ods-rows.ods",
        ods(
            f'<table:table table:name="t"><table:table-row table:number-rows-repeated="1048576">{filled}</table:table-row></table:table>'
        ),
    )
    yield "html-no-table.xls", b"<html><body><form>please log in</form></body></html>"
    yield "ok-html-unclosed.xls", b"<table><tr><td>a<td>b<tr><td>1<td>2" + b"<b>" * 5000
    yield (
        "ok-html-spans.xls",
        b"<table><tr><td colspan=99999999 rowspan=99999999>a</td></tr><tr><td>b</td></tr></table>",
    )
    yield "html-columns.xls", b"<table><tr>" + b"<td>1</td>" * 2000 + b"</tr></table>"
    yield "ok-html-nested.xls", b"<table><tr><td>" * 3000 + b"x"
    yield "mhtml-empty.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x--"
    yield "mhtml-broken.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + b"--\r\n" * 1000
    yield (
        "xml2003-entities.xls",
        BOMB.encode() + b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">&e9;</Workbook>',
    )
    yield (
        "xml2003-cut.xls",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet>',
    )
    yield (
        "xml2003-index.xls",
        xml2003('<Row ss:Index="99999999"><Cell><Data ss:Type="Number">1</Data></Cell></Row>').encode(),
    )
    yield "ok-xml2003-gb.xls", xml2003(ROW_2003, '<?xml version="1.0" encoding="GB2312"?>').encode("gb18030")
    yield "xml2003-not-gb.xls", xml2003(ROW_2003, '<?xml version="1.0" encoding="GB2312"?>').encode("utf-8") + b"\xff"
    yield "broken.json", b'{"accountStatuses": ['
    yield "deep.json", b"[" * 200_000 + b"]" * 200_000
    yield "nan.json", b'{"value": NaN}'
    yield "digits.json", b'{"value": ' + b"9" * 10_000 + b"}"
    yield "quote-never-closed.csv", b'a,b\n1,"2\n' + b"x,y\n" * 400_000
    yield "ok-stray-quotes.csv", b'a,b\n6" pipe,2\n7" pipe,"3"\n'
    yield "one-line.csv", b"a" * (3 << 20)
    yield "nul-bytes.csv", b"a,b\n\0\0\0,1\n"
    yield "control-bytes.csv", b"a,b\n\x01\x02,1\n"
    yield "columns-16384.csv", ",".join(f"x{number}" for number in range(16_384)).encode() + b"\n1,2\n"
    yield "ok-commas.csv", b"a,b" + b"," * 16_384 + b"\n1,2\n"
    yield "latin.csv", "Händler,Größe\n1 €,2\n".encode("cp1252")
    yield "cut-utf16.csv", "店铺,回复率\n".encode("utf-16")[:-1]
    yield "ok-ragged.csv", b"a,b\n1\n1,2,3,4\n\n,,\n"
    yield "picture.csv", b"\x89PNG\r\n\x1a\n" + noise(500)
    yield "page.pdf", b"%PDF-1.7\n" + noise(500)
    yield "packed.csv.gz", gzip.compress(b"a,b\n1,2\n")
    yield "seven.7z", b"7z\xbc\xaf\x27\x1c" + noise(100)
    yield "archive.rar", b"Rar!\x1a\x07" + noise(100)
    yield "online.gsheet", b'{"": "WARNING! DO NOT EDIT THIS FILE!", "doc_id": "1aB", "resource_key": "", "email": ""}'
    yield "online.url", b"[InternetShortcut]\r\nURL=https://docs.qq.com/sheet/DU\r\n"
    yield "shortcut.lnk", b"L\0\0\0\x01\x14\x02\0" + bytes(60)
    yield "program.xls", b"MZ" + noise(1000)
