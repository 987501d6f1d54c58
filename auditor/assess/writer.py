"""Verdicts → findings: the rows of a column written out, with reason, display, recovery, trend and cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import isnan

import numpy as np
from numpy.typing import NDArray

from auditor.assess import reasons
from auditor.assess.column import Column
from auditor.assess.compare import FAIL, PASS, UNKNOWN, WATCH, sustained_verdicts, verdicts
from auditor.assess.crosscheck import disagreement
from auditor.assess.display import display
from auditor.assess.reading import day
from auditor.assess.regain import Case, Words, recovery
from auditor.assess.series import Codes, Indices, State
from auditor.assess.sustained import Buckets, buckets, judged_from
from auditor.assess.trend import failing_in_a_row, projected_breaches
from auditor.model import Finding, Period, Recovery, Status, StoreKey, Text, TrendPoint
from auditor.rulebook.model import Span, Unit, Verb
from auditor.rulebook.words import span_words

STATUS = {UNKNOWN: Status.UNKNOWN, PASS: Status.PASS, WATCH: Status.WATCH, FAIL: Status.FAIL}

Found = Mapping[StoreKey, list[Finding]]


class _Rows:
    """What the findings of a column share: trends, streaks, projections, words."""

    def __init__(self, column: Column) -> None:
        self.column, self.reading = column, column.reading
        reading, judgement = column.reading, column.judgement
        self.stores = [store.key for store in reading.grid.stores]
        self.store_of = reading.grid.store.tolist()
        kept, starts = reading.trend_points
        compared = column.points[kept]
        self.failing = failing_in_a_row(verdicts(compared[:, None], judgement.limits)[:, 0], starts).tolist()
        numeric = judgement.is_interval and judgement.metric.unit not in (Unit.FLAG, Unit.TEXT, Unit.DATE)
        if numeric:
            breaches = projected_breaches(compared, reading.series.end[kept], starts, judgement.limits)
            self.breaches = breaches.tolist()
        else:
            self.breaches = [0] * reading.grid.size
        self.has_trend = judgement.metric.unit is not Unit.TEXT
        self.trends = reading.trends_in(judgement.currency) if self.has_trend else []
        metrics, ratio = reading.metrics, judgement.metric.ratio
        whole = reading.sample_metric
        self.words: Words | None = None
        if whole in metrics:
            part = metrics[ratio[0]].name if ratio and ratio[0] in metrics else judgement.metric.name
            self.words = Words(part, metrics[whole].name)
        self.part, self.whole = _integers(column.part), _integers(column.sample)

    def trend(self, subject: int) -> tuple[TrendPoint, ...]:
        return self.trends[subject] if self.has_trend else ()

    def currency(self, point: int) -> str | None:
        """What the shown value is in: the thresholds' currency, or its own where they have none."""
        return self.column.judgement.currency if self._converts(point) else self.reading.currency(point)

    def _converts(self, point: int) -> bool:
        return self.column.judgement.currency is not None and self.reading.series.currency[point] >= 0

    def value(self, point: int) -> float | str | None:
        """The value of a point as it is shown; None where it can't be used."""
        if self.column.states[point] != State.OK:
            return None
        value = float(self.column.values[point])
        if self.column.judgement.metric.unit is Unit.TEXT:
            return self.reading.texts()[int(value)]
        return value

    def projection(self, subject: int, status: Status) -> date | None:
        if self.breaches[subject] and status in (Status.PASS, Status.WATCH):
            return day(self.breaches[subject])
        return None

    def notes(self, point: int, subject: int) -> tuple[Text, ...]:
        notes: list[Text] = []
        reading, column = self.reading, self.column
        if column.too_few[subject]:
            have, need = column.sample[subject], column.check.min_sample
            notes.append(Text(f"样本小：{have:,.0f}（少于 {need}）", f"small sample: {have:,.0f}, fewer than {need}"))
        if reading.series.printed[point] >= 0:
            said = disagreement(reading, point)
            if said:
                notes.append(said)
        if reading.metric.across or reading.metric.formula is not None:
            zero = reading.note(subject)
            if zero and column.states[point] == State.OK:
                notes.append(zero)
        return tuple(notes)


