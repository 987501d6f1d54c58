"""What a title, a tab, a module or a group of headings says that figures are of.

曝光量 below P4P推广 is the P4P's and not the store's, 响应率 below RFQ is that of RFQs. Of a part (P4P, 广告, 自然流量) what has no
name there is not read: 询盘数 below P4P are not all inquiries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from auditor.intake.dating.periods import without_period
from auditor.intake.headings import normal
from auditor.intake.lexicon import LISTED, Lexicon
from auditor.intake.readers.cells import Cell
from auditor.intake.taken import Taken
from auditor.intake.values.reading import is_missing
from auditor.model import CLIENT, Text

# 推广 alone may be what a shop does for its traffic, of which 访客数 are all.
_PAID = "p4p|外贸直通车|直通车|全站推广?|付费推广|站内推广|站内广告|广告|ppc|ads?|advertising"
_SCOPES = (  # what titles are called; what the names of metrics begin with; whether it is but a part of the store
    (_PAID, ("P4P", "推广", "广告", "Advertising "), True),
    ("自然|免费|organic", ("自然", "Organic "), True),
    ("(?:顶展|顶级展位|问鼎|品牌聚量|明星展播|品牌广告|短视频|直播|[&和/与、])+", (), True),
    ("rfq(?:市场|报价)?", ("RFQ",), False),
    ("信保|信用保障|tradeassurance", ("信保",), False),
    ("店铺|全店|整店|store|shop", (), False),  # among those of a part, or on its tab
)
_ABOUT = (
    "(?:部分|板块|版块|模块|数据|指标|情况|效果|表现|投放|报表|周报|月报|汇总|概况|统计|推广|广告|直通车|流量|营销|data|report|"
    "performance|summary)*"
)
_TITLES = tuple((re.compile(f"(?:{words}){_ABOUT}"), prefixes, part) for words, prefixes, part in _SCOPES)
_FILED = re.compile(f".*(p4p|直通车|全站推广?|顶展|问鼎|直播|短视频){_ABOUT}")
_OF_MORE = re.compile(r"[及和与、&+含括附]|店铺|全店|运营|综合|整体|自然|信保|rfq|\b(?:vs|with|incl)", re.IGNORECASE)
_OF_STORE = re.compile("全店|整店|店铺|store")  # what a heading itself says: 全店曝光, Sales (store)


class Scope(NamedTuple):
    """What figures are of: its title, the beginnings of its metrics' names, whether it is but a part of the store.

    ``told``: what has to be said of it where nothing nearer than the file's name says so.
    """

    title: str
    prefixes: tuple[str, ...]
    part: bool
    told: Text | None = None

    def spelt(self, text: str) -> Iterator[str]:
        """What a heading is called in full."""
        rest = LISTED.sub("", text)
        return (prefix + rest for prefix in self.prefixes if not _OF_STORE.search(normal(text)))

    def limited(self, text: str, taken: Taken) -> Taken:
        """What a heading was taken for, unless it is the whole store's and the scope but a part."""
        metric = taken.metric
        if not self.part or metric is None or metric.platform == CLIENT or _OF_STORE.search(normal(text)):
            return taken
        if any(normal(prefix) in normal(name) for name in metric.names for prefix in self.prefixes):
            return taken
        return Taken(
            problem=Text(
                f"在“{self.title}”之下，看不出是整个店铺的“{metric.name.zh}”，没有读取：如果是，请移到“店铺数据”一栏，或在上方另写标题",
                f"below '{self.title}' it may not be the whole store's {metric.name.en}; not read: if it is, give it a title of "
                "its own such as 'Store'",
            )
        )


@lru_cache(maxsize=4096)
def scope_in(title: str) -> Scope | None:
    """What a title says that the figures below it are of: 二、P4P推广数据, 广告, RFQ; None for 店铺数据, 店铺及P4P周报."""
    shown = LISTED.sub("", without_period(LISTED.sub("", title.strip())))
    plain = normal(shown).strip("()[]【】:")
    found = ((prefixes, part) for pattern, prefixes, part in _TITLES if pattern.fullmatch(plain))
    return next((Scope(shown, *each) for each in found), None)


