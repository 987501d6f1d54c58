"""Attributes that nobody wrote down: what bands make of a number (years → stage), and a segment's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from auditor.assess.compare import PASS, bounds, interval, verdicts
from auditor.assess.panel import Panel
from auditor.assess.reading import Reading
from auditor.assess.series import State
from auditor.intake.attributes import SEGMENTING
from auditor.model import Evidence, Store, StoreKey
from auditor.rulebook.model import Attribute, RuleBook, Unit

_NOISE = 1e-9
_UNUSABLE = (State.UNREADABLE, State.UNDECIDED, State.CONFLICT, State.IMPLAUSIBLE)  # and yet something is stated


def derive_attributes(panel: Panel, book: RuleBook, stores: Sequence[Store]) -> tuple[Store, ...]:
    """The stores with the attributes that bands give them; what a user stated goes before.

    Counts are completed units: 2.7 years in business are 2. A value in no band, a missing one, or an amount
    without a rate leaves the attribute unknown, unless it says what holds where nothing is stated. Something is stated
    where a figure can't be read or contradicts another, and where that of a segment alone is in another band.
    """
    made: dict[StoreKey, dict[str, tuple[str, Evidence | None]]] = {}
    open_ones: set[tuple[StoreKey, str]] = set()
    for (platform, name), attribute in book.attributes.items():
        if attribute.source_metric is not None and platform in panel.grids:
            reading = Reading(panel, panel.grids[platform], book, attribute.source_metric)
            for subject, band in _bands(reading, attribute).items():
                key = _owner(reading, subject)
                if reading.grid.segment[subject] is None:
                    made.setdefault(key, {})[name] = band
                elif band[0] != attribute.unless_stated:
                    open_ones.add((key, name))
            open_ones |= {(_owner(reading, subject), name) for subject in _stated_in_vain(reading)}
    for store in stores:
        for (platform, name), attribute in book.attributes.items():
            usual = attribute.unless_stated
            if platform == store.key.platform and usual is not None and (store.key, name) not in open_ones:
                made.setdefault(store.key, {}).setdefault(name, (usual, None))
    return tuple(_with(store, made.get(store.key, {})) for store in stores)


def segment_attributes(
    panel: Panel, book: RuleBook, stores: Sequence[Store]
) -> dict[tuple[StoreKey, str], Mapping[str, str]]:
    """The attributes of each segment: its store's, and of the market and the fulfilment channel its own alone.

    A segment that names none of them (of an export that tells its rows apart otherwise) is left out.
    """
    known = {store.key: store.attributes for store in stores}
    made: dict[tuple[StoreKey, str], Mapping[str, str]] = {}
    for grid in panel.grids.values():
        attributes = [
            book.attributes[grid.platform, name] for name in SEGMENTING if (grid.platform, name) in book.attributes
        ]
        for store, segment in zip(grid.store.tolist(), grid.segment, strict=True):
            if segment is not None:
                key = grid.stores[store].key
                own = {each.id: part for part in segment.split("/") for each in attributes if _names(each, part)}
                if own:
                    made[key, segment] = {**known.get(key, {}), **own}
    return made


def _names(attribute: Attribute, part: str) -> bool:
    """Whether a part of a segment's name is values of an attribute."""
    return all(value in attribute.values for value in part.split(","))


def _with(store: Store, made: Mapping[str, tuple[str, Evidence | None]]) -> Store:
    fresh = {name: band for name, band in made.items() if name not in store.attributes}
    if not fresh:
        return store
    cells = {name: cell for name, (_, cell) in fresh.items() if cell is not None}
    return replace(
        store,
        attributes={**store.attributes, **{name: value for name, (value, _) in fresh.items()}},
        attribute_evidence={**store.attribute_evidence, **cells},
    )


def _owner(reading: Reading, subject: int) -> StoreKey:
    return reading.grid.stores[int(reading.grid.store[subject])].key


def _stated_in_vain(reading: Reading) -> list[int]:
    """The subjects of whose newest value something is written that can't be used."""
    if not len(reading.series):
        return []
    unusable = reading.found & np.isin(reading.series.state[reading.latest], _UNUSABLE)
    found: list[int] = np.flatnonzero(unusable).tolist()
    return found


def _bands(reading: Reading, attribute: Attribute) -> dict[int, tuple[str, Evidence | None]]:
    """The band of each subject that has a usable newest value; the first that holds, in the order of the file."""
    if not len(reading.series):
        return {}
    quantities = [quantity for band in attribute.bands for quantity in band.require.quantities]
    currency = next((quantity.currency for quantity in quantities if quantity.currency), None)
    values, states = reading.amounts(currency)
    usable = reading.found & (states[reading.latest] == State.OK)
    value = np.where(usable, values[reading.latest], np.nan)
    if reading.metric.unit is Unit.COUNT:
        value = np.floor(value + _NOISE)
    limits = bounds([(interval(band.require), None) for band in attribute.bands])
    holds = verdicts(np.repeat(value[:, None], len(attribute.bands), axis=1), limits) == PASS
    result: dict[int, tuple[str, Evidence | None]] = {}
    for subject in np.flatnonzero(holds.any(axis=1)).tolist():
        cells = reading.cells(int(reading.latest[subject]))
        band = attribute.bands[int(np.argmax(holds[subject]))]
        result[subject] = (band.value, cells[0] if cells else None)
    return result
