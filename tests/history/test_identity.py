"""New, continuing, worse, better, resolved, reopened: every way from one audit to the next."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.history import History, open_history, store_records, with_history
from tests.history.documents import SUBJECT, audit, document, entry, finding

DAYS = [f"2026-{month:02}-01" for month in range(1, 13)]


@pytest.fixture
def history(tmp_path: Path):
    with open_history(tmp_path / "history.sqlite", create=True) as opened:
        yield opened


def follow(history: History, made: dict[str, Any]) -> dict[str, Any]:
    """Audit, compare, keep: as every command does."""
    followed = with_history(made, history.past(date.fromisoformat(made["as_of"])))
    history.save(store_records(followed))
    return followed


def course(history: History, *statuses: str) -> list[tuple[str | None, str | None, int]]:
    """(change, since, audits) of the same finding over one audit a month; "" is an audit without the check."""
    found = []
    for day, status in zip(DAYS, statuses, strict=False):
        made = follow(history, audit(day, *([finding("a", status)] if status else [])))
        found += [(one["change"], one["since"], one["audits"]) for one in made["stores"][0]["findings"]] or [None]
    return found


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["fail"], ("new", DAYS[0], 1)),
        (["watch"], ("new", DAYS[0], 1)),
        (["pass"], (None, None, 0)),
        (["unknown"], (None, None, 0)),
        (["not_applicable"], (None, None, 0)),
        (["pass", "fail"], ("new", DAYS[1], 1)),
        (["fail", "fail", "fail"], ("continuing", DAYS[0], 3)),
        (["watch", "fail"], ("worse", DAYS[0], 2)),
        (["fail", "watch"], ("better", DAYS[0], 2)),
        (["fail", "pass"], ("resolved", None, 0)),
        (["watch", "pass"], ("resolved", None, 0)),
        (["fail", "pass", "pass"], (None, None, 0)),
        (["fail", "pass", "fail"], ("reopened", DAYS[2], 1)),
        (["fail", "pass", "fail", "fail"], ("continuing", DAYS[2], 2)),
        (["fail", "unknown"], (None, None, 0)),  # no data is no recovery
        (["fail", "unknown", "pass"], ("resolved", None, 0)),
        (["fail", "unknown", "fail"], ("continuing", DAYS[0], 2)),
        (["fail", "unknown", "watch"], ("better", DAYS[0], 2)),
        (["unknown", "fail"], ("new", DAYS[1], 1)),
        (["unknown", "pass"], (None, None, 0)),
        (["fail", "not_applicable", "pass"], ("resolved", None, 0)),
        (["fail", "", "fail"], ("continuing", DAYS[0], 2)),
        (["fail", "pass", "unknown", "fail"], ("reopened", DAYS[3], 1)),
    ],
)
def test_courses(history: History, statuses: list[str], expected: tuple[str | None, str | None, int]) -> None:
    assert course(history, *statuses)[-1] == expected


@pytest.mark.parametrize(
    ("then", "now", "change"),
    [
        ({"value": 8}, {"value": 7}, "worse"),
        ({"value": 8}, {"value": 9}, "better"),
        ({"value": 8}, {"value": 8}, "continuing"),
        ({"value": 8}, {"value": 8 + 1e-12}, "continuing"),
        ({"value": 8, "headroom": -2, "better": "lower"}, {"value": 9, "headroom": -3, "better": "lower"}, "worse"),
        ({"value": None}, {"value": 7}, "continuing"),
        ({"value": 8}, {"value": None}, "continuing"),
        # the line moved: the value tells, by the direction of its metric
        ({"value": 8, "line": 10}, {"value": 9, "line": 12}, "better"),
        ({"value": 8, "line": 10}, {"value": 8, "line": 12}, "continuing"),
        ({"value": 8, "line": 5, "better": "lower"}, {"value": 9, "line": 6, "better": "lower"}, "worse"),
    ],
)
def test_the_number_tells_where_the_status_stays(history: History, then, now, change) -> None:
    follow(history, audit(DAYS[0], finding("a", "fail", **then)))
    made = follow(history, audit(DAYS[1], finding("a", "fail", **now)))
    assert made["stores"][0]["findings"][0]["change"] == change


def test_a_waiver_changes_nothing_underneath(history: History) -> None:
    follow(history, audit(DAYS[0], finding("a", "fail")))
    made = follow(history, audit(DAYS[1], finding("a", "fail", waived=True)))
    assert made["stores"][0]["findings"][0]["change"] == "continuing"
    made = follow(history, audit(DAYS[2], finding("a", "pass")))
    assert made["stores"][0]["findings"][0]["change"] == "resolved"


@pytest.mark.parametrize(
    ("statuses", "was"),
    [
        (["fail"], None),
        (["watch", "fail"], "watch"),
        (["fail", "fail"], "fail"),
        (["fail", "unknown", "fail"], "fail"),
        (["watch", "unknown", "not_applicable", "fail"], "watch"),
        (["fail", "", "fail"], "fail"),
        (["unknown", "pass"], None),
        (["fail", "waived", "fail"], "waived"),  # it is among the failing ones again, from the day the waiver is over
    ],
)
def test_the_status_that_was_judged_before(history: History, statuses: list[str], was: str | None) -> None:
    for day, status in zip(DAYS, statuses, strict=False):
        one = [finding("a", "fail", waived=True) if status == "waived" else finding("a", status)] if status else []
        made = follow(history, audit(day, *one))
    assert made["stores"][0]["findings"][0]["status_before"] == was


def test_segments_are_findings_of_their_own(history: History) -> None:
    follow(history, audit(DAYS[0], finding("a", "fail", segment="FBA"), finding("a", "pass", segment="MFN")))
    made = follow(history, audit(DAYS[1], finding("a", "pass", segment="FBA"), finding("a", "fail", segment="MFN")))
    assert [one["change"] for one in made["stores"][0]["findings"]] == ["resolved", "new"]
    assert made["stores"][0]["previous"]["resolved"] == [{"check": "a", "segment": "FBA", "title": "Title of a"}]


def test_the_audit_before(history: History) -> None:
    first = follow(history, audit(DAYS[0], finding("a", "fail")))
    assert first["stores"][0]["previous"] is None
    second = follow(history, audit(DAYS[1], finding("a", "fail")))
    previous = second["stores"][0]["previous"]
    assert (previous["as_of"], previous["score"], previous["grade"]) == (DAYS[0], 80, "B")
    assert previous["resolved"] == []


def test_only_earlier_audits_count_and_the_same_day_replaces_itself(history: History) -> None:
    follow(history, audit(DAYS[2], finding("a", "fail")))
    early = follow(history, audit(DAYS[1], finding("a", "pass")))
    assert early["stores"][0]["findings"][0]["change"] is None
    assert early["stores"][0]["previous"] is None
    again = follow(history, audit(DAYS[2], finding("a", "fail")))
    assert again["stores"][0]["findings"][0]["change"] == "new"
    follow(history, audit(DAYS[1], finding("a", "fail")))
    again = follow(history, audit(DAYS[2], finding("a", "fail")))
    assert again["stores"][0]["findings"][0]["since"] == DAYS[1]
    assert [str(kept.as_of) for kept in history.audits()] == [DAYS[1], DAYS[2]]


def test_the_given_document_is_left_alone(history: History) -> None:
    follow(history, audit(DAYS[0], finding("a", "fail")))
    made = audit(DAYS[1], finding("a", "fail"))
    with_history(made, history.past(date.fromisoformat(DAYS[1])))
    assert made == audit(DAYS[1], finding("a", "fail"))


def test_stores_platforms_and_clients_do_not_mix(history: History) -> None:
    first = document(
        DAYS[0],
        entry([finding("a", "fail")]),
        entry([finding("a", "pass")], platform="alibaba"),
        entry([finding("a", "fail")], store="south", client="other"),
        clients=(entry([finding("mix", "fail")], store="acme", platform="client"),),
    )
    follow(history, first)
    now = document(
        DAYS[1],
        entry([finding("a", "fail")], platform="alibaba"),
        entry([finding("a", "fail")]),
        clients=(entry([finding("mix", "fail")], store="acme", platform="client"),),
    )
    made = with_history(now, history.past(date.fromisoformat(DAYS[1])))
    assert [one["findings"][0]["change"] for one in made["stores"]] == ["new", "continuing"]
    assert made["clients"][0]["findings"][0]["change"] == "continuing"
    mine = history.past(date.fromisoformat(DAYS[1]), client="acme")
    assert {subject.store for subject in mine.stores} == {"north", "acme"}
    assert list(history.past(date.fromisoformat(DAYS[1]), stores={SUBJECT[1:]: None}).stores) == [SUBJECT]


def test_a_record_names_no_other_store(history: History) -> None:
    follow(history, document(DAYS[0], entry([finding("a", "fail")]), entry([finding("a", "fail")], store="south")))
    kept = history.document(history.audits(store=SUBJECT.store)[0])
    assert "south" not in str(kept)
    assert "secret" not in str(kept)  # cells that no store could be given
    assert [item["file"] for item in kept["inputs"]] == ["north.xlsx"]
