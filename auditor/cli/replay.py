"""``auditor what-if`` and ``auditor replay``: other values, other rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from auditor.cli.asked import Asked
from auditor.cli.changes import print_changes
from auditor.cli.common import Exit, book_of, report_language, say, stop, tell
from auditor.cli.delivery import exit_code, tell_problems
from auditor.cli.kept import HistoryFile, nothing_of
from auditor.cli.options import (
    AsJson,
    AsOf,
    ClientName,
    Encoding,
    LeastCoverage,
    Overlays,
    Paths,
    Platform,
    ReportLang,
    Rules,
    Since,
    StoreName,
    Waivers,
    coverage_of,
    name_given,
)
from auditor.model import Text

if TYPE_CHECKING:
    from auditor.history import History
    from auditor.history.model import Document


def what_if(
    paths: Paths,
    values: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="METRIC=VALUE",
            help=say(
                "假设的指标值（写编号或名称），可重复", "a value to suppose, of a metric by id or name; repeatable"
            ),
        ),
    ],
    store: StoreName = None,
    platform: Platform = None,
    client: ClientName = None,
    as_of: AsOf = None,
    rules: Rules = None,
    overlay: Overlays = None,
    waivers: Waivers = None,
    encoding: Encoding = None,
    as_json: AsJson = False,
    least_coverage: LeastCoverage = None,
    lang: ReportLang = None,
) -> None:
    """How the verdicts would stand if a metric had another value in its newest period."""
    lang = report_language(lang)
    asked = Asked(
        paths=paths,
        lang=lang,
        store=store,
        platform=platform,
        client=client,
        as_of=as_of,
        rules=rules,
        overlay=overlay,
        waivers=waivers,
        encoding=encoding,
    )
    book, request = asked.request(least_coverage=coverage_of(least_coverage))
    pairs = _pairs_or_stop(values, lang)
    from auditor.audit import judge_intake
    from auditor.history.records import store_records
    from auditor.history.whatif import suppose, wanted_of
    from auditor.report import document

    intake = asked.read(book, request)
    wanted, wrong = wanted_of(pairs, intake, book)
    if wrong:
        stop(Exit.USAGE, wrong, lang)
    now = judge_intake(intake, request, book)
    tell_problems(now, lang)
    then = judge_intake(suppose(intake, book, wanted, now.as_of), request, book)
    before, after = (
        {one.subject: one.document for one in store_records(document(each, book, lang))} for each in (now, then)
    )
    print_changes(
        [(subject, before[subject], after[subject]) for subject in before if subject in after], as_json, lang, book
    )
    raise typer.Exit(exit_code(then, failed=False))


def _pairs_or_stop(values: list[str], lang: str) -> list[tuple[str, str]]:
    """Metric and value of each ``--set``; ends with exit 2 where one is no such pair."""
    pairs, wrong = [], []
    for one in values:
        name, _, value = (part.strip() for part in one.partition("="))
        pairs.append((name, value))
        if not name or not value:
            wrong.append(Text(f"请写成 --set 指标=值：{one}", f"Write it as --set metric=value: {one}"))
    if wrong:
        stop(Exit.USAGE, wrong, lang)
    return pairs


def replay(
    rules: Rules = None,
    overlay: Overlays = None,
    waivers: Waivers = None,
    client: Annotated[
        str | None,
        typer.Option("--client", callback=name_given, help=say("只重算该客户的审核", "the audits of this client only")),
    ] = None,
    since: Since = None,
    history_file: HistoryFile = "history.sqlite",
    as_json: AsJson = False,
    least_coverage: LeastCoverage = None,
    lang: ReportLang = None,
) -> None:
    """How the audits of the history would have gone under other rules."""
    lang = report_language(lang)
    from auditor.audit import Request, judge_intake, laid_over
    from auditor.history import open_history
    from auditor.history.records import store_records
    from auditor.history.replay import unpack_runs
    from auditor.report import document

    book, asked_for, waived = laid_over(book_of(rules), (*(overlay or ()), *(waivers or ())))
    found = []
    with open_history(history_file) as past:
        intakes = (one for one in past.intakes(since or date.min) if client in (None, one[0].client))
        for run in unpack_runs(intakes):
            request = Request(
                paths=(),
                today=run.as_of,
                as_of=run.as_of,
                purpose=run.purpose,
                overlay=asked_for,
                waivers=waived,
                least_coverage=coverage_of(least_coverage),
            )
            judged = judge_intake(run.intake, request, book)
            kept = {audit.subject: past.document(audit) for audit in run.audits}
            again = {written: document(judged, book, written) for written in {one["lang"] for one in kept.values()}}
            for subject, before in kept.items():
                after = {one.subject: one.document for one in store_records(again[before["lang"]])}
                found += [(subject, before, after[subject])] if subject in after else []
        if not found:
            _stop_without(past, client, since, lang)
    _remind([before for _, before, _ in found], overlay, waivers, lang)
    print_changes(found, as_json, lang, book)


def _stop_without(past: History, client: str | None, since: date | None, lang: str) -> NoReturn:
    """End, and say why there is nothing to judge again: nobody of that name, no audit since that day, nothing kept of it."""
    audits = past.audits(client=client)
    if client and not audits:
        stop(Exit.NOTHING, [nothing_of(past, client=client)], lang)
    newest = max((audit.as_of for audit in audits), default=None)
    if newest is None:
        message = Text("历史中还没有审核", "The history holds no audit yet")
    elif since and since > newest:
        message = Text(
            f"{since} 起没有审核；最近一次是 {newest}", f"There is no audit since {since}: the newest is of {newest}"
        )
    else:
        message = Text(
            "所要的审核没有保存原始数值，无法重算", "The audits that were asked for were kept without their values"
        )
    stop(Exit.NOTHING, [message], lang)


def _remind(documents: Iterable[Document], overlay: list[str] | None, waivers: list[str] | None, lang: str) -> None:
    """Say which of a client's settings the kept audits had and this run was not given."""
    from auditor.history.records import only_entry
    from auditor.rulebook.overlay import SOURCE

    findings = [finding for made in documents for finding in only_entry(made)["findings"]]
    if not overlay and any(finding["source"]["title"].startswith(SOURCE) for finding in findings):
        message = Text(
            "所存审核用了客户的 overlay；加 --overlay 才按客户要求重算",
            "Kept audits were made with a client's overlay: add --overlay to judge by its lines",
        )
        tell(message, lang)
    if not waivers and any(finding["waiver"] for finding in findings):
        message = Text("所存审核有豁免；加 --waivers 才计入", "Kept audits have waivers: add --waivers to count them")
        tell(message, lang)
