"""The shape of rule, overlay and waiver files, as JSON Schema (draft-07): the one declaration of it.

The loader checks files against these schemas (``shape.py``) and ``auditor rules schema`` prints them for editors
(``published_schema.py``). What a schema can't say (references, units, sides of lines) is checked while the rule
book is built. ``noun`` is our own annotation: which thing it is, for the messages of ``shape.py``.
"""

from __future__ import annotations

from typing import Any

from auditor.model import Kind, Severity, Status
from auditor.rulebook.model import Better, Unit, Verb

Schema = dict[str, Any]

RULES = "store-auditor/rules/1"
OVERLAY = "store-auditor/overlay/1"
WAIVERS = "store-auditor/waivers/1"
AGENCY = "store-auditor/agency/1"
SOURCE_MAP = "store-auditor/source/1"  # read by the intake
KINDS = {"rules": RULES, "overlay": OVERLAY, "waivers": WAIVERS, "agency": AGENCY}

STATUSES = tuple(status.value for status in Status if status is not Status.WAIVED)  # a waiver mends nothing
OUTCOMES = ("concluded", "tentative", "absent", "not_concluded")  # the last is another word for absent

_ANY: Schema = {"type": ["string", "number", "boolean"]}
_STRING: Schema = {"type": ["string", "number"], "minLength": 1}
_METRIC_ID: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
_ID: Schema = {"type": "string", "pattern": "^[a-z0-9][a-z0-9._-]*$"}
DATE: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_SPAN: Schema = {"type": "string", "pattern": "^([0-9]+ )?(day|week|month|year)s?$"}
_WHOLE: Schema = {"type": ["integer", "string"], "pattern": "^[0-9]{1,6}$"}


def _ref(name: str, **more: Any) -> Schema:
    return {"allOf": [{"$ref": f"#/definitions/{name}"}], **more} if more else {"$ref": f"#/definitions/{name}"}


def _words(*words: str) -> Schema:
    return {"enum": [str(word) for word in words]}


