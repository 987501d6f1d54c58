"""Worked cases are told in figures: a store is a dictionary of metrics, and the whole road from there on is real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from auditor.audit import Request, judge_intake
from auditor.model import (
    Attestation,
    Audit,
    Evidence,
    Intake,
    Observation,
    Period,
    Status,
    Store,
    StoreAudit,
    StoreKey,
)
from auditor.rulebook import load_rulebook
from auditor.rulebook.model import Metric, RuleBook, Unit

SUNDAY = date(2026, 11, 15)  # the end of a week, two weeks after the end of October
Figure = float | str | Sequence[float | None]


@cache
def book() -> RuleBook:
    """The shipped rule book, loaded once for all tests."""
    return load_rulebook()


def store(platform: str, name: str, figures: Mapping[str, Figure], *, as_of: date = SUNDAY) -> list[Observation]:
    """Observations of one store. A sequence is a series of periods, oldest first; None is left out.

    Periods follow the metric's window: weeks and months are the last complete ones, anything else ends ``as_of``.
    Amounts are in dollars.
    """
    rows: list[Observation] = []
    for metric_id, figure in figures.items():
        metric = book().metrics[platform, metric_id]
        values = [figure] if isinstance(figure, (int, float, str)) else list(figure)
        for age, value in enumerate(reversed(values)):
            if value is not None:
                rows.append(
                    _observation(StoreKey(platform, name), metric, value, period(metric, age, as_of), f"B{2 + age}")
                )
    return rows


def _observation(key: StoreKey, metric: Metric, value: float | str, span: Period, cell: str) -> Observation:
    source = Evidence(f"{key.store}.xlsx", metric.id, cell, str(value))
    money = "USD" if metric.unit is Unit.MONEY else None
    figure = value if isinstance(value, str) else float(value)
    return Observation(key, metric.id, span, figure, (source,), currency=money)


def period(metric: Metric, age: int, as_of: date) -> Period:
    """The period of a value that is ``age`` periods old."""
    count, unit = metric.window
    if unit == "week":
        end = as_of - timedelta(days=(as_of.weekday() + 1) % 7 + 7 * age)
        return Period(end - timedelta(days=7 * count - 1), end)
    if unit == "month":
        return Period(month_start(as_of, age + count), month_start(as_of, age) - timedelta(days=1))
    return Period(as_of - timedelta(days=7 * age), as_of - timedelta(days=7 * age))


def month_start(as_of: date, back: int) -> date:
    """The first day of the month that is ``back`` months before the one of the day after ``as_of``."""
    following = as_of + timedelta(days=1)
    year, month = divmod(following.year * 12 + following.month - 1 - back, 12)
    return date(year, month + 1, 1)


def audit(
    observations: Sequence[Observation],
    stores: Sequence[Store] = (),
    *,
    attested: Sequence[Attestation] = (),
    purpose: str = "weekly",
    as_of: date = SUNDAY,
) -> Audit:
    """The audit of these observations by the shipped rules."""
    known = {entry.key for entry in stores}
    bare = dict.fromkeys(row.store for row in observations if row.store not in known)
    intake = Intake((), (*stores, *(Store(key) for key in bare)), tuple(observations), tuple(attested))
    return judge_intake(intake, Request((), today=as_of, as_of=as_of, purpose=purpose), book())


def statuses(audited: StoreAudit) -> dict[str, Status]:
    """Check → status of one store."""
    return {finding.check: finding.status for finding in audited.findings}


def with_status(audited: StoreAudit, *wanted: Status) -> set[str]:
    """The checks that ended in one of these statuses."""
    return {finding.check for finding in audited.findings if finding.status in wanted}


def concluded(audited: StoreAudit) -> set[str]:
    """The diagnoses that are concluded."""
    return {diagnosis.diagnosis for diagnosis in audited.diagnoses if diagnosis.state == "concluded"}
