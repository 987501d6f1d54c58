"""Headings: which metric, attribute or structural column a cell of text stands for.

A heading is compared after NFKC, case folding and dropping spaces: first whole, then without its
bracket. What the bracket says is never thrown away: a window has to be the metric's own window, a
unit or a currency is kept for the values below, anything that compares (target, last week) is no
value of the metric at all.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeVar

from auditor.model import Text
from auditor.rulebook.model import Span

T = TypeVar("T")

STRUCTURE: Mapping[str, tuple[str, ...]] = {
    "store": (
        "店铺",
        "店铺名称",
        "店铺名",
        "店铺ID",
        "店铺编号",
        "店名",
        "网店",
        "store",
        "store name",
        "store id",
        "shop",
        "shop name",
    ),
    "platform": ("平台", "平台名称", "销售平台", "所属平台", "platform", "sales platform"),
    "client": ("客户", "客户名称", "客户ID", "client", "client name", "client id"),
    "period": (
        *(
            "周期",
            "统计周期",
            "时间",
            "日期",
            "统计时间",
            "统计日期",
            "数据周期",
            "数据日期",
            "期间",
            "时间段",
            "报告周期",
            "周",
            "周次",
        ),
        *(
            "月份",
            "月",
            "年月",
            "period",
            "date",
            "week",
            "month",
            "reporting period",
            "time",
            "time period",
            "date range",
        ),
    ),
    "metric": (
        "指标",
        "指标名称",
        "指标名",
        "考核指标",
        "数据指标",
        "数据项",
        "项目",
        "metric",
        "metric name",
        "kpi",
        "indicator",
        "measure",
    ),
    "value": (
        "数值",
        "值",
        "实际",
        "实际值",
        "指标值",
        "当前值",
        "本期",
        "本期值",
        "完成值",
        "结果",
        "value",
        "actual",
        "current",
        "result",
    ),
    "unit": ("单位", "unit", "计量单位"),
    "currency": ("币种", "货币", "结算币种", "店铺币种", "currency", "store currency"),
    "launched": (
        "开店日期",
        "开店时间",
        "开通日期",
        "上线日期",
        "入驻日期",
        "launch date",
        "launched",
        "opened on",
        "opening date",
    ),
}
CHECKLIST: Mapping[str, tuple[str, ...]] = {
    "number": ("编号", "检查编号", "检查项编号", "number", "no.", "no", "check", "check id", "id"),
    "item": ("检查项", "检查项目", "检查内容", "item", "check item"),
    "answer": ("答复", "回答", "是否完成", "answer", "response"),
    "evidence": ("证据", "凭证", "证明材料", "evidence", "proof"),
    "signed_by": ("签字人", "签署人", "确认人", "signed by", "signed", "signatory"),
    "signed_on": ("日期", "签字日期", "签署日期", "date", "signed on", "date signed"),
}
# Columns that people keep beside the numbers. They are known, and they are no values of a metric.
BESIDE: Mapping[str, tuple[Text, tuple[str, ...]]] = {
    "target": (
        Text("目标或标准，不是实际值", "a target, not an actual value"),
        (
            "目标",
            "目标值",
            "标准",
            "阈值",
            "要求",
            "红线",
            "基准",
            "target",
            "goal",
            "threshold",
            "standard",
            "benchmark",
            "limit",
        ),
    ),
    "change": (
        Text("变化或比较，由历史数据重新计算", "a comparison; changes are computed from the values themselves"),
        (
            *(
                "环比",
                "同比",
                "变化",
                "涨跌",
                "趋势",
                "差值",
                "达成率",
                "完成率",
                "周环比",
                "月环比",
                "较上周",
                "较上期",
                "change",
                "wow",
                "mom",
            ),
            *("yoy", "trend", "difference", "vs last week", "vs target"),
        ),
    ),
    "note": (
        Text("备注类内容，不作为数据读取", "a remark, not read as data"),
        (
            *(
                "备注",
                "说明",
                "责任人",
                "负责人",
                "状态",
                "序号",
                "结论",
                "评价",
                "数据来源",
                "来源",
                "改进措施",
                "措施",
                "排名",
                "优先级",
                "示例",
            ),
            *(
                "note",
                "notes",
                "remark",
                "remarks",
                "comment",
                "comments",
                "owner",
                "responsible",
                "status",
                "source",
                "rank",
                "#",
                "action",
            ),
            *("where to find it", "取数位置", "例", "example"),
        ),
    ),
    "total": (
        Text("合计列，不作为单独数据读取", "a total column, not read as data"),
        ("合计", "总计", "小计", "汇总", "total", "sum", "average", "平均"),
    ),
}
TOTALS = (
    "合计",
    "总计",
    "小计",
    "总和",
    "汇总",
    "全部账号",
    "全部店铺",
    "所有店铺",
    "allstores",
    "全部",
    "total",
    "totals",
    "subtotal",
    "sub-total",
    "grandtotal",
    "alltotal",
    "overall",
    "all",
)
SUMMARIES = ("平均", "平均值", "均值", "最大值", "最小值", "average", "avg", "mean", "max", "min", "median")
_FOOTNOTE = re.compile(
    r"(注|备注|说明|数据来源|来源|口径|制表|填表|审核|签字|提示|notes?|remarks?|sources?)\s*\d*\s*[:：、.．]|[*※#†]|注[意释明\d]|以上"
)
PLATFORM_WORDS: Mapping[str, tuple[str, ...]] = {
    "alibaba": (
        "alibaba.com",
        "alibaba",
        "阿里巴巴国际站",
        "阿里巴巴",
        "阿里国际站",
        "国际站",
        "alibaba国际站",
        "icbu",
        "阿里",
    ),
    "amazon": ("amazon", "亚马逊", "amz", "seller central", "amazon.com"),
    "independent": (
        "independent",
        "独立站",
        "自建站",
        "独立网站",
        "shopify",
        "independent store",
        "independent site",
        "own site",
        "dtc",
    ),
    "client": ("client", "客户"),
}
CURRENCIES: Mapping[str, str] = {
    **dict.fromkeys(("$", "us$", "usd", "美元", "美金", "dollar", "dollars", "u$s"), "USD"),
    **dict.fromkeys(("¥", "rmb", "cny", "元", "人民币", "cn¥", "rmb¥", "yuan"), "CNY"),
    **dict.fromkeys(("€", "eur", "欧元", "euro"), "EUR"),
    **dict.fromkeys(("£", "gbp", "英镑"), "GBP"),
    **dict.fromkeys(("jpy", "日元", "円", "jp¥"), "JPY"),
    **dict.fromkeys(("₹", "inr", "rs.", "rs"), "INR"),
    **dict.fromkeys(("c$", "ca$", "cad", "加元"), "CAD"),
    **dict.fromkeys(("a$", "au$", "aud", "澳元"), "AUD"),
    **dict.fromkeys(("hk$", "hkd", "港币", "港元"), "HKD"),
    **dict.fromkeys(("mx$", "mxn"), "MXN"),
    **{
        code.casefold(): code
        for code in ("SGD", "SEK", "PLN", "CHF", "BRL", "TRY", "AED", "SAR", "THB", "KRW", "TWD", "ZAR", "NZD", "VND")
    },
}
_SECONDS: Mapping[str, float] = {
    **dict.fromkeys(("毫秒", "ms", "millisecond", "milliseconds"), 0.001),
    **dict.fromkeys(("秒", "秒钟", "s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("分", "分钟", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("时", "小时", "h", "hr", "hrs", "hour", "hours"), 3600),
    **dict.fromkeys(("天", "日", "d", "day", "days"), 86400),
    **dict.fromkeys(("周", "week", "weeks"), 7 * 86400),
}
_SCALES: Mapping[str, int] = {
    "千": 1_000,
    "k": 1_000,
    "万": 10_000,
    "w": 10_000,
    "百万": 1_000_000,
    "m": 1_000_000,
    "亿": 100_000_000,
}
_BRACKET = re.compile(r"\(([^()]*)\)")
_COUNTED = r"(?:近|最近|过去|前|last|past|trailing|rolling|recent)?(\d{1,4})-?(天|日|d|days?|周|weeks?|w|个?月|months?|年|years?)"
_COUNTED_WINDOW = re.compile(_COUNTED + r"(?:内|数据|累计|滚动|rolling|window)?")
_LEADING_WINDOW = re.compile(r"^" + _COUNTED + r"内?-?(?=\D)")
_TRAILING_WINDOW = re.compile(r"(?<=\D)[-_]?" + _COUNTED + r"内?$")
_NAMED_WINDOW = {
    **dict.fromkeys(("周", "每周", "按周", "week", "weekly", "perweek"), Span(1, "week")),
    **dict.fromkeys(("月", "每月", "按月", "月度", "month", "monthly", "permonth"), Span(1, "month")),
    **dict.fromkeys(("年", "每年", "年度", "year", "yearly", "annual"), Span(1, "year")),
}
_COMPARES = re.compile(
    r"目标|环比|同比|标准|上周|上月|上期|去年|同期|同行|行业|平均值?$|排名|target|goal|previous|prior|last(week|month|year)|change|wow|yoy|mom|rank|benchmark"
)
_DASHES = re.compile("[‐‑‒–—―−]")
_DROPPED = re.compile("[\\s\u200b\u200c\u200d\u2060\ufeff]+")


@lru_cache(maxsize=65536)
def normal(text: str) -> str:
    """``text`` as headings are compared: NFKC, case folded, no spaces, one kind of dash and bracket."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = _DASHES.sub("-", _DROPPED.sub("", folded))
    folded = folded.translate(str.maketrans("[]【】{}〔〕", "()()()()"))
    return folded.strip("*:;'\"")


