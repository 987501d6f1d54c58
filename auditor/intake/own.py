"""Which files of a folder are this tool's own reports: they are no input, whatever folder is walked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auditor.files import read_json

_PACKAGE = ".package.json"
_MANIFESTS = ("manifest.json", _PACKAGE)
_OVERVIEW = "overview.json"
_NOTES = ".notes.yaml"  # lies beside each report
_MOST = 64 << 20  # bytes of a manifest


def own_reports(folder: Path) -> frozenset[str]:
    """The names of the files in ``folder`` that an earlier run of this tool wrote, as its manifests tell."""
    listed: set[str] = set()
    for name in _MANIFESTS:
        document = _read(folder / name)
        if str(document.get("schema", "")).startswith("store-auditor/manifest/") or _is_package(document):
            listed |= {name, "audit.json", *_files(document.get("outputs"))}
    package = _read(folder.parent / _PACKAGE)
    if _is_package(package):  # of several languages: a folder for each
        below = f"{folder.name}/"
        listed |= {name.removeprefix(below) for name in _files(package["outputs"]) if name.startswith(below)}
    if holds_overview(folder):
        zipped = {f"{found.parent.name}.zip" for found in folder.glob(f"*/{_PACKAGE}")}
        listed |= {_OVERVIEW, "overview.xlsx", "overview.html", *zipped}
    if listed:
        beside = [path.name.removesuffix(_NOTES) for path in folder.glob(f"*{_NOTES}")]
        listed |= {f"{stem}{kind}" for stem in beside for kind in (".xlsx", ".json", ".md", ".html", ".pdf")}
    return frozenset(listed)


def holds_overview(folder: Path) -> bool:
    """Whether a portfolio was written into the folder."""
    return str(_read(folder / _OVERVIEW).get("schema", "")).startswith("store-auditor/overview/")


def _is_package(document: dict[str, Any]) -> bool:
    return {"key", "outputs"} <= document.keys()


def _files(outputs: Any) -> list[str]:
    """The names that a manifest lists: as entries with a file, or as pairs of file and hash."""
    rows = outputs if isinstance(outputs, list) else []
    names = [
        row.get("file") if isinstance(row, dict) else row[0] if isinstance(row, list) and row else None for row in rows
    ]
    return [name for name in names if isinstance(name, str)]


def _read(path: Path) -> dict[str, Any]:
    """A JSON object, empty where there is none."""
    try:
        document = read_json(path, _MOST)
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
