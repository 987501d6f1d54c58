"""The HTML report: self-contained, safe with hostile texts, whole in its content."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter

import pytest

from auditor.report import document
from auditor.report.branding import Brand
from auditor.report.html import CARDS, ROWS, UNUSED, render_html
from auditor.report.shown import Shown
from tests.report import further_samples, samples
from tests.report.hostile import Page, poisoned

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "</style></title></svg><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)//",
    "data:text/html,<script>alert(1)</script>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("index", [0, 1, 2])
def test_no_text_becomes_markup_or_a_link(doc, payload, index):
    clean, page = Page(render_html(Shown(doc, index))), Page(render_html(Shown(poisoned(doc, payload), index)))
    assert [tag for tag, _ in page.tags if tag != "a"] == [tag for tag, _ in clean.tags if tag != "a"]
    assert page.scripts == clean.scripts
    assert not [attribute for _, attributes in page.tags for attribute in attributes if attribute.startswith("on")]
    targets = [attributes["href"] or "" for attributes in page.all("a")]
    assert all(target.startswith("#") for target in targets if not target.startswith(("https://", "http://")))
    assert payload.split()[0] in page.text  # shown as text, not swallowed


def test_the_page_asks_the_network_for_nothing(doc):
    page = Page(render_html(Shown(doc)))
    policy = next(meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-")
    assert not page.all("link") + page.all("iframe") + page.all("form action")
    assert all("src" not in script for script in page.all("script"))
    digest = base64.b64encode(hashlib.sha256("".join(page.scripts).encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    css = re.search(r"<style>(.*?)</style>", render_html(Shown(doc)), re.DOTALL)[1]
    assert "url(" not in css
    assert "@import" not in css


def test_links_are_web_addresses_with_no_referrer(doc):
    outside = [a for a in Page(render_html(Shown(doc))).all("a") if not a["href"].startswith("#")]
    assert outside
    assert {a["rel"] for a in outside} == {"noopener noreferrer"}


def test_every_inner_link_has_its_target(doc):
    for index in range(3):
        page = Page(render_html(Shown(doc, index)))
        ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
        assert len(ids) == len(set(ids))
        targets = {a["href"][1:] for a in page.all("a") if a["href"].startswith("#")}
        assert targets <= set(ids)


def test_tables_have_captions_and_headers(doc):
    page = Page(render_html(Shown(doc)))
    assert len(page.all("caption")) == len(page.all("table")) > 8
    assert all(header.get("scope") in {"col", "row"} for header in page.all("th"))


def test_the_register_has_each_finding_once_and_cards_tell_the_breaches(doc):
    store = doc["stores"][0]
    page = Page(render_html(Shown(doc)))
    rows = Counter(attributes["data-status"] for attributes in page.all("tr") if "data-finding" in attributes)
    assert rows == {status: count for status, count in store["counts"].items() if count}
    cards = [attributes["data-status"] for attributes in page.all("article")]
    assert cards.count("fail") == store["counts"]["fail"]


def test_a_breach_is_told_in_full(english):
    text = Page(render_html(Shown(english))).text
    for expected in (
        "1.23%", "less than 1%", "0.23 pp beyond the line", "Window: 60 days", "Missed 3 periods in a row",
        "Above 1 % the account may be deactivated.", "51 more orders without a defect", "Contact the buyer of every claim",
        "examples/stores/hengda/orders.csv · C31", "(2 of 16 cells)", "Amazon Seller Central, Account Health",
        "official, read on 2026-11-21, alibaba.order-defects", "customer service · Due 2026-11-17", "Worse, since 2026-11-01",
    ):  # fmt: skip
        assert expected in text, expected


def test_a_missed_benchmark_is_below_benchmark_and_nothing_is_called_safe(doc):
    for index in range(3):
        text = Page(render_html(Shown(doc, index))).text.lower()
        assert "violation of" not in text
        assert "安全" not in text
        assert not re.search(r"\bsafe\b", text)
    zh = doc["lang"] == "zh"
    assert ("未达基准" if zh else "Below benchmark") in Page(render_html(Shown(doc))).text
    assert ("本期检查未发现超标" if zh else "No check failed") in Page(render_html(Shown(doc, 1))).text


def test_what_people_attested_is_told_with_who_and_until_when():
    made = document(samples.audit(further_samples.vouched_store()), further_samples.book(), "en")
    page = render_html(Shown(made))
    told = Page(page[page.index('<section id="attested"') : page.index('<section id="not-assessed"')]).text
    assert "Factory video is onlinePasshttps://v.example/厂区赵强2026-06-012027-06-01" in told
    assert "Product certificates are validPassCE-2026-114–2026-03-092027-03-09" in told
    assert 'href="https://v.example' not in page, "what a client wrote is no link"
    assert '<section id="attested"' not in render_html(
        Shown(document(samples.audit(samples.calm_store()), samples.book(), "en"))
    )


def test_a_store_of_which_nothing_is_known_has_no_green_mark(english):
    silent = render_html(Shown(english, 2))
    assert '<p class="clear">' not in silent
    assert '<p class="clear">' in render_html(Shown(english, 1))


def test_page_one_never_says_that_nothing_is_to_be_done_where_something_fails_or_nothing_is_known(english):
    calm = "No action is due this time."
    assert calm in render_html(Shown(english, 1))
    silent = render_html(Shown(english, 2))
    assert calm not in silent
    assert "First supply the missing data" in silent
    assert "<li>Too little data to tell what is wrong.</li>" in silent
    failing = {**english, "stores": [{**english["stores"][0], "actions": []}]}
    assert calm not in render_html(Shown(failing))
    assert "No standard remedy: assign someone" in render_html(Shown(failing)).split('<section id="figures">')[0]


def test_page_one_says_what_is_wrong_and_why(english):
    page = render_html(Shown(english))
    summary = Page(page[page.index('<section id="summary"') : page.index('<section id="figures"')]).text
    assert "RFQ response rate 89.1% (required: at least 90%). Why: The service desk answers slowly (Likely)" in summary
    assert "Order defect rate 1.23% (required: less than 1%)" in summary
    assert "Late shipping is behind" not in summary, "not concluded"


def test_competing_causes_are_both_shown_and_tell_a_finding_once(english):
    html = render_html(Shown(english))
    assert html.count("<h3>The P4P budget ran out and the ads went offline</h3>") == 1
    assert html.count("<h3>Products in wrong categories are left out of search</h3>") == 1
    text = Page(html).text
    assert "Would be concluded if" in text
    assert "A trust-assurance order in the last three months: Watch / Fail" in text


def test_a_long_report_is_capped_and_says_so(english):
    store = english["stores"][0]
    failing = next(finding for finding in store["findings"] if finding["status"] == "fail")
    many = [failing | {"check": f"made.check-{at}", "explained_by": []} for at in range(ROWS + 50)]
    long = english | {
        "stores": [store | {"findings": many, "counts": store["counts"] | {"fail": len(many)}, "diagnoses": []}]
    }
    page = Page(render_html(Shown(long)))
    assert len(page.all("article")) == CARDS
    assert len([row for row in page.all("tr") if "data-finding" in row]) == ROWS
    assert f"The first {CARDS} of {ROWS + 50}" in page.text
    assert f"The first {ROWS} of {ROWS + 50}" in page.text


def test_where_not_every_reason_for_unused_cells_is_told_the_page_says_so(english):
    file = english["inputs"][0]
    sheet, *others = file["sheets"]
    reasons = [sheet["ignored_by_cause"][0] | {"why": f"reason {at}!"} for at in range(UNUSED + 1)]

    def told(count):
        sheets = [sheet | {"ignored_by_cause": reasons[:count]}, *others]
        text = Page(render_html(Shown(english | {"inputs": [file | {"sheets": sheets}]}))).text
        return text.count("reason "), f"The first {UNUSED} kinds of {UNUSED + 1}; the JSON file lists all." in text

    assert told(UNUSED) == (UNUSED, False)
    assert told(UNUSED + 1) == (UNUSED, True)


def test_client_edition_has_no_internal_note_no_weights_and_no_other_client(english):
    notes = {"internal": ["MARGIN 12 % ONLY"]}
    client = render_html(Shown(english, 0, notes=notes))
    internal = render_html(Shown(english, 0, notes=notes, edition="internal"))
    assert "MARGIN 12 % ONLY" in internal
    assert "(96)" in internal
    for secret in ("MARGIN 12 % ONLY", "(96)", "顺风", "Nova Tools", "shunfeng.csv", "nova.xlsx", "broken.xls"):
        assert secret not in client, secret


def test_unused_cells_of_a_file_shared_with_another_client_stay_out(english):
    shared = samples.FILE
    other = english["stores"][1] | {"files": [shared]}
    mixed = english | {"stores": [english["stores"][0], other]}
    assert "店铺健康分" in render_html(Shown(english))
    assert "店铺健康分" not in render_html(Shown(mixed))


def test_remarks_of_a_run_over_several_stores_stay_out_of_a_stores_report(english):
    warning = english["warnings"][0]
    assert warning not in render_html(Shown(english))
    assert warning in render_html(Shown(english | {"stores": english["stores"][:1]}))


def test_brand_shows_name_footer_and_a_readable_accent(english):
    page = render_html(Shown(english, 0, brand=Brand(name="远航", accent="#ffe600", footer="021-5555")))
    assert "远航" in page
    assert "021-5555" in page
    assert "--accent:#ffe600;--accent-text:#" in page
    assert "--accent-text:#ffe600" not in page


def test_narrative_of_a_person_replaces_the_prefilled_one(english):
    page = Page(render_html(Shown(english, 0, notes={"highlights": ["New factory video online"], "needs": []}))).text
    assert "New factory video online" in page
    assert "Checks that pass: 3." not in page
    assert "Nothing is needed this time." in page
    emptied = Page(render_html(Shown(english, 0, notes={"problems": []}))).text
    assert "Main problems" in page
    assert "Main problems" not in emptied  # seven checks fail: it must not say that there are none


def test_a_store_without_a_score_says_so(english):
    text = Page(render_html(Shown(english, 2))).text
    assert "not scored" in text
    assert "Not enough data" in text
    assert "/ 100" not in text


def test_controls_and_marks_that_reverse_the_writing_are_replaced(english):
    page = render_html(Shown(poisoned(english, "a\x00\x1b[31m\u202eb\udcff")))
    assert not re.search("[\x00\x1b\u202e\udcff]", page)
    page.encode("utf-8")


def test_a_projection_is_called_one(english):
    text = Page(render_html(Shown(english))).text
    assert "Projection: on the recent trend it crosses the line around 2026-12-20" in text


def test_an_action_past_its_date_says_so(english):
    store = english["stores"][0]
    late = english | {"stores": [store | {"actions": [store["actions"][0] | {"due": "2026-11-12", "person": "李娜"}]}]}
    text = Page(render_html(Shown(late))).text
    assert "customer service · 李娜 · Due 2026-11-12 3 days overdue" in text


@pytest.mark.parametrize(
    ("status", "now", "said"),
    [
        ("open", "pass", "confirm and close it"),
        ("in_progress", "pass", "confirm and close it"),
        ("done", "fail", "some of its checks still fail"),
        ("verified", "fail", "some of its checks still fail"),
        ("open", "fail", None),
        ("done", "pass", None),
        ("declined", "pass", None),
        ("open", None, None),
    ],
)
def test_what_was_told_of_an_action_is_held_against_its_checks(english, status, now, said):
    store = english["stores"][0]
    followed = store["previous"]["actions"][0] | {"status": status, "now": now}
    previous = store["previous"] | {"actions": [followed]}
    page = render_html(Shown(english | {"stores": [store | {"previous": previous}]}))
    told = [words for words in ("confirm and close it", "some of its checks still fail") if words in Page(page).text]
    assert told == ([said] if said else [])


def test_every_language_is_marked():
    for lang, mark in (("zh", "zh-CN"), ("en", "en")):
        page = Page(render_html(Shown(samples.with_past(document(samples.audit(), samples.book(), lang)))))
        assert page.all("html")[0]["lang"] == mark


def test_a_value_of_other_days_than_the_newest_names_them(english):
    def told(**period: str) -> int:
        findings = [
            one | {"period": one["period"] and one["period"] | period}
            if one["check"] == "alibaba.order-defects"
            else one
            for one in english["stores"][0]["findings"]
        ]
        store = english["stores"][0] | {"findings": findings}
        return Page(render_html(Shown(english | {"stores": [store]}))).text.count("2026-10-01 – 2026-10-31")

    assert told() == 0
    assert told(start="2026-10-01", end="2026-10-31") == 3  # among the key figures, told in full, in the register


def test_improvements_are_what_was_resolved_and_what_got_better_the_severest_first(english):
    store = english["stores"][0]
    findings = [one | {"change": "better"} if one["status"] == "fail" else one for one in store["findings"]]
    again = [
        one | {"check": f"{one['check']}-2", "severity": "advisory"} for one in findings if one["change"] == "better"
    ]
    made = english | {"stores": [store | {"findings": [*again, *findings]}]}
    page = render_html(Shown(made))
    section = Page(page[page.index('<section id="follow-up"') : page.index('<section id="near"')]).text
    assert "Resolved: " in section
    assert (
        section.index("Resolved: ") < section.index("Order defect rate 1.23%") < section.rindex("better than last time")
    )
    assert section.index("Order defect rate 1.23%") < section.index("RFQ response rate 89.1%")
    assert "None this time" not in section
