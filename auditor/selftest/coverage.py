"""What the tests cover: boundaries, languages, the age of the sources, metrics that no source map supplies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.intake.exports.source_map import SourceMap
from auditor.intake.exports.sources import load_sources
from auditor.model import Text
from auditor.rulebook.formula import parts_of
from auditor.rulebook.model import Check, Metric, MetricKey, RuleBook, Source
from auditor.selftest.boundaries import figures_of
from auditor.selftest.run import Result

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class PackCoverage:
    """One pack in the coverage table.

    ``boundaries``: figures of its lines, each tested just below, at and just above.
    ``unwritten``: checks without a case of their own. ``one_language``: texts that are missing in one
    language. ``oldest``: the day on which the oldest source was read. ``unsupplied``: metrics of its
    checks that no source map derives (they come from a scorecard or a form).
    """

    pack: str
    checks: int
    diagnoses: int
    boundaries: int
    generated: int
    written: int
    unwritten: tuple[str, ...]
    one_language: tuple[str, ...]
    oldest: date | None
    unsupplied: tuple[str, ...]

    def age(self, today: date) -> int | None:
        """Days since the oldest source was read."""
        return (today - self.oldest).days if self.oldest else None


def coverage(book: RuleBook, result: Result, supplied: frozenset[MetricKey] | None = None) -> tuple[PackCoverage, ...]:
    """The coverage of every pack with rules that were tested. ``supplied``: metrics that source maps derive, read if not given."""
    supplied = supplied_metrics(book) if supplied is None else supplied
    return tuple(row for pack in book.packs if (row := _pack(book, result, pack, supplied)).checks or row.diagnoses)


def _pack(book: RuleBook, result: Result, pack: str, supplied: frozenset[MetricKey]) -> PackCoverage:
    checks = [check for check in book.checks.values() if check.pack == pack and check.id in result.written]
    diagnoses = [rule for rule in book.diagnoses.values() if rule.pack == pack and rule.id in result.written]
    rules = [*(check.id for check in checks), *(rule.id for rule in diagnoses)]
    read = [source.read_on for check in checks for source in _sources(check)]
    metrics = {check.metric: book.metrics[check.platform, check.metric] for check in checks if check.metric}
    return PackCoverage(
        pack=pack,
        checks=len(checks),
        diagnoses=len(diagnoses),
        boundaries=sum(map(figures_of, checks)),
        generated=sum(result.generated.get(name, 0) for name in rules),
        written=sum(result.written.get(name, 0) for name in rules),
        unwritten=tuple(name for name in rules if not result.written.get(name)),
        one_language=tuple(name for name, texts in _texts(book, pack) if name in rules and any(map(_same, texts))),
        oldest=min(read, default=None),
        unsupplied=tuple(name for name, metric in metrics.items() if not _is_supplied(metric, book, supplied)),
    )


def _sources(check: Check) -> Iterator[Source]:
    for source in (check.source, *(line.source for line in check.lines)):
        yield source
        yield from source.also


def _texts(book: RuleBook, pack: str) -> Iterator[tuple[str, list[Text]]]:
    for check in book.checks.values():
        if check.pack == pack:
            yield check.id, [text for text in (check.title, check.risk, check.attest and check.attest.ask) if text]
    for rule in book.diagnoses.values():
        if rule.pack == pack:
            yield rule.id, [text for text in (rule.title, rule.confirm) if text]


def _same(text: Text) -> bool:
    """Whether a text says the same in both languages though it has Chinese words."""
    return bool(_CHINESE.search(text.en)) or text.zh == text.en


def _is_supplied(metric: Metric, book: RuleBook, supplied: frozenset[MetricKey]) -> bool:
    """Whether a source map derives the metric, or everything that it is computed from."""
    if (metric.platform, metric.id) in supplied:
        return True
    inner = [book.metrics[metric.platform, name] for name in parts_of(metric)]
    if metric.across:
        inner = [book.metrics[metric.across.platform, metric.across.metric]]
    return bool(inner) and all(_is_supplied(part, book, supplied) for part in inner)


def supplied_metrics(book: RuleBook, extra: Sequence[Path] = ()) -> frozenset[MetricKey]:
    """The metrics that the shipped source maps, and those among ``extra``, print or derive. Raises RuleErrors."""
    return frozenset(
        (source.platform, metric) for source in load_sources(book, extra) for metric in _metrics_of(source)
    )


def _metrics_of(source: SourceMap) -> set[str]:
    values = [value.metric for part in source.document for value in part.values]
    return {*source.printed, *(derived.metric for derived in source.derive), *values}
