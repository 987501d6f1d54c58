"""The rows of an export that leave a metric without a value: a cell that it takes is empty or can't be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from auditor.intake.exports.convert import Array
from auditor.intake.exports.tally import Tally
from auditor.intake.exports.typed import Typed, meets

_ADDED = ("sum", "ratio", "weighted")


class Unsettled:
    """Of one export: ``names`` are its columns, ``required`` those that every row fills, ``dates`` those that date a row."""

    def __init__(self, names: Sequence[str], required: Sequence[str], dates: Sequence[str]) -> None:
        self._names, self._required, self._dates = names, required, dates

    def columns(self, tally: Tally, typed: Typed, unsure: Array) -> Iterator[tuple[str, Array]]:
        """Columns that a metric takes, each with the rows in which it leaves the metric without a value.

        ``unsure``: the rows that may meet the metric's conditions.
        """
        item = tally.item
        for name in self._required:
            yield name, ~typed.there[name]
        if item.once:
            yield item.once, ~typed.there[item.once]
        sure, possible = meets(item.hits, typed)
        for conditions, open_in in ((item.where, unsure), (item.hits, possible & ~sure)):
            for name in (name for condition in conditions for name in condition.columns):
                yield name, open_in & typed.open[name]
        for name in (*tally.numerator, *item.denominator, *((item.of,) if item.of else ())):
            yield name, typed.open[name]
        if item.kind == "days":
            start, end = item.numerator[0], item.denominator[0]
            yield start, ~typed.there[start]
            yield end, typed.there[end] & (typed.values[end] < typed.values[start])  # 2026-10-05 for 2026-11-05
        if item.date is not None and item.date not in self._dates:
            yield item.date, typed.unread[item.date]
        else:
            for name in self._dates:
                yield name, ~typed.there[name]

    def concerned(self, tally: Tally, typed: Typed) -> Array:
        """The rows that have something for a metric: nothing shipped, sold or disputed yet is nothing to count."""
        item, concerned = tally.item, ~typed.none()
        always = {*self._required, item.once, *self._dates}
        if item.kind in _ADDED:
            beside = [typed.filled(name) for name in self._names if name not in self._required]
            concerned &= np.logical_or.reduce([*beside, typed.none()])
        elif item.kind == "days":
            concerned &= typed.filled(item.denominator[0])
        elif item.kind in ("count", "distinct") and tally.numerator[0] not in always:
            concerned &= typed.filled(tally.numerator[0])
        if item.date is not None and item.date not in always:
            concerned &= typed.filled(item.date)
        return concerned
