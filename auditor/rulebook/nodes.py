"""Rule files → nodes that know their place. YAML as text only: no types, tags, anchors or merges.

The tree is built from the parser's events with a stack of our own, so that neither the depth nor the
size of a hostile file can exhaust the interpreter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from auditor.rulebook.errors import Problems, shown
from auditor.rulebook.model import Place
from auditor.rulebook.syntax import SYNTAX_OTHER, mistake

MOST_BYTES = 1 << 20
DEEPEST = 16
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NODE_EVENTS = frozenset(
    {
        yaml.ScalarEvent,
        yaml.AliasEvent,
        yaml.MappingStartEvent,
        yaml.MappingEndEvent,
        yaml.SequenceStartEvent,
        yaml.SequenceEndEvent,
    }
)


@dataclass(slots=True)
class Scalar:
    """A text, always a string. ``plain``: written without quotes. ``refused``: stands for what has been told as a mistake.

    ``cut``: a ``#word`` behind it is a comment to YAML and was hardly meant to be one: ``Phone #2``.
    ``folded``: it is made of several lines, as what is indented too far is added to the line above.
    """

    place: Place
    text: str
    plain: bool = True
    refused: bool = False
    cut: bool = False
    folded: bool = False


@dataclass(slots=True)
class Items:
    """A list."""

    place: Place
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """A mapping; ``keys`` holds the place of each key. ``flow``: written in braces."""

    place: Place
    flow: bool = False
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """The node under ``key``, None where it is absent."""
        return self.entries.get(key)


Node = Scalar | Items | Mapping


def texts(node: Node | None) -> list[Scalar]:
    """The texts of a list, or the one that stands there; what is no text is left out."""
    if isinstance(node, Scalar):
        return [node]
    return [item for item in node.items if isinstance(item, Scalar)] if isinstance(node, Items) else []


class Each(NamedTuple):
    """``take`` is given each entry (its key, its node) of the mapping under the top-level ``key``; see ``read_nodes``."""

    key: str
    take: Callable[[str, Node], Node]


_GLUED = re.compile(r"[ \t]+#[^\s#]")


def read_nodes(
    content: bytes,
    file: str,
    problems: Problems,
    most: int = MOST_BYTES,
    each: Each | None = None,
    *,
    may_be_empty: bool = False,
) -> list[Mapping]:
    """The documents of one YAML file of at most ``most`` bytes, each a mapping. What is wrong goes to ``problems``.

    ``each`` keeps a long list from being held as nodes: it names a key of the document, is given every entry of the
    mapping there as soon as it is complete, and says what stands in its place.
    """
    start = Place(file, 1, 1)
    if len(content) > most:
        size = f"{most >> 20} MiB"
        problems.add(start, f"文件超过 {size}，请拆分", f"the file is larger than {size}: split it")
        return []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        problems.add(Place(file, line, column), "不是 UTF-8 编码：请另存为 UTF-8", "not UTF-8: save the file as UTF-8")
        return []
    documents: list[Mapping] = []
    before = len(problems)
    for node in _documents(text, file, problems, each):
        if isinstance(node, Mapping):
            documents.append(node)
        elif not (isinstance(node, Scalar) and node.plain and not node.text):
            problems.add(node.place, "文件应由“键: 值”组成", "the file must consist of 'key: value' lines")
    if not documents and not may_be_empty and len(problems) == before:
        problems.add(start, "文件是空的", "the file is empty")
    return documents


def _documents(text: str, file: str, problems: Problems, each: Each | None) -> list[Node]:
    if control := yaml.reader.Reader.NON_PRINTABLE.search(text):
        before = text[: control.start()]
        place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        problems.add(place, "含有不允许的控制字符", "a control character, which YAML does not allow")
        return []
    try:
        return _build(text, file, problems, each)
    except yaml.MarkedYAMLError as error:
        line, column, message = mistake(error, text)
        problems.add(Place(file, line, column), message.zh, message.en)
    except yaml.YAMLError:
        problems.add(Place(file, 1, 1), SYNTAX_OTHER.zh, SYNTAX_OTHER.en)
    return []


class _Open:
    """A list or mapping whose end has not been seen."""

    __slots__ = ("key", "key_place", "node", "repeated")

    def __init__(self, node: Items | Mapping) -> None:
        self.node = node
        self.key: str | None = None
        self.key_place = node.place
        self.repeated = False

    def take(self, node: Node, problems: Problems) -> None:
        """Put a finished node into the collection; in a mapping it is a key first, then its value."""
        if isinstance(self.node, Items):
            self.node.items.append(node)
        elif self.key is not None:
            if not self.repeated:
                self.node.entries[self.key] = node
                self.node.keys[self.key] = self.key_place
            self.key = None
        elif isinstance(node, Scalar):
            self.key, self.key_place = node.text, node.place
            self.repeated = node.text in self.node.entries
            if node.plain and node.text[:1].isspace():  # YAML knows but the blank of ASCII, and has taken those away
                problems.add(
                    node.place,
                    "行首是全角空格或不间断空格；请改用半角空格缩进",
                    "the line begins with a full-width or no-break space: indent with ordinary ones",
                )
                self.repeated = True
            elif self.repeated:
                first = self.node.keys[node.text]
                problems.add(
                    node.place,
                    f"“{shown(node.text)}”重复：第 {first.line} 行已有",
                    f"duplicate '{shown(node.text)}': it already stands on line {first.line}",
                )
            elif node.text == "<<" and node.plain:
                problems.add(
                    node.place, "不支持合并键 <<；请把内容写出来", "merge keys (<<) are not supported: write it out"
                )
        else:
            problems.add(node.place, "键必须是文字", "a key must be a text")
            self.key, self.key_place, self.repeated = "", node.place, True


def _build(text: str, file: str, problems: Problems, each: Each | None) -> list[Node]:
    documents: list[Node] = []
    stack: list[_Open] = []
    parser = _Loader(text)
    try:
        while (event := parser.get_event()) is not None:
            kind = type(event)
            if kind not in _NODE_EVENTS:
                continue
            mark = event.start_mark
            place = Place(file, mark.line + 1, mark.column + 1)
            node: Node
            if kind is yaml.ScalarEvent:
                if event.anchor is not None or event.tag is not None:
                    _refuse_extras(event, place, problems)
                plain = not event.style
                end = event.end_mark
                cut = plain and bool(_GLUED.match(text, end.index))
                node = Scalar(place, event.value, plain, cut=cut, folded=end.line > mark.line)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                _refuse_extras(event, place, problems)
                if len(stack) >= DEEPEST:
                    problems.add(place, f"嵌套超过 {DEEPEST} 层", f"nested deeper than {DEEPEST} levels")
                    return []
                sequence = kind is yaml.SequenceStartEvent
                stack.append(_Open(Items(place) if sequence else Mapping(place, bool(event.flow_style))))
                continue
            elif kind is yaml.AliasEvent:
                problems.add(
                    place, "不支持别名（*）；请把内容写出来", "aliases (*) are not supported: write the text out"
                )
                node = Scalar(place, "", refused=True)
            else:
                node = stack.pop().node
            if stack:
                holder = stack[-1]
                if each and len(stack) == 2 and stack[0].key == each.key and holder.key is not None:
                    node = node if holder.repeated else each.take(holder.key, node)
                holder.take(node, problems)
            else:
                documents.append(node)
    finally:
        parser.dispose()
    return documents


def _refuse_extras(event: Any, place: Place, problems: Problems) -> None:
    if event.anchor is not None:
        problems.add(
            place,
            f"不支持锚点（&{shown(event.anchor)}）；请把内容写出来，以 & 开头的文字请加引号",
            f"anchors (&{shown(event.anchor)}) are not supported: write the text out, in quotes if it begins with &",
        )
    if event.tag is not None:
        problems.add(
            place,
            f"不支持标签 {shown(event.tag)}；以 ! 开头的文字请加引号",
            f"tags ({shown(event.tag)}) are not supported: put a text that begins with ! in quotes",
        )
