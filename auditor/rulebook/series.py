"""The series notation of rule tests, as promtool has it: ``4 0 _ 0``, ``1+2x3``, ``_x4``, ``90%x2``."""

from __future__ import annotations

import re
from fractions import Fraction

from auditor.model import Text
from auditor.rulebook.model import Quantity, Unit
from auditor.rulebook.quantities import BadQuantity, parse_quantity

MISSING = "_"
_LONGEST = 400  # values
_REPEATED = re.compile(r"(?P<start>[^\sx]+?)(?:(?P<sign>[+-])(?P<step>[^\sx+-]+))?x(?P<times>\d{1,3})")


def parse_series(text: str, unit: Unit) -> tuple[Quantity | str | None, ...]:
    """The values of a series, oldest first; None is missing, a text for text metrics.

    ``a+bxn`` is a, a+b, …, a+n·b (n + 1 values), ``axn`` is a n + 1 times, ``_xn`` is n times missing.
    Raises BadQuantity.
    """
    values: list[Quantity | str | None] = []
    for token in text.split():
        values += _values(token, unit)
        if len(values) > _LONGEST:
            raise BadQuantity(Text(f"序列超过 {_LONGEST} 个值", f"the series has more than {_LONGEST} values"))
    return tuple(values)


def _values(token: str, unit: Unit) -> list[Quantity | str | None]:
    if token == MISSING:
        return [None]
    if unit is Unit.TEXT:
        return [token]
    repeated = _REPEATED.fullmatch(token)
    if repeated is None:
        return [parse_quantity(token, unit, bare_money=True)]
    times = int(repeated["times"])
    if repeated["start"] == MISSING:
        return [None] * times
    start = parse_quantity(repeated["start"], unit, bare_money=True)
    step = parse_quantity(repeated["step"], unit, bare_money=True).exact if repeated["step"] else Fraction(0)
    step *= -1 if repeated["sign"] == "-" else 1
    return [start._replace(exact=start.exact + number * step, text="") for number in range(times + 1)]
