"""Globs, folders and URLs of the agency's configuration → the files of each store."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from auditor.intake.inputs import is_hidden
from auditor.portfolio.agency import Client
from auditor.portfolio.remote import is_pattern, is_url, matching


def expand(client: Client, day: date = date.min) -> Mapping[str, tuple[str, ...]]:
    """Store name → its inputs in order, without stores that are paused on ``day``; "" holds those that name their stores themselves.

    A glob that matches nothing stays as it is, so that the audit reports the file as not found; what Excel, WPS and the
    system put beside a workbook is no match. Folders stay folders: the intake walks them, and their names may be those of
    stores.
    """
    resting = client.resting(day)
    files = {store.name: _all(store.inputs) for store in client.stores if store.inputs and store not in resting}
    return {**files, **({"": _all(client.inputs)} if client.inputs else {})}


def count(paths: tuple[str, ...]) -> int:
    """How many files stand behind the paths, at least one, for tasks of even size."""
    return max(1, sum(_files(Path(path)) for path in paths))


def _files(path: Path) -> int:
    return sum(entry.is_file() for entry in path.rglob("*")) if path.is_dir() else 1


def _all(patterns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for pattern in patterns for path in _matching(pattern)))


def _matching(pattern: str) -> list[str]:
    if is_url(pattern):
        with suppress(OSError, ImportError, ValueError):  # the audit says why when it comes to fetch it
            found = matching(pattern)
            names = {url: unquote(url.partition("::")[0].rpartition("/")[2]) for url in found}
            return [url for url, name in names.items() if not is_hidden((name,))] or [pattern]
        return [pattern]
    if not is_pattern(pattern) or Path(pattern).exists():
        return [pattern]
    from glob import glob

    # A folder that is there is meant as it is written: 客户[2026] too.
    base = next(parent for parent in Path(pattern).parents if parent.is_dir())
    found = glob(str(Path(pattern).relative_to(base)), root_dir=base, recursive=True)
    return sorted(str(base / path) for path in found if not is_hidden(Path(path).parts)) or [pattern]
