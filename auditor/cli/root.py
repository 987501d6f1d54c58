"""The tree of commands. To add one, write it in a file of its own and mount it here."""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.cli import audit, doctor, portfolio
from auditor.cli.common import say

app = typer.Typer(
    name="auditor",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=say(
        "跨境店铺合规与健康审核：读取表格，按规则判定，给出整改报告。",
        "Audits cross-border stores: reads the spreadsheets, judges them by rule files, writes the remediation report.",
    ),
)
app.command("audit")(audit.audit)
app.command("portfolio")(portfolio.portfolio)
app.command("init")(portfolio.init)
app.command("doctor")(doctor.doctor)


def _version(wanted: bool) -> None:
    if wanted:
        from auditor import __version__

        print(f"auditor {__version__}")
        raise typer.Exit


@app.callback()
def root(
    _show: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=say("版本号", "the version"))
    ] = False,
) -> None:
    """Options before the command."""
