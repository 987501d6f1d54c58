"""Verdicts on the newest value → findings."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

from auditor.assess import reasons
from auditor.assess.column import Column
from auditor.assess.compare import FAIL, PASS, UNKNOWN, WATCH
from auditor.assess.display import display
from auditor.assess.regain import Case, recovery
from auditor.assess.rows import Rows
from auditor.assess.series import Codes, Indices, State
from auditor.assess.spans import day
from auditor.model import Finding, Status, StoreKey
from auditor.rulebook.words import span_words

STATUS = {UNKNOWN: Status.UNKNOWN, PASS: Status.PASS, WATCH: Status.WATCH, FAIL: Status.FAIL}

Found = Mapping[StoreKey, list[Finding]]


def write_plain(column: Column, subjects: Indices, codes: Codes, found: Found) -> None:
    """The findings of a check of the latest value."""
    rows, reading, judgement = Rows(column), column.reading, column.judgement
    unit, thresholds = judgement.metric.unit, judgement.thresholds
    latest: list[int] = reading.latest.tolist()
    room: list[float] = []
    if len(reading.series):
        room = column.headroom(column.values[reading.latest]).tolist()
    for subject, code in zip(subjects.tolist(), codes.tolist(), strict=True):
        point, status = latest[subject], STATUS[code]
        if point < 0:
            why = reasons.no_data(judgement.metric, reading, subject)
            finding = rows.finding(subject, status, reason=why.reason, supply=why.supply)
            found[rows.keys[subject]].append(finding)
            continue
        value, currency, period = rows.shown(point), rows.currency(point), reading.period(point)
        reason, supply, back, breach = None, None, None, None
        if code == UNKNOWN:
            reason, supply = _why(column, subject, point)
        else:
            reason = column.failure if code == FAIL else column.warning if code == WATCH else None
            if isinstance(value, float):
                case = Case(value, period.end, currency, rows.part[subject], rows.whole[subject])
                back = recovery(judgement, rows.words, status, case)
            if rows.breaches[subject] and code in (PASS, WATCH):
                breach = day(rows.breaches[subject])
        found[rows.keys[subject]].append(
            rows.finding(
                subject,
                status,
                reason=reason,
                value=value,
                currency=currency,
                display=display(value, unit, currency, thresholds, judgement.metric.values),
                period=period,
                headroom=None if value is None or isnan(room[subject]) else room[subject],
                recovery=back,
                projected_breach=breach,
                notes=rows.notes(point, subject),
                evidence=reading.cells(point),
                evidence_rows=reading.rows(point),
                supply=supply,
            )
        )


def _why(column: Column, subject: int, point: int) -> reasons.Why:
    reading, metric, check = column.reading, column.judgement.metric, column.check
    state = State(int(column.states[point]))
    if state is not State.OK:
        return reasons.unusable(metric, reading, point, state)
    if column.stale[subject] and check.max_age:
        age = reading.panel.today - int(reading.series.end[point])
        return reasons.stale(metric, reading, point, age, span_words(check.max_age))
    return reasons.too_few(reading, float(column.samples[point]), check.min_sample or 0)
