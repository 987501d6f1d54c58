"""What one sheet gave, small enough to travel back from a worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from auditor.model import Attestation, InputSheet, Observation, Period, Store, StoreKey


class Part(NamedTuple):
    """An export of dated rows in one sheet: with others of its kind it makes one list of records."""

    store: StoreKey
    source: str  # the id of its map
    sheet: str | None
    covered: Period
    keyed: bool  # its records have a key: one that stands in two files is counted once
    daily: bool  # its rows have a day: where records have no key, a day that stands in two files is counted once


@dataclass(slots=True)
class Sheeted:
    """The result of one sheet, how it was read included."""

    sheet: InputSheet
    stores: tuple[Store, ...] = ()
    observations: tuple[Observation, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    part: Part | None = None
