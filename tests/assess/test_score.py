"""The score: weights, caps, coverage, range, dimensions; a better metric never lowers it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.assess import score
from auditor.model import Finding, Kind, Score, Severity, Status
from auditor.rulebook.model import Check
from tests.assess.builders import SHOP, attested, audit, book, check, metric, seen, weeks

ASSESSED = [Status.PASS, Status.WATCH, Status.FAIL]


def scored(*rows: tuple[str, str, str], least: float | None = 0.5, dimension: str | None = None) -> Score:
    """Rows of (severity, kind, status)."""
    checks: list[Check] = [
        attested(f"c{number}", severity=severity, kind=kind, dimension=dimension)
        for number, (severity, kind, _) in enumerate(rows)
    ]
    findings = [Finding(SHOP, f"c{number}", Status(status)) for number, (_, _, status) in enumerate(rows)]
    return score(findings, book([], checks), least)


def B(severity: str, status: str) -> tuple[str, str, str]:
    return severity, "benchmark", status


def P(severity: str, status: str) -> tuple[str, str, str]:
    return severity, "platform", status


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ([B("major", "pass")], 100),
        ([B("major", "watch")], 50),
        ([B("major", "fail")], 0),
        ([B("critical", "pass"), B("major", "fail")], 67),
        ([B("critical", "pass"), B("minor", "fail")], 83),
        ([B("major", "pass"), B("minor", "fail")], 71),
        ([B("major", "pass"), B("advisory", "fail")], 100),
        ([B("major", "pass"), B("major", "waived")], 100),
        ([B("major", "pass"), B("major", "not_applicable")], 100),
        ([B("major", "pass"), B("major", "pass"), B("minor", "watch")], 92),
    ],
)
def test_weights(rows: list[tuple[str, str, str]], value: int) -> None:
    assert scored(*rows).score == value


def test_halves_round_up() -> None:
    rows = [B("major", "pass")] * 5 + [B("major", "fail")] * 3  # 62.5
    assert scored(*rows).score == 63


def test_a_failing_critical_check_caps() -> None:
    result = scored(*[P("critical", "pass")] * 30, P("critical", "fail"))
    assert (result.score, result.grade) == (49, "E")
    assert result.cap is not None
    assert result.cap.en.startswith("at most 49: the critical check “")
    assert scored(*[P("critical", "pass")] * 30, P("critical", "watch")).score == 98


def test_a_failing_major_check_of_the_platform_caps() -> None:
    assert scored(*[P("critical", "pass")] * 30, P("major", "fail")).score == 79
    assert scored(*[P("critical", "pass")] * 30, B("major", "fail")).score == 98
    assert scored(*[P("critical", "pass")] * 30, P("minor", "fail")).score == 99
    assert scored(*[P("critical", "pass")] * 30, P("major", "fail"), P("critical", "fail")).score == 49


def test_a_cap_is_named_only_where_it_bites() -> None:
    result = scored(B("critical", "fail"))
    assert (result.score, result.cap) == (0, None)
    waived = scored(P("critical", "pass"), P("critical", "waived"))
    assert (waived.score, waived.cap) == (100, None)


@pytest.mark.parametrize(
    ("value", "letter"),
    [(100, "A"), (90, "A"), (89, "B"), (80, "B"), (79, "C"), (60, "C"), (59, "D"), (50, "D"), (49, "E"), (0, "E")],
)
def test_grades(value: int, letter: str) -> None:
    rows = [B("minor", "pass")] * value + [B("minor", "fail")] * (100 - value)
    result = scored(*rows)
    assert (result.score, result.grade) == (value, letter)


@pytest.mark.parametrize(
    ("known", "unknown", "least", "value"),
    [
        (1, 1, 0.5, 100),
        (1, 2, 0.5, None),
        (2, 1, 0.5, 100),
        (1, 9, 0.1, 100),
        (1, 10, 0.1, None),
        (0, 3, 0.0, None),
        (1, 9, 0.0, 100),
        (7, 93, Fraction(7, 100), 100),  # 0.07 × 100 is 7.000000000000001 in binary
        (6, 94, Fraction(7, 100), None),
    ],
)
def test_null_below_the_least_coverage(known: int, unknown: int, least: float, value: int | None) -> None:
    result = scored(*[B("major", "pass")] * known, *[B("major", "unknown")] * unknown, least=least)
    assert (result.score, result.assessed, result.applicable) == (value, known, known + unknown)
    assert (result.grade is None) == (value is None)


@pytest.mark.parametrize(
    ("severity", "status", "value"),
    [("critical", "unknown", None), ("major", "unknown", None), ("minor", "unknown", 100), ("major", "waived", 100)],
)
def test_before_a_launch_nothing_that_blocks_may_be_open(severity: str, status: str, value: int | None) -> None:
    result = scored(*[B("major", "pass")] * 30, B(severity, status), least=None, dimension="papers")
    assert (result.score, result.dimensions[0].score, result.high) == (
        value,
        value,
        100 if status == "unknown" else None,
    )


def test_coverage_leaves_out_what_does_not_apply_and_keeps_the_waived() -> None:
    result = scored(P("major", "pass"), P("major", "waived"), P("major", "unknown"), P("major", "not_applicable"))
    assert (result.assessed, result.applicable) == (2, 3)


def test_nothing_that_weighs_is_no_score() -> None:
    assert scored().score is None
    assert scored(B("advisory", "pass")).score is None
    assert scored(B("major", "not_applicable")).score is None


def test_unknowns_open_a_range() -> None:
    result = scored(B("major", "pass"), B("minor", "fail"), B("major", "unknown"))
    assert (result.score, result.low, result.high) == (71, 42, 83)
    assert scored(B("major", "pass")).low is None
    assert scored(B("major", "pass"), B("advisory", "unknown")).low is None
    capped = scored(*[P("critical", "pass")] * 30, P("critical", "unknown"))
    assert (capped.low, capped.high) == (49, 100)


def test_the_weakest_fails_where_any_check_of_the_dimension_does() -> None:
    """A major check on watch costs more than a minor one that fails, and passes nevertheless."""
    checks = [attested("a", severity="major", dimension="orders"), attested("b", severity="minor", dimension="orders")]

    def weakest(*statuses: str) -> str | None:
        findings = [Finding(SHOP, name, Status(status)) for name, status in zip("ab", statuses, strict=True)]
        return score(findings, book([], checks)).dimensions[0].weakest

    assert [weakest("watch", "fail"), weakest("watch", "watch"), weakest("pass", "pass")] == ["b", "a", None]


def test_dimensions() -> None:
    checks = [
        attested("a", severity="critical", dimension="orders"),
        attested("b", severity="critical", dimension="traffic", kind="benchmark"),
        attested("c", severity="minor", dimension="traffic", kind="benchmark"),
        attested("d", severity="minor", dimension="traffic", kind="benchmark"),
        attested("e"),
    ]
    statuses = {"a": "fail", "b": "pass", "c": "fail", "d": "fail", "e": "unknown"}
    findings = [Finding(SHOP, name, Status(status)) for name, status in statuses.items()]
    result = {each.dimension: each for each in score(findings, book([], checks)).dimensions}
    assert list(result) == ["orders", "traffic", "other"]
    assert (result["orders"].score, result["orders"].weakest) == (0, "a")
    assert (result["traffic"].score, result["traffic"].weakest, result["traffic"].cap) == (71, "c", None)
    assert (result["other"].score, result["other"].weakest) == (None, None)
    assert (result["other"].assessed, result["other"].applicable) == (0, 1)


def test_a_dimension_is_capped_by_its_own_checks_only() -> None:
    checks = [attested(f"g{number}", dimension="good") for number in range(5)]
    checks += [attested(f"b{number}", dimension="bad") for number in range(5)]
    findings = [Finding(SHOP, each.id, Status.PASS) for each in checks[:-1]] + [Finding(SHOP, "b4", Status.FAIL)]
    result = score(findings, book([], checks))
    assert result.score == 79
    assert [(each.dimension, each.score) for each in result.dimensions] == [("good", 100), ("bad", 79)]


ROWS = st.lists(
    st.tuples(st.sampled_from(list(Severity)), st.sampled_from(list(Kind)), st.sampled_from(list(Status))),
    min_size=1,
    max_size=12,
)


@given(ROWS, st.data())
def test_a_better_outcome_never_lowers_the_score(
    rows: list[tuple[Severity, Kind, Status]], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    severity, kind, _ = rows[place]
    values = []
    for status in (Status.FAIL, Status.WATCH, Status.PASS):
        changed = [*rows[:place], (severity, kind, status), *rows[place + 1 :]]
        values.append(scored(*[(a.value, b.value, c.value) for a, b, c in changed], least=0.0).score)
    assert values[0] is None or values == sorted(values)  # type: ignore[type-var]


@given(ROWS)
def test_the_range_holds_the_score_of_any_outcome(rows: list[tuple[Severity, Kind, Status]]) -> None:
    result = scored(*[(a.value, b.value, c.value) for a, b, c in rows], least=0.0)
    if result.low is None or result.high is None:
        return
    for outcome in ASSESSED:
        settled = [(a.value, b.value, (outcome if c is Status.UNKNOWN else c).value) for a, b, c in rows]
        value = scored(*settled, least=0.0).score
        assert value is not None
        assert result.low <= value <= result.high


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(rows: list[tuple[Severity, Kind, Status]], random: object) -> None:
    shuffled = rows[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (scored(*[(a.value, b.value, c.value) for a, b, c in each]) for each in (rows, shuffled))
    assert (one.score, one.low, one.high, one.assessed) == (other.score, other.low, other.high, other.assessed)


RATE = metric("rate")
DAYS = metric("days", "days", "lower")
BAD = metric("bad", "count", "lower", "60 days")
ALL = metric("all", "count", window="60 days")
ODR = metric("odr", better="lower", window="60 days", ratio=("bad", "all"))
ORDERS = metric("orders", "count")
MEASURED = book(
    [RATE, DAYS, BAD, ALL, ODR, ORDERS],
    [
        check(RATE, ("at_least", "90%"), ("at_least", "95%"), severity="major"),
        check(DAYS, ("at_most", "15 days"), severity="minor", kind="benchmark"),
        check(ODR, ("less_than", "1%"), ("less_than", "0.5%"), severity="critical"),
        check(ORDERS, ("at_least", "1"), sustained="3 weeks", severity="major", kind="benchmark"),
    ],
)
STEPS = {"rate": 0.01, "days": -0.5, "bad": -1.0, "orders": 1.0}  # towards the better


@given(
    st.fixed_dictionaries(
        {
            "rate": st.integers(85, 97).map(lambda value: value / 100),
            "days": st.integers(26, 34).map(lambda value: value / 2),
            "bad": st.integers(1, 8).map(float),
            "orders": st.integers(0, 1).map(float),
        }
    ),
    st.sampled_from(list(STEPS)),
)
def test_a_better_metric_never_lowers_the_score(values: dict[str, float], better: str) -> None:
    def total(changed: dict[str, float]) -> int:
        rows = [seen("all", 600), *weeks("orders", [0, 0, changed["orders"]])]
        rows += [seen(name, value) for name, value in changed.items() if name != "orders"]
        result = score(audit(MEASURED, rows)[SHOP], MEASURED).score
        assert result is not None
        return result

    assert total({**values, better: values[better] + STEPS[better]}) >= total(values)
