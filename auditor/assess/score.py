"""The score of a store: how much of what was assessed holds, weighed by severity, and never flattering.

100 × Σ w·s / Σ w over the assessed findings: s is 1 for pass, ½ for watch, 0 for fail; w is 10, 5, 2 and 0 for
critical, major, minor and advisory. A failing critical check caps at 49, a failing major one of the platform at 79.
What is unknown counts neither way; it opens a range from "all of it fails" to "all of it passes".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from auditor.model import DimensionScore, Finding, Kind, Score, Severity, Status, Text
from auditor.rulebook.model import Check, RuleBook

WEIGHTS = {Severity.CRITICAL: 10, Severity.MAJOR: 5, Severity.MINOR: 2, Severity.ADVISORY: 0}
HALVES = {Status.PASS: 2, Status.WATCH: 1, Status.FAIL: 0}  # s, in halves
CRITICAL_CAP, PLATFORM_CAP = 49, 79
GRADES = ((90, "A"), (80, "B"), (60, "C"), (50, "D"))
OTHER = "other"  # the dimension of checks that name none
BLOCKING = (Severity.CRITICAL, Severity.MAJOR)
"""Severities of what has to be answered before a launch."""

_Row = tuple[Check, Status]


def score(findings: Sequence[Finding], book: RuleBook, least_coverage: float | Fraction | None = 0.5) -> Score:
    """The score of one store's findings, with its coverage, its range and its dimensions.

    It is null where less than ``least_coverage`` of the applicable checks is assessed, or none that weighs. None is the
    rule of a pre-launch review, where no share of the answers is enough: nothing critical or major may be open.
    """
    rows = [(book.checks[finding.check], finding.status) for finding in findings]
    dimensions: dict[str, list[_Row]] = {}
    for row in rows:
        dimensions.setdefault(row[0].dimension or OTHER, []).append(row)
    assessed, applicable = _coverage(rows)
    value, cap = _value(rows)
    open_rows = any(status is Status.UNKNOWN and WEIGHTS[check.severity] for check, status in rows)
    low, high = (_if_unknown(rows, Status.FAIL), _if_unknown(rows, Status.PASS)) if open_rows else (None, None)
    enough = _enough(rows, least_coverage)
    value = value if enough else None
    return Score(
        score=value,
        low=low,
        high=high,
        grade=None if value is None else grade(value),
        assessed=assessed,
        applicable=applicable,
        cap=cap if enough else None,
        dimensions=tuple(_dimension(name, part, least_coverage) for name, part in dimensions.items()),
    )


def grade(value: int) -> str:
    """A from 90, B from 80, C from 60, D from 50, else E."""
    return next((name for least, name in GRADES if value >= least), "E")


def _dimension(name: str, rows: Sequence[_Row], least_coverage: float | Fraction | None) -> DimensionScore:
    assessed, applicable = _coverage(rows)
    value, cap = _value(rows)
    if not _enough(rows, least_coverage):
        value, cap = None, None
    return DimensionScore(name, value, _weakest(rows), cap, assessed, applicable)


def _enough(rows: Sequence[_Row], least_coverage: float | Fraction | None) -> bool:
    assessed, applicable = _coverage(rows)
    if least_coverage is None:
        return not any(status is Status.UNKNOWN and check.severity in BLOCKING for check, status in rows)
    return assessed >= least_coverage * applicable


def _coverage(rows: Sequence[_Row]) -> tuple[int, int]:
    """How many findings were assessed (waived ones were), and how many apply."""
    applicable = [status for _, status in rows if status is not Status.NOT_APPLICABLE]
    return sum(status is not Status.UNKNOWN for status in applicable), len(applicable)


def _value(rows: Sequence[_Row]) -> tuple[int | None, Text | None]:
    """The capped score of the assessed findings, rounded half up, and the cap in words where it bites."""
    weighed = [(WEIGHTS[check.severity], HALVES[status]) for check, status in rows if status in HALVES]
    total = sum(weight for weight, _ in weighed)
    if not total:
        return None, None
    value = (100 * sum(weight * halves for weight, halves in weighed) + total) // (2 * total)
    for limit, bites, zh, en in _CAPS:
        culprit = next((check for check, status in rows if status is Status.FAIL and bites(check)), None)
        if culprit is not None and value > limit:
            return limit, Text(
                f"{zh}“{culprit.title.zh}”未达标，最高 {limit} 分", f"at most {limit}: {en} “{culprit.title.en}” fails"
            )
    return value, None


_CAPS: tuple[tuple[int, Callable[[Check], bool], str, str], ...] = (
    (CRITICAL_CAP, lambda check: check.severity is Severity.CRITICAL, "严重项", "the critical check"),
    (
        PLATFORM_CAP,
        lambda check: check.severity is Severity.MAJOR and check.kind is Kind.PLATFORM,
        "平台重要项",
        "the platform's major check",
    ),
)


def _if_unknown(rows: Sequence[_Row], outcome: Status) -> int | None:
    return _value([(check, outcome if status is Status.UNKNOWN else status) for check, status in rows])[0]


def _weakest(rows: Sequence[_Row]) -> str | None:
    """The check that costs most, one that fails before one on watch; the first of the rule book where several cost as much.

    None where none costs anything.
    """
    lost = [
        (status is Status.FAIL, WEIGHTS[check.severity] * (2 - HALVES[status]), check.id)
        for check, status in rows
        if HALVES.get(status, 2) < 2
    ]
    most = max((item[:2] for item in lost), default=None)
    return next((name for *cost, name in lost if tuple(cost) == most), None)
