"""Nine digests and three documents that were read by eye; a change of them has to be wanted.

``UPDATE_GOLDEN=1 pytest tests/report/test_golden.py`` writes them anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditor.report import document, dump
from auditor.report.markdown import render_markdown
from tests.report import samples

FOLDER = Path(__file__).parent / "golden"
STORES = {"busy": samples.busy_store, "calm": samples.calm_store, "silent": samples.silent_store}


def same(name: str, made: bytes) -> None:
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        FOLDER.mkdir(exist_ok=True)
        path.write_bytes(made)
    assert made.decode("utf-8") == path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("store", STORES)
def test_the_digest_reads_as_it_did(store, lang):
    made = samples.with_past(document(samples.audit(STORES[store]()), samples.book(), lang))
    same(f"{store}-{lang}.md", render_markdown(made).encode("utf-8"))


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_the_document_is_what_it_was(lang):
    made = samples.with_past(document(samples.audit(samples.calm_store()), samples.book(), lang))
    same(f"calm-{lang}.json", dump(made | {"tool": {"version": "any"}}))
