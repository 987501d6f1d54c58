"""Requirements over several periods: every pattern against a plain specification, gaps, staleness, young stores."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.assess.sustained import judged_from
from auditor.model import Period, Store, ValueState
from auditor.rulebook.model import Span
from tests.assess.builders import SHOP, audit, book, check, metric, month, months, one, seen, weeks

ORDERS = metric("trust_orders", "count", window="month")
RULES = book([ORDERS], [check(ORDERS, ("at_least", "1"), sustained="3 months")])


def specified(pattern: tuple[int | None, ...]) -> str:
    """The blueprint's sentence, word by word; 1 holds, 0 violates, None is a gap."""
    if all(value == 0 for value in pattern):
        return "fail"
    if None in pattern:
        could_fail = all(value == 0 for value in pattern if value is not None)
        if could_fail:
            return "unknown"
        return "watch"
    return "watch" if 0 in pattern else "pass"


@pytest.mark.parametrize("pattern", list(product((0, 1, None), repeat=3)))
@pytest.mark.parametrize("marked", [False, True])
def test_every_pattern_of_three_months(pattern: tuple[int | None, ...], marked: bool) -> None:
    rows = months(ORDERS, pattern)
    if marked:  # a gap that a mark of a missing value stands in
        names = ("2026-08", "2026-09", "2026-10")
        rows += [seen(ORDERS, None, name) for name, value in zip(names, pattern, strict=True) if value is None]
    finding = one(RULES, [*months(ORDERS, [5], "2026-07"), *rows])
    assert finding.status == specified(pattern)
    assert (finding.reason is None) == (finding.status == "pass")
    if pattern == (1, 0, 0):
        assert finding.reason == ("2026-09、2026-10 未达到“至少1”", "2026-09, 2026-10: not “at least 1”")
    gaps_alone = (
        None in pattern and 0 not in pattern
    )  # some month held, so that it is watched, and nothing is known to be off
    assert (finding.supply is not None) == (finding.known == "unknown") == (finding.status == "unknown" or gaps_alone)
    if finding.status == "unknown":
        for name, value in zip(("2026-08", "2026-09", "2026-10"), pattern, strict=True):
            assert (name in finding.supply.en) == (value is None)


@pytest.mark.parametrize(
    ("each_week", "status", "row"),
    [([4] * 14, "pass", 0), ([1] * 14, "fail", 3), ([4] * 9 + [1] * 5, "watch", 1)],
)
def test_what_fails_in_a_row_is_counted_in_periods_of_the_requirement(
    each_week: list[float | None], status: str, row: int
) -> None:
    """Ten orders a month, from weeks: a week with four of them is no failure."""
    orders = metric("orders", "count", window="week")
    rules = book([orders], [check(orders, ("at_least", "10"), sustained="2 months")])
    finding = one(rules, weeks(orders, each_week, date(2026, 10, 31)))
    assert (finding.status, finding.failing_periods) == (status, row)


def test_a_row_of_failures_may_be_longer_than_the_span() -> None:
    assert one(RULES, months(ORDERS, [1, 0, 0, 0, 0, 0])).failing_periods == 5
    assert one(RULES, months(ORDERS, [0, 0, None, 0, 0, 0])).failing_periods == 3


@pytest.mark.parametrize(("by_platform", "status"), [(False, "fail"), (True, "unknown")])
def test_a_period_of_too_few_cases(by_platform: bool, status: str) -> None:
    bad, every = (metric(name, "count", window="week") for name in ("bad", "every"))
    rate = metric("rate", ratio=("bad", "every"))
    line = check(rate, ("less_than", "1%"), sustained="2 weeks", min_sample=50, min_sample_by_platform=by_platform)
    rules = book([bad, every, rate], [line])
    finding = one(rules, [*weeks(bad, [1, 2]), *weeks(every, [40, 60])])
    assert (finding.status, finding.value, finding.notes) == (status, 2 / 60, ())
    assert finding.reason is not None
    assert ("every: 40, fewer than the platform's minimum of 50" in finding.reason.en) == by_platform
    newest = one(rules, [*weeks(bad, [2, 1]), *weeks(every, [60, 40])])
    assert (newest.status, [note.en for note in newest.notes]) == (status, ["small sample: 40, fewer than 50"])


