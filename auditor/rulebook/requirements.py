"""Requirements: read with the unit of their metric, compared as the sets of values they accept."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from auditor.model import Text
from auditor.rulebook.errors import shown
from auditor.rulebook.fields import Fields
from auditor.rulebook.model import Metric, Quantity, Range, Requirement, Unit, Verb
from auditor.rulebook.nodes import Node, Scalar, texts
from auditor.rulebook.quantities import BadQuantity, parse_quantity
from auditor.rulebook.words import requirement_words

_NAMED_UNITS = (Unit.FLAG, Unit.TEXT)


class Accepted(NamedTuple):
    """The values that a requirement accepts: an interval of one currency, or some points or texts.

    ``low`` and ``high`` are (value, included), None where the interval is open to that side.
    """

    low: tuple[Fraction, bool] | None = None
    high: tuple[Fraction, bool] | None = None
    points: frozenset[Fraction | str] | None = None
    currency: str | None = None

    def within(self, other: Accepted) -> bool:
        """Whether everything that is accepted here is accepted by ``other`` too."""
        if None not in (self.currency, other.currency) and self.currency != other.currency:
            return False
        if self.points is not None:
            return all(other.holds(point) for point in self.points)
        if other.points is not None:
            return False
        return _inside(self.low, other.low, 1) and _inside(self.high, other.high, -1)

    def holds(self, point: Fraction | str) -> bool:
        """Whether one value is accepted."""
        if self.points is not None:
            return point in self.points
        if isinstance(point, str):
            return False
        above = self.low is None or point > self.low[0] or (point == self.low[0] and self.low[1])
        below = self.high is None or point < self.high[0] or (point == self.high[0] and self.high[1])
        return above and below


def _inside(end: tuple[Fraction, bool] | None, other: tuple[Fraction, bool] | None, sign: int) -> bool:
    if other is None:
        return True
    if end is None:
        return False
    return sign * end[0] > sign * other[0] or (end[0] == other[0] and (other[1] or not end[1]))


def accepted(requirement: Requirement) -> Accepted:
    """The set of values that a requirement accepts."""
    currency = next((quantity.currency for quantity in requirement.quantities if quantity.currency), None)
    values = [quantity.exact for quantity in requirement.quantities]
    match requirement.verb:
        case Verb.AT_LEAST | Verb.MORE_THAN:
            return Accepted(low=(values[0], requirement.verb is Verb.AT_LEAST), currency=currency)
        case Verb.AT_MOST | Verb.LESS_THAN:
            return Accepted(high=(values[0], requirement.verb is Verb.AT_MOST), currency=currency)
        case Verb.BETWEEN:
            return Accepted(low=(values[0], True), high=(values[1], True), currency=currency)
        case _:
            return Accepted(points=frozenset([*values, *requirement.options]), currency=currency)


def read_requirement(fields: Fields, unit: Unit, possible: Range | None = None) -> Requirement | None:
    """A requirement in the unit of its metric; what does not fit, or is no ``possible`` value of it, is reported."""
    for verb in Verb:
        node = fields.node.get(verb.value)
        if node is None:
            continue
        if unit in _NAMED_UNITS and verb not in (Verb.EQUALS, Verb.ONE_OF):
            fields.problems.add(
                fields.node.keys[verb.value],
                f"{'是/否' if unit is Unit.FLAG else '文字'}指标只能用 equals 或 one_of",
                f"a {unit.value} metric takes equals or one_of only",
            )
            return None
        nodes = texts(node)
        if unit is Unit.TEXT:
            return Requirement(verb, options=tuple(item.text for item in nodes)) if nodes else None
        quantities = read_quantities(fields, nodes, unit, possible)
        if quantities is None or len(quantities) < (2 if verb is Verb.BETWEEN else 1):
            return None
        if verb is Verb.BETWEEN and not _ascending(fields, node, quantities):
            return None
        return Requirement(verb, quantities)
    return None


def idle(requirement: Requirement, possible: Range | None) -> Text | None:
    """Why a requirement asks nothing, or what never is, of the ``possible`` values; None where it tells some from others."""
    ends = accepted(requirement)
    if possible is None or ends.points is not None:
        return None
    low, high = ends.low or (-math.inf, True), ends.high or (math.inf, True)
    words = possible.words
    if _reaches(low[0], possible.low, low[1]) and _reaches(possible.high, high[0], high[1]):
        return Text(f"指标可能的取值是{words.zh}，全部符合", f"every possible value ({words.en}) meets it")
    if not (_reaches(low[0], possible.high, low[1]) and _reaches(possible.low, high[0], high[1])):
        return Text(f"指标可能的取值是{words.zh}，没有一个符合", f"no possible value ({words.en}) meets it")
    return None


def _reaches(low: Fraction | float, high: Fraction | float, included: bool) -> bool:
    """Whether one end lies below the other, or on it where that is included."""
    return low < high or (low == high and included)


def read_band(fields: Fields, node: Node, metric: Metric) -> Requirement | None:
    """A list of two figures as the requirement ``between``."""
    quantities = read_quantities(fields, texts(node), metric.unit, metric.range)
    if quantities is None or len(quantities) != 2 or not _ascending(fields, node, quantities):
        return None
    return Requirement(Verb.BETWEEN, quantities)


def read_quantities(
    fields: Fields, nodes: list[Scalar], unit: Unit, possible: Range | None = None
) -> tuple[Quantity, ...] | None:
    """The figures of the nodes; None when one can't be read, is not ``possible``, or their currencies differ."""
    quantities: list[Quantity] = []
    for node in nodes:
        try:
            quantity = parse_quantity(node.text, unit)
        except BadQuantity as error:
            fields.problems.add(
                node.place,
                f"“{shown(node.text)}”与指标单位 {unit.value} 不符：{error.message.zh}",
                f"'{shown(node.text)}' does not fit the unit {unit.value} of the metric: {error.message.en}",
            )
            continue
        if possible is None or possible.holds(quantity.number):
            quantities.append(quantity)
        else:
            fields.problems.add(
                node.place,
                f"指标不可能是“{shown(node.text)}”：应{possible.words.zh}",
                f"the metric can't be '{shown(node.text)}': possible is {possible.words.en}",
            )
    if len(quantities) < len(nodes):
        return None
    currencies = sorted({quantity.currency for quantity in quantities if quantity.currency})
    if len(currencies) > 1:
        fields.problems.add(
            nodes[0].place, f"币种不一致：{'、'.join(currencies)}", f"the currencies differ: {', '.join(currencies)}"
        )
        return None
    return tuple(quantities)


