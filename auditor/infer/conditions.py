"""Conditions of the rule book as rules over symbols, and the walk back from a conclusion to its premises."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from auditor.infer.interface import Conclusions, Inferred, Rule, Symbol
from auditor.rulebook.model import AttributeIs, CheckIs, Condition, DiagnosisHolds, Premise, ScopeHolds


def symbol_of(premise: Premise) -> Symbol:
    """The symbol that stands for a premise: ``market=DE|FR``, ``amazon.acos:watch|fail``, ``x:concluded``."""
    match premise:
        case AttributeIs(attribute, values):
            return f"{attribute}={'|'.join(values)}"
        case CheckIs(check, statuses):
            return f"{check}:{'|'.join(statuses)}"
        case ScopeHolds(scope):
            return f"{scope}:holds"
        case DiagnosisHolds(diagnosis):
            return f"{diagnosis}:concluded"


def rules_of(conclusion: Symbol, condition: Condition) -> Iterator[Rule]:
    """One rule, or one for each member of an ``any`` group: all conclude the same."""
    fixed = tuple(symbol_of(premise) for premise in condition.all)
    alternatives: list[tuple[Symbol, ...]] = [(symbol_of(premise),) for premise in condition.any]
    for alternative in alternatives or [()]:
        yield Rule(conclusion, tuple(dict.fromkeys((*fixed, *alternative))))


def premises_of(conditions: Iterable[Condition]) -> tuple[Premise, ...]:
    """Every premise of the conditions, once, in their order."""
    return tuple(dict.fromkeys(premise for one in conditions for premise in (*one.all, *one.any)))


def support(rules: Iterable[Rule], conclusions: Conclusions) -> tuple[Symbol, ...]:
    """Everything that ``rules`` rest on: their premises, then what those rest on, each once, nearest first."""
    seen = dict.fromkeys(premise for rule in rules for premise in rule.premises)
    waiting = list(seen)
    for symbol in waiting:  # it grows while it is walked
        for rule in conclusions.get(symbol, ()):
            for premise in rule.premises:
                if premise not in seen:
                    seen[premise] = None
                    waiting.append(premise)
    return tuple(waiting)


def unsettled(rules: Iterable[Rule], inferred: Inferred, supposed: Collection[Symbol]) -> tuple[Symbol, ...]:
    """The supposed symbols on which ``rules`` rest, also through others that are not certain themselves."""
    open_ones = {symbol: why for symbol, why in inferred.supposed.items() if symbol not in inferred.certain}
    return tuple(symbol for symbol in support(rules, open_ones) if symbol in supposed)
