"""The hash chain of a history: a link for everything that was kept, and one for everything that was replaced or purged.

It shows that a row was changed, removed or put in afterwards by somebody who did not make the chain anew:
tamper-evident, and no more. A cut at the very end of the chain, together with its rows, is seen only from outside: the
manifest of a folder of reports holds the link at which the chain ended when they were made.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

GENESIS = "0" * 64
_REMOVED = "removed "

_ROWS = (
    "SELECT link, rowid, purpose, platform, store, as_of, client, statuses, document, intake FROM audits ORDER BY rowid",
    "SELECT chained, rowid, platform, store, remedy, as_of, status, person, due, done_on, link, notes FROM tracker"
    " ORDER BY rowid",
)


class Link(NamedTuple):
    """A link by its number, from 1; number 0 is what comes before the first."""

    number: int
    hash: str


def link_hash(previous: str, content: str) -> str:
    """The hash of a link: of the link before it and of its content."""
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def content_of(*values: Any) -> str:
    """The digest of a row: texts as they are, packed values by their own hash."""
    plain = [hashlib.sha256(one).hexdigest() if isinstance(one, bytes) else one for one in values]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def add_link(connection: sqlite3.Connection, content: str) -> int:
    """Append a link; returns its number."""
    last, previous = head(connection)
    connection.execute(
        "INSERT INTO chain (number, content, previous, hash) VALUES (?, ?, ?, ?)",
        (last + 1, content, previous, link_hash(previous, content)),
    )
    return last + 1


def head(connection: sqlite3.Connection) -> Link:
    """The link at which the chain ends."""
    row = connection.execute("SELECT number, hash FROM chain ORDER BY number DESC LIMIT 1").fetchone()
    return Link(*row) if row else Link(0, GENESIS)


def has_link(connection: sqlite3.Connection, link: Link) -> bool:
    """Whether the chain goes through a link."""
    row = connection.execute("SELECT number, hash FROM chain WHERE number = ?", (link.number,)).fetchone()
    return link == (row or Link(0, GENESIS))


def add_removal(connection: sqlite3.Connection, number: int) -> None:
    """Append that what link ``number`` stood for is kept no longer."""
    add_link(connection, f"{_REMOVED}{number}")


def broken_links(connection: sqlite3.Connection) -> tuple[int, ...]:
    """The numbers of links that do not fit the chain, or the rows that they should stand for; empty if all do."""
    broken: set[int] = set()
    kept: dict[int, str] = {}
    previous, expected = GENESIS, 1
    for number, content, before, made in connection.execute(
        "SELECT number, content, previous, hash FROM chain ORDER BY number"
    ):
        if before != previous or made != link_hash(before, content) or number != expected:
            broken.add(number)
        previous, expected = made, number + 1
        if not content.startswith(_REMOVED):
            kept[number] = content
        elif kept.pop(_number(content), None) is None:
            broken.add(number)
    for link, content in _rows(connection):
        if kept.pop(link, None) != content:
            broken.add(link)
    return tuple(sorted(broken.union(kept)))


def _number(content: str) -> int:
    digits = content.removeprefix(_REMOVED)
    return int(digits) if digits.isdecimal() else 0


def _rows(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """(link, content) of everything that is kept."""
    for query in _ROWS:
        for link, _, *values in connection.execute(query):
            yield link, content_of(*values)


def link_everything(connection: sqlite3.Connection) -> None:
    """Migration: links used to cover documents alone. Those stay in the chain, removed; each row gets a link of its own."""
    for (number,) in connection.execute("SELECT number FROM chain ORDER BY number").fetchall():
        add_removal(connection, number)
    for query, change in zip(_ROWS, ("audits SET link", "tracker SET chained"), strict=True):
        for _, rowid, *values in connection.execute(query).fetchall():
            link = add_link(connection, content_of(*values))
            connection.execute(f"UPDATE {change} = ? WHERE rowid = ?", (link, rowid))
