"""The JSON Schema of the audit document. Fields may be added to the document, never renamed."""

from __future__ import annotations

from typing import Any

from auditor.model import DiagnosisState, Kind, Severity, Status
from auditor.report.document import SCHEMA

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_SCORE: Schema = {"type": "integer", "minimum": 0, "maximum": 100}
_TEXTS: Schema = {"type": "array", "items": _TEXT}


def audit_schema() -> Schema:
    """Draft-07 schema of ``document``: the contract's fields are required, further ones are allowed."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Store audit",
        "description": 'Texts are in the language of "lang". Where that is "both", a text stands in Chinese under its own '
        "name and, where English differs, in English under the name with _en; lists of texts likewise.",
        **_object(
            schema={"const": SCHEMA},
            as_of=_DATE,
            tool=_object(version=_TEXT),
            rulebook=_list(_object(pack=_TEXT, version=_or_null(_TEXT), sha256=_SHA256)),
            warnings=_TEXTS,
            inputs=_list(_input()),
            stores=_list(_store()),
            clients=_list(_store()),
        ),
    }


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    if "enum" in schema:
        return {"enum": [*schema["enum"], None]}
    if isinstance(schema.get("type"), str):
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _words(enum: type[Status] | type[Severity] | type[Kind] | type[DiagnosisState]) -> Schema:
    return {"enum": [member.value for member in enum]}


def _input() -> Schema:
    ignored = _object(cell=_TEXT, raw=_TEXT, why=_TEXT, nearest=_or_null(_TEXT))
    sheet = _object(
        sheet=_or_null(_TEXT), source_map=_or_null(_TEXT), rows=_COUNT, observations=_COUNT, ignored=_list(ignored)
    )
    return _object(
        file=_TEXT, sha256=_or_null(_SHA256), size=_or_null(_COUNT), sheets=_list(sheet), error=_or_null(_TEXT)
    )


def _store() -> Schema:
    dimension = _object(dimension=_TEXT, score=_or_null(_SCORE), weakest=_or_null(_TEXT), cap=_or_null(_TEXT))
    return _object(
        store=_TEXT,
        platform=_TEXT,
        client=_or_null(_TEXT),
        score=_or_null(_SCORE),
        score_range=_or_null({"type": "array", "items": _SCORE, "minItems": 2, "maxItems": 2}),
        grade=_or_null({"enum": ["A", "B", "C", "D", "E"]}),
        coverage=_object(assessed=_COUNT, applicable=_COUNT),
        dimensions=_list(dimension),
        counts=_object(**{status.value: _COUNT for status in Status}),
        findings=_list(_finding()),
        diagnoses=_list(_diagnosis()),
        actions=_list(_action()),
    )


def _finding() -> Schema:
    number: Schema = {"type": "number"}
    cell = _object(file=_TEXT, sheet=_or_null(_TEXT), cell=_TEXT, raw=_TEXT)
    waiver = _object(status=_words(Status), reason=_TEXT, approved_by=_TEXT, until=_DATE)
    source = _object(title=_TEXT, url=_or_null(_TEXT), read_on=_DATE, standing=_TEXT, says=_or_null(_TEXT))
    return _object(
        check=_TEXT,
        segment=_or_null(_TEXT),
        title=_TEXT,
        dimension=_or_null(_TEXT),
        status=_words(Status),
        reason=_or_null(_TEXT),
        severity=_words(Severity),
        kind=_words(Kind),
        metric=_or_null(_TEXT),
        value=_or_null(number),
        display=_or_null(_TEXT),
        require=_or_null(_TEXT),
        watch=_or_null(_TEXT),
        unit=_or_null(_TEXT),
        period=_or_null(_object(start=_DATE, end=_DATE)),
        headroom=_or_null(number),
        recovery=_or_null(_object(text=_TEXT, count=_or_null({"type": "integer"}))),
        trend=_list(_object(end=_DATE, value=_or_null(number))),
        since=_or_null(_DATE),
        change=_or_null({"enum": ["new", "continuing", "worse", "better", "resolved", "reopened"]}),
        risk=_or_null(_TEXT),
        explained_by=_TEXTS,
        evidence=_list(cell),
        source=source,
        waiver=_or_null(waiver),
    )


def _diagnosis() -> Schema:
    return _object(
        diagnosis=_TEXT,
        state=_words(DiagnosisState),
        title=_TEXT,
        likelihood={"enum": ["certain", "likely", "possible"]},
        because=_TEXTS,
        explains=_TEXTS,
        confirm=_or_null(_TEXT),
        remedies=_TEXTS,
    )


def _action() -> Schema:
    return _object(
        action=_TEXT,
        title=_TEXT,
        steps=_TEXTS,
        priority={"type": "integer", "minimum": 1},
        owner=_TEXT,
        due=_DATE,
        effort={"enum": ["hours", "days", "weeks"]},
        status=_TEXT,
        **{"for": _TEXTS},
    )
