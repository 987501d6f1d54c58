"""Promises: what became of them, and what an action takes over from week to week."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.history import History, open_history
from auditor.history.model import Told
from auditor.model import StoreKey
from tests.history.documents import action, audit, finding
from tests.history.test_identity import follow

STORE = StoreKey("amazon", "north")
W1, W2, W3 = "2026-11-01", "2026-11-08", "2026-11-15"


@pytest.fixture
def history(tmp_path: Path):
    with open_history(tmp_path / "history.sqlite", create=True) as opened:
        yield opened


def week(history: History, day: str, value: float = 8, due: str = "2026-11-05", *remedies: str) -> dict[str, Any]:
    """One audit with a failing check and its action, which is due four days later unless promised before."""
    actions = [action(remedy, "a", due=due) for remedy in remedies or ("mend",)]
    return follow(history, audit(day, finding("a", "fail", value=value), actions=actions))["stores"][0]


def test_an_action_keeps_its_promised_day_and_becomes_overdue(history: History) -> None:
    week(history, W1, 8, "2026-11-05")
    second = week(history, W2, 9, "2026-11-12")
    assert second["actions"][0]["due"] == "2026-11-05"
    assert second["previous"]["actions"] == [
        {
            "action": "mend",
            "title": "Do mend",
            "due": "2026-11-05",
            "status": "open",
            "overdue_days": 3,
            "owner_name": "Operations",
            "person": None,
            "now": "fail",
            "moved": "Metric of a: 8 → 9",
        }
    ]
    assert week(history, W3, 9)["previous"]["actions"][0]["overdue_days"] == 10


def test_on_the_day_it_is_due_it_is_not_overdue(history: History) -> None:
    week(history, W1, 8, W2)
    assert week(history, W2)["previous"]["actions"][0]["overdue_days"] == 0


@pytest.mark.parametrize(
    ("statuses", "now"),
    [
        (("pass", "pass"), "pass"),
        (("pass", "not_applicable"), "pass"),
        (("pass", "watch"), "watch"),
        (("unknown", "pass"), "unknown"),
        (("fail", "pass"), "fail"),
        (("not_applicable", "not_applicable"), None),
        ((), None),
    ],
)
def test_an_action_is_told_how_its_checks_stand_and_waits_for_a_word(
    history: History, statuses: tuple[str, ...], now: str | None
) -> None:
    follow(history, audit(W1, finding("a", "fail"), actions=[action("mend", "a", "b", due="2026-11-05")]))
    today = [finding(check, status) for check, status in zip("ab", statuses, strict=False)]
    (told,) = follow(history, audit(W2, *today))["stores"][0]["previous"]["actions"]
    assert (told["now"], told["overdue_days"]) == (now, 3)


def test_what_the_client_told_is_taken_over(history: History) -> None:
    week(history, W1)
    history.tell([(STORE, "mend", Told(W1, "in_progress", "王敏", "2026-11-20", None, "http://x", "parts ordered"))])
    second = week(history, W2)
    (followed,) = second["previous"]["actions"]
    assert (followed["status"], followed["person"], followed["due"], followed["overdue_days"]) == (
        "in_progress",
        "王敏",
        "2026-11-20",
        0,
    )
    (carried,) = second["actions"]
    assert (carried["status"], carried["person"], carried["due"], carried["notes"]) == (
        "in_progress",
        "王敏",
        "2026-11-20",
        "parts ordered",
    )
    (carried,) = week(history, W3)["actions"]  # nothing new was told: it stays as it is
    assert (carried["status"], carried["person"], carried["due"]) == ("in_progress", "王敏", "2026-11-20")


@pytest.mark.parametrize(("told", "kept"), [(None, None), ("王敏", None), ("李", "李")])
def test_who_was_put_down_for_the_role_is_not_kept(history: History, told: str | None, kept: str | None) -> None:
    planned = action("mend", "a") | {"person": "王敏", "by_role": True}
    follow(history, audit(W1, finding("a", "fail"), actions=[planned]))
    if told:
        history.tell([(STORE, "mend", Told(W1, "in_progress", told))])
    (carried,) = week(history, W2)["actions"]
    assert (carried["person"], carried["due"]) == (kept, planned["due"])


@pytest.mark.parametrize("status", ["done", "verified"])
def test_done_and_still_failing_begins_anew(history: History, status: str) -> None:
    week(history, W1)
    history.tell([(STORE, "mend", Told(W1, status, "王敏", "2026-11-05", "2026-11-04"))])
    second = week(history, W2, 8, "2026-11-12")
    (followed,) = second["previous"]["actions"]
    assert (followed["status"], followed["overdue_days"]) == (status, 0)
    assert followed["moved"] == "Metric of a: 8 (unchanged)"
    assert (second["actions"][0]["status"], second["actions"][0]["due"]) == ("open", "2026-11-12")
    third = week(history, W3, 8, "2026-11-19")  # what was done in the first week does not count twice
    assert third["previous"]["actions"][0]["status"] == "open"
    assert third["actions"][0]["due"] == "2026-11-12"


def test_a_sheet_of_an_older_week_still_counts_when_it_comes_late(history: History) -> None:
    week(history, W1)
    week(history, W2)
    history.tell([(STORE, "mend", Told(W1, "in_progress", "李"))])
    (followed,) = week(history, W3)["previous"]["actions"]
    assert (followed["status"], followed["person"], followed["due"]) == ("in_progress", "李", "2026-11-05")


def test_what_was_told_of_a_later_audit_is_not_known_before(history: History) -> None:
    week(history, W1)
    week(history, W3)
    history.tell([(STORE, "mend", Told(W3, "done"))])
    assert week(history, W2)["previous"]["actions"][0]["status"] == "open"


def test_declined_stays_declined(history: History) -> None:
    week(history, W1)
    history.tell([(STORE, "mend", Told(W1, "declined"))])
    second = week(history, W2)
    assert second["previous"]["actions"][0]["overdue_days"] == 0
    assert second["actions"][0]["status"] == "declined"


def test_new_actions_are_as_planned_and_dropped_ones_are_followed_up(history: History) -> None:
    week(history, W1, 8, "2026-11-05", "mend")
    second = week(history, W2, 8, "2026-11-12", "other")
    assert [one["action"] for one in second["previous"]["actions"]] == ["mend"]
    assert (second["actions"][0]["action"], second["actions"][0]["due"]) == ("other", "2026-11-12")


def test_a_check_without_numbers_moves_in_no_words(history: History) -> None:
    follow(history, audit(W1, finding("a", "fail"), actions=[action("mend", "a")]))
    made = follow(history, audit(W2, finding("a", "pass"), actions=[]))
    assert made["stores"][0]["previous"]["actions"][0]["moved"] is None


def test_the_words_are_in_the_language_of_the_document(history: History) -> None:
    week(history, W1)
    made = audit(W2, finding("a", "fail", value=8), finding("b", "fail", value=1), actions=[])
    made["lang"] = "zh"
    assert follow(history, made)["stores"][0]["previous"]["actions"][0]["moved"] == "Metric of a：8 (未变)"
    assert date.fromisoformat(W2) in {kept.as_of for kept in history.audits()}
