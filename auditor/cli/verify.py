"""``auditor verify``: whether a folder of reports, and the history beside it, are as they were made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.common import Exit, language, say, stop
from auditor.cli.options import Lang
from auditor.model import Text
from auditor.text import one_line

if TYPE_CHECKING:
    from auditor.history.model import Document


def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("--out 写出的文件夹", "a folder that --out wrote"))],
    history_file: Annotated[
        str | None,
        typer.Option(
            "--history", metavar="FILE", help=say("同时核对历史文件的哈希链", "check this history's chain too")
        ),
    ] = None,
    lang: Lang = None,
) -> None:
    """Hash inputs and outputs again, recompute the audit, and say what differs from the manifest."""
    lang = language(lang)
    from auditor.history import HistoryError, open_history
    from auditor.history.manifest import head_of, read_manifest
    from auditor.history.verification import changed_files, recomputed

    try:
        manifest = read_manifest(folder)
    except HistoryError as error:
        stop(Exit.USAGE, [_of_portfolio(folder) or error.message], lang)
    found = [*changed_files(folder, manifest), *recomputed(folder, manifest, _run_again)]
    for difference in found:
        print(one_line(f"{difference.what}: {difference.text.of(lang)}"))
    broken: list[str] = []
    if history_file:
        with open_history(history_file) as past:
            broken = [
                say(f"历史记录第 {number} 环与哈希链不符", f"link {number} of the history does not fit its chain")
                for number in past.broken_links()
            ]
            head = head_of(manifest)
            if head and not past.has_link(head):
                said = say(
                    f"历史记录中没有制作该文件夹时的第 {head.number} 环：末尾被截去、被换掉，或不是同一个历史文件",
                    f"the history lacks link {head.number}, at which it ended when the folder was made: its end was cut off "
                    "or replaced, or this is another history",
                )
                broken.append(said)
    for line in broken:
        print(line)
    if found or broken:
        raise typer.Exit(Exit.FAILED)
    print(
        say(
            "一致：文件未改动，重新计算结果相同",
            "the same: no file was changed, and a recomputation gives the same result",
        )
    )


def _of_portfolio(folder: Path) -> Text | None:
    """Why a folder of ``portfolio`` can't be verified and what does it there; None for any other folder."""
    from auditor.portfolio.folder import MANIFEST

    if not any((folder / name).is_file() for name in (MANIFEST, "overview.json")):
        return None
    return Text(
        f"{folder} 由 auditor portfolio 写出，不含 manifest.json；再运行一次同样的 portfolio 命令，就会逐个核对文件，"
        "并重做被改动的客户资料包",
        f"{folder} was written by auditor portfolio, which makes no manifest.json: the same portfolio command, run once "
        "more, checks every file and makes the packages anew whose files were changed",
    )


def _run_again(command: Sequence[str]) -> Document | None:
    """Run a command of this program in a process of its own; None where it prints no document."""
    done = subprocess.run(
        [sys.executable, "-m", "auditor", *command, "--json"], capture_output=True, check=False, env=os.environ
    )
    try:
        document: Document = json.loads(done.stdout)
    except ValueError:
        return None
    return document
