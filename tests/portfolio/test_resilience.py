"""A worker killed, a workbook that takes its reader down, a run interrupted or killed, two runs at once: nothing is lost."""

from __future__ import annotations

import errno
import faulthandler
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from auditor import files, intake
from auditor.files import flush_file, write_file
from auditor.history import HistoryError, database
from auditor.intake import one_file
from auditor.intake.limits import Limits
from auditor.intake.readers import xlsb as readers_of_xlsb
from auditor.portfolio import folder, state, task
from auditor.portfolio import run as portfolio_run
from auditor.portfolio.folder import MANIFEST, Busy, Folder, hold
from auditor.portfolio.job import Outcome
from auditor.portfolio.outlet import Outlet
from auditor.portfolio.workers import Workers
from tests.conftest import ROOT, run
from tests.intake.broken import xlsb
from tests.portfolio.clients import make_clients
from tests.portfolio.test_portfolio import contents, go, run_of


@pytest.mark.slow
def test_killed_workers_lose_no_store_and_do_none_twice(tmp_path):
    names = make_clients(tmp_path / "in", 8)
    made = run_of(tmp_path / "in", tmp_path / "out")
    chance, landed = random.Random(20261115), set()
    rounds = iter(range(40))  # nine as a rule
    while len(landed) < 50:
        assert next(rounds, None) is not None, f"{len(landed)} workers killed"
        with made.held():
            todo, _ = made.plan(again=True)
            workers = Workers(2)
            over = threading.Event()

            def kill(workers: Workers = workers, over: threading.Event = over) -> None:
                for _ in range(6):  # more, and no client is left that none was killed over
                    if over.wait(chance.uniform(0.02, 0.3)):
                        return
                    for process in list((getattr(workers._executor, "_processes", None) or {}).values())[:1]:
                        with suppress(ProcessLookupError):
                            os.kill(process.pid, signal.SIGKILL)
                            landed.add(process.pid)  # one that is dead and not yet buried counts once

            killer = threading.Thread(target=kill)
            killer.start()
            try:
                outcomes = list(made.outcomes(todo, workers))
            finally:
                over.set()
                killer.join()
                workers.close()
            made.finish(outcomes)
        assert sorted(outcome.client for outcome in outcomes) == names
    kept = {path.parent.name for path in (tmp_path / "out").glob("*/audit.json")}
    assert kept >= {outcome.client for outcome in outcomes if outcome.error is None}


AFTER_JOBS = """
import sys, threading
from datetime import date
from pathlib import Path
from auditor.portfolio.configuration import load_agency
from auditor.portfolio.run import Run
from auditor.portfolio.task import run_task
from auditor.portfolio.workers import Workers
folder, day = Path(sys.argv[1]), date(2026, 11, 15)
for round in range(3):
    made = Run(load_agency(folder / "in"), folder / "out", lang="zh", today=day, as_of=day)
    run_task(made.plan(again=True)[0])
    assert threading.active_count() == 1, threading.enumerate()
    workers = Workers(2)
    assert len(workers._executor._processes) == 2, "forked before anything else can start a thread"
    assert [outcome.error for outcome in made.outcomes(made.plan(again=True)[0], workers)] == [None] * 4
    workers.close()
"""


def test_workers_may_be_forked_from_a_process_that_has_audited_itself(tmp_path):
    make_clients(tmp_path / "in", 4)
    command = [sys.executable, "-c", AFTER_JOBS, str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=100)  # a child that waits for a lock is given 160 seconds


HALF_AN_ANSWER = """
import os, signal, struct, sys, threading
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from auditor.portfolio import workers
from auditor.portfolio.configuration import load_agency
from auditor.portfolio.run import Run
from auditor.portfolio.job import Outcome
def answer(jobs):
    return [Outcome(client=job.client.id, key=job.key, incomplete=False) for job in jobs]
folder, ends, day, parent = Path(sys.argv[1]), int(sys.argv[2]), date(2026, 11, 15), os.getpid()
whole = Connection._send_bytes
if ends == signal.SIGSTOP:  # nobody sees it; one that is dead is missed at once
    workers.SECONDS_A_TASK = 4.0
workers.run_task = answer  # at once: the patience is for the answer alone, however slow the machine
def half(self, data):
    if os.getpid() != parent and not (folder / "dead").exists():
        (folder / "dead").touch()
        os.write(self.fileno(), struct.pack("!i", len(data)) + bytes(data[:len(data) // 2]))
        os.kill(os.getpid(), ends)
    whole(self, data)
Connection._send_bytes = half
made = Run(load_agency(folder / "in"), folder / "out", lang="zh", today=day, as_of=day)
two = workers.Workers(2)
outcomes = list(workers.run_all(made.plan()[0], two, seconds_a_file=0.0))
two.close()
assert threading.active_count() == 1, threading.enumerate()
assert [outcome.error for outcome in outcomes] == [None] * 4
"""


