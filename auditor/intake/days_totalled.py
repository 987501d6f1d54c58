"""Values a day that a total in their own sheet adds up: they are of their day, and nobody need be asked."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from auditor.intake.gather import Gatherer
from auditor.intake.row_a_day import daily_places
from auditor.model import StoreKey, Text, ValueState

_ROUNDED = 0.01  # a total may be rounded to the cent


def days_of(gatherer: Gatherer, first: int) -> list[int]:
    """The places, from ``first`` on, of the values a day of which nobody said what they are of."""
    return [at for at in range(first, len(gatherer.observations)) if gatherer.observations[at].open_span]


def are_sum(gatherer: Gatherer, places: Sequence[int], total: float | str | None) -> bool:
    """Whether the values at ``places`` come to ``total``. A day without a value adds nothing."""
    found = [gatherer.observations[at] for at in places]
    values = [item.value for item in found if item.state is not ValueState.MISSING]
    numbers = [value for value in values if isinstance(value, float | int)]
    if not isinstance(total, float | int) or len(numbers) < len(values):
        return False
    return abs(math.fsum(numbers) - total) <= _ROUNDED


def make_days(gatherer: Gatherer, places: Sequence[int]) -> bool:
    """Whether the values at ``places``, all of one metric, are some store's day by day, and not ends of weeks or a day's stores."""
    stores: defaultdict[StoreKey, list[int]] = defaultdict(list)
    for at in places:
        stores[gatherer.observations[at].store].append(at)
    return any(next(daily_places(gatherer.observations, own), None) is not None for own in stores.values())


def take_for_days(gatherer: Gatherer, totalled: Sequence[tuple[str, Sequence[int]]]) -> None:
    """Take the values at some places for those of their days, where these follow each other. ``totalled``: with the names."""
    added = [(name, places) for name, places in totalled if make_days(gatherer, places)]
    for at in (at for _, places in added for at in places):
        gatherer.observations[at] = gatherer.observations[at]._replace(of_day=True)
    if added:
        names = dict.fromkeys(name for name, _ in added)
        zh, en = "、".join(names), ", ".join(names)
        gatherer.notes.append(
            Text(
                f"合计等于各天之和，因此按当日数值相加：{zh}",
                f"the total is the sum of the days, so that they are added up: {en}",
            )
        )