class Heading(NamedTuple):
    """A heading taken apart: whole, without brackets, and what the brackets say about the values."""

    whole: str
    base: str
    brackets: tuple[str, ...] = ()
    windows: tuple[Span, ...] = ()
    percent: bool = False
    currency: str | None = None
    seconds: float | None = None  # unit of time of bare numbers, in seconds
    scale: int = 1  # 万 → 10,000
    compares: bool = False  # the bracket says target, last week …: no value of this period


def span_of(text: str) -> Span | None:
    """The window that a normalised text names (``10天``, ``30days``, ``周``), else None."""
    if found := _COUNTED_WINDOW.fullmatch(text):
        return _counted(found[1], found[2])
    return _NAMED_WINDOW.get(text)


def _counted(count: str, unit: str) -> Span:
    names = {
        "天": "day",
        "日": "day",
        "d": "day",
        "周": "week",
        "w": "week",
        "月": "month",
        "个": "month",
        "年": "year",
        "y": "year",
        "m": "month",
    }
    return Span(int(count), names[unit[0]])


def same_window(stated: Span, window: Span) -> bool:
    """Whether a stated window is the metric's (7 days are a week; an export's own range fits any)."""
    if window.unit == "period":
        return True
    days = {"day": 1, "week": 7}
    if stated.unit in days and window.unit in days:
        return stated.count * days[stated.unit] == window.count * days[window.unit]
    months = {"month": 1, "year": 12}
    if stated.unit in months and window.unit in months:
        return stated.count * months[stated.unit] == window.count * months[window.unit]
    return False