@pytest.mark.parametrize("count", [1, 2, 4])
def test_every_pattern_of_other_spans(count: int) -> None:
    rules = book([ORDERS], [check(ORDERS, ("at_least", "1"), sustained=f"{count} months")])
    for pattern in product((0, 1, None), repeat=count):
        assert one(rules, months(ORDERS, pattern)).status == specified(pattern), pattern


@pytest.mark.parametrize("pattern", list(product((0, 1, None), repeat=3)))
def test_every_pattern_of_three_weeks(pattern: tuple[int | None, ...]) -> None:
    clicks = metric("clicks", "count", window="week")
    rules = book([clicks], [check(clicks, ("at_least", "1"), sustained="3 weeks")])
    # the week that is under way when the newest is missing: weeks end on the weekday of the newest value
    rows = weeks(clicks, [9, *pattern])
    assert one(rules, rows).status == specified(pattern)


def test_a_month_under_way_does_not_count() -> None:
    rows = [*months(ORDERS, [0, 0, 0]), seen(ORDERS, 7, Period(date(2026, 11, 1), date(2026, 11, 14)))]
    assert one(RULES, rows).status == "fail"
    assert one(RULES, [*months(ORDERS, [7, 0, 0, 0])]).status == "fail"


@pytest.mark.parametrize(("day", "status"), [(date(2026, 10, 30), "watch"), (date(2026, 10, 31), "fail")])
def test_a_month_is_complete_on_its_last_day(day: date, status: str) -> None:
    assert one(RULES, months(ORDERS, [1, 0, 0, 0]), as_of=day).status == status


def test_stale_data_are_missing_months() -> None:
    assert one(RULES, months(ORDERS, [1, 1, 1], "2026-08")).status == "watch"  # September and October are missing
    assert one(RULES, months(ORDERS, [1, 1, 0], "2026-08")).status == "unknown"
    assert one(RULES, months(ORDERS, [1, 1, 1], "2026-07")).status == "unknown"


def test_stale_weeks_are_missing_weeks() -> None:
    clicks = metric("clicks", "count", window="week")
    rules = book([clicks], [check(clicks, ("at_least", "1"), sustained="3 weeks")])
    rows = weeks(clicks, [0, 0, 0], end=date(2026, 11, 1))
    assert one(rules, rows, as_of=date(2026, 11, 7)).status == "fail"  # six days: no week has ended since
    assert one(rules, rows, as_of=date(2026, 11, 8)).status == "unknown"


def test_no_data_at_all() -> None:
    finding = one(RULES)
    assert finding.status == "unknown"
    assert finding.value is None
    assert finding.supply is not None
    assert "2026-08" in finding.supply.en
    assert finding.reason == ("2026-08、2026-09、2026-10 没有数据", "no data for 2026-08, 2026-09, 2026-10")


@pytest.mark.parametrize(
    ("launched", "judged_from"),
    [
        (date(2026, 8, 1), None),
        (date(2026, 8, 2), "2026-11-30"),
        (date(2026, 10, 1), "2026-12-31"),
        (date(2026, 11, 3), "2027-02-28"),
    ],
)
def test_a_young_store_is_unknown_with_the_date(launched: date, judged_from: str | None) -> None:
    finding = one(RULES, months(ORDERS, [1, 1, 1]), stores=[Store(SHOP, launched=launched)])
    if judged_from is None:
        assert finding.status == "pass"
        return
    assert finding.status == "unknown"
    assert finding.reason is not None
    assert judged_from in finding.reason.en
    assert judged_from in finding.reason.zh


def test_a_young_store_by_weeks() -> None:
    clicks = metric("clicks", "count", window="week")
    rules = book([clicks], [check(clicks, ("at_least", "1"), sustained="3 weeks")])
    rows = weeks(clicks, [0, 0, 0])
    start = date(2026, 11, 14) - timedelta(days=20)
    assert one(rules, rows, stores=[Store(SHOP, launched=start)]).status == "fail"
    finding = one(rules, rows, stores=[Store(SHOP, launched=start + timedelta(days=1))])
    assert finding.status == "unknown"
    assert finding.reason is not None
    assert "2026-11-21" in finding.reason.en


def test_evidence_is_one_a_period_newest_first() -> None:
    finding = one(RULES, months(ORDERS, [9, 0, 1, 2]))
    assert [cell.raw for cell in finding.evidence] == ["2", "1", "0"]
    assert finding.value == 2
    assert finding.period == month("2026-10")


