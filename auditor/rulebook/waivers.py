"""Waivers: findings accepted on purpose, with a reason, an approver and a last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from auditor.rulebook.documents import find_files, read_documents
from auditor.rulebook.errors import Problems
from auditor.rulebook.fields import Fields
from auditor.rulebook.model import Place, RuleBook
from auditor.rulebook.overlay_reader import book_names

LONGEST = 180  # days from the first to the last


class Waiver(NamedTuple):
    """One finding of one store that is accepted from ``start`` to ``until``, both included."""

    check: str
    store: str
    reason: str
    approved_by: str
    start: date
    until: date
    place: Place


def load_waivers(paths: Sequence[Path], book: RuleBook) -> tuple[Waiver, ...]:
    """The waivers of the files, in order; overlays that stand in the same files are passed over.

    Raises RuleErrors.
    """
    problems = Problems()
    files = list(find_files(paths, problems, shipped=False))
    documents, _ = read_documents(files, "waivers", problems)
    names = book_names(book)
    waivers = [
        waiver
        for document in documents
        for part in Fields(document.node, document.origin, names, problems).parts("waivers")
        if (waiver := _waiver(part)) is not None
    ]
    seen: dict[tuple[str, str, date], Waiver] = {}
    for waiver in waivers:
        first = seen.setdefault((waiver.check, waiver.store, waiver.start), waiver)
        if first is not waiver:
            problems.add(
                waiver.place,
                f"豁免重复：{first.place.file}:{first.place.line} 已有",
                f"duplicate waiver: it already stands at {first.place.file}:{first.place.line}",
            )
    problems.raise_any(file.name for file in files)
    return tuple(waivers)


def _waiver(fields: Fields) -> Waiver | None:
    check, store, reason = fields.scalar("check"), fields.string("store"), fields.string("reason")
    approved_by, start, until = fields.string("approved_by"), fields.date("from"), fields.date("until")
    if check is not None:
        fields.require(check, "checks")
    last = fields.scalar("until")
    if last is not None and start is not None and until is not None:
        if until < start:
            fields.problems.add(last.place, f"until {until} 早于 from {start}", f"until {until} is before from {start}")
        elif (until - start).days > LONGEST:
            fields.problems.add(
                last.place,
                f"豁免最长 {LONGEST} 天：{start} 起至 {until} 为 {(until - start).days} 天",
                f"a waiver lasts {LONGEST} days at most: from {start} until {until} are {(until - start).days}",
            )
    if check is None or not store or not reason or not approved_by or start is None or until is None:
        return None
    return Waiver(check.text, store, reason, approved_by, start, until, fields.place)
