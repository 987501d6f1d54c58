"""The history file: one SQLite database that survives a crash, a full disk and a second process.

Rollback journal (write-ahead logs do not work on network drives, where agencies keep projects) and
``synchronous = FULL``; every change is one transaction, so that a reader finds the old state or the new
one. The schema's version stands in ``user_version``; before it is raised, the file is copied beside itself.
"""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from auditor.history.chain import link_everything
from auditor.history.model import HistoryError
from auditor.model import Text

APPLICATION_ID = 0x53544155  # "STAU": tells our databases from anybody else's
BUSY_SECONDS = 10.0
"""How long to wait for another process that is writing."""

Migration = Callable[[sqlite3.Connection], None]


def _first_schema(connection: sqlite3.Connection) -> None:
    connection.execute(
        """CREATE TABLE audits (
            purpose TEXT NOT NULL, platform TEXT NOT NULL, store TEXT NOT NULL, as_of TEXT NOT NULL,
            client TEXT, statuses BLOB NOT NULL, document BLOB NOT NULL, intake BLOB, link INTEGER NOT NULL,
            PRIMARY KEY (purpose, platform, store, as_of))"""
    )
    connection.execute(
        """CREATE TABLE chain (
            number INTEGER PRIMARY KEY, content TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL)"""
    )
    connection.execute(
        """CREATE TABLE tracker (
            platform TEXT NOT NULL, store TEXT NOT NULL, remedy TEXT NOT NULL, as_of TEXT NOT NULL,
            status TEXT NOT NULL, person TEXT, due TEXT, done_on TEXT, link TEXT, notes TEXT,
            PRIMARY KEY (platform, store, remedy, as_of))"""
    )


def _chain_everything(connection: sqlite3.Connection) -> None:
    """The chain covers every column, the tracker, and what was replaced or purged: a row that is missing shows."""
    connection.execute("ALTER TABLE tracker ADD COLUMN chained INTEGER NOT NULL DEFAULT 0")
    link_everything(connection)


def _index_clients(connection: sqlite3.Connection) -> None:
    """A run over thousands of clients asks for the audits of each."""
    connection.execute("CREATE INDEX audits_of_client ON audits (client, as_of)")


def _clients_apart(connection: sqlite3.Connection) -> None:
    """Two clients of an agency may each have a store of the same name: they no longer replace each other."""
    columns = "purpose, platform, store, as_of, client, statuses, document, intake, link"
    connection.execute(
        """CREATE TABLE kept (
            purpose TEXT NOT NULL, platform TEXT NOT NULL, store TEXT NOT NULL, as_of TEXT NOT NULL,
            client TEXT, statuses BLOB NOT NULL, document BLOB NOT NULL, intake BLOB, link INTEGER NOT NULL)"""
    )
    connection.execute(f"INSERT INTO kept ({columns}) SELECT {columns} FROM audits ORDER BY rowid")  # noqa: S608
    connection.execute("DROP TABLE audits")
    connection.execute("ALTER TABLE kept RENAME TO audits")
    connection.execute("CREATE UNIQUE INDEX one_audit ON audits (purpose, platform, store, as_of, ifnull(client, ''))")
    _index_clients(connection)


MIGRATIONS: tuple[Migration, ...] = (_first_schema, _chain_everything, _index_clients, _clients_apart)
"""``MIGRATIONS[n]`` brings a database from version n to n + 1."""


@contextmanager
def connect(path: Path, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """An open history of the current schema. Raises HistoryError for whatever is wrong with the file."""
    if not create and not path.is_file():
        raise HistoryError(
            Text(
                f"没有历史文件 {path}；先用 --history {path} 审核一次即会建立",
                f"There is no history file {path}; an audit with --history {path} makes it",
            )
        )
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        opened = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    except (sqlite3.Error, OSError) as error:
        raise HistoryError(_explanation(error, path)) from error
    with closing(opened) as connection, explained(path):
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA trusted_schema = OFF")
        _bring_up_to_date(connection, path)
        yield connection


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """All of it or nothing. A second writer waits, and is told who holds the file if that takes too long."""
    holder = _holder(path)
    with explained(path):
        connection.execute("BEGIN IMMEDIATE")
        with suppress(OSError):  # only a courtesy to the one who waits
            holder.write_text(f"{os.getpid()}@{socket.gethostname()}", "utf-8")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            with suppress(OSError):
                holder.unlink()


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite says into a HistoryError with a way out."""
    try:
        yield
    except sqlite3.Error as error:
        raise HistoryError(_explanation(error, path)) from error


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    version = _pragma(connection, "user_version")
    empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not empty and _pragma(connection, "application_id") != APPLICATION_ID:
        raise HistoryError(
            Text(f"{path} 不是审核历史文件，未作改动", f"{path} is a database, but no audit history; it was left alone")
        )
    if version > len(MIGRATIONS):
        raise HistoryError(
            Text(
                f"{path} 由更新版本的 store-auditor 写入（版本 {version}），请升级程序",
                f"{path} was written by a newer store-auditor (schema {version}): upgrade the program",
            )
        )
    if version == len(MIGRATIONS):
        return
    if not empty:
        _back_up(connection, path.with_name(f"{path.name}.v{version}.bak"))
    with transaction(connection, path):
        # Another process may have been faster.
        for migrate in MIGRATIONS[_pragma(connection, "user_version") :]:
            migrate(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _back_up(connection: sqlite3.Connection, copy: Path) -> None:
    """A whole copy under its final name, or none."""
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(part)) as target:
        connection.backup(target)
    part.replace(copy)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _holder(path: Path) -> Path:
    return path.with_name(f"{path.name}.holder")


def _name(error: BaseException) -> str:
    return str(getattr(error, "sqlite_errorname", ""))


def _busy(path: Path, holder: Path) -> Text:
    try:
        pid, _, host = holder.read_text("utf-8").partition("@")
    except OSError:
        return Text(f"{path} 正被另一个程序占用，请稍后再试", f"{path} is in use by another program: try again later")
    return Text(
        f"{path} 正被 {host} 上的进程 {pid} 写入，请等它结束后再试",
        f"{path} is being written by process {pid} on {host}: try again when it has finished",
    )


def _may_write(path: Path) -> bool:
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _explanation(error: BaseException, path: Path) -> Text:
    name = _name(error)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return _busy(path, _holder(path))
    if name.startswith("SQLITE_FULL") or getattr(error, "errno", None) == 28:
        return Text(f"磁盘已满，{path} 未改动", f"The disk is full; {path} is unchanged")
    shut = name.startswith("SQLITE_CANTOPEN")
    if name.startswith("SQLITE_READONLY") or isinstance(error, PermissionError) or (shut and not _may_write(path)):
        return Text(
            f"{path} 或其文件夹只读，无法写入历史；请改用可写的位置",
            f"{path} or its folder is read-only, so the history can't be written: choose another place",
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return Text(
            f"{path} 不是历史文件或已损坏，未作改动；请从备份恢复，或另选一个文件名",
            f"{path} is no history file, or it is damaged; it was left alone. Restore a backup or choose another name",
        )
    if shut:
        return Text(
            f"无法打开或建立历史文件 {path}：该路径是文件夹或不可用，请另选一个文件名",
            f"The history file {path} can't be opened or made: it is a folder, or no usable path. Choose another name",
        )
    return Text(f"无法使用历史文件 {path}：{error}", f"The history file {path} can't be used: {error}")
