"""The shipped rule book: whole, in both languages, as the contract says; and its schemas for editors."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from auditor.handbook import render_handbook
from auditor.model import Kind, Severity
from auditor.resources import resource_dir
from auditor.rulebook import json_schema, load_rulebook
from auditor.rulebook.catalogue import catalogue
from auditor.rulebook.documents import rule_files_in, stated_schemas
from auditor.rulebook.model import RuleBook
from auditor.rulebook.schema import DEFINITIONS, FILES, KINDS
from auditor.rulebook.shape import NOUNS
from tests.rulebook.book import PACK, bent
from tests.rulebook.test_overlay import HEAD as OVERLAY
from tests.rulebook.test_waivers import GOOD, HEAD


@cache
def book() -> RuleBook:
    return load_rulebook()


def test_the_fixed_checks_are_there_with_their_lines() -> None:
    require = {entry["check"]: entry["require"] for entry in catalogue(book(), "en")["checks"]}
    assert require["alibaba.rfq-response"] == "at least 90%"
    assert require["alibaba.dsr"] == "more than 4.5"
    assert require["alibaba.trust-fulfilment"] == "at most 15 days"
    assert require["alibaba.trust-orders"] == "at least 1 in 3 months"
    assert require["alibaba.p4p-cpc"] == "at most $1.2 (typical $0.3 to $1.2)"
    assert require["amazon.order-defect-rate"] == "less than 1%"
    assert require["amazon.late-shipment"] == "less than 4%"
    assert require["amazon.inventory-performance"] == "at least 400"
    assert require["amazon.ad-ctr"] == "more than 0.4%"
    assert require["amazon.acos"] == "between 15% and 25%"


def test_every_check_has_what_a_report_needs() -> None:
    for check in book().checks.values():
        assert check.risk, check.id
        assert check.remedies, check.id
        assert check.dimension, check.id
        assert not (check.severity is Severity.CRITICAL and check.kind is Kind.BENCHMARK), check.id
        assert check.tests or check.attest, check.id


def test_no_text_is_half_translated() -> None:
    """An English text holds no Chinese sentence; a Chinese one holds Chinese (names and figures aside)."""
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for check in book().checks.values():
        for text in filter(None, (check.title, check.risk, check.attest and check.attest.ask)):
            assert not chinese.search(text.en), (check.id, text.en)
            assert chinese.search(text.zh), (check.id, text.zh)


def test_what_is_left_before_a_line_is_room_for_more() -> None:
    # "32 more ungrouped products are left" says that they are still to be grouped
    told = [metric.left for metric in book().metrics.values() if metric.left]
    assert told
    assert [one.en for one in told if not one.en.startswith("room for {n} more ")] == []
    assert [one.zh for one in told if "还可" not in one.zh] == []


def test_the_list_has_the_fields_of_the_contract() -> None:
    fields = ["check", "pack", "platform", "metric", "require", "watch", "sustained", "severity", "kind", "source"]
    for lang in ("zh", "en"):
        listed = json.loads(json.dumps(catalogue(book(), lang)))
        assert all(set(fields) <= set(entry) for entry in listed["checks"])
        assert set(listed) == {"checks", "diagnoses", "metrics"}
    alone = catalogue(book(), "en", "amazon")
    assert {entry["platform"] for kind in alone.values() for entry in kind} == {"amazon"}


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_draft_7(kind: str) -> None:
    schema = json_schema(kind)
    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "noun" not in json.dumps(schema)
    text = json.dumps(schema)
    assert set(re.findall(r'"#/definitions/(\w+)"', text)) == set(schema["definitions"])


def test_every_shape_is_called_something() -> None:
    def nouns(schema: Any) -> set[str]:
        if isinstance(schema, list):
            return {noun for part in schema for noun in nouns(part)}
        if not isinstance(schema, dict):
            return set()
        own = {schema["noun"]} if isinstance(schema.get("noun"), str) else set()
        return own | {noun for part in schema.values() for noun in nouns(part)}

    assert nouns([DEFINITIONS, FILES]) <= set(NOUNS)


def _documents(text: str) -> list[Any]:
    class Editor(yaml.SafeLoader):
        """Scalars as an editor's YAML 1.2 reads them: dates and yes/no are texts."""

    Editor.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":int", ":float", ":null"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return list(yaml.load_all(text, Loader=Editor))


RULE_FILES = rule_files_in(resource_dir("rules"))


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.relative_to(resource_dir("rules")).as_posix())
def test_shipped_files_satisfy_the_schema_that_they_name_for_editors(path: Path) -> None:
    (kind,) = (kind for kind, schema in KINDS.items() if stated_schemas(path) == {schema})
    text = path.read_text("utf-8")
    up = "../" * len(path.relative_to(resource_dir("rules").parent).parent.parts)
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={up}docs/schema/{kind}.json"
    validator = jsonschema.Draft7Validator(json_schema(kind))
    for document in _documents(text):
        assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.parametrize(
    ("kind", "text", "fits"),
    [
        ("rules", PACK, True),
        ("rules", bent("severity: major", "severity: majr"), False),
        ("rules", bent("    metric: answer_rate\n", "    metirc: answer_rate\n"), False),
        ("rules", bent("expect: {at_least: 90%}", "expect: {at_least: 90%, at_most: 99%}"), False),
        ("overlay", OVERLAY + "percent: {answer_rate: share}\nrates: {CNY: 0.14}\n", True),
        ("overlay", OVERLAY + "percent: {answer_rate: 5}\n", False),
        ("overlay", OVERLAY + "percent: {all: percent}\n", True),
        ("waivers", HEAD + GOOD, True),
        ("waivers", HEAD + GOOD.replace(", until: 2026-12-15", ""), False),
    ],
)
def test_schemas_tell_good_files_from_bad(kind: str, text: str, fits: bool) -> None:
    validator = jsonschema.Draft7Validator(json_schema(kind))
    assert all(validator.is_valid(document) for document in _documents(text)) is fits


def test_every_link_of_the_shipped_handbook_leads_somewhere() -> None:
    files = render_handbook(book())
    pages = {name: content.decode() for name, content in files.items() if name.endswith(".html")}
    anchors = {name: set(re.findall(r' id="([^"]+)"', text)) for name, text in pages.items()}
    for name, text in pages.items():
        assert text.count("<article") == text.count("</article>")
        for target in set(re.findall(r'href="([^"]+)"', text)):
            page, _, anchor = target.partition("#")
            if not page.startswith("http") and page != "handbook.css":
                assert not anchor or anchor in anchors[page or name], (name, target)
    told = set().union(*anchors.values())
    assert {*book().checks, *book().diagnoses, *book().remedies} <= told
    assert {metric for _, metric in book().metrics} <= told
