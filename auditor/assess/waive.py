"""Findings accepted on purpose, and the hygiene of the list of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from auditor.model import Finding, Status, StoreKey, Text, WaiverNote
from auditor.text import folded, spellings

if TYPE_CHECKING:
    from auditor.rulebook import Waiver

ABOUT_TO_EXPIRE = timedelta(days=14)
_WAIVABLE = (Status.FAIL, Status.WATCH)
_OTHER_WORDS = {
    Status.PASS: Text("已达标", "it passes"),
    Status.UNKNOWN: Text("未评估", "it is not assessed"),
    Status.NOT_APPLICABLE: Text("不适用", "it does not apply"),
}


def waive(
    findings: Mapping[StoreKey, Sequence[Finding]], waivers: Sequence[Waiver], as_of: date
) -> tuple[dict[StoreKey, tuple[Finding, ...]], tuple[Text, ...]]:
    """Lay waivers over failing and watched findings; value, evidence and the status underneath stay.

    The warnings name waivers that are expired, that expire within 14 days, that waive nothing, and that begin after the
    audit's date where they would have waived something: that is the data's newest day, not today. A store is found under
    its name in any width and case, unless that would be two.
    """
    spelt = spellings(key.store for key in findings)
    waivers = [each._replace(store=spelt.get(folded(each.store), each.store)) for each in waivers]
    in_force: dict[tuple[str, str], Waiver] = {}
    for waiver in sorted(waivers, key=lambda each: each.until):  # of two the one that lasts longer
        if waiver.start <= as_of <= waiver.until:
            in_force[waiver.check, waiver.store] = waiver
    used: set[tuple[str, str]] = set()

    def settled(key: StoreKey, finding: Finding) -> Finding:
        found = in_force.get((finding.check, key.store))
        if found is None or finding.status not in _WAIVABLE:
            return finding
        used.add((finding.check, key.store))
        note = WaiverNote(finding.status, found.reason, found.approved_by, found.until)
        reason = Text(f"已豁免：{found.reason}", f"waived: {found.reason}")
        return finding._replace(status=Status.WAIVED, waiver=note, reason=reason)

    waived = {key: tuple(settled(key, finding) for finding in rows) for key, rows in findings.items()}
    known = {(finding.check, key.store): finding.status for key, rows in findings.items() for finding in rows}
    entries: defaultdict[tuple[str, str], list[Waiver]] = defaultdict(list)
    for waiver in waivers:
        entries[waiver.check, waiver.store].append(waiver)
    warnings = [
        _warning(waiver, used, known, as_of)
        for waiver in waivers
        if not any(_renewed(waiver, by, as_of) for by in entries[waiver.check, waiver.store])
    ]
    return waived, tuple(text for text in warnings if text)


def of_nobody(check: str, store: str) -> Text:
    """That a waiver is of a store, or of a check of it, that is not there."""
    name = f"{check} / {store}"
    return Text(
        f"豁免没有对应的店铺或检查：{name}", f"the waiver of {name} matches nothing: no such check of such a store"
    )


def _renewed(waiver: Waiver, by: Waiver, as_of: date) -> bool:
    """Whether another entry for the same goes on where a waiver ends, or has taken its place since."""
    return by.until > waiver.until and by.start <= max(waiver.until + timedelta(days=1), as_of)


def _warning(
    waiver: Waiver, used: set[tuple[str, str]], known: Mapping[tuple[str, str], Status], as_of: date
) -> Text | None:
    name = f"{waiver.check} / {waiver.store}"
    pair = (waiver.check, waiver.store)
    if waiver.until < as_of:
        return Text(f"豁免已过期（{waiver.until}）：{name}", f"the waiver of {name} expired on {waiver.until}")
    if pair not in known:
        return of_nobody(waiver.check, waiver.store)
    if waiver.start > as_of:
        if pair in used or known[pair] not in _WAIVABLE:
            return None
        return Text(
            f"豁免自 {waiver.start} 起生效，对 {as_of} 的审核不起作用：{name}",
            f"the waiver of {name} begins on {waiver.start}: it does not count on {as_of}",
        )
    if pair not in used:
        status = _OTHER_WORDS.get(known[pair], Text(known[pair].value, known[pair].value))
        return Text(f"豁免未起作用（该项{status.zh}）：{name}", f"the waiver of {name} waives nothing: {status.en}")
    if waiver.until - as_of <= ABOUT_TO_EXPIRE:
        return Text(
            f"豁免即将到期（{waiver.until}）：{name}", f"the waiver of {name} is about to expire: {waiver.until}"
        )
    return None
