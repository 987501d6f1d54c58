"""Two clients of an agency with stores of one name: each has its own history, its own tracker, its own report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from auditor.cli.root import app
from auditor.history import open_history
from auditor.model import StoreKey
from auditor.portfolio.agency import Agency, Client, StoreEntry
from auditor.portfolio.job import Outcome
from auditor.portfolio.shared import shared_words
from auditor.tracker import TRACKER_HEADINGS
from tests.portfolio.test_scale import summary

WEEKS = ("2026-11-08", "2026-11-15")
RATES = {"acme": ("2.0%", "2.1%"), "bravo": ("0.1%", "1.9%")}  # of orders with defects: 1% is the line
AGENCY = """\
schema: store-auditor/agency/1
history: history.sqlite
languages: en
clients:
  acme: {name: Acme, stores: {US: {platform: amazon, inputs: [acme.csv]}}}
  bravo: {name: Bravo, stores: {US: {platform: amazon, inputs: [bravo.csv]}}}
"""


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--lang", "en"])


def week(number: int) -> None:
    for client, rates in RATES.items():
        Path(f"{client}.csv").write_text(f"周期,订单缺陷率\n{WEEKS[number]},{rates[number]}\n", "utf-8")
    done = run("portfolio", "agency.yaml", "--as-of", WEEKS[number], "--out", "out", "--jobs", 1, "--quiet")
    assert done.exit_code == 3, done.output


def defects(client: str) -> dict[str, Any]:
    (store,) = json.loads(Path(f"out/{client}/audit.json").read_text("utf-8"))["stores"]
    return next(one for one in store["findings"] if one["check"] == "amazon.order-defect-rate")


@pytest.fixture
def agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("agency.yaml").write_text(AGENCY, "utf-8")
    return tmp_path


def test_each_is_compared_with_its_own_week_before(agency: Path) -> None:
    week(0)
    week(1)
    told = {client: [defects(client)[key] for key in ("change", "previous", "failing_periods")] for client in RATES}
    assert told == {"acme": ["worse", "2%", 2], "bravo": ["new", "0.1%", 1]}
    with open_history("history.sqlite") as history:
        assert [(kept.client, kept.as_of.isoformat()) for kept in history.audits()] == [
            (client, day) for client in ("Acme", "Bravo") for day in WEEKS
        ]
        assert history.broken_links() == ()
    asked = run("diff", *WEEKS, "--history", "history.sqlite")
    assert (asked.exit_code, "add --client; there is: Acme, Bravo" in asked.stderr) == (2, True)
    asked = run("diff", *WEEKS, "--history", "history.sqlite", "--client", "Bravo")
    assert (asked.exit_code, "Pass 0.1% → Fail 1.9%" in asked.stdout) == (0, True)
    listed = run("history", "US", "--history", "history.sqlite").stdout.splitlines()
    assert [line.partition(")")[0] for line in listed] == [
        f"{day}  US ({client}, amazon, weekly" for client in ("Acme", "Bravo") for day in WEEKS
    ]
    judged = run("replay", "--since", WEEKS[1], "--history", "history.sqlite").stdout.splitlines()
    assert [line.partition("  ")[0] for line in judged[::2]] == ["US (Acme, amazon)", "US (Bravo, amazon)"]
    assert run("history", "US", "--history", "history.sqlite", "--out", "again", "--format", "md").exit_code == 0
    assert sorted(path.parent.name for path in Path("again").rglob("*.md")) == ["Acme", "Bravo"]


def test_a_store_is_removed_of_the_client_that_was_named(agency: Path) -> None:
    week(0)
    week(1)
    history = ("--history", "history.sqlite")
    asked = run("history", "--purge", "US", *history)
    assert (
        asked.exit_code,
        "Several clients have a store US: add --client; there is: Acme, Bravo" in asked.stderr,
    ) == (
        2,
        True,
    )
    asked = run("history", "--purge", "US", "--client", "Bravo", *history)
    assert (asked.exit_code, asked.stderr.strip()) == (0, "Removed 2 audits of US")
    with open_history("history.sqlite") as kept:
        assert {audit.client for audit in kept.audits()} == {"Acme"}
        assert kept.broken_links() == ()
    assert b"Bravo" not in Path("history.sqlite").read_bytes()
    asked = run("history", "--client", "Bravo", *history)
    assert (asked.exit_code, asked.stderr.strip()) == (2, "The history has no client Bravo; it has: Acme")
    assert run("history", "--purge", "US", *history).exit_code == 0


def test_a_namesake_elsewhere_is_no_doubt_about_another_store(agency: Path) -> None:
    Path("agency.yaml").write_text(
        AGENCY.replace("inputs: [acme.csv]}", "inputs: [acme.csv]}, DE: {platform: amazon, inputs: [acme.csv]}"),
        "utf-8",
    )
    week(0)
    week(1)
    history = ("--history", "history.sqlite")
    asked = run("diff", *WEEKS, *history, "--store", "DE")
    assert (asked.exit_code, asked.stderr) == (0, "")
    asked = run("diff", *WEEKS, *history)
    assert "On 2026-11-08 several clients have a store US: add --client; there is: Acme, Bravo" in asked.stderr
    assert "has no such store" not in asked.stderr


def test_the_audits_of_a_portfolio_can_be_judged_again(agency: Path) -> None:
    week(0)
    week(1)
    asked = run("replay", "--history", "history.sqlite")
    assert asked.exit_code == 0, asked.stderr
    overlay = Path("overlay.yaml")
    overlay.write_text(
        "schema: store-auditor/overlay/1\nclient: Bravo\n"
        "checks: {amazon.order-defect-rate: {expect: {less_than: 0.05%}}}\n",
        "utf-8",
    )
    asked = run("replay", "--history", "history.sqlite", "--client", "Bravo", "--overlay", overlay)
    assert (asked.exit_code, "Pass 0.1% → Fail 0.1%" in asked.stdout) == (0, True)


def test_what_one_client_told_stays_with_it(agency: Path) -> None:
    Path("agency.yaml").write_text(AGENCY.rpartition("  bravo")[0], "utf-8")  # so far there is no other
    week(0)
    tracker = next(Path("out/acme").glob("*.xlsx"))
    workbook = load_workbook(tracker)
    sheet = next(sheet for sheet in workbook if "Person" in {cell.value for row in sheet.iter_rows() for cell in row})
    heads = next(row for row in sheet.iter_rows() if "Person" in {cell.value for cell in row})
    column = next(cell.column for cell in heads if cell.value == TRACKER_HEADINGS["notes"].en)
    sheet.cell(heads[0].row + 1, column).value = "Acme's lawyer knows"
    workbook.save("filled.xlsx")
    Path("agency.yaml").write_text(AGENCY, "utf-8")
    done = run("actions", "import", "filled.xlsx", "--history", "history.sqlite")
    assert (done.exit_code, done.stdout.count("lawyer")) == (0, 1), done.output
    week(1)  # both fail, and ask for the same
    assert "lawyer" in Path("out/acme/audit.json").read_text("utf-8")
    for path in Path("out/bravo").rglob("*"):
        assert path.is_dir() or b"lawyer" not in path.read_bytes()
    tracker = next(Path("out/bravo").glob("*.xlsx"))  # of a day on which both have a store of that name
    refused = run("actions", "import", tracker, "--history", "history.sqlite")
    assert (refused.exit_code, "several clients have a store US (amazon)" in refused.stderr) == (3, True)


@pytest.mark.parametrize(
    ("listed", "before", "told"),
    [("", "", True), ("b", "", True), ("ab", "", False), ("", "ab", False), ("a", "b", False)],
)
def test_a_store_of_one_name_may_be_a_file_with_the_wrong_client(listed: str, before: str, told: bool) -> None:
    clients = [Client(id_, id_, stores=(StoreEntry("US", "amazon"),) if id_ in listed else ()) for id_ in "abc"]
    found = {"a": ("amazon", "US"), "b": ("amazon", "US"), "c": ("alibaba", "US")}
    stores = {id_: summary(0, platform=platform, store=name) for id_, (platform, name) in found.items()}
    outcomes = [Outcome(id_, "", stores=(stores[id_],)) for id_ in "bca"]
    earlier = {(id_, StoreKey("amazon", "US")) for id_ in before}
    said = [
        (id_, text.en.partition(";")[0])
        for id_, text in shared_words(Agency(None, tuple(clients), Path()), outcomes, earlier)
    ]
    assert said == ([("a", "Several clients have a store of the same name: US (amazon) of a, b")] if told else [])


def test_the_remark_is_one_and_begins_with_the_name_that_the_fewest_have() -> None:
    had = {"a": ["US", "Glow"], "b": ["US"], "c": ["US", "Glow"]}
    clients = tuple(Client(id_, id_) for id_ in had)
    outcomes = [Outcome(id_, "", stores=tuple(summary(0, store=name) for name in names)) for id_, names in had.items()]
    ((first, said),) = shared_words(Agency(None, clients, Path()), outcomes)
    assert (first, said.en.partition(";")[0].partition(": ")[2]) == (
        "a",
        "Glow (amazon) of a, c, US (amazon) of a, b, c",
    )


def test_a_name_that_several_clients_had_before_is_not_told_each_week(agency: Path) -> None:
    lines = (f"  {client}: {{name: {client}, inputs: [{client}.csv]}}" for client in RATES)
    Path("agency.yaml").write_text("\n".join((AGENCY.partition("  acme")[0].rstrip(), *lines)), "utf-8")
    told = []
    for day in WEEKS:
        for client in RATES:
            Path(f"{client}.csv").write_text(
                f"店铺,平台,周期,订单缺陷率\nUS,亚马逊,{day},{RATES[client][0]}\n", "utf-8"
            )
        run("portfolio", "agency.yaml", "--as-of", day, "--out", "out", "--jobs", 1, "--quiet")
        told.append("store of the same name" in Path("out/overview.json").read_text("utf-8"))
    assert told == [True, False]
