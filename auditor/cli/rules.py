"""``auditor rules``: browse, check, test and publish the rule book."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.common import Exit, book_of, language, say, stop, tell
from auditor.cli.options import AsJson, Lang, Rules
from auditor.cli.outline import outline, print_row
from auditor.model import Text
from auditor.text import counted

if TYPE_CHECKING:
    from auditor.intake.exports.source_map import SourceMap
    from auditor.rulebook.model import RuleBook

app = typer.Typer(
    no_args_is_help=True,
    help=say("规则库：浏览、检查、测试、生成手册", "the rule book: browse, validate, test, render as a handbook"),
)

Platform = Annotated[str | None, typer.Option("--platform", metavar="P", help=say("只看一个平台", "one platform only"))]


@app.command(
    "check",
    help=say(
        "检查规则文件：每处错误给出 文件:行:列，有错时退出码为 2",
        "Validate rule files: every error with file:line:column. Exit 2 if there is one.",
    ),
)
def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help=say(
                "规则、源映射、overlay 或豁免文件；省略则只检查自带规则",
                "rule files, source maps, overlays or waivers; none: the shipped rules",
            ),
        ),
    ] = None,
    rules: Rules = None,
    lang: Lang = None,
) -> None:
    """Validate rule files: every error with file:line:column. Exit 2 if there is one."""
    from auditor.intake.exports.sources import load_sources
    from auditor.intake.reserved import headings_are_free
    from auditor.rulebook import RuleErrors, check_files

    lang = language(lang)
    given = [Path(path) for path in (*(rules or ()), *(paths or ()))]
    maps: list[SourceMap] = []
    try:
        book = check_files(given, headings_are_free, lambda book: maps.extend(load_sources(book, given)))
    except RuleErrors as errors:
        count = len(errors.errors)
        stop(
            Exit.USAGE,
            [
                *(error.line(lang) for error in errors.errors),
                Text(f"{count} 处错误", counted(count, "error")),
            ],
            lang,
        )
    tell(counts(book, len(maps)), lang)


@app.command("list", help=say("列出检查项、诊断和指标", "List checks, diagnoses and metrics."))
def list_rules(platform: Platform = None, rules: Rules = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """List checks, diagnoses and metrics."""
    from auditor.rulebook.catalogue import catalogue

    lang = language(lang)
    book = book_of(rules)
    if platform is not None and platform not in book.platforms:
        stop(Exit.USAGE, [unknown(Text("平台", "platform"), platform, list(book.platforms))], lang)
    entries = catalogue(book, lang, platform)
    if as_json:
        print(json.dumps(entries, ensure_ascii=False, indent=1))
        return
    for entry in entries["checks"]:
        print_row(entry["check"], entry["severity"], entry["kind"], entry["require"], entry["title"])
    for entry in entries["diagnoses"]:
        print_row(entry["diagnosis"], say("诊断", "diagnosis"), entry["likelihood"], "", entry["title"])
    for entry in entries["metrics"]:
        print_row(
            f"{entry['platform']}/{entry['metric']}",
            say("指标", "metric"),
            entry["unit"],
            entry["window"],
            entry["name"],
        )


@app.command(
    "show",
    help=say(
        "完整显示一个检查项、诊断、措施、指标、范围或属性",
        "Show one check, diagnosis, remedy, metric, scope or attribute in full.",
    ),
)
def show(
    name: Annotated[
        str, typer.Argument(metavar="ID", help=say("检查项、诊断、措施、指标的编号", "id of anything in the book"))
    ],
    rules: Rules = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show one check, diagnosis, remedy, metric, scope or attribute in full."""
    from auditor.rulebook.catalogue import all_names, find_entries

    lang = language(lang)
    book = book_of(rules)
    found = find_entries(book, name, lang)
    if not found:
        stop(Exit.USAGE, [unknown(Text("编号", "id"), name, all_names(book))], lang)
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for number, entry in enumerate(found):
        print("\n" * bool(number), end="")
        for line in outline(entry):
            print(line)


