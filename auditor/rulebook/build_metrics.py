"""Metrics and attributes: the quantities that checks judge and the facts that scopes ask for."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from itertools import pairwise

from auditor.model import CLIENT, Text
from auditor.rulebook.errors import shown
from auditor.rulebook.fields import Fields
from auditor.rulebook.formula import BadFormula, first_span, parse_formula, references
from auditor.rulebook.model import Across, Attribute, Band, Better, Formula, Metric, Place, Range, Span, Unit, Verb
from auditor.rulebook.nodes import Items, Mapping, Scalar, texts
from auditor.rulebook.requirements import accepted, idle, read_quantities, read_requirement
from auditor.rulebook.words import requirement_words
from auditor.text import folded

_BRACED = re.compile(r"\{.*?\}|[{}]")
_FORMS = re.compile(r"\{n:[^{}|]+\|[^{}|]+\}")
_RANGES = (Verb.BETWEEN, Verb.AT_LEAST, Verb.AT_MOST)
_WAYS = ("ratio", "formula", "across")


def build_metric(ident: Scalar, fields: Fields) -> Metric | None:
    """One metric; None when something essential is missing (which has been reported)."""
    platform = fields.origin.platform
    name = fields.text("name")
    unit = next((unit for unit in Unit if unit.value == fields.string("unit")), None)
    better = next((better for better in Better if better.value == fields.string("better")), None)
    ways = [way for way in _WAYS if way in fields.node.entries]
    if len(ways) > 1:
        fields.problems.add(
            fields.node.keys[ways[1]],
            f"{'、'.join(ways)} 只能有一个",
            f"only one of {', '.join(ways)} is possible",
        )
    ratio, sample, best = fields.scalars("ratio"), fields.scalar("sample"), fields.scalar("best")
    if len(ratio) == 2 and ratio[0].text == ratio[1].text:
        fields.problems.add(
            ratio[1].place,
            f"“{shown(ratio[1].text)}”除以自身总是 100%：ratio 是 [分子, 分母]",
            f"'{shown(ratio[1].text)}' over itself is always 100%: a ratio is [numerator, denominator]",
        )
    for node in (*ratio, *([sample] if sample else ())):
        fields.require(node, "metrics", platform)
    formula = _formula(fields)
    window = _window(fields, formula)
    if name is None or unit is None or better is None or window is None:
        return None
    possible = _range(fields, unit)
    return Metric(
        id=ident.text,
        platform=platform,
        name=name,
        unit=unit,
        better=better,
        window=window,
        columns=fields.strings("columns"),
        ratio=(ratio[0].text, ratio[1].text) if len(ratio) == 2 else None,
        formula=formula,
        formula_text=fields.string("formula"),
        across=_across(fields),
        where=fields.text("where"),
        sample=sample.text if sample else None,
        best=_figure(fields, best, unit, possible),
        range=possible,
        values=_words_of(fields, unit),
        regain=_recovery_words(fields, "regain"),
        left=_recovery_words(fields, "left"),
        place=ident.place,
    )


def _figure(fields: Fields, node: Scalar | None, unit: Unit, possible: Range | None) -> Fraction | None:
    if node is None:
        return None
    quantities = read_quantities(fields, [node], unit, possible)
    return quantities[0].exact if quantities else None


def _words_of(fields: Fields, unit: Unit) -> dict[str, tuple[str, ...]]:
    values = _values(fields)
    if values and unit is not Unit.TEXT:
        fields.problems.add(
            fields.node.keys["values"], "values 只用于文字指标（unit: text）", "values is for metrics of unit text"
        )
    return values


def _range(fields: Fields, unit: Unit) -> Range | None:
    """The stated range; what is counted or lasts hours is never negative, unless a formula makes it."""
    part = fields.part("range")
    if part is None:
        never_negative = unit in (Unit.COUNT, Unit.HOURS) and "formula" not in fields.node.entries
        return Range(0.0, math.inf, Text("至少0", "at least 0")) if never_negative else None
    require = read_requirement(part, unit) if unit not in (Unit.FLAG, Unit.TEXT, Unit.DATE) else None
    if require is not None and (require.verb not in _RANGES or any(q.exact and q.currency for q in require.quantities)):
        require = None
    elif require is None and unit not in (Unit.FLAG, Unit.TEXT, Unit.DATE):
        return None  # its figures have been reported
    if require is None:
        fields.problems.add(
            fields.node.keys["range"],
            "range 只能用 between、at_least 或 at_most，金额只能以 0 为界，且不用于 flag、text、date",
            "range takes between, at_least or at_most, of money only 0, and is not for flag, text and date",
        )
        return None
    ends = accepted(require)
    low, high = (None if end is None else float(end[0]) for end in (ends.low, ends.high))
    return Range(-math.inf if low is None else low, math.inf if high is None else high, requirement_words(require))


def _recovery_words(fields: Fields, key: str) -> Text | None:
    """A wording of the recovery: ``{n}`` is the count and ``{line}`` the line, ``{n:order|orders}`` what goes with the count.

    Nothing else may stand in braces.
    """
    text = fields.text(key)
    if text is None:
        return None
    for words in text:
        if "{n}" not in words or set(_BRACED.findall(_FORMS.sub("", words))) - {"{n}", "{line}"}:
            node = fields.node.entries[key]
            fields.problems.add(
                node.place,
                f"“{shown(words)}”：应含 {{n}}，花括号内只能是 {{n}}、{{line}} 和英文单复数 {{n:order|orders}}",
                f"'{shown(words)}': it must contain {{n}}, and only {{n}}, {{line}} and {{n:order|orders}} may stand in braces",
            )
    return text


def _window(fields: Fields, formula: Formula | None) -> Span | None:
    text = fields.string("window")
    if text in ("moment", "period"):
        return Span(1, text)
    if text is not None:
        return fields.span("window")
    if formula is not None:
        return first_span(formula) or Span(1, "period")
    if "formula" not in fields.node.entries:
        fields.problems.add(fields.place, "指标缺少“window”", "a metric needs 'window'")
    return None


def _formula(fields: Fields) -> Formula | None:
    node = fields.scalar("formula")
    if node is None:
        return None
    platform = fields.origin.platform
    try:
        formula = parse_formula(node.text)
    except BadFormula as error:
        place = _within(node, error.offset)
        if error.names:
            fields.problems.unknown(place, Text("函数", "function"), error.found, error.names)
        else:
            fields.problems.add(place, error.message.zh, error.message.en)
        return None
    known = [
        fields.require(Scalar(_within(node, _offset(name, node.text)), name), "metrics", platform)
        for name in dict.fromkeys(references(formula))
    ]
    return formula if all(known) else None


def _within(node: Scalar, offset: int) -> Place:
    """The place of a character of a text; a quote stands before the first."""
    return node.place._replace(column=node.place.column + offset + (0 if node.plain else 1))


def _offset(name: str, formula: str) -> int:
    found = re.search(rf"\b{re.escape(name)}\b", formula)
    return found.start() if found else 0


def _across(fields: Fields) -> Across | None:
    part = fields.part("across")
    if part is None:
        return None
    if fields.origin.platform != CLIENT:
        fields.problems.add(
            part.place, "across 只能用于平台 client 的指标", "across is for metrics of the platform 'client' only"
        )
    platform, metric = part.scalar("platform"), part.scalar("sum")
    if platform is not None and platform.text == CLIENT:
        fields.problems.add(
            platform.place,
            "across 应指明店铺所在的平台，不能是 client",
            "across names the platform of the stores, not 'client'",
        )
        return None
    if platform is None or metric is None or not part.require(metric, "metrics", platform.text):
        return None
    return Across(platform.text, metric.text)


def _values(fields: Fields) -> dict[str, tuple[str, ...]]:
    """Value → its other spellings; one spelling stands for one value."""
    values: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    for value, node in fields.named("values"):
        spellings = [value, *(texts(node) if isinstance(node, Items) else ())]  # what is no list is told by its shape
        for spelling in spellings:
            taken = owner.setdefault(folded(spelling.text), value.text)
            if taken != value.text:
                fields.problems.add(
                    spelling.place,
                    f"“{shown(spelling.text)}”已用于 {shown(taken)}",
                    f"'{shown(spelling.text)}' already stands for {shown(taken)}",
                )
        values[value.text] = tuple(item.text for item in spellings[1:])
    return values


def build_attribute(ident: Scalar, fields: Fields) -> Attribute | None:
    """One attribute: stated, with its values, or made from a metric by bands, whose spellings are its values."""
    name = fields.text("name")
    values = _values(fields)
    source = fields.scalar("from")
    bands = _bands(fields, source)
    if not values and source is None:
        fields.problems.add(
            fields.place, "属性应有 values，或 from 和 bands", "an attribute needs values, or from and bands"
        )
        return None
    if (source is None) != (fields.named("bands") == []):
        lacking, stated = ("from", "bands") if source is None else ("bands", "from")
        fields.problems.add(fields.place, f"有 {stated} 就要有 {lacking}", f"{stated} needs {lacking}")
    if bands:
        names = tuple(band.value for band in bands)
        for value, _ in fields.named("values"):
            if value.text not in names:
                fields.problems.unknown(value.place, Text("区间", "band"), value.text, names)
        values = {band: values.get(band, ()) for band in names}
    if name is None:
        return None
    return Attribute(
        id=ident.text,
        platform=fields.origin.platform,
        name=name,
        values=values,
        columns=fields.strings("columns"),
        source_metric=source.text if source else None,
        bands=bands,
        unless_stated=_unless_stated(fields, tuple(values)),
        place=ident.place,
    )


def _unless_stated(fields: Fields, values: tuple[str, ...]) -> str | None:
    """What holds where nobody states the attribute: one of its values."""
    node = fields.scalar("unless_stated")
    if node is not None and values and node.text not in values:
        fields.problems.unknown(node.place, Text("取值", "value"), node.text, values)
    return node.text if node else None


def _bands(fields: Fields, source: Scalar | None) -> tuple[Band, ...]:
    if source is None or not fields.require(source, "metrics", fields.origin.platform):
        return ()
    metric = fields.names.metrics.get((fields.origin.platform, source.text))
    bands: list[tuple[Place, Band]] = []
    for value, node in fields.named("bands"):
        if metric is None or not isinstance(node, Mapping):
            continue
        require = read_requirement(fields.of(node), metric.unit, metric.range)
        if require is None:
            continue
        for _, other in bands:
            if _overlap(other, Band(value.text, require)):
                fields.problems.add(
                    value.place,
                    f"区间“{shown(value.text)}”与“{other.value}”重叠",
                    f"the band '{shown(value.text)}' overlaps '{other.value}'",
                )
        if why := idle(require, metric.range):
            fields.problems.add(
                value.place,
                f"区间“{shown(value.text)}”（{requirement_words(require).zh}）不起作用：{why.zh}",
                f"the band '{shown(value.text)}' ({requirement_words(require).en}) has no effect: {why.en}",
            )
        bands.append((value.place, Band(value.text, require)))
    return tuple(band for _, band in bands)


def _overlap(one: Band, other: Band) -> bool:
    a, b = accepted(one.require), accepted(other.require)
    ends = [end[0] for each in (a, b) for end in (each.low, each.high) if end is not None]
    points = [point for each in (a, b) if each.points is not None for point in each.points]
    if any(a.holds(point) and b.holds(point) for point in (*ends, *points)):
        return True
    ordered = sorted(ends)
    return any(a.holds((low + high) / 2) and b.holds((low + high) / 2) for low, high in pairwise(ordered))
