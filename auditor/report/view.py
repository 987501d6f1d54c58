"""Selections that several formats share, so that they say the same thing in the same order.

Everything here is a pure function of the audit document (see ``document``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from auditor.model import Severity
from auditor.report.labels import Labels
from auditor.text import each_side, join, side

Entry = Mapping[str, Any]  # a store, finding, diagnosis or action of the document

_SEVERITY = {severity.value: rank for rank, severity in enumerate(Severity)}
_ATTENTION = {
    status: rank for rank, status in enumerate(("fail", "watch", "unknown", "waived", "pass", "not_applicable"))
}

_OTHER_HEADINGS = re.compile("(?<=”)(?: / “[^”]*”)+")

FIRST_ACTIONS = 3
KEY_FIGURES = 8


def subjects(document: Entry) -> list[tuple[str, int]]:
    """Everything that gets a report of its own: ("stores", 0), … then ("clients", 0), ….

    A client of whose channels together nothing could be judged gets none: there is no news in it. The document has it.
    """
    clients = (index for index, client in enumerate(document["clients"]) if client["coverage"]["assessed"])
    return [
        *(("stores", index) for index in range(len(document["stores"]))),
        *(("clients", index) for index in clients),
    ]


def by_urgency(findings: Iterable[Entry]) -> list[Entry]:
    """What wants attention first (fail, watch, unknown, waived, pass, not applicable), then the severest.

    Of one severity the platform's own lines come before benchmarks: the verdict counts them. Then as in the rule book.
    """
    return sorted(findings, key=lambda finding: (_ATTENTION[finding["status"]], *_weight(finding)))


def by_severity(findings: Iterable[Entry]) -> list[Entry]:
    """The severest first whatever their status, of one severity the platform's own lines before benchmarks."""
    return sorted(findings, key=_weight)


def _weight(finding: Entry) -> tuple[int, bool]:
    return _SEVERITY[finding["severity"]], finding["kind"] != "platform"


def attested(store: Entry) -> list[Entry]:
    """The checklist items that somebody answered and that apply."""
    return by_urgency(
        finding for finding in store["findings"] if finding["attested"] and finding["status"] != "not_applicable"
    )


def severity_rank(severity: str) -> int:
    """0 for the worst."""
    return _SEVERITY[severity]


def with_status(store: Entry, *statuses: str) -> list[Entry]:
    """The store's findings in these statuses, the severest first."""
    return by_urgency(finding for finding in store["findings"] if finding["status"] in statuses)


def blocking(store: Entry) -> list[Entry]:
    """In a pre-launch review: the failing or unknown findings that stand in the way, the worst first."""
    wanted = store["readiness"]["blocking"] if store["readiness"] else []
    return [
        finding
        for check in wanted
        for finding in store["findings"]
        if finding["check"] == check and finding["status"] in {"fail", "unknown"}
    ]


class Cause(NamedTuple):
    """A diagnosis with the findings shown under it; ``elsewhere`` are shown under another heading already."""

    diagnosis: Entry | None  # None: findings that no diagnosis explains
    findings: list[Entry]
    elsewhere: list[Entry]


def causes(store: Entry) -> list[Cause]:
    """Failing findings grouped under their causes, each shown once; the group with the severest finding first.

    A finding stands under the first concluded diagnosis that explains it, so that a competing cause refers
    to it instead of repeating it. Watched findings come along with their cause. Tentative causes
    come last and only refer: what is not concluded owns no finding.
    """
    shown: set[tuple[str, str | None]] = set()
    concluded: list[Cause] = []
    tentative: list[Cause] = []
    attention = with_status(store, "fail", "watch")
    for diagnosis in store["diagnoses"]:
        explained = [finding for finding in attention if finding["check"] in diagnosis["explains"]]
        if diagnosis["state"] != "concluded":
            tentative.append(Cause(diagnosis, [], explained))
            continue
        fresh = [finding for finding in explained if _key(finding) not in shown]
        shown |= {_key(finding) for finding in fresh}
        concluded.append(Cause(diagnosis, fresh, [finding for finding in explained if finding not in fresh]))
    alone = [finding for finding in attention if _key(finding) not in shown and finding["status"] == "fail"]
    groups = [*concluded, Cause(None, alone, [])] if alone else concluded
    return [*sorted(groups, key=_worst), *tentative]


