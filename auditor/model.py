"""The vocabulary of the house: plain frozen values that every stage of the road speaks.

files → cells → observations → findings → diagnoses → actions → reports

Nothing here imports another module of the package but ``text``, reads a clock or touches a file. What a rule
file declares (metrics, checks, diagnoses, remedies) has its types in ``auditor.rulebook.model``.
Shares are stored as fractions (1 % is 0.01), flags as 1.0 and 0.0, dates as proleptic ordinals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from auditor.text import Text as Text  # noqa: PLC0414  (part of the vocabulary)


class Status(StrEnum):
    """The outcome of one check for one store. Unknown is never pass."""

    PASS = "pass"
    WATCH = "watch"
    FAIL = "fail"
    UNKNOWN = "unknown"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """What a breach costs, the worst first."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    ADVISORY = "advisory"


class Kind(StrEnum):
    """Who imposes the line."""

    PLATFORM = "platform"
    BENCHMARK = "benchmark"


class Truth(StrEnum):
    """Three-valued truth: an attribute that nobody stated is unknown, not false."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class Period(NamedTuple):
    """The days that a value covers, both ends included. A single date is a period of one day."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days + 1


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


CLIENT = "client"
"""The platform of what is judged across a client's stores."""


class StoreKey(NamedTuple):
    """What identifies a store: the same name on two platforms is two stores."""

    platform: str
    store: str


class ValueState(StrEnum):
    """Whether the value of an observation may be used, and if not, why not."""

    OK = "ok"
    MISSING = "missing"  # a mark of a missing value: -, --, 暂无, N/A, an empty cell in a used column
    UNREADABLE = "unreadable"  # a text that should be a number, an error cell, an uncalculated formula
    UNDECIDED = "undecided"  # a bare 0.9 of which nobody said whether it is 0.9 % or 90 %
    CONFLICT = "conflict"  # two different values for one store, metric and period
    INCOMPLETE = "incomplete"  # derived from rows that cover only part of the window


_UNUSABLE = frozenset((ValueState.UNREADABLE, ValueState.UNDECIDED, ValueState.CONFLICT))


