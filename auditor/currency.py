"""Currencies: which there are, and how an amount is written, the same in texts, charts and workbooks.

``$1,234.50``, ``-¥800.00``, ``CAD 12.00``.
"""

from __future__ import annotations

# ISO 4217, list one, as of 2026, with what was lately in use (ANG, BGN) and the yuan as it is traded offshore (CNH).
_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD "
    "HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL "
    "LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR "
    "PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP "
    "TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
CODES = frozenset(_CODES.split())
# What a misspelt code is taken for first.
USUAL = ("USD", "CNY", "EUR", "GBP", "JPY", "CAD", "AUD", "HKD", "MXN", "SGD", "INR")
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
