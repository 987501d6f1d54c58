"""What a formula over time lacks where its newest figure is there: another period, or one of another length."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from auditor.assess.reading import Reading
from auditor.assess.spans import day, shift_date
from auditor.model import Observation, Period, Text
from auditor.rulebook.formula import first_span
from auditor.rulebook.model import Metric, Span
from auditor.rulebook.words import span_words


def period_words(period: Period) -> Text:
    """A period in a sentence: one day, a calendar month, or the first and the last day."""
    start, end = period
    if start == end:
        return Text(end.isoformat(), end.isoformat())
    if start.day == 1 and (end.year, end.month) == (start.year, start.month) and day(end.toordinal() + 1).day == 1:
        return Text(f"{start:%Y-%m}", f"{start:%Y-%m}")
    return Text(f"{start.isoformat()} 至 {end.isoformat()}", f"{start.isoformat()} to {end.isoformat()}")


def over_a_gap(
    metric: Metric, reading: Reading, period: Period, rows: Sequence[Observation]
) -> tuple[Text, Text | None]:
    """Why there is no figure for ``period``, and what to supply; None where nobody knows of what."""
    said = period_words(period)
    reason = Text(f"{said.zh}：计算所需的某个周期没有数据", f"{said.en}: a period that the formula needs has no value")
    of = [reading.metrics[name] for name in dict.fromkeys(row.metric for row in rows) if name in reading.metrics]
    if not of:
        return reason, None
    zh, en = "、".join(f"“{one.name.zh}”" for one in of), ", ".join(f"“{one.name.en}”" for one in of)
    start, end = period
    span = first_span(metric.formula) if metric.formula is not None else None
    over = span_words(span) if span is not None else Text("各周期", "periods")
    past = over.en.removeprefix("1 ")
    if span is not None and start <= shift_date(end, span, -1):  # a month has no week before it
        return (
            Text(f"{said.zh}：周期过长，无法与{over.zh}前相比", f"{said.en} is too long to be compared over {over.en}"),
            Text(f"请提供更短周期的{zh}：每期最长{over.zh}", f"Supply {en} in shorter periods: of {over.en} at most"),
        )
    if span is not None and _is_part(period, span, of):
        return (
            Text(
                f"{said.zh}：不满{over.zh}，无法与{over.zh}前相比",
                f"{said.en} is too short to be compared over {over.en}",
            ),
            Text(f"请提供满{over.zh}的{zh}", f"Supply {en} for a full {past}"),
        )
    return reason, Text(
        f"请补充 {start} 之前 {over.zh}的{zh}，或将当时的文件与本期的一起审核",
        f"Supply {en} of the {past} before {start} as well, or audit the file of that time together with this one",
    )


def _is_part(period: Period, span: Span, of: Sequence[Metric]) -> bool:
    """Whether the period has a part of what the span has: four days of a week's exposure, but not of a star rating."""
    start, end = period
    part = start < end < shift_date(start, span) - timedelta(days=1)
    return part and all(metric.unit.additive and metric.window == span for metric in of)
