"""A digest in Markdown: what fits into a message, with the same counts as every other format."""

from __future__ import annotations

import re

from auditor.report.labels import Labels
from auditor.report.narrative import required, unjudged
from auditor.report.shown import Shown
from auditor.report.view import Entry, blocking, due, first_actions, launch_ahead, score_of, who, with_status
from auditor.text import Both, clean, side

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_LISTED = 10  # of each status


def render_markdown(shown: Shown) -> str:
    """The digest: verdict, counts, breaches, actions, needs."""
    store, words, story, as_of = shown.store, shown.words, shown.story, shown.document["as_of"]
    launch = launch_ahead(store, as_of)
    covered = words.fill("coverage", **store["coverage"])
    facts = [f"{words['score']} {score_of(store, words)}", escape(covered), as_of]
    facts += [f"{words['launch_day']} {launch}"] if launch else []
    lines = [
        f"# {escape(store['store'])} · {escape(store['platform_name'])}",
        "",
        " · ".join([f"**{escape(store['verdict']['word'])}**", *facts]),
        "",
        *_lines("", store["verdict"]["text"]),
        "",
        side(words["comma"], "zh").join(f"{words.status(status)} {count}" for status, count in store["counts"].items()),
    ]
    stopping = blocking(store)
    if stopping:
        lines += ["", f"## {words['blocking']} ({len(stopping)})", ""]
        lines += [line for finding in stopping[:_LISTED] for line in _finding(finding, words)]
    for status in ("fail", "watch"):
        listed = with_status(store, status)
        if listed:
            lines += ["", f"## {words.status(status)} ({len(listed)})", ""]
            lines += [line for finding in listed[:_LISTED] for line in _finding(finding, words)]
            if len(listed) > _LISTED:
                lines += _lines("- ", words.fill("first_of", shown=_LISTED, all=len(listed)))
    if store["actions"]:
        lines += ["", f"## {words['first_actions']}", ""]
        for action in first_actions(store):
            told = words.fill("plan_line", title=action["title"], owner=who(action), due=due(action, as_of, words))
            lines += _lines(f"{action['priority']}. ", told)
    lines += ["", f"## {words['client_needs']}", ""]
    lines += [line for need in story["needs"] for line in _lines("- ", need)] or [words["nothing_needed"]]
    if story["highlights"]:
        lines += ["", f"## {words['block.highlights']}", ""]
        lines += [line for each in story["highlights"] for line in _lines("- ", each)]
    return "\n".join([*lines, ""])


def _finding(finding: Entry, words: Labels) -> list[str]:
    """Title, value, requirement and status; in both languages the value and the status stand in the first line."""
    why = unjudged(finding)
    shown = why or finding["display"]
    value = words["colon"] + shown if shown else ""
    if isinstance(value, Both) and not why:
        value = Both(value.zh, "")
    require = required(finding, words)
    return _lines("- ", finding["title"] + value + require, f" · {words.status(finding['status'], finding['kind'])}")


def _lines(mark: str, text: str, tail: str = "") -> list[str]:
    """A paragraph or an entry of a list; in both languages English stands below, after a break that Markdown keeps."""
    if not isinstance(text, Both):
        return [f"{mark}{escape(text)}{tail}"]
    return [f"{mark}{escape(text.zh)}{tail}  ", f"{' ' * len(mark)}{escape(text.en)}"]


def escape(text: str) -> str:
    """One line of plain text for Markdown: nothing in it is markup, a link or an HTML tag."""
    return _SPECIAL.sub(r"\\\1", " ".join(clean(text).split()))
