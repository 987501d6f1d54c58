"""The workbook, opened again with openpyxl: texts stay texts, numbers are numbers, the tracker can be read back."""

from __future__ import annotations

import zipfile
from collections import Counter
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

from auditor.report import TRACKER_AS_OF, TRACKER_HEADINGS, TRACKER_ID, TRACKER_STATUS, parse_tracker_id, tracker_id
from auditor.report.labels import labels
from auditor.report.shown import Shown
from auditor.report.workbook import write_workbook
from auditor.report.workbook.columns import severity_colours, status_colours
from auditor.report.workbook.styles import number_format
from tests.report.hostile import poisoned

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported", "error::UserWarning:xlsxwriter")

SHEETS = {
    "zh": ["概览", "指标", "问题清单", "整改台账", "证据", "未评估", "规则", "运行信息"],
    "en": ["Overview", "Metrics", "Findings", "Action tracker", "Evidence", "Not assessed", "Rules", "Run"],
}
SHEETS["both"] = [f"{zh} {en}" for zh, en in zip(SHEETS["zh"], SHEETS["en"], strict=True)]
HEAD = 4  # the row of headings, in the spreadsheet's count
PAYLOADS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    "\t=1",
    '=HYPERLINK("http://x")',
    "a\x00\x07b",
    "_x0041_",
]


def reopened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def table(sheet) -> list[dict[str, object]]:
    heads = [cell.value for cell in sheet[HEAD]]
    return [
        dict(zip(heads, (cell.value for cell in row), strict=True))
        for row in sheet.iter_rows(min_row=HEAD + 1)
        if row[0].value
    ]


def test_the_sheets_are_those_promised(doc):
    for index in range(3):
        assert reopened(write_workbook(Shown(doc, index))).sheetnames == SHEETS[doc["lang"]]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula(english, payload):
    book = reopened(write_workbook(Shown(poisoned(english, payload), 0, folder="out")))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                if isinstance(cell.value, str) and cell.value[:1] in "=+-@＝":
                    assert cell.quotePrefix, (sheet.title, cell.coordinate)


@pytest.mark.parametrize("payload", ["=1+1", "&P&R", "a\x0bb", "'", "]["])
def test_hostile_texts_leave_the_package_well_formed(english, payload):
    from defusedxml.ElementTree import fromstring

    package = zipfile.ZipFile(BytesIO(write_workbook(Shown(poisoned(english, payload)))))
    for name in package.namelist():
        if name.endswith((".xml", ".rels")):
            fromstring(package.read(name))


def test_findings_are_all_there_with_their_status(doc):
    store = doc["stores"][0]
    words = [cell.value for cell in reopened(write_workbook(Shown(doc)))[SHEETS[doc["lang"]][2]]["A"][HEAD:]]
    assert len(words) == len(store["findings"])
    unknown = {"zh": "未评估", "en": "Not assessed", "both": "未评估 / Not assessed"}[doc["lang"]]
    assert Counter(words)[unknown] == store["counts"]["unknown"]


@pytest.mark.parametrize(
    ("previous", "said"), [(None, {None}), ({"as_of": "2026-11-08", "resolved": [], "score": None}, {"New"})]
)
def test_a_first_audit_calls_nothing_new(english, previous, said):
    findings = [finding | {"change": "new"} for finding in english["stores"][0]["findings"]]
    store = english["stores"][0] | {"previous": previous, "findings": findings}
    sheet = reopened(write_workbook(Shown(english | {"stores": [store]})))["Findings"]
    column = [cell.value for cell in sheet[HEAD]].index("Since last time")
    assert {row[column].value for row in sheet.iter_rows(min_row=HEAD + 1)} == said


def test_values_are_true_numbers_in_the_format_of_their_display(english):
    sheet = reopened(write_workbook(Shown(english)))["Findings"]
    cells = {row[2].value: row[3] for row in sheet.iter_rows(min_row=HEAD + 1)}
    rate = cells["RFQ response rate at least 90%"]
    assert (rate.value, rate.number_format) == (0.891, "0.0%")
    money = cells["P4P cost per click at most $1.2"]
    assert (money.value, money.number_format) == (1.31, '"$"#,##0.00')
    assert cells["Product certificates are valid"].value is None
    dates = {row[2].value: row[5] for row in sheet.iter_rows(min_row=HEAD + 1)}
    assert dates["RFQ response rate at least 90%"].value == datetime(2026, 11, 15)