def _worst(cause: Cause) -> tuple[bool, int]:
    failing = [finding for finding in cause.findings if finding["status"] == "fail"]
    return not failing, min((_SEVERITY[each["severity"]] for each in failing or cause.findings), default=len(_SEVERITY))


def _key(finding: Entry) -> tuple[str, str | None]:
    return finding["check"], finding["segment"]


def failing_by_severity(store: Entry) -> dict[str, int]:
    """How many checks fail of each severity that occurs, the worst first."""
    failing = [finding["severity"] for finding in with_status(store, "fail")]
    return {severity: failing.count(severity) for severity in dict.fromkeys(failing)}


def dimensions(store: Entry) -> list[Entry]:
    """Those in which any check applies."""
    return [part for part in store["dimensions"] if part["applicable"]]


def outcomes(store: Entry, words: Labels) -> dict[str, str]:
    """What stands in place of a score for each dimension without one: how many checks failed, were watched or passed."""
    counts: dict[str, Counter[str]] = {}
    for finding in store["findings"]:
        counts.setdefault(finding["dimension"] or "", Counter())[finding["status"]] += 1
    said = {
        dimension: words.join(
            "comma",
            (words.status(status) + f" {found[status]}" for status in ("fail", "watch", "pass") if found[status]),
        )
        for dimension, found in counts.items()
    }
    unscored = (part["dimension"] for part in store["dimensions"] if part["score"] is None)
    return {dimension: said.get(dimension) or words["nothing_assessed"] for dimension in unscored}


def needs(store: Entry, words: Labels) -> list[str]:
    """What the client has to supply, without repetition, the severest check first; short, for page one.

    A figure that no file has, or whose cells are empty, is named with the place where it is found; anything else, such as
    another figure or an attribute of the store that is named in its place, says what to settle. Of the headings that a
    figure may stand under the first is enough: the report lists the others.
    """
    lines = []
    lacking = [
        finding for finding in with_status(store, "watch") if finding["supply"]
    ]  # watched for missing periods alone
    for finding in (*with_status(store, "unknown"), *lacking):
        name, ask, supply = (side(finding[field] or "", "zh") for field in ("metric_name", "ask", "supply"))
        meant = name and ("“" not in supply or f"“{name}”" in supply)
        if meant and not any(cell["raw"].strip() for cell in finding["evidence"]):
            where = words.fill("need_where", where=finding["where"]) if finding["where"] else ""
            lines.append(words.fill("need_figure", name=finding["metric_name"]) + where)
        elif finding["supply"]:
            alone = ask in supply  # else "state the date" does not say of what
            settled = each_side(finding["supply"], lambda text: _OTHER_HEADINGS.sub("", text))
            lines.append(settled if alone else finding["title"] + words["colon"] + settled)
    return list(dict.fromkeys(lines))


def key_figures(store: Entry) -> list[Entry]:
    """The numbers for page one: what fails, what is near the line, then what has a trend; a metric once."""
    measured = [finding for finding in store["findings"] if finding["metric"] and finding["value"] is not None]
    ranked = sorted(measured, key=lambda finding: (_rank(finding), *_weight(finding), not finding["trend"]))
    chosen: dict[tuple[str, str | None], Entry] = {}
    for finding in ranked:  # points that fail one check and pass the next stand where they fail
        chosen.setdefault((finding["metric"], finding["segment"]), finding)
    return [*chosen.values()][:KEY_FIGURES]


