"""Where the lines come from, as reports tell it: in the language of the report, for every shipped rule."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from io import BytesIO

import openpyxl
import pytest

from auditor.audit import Request, judge_intake
from auditor.model import Evidence, Intake, Observation, Period, Store, StoreKey
from auditor.report import document
from auditor.report.html import render_html
from auditor.report.labels import labels
from auditor.report.shown import Shown
from auditor.report.workbook import write_workbook
from auditor.rulebook import load_rulebook
from auditor.rulebook.model import Better, Unit

CHINESE = re.compile(r"[\u4e00-\u9fff]")
TODAY = date(2026, 11, 22)
BOOK = load_rulebook()
CASES = [(pack.platform, pack.purpose) for pack in BOOK.packs.values() if pack.purpose in ("weekly", "readiness")]
CASES = [(platform, purpose) for platform, purpose in dict.fromkeys(CASES) if platform != "client"]


@cache
def made(platform: str, purpose: str, lang: str) -> dict:
    """The document of one store in which every figure is bad."""
    key = StoreKey(platform, "North")
    cell = (Evidence("north.xlsx", "Sheet", "B2", "bad"),)
    week = Period(date(2026, 11, 16), date(2026, 11, 22))
    numeric = set(Unit) - {Unit.TEXT, Unit.DATE}
    figures = tuple(
        Observation(
            key,
            metric.id,
            week,
            0.0 if metric.better is Better.HIGHER else 1.0 if metric.unit is Unit.SHARE else 999.0,
            evidence=cell,
            currency="USD" if metric.unit is Unit.MONEY else None,
        )
        for (where, _), metric in BOOK.metrics.items()
        if where == platform and metric.unit in numeric and not metric.formula and not metric.ratio
    )
    request = Request(paths=(), today=TODAY, as_of=TODAY, purpose=purpose)
    return document(judge_intake(Intake((), (Store(key),), figures), request, BOOK), BOOK, lang)


def speaks(text: str, lang: str) -> bool:
    """Whether a text is in ``lang``: the Chinese may hold names in Latin letters, the English no Chinese."""
    return bool(CHINESE.search(text)) is (lang == "zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("platform", "purpose"), CASES)
def test_the_rules_sheet_tells_sources_in_its_language(platform: str, purpose: str, lang: str) -> None:
    words = labels(lang)
    sheet = openpyxl.load_workbook(BytesIO(write_workbook(Shown(made(platform, purpose, lang)))))[words["sheet.rules"]]
    heads = {cell.value: cell.column - 1 for cell in sheet[4]}
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert len(rows) == sum((check.platform, check.purpose) == (platform, purpose) for check in BOOK.checks.values())
    told = [row[heads[words[head]]] for row in rows for head in ("source", "says")]
    assert [text for text in told if text and not speaks(text, lang)] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("platform", "purpose"), [case for case in CASES if case[1] == "weekly"])
def test_the_page_tells_sources_in_its_language(platform: str, purpose: str, lang: str) -> None:
    page = render_html(Shown(made(platform, purpose, lang)))
    said = re.findall(r"</span> <q>(.*?)</q></dd>", page)
    assert said, "a bad store fails at nothing"
    assert [text for text in said if not speaks(text, lang)] == []
    sources = [source for check in BOOK.checks.values() for source in (check.source, *check.source.also)]
    others = {source.title.zh if lang == "en" else source.title.en for source in sources}
    assert [title for title in sorted(others) if title in page] == []


@pytest.mark.parametrize(("platform", "purpose"), CASES)
def test_a_document_in_both_holds_either_text(platform: str, purpose: str) -> None:
    zh, en, two = (
        [finding["source"] for finding in made(platform, purpose, lang)["stores"][0]["findings"]]
        for lang in ("zh", "en", "both")
    )
    for one, other, source in zip(zh, en, two, strict=True):
        assert (source["title"], source["title_en"]) == (one["title"], other["title"])
        assert (source["says"], source.get("says_en")) == (one["says"], other["says"])
