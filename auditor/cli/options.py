"""The options that commands share, each with its check and its help. A wrong value ends the command with exit 2."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Any

import typer

from auditor.cli.common import language, say
from auditor.days import FIRST_YEAR, LAST_YEAR
from auditor.model import Severity
from auditor.text import BOTH, well_formed


def _lang(value: str | None) -> str | None:
    if value is not None and value not in ("zh", "en"):
        raise typer.BadParameter(say("只接受 zh 或 en", "zh or en"))
    return value


def _report_lang(value: str | None) -> str | None:
    if value is not None and value not in ("zh", "en", BOTH):
        raise typer.BadParameter(say("只接受 zh、en 或 both", "zh, en or both"))
    return value


def name_given(value: str | None) -> str | None:
    """A name of the command line as names are kept: bytes that are no UTF-8 are replaced, as in the names of files."""
    return None if value is None else well_formed(value)


def _date(value: str) -> date:
    from auditor.rulebook.quantities import parse_date

    day = parse_date(value)
    if day is None:
        raise typer.BadParameter(
            say(f"“{value}” 不是日期，请写成 2026-11-15", f'"{value}" is not a date: write it like 2026-11-15')
        )
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        years = f"{FIRST_YEAR}–{LAST_YEAR}"
        raise typer.BadParameter(
            say(
                f"“{value}” 超出范围，可用 {years} 年的日期",
                f'"{value}" is out of range: a date of {years} is accepted',
            )
        )
    return day


def _coverage(value: str | None) -> str | None:
    if value is not None:
        coverage_of(value)
    return value


def coverage_of(text: str | None) -> Fraction | None:
    """The share that ``--least-coverage`` names; None where it was not given."""
    from auditor.rulebook.quantities import BadQuantity, parse_coverage

    try:
        return None if text is None else parse_coverage(text)
    except BadQuantity as error:
        raise typer.BadParameter(f"{text}: {error.message.of(language())}") from None


Lang = Annotated[
    str | None, typer.Option("--lang", callback=_lang, metavar="zh|en", help=say("输出语言", "language of the output"))
]
ReportLang = Annotated[
    str | None,
    typer.Option(
        "--lang",
        callback=_report_lang,
        metavar="zh|en|both",
        help=say("报告语言；both 为中英对照", "language of the report; both: side by side"),
    ),
]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=_date,
        metavar="DATE",
        help=say("审核日期，默认取数据中最新周期", "audit date; default: the newest period in the data"),
    ),
]
Since = Annotated[
    date | None,
    typer.Option("--since", parser=_date, metavar="DATE", help=say("从该日的审核起", "from the audits of this day on")),
]
Rules = Annotated[
    list[str] | None,
    typer.Option(
        "--rules",
        metavar="PATH",
        help=say(
            "附加规则文件或文件夹，可重复", "further rule files or folders, added to the shipped packs; repeatable"
        ),
    ),
]
Paths = Annotated[
    list[str],
    typer.Argument(metavar="FILE|FOLDER...", help=say("表格文件或文件夹", "spreadsheets, or folders of them")),
]
StoreName = Annotated[
    str | None,
    typer.Option(
        "--store",
        callback=name_given,
        help=say("店铺：表中无店铺列时的店铺名；有则只审核该店铺", "the store's name, or the one to pick"),
    ),
]
_PLATFORM = typer.Option(
    "--platform",
    callback=name_given,
    help=say(
        "平台：alibaba、amazon、independent，或 --rules 里自建的平台", "alibaba, amazon, independent or one of --rules"
    ),
)
Platform = Annotated[str | None, _PLATFORM]
OnePlatform = Annotated[str, _PLATFORM]  # where nothing else can tell it
ClientName = Annotated[
    str | None,
    typer.Option("--client", callback=name_given, help=say("客户名称", "the client who owns the stores")),
]
Overlays = Annotated[
    list[str] | None, typer.Option("--overlay", metavar="FILE", help=say("客户的调整文件", "a client's overlay file"))
]
Waivers = Annotated[
    list[str] | None, typer.Option("--waivers", metavar="FILE", help=say("豁免文件", "a file of waivers"))
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", help=say("CSV 编码，如 gb18030、big5", "encoding of CSV files, such as gb18030")),
]
Out = Annotated[str | None, typer.Option("--out", metavar="DIR", help=say("报告文件夹", "folder for the reports"))]


def _format(*suffixes: str) -> Any:
    zh, en = "、".join(suffixes), ", ".join(suffixes)
    return typer.Option(
        "--format", metavar="LIST", help=say(f"报告格式，逗号分隔：{zh}", f"report formats, comma separated: {en}")
    )


USUAL_FORMATS = "html,xlsx,json"
Formats = Annotated[str, _format("html", "xlsx", "json", "md", "pdf")]
FormatsAgain = Annotated[str, _format("html", "xlsx", "md", "pdf")]  # a kept document is one store's, and no audit.json
FailOn = Annotated[
    Severity,
    typer.Option(
        "--fail-on",
        help=say("有达到该级别的未达标项时退出码为 1", "exit 1 when a check of this severity or above fails"),
    ),
]
LeastCoverage = Annotated[
    str | None,
    typer.Option(
        "--least-coverage",
        callback=_coverage,
        metavar="SHARE",
        help=say(
            "已评估的检查项低于该比例时不评分，默认 50%",
            "no score where a smaller share of the checks is assessed; default: 50%",
        ),
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help=say("标准输出只打印 JSON", "print the JSON document and nothing else on stdout"))
]