def test_a_conflict_inside_is_a_gap_and_named() -> None:
    rows = [*months(ORDERS, [0, 0]), *months(ORDERS, [0], "2026-08")]
    rows = [row for row in rows if row.period != month("2026-09")]
    rows.append(seen(ORDERS, 1, "2026-09", cell="C7"))
    rows.append(seen(ORDERS, 2, "2026-09", cell="D9"))
    finding = one(RULES, rows)
    assert finding.status == "unknown"
    assert finding.reason is not None
    assert "C7 = 1" in finding.reason.en
    assert "D9 = 2" in finding.reason.en


def test_an_unreadable_month_is_a_gap() -> None:
    rows = [*months(ORDERS, [0], "2026-08"), *months(ORDERS, [0])]
    rows.append(seen(ORDERS, None, "2026-09", state=ValueState.UNREADABLE, raw="#REF!"))
    finding = one(RULES, rows)
    assert finding.status == "unknown"
    assert finding.reason is not None
    assert "#REF!" in finding.reason.en


# --- values shorter than the period ---


def test_weekly_counts_are_added_up_by_month() -> None:
    assert one(RULES, weeks(ORDERS, [0] * 20)).status == "fail"
    assert one(RULES, weeks(ORDERS, [0] * 9 + [1] + [0] * 10)).status == "watch"
    finding = one(RULES, weeks(ORDERS, [1] * 20))
    assert finding.status == "pass"
    assert finding.value == 5  # five weeks ended in October 2026
    assert len(finding.evidence) == 5 + 4 + 5
    assert finding.notes


def test_a_week_that_ends_on_the_first_is_of_the_month_that_begins() -> None:
    rules = book([ORDERS], [check(ORDERS, ("at_least", "9"), sustained="1 month")])
    finding = one(rules, weeks(ORDERS, [2, 2, 2, 2, 9], date(2026, 11, 1)))
    assert (finding.status, finding.value) == ("fail", 8)


def test_part_of_a_month_is_a_bound() -> None:
    # thirteen weeks reach back to the middle of August: one order there is at least one in the month
    assert one(RULES, weeks(ORDERS, [1] + [0] * 12)).status == "watch"
    assert one(RULES, weeks(ORDERS, [0] * 13)).status == "unknown"
    assert one(RULES, weeks(ORDERS, [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0])).status == "pass"


def test_an_upper_line_is_broken_by_a_part_already() -> None:
    rules = book([ORDERS], [check(ORDERS, ("at_most", "2"), sustained="3 months")])
    broken = weeks(ORDERS, [3] * 13)
    assert one(rules, broken).status == "fail"  # August's two weeks alone are six
    assert one(rules, weeks(ORDERS, [1, 0] + [3] * 11)).status == "unknown"  # August may still hold or not


def test_a_missing_week_leaves_the_month_open() -> None:
    rules = book([ORDERS], [check(ORDERS, ("at_least", "9"), sustained="1 month")])
    assert one(rules, weeks(ORDERS, [2, 2, 2, 2, 2, 2, 2])).status == "pass"
    gap = weeks(ORDERS, [2, 2, None, 2, 2, 2, 2])
    assert one(rules, gap).status == "unknown"
    full = weeks(ORDERS, [2] * 7)
    for missing in (day for day in (row.period.end for row in full) if day.month == 10):  # the last one ends it
        assert one(rules, [row for row in full if row.period.end != missing]).status == "unknown", missing


def test_weekly_rates_are_not_added_up() -> None:
    rate = metric("rate", "share", window="week")
    rules = book([rate], [check(rate, ("at_least", "90%"), sustained="1 month")])
    finding = one(rules, weeks(rate, [0.5, 0.5, 0.95, 0.5, 0.5]))
    assert finding.value == 0.95  # the newest that ended in October
    assert finding.status == "pass"


def test_stocks_are_not_added_up() -> None:
    stock = metric("stock", "count", window="moment")
    rules = book([stock], [check(stock, ("at_most", "3"), sustained="1 month")])
    assert one(rules, weeks(stock, [2, 2, 2, 2, 2, 2])).status == "pass"


# --- recovery and the warning line ---


def test_recovery_of_a_failure_is_one_good_period() -> None:
    finding = one(RULES, months(ORDERS, [0, 0, 0]))
    assert finding.recovery is not None
    assert finding.recovery.count == 1
    assert finding.recovery.text == ("2026-11 起的周期内达到：至少1", "in the period from 2026-11: at least 1")
    after = one(
        RULES,
        [*months(ORDERS, [0, 0, 0]), *months(ORDERS, [finding.recovery.count], "2026-11")],
        as_of=date(2026, 11, 30),
    )
    assert after.status == "watch"
    less = one(
        RULES,
        [*months(ORDERS, [0, 0, 0]), *months(ORDERS, [finding.recovery.count - 1], "2026-11")],
        as_of=date(2026, 11, 30),
    )
    assert less.status == "fail"


