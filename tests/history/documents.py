"""Audit documents as small as they can be, for tests of the history."""

from __future__ import annotations

from datetime import date
from typing import Any

from auditor.history import Subject

STORE = "north"
SUBJECT = Subject("weekly", "amazon", STORE)


def finding(
    check: str,
    status: str,
    *,
    segment: str | None = None,
    value: float | None = None,
    headroom: float | None = None,
    line: float | None = 10,
    better: str = "higher",
    waived: bool = False,
    end: str | None = None,
    severity: str = "major",
) -> dict[str, Any]:
    return {
        "metric": check,
        "unit": "count",
        "currency": None,
        "period": {"start": end, "end": end} if end else None,
        "trend": [{"end": end, "value": value}] if end else [],
        "previous": None,
        "previous_value": None,
        "delta": None,
        "check": check,
        "segment": segment,
        "title": f"Title of {check}",
        "status": "waived" if waived else status,
        "severity": severity,
        "kind": "platform",
        "value": value,
        "display": None if value is None else f"{value:g}",
        "require": None if line is None else f"at least {line:g}",
        "threshold": None if line is None else {"verb": "at_least", "values": [line], "watch": []},
        "headroom": headroom if headroom is not None or value is None or line is None else value - line,
        "better": better,
        "metric_name": f"Metric of {check}",
        "since": None,
        "change": None,
        "waiver": {"status": status, "reason": "r", "approved_by": "w", "until": "2026-12-31"} if waived else None,
    }


def action(remedy: str, *checks: str, due: str = "2026-11-20", status: str = "open") -> dict[str, Any]:
    return {
        "action": remedy,
        "title": f"Do {remedy}",
        "owner": "operations",
        "owner_name": "Operations",
        "due": due,
        "status": status,
        "for": list(checks),
    }


def entry(
    findings: list[dict[str, Any]],
    actions: list[dict[str, Any]] | None = None,
    *,
    store: str = STORE,
    platform: str = "amazon",
    client: str | None = "acme",
    score: int | None = 80,
) -> dict[str, Any]:
    counts = dict.fromkeys(("pass", "watch", "fail", "unknown", "waived", "not_applicable"), 0)
    for one in findings:
        counts[one["status"]] += 1
    return {
        "store": store,
        "platform": platform,
        "client": client,
        "score": score,
        "grade": "B",
        "counts": counts,
        "findings": findings,
        "actions": actions or [],
        "files": [f"{store}.xlsx"],
        "previous": None,
    }


def document(
    as_of: str | date, *entries: dict[str, Any], lang: str = "en", clients: tuple[dict[str, Any], ...] = ()
) -> dict[str, Any]:
    return {
        "schema": "store-auditor/audit/1",
        "as_of": str(as_of),
        "tool": {"version": "0"},
        "rulebook": [{"pack": "amazon.weekly", "version": None, "sha256": "0" * 64}],
        "warnings": ["a warning"],
        "inputs": [
            {"file": one["files"][0], "sha256": "1" * 64, "sheets": [{"sheet": None, "ignored": [{"raw": "secret"}]}]}
            for one in entries
        ],
        "stores": list(entries),
        "clients": list(clients),
        "lang": lang,
        "purpose": "weekly",
    }


def audit(as_of: str, *findings: dict[str, Any], actions: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The document of one store."""
    return document(as_of, entry(list(findings), actions))
