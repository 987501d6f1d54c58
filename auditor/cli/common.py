"""What every command shares: the language, the consoles, the exit codes, the way errors are told."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import typer

from auditor.model import Text
from auditor.text import BOTH, BilingualError, one_line

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from auditor.rulebook import RuleBook


class Exit(IntEnum):
    """Exit codes, the same under every flag. When several hold: 70 > 2 > 4 > 3 > 1 > 0."""

    OK = 0  # assessed, no fail at or above --fail-on
    FAILED = 1  # there is such a fail
    USAGE = 2  # usage, rule, overlay or waiver file wrong
    INCOMPLETE = 3  # a file, sheet or value could not be used, or a store is under the least coverage
    NOTHING = 4  # no check of any store could be assessed
    BUG = 70
    INTERRUPTED = 130


def language(chosen: str | None = None, words: Sequence[str] | None = None) -> str:
    """The language of messages: ``chosen``, else ``--lang``, else AUDITOR_LANG, else the locale's: "zh" or "en".

    Reports may be in both; who sits at the terminal reads one, so "both" chooses nothing here. ``words`` are those of
    the command line where they are not the program's own.
    """
    if chosen and chosen != BOTH:
        return chosen
    words = sys.argv if words is None else words
    for position, word in enumerate(words):
        rest = [word[7:]] if word.startswith("--lang=") else words[position + 1 :][:1] if word == "--lang" else []
        if rest and rest[0] != BOTH:
            return "zh" if rest[0] == "zh" else "en"
    for name in ("AUDITOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith(("zh", "chinese")) else "en"
    if sys.platform == "win32":
        import locale

        return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
    return "en"


def say(zh: str, en: str) -> str:
    """A help text in the language of this run."""
    return zh if language() == "zh" else en


def report_language(chosen: str | None) -> str:
    """The language of a report: like that of messages, or "both" where both were asked for."""
    return chosen or language()


def nowhere() -> TextIO:
    """A stream that takes what nobody will read."""
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


class _Heard(io.FileIO):
    """A standard stream whose reader may leave, as ``head`` does: what comes after goes nowhere, and the run to its end."""

    def write(self, data: ReadableBuffer) -> int:
        """Write, or take what nobody will read."""
        try:
            return super().write(data)
        except BrokenPipeError:
            return memoryview(data).nbytes


def prepare_streams() -> None:
    """UTF-8 on stdout and stderr, also under a GBK console; what can't be shown is replaced, never fatal.

    A scheduler may have closed them, or their reader may leave: what is said goes nowhere then.
    """
    sys.stdout, sys.stderr = (_prepared(stream) if stream else nowhere() for stream in (sys.stdout, sys.stderr))


def _prepared(stream: Any) -> TextIO:
    raw = getattr(stream.buffer, "raw", stream.buffer)
    if not isinstance(raw, io.FileIO):  # a console of Windows
        stream.reconfigure(encoding="utf-8", errors="replace")
        prepared: TextIO = stream
        return prepared
    heard = _Heard(raw.fileno(), "wb", closefd=False)
    return io.TextIOWrapper(
        heard if raw is stream.buffer else io.BufferedWriter(heard),  # the first where Python was told not to buffer
        encoding="utf-8",
        errors="replace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def tell(text: Text | str, lang: str | None = None) -> None:
    """One line on stderr."""
    print(one_line(text if isinstance(text, str) else text.of(language(lang))), file=sys.stderr)


def stop(code: Exit, errors: Iterable[Text | str], lang: str | None = None) -> NoReturn:
    """Print each error on a line of its own on stderr and end with ``code``."""
    for error in errors:
        tell(error, lang)
    raise typer.Exit(code)


def mistakes_of(error: Exception, lang: str) -> list[str]:
    """What the user is told who made the mistake behind ``error``, a line each; nothing for a bug of ours.

    Commands let such errors pass: the tree of commands tells them, and ends with exit 2.
    """
    from auditor.rulebook import RuleErrors

    if isinstance(error, RuleErrors):
        return [one.line(lang) for one in error.errors]
    return [error.message.of(lang)] if isinstance(error, BilingualError) else []


def book_of(rules: Iterable[str] | None) -> RuleBook:
    """The shipped packs with those of ``--rules``. Raises RuleErrors."""
    from pathlib import Path

    from auditor.rulebook import load_rulebook

    return load_rulebook([Path(path) for path in rules or ()])