@pytest.mark.parametrize(
    ("unit", "currency", "display", "expected"),
    [
        ("share", None, "89.96%", "0.00%"), ("share", None, "90%", "0%"), ("count", None, "1,204", "#,##0"),
        ("score", None, "4.55", "#,##0.00"), ("money", "CNY", "¥19,800.00", '"¥"#,##0.00'),
        ("money", "SEK", "SEK 12.50", '"SEK "#,##0.00'), ("money", "JPY", "JPY 1,000.00", '"JPY "#,##0.00'),
        ("money", '"evil', "1.00", "#,##0.00"), ("days", None, "17 天", "#,##0"), ("flag", None, "有", '"√";;"×"'),
    ],
)  # fmt: skip
def test_a_cell_shows_as_many_decimals_as_the_display(unit, currency, display, expected):
    assert number_format(unit, currency, display) == expected


def test_a_previous_flag_says_the_word_that_the_newest_one_does(english):
    first = next(each for each in english["stores"][0]["findings"] if each["status"] == "fail")
    flag = first | {"unit": "flag", "value": 0, "display": "no", "previous": "no", "previous_value": 0}
    store = english["stores"][0] | {"findings": [flag], "observed": []}
    row = reopened(write_workbook(Shown(english | {"stores": [store]})))["Metrics"][HEAD + 1]
    assert [cell.value for cell in row[2:4]] == ["no", "no"]


@pytest.mark.parametrize(
    ("before", "form"), [(0.92, "0%"), (0.29, "0%"), (1, "0%"), (None, "0%"), (0.925, "0.00%"), (0.9201, "0.00%")]
)
def test_whole_per_cents_show_decimals_only_where_an_earlier_one_has_some(english, before, form):
    rate = next(each for each in english["stores"][0]["findings"] if each["unit"] == "share" and each["trend"])
    whole = rate | {
        "value": 0.88,
        "display": "88%",
        "previous_value": before,
        "trend": [rate["trend"][-1] | {"value": 0.88}],
    }
    store = english["stores"][0] | {"findings": [whole], "observed": []}
    row = reopened(write_workbook(Shown(english | {"stores": [store]})))["Metrics"][HEAD + 1]
    assert [cell.number_format for cell in (row[2], row[3], row[-1])] == ["0%", form, form]


def test_the_tracker_can_be_found_and_filled_in(doc):
    book = reopened(write_workbook(Shown(doc)))
    sheet = book[SHEETS[doc["lang"]][3]]
    heads = [" / ".join(cell.value.split("\n")) for cell in sheet[HEAD]]
    assert heads == [TRACKER_ID, *(text.of(doc["lang"]) for text in TRACKER_HEADINGS.values())]
    assert sheet.column_dimensions["A"].hidden
    store = doc["stores"][0]
    keys = [parse_tracker_id(row[0].value) for row in sheet.iter_rows(min_row=HEAD + 1) if row[0].value]
    assert keys == [(store["platform"], store["store"], action["action"]) for action in store["actions"]]
    sheet_name, cell = next(iter(book.defined_names[TRACKER_AS_OF].destinations))
    assert book[sheet_name][cell.replace("$", "")].value == datetime(2026, 11, 15)
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert len(lists) == 2
    assert all(len(rule.formula1) <= 257 for rule in lists)
    assert f",{TRACKER_STATUS['in_progress'].of(doc['lang'])}," in lists[0].formula1


@pytest.mark.parametrize(("metrics", "broken"), [(29, False), (30, False), (31, True), (80, True)])
def test_the_metrics_chart_is_never_printed_across_two_pages(english, metrics, broken):
    store = english["stores"][0] | {"observed": []}
    measured = [finding for finding in store["findings"] if finding["metric"] and finding["display"]]
    more = [measured[0] | {"segment": f"S{at}"} for at in range(metrics - len(measured))]
    long = english | {"stores": [store | {"findings": [*measured, *more]}]}
    sheet = reopened(write_workbook(Shown(long)))["Metrics"]
    last = HEAD + metrics  # the last row of the table, in the spreadsheet's count
    assert [entry.id for entry in sheet.row_breaks.brk] == ([last] if broken else [])
    assert (sheet.page_setup.fitToHeight == 0) == broken  # else the page holds both
    assert sheet._charts[0].anchor._from.row >= last


@pytest.mark.parametrize("parts", [("alibaba", "a|b", "r"), ("x", "%7C", "100%"), ("平台", "店铺", "措施")])
def test_tracker_keys_survive_bars_and_percents(parts):
    assert parse_tracker_id(tracker_id(*parts)) == parts


