"""``auditor notify``: one message on a finished run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor.cli.common import Exit, language, say, tell
from auditor.cli.options import Lang
from auditor.model import Text

if TYPE_CHECKING:
    from auditor.notify.digest import Digest
    from auditor.notify.targets import Target

Ready = Sequence[tuple["Target", Any]]


def notify(
    run: Annotated[
        str,
        typer.Argument(
            metavar="OUT", help=say("portfolio 或 audit 的输出文件夹", "output folder of portfolio or audit")
        ),
    ],
    to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME|FILE",
            help=say(
                "存放通知地址的环境变量名或文件，默认 AUDITOR_NOTIFY",
                "environment variable or file that holds the addresses; default: AUDITOR_NOTIFY",
            ),
        ),
    ] = None,
    names: Annotated[
        bool,
        typer.Option(
            "--names", help=say("写明店铺与客户名称，默认只有结论和数量", "name stores and clients, not only counts")
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=say("只显示将要发送的内容", "show what would be sent, send nothing"))
    ] = False,
    lang: Lang = None,
) -> None:
    """Tell a chat group or a mailbox how a run went: verdict and counts. Sends over the network."""
    lang = language(lang)
    from auditor.notify.digest import digest, read_run
    from auditor.notify.targets import VARIABLE

    message = digest(read_run(Path(run), lang), lang, names)
    if dry_run:
        print(f"{message.title}\n\n{message.body}", flush=True)
        if to or os.environ.get(VARIABLE):
            for target, _ in ready(to):
                tell(
                    Text(f"未发送：{target.service}（{target.place}）", f"Not sent: {target.service} ({target.place})"),
                    lang,
                )
        return
    raise typer.Exit(Exit.OK if sent(message, ready(to), lang) else Exit.INCOMPLETE)


def ready(to: Sequence[str] | None) -> Ready:
    """The services of ``--to``, or of AUDITOR_NOTIFY. Raises TargetError where one can't be used."""
    from auditor.notify.send import prepare
    from auditor.notify.targets import VARIABLE, load_targets

    return prepare(load_targets(to or ([VARIABLE] if os.environ.get(VARIABLE) else []), os.environ))


def sent(message: Digest, services: Ready, lang: str) -> bool:
    """Send, and say of each service how it went; whether all took it."""
    from auditor.notify.send import send

    good = True
    for target, why in send(message, services):
        name = f"{target.service} ({target.place})"
        if why is None:
            tell(Text(f"已通知 {name}", f"Notified: {name}"), lang)
        else:
            good = False
            tell(
                Text(
                    f"通知失败 {name}：{why.zh}；审核结果不受影响",
                    f"Not notified: {name}: {why.en}; the audit is not affected",
                ),
                lang,
            )
    return good
