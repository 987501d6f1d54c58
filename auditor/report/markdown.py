"""A digest in Markdown: what fits into a message, with the same counts as every other format."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from auditor.report.labels import Labels, labels
from auditor.report.narrative import narrative
from auditor.report.view import FIRST_ACTIONS, blocking, clean, who, with_status

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_LISTED = 10  # of each status


def render_markdown(
    document: Mapping[str, Any],
    store_index: int = 0,
    *,
    part: str = "stores",
    notes: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """The digest of one store (or client, ``part="clients"``): verdict, counts, breaches, actions, needs."""
    words = labels(document["lang"])
    store = document[part][store_index]
    story = narrative(store, words, notes)
    covered = words.fill("coverage", **store["coverage"])
    score = words["no_score"] if store["score"] is None else f"{store['score']}/100 ({store['grade']})"
    if store["score_range"]:
        score += " [{}–{}]".format(*store["score_range"])
    lines = [
        f"# {escape(store['store'])} · {escape(store['platform_name'])}",
        "",
        f"**{escape(store['verdict']['word'])}** · {words['score']} {score} · {escape(covered)} · {document['as_of']}",
        "",
        escape(store["verdict"]["text"]),
        "",
        words["comma"].join(f"{words.status(status)} {count}" for status, count in store["counts"].items()),
    ]
    stopping = blocking(store)
    if stopping:
        lines += ["", f"## {words['blocking']} ({len(stopping)})", ""]
        lines += [_finding(finding, words) for finding in stopping[:_LISTED]]
    for status in ("fail", "watch"):
        listed = with_status(store, status)
        if listed:
            lines += ["", f"## {words.status(status)} ({len(listed)})", ""]
            lines += [_finding(finding, words) for finding in listed[:_LISTED]]
            if len(listed) > _LISTED:
                lines.append(f"- {escape(words.fill('first_of', shown=_LISTED, all=len(listed)))}")
    if store["actions"]:
        lines += ["", f"## {words['first_actions']}", ""]
        lines += [
            f"{action['priority']}. {escape(action['title'])} ({escape(who(action))}, {action['due']})"
            for action in store["actions"][:FIRST_ACTIONS]
        ]
    lines += ["", f"## {words['client_needs']}", ""]
    lines += [f"- {escape(need)}" for need in story["needs"]] or [words["nothing_needed"]]
    if story["highlights"]:
        lines += ["", f"## {words['block.highlights']}", "", *(f"- {escape(line)}" for line in story["highlights"])]
    return "\n".join([*lines, ""])


def _finding(finding: Mapping[str, Any], words: Labels) -> str:
    value = f"{words['colon']}{finding['display']}" if finding["display"] else ""
    require = f" ({finding['require']})" if finding["require"] else ""
    kind = words.status(finding["status"], finding["kind"])
    return f"- {escape(finding['title'] + value + require)} · {kind}"


def escape(text: str) -> str:
    """One line of plain text for Markdown: nothing in it is markup, a link or an HTML tag."""
    return _SPECIAL.sub(r"\\\1", " ".join(clean(text).split()))
