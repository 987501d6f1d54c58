"""The terminal's view: a short table a store, a line for each of many.

Only glyphs that a GBK console has; colours by Rich, on a terminal only.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from auditor.report.labels import Labels, labels
from auditor.report.shown import Shown
from auditor.report.verdict import STATES
from auditor.report.view import (
    Entry,
    by_urgency,
    due,
    failing_by_severity,
    first_actions,
    score_of,
    subjects,
    who,
    with_status,
)
from auditor.text import Both, one_line

if TYPE_CHECKING:
    from rich.console import Console

MARK = {"pass": "√", "watch": "▲", "fail": "×", "unknown": "?", "waived": "■", "not_applicable": "-"}
_STYLE = {"watch": "yellow", "fail": "bold red"}
_ROWS = 20  # of findings a store
_NAMED = 3  # unknown checks, or failing ones of a store among many, the severest
_STORES = 12  # that are told in full: of more each gets a line
_LINES = 50  # of stores, the worst


def print_table(document: Entry, console: Console | None = None) -> None:
    """Print every store and client: verdict, score, counts, what fails or is near its line, first actions.

    Of more than a dozen each gets a line, the worst first: the reports tell the rest.
    A pre-launch review begins with the verdict of each store, what blocks it, and its conditions. On a terminal (or
    on ``console``) a table made by Rich; into a pipe one plain line for each finding.
    """
    words = labels(document["lang"])
    stores = [Shown(document, index, part).store for part, index in subjects(document)]
    many = len(stores) > _STORES
    verdicts = [line for store in stores if store["readiness"] and not many for line in _launch(store, words)]
    if console is None and not sys.stdout.isatty():
        _print_plain(verdicts)
        if many:
            brief = (
                (name, word, f"{words['score']} {score}", *rest) for name, word, score, *rest in _brief(stores, words)
            )
            _print_plain("  ".join(filter(None, cells)) for cells in brief)
            _print_plain(_all_told(stores, words))
            return
        for store in stores:
            rows = ("  ".join(filter(None, (MARK[found["status"]], *cells))) for found, cells in _rows(store, words))
            _print_plain([*_head(store, words), *rows, *_tail(store, document["as_of"], words), ""])
        return
    from rich.console import Console
    from rich.text import Text

    console = console or Console(highlight=False, markup=False, emoji=False)
    for line in verdicts:
        console.print(Text(_plain(line, console.encoding or "utf-8")))
    if many:
        _print_brief(stores, words, console)
        return
    for store in stores:
        _print_rich(store, document["as_of"], words, console)


def _print_plain(lines: Iterable[str]) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    for line in lines:
        print(_plain(line, encoding))


def _print_rich(store: Entry, as_of: str, words: Labels, console: Console) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    encoding = console.encoding or "utf-8"
    head, *facts = _head(store, words)
    console.print(Text(_plain(head, encoding), style="bold"))
    for line in facts:
        console.print(Text(_plain(line, encoding)))
    rows = _rows(store, words)
    if rows:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for key in ("status_head", "severity_head", "check_head", "value_head", "require_head"):
            table.add_column(words[key], overflow="fold")
        for finding, cells in rows:
            status, *others = (_plain(cell, encoding) for cell in cells)
            mark = f"{MARK[finding['status']]} {status}"
            table.add_row(Text(mark, style=_STYLE[finding["status"]]), *(Text(cell) for cell in others))
        console.print(table)
    for line in [*_tail(store, as_of, words), ""]:
        console.print(Text(_plain(line, encoding)))


def _print_brief(stores: Sequence[Entry], words: Labels, console: Console) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    encoding = console.encoding or "utf-8"
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    named = words["blocking" if stores[0]["readiness"] else "status.fail"]
    for heading in (words["overview.store"], words["verdict_head"], words["score"], "", named):
        table.add_column(heading)
    for row in _brief(stores, words):
        *cells, failing = (_plain(cell, encoding) for cell in row)
        table.add_row(*map(Text, cells), Text(failing, no_wrap=True, overflow="ellipsis"))
    console.print(table)
    for line in _all_told(stores, words):
        console.print(Text(_plain(line, encoding)))


def _brief(stores: Sequence[Entry], words: Labels) -> list[tuple[str, ...]]:
    """A line a store: whose it is, the verdict, the score, how many fail, are near and are unknown, what fails."""
    return [
        (
            _name(store),
            store["verdict"]["word"],
            score_of(store, words),
            " ".join(f"{MARK[status]}{store['counts'][status]}" for status in ("fail", "watch", "unknown")),
            words.join("list_mark", (found["title"] for found in _in_the_way(store)[:_NAMED])),
        )
        for store in sorted(stores, key=_urgency)[:_LINES]
    ]


def _in_the_way(store: Entry) -> list[Entry]:
    """The findings that a line names: what fails, before a launch what blocks it."""
    if not store["readiness"]:
        return with_status(store, "fail")
    return [found for found in by_urgency(store["findings"]) if found["check"] in store["readiness"]["blocking"]]


def _urgency(store: Entry) -> tuple[int, int, int, int]:
    """Sorts the worst store first: by its verdict, by what is critical, by what fails, by the best score it may have."""
    best = store["score"] if store["score"] is not None else (store["score_range"] or (0, 0))[1]
    critical = failing_by_severity(store).get("critical", 0)
    return STATES.index(store["verdict"]["state"]), -critical, -store["counts"]["fail"], best


def _all_told(stores: Sequence[Entry], words: Labels) -> list[str]:
    """What was left out, and how many stores have which verdict."""
    found = Counter(store["verdict"]["word"] for store in sorted(stores, key=_urgency))
    counts = words.join("comma", (f"{word} {count}" for word, count in found.items()))
    cut = [words.fill("first_stores", shown=_LINES, all=len(stores))] if len(stores) > _LINES else []
    return [*cut, f"{len(stores)} {words.fill('overview.card_stores', count=len(stores))}{words['colon']}{counts}"]


def _name(store: Entry) -> str:
    client = store["client"] if store["client"] != store["store"] else None
    return " · ".join(filter(None, (store["store"], store["platform_name"], client)))


def _head(store: Entry, words: Labels) -> list[str]:
    """Who, the verdict, the score, the counts: a line each."""
    word = store["verdict"]["word"] + words["colon"] if store["readiness"] else ""
    return [
        _name(store),
        *_stacked(word + store["verdict"]["text"]),
        f"{words['score']} {score_of(store, words)} · {words.fill('coverage', **store['coverage'])}",
        "  ".join(f"{MARK[status]} {words.status(status)} {count}" for status, count in store["counts"].items()),
    ]


def _launch(store: Entry, words: Labels) -> list[str]:
    """May it go live: the verdict, then the checks that block it, then the conditions, a line each."""
    found = store["readiness"]
    first = {finding["check"]: finding for finding in reversed(by_urgency(store["findings"]))}
    lines = [f"{store['store']}: {found['word']} ({found['verdict']})"]
    for mark, checks in ((MARK["fail"], found["blocking"]), (MARK["watch"], found["conditions"])):
        for check in checks:
            status, reason = first[check]["status"], first[check]["reason"]
            title = first[check]["title"] + (words["colon"] + reason if reason else "")
            lines.append(f"  {MARK[status] if status == 'unknown' else mark} {check} {title}")
            lines += [f"    {each['text']}" for each in found["schedule"] if each["check"] == check]
    return lines


def _rows(store: Entry, words: Labels) -> list[tuple[Entry, list[str]]]:
    """What fails or is near its line, the worst first: the finding with its cells."""
    return [
        (
            finding,
            [
                words.status(finding["status"], finding["kind"]),
                words[f"severity.{finding['severity']}"],
                f"{finding['title']} [{finding['segment']}]" if finding["segment"] else finding["title"],
                finding["display"] or finding["reason"] or "",
                finding["require"] or "",
            ],
        )
        for finding in with_status(store, "fail", "watch")[:_ROWS]
    ]


def _tail(store: Entry, as_of: str, words: Labels) -> Sequence[str]:
    """What the table left out, what could not be assessed, the first actions: a line each."""
    lines = []
    listed = len(with_status(store, "fail", "watch"))
    if listed > _ROWS:
        lines.append(words.fill("first_of", shown=_ROWS, all=listed))
    unknown = with_status(store, "unknown")
    if unknown:
        named = words.join("list_mark", (finding["title"] for finding in unknown[:_NAMED]))
        lines += _stacked(f"{MARK['unknown']} " + words.fill("unknown_line", count=len(unknown), named=named))
    for action in first_actions(store):
        told = words.fill("plan_line", title=action["title"], owner=who(action), due=due(action, as_of, words))
        lines += _stacked(f"{action['priority']}. " + told)
    return lines


def _stacked(text: str) -> list[str]:
    """A sentence as a line; in both languages one line each."""
    return text.stacked.split("\n") if isinstance(text, Both) else [text]


def _plain(text: str, encoding: str) -> str:
    """One line without what the encoding cannot show."""
    return one_line(text).encode(encoding, "replace").decode(encoding)
