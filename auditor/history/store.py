"""What can be asked of a history, and what can be done to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from auditor.history.chain import Link, add_link, add_removal, broken_links, content_of, has_link, head
from auditor.history.database import connect, transaction
from auditor.history.model import Document, Earlier, FindingKey, Past, StorePast, StoreRecord, Subject, Told
from auditor.history.records import names_store, only_entry, pack_json, statuses, unpack_json
from auditor.model import StoreKey


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

    def past(self, before: date, *, client: str | None = None, stores: Collection[StoreKey] | None = None) -> Past:
        """What is known before the day ``before``, of one client or of some stores, else of all."""
        found: dict[Subject, list[Earlier]] = {}
        rows = self._connection.execute(
            "SELECT purpose, platform, store, as_of, statuses FROM audits"
            " WHERE as_of < ? AND (? IS NULL OR client = ?) ORDER BY as_of",
            (before.isoformat(), client, client),
        )
        for purpose, platform, store, as_of, packed in rows:
            if stores is None or StoreKey(platform, store) in stores:
                brief = {FindingKey(check, segment): status for check, segment, status in unpack_json(packed)}
                found.setdefault(Subject(purpose, platform, store), []).append(
                    Earlier(date.fromisoformat(as_of), brief)
                )
        return Past(before, {subject: self._store_past(subject, earlier) for subject, earlier in found.items()})

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

    def _store_past(self, subject: Subject, earlier: list[Earlier]) -> StorePast:
        last = earlier[-1].as_of
        told: dict[str, list[Told]] = {}
        for remedy, *values in self._connection.execute(
            "SELECT remedy, as_of, status, person, due, done_on, link, notes FROM tracker"
            " WHERE platform = ? AND store = ? AND as_of <= ? ORDER BY remedy, as_of",
            (subject.platform, subject.store, last.isoformat()),
        ):
            told.setdefault(remedy, []).append(Told(*values))
        return StorePast(
            earlier=tuple(earlier),
            last=only_entry(self.document(subject, last)),
            told={remedy: tuple(rows) for remedy, rows in told.items()},
        )

    def audits(self, *, store: str | None = None, platform: str | None = None) -> tuple[Kept, ...]:
        """The audits that are kept, by store and day."""
        rows = self._connection.execute(
            "SELECT purpose, platform, store, client, as_of FROM audits"
            " WHERE store = coalesce(?, store) AND platform = coalesce(?, platform)"
            " ORDER BY platform, store, purpose, as_of",
            (store, platform),
        )
        return tuple(
            Kept(Subject(purpose, where, name), client, date.fromisoformat(as_of))
            for purpose, where, name, client, as_of in rows
        )

    def document(self, subject: Subject, as_of: date) -> Document:
        """The document of one audit. Raises KeyError where there is none."""
        row = self._connection.execute(
            "SELECT document FROM audits WHERE purpose = ? AND platform = ? AND store = ? AND as_of = ?",
            (*subject, as_of.isoformat()),
        ).fetchone()
        if row is None:
            raise KeyError(subject, as_of)
        document: Document = unpack_json(row[0])
        return document

    def intakes(self, since: date) -> Iterator[tuple[Kept, bytes]]:
        """The observations of the audits from ``since`` on that kept theirs, by day."""
        rows = self._connection.execute(
            "SELECT purpose, platform, store, client, as_of, intake FROM audits"
            " WHERE as_of >= ? AND intake IS NOT NULL ORDER BY as_of, purpose, platform, store",
            (since.isoformat(),),
        )
        for purpose, platform, store, client, as_of, intake in rows:
            yield Kept(Subject(purpose, platform, store), client, date.fromisoformat(as_of)), intake

    def save(self, records: Sequence[StoreRecord]) -> None:
        """Keep the records, all or none. The same subject and day replaces itself; the same content changes nothing."""
        with transaction(self._connection, self.path):
            for record in records:
                self._save(record)

    def _save(self, record: StoreRecord) -> None:
        brief = [[*key, status] for key, status in statuses(only_entry(record.document)).items()]
        key = (*record.subject, record.as_of.isoformat())
        values = (record.client, pack_json(brief), pack_json(record.document), record.intake)
        link, *kept = self._connection.execute(
            "SELECT link, client, statuses, document, intake FROM audits"
            " WHERE purpose = ? AND platform = ? AND store = ? AND as_of = ?",
            key,
        ).fetchone() or (None,)
        if tuple(kept) == values:
            return
        self._connection.execute(
            "INSERT OR REPLACE INTO audits (purpose, platform, store, as_of, client, statuses, document, intake, link)"
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

    def purge(self, store: str, platform: str | None = None) -> int:
        """Remove every trace of a store: audits, observations, tracker. Returns how many audits went.

        Audits across the channels of its client go as well where they name the store. The links of the
        chain stay: they are hashes and name nobody. The file is rewritten without the freed pages.
        """
        where, values = "store = ? AND platform = coalesce(?, platform)", (store, platform)
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
            told = dict(self._connection.execute(f"SELECT rowid, chained FROM tracker WHERE {where}", values))  # noqa: S608
            for table, rows in (("audits", gone), ("tracker", told)):
                self._connection.executemany(f"DELETE FROM {table} WHERE rowid = ?", [(row,) for row in rows])  # noqa: S608
                for link in sorted(rows.values()):
                    add_removal(self._connection, link)
        self._connection.execute("VACUUM")
        return len(gone)


@contextmanager
def open_history(path: Path | str, *, create: bool = False) -> Iterator[History]:
    """Open a history file, made if ``create``. Raises HistoryError with a message for the user."""
    with connect(Path(path), create=create) as connection:
        yield History(connection, Path(path))
