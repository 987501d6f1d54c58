"""The tests that live with a rule: what they give must be known and fit its unit."""

from __future__ import annotations

from auditor.model import Text
from auditor.rulebook.errors import shown
from auditor.rulebook.fields import Fields
from auditor.rulebook.model import RuleTest, Unit
from auditor.rulebook.nodes import Scalar
from auditor.rulebook.quantities import BadQuantity, parse_quantity
from auditor.rulebook.schema import STATUSES
from auditor.rulebook.series import parse_series

ANSWERS = ("answer", "evidence", "signed_by", "date")  # what a test of an attested item may give


def check_tests(fields: Fields) -> tuple[RuleTest, ...]:
    """The tests of a check: they give figures, attributes and, for an attested item, an answer."""
    tests: list[RuleTest] = []
    platform = fields.origin.platform
    attested = "attest" in fields.node.entries
    for part in fields.parts("tests"):
        for name, node in _given(part, "given"):
            given = fields.names.metrics.get((platform, name.text))
            if attested and name.text in ANSWERS:
                if name.text == "date":
                    _figure(part, node, Unit.DATE, series=False)
            elif fields.names.has("attributes", name.text, platform):
                fields.require_values(name.text, node)
            elif fields.require(name, "metrics", platform) and given is not None:
                _figure(part, node, given.unit, series=False)
        for name, node in _given(part, "series"):
            given = fields.names.metrics.get((platform, name.text))
            if fields.require(name, "metrics", platform) and given is not None:
                _figure(part, node, given.unit, series=True)
        then = part.string("then")
        if "given" not in part.node.entries and "series" not in part.node.entries:
            part.problems.add(part.place, "测试缺少“given”或“series”", "a test needs 'given' or 'series'")
        if then is not None:
            tests.append(RuleTest(_texts(part, "given"), _texts(part, "series"), then, part.date("as_of"), part.place))
    return tuple(tests)


def diagnosis_tests(fields: Fields) -> tuple[RuleTest, ...]:
    """The tests of a diagnosis: they give attributes and the statuses of checks."""
    tests: list[RuleTest] = []
    for part in fields.parts("tests"):
        for name, node in _given(part, "given"):
            if fields.names.has("attributes", name.text, fields.origin.platform):
                fields.require_values(name.text, node)
            elif fields.require(name, "checks") and node.text not in STATUSES:
                fields.problems.unknown(node.place, Text("状态", "status"), node.text, STATUSES)
        then = part.string("then")
        if then is not None:
            then = "absent" if then == "not_concluded" else then
            tests.append(RuleTest(_texts(part, "given"), {}, then, None, part.place))
    return tuple(tests)


def _given(fields: Fields, key: str) -> list[tuple[Scalar, Scalar]]:
    return [(name, node) for name, node in fields.named(key) if isinstance(node, Scalar)]


def _texts(fields: Fields, key: str) -> dict[str, str]:
    return {name.text: node.text for name, node in _given(fields, key)}


def _figure(fields: Fields, node: Scalar, unit: Unit, *, series: bool) -> None:
    if unit is Unit.TEXT and not series:
        return
    try:
        parse_series(node.text, unit) if series else parse_quantity(node.text, unit, bare_money=True)
    except BadQuantity as error:
        fields.problems.add(
            node.place, f"“{shown(node.text)}”：{error.message.zh}", f"'{shown(node.text)}': {error.message.en}"
        )
