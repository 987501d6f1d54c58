"""What the schemas are put together from: JSON Schema (draft-07), and ``noun``, our own annotation.

``noun`` says which thing it is, for the messages of ``shape.py``; what is published has none.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

ANY: Schema = {"type": ["string", "number", "boolean"]}
STRING: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
NAME: Schema = {**STRING, "noun": "name"}  # a heading or a word of a cell: several stand in a list
NUMBER: Schema = {"type": ["number", "string"], "pattern": r"^[-+]?[0-9]+(\.[0-9]+)?$"}
WHOLE: Schema = {"type": ["integer", "string"], "pattern": "^[0-9]{1,6}$"}
METRIC_ID: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
ID: Schema = {"type": "string", "pattern": "^[a-z0-9][a-z0-9._-]*$"}
PLATFORM: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"}
CURRENCY: Schema = {"type": "string", "pattern": "^[A-Z]{3}$"}
DATE: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
SPAN: Schema = {"type": "string", "pattern": "^([0-9]+ )?(day|week|month|year)s?$"}


def ref(name: str, **more: Any) -> Schema:
    """The definition of that name."""
    return {"allOf": [{"$ref": f"#/definitions/{name}"}], **more} if more else {"$ref": f"#/definitions/{name}"}


def words(*accepted: str) -> Schema:
    """One of these words."""
    return {"enum": [str(word) for word in accepted]}


def list_of(items: Schema, least: int = 0) -> Schema:
    """A list of at least so many."""
    return {"type": "array", "items": items, **({"minItems": least} if least else {})}


def pair_of(items: Schema) -> Schema:
    """A list of two."""
    return {**list_of(items, 2), "maxItems": 2}


def one_or_list(items: Schema) -> Schema:
    """One, or a list of at least one."""
    return {"anyOf": [items, list_of(items, 1)]}


def named(items: Schema, names: Schema) -> Schema:
    """A mapping whose keys its writer chooses."""
    return {"type": "object", "propertyNames": names, "additionalProperties": items}


def mapping(noun: str, required: tuple[str, ...], properties: Schema, **more: Any) -> Schema:
    """A mapping with these keys and no others."""
    shape: Schema = {"type": "object", "noun": noun, "additionalProperties": False, "properties": properties, **more}
    return {**shape, "required": list(required)} if required else shape
