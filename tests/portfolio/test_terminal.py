"""What a person sees while a portfolio runs, and what a full or locked disk costs."""

from __future__ import annotations

import errno
import io
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from auditor import files
from auditor.cli.portfolio import _summary, _worked
from auditor.files import ReportError
from auditor.portfolio.job import Outcome
from auditor.portfolio.overview_workbook import overview_workbook
from tests.conftest import ROOT, run
from tests.portfolio.clients import make_clients
from tests.portfolio.test_portfolio import contents, go, run_of

COMMON = ("--as-of", "2026-11-15", "--format", "json", "--lang", "en", "--jobs", "1")


def on_a_terminal(*args: str | Path) -> tuple[int, str]:
    """Run the command with standard error on a pseudo terminal; returns its exit code and what the terminal got."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
    env.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "auditor", *map(str, args)]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    seen = bytearray()
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        seen += part
    os.close(ours)
    return process.wait(60), seen.decode("utf-8", "replace")


def test_a_bar_on_a_terminal_that_leaves_nothing_but_the_news(tmp_path):
    names = make_clients(tmp_path / "in", 3)
    (tmp_path / "in" / names[1] / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    code, seen = on_a_terminal("portfolio", tmp_path / "in", "--out", tmp_path / "out", *COMMON)
    assert code == 3
    assert "Auditing" in seen
    assert "100%" in seen or "3/3" in seen or "67%" in seen
    assert "\x1b[?25l" in seen  # the cursor is hidden while the bar moves
    assert seen.rindex("\x1b[?25h") > seen.rindex("\x1b[?25l")  # and is back at the end
    assert names[1] in seen


def test_a_name_of_a_client_or_file_moves_no_cursor_and_forges_no_line(tmp_path):
    (folder,) = (tmp_path / "in" / name for name in make_clients(tmp_path / "in", 1))
    (folder / "x\x1b]0;owned\x07\x1b[2J\nacme: done \u202egpj.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    code, seen = on_a_terminal("portfolio", tmp_path / "in", "--out", tmp_path / "out", *COMMON)
    assert code == 3
    assert f"files not read: {folder.name}/x�]0;owned��[2J acme: done �gpj.xlsx" in " ".join(seen.split())
    assert [mark for mark in ("\x1b]0;", "\x1b[2J", "\x07", "\u202e") if mark in seen] == []


def test_quiet_is_silent_also_on_a_terminal(tmp_path):
    make_clients(tmp_path / "in", 2)
    quiet = ("--quiet", "--least-coverage", "10%")
    code, seen = on_a_terminal("portfolio", tmp_path / "in", "--out", tmp_path / "out", *quiet, *COMMON)
    assert code == 1
    assert seen == ""


@pytest.mark.parametrize("again", [False, True])
def test_whoever_only_sees_the_exit_code_is_told_whose_data_lack_something_and_where(tmp_path, again):
    """Cells that can't be used, packages that were kept: no client has a line of its own."""
    names = make_clients(tmp_path / "in", 7)
    command = ("portfolio", tmp_path / "in", "--out", tmp_path / "out", "--quiet", *COMMON)
    if again:
        run(*command)
    ran = run(*command)
    assert ran.code == 3
    *kept, last = ran.err.splitlines()
    assert len(kept) == again
    assert last == f"Incomplete: {', '.join(names[:5])} and 2 more; why is told in {tmp_path}/out/overview.html"


@pytest.mark.parametrize(("weeks", "code"), [(3, 1), (2, 3)])
def test_a_store_without_new_data_makes_a_run_incomplete(tmp_path, weeks, code):
    make_clients(tmp_path / "in", 2)
    make_clients(tmp_path / "in", 1, weeks)
    ran = run("portfolio", tmp_path / "in", "--out", tmp_path / "out", "--quiet", "--least-coverage", "10%", *COMMON)
    assert ran.code == code
    assert ("Incomplete: client00; why is told in" in ran.err) == (code == 3)


def test_the_counts_stand_in_a_log_before_what_is_said_of_them(monkeypatch):
    """Standard output into a file waits until it is full, standard error does not: a mail began with the postscript."""
    log = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(log, "utf-8"))
    _summary(
        dict.fromkeys(("stores", "critical", "failing", "clear", "no_verdict", "no_data", "behind", "paused"), 2),
        0,
        "overview.html",
        "en",
    )
    first, last = log.getvalue().decode().splitlines()
    assert first.startswith("2 stores, 2 with a critical failure")
    assert first.endswith("2 without data, 2 without new data, 2 paused")
    assert last == "overview.html"


def test_no_data_at_all_is_said_on_standard_error(tmp_path):
    (tmp_path / "in" / "acme").mkdir(parents=True)
    (tmp_path / "in" / "acme" / "empty.csv").write_text("店铺,平台,周期,订单缺陷率\n")
    ran = run("portfolio", tmp_path / "in", "--out", tmp_path / "out", "--quiet", *COMMON)
    assert ran.code == 4
    assert ran.err.splitlines()[-1].endswith(f"See {tmp_path}/out/overview.html")


