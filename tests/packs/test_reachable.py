"""Nothing in the shipped packs is dead: every premise can come true, every scope and attribute is asked for."""

from __future__ import annotations

import pytest

from auditor.model import Status
from auditor.rulebook.model import AttributeIs, Check, CheckIs, Condition, DiagnosisRule, Premise, ScopeHolds
from tests.packs.worked import book

SEGMENTS = {"market", "fulfilment"}  # what tells rows of one store apart, whether a rule asks for it or not
DIAGNOSES = list(book().diagnoses.values())


def possible(check: Check) -> set[str]:
    """The statuses that a check can end in."""
    always = {Status.PASS.value, Status.UNKNOWN.value, Status.NOT_APPLICABLE.value}
    if check.attest:
        return always | {Status.WATCH.value if check.attest.no_is_watch else Status.FAIL.value}
    warned = check.sustained is not None or any(line.watch for line in check.lines)
    return always | {Status.FAIL.value} | ({Status.WATCH.value} if warned else set())


def premises(condition: Condition) -> tuple[Premise, ...]:
    return (*condition.all, *condition.any)


@pytest.mark.parametrize("rule", DIAGNOSES, ids=lambda rule: rule.id)
def test_every_status_that_a_cause_asks_for_can_come_about(rule: DiagnosisRule) -> None:
    for premise in premises(rule.when):
        if isinstance(premise, CheckIs):
            assert set(premise.statuses) <= possible(book().checks[premise.check]), premise


def test_every_scope_is_asked_for() -> None:
    rules = book()
    asked = {scope for check in rules.checks.values() for scope in check.applies}
    conditions = [rule.when for rule in (*rules.scopes.values(), *rules.diagnoses.values())]
    asked |= {premise.scope for when in conditions for premise in premises(when) if isinstance(premise, ScopeHolds)}
    assert set(rules.scopes) - asked == set()


def test_every_attribute_is_asked_for() -> None:
    rules = book()
    conditions = [(rule.platform, rule.when) for rule in (*rules.scopes.values(), *rules.diagnoses.values())]
    asked = {
        (platform, premise.attribute)
        for platform, when in conditions
        for premise in premises(when)
        if isinstance(premise, AttributeIs)
    }
    assert {key for key in rules.attributes if key[1] not in SEGMENTS} - asked == set()
