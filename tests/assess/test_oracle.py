"""The judgement in columns against the same judgement in plain Python, one store and one check at a time."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model import Observation, Period, ScopeResult, Store, StoreKey, Truth, ValueState
from auditor.rulebook.model import Check, Requirement, RuleBook, Verb
from tests.assess.builders import AS_OF, audit, book, check, metric, seen

BAD = metric("bad", "count", "lower", "60 days")
ALL = metric("all", "count", window="60 days")
ODR = metric("odr", better="lower", window="60 days", ratio=("bad", "all"))
RATE = metric("rate", window="week")
DAYS = metric("days", "days", "lower", "week")
COUNT = metric("orders", "count", window="week")
COST = metric("cost", "money", "lower", "week")
RULES = book(
    [BAD, ALL, ODR, RATE, DAYS, COUNT, COST],
    [
        check(ODR, ("less_than", "1%"), ("less_than", "0.5%"), min_sample=30),
        check(ODR, ("at_most", "5%"), name="check.floor", min_sample=50, min_sample_by_platform=True),
        check(RATE, ("at_least", "90%"), ("at_least", "93%"), max_age="14 days"),
        check(RATE, ("between", "80%", "95%"), ("between", "85%", "90%"), name="check.band", applies=("scope",)),
        check(DAYS, ("at_most", "15 days")),
        check(COUNT, ("at_least", "1"), sustained="3 weeks"),
        check(COST, ("at_most", "$1.2"), max_age="30 days"),
    ],
)
STORES = [StoreKey("alibaba", name) for name in ("a", "b", "c")]
ENDS = [
    AS_OF + timedelta(days=offset) for offset in (-36, -29, -22, -15, -8, -1, 6)
]  # weeks; the last is in the future
RATES = {"CNY": 0.125}
STATES = [ValueState.MISSING, ValueState.UNREADABLE, ValueState.CONFLICT]


@st.composite
def observations(draw: st.DrawFn) -> list[Observation]:
    rows = []
    for key in STORES:
        for of, values in (
            (BAD, st.integers(0, 6)),
            (ALL, st.sampled_from([0, 10, 29, 30, 49, 50, 100, 200, 500, 600])),
            (ODR, st.sampled_from([0.0, 0.0049, 0.005, 0.0099, 0.01, 0.05, 0.0501])),
            (RATE, st.sampled_from([0.79, 0.8, 0.84, 0.85, 0.8999, 0.9, 0.9001, 0.92, 0.93, 0.95, 0.951])),
            (DAYS, st.sampled_from([14.99, 15.0, 15.01])),
            (COUNT, st.integers(0, 2)),
            (COST, st.sampled_from([1.19, 1.2, 1.21, 9.6, 9.61])),
        ):
            for end in draw(st.lists(st.sampled_from(ENDS), unique=True, max_size=5)):
                period = Period(end - timedelta(days=6), end)
                state = draw(st.sampled_from([ValueState.OK] * 5 + STATES))
                currency = draw(st.sampled_from(["USD", "USD", "CNY", "EUR", None])) if of is COST else None
                value = draw(values) if state is ValueState.OK else None
                rows.append(seen(of, value, period, store=key, state=state, currency=currency))
    return rows


def holds(requirement: Requirement, value: Fraction) -> bool:
    lines = [quantity.exact for quantity in requirement.quantities]
    return {
        Verb.AT_LEAST: lambda: value >= lines[0],
        Verb.MORE_THAN: lambda: value > lines[0],
        Verb.AT_MOST: lambda: value <= lines[0],
        Verb.LESS_THAN: lambda: value < lines[0],
        Verb.BETWEEN: lambda: lines[0] <= value <= lines[1],
    }[requirement.verb]()


def newest(rows: list[Observation], name: str, as_of: date) -> Observation | None:
    mine = [row for row in rows if row.metric == name and row.period.end <= as_of]
    return max(mine, key=lambda row: row.period.end, default=None)


def at(rows: list[Observation], name: str, period: Period) -> Observation | None:
    return next((row for row in rows if row.metric == name and row.period == period), None)


def exact(row: Observation) -> Fraction:
    return Fraction(str(row.value))


def oracle(rules: RuleBook, rule: Check, rows: list[Observation], scope: Truth, as_of: date) -> str:
    """The status of one check of one store; ``rows`` are that store's."""
    if rule.applies and scope is not Truth.TRUE:
        return "not_applicable" if scope is Truth.FALSE else "unknown"
    line, of = rule.lines[0], rules.metrics["alibaba", rule.metric or ""]
    if rule.sustained:
        anchor = newest(rows, of.id, as_of)
        if anchor is None:
            return "unknown"
        end = anchor.period.end
        while end + timedelta(days=7) <= as_of:
            end += timedelta(days=7)
        pattern: list[bool | None] = []
        for back in range(rule.sustained.count):
            last = end - timedelta(days=7 * back)
            row = at(rows, of.id, Period(last - timedelta(days=6), last))
            usable = row is not None and row.state is ValueState.OK
            pattern.append(holds(line.expect, exact(row)) if usable and row is not None else None)
        if True not in pattern:
            return "unknown" if None in pattern else "fail"
        return "pass" if all(pattern) else "watch"
    value, sample, period = None, None, None
    if of.ratio:
        for row in sorted(rows, key=lambda row: row.period.end, reverse=True):
            if row.period.end > as_of or row.metric not in (of.id, *of.ratio):
                continue
            part, whole, rate = (at(rows, name, row.period) for name in (*of.ratio, of.id))
            if rate is None and (part is None or whole is None):
                continue
            period = row.period
            if whole is not None and whole.state is ValueState.OK:
                sample = exact(whole)
            if part and whole and part.state is whole.state is ValueState.OK:
                value = exact(part) / exact(whole) if whole.value else None
            elif rate is not None and rate.state is ValueState.OK and not (sample == 0 and exact(rate) in (0, 1)):
                value = exact(rate)  # 0% and 100% of nothing are none
            break
    else:
        row = newest(rows, of.id, as_of)
        if row is not None and row.state is ValueState.OK:
            value, period = exact(row), row.period
            if row.currency not in (None, "USD"):
                value = value * Fraction(RATES[row.currency]) if row.currency in RATES else None
            if of is COST and row.currency is None:
                value = None
    if value is None or period is None:
        return "unknown"
    if rule.max_age and (as_of - period.end).days > rule.max_age.count:
        return "unknown"
    if rule.min_sample_by_platform and sample is not None and sample < (rule.min_sample or 0):
        return "unknown"
    if not holds(line.expect, value):
        return "fail"
    return "watch" if line.watch and not holds(line.watch, value) else "pass"