@pytest.mark.parametrize(("verb", "count"), [("at_least", 3), ("more_than", 4)])
def test_one_good_period_reaches_the_line_or_passes_it(verb: str, count: int) -> None:
    rules = book([ORDERS], [check(ORDERS, (verb, "3"), sustained="2 months")])
    recovery = one(rules, months(ORDERS, [0, 0])).recovery
    assert recovery is not None
    assert recovery.count == count


@pytest.mark.parametrize(
    ("span", "launched", "newest", "judged"),
    [
        (Span(2, "year"), date(2024, 1, 1), date(2025, 12, 31), date(2025, 12, 31)),
        (Span(2, "year"), date(2024, 1, 2), date(2025, 12, 31), date(2026, 12, 31)),
        (Span(2, "year"), date(2024, 3, 1), date(2025, 12, 31), date(2026, 12, 31)),  # a month's first, no year's
        (Span(3, "day"), date(2026, 11, 10), date(2026, 11, 15), date(2026, 11, 12)),
        (Span(3, "week"), date(2026, 11, 10), date(2026, 11, 15), date(2026, 12, 6)),  # weeks keep their weekday
    ],
)
def test_from_when_a_young_store_can_be_judged(span: Span, launched: date, newest: date, judged: date) -> None:
    assert date.fromordinal(judged_from(launched.toordinal(), newest.toordinal(), span)) == judged


def test_what_is_left_is_true() -> None:
    for pattern in product((0, 1), repeat=3):
        if not any(pattern):
            continue
        finding = one(RULES, months(ORDERS, pattern))
        assert finding.recovery is not None
        left = int(finding.recovery.text.en.split()[3])
        for more in range(4):
            as_of = month(f"2026-{10 + more}" if more < 3 else "2027-1").end
            later = one(RULES, [*months(ORDERS, pattern), *_zeros(more)], as_of=as_of)
            assert (later.status == "fail") == (more >= left), (pattern, more, left)


def _zeros(count: int) -> list[object]:
    names = ["2026-11", "2026-12", "2027-1"][:count]
    return [seen(ORDERS, 0, name) for name in names]


def test_a_watch_line_watches_the_newest_period() -> None:
    rules = book([ORDERS], [check(ORDERS, ("at_least", "1"), ("at_least", "3"), sustained="3 months")])
    assert one(rules, months(ORDERS, [1, 1, 3])).status == "pass"
    assert one(rules, months(ORDERS, [3, 3, 2])).status == "watch"


@given(st.lists(st.one_of(st.none(), st.integers(0, 1)), min_size=3, max_size=8))
def test_only_the_last_three_months_matter(values: list[int | None]) -> None:
    assert one(RULES, months(ORDERS, values)).status == specified(tuple(values[-3:]))


def test_years_weeks_and_days() -> None:
    days = metric("d", "count", window="day")
    clicks = metric("clicks", "count", window="week")
    for of, unit, rows, said in (
        (
            ORDERS,
            "2 years",
            [seen(ORDERS, 0, Period(date(year, 1, 1), date(year, 12, 31))) for year in (2024, 2025)],
            "2024, 2025",
        ),
        (days, "2 days", [seen(days, 0, date(2026, 11, day)) for day in (14, 15)], "2026-11-14, 2026-11-15"),
        (clicks, "2 weeks", weeks(clicks, [0, 0]), "2026-11-01 to 2026-11-07, 2026-11-08 to 2026-11-14"),
    ):
        rules = book([of], [check(of, ("at_least", "1"), sustained=unit)])
        found = one(rules, rows)
        assert found.status == "fail", unit
        assert found.reason is not None
        assert found.reason.en.endswith(f"in each of {unit}: {said}")
        assert one(rules, rows[1:]).status == "unknown", unit


def test_segments_are_judged_each() -> None:
    rows = [*months(ORDERS, [0, 0, 0], segment="DE"), *months(ORDERS, [1, 1, 1], segment="FR")]
    found = {finding.segment: finding.status for finding in audit(RULES, rows)[SHOP]}
    assert found == {"DE": "fail", "FR": "pass"}
