"""``auditor template``: the workbooks to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.common import Exit, book_of, language, report_language, say, stop, tell
from auditor.cli.delivery import platform_or_stop
from auditor.cli.options import OnePlatform, ReportLang, Rules
from auditor.model import Text

app = typer.Typer(
    no_args_is_help=True,
    help=say(
        "生成要填写的表格：metrics 数据表，readiness 检查表。", "Make the workbook to fill in: metrics or readiness."
    ),
)

Out = Annotated[str, typer.Option("--out", metavar="FILE.xlsx", help=say("写到哪个文件", "the file to write"))]


@app.command("metrics")
def metrics(platform: OnePlatform, out: Out, rules: Rules = None, lang: ReportLang = None) -> None:
    """The figures that the checks of a platform need."""
    from auditor.template import metrics_workbook

    lang, spoken = language(lang), report_language(lang)
    book = book_of(rules)
    platform_or_stop(platform, book, lang)
    _write(out, metrics_workbook(book, platform, spoken), lang)


@app.command("readiness")
def readiness(
    platform: OnePlatform,
    out: Out,
    market: Annotated[
        str | None, typer.Option(metavar="DE,FR", help=say("站点，逗号分隔", "marketplaces, comma separated"))
    ] = None,
    rules: Rules = None,
    lang: ReportLang = None,
) -> None:
    """The items to attest before a launch; with --market only those that may apply there."""
    from auditor.intake.attributes import canonical
    from auditor.template import readiness_workbook

    lang, spoken = language(lang), report_language(lang)
    book = book_of(rules)
    platform_or_stop(platform, book, lang)
    markets: list[str] = []
    if market:
        attribute = book.attributes.get((platform, "market"))
        values, unknown = canonical(attribute, market) if attribute else ("", market)
        if unknown is not None:
            accepted = ", ".join(attribute.values) if attribute else "-"
            stop(
                Exit.USAGE,
                [
                    Text(
                        f"--market：没有站点“{unknown}”；可用：{accepted}",
                        f"--market: unknown marketplace '{unknown}'; accepted: {accepted}",
                    )
                ],
                lang,
            )
        markets = values.split(",")
    _write(out, readiness_workbook(book, platform, spoken, markets), lang)


def _write(out: str, content: bytes, lang: str) -> None:
    from auditor.files import write_file

    path = Path(out)
    if path.suffix.lower() != ".xlsx":
        stop(Exit.USAGE, [Text(f"--out 应是 .xlsx 文件：{out}", f"--out must be an .xlsx file: {out}")], lang)
    if path.is_file() and path.read_bytes() != content:
        message = Text(
            f"{out} 已存在，可能已经填写，保持原样；请换一个文件名，或先移走它",
            f"{out} exists, may have been filled in and is left as it is: choose another name, or move it away first",
        )
        stop(Exit.USAGE, [message], lang)
    write_file(path, content)
    tell(Text(f"已写入 {out}", f"written: {out}"), lang)
