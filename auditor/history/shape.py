"""Whether what a file holds is an audit document: a folder of reports may come from anybody."""

from __future__ import annotations

from collections.abc import Mapping
from sys import float_info
from types import UnionType
from typing import Any

from auditor.rulebook.model import Unit

_DOCUMENT: Mapping[str, type | UnionType] = {"lang": str, "purpose": str, "as_of": str, "stores": list, "clients": list}
_ENTRY: Mapping[str, type | UnionType] = {
    **dict.fromkeys(("store", "platform"), str),
    **dict.fromkeys(("client", "grade"), str | None),
    "score": int | None,
    "findings": list,
}
_FINDING: Mapping[str, type | UnionType] = {
    **dict.fromkeys(("check", "title", "title_en", "status", "kind"), str),
    **dict.fromkeys(("segment", "unit", "currency", "display", "display_en", "require", "require_en"), str | None),
    **dict.fromkeys(("threshold", "waiver"), dict | None),
}
_UNITS = frozenset((None, *(unit.value for unit in Unit)))


def is_document(value: Any) -> bool:
    """Whether every field that a comparison reads has a value of its kind. A field may be lacking: it has its own message."""
    if not _fits(value, _DOCUMENT):
        return False
    entries = [entry for part in ("stores", "clients") for entry in value.get(part, ())]
    return all(_fits(entry, _ENTRY) for entry in entries) and all(
        _is_finding(finding) for entry in entries for finding in entry.get("findings", ())
    )


def is_number(value: Any) -> bool:
    """Whether a value is a number that can be calculated with: JSON has integers that no float holds, Python's an infinity."""
    return isinstance(value, int | float) and abs(value) <= float_info.max


def _is_finding(value: Any) -> bool:
    if not _fits(value, _FINDING):
        return False
    lines = (value.get("threshold") or {}).get("values", [])
    numbers = [value.get("value"), *lines] if isinstance(lines, list) else [""]
    return (
        _fits(value.get("waiver") or {}, {"status": str})
        and value.get("unit") in _UNITS
        and all(number is None or is_number(number) for number in numbers)
    )


def _fits(value: Any, kinds: Mapping[str, type | UnionType]) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value[name], kind) for name, kind in kinds.items() if name in value
    )
