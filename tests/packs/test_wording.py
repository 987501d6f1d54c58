"""How texts are written in both languages: those of the rule book, the words of the reports, the messages of the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Said(NamedTuple):
    place: str  # the file, and the keys or the line
    zh: str
    en: str


def _of_rules(node: Any, place: str) -> Iterator[Said]:
    if isinstance(node, dict) and set(node) == {"zh", "en"}:
        zh, en = ([text] if isinstance(text, str) else text for text in (node["zh"], node["en"]))
        yield from (Said(place, *pair) for pair in zip(map(str, zh), map(str, en), strict=True))
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _of_rules(value, f"{place}.{key}")
    elif isinstance(node, list):
        for value in node:
            yield from _of_rules(value, place)


def _of_words(node: Any, place: str) -> Iterator[Said]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _of_words(value, f"{place}.{key}")
    else:
        yield Said(place, *node)


def _literal(node: ast.expr) -> str | None:
    """A text as it stands in the code, with {} where a value comes in; None for one that is put together elsewhere."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _of_code(file: Path) -> Iterator[Said]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"Text", "say"}:
            zh, en = [*map(_literal, node.args[:2]), None, None][:2]
            if zh is not None and en is not None:
                yield Said(f"{file.name}:{node.lineno}", zh, en)


def _loaded(file: Path) -> list[Any]:
    return list(yaml.load_all(file.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


RULES = [
    said
    for file in sorted((ROOT / "rules").rglob("*.yaml"))
    for document in _loaded(file)
    for said in _of_rules(document, str(file.relative_to(ROOT)))
]
WORDS = list(_of_words(_loaded(ROOT / "reports" / "labels.yaml")[0], "labels"))
MESSAGES = [said for file in sorted((ROOT / "auditor").rglob("*.py")) for said in _of_code(file)]
HEADING = re.compile(r"\.name$")  # what stands in sheets, where brackets of either width are one


def test_there_is_something_to_look_at() -> None:
    assert len(RULES) > 2000
    assert len(WORDS) > 200
    assert len(MESSAGES) > 500


def test_marks_in_chinese_are_full_width() -> None:
    """A colon may be part of what is quoted (文件:行:列); an example in [ ] is YAML, and one in ' ' a command."""
    half = re.compile(r"[\u4e00-\u9fff”）][,;!?]|[,;!?][\u4e00-\u9fff“（]")
    quoted = re.compile(r"\[[^\]]*\]|\S+://\S*")
    wrong = [said for said in (*RULES, *WORDS, *MESSAGES) if half.search(quoted.sub("", said.zh))]
    assert not wrong
    assert not [said for said in (*RULES, *WORDS) if re.search(r"[\u4e00-\u9fff”）]:|:[\u4e00-\u9fff“（]", said.zh)]


def test_brackets_in_chinese_are_full_width() -> None:
    texts = [said for said in (*RULES, *WORDS) if CHINESE.search(said.zh) and not HEADING.search(said.place)]
    assert not [said for said in texts if re.search(r"[()]", said.zh)]


def test_a_space_stands_beside_no_full_width_mark() -> None:
    beside = re.compile(r"[，。；：、？！（]\s|\s[，。；：、？！）]")
    assert not [said for said in (*RULES, *WORDS, *MESSAGES) if beside.search(said.zh)]


def test_the_rule_book_sets_latin_letters_and_figures_without_a_space() -> None:
    """As the checks' titles do; the notes on exports (rules/sources) read like the program's messages, which have one."""
    apart = re.compile(r"[\u4e00-\u9fff] [A-Za-z0-9]|[A-Za-z0-9%] [\u4e00-\u9fff]")
    assert not [said for said in RULES if not said.place.startswith("rules/sources") and apart.search(said.zh)]


def test_what_is_opened_is_closed() -> None:
    for said in (*RULES, *WORDS, *MESSAGES):
        for opening, closing in ("（）", "“”", "《》", "()", "[]"):
            for text in (said.zh, said.en):
                assert text.count(opening) == text.count(closing), said


def test_english_has_no_chinese_marks_and_no_stray_spaces() -> None:
    stray = re.compile(r"[，。；：、（）]|\s[,;.:!?](?:\s|$)|\S  \S|\( | \)")
    assert not [said for said in (*RULES, *WORDS) if stray.search(said.en)]


# From two on: 一个月后 and "after a month" name no figure.
SMALL = dict(
    zip(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), map(str, range(2, 11)), strict=True)
)
CHINESE_SMALL = dict(zip("二三四五六七八九十两", [*map(str, range(2, 11)), "2"], strict=True))


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        pytest.param(r"(\d[\d.]*)%", r"(\d[\d.]*)%", id="per cent"),
        pytest.param(r"(\d+)天", r"(?<![\d-])(\d+)[ -]days?\b", id="days"),
        pytest.param(r"(\d+)小时", r"(\d+)[ -]hours?\b", id="hours"),
        pytest.param(r"(\d+) ?个月", r"(\d+)[ -]months?\b", id="months"),
    ],
)
def test_both_languages_tell_the_same_figures(zh: str, en: str) -> None:
    """A line, a share or a term that only one of them names is told to half of the readers."""
    for said in RULES:
        chinese = re.sub(r"[二三四五六七八九十两](?=天|小时|个月)", lambda found: CHINESE_SMALL[found[0]], said.zh)
        english = re.sub(
            r"[a-z]+(?=[ -](?:days?|hours?|months?)\b)", lambda found: SMALL.get(found[0], found[0]), said.en
        )
        assert set(re.findall(zh, chinese)) == set(re.findall(en, english)), said


def test_a_way_through_a_back_end_has_one_mark() -> None:
    assert not [said for said in (*RULES, *WORDS) if " > " in said.zh or " > " in said.en], "write ›"


@pytest.mark.parametrize(
    ("other", "ours"),
    [
        ("own site", "independent store"), ("着陆页", "落地页"), ("内部线", "自定"), ("警戒线", "要求线"), ("代理配置", "代运营配置"),
        ("历史库", "历史文件"), ("未发现未达标", "未发现超标"), ("keep a picture", "screenshot"), ("US$", "$"),
    ],
)  # fmt: skip
def test_a_thing_has_one_name(other: str, ours: str) -> None:
    assert not [said for said in (*RULES, *WORDS, *MESSAGES) if other in said.zh or other in said.en], f"write {ours}"
