"""A value a day of something that a rule wants by the week or month: of the day, or of the week up to it? Nobody said."""

from __future__ import annotations

from collections.abc import Collection, Iterator, MutableSequence
from itertools import pairwise

from auditor.model import Ignored, Observation, StoreKey, Text, ValueState
from auditor.rulebook.model import Metric, Unit
from auditor.rulebook.words import span_words

_REMEDY = Text(
    "请按周（月）汇总，或写明每个数值的统计周期，如 2026-11-08~2026-11-14；若截至当日，请在标题写明，如 访客数(近7天)、销售额(月)",
    "add the days up by week or month, or state the period of each value, such as 2026-11-08~2026-11-14; "
    "where each is of the days up to its own, say so in the heading: Visitors (7 days), Sales (monthly)",
)


def adds_up(metric: Metric) -> bool:
    """Whether a week's or month's value is the sum of its days'. A week's amount may be a price or a day's budget."""
    if metric.unit is Unit.COUNT:
        return metric.window.unit in ("week", "month")
    return metric.unit is Unit.MONEY and metric.window.unit == "month" and not (metric.ratio or metric.formula)


class RowADay:
    """The observations of one sheet that add up and that one day dates."""

    def __init__(self) -> None:
        self._found: dict[tuple[StoreKey, str, str | None], tuple[Metric, list[int]]] = {}

    def add(self, store: StoreKey, metric: Metric, segment: str | None, place: int) -> None:
        """The observation at ``place`` of the sheet's is dated by one day."""
        self._found.setdefault((store, metric.id, segment), (metric, []))[1].append(place)

    def leave_open(self, observations: MutableSequence[Observation]) -> Iterator[Ignored]:
        """Make values of days that follow each other undecided; gives what goes on record, once a metric."""
        told: set[str] = set()
        for metric, places in self._found.values():
            days = {
                place: observations[place].period.end.toordinal()
                for place in places
                if observations[place].state is not ValueState.MISSING
            }
            daily = _daily({*days.values()})
            asked = [at for at, day in days.items() if day in daily and observations[at].state is ValueState.OK]
            if not asked:
                continue
            why, note = _question(metric)
            if metric.id not in told:
                told.add(metric.id)
                cell = observations[asked[0]].evidence[0]
                yield Ignored(cell.cell, cell.raw, why, None, True, _REMEDY)
            for place in asked:
                found = observations[place]
                observations[place] = found._replace(value=None, state=ValueState.UNDECIDED, note=note)


def _question(metric: Metric) -> tuple[Text, Text]:
    """What is not said, alone and with the way to say it."""
    window = span_words(metric.window)
    spelled = window.en.removeprefix("1 ")
    why = Text(
        f"“{metric.name.zh}”每天一个数值，看不出是当日的，还是截至当日{window.zh}的",
        f"'{metric.name.en}' has a value a day: of that day, or of the {spelled} up to it?",
    )
    return why, Text(f"{why.zh}；{_REMEDY.zh}", f"{why.en} {_REMEDY.en[0].upper()}{_REMEDY.en[1:]}")


def _daily(days: Collection[int]) -> Collection[int]:
    """The days with a value each: all where most follow the one before, else those of three and more in a row.

    Two in a row among the ends of weeks are a Saturday noted for a Sunday, a correction, or today.
    """
    steps = [after - before for before, after in pairwise(sorted(days))]
    if 2 * steps.count(1) > len(steps):
        return days
    return {day for day in days if any({first, first + 1, first + 2} <= {*days} for first in range(day - 2, day + 1))}
