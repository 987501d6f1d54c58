"""``--lang both``: the report in Chinese and English, the messages in the language of who runs it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from auditor.cli.common import language, report_language
from auditor.cli.root import app

SHEET = "店铺,平台,周期,平均首次响应时间,RFQ报价响应率,没有这个指标\n甲店,阿里巴巴国际站,2026-11-15,27,82%,1\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "week.csv"
    path.write_text(SHEET, "utf-8")
    return path


def run(*words: object, **env: str) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env=env)


@pytest.mark.parametrize(("locale", "word"), [("zh_CN.UTF-8", "已写入"), ("en_US.UTF-8", "Written")])
def test_the_table_is_in_both_and_messages_in_the_operators_language(sheet, tmp_path, locale, word):
    done = run(
        "audit",
        sheet,
        "--lang",
        "both",
        "--out",
        tmp_path / "out",
        "--format",
        "html,xlsx,md,json",
        AUDITOR_LANG=locale,
    )
    assert "首次响应" in done.stdout
    assert "First response within 24 hours" in done.stdout
    assert "未达标 / Fail" in done.stdout
    told = [line for line in done.stderr.splitlines() if "week.csv" not in line]
    assert {line.split("：")[0].split(":")[0].split(" /")[0] for line in told if "out/" in line} == {word}
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [
        ".html",
        ".json",
        ".json",
        ".md",
        ".xlsx",
        ".yaml",
    ]
    made = json.loads((tmp_path / "out" / "audit.json").read_text("utf-8"))
    assert made["lang"] == "both"
    assert made["stores"][0]["verdict"]["word_en"]


def test_all_formats_count_the_same_in_all_languages(sheet):
    counts = [
        json.loads(run("audit", sheet, "--json", "--lang", lang).stdout)["stores"][0]["counts"]
        for lang in ("zh", "en", "both")
    ]
    assert counts[0] == counts[1] == counts[2]


def test_exit_codes_do_not_depend_on_the_language(sheet):
    assert len({run("audit", sheet, "--lang", lang).exit_code for lang in ("zh", "en", "both")}) == 1


def test_readiness_speaks_both(tmp_path):
    path = tmp_path / "list.xlsx"
    run("template", "readiness", "--platform", "amazon", "--market", "DE", "--out", path)
    done = run("readiness", path, "--platform", "amazon", "--market", "DE", "--lang", "both")
    assert re.search("待补证据 / Needs evidence|不可上线 / No-go", done.stdout)


@pytest.mark.parametrize("words", [("audit", "x"), ("portfolio", "x"), ("diff", "a", "b"), ("history",)])
def test_a_language_that_is_none_is_refused(words):
    done = run(*words, "--lang", "fr", AUDITOR_LANG="en")
    assert done.exit_code == 2
    assert "zh, en or both" in done.stderr


@pytest.mark.parametrize("words", [("rules", "list"), ("doctor",), ("init",)])
def test_what_is_no_report_speaks_one_language(words):
    done = run(*words, "--lang", "both", AUDITOR_LANG="en")
    assert done.exit_code == 2
    assert "zh or en" in done.stderr


@pytest.mark.parametrize(
    ("argv", "messages"),
    [
        (["auditor", "audit", "--lang", "both"], "zh"),
        (["auditor", "audit", "--lang=both"], "zh"),
        (["auditor", "audit", "--lang", "en"], "en"),
        (["auditor", "audit", "--lang=en"], "en"),
        (["auditor", "audit", "--lang"], "zh"),
    ],
)
def test_both_chooses_no_language_of_messages(monkeypatch, argv, messages):
    monkeypatch.setattr("sys.argv", argv)
    monkeypatch.setenv("AUDITOR_LANG", "zh")
    assert language() == messages
    assert language("both") == messages
    assert (report_language("both"), report_language(None)) == ("both", messages)


def test_a_folder_of_clients_gets_reports_in_both(sheet, tmp_path):
    client = tmp_path / "clients" / "恒达"
    client.mkdir(parents=True)
    (client / "week.csv").write_text(SHEET, "utf-8")
    done = run(
        "portfolio",
        tmp_path / "clients",
        "--out",
        tmp_path / "out",
        "--lang",
        "both",
        "--jobs",
        "1",
        "--quiet",
        AUDITOR_LANG="en",
    )
    assert done.exit_code in (0, 1, 3), done.stderr
    (page,) = (tmp_path / "out" / "恒达").glob("*.html")
    assert 'class="both"' in page.read_text("utf-8")
    overview = (tmp_path / "out" / "overview.html").read_text("utf-8")
    assert "Portfolio overview" in overview


def test_a_folder_in_both_can_be_verified(sheet, tmp_path, auditor):
    auditor(
        "audit", str(sheet), "--lang", "both", "--out", str(tmp_path / "out"), "--history", str(tmp_path / "h.sqlite")
    )
    done = auditor("verify", str(tmp_path / "out"), "--lang", "en")
    assert done.code == 0, done
