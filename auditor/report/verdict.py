"""The verdict in words: one sentence that a reader takes away. Never "safe"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from auditor.report.labels import Labels


def verdict(findings: Iterable[Mapping[str, Any]], score: int | None, words: Labels) -> dict[str, str]:
    """``state`` for the machine, ``word`` for the eye, ``text`` as one sentence.

    States, the worst first: at_risk (a critical breach), remediate (a platform line missed), improve (only
    benchmarks missed), no_verdict (too little could be assessed), near (inside a warning line), clear. What is waived
    changes no state, but the sentence says how many checks that is.
    """
    critical = platform = benchmark = watch = waived = passed = 0
    for finding in findings:
        if finding["status"] == "fail":
            if finding["severity"] == "critical":
                critical += 1
            elif finding["kind"] == "platform":
                platform += 1
            else:
                benchmark += 1
        elif finding["status"] == "watch":
            watch += 1
        elif finding["status"] == "waived":
            waived += 1
        elif finding["status"] == "pass":
            passed += 1
    if critical:
        state = "at_risk"
    elif platform:
        state = "remediate"
    elif score is None:
        state = "no_verdict"
    elif benchmark:
        state = "improve"
    elif watch:
        state = "near"
    else:
        state = "clear"
    text = words.fill(
        f"verdict.{state}",
        critical=critical,
        platform=platform,
        benchmark=benchmark,
        watch=watch,
        passed=passed,
        all=platform + benchmark,
    )
    if waived:
        text = words.fill("verdict_and_waived", verdict=text, waived=waived)
    word = words["clear_but_waived" if waived and state == "clear" else f"verdict_word.{state}"]
    return {"state": state, "word": word, "text": text}


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
