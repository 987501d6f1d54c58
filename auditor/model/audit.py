"""What an audit says of the stores: findings, diagnoses, actions and scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from auditor.model.intake import Evidence, Intake, Period, Store, StoreKey
from auditor.text import Text


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


class ScopeResult(NamedTuple):
    """Whether a scope holds for a store.

    ``missing`` names the attributes that would settle an unknown, ``against`` those that keep the store out, each
    with its value.
    """

    truth: Truth
    missing: tuple[str, ...] = ()
    against: tuple[tuple[str, str], ...] = ()


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
    supply: Text | None = None  # for unknown, and for a watch that rests on missing periods alone: what to supply
    explained_by: tuple[str, ...] = ()
    waiver: WaiverNote | None = None
    attested: AttestedNote | None = None  # of a checklist item that was answered

    @property
    def underlying(self) -> Status:
        """The status without the waiver."""
        return self.waiver.status if self.waiver else self.status

    @property
    def known(self) -> Status:
        """The status without the waiver, as far as values tell it: what is watched for missing periods alone is unknown."""
        lacking = self.underlying is Status.WATCH and self.supply is not None
        return Status.UNKNOWN if lacking else self.underlying


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
