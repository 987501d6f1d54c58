"""No premise of a shipped diagnosis can be lost or narrowed without one of its own written tests noticing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from auditor.rulebook.model import CheckIs, Condition, DiagnosisRule, Place, Premise
from auditor.selftest import run_tests
from tests.packs.worked import book


@pytest.mark.parametrize("rule", book().diagnoses.values(), ids=lambda rule: rule.id)
def test_every_premise_is_needed_by_a_test(rule: DiagnosisRule) -> None:
    unnoticed = []
    for said, when in changed(rule.when):
        other = replace(rule, when=when, place=Place("changed", 1, 1))
        made = replace(book(), diagnoses={**book().diagnoses, rule.id: other})
        if not run_tests(made, {"changed"}).failures:
            unnoticed.append(said)
    assert unnoticed == []


def changed(when: Condition) -> Iterator[tuple[str, Condition]]:
    """The condition without one premise, and without one of the statuses that a premise takes."""
    for part in ("all", "any"):
        premises: tuple[Premise, ...] = getattr(when, part)
        for at, premise in enumerate(premises):
            before, after = premises[:at], premises[at + 1 :]
            if part == "all" or len(premises) > 1:
                fewer = when._replace(**{part: before + after})
                if fewer.all or fewer.any:
                    yield f"without {premise}", fewer
            if isinstance(premise, CheckIs) and len(premise.statuses) > 1:
                for status in premise.statuses:
                    left = premise._replace(statuses=tuple(one for one in premise.statuses if one != status))
                    yield f"{premise} without {status}", when._replace(**{part: (*before, left, *after)})
