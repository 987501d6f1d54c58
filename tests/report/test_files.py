"""Names that stay in their folder, files that are whole."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.files import Together, flush_file
from auditor.report import ReportError, safe_name, safe_names, write_file
from auditor.report.narrative import read_notes

HOSTILE = [
    "../../etc/passwd",
    "..",
    ".",
    "",
    "a/b",
    "a\\b",
    "CON",
    "nul.txt",
    "com1",
    "x\x00y",
    "a:b",
    "-rf",
    " lead",
    "dot.",
    "a..b",
    '*?<>|"',
]


@pytest.mark.parametrize(
    "name", ["恒达五金旗舰店", "hengda-alibaba", "Nova Tools US", "ルミナス", "Ünal & Söhne".replace("&", "-")]
)
def test_ordinary_names_are_kept(name):
    assert safe_name(name) == name


def test_a_name_is_the_same_in_every_locale_or_refused(monkeypatch):
    monkeypatch.setattr(os, "fsencode", lambda name: name.encode("ascii"))  # LC_ALL=POSIX without UTF-8 mode
    assert safe_name("hengda") == "hengda"
    with pytest.raises(ReportError, match="ascii and can't hold 恒达: set PYTHONUTF8=1"):
        safe_name("恒达")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_in_their_folder(name, tmp_path):
    made = safe_name(name)
    target = (tmp_path / f"{made}.html").resolve()
    assert target.parent == tmp_path
    assert made
    assert not made.startswith((".", " "))
    assert made.split(".")[0].upper() not in {"CON", "NUL", "COM1"}


@given(st.text())
def test_any_text_gives_a_short_name_without_separators(name):
    made = safe_name(name)
    assert 0 < len(made) <= 60
    assert len(f"{made}-independent.xlsx".encode()) <= 255
    assert not set(made) & set('/\\:*?"<>|\0\n\r\t')
    assert ".." not in made
    assert made[-1] not in ". "


@given(st.lists(st.text(max_size=12), unique=True, max_size=8))
def test_different_names_give_different_files_even_where_case_is_ignored(names):
    made = safe_names(names)
    assert len({file.casefold() for file in made.values()}) == len(names)


def test_names_that_differ_by_a_lost_character_or_by_case_only():
    assert safe_name("a/b") != safe_name("a_b") != safe_name("a:b")
    assert len(set(safe_names(["Shop", "shop", "other"]).values())) == 3
    assert safe_names(["Shop", "shop", "other"])["other"] == "other"


def test_a_file_is_written_with_its_folder_and_replaced(tmp_path):
    target = tmp_path / "new" / "报告.html"
    assert write_file(target, b"one") == target
    assert write_file(target, b"two") == target
    assert target.read_bytes() == b"two"
    assert [path.name for path in target.parent.iterdir()] == ["报告.html"]


def test_a_file_that_another_program_holds_gets_a_neighbour(tmp_path, monkeypatch):
    target = tmp_path / "r.html"
    target.write_bytes(b"open in Excel")
    replace = os.replace

    def held(source: Path, goal: Path) -> None:
        if Path(goal) == target:
            raise PermissionError(errno.EACCES, "in use")
        replace(source, goal)

    monkeypatch.setattr(os, "replace", held)
    assert write_file(target, b"new") == tmp_path / "r (2).html"
    assert target.read_bytes() == b"open in Excel"
    assert (tmp_path / "r (2).html").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "word"),
    [(errno.ENOSPC, "full"), (errno.EROFS, "read-only"), (errno.EIO, "system says"), (errno.ENAMETOOLONG, "too long")],
)
def test_a_failing_disk_leaves_the_old_file_and_says_why(tmp_path, monkeypatch, number, word):
    target = tmp_path / "r.html"
    target.write_bytes(b"old")

    def broken(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(ReportError) as error:
        write_file(target, b"new")
    assert word in error.value.message.en
    assert "无法写入" in error.value.message.zh
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_in_the_way_is_named(tmp_path):
    (tmp_path / "r.html").mkdir()
    with pytest.raises(ReportError) as error:
        write_file(tmp_path / "r.html", b"new")
    assert "r.html" in error.value.message.en
    (tmp_path / "plain").write_bytes(b"")
    with pytest.raises(ReportError):
        write_file(tmp_path / "plain" / "r.html", b"new")
    assert read_notes(tmp_path / "plain" / "r.notes.yaml") is None, "that is not what is in the way"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_told(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(ReportError, match="read-only"):
        write_file(tmp_path / "r.html", b"new")


def test_files_that_belong_together_appear_together_or_not_at_all(tmp_path):
    one, other, away = tmp_path / "one", tmp_path / "b" / "other", tmp_path / "taken"
    one.write_bytes(b"old")
    away.touch()
    with Together() as files:
        files.write(one, b"new")
        files.write(other, b"new")
        with pytest.raises(ReportError, match="in the way"):
            files.write(away / "third", b"new")
    assert (one.read_bytes(), other.exists()) == (b"old", False)
    (tmp_path / "folder").mkdir()
    with Together() as files:
        files.write(one, b"new")
        with pytest.raises(ReportError, match="in the way"):  # before anything is renamed
            files.write(tmp_path / "folder", b"new")
    with Together() as files:
        files.write(one, b"new")
        files.write(other, b"new")
        assert (one.read_bytes(), other.exists()) == (b"old", False)
        assert files.publish() == {one: one, other: other}
    assert (one.read_bytes(), other.read_bytes()) == (b"new", b"new")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["b", "folder", "one", "other", "taken"], (
        "nothing begun is left"
    )


def test_a_file_that_is_to_be_flushed_later_is_flushed_then_or_told(tmp_path, monkeypatch):
    target = tmp_path / "r.html"
    flushed: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda number: flushed.append(os.pread(number, 9, 0)))
    with Together(flushed=False) as files:
        files.write(target, b"new")
        files.publish()
    assert not flushed
    flush_file(target)
    assert flushed == [b"new"]
    target.unlink()
    with pytest.raises(ReportError) as error:
        flush_file(target)
    assert "was written and is gone" in error.value.message.en
    assert "不见了" in error.value.message.zh