def write_plain(column: Column, subjects: Indices, codes: Codes, found: Found) -> None:
    """The findings of a check of the latest value."""
    rows, reading, judgement = _Rows(column), column.reading, column.judgement
    check, metric, segments = column.check, judgement.metric, reading.grid.segment
    latest = reading.latest
    room = column.headroom(column.values[latest] if len(reading.series) else column.latest_values)
    room_list, latest_list = room.tolist(), latest.tolist()
    for subject, code in zip(subjects.tolist(), codes.tolist(), strict=True):
        key = rows.stores[rows.store_of[subject]]
        point = latest_list[subject]
        if point < 0:
            why = reasons.no_data(metric, reading)
            found[key].append(
                Finding(
                    key, check.id, Status.UNKNOWN, segments[subject], why.reason, require=judgement.require,
                    watch=judgement.watch, line=judgement.index, supply=why.supply,
                )
            )  # fmt: skip
            continue
        status = STATUS[code]
        value, currency = rows.value(point), rows.currency(point)
        reason, supply, back = None, None, None
        if status is Status.UNKNOWN:
            why = _why(column, subject, point)
            reason, supply = why.reason, why.supply
        else:
            reason = column.failure if status is Status.FAIL else column.warning if status is Status.WATCH else None
            if isinstance(value, float):
                end = day(int(reading.series.end[point]))
                case = Case(value, end, currency, rows.part[subject], rows.whole[subject])
                back = recovery(judgement, rows.words, status, case)
        headroom = room_list[subject]
        cells = reading.cells(point)
        origin = reading.observation(point)
        found[key].append(
            Finding(
                store=key,
                check=check.id,
                status=status,
                segment=segments[subject],
                reason=reason,
                value=value,
                currency=currency,
                display=display(value, metric.unit, currency, judgement.thresholds),
                require=judgement.require,
                watch=judgement.watch,
                line=judgement.index,
                period=reading.period(point),
                headroom=None if value is None or isnan(headroom) else headroom,
                recovery=back,
                trend=rows.trend(subject),
                failing_periods=rows.failing[subject],
                projected_breach=rows.projection(subject, status),
                notes=rows.notes(point, subject),
                evidence=cells,
                evidence_rows=origin.rows if origin else None,
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
    name = reading.metrics[reading.sample_metric].name if reading.sample_metric in reading.metrics else None
    return reasons.too_few(name, float(column.sample[subject]), check.min_sample or 0)


def write_sustained(column: Column, span: Span, subjects: Indices, found: Found) -> None:
    """The findings of a check over several periods."""
    rows, reading, judgement = _Rows(column), column.reading, column.judgement
    limits = judgement.limits
    periods = buckets(reading, column.points, span)
    held = (periods.low >= limits.low) & (periods.high <= limits.high)
    violated = (periods.high < limits.low) | (periods.low > limits.high)
    codes = sustained_verdicts(held[:, None, :], violated[:, None, :])[:, 0]
    newest = np.where(periods.known[:, 0], periods.low[:, 0], np.nan)
    inside = verdicts(newest[:, None], limits)[:, 0]
    codes = np.where((codes == PASS) & (inside == WATCH), WATCH, codes)
    room = column.headroom(newest).tolist()
    for subject in subjects.tolist():
        key = rows.stores[rows.store_of[subject]]
        store = reading.grid.stores[rows.store_of[subject]]
        start, end = periods.start[subject], periods.end[subject]
        labels = [_label(first, last, span.unit) for first, last in zip(start.tolist(), end.tolist(), strict=True)]
        status = STATUS[int(codes[subject])]
        supply: Text | None = None
        bad = [labels[number] for number in np.flatnonzero(violated[subject])[::-1]]
        gaps = [labels[number] for number in np.flatnonzero(~(held[subject] | violated[subject]))[::-1]]
        words = span_words(span)
        reason = _sustained_reason(column, status, bad, gaps, words)
        if store.launched and store.launched.toordinal() > start[-1]:
            status = Status.UNKNOWN
            from_day = day(judged_from(store.launched.toordinal(), int(end[0]), span)).isoformat()
            reason = Text(
                f"店铺 {store.launched} 开业，未满 {words.zh}，{from_day} 起可评判",
                f"opened {store.launched}, less than {words.en} ago: it can be judged from {from_day}",
            )
            supply = Text(f"{from_day} 之后再审核", f"Audit again from {from_day} on")
        elif status is Status.UNKNOWN:
            missing = reasons.supply_words(judgement.metric, reading)
            supply = Text(f"{missing.zh}；缺 {'、'.join(gaps)}", f"{missing.en}; missing {', '.join(gaps)}")
        points = [
            point
            for first, last in zip(periods.first[subject].tolist(), periods.last[subject].tolist(), strict=True)
            if first >= 0
            for point in range(first, last)
        ]
        value = None if isnan(newest[subject]) else float(newest[subject])
        shown: float | str | None = value
        if not judgement.is_interval and value is not None:
            shown = rows.value(int(periods.first[subject, 0]))
        currency = rows.currency(points[0]) if points else None
        whole = periods.last[subject, 0] - periods.first[subject, 0] == 1
        period = Period(day(int(start[0])), day(int(end[0])))
        if value is not None and whole:
            period = reading.period(int(periods.first[subject, 0]))
        found[key].append(
            Finding(
                store=key,
                check=column.check.id,
                status=status,
                segment=reading.grid.segment[subject],
                reason=reason,
                value=shown,
                currency=currency,
                display=display(shown, judgement.metric.unit, currency, judgement.thresholds),
                require=judgement.require,
                watch=judgement.watch,
                line=judgement.index,
                period=period if value is not None else None,
                headroom=None if isnan(room[subject]) else room[subject],
                recovery=_sustained_recovery(column, span, status, periods, held[subject], subject),
                trend=rows.trend(subject),
                failing_periods=rows.failing[subject],
                notes=_added_note(periods, subject),
                evidence=tuple(dict.fromkeys(cell for point in points for cell in reading.cells(point))),
                supply=supply,
            )
        )


def _sustained_reason(column: Column, status: Status, bad: list[str], gaps: list[str], words: Text) -> Text | None:
    plain = column.judgement.plain
    if status is Status.PASS:
        return None
    if status is Status.FAIL:
        low = column.failure
        return Text(f"{low.zh}，连续{words.zh}：{'、'.join(bad)}", f"{low.en}, in each of {words.en}: {', '.join(bad)}")
    zh, en = [], []
    if bad:
        zh.append(f"{'、'.join(bad)} 未达到{plain.zh}")
        en.append(f"{', '.join(bad)} missed {plain.en}")
    if gaps:
        zh.append(f"{'、'.join(gaps)} 没有数据")
        en.append(f"no data for {', '.join(gaps)}")
    return Text("；".join(zh), "; ".join(en)) if zh else column.warning


def _sustained_recovery(
    column: Column, span: Span, status: Status, periods: Buckets, held: NDArray[np.bool_], subject: int
) -> Recovery | None:
    """One complete period that holds ends a failure; of what holds, how many bad periods are left."""
    judgement = column.judgement
    if status is Status.UNKNOWN:
        return None
    plain = judgement.plain
    if status is not Status.FAIL:
        row = int(np.flatnonzero(held)[0]) if held.any() else 0  # periods since the last that held
        left = span.count - row
        unit = span_words(span._replace(count=left))
        return Recovery(Text(f"若再有连续{unit.zh}未达标则不通过", f"it fails after {unit.en} more below the line"))
    next_start = int(periods.end[subject, 0]) + 1
    label = f"{day(next_start):%Y-%m}" if span.unit == "month" else f"{day(next_start)}.."
    text = Text(f"{label} 达到：{plain.zh}", f"reach in {label}: {plain.en}")
    line = judgement.line.expect
    if judgement.metric.unit is Unit.COUNT and line.verb in (Verb.AT_LEAST, Verb.MORE_THAN):
        need = line.quantities[0].exact
        count = -(-need.numerator // need.denominator)
        if line.verb is Verb.MORE_THAN and need.denominator == 1:
            count += 1
        return Recovery(text, count)
    return Recovery(text)


def _added_note(periods: Buckets, subject: int) -> tuple[Text, ...]:
    if ((periods.last[subject] - periods.first[subject]) > 1).any():
        return (Text("由较短周期的数值相加而得", "added up from values of shorter periods"),)
    return ()


def _label(start: int, end: int, unit: str) -> str:
    first, last = day(start), day(end)
    if unit == "month":
        return f"{first:%Y-%m}"
    if unit == "year":
        return f"{first:%Y}"
    return last.isoformat() if start == end else f"{first.isoformat()}..{last.isoformat()}"


def _integers(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[int | None]:
    return [int(value) if value >= 0 and value.is_integer() else None for value in values.tolist()]
