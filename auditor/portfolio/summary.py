"""What the agency's overview says of a store and of the inputs: a few numbers taken from the audit document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from auditor.model import CLIENT, StoreKey
from auditor.report.view import first_actions


@dataclass(frozen=True, slots=True)
class StoreSummary:
    """One row of the overview. ``days`` to the next consequence: 0 where a critical check fails already."""

    store: str
    platform: str
    platform_name: str
    client: str | None
    as_of: str
    newest: tuple[str, str] | None  # first and last day of the newest figures; None where nothing was measured
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
    critical: tuple[tuple[str, str, str | None, str | None], ...]  # failing critical checks: id, title, value, change
    newly_critical: tuple[tuple[str, str, str | None], ...]  # that did not fail in the audit before: id, title, value
    causes: tuple[tuple[str, str], ...]  # concluded diagnoses: id, title
    overdue: tuple[tuple[str, str, int, str | None], ...]  # actions of last time: owner, title, days late, checks now
    days: int | None
    first_action: str | None
    failing: tuple[str, ...]  # severities of the failing checks
    launch: tuple[str, str] | None  # of a pre-launch review: the planned day, the verdict in a word
    report: str | None  # the HTML report, below the client's folder

    @property
    def key(self) -> StoreKey:
        """The store as its audit knows it."""
        return StoreKey(self.platform, self.store)

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
    ready = store.get("readiness")
    return StoreSummary(
        store=store["store"],
        platform=store["platform"],
        platform_name=store["platform_name"],
        client=store["client"],
        as_of=as_of,
        newest=_newest(store),
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
        critical=tuple((*_told(finding), finding["change"]) for finding in critical),
        newly_critical=tuple(_told(finding) for finding in critical if _newly(finding)),
        causes=tuple((item["diagnosis"], item["title"]) for item in store["diagnoses"] if item["state"] == "concluded"),
        overdue=tuple(
            (item.get("person") or item.get("owner_name") or "", item["title"], item["overdue_days"], item["now"])
            for item in previous.get("actions", ())
            if item["overdue_days"]
        ),
        days=_days_to_launch(ready, as_of) if ready else _days_to_consequence(store["findings"], bool(critical), as_of),
        first_action=next((action["title"] for action in first_actions(store)), None),
        failing=tuple(dict.fromkeys(finding["severity"] for finding in failing)),
        launch=(ready["launch"] or "", ready["word"]) if ready else None,
        report=report,
    )


def _newest(store: Mapping[str, Any]) -> tuple[str, str] | None:
    """The period that ends last, of several the shortest: a week's figures are known beside those of 30 days."""
    periods = [entry["period"] for part in ("findings", "observed") for entry in store[part] if entry["period"]]
    start_of = max(((period["end"], period["start"]) for period in periods), default=None)
    return start_of and start_of[::-1]


def behind(store: StoreSummary, day: date | None) -> bool:
    """Whether a whole period more, and at least a week, is over by ``day`` of which the store has no figures.

    Nobody saved them, or the store is closed; what is judged is that of last time.
    """
    if day is None or store.newest is None or store.platform == CLIENT or store.launch:
        return False
    start, end = map(date.fromisoformat, store.newest)
    return end + max(end - start + timedelta(days=1), timedelta(days=7)) <= day


def _told(finding: Mapping[str, Any]) -> tuple[str, str, str | None]:
    """Id, title and value: a title alone, which says what is required, reads as if it held."""
    return finding["check"], finding["title"], finding["display"]


def _newly(finding: Mapping[str, Any]) -> bool:
    """Whether a finding that fails did not, when it was last judged: it may have been on watch, or waived until now."""
    return finding["change"] is not None and finding.get("status_before") != "fail"


def _days_to_launch(ready: Mapping[str, Any], as_of: str) -> int | None:
    """Of a store that may not go live yet, the days until it is to; 0 where nobody said when."""
    if ready["verdict"] == "go":
        return None
    return max(0, (date.fromisoformat(ready["launch"] or as_of) - date.fromisoformat(as_of)).days)


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
    """Every file, and every sheet of a file, that could not be read: why, and the way out; from ``inputs`` of a document."""
    for item in inputs:
        if item["error"]:
            yield _written(item["file"]), _written(" → ".join(filter(None, (item["error"], item["remedy"]))))
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
