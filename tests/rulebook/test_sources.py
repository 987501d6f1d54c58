"""What a source says, in both languages: one text for both, or a text for each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.report.entries import entries
from auditor.rulebook import load_overlays, load_rulebook
from auditor.rulebook.catalogue import check_entry
from auditor.rulebook.model import Source
from auditor.rulebook.overlay import apply_overlay
from tests.rulebook.book import bent, load, write

CHINESE = re.compile(r"[\u4e00-\u9fff]")
FIGURE = re.compile(r"\d+(?:\.\d+)?")
PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
PLAIN = "source: {title: 手册, read_on: 2026-11-21, standing: house, says: 90%}"
SPOKEN = (
    "source: {title: {zh: 手册, en: Handbook}, read_on: 2026-11-21, standing: house, says: {zh: 九成, en: 90%},"
    " also: [{title: {zh: 附录, en: Annex}, read_on: 2026-11-21, standing: house}]}"
)


def source(folder: Path, text: str = PLAIN) -> Source:
    return load(folder, bent(PLAIN, text)).checks["acme.answer-rate"].source


def test_a_plain_text_holds_in_both_languages(tmp_path: Path) -> None:
    found = source(tmp_path)
    assert found.title == ("手册", "手册")
    assert found.says == ("90%", "90%")


def test_each_language_has_its_own(tmp_path: Path) -> None:
    found = source(tmp_path, SPOKEN)
    assert found.title == ("手册", "Handbook")
    assert found.says == ("九成", "90%")
    assert found.also[0].title == ("附录", "Annex")
    assert found.also[0].says is None


@pytest.mark.parametrize("only", ["zh", "en"])
def test_an_agency_may_leave_a_language_out(tmp_path: Path, only: str) -> None:
    found = source(tmp_path, PLAIN.replace("says: 90%", f"says: {{{only}: 90%}}"))
    assert found.says == ("90%", "90%")


@pytest.mark.parametrize(
    ("lang", "title", "says", "other"), [("zh", "手册", "九成", "附录"), ("en", "Handbook", "90%", "Annex")]
)
def test_documents_hold_the_text_of_their_language(
    tmp_path: Path, lang: str, title: str, says: str, other: str
) -> None:
    book = load(tmp_path, bent(PLAIN, SPOKEN))
    check = book.checks["acme.answer-rate"]
    for shown in (check_entry(check, lang)["source"], entries(book, lang).source(check.source)):
        assert (shown["title"], shown["says"]) == (title, says)
        assert (shown["also"][0]["title"], shown["also"][0]["says"]) == (other, None)


def test_an_overlay_names_its_source_in_both(tmp_path: Path) -> None:
    book = load(tmp_path)
    text = "schema: store-auditor/overlay/1\nclient: hengda\nchecks:\n"
    text += f"  acme.answer-rate: {{watch: {{at_least: 95%}}, {SPOKEN}}}\n"
    changed = apply_overlay(book, load_overlays([write(tmp_path, text, "overlay.yaml")], book))
    (line,) = changed.checks["acme.answer-rate"].lines
    assert line.source.title == ("手册", "Handbook")
    assert [other.title.zh for other in line.source.also] == ["附录", "手册"]


SHIPPED = [
    (check.id, source)
    for check in load_rulebook().checks.values()
    for stated in (check.source, *(line.source for line in check.lines))
    for source in (stated, *stated.also)
]


def test_every_shipped_source_speaks_both_languages() -> None:
    """A Chinese text has Chinese words, an English one none; a percentage is the same in both."""
    for check, said in SHIPPED:
        assert said.says, check
        for text in (said.title, said.says):
            assert CHINESE.search(text.zh), (check, text.zh)
            assert not CHINESE.search(text.en), (check, text.en)
            assert {*PERCENT.findall(text.zh)} <= {*FIGURE.findall(text.en)}, (check, text)
            assert {*PERCENT.findall(text.en)} <= {*FIGURE.findall(text.zh)}, (check, text)
