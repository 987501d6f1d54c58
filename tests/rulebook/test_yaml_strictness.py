"""Rule files are plain text in a small part of YAML: what is refused, and that nothing is guessed."""

# ruff: noqa: E501 (a table reads best with a mistake a line)
from __future__ import annotations

from pathlib import Path

import pytest

from auditor.rulebook.model import Verb
from tests.rulebook.book import PACK, bent, errors, load, spot

REFUSED = {
    "anchor": ("severity: major", "severity: &a major", "&a major", "anchors (&a) are not supported"),
    "alias": ("severity: major", "severity: *a", "*a", "aliases (*) are not supported"),
    "tag": ("severity: major", "severity: !!str major", "!!str major", "tags (tag:yaml.org,2002:str) are not supported"),
    "code": ("severity: major", "severity: !!python/object/apply:os.system [ls]", "!!python", "are not supported"),
    "merge": ("severity: major", "<<: {severity: major}", "<<", "merge keys (<<) are not supported"),
    "tab": ("    dimension: responsiveness", "\tdimension: responsiveness", "\tdimension", "indented with a tab"),
    "open quote": ("says: 90%}", "says: '90%}", "", "a quote is not closed"),
    "open brace": ("{zh: 排名下降, en: Ranking falls}", "{zh: 排名下降, en: Ranking falls", "", "in { }"),
    "two colons": ("name: {zh: 响应率, en: Answer rate}", "name: rate: high", ": high", "':' is not allowed here"),
    "a Chinese colon": ("severity: major", "severity：major", "kind: benchmark", "': ' is missing (a colon and a space, not '：')"),
    "a # in braces": ("{zh: 排名下降, en: Ranking falls}", "{zh: 排名 # 下降, en: Ranking falls}", "# 下降", "makes a comment of the rest of the line"),
    "a # in brackets": ("columns: [回复率]", "columns: [Phone #, 回复率]", "#, 回", "makes a comment of the rest of the line"),
    "a # behind a text": ("name: {zh: 响应率, en: Answer rate}", "name: 规则 #1", "规则 #1", "what follows '规则' is taken for a comment"),
    "a Chinese colon in braces": ("{zh: 排名下降, en: Ranking falls}", "{zh：排名下降, en: Ranking falls}", "zh：排名", "': ' is missing (a colon and a space, not '：')"),
    "a colon without space in braces": ("{zh: 排名下降, en: Ranking falls}", "{zh:排名下降, en: Ranking falls}", "zh:排名", "': ' is missing"),
    "a Chinese comma between names": ("columns: [回复率]", "columns: [回复率，答复率]", "回复率，", "several names are written [one, another]"),
    "names without brackets": ("values: {DE: [德国], US: [美国]}", "values: {DE: [德国], US: [美国、USA]}", "美国、", "several names are written [one, another]"),
    "semicolons between names": ("columns: [回复率]", "columns: [回复率; 答复率]", "回复率; ", "several names are written [one, another]"),
    "typographic quotes around a name": ("columns: [回复率]", "columns: [“回复率”]", "“回复率”", "the quotes of “回复率” are part of the name"),
    "a name indented too far": ("columns: [回复率]", "columns:\n      - 回复率\n        - 答复率", "回复率\n", "is made of several lines: mend the indentation"),
    "null": ("title: law", "title: ~", "~", "nothing is stated here"),
    "a null in words": ("owner: customer service", "owner: null", "null", "nothing is stated here"),
    "list as key": ("severity: major", "? [severity]\n    : major", "[severity]", "a key must be a text"),
    "bad indentation": ("    dimension: responsiveness", "   dimension: responsiveness", "dimension", "indentation"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "where", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(tmp_path: Path, old: str, new: str, where: str, words: str) -> None:
    text = bent(old, new)
    found = [error for error in errors(tmp_path, text) if words in error.message.en]
    assert found, [error.line("en") for error in errors(tmp_path, text)]
    if where:
        assert (found[0].place.line, found[0].place.column) == spot(text, where)
    assert "expected" not in found[0].message.zh, "the parser's English does not leak"


@pytest.mark.parametrize("of", ["severity: major", "name: {zh: 响应率, en: Answer rate}"])
def test_an_alias_is_one_mistake(tmp_path: Path, of: str) -> None:
    (error,) = errors(tmp_path, bent(of, f"{of.partition(':')[0]}: *a"))
    assert "aliases (*) are not supported" in error.message.en


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"# nothing\n", "the file is empty"),
        (b"just a text\n", "'key: value' lines"),
        (b"- a\n- list\n", "'key: value' lines"),
        (PACK.encode("gb18030"), "not UTF-8"),
        (PACK.encode("utf-16"), "not UTF-8"),
        (PACK.encode().replace(b"major", b"ma\x00jor"), "a control character"),
        (b"x" * (1 << 20) + b"x", "larger than 1 MiB"),
        (b"a: " + b"[" * 40 + b"]" * 40, "nested deeper than 16 levels"),
        (b"[" * 500_000, "nested deeper than 16 levels"),
        (b"{" * 500_000, "nested deeper than 16 levels"),
    ],
    ids=range(11),
)
def test_files_that_are_no_rule_files(tmp_path: Path, content: bytes, words: str) -> None:
    (error,) = errors(tmp_path, content)
    assert words in error.message.en


