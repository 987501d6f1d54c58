"""Numbers in words and figures: values, changes and axis marks by the unit of their metric."""

from __future__ import annotations

_SIGN = {"USD": "$", "CNY": "¥", "EUR": "€", "GBP": "£", "JPY": "JP¥"}


def figure(value: float | None, unit: str | None, currency: str | None = None) -> str:
    """``value`` as a reader writes it: 87.25%, 1,204, $0.31. No space before %; "" for a missing value.

    Trailing zeros go. Percentages keep two decimals (four below 1 %), so that 89.96 % stays 89.96%.
    """
    if value is None:
        return ""
    if unit == "share":
        return f"{_plain(value * 100, 2)}%"
    if unit == "money":
        sign = _SIGN.get(currency or "", f"{currency} " if currency else "")
        amount = f"{abs(value):,.4f}".rstrip("0") if 0 < abs(value) < 0.1 else f"{abs(value):,.2f}"
        whole, _, cents = amount.partition(".")
        return f"{'-' if value < 0 else ''}{sign}{whole}.{cents.ljust(2, '0')}"
    return _plain(value, 4)


def _plain(value: float, digits: int) -> str:
    """At most ``digits`` decimals for small numbers, two for others, none from 100,000 on; below 1 always four."""
    if abs(value) >= 100_000:
        return f"{value:,.0f}"
    text = f"{value:,.{4 if abs(value) < 1 else digits if abs(value) < 10 else 2}f}"
    return text.rstrip("0").rstrip(".")
