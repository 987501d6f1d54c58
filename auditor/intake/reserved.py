"""Headings of rule files that a sheet already means something else by: its store, its period, its currency."""

from __future__ import annotations

from auditor.intake.headings import normal
from auditor.intake.words import DATING, STRUCTURE
from auditor.model import Text
from auditor.rulebook.errors import Problems, shown
from auditor.rulebook.model import Place, RuleBook

_MEANS = {
    "store": Text("店铺", "the store"),
    "platform": Text("平台", "the platform"),
    "client": Text("客户", "the client"),
    "currency": Text("币种", "the currency"),
    "unit": Text("单位", "the unit"),
    "metric": Text("指标名称", "the names of metrics"),
    "value": Text("指标的数值", "the values of metrics"),
    "launched": Text("开店日期", "the day of opening"),
    **dict.fromkeys(("year", *DATING), Text("日期", "the days")),
}
_RESERVED = {normal(word): _MEANS[kind] for kind, words in STRUCTURE.items() for word in words}


def headings_are_free(book: RuleBook) -> None:
    """Report metrics and attributes whose values would never be read, since their column means something else. Raises RuleErrors."""
    problems = Problems()
    for metric in book.metrics.values():
        _report(problems, metric.place, metric.names)
    for attribute in book.attributes.values():
        _report(problems, attribute.place, (attribute.name.zh, attribute.name.en, *attribute.columns))
    problems.raise_any()


def _report(problems: Problems, place: Place | None, names: tuple[str, ...]) -> None:
    for name in names:
        means = _RESERVED.get(normal(name))
        if means is not None and place is not None:
            problems.add(
                place,
                f"表头“{shown(name)}”在任何表格里都表示{means.zh}，读不到数值：请写更完整的表头",
                f"the heading '{shown(name)}' stands for {means.en} in every sheet and gives no values: write a fuller one",
            )
