"""Both engines conclude the same; the specification is worked out by hand and by a property."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.infer import engine_name
from auditor.infer.closure import ClosureEngine
from auditor.infer.durable import DurableEngine
from auditor.infer.engines import best_engine, compiled
from auditor.infer.interface import Engine, Rule

ENGINES = [ClosureEngine, DurableEngine]
SYMBOLS = [f"检查-{letter}:fail" for letter in "abcdefgh"]


@pytest.mark.parametrize("kind", ENGINES)
def test_chains_and_keeps_every_reason(kind: type[Engine]) -> None:
    rules = [Rule("b", ("a",)), Rule("c", ("b", "x")), Rule("c", ("a",)), Rule("d", ("nowhere",))]
    assert kind(rules).conclude(["a", "x"]).certain == {"b": (rules[0],), "c": (rules[1], rules[2])}


@pytest.mark.parametrize("kind", ENGINES)
def test_supposed_facts_only_add(kind: type[Engine]) -> None:
    rules = [Rule("b", ("a",)), Rule("c", ("b", "maybe")), Rule("d", ("c",)), Rule("b", ("maybe",))]
    inferred = kind(rules).conclude(["a"], ["maybe"])
    assert inferred.certain == {"b": (rules[0],)}
    assert inferred.supposed == {"c": (rules[1],), "d": (rules[2],), "b": (rules[3],)}


@pytest.mark.parametrize("kind", ENGINES)
def test_rules_that_conclude_each_other_need_a_fact(kind: type[Engine]) -> None:
    rules = [Rule("a", ("b",)), Rule("b", ("a",))]
    engine = kind(rules)
    assert engine.conclude([]).certain == {}
    assert engine.conclude(["a"]).certain == {"a": (rules[0],), "b": (rules[1],)}


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize("premises", [(), tuple(f"p{n}" for n in range(17))])
def test_a_rule_has_one_to_sixteen_premises(kind: type[Engine], premises: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="1 to 16 premises"):
        kind([Rule("c", premises)])


@pytest.mark.parametrize("kind", ENGINES)
def test_sixteen_premises_are_all_needed(kind: type[Engine]) -> None:
    premises = tuple(f"p{n}" for n in range(16))
    engine = kind([Rule("c", premises)])
    assert engine.conclude(premises).certain
    assert not engine.conclude(premises[:-1]).certain


@pytest.mark.parametrize("kind", ENGINES)
def test_no_rules_conclude_nothing(kind: type[Engine]) -> None:
    assert kind([]).conclude(["a"], ["b"]) == ({}, {})


symbols = st.sampled_from(SYMBOLS)
rule_sets = st.lists(
    st.builds(Rule, symbols, st.lists(symbols, min_size=1, max_size=4).map(tuple)), max_size=12, unique=True
)
fact_sets = st.lists(symbols, max_size=6)


@settings(max_examples=150, deadline=None)
@given(rule_sets, st.lists(st.tuples(fact_sets, fact_sets), min_size=1, max_size=4))
def test_durable_rules_equals_the_closure(rules: list[Rule], stores: list[tuple[list[str], list[str]]]) -> None:
    """Several stores in a row through one engine: what one leaves behind would show in the next."""
    durable, closure = DurableEngine(rules), ClosureEngine(rules)
    for facts, supposed in stores:
        assert durable.conclude(facts, supposed) == closure.conclude(facts, supposed)


@settings(max_examples=100, deadline=None)
@given(rule_sets, fact_sets, st.randoms(use_true_random=False))
def test_the_order_of_facts_and_rules_does_not_matter(rules: list[Rule], facts: list[str], random) -> None:
    shuffled, mixed = list(rules), list(facts)
    random.shuffle(shuffled)
    random.shuffle(mixed)
    one, other = ClosureEngine(rules).conclude(facts).certain, ClosureEngine(shuffled).conclude(mixed).certain
    assert {symbol: set(why) for symbol, why in one.items()} == {symbol: set(why) for symbol, why in other.items()}


@settings(max_examples=100, deadline=None)
@given(rule_sets, fact_sets, symbols)
def test_another_fact_never_takes_a_conclusion_away(rules: list[Rule], facts: list[str], more: str) -> None:
    engine = ClosureEngine(rules)
    assert engine.conclude(facts).certain.keys() <= engine.conclude([*facts, more]).certain.keys()


def test_the_closure_takes_over_where_durable_rules_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert best_engine() is DurableEngine
    assert engine_name().startswith("durable_rules 2.")
    monkeypatch.setitem(sys.modules, "auditor.infer.durable", None)
    best_engine.cache_clear()
    try:
        assert best_engine() is ClosureEngine
        assert engine_name() == "closure"
    finally:
        monkeypatch.undo()
        best_engine.cache_clear()


@pytest.mark.parametrize(
    ("rules", "fits"),
    [
        ([Rule(f"c{n}", (f"p{n % 50}", f"q{n // 50}")) for n in range(4000)], True),
        ([Rule(f"c{n}", (f"p{n % 50}", f"q{n // 50}")) for n in range(4001)], False),
        ([Rule(f"c{n}", (f"p{n}",)) for n in range(400)], True),
        ([Rule(f"c{n}", (f"p{n}",)) for n in range(401)], False),
    ],
    ids=["4000 rules", "4001 rules", "400 symbols", "401 symbols"],
)
def test_the_closure_takes_over_past_what_durable_rules_can_hold(rules: list[Rule], fits: bool) -> None:
    engine = compiled(rules, DurableEngine)
    assert isinstance(engine, DurableEngine if fits else ClosureEngine)
    last = rules[-1]
    assert engine.conclude([*last.premises, "stranger"]).certain == {last.conclusion: (last,)}
    if not fits:
        with pytest.raises(ValueError, match="more than durable_rules can hold"):
            DurableEngine(rules)


def test_the_same_rules_are_compiled_once() -> None:
    rules = [Rule("once", ("premise",))]
    assert compiled(rules) is compiled(list(rules))
