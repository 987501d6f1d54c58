"""``auditor readiness``: whether a store may go live."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.common import (
    AsJson,
    AsOf,
    Exit,
    Lang,
    Rules,
    book_or_stop,
    language,
    overlay_and_waivers_or_stop,
    say,
    stop,
)
from auditor.cli.delivery import Delivery, formats_or_stop, platform_or_stop
from auditor.cli.delivery import exit_code as exit_of

if TYPE_CHECKING:
    from auditor.model import Audit
    from auditor.rulebook.model import RuleBook


def readiness(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="FILE|FOLDER...", help=say("填好的检查表", "the checklists that were filled in")),
    ],
    platform: Annotated[
        str | None, typer.Option(help=say("平台：alibaba、amazon、independent", "alibaba, amazon or independent"))
    ] = None,
    market: Annotated[
        str | None,
        typer.Option(metavar="DE,FR", help=say("要上线的站点，逗号分隔", "the markets to launch in, comma separated")),
    ] = None,
    store: Annotated[str | None, typer.Option(help=say("店铺名", "the store's name, or the one to pick"))] = None,
    client: Annotated[str | None, typer.Option(help=say("客户名称", "the client who owns the stores"))] = None,
    as_of: AsOf = None,
    rules: Rules = None,
    overlay: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help=say("客户的调整文件", "a client's overlay file"))
    ] = None,
    waivers: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help=say("豁免文件", "a file of waivers"))
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help=say("CSV 编码，如 gb18030、big5", "encoding of CSV files, such as gb18030"))
    ] = None,
    out: Annotated[str | None, typer.Option(metavar="DIR", help=say("报告文件夹", "folder for the reports"))] = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help=say("报告格式，逗号分隔", "report formats, comma separated"))
    ] = "html,xlsx,json",
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Judge whether stores may go live: go, conditional, needs evidence or no-go, with what blocks first."""
    lang = language(lang)
    chosen = formats_or_stop(formats, lang)
    book = book_or_stop(rules, lang)
    book, laid_over, granted = overlay_and_waivers_or_stop(book, overlay, waivers, lang)
    platform_or_stop(platform, book, lang)

    from auditor.audit import Request, judge_intake
    from auditor.history.manifest import command_line
    from auditor.intake import Options, read
    from auditor.readiness import UnknownMarketError, with_markets

    options = Options(store=store, platform=platform, client=client, encoding=encoding)
    request = Request(
        paths=paths,
        today=date.today(),
        options=options,
        as_of=as_of,
        purpose="readiness",
        overlay=laid_over,
        waivers=granted,
        least_coverage=0,  # what is not answered is told by the verdict, not by a missing score
    )
    intake = read(paths, book, options, laid_over)
    if market:
        try:
            intake = with_markets(intake, book, market)
        except UnknownMarketError as error:
            stop(Exit.USAGE, [error.message], lang)
    result = judge_intake(intake, request, book)
    if not as_json:
        print_verdicts(result, book, lang)
    given = {"--store": store, "--platform": platform, "--client": client, "--encoding": encoding, "--market": market}
    files = {"--rules": rules, "--overlay": overlay, "--waivers": waivers}
    Delivery(
        lang=lang,
        out=out,
        formats=chosen,
        as_json=as_json,
        command=command_line("readiness", paths, {**given, **files}),
        configuration=[name for names in files.values() for name in names or ()],
    ).deliver(result, book)
    raise typer.Exit(exit_code(result, book))


def print_verdicts(audit: Audit, book: RuleBook, lang: str) -> None:
    """For each store its verdict, then what blocks it, then the conditions: one line an item."""
    from auditor.readiness import READINESS_WORDS, assess_readiness
    from auditor.report.view import clean

    for entry in audit.stores:
        found = assess_readiness(entry.findings, book)
        reasons = {finding.check: finding.reason for finding in entry.findings}
        print(clean(f"{entry.store.key.store}: {READINESS_WORDS[found.verdict].of(lang)} ({found.verdict})"))
        for mark, checks in (("×", found.blocking), ("▲", found.conditions)):
            for check in checks:
                why = reasons.get(check)
                tail = f": {why.of(lang)}" if why else ""
                print(clean(f"  {mark} {check} {book.checks[check].title.of(lang)}{tail}"))


def exit_code(audit: Audit, book: RuleBook) -> Exit:
    """4 if nothing could be assessed, 3 if an input could not be used, 1 for no-go and needs evidence, else 0."""
    from auditor.readiness import Verdict, assess_readiness

    verdicts = {assess_readiness(entry.findings, book).verdict for entry in audit.stores}
    return exit_of(audit, bool(verdicts & {Verdict.NO_GO, Verdict.NEEDS_EVIDENCE}))
