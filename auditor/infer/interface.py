"""What an inference engine promises: monotone rules over symbols, and what follows from facts.

A symbol is a short text such as ``amazon.order-defect-rate:fail``. Numbers never enter: thresholds
are compared in columns before, so that an engine has nothing to misread. There is no negation;
adding a fact never takes a conclusion away, so the order of facts and rules can't matter.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, NamedTuple

from auditor.rulebook.model import MOST_PREMISES

Symbol = str


class Rule(NamedTuple):
    """``conclusion`` follows when every one of ``premises`` holds."""

    conclusion: Symbol
    premises: tuple[Symbol, ...]


Conclusions = Mapping[Symbol, tuple[Rule, ...]]
"""Each symbol that follows, with every rule that concludes it: its "because", in the order of the rules."""


class Inferred(NamedTuple):
    """``certain`` follows from the facts; ``supposed`` also follows if what is supposed held as well.

    Both hold every rule that fires; a rule that fires on facts alone stands in ``certain`` only.
    """

    certain: Conclusions
    supposed: Conclusions


class Engine(ABC):
    """A compiled set of rules. Engines keep nothing from one call to the next."""

    name: ClassVar[str]

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Compile ``rules``; raises ValueError for a rule without premises or with more than 16."""
        for rule in rules:
            if not 0 < len(set(rule.premises)) <= MOST_PREMISES:
                raise ValueError(
                    f"{rule.conclusion}: a rule has 1 to {MOST_PREMISES} premises, not {len(rule.premises)}"
                )
        self.rules = tuple(rules)

    @classmethod
    def takes(cls, _rules: Sequence[Rule]) -> bool:
        """Whether the engine can hold so many rules."""
        return True

    @abstractmethod
    def conclude(self, facts: Collection[Symbol], supposed: Collection[Symbol] = ()) -> Inferred:
        """What follows from ``facts``, and what would follow with ``supposed`` added to them."""


def because(rules: Sequence[Rule], fired: Collection[int]) -> dict[Symbol, tuple[Rule, ...]]:
    """Group the rules with the indices ``fired`` by conclusion, in the order of ``rules``."""
    grouped: dict[Symbol, list[Rule]] = {}
    for index in sorted(fired):
        grouped.setdefault(rules[index].conclusion, []).append(rules[index])
    return {symbol: tuple(reasons) for symbol, reasons in grouped.items()}
