"""What the files gave: cells as evidence, observations, stores, and how every file was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from auditor.text import Text

CLIENT = "client"
"""The platform of what is judged across a client's stores."""


class StoreKey(NamedTuple):
    """What identifies a store: the same name on two platforms is two stores."""

    platform: str
    store: str


class Period(NamedTuple):
    """The days that a value covers, both ends included. A single date is a period of one day."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days + 1

    def apart(self, other: Period) -> bool:
        """Whether no day is in both."""
        return self.end < other.start or other.end < self.start


class Evidence(NamedTuple):
    """The source cell of a value. ``cell`` is in A1 notation, also in a CSV; ``sheet`` is None there.

    ``file`` is the path as it was given, with forward slashes; a member of an archive follows ``!``.
    """

    file: str
    sheet: str | None
    cell: str
    raw: str

    @property
    def place(self) -> str:
        """Where the cell stands: ``file!sheet!cell``."""
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)


class ValueState(StrEnum):
    """Whether the value of an observation may be used, and if not, why not."""

    OK = "ok"
    MISSING = "missing"  # a mark of a missing value: -, --, 暂无, N/A, an empty cell in a used column
    UNREADABLE = "unreadable"  # a text that should be a number, an error cell, an uncalculated formula
    UNDECIDED = "undecided"  # a bare 0.9 (0.9 % or 90 %?), a row a day (the day or the week up to it?)
    CONFLICT = "conflict"  # two different values for one store, metric and period
    INCOMPLETE = "incomplete"  # derived from rows that cover only part of the window


_UNUSABLE = frozenset((ValueState.UNREADABLE, ValueState.UNDECIDED, ValueState.CONFLICT))


class Observation(NamedTuple):
    """One metric of one store over one period, its value, and the cells it came from.

    ``value`` is in the metric's base unit, a string for text metrics, None unless ``state`` is OK.
    ``segment`` tells apart what one store has several of (marketplace, fulfilment channel).
    ``evidence`` holds the value's own cell first; a count derived from rows keeps the first twenty
    and ``rows`` says how many there were. ``note`` explains a state that is not OK, or says what the
    platform itself thinks of the value. ``open_span`` marks a value that adds up and that one day dates:
    whether it is that day's or its whole window's, nobody said. ``of_day``: a total of its sheet adds such values up.
    ``in_daily``: its sheet is called a daily report, so that its only day is no week either.
    """

    store: StoreKey
    metric: str
    period: Period
    value: float | str | None
    evidence: tuple[Evidence, ...]
    state: ValueState = ValueState.OK
    currency: str | None = None
    segment: str | None = None
    note: Text | None = None
    rows: int | None = None
    # Of two for one value the higher is used: a source map's, and -1 for a rate of 本周 beside that of its own window.
    precedence: int = 0
    open_span: bool = False
    of_day: bool = False
    in_daily: bool = False


class Attestation(NamedTuple):
    """One answered item of a checklist. ``answer`` is None where the cell is empty."""

    store: StoreKey
    check: str
    answer: str | None
    evidence: str | None
    signed_by: str | None
    signed_on: date | None
    cells: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Store:
    """One shop on one platform. ``attributes`` hold canonical values, several of one with commas between (market: DE,FR)."""

    key: StoreKey
    client: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    attribute_evidence: Mapping[str, Evidence] = field(default_factory=dict)
    launched: date | None = None
    files: tuple[str, ...] = ()  # the inputs that fed it


class Ignored(NamedTuple):
    """Something that was seen in a sheet and not used, and why. Nothing is dropped silently.

    ``incomplete`` is True where the audit lacks a value of a known metric because of it (exit 3).
    ``remedy`` is the way out, such as an overlay line ready to paste. ``cause`` is the reason in words that hold for
    every cell of its kind, where ``why`` tells more of the cell than what it says in quotes; “…” stands for that.
    """

    cell: str
    raw: str
    why: Text
    nearest: str | None = None
    incomplete: bool = False
    remedy: Text | None = None
    cause: Text | None = None


@dataclass(frozen=True, slots=True)
class InputSheet:
    """How one sheet was read."""

    sheet: str | None
    source_map: str | None = None  # id of the source map, or the shape: tidy, scorecard, store-rows, checklist
    rows: int = 0
    observations: int = 0
    ignored: tuple[Ignored, ...] = ()
    heading_row: int | None = None
    columns: tuple[tuple[str, str, str], ...] = ()  # (cell of the heading, heading, what it was taken for)
    notes: tuple[Text, ...] = ()  # decisions worth explaining: units, total rows, hidden rows
    error: Text | None = None


@dataclass(frozen=True, slots=True)
class InputFile:
    """One input file: what it was and how it was read. ``error`` is set when it was refused."""

    file: str
    sha256: str | None
    size: int | None
    sheets: tuple[InputSheet, ...] = ()
    error: Text | None = None
    remedy: Text | None = None
    bug: bool = False  # our own code failed on it (exit 70)
    transient: bool = False  # refused for what may be over by the next try: a download that failed, the time


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything that the files gave. Order is that of the files, then sheets, then cells."""

    inputs: tuple[InputFile, ...]
    stores: tuple[Store, ...]
    observations: tuple[Observation, ...]
    attestations: tuple[Attestation, ...] = ()

    @property
    def incomplete(self) -> bool:
        """Whether a file, a sheet or a value of a known metric could not be used."""
        return any(
            file.error or any(sheet.error or any(item.incomplete for item in sheet.ignored) for sheet in file.sheets)
            for file in self.inputs
        ) or any(item.state in _UNUSABLE for item in self.observations)
