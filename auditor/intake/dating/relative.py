"""本周, 上月, last week: periods that something else dates, in headings, labels, titles and tabs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

from auditor.days import first_of, moved
from auditor.intake.dating.weeks import is_counted_week
from auditor.intake.headings import normal
from auditor.intake.lexicon import LISTED
from auditor.intake.span_names import TO_DATE
from auditor.intake.words import OTHER_DAYS
from auditor.model import Period, Text

_VALUES = r"(?:数|数据|数值|值|实际|实际值|实绩|完成|完成值|合计|总计|actuals?|values?|data)?$"
_NOW = r"[本当这][周期月]|这个?(?:星期|月)|本(?:星期|周期)|(?:this|current)\s*(?:week|wk|month|period)"
_BEFORE = (
    r"[上前]一[周期月]|上[周期月]|上一?个(?:星期|月|周期)|上(?:星期|一?周期)"
    r"|(?:last|previous|prior|prev\.?)\s*(?:week|wk|month|period)"
)
_THIS = re.compile(rf"^(?:{_NOW}){_VALUES}")
_LAST = re.compile(rf"^(?:{_BEFORE}){_VALUES}")
_RELATIVE = re.compile(rf"{_NOW}|{_BEFORE}", re.IGNORECASE)
_OF_WEEK, _OF_MONTH = re.compile("周(?!期)|星期|week|wk"), re.compile("月|month")
_OF_ITS_FIGURES = (
    r"(?:数据|汇总|累计|情况|概况|概览|总览|回顾|总结|表现|业绩|运营|核心|店铺|指标|周报|月报|报表|报告|表"
    r"|data|reports?|figures|summary|overview|performance|review)*"
)
_RELATED = re.compile(rf"(?:.*店)?{_OF_ITS_FIGURES}(?P<said>{_NOW}|{_BEFORE}){_OF_ITS_FIGURES}")
_ANNOUNCING = re.compile(rf"[本当整全]?[周月日]?{_OF_ITS_FIGURES}")
_LONGEST_TITLE = 40  # characters of one that says of what the figures are


def relative_period(text: str, sheet: Period | None) -> Period | None:
    """``本周`` and ``上周`` in a sheet whose title is dated; without the date they mean nothing."""
    name = normal(text)
    if (
        sheet is None
        or sheet.days < 2
        or (_OF_WEEK.search(name) and sheet.days != 7)
        or (_OF_MONTH.search(name) and not 28 <= sheet.days <= 31)
    ):
        return None
    if _THIS.match(name):
        return sheet
    if not _LAST.match(name):
        return None
    end = sheet.start - timedelta(days=1)
    if sheet.start.day == 1 and (sheet.end + timedelta(days=1)).day == 1:
        months = 12 * (sheet.end.year - sheet.start.year) + sheet.end.month - sheet.start.month + 1
        return Period(moved(sheet.start, -months, "month"), end)
    return Period(sheet.start - timedelta(days=sheet.days), end)


@lru_cache(maxsize=65536)
def to_date(text: str, sheet: Period | None) -> Period | Text | None:
    """The whole week or month that 本周累计, MTD are of, in a sheet of it or of its last day; why they are none; None for others.

    On the 15th the month's is that of half a month.
    """
    unit = span.unit if (span := TO_DATE.get(normal(text))) is not None else None
    if unit not in ("week", "month"):
        return None
    if sheet is None:
        return without_dates(text.strip(), sheet)
    first = first_of(sheet.end, unit)
    last = moved(first, 1, unit) - timedelta(days=1)
    if sheet.end == last and (sheet.days == 1 or sheet.start == first):
        return Period(first, last)
    shown = str(sheet.end) if sheet.days == 1 else f"{sheet.start}..{sheet.end}"
    zh, en = ("周", "week") if unit == "week" else ("月", "month")
    return Text(
        f"“{text.strip()}”截至 {shown}，不是整{zh}（{first}..{last}），没有读取：请交该{zh}最后一天的表",
        f"'{text.strip()}' is as of {shown} and not of the whole {en} ({first}..{last}); not read: hand in the sheet of its last day",
    )


def is_relative(text: str) -> bool:
    """Whether a heading is ``本周``, ``上月`` … : a period only if something dates it."""
    name = normal(text)
    return bool(_THIS.match(name) or _LAST.match(name))


def needs_a_date(text: str) -> bool:
    """Whether a heading is a period that something else has to date: 本周, and what is added up to date (本周累计, MTD)."""
    return is_relative(text) or normal(text) in TO_DATE


def relative_in(title: str) -> str | None:
    """The 上周 of a title or tab that says nothing else but of what the figures are: 上周数据, 恒达店周报（上周）."""
    found = _RELATED.fullmatch(re.sub(r"[()\[\]【】:]", "", normal(title)))
    return found["said"] if found else None


def dating(text: str) -> str:
    """What dates 本周, 上月 …: 第46周 in 本周(第46周); empty where nothing does."""
    whole = unicodedata.normalize("NFKC", text)
    rest = _RELATIVE.sub("", whole)
    dates = rest.strip(" \n:-()[]【】")
    return "" if rest == whole or is_counted_week(dates) else dates


def only_announces(text: str) -> bool:
    """Whether a text says no more than that figures follow: 数据, 运营情况, report."""
    return _ANNOUNCING.fullmatch(normal(text)) is not None


def related_to(text: str) -> str | None:
    """The 上周 of a title of figures of last week, the 昨日 of one of a day; else None."""
    if len(text) > _LONGEST_TITLE:
        return None
    return text if is_day(text) else relative_in(LISTED.sub("", text))


def is_day(said: str) -> bool:
    """Whether a title says 昨日 or 今天: in a sheet of that one day it relates to nothing."""
    return normal(said) in OTHER_DAYS


def says_this_week(texts: Iterable[str], sheet: Period) -> bool:
    """Whether a title or tab among others says that it is of the week of which the sheet is: 本周数据."""
    return any(said is not None and relative_period(said, sheet) == sheet for said in map(related_to, texts))


def which_of_two(text: str, sheet: Period) -> Text:
    """Why a lone 上周 does not say which week it is."""
    return Text(
        f"“{text}”是 {sheet.start}..{sheet.end}，还是它的上一周期：请在表格上方写明日期",
        f"'{text}' may be {sheet.start}..{sheet.end} or what came before it: write the dates above the table",
    )


def without_dates(text: str, sheet: Period | None) -> Text:
    """What a heading such as 本周 lacks: a period, or one that is a week."""
    zh, en = f"不知道“{text}”是哪几天", f"nothing tells which days '{text}' is"
    if sheet is not None:
        stated = str(sheet.end) if sheet.days == 1 else f"{sheet.start}..{sheet.end}"
        zh, en = (
            f"“{text}”与写明的周期 {stated} 对不上",
            f"'{text}' does not fit the period that is stated, {stated}",
        )
    return Text(
        f"{zh}：请在表格上方写“统计周期：2026-11-09~2026-11-15”，或把周期写进文件名（如 店铺名_2026-W46.xlsx），"
        f"或以周期（如 2026-W46）为列标题",
        f"{en}: write 'Period: 2026-11-09~2026-11-15' above the table, or put it in the file's name "
        f"(store-name_2026-W46.xlsx), or head the column with it (2026-W46)",
    )
