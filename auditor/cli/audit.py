"""``auditor audit``: the weekly store audit."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

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
    tell,
)
from auditor.model import Severity, Text

if TYPE_CHECKING:
    from auditor.model import Audit
    from auditor.rulebook.model import RuleBook

FORMATS = ("html", "xlsx", "json", "md", "pdf")


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
    from auditor.audit import Request, run
    from auditor.intake import Options

    if platform and platform not in book.platforms:
        stop(Exit.USAGE, [unknown_platform(platform, book)], lang)
    result = run(
        Request(
            paths=paths,
            today=date.today(),
            options=Options(store=store, platform=platform, client=client, encoding=encoding, rules=tuple(rules or ())),
            as_of=as_of,
            overlay=laid_over,
            waivers=granted,
        ),
        book,
    )
    deliver(result, book, lang=lang, out=out, formats=chosen, as_json=as_json, history=history, edition=edition)
    raise typer.Exit(exit_code(result, book, fail_on))


def deliver(
    result: Audit,
    book: RuleBook,
    *,
    lang: str,
    out: str | None,
    formats: tuple[str, ...],
    as_json: bool,
    history: str | None = None,
    edition: str = "client",
) -> dict[str, Any]:
    """Write the reports, print the table or the document, and say on stderr what was not in order.

    With ``history`` the document is compared with the audits of earlier days in that file, and kept there once the
    reports are written.
    """
    from auditor.report import document

    written = document(result, book, lang)
    tell_problems(result, lang)
    if history is None:
        _deliver(written, out, formats, as_json, lang, edition)
        return written
    from auditor.history import HistoryError, open_history, store_records, with_history

    try:
        with open_history(history, create=True) as kept:
            keys = {entry.store.key for entry in (*result.stores, *result.clients)}
            written = with_history(written, kept.past(before=result.as_of, stores=keys))
            _deliver(written, out, formats, as_json, lang, edition)
            kept.save(store_records(written))
    except HistoryError as error:
        stop(Exit.USAGE, [error.message], lang)
    return written


def _deliver(
    written: dict[str, Any], out: str | None, formats: tuple[str, ...], as_json: bool, lang: str, edition: str
) -> None:
    from auditor.report import print_table

    if out:
        from auditor.report import ReportError, write_reports

        try:
            files = write_reports(written, out, formats, edition=edition)
        except ReportError as error:
            stop(Exit.USAGE, [error.message], lang)
        for file in files:
            tell(Text(f"已写入 {file}", f"Written: {file}"), lang)
    if as_json:
        print(json.dumps(written, ensure_ascii=False, indent=1))
    else:
        print_table(written)


def exit_code(result: Audit, book: RuleBook, fail_on: Severity) -> Exit:
    """The exit code that the audit deserves: 4 > 3 > 1 > 0."""
    from auditor.audit import assessed, failed, incomplete

    if not assessed(result):
        return Exit.NOTHING
    if incomplete(result):
        return Exit.INCOMPLETE
    return Exit.FAILED if failed(result, book, fail_on) else Exit.OK


def tell_problems(result: Audit, lang: str) -> None:
    """Every refused file or sheet, every value that could not be used, and the warnings, a line each."""
    for file in result.intake.inputs:
        if file.error:
            tell(_joined(file.file, file.error, file.remedy, lang))
        for sheet in file.sheets:
            place = f"{file.file} [{sheet.sheet}]" if sheet.sheet else file.file
            if sheet.error:
                tell(_joined(place, sheet.error, None, lang))
            for item in sheet.ignored:
                if item.incomplete:
                    tell(_joined(f"{place} {item.cell}", item.why, item.remedy, lang))
    for warning in result.warnings:
        tell(warning, lang)


def _joined(place: str, what: Text, remedy: Text | None, lang: str) -> str:
    text = f"{place}: {what.of(lang)}"
    return f"{text} → {remedy.of(lang)}" if remedy else text


def formats_or_stop(text: str, lang: str) -> tuple[str, ...]:
    """``--format`` as a list; ends with exit 2 when one is unknown."""
    chosen = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    wrong = [part for part in chosen if part not in FORMATS]
    if wrong or not chosen:
        stop(
            Exit.USAGE,
            [
                Text(
                    f"--format 不认识 {', '.join(wrong) or '空值'}，可用：{', '.join(FORMATS)}",
                    f"--format does not know {', '.join(wrong) or 'an empty list'}; available: {', '.join(FORMATS)}",
                )
            ],
            lang,
        )
    return chosen


def unknown_platform(platform: str, book: RuleBook) -> Text:
    """The message for a platform that no pack brings."""
    known = ", ".join(name for name in book.platforms if name != "client")
    return Text(
        f"没有平台 {platform} 的规则，可用：{known}", f"No pack brings the platform {platform}; available: {known}"
    )
