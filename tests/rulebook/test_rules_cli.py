"""``auditor rules``: data on stdout, messages on stderr, one line an error, exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from auditor.cli.rules import app
from tests.rulebook.book import PACK, bent, write
from tests.rulebook.test_waivers import GOOD, HEAD


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small book in the place of the shipped one, which takes longer to load."""
    from auditor.rulebook import documents

    folder = tmp_path_factory.mktemp("rules")
    write(folder, PACK)
    monkeypatch.setattr(documents, "resource_dir", lambda name: folder)
    return folder


def rules(*words: str) -> Result:
    return CliRunner().invoke(app, [*words])


def test_check_of_the_shipped_rules() -> None:
    result = rules("check", "--lang", "en")
    assert (result.exit_code, result.stdout) == (0, "")
    assert re.match(r"No errors: \d+ packs, \d+ checks.*, \d+ source maps$", result.stderr)


def test_check_tells_every_error_on_a_line_of_its_own(home: Path, tmp_path: Path) -> None:
    text = "schema: store-auditor/rules/1\npack: acme.more\nplatform: acme\npurpose: wekly\ntitle: x\n"
    first = write(tmp_path, text, "first.yaml")
    overlay = write(tmp_path, "schema: store-auditor/overlay/1\nskip: {acme.order: x}\n", "overlay.yaml")
    result = rules("check", str(first), "--lang", "en")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert re.fullmatch(
        rf"{re.escape(first.as_posix())}:4:10: 'wekly' .*did you mean 'weekly'\?", result.stderr.splitlines()[0]
    )
    result = rules("check", str(overlay), "--lang", "zh")
    assert result.exit_code == 2
    assert "您是否指“acme.orders”？" in result.stderr
    assert all(line.startswith(overlay.as_posix()) for line in result.stderr.splitlines()[:-1])


MAP = "schema: store-auditor/source/1\nsource: acme.list\nplatform: acme\ntitle: x\nrecognise: [a, b]\n"


@pytest.mark.parametrize("pack", ["", "purpose: wekly\n"])
def test_check_tells_the_mistakes_of_every_kind_of_file_at_once(home: Path, tmp_path: Path, pack: str) -> None:
    head = "schema: store-auditor/rules/1\npack: acme.more\nplatform: acme\ntitle: x\n"
    write(tmp_path, head + pack, "first.yaml")
    write(tmp_path, "schema: store-auditor/overlay/1\nskip: [acme.orders]\n", "overlay.yaml")
    write(tmp_path, "schema: store-auditor/waivers/1\nwaivers: none\n", "waivers.yaml")
    write(tmp_path, MAP + "derive: orders\n", "map.yaml")
    told = rules("check", str(tmp_path), "--lang", "en").stderr.splitlines()
    files = {Path(line.partition(":")[0]).name for line in told[:-1]}
    assert files == {"overlay.yaml", "waivers.yaml", "map.yaml"} | ({"first.yaml"} if pack else set())


def test_what_never_has_an_effect_is_remarked(home: Path, tmp_path: Path) -> None:
    own = """\
schema: store-auditor/rules/1
pack: acme.own
platform: acme
purpose: weekly
title: {zh: 一, en: One}
scopes: {nowhere: {when: {all: [{market: DE}]}}}
checks:
  acme.own:
    {title: Own, metric: video, expect: {equals: yes}, severity: minor, kind: benchmark, dimension: responsivness,
     source: {title: x, read_on: 2026-11-21, standing: house}}
diagnoses:
  acme.never: {title: Never, when: {all: [{acme.own: watch}]}, explains: [acme.own], likelihood: likely, remedies: [used]}
remedies:
  used: {title: x, steps: [a, b], owner: operations, effort: days, due: 3 days}
  idle: {title: x, steps: [a, b], owner: operations, effort: days, due: 3 days}
"""
    write(
        home,
        bent(
            "    severity: minor\n    kind: platform\n",
            "    severity: minor\n    kind: platform\n    dimension: responsiveness\n",
        ),
    )
    file = write(tmp_path, own, "own.yaml")
    told = rules("test", str(file), "--lang", "en").stdout.splitlines()
    remarks = [line.removeprefix(f"{file.as_posix()}:") for line in told if line.startswith(file.as_posix())]
    assert remarks == [
        "6:10: no check and no diagnosis asks for the scope 'nowhere'",
        "8:3: 'acme.own' has no remedy: failing, it gives no action",
        "8:3: the dimension 'responsivness' stands only here; did you mean 'responsiveness'?",
        "12:3: 'acme.own' is never watch: the premise can't hold",
        "15:3: no check and no diagnosis names the remedy 'idle'",
    ]


@pytest.mark.parametrize(
    ("heading", "stands_for"), [("店铺", "the store"), ("Week", "the days"), ("币种", "the currency")]
)
@pytest.mark.parametrize(
    "of", ["metrics: {a: {unit: count, better: higher, window: week", "attributes: {a: {values: {b: [c]}"]
)
def test_check_tells_a_heading_that_means_something_else_in_every_sheet(
    home: Path, tmp_path: Path, of: str, heading: str, stands_for: str
) -> None:
    head = "schema: store-auditor/rules/1\npack: acme.more\nplatform: acme\ntitle: x\n"
    file = write(tmp_path, f"{head}{of}, name: Ours, columns: [{heading}]}}}}\n", "own.yaml")
    told = rules("check", str(file), "--lang", "en")
    assert told.exit_code == 2
    assert f"own.yaml:5:{of.index('a:') + 1}: the heading '{heading}' stands for {stands_for}" in told.stderr


