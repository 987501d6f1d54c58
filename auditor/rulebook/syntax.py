"""What the YAML parser says of a text that is none, in English and of its own grammar, said in both languages and of ours."""

from __future__ import annotations

import re

import yaml

from auditor.model import Text

# Order matters: the first match counts.
_SYNTAX: tuple[tuple[str, Text], ...] = (
    (
        "mapping values are not allowed",
        Text(
            "此处不能出现“: ”；含冒号的文字请加引号", "':' is not allowed here; put a text that contains ': ' in quotes"
        ),
    ),
    (
        "tab character",
        Text("此行以制表符缩进；请改用空格", "the line is indented with a tab; use spaces"),
    ),
    (
        "cannot start any token",
        Text(
            "此字符不能作为文字的开头（制表符、@、`、%）；请用空格缩进或加引号",
            "a text can't start with this character (tab, @, ` or %); indent with spaces, or use quotes",
        ),
    ),
    (
        "quoted scalar",
        Text("引号没有闭合，或引号内有无法识别的转义", "a quote is not closed, or has an unknown escape inside"),
    ),
    (
        "flow mapping",
        Text("花括号 { } 内缺少半角逗号或没有闭合", "a comma (not '，') or the closing brace is missing in { }"),
    ),
    (
        "flow sequence",
        Text("方括号 [ ] 内缺少半角逗号或没有闭合", "a comma (not '，') or the closing bracket is missing in [ ]"),
    ),
    ("undefined alias", Text("不支持别名（*）；请把内容写出来", "aliases (*) are not supported: write the text out")),
    (
        "simple key",
        Text(
            "缺少“: ”（半角冒号加空格，不是“：”），或上一行的缩进、引号有误",
            "': ' is missing (a colon and a space, not '：'), or the line above is indented or quoted wrongly",
        ),
    ),
    ("block", Text("缩进不一致：此行与上面的行对不齐", "the indentation does not match the lines above")),
)
_COMMENT = re.compile(r"(?<=\s)#.*[\]}]")  # one that hides what would close a bracket
_CUT_SHORT = Text(
    "空格后的 # 使本行其余部分成为注释，括号因此没有闭合：文字含 # 请加引号",
    "a # behind a space makes a comment of the rest of the line, so that the bracket is never closed: "
    "put a text with a # in quotes",
)
SYNTAX_OTHER = Text(
    "不是有效的 YAML：请检查此处的缩进、引号和括号", "not valid YAML: check indentation, quotes and brackets here"
)


def mistake(error: yaml.MarkedYAMLError, text: str) -> tuple[int, int, Text]:
    """Where the mistake is, line and column, and what to say of it."""
    said = f"{error.problem or ''} {error.context or ''}"
    if "flow" in said and (hidden := _comment_within(text, error)):
        return *hidden, _CUT_SHORT
    message = next((message for part, message in _SYNTAX if part in said), SYNTAX_OTHER)
    mark = error.problem_mark or error.context_mark
    return (mark.line + 1, mark.column + 1, message) if mark else (1, 1, message)


def _comment_within(text: str, error: yaml.MarkedYAMLError) -> tuple[int, int] | None:
    """Where a # between an opening bracket and the place at which it is missed makes a comment of what closes it."""
    opened, missed = error.context_mark, error.problem_mark
    if opened is None or missed is None:
        return None
    for number, line in enumerate(text.split("\n")[opened.line : missed.line], opened.line):
        if found := _COMMENT.search(line, opened.column if number == opened.line else 0):
            return number + 1, found.start() + 1
    return None
