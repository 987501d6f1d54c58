"""Recovery by brute force over exact fractions: the count brings it back, and one less does not."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.assess.recovery import bad_left, good_needed, hits_needed, least_hits, marks_needed, misses_left, most_bad
from auditor.model import Period, Recovery, Text
from auditor.rulebook.model import Verb
from tests.assess.builders import WEEK, book, check, metric, one, seen

UPPER = st.sampled_from([Verb.AT_MOST, Verb.LESS_THAN])
LOWER = st.sampled_from([Verb.AT_LEAST, Verb.MORE_THAN])
SHARES = st.fractions(min_value=0, max_value=1, max_denominator=400)


def holds(value: Fraction, line: Fraction, verb: Verb) -> bool:
    return {
        Verb.AT_LEAST: value >= line,
        Verb.MORE_THAN: value > line,
        Verb.AT_MOST: value <= line,
        Verb.LESS_THAN: value < line,
    }[verb]


@given(st.integers(0, 60), st.integers(1, 500), SHARES, UPPER)
def test_good_events_that_dilute_the_bad(bad: int, total: int, line: Fraction, verb: Verb) -> None:
    needed = good_needed(bad, total, line, verb)
    if needed is None:
        assert not any(holds(Fraction(bad, total + more), line, verb) for more in (0, 1, 10**9))
        return
    assert holds(Fraction(bad, total + needed), line, verb)
    assert needed == 0 or not holds(Fraction(bad, total + needed - 1), line, verb)


@given(st.integers(0, 60), st.integers(1, 500), SHARES, UPPER)
def test_bad_events_left(bad: int, total: int, line: Fraction, verb: Verb) -> None:
    bad = min(bad, total)
    left = bad_left(bad, total, line, verb)
    if left < 0:
        assert not holds(Fraction(bad, total), line, verb)
        return
    assert holds(Fraction(bad + left, total), line, verb)
    assert bad + left == total or not holds(Fraction(bad + left + 1, total), line, verb)


@given(st.integers(0, 200), st.integers(1, 200), SHARES, LOWER)
def test_hits_in_a_row(hits: int, total: int, line: Fraction, verb: Verb) -> None:
    hits = min(hits, total)
    needed = hits_needed(hits, total, line, verb)
    if needed is None:
        assert not any(holds(Fraction(hits + more, total + more), line, verb) for more in (0, 1, 10**9))
        return
    assert holds(Fraction(hits + needed, total + needed), line, verb)
    assert needed == 0 or not holds(Fraction(hits + needed - 1, total + needed - 1), line, verb)


@given(st.integers(0, 200), st.integers(1, 200), SHARES, LOWER)
def test_misses_left(hits: int, total: int, line: Fraction, verb: Verb) -> None:
    hits = min(hits, total)
    left = misses_left(hits, total, line, verb)
    if left is None:
        assert all(holds(Fraction(hits, total + more), line, verb) for more in (0, 1, 10**9))
    elif left < 0:
        assert not holds(Fraction(hits, total), line, verb)
    else:
        assert holds(Fraction(hits, total + left), line, verb)
        assert not holds(Fraction(hits, total + left + 1), line, verb)


@given(st.integers(10, 50), st.integers(1, 300), st.integers(10, 50), LOWER)
def test_best_marks_that_lift_a_mean(tenths: int, count: int, line_tenths: int, verb: Verb) -> None:
    mean, line, best = Fraction(tenths, 10), Fraction(line_tenths, 10), Fraction(5)

    def after(marks: int) -> Fraction:
        return (mean * count + best * marks) / (count + marks)

    needed = marks_needed(mean, count, best, line, verb)
    if needed is None:
        assert not any(holds(after(more), line, verb) for more in (0, 1, 10**9))
        return
    assert holds(after(needed), line, verb)
    assert needed == 0 or not holds(after(needed - 1), line, verb)


@given(st.integers(0, 500), st.integers(1, 300), st.integers(1, 500), UPPER)
def test_best_marks_that_lower_a_mean(mean: int, count: int, line: int, verb: Verb) -> None:
    def after(marks: int) -> Fraction:
        return Fraction(mean * count, count + marks)

    needed = marks_needed(Fraction(mean), count, Fraction(0), Fraction(line), verb)
    assert needed is not None
    assert holds(after(needed), Fraction(line), verb)
    assert needed == 0 or not holds(after(needed - 1), Fraction(line), verb)


# --- as findings ---

BAD = metric("bad", "count", "lower", "60 days")
ALL = metric("all", "count", window="60 days")
ODR = metric(
    "odr",
    better="lower",
    window="60 days",
    ratio=("bad", "all"),
    regain=Text("再有{n}个无缺陷订单", "{n} more {n:order|orders} without a defect"),
    left=Text("距{line}还可有{n}个缺陷", "{n} {n:defect|defects} left before {line}"),
)
RULES = book([BAD, ALL, ODR], [check(ODR, ("less_than", "1%"), severity="critical")])


def odr(bad: int, total: int) -> Recovery:
    found = one(RULES, [seen(BAD, bad), seen(ALL, total)]).recovery
    assert found is not None
    return found


def test_the_blueprints_examples() -> None:
    back = odr(5, 450)
    assert back.count == 51
    assert back.text.en.startswith("51 more orders without a defect")
    assert back.text.zh.startswith("再有51个无缺陷订单")
    left = odr(1, 400)
    assert (left.count, left.text.en) == (2, "2 defects left before 1%")
    last = odr(1, 202)
    assert (last.count, last.text.en) == (1, "1 defect left before 1%")
    points = metric("violation_points", "count", "lower")
    below = one(book([points], [check(points, ("less_than", "12"))]), [seen(points, 6)]).recovery
    assert below is not None
    assert (below.count, below.text.en) == (5, "room for 5 more of “violation_points” before 12")
    rfq = metric("rfq", ratio=("answered", "received"), window="30 days")
    parts = [metric("answered", "count", window="30 days"), metric("received", "count", window="30 days")]
    rules = book([*parts, rfq], [check(rfq, ("at_least", "90%"))])
    found = one(rules, [seen("answered", 56), seen("received", 66)]).recovery
    assert found is not None
    assert found.count == 34


@given(st.integers(0, 30), st.integers(1, 800))
def test_a_finding_recovers_by_its_own_count(bad: int, total: int) -> None:
    bad = min(bad, total)
    first = one(RULES, [seen(BAD, bad), seen(ALL, total)])
    assert first.recovery is not None
    count = first.recovery.count
    assert count is not None
    if first.status == "fail":
        assert one(RULES, [seen(BAD, bad), seen(ALL, total + count)]).status == "pass"
        assert one(RULES, [seen(BAD, bad), seen(ALL, total + count - 1)]).status == "fail"
    else:
        assert one(RULES, [seen(BAD, bad + count), seen(ALL, total)]).status == "pass"
        assert one(RULES, [seen(BAD, bad + count + 1), seen(ALL, total)]).status == "fail"


@given(
    st.integers(0, 60),
    st.integers(1, 200),
    SHARES,
    st.sampled_from([Verb.AT_MOST, Verb.LESS_THAN, Verb.AT_LEAST, Verb.MORE_THAN]),
)
def test_bounds_of_a_stock(part: int, whole: int, line: Fraction, verb: Verb) -> None:
    if verb in (Verb.AT_MOST, Verb.LESS_THAN):
        most = most_bad(whole, line, verb)
        assert most < 0 or holds(Fraction(most, whole), line, verb)
        assert most == whole or not holds(Fraction(most + 1, whole), line, verb)
    else:
        least = least_hits(whole, line, verb)
        assert least > whole or holds(Fraction(least, whole), line, verb)
        assert least == 0 or not holds(Fraction(least - 1, whole), line, verb)


@pytest.mark.parametrize(
    ("better", "expect", "part", "text", "count"),
    [
        ("lower", ("at_most", "10%"), 24, "reduce part by 4, to at most 20", 4),
        ("lower", ("less_than", "10%"), 24, "reduce part by 5, to at most 19", 5),
        ("lower", ("at_most", "10%"), 18, "2 of part to spare before 10%", 2),
        ("lower", ("at_most", "0%"), 4, "reduce part by 4, to at most 0", 4),
        ("higher", ("at_least", "90%"), 170, "raise part by 10, to at least 180", 10),
        ("higher", ("at_least", "100%"), 190, "raise part by 10, to at least 200", 10),
        ("higher", ("at_least", "90%"), 185, "5 of part to spare before 90%", 5),
    ],
)
def test_a_share_of_what_is_there_now(better: str, expect: tuple[str, str], part: int, text: str, count: int) -> None:
    of = metric("share", "share", better, "moment", ratio=("part", "whole"))
    rules = book(
        [metric("part", "count", window="moment"), metric("whole", "count", window="moment"), of], [check(of, expect)]
    )
    finding = one(rules, [seen("part", part), seen("whole", 200)])
    assert finding.recovery is not None
    assert (finding.recovery.text.en, finding.recovery.count) == (text, count)
    if text.startswith(("reduce", "raise")):
        words = {"lower": ("减少", "至多"), "higher": ("增加", "至少")}[better]
        assert finding.recovery.text.zh == f"“part（中）”{words[0]} {count}，{words[1]} {text.rsplit(maxsplit=1)[-1]}"
    sign = (1 if better == "higher" else -1) * (1 if finding.status == "fail" else -1)
    assert one(rules, [seen("part", part + sign * count), seen("whole", 200)]).status == "pass"
    more = -1 if finding.status == "fail" else 1
    assert one(rules, [seen("part", part + sign * (count + more)), seen("whole", 200)]).status == "fail"


def test_where_not_all_of_it_would_do_the_distance_is_told() -> None:
    of = metric("share", "share", "higher", "moment", ratio=("part", "whole"))
    parts = [metric(name, "count", window="moment") for name in ("part", "whole")]
    rules = book([*parts, of], [check(of, ("at_least", "110%"))])
    found = one(rules, [seen("part", 190), seen("whole", 200)]).recovery
    assert found == (
        ("需达到：至少110%，还差 15 个百分点", "to be reached: at least 110%, up by 15 percentage points"),
        None,
    )


def test_a_yes_that_is_missing_is_what_is_needed() -> None:
    of = metric("v", "flag", window="moment")
    rules = book([of], [check(of, ("equals", "yes"))])
    told = [one(rules, [seen(of, value)]).recovery for value in (0.0, 1.0)]
    assert told == [(("需达到：是", "to be reached: yes"), None), None]


def test_old_events_leave_the_window() -> None:
    text = odr(5, 450).text
    assert "2026-11-15" in text.en  # the day after the window's last, 2026-11-14
    assert "2027-01-13" in text.zh  # sixty days after it


def test_all_of_it_can_not_be_regained() -> None:
    full = metric("full", ratio=("answered", "received"), window="30 days")
    parts = [metric("answered", "count", window="30 days"), metric("received", "count", window="30 days")]
    rules = book([*parts, full], [check(full, ("at_least", "100%"))])
    found = one(rules, [seen("answered", 9), seen("received", 10)]).recovery
    assert found is not None
    assert found.count is None
    assert "can't be made up" in found.text.en


def test_without_a_template_the_metrics_names_are_used() -> None:
    plain = metric("odr", better="lower", window="60 days", ratio=("bad", "all"))
    rules = book([BAD, ALL, plain], [check(plain, ("less_than", "1%"))])
    found = one(rules, [seen(BAD, 5), seen(ALL, 450)]).recovery
    assert found is not None
    assert found.text.en.startswith("51 more of all without one more of bad")


def test_a_mean_needs_best_marks() -> None:
    reviews = metric("reviews", "count", window="90 days")
    dsr = metric("dsr", "score", window="90 days", sample="reviews", best=Fraction(5))
    rules = book([reviews, dsr], [check(dsr, ("more_than", "4.5"))])
    found = one(rules, [seen(dsr, 4.4), seen(reviews, 50)]).recovery
    assert found is not None
    assert found.count == 11
    alone = one(rules, [seen(dsr, 4.4)]).recovery
    assert alone is not None
    assert alone.count is None
    assert "up by more than 0.1" in alone.text.en


@pytest.mark.parametrize(
    ("expect", "window", "better", "value", "count"),
    [
        (("at_least", "5"), "week", "higher", 3, 2),
        (("more_than", "5"), "week", "higher", 3, 3),
        (("at_least", "5"), "week", "higher", 5, None),
        (("equals", "0"), "moment", "lower", 4, 4),
        (("at_most", "2"), "moment", "lower", 4, 2),
        (("less_than", "12"), "moment", "lower", 24, None),  # points of a ladder
        (("equals", "0"), "180 days", "lower", 4, None),  # what happened only grows old
        (("at_most", "2"), "180 days", "lower", 1, 1),
        (("less_than", "2"), "180 days", "lower", 1, 0),
        (("at_most", "2"), "moment", "lower", 2, 0),
        (("equals", "5"), "moment", "higher", 3, 2),
    ],
)
def test_counts(expect: tuple[str, str], window: str, better: str, value: int, count: int | None) -> None:
    of = metric("n", "count", better, window)
    rules = book([of], [check(of, expect)])
    finding = one(rules, [seen(of, value)])
    assert (finding.recovery.count if finding.recovery else None) == count
    assert finding.recovery is None or ("too many" in finding.recovery.text.en) == (
        finding.status == "fail" and better == "lower"
    )
    if finding.status == "fail" and count is not None:
        sign = 1 if better == "higher" else -1
        assert one(rules, [seen(of, value + sign * count)]).status == "pass"
        assert one(rules, [seen(of, value + sign * (count - 1))]).status == "fail"


@pytest.mark.parametrize(
    ("verb", "zh", "en"),
    [
        ("less_than", "最多 11，超出 13（须小于12）", "13 too many: at most 11 (less than 12)"),
        ("at_most", "超出 12，须不超过12", "12 too many: must be at most 12"),
    ],
)
def test_too_many_says_how_many_there_may_be(verb: str, zh: str, en: str) -> None:
    """24 are 12 beyond a line of 12, and 13 too many where it has to be fewer: both stand on one page."""
    of = metric("n", "count", "lower", "moment")
    found = one(book([of], [check(of, (verb, "12"))]), [seen(of, 24)]).recovery
    assert found is not None
    assert found.text == (zh, en)


def test_a_count_is_told_in_the_words_of_its_metric() -> None:
    words = {"regain": Text("再清 {n} 件", "clear {n} more"), "left": Text("还可有 {n} 件", "{n} may come")}
    of = metric("n", "count", "lower", "moment", **words)
    rules = book([of], [check(of, ("at_most", "2"))])
    told = [one(rules, [seen(of, value)]).recovery for value in (4, 1)]
    assert told == [(("再清 2 件", "clear 2 more"), 2), (("还可有 1 件", "1 may come"), 1)]


def test_events_of_a_window_leave_it() -> None:
    of = metric("n", "count", "lower", "180 days")
    found = one(book([of], [check(of, ("equals", "0"))]), [seen(of, 1)]).recovery
    assert found is not None
    assert date(2027, 5, 13).isoformat() in found.text.en  # 180 days after 2026-11-14


@pytest.mark.parametrize(
    ("unit", "expect", "value", "more", "text"),
    [
        ("share", ("between", "15%", "25%"), 0.282, {}, ", down by 3.2 percentage points"),
        ("share", ("between", "15%", "25%"), 0.1, {}, ", up by 5 percentage points"),
        ("days", ("at_most", "15 days"), 17.5, {}, ", down by 2.5 days"),
        ("hours", ("less_than", "24 hours"), 25.0, {}, ", down by more than 1 hour"),
        ("share", ("less_than", "4%"), 0.05, {}, ", down by more than 1 percentage point"),
        ("share", ("at_most", "4%"), 0.05, {}, ", down by 1 percentage point"),
        ("score", ("more_than", "4.5"), 4.3, {}, ", up by more than 0.2"),
        ("score", ("at_least", "400"), 388.0, {}, ", up by 12"),
        # more than the line; what was rounded up is more already
        ("share", ("less_than", "4%"), 0.0571428, {}, ", down by 1.72 percentage points"),
        ("money", ("at_most", "$1.2"), 1.5, {"currency": "USD"}, ", down by $0.30"),
        # rounded up: what is said has to do
        ("money", ("at_most", "$18"), 127 / 7, {"currency": "USD"}, ", down by $0.15"),
        ("money", ("at_most", "$0.3"), 0.33121, {"currency": "USD"}, ", down by $0.0313"),
        ("share", ("at_most", "8%"), 10 / 101, {}, ", down by 1.91 percentage points"),
        ("share", ("at_least", "90%"), 0.899999, {}, ", up by 0.01 percentage points"),
        ("days", ("at_most", "15 days"), 15.001, {}, ", down by 0.01 days"),
    ],
)
def test_elsewhere_the_text_says_how_far(
    unit: str, expect: tuple[str, ...], value: float, more: dict[str, str], text: str
) -> None:
    of = metric("v", unit, "lower")
    found = one(book([of], [check(of, expect)]), [seen(of, value, **more)]).recovery
    assert found is not None
    assert found.count is None
    assert text in found.text.en


@pytest.mark.parametrize(("verb", "said"), [("less_than", "须降低超过 1 个百分点"), ("at_most", "须降低 1 个百分点")])
def test_more_than_the_distance_is_one_phrase_in_chinese(verb: str, said: str) -> None:
    of = metric("v", "share", "lower")
    found = one(book([of], [check(of, (verb, "4%"))]), [seen(of, 0.05)]).recovery
    assert found is not None
    assert said in found.text.zh


@pytest.mark.parametrize(("window", "said"), [("moment", "Supply "), ("30 days", " (window: 30 days)")])
def test_what_is_to_be_supplied_names_a_window_where_it_has_one(window: str, said: str) -> None:
    of = metric("v", "count", window=window)
    supply = one(book([of], [check(of, ("at_least", "1"))]), [seen("other", 1)]).supply
    assert supply is not None
    assert said in supply.en
    assert "moment" not in supply.en


def test_a_hairs_breadth_is_not_shown_as_nothing() -> None:
    of = metric("v", "share")
    found = one(book([of], [check(of, ("at_least", "90%"))]), [seen(of, 0.8999999)]).recovery
    assert found is not None
    assert ", up by 0.01 percentage points" in found.text.en


@pytest.mark.parametrize(
    ("unit", "expect", "value", "room"),
    [
        ("share", ("at_least", "90%"), 0.87, -0.03),
        ("share", ("less_than", "1%"), 0.004, 0.006),
        ("share", ("between", "15%", "25%"), 0.16, 0.01),
        ("share", ("between", "15%", "25%"), 0.30, -0.05),
        ("count", ("equals", "0"), 3.0, -3.0),
        ("score", ("more_than", "4.5"), 4.5, 0.0),
    ],
)
def test_headroom_is_the_signed_distance(unit: str, expect: tuple[str, ...], value: float, room: float) -> None:
    of = metric("v", unit)
    assert one(book([of], [check(of, expect)]), [seen(of, value)]).headroom == room


def test_unknown_has_neither() -> None:
    finding = one(RULES, [seen(ODR, None, Period(WEEK.start, WEEK.end))])
    assert (finding.headroom, finding.recovery) == (None, None)
