"""LibreOffice opens each workbook: sheets, texts, charts and Chinese glyphs arrive."""

from __future__ import annotations

import shutil
import subprocess
from zipfile import ZipFile

import openpyxl
import pytest

from auditor.report import document
from auditor.report.shown import Shown
from auditor.report.workbook import write_workbook
from tests.report import samples
from tests.report.hostile import poisoned

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
    pytest.mark.filterwarnings("ignore:.*extension is not supported"),
]


def test_it_prints_every_sheet_with_its_texts(office, tmp_path):
    books = [tmp_path / f"{lang}.xlsx" for lang in ("zh", "en", "both")]
    for book in books:
        doc = samples.with_past(document(samples.audit(), samples.book(), book.stem))
        book.write_bytes(write_workbook(Shown(doc)))
    zh, en = ("整改台账", "未达标", "停止新增缺陷订单"), ("Action tracker", "Fail", "Stop new order defects")
    for pdf, words in zip(office("pdf", *books), (zh, en, (*zh, *en)), strict=True):
        assert pdf.read_bytes().startswith(b"%PDF")
        if shutil.which("pdftotext") is None:
            continue
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
        assert [word for word in words if word not in text] == [], pdf.name


def test_texts_stay_texts_and_charts_and_drop_downs_survive_a_round_trip(english, office, tmp_path):
    hostile, plain = tmp_path / "hostile.xlsx", tmp_path / "plain.xlsx"
    hostile.write_bytes(write_workbook(Shown(poisoned(english, "=1+1"))))
    plain.write_bytes(write_workbook(Shown(english)))
    (saved,) = office("ods", hostile)
    with ZipFile(saved) as archive:
        assert b"of:=" not in archive.read("content.xml")
    back, charted = map(openpyxl.load_workbook, office("xlsx", hostile, plain))
    cells = [cell for sheet in back for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert any(str(cell.value).startswith("=1+1") for cell in cells)
    assert [len(sheet._charts) for sheet in charted.worksheets[:2]] == [2, 1]
    assert len(charted["Action tracker"].data_validations.dataValidation) >= 3
