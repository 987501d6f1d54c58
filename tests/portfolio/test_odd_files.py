"""What lies in a folder and is no file: pipes, devices, folders that go away. None of it may hold a run up."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditor.notify.targets import TargetError, load_targets
from auditor.portfolio.configuration import load_agency
from auditor.rulebook import RuleErrors
from auditor.rulebook.documents import rule_files_in

ENDLESS = Path("/dev/zero")

pytestmark = pytest.mark.skipif(not ENDLESS.exists(), reason="pipes and devices of Unix")


def test_a_pipe_in_a_clients_folder_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "waivers.yaml").write_text("schema: store-auditor/waivers/1\nwaivers: []\n", "utf-8")
    os.mkfifo(tmp_path / "acme" / "overlay.yaml")
    (client,) = load_agency(tmp_path).clients
    assert (client.overlay, client.waivers) == (None, str(tmp_path / "acme" / "waivers.yaml"))


@pytest.mark.parametrize("name", ["overview.html", "Overview.XLSX", "overview.json"])
def test_a_client_that_would_lie_where_the_overview_goes_is_told_before_hours_of_work(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / name).mkdir()
    with pytest.raises(RuleErrors, match=f"{name}:1:1: the package of this client .* rename the folder"):
        load_agency(tmp_path)
    (tmp_path / name).rename(tmp_path / f"{name}.client")
    assert len(load_agency(tmp_path).clients) == 2


@pytest.mark.parametrize("kind", ["overlay", "waivers"])
def test_of_two_overlays_in_a_clients_folder_none_is_passed_over_in_silence(tmp_path: Path, kind: str) -> None:
    for name in ("own.yaml", "own - 副本.yaml"):
        (tmp_path / "acme").mkdir(exist_ok=True)
        (tmp_path / "acme" / name).write_text(f"schema: store-auditor/{kind}/1\n", "utf-8")
    with pytest.raises(RuleErrors, match=r"own\.yaml:1:1: own - 副本\.yaml is the client's .* already: keep one"):
        load_agency(tmp_path)


def test_a_configuration_without_end_is_read_no_further_than_its_limit() -> None:
    with pytest.raises(RuleErrors, match="larger than 16 MiB"):
        load_agency(ENDLESS)


def test_addresses_without_end_are_none() -> None:
    with pytest.raises(TargetError, match="nor a text file that can be read"):
        load_targets([str(ENDLESS)], {})


def test_of_a_folder_of_rules_what_is_a_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b.yml", "a/z.YAML", "a/.y.yaml", ".git/x.yaml", "gone/w.yaml", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    os.mkfifo(tmp_path / "a" / "pipe.yaml")
    look = os.scandir

    def scandir(place: str) -> object:
        if Path(place).name == "gone":  # between the look at its parent and the look into it
            raise FileNotFoundError(place)
        return look(place)

    monkeypatch.setattr(os, "scandir", scandir)
    assert [path.relative_to(tmp_path).as_posix() for path in rule_files_in(tmp_path)] == ["a/z.YAML", "b.yml"]
