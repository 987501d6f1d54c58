"""The shipped rule book, kept ready from one process to the next.

Loading and checking takes a third of a second, which a single audit would feel. What was loaded is kept
in this package's own ``__pycache__``, beside the bytecode and by the same right: who can write there can
change the program itself. The key is the content of every rule file and of every module that reads
them; where the folder can't be written nothing is kept, and what can't be read is loaded anew.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from auditor.rulebook.documents import RuleFile
from auditor.rulebook.model import RuleBook

_FOLDER = Path(__file__).parent / "__pycache__"


def kept(files: Sequence[RuleFile], build: Callable[[], RuleBook]) -> RuleBook:
    """The rule book of these files: the one that was kept, or what ``build`` gives, which is then kept."""
    path = _FOLDER / f"book-{_key(files)[:24]}.{sys.implementation.cache_tag}"
    with suppress(Exception), path.open("rb") as file:
        book = pickle.load(file)  # noqa: S301 - as safe as the bytecode beside it
        if isinstance(book, RuleBook):
            return book
    book = build()
    if not sys.dont_write_bytecode:
        _keep(path, pickle.dumps(book, pickle.HIGHEST_PROTOCOL))
    return book


def _key(files: Sequence[RuleFile]) -> str:
    """The digest of the rule files and of the code that turns them into a rule book."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    code = [path for part in ("rulebook/**/*.py", "model/*.py") for path in sorted(package.glob(part))]
    code += [package / "text.py", package / "currency.py"]
    for name, content in (
        *((path.name, path.read_bytes()) for path in code),
        *((file.name, file.content) for file in files),
    ):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _keep(path: Path, content: bytes) -> None:
    """Write whole or not at all; books of older rules go."""
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        temporary.write_bytes(content)
        os.replace(temporary, path)
        for old in path.parent.glob(f"book-*.{sys.implementation.cache_tag}"):
            if old != path:
                old.unlink(missing_ok=True)
