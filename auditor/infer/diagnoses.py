"""Diagnoses: causes inferred from the statuses of a store's findings, chained, competing, never guessed.

What a premise asks is the status of a *check*: one that is judged in several segments counts with the
worst of them, and a waived finding with the status underneath, because a waiver mends nothing. What is watched
for missing periods alone is unknown here: no cause follows from what nobody supplied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.infer.conditions import premises_of, rules_of, support, symbol_of, unsettled
from auditor.infer.engines import compiled
from auditor.infer.interface import Engine, Inferred, Rule, Symbol
from auditor.infer.scopes import circumstances
from auditor.model import Diagnosis, DiagnosisState, Finding, Status, Store, StoreKey, Truth
from auditor.rulebook.model import CheckIs, DiagnosisHolds, DiagnosisRule, RuleBook

WORST_FIRST = (Status.FAIL, Status.WATCH, Status.UNKNOWN, Status.PASS, Status.NOT_APPLICABLE)
"""A check that is judged in several segments has the first of these statuses that one segment has."""

LIKELIHOODS = ("certain", "likely", "possible")
"""Causes that compete are all shown in this order; those of equal likelihood in the order of the file."""


def diagnose(
    book: RuleBook,
    findings: Mapping[StoreKey, Sequence[Finding]],
    stores: Sequence[Store] = (),
    engine: type[Engine] | None = None,
) -> dict[StoreKey, tuple[Diagnosis, ...]]:
    """The causes behind each store's findings: the concluded ones, then the tentative, each by likelihood.

    *Concluded*: every premise is true. *Tentative*: at least one is true and the rest are unknown. With
    a false one it is absent; a check that has no finding in this audit makes its premises false.
    ``stores`` give the attributes for premises on attributes and scopes, unknown without them.
    ``engine`` is the kind of engine, by default the best one installed.
    """
    known = {store.key: store for store in stores}
    settings = circumstances(
        book,
        premises_of(rule.when for rule in book.diagnoses.values()),
        [known.get(key, Store(key)) for key in findings],
    )
    readers = {platform: _reader(book, platform, engine) for platform in {store.platform for store in findings}}
    return {store: readers[store.platform].read(store, found, settings[store]) for store, found in findings.items()}


def attach(findings: Sequence[Finding], diagnoses: Sequence[Diagnosis]) -> tuple[Finding, ...]:
    """One store's findings with ``explained_by``: the concluded causes, likeliest first.

    A tentative cause explains nothing yet.
    """
    statuses = worst_statuses(findings)
    causes: dict[str, list[str]] = {}
    for diagnosis in diagnoses:
        for check in diagnosis.explains if diagnosis.state is DiagnosisState.CONCLUDED else ():
            causes.setdefault(check, []).append(diagnosis.diagnosis)

    def explained(finding: Finding) -> bool:
        # Of several segments those that breach are explained; an unknown one only where none breaches.
        breached = (Status.FAIL, Status.WATCH)
        wanted = breached if statuses[finding.check] in breached else (Status.UNKNOWN,)
        return finding.check in causes and finding.known in wanted

    return tuple(
        finding._replace(explained_by=tuple(causes[finding.check])) if explained(finding) else finding
        for finding in findings
    )


def worst_statuses(findings: Sequence[Finding]) -> dict[str, Status]:
    """Check → the worst status over its segments, without waivers."""
    worst: dict[str, Status] = {}
    for finding in findings:
        status = finding.known
        found = worst.setdefault(finding.check, status)
        if found is not status and WORST_FIRST.index(status) < WORST_FIRST.index(found):
            worst[finding.check] = status
    return worst


def _reader(book: RuleBook, platform: str, engine: type[Engine] | None) -> _Reader:
    """The diagnoses of one platform, compiled: an engine is the faster the fewer symbols it has to tell apart."""
    diagnoses = [rule for rule in book.diagnoses.values() if rule.platform == platform]
    true: dict[tuple[str, str], list[Symbol]] = {}
    unsure: dict[str, list[Symbol]] = {}
    for premise in premises_of(rule.when for rule in diagnoses):
        if isinstance(premise, CheckIs):
            for status in premise.statuses:
                true.setdefault((premise.check, status), []).append(symbol_of(premise))
            if Status.UNKNOWN not in premise.statuses:
                unsure.setdefault(premise.check, []).append(symbol_of(premise))
    symbols = {rule.id: symbol_of(DiagnosisHolds(rule.id)) for rule in diagnoses}
    rules = [one for rule in diagnoses for one in rules_of(symbols[rule.id], rule.when)]
    ranked = sorted(diagnoses, key=lambda rule: LIKELIHOODS.index(rule.likelihood))
    return _Reader(tuple((symbols[rule.id], rule) for rule in ranked), true, unsure, compiled(rules, engine))


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is the same for every store of a platform.

    ``ranked``: the diagnoses by likelihood with their symbols; ``true``: (check, status) → the premises that
    it makes true; ``unsure``: check → the premises that are open while it is unknown.
    """

    ranked: tuple[tuple[Symbol, DiagnosisRule], ...]
    true: Mapping[tuple[str, str], Sequence[Symbol]]
    unsure: Mapping[str, Sequence[Symbol]]
    engine: Engine

    def read(
        self, store: StoreKey, findings: Sequence[Finding], setting: Mapping[Symbol, Truth]
    ) -> tuple[Diagnosis, ...]:
        """The diagnoses of one store; ``setting``: what its attributes say of the premises that ask for them."""
        statuses = worst_statuses(findings)
        # A true premise → what makes it true in this store: check:status, or the premise itself.
        seen = {symbol: symbol for symbol, truth in setting.items() if truth is Truth.TRUE}
        supposed = {symbol: None for symbol, truth in setting.items() if truth is Truth.UNKNOWN}
        unread = {finding.check for finding in findings if finding.known is Status.UNKNOWN}
        for check, status in statuses.items():
            holding = self.true.get((check, status), ())
            if status is Status.WATCH and check in unread:  # a segment that is unknown may be worse
                worse = self.true.get((check, Status.FAIL), ())
                either = [symbol for symbol in holding if symbol in worse]
                supposed.update({symbol: None for symbol in (*holding, *worse) if symbol not in either})
                holding = either
            for symbol in holding:
                seen[symbol] = f"{check}:{status}"
            if status is Status.UNKNOWN:
                supposed.update(dict.fromkeys(self.unsure.get(check, ())))
        case = _Case(store, statuses, seen, supposed, self.engine.conclude(seen, supposed))
        certain, possible = case.inferred
        concluded = [case.concluded(symbol, rule) for symbol, rule in self.ranked if symbol in certain]
        tentative = [
            case.tentative(symbol, rule) for symbol, rule in self.ranked if symbol in possible and symbol not in certain
        ]
        return (*concluded, *(diagnosis for diagnosis in tentative if diagnosis))