def _list(items: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": items, **({"minItems": least} if least else {})}


def _one_or_list(items: Schema) -> Schema:
    return {"anyOf": [items, _list(items, 1)]}


def _named(items: Schema, names: Schema) -> Schema:
    return {"type": "object", "propertyNames": names, "additionalProperties": items}


def _object(noun: str, required: tuple[str, ...], properties: Schema, **more: Any) -> Schema:
    shape: Schema = {"type": "object", "noun": noun, "additionalProperties": False, "properties": properties, **more}
    return {**shape, "required": list(required)} if required else shape


_COVERAGE: Schema = {"type": "string", "description": "A store with less of its checks assessed has no score: 30%"}
_EDITION: Schema = _words("client", "internal")
_LANGUAGES: Schema = _one_or_list(_words("zh", "en", "both"))
_BOTH = {"zh": _STRING, "en": _STRING}
_CHECK: Schema = {
    "title": _ref("text"),
    "metric": _METRIC_ID,
    "expect": _ref("requirement", description="The healthy side: {at_least: 90%}"),
    "watch": _ref("requirement", description="A warning line on the safe side of expect, with the same verb"),
    "lines": _list(_ref("line"), 1),
    "attest": _ref("attest"),
    "typical": {**_list(_ANY, 2), "maxItems": 2, "description": "The usual range, shown beside a one-sided line"},
    "severity": _words(*Severity),
    "kind": _words(*Kind),
    "dimension": _ID,
    "sustained": _SPAN,
    "min_sample": _WHOLE,
    "min_sample_by": _words("platform"),
    "max_age": _SPAN,
    "applies": _list(_ID),
    "needs": _list(_ID, 1),
    "risk": _ref("text"),
    "source": _ref("source"),
    "remedies": _list(_ID),
    "from": DATE,
    "until": DATE,
    "tests": _list(_ref("check_test")),
}

DEFINITIONS: dict[str, Schema] = {
    "text": {"anyOf": [_STRING, _object("text", (), _BOTH, minProperties=1)]},
    "steps": {
        "anyOf": [
            _list(_STRING, 1),
            _object("steps", (), {"zh": _list(_STRING, 1), "en": _list(_STRING, 1)}, minProperties=1),
        ]
    },
    "requirement": _object(
        "requirement",
        (),
        {
            **{str(verb): _ANY for verb in (Verb.AT_LEAST, Verb.MORE_THAN, Verb.AT_MOST, Verb.LESS_THAN)},
            str(Verb.BETWEEN): {**_list(_ANY, 2), "maxItems": 2},
            str(Verb.EQUALS): _ANY,
            str(Verb.ONE_OF): _list(_ANY, 1),
        },
        minProperties=1,
        maxProperties=1,
    ),
    "source": _object(
        "source",
        ("title", "standing", "read_on"),
        {
            "title": _ref("text"),
            "url": {"type": "string", "pattern": "^https?://[^ ]+$"},
            "read_on": DATE,
            "standing": _words("official", "secondary", "house"),
            "says": _ref("text"),
            "also": _list(_ref("source")),
        },
    ),
    "metric": _object(
        "metric",
        ("name", "unit", "better"),
        {
            "name": _ref("text"),
            "columns": _list(_STRING),
            "unit": _words(*Unit),
            "better": _words(*Better),
            "window": {"type": "string", "pattern": "^(([0-9]+ )?(day|week|month|year)s?|moment|period)$"},
            "ratio": {**_list(_METRIC_ID, 2), "maxItems": 2},
            "formula": _STRING,
            "across": _object("across", ("platform", "sum"), {"platform": _ID, "sum": _METRIC_ID}),
            "where": _ref("text"),
            "sample": _METRIC_ID,
            "best": _ANY,
            "values": _named(_list(_STRING), _STRING),
            "range": _ref("requirement", description="The values that are possible: {between: [0%, 100%]}"),
            "regain": _ref("text"),
            "left": _ref("text"),
        },
    ),
    "attribute": _object(
        "attribute",
        ("name",),
        {
            "name": _ref("text"),
            "columns": _list(_STRING),
            "values": _named(_list(_STRING), _STRING),
            "from": _METRIC_ID,
            "bands": _named(_ref("requirement"), _STRING),
            "unless_stated": _STRING,
        },
    ),
    "line": _object(
        "line",
        ("expect",),
        {
            "from": DATE,
            "until": DATE,
            "expect": _ref("requirement"),
            "watch": _ref("requirement"),
            "source": _ref("source"),
        },
    ),
    "attest": _object(
        "attest",
        ("ask",),
        {
            "ask": _ref("text"),
            "evidence": _words("required", "optional"),
            "valid_for": _SPAN,
            "no": _words("fail", "watch"),
        },
    ),
    "check_test": _object(
        "check_test",
        ("then",),
        {"given": _named(_ANY, _STRING), "series": _named(_ANY, _METRIC_ID), "as_of": DATE, "then": _words(*STATUSES)},
    ),
    "diagnosis_test": _object(
        "diagnosis_test", ("given", "then"), {"given": _named(_ANY, _STRING), "then": _words(*OUTCOMES)}
    ),
    "check": _object("check", ("title", "severity", "kind"), _CHECK),
    "premise": {
        "type": "object",
        "noun": "premise",
        "additionalProperties": _one_or_list(_ANY),
        "minProperties": 1,
        "maxProperties": 1,
    },
    "condition": _object(
        "condition", (), {"all": _list(_ref("premise"), 1), "any": _list(_ref("premise"), 1)}, minProperties=1
    ),
    "scope": _object("scope", ("when",), {"when": _ref("condition")}),
    "diagnosis": _object(
        "diagnosis",
        ("title", "when", "explains", "likelihood"),
        {
            "title": _ref("text"),
            "when": _ref("condition"),
            "explains": _list(_ID, 1),
            "likelihood": _words("certain", "likely", "possible"),
            "confirm": _ref("text"),
            "remedies": _list(_ID),
            "tests": _list(_ref("diagnosis_test")),
        },
    ),
    "remedy": _object(
        "remedy",
        ("title", "steps", "owner", "effort", "due"),
        {
            "title": _ref("text"),
            "steps": _ref("steps"),
            "owner": _STRING,
            "effort": _words("hours", "days", "weeks"),
            "due": _SPAN,
            "done_when": _ref("text"),
        },
    ),
    "change": _object(
        "change", (), {**_CHECK, "platform": _ID, "purpose": _words("weekly", "readiness")}, minProperties=1
    ),
    "waiver": _object(
        "waiver",
        ("check", "store", "reason", "approved_by", "from", "until"),
        {
            "check": _ID,
            "store": _STRING,
            "reason": _STRING,
            "approved_by": _STRING,
            "from": DATE,
            "until": {**DATE, "description": "The last day, inclusive; at most 180 days after from"},
        },
    ),
    "agency_store": _object(
        "agency_store",
        ("platform",),
        {
            "platform": {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"},
            "market": _STRING,
            "category": _STRING,
            "attributes": _named(_ANY, _METRIC_ID),
            "launched": DATE,
            "inputs": _one_or_list(_STRING),
        },
    ),
    "agency_client": _object(
        "agency_client",
        (),
        {
            "name": _STRING,
            "stores": _named(_ref("agency_store"), _STRING),
            "inputs": _one_or_list(_STRING),
            "overlay": _STRING,
            "waivers": _STRING,
            "roles": _named(_STRING, _STRING),
            "edition": _EDITION,
            "languages": _LANGUAGES,
            "narrative": _STRING,
            "form": _STRING,
        },
    ),
}

FILES: dict[str, Schema] = {
    "rules": _object(
        "rules",
        ("schema", "pack", "platform", "title"),
        {
            "schema": _words(RULES),
            "pack": _ID,
            "version": _STRING,
            "platform": {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"},
            "purpose": _words("weekly", "readiness"),
            "title": _ref("text"),
            "metrics": _named(_ref("metric"), _METRIC_ID),
            "attributes": _named(_ref("attribute"), _METRIC_ID),
            "observe": _list(_METRIC_ID),
            "checks": _named(_ref("check"), _ID),
            "scopes": _named(_ref("scope"), _ID),
            "diagnoses": _named(_ref("diagnosis"), _ID),
            "remedies": _named(_ref("remedy"), _ID),
        },
    ),
    "overlay": _object(
        "overlay",
        ("schema",),
        {
            "schema": _words(OVERLAY),
            "client": _STRING,
            "checks": _named(_ref("change"), _ID),
            "skip": _named(_STRING, _ID),
            "columns": _named(_list(_STRING, 1), _METRIC_ID),
            "percent": _named(_words("share", "percent"), _METRIC_ID),
            "rates": _named({"type": ["number", "string"]}, {"type": "string", "pattern": "^[A-Z]{3}$"}),
            "least_coverage": _COVERAGE,
        },
    ),
    "waivers": _object("waivers", ("schema", "waivers"), {"schema": _words(WAIVERS), "waivers": _list(_ref("waiver"))}),
    "agency": _object(
        "agency",
        ("schema", "clients"),
        {
            "schema": _words(AGENCY),
            "agency": _object(
                "agency_brand",
                ("name",),
                {"name": _STRING, "logo": _STRING, "accent": _STRING, "footer": _STRING},
            ),
            "languages": _LANGUAGES,
            "edition": _EDITION,
            "form": _STRING,
            "history": _STRING,
            "rules": _one_or_list(_STRING),
            "clients": _named(_ref("agency_client"), _STRING),
        },
    ),
}
