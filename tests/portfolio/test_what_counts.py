"""What a finished package depends on: whatever changes it makes the client audited again, nothing else does."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from auditor.history import open_history
from auditor.history.model import Told
from auditor.model import StoreKey
from tests.conftest import run
from tests.portfolio.clients import make_clients

SOURCE = """schema: store-auditor/source/1
source: ours.orders
platform: amazon
title: {zh: 订单, en: Orders}
recognise: [[我们的订单号]]
columns:
  order: {headings: [我们的订单号]}
  day: {headings: [下单日], kind: date}
require: [order, day]
date: day
precedence: PRECEDENCE
derive:
  units_ordered: {count: order}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_clients(tmp_path / "data", 1)
    configure(tmp_path)
    return tmp_path


def configure(folder: Path, agency: str = "", client: str = "") -> None:
    (folder / "agency.yaml").write_text(
        f"schema: store-auditor/agency/1\nlanguages: en\n{agency}clients:\n  client00: {{inputs: data/client00{client}}}\n",
        encoding="utf-8",
    )


def audited(folder: Path, day: str = "2026-11-15") -> bool:
    """Whether a run audits the client, or keeps the package that is there."""
    ran = run("portfolio", folder / "agency.yaml", "--out", folder / "out", "--as-of", day, "--lang", "en")
    assert ran.code in (0, 1, 3), ran.err
    return "not changed" not in ran.err


def actions(folder: Path) -> list[dict]:
    (store,) = json.loads((folder / "out" / "client00" / "audit.json").read_text("utf-8"))["stores"]
    return store["actions"]


def test_a_source_map_among_the_rules(folder):
    rules = folder / "rules"
    rules.mkdir()
    source = rules / "orders.yaml"
    source.write_text(SOURCE.replace("PRECEDENCE", "20"), encoding="utf-8")
    configure(folder, "rules: [rules]\n")
    assert audited(folder)
    assert not audited(folder)
    source.write_text(SOURCE.replace("PRECEDENCE", "30"), encoding="utf-8")
    assert audited(folder)


def test_a_history_that_is_kept_from_now_on_and_what_trackers_told_it(folder):
    assert audited(folder)
    configure(folder, "history: h.sqlite\n")
    assert audited(folder)
    assert not audited(folder)
    assert audited(folder, "2026-11-08")  # an earlier week, put in afterwards
    assert audited(folder)
    assert not audited(folder)
    store = StoreKey("amazon", json.loads((folder / "out" / "overview.json").read_text("utf-8"))["stores"][0]["store"])
    with open_history(folder / "h.sqlite") as history:
        history.tell([(store, actions(folder)[0]["action"], Told("2026-11-08", "in_progress", "Zhao"))])
    assert audited(folder)
    assert actions(folder)[0]["person"] == "Zhao"
    assert not audited(folder)


def test_whoever_has_the_role_today_has_its_actions(folder):
    for day, person in ("2026-11-08", "Wang Min"), ("2026-11-15", "Li Lei"):
        roles = ", ".join(f"{role}: {person}" for role in {action["owner"] for action in owners(folder)})
        configure(folder, "history: h.sqlite\n", f", roles: {{{roles}}}")
        assert audited(folder, day)
        assert {action["person"] for action in actions(folder)} == {person}


def test_what_is_overdue_stands_under_its_role_where_no_person_is_named(folder):
    """The client's reports are in English, the overview is for whoever runs it: each in its own words."""
    configure(folder, "history: h.sqlite\n")
    for day in ("2026-11-01", "2026-11-15"):
        done = run("portfolio", folder / "agency.yaml", "--out", folder / "out", "--as-of", day, "--lang", "zh")
        assert done.code in (1, 3), done.err
    (late,) = json.loads((folder / "out" / "overview.json").read_text("utf-8"))["overdue"]
    assert late["owner"] == "客服"
    assert {action["now"] for action in late["actions"]} == {"fail"}, "how its checks stand today"
    (store,) = json.loads((folder / "out" / "client00" / "audit.json").read_text("utf-8"))["stores"]
    assert {action["owner_name"] for action in store["previous"]["actions"]} == {"customer service", "operations"}


def test_what_somebody_declined_is_not_the_first_action_of_the_overview(folder):
    configure(folder, "history: h.sqlite\n")
    assert audited(folder, "2026-11-08")
    first, second, *_ = actions(folder)
    store = StoreKey("amazon", json.loads((folder / "out" / "overview.json").read_text("utf-8"))["stores"][0]["store"])
    with open_history(folder / "h.sqlite") as history:
        history.tell([(store, first["action"], Told("2026-11-08", "declined"))])
    assert audited(folder)
    (row,) = json.loads((folder / "out" / "overview.json").read_text("utf-8"))["stores"]
    assert row["first_action"] == second["title"] != first["title"]


def owners(folder: Path) -> list[dict]:
    if not (folder / "out").exists():
        audited(folder, "2026-11-08")
    return actions(folder)


def test_the_version_of_a_history_is_that_of_one_client_before_a_day(folder):
    configure(folder, "history: h.sqlite\n")
    assert audited(folder, "2026-11-08")
    with open_history(folder / "h.sqlite") as history:
        before, after = (history.version(date(2026, 11, day), "client00") for day in (8, 9))
        other = history.version(date(2026, 11, 9), "client01")
    assert before == other != after
