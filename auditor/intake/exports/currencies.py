"""In which currency the rows of an export are, for which days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

import pandas as pd

from auditor.intake.exports.convert import Array
from auditor.intake.words import CURRENCIES
from auditor.model import Period

_SHARING = {  # of the currencies that are written with one mark ($, ¥) the usual one → all of them
    "USD": frozenset(("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD", "BRL")),
    "CNY": frozenset(("CNY", "JPY")),
}


class RowCurrencies:
    """What the column of currencies says, day by day (0 where rows have no day)."""

    def __init__(self) -> None:
        self._days: dict[str, set[int]] = defaultdict(set)

    def add(self, words: Array, days: Array) -> None:
        """Take in the words of some rows."""
        for word, day in pd.DataFrame({"word": words, "day": days}).drop_duplicates().itertuples(index=False):
            self._days[CURRENCIES.get(word, word.upper())].add(day)

    def of(
        self, shown: Collection[str], headings: Collection[str], covered: Period, *, dated: bool
    ) -> tuple[tuple[Period, frozenset[str]], ...]:
        """The currencies of amounts: as their cells show them, else as the rows of a day say, else as the headings do.

        A mark that several currencies share stands for the one that the rows name. ``dated``: the amounts are of
        the days of their rows.
        """
        rows = self._days
        if shown and not (rows and all(rows.keys() <= _SHARING.get(code, {code}) for code in shown)):
            return ((covered, frozenset({*shown, *rows})),)
        if not rows or len(rows) == 1 or not dated:
            return ((covered, frozenset(rows or headings)),)
        by_day = ((date.fromordinal(day), code) for code, days in rows.items() for day in sorted(days) if day)
        return tuple((Period(day, day), frozenset({code})) for day, code in by_day)
