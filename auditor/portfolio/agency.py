"""Who is to be audited: an agency, its clients, and their stores, as the configuration describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

from auditor.model import StoreKey


@dataclass(frozen=True, slots=True)
class Pause:
    """Days, the last included, on which a client or a store is not audited, and why: a holiday, a contract that rests."""

    reason: str
    until: date
    start: date = date.min

    def holds(self, day: date) -> bool:
        """Whether it does on ``day``; after its last day the audits go on by themselves."""
        return self.start <= day <= self.until


@dataclass(frozen=True, slots=True)
class StoreEntry:
    """One store of a client as the agency describes it. ``inputs`` are globs or URLs."""

    name: str
    platform: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    launched: date | None = None
    inputs: tuple[str, ...] = ()
    paused: Pause | None = None

    @property
    def key(self) -> StoreKey:
        """The store as an audit knows it."""
        return StoreKey(self.platform, self.name)


@dataclass(frozen=True, slots=True)
class Client:
    """One client of the agency. ``inputs`` are files that name their stores themselves."""

    id: str
    name: str
    stores: tuple[StoreEntry, ...] = ()
    inputs: tuple[str, ...] = ()
    overlay: str | None = None
    waivers: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    edition: str = "client"
    languages: tuple[str, ...] = ("zh",)
    narrative: str | None = None  # blocks of text for its reports, where the file beside a report leaves them open
    form: str | None = None  # a workbook with named cells, filled in for each store
    least_coverage: Fraction | None = None  # where its overlay names none
    paused: Pause | None = None

    def resting(self, day: date) -> tuple[StoreEntry, ...]:
        """The stores that are paused by themselves on ``day``."""
        return tuple(store for store in self.stores if store.paused and store.paused.holds(day))

    def rests(self, day: date) -> bool:
        """Whether there is nothing to audit on ``day``: the client is paused, or each of its stores is."""
        if self.paused and self.paused.holds(day):
            return True
        return bool(self.stores) and not self.inputs and len(self.resting(day)) == len(self.stores)


@dataclass(frozen=True, slots=True)
class Agency:
    """The whole configuration. Relative paths have been taken from ``root``, the folder of the file.

    Reports name files as seen from there, so that a package is the same wherever the agency lies.
    """

    name: str | None
    clients: tuple[Client, ...]
    root: Path
    logo: str | None = None
    accent: str | None = None
    footer: str | None = None
    history: str | None = None
    least_coverage: Fraction | None = None  # as the command line wants it; None: a client's overlay, its own, or half
    rules: tuple[str, ...] = ()
