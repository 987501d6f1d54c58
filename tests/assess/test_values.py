"""Which value a finding stands on: latest period, window on a tie, marks, states, ratios, samples, staleness."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from auditor.model import Evidence, Observation, Period, Store, StoreKey, Text, ValueState
from auditor.rulebook.model import Range, RuleBook
from tests.assess.builders import AS_OF, SHOP, WEEK, audit, book, check, metric, one, seen, weeks

RATE = metric("rate", window="30 days")
RULES = book([RATE], [check(RATE, ("at_least", "90%"), max_age="14 days")])

BAD = metric("bad", "count", "lower", "60 days")
ALL = metric("all", "count", window="60 days")
ODR = metric("odr", better="lower", window="60 days", ratio=("bad", "all"))
ODR_RULES = book([BAD, ALL, ODR], [check(ODR, ("less_than", "1%"), min_sample=30, severity="critical")])
ODR_BY_PLATFORM = book([BAD, ALL, ODR], [check(ODR, ("less_than", "1%"), min_sample=30, min_sample_by_platform=True)])
PART = metric("part", range=Range(0, 1, Text("在0%至100%之间", "0% to 100%")))
PART_RULES = book([PART], [check(PART, ("at_least", "90%"))])
SPEND = metric("spend", "money", "lower")
SPEND_RULES = book([SPEND], [check(SPEND, ("at_most", "$5"))])


def test_no_data_says_what_to_supply() -> None:
    of = metric("rate", window="30 days", columns=("回复率",), where=Text("后台首页", "the start page"))
    finding = one(book([of], [check(of, ("at_least", "90%"))]))
    assert (finding.status, finding.value, finding.evidence) == ("unknown", None, ())
    assert finding.reason is not None
    assert finding.supply is not None
    assert "回复率" in finding.supply.zh
    assert "回复率" in finding.supply.en
    assert "the start page" in finding.supply.en
    assert "30 days" in finding.supply.en


def test_a_ratio_can_be_supplied_by_its_counts() -> None:
    supply = one(ODR_RULES).supply
    assert supply is not None
    assert "bad" in supply.en
    assert "all" in supply.en


# --- the latest period ---


def test_the_latest_period_that_has_ended_counts() -> None:
    rows = [
        seen(RATE, 0.95, Period(date(2026, 11, 1), date(2026, 11, 7))),
        seen(RATE, 0.80, WEEK),
        seen(RATE, 0.99, Period(date(2026, 11, 15), date(2026, 11, 21))),
    ]
    assert (one(RULES, rows).value, one(RULES, rows).period) == (0.80, WEEK)
    assert one(RULES, rows, as_of=date(2026, 11, 21)).value == 0.99
    assert one(RULES, rows, as_of=date(2026, 11, 13)).value == 0.95


def test_a_period_that_ends_on_the_day_counts() -> None:
    assert one(RULES, [seen(RATE, 0.95, Period(date(2026, 11, 9), AS_OF))]).status == "pass"


def test_only_later_periods_is_no_data() -> None:
    finding = one(RULES, [seen(RATE, 0.95, Period(date(2026, 11, 10), date(2026, 11, 16)))])
    assert (finding.status, finding.value) == ("unknown", None)


def test_on_a_tie_the_period_as_long_as_the_window_counts() -> None:
    thirty = Period(WEEK.end - timedelta(days=29), WEEK.end)
    quarter = Period(date(2026, 8, 15), WEEK.end)
    rows = [seen(RATE, 0.95, WEEK), seen(RATE, 0.80, thirty), seen(RATE, 0.99, quarter)]
    for order in (rows, rows[::-1]):
        finding = one(RULES, order)
        assert (finding.value, finding.period) == (0.80, thirty)
        assert any("set aside" in note.en for note in finding.notes)


def test_a_month_of_any_length_is_a_month() -> None:
    of = metric("rate", window="month")
    rules = book([of], [check(of, ("at_least", "90%"))])
    rows = [seen(of, 0.8, "2026-10"), seen(of, 0.95, Period(date(2026, 10, 25), date(2026, 10, 31)))]
    assert one(rules, rows).value == 0.8


def test_a_mark_in_the_newest_period_is_unknown_and_not_the_older_figure() -> None:
    rows = [seen(RATE, 0.95, Period(date(2026, 11, 1), date(2026, 11, 7))), seen(RATE, None, cell="C9", raw="暂无")]
    finding = one(RULES, rows)
    assert (finding.status, finding.value, finding.display) == ("unknown", None, None)
    assert finding.reason is not None
    assert "C9" in finding.reason.en
    assert "暂无" in finding.reason.zh
    assert [point.value for point in finding.trend] == [0.95, None]


@pytest.mark.parametrize("state", [ValueState.UNREADABLE, ValueState.UNDECIDED, ValueState.INCOMPLETE])
def test_what_can_not_be_used_is_unknown_with_its_note(state: ValueState) -> None:
    note = Text("为什么", "because of this")
    finding = one(RULES, [seen(RATE, None, state=state, note=note, raw="abc", cell="B2")])
    assert (finding.status, finding.value) == ("unknown", None)
    assert finding.reason == note
    assert finding.supply is not None
    assert finding.evidence[0].cell == "B2"


def test_rows_that_give_no_value_say_why_and_are_no_mark_of_a_missing_one() -> None:
    note = Text("没有相关的行", "there are no such rows")
    reason = one(RULES, [seen(RATE, None, note=note, rows=0, raw="订单创建时间", cell="B1")]).reason
    assert reason is not None
    assert reason.zh.endswith("：没有相关的行")
    assert reason.en.endswith(": there are no such rows")


def test_an_undecided_percent_gets_the_line_to_paste() -> None:
    supply = one(RULES, [seen(RATE, None, state=ValueState.UNDECIDED, raw="0.9")]).supply
    assert supply is not None
    assert "percent: {rate: percent}" in supply.en


def test_an_undecided_count_gets_no_advice_on_percent() -> None:
    rules = book([ALL], [check(ALL, ("at_least", "9"))])
    supply = one(rules, [seen(ALL, None, state=ValueState.UNDECIDED, note=Text("问", "asked"), raw="9")]).supply
    assert supply is not None
    assert "percent" not in supply.en


def test_zero_is_a_value() -> None:
    finding = one(RULES, [seen(RATE, 0.0)])
    assert (finding.status, finding.value) == ("fail", 0)


@pytest.mark.parametrize(
    ("rules", "rows", "name"),
    [
        (RULES, [seen(RATE, None, state=ValueState.CONFLICT, cell="B2")], "rate"),
        (RULES, [seen(RATE, None, state=ValueState.UNREADABLE, cell="B2")], "rate"),
        (RULES, [seen(RATE, None, state=ValueState.UNDECIDED, cell="B2")], "rate"),
        (ODR_RULES, [seen(BAD, None, state=ValueState.CONFLICT, cell="B2"), seen(ALL, 400)], "bad"),
        (ODR_RULES, [seen(BAD, 3), seen(ALL, 0)], "all"),
        (PART_RULES, [seen(PART, 2.0)], "part"),
        (ODR_BY_PLATFORM, [seen(BAD, 1), seen(ALL, 29)], "all"),
        (SPEND_RULES, [seen(SPEND, 3)], "spend"),
    ],
)
def test_what_to_settle_names_the_figure(rules: RuleBook, rows: list[Observation], name: str) -> None:
    supply = one(rules, rows).supply
    assert supply is not None
    assert f"“{name}（中）”" in supply.zh
    assert f"“{name}”" in supply.en


# --- conflicts ---


def test_a_conflict_names_every_cell() -> None:
    cells = (Evidence("a.csv", None, "B2", "91%"), Evidence("b.xlsx", "周报", "C7", "89%"))
    row = seen(RATE, None, state=ValueState.CONFLICT)._replace(evidence=cells)
    finding = one(RULES, [row])
    assert finding.status == "unknown"
    assert finding.evidence == cells
    assert finding.reason is not None
    for text in ("a.csv!B2 = 91%", "b.xlsx!周报!C7 = 89%"):
        assert text in finding.reason.en
        assert text in finding.reason.zh


@pytest.mark.parametrize("other", [WEEK, WEEK.end])
def test_two_different_values_are_a_conflict_and_equal_ones_are_fine(other: Period | date) -> None:
    of = metric("rate", window="week")
    rules = book([of], [check(of, ("at_least", "90%"))])
    rows = [seen(of, 0.95, WEEK, cell="B2"), seen(of, 0.85, other, cell="C3")]
    for order in (rows, rows[::-1]):
        finding = one(rules, order)
        assert (finding.status, finding.value) == ("unknown", None)
        assert {cell.cell for cell in finding.evidence} == {"B2", "C3"}
    equal = [seen(of, 0.95, WEEK, cell="B2"), seen(of, 0.95, other, cell="C3")]
    assert one(rules, equal).status == "pass"


def test_a_higher_precedence_settles_it() -> None:
    rows = [seen(RATE, 0.85, cell="B2", precedence=1), seen(RATE, 0.95, cell="C3", precedence=2)]
    for order in (rows, rows[::-1]):
        assert one(RULES, order).value == 0.95


def test_a_value_goes_before_a_mark_of_the_same_period() -> None:
    rows = [seen(RATE, None, cell="A1"), seen(RATE, 0.95, cell="B2")]
    for order in (rows, rows[::-1]):
        assert one(RULES, order).value == 0.95


# --- age ---


@pytest.mark.parametrize(("days", "status"), [(13, "pass"), (14, "pass"), (15, "unknown")])
def test_data_older_than_the_check_allows_are_stale(days: int, status: str) -> None:
    finding = one(RULES, [seen(RATE, 0.95, AS_OF - timedelta(days=days))])
    assert finding.status == status
    if status == "unknown":
        assert finding.reason is not None
        assert "15 days" in finding.reason.en
        assert finding.value == 0.95  # what was there is shown; it is not judged


def test_without_max_age_nothing_is_stale() -> None:
    rules = book([RATE], [check(RATE, ("at_least", "90%"))])
    assert one(rules, [seen(RATE, 0.95, date(2020, 1, 1))]).status == "pass"


@pytest.mark.parametrize(
    ("window", "days", "told"),
    [
        ("week", 31, False), ("week", 32, True), ("moment", 31, False), ("moment", 32, True), ("60 days", 60, False),
        ("60 days", 61, True), ("month", 31, False), ("month", 32, True), ("year", 360, False), ("year", 366, True),
    ],
)  # fmt: skip
def test_a_value_that_no_other_has_followed_for_its_window_says_how_old_it_is(
    window: str, days: int, told: bool
) -> None:
    """An order defect rate of February says nothing of November, and yet it passed without a word."""
    rate = metric("rate", window=window)
    rules = book([rate], [check(rate, ("at_least", "90%"))])
    finding = one(rules, [seen(rate, 0.95, AS_OF - timedelta(days=days))])
    assert finding.status == "pass"
    assert any(f"{days} days before the audit" in note.en for note in finding.notes) == told
    limited = book([rate], [check(rate, ("at_least", "90%"), max_age="14 days")])
    assert one(limited, [seen(rate, 0.95, AS_OF - timedelta(days=days))]).notes == (), "the reason says it"


# --- ratios ---


@pytest.mark.parametrize(
    ("bad", "total", "status"),
    [(0, 500, "pass"), (4, 500, "pass"), (5, 500, "fail"), (6, 500, "fail"), (0, 0, "unknown")],
)
def test_a_ratio_is_computed_from_its_counts(bad: float, total: float, status: str) -> None:
    finding = one(ODR_RULES, [seen(BAD, bad, cell="B2"), seen(ALL, total, cell="C2")])
    assert finding.status == status
    assert [cell.cell for cell in finding.evidence] == ["B2", "C2"]
    if total:
        assert finding.value == bad / total
    else:
        assert finding.reason is not None
        assert "all is 0" in finding.reason.en


def test_the_counts_win_over_the_printed_rate_and_the_difference_is_noted() -> None:
    counts = [seen(BAD, 5, cell="B2"), seen(ALL, 400, cell="C2")]
    wrong = one(ODR_RULES, [*counts, seen(ODR, 0.009, raw="0.9%", cell="D2")])
    assert (wrong.status, wrong.value) == ("fail", 0.0125)
    assert any("D2" in note.en and "1.25%" in note.en for note in wrong.notes)
    assert wrong.notes[-1].en == "by the printed rate it would hold: check both against the platform"
    fewer = one(ODR_RULES, [seen(BAD, 7), seen(ALL, 1000), seen(ODR, 0.02, raw="2%")])
    assert (fewer.status, fewer.value) == ("pass", 0.007)
    assert fewer.notes[-1].en == "by the printed rate it would fail: check both against the platform"
    alike = one(ODR_RULES, [*counts, seen(ODR, 0.02, raw="2%")])
    assert len(alike.notes) == 1
    rounded = one(ODR_RULES, [*counts, seen(ODR, 0.013, raw="1.3%", cell="D2")])
    assert rounded.notes == ()
    exact = one(ODR_RULES, [*counts, seen(ODR, 0.0125, raw="0.0125", cell="D2")])
    assert exact.notes == ()
    sixty = Period(WEEK.end - timedelta(days=59), WEEK.end)
    for when, noted in ((WEEK.end, True), (sixty, True), (WEEK, False)):  # the rate of a week is another figure
        long = [seen(BAD, 5, sixty), seen(ALL, 400, sixty)]
        assert (
            any("D2" in note.en for note in one(ODR_RULES, [*long, seen(ODR, 0.009, when, cell="D2")]).notes) == noted
        )


@pytest.mark.parametrize(
    ("raw", "value", "noted"),
    [("33%", 0.33, False), ("33.3%", 0.333, False), ("33.30%", 0.333, True), ("34%", 0.34, True)],
)
def test_rounding_is_that_of_the_printed_digits(raw: str, value: float, noted: bool) -> None:
    finding = one(ODR_RULES, [seen(BAD, 100), seen(ALL, 300), seen(ODR, value, raw=raw)])
    assert bool(finding.notes) == noted


def test_a_rate_alone_is_taken_as_printed() -> None:
    assert one(ODR_RULES, [seen(ODR, 0.0099)]).status == "pass"
    assert one(ODR_RULES, [seen(ODR, 0.01)]).status == "fail"
    finding = one(ODR_RULES, [seen(ODR, 0.005), seen(BAD, None)])
    assert (finding.status, finding.value) == ("pass", 0.005)


def test_counts_of_different_periods_make_no_ratio() -> None:
    rows = [seen(BAD, 5, WEEK), seen(ALL, 400, Period(date(2026, 9, 16), WEEK.end))]
    assert one(ODR_RULES, rows).status == "unknown"


def test_a_single_date_matches_a_period_that_ends_on_it() -> None:
    rows = [seen(BAD, 5, WEEK.end), seen(ALL, 400, Period(date(2026, 9, 16), WEEK.end))]
    assert one(ODR_RULES, rows).value == 0.0125


def test_counts_of_another_period_are_no_sample() -> None:
    sixty = Period(WEEK.end - timedelta(days=59), WEEK.end)
    finding = one(ODR_RULES, [seen(ODR, 0.02, sixty), seen(BAD, 1, WEEK), seen(ALL, 20, WEEK)])
    assert (finding.status, finding.value, finding.period, finding.notes) == ("fail", 0.02, sixty, ())
    assert finding.recovery is not None
    assert finding.recovery.count is None


def test_what_another_store_printed_takes_no_counts_away() -> None:
    other = StoreKey("alibaba", "other")
    sixty = Period(WEEK.end - timedelta(days=59), WEEK.end)
    rows = [seen(BAD, 5, WEEK), seen(ALL, 400, WEEK), seen(ODR, 0.02, sixty, store=other)]
    found = audit(ODR_RULES, rows, stores=[Store(SHOP), Store(other)])
    assert [found[SHOP][0].value, found[other][0].value] == [0.0125, 0.02]


def test_a_zero_denominator_stays_unknown_beside_a_printed_rate() -> None:
    assert one(ODR_RULES, [seen(BAD, 0), seen(ALL, 0), seen(ODR, 0.0)]).status == "unknown"


@pytest.mark.parametrize(
    ("whole", "rate", "status"),
    [
        (0, 0.0, "unknown"),
        (0, 1.0, "unknown"),
        (0, 0.005, "pass"),  # the last 60 days' of a week without orders
        (1, 0.0, "pass"),
        (None, 0.0, "pass"),
    ],
)
def test_a_printed_rate_of_nothing_is_none(whole: float | None, rate: float, status: str) -> None:
    finding = one(ODR_RULES, [seen(ALL, whole), seen(ODR, rate)])
    assert finding.status == status
    if status == "unknown":
        assert finding.reason is not None
        assert "there is no rate" in finding.reason.en


def test_a_missing_count_without_a_rate_is_unknown() -> None:
    finding = one(ODR_RULES, [seen(BAD, None, cell="B2"), seen(ALL, 400)])
    assert finding.status == "unknown"
    assert finding.reason is not None
    assert "B2" in finding.reason.en


def test_rates_are_never_averaged() -> None:
    rows = [*weeks(BAD, [1, 3]), *weeks(ALL, [1000, 200])]
    assert one(ODR_RULES, rows).value == 3 / 200


# --- samples ---


def test_a_small_sample_is_noted_and_still_judged() -> None:
    finding = one(ODR_RULES, [seen(BAD, 1), seen(ALL, 29)])
    assert finding.status == "fail"
    assert any("small sample" in note.en for note in finding.notes)
    assert one(ODR_RULES, [seen(BAD, 1), seen(ALL, 30)]).notes == ()


def test_a_small_sample_is_unknown_where_the_platform_says_so() -> None:
    finding = one(ODR_BY_PLATFORM, [seen(BAD, 1), seen(ALL, 29)])
    assert (finding.status, finding.value) == ("unknown", 1 / 29)
    assert finding.reason is not None
    assert "29" in finding.reason.en
    assert one(ODR_BY_PLATFORM, [seen(BAD, 1), seen(ALL, 30)]).status == "fail"


def test_a_sample_that_nobody_stated_is_no_obstacle() -> None:
    assert one(ODR_BY_PLATFORM, [seen(ODR, 0.02)]).status == "fail"


def test_the_sample_of_a_mean() -> None:
    reviews = metric("reviews", "count", window="90 days")
    dsr = metric("dsr", "score", window="90 days", sample="reviews")
    rules = book([reviews, dsr], [check(dsr, ("more_than", "4.5"), min_sample=10)])
    assert one(rules, [seen(dsr, 4.4), seen(reviews, 9)]).notes
    assert not one(rules, [seen(dsr, 4.4), seen(reviews, 10)]).notes


# --- segments ---


def test_each_segment_is_a_finding() -> None:
    rows = [seen(RATE, 0.8, segment="FBM"), seen(RATE, 0.95, segment="FBA"), seen(RATE, 0.91)]
    found = [(finding.segment, finding.status) for finding in audit(RULES, rows)[SHOP]]
    assert found == [(None, "pass"), ("FBA", "pass"), ("FBM", "fail")]


def test_a_store_of_segments_has_no_finding_of_its_own() -> None:
    assert [finding.segment for finding in audit(RULES, [seen(RATE, 0.8, segment="DE")])[SHOP]] == ["DE"]


def test_ratios_stay_inside_their_segment() -> None:
    rows = [seen(BAD, 1, segment="DE"), seen(ALL, 500, segment="DE"), seen(BAD, 9, segment="FR"), seen(ALL, 500)]
    found = {finding.segment: finding.value for finding in audit(ODR_RULES, rows)[SHOP]}
    assert found == {"DE": 1 / 500}


def test_rows_behind_a_derived_count_are_told() -> None:
    count = metric("campaigns", "count", "lower", "moment")
    rules = book([count], [check(count, ("equals", "0"))])
    assert one(rules, [seen(count, 24, rows=24)]).evidence_rows == 24


@pytest.mark.parametrize("day", [date.min, date(1, 12, 31), date.max])
def test_the_ends_of_the_calendar(day: date) -> None:
    orders = metric("orders", "count", window="month")
    change = metric("change", formula="change(orders, 1 month)", window="month")
    checks = [
        check(ODR, ("less_than", "1%"), max_age="14 days"),
        check(orders, ("at_least", "1"), sustained="3 months"),
        check(change, ("at_least", "0%")),
    ]
    rules = book([BAD, ALL, ODR, orders, change], checks)
    rows = [seen(BAD, 9, day), seen(ALL, 400, day), seen(orders, 0, day)]
    found = {finding.check: finding.status for finding in audit(rules, rows, as_of=day)[SHOP]}
    assert found["check.odr"] == "fail"
    assert found["check.change"] == "unknown"