@pytest.mark.skipif(sys.platform != "linux", reason="signals as on Linux")
@pytest.mark.parametrize("ends", [signal.SIGKILL, signal.SIGSTOP])
def test_a_worker_that_ends_half_way_through_its_answer_does_not_keep_the_run_from_ending(tmp_path, ends):
    make_clients(tmp_path / "in", 4)
    command = [sys.executable, "-c", HALF_AN_ANSWER, str(tmp_path), str(int(ends))]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)
    assert (tmp_path / "dead").exists()


def test_an_interrupt_at_the_keyboard_is_for_the_run_and_not_for_its_workers():
    """It reaches all of them: a worker would print its traceback over the terminal, and leave half an answer."""
    workers = Workers(1)
    try:
        assert workers._executor.submit(signal.raise_signal, signal.SIGINT).exception(30) is None
    finally:
        workers.close()


def children(process: int) -> list[Path]:
    """The processes that ``process`` has started and that are still there, from /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == process:
                found.append(stat.parent)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="signals and /proc as on Linux")
@pytest.mark.parametrize(("how", "ends"), [(signal.SIGINT, (130, 1, 3)), (signal.SIGKILL, (-9,))])
def test_an_interrupted_or_killed_run_goes_on_where_it_stopped_and_leaves_no_process(tmp_path, how, ends):
    names = make_clients(tmp_path / "in", 8)
    command = ["portfolio", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--as-of", "2026-11-15"]
    command += ["--jobs", "2", "--format", "json"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, "-m", "auditor", *command], cwd=ROOT, **quiet)
    deadline = time.monotonic() + 60
    while not list((tmp_path / "out").glob("*/.package.json")) and time.monotonic() < deadline:
        pass
    workers = children(process.pid)
    process.send_signal(how)
    assert process.wait(60) in ends
    while any(worker.exists() for worker in workers) and time.monotonic() < deadline:
        pass
    assert not [worker for worker in workers if worker.exists()]
    ran = run(*command)
    assert ran.code in (1, 3)
    assert "not changed" in ran.err
    assert {path.parent.name for path in (tmp_path / "out").glob("*/audit.json")} == set(names)
    go_fresh = run(*[word.replace(str(tmp_path / "out"), str(tmp_path / "fresh")) for word in command])
    assert go_fresh.code == ran.code
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_a_workbook_that_takes_its_reader_down_costs_itself_alone(tmp_path, monkeypatch):
    names = make_clients(tmp_path / "in", 4)
    go(run_of(tmp_path / "in", tmp_path / "clean"))
    (tmp_path / "in" / names[1] / "poison.xlsb").write_bytes(xlsb(far=False))
    monkeypatch.setattr(readers_of_xlsb, "read_xlsb", lambda *_: (faulthandler.disable(), os.abort()))
    outcomes, made = go(run_of(tmp_path / "in", tmp_path / "out"))
    assert [outcome.error for outcome in outcomes] == [None] * 4
    assert [(item["client"], Path(item["file"]).name) for item in made["refused"]] == [(names[1], "poison.xlsb")]
    before, after = contents(tmp_path / "clean"), contents(tmp_path / "out")
    spared = [path for path in before if path.split("/")[0] in names and path.split("/")[0] != names[1]]
    assert {path: after[path] for path in spared} == {path: before[path] for path in spared}


@pytest.mark.parametrize("fault", ["time", "kill"])
def test_a_file_that_was_not_read_for_a_reason_outside_it_is_tried_again(tmp_path, monkeypatch, fault):
    """A machine that was busy, or that ran out of memory and killed the reader, says nothing of the file."""
    make_clients(tmp_path / "in", 1)

    def hindered(job, lexicon, options):
        if fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        while True:
            pass

    def hasty(paths, book, options, overlay):
        return intake.read(paths, book, replace(options, isolated=True, limits=Limits(seconds=0.2)), overlay)

    with monkeypatch.context() as busy:
        busy.setattr(one_file, "read_file", hindered)  # the workers are forked and have it too
        busy.setattr(task, "read", hasty)
        (outcome,), _ = go(run_of(tmp_path / "in", tmp_path / "out"))
        assert [Path(file).name for file, _ in outcome.refused] == ["week.csv"]
    (outcome,), _ = go(run_of(tmp_path / "in", tmp_path / "out"))
    assert outcome.refused == ()
    (outcome,), _ = go(run_of(tmp_path / "in", tmp_path / "out"))
    assert outcome.skipped


def test_inputs_that_were_gone_for_a_moment_are_read_by_the_next_run(tmp_path, monkeypatch):
    """A share that was away when the worker came, and is back unchanged, has the address that the run was planned for."""
    make_clients(tmp_path / "in", 1)
    sheet, away = tmp_path / "in" / "client00" / "week.csv", tmp_path / "week.csv"

    def unplugged(*given):
        sheet.rename(away)
        return intake.read(*given)

    with monkeypatch.context() as short:
        short.setattr(task, "read", unplugged)  # the workers are forked and have it too
        (outcome,), _ = go(run_of(tmp_path / "in", tmp_path / "out"))
        assert outcome.stores == ()
    away.rename(sheet)
    (outcome,), _ = go(run_of(tmp_path / "in", tmp_path / "out"))
    assert len(outcome.stores) == 1


def test_a_client_that_takes_every_worker_down_is_given_up_by_name(tmp_path, monkeypatch):
    names = make_clients(tmp_path / "in", 5)
    real = task.judge_intakes

    def deadly(cases, book):
        if any(request.options.client == names[2] for _, request in cases):
            os._exit(9)
        return real(cases, book)

    monkeypatch.setattr(task, "judge_intakes", deadly)  # the workers are forked and have it too
    outcomes, made = go(run_of(tmp_path / "in", tmp_path / "out"))
    assert sorted(outcome.client for outcome in outcomes) == names
    (failed,) = [outcome for outcome in outcomes if outcome.error]
    assert failed.client == names[2]
    for text in (failed.error.zh, failed.error.en):
        assert names[2] in text, "its files are named"
    assert [item["client"] for item in made["failed"]] == [names[2]]
    assert made["counts"]["stores"] == 4

    monkeypatch.setattr(task, "judge_intakes", real)
    outcomes, _ = go(run_of(tmp_path / "in", tmp_path / "out"))
    assert [outcome.client for outcome in outcomes if not outcome.skipped] == [names[2]]


def test_each_audit_is_in_the_history_once_whatever_became_of_its_run(tmp_path, monkeypatch):
    from auditor.history import open_history

    make_clients(tmp_path / "data", 3)
    (tmp_path / "agency.yaml").write_text(
        "schema: store-auditor/agency/1\nlanguages: en\nhistory: h.sqlite\nclients:\n"
        + "".join(f"  client0{number}: {{inputs: data/client0{number}}}\n" for number in range(3))
    )

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    remember = portfolio_run.finish
    monkeypatch.setattr(portfolio_run, "finish", stopped)  # after the history, before the package counts as finished
    with pytest.raises(KeyboardInterrupt):
        go(run_of(tmp_path / "agency.yaml", tmp_path / "out"), jobs=1)
    monkeypatch.setattr(portfolio_run, "finish", remember)
    outcomes, _ = go(run_of(tmp_path / "agency.yaml", tmp_path / "out"), jobs=1)
    assert not [outcome for outcome in outcomes if outcome.skipped]
    with open_history(str(tmp_path / "h.sqlite")) as history:
        past = history.past(date(2026, 11, 16))
        assert sorted(len(store.earlier) for store in past.stores.values()) == [1, 1, 1]


def test_a_history_in_use_for_a_while_costs_the_clients_of_that_while_alone(tmp_path, monkeypatch):
    make_clients(tmp_path / "data", 3)
    (tmp_path / "agency.yaml").write_text(
        "schema: store-auditor/agency/1\nlanguages: en\nhistory: h.sqlite\nclients:\n"
        + "".join(f"  client0{number}: {{inputs: data/client0{number}}}\n" for number in range(3))
    )
    other = sqlite3.connect(tmp_path / "h.sqlite", isolation_level=None)
    flush = folder.Folder.flush

    def shared(self, client, files):
        flush(self, client, files)
        other.execute({"client00": "SELECT 1", "client01": "BEGIN IMMEDIATE", "client02": "ROLLBACK"}[client])

    with closing(other), monkeypatch.context() as busy:
        busy.setattr(database, "BUSY_SECONDS", 0.05)
        busy.setattr(folder.Folder, "flush", shared)
        _, made = go(run_of(tmp_path / "agency.yaml", tmp_path / "out"), jobs=1)
        assert [(one["client"], "in use by another program" in one["why"]) for one in made["failed"]] == [
            ("client01", True)
        ]
        assert made["counts"]["stores"] == 2
        other.execute("BEGIN IMMEDIATE")  # from the first: before any work
        with pytest.raises(HistoryError, match="in use by another program"):
            go(run_of(tmp_path / "agency.yaml", tmp_path / "out"), jobs=1)
    outcomes, made = go(run_of(tmp_path / "agency.yaml", tmp_path / "out"), jobs=1)
    assert ([one.client for one in outcomes if not one.skipped], made["failed"]) == (["client01"], [])


def test_a_disk_that_gets_full_leaves_the_package_of_last_time_whole(tmp_path, monkeypatch):
    make_clients(tmp_path / "in", 1, weeks=2)
    go(run_of(tmp_path / "in", tmp_path / "out"))
    before = contents(tmp_path / "out" / "client00")
    make_clients(tmp_path / "in", 1)
    fresh = files._fresh

    def full(place):
        if place.name == "client00" and list(place.glob(".writing-*")):  # the second of its files
            raise OSError(errno.ENOSPC, "No space left on device")
        return fresh(place)

    with monkeypatch.context() as disk:
        disk.setattr(files, "_fresh", full)  # the workers are forked and have it too
        _, made = go(run_of(tmp_path / "in", tmp_path / "out"))
    assert "the disk is full" in made["failed"][0]["why"]
    assert contents(tmp_path / "out" / "client00") == before
    assert go(run_of(tmp_path / "in", tmp_path / "out"))[1]["failed"] == []
    assert (
        contents(tmp_path / "out" / "client00")
        .items()
        .isdisjoint((name, data) for name, data in before.items() if name.endswith((".json", ".html")))
    )


def test_the_second_of_two_runs_says_who_holds_the_folder(tmp_path):
    with hold(tmp_path), pytest.raises(Busy) as busy, hold(tmp_path):
        pass
    assert f"pid {os.getpid()}" in busy.value.message.en
    assert f"pid {os.getpid()}" in busy.value.message.zh


def test_what_a_killed_run_had_begun_to_write_is_cleared_away_by_the_next_that_holds_the_folder(tmp_path):
    begun = [tmp_path / name / ".writing-123-0" for name in ("", "client", "client/en")]
    others = [
        tmp_path / name for name in (".writing-", ".writing-123-0.txt", "client/x.writing-1-0", "a/b/c/.writing-1-0")
    ]
    for path in (*begun, *others):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("half")
    (tmp_path / "client" / ".writing-5-5").mkdir()
    with FileLock(tmp_path / ".lock"), pytest.raises(Busy), hold(tmp_path):
        pass
    assert all(path.exists() for path in begun), "the one who holds the folder may be writing them"
    with hold(tmp_path):
        assert not any(path.exists() for path in begun)
    assert all(path.exists() for path in others)
    assert (tmp_path / "client" / ".writing-5-5").is_dir()


def test_what_a_worker_had_begun_that_was_killed_is_in_no_package(tmp_path):
    begun = [tmp_path / name / ".writing-123-0" for name in ("client", "client/en", "other", "")]
    for path in begun:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("half")
    with Folder(tmp_path).workplace("client"):
        assert [path.exists() for path in begun] == [False, False, True, True], "others may be writing theirs"


def test_a_file_whose_pieces_cannot_be_made_is_not_begun(tmp_path):
    def pieces():
        yield b"first"
        raise KeyboardInterrupt

    (tmp_path / "report").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "report", pieces())
    assert [path.name for path in tmp_path.iterdir()] == ["report"]
    assert (tmp_path / "report").read_text() == "old"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_file_whose_name_is_no_text_costs_itself_alone(tmp_path):
    names = make_clients(tmp_path / "in", 2)
    with open(os.fsencode(tmp_path / "in" / names[0]) + b"/b\xff.xlsx", "wb") as file:
        file.write(b"PK\x03\x04 no workbook")
    common = ("--as-of", "2026-11-15", "--lang", "en")
    overviews = []
    for said in ("files not read", "2 clients have not changed"):
        ran = run("portfolio", tmp_path / "in", "--out", tmp_path / "out", *common)
        assert ran.code == 3, ran.err
        assert said in ran.err
        overviews.append([(tmp_path / "out" / f"overview.{kind}").read_bytes() for kind in ("html", "json", "xlsx")])
    assert overviews[0] == overviews[1]
    assert b"b?.xlsx" in overviews[0][0]

    ran = run("audit", tmp_path / "in" / names[0], "--out", tmp_path / "alone", *common)
    assert ran.code == 3, ran.err
    assert run("verify", tmp_path / "alone", "--lang", "en").code == 0


def test_a_mistake_of_our_own_costs_one_client_and_shows_in_the_exit_code(tmp_path, monkeypatch):
    """The workers are forked from this process, with the mistakes in them: of one client's audit and of one's file."""
    from typer.testing import CliRunner

    from auditor.cli.root import app
    from auditor.intake.readers import delimited

    names = make_clients(tmp_path / "in", 6)
    package, sniff = task._package, delimited.sniff_delimiter

    def mistaken(job, audit, found):
        return {}["thirteen"] if job.client.id == "client01" else package(job, audit, found)

    def puzzled(lines):
        if "client02" in "".join(lines):
            raise IndexError("no such column")
        return sniff(lines)

    monkeypatch.setattr(task, "_package", mistaken)
    monkeypatch.setattr(delimited, "sniff_delimiter", puzzled)
    command = ["portfolio", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--as-of", "2026-11-15"]
    command += ["--jobs", "2", "--format", "json", "--lang", "en"]
    for _ in range(2):  # neither is kept: the mistake may be mended since
        ran = CliRunner().invoke(app, command)
        assert ran.exit_code == 70, ran.output
        assert "client01: Internal error (KeyError: 'thirteen')." in ran.stderr
    assert ran.stderr.startswith("4 clients have not changed")
    finished = sorted(path.parent.name for path in (tmp_path / "out").glob("*/audit.json"))
    assert finished == [name for name in names if name != "client01"]
    overview = json.loads((tmp_path / "out" / "overview.json").read_text("utf-8"))
    assert [failed["client"] for failed in overview["failed"]] == ["client01"]
    assert [refused["client"] for refused in overview["refused"]] == ["client02"]
    monkeypatch.setenv("AUDITOR_DEBUG", "1")
    assert isinstance(CliRunner().invoke(app, command).exception, KeyError)


def test_bookkeeping_that_somebody_edited_is_made_again_and_reaches_no_file_elsewhere(tmp_path):
    make_clients(tmp_path / "in", 1)
    made = run_of(tmp_path / "in", tmp_path / "out")
    go(made, jobs=1)
    kept = tmp_path / "out" / "client00" / ".package.json"
    whole, own = kept.read_bytes(), tmp_path / "own.txt"
    own.write_text("mine", encoding="utf-8")
    outside = {"outputs": [["../../own.txt", "0"]], "key": "another"}
    for edited in (b"5", b'"x"', b"[" * 100_000, b"[]", *(_with(whole, outputs=5), _with(whole, **outside))):
        kept.write_bytes(edited)
        outcomes, _ = go(made, jobs=1)
        assert [(outcome.error, outcome.skipped) for outcome in outcomes] == [(None, False)]
        assert kept.read_bytes() == whole
    assert own.exists()


def _with(manifest: bytes, **values) -> bytes:
    return json.dumps(json.loads(manifest) | values).encode()


def test_a_package_counts_as_finished_once_its_files_are_on_the_disk(tmp_path, monkeypatch):
    """The second client's report is taken away between its worker and the run: by a virus scanner, or on another disk.

    The last one's manifest can't be written.
    """
    names = make_clients(tmp_path / "in", 4)
    in_the_way = tmp_path / "out" / names[3] / MANIFEST
    in_the_way.mkdir(parents=True)
    flushed: list[Path] = []

    def flush(path: Path) -> None:
        if names[1] in path.parts and path.suffix == ".html":
            path.unlink()
        flush_file(path)
        flushed.append(path)

    finished: list[str] = []

    def finish(out: Outlet, outcome: Outcome) -> None:
        listed = [tmp_path / "out" / outcome.client / path for path, _ in (*outcome.outputs, *outcome.notes)]
        assert len(listed) >= 3
        assert set(listed) <= set(flushed)
        state.finish(out, outcome)
        finished.append(outcome.client)

    with monkeypatch.context() as patched:
        patched.setattr(folder, "flush_file", flush)
        patched.setattr(portfolio_run, "finish", finish)
        outcomes, made = go(run_of(tmp_path / "in", tmp_path / "out"))
    assert sorted(finished) == [names[0], names[2]]
    assert [item["client"] for item in made["failed"]] == [names[1], names[3]]
    assert "was written and is gone" in made["failed"][0]["why"]
    assert "is in the way" in made["failed"][1]["why"]
    assert made["counts"]["stores"] == len(outcomes) - 2
    in_the_way.rmdir()
    outcomes, _ = go(run_of(tmp_path / "in", tmp_path / "out"))
    assert sorted(outcome.client for outcome in outcomes if not outcome.skipped) == [names[1], names[3]]
