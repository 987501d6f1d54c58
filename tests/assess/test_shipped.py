"""Every shipped check of a number: just below, at and just above its lines, missing, zero, unreadable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache

import pytest

from auditor.model import Finding, ScopeResult, Store, StoreKey, Truth, ValueState
from auditor.rulebook import load_rulebook
from auditor.rulebook.model import Check, Requirement, RuleBook, Unit, Verb
from tests.assess.builders import audit, seen

AS_OF = date(2026, 11, 15)


@cache
def shipped() -> RuleBook:
    return load_rulebook()


def numeric() -> Iterator[str]:
    for check in shipped().checks.values():
        if check.metric and not check.sustained:
            metric = shipped().metrics[check.platform, check.metric]
            if metric.unit is not Unit.TEXT and line_of(check) is not None:
                yield check.id


def line_of(check: Check) -> int | None:
    places = [
        place
        for place, line in enumerate(check.lines)
        if (line.start is None or line.start <= AS_OF) and (line.end is None or line.end >= AS_OF)
    ]
    return places[-1] if places else None


def judged(check: Check, cases: list[tuple[float | None, ValueState | None]]) -> list[Finding]:
    """The check alone, given its metric's printed value: a store for each case."""
    rules = shipped()
    metric = rules.metrics[check.platform, check.metric or ""]
    alone = replace(rules, checks={check.id: replace(check, needs=(), start=None, end=None)})
    currency = check.lines[line_of(check) or 0].expect.quantities[0].currency
    keys = [StoreKey(check.platform, f"shop {number}") for number in range(len(cases))]
    rows = [
        seen(metric.id, value, AS_OF, store=key, state=state, currency=currency)
        for key, (value, state) in zip(keys, cases, strict=True)
    ]
    scopes = {key: {scope: ScopeResult(Truth.TRUE) for scope in check.applies} for key in keys}
    stores = [Store(key, "client") for key in keys]
    found = audit(alone, rows, stores=stores, scopes=scopes, purpose=check.purpose, as_of=AS_OF)
    return [found[key][0] for key in keys]


def holds(requirement: Requirement, value: Fraction) -> bool:
    lines = [quantity.exact for quantity in requirement.quantities]
    match requirement.verb:
        case Verb.AT_LEAST:
            return value >= lines[0]
        case Verb.MORE_THAN:
            return value > lines[0]
        case Verb.AT_MOST:
            return value <= lines[0]
        case Verb.LESS_THAN:
            return value < lines[0]
        case Verb.BETWEEN:
            return lines[0] <= value <= lines[1]
        case _:
            return value in lines


@pytest.mark.parametrize("name", list(numeric()))
def test_at_and_around_every_line(name: str) -> None:
    check = shipped().checks[name]
    line = check.lines[line_of(check) or 0]
    bounds = shipped().metrics[check.platform, check.metric or ""].range
    figures = {quantity.exact for each in (line.expect, line.watch) if each for quantity in each.quantities}
    values = []
    for figure in sorted(figures | {Fraction(0)}):
        step = max(abs(figure), Fraction(1, 100)) / 10**6
        values += [figure - step, figure, figure + step]
    findings = judged(check, [(float(value), None) for value in values])
    for value, finding in zip(values, findings, strict=True):
        expected = "pass"
        if not holds(line.expect, value):
            expected = "fail"
        elif line.watch and not holds(line.watch, value):
            expected = "watch"
        if bounds is not None and not bounds.holds(float(value)):
            assert (finding.status, finding.value) == ("unknown", None), (name, float(value), finding)
            continue
        assert finding.status == expected, (name, float(value), finding)
        assert finding.display is not None
        if expected == "fail" and check.kind == "benchmark":
            assert finding.reason is not None
            assert "benchmark" in finding.reason.en
            assert "violat" not in finding.reason.en


@pytest.mark.parametrize("name", list(numeric()))
def test_missing_and_unreadable_are_unknown(name: str) -> None:
    check = shipped().checks[name]
    states = [ValueState.MISSING, ValueState.UNREADABLE, ValueState.UNDECIDED, ValueState.CONFLICT]
    for finding in judged(check, [(None, state) for state in states]):
        assert (finding.status, finding.value) == ("unknown", None), name
        assert finding.reason is not None
        assert finding.reason.zh
        assert finding.supply is not None


def test_there_is_something_to_test() -> None:
    assert len(list(numeric())) >= 60


def test_a_figure_that_does_not_follow_from_others_is_asked_for_by_its_name() -> None:
    rules = shipped()
    check = rules.checks["amazon.repeat-violation"]
    key = StoreKey("amazon", "shop")
    alone = replace(rules, checks={check.id: replace(check, needs=(), start=None, end=None)})
    scopes = {key: {scope: ScopeResult(Truth.TRUE) for scope in check.applies}}
    rows = [seen("policy_violations", 4, AS_OF, store=key)]
    found = audit(alone, rows, stores=[Store(key, "client")], scopes=scopes, purpose=check.purpose, as_of=AS_OF)
    assert found[key][0].status.value == "unknown"
    reason = found[key][0].reason
    assert reason is not None
    assert reason.en.startswith("no data on Repeated violations, and it does not follow from Policy violations (")
    assert "by 0" not in reason.en, "nothing that anybody sees is 0"
    supply = found[key][0].supply
    assert supply is not None
    assert "Repeated violations" in supply.en
    assert "Policy violations" not in supply.en, "it is there already"


def test_what_brings_a_rate_of_counts_back_is_said_in_its_own_words() -> None:
    """Else it reads "meet the next 3 of Ad impressions in full (Ad clicks)"."""
    judged_by = {(check.platform, check.metric) for check in shipped().checks.values()}
    for key, metric in shipped().metrics.items():
        if key in judged_by and metric.unit is Unit.SHARE and metric.ratio is not None:
            parts = {shipped().metrics[metric.platform, part].unit for part in metric.ratio}
            worded = metric.regain is not None and metric.left is not None
            assert worded or parts != {Unit.COUNT}, metric.id
