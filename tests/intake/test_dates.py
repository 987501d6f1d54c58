"""Dates and periods in the writings people use, and the refusal to choose between two readings."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.intake.dating.dates import column_order, from_serial, parse_date, parse_period, period_problem
from auditor.intake.dating.periods import find_period, without_period
from auditor.intake.dating.relative import relative_period
from auditor.model import Period

WEEK = Period(date(2026, 11, 8), date(2026, 11, 14))
DAY = Period(date(2026, 11, 8), date(2026, 11, 8))


@pytest.mark.parametrize(
    "text",
    ["2026-11-08..2026-11-14", "2026-11-08~2026-11-14", "2026-11-08 ～ 2026-11-14", "2026-11-08至2026-11-14",
     "2026-11-08 - 2026-11-14", "2026/11/08-2026/11/14",
     "2026-11-08~14", "2026.11.08-11.14", "2026.11.8-2026.11.14", "2026年11月8日-14日", "2026年11月8日~11月14日",
     "20261108-20261114", "2026-11-08 to 2026-11-14", "261108-261114", "261108至261114",
     "2026-11-08—2026-11-14", "2026-11-08/2026-11-14", "Nov 8-14, 2026", "Nov 8 - Nov 14, 2026", "8 Nov – 14 Nov 2026",
     "2026-11-08（周日）~2026-11-14（周六）", "11.08-2026.11.14", "11/08/2026 - 11/14/2026", "8/11/2026~14/11/2026",
     "Week of Nov 8, 2026", "Week starting Sunday, Nov 8, 2026", "Week of Sun 8 Nov 2026",
     "week commencing 2026-11-08", "W/C 8 Nov 2026", "周起始日：2026-11-08"],
)  # fmt: skip
def test_spans(text: str) -> None:
    assert parse_period(text) == WEEK


@pytest.mark.parametrize(
    "text",
    ["2026-11-08", "2026/11/8", "2026.11.8", "2026年11月8日", "2026年 11月 8日", "2026年11月8号", "20261108", "Nov 8, 2026",
     "November 8, 2026", "8 Nov 2026", "8-Nov-26",
     "8-Nov-2026", "Nov-8-2026", "Sunday, November 8, 2026", "2026年11月8日（星期日）", "2026-11-08T10:00:00Z", "2026-11-08 10:00:00+08:00",
     "2026-11-08 10:00:00 PDT",
     "Nov 8, 2026 1:02:03 AM PST", "2026-11-08 0:00", "２０２６－１１－０８", date(2026, 11, 8), datetime(2026, 11, 8, 23, 59), 20261108],
)  # fmt: skip
def test_days(text: str | date | int) -> None:
    assert parse_period(text) == DAY
    assert parse_date(text) == DAY.start


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-W46", date(2026, 11, 9), date(2026, 11, 15)), ("2026W46", date(2026, 11, 9), date(2026, 11, 15)),
        ("2026年第46周", date(2026, 11, 9), date(2026, 11, 15)),
        ("Week 46, 2026", date(2026, 11, 9), date(2026, 11, 15)), ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)), ("2026年11月", date(2026, 11, 1), date(2026, 11, 30)),
        ("Nov 2026", date(2026, 11, 1), date(2026, 11, 30)), ("Nov '26", date(2026, 11, 1), date(2026, 11, 30)),
        ("Nov’26", date(2026, 11, 1), date(2026, 11, 30)), ("2026年十一月", date(2026, 11, 1), date(2026, 11, 30)),
        ("2026年十月", date(2026, 10, 1), date(2026, 10, 31)), ("2026年第46週", date(2026, 11, 9), date(2026, 11, 15)),
        ("11/2026", date(2026, 11, 1), date(2026, 11, 30)), ("202611", date(2026, 11, 1), date(2026, 11, 30)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)), ("2026年第四季度", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026年", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-10~2026-11", date(2026, 10, 1), date(2026, 11, 30)), ("2026.12.28-1.03", date(2026, 12, 28), date(2027, 1, 3)),
        ("12.28-2027.1.3", date(2026, 12, 28), date(2027, 1, 3)),
    ],
)  # fmt: skip
def test_longer_periods(text: str, start: date, end: date) -> None:
    assert parse_period(text) == Period(start, end)
    assert parse_date(text) is None


@pytest.mark.parametrize("day", [date(1990, 1, 1), date(2099, 12, 31)])
def test_the_first_and_last_day_of_the_calendar_in_every_writing(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for value in (day, datetime(day.year, day.month, day.day, 12), day.isoformat(), serial, str(serial)):
        assert parse_period(value, epoch=1900) == Period(day, day)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "2026", "45976", "0.9", "1,234", "2026-02-30", "2026-13", "2026-W54", "2026-11-14..2026-11-08",
     "2026-11-08..2026-11", "1926-11-08", "Nov 31, 2026", "FY2026",
     "12345678", "5-10", "90%", "x" * 100_000, "-" * 64, "2026-11-08..", "..2026-11-08", None, True, 0.5, 45976, 10**30,
     float("nan"), float("inf"), time(10), timedelta(1), datetime(1899, 12, 31), datetime(1970, 1, 1), date(1900, 1, 5),
     datetime(1989, 12, 31, 23, 59), date(1989, 12, 31), date(2100, 1, 1), datetime(9999, 12, 31, 23, 59), "1970-01-01 00:00:00",
     0, 1_700_000_000, "1700000000", "1900-W05", "9999-W52"],
)  # fmt: skip
def test_what_is_no_period_says_why(text: object) -> None:
    assert parse_period(text) is None  # type: ignore[arg-type]
    problem = period_problem(text)  # type: ignore[arg-type]
    assert problem is not None
    assert len(problem.en) < 300


def test_day_and_month_first_are_not_guessed() -> None:
    for text in ("8/3/26", "8/3/2026", "08.03.2026", "08-03-2026 10:00"):
        assert parse_period(text) is None
        assert "2026-03-08 / 2026-08-03" in period_problem(text).en  # type: ignore[union-attr]
        assert parse_date(text, order="dmy") == date(2026, 3, 8)
        assert parse_date(text, order="mdy") == date(2026, 8, 3)
    assert parse_date("15/11/2026") == parse_date("11/15/26") == date(2026, 11, 15)
    assert parse_date("11/11/2026") == date(2026, 11, 11)  # both readings are the same day
    assert parse_date("13/13/2026") is None
    assert parse_date("15/11/2026", order="mdy") is None
    assert parse_period("26-11-08") is None
    assert parse_date("26-11-08", order="ymd") == date(2026, 11, 8)


def test_a_whole_column_decides() -> None:
    assert column_order(["8/3/26", "15/3/26"]) == "dmy"
    assert column_order(["8/3/26", "3/15/26", None, 5]) == "mdy"
    assert column_order(["8/3/26", "9/3/26"]) is None
    assert column_order(["15/3/26", "3/15/26"]) is None
    assert column_order(["25/11/2026 - 1/12/2026"]) == "dmy"
    assert column_order(["8/3/2026"]) is None
    assert column_order(["8/3/2026"], commas_seen=True) == "dmy"
    assert column_order(["2026-11-08", "abc"]) is None


def test_a_missing_year_is_asked_for() -> None:
    for text in ("第46周", "W46", "11月8日", "Nov 8"):
        assert parse_period(text) is None
        assert "year" in period_problem(text).en  # type: ignore[union-attr]
    assert parse_period("第46周", year=2026) == Period(date(2026, 11, 9), date(2026, 11, 15))
    assert parse_period("11.08-11.14", year=2026) == WEEK
    assert parse_period("11月8日-14日", year=2026) == WEEK


def test_serials_of_both_systems() -> None:
    day = Period(date(2025, 11, 15), date(2025, 11, 15))
    assert parse_period(45976, epoch=1900) == parse_period("45976", epoch=1900) == day
    assert parse_period(45976 - 1462, epoch=1904) == day
    assert from_serial(1) == datetime(1900, 1, 1)
    assert from_serial(59) == datetime(1900, 2, 28)
    assert from_serial(61) == datetime(1900, 3, 1)
    assert from_serial(45976.75) == datetime(2025, 11, 15, 18)
    assert from_serial(2_958_465) == datetime(9999, 12, 31)
    assert from_serial(2_958_466) is None
    assert from_serial(2_958_465.9999999999) is None
    assert from_serial(-1) is None


days = st.dates(date(1990, 1, 1), date(2099, 12, 25))


@given(days, st.integers(0, 6))
def test_printed_dates_are_read_back(day: date, more: int) -> None:
    end = day + timedelta(days=more)
    for text in (
        f"{day}",
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day:%b} {day.day}, {day.year}",
        f"{day.day} {day:%B} {day.year}",
    ):
        assert parse_date(text) == day
    for text in (
        f"{day}..{end}",
        f"{day}~{end}",
        f"{day} - {end}",
        f"{day.year}.{day.month}.{day.day}-{end.year}.{end.month}.{end.day}",
    ):
        assert parse_period(text) == Period(day, end)
    year, week, _ = day.isocalendar()
    assert day in {parse_period(f"{year}-W{week:02}").start + timedelta(days=n) for n in range(7)}  # type: ignore[union-attr]
    assert parse_date(f"{day.day}/{day.month}/{day.year}", order="dmy") == day
    serial = (day - date(1899, 12, 30)).days
    assert parse_period(serial, epoch=1900) == Period(day, day)


@given(st.text(max_size=80) | st.text(alphabet="0123456789-/.~年月日周第QWw 至JanovT:", max_size=40))
def test_any_text_is_a_period_or_has_a_problem(text: str) -> None:
    for year in (None, 2026):
        assert (parse_period(text, year=year) is None) == (period_problem(text, year=year) is not None)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-14..2026-11-08",
        "迟发率 2026-11-14..2026-11-08",
        "2026-11~2026-09",
        "2026年11月14日至11月8日",
        "11月14日至2026年11月8日",
        "2026年10月1日至4月4日",
    ],
)
def test_no_part_is_read_of_a_period_that_ends_before_it_starts(text: str) -> None:
    assert parse_period(text) is None
    assert "the period ends before it starts" in period_problem(text.removeprefix("迟发率 ")).en
    assert find_period(text) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-12-28~01-03", date(2026, 12, 28), date(2027, 1, 3)),
        ("12月28日至2027年1月3日", date(2026, 12, 28), date(2027, 1, 3)),
        ("2026年10月1日至4月3日", date(2026, 10, 1), date(2027, 4, 3)),
    ],
)
def test_a_period_over_the_turn_of_the_year(text: str, start: date, end: date) -> None:
    assert parse_period(text) == Period(start, end)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("恒达2026年周报（第45周）", Period(date(2026, 11, 2), date(2026, 11, 8))),
        ("第45周周报 2026年", Period(date(2026, 11, 2), date(2026, 11, 8))),
        ("恒达2026年周报（第2周）", None),  # the year's, or a month's
        ("2026年周报：第45周至第46周", Period(date(2026, 11, 2), date(2026, 11, 15))),
        ("2026年10月-11月运营数据", Period(date(2026, 10, 1), date(2026, 11, 30))),
        ("恒达2026年10-12月", Period(date(2026, 10, 1), date(2026, 12, 31))),
        ("2026年12月~2027年1月 周报", Period(date(2026, 12, 1), date(2027, 1, 31))),
        ("2026-10至2026-11 周报", Period(date(2026, 10, 1), date(2026, 11, 30))),
        ("2026年11月9日-11月15日", Period(date(2026, 11, 9), date(2026, 11, 15))),
    ],
)
def test_a_week_apart_from_its_year(text: str, found: Period | None) -> None:
    assert find_period(text) == found


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Weekly report, week of Nov 9, 2026", date(2026, 11, 9), date(2026, 11, 15)),
        ("Data 11/09/2026 - 11/15/2026", date(2026, 11, 9), date(2026, 11, 15)),
        ("十一月", date(2026, 11, 1), date(2026, 11, 30)),
        ("2026年十一月九日至十五日", date(2026, 11, 9), date(2026, 11, 15)),
        ("2026年十二月周报", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_periods_within_texts(text: str, start: date, end: date) -> None:
    assert find_period(text, 2026) == Period(start, end)


@pytest.mark.parametrize(
    "text",
    [
        "近三月",
        "三个月",
        "双十一月报",
        "五月花旗舰店",
        "w/c 09/11/2026",
        "11/09/2026 - 11/12/2026",
    ],
)
def test_what_only_looks_like_a_period(text: str) -> None:
    assert find_period(text, 2026) is None


@pytest.mark.parametrize("text", ["211125-271125", "261114-261108", "261108-261209", "261131-261202", "261108"])
def test_six_digits_are_no_days_unless_two_of_them_span_a_month_at_most(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize("text", ["Nov-26", "Nov-20", "Nov-31"])
def test_a_month_and_two_digits_may_be_of_a_day_or_a_year(text: str) -> None:
    assert parse_period(text, year=2026) is None
    problem = period_problem(text, year=2026)
    assert problem is not None
    assert f"20{text[-2:]}-11" in problem.zh
    assert f"20{text[-2:]}-11" in problem.en


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["Sep-26", "Oct-26", "Oct-26", "Nov-26"], "my"),
        (["Dec-25", "Jan-26"], "my"),
        (["Jan-26", "Nov-26"], "my"),
        (["Nov-26"], None),
        (["Nov-22", "Nov-29"], None),
        (["Oct-31", "Nov-30"], None),
        (["Oct-26", "11/15/2026"], "mdy"),
        (["Nov-19", "Nov-20", "Nov-21"], "md"),
        (["Nov-9", "Nov-16", "Nov-23"], "md"),
    ],
)
def test_months_in_a_row_tell_their_years_and_days_below_twenty_that_they_are_days(
    texts: list[str], order: str | None
) -> None:
    assert column_order(["Metric", *texts]) == order
    assert parse_period("Nov-26", order="my") == Period(date(2026, 11, 1), date(2026, 11, 30))
    assert parse_period("Nov-26", order="md", year=2026) == Period(date(2026, 11, 26), date(2026, 11, 26))


def test_the_first_and_the_last_year_that_a_date_may_be_of() -> None:
    for year, known in ((1989, False), (1990, True), (2099, True), (2100, False)):
        assert (parse_date(f"{year}-06-01") is not None) is known
        assert (parse_period(f"{year}-W20") is not None) is known
        assert (parse_period(f"{year}-06") is not None) is known


def test_a_month_and_two_digits_that_are_no_year_of_ours_are_a_day() -> None:
    assert parse_period("Nov-19", year=2026) == Period(date(2026, 11, 19), date(2026, 11, 19))


@pytest.mark.parametrize("text", ["Nov 9-15", "November 9-15", "Nov. 9 – 15", "9-15 Nov", "9 Nov-15"])
def test_a_range_within_a_month_is_no_day_of_another_year(text: str) -> None:
    assert parse_period(text, year=2026) == Period(date(2026, 11, 9), date(2026, 11, 15))
    assert parse_period(text) is None
    assert parse_period("Nov-09-15") == parse_period("9-Nov-15") == Period(date(2015, 11, 9), date(2015, 11, 9))


@pytest.mark.parametrize(
    ("said", "within", "meant"),
    [
        ("本周", "2026-W46", "2026-W46"), ("上周", "2026-W46", "2026-W45"), ("This week", "2026-W46", "2026-W46"),
        ("Last wk", "2026-W46", "2026-W45"),
        ("上个周期", "2026-W46", "2026-W45"), ("本月", "2026-11", "2026-11"), ("上月", "2026-11", "2026-10"),
        ("上月", "2026-03", "2026-02"),
        ("Last month", "2026-01", "2025-12"), ("上期", "2026-Q3", "2026-Q2"), ("上期", "2026", "2025"),
        ("Previous period", "2026-Q1", "2025-Q4"),
        ("上期", "2026-11-06~2026-11-15", "2026-10-27~2026-11-05"),
        ("本月", "2026-W46", None), ("Last month", "2026-W46", None), ("this month", "2026-Q3", None),
        ("上周", "2026-11", None), ("上星期", "2026-11", None), ("This week", "2026-11", None), ("Prior wk", "2026-Q3", None),
        ("本周", "2026-11-15", None), ("曝光量", "2026-W46", None),
    ],
)  # fmt: skip
def test_this_and_the_last_one_are_of_the_sheets_length_or_none(said: str, within: str, meant: str | None) -> None:
    assert relative_period(said, parse_period(within)) == (meant and parse_period(meant))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        *((text, 14) for text in ("第45-46周", "2026年第45-46周", "第45周-第46周", "W45-46", "KW 45-46 2026", "Weeks 45-46")),
        ("2026-W45-46", 14),
        ("第45~47周", 21),
        *((text, None) for text in ("第1-2周", "第5-6周", "第46-45周", "第52-54周")),  # a month's, perhaps; none
    ],
)  # fmt: skip
def test_weeks_in_a_row(text: str, days: int | None) -> None:
    for said in (text, f"恒达_{text}", f"恒达 {text} 周报"):
        period = find_period(said, 2026)
        assert (period.days if period is not None else None) == days
        assert period is None or str(period.start) == "2026-11-02"
    assert days is None or without_period(f"恒达_{text}") == "恒达"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        *((f"2026-W46（截至{day}）", "2026-11-12") for day in ("周四", "星期四", "11-12", "11月12日", "12日")),
        *((f"2026-W46（截至{day}）", "2026-11-15") for day in ("周日", "周天", "15日")),
        ("2026-W49（截至2日）", "2026-12-02"),  # from 30 November
        ("2026年11月（截至15日）", "2026-11-15"),
        ("2026年11月（1-15日）", "2026-11-15"),
    ],
)
def test_a_week_or_month_up_to_a_day_ends_there_and_its_store_is_not_called_so(text: str, end: str) -> None:
    period = find_period(f"恒达_{text}")
    assert period is not None
    assert str(period.end) == end
    assert without_period(f"恒达_{text}") == "恒达"


@pytest.mark.parametrize(
    "text",
    [
        *("2026-W52-W01", "2026-W52-2027-W01", "2026-W52_W01", "2026W52~W1", "2026-W52至2027-W01"),
        *("2026年第52周-第1周", "2026年第52周至2027年第1周"),
    ],
)
def test_weeks_over_new_year(text: str) -> None:
    for said in (text, f"恒达_{text}", f"恒达 {text} 周报"):
        period = find_period(said)
        assert period is not None
        assert (str(period.start), period.days) == ("2026-12-21", 21)
    assert without_period(f"恒达_{text}") == "恒达"


@pytest.mark.parametrize("text", ["恒达_2026-W46-1", "恒达_2026-W46_11", "恒达_W46-2026", "恒达_2026-W46-15"])
def test_a_figure_behind_a_week_is_no_other_week(text: str) -> None:
    period = find_period(text, 2026)
    assert period is not None
    assert (str(period.start), period.days) == ("2026-11-09", 7)
