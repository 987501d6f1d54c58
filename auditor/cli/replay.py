"""``auditor what-if`` and ``auditor replay``: other values, other rules."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from auditor.cli.asked import Asked
from auditor.cli.changes import print_changes
from auditor.cli.common import (
    AsJson,
    AsOf,
    Exit,
    Paths,
    ReportLang,
    Rules,
    StoreName,
    book_or_stop,
    report_language,
    say,
    stop,
)
from auditor.cli.delivery import exit_code, tell_problems
from auditor.cli.history import HistoryFile, Platform, opened
from auditor.model import Text


def what_if(
    paths: Paths,
    values: Annotated[
        list[str],
        typer.Option(
            "--set", metavar="METRIC=VALUE", help=say("假设的指标值，可重复", "a value to suppose; repeatable")
        ),
    ],
    store: StoreName = None,
    platform: Platform = None,
    as_of: AsOf = None,
    rules: Rules = None,
    as_json: AsJson = False,
    lang: ReportLang = None,
) -> None:
    """How the verdicts would stand if a metric had another value in its newest period."""
    lang = report_language(lang)
    asked = Asked(paths, lang, store, platform, None, as_of, rules, None, None, None)
    book, request = asked.request()
    wrong = [one for one in values if not all(part.strip() for part in one.partition("=")[::2])]
    if wrong:
        stop(
            Exit.USAGE,
            [Text(f"请写成 --set 指标=值：{one}", f"Write it as --set metric=value: {one}") for one in wrong],
            lang,
        )
    from auditor.audit import judge_intake
    from auditor.history.records import store_records
    from auditor.history.whatif import UnknownMetricError, suppose
    from auditor.report import document

    intake = asked.read(book, request)
    now = judge_intake(intake, request, book)
    tell_problems(now, lang)
    try:
        wanted = {name.strip(): value.strip() for name, _, value in (one.partition("=") for one in values)}
        then = judge_intake(suppose(intake, book, wanted, now.as_of), request, book)
    except UnknownMetricError as error:
        stop(Exit.USAGE, [error.message], lang)
    before, after = (
        {one.subject: one.document for one in store_records(document(each, book, lang))} for each in (now, then)
    )
    print_changes(
        [(subject, before[subject], after[subject]) for subject in before if subject in after], as_json, lang, book
    )
    raise typer.Exit(exit_code(then, failed=False))


def replay(
    rules: Rules = None,
    since: Annotated[
        str, typer.Option(metavar="DATE", help=say("从该日的审核起", "from the audits of this day on"))
    ] = "1970-01-01",
    history_file: HistoryFile = "history.sqlite",
    as_json: AsJson = False,
    lang: ReportLang = None,
) -> None:
    """How the audits of the history would have gone under other rules."""
    lang = report_language(lang)
    book = book_or_stop(rules, lang)
    try:
        first = date.fromisoformat(since)
    except ValueError:
        stop(
            Exit.USAGE,
            [Text(f"“{since}” 不是日期，请写成 2026-11-15", f'"{since}" is not a date: write it like 2026-11-15')],
            lang,
        )
    from auditor.audit import Request, judge_intake
    from auditor.history.records import store_records
    from auditor.history.replay import unpack_runs
    from auditor.report import document

    found = []
    with opened(history_file, lang) as past:
        for run in unpack_runs(past.intakes(first)):
            request = Request(paths=(), today=run.as_of, as_of=run.as_of, purpose=run.purpose)
            judged = judge_intake(run.intake, request, book)
            kept = {subject: past.document(subject, run.as_of) for subject in run.subjects}
            again = {written: document(judged, book, written) for written in {one["lang"] for one in kept.values()}}
            for subject, before in kept.items():
                after = {one.subject: one.document for one in store_records(again[before["lang"]])}
                found += [(subject, before, after[subject])] if subject in after else []
    if not found:
        stop(Exit.NOTHING, [Text(f"{since} 起没有可重算的审核", f"No audit since {since} kept its observations")], lang)
    print_changes(found, as_json, lang, book)
