"""The terminal's view: a table a store. Only glyphs that a GBK console has; NO_COLOR is honoured by Rich."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from auditor.report.labels import Labels, labels
from auditor.report.view import FIRST_ACTIONS, clean, subjects, with_status

if TYPE_CHECKING:
    from rich.console import Console

MARK = {"pass": "√", "watch": "▲", "fail": "×", "unknown": "?", "waived": "■", "not_applicable": "-"}
_STYLE = {"pass": "green", "watch": "yellow", "fail": "bold red", "unknown": "cyan"}
_ROWS = 40  # of findings a store
_UNWRAPPED = 400  # columns where nobody looks: a pipe gets a line for each finding


def print_table(document: Mapping[str, Any], console: Console | None = None) -> None:
    """Print every store and client of the document: verdict, score, counts, what needs attention, first actions."""
    from rich.console import Console

    if console is None:
        console = Console(highlight=False, markup=False, emoji=False)
        if not console.is_terminal:
            console.width = _UNWRAPPED
    words = labels(document["lang"])
    for part, index in subjects(document):
        _Printer(console, words).store(document[part][index])


class _Printer:
    def __init__(self, console: Console, words: Labels) -> None:
        self.console, self.words = console, words

    def plain(self, text: object) -> str:
        """Text without control characters, and without what the console's encoding cannot show."""
        encoding = self.console.encoding or "utf-8"
        return clean(str(text)).encode(encoding, "replace").decode(encoding)

    def store(self, store: Mapping[str, Any]) -> None:
        from rich.text import Text

        words, out = self.words, self.console
        assessed, applicable = store["coverage"]["assessed"], store["coverage"]["applicable"]
        head = Text(self.plain(store["store"]), style="bold")
        head.append(self.plain(f" · {store['platform_name']}"), style="default")
        if store["client"] and store["client"] != store["store"]:
            head.append(self.plain(f" · {store['client']}"))
        out.print(head)
        word = f"{store['verdict']['word']}{words['colon']}" if store["readiness"] else ""
        out.print(Text(self.plain(f"{word}{store['verdict']['text']}")))
        score = words["no_score"] if store["score"] is None else f"{store['score']}/100 ({store['grade']})"
        opened = " {}-{}".format(*store["score_range"]) if store["score_range"] else ""
        coverage = words.fill("coverage", assessed=assessed, applicable=applicable)
        out.print(Text(self.plain(f"{words['score']} {score}{opened} · {coverage}")))
        counts = [f"{MARK[status]} {words.status(status)} {count}" for status, count in store["counts"].items()]
        out.print(Text(self.plain("  ".join(counts))))
        self.findings(store)
        for action in store["actions"][:FIRST_ACTIONS]:
            line = f"{action['priority']}. {action['title']} ({action['owner_name']}, {action['due']})"
            out.print(Text(self.plain(line)))
        out.print()

    def findings(self, store: Mapping[str, Any]) -> None:
        from rich import box
        from rich.table import Table
        from rich.text import Text

        words = self.words
        listed = with_status(store, "fail", "watch", "unknown")
        if not listed:
            return
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for key in ("status_head", "severity_head", "check_head", "value_head", "require_head"):
            table.add_column(words[key], overflow="fold")
        for finding in listed[:_ROWS]:
            status = finding["status"]
            said = finding["reason"] if status == "unknown" else finding["display"]
            title = f"{finding['title']} [{finding['segment']}]" if finding["segment"] else finding["title"]
            table.add_row(
                Text(
                    self.plain(f"{MARK[status]} {words.status(status, finding['kind'])}"),
                    style=_STYLE.get(status, "default"),
                ),
                Text(self.plain(words[f"severity.{finding['severity']}"])),
                Text(self.plain(title)),
                Text(self.plain(said or "")),
                Text(self.plain(finding["require"] or "")),
            )
        self.console.print(table)
        if len(listed) > _ROWS:
            self.console.print(Text(self.plain(words.fill("first_of", shown=_ROWS, all=len(listed)))))
