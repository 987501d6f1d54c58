"""What a folder of reports was made from: enough to hash everything again, to recompute, and to compare.

A manifest holds the hash of the one that it replaced and its own, so that a run of them is a chain. It shows
that something was changed by somebody who did not make the manifest anew: tamper-evident, and no more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

from auditor import __version__
from auditor.files import hash_of, read_json, write_file
from auditor.history.chain import Link
from auditor.history.model import Document, HistoryError
from auditor.model import Text

MANIFEST = "manifest.json"
SCHEMA = "store-auditor/manifest/1"

_FROM_HISTORY = {
    kind: frozenset(name + side for name in names.split() for side in ("", "_en"))
    for kind, names in {
        "finding": "since change audits status_before previous previous_value delta trend failing_periods projected_breach",
        "entry": "previous",
        "action": "status due person done_on link notes seen priority weight because",
    }.items()
}
"""What an audit document owes to the history, beside the order of actions: a recomputation without it can't have them."""


def command_line(command: str, paths: Sequence[str], options: Mapping[str, str | Sequence[str] | None]) -> list[str]:
    """The command that makes the same audit again: ``options`` are those that were given, such as ``--rules``."""
    words = [command, *paths]
    for option, value in options.items():
        for one in [value] if isinstance(value, str) else value or ():
            words += [option, one]
    return words


def content_key(
    *,
    inputs: Iterable[tuple[str, str | None]],
    rulebook: Iterable[tuple[str, str]],
    configuration: Iterable[tuple[str, str | None]],
    as_of: str,
    lang: str,
    request: Mapping[str, Any],
) -> str:
    """The content address of a run: pairs of name and SHA-256 of everything that decides its result."""
    return digest(
        {
            "version": __version__,
            "inputs": [list(pair) for pair in inputs],
            "rulebook": [list(pair) for pair in rulebook],
            "configuration": [list(pair) for pair in configuration],
            "as_of": as_of,
            "lang": lang,
            "request": request,
        }
    )


def write_manifest(
    folder: Path,
    *,
    document: Document,
    outputs: Sequence[Path],
    request: Mapping[str, Any],
    configuration: Sequence[str],
    head: Link | None = None,
) -> Path:
    """Write ``manifest.json`` beside the outputs of a run; returns its path. Raises OSError.

    ``request`` holds ``command`` (see ``command_line``); ``configuration`` names the rule, overlay and
    waiver files that were given; ``head`` is where the chain of the history ended with this run in it.
    """
    inputs = [(item["file"], item["sha256"]) for item in document["inputs"]]
    rulebook = [(pack["pack"], pack["sha256"]) for pack in document["rulebook"]]
    settings = [(name, hash_or_none(Path(name))) for name in configuration]
    before = _read(folder)
    manifest: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": {"version": __version__},
        "as_of": document["as_of"],
        "lang": document["lang"],
        "purpose": document["purpose"],
        "request": dict(request),
        "inputs": [{"file": name, "sha256": sha256} for name, sha256 in inputs],
        "rulebook": [{"pack": name, "sha256": sha256} for name, sha256 in rulebook],
        "configuration": [{"file": name, "sha256": sha256} for name, sha256 in settings],
        "outputs": [{"file": _relative(path, folder), "sha256": hash_or_none(path)} for path in outputs],
        "document": digest(bare(document)),
        "key": content_key(
            inputs=inputs,
            rulebook=rulebook,
            configuration=settings,
            as_of=document["as_of"],
            lang=document["lang"],
            request=request,
        ),
        "history": head and head._asdict(),
        "previous": before.get("hash") if before else None,
    }
    manifest["hash"] = digest(manifest)
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    # The name of an input may be no UTF-8: \udcff is how JSON writes such a byte, so that it is found again.
    return write_file(folder / MANIFEST, text.encode("utf-8", "backslashreplace"))


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder. Raises HistoryError where there is none, or it is not one."""
    manifest = _read(folder)
    if manifest is None:
        raise HistoryError(
            Text(
                f"{folder} 中没有可用的 {MANIFEST}；请指定 --out 写出的文件夹",
                f"{folder} has no usable {MANIFEST}: name a folder that --out wrote",
            )
        )
    return manifest


def head_of(manifest: Mapping[str, Any]) -> Link | None:
    """Where the chain of the history ended when the folder was made; None where none was kept."""
    found = manifest.get("history")
    return Link(**found) if found else None


def bare(document: Document) -> Document:
    """The document without what came from the history, and without warnings on how the date was chosen."""
    made = {key: value for key, value in document.items() if key.removesuffix("_en") != "warnings"}
    for part in ("stores", "clients"):
        made[part] = [
            {
                **_without(entry, "entry"),
                "findings": [_without(finding, "finding") for finding in entry["findings"]],
                "actions": sorted(
                    (_without(action, "action") for action in entry["actions"]), key=itemgetter("action")
                ),
            }
            for entry in document[part]
        ]
    return made


def _without(value: Mapping[str, Any], kind: str) -> dict[str, Any]:
    left = _FROM_HISTORY[kind]
    return {key: each for key, each in value.items() if key not in left}


def _read(folder: Path) -> dict[str, Any] | None:
    try:
        manifest = read_json(folder / MANIFEST)
    except (OSError, ValueError):
        return None
    return manifest if _is_manifest(manifest) else None


def _is_manifest(value: Any) -> bool:
    """Whether everything that is read of a manifest is there: a folder may come from anybody."""
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        return False
    texts = all(isinstance(value.get(name), str) for name in ("as_of", "lang", "document", "hash"))
    files = [value.get(name) for name in ("outputs", "inputs", "configuration")]
    listed = all(isinstance(rows, list) and all(_is_entry(row) for row in rows) for rows in files)
    request = value.get("request")
    command = request.get("command") if isinstance(request, dict) else None
    commanded = isinstance(command, list) and all(isinstance(word, str) for word in command)
    return texts and listed and commanded and _is_link(value.get("history"))


def _is_link(value: Any) -> bool:
    return value is None or (
        isinstance(value, dict)
        and value.keys() == {"number", "hash"}
        and isinstance(value["number"], int)
        and isinstance(value["hash"], str)
    )


def _is_entry(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("file"), str) and isinstance(row.get("sha256", 0), str | None)


def _relative(path: Path, folder: Path) -> str:
    return path.resolve().relative_to(folder.resolve()).as_posix()


def hash_or_none(path: Path) -> str | None:
    """The SHA-256 of a file; None where it can't be read."""
    try:
        return hash_of(path)
    except OSError:
        return None


def digest(value: object) -> str:
    """The SHA-256 of plain data, whatever the order of its fields."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()  # as the document is written
