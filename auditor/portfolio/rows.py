"""Long lists of a document that are made row by row: ten thousand stores are not held as text twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

from auditor.report import dump

_Of = TypeVar("_Of")
_Row = TypeVar("_Row")


class Rows(Sequence[_Row], Generic[_Of, _Row]):
    """``make(one)`` for each of ``of``, made when it is looked at and not kept."""

    def __init__(self, of: Sequence[_Of], make: Callable[[_Of], _Row]) -> None:
        self._of, self._make = of, make

    def __len__(self) -> int:
        return len(self._of)

    @overload
    def __getitem__(self, at: int) -> _Row: ...
    @overload
    def __getitem__(self, at: slice) -> Rows[_Of, _Row]: ...
    def __getitem__(self, at: int | slice) -> _Row | Rows[_Of, _Row]:
        return Rows(self._of[at], self._make) if isinstance(at, slice) else self._make(self._of[at])


def pieces(document: Any) -> Iterator[bytes]:
    """What ``dump`` would give if every ``Rows`` in ``document`` were a list, bit by bit; every piece is whole UTF-8."""
    yield from _pieces(document, b"\n")
    yield b"\n"


def _pieces(value: Any, line: bytes) -> Iterator[bytes]:
    """``value`` as JSON; ``line`` starts a line as deep as it stands. A row of ``Rows`` is one piece."""
    if isinstance(value, dict) and value:
        inner = line + b"  "
        for number, (key, entry) in enumerate(value.items()):
            yield (b"," if number else b"{") + inner + _whole(key, inner) + b": "
            yield from _pieces(entry, inner)
        yield line + b"}"
    elif isinstance(value, list | Rows) and value:
        inner = line + b"  "
        for number, entry in enumerate(value):
            yield (b"," if number else b"[") + inner
            if isinstance(value, Rows):
                yield _whole(entry, inner)
            else:
                yield from _pieces(entry, inner)
        yield line + b"]"
    else:
        yield _whole(list(value) if isinstance(value, Rows) else value, line)


def _whole(value: Any, line: bytes) -> bytes:
    """``value`` in one piece, its lines as deep as it stands; a text of JSON holds no line break of its own."""
    return dump(value).removesuffix(b"\n").replace(b"\n", line)
