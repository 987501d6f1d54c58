"""Items that a person answers: the answer, its evidence, who and when → a status with its reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from auditor.assess.reasons import cell_words
from auditor.assess.spans import shift_date
from auditor.model import Attestation, AttestedNote, Evidence, Status, Text
from auditor.rulebook.model import Attest, Check
from auditor.rulebook.words import span_words

_YES = {
    "是",
    "有",
    "已完成",
    "完成",
    "已有",
    "已办理",
    "对",
    "✓",
    "✔",
    "√",
    "☑",
    "✅",
    "yes",
    "y",
    "true",
    "done",
    "ok",
    "1",
}
_NO = {
    "否",
    "无",
    "没有",
    "未完成",
    "未办理",
    "不是",
    "✗",
    "✘",
    "×",
    "☒",
    "❌",
    "x",
    "no",
    "n",
    "false",
    "not done",
    "0",
}
_NOT_APPLICABLE = re.compile(r"(不适用|n\s*/\s*a|na|not applicable)(?:\W+(?P<why>.+))?", re.IGNORECASE)
_BLANK = {"", "-", "--", "—", "/"}


class Answer(NamedTuple):
    """The outcome of one item; ``said`` is what was answered, in words."""

    status: Status
    reason: Text | None
    supply: Text | None
    said: Text | None
    evidence: tuple[Evidence, ...]
    notes: tuple[Text, ...] = ()
    attested: AttestedNote | None = None


def judge_answer(check: Check, item: Attest, answers: Sequence[Attestation], as_of: date) -> Answer:
    """Judge what was answered to one item on the audit's date; several different answers are a conflict."""
    ask = Text(f"请回答：{item.ask.zh}", f"Answer: {item.ask.en}")
    given = [answer for answer in answers if _word(answer.answer) not in _BLANK]
    cells = tuple(dict.fromkeys(cell for answer in given or answers for cell in answer.cells))
    if not given:
        return Answer(Status.UNKNOWN, Text("尚未回答", "not answered"), ask, None, cells)
    if len({_kind(answer) for answer in given}) > 1:
        where = "; ".join(cell_words(answer.cells[0]) for answer in given if answer.cells)
        reason = Text(f"答复相互矛盾：{where}", f"different answers: {where}")
        return Answer(Status.UNKNOWN, reason, Text("请只保留一个答复", "Keep one answer"), None, cells)
    answer = max(given, key=lambda each: (each.signed_on or date.min, bool(_word(each.evidence)), each.cells))
    outcome = _settle(check, item, answer, as_of)
    said = {"yes": Text("是", "yes"), "no": Text("否", "no"), "n/a": Text("不适用", "not applicable")}.get(
        _kind(answer)
    )
    notes = () if answer.signed_by and answer.signed_by.strip() else (Text("未签字", "nobody signed"),)
    until = shift_date(answer.signed_on, item.valid_for) if answer.signed_on and item.valid_for else None
    evidence, signed_by = (_plain(text) for text in (answer.evidence, answer.signed_by))
    note = AttestedNote(evidence, signed_by, answer.signed_on, until)
    return Answer(*outcome, said, answer.cells, notes, note)


def _settle(check: Check, item: Attest, answer: Attestation, as_of: date) -> tuple[Status, Text | None, Text | None]:
    kind = _kind(answer)
    if answer.signed_on and answer.signed_on > as_of:
        reason = Text(
            f"签字日期 {answer.signed_on} 晚于审核日 {as_of}", f"dated {answer.signed_on}, after the audit on {as_of}"
        )
        return Status.UNKNOWN, reason, Text("请更正日期", "Correct the date")
    if kind == "yes":
        return _held(item, answer, as_of)
    if kind == "no":
        status = Status.WATCH if item.no_is_watch else Status.FAIL
        return status, Text(f"答复为否：{check.title.zh}", f"answered no: {check.title.en}"), None
    if kind == "n/a":
        found = _NOT_APPLICABLE.fullmatch(_word(answer.answer))
        why = (found["why"] if found else None) or _text(answer.evidence)
        if why:
            return Status.NOT_APPLICABLE, Text(f"不适用：{why}", f"not applicable: {why}"), None
        reason = Text("答复为不适用，但没有理由", "answered not applicable without a reason")
        return Status.UNKNOWN, reason, Text("请在证据栏写明理由", "Write the reason into the evidence column")
    said = _text(answer.answer)
    reason = Text(f"看不懂答复“{said}”", f'the answer "{said}" is not understood')
    return Status.UNKNOWN, reason, Text("可填：是、否、不适用（附理由）", "Accepted: yes, no, n/a with a reason")


def _held(item: Attest, answer: Attestation, as_of: date) -> tuple[Status, Text | None, Text | None]:
    if item.evidence_required and _word(answer.evidence) in _BLANK:
        return (
            Status.UNKNOWN,
            Text("答复为是，但没有证据", "answered yes without evidence"),
            Text(f"请提供证据：{item.ask.zh}", f"Supply the evidence: {item.ask.en}"),
        )
    if item.valid_for is None:
        return Status.PASS, None, None
    span = span_words(item.valid_for)
    if answer.signed_on is None:
        reason = Text(f"没有日期，无法判断是否在有效期（{span.zh}）内", f"no date: it is valid for {span.en} only")
        return Status.UNKNOWN, reason, Text("请填写日期", "Fill in the date")
    until = shift_date(answer.signed_on, item.valid_for)
    if until < as_of:
        reason = Text(
            f"证据已过期：{answer.signed_on}，有效期 {span.zh}，至 {until}",
            f"the evidence expired: dated {answer.signed_on}, valid for {span.en}, until {until}",
        )
        return Status.UNKNOWN, reason, Text("请重新确认并更新日期", "Confirm it anew and update the date")
    return Status.PASS, None, None


def _kind(answer: Attestation) -> str:
    word = _word(answer.answer)
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    return "n/a" if _NOT_APPLICABLE.fullmatch(word) else f"?{word}"


def _word(text: str | None) -> str:
    return _text(text).casefold()


def _plain(text: str | None) -> str | None:
    """As it was written; None for a blank or a dash."""
    return None if text is None or _word(text) in _BLANK else text.strip()


def _text(text: str | None) -> str:
    return unicodedata.normalize("NFKC", text or "").strip().rstrip("。.!！")
