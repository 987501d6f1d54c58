"""One source map from a document whose shape has been checked: what it names must be there and of a kind that can be used so."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence

from auditor.intake.exports.consistent import columns_are_apart, makes_something, unit_fits, words_are_known
from auditor.intake.exports.source_map import Condition, Derived, DocumentPart, DocumentValue, SourceColumn, SourceMap
from auditor.intake.headings import normal
from auditor.model import Text
from auditor.rulebook.errors import shown
from auditor.rulebook.fields import Fields
from auditor.rulebook.model import MetricKey, Unit
from auditor.rulebook.nodes import Items, Mapping, Node, Scalar, texts
from auditor.rulebook.schema import COLUMN_KINDS, DERIVATIONS, NUMBER
from auditor.text import normalise

_HAN = re.compile("[\u4e00-\u9fff]")
_NUMBER = re.compile(NUMBER["pattern"])  # what is none is reported by its shape
_NUMBERS, _DATES, _TEXTS, _IDENTIFIERS = ("number", "count"), ("date",), ("text",), ("text", "key")
_TAKES = {"sum": _NUMBERS, "ratio": _NUMBERS, "weighted": _NUMBERS, "days": _DATES}
_COMPARED = dict.fromkeys(("more_than", "less_than", "at_least", "at_most"), _NUMBERS)
_ASKED_OF = {"is": _TEXTS, "not": _TEXTS, "by": _DATES, **_COMPARED}
# A key, and the one without which it has no effect.
_DERIVED_NEEDS = (("times", "ratio"), ("at_least", "distinct"), ("of", "at_least"), ("lag", "date"))
_VALUES = ("at", "sum", "count")  # how a value of a document is found
_VALUE_NEEDS = (("times", "at"), ("status", "count"), ("count", "status"))


class SourceBuilder:
    """Builds one map; what is wrong goes to the problems of ``fields`` and is left out."""

    def __init__(self, fields: Fields, units: MappingOf[MetricKey, Unit], markets: frozenset[tuple[str, str]]) -> None:
        self.fields = fields
        self.units = units
        self.markets = markets
        self.columns = tuple(_column(name, fields, node) for name, node in fields.named("columns"))

    def build(self) -> SourceMap:
        """The map."""
        fields, node = self.fields, self.fields.node
        recognise = node.get("recognise")
        makes_something(fields)
        columns_are_apart(fields, self.columns)
        words_are_known(fields, self.markets)
        return SourceMap(
            id=fields.string("source") or "",
            platform=fields.origin.platform,
            title=fields.text("title") or Text("", ""),
            recognise=tuple(map(_normalised, recognise.items if isinstance(recognise, Items) else ())),
            unless=_normalised(node.get("unless")),
            named=_strings(node.get("named")),
            store=self._named(node.get("store"), _TEXTS),
            columns=self.columns,
            personal=_normalised(node.get("personal")),
            derive=tuple(
                self._derived(name, fields.of(part))
                for name, part in fields.named("derive")
                if isinstance(part, Mapping)
            ),
            printed={self._metric(name): _strings(headings) for name, headings in fields.named("print")},
            percent=fields.string("percent"),
            precedence=int(_number(node.get("precedence"))),
            date=self._named(node.get("date"), _DATES),
            start=self._named(node.get("start"), _DATES),
            end=self._named(node.get("end"), _DATES),
            range=self._named(node.get("range"), _TEXTS),
            currency=self._named(node.get("currency"), _TEXTS),
            require=self._listed(node.get("require")),
            key=self._named(node.get("key"), _IDENTIFIERS),
            blank=_strings(node.get("blank")),
            marks={normalise(mark): currency for mark, currency in _pairs(fields, "marks")},
            document=tuple(self._part(part) for part in fields.parts("document")),
            only={name.text: _normalised(node) for name, node in fields.named("only")},
            instead=fields.text("instead"),
            several=fields.string("several") == "yes",
            everyone=_normalised(node.get("everyone")),
            always=next(iter(self._conditions(fields, "always")), None),
            daily=fields.string("daily") == "yes",
            segment=fields.string("segment")
            if "document" in node.entries
            else self._named(node.get("segment"), _TEXTS),
            segments=dict(_pairs(fields, "segments")),
        )

    def _derived(self, name: Scalar, part: Fields) -> Derived:
        kind = _one_of(DERIVATIONS, part, _DERIVED_NEEDS)
        unit_fits(self.fields, name, kind, self.units)
        above, below = part.node.get(kind), None
        if kind in ("ratio", "days", "weighted"):
            pair = above.items if isinstance(above, Items) else []
            above, below = pair if len(pair) == 2 else (None, None)
        return Derived(
            self._metric(name),
            kind,
            () if kind == "share" else self._listed(above, _TAKES.get(kind, ())),
            self._listed(below, _TAKES.get(kind, ())),
            self._conditions(part, "where"),
            self._conditions(part, "share"),
            self._named(part.node.get("once")),
            self._named(part.node.get("date"), _DATES),
            part.whole("at_least") or 1,
            self._named(part.node.get("of")),
            _number(part.node.get("times"), 1.0),
            part.whole("lag") or 0,
        )

    def _conditions(self, part: Fields, key: str) -> tuple[Condition, ...]:
        found: list[Condition] = []
        for name, node in part.named(key):
            asked = node.entries if isinstance(node, Mapping) else {"is": node}
            found += [self._condition(name, verb, value) for verb, value in asked.items()]
        return tuple(found)

    def _condition(self, name: Scalar, verb: str, value: Node) -> Condition:
        column = self._known(name, _ASKED_OF.get(verb, ()))
        if verb in ("is", "not"):
            return Condition(column, verb, _normalised(value))
        if verb == "filled":
            return Condition(column, verb, _strings(value))
        if verb == "by":
            return Condition(column, verb, self._listed(value, _DATES))
        return Condition(column, verb, number=_number(value))

    def _part(self, part: Fields) -> DocumentPart:
        values = tuple(self._document_value(name, node) for name, node in part.named("values"))
        return DocumentPart(part.string("each") or "", values)

    def _document_value(self, name: Scalar, node: Node) -> DocumentValue:
        metric = self._metric(name)
        if not isinstance(node, Mapping):
            return DocumentValue(metric, _strings(node))
        part = self.fields.of(node)
        way = _one_of(_VALUES, part, _VALUE_NEEDS)
        unit_fits(self.fields, name, way, self.units)
        return DocumentValue(
            metric,
            _strings(node.get(way)),
            total=way == "sum",
            count=part.string("status") if way == "count" else None,
            times=_number(node.get("times"), 1.0),
        )

    def _metric(self, name: Scalar) -> str:
        self.fields.require(name, "metrics", self.fields.origin.platform)
        return name.text

    def _named(self, node: Node | None, kinds: Sequence[str] = ()) -> str | None:
        """The one column that is named there."""
        return next(iter(self._listed(node, kinds)), None)

    def _listed(self, node: Node | None, kinds: Sequence[str] = ()) -> tuple[str, ...]:
        """The columns that are named there."""
        return tuple(self._known(item, kinds) for item in texts(node))

    def _known(self, name: Scalar, kinds: Sequence[str] = ()) -> str:
        """A column, which must be one of the map's and of one of the ``kinds``, where any are given."""
        problems, known = self.fields.problems, {column.name: column.kind for column in self.columns}
        kind = known.get(name.text)
        if kind is None:
            problems.unknown(name.place, Text("列", "column"), name.text, known)
        elif kinds and kind in COLUMN_KINDS and kind not in kinds:  # another word is reported by its shape
            problems.add(
                name.place,
                f"列“{shown(name.text)}”的 kind 是 {kind}，此处应为 {' 或 '.join(kinds)}",
                f"the column '{shown(name.text)}' is of kind {kind}; here it has to be {' or '.join(kinds)}",
            )
        return name.text


