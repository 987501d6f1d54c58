"""Typed access to the keys of a mapping whose shape has been checked.

What is absent or of the wrong kind gives None and no message: ``shape.py`` has already reported it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from auditor.model import Text
from auditor.rulebook.errors import Problems, nearest, shown
from auditor.rulebook.model import Attribute, Metric, MetricKey, Place, Span
from auditor.rulebook.nodes import Items, Mapping, Node, Scalar, texts
from auditor.rulebook.quantities import parse_date, parse_span
from auditor.rulebook.schema import DATE

_WRITTEN_AS_DATE = re.compile(DATE["pattern"])  # what is not is reported by its shape
NOUN_OF = {
    "metrics": Text("指标", "metric"),
    "attributes": Text("属性", "attribute"),
    "checks": Text("检查项", "check"),
    "scopes": Text("范围", "scope"),
    "diagnoses": Text("诊断", "diagnosis"),
    "remedies": Text("整改措施", "remedy"),
}
OF_PLATFORM = ("metrics", "attributes", "scopes")  # what belongs to its platform: a scope asks for its attributes


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that something is read from. Shipped files must speak both languages."""

    file: str
    pack: str
    platform: str
    purpose: str | None
    shipped: bool


@dataclass(slots=True)
class Names:
    """What is declared anywhere in the files, valid or not, so that a broken entry is reported once.

    ``declared`` maps kind → id → place; ids of what belongs to a platform are ``platform/id``. ``maybe``
    holds the keys of files that could not be parsed: nobody knows what they declare. ``metrics`` and ``attributes``
    are those that are built.
    """

    declared: dict[str, dict[str, Place]] = field(default_factory=lambda: {kind: {} for kind in NOUN_OF})
    maybe: frozenset[str] = frozenset()
    metrics: dict[MetricKey, Metric] = field(default_factory=dict)
    attributes: dict[MetricKey, Attribute] = field(default_factory=dict)

    def known(self, kind: str, platform: str | None = None) -> Iterator[str]:
        """The ids of a kind; of one platform for what belongs to one."""
        if platform is None:
            return iter(self.declared[kind])
        prefix = f"{platform}/"
        return (name[len(prefix) :] for name in self.declared[kind] if name.startswith(prefix))

    def has(self, kind: str, name: str, platform: str | None = None) -> bool:
        """Whether the id is declared, or may be in a file that could not be parsed."""
        return name in self.maybe or (name if platform is None else f"{platform}/{name}") in self.declared[kind]


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping and where it comes from."""

    node: Mapping
    origin: Origin
    names: Names
    problems: Problems

    @property
    def place(self) -> Place:
        """Where the mapping starts."""
        return self.node.place

    def scalar(self, key: str) -> Scalar | None:
        """The text under ``key`` with its place."""
        node = self.node.get(key)
        return node if isinstance(node, Scalar) and node.text.strip() else None

    def string(self, key: str) -> str | None:
        """The text under ``key``."""
        node = self.scalar(key)
        return node.text if node else None

    def scalars(self, key: str) -> list[Scalar]:
        """The texts of the list under ``key``."""
        node = self.node.get(key)
        return texts(node) if isinstance(node, Items) else []

    def strings(self, key: str) -> tuple[str, ...]:
        """The texts of the list under ``key``, without places."""
        return tuple(item.text for item in self.scalars(key))

    def scope_key(self, name: str) -> str:
        """The id of this platform's scope in the rule book: of several platforms' the first has the bare name."""
        own = f"{self.origin.platform}/{name}"
        first = next((entry for entry in self.names.declared["scopes"] if entry.rpartition("/")[2] == name), own)
        return name if first == own else own

    def part(self, key: str) -> Fields | None:
        """The mapping under ``key``."""
        node = self.node.get(key)
        return self.of(node) if isinstance(node, Mapping) else None

    def parts(self, key: str) -> list[Fields]:
        """The mappings of the list under ``key``."""
        node = self.node.get(key)
        return [self.of(item) for item in node.items if isinstance(item, Mapping)] if isinstance(node, Items) else []

    def named(self, key: str) -> list[tuple[Scalar, Node]]:
        """The entries of the mapping under ``key``: name with its place, node."""
        node = self.node.get(key)
        if not isinstance(node, Mapping):
            return []
        return [(Scalar(node.keys[name], name), child) for name, child in node.entries.items()]

    def of(self, node: Mapping) -> Fields:
        """Another mapping of the same file."""
        return Fields(node, self.origin, self.names, self.problems)

    def text(self, key: str, *, plain: bool = False) -> Text | None:
        """A text in both languages; an agency's own pack may leave one out, a shipped pack may not.

        ``plain``: one text for both will do in any pack, as for a name or a quotation.
        """
        node = self.node.get(key)
        if isinstance(node, Scalar) and node.text.strip():
            if self.origin.shipped and not plain:
                self.problems.add(
                    node.place,
                    "此处应有中英文两种：{zh: …, en: …}",
                    "a shipped text has both languages: {zh: …, en: …}",
                )
            return Text(node.text, node.text)
        if not isinstance(node, Mapping):
            return None
        zh, en = (
            child.text if isinstance(child := node.get(language), Scalar) and child.text.strip() else None
            for language in ("zh", "en")
        )
        self._both(node, "zh", "en")
        return Text(zh or en or "", en or zh or "") if zh or en else None

    def steps(self, key: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Steps in Chinese and in English, as many in one as in the other."""
        node = self.node.get(key)
        if isinstance(node, Items):
            only = self.strings(key)
            if self.origin.shipped:
                self.problems.add(
                    node.place,
                    "此处应有中英文两种：{zh: […], en: […]}",
                    "shipped steps have both languages: {zh: […], en: […]}",
                )
            return only, only
        inner = self.part(key)
        if inner is None:
            return None
        zh, en = inner.strings("zh"), inner.strings("en")
        self._both(inner.node, "zh", "en")
        if zh and en and len(zh) != len(en):
            self.problems.add(
                inner.place,
                f"中文有{len(zh)}步，英文有{len(en)}步；各步之间用半角逗号加空格，含半角逗号的步骤请加引号",
                f"{len(zh)} steps in Chinese but {len(en)} in English; between steps stands ', ' (not '，'), "
                "a step with a comma must be in quotes",
            )
        return (zh or en, en or zh)

    def _both(self, node: Mapping, *languages: str) -> None:
        missing = [language for language in languages if language not in node.entries]
        if self.origin.shipped and missing and len(missing) < len(languages):
            self.problems.add(node.place, f"缺少语言：{'、'.join(missing)}", f"missing language: {', '.join(missing)}")

    def date(self, key: str) -> date | None:
        """A date; one that the calendar does not have is reported."""
        node = self.scalar(key)
        if node is None:
            return None
        day = parse_date(node.text)
        if day is None and _WRITTEN_AS_DATE.fullmatch(node.text):
            self.problems.add(
                node.place, f"“{shown(node.text)}”不是日历上的日期", f"'{shown(node.text)}' is no date of the calendar"
            )
        return day

    def span(self, key: str) -> Span | None:
        """A length of time; zero is reported."""
        node = self.scalar(key)
        if node is None:
            return None
        span = parse_span(node.text)
        if span is None and node.text.lstrip("0").startswith(" "):
            self.problems.add(node.place, "时长不能为零", "a span must not be zero")
        return span

    def whole(self, key: str) -> int | None:
        """A whole number of at least 1."""
        node = self.scalar(key)
        if node is None or not (node.text.isascii() and node.text.isdigit() and len(node.text) <= 6):
            return None
        if int(node.text) == 0:
            self.problems.add(node.place, "应至少为 1", "at least 1 is expected")
        return int(node.text)

    def ids(self, key: str, kind: str, platform: str | None = None) -> tuple[str, ...]:
        """The list of ids under ``key``, each of which must be declared, none twice."""
        found: dict[str, None] = {}
        for node in self.scalars(key):
            if node.text in found:
                self.problems.add(node.place, f"“{shown(node.text)}”重复", f"'{shown(node.text)}' stands here twice")
            found[node.text] = None
            self.require(node, kind, platform)
        return tuple(found)

    def require(self, node: Scalar, kind: str, platform: str | None = None) -> bool:
        """Whether the id is declared; if not, it is reported with the nearest that is."""
        if self.names.has(kind, node.text, platform):
            return True
        if platform is not None:
            others = sorted(
                owner
                for owner, _, name in (entry.partition("/") for entry in self.names.declared[kind])
                if name == node.text
            )
            if others:
                zh, en = (
                    f"{'、'.join(others)} 有此编号，{platform} 没有：请在其 {kind} 下声明",
                    f"{', '.join(others)} declares it, {platform} does not: declare it under its '{kind}'",
                )
                self.problems.add(
                    node.place,
                    f"没有名为“{shown(node.text)}”的{NOUN_OF[kind].zh}；{zh}",
                    f"unknown {NOUN_OF[kind].en} '{shown(node.text)}'; {en}",
                )
                return False
        known = list(self.names.known(kind, platform))
        begins, dot, _ = node.text.partition(".")
        platforms = {name.partition(".")[0] for name in known}
        if kind == "checks" and dot and begins not in platforms and nearest(begins, platforms) is None:
            self.problems.add(
                node.place,
                f"没有名为“{shown(node.text)}”的检查项；没有载入平台 {shown(begins)} 的规则："
                "自己的规则用 --rules 或 agency.yaml 的 rules 加上",
                f"unknown check '{shown(node.text)}'; no rules of {shown(begins)} are loaded: "
                "rules of your own are added with --rules, or with 'rules' in agency.yaml",
            )
            return False
        self.problems.unknown(node.place, NOUN_OF[kind], node.text, known)
        return False

    def require_value(self, name: str, node: Scalar) -> bool:
        """Whether a text is a value of the platform's attribute ``name``; if not, it is reported with the nearest.

        Without a word where the attribute itself, or its values, could not be built: False, or True.
        """
        attribute = self.names.attributes.get((self.origin.platform, name))
        if attribute is None or not attribute.values or node.text in attribute.values:
            return attribute is not None
        noun = Text(f"“{attribute.name.zh}”取值", f"value of {attribute.id}")
        self.problems.unknown(node.place, noun, node.text, attribute.values)
        return False

    def require_values(self, name: str, node: Scalar) -> None:
        """The same for what a test gives: several with commas between, as a cell has them."""
        for value in node.text.split(","):
            self.require_value(name, Scalar(node.place, value.strip()))
