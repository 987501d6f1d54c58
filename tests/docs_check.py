"""``python -m tests.docs_check [--write]``: documentation that can't go stale.

The pages of the commands are made from the command line itself (``--write`` makes them anew); every relative
link leads somewhere; the README names each command and the exit codes as they are; every command that a page shows
has the options that it is shown with; every rule, overlay or waiver file that a page shows in full is one.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"en": ROOT / "docs" / "commands.md", "zh": ROOT / "docs" / "commands.zh.md"}
READMES = (ROOT / "README.md", ROOT / "README.zh.md")


def _commands() -> Iterator[tuple[str, list[tuple[str, str]], str]]:
    """(command line, its parameters with their help, what it does) of every command, in order."""
    import typer.main

    from auditor.cli.root import app

    def walk(command: object, path: list[str]) -> Iterator[tuple[str, list[tuple[str, str]], str]]:
        for name, sub in getattr(command, "commands", {}).items():
            line = [*path, name]
            if getattr(sub, "commands", None):
                yield from walk(sub, line)
                continue
            arguments, options = [], []
            for parameter in sub.params:
                if parameter.param_type_name == "argument":
                    arguments.append(parameter.metavar or parameter.name.upper())
                    options.append((arguments[-1], parameter.help or ""))
                elif "--help" not in parameter.opts:
                    shown = ", ".join((*parameter.opts, *parameter.secondary_opts))
                    if not parameter.is_flag:
                        shown += " " + (parameter.metavar or parameter.name.upper())
                    options.append((shown, parameter.help or ""))
            yield " ".join([*line, *arguments]), options, (sub.help or "").strip()

    yield from walk(typer.main.get_command(app), ["auditor"])


def page(lang: str) -> str:
    """The page of the commands in the language of this process."""
    title = "# 命令" if lang == "zh" else "# Commands"
    note = (
        "由命令行自动生成（`python -m tests.docs_check --write`），请勿手改。"
        if lang == "zh"
        else "Made from the command line itself (`python -m tests.docs_check --write`); don't edit."
    )
    lines = [title, "", note, ""]
    for command, options, what in _commands():
        lines += [f"## `{command}`", "", what, "", "| | |", "|---|---|"]
        lines += [f"| `{name.replace('|', chr(92) + '|')}` | {text} |" for name, text in options]
        lines.append("")
    return "\n".join(lines)


def _made(lang: str) -> str:
    """``page`` in a process of its own: help texts are chosen when the commands are imported."""
    environment = {**os.environ, "AUDITOR_LANG": lang, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
    code = f"from tests.docs_check import page; print(page({lang!r}), end='')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def schemas() -> dict[Path, str]:
    """The JSON Schemas that rule files name for editors, as the program prints them."""
    from auditor.report import audit_schema
    from auditor.rulebook import json_schema
    from auditor.rulebook.schema import KINDS

    made = {kind: json_schema(kind) for kind in KINDS} | {"audit": audit_schema()}
    return {
        ROOT / "docs" / "schema" / f"{kind}.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for kind, schema in made.items()
    }


def _shown(text: str) -> Iterator[str]:
    """What the commands and options of a page's examples have wrong."""
    known = {}
    for command, options, _ in _commands():
        name = " ".join(word for word in command.split() if re.fullmatch(r"[a-z-]+", word))
        known[name] = {flag for shown, _ in options for flag in re.findall(r"--[a-z-]+", shown)} | {"--help"}
    blocks = "".join(re.findall(r"^ *```(?:sh|bat|powershell|yaml)\n(.*?)^ *```", text, re.M | re.S))
    for line in re.findall(r"^[^#\n]*?\b(auditor [a-z][^#|&;\n]*)", blocks, re.M) + re.findall(
        r"`(auditor [a-z][^`]*)`", text
    ):
        words = line.split()
        name = next((each for end in (3, 2) if (each := " ".join(words[:end])) in known), None)
        if name is None:
            yield f"no command: {line}"
            continue
        for option in re.findall(r"(?<!\S)--[a-z-]+", line):
            if option not in known[name]:
                yield f"{name} has no {option}"


def _files_shown(text: str) -> Iterator[str]:
    """What is wrong in the rule files, overlays and waivers that a page shows in full."""
    from auditor.rulebook import RuleErrors, load_overlays, load_rulebook, load_waivers

    for kind, rest in re.findall(
        r"^ *```yaml\n *schema: store-auditor/(rules|overlay|waivers)/1\n(.*?)^ *```", text, re.M | re.S
    ):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"{kind}.yaml")
            path.write_text(f"schema: store-auditor/{kind}/1\n{textwrap.dedent(rest)}", encoding="utf-8")
            try:
                book = load_rulebook([path] if kind == "rules" else [])
                if kind != "rules":
                    (load_overlays if kind == "overlay" else load_waivers)([path], book)
            except RuleErrors as error:
                yield f"an example of {kind}: {error}"


def problems() -> Iterator[str]:
    """Everything in the documentation that is not as it should be."""
    for path, text in schemas().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield f"{path.relative_to(ROOT)} is not what the program says: python -m tests.docs_check --write"
    for lang, path in PAGES.items():
        if not path.exists() or path.read_text(encoding="utf-8") != _made(lang):
            yield f"{path.relative_to(ROOT)} is not what the command line says: python -m tests.docs_check --write"
    from auditor.cli.common import Exit

    for readme in READMES:
        text = readme.read_text(encoding="utf-8")
        for command, _, _ in _commands():
            words = [word for word in command.split() if re.fullmatch(r"[a-z-]+", word)]
            if " ".join(words) not in text:
                yield f"{readme.name} does not mention {' '.join(words)}"
        for code in Exit:
            if not re.search(rf"^\| *`?{int(code)}`? *\|", text, re.M):
                yield f"{readme.name} does not explain exit code {int(code)}"
    for path in sorted((*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                yield f"{path.relative_to(ROOT)}: no file behind the link {target}"
    for path in sorted((*READMES, *(ROOT / "docs").glob("*.md"))):
        text = path.read_text(encoding="utf-8")
        yield from (f"{path.relative_to(ROOT)}: {wrong}" for wrong in (*_shown(text), *_files_shown(text)))


if __name__ == "__main__":
    if "--write" in sys.argv:
        for language, target in PAGES.items():
            target.parent.mkdir(exist_ok=True)
            target.write_text(_made(language), encoding="utf-8")
        for target, schema in schemas().items():
            target.parent.mkdir(exist_ok=True)
            target.write_text(schema, encoding="utf-8")
    found = list(problems())
    print("\n".join(found) or "documentation: in step")
    sys.exit(bool(found))
