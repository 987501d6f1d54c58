"""What the shipped packs owe their readers, beyond what the loader demands of any rule file."""

from __future__ import annotations

import re

import pytest

from auditor.model import Kind, Severity, Text
from auditor.rulebook.model import Check, DiagnosisRule, Remedy
from tests.packs.worked import book

CHINESE = re.compile(r"[\u4e00-\u9fff]")
FILLER = re.compile(r"加强|完善|进一步|积极|切实|strengthen|leverage|as soon as possible", re.IGNORECASE)
CHECKS = list(book().checks.values())
DIAGNOSES = list(book().diagnoses.values())
REMEDIES = list(book().remedies.values())


def in_both_languages(text: Text | None) -> bool:
    return text is not None and bool(text.en.strip()) and not CHINESE.search(text.en) and bool(CHINESE.search(text.zh))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_says_what_it_costs_where_it_comes_from_and_what_to_do(check: Check) -> None:
    assert in_both_languages(check.title)
    assert in_both_languages(check.risk)
    assert check.dimension
    assert check.source.says, "the source is not quoted"
    assert check.remedies
    assert check.tests
    assert check.attest is None or in_both_languages(check.attest.ask)
    assert not (check.kind is Kind.BENCHMARK and check.severity is Severity.CRITICAL)
    assert not (check.kind is Kind.PLATFORM and check.severity is Severity.ADVISORY)


@pytest.mark.parametrize("check", [check for check in CHECKS if check.lines], ids=lambda check: check.id)
def test_a_line_is_tested_on_both_sides(check: Check) -> None:
    outcomes = {test.then for test in check.tests}
    assert "fail" in outcomes
    assert outcomes & {"pass", "watch"} or check.needs
    metric = book().metrics[check.platform, check.metric or ""]
    assert check.min_sample is None or metric.sample or metric.ratio, "a least sample of nothing that is counted"
    assert metric.where, "page one asks for it and does not say where it is found"


@pytest.mark.parametrize("diagnosis", DIAGNOSES, ids=lambda diagnosis: diagnosis.id)
def test_a_diagnosis_says_how_to_confirm_it_and_when_it_is_absent(diagnosis: DiagnosisRule) -> None:
    assert in_both_languages(diagnosis.title)
    assert in_both_languages(diagnosis.confirm)
    assert diagnosis.remedies
    assert {"concluded", "absent"} <= {test.then for test in diagnosis.tests}


@pytest.mark.parametrize("remedy", REMEDIES, ids=lambda remedy: remedy.id)
def test_a_remedy_is_steps_and_not_phrases(remedy: Remedy) -> None:
    assert in_both_languages(remedy.title)
    assert in_both_languages(remedy.done_when)
    assert len(remedy.steps_zh) == len(remedy.steps_en) >= 2
    for zh, en in zip(remedy.steps_zh, remedy.steps_en, strict=True):
        assert in_both_languages(Text(zh, en))
        assert not FILLER.search(zh + en)


def test_figures_of_seconds_say_so_where_their_unit_is_none_of_a_report() -> None:
    """A page shows the name of a metric beside its value: 600 of INP are milliseconds, 4.6 of LCP are not."""
    names = {name: book().metrics["independent", name].name for name in ("lcp_seconds", "inp_ms")}
    assert names == {"lcp_seconds": ("LCP(秒)", "LCP (s)"), "inp_ms": ("INP(毫秒)", "INP (ms)")}


def test_every_remedy_is_asked_for() -> None:
    wanted = {remedy for check in CHECKS for remedy in check.remedies}
    wanted |= {remedy for diagnosis in DIAGNOSES for remedy in diagnosis.remedies}
    assert set(book().remedies) == wanted


def test_the_weekly_packs_are_as_broad_as_promised() -> None:
    weekly = [check for check in CHECKS if check.purpose == "weekly"]
    assert len(weekly) >= 120
    assert len(DIAGNOSES) >= 30
    assert len(REMEDIES) >= 60
