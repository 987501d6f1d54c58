"""The history file survives what happens to files: full disks, other programs, older and newer versions."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from auditor.history import History, HistoryError, database, open_history, store_records
from auditor.history.chain import GENESIS, content_of, link_hash
from auditor.history.manifest import digest
from auditor.history.model import Told
from auditor.history.records import pack_json
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
        return history.document(history.audits()[0])["stores"][0]["score"]


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


def test_that_it_is_read_only_is_found_before_there_is_anything_to_keep(path: Path) -> None:
    save(path)
    readable = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
    with closing(readable), pytest.raises(HistoryError, match="read-only"):
        History(readable, path).check_writable()
    with open_history(path) as history:
        history.check_writable()
        assert len(history.audits()) == 1


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


def test_a_folder_of_the_name_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(HistoryError, match="it is a folder, or no usable path"):
        save(path)


def test_no_file_and_no_folder() -> None:
    with pytest.raises(HistoryError, match="There is no history file"), open_history("nowhere.sqlite"):
        pass
    with pytest.raises(HistoryError, match="can't be used"), open_history("/dev/null/history.sqlite", create=True):
        pass


def first_version(path: Path) -> None:
    """A history as the first version of the program left it: a replaced audit, one kept, and a row of its tracker."""
    old, kept = (store_records(document(DAY, entry([finding("a", "fail")], score=score)))[0] for score in (6, 7))
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection, connection:
        database.MIGRATIONS[0](connection)
        previous = GENESIS
        for number, record in enumerate((old, kept), 1):
            content = hashlib.sha256(pack_json(record.document)).hexdigest()
            made = link_hash(previous, content)
            connection.execute("INSERT INTO chain VALUES (?, ?, ?, ?)", (number, content, previous, made))
            previous = made
        values = ("acme", pack_json([["a", None, "fail"]]), pack_json(kept.document), None, 2)
        connection.execute("INSERT INTO audits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*SUBJECT, str(DAY), *values))
        row = ("amazon", "north", "mend", str(DAY), "done", "王敏", None, None, None, None)
        connection.execute("INSERT INTO tracker VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.execute(f"PRAGMA application_id = {database.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")


def test_a_history_of_the_first_version_is_brought_up_to_date_with_a_backup_beside_it(path: Path) -> None:
    first_version(path)
    before = path.read_bytes()
    with open_history(path) as history:
        assert history.document(history.audits()[0])["stores"][0]["score"] == 7
        assert history.told(StoreKey("amazon", "north"), "mend", str(DAY)) == Told(str(DAY), "done", "王敏")
        assert history.broken_links() == ()
        history._connection.execute("UPDATE tracker SET status = 'open'")
        assert history.broken_links() == (6,)
    backup = path.with_name("history.sqlite.v1.bak")
    with closing(sqlite3.connect(backup)) as kept:
        assert kept.execute("PRAGMA user_version").fetchone() == (1,)
    path.write_bytes(before)
    backup.replace(path)
    assert score(path) == 7


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


TAMPERED = [
    ("nothing", "SELECT 1", ()),
    ("another value", "UPDATE audits SET document = (SELECT document FROM audits WHERE link = 1) WHERE link = 2", (2,)),
    ("another day", "UPDATE audits SET as_of = '2026-11-01' WHERE link = 2", (2,)),
    ("another client", "UPDATE audits SET client = 'other' WHERE link = 2", (2,)),
    ("other statuses", "UPDATE audits SET statuses = (SELECT statuses FROM audits WHERE link = 4) WHERE link = 2", (2,)),
    ("a removed audit", "DELETE FROM audits WHERE link = 2", (2,)),
    ("the newest audit removed", "DELETE FROM audits WHERE link = 4", (4,)),
    ("an audit put in", "INSERT INTO audits SELECT purpose, platform, 'x', as_of, client, statuses, document, intake, 9"
     " FROM audits WHERE link = 1", (9,)),
    ("another promise", "UPDATE tracker SET due = '2027-01-01'", (3,)),
    ("a removed promise", "DELETE FROM tracker", (3,)),
    ("a link made anew", "UPDATE chain SET hash = 'f' WHERE number = 2", (2, 3)),
    ("a link of other content", "UPDATE chain SET content = 'f' WHERE number = 2", (2,)),
    ("a removed link", "DELETE FROM chain WHERE number = 1", (1, 2)),
    ("a removal for nothing", "UPDATE chain SET content = 'removed 9' WHERE number = 4", (4,)),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "broken"), [one[1:] for one in TAMPERED], ids=[one[0] for one in TAMPERED])
def test_the_chain_shows_what_was_changed_afterwards(path: Path, statement: str, broken: tuple[int, ...]) -> None:
    save(path, as_of=date(2026, 11, 8), score=1)
    save(path, as_of=date(2026, 11, 13), score=2)
    with open_history(path) as history:
        history.tell([(StoreKey("amazon", "north"), "mend", Told("2026-11-13", "open", due="2026-11-20"))])
        history.save(store_records(audit("2026-11-15", finding("a", "pass"))))
        assert history.broken_links() == ()
        history._connection.execute(statement)
        assert history.broken_links() == broken


def test_what_an_older_version_hashed_still_fits() -> None:
    """A hash that is worked out another way makes each history and each manifest that is kept look changed."""
    assert content_of("恒达", b"packed", 3, None) == "a964ec6cd8ac338c80e7616e85b131a11c4190f527205a6ea5e1406b311481f0"
    assert link_hash(GENESIS, "content") == "969dccf749ae2c479a0a7f79989ca12a96f85285bd905830147f3ad648932324"
    assert (
        digest({"店铺": ["恒达", 1.5, None], "a": True})
        == "477988ab660a60b3faa2fea29f587117ef8adc411a8bd80e5eb8ec100ef2106c"
    )


def test_what_is_replaced_keeps_the_chain_whole_and_stands_in_it(path: Path) -> None:
    for value in range(4):
        save(path, score=value)
    with open_history(path) as history:
        for status in ("open", "done", "done"):
            history.tell([(StoreKey("amazon", "north"), "mend", Told(str(DAY), status))])
        assert history.broken_links() == ()
        assert len(history.audits()) == 1
        kinds = [row[0][:8] for row in history._connection.execute("SELECT content FROM chain ORDER BY number")]
    assert [kind == "removed " for kind in kinds].count(True) == 3 + 2
    assert score(path) == 3


def test_purging_a_store_leaves_no_trace_of_it(path: Path) -> None:
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


@pytest.mark.parametrize(
    ("store", "said", "gone"),
    [
        ("A1", "north 2026-10", False),
        ("A1", "A1 2026-10", True),
        ("A1", "缺少：A1 2026-10", True),
        ("A1", "A12 2026-10, BA1 2026-10", False),
        ("1", "north 2026-10", False),
        ("weekly", "north 2026-10", False),
        ("amazon", "north 2026-10", False),
        ("恒达", "缺少：恒达 2026-10", True),
        ("恒达", "恒达今年停业", True),
        ("恒达", "缺少：恒达旗舰店 2026-10", False),
        ("恒达", "缺少：恒达旗舰店 2026-10、恒达 2026-10", True),
        ('O\'Neil "best"', 'missing: O\'Neil "best" 2026-10', True),
        ("a\\b", "missing: a\\b 2026-10", True),
        ("东\u3000店", "缺少：东\u3000店 2026-10", True),
        ("(a+)+", "missing: (a+)+ 2026-10", True),
    ],
)
@pytest.mark.parametrize("field", ["reason", "reason_en", "notes", "sheet"])
def test_a_purge_takes_the_channel_audits_that_name_the_store_and_no_other(
    path: Path, store: str, said: str, gone: bool, field: str
) -> None:
    mix = finding("mix", "unknown") | {"evidence": [{"file": "a.xlsx", "sheet": "s", "cell": "A1", "raw": "1"}]}
    mix |= {"sheet": {"evidence": [{"sheet": said}]}, "notes": {"notes": [said]}}.get(field, {field: said})
    made = document(
        DAY,
        entry([finding("a", "fail")], store=store),
        entry([finding("a", "fail")], store="恒达旗舰店"),
        clients=(entry([mix], store="acme", platform="client"),),
    )
    with open_history(path, create=True) as history:
        history.save(store_records(made))
        history.purge(store)
        left = [kept.subject.store for kept in history.audits()]
    assert left == (["恒达旗舰店"] if gone else ["恒达旗舰店", "acme"])
