"""``auditor portfolio`` and ``auditor init``: every client of an agency, a package each, and the overview."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.common import Exit, book_of, language, report_language, say, stop, tell
from auditor.cli.delivery import formats_or_stop
from auditor.cli.notify import ready, sent
from auditor.cli.options import AsJson, AsOf, FailOn, Formats, Lang, LeastCoverage, ReportLang, Rules, coverage_of
from auditor.model import Severity, Text
from auditor.processes import cores
from auditor.text import counted, one_line, some

if TYPE_CHECKING:
    from auditor.portfolio.agency import Agency
    from auditor.portfolio.job import Job, Outcome
    from auditor.portfolio.run import Run


def portfolio(
    agency: Annotated[
        str,
        typer.Argument(
            metavar="AGENCY.yaml|FOLDER",
            help=say("配置文件，或一客户一子文件夹", "configuration, or folder of clients"),
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            metavar="DIR|URL", help=say("输出文件夹或 fsspec 地址", "folder for the packages, or a URL of fsspec")
        ),
    ] = "portfolio",
    jobs: Annotated[
        int | None, typer.Option(min=1, help=say("并行进程数，默认等于核数", "processes; default: the cores"))
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDR", help=say("Dask 调度器地址", "address of a Dask scheduler"))
    ] = None,
    as_of: AsOf = None,
    rules: Rules = None,
    formats: Formats = "html,xlsx,md,json",
    as_zip: Annotated[
        bool, typer.Option("--zip", help=say("每个客户另存一个压缩包", "also a zip file for each client"))
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help=say("全部重做", "audit all, also what has not changed"))
    ] = False,
    tell_to: Annotated[
        list[str] | None,
        typer.Option(
            "--notify",
            metavar="NAME|FILE",
            help=say(
                "结束后通知：存放地址的环境变量名或文件（见 notify）",
                "tell when done: environment variable or file with the addresses (see notify)",
            ),
        ),
    ] = None,
    as_json: AsJson = False,
    fail_on: FailOn = Severity.CRITICAL,
    least_coverage: LeastCoverage = None,
    quiet: Annotated[bool, typer.Option("--quiet", help=say("不显示进度", "no progress"))] = False,
    lang: ReportLang = None,
) -> None:
    """Audit every store of every client: a package for each client, and one overview for the agency."""
    spoken, lang = report_language(lang), language(lang)  # the overview is for those who run it
    chosen = formats_or_stop(formats, lang)
    settings = _agency(agency, rules, spoken)
    if least_coverage is not None:
        settings = replace(settings, least_coverage=coverage_of(least_coverage))
    book_of(settings.rules)
    told = ready(tell_to) if tell_to else ()
    from auditor.portfolio.remote import is_url
    from auditor.portfolio.rows import pieces
    from auditor.portfolio.run import Run

    if scheduler and not is_url(out):
        out = os.path.abspath(out)  # the same folder whatever folder a worker runs in
    run = Run(settings, out, lang=lang, today=date.today(), as_of=as_of, formats=chosen, zipped=as_zip)
    with run.held():
        todo, done = run.plan(again=again)
        if done:
            tell(
                Text(
                    f"{len(done)} 个客户没有变化，沿用已有结果",
                    counted(len(done), "client has not changed: kept", "clients have not changed: kept"),
                ),
                lang,
            )
        outcomes = [*done, *(_worked(run, todo, jobs, scheduler, quiet, lang) if todo else ())]
        made = run.finish(outcomes)
        left = run.left()
    if as_json:
        for piece in pieces(made):
            print(piece.decode(), end="")
    else:
        _summary(made["counts"], len(made["failed"]), run.outlet.shown("overview.html"), lang)
    if told:
        from auditor.notify.digest import digest

        sent(digest(made, lang), told, lang)
    if left:
        zh, en = some(left, "个")
        tell(
            Text(f"原样保留已不属于任何客户的资料包：{zh}", f"Packages of no client any more, left as they are: {en}"),
            lang,
        )
    late = {row["client"] for row in made["behind"]}
    code = _exit_code(outcomes, fail_on, late)
    _tell_why(
        code, late.union(one.client for one in outcomes if one.incomplete), run.outlet.shown("overview.html"), lang
    )
    raise typer.Exit(code)


def _worked(
    run: Run, todo: Sequence[Job], jobs: int | None, scheduler: str | None, quiet: bool, lang: str
) -> list[Outcome]:
    """What the workers make of the clients that are to be done, with the progress told."""
    from auditor.portfolio.workers import Workers

    workers = Workers(min(jobs or cores(), len(todo)), scheduler)
    finished: list[Outcome] = []
    try:
        if workers.awaited:
            tell(Text(f"{scheduler} 还没有工作进程，等待中", f"{scheduler} has no worker yet: waiting for one"), lang)
            workers.await_first()
        for outcome in _shown(run.outcomes(todo, workers), len(todo), quiet, lang):
            finished.append(outcome)
        return finished
    except KeyboardInterrupt:
        tell(
            Text(
                f"已中断：{len(todo)} 个客户中已完成 {len(finished)} 个；再次运行同一命令，从此处继续",
                f"Interrupted: {len(finished)} of {counted(len(todo), 'client')} are done; the same command again goes on from there",
            ),
            lang,
        )
        raise
    finally:
        workers.close()


def init(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help=say("新建的文件夹", "the folder to make"))] = ".",
    lang: Lang = None,
) -> None:
    """Write an agency.yaml to fill in, with the folders that it names. Nothing is overwritten."""
    lang = language(lang)
    from auditor.portfolio.starter import write_starter

    for path, fresh in write_starter(Path(folder), lang):
        if fresh:
            tell(Text(f"已写入 {path}", f"Written: {path}"), lang)
        else:
            tell(Text(f"{path} 已存在，未改动", f"{path} exists and is left as it is"), lang)


def _agency(path: str, rules: list[str] | None, lang: str) -> Agency:
    from auditor.portfolio.configuration import load_agency

    try:
        found = load_agency(Path(path), lang, lambda own: book_of([*own, *(rules or ())]))
    except OSError as error:
        why = Text(str(error.strerror), str(error.strerror))
        if isinstance(error, FileNotFoundError):
            why = Text("没有这个文件或文件夹", "there is no such file or folder")
        stop(Exit.USAGE, [Text(f"读不到 {path}：{why.zh}", f"Cannot read {path}: {why.en}")], lang)
    if not found.clients:
        hint = Text("每个客户一个子文件夹", "a subfolder for each client is expected")
        if not Path(path).is_dir():
            hint = Text("请在 clients 下逐个写明", "list them below clients")
        stop(Exit.USAGE, [Text(f"{path} 里没有客户：{hint.zh}", f"No client in {path}: {hint.en}")], lang)
    if Path(path).is_dir():
        _tell_loose(Path(path), lang)
    return replace(found, rules=(*found.rules, *(rules or ())))


def _tell_loose(folder: Path, lang: str) -> None:
    """Files beside the clients' folders are of no client and are not read."""
    from auditor.intake.inputs import loose_files

    if names := loose_files(folder):
        zh, en = some(names, "个文件")
        told = Text(f"没有读取：{zh}（不在任何客户的子文件夹里）", f"Not read, as they lie in no client's folder: {en}")
        tell(told, lang)


