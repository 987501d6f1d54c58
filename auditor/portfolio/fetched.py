"""Inputs behind URLs, fetched on the worker for as long as the audit takes, and named by their URL in it.

The copies lie in a folder that is gone afterwards, below it where their URL says: a store that is called after its folder
is called the same there and here, this week and the next. What the audit says of files, cells and errors names the URL.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from auditor.intake.inputs import below
from auditor.model import InputFile, Intake
from auditor.portfolio.remote import is_url, not_fetched, opened, reached, shown, url_of
from auditor.portfolio.scratch import temporary

_NO_NAME = re.compile(r'[<>:"|?*\\\0-\x1f]')  # what the name of a file may not hold on Windows
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Fetched:
    """Local copies: URL → path. ``named`` puts the URLs back; ``refused`` are those that could not be fetched."""

    local: Mapping[str, str]
    refused: tuple[InputFile, ...] = ()
    _back: Mapping[str, str] = field(default_factory=dict)

    def paths(self, given: Iterable[str]) -> tuple[str, ...]:
        """The paths to read: local ones as they are, copies for URLs, nothing for what is refused."""
        return tuple(self.local.get(path, path) for path in given if path in self.local or not is_url(path))

    def here(self, given: Sequence[str]) -> tuple[str, ...]:
        """Where the files lie that are configured as ``given``; of a URL the copies in the folders that were fetched."""
        urls = {shown(path) for path in given if is_url(path)}
        return (*given, *(path for path, url in self._back.items() if url in urls))

    def named(self, intake: Intake) -> Intake:
        """The intake as if it had been read from the URLs."""
        renamed = _renamed(intake, self._back) if self._back else intake
        return replace(renamed, inputs=(*renamed.inputs, *self.refused)) if self.refused else renamed


@contextmanager
def fetch(paths: Iterable[str], root: str | None = None) -> Iterator[Fetched]:
    """Copies of the URLs among ``paths``, for the length of the block.

    What lies below ``root`` the audit names from there; the copies may, where temporary files do.
    """
    urls = [path for path in dict.fromkeys(paths) if is_url(path)]
    if not urls:
        yield Fetched({})
        return
    with temporary() as folder:
        local: dict[str, str] = {}
        back: dict[str, str] = {}
        refused = []
        for url in urls:
            target = _place(Path(folder), url, back)
            try:
                back |= _copied(url, target)
            except (OSError, ImportError, ValueError) as error:
                refused.append(InputFile(shown(url), None, None, error=not_fetched(url, error), transient=True))
            else:
                local[url] = target.as_posix()
        named = {name: url for path, url in back.items() for name in (path, below(path, root))}
        longest_first = sorted(named.items(), key=lambda pair: -len(pair[0]))  # one path may begin with another
        yield Fetched(local, tuple(refused), {path: shown(url) for path, url in longest_first})


def _place(folder: Path, url: str, taken: Mapping[str, str]) -> Path:
    """Where below ``folder`` the copy of a URL lies: by its own parts, the last link of a chain first."""
    parts = []
    for link in reversed(shown(url).split("::")):
        scheme, _, rest = (link if "://" in link else f"file://{link}").partition("://")
        if scheme in ("http", "https"):
            pieces = urlsplit(link)
            rest = f"{pieces.netloc}{unquote(pieces.path)}"
        parts += [_NO_NAME.sub("_", part) for part in (scheme, *rest.split("/")) if part not in ("", ".", "..")]
    target = folder.joinpath(*parts)
    if taken.get(target.as_posix(), url) == url:
        return target
    return folder.joinpath(hashlib.sha256(url.encode()).hexdigest()[:16], *parts)


def _copied(url: str, target: Path) -> dict[str, str]:
    """Put the file, or the files of the folder, at ``target``: path → URL. Raises OSError, ImportError, ValueError."""
    with reached(url):
        system, path = opened(url)
        system.invalidate_cache()  # a worker may have listed the folder last week
        if system.info(path)["type"] != "directory":
            target.parent.mkdir(parents=True, exist_ok=True)
            system.get_file(path, str(target))
            return {target.as_posix(): url}
        made = {target.as_posix(): url}
        for file in system.find(path):
            inside = file.removeprefix(path).lstrip("/")
            if ".." in inside.split("/"):
                raise ValueError(file)
            place = target / inside
            place.parent.mkdir(parents=True, exist_ok=True)
            system.get_file(file, str(place))
            made[place.as_posix()] = url_of(system, file, url, path)
        if len(made) == 1:
            raise FileNotFoundError(path)
        return made


def _renamed(value: _T, names: Mapping[str, str]) -> _T:
    """The same value with every local path in every text replaced."""
    made: Any = value
    if type(value) is str:  # a state is a text too, and stays what it is
        for path, url in names.items():
            made = made.replace(path, url)
    elif isinstance(value, tuple):
        parts = [_renamed(part, names) for part in value]
        made = type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    elif isinstance(value, Mapping):
        made = {_renamed(key, names): _renamed(part, names) for key, part in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        made = replace(value, **{item.name: _renamed(getattr(value, item.name), names) for item in fields(value)})
    result: _T = made
    return result
