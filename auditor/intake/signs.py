"""Profit and loss sheets that write costs as negative amounts beside a positive revenue."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from auditor.intake.lexicon import Lexicon
from auditor.intake.sheeted import Sheeted
from auditor.model import Observation, StoreKey, Text
from auditor.rulebook.model import Better, Unit

_TURNED = Text(
    "收入为正，成本全部写成负数（利润表的写法）：成本按正数读取",
    "revenue is positive and every cost negative, as profit and loss sheets have it: costs are read as positive amounts",
)


def costs_as_amounts(read: Sheeted, lexicon: Lexicon) -> Sheeted:
    """What a sheet gave, with the costs of each store without their sign, where it is the sheet's way to write them.

    Two costs at least are negative and none is positive: a single one may be money that came back.
    """
    amounts = [(item, item.value) for item in read.observations if isinstance(item.value, float)]
    if len([value for _, value in amounts if value < 0]) < 2:
        return read
    costs, stores = defaultdict[StoreKey, list[tuple[Observation, float]]](list), set[StoreKey]()
    for item, value in amounts:
        metric = lexicon.metric(item.store.platform, item.metric)
        if metric is None or metric.unit is not Unit.MONEY:
            continue
        if metric.better is Better.LOWER:
            costs[item.store].append((item, value))
        elif value > 0:
            stores.add(item.store)
    turned = {
        item: abs(value)
        for store in stores
        if all(value <= 0 for _, value in costs[store])
        and len({item.metric for item, value in costs[store] if value}) > 1
        for item, value in costs[store]
    }
    if not turned:
        return read
    observations = tuple(item._replace(value=turned[item]) if item in turned else item for item in read.observations)
    return replace(read, observations=observations, sheet=replace(read.sheet, notes=(*read.sheet.notes, _TURNED)))
