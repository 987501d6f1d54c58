"""Audit → the audit document: plain dictionaries in the shape that the README and the schema promise.

Every other format is a view of this document and of nothing else, so all of them agree. Texts are in one
language, or in both: then in Chinese under their own name and in English under the name with ``_en``. Numbers
are in the metric's base unit (shares 0–1); dates are ISO 8601.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from auditor import __version__
from auditor.intake.alike import alike
from auditor.model import Audit, InputFile, InputSheet, Status, StoreAudit
from auditor.report.entries import Document, day, entries
from auditor.report.verdict import readiness_verdict, verdict
from auditor.rulebook.model import Attribute, RuleBook
from auditor.text import BOTH, spread

SCHEMA = "store-auditor/audit/1"


def document(audit: Audit, book: RuleBook, lang: str) -> Document:
    """The audit document in ``lang`` ("zh", "en" or "both"), ready for ``dump`` and for every renderer.

    The order of keys, stores and findings is that of the audit: the same audit gives the same bytes.
    """
    made = _Writer(audit, book, lang).document()
    return cast(Document, spread(made)) if lang == BOTH else made


_ADDED_TO_FINDINGS: Mapping[str, None] = {"attested": None}
"""Fields that documents of earlier versions lack."""


def brought_up_to_date(document: Document) -> Document:
    """A document that an earlier version made, with the fields that came since, so that every renderer can read it."""
    made = dict(document)
    for part in ("stores", "clients"):
        made[part] = [
            {**entry, "findings": [{**_ADDED_TO_FINDINGS, **finding} for finding in entry["findings"]]}
            for entry in document[part]
        ]
    return made


def dump(document: Mapping[str, Any]) -> bytes:
    """The document as UTF-8 JSON, indented, with a newline at the end."""
    import orjson

    try:
        return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half a surrogate pair in a text, a whole number of more than 64 bits
        text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
        return text.encode("utf-8", "replace") + b"\n"


class _Writer:
    """The run, its inputs and its stores; what stands inside a store is written by ``Entries``."""

    def __init__(self, audit: Audit, book: RuleBook, lang: str) -> None:
        self.audit, self.book, self.lang = audit, book, lang
        self.entries = entries(book, lang)
        self.words = self.entries.words

    def document(self) -> Document:
        audit, book = self.audit, self.book
        return {
            "schema": SCHEMA,
            "as_of": audit.as_of.isoformat(),
            "tool": {"version": __version__},
            "rulebook": [
                {"pack": pack.id, "version": pack.version, "sha256": pack.sha256, "title": pack.title.of(self.lang)}
                for pack in book.packs.values()
            ],
            "warnings": [text.of(self.lang) for text in audit.warnings],
            "inputs": [self.input(item) for item in audit.intake.inputs],
            "stores": [self.store(item) for item in audit.stores],
            "clients": [self.store(item) for item in audit.clients],
            "lang": self.lang,
            "purpose": audit.purpose,
        }

    def input(self, item: InputFile) -> Document:
        return {
            "file": item.file,
            "sha256": item.sha256,
            "size": item.size,
            "sheets": [self.sheet(sheet) for sheet in item.sheets],
            "error": self.entries.of(item.error),
            "remedy": self.entries.of(item.remedy),
        }

    def sheet(self, sheet: InputSheet) -> Document:
        return {
            "sheet": sheet.sheet,
            "source_map": sheet.source_map,
            "rows": sheet.rows,
            "observations": sheet.observations,
            "ignored": [
                {
                    "cell": item.cell,
                    "raw": item.raw,
                    "why": item.why.of(self.lang),
                    "nearest": item.nearest,
                    "incomplete": item.incomplete,
                    "remedy": self.entries.of(item.remedy),
                }
                for item in sheet.ignored
            ],
            "ignored_by_cause": [
                {
                    "cells": told.cells,
                    "raws": list(dict.fromkeys(item.raw for item in told.items)),
                    "why": told.why.of(self.lang),
                    "nearest": told.first.nearest,
                    "incomplete": told.first.incomplete,
                    "remedy": self.entries.of(told.first.remedy),
                }
                for told in alike(sheet.ignored)
            ],
            "heading_row": sheet.heading_row,
            "columns": [{"cell": cell, "heading": heading, "as": meaning} for cell, heading, meaning in sheet.columns],
            "notes": [note.of(self.lang) for note in sheet.notes],
            "error": self.entries.of(sheet.error),
        }

    def store(self, item: StoreAudit) -> Document:
        score = item.score
        findings = [self.entries.finding(finding) for finding in item.findings]
        by_check = {finding["check"]: finding for finding in reversed(findings)}
        counts = {status.value: 0 for status in Status}
        for finding in item.findings:
            counts[finding.status.value] += 1
        readiness = self.readiness(item)
        opened = score.low is not None and score.high is not None and score.low != score.high
        return {
            "store": item.store.key.store,
            "platform": item.store.key.platform,
            "client": item.store.client,
            "score": score.score,
            "score_range": [score.low, score.high] if opened else None,
            "grade": score.grade,
            "coverage": {"assessed": score.assessed, "applicable": score.applicable},
            "dimensions": [
                {
                    "dimension": part.dimension,
                    "score": part.score,
                    "weakest": part.weakest,
                    "cap": self.entries.of(part.cap),
                    "name": self.words.get("dimension", part.dimension),
                    "assessed": part.assessed,
                    "applicable": part.applicable,
                }
                for part in score.dimensions
            ],
            "counts": counts,
            "findings": findings,
            "diagnoses": [self.entries.diagnosis(each, by_check) for each in item.diagnoses],
            "actions": [
                self.entries.action(each, by_check) for each in sorted(item.actions, key=lambda each: each.rank)
            ],
            "cap": self.entries.of(score.cap),
            "verdict": (
                readiness_verdict(readiness, self.words) if readiness else verdict(findings, score.score, self.words)
            ),
            "platform_name": self.words.platform(self.book, item.store.key.platform),
            "attributes": dict(sorted(item.store.attributes.items())),
            "attribute_names": self.attributes(item),
            "files": list(item.store.files),
            "observed": [self.entries.observed(each, item.store.key.platform) for each in item.observed],
            "previous": None,  # the history fills it
            "readiness": readiness,
        }

    def attributes(self, item: StoreAudit) -> list[Document]:
        """The attributes that somebody stated, by their names; what is made from a number or assumed is left out."""
        named = []
        for name, values in sorted(item.store.attributes.items()):
            known = self.book.attributes.get((item.store.key.platform, name))
            assumed = known and values == known.unless_stated and name not in item.store.attribute_evidence
            if not assumed and (known is None or not known.bands):
                spelled = [self.spelling(known, value) for value in values.split(",")]
                named.append(
                    {
                        "name": known.name.of(self.lang) if known else name,
                        "value": self.words.join("list_mark", spelled),
                    }
                )
        return named

    def spelling(self, attribute: Attribute | None, value: str) -> str:
        """The first spelling of a canonical value in the report's language, the value itself where there is none."""
        return attribute.word(value).of(self.lang) if attribute else value

    def readiness(self, item: StoreAudit) -> Document | None:
        """May the store go live, and what stands in the way; only in a pre-launch review."""
        if self.audit.purpose != "readiness":
            return None
        from auditor.readiness import READINESS_WORDS, assess_readiness, back_plan

        plan = back_plan(item.findings, item.store.launched, self.book, self.audit.as_of)
        found = assess_readiness(item.findings, self.book, plan)
        return {
            "verdict": found.verdict.value,
            "blocking": list(found.blocking),
            "conditions": list(found.conditions),
            "word": READINESS_WORDS[found.verdict].of(self.lang),
            "launch": day(item.store.launched),
            "schedule": [
                {
                    "check": check,
                    "begin_by": day(plan[check].begin_by),
                    "done_by": day(plan[check].done_by),
                    "late": plan[check].late,
                    "text": plan[check].text.of(self.lang),
                }
                for check in (*found.blocking, *found.conditions)
                if check in plan
            ],
        }
