"""Figures of rule files: exact, in the unit of their metric, and nothing else."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.rulebook.model import Quantity, Span, Unit
from auditor.rulebook.quantities import BadQuantity, decimal, parse_date, parse_quantity, parse_span
from auditor.rulebook.series import parse_series

READ = [
    ("90%", Unit.SHARE, Fraction(9, 10), "90%"),
    ("89.10%", Unit.SHARE, Fraction(891, 1000), "89.1%"),
    ("-30 %", Unit.SHARE, Fraction(-3, 10), "-30%"),
    ("９０％", Unit.SHARE, Fraction(9, 10), "90%"),
    ("0", Unit.SHARE, Fraction(0), "0%"),
    ("12", Unit.COUNT, Fraction(12), "12"),
    ("19,800", Unit.COUNT, Fraction(19800), "19800"),
    ("4.50", Unit.SCORE, Fraction(9, 2), "4.5"),
    ("15 days", Unit.DAYS, Fraction(15), "15 days"),
    ("1 day", Unit.DAYS, Fraction(1), "1 day"),
    ("17", Unit.DAYS, Fraction(17), "17 days"),
    ("24 hours", Unit.HOURS, Fraction(24), "24 hours"),
    ("$0.30", Unit.MONEY, Fraction(3, 10), "$0.3"),
    ("US$18", Unit.MONEY, Fraction(18), "$18"),
    ("18 USD", Unit.MONEY, Fraction(18), "$18"),
    ("CNY 19800", Unit.MONEY, Fraction(19800), "CNY 19800"),
    ("€5", Unit.MONEY, Fraction(5), "EUR 5"),
    ("-$5", Unit.MONEY, Fraction(-5), "-$5"),
    ("0", Unit.MONEY, Fraction(0), "0"),
    ("yes", Unit.FLAG, Fraction(1), "yes"),
    ("否", Unit.FLAG, Fraction(0), "no"),
    ("2026-11-15", Unit.DATE, Fraction(date(2026, 11, 15).toordinal()), "2026-11-15"),
]


@pytest.mark.parametrize(("text", "unit", "exact", "shown"), READ)
def test_read(text: str, unit: Unit, exact: Fraction, shown: str) -> None:
    quantity = parse_quantity(text, unit)
    assert (quantity.exact, quantity.text) == (exact, shown)


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("90", Unit.SHARE, "write 90%"),
        ("0.9", Unit.SHARE, "write 90% or 0.9%"),
        ("90%%", Unit.SHARE, "write a share as 90%"),
        ("90%", Unit.COUNT, "write a count as 12"),
        ("1e3", Unit.COUNT, "write a count as 12"),
        ("6万", Unit.COUNT, "write a count as 12, digits only"),
        ("25个", Unit.COUNT, "write a count as 12, digits only"),
        ("nan", Unit.SCORE, "write a score as 4.5"),
        ("inf", Unit.SCORE, "write a score as 4.5"),
        ("48 hours", Unit.DAYS, "write 2 days"),
        ("48 hours", Unit.DAYS, "该指标以天计：请写成 2 days"),
        ("2 days", Unit.HOURS, "write 48 hours"),
        ("2 days", Unit.HOURS, "该指标以小时计：请写成 48 hours"),
        ("15 weeks", Unit.DAYS, "write days as 15 days"),
        ("18", Unit.MONEY, "write $18 or CNY 18"),
        ("¥18", Unit.MONEY, "write CNY 18 or JPY 18"),
        ("$", Unit.MONEY, "write money as $0.30 or CNY 19800"),
        ("maybe", Unit.FLAG, "write yes or no"),
        ("2026-02-30", Unit.DATE, "write a date as 2026-11-15"),
        ("", Unit.SHARE, "write a share as 90%"),
        ("9" * 5000, Unit.COUNT, "write a count as 12"),
        ("1,00", Unit.COUNT, "write a count as 12"),
    ],
)
def test_refused(text: str, unit: Unit, said: str) -> None:
    with pytest.raises(BadQuantity) as caught:
        parse_quantity(text, unit)
    assert said in "\n".join(caught.value.message)


@given(st.integers(-(10**12), 10**12), st.integers(0, 9))
def test_decimals_are_exact_both_ways(whole: int, digits: int) -> None:
    number = Fraction(whole, 10**digits)
    assert Fraction(decimal(number)) == number
    assert parse_quantity(f"{decimal(number * 100)}%", Unit.SHARE).exact == number


_FIGURES = st.from_regex(r"[-$]?[0-9]{1,4}([.,][0-9]{1,3})?(%| days| hours| EUR)?", fullmatch=True)
_WRITTEN = st.text(max_size=30) | _FIGURES | st.sampled_from([text for text, *_ in READ])


@given(_WRITTEN, st.sampled_from([unit for unit in Unit if unit is not Unit.TEXT]))
def test_any_text_is_read_or_refused(text: str, unit: Unit) -> None:
    try:
        quantity = parse_quantity(text, unit)
    except BadQuantity as refused:
        error = refused
    else:
        assert parse_quantity(quantity.text, unit) == quantity, "what is shown reads back the same"
        return
    assert error.message.zh
    assert error.message.en


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30 days", Span(30, "day")),
        ("week", Span(1, "week")),
        ("3 months", Span(3, "month")),
        ("1 year", Span(1, "year")),
        ("0 days", None),
        ("3 fortnights", None),
        ("-3 days", None),
        ("3.5 days", None),
    ],
)
def test_spans(text: str, span: Span | None) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["2026-1-5", "15.11.2026", "2026-13-01", "0000-01-01", "2026-11-15T00:00"])
def test_dates_are_written_in_one_way(text: str) -> None:
    assert parse_date(text) is None


def _exact(text: str, unit: Unit) -> list[Fraction | str | None]:
    return [value.exact if isinstance(value, Quantity) else value for value in parse_series(text, unit)]


def test_series_in_the_notation_of_promtool() -> None:
    assert _exact("4 0 _ 0", Unit.COUNT) == [4, 0, None, 0]
    assert _exact("1+2x3", Unit.COUNT) == [1, 3, 5, 7]
    assert _exact("10-5x2", Unit.COUNT) == [10, 5, 0]
    assert _exact("5x2 _x2", Unit.COUNT) == [5, 5, 5, None, None]
    assert _exact("90%-1%x2", Unit.SHARE) == [Fraction(9, 10), Fraction(89, 100), Fraction(88, 100)]
    assert _exact("$0.3 1.2", Unit.MONEY) == [Fraction(3, 10), Fraction(6, 5)]
    assert _exact("3x1 2+1x1", Unit.MONEY) == [3, 3, 2, 3]
    assert _exact("green _", Unit.TEXT) == ["green", None]
    assert _exact("", Unit.COUNT) == []
    with pytest.raises(BadQuantity):
        parse_series("1x999", Unit.COUNT)
    with pytest.raises(BadQuantity):
        parse_series("4, 0", Unit.COUNT)