def check_watch(fields: Fields, expect: Requirement, watch: Requirement) -> bool:
    """Whether the warning line uses the verb of ``expect`` and lies on its safe side; if not, report it."""
    fault = watch_fault(expect, watch)
    if fault is not None:
        inner = fields.part("watch")
        fields.problems.add(inner.place if inner else fields.place, fault.zh, fault.en)
    return fault is None


def watch_fault(expect: Requirement, watch: Requirement) -> Text | None:
    """Why a warning line does not fit its requirement, None when it does."""
    if expect.verb is Verb.EQUALS:
        return Text("equals 不能有预警线 watch", "equals takes no watch line")
    if watch.verb is not expect.verb:
        return Text(
            f"watch 应与 expect 用同一个词：{expect.verb.value}，而不是 {watch.verb.value}",
            f"watch must use the verb of expect: {expect.verb.value}, not {watch.verb.value}",
        )
    inner, outer = accepted(watch), accepted(expect)
    if not inner.within(outer) or outer.within(inner):
        ours, line = requirement_words(watch), requirement_words(expect)
        return Text(
            f"watch（{ours.zh}）不在 expect（{line.zh}）的安全一侧：预警线应比要求更严",
            f"watch ({ours.en}) is on the wrong side of expect ({line.en}): a warning line is the stricter one",
        )
    return None


def _ascending(fields: Fields, node: Node, quantities: tuple[Quantity, ...]) -> bool:
    low, high = quantities[0], quantities[1]
    if low.exact > high.exact:
        fields.problems.add(
            node.place,
            f"下限 {low.text} 大于上限 {high.text}",
            f"the lower end {low.text} is above the upper end {high.text}",
        )
    return low.exact <= high.exact
