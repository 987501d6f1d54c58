"""``auditor history``, ``diff`` and ``verify``: audits over time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor.cli.changes import figure_of, print_changes, whose
from auditor.cli.common import (
    AsJson,
    AsOf,
    Exit,
    Formats,
    Lang,
    ReportLang,
    language,
    name_given,
    report_language,
    say,
    stop,
    tell,
)
from auditor.cli.delivery import formats_or_stop
from auditor.cli.kept import HistoryFile, OfClient, Platform, nothing_of, opened
from auditor.model import Text
from auditor.text import counted, one_line

if TYPE_CHECKING:
    from auditor.history import History, Subject
    from auditor.history.model import Document
    from auditor.history.store import Kept


def history(
    store: Annotated[
        str | None,
        typer.Argument(callback=name_given, help=say("店铺名；不填则列出全部", "the store; all without it")),
    ] = None,
    history_file: HistoryFile = "history.sqlite",
    platform: Platform = None,
    client: OfClient = None,
    purge: Annotated[
        str | None,
        typer.Option(
            metavar="STORE",
            callback=name_given,
            help=say("删除该店铺的全部记录", "remove everything that is kept of a store"),
        ),
    ] = None,
    as_of: AsOf = None,
    out: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            help=say(
                "重新生成所存审核的报告（--as-of 之日，默认最近一次）",
                "make the reports of kept audits again (of --as-of, else of the newest day)",
            ),
        ),
    ] = None,
    formats: Formats = "html,xlsx",
    as_json: AsJson = False,
    lang: ReportLang = None,
) -> None:
    """The audits that are kept of a store, and how they went; make their reports again; or remove a store."""
    lang = report_language(lang)
    chosen = formats_or_stop(formats, lang)
    with opened(history_file, lang) as past:
        if purge:
            _one_owner_or_stop(past, purge, platform, client, lang)
            gone = past.purge(purge, platform, client)
            tell(Text(f"已删除 {purge} 的 {gone} 次审核", f"Removed {counted(gone, 'audit')} of {purge}"), lang)
            raise typer.Exit(Exit.OK if gone else Exit.USAGE)
        kept = past.audits(store=store, platform=platform, client=client)
        if not kept and any((store, platform, client)):
            stop(Exit.USAGE, [nothing_of(past, store=store, platform=platform, client=client)], lang)
        if out:
            _render_again(past, kept, as_of, Path(out), chosen, lang)
            return
        kept = tuple(audit for audit in kept if as_of in (None, audit.as_of))
        lines = [_summary(past.document(audit)) for audit in kept]
    if as_json:
        print(json.dumps(lines, ensure_ascii=False, indent=1))
        return
    _print_history(lines, lang)


def _one_owner_or_stop(past: History, store: str, platform: str | None, client: str | None, lang: str) -> None:
    """End with exit 2 where the store that is to be removed may be that of another client."""
    owners = sorted({audit.client for audit in past.audits(store=store, platform=platform) if audit.client})
    if client is None and len(owners) > 1:
        message = Text(
            f"多个客户有店铺 {store}；请加 --client，可用：{'、'.join(owners)}",
            f"Several clients have a store {store}: add --client; there is: {', '.join(owners)}",
        )
        stop(Exit.USAGE, [message], lang)


def _render_again(
    past: History, kept: Sequence[Kept], as_of: date | None, out: Path, formats: Sequence[str], lang: str
) -> None:
    """The reports of one day's audits, by this version of the program, from what the history kept; a folder a purpose."""
    from auditor.report import ReportError, safe_name, write_reports
    from auditor.report.document import brought_up_to_date

    day = as_of or max((audit.as_of for audit in kept), default=None)
    found = [audit for audit in kept if audit.as_of == day]
    if not found or day is None:
        days = ", ".join(each.isoformat() for each in sorted({audit.as_of for audit in kept})) or "–"
        message = Text(f"历史中没有该日的审核；已有：{days}", f"No audit of that day is kept; there is: {days}")
        stop(Exit.USAGE, [message], lang)
    if "json" in formats:
        message = Text("--out 可用 html、xlsx、md、pdf", "--out makes html, xlsx, md and pdf")
        stop(Exit.USAGE, [message], lang)
    single = len({audit.subject.purpose for audit in found}) == 1
    apart = len({audit.subject for audit in found}) < len(found)  # stores of one name, of several clients
    try:
        for audit in found:
            made = brought_up_to_date(past.document(audit))
            folder = out / safe_name(audit.client or "") if apart else out
            for file in write_reports(made, str(folder if single else folder / audit.subject.purpose), formats):
                tell(Text(f"已写入 {file}", f"Written: {file}"), lang)
    except ReportError as error:
        stop(Exit.USAGE, [error.message], lang)


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
    old, new = (_documents(name, history_file, store, platform, client, lang) for name in (before, after))
    shared = [(subject, old[subject], document) for subject, document in new.items() if subject in old]
    if not shared:
        names = [", ".join(f"{one.store} ({one.platform})" for one in side) for side in (old, new)]
        message = Text(
            f"两次审核没有共同的店铺：{before} 有 {names[0]}；{after} 有 {names[1]}",
            f"The two audits have no store in common: {before} has {names[0]}; {after} has {names[1]}",
        )
        stop(Exit.USAGE, [message], lang)
    try:
        print_changes(shared, as_json, lang)
    except KeyError as error:
        message = Text(f"审核文件不完整：缺少 {error}", f"One of the audit documents is incomplete: it lacks {error}")
        stop(Exit.USAGE, [message], lang)


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("--out 写出的文件夹", "a folder that --out wrote"))],
    history_file: Annotated[
        str | None,
        typer.Option(
            "--history", metavar="FILE", help=say("同时核对历史文件的哈希链", "check this history's chain too")
        ),
    ] = None,
    lang: Lang = None,
) -> None:
    """Hash inputs and outputs again, recompute the audit, and say what differs from the manifest."""
    lang = language(lang)
    from auditor.history import HistoryError
    from auditor.history.manifest import head_of, read_manifest
    from auditor.history.verification import changed_files, recomputed

    try:
        manifest = read_manifest(folder)
    except HistoryError as error:
        stop(Exit.USAGE, [error.message], lang)
    found = [*changed_files(folder, manifest), *recomputed(folder, manifest, _recompute)]
    for difference in found:
        print(one_line(f"{difference.what}: {difference.text.of(lang)}"))
    broken: list[str] = []
    if history_file:
        with opened(history_file, lang) as past:
            broken = [
                say(f"历史记录第 {number} 环与哈希链不符", f"link {number} of the history does not fit its chain")
                for number in past.broken_links()
            ]
            head = head_of(manifest)
            if head and not past.has_link(head):
                said = say(
                    f"历史记录中没有制作该文件夹时的第 {head.number} 环：末尾被截去、被换掉，或不是同一个历史文件",
                    f"the history lacks link {head.number}, at which it ended when the folder was made: its end was cut off "
                    "or replaced, or this is another history",
                )
                broken.append(said)
    for line in broken:
        print(line)
    if found or broken:
        raise typer.Exit(Exit.FAILED)
    print(
        say(
            "一致：文件未改动，重新计算结果相同",
            "the same: no file was changed, and a recomputation gives the same result",
        )
    )


