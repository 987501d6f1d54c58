"""The terminal's table and the Markdown digest."""

from __future__ import annotations

import re
import sys
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from rich.console import Console

from auditor.report import print_table
from auditor.report.markdown import escape, render_markdown
from auditor.report.shown import Shown
from tests.conftest import run
from tests.report.hostile import poisoned


def printed(document, **options) -> str:
    stream = StringIO()
    print_table(document, Console(file=stream, width=options.pop("width", 200), **options))
    return stream.getvalue()


def test_every_glyph_exists_in_gbk(doc):
    printed(doc).replace("№", "").encode("gbk")


def test_the_range_of_a_store_without_a_score_is_said_once_in_both_languages(tmp_path):
    (tmp_path / "week.csv").write_text("店铺,平台,周期,订单缺陷率\nX,亚马逊,2026-11-09~2026-11-15,1%\n", "utf-8")
    told = run("audit", tmp_path / "week.csv", "--lang", "both", "--as-of", "2026-11-15").out
    (score,) = (line for line in told.splitlines() if line.startswith("得分 / Score"))
    assert score.count("0–49") == 2  # in Chinese, in English
    assert "暂无 / not given [可能 0–49 / possible 0–49]" in score


def test_a_gbk_console_prints_any_store_name(english):
    raw = BytesIO()
    console = Console(file=TextIOWrapper(raw, encoding="gbk", newline="\n"), width=120)
    print_table(poisoned(english, "😀✓ "), console)
    console.file.flush()
    assert "?? 恒达五金旗舰店" in raw.getvalue().decode("gbk")


def test_a_pipe_gets_one_line_for_each_finding(english, capsys):
    print_table(english)
    lines = capsys.readouterr().out.splitlines()
    assert any("Order defect rate below 1%" in line and "1.23%" in line and "less than 1%" in line for line in lines)
    assert sum(line.startswith(("×", "▲")) for line in lines) == 9
    assert any(line.startswith("? 3 not assessed, most severe first: Fewer than 12 violation points") for line in lines)


def test_colours_are_off_without_a_terminal_and_with_no_color(english, monkeypatch):
    assert "\x1b[" not in printed(english)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[31m" not in printed(english, force_terminal=True)


@pytest.mark.parametrize("payload", ["\x1b[31m", "\x1b]0;title\x07", "\u202e", "\r", "[bold red]", ":warning:"])
def test_texts_cannot_steer_the_terminal(english, payload):
    shown = printed(poisoned(english, payload))
    assert not set(shown) & set("\x1b\x07\u202e\r")
    if payload.startswith("["):
        assert "[bold red]" in shown


def test_a_long_list_is_cut_and_says_so(english):
    store = english["stores"][0]
    failing = store["findings"][0]
    many = english | {"stores": [store | {"findings": [failing] * 100}]}
    assert "The first 20 of 100" in printed(many)
    assert render_markdown(Shown(many)).count("Order defect rate below 1%") == 10


def test_an_action_past_its_date_says_so_as_the_page_does(english):
    store = english["stores"][0]
    first = store["actions"][0] | {"due": "2026-11-14", "status": "open"}
    late = english | {"stores": [store | {"actions": [first]}]}
    for shown in (printed(late), render_markdown(Shown(late))):
        assert "2026-11-14, 1 day overdue)" in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](javascript:x)", r"\[a\](javascript:x)"),
        ("<b>", r"\<b\>"),
        ("http://evil.example", r"http\://evil.example"),
        ("www.evil.example", r"www\.evil.example"),
        ("two\nlines # `x` | *y* _z_", r"two lines \# \`x\` \| \*y\* \_z\_"),
        ("1.23% (at least -20%)", "1.23% (at least -20%)"),
    ],
)
def test_markdown_shows_texts_as_they_are(text, expected):
    assert escape(text) == expected


def test_the_digest_names_breaches_actions_and_needs(english):
    digest = render_markdown(Shown(english))
    assert digest.startswith(
        "# 恒达五金旗舰店 · Alibaba.com\n\n**Account at risk** · Score 46/100 (E) [possible 38–49]"
    )
    assert "- Order defect rate below 1%: 1.23% (required: less than 1%) · Fail" in digest
    assert "1. Stop new order defects (customer service, 2026-11-17)" in digest
    assert "Supply the trust-assurance orders of September 2026" in digest
    assert "Nothing is needed this time." in render_markdown(Shown(english, 1))


def test_a_pipe_gets_plain_text_without_rich_whatever_its_encoding(english, monkeypatch):
    raw = BytesIO()
    monkeypatch.setattr("sys.stdout", TextIOWrapper(raw, encoding="gbk", newline="\n"))
    print_table(poisoned(english, "😀\x1b[31m\n"))
    sys.stdout.flush()
    shown = raw.getvalue().decode("gbk")
    assert "?" in shown
    assert "\x1b" not in shown


def many(document, count: int):
    """The three stores of the samples over and over: busy, calm, silent."""
    stores = [
        document["stores"][number % 3] | {"store": f"{document['stores'][number % 3]['store']}{number}"}
        for number in range(count)
    ]
    return document | {"stores": stores}


def test_of_many_stores_each_gets_a_line_the_worst_first(doc, english, capsys):
    assert "Do these first" not in printed(many(english, 13))
    print_table(many(doc, 12))
    in_full = capsys.readouterr().out
    assert sum(line.startswith("1. ") for line in in_full.splitlines()) > 3, "a dozen are told in full"
    print_table(many(doc, 13))
    *lines, counts = capsys.readouterr().out.splitlines()
    assert len(lines) == 13
    busy, calm, silent = (store["verdict"]["word"] for store in doc["stores"])
    told = [next(word for word in (busy, calm, silent) if f"  {word}" in line) for line in lines]
    assert told == [busy] * 5 + [silent] * 4 + [calm] * 4
    assert re.findall(r"\d+", counts) == ["13", "5", "4", "4"]


def test_of_a_great_many_stores_the_first_fifty_are_listed_and_it_says_so(english, capsys):
    print_table(many(english, 60))
    *lines, cut, counts = capsys.readouterr().out.splitlines()
    assert len(lines) == 50
    assert cut == "The first 50 of 60; --out writes a report for each."
    assert counts.startswith("60 stores: ")
    assert printed(many(english, 60), width=160).count("\n") < 60


def test_a_launch_of_many_stores_names_what_blocks_each(tmp_path):
    rows = [f"店{number},亚马逊,2026-11-15,500" for number in range(13)]
    (tmp_path / "stores.csv").write_text("\n".join(["店铺,平台,周期,IPI", *rows]), "utf-8")
    *lines, counts = run("readiness", tmp_path / "stores.csv", "--market", "DE", "--lang", "zh").out.splitlines()
    assert len(lines) == 13
    assert all("待补证据" in line and line.endswith("双币信用卡可用") for line in lines)
    assert counts == "13 家店铺：待补证据 13"
