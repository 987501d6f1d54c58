"""``auditor doctor``: what runs here, and what would be missing."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version

import typer

from auditor.cli.common import Exit, language, say
from auditor.cli.options import Lang
from auditor.text import counted

_PACKAGES = (
    "durable-rules",
    "pandas",
    "numpy",
    "openpyxl",
    "xlrd",
    "jinja2",
    "XlsxWriter",
    "PyYAML",
)


def doctor(lang: Lang = None) -> None:
    """Engine, rule book, encodings, database, programs and versions."""
    lang = language(lang)
    zh = lang == "zh"
    from auditor import __version__
    from auditor.infer import engine_name
    from auditor.resources import resource_dir
    from auditor.rulebook import RuleErrors, load_rulebook

    sound = True

    def line(zh_name: str, en_name: str, value: str) -> None:
        print(f"{zh_name if zh else en_name}: {value}")

    line("版本", "Version", f"auditor {__version__}, Python {sys.version.split()[0]}, {sys.platform}")
    line("推理引擎", "Inference engine", engine_name())
    try:
        book = load_rulebook()
        packs, checks, diagnoses = len(book.packs), len(book.checks), len(book.diagnoses)
        held = say(
            f"{packs} 个规则包，{checks} 个检查项，{diagnoses} 个诊断",
            f"{packs} packs, {checks} checks, {diagnoses} diagnoses",
        )
        line("规则库", "Rule book", f"{held} ({resource_dir('rules')})")
    except RuleErrors as errors:
        sound = False
        wrong = say(f"{len(errors.errors)} 处错误", counted(len(errors.errors), "error"))
        line("规则库", "Rule book", f"{wrong}; auditor rules check")
    line("编码", "Encodings", f"stdout {sys.stdout.encoding}, files {sys.getfilesystemencoding()}")
    line("数据库", "Database", _sqlite())
    line("浏览器（PDF）", "Browser (PDF)", _browser() or ("未找到，不能生成 PDF" if zh else "none found: no PDF"))
    for name in _PACKAGES:
        try:
            line(name, name, version(name))
        except PackageNotFoundError:
            needed = name != "durable-rules"
            sound = sound and not needed
            line(name, name, ("缺失" if zh else "missing") + ("" if needed else (" (可选)" if zh else " (optional)")))
    if not sound:
        raise typer.Exit(Exit.USAGE)


def _sqlite() -> str:
    import sqlite3

    return f"SQLite {sqlite3.sqlite_version}"


def _browser() -> str | None:
    from auditor.report import find_browser

    return find_browser()
