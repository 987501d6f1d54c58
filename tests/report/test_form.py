"""An agency's own form."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName

from auditor.report import ReportError, write_reports
from auditor.report.form import fill_form
from auditor.report.package import Look
from auditor.report.shown import Shown
from tests.report.hostile import poisoned
from tests.report.test_form_package import bare

BROKEN = "it is no sound .xlsx workbook; save it as .xlsx"


def form(folder, **names):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "周报"
    sheet["A1"] = "店铺"
    sheet["A1"].font = Font(bold=True)
    sheet["C9"] = "=1+1"
    for name, address in names.items():
        book.defined_names[name] = DefinedName(name, attr_text=f"'周报'!{address}")
    path = folder / "form.xlsx"
    book.save(path)
    return path


def filled(data):
    return openpyxl.load_workbook(BytesIO(data))["周报"]


def test_named_cells_are_filled_and_the_rest_is_left(english, tmp_path):
    path = form(
        tmp_path, auditor_store="$B$1", auditor_score="$B$2", auditor_as_of="$B$3", auditor_count_fail="$B$4",
        auditor_value_rfq_response_rate="$B$5", auditor_status_alibaba_rfq_response="$B$6", auditor_action_1="$B$7",
        auditor_action_1_owner="$B$8", auditor_action_9="$B$9", other_name="$B$10",
    )  # fmt: skip
    sheet = filled(fill_form(path, Shown(english)))
    assert [sheet.cell(row, 2).value for row in range(1, 11)] == [
        "恒达五金旗舰店", 46, datetime(2026, 11, 15), 7, 0.891, "Below benchmark", "Stop new order defects", "customer service", None, None,
    ]  # fmt: skip
    assert sheet["A1"].value == "店铺"
    assert sheet["A1"].font.bold
    assert sheet["C9"].value == "=1+1"
    assert fill_form(path, Shown(english)) == fill_form(path, Shown(english))


def test_texts_stay_texts(english, tmp_path):
    sheet = filled(fill_form(form(tmp_path, auditor_store="$B$1"), Shown(poisoned(english, "=cmd()\x07"))))
    assert sheet["B1"].data_type == "s"
    assert sheet["B1"].value.startswith("=cmd()")


@pytest.mark.parametrize(
    ("name", "refers", "word"),
    [
        ("auditor_scor", "$B$1", "did you mean auditor_score"),
        ("auditor_zzz", "$B$1", "unknown name"),
        ("auditor_score", "$B$1:$B$2", "has to be of one cell, and is '周报'!"),
    ],
)
def test_a_name_that_means_nothing_is_an_error(english, tmp_path, name, refers, word):
    with pytest.raises(ReportError, match=word):
        fill_form(form(tmp_path, **{name: refers}), Shown(english))


def test_a_form_without_names_or_that_is_none_is_refused(english, tmp_path):
    with pytest.raises(ReportError, match="names no cell"):
        fill_form(form(tmp_path), Shown(english))
    with pytest.raises(ReportError, match=r"cannot read the form .*: No such file"):
        fill_form(tmp_path / "absent.xlsx", Shown(english))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04nonsense", BROKEN),
        (bare("", **{"xl/s.xml": "<!DOCTYPE x><x/>"}), BROKEN),
        (bare("<sheetData>"), BROKEN),
        (bare("<sheetData/>").replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\x99"), BROKEN),
        (
            bare('<sheetData><row><c><f t="array" ref="A1:A2">1</f></c></row></sheetData>'),
            "the formula of cell A1 is that of other cells too (shared, or of an array); clear A1 first, or name another cell",
        ),
    ],
)
def test_a_form_that_cannot_be_filled_in_is_told(english, tmp_path, data, why):
    (tmp_path / "form.xlsx").write_bytes(data)
    with pytest.raises(ReportError) as caught:
        fill_form(tmp_path / "form.xlsx", Shown(english))
    assert caught.value.message.en == f"cannot read the form {tmp_path / 'form.xlsx'}: {why}"


def test_a_person_s_own_words_what_is_only_observed_and_yes_or_no(english, tmp_path):
    store = english["stores"][0]
    flag = store["findings"][0] | {"metric": "made_flag", "unit": "flag", "value": 1, "display": "yes"}
    made = english | {"stores": [store | {"findings": [*store["findings"], flag]}]}
    seen = store["observed"][0]
    names = {"auditor_problem_1": "$B$1", f"auditor_value_{seen['metric']}": "$B$2", "auditor_value_made_flag": "$B$3"}
    sheet = filled(fill_form(form(tmp_path, **names), Shown(made, notes={"problems": ["We move house"]})))
    assert [sheet.cell(row, 2).value for row in range(1, 4)] == ["We move house", seen["value"], "yes"]


def test_a_form_that_is_refused_leaves_the_last_package_as_it_was(english, tmp_path):
    with pytest.raises(ReportError, match="unknown name"):
        write_reports(english, str(tmp_path / "out"), ("json", "md"), Look(form=form(tmp_path, auditor_zzz="$B$1")))
    assert not (tmp_path / "out").exists()


def test_reports_come_with_the_filled_form(english, tmp_path):
    path = form(tmp_path, auditor_store="$B$1")
    written = write_reports(english, str(tmp_path / "out"), ("md",), Look(form=path))
    assert sum(file.endswith("-form.xlsx") for file in written) == 3


def test_what_only_another_store_has_stays_blank(english, tmp_path):
    metrics = [{finding["metric"] for finding in store["findings"]} - {None} for store in english["stores"]]
    has, lacks = next((one, other) for one in range(3) for other in range(3) if metrics[one] - metrics[other])
    name = min(metrics[has] - metrics[lacks])
    path = form(tmp_path, **{f"auditor_value_{name}": "$B$1", "auditor_store": "$B$2"})
    for at in (has, lacks):
        sheet = filled(fill_form(path, Shown(english, at)))
        assert (sheet["B1"].value is None) is (at == lacks)
        assert sheet["B2"].value == english["stores"][at]["store"]


@pytest.mark.parametrize("limit", ["_PACKED", "_UNPACKED"])
def test_a_form_that_is_too_large_is_refused_before_it_is_read(english, tmp_path, monkeypatch, limit):
    monkeypatch.setattr(f"auditor.report.form.{limit}", 0)
    with pytest.raises(ReportError, match=r"form.xlsx: over \d+ MB, or over \d+ MB unpacked"):
        fill_form(form(tmp_path, auditor_store="$B$1"), Shown(english))


def test_a_form_of_another_kind_is_told_what_is_accepted(english, tmp_path):
    (tmp_path / "form.csv").write_text("store,\n")
    with pytest.raises(ReportError) as caught:
        fill_form(tmp_path / "form.csv", Shown(english))
    assert caught.value.message.en.endswith("form.csv: it is no sound .xlsx workbook; save it as .xlsx")
    assert caught.value.message.zh.endswith("form.csv：不是完好的 .xlsx 工作簿，请另存为 .xlsx")