def statuses(
    rows: list[Observation], scopes: dict[StoreKey, Any], stores: list[StoreKey] | None = None
) -> dict[Any, Any]:
    found = audit(RULES, rows, stores=[Store(key) for key in stores or STORES], rates=RATES, scopes=scopes)
    return {(key, finding.check): finding for key, findings in found.items() for finding in findings}


@settings(max_examples=150)
@given(observations(), st.lists(st.sampled_from(list(Truth)), min_size=3, max_size=3))
def test_columns_judge_as_plain_python_does(rows: list[Observation], truths: list[Truth]) -> None:
    scopes = {key: {"scope": ScopeResult(truth, ("market",))} for key, truth in zip(STORES, truths, strict=True)}
    got = statuses(rows, scopes)
    assert len(got) == len(STORES) * len(RULES.checks)
    for key, truth in zip(STORES, truths, strict=True):
        mine = [row for row in rows if row.store == key]
        for rule in RULES.checks.values():
            finding = got[key, rule.id]
            assert finding.status == oracle(RULES, rule, mine, truth, AS_OF), (key, rule.id, finding)
            assert (finding.reason is None) == (finding.status == "pass")
            assert (finding.supply is None) == (finding.known != "unknown")


@settings(max_examples=40)
@given(observations(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_stores_does_not_matter(rows: list[Observation], shuffle: random.Random) -> None:
    scopes = {key: {"scope": ScopeResult(Truth.TRUE)} for key in STORES}
    mixed, stores = rows[:], STORES[:]
    shuffle.shuffle(mixed)
    shuffle.shuffle(stores)
    assert statuses(mixed, scopes, stores) == statuses(rows, scopes)


@settings(max_examples=40)
@given(observations())
def test_a_store_is_judged_alone_as_among_others(rows: list[Observation]) -> None:
    together = statuses(rows, {})
    for key in STORES:
        alone = statuses([row for row in rows if row.store == key], {}, [key])
        assert alone == {pair: finding for pair, finding in together.items() if pair[0] == key}


@given(
    st.sampled_from([("at_least", "90%"), ("more_than", "90%")]),
    st.lists(st.integers(0, 1000), min_size=2, max_size=2).map(sorted),
)
def test_a_better_value_is_never_judged_worse(expect: tuple[str, str], values: list[int]) -> None:
    order = ["fail", "watch", "pass"]
    rules = book([RATE], [check(RATE, expect, (expect[0], "95%"))])
    lower, higher = (
        audit(rules, [seen(RATE, value / 1000, store=STORES[0])], stores=[Store(STORES[0])]) for value in values
    )
    ranks = [order.index(found[STORES[0]][0].status) for found in (lower, higher)]
    assert ranks[0] <= ranks[1]


def test_every_candidate_has_exactly_one_status() -> None:
    rules = replace(
        RULES, checks={**RULES.checks, "other": replace(RULES.checks["check.days"], id="other", platform="amazon")}
    )
    found = audit(rules, [], stores=[Store(key) for key in STORES])
    for key in STORES:
        assert [finding.check for finding in found[key]] == list(RULES.checks)
