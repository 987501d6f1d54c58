"""The same command on a Dask cluster of two workers: the same bytes as on one machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import nullcontext
from typing import ClassVar

import pytest
from typer.testing import CliRunner

from auditor.cli.root import app
from auditor.portfolio import workers
from auditor.portfolio.cluster import NoCluster
from tests.conftest import run
from tests.portfolio.clients import make_clients
from tests.portfolio.test_portfolio import contents

distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a real scheduler with two worker processes."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        yield cluster.scheduler_address


def test_the_same_bytes_on_a_cluster(tmp_path, scheduler):
    make_clients(tmp_path / "in", 5)
    (tmp_path / "in" / "client01" / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    common = ("portfolio", tmp_path / "in", "--as-of", "2026-11-15", "--quiet", "--format", "html,xlsx,json")
    here = run(*common, "--out", tmp_path / "here", "--jobs", "2")
    there = run(*common, "--out", tmp_path / "there", "--scheduler", scheduler)
    assert here.code == there.code == 3, there.err
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_an_address_without_a_scheduler_is_a_clear_error(tmp_path, monkeypatch):
    """In this process, where nobody waits for the ten seconds that a scheduler may take to answer."""
    make_clients(tmp_path / "in", 1)
    asked = []

    def hasty(address, timeout):
        asked.append(timeout)
        return client(address, timeout=0.2)

    client = distributed.Client
    monkeypatch.setattr(distributed, "Client", hasty)
    words = ["portfolio", tmp_path / "in", "--out", tmp_path / "out", "--scheduler", "tcp://127.0.0.1:9"]
    ran = CliRunner().invoke(app, [*map(str, words)])
    assert (ran.exit_code, asked) == (2, [10])
    assert "tcp://127.0.0.1:9" in ran.stderr


class Cluster:
    """A client of a scheduler without workers."""

    status = "running"
    versions: ClassVar[dict[str, object]] = {}

    def __init__(self, address: str, timeout: int) -> None:
        self.closed = False

    def run(self, function: Callable[[], object], on_error: str) -> dict[str, object]:
        return {worker: function() if found == "own" else found for worker, found in self.versions.items()}

    def ncores(self) -> dict[str, int]:
        return {}

    def get_executor(self, pure: bool) -> Cluster:
        return self

    def submit(self, *work: object, pure: bool = False) -> Future[object]:
        if self.status == "running":
            return Future()
        raise RuntimeError("Client is closed. Can't send update-graph message.")

    def wait_for_workers(self, count: int, timeout: int) -> None:
        raise TimeoutError

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("running", "scheduler tcp://x: it has no worker; start it and run this again"),
        ("closed", "scheduler tcp://x: the connection is lost; start it and run this again"),
    ],
)
def test_a_cluster_that_is_gone_is_told_and_not_waited_for_client_by_client(tmp_path, monkeypatch, status, said):
    make_clients(tmp_path / "in", 2)
    monkeypatch.setattr(distributed, "Client", Cluster)
    monkeypatch.setattr(Cluster, "status", status)
    monkeypatch.setattr(workers, "SECONDS_THE_FIRST", 0)  # nobody waits here
    words = ["portfolio", tmp_path / "in", "--out", tmp_path / "out", "--scheduler", "tcp://x", "--lang", "en"]
    ran = CliRunner().invoke(app, [*map(str, words)])
    assert ran.exit_code == 2
    assert "tcp://x has no worker yet: waiting for one" in ran.stderr
    assert said in ran.stderr


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        ({"a": "own", "b": "0.0.1"}, "have 0.0.1 and"),
        ({"a": ImportError("no auditor")}, "have no auditor and"),
        ({"a": "own"}, None),
    ],
)
def test_workers_of_another_version_do_no_work_that_would_pass_for_that_of_this_one(monkeypatch, versions, said):
    monkeypatch.setattr(distributed, "Client", Cluster)
    monkeypatch.setattr(Cluster, "versions", versions)
    with pytest.raises(NoCluster, match=said) if said else nullcontext():
        workers.Workers(1, "tcp://x")


@pytest.mark.parametrize(("version", "jobs"), [("own", 3), ("0.0.1", None)])
def test_the_first_worker_of_a_cluster_that_had_none_counts_and_is_of_this_version(monkeypatch, version, jobs):
    def start(cluster: Cluster, *work: object, pure: bool) -> Future[object]:
        monkeypatch.setattr(Cluster, "versions", {"a": version})
        monkeypatch.setattr(Cluster, "ncores", lambda _: {"a": 3})
        came: Future[object] = Future()
        came.set_result(0)
        return came

    monkeypatch.setattr(distributed, "Client", Cluster)
    monkeypatch.setattr(Cluster, "submit", start)
    cluster = workers.Workers(1, "tcp://x")
    assert (cluster.awaited, cluster.jobs) == (True, 1)
    with nullcontext() if jobs else pytest.raises(NoCluster, match="have 0"):
        cluster.await_first()
    assert cluster.jobs == (jobs or 1)
