"""The verdict in words: one sentence that a reader takes away. Never "safe"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from auditor.report.labels import Labels


def verdict(findings: Iterable[Mapping[str, Any]], score: int | None, words: Labels) -> dict[str, str]:
    """``state`` for the machine, ``word`` for the eye, ``text`` as one sentence.

    States, the worst first: at_risk (a critical breach), remediate (a platform line missed), improve (only
    benchmarks missed), no_verdict (too little could be assessed), near (inside a warning line), clear.
    """
    critical = platform = benchmark = watch = 0
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
        all=platform + benchmark,
    )
    return {"state": state, "word": words[f"verdict_word.{state}"], "text": text}
