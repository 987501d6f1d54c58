"""LibreOffice opens each workbook: sheets, texts, charts and Chinese glyphs arrive."""

from __future__ import annotations

import os
import shutil
import subprocess
from io import BytesIO

import openpyxl
import pytest

from auditor.report.shown import Shown
from auditor.report.workbook import write_workbook
from tests.report.hostile import poisoned

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
    pytest.mark.filterwarnings("ignore:.*extension is not supported"),
]


def convert(data: bytes, kind: str, folder) -> bytes:
    source = folder / "report.xlsx"
    source.write_bytes(data)
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind]
    done = subprocess.run(
        [*command, "--outdir", str(folder / "out"), str(source)],
        capture_output=True,
        text=True,
        timeout=180,
        env=os.environ | {"HOME": str(folder)},
    )
    assert "convert" in done.stdout
    assert "warning" not in done.stdout.lower()
    return (folder / "out" / f"report.{kind}").read_bytes()


def test_it_prints_every_sheet_with_its_texts(doc, tmp_path):
    pdf = convert(write_workbook(Shown(doc)), "pdf", tmp_path)
    assert pdf.startswith(b"%PDF")
    if shutil.which("pdftotext") is None:
        return
    (tmp_path / "r.pdf").write_bytes(pdf)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "r.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    zh, en = ("整改台账", "未达标", "停止新增缺陷订单"), ("Action tracker", "Fail", "Stop new order defects")
    for word in {"zh": zh, "en": en, "both": (*zh, *en)}[doc["lang"]]:
        assert word in text


def test_texts_stay_texts_after_a_round_trip(english, tmp_path):
    saved = convert(write_workbook(Shown(poisoned(english, "=1+1"))), "ods", tmp_path)
    assert b"of:=" not in saved
    back = openpyxl.load_workbook(BytesIO(convert(write_workbook(Shown(poisoned(english, "=1+1"))), "xlsx", tmp_path)))
    cells = [cell for sheet in back for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert any(str(cell.value).startswith("=1+1") for cell in cells)


def test_charts_and_drop_downs_survive(english, tmp_path):
    back = openpyxl.load_workbook(BytesIO(convert(write_workbook(Shown(english)), "xlsx", tmp_path)))
    assert [len(sheet._charts) for sheet in back.worksheets[:2]] == [2, 1]
    assert len(back["Action tracker"].data_validations.dataValidation) >= 3