def _summary(document: Document) -> dict[str, Any]:
    """One line of the list: the audit's date, its score, and how many findings came, stayed and went."""
    from auditor.history.records import only_entry

    entry = only_entry(document)
    changes = Counter(finding["change"] for finding in entry["findings"] if finding.get("change"))
    return {
        "store": entry["store"],
        "platform": entry["platform"],
        "client": entry["client"],
        "purpose": document["purpose"],
        "as_of": document["as_of"],
        "score": entry["score"],
        "grade": entry["grade"],
        "counts": entry["counts"],
        "changes": dict(sorted(changes.items())),
    }


def _print_history(lines: Sequence[dict[str, Any]], lang: str) -> None:
    from auditor.report.labels import labels

    words = labels(lang)
    for line in lines:
        counts = " ".join(f"{words[f'status.{status}']} {count}" for status, count in line["counts"].items() if count)
        changes = " ".join(f"{words[f'change.{change}']} {count}" for change, count in line["changes"].items())
        print(
            f"{line['as_of']}  {whose(line, line['purpose'])}  "
            f"{figure_of(line['score'])} {line['grade'] or ''}  {counts}" + (f"  | {changes}" if changes else "")
        )


def _documents(
    name: str, history_file: str, store: str | None, platform: str | None, client: str | None, lang: str
) -> dict[Subject, Document]:
    """The audits that ``name`` means: of a folder's or file's document, or those kept of a day."""
    from auditor.files import read_json
    from auditor.history.records import only_entry, store_records
    from auditor.history.shape import is_document
    from auditor.rulebook.quantities import parse_date

    def meant(subject: Subject, owner: str | None) -> bool:
        asked_for = ((store, subject.store), (platform, subject.platform), (client, owner))
        return all(wish in (None, there) for wish, there in asked_for)

    day = parse_date(name)
    if day is None:
        path = Path(name) / "audit.json" if Path(name).is_dir() else Path(name)
        try:
            document = read_json(path)
            if not is_document(document):
                raise ValueError(path)
            found = {record.subject: record.document for record in store_records(document)}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            message = Text(
                f"{path} 不是审核文件；请指定 --out 写出的文件夹、audit.json，或历史中的日期",
                f"{path} is no audit document: name a folder that --out wrote, an audit.json, or a day of the history",
            )
            stop(Exit.USAGE, [message], lang)
    else:
        with opened(history_file, lang) as history:
            kept = history.audits()
            of_day = [audit for audit in kept if audit.as_of == day]
            if not of_day:
                days = [each.isoformat() for each in sorted({audit.as_of for audit in kept})]
                message = Text(
                    f"历史中没有 {name} 的审核；已有：{'、'.join(days) or '无'}",
                    f"The history has no audit of {name}; it has: {', '.join(days) or 'none'}",
                )
                stop(Exit.USAGE, [message], lang)
            asked = [audit for audit in of_day if meant(audit.subject, audit.client)]
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
            found = {audit.subject: history.document(audit) for audit in asked or of_day}
    wanted = {
        subject: document for subject, document in found.items() if meant(subject, only_entry(document).get("client"))
    }
    if not wanted:
        there = dict.fromkeys(f"{subject.store} ({subject.platform})" for subject in found)
        message = Text(
            f"{name} 中没有该店铺；有：{'、'.join(there)}",
            f"{name} does not have that store; it has: {', '.join(there)}",
        )
        stop(Exit.USAGE, [message], lang)
    return wanted


def _recompute(command: Sequence[str]) -> Document | None:
    """Run a command of this program in a process of its own; None where it prints no document."""
    done = subprocess.run(
        [sys.executable, "-m", "auditor", *command, "--json"], capture_output=True, check=False, env=os.environ
    )
    try:
        document: Document = json.loads(done.stdout)
    except ValueError:
        return None
    return document