def test_the_place_of_a_byte_that_is_not_utf8(tmp_path: Path) -> None:
    (error,) = errors(tmp_path, b"schema: x\npack: \xff\n")
    assert error.place[1:] == (2, 7)


def test_a_byte_order_mark_and_windows_lines_are_fine(tmp_path: Path) -> None:
    assert errors(tmp_path, b"\xef\xbb\xbf" + PACK.replace("\n", "\r\n").encode()) == ()


def test_every_scalar_is_a_text(tmp_path: Path) -> None:
    """NO is Norway, 1e-05 and 0x10 and 12:30 are no numbers, 2026-11-21 is not made a date by the parser."""
    text = bent("values: {DE: [德国], US: [美国]}", "values: {DE: [德国], NO: [挪威], on: [0x10, 12:30, 1e-05, '~']}")
    values = load(tmp_path, text).attributes["acme", "market"].values
    assert values == {"DE": ("德国",), "NO": ("挪威",), "on": ("0x10", "12:30", "1e-05", "~")}
    assert [error.message.en for error in errors(tmp_path, bent("{at_least: 1}", "{at_least: 1e-05}"))]


@pytest.mark.parametrize("comment", [" # was 90%", "  #", " ## 1"])
def test_a_comment_is_no_text(tmp_path: Path, comment: str) -> None:
    assert not errors(tmp_path, bent("    owner: customer service", f"    owner: customer service{comment}"))
    assert not errors(tmp_path, bent("    severity: major", "    severity: major #原为minor")), (
        "a word of ours is whole"
    )


def test_a_comment_in_open_brackets_is_not_to_blame(tmp_path: Path) -> None:
    text = bent("columns: [回复率]", "columns: [回复率, # 旧\n      答复率")
    assert not [error for error in errors(tmp_path, text) if "makes a comment" in error.message.en]


def test_quoted_names_hold_any_mark(tmp_path: Path) -> None:
    assert not errors(
        tmp_path,
        bent("columns: [回复率]", 'columns: ["回复率，人工", "City, State", "~", "Phone #2", "“回复”", "a; b"]'),
    )


def test_flags_are_words(tmp_path: Path) -> None:
    text = bent("    metric: click_cost\n    expect: {at_most: $1.20}\n    typical: [$0.30, $1.20]\n",
                "    metric: video\n    expect: {equals: yes}\n")  # fmt: skip
    (line,) = load(tmp_path, text).checks["acme.click-cost"].lines
    assert (line.expect.verb, line.expect.quantities[0].exact) == (Verb.EQUALS, 1)


def test_several_documents_in_one_file(tmp_path: Path) -> None:
    more = "schema: store-auditor/rules/1\npack: acme.more\nplatform: acme\ntitle: {zh: 一, en: One}\n"
    assert list(load(tmp_path, f"{PACK}---\n{more}").packs) == ["acme.weekly", "acme.more"]
