"""Reports in Chinese and English side by side: both are complete, neither is repeated, and the data stays plain."""

from __future__ import annotations

import copy
import json
import pickle
import re
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.history.ledger import problems_of, read_ledgers
from auditor.report import document, dump
from auditor.report.form import form_values
from auditor.report.html import render_html
from auditor.report.labels import labels
from auditor.report.markdown import render_markdown
from auditor.report.narrative import notes_template, prefilled, read_notes
from auditor.report.plan_of_action import render_plan_of_action
from auditor.report.shown import Shown
from auditor.report.workbook import write_workbook
from auditor.report.workbook.styles import STATUS_COLOURS
from auditor.resources import resource_dir
from auditor.text import Both, Text, both, fill, join, paired, side, spoken, spread
from tests.report import samples
from tests.report.hostile import Page, poisoned

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
WORDS = st.text(st.characters(blacklist_characters="{}", blacklist_categories=["Cs"]), max_size=12)
PAIRS = st.builds(Both, WORDS, WORDS)


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return samples.with_past(document(samples.audit(), samples.book(), "both"))


def spoken_in(value: Any, lang: str) -> Any:
    """A document in both languages as a reader of one of them sees it."""
    if isinstance(value, list):
        return [spoken_in(each, lang) for each in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, each in value.items():
        if key.endswith("_en") and key[:-3] in value:
            continue
        found[key] = value[f"{key}_en"] if lang == "en" and f"{key}_en" in value else spoken_in(each, lang)
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_document_holds_that_of_each_language_in_full(made, lang):
    alone = samples.with_past(document(samples.audit(), samples.book(), lang))
    assert spoken_in(json.loads(dump(made)), lang) | {"lang": lang} == json.loads(dump(alone))


@pytest.mark.parametrize(
    ("zh", "en", "line", "stacked"),
    [
        ("未达标", "Fail", "未达标 / Fail", "未达标\nFail"),
        ("15天", "15 days", "15天 / days", "15天\ndays"),
        ("-0.3 个百分点", "-0.3 pp", "-0.3 个百分点 / pp", "-0.3 个百分点\npp"),
        ("15天", "16 days", "15天 / 16 days", "15天\n16 days"),
        ("再有 51 单", "51 more orders", "再有 51 单 / 51 more orders", "再有 51 单\n51 more orders"),
        ("2 单", "2 orders in a row", "2 单 / 2 orders in a row", "2 单\n2 orders in a row"),
        ("，", ", ", "，", "，"),
        ("87.25%", "87.25%", "87.25%", "87.25%"),
    ],
)
def test_what_english_adds_nothing_to_is_said_once(zh, en, line, stacked):
    text = Both(zh, en)
    assert (str(text), text.stacked, text.zh, text.en) == (line, stacked, zh, en)


def test_a_text_that_is_the_same_in_both_is_a_plain_string():
    assert type(Text("87.25%", "87.25%").of("both")) is str
    assert isinstance(Text("关注", "Watch").of("both"), Both)


@given(PAIRS, WORDS, PAIRS)
def test_texts_are_put_together_each_with_its_own(first, plain, second):
    whole = first + plain + second
    for lang in ("zh", "en"):
        assert side(whole, lang) == side(first, lang) + plain + side(second, lang)
        assert side(plain + first, lang) == plain + side(first, lang)
        assert side(fill("{a}: {b} {n}", {"a": first, "b": plain, "n": 3}), lang) == f"{side(first, lang)}: {plain} 3"
        assert side(join(Both("、", ", "), [first, plain, second]), lang) == {"zh": "、", "en": ", "}[lang].join(
            side(each, lang) for each in (first, plain, second)
        )


@given(PAIRS)
def test_a_pair_survives_copies_and_other_processes(text):
    for again in (copy.deepcopy(text), pickle.loads(pickle.dumps(text))):
        assert (again.zh, again.en, str(again)) == (text.zh, text.en, str(text))


KEYS = st.text("abcdefg", min_size=1, max_size=3)
TREES = st.recursive(
    PAIRS | WORDS | st.none() | st.integers(),
    lambda leaf: st.dictionaries(KEYS, leaf | st.lists(PAIRS, min_size=1), max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, TREES))
def test_plain_data_and_pairs_are_turned_into_each_other(tree):
    plain = spread(tree)
    assert type(json.loads(json.dumps(plain))) is dict
    assert spread(paired(plain)) == plain
    assert spread(plain) == plain


def test_a_language_that_an_entry_does_not_have_stays_as_it_stands():
    assert spoken({"title": "a"}, "title", "both") == "a"
    assert spoken({"title": "甲", "title_en": "a"}, "title", "en") == "a"
    assert spoken({"title": "甲", "title_en": "a"}, "title", "zh") == "甲"
    assert spoken({"title": "甲", "title_en": "a"}, "title", "both") == Both("甲", "a")
    assert spoken({"title": None}, "title", "both") is None


class _Spans(HTMLParser):
    """Texts marked as English, and where markup stands that must be plain."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.english: list[str] = []
        self.stack: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any("<" in (value or "") for _, value in attrs), attrs
        assert not {"option", "title", "output"}.intersection(self.stack), tag
        if tag not in {"meta", "img", "br", "link", "path", "rect", "circle", "use", "input"}:
            self.stack.append(f"{tag}@en" if dict(attrs).get("lang") == "en" else tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {each.removesuffix("@en") for each in self.stack}:
            while self.stack.pop().removesuffix("@en") != tag:
                pass

    def handle_data(self, data: str) -> None:
        if any(each.endswith("@en") for each in self.stack):
            self.english.append(data)


def test_english_is_marked_as_such_and_nothing_else_is(made):
    page = render_html(Shown(made))
    spans = _Spans(page)
    assert Page(page).all("html") == [{"lang": "zh-CN", "class": "both"}]
    assert len(spans.english) > 200
    assert not [text for text in spans.english if not re.search(r"[A-Za-z]", text)]
    names = {"恒达", "周报", "小时"}  # a store, a sheet and a figure of the sample are the same in both
    chinese = [
        text for text in spans.english if re.search(r"[一-鿿]", text) and not any(name in text for name in names)
    ]
    assert chinese == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("index", [0, 1, 2])
def test_the_page_says_all_that_either_page_says(made, index, lang):
    alone = document(samples.audit(), samples.book(), lang)
    store = alone["stores"][index]
    text = Page(render_html(Shown(made, index))).text
    wanted = [finding["title"] for finding in store["findings"]]
    wanted += [labels(lang).status(finding["status"], finding["kind"]) for finding in store["findings"]]
    wanted += [finding["risk"] for finding in store["findings"] if finding["status"] == "fail"]
    wanted += [step for action in store["actions"] for step in action["steps"]]
    wanted += [
        labels(lang)[key] for key in ("summary", "findings", "register", "method", "first_actions", "client_needs")
    ]
    wanted += [store["verdict"]["word"], store["verdict"]["text"]]
    assert [each for each in wanted if " ".join(each.split()) not in text] == []


def test_a_value_is_printed_once_in_its_row(made):
    store = made["stores"][0]
    rows = re.findall(r'<tr role="row" id="r\d+".*?</tr>', render_html(Shown(made)), re.DOTALL)
    assert len(rows) == len(store["findings"])
    for finding in store["findings"]:
        if finding["display"] and finding["display"] != "4":
            row = next(
                each for each in rows if f"· {finding['check']}<" in each or f"{finding['check']}</span>" in each
            )
            assert row.count(f"{finding['display']}</td>") == 1


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "_en"])
def test_hostile_texts_stay_texts_in_both(made, payload):
    page = Page(render_html(Shown(poisoned(made, payload))))
    assert len(page.all("script")) == 1
    assert all(not name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert payload in page.text
    digest = render_markdown(Shown(poisoned(made, payload)))
    assert "<script" not in digest.replace("\\<script", "")


def test_the_workbook_keeps_to_what_a_spreadsheet_can_hold(made):
    data = write_workbook(Shown(made))
    assert data == write_workbook(Shown(json.loads(dump(made))))
    book = openpyxl.load_workbook(BytesIO(data))
    assert [len(name) <= 31 and name == name.strip() for name in book.sheetnames] == [True] * 8
    assert [sheet.page_setup.orientation for sheet in book] == ["portrait", *["landscape"] * 7]
    assert book.sheetnames[2:4] == ["问题清单 Findings", "整改台账 Action tracker"]
    words = labels("both")
    findings = book["问题清单 Findings"]
    assert findings["C4"].value == "检查项\nCheck"
    told = {row[2].value: row[0].value for row in findings.iter_rows(min_row=5)}
    assert told["订单缺陷率低于1%\nOrder defect rate below 1%"] == "未达标 / Fail"
    coloured = {row[0].value: row[0].font.color.rgb[2:] for row in findings.iter_rows(min_row=5)}
    for status in ("pass", "watch", "fail", "unknown"):
        assert f"#{coloured[str(words.status(status))]}" == STATUS_COLOURS[status][0]
    tracker = book["整改台账 Action tracker"]
    choices = [
        rule.formula1.strip('"').split(",") for rule in tracker.data_validations.dataValidation if rule.type == "list"
    ]
    heads = [cell.value for cell in tracker[4]]
    for head, offered in zip(("状态\nStatus", "责任角色\nRole"), choices, strict=True):
        column = heads.index(head)
        assert {row[column].value for row in tracker.iter_rows(min_row=5)} <= set(offered)
        assert len(",".join(offered)) <= 255


@pytest.mark.parametrize("word", ["已完成 / Done", "已完成", "Done", "done"])
def test_a_tracker_in_both_languages_is_read_back(made, tmp_path, word):
    book = openpyxl.load_workbook(BytesIO(write_workbook(Shown(made))))
    sheet = book["整改台账 Action tracker"]
    heads = {cell.value: cell.column for cell in sheet[4]}
    sheet.cell(5, heads["状态\nStatus"]).value = word
    sheet.cell(5, heads["责任人\nPerson"]).value = "陈立"
    book.save(tmp_path / "filled.xlsx")
    ledgers = read_ledgers([str(tmp_path / "filled.xlsx")])
    assert problems_of(ledgers) == []
    (ledger,) = ledgers
    assert len(ledger.rows) == len(made["stores"][0]["actions"])
    assert (ledger.rows[0].told.status, ledger.rows[0].told.person) == ("done", "陈立")
    assert {row.told.status for row in ledger.rows[1:]} <= {"open", "in_progress"}


def test_forms_notes_and_plans_are_in_both(made, tmp_path):
    words = labels("both")
    shown = Shown(made)
    values = form_values(shown)
    assert values["auditor_verdict"] == "账户存在风险 / Account at risk"
    assert values["auditor_status_alibaba_order_defects"] == "未达标 / Fail"
    assert values["auditor_value_order_defect_rate"] == 0.0123
    notes = tmp_path / "notes.yaml"
    notes.write_text(
        notes_template(prefilled(shown.store, words, made["as_of"]), words, made["as_of"])
        .replace("# highlights", "highlights")
        .replace("#   -", "  -"),
        "utf-8",
    )
    assert read_notes(notes)["highlights"][0] == "已解决：无违禁词产品 / Resolved: No product with a banned word"
    document_with_plan = copy.deepcopy(made)
    document_with_plan["stores"][0]["actions"][0]["action"] = "write-poa"
    plan = render_plan_of_action(Shown(document_with_plan))
    assert "已查明的事实 / Established facts" in plan
    assert "订单缺陷率低于1% / Order defect rate below 1%" in plan


def test_equal_texts_do_not_pair(made):
    assert both("DSR", "DSR") == "DSR"
    assert "warnings_en" in made
    assert not [
        key
        for finding in made["stores"][0]["findings"]
        for key in finding
        if key == "display_en" and finding["display"] == finding[key]
    ]


def test_the_look_of_both_touches_no_other_page():
    """The handbook marks its English in the same way and has a look of its own."""
    style = (resource_dir("reports") / "theme.css").read_text("utf-8")
    selectors = [
        each for rule in re.findall(r"([^{}]+)\{", style) for each in rule.split(",") if "span[lang=en]" in each
    ]
    assert selectors
    assert [
        each for each in re.findall(r"^(.*span\[lang=en\].*)\{", style, re.MULTILINE) if not each.startswith(".both ")
    ] == []
