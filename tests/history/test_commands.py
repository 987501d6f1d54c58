"""``--history``, ``history``, ``diff``, ``actions import``, ``what-if``, ``replay`` and ``verify`` as users run them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from auditor.cli.root import app
from auditor.history import History, open_history
from auditor.report.document import brought_up_to_date
from auditor.report.html import render_html
from auditor.report.shown import Shown
from auditor.rulebook import documents
from auditor.tracker import TRACKER_HEADINGS
from tests.conftest import Ran
from tests.demo_rules import RULES

WEEKS = ("2026-11-01", "2026-11-08", "2026-11-15")
ROWS = """\
store,platform,period,good,all,faults
north,demo,2026-11-01,80,100,1
north,demo,2026-11-08,85,100,1
north,demo,2026-11-15,97,100,5
south,demo,2026-11-01,99,100,0
south,demo,2026-11-08,99,100,
south,demo,2026-11-15,99,100,0
"""


def auditor(*words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--lang", "en"])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with three weekly audits in ``history.sqlite``, their reports, and the small book as the shipped one."""
    folder = tmp_path_factory.mktemp("kept")
    rules = folder / "rules"
    rules.mkdir()
    (rules / "demo.yaml").write_text(RULES, "utf-8")
    (folder / "week.csv").write_text(ROWS, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "resource_dir", lambda name: rules)
        patch.chdir(folder)
        for day in WEEKS:
            done = auditor("audit", "week.csv", "--as-of", day, "--history", "history.sqlite", "--out", day)
            assert done.exit_code in (0, 1, 3), done.output
        yield folder


@pytest.mark.parametrize(
    ("name", "client", "told"),
    [("North", None, True), ("north", None, False), ("Northern", None, False), ("North", "A", False)],
)
def test_a_store_that_begins_anew_in_another_spelling_is_told(
    kept: Path, tmp_path: Path, name: str, client: str | None, told: bool
) -> None:
    shutil.copy(kept / "history.sqlite", tmp_path / "history.sqlite")
    (tmp_path / "next.csv").write_text(ROWS.replace("north,", f"{name},").replace("2026-11-15", "2026-11-22"), "utf-8")
    words = [
        "audit",
        tmp_path / "next.csv",
        "--history",
        tmp_path / "history.sqlite",
        *(["--client", client] if client else []),
    ]
    said = auditor(*words).stderr
    assert ("The history has “north”, which differs from “North” in spelling alone" in said) is told


def findings(folder: Path, day: str) -> dict[tuple[str, str], dict]:
    document = json.loads((folder / day / "audit.json").read_text("utf-8"))
    return {(store["store"], one["check"]): one for store in document["stores"] for one in store["findings"]}


def test_reports_know_the_weeks_before(kept: Path) -> None:
    course = [
        [findings(kept, day)[key]["change"] for day in WEEKS]
        for key in (("north", "demo.good"), ("north", "demo.faults"), ("south", "demo.good"), ("south", "demo.faults"))
    ]
    assert course == [["new", "better", "resolved"], [None, None, "new"], [None] * 3, [None] * 3]
    # What the first audit of a store finds may have lasted for months: its page calls nothing new.
    pages = [(kept / day / "north-demo.html").read_text("utf-8") for day in (WEEKS[0], WEEKS[2])]
    assert ['<span class="by">New</span>' in page for page in pages] == [False, True]
    document = json.loads((kept / WEEKS[2] / "audit.json").read_text("utf-8"))
    previous = document["stores"][0]["previous"]
    assert previous["as_of"] == WEEKS[1]
    assert previous["resolved"] == [{"check": "demo.good", "segment": None, "title": "Good rate"}]
    (promised,) = previous["actions"]
    assert (promised["due"], promised["overdue_days"]) == ("2026-11-04", 11)
    assert promised["moved"] == "Good rate: 85% → 97%"


def test_the_same_day_again_gives_the_same_bytes(kept: Path) -> None:
    before = (kept / WEEKS[2] / "audit.json").read_bytes()
    auditor("audit", "week.csv", "--as-of", WEEKS[2], "--history", "history.sqlite", "--out", "again")
    assert (kept / "again" / "audit.json").read_bytes() == before


def test_a_document_that_an_editor_saved_with_a_mark_is_the_same(kept: Path, tmp_path: Path) -> None:
    document = (kept / WEEKS[1] / "audit.json").read_bytes()
    (tmp_path / "audit.json").write_bytes(b"\xef\xbb\xbf" + document)
    done = auditor("diff", tmp_path / "audit.json", kept / WEEKS[1], "--json")
    assert (done.exit_code, [one["changes"] for one in json.loads(done.stdout)]) == (0, [[], []])
    assert auditor("notify", tmp_path, "--dry-run").exit_code == 0


