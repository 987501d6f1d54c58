"""A process that has imported the whole program and forks for each command: most of a short command's time is imports.

``python -m tests.warm`` reads one request a line (JSON: words, folder, environment, files for both streams) and answers
each with an exit code. What a run loads the same each time, the rule book before all, is loaded too. Commands that
start cold are those of the tests of kills, of locales and of the wheel.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import io
import json
import os
import runpy
import signal
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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
    try:
        runpy.run_module("auditor", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if isinstance(ended.code, str):
            raise
        _end(ended.code or 0)
    _end(0)


def _end(code: int) -> None:
    """End as the interpreter does, but for taking each module apart, which takes as long as many a command."""
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _load() -> None:
    """Everything that a run imports, and what it reads the same each time."""
    import typer.main

    import auditor
    from auditor.rulebook import loader
    from tests.once import parse_shipped_rules_once

    for path in Path(auditor.__file__).parent.rglob("*.py"):
        if path.stem == "__main__":
            continue
        with contextlib.suppress(ImportError):  # the wrapper of durable_rules, where that does not run
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    typer.main.get_command = functools.cache(typer.main.get_command)
    parse_shipped_rules_once()
    books: dict = {}  # built here and not read back, so that the files are parsed before the forks
    loader.kept = lambda files, build: books.get(tuple(files)) or books.setdefault(tuple(files), build())
    with (
        tempfile.TemporaryDirectory() as out,
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        for lang in ("zh", "en", "both"):
            with contextlib.suppress(typer.Exit):
                words = [
                    "audit",
                    ROOT / "examples" / "stores",
                    "--as-of",
                    "2026-11-15",
                    "--lang",
                    lang,
                    "--out",
                    Path(out, lang),
                ]
                auditor.cli.root.app(list(map(str, words)), standalone_mode=False)


if __name__ == "__main__":
    _load()
    gc.collect()
    gc.freeze()
    asked = _requests()
    if asked:
        _become(asked)
