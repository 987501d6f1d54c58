"""Errors of rule files: where, what stands there, what is accepted. All of them are collected."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from auditor.model import Text
from auditor.rulebook.model import Place

MOST_ERRORS = 500  # of one run; a file with more is not a rule file, and the work stays bounded
_MOST_SHOWN = 60  # characters of an offending text


class RuleError(NamedTuple):
    """One mistake in a rule file. ``nearest`` is the valid name that was probably meant."""

    place: Place
    message: Text
    nearest: str | None = None

    def line(self, lang: str) -> str:
        """The error on one line: ``file:line:column: message``."""
        place = self.place
        return f"{place.file}:{place.line}:{place.column}: {self.message.of(lang)}"


class RuleErrors(Exception):
    """Every mistake of every file that was read, in the order of the files and lines."""

    def __init__(self, errors: Iterable[RuleError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(error.line("en") for error in self.errors))


class Problems:
    """Collects errors while files are read; a repeated one (same place, same words) is kept once."""

    def __init__(self) -> None:
        self._errors: dict[RuleError, None] = {}

    def __len__(self) -> int:
        return len(self._errors)

    @property
    def full(self) -> bool:
        """Whether so much is wrong that reading on helps nobody."""
        return len(self._errors) >= MOST_ERRORS

    def add(self, place: Place, zh: str, en: str, nearest: str | None = None) -> None:
        """Note an error; a nearest name is appended to its message."""
        if self.full:
            return
        if nearest is not None:
            zh, en = f"{zh}；您是否指“{nearest}”？", f"{en}; did you mean '{nearest}'?"
        self._errors[RuleError(place, Text(zh, en), nearest)] = None

    def unknown(self, place: Place, noun: Text, found: str, known: Iterable[str], hint: Text | None = None) -> None:
        """Note a name that nobody declared, with the nearest that somebody did."""
        if self.full:
            return
        zh, en = f"没有名为“{shown(found)}”的{noun.zh}", f"unknown {noun.en} '{shown(found)}'"
        names = sorted(set(known))
        close = nearest(found, names)
        if close is None and hint is None and 0 < len(names) <= 8:
            hint = Text(f"可用：{'、'.join(names)}", f"accepted: {', '.join(names)}")
        if close is None and hint is not None:
            zh, en = f"{zh}；{hint.zh}", f"{en}; {hint.en}"
        self.add(place, zh, en, close)

    def raise_any(self, file_order: Iterable[str] = ()) -> None:
        """Raise RuleErrors if there is any, sorted by file (in the given order), line and column."""
        if not self._errors:
            return
        rank = {file: number for number, file in enumerate(file_order)}
        raise RuleErrors(
            sorted(
                self._errors,
                key=lambda error: (rank.get(error.place.file, len(rank)), error.place, error.message.en),
            )
        )


def nearest(found: str, known: Iterable[str]) -> str | None:
    """The known name closest to what was written, or None when nothing is close."""
    folded: dict[str, str] = {}
    for name in known:
        folded.setdefault(name.casefold(), name)
    close = get_close_matches(found[:_MOST_SHOWN].casefold(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def shown(text: str) -> str:
    """An offending text, fit for one line: no control characters, at most 60 characters."""
    line = "".join(character if character.isprintable() else " " for character in text)
    return line if len(line) <= _MOST_SHOWN else line[: _MOST_SHOWN - 1] + "…"
