"""The verdict in words: one sentence that a reader takes away. Never "safe"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from auditor.report.labels import Labels

STATES = ("at_risk", "remediate", "no_verdict", "improve", "near", "clear")
"""Of verdicts, the worst first."""


def verdict(findings: Iterable[Mapping[str, Any]], score: int | None, words: Labels) -> dict[str, str]:
    """``state`` for the machine, ``word`` for the eye, ``text`` as one sentence.

    at_risk is a critical breach, remediate a platform line missed, no_verdict that too little could be assessed, improve
    that only benchmarks are missed, near a value inside a warning line. What is waived changes no state, but the sentence
    says how many checks that is.
    """
    found = Counter(map(_kind, findings))
    waived = found["waived"]
    if found["critical"]:
        state = "at_risk"
    elif found["platform"]:
        state = "remediate"
    elif score is None:
        state = "no_verdict"
    elif found["benchmark"]:
        state = "improve"
    else:
        state = "near" if found["watch"] else "clear"
    text = words.fill(
        f"verdict.{state}",
        critical=found["critical"],
        platform=found["platform"],
        benchmark=found["benchmark"],
        watch=found["watch"],
        passed=found["pass"],
        all=found["platform"] + found["benchmark"],
    )
    if waived:
        text = words.fill("verdict_and_waived", verdict=text, waived=waived)
    word = words["clear_but_waived" if waived and state == "clear" else f"verdict_word.{state}"]
    return {"state": state, "word": word, "text": text}


def _kind(finding: Mapping[str, Any]) -> str:
    """Of a failing check critical, else platform or benchmark; of any other its status."""
    if finding["status"] != "fail":
        return str(finding["status"])
    return "critical" if finding["severity"] == "critical" else str(finding["kind"])


_READINESS = {"go": "clear", "conditional": "improve", "needs evidence": "no_verdict", "no-go": "at_risk"}


def readiness_verdict(readiness: Mapping[str, Any], words: Labels) -> dict[str, str]:
    """The verdict of a pre-launch review in the same shape; its states are those of the weekly verdict."""
    count = {"blocking": len(readiness["blocking"]), "conditions": len(readiness["conditions"])}
    key = readiness["verdict"].replace(" ", "_").replace("-", "_")
    if key == "needs_evidence" and not readiness["blocking"]:
        key = "not_reviewed"
    return {
        "state": _READINESS[readiness["verdict"]],
        "word": readiness["word"],
        "text": words.fill(f"readiness.{key}", **count),
    }
