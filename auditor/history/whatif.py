"""Observations as they would be if a metric had another value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from auditor.model import Intake, Observation, Period, Store, Text
from auditor.rulebook.errors import unknown_name
from auditor.rulebook.model import Metric, Quantity, RuleBook, Unit
from auditor.rulebook.quantities import BadQuantity, parse_quantity
from auditor.text import BilingualError, folded


class UnknownMetricError(BilingualError, ValueError):
    """``--set`` names a metric that no platform has, or a value that does not fit it; ``message`` says which."""


def suppose(intake: Intake, book: RuleBook, values: Mapping[str, str], as_of: date) -> Intake:
    """The intake with each metric of ``values`` (as written in rule files: ``0.8%``, ``$0.30``) set in the newest period.

    Every store whose platform has the metric gets it, in the period and the segments in which it has
    one (of a ratio: in which it has its counts), else on the day ``as_of``. Of a ratio the numerator is
    set as well, so that the counts do not contradict it. Raises UnknownMetricError, also where there are
    stores but none of a platform with the metric.
    """
    observations = list(intake.observations)
    for name, text in values.items():
        metrics = {platform: metric for (platform, known), metric in book.metrics.items() if known == name}
        if not metrics:
            there = {store.key.platform for store in intake.stores} or set(book.platforms)
            known = [metric for platform, metric in book.metrics if platform in there]
            raise UnknownMetricError(unknown_name(Text("指标", "metric"), name, known)[0])
        if intake.stores and not any(store.key.platform in metrics for store in intake.stores):
            of, here = ", ".join(metrics), ", ".join(dict.fromkeys(store.key.platform for store in intake.stores))
            raise UnknownMetricError(
                Text(
                    f"{name} 是 {of} 的指标；文件中只有 {here} 的店铺",
                    f"{name} is a metric of {of}; the stores in the files are of {here}",
                )
            )
        for store in intake.stores:
            metric = metrics.get(store.key.platform)
            if metric:
                observations = _set(observations, store, metric, text, as_of)
    return replace(intake, observations=tuple(observations))


def _word(metric: Metric, text: str) -> str:
    """The value of a text metric: of one whose values the rule book lists, one of those."""
    known = set(map(folded, metric.spellings))
    if known and folded(text) not in known:
        noun = Text(f"“{metric.name.zh}”取值", f"value of {metric.id}")
        raise UnknownMetricError(unknown_name(noun, text, metric.values)[0])
    return text


def _figure(metric: Metric, text: str) -> Quantity:
    try:
        quantity = parse_quantity(text, metric.unit)
    except BadQuantity as error:
        raise UnknownMetricError(
            Text(f"{metric.id}={text}：{error.message.zh}", f"{metric.id}={text}: {error.message.en}")
        ) from error
    if metric.range is not None and not metric.range.holds(float(quantity.exact)):
        words = metric.range.words
        raise UnknownMetricError(
            Text(
                f"{metric.id}={text}：“{metric.name.zh}”不可能是这个数值（应{words.zh}）",
                f"{metric.id}={text}: {metric.name.en} can't have this value (possible: {words.en})",
            )
        )
    return quantity


def _set(observations: list[Observation], store: Store, metric: Metric, text: str, as_of: date) -> list[Observation]:
    figure = None if metric.unit is Unit.TEXT else _figure(metric, text)
    value = figure.number if figure else _word(metric, text)
    parts = metric.ratio or ()
    own = [
        one
        for one in observations
        if one.store == store.key and one.metric in (metric.id, *parts) and one.period.end <= as_of
    ]
    newest = max(
        (one.period for one in own), key=lambda period: (period.end, period.days), default=Period(as_of, as_of)
    )
    there = [one for one in own if one.period.end == newest.end]
    denominators = {one.segment: one.value for one in there if parts and one.metric == parts[1]}
    made = []
    for segment in dict.fromkeys(one.segment for one in there) or [None]:
        supposed = Observation(
            store.key, metric.id, newest, value, (), currency=figure and figure.currency, segment=segment
        )
        made.append(supposed)
        denominator = denominators.get(segment)
        if parts and figure and isinstance(denominator, int | float):
            made.append(supposed._replace(metric=parts[0], value=float(figure.exact) * denominator, currency=None))
    gone = {metric.id, *parts[:1]}
    kept = [one for one in observations if not (one in there and one.metric in gone)]
    return [*kept, *made]
