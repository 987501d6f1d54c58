"""The orders of day, month and year under which three numbers are a date: 11/9/26, 26.11.9."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

Order = Literal["ymd", "dmy", "mdy", "my", "md"]  # of three numbers; of a month's name and two digits

ORDERS: tuple[Order, ...] = ("ymd", "dmy", "mdy")
TRIPLE = re.compile(  # 26.11.9 too, of which the year can but stand first
    r"(?=.*[0-9]{2}\.?$|2[0-9][/.])([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{1,2})\.?"
)
_LONGEST_SPAN = timedelta(days=366)
_WEEK = 6  # days between its first and its last


def full_year(text: str) -> int:
    """26 is 2026."""
    return int(text) if len(text) == 4 else 2000 + int(text)


def in_order(match: re.Match[str], order: Order) -> date:
    """The day of three numbers under an order. ValueError: there is none."""
    first, second, third = match[1], match[3], match[4]
    if order == "ymd":
        return date(full_year(first), int(second), int(third))
    day, month = (first, second) if order == "dmy" else (second, first)
    return date(full_year(third), int(month), int(day))


def possible_orders(match: re.Match[str]) -> set[Order]:
    """The orders under which three numbers are a date."""
    first, third = match[1], match[4]
    found: set[Order] = set()
    for order in ORDERS:
        if order == "ymd" and (len(first) != 2 or len(third) > 2 or int(first) < 20):
            continue  # a year of two digits stands first only where it can be nothing but a recent year
        if order != "ymd" and len(third) == 1:
            continue
        try:
            in_order(match, order)
        except ValueError:
            continue
        found.add(order)
    return found


def order_of_span(left: str, right: str) -> Order | None:
    """The one order under which two dates are a year apart at most: 26.11.16-26.11.22 is no time from 2016 to 2022.

    Of two the one under which they are a week: 11/02/2026 - 11/08/2026 is no half year that begins on 11 February.
    """
    ends = [TRIPLE.fullmatch(text) for text in (left, right)]
    if None in ends:
        return None
    first, last = (match for match in ends if match is not None)
    shared = possible_orders(first) & possible_orders(last)
    spans = {order: in_order(last, order) - in_order(first, order) for order in shared}
    near = [order for order, span in spans.items() if timedelta() <= span <= _LONGEST_SPAN]
    weeks = [order for order in near if spans[order].days == _WEEK]
    return next((only[0] for only in (near, weeks) if len(only) == 1), None)


def days_in_a_row(matches: Iterable[re.Match[str]], order: Order) -> bool:
    """Whether dates are those of days, weeks or (by their first days) months that follow each other."""
    days = sorted({in_order(match, order) for match in matches})
    apart = {(later - day).days for day, later in pairwise(days)}
    months = {(later.year - day.year) * 12 + later.month - day.month for day, later in pairwise(days)}
    return apart in ({1}, {7}) or (months == {1} and all(day.day == 1 for day in days))
