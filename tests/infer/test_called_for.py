"""Which remedies a concluded cause calls for: of what it rests on in this store, and of nothing else."""

import pytest

from auditor.model import Finding, Kind, Severity, Status
from auditor.remedy import gain
from tests.infer.books import STORE, book, cause, check, findings, remedy
from tests.infer.test_remedy import names, plan


@pytest.mark.parametrize(
    ("late", "complaints", "done"),
    [
        ("fail", "pass", ["ship", "appeal"]),
        ("fail", "unknown", ["ship", "appeal"]),
        ("pass", "fail", ["settle", "appeal"]),
        ("fail", "fail", ["ship", "settle", "appeal"]),
    ],
)
def test_an_alternative_that_does_not_hold_asks_for_nothing(late: str, complaints: str, done: list[str]) -> None:
    """Complaints are settled where there are some, whatever else costs points."""
    rules = book(
        checks=[check("points", "appeal"), check("late", "ship"), check("complaints", "settle")],
        causes=[
            cause("shipping", "points:fail", "late:fail, complaints:fail", explains="points", remedies="ship settle")
        ],
        remedies=[remedy("appeal", "weeks"), remedy("ship"), remedy("settle")],
    )
    assert names(plan(rules, findings(points="fail", late=late, complaints=complaints))) == done


def test_what_an_alternative_that_holds_names_too_is_kept() -> None:
    rules = book(
        checks=[check("slow", "roster"), check("late", "roster"), check("stars")],
        causes=[cause("desk", "", "slow:fail, late:fail", explains="stars", remedies="roster train")],
        remedies=[remedy("roster"), remedy("train")],
    )
    (roster, train) = plan(rules, findings(slow="fail", late="pass", stars="fail"))
    assert (roster.checks, train.checks) == (("slow", "stars"), ("stars",))


def test_what_every_case_of_a_cause_rests_on_is_no_alternative() -> None:
    """A low rating asks to have the violations cleared, whether their number or their repetition brought it down."""
    rules = book(
        checks=[check("rating", "clear"), check("total", "clear"), check("repeated", "train"), check("status")],
        causes=[
            cause("risk", "rating:fail", "total:fail, repeated:fail", explains="status", remedies="clear train"),
        ],
        remedies=[remedy("clear"), remedy("train")],
    )
    done = {
        action.remedy: action.checks for action in plan(rules, findings(rating="fail", repeated="fail", status="fail"))
    }
    assert done == {"clear": ("rating", "status"), "train": ("repeated", "status")}


def test_of_the_causes_behind_a_cause_those_count_that_explain_the_finding_themselves() -> None:
    """Quoting more requests does not answer an inquiry sooner, though too few people stand behind both."""
    rules = book(
        checks=[check("reply"), check("quotes")],
        causes=[
            cause("slow", "reply:fail", explains="reply", remedies="roster"),
            cause("neglect", "quotes:fail", explains="quotes", remedies="quote"),
            cause(
                "few", "because slow, because neglect", explains="reply quotes", likelihood="possible", remedies="hire"
            ),
        ],
        remedies=[remedy("roster"), remedy("quote"), remedy("hire")],
    )
    mends = {action.remedy: action.checks for action in plan(rules, findings(reply="fail", quotes="fail"))}
    assert mends == {"roster": ("reply",), "quote": ("quotes",), "hire": ("reply", "quotes")}


def test_a_failing_critical_check_gets_what_it_names_itself_before_what_is_not_critical() -> None:
    """The account is closed: to have it opened is no afterthought to restocking."""
    critical = {"severity": Severity.CRITICAL, "kind": Kind.PLATFORM}
    rules = book(
        checks=[check("status", "reopen", **critical), check("stock", "restock", kind=Kind.PLATFORM)],
        causes=[cause("rating", "status:fail", explains="status", remedies="clear")],
        remedies=[remedy("clear"), remedy("reopen", "weeks"), remedy("restock")],
    )
    assert names(plan(rules, findings(status="fail", stock="fail"))) == ["clear", "reopen", "restock"]


def test_what_is_missed_in_the_newest_of_several_periods_is_not_far_from_its_line() -> None:
    rule = check("orders", at_least=1)
    found = gain(Finding(STORE, "orders", Status.WATCH, value=0.0, headroom=-1.0, line=0, failing_periods=2), rule)
    assert (found.worth, found.words.en) == (5, "major, missed in the newest period, a benchmark")


def test_one_cause_of_a_finding_does_not_have_to_be_mended_before_another() -> None:
    """Points have to be appealed at once, whatever else brought the exposure down beside them."""
    critical = {"severity": Severity.CRITICAL, "kind": Kind.PLATFORM}
    rules = book(
        checks=[check("points", "appeal", **critical), check("exposure", "read"), check("budget", "restore")],
        causes=[
            cause("exhausted", "budget:fail", explains="exposure", remedies="restore"),
            cause("enforced", "points:fail", explains="exposure", remedies="appeal"),
        ],
        remedies=[remedy("appeal", "weeks"), remedy("restore"), remedy("read")],
    )
    done = plan(rules, findings(points="fail", exposure="fail", budget="fail"))
    assert names(done) == ["appeal", "restore", "read"]