@app.command(
    "test",
    help=say(
        "运行规则自带的测试和由标准线生成的测试，有未通过时退出码为 1",
        "Run the rules' own tests and those generated from their lines. Exit 1 if one fails.",
    ),
)
def run_own_tests(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...", help=say("只测试这些规则文件", "test the rules of these files only; none: all")
        ),
    ] = None,
    rules: Rules = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Run the rules' own tests and those generated from their lines. Exit 1 if one fails."""
    from datetime import date

    from auditor.rulebook.documents import find_files
    from auditor.rulebook.errors import Problems
    from auditor.selftest import coverage, idle_rules, run_tests, supplied_metrics
    from auditor.selftest.tables import as_data, coverage_lines

    lang = language(lang)
    everything = [*(rules or ()), *(paths or ())]
    book = book_of(everything)
    given = [Path(path) for path in paths or ()]
    files = {file.name for file in find_files(given, Problems(), shipped=False)} if given else None
    result = run_tests(book, files)
    table = coverage(book, result, supplied_metrics(book, [Path(path) for path in everything]))
    if as_json:
        print(json.dumps(as_data(result, table, lang), ensure_ascii=False, indent=1))
    else:
        for line in (
            *coverage_lines(table, date.today(), lang),
            *(idle.line(lang) for idle in idle_rules(book, files)),
        ):
            print(line)
    failed = Text(
        f"{result.passed} 项通过，{len(result.failures)} 项未通过",
        f"{counted(result.passed, 'test')} passed, {len(result.failures)} failed",
    )
    lines = [failure.line(lang) for failure in result.failures]
    if lines:
        stop(Exit.FAILED, [*lines, failed], lang)
    tell(failed, lang)


@app.command(
    "docs",
    help=say(
        "把规则库生成为双语手册：相互链接的 HTML 页面",
        "Render the rule book as a handbook in both languages: linked HTML pages.",
    ),
)
def docs(
    out: Annotated[str, typer.Option("--out", metavar="DIR", help=say("手册文件夹", "folder of the handbook"))],
    check_only: Annotated[
        bool,
        typer.Option(
            "--check", help=say("只比较：手册与规则不一致时退出码为 1", "compare only: exit 1 when out of step")
        ),
    ] = False,
    rules: Rules = None,
    lang: Lang = None,
) -> None:
    """Render the rule book as a handbook in both languages: linked HTML pages."""
    from auditor.files import not_written
    from auditor.handbook import out_of_step, write_handbook

    lang = language(lang)
    book, folder = book_of(rules), Path(out)
    if check_only:
        names = out_of_step(book, folder)
        if names:
            again = Text(
                f"与规则不一致，请重新运行 auditor rules docs --out {out}",
                f"out of step with the rules: run auditor rules docs --out {out}",
            )
            stop(Exit.FAILED, [*(f"{out}/{name}" for name in names), again], lang)
        tell(Text("手册与规则一致", "The handbook is in step with the rules"), lang)
        return
    try:
        written = write_handbook(book, folder)
    except OSError as error:
        stop(Exit.USAGE, [not_written(error, folder)], lang)
    tell(Text(f"已写入 {len(written)} 个文件：{out}", f"{counted(len(written), 'file')} written to {out}"), lang)


@app.command(
    "schema",
    help=say(
        "打印某类文件的 JSON Schema（draft-07），供编辑器使用",
        "Print the JSON Schema (draft-07) of a kind of file, for editors.",
    ),
)
def schema(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND]",
            help=say("rules、source、overlay、waivers 或 agency", "rules, source, overlay, waivers or agency"),
        ),
    ] = None,
    audit: Annotated[
        bool, typer.Option("--audit", help=say("审核结果文档的 JSON Schema", "the schema of the audit document"))
    ] = False,
    lang: Lang = None,
) -> None:
    """Print the JSON Schema (draft-07) of a kind of file, for editors."""
    from auditor.rulebook.published_schema import json_schema
    from auditor.rulebook.schema import FILES

    if audit and kind:
        message = Text(
            "--audit 是审核结果文档的：不要再写文件种类", "--audit is that of the audit document: leave KIND out"
        )
        stop(Exit.USAGE, [message], language(lang))
    kind = kind or "rules"
    if audit:
        from auditor.report import audit_schema

        written = audit_schema()
    elif kind in FILES:
        written = json_schema(kind)
    else:
        stop(Exit.USAGE, [unknown(Text("文件种类", "kind of file"), kind, list(FILES))], language(lang))
    print(json.dumps(written, ensure_ascii=False, indent=2))


def counts(book: RuleBook, maps: int) -> Text:
    """How much was checked, as one line."""
    packs, checks, metrics = len(book.packs), len(book.checks), len(book.metrics)
    diagnoses, remedies = len(book.diagnoses), len(book.remedies)
    en = (
        *(counted(packs, "pack"), counted(checks, "check"), counted(metrics, "metric")),
        *(counted(diagnoses, "diagnosis", "diagnoses"), counted(remedies, "remedy", "remedies")),
        counted(maps, "source map"),
    )
    return Text(
        f"没有错误：{packs} 个规则包，{checks} 个检查项，{metrics} 个指标，{diagnoses} 个诊断，{remedies} 个措施，{maps} 个源映射",
        f"No errors: {', '.join(en)}",
    )


def unknown(noun: Text, found: str, known: list[str]) -> Text:
    """A name that does not exist, with the nearest that does."""
    from auditor.rulebook.errors import unknown_name

    return unknown_name(noun, found, known)[0]
