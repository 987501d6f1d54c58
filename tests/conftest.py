"""Shared by all tests: the command line as users run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "stores"


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
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "AUDITOR"))}
    done = subprocess.run(
        [sys.executable, "-m", "auditor", *map(str, words)],
        cwd=cwd or ROOT,
        env={**clean, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        timeout=120,
    )
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@pytest.fixture
def auditor() -> Callable[..., Ran]:
    return run
