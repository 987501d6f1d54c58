"""``auditor import``: how files would be read. Nothing is judged."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from auditor.cli.asked import Asked
from auditor.cli.common import language, say
from auditor.cli.delivery import code_of, tell_refused
from auditor.cli.options import AsJson, ClientName, Encoding, Lang, Overlays, Paths, Platform, Rules, StoreName
from auditor.text import one_line


def import_files(
    paths: Paths,
    explain: Annotated[
        bool, typer.Option("--explain", help=say("逐列、逐项说明", "tell each column and each value that is not used"))
    ] = False,
    store: StoreName = None,
    platform: Platform = None,
    client: ClientName = None,
    rules: Rules = None,
    overlay: Overlays = None,
    encoding: Encoding = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show how files would be read: sheet, heading row, columns, units, and what is not used and why."""
    lang = language(lang)
    asked = Asked(
        paths=paths,
        lang=lang,
        store=store,
        platform=platform,
        client=client,
        rules=rules,
        overlay=overlay,
        encoding=encoding,
    )
    intake = asked.read(*asked.request())
    from auditor.intake.explain import document, lines

    if as_json:
        print(json.dumps(document(intake, lang), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        for line in lines(intake, lang, explain=explain):
            print(one_line(line))
    tell_refused(intake.inputs, lang)
    found = bool(intake.observations or intake.attestations)
    raise typer.Exit(code_of(intake, found=found, incomplete=intake.incomplete))
