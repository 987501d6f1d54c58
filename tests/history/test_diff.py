"""Why two audits differ."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

from auditor.cli.diff import diff
from auditor.history.diff import REASON_WORDS, Reason, changes, why
from tests.history.documents import audit, document, entry, finding


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
        (same(), same(severity="critical"), Reason.WEIGHT_MOVED),
        (same(), {**same(), "kind": "benchmark"}, Reason.WEIGHT_MOVED),
        (same(), same(severity="critical", value=7), Reason.STORE_MOVED),
        (same(status="not_applicable"), same(status="not_applicable", severity="critical"), None),
        (None, same(), Reason.CHECK_ADDED),
        (same(), None, Reason.CHECK_GONE),
        (same(status="watch"), same(status="fail"), Reason.STORE_MOVED),  # a sustained breach: other periods moved
    ],
)
def test_why(before, after, reason) -> None:
    assert why(before, after) == (reason, None)


@pytest.mark.parametrize(
    ("before", "after", "reasons"),
    [
        (same(waived=True), same(value=4), (Reason.WAIVER_LAPSED, Reason.STORE_MOVED)),
        (same(), same(waived=True, line=12), (Reason.WAIVED, Reason.LINE_MOVED)),
        (same(status="watch", waived=True), same(value=4, line=12), (Reason.BOTH_MOVED, Reason.WAIVER_LAPSED)),
    ],
)
def test_a_waiver_that_goes_while_a_number_moves_is_told_beside_it(before, after, reasons) -> None:
    assert why(before, after) == reasons


def test_every_reason_has_words() -> None:
    assert set(REASON_WORDS) == set(Reason)


def test_texts_count_only_in_one_language() -> None:
    before, after = same(value=None, line=None), same(value=None, line=None)
    before |= {"display": "正常", "require": "为正常"}
    after |= {"display": "normal", "require": "is normal"}
    assert why(before, after) == (Reason.BOTH_MOVED, None)
    old, new = audit("2026-11-08", before), audit("2026-11-15", after)
    old["lang"] = "zh"
    assert changes(old, new) == ()


@pytest.mark.parametrize(
    ("was", "now", "moved"),
    [
        ("等于NORMAL", "等于正常（NORMAL）", False),
        ("等于正常（NORMAL）", "等于NORMAL", False),
        ("为NORMAL、AT_RISK之一", "为正常（NORMAL）、存在风险（AT_RISK）之一", False),
        ("等于NORMAL", "等于正常（NORMAL_)", True),
        ("等于NORMAL", "不等于正常（NORMAL）", True),
        ("等于NORMAL", "等于存在风险（AT_RISK）", True),
        (None, "等于正常（NORMAL）", True),
    ],
)
def test_a_line_that_only_names_its_values_word_has_not_moved(was: str | None, now: str, moved: bool) -> None:
    before, after = (same(value=None, line=None) | {"require": text} for text in (was, now))
    assert why(before, after)[0] == (Reason.LINE_MOVED if moved else None)


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


def places(value: object, place: tuple = ()) -> Iterator[tuple]:
    """The path of every part of a document."""
    yield place
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(each, (*place, key))


def test_a_document_with_something_else_anywhere_is_refused_or_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.rulebook.load_rulebook", lambda _: SimpleNamespace(checks={}))
    whole = audit(
        "2026-11-08", finding("a", "fail", value=8, waived=True), finding("b", "pass", value=3, end="2026-11-07")
    )
    other = audit("2026-11-15", finding("a", "fail", value=9), finding("c", "pass"))
    codes: Counter[int] = Counter()
    (tmp_path / "other.json").write_text(json.dumps(other))
    for place in places(whole):
        for wrong in (None, [], {}, [1], {"a": 1}, "x", 1, 0.5, True, 1e999, "\x00"):
            changed = [copy.deepcopy(whole)]
            inside = changed
            for key in (0, *place)[:-1]:
                inside = inside[key]
            inside[(0, *place)[-1]] = wrong
            (tmp_path / "changed.json").write_text(json.dumps(changed[0]))
            for words in (("changed.json", "other.json"), ("other.json", "changed.json")):
                try:
                    diff(*(str(tmp_path / name) for name in words), lang="zh")
                except typer.Exit as ended:
                    codes[ended.exit_code] += 1
                else:
                    codes[0] += 1
    capsys.readouterr()
    assert set(codes) == {0, 2}
    assert codes[2] > 100


@pytest.mark.parametrize("content", ["[" * 100_000, "", "\xff", "null"])
def test_a_file_that_is_no_document(tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "audit.json").write_bytes(content.encode("latin-1"))
    with pytest.raises(typer.Exit) as ended:
        diff(str(tmp_path), str(tmp_path), lang="en")
    assert ended.value.exit_code == 2
    assert "is no audit document" in capsys.readouterr().err


def test_a_store_that_only_one_audit_has_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, store in (("a.json", "old shop"), ("b.json", "new shop")):
        made = document("2026-11-15", entry([finding("a", "fail")]), entry([finding("a", "fail")], store=store))
        (tmp_path / name).write_text(json.dumps(made))
    before, after = (str(tmp_path / name) for name in ("a.json", "b.json"))
    diff(before, after, lang="en")
    assert capsys.readouterr().err.splitlines() == [
        f"Only in {before}, not compared: old shop (amazon)",
        f"Only in {after}, not compared: new shop (amazon)",
    ]
    diff(before, after, lang="zh", store="north")
    assert capsys.readouterr().err == ""


def test_a_review_before_the_launch_is_told_from_the_weekly_audit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weekly = document("2026-11-15", entry([finding("a", "fail")]))
    (tmp_path / "a.json").write_text(json.dumps(weekly))
    (tmp_path / "b.json").write_text(json.dumps(weekly | {"purpose": "readiness"}))
    before, after = (str(tmp_path / name) for name in ("a.json", "b.json"))
    with pytest.raises(typer.Exit):
        diff(before, after, lang="en")
    assert f"{before} has north (amazon); {after} has north (amazon, readiness)" in capsys.readouterr().err
    diff(after, after, lang="en")
    assert capsys.readouterr().out.startswith("north (acme, amazon, readiness)  2026-11-15 → 2026-11-15")