def scope_of(titles: Iterable[str], stem: str, tabs: Iterable[str]) -> Scope | None:
    """The scope of the first of some titles that says one, else of a file of P4P alone: 恒达P4P周报_2026-W46.

    Where a tab beside it says its own (P4P beside 概览), the file's name is not that of all.
    """
    texts = [*titles, stem]
    found = next(filter(None, map(scope_in, texts[:-1])), None)
    if found is not None or any(map(_OF_MORE.search, texts)):
        return found
    pieces = (_FILED.fullmatch(normal(piece)) for piece in re.split(r"[\W_]+", without_period(stem)))
    filed = next((scope_in(piece[1]) for piece in pieces if piece is not None), None)
    if filed is None or any(map(scope_in, tabs)):
        return None
    name = filed.title.upper()
    return filed._replace(
        told=Text(
            f"文件名写着 {name}，因此 曝光量、点击量 等按 {name} 的读取；如果是整个店铺的，请在表格上方写“店铺数据”",
            f"the file is called {name}, so that exposure, clicks and the like are read as those of {name}: if they are the whole "
            "store's, write 'Store' above the table",
        )
    )


def tells_both(scope: Scope, headings: Iterable[str], lexicon: Lexicon, platform: str | None) -> bool:
    """Whether headings say of themselves whether they are of the scope: 曝光量 beside P4P曝光量 is the store's."""
    named = {text: lexicon.take(text, platform) for text in headings}
    metrics = {taken.metric.id: text for text, taken in named.items() if taken.metric is not None}
    for text, own in named.items():
        joined = (lexicon.take(full, platform).metric for full in scope.spelt(text))
        others = (metric for metric in joined if metric is not None and metric != own.metric)
        # 花费 is P4P's alone, and Sales may be either
        if (own.metric or own.problem) and any(metrics.get(metric.id, text) != text for metric in others):
            return True
    return False


class Within:
    """What the rows of a table are of, as the titles among them and the columns of their modules say one after the other."""

    def __init__(self, scope: Scope | None, modules: Iterable[int]) -> None:
        self.scope = self._whole = scope
        self._title, self._column = "", 0
        self._said = dict.fromkeys(modules, "")  # by each column of modules, last

    def say(self, cells: Mapping[int, Cell]) -> None:
        """Take what the modules of a row say, where it is not what they said before."""
        changed = False
        for index in (index for index in self._said if not is_missing(cells.get(index))):
            changed = changed or cells[index].raw != self._said[index]
            if changed:
                self._said[index] = cells[index].raw
                self.enter(cells[index].raw, index)

    def enter(self, title: str, column: int = 0) -> None:
        """Take what a title says that those below it are of.

        A part of the one above goes on: 1. 曝光 and ROI below 二、P4P, and what stands further right (P4P | 流量 | 曝光量,
        P4P | 张三 | 曝光量).
        """
        scope = scope_in(title)
        if scope is not None or (column <= self._column and not _goes_on(title, self._title)):
            self.scope, self._title, self._column = scope or self._whole, title, column


def _goes_on(title: str, section: str) -> bool:
    """Whether a title is of a part of the one above it by its number: 1. 数据 and ROI below 二、P4P推广."""
    first, second = (LISTED.match(text) for text in (section, title))
    if first is None or first[0].strip()[0].isdigit():
        return False
    return second is None or second[0].strip()[0].isdigit()


def take(lexicon: Lexicon, scope: Scope | None, text: str, platform: str | None) -> Taken:
    """What a heading stands for in a scope."""
    own = lexicon.take(text, platform)
    if scope is None:
        return own
    joined = (lexicon.take(name, platform) for name in scope.spelt(text))
    return next((taken for taken in joined if taken.metric is not None), None) or scope.limited(text, own)
