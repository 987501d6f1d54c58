"""The digests and documents of six stores, read by eye; a change of them has to be wanted.

Busy (every status), calm (no check failed), silent (nothing known), launch (a review before the launch), client (judged
across its channels) and vouched (waived and attested). ``UPDATE_GOLDEN=1 pytest tests/report/test_golden.py`` writes
them anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.model import Audit
from auditor.report import document, dump
from auditor.report.markdown import render_markdown
from auditor.report.shown import Shown
from tests.report import further_samples, samples

FOLDER = Path(__file__).parent / "golden"
AUDITS: dict[str, Callable[[], Audit]] = {
    "busy": lambda: samples.audit(samples.busy_store()),
    "calm": lambda: samples.audit(samples.calm_store()),
    "silent": lambda: samples.audit(samples.silent_store()),
    "launch": further_samples.launch_audit,
    "client": further_samples.client_audit,
    "vouched": lambda: samples.audit(further_samples.vouched_store()),
}


def made(name: str, lang: str) -> dict:
    return samples.with_past(document(AUDITS[name](), further_samples.book(), lang))


def same(name: str, data: bytes) -> None:
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        FOLDER.mkdir(exist_ok=True)
        path.write_bytes(data)
    assert data.decode("utf-8") == path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("name", AUDITS)
def test_the_digest_reads_as_it_did(name, lang):
    part = "clients" if name == "client" else "stores"
    same(f"{name}-{lang}.md", render_markdown(Shown(made(name, lang), part=part)).encode("utf-8"))


@pytest.mark.parametrize(("name", "lang"), [*((name, "en") for name in AUDITS), ("calm", "zh"), ("calm", "both")])
def test_the_document_is_what_it_was(name, lang):
    same(f"{name}-{lang}.json", dump(made(name, lang) | {"tool": {"version": "any"}}))
