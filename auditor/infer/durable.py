"""durable_rules behind the engine's interface, used in the one shape that was measured safe.

That shape: one state for the life of the process, facts with stable ids asserted one by one, the rules
that fire collected, then every fact retracted, given or derived. A state for each store leaks a
mebibyte a store, deleting states crashes the interpreter, and a batch with one fact that no rule knows
is dropped whole; see ``tests/infer/test_durable.py``. The rule set is used without durable's ``Host``,
whose two timer threads serve timers that an audit does not have.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
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


class EngineError(RuntimeError):
    """durable_rules reported an error of its own."""


class _RuleSet(engine.Ruleset):  # type: ignore[misc]
    """A rule set that is fed JSON made once: encoding a fact at each assertion costs more than inferring."""

    def tell(self, fact: str) -> Any:
        """Assert one fact and return the handle of the state; a fact that no rule knows is no error."""
        try:
            return self._handle_result(native.assert_fact(self._handle, fact), fact)
        except engine.MessageNotHandledException:
            return None

    def forget(self, fact: str) -> None:
        """Retract one fact."""
        self._handle_result(native.retract_fact(self._handle, fact), fact)

    def fire(self, state: Any) -> None:
        """Run the actions that are due; raises EngineError for what an action or the engine got wrong."""

        def completed(error: object, result: dict[str, Any] | None) -> None:
            # durable_rules swallows an exception in an action and leaves its text in the state.
            if error or (result and "exception" in result):
                raise EngineError(str(error or (result or {})["exception"]))

        self.do_actions(state, completed)


class DurableEngine(Engine):
    """The rules compiled into one rule set, under a name that no other rule set of the process has."""

    name = "durable_rules"

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Compile; raises ValueError for rules that it does not take, and for the reasons of ``Engine``."""
        super().__init__(rules)
        if not self.takes(self.rules):
            raise ValueError(f"{len(self.rules)} rules are more than durable_rules can hold")
        read = _premises(self.rules)
        self._facts = {symbol: json.dumps({"id": symbol, "fact": symbol}, ensure_ascii=False) for symbol in read}
        self._told: set[Symbol] = set()
        self._fired: set[int] = set()
        self._rule_set = _RuleSet(f"auditor-{next(_serial)}", None, self._definition()) if self.rules else None

    @classmethod
    def takes(cls, rules: Sequence[Rule]) -> bool:
        """See ``Engine.takes``."""
        return len(rules) <= MAX_RULES and len(_premises(rules)) <= MAX_SYMBOLS

    def conclude(self, facts: Collection[Symbol], supposed: Collection[Symbol] = ()) -> Inferred:
        """See ``Engine.conclude``."""
        try:
            self._tell(facts)
            certain = set(self._fired)
            self._tell(supposed)
            return Inferred(because(self.rules, certain), because(self.rules, self._fired - certain))
        finally:
            self._forget()

    def _tell(self, facts: Collection[Symbol]) -> None:
        state = None
        for symbol in sorted(facts):
            if symbol in self._facts and symbol not in self._told and self._rule_set:
                self._told.add(symbol)
                state = self._rule_set.tell(self._facts[symbol]) or state
        if state is not None and self._rule_set:
            self._rule_set.fire(state)

    def _forget(self) -> None:
        for symbol in sorted(self._told):
            if self._rule_set:
                self._rule_set.forget(self._facts[symbol])
        self._told.clear()
        self._fired.clear()

    def _definition(self) -> dict[str, Any]:
        return {
            f"rule-{index}": {
                "all": [{f"p{n}": {"fact": premise}} for n, premise in enumerate(dict.fromkeys(rule.premises))],
                "run": self._action(index, rule.conclusion),
            }
            for index, rule in enumerate(self.rules)
        }

    def _action(self, index: int, conclusion: Symbol) -> Callable[[Any], None]:
        """What runs when the rule fires: note it, and let its conclusion feed the rules that ask for it."""

        def run(closure: Any) -> None:
            self._fired.add(index)
            if conclusion in self._facts and conclusion not in self._told:
                self._told.add(conclusion)
                closure.assert_fact({"id": conclusion, "fact": conclusion})

        return run


def _premises(rules: Sequence[Rule]) -> dict[Symbol, None]:
    """Every symbol that some rule asks for, once, in order."""
    return dict.fromkeys(premise for rule in rules for premise in rule.premises)
