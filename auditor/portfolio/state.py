"""What an output folder remembers: which packages are finished, and what they were made of."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import PurePosixPath
from typing import Any

from auditor.files import safe_name
from auditor.portfolio.folder import MANIFEST
from auditor.portfolio.job import Outcome
from auditor.portfolio.outlet import Outlet
from auditor.portfolio.summary import SUMMARY, StoreSummary
from auditor.report import dump


def finish(out: Outlet, outcome: Outcome) -> None:
    """Remember a finished package, and remove files of the last one that this one no longer has. Raises ReportError."""
    folder = safe_name(outcome.client)
    before = _load(out, folder)
    kept = {path for path, _ in outcome.outputs}
    for path, _ in before.outputs if before else ():
        if path not in kept:
            out.remove(f"{folder}/{path}")
    if before and before.archive and not outcome.archive:
        out.remove(f"{folder}.zip")
    plain = {name: getattr(outcome, name) for name in _KEPT}
    stores = [store.plain() for store in outcome.stores]
    out.write(f"{folder}/{MANIFEST}", dump({**plain, "stores": stores}))


def finished(out: Outlet, client: str, key: str) -> Outcome | None:
    """The outcome of an earlier run, where nothing that it depends on has changed and its files are whole.

    Raises ReportError where the place can't be read at all.
    """
    folder = safe_name(client)
    outcome = _load(out, folder)
    if outcome is None or outcome.key != key or outcome.bug or outcome.transient:  # either may be over
        return None
    return outcome if out.whole(folder, outcome.outputs, outcome.notes, outcome.archive) else None


def _load(out: Outlet, folder: str) -> Outcome | None:
    try:
        plain: dict[str, Any] = json.loads((out.read(f"{folder}/{MANIFEST}") or b"").decode())
        stores = tuple(StoreSummary(**{name: _tuple(entry[name]) for name in SUMMARY}) for entry in plain.pop("stores"))
        outcome = Outcome(stores=stores, skipped=True, **{key: _tuple(value) for key, value in plain.items()})
        inside = all(_inside(path) for path, _ in (*outcome.outputs, *outcome.notes))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None  # absent, half written by an older version, or edited: the package is made again
    return outcome if inside else None


def _inside(path: str) -> bool:
    """Whether a path stays in the client's folder; a folder of packages may come from anybody."""
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts


_KEPT = tuple(
    item.name
    for item in fields(Outcome)
    if item.name not in ("records", "error", "misconfigured", "unwritten", "skipped")
)


def _tuple(value: Any) -> Any:
    return tuple(_tuple(item) for item in value) if isinstance(value, list) else value
