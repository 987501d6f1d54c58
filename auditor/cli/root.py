"""The tree of commands. To add one, write it in a file of its own and mount it here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from auditor.cli import (
    audit,
    diff,
    doctor,
    history,
    importing,
    notify,
    portfolio,
    readiness,
    replay,
    rules,
    template,
    tracker,
    verify,
)
from auditor.cli.common import say
from auditor.cli.usage import Commands

app = typer.Typer(
    name="auditor",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich" if sys.stderr.isatty() else None,
    help=say(
        "跨境店铺合规与健康审核：读取表格，按规则判定，给出整改报告。",
        "Audits cross-border stores: reads the spreadsheets, judges them by rule files, writes the remediation report.",
    ),
)

_COMMANDS: tuple[tuple[str, Callable[..., None], str], ...] = (
    (
        "audit",
        audit.audit,
        say("审核文件中的店铺：终端显示结果，--out 写出报告。", "Audit the stores found in the files."),
    ),
    (
        "readiness",
        readiness.readiness,
        say(
            "上线前检查：可以上线、有条件上线、待补证据、不可上线。", "May it go live: go, conditions, evidence, no-go."
        ),
    ),
    (
        "portfolio",
        portfolio.portfolio,
        say(
            "审核代运营的全部客户：一客户一份资料包，另有总览。",
            "Audit every client: a package each, and the overview.",
        ),
    ),
    (
        "import",
        importing.import_files,
        say("说明文件会怎样读取：表头、列、单位、未用的内容。", "Tell how files would be read, and what is not used."),
    ),
    ("history", history.history, say("一家店铺的历次审核。", "The audits of one store over time.")),
    ("diff", diff.diff, say("两次审核的差异及其原因。", "What changed between two audits, and why.")),
    (
        "verify",
        verify.verify,
        say("重新计算，核对报告文件夹。", "Compute again, and compare with a folder of reports."),
    ),
    ("what-if", replay.what_if, say("改几个数，看结论会怎样。", "How the verdicts would be with other values.")),
    ("replay", replay.replay, say("历史数据按新规则会怎样。", "How kept audits would have stood under other rules.")),
    (
        "notify",
        notify.notify,
        say("把一次审核的结论发到群或邮箱，默认只有数量。", "Tell a chat group or a mailbox how a run went."),
    ),
    ("init", portfolio.init, say("写出待填写的 agency.yaml，不覆盖已有文件。", "Write an agency.yaml to fill in.")),
    (
        "doctor",
        doctor.doctor,
        say("引擎、规则库、编码、数据库、浏览器与版本。", "Engine, rule book, database, versions."),
    ),
)
for _name, _command, _help in _COMMANDS:
    app.command(_name, help=_help)(_command)
app.add_typer(rules.app, name="rules")
app.add_typer(template.app, name="template")
app.add_typer(tracker.actions, name="actions")


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
