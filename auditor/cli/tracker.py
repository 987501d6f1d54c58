"""``auditor actions import``: the remediation tracker, read back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.common import Exit, language, say, tell
from auditor.cli.kept import HistoryFile
from auditor.cli.options import Lang
from auditor.model import Text
from auditor.text import counted, one_line

if TYPE_CHECKING:
    from auditor.history.tracker import Change

actions = typer.Typer(
    no_args_is_help=True,
    help=say("整改台账：读回客户填写的内容", "The remediation tracker: read back what was filled in."),
)


@actions.callback()
def _group() -> None:
    """Keeps ``import`` a command of its own."""


@actions.command("import")
def import_actions(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE.xlsx...", help=say("填好的整改台账", "the filled-in trackers"))
    ],
    history_file: HistoryFile = "history.sqlite",
    replace: Annotated[
        bool, typer.Option("--replace", help=say("冲突时以文件为准", "where they conflict, the file counts"))
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("只显示，不写入", "show it, write nothing"))] = False,
    lang: Lang = None,
) -> None:
    """Read back the tracker (整改台账) that the client filled in; conflicts are shown, nothing is overwritten silently."""
    lang = language(lang)
    from auditor.history import open_history
    from auditor.history.ledger import problems_of, read_ledgers
    from auditor.history.tracker import merge
    from auditor.tracker import TRACKER_HEADINGS

    ledgers = read_ledgers(files)
    with open_history(history_file) as past:
        rows = [row for ledger in ledgers for row in ledger.rows]
        unread = [key for ledger in ledgers for key in ledger.unread]
        result = merge(past, rows, today=date.today(), unread=unread, replace=replace)
        if not dry_run:
            past.tell(result.told)
    problems = [*problems_of(ledgers), *result.problems]
    for problem in (*problems, *result.notes):
        tell(problem, lang)
    for one in result.changes:
        before, after = (_shown(value, one.field).of(lang) or "-" for value in (one.before, one.after))
        print(
            one_line(
                f"{one.store.store} · {one.title.of(lang)} · {TRACKER_HEADINGS[one.field].of(lang)}: {before} → {after}"
            )
        )
    for one in result.conflicts:
        tell(_conflict(one), lang)
    tell(
        Text(
            f"采纳 {len(result.changes)} 处修改，{len(result.conflicts)} 处冲突" + ("（未写入）" if dry_run else ""),
            f"{counted(len(result.changes), 'change')} taken over, {counted(len(result.conflicts), 'conflict')}"
            + (" (nothing written)" if dry_run else ""),
        ),
        lang,
    )
    raise typer.Exit(Exit.INCOMPLETE if problems or result.conflicts else Exit.OK)


def _shown(value: str | None, field: str) -> Text:
    """A value as the sheet shows it: statuses in words, the rest as it is."""
    from auditor.tracker import TRACKER_STATUS

    return TRACKER_STATUS[value] if field == "status" and value else Text(value or "", value or "")


def _conflict(one: Change) -> Text:
    from auditor.tracker import TRACKER_HEADINGS

    name, title = TRACKER_HEADINGS[one.field], one.title
    place = f"{one.place} {one.store.store}"
    ours, theirs = (_shown(value, one.field) for value in (one.before, one.after))
    return Text(
        f"冲突：{place} · {title.zh} · {name.zh}：历史为“{ours.zh or '空'}”，文件为“{theirs.zh or '空'}”；"
        "已保留历史，如以文件为准请加 --replace",
        f'Conflict: {place} · {title.en} · {name.en}: the history has "{ours.en or "nothing"}", the file '
        f'"{theirs.en or "nothing"}"; the history stays. Add --replace if the file is right',
    )
