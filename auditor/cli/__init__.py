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
    from auditor.cli.common import Exit, nowhere, prepare_streams, tell

    prepare_streams()
    from auditor.cli.root import app

    try:
        app()
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except Exception as error:
        if os.environ.get("AUDITOR_DEBUG"):
            raise
        from auditor.text import Text, internal_error

        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            sys.stdout = nowhere()  # what could not be written would fail once more at the end
            tell(Text("磁盘已满，结果没有写完", "The disk is full: the output is not complete"))
            sys.exit(Exit.USAGE)
        tell(internal_error(error))
        sys.exit(Exit.BUG)
