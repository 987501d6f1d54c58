"""Labels, verdicts, narrative, brands, PDF: the words around the numbers."""

# ruff: noqa: E501  (tables of cases)

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import yaml

from auditor.report import ReportError, find_browser
from auditor.report.branding import Brand, make_brand
from auditor.report.labels import labels
from auditor.report.narrative import notes_template, prefilled, read_notes, rewritten
from auditor.report.pdf import print_pdf
from auditor.report.verdict import readiness_verdict, verdict
from auditor.report.view import needs
from auditor.resources import resource_dir
from auditor.rulebook import load_rulebook
from auditor.rulebook.model import Span
from auditor.text import Both, clean, counted, numbered, one_line
from tests.report.pictures import png

ZH, EN = labels("zh"), labels("en")
DAY = "2026-11-15"  # the day of the audit
TEXT = (resource_dir("reports") / "labels.yaml").read_text("utf-8")


def test_no_label_is_read_as_a_template():
    assert not re.search(r"\{[{%#]", TEXT)


def test_a_text_is_cleaned_as_its_characters_are():
    every = "".join(map(chr, range(0x10100)))
    cleaned = clean(every)
    assert cleaned == "".join(map(clean, every))
    assert {*every} - {*cleaned} == {
        *map(chr, (*range(9), 0xB, 0xC, *range(0xE, 0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000))),
        *map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF)),
    }


def test_one_line_stays_one_whatever_stands_in_it():
    every = "".join(map(chr, range(0x10100)))
    (shown,) = one_line(every).splitlines()
    assert shown == clean(shown)
    assert one_line("  a \r\n\tb\u3000c") == "  a  b\u3000c"


@pytest.mark.parametrize(("count", "said"), [(0, "0 stores"), (1, "1 store"), (2, "2 stores"), (1204, "1,204 stores")])
def test_a_count_has_the_form_of_its_number(count, said):
    assert counted(count, "store") == said
    assert counted(count, "entry", "entries") == said.replace("store", "entry").replace("entrys", "entries")


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 rows are"), (1, "1 row is"), ("+1", "+1 row is"), ("−1", "−1 row is"), (21, "21 rows are")],
)
def test_a_template_has_the_form_of_its_count(count, said):
    assert numbered("{n} {n:row is|rows are}, {m}", {"n": count}).replace("{n}", str(count)) == f"{said}, {{m}}"


def test_one_of_anything_is_not_told_in_the_plural():
    assert EN.fill("coverage", assessed=1, applicable=1) == "1 of 1 check assessed"
    assert EN.fill("overview.overdue_by", days=1) == "1 day overdue"
    assert EN.fill("overview.overdue_by", days=2) == "2 days overdue"
    assert EN.fill("sheet_read", rows=1, values=1, ignored=1) == "1 row, 1 value used, 1 not used"
    assert labels("both").fill("overview.card_stores", count=1) == "家店铺 / store"


@pytest.mark.parametrize(
    "metric", [m for m in load_rulebook().metrics.values() if m.regain or m.left], ids=lambda m: m.id
)
def test_the_wordings_of_a_recovery_know_one_and_many(metric):
    for words in filter(None, (metric.regain, metric.left)):
        assert "{n} of the" in words.en or numbered(words.en, {"n": 1}) != numbered(words.en, {"n": 2}), words.en


def test_no_label_is_declared_twice():
    keys = re.findall(r"^([a-z_]+):", TEXT, re.MULTILINE)
    assert len(keys) == len(set(keys))


def test_every_label_is_a_pair_with_the_same_places():
    def pairs(table):
        for key, entry in table.items():
            if isinstance(entry, dict):
                yield from ((f"{key}.{name}", pair) for name, pair in entry.items())
            else:
                yield key, entry

    for key, pair in pairs(yaml.safe_load(TEXT)):
        assert isinstance(pair, list), key
        assert len(pair) == 2, key
        assert all(isinstance(text, str) for text in pair), key
        places = [set(re.findall(r"{(\w+)}", text)) for text in pair]
        assert places[0] == places[1], key


