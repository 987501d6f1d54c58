"""The shipped book is kept between processes: by content, beside the bytecode, and never in the way."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from auditor.rulebook import RuleErrors, documents, kept, load_rulebook, loader
from auditor.rulebook.model import RuleBook
from tests.rulebook.book import PACK, bent, write


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    write(folder, PACK)
    monkeypatch.setattr(documents, "resource_dir", lambda name: folder)
    monkeypatch.setattr(kept, "_FOLDER", tmp_path / "cache")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return folder


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """An entry for each time that the book is really built."""
    seen: list[int] = []
    real = loader.build_rulebook

    def counted(files, problems):  # type: ignore[no-untyped-def]
        seen.append(len(files))
        return real(files, problems)

    monkeypatch.setattr(loader, "build_rulebook", counted)
    return seen


def books(home: Path) -> list[Path]:
    return sorted((home.parent / "cache").glob("book-*"))


def test_the_second_time_it_is_read_and_equal(home: Path, builds: list[int]) -> None:
    first, second = load_rulebook(), load_rulebook()
    assert first == second
    assert hash(first) == hash(second)
    assert second.checks["acme.answer-rate"].lines == first.checks["acme.answer-rate"].lines
    assert builds == [1]


def test_a_changed_file_is_built_anew_and_the_old_book_goes(home: Path, builds: list[int]) -> None:
    load_rulebook()
    (before,) = books(home)
    write(home, bent("expect: {at_least: 90%}", "expect: {at_least: 91%}"))
    assert load_rulebook().checks["acme.answer-rate"].lines[0].expect.quantities[0].text == "91%"
    (after,) = books(home)
    assert before != after
    assert builds == [1, 1]


@pytest.mark.parametrize("module", ["shape.py", "sources.py", "values.py", "text.py", "currency.py"])
def test_changed_code_is_another_book(home: Path, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    files = [documents.RuleFile("a", b"x", True)]
    one = kept._key(files)
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: real(path) + (b"#" if path.name == module else b""))
    assert kept._key(files) != one


def test_further_files_are_never_kept(home: Path, tmp_path: Path, builds: list[int]) -> None:
    more = write(tmp_path, "schema: store-auditor/rules/1\npack: a.b\nplatform: a\ntitle: x\n", "more.yaml")
    for _ in range(2):
        assert "a.b" in load_rulebook([more]).packs
    assert builds == [2, 2]
    assert books(home) == []


@pytest.mark.parametrize("content", [b"", b"junk", pickle.dumps("another thing"), pickle.dumps(RuleBook)])
def test_a_spoilt_book_is_built_anew(home: Path, builds: list[int], content: bytes) -> None:
    load_rulebook()
    books(home)[0].write_bytes(content)
    assert set(load_rulebook().packs) == {"acme.weekly"}
    assert builds == [1, 1]


def test_a_folder_that_cannot_be_written_does_no_harm(home: Path, builds: list[int]) -> None:
    (home.parent / "cache").write_text("a file in its place")
    for _ in range(2):
        assert set(load_rulebook().packs) == {"acme.weekly"}
    assert builds == [1, 1]


def test_nothing_is_kept_where_no_bytecode_is_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    load_rulebook()
    assert books(home) == []


def test_a_book_with_mistakes_is_not_kept(home: Path) -> None:
    write(home, bent("severity: major", "severity: majr"))
    with pytest.raises(RuleErrors, match="majr"):
        load_rulebook()
    assert books(home) == []
