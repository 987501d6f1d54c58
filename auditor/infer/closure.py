"""The plain closure: the specification of inference, and the engine where durable_rules is not installed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from auditor.infer.interface import Engine, Inferred, Symbol, because


class ClosureEngine(Engine):
    """Apply every rule until nothing new follows."""

    name = "closure"

    def conclude(self, facts: Collection[Symbol], supposed: Collection[Symbol] = ()) -> Inferred:
        """See ``Engine.conclude``."""
        certain = self._fired(set(facts))
        possible = self._fired({*facts, *supposed}) if supposed else certain
        return Inferred(because(self.rules, certain), because(self.rules, possible - certain))

    def _fired(self, true: set[Symbol]) -> set[int]:
        """Indices of the rules that fire once ``true`` is closed (it is extended in place)."""
        fired: set[int] = set()
        waiting: Sequence[int] = range(len(self.rules))
        while True:
            left = []
            for index in waiting:
                if true.issuperset(self.rules[index].premises):
                    fired.add(index)
                    true.add(self.rules[index].conclusion)
                else:
                    left.append(index)
            if len(left) == len(waiting):
                return fired
            waiting = left
