"""Attested items: every answer, evidence, signature, date and expiry."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.intake.values.figure_words import MISSING, NO, YES, ZERO_OR_MISSING
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


@pytest.mark.parametrize(
    "answer", [*sorted(YES), "已注册", "合格", "开启", "已上线", "Passed", "YES", " Yes ", "ＹＥＳ", "✔️", "☑️", "是。"]
)
def test_yes(answer: str) -> None:
    finding = judged(answered(answer))
    assert (finding.status, finding.reason, finding.evidence) == ("pass", None, (CELL,))
    assert finding.display == ("是", "yes")


@pytest.mark.parametrize("answer", [*sorted(NO), "未注册", "不合格", "关闭", "No", "N", "❌️"])
def test_no(answer: str) -> None:
    finding = judged(answered(answer, evidence=None, signed_on=None))
    assert finding.status == "fail"
    assert finding.reason is not None
    assert judged(answered(answer), no_is_watch=True).status == "watch"


@pytest.mark.parametrize(
    "answer",
    ["不适用", "不涉及", "无需", "不需要", "n/a", "N/A", "na", "n.a.", "Ｎ／Ａ", "Not applicable", "not required"],
)
def test_not_applicable_needs_a_reason(answer: str) -> None:
    with_reason = judged(answered(answer, evidence="无工厂"))
    assert with_reason.status == "not_applicable"
    assert with_reason.reason is not None
    assert "无工厂" in with_reason.reason.zh
    for nothing in (None, "-", "无", "暂无", "N/A", "待补", "TBD"):
        without = judged(answered(answer, evidence=nothing))
        assert without.status == "unknown"
        assert without.supply is not None


def test_the_reason_may_stand_in_the_answer() -> None:
    finding = judged(answered("不适用：无工厂", evidence=None))
    assert finding.status == "not_applicable"
    assert finding.reason is not None
    assert finding.reason.zh.endswith("无工厂")
    for answer, why in (
        ("n/a - no factory", "no factory"),
        ("N/A: Sold only in the UK", "Sold only in the UK"),
        ("不适用（仅在英国销售，见 POL-7）", "仅在英国销售，见 POL-7"),
        ("Ｎ／Ａ：Ｂ２Ｂ only", "Ｂ２Ｂ only"),
    ):
        finding = judged(answered(answer, evidence=None))
        assert (finding.status, finding.reason) == ("not_applicable", (f"不适用：{why}", f"not applicable: {why}"))
    assert judged(answered("N/A: none", evidence=None)).status == "unknown"


@pytest.mark.parametrize("answer", [None, "", "  ", "-", "--", "——", "暂无", "待定", "?", "tbd"])
def test_unanswered(answer: str | None) -> None:
    finding = judged(answered(answer))
    assert (finding.status, finding.evidence) == ("unknown", (CELL,))
    assert finding.supply is not None
    assert "Which number?" in finding.supply.en


def test_no_row_at_all() -> None:
    assert judged().status == "unknown"


@pytest.mark.parametrize(
    ("answer", "why"),
    [("maybe", "is not understood"), ("x", "is not understood"), ("☒", "is not understood"), ("☐", "is not understood"),
     ("下周办", "neither yes nor no yet"), ("办理中", "neither yes nor no yet"), ("In progress", "neither yes nor no yet")],
)  # fmt: skip
def test_an_answer_that_is_neither_yes_nor_no(answer: str, why: str) -> None:
    finding = judged(answered(answer))
    assert finding.status == "unknown"
    assert finding.reason is not None
    assert answer in finding.reason.en
    assert why in finding.reason.en


NO_EVIDENCE = (
    *sorted(MISSING | ZERO_OR_MISSING | NO), "N/A", "Ｎ／Ａ", "None.", "（暂无）", "【无】", "“无”", "没有证据", "无凭证",
    "暂无证明材料", "证据暂缺", "未上传", "尚未提供", "还没有", "没做", "资料未提交", "证书编号：无", "No evidence",
    "no documents yet", "nothing yet", "Missing", "not available", "not uploaded yet", "LUCID: none",
)  # fmt: skip
PROMISED = (
    "待补", "待补充", "待上传", "待提供", "待提交", "待办理", "待办", "待定", "待更新", "待确认", "待审核", "待补证据",
    "待补充材料", "证据待补", "证书待下发", "报告编号待定", "尚待办理", "稍后提供", "稍后上传", "稍后补充", "后补", "尽快提供",
    "下周补", "明天上传", "12月底前提供", "预计12月下证", "办理中", "申请中", "审核中", "进行中", "准备中", "处理中", "检测中",
    "正在办理", "正在申请中", "材料准备中", "办理中（预计12月）", "申请中，受理号 20261101", "申请中2026-12", "证书编号：待补",
    "TBD", "tba", "TBC", "pending", "Pending.", "PENDING (TÜV)", "pending with TÜV", "pending 2026-12-01", "still pending",
    "Certificate pending", "LUCID number: pending", "in progress", "In process", "under review", "to be provided",
    "To be uploaded", "to follow", "will be sent next week", "will provide later", "awaiting approval", "waiting for the lab",
    "not yet", "not yet issued", "applied for", "applying", "coming soon", "later", "WIP", "on the way",
)  # fmt: skip
NAMED = (
    "DE123", "LUCID DE4321", "无锡工厂合同.pdf", "无线电认证 SRRC 2026", "待摊费用说明.pdf", "审核中心截图.png",
    "进行中订单.xlsx", "办理完成截图.png", "证书", "报告", "后台截图 2026-11-01", "12月账单.pdf", "No. 4711", "Not.pdf",
    "none-of-your-business.pdf", "Processing agreement.pdf", "pending-orders.xlsx", "Applied Materials invoice",
    "later version of the contract.pdf", "Will Smith, head of compliance", "https://example.com/doc", "folder: 2026-11-15",
    "TB-2026-11", "见合同第3条", "确认函.pdf", "检测报告 CN2026", "12月31日账单", "12月 报表", "11月15日截图", "11月检测.pdf",
    "申请书回执 4711", "已上传",
)  # fmt: skip


@pytest.mark.parametrize("evidence", [None, "", "  ", *NO_EVIDENCE])
def test_words_that_mean_none_are_no_evidence(evidence: str | None) -> None:
    finding = judged(answered("是", evidence=evidence), evidence_required=True)
    assert finding.status == "unknown"
    assert finding.reason is not None
    assert "evidence" in finding.reason.en
    assert finding.supply == ("请提供证据：请提供", "Supply the evidence: Which number?")
    assert judged(answered("是", evidence=evidence)).status == "pass"


@pytest.mark.parametrize("evidence", PROMISED)
def test_promised_evidence_is_still_to_come(evidence: str) -> None:
    finding = judged(answered("是", evidence=evidence), evidence_required=True)
    assert finding.status == "unknown"
    assert finding.reason is not None
    assert "still to come" in finding.reason.en
    assert "尚未提供" in finding.reason.zh


@pytest.mark.parametrize("evidence", NAMED)
def test_named_evidence_is_taken(evidence: str) -> None:
    assert judged(answered("是", evidence=evidence), evidence_required=True).status == "pass"


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
    for nobody in (None, "", "-", "暂无", "无"):
        assert judged(answered("是", signed_by=nobody)).notes


def test_several_answers() -> None:
    other = Evidence("b.csv", None, "C9", "")
    same = judged(answered("是", signed_on=date(2020, 1, 1)), answered("yes", cell=other), valid_for="1 year")
    assert same.status == "pass"  # the newest signature counts
    for rows in (
        (answered("是"), answered("是", evidence=None, cell=other)),
        (answered("是", evidence="无"), answered("是", cell=other)),
    ):
        assert judged(*rows, evidence_required=True).status == "pass"  # of one day the one with evidence
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


@pytest.mark.parametrize(
    ("evidence", "status"),
    [
        ("执照 9133，有效期至 2026-11-14", "unknown"),
        ("执照 9133，有效期至 2026-11-15", "pass"),  # its last day is the audit's
        ("有效期限：2020年3月1日至2025年12月31日", "unknown"),
        ("LUCID DE123, expires 2025.12.31", "unknown"),
        ("VAT DE1 valid until 2025/12/31", "unknown"),
        ("2025-12-31 到期", "unknown"),
        ("有效期 2020-01-01 ~ 2030-02-28", "pass"),
        ("有效期 2020年1月1日至长期", "pass"),
        ("有效期：2024-01-01 签发，5 年", "pass"),
        ("2024-01-01 签发，有效期5年", "pass"),
        ("有效期至 2025-13-41", "pass"),  # no date: nothing is known of its end
        ("有效期自2020年11月1日起至2025年10月30日", "unknown"),
        ("有效期 2020/10/31--2025/10/30", "unknown"),
        ("valid from 2020-10-31 to 2025-10-30", "unknown"),
        ("valid from 2025-10-31", "pass"),
        ("Insurance, valid until October 31, 2025", "unknown"),
        ("expires 31.10.2025", "unknown"),
        ("expires 05/06/2025", "pass"),  # of May or of June
        ("有效期至2026年10月", "unknown"),
        ("有效期至2026年11月", "pass"),  # the month's last day
        ("有效期至20251031", "unknown"),
        ("有效期至 2025-10-31，已续期至 2030-10-30", "pass"),
        ("旧证有效期至2025-10-31，新证 2030-10-30 到期", "pass"),
        ("旧证有效期至2025-10-31，新证已上传", "pass"),
        ("有效期至2025-10-31，续签中", "unknown"),
        ("执照有效期至2030-01-01；商标 2025-01-01 到期", "unknown"),  # each of several papers
        ("营业执照 9133 长期有效，法人身份证有效期至2025-10-30", "unknown"),
        ("有效期：2024-01-01，5年", "pass"),
        ("库存盘点，数据截止 2025-10-31", "pass"),
    ],
)
def test_a_paper_that_ended_by_its_own_words_is_no_evidence(evidence: str, status: str) -> None:
    finding = judged(answered("是", evidence=evidence), evidence_required=True)
    assert finding.status == status
    assert status == "pass" or (finding.reason is not None and "by its own words" in finding.reason.en)


@pytest.mark.parametrize(
    ("valid", "until"), [("1 year", date(2026, 12, 31)), ("30 days", date(2026, 12, 1)), (None, date(2026, 12, 31))]
)
def test_an_answer_lapses_when_the_paper_ends_or_is_to_be_confirmed(valid: str | None, until: date) -> None:
    finding = judged(answered("是", evidence="有效期至 2026-12-31"), **({"valid_for": valid} if valid else {}))
    assert (finding.status, finding.attested.until if finding.attested else None) == ("pass", until)