def test_what_an_own_source_map_supplies_is_no_metric_without_a_source(home: Path, tmp_path: Path) -> None:
    said = "acme.weekly: no source map supplies, a sheet kept by hand does: answer_rate"
    assert said in rules("test", "--lang", "en").stdout
    write(tmp_path, MAP + "print: {answer_rate: [r]}\n", "map.yaml")
    assert said not in rules("test", "--rules", str(tmp_path), "--lang", "en").stdout


def test_check_reads_rules_overlays_and_waivers_of_a_folder_together(home: Path, tmp_path: Path) -> None:
    write(tmp_path, "schema: store-auditor/overlay/1\nchecks: {acme.answer-rate: {severity: minor}}\n", "overlay.yaml")
    write(tmp_path, HEAD + GOOD, "waivers.yaml")
    assert rules("check", str(tmp_path)).exit_code == 0


def test_a_byte_order_mark_hides_not_what_a_file_is(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text("schema: store-auditor/overlay/1\nclient: 恒达\n", encoding="utf-8-sig", newline="\r\n")
    assert rules("check", str(path)).exit_code == 0


def test_list_as_json_and_as_lines(home: Path) -> None:
    result = rules("list", "--json", "--platform", "acme", "--lang", "en")
    listed = json.loads(result.stdout)
    assert result.stderr == ""
    (check,) = [entry for entry in listed["checks"] if entry["check"] == "acme.orders"]
    assert (check["require"], check["sustained"], check["watch"]) == ("at least 1 in 3 months", "3 months", None)
    assert [entry["diagnosis"] for entry in listed["diagnoses"]] == ["acme.nobody-answers", "acme.asleep"]
    lines = rules("list", "--platform", "acme", "--lang", "zh").stdout.splitlines()
    assert lines[0].split("\t") == ["acme.answer-rate", "major", "benchmark", "至少90%", "响应率不低于90%"]


def test_an_unknown_platform_or_id_is_told_with_the_nearest(home: Path) -> None:
    result = rules("list", "--platform", "acne", "--lang", "en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean 'acme'?" in result.stderr
    result = rules("show", "acme.order", "--lang", "en")
    assert result.exit_code == 2
    assert "did you mean 'acme.orders'?" in result.stderr


@pytest.mark.parametrize("name", ["acme.orders", "acme.asleep", "answer-all", "in-de", "answer_rate", "stage"])
def test_show_everything_that_has_an_id(home: Path, name: str) -> None:
    text = rules("show", name, "--lang", "en").stdout
    assert name in text.splitlines()[0]
    assert json.loads(rules("show", name, "--json").stdout)


def test_schema_prints_json_and_refuses_other_kinds() -> None:
    for kind in ("rules", "overlay", "waivers", "agency"):
        assert json.loads(rules("schema", kind).stdout)["$schema"].endswith("draft-07/schema#")
    result = rules("schema", "waiver", "--lang", "en")
    assert result.exit_code == 2
    assert "did you mean 'waivers'?" in result.stderr


def test_tests_of_a_file(home: Path, tmp_path: Path) -> None:
    result = rules("test", str(home), "--lang", "en")
    assert result.exit_code == 0, result.stderr
    assert "acme.weekly\t5\t2\t" in result.stdout
    write(home, bent("received: 30}, then: watch}", "received: 30}, then: pass}"))
    result = rules("test", "--lang", "en")
    assert result.exit_code == 1
    assert "acme.answer-rate [test 1]: expected pass, got watch" in result.stderr
    assert json.loads(rules("test", "--json").stdout)["failed"][0]["expected"] == "pass"


def test_docs_are_deterministic_linked_and_checked(home: Path, tmp_path: Path) -> None:
    evil = bent("title: {zh: 停业, en: Asleep}", "title: {zh: <script>alert(1)</script>停业, en: Asleep}")
    write(home, evil)
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        assert rules("docs", "--out", str(folder)).exit_code == 0
    assert {page.name: page.read_bytes() for page in one.iterdir()} == {
        page.name: page.read_bytes() for page in two.iterdir()
    }
    pages = {page.name: page.read_text("utf-8") for page in one.glob("*.html")}
    assert "<script" not in "".join(pages.values())
    assert "&lt;script&gt;" in pages["pack-acme.weekly.html"]
    for name, text in pages.items():
        ids = set(re.findall(r' id="([^"]+)"', text))
        for target in re.findall(r'href="([^"]+)"', text):
            page, _, anchor = target.partition("#")
            if page.startswith("http") or page == "handbook.css":
                continue
            there = set(re.findall(r' id="([^"]+)"', pages[page])) if page else ids
            assert not anchor or anchor in there, (name, target)
    assert rules("docs", "--out", str(one), "--check").exit_code == 0
    (one / "remedies.html").write_text("old")
    (one / "pack-gone.html").write_text("old")
    result = rules("docs", "--out", str(one), "--check", "--lang", "en")
    assert result.exit_code == 1
    assert [line.rpartition("/")[2] for line in result.stderr.splitlines()[:-1]] == ["pack-gone.html", "remedies.html"]


def test_docs_into_a_file_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = rules("docs", "--out", str(tmp_path / "file"), "--lang", "en")
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_as_a_process_under_another_locale(tmp_path: Path) -> None:
    path = write(tmp_path, bent("severity: major", "severity: majr"))
    done = subprocess.run(
        [sys.executable, "-m", "auditor", "rules", "check", str(path)],
        capture_output=True,
        env={"PATH": "/usr/bin", "LC_ALL": "zh_CN.GBK", "PYTHONIOENCODING": "gbk"},
        check=False,
    )
    assert done.returncode == 2
    assert "您是否指“major”？" in done.stderr.decode("utf-8")
    assert b"Traceback" not in done.stderr
