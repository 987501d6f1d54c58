"""``auditor readiness``: whether a store may go live."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor.cli.asked import Asked
from auditor.cli.common import Exit, report_language, say
from auditor.cli.delivery import exit_code as exit_of
from auditor.cli.options import (
    USUAL_FORMATS,
    AsJson,
    AsOf,
    ClientName,
    Encoding,
    Formats,
    Out,
    Overlays,
    Paths,
    Platform,
    ReportLang,
    Rules,
    StoreName,
    Waivers,
)

if TYPE_CHECKING:
    from auditor.model import Audit


def readiness(
    paths: Paths,
    platform: Platform = None,
    market: Annotated[
        str | None,
        typer.Option(metavar="DE,FR", help=say("要上线的站点，逗号分隔", "the markets to launch in, comma separated")),
    ] = None,
    store: StoreName = None,
    client: ClientName = None,
    as_of: AsOf = None,
    rules: Rules = None,
    overlay: Overlays = None,
    waivers: Waivers = None,
    encoding: Encoding = None,
    out: Out = None,
    formats: Formats = USUAL_FORMATS,
    as_json: AsJson = False,
    lang: ReportLang = None,
) -> None:
    """Judge whether stores may go live: go, conditional, needs evidence or no-go, with what blocks first."""
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
    destination = asked.destination("readiness", out, formats, as_json, more={"--market": market})
    book, request = asked.request("readiness")
    from auditor.audit import judge_intake
    from auditor.readiness import with_markets

    intake = asked.read(book, request)
    if market:
        intake = with_markets(intake, book, market)
    result = judge_intake(intake, request, book)
    made = destination.deliver(result, book)
    raise typer.Exit(exit_code(result, made))


def exit_code(audit: Audit, document: Mapping[str, Any]) -> Exit:
    """4 if nothing could be assessed, 3 if an input could not be used, 1 for no-go and needs evidence, else 0."""
    from auditor.readiness import Verdict

    verdicts = {entry["readiness"]["verdict"] for entry in document["stores"]}
    return exit_of(audit, bool(verdicts & {Verdict.NO_GO, Verdict.NEEDS_EVIDENCE}))
