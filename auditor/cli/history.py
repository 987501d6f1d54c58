"""``auditor history``: the audits that are kept, listed, made into reports again, or removed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor.cli.changes import figure_of, whose
from auditor.cli.common import Exit, report_language, say, stop, tell
from auditor.cli.delivery import formats_or_stop
from auditor.cli.kept import HistoryFile, OfClient, as_kept, nothing_of
from auditor.cli.options import AsJson, AsOf, FormatsAgain, Platform, ReportLang, name_given
from auditor.model import Text
from auditor.text import counted

if TYPE_CHECKING:
    from auditor.history import History
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
    formats: FormatsAgain = "html,xlsx",
    as_json: AsJson = False,
    lang: ReportLang = None,
) -> None:
    """The audits that are kept of a store, and how they went; make their reports again; or remove a store."""
    lang = report_language(lang)
    chosen = formats_or_stop(formats, lang)
    if purge and (store or as_of or out):
        message = Text(
            "--purge 删除一家店铺的全部记录：不能与店铺名、--as-of 或 --out 同时使用",
            "--purge removes all that is kept of a store: it does not go with STORE, --as-of or --out",
        )
        stop(Exit.USAGE, [message], lang)
    from auditor.history import open_history

    with open_history(history_file) as past:
        store, client = as_kept(past, store, "store"), as_kept(past, client, "client")
        if purge:
            purge = as_kept(past, purge, "store") or purge
            _one_owner_or_stop(past, purge, platform, client, lang)
            gone = past.purge(purge, platform, client)
            if not gone:
                stop(Exit.USAGE, [nothing_of(past, store=purge, platform=platform, client=client)], lang)
            tell(Text(f"已删除 {purge} 的 {gone} 次审核", f"Removed {counted(gone, 'audit')} of {purge}"), lang)
            return
        kept = past.audits(store=store, platform=platform, client=client)
        if not kept and any((store, platform, client)):
            stop(Exit.USAGE, [nothing_of(past, store=store, platform=platform, client=client)], lang)
        if out:
            _render_again(past, kept, as_of, Path(out), chosen, lang)
            return
        if as_of:
            kept = _of_day_or_stop(kept, as_of, lang)
        lines = map(_summary, past.documents(kept))  # each is read when its line is printed
        if as_json:
            print(json.dumps(list(lines), ensure_ascii=False, indent=1))
        else:
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
    from auditor.report import safe_name, write_reports
    from auditor.report.document import brought_up_to_date
    from auditor.report.package import FORMATS

    found = _of_day_or_stop(kept, as_of or max((audit.as_of for audit in kept), default=None), lang)
    if "json" in formats:
        *others, last = (suffix for suffix in FORMATS if suffix != "json")
        message = Text(f"--out 可用 {'、'.join([*others, last])}", f"--out makes {', '.join(others)} and {last}")
        stop(Exit.USAGE, [message], lang)
    single = len({audit.subject.purpose for audit in found}) == 1
    apart = len({audit.subject for audit in found}) < len(found)  # stores of one name, of several clients
    for audit in found:
        made = brought_up_to_date(past.document(audit))
        folder = out / safe_name(audit.client or "") if apart else out
        for file in write_reports(made, str(folder if single else folder / audit.subject.purpose), formats):
            tell(Text(f"已写入 {file}", f"Written: {file}"), lang)


def _of_day_or_stop(kept: Sequence[Kept], day: date | None, lang: str) -> tuple[Kept, ...]:
    """The audits of a day; ends with exit 2 where there is none, and says of which days there are."""
    found = tuple(audit for audit in kept if audit.as_of == day)
    if not found:
        days = ", ".join(each.isoformat() for each in sorted({audit.as_of for audit in kept})) or "–"
        message = Text(f"历史中没有该日的审核；已有：{days}", f"No audit of that day is kept; there is: {days}")
        stop(Exit.USAGE, [message], lang)
    return found


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


def _print_history(lines: Iterable[dict[str, Any]], lang: str) -> None:
    from auditor.report.labels import labels

    words = labels(lang)
    for line in lines:
        counts = " ".join(f"{words[f'status.{status}']} {count}" for status, count in line["counts"].items() if count)
        changes = " ".join(f"{words[f'change.{change}']} {count}" for change, count in line["changes"].items())
        print(
            f"{line['as_of']}  {whose(line, line['purpose'])}  "
            f"{figure_of(line['score'])} {line['grade'] or ''}  {counts}" + (f"  | {changes}" if changes else "")
        )
