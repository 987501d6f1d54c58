"""A value a day of something that a rule wants by the week or month: of the day, or of the week up to it? Nobody said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, MutableSequence, Sequence
from itertools import pairwise

from auditor.model import Observation, StoreKey, Text, ValueState
from auditor.rulebook.model import Metric, Unit
from auditor.rulebook.words import span_words

REMEDY = Text(
    "请改填整周（月）的数值，或写明每个数值的统计周期，如 2026-11-08~2026-11-14；若截至当日，请在标题写明，如 访客数(近7天)、销售额(月)",
    "give the value of the whole week or month, or state the period of each value, such as 2026-11-08~2026-11-14; "
    "where each is of the days up to its own, say so in the heading: Visitors (7 days), Sales (monthly)",
)
_STANDING = {Unit.SCORE, Unit.FLAG, Unit.TEXT, Unit.DATE}  # a star rating is the month's on each of its days


def asks_span(metric: Metric) -> bool:
    """Whether a day's value of a metric may be another one than the week's or month's that the rules want."""
    return metric.window.unit in ("week", "month") and metric.unit not in _STANDING


def leave_open(
    observations: MutableSequence[Observation], metrics: Mapping[tuple[str, str], Metric]
) -> Iterator[tuple[Observation, Text]]:
    """Make the values of days that follow each other undecided; gives the first of each file and metric, and why.

    ``observations`` are those of all files: the days of a daily report may be rows, tabs or files. ``metrics``: by
    platform and id.
    """
    series: defaultdict[tuple[StoreKey, str, str | None], list[int]] = defaultdict(list)
    for place, found in enumerate(observations):
        if found.open_span and found.state is not ValueState.MISSING:
            series[found.store, found.metric, found.segment].append(place)
    told: set[tuple[str, str, str]] = set()
    for (store, metric, _), places in series.items():
        asked = [at for at in _of_days(observations, places) if observations[at].state is ValueState.OK]
        if not asked:
            continue
        why, note = _question(metrics[store.platform, metric])
        for at in asked:
            found = observations[at]
            key = (found.evidence[0].file, store.platform, metric)
            if key not in told:
                told.add(key)
                yield found, why
            observations[at] = found._replace(value=None, state=ValueState.UNDECIDED, note=note)


def _of_days(observations: Sequence[Observation], places: Sequence[int]) -> Iterator[int]:
    """Those of one series, in their order, whose days make a daily report: of their own sheet, or of sheets of a day each.

    The ends of weeks in one tab are not those of the daily tab beside it.
    """
    days = [observations[place].period.end.toordinal() for place in places]
    together = {*days}
    if not any(day + 1 in together for day in together):
        return
    cells = [observations[place].evidence[0] for place in places]
    sheets: defaultdict[tuple[str, str | None], set[int]] = defaultdict(set)
    for cell, day in zip(cells, days, strict=True):
        sheets[cell.file, cell.sheet].add(day)
    alone = {day for own in sheets.values() if len(own) == 1 for day in own}
    of_alone = _daily(alone) if _in_a_row(alone) else ()
    asked = {sheet: of_alone if len(own) == 1 else _daily(own) for sheet, own in sheets.items()}
    for place, cell, day in zip(places, cells, days, strict=True):
        if day in asked[cell.file, cell.sheet]:
            yield place


def _question(metric: Metric) -> tuple[Text, Text]:
    """What is not said, alone and with the way to say it."""
    window = span_words(metric.window)
    spelled = window.en.removeprefix("1 ")
    why = Text(
        f"“{metric.name.zh}”每天一个数值，看不出是当日数值，还是截至当日的{window.zh}数值",
        f"'{metric.name.en}' has a value a day: of that day, or of the {spelled} up to it?",
    )
    return why, Text(f"{why.zh}；{REMEDY.zh}", f"{why.en} {REMEDY.en[0].upper()}{REMEDY.en[1:]}")


def _daily(days: Collection[int]) -> Collection[int]:
    """The days with a value each: all where most follow the one before, else those of three and more in a row.

    Two in a row among the ends of weeks are a Saturday noted for a Sunday, a correction, or today.
    """
    steps = [after - before for before, after in pairwise(sorted(days))]
    return days if 2 * steps.count(1) > len(steps) else _in_a_row(days)


def _in_a_row(days: Collection[int]) -> Collection[int]:
    """The days of three and more that follow each other."""
    known = {*days}
    return {day for day in known if any({first, first + 1, first + 2} <= known for first in range(day - 2, day + 1))}
