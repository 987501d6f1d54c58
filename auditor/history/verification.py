"""Whether a folder of reports is still what its manifest says: its files hashed again, its audit computed again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from auditor.files import read_json
from auditor.history.manifest import MANIFEST, bare, digest, hash_or_none
from auditor.history.model import Document
from auditor.model import Text
from auditor.text import counted

_SHOWN = 20  # differences between two documents that are named one by one

_NAMES = ("platform", "store", "file", "sheet", "cell", "check", "segment", "diagnosis", "action", "dimension")
"""What tells the items of a list apart: by these a later one is found again when others come or go."""


class Difference(NamedTuple):
    """Something that is not as the manifest says."""

    what: str
    text: Text


def changed_files(folder: Path, manifest: Mapping[str, Any]) -> list[Difference]:
    """The manifest itself, its outputs, inputs and configuration, hashed again. Members of archives are left out."""
    found = []
    if manifest.get("hash") != digest({key: value for key, value in manifest.items() if key != "hash"}):
        found.append(Difference(MANIFEST, Text("清单被改动过", "the manifest was changed")))
    places = [(entry, folder / entry["file"]) for entry in manifest["outputs"]]
    places += [
        (entry, Path(entry["file"]))
        for entry in (*manifest["inputs"], *manifest["configuration"])
        if entry["sha256"] and "!" not in entry["file"]
    ]
    for entry, path in places:
        sha256 = hash_or_none(path)
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
    if digest(again) == manifest["document"]:
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
