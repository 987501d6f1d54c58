"""The first report of a store: a form that was filled in partly, and no earlier week to compare with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.report import write_reports
from auditor.report.form import form_values
from auditor.report.html import render_html
from auditor.report.labels import labels
from auditor.report.markdown import render_markdown
from auditor.report.narrative import prefilled
from auditor.report.shown import Shown
from auditor.report.view import key_figures, needs
from tests.field.said import Said, xlsx

HEADS = ["指标", "数值"]
FILLED = [["逾期未发货订单数", 1], ["按时发货率", "93%"], ["违规扣分", 6], ["点击", 238]]
BLANK = [["知识产权严重侵权次数", None], ["产品认证", None], ["访客", None]]


@pytest.fixture(params=["zh", "en"])
def said(request: pytest.FixtureRequest, tmp_path: Path) -> Said:
    rows = [["统计周期", "2026-W46"], [], HEADS, *FILLED, *BLANK]
    return Said(xlsx(tmp_path / "shop.xlsx", rows), lang=request.param, platform="alibaba")


def section(page: str, name: str) -> str:
    found = re.search(rf'<section id="{name}">.*?</section>', page, re.DOTALL)
    assert found
    return found[0]


def test_what_an_empty_cell_lacks_is_asked_for_in_one_name_and_its_place(said: Said) -> None:
    words = labels(said.document["lang"])
    asked = needs(said.document["stores"][0], words)
    zh = "补充“知识产权严重侵权次数”（后台 › 规则中心 › 违规记录 › 知识产权）"
    en = "Supply “Serious IP infringements” (Back office › Rules › Violations › Intellectual property)"
    assert {"zh": zh, "en": en}[words.lang] in asked


def test_a_figure_of_two_checks_stands_where_the_worse_of_them_does(tmp_path: Path) -> None:
    """12 points fail the critical check of 12 and pass that of 36: they come first, not after all that fails less."""
    rows = [
        ["统计周期", "2026-W46"],
        [],
        HEADS,
        ["及时回复率", "85%"],
        ["DSR评分", 4.9],
        ["违规扣分", 12],
        ["逾期未发货订单数", 1],
    ]
    said = Said(xlsx(tmp_path / "shop.xlsx", rows), platform="alibaba")
    shown = [(one["metric"], one["status"]) for one in key_figures(said.document["stores"][0])]
    assert shown[:2] == [("penalty_points", "fail"), ("overdue_shipments", "fail")]
    assert len(shown) == 4


def test_columns_that_would_stay_empty_are_left_out_and_the_page_says_why(said: Said) -> None:
    words = labels(said.document["lang"])
    page = render_html(Shown(said.document))
    for name in ("figures", "near", "observed", "register"):
        assert f">{words['trend']}<" not in section(page, name), name
    assert f">{words['previous']}<" not in section(page, "figures")
    assert words["key_figures_alone"] in section(page, "figures")


def test_with_an_earlier_week_they_are_there(tmp_path: Path) -> None:
    rows = [["指标", "2026-W45", "2026-W46"], *([name, value, value] for name, value in FILLED)]
    page = render_html(Shown(Said(xlsx(tmp_path / "shop.xlsx", rows), platform="alibaba").document))
    for name in ("figures", "near", "observed", "register"):
        assert "Trend" in section(page, name), name
    assert "Previous" in section(page, "figures")


def test_an_empty_cell_is_called_empty_and_what_has_no_value_takes_one_line(said: Said) -> None:
    words = labels(said.document["lang"])
    page = render_html(Shown(said.document))
    assert "<q></q>" not in page
    assert words["empty_cell"] in section(page, "not-assessed")
    observed = section(page, "observed")
    assert observed.count("<tr ") == 2  # the heading, and the clicks
    (line,) = re.findall(r'<p class="capped">(.*?)</p>', observed)
    assert line.startswith(words["unmeasured"])
    assert {"zh": "访客", "en": "Visitors"}[words.lang] in line


CHECKLIST = [["编号", "检查项", "答复", "证据", "签字人", "日期"]]
LICENCE, PAYOUT, ADDRESS = ("amazon.launch." + each for each in ("licence", "payout-bank-account", "address-proof"))


@pytest.fixture
def checklist(tmp_path: Path) -> Said:
    rows = [
        [LICENCE, "", "是", "9133", "王敏", None],
        [PAYOUT, "", "是"],
        [ADDRESS, "", "否", "", "王敏", "2026-11-10"],
    ]
    file = xlsx(tmp_path / "shop.xlsx", CHECKLIST + rows)
    return Said(file, as_of="2026-11-15", platform="amazon", purpose="readiness")


def test_an_answer_that_cannot_be_judged_is_told_by_why_not_by_its_yes(checklist: Said) -> None:
    told = prefilled(checklist.document["stores"][0], labels("en"), "2026-11-15")
    (licence,) = [line for line in told["problems"] if line.startswith("Business licence")]
    assert "no date" in licence
    assert not licence.endswith(": yes")
    (digest,) = [line for line in render_markdown(Shown(checklist.document)).split("\n") if "no date" in line]
    assert digest.startswith("- Business licence")


def test_what_to_supply_for_an_answer_says_which(checklist: Said) -> None:
    asked = needs(checklist.document["stores"][0], labels("en"))
    assert "Fill in the date" not in asked
    assert any(line.startswith("Business licence") and line.endswith(": Fill in the date") for line in asked)
    assert any(line.startswith("Supply the evidence: Is the payout account") for line in asked)


def test_the_question_of_an_item_is_no_requirement_on_its_card(checklist: Said) -> None:
    card = section(render_html(Shown(checklist.document)), "findings")
    assert "Asked: Is a bank statement" in card
    assert "Requirement <b>" not in card


@pytest.mark.parametrize("known", [False, True])
def test_channels_of_which_nothing_is_known_together_have_no_report(tmp_path: Path, known: bool) -> None:
    """The agency would send a page on which all is unknown; with the revenue of both channels there is one."""
    heads = ["店铺", "平台", "客户", "周期", "订单缺陷率", "销售额(USD)"]
    months = ("2026-08", "2026-09", "2026-10")
    revenue = 9000 if known else None
    rows = [[name, name, "恒达", month, "0.5%", revenue] for name in ("国际站", "独立站") for month in months]
    document = Said(xlsx(tmp_path / "shops.xlsx", [heads, *rows])).document
    assert len(document["clients"]) == 1
    assert bool(document["clients"][0]["coverage"]["assessed"]) is known
    files = write_reports(document, str(tmp_path / "out"), ("html",))
    assert any(file.endswith("恒达-client.html") for file in files) is known


def test_what_is_stated_of_a_store_is_told_in_words_not_in_abbreviations(tmp_path: Path) -> None:
    heads = ["店铺", "平台", "站点", "含电池", "配送方式", "周期", "订单缺陷率"]
    file = xlsx(tmp_path / "shop.xlsx", [heads, ["店", "亚马逊", "美国", "否", "亚马逊配送", "2026-W46", "0.5%"]])
    told = {each["name"]: each["value"] for each in Said(file).document["stores"][0]["attribute_names"]}
    assert told == {"Marketplace": "United States", "Contains a battery": "no", "Fulfilment": "fba"}


def test_what_somebody_declined_is_not_what_to_do_first(said: Said) -> None:
    store = said.document["stores"][0]
    declined, second = (action["title"] for action in store["actions"][:2])
    store["actions"][0]["status"] = "declined"
    first = section(render_html(Shown(said.document)), "summary")
    assert declined not in re.findall(r'<li data-n="\d+"><a href="#action-\d+"><b>(.*?)</b>', first)
    assert f'<li data-n="2"><a href="#action-2"><b>{second}</b>' in first
    told = render_markdown(Shown(said.document))
    assert f"2. {second}" in told
    assert f"1. {declined}" not in told
    assert form_values(Shown(said.document))["auditor_action_1"] == second
