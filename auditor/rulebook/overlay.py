"""Overlays: a client's own lines, severities and checks, laid over the rule book.

A line that a platform imposes may be tightened, never loosened; a benchmark may move either way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from auditor.model import Kind, Severity, Text
from auditor.rulebook.model import Check, Line, Pack, Place, Requirement, RuleBook, Source, Span
from auditor.rulebook.requirements import accepted, watch_fault
from auditor.rulebook.words import requirement_words

ALL_RATES = "all"  # in place of a metric, under percent: of every rate
SOURCE = "overlay"  # how the title of a line's source begins, in both languages, where the overlay names none


@dataclass(frozen=True, slots=True)
class CheckChange:
    """What an overlay changes in a check; None leaves it as it is."""

    check: str
    expect: Requirement | None
    watch: Requirement | None
    severity: Severity | None
    max_age: Span | None
    min_sample: int | None
    source: Source | None
    place: Place


@dataclass(frozen=True, slots=True)
class Overlay:
    """The overlays of one run, merged.

    ``skip``: check → reason. ``columns``: metric → further headings. ``percent``: metric → share or
    percent, how its bare numbers are meant; ``ALL_RATES`` for the rates that neither it nor a source map names.
    ``daily``: metric → sum or window, what its values of single days are.
    ``rates``: currency → factor to the thresholds' currency.
    ``least_coverage``: the share of the checks below which there is no score. ``files``: name and SHA-256 of each file.
    """

    client: str | None = None
    checks: Mapping[str, CheckChange] = field(default_factory=dict)
    extra: Mapping[str, Check] = field(default_factory=dict)
    skip: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    percent: Mapping[str, str] = field(default_factory=dict)
    daily: Mapping[str, str] = field(default_factory=dict)
    rates: Mapping[str, float] = field(default_factory=dict)
    least_coverage: Fraction | None = None
    files: tuple[tuple[str, str], ...] = ()


def apply_overlay(book: RuleBook, overlay: Overlay) -> RuleBook:
    """The rule book with the overlay's lines, severities, headings and checks. Nothing is changed in place."""
    checks = {
        name: changed_check(check, overlay.checks[name], overlay.client) if name in overlay.checks else check
        for name, check in book.checks.items()
    }
    metrics = {
        key: replace(metric, columns=(*metric.columns, *overlay.columns[metric.id]))
        if metric.id in overlay.columns
        else metric
        for key, metric in book.metrics.items()
    }
    packs = dict(book.packs)
    for check in overlay.extra.values():
        title = Text(f"{overlay.client or ''}客户规则", f"Rules of the client {overlay.client or ''}".rstrip())
        digest = hashlib.sha256("".join(sha256 for _, sha256 in overlay.files).encode()).hexdigest()
        packs.setdefault(check.pack, Pack(check.pack, check.platform, None, title, None, digest))
    return replace(book, checks={**checks, **overlay.extra}, metrics=metrics, packs=packs)


def changed_check(check: Check, change: CheckChange, client: str | None) -> Check:
    """The check as the overlay wants it; a warning line that the new requirement overtakes is dropped.

    A title may name the figure of the line (``below 1%``): the client's is put beside it.
    """
    lines, title = check.lines, check.title
    if change.expect is not None:
        ours = requirement_words(change.expect)
        title = Text(f"{title.zh}（本客户要求：{ours.zh}）", f"{title.en} (this client's line: {ours.en})")
    if change.expect is not None or change.watch is not None:
        # What a client tightens today need not be stricter than a line of the past.
        lines = tuple(
            _changed_line(line, change, client)
            if line is check.newest or line_fault(line, change, check.kind) is None
            else line
            for line in lines
        )
    return replace(
        check,
        title=title,
        lines=lines,
        severity=change.severity or check.severity,
        max_age=change.max_age or check.max_age,
        min_sample=change.min_sample or check.min_sample,
    )


def line_fault(line: Line, change: CheckChange, kind: Kind) -> tuple[str, Text] | None:
    """Why a line can't be changed so: the key that is at fault ("expect" or "watch") and the message."""
    expect = change.expect or line.expect
    if kind is Kind.PLATFORM and change.expect and not accepted(expect).within(accepted(line.expect)):
        ours, theirs = requirement_words(expect), requirement_words(line.expect)
        return "expect", Text(
            f"“{change.check}”是平台规则，不能放宽：平台要求{theirs.zh}，此处为{ours.zh}",
            f"'{change.check}' is a platform's line and can't be loosened: it is {theirs.en}, not {ours.en}",
        )
    fault = watch_fault(expect, change.watch) if change.watch else None
    return ("watch", fault) if fault else None


def _changed_line(line: Line, change: CheckChange, client: str | None) -> Line:
    expect, watch = change.expect or line.expect, change.watch or line.watch
    if watch is not None and change.watch is None and watch_fault(expect, watch):
        watch = None
    source = line.source
    if change.source is not None:
        source = replace(change.source, also=(*change.source.also, line.source))
    elif change.expect is not None:
        name = f"{SOURCE} {client}" if client else SOURCE
        source = Source(Text(f"{name}（客户要求）", name), "house", line.source.read_on, also=(line.source,))
    return replace(line, expect=expect, watch=watch, source=source, own=line.own or change.expect is not None)
