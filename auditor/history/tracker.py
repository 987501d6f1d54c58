"""Taking over what a client wrote into the tracker: three-way, with conflicts shown and nothing overwritten silently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from auditor.history.ledger import LedgerRow
from auditor.history.model import Told
from auditor.history.records import only_entry
from auditor.history.store import History
from auditor.model import StoreKey, Text

FIELDS = ("status", "person", "due", "done_on", "link", "notes")
_FORWARD = (("open", "in_progress", "done", "verified"), ("open", "in_progress", "declined"))
"""Ways in which a status may go on without contradicting what was told before."""


class Change(NamedTuple):
    """One field of one action: ``before`` in the history, ``after`` in the sheet."""

    place: str
    store: StoreKey
    remedy: str
    field: str
    before: str | None
    after: str | None


@dataclass(slots=True)
class Import:
    """What an import takes over, what it leaves because the history says otherwise, and what it can't place."""

    told: list[tuple[StoreKey, str, Told]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    problems: list[Text] = field(default_factory=list)


def merge(history: History, rows: Iterable[LedgerRow], *, replace: bool = False) -> Import:
    """Lay filled-in rows over the history, field by field; nothing is written.

    A field is taken over if the sheet changed it from what the report had written, and the history still
    has that value or an earlier stage of the same course (open → done, a note that was added to). If the
    history says something else it is a conflict: the history's value stays, unless ``replace``.
    """
    result = Import()
    known: dict[tuple[StoreKey, str], dict[str, Mapping[str, Any]] | None] = {}
    taken: dict[tuple[StoreKey, str, str], Told] = {}
    for row in rows:
        audit = (row.store, row.told.as_of)
        if audit not in known:
            known[audit] = _actions(history, row.store, row.told.as_of)
        actions = known[audit]
        if actions is None or row.remedy not in actions:
            result.problems.append(_unknown(row, actions is None))
            continue
        written = _written(actions[row.remedy], row.told.as_of)
        key = (row.store, row.remedy, row.told.as_of)
        now = taken.get(key) or history.told(*key) or written
        made = _merged(row, written, now, replace, result)
        if made != now:
            taken[key] = made
    result.told = [(store, remedy, told) for (store, remedy, _), told in taken.items()]
    return result


def _merged(row: LedgerRow, written: Told, now: Told, replace: bool, result: Import) -> Told:
    values = now._asdict()
    for name in FIELDS:
        base, ours, theirs = getattr(written, name), getattr(now, name), getattr(row.told, name)
        if theirs in (ours, base):
            continue
        change = Change(row.place, row.store, row.remedy, name, ours, theirs)
        if ours == base or _goes_on(name, ours, theirs) or replace:
            values[name] = theirs
            result.changes.append(change)
        else:
            result.conflicts.append(change)
    return Told(**values)


def _goes_on(name: str, ours: str | None, theirs: str | None) -> bool:
    """Whether ``theirs`` only carries ``ours`` on."""
    if ours is None:
        return True
    if theirs is None:
        return False
    if name == "status":
        return any(ours in way and theirs in way and way.index(ours) < way.index(theirs) for way in _FORWARD)
    return name == "notes" and theirs.startswith(ours)


def _actions(history: History, store: StoreKey, as_of: str) -> dict[str, Mapping[str, Any]] | None:
    """The actions of an audit by remedy, None where the history has no such audit."""
    kept = [
        audit
        for audit in history.audits(store=store.store, platform=store.platform)
        if audit.as_of == date.fromisoformat(as_of)
    ]
    if not kept:
        return None
    return {
        action["action"]: action
        for audit in kept
        for action in only_entry(history.document(audit.subject, audit.as_of))["actions"]
    }


def _written(action: Mapping[str, Any], as_of: str) -> Told:
    """What the report had written into the row."""
    values: dict[str, Any] = {name: action.get(name) for name in FIELDS}
    return Told(as_of=as_of, **values)


def _unknown(row: LedgerRow, no_audit: bool) -> Text:
    store = f"{row.store.store} ({row.store.platform})"
    if no_audit:
        return Text(
            f"{row.place}：历史中没有 {store} 在 {row.told.as_of} 的审核，该行未导入",
            f"{row.place}: the history has no audit of {store} on {row.told.as_of}; the row is not taken over",
        )
    return Text(
        f"{row.place}：{store} 在 {row.told.as_of} 的审核没有措施 {row.remedy}，该行未导入",
        f"{row.place}: the audit of {store} on {row.told.as_of} has no action {row.remedy}; the row is not taken over",
    )
