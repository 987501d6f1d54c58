"""Scopes (facts about a store), diagnoses (causes of findings) and remedies."""

from __future__ import annotations

from auditor.model import Text
from auditor.rulebook.build_tests import diagnosis_tests
from auditor.rulebook.errors import shown
from auditor.rulebook.fields import Fields
from auditor.rulebook.model import (
    MOST_PREMISES,
    AttributeIs,
    Check,
    CheckIs,
    Condition,
    DiagnosisHolds,
    DiagnosisRule,
    Premise,
    Remedy,
    Scope,
    ScopeHolds,
)
from auditor.rulebook.nodes import Node, Scalar, texts
from auditor.rulebook.schema import STATUSES


class Causes:
    """Builds conditions; knows the checks that are already built."""

    def __init__(self, checks: dict[str, Check]) -> None:
        self.checks = checks

    def scope(self, ident: Scalar, fields: Fields) -> Scope | None:
        """A named condition on attributes and other scopes."""
        when = self._condition(fields.part("when"), diagnosis=False)
        return Scope(fields.scope_key(ident.text), fields.origin.platform, when, ident.place) if when else None

    def diagnosis(self, ident: Scalar, fields: Fields) -> DiagnosisRule | None:
        """A cause, what it is inferred from and what it explains."""
        title, likelihood = fields.text("title"), fields.string("likelihood")
        when = self._condition(fields.part("when"), diagnosis=True)
        explains = fields.ids("explains", "checks")
        for node in fields.scalars("explains"):
            self._same_platform(fields, node)
        confirm, remedies, tests = fields.text("confirm"), fields.ids("remedies", "remedies"), diagnosis_tests(fields)
        if title is None or likelihood is None or when is None:
            return None
        return DiagnosisRule(
            id=ident.text,
            pack=fields.origin.pack,
            platform=fields.origin.platform,
            purpose=fields.origin.purpose or "weekly",
            title=title,
            when=when,
            explains=explains,
            likelihood=likelihood,
            confirm=confirm,
            remedies=remedies,
            tests=tests,
            place=ident.place,
        )

    def _condition(self, fields: Fields | None, *, diagnosis: bool) -> Condition | None:
        if fields is None:
            return None
        groups: list[tuple[Premise, ...]] = []
        for key in ("all", "any"):
            premises = [
                premise
                for part in fields.parts(key)
                for name in part.node.entries
                if (premise := self._premise(part, name, diagnosis=diagnosis)) is not None
            ]
            groups.append(tuple(dict.fromkeys(premises)))
        every, some = groups
        self._can_hold(fields, every, some)
        if len(every) + bool(some) > MOST_PREMISES:
            fields.problems.add(
                fields.place,
                f"条件超过 {MOST_PREMISES} 个：请拆成两个，一个引用另一个",
                f"more than {MOST_PREMISES} premises: split it in two, one of which names the other",
            )
        return Condition(every, some) if every or some else None

    def _can_hold(self, fields: Fields, every: tuple[Premise, ...], some: tuple[Premise, ...]) -> None:
        """A check has one status, a metric lies in one band: what asks for two of them at once would never be concluded."""
        left: dict[str, frozenset[str]] = {}
        for number, premise in enumerate((*every, *some)):
            name, asked = _asked(fields, premise)
            if name is None:
                continue
            both = left.get(name, asked) & asked
            if not both and number < len(every):
                fields.problems.add(
                    fields.place,
                    f"all 要求“{name}”同时有不同的状态或区间，永远不成立：请写成一项，如 [watch, fail]，或放到 any 下",
                    f"'all' asks for different statuses or bands of '{name}' at once and can never hold: "
                    "list them in one premise, as [watch, fail], or put them under 'any'",
                )
            elif not both:
                fields.problems.add(
                    fields.place,
                    f"any 中的“{name}: {'、'.join(sorted(asked))}”与 all 矛盾，永远不成立：请去掉其中一项",
                    f"'{name}: {', '.join(sorted(asked))}' under 'any' contradicts 'all' and can never hold: leave one out",
                )
            elif number < len(every):
                left[name] = both

    def _premise(self, fields: Fields, name: str, *, diagnosis: bool) -> Premise | None:
        node, key = fields.node.entries[name], Scalar(fields.node.keys[name], name)
        platform = fields.origin.platform
        if name == "scope" or (name == "diagnosis" and diagnosis):
            if not isinstance(node, Scalar):
                fields.problems.add(
                    node.place,
                    f"{name} 后写一个名称；要求几个时，每个各写一项",
                    f"'{name}' takes one name; to ask for several, write a premise for each",
                )
            elif name == "scope" and fields.require(node, "scopes", platform):
                return ScopeHolds(fields.scope_key(node.text))
            elif name == "diagnosis" and fields.require(node, "diagnoses"):
                return DiagnosisHolds(node.text)
            return None
        if fields.names.has("attributes", name, platform):
            return self._attribute_is(fields, name, node)
        if not diagnosis and any(known.endswith(f"/{name}") for known in fields.names.declared["attributes"]):
            fields.require(key, "attributes", platform)
            return None
        if not diagnosis:
            names = (*fields.names.known("attributes", platform), "scope")
            fields.problems.unknown(key.place, Text("属性", "attribute"), name, names)
            return None
        if not fields.names.has("checks", name) and fields.names.has("diagnoses", name):
            fields.problems.add(
                key.place,
                f"“{shown(name)}”是诊断：请写成 {{diagnosis: {shown(name)}}}",
                f"'{shown(name)}' is a diagnosis: write {{diagnosis: {shown(name)}}}",
            )
            return None
        if not fields.names.has("checks", name):
            names = (*fields.names.known("checks"), *fields.names.known("attributes", platform), "scope", "diagnosis")
            fields.problems.unknown(key.place, Text("检查项", "check"), name, names)
            return None
        self._same_platform(fields, key)
        statuses = tuple(item.text for item in texts(node))
        for item in texts(node):
            if item.text not in STATUSES:
                fields.problems.unknown(item.place, Text("状态", "status"), item.text, STATUSES)
        return CheckIs(name, statuses) if statuses and set(statuses) <= set(STATUSES) else None

    def _attribute_is(self, fields: Fields, name: str, node: Node) -> AttributeIs | None:
        found = tuple(item.text for item in texts(node) if fields.require_value(name, item))
        return AttributeIs(name, found) if found else None

    def _same_platform(self, fields: Fields, node: Scalar) -> None:
        """A store has the findings of its own platform and purpose: others would stay silent for ever."""
        check, origin = self.checks.get(node.text), fields.origin
        if (
            check is None
            or origin.purpose is None
            or (check.platform, check.purpose) == (origin.platform, origin.purpose)
        ):
            return
        fields.problems.add(
            node.place,
            f"“{node.text}”属于 {check.platform}/{check.purpose}，不属于 {origin.platform}/{origin.purpose}",
            f"'{node.text}' belongs to {check.platform}/{check.purpose}, not to {origin.platform}/{origin.purpose}",
        )


def _asked(fields: Fields, premise: Premise) -> tuple[str | None, frozenset[str]]:
    """What has one value at a time, and the values that the premise accepts; None for what may have several (markets)."""
    if isinstance(premise, CheckIs):
        return premise.check, frozenset(premise.statuses)
    if isinstance(premise, AttributeIs):
        attribute = fields.names.attributes.get((fields.origin.platform, premise.attribute))
        return (premise.attribute if attribute and attribute.bands else None), frozenset(premise.values)
    return None, frozenset()


def build_remedy(ident: Scalar, fields: Fields) -> Remedy | None:
    """Steps that mend something."""
    title, steps, due = fields.text("title"), fields.steps("steps"), fields.span("due")
    owner, effort, done_when = fields.string("owner"), fields.string("effort"), fields.text("done_when")
    if title is None or steps is None or due is None or owner is None or effort is None:
        return None
    return Remedy(ident.text, title, steps[0], steps[1], owner, effort, due, done_when, ident.place)
