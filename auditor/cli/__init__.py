"""The command line. ``--version`` answers before anything is imported; each command is a thin call."""

from __future__ import annotations

import errno
import os
import sys


def main() -> None:
    """Entry point of ``auditor``. Ends with one of the exit codes of ``auditor.cli.common.Exit``."""
    if sys.argv[1:] == ["--version"]:
        from auditor import __version__

        print(f"auditor {__version__}")
        return
    try:
        from auditor.cli.common import Exit, nowhere, prepare_streams, tell

        prepare_streams()
        from auditor.cli.root import app

        app()
    except KeyboardInterrupt:
        sys.exit(130)  # Exit.INTERRUPTED, which may not be imported yet
    except Exception as error:
        if os.environ.get("AUDITOR_DEBUG"):
            raise
        from auditor.text import Text, internal_error

        number = error.errno if isinstance(error, OSError) else errno.ENOMEM if isinstance(error, MemoryError) else None
        name = str(error.filename) if isinstance(error, OSError) else ""
        told = {
            errno.ENOSPC: Text("磁盘已满，结果没有写完", "The disk is full: the output is not complete"),
            errno.EACCES: Text(f"没有权限使用 {name}", f"No permission to use {name}"),
            errno.ENAMETOOLONG: Text(f"路径太长：{name}", f"The path is too long: {name}"),
            errno.ENOMEM: Text(
                "内存不足；请关闭其他程序，或放宽内存限制（ulimit -v、容器）",
                "Not enough memory: close other programs, or raise the limit (ulimit -v, a container's)",
            ),
        }
        if number in told:
            if number == errno.ENOSPC:
                sys.stdout = nowhere()  # what could not be written would fail once more at the end
            tell(told[number])
            sys.exit(Exit.USAGE)
        tell(internal_error(error))
        sys.exit(Exit.BUG)
