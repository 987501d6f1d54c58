"""The audit document: its shape is a contract."""

from __future__ import annotations

import json
import math
import re

import jsonschema
import pytest

from auditor.model import Status
from auditor.report import audit_schema, document, dump
from auditor.report.entries import entries, number
from auditor.rulebook import load_rulebook
from tests.report import samples

CONTRACT = {
    "root": "schema as_of tool rulebook warnings inputs stores clients",
    "input": "file sha256 size sheets error",
    "sheet": "sheet source_map rows observations ignored",
    "ignored": "cell raw why nearest",
    "store": "store platform client score score_range grade coverage dimensions counts findings diagnoses actions",
    "dimension": "dimension score weakest cap",
    "finding": "check segment title dimension status reason severity kind metric value display require watch unit period "
    "headroom recovery trend since change risk explained_by evidence source waiver",
    "diagnosis": "diagnosis state title likelihood because explains confirm remedies",
    "action": "action title steps priority owner due effort for status",
    "waiver": "status reason approved_by until",
    "evidence": "file sheet cell raw",
}


def test_every_object_starts_with_the_fields_of_the_contract_in_their_order(doc):
    store = doc["stores"][0]
    waived = next(finding for finding in store["findings"] if finding["waiver"])
    found = {
        "root": doc,
        "input": doc["inputs"][0],
        "sheet": doc["inputs"][0]["sheets"][0],
        "ignored": doc["inputs"][0]["sheets"][0]["ignored"][0],
        "store": store,
        "dimension": store["dimensions"][0],
        "finding": store["findings"][0],
        "diagnosis": store["diagnoses"][0],
        "action": store["actions"][0],
        "waiver": waived["waiver"],
        "evidence": store["findings"][0]["evidence"][0],
    }
    for name, value in found.items():
        expected = CONTRACT[name].split()
        own = [key for key in value if key.removesuffix("_en") == key or key.removesuffix("_en") not in value]
        assert own[: len(expected)] == expected, name


def test_schema_accepts_the_document_and_is_itself_valid(doc):
    jsonschema.Draft7Validator.check_schema(audit_schema())
    jsonschema.validate(json.loads(dump(doc)), audit_schema())


@pytest.mark.parametrize("field", [*CONTRACT["finding"].split(), "stores", "counts", "for"])
def test_schema_refuses_a_document_without_a_field_of_the_contract(field, english):
    broken = json.loads(re.sub(rb'"%b":' % field.encode(), b'"renamed":', dump(english)))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, audit_schema())


def test_counts_are_those_of_the_findings_and_add_up(doc):
    for store in doc["stores"]:
        statuses = [finding["status"] for finding in store["findings"]]
        assert store["counts"] == {status.value: statuses.count(status.value) for status in Status}
        assert sum(store["counts"].values()) == len(store["findings"])


def test_texts_are_in_the_language_asked_for():
    zh, en = (samples.with_past(document(samples.audit(), samples.book(), lang)) for lang in ("zh", "en"))
    assert zh["stores"][0]["findings"][1]["title"] == "RFQ报价响应率不低于90%"
    assert en["stores"][0]["findings"][1]["title"] == "RFQ response rate at least 90%"
    assert zh["stores"][0]["findings"][1]["value"] == en["stores"][0]["findings"][1]["value"] == 0.891
    assert dump(zh) != dump(en)


def test_score_range_stands_only_where_unknowns_leave_it_open(english):
    busy, calm, silent = english["stores"]
    assert busy["score_range"] == [38, 49]
    assert calm["score_range"] is None
    assert (silent["score"], silent["score_range"], silent["grade"]) == (None, [0, 100], None)


def test_a_finding_carries_its_cells_its_line_and_its_source(english):
    finding = english["stores"][0]["findings"][1]
    assert finding["evidence"][0] == {"file": samples.FILE, "sheet": "周报", "cell": "O6", "raw": "98"}
    assert finding["threshold"] == {"verb": "at_least", "values": [0.9], "watch": [0.93]}
    assert finding["source"]["standing"] == "secondary"
    assert finding["source"]["read_on"] == "2026-11-21"
    assert finding["previous"] == "89.4%"
    assert finding["delta"] == {"value": -0.003, "text": "-0.3 pp", "direction": "down"}


def test_a_missing_period_is_null_and_breaks_the_comparison(english):
    orders = next(f for f in english["stores"][0]["findings"] if f["check"] == "alibaba.trust-orders")
    assert [point["value"] for point in orders["trend"]] == [4, 0, None, 0]
    assert orders["previous"] is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(3.0, 3), (0.891, 0.891), (None, None), ("NORMAL", None), (math.nan, None), (math.inf, None)],
)
def test_numbers_are_json_numbers_or_null(value, expected):
    assert number(value) == expected
    assert type(number(value)) is type(expected)


def test_a_file_name_with_a_broken_character_does_not_stop_the_dump(english):
    broken = english | {"warnings": ["caf\udce9.csv"]}
    assert b"caf?.csv" in dump(broken)


def test_attributes_are_named_and_what_nobody_stated_is_left_out():
    from dataclasses import replace

    from auditor.model import Text
    from auditor.rulebook.model import Attribute, Band, Requirement, Verb

    def attribute(name: str, **rest) -> Attribute:
        return Attribute(name, "alibaba", Text(f"{name}名", f"{name} name"), **rest)

    known = {
        "market": attribute("market", values={"DE": ("德国", "Germany"), "US": ("美国", "United States")}),
        "origin": attribute("origin", unless_stated="CN"),
        "stage": attribute("stage", source_metric="years", bands=(Band("mature", Requirement(Verb.AT_LEAST)),)),
    }
    book = replace(samples.book(), attributes={("alibaba", name): value for name, value in known.items()})
    entry = samples.busy_store()
    stated = {"market": "DE,US", "origin": "CN", "stage": "mature", "colour": "red"}
    entry = replace(entry, store=replace(entry.store, attributes=stated))
    assert document(samples.audit(entry), book, "en")["stores"][0]["attribute_names"] == [
        {"name": "colour", "value": "red"},
        {"name": "market name", "value": "Germany, United States"},
    ]
    assert document(samples.audit(entry), book, "zh")["stores"][0]["attribute_names"][1]["value"] == "德国、美国"


@pytest.mark.parametrize(
    ("lang", "value", "scope"),
    [
        ("zh", "统计偏差方向：重复计数", "属于适用范围 alibaba-eu"),
        ("en", "Direction of the measurement gap: Orders count twice", "in the scope alibaba-eu"),
    ],
)
def test_grounds_that_are_no_findings_are_said_in_the_language_of_the_document(
    lang: str, value: str, scope: str
) -> None:
    writer = entries(load_rulebook(), lang)
    assert writer.symbol("tracking_bias=double", {}, "independent") == value
    assert writer.symbol("alibaba-eu:holds", {}, "alibaba") == scope
