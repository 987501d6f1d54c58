"""What a manifest notices, and what it does not claim."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from auditor.history import HistoryError
from auditor.history.manifest import (
    MANIFEST,
    bare,
    command_line,
    content_key,
    read_manifest,
    write_manifest,
)
from auditor.history.verification import changed_files, recomputed
from tests.history.documents import action, audit, document, entry, finding


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("north.xlsx").write_bytes(b"an input")
    Path("waivers.yaml").write_bytes(b"a waiver")
    made(Path("out"))
    return Path("out")


def made(out: Path, value: float = 8) -> dict:
    import hashlib

    out.mkdir(exist_ok=True)
    written = audit("2026-11-15", finding("a", "fail", value=value), actions=[action("mend", "a")])
    written["inputs"][0]["sha256"] = hashlib.sha256(b"an input").hexdigest()
    (out / "audit.json").write_text(json.dumps(written))
    (out / "north.html").write_text("<html>")
    write_manifest(
        out,
        document=written,
        outputs=[out / "audit.json", out / "north.html"],
        request={"command": command_line("audit", ["north.xlsx"], {"--waivers": ["waivers.yaml"], "--store": None})},
        configuration=["waivers.yaml"],
    )
    return written


def found(folder: Path, again: dict | None = None) -> list[str]:
    manifest = read_manifest(folder)
    kept = json.loads((folder / "audit.json").read_text())
    differences = [*changed_files(folder, manifest), *recomputed(folder, manifest, lambda _: again or kept)]
    return [f"{one.what}: {one.text.en}" for one in differences]


def test_nothing_changed(folder: Path) -> None:
    assert found(folder) == []
    assert read_manifest(folder)["request"]["command"] == ["audit", "north.xlsx", "--waivers", "waivers.yaml"]


def test_a_member_of_an_archive_is_no_file_of_its_own(folder: Path) -> None:
    manifest = read_manifest(folder)
    inside = {"file": "north.zip!week.csv", "sha256": "0"}
    changed = changed_files(folder, manifest | {"inputs": [*manifest["inputs"], inside]})
    assert [one.what for one in changed] == [MANIFEST]


def test_the_recomputation_gets_the_day_and_the_language(folder: Path) -> None:
    asked = []
    recomputed(folder, read_manifest(folder), asked.append)
    assert asked == [["audit", "north.xlsx", "--waivers", "waivers.yaml", "--as-of", "2026-11-15", "--lang", "en"]]


@pytest.mark.parametrize("name", ["north.xlsx", "waivers.yaml", "out/north.html"])
def test_a_changed_or_lost_file(folder: Path, name: str) -> None:
    Path(name).write_bytes(b"something else")
    shown = name.removeprefix("out/")
    assert found(folder) == [f"{shown}: the content was changed"]
    Path(name).unlink()
    assert found(folder) == [f"{shown}: the file is not there"]


def test_a_changed_manifest(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text().replace('"as_of": "2026-11-15"', '"as_of": "2026-11-14"'))
    assert found(folder) == ["manifest.json: the manifest was changed"]


def test_a_recomputation_that_differs_says_where(folder: Path) -> None:
    again = audit("2026-11-15", finding("a", "pass", value=12), actions=[action("mend", "a")])
    again["inputs"] = json.loads((folder / "audit.json").read_text())["inputs"]
    assert found(folder, again) == [
        "stores[amazon north].counts.pass: was 0, is 1 when recomputed",
        "stores[amazon north].counts.fail: was 1, is 0 when recomputed",
        'stores[amazon north].findings[a].status: was "fail", is "pass" when recomputed',
        "stores[amazon north].findings[a].value: was 8, is 12 when recomputed",
        'stores[amazon north].findings[a].display: was "8", is "12" when recomputed',
        "stores[amazon north].findings[a].headroom: was -2, is 2 when recomputed",
    ]


def test_what_comes_or_goes_does_not_shift_the_rest(folder: Path) -> None:
    again = audit("2026-11-15", finding("b", "pass"), finding("a", "fail", value=8), actions=[action("mend", "a")])
    again["inputs"] = json.loads((folder / "audit.json").read_text())["inputs"]
    lines = found(folder, again)
    assert [line.partition(": ")[0] for line in lines] == [
        "stores[amazon north].counts.pass",
        "stores[amazon north].findings[b]",
    ]
    assert lines[1].startswith("stores[amazon north].findings[b]: was –, is {")


@pytest.mark.parametrize(
    "command",
    [
        ["history", "--purge", "north"],
        ["audit", "north.xlsx", "--out", "elsewhere"],
        ["audit", "north.xlsx", "--history=history.sqlite"],
        [],
    ],
)
def test_a_command_that_writes_is_not_run(folder: Path, command: list[str]) -> None:
    manifest = read_manifest(folder) | {"request": {"command": command}}
    (difference,) = recomputed(folder, manifest, lambda _: pytest.fail("it was run"))
    assert "it was not run" in difference.text.en


@pytest.mark.parametrize("part", ["inputs", "outputs", "configuration"])
@pytest.mark.parametrize("name", ["/dev/zero", "pipe", "a\0b", "\udcff", "x" * 5000, "/", "loop"])
def test_a_name_that_is_no_regular_file_is_not_there(folder: Path, part: str, name: str) -> None:
    for place in (Path(), folder):
        os.mkfifo(place / "pipe")
        (place / "loop").symlink_to("loop")
    manifest = read_manifest(folder) | {part: [{"file": name, "sha256": "0"}]}
    differences = changed_files(folder, manifest)
    assert [one.text.en for one in differences] == ["the manifest was changed", "the file is not there"]


@pytest.mark.parametrize("content", ["[" * 100_000, "[1]", '{"stores": [1], "clients": []}', '{"stores": null}'])
def test_a_kept_document_that_is_none(folder: Path, content: str) -> None:
    (folder / "audit.json").write_text(content)
    (difference,) = recomputed(folder, read_manifest(folder), lambda _: audit("2026-11-15", finding("a", "pass")))
    assert difference.text.en == "a recomputation gives another result"


@pytest.mark.parametrize("name", [MANIFEST, "audit.json"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(folder: Path, name: str) -> None:
    manifest = read_manifest(folder)
    (folder / name).unlink()
    os.mkfifo(folder / name)
    if name == MANIFEST:
        with pytest.raises(HistoryError, match=r"no usable manifest\.json"):
            read_manifest(folder)
    else:
        (difference,) = recomputed(folder, manifest, lambda _: audit("2026-11-15", finding("a", "pass")))
        assert difference.text.en == "a recomputation gives another result"


@pytest.mark.parametrize("lost", ["outputs", "inputs", "configuration", "request", "as_of", "lang", "document", "hash"])
def test_a_manifest_that_lacks_a_part_is_none(folder: Path, lost: str) -> None:
    path = folder / MANIFEST
    whole = json.loads(path.read_text())
    path.write_text(json.dumps({key: value for key, value in whole.items() if key != lost}))
    with pytest.raises(HistoryError, match=r"no usable manifest\.json"):
        read_manifest(folder)
    path.write_text(json.dumps(whole | {lost: [{"file": 1}]}))
    with pytest.raises(HistoryError, match=r"no usable manifest\.json"):
        read_manifest(folder)


def test_one_that_cannot_be_made(folder: Path) -> None:
    (difference,) = recomputed(folder, read_manifest(folder), lambda _: None)
    assert "can't be recomputed" in difference.text.en


def test_many_differences_are_counted(folder: Path) -> None:
    again = document("2026-11-15", entry([finding("a", "fail", value=n) for n in range(1)] * 1))
    again |= {f"field-{n}": n for n in range(40)}
    lines = found(folder, again)
    assert len(lines) == 21
    assert lines[-1] == "…: 25 more differences"
    assert lines[-1].endswith("more differences")


def test_what_the_history_adds_does_not_count() -> None:
    plain = audit("2026-11-15", finding("a", "fail"), actions=[action("mend", "a")])
    followed = json.loads(json.dumps(plain))
    followed["warnings"] = ["other"]
    store = followed["stores"][0]
    store["previous"] = {"as_of": "2026-11-08"}
    store["findings"][0] |= {"since": "2026-11-08", "change": "continuing", "audits": 2}
    store["actions"][0] |= {"due": "2026-11-10", "status": "done", "person": "王敏", "seen": None}
    assert bare(plain) == bare(followed)


def test_a_manifest_holds_the_hash_of_the_one_before(folder: Path) -> None:
    first = read_manifest(folder)
    made(folder, value=7)
    second = read_manifest(folder)
    assert (first["previous"], second["previous"]) == (None, first["hash"])
    assert first["key"] == second["key"], "the same inputs, rules and request"


def test_the_key_depends_on_everything_that_decides() -> None:
    basis = {
        "inputs": [("a.csv", "1")],
        "rulebook": [("p", "2")],
        "configuration": [("w.yaml", "3")],
        "as_of": "2026-11-15",
        "lang": "en",
        "request": {"command": ["audit", "a.csv"]},
    }
    other = {
        "inputs": [("a.csv", "9")],
        "rulebook": [("p", "9")],
        "configuration": [],
        "as_of": "2026-11-16",
        "lang": "zh",
        "request": {"command": ["audit", "a.csv", "--store", "x"]},
    }
    keys = {content_key(**{**basis, name: value}) for name, value in other.items()}
    assert len(keys | {content_key(**basis)}) == 7
    assert content_key(**basis) == content_key(**basis)


@pytest.mark.parametrize("part", ["outputs", "inputs", "configuration"])
def test_a_manifest_with_a_file_that_has_no_hash_is_none(folder: Path, part: str) -> None:
    whole = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(whole | {part: [{"file": "a.csv"}]}))
    with pytest.raises(HistoryError, match=r"no usable manifest\.json"):
        read_manifest(folder)


@pytest.mark.parametrize("content", [None, "not json", "[]", "[" * 100_000, '{"schema": "other/1"}'])
def test_a_folder_without_a_manifest(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / MANIFEST).write_text(content)
    with pytest.raises(HistoryError, match=r"no usable manifest\.json"):
        read_manifest(tmp_path)
