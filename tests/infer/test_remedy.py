"""The order of actions, worked out by hand, and what must hold of every order."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.infer import attach, diagnose
from auditor.model import Action, Finding, Kind, Severity, Status, Text, WaiverNote
from auditor.remedy import gain, plan_actions
from auditor.rulebook.model import RuleBook
from tests.infer.books import STORE, book, cause, check, findings, remedy

AS_OF = date(2026, 11, 15)


def plan(rules: RuleBook, found: tuple[Finding, ...]) -> tuple[Action, ...]:
    diagnoses = diagnose(rules, {STORE: found})[STORE]
    return plan_actions(rules, attach(found, diagnoses), diagnoses, AS_OF)


def names(actions: tuple[Action, ...]) -> list[str]:
    return [action.remedy for action in actions]


def test_an_action_says_who_until_when_and_what_for() -> None:
    rules = book(checks=[check("a", "mend")], remedies=[remedy("mend", days=3, owner="customer service")])
    (action,) = plan(rules, findings(a="fail"))
    assert (action.rank, action.owner, action.due, action.checks, action.status) == (
        1,
        "customer service",
        date(2026, 11, 18),
        ("a",),
        "open",
    )


@pytest.mark.parametrize("status", ["pass", "unknown", "not_applicable"])
def test_only_breaches_ask_for_a_remedy(status: str) -> None:
    rules = book(checks=[check("a", "mend")], remedies=[remedy("mend")])
    assert plan(rules, findings(a=status)) == ()


def test_a_waived_finding_asks_for_nothing() -> None:
    rules = book(checks=[check("a", "mend")], remedies=[remedy("mend")])
    waived = findings(a="waived")[0]._replace(waiver=WaiverNote(Status.FAIL, "r", "w", AS_OF))
    assert plan(rules, (waived,)) == ()


def test_what_is_watched_for_missing_periods_alone_asks_for_them_and_no_remedy() -> None:
    """Three and four orders in September and October, and August that nobody sent: no order has to be won."""
    rules = book(checks=[check("a", "mend")], remedies=[remedy("mend")])
    (watched,) = findings(a="watch")
    assert plan(rules, (watched,)) != ()
    assert plan(rules, (watched._replace(supply=Text("请提供8月", "Supply August")),)) == ()


def test_the_words_are_of_what_fails_where_something_does() -> None:
    """A platform's line that is near weighs more than a benchmark that is missed; the action stands first for this one."""
    rules = book(
        checks=[
            check("near", "mend", severity=Severity.CRITICAL, kind=Kind.PLATFORM),
            check("missed", "mend"),
            check("also", "other", severity=Severity.ADVISORY),
        ],
        remedies=[remedy("mend"), remedy("other")],
    )
    action, other = plan(rules, findings(near="watch", missed="fail", also="fail"))
    assert (action.remedy, other.remedy) == ("mend", "other")
    assert "a benchmark" in action.because.en
    assert "a platform rule" in plan(rules, findings(near="watch", missed="pass"))[0].because.en


def test_one_remedy_for_several_checks_is_one_action_and_weighs_more() -> None:
    rules = book(
        checks=[check("a", "one"), check("b", "shared"), check("c", "shared")],
        remedies=[remedy("one"), remedy("shared")],
    )
    shared, one = plan(rules, findings(a="fail", b="fail", c="fail fail"))
    assert (shared.remedy, shared.checks, shared.priority) == ("shared", ("b", "c"), 2 * one.priority)
    assert "improves 2 checks" in shared.because.en
    assert "共改善 2 项检查" in shared.because.zh
    assert "mends" not in one.because.en


