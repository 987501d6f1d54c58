"""The rule book as plain data in one language: for ``rules list``, ``rules show`` and the handbook."""

from __future__ import annotations

from typing import Any

from auditor.model import Text
from auditor.rulebook.model import (
    AttributeIs,
    Check,
    CheckIs,
    Condition,
    DiagnosisHolds,
    DiagnosisRule,
    Line,
    Metric,
    Premise,
    Remedy,
    RuleBook,
    RuleTest,
    Scope,
    ScopeHolds,
    Source,
)
from auditor.rulebook.words import requirement_words, span_words

Entry = dict[str, Any]


def catalogue(book: RuleBook, lang: str, platform: str | None = None) -> Entry:
    """Checks, diagnoses and metrics, of one platform or of all, in the order of the files."""
    return {
        "checks": [check_entry(check, lang) for check in book.checks.values() if platform in (None, check.platform)],
        "diagnoses": [
            diagnosis_entry(rule, book, lang) for rule in book.diagnoses.values() if platform in (None, rule.platform)
        ],
        "metrics": [
            metric_entry(metric, book, lang) for metric in book.metrics.values() if platform in (None, metric.platform)
        ],
    }


def check_entry(check: Check, lang: str) -> Entry:
    """One check. ``require`` and ``watch`` are those of the newest line; ``lines`` holds dated ones."""
    newest = check.newest
    dated = [line for line in check.lines if line.start or line.end]
    return {
        "check": check.id,
        "pack": check.pack,
        "platform": check.platform,
        "purpose": check.purpose,
        "title": check.title.of(lang),
        "metric": check.metric,
        "require": require_words(check, newest).of(lang),
        "watch": requirement_words(newest.watch).of(lang) if newest and newest.watch else None,
        "sustained": span_words(check.sustained).en if check.sustained else None,
        "severity": check.severity.value,
        "kind": check.kind.value,
        "dimension": check.dimension,
        "lines": [_line(line, lang) for line in dated],
        "attest": _attest(check, lang),
        "applies": list(check.applies),
        "needs": list(check.needs),
        "min_sample": check.min_sample,
        "max_age": span_words(check.max_age).en if check.max_age else None,
        "from": check.start.isoformat() if check.start else None,
        "until": check.end.isoformat() if check.end else None,
        "risk": check.risk.of(lang) if check.risk else None,
        "remedies": list(check.remedies),
        "source": source_entry(check.source, lang),
    }


def require_words(check: Check, line: Line | None) -> Text:
    """What a check asks for, in words: its line, or the answer that an attested item wants."""
    if line is not None:
        return requirement_words(line.expect, typical=check.typical, sustained=check.sustained)
    if check.attest is not None and check.attest.evidence_required:
        return Text("答复“是”并附证据", "yes, with evidence")
    return Text("答复“是”", "yes")


def source_entry(source: Source, lang: str) -> Entry:
    """A source with its standing, and the others that it names."""
    return {
        "title": source.title.of(lang),
        "url": source.url,
        "read_on": source.read_on.isoformat(),
        "standing": source.standing,
        "says": source.says.of(lang) if source.says else None,
        "also": [source_entry(other, lang) for other in source.also],
    }


def diagnosis_entry(rule: DiagnosisRule, book: RuleBook, lang: str) -> Entry:
    """One diagnosis with its condition in symbols."""
    return {
        "diagnosis": rule.id,
        "pack": rule.pack,
        "platform": rule.platform,
        "purpose": rule.purpose,
        "title": rule.title.of(lang),
        "likelihood": rule.likelihood,
        "when": condition_entry(rule.when),
        "explains": [check for check in rule.explains if check in book.checks],
        "confirm": rule.confirm.of(lang) if rule.confirm else None,
        "remedies": list(rule.remedies),
    }


def condition_entry(condition: Condition) -> Entry:
    """``all`` and ``any`` as symbols: ``check: fail``, ``diagnosis: x``, ``scope: x``, ``attribute: a | b``."""
    return {
        key: [premise_words(premise) for premise in premises]
        for key, premises in (("all", condition.all), ("any", condition.any))
        if premises
    }


