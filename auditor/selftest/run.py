"""Running the cases: each is a store of its own in one panel, judged like any other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from auditor.assess import build_panel, derive_attributes, judge
from auditor.infer import diagnose, infer_scopes
from auditor.model import (
    Attestation,
    Evidence,
    Finding,
    Observation,
    Period,
    ScopeResult,
    Status,
    Store,
    StoreKey,
    Text,
    Truth,
    ValueState,
)
from auditor.rulebook.model import Check, DiagnosisRule, MetricKey, Place, RuleBook
from auditor.rulebook.quantities import parse_date
from auditor.selftest.boundaries import generated_cases
from auditor.selftest.cases import Case, days_covered, needed_metrics, step_between, written_cases
from auditor.text import counted

_CELL = Evidence("rule test", None, "A1", "")


@dataclass(frozen=True, slots=True)
class Failure:
    """A test that did not come out as it should. ``found`` is the status, or what went wrong."""

    rule: str
    case: str
    place: Place
    then: str
    found: Text

    def line(self, lang: str) -> str:
        """The failure on one line."""
        place, found = self.place, self.found.of(lang)
        said = f"应为 {self.then}，实为 {found}" if lang == "zh" else f"expected {self.then}, got {found}"
        return f"{place.file}:{place.line}:{place.column}: {self.rule} [{self.case}]: {said}"


@dataclass(frozen=True, slots=True)
class Result:
    """What a run of the tests gave. ``generated`` and ``written``: rule → number of tests that ran."""

    failures: tuple[Failure, ...]
    generated: dict[str, int]
    written: dict[str, int]

    @property
    def passed(self) -> int:
        """How many tests came out as they should."""
        return sum(self.generated.values()) + sum(self.written.values()) - len(self.failures)


def run_tests(book: RuleBook, files: Iterable[str] | None = None) -> Result:
    """Run the tests of every check and diagnosis, or of those that stand in ``files``.

    A test that raises is a failure, told with the error.
    """
    wanted = None if files is None else set(files)
    generated: dict[str, int] = {}
    written: dict[str, int] = {}
    failures: list[Failure] = []
    for check in book.checks.values():
        if wanted is None or (check.place and check.place.file in wanted):
            cases = [*written_cases(check, book), *generated_cases(check, book)]
            generated[check.id] = sum(case.generated for case in cases)
            written[check.id] = len(cases) - generated[check.id]
            failures += _run_check(book, check, cases)
    for rule in book.diagnoses.values():
        if wanted is None or (rule.place and rule.place.file in wanted):
            written[rule.id] = len(rule.tests)
            failures += _run_diagnosis(book, rule)
    return Result(tuple(failures), generated, written)


def _run_check(book: RuleBook, check: Check, cases: list[Case]) -> list[Failure]:
    keys = needed_metrics(check, book, cases)
    small = replace(
        book,
        checks={name: book.checks[name] for name in (*check.needs, check.id)},
        metrics={key: metric for key, metric in book.metrics.items() if key in keys},
        attributes={key: item for key, item in book.attributes.items() if key[0] == check.platform},
    )
    failures: list[Failure] = []
    for as_of in sorted({case.as_of for case in cases}):
        group = [case for case in cases if case.as_of == as_of]
        try:
            found = _judge(small, check, group, as_of, keys)
        except Exception as error:
            found = [_broken(error)] * len(group)
        failures += [
            Failure(check.id, case.name, case.place, case.then, said)
            for case, (status, said) in zip(group, found, strict=True)
            if status != case.then
        ]
    return failures


def _broken(error: Exception) -> tuple[str, Text]:
    """A test that raises is a failure, never a pass: its error is told in place of a status."""
    said = f"{type(error).__name__}: {error}"
    return "error", Text(f"错误 {said}", f"the error {said}")


def _judge(
    book: RuleBook, check: Check, cases: Sequence[Case], as_of: date, keys: set[MetricKey]
) -> list[tuple[str, Text]]:
    stores = [Store(_key(check, number), attributes=case.attributes or {}) for number, case in enumerate(cases)]
    observations = [
        row for store, case in zip(stores, cases, strict=True) for row in _rows(store, case, check, book, keys)
    ]
    attestations = [
        _attestation(store.key, check, case, as_of)
        for store, case in zip(stores, cases, strict=True)
        if case.answers is not None
    ]
    panel = build_panel(book, stores, observations, attestations, as_of, {})
    scopes = {store.key: dict.fromkeys(book.scopes, ScopeResult(Truth.TRUE)) for store in stores}
    stated = [store for store, case in zip(stores, cases, strict=True) if case.attributes]
    if stated and check.applies:
        scopes |= infer_scopes(book, derive_attributes(panel, book, stated))
    findings = judge(panel, book, check.purpose, scopes, {})
    return [_outcome(check, findings[store.key]) for store in stores]


def _key(check: Check, number: int) -> StoreKey:
    return StoreKey(check.platform, f"test-{number:04}")


def _rows(store: Store, case: Case, check: Check, book: RuleBook, keys: set[MetricKey]) -> Iterable[Observation]:
    for given in case.given:
        metric = book.metrics[check.platform, given.metric]
        step = step_between(given.metric, check, book, keys)
        period = Period(*days_covered(metric, step, case.newest, given.back))
        value = given.value if given.value is None or isinstance(given.value, str) else float(given.value)
        yield Observation(
            store=store.key,
            metric=given.metric,
            period=period,
            value=value,
            evidence=(_CELL,),
            state=ValueState.MISSING if value is None else ValueState.OK,
            currency=given.currency,
        )


def _attestation(store: StoreKey, check: Check, case: Case, as_of: date) -> Attestation:
    answers = case.answers or {}
    signed = parse_date(answers["date"]) if "date" in answers else as_of
    return Attestation(
        store=store,
        check=check.id,
        answer=answers.get("answer"),
        evidence=answers.get("evidence"),
        signed_by=answers.get("signed_by"),
        signed_on=signed,
        cells=(_CELL,),
    )


def _outcome(check: Check, findings: Sequence[Finding]) -> tuple[str, Text]:
    found = [finding for finding in findings if finding.check == check.id]
    if len(found) != 1:
        return "error", Text(f"{len(found)} 个结果", counted(len(found), "finding"))
    status, reason = found[0].status.value, found[0].reason
    return status, Text(f"{status}（{reason.zh}）", f"{status} ({reason.en})") if reason else Text(status, status)


def _run_diagnosis(book: RuleBook, rule: DiagnosisRule) -> list[Failure]:
    """Checks that a test does not name are unknown; what it states of attributes is the store's."""
    asked = [
        check for check in book.checks.values() if (check.platform, check.purpose) == (rule.platform, rule.purpose)
    ]
    stores: list[Store] = []
    findings: dict[StoreKey, tuple[Finding, ...]] = {}
    for number, test in enumerate(rule.tests):
        key = StoreKey(rule.platform, f"test-{number:04}")
        stated = {name: value for name, value in test.given.items() if name not in book.checks}
        stores.append(Store(key, attributes=stated))
        findings[key] = tuple(
            Finding(key, check.id, Status(test.given.get(check.id, Status.UNKNOWN))) for check in asked
        )
    try:
        diagnosed = diagnose(book, findings, stores)
        states = [
            next((found.state.value for found in diagnosed[store.key] if found.diagnosis == rule.id), "absent")
            for store in stores
        ]
        said = [Text(state, state) for state in states]
    except Exception as error:
        states, said = ["error"] * len(stores), [_broken(error)[1]] * len(stores)
    return [
        Failure(rule.id, f"test {number}", test.place, test.then, words)
        for number, (test, state, words) in enumerate(zip(rule.tests, states, said, strict=True), 1)
        if state != test.then
    ]
