"""Verdicts on several periods in a row → findings."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, isnan

import numpy as np
from numpy.typing import NDArray

from auditor.assess import reasons
from auditor.assess.column import Column
from auditor.assess.compare import PASS, WATCH, sustained_verdicts, verdicts
from auditor.assess.display import display
from auditor.assess.gap import period_words
from auditor.assess.plain import STATUS, Found
from auditor.assess.reading import TREND_POINTS
from auditor.assess.rows import Rows
from auditor.assess.series import Codes, Floats, Indices, State
from auditor.assess.spans import day
from auditor.assess.supply import supply_words
from auditor.assess.sustained import Buckets, buckets, judged_from
from auditor.model import Period, Recovery, Status, Store, Text
from auditor.rulebook.model import Span, Unit, Verb
from auditor.rulebook.words import span_words
from auditor.text import listed


@dataclass(frozen=True, slots=True)
class _Verdicts:
    """Subjects × periods, the newest first; ``codes``, ``newest``, ``near`` and ``failing`` have an entry a subject."""

    periods: Buckets
    held: NDArray[np.bool_]
    violated: NDArray[np.bool_]
    codes: Codes
    newest: Floats
    near: NDArray[np.bool_]  # whether the newest period holds and is past the warning line
    failing: Indices  # how many of the newest periods in a row are violated, those before the span included


def write_sustained(column: Column, span: Span, subjects: Indices, found: Found) -> None:
    """The findings of a check that only a breach in each of the last ``span`` complete periods fails."""
    rows, reading, judgement = Rows(column), column.reading, column.judgement
    judged = _judged(column, span)
    periods = judged.periods
    rows.failing = judged.failing.tolist()
    room = column.headroom(judged.newest).tolist()
    for subject in subjects.tolist():
        store = reading.grid.stores[int(reading.grid.store[subject])]
        status = STATUS[int(judged.codes[subject])]
        young = _too_young(store, span, periods, subject)
        status = Status.UNKNOWN if young else status
        reason, supply = young or _why(column, span, status, judged, subject)
        first, last = periods.first[subject].tolist(), periods.last[subject].tolist()
        points = [point for low, high in zip(first, last, strict=True) if low >= 0 for point in range(low, high)]
        value: float | str | None = None
        period, currency = None, rows.currency(points[0]) if points else None
        if not isnan(judged.newest[subject]):
            single = last[0] - first[0] == 1
            value = float(judged.newest[subject]) if judgement.is_interval else rows.shown(first[0])
            days = Period(day(int(periods.start[subject, 0])), day(int(periods.end[subject, 0])))
            period = reading.period(first[0]) if single else days
        notes = rows.notes(first[0], subject) if last[0] - first[0] == 1 else ()
        if any(high - low > 1 for low, high in zip(first, last, strict=True)):
            notes += (Text("由较短周期的数值相加而得", "added up from values of shorter periods"),)
        found[rows.keys[subject]].append(
            rows.finding(
                subject,
                status,
                reason=reason,
                value=value,
                currency=currency,
                display=display(value, judgement.metric.unit, currency, judgement.thresholds),
                period=period,
                headroom=None if isnan(room[subject]) else room[subject],
                recovery=_recovery(column, span, status, judged, subject),
                notes=notes,
                evidence=tuple(dict.fromkeys(cell for point in points for cell in reading.cells(point))),
                supply=supply,
            )
        )


def _judged(column: Column, span: Span) -> _Verdicts:
    """The verdict of each subject, from bounds on the value of each period."""
    limits = column.judgement.limits
    every = buckets(column.reading, column.points, span._replace(count=max(span.count, TREND_POINTS)))
    missed = (every.high < limits.low) | (every.low > limits.high)
    failing = np.cumprod(missed, axis=1).sum(axis=1)
    periods = every.newest(span.count)
    held = (periods.low >= limits.low) & (periods.high <= limits.high)
    violated = missed[:, : span.count]
    codes = sustained_verdicts(held[:, None, :], violated[:, None, :])[:, 0]
    newest = np.where(periods.known[:, 0], periods.low[:, 0], np.nan)
    near = verdicts(newest[:, None], limits)[:, 0] == WATCH
    codes = np.where((codes == PASS) & near, WATCH, codes)
    return _Verdicts(periods, held, violated, codes, newest, near, failing)


def _too_young(store: Store, span: Span, periods: Buckets, subject: int) -> tuple[Text, Text] | None:
    """Reason and way out where the store has not been open for the whole span."""
    if store.launched is None or store.launched.toordinal() <= periods.start[subject, -1]:
        return None
    words = span_words(span)
    from_day = day(judged_from(store.launched.toordinal(), int(periods.end[subject, 0]), span)).isoformat()
    return (
        Text(
            f"店铺 {store.launched} 开业，未满 {words.zh}，{from_day} 起可评判",
            f"opened {store.launched}, less than {words.en} ago: it can be judged from {from_day}",
        ),
        Text(f"{from_day} 之后再审核", f"Audit again from {from_day} on"),
    )


def _why(
    column: Column, span: Span, status: Status, judged: _Verdicts, subject: int
) -> tuple[Text | None, Text | None]:
    """The reason of a verdict, and what to supply where it is unknown, or watched for nothing but a gap."""
    if status is Status.PASS:
        return None, None
    reading, plain, periods = column.reading, column.judgement.plain, judged.periods
    bounds = zip(periods.start[subject].tolist(), periods.end[subject].tolist(), strict=True)
    labels = [_label(start, end, span.unit) for start, end in bounds]
    bad = listed(labels[number] for number in np.flatnonzero(judged.violated[subject])[::-1])
    if status is Status.FAIL:
        words, missed = span_words(span), column.failure
        return Text(f"{missed.zh}，连续{words.zh}：{bad.zh}", f"{missed.en}, in each of {words.en}: {bad.en}"), None
    gaps = np.flatnonzero(~(judged.held[subject] | judged.violated[subject]))[::-1].tolist()
    zh, en = [], []
    if bad.zh:
        zh.append(f"{bad.zh} 未达到“{plain.zh}”")
        en.append(f"{bad.en}: not “{plain.en}”")
    empty: dict[bool, list[Text]] = {}  # whether there is a part of a period's data → the periods
    for number in gaps:
        first, last = int(periods.first[subject, number]), int(periods.last[subject, number])
        broken = [point for point in range(first, last) if first >= 0 and column.states[point] != State.OK]
        if broken:
            state = State(int(column.states[broken[0]]))
            said = reasons.unusable(column.judgement.metric, reading, broken[0], state).reason
            zh.append(said.zh)
            en.append(said.en)
        elif first >= 0 and column.check.min_sample_by_platform and column.too_few[first]:
            said = reasons.too_few(reading, float(column.samples[first]), column.check.min_sample or 0).reason
            zh.append(f"{labels[number].zh}：{said.zh}")
            en.append(f"{labels[number].en}: {said.en}")
        else:
            empty.setdefault(first >= 0, []).append(labels[number])
    for partly, without in empty.items():
        zh.append(f"{listed(without).zh} 没有{'完整' if partly else ''}数据")
        en.append(f"no {'complete ' if partly else ''}data for {listed(without).en}")
    if not zh:
        return column.warning, None
    reason = Text("；".join(dict.fromkeys(zh)), "; ".join(dict.fromkeys(en)))
    if status is not Status.UNKNOWN and (bad.zh or judged.near[subject]):
        return reason, None
    supply = supply_words(column.judgement.metric, reading)
    missing = listed(labels[number] for number in gaps)
    return reason, Text(f"{supply.zh}；缺 {missing.zh}", f"{supply.en}; missing {missing.en}")


def _recovery(column: Column, span: Span, status: Status, judged: _Verdicts, subject: int) -> Recovery | None:
    """One complete period that holds ends a failure; of what holds, how many bad periods are left."""
    if status is Status.UNKNOWN:
        return None
    plain, expect, held = column.judgement.plain, column.judgement.line.expect, judged.held[subject]
    if status is not Status.FAIL:
        left = span_words(span._replace(count=span.count - int(np.argmax(held))))
        return Recovery(Text(f"若再有连续{left.zh}未达标则不通过", f"it fails after {left.en} more off the line"))
    following = int(judged.periods.end[subject, 0]) + 1
    label = _label(following, following, span.unit)
    text = Text(f"{label.zh} 起的周期内达到：{plain.zh}", f"in the period from {label.en}: {plain.en}")
    if column.judgement.metric.unit is Unit.COUNT and expect.verb in (Verb.AT_LEAST, Verb.MORE_THAN):
        line = expect.quantities[0].exact
        return Recovery(text, floor(line) + 1 if expect.verb is Verb.MORE_THAN else ceil(line))
    return Recovery(text)


def _label(start: int, end: int, unit: str) -> Text:
    if unit in ("month", "year"):
        said = f"{day(start):%Y-%m}" if unit == "month" else f"{day(start):%Y}"
        return Text(said, said)
    return period_words(Period(day(start), day(end)))
