"""Rule files → the rule book. Reads every file, collects every mistake, and only then judges.

The order: find the files, parse them to nodes, compare them with their shape, note what they
declare, build metrics (whose units the rest needs), then attributes, remedies, scopes, checks and
diagnoses with all names at hand, and at last look for circles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from auditor.rulebook.build_causes import Causes, build_remedy
from auditor.rulebook.build_checks import build_check, check_needs
from auditor.rulebook.build_metrics import build_attribute, build_metric
from auditor.rulebook.consistency import headings_apart, metrics_fit, no_circles
from auditor.rulebook.documents import Document, RuleFile, find_files, read_documents
from auditor.rulebook.errors import Problems, shown
from auditor.rulebook.fields import NOUN_OF, OF_PLATFORM, Fields, Names
from auditor.rulebook.kept import kept
from auditor.rulebook.model import (
    Attribute,
    Check,
    DiagnosisRule,
    Metric,
    MetricKey,
    Pack,
    Remedy,
    RuleBook,
    Scope,
)
from auditor.rulebook.nodes import Mapping, Scalar
from auditor.text import heading_key

Entry = TypeVar("Entry", Check, Scope, DiagnosisRule, Remedy)


def load_rulebook(extra: Sequence[Path] = (), *, shipped: bool = True) -> RuleBook:
    """The rule book of the shipped packs and of the files and folders in ``extra``.

    Raises RuleErrors with every mistake of every file.
    """
    problems = Problems()
    files = list(find_files(extra, problems, shipped=shipped))
    if files and not len(problems) and all(file.shipped for file in files):
        return kept(files, lambda: build_rulebook(files, problems))
    return build_rulebook(files, problems)


def build_rulebook(files: Sequence[RuleFile], problems: Problems) -> RuleBook:
    """The rule book of the given files. Raises RuleErrors."""
    documents, broken = read_documents(files, "rules", problems)
    book = _Builder(documents, problems, broken).build()
    problems.raise_any(file.name for file in files)
    return book


class _Builder:
    """Builds the rule book from checked documents, kind by kind."""

    def __init__(self, documents: Sequence[Document], problems: Problems, maybe: frozenset[str]) -> None:
        self.documents = documents
        self.problems = problems
        self.names = Names(maybe=maybe)

    def build(self) -> RuleBook:
        """Everything that could be built; whether it is whole stands in ``problems``."""
        packs = self._packs()
        self._declare({pack.platform for pack in packs.values()})
        metrics: dict[MetricKey, Metric] = self.names.metrics
        for ident, fields in self._entries("metrics"):
            if metric := build_metric(ident, fields):
                metrics.setdefault((metric.platform, metric.id), metric)
        attributes: dict[MetricKey, Attribute] = self.names.attributes
        for ident, fields in self._entries("attributes"):
            if attribute := build_attribute(ident, fields):
                attributes.setdefault((attribute.platform, attribute.id), attribute)
        checks = self._build("checks", build_check)
        for check in checks.values():
            check_needs(check, checks, self.problems)
        causes = Causes(checks)
        scopes = self._build("scopes", causes.scope)
        diagnoses = self._build("diagnoses", causes.diagnosis)
        remedies = self._build("remedies", build_remedy)
        metrics_fit(metrics, self.problems)
        headings_apart(metrics, attributes, self.problems)
        no_circles(metrics, scopes, diagnoses, self.problems)
        return RuleBook(packs, metrics, attributes, checks, scopes, diagnoses, remedies, self._observe())

    def _fields(self, document: Document) -> Fields:
        return Fields(document.node, document.origin, self.names, self.problems)

    def _entries(self, kind: str) -> Iterator[tuple[Scalar, Fields]]:
        for document in self.documents:
            fields = self._fields(document)
            for ident, node in fields.named(kind):
                if isinstance(node, Mapping):
                    yield ident, fields.of(node)

    def _build(self, kind: str, build: Callable[[Scalar, Fields], Entry | None]) -> dict[str, Entry]:
        built: dict[str, Entry] = {}
        for ident, fields in self._entries(kind):
            entry = build(ident, fields)
            if entry is not None:
                built.setdefault(entry.id, entry)
        return built

    def _packs(self) -> dict[str, Pack]:
        packs: dict[str, Pack] = {}
        digests: dict[str, hashlib._Hash] = {}
        shipped: dict[str, bool] = {}
        named: dict[str, str] = {}  # a name of a platform → the platform
        for document in self.documents:
            fields, origin = self._fields(document), document.origin
            title, version = fields.text("title"), fields.string("version")
            if any(fields.node.get(kind) for kind in ("checks", "diagnoses")) and "purpose" not in fields.node.entries:
                self.problems.add(
                    fields.place, "含检查项的规则文件缺少“purpose”", "a rule file with checks needs 'purpose'"
                )
            if not origin.pack or not origin.platform or title is None:
                continue
            digests.setdefault(origin.pack, hashlib.sha256()).update(document.content)
            first = packs.setdefault(
                origin.pack, Pack(origin.pack, origin.platform, origin.purpose, title, version, "")
            )
            if shipped.setdefault(origin.pack, origin.shipped) != origin.shipped:
                self._refuse(
                    fields.scalar("pack"),
                    f"“{origin.pack}”是自带规则包的编号：请换一个编号，或改用 overlay",
                    f"'{origin.pack}' is the id of a shipped pack: choose another, or write an overlay",
                )
            for key, ours, theirs in (
                ("platform", origin.platform, first.platform),
                ("purpose", origin.purpose, first.purpose),
                ("version", version, first.version),
            ):
                if ours and theirs and ours != theirs:
                    self._refuse(
                        fields.scalar(key),
                        f"{key} 为“{shown(ours)}”，而规则包 {origin.pack} 的其他文件为“{shown(theirs)}”",
                        f"{key} is '{shown(ours)}', but other files of the pack {origin.pack} say '{shown(theirs)}'",
                    )
            for name in fields.scalars("names"):
                owner = named.setdefault(heading_key(name.text), origin.platform)
                if owner != origin.platform:
                    self._refuse(
                        name,
                        f"“{shown(name.text)}”已是平台 {owner} 的名称",
                        f"'{shown(name.text)}' is a name of the platform {owner} already",
                    )
            packs[origin.pack] = replace(
                first,
                purpose=first.purpose or origin.purpose,
                version=first.version or version,
                names=(*first.names, *fields.strings("names")),
            )
        return {name: replace(pack, sha256=digests[name].hexdigest()) for name, pack in packs.items()}

    def _refuse(self, node: Scalar | None, zh: str, en: str) -> None:
        if node is not None:
            self.problems.add(node.place, zh, en)

    def _declare(self, platforms: Container[str]) -> None:
        """Note every id; one that is declared twice is reported with the place of the first.

        One that begins with another platform tells that the file's platform is misspelt: nothing would ever be judged by it.
        """
        for kind, noun in NOUN_OF.items():
            declared = self.names.declared[kind]
            for document in self.documents:
                for ident, _ in self._fields(document).named(kind):
                    platform = document.origin.platform
                    begins, dot, _ = ident.text.partition(".")
                    if dot and platform and begins != platform and begins in platforms:
                        self.problems.add(
                            ident.place,
                            f"“{shown(ident.text)}”以平台 {begins} 开头，而本文件写的是 platform: {shown(platform)}",
                            f"'{shown(ident.text)}' begins with the platform {begins}, but this file says platform: {shown(platform)}",
                        )
                    name = f"{platform}/{ident.text}" if kind in OF_PLATFORM else ident.text
                    if name in declared:
                        first = declared[name]
                        self.problems.add(
                            ident.place,
                            f"{noun.zh}“{shown(ident.text)}”重复：已在 {first.file}:{first.line}:{first.column} 声明",
                            f"duplicate {noun.en} '{shown(ident.text)}': "
                            f"already declared at {first.file}:{first.line}:{first.column}",
                        )
                    else:
                        declared[name] = ident.place

    def _observe(self) -> dict[str, tuple[str, ...]]:
        observed: dict[str, dict[str, None]] = {}
        for document in self.documents:
            fields, platform = self._fields(document), document.origin.platform
            for node in fields.scalars("observe"):
                if fields.require(node, "metrics", platform):
                    observed.setdefault(platform, {})[node.text] = None
        return {platform: tuple(metrics) for platform, metrics in observed.items()}
