"""What the history misses in a run: a store that the last audit had, a client or store under another name, data older than last time.

A folder holds what somebody saved in it. Where nobody says which stores to expect, the audit before does; it is asked when
the overview is made, which is the agency's own: what was another client's stands in no package.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from auditor.history import History
from auditor.model import CLIENT, StoreKey, Text
from auditor.portfolio.agency import Agency
from auditor.portfolio.job import Outcome
from auditor.portfolio.members import is_among, keys_of
from auditor.portfolio.overview import newest_day
from auditor.portfolio.summary import behind
from auditor.text import some


def missed(
    history: History, agency: Agency, outcomes: Sequence[Outcome], as_of: date | None, today: date
) -> Iterator[tuple[str, Text]]:
    """(client, remark) on the clients that were audited; ``as_of`` is the day that was asked for, None: that of the data."""
    clients = {client.id: client for client in agency.clients}
    names = {id_: client.name for id_, client in clients.items()}
    last = newest_day(store for outcome in outcomes for store in outcome.stores)
    now = {names[one.client]: dict(_found(one, last)) for one in outcomes}
    for outcome in sorted(outcomes, key=lambda one: one.client):
        day = min((date.fromisoformat(store.as_of) for store in outcome.stores), default=as_of or today)
        if outcome.error is None:
            paused = keys_of(clients[outcome.client].resting(as_of or today))
            for remark in _of_client(history, names[outcome.client], day, now, as_of, paused):
                yield outcome.client, remark


def had_before(history: History, agency: Agency, outcomes: Sequence[Outcome]) -> Iterator[tuple[str, StoreKey]]:
    """(client, store) of the audits before the days of these."""
    names = {client.id: client.name for client in agency.clients}
    for outcome in outcomes:
        if days := [date.fromisoformat(store.as_of) for store in outcome.stores]:
            known = history.days_of(names[outcome.client], min(days))
            yield from ((outcome.client, store) for store, (before, _) in known.items() if before)


def _found(outcome: Outcome, last: date | None) -> Iterator[tuple[StoreKey, bool]]:
    """The stores of a client, and whether each has figures of its newest period."""
    for store in outcome.stores:
        if store.platform != CLIENT:
            yield store.key, not behind(store, last)


def _of_client(
    history: History,
    name: str,
    day: date,
    now: Mapping[str, Mapping[StoreKey, bool]],
    as_of: date | None,
    paused: Collection[StoreKey],
) -> Iterator[Text]:
    known = history.days_of(name, day)
    last = max((before for before, _ in known.values() if before), default=None)
    newest = max((newest for _, newest in known.values()), default=day)
    if as_of is None and newest > day:
        yield Text(
            f"数据止于 {day}，而此前已审核到 {newest}：本期文件是否已保存？",
            f"The data end {day}, and an audit of {newest} is kept already: were this week's files saved?",
        )
    gone = [
        _named(store)
        for store, (before, _) in known.items()
        if before == last and last and store not in now[name] and not is_among(store, paused)
    ]
    if gone:
        zh, en = some(gone, "家店铺")
        yield Text(
            f"{last} 的审核有而这次没有：{zh}；文件是否漏存，或店铺改了名？",
            f"In the audit of {last}, and not in this one: {en}; was a file not saved, or a store renamed?",
        )
    moved: defaultdict[str, list[str]] = defaultdict(list)
    for store in sorted(now[name]):
        if known.get(store, (None, day))[0] is None:
            for other, seen in history.clients_of(store).items():
                # Files of past weeks keep a store that has moved on where it was.
                if other != name and seen <= day and not now.get(other, {}).get(store):
                    moved[other].append(_named(store))
    for other, stores in sorted(moved.items()):
        zh, en = some(stores, "家店铺")
        yield Text(
            f"历史中属于客户“{other}”，此次未与之对比：{zh}；若客户只是改名，请在 name 写回原名；"
            f"若店铺已转到本客户，请把旧文件移出“{other}”",
            f"In the history of the client '{other}', with which nothing is compared: {en}; a client that was only renamed "
            f"needs its old name under `name`; of a store that has moved here, take the old files away from '{other}'",
        )


def _named(store: StoreKey) -> str:
    """With its platform: a store that has changed that is another one."""
    return f"{store.store} ({store.platform})"
