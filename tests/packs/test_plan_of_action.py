"""The material for a plan of action: facts with their cells, reasons only as questions."""

from __future__ import annotations

import re
from typing import Any

import pytest

from auditor.model import Store, StoreKey
from auditor.report.document import document
from auditor.report.markdown import escape
from auditor.report.plan_of_action import render_plan_of_action
from auditor.report.shown import Shown
from tests.packs.test_amazon_cases import HEALTHY, US
from tests.packs.worked import Figure, audit, book, store

INCIDENT: dict[str, Figure] = {
    "removed_listings": 2, "ip_complaints": 1, "policy_violations": 1, "poa_days_open": 5,
}  # fmt: skip


def material(
    figures: dict[str, Figure], lang: str = "en", name: str = "northwind"
) -> tuple[dict[str, Any], str | None]:
    """The audit document of one Amazon store, and the material made from it."""
    result = audit(store("amazon", name, HEALTHY | figures), [Store(StoreKey("amazon", name), attributes=US)])
    made = document(result, book(), lang)
    return made, render_plan_of_action(Shown(made))


def test_without_an_incident_there_is_no_plan() -> None:
    assert material({})[1] is None
    assert material({"defective_orders": 20})[1] is None  # a breach alone asks for no plan of action


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_failing_fact_stands_with_value_line_and_cell(lang: str) -> None:
    made, text = material(INCIDENT, lang)
    assert text is not None
    concerned = {"amazon.listings-removed", "amazon.ip-complaints", "amazon.policy-violations", "amazon.poa-in-time"}
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    for finding in made["stores"][0]["findings"]:
        if finding["check"] in concerned:
            (row,) = [row for row in rows if row.startswith(f"| {finding['title']} |")]
            assert finding["display"] in row
            cell = finding["evidence"][0]
            assert row.endswith(f"{escape(cell['file'])} {escape(cell['sheet'])} {cell['cell']} |")
    assert not [row for row in rows if "ACoS" in row]  # a benchmark of the ads has no place in an appeal
    assert ("；" in text, "; " in text) == ((True, False) if lang == "zh" else (False, True))  # between two grounds


def test_reasons_are_asked_and_never_written() -> None:
    _, text = material(INCIDENT)
    assert text is not None
    cause = text.split("## 2. ")[1].split("## 3. ")[0]
    asked = re.findall(r"- \[ \] (.+)", cause)
    assert len(asked) == 5
    assert all(question.endswith("?") for question in asked)
    assert re.findall(r"Answer:(.*)", cause) == [" "] * 5


def test_what_is_due_is_listed_with_owner_and_date() -> None:
    made, text = material(INCIDENT)
    assert text is not None
    (plan,) = [action for action in made["stores"][0]["actions"] if action["action"] == "write-poa"]
    assert f"| {plan['title']} | {plan['owner_name']} | {plan['due']} |" in text
    assert "Still missing: The plan of action is submitted" in text


def test_a_deactivated_account_gets_its_plan_too() -> None:
    _, text = material({"account_status": "DEACTIVATED", "order_defect_rate": 0.02, "defective_orders": 20})
    assert text is not None
    assert "| Account status is normal | DEACTIVATED |" in text


def test_names_are_text_and_not_markup() -> None:
    _, text = material(INCIDENT, name="<b>x</b> | [y](http://z)")
    assert text is not None
    assert "<b>" not in text
    assert "[y](" not in text
    assert text.splitlines()[0].count("|") == text.splitlines()[0].count("\\|")
