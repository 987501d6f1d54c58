"""What earlier periods decide, where a week's files hold that week alone: the audit before knows the others.

How many periods in a row have failed, when a line would be crossed, and in which order the actions come, follow from
a trend; here from that of the audit before with the files' own drawn on. Every period is judged by the line in force
today, as those of one file are, and an audit that found no value, or a period without an audit, ends a row as it
does in a file. Neither a verdict nor a score depends on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from auditor.assess.compare import verdicts
from auditor.assess.reading import TREND_POINTS
from auditor.assess.requirement import Judgement
from auditor.assess.spans import begin, day
from auditor.assess.trend import failing_in_a_row, furthest, projected_breaches
from auditor.history.change import as_long
from auditor.history.model import FindingKey, Past, StorePast, Subject
from auditor.history.records import finding_key
from auditor.model import Audit, Finding, Status, StoreAudit
from auditor.remedy import plan_actions
from auditor.rulebook.model import RuleBook


def with_earlier_periods(audit: Audit, past: Past, book: RuleBook) -> Audit:
    """The audit with rows of failures, projections and actions as they are with the periods that ``past`` knows of.

    ``book`` is the one that the audit was made by. Trends stay those of the files: ``with_history`` draws them on.
    """

    def continued(entry: StoreAudit) -> StoreAudit:
        last = past.stores.get(Subject(audit.purpose, *entry.store.key), StorePast()).last
        return _entry(entry, last, audit.as_of, book) if last else entry

    return replace(audit, stores=tuple(map(continued, audit.stores)), clients=tuple(map(continued, audit.clients)))


def _entry(entry: StoreAudit, last: Mapping[str, Any], as_of: date, book: RuleBook) -> StoreAudit:
    before = {finding_key(finding): finding for finding in last["findings"]}
    findings = tuple(
        _finding(finding, before.get(FindingKey(finding.check, finding.segment)), as_of, book)
        for finding in entry.findings
    )
    if findings == entry.findings:
        return entry
    return replace(entry, findings=findings, actions=plan_actions(book, findings, entry.diagnoses, as_of))


def _finding(finding: Finding, before: Mapping[str, Any] | None, as_of: date, book: RuleBook) -> Finding:
    """The finding with its row of failures and its projection; as it is where the audit before adds no period."""
    check = book.checks[finding.check]
    metric = book.metrics.get((check.platform, check.metric)) if check.metric else None
    if before is None or metric is None or finding.line is None or finding.period is None:
        return finding
    if check.sustained:  # its periods may be longer than those of the trend, and are added up from the files' rows
        return finding
    if (metric.id, metric.unit.value, finding.currency) != (before["metric"], before["unit"], before["currency"]):
        return finding
    start, end = (edge.isoformat() for edge in finding.period)
    if before["period"] is None or not as_long({"start": start, "end": end}, before["period"]):
        return finding
    own = [(point.end, point.value) for point in finding.trend]
    known = ((date.fromisoformat(point["end"]), point["value"]) for point in before["trend"])
    earlier = [point for point in known if own and point[0] < own[0][0]]
    if not earlier:
        return finding
    judgement = Judgement(check, metric, check.lines[finding.line], finding.line)
    ends = np.array([end.toordinal() for end, _ in (*earlier, *own)][-TREND_POINTS:], np.int64)
    values = np.array([value for _, value in (*earlier, *own)][-TREND_POINTS:], np.float64)  # None becomes NaN
    starts = np.array([0, len(values)])
    codes = verdicts(judgement.comparable(values, ())[:, None], judgement.limits)[:, 0]
    first, last = (np.array([edge.toordinal()]) for edge in finding.period)
    reach = furthest(begin(first, last, metric.window), last, metric.window)
    made = finding._replace(failing_periods=int(failing_in_a_row(codes, ends, starts, reach)[0]))
    if not judgement.projectable or finding.underlying not in (Status.PASS, Status.WATCH):
        return made
    breach = int(projected_breaches(values, ends, starts, judgement.limits, as_of.toordinal())[0])
    return made._replace(projected_breach=day(breach) if breach else None)
