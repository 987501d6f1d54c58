"""What a run's message says: the verdict and counts; names of stores and clients only where they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.files import read_json
from auditor.model import Text
from auditor.portfolio.job import Outcome
from auditor.portfolio.overview import SCHEMA, Overview, overview
from auditor.portfolio.summary import refused, summarise, unread
from auditor.text import BilingualError, counted

BYTES = 2000  # WeCom's robots take 2,048 bytes a message (as Apprise records it), the least of the five services
_NAMES = 10  # of a list; the rest is a number
_LARGEST = 1 << 30
_MENTIONS = str.maketrans("@<>&`*|", "＠＜＞＆｀＊｜")  # a store called @all shall not call everybody


class NoRun(BilingualError):
    """There is no finished run to tell of; ``message`` says where it was looked for."""


@dataclass(frozen=True, slots=True)
class Digest:
    """One message. ``level`` is "failure", "warning" or "success", for services that show it by colour."""

    title: str
    body: str
    level: str


def read_run(path: Path, lang: str) -> Overview:
    """The overview of a finished run: from the output folder of ``portfolio`` or ``audit``, or from its JSON file.

    A single audit is summed up as if it were the only client of an agency. Raises NoRun.
    """
    found = next((file for name in ("overview.json", "audit.json") if (file := path / name).is_file()), path)
    try:
        document = read_json(found, _LARGEST)
        if document["schema"] == SCHEMA:
            _ = [document["counts"][key] for key in ("no_verdict", "behind")]
            document["counts"].setdefault("paused", 0)
            _ = [document[key] for key in ("failed", "refused", "unread")]
            return dict(document)
        return _of_audit(document, lang)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise NoRun(
            Text(
                f"{path} 里没有已完成的审核结果；请给出 auditor portfolio 或 auditor audit 的 --out 文件夹（后者需含 json 格式），"
                "或其中的 overview.json、audit.json",
                f"{path} holds no finished run; name the --out folder of auditor portfolio or auditor audit (the latter "
                "with json among its formats), or the overview.json or audit.json in it",
            )
        ) from None


def _of_audit(document: dict[str, Any], lang: str) -> Overview:
    entries = (*document["stores"], *document["clients"])
    outcome = Outcome(
        client="",
        key="",
        stores=tuple(summarise(entry, document["as_of"]) for entry in entries),
        refused=tuple(refused(document["inputs"])),
        unread=tuple(unread(document["inputs"])),
    )
    return overview([outcome], lang)


def digest(run: Overview, lang: str, names: bool = False) -> Digest:
    """The message on ``run``, at most ``BYTES`` long with its title.

    Without ``names`` it holds numbers alone: no store, client, file, metric or check.
    """
    counts = run["counts"]
    if counts["critical"]:
        level, verdict = (
            "failure",
            Text(f"{counts['critical']} 家店铺有严重问题", _stores(counts["critical"], "critical")),
        )
    elif not counts["stores"] and counts["paused"] and not (run["refused"] or run["failed"]):
        level, verdict = "success", Text("全部暂停审核", "everything is paused")
    elif not counts["stores"] or counts["no_data"] == counts["stores"]:
        level, verdict = "warning", Text("没有可评估的店铺", "no store could be assessed")
    elif run["refused"] or run["unread"] or run["failed"] or counts["no_data"] or counts["behind"]:
        level, verdict = "warning", Text("数据不完整", "incomplete")
    elif counts["failing"]:
        level, verdict = "warning", Text(f"{counts['failing']} 家店铺有未达标", _stores(counts["failing"], "other"))
    elif counts["no_verdict"]:
        level, verdict = "warning", Text("数据不足，无结论", "too little data for a verdict")
    elif counts["waived"]:
        level, verdict = "success", Text("除已豁免项外未发现超标", "no check failed besides those waived")
    else:
        level, verdict = "success", Text("未发现超标", "no check failed")
    day = run["as_of"] or ""
    title = Text(f"店铺审核 {day}：{verdict.zh}", f"Store audit {day}: {verdict.en}").of(lang)
    lines = [line.of(lang) for line in _lines(run)]
    if names:
        lines += [line.of(lang) for line in _named(run)]
    return Digest(title, _within("\n".join(lines), BYTES - len(title.encode()) - 2), level)


def _stores(number: int, kind: str) -> str:
    what = "critical failures" if kind == "critical" else "checks that fail"
    return f"{counted(number, 'store')} with {what}"


def _lines(run: Overview) -> Iterator[Text]:
    counts = run["counts"]
    yield Text(
        f"店铺 {counts['stores']} 家：严重问题 {counts['critical']}，其他未达标 {counts['failing']}，"
        f"未发现超标 {counts['clear']}，数据不足、无结论 {counts['no_verdict']}，没有数据 {counts['no_data']}",
        f"{counted(counts['stores'], 'store')}: {counts['critical']} with a critical failure, {counts['failing']} with other failures, "
        f"{counts['clear']} with no check failed, {counts['no_verdict']} with too little data for a verdict, "
        f"{counts['no_data']} without data",
    )
    further = (
        (len(run["newly_critical"]), "新出现的严重问题", "newly critical"),
        (counts["behind"], "没有新数据的店铺", "stores without new data"),
        (counts["paused"], "暂停审核的客户或店铺", "clients or stores paused"),
        (counts["waived"], "已豁免的检查项", "checks waived"),
        (counts["overdue"], "逾期整改", "actions overdue"),
        (len(run["refused"]), "未读取的文件或工作表", "files or sheets not read"),
        (sum(sheet["cells"] for sheet in run["unread"]), "未能使用的单元格", "cells that could not be used"),
        (len(run["failed"]), "未完成的客户", "clients not finished"),
    )
    for number, zh, en in further:
        if number:
            yield Text(f"{zh}：{number}", f"{en}: {number}")


def _named(run: Overview) -> Iterator[Text]:
    lists: Sequence[tuple[str, str, list[str]]] = (
        ("严重问题", "critical", [store["store"] for store in run["stores"] if store["critical"]]),
        ("没有数据", "without data", [store["store"] for store in run["no_data"]]),
        ("没有新数据", "without new data", [store["store"] for store in run["behind"]]),
        ("未完成的客户", "clients not finished", [client["client"] for client in run["failed"]]),
    )
    for zh, en, found in lists:
        if found:
            shown = [_plain(name) for name in found[:_NAMES]]
            more = len(found) - len(shown)
            yield Text(
                f"{zh}：{'、'.join(shown)}{f' 等 {len(found)} 个' if more else ''}",
                f"{en}: {', '.join(shown)}{f' and {more} more' if more else ''}",
            )


def _plain(name: str) -> str:
    """A name on one line, without what a chat would take for a mention, a link or mark-up."""
    text = " ".join("".join(mark if mark.isprintable() else " " for mark in name).split()).translate(_MENTIONS)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _within(text: str, room: int) -> str:
    """``text``, or as much of it as fits into ``room`` bytes of UTF-8 and a mark that it was cut."""
    if len(text.encode()) <= room:
        return text
    return text.encode()[: room - 3].decode("utf-8", errors="ignore") + "…"
