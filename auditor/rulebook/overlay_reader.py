"""Overlay documents as they are written: read against the rule book that they are laid over."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from auditor.model import Severity, Text
from auditor.rulebook.build_checks import (
    build_check,
    build_source,
    check_needs,
    requirement,
    sample_fits,
    severity_fault,
)
from auditor.rulebook.documents import Document, find_files, read_documents
from auditor.rulebook.errors import Problems, shown
from auditor.rulebook.fields import Fields, Names
from auditor.rulebook.model import Check, Place, RuleBook
from auditor.rulebook.nodes import Mapping as MappingNode
from auditor.rulebook.nodes import Node, Scalar
from auditor.rulebook.overlay import CheckChange, Overlay, line_fault
from auditor.rulebook.overlay_sheets import SheetSettings
from auditor.rulebook.quantities import BadQuantity, parse_coverage

_CHANGEABLE = ("expect", "watch", "severity", "max_age", "min_sample", "source")


def load_overlays(paths: Sequence[Path], book: RuleBook) -> Overlay:
    """The overlay documents of the files, merged; waivers that stand in the same files are passed over.

    Two files may not settle the same thing. Raises RuleErrors.
    """
    problems = Problems()
    files = list(find_files(paths, problems, shipped=False))
    documents, _ = read_documents(files, "overlay", problems)
    reader = _Reader(book, problems)
    for document in documents:
        reader.read(document)
    problems.raise_any(file.name for file in files)
    digests = tuple((file.name, hashlib.sha256(file.content).hexdigest()) for file in files)
    return replace(reader.overlay(), files=digests)


class _Reader:
    """Reads overlay documents against a rule book."""

    def __init__(self, book: RuleBook, problems: Problems) -> None:
        self.book = book
        self.problems = problems
        self.names = book_names(book)
        self.clients: dict[str, Place] = {}
        self.settled: dict[tuple[str, str], Place] = {}
        self.changes: dict[str, CheckChange] = {}
        self.extra: dict[str, Check] = {}
        self.skip: dict[str, str] = {}
        self.sheets = SheetSettings(book, problems)
        self.least_coverage: Fraction | None = None

    def overlay(self) -> Overlay:
        """What was read."""
        client = next(iter(self.clients), None)
        return Overlay(
            client,
            self.changes,
            self.extra,
            self.skip,
            self.sheets.columns,
            self.sheets.percent,
            self.sheets.daily,
            self.sheets.rates,
            self.least_coverage,
        )

    def read(self, document: Document) -> None:
        """Read one document."""
        fields = Fields(document.node, document.origin, self.names, self.problems)
        client = fields.scalar("client")
        if client is not None:
            self.clients.setdefault(client.text, client.place)
            first = next(iter(self.clients))
            if client.text != first:
                self.problems.add(
                    client.place,
                    f"一次只能用一个客户的 overlay：已有“{shown(first)}”",
                    f"the overlays of one run belong to one client: '{shown(first)}' came first",
                )
        least = fields.scalar("least_coverage")
        if least is not None:
            self._least_coverage(least)
        self._checks(fields, client.text if client else None)
        for name, node in self._fresh(fields, "skip"):
            if fields.require(name, "checks") and isinstance(node, Scalar):
                self.skip[name.text] = node.text
        self.sheets.read(fields, self._fresh)

    def _least_coverage(self, node: Scalar) -> None:
        try:
            share = parse_coverage(node.text)
        except BadQuantity as error:
            self.problems.add(
                node.place, f"“{shown(node.text)}”：{error.message.zh}", f"'{shown(node.text)}': {error.message.en}"
            )
            return
        first = self.settled.setdefault(("least_coverage", ""), node.place)
        if first is not node.place and share != self.least_coverage:
            self.problems.add(
                node.place,
                f"least_coverage 重复：{first.file}:{first.line} 已有",
                f"duplicate 'least_coverage': already settled at {first.file}:{first.line}",
            )
        self.least_coverage = share

    def _fresh(self, fields: Fields, key: str) -> list[tuple[Scalar, Node]]:
        """The entries under ``key``; one that another document settled already is reported."""
        for name, _ in fields.named(key):
            first = self.settled.setdefault((key, name.text), name.place)
            if first is not name.place:
                self.problems.add(
                    name.place,
                    f"“{shown(name.text)}”重复：{first.file}:{first.line} 已有",
                    f"duplicate '{shown(name.text)}': already settled at {first.file}:{first.line}",
                )
        return fields.named(key)

    def _checks(self, fields: Fields, client: str | None) -> None:
        entries = [(name, node) for name, node in self._fresh(fields, "checks") if isinstance(node, MappingNode)]
        ours = [(name, node) for name, node in entries if name.text not in self.book.checks and "title" in node.entries]
        for name, _ in ours:
            self.names.declared["checks"].setdefault(name.text, name.place)
        for name, node in entries:
            part = fields.of(node)
            if (base := self.book.checks.get(name.text)) is not None:
                self._change(name, part, base)
            elif "title" in node.entries:
                self._extra(name, part, client)
            else:
                fields.require(name, "checks")
        for check in self.extra.values():
            check_needs(check, {**self.book.checks, **self.extra}, self.problems)

    def _extra(self, name: Scalar, fields: Fields, client: str | None) -> None:
        """A check of the client's own. Its platform is stated, or the first part of its id."""
        platform = fields.string("platform") or name.text.partition(".")[0]
        if platform not in self.book.platforms:
            place = fields.scalar("platform") or name
            self.problems.unknown(place.place, Text("平台", "platform"), platform, self.book.platforms)
            return
        for key in ("severity", "kind"):
            if key not in fields.node.entries:
                self.problems.add(fields.place, f"检查项缺少“{key}”", f"a check needs '{key}'")
        origin = replace(
            fields.origin,
            pack=f"overlay.{client or 'client'}.{platform}",
            platform=platform,
            purpose=fields.string("purpose") or "weekly",
        )
        check = build_check(name, replace(fields, origin=origin))
        if check is not None:
            self.extra[name.text] = check

    def _change(self, name: Scalar, fields: Fields, base: Check) -> None:
        """A change of a check of the book: only what an overlay may change, and no looser platform line."""
        for key, place in fields.node.keys.items():
            if key not in _CHANGEABLE:
                words = ", ".join(_CHANGEABLE)
                self.problems.add(
                    place,
                    f"overlay 不能改“{shown(key)}”，可改：{words}",
                    f"an overlay can't change '{shown(key)}' of a check; it can change: {words}",
                )
            elif base.metric is None and key not in ("severity", "source"):
                self.problems.add(place, f"确认项没有“{key}”", f"'{name.text}' is an attested item: it has no '{key}'")
        metric = self.book.metrics.get((base.platform, base.metric or ""))
        expect, watch = (requirement(fields, key, metric) for key in ("expect", "watch"))
        severity = next((word for word in Severity if word.value == fields.string("severity")), None)
        node = fields.scalar("severity")
        if node is not None and (fault := severity_fault(severity, base.kind)) is not None:
            self.problems.add(node.place, *fault)
        change = CheckChange(
            check=name.text,
            expect=expect,
            watch=watch,
            severity=severity,
            max_age=fields.span("max_age"),
            min_sample=fields.whole("min_sample"),
            source=build_source(fields.part("source")),
            place=name.place,
        )
        if change.max_age is not None and base.sustained is not None:
            self.problems.add(
                fields.node.keys["max_age"],
                "sustained 与 max_age 不能同时使用",
                "max_age can't stand together with sustained",
            )
        if base.min_sample_by_platform and (change.min_sample or 0) > (base.min_sample or 0):
            self.problems.add(
                fields.node.keys["min_sample"],
                f"“{name.text}”的最小样本是平台规定的，不能提高：平台从 {base.min_sample} 起评判",
                f"the least sample of '{name.text}' is the platform's and can't be raised: it judges from {base.min_sample} on",
            )
        sample_fits(fields, metric)
        self._line_fits(fields, base, change)
        self.changes[name.text] = change

    def _line_fits(self, fields: Fields, base: Check, change: CheckChange) -> None:
        fault = line_fault(base.newest, change, base.kind) if base.newest else None
        part = fields.part(fault[0]) if fault else None
        if fault and part:
            self.problems.add(part.place, fault[1].zh, fault[1].en)


def book_names(book: RuleBook) -> Names:
    """The names of a rule book, for reading files that refer to it."""
    nowhere = Place("", 1, 1)
    declared = {
        "metrics": {f"{platform}/{name}": nowhere for platform, name in book.metrics},
        "attributes": {f"{platform}/{name}": nowhere for platform, name in book.attributes},
        "checks": dict.fromkeys(book.checks, nowhere),
        "scopes": {f"{scope.platform}/{scope.id.rpartition('/')[2]}": nowhere for scope in book.scopes.values()},
        "diagnoses": dict.fromkeys(book.diagnoses, nowhere),
        "remedies": dict.fromkeys(book.remedies, nowhere),
    }
    return Names(declared=declared, metrics=dict(book.metrics), attributes=dict(book.attributes))