def test_no_label_promises_safety():
    assert "安全" not in re.sub(r"^#.*$", "", TEXT, flags=re.MULTILINE)
    assert not re.search(r"\bsafe", re.sub(r"^#.*$", "", TEXT, flags=re.MULTILINE), re.IGNORECASE)


def test_every_label_that_a_template_names_exists():
    template = (resource_dir("reports") / "store.html.j2").read_text("utf-8")
    for key in set(re.findall(r'\bw\["([a-z_.]+)"\]', template)) | set(re.findall(r'w\.fill\("([a-z_.]+)"', template)):
        assert ZH[key] is not None
        assert EN[key] is not None


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        (Span(30, "day"), "30天", "30 days"), (Span(1, "week"), "一周", "week"), (Span(3, "month"), "3个月", "3 months"),
        (Span(1, "moment"), "当前值", "at the moment"), (Span(1, "period"), "导出周期", "the export's period"), (Span(1, "day"), "1天", "1 day"),
    ],
)  # fmt: skip
def test_windows_in_words(span, zh, en):
    assert (ZH.span(span), EN.span(span)) == (zh, en)


def made(status, severity="minor", kind="platform"):
    return {"status": status, "severity": severity, "kind": kind}


@pytest.mark.parametrize(
    ("findings", "score", "state"),
    [
        ([made("fail", "critical"), made("fail")], 40, "at_risk"),
        ([made("fail", "major")], 79, "remediate"),
        ([made("fail", "major", "benchmark"), made("pass")], 80, "improve"),
        ([made("watch")], 95, "near"),
        ([made("pass")], 100, "clear"),
        ([made("unknown")], None, "no_verdict"),
        ([made("fail", "major"), made("unknown")], None, "remediate"),
        ([made("fail", "critical", "platform")] * 2, None, "at_risk"),
        ([made("waived", "critical"), made("not_applicable")], 100, "clear"),
    ],
)
def test_the_verdict_is_the_worst_thing_that_is_known(findings, score, state):
    for words in (ZH, EN):
        found = verdict(findings, score, words)
        assert found["state"] == state
        assert found["word"]
        assert "{" not in found["text"]


def test_what_is_waived_is_told_with_the_verdict():
    findings = [made("waived", "critical"), made("waived"), made("pass")]
    assert verdict(findings, 100, ZH)["text"] == "已评估的 1 项均达标。已豁免 2 项，未计入。"
    found = verdict(findings, 100, EN)
    assert found["text"] == "Every check that was assessed passes (1). Waived and not counted: 2."
    assert found["word"] == "No other check failed"
    beside = verdict(findings, 100, labels("both"))["text"]
    assert (beside.zh, beside.en) == (verdict(findings, 100, ZH)["text"], found["text"])
    assert verdict([made("waived"), made("fail", "critical")], 40, EN)["text"].endswith("Waived and not counted: 1.")


@pytest.mark.parametrize(
    ("given", "state"),
    [("go", "clear"), ("conditional", "improve"), ("needs evidence", "no_verdict"), ("no-go", "at_risk")],
)
def test_the_verdict_of_a_launch_review(given, state):
    found = readiness_verdict({"verdict": given, "word": "W", "blocking": ["a"], "conditions": ["b", "c"]}, EN)
    assert (found["state"], found["word"]) == (state, "W")
    assert "{" not in found["text"]


def test_the_blocks_are_prefilled_from_the_document(english):
    story = prefilled(english["stores"][0], EN, DAY)
    assert story["highlights"][0] == "Resolved: No product with a banned word"
    assert story["problems"][0] == "Order defect rate 1.23% (required: less than 1%)"
    assert story["plan"][0] == "Stop new order defects (customer service, 2026-11-17)"
    late = prefilled(english["stores"][0], EN, "2026-11-20")["plan"][0]
    assert late == "Stop new order defects (customer service, 2026-11-17, 3 days overdue)"
    assert len(story["needs"]) == 3
    assert story["internal"] == []


