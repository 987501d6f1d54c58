"""The tree of commands. To add one, write it in a file of its own and mount it here."""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.cli import audit, doctor, importing, portfolio, readiness, rules
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
app.command(
    "audit", help=say("审核文件中的店铺：终端显示结果，--out 写出报告。", "Audit the stores found in the files.")
)(audit.audit)
app.command(
    "readiness",
    help=say(
        "上线前检查：可开、有条件、待补证据、不可开，先列阻断项。", "May it go live: go, conditions, evidence, no-go."
    ),
)(readiness.readiness)
app.command(
    "portfolio",
    help=say(
        "审核一家代运营的全部客户：一客户一份资料包，另有总览。",
        "Audit every client: a package each, and the overview.",
    ),
)(portfolio.portfolio)
app.command(
    "import",
    help=say("说明文件会怎样读取：表头、列、单位、未用的内容。", "Tell how files would be read, and what is not used."),
)(importing.import_files)
app.add_typer(rules.app, name="rules")
app.command(
    "init",
    help=say("写出待填写的 agency.yaml，不覆盖已有文件。", "Write an agency.yaml to fill in; overwrites nothing."),
)(portfolio.init)
app.command(
    "doctor",
    help=say("引擎、规则库、编码、数据库、浏览器与版本。", "Engine, rule book, encodings, database, versions."),
)(doctor.doctor)


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
