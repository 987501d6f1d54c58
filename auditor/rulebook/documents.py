"""The files: found, read whole, parsed to documents, and told apart by their ``schema:`` line."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.model import Text
from auditor.resources import resource_dir
from auditor.rulebook.errors import Problems
from auditor.rulebook.fields import Origin
from auditor.rulebook.model import Place
from auditor.rulebook.nodes import MOST_BYTES, Mapping, Scalar, read_nodes
from auditor.rulebook.schema import FILES, KINDS
from auditor.rulebook.shape import check_shape

SUFFIXES = (".yaml", ".yml")
_BESIDE = {
    "overlay": (KINDS["waivers"],),
    "waivers": (KINDS["overlay"],),
    "source": (KINDS["rules"], KINDS["overlay"], KINDS["waivers"]),
}
_SCHEMA_LINE = re.compile(rb"^(?:\xef\xbb\xbf)?schema:[ \t]*['\"]?([^\s'\"#]+)", re.MULTILINE)
_KEY = re.compile(r"(?<![\w.-])([\w.-]{1,100})['\"]?\s{0,3}:")  # bounded: it reads broken and hostile files


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file as it was found: the name that messages show, its bytes, and whether we ship it."""

    name: str
    content: bytes
    shipped: bool


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the wanted kind, whose shape has been checked."""

    node: Mapping
    origin: Origin
    content: bytes


def find_files(extra: Sequence[Path], problems: Problems, *, shipped: bool) -> Iterator[RuleFile]:
    """The rule files in order: shipped ones by name, then ``extra`` as given, folders by name."""
    seen: set[Path] = set()
    home = resource_dir("rules")
    if shipped:
        yield from _read_all([home], home, seen, problems)
    yield from _read_all([Path(path) for path in extra], home, seen, problems)


def _read_all(paths: Sequence[Path], home: Path, seen: set[Path], problems: Problems) -> Iterator[RuleFile]:
    for given in paths:
        if given.is_dir():
            found = rule_files_in(given)
            if not found:
                problems.add(
                    Place(given.as_posix(), 1, 1), "文件夹里没有 .yaml 规则文件", "no .yaml rule file in this folder"
                )
        else:
            found = [given]
        for path in found:
            actual = path.resolve()
            if actual in seen:
                continue
            seen.add(actual)
            inside = actual.is_relative_to(home)
            name = f"rules/{actual.relative_to(home).as_posix()}" if inside else path.as_posix()
            try:
                with path.open("rb") as stream:
                    content = stream.read(MOST_BYTES + 1)
            except OSError as error:
                missing = isinstance(error, FileNotFoundError)
                problems.add(
                    Place(name, 1, 1),
                    "找不到文件" if missing else "无法读取文件",
                    "no such file" if missing else "the file can't be read",
                )
                continue
            yield RuleFile(name, content, inside)


def rule_files_in(folder: Path) -> list[Path]:
    """The YAML files of a folder and of those in it, by name; hidden ones (.git, .github) are left alone."""
    found: list[Path] = []
    for place, folders, files in os.walk(folder):  # a folder that goes away meanwhile is none
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place, name) for name in files if not name.startswith(".")]
    rules = [path for path in found if path.suffix.lower() in SUFFIXES and path.is_file()]
    return sorted(rules, key=lambda path: path.relative_to(folder).parts)


def stated_schemas(path: Path) -> set[str]:
    """The schemas that the ``schema:`` lines of a file state; empty when it can't be read, or is a pipe or device."""
    if not path.is_file():
        return set()
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES)
    except OSError:
        return set()
    return {found.decode("utf-8", "replace") for found in _SCHEMA_LINE.findall(content)}


def read_documents(files: Sequence[RuleFile], kind: str, problems: Problems) -> tuple[list[Document], frozenset[str]]:
    """The documents of one kind, and the keys of files that could not be parsed.

    What may stand beside them is passed over (source maps beside rules, waivers in the file of an
    overlay and the other way round); any other document is reported.
    """
    documents: list[Document] = []
    broken: set[str] = set()
    for file in files:
        if problems.full:
            break
        before = len(problems)
        schema = _SCHEMA_LINE.search(file.content)
        if kind == "rules" and schema and schema[1] == KINDS["source"].encode():
            continue
        nodes = read_nodes(file.content, file.name, problems)
        if not nodes and len(problems) > before:
            broken.update(_KEY.findall(file.content[:MOST_BYTES].decode("utf-8", "replace")))
        for node in nodes:
            stated = node.get("schema")
            if isinstance(stated, Scalar) and stated.text in _BESIDE.get(kind, ()):
                continue
            if _is_kind(node, kind, problems):
                check_shape(node, FILES[kind], problems)
                documents.append(Document(node, _origin(node, file), file.content))
    return documents, frozenset(broken)


def _is_kind(node: Mapping, kind: str, problems: Problems) -> bool:
    """Whether the ``schema:`` line of a document states the kind that is wanted; if not, report it."""
    wanted, stated = KINDS[kind], node.get("schema")
    if not isinstance(stated, Scalar):
        problems.add(node.place, f"缺少“schema: {wanted}”", f"'schema: {wanted}' is missing")
    elif stated.text in KINDS.values() and stated.text != wanted:
        problems.add(
            stated.place,
            f"此处应是 {wanted} 文件，而这是 {stated.text} 文件",
            f"a file of {wanted} is expected here, this is one of {stated.text}",
        )
    elif stated.text != wanted:
        problems.unknown(stated.place, Text("文件格式", "schema"), stated.text, KINDS.values())
    return isinstance(stated, Scalar) and stated.text == wanted


def _origin(node: Mapping, file: RuleFile) -> Origin:
    def word(key: str) -> str | None:
        child = node.get(key)
        return child.text if isinstance(child, Scalar) and child.text.strip() else None

    return Origin(file.name, word("pack") or "", word("platform") or "", word("purpose"), file.shipped)
