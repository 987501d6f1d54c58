"""Requirements as intervals: every verb just below, at and just above its line, and the whole matrix at once."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.assess.compare import FAIL, PASS, UNKNOWN, WATCH, bounds, interval, sustained_verdicts, verdicts
from auditor.rulebook.model import Requirement, Verb
from tests.assess.builders import book, check, metric, one, quantity, requirement, seen

NUMERIC = [Verb.AT_LEAST, Verb.MORE_THAN, Verb.AT_MOST, Verb.LESS_THAN, Verb.EQUALS, Verb.BETWEEN]


def holds(verb: Verb, value: Fraction, *lines: Fraction) -> bool:
    """What each verb means, over exact fractions."""
    return {
        Verb.AT_LEAST: lambda: value >= lines[0],
        Verb.MORE_THAN: lambda: value > lines[0],
        Verb.AT_MOST: lambda: value <= lines[0],
        Verb.LESS_THAN: lambda: value < lines[0],
        Verb.EQUALS: lambda: value == lines[0],
        Verb.BETWEEN: lambda: lines[0] <= value <= lines[1],
    }[verb]()


@pytest.mark.parametrize("verb", NUMERIC)
@pytest.mark.parametrize("line", ["0", "0.01", "0.9", "4.5", "400", "-0.3", "1000000"])
def test_verbs_just_below_at_and_just_above(verb: Verb, line: str) -> None:
    exact = Fraction(line)
    step = max(abs(exact), Fraction(1)) / 10**8
    lines = (exact, exact + 2 * step) if verb is Verb.BETWEEN else (exact,)
    values = [exact + number * step for number in (-2, -1, 0, 1, 2, 3)]
    limits = bounds([(interval(Requirement(verb, tuple(quantity(each) for each in lines))), None)])
    codes = verdicts(np.array([[float(value)] for value in values]), limits)[:, 0]
    assert codes.tolist() == [PASS if holds(verb, value, *lines) else FAIL for value in values]


def test_missing_is_unknown_for_every_verb() -> None:
    for verb in NUMERIC:
        limits = bounds([(interval(Requirement(verb, (quantity(Fraction(1)), quantity(Fraction(2))))), None)])
        assert verdicts(np.array([[np.nan]]), limits).tolist() == [[UNKNOWN]]


def test_binary_noise_is_on_the_line() -> None:
    limits = bounds([(interval(requirement("share", "at_least", "30%")), None)])
    assert 0.1 + 0.2 != 0.3
    assert verdicts(np.array([[0.1 + 0.2], [0.3], [1 - 0.7]]), limits).tolist() == [[PASS]] * 3
    for line, value in (("300000", 0.1 * 3 * 1e6), ("-300000", -0.1 * 3 * 1e6)):  # noise is that of large figures
        assert value != float(line)
        exact = bounds([(interval(requirement("count", "equals", line)), None)])
        assert verdicts(np.array([[value]]), exact).tolist() == [[PASS]]
    strict = bounds([(interval(requirement("share", "more_than", "30%")), None)])
    assert verdicts(np.array([[0.1 + 0.2], [0.3], [0.3000001]]), strict).tolist() == [[FAIL], [FAIL], [PASS]]


@pytest.mark.parametrize("q", range(1, 400))
def test_ratios_of_counts_compare_exactly(q: int) -> None:
    limits = bounds([(interval(requirement("share", "at_least", "90%")), None)])
    strict = bounds([(interval(requirement("share", "less_than", "1%")), None)])
    values = np.array([[r / q] for r in range(q + 1)])
    assert verdicts(values, limits)[:, 0].tolist() == [PASS if 10 * r >= 9 * q else FAIL for r in range(q + 1)]
    assert verdicts(values, strict)[:, 0].tolist() == [PASS if 100 * r < q else FAIL for r in range(q + 1)]


@given(
    st.lists(
        st.tuples(st.sampled_from(NUMERIC), st.integers(-20, 20), st.integers(0, 5), st.booleans()),
        min_size=1,
        max_size=8,
    ),
    st.lists(st.lists(st.none() | st.integers(-25, 25), min_size=8, max_size=8), min_size=1, max_size=5),
)
def test_the_matrix_is_what_each_cell_is(
    lines: list[tuple[Verb, int, int, bool]], rows: list[list[int | None]]
) -> None:
    pairs = []
    for verb, line, width, watched in lines:
        inner = {
            Verb.AT_LEAST: (line + 2,),
            Verb.MORE_THAN: (line + 2,),
            Verb.AT_MOST: (line - 2,),
            Verb.LESS_THAN: (line - 2,),
            Verb.BETWEEN: (line + 1, line + width - 1),
        }.get(verb)
        outer = (line, line + width) if verb is Verb.BETWEEN else (line,)
        pairs.append((verb, outer, inner if watched and (verb is not Verb.BETWEEN or width >= 2) else None))

    def made(verb: Verb, figures: tuple[int, ...]) -> tuple[float, float]:
        return interval(Requirement(verb, tuple(quantity(Fraction(each)) for each in figures)))

    limits = bounds([(made(verb, outer), made(verb, inner) if inner else None) for verb, outer, inner in pairs])
    values = [row[: len(pairs)] for row in rows]
    codes = verdicts(np.array(values, np.float64), limits).tolist()
    for row, got in zip(values, codes, strict=True):
        for value, (verb, outer, inner), code in zip(row, pairs, got, strict=True):
            if value is None:
                expected = UNKNOWN
            elif not holds(verb, Fraction(value), *map(Fraction, outer)):
                expected = FAIL
            else:
                clear = inner is None or holds(verb, Fraction(value), *map(Fraction, inner))
                expected = PASS if clear else WATCH
            assert code == expected


def test_blocks_join_without_a_seam() -> None:
    limits = bounds([(interval(requirement("count", "at_least", "700")), None)])
    codes = verdicts(np.arange(1500, dtype=float)[:, None], limits)[:, 0]
    assert codes.tolist() == [FAIL] * 700 + [PASS] * 800


def test_one_of_is_no_interval() -> None:
    with pytest.raises(ValueError, match="no interval"):
        interval(requirement("count", "one_of", "1", "2"))


@pytest.mark.parametrize(
    ("value", "status"), [(0.0, "fail"), (1.0, "pass"), (2.0, "fail"), (3.0, "pass"), (None, "unknown")]
)
def test_one_of_numbers(value: float | None, status: str) -> None:
    level = metric("level", "count")
    assert one(book([level], [check(level, ("one_of", "1", "3"))]), [seen(level, value)]).status == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Healthy", "watch"),
        ("healthy ", "watch"),
        ("ＧＯＯＤ", "pass"),
        ("good", "pass"),
        ("bad", "fail"),
        (None, "unknown"),
    ],
)
def test_texts_are_compared_without_case_and_width(text: str | None, status: str) -> None:
    state = metric("state", "text")
    rules = book([state], [check(state, ("one_of", "Good", "Healthy"), ("one_of", "Good"))])
    finding = one(rules, [seen(state, text)])
    assert (finding.status, finding.value) == (status, text)


@pytest.mark.parametrize(("value", "status"), [(1.0, "pass"), (0.0, "fail"), (None, "unknown")])
def test_flags(value: float | None, status: str) -> None:
    video = metric("video", "flag", window="moment")
    finding = one(book([video], [check(video, ("equals", "yes"))]), [seen(video, value)])
    assert finding.status == status
    assert finding.headroom is None
    if value is not None:
        assert finding.display is not None
        assert finding.display == (("是", "yes") if value else ("否", "no"))


def test_dates_compare_as_days() -> None:
    from datetime import date

    expires = metric("expires", "date", window="moment")
    rules = book([expires], [check(expires, ("at_least", "2026-12-01"))])
    for day, status in ((date(2026, 11, 30), "fail"), (date(2026, 12, 1), "pass")):
        finding = one(rules, [seen(expires, float(day.toordinal()))])
        assert finding.status == status
        assert finding.display is not None
        assert finding.display.en == day.isoformat()


def test_three_periods_over_every_pattern() -> None:
    for pattern in np.ndindex(3, 3, 3):  # 0 missing, 1 held, 2 violated
        cells = np.array(pattern)
        got = sustained_verdicts((cells == 1)[None, None, :], (cells == 2)[None, None, :])[0, 0]
        if all(each == 2 for each in pattern):
            expected = FAIL
        elif 1 not in pattern:
            expected = UNKNOWN  # a gap beside violations only: filling it could make it fail
        else:
            expected = PASS if all(each == 1 for each in pattern) else WATCH
        assert got == expected, pattern
