"""Numbers in words and figures: values, changes and axis marks by the unit of their metric."""

from __future__ import annotations

from auditor.currency import amount, places


def figure(value: float | None, unit: str | None, currency: str | None = None) -> str:
    """``value`` as a reader writes it: 87.25%, 1,204, $0.31. No space before %; "" for a missing value.

    Trailing zeros go. Percentages keep two decimals (four below 1 %), so that 89.96 % stays 89.96%.
    """
    if value is None:
        return ""
    if unit == "share":
        return f"{_plain(value * 100, 2)}%"
    if unit == "money":
        return amount(value, currency, f"{abs(value):,.{places(value)}f}")
    return _plain(value, 4)


def _plain(value: float, digits: int) -> str:
    """At most ``digits`` decimals for small numbers, two for others, none from 100,000 on; below 1 always four."""
    if abs(value) >= 100_000:
        return f"{value:,.0f}"
    text = f"{value:,.{4 if abs(value) < 1 else digits if abs(value) < 10 else 2}f}"
    return text.rstrip("0").rstrip(".")