@dataclass(frozen=True, slots=True)
class _Case:
    """One store: the worst status of each check, the true and the supposed premises, and what follows."""

    store: StoreKey
    statuses: Mapping[str, Status]
    seen: Mapping[Symbol, Symbol]
    supposed: Mapping[Symbol, None]
    inferred: Inferred

    def concluded(self, symbol: Symbol, rule: DiagnosisRule) -> Diagnosis:
        """The diagnosis that follows from what is known."""
        because = tuple(one for one in self._because(self.inferred.certain[symbol]) if one != symbol)
        return Diagnosis(self.store, rule.id, DiagnosisState.CONCLUDED, because, self._explains(rule))

    def tentative(self, symbol: Symbol, rule: DiagnosisRule) -> Diagnosis | None:
        """The diagnosis that would follow, if some premise of its own is true: all unknown hints at nothing."""
        grounded, held = [], []
        for reason in self.inferred.supposed[symbol]:
            true = tuple(one for one in reason.premises if one in self.seen or one in self.inferred.certain)
            if true:
                grounded.append(reason)
                held.append(Rule(symbol, true))
        if not grounded:
            return None
        return Diagnosis(
            self.store,
            rule.id,
            DiagnosisState.TENTATIVE,
            self._because(held),
            self._explains(rule),
            if_known=unsettled(grounded, self.inferred, self.supposed),
        )

    def _because(self, reasons: Sequence[Rule]) -> tuple[Symbol, ...]:
        """What ``reasons`` rest on, down to the findings, as check:status of this store."""
        return tuple(dict.fromkeys(self.seen.get(one, one) for one in support(reasons, self.inferred.certain)))

    def _explains(self, rule: DiagnosisRule) -> tuple[str, ...]:
        """The checks of ``explains`` that this store breaches, and those unknown that the rule asks to be so.

        Data that nobody supplied is not explained by a cause elsewhere, unless the rule says that it is.
        """
        return tuple(
            check
            for check in rule.explains
            if self.statuses.get(check) in (Status.FAIL, Status.WATCH)
            or (self.statuses.get(check) is Status.UNKNOWN and _asks_for_unknown(rule, check))
        )


def _asks_for_unknown(rule: DiagnosisRule, check: str) -> bool:
    """Whether the diagnosis itself has "this check is unknown" among its premises."""
    return any(
        isinstance(premise, CheckIs) and premise.check == check and Status.UNKNOWN in premise.statuses
        for premise in (*rule.when.all, *rule.when.any)
    )
