"""What an overlay says of the client's own sheets: their headings, what bare numbers and days are, rates of currencies."""

from __future__ import annotations

from collections.abc import Callable

from auditor.currency import CODES, USUAL
from auditor.model import Text
from auditor.rulebook.errors import Problems, nearest, shown
from auditor.rulebook.fields import NOUN_OF, Fields
from auditor.rulebook.model import Metric, RuleBook, Unit
from auditor.rulebook.nodes import Items, Node, Scalar, texts
from auditor.rulebook.overlay import ALL_RATES
from auditor.rulebook.quantities import currency_code, parse_number
from auditor.text import heading_key

Fresh = Callable[[Fields, str], list[tuple[Scalar, Node]]]  # the entries under a key, each settled once


class SheetSettings:
    """The settings of all documents, read against a rule book. The fields are those of ``Overlay``."""

    def __init__(self, book: RuleBook, problems: Problems) -> None:
        self.book = book
        self.problems = problems
        self.columns: dict[str, tuple[str, ...]] = {}
        self.percent: dict[str, str] = {}
        self.daily: dict[str, str] = {}
        self.rates: dict[str, float] = {}

    def read(self, fields: Fields, fresh: Fresh) -> None:
        """Read those of one document."""
        readers = {"columns": self._columns, "percent": self._percent, "daily": self._daily, "rates": self._rate}
        for key, take in readers.items():
            for name, node in fresh(fields, key):
                take(name, node)

    def _columns(self, name: Scalar, node: Node) -> None:
        if self._metric(name) and isinstance(node, Items):
            headings = texts(node)
            self.columns[name.text] = tuple(item.text for item in headings)
            for heading in headings:
                self._heading_is_free(name.text, heading)

    def _percent(self, name: Scalar, node: Node) -> None:
        every = name.text == ALL_RATES
        if not (every or self._metric(name)) or not isinstance(node, Scalar):
            return
        self.percent[name.text] = node.text
        if not every and all(metric.unit is not Unit.SHARE for metric in self._declared(name.text)):
            self.problems.add(
                name.place,
                f"“{name.text}”不是占比指标",
                f"'{name.text}' is not a share: nothing is to be settled",
            )

    def _daily(self, name: Scalar, node: Node) -> None:
        if self._metric(name) and isinstance(node, Scalar):
            self.daily[name.text] = node.text
            self._is_of_days(name, node)

    def _rate(self, name: Scalar, node: Node) -> None:
        factor = parse_number(node.text) if isinstance(node, Scalar) else None
        currency = currency_code(name.text)
        if factor is None or factor <= 0:
            found = shown(node.text) if isinstance(node, Scalar) else ""
            self.problems.add(
                node.place,
                f"“{found}”无效：汇率应为正数，如 0.14",
                f"'{found}' is not accepted: a rate is a positive number such as 0.14",
            )
        elif currency not in CODES:
            known = USUAL if nearest(name.text, USUAL) else CODES
            self.problems.unknown(name.place, Text("币种", "currency"), name.text, known)
        elif currency in self.rates:
            self.problems.add(name.place, f"{currency} 的汇率重复", f"the rate of {currency} is stated twice")
        else:
            self.rates[currency] = float(factor)

    def _is_of_days(self, name: Scalar, node: Scalar) -> None:
        """A metric of weeks or months, or a count of some days; what is added up has to be a count or an amount."""
        declared = [
            metric
            for metric in self._declared(name.text)
            if metric.window.unit in ("week", "month") or (metric.window.unit == "day" and metric.unit.additive)
        ]
        if not declared:
            self.problems.add(
                name.place,
                f"“{name.text}”不按周或按月取值，也不是若干天的数量，每天的数值无须说明",
                f"'{name.text}' is not of a week or a month, and no count of some days: nothing is to be settled",
            )
        elif node.text == "sum" and not any(metric.unit.additive for metric in declared):
            self.problems.add(
                node.place,
                f"“{name.text}”不是数量或金额，各日的数值不能相加",
                f"'{name.text}' is no count and no amount: its days can't be added up",
            )

    def _declared(self, metric: str) -> list[Metric]:
        return [declared for (_, name), declared in self.book.metrics.items() if name == metric]

    def _metric(self, name: Scalar) -> bool:
        """Whether some platform declares the metric; if none does, report it."""
        known = bool(self._declared(name.text))
        if not known:
            names = [metric for _, metric in self.book.metrics]
            self.problems.unknown(name.place, NOUN_OF["metrics"], name.text, names)
        return known

    def _heading_is_free(self, metric: str, heading: Scalar) -> None:
        """A heading that already belongs to another metric of the platform would be ambiguous."""
        wanted = heading_key(heading.text)
        platforms = {declared.platform for declared in self._declared(metric)}
        for other in self.book.metrics.values():
            taken = other.platform in platforms and other.id != metric
            if taken and wanted in map(heading_key, (*other.names, *self.columns.get(other.id, ()))):
                self.problems.add(
                    heading.place,
                    f"表头“{shown(heading.text)}”已属于 {other.id}",
                    f"the heading '{shown(heading.text)}' already belongs to {other.id}",
                )
                return