def test_history(kept: Path) -> None:
    lines = json.loads(auditor("history", "north", "--history", "history.sqlite", "--json").stdout)
    assert [line["as_of"] for line in lines] == list(WEEKS)
    assert lines[1]["changes"] == {"better": 1}
    assert lines[0]["counts"]["fail"] == 1
    shown = auditor("history", "--history", "history.sqlite").stdout.splitlines()
    assert len(shown) == 6
    alike = auditor("history", "ＮＯＲＴＨ", "--history", "history.sqlite").stdout.splitlines()
    assert alike == [line for line in shown if "north" in line]
    compared = auditor("diff", *WEEKS[:2], "--store", "North", "--history", "history.sqlite", "--json")
    assert [one["store"] for one in json.loads(compared.stdout)] == ["north"]
    assert shown[2].startswith("2026-11-15  north (demo, weekly)")
    assert shown[2].endswith("| New 1 Resolved 1")


def test_kept_audits_are_rendered_again_by_a_newer_version(kept: Path, tmp_path: Path) -> None:
    done = auditor(
        "history", "--history", "history.sqlite", "--out", tmp_path, "--as-of", WEEKS[1], "--format", "html,md"
    )
    assert done.exit_code == 0, done.output
    for name in ("north-demo.html", "south-demo.html"):
        # Of the inputs' unused cells the history keeps nothing; they stand in the last section.
        again, first = (
            (folder / name).read_text("utf-8").split('<section id="method"')[0]
            for folder in (tmp_path, kept / WEEKS[1])
        )
        assert again == first
    with open_history(kept / "history.sqlite") as history:
        old = history.document(history.audits(store="north")[1])
    for finding in old["stores"][0]["findings"]:
        del finding["attested"]  # a field that came later
    assert "Good rate" in render_html(Shown(brought_up_to_date(old)))
    none = auditor("history", "--history", "history.sqlite", "--out", tmp_path, "--as-of", "2026-01-01")
    assert (none.exit_code, "there is: 2026-11-01, 2026-11-08, 2026-11-15" in none.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["history", "west", "--history", "history.sqlite"], "The history has no store west; it has: north, south"),
        (
            ["history", "--history", "history.sqlite", "--as-of", "2026-01-01"],
            "No audit of that day is kept; there is: 2026",
        ),
        (
            ["history", "--history", "history.sqlite", "--purge", "north", "--as-of", WEEKS[0]],
            "--purge removes all that",
        ),
        (["history", "north", "--history", "history.sqlite", "--purge", "south"], "it does not go with STORE"),
        (["history", "--history", "nowhere.sqlite"], "There is no history file nowhere.sqlite"),
        (["history", "--history", "week.csv"], "week.csv is no history file"),
        (
            ["diff", WEEKS[0], "1999-01-01", "--history", "history.sqlite"],
            "The history has no audit of 1999-01-01; it has: 2026-11-01, 2026-11-08, 2026-11-15",
        ),
        (
            ["diff", *WEEKS[:2], "--store", "west", "--history", "history.sqlite"],
            "2026-11-01 does not have that store; it has: north (demo), south (demo)",
        ),
        (["diff", "nowhere.json", "2026-11-15"], "nowhere.json is no audit document"),
        (["diff", "week.csv", "week.csv"], "week.csv is no audit document"),
        (["verify", "."], "has no usable manifest.json"),
        (["actions", "import", "week.csv", "--history", "nowhere.sqlite"], "There is no history file"),
        (["what-if", "week.csv", "--set", "faults"], "Write it as --set metric=value: faults"),
        (["what-if", "week.csv", "--set", "fault=1"], "unknown metric 'fault'; did you mean 'faults'?"),
        (["what-if", "week.csv", "--set", "good_rate=92"], "good_rate=92: "),
        (
            ["what-if", "week.csv", "--set", "faults=-1"],
            "faults=-1: Faults can't have this value (possible: at least 0)",
        ),
        (["what-if", "week.csv", "--set", "faults=1", "--set", "faults=2"], "--set faults is given twice"),
        (["what-if", "week.csv", "--set", "故障数=1", "--set", "Faults=2"], "--set Faults is given twice"),
        (["what-if", "week.csv", "--set", "障数=1"], "unknown metric '障数'; did you mean '故障数'?"),
        (["what-if", "week.csv", "--set", "Good Rate=92"], "Good Rate=92: "),
        (
            ["what-if", "week.csv", "--set", "fault=1", "--set", "faults=-1"],
            "unknown metric 'fault'; did you mean 'faults'?\nfaults=-1: ",
        ),
        (["replay", "--since", "soon", "--history", "history.sqlite"], '"soon" is not a date'),
        (["replay", "--since", "2026-W46", "--history", "history.sqlite"], '"2026-W46" is not a date'),
        (["audit", "week.csv", "--as-of", "2026-W46"], '"2026-W46" is not a date'),
        (["audit", "week.csv", "--as-of", "20261115"], '"20261115" is not a date'),
        (["diff", "2026-W46", "2026-11-15"], "2026-W46 is no audit document"),
        (["audit", "week.csv", "--history", "week.csv"], "week.csv is no history file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistakes_get_a_message_and_exit_2(kept: Path, words: list[str], message: str) -> None:
    done = auditor(*words)
    assert message in done.stderr
    assert done.exit_code == 2


def test_diff_of_two_days_and_of_two_folders(kept: Path) -> None:
    by_day = auditor("diff", WEEKS[1], WEEKS[2], "--history", "history.sqlite", "--store", "north").stdout
    assert by_day.splitlines()[1:] == [
        "  Good rate: Fail 85% → Pass 97%  (its value moved)",
        "  Faults: Pass 1 → Fail 5  (its value moved)",
    ]
    assert auditor("diff", kept / WEEKS[1], kept / WEEKS[2] / "audit.json", "--store", "north").stdout == by_day
    found = json.loads(auditor("diff", WEEKS[0], WEEKS[1], "--history", "history.sqlite", "--json").stdout)
    assert [(one["store"], [(c["check"], c["reason"]) for c in one["changes"]]) for one in found] == [
        ("north", [("demo.good", "store_moved")]),
        ("south", [("demo.faults", "data_missing")]),
    ]


def test_what_if(kept: Path) -> None:
    words = ("what-if", "week.csv", "--as-of", WEEKS[1], "--store", "north", "--json")
    (found,) = json.loads(auditor(*words, "--set", "good_rate=92%", "--set", "故障数=3").stdout)
    changes = {
        one["check"]: (one["before"]["status"], one["after"]["status"], one["after"]["value"])
        for one in found["changes"]
    }
    assert changes == {"demo.good": ("fail", "watch", 0.92), "demo.faults": ("pass", "fail", 3)}
    (found,) = json.loads(auditor(*words, "--set", "good_rate=85%").stdout)
    assert found["changes"] == []


def test_replay_by_the_same_rules_gives_the_same_verdicts(kept: Path) -> None:
    found = json.loads(auditor("replay", "--history", "history.sqlite", "--json").stdout)
    assert [(one["store"], one["from"]["as_of"], one["changes"]) for one in found] == [
        (store, day, []) for day in WEEKS for store in ("north", "south")
    ]
    assert all(one["from"] == one["to"] for one in found)


def test_replay_by_other_rules(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = kept / "other"
    other.mkdir()
    rules = RULES.replace("{at_least: 90%}", "{at_least: 85%}").replace("severity: critical", "severity: minor")
    (other / "demo.yaml").write_text(rules, "utf-8")
    monkeypatch.setattr(documents, "resource_dir", lambda name: other)
    found = json.loads(auditor("replay", "--since", WEEKS[1], "--history", "history.sqlite", "--json").stdout)
    north = next(one for one in found if (one["store"], one["from"]["as_of"]) == ("north", WEEKS[1]))
    change, weight = north["changes"]
    assert (weight["reason"], weight["before"]["severity"], weight["after"]["severity"]) == (
        "weight_moved",
        "critical",
        "minor",
    )
    table = auditor("replay", "--since", WEEKS[2], "--history", "history.sqlite").stdout
    assert "  Faults: Fail Critical 5 → Fail Minor 5  (its severity, or who imposes it, has changed)" in table
    assert (change["reason"], change["before"]["status"], change["after"]["status"]) == ("line_moved", "fail", "watch")
    assert {one["from"]["as_of"] for one in found} == set(WEEKS[1:])


def test_a_replay_of_nothing_says_why(kept: Path, tmp_path: Path) -> None:
    def said(*words: str, history: Path | str = "history.sqlite") -> str:
        done = auditor("replay", *words, "--history", history)
        assert done.exit_code == 4, done.output
        return done.stderr.strip()

    assert said("--since", "2027-01-01") == "There is no audit since 2027-01-01: the newest is of 2026-11-15"
    assert said("--client", "Nobody") == "The history has no client Nobody; it has: none"
    with open_history(tmp_path / "new.sqlite", create=True):
        assert said(history=tmp_path / "new.sqlite") == "The history holds no audit yet"
    bare = tmp_path / "bare.sqlite"
    shutil.copy(kept / "history.sqlite", bare)
    with closing(sqlite3.connect(bare)) as connection, connection:
        connection.execute("UPDATE audits SET intake = NULL")
    assert said(history=bare) == "The audits that were asked for were kept without their values"


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # by openpyxl, which fills the sheet in
def test_the_tracker_goes_to_the_client_and_back(kept: Path) -> None:
    book = load_workbook(kept / WEEKS[0] / "north-demo.xlsx")
    sheet = next(table for table in book if table.cell(4, 1).value == "ID")
    heads = {cell.value: cell.column for cell in sheet[4]}
    for name, value in (("status", "已完成"), ("person", "王敏"), ("notes", "retrained")):
        sheet.cell(5, heads[TRACKER_HEADINGS[name].en]).value = value
    book.save(kept / "filled.xlsx")
    (kept / "copy.sqlite").write_bytes((kept / "history.sqlite").read_bytes())
    tried = auditor("actions", "import", kept / "filled.xlsx", "--history", "copy.sqlite", "--dry-run")
    done = auditor("actions", "import", kept / "filled.xlsx", "--history", "copy.sqlite")
    assert tried.stdout == done.stdout
    assert done.stdout.splitlines() == [
        "north · Mend it · Status: Open → Done",
        "north · Mend it · Person: - → 王敏",
        "north · Mend it · Notes: - → retrained",
    ]
    assert (tried.exit_code, done.exit_code) == (0, 0)
    assert auditor("actions", "import", kept / "filled.xlsx", "--history", "copy.sqlite").stdout == ""
    words = ("audit", "week.csv", "--as-of", WEEKS[1], "--history", "copy.sqlite", "--json")
    north = json.loads(auditor(*words).stdout)["stores"][0]
    (followed,) = north["previous"]["actions"]
    assert (followed["status"], followed["person"], followed["overdue_days"]) == ("done", "王敏", 0)
    sheet.cell(5, heads[TRACKER_HEADINGS["person"].en]).value = "李"
    sheet.cell(5, heads[TRACKER_HEADINGS["notes"].en]).value = "retrained\nall \u202eof them"
    book.save(kept / "other.xlsx")
    conflict = auditor("actions", "import", kept / "other.xlsx", kept / "week.csv", "--history", "copy.sqlite")
    assert conflict.exit_code == 3
    assert 'Person: the history has "王敏", the file "李"; the history stays' in conflict.stderr
    assert conflict.stdout == "north · Mend it · Notes: retrained → retrained all \N{REPLACEMENT CHARACTER}of them\n"
    assert "week.csv: no action tracker here" in conflict.stderr
    replaced = auditor("actions", "import", kept / "other.xlsx", "--history", "copy.sqlite", "--replace")
    assert replaced.stdout.splitlines() == ["north · Mend it · Person: 王敏 → 李"]


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_tracker_that_libreoffice_saved_again_reads_the_same(
    kept: Path, office: Callable[..., list[Path]], tmp_path: Path, kind: str
) -> None:
    book = load_workbook(kept / WEEKS[0] / "north-demo.xlsx")
    sheet = next(table for table in book if table.cell(4, 1).value == "ID")
    heads = {cell.value: cell.column for cell in sheet[4]}
    filled = {
        "status": "In progress",
        "person": "王敏",
        "due": date(2026, 11, 9),
        "link": "https://x/a",
        "notes": "a\nb",
    }
    for name, value in filled.items():
        sheet.cell(5, heads[TRACKER_HEADINGS[name].en]).value = value
    sheet.cell(6, heads[TRACKER_HEADINGS["action"].en]).value = "Buy a new scanner"
    book.save(tmp_path / "filled.xlsx")
    (saved,) = office(kind, tmp_path / "filled.xlsx")
    (tmp_path / "copy.sqlite").write_bytes((kept / "history.sqlite").read_bytes())
    done = auditor("actions", "import", saved, "--history", tmp_path / "copy.sqlite")
    assert done.stdout.splitlines() == [
        "north · Mend it · Status: Open → In progress",
        "north · Mend it · Person: - → 王敏",
        "north · Mend it · Due: 2026-11-04 → 2026-11-09",
        "north · Mend it · Evidence link: - → https://x/a",
        "north · Mend it · Notes: - → a b",
    ]
    assert f'filled.{kind}!Action tracker!A6: the row ("Buy a new scanner") has no ID' in done.stderr
    assert done.exit_code == 3


def test_purge(kept: Path) -> None:
    (kept / "purged.sqlite").write_bytes((kept / "history.sqlite").read_bytes())
    done = auditor("history", "--purge", "south", "--history", "purged.sqlite")
    assert (done.exit_code, "Removed 3 audits of south" in done.stderr) == (0, True)
    assert b"south" not in (kept / "purged.sqlite").read_bytes()
    again = auditor("history", "--purge", "south", "--history", "purged.sqlite")
    assert (again.exit_code, "The history has no store south; it has: north" in again.stderr) == (2, True)


def test_what_another_program_purges_meanwhile_is_left_out_of_the_list_and_told_elsewhere(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_history(kept / "history.sqlite") as history:
        listed = history.audits()
    monkeypatch.setattr(
        History, "audits", lambda _, **asked: (listed[0], listed[1]._replace(client="gone"), *listed[2:])
    )
    shown = auditor("history", "--history", "history.sqlite")
    assert (shown.exit_code, len(shown.stdout.splitlines())) == (0, len(listed) - 1), shown.output
    again = auditor("history", "--history", "history.sqlite", "--as-of", WEEKS[1], "--out", tmp_path)
    assert (again.exit_code, "has just been removed by another program" in again.stderr) == (2, True), again.output


@pytest.fixture
def recomputed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The recomputation is made in this process, where the small book stands for the shipped one."""
    from auditor.cli import verify

    monkeypatch.setattr(
        verify, "_run_again", lambda words: json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    )


@pytest.mark.usefixtures("recomputed_here")
def test_verify_notices_that_the_end_of_the_history_was_cut_off(kept: Path, tmp_path: Path) -> None:
    import sqlite3

    cut = shutil.copy(kept / "history.sqlite", tmp_path / "cut.sqlite")
    with sqlite3.connect(cut) as connection:
        (first,) = connection.execute("SELECT min(link) FROM audits WHERE as_of = ?", (WEEKS[2],)).fetchone()
        connection.execute("DELETE FROM audits WHERE link >= ?", (first,))
        connection.execute("DELETE FROM chain WHERE number >= ?", (first,))
    connection.close()
    with open_history(cut) as history:
        assert history.broken_links() == ()  # the rest of the chain is whole
    manifest = json.loads((kept / WEEKS[2] / "manifest.json").read_text("utf-8"))
    number = manifest["history"]["number"]
    assert number >= first
    for week, told in ((WEEKS[1], False), (WEEKS[2], True)):
        lines = auditor("verify", kept / week, "--history", cut).stdout.splitlines()
        assert any(line.startswith(f"the history lacks link {number}, ") for line in lines) is told
        same = auditor("verify", kept / week, "--history", kept / "history.sqlite").stdout
        assert "the history lacks" not in same


def test_verify_says_what_checks_the_packages_of_an_agency(tmp_path: Path) -> None:
    (tmp_path / ".package.json").write_text("{}", "utf-8")
    done = auditor("verify", tmp_path)
    assert "auditor portfolio, which makes no manifest.json: the same portfolio command, run once more" in done.stderr
    assert done.exit_code == 2


@pytest.mark.usefixtures("recomputed_here")
def test_verify_finds_what_was_changed(kept: Path) -> None:
    folder = kept / WEEKS[1]
    same = auditor("verify", folder, "--history", "history.sqlite")
    assert (same.exit_code, same.stderr) == (0, "")
    assert same.stdout.startswith("the same")
    report = folder / "south-demo.html"
    whole = report.read_bytes()
    try:
        (kept / "week.csv").write_text(ROWS.replace("85,100", "92,100"), "utf-8")
        report.write_bytes(whole + b"All is well.")
        changed = auditor("verify", folder)
    finally:
        (kept / "week.csv").write_text(ROWS, "utf-8")
        report.write_bytes(whole)
    assert changed.exit_code == 1
    assert "south-demo.html: the content was changed" in changed.stdout
    assert "week.csv: the content was changed" in changed.stdout
    assert 'stores[demo north].findings[demo.good].status: was "fail", is "watch" when recomputed' in changed.stdout


def test_verify_runs_the_program_again(tmp_path: Path, auditor: Callable[..., Ran]) -> None:
    (tmp_path / "demo.yaml").write_text(RULES, "utf-8")
    (tmp_path / "week.csv").write_text(ROWS, "utf-8")
    auditor(
        "audit",
        "week.csv",
        "--rules",
        "demo.yaml",
        "--out",
        "out",
        "--format",
        "json",
        "--as-of",
        WEEKS[1],
        cwd=tmp_path,
    )
    same = auditor("verify", "out", cwd=tmp_path)
    assert (same.code, same.err) == (0, "")
