"""What an earlier audit said is told in the language asked for now, in whichever it was kept."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from auditor.cli.changes import _require
from auditor.cli.root import app
from auditor.history.change import display_in, with_value_before
from auditor.history.followup import follow_ups
from auditor.history.model import Earlier, FindingKey, StorePast
from auditor.model import Text
from auditor.rulebook import load_rulebook
from tests.history.documents import action, finding

CHINESE = re.compile("[\u4e00-\u9fff]")
LANGUAGES = ("zh", "en", "both")
SHEET = "店铺,平台,周期,平均首次响应时间,RFQ报价响应率\n甲,阿里巴巴国际站,{day},{hours},{rate}%\n"
FIRST, SECOND = "2026-11-08", "2026-11-15"


@pytest.mark.parametrize("kept", ["等于NORMAL", "等于正常（NORMAL）"])  # before its word stood there, and since
def test_the_line_of_a_text_is_told_in_the_language_of_today(kept: str) -> None:
    book = load_rulebook([])
    finding = {"check": "amazon.account-status", "require": kept}
    assert [_require(finding, lang, book) for lang in ("zh", "en")] == ["等于正常（NORMAL）", "exactly NORMAL"]


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module", params=["zh", "both"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history with one audit, kept in one language or in both."""
    folder = tmp_path_factory.mktemp(f"kept-{request.param}")
    for day, hours, rate in ((FIRST, 30, 80), (SECOND, 27, 82)):
        (folder / f"{day}.csv").write_text(SHEET.format(day=day, hours=hours, rate=rate), "utf-8")
    done = run("audit", folder / f"{FIRST}.csv", "--history", folder / "h.sqlite", "--lang", request.param)
    assert done.exit_code in (0, 1, 3), done.output
    return folder


@pytest.fixture(scope="module", params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def audited(kept: Path, lang: str) -> tuple[dict, Path]:
    """The second audit in each language, and its history."""
    history = kept / f"{lang}.sqlite"
    history.write_bytes((kept / "h.sqlite").read_bytes())
    done = run("audit", kept / f"{SECOND}.csv", "--history", history, "--lang", lang, "--json")
    assert done.exit_code in (0, 1, 3), done.output
    return json.loads(done.stdout)["stores"][0], history


def test_last_periods_actions_are_told_in_the_language_asked_for(audited, lang):
    previous = audited[0]["previous"]
    assert previous["actions"]
    for told in previous["actions"]:
        assert ("title_en" in told) == (lang == "both")
        assert bool(CHINESE.search(told["title"])) == (lang != "en")
        assert not CHINESE.search(told.get("title_en", ""))
        assert bool(CHINESE.search(told["owner_name"])) == (lang != "en")
    moved = next(told for told in previous["actions"] if "30" in (told["moved"] or ""))
    if lang != "en":
        assert "30小时 → 27小时" in moved["moved"]
    if lang != "zh":
        assert "30 hours → 27 hours" in moved["moved_en" if lang == "both" else "moved"]


def test_the_value_before_is_told_in_the_language_asked_for(audited, lang):
    findings = audited[0]["findings"]
    slow = next(one for one in findings if one["check"] == "alibaba.first-response")
    assert slow["previous"] == ("30 hours" if lang == "en" else "30小时")
    assert slow.get("previous_en") == ("30 hours" if lang == "both" else None)
    rate = next(one for one in findings if one["check"] == "alibaba.rfq-response")
    assert (rate["previous"], "previous_en" in rate) == ("80%", False)
    assert rate["delta"]["text"] == ("+2 pp" if lang == "en" else "+2 个百分点")


@pytest.mark.parametrize("asked", LANGUAGES)
def test_diff_tells_titles_and_values_in_the_language_asked_for(audited, lang, asked):
    words = ("diff", FIRST, SECOND, "--history", audited[1], "--lang", asked)
    lines = run(*words).stdout.splitlines()[1:]
    assert len(lines) == 2
    for line in lines:
        assert bool(CHINESE.search(line)) == (asked != "en")
        assert bool(re.search("First response|RFQ response", line)) == (asked != "zh")
        assert bool(re.search("30 hours|30小时 / hours", line)) == ("27" in line and asked != "zh")


def test_diff_as_data_has_both_languages_apart(audited):
    words = ("diff", FIRST, SECOND, "--history", audited[1], "--lang", "both", "--json")
    (slow,) = [one for one in json.loads(run(*words).stdout)[0]["changes"] if "first" in one["check"]]
    assert (slow["title"], slow["title_en"]) == (
        "平均首次响应不超过24小时",
        "First response within 24 hours on average",
    )
    assert (slow["before"]["display"], slow["before"]["display_en"]) == ("30小时", "30 hours")


@pytest.mark.parametrize(("asked", "said"), [("zh", "不超过24小时"), ("en", "at most 24 hours")])
def test_diff_as_data_tells_the_line_in_the_language_asked_for(audited, lang, asked, said):
    words = ("diff", FIRST, SECOND, "--history", audited[1], "--lang", asked, "--json")
    (slow,) = [one for one in json.loads(run(*words).stdout)[0]["changes"] if "first" in one["check"]]
    assert [slow[side]["require"] for side in ("before", "after")] == [said, said]


def test_a_remedy_that_is_gone_keeps_the_title_that_it_had():
    earlier = {"findings": [finding("a", "fail", value=8)], "actions": [action("mend", "a"), action("gone", "a")]}
    past = StorePast((Earlier(date(2026, 11, 8), {FindingKey("a", None): "fail"}),), earlier)
    day = date(2026, 11, 15)
    titles, roles = {"mend": Text("改进", "Mend it")}, {"operations": "运营"}
    told = follow_ups(past, [finding("a", "fail", value=9)], day, "zh", titles, roles)
    assert [(one["title"], one["owner_name"]) for one in told] == [("改进", "运营"), ("Do gone", "运营")]


@pytest.mark.parametrize(
    ("unit", "value", "shown", "lang", "expected"),
    [
        ("hours", 30, "30小时", "en", "30 hours"),
        ("hours", 1, "1小时", "en", "1 hour"),
        ("hours", 30, "30 hours", "both", "30小时 / hours"),
        ("flag", 0, "否", "en", "no"),
        ("share", 0.8, "80%", "en", "80%"),
        ("text", None, "正常", "en", "正常"),  # a word of the sheet is nobody's to translate
        ("hours", 30, "about 30", "zh", "about 30"),  # shown by other rules than today's
    ],
)
def test_a_value_is_shown_anew_only_where_it_is_the_same(unit, value, shown, lang, expected):
    before = finding("a", "fail", value=value, line=None) | {"unit": unit, "display": shown}
    assert display_in(before, lang) == expected


def test_a_value_near_its_line_keeps_the_digits_that_show_it():
    before = finding("a", "fail", value=0.89996, line=0.9, end="2026-11-08") | {"unit": "share", "display": "89.996%"}
    now = finding("a", "fail", value=0.88, line=0.9, end="2026-11-15") | {"unit": "share"}
    assert with_value_before(now, before, "zh")["previous"] == "89.996%"
