"""Items that a person answers: the answer, its evidence, who and when → a status with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from auditor.assess.ended import ends_on
from auditor.assess.promised import says_later, says_none
from auditor.assess.spans import shift_date
from auditor.intake.values.figure_words import MISSING, NO, YES, ZERO_OR_MISSING
from auditor.intake.values.figures import is_missing
from auditor.model import Attestation, AttestedNote, Evidence, Status, Text
from auditor.rulebook.model import Attest
from auditor.rulebook.words import span_words
from auditor.text import folded

_NOT_APPLICABLE = re.compile(
    r"(?:不适用|不涉及|不需要|无需|无须|[nｎ]\s*[/／.．]?\s*[aａ][.．]?|not (?:applicable|needed|required))"
    r"(?:\s*[(（](?P<bracketed>.+)[)）]|\W+(?P<why>.+))?",
    re.IGNORECASE | re.DOTALL,
)


class Answer(NamedTuple):
    """The outcome of one item; ``said`` is what was answered, in words."""

    status: Status
    reason: Text | None
    supply: Text | None
    said: Text | None
    evidence: tuple[Evidence, ...]
    notes: tuple[Text, ...] = ()
    attested: AttestedNote | None = None


def judge_answer(item: Attest, answers: Sequence[Attestation], as_of: date) -> Answer:
    """Judge what was answered to one item on the audit's date; several different answers are a conflict."""
    ask = Text(f"请回答：{item.ask.zh}", f"Answer: {item.ask.en}")
    given = [answer for answer in answers if _kind(answer) != "blank"]
    cells = tuple(dict.fromkeys(cell for answer in given or answers for cell in answer.cells))
    if not given:
        return Answer(Status.UNKNOWN, Text("尚未回答", "not answered"), ask, None, cells)
    if len({_kind(answer) for answer in given}) > 1:
        where = "; ".join(answer.cells[0].place for answer in given if answer.cells)
        reason = Text(f"答复相互矛盾：{where}", f"different answers: {where}")
        return Answer(Status.UNKNOWN, reason, Text("请只保留一个答复", "Keep one answer"), None, cells)
    answer = max(given, key=lambda each: (each.signed_on or date.min, not says_none(each.evidence), each.cells))
    outcome = _settle(item, answer, as_of)
    said = {"yes": Text("是", "yes"), "no": Text("否", "no"), "n/a": Text("不适用", "not applicable")}.get(
        _kind(answer)
    )
    confirmed = shift_date(answer.signed_on, item.valid_for) if answer.signed_on and item.valid_for else None
    until = min((day for day in (confirmed, ends_on(answer.evidence)) if day is not None), default=None)
    evidence, signed_by = (_stated(text) for text in (answer.evidence, answer.signed_by))
    notes = () if signed_by else (Text("未签字", "not signed"),)
    note = AttestedNote(evidence, signed_by, answer.signed_on, until)
    return Answer(*outcome, said, answer.cells, notes, note)


def _settle(item: Attest, answer: Attestation, as_of: date) -> tuple[Status, Text | None, Text | None]:
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
        return status, Text("答复为否", "answered no"), None
    if kind == "n/a":
        found = _NOT_APPLICABLE.fullmatch(_written(answer.answer))
        given = (*(found.groups() if found else ()), answer.evidence)
        why = next((_written(text) for text in given if not says_none(text) and not says_later(text)), None)
        if why:
            return Status.NOT_APPLICABLE, Text(f"不适用：{why}", f"not applicable: {why}"), None
        reason = Text("答复为不适用，但没有理由", "answered not applicable without a reason")
        return Status.UNKNOWN, reason, Text("请在证据栏写明理由", "Write the reason into the evidence column")
    said = _written(answer.answer)
    if says_later(said):
        reason = Text(f"答复为“{said}”：还不是“是”或“否”", f'answered "{said}": neither yes nor no yet')
        return Status.UNKNOWN, reason, Text("办好后请答复是或否", "Answer yes or no once it is settled")
    reason = Text(f"看不懂答复“{said}”", f'the answer "{said}" is not understood')
    return Status.UNKNOWN, reason, Text("可填：是、否、不适用（附理由）", "Accepted: yes, no, n/a with a reason")


def _held(item: Attest, answer: Attestation, as_of: date) -> tuple[Status, Text | None, Text | None]:
    if item.evidence_required and (gap := _gap(answer.evidence)) is not None:
        return Status.UNKNOWN, gap, Text(f"请提供证据：{item.ask.zh}", f"Supply the evidence: {item.ask.en}")
    if (last := ends_on(answer.evidence)) is not None and last < as_of:
        reason = Text(
            f"证据写明有效期至 {last}，已过期（审核日 {as_of}）",
            f"by its own words the evidence ended on {last}, before the audit on {as_of}",
        )
        return Status.UNKNOWN, reason, Text("请换成有效的证件并更新", "Supply the paper that is valid now")
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
        return Status.UNKNOWN, reason, Text("请重新确认并更新日期", "Confirm it again and update the date")
    return Status.PASS, None, None


def _gap(evidence: str | None) -> Text | None:
    """Why a cell names no evidence; None where it names some."""
    said = _written(evidence)
    if says_later(said):
        return Text(
            f"答复为是，但证据尚未提供（“{said}”）", f'answered yes, but the evidence is still to come ("{said}")'
        )
    if says_none(said):
        zh, en = (f"（“{said}”）", f' ("{said}")') if said else ("", "")
        return Text(f"答复为是，但没有证据{zh}", f"answered yes without evidence{en}")
    return None


def _kind(answer: Attestation) -> str:
    word = folded(answer.answer or "").rstrip("。.!")
    if word in YES:
        return "yes"
    if word in NO:
        return "no"
    if _NOT_APPLICABLE.fullmatch(_written(answer.answer)):
        return "n/a"
    return "blank" if word in MISSING else f"?{word}"


def _written(text: str | None) -> str:
    return (text or "").strip().rstrip("。.!！")


def _stated(text: str | None) -> str | None:
    """As it was written; None for a mark of a missing value and for 无."""
    return None if text is None or is_missing(text) or folded(text) in ZERO_OR_MISSING else text.strip()
