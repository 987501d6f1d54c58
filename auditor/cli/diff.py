"""``auditor diff``: what differs between two audits, of a folder, of a file or of a day of the history."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from auditor.cli.changes import print_changes, subject_name
from auditor.cli.common import Exit, report_language, say, stop, tell
from auditor.cli.kept import HistoryFile
from auditor.cli.options import AsJson, Platform, ReportLang, name_given
from auditor.model import Text
from auditor.text import folded

if TYPE_CHECKING:
    from auditor.history import Subject
    from auditor.history.model import Document


def diff(
    before: Annotated[
        str,
        typer.Argument(
            metavar="A",
            help=say("较早的审核：文件夹、audit.json 或日期", "the earlier audit: a folder, an audit.json or a date"),
        ),
    ],
    after: Annotated[str, typer.Argument(metavar="B", help=say("较晚的审核", "the later audit"))],
    history_file: HistoryFile = "history.sqlite",
    store: Annotated[
        str | None, typer.Option(callback=name_given, help=say("只比较该店铺", "compare this store only"))
    ] = None,
    platform: Platform = None,
    client: Annotated[
        str | None,
        typer.Option(callback=name_given, help=say("只比较该客户的店铺", "compare the stores of this client only")),
    ] = None,
    as_json: AsJson = False,
    lang: ReportLang = None,
) -> None:
    """What differs between two audits, and why: the store, the rule's line, its data or a waiver."""
    lang = report_language(lang)
    wanted = _Wanted(store, platform, client)
    old, new = (_documents(name, wanted, history_file, lang) for name in (before, after))
    shared = [(subject, old[subject], document) for subject, document in new.items() if subject in old]
    if not shared:
        names = [", ".join(map(subject_name, side)) for side in (old, new)]
        message = Text(
            f"两次审核没有共同的店铺：{before} 有 {names[0]}；{after} 有 {names[1]}",
            f"The two audits have no store in common: {before} has {names[0]}; {after} has {names[1]}",
        )
        stop(Exit.USAGE, [message], lang)
    for name, side, other in ((before, old, new), (after, new, old)):
        if alone := [subject_name(one) for one in side if one not in other]:
            tell(
                Text(
                    f"只有 {name} 有、未比较：{'、'.join(alone)}", f"Only in {name}, not compared: {', '.join(alone)}"
                ),
                lang,
            )
    try:
        print_changes(shared, as_json, lang)
    except KeyError as error:
        message = Text(f"审核文件不完整：缺少 {error}", f"One of the audit documents is incomplete: it lacks {error}")
        stop(Exit.USAGE, [message], lang)


class _Wanted(NamedTuple):
    """Which stores to compare; None: any."""

    store: str | None
    platform: str | None
    client: str | None

    def has(self, subject: Subject, client: str | None) -> bool:
        """Whether an audit of ``subject``, a store of ``client``, is one of them."""
        named = ((self.store, subject.store), (self.platform, subject.platform), (self.client, client))
        return all(wish is None or (there is not None and folded(wish) == folded(there)) for wish, there in named)


def _documents(name: str, wanted: _Wanted, history_file: str, lang: str) -> dict[Subject, Document]:
    """The audits that ``name`` means: of a folder's or file's document, or those kept of a day."""
    from auditor.history.records import only_entry
    from auditor.rulebook.quantities import parse_date

    day = parse_date(name)
    found = _of_file(name, lang) if day is None else _of_day(name, day, wanted, history_file, lang)
    chosen = {
        subject: document
        for subject, document in found.items()
        if wanted.has(subject, only_entry(document).get("client"))
    }
    if not chosen:
        there = dict.fromkeys(map(subject_name, found))
        message = Text(
            f"{name} 中没有该店铺；有：{'、'.join(there)}",
            f"{name} does not have that store; it has: {', '.join(there)}",
        )
        stop(Exit.USAGE, [message], lang)
    return chosen


def _of_file(name: str, lang: str) -> dict[Subject, Document]:
    """Every store of an audit document; ``name`` is its path, or a folder that holds it."""
    from auditor.files import read_json
    from auditor.history.records import store_records
    from auditor.history.shape import is_document

    path = Path(name) / "audit.json" if Path(name).is_dir() else Path(name)
    try:
        document = read_json(path)
        if not is_document(document):
            raise ValueError(path)
        return {record.subject: record.document for record in store_records(document)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        message = Text(
            f"{path} 不是审核文件；请指定 --out 写出的文件夹、audit.json，或历史中的日期",
            f"{path} is no audit document: name a folder that --out wrote, an audit.json, or a day of the history",
        )
        stop(Exit.USAGE, [message], lang)


def _of_day(name: str, day: date, wanted: _Wanted, history_file: str, lang: str) -> dict[Subject, Document]:
    """Those kept of a day that are ``wanted``, else all; ``name`` is the day as it was given.

    Ends with exit 2 where stores of several clients have one name.
    """
    from auditor.history import open_history

    with open_history(history_file) as history:
        kept = history.audits()
        of_day = [audit for audit in kept if audit.as_of == day]
        if not of_day:
            days = [each.isoformat() for each in sorted({audit.as_of for audit in kept})]
            message = Text(
                f"历史中没有 {name} 的审核；已有：{'、'.join(days) or '无'}",
                f"The history has no audit of {name}; it has: {', '.join(days) or 'none'}",
            )
            stop(Exit.USAGE, [message], lang)
        asked = [audit for audit in of_day if wanted.has(audit.subject, audit.client)]
        times = Counter(audit.subject for audit in asked)
        shared = [audit for audit in asked if times[audit.subject] > 1]
        if shared:
            stores, clients = (
                ", ".join(sorted(names))
                for names in ({audit.subject.store for audit in shared}, {audit.client or "–" for audit in shared})
            )
            message = Text(
                f"{name} 有多个客户的同名店铺 {stores}；请加 --client，可用：{clients}",
                f"On {name} several clients have a store {stores}: add --client; there is: {clients}",
            )
            stop(Exit.USAGE, [message], lang)
        return {audit.subject: history.document(audit) for audit in asked or of_day}
