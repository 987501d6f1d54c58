"""Why a sheet is of no platform of the rule book: another one's, without any metric, or of one that nobody states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.intake.headings import structural
from auditor.intake.layouts.pivots import outer_metric
from auditor.intake.lexicon import Lexicon
from auditor.intake.origin import Origin
from auditor.intake.platform_names import Known, elsewhere
from auditor.intake.readers.cells import Row
from auditor.model import CLIENT, Text

_MOST_SHOWN, _LONGEST = 8, 24  # headings, and characters of one


class NoHeading(Text):
    """Why a sheet is none of ours."""


def own_rules(text: str, known: Known) -> Text | None:
    """How a platform that a cell names gets rules of its own; None where the cell may as well be misspelt."""
    name = elsewhere(text, known)
    if name is None:
        return None
    return Text(
        f"规则库里没有 {name}：要评估它，请为它写自己的规则（docs/rules.zh.md“自建平台”）",
        f"{name} has no rules here: to audit it write its own (docs/rules.md, 'A platform of your own')",
    )


def no_rules(name: str, lexicon: Lexicon) -> NoHeading:
    """That figures are of a platform for which there are no rules, and how it gets its own."""
    named = _named(lexicon)
    return NoHeading(
        f"是 {name} 的数据，规则库里没有这个平台，因此没有读取：要评估它，请为它写自己的规则（docs/rules.zh.md“自建平台”）；"
        f"其实属于已有平台的，请用 --platform {named} 指明",
        f"it is of {name}, a platform without rules here, and is not read: to audit it write its own rules (docs/rules.md, "
        f"'A platform of your own'); if it is of one that has them, say --platform {named}",
    )


def no_metric(texts: Iterable[str], lexicon: Lexicon, outer: str | None = None) -> NoHeading:
    """That no heading names a metric, with those that were seen, and how to lay it out, or the sheet to fill in.

    ``outer``: the metric that stands outside of the table, such as on its tab.
    """
    shown = _shown(texts)
    if outer is not None:
        return NoHeading(
            f"“{outer}”（工作表名、文件名或标题）是指标，但看不懂这张表的标题（看到的标题：{shown.zh}）："
            "请排成“店铺 | 平台 | 周期 | 指标 | 数值”，每行一个数值；或每家店一行，以周期为列标题，如“店铺 | 2026-W45 | 2026-W46”",
            f"'{outer}' (of the tab, the file or a title) is a metric, but the headings of the table are not understood (they are: "
            f"{shown.en}): lay it out as 'Store | Platform | Period | Metric | Value', a value a row, or as a row a store below "
            "periods: 'Store | 2026-W45 | 2026-W46'",
        )
    named = _named(lexicon)
    return NoHeading(
        f"没有找到规则库中的指标（看到的标题：{shown.zh}）：不是店铺指标的表不必提交；"
        f"要填写指标，请用 auditor template metrics --platform {named} 生成表格",
        f"no metric of the rule book was found (the headings: {shown.en}): a sheet of something else need not be "
        f"handed in; to enter metrics fill in the sheet that auditor template metrics --platform {named} makes",
    )


def no_item(texts: Iterable[str], lexicon: Lexicon) -> NoHeading:
    """That no row of a checklist is an item of the rule book, and how to get those that are."""
    shown, named = _shown(texts), _named(lexicon)
    return NoHeading(
        f"没有一行是规则库中的检查项（看到的：{shown.zh}）：自用的清单不必提交；要评估上线准备，请用 "
        f"auditor template readiness --platform {named} 生成检查表，照其中的检查项填写",
        f"no row is an item of the rule book (they are: {shown.en}): a checklist of your own need not be handed in; for a pre-launch "
        f"review fill in the one that auditor template readiness --platform {named} makes",
    )


def _shown(texts: Iterable[str]) -> Text:
    seen = list(dict.fromkeys(" ".join(text.split())[:_LONGEST] for text in texts if text.strip()))
    zh, en = "、".join(seen[:_MOST_SHOWN]), ", ".join(seen[:_MOST_SHOWN])
    return Text(f"{zh} 等", f"{en} …") if len(seen) > _MOST_SHOWN else Text(zh, en)


def without_metric(rows: Sequence[Row], heading: Row | None, lexicon: Lexicon, origin: Origin) -> NoHeading | None:
    """That no cell names a metric of any platform; None where one does, or may."""
    texts = [cell.value for row in rows for cell in row.cells if isinstance(cell.value, str)]
    taken = (lexicon.take(text, None) for text in texts if structural(text) is None)
    if any(found.metric is not None or found.problem is not None for found in taken):
        return None
    outer = outer_metric((), origin, lexicon)
    return no_metric([cell.raw for cell in heading.cells] if heading is not None else texts, lexicon, outer)


def no_platform(rows: Sequence[Row], heading: Row | None, other: str | None, lexicon: Lexicon, origin: Origin) -> Text:
    """Why nobody can tell whose figures a table has. ``other``: the platform without rules that its titles or names mention."""
    if other is not None:
        return no_rules(other, lexicon)
    if (why := without_metric(rows, heading, lexicon, origin)) is not None:
        return why
    named = _named(lexicon)
    return Text(
        f"无法判断属于哪个平台：请加“平台”列，或用 --platform {named} 指明",
        f"cannot tell the platform: add a column 'Platform' or say --platform {named}",
    )


def _named(lexicon: Lexicon) -> str:
    return "|".join(platform for platform in lexicon.platforms if platform != CLIENT)
