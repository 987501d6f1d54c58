"""A run leaves nothing in the folder for temporary files: not its workers, and a killed one only until the next."""

from __future__ import annotations

import errno
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from filelock import FileLock

from auditor.files import ReportError, not_written
from auditor.portfolio import scratch, settings
from auditor.portfolio.agency import Agency, Client
from tests.portfolio.clients import make_clients
from tests.portfolio.test_portfolio import go, run_of

pytest.importorskip("fsspec", reason="the extra [cluster] is not installed")


@pytest.fixture
def shared(tmp_path, monkeypatch) -> Path:
    """The machine's folder for temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_what_is_made_in_a_run_lies_in_its_folder_and_goes_with_it(shared):
    with scratch.of_run():
        Path(tempfile.mkdtemp(dir=scratch.place()), "never removed, as in a worker that was killed").touch()
        with scratch.temporary() as mine:
            assert Path(mine).parent.parent == shared
        (folder,) = (path for path in shared.iterdir() if path.is_dir())
        assert folder.stat().st_mode & 0o077 == 0 or sys.platform == "win32"
    assert list(shared.iterdir()) == []
    assert scratch.place() == str(shared)


def test_runs_in_two_threads_of_a_program_have_a_folder_each(shared):
    def run() -> str:
        with scratch.of_run():
            return scratch.place()

    with scratch.of_run(), ThreadPoolExecutor(1) as threads:
        mine, others = scratch.place(), threads.submit(run).result()
        assert Path(mine).parent == Path(others).parent == shared
        assert scratch.place() == mine != others
        assert tempfile.gettempdir() == str(shared)  # what else the program does is none of ours
    assert list(shared.iterdir()) == []


def test_the_workers_of_a_run_which_are_killed_when_it_ends_leave_nothing(shared, tmp_path):
    make_clients(tmp_path / "in", 1)
    (tmp_path / "o.yaml").write_text("schema: store-auditor/overlay/1\nskip: {amazon.order-defect-rate: by FBA only}\n")
    overlay = (tmp_path / "o.yaml").as_uri()
    (tmp_path / "agency.yaml").write_text(
        f"schema: store-auditor/agency/1\nclients: {{a: {{inputs: in/client00, overlay: '{overlay}'}}}}\n"
    )
    outcomes, _ = go(run_of(tmp_path / "agency.yaml", tmp_path / "out"))
    assert [outcome.error for outcome in outcomes] == [None]
    assert list(shared.iterdir()) == []


def test_the_next_run_clears_away_what_killed_ones_left_and_nothing_of_one_that_goes_on(shared):
    for name in ("killed", "goes-on"):
        (shared / f"auditor-run-{name}" / "copies").mkdir(parents=True)
        (shared / f"auditor-run-{name}.lock").touch()
    (shared / "auditor-run-of-somebody-without-a-lock").mkdir()
    before = {path.name for path in shared.iterdir()}
    with FileLock(shared / "auditor-run-goes-on.lock"), scratch.of_run():
        after = {path.name for path in shared.iterdir()}
    assert before - after == {"auditor-run-killed", "auditor-run-killed.lock"}


def test_another_run_that_looks_whether_a_new_folder_is_left_does_not_cost_it(shared, monkeypatch):
    looks = [None]

    class Looked(FileLock):
        def _acquire(self):
            if looks:
                looks.pop()  # and holds it meanwhile
            else:
                super()._acquire()

    monkeypatch.setattr(scratch, "FileLock", Looked)
    with scratch.of_run():
        assert Path(scratch.place()).parent == shared


def test_a_run_that_can_have_no_such_folder_does_without(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    with scratch.of_run():
        assert scratch.place() == str(tmp_path / "file")


def test_on_a_worker_of_dask_it_lies_where_dask_clears_away(shared, tmp_path, monkeypatch):
    def nobody():
        raise ValueError("no worker found")

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(get_worker=nobody))
    assert scratch.place() == str(shared)
    here = SimpleNamespace(local_directory=str(tmp_path))
    monkeypatch.setattr(sys.modules["distributed"], "get_worker", lambda: here)
    with scratch.temporary() as mine:
        assert Path(mine).parent == tmp_path
    client = Client(id="c", name="c", overlay="o.yaml")
    settled = settings.settle(Agency(name="", clients=(), root=tmp_path), client, {"o.yaml": (("o.yaml", b"a: 1"),)})
    assert Path(settled.client.overlay).is_relative_to(tmp_path)


def test_the_threads_of_a_worker_put_a_file_there_one_after_the_other(shared, tmp_path, monkeypatch):
    held = []
    write = settings.write_file
    monkeypatch.setattr(
        settings, "write_file", lambda *given: (held.append(settings._ONE_AT_A_TIME.locked()), write(*given))
    )
    client = Client(id="c", name="c", overlay="o.yaml")
    for _ in range(2):
        settings.settle(Agency(name="", clients=(), root=tmp_path), client, {"o.yaml": (("o.yaml", b"a: 1"),)})
    assert held == [True]


def test_no_room_for_the_settings_is_told_and_is_no_fault_of_the_program(shared, tmp_path, monkeypatch):
    def full(path, data):
        raise ReportError(not_written(OSError(errno.ENOSPC, "No space left on device"), path))

    monkeypatch.setattr(settings, "write_file", full)
    client = Client(id="c", name="c", overlay="o.yaml")
    with pytest.raises(settings.NotFetched) as caught:
        settings.settle(Agency(name="", clients=(), root=tmp_path), client, {"o.yaml": (("o.yaml", b"a: 1"),)})
    told = caught.value.message
    assert all(str(shared) in text and "TMPDIR" in text and "--out" not in text for text in (told.zh, told.en))
