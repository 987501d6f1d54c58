"""The store report as one self-contained HTML file: no network, no script needed, every text escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from markupsafe import Markup

from auditor.report import view
from auditor.report.narrative import improvements
from auditor.report.parts import icon, parts
from auditor.report.shown import Shown
from auditor.report.templates import template
from auditor.resources import resource_dir
from auditor.text import clean

CARDS = 40  # findings told in full
ROWS = 300  # rows of the register
CELLS = 4  # source cells printed with a finding; the workbook has all
UNUSED = 12  # reasons for which cells of a sheet were not used


def render_html(shown: Shown) -> str:
    """The report as an HTML document."""
    return clean(template("store.html.j2", shown.words.lang).render(page_content(shown)))


def page_content(shown: Shown) -> dict[str, Any]:
    """Everything that the template shows, selected and sorted."""
    document, store, words = shown.document, shown.store, shown.words
    groups, untold = _groups(store)
    figures = view.key_figures(store)
    observed = [item for item in store["observed"] if item["display"]]
    return {
        "doc": document,
        "store": store,
        "w": words,
        "brand": shown.brand,
        "internal": shown.edition == "internal",
        "edition": words[f"edition.{shown.edition}"],
        "csp": _policy(),
        "css": _asset("theme.css"),
        "js": _asset("report.js"),
        "story": shown.story,
        "improvements": improvements(store, words),
        "plan": shown.notes.get("plan"),
        "causes": [group for group in groups if group.concluded],
        "tentative": [group for group in groups if not group.concluded],
        "blocking": view.blocking(store),
        "untold": untold,
        "carded": {id(card.finding) for group in groups for card in group.cards},
        "titles": {finding["check"]: finding["title"] for finding in store["findings"]},
        "owners_of": _owners(store),
        "failing": store["counts"]["fail"],
        "failing_by_severity": view.failing_by_severity(store),
        "score_change": _score_change(store),
        "cards": CARDS,
        "rows": ROWS,
        "cells": CELLS,
        "unused": UNUSED,
        "first_actions": view.first_actions(store),
        "key_figures": figures,
        "moved": any(finding["previous"] or finding["delta"] for finding in figures),
        "drawn": _drawn,
        "observed": observed,
        "unmeasured": list(dict.fromkeys(item["name"] for item in store["observed"] if not item["display"])),
        "near": view.with_status(store, "watch"),
        "unknown": view.with_status(store, "unknown"),
        "waived": view.with_status(store, "waived"),
        "attested": view.attested(store),
        "register": view.by_urgency(store["findings"]),
        "inputs": view.inputs_of(document, store),
        "packs": view.packs_of(document, store),
        "warnings": document["warnings"] if len(view.subjects(document)) == 1 else [],
        "shared": _shared_files(document, store),
        "period": view.data_period(store),
        "own_days": view.own_days(store),
        "launch": view.launch_ahead(store, document["as_of"]),
        "link": _web_address,
        "who": view.who,
        "late": {action["action"]: view.overdue_days(action, document["as_of"]) for action in store["actions"]},
        "number_of": {id(finding): at for at, finding in enumerate(store["findings"], 1)},
        "dimensions": view.dimensions(store),
        "outcomes": view.outcomes(store, words),
        "p": parts(words),
        "icon": icon,
    }


def _drawn(entries: Sequence[view.Entry]) -> bool:
    """Whether any of them has a trend to draw: a column of trends that stays empty is left out."""
    return any(sum(point["value"] is not None for point in entry["trend"]) > 1 for entry in entries)


def _score_change(store: view.Entry) -> str | None:
    """The change of the score since the previous audit with its sign, None where either is missing."""
    previous = store["previous"]
    if not previous or previous["score"] is None or store["score"] is None:
        return None
    return f"{store['score'] - previous['score']:+d}".replace("-", "\N{MINUS SIGN}").replace("+0", "±0")


class Card(NamedTuple):
    """A finding told in full; ``told`` are the actions whose steps stand here, ``also`` stand with an earlier finding."""

    finding: view.Entry
    told: list[view.Entry]
    also: list[view.Entry]


class Group(NamedTuple):
    """A cause with its cards; see ``view.Cause``."""

    diagnosis: view.Entry | None
    cards: list[Card]
    elsewhere: list[view.Entry]

    @property
    def concluded(self) -> bool:
        """Whether the cause is more than a possibility; findings without a cause count as such."""
        return self.diagnosis is None or self.diagnosis["state"] == "concluded"


def _groups(store: view.Entry) -> tuple[list[Group], list[view.Entry]]:
    """The causes with at most ``CARDS`` cards in all, and the actions whose steps no card tells."""
    told: set[str] = set()
    groups: list[Group] = []
    left = CARDS
    for cause in view.causes(store):
        cards = []
        for finding in cause.findings[:left]:
            mine = view.actions_for(store, [finding["check"]])
            cards.append(
                Card(
                    finding,
                    [action for action in mine if action["action"] not in told],
                    [action for action in mine if action["action"] in told],
                )
            )
            told |= {action["action"] for action in mine}
        left -= len(cards)
        groups.append(Group(cause.diagnosis, cards, cause.elsewhere))
    return groups, [action for action in store["actions"] if action["action"] not in told]


def _owners(store: view.Entry) -> dict[str, str]:
    """The owners of each check's actions between bars, for the filter."""
    owners: dict[str, dict[str, None]] = {finding["check"]: {} for finding in store["findings"]}
    for action in store["actions"]:
        for check in action["for"]:
            owners.setdefault(check, {})[action["owner"]] = None
    return {check: "|" + "".join(f"{owner}|" for owner in each) for check, each in owners.items()}


def _shared_files(document: view.Entry, store: view.Entry) -> set[str]:
    """Files that other clients' stores came from too: their unused cells are not for this client's eyes."""
    everyone = (document[part][index] for part, index in view.subjects(document))
    others = [other for other in everyone if other["client"] is None or other["client"] != store["client"]]
    return {file for file in store["files"] if any(file in other["files"] for other in others if other is not store)}


def _web_address(url: str | None) -> str | None:
    """``url`` if it is a plain web address: nothing else becomes a link."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


@cache
def _asset(name: str) -> Markup:
    return Markup((resource_dir("reports") / name).read_text("utf-8").strip())  # noqa: S704  (our own file)


@cache
def _policy() -> str:
    """Content security policy: nothing is loaded, and only our own script may run."""
    digest = base64.b64encode(hashlib.sha256(_asset("report.js").encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{digest}'"
