"""What a user gets wrong: a message that says so and an exit code, in every command alike."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner, Result

from auditor.cli import main
from auditor.cli.common import Exit
from auditor.cli.root import app
from auditor.model import InputFile, Intake, Text
from tests.conftest import ROOT

SHEET = "店铺,平台,统计周期,RFQ响应率,DSR评分\n恒达,国际站,2026-W46,89.10%,4.62\n"

SOURCE = """\
schema: store-auditor/source/1
source: mine
platform: alibaba
title: {zh: 我的, en: Mine}
recognise: [[甲], [乙]]
columns: {shop: [甲]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "week.csv").write_text(SHEET, "utf-8")
    (tmp_path / "source.yaml").write_text(SOURCE + "percent: often\n", "utf-8")
    return tmp_path


def auditor(*words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--lang", "en"])


WHAT_IF = ("what-if", "--set", "rfq_response_rate=95%")


@pytest.mark.parametrize("command", [("audit",), ("readiness",), ("import",), WHAT_IF], ids=lambda words: words[0])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--platform", "amazn"], "unknown platform 'amazn'; did you mean 'amazon'"),
        (["--rules", "source.yaml"], "source.yaml:7:10: "),
    ],
    ids=["platform", "source map"],
)
def test_commands_that_read_refuse_the_same_options(
    folder: Path, command: tuple[str, ...], options: list[str], message: str
) -> None:
    done = auditor(*command, "week.csv", *options)
    assert message in done.stderr
    assert done.exit_code == 2


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("audit", "week.csv", "--out", "--json"), "--out"),
        (("audit", "week.csv", "--json", "--store", "--platform", "alibaba"), "--store"),
        (("history", "--purge", "--history", "h.sqlite"), "--purge"),
        (("rules", "docs", "--out", "--check"), "--out"),
        (("audit", "week.csv", "--out", "--help"), "--out"),
    ],
)
def test_an_option_is_no_value_of_the_one_before_it(folder: Path, words: tuple[str, ...], option: str) -> None:
    done = auditor(*words)
    assert (done.exit_code, done.stderr) == (2, f"Error: Option '{option}' requires an argument.\n")
    assert sorted(path.name for path in folder.iterdir()) == ["source.yaml", "week.csv"]
    assert 'nothing of the store "--json"' in auditor("audit", "week.csv", "--store=--json").stderr  # it is called so
    assert auditor("audit", "--", "--store", "--json").exit_code == 4  # two files


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("audit", "week.csv", "--format", "md"), 3, "没有 --out，不写报告"),
        (("readiness", "week.csv", "--format", "md"), 4, "没有 --out，不写报告"),
        (("audit", "week.csv", "--edition", "internal"), 3, "没有 --out，不写报告"),
        (("rules", "schema", "rules", "--audit"), 2, "不要再写文件种类"),
        (("rules", "docs", "--out", "week.csv"), 2, "无法写入 week.csv：路径上有同名的文件或文件夹"),
        (("portfolio", "none.yaml", "--out", "out"), 2, "读不到 none.yaml：没有这个文件或文件夹"),
    ],
)
def test_what_has_no_effect_or_no_place_is_told(folder: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done = CliRunner().invoke(app, [*words, "--lang", "zh"])
    assert (done.exit_code, said in done.stderr) == (code, True), done.output


@pytest.mark.parametrize("words", [("--help",), ("rules", "--help"), ("rules", "list", "--help")])
@pytest.mark.parametrize("language", [("--lang", "zh"), ("--lang=zh",)])
def test_a_help_takes_a_language_everywhere(words: tuple[str, ...], language: tuple[str, ...]) -> None:
    for given in ((*words, *language), (*language, *words)):
        done = CliRunner().invoke(app, given)
        assert (done.exit_code, "Usage: " in done.stdout) == (0, True), done.output


@pytest.mark.parametrize("kind", ["metrics", "readiness"])
def test_a_template_that_may_be_filled_in_is_left_as_it_is(folder: Path, kind: str) -> None:
    words = ("template", kind, "--platform", "amazon", "--out", "t.xlsx")
    assert [auditor(*words).exit_code, auditor(*words).exit_code] == [0, 0]  # the second makes the same
    book = load_workbook("t.xlsx")
    book.active["B2"] = "S"
    book.save("t.xlsx")
    filled = Path("t.xlsx").read_bytes()
    done = auditor(*words)
    assert (done.exit_code, "t.xlsx exists, may have been filled in" in done.stderr) == (2, True)
    assert Path("t.xlsx").read_bytes() == filled


@pytest.mark.parametrize("command", ["audit", "readiness", "import"])
def test_an_encoding_that_is_none(folder: Path, command: str) -> None:
    done = auditor(command, "week.csv", "--encoding", "klingon")
    assert (done.exit_code, "There is no text encoding klingon" in done.stderr) == (2, True)


@pytest.mark.parametrize("command", [("audit",), ("readiness",), ("import",), WHAT_IF], ids=lambda words: words[0])
def test_a_missing_file_is_told(folder: Path, command: tuple[str, ...]) -> None:
    done = auditor(*command, "none.csv")
    assert (done.exit_code, "none.csv: the file does not exist" in done.stderr) == (4, True)
    beside = auditor(*command, "week.csv", "none.csv")
    assert "none.csv: the file does not exist" in beside.stderr
    assert beside.exit_code in (3, 4)  # 4: a readiness review of a weekly sheet


def test_a_supposed_metric_that_no_store_has(folder: Path) -> None:
    done = auditor("what-if", "week.csv", "--set", "order_defect_rate=2%")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "order_defect_rate is a metric of amazon; the stores in the files are of alibaba" in done.stderr


@pytest.mark.parametrize(
    ("day", "code"), [("1989-12-31", 2), ("1990-01-01", 4), ("2099-12-31", 3), ("2100-01-01", 2), ("9999-12-31", 2)]
)
def test_the_days_as_of_which_an_audit_is_made(folder: Path, day: str, code: int) -> None:
    done = auditor("audit", "week.csv", "--as-of", day)
    assert done.exit_code == code, done.output
    assert ("a date of 1990–2099 is accepted" in done.stderr) == (code == 2)


def test_a_typed_date_of_another_century_is_no_period_and_no_advice(folder: Path) -> None:
    book = Workbook()
    for row in (["店铺", "平台", "统计周期", "RFQ响应率"], ["恒达", "国际站", date(9999, 12, 31), "89.1%"]):
        book.active.append(row)
    book.save("typed.xlsx")
    done = auditor("audit", "typed.xlsx")
    assert "'9999-12-31' is neither a date nor a period" in done.stderr
    assert "--as-of" not in done.stderr
    assert done.exit_code == 4


def test_a_folder_that_cannot_be_made(folder: Path) -> None:
    done = auditor("init", "week.csv")
    assert (done.exit_code, "cannot write week.csv/agency.yaml" in done.stderr) == (2, True)
    (folder / "mine").mkdir()
    (folder / "mine" / "data").write_text("a file")
    done = auditor("init", "mine")
    assert (done.exit_code, "cannot write mine/data/example" in done.stderr) == (2, True)


def test_what_stands_in_a_cell_forges_no_line(folder: Path) -> None:
    (folder / "forged.csv").write_bytes(
        SHEET.replace("89.10%", '"8%\r\nstores: 99\x1b[2J"').replace("RFQ响应率", '"RFQ\x1b[31m\r率"').encode()
    )
    done = auditor("import", "forged.csv", "--explain")
    assert not any(line.startswith("stores: 99") for line in done.stdout.splitlines())
    assert not set("\r\x1b") & set(done.stdout + done.stderr)


def test_a_crash_of_our_own_is_a_bug_in_every_command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crashed = InputFile("week.csv", None, None, error=Text("崩溃", "it crashed"), bug=True)
    monkeypatch.setattr("auditor.intake.read", lambda *_: Intake((crashed,), (), ()))
    for command in (("audit",), ("import",), WHAT_IF):
        assert auditor(*command, "week.csv").exit_code == 70


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (MemoryError(), 2, "Not enough memory"),
        (OSError(errno.ENOSPC, "full"), 2, "The disk is full"),
        (KeyError("thirteen"), 70, "Internal error (KeyError: 'thirteen')"),
    ],
)
def test_a_machine_that_is_too_small_is_no_bug(
    error: Exception, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails() -> None:
        raise error

    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.setattr("sys.argv", ["auditor", "doctor"])
    monkeypatch.setattr("auditor.cli.root.app", fails)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert capsys.readouterr().err.startswith(said)


def test_an_interrupt_while_the_program_is_being_imported_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.argv", ["auditor", "doctor"])
    monkeypatch.setattr("auditor.cli.common.prepare_streams", interrupted)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == Exit.INTERRUPTED


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        ("audit", "缺少参数 FILE|FOLDER...", "Missing argument 'FILE|FOLDER...'."),
        ("what-if x", "缺少选项 --set", "Missing option '--set'."),
        (
            "audit x --least-coverag",
            "没有选项 --least-coverag；您是否指 --least-coverage？",
            "No such option: --least-coverag (Possible options: --least-coverage)",
        ),
        ("audit x --zzz", "没有选项 --zzz", "No such option: --zzz"),
        ("audi", "没有命令 audi；您是否指 audit？", "No such command 'audi'. Did you mean 'audit'?"),
        ("rules sho", "没有命令 sho；您是否指 show？", "No such command 'sho'. Did you mean 'show'?"),
        ("frobnicate", "没有命令 frobnicate", "No such command 'frobnicate'."),
        ("audit x --as-of", "选项 --as-of 后面要有值", "Option '--as-of' requires an argument."),
        ("audit x --json=1", "选项 --json 后面不能有值", "Option '--json' does not take a value."),
        ("verify a b", "多余的参数：b", "Got unexpected extra argument(s) (b)"),
        (
            "audit x --fail-on bad",
            "--fail-on 的值“bad”无效，可用：'critical', 'major', 'minor', 'advisory'",
            "Invalid value for '--fail-on': 'bad' is not one of 'critical', 'major', 'minor', 'advisory'",
        ),
        ("portfolio a --jobs 0", "--jobs 的值无效：应不小于 1", "Invalid value for '--jobs': at least 1 is expected"),
        (
            "portfolio a --jobs x",
            "--jobs 的值无效：应为整数",
            "Invalid value for '--jobs': a whole number is expected",
        ),
        (
            "audit x --as-of soon",
            "--as-of 的值无效：“soon” 不是日期，请写成 2026-11-15",
            "Invalid value for '--as-of': \"soon\" is not a date: write it like 2026-11-15",
        ),
    ],
)
def test_a_wrong_use_is_one_line_in_the_language_of_the_run(
    monkeypatch: pytest.MonkeyPatch, words: str, zh: str, en: str
) -> None:
    for lang, line in (("zh", f"错误：{zh}"), ("en", f"Error: {en}")):
        monkeypatch.setenv("AUDITOR_LANG", lang)
        done = CliRunner().invoke(app, words.split())
        assert (done.exit_code, done.stderr, done.stdout) == (2, line + "\n", "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("audit", "week.csv", "--out", ""), "The value after --out is empty"),
        (("audit", "week.csv", "--store="), "The value after --store is empty"),
        (("audit", ""), "An argument is empty"),
        (("portfolio", "", "--out", "o"), "An argument is empty"),
        (("rules", "docs", "--out", ""), "The value after --out is empty"),
    ],
    ids=" ".join,
)
def test_an_empty_word_is_a_variable_that_nobody_set(folder: Path, words: tuple[str, ...], message: str) -> None:
    before = sorted(folder.iterdir())
    ran = auditor(*words)
    assert (ran.exit_code, ran.stderr.strip()) == (2, f"Error: {message}")
    assert sorted(folder.iterdir()) == before


