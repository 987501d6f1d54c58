"""Shared by all tests: the command line as users run it."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.once import parse_shipped_rules_once
from tests.warm import SECONDS

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "stores"


parse_shipped_rules_once()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What thousands of tests are made of stays: no search for garbage need look at it again, here or in a fork."""
    gc.collect()
    gc.freeze()


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.out)


def run(*words: str, cwd: Path | None = None, **environment: str) -> Ran:
    """``auditor WORDS`` in a process of its own, off a terminal, in English unless the environment says otherwise."""
    usual = _environment()
    words, folder = tuple(map(str, words)), cwd or ROOT
    if any(key.startswith(("LC_", "LANG", "PYTHON", "TZ")) for key in environment):  # read while Python starts
        done = subprocess.run(
            [sys.executable, "-m", "auditor", *words],
            cwd=folder,
            env=usual | environment,
            capture_output=True,
            timeout=SECONDS,
        )
        return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
    with tempfile.TemporaryDirectory() as place:
        out, err = Path(place, "out"), Path(place, "err")
        request = {"words": words, "folder": folder, "environment": usual | environment, "out": out, "err": err}
        server = _warm()
        assert server.stdin
        assert server.stdout
        print(json.dumps(request, default=str), file=server.stdin, flush=True)
        code = int(server.stdout.readline())
        return Ran(code, out.read_bytes().decode("utf-8"), err.read_bytes().decode("utf-8"))


def _environment() -> dict[str, str]:
    """That of these tests without what whoever runs them has set for themselves."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "AUDITOR"))}
    return clean | {"LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}


@cache
def _warm() -> subprocess.Popen[str]:
    """The process that forks for each command; it ends when its input does, which is when this process ends."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.warm"],
        cwd=ROOT,
        env=_environment() | {"LC_ALL": "C.UTF-8"},  # texts of help are made there, in the language that it says
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Path]]:
    """``office(kind, *files)``: the files as LibreOffice saves them again; it starts once for all of them."""
    home = tmp_path_factory.mktemp("office")

    def saved(kind: str, *files: Path) -> list[Path]:
        out = tempfile.mkdtemp(dir=home)
        words = ["soffice", f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--convert-to", kind]
        done = subprocess.run(
            [*words, "--outdir", out, *files],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            env=os.environ | {"HOME": str(home)},
        )
        assert done.stdout.count("convert") == len(files), done.stderr
        assert "warning" not in done.stdout.lower()
        return [Path(out, f"{file.stem}.{kind}") for file in files]

    return saved


@pytest.fixture
def auditor() -> Callable[..., Ran]:
    return run