def premise_words(premise: Premise) -> str:
    """One premise as a symbol."""
    match premise:
        case AttributeIs(name, values) | CheckIs(name, values):
            return f"{name}: {' | '.join(values)}"
        case ScopeHolds(name):
            return f"scope: {name}"
        case DiagnosisHolds(name):
            return f"diagnosis: {name}"


def metric_entry(metric: Metric, book: RuleBook, lang: str) -> Entry:
    """One metric with every heading it is found under."""
    window = metric.window
    return {
        "metric": metric.id,
        "platform": metric.platform,
        "name": metric.name.of(lang),
        "unit": metric.unit.value,
        "better": metric.better.value,
        "window": window.unit if window.unit in ("moment", "period") else span_words(window).en,
        "headings": list(metric.names),
        "ratio": list(metric.ratio) if metric.ratio else None,
        "formula": metric.formula_text,
        "across": {"platform": metric.across.platform, "sum": metric.across.metric} if metric.across else None,
        "where": metric.where.of(lang) if metric.where else None,
        "observed": metric.id in book.observe.get(metric.platform, ()),
    }


def remedy_entry(remedy: Remedy, lang: str) -> Entry:
    """One remedy with its steps."""
    return {
        "remedy": remedy.id,
        "title": remedy.title.of(lang),
        "steps": list(remedy.steps_zh if lang == "zh" else remedy.steps_en),
        "owner": remedy.owner,
        "effort": remedy.effort,
        "due": span_words(remedy.due).en,
        "done_when": remedy.done_when.of(lang) if remedy.done_when else None,
    }


def scope_entry(scope: Scope) -> Entry:
    """One scope with its condition."""
    return {"scope": scope.id, "platform": scope.platform, "when": condition_entry(scope.when)}


def test_entry(test: RuleTest) -> Entry:
    """One test of a rule, as it was written."""
    shown: Entry = {}
    if test.given or not test.series:
        shown["given"] = dict(test.given)
    if test.series:
        shown["series"] = dict(test.series)
    if test.as_of:
        shown["as_of"] = test.as_of.isoformat()
    return {**shown, "then": test.then}


def find_entries(book: RuleBook, name: str, lang: str) -> list[Entry]:
    """Everything that has this id: a metric may be declared by several platforms."""
    found: list[Entry] = []
    if check := book.checks.get(name):
        found.append({**check_entry(check, lang), "tests": [test_entry(test) for test in check.tests]})
    if rule := book.diagnoses.get(name):
        found.append({**diagnosis_entry(rule, book, lang), "tests": [test_entry(test) for test in rule.tests]})
    if remedy := book.remedies.get(name):
        found.append(remedy_entry(remedy, lang))
    if scope := book.scopes.get(name):
        found.append(scope_entry(scope))
    found += [metric_entry(metric, book, lang) for (_, ident), metric in book.metrics.items() if ident == name]
    for (platform, ident), attribute in book.attributes.items():
        if ident == name:
            values = {value: list(spellings) for value, spellings in attribute.values.items()}
            found.append(
                {"attribute": ident, "platform": platform, "name": attribute.name.of(lang), "values": values}
                | ({"from": attribute.source_metric} if attribute.source_metric else {})
            )
    return found


def all_names(book: RuleBook) -> list[str]:
    """Every id of the book, for the nearest name."""
    names: list[str] = [*book.checks, *book.diagnoses, *book.remedies, *book.scopes]
    return sorted({*names, *(name for _, name in book.metrics), *(name for _, name in book.attributes)})


def _line(line: Line, lang: str) -> Entry:
    return {
        "from": line.start.isoformat() if line.start else None,
        "until": line.end.isoformat() if line.end else None,
        "require": requirement_words(line.expect).of(lang),
        "watch": requirement_words(line.watch).of(lang) if line.watch else None,
        "source": source_entry(line.source, lang),
    }


def _attest(check: Check, lang: str) -> Entry | None:
    if check.attest is None:
        return None
    return {
        "ask": check.attest.ask.of(lang),
        "evidence": "required" if check.attest.evidence_required else "optional",
        "valid_for": span_words(check.attest.valid_for).en if check.attest.valid_for else None,
        "no": "watch" if check.attest.no_is_watch else "fail",
    }
