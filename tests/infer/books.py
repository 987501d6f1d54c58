"""Small rule books made by hand, for tests of inference and of remedies."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from auditor.model import Finding, Kind, Severity, Status, StoreKey, Text
from auditor.rulebook.model import (
    AttributeIs,
    Check,
    CheckIs,
    Condition,
    DiagnosisHolds,
    DiagnosisRule,
    Line,
    Premise,
    Quantity,
    Remedy,
    Requirement,
    RuleBook,
    Scope,
    ScopeHolds,
    Source,
    Span,
    Verb,
)

STORE = StoreKey("amazon", "north")
SOURCE = Source(Text("网页", "a page"), "house", date(2026, 11, 1))


def text(name: str) -> Text:
    return Text(name, name)


def premise(written: str) -> Premise:
    """``market=DE|FR``, ``scope eu``, ``check:fail|watch`` or ``because cause``."""
    if written.startswith("scope "):
        return ScopeHolds(written.removeprefix("scope "))
    if written.startswith("because "):
        return DiagnosisHolds(written.removeprefix("because "))
    if "=" in written:
        attribute, values = written.split("=")
        return AttributeIs(attribute, tuple(values.split("|")))
    check, statuses = written.split(":")
    return CheckIs(check, tuple(statuses.split("|")))


def condition(every: str = "", either: str = "") -> Condition:
    """Premises separated by commas."""
    return Condition(
        *(tuple(premise(one.strip()) for one in part.split(",") if one.strip()) for part in (every, either))
    )


def scope(name: str, every: str = "", either: str = "") -> Scope:
    return Scope(name, "amazon", condition(every, either))


def cause(
    name: str, every: str = "", either: str = "", *, explains: str = "", likelihood: str = "likely", remedies: str = ""
) -> DiagnosisRule:
    return DiagnosisRule(
        id=name,
        pack="p",
        platform="amazon",
        purpose="weekly",
        title=text(name),
        when=condition(every, either),
        explains=tuple(explains.split()),
        likelihood=likelihood,
        remedies=tuple(remedies.split()),
    )


def check(
    name: str,
    remedies: str = "",
    *,
    severity: Severity = Severity.MAJOR,
    kind: Kind = Kind.BENCHMARK,
    at_least: int | None = None,
) -> Check:
    line = Requirement(Verb.AT_LEAST, (Quantity(Fraction(at_least or 0), str(at_least)),))
    return Check(
        id=name,
        pack="p",
        platform="amazon",
        purpose="weekly",
        title=text(name),
        severity=severity,
        kind=kind,
        source=SOURCE,
        metric=f"{name}_metric",
        lines=() if at_least is None else (Line(line, None, SOURCE),),
        remedies=tuple(remedies.split()),
    )


def remedy(name: str, effort: str = "hours", *, days: int = 3, owner: str = "operations") -> Remedy:
    return Remedy(name, text(name), ("做",), ("do",), owner, effort, Span(days, "day"))


def book(
    *, checks: list[Check] = (), scopes: list[Scope] = (), causes: list[DiagnosisRule] = (), remedies: list[Remedy] = ()
) -> RuleBook:  # type: ignore[assignment]
    return RuleBook(
        packs={},
        metrics={},
        attributes={},
        checks={one.id: one for one in checks},
        scopes={one.id: one for one in scopes},
        diagnoses={one.id: one for one in causes},
        remedies={one.id: one for one in remedies},
        observe={},
    )


def findings(store: StoreKey = STORE, **statuses: str) -> tuple[Finding, ...]:
    """``a="fail"``; several segments of one check as ``a="fail pass"``."""
    return tuple(
        Finding(store, check, Status(status), segment=str(number) if number else None)
        for check, written in statuses.items()
        for number, status in enumerate(written.split())
    )
