"""A value a day of something that a rule wants by the week, month or thirty days: of the day, or of the week up to it? Nobody said.

A client's overlay settles it: ``daily: {exposure: sum}`` adds the days up to whole weeks or months, ``window`` takes each
value as that of the week up to its day. So does a sheet whose own total is the sum of its days. A count of thirty days that moves as
little from day to day as what comes in and drops out is what the platform's page prints.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from auditor.intake.day_questions import of_a_day, of_a_week, taken_for_printed
from auditor.intake.days_summed import summed
from auditor.model import Observation, StoreKey, Text, ValueState
from auditor.rulebook.model import Metric

_WEEK = 7  # days
_TELLING = 28  # days of a window from which on its count moves visibly less than that of a day does
_CLOSE = 4  # days at most between those that are noted on every other day, or on Mondays and Thursdays


def settle_days(
    observations: Sequence[Observation], metrics: Mapping[tuple[str, str], Metric], daily: Mapping[str, str]
) -> tuple[list[Observation], list[tuple[Observation, Text, Text]], dict[str, list[Text]]]:
    """The observations with the values of days that follow each other added up, or undecided where nobody said.

    Also the first undecided one of each file and metric, with why and with how to settle it, and notes by file on those that were
    taken for printed counts. ``observations`` are those of all files: the days of a daily report may be rows, tabs or files.
    ``metrics``: by platform and id. ``daily``: metric → sum or window.
    """
    series: defaultdict[tuple[StoreKey, str, str | None], list[int]] = defaultdict(list)
    for place, found in enumerate(observations):
        if found.open_span and daily.get(found.metric) != "window":
            series[found.store, found.metric, found.segment].append(place)
    notes: defaultdict[str, list[Text]] = defaultdict(list)
    if not series:
        return list(observations), [], notes
    kept: dict[int, Observation] = dict(enumerate(observations))
    made: list[Observation] = []
    asked: dict[tuple[str, str, str], tuple[Observation, Text, Text]] = {}
    for (store, metric_id, _), places in series.items():
        metric = metrics[store.platform, metric_id]
        adds = daily.get(metric_id) == "sum"
        stated = [at for at in places if observations[at].state is not ValueState.MISSING]
        of_days, totalled = _of_days(observations, places, stated, adds=adds)
        if of_days and (adds or totalled):
            days = [kept.pop(at) for at in _with_missing(observations, of_days, places)]
            # the week's own value goes before a sum that only a total vouches for: visitors of two days are one of the week
            rank = 0 if adds else -1
            made += (item._replace(precedence=item.precedence + rank) for item in summed(days, metric))
            continue
        if of_days and metric.window.unit == "day" and _moves_little([kept[at] for at in of_days], metric.window.count):
            said, file = taken_for_printed(metric), observations[of_days[0]].evidence[0].file
            if said not in notes[file]:
                notes[file].append(said)
            continue
        weekly = [] if of_days else _weekly_places(observations, stated, metric)
        why, remedy = of_a_week(metric) if weekly else of_a_day(metric)
        note = Text(f"{why.zh}；{remedy.zh}", f"{why.en} {remedy.en[0].upper()}{remedy.en[1:]}")
        for at in of_days or weekly:
            found = kept[at]
            if found.state is ValueState.OK:
                asked.setdefault((found.evidence[0].file, store.platform, metric_id), (found, why, remedy))
                kept[at] = found._replace(value=None, state=ValueState.UNDECIDED, note=note)
    return [*kept.values(), *made], list(asked.values()), notes


def _of_days(
    observations: Sequence[Observation], places: Sequence[int], stated: Sequence[int], *, adds: bool
) -> tuple[list[int], bool]:
    """The places of a series that are of days, and whether a total of their sheet adds them all up.

    ``stated``: those that are not left blank. ``adds``: the client says that the days add up.
    """
    lone = len({observations[at].period.end for at in stated}) == 1
    found = [at for at in stated if observations[at].in_daily] if lone else list(daily_places(observations, stated))
    if adds:
        found += _others_of_their_day(observations, found, places)
    totalled = bool(found) and all(observations[at].of_day for at in found)
    if totalled:  # days between blanks, which the total adds up as well
        found += [at for at in _others_of_their_day(observations, found, places) if observations[at].of_day]
    return found, totalled


def _with_missing(observations: Sequence[Observation], of_days: Sequence[int], places: Sequence[int]) -> Iterator[int]:
    """The places of a series that are of days, and those of marks of missing values in the same sheets."""
    known = {*of_days}
    sheets = {(cell.file, cell.sheet) for cell in (observations[at].evidence[0] for at in of_days)}
    for at in places:
        cell = observations[at].evidence[0]
        missing = observations[at].state is ValueState.MISSING and (cell.file, cell.sheet) in sheets
        if missing or at in known:
            yield at


def _others_of_their_day(
    observations: Sequence[Observation], of_days: Sequence[int], places: Sequence[int]
) -> list[int]:
    """What else is of its day where days are added up: a lone one, and those that stand closer than the ends of weeks do."""
    known = {observations[at].period.end.toordinal() for at in of_days}
    rest = [at for at in places if at not in of_days and observations[at].state is not ValueState.MISSING]
    days = [observations[at].period.end.toordinal() for at in rest]
    ends = sorted({*days})
    if len(ends) > 1 and min(after - day for day, after in pairwise(ends)) >= _WEEK:
        return []
    return [at for at, day in zip(rest, days, strict=True) if day not in known]


def daily_places(observations: Sequence[Observation], places: Sequence[int]) -> Iterator[int]:
    """Those of one series, in their order, whose days make a daily report: of their own sheet, or of sheets of a day each.

    The ends of weeks in one tab are not those of the daily tab beside it.
    """
    days = [observations[place].period.end.toordinal() for place in places]
    if all(after - day > _CLOSE for day, after in pairwise(sorted({*days}))):
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


def _weekly_places(observations: Sequence[Observation], places: Sequence[int], metric: Metric) -> list[int]:
    """Those of a month's count or amount whose days stand a week or two apart in their file: each may be of its week."""
    if metric.window.unit != "month" or not metric.unit.additive:
        return []
    files: defaultdict[str, set[int]] = defaultdict(set)
    for at in places:
        files[observations[at].evidence[0].file].add(observations[at].period.end.toordinal())
    apart = {
        file
        for file, days in files.items()
        if len(days) > 1 and all(_CLOSE < after - day <= 2 * _WEEK for day, after in pairwise(sorted(days)))
    }
    return [at for at in places if observations[at].evidence[0].file in apart]


