"""Isolation: whatever a file does to its worker, it costs that file alone."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from functools import partial
from itertools import islice

import pytest

from auditor.intake import worker
from auditor.intake.limits import Limits
from auditor.intake.readers.cells import UnreadableFile
from auditor.intake.worker import in_worker, run_isolated
from auditor.model import Text

MIB = 1 << 20


def act(what: object, path: str = "") -> object:
    """One item's work, good or bad."""
    match what:
        case "abort":
            os.abort()
        case "exit":
            os._exit(3)
        case "hang":
            signal.pause()
        case "spin":
            while True:
                pass
        case "bomb":
            return len(bytearray(2048 * MIB))
        case "slow bomb":
            hoard = []
            while True:
                hoard.append(bytearray(8 * MIB))
        case "keep":
            act.kept = bytearray(200 * MIB)  # type: ignore[attr-defined]
            return len(act.kept)  # type: ignore[attr-defined]
        case "refuse":
            raise UnreadableFile(Text("不行", "no"), Text("重来", "again"))
        case "bug":
            raise KeyError("本")
        case "deep":
            return act("deep")
        case "talk":
            os.write(2, b"thread panicked")
            os.write(1, b"noise")
            return "talked"
        case "pid":
            return os.getpid()
        case "where":
            return in_worker()
        case "big":
            return b"x" * (20 * MIB)
        case "touch":
            with open(path, "a", encoding="ascii") as file:
                file.write("x")
            return None
    return what


def said(result: object) -> object:
    return result.message.en if isinstance(result, UnreadableFile) else result


QUICK = Limits(seconds=2.0, memory=512 * MIB)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_a_bad_item_costs_itself(jobs: int) -> None:
    items = [1, "abort", 2, "exit", 3, "bomb", 4, "slow bomb", 5, "refuse", 6, "bug", 7, "deep", 8, "keep", 9]
    results = [said(result) for result in run_isolated(act, items, QUICK, jobs)]
    assert [result for result in results if isinstance(result, int)] == [1, 2, 3, 4, 5, 6, 7, 8, 200 * MIB, 9]
    assert "SIGABRT" in str(results[1])
    assert "exit code 3" in str(results[3])
    assert "memory" in str(results[5])
    assert "memory" in str(results[7])
    assert results[9] == "no"
    assert "KeyError" in str(results[11])
    assert "nested too deeply" in str(results[13])


def test_a_hanging_item_is_given_up() -> None:
    results = list(run_isolated(act, ["warm", 1, "hang", 2, "spin", 3], Limits(seconds=0.3), 1))
    assert [said(result) for result in results[:2]] == ["warm", 1]
    assert "0.3 seconds" in str(said(results[2]))
    assert results[3] == 2
    assert "0.3 seconds" in str(said(results[4]))
    assert results[5] == 3


def test_processor_time_is_counted_and_not_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_PATIENCE", 1000)
    spun, after = run_isolated(act, ["spin", 1], Limits(seconds=0.3), 1)
    assert "0.3 seconds" in str(said(spun))
    assert after == 1


def test_results_do_not_depend_on_the_number_of_workers() -> None:
    items = [*range(30), "abort", *range(30)]
    one, three = (list(map(said, run_isolated(act, items, QUICK, jobs))) for jobs in (1, 3))
    assert one == three


def test_a_bug_is_told_apart_from_a_refusal() -> None:
    refusal, bug = run_isolated(act, ["refuse", "bug"], QUICK, 1)
    assert isinstance(refusal, UnreadableFile)
    assert isinstance(bug, UnreadableFile)
    assert (refusal.bug, refusal.remedy) == (False, Text("重来", "again"))
    assert bug.bug
    assert "Traceback" in bug.detail


def test_each_item_finds_the_same_room() -> None:
    """What one file leaves behind in a worker must not decide about the next."""
    room = Limits(seconds=10, memory=300 * MIB)
    assert list(run_isolated(act, ["keep", "keep", "keep"], room, 1)) == [200 * MIB] * 3
    first, second = run_isolated(act, ["pid", "pid"], room, 1)
    assert first == second
    before, _, after = run_isolated(act, ["pid", "keep", "pid"], room, 1)
    assert before != after


def test_workers_keep_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    talked, *_ = run_isolated(act, ["talk", "abort", "bomb"], QUICK)
    assert talked == "talked"
    assert capfd.readouterr() == ("", "")


def test_large_results_and_no_items() -> None:
    assert [len(result) for result in run_isolated(act, ["big", "big"], QUICK, 2)] == [20 * MIB] * 2  # type: ignore[arg-type]
    assert list(run_isolated(act, [], QUICK)) == []


def test_without_isolation_nothing_is_started() -> None:
    assert list(run_isolated(act, ["pid", "where"], isolated=False)) == [os.getpid(), False]
    assert list(run_isolated(act, ["where"])) == [True]
    assert [said(result) for result in run_isolated(act, ["refuse", 1], isolated=False)] == ["no", 1]


def test_no_worker_outlives_its_reader(tmp_path: object) -> None:
    running = run_isolated(act, ["pid", "hang", "hang"], Limits(seconds=60), 2)
    process = next(running)
    running.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)  # type: ignore[arg-type]


def test_each_item_is_done_once(tmp_path: object) -> None:
    path = f"{tmp_path}/touched"
    list(run_isolated(partial(act, path=path), ["touch"] * 50, QUICK, 3))
    with open(path, encoding="ascii") as file:
        assert len(file.read()) == 50


def test_beside_other_threads_workers_are_not_forked() -> None:
    """A fork would copy the locks that another thread holds."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert list(islice(run_isolated(act, [1, "abort", 2], QUICK, 1), 1)) == [1]
        assert [said(result) for result in run_isolated(act, [1, "refuse"], QUICK, 1)] == [1, "no"]
    finally:
        stop.set()
        thread.join()


def test_refusals_travel() -> None:
    error = UnreadableFile(Text("中", "en"), None, bug=True, detail="d")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.message, copy.remedy, copy.bug, copy.detail) == (error.message, None, True, "d")
    assert str(copy) == "en"


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and address space limits")