@lru_cache(maxsize=65536)
def parse_heading(text: str) -> Heading:
    """Take a heading apart."""
    whole = normal(text)
    brackets = tuple(part for part in _BRACKET.findall(whole) if part)
    base = _BRACKET.sub("", whole).strip("-_:/*")
    heading = Heading(whole, base, brackets, percent="%" in whole)
    for bracket in brackets:
        heading = _with_note(heading, bracket)
    if heading.percent and base.rstrip("%"):
        heading = heading._replace(base=base.replace("%", "").rstrip("-_:/") or base)
    return heading


def _with_note(heading: Heading, note: str) -> Heading:
    """``heading`` with what one bracket says. Several notes may share a bracket: ``(近30天,%)``."""
    for part in re.split(r"[,，;；/|、]", note):
        if (window := span_of(part)) is not None:
            heading = heading._replace(windows=(*heading.windows, window))
        elif _COMPARES.search(part):
            heading = heading._replace(compares=True)
        heading = unit_note(heading, part)
    return heading


def unit_note(heading: Heading, part: str) -> Heading:
    """``heading`` with a unit: a bracket's, or that of a 单位 column."""
    part = normal(part).removeprefix("单位:").removeprefix("单位").removeprefix("unit:")
    if "%" in part or part in ("百分比", "percent", "pct"):
        return heading._replace(percent=True)
    if part in CURRENCIES:
        return heading._replace(currency=CURRENCIES[part])
    if part in _SECONDS:
        return heading._replace(seconds=_SECONDS[part])
    for word, scale in _SCALES.items():
        rest = part.removeprefix(word)
        if rest != part and (not rest or rest in CURRENCIES or rest in "个次件条单人"):
            return heading._replace(scale=scale, currency=CURRENCIES.get(rest, heading.currency))
    return heading