def _moves_little(found: Sequence[Observation], window: int) -> bool:
    """Whether values a day may be counts over a window: they move by what comes in less what drops out of it.

    That is two days' share of the window a day at most; of so few two standard deviations more are granted. Of a week's window
    each day is too large a part to tell, and a single day is as the page has it.
    """
    if window < _TELLING:
        return False
    known = sorted((item.period.end.toordinal(), item.value) for item in found if isinstance(item.value, float))
    if len(known) < 2:
        return len(found) < 2
    mean = math.fsum(value for _, value in known) / len(known)
    expected = 2 * (known[-1][0] - known[0][0]) * abs(mean) / window
    return (
        math.fsum(abs(after - before) for (_, before), (_, after) in pairwise(known))
        <= expected + 2 * math.sqrt(expected) + 1
    )


def _daily(days: Collection[int]) -> Collection[int]:
    """The days with a value each: all where most follow the one before or several are close, else those of three and more in a row.

    Two in a row among the ends of weeks are a Saturday noted for a Sunday, a correction, or today.
    """
    steps = [after - before for before, after in pairwise(sorted(days))]
    close = len(steps) > 1 and 2 * sum(step <= _CLOSE for step in steps) > len(steps)
    return days if close or steps == [1] else _in_a_row(days)


def _in_a_row(days: Collection[int]) -> Collection[int]:
    """The days of three and more that follow each other."""
    known = {*days}
    return {day for day in known if any({first, first + 1, first + 2} <= known for first in range(day - 2, day + 1))}