def _rank(finding: Entry) -> int:
    status = finding["waiver"]["status"] if finding["waiver"] else finding["status"]
    return min(_ATTENTION[status], _ATTENTION["waived"])  # below that a trend is worth more than the status


def overdue_days(action: Entry, as_of: str) -> int:
    """Days past its date on which an open action stands at the audit, 0 for one in time or closed."""
    if action["status"] in {"done", "verified", "declined"}:
        return 0
    return max(0, (date.fromisoformat(as_of) - date.fromisoformat(action["due"])).days)


def who(action: Entry) -> str:
    """The role in charge, and the person where one is named."""
    return join(" · ", filter(None, (action["owner_name"], action.get("person"))))


def due(action: Entry, as_of: str, words: Labels) -> str:
    """The day of an action, and by how many it is missed."""
    late = overdue_days(action, as_of)
    return join(words["comma"], [action["due"], words.fill("overdue", days=late)]) if late else str(action["due"])


def first_actions(store: Entry) -> list[Entry]:
    """What page one tells to do."""
    return wanted_actions(store)[:FIRST_ACTIONS]


def wanted_actions(store: Entry) -> list[Entry]:
    """The actions in their order, without those that somebody declined unless there is no other."""
    wanted = [action for action in store["actions"] if action["status"] != "declined"]
    return wanted or list(store["actions"])


def launch_ahead(store: Entry, as_of: str) -> str | None:
    """The day for which a pre-launch review plans the launch, ISO 8601; None where none is stated or it has come."""
    planned: str | None = (store["readiness"] or {}).get("launch")
    return planned if planned and planned > as_of else None


def actions_for(store: Entry, checks: Iterable[str]) -> list[Entry]:
    """The store's actions that would mend one of ``checks``, first things first."""
    wanted = set(checks)
    return [action for action in store["actions"] if wanted.intersection(action["for"])]


def inputs_of(document: Entry, store: Entry) -> list[Entry]:
    """The input files that fed the store; all of them where the store does not say."""
    if not store["files"]:
        return [] if len(subjects(document)) > 1 else list(document["inputs"])
    fed = set(store["files"])
    return [item for item in document["inputs"] if item["file"] in fed]


def packs_of(document: Entry, store: Entry) -> list[Entry]:
    """The packs whose checks were judged; a pack's checks may start with any id, so all of the platform's packs count."""
    platform = store["platform"]
    own = [pack for pack in document["rulebook"] if pack["pack"].split(".")[0] == platform]
    return own or list(document["rulebook"])


def place(cell: Entry) -> str:
    """Where a value stands: file · sheet · cell."""
    return " · ".join(filter(None, (cell["file"], cell["sheet"], cell["cell"])))


def score_of(store: Entry, words: Labels) -> str:
    """The score in one line, ``70/100 (C)``, with the range that unknowns leave open."""
    score = str(words["no_score"]) if store["score"] is None else f"{store['score']}/100 ({store['grade']})"
    if store["score_range"]:
        low, high = store["score_range"]
        score += f" [{words.fill('possible', low=low, high=high)}]"
    return score


def data_period(store: Entry) -> tuple[str, str] | None:
    """First and last day that the store's newest figures cover, ISO 8601; None where nothing was measured."""
    periods = [finding["period"] for finding in store["findings"] if finding["period"]]
    if not periods:
        return None
    end = max(period["end"] for period in periods)
    return min(period["start"] for period in periods if period["end"] == end), end


def own_days(store: Entry) -> dict[int, str]:
    """The days of each value, by its identity, that are not those of the newest figures: a reader takes it for one of them."""
    newest = data_period(store)
    dated = [(entry, entry["period"]) for part in ("findings", "observed") for entry in store[part] if entry["period"]]
    days = ((entry, (period["start"], period["end"])) for entry, period in dated if entry["display"])
    return {id(entry): " – ".join(dict.fromkeys(period)) for entry, period in days if period != newest}
