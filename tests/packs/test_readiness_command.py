"""``auditor readiness`` as a user runs it: checklists in, verdict, exit code and reports out."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from auditor.cli.root import app
from tests.packs.worked import book

STATED = ["--market", "US", "--as-of", "2026-11-15"]


def checklist(folder: Path, said: Mapping[str, str], *, platform: str = "amazon", others: str = "yes") -> Path:
    """A checklist with every attested item of the platform; those in ``said`` have their own answer."""
    path = folder / "launch.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Number", "Item", "Answer", "Evidence", "Signed by", "Date"])
        for check in book().checks.values():
            if (check.platform, check.purpose) == (platform, "readiness") and check.attest:
                answer = said.get(check.id, others)
                rows.writerow([check.id, check.title.en, answer, "on file" if answer else "", "Wang Min", "2026-11-01"])
    return path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["readiness", *map(str, words)])


@pytest.mark.parametrize(
    ("said", "verdict", "code"),
    [
        ({}, "go", 0),
        ({"amazon.launch.professional-plan": "no"}, "conditional", 0),
        ({"amazon.launch.dual-currency-card": ""}, "needs evidence", 1),
        ({"amazon.launch.gtin-or-exemption": "no"}, "no-go", 1),
        ({"amazon.launch.gtin-or-exemption": "no", "amazon.launch.w8ben-e": ""}, "no-go", 1),
    ],
)
def test_verdict_and_exit_code(tmp_path: Path, said: dict[str, str], verdict: str, code: int) -> None:
    path = checklist(tmp_path, said)
    plain = run(path, *STATED, "--lang", "en")
    assert plain.exit_code == code
    assert "launch: " in plain.stdout
    assert f"({verdict})" in plain.stdout
    document = json.loads(run(path, *STATED, "--json").stdout)
    assert document["purpose"] == "readiness"
    (store,) = document["stores"]
    assert store["readiness"]["verdict"] == verdict
    assert (store["score"] is None) == ("" in said.values())  # the score of the others would flatter


def test_blocking_items_come_first_with_their_reason(tmp_path: Path) -> None:
    path = checklist(tmp_path, {"amazon.launch.licence": "no", "amazon.launch.brand-registry": "no"})
    lines = run(path, *STATED, "--lang", "en").stdout.splitlines()
    assert lines[0] == "launch: No-go (no-go)"
    assert lines[1].strip().startswith("× amazon.launch.licence")
    assert lines[2].strip().startswith("▲ amazon.launch.brand-registry")
    assert run(path, *STATED, "--lang", "zh").stdout.startswith("launch: 不可上线 (no-go)")
    unanswered = run(checklist(tmp_path, {"amazon.launch.licence": ""}), *STATED, "--lang", "en").stdout.splitlines()
    assert unanswered[1].strip().startswith("? amazon.launch.licence"), "what nobody has answered has not failed"


def test_the_market_decides_what_is_asked(tmp_path: Path) -> None:
    path = checklist(tmp_path, {"amazon.launch.gpsr": "no"})
    assert run(path, *STATED).exit_code == 0
    assert run(path, "--market", "DE,FR", "--as-of", "2026-11-15").exit_code == 1
    unknown = run(path, "--market", "DE,Mars")
    assert unknown.exit_code == 2
    assert "Mars" in unknown.stderr


def test_a_market_that_overrules_the_sheet_is_told(tmp_path: Path) -> None:
    path = checklist(tmp_path, {})
    path.write_text("站点,美国\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    [sheet] = json.loads(run(path, "--market", "DE", "--json", "--lang", "en").stdout)["inputs"][0]["sheets"]
    assert "launch: the market in B1 is US, --market says DE; --market counts" in sheet["notes"]
    [same] = json.loads(run(path, "--market", "US", "--json", "--lang", "en").stdout)["inputs"][0]["sheets"]
    assert not any("--market" in note for note in same["notes"])


def test_a_blank_checklist_says_that_nothing_could_be_assessed(tmp_path: Path) -> None:
    assert run(checklist(tmp_path, {}, others=""), *STATED).exit_code == 4


def test_a_broken_file_beside_a_good_one_is_incomplete(tmp_path: Path) -> None:
    good = checklist(tmp_path, {})
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    assert run(good, broken, *STATED).exit_code == 3


def test_an_unknown_platform_is_a_usage_error(tmp_path: Path) -> None:
    assert run(checklist(tmp_path, {}), "--platform", "ebay").exit_code == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_reports_carry_the_same_verdict(tmp_path: Path, lang: str) -> None:
    path = checklist(tmp_path, {"amazon.launch.licence": "no"})
    out = tmp_path / "out"
    assert run(path, *STATED, "--out", out, "--format", "html,xlsx,json", "--lang", lang).exit_code == 1
    files = {file.suffix: file for file in out.rglob("*") if file.is_file()}
    assert {".html", ".xlsx", ".json"} <= set(files)
    word = {"zh": "不可上线", "en": "No-go"}[lang]
    assert word in files[".html"].read_text("utf-8")
    document: dict[str, Any] = json.loads(files[".json"].read_text("utf-8"))
    assert document["stores"][0]["readiness"] | {"word": word} == document["stores"][0]["readiness"]


def test_a_name_cannot_reach_the_terminal_as_an_escape(tmp_path: Path) -> None:
    path = checklist(tmp_path, {})
    result = run(path, *STATED, "--store", "shop\x1b[31m")
    assert "\x1b" not in result.stdout


def test_answers_that_contradict_each_other_are_unknown_in_any_order(tmp_path, auditor):
    head = "编号,检查项,答复,证据,签字人,日期"
    answers = [
        "amazon.launch.licence,营业执照,是,licence.pdf,王敏,2026-11-10",
        "amazon.launch.licence,营业执照,否,,王敏,2026-11-11",
    ]
    for order in (answers, answers[::-1]):
        path = tmp_path / "c.csv"
        path.write_text("\n".join([head, *order]) + "\n", encoding="utf-8")
        ran = auditor("readiness", path, "--platform", "amazon", "--as-of", "2026-11-15", "--json")
        (found,) = [f for f in ran.document["stores"][0]["findings"] if f["check"] == "amazon.launch.licence"]
        assert (ran.code, found["status"]) == (4, "unknown")  # nothing else is answered
        assert {"C2", "C3"} <= {cell["cell"] for cell in found["evidence"]}


def launched(path: Path, day: str) -> Path:
    path.write_text(f"上线日期,{day}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def test_what_is_open_is_planned_back_from_the_launch_day(tmp_path: Path) -> None:
    """The plan allows 7 days for the licence, 10 for the GTIN, 21 for the brands, 60 for a VAT number."""
    said = {
        "amazon.launch.licence": "no",
        "amazon.launch.gtin-or-exemption": "no",
        "amazon.launch.w8ben-e": "",
        "amazon.launch.brand-clearance": "",
    }
    path = launched(checklist(tmp_path, said), "2026-11-25")
    made = json.loads(run(path, *STATED, "--json", "--lang", "en").stdout)["stores"][0]
    readiness = made["readiness"]
    assert readiness["launch"] == "2026-11-25"
    assert readiness["blocking"] == [
        "amazon.launch.gtin-or-exemption",
        "amazon.launch.licence",
        "amazon.launch.brand-clearance",
        "amazon.launch.w8ben-e",
    ]
    told = {each["check"]: (each["begin_by"], each["done_by"], each["late"]) for each in readiness["schedule"]}
    assert told["amazon.launch.gtin-or-exemption"] == ("2026-11-15", "2026-11-25", False)  # to be begun today
    assert told["amazon.launch.licence"] == ("2026-11-18", "2026-11-22", False)
    assert told["amazon.launch.brand-clearance"] == ("2026-11-04", "2026-12-06", True)
    notes = {finding["check"]: finding["notes"] for finding in made["findings"]}
    assert notes["amazon.launch.licence"] == [
        "Launch planned for 2026-11-25: the plan allows 7 days for it, so it has to be begun by 2026-11-18"
    ]
    assert notes["amazon.launch.brand-clearance"] == [
        "Launch planned for 2026-11-25, and if this is still to be done: the plan allows 21 days for it, "
        "so begun now it is done by 2026-12-06, after the launch"
    ]
    assert notes["amazon.launch.w9"] == []
    assert "最迟 2026-11-18 开始" in run(path, *STATED, "--lang", "zh").stdout
    assert run(path, *STATED, "--lang", "en", "--out", tmp_path / "out", "--format", "html,md").exit_code == 1
    (digest,) = (tmp_path / "out").rglob("*.md")
    assert "Planned launch 2026-11-25" in digest.read_text(encoding="utf-8")
    (page,) = (tmp_path / "out").rglob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "<dt>Planned launch</dt><dd>2026-11-25</dd>" in text
    blocking = text.partition('id="blocking"')[2].partition("</table>")[0]
    assert blocking.count("Launch planned for 2026-11-25") == len(readiness["blocking"])


@pytest.mark.parametrize("day", [None, "2026-11-15", "2026-01-01"])
def test_without_a_launch_day_ahead_nothing_is_planned(tmp_path: Path, day: str | None) -> None:
    path = checklist(tmp_path, {"amazon.launch.licence": "no", "amazon.launch.gtin-or-exemption": "no"})
    if day:
        launched(path, day)
    made = json.loads(run(path, *STATED, "--json", "--lang", "en").stdout)["stores"][0]
    assert made["readiness"]["schedule"] == []
    assert made["readiness"]["blocking"] == ["amazon.launch.licence", "amazon.launch.gtin-or-exemption"]
    assert "Launch planned" not in json.dumps(made)
    run(path, *STATED, "--lang", "en", "--out", tmp_path / "out", "--format", "html")
    (page,) = (tmp_path / "out").rglob("*.html")
    assert "Planned launch" not in page.read_text(encoding="utf-8")


def test_an_answer_that_lapses_before_the_launch_is_told(tmp_path: Path) -> None:
    path = launched(checklist(tmp_path, {}), "2028-01-01")
    made = json.loads(run(path, *STATED, "--json", "--lang", "en").stdout)["stores"][0]
    assert made["readiness"]["verdict"] == "go"
    lapsing = {finding["check"]: finding["notes"] for finding in made["findings"] if finding["notes"]}
    assert lapsing["amazon.launch.licence"] == [
        "holds until 2027-11-01, before the launch planned for 2028-01-01: renew it first"
    ]
    assert "amazon.launch.gtin-or-exemption" not in lapsing, "it never lapses"
