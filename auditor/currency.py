"""How an amount of money is written, the same in texts, charts and workbooks: ``$1,234.50``, ``-¥800.00``, ``CAD 12.00``."""

from __future__ import annotations

_SIGNS = {"USD": "$", "CNY": "¥", "EUR": "€", "GBP": "£"}  # the yen shares the yuan's sign, so it goes by its code


def sign(currency: str | None) -> str:
    """What stands before an amount: the sign of its currency, else the code and a space; "" for none."""
    return _SIGNS.get(currency or "", f"{currency} " if currency else "")


def places(value: float) -> int:
    """The decimals of an amount: two, and four below a tenth (a click may cost $0.0312)."""
    return 4 if 0 < abs(value) < 0.1 else 2


def amount(value: float, currency: str | None, digits: str) -> str:
    """``value`` with its currency; ``digits`` are those of its size, rounded. Two decimals at least are shown."""
    whole, _, decimals = digits.partition(".")
    return f"{'-' if value < 0 else ''}{sign(currency)}{whole}.{decimals.rstrip('0').ljust(2, '0')}"
