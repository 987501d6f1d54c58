"""The rules' own tests: they pass for the shipped book, and they catch what they are there to catch."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from auditor.assess import compare
from auditor.rulebook import load_rulebook
from auditor.rulebook.model import RuleBook, Verb
from auditor.selftest import Result, coverage, run, run_tests
from auditor.selftest.boundaries import generated_cases
from auditor.selftest.tables import as_data, coverage_lines
from tests.rulebook.book import PACK, bent, load


@cache
def shipped() -> tuple[RuleBook, Result]:
    book = load_rulebook()
    return book, run_tests(book)


def test_the_shipped_rules_pass_their_tests() -> None:
    book, result = shipped()
    assert [failure.line("en") for failure in result.failures] == []
    assert all(result.generated[name] >= 3 for name in book.checks), "every check has boundary tests"
    assert all(result.written[name] for name, rule in book.checks.items() if rule.metric), "and a written case"
    assert all(result.written[name] for name in book.diagnoses)


def test_the_small_book_passes(tmp_path: Path) -> None:
    result = run_tests(load(tmp_path))
    assert [failure.line("en") for failure in result.failures] == []
    assert result.written == {
        "acme.answer-rate": 2, "acme.orders": 1, "acme.click-cost": 0, "acme.ipi": 0, "acme.registration": 0,
        "acme.nobody-answers": 2, "acme.asleep": 0,
    }  # fmt: skip


def test_what_is_generated_for_a_line(tmp_path: Path) -> None:
    book = load(tmp_path)
    cases = {case.name: case.then for case in generated_cases(book.checks["acme.answer-rate"], book)}
    assert cases == {
        "missing": "unknown",
        "just below 90%": "fail", "at 90%": "watch", "just above 90%": "watch",
        "just below 93%": "watch", "at 93%": "pass", "just above 93%": "pass", "zero": "fail",
        "nothing to divide by: 0 of 0": "unknown",
        "just below 90%: 899 of 1000": "fail", "at 90%: 900 of 1000": "watch", "just above 90%: 901 of 1000": "watch",
        "just below 93%: 929 of 1000": "watch", "at 93%: 930 of 1000": "pass", "just above 93%: 931 of 1000": "pass",
        "as old as allowed": "fail", "a day too old": "unknown",
    }  # fmt: skip
    patterns = [case for case in generated_cases(book.checks["acme.orders"], book) if case.name.startswith("pattern")]
    assert len(patterns) == 27
    by_name = {case.name.removeprefix("pattern "): case.then for case in patterns}
    assert [by_name[name] for name in ("kkk", "kvv", "vvv", "_vv", "k_v", "___")] == [
        "pass", "watch", "fail", "unknown", "watch", "unknown",
    ]  # fmt: skip
    days = {case.as_of for case in generated_cases(book.checks["acme.ipi"], book)}
    assert days == {date(2018, 7, 1), date(2020, 8, 15), date(2022, 1, 1)}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("received: 30}, then: watch}", "received: 30}, then: pass}", "acme.answer-rate"),
        ("{orders: 4 0 0 0}, then: fail}", "{orders: 4 1 0 0}, then: fail}", "acme.orders"),
        ("acme.orders: watch}, then: concluded}", "acme.orders: pass}, then: concluded}", "acme.nobody-answers"),
        ("then: not_concluded}", "then: tentative}", "acme.nobody-answers"),
    ],
)
def test_a_wrong_expectation_fails(tmp_path: Path, old: str, new: str, rule: str) -> None:
    (failure,) = run_tests(load(tmp_path, bent(old, new))).failures
    assert failure.rule == rule
    line, _ = failure.place.line, failure.place.column
    assert new.partition("}")[0].split("{")[-1].split()[-1] in PACK.splitlines()[line - 1] or new in bent(old, new)
    assert "expected" in failure.line("en")
    assert "应为" in failure.line("zh")


def test_a_judgement_that_takes_at_least_for_more_than_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = compare.interval
    wrong = {Verb.AT_LEAST: Verb.MORE_THAN, Verb.AT_MOST: Verb.LESS_THAN}

    def careless(requirement):  # type: ignore[no-untyped-def]
        return real(requirement._replace(verb=wrong.get(requirement.verb, requirement.verb)))

    from auditor.assess import requirement

    for module in (compare, requirement):
        if hasattr(module, "interval"):
            monkeypatch.setattr(module, "interval", careless)
    failing = {failure.case for failure in run_tests(load(tmp_path)).failures}
    assert "at 90%" in failing
    assert "at 90%: 900 of 1000" in failing


def test_a_test_that_raises_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object) -> None:
        raise ZeroDivisionError("engine")

    monkeypatch.setattr(run, "judge", explode)
    monkeypatch.setattr(run, "diagnose", explode)
    result = run_tests(load(tmp_path))
    assert result.passed == 0
    assert all("ZeroDivisionError: engine" in failure.found.en for failure in result.failures)


def test_only_the_rules_of_the_given_files(tmp_path: Path) -> None:
    more = "schema: store-auditor/rules/1\npack: acme.more\nplatform: acme\npurpose: weekly\ntitle: x\nchecks:\n"
    more += "  acme.more: {title: x, metric: received, expect: {at_least: 1}, severity: minor, kind: benchmark,"
    more += " source: {title: t, read_on: 2026-01-01, standing: house}}\n"
    book = load(tmp_path, PACK, more)
    result = run_tests(book, {(tmp_path / "more0.yaml").as_posix()})
    assert set(result.generated) == {"acme.more"}


def test_the_coverage_table(tmp_path: Path) -> None:
    book = load(tmp_path, bent("title: {zh: 停业, en: Asleep}", "title: 停业"))
    result = run_tests(book)
    supplied = frozenset({("acme", "answered"), ("acme", "received"), ("acme", "orders")})
    (row,) = coverage(book, result, supplied)
    assert coverage(book, run_tests(book, set()), supplied) == (), "what was not tested is not told to be untested"
    assert (row.pack, row.checks, row.diagnoses) == ("acme.weekly", 5, 2)
    assert row.unwritten == ("acme.click-cost", "acme.ipi", "acme.registration", "acme.asleep")
    assert row.one_language == ("acme.asleep",)
    assert row.unsupplied == ("click_cost",), "a ratio of supplied counts is supplied"
    assert row.age(date(2026, 12, 1)) == 10
    lines = list(coverage_lines([row], date(2027, 12, 1), "en"))
    assert "acme.weekly: a source was read on 2026-11-21: read it again" in lines
    assert "acme.weekly: acme.click-cost has no written test" in lines
    data = as_data(replace(result, failures=()), [row], "en")
    assert data["coverage"][0]["metrics_without_source_map"] == ["click_cost"]
