"""What the label of a row says of it: a total, an average, a line to reach, a comparison, an example, a note below the table."""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.intake.dating.dates import parse_period
from auditor.intake.dating.periods import without_period
from auditor.intake.dating.relative import is_relative
from auditor.intake.headings import beside, normal, parse_heading
from auditor.intake.words import (
    ALL_OF_IT,
    AVERAGES,
    BESIDE,
    COMPARISONS,
    LINES,
    OTHER_DAYS,
    OTHERS,
    OTHERS_ALONE,
    REST,
    RIVALS,
    SUMMARIES,
    TOTAL_ENDS,
    TOTALS,
)
from auditor.model import Text
from auditor.text import any_of

_FOOTNOTE = re.compile(
    r"(注|备注|说明|数据来源|来源|口径|(?:金额|计量|货币)?单位|units?|(?:制表|填表|编制|统计|审核|复核|审批|负责|联系)人?|(?:制表|填表|打印|导出)(?:日期|时间)|签字|提示|notes?|remarks?|sources?)\s*\d*\s*[:：、.．]|[*※#†]|注[意释明\d]|以上"
)
# 环比, 周环比增幅, 较上周变化, 同比去年; WoW change, week over week, vs last week.
_COMPARED = re.compile(
    r"(?:[本上]?[日周月季年]|与?去年|与?上[周月年期])?(?:环比|同比)(?:去年|上[周月年期])?(?:的?(?:变化|变动|增长|增减|增幅|涨幅|降幅|涨跌|差异|差)[率量额幅值]?)?[↑↓]*"
    r"|(?:[较比对与]|相比|对比)(?:上|前一?|去)[周月年期日](?:同期)?(?:相?比)?(?:变化|变动|增长|增减|增幅|涨幅|降幅|涨跌|差异|差)?[率量额幅值]?"
    r"|(?:wow|mom|yoy|qoq|(week|month|year|quarter)(?:over|on)\1)(?:change|growth|diff(?:erence)?)?"
    r"|(?:change|growth|diff(?:erence)?)?(?:vs\.?|versus|against)(?:last|previous|prior)(?:week|month|year|quarter|period)"
)
_BEST = r"(?:top-?|前)(?:\d{1,3}%?|[三五十])名?(?:店铺|商家|卖家)?(?:均值|平均值?|水平)?"  # TOP10, 前10%均值
_RANKED = re.compile(_BEST)
_OF_OTHERS = re.compile(
    rf"(?:{any_of(OTHERS)})(?:{_BEST}|优秀(?:水平|均值)?)|(?:{any_of(RIVALS)})(?:店铺?)?[a-z\d甲乙丙]?(?:店铺?)?"  # 竞争对手店铺A
)
# Each name of a store is compared with them once, and there may be many.
_TOTALS, _SUMMARIES, _COMPARISONS = frozenset(TOTALS), frozenset(SUMMARIES), frozenset(COMPARISONS)
_LINES = frozenset(other + line for other in ("", *OTHERS) for line in LINES)
_ROWS = re.compile(r"(?:[:(]|(?<=[^\x00-\x7f]))[0-9][0-9,]*\D{0,9}$")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_OTHER_YEAR = re.compile(r"(?:去年|上年|前年|lastyear|prioryear)(?:第?\d|同)")  # 去年第46周
_EXAMPLE = re.compile(r"((示例|范例|样例)(店铺?|行|数据)?|例如|examples?)($|[:：\s(（])")

EXAMPLE = Text("示例行，不读取", "an example row, not read")
SUMMED_UP = Text("合计或平均行，不作为店铺读取", "a total or average row, not read as a store")
LEFT_OVER = Text("不属于任何一家店铺的数值，没有读取", "figures of no one store, not read")
A_PERIOD = Text("店铺处写的是周期，不是店铺名，没有读取", "a period and no store's name, not read")
_OF_A_LINE = Text("目标或标准行，不作为店铺读取", "a row of targets or of others' figures, not read as a store")
_COMPARING = Text("对比行，不作为店铺读取", "a row that compares, not read as a store")
NOTE = Text("表下的说明文字", "a note below the table")


