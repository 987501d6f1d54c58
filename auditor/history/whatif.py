"""Observations as they would be if a metric had another value."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from auditor.model import Intake, Observation, Period, Store, Text
from auditor.rulebook.errors import unknown_name
from auditor.rulebook.model import Metric, MetricKey, Quantity, RuleBook, Unit
from auditor.rulebook.quantities import BadQuantity, parse_quantity
from auditor.text import BilingualError, folded, heading_key


class UnknownMetricError(BilingualError, ValueError):
    """``--set`` names a metric that no platform has, or a value that does not fit it; ``message`` says which."""


Supposed = tuple[float | str, Quantity | None]
"""A value, and the figure (``0.8%``, ``$0.30``) of one that is a number."""
Wanted = Mapping[MetricKey, Supposed]


def wanted_of(values: Iterable[tuple[str, str]], intake: Intake, book: RuleBook) -> tuple[Wanted, list[Text]]:
    """The metrics that are meant by ids or by names in either language, with their values; and all that is wrong.

    Every platform of the intake that has the metric gets the value; where none has, that is wrong too.
    """
    here = dict.fromkeys(store.key.platform for store in intake.stores) or dict.fromkeys(book.platforms)
    wanted: dict[MetricKey, Supposed] = {}
    wrong: list[Text] = []
    for name, text in values:
        try:
            for key in _meant(name, here, book):
                if key in wanted:
                    raise UnknownMetricError(
                        Text(f"--set {name} 给了两次，只能给一次", f"--set {name} is given twice: once is accepted")
                    )
                wanted[key] = _value(book.metrics[key], text, name)
        except UnknownMetricError as error:
            wrong.append(error.message)
    return wanted, wrong


def suppose(intake: Intake, book: RuleBook, wanted: Wanted, as_of: date) -> Intake:
    """The intake with each metric of ``wanted`` set in the newest period.

    Every store whose platform has the metric gets it, in the period and the segments in which it has
    one (of a ratio: in which it has its counts), else on the day ``as_of``. Of a ratio the numerator is
    set as well, so that the counts do not contradict it.
    """
    observations = list(intake.observations)
    for (platform, metric), supposed in wanted.items():
        for store in intake.stores:
            if store.key.platform == platform:
                observations = _set(observations, store, book.metrics[platform, metric], supposed, as_of)
    return replace(intake, observations=tuple(observations))


def _meant(name: str, here: Collection[str], book: RuleBook) -> list[MetricKey]:
    """The metrics of the platforms ``here`` with this id, else those that a sheet of theirs may head so."""
    ids = [key for key in book.metrics if key[1] == name]
    headed = [key for key, metric in book.metrics.items() if heading_key(name) in map(heading_key, metric.names)]
    for found in (ids, headed):  # inquiries are leads elsewhere
        if meant := [key for key in found if key[0] in here]:
            return meant
    found = ids or headed
    if found:
        of, there = ", ".join(platform for platform, _ in found), ", ".join(here)
        raise UnknownMetricError(
            Text(
                f"{name} 是 {of} 的指标；文件中只有 {there} 的店铺",
                f"{name} is a metric of {of}; the stores in the files are of {there}",
            )
        )
    said, close = unknown_name(Text("指标", "metric"), name, [key[1] for key in book.metrics if key[0] in here])
    if close is None:
        names = (each for key, metric in book.metrics.items() if key[0] in here for each in metric.name)
        near, close = unknown_name(Text("指标", "metric"), name, names)
        said = near if close else said
    raise UnknownMetricError(said)


def _value(metric: Metric, text: str, name: str) -> Supposed:
    """What a metric would be, and the figure of one that is a number; ``name`` is how it was called. Raises UnknownMetricError."""
    if metric.unit is Unit.TEXT:
        return _word(metric, text), None
    figure = _figure(metric, text, name)
    return figure.number, figure


def _word(metric: Metric, text: str) -> str:
    """The value of a text metric: of one whose values the rule book lists, one of those."""
    known = set(map(folded, metric.spellings))
    if known and folded(text) not in known:
        noun = Text(f"“{metric.name.zh}”取值", f"value of {metric.id}")
        raise UnknownMetricError(unknown_name(noun, text, metric.values)[0])
    return text


def _figure(metric: Metric, text: str, name: str) -> Quantity:
    try:
        quantity = parse_quantity(text, metric.unit)
    except BadQuantity as error:
        raise UnknownMetricError(
            Text(f"{name}={text}：{error.message.zh}", f"{name}={text}: {error.message.en}")
        ) from error
    if metric.range is not None and not metric.range.holds(float(quantity.exact)):
        words = metric.range.words
        raise UnknownMetricError(
            Text(
                f"{name}={text}：“{metric.name.zh}”不可能是这个数值（应{words.zh}）",
                f"{name}={text}: {metric.name.en} can't have this value (possible: {words.en})",
            )
        )
    return quantity


def _set(
    observations: list[Observation], store: Store, metric: Metric, wanted: Supposed, as_of: date
) -> list[Observation]:
    value, figure = wanted
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
