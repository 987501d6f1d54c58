"""Files that several clients share.

Of waivers a package tells nothing of another client's stores, the overview what is nobody's. Sheets and narratives go into
the reports of each client that has them, as the configuration says or the folders hold them; the overview tells that, and
which clients have a store of one name, whose file may lie with the wrong one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path

from auditor.assess.waive import of_nobody
from auditor.audit import laid_over
from auditor.intake.inputs import below
from auditor.model import CLIENT, StoreKey, Text
from auditor.portfolio.agency import Agency, Client
from auditor.portfolio.job import Outcome
from auditor.portfolio.remote import shown
from auditor.portfolio.settings import NotFetched, carry, settle
from auditor.portfolio.task import shipped
from auditor.rulebook import RuleErrors, Waiver, load_waivers
from auditor.text import folded, some


def shared_files(agency: Agency) -> Mapping[str, Client]:
    """The overlays and waivers (either may hold waivers) that more than one client has, with the first of these."""
    users: defaultdict[str, list[Client]] = defaultdict(list)
    for client in sorted(agency.clients, key=lambda each: each.id):
        for path in {path for path in (client.overlay, client.waivers) if path}:
            users[path].append(client)
    return {path: clients[0] for path, clients in sorted(users.items()) if len(clients) > 1}


def unclaimed(agency: Agency, outcomes: Sequence[Outcome]) -> Iterator[tuple[str, Text]]:
    """Of waivers in shared files, those for a store that no client has: (client, remark); nothing while a client has failed.

    It is asked of the files and not of the outcomes: what a package remembers must not name them either, and most packages
    are remembered ones. Each file is read once.
    """
    if any(outcome.error for outcome in outcomes):
        return
    known = {store.store for outcome in outcomes for store in outcome.stores}
    known |= {name for client in agency.clients for name in (client.name, *(store.name for store in client.stores))}
    names = {folded(name) for name in known}
    told: set[tuple[str, str]] = set()
    for path, client in shared_files(agency).items():
        for waiver in _waivers(agency, client, path):
            pair = waiver.check, waiver.store
            if folded(waiver.store) not in names and pair not in told:
                told.add(pair)
                yield client.id, of_nobody(*pair)


def shared_words(
    agency: Agency, outcomes: Sequence[Outcome], earlier: Set[tuple[str, StoreKey]] = frozenset()
) -> Iterator[tuple[str, Text]]:
    """What stands in the reports of several clients: (the first of them, remark). A copied file is told by its content.

    ``earlier`` are the stores that each client had in an audit before.
    """
    files: defaultdict[str, dict[str, str]] = defaultdict(dict)  # content → client → file
    for outcome in sorted(outcomes, key=lambda each: each.client):
        for file, digest in outcome.used:
            files[digest].setdefault(outcome.client, file)
    sheets: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for found in files.values():
        if len(found) > 1:
            sheets[tuple(found)].append(list(found.values())[-1])
    for clients, names in sorted(sheets.items()):
        zh, en = some(names, "个文件")
        yield (
            clients[0],
            Text(
                f"{'、'.join(clients)} 的报告用了同样的文件：{zh}；其中的店铺属于谁？",
                f"The reports of {', '.join(clients)} are made from the same files: {en}; whose stores are in them?",
            ),
        )
    namesakes = [found for found in _namesakes(agency, outcomes, earlier) if found[0] not in sheets]
    if namesakes:
        owned = [(name, some(clients, "个客户")) for clients, name in namesakes]
        zh = some([f"{name}（{who.zh}）" for name, who in owned], "家店铺").zh
        en = some([f"{name} of {who.en}" for name, who in owned], "家店铺").en
        yield (
            namesakes[0][0][0],
            Text(
                f"多个客户有同名的店铺：{zh}；文件是否放错了客户？确是各自的店铺，请在各自的 stores 中写明",
                f"Several clients have a store of the same name: {en}; was a file saved under the wrong client? "
                "Where each has its own, list it in the stores of each",
            ),
        )
    narratives: defaultdict[str, list[str]] = defaultdict(list)
    for client in sorted(agency.clients, key=lambda each: each.id):
        if client.narrative:
            narratives[client.narrative].append(client.id)
    for path, users in sorted(narratives.items()):
        if len(users) > 1:
            zh, en = some(users, "个客户")
            name = below(shown(path), str(agency.root))
            yield (
                users[0],
                Text(
                    f"小结 {name} 的文字印在多个客户的报告里：{zh}", f"The words of {name} stand in the reports of {en}"
                ),
            )


def _namesakes(
    agency: Agency, outcomes: Sequence[Outcome], earlier: Set[tuple[str, StoreKey]]
) -> list[tuple[tuple[str, ...], str]]:
    """(clients, store) where each of them has a store of that name; those that the fewest have first: 美国站 is no mistake.

    Not where each is listed by the configuration, or was that client's in an ``earlier`` audit: it has been told then.
    """
    known = {
        *earlier,
        *((client.id, store.key) for client in agency.clients for store in client.stores),
    }
    owners: defaultdict[StoreKey, list[str]] = defaultdict(list)
    for outcome in sorted(outcomes, key=lambda each: each.client):
        for store in outcome.stores:
            if store.platform != CLIENT:
                owners[store.key].append(outcome.client)
    found = [
        (tuple(clients), f"{key.store} ({key.platform})")
        for key, clients in owners.items()
        if len(clients) > 1 and any((client, key) not in known for client in clients)
    ]
    return sorted(found, key=lambda each: (len(each[0]), each))


def _waivers(agency: Agency, client: Client, path: str) -> Sequence[Waiver]:
    """The waivers of one file, by the rules of a client that has it."""
    try:
        here = settle(agency, client, carry(agency, client, everything=False))
        files = [file for file in (here.client.overlay, here.client.waivers) if file]
        book, _, _ = laid_over(shipped(agency.rules), files)
        return load_waivers([Path(file) for file in files if here.names.get(file, file) == path], book)
    except (NotFetched, RuleErrors):  # it has changed since the client was audited: the next run says so
        return ()
