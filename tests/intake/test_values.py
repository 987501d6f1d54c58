"""The value grammar: what is printed is read exactly, and what is not one number is never made one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.intake.headings import Heading, parse_heading, unit_note
from auditor.intake.values.figure_words import CURRENCY, MAGNITUDES, SECONDS, UNITS
from auditor.intake.values.figures import (
    ParsedValue,
    is_awaited,
    is_missing,
    parse_flag,
    parse_number,
    shows_decimal_comma,
)


def value(text: str, **how: bool) -> Fraction | None:
    return parse_number(text, **how).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0), ("-0", 0), ("00", 0), ("12", 12), ("１２", 12), ("+5", 5), ("-5", -5), ("−5", -5), ("－5", -5), (" 7 ", 7),
        ("\u200b7\ufeff", 7),
        (".5", "1/2"), ("5.", 5), ("1,234", 1234), ("1,234,567.89", "123456789/100"), ("1 234 567", 1234567), ("1\u2009234.5", "2469/2"),
        ("1\u00a0234", 1234), ("1\u202f234", 1234), ("1'234'567", 1234567), ("1’234", 1234), ("12,34,567", 1234567),
        ("1.234.567", 1234567),
        ("(1,234)", -1234), ("（1,234）", -1234), ("( $1,234.50 )", "-2469/2"),
        ("1.2万", 12000), ("3亿", 300_000_000), ("1.2k", 1200), ("1.2K", 1200), ("1.2M", 1_200_000), ("1w", 10000), ("2百万", 2_000_000),
        ("1e5", 100_000), ("1.5E-3", "3/2000"), ("1E+05", 100_000),
        ("12,5", "25/2"), ("0,123", "123/1000"), ("1.234,5", "2469/2"), ("1234,567", "1234567/1000"),
    ],
)  # fmt: skip
def test_numbers(text: str, expected: int | str) -> None:
    parsed = parse_number(text)
    assert parsed.value == Fraction(expected)
    assert not parsed.missing
    assert parsed.problem is None
    assert not parsed.bound


@pytest.mark.parametrize(
    ("text", "expected"),
    [("89.10%", "0.891"), ("92.3％", "0.923"), ("９２％", "0.92"), ("0%", "0"), ("100 %", "1"), ("+5%", "0.05"),
     ("-3.2%", "-0.032"), ("百分之90", "0.9"), ("4‰", "0.004")],
)  # fmt: skip
def test_percent_is_exact(text: str, expected: str) -> None:
    parsed = parse_number(text)
    assert parsed.percent
    assert parsed.value == Fraction(expected)
    assert float(parsed.value) == float(expected)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("¥19,800", "CNY", 19800), ("￥19,800", "CNY", 19800), ("$0.30", "USD", "0.3"), ("US$1,200.50", "USD", "1200.5"),
        ("RMB 5", "CNY", 5), ("CNY5", "CNY", 5),
        ("€3,50", "EUR", "3.5"), ("3,50 €", "EUR", "3.5"), ("£2", "GBP", 2), ("₹12,34,567", "INR", 1234567),
        ("Rs.500", "INR", 500), ("Rs 500", "INR", 500),
        ("3,000元", "CNY", 3000), ("5美元", "USD", 5), ("-$5", "USD", -5), ("$-5", "USD", -5), ("$1.2k", "USD", 1200),
        ("$5m", "USD", 5_000_000), ("1.2万元", "CNY", 12000),
        ("12 CHF", "CHF", 12),
    ],
)  # fmt: skip
def test_currency(text: str, currency: str, amount: int | str) -> None:
    parsed = parse_number(text)
    assert (parsed.currency, parsed.value) == (currency, Fraction(amount))


@pytest.mark.parametrize(
    ("text", "hours"),
    [("2.5小时", "2.5"), ("36h", 36), ("3天", 72), ("1天12小时", 36), ("90分钟", "1.5"), ("1小时30分", "1.5"),
     ("2h 30min", "2.5"), ("2 days", 48), ("1周", 168), ("2500ms", "2.5/3600"),
     ("2h30m", "2.5"), ("25:30:00", "25.5"), ("0:45:00", "0.75")],
)  # fmt: skip
def test_durations(text: str, hours: str | int) -> None:
    parsed = parse_number(text)
    top, _, bottom = str(hours).partition("/")
    assert parsed.to("hours") == Fraction(top) / Fraction(bottom or 1)


@pytest.mark.parametrize("text", ["1:30", "30m", "1:75:00", "12:30:61", "5m2h"])
def test_what_may_be_another_length_is_none(text: str) -> None:
    assert parse_number(text).problem is not None


def test_a_mark_or_a_count_is_no_duration() -> None:
    assert parse_number("4.8分") == parse_number("4.8星")
    assert parse_number("4.8分").unit == "count"
    assert parse_number("4.8分").to("hours") is None
    assert parse_number("3年").to("days") is None  # years and months have no fixed length
    assert value("3个") == value("3 pcs") == value("3 orders") == value("3次") == 3


@pytest.mark.parametrize(
    "text",
    [
        "≥90%", ">=90%", "90%以上", "不低于 90%", "100+", ">5", "超100", "≤15天", "15天以内", "<1%", "不到5", "约3天", "~3",
        "15-20", "15–20%", "15%-20%", "15~20", "15至20天", "$5-$7", "5 to 7", "up to 5", "100多", "3 h or so",
        "≧90%", "⩾90", "≦3", "⩽3", "=>5", "=<5", "min 5", "min. 5", "max. 5", "大于等于5", "小于等于5", "不多于5", "不大于5", "不小于5",
        "超出5", "5天及以上", "5天及以下", "5 or more", "5 and above", "5 or less", "5 and below", "5 or fewer",
        "100余", "3天左右", "circa 5", "approx. 5",
    ],
)  # fmt: skip
def test_a_bound_or_a_range_is_not_a_number(text: str) -> None:
    parsed = parse_number(text)
    assert parsed.value is None
    assert parsed.bound
    assert parsed.problem is None
    assert not parsed.missing


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "--",
        "—",
        "——",
        "–",
        "－",
        "/",
        "暂无",
        "无数据",
        "N/A",
        "n.a.",
        "NULL",
        "None",
        "空",
        "#N/A",
        "nan",
        "待更新",
    ],
)
def test_marks_of_a_missing_value(text: str) -> None:
    parsed = parse_number(text)
    assert parsed.missing
    assert parsed.value is None
    assert is_missing(text)


@pytest.mark.parametrize(
    "text", ["统计中", "数据未更新", "计算中", "待统计", "下周更新", "暂未出数据", "N/A yet", "Pending"]
)
def test_what_is_not_known_yet(text: str) -> None:
    assert is_awaited(text)
    assert not is_missing(text)  # Pending is the state of an order


@pytest.mark.parametrize("text", ["同上", "〃", "″", "ditto", "同上周"])
def test_as_above_is_no_value_and_says_so(text: str) -> None:
    problem = parse_number(text).problem
    assert problem is not None
    assert "as elsewhere" in problem.en


@pytest.mark.parametrize(
    "text", ["0", "0%", "0.0", "0元", "无", "abc", "同上", "〃", "″", "审核中", "处理中", "未完成"]
)
def test_zero_and_words_are_not_missing(text: str) -> None:
    assert not parse_number(text).missing
    assert not is_missing(text)
    assert not is_awaited(text)


@pytest.mark.parametrize(
    "text",
    ["无", "没有", "abc", "#DIV/0!", "#REF!", "5m", "5-", "--5", "- - 5", "27/30", "12:30", "2026-11-08", "10²", "½", "①", "٣",
     "1,23,4", "1''2", "1e999", "1e-999999", "(5",
     "-(5)", "5%元", "$5€", "20-15", "1.2.3", "1_000", "0x10", "inf", "∞", "9" * 65, "x" * 100_000, "九十", "5个百分点", "1k%k"],
)  # fmt: skip
def test_what_is_no_number_says_so(text: str) -> None:
    parsed = parse_number(text)
    assert parsed.value is None
    assert not parsed.missing
    assert parsed.problem is not None
    assert len(parsed.problem.en) < 300
    assert len(parsed.problem.zh) < 300


def test_commas() -> None:
    assert value("1,234") == 1234
    assert parse_number("1,234", commas_seen=True).problem is not None
    assert parse_number("1.234", commas_seen=True).problem is not None
    assert value("1,23", commas_seen=True) == Fraction("1.23")
    assert value("1.234,5", commas_seen=True) == Fraction("1234.5")
    assert value("1.234") == Fraction("1.234")
    assert value("0,123", commas_seen=True) == Fraction("0.123")
    assert shows_decimal_comma(["1,234", "12,5"])
    assert not shows_decimal_comma(["1,234", "12.5", "a, b"])


@pytest.mark.parametrize(
    "text", ["是", "有", "已完成", "已办理", "√", "✓", "✔️", "☑️", "yes", "OK", "Y", "TRUE", "1", " 是 "]
)
def test_yes(text: str) -> None:
    assert parse_flag(text).value == 1


@pytest.mark.parametrize("text", ["否", "无", "未完成", "未办理", "×", "✕", "✖️", "no", "N", "FALSE", "0"])
def test_no(text: str) -> None:
    assert parse_flag(text).value == 0


def test_a_flag_that_is_neither() -> None:
    assert parse_flag("-").missing
    for mark in ("x", "☒", "☐"):  # ticked or crossed out; not ticked or not answered
        assert parse_flag(mark).problem is not None
    assert parse_flag("2").problem is not None
    assert parse_flag("y" * 10_000).problem is not None


decimals = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=4)


def grouped(number: Decimal, mark: str, point: str) -> str:
    return f"{number:,f}".replace(",", "\0").replace(".", point).replace("\0", mark)


@given(decimals)
def test_printed_numbers_are_read_back(number: Decimal) -> None:
    exact = Fraction(number)
    assert value(f"{number:f}") == exact
    assert value(grouped(number, ",", ".")) == exact
    assert value(grouped(number, "\u2009", ".")) == exact
    assert value(grouped(number, ".", ",")) == exact
    assert value(f"{number:f}".replace("-", "−")) == exact
    assert value("".join(chr(ord(digit) + 0xFEE0) if digit.isdigit() else digit for digit in f"{number:f}")) == exact
    assert value(f"{number:f}万") == exact * 10_000
    if number < 0:
        assert value(f"({-number:f})") == exact


@given(st.integers(0, 10**7), st.integers(0, 6))
def test_percent_text_gives_the_nearest_double(digits: int, places: int) -> None:
    percent = Decimal(digits).scaleb(-places)
    parsed = parse_number(f"{percent:f}%")
    assert parsed.value == Fraction(percent) / 100
    assert float(parsed.value) == float(f"{digits}e-{places + 2}")


@given(st.text(max_size=120))
def test_any_text_ends_as_exactly_one_thing(text: str) -> None:
    parsed = parse_number(text)
    outcomes = [parsed.value is not None, parsed.bound, parsed.missing, parsed.problem is not None]
    assert sum(outcomes) == 1
    flag = parse_flag(text)
    assert [flag.value is not None, flag.missing, flag.problem is not None].count(True) == 1


@given(st.text(alphabet="0123456789.,-+()%eE万亿kMm$¥ '≥~以上天h小时", max_size=40))
def test_near_numbers_end_as_exactly_one_thing(text: str) -> None:
    for seen in (False, True):
        parsed = parse_number(text, commas_seen=seen)
        assert [
            parsed.value is not None,
            parsed.bound,
            parsed.missing,
            parsed.problem is not None,
        ].count(True) == 1
        if parsed.value is not None:
            assert abs(parsed.value) < 10**400


@pytest.mark.parametrize(("word", "code"), sorted(CURRENCY.items()))
def test_a_currency_is_the_same_before_and_after_a_number_and_in_a_heading(word: str, code: str) -> None:
    assert parse_number(f"{word} 5") == parse_number(f"5 {word}") == ParsedValue(Fraction(5), currency=code)
    assert parse_heading(f"花费({word.upper()})").currency == code
    scaled = parse_heading(f"花费(万{word})")
    assert (scaled.scale, scaled.currency) == (10_000, code)


@pytest.mark.parametrize("word", sorted(word for word, unit in UNITS.items() if unit in SECONDS))
def test_a_unit_of_time_is_the_same_behind_a_number_and_in_a_heading(word: str) -> None:
    assert parse_number(f"5{word}").to("seconds") == 5 * SECONDS[UNITS[word]]
    seconds, heading = float(SECONDS[UNITS[word]]), parse_heading(f"响应时长({word})")
    assert unit_note(Heading("", ""), word).seconds == seconds
    assert heading.seconds == (None if heading.windows else seconds)  # (周) is a window


@pytest.mark.parametrize(("word", "power"), sorted(MAGNITUDES.items()))
def test_a_magnitude_is_the_same_behind_a_number_and_in_a_heading(word: str, power: int) -> None:
    assert value(f"¥5{word}") == 5 * 10**power
    assert parse_heading(f"花费({word})").scale == (1 if word == "b" else 10**power)  # (B) is a label