@pytest.mark.parametrize(
    ("status", "kind", "waived", "en", "zh"),
    [
        ("fail", "platform", False, "better than last time, still failing", "较上次好转，但仍未达标"),
        ("fail", "benchmark", False, "better than last time, still below the benchmark", "较上次好转，但仍未达基准"),
        ("watch", "platform", False, "better than last time, still to be watched", "较上次好转，仍需关注"),
        ("fail", "platform", True, "better than last time, still failing", "较上次好转，但仍未达标"),
    ],
)
def test_better_is_not_yet_good(english, status, kind, waived, en, zh):
    store = english["stores"][1]
    shown = {**store["findings"][0], "status": "waived" if waived else status, "kind": kind, "change": "better"}
    shown["waiver"] = {"status": status} if waived else None
    moving = {**store, "findings": [shown, *store["findings"][1:]]}
    line = "Order defect rate 0.2% (required: less than 1%)"
    assert prefilled(moving, EN, DAY)["highlights"] == [f"{line}: {en}", "Checks that pass: 3."]
    assert prefilled(moving, ZH, DAY)["highlights"][0].endswith(zh)


@pytest.mark.parametrize(
    ("metric", "display", "require", "line"),
    [
        ("Rate", "5%", "less than 1%", "Rate 5% (required: less than 1%)"),
        ("Rate", None, "less than 1%", "Rate (required: less than 1%)"),
        (None, "no", None, "Title: no"),
        (None, None, None, "Title"),
    ],
)
def test_a_problem_without_a_value_leaves_no_gap(english, metric, display, require, line):
    told = {"metric_name": metric, "title": "Title", "display": display, "require": require, "status": "fail"}
    store = english["stores"][1]
    failing = {**store, "findings": [{**store["findings"][0], **told}]}
    assert prefilled(failing, EN, DAY)["problems"] == [line]


@pytest.mark.parametrize(
    ("supply", "line"),
    [
        ("Supply “Rate” / “Quote” (window: 1 month); source: Report", "Supply “Rate” (Report)"),
        ("Supply “Rated orders” / “评价订单”; source: Orders", "Supply “Rated orders”; source: Orders"),
        (
            "Supply “Bad” / “差评” / “bad” and “All” / “全部” (window: 60 days)",
            "Supply “Bad” and “All” (window: 60 days)",
        ),
        (Both("提供“差评” / “Bad”", "Supply “Bad” / “差评”"), Both("提供“差评”", "Supply “Bad”")),
        ("State for the store: “volume”", "State for the store: “volume”"),
    ],
)
def test_only_a_figure_that_is_missing_is_asked_for(english, supply, line):
    told = {"status": "unknown", "metric_name": "Rate", "where": "Report", "evidence": [], "ask": None}
    store = english["stores"][1]
    assert needs({**store, "findings": [{**store["findings"][0], **told, "supply": supply}]}, EN) == [line]


def test_the_months_that_a_watched_check_lacks_are_asked_for(english):
    store = english["stores"][1]
    told = {"status": "watch", "title": "Orders", "metric_name": None, "ask": None, "evidence": []}
    supply = "Supply “Orders” (window: 1 month); missing 2026-08"
    lacking, near = ({**store["findings"][0], **told, "supply": said} for said in (supply, None))
    assert needs({**store, "findings": [lacking, near]}, EN) == [supply]


def test_the_question_of_an_attested_item_is_no_requirement(english):
    told = {
        "metric_name": None,
        "title": "Licence valid",
        "display": "no",
        "require": "Is it valid?",
        "ask": "Is it valid?",
    }
    store = english["stores"][1]
    asked = {**store, "findings": [{**store["findings"][0], **told, "status": "fail"}]}
    assert prefilled(asked, EN, DAY)["problems"] == ["Licence valid: no"]
    assert prefilled(asked, ZH, DAY)["problems"] == ["Licence valid：no"]


