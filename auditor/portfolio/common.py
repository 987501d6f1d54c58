"""Files with waivers that several clients share: a package tells nothing of another client's stores, the overview what is nobody's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from auditor.assess.waive import of_nobody
from auditor.audit import laid_over
from auditor.model import Text
from auditor.portfolio.agency import Agency, Client
from auditor.portfolio.job import Outcome
from auditor.portfolio.jobs import shipped
from auditor.portfolio.settings import NotFetched, carry, settle
from auditor.rulebook import RuleErrors, Waiver, load_waivers


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
    told: set[tuple[str, str]] = set()
    for path, client in shared_files(agency).items():
        for waiver in _waivers(agency, client, path):
            pair = waiver.check, waiver.store
            if waiver.store not in known and pair not in told:
                told.add(pair)
                yield client.id, of_nobody(*pair)


def _waivers(agency: Agency, client: Client, path: str) -> Sequence[Waiver]:
    """The waivers of one file, by the rules of a client that has it."""
    try:
        here = settle(agency, client, carry(agency, client, everything=False))
        files = [file for file in (here.client.overlay, here.client.waivers) if file]
        book, _, _ = laid_over(shipped(agency.rules), files)
        return load_waivers([Path(file) for file in files if here.names.get(file, file) == path], book)
    except (NotFetched, RuleErrors):  # it has changed since the client was audited: the next run says so
        return ()
