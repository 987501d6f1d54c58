"""The agency's overview of a run: which stores are about to be in trouble, who is overdue, what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from auditor.model import CLIENT, Text
from auditor.portfolio.job import Outcome
from auditor.portfolio.rows import Rows
from auditor.portfolio.summary import StoreSummary, behind
from auditor.report import safe_name
from auditor.text import some

SCHEMA = "store-auditor/overview/1"
_NEVER = 10**6  # days: sorts after every real date
Overview = dict[str, Any]  # as JSON, but that its long lists may be ``Rows``
_Ranked = tuple[StoreSummary, Outcome]


def overview(
    outcomes: Sequence[Outcome],
    lang: str,
    agency: str | None = None,
    more: Iterable[tuple[str, Text]] = (),
    paused: Sequence[dict[str, Any]] = (),
) -> Overview:
    """The overview as a plain document: stores ranked by days to the next consequence, then by score.

    ``outcomes`` in any order give the same document. What has an entry a store is made when it is looked at. ``more`` are
    (client, remark) beside the warnings of the audits, ``paused`` who was not audited on purpose.
    """
    ordered = sorted(outcomes, key=lambda outcome: outcome.client)
    ranked = sorted(
        ((store, outcome) for outcome in ordered for store in outcome.stores if _tells(store)),
        key=lambda pair: _rank(*pair),
    )
    as_of = newest_day(store for store, _ in ranked)
    late = [(store, outcome) for store, outcome in ranked if behind(store, as_of)]
    return {
        "schema": SCHEMA,
        "lang": lang,
        "agency": agency,
        "as_of": as_of and as_of.isoformat(),
        "counts": {**_counts(ranked), "behind": len(late), "paused": len(paused)},
        "stores": Rows(ranked, partial(_store, as_of)),
        "heat": _heat(ranked),
        "newly_critical": Rows(
            [(store, outcome, failing) for store, outcome in ranked for failing in store.newly_critical],
            lambda found: {**_of(*found[:2]), **_failing(*found[2])},
        ),
        "overdue": _overdue(ranked),
        "causes": _causes(ranked),
        "no_data": Rows(
            [(store, outcome) for store, outcome in ranked if _blank(store) and store.platform != CLIENT],
            lambda found: _of(*found),
        ),
        "behind": Rows(late, lambda found: {**_of(*found), "newest": (found[0].newest or ("",))[-1]}),
        "thin": Rows(
            [(store, outcome) for store, outcome in ranked if _thin(store)],
            lambda found: {**_of(*found), "assessed": found[0].assessed, "applicable": found[0].applicable},
        ),
        "refused": Rows(
            [(outcome, file, why) for outcome in ordered for file, why in outcome.refused],
            lambda found: {"client": found[0].client, "file": found[1], "why": found[2]},
        ),
        "unread": Rows(
            [(outcome, sheet) for outcome in ordered for sheet in outcome.unread],
            lambda found: dict(
                zip(("client", "file", "cells", "first", "why"), (found[0].client, *found[1]), strict=True)
            ),
        ),
        "warnings": Rows(
            [
                *((outcome.client, what) for outcome in ordered for what in outcome.warnings),
                *((client, what.of(lang)) for client, what in more),
            ],
            lambda found: {"client": found[0], "what": found[1]},
        ),
        "failed": [
            {"client": outcome.client, "why": outcome.error.of(lang)}
            for outcome in ordered
            if outcome.error is not None
        ],
        "paused": list(paused),
    }


def newest_day(stores: Iterable[StoreSummary]) -> date | None:
    """The day of the run: that of its latest audit."""
    return max((date.fromisoformat(store.as_of) for store in stores), default=None)


def _store(as_of: date | None, ranked: _Ranked) -> dict[str, Any]:
    store, outcome = ranked
    return {
        **store.plain(),
        "behind": behind(store, as_of),
        "counts": dict(store.counts),
        "dimensions": [{"dimension": key, "name": name, "score": score} for key, name, score in store.dimensions],
        "critical": [{**_failing(*failing[:3]), "change": failing[3]} for failing in store.critical],
        "newly_critical": [_failing(*failing) for failing in store.newly_critical],
        "causes": [{"diagnosis": key, "title": title} for key, title in store.causes],
        "overdue": [
            {"owner": owner, "title": title, "days": days, "now": now} for owner, title, days, now in store.overdue
        ],
        "package": safe_name(outcome.client),
        "of": outcome.client,
    }


def _failing(check: str, title: str, value: str | None) -> dict[str, Any]:
    return {"check": check, "title": title, "value": value}


def _tells(store: StoreSummary) -> bool:
    """What is judged across a client's stores is a row only where there was something to judge; a store always is."""
    return store.platform != CLIENT or store.assessed > 0


