"""The recipes of docs/scheduling*.md: each snippet is parsed, and those in shell are run against a stand-in."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import typer.main
import yaml

from auditor.cli.root import app
from tests.conftest import ROOT

PAGES = ("scheduling.md", "scheduling.zh.md")


def snippets(page: str, language: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


def run_with_stubs(script: str, folder: Path, code: int) -> tuple[int, list[str], str]:
    """Run ``script`` where ``auditor`` ends with ``code``; returns its exit code, auditor's arguments, the mail."""
    tools = folder / "tools"
    tools.mkdir()
    (tools / "auditor").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > called\necho said\nexit {code}\n')
    (tools / "mail").write_text('#!/bin/sh\n{ printf "%s\\n" "$@"; cat; } > mailed\n')
    for tool in tools.iterdir():
        tool.chmod(0o755)
    env = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "AGENCY": str(folder)}
    done = subprocess.run(["sh", "-c", script], cwd=folder, env=env, capture_output=True, text=True)
    mailed = folder / "mailed"
    return (
        done.returncode,
        (folder / "called").read_text().splitlines(),
        mailed.read_text("utf-8") if mailed.exists() else "",
    )


def known_options() -> set[str]:
    command = typer.main.get_command(app).commands["portfolio"]
    return {option for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("code", "ends", "told"), [(0, 0, False), (1, 0, True), (3, 0, True), (4, 4, True), (2, 2, True)]
)
def test_the_script_tells_somebody_and_fails_only_without_an_audit(tmp_path, page, code, ends, told):
    script, _ = snippets(page, "sh")
    ended, called, mailed = run_with_stubs(script, tmp_path, code)
    assert ended == ends
    assert called[:2] == ["portfolio", "agency.yaml"]
    assert {word for word in called if word.startswith("-")} <= known_options()
    assert bool(mailed) is told
    if told:
        assert mailed.startswith("-s\n")
        assert mailed.endswith("said\n")


@pytest.mark.parametrize("page", PAGES)
def test_the_subjects_differ_by_exit_code(tmp_path, page):
    script, _ = snippets(page, "sh")
    subjects = set()
    for code in (1, 2, 3, 4, 137):
        folder = tmp_path / str(code)
        folder.mkdir()
        subjects.add(run_with_stubs(script, folder, code)[2].splitlines()[1])
    assert len(subjects) == 5


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("code", "ends", "mails"), [(0, 0, False), (1, 0, False), (3, 0, False), (4, 4, True), (2, 2, True), (70, 70, True)]
)
def test_the_script_with_a_chat_group_mails_only_what_the_group_is_not_told(tmp_path, page, code, ends, mails):
    _, script = snippets(page, "sh")
    ended, called, mailed = run_with_stubs(script, tmp_path, code)
    assert ended == ends
    assert called[called.index("--notify") + 1] == "hooks.txt"
    assert {word for word in called if word.startswith("-")} <= known_options()
    assert mailed.endswith("said\n") is mails


@pytest.mark.parametrize("page", PAGES)
def test_each_address_of_the_page_is_one_that_can_be_notified(page):
    pytest.importorskip("apprise", reason="the extra [notify] is not installed")
    from auditor.notify.send import prepare
    from auditor.notify.targets import load_targets

    text = (ROOT / "docs" / page).read_text("utf-8")
    found = re.findall(r"`((?:dingtalk|mailtos)://[^`]+)`", text)
    assert len(found) == 2
    ready = prepare(load_targets(["HOOKS"], {"HOOKS": "\n".join(found)}))
    assert [target.service for target, _ in ready] == ["dingtalk", "mailtos"]


@pytest.mark.parametrize("page", PAGES)
def test_cron_and_ci_name_a_monday_morning(page):
    (crontab,) = snippets(page, "crontab")
    (line,) = [line for line in crontab.splitlines() if not line.startswith("#")]
    *fields, command = line.split()
    assert fields == ["30", "6", "*", "*", "1"]
    assert command in snippets(page, "sh")[0]
    (workflow,) = (yaml.safe_load(text) for text in snippets(page, "yaml"))
    assert workflow[True]["schedule"] == [{"cron": " ".join(fields)}]  # YAML 1.1 reads the key `on` as true


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("code", "ends"), [(0, 0), (1, 1), (2, 2), (3, 0), (4, 4)])
def test_the_ci_step_fails_on_critical_failures_and_warns_when_incomplete(tmp_path, page, code, ends):
    workflow = yaml.safe_load(snippets(page, "yaml")[0])
    (step,) = [step for step in workflow["jobs"]["audit"]["steps"] if step.get("name") == "audit"]
    ended, called, _ = run_with_stubs("set -e\n" + step["run"], tmp_path, code)
    assert ended == ends
    assert {word for word in called if word.startswith("-")} <= known_options()


@pytest.mark.parametrize("page", PAGES)
def test_systemd_units_belong_together(tmp_path, page):
    service, timer = (_unit(text) for text in snippets(page, "ini"))
    assert service["Service"]["Type"] == "oneshot"
    assert service["Service"]["ExecStart"] in snippets(page, "sh")[0]
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert timer["Timer"]["Persistent"] == "true"
    calendar = timer["Timer"]["OnCalendar"]
    assert re.fullmatch(r"Mon \*-\*-\* 06:30:00", calendar)
    if shutil.which("systemd-analyze"):
        assert subprocess.run(["systemd-analyze", "calendar", calendar], capture_output=True).returncode == 0


def _unit(text: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read_string(text)
    return parser


@pytest.mark.parametrize("page", PAGES)
def test_windows_task_runs_the_file_that_is_shown(page):
    (batch,) = snippets(page, "bat")
    (task,) = snippets(page, "powershell")
    words = shlex.split(task, posix=False)
    target = words[words.index("/TR") + 1].strip('"')
    assert f"rem {target}" in batch
    (line,) = [line for line in batch.splitlines() if line.startswith("auditor ")]
    assert {word for word in line.split() if word.startswith("--")} <= known_options()
    passed = {int(code) for code in re.findall(r"EQU (\d+) exit /b 0", batch)}
    assert passed == {1, 3}
    assert [words[words.index(flag) + 1] for flag in ("/SC", "/D", "/ST")] == ["WEEKLY", "MON", "06:30"]


def test_both_pages_have_the_same_recipes_apart_from_their_words():
    for language in ("crontab", "bat", "powershell", "yaml"):
        english, chinese = (snippets(page, language) for page in PAGES)
        bare = [re.sub(r"^\s*#.*$", "", text, flags=re.M) for text in english]
        assert bare == [re.sub(r"^\s*#.*$", "", text, flags=re.M) for text in chinese]
