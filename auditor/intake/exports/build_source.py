"""One source map from the node of its YAML: each key by its kind, each mistake with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import isfinite, nan

from auditor.intake.exports.source_map import Condition, Derived, DocumentPart, DocumentValue, SourceColumn, SourceMap
from auditor.intake.headings import normal
from auditor.model import Text
from auditor.rulebook.errors import Problems
from auditor.rulebook.model import MetricKey
from auditor.rulebook.nodes import Items, Node, Scalar
from auditor.rulebook.nodes import Mapping as Table
from auditor.text import normalise

KINDS = ("text", "number", "count", "date", "key")
DERIVATIONS = ("count", "sum", "ratio", "share", "days", "weighted", "latest", "distinct")
CONDITIONS = ("is", "not", "filled", "more_than", "less_than", "at_least", "at_most", "by")
_HAN = re.compile("[\u4e00-\u9fff]")
_TOP = (
    *(
        "schema",
        "source",
        "platform",
        "title",
        "recognise",
        "unless",
        "columns",
        "personal",
        "derive",
        "print",
        "percent",
        "precedence",
    ),
    *("date", "start", "end", "range", "currency", "require", "key", "blank", "marks"),
    *("document", "several", "daily", "segment", "segments", "instead"),
)


class SourceBuilder:
    """Builds one map from its nodes; what is wrong goes to ``problems``."""

    def __init__(self, metrics: frozenset[MetricKey], problems: Problems) -> None:
        self.metrics = metrics
        self.problems = problems
        self.platform = ""
        self.names: tuple[str, ...] = ()

    def build(self, node: Table) -> SourceMap:
        """The map; what could not be used of it is in ``problems`` and left out."""
        self._known(node, _TOP, Text("键", "key"))
        for key in ("source", "platform", "title", "recognise"):
            if node.get(key) is None:
                self.problems.add(node.place, f"缺少“{key}”", f"'{key}' is missing")
        self.platform = self._text(node.get("platform"))
        columns = self._columns(node.get("columns"))
        self.names = tuple(column.name for column in columns)
        return SourceMap(
            id=self._text(node.get("source")),
            platform=self.platform,
            title=self._both(node.get("title")),
            recognise=tuple(_normalised(self._texts(item)) for item in self._items(node.get("recognise"))),
            unless=_normalised(self._texts(node.get("unless"))),
            columns=columns,
            personal=_normalised(self._texts(node.get("personal"))),
            derive=tuple(self._derived(name, entry) for name, entry in self._entries(node.get("derive"))),
            printed={self._metric(name): self._texts(entry) for name, entry in self._entries(node.get("print"))},
            percent=self._choice(node.get("percent"), ("share", "percent")),
            precedence=self._whole(node.get("precedence"), 0),
            date=self._column(node.get("date")),
            start=self._column(node.get("start")),
            end=self._column(node.get("end")),
            range=self._column(node.get("range")),
            currency=self._column(node.get("currency")),
            require=tuple(name for item in self._items(node.get("require")) if (name := self._column(item))),
            key=self._column(node.get("key")),
            blank=self._texts(node.get("blank")),
            marks={normalise(mark.text): self._text(code) for mark, code in self._entries(node.get("marks"))},
            document=tuple(self._part(item) for item in self._items(node.get("document"))),
            instead=self._both(instead) if (instead := node.get("instead")) is not None else None,
            several=self._choice(node.get("several"), ("yes", "no")) == "yes",
            daily=self._choice(node.get("daily"), ("yes", "no")) == "yes",
            segment=self._text(node.get("segment")) or None,
            segments={name.text: self._text(value) for name, value in self._entries(node.get("segments"))},
        )

    def _columns(self, node: Node | None) -> tuple[SourceColumn, ...]:
        columns = []
        for name, entry in self._entries(node):
            kind, empty, optional = "text", None, False
            headings = entry
            if isinstance(entry, Table):
                self._known(entry, ("headings", "kind", "empty", "optional"), Text("键", "key"))
                kind = self._choice(entry.get("kind"), KINDS) or "text"
                empty = self._choice(entry.get("empty"), ("zero",))
                optional = self._choice(entry.get("optional"), ("yes", "no")) == "yes"
                headings = entry.get("headings") or Items(entry.place)
            spelled = self._texts(headings)
            columns.append(
                SourceColumn(
                    name.text, _normalised(spelled), _title(spelled or [name.text]), kind, empty is not None, optional
                )
            )
        return tuple(columns)

    def _derived(self, name: Scalar, node: Node) -> Derived:
        metric = self._metric(name)
        if not isinstance(node, Table):
            self.problems.add(name.place, "应为 {count|sum|ratio…: …}", "{count|sum|ratio…: …} is expected")
            return Derived(metric, "count")
        self._known(node, (*DERIVATIONS, "where", "once", "date", "at_least", "of", "times"), Text("键", "key"))
        kinds = [kind for kind in DERIVATIONS if node.get(kind) is not None]
        if len(kinds) != 1:
            self.problems.add(
                node.place,
                f"应有且只有一个：{'、'.join(DERIVATIONS)}",
                f"exactly one of {', '.join(DERIVATIONS)} is expected",
            )
            return Derived(metric, "count")
        kind, value = kinds[0], node.get(kinds[0])
        numerator: tuple[str, ...] = ()
        denominator: tuple[str, ...] = ()
        hits: tuple[Condition, ...] = ()
        if kind in ("ratio", "days", "weighted"):
            pair = self._items(value)
            if len(pair) != 2:
                self.problems.add(
                    node.place, "应为两列：[分子, 分母]", "two columns are expected: [numerator, denominator]"
                )
            numerator, denominator = (
                self._column_list(item) for item in (*pair, Items(node.place), Items(node.place))[:2]
            )
        elif kind == "share":
            hits = self._where(value)
        else:
            numerator = self._column_list(value)
        return Derived(
            metric,
            kind,
            numerator,
            denominator,
            self._where(node.get("where")),
            hits,
            self._column(node.get("once")),
            self._column(node.get("date")),
            self._whole(node.get("at_least"), 1),
            self._column(node.get("of")),
            self._number(node.get("times"), 1),
        )

    def _where(self, node: Node | None) -> tuple[Condition, ...]:
        conditions = []
        for name, entry in self._entries(node):
            column = self._column(name) or ""
            if not isinstance(entry, Table):
                conditions.append(Condition(column, "is", _normalised(self._texts(entry))))
                continue
            self._known(entry, CONDITIONS, Text("条件", "condition"))
            for verb in entry.entries:
                value = entry.get(verb)
                if verb in ("is", "not"):
                    conditions.append(Condition(column, verb, _normalised(self._texts(value))))
                elif verb == "filled":
                    conditions.append(Condition(column, verb, (self._choice(value, ("yes", "no")) or "yes",)))
                elif verb == "by":
                    conditions.append(Condition(column, verb, (self._column(value) or "",)))
                elif verb in CONDITIONS:
                    conditions.append(Condition(column, verb, (), self._number(value)))
        return tuple(conditions)

    def _part(self, node: Node) -> DocumentPart:
        if not isinstance(node, Table):
            self.problems.add(node.place, "应为 {each: …, values: …}", "{each: …, values: …} is expected")
            return DocumentPart("", ())
        self._known(node, ("each", "values"), Text("键", "key"))
        values = tuple(self._document_value(name, entry) for name, entry in self._entries(node.get("values")))
        return DocumentPart(self._text(node.get("each")), values)

    def _document_value(self, name: Scalar, node: Node) -> DocumentValue:
        if isinstance(node, Table):
            self._known(node, ("sum", "count", "status"), Text("键", "key"))
            if node.get("count") is not None:
                status = self._text(node.get("status"))
                return DocumentValue(self._metric(name), self._texts(node.get("count")), count=status)
            return DocumentValue(self._metric(name), self._texts(node.get("sum")), total=True)
        return DocumentValue(self._metric(name), self._texts(node))

    def _metric(self, name: Scalar) -> str:
        if (self.platform, name.text) not in self.metrics:
            known = [metric for platform, metric in sorted(self.metrics) if platform == self.platform]
            self.problems.unknown(name.place, Text("指标", "metric"), name.text, known)
        return name.text

    def _column(self, node: Node | None) -> str | None:
        if node is None:
            return None
        name = self._text(node)
        if name not in self.names:
            self.problems.unknown(node.place, Text("列", "column"), name, self.names)
        return name

    def _column_list(self, node: Node | None) -> tuple[str, ...]:
        if isinstance(node, Items):
            return tuple(name for item in node.items if (name := self._column(item)))
        name = self._column(node)
        return (name,) if name else ()

    def _known(self, node: Table, keys: Sequence[str], noun: Text) -> None:
        for key, place in node.keys.items():
            if key not in keys:
                self.problems.unknown(place, noun, key, keys)

    def _entries(self, node: Node | None) -> list[tuple[Scalar, Node]]:
        if node is None:
            return []
        if not isinstance(node, Table):
            self.problems.add(node.place, "应为“键: 值”", "'key: value' lines are expected")
            return []
        return [(Scalar(node.keys[key], key), child) for key, child in node.entries.items()]

    def _items(self, node: Node | None) -> list[Node]:
        if node is None:
            return []
        return list(node.items) if isinstance(node, Items) else [node]

    def _both(self, node: Node | None) -> Text:
        """A text in both languages; one that is plain, or there in one language only, holds in both."""
        if not isinstance(node, Table):
            return Text(self._text(node), self._text(node))
        self._known(node, ("zh", "en"), Text("语言", "language"))
        zh, en = self._text(node.get("zh")), self._text(node.get("en"))
        return Text(zh or en, en or zh)

    def _text(self, node: Node | None) -> str:
        if node is not None and not isinstance(node, Scalar):
            self.problems.add(node.place, "应为文字", "a text is expected")
        return node.text if isinstance(node, Scalar) else ""

    def _texts(self, node: Node | None) -> tuple[str, ...]:
        return tuple(self._text(item) for item in self._items(node))

    def _choice(self, node: Node | None, words: Sequence[str]) -> str | None:
        if node is None:
            return None
        if self._text(node) not in words:
            self.problems.unknown(node.place, Text("取值", "word"), self._text(node), words)
        return self._text(node)

    def _number(self, node: Node | None, fallback: float = 0) -> float:
        if node is None:
            return fallback
        try:
            found = float(self._text(node))
        except ValueError:
            found = nan
        if not isfinite(found):
            self.problems.add(node.place, "应为数字", "a number is expected")
            return fallback
        return found

    def _whole(self, node: Node | None, fallback: int) -> int:
        found = float(self._number(node, fallback))
        if node is not None and not found.is_integer():
            self.problems.add(node.place, "应为整数", "a whole number is expected")
        return int(found)


def _title(spelled: Sequence[str]) -> Text:
    """A column as it is told: its first heading, and beside it the first that a reader of the other language knows."""
    zh = next((word for word in spelled if _HAN.search(word)), spelled[0])
    en = next(filter(str.isascii, spelled), spelled[0])
    return Text(zh, en) if zh == en else Text(f"{zh} / {en}", f"{en} / {zh}")


def _normalised(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(normal(text) for text in texts)