@pytest.mark.parametrize("text", ["", "a|b", "a|b|c|d", "||", "a||c"])
def test_what_is_no_tracker_key_is_refused(text):
    assert parse_tracker_id(text) is None


def test_sheets_are_set_up_for_work_and_print(english):
    book = reopened(write_workbook(Shown(english)))
    for sheet in book.worksheets[1:-1]:
        assert sheet.freeze_panes, sheet.title
        assert sheet.auto_filter.ref, sheet.title
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
    package = zipfile.ZipFile(BytesIO(write_workbook(Shown(english))))
    charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 3
    drawn = sum(len(item["trend"]) > 1 and bool(item["display"]) for item in english["stores"][0]["findings"]) + 1
    assert package.read("xl/worksheets/sheet2.xml").count(b"<x14:sparkline>") == drawn


def test_dimensions_without_any_score_draw_no_empty_chart(english):
    store = english["stores"][0]
    unscored = [{**part, "score": None} for part in store["dimensions"]]
    package = zipfile.ZipFile(
        BytesIO(write_workbook(Shown({**english, "stores": [{**store, "dimensions": unscored}]})))
    )
    drawn = package.read("xl/drawings/drawing1.xml").decode()
    assert (labels("en")["findings_by_status"] in drawn, labels("en")["dimensions"] in drawn) == (True, False)


def test_words_carry_their_colours_as_they_stand(english):
    """A preview in a mail program shows no conditional formats: only what somebody will choose has them."""
    book = reopened(write_workbook(Shown(english)))
    for name, column, colours in (
        ("Findings", 1, status_colours(labels("en"))),
        ("Findings", 2, severity_colours(labels("en"))),
        ("Evidence", 2, status_colours(labels("en"))),
    ):
        cells = [row[column - 1] for row in book[name].iter_rows(min_row=HEAD + 1)]
        seen = {(cell.value, cell.font.color.rgb[2:], cell.fill.fgColor.rgb[2:]) for cell in cells}
        assert len(seen) > 1
        assert seen <= {(word, text.strip("#"), fill.strip("#")) for word, (text, fill) in colours.items()}
    assert [sheet.title for sheet in book if sheet.conditional_formatting] == ["Overview", "Action tracker"]


def test_evidence_lists_every_cell_and_links_only_where_it_may(english):
    store = english["stores"][0]
    sheet = reopened(write_workbook(Shown(english, 0, folder="examples/out")))["Evidence"]
    rows = list(sheet.iter_rows(min_row=HEAD + 1))
    assert len(rows) == sum(len(finding["evidence"]) for finding in store["findings"])
    assert rows[0][3].hyperlink.target.replace("\\", "/") == "../stores/hengda/orders.csv"
    plain = reopened(write_workbook(Shown(english)))["Evidence"]
    assert all(row[3].hyperlink is None for row in plain.iter_rows(min_row=HEAD + 1))


@pytest.mark.parametrize("file", ["//evil/share/a.xlsx", "\\\\evil\\share\\a.xlsx", "http://x/a.xlsx", "a#b.xlsx"])
def test_network_paths_and_odd_names_are_never_linked(english, file):
    finding = english["stores"][0]["findings"][0]
    store = english["stores"][0] | {"findings": [finding | {"evidence": [finding["evidence"][0] | {"file": file}]}]}
    sheet = reopened(write_workbook(Shown(english | {"stores": [store]}, 0, folder="out")))["Evidence"]
    assert sheet.cell(HEAD + 1, 4).value == file
    assert sheet.cell(HEAD + 1, 4).hyperlink is None


def test_internal_notes_are_in_the_internal_edition_only(english):
    def texts(edition: str) -> str:
        book = reopened(write_workbook(Shown(english, 0, edition=edition, notes={"internal": ["MARGIN 12 %"]})))
        return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)

    assert "MARGIN 12 %" in texts("internal")
    client = texts("client")
    assert all(secret not in client for secret in ("MARGIN 12 %", "顺风", "Nova Tools", "shunfeng.csv", "broken.xls"))


def test_a_very_long_text_is_cut_to_what_a_cell_holds(english):
    finding = english["stores"][0]["findings"][0] | {"reason": "长" * 40_000}
    store = english["stores"][0] | {"findings": [finding]}
    sheet = reopened(write_workbook(Shown(english | {"stores": [store]})))["Findings"]
    assert len(sheet.cell(HEAD + 1, 7).value) == 32_767
