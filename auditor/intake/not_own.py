"""What a title or a tab says that makes the figures below it none of the store's actual ones: 目标, 行业均值, 去年同期."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from auditor.intake.columns import Column, Table
from auditor.intake.dating.periods import without_period
from auditor.intake.dating.relative import relative_in
from auditor.intake.headings import normal
from auditor.intake.lexicon import LISTED
from auditor.intake.readers.cells import Cell, Row
from auditor.intake.row_labels import is_example, is_line
from auditor.intake.words import BESIDE, OTHERS, OWN_STORE
from auditor.model import Text

_BEFORE = (
    r"(?:[本当这上下][周月期]|20\d\d年?|[今本全]年度?|年?度|月度|季度|周度|店铺|运营|销售|业绩|核心|各项|指标|考核|kpi"
    r"|(?:this|next|last)(?:week|month)(?:'s)?|weekly|monthly|annual|yearly|sales|store)*"
)
# 红线指标 and 标准指标 are metrics that have a line, and what stands below are their figures
_AFTER = (
    r"(?:[分拆]解|规划|制定|设定|分配|表|数据|汇总|明细|一览|对照|参考|(?<!红线)(?<!标准)指标"
    r"|sheets?|tables?|data|figures|values?|kpis?|breakdown)*"
)
_NAMED = re.compile(rf"{_BEFORE}(?P<core>.*?){_AFTER}")
_OTHER_YEAR = re.compile(r"(?:去年|上年)(?:同期|同周|同月)?|(?:last|previous|prior)year")
# 日均数据 of October: the days' mean stands below the month, and would pass for its figure
_MEAN = re.compile(
    r"(?:每?日|每天|[周月人店])平?均[值数]?|(?:daily|weekly|monthly)(?:average|avg|mean)s?"
    r"|(?:average|avg|mean)s?(?:daily|(?:per|a|each|/)day)"
)
_ACTUAL = re.compile("实际|完成|达成|actual|achieved")
_SPLIT = re.compile("[分拆]解|breakdown")  # what is aimed at in a year, and its months beside it
REMEDY = Text(
    "如果是本店本期的实际数值，请改写这个标题或工作表名",
    "if they are the store's own of this period, reword the title or the tab",
)


def left_out(table: Table, sheet: str | None) -> tuple[int, Cell, Text, Text] | None:
    """The title or tab below which a table is not read, with its row, why, and the way out. None for most tables.

    A table that sets actual figures beside their targets holds the store's own, whatever it is called.
    """
    first = min((column.index for column in table.columns), default=0)
    titles = [
        (row.number, row.cells[0]) for row in table.titles if len(row.cells) == 1 and row.cells[0].column <= first
    ]
    split = any(
        is_of_others(text) and _SPLIT.search(normal(text)) for text in (sheet or "", *(c.raw for _, c in titles))
    )
    if sets_actual(table, beside_targets=not split):
        return None
    if any(_ACTUAL.search(normal(cell.raw)) for _, cell in titles):
        return None
    if {column.kind for column in table.columns} == {"metric", "value"}:  # 目标 | 本周 may be what is aimed at
        corners = ((column, column.text.rpartition(" / ")[2]) for column in table.all("metric"))
        titles += [(table.heading_row or 0, column.heading._replace(value=own)) for column, own in corners]
    for number, cell in [*titles[::-1], (1, Cell(1, sheet or ""))]:
        if is_of_others(cell.raw):
            return number, cell, why_not_own(cell.raw), REMEDY
    return None


def sets_actual(table: Table, *, beside_targets: bool = True) -> bool:
    """Whether a table has a column of targets or of actual figures: 指标 | 目标 | 实际."""
    beside = (each for each in table.columns if each.kind == "beside" and each.why == BESIDE["target"][0])
    return (beside_targets and any(beside)) or any(_ACTUAL.search(normal(each.text)) for each in table.columns)


def heads_again(rows: Iterable[Row], metric: Column | None) -> set[int]:
    """The numbers of the rows of a text alone below which metrics stand that are named elsewhere as well."""
    named, head = dict[int, set[str]](), 0
    for row in rows:
        head = row.number if len(row.cells) == 1 else head
        label = next((cell for cell in row.cells if metric is not None and cell.column == metric.index), None)
        if len(row.cells) > 1 and label is not None:
            named.setdefault(head, set()).add(normal(label.raw))
    times = Counter(chain.from_iterable(named.values()))
    return {head for head, names in named.items() if any(times[name] > 1 for name in names)}


def ends_others(title: str, before: str) -> bool:
    """Whether the title of others' figures ends with another: with 本周实际, 本店, 本周数据, or the next of a list.

    That is 三、服务 after 二、目标, of which 1. 流量 is a part; below 竞品A 本周 is the competitor's.
    """
    plain = LISTED.sub("", title)
    if is_of_others(title):
        return False
    if _ACTUAL.search(normal(title)) or normal(plain) in OWN_STORE:
        return True
    if relative_in(plain) is not None:
        return not normal(LISTED.sub("", before)).startswith(OTHERS)
    first, second = (LISTED.match(text) for text in (before, title))
    return first is not None and second is not None and first[0].strip()[0].isdigit() == second[0].strip()[0].isdigit()


def why_not_own(title: str) -> Text:
    """Why what stands below a title or tab is not read."""
    return Text(
        f"“{title}”：下面不是本店本期的实际数值，没有读取",
        f"'{title}': what stands below are no actual figures of the store; not read",
    )


@lru_cache(maxsize=65536)
def is_of_others(text: str) -> bool:
    """Whether a title says of all figures below it that they are targets, others', another year's or made up: 二、本月目标, 竞品A."""
    plain = normal(LISTED.sub("", without_period(LISTED.sub("", text)))).strip("()[]【】:")
    found = _NAMED.fullmatch(plain)
    return found is not None and _names(found["core"])


def _names(core: str) -> bool:
    return is_line(core) or is_example(core) or any(each.fullmatch(core) for each in (_OTHER_YEAR, _MEAN))