def test_the_notes_file_round_trips(english, tmp_path):
    store = english["stores"][0]
    text = notes_template(prefilled(store, EN, DAY), EN, DAY)
    assert "audit of 2026-11-15" in text
    path = tmp_path / "n.yaml"
    path.write_text(text, "utf-8")
    assert read_notes(path) == {}
    uncommented = re.sub(r"^# (?=(highlights|problems|plan|needs|internal):|  - )", "", text, flags=re.MULTILINE)
    path.write_text(uncommented, "utf-8")
    assert read_notes(path)["problems"] == prefilled(store, EN, DAY)["problems"]
    assert rewritten(prefilled(store, EN, DAY), {"needs": []})["needs"] == []
    assert read_notes(tmp_path / "absent.yaml") is None


@pytest.mark.parametrize(
    "text", ["- a", "unknown: [a]", "needs: text", "needs: [", "needs: !!python/object:os.system []"]
)
def test_a_broken_notes_file_is_told_with_its_place(tmp_path, text):
    path = tmp_path / "n.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ReportError) as error:
        read_notes(path)
    assert "n.yaml" in error.value.message.zh
    assert "n.yaml" in error.value.message.en


def test_a_logo_becomes_a_data_uri(tmp_path):
    (tmp_path / "logo.svg").write_bytes(png(16, 9))  # the bytes decide, not the name
    brand = make_brand({"name": "远航", "logo": "logo.svg", "accent": "#0F766E"}, tmp_path)
    assert brand.logo.startswith("data:image/png;base64,")
    assert brand.accent == "#0f766e"


@pytest.mark.parametrize("accent", ["red", "#12345", "#12345g", "#123456;}body{display:none", "url(x)"])
def test_only_plain_colours_are_taken(tmp_path, accent):
    with pytest.raises(ReportError, match="not a colour"):
        make_brand({"accent": accent}, tmp_path)


def test_a_missing_logo_is_told(tmp_path):
    with pytest.raises(ReportError, match="cannot read the logo"):
        make_brand({"logo": "none.png"}, tmp_path)


@pytest.mark.parametrize("accent", ["#ffffff", "#ffe600", "#8bc34a", "#17456b", "#000000"])
def test_text_in_the_accent_can_be_read_on_white(accent):
    def luminance(colour):
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    assert 1.05 / (luminance(Brand(accent=accent).accent_text) + 0.05) >= 4.5


def test_without_a_browser_the_pdf_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("AUDITOR_BROWSER", str(tmp_path / "none"))
    assert find_browser() is None
    with pytest.raises(ReportError) as error:
        print_pdf("<p>x", "2026-11-15")
    assert "Chromium" in error.value.message.en
    assert "浏览器" in error.value.message.zh


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the browser")
def test_a_browser_that_fails_is_named(monkeypatch, tmp_path):
    broken = tmp_path / "browser"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("AUDITOR_BROWSER", str(broken))
    with pytest.raises(ReportError, match=re.escape(str(broken))):
        print_pdf("<p>x", "2026-11-15")


def test_reports_hold_no_python():
    assert not list(Path(resource_dir("reports")).rglob("*.py"))


def test_attributes_choices_and_titles_take_plain_texts():
    template = (resource_dir("reports") / "store.html.j2").read_text("utf-8")
    assert re.findall(r'(?:data-label|data-copy|data-text|aria-label)="\{\{ w\[[^|]*? \}\}', template) == []
    assert re.findall(r"<option[^>]*>\{\{ [^|]*? \}\}</option>", template) == []


def test_every_dimension_of_the_shipped_rules_has_a_name_in_both_languages():
    dimensions = {check.dimension for check in load_rulebook().checks.values()}
    assert {dimension for dimension in dimensions if ZH.get("dimension", dimension) == dimension} == set()
