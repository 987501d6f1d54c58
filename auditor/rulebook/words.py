"""Requirements in words and figures, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from auditor.model import Text
from auditor.rulebook.model import Quantity, Requirement, Span, Verb
from auditor.text import listed

_NONE: Mapping[str, Sequence[str]] = {}
_WORDS: dict[Verb, Text] = {
    Verb.AT_LEAST: Text("至少", "at least "),
    Verb.MORE_THAN: Text("大于", "more than "),
    Verb.AT_MOST: Text("不超过", "at most "),
    Verb.LESS_THAN: Text("小于", "less than "),
    Verb.EQUALS: Text("等于", "exactly "),
    Verb.ONE_OF: Text("为以下之一：", "one of "),
}
_UNITS_ZH = {"day": "天", "week": "周", "month": "个月", "year": "年", "hour": "小时"}
_WITH_UNIT = re.compile(r"(.+) (day|hour)s?")
_LONG = re.compile(r"(\D*)(\d{4,})((?:\.\d+)?\D*)")


def requirement_words(
    requirement: Requirement,
    *,
    typical: Requirement | None = None,
    sustained: Span | None = None,
    spellings: Mapping[str, Sequence[str]] = _NONE,
) -> Text:
    """``at least 90%``, ``between 15% and 25%``, ``at most $1.2 (typical $0.3 to $1.2)``, ``at least 1 in 3 months``.

    ``spellings`` are the ways to write each value of a metric that is a text: in Chinese ``正常（NORMAL）``.
    """
    zh, en = _plain(requirement, spellings)
    if sustained is not None:
        span = span_words(sustained)
        zh, en = f"{span.zh}内{zh}", f"{en} in {span.en}"
    if typical is not None:
        low, high = (quantity_words(quantity) for quantity in typical.quantities)
        zh, en = f"{zh}（常见{low.zh}至{high.zh}）", f"{en} (typical {low.en} to {high.en})"
    return Text(zh, en)


def span_words(span: Span) -> Text:
    """``3 months`` and ``3个月``; ``moment`` and ``period`` as words."""
    if span.unit == "moment":
        return Text("时点", "moment")
    if span.unit == "period":
        return Text("导出周期", "period of the export")
    plural = "s" if span.count != 1 else ""
    return Text(f"{span.count}{_UNITS_ZH[span.unit]}", f"{span.count} {span.unit}{plural}")


def quantity_words(quantity: Quantity) -> Text:
    """A figure in both languages: ``15 days`` is ``15天``; its thousands apart, as those of a value: ``$4,200``."""
    if quantity.text in ("yes", "no"):
        return Text("是" if quantity.text == "yes" else "否", quantity.text)
    long = _LONG.fullmatch(quantity.text)
    text = f"{long[1]}{int(long[2]):,}{long[3]}" if long else quantity.text
    found = _WITH_UNIT.fullmatch(text)
    return Text(f"{found[1]}{_UNITS_ZH[found[2]]}" if found else text, text)


def _plain(requirement: Requirement, spellings: Mapping[str, Sequence[str]]) -> Text:
    figures = [quantity_words(quantity) for quantity in requirement.quantities]
    for option in requirement.options:
        chinese = next((word for word in spellings.get(option, ()) if not word.isascii()), None)
        figures.append(Text(f"{chinese}（{option}）" if chinese else option, option))
    if requirement.verb is Verb.BETWEEN:
        return Text(f"{figures[0].zh}至{figures[1].zh}之间", f"between {figures[0].en} and {figures[1].en}")
    if requirement.verb is Verb.EQUALS and requirement.quantities and requirement.quantities[0].text in ("yes", "no"):
        return figures[0]
    words, named = _WORDS[requirement.verb], listed(figures)
    return Text(words.zh + named.zh, words.en + named.en)