@pytest.mark.parametrize(
    ("worth", "severity", "kind", "status", "at_least", "value", "headroom", "periods", "words"),
    [
        (
            10 * 1 * 2,
            Severity.CRITICAL,
            Kind.PLATFORM,
            "fail",
            None,
            None,
            None,
            1,
            "critical, not met, a platform rule",
        ),
        (5 * 1 * 1, Severity.MAJOR, Kind.BENCHMARK, "fail", 40, 40.0, 0.0, 2, "major, not met, a benchmark"),
        (
            5 * 1.5 * 1,
            Severity.MAJOR,
            Kind.BENCHMARK,
            "fail",
            40,
            20.0,
            -20.0,
            2,
            "major, 50% beyond the line, a benchmark",
        ),
        (
            2 * 2 * 1,
            Severity.MINOR,
            Kind.BENCHMARK,
            "fail",
            4,
            -8.0,
            -12.0,
            0,
            "minor, 300% beyond the line, a benchmark",
        ),
        (
            2 * 1.5 * 1.5,
            Severity.MINOR,
            Kind.BENCHMARK,
            "fail",
            4,
            2.0,
            -2.0,
            3,
            "minor, 50% beyond the line, a benchmark, missed 3 periods in a row",
        ),
        (
            5 * 0.9 * 2,
            Severity.MAJOR,
            Kind.PLATFORM,
            "watch",
            40,
            44.0,
            4.0,
            0,
            "major, 10% from the line, a platform rule",
        ),
        (
            1 * 0.1 * 1,
            Severity.ADVISORY,
            Kind.BENCHMARK,
            "watch",
            4,
            40.0,
            36.0,
            0,
            "advisory, 900% from the line, a benchmark",
        ),
        (
            1 * 0.5 * 1,
            Severity.ADVISORY,
            Kind.BENCHMARK,
            "watch",
            None,
            None,
            None,
            0,
            "advisory, close to the line, a benchmark",
        ),
        (1 * 1 * 1, Severity.ADVISORY, Kind.BENCHMARK, "fail", 0, 3.0, -3.0, 0, "advisory, not met, a benchmark"),
    ],
)
def test_the_factors(worth, severity, kind, status, at_least, value, headroom, periods, words) -> None:
    rule = check("a", severity=severity, kind=kind, at_least=at_least)
    line = None if at_least is None else 0
    finding = Finding(STORE, "a", Status(status), value=value, headroom=headroom, line=line, failing_periods=periods)
    found = gain(finding, rule)
    assert found.worth == pytest.approx(worth)
    assert found.words.en == words


def test_effort_divides() -> None:
    checks = [check(name, f"by-{name}") for name in ("hours", "days", "weeks")]
    rules = book(checks=checks, remedies=[remedy(f"by-{name}", name) for name in ("hours", "days", "weeks")])
    actions = plan(rules, findings(weeks="fail", days="fail", hours="fail"))
    assert [(action.remedy, action.priority) for action in actions] == [
        ("by-hours", 5),
        ("by-days", 2.5),
        ("by-weeks", 1.25),
    ]
    assert "a matter of weeks" in actions[2].because.en


def test_what_is_watched_comes_after_what_fails() -> None:
    rules = book(
        checks=[
            check("worst", "first", severity=Severity.CRITICAL, kind=Kind.PLATFORM),
            check("least", "second", severity=Severity.ADVISORY),
        ],
        remedies=[remedy("first"), remedy("second", "weeks")],
    )
    assert names(plan(rules, findings(worst="watch", least="fail"))) == ["second", "first"]


def test_every_failing_critical_check_gets_its_first_action_before_any_gets_its_second() -> None:
    critical = {"severity": Severity.CRITICAL, "kind": Kind.PLATFORM}
    rules = book(
        checks=[check("defects", "ship count", **critical), check("complaint", "ready answer", **critical),
                check("ads", "bid", severity=Severity.MAJOR, kind=Kind.PLATFORM), check("stock", "order", **critical)],
        remedies=[remedy("ship"), remedy("count"), remedy("ready", "weeks"), remedy("answer", "weeks"), remedy("bid"),
                  remedy("order")],
    )  # fmt: skip
    found = findings(defects="fail", complaint="fail", ads="fail", stock="watch")
    assert names(plan(rules, found)) == ["ship", "ready", "count", "bid", "answer", "order"]


def test_what_else_a_cause_asks_for_waits_for_the_first_action_of_every_critical_check() -> None:
    critical = {"severity": Severity.CRITICAL, "kind": Kind.PLATFORM}
    rules = book(
        checks=[check("a", "own", **critical), check("b", "other", **critical), check("late")],
        causes=[cause("slow", "late:fail", explains="a", remedies="root more")],
        remedies=[remedy("root"), remedy("more"), remedy("own"), remedy("other", "weeks")],
    )
    assert names(plan(rules, findings(a="fail", b="fail", late="fail"))) == ["root", "other", "more", "own"]


def test_what_has_to_come_before_the_first_critical_action_comes_with_it() -> None:
    critical = {"severity": Severity.CRITICAL, "kind": Kind.PLATFORM}
    rules = book(
        checks=[check("a", "mend", **critical), check("b", "look mend", severity=Severity.ADVISORY), check("c", "x")],
        remedies=[remedy("mend", "weeks"), remedy("look", "weeks"), remedy("x")],
    )
    assert names(plan(rules, findings(a="fail", b="fail", c="fail"))) == ["look", "mend", "x"]


