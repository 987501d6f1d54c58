"""What differs between audits, on the terminal or as JSON: for ``diff``, ``what-if`` and ``replay``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from auditor.cli.common import say
from auditor.text import BOTH, one_line, spoken, spread

if TYPE_CHECKING:
    from auditor.history import Subject
    from auditor.history.diff import Change
    from auditor.history.model import Document
    from auditor.report.labels import Labels
    from auditor.rulebook.model import RuleBook


def print_changes(
    compared: Iterable[tuple[Subject, Document, Document]], as_json: bool, lang: str, book: RuleBook | None = None
) -> None:
    """What differs between two documents of each subject: a heading with both scores, then a line a finding.

    A title that the documents do not have in ``lang`` is that of ``book``, else of the shipped rules.
    """
    from auditor.history.diff import REASON_WORDS, changes
    from auditor.history.records import only_entry
    from auditor.report.labels import labels
    from auditor.rulebook import load_rulebook

    words = labels(lang)
    made = []
    for subject, before, after in compared:
        old, new = only_entry(before), only_entry(after)
        found = changes(before, after)
        if book is None and found and not {before["lang"], after["lang"]} <= {lang, BOTH}:
            book = load_rulebook([])
        titles = [_title(change, after if change.after else before, lang, book) for change in found]
        made.append(
            {
                "platform": subject.platform,
                "store": subject.store,
                "client": new["client"],
                "purpose": subject.purpose,
                "from": {"as_of": before["as_of"], "score": old["score"], "grade": old["grade"]},
                "to": {"as_of": after["as_of"], "score": new["score"], "grade": new["grade"]},
                "changes": [
                    {
                        "check": change.key.check,
                        "segment": change.key.segment,
                        "title": title,
                        "reason": change.reason.value,
                        "also": change.also and change.also.value,
                        "before": _side(change.before, lang, book),
                        "after": _side(change.after, lang, book),
                    }
                    for change, title in zip(found, titles, strict=True)
                ],
            }
        )
        if as_json:
            continue
        score = say("得分", "score")
        print(
            f"{whose(new, *_review(subject))}  {before['as_of']} → {after['as_of']}  "
            f"{score} {figure_of(old['score'])} → {figure_of(new['score'])}"
        )
        for change, title in zip(found, titles, strict=True):
            segment = f" [{change.key.segment}]" if change.key.segment else ""
            fields = [field for field in ("severity", "kind") if _differ(change, field)]
            sides = " → ".join(_words(each, words, fields) for each in (change.before, change.after))
            line = one_line(f"{title}{segment}: {sides}")
            reasons = [REASON_WORDS[each].of(lang) for each in (change.reason, change.also) if each]
            print(f"  {line}  ({words.join('semicolon', reasons)})")
        if not found:
            print(f"  {say('无变化', 'no difference')}")
    if as_json:
        print(json.dumps(spread(made), ensure_ascii=False, indent=1))


def _title(change: Change, document: Document, lang: str, book: RuleBook | None) -> str:
    check = book.checks.get(change.key.check) if book and document["lang"] not in (lang, BOTH) else None
    title: str = spoken(change.after or change.before or {}, "title", lang)
    return check.title.of(lang) if check else title


def _side(finding: Mapping[str, Any] | None, lang: str, book: RuleBook | None) -> dict[str, Any] | None:
    """A finding in brief."""
    if finding is None:
        return None
    from auditor.history.change import display_in

    brief = {name: finding[name] for name in ("status", "severity", "kind", "value")}
    return {**brief, "display": display_in(finding, lang), "require": _require(finding, lang, book)}


def _require(finding: Mapping[str, Any], lang: str, book: RuleBook | None) -> str | None:
    """The requirement in ``lang``: of the line of today's rules that says the same, else as it was kept."""
    from auditor.rulebook.words import requirement_words

    said: str | None = spoken(finding, "require", lang)
    check = book.checks.get(finding["check"]) if book else None
    if check is None:
        return said
    spelled = book.metrics[check.platform, check.metric].values if book and check.metric else {}
    lines = [
        [
            requirement_words(line.expect, typical=check.typical, sustained=check.sustained, spellings=spellings)
            for spellings in (spelled, {})  # an audit may be of a time when no requirement named its value's word
        ]
        for line in check.lines
    ]
    lines += [[check.attest.ask]] if check.attest else []
    return next((now.of(lang) for now, *was in lines if any(finding["require"] in each for each in (now, *was))), said)


def _differ(change: Change, field: str) -> bool:
    return bool(change.before and change.after and change.before[field] != change.after[field])


def _words(finding: Mapping[str, Any] | None, words: Labels, fields: Iterable[str]) -> str:
    """The status of a finding, those of ``fields`` that tell it from the other side, and its value."""
    if finding is None:
        return "-"
    from auditor.history.change import display_in

    said = [words.status(finding["status"], finding["kind"]), *(words[f"{field}.{finding[field]}"] for field in fields)]
    return " ".join(filter(None, [*said, display_in(finding, words.lang)]))


def subject_name(subject: Subject) -> str:
    """Whose audits they are, where no client is known."""
    return one_line(f"{subject.store} ({', '.join((subject.platform, *_review(subject)))})")


def _review(subject: Subject) -> list[str]:
    """The purpose of an audit that is not the usual one: a store may have both of a day."""
    return [] if subject.purpose == "weekly" else [subject.purpose]


def whose(entry: Mapping[str, Any], *more: str) -> str:
    """A store as the terminal names it: several clients may have one of the same name."""
    of = [part for part in (entry.get("client"), entry["platform"], *more) if part]
    return one_line(f"{entry['store']} ({', '.join(of)})")


def figure_of(score: int | None) -> str:
    """A score as the terminal shows it."""
    return "-" if score is None else str(score)
