"""Requirements as sets: which is inside which, the safe side of a watch line, and the words for them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import Text
from auditor.rulebook import requirement_words
from auditor.rulebook.model import Quantity, Requirement, Span, Unit, Verb
from auditor.rulebook.quantities import parse_quantity
from auditor.rulebook.requirements import accepted, watch_fault
from tests.rulebook.book import load


def need(verb: Verb, *texts: str, unit: Unit = Unit.SHARE) -> Requirement:
    return Requirement(verb, tuple(parse_quantity(text, unit) for text in texts))


def _count(verb: Verb, *values: int) -> Requirement:
    ordered = sorted(values) if verb is Verb.BETWEEN else values
    return Requirement(verb, tuple(Quantity(Fraction(value), str(value)) for value in ordered))


_NUMBERS = st.integers(-4, 4)
_REQUIREMENTS = st.one_of(
    st.builds(_count, st.sampled_from([Verb.AT_LEAST, Verb.MORE_THAN, Verb.AT_MOST, Verb.LESS_THAN, Verb.EQUALS]), _NUMBERS),
    st.builds(_count, st.just(Verb.BETWEEN), _NUMBERS, _NUMBERS),
    st.builds(lambda values: _count(Verb.ONE_OF, *values), st.lists(_NUMBERS, min_size=1, max_size=3)),
)  # fmt: skip
_GRID = [Fraction(number, 2) for number in range(-12, 13)]


@given(_REQUIREMENTS, _REQUIREMENTS)
def test_one_set_lies_within_another_when_all_its_points_do(one: Requirement, other: Requirement) -> None:
    inside = all(accepted(other).holds(point) for point in _GRID if accepted(one).holds(point))
    if accepted(one).within(accepted(other)):
        assert inside
    elif inside:  # the grid may be too coarse only where a continuum is compared with points
        assert accepted(one).points is None
        assert accepted(other).points is not None or one == other


@pytest.mark.parametrize(
    ("verb", "expect", "watch", "fits"),
    [
        (Verb.AT_LEAST, ["90%"], ["93%"], True),
        (Verb.AT_LEAST, ["90%"], ["90%"], False),
        (Verb.AT_LEAST, ["90%"], ["89%"], False),
        (Verb.MORE_THAN, ["-30%"], ["-15%"], True),
        (Verb.AT_MOST, ["15%"], ["10%"], True),
        (Verb.AT_MOST, ["15%"], ["16%"], False),
        (Verb.LESS_THAN, ["1%"], ["0.5%"], True),
        (Verb.LESS_THAN, ["1%"], ["1%"], False),
        (Verb.BETWEEN, ["15%", "25%"], ["17%", "23%"], True),
        (Verb.BETWEEN, ["15%", "25%"], ["15%", "23%"], True),
        (Verb.BETWEEN, ["15%", "25%"], ["15%", "25%"], False),
        (Verb.BETWEEN, ["15%", "25%"], ["14%", "23%"], False),
        (Verb.ONE_OF, ["1%", "2%"], ["1%"], True),
        (Verb.ONE_OF, ["1%"], ["1%", "2%"], False),
        (Verb.EQUALS, ["1%"], ["1%"], False),
    ],
)
def test_the_safe_side_of_a_watch_line(verb: Verb, expect: list[str], watch: list[str], fits: bool) -> None:
    assert (watch_fault(need(verb, *expect), need(verb, *watch)) is None) is fits


@pytest.mark.parametrize(
    ("requirement", "zh", "en"),
    [
        (need(Verb.AT_LEAST, "90%"), "至少90%", "at least 90%"),
        (need(Verb.MORE_THAN, "4.50", unit=Unit.SCORE), "大于4.5", "more than 4.5"),
        (need(Verb.LESS_THAN, "1%"), "小于1%", "less than 1%"),
        (need(Verb.AT_MOST, "15 days", unit=Unit.DAYS), "不超过15天", "at most 15 days"),
        (need(Verb.AT_MOST, "24", unit=Unit.HOURS), "不超过24小时", "at most 24 hours"),
        (need(Verb.BETWEEN, "15%", "25%"), "15%至25%之间", "between 15% and 25%"),
        (need(Verb.AT_LEAST, "$4,200", unit=Unit.MONEY), "至少$4,200", "at least $4,200"),
        (need(Verb.AT_MOST, "CNY 258000.5", unit=Unit.MONEY), "不超过CNY 258,000.5", "at most CNY 258,000.5"),
        (need(Verb.AT_MOST, "1000 days", unit=Unit.DAYS), "不超过1,000天", "at most 1,000 days"),
        (need(Verb.EQUALS, "0", unit=Unit.COUNT), "等于0", "exactly 0"),
        (need(Verb.EQUALS, "yes", unit=Unit.FLAG), "是", "yes"),
        (need(Verb.ONE_OF, "1", "2", unit=Unit.COUNT), "为以下之一：1、2", "one of 1, 2"),
        (Requirement(Verb.ONE_OF, options=("Healthy", "Good")), "为以下之一：Healthy、Good", "one of Healthy, Good"),
    ],
)
def test_words(requirement: Requirement, zh: str, en: str) -> None:
    assert requirement_words(requirement) == Text(zh, en)


def test_words_of_the_contract() -> None:
    cost = requirement_words(
        need(Verb.AT_MOST, "$1.20", unit=Unit.MONEY), typical=need(Verb.BETWEEN, "$0.30", "$1.20", unit=Unit.MONEY)
    )
    assert cost.en == "at most $1.2 (typical $0.3 to $1.2)"
    orders = requirement_words(need(Verb.AT_LEAST, "1", unit=Unit.COUNT), sustained=Span(3, "month"))
    assert orders == Text("3个月内至少1", "at least 1 in 3 months")


def test_what_a_check_becomes(tmp_path: Path) -> None:
    book = load(tmp_path)
    check = book.checks["acme.ipi"]
    assert [(str(line.start), str(line.end)) for line in check.lines] == [
        ("2018-07-01", "2020-08-15"),
        ("2022-01-01", "None"),
    ]
    assert check.lines[1].watch == need(Verb.AT_LEAST, "450", unit=Unit.COUNT)
    assert check.lines[0].source == check.source, "a dated line without a source has the check's"
    change = book.metrics["acme", "orders_change"]
    assert change.window == Span(1, "month"), "a formula's window is its span"
    assert book.checks["acme.orders"].sustained == Span(3, "month")
    assert book.attributes["acme", "stage"].values == {"startup": (), "growth": (), "mature": ()}
    assert book.diagnoses["acme.nobody-answers"].tests[1].then == "absent"
    assert book.observe == {"acme": ("received",)}
    assert book.packs["acme.weekly"].version == "2026.11"
    attest = book.checks["acme.registration"].attest
    assert attest is not None
    assert (attest.evidence_required, attest.valid_for) == (True, Span(1, "year"))
