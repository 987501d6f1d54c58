"""A client on holiday, a store being closed: not audited, not missing, and back by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from auditor.notify.digest import digest
from tests.portfolio.test_settings import portfolio

ROWS = "店铺,平台,周期,迟发率,订单缺陷率\n美国站,亚马逊,2026-11-09..2026-11-15,1%,0.1%\nde站,亚马逊,2026-11-09..2026-11-15,9%,0.1%\n"
WAIVERS = """schema: store-auditor/waivers/1
waivers:
  - {check: amazon.late-shipment, store: DE站, reason: r, approved_by: b, from: 2026-11-01, until: 2026-12-31}
"""
STORES = "    stores:\n      美国站: {platform: amazon}\n      DE站: {platform: amazon, paused: {reason: 清仓关店, until: %s}}\n"
ONE = f"clients:\n  one:\n    inputs: [all.csv]\n    waivers: w.yaml\n{STORES}"
QUIET = ("--least-coverage", "1%", "--format", "json", "--quiet")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "all.csv").write_text(ROWS, "utf-8")
    (tmp_path / "w.yaml").write_text(WAIVERS, "utf-8")
    return tmp_path


def overview(folder: Path) -> dict:
    made: dict = json.loads((folder / "out" / "overview.json").read_text("utf-8"))
    return made


@pytest.mark.parametrize(("until", "paused"), [("2026-11-14", False), ("2026-11-15", True)])
def test_a_paused_store_is_left_out_of_a_sheet_of_all_until_its_last_day_is_over(
    folder: Path, until: str, paused: bool
) -> None:
    done = portfolio(folder, "history: h.sqlite\n" + ONE % "2026-11-01", *QUIET)  # an audit that had both
    assert done.exit_code == 0, done.output
    done = portfolio(folder, "history: h.sqlite\n" + ONE % until, *QUIET)
    made = overview(folder)
    assert done.exit_code == 0, done.output
    assert [row["store"] for row in made["stores"]] == (["美国站"] if paused else ["DE站", "美国站"])
    assert made["paused"] == (
        [{"client": "one", "store": "DE站", "reason": "清仓关店", "until": until}] if paused else []
    )
    assert made["counts"]["paused"] == int(paused)
    assert made["warnings"] == []  # neither is the store missed nor its waiver without a store
    assert ("DE站" in (folder / "out" / "one" / "audit.json").read_text("utf-8")) is not paused


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_paused_client_is_listed_and_costs_the_run_nothing(folder: Path, lang: str) -> None:
    two = "  two:\n    inputs: [gone.csv]\n    paused: {reason: 春节放假, from: 2026-11-15, until: 2026-11-15}\n"
    done = portfolio(folder, ONE % "2026-11-01" + two, *QUIET, lang=lang)
    assert (done.exit_code, "1 项已暂停审核" in done.stdout, "1 paused" in done.stdout) == (
        0,
        lang == "zh",
        lang == "en",
    )
    page = (folder / "out" / "overview.html").read_text("utf-8")
    assert "春节放假" in page[page.index('<section id="paused">') :]
    sheet = load_workbook(folder / "out" / "overview.xlsx").worksheets[-2]
    every = {"zh": "全部店铺", "en": "all stores"}[lang]
    assert [cell.value for cell in sheet[2]] == ["two", every, "春节放假", "2026-11-15"]
    assert ("暂停审核的客户或店铺：1" if lang == "zh" else "paused: 1") in digest(overview(folder), lang).body
    for days in ("from: 2026-11-16, until: 2026-11-20", "until: 2026-11-14"):  # not yet, and no more
        again = portfolio(folder, ONE % "2026-11-01" + two.replace("from: 2026-11-15, until: 2026-11-15", days), *QUIET)
        assert (again.exit_code, overview(folder)["paused"]) == (3, [])


@pytest.mark.parametrize(
    "text",
    [
        "clients:\n  two: {inputs: [gone.csv], paused: {reason: r, until: 2026-11-15}}\n",
        "clients:\n  two: {stores: {S: {platform: amazon, inputs: x, paused: {reason: r, until: 2026-11-15}}}}\n",
    ],
)
def test_a_week_in_which_all_is_paused_is_in_order(folder: Path, text: str) -> None:
    done = portfolio(folder, text, *QUIET)
    assert (done.exit_code, overview(folder)["counts"]["paused"]) == (0, 1), done.output
    assert digest(overview(folder), "en").title == "Store audit : everything is paused"
    assert not (folder / "out" / "two").exists()


@pytest.mark.parametrize(
    ("pause", "said"),
    [
        ("{reason: r, from: 2026-11-16, until: 2026-11-15}", "'2026-11-15' is not accepted: it lies before its 'from', 2026-11-16"),
        ("{reason: r, until: 2026-02-30}", "'2026-02-30' is not accepted: there is no such day"),
        ("{until: 2026-11-15}", "a pause needs 'reason'"),
        ("{reason: r}", "a pause needs 'until'"),
        ("{reason: r, til: 2026-11-15}", "unknown key 'til'"),
        ("true", "accepted keys: reason, from, until"),
    ],
)  # fmt: skip
def test_a_pause_says_why_and_until_when(folder: Path, pause: str, said: str) -> None:
    done = portfolio(folder, f"clients: {{a: {{inputs: x, paused: {pause}}}}}\n")
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr


def test_a_message_on_a_run_of_an_older_version_tells_no_pause(folder: Path) -> None:
    from auditor.notify.digest import read_run

    portfolio(folder, ONE % "2026-11-01", *QUIET)
    made = overview(folder)
    del made["counts"]["paused"], made["paused"]
    (folder / "out" / "overview.json").write_text(json.dumps(made), "utf-8")
    assert "paused" not in digest(read_run(folder / "out", "en"), "en").body