class Observation(NamedTuple):
    """One metric of one store over one period, its value, and the cells it came from.

    ``value`` is in the metric's base unit, a string for text metrics, None unless ``state`` is OK.
    ``segment`` tells apart what one store has several of (marketplace, fulfilment channel).
    ``evidence`` holds the value's own cell first; a count derived from rows keeps the first twenty
    and ``rows`` says how many there were. ``note`` explains a state that is not OK, or says what the
    platform itself thinks of the value.
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
    precedence: int = 0  # a source map's; of two exports for one value the higher is used


class ScopeResult(NamedTuple):
    """Whether a scope holds for a store.

    ``missing`` names the attributes that would settle an unknown, ``against`` those that keep the store out, each
    with its value.
    """

    truth: Truth
    missing: tuple[str, ...] = ()
    against: tuple[tuple[str, str], ...] = ()


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
    """One shop on one platform. ``attributes`` hold canonical values (market: DE)."""

    key: StoreKey
    client: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    attribute_evidence: Mapping[str, Evidence] = field(default_factory=dict)
    launched: date | None = None
    files: tuple[str, ...] = ()  # the inputs that fed it


class Ignored(NamedTuple):
    """Something that was seen in a sheet and not used, and why. Nothing is dropped silently.

    ``incomplete`` is True where the audit lacks a value of a known metric because of it (exit 3).
    ``remedy`` is the way out, such as an overlay line ready to paste.
    """

    cell: str
    raw: str
    why: Text
    nearest: str | None = None
    incomplete: bool = False
    remedy: Text | None = None


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


class TrendPoint(NamedTuple):
    """One point of a trend: the last day of the period and the value (None: missing)."""

    end: date
    value: float | None


class Recovery(NamedTuple):
    """What brings a failing value back to green. ``count`` only where exact integers say it."""

    text: Text
    count: int | None = None  # type: ignore[assignment]  # shadows tuple.count


class WaiverNote(NamedTuple):
    """The waiver over a finding; ``status`` is the status underneath."""

    status: Status
    reason: str
    approved_by: str
    until: date


class AttestedNote(NamedTuple):
    """What a person answered to a checklist item, and until when that holds; None: not stated, or without end."""

    evidence: str | None
    signed_by: str | None
    signed_on: date | None
    until: date | None


class Finding(NamedTuple):
    """The outcome of one check for one store at the audit's date.

    Everything that the rule file says (title, severity, source …) is looked up in the rule book by
    ``check``. ``require`` and ``watch`` are the line in force in words and figures.
    """

    store: StoreKey
    check: str
    status: Status
    segment: str | None = None
    reason: Text | None = None
    value: float | str | None = None
    currency: str | None = None
    display: Text | None = None
    require: Text | None = None
    watch: Text | None = None
    line: int | None = None  # index into the check's lines: the one in force
    period: Period | None = None
    headroom: float | None = None
    recovery: Recovery | None = None
    trend: tuple[TrendPoint, ...] = ()
    failing_periods: int = 0  # how many periods in a row have failed, the newest included
    projected_breach: date | None = None  # a linear projection of the trend, never a promise
    notes: tuple[Text, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    evidence_rows: int | None = None  # rows behind a derived count, where more than ``evidence`` shows
    supply: Text | None = None  # for unknown: what to supply
    explained_by: tuple[str, ...] = ()
    waiver: WaiverNote | None = None
    attested: AttestedNote | None = None  # of a checklist item that was answered

    @property
    def underlying(self) -> Status:
        """The status without the waiver."""
        return self.waiver.status if self.waiver else self.status


class DiagnosisState(StrEnum):
    """Concluded, or tentative: it would be concluded if what is unknown were known."""

    CONCLUDED = "concluded"
    TENTATIVE = "tentative"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A cause inferred for one store. ``because`` names the symbols that fired it (check:status)."""

    store: StoreKey
    diagnosis: str
    state: DiagnosisState
    because: tuple[str, ...]
    explains: tuple[str, ...]  # the findings (check ids) that it explains in this store
    if_known: tuple[str, ...] = ()  # for tentative: the symbols that are unknown


@dataclass(frozen=True, slots=True)
class Action:
    """A remedy that is due for one store."""

    store: StoreKey
    remedy: str
    rank: int  # 1 is the first thing to do
    priority: float
    owner: str
    due: date
    checks: tuple[str, ...]  # the findings that it would mend
    because: Text  # why it ranks where it does, in words
    status: str = "open"


class DimensionScore(NamedTuple):
    """Score of one dimension; ``cap`` in words where a failing check capped it."""

    dimension: str
    score: int | None
    weakest: str | None
    cap: Text | None
    assessed: int
    applicable: int


@dataclass(frozen=True, slots=True)
class Score:
    """Score of a store: null below the least coverage, a range where unknowns leave it open."""

    score: int | None
    low: int | None
    high: int | None
    grade: str | None
    assessed: int
    applicable: int
    cap: Text | None
    dimensions: tuple[DimensionScore, ...]


@dataclass(frozen=True, slots=True)
class Observed:
    """A metric that is shown with its trend and without a verdict."""

    metric: str
    segment: str | None
    value: float | str | None
    display: Text | None
    period: Period | None
    trend: tuple[TrendPoint, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class StoreAudit:
    """All that an audit says of one store."""

    store: Store
    findings: tuple[Finding, ...]
    diagnoses: tuple[Diagnosis, ...]
    actions: tuple[Action, ...]
    score: Score
    observed: tuple[Observed, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """The results model. Every report format is a view of it."""

    as_of: date
    purpose: str
    intake: Intake
    stores: tuple[StoreAudit, ...]
    clients: tuple[StoreAudit, ...]
    warnings: tuple[Text, ...]
    conflicted: bool = False  # two values for one store, metric and day contradict each other
