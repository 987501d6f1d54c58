"""The shapes of our files as editors want them: one JSON Schema (draft-07) for each kind, without our annotations."""

from __future__ import annotations

from typing import Any

from auditor.rulebook.schema import DEFINITIONS, FILES, KINDS, Schema


def json_schema(kind: str) -> Schema:
    """The JSON Schema of a kind of file, one of ``KINDS``. KeyError for others."""
    used: dict[str, Schema] = {}
    body = _published(FILES[kind], used)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"https://store-auditor.invalid/{KINDS[kind]}.json",
        "title": KINDS[kind],
        **body,
        "definitions": {name: used[name] for name in DEFINITIONS if name in used},
    }


def _published(schema: Any, used: dict[str, Schema]) -> Any:
    """Without our annotations; the definitions that it refers to are added to ``used``."""
    if isinstance(schema, list):
        return [_published(part, used) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(target := schema.get("$ref"), str):
        name = target.rpartition("/")[2]
        if name not in used:
            used[name] = {}
            used[name] = _published(DEFINITIONS[name], used)
    return {key: _published(part, used) for key, part in schema.items() if key != "noun"}
