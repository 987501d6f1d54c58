"""Sheets that a heading, a title, their tab or their file calls a daily report: 日报, 当日数据, Daily store report."""

from __future__ import annotations

import re

from auditor.intake.columns import Table
from auditor.intake.days_totalled import days_of
from auditor.intake.gather import Gatherer

_REPORT = "report|log|sheet|tracker|sales|figures|summary|kpis?|performance|metrics|data|stats|numbers|dashboard|snapshot|overview|update"
_OF_A_DAY = re.compile(
    r"日报(?![价名关备税])|[每当本今昨单](?:日|天)(?:[^\W\d_]{2}){0,2}(?:数据|汇总|统计|情况|报表|概况|概览|简报|指标)"
    rf"|(?<![a-z])daily[ _-]?(?:[a-z.]+[ _-]){{0,2}}(?:{_REPORT})",
    re.IGNORECASE,
)
_OF_MORE = re.compile(r"周报|月报|weekly|monthly", re.IGNORECASE)


def mark_daily(gatherer: Gatherer, first: int, table: Table) -> None:
    """Put down of the values a day, from ``first`` on, of which nobody said what they are of, that their sheet is called daily.

    Of what says of how many days it is, the nearest counts: a tab 日报 of a file 周报 has the figures of days.
    """
    values = [column.text for column in table.columns if column.kind in ("value", "dated")]
    titles = [cell.raw for row in reversed(table.titles) for cell in row.cells]
    names = (*values, *titles, gatherer.origin.sheet or "", gatherer.origin.stem)
    told = next((name for name in names if _OF_MORE.search(name) or _OF_A_DAY.search(name)), None)
    if told is None or _OF_MORE.search(told):
        return
    for at in days_of(gatherer, first):
        gatherer.observations[at] = gatherer.observations[at]._replace(in_daily=True)
