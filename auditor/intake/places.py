"""Which store a file is of by the place where it lies: its folder, else its own name.

A name that is only a platform (国际站) or a period (2026-W46) is no store's: the folder above it has one. Of folders
that say only what lies in them (恒达/周报/订单) the one above is meant too; a file that is called so keeps its name, which
is said. Periods are cut out of a name, so that the file of next week is of the same store.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from auditor.intake.dating.periods import without_period
from auditor.intake.headings import normal
from auditor.intake.inputs import Source
from auditor.intake.origin import store_name
from auditor.intake.platform_names import platform_of
from auditor.intake.words import CONTENTS, NO_SHOPS, PLATFORM_WORDS
from auditor.model import Text
from auditor.text import any_of

_CONTENTS = re.compile(any_of(normal(word) for words in (CONTENTS, *PLATFORM_WORDS.values()) for word in words))
_REST = re.compile(r"\([0-9]{1,3}\)|[-_.+&()]")  # 周报(1) is the second download of 周报
_COPY = re.compile(
    r"[ _]?\([1-9][0-9]?\)$|(?:的副本|[ _-]+副本|[ _-]+copy)(?: ?\([1-9][0-9]?\)| [2-9])?$", re.IGNORECASE
)
NAMESAKES = Text(
    "有多个同名的文件夹或文件，无法确定是同一家店铺，因此店铺名带上了上级文件夹；如果是同一家，请在表格上方写“店铺：名称”",
    "several folders or files have this name and nothing says that they are one store: each is named with the folder "
    "above it; if they are one, write 'Store: NAME' above their tables",
)

SHOPS = ("店", "店铺", "store", "shop")


class Place(NamedTuple):
    """The store's name, and what has to be said about it."""

    store: str
    note: Text | None = None


class _Named(NamedTuple):
    """A name with the folders that tell it from others: the store's own last. ``told``: it was meant as a name."""

    folders: tuple[str, ...]
    told: bool = True


def places(files: Iterable[tuple[Source, Path | None]]) -> list[Place]:
    """The store of each file by its place. With each: the folder on whose walk it was found, if any.

    Where folders or files of one name lie in different folders, so that nothing says that they are the same store,
    each is named with the folder above it.
    """
    named = [_named(source, walked) for source, walked in files]
    among: dict[str, set[tuple[str, ...]]] = {}
    for item in named:
        among.setdefault(item.folders[-1], set()).add(item.folders)
    return [_place(item, among[item.folders[-1]]) for item in named]


def _place(item: _Named, namesakes: set[tuple[str, ...]]) -> Place:
    if len(namesakes) > 1:
        return Place("/".join(_distinct(item.folders, namesakes)), NAMESAKES)
    store = item.folders[-1]
    if item.told:
        return Place(store)
    return Place(
        store,
        Text(
            f"没有写明店铺，暂按文件夹或文件名称为“{store}”：请用 --store 指定，或在表格上方写“店铺：名称”",
            f"no store is named: it is called '{store}' after its folder or file; "
            f"say --store NAME, or write 'Store: NAME' above the table",
        ),
    )


def _named(source: Source, walked: Path | None) -> _Named:
    path = source.path
    if source.member is not None:
        inside = _of_stores(_telling(PurePosixPath(source.member).parent.parts)) or _telling((_stem(path),))
        folders = (*_above(path.parent), *inside)
    elif walked is not None:
        folders = (*_above(walked), *_of_stores(_telling(path.parent.relative_to(walked).parts)))
    else:
        folders = _above(path.parent)
        if own := _telling((_stem(path),)):
            return _Named((*folders, *own), told=not _tells_contents(own[0]))
        return _Named(folders or (store_name(_stem(path)),), told=False)
    stem = _stem(path)
    return _Named(folders) if folders else _Named((store_name(without_period(stem) or stem),))


def _stem(path: Path) -> str:
    """A file's name without the mark of a copy: 恒达(1) is the second download of 恒达, and no store of its own."""
    return _COPY.sub("", path.stem) or path.stem


@lru_cache(maxsize=4096)
def _above(folder: Path) -> tuple[str, ...]:
    return _telling(folder.resolve().parts[1:])


def _telling(names: Iterable[str]) -> tuple[str, ...]:
    """The names without their periods, and without those that are but a platform or a period."""
    cut = (without_period(name) for name in names)
    return tuple(store_name(name) for name in cut if name and platform_of(name) is None)


def _of_stores(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names down to the last that says more than what lies in it: 恒达/周报/订单 is of 恒达."""
    kept = len(names)
    while kept and _tells_contents(names[kept - 1]):
        kept -= 1
    return names[:kept]


@lru_cache(maxsize=4096)
def _tells_contents(name: str) -> bool:
    """Whether a name is made of nothing but platforms and kinds of reports (国际站, RFQ数据, weekly report)."""
    return not _REST.sub("", _CONTENTS.sub("", normal(name)))


def is_shop(name: str, declared: Container[str]) -> bool:
    """Whether the name of a sheet or column is a store's beyond doubt: 恒达店, or one that the configuration declares."""
    plain = normal(name)
    if plain in declared:
        return True
    return plain.endswith(SHOPS) and not plain.endswith(NO_SHOPS) and not _tells_contents(name)


def _distinct(folders: tuple[str, ...], all_of_the_name: set[tuple[str, ...]]) -> tuple[str, ...]:
    """As many of the last folders as tell one of that name from the others."""
    count = 2
    while len({other[-count:] for other in all_of_the_name}) < len(all_of_the_name):
        count += 1
    return folders[-count:]
