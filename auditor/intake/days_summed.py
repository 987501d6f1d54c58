"""The days of a daily report added up to the weeks or months that the rules want, where the client says that they may be."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from auditor.intake.windows import windows
from auditor.model import Observation, Period, Text, ValueState
from auditor.rulebook.model import Metric
from auditor.text import counted

_KEPT = 20  # cells of the evidence: as many as those of a count that is derived from rows


def summed(days: Sequence[Observation], metric: Metric) -> Iterator[Observation]:
    """The sums of one store's values of single days over each week or month that they cover.

    A day without a value, or with two, leaves the sum open; what is still missing of the newest week is no gap in it.
    """
    of_day: defaultdict[int, list[Observation]] = defaultdict(list)
    for found in days:
        of_day[found.period.end.toordinal()].append(found)
    covered = Period(date.fromordinal(min(of_day)), date.fromordinal(max(of_day)))
    for period, _, wanted in windows(metric.window, covered, dated=True):
        own = [found for day in range(period.start.toordinal(), period.end.toordinal() + 1) for found in of_day[day]]
        if own:
            yield _sum(own, period, wanted)


def _sum(own: Sequence[Observation], period: Period, wanted: int) -> Observation:
    known = {(found.period.end, found.value): found for found in own if found.state is ValueState.OK}
    cells = tuple(cell for found in own for cell in found.evidence)[:_KEPT]
    made = own[0]._replace(period=period, value=None, evidence=cells, rows=len(own), open_span=False)
    gaps = wanted - len({day for day, _ in known})
    unread = next((found for found in own if found.state not in (ValueState.OK, ValueState.MISSING)), None)
    if unread is not None:
        place = unread.evidence[0].place
        note = Text(f"{place} 没有可用的数值，缺少这一天就无法相加", f"{place} has no value that can be added")
        return made._replace(state=unread.state, note=note)
    if len(known) > wanted - gaps:
        return made._replace(state=ValueState.CONFLICT, note=Text("同一天有不同的数值", "one day has different values"))
    if gaps:
        note = Text(f"{wanted} 天中有 {gaps} 天没有数值", f"{gaps} of {counted(wanted, 'day')} have no value")
        return made._replace(state=ValueState.INCOMPLETE, note=note)
    if len({found.currency for found in known.values()}) > 1:
        note = Text("含多种货币，不能相加", "amounts in several currencies can't be added up")
        return made._replace(state=ValueState.UNREADABLE, note=note)
    total = math.fsum(found.value for found in known.values() if isinstance(found.value, float | int))
    note = Text(f"由 {wanted} 天的数值相加", f"added up from {counted(wanted, 'day')}")
    return made._replace(value=total, state=ValueState.OK, note=note)