@lru_cache(maxsize=65536)
def is_total(text: str) -> bool:
    """Whether the label of a row says that it is a total: 合计, 小计:, Grand Total, 全部账号."""
    return names_total(parse_heading(text).base)


def names_total(base: str) -> bool:
    """The same of a normal label; how many rows are added up may stand behind it (total:15, 合计(3条), 总计3款)."""
    word = _ROWS.sub("", base)
    if "/" in base:  # 合计/平均 below counts and rates
        return all(part in _TOTALS or part in _SUMMARIES for part in base.split("/"))
    return word in _TOTALS or (len(word) <= 12 and word.endswith(TOTAL_ENDS))


def is_average(text: str) -> bool:
    """Whether the label of a row says that it is an average of the rows above."""
    return normal(text) in AVERAGES


def is_line(text: str) -> bool:
    """Whether the label of a row says that it is a line to reach or the figures of others: 目标值, 行业均值, 竞品A, Target."""
    base = parse_heading(text).base
    return base in _LINES or _OF_OTHERS.fullmatch(base) is not None


def is_summary(text: str) -> bool:
    """Whether the label of a row says that it is an average or an extreme of the rows above."""
    return parse_heading(text).base in _SUMMARIES


def is_comparison(text: str) -> bool:
    """Whether the label of a row says that it sets others against one another or is of another time: 环比, 占比, 上周."""
    base = parse_heading(text).base
    if base in _COMPARISONS or is_relative(text) or _OTHER_YEAR.match(base):
        return True
    return _COMPARED.fullmatch(base) is not None or _RANKED.fullmatch(base) is not None


@lru_cache(maxsize=65536)
def why_no_store(text: str) -> Text | None:
    """Why a row whose store is called so is none's: 合计, 目标, 2026年10月目标, 环比, 上周; None for the name of a store."""
    if is_total(text) or is_summary(text):
        return SUMMED_UP
    if is_line(text):
        return _OF_A_LINE
    if is_comparison(text):
        return _COMPARING
    rest = without_period(text)
    return why_no_store(rest) if rest not in ("", text) and not is_relative(rest) else None


@lru_cache(maxsize=65536)
def why_no_name(text: str) -> Text | None:
    """Why what stands below the heading 店铺 names no store, though elsewhere in a row it may say something else."""
    plain = normal(text)
    if plain in REST:
        return LEFT_OVER
    if plain in OTHERS_ALONE:
        return _OF_A_LINE
    if plain in OTHER_DAYS:
        return _COMPARING
    # 7-11 and 20261115 may be stores, 2026-W46 and 2026年11月 are none
    return A_PERIOD if _YEAR.search(plain) and not plain.isdigit() and parse_period(text) is not None else None


def why_aside(text: str) -> Text | None:
    """Why a column beside those of stores is none: 合计, 目标, 备注."""
    if is_total(text) or is_summary(text) or normal(text) in ALL_OF_IT:
        return BESIDE["total"][0]
    if is_line(text) or normal(text) in OTHERS_ALONE:
        return Text("目标或同行数值，不是店铺", "a line or others' figures, no store")
    if normal(text) in REST:
        return LEFT_OVER
    return beside(text) or (BESIDE["change"][0] if is_comparison(text) or normal(text) in OTHER_DAYS else None)


@lru_cache(maxsize=65536)
def is_example(text: str) -> bool:
    """Whether the first text of a row says that the row is only an example."""
    return _EXAMPLE.match(text.strip().casefold()) is not None


@lru_cache(maxsize=65536)
def is_noted(text: str) -> bool:
    """Whether a text says by its first word that it is a note: 备注：, 数据来源:, ※."""
    return _FOOTNOTE.match(text.strip().casefold()) is not None


def is_footnote(text: str) -> bool:
    """Whether a text that stands alone in its row reads like a note under a table."""
    stripped = text.strip()
    return is_noted(stripped) or len(stripped) > 40 or any(mark in stripped for mark in "。；！？\n")
