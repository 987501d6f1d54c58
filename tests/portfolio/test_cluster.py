"""The same command on a Dask cluster of two workers: the same bytes as on one machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from auditor.cli.root import app
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
