"""What an audit says of one store, entry by entry: findings, diagnoses, actions, observed metrics.

A finding names its check; everything that the rule file says of the check is looked up once for all stores.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from auditor.assess.display import display
from auditor.history.change import delta
from auditor.model import Action, Diagnosis, Evidence, Finding, Observed, Period, Text, TrendPoint
from auditor.remedy import done_when
from auditor.report.labels import Labels, labels
from auditor.rulebook.model import Check, Metric, Remedy, Requirement, RuleBook, Source, Unit
from auditor.text import BOTH, both, join

Document = dict[str, Any]

_EXACT = 2**53  # from here on a float no longer tells whole numbers apart

_FIELDS = (  # of a finding: the contract's in their order, then what the renderers need besides
    "check", "segment", "title", "dimension", "status", "reason", "severity", "kind", "metric", "value", "display",
    "require", "watch", "unit", "period", "headroom", "recovery", "trend", "since", "change", "risk", "explained_by",
    "evidence", "source", "waiver", "attested", "metric_name", "better", "window", "dimension_name", "currency",
    "threshold", "status_before", "previous", "previous_value", "delta", "failing_periods", "projected_breach",
    "notes", "evidence_rows", "supply", "ask", "where", "remedies",
)  # fmt: skip


class _Rule(NamedTuple):
    """What the rule file says of a check: in the fields of its findings, and by the line in force."""

    finding: Document
    sources: list[Document]
    thresholds: list[Document | None]


@lru_cache(maxsize=8)
def entries(book: RuleBook, lang: str) -> Entries:
    """The entries of a rule book in a language, made once: its checks are the same for every store."""
    return Entries(book, labels(lang))


class Entries:
    """Turns the entries of stores into dictionaries in the language of ``words``."""

    def __init__(self, book: RuleBook, words: Labels) -> None:
        self.book, self.words, self.lang = book, words, words.lang
        self._rules: dict[str, _Rule] = {}

    def of(self, text: Text | None) -> str | None:
        """The text in the language of the document, None for none."""
        return text.of(self.lang) if text else None

    def rule(self, name: str) -> _Rule:
        """What the rule file says of a check, in the report's language; made once."""
        if name not in self._rules:
            check = self.book.checks[name]
            metric = self.book.metrics.get((check.platform, check.metric)) if check.metric else None
            said = {
                "check": check.id,
                "title": check.title.of(self.lang),
                "dimension": check.dimension,
                "severity": check.severity.value,
                "kind": check.kind.value,
                "metric": check.metric,
                "unit": metric.unit.value if metric else None,
                "risk": self.of(check.risk),
                "metric_name": metric.name.of(self.lang) if metric else None,
                "better": metric.better.value if metric else None,
                "window": self.window(check, metric),
                "dimension_name": self.words.get("dimension", check.dimension) if check.dimension else None,
                "ask": self.of(check.attest.ask) if check.attest else None,
                "where": self.of(metric.where) if metric else None,
                "remedies": list(check.remedies),
            }
            self._rules[name] = _Rule(
                dict.fromkeys(_FIELDS) | said,
                [self.source(line.source) for line in check.lines] or [self.source(check.source)],
                [_threshold(line.expect, line.watch) for line in check.lines] or [None],
            )
        return self._rules[name]

    def window(self, check: Check, metric: Metric | None) -> str | None:
        """What one value covers, in words."""
        return self.words.span(metric.window, check.sustained) if metric else None

    def source(self, source: Source) -> Document:
        """Where a line comes from, its standing, and when it was read."""
        return {
            "title": source.title.of(self.lang),
            "url": source.url,
            "read_on": source.read_on.isoformat(),
            "standing": source.standing,
            "says": self.of(source.says),
            "also": [self.source(other) for other in source.also],
        }

    def finding(self, finding: Finding) -> Document:
        """A finding in all its fields; ``since`` and ``change`` are left to the history."""
        rule = self.rule(finding.check)
        line = finding.line if finding.line is not None and finding.line < len(rule.sources) else -1
        recovery, waiver, attested = finding.recovery, finding.waiver, finding.attested
        unit, currency = rule.finding["unit"], finding.currency
        value, previous = number(finding.value), _previous_value(finding)
        return rule.finding | {
            "segment": finding.segment,
            "status": finding.status.value,
            "reason": self.of(finding.reason),
            "value": value,
            "display": self.of(finding.display),
            "require": self.of(finding.require),
            "watch": self.of(finding.watch),
            "period": period(finding.period),
            "headroom": number(finding.headroom),
            "recovery": {"text": recovery.text.of(self.lang), "count": recovery.count} if recovery else None,
            "trend": trend(finding.trend),
            "explained_by": list(finding.explained_by),
            "evidence": evidence(finding.evidence),
            "source": rule.sources[line],
            "waiver": waiver
            and {
                "status": waiver.status.value,
                "reason": waiver.reason,
                "approved_by": waiver.approved_by,
                "until": day(waiver.until),
            },
            "attested": attested
            and {
                "evidence": attested.evidence,
                "signed_by": attested.signed_by,
                "signed_on": day(attested.signed_on),
                "until": day(attested.until),
            },
            "currency": currency,
            "threshold": rule.thresholds[line],
            "previous": self._shown(previous, unit, currency, rule.thresholds[line]),
            "previous_value": number(previous),
            "delta": delta(value, previous, unit, self.words["points"]),
            "failing_periods": finding.failing_periods,
            "projected_breach": day(finding.projected_breach),
            "notes": [note.of(self.lang) for note in finding.notes],
            "evidence_rows": finding.evidence_rows,
            "supply": self.of(finding.supply),
        }

    def _shown(
        self, value: float | None, unit: str | None, currency: str | None, threshold: Document | None
    ) -> str | None:
        """A previous value in words and figures, as the newest one beside it is written."""
        if value is None or unit is None:
            return None
        lines = threshold["values"] if threshold else ()
        return self.of(display(value, Unit(unit), currency, [line for line in lines if line is not None]))

    def diagnosis(self, item: Diagnosis, findings: Mapping[str, Document]) -> Document:
        """A cause with its grounds, as symbols and in words; ``findings`` are the store's by check."""
        rule = self.book.diagnoses[item.diagnosis]
        return {
            "diagnosis": item.diagnosis,
            "state": item.state.value,
            "title": rule.title.of(self.lang),
            "likelihood": rule.likelihood,
            "because": list(item.because),
            "explains": list(item.explains),
            "confirm": self.of(rule.confirm),
            "remedies": list(rule.remedies),
            "because_text": [self.symbol(symbol, findings, item.store.platform) for symbol in item.because],
            "if_known": list(item.if_known),
            "if_known_text": [self.symbol(symbol, findings, item.store.platform) for symbol in item.if_known],
        }

    def symbol(self, symbol: str, findings: Mapping[str, Document], platform: str) -> str:
        """A symbol of the inference in words: ``alibaba.dsr:fail`` → "DSR above 4.5: 4.3 · Fail"."""
        attribute, is_attribute, options = symbol.partition("=")
        if is_attribute:
            known = self.book.attributes.get((platform, attribute))
            values = [known.word(value).of(self.lang) if known else value for value in options.split("|")]
            return (known.name.of(self.lang) if known else attribute) + self.words["colon"] + join(" / ", values)
        name, _, statuses = symbol.rpartition(":")
        if name in self.book.diagnoses:
            return self.book.diagnoses[name].title.of(self.lang)
        if name in self.book.scopes:
            return Text(f"属于适用范围 {name}", f"in the scope {name}").of(self.lang)
        finding = findings.get(name)
        if finding is None:
            return name + self.words["colon"] + self.words.get("status", statuses) if name else symbol
        outcome = join(" / ", [self.words.status(status, finding["kind"]) for status in statuses.split("|")])
        value = finding["display"] + " · " if finding["display"] and finding["status"] in statuses else ""
        title: str = finding["title"]
        return title + self.words["colon"] + value + outcome

    def action(self, item: Action, findings: Mapping[str, Document]) -> Document:
        """A remedy that is due; "priority" is its rank, 1 the first thing to do."""
        remedy = self.book.remedies[item.remedy]
        return {
            "action": item.remedy,
            "title": remedy.title.of(self.lang),
            "steps": self.steps(remedy),
            "priority": item.rank,
            "owner": item.owner,
            "due": item.due.isoformat(),
            "effort": remedy.effort,
            "for": list(item.checks),
            "status": item.status,
            "owner_name": self.words.get("owner", item.owner),
            "person": None,  # this and the next three: from the agency's roles, the tracker and the history
            "done_on": None,
            "link": None,
            "notes": None,
            "weight": number(item.priority),
            "because": item.because.of(self.lang),
            "done_when": self.of(done_when(self.book, item)),
            "for_titles": [findings[check]["title"] if check in findings else check for check in item.checks],
        }

    def steps(self, remedy: Remedy) -> list[str]:
        """The steps of a remedy; in both languages side by side where there are as many of each."""
        if self.lang != BOTH:
            return list(remedy.steps_zh if self.lang == "zh" else remedy.steps_en)
        if len(remedy.steps_zh) != len(remedy.steps_en):
            return [*remedy.steps_zh, *remedy.steps_en]
        return [both(*pair) for pair in zip(remedy.steps_zh, remedy.steps_en, strict=True)]

    def observed(self, item: Observed, platform: str) -> Document:
        """A metric without a verdict."""
        metric = self.book.metrics.get((platform, item.metric))
        return {
            "metric": item.metric,
            "segment": item.segment,
            "name": metric.name.of(self.lang) if metric else item.metric,
            "unit": metric.unit.value if metric else None,
            "value": number(item.value),
            "display": self.of(item.display),
            "period": period(item.period),
            "trend": trend(item.trend),
            "evidence": evidence(item.evidence),
        }


