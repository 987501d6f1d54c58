"""``auditor audit``: the weekly store audit."""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.cli.asked import Asked
from auditor.cli.common import report_language, say
from auditor.cli.delivery import exit_code
from auditor.cli.options import (
    USUAL_FORMATS,
    AsJson,
    AsOf,
    ClientName,
    Encoding,
    FailOn,
    Formats,
    LeastCoverage,
    Out,
    Overlays,
    Paths,
    Platform,
    ReportLang,
    Rules,
    StoreName,
    Waivers,
    coverage_of,
)
from auditor.model import Severity


def _edition(value: str) -> str:
    if value not in ("client", "internal"):
        raise typer.BadParameter(say("只接受 client 或 internal", "client or internal"))
    return value


def audit(
    paths: Paths,
    store: StoreName = None,
    platform: Platform = None,
    client: ClientName = None,
    as_of: AsOf = None,
    rules: Rules = None,
    overlay: Overlays = None,
    waivers: Waivers = None,
    history: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help=say("历史文件：与更早的审核对比，并保存本次", "audits kept here: compare with the earlier, keep this"),
        ),
    ] = None,
    encoding: Encoding = None,
    out: Out = None,
    formats: Formats = USUAL_FORMATS,
    edition: Annotated[
        str,
        typer.Option(
            callback=_edition,
            metavar="client|internal",
            help=say("给客户，或含内部备注", "for the client, or with internal notes"),
        ),
    ] = "client",
    as_json: AsJson = False,
    fail_on: FailOn = Severity.CRITICAL,
    least_coverage: LeastCoverage = None,
    lang: ReportLang = None,
) -> None:
    """Audit the stores found in the files: a table here, reports under --out."""
    asked = Asked(
        paths=paths,
        lang=report_language(lang),
        store=store,
        platform=platform,
        client=client,
        as_of=as_of,
        rules=rules,
        overlay=overlay,
        waivers=waivers,
        encoding=encoding,
    )
    more = {"--least-coverage": least_coverage}
    destination = asked.destination("audit", out, formats, as_json, history, edition, more)
    book, request = asked.request(least_coverage=coverage_of(least_coverage))
    from auditor.audit import failed, judge_intake

    result = judge_intake(asked.read(book, request), request, book)
    destination.deliver(result, book)
    raise typer.Exit(exit_code(result, failed(result, book, fail_on)))
