"""Taking over what a client wrote into the tracker: three-way, with conflicts shown and nothing overwritten silently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from auditor.history.ledger import ActionKey, LedgerRow
from auditor.history.model import Told
from auditor.history.records import only_entry
from auditor.history.store import History, Kept
from auditor.model import StoreKey, Text
from auditor.text import spoken
from auditor.tracker import TRACKER_STATUS

FIELDS = ("status", "person", "due", "done_on", "link", "notes")
_UNDER_WAY = ("open", "in_progress")
_LONG_BEFORE = 184  # days: half a year
_FORWARD = ((*_UNDER_WAY, "done", "verified"), (*_UNDER_WAY, "declined"))
"""Ways in which a status may go on without contradicting what was told before."""


class Change(NamedTuple):
    """One field of one action: ``before`` in the history, ``after`` in the sheet. ``title`` is the action's."""

    place: str
    store: StoreKey
    remedy: str
    title: Text
    field: str
    before: str | None
    after: str | None


@dataclass(slots=True)
class Import:
    """What an import takes over, what it leaves because the history says otherwise, and what it can't place.

    ``notes`` name what is taken as it stands: the actions of an audit that its sheet no longer has, and a day on which
    something was done that is still open.
    """

    told: list[tuple[StoreKey, str, Told]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    problems: list[Text] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)


def merge(
    history: History,
    rows: Iterable[LedgerRow],
    *,
    today: date,
    unread: Iterable[ActionKey] = (),
    replace: bool = False,
) -> Import:
    """Lay filled-in rows over the history, field by field; nothing is written.

    A field is taken over if the sheet changed it from what the report had written, and the history still
    has that value or an earlier stage of the same course (open → done, a note that was added to). If the
    history says something else it is a conflict: the history's value stays, unless ``replace``. A row with a day that
    can't be is left out. ``unread`` are the actions whose rows are there and could not be read.
    """
    result = Import()
    known: dict[tuple[StoreKey, str], list[_Actions]] = {}
    taken: dict[ActionKey, Told] = {}
    for row in rows:
        audit = (row.store, row.told.as_of)
        if audit not in known:
            kept = _audits(history, row.store, row.told.as_of)
            clients = {one.client for one in kept}
            known[audit] = _actions(history, kept) if len(clients) == 1 else []
            if len(clients) != 1:
                result.problems.append(_several_stores(row) if clients else _no_audit(row))
        action = next((one.actions[row.remedy] for one in known[audit] if row.remedy in one.actions), None)
        if action is None:
            if known[audit]:
                result.problems.append(_no_action(row))
            continue
        for one in known[audit]:
            one.listed.add(row.remedy)
        written = _written(action, row.told.as_of)
        wrong = _impossible_day(row, written, today)
        if wrong:
            result.problems.append(wrong)
            continue
        if row.told.done_on and row.told.status in _UNDER_WAY:
            result.notes.append(_done_and_open(row))
        key = row.key
        now = taken.get(key) or history.told(*key) or written
        title = Text(spoken(action, "title", "zh"), spoken(action, "title", "en"))
        made = _merged(row, title, written, now, replace, result)
        if made != now:
            taken[key] = made
    for store, remedy, as_of in unread:
        for one in known.get((store, as_of), ()):
            one.listed.add(remedy)
    for (store, as_of), audits in known.items():
        result.notes += [note for one in audits if (note := _gone(one, store, as_of))]
    result.told = [(store, remedy, told) for (store, remedy, _), told in taken.items()]
    return result


def _merged(row: LedgerRow, title: Text, written: Told, now: Told, replace: bool, result: Import) -> Told:
    values = now._asdict()
    for name in FIELDS:
        base, ours, theirs = getattr(written, name), getattr(now, name), getattr(row.told, name)
        if theirs in (ours, base):
            continue
        change = Change(row.place, row.store, row.remedy, title, name, ours, theirs)
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


