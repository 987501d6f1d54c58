"""Scopes (facts about a store), diagnoses (causes of findings) and remedies."""

from __future__ import annotations

from auditor.model import Status, Text
from auditor.rulebook.fields import Fields
from auditor.rulebook.model import (
    Attribute,
    AttributeIs,
    Check,
    CheckIs,
    Condition,
    DiagnosisHolds,
    DiagnosisRule,
    MetricKey,
    Premise,
    Remedy,
    RuleTest,
    Scope,
    ScopeHolds,
)
from auditor.rulebook.nodes import Items, Node, Scalar

MOST_ANTECEDENTS = 16  # of one rule: durable_rules loads 17 and fails when facts arrive
_STATUSES = tuple(status.value for status in Status if status is not Status.WAIVED)


class Causes:
    """Builds conditions; knows the attributes and checks that are already built."""

    def __init__(self, attributes: dict[MetricKey, Attribute], checks: dict[str, Check]) -> None:
        self.attributes = attributes
        self.checks = checks

    def scope(self, ident: Scalar, fields: Fields) -> Scope | None:
        """A named condition on attributes and other scopes."""
        when = self._condition(fields.part("when"), diagnosis=False)
        return Scope(fields.scope_key(ident.text), fields.origin.platform, when, ident.place) if when else None

    def diagnosis(self, ident: Scalar, fields: Fields) -> DiagnosisRule | None:
        """A cause, what it is inferred from and what it explains."""
        title, likelihood = fields.text("title"), fields.string("likelihood")
        part = fields.part("when")
        when = self._condition(part, diagnosis=True)
        if part is not None and when is not None and len(when.all) + bool(when.any) > MOST_ANTECEDENTS:
            part.problems.add(
                part.place,
                f"条件超过 {MOST_ANTECEDENTS} 个：请拆成两个诊断，一个引用另一个",
                f"more than {MOST_ANTECEDENTS} premises: split it into two diagnoses, one of which names the other",
            )
        explains = fields.ids("explains", "checks")
        for node in fields.scalars("explains"):
            self._same_platform(fields, node)
        confirm, remedies, tests = fields.text("confirm"), fields.ids("remedies", "remedies"), self._tests(fields)
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
        return Condition(groups[0], groups[1]) if any(groups) else None

    def _premise(self, fields: Fields, name: str, *, diagnosis: bool) -> Premise | None:
        node, key = fields.node.entries[name], Scalar(fields.node.keys[name], name)
        if name == "scope":
            known = isinstance(node, Scalar) and fields.require(node, "scopes")
            return ScopeHolds(fields.scope_key(node.text)) if known and isinstance(node, Scalar) else None
        if name == "diagnosis" and diagnosis:
            known = isinstance(node, Scalar) and fields.require(node, "diagnoses")
            return DiagnosisHolds(node.text) if known and isinstance(node, Scalar) else None
        platform = fields.origin.platform
        if fields.names.has("attributes", name, platform):
            return self._attribute_is(fields, name, node)
        if not diagnosis:
            names = (*fields.names.known("attributes", platform), "scope")
            fields.problems.unknown(key.place, Text("属性", "attribute"), name, names)
            return None
        if not fields.names.has("checks", name):
            names = (*fields.names.known("checks"), *fields.names.known("attributes", platform), "scope", "diagnosis")
            fields.problems.unknown(key.place, Text("检查项", "check"), name, names)
            return None
        self._same_platform(fields, key)
        statuses = tuple(item.text for item in _words(node))
        for item in _words(node):
            if item.text not in _STATUSES:
                fields.problems.unknown(item.place, Text("状态", "status"), item.text, _STATUSES)
        return CheckIs(name, statuses) if statuses and set(statuses) <= set(_STATUSES) else None

    def _attribute_is(self, fields: Fields, name: str, node: Node) -> AttributeIs | None:
        attribute = self.attributes.get((fields.origin.platform, name))
        if attribute is None:
            return None
        found: list[str] = []
        for item in _words(node):
            if not attribute.values or item.text in attribute.values:
                found.append(item.text)
            else:
                noun = Text(f"“{attribute.name.zh}”取值", f"value of {attribute.id}")
                fields.problems.unknown(item.place, noun, item.text, attribute.values)
        return AttributeIs(name, tuple(found)) if found else None

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

    def _tests(self, fields: Fields) -> tuple[RuleTest, ...]:
        tests: list[RuleTest] = []
        platform = fields.origin.platform
        for part in fields.parts("tests"):
            given: dict[str, str] = {}
            for name, node in part.named("given"):
                if not isinstance(node, Scalar):
                    continue
                given[name.text] = node.text
                if fields.names.has("attributes", name.text, platform):
                    continue
                if fields.require(name, "checks") and node.text not in _STATUSES:
                    fields.problems.unknown(node.place, Text("状态", "status"), node.text, _STATUSES)
            then = part.string("then")
            if then is not None:
                then = "absent" if then == "not_concluded" else then
                tests.append(RuleTest(given, {}, then, None, part.place))
        return tuple(tests)


def build_remedy(ident: Scalar, fields: Fields) -> Remedy | None:
    """Steps that mend something."""
    title, steps, due = fields.text("title"), fields.steps("steps"), fields.span("due")
    owner, effort, done_when = fields.string("owner"), fields.string("effort"), fields.text("done_when")
    if title is None or steps is None or due is None or owner is None or effort is None:
        return None
    return Remedy(ident.text, title, steps[0], steps[1], owner, effort, due, done_when, ident.place)


def _words(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    return [item for item in node.items if isinstance(item, Scalar)] if isinstance(node, Items) else []