def test_the_remedies_of_a_cause_come_before_those_of_its_symptom_root_first() -> None:
    rules = book(
        checks=[check("budget"), check("ads"), check("exposure", "look-around")],
        causes=[
            cause("offline", "because exhausted, ads:fail", explains="exposure", remedies="put-ads-online"),
            cause("exhausted", "budget:fail", remedies="raise-budget"),
        ],
        remedies=[remedy("look-around"), remedy("put-ads-online", "weeks"), remedy("raise-budget", "weeks")],
    )
    actions = plan(rules, findings(budget="fail", ads="fail", exposure="fail"))
    assert names(actions) == ["raise-budget", "put-ads-online", "look-around"]
    assert {action.priority for action in actions} == {5.0}  # inherited from what waits
    assert "comes before what depends on it" in actions[0].because.en
    assert "须先于后续措施完成" in actions[0].because.zh
    assert "comes before" not in actions[2].because.en


def test_competing_causes_keep_the_order_of_checking() -> None:
    """Budget, then category, then banned words: as the article says to look for a plunge of exposure."""
    rules = book(
        checks=[check("exposure", "look-around")],
        causes=[
            cause("words", "w:fail, exposure:fail", explains="exposure", likelihood="possible", remedies="reword"),
            cause("budget", "b:fail, exposure:fail", explains="exposure", remedies="raise-budget watch-hours"),
            cause("category", "c:fail, exposure:fail", explains="exposure", remedies="recategorise"),
        ],
        remedies=[remedy("reword"), remedy("raise-budget", "days"), remedy("watch-hours"), remedy("recategorise", "weeks"),
                  remedy("look-around")],
    )  # fmt: skip
    rules.checks.update({name: check(name) for name in "wbc"})
    actions = plan(rules, findings(exposure="fail", w="fail", b="fail", c="fail"))
    assert names(actions) == ["raise-budget", "watch-hours", "recategorise", "reword", "look-around"]


def test_a_tentative_cause_asks_for_no_remedy() -> None:
    rules = book(
        checks=[check("a", "own"), check("b")],
        causes=[cause("guess", "a:fail, b:fail", explains="a", remedies="drastic")],
        remedies=[remedy("own"), remedy("drastic")],
    )
    assert names(plan(rules, findings(a="fail", b="unknown"))) == ["own"]
    assert names(plan(rules, findings(a="fail", b="fail"))) == ["drastic", "own"]


def test_contradicting_orders_settle_for_the_first() -> None:
    rules = book(checks=[check("a", "x y"), check("b", "y x")], remedies=[remedy("x", "weeks"), remedy("y")])
    assert names(plan(rules, findings(a="fail", b="fail"))) == ["x", "y"]


remedies = st.lists(st.sampled_from("pqrstu"), max_size=4, unique=True).map(" ".join)
statuses = st.sampled_from(["pass", "watch", "fail", "unknown", "fail watch"])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(remedies, st.sampled_from(Severity)), min_size=4, max_size=4),
    st.lists(st.tuples(st.sets(st.sampled_from("abcd"), min_size=1), remedies), max_size=3),
    st.lists(st.sampled_from(["hours", "days", "weeks"]), min_size=6, max_size=6),
    st.lists(statuses, min_size=4, max_size=4),
)
def test_every_plan_is_in_order(rules_of_checks, causes, efforts, given_statuses) -> None:
    checks = [
        check(name, own, severity=severity) for name, (own, severity) in zip("abcd", rules_of_checks, strict=True)
    ]
    rules = book(
        checks=checks,
        causes=[
            cause(f"cause-{n}", ",".join(f"{one}:fail" for one in sorted(asked)), explains="a b c d", remedies=own)
            for n, (asked, own) in enumerate(causes)
        ],
        remedies=[remedy(name, effort) for name, effort in zip("pqrstu", efforts, strict=True)],
    )
    found = findings(**dict(zip("abcd", given_statuses, strict=True)))
    actions = plan(rules, found)
    assert [action.rank for action in actions] == list(range(1, len(actions) + 1))
    assert len(set(names(actions))) == len(actions)
    breached = {one.check for one in found if one.status in (Status.FAIL, Status.WATCH)}
    assert all(set(action.checks) <= breached for action in actions)
    for name in breached:
        assert set(rules.checks[name].remedies) <= set(names(actions))
    assert plan(rules, found) == actions
