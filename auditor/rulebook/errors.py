"""Errors of rule files: where, what stands there, what is accepted. All of them are collected."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from auditor.model import Text
from auditor.rulebook.model import Place

MOST_ERRORS = 500  # of one run; a file with more is not a rule file, and the work stays bounded
_MOST_SHOWN = 60  # characters of an offending text
_MOST_NAMES = 30  # that are listed where none is near: all marketplaces, roles or categories, not all metrics


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
        super().__init__(self.errors)

    def __str__(self) -> str:
        return "\n".join(error.line("en") for error in self.errors)


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
        self._errors[RuleError(place, _with_nearest(Text(zh, en), nearest), nearest)] = None

    def unknown(self, place: Place, noun: Text, found: str, known: Iterable[str], meant: str | None = None) -> None:
        """Note a name that nobody declared, with the one that is ``meant``, else the nearest that somebody did."""
        if not self.full:
            message, close = unknown_name(noun, found, known, meant)
            self._errors[RuleError(place, message, close)] = None

    def raise_any(self, file_order: Iterable[str] = ()) -> None:
        """Raise RuleErrors if there is any, sorted by file (in the given order), line and column."""
        if not self._errors:
            return
        errors = list(self._errors)
        if self.full:
            more = Text(
                f"已列出 {MOST_ERRORS} 处错误，其余未列出", f"{MOST_ERRORS} mistakes are listed, the rest is not"
            )
            errors.append(RuleError(errors[-1].place, more))
        rank = {file: number for number, file in enumerate(file_order)}
        raise RuleErrors(
            sorted(
                errors,
                key=lambda error: (rank.get(error.place.file, len(rank)), error.place, error.message.en),
            )
        )


def unknown_name(noun: Text, found: str, known: Iterable[str], meant: str | None = None) -> tuple[Text, str | None]:
    """What to say of a name that does not exist, and the one that is ``meant``, the nearest, or a short list of all."""
    said = Text(f"没有名为“{shown(found)}”的{noun.zh}", f"unknown {noun.en} '{shown(found)}'")
    names = sorted(set(known))
    close = meant or nearest(found, names)
    if close is None and 0 < len(names) <= _MOST_NAMES:
        said = Text(f"{said.zh}；可用：{'、'.join(names)}", f"{said.en}; accepted: {', '.join(names)}")
    return _with_nearest(said, close), close


def _with_nearest(said: Text, close: str | None) -> Text:
    if close is None:
        return said
    return Text(f"{said.zh}；您是否指“{close}”？", f"{said.en}; did you mean '{close}'?")


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
