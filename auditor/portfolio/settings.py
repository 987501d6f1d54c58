"""Files that the configuration names (rules, overlay, waivers, narrative, form, logo), for workers that can't see them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import NamedTuple

from auditor.files import write_file
from auditor.intake.inputs import below
from auditor.model import Text
from auditor.portfolio.agency import Agency, Client
from auditor.portfolio.remote import content, is_url, not_fetched, shown
from auditor.portfolio.scratch import no_room, place
from auditor.rulebook import RuleErrors
from auditor.text import BilingualError

Files = tuple[tuple[str, bytes], ...]  # (name, content)
Read = Callable[[str], Files]
Carried = Mapping[str, Files | Text]  # path as configured → what lies there, or why a URL could not be fetched
_ONE_AT_A_TIME = Lock()  # the tasks of a Dask worker are threads


class NotFetched(BilingualError):
    """A file of the configuration is not to be had from its URL, or there is no room for it; ``message`` says why."""


def carry(agency: Agency, client: Client, everything: bool, read: Read | None = None) -> Carried:
    """What a worker needs: files behind URLs, and with ``everything`` those of this machine.

    ``read`` may remember what it has read, for as long as nobody changes the files. A file of this machine that can't be
    read is left out: the worker says so of the client that it belongs to.
    """
    found: dict[str, Files | Text] = {}
    for path in _named(agency, client):
        if everything or is_url(path):
            try:
                found[path] = (read or files_of)(path)
            except (OSError, ImportError, ValueError) as error:
                if is_url(path):
                    found[path] = not_fetched(path, error).headed(shown(path))
    return found


class Settled(NamedTuple):
    """A configuration whose files lie on this worker. ``names``: local path → path as configured."""

    agency: Agency
    client: Client
    names: Mapping[str, str]


def settle(agency: Agency, client: Client, carried: Carried) -> Settled:
    """The configuration with what was carried put into files of this worker. Raises NotFetched."""
    if not carried:
        return Settled(agency, client, {})
    local = {}
    for path, files in carried.items():
        if isinstance(files, Text):
            raise NotFetched(files)
        try:
            local[path] = _placed(path, files)
        except OSError as error:
            raise NotFetched(no_room()) from error

    def here(path: str | None) -> str | None:
        return None if path is None else local.get(path, path)

    settled = replace(
        client,
        overlay=here(client.overlay),
        waivers=here(client.waivers),
        narrative=here(client.narrative),
        form=here(client.form),
    )
    rules = tuple(local.get(path, path) for path in agency.rules)
    names = {there: path for path, there in local.items()}
    return Settled(replace(agency, logo=here(agency.logo), rules=rules), settled, names)


def explained(errors: RuleErrors, settings: Settled) -> Text:
    """Each mistake with its place, by the name that the configuration gives the file."""
    lines = []
    for error in errors.errors:
        file, line, column = error.place
        name = below(settings.names.get(file, file), str(settings.agency.root))
        lines.append((f"{name}:{line}:{column}", error.message))
    return Text(
        "；".join(f"{line} {message.zh}" for line, message in lines),
        "; ".join(f"{line} {message.en}" for line, message in lines),
    )


def _named(agency: Agency, client: Client) -> Iterable[str]:
    paths = (agency.logo, *agency.rules, client.overlay, client.waivers, client.narrative, client.form)
    return dict.fromkeys(path for path in paths if path)


def files_of(path: str) -> Files:
    """The file, or the rule files of a folder, by their names below it. Raises OSError, ImportError, ValueError."""
    if is_url(path):
        return ((path.rpartition("/")[2], content(path)),)
    place = Path(path)
    if place.is_dir():
        return tuple((file.relative_to(place).as_posix(), file.read_bytes()) for file in sorted(place.rglob("*.y*ml")))
    return ((place.name, place.read_bytes()),)


def _placed(path: str, files: Files) -> str:
    """Where the files lie on this worker: the same content at the same place, so that rules are compiled once."""
    digest = hashlib.sha256(repr((path, files)).encode()).hexdigest()[:20]
    with _ONE_AT_A_TIME:
        folder = Path(_scratch(place()).name, digest)
        for name, data in files:
            target = folder / name
            if not target.exists():  # whole or not at all: another worker of this run may be looking
                write_file(target, data)
    alone = len(files) == 1 and files[0][0] == path.rstrip("/").rpartition("/")[2]
    return (folder / files[0][0] if alone else folder).as_posix()


@cache
def _scratch(within: str) -> TemporaryDirectory[str]:
    """A folder for as long as this process lives, or what it lies ``within``."""
    return TemporaryDirectory(prefix="auditor-settings-", dir=within)
