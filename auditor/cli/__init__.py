"""The command line. ``--version`` answers before anything is imported; each command is a thin call."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Entry point of ``auditor``. Ends with one of the exit codes of ``auditor.cli.common.Exit``."""
    if sys.argv[1:] == ["--version"]:
        from auditor import __version__

        print(f"auditor {__version__}")
        return
    from auditor.cli.common import Exit, prepare_streams, say

    prepare_streams()
    from auditor.cli.root import app

    try:
        app()
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except Exception as error:
        if os.environ.get("AUDITOR_DEBUG"):
            raise
        name, text = type(error).__name__, " ".join(str(error).split())
        print(
            say(
                f"程序内部错误（{name}：{text}）。设 AUDITOR_DEBUG=1 重跑可得详细信息，请连同命令一起反馈。",
                f"Internal error ({name}: {text}). Run again with AUDITOR_DEBUG=1 for details and report it with the command.",
            ),
            file=sys.stderr,
        )
        sys.exit(Exit.BUG)
