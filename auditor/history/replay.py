"""The observations behind kept audits, packed so that they can be judged again by other rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from auditor.history.model import Subject
from auditor.history.records import pack_json, sound, unpack_json
from auditor.history.shape import is_number
from auditor.history.store import Kept
from auditor.model import Attestation, Audit, Intake, Observation, Period, Store, StoreKey, Text, ValueState


class Run(NamedTuple):
    """What was known of all stores of a client that were audited for one purpose on one day; ``audits``: of each."""

    as_of: date
    purpose: str
    intake: Intake
    audits: tuple[Kept, ...]


def pack_intakes(audit: Audit) -> dict[Subject, bytes]:
    """Each store's attributes, observations and answers. Evidence stays in the document; customers' data never came here."""
    observations: dict[StoreKey, list[Observation]] = {}
    for observation in audit.intake.observations:
        observations.setdefault(observation.store, []).append(observation)
    attestations: dict[StoreKey, list[Attestation]] = {}
    for attestation in audit.intake.attestations:
        attestations.setdefault(attestation.store, []).append(attestation)
    return {
        Subject(audit.purpose, *entry.store.key): pack_json(
            {
                "client": entry.store.client,
                "attributes": dict(sorted(entry.store.attributes.items())),
                "launched": _iso(entry.store.launched),
                "observations": [_observation(one) for one in observations.get(entry.store.key, ())],
                "attestations": [
                    [one.check, one.answer, one.evidence, one.signed_by, _iso(one.signed_on)]
                    for one in attestations.get(entry.store.key, ())
                ],
            }
        )
        for entry in (*audit.stores, *audit.clients)
    }


def unpack_runs(kept: Iterable[tuple[Kept, bytes]]) -> Iterator[Run]:
    """The packed intakes of a history (by day, purpose and client, as ``History.intakes`` gives them), put together again."""
    whole = groupby(kept, key=lambda one: (one[0].as_of, one[0].subject.purpose, one[0].client))
    for (as_of, purpose, _), group in whole:
        audits: list[Kept] = []
        stores: list[Store] = []
        observations: list[Observation] = []
        attestations: list[Attestation] = []
        for audit, packed in group:
            key, value = StoreKey(audit.subject.platform, audit.subject.store), unpack_json(packed)
            audits.append(audit)
            with sound():
                stores.append(Store(key, value["client"], dict(value["attributes"]), launched=_day(value["launched"])))
                observations += [_unpacked(key, row) for row in value["observations"]]
                attestations += [
                    Attestation(key, check, answer, evidence, signed_by, _day(signed_on), ())
                    for check, answer, evidence, signed_by, signed_on in value["attestations"]
                ]
        intake = Intake((), tuple(stores), tuple(observations), tuple(attestations))
        yield Run(as_of, purpose, intake, tuple(audits))


def _observation(one: Observation) -> list[Any]:
    return [
        one.metric,
        _iso(one.period.start),
        _iso(one.period.end),
        one.value,
        one.state.value,
        one.currency,
        one.segment,
        list(one.note) if one.note else None,
        one.rows,
        one.precedence,
    ]


def _unpacked(key: StoreKey, row: list[Any]) -> Observation:
    metric, start, end, value, state, currency, segment, note, rows, precedence = row
    if not (value is None or isinstance(value, str) or is_number(value)):
        raise TypeError(value)
    return Observation(
        store=key,
        metric=metric,
        period=Period(date.fromisoformat(start), date.fromisoformat(end)),
        value=value,
        evidence=(),
        state=ValueState(state),
        currency=currency,
        segment=segment,
        note=Text(*note) if note else None,
        rows=rows,
        precedence=precedence,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
