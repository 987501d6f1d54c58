"""Why two audits of a store differ: the value moved, the line moved, data came or went, a waiver lapsed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from auditor.history.identity import BREACH
from auditor.history.model import Document, FindingKey
from auditor.history.records import finding_key, only_entry, underlying
from auditor.model import Text

_VALUE = re.compile(r"[A-Za-z_]+")  # of a metric that is a text, as rules write it
_ASSESSED = ("pass", "watch", "fail")


class Reason(StrEnum):
    """Why a finding is not what it was, the first that holds."""

    CHECK_ADDED = "check_added"
    CHECK_GONE = "check_gone"
    DATA_PRESENT = "data_present"
    DATA_MISSING = "data_missing"
    WAIVED = "waived"
    WAIVER_LAPSED = "waiver_lapsed"
    APPLIES = "applies"  # it applies now, or no longer
    LINE_MOVED = "line_moved"  # and the value did not, or not enough for the change of status
    STORE_MOVED = "store_moved"
    BOTH_MOVED = "both_moved"
    WEIGHT_MOVED = "weight_moved"  # nothing but its severity, or who imposes the line: scores and exit codes follow


REASON_WORDS = {
    Reason.CHECK_ADDED: Text("新增检查项", "the check is new"),
    Reason.CHECK_GONE: Text("检查项已取消", "the check is gone"),
    Reason.DATA_PRESENT: Text("数据已补齐", "its data is there now"),
    Reason.DATA_MISSING: Text("数据缺失或不可用", "its data is missing now, or can't be used"),
    Reason.WAIVED: Text("已豁免", "it is waived now"),
    Reason.WAIVER_LAPSED: Text("不再豁免", "it is waived no longer"),
    Reason.APPLIES: Text("适用范围改变", "whether it applies has changed"),
    Reason.LINE_MOVED: Text("要求线变动", "the rule's line moved"),
    Reason.STORE_MOVED: Text("数值变动", "its value moved"),
    Reason.BOTH_MOVED: Text("数值与要求线均变动", "its value and the rule's line both moved"),
    Reason.WEIGHT_MOVED: Text("级别或性质变动", "its severity, or who imposes it, has changed"),
}


class Change(NamedTuple):
    """One finding that differs. ``before`` and ``after`` are findings of the documents, None where there is none.

    ``also`` is a second reason: a waiver that came or went while a number moved.
    """

    key: FindingKey
    title: str
    reason: Reason
    also: Reason | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def changes(before: Document, after: Document) -> tuple[Change, ...]:
    """What differs between two documents of one store each, in the order of the later one.

    Texts (of metrics that have no number) are compared only where both are in one language.
    """
    texts = before["lang"] == after["lang"]
    old = {finding_key(finding): finding for finding in only_entry(before)["findings"]}
    new = {finding_key(finding): finding for finding in only_entry(after)["findings"]}
    found = []
    for key in dict.fromkeys((*new, *old)):
        reason, also = why(old.get(key), new.get(key), texts=texts)
        if reason:
            found.append(Change(key, (new.get(key) or old[key])["title"], reason, also, old.get(key), new.get(key)))
    return tuple(found)


def why(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, *, texts: bool = True
) -> tuple[Reason | None, Reason | None]:
    """Why a finding is not what it was, and why else; None where status, value, line and severity are the same.

    What makes its status another one comes first.
    """
    if before is None:
        return Reason.CHECK_ADDED, None
    if after is None:
        return Reason.CHECK_GONE, None
    was, now = underlying(before), underlying(after)
    if was != now and "not_applicable" in (was, now):
        return Reason.APPLIES, None
    if was == "unknown" and now in _ASSESSED:
        return Reason.DATA_PRESENT, None
    if was in _ASSESSED and now == "unknown":
        return Reason.DATA_MISSING, None
    waived = [each["status"] == "waived" for each in (before, after)]
    waiver = (Reason.WAIVED if after["waiver"] else Reason.WAIVER_LAPSED) if waived[0] != waived[1] else None
    line = _moved(before, after, "threshold", "require" if texts else None)
    store = _moved(before, after, "value", "display" if texts else None) or (was != now and not line)
    moved = (
        Reason.BOTH_MOVED if line and store else Reason.LINE_MOVED if line else Reason.STORE_MOVED if store else None
    )
    if waiver and now in BREACH:  # of what passes now nobody asks for its waiver
        return (waiver, moved) if was == now else (moved, waiver)
    weight = now != "not_applicable" and any(before[field] != after[field] for field in ("severity", "kind"))
    return moved or (Reason.WEIGHT_MOVED if weight else None), None


def _moved(before: Mapping[str, Any], after: Mapping[str, Any], number: str, text: str | None) -> bool:
    """Whether a number differs; where neither side has one, whether the text does."""
    if before[number] is None and after[number] is None:
        return text is not None and not _same(before[text], after[text])
    return bool(before[number] != after[number])


def _same(one: str | None, other: str | None) -> bool:
    """Whether two texts say the same: 等于NORMAL says what 等于正常（NORMAL） says, in which its word stands too."""
    if one is None or other is None:
        return one == other
    return any(
        re.fullmatch(_VALUE.sub(r"(?:[^（）]+（\g<0>）|\g<0>)", re.escape(plain)), named) is not None
        for plain, named in ((one, other), (other, one))
    )
