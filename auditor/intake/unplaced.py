"""Why a sheet is of no platform of the rule book: another one's, without any metric, or of one that nobody states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.intake.headings import structural
from auditor.intake.lexicon import Lexicon
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


def no_metric(texts: Iterable[str], lexicon: Lexicon) -> NoHeading:
    """That no heading names a metric, with those that were seen, and the sheet to fill in."""
    seen = list(dict.fromkeys(" ".join(text.split())[:_LONGEST] for text in texts if text.strip()))
    zh, en = "、".join(seen[:_MOST_SHOWN]), ", ".join(seen[:_MOST_SHOWN])
    more = len(seen) > _MOST_SHOWN
    named = _named(lexicon)
    return NoHeading(
        f"没有找到规则库中的指标（看到的标题：{zh}{' 等' if more else ''}）：不是店铺指标的表不必提交；"
        f"要填写指标，请用 auditor template metrics --platform {named} 生成表格",
        f"no metric of the rule book was found (the headings: {en}{' …' if more else ''}): a sheet of something else need not be "
        f"handed in; to enter metrics fill in the sheet that auditor template metrics --platform {named} makes",
    )


def without_metric(rows: Sequence[Row], heading: Row | None, lexicon: Lexicon) -> NoHeading | None:
    """That no cell names a metric of any platform; None where one does, or may."""
    texts = [cell.value for row in rows for cell in row.cells if isinstance(cell.value, str)]
    taken = (lexicon.take(text, None) for text in texts if structural(text) is None)
    if any(found.metric is not None or found.problem is not None for found in taken):
        return None
    return no_metric([cell.raw for cell in heading.cells] if heading is not None else texts, lexicon)


def no_platform(rows: Sequence[Row], heading: Row | None, other: str | None, lexicon: Lexicon) -> Text:
    """Why nobody can tell whose figures a table has. ``other``: the platform without rules that its titles or names mention."""
    if other is not None:
        return no_rules(other, lexicon)
    if (why := without_metric(rows, heading, lexicon)) is not None:
        return why
    named = _named(lexicon)
    return Text(
        f"无法判断属于哪个平台：请加“平台”列，或用 --platform {named} 指明",
        f"cannot tell the platform: add a column 'Platform' or say --platform {named}",
    )


def _named(lexicon: Lexicon) -> str:
    return "|".join(platform for platform in lexicon.platforms if platform != CLIENT)