def test_no_room_for_temporary_files_is_told(tmp_path, monkeypatch):
    make_clients(tmp_path / "in", 1)
    _, made = go(run_of(tmp_path / "in", tmp_path / "out"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(ReportError) as error:
        overview_workbook(made)
    assert "the folder for temporary files is full or can't be written" in error.value.message.en
    assert "gone" in error.value.message.zh
    assert "TMPDIR" in error.value.message.zh


def test_plain_lines_elsewhere(tmp_path):
    names = make_clients(tmp_path / "in", 3)
    ran = run("portfolio", tmp_path / "in", "--out", tmp_path / "out", *COMMON)
    lines = [line for line in ran.err.splitlines() if re.match(r"\[\d+/3\] ", line)]
    assert [line[: len("[1/3]")] for line in lines] == ["[1/3]", "[2/3]", "[3/3]"]
    assert sorted(name for name in names if any(name in line for line in lines)) == names
    assert "\x1b" not in ran.err + ran.out


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_fills_up_costs_the_clients_that_were_not_finished(tmp_path, monkeypatch, code):
    names = make_clients(tmp_path / "in", 4)
    publish = files._publish

    def full(temporary: Path, path: Path) -> Path:
        if names[2] in path.parts:
            raise OSError(code, os.strerror(code), str(path))
        return publish(temporary, path)

    monkeypatch.setattr(files, "_publish", full)  # the workers are forked and have it too
    outcomes, made = go(run_of(tmp_path / "in", tmp_path / "out"))
    (failed,) = [outcome for outcome in outcomes if outcome.error]
    assert failed.client == names[2]
    assert "--out" in failed.error.en
    assert "--out" in failed.error.zh
    assert made["counts"]["stores"] == 3
    assert not list((tmp_path / "out" / names[2]).glob(".writing-*"))

    monkeypatch.setattr(files, "_publish", publish)
    outcomes, _ = go(run_of(tmp_path / "in", tmp_path / "out"))
    assert [outcome.client for outcome in outcomes if not outcome.skipped] == [names[2]]
    go(run_of(tmp_path / "in", tmp_path / "fresh"))
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


@pytest.mark.parametrize("url", [False, True], ids=["folder", "url"])
def test_the_package_of_a_client_who_left_is_told_and_stays(tmp_path, url):
    names = make_clients(tmp_path / "in", 2)
    if url:
        pytest.importorskip("fsspec", reason="the extra [cluster] is not installed")
    where = f"local://{tmp_path}/out" if url else tmp_path / "out"
    command = ("portfolio", tmp_path / "in", "--out", where, "--zip", *COMMON)
    assert "left as they are" not in run(*command).err
    before = contents(tmp_path / "out" / names[0])
    shutil.rmtree(tmp_path / "in" / names[0])
    assert f"Packages of no client any more, left as they are: {names[0]}" in run(*command).err.splitlines()
    assert contents(tmp_path / "out" / names[0]) == before


@pytest.mark.parametrize("url", [False, True], ids=["folder", "url"])
def test_no_archive_stays_beside_a_package_that_it_does_not_hold(tmp_path, url):
    (name,) = make_clients(tmp_path / "in", 1)
    if url:
        pytest.importorskip("fsspec", reason="the extra [cluster] is not installed")
    where = f"local://{tmp_path}/out" if url else tmp_path / "out"
    command = ("portfolio", tmp_path / "in", "--out", where, *COMMON)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / f"{name}.zip").write_text("of a person")
    run(*command)
    assert (tmp_path / "out" / f"{name}.zip").read_text() == "of a person"
    run(*command, "--zip")
    assert (tmp_path / "out" / f"{name}.zip").read_bytes()[:2] == b"PK"
    run(*command)
    assert not (tmp_path / "out" / f"{name}.zip").exists()


def test_an_output_folder_where_no_package_can_be_written_is_a_wrong_one(tmp_path):
    names = make_clients(tmp_path / "in", 2)
    (tmp_path / "out").mkdir()
    for name in names:
        (tmp_path / "out" / name).write_text("a file in the place of the client's folder")
    command = ("portfolio", tmp_path / "in", "--out", tmp_path / "out", *COMMON)
    assert run(*command).code == 2
    (tmp_path / "out" / names[0]).unlink()
    assert run(*command).code == 3


def test_an_output_folder_that_cannot_be_made_is_a_clear_error(tmp_path):
    make_clients(tmp_path / "in", 1)
    (tmp_path / "taken").write_text("a file")
    for out in (tmp_path / "taken", tmp_path / "taken" / "below", Path("/proc/nothing")):
        ran = run("portfolio", tmp_path / "in", "--out", out, *COMMON)
        assert ran.code == 2, (out, ran.err)
        assert "Traceback" not in ran.err
        assert str(out) in ran.err
        assert "a file or folder of that name is in the way" in ran.err or out.parent == Path("/proc")


def test_an_interrupt_says_how_far_the_run_came_and_how_it_goes_on(capsys, monkeypatch):
    """It ended without a word, and nobody knew whether to begin anew; also with --quiet."""
    monkeypatch.setattr("auditor.portfolio.workers.Workers.close", lambda workers: None)

    class Interrupted:
        def outcomes(self, todo, workers):
            yield Outcome("acme", "")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _worked(Interrupted(), [None] * 3, 1, None, True, "en")
    assert capsys.readouterr().err == (
        "Interrupted: 1 of 3 clients are done; the same command again goes on from there\n"
    )
