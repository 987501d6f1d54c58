"""What the agency's overview says of a store and of the inputs: a few numbers taken from the audit document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from auditor.report.view import first_actions


@dataclass(frozen=True, slots=True)
class StoreSummary:
    """One row of the overview. ``days`` to the next consequence: 0 where a critical check fails already."""

    store: str
    platform: str
    platform_name: str
    client: str | None
    as_of: str
    verdict: str
    state: str  # of the verdict: at_risk, remediate, improve, no_verdict, near or clear
    score: int | None
    best: int | None  # the score, or the most that it may come to while unknowns leave it open
    score_before: int | None
    grade: str | None
    assessed: int
    applicable: int
    counts: tuple[tuple[str, int], ...]
    dimensions: tuple[tuple[str, str, int | None], ...]  # id, name, score
    critical: tuple[tuple[str, str, str | None], ...]  # failing critical checks: id, title, change
    newly_critical: tuple[tuple[str, str], ...]  # of these, that did not fail in the audit before: id, title
    causes: tuple[tuple[str, str], ...]  # concluded diagnoses: id, title
    overdue: tuple[tuple[str, str, int, str | None], ...]  # actions of last time: owner, title, days late, checks now
    days: int | None
    first_action: str | None
    failing: tuple[str, ...]  # severities of the failing checks
    report: str | None  # the HTML report, below the client's folder

    def plain(self) -> dict[str, Any]:
        """Field by field, as they are."""
        return {name: getattr(self, name) for name in SUMMARY}


class Shared:
    """Equal texts and pairs of many summaries, held once.

    Each answer of a worker arrives with copies of its own of words that all stores have in common: platforms,
    dimensions, titles.
    """

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def summary(self, store: StoreSummary) -> StoreSummary:
        """The same summary made of shared parts; the store's name and its report are its own."""
        return replace(store, **{name: self._of(getattr(store, name)) for name in _COMMON})

    def _of(self, value: Any) -> Any:
        """The one held for ``value``; a list of pairs is seldom seen twice, its pairs are."""
        if isinstance(value, tuple) and value and isinstance(value[0], tuple):
            return tuple(map(self._of, value))
        known = self._known.get(value)
        if known is None and value is not None:
            known = tuple(map(self._of, value)) if isinstance(value, tuple) else value
            self._known[known] = known
        return known


SUMMARY = tuple(item.name for item in fields(StoreSummary))
_COMMON = tuple(name for name in SUMMARY if name not in ("store", "report"))


def summarise(store: dict[str, Any], as_of: str, report: str | None = None) -> StoreSummary:
    """The summary of one entry of ``stores`` or ``clients`` of an audit document."""
    failing = [finding for finding in store["findings"] if finding["status"] == "fail"]
    critical = [finding for finding in failing if finding["severity"] == "critical"]
    previous = store.get("previous") or {}
    return StoreSummary(
        store=store["store"],
        platform=store["platform"],
        platform_name=store["platform_name"],
        client=store["client"],
        as_of=as_of,
        verdict=store["verdict"]["text"],
        state=store["verdict"]["state"],
        score=store["score"],
        best=(store["score_range"] or (None, None))[1] if store["score"] is None else store["score"],
        score_before=previous.get("score"),
        grade=store["grade"],
        assessed=store["coverage"]["assessed"],
        applicable=store["coverage"]["applicable"],
        counts=tuple(store["counts"].items()),
        dimensions=tuple((part["dimension"], part["name"], part["score"]) for part in store["dimensions"]),
        critical=tuple((finding["check"], finding["title"], finding["change"]) for finding in critical),
        newly_critical=tuple((finding["check"], finding["title"]) for finding in critical if _newly(finding)),
        causes=tuple((item["diagnosis"], item["title"]) for item in store["diagnoses"] if item["state"] == "concluded"),
        overdue=tuple(
            (item.get("person") or item.get("owner_name") or "", item["title"], item["overdue_days"], item["now"])
            for item in previous.get("actions", ())
            if item["overdue_days"]
        ),
        days=_days_to_consequence(store["findings"], bool(critical), as_of),
        first_action=next((action["title"] for action in first_actions(store)), None),
        failing=tuple(dict.fromkeys(finding["severity"] for finding in failing)),
        report=report,
    )


def _newly(finding: Mapping[str, Any]) -> bool:
    """Whether a finding that fails did not, when it was last judged: it may have been on watch, or waived until now."""
    return finding["change"] is not None and finding.get("status_before") != "fail"


def _days_to_consequence(findings: list[dict[str, Any]], critical_fails: bool, as_of: str) -> int | None:
    """0 where a critical check fails; else the nearest projected breach of a critical or major check; else None."""
    if critical_fails:
        return 0
    day = date.fromisoformat(as_of)
    breaches = [
        (date.fromisoformat(finding["projected_breach"]) - day).days
        for finding in findings
        if finding.get("projected_breach") and finding["severity"] in ("critical", "major")
    ]
    return max(0, min(breaches)) if breaches else None


def refused(inputs: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Every file, and every sheet of a file, that could not be read, and why; from ``inputs`` of an audit document."""
    for item in inputs:
        if item["error"]:
            yield _written(item["file"]), _written(item["error"])
        for sheet in item["sheets"]:
            if sheet["error"]:
                yield _place(item, sheet), _written(sheet["error"])


def unread(inputs: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int, str, str]]:
    """Every sheet with cells that the audit lacks: how many, the first of them and what is wrong with it."""
    for item in inputs:
        for sheet in item["sheets"]:
            lacking = [cell for cell in sheet["ignored"] if cell["incomplete"]]
            if lacking:
                yield _place(item, sheet), len(lacking), lacking[0]["cell"], _written(lacking[0]["why"])


def used(inputs: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Every file that the audit took something from, and its hash."""
    for item in inputs:
        if any(sheet["observations"] for sheet in item["sheets"]):
            yield _written(item["file"]), item["sha256"]


def _place(item: Mapping[str, Any], sheet: Mapping[str, Any]) -> str:
    return _written("!".join(filter(None, (item["file"], sheet["sheet"]))))


def _written(text: str) -> str:
    """As the document is written: bytes of a file's name that are no UTF-8 as question marks."""
    return text.encode("utf-8", "replace").decode()
