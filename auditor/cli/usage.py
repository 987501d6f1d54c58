"""Mistakes of the user, told a line each in the language of this run: of a wrong use typer has English alone, and boxes."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from typer.core import TyperGroup
from typer.exceptions import TyperException

from auditor.cli.common import Exit, language, mistakes_of, tell
from auditor.model import Text

_SAID = (  # (what typer says, Chinese, English where typer's own is no use); ``{0}`` is the first group
    (r"Missing argument '(.+)'\.", "缺少参数 {0}", None),
    (r"Missing option '(.+)'\.", "缺少选项 {0}", None),
    (r"No such option: (\S+) \(Possible options: (.+)\)", "没有选项 {0}；您是否指 {1}？", None),
    (r"No such option: (.+)", "没有选项 {0}", None),
    (r"No such command '(.+)'\. Did you mean '(.+)'\?", "没有命令 {0}；您是否指 {1}？", None),
    (r"No such command '(.+)'\.", "没有命令 {0}", None),
    (r"Option '(.+)' requires an argument\.", "选项 {0} 后面要有值", None),
    (r"Option '(.+)' does not take a value\.", "选项 {0} 后面不能有值", None),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", "多余的参数：{0}", None),
    (
        r"Invalid value for '(.+?)': Value error, '(.+)' is not one of (.+)\.",
        "{0} 的值“{1}”无效，可用：{2}",
        "Invalid value for '{0}': '{1}' is not one of {2}",
    ),
    (
        r"Invalid value for '(.+?)': Input should be greater than or equal to (.+)",
        "{0} 的值无效：应不小于 {1}",
        "Invalid value for '{0}': at least {1} is expected",
    ),
    (
        r"Invalid value for '(.+?)': Input should be a valid integer.*",
        "{0} 的值无效：应为整数",
        "Invalid value for '{0}': a whole number is expected",
    ),
    (r"Invalid value for '(.+?)': (.+)", "{0} 的值无效：{1}", None),  # the reason is ours
)


_ERROR = Text("错误", "Error")
_NOTHING = re.compile(r"--[\w-]+=")  # --out=


def usage_words(said: str) -> Text:
    """What typer says of a wrong use, in both languages; what is not known here stays as it is."""
    for pattern, zh, en in _SAID:
        found = re.fullmatch(pattern, said, re.DOTALL)
        if found:
            return Text(zh.format(*found.groups()), en.format(*found.groups()) if en else said)
    return Text(said, said)


def _empty(args: Sequence[str]) -> Text | None:
    """What is wrong where a word of the command line is empty or blank: a variable of a script that nobody set.

    An empty path would mean the current folder, an empty name nothing at all.
    """
    words = [part for word in args for part in (word.partition("=")[::2] if _NOTHING.fullmatch(word) else (word,))]
    for before, word in pairwise(("", *words)):
        if not word.strip() and before.startswith("-"):
            return Text(f"{before} 之后的值是空的", f"The value after {before} is empty")
        if not word.strip():
            return Text("有一个参数是空的", "An argument is empty")
    return None


def _without_value(tree: Any, args: Sequence[str]) -> Text | None:
    """What is wrong where an option would take the next one for its value: ``--out --json`` is no folder called --json."""
    for word, following in pairwise(args):
        if word == "--":
            break
        tree = getattr(tree, "commands", {}).get(word, tree)
        options = {name: option for option in tree.params for name in option.opts if name.startswith("--")}
        if word in options and not options[word].is_flag and following in (*options, "--help"):
            return usage_words(f"Option '{word}' requires an argument.")
    return None


def _without_language(args: Sequence[str]) -> list[str]:
    """The words without ``--lang zh``: a help is in that language already, also where its command has no such option."""
    return [word for before, word in pairwise(("", *args)) if before != "--lang" and not word.startswith("--lang")]


class Commands(TyperGroup):
    """The tree of commands: it ends a wrong use with one line on stderr, and a hint where somebody sits before it."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line. Ends with its exit code, 2 for a wrong use and for a mistake in a file or a place."""
        words = sys.argv[1:] if args is None else args
        wrong, lang = _empty(words) or _without_value(self, words), language(words=words)
        if "--help" in words:
            args = _without_language(words)
        if wrong is not None:
            tell(wrong.headed(_ERROR), lang)
            code: Any = Exit.USAGE
        else:
            try:
                code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
            except TyperException as error:
                self._tell(error, lang)
                code = error.exit_code
            except Exception as error:
                mistakes = mistakes_of(error, lang)
                if not mistakes:
                    raise
                for mistake in mistakes:
                    tell(mistake)
                code = Exit.USAGE
        if standalone_mode:
            sys.exit(code)
        return code

    def _tell(self, error: TyperException, lang: str) -> None:
        said = error.format_message()
        if type(error).__name__ == "NoArgsIsHelpError":  # a group without a command: its help is the answer
            print(said, file=sys.stderr)
            return
        words, context = usage_words(said), getattr(error, "ctx", None)
        tell(words.headed(_ERROR), lang)
        if context is not None and sys.stderr.isatty():
            tell(Text(f"用法见 {context.command_path} --help", f"See {context.command_path} --help"), lang)
