"""Amounts of money in columns: what may be added to what, and at which rate.

A currency is an index into the panel's currencies. Two indices are special: a plain number has no
currency (``NONE``), and an amount of which nobody said the currency is ``UNSTATED``: it can be compared with
nothing but another amount from the same hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from auditor.assess.series import NONE, Floats, Indices, Series, State
from auditor.rulebook.model import RuleBook

UNSTATED = -2


@dataclass(frozen=True, slots=True)
class Money:
    """The currencies of an audit. ``rates``: what one unit is worth in ``base``, NaN where nobody said."""

    currencies: tuple[str, ...]
    base: str
    rates: Floats

    def to_base(self, value: Floats, currency: Indices) -> Floats:
        """Amounts in the base currency; NaN where there is no rate."""
        return without_noise(value * np.where(currency >= 0, self.rates[np.maximum(currency, 0)], np.nan))

    def has_rate(self, currency: str) -> bool:
        """Whether amounts in a currency can be turned into the base currency."""
        return bool(np.isfinite(self.rates[self.currencies.index(currency)]))

    @property
    def base_index(self) -> int:
        """The index of the base currency."""
        return self.currencies.index(self.base)

    def together(
        self, left: Floats, left_currency: Indices, right: Floats, right_currency: Indices
    ) -> tuple[Floats, Floats, Indices, NDArray[np.bool_]]:
        """Both amounts in one currency, that currency, and where there is none for both."""
        number = (left_currency == NONE) | (right_currency == NONE)
        same = number | (left_currency == right_currency)
        currency = np.where(left_currency == NONE, right_currency, left_currency)
        if same.all():
            return left, right, currency, ~same
        left_base, right_base = self.to_base(left, left_currency), self.to_base(right, right_currency)
        rated = np.isfinite(self.to_base(np.ones(len(left)), left_currency))
        rated &= np.isfinite(self.to_base(np.ones(len(right)), right_currency))
        return (
            np.where(same, left, left_base),
            np.where(same, right, right_base),
            np.where(same, currency, self.base_index),
            ~(same | rated),
        )

    def uniform(self, series: Series) -> Series:
        """The series with one currency a subject: where a subject mixes them, all its amounts in the base."""
        if not len(series):
            return series
        first = np.searchsorted(series.subject, series.subject)
        differs = series.currency != series.currency[first]
        if not differs.any():
            return series
        mixed = np.isin(series.subject, series.subject[differs]) & (series.currency != NONE)
        value = np.where(mixed, self.to_base(series.value, series.currency), series.value)
        known = (series.currency >= 0) & np.isfinite(self.rates[np.maximum(series.currency, 0)])
        state = np.where(mixed & ~known & (series.state == State.OK), State.CURRENCY, series.state).astype(np.int8)
        return replace(series, value=value, state=state, currency=np.where(mixed, self.base_index, series.currency))


def without_noise(amounts: Floats) -> Floats:
    """Products as they are worked out on paper: 7 × 0.14 is 0.98, not 0.9800000000000001."""
    return np.array([float(f"{amount:.15g}") for amount in amounts.tolist()], np.float64)


def money_of(book: RuleBook, stated: set[str], rates: dict[str, float]) -> Money:
    """The currencies in use. The base is the currency of the thresholds: rates lead to it.

    Where thresholds are in several currencies, the base is the most frequent one, then the first by name.
    """
    used: dict[str, int] = {}
    for check in book.checks.values():
        for line in check.lines:
            for quantity in line.expect.quantities:
                if quantity.currency:
                    used[quantity.currency] = used.get(quantity.currency, 0) + 1
    base = min(used, key=lambda name: (-used[name], name), default="USD")
    names = tuple(sorted({base, *stated, *used, *rates}))
    factors = np.array([1.0 if name == base else rates.get(name, np.nan) for name in names])
    return Money(names, base, factors)