def _shown(outcomes: Iterator[Outcome], total: int, quiet: bool, lang: str) -> Iterator[Outcome]:
    """Pass outcomes through: a progress bar on a terminal, plain lines elsewhere; with --quiet only what went wrong."""
    import sys

    from auditor.portfolio.overview import news

    if quiet:
        for outcome in outcomes:
            if line := news(outcome):
                tell(line, lang)
            yield outcome
        return
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task(say("审核", "Auditing"), total=total)
            for outcome in outcomes:
                progress.advance(bar)
                if line := news(outcome):
                    progress.console.print(one_line(line.of(lang)), markup=False, highlight=False)
                yield outcome
        return
    for number, outcome in enumerate(outcomes, 1):
        line = news(outcome) or Text(f"{outcome.client}：完成", f"{outcome.client}: done")
        tell(f"[{number}/{total}] {line.of(lang)}")
        yield outcome


def _summary(counts: Mapping[str, int], failed: int, overview: str, lang: str) -> None:
    from auditor.report.labels import labels

    words = labels(lang)
    numbers = {key: counts[key] for key in ("stores", "critical", "failing", "clear", "no_verdict", "no_data")}
    seldom = {"behind": counts["behind"], "failed": failed, "paused": counts["paused"]}
    numbers |= {key: number for key, number in seldom.items() if number}
    print(
        words.join(
            "comma",
            (f"{number} " + words.fill(f"overview.card_{key}", count=number) for key, number in numbers.items()),
        )
    )
    print(overview, flush=True)  # before what is said of it: in a log of both streams too


def _tell_why(code: Exit, incomplete: Collection[str], overview: str, lang: str) -> None:
    """One line for whoever only sees the exit code: whose data were not in order, and where that is told."""
    if code is Exit.INCOMPLETE:
        zh, en = some(sorted(incomplete), "个客户")
        tell(Text(f"结果不完整：{zh}；原因见 {overview}", f"Incomplete: {en}; why is told in {overview}"), lang)
    elif code is Exit.NOTHING:
        told = Text(
            f"没有一项检查得到判定：请核对配置所写之处是否有文件；详见 {overview}",
            f"No check of any store could be assessed: are the files where the configuration says? See {overview}",
        )
        tell(told, lang)


def _exit_code(outcomes: list[Outcome], fail_on: Severity, late: Collection[str]) -> Exit:
    """``late``: the clients who have a store without new data, which was judged by that of last time."""
    if not outcomes:  # every client is paused
        return Exit.OK
    if any(outcome.bug for outcome in outcomes):
        return Exit.BUG
    if any(outcome.misconfigured for outcome in outcomes) or all(outcome.unwritten for outcome in outcomes):
        return Exit.USAGE
    if not any(store.assessed for outcome in outcomes for store in outcome.stores):
        return Exit.NOTHING
    if late or any(outcome.incomplete for outcome in outcomes):
        return Exit.INCOMPLETE
    order = list(Severity)
    worst = order.index(fail_on)
    if any(order.index(Severity(severity)) <= worst for o in outcomes for s in o.stores for severity in s.failing):
        return Exit.FAILED
    return Exit.OK
