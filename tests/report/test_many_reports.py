"""The reports of many stores are written by several processes: the same files, and none is lost."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from auditor.files import Together
from auditor.report import NotPrinted, ReportError, package, write_reports

FORMATS = ("html", "xlsx", "json", "md")


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the pools that are started; a process is worth starting for the least work."""
    started: list[int] = []
    start = package.process_pool

    def counted(jobs: int, *begin: Any) -> Any:
        started.append(jobs)
        return start(jobs, *begin)

    monkeypatch.setattr(package, "process_pool", counted)
    monkeypatch.setattr(package, "STARTING", 0.01)
    return started


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_bytes_from_one_process_and_from_two(english, tmp_path, processes):
    one = write_reports(english, str(tmp_path / "one"), FORMATS)
    assert processes == []
    two = write_reports(english, str(tmp_path / "two"), FORMATS, jobs=2)
    assert processes == [2]
    assert [Path(path).name for path in one] == [Path(path).name for path in two]
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_what_is_together_with_other_files_is_begun_by_this_process(english, tmp_path, processes):
    with Together() as files:
        write_reports(english, str(tmp_path / "out"), FORMATS, together=files, jobs=2)
        assert processes == []
        files.publish()
    assert len(contents(tmp_path / "out")) > 3


def test_a_few_reports_are_not_worth_a_process(english, tmp_path, processes, monkeypatch):
    monkeypatch.setattr(package, "STARTING", 1.0)
    write_reports(english, str(tmp_path / "out"), FORMATS, jobs=2)
    assert processes == []


def test_what_killed_processes_leave_is_written_here(english, tmp_path, processes, monkeypatch):
    here, usual = os.getpid(), package._RENDERERS["md"]
    monkeypatch.setitem(
        package._RENDERERS, "md", lambda shown: usual(shown) if os.getpid() == here else os.kill(os.getpid(), 9)
    )
    written = write_reports(english, str(tmp_path / "out"), FORMATS, jobs=2)
    assert processes == [2]
    write_reports(english, str(tmp_path / "alone"), FORMATS)
    whole = contents(tmp_path / "alone")
    assert {name: data for name, data in contents(tmp_path / "out").items() if name in whole} == whole
    assert len(written) == len({*written}) == len(whole)


def test_what_can_not_be_written_is_told_as_ever(english, tmp_path, processes):
    *_, last = package._stems(english).values()
    (tmp_path / "b" / f"{last}.html").mkdir(parents=True)
    with pytest.raises(ReportError, match="in the way"):
        write_reports(english, str(tmp_path / "b"), ("html",), jobs=2)
    assert processes == [2]


def test_a_browser_that_is_missing_costs_the_pdf_only(english, tmp_path, processes, monkeypatch):
    monkeypatch.setenv("AUDITOR_BROWSER", "no-such-browser")
    with pytest.raises(NotPrinted):
        write_reports(english, str(tmp_path), ("html", "pdf"), jobs=2)
    assert processes == [2]
    assert len(list(tmp_path.glob("*.html"))) == len(english["stores"])


def test_a_process_that_does_not_fork_can_be_sent_what_it_needs(english, tmp_path):
    stems = package._stems(english)
    sent = pickle.loads(pickle.dumps(package._Reports(english, tmp_path, package.Look(), "", stems)))
    subject = next(iter(stems))
    assert sent.write((subject, ("html", "xlsx"))) == [
        tmp_path / f"{stems[subject]}{end}" for end in (".html", ".xlsx", package.NOTES)
    ]
