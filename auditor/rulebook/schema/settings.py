"""The shape of what lies over the rules: overlays, waivers, and an agency's configuration."""

from __future__ import annotations

from auditor.rulebook.schema.parts import (
    ANY,
    CURRENCY,
    DATE,
    ID,
    METRIC_ID,
    NAME,
    STRING,
    Schema,
    list_of,
    mapping,
    named,
    one_or_list,
    ref,
    words,
)
from auditor.rulebook.schema.rules import CHECK

OVERLAY = "store-auditor/overlay/1"
WAIVERS = "store-auditor/waivers/1"
AGENCY = "store-auditor/agency/1"

_COVERAGE: Schema = {"type": "string", "description": "A store with less of its checks assessed has no score: 30%"}
_EDITION: Schema = words("client", "internal")
_LANGUAGES: Schema = one_or_list(words("zh", "en", "both"))

DEFINITIONS: dict[str, Schema] = {
    "pause": mapping(
        "pause",
        ("reason", "until"),
        {
            "reason": STRING,
            "from": DATE,
            "until": {**DATE, "description": "The last day, inclusive; the audits go on by themselves after it"},
        },
    ),
    "change": mapping(
        "change", (), {**CHECK, "platform": ID, "purpose": words("weekly", "readiness")}, minProperties=1
    ),
    "waiver": mapping(
        "waiver",
        ("check", "store", "reason", "approved_by", "from", "until"),
        {
            "check": ID,
            "store": STRING,
            "reason": STRING,
            "approved_by": STRING,
            "from": DATE,
            "until": {**DATE, "description": "The last day, inclusive; at most 180 days after from"},
        },
    ),
    "agency_store": mapping(
        "agency_store",
        ("platform",),
        {
            "platform": {"type": "string"},  # the rule book knows which there are, and says more than a pattern does
            "market": STRING,
            "category": STRING,
            "attributes": named(ANY, METRIC_ID),
            "launched": DATE,
            "inputs": one_or_list(STRING),
            "paused": ref("pause"),
        },
    ),
    "agency_client": mapping(
        "agency_client",
        (),
        {
            "name": STRING,
            "stores": named(ref("agency_store"), STRING),
            "inputs": one_or_list(STRING),
            "overlay": STRING,
            "waivers": STRING,
            "roles": named(STRING, STRING),
            "edition": _EDITION,
            "languages": _LANGUAGES,
            "narrative": STRING,
            "form": STRING,
            "least_coverage": _COVERAGE,
            "paused": ref("pause"),
        },
    ),
}

FILES: dict[str, Schema] = {
    "overlay": mapping(
        "overlay",
        ("schema",),
        {
            "schema": words(OVERLAY),
            "client": STRING,
            "checks": named(ref("change"), ID),
            "skip": named(STRING, ID),
            "columns": named(list_of(NAME, 1), METRIC_ID),
            "percent": named(words("share", "percent"), METRIC_ID),
            "daily": named(words("sum", "window"), METRIC_ID),
            "rates": named({"type": ["number", "string"]}, CURRENCY),
            "least_coverage": _COVERAGE,
        },
    ),
    "waivers": mapping("waivers", ("schema", "waivers"), {"schema": words(WAIVERS), "waivers": list_of(ref("waiver"))}),
    "agency": mapping(
        "agency",
        ("schema", "clients"),
        {
            "schema": words(AGENCY),
            "agency": mapping(
                "agency_brand",
                ("name",),
                {"name": STRING, "logo": STRING, "accent": STRING, "footer": STRING},
            ),
            "languages": _LANGUAGES,
            "edition": _EDITION,
            "form": STRING,
            "history": STRING,
            "least_coverage": _COVERAGE,
            "rules": one_or_list(STRING),
            "clients": named(ref("agency_client"), STRING),
        },
    ),
}
