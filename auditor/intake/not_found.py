"""What is to be said of a path where nothing lies: of it, and of nothing else on the machine."""

from __future__ import annotations

import glob
import os
import re
from itertools import pairwise
from pathlib import Path

from auditor.intake.readers.cells import UnreadableFile
from auditor.model import Text

_NO_FILE = Text("找不到文件", "the file does not exist")
_NO_MATCH = Text("没有匹配的文件", "no file matches")
_CHECK = Text("请检查路径", "check the path")
_STDIN = Text("不读标准输入，请先存成文件", "standard input is not read: save it as a file first")
_URL = Text(
    "请先下载网址上的文件，或写进 agency.yaml 用 portfolio 读取",
    "download it first, or name the URL in agency.yaml for portfolio",
)
_BACKSLASH = Text("这台机器的路径用 / 分隔，不用 \\", "paths are written with / on this machine, not with \\")
_NOT_REPLACED = Text(
    "~、$名称、%名称% 不会被替换，请写出完整路径", "~, $NAME and %NAME% are not replaced: write the path out"
)
_DANGLING = (
    Text("链接所指的文件已不在", "a link to a file that is gone"),
    Text("请把文件本身复制过来", "copy the file itself here"),
)


def not_found(path: Path) -> UnreadableFile:
    """The error for ``path``, with what is wrong about how it is written where that can be told.

    No other name is suggested: a client's report does not tell what else lies in the agency's folders.
    """
    text = str(path)
    if text == "-":
        return UnreadableFile(_NO_FILE, _STDIN)
    if re.match(r"[a-z0-9+.-]{2,}:/", text):
        return UnreadableFile(_NO_FILE, _URL)
    if path.is_symlink():
        return UnreadableFile(*_DANGLING)
    missing = _first_missing(path)
    why = _NO_MATCH if glob.has_magic(text) else _NO_FILE
    if "\\" in missing and os.sep == "/":
        return UnreadableFile(why, _BACKSLASH)
    if re.match(r"~|\$\w|\$\{|%\w+%", missing):
        return UnreadableFile(why, _NOT_REPLACED)
    if missing != missing.strip():
        return UnreadableFile(why, _spaced(missing))
    if missing != path.name and not glob.has_magic(missing):
        return UnreadableFile(why, Text(f"没有文件夹“{missing}”", f'there is no folder "{missing}"'))
    return UnreadableFile(why, _CHECK)


def _first_missing(path: Path) -> str:
    """The first part of the path that is not there."""
    above = pairwise((path, *path.parents))
    return next((child.name for child, parent in above if parent.is_dir()), path.parts[0])


def _spaced(name: str) -> Text:
    return Text(f"“{name}”的开头或末尾有空格，请去掉", f'"{name}" begins or ends with a space: take it away')
