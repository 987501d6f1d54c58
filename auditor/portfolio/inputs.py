"""Globs, folders and URLs of the agency's configuration → the files of each store."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from auditor.portfolio.agency import Client

_REMOTE = re.compile(r"[a-z][a-z0-9+.-]+://")
_WILD = re.compile(r"[*?\[]")


def expand(client: Client) -> Mapping[str, tuple[str, ...]]:
    """Store name → its inputs in order; "" holds those that name their stores themselves.

    A glob that matches nothing stays as it is, so that the audit reports the file as not found. Folders stay
    folders: the intake walks them, and their names may be those of stores.
    """
    files = {store.name: _all(store.inputs) for store in client.stores if store.inputs}
    return {**files, **({"": _all(client.inputs)} if client.inputs else {})}


def count(paths: tuple[str, ...]) -> int:
    """How many files stand behind the paths, for tasks of even size."""
    return sum(_files(Path(path)) for path in paths)


def _files(path: Path) -> int:
    return sum(entry.is_file() for entry in path.rglob("*")) if path.is_dir() else 1


def _all(patterns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for pattern in patterns for path in _matching(pattern)))


def _matching(pattern: str) -> list[str]:
    if _REMOTE.match(pattern):
        return _remote(pattern)
    if not _WILD.search(pattern) or Path(pattern).exists():
        return [pattern]
    from glob import glob

    return sorted(glob(pattern, recursive=True)) or [pattern]


def _remote(pattern: str) -> list[str]:
    """URLs that match, by fsspec (part of the extra ``cluster``)."""
    import fsspec

    system, path = fsspec.core.url_to_fs(pattern)
    found = sorted(system.glob(path)) if _WILD.search(path) else [path]
    return [system.unstrip_protocol(each) for each in found] or [pattern]
