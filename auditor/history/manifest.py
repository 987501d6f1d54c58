"""What a folder of reports was made from: enough to hash everything again, to recompute, and to compare.

A manifest holds the hash of the one that it replaced and its own, so that a run of them is a chain. It shows
that something was changed by somebody who did not make the manifest anew: tamper-evident, and no more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from auditor import __version__
from auditor.files import hash_of, read_json, write_file
from auditor.history.chain import Link
from auditor.history.model import Document, HistoryError
from auditor.model import Text
from auditor.text import counted

MANIFEST = "manifest.json"
SCHEMA = "store-auditor/manifest/1"
_SHOWN = 20  # differences between two documents that are named one by one

_NAMES = ("platform", "store", "file", "sheet", "cell", "check", "segment", "diagnosis", "action", "dimension")
"""What tells the items of a list apart: by these a later one is found again when others come or go."""

_FROM_HISTORY = {
    "finding": (
        "since", "change", "audits", "previous", "previous_value", "delta", "trend", "failing_periods",
        "projected_breach",
    ),
    "entry": ("previous",),
    "action": ("status", "due", "person", "done_on", "link", "notes", "seen", "priority", "weight", "because"),
}  # fmt: skip
"""What an audit document owes to the history, beside the order of actions: a recomputation without it can't have them."""


class Difference(NamedTuple):
    """Something that is not as the manifest says."""

    what: str
    text: Text


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
    return _digest(
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
    configuration: Sequence[str] = (),
    head: Link | None = None,
) -> Path:
    """Write ``manifest.json`` beside the outputs of a run; returns its path. Raises OSError.

    ``request`` holds ``command`` (see ``command_line``); ``configuration`` names the rule, overlay and
    waiver files that were given; ``head`` is where the chain of the history ended with this run in it.
    """
    inputs = [(item["file"], item["sha256"]) for item in document["inputs"]]
    rulebook = [(pack["pack"], pack["sha256"]) for pack in document["rulebook"]]
    settings = [(name, _hash_of(Path(name))) for name in configuration]
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
        "outputs": [{"file": _relative(path, folder), "sha256": _hash_of(path)} for path in outputs],
        "document": _digest(bare(document)),
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
    manifest["hash"] = _digest(manifest)
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


def changed_files(folder: Path, manifest: Mapping[str, Any]) -> list[Difference]:
    """The manifest itself, its outputs, inputs and configuration, hashed again. Members of archives are left out."""
    found = []
    if manifest.get("hash") != _digest({key: value for key, value in manifest.items() if key != "hash"}):
        found.append(Difference(MANIFEST, Text("清单被改动过", "the manifest was changed")))
    places = [(entry, folder / entry["file"]) for entry in manifest["outputs"]]
    places += [
        (entry, Path(entry["file"]))
        for entry in (*manifest["inputs"], *manifest["configuration"])
        if entry["sha256"] and "!" not in entry["file"]
    ]
    for entry, path in places:
        sha256 = _hash_of(path)
        if sha256 is None:
            found.append(Difference(entry["file"], Text("文件不在原处", "the file is not there")))
        elif sha256 != entry["sha256"]:
            found.append(Difference(entry["file"], Text("内容已改动", "the content was changed")))
    return found


def recomputed(
    folder: Path, manifest: Mapping[str, Any], recompute: Callable[[Sequence[str]], Document | None]
) -> list[Difference]:
    """Where a recomputation differs. ``recompute`` runs a command and returns the document that it prints, if any.

    A folder may come from anybody: only a command that reads and judges is run, nothing that writes.
    """
    command = manifest["request"]["command"]
    if not _only_judges(command):
        why = Text("清单中的命令不是审核命令，未运行", "its command is not one of an audit alone; it was not run")
        return [Difference(MANIFEST, why)]
    made = recompute([*command, "--as-of", manifest["as_of"], "--lang", manifest["lang"]])
    if made is None:
        why = Text(
            "无法重新计算：输入文件或规则不在原处，或当前文件夹不是审核时的文件夹",
            "it can't be recomputed: inputs or rules are gone, or this is not the folder in which the audit was run",
        )
        return [Difference("document", why)]
    again = bare(made)
    if _digest(again) == manifest["document"]:
        return []
    kept = folder / "audit.json"
    try:
        before = bare(read_json(kept))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [Difference("document", Text("重新计算的结果不同", "a recomputation gives another result"))]
    places = list(_differing(before, again, ""))
    found = [
        Difference(place, Text(f"原为 {old}，现算得 {new}", f"was {old}, is {new} when recomputed"))
        for place, old, new in places[:_SHOWN]
    ]
    if len(places) > _SHOWN:
        rest = len(places) - _SHOWN
        found.append(Difference("…", Text(f"另有 {rest} 处不同", counted(rest, "more difference"))))
    return found or [Difference("audit.json", Text("与清单不符", "it does not fit the manifest"))]


def _only_judges(command: Sequence[str]) -> bool:
    """Whether a command is an audit or a readiness review that neither writes reports nor touches a history."""
    writes = any(word.partition("=")[0] in ("--out", "--history") for word in command)
    return not writes and command[:1] in (["audit"], ["readiness"])


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
    return {key: each for key, each in value.items() if key.removesuffix("_en") not in _FROM_HISTORY[kind]}


def _differing(old: Any, new: Any, place: str) -> Iterable[tuple[str, str, str]]:
    """(place, old, new) of every leaf that differs."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from _differing(old.get(key), new.get(key), f"{place}.{key}" if place else key)
    elif isinstance(old, list) and isinstance(new, list) and old != new:
        named_old, named_new = _named(old), _named(new)
        for name in dict.fromkeys((*named_old, *named_new)):
            yield from _differing(named_old.get(name), named_new.get(name), f"{place}[{name}]")
    elif old != new:
        yield place, _brief(old), _brief(new)


def _named(items: Sequence[Any]) -> dict[str, Any]:
    """The items of a list under what tells them apart: their name where they have one, else their number."""
    named: dict[str, Any] = {}
    for at, item in enumerate(items):
        known = [item[key] for key in _NAMES if item.get(key)] if isinstance(item, dict) else []
        name = " ".join(map(str, known)) or str(at)
        named[name if name not in named else f"{name} {at}"] = item
    return named


def _brief(value: Any) -> str:
    if value is None:
        return "–"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."


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


def _hash_of(path: Path) -> str | None:
    """None where the file can't be read."""
    try:
        return hash_of(path)
    except OSError:
        return None


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()  # as the document is written
