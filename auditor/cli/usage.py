"""A wrong use of the command line, told as one line in the language of this run: typer has English alone, and boxes."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

from typer.core import TyperGroup
from typer.exceptions import TyperException

from auditor.cli.common import tell
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


def usage_words(said: str) -> Text:
    """What typer says of a wrong use, in both languages; what is not known here stays as it is."""
    for pattern, zh, en in _SAID:
        found = re.fullmatch(pattern, said, re.DOTALL)
        if found:
            return Text(zh.format(*found.groups()), en.format(*found.groups()) if en else said)
    return Text(said, said)


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
        """Run a command line. Ends with its exit code, 2 for a wrong use."""
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except TyperException as error:
            self._tell(error)
            code = error.exit_code
        if standalone_mode:
            sys.exit(code)
        return code

    def _tell(self, error: TyperException) -> None:
        said = error.format_message()
        if type(error).__name__ == "NoArgsIsHelpError":  # a group without a command: its help is the answer
            print(said, file=sys.stderr)
            return
        words, context = usage_words(said), getattr(error, "ctx", None)
        tell(Text(f"错误：{words.zh}", f"Error: {words.en}"))
        if context is not None and sys.stderr.isatty():
            tell(Text(f"用法见 {context.command_path} --help", f"See {context.command_path} --help"))
