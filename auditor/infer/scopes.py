"""Scopes: which checks apply to a store, told from its attributes, in three-valued truth.

An attribute that nobody stated is unknown, not false. The rules have no negation, so strong Kleene
logic needs only two closures: a scope is true if it follows from what is stated, false if it does not
even follow with everything unstated supposed, and unknown between the two.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from auditor.infer.conditions import premises_of, rules_of, symbol_of, unsettled
from auditor.infer.engines import compiled
from auditor.infer.interface import Engine, Symbol
from auditor.model import ScopeResult, Store, StoreKey, Truth
from auditor.rulebook.model import AttributeIs, Condition, Premise, RuleBook, ScopeHolds

_Subject = TypeVar("_Subject", bound=Hashable)


def infer_scopes(
    book: RuleBook, stores: Sequence[Store], engine: type[Engine] | None = None
) -> dict[StoreKey, dict[str, ScopeResult]]:
    """The truth of every scope of the book for every store, with the attributes that would settle an unknown."""
    return scopes_of(book, {store.key: store.attributes for store in stores}, engine)


def scopes_of(
    book: RuleBook, stated: Mapping[_Subject, Mapping[str, str]], engine: type[Engine] | None = None
) -> dict[_Subject, dict[str, ScopeResult]]:
    """The same for whatever has attributes: a store, a segment of one.

    ``engine`` is the kind of engine, by default the best one installed.
    """
    symbols = {scope: symbol_of(ScopeHolds(scope)) for scope in book.scopes}
    conditions = {scope: rule.when for scope, rule in book.scopes.items()}
    inference = compiled(
        [rule for scope, when in conditions.items() for rule in rules_of(symbols[scope], when)], engine
    )
    asked = {symbol_of(p): p for p in premises_of(conditions.values()) if isinstance(p, AttributeIs)}
    attributes = tuple(dict.fromkeys(premise.attribute for premise in asked.values()))

    def judge(stated: Mapping[str, str]) -> dict[str, ScopeResult]:
        facts = [symbol for symbol, premise in asked.items() if _holds(premise, stated)]
        supposed = {symbol: premise.attribute for symbol, premise in asked.items() if premise.attribute not in stated}
        inferred = inference.conclude(facts, supposed)

        def against(when: Condition) -> Iterator[tuple[str, str]]:
            for premise in (*when.all, *when.any):
                if isinstance(premise, ScopeHolds):
                    yield from truth(premise.scope).against
                elif isinstance(premise, AttributeIs) and premise.attribute in stated and not _holds(premise, stated):
                    yield premise.attribute, stated[premise.attribute]

        def truth(scope: str) -> ScopeResult:
            symbol = symbols[scope]
            if symbol in inferred.certain:
                return ScopeResult(Truth.TRUE)
            if symbol not in inferred.supposed:
                return ScopeResult(Truth.FALSE, against=tuple(dict.fromkeys(against(conditions[scope]))))
            missing = {supposed[one] for one in unsettled(inferred.supposed[symbol], inferred, supposed)}
            return ScopeResult(Truth.UNKNOWN, tuple(name for name in attributes if name in missing))

        return {scope: truth(scope) for scope in symbols}

    # Stores of an agency share a handful of attribute sets: each set is judged once.
    judged: dict[tuple[str | None, ...], dict[str, ScopeResult]] = {}
    results = {}
    for subject, own in stated.items():
        known = tuple(own.get(name) for name in attributes)
        if known not in judged:
            judged[known] = judge({name: value for name, value in zip(attributes, known, strict=True) if value})
        results[subject] = judged[known]
    return results


def circumstances(
    book: RuleBook, premises: Iterable[Premise], stores: Sequence[Store]
) -> dict[StoreKey, dict[Symbol, Truth]]:
    """The truth of those ``premises`` that ask for attributes or scopes, for every store."""
    asked = {symbol_of(one): one for one in premises if isinstance(one, AttributeIs | ScopeHolds)}
    scopes = infer_scopes(book, stores) if any(isinstance(one, ScopeHolds) for one in asked.values()) else {}

    def truth(premise: AttributeIs | ScopeHolds, store: Store) -> Truth:
        if isinstance(premise, ScopeHolds):
            return scopes[store.key][premise.scope].truth
        if not store.attributes.get(premise.attribute):
            return Truth.UNKNOWN
        return Truth.TRUE if _holds(premise, store.attributes) else Truth.FALSE

    return {store.key: {symbol: truth(premise, store) for symbol, premise in asked.items()} for store in stores}


def _holds(premise: AttributeIs, stated: Mapping[str, str]) -> bool:
    """Whether one of a store's values of an attribute, of which it may have several (DE,FR), is one that is asked for."""
    values = stated.get(premise.attribute, "").split(",")
    return any(value.strip() in premise.values for value in values)