def test_a_group_without_a_command_shows_its_help() -> None:
    done = CliRunner().invoke(app, ["rules"])
    assert (done.exit_code, "Commands:" in done.stderr) == (2, True)


@pytest.mark.skipif(sys.platform != "linux", reason="closes descriptors as a shell of Linux does")
@pytest.mark.parametrize(
    ("shell", "code"), [(">&-", 0), (">&- 2>&-", 0), ("> /dev/full", 2)], ids=["no stdout", "neither", "full disk"]
)
def test_a_scheduler_that_closes_the_output(folder: Path, shell: str, code: int) -> None:
    command = f"{sys.executable} -m auditor audit week.csv --least-coverage 1% --out out --lang en {shell}"
    ran = subprocess.run(["sh", "-c", command], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    assert ran.returncode == code
    assert (folder / "out" / "audit.json").is_file()
    assert b"Internal error" not in ran.stderr
    assert (b"The disk is full" in ran.stderr) == (code == 2)


@pytest.mark.parametrize("buffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("more", ["--json", "--format=json"])
def test_a_reader_that_leaves_costs_neither_the_reports_nor_the_verdict(folder: Path, more: str, buffered: str) -> None:
    """As ``head`` does: here before the first line, so that no buffer of the system can take it."""
    command = [sys.executable, "-m", "auditor", "audit", "week.csv", "--least-coverage", "1%", "--out", "out", more]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": buffered}
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs) as gone:
        ran = subprocess.run(command, env=env, stdout=gone, stderr=subprocess.PIPE)
    assert (ran.returncode, b"Traceback" in ran.stderr) == (0, False)
    assert (folder / "out" / "manifest.json").is_file()
