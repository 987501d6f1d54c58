"""What the label of a row says of it: a total, an average, a line to reach, a comparison, an example, a note below the table."""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.intake.headings import parse_heading
from auditor.intake.periods import is_relative
from auditor.intake.words import COMPARISONS, LINES, OTHERS, SUMMARIES, TOTALS
from auditor.model import Text

_FOOTNOTE = re.compile(
    r"(注|备注|说明|数据来源|来源|口径|(?:制表|填表|编制|统计|审核|复核|审批|负责|联系)人?|(?:制表|填表|打印|导出)(?:日期|时间)|签字|提示|notes?|remarks?|sources?)\s*\d*\s*[:：、.．]|[*※#†]|注[意释明\d]|以上"
)
_EXAMPLE = re.compile(r"(示例|范例|样例|例如|examples?)($|[:：\s(（])")

EXAMPLE = Text("示例行，不读取", "an example row, not read")
NOTE = Text("表下的说明文字", "a note below the table")


def is_total(text: str) -> bool:
    """Whether the label of a row says that it is a total: 合计, 小计:, Grand Total, 全部账号."""
    base = parse_heading(text).base
    return base in TOTALS or (len(base) <= 12 and base.endswith(("合计", "总计", "小计", "累计")))


def is_line(text: str) -> bool:
    """Whether the label of a row says that it is a line to reach or the figures of others: 目标值, 行业均值, Target."""
    base = parse_heading(text).base
    for other in ("", *OTHERS):
        rest = base.removeprefix(other)
        if (rest != base or not other) and rest in LINES:
            return True
    return False


def is_summary(text: str) -> bool:
    """Whether the label of a row says that it is an average or an extreme of the rows above."""
    return parse_heading(text).base in SUMMARIES


def is_comparison(text: str) -> bool:
    """Whether the label of a row says that it sets others against one another or is of another time: 环比, 占比, 上周."""
    return parse_heading(text).base in COMPARISONS or is_relative(text)


@lru_cache(maxsize=65536)
def why_no_store(text: str) -> Text | None:
    """Why a row whose store is called so is none's: 合计, 目标, 环比, 上周; None for the name of a store."""
    if is_total(text) or is_summary(text):
        return Text("合计或平均行，不作为店铺读取", "a total or average row, not read as a store")
    if is_line(text):
        return Text("目标或标准行，不作为店铺读取", "a row of targets or of others' figures, not read as a store")
    if is_comparison(text):
        return Text("对比行，不作为店铺读取", "a row that compares, not read as a store")
    return None


@lru_cache(maxsize=65536)
def is_example(text: str) -> bool:
    """Whether the first text of a row says that the row is only an example."""
    return _EXAMPLE.match(text.strip().casefold()) is not None


def is_noted(text: str) -> bool:
    """Whether a text says by its first word that it is a note: 备注：, 数据来源:, ※."""
    return _FOOTNOTE.match(text.strip().casefold()) is not None


def is_footnote(text: str) -> bool:
    """Whether a text that stands alone in its row reads like a note under a table."""
    stripped = text.strip()
    return is_noted(stripped) or len(stripped) > 40 or any(mark in stripped for mark in "。；！？\n")
