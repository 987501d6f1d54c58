"""The shape of rule files: metrics, attributes, checks, scopes, diagnoses and remedies."""

from __future__ import annotations

from auditor.model import Kind, Severity, Status
from auditor.rulebook.model import Better, Unit, Verb
from auditor.rulebook.schema.parts import (
    ANY,
    DATE,
    ID,
    METRIC_ID,
    NAME,
    PLATFORM,
    SPAN,
    STRING,
    WHOLE,
    Schema,
    list_of,
    mapping,
    named,
    one_or_list,
    pair_of,
    ref,
    words,
)

RULES = "store-auditor/rules/1"
STATUSES = tuple(status.value for status in Status if status is not Status.WAIVED)  # a waiver mends nothing
OUTCOMES = ("concluded", "tentative", "absent", "not_concluded")  # the last is another word for absent

CHECK: Schema = {
    "title": ref("text"),
    "metric": METRIC_ID,
    "expect": ref("requirement", description="The healthy side: {at_least: 90%}"),
    "watch": ref("requirement", description="A warning line on the safe side of expect, with the same verb"),
    "lines": list_of(ref("line"), 1),
    "attest": ref("attest"),
    "typical": {**pair_of(ANY), "description": "The usual range, shown beside a one-sided line"},
    "severity": words(*Severity),
    "kind": words(*Kind),
    "dimension": ID,
    "sustained": SPAN,
    "min_sample": WHOLE,
    "min_sample_by": words("platform"),
    "max_age": SPAN,
    "applies": list_of(ID),
    "needs": list_of(ID, 1),
    "risk": ref("text"),
    "source": ref("source"),
    "remedies": list_of(ID),
    "from": DATE,
    "until": DATE,
    "tests": list_of(ref("check_test")),
}

DEFINITIONS: dict[str, Schema] = {
    "text": {"anyOf": [STRING, mapping("text", (), {"zh": STRING, "en": STRING}, minProperties=1)]},
    "steps": {
        "anyOf": [
            list_of(STRING, 1),
            mapping("steps", (), {"zh": list_of(STRING, 1), "en": list_of(STRING, 1)}, minProperties=1),
        ]
    },
    "requirement": mapping(
        "requirement",
        (),
        {
            **{str(verb): ANY for verb in (Verb.AT_LEAST, Verb.MORE_THAN, Verb.AT_MOST, Verb.LESS_THAN)},
            str(Verb.BETWEEN): pair_of(ANY),
            str(Verb.EQUALS): ANY,
            str(Verb.ONE_OF): list_of(ANY, 1),
        },
        minProperties=1,
        maxProperties=1,
    ),
    "source": mapping(
        "source",
        ("title", "standing", "read_on"),
        {
            "title": ref("text"),
            "url": {"type": "string", "pattern": "^https?://[^ ]+$"},
            "read_on": DATE,
            "standing": words("official", "secondary", "house"),
            "says": ref("text"),
            "also": list_of(ref("source")),
        },
    ),
    "metric": mapping(
        "metric",
        ("name", "unit", "better"),
        {
            "name": ref("text"),
            "columns": list_of(NAME),
            "unit": words(*Unit),
            "better": words(*Better),
            "window": {"type": "string", "pattern": "^(([0-9]+ )?(day|week|month|year)s?|moment|period)$"},
            "ratio": pair_of(METRIC_ID),
            "formula": STRING,
            "across": mapping("across", ("platform", "sum"), {"platform": ID, "sum": METRIC_ID}),
            "where": ref("text"),
            "sample": METRIC_ID,
            "best": ANY,
            "values": named(list_of(NAME), STRING),
            "range": ref("requirement", description="The values that are possible: {between: [0%, 100%]}"),
            "regain": ref("text"),
            "left": ref("text"),
        },
    ),
    "attribute": mapping(
        "attribute",
        ("name",),
        {
            "name": ref("text"),
            "columns": list_of(NAME),
            "values": named(list_of(NAME), STRING),
            "from": METRIC_ID,
            "bands": named(ref("requirement"), STRING),
            "unless_stated": STRING,
        },
    ),
    "line": mapping(
        "line",
        ("expect",),
        {
            "from": DATE,
            "until": DATE,
            "expect": ref("requirement"),
            "watch": ref("requirement"),
            "source": ref("source"),
        },
    ),
    "attest": mapping(
        "attest",
        ("ask",),
        {
            "ask": ref("text"),
            "evidence": words("required", "optional"),
            "valid_for": SPAN,
            "no": words("fail", "watch"),
        },
    ),
    "check_test": mapping(
        "check_test",
        ("then",),
        {"given": named(ANY, STRING), "series": named(ANY, METRIC_ID), "as_of": DATE, "then": words(*STATUSES)},
    ),
    "diagnosis_test": mapping(
        "diagnosis_test", ("given", "then"), {"given": named(ANY, STRING), "then": words(*OUTCOMES)}
    ),
    "check": mapping("check", ("title", "severity", "kind"), CHECK),
    "premise": {
        "type": "object",
        "noun": "premise",
        "additionalProperties": one_or_list(ANY),
        "minProperties": 1,
        "maxProperties": 1,
    },
    "condition": mapping(
        "condition", (), {"all": list_of(ref("premise"), 1), "any": list_of(ref("premise"), 1)}, minProperties=1
    ),
    "scope": mapping("scope", ("when",), {"when": ref("condition")}),
    "diagnosis": mapping(
        "diagnosis",
        ("title", "when", "explains", "likelihood"),
        {
            "title": ref("text"),
            "when": ref("condition"),
            "explains": list_of(ID, 1),
            "likelihood": words("certain", "likely", "possible"),
            "confirm": ref("text"),
            "remedies": list_of(ID),
            "tests": list_of(ref("diagnosis_test")),
        },
    ),
    "remedy": mapping(
        "remedy",
        ("title", "steps", "owner", "effort", "due"),
        {
            "title": ref("text"),
            "steps": ref("steps"),
            "owner": STRING,
            "effort": words("hours", "days", "weeks"),
            "due": SPAN,
            "done_when": ref("text"),
        },
    ),
}

FILES: dict[str, Schema] = {
    "rules": mapping(
        "rules",
        ("schema", "pack", "platform", "title"),
        {
            "schema": words(RULES),
            "pack": ID,
            "version": STRING,
            "platform": PLATFORM,
            "names": list_of(NAME, 1),
            "purpose": words("weekly", "readiness"),
            "title": ref("text"),
            "metrics": named(ref("metric"), METRIC_ID),
            "attributes": named(ref("attribute"), METRIC_ID),
            "observe": list_of(METRIC_ID),
            "checks": named(ref("check"), ID),
            "scopes": named(ref("scope"), ID),
            "diagnoses": named(ref("diagnosis"), ID),
            "remedies": named(ref("remedy"), ID),
        },
    ),
}
