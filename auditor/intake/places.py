"""Which store a file is of by the place where it lies: its folder, else its own name.

A folder that is only a platform (国际站) or a period (2026-W46) names no store: the one above it does. Periods are cut
out of a name, so that the file of next week is of the same store.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from auditor.intake.gather import store_name
from auditor.intake.headings import platform_of
from auditor.intake.inputs import Source
from auditor.intake.periods import without_period


class Place(NamedTuple):
    """The store's name, and the folder that tells it among others of that name."""

    store: str
    qualified: bool = False


def places(files: Iterable[tuple[Source, bool]]) -> list[Place]:
    """The store of each file by its place. With each: whether it was found in a folder (or zipped folder).

    Where folders of one name lie in different folders, so that nothing says that they are the same store, each is
    named with the folder above it.
    """
    named = [_folders(source, found) for source, found in files]
    among: dict[str, set[tuple[str, ...]]] = {}
    for folders, name in named:
        if folders:
            among.setdefault(name, set()).add(folders)
    return [
        Place("/".join(_distinct(folders, among[name])), True)
        if folders and len(among[name]) > 1
        else Place(store_name(name))
        for folders, name in named
    ]


def _folders(source: Source, found: bool) -> tuple[tuple[str, ...], str]:
    """The folders that name the store, the store's own last, and its name. No folders where its own file names it."""
    above = _above(source.path.parent)
    if source.member is not None:
        inside = _telling(PurePosixPath(source.member).parent.parts) or _telling((source.path.stem,))
        folders = (*above, *inside)
    else:
        own = without_period(source.path.stem)
        if own and not (found and above):
            return (), own
        folders = above
    return folders, folders[-1] if folders else source.path.stem


@lru_cache(maxsize=4096)
def _above(folder: Path) -> tuple[str, ...]:
    return _telling(folder.resolve().parts[1:])


def _telling(names: Iterable[str]) -> tuple[str, ...]:
    """The names without their periods, and without those that are but a platform or a period."""
    cut = (without_period(name) for name in names)
    return tuple(store_name(name) for name in cut if name and platform_of(name) is None)


def _distinct(folders: tuple[str, ...], all_of_the_name: set[tuple[str, ...]]) -> tuple[str, ...]:
    """As many of the last folders as tell one of that name from the others."""
    count = 2
    while len({other[-count:] for other in all_of_the_name}) < len(all_of_the_name):
        count += 1
    return folders[-count:]