def window_outside_bracket(whole: str) -> tuple[str, Span] | None:
    """``近30天迟发率`` or ``迟发率-30天`` → what is left, and the window."""
    for pattern in (_LEADING_WINDOW, _TRAILING_WINDOW):
        if found := pattern.search(whole):
            rest = (whole[: found.start()] + whole[found.end() :]).strip("-_")
            if rest:
                return rest, _counted(found[1], found[2])
    return None


@lru_cache(maxsize=1)
def _words() -> Mapping[str, str]:
    return {normal(word): kind for kind, words in STRUCTURE.items() for word in words}


@lru_cache(maxsize=1)
def _beside() -> Mapping[str, Text]:
    return {normal(word): why for why, words in BESIDE.values() for word in words}


@lru_cache(maxsize=1)
def _checklist() -> Mapping[str, str]:
    return {normal(word): kind for kind, words in CHECKLIST.items() for word in words}


def _whole_or_base(table: Mapping[str, T], text: str) -> T | None:
    heading = parse_heading(text)
    return table.get(heading.whole) or table.get(heading.base) or _either_language(table, heading)


def _either_language(table: Mapping[str, T], heading: Heading) -> T | None:
    """``店铺/Store`` and ``店铺 Store``: both halves name the same thing."""
    halves = [table.get(half) for half in re.split(r"[/|]", heading.base)]
    return halves[0] if len(halves) == 2 and halves[0] == halves[1] else None


def structural(text: str) -> str | None:
    """store, platform, client, period, metric, value, unit, currency, launched, or None."""
    return _whole_or_base(_words(), text)


def checklist_column(text: str) -> str | None:
    """Which column of a checklist a heading stands for, or None."""
    return _whole_or_base(_checklist(), text)


def beside(text: str) -> Text | None:
    """Why a known column beside the numbers (target, note, change) is not read, or None."""
    return _whole_or_base(_beside(), text)


def is_total(text: str) -> bool:
    """Whether the label of a row says that it is a total: 合计, 小计:, Grand Total, 全部账号."""
    base = parse_heading(text).base
    return base in TOTALS or (len(base) <= 12 and base.endswith(("合计", "总计", "小计")))


def is_summary(text: str) -> bool:
    """Whether the label of a row says that it is an average or an extreme of the rows above."""
    return parse_heading(text).base in SUMMARIES


def is_example(text: str) -> bool:
    """Whether the first text of a row says that the row is only an example."""
    return re.match(r"(示例|范例|样例|例如|examples?)($|[:：\s(（])", text.strip().casefold()) is not None


def is_footnote(text: str) -> bool:
    """Whether a text that stands alone in its row reads like a note under a table."""
    stripped = text.strip()
    return (
        bool(_FOOTNOTE.match(stripped.casefold()))
        or len(stripped) > 40
        or any(mark in stripped for mark in "。；！？\n")
    )


def platform_of(text: str, known: Iterable[str] = ()) -> str | None:
    """The platform that a value of a platform column names, or None."""
    wanted = normal(text)
    for platform, words in PLATFORM_WORDS.items():
        if wanted in {normal(word) for word in words}:
            return platform
    return next((platform for platform in known if normal(platform) == wanted), None)


def platforms_in(text: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Every platform that a title, a sheet name or a file name mentions."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    found = []
    for platform in dict.fromkeys((*PLATFORM_WORDS, *known)):
        if platform == "client":
            continue
        words = PLATFORM_WORDS.get(platform, (platform,))
        if any(_mentions(folded, word.casefold()) for word in words):
            found.append(platform)
    return tuple(found)


def _mentions(text: str, word: str) -> bool:
    """Latin words count whole only: ``amz`` is not in ``hamzah``; Chinese has no word borders."""
    if word.isascii():
        return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text) is not None
    return word in text


def nearest(text: str, names: Mapping[str, str], cutoff: float = 0.6) -> str | None:
    """The known name most like ``text``. ``names``: normalised → as written."""
    heading = parse_heading(text)
    for wanted in dict.fromkeys((heading.base, heading.whole) if heading.windows else (heading.whole, heading.base)):
        if len(wanted) >= 2 and (close := difflib.get_close_matches(wanted, names, 1, cutoff)):
            return names[close[0]]
    return None
