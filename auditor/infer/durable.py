"""durable_rules behind the engine's interface, used in the one shape that was measured safe.

That shape: one state for the life of the process, facts with stable ids asserted one by one, the rules
that fire collected, then every fact retracted, given or derived. A state for each store leaks a
mebibyte a store, deleting states crashes the interpreter, and a batch with one fact that no rule knows
is dropped whole; see ``tests/infer/test_durable.py``. The rule set is used without durable's ``Host``,
whose two timer threads serve timers that an audit does not have.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from itertools import count
from typing import Any

import durable_rules_engine as native
from durable import engine

from auditor.infer.interface import Engine, Inferred, Rule, Symbol, because

MAX_RULES = 4000
"""durable_rules refuses to load more than 4,096 rules."""

MAX_SYMBOLS = 400
"""The different premises of one rule set stand in a table of 512 places; when it is full, looking up never ends."""

_serial = count()


class _RuleSet(engine.Ruleset):  # type: ignore[misc]
    """A rule set driven without durable's wrapping of facts and actions, which costs more than the inference.

    Facts are handed over as JSON made once, and what fires is read as the names of rules: no action
    written in Python runs inside durable_rules, which would swallow its exceptions.
    """

    def tell(self, fact: str) -> Any:
        """Assert one fact and return the handle of the state, None for a fact that no rule knows."""
        try:
            return self._handle_result(native.assert_fact(self._handle, fact), fact)
        except engine.MessageNotHandledException:
            return None

    def forget(self, fact: str) -> None:
        """Retract one fact."""
        self._handle_result(native.retract_fact(self._handle, fact), fact)

    def fire(self, state: Any) -> Iterator[str]:
        """The names of the rules that fire, one after the other; facts may be told in between."""
        started = native.start_action_for_state(self._handle, state)
        due = started[1] if started else None
        while due:
            yield due[2 : due.index('"', 2)]  # {"name": {…the facts…}}: only the name is wanted
            due = native.complete_and_start_action(self._handle, state)


class DurableEngine(Engine):
    """The rules compiled into one rule set, under a name that no other rule set of the process has."""

    name = "durable_rules"

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Compile; raises ValueError for rules that it does not take, and for the reasons of ``Engine``."""
        super().__init__(rules)
        if not self.takes(self.rules):
            raise ValueError(f"{len(self.rules)} rules are more than durable_rules can hold")
        # A property for each symbol: values of one property would be compared one after the other.
        self._property = {symbol: f"s{number}" for number, symbol in enumerate(_premises(self.rules))}
        self._facts = {symbol: json.dumps({"id": name, name: 1}) for symbol, name in self._property.items()}
        heads = {rule.conclusion for rule in self.rules}
        self._leaves = [frozenset(rule.premises) - heads for rule in self.rules]
        self._told: dict[Symbol, None] = {}
        self._fired: set[int] = set()
        self._rule_set = _RuleSet(f"auditor-{next(_serial)}", None, self._definition()) if self.rules else None

    @classmethod
    def takes(cls, rules: Sequence[Rule]) -> bool:
        """See ``Engine.takes``."""
        return len(rules) <= MAX_RULES and len(_premises(rules)) <= MAX_SYMBOLS

    def conclude(self, facts: Collection[Symbol], supposed: Collection[Symbol] = ()) -> Inferred:
        """See ``Engine.conclude``."""
        if self._rule_set is None:
            return Inferred({}, {})
        given = {*facts, *supposed}
        # A rule that lacks a leaf can't fire: what only such rules ask for need not be told.
        live = (rule for rule, leaves in zip(self.rules, self._leaves, strict=True) if leaves <= given)
        wanted = {premise for rule in live for premise in rule.premises}
        try:
            self._tell(self._rule_set, wanted.intersection(facts))
            certain = set(self._fired)
            self._tell(self._rule_set, wanted.intersection(supposed))
            return Inferred(because(self.rules, certain), because(self.rules, self._fired - certain))
        finally:
            for symbol in self._told:
                self._rule_set.forget(self._facts[symbol])
            self._told.clear()
            self._fired.clear()

    def _tell(self, rule_set: _RuleSet, facts: Collection[Symbol]) -> None:
        """Tell new facts, note the rules that fire, and let their conclusions feed the rules that ask for them."""
        state = None
        for symbol in sorted(facts):
            state = self._tell_one(rule_set, symbol) or state
        for name in rule_set.fire(state) if state is not None else ():
            index = int(name)
            self._fired.add(index)
            self._tell_one(rule_set, self.rules[index].conclusion)

    def _tell_one(self, rule_set: _RuleSet, symbol: Symbol) -> Any:
        """Tell one fact, unless nobody asks for it or it is known; returns the handle of the state."""
        if symbol not in self._facts or symbol in self._told:
            return None
        self._told[symbol] = None
        return rule_set.tell(self._facts[symbol])

    def _definition(self) -> dict[str, Any]:
        return {
            str(index): {
                "all": [
                    {f"p{n}": {self._property[premise]: 1}} for n, premise in enumerate(dict.fromkeys(rule.premises))
                ],
                "run": lambda _: None,
            }
            for index, rule in enumerate(self.rules)
        }


def _premises(rules: Sequence[Rule]) -> dict[Symbol, None]:
    """Every symbol that some rule asks for, once, in order."""
    return dict.fromkeys(premise for rule in rules for premise in rule.premises)
