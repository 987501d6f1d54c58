"""Attested items: every answer, evidence, signature, date and expiry."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.model import Attestation, Evidence, Finding
from tests.assess.builders import AS_OF, SHOP, attested, book, one

CELL = Evidence("list.xlsx", "清单", "C2", "")


def answered(
    answer: str | None,
    *,
    evidence: str | None = "LUCID DE123",
    signed_by: str | None = "王敏",
    signed_on: date | None = date(2026, 11, 1),
    cell: Evidence = CELL,
) -> Attestation:
    return Attestation(SHOP, "check.item", answer, evidence, signed_by, signed_on, (cell,))


def judged(*rows: Attestation, **settings: object) -> Finding:
    return one(book([], [attested(**settings)]), attestations=rows)


@pytest.mark.parametrize("answer", ["是", "有", "已完成", "✓", "√", "yes", "YES", " Yes ", "ＹＥＳ", "y", "true"])
def test_yes(answer: str) -> None:
    finding = judged(answered(answer))
    assert (finding.status, finding.reason, finding.evidence) == ("pass", None, (CELL,))
    assert finding.display == ("是", "yes")


@pytest.mark.parametrize("answer", ["否", "无", "没有", "未完成", "no", "No", "N", "✗", "false"])
def test_no(answer: str) -> None:
    finding = judged(answered(answer, evidence=None, signed_on=None))
    assert finding.status == "fail"
    assert finding.reason is not None
    assert judged(answered(answer), no_is_watch=True).status == "watch"


@pytest.mark.parametrize("answer", ["不适用", "n/a", "N/A", "na"])
def test_not_applicable_needs_a_reason(answer: str) -> None:
    with_reason = judged(answered(answer, evidence="无工厂"))
    assert with_reason.status == "not_applicable"
    assert with_reason.reason is not None
    assert "无工厂" in with_reason.reason.zh
    without = judged(answered(answer, evidence=None))
    assert without.status == "unknown"
    assert without.supply is not None


def test_the_reason_may_stand_in_the_answer() -> None:
    finding = judged(answered("不适用：无工厂", evidence=None))
    assert finding.status == "not_applicable"
    assert finding.reason is not None
    assert finding.reason.zh.endswith("无工厂")
    assert judged(answered("n/a - no factory", evidence=None)).status == "not_applicable"


@pytest.mark.parametrize("answer", [None, "", "  ", "-", "--"])
def test_unanswered(answer: str | None) -> None:
    finding = judged(answered(answer))
    assert finding.status == "unknown"
    assert finding.supply is not None
    assert "Which number?" in finding.supply.en


def test_no_row_at_all() -> None:
    assert judged().status == "unknown"


def test_an_answer_that_is_not_understood() -> None:
    finding = judged(answered("下周办"))
    assert finding.status == "unknown"
    assert finding.reason is not None
    assert "下周办" in finding.reason.en


@pytest.mark.parametrize(
    ("evidence", "status"), [("DE123", "pass"), (None, "unknown"), ("", "unknown"), ("-", "unknown")]
)
def test_demanded_evidence(evidence: str | None, status: str) -> None:
    assert judged(answered("是", evidence=evidence), evidence_required=True).status == status
    assert judged(answered("是", evidence=evidence)).status == "pass"


@pytest.mark.parametrize(
    ("signed_on", "status"),
    [
        (date(2025, 11, 14), "unknown"),
        (date(2025, 11, 15), "pass"),  # valid for a year, its last day included
        (AS_OF, "pass"),
        (date(2026, 11, 16), "unknown"),  # after the audit
        (None, "unknown"),
    ],
)
def test_evidence_expires(signed_on: date | None, status: str) -> None:
    finding = judged(answered("是", signed_on=signed_on), valid_for="1 year")
    assert finding.status == status
    if status == "unknown":
        assert finding.reason is not None
        assert finding.supply is not None


@pytest.mark.parametrize("answer", ["是", "否", "不适用：无"])
def test_a_date_after_the_audit_is_unknown(answer: str) -> None:
    assert judged(answered(answer, signed_on=date(2026, 11, 16))).status == "unknown"


def test_who_signed_is_noted_when_nobody_did() -> None:
    assert judged(answered("是")).notes == ()
    assert judged(answered("是", signed_by=None)).notes


def test_several_answers() -> None:
    other = Evidence("b.csv", None, "C9", "")
    same = judged(answered("是", signed_on=date(2020, 1, 1)), answered("yes", cell=other), valid_for="1 year")
    assert same.status == "pass"  # the newest signature counts
    for rows in ((answered("是"), answered("否", cell=other)), (answered("否", cell=other), answered("是"))):
        finding = judged(*rows)
        assert finding.status == "unknown"
        assert set(finding.evidence) == {CELL, other}
        assert finding.reason is not None
        assert "C9" in finding.reason.en
    assert judged(answered(None), answered("是", cell=other)).status == "pass"


def test_who_said_so_and_until_when_it_holds() -> None:
    signed = date(2026, 11, 1)
    assert judged(answered("是"), valid_for="1 year").attested == ("LUCID DE123", "王敏", signed, date(2027, 11, 1))
    assert judged(answered("否", evidence=" - ", signed_by="", signed_on=None)).attested == (None, None, None, None)
    assert judged(answered("是")).attested == ("LUCID DE123", "王敏", signed, None)
    assert judged(answered("")).attested is None
