"""The vocabulary of the history: what is kept of an audit, and what a later audit needs to know of it.

Everything here is plain and picklable: a portfolio's workers compare without a database at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from auditor.text import BilingualError

Document = dict[str, Any]
"""An audit document, see ``auditor.report``."""


class HistoryError(BilingualError):
    """The history could not be read or written; ``message`` says why and what to do, in both languages."""


class Subject(NamedTuple):
    """Whose audits are compared with each other: a store (or a client's channels) and the purpose of the audit."""

    purpose: str
    platform: str
    store: str


class FindingKey(NamedTuple):
    """What identifies a finding of one store from audit to audit."""

    check: str
    segment: str | None


class Earlier(NamedTuple):
    """One earlier audit in brief: the status of every finding, without waivers."""

    as_of: date
    statuses: Mapping[FindingKey, str]


class Told(NamedTuple):
    """What the client wrote in a row of the tracker of the audit ``as_of``. Dates are ISO 8601, None is empty."""

    as_of: str
    status: str  # open | in_progress | done | verified | declined
    person: str | None = None
    due: str | None = None
    done_on: str | None = None
    link: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class StorePast:
    """The earlier audits of one subject, oldest first; ``last`` is the document entry of the newest of them.

    ``told`` holds, for each remedy, what trackers of audits up to the newest said, oldest first.
    """

    earlier: tuple[Earlier, ...] = ()
    last: Mapping[str, Any] | None = None
    told: Mapping[str, tuple[Told, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """What the history knows of some stores before the day ``before``."""

    before: date
    stores: Mapping[Subject, StorePast] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoreRecord:
    """One store's part of an audit, ready to be kept.

    ``document`` is an audit document with this store alone and only the inputs that fed it; ``intake``
    holds the observations for replays (see ``auditor.history.replay``), None where they are not kept.
    """

    subject: Subject
    client: str | None
    as_of: date
    document: Document
    intake: bytes | None = None
