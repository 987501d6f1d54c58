"""``auditor audit``: the weekly store audit."""

from __future__ import annotations

from datetime import date
from typing import Annotated

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
    str_of,
)
from auditor.cli.delivery import Delivery, exit_code, formats_or_stop, platform_or_stop
from auditor.model import Severity


def _edition(value: str) -> str:
    if value not in ("client", "internal"):
        raise typer.BadParameter(say("只接受 client 或 internal", "client or internal"))
    return value


def audit(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="FILE|FOLDER...", help=say("表格文件或文件夹", "spreadsheets, or folders of them")),
    ],
    store: Annotated[
        str | None,
        typer.Option(
            help=say("店铺：表中无店铺列时的店铺名；有则只审核该店铺", "the store's name, or the one to pick")
        ),
    ] = None,
    platform: Annotated[
        str | None, typer.Option(help=say("平台：alibaba、amazon、independent", "alibaba, amazon or independent"))
    ] = None,
    client: Annotated[str | None, typer.Option(help=say("客户名称", "the client who owns the stores"))] = None,
    as_of: AsOf = None,
    rules: Rules = None,
    overlay: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help=say("客户的调整文件", "a client's overlay file"))
    ] = None,
    waivers: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help=say("豁免文件", "a file of waivers"))
    ] = None,
    history: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help=say("历史库：与更早的审核对比，并保存本次", "audits kept here: compare with the earlier, keep this"),
        ),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help=say("CSV 编码，如 gb18030、big5", "encoding of CSV files, such as gb18030"))
    ] = None,
    out: Annotated[str | None, typer.Option(metavar="DIR", help=say("报告文件夹", "folder for the reports"))] = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help=say("报告格式，逗号分隔", "report formats, comma separated"))
    ] = "html,xlsx,json",
    edition: Annotated[
        str,
        typer.Option(
            callback=_edition,
            metavar="client|internal",
            help=say("给客户，或含内部备注", "for the client, or with internal notes"),
        ),
    ] = "client",
    as_json: AsJson = False,
    fail_on: Annotated[
        Severity,
        typer.Option(help=say("达到该级别的不合格使退出码为 1", "exit 1 when a check of this severity or above fails")),
    ] = Severity.CRITICAL,
    lang: Lang = None,
) -> None:
    """Audit the stores found in the files: a table here, reports under --out."""
    lang = language(lang)
    chosen = formats_or_stop(formats, lang)
    book = book_or_stop(rules, lang)
    book, laid_over, granted = overlay_and_waivers_or_stop(book, overlay, waivers, lang)
    platform_or_stop(platform, book, lang)
    from auditor.audit import Request, failed, run
    from auditor.history.manifest import command_line
    from auditor.intake import Options
    from auditor.rulebook import RuleErrors

    request = Request(
        paths=paths,
        today=date.today(),
        options=Options(store=store, platform=platform, client=client, encoding=encoding, rules=tuple(rules or ())),
        as_of=as_of,
        overlay=laid_over,
        waivers=granted,
    )
    try:
        result = run(request, book)
    except RuleErrors as errors:  # of a source map among --rules
        stop(Exit.USAGE, (str_of(error, lang) for error in errors.errors))
    given = {"--store": store, "--platform": platform, "--client": client, "--encoding": encoding}
    files = {"--rules": rules, "--overlay": overlay, "--waivers": waivers}
    Delivery(
        lang=lang,
        out=out,
        formats=chosen,
        as_json=as_json,
        history=history,
        edition=edition,
        command=command_line("audit", paths, {**given, **files}),
        configuration=[name for names in files.values() for name in names or ()],
    ).deliver(result, book)
    raise typer.Exit(exit_code(result, failed(result, book, fail_on)))
