"""Findings over time: new, continuing, worse, better, resolved, reopened.

A finding is the same from audit to audit by (store, check, segment). It is *in breach* while its status,
without a waiver, is fail or watch. Audits in which it was unknown or not applicable say nothing: no data
is no recovery, and no breach either, so they neither end a breach nor begin one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import isclose
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from auditor.history.change import as_long, with_value_before
from auditor.history.followup import carry_actions, follow_ups
from auditor.history.model import Document, Earlier, FindingKey, Past, StorePast
from auditor.history.records import entries, finding_key, underlying
from auditor.text import BOTH, Text, spoken, spread

if TYPE_CHECKING:
    from auditor.rulebook.model import RuleBook

BREACH = ("watch", "fail")


class Course(NamedTuple):
    """How a finding got to where it is. ``audits`` counts those of the breach that lasts, this one included.

    ``was`` is the status in the newest audit before that could judge it.
    """

    change: str | None
    since: date | None
    audits: int
    was: str | None


def with_history(
    document: Document, past: Past, book: RuleBook | None = None, roles: Mapping[str, str] | None = None
) -> Document:
    """The document with what the history adds; the given one is left as it is.

    Findings get ``since``, ``change``, ``audits`` and ``status_before``, and the value before where their files hold none; stores get
    ``previous`` (the audit before: score, grade, what has been resolved, what became of its actions); actions that were
    already due keep their date, status and person. Audits of the document's own day or later are not in ``past``. What
    an earlier audit said is told in the document's language, in whichever it was kept: by the titles of ``book``, and by
    ``roles``, the words of the report for them.
    """
    titles = {name: remedy.title for name, remedy in book.remedies.items()} if book else {}
    made = dict(document)
    for part in ("stores", "clients"):
        made[part] = [
            _entry(entry, past.stores.get(subject, StorePast()), document, titles, roles or {})
            for where, subject, entry in entries(document)
            if where == part
        ]
    return cast(Document, spread(made)) if document["lang"] == BOTH else made


def course(status: str, key: FindingKey, as_of: date, earlier: Sequence[Earlier]) -> Course:
    """The course of a finding by statuses alone; "continuing" where the numbers may still say worse or better."""
    known = [(one.as_of, one.statuses[key]) for one in earlier if one.statuses.get(key) in ("pass", *BREACH)]
    was = known[-1][1] if known else None
    if status == "pass":
        return Course("resolved" if was in BREACH else None, None, 0, was)
    if status not in BREACH:
        return Course(None, None, 0, was)
    row = list(_lasting(known))
    if row:
        change = "continuing" if was == status else "worse" if status == "fail" else "better"
        return Course(change, row[-1], len(row) + 1, was)
    before = any(one in BREACH for _, one in known)
    return Course("reopened" if before else "new", as_of, 1, was)


def _lasting(known: Sequence[tuple[date, str]]) -> Iterable[date]:
    """The days of the breach that lasts up to the newest audit, newest first."""
    for as_of, status in reversed(known):
        if status not in BREACH:
            return
        yield as_of


def moved(finding: Mapping[str, Any], before: Mapping[str, Any] | None) -> str | None:
    """Whether the number of a finding moved: "worse", "better", or None where it stayed or can't be compared.

    By the distance to the line while the line is the same, else by the value and the direction of its metric.
    """
    if before is None or not as_long(finding["period"], before["period"]):
        return None
    by_line = finding["threshold"] is not None and finding["threshold"] == before["threshold"]
    field = "headroom" if by_line else "value"
    now, then = finding[field], before[field]
    if now is None or then is None or isclose(now, then, rel_tol=1e-9, abs_tol=1e-12):
        return None
    if not by_line and finding["better"] not in ("higher", "lower"):
        return None
    return "better" if (now > then) == (by_line or finding["better"] == "higher") else "worse"


def _entry(
    entry: Mapping[str, Any],
    past: StorePast,
    document: Document,
    titles: Mapping[str, Text],
    roles: Mapping[str, str],
) -> dict[str, Any]:
    as_of, lang = date.fromisoformat(document["as_of"]), document["lang"]
    before = {finding_key(finding): finding for finding in past.last["findings"]} if past.last else {}
    findings = [
        _finding(with_value_before(finding, before.get(finding_key(finding)), lang), past, as_of, before)
        for finding in entry["findings"]
    ]
    made = {**entry, "findings": findings}
    if past.last is None:
        return made
    resolved = [finding for finding in findings if finding["change"] == "resolved"]
    made["actions"] = carry_actions(entry["actions"], past)
    made["previous"] = {
        "as_of": past.earlier[-1].as_of.isoformat(),
        "score": past.last["score"],
        "grade": past.last["grade"],
        "resolved": [
            {"check": finding["check"], "segment": finding["segment"], "title": spoken(finding, "title", lang)}
            for finding in resolved
        ],
        "actions": follow_ups(past, findings, as_of, lang, titles, roles),
    }
    return made


def _finding(
    finding: Mapping[str, Any], past: StorePast, as_of: date, last: Mapping[FindingKey, Mapping[str, Any]]
) -> dict[str, Any]:
    found = course(underlying(finding), finding_key(finding), as_of, past.earlier)
    before = last.get(finding_key(finding))
    change = found.change
    if change == "continuing":
        change = moved(finding, before) or change
    since = found.since.isoformat() if found.since else None
    was = "waived" if before and before["status"] == "waived" else found.was
    return {**finding, "change": change, "since": since, "audits": found.audits, "status_before": was}
