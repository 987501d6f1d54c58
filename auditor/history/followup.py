"""What became of the actions of the audit before, and what an action of today takes over from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from auditor.history.change import as_long, display_in
from auditor.history.model import StorePast, Told
from auditor.text import Text, join, spoken

CLOSED = ("done", "verified", "declined")
"""Statuses of an action on which nobody waits any more."""

MENDED = ("done", "verified")
"""Closed as done: where the check still asks for the same remedy, it starts anew."""


_WORST = ("fail", "watch", "waived", "unknown", "pass")


def state(action: Mapping[str, Any], past: StorePast) -> Told:
    """How an action of the last audit stands: as its tracker says, else as the audit itself had it.

    A tracker of an older audit counts as well if it was filled in since; what the last audit had
    already taken into account (``seen``) does not count twice.
    """
    told = past.told.get(action["action"], ())
    if told and list(told[-1]) != action.get("seen"):
        return told[-1]
    return Told(
        as_of=past.earlier[-1].as_of.isoformat(),
        status=action["status"],
        person=action.get("person"),
        due=action["due"],
        done_on=action.get("done_on"),
        link=action.get("link"),
        notes=action.get("notes"),
    )


def carry_actions(actions: Sequence[Mapping[str, Any]], past: StorePast) -> list[dict[str, Any]]:
    """Today's actions; one that was already promised keeps its date, status, person, link and notes.

    A person who was only put down for the role is not kept: somebody else may have it today.
    """
    before = {action["action"]: action for action in past.last["actions"]} if past.last else {}
    carried = []
    for action in actions:
        made = dict(action)
        earlier = before.get(action["action"])
        if earlier:
            told = state(earlier, past)
            rows = past.told.get(action["action"], ())
            made["seen"] = list(rows[-1]) if rows else None
            if told.status not in MENDED:
                made |= {
                    "status": told.status,
                    "due": told.due or earlier["due"],
                    "person": None if earlier.get("by_role") and told.person == earlier["person"] else told.person,
                    "link": told.link,
                    "notes": told.notes,
                }
        carried.append(made)
    return carried


def follow_ups(
    past: StorePast,
    findings: Sequence[Mapping[str, Any]],
    as_of: date,
    lang: str,
    titles: Mapping[str, Text],
    roles: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Each action of the last audit: done, open or overdue on the day ``as_of``, and whether its number moved.

    One that nobody reported on stays overdue; ``now`` is how its checks stand today, the worst of them: where all pass,
    somebody has to confirm it, and what was reported as done may fail still.
    ``titles`` are those of the remedies today, by id; an action whose remedy is gone keeps the title that it had.
    ``roles`` are the words of today's report for roles, by id; a role that has none keeps its word likewise.
    """
    if past.last is None:
        return []
    then = {(one["check"], one["segment"]): one for one in past.last["findings"]}
    followed = []
    for action in past.last["actions"]:
        told = state(action, past)
        title = titles.get(action["action"])
        due = told.due or action["due"]
        late = (as_of - date.fromisoformat(due)).days
        followed.append(
            {
                "action": action["action"],
                "title": title.of(lang) if title else spoken(action, "title", lang),
                "due": due,
                "status": told.status,
                "overdue_days": max(0, late) if told.status not in CLOSED else 0,
                "owner_name": roles.get(action["owner"]) or spoken(action, "owner_name", lang),
                "person": told.person,
                "now": _worst(finding["status"] for finding in findings if finding["check"] in action["for"]),
                "moved": _moved_in_words(action["for"], findings, then, lang),
            }
        )
    return followed


def _worst(statuses: Iterable[str]) -> str | None:
    """The status that matters most of those that say how an action stands; None where its checks are gone."""
    return min(filter(_WORST.__contains__, statuses), key=_WORST.index, default=None)


def _moved_in_words(
    checks: Sequence[str],
    findings: Sequence[Mapping[str, Any]],
    then: Mapping[tuple[str, str | None], Mapping[str, Any]],
    lang: str,
) -> str | None:
    """``Order defect rate: 1.2% → 0.9%`` for each check that the action was to mend and that has a number twice."""
    colon, unchanged = Text("：", ": ").of(lang), Text("未变", "unchanged").of(lang)
    parts: list[str] = []
    for finding in findings:
        before = then.get((finding["check"], finding["segment"]))
        if finding["check"] not in checks or before is None or None in (finding["display"], before["display"]):
            continue
        if not as_long(finding["period"], before["period"]):
            continue
        name: str = spoken(finding, "metric_name" if finding["metric_name"] else "title", lang)
        name = name + f" ({finding['segment']})" if finding["segment"] else name
        is_now, was = spoken(finding, "display", lang), display_in(before, lang)
        same = finding["value"] == before["value"] and is_now == was
        parts.append(name + colon + (is_now + " (" + unchanged + ")" if same else (was or "") + " → " + is_now))
    return join(Text("；", "; ").of(lang), parts) or None
