"""What can be asked of a history, and what can be done to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from auditor.history.chain import Link, add_link, add_removal, broken_links, content_of, has_link, head
from auditor.history.database import connect, transaction
from auditor.history.model import (
    Document,
    Earlier,
    FindingKey,
    HistoryError,
    Past,
    StorePast,
    StoreRecord,
    Subject,
    Told,
)
from auditor.history.records import names_store, only_entry, pack_json, sound, statuses, unpack_json
from auditor.history.shape import is_document
from auditor.model import CLIENT, StoreKey, Text


class Kept(NamedTuple):
    """One audit in the history."""

    subject: Subject
    client: str | None
    as_of: date


class History:
    """An open history. Make one with ``open_history``."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    def past(
        self, before: date, *, client: str | None = None, stores: Mapping[StoreKey, str | None] | None = None
    ) -> Past:
        """What is known before the day ``before`` of one client, or of some stores (with the client of each)."""
        found: dict[Subject, list[tuple[Kept, Earlier]]] = {}
        rows = self._connection.execute(
            "SELECT purpose, platform, store, as_of, client, statuses FROM audits"
            " WHERE as_of < ? AND (? IS NULL OR client = ?) ORDER BY as_of",
            (before.isoformat(), client, client),
        )
        for purpose, platform, store, as_of, owner, packed in rows:
            if stores is None or StoreKey(platform, store) in stores:
                with sound():
                    subject, day = Subject(purpose, platform, store), date.fromisoformat(as_of)
                    brief = {FindingKey(check, segment): status for check, segment, status in unpack_json(packed)}
                found.setdefault(subject, []).append((Kept(subject, owner, day), Earlier(day, brief)))
        known = {}
        for subject, audits in found.items():
            asked = stores[StoreKey(subject.platform, subject.store)] if stores else client
            owners = _may_be(asked, [kept.client for kept, _ in audits])
            own = [(kept, earlier) for kept, earlier in audits if kept.client in owners]
            if own:
                known[subject] = self._store_past(own[-1][0], tuple(earlier for _, earlier in own))
        return Past(before, known)

    def version(self, before: date, client: str) -> str:
        """Stands for all that ``past`` tells of a client before the day ``before``: it changes when that does."""
        values = {"client": client, "day": before.isoformat()}
        links = self._connection.execute(
            "SELECT link FROM audits WHERE client = :client AND as_of < :day UNION ALL"
            " SELECT chained FROM tracker WHERE as_of < :day AND (platform, store) IN"
            " (SELECT platform, store FROM audits WHERE client = :client AND as_of < :day) ORDER BY 1",
            values,
        )
        return content_of(*(link for (link,) in links))

    def _store_past(self, last: Kept, earlier: tuple[Earlier, ...]) -> StorePast:
        told: dict[str, list[Told]] = {}
        # What was told of a day counts where that day has no store of this name but this client's.
        for remedy, *values in self._connection.execute(
            "SELECT remedy, as_of, status, person, due, done_on, link, notes FROM tracker"
            " WHERE platform = :platform AND store = :store AND as_of <= :day AND as_of NOT IN"
            " (SELECT as_of FROM audits WHERE platform = :platform AND store = :store AND client <> :client)"
            " ORDER BY remedy, as_of",
            {
                "platform": last.subject.platform,
                "store": last.subject.store,
                "day": last.as_of.isoformat(),
                "client": last.client,
            },
        ):
            told.setdefault(remedy, []).append(Told(*values))
        return StorePast(
            earlier=earlier,
            last=only_entry(self.document(last)),
            told={remedy: tuple(rows) for remedy, rows in told.items()},
        )

    def audits(
        self, *, store: str | None = None, platform: str | None = None, client: str | None = None
    ) -> tuple[Kept, ...]:
        """The audits that are kept, by store and day."""
        rows = self._connection.execute(
            "SELECT purpose, platform, store, client, as_of FROM audits"
            " WHERE store = coalesce(?, store) AND platform = coalesce(?, platform) AND client IS coalesce(?, client)"
            " ORDER BY platform, store, client, purpose, as_of",
            (store, platform, client),
        )
        with sound():
            return tuple(
                Kept(Subject(purpose, where, name), client, date.fromisoformat(as_of))
                for purpose, where, name, client, as_of in rows
            )

    def days_of(self, client: str, day: date) -> Mapping[StoreKey, tuple[date | None, date]]:
        """Each store of a client → its newest weekly audit before ``day``, if there is one, and the newest of all."""
        rows = self._connection.execute(
            "SELECT platform, store, max(as_of) FILTER (WHERE as_of < ?), max(as_of) FROM audits"
            " WHERE client = ? AND purpose = 'weekly' AND platform <> ? GROUP BY platform, store",
            (day.isoformat(), client, CLIENT),
        )
        with sound():
            return {
                StoreKey(platform, store): (before and date.fromisoformat(before), date.fromisoformat(newest))
                for platform, store, before, newest in rows
            }

    def clients_of(self, store: StoreKey) -> Mapping[str, date]:
        """The clients that have had a store of this name, with the day of its newest weekly audit."""
        rows = self._connection.execute(
            "SELECT client, max(as_of) FROM audits"
            " WHERE purpose = 'weekly' AND platform = ? AND store = ? AND client IS NOT NULL GROUP BY client",
            store,
        )
        with sound():
            return {client: date.fromisoformat(newest) for client, newest in rows}

    def document(self, audit: Kept) -> Document:
        """The document of one audit. Raises HistoryError, also where another process has removed it meanwhile."""
        for document in self.documents([audit]):
            return document
        store, day = audit.subject.store, audit.as_of
        raise HistoryError(
            Text(
                f"{store} 在 {day} 的审核刚被另一个程序删除；请再运行一次",
                f"The audit of {store} on {day} has just been removed by another program: run this again",
            )
        )

    def documents(self, audits: Iterable[Kept]) -> Iterator[Document]:
        """Each when it is asked for; what another process has removed meanwhile is left out. Raises HistoryError."""
        for audit in audits:
            row = self._connection.execute(
                "SELECT document FROM audits"
                " WHERE purpose = ? AND platform = ? AND store = ? AND client IS ? AND as_of = ?",
                (*audit.subject, audit.client, audit.as_of.isoformat()),
            ).fetchone()
            if row is None:
                continue
            document: Document = unpack_json(row[0])
            with sound():
                if not is_document(document):
                    raise ValueError(audit)
                only_entry(document)
            yield document

    def intakes(self, since: date) -> Iterator[tuple[Kept, bytes]]:
        """The observations of the audits from ``since`` on that kept theirs, by day, purpose and client."""
        rows = self._connection.execute(
            "SELECT purpose, platform, store, client, as_of, intake FROM audits"
            " WHERE as_of >= ? AND intake IS NOT NULL ORDER BY as_of, purpose, client, platform, store",
            (since.isoformat(),),
        )
        for purpose, platform, store, client, as_of, intake in rows:
            with sound():
                kept = Kept(Subject(purpose, platform, store), client, date.fromisoformat(as_of))
            yield kept, intake

    def check_writable(self) -> None:
        """Raises HistoryError where nothing can be kept: before hours of work and not after them."""
        with transaction(self._connection, self.path):
            self._connection.execute("DELETE FROM audits WHERE false")  # a file to be read only lets one begin

    def wait_no_more(self) -> None:
        """From now on another process that is writing is told of at once."""
        self._connection.execute("PRAGMA busy_timeout = 0")

    def save(self, records: Sequence[StoreRecord]) -> None:
        """Keep the records, all or none. The same subject and day replaces itself; the same content changes nothing."""
        with transaction(self._connection, self.path):
            for record in records:
                self._save(record)

    def _save(self, record: StoreRecord) -> None:
        brief = [[*key, status] for key, status in statuses(only_entry(record.document)).items()]
        key = (*record.subject, record.as_of.isoformat())
        values = (record.client, pack_json(brief), pack_json(record.document), record.intake)
        rows = self._connection.execute(
            "SELECT link, client, statuses, document, intake FROM audits"
            " WHERE purpose = ? AND platform = ? AND store = ? AND as_of = ?",
            key,
        ).fetchall()
        owners = _may_be(record.client, [client for _, client, *_ in rows])
        link, *kept = next((row for row in rows if row[1] in owners), (None,))
        if tuple(kept) == values:
            return
        self._connection.execute("DELETE FROM audits WHERE link = ?", (link,))
        self._connection.execute(
            "INSERT INTO audits (purpose, platform, store, as_of, client, statuses, document, intake, link)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*key, *values, self._linked(link, *key, *values)),
        )

    def _linked(self, replaced: int | None, *values: str | bytes | None) -> int:
        """The number of a new link for a row, and one more for the row that it replaces."""
        if replaced is not None:
            add_removal(self._connection, replaced)
        return add_link(self._connection, content_of(*values))

    def broken_links(self) -> tuple[int, ...]:
        """The numbers of links that do not fit what they should stand for (see ``auditor.history.chain``); empty if all do."""
        return broken_links(self._connection)

    def head(self) -> Link:
        """The link at which the chain ends."""
        return head(self._connection)

    def has_link(self, link: Link) -> bool:
        """Whether the chain goes through a link, as it did when ``head`` gave it."""
        return has_link(self._connection, link)

    def told(self, store: StoreKey, remedy: str, as_of: str) -> Told | None:
        """What the tracker of the audit ``as_of`` says of one action."""
        row = self._connection.execute(
            "SELECT as_of, status, person, due, done_on, link, notes FROM tracker"
            " WHERE platform = ? AND store = ? AND remedy = ? AND as_of = ?",
            (*store, remedy, as_of),
        ).fetchone()
        return Told(*row) if row else None

    def tell(self, told: Sequence[tuple[StoreKey, str, Told]]) -> None:
        """Keep what trackers say, all or none; a row of the same action and audit replaces itself."""
        with transaction(self._connection, self.path):
            for store, remedy, row in told:
                key, values = (*store, remedy, row.as_of), row[1:]
                before = self._connection.execute(
                    "SELECT chained FROM tracker WHERE platform = ? AND store = ? AND remedy = ? AND as_of = ?", key
                ).fetchone()
                self._connection.execute(
                    "INSERT OR REPLACE INTO tracker"
                    " (platform, store, remedy, as_of, status, person, due, done_on, link, notes, chained)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (*key, *values, self._linked(before[0] if before else None, *key, *values)),
                )

    def purge(self, store: str, platform: str | None = None, client: str | None = None) -> int:
        """Remove every trace of a store: audits, observations, tracker. Returns how many audits went.

        Audits across the channels of its client go as well where they name the store. With ``client``, what is kept of
        a namesake of another client's stays. The links of the chain stay: they are hashes and name nobody. The file is
        rewritten without the freed pages.
        """
        values = {"store": store, "platform": platform, "client": client}
        of_name = "store = :store AND platform = coalesce(:platform, platform)"
        where = f"{of_name} AND client IS coalesce(:client, client)"
        of_tracker = f"{of_name} AND (:client IS NULL OR as_of IN (SELECT as_of FROM audits WHERE {where}))"  # noqa: S608
        with transaction(self._connection, self.path):
            across = self._connection.execute(
                f"SELECT rowid, link, document FROM audits WHERE platform = 'client' AND client IN"  # noqa: S608
                f" (SELECT client FROM audits WHERE {where})",
                values,
            )
            known = [name for (name,) in self._connection.execute("SELECT DISTINCT store FROM audits")]
            naming = [(row, link) for row, link, packed in across if names_store(unpack_json(packed), store, known)]
            own = self._connection.execute(f"SELECT rowid, link FROM audits WHERE {where}", values)  # noqa: S608
            gone = dict([*own, *naming])
            told = dict(self._connection.execute(f"SELECT rowid, chained FROM tracker WHERE {of_tracker}", values))  # noqa: S608
            for table, rows in (("audits", gone), ("tracker", told)):
                self._connection.executemany(f"DELETE FROM {table} WHERE rowid = ?", [(row,) for row in rows])  # noqa: S608
                for link in sorted(rows.values()):
                    add_removal(self._connection, link)
        self._connection.execute("VACUUM")
        return len(gone)


def _may_be(client: str | None, owners: Iterable[str | None]) -> set[str | None]:
    """The clients whose store of one name is that of ``client``: its own, and any where no two are told apart."""
    stated = {owner for owner in (client, *owners) if owner is not None}
    return {None, *stated} if len(stated) <= 1 else {client}


@contextmanager
def open_history(path: Path | str, *, create: bool = False) -> Iterator[History]:
    """Open a history file, made if ``create``. Raises HistoryError with a message for the user."""
    with connect(Path(path), create=create) as connection:
        yield History(connection, Path(path))
