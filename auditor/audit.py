"""The road from files to an audit, in order. Every command that audits goes through ``judge_intakes``.

files → cells → observations (intake) → findings (assess) → diagnoses (infer) → actions (remedy) → Audit
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

from auditor.assess import build_panel, derive_attributes, judge, observed, score, segment_attributes, waive
from auditor.cutoff import Cutoff, cut_off, used
from auditor.infer import attach, diagnose, infer_scopes, scopes_of
from auditor.intake import Options
from auditor.intake.declared import listed_twice, spelt_alike, spelt_otherwise
from auditor.model import (
    CLIENT,
    Audit,
    Diagnosis,
    Finding,
    Intake,
    Observed,
    Severity,
    Status,
    Store,
    StoreAudit,
    StoreKey,
    Text,
)
from auditor.readiness import with_deadlines
from auditor.remedy import plan_actions
from auditor.rulebook import Overlay, Waiver, apply_overlay, load_overlays, load_waivers
from auditor.rulebook.model import RuleBook
from auditor.text import some

LEAST_COVERAGE = Fraction(1, 2)
_SEVERITIES = list(Severity)
_CONTRADICTED = Text(
    "有数值相互矛盾，或由其得出不可能的数值，因此审核不完整（退出码 3）：见报告“未评估”一节",
    "Figures contradict each other, or an impossible one follows from them, so the audit is incomplete (exit code 3): see "
    "'not assessed' in the report",
)


@dataclass(frozen=True, slots=True)
class Request:
    """What to audit and by what. ``today`` is passed in: nothing below reads a clock."""

    paths: Sequence[str]
    today: date
    options: Options = field(default_factory=Options)
    as_of: date | None = None
    purpose: str = "weekly"
    overlay: Overlay | None = None
    waivers: Sequence[Waiver] = ()
    least_coverage: Fraction | None = None  # None: the overlay's, else ``usual_coverage``
    usual_coverage: Fraction = LEAST_COVERAGE


def laid_over(book: RuleBook, files: Sequence[str]) -> tuple[RuleBook, Overlay | None, tuple[Waiver, ...]]:
    """The book with a client's overlay laid over it, the overlay, and the waivers; any file may hold both kinds.

    Raises RuleErrors.
    """
    if not files:
        return book, None, ()
    paths = [Path(file) for file in files]
    overlay = load_overlays(paths, book)
    book = apply_overlay(book, overlay)
    return book, overlay, load_waivers(paths, book)


def judge_intake(intake: Intake, request: Request, book: RuleBook) -> Audit:
    """Judge the stores, infer the causes, plan the actions, from what ``intake.read`` gave.

    ``book`` already has the overlay laid over it. Bad input never raises: it stands in the audit's inputs.
    """
    return judge_intakes([(intake, request)], book)[0]


def judge_intakes(cases: Sequence[tuple[Intake, Request]], book: RuleBook) -> list[Audit]:
    """The audit of each intake, as if it were judged alone.

    Judgement is in columns and costs about the same for one store as for fifty: intakes of one date and overlay share
    a panel, as long as no store and no client of one has a name that another knows.
    """
    audits: dict[int, Audit] = {}
    panels: dict[tuple[object, ...], list[list[_Case]]] = {}
    for number, (intake, request) in enumerate(cases):
        case = _Case.of(number, intake, request)
        alike = panels.setdefault((case.cut.as_of, request.purpose, id(request.overlay)), [])
        together = next((each for each in alike if all(case.names.isdisjoint(other.names) for other in each)), None)
        if together is None:
            alike.append(together := [])
        together.append(case)
    for alike in panels.values():
        for together in alike:
            audits |= _judged(together, book)
    return [audits[number] for number in range(len(cases))]


@dataclass(frozen=True, slots=True)
class _Case:
    """An intake whose date is settled: who is judged, which names it knows."""

    number: int
    intake: Intake
    request: Request
    cut: Cutoff
    warnings: tuple[Text, ...]
    subjects: tuple[Store, ...]
    names: frozenset[StoreKey]
    judged: frozenset[StoreKey]  # all of them but, with --store, what is judged across the stores of a client

    @classmethod
    def of(cls, number: int, intake: Intake, request: Request) -> _Case:
        cut = cut_off(intake, request.as_of, request.today)
        listed = (*listed_twice(intake.stores, request.options), *spelt_otherwise(intake.stores, request.options))
        warnings = (*cut.warnings, *_not_open(intake, request), *listed, *spelt_alike(intake.stores))
        subjects = _with_clients(intake.stores) if request.purpose == "weekly" else intake.stores
        names = {store.key for store in subjects} | {row.store for row in cut.usable}
        names |= {item.store for item in intake.attestations}
        names |= {StoreKey(CLIENT, store.client) for store in subjects if store.client}
        across: set[StoreKey] = set()
        if asked := request.options.store:  # of the client's stores only this one was read
            across = {key for key in names if key.platform == CLIENT and key.store != asked}
            if any(store.key in across for store in subjects):
                warnings = (*warnings, _one_store(asked))
        judged = frozenset(names - across)
        return cls(number, intake, request, cut, warnings, subjects, frozenset(names), judged)


def _judged(cases: Sequence[_Case], book: RuleBook) -> dict[int, Audit]:
    """The audits of cases that share date, purpose and overlay, and no name."""
    request, as_of = cases[0].request, cases[0].cut.as_of
    rates: Mapping[str, float] = request.overlay.rates if request.overlay else {}
    skip: Mapping[str, str] = request.overlay.skip if request.overlay else {}
    subjects = tuple(store for case in cases for store in case.subjects)
    usable = tuple(row for case in cases for row in case.cut.usable)
    attestations = tuple(item for case in cases for item in case.intake.attestations)
    panel = build_panel(book, subjects, usable, attestations, as_of, rates)
    stores = derive_attributes(panel, book, subjects)
    of_segments = scopes_of(book, segment_attributes(panel, book, stores))
    findings = judge(panel, book, request.purpose, infer_scopes(book, stores), skip, of_segments)
    watched = observed(panel, book)
    conflicted = panel.conflicted

    settled = []
    for case in cases:
        own = {key: rows for key, rows in findings.items() if key in case.judged}
        settled.append(waive(own, case.request.waivers, as_of))
    diagnoses = diagnose(book, {key: rows for waived, _ in settled for key, rows in waived.items()}, stores)

    audits = {}
    for case, (waived, hygiene) in zip(cases, settled, strict=True):
        members = tuple(store for store in stores if store.key in case.judged)
        entries = _entries(case, book, members, waived, diagnoses, watched)
        audits[case.number] = Audit(
            as_of=as_of,
            purpose=request.purpose,
            intake=used(case.intake, case.cut),
            stores=tuple(entry for entry in entries if entry.store.key.platform != CLIENT),
            clients=tuple(entry for entry in entries if entry.store.key.platform == CLIENT and entry.findings),
            warnings=(*case.warnings, *_nothing_of(case), *hygiene),
            conflicted=not conflicted.isdisjoint(case.names),
        )
    return audits


def _entries(
    case: _Case,
    book: RuleBook,
    stores: Sequence[Store],
    findings: Mapping[StoreKey, Sequence[Finding]],
    diagnoses: Mapping[StoreKey, tuple[Diagnosis, ...]],
    watched: Mapping[StoreKey, tuple[Observed, ...]],
) -> list[StoreAudit]:
    """Findings with their causes, actions and score of every store of a case."""
    entries = []
    for store in stores:
        key = store.key
        explained = attach(findings[key], diagnoses[key])
        if case.request.purpose == "readiness":
            explained = with_deadlines(explained, store.launched, book, case.cut.as_of)
        entries.append(
            StoreAudit(
                store=store,
                findings=explained,
                diagnoses=diagnoses[key],
                actions=plan_actions(book, explained, diagnoses[key], case.cut.as_of),
                score=score(explained, book, _least_coverage(case.request)),
                observed=watched.get(key, ()),
            )
        )
    return entries


def _nothing_of(case: _Case) -> list[Text]:
    """What is to be said where the store that was asked for is in none of the files."""
    name = case.request.options.store
    if not name or case.intake.stores:
        return []
    return [Text(f"文件中没有店铺“{name}”的数据", f'The files hold nothing of the store "{name}"')]


def _not_open(intake: Intake, request: Request) -> list[Text]:
    """That a weekly audit is of stores that are to open later."""
    day = request.as_of or request.today
    later = [store for store in intake.stores if store.launched and store.launched > day]
    if not later or request.purpose != "weekly":
        return []
    zh, en = some([f"{store.key.store} ({store.launched})" for store in later], "家店铺")
    return [
        Text(
            f"尚未到开店日期，却按营业中的店铺审核：{zh}；上线前评审请用 auditor readiness",
            f"Audited as if it were open, though its launch day lies ahead: {en}; auditor readiness makes the pre-launch review",
        )
    ]


def _one_store(name: str) -> Text:
    return Text(
        f"只审核了店铺“{name}”（--store）：跨渠道检查要看客户的全部店铺，这次没有做",
        f'Only the store "{name}" was audited (--store): checks across channels need all stores of the client and were not made',
    )


def _least_coverage(request: Request) -> Fraction | None:
    """The share of the checks below which a store has no score: what was asked for, the overlay's, or the usual one.

    A pre-launch review has none (see ``score``).
    """
    if request.purpose == "readiness":
        return None
    stated = request.overlay.least_coverage if request.overlay else None
    return next(least for least in (request.least_coverage, stated, request.usual_coverage) if least is not None)


def _with_clients(stores: tuple[Store, ...]) -> tuple[Store, ...]:
    """The stores, and each client who owns several of them: the subject of what is judged across stores."""
    known = {store.key.store for store in stores if store.key.platform == CLIENT}
    owned: dict[str, list[Store]] = {}
    for store in stores:
        if store.client and store.client not in known:
            owned.setdefault(store.client, []).append(store)
    clients = [
        Store(StoreKey(CLIENT, name), name, files=tuple(dict.fromkeys(file for store in own for file in store.files)))
        for name, own in owned.items()
        if len(own) > 1
    ]
    return (*stores, *clients)


def failed(audit: Audit, book: RuleBook, fail_on: Severity) -> bool:
    """Whether a check at or above ``fail_on`` fails, waived ones left out."""
    worst = _SEVERITIES.index(fail_on)
    return any(
        finding.status is Status.FAIL and _SEVERITIES.index(book.checks[finding.check].severity) <= worst
        for finding in all_findings(audit)
    )


def incomplete(audit: Audit) -> bool:
    """Whether an input, a sheet or a value of a known metric could not be used, or a store is under-covered.

    A readiness review has no least coverage: what is unknown there is "needs evidence".
    """
    return (
        audit.conflicted
        or audit.intake.incomplete
        or (audit.purpose == "weekly" and any(store.score.score is None for store in audit.stores))
    )


def told_of(audit: Audit) -> tuple[Text, ...]:
    """The warnings, and before them what makes the audit incomplete where every cell was read."""
    unsaid = audit.conflicted and not audit.intake.incomplete
    return (_CONTRADICTED, *audit.warnings) if unsaid else audit.warnings


def assessed(audit: Audit) -> int:
    """How many checks of how ever many stores could be assessed."""
    return sum(entry.score.assessed for entry in (*audit.stores, *audit.clients))


def all_findings(audit: Audit) -> list[Finding]:
    """The findings of every store, then of every client."""
    return [finding for entry in (*audit.stores, *audit.clients) for finding in entry.findings]
