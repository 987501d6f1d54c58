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


def rules(*words: str) -> Result:
    return CliRunner().invoke(app, [*words])


def test_check_of_the_shipped_rules() -> None:
    result = rules("check", "--lang", "en")
    assert (result.exit_code, result.stdout) == (0, "")
    assert re.match(r"No errors: \d+ packs, \d+ checks", result.stderr)


def test_check_tells_every_error_on_a_line_of_its_own(tmp_path: Path) -> None:
    first = write(tmp_path, bent("severity: major", "severity: majr"), "first.yaml")
    overlay = write(tmp_path, "schema: store-auditor/overlay/1\nskip: {amazon.order-defect-rat: x}\n", "overlay.yaml")
    result = rules("check", str(first), "--lang", "en")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert re.fullmatch(
        rf"{re.escape(first.as_posix())}:\d+:\d+: 'majr' .*did you mean 'major'\?", result.stderr.splitlines()[0]
    )
    result = rules("check", str(overlay), "--lang", "zh")
    assert result.exit_code == 2
    assert "您是否指“amazon.order-defect-rate”？" in result.stderr
    assert all(line.startswith(overlay.as_posix()) for line in result.stderr.splitlines()[:-1])


def test_check_reads_rules_overlays_and_waivers_of_a_folder_together(tmp_path: Path) -> None:
    write(tmp_path, PACK)
    write(tmp_path, "schema: store-auditor/overlay/1\nchecks: {acme.answer-rate: {severity: minor}}\n", "overlay.yaml")
    write(tmp_path, HEAD + GOOD, "waivers.yaml")
    assert rules("check", str(tmp_path)).exit_code == 0


def test_list_as_json_and_as_lines(tmp_path: Path) -> None:
    path = str(write(tmp_path, PACK))
    result = rules("list", "--json", "--platform", "acme", "--rules", path, "--lang", "en")
    listed = json.loads(result.stdout)
    assert result.stderr == ""
    (check,) = [entry for entry in listed["checks"] if entry["check"] == "acme.orders"]
    assert (check["require"], check["sustained"], check["watch"]) == ("at least 1 in 3 months", "3 months", None)
    assert [entry["diagnosis"] for entry in listed["diagnoses"]] == ["acme.nobody-answers", "acme.asleep"]
    lines = rules("list", "--platform", "acme", "--rules", path, "--lang", "zh").stdout.splitlines()
    assert lines[0].split("\t") == ["acme.answer-rate", "major", "benchmark", "至少90%", "响应率不低于90%"]


def test_an_unknown_platform_or_id_is_told_with_the_nearest() -> None:
    result = rules("list", "--platform", "amazn", "--lang", "en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean 'amazon'?" in result.stderr
    result = rules("show", "alibaba.rfq-respons", "--lang", "en")
    assert result.exit_code == 2
    assert "did you mean 'alibaba.rfq-response'?" in result.stderr


@pytest.mark.parametrize("name", ["acme.orders", "acme.asleep", "answer-all", "in-de", "answer_rate", "stage"])
def test_show_everything_that_has_an_id(tmp_path: Path, name: str) -> None:
    path = str(write(tmp_path, PACK))
    text = rules("show", name, "--rules", path, "--lang", "en").stdout
    assert name in text.splitlines()[0]
    assert json.loads(rules("show", name, "--rules", path, "--json").stdout)


def test_schema_prints_json_and_refuses_other_kinds() -> None:
    for kind in ("rules", "overlay", "waivers", "agency"):
        assert json.loads(rules("schema", kind).stdout)["$schema"].endswith("draft-07/schema#")
    result = rules("schema", "waiver", "--lang", "en")
    assert result.exit_code == 2
    assert "did you mean 'waivers'?" in result.stderr


def test_tests_of_a_file(tmp_path: Path) -> None:
    good, bad = (
        write(tmp_path, PACK),
        write(tmp_path / "..", bent("received: 30}, then: watch}", "received: 30}, then: pass}"), "bad.yaml"),
    )
    result = rules("test", str(good), "--lang", "en")
    assert result.exit_code == 0, result.stderr
    assert "acme.weekly\t5\t2\t" in result.stdout
    result = rules("test", str(bad), "--lang", "en")
    assert result.exit_code == 1
    assert "acme.answer-rate [test 1]: expected pass, got watch" in result.stderr
    assert json.loads(rules("test", str(bad), "--json").stdout)["failed"][0]["expected"] == "pass"


def test_docs_are_deterministic_linked_and_checked(tmp_path: Path) -> None:
    evil = bent("title: {zh: 停业, en: Asleep}", "title: {zh: <script>alert(1)</script>停业, en: Asleep}")
    path = str(write(tmp_path, evil))
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        assert rules("docs", "--out", str(folder), "--rules", path).exit_code == 0
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
    assert rules("docs", "--out", str(one), "--rules", path, "--check").exit_code == 0
    (one / "remedies.html").write_text("old")
    (one / "pack-gone.html").write_text("old")
    result = rules("docs", "--out", str(one), "--rules", path, "--check", "--lang", "en")
    assert result.exit_code == 1
    assert [line.rpartition("/")[2] for line in result.stderr.splitlines()[:-1]] == ["pack-gone.html", "remedies.html"]


def test_docs_into_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = rules("docs", "--out", str(tmp_path / "file"), "--lang", "en")
    assert result.exit_code == 2
    assert "can't write" in result.stderr


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
