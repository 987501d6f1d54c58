"""The history file survives what happens to files: full disks, other programs, older and newer versions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from auditor.history import HistoryError, database, open_history, store_records
from auditor.history.store import GENESIS, link_hash
from auditor.model import StoreKey
from tests.history.documents import SUBJECT, audit, document, entry, finding

DAY = date(2026, 11, 15)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "保存" / "history.sqlite"


def save(path: Path, *, score: int = 80, as_of: date = DAY) -> None:
    with open_history(path, create=True) as history:
        history.save(store_records(document(as_of, entry([finding("a", "fail")], score=score))))


def score(path: Path) -> int:
    with open_history(path) as history:
        return history.document(SUBJECT, DAY)["stores"][0]["score"]


def test_a_full_disk_leaves_what_was_there(path: Path) -> None:
    save(path, score=1)
    with open_history(path) as history:
        pages = history._connection.execute("PRAGMA page_count").fetchone()[0]
        history._connection.execute(f"PRAGMA max_page_count = {pages}")
        many = [entry([finding("a", "fail")] * 500, store=f"s{n}") for n in range(50)]
        with pytest.raises(HistoryError, match="disk is full"):
            history.save(store_records(document(DAY, entry([], score=2), *many)))
    assert score(path) == 1
    with open_history(path) as history:
        assert len(history.audits()) == 1


def test_a_read_only_file_is_said_to_be_one(path: Path) -> None:
    save(path, score=1)
    with open_history(path) as history:
        history._connection.execute("PRAGMA query_only = 1")
        with pytest.raises(HistoryError, match="read-only") as caught:
            history.save(store_records(document(DAY, entry([], score=2))))
    assert "只读" in caught.value.message.zh
    assert score(path) == 1


def test_a_second_writer_is_told_who_holds_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path)
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with database.connect(path) as first, database.transaction(first, path):
        with pytest.raises(HistoryError, match=r"being written by process \d+ on "):
            save(path, score=2)
        with closing(sqlite3.connect(path)) as reader:  # readers are not kept out
            assert reader.execute("SELECT count(*) FROM audits").fetchone() == (1,)
    save(path, score=3)
    assert score(path) == 3
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_writer_of_another_program_is_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path)
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HistoryError, match="in use by another program"):
            save(path, score=2)
    assert score(path) == 80


@pytest.mark.parametrize("content", [b"not a database, and long enough to have a header of one" * 40, b"\0" * 4096])
def test_what_is_no_database_is_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(HistoryError, match="no history file"):
        save(path)
    assert path.read_bytes() == content


def test_a_damaged_history_is_said_to_be_one(path: Path) -> None:
    for day in range(1, 29):
        save(path, as_of=date(2026, 10, day))
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(HistoryError, match="damaged"), open_history(path) as history:
        history.past(DAY)


def test_another_programs_database_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name)")
    before = path.read_bytes()
    with pytest.raises(HistoryError, match="no audit history"):
        save(path)
    assert path.read_bytes() == before


def test_a_newer_schema_is_refused(path: Path) -> None:
    save(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(HistoryError, match="newer store-auditor"):
        save(path)


def test_no_file_and_no_folder() -> None:
    with pytest.raises(HistoryError, match="There is no history file"), open_history("nowhere.sqlite"):
        pass
    with pytest.raises(HistoryError, match="can't be used"), open_history("/dev/null/history.sqlite", create=True):
        pass


def test_a_new_schema_comes_with_a_backup(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, score=7)

    def second(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE audits ADD COLUMN note TEXT")

    monkeypatch.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, second))
    assert score(path) == 7
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("SELECT note FROM audits").fetchall() == [(None,)]
    monkeypatch.undo()
    backup = path.with_name("history.sqlite.v1.bak")
    assert score(backup) == 7


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, score=7)

    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE audits")
        connection.execute("SELECT nonsense")

    monkeypatch.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, broken))
    with pytest.raises(HistoryError):
        save(path)
    monkeypatch.undo()
    assert score(path) == 7


def test_the_same_audit_again_changes_nothing(path: Path) -> None:
    save(path)
    before = path.read_bytes()
    save(path)
    assert path.read_bytes() == before


def test_the_chain_shows_what_was_changed_afterwards(path: Path) -> None:
    for day in (13, 14, 15):
        save(path, as_of=date(2026, 11, day), score=day)
    with open_history(path) as history:
        assert history.broken_links() == ()
        (first,) = history._connection.execute("SELECT content, previous, hash FROM chain WHERE number = 1").fetchall()
        assert first[1:] == (GENESIS, link_hash(GENESIS, first[0]))
        forged = store_records(audit("2026-11-14", finding("a", "pass")))[0]
        from auditor.history.records import pack_json

        history._connection.execute(
            "UPDATE audits SET document = ? WHERE as_of = '2026-11-14'", (pack_json(forged.document),)
        )
        assert history.broken_links() == (2,)
        history._connection.execute("UPDATE chain SET hash = ? WHERE number = 2", ("f" * 64,))
        assert history.broken_links() == (2, 3)
        history._connection.execute("DELETE FROM chain WHERE number = 1")
        assert history.broken_links()


def test_replaced_audits_keep_the_chain_whole(path: Path) -> None:
    for value in range(4):
        save(path, score=value)
    with open_history(path) as history:
        assert history.broken_links() == ()
        assert len(history.audits()) == 1
    assert score(path) == 3


def test_purging_a_store_leaves_no_trace_of_it(path: Path) -> None:
    from auditor.history.model import Told

    both = document(DAY, entry([finding("a", "fail")], store="秘密店铺"), entry([finding("a", "fail")]))
    with open_history(path, create=True) as history:
        history.save(store_records(both))
        history.tell([(StoreKey("amazon", "秘密店铺"), "mend", Told("2026-11-15", "done", person="秘密人"))])
        assert "秘密店铺".encode() in path.read_bytes()
        assert history.purge("秘密店铺", "alibaba") == 0
        assert history.purge("秘密店铺") == 1
        assert [kept.subject.store for kept in history.audits()] == ["north"]
        assert history.broken_links() == ()
    assert b"\xe7\xa7\x98\xe5\xaf\x86" not in path.read_bytes()  # 秘密, in UTF-8


def test_purging_a_store_takes_its_clients_channel_audits_that_name_it(path: Path) -> None:
    def across(note: str, day: int) -> dict:
        mix = finding("mix", "unknown") | {"reason": note}
        return document(
            date(2026, 11, day),
            entry([finding("a", "fail")]),
            entry([finding("a", "fail")], store="south"),
            clients=(entry([mix], store="acme", platform="client"),),
        )

    with open_history(path, create=True) as history:
        history.save(store_records(across("south lacks October", 1)))
        history.save(store_records(across("nothing is lacking", 8)))
        assert history.purge("south") == 3
        assert [(kept.subject.store, kept.as_of.day) for kept in history.audits()] == [
            ("north", 1),
            ("north", 8),
            ("acme", 8),
        ]