def _one_of(ways: Sequence[str], part: Fields, needs: Sequence[tuple[str, str]]) -> str:
    """The one of ``ways`` that a mapping takes, the first where it takes none or several; ``needs``: (key, what it needs)."""
    keys = part.node.keys
    taken = [way for way in ways if way in keys]
    if len(taken) != 1:
        part.problems.add(
            part.place, f"应有且只有一个：{'、'.join(ways)}", f"exactly one of {', '.join(ways)} is expected"
        )
    for key, needed in needs:
        if key in keys and needed not in keys:
            part.problems.add(keys[key], f"{key} 需要与 {needed} 同用", f"'{key}' needs '{needed}'")
    return (*taken, ways[0])[0]


def _column(name: Scalar, fields: Fields, node: Node) -> SourceColumn:
    told = node.get("headings") if isinstance(node, Mapping) else node
    spelled = _strings(told)
    title = _title(spelled or (name.text,))
    if not isinstance(node, Mapping):
        return SourceColumn(name.text, _normalised(told), title)
    part = fields.of(node)
    return SourceColumn(
        name.text,
        _normalised(told),
        title,
        part.string("kind") or "text",
        empty_is_zero=part.string("empty") == "zero",
        optional=part.string("optional") == "yes",
        doubtful=_normalised(part.node.get("doubtful")),
    )


def _title(spelled: Sequence[str]) -> Text:
    """A column as it is told: its first heading, and beside it the first that a reader of the other language knows."""
    zh = next((word for word in spelled if _HAN.search(word)), spelled[0])
    en = next(filter(str.isascii, spelled), spelled[0])
    return Text(zh, en) if zh == en else Text(f"{zh} / {en}", f"{en} / {zh}")


def _strings(node: Node | None) -> tuple[str, ...]:
    """One text, or the texts of a list."""
    return tuple(item.text for item in texts(node))


def _normalised(node: Node | None) -> tuple[str, ...]:
    """The same, as headings and words of cells are compared."""
    return tuple(normal(item.text) for item in texts(node))


def _pairs(fields: Fields, key: str) -> list[tuple[str, str]]:
    return [(name.text, node.text) for name, node in fields.named(key) if isinstance(node, Scalar)]


def _number(node: Node | None, fallback: float = 0.0) -> float:
    return float(node.text) if isinstance(node, Scalar) and _NUMBER.fullmatch(node.text) else fallback