def number(value: float | str | None) -> float | int | None:
    """A JSON number, an integer where it is one; None for text and for anything not finite."""
    if value is None or isinstance(value, str) or not math.isfinite(value):
        return None
    whole = int(value)
    return whole if whole == value and -_EXACT < whole < _EXACT else float(value)


@lru_cache(maxsize=8192)
def _iso(value: date) -> str:
    return value.isoformat()


def day(value: date | None) -> str | None:
    """ISO 8601, or None."""
    return _iso(value) if value else None


def period(value: Period | None) -> Document | None:
    """Both ends, included."""
    return {"start": _iso(value.start), "end": _iso(value.end)} if value else None


def trend(points: Sequence[TrendPoint]) -> list[Document]:
    """Oldest first; None is a missing period."""
    return [{"end": _iso(end), "value": number(value)} for end, value in points]


def evidence(cells: Sequence[Evidence]) -> list[Document]:
    """The source cells, the value's own first."""
    return [{"file": file, "sheet": sheet, "cell": cell, "raw": raw} for file, sheet, cell, raw in cells]


def _threshold(expect: Requirement, watch: Requirement | None) -> Document | None:
    """The line as numbers, for charts; None where the requirement is on a text."""
    if not expect.quantities:
        return None
    return {
        "verb": expect.verb.value,
        "values": [number(quantity.number) for quantity in expect.quantities],
        "watch": [number(quantity.number) for quantity in watch.quantities] if watch else [],
    }


def _previous_value(finding: Finding) -> float | None:
    """The value of the period before the finding's own, None where that period is missing."""
    if finding.period is None:
        return None
    return next((value for end, value in reversed(finding.trend) if end < finding.period.end), None)