def _of(store: StoreSummary, outcome: Outcome) -> dict[str, Any]:
    return {"store": store.store, "platform_name": store.platform_name, "client": outcome.client}


def _rank(store: StoreSummary, outcome: Outcome) -> tuple[int, int, int, str, str, str]:
    days = _NEVER if store.days is None else store.days
    best = 101 if store.best is None else store.best
    return (days, -len(store.critical), best, outcome.client, store.platform, store.store)


def _counts(ranked: Sequence[_Ranked]) -> dict[str, int]:
    """Of stores; what is judged across a client's stores is ranked among them and counted as none."""
    stores = [store for store, _ in ranked if store.platform != CLIENT]
    return {
        "stores": len(stores),
        "critical": sum(bool(store.critical) for store in stores),
        "failing": sum(not store.critical and dict(store.counts).get("fail", 0) > 0 for store in stores),
        "clear": sum(store.state in ("near", "clear") for store in stores),
        "no_verdict": sum(_undecided(store) for store in stores),
        "no_data": sum(map(_blank, stores)),
        "waived": sum(dict(store.counts).get("waived", 0) for store in stores),
        "overdue": sum(len(store.overdue) for store in stores),
    }


def _undecided(store: StoreSummary) -> bool:
    """Nothing failed, but too little was assessed to say that all is well."""
    return not _blank(store) and not dict(store.counts).get("fail", 0) and store.state not in ("near", "clear")


def _blank(store: StoreSummary) -> bool:
    """Nothing was assessed; of a store that is not open yet nothing has to be."""
    return not store.assessed and store.launch is None


def _thin(store: StoreSummary) -> bool:
    """Something was assessed, but less than a score takes: that alone makes a run incomplete."""
    return bool(store.assessed) and store.score is None and store.platform != CLIENT and store.launch is None


def _heat(ranked: Sequence[_Ranked]) -> list[dict[str, Any]]:
    """For each platform the dimensions as columns and the stores as rows; a pre-launch review has others, and no score."""
    tables = []
    ranked = [found for found in ranked if found[0].launch is None]
    for platform in dict.fromkeys(store.platform for store, _ in ranked):
        mine = [found for found in ranked if found[0].platform == platform]
        columns = {key: name for store, _ in mine for key, name, _ in store.dimensions}
        rows = Rows(mine, partial(_scores, tuple(columns)))
        tables.append({"platform_name": mine[0][0].platform_name, "columns": list(columns.values()), "rows": rows})
    return tables


def _scores(columns: Sequence[str], ranked: _Ranked) -> dict[str, Any]:
    store, outcome = ranked
    scores = {key: score for key, _, score in store.dimensions}
    named = {"store": store.store, "client": outcome.client}
    return {**named, "score": store.score, "scores": [scores.get(key) for key in columns]}


def _overdue(ranked: Sequence[_Ranked]) -> list[dict[str, Any]]:
    """Overdue actions by owner, the longest overdue first."""
    owners: dict[str, list[tuple[int, str, str, str, str | None]]] = {}
    for store, outcome in ranked:
        for owner, title, days, now in store.overdue:
            owners.setdefault(owner, []).append((days, store.store, outcome.client, title, now))

    def action(found: tuple[int, str, str, str, str | None]) -> dict[str, Any]:
        days, store, client, title, now = found
        return {"store": store, "client": client, "title": title, "days": days, "now": now}

    return [
        {"owner": owner, "actions": Rows(sorted(actions, key=lambda entry: (-entry[0], entry[1])), action)}
        for owner, actions in sorted(owners.items())
    ]


def _causes(ranked: Sequence[_Ranked]) -> list[dict[str, Any]]:
    """Causes that hold in more than one store, the most frequent first."""
    found: dict[str, dict[str, Any]] = {}
    for store, outcome in ranked:
        for key, title in store.causes:
            cause = found.setdefault(key, {"diagnosis": key, "title": title, "stores": []})
            cause["stores"].append({"store": store.store, "client": outcome.client})
    shared = [entry for entry in found.values() if len(entry["stores"]) > 1]
    return sorted(shared, key=lambda entry: (-len(entry["stores"]), entry["diagnosis"]))


def news(outcome: Outcome) -> Text | None:
    """What the terminal says of a client while the run goes on; None where there is nothing to say."""
    if outcome.error:
        return Text(f"{outcome.client}: {outcome.error.zh}", f"{outcome.client}: {outcome.error.en}")
    if outcome.refused:
        zh, en = some([file for file, _ in outcome.refused], "个文件")
        return Text(f"{outcome.client}: 有文件未读：{zh}", f"{outcome.client}: files not read: {en}")
    return None
