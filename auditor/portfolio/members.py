"""Of which stores an audit is: those that the configuration declares and that the files name, without those that are paused.

A store with a launch day ahead has its pre-launch review in the place of the weekly audit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from auditor.intake import DeclaredStore
from auditor.intake.headings import normal
from auditor.intake.inputs import below, is_passed_over
from auditor.model import Intake, Store, StoreKey
from auditor.portfolio.agency import Agency, Pause, StoreEntry
from auditor.portfolio.fetched import Fetched
from auditor.portfolio.job import Job
from auditor.rulebook import Waiver
from auditor.text import folded


def declared(job: Job, fetched: Fetched) -> tuple[DeclaredStore, ...]:
    """The client's stores with their files; those that are paused too, which tell the names of others apart."""
    return tuple(
        DeclaredStore(
            name=store.name,
            platform=store.platform,
            attributes=store.attributes,
            launched=store.launched,
            files=tuple(
                name
                for path in fetched.paths(job.files.get(store.name, ()))
                for name in dict.fromkeys((path, below(Path(path).as_posix(), str(job.agency.root))))
            ),
        )
        for store in job.client.stores
    )


def found_only(job: Job) -> tuple[str, ...]:
    """The photos, shortcuts and the like that a pattern such as ``data/x/*`` found, which a folder passes over.

    What is named by itself or by its ending (``*.html``) is meant; where nothing else was found, they tell what lies there.
    """
    given = (*job.client.inputs, *(name for store in job.client.stores for name in store.inputs))
    named = {name.partition("::")[0] for name in given}
    found = []
    for path in job.paths:
        place = path.partition("::")[0]
        name = Path(place)
        meant = any(each == place or (name.suffix and each.endswith(name.suffix)) for each in named)
        if is_passed_over(name.name) and not meant:
            found.append(path)
    return () if len(found) == len(job.paths) else tuple(found)


def keys_of(stores: Iterable[StoreEntry | Store]) -> frozenset[StoreKey]:
    """The stores, as ``is_among`` compares them with what sheets call theirs: in any case and width."""
    return frozenset(_alike(store.key) for store in stores)


def is_among(key: StoreKey, stores: Collection[StoreKey]) -> bool:
    """Whether a store of the sheets is one of ``keys_of``."""
    return _alike(key) in stores


def _alike(key: StoreKey) -> StoreKey:
    return StoreKey(key.platform, normal(key.store))


def without(intake: Intake, stores: Collection[StoreKey]) -> Intake:
    """What the files gave but for these stores: a sheet of all stores has their rows too."""
    if not stores:
        return intake
    return replace(
        intake,
        stores=tuple(store for store in intake.stores if not is_among(store.key, stores)),
        observations=tuple(row for row in intake.observations if not is_among(row.store, stores)),
        attestations=tuple(item for item in intake.attestations if not is_among(item.store, stores)),
    )


def by_purpose(job: Job, intake: Intake) -> Iterator[tuple[str, Intake, frozenset[StoreKey]]]:
    """(purpose, intake, stores that were left out): the stores that are open weekly, those with a launch day ahead before it.

    Only one of them where there are no others; a client without any store has an audit all the same.
    """
    paused = keys_of(job.client.resting(job.day))
    found = without(intake, paused)
    ahead = keys_of(store for store in found.stores if store.launched and store.launched > job.day)
    live = keys_of(found.stores) - ahead
    if live or not ahead:
        yield "weekly", without(found, ahead), paused | ahead
    if ahead:
        yield "readiness", without(found, live), paused | live


def waivers_for(
    job: Job, intake: Intake, waivers: Sequence[Waiver], common: Collection[Waiver], left_out: Collection[StoreKey]
) -> list[Waiver]:
    """Those of ``waivers`` that concern the audit: a waiver of a store that is ``left_out`` waits with it.

    What a shared file (``common``) says of other stores is nothing for this package.
    """
    found = [name for store in intake.stores for name in (store.key.store, store.client) if name]
    own = {folded(name) for name in (job.client.name, *(store.name for store in job.client.stores), *found)}
    waiting = {key.store for key in left_out} - {normal(store.key.store) for store in intake.stores}
    return [
        each
        for each in waivers
        if normal(each.store) not in waiting and (folded(each.store) in own or each not in common)
    ]


def pauses(agency: Agency, day: date) -> Iterator[dict[str, Any]]:
    """What is paused on ``day``, as the overview tells it: what goes on first, first. ``store`` None: the whole client."""
    found: list[tuple[date, str, str | None, Pause]] = []
    for client in agency.clients:
        whole = client.paused if client.paused and client.paused.holds(day) else None
        entries = [(None, whole)] if whole else [(store.name, store.paused) for store in client.resting(day)]
        found += [(pause.until, client.id, name, pause) for name, pause in entries if pause]
    for until, client_id, name, pause in sorted(found, key=lambda each: (each[0], each[1], each[2] or "")):
        yield {"client": client_id, "store": name, "reason": pause.reason, "until": until.isoformat()}