def _impossible_day(row: LedgerRow, written: Told, today: date) -> Text | None:
    """Why a row's days can't be: done tomorrow or long before it was asked for, or due before the audit that asks; None where they can.

    What the report itself had written may be before its day: a promise that is overdue keeps its date.
    """
    done_on, due = row.told.done_on, row.told.due
    if done_on and done_on != written.done_on and done_on > today.isoformat():
        return Text(
            f"{row.place}：完成日期 {done_on} 还没到；打算何时完成请写在截止日期；该行未导入",
            f"{row.place}: done on {done_on}, which is still to come; when it is to be done belongs into Due. "
            "The row is not taken over",
        )
    asked = date.fromisoformat(min(filter(None, (written.due, row.told.as_of))))
    if done_on and done_on != written.done_on and done_on < str(asked - timedelta(days=_LONG_BEFORE)):
        return Text(  # 2026-01-15 in January 2027
            f"{row.place}：完成日期 {done_on} 比提出该整改早半年以上，请核对年份；该行未导入",
            f"{row.place}: done on {done_on}, more than half a year before it was asked for: check its year. "
            "The row is not taken over",
        )
    if due and due != written.due and due < row.told.as_of:
        return Text(
            f"{row.place}：截止日期 {due} 早于审核日 {row.told.as_of}，请核对年份和月份；该行未导入",
            f"{row.place}: due on {due}, before the audit of {row.told.as_of}: check its year and month. "
            "The row is not taken over",
        )
    return None


def _done_and_open(row: LedgerRow) -> Text:
    day, now, done = row.told.done_on, TRACKER_STATUS[row.told.status], TRACKER_STATUS["done"]
    return Text(
        f"{row.place}：填了完成日期 {day}，状态仍是“{now.zh}”，按未完成处理；如已完成，请把状态改为“{done.zh}”",
        f'{row.place}: done on {day}, yet its status is "{now.en}": it counts as open. Where it is done, '
        f'set the status to "{done.en}"',
    )


class _Actions(NamedTuple):
    """The actions of one audit by remedy, and those that a sheet has listed."""

    actions: dict[str, Mapping[str, Any]]
    listed: set[str]


def _audits(history: History, store: StoreKey, as_of: str) -> list[Kept]:
    """The audits (weekly, before the launch) of a store and day; empty where the history has none."""
    day = date.fromisoformat(as_of)
    return [one for one in history.audits(store=store.store, platform=store.platform) if one.as_of == day]


def _actions(history: History, audits: Iterable[Kept]) -> list[_Actions]:
    entries = [only_entry(history.document(audit)) for audit in audits]
    return [_Actions({action["action"]: action for action in entry["actions"]}, set()) for entry in entries]


def _gone(audit: _Actions, store: StoreKey, as_of: str) -> Text | None:
    """That rows of an audit are no longer in its sheet; None where all are, or the sheet is of another audit."""
    gone = [action["title"] for remedy, action in audit.actions.items() if remedy not in audit.listed]
    if not gone or len(gone) == len(audit.actions):
        return None
    return Text(
        f"{store.store} ({store.platform}) {as_of} 的台账中少了 {len(audit.actions)} 项中的 {len(gone)} 项，保持原状：{'、'.join(gone)}",
        f"The tracker of {store.store} ({store.platform}) of {as_of} lacks {len(gone)} of {len(audit.actions)} actions, "
        f"which {'stays as it was' if len(gone) == 1 else 'stay as they were'}: {', '.join(gone)}",
    )


def _written(action: Mapping[str, Any], as_of: str) -> Told:
    """What the report had written into the row."""
    values: dict[str, Any] = {name: action.get(name) for name in FIELDS}
    return Told(as_of=as_of, **values)


def _no_audit(row: LedgerRow) -> Text:
    store = f"{row.store.store} ({row.store.platform})"
    return Text(
        f"{row.place}：历史中没有 {store} 在 {row.told.as_of} 的审核，其各行未导入",
        f"{row.place}: the history has no audit of {store} on {row.told.as_of}; its rows are not taken over",
    )


def _several_stores(row: LedgerRow) -> Text:
    store = f"{row.store.store} ({row.store.platform})"
    return Text(
        f"{row.place}：历史中有多个客户的店铺叫 {store}，无法确定是哪一家，其各行未导入；请给店铺起不同的名称",
        f"{row.place}: several clients have a store {store} in the history; its rows are not taken over. Give the stores "
        "names of their own",
    )


def _no_action(row: LedgerRow) -> Text:
    store = f"{row.store.store} ({row.store.platform})"
    return Text(
        f"{row.place}：{store} 在 {row.told.as_of} 的审核没有措施 {row.remedy}，该行未导入",
        f"{row.place}: the audit of {store} on {row.told.as_of} has no action {row.remedy}; the row is not taken over",
    )
