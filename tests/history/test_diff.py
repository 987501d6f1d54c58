"""Why two audits differ."""

from __future__ import annotations

import pytest

from auditor.history.diff import REASON_WORDS, Reason, changes, why
from tests.history.documents import audit, finding


def same(**changed):
    return finding("a", **{"status": "fail", "value": 8, "line": 10, **changed})


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (same(), same(), None),
        (same(), same(value=7), Reason.STORE_MOVED),
        (same(), same(status="pass", value=12), Reason.STORE_MOVED),
        (same(), same(line=12), Reason.LINE_MOVED),
        (same(), same(status="pass", line=5), Reason.LINE_MOVED),
        (same(), same(status="pass", value=9, line=5), Reason.BOTH_MOVED),
        (same(status="unknown", value=None), same(), Reason.DATA_PRESENT),
        (same(), same(status="unknown", value=None), Reason.DATA_MISSING),
        (same(), same(waived=True), Reason.WAIVED),
        (same(waived=True), same(), Reason.WAIVER_LAPSED),
        (same(waived=True), same(waived=True), None),
        (same(waived=True), same(status="pass", value=12), Reason.STORE_MOVED),
        (same(), same(status="not_applicable"), Reason.APPLIES),
        (same(status="unknown", value=None), same(status="not_applicable", value=None), Reason.APPLIES),
        (same(status="unknown", value=None), same(status="unknown", value=None), None),
        (None, same(), Reason.CHECK_ADDED),
        (same(), None, Reason.CHECK_GONE),
        (same(status="watch"), same(status="fail"), Reason.STORE_MOVED),  # a sustained breach: other periods moved
    ],
)
def test_why(before, after, reason) -> None:
    assert why(before, after) == reason


def test_every_reason_has_words() -> None:
    assert set(REASON_WORDS) == set(Reason)


def test_texts_count_only_in_one_language() -> None:
    before, after = same(value=None, line=None), same(value=None, line=None)
    before |= {"display": "正常", "require": "为正常"}
    after |= {"display": "normal", "require": "is normal"}
    assert why(before, after) == Reason.BOTH_MOVED
    old, new = audit("2026-11-08", before), audit("2026-11-15", after)
    old["lang"] = "zh"
    assert changes(old, new) == ()


def test_changes_stand_in_the_order_of_the_later_audit() -> None:
    old = audit("2026-11-08", finding("gone", "fail"), finding("a", "fail", value=1), finding("b", "pass", value=1))
    new = audit("2026-11-15", finding("b", "pass", value=2), finding("new", "fail"), finding("a", "fail", value=2))
    found = changes(old, new)
    assert [(one.key.check, one.reason.value) for one in found] == [
        ("b", "store_moved"),
        ("new", "check_added"),
        ("a", "store_moved"),
        ("gone", "check_gone"),
    ]
    assert [one.title for one in found] == ["Title of b", "Title of new", "Title of a", "Title of gone"]
