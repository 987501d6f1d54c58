"""A process that has imported the whole program and forks for each command: most of a short command's time is imports.

``python -m tests.warm`` reads one request a line (JSON: words, folder, environment, files for both streams) and answers
each with an exit code. A forked child ends as a process of its own does, by way of the interpreter's own end.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import sys

SECONDS = 120  # a command that takes longer is ended by SIGALRM


def _requests() -> dict | None:
    """Answer requests until there are no more (None), or until this is the child that is to answer one."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            return json.loads(line)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
    return None


def _become(request: dict) -> None:
    """Be the process that the request asks for, as far as a program can tell."""
    signal.alarm(SECONDS)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    written = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, name, mode in (
        (0, os.devnull, os.O_RDONLY),
        (1, request["out"], written),
        (2, request["err"], written),
    ):
        opened = os.open(name, mode)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(at, mode, closefd=False) for at, mode in enumerate("rww"))
    sys.argv[1:] = request["words"]
    runpy.run_module("auditor", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    import auditor

    for module in pkgutil.walk_packages(auditor.__path__, "auditor."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    importlib.import_module("typer._adapters")  # what typer imports once it has options to convert
    gc.freeze()
    asked = _requests()
    if asked:
        _become(asked)
