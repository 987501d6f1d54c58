"""Headings: which metric, attribute or structural column a cell of text stands for.

A heading is compared after NFKC, case folding and dropping spaces: first whole, then without its
bracket. What the bracket says is never thrown away: a window has to be the metric's own window, a
unit or a currency is kept for the values below, anything that compares (target, last week) is no
value of the metric at all.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from auditor.intake.span_names import AT_AN_END, CURRENT, same_window, span_of
from auditor.intake.units import scale_of
from auditor.intake.values.figure_words import UNITS
from auditor.intake.words import BESIDE, CHECKLIST, CURRENCIES, RIVALS, SECONDS, STRUCTURE
from auditor.model import Text
from auditor.rulebook.model import Span
from auditor.text import any_of, heading_key

T = TypeVar("T")

_BRACKET = re.compile(r"\(([^()]*)\)")
_COMPARES = re.compile(
    r"目标|环比|同比|标准|上周|上月|上期|去年|同期|行业|平均值?$|排名|target|goal|previous|prior|last(week|month|year)|(?<!ex)change|wow|yoy|mom|rank|benchmark"
    rf"|{any_of(RIVALS)}"
)
# 目标≥90% and 目标30 go with the actual value; of 目标2026, 目标11月 and 目标1 the figures are the targets.
_BOUND = "[<>≤≥]=?|under|below|lessthan|over|above|morethan|at(?:least|most)|不?[低高大小]于|不?超过|不少于|至[少多]|最[多少]"
_LINE = rf"(?:{_BOUND})\s*\d|(?!20\d\d(?!\d))\d(?:[\d.,]*\d|(?=[%k万千]))(?![\d.,]*[年月日周季/~-])"
_STATES_LINE = re.compile(rf"(?:目标|标准|target|goal|benchmark)值?:?\s*(?:{_LINE})")
# ODR<1%, 在库率 目标≥90%; Reviews<3 and Orders over 500 are some of them.
_TRAILING_LINE = re.compile(rf"(?<=[^\d(:])(?:[<>≤≥]=?\d[\d.]*%|(?:目标|标准|target|goal)值?:?(?:{_BOUND})\d[\d.]*%?)$")
_BETWEEN_HALVES = re.compile(r"[\n/／|]")
_FIGURE = re.compile(r"[+-]?[0-9.,]+%?")

normal = lru_cache(maxsize=65536)(heading_key)  # a folder of workbooks asks for the same few over and over


class Heading(NamedTuple):
    """A heading taken apart: whole, without brackets, and what the brackets say about the values."""

    whole: str
    base: str
    brackets: tuple[str, ...] = ()
    windows: tuple[Span, ...] = ()
    current: tuple[Span, ...] = ()  # 本周, 本月累计: of the span that the value was written down in
    percent: bool = False
    permille: bool = False
    currency: str | None = None
    seconds: float | None = None  # unit of time of bare numbers, in seconds
    scale: int = 1  # 万 → 10,000
    compares: bool = False  # the bracket says target, last week …: no value of this period
    qualifiers: tuple[str, ...] = ()  # what else the brackets say (FBA)


def halves(text: str) -> list[str]:
    """The lines or halves of a heading: 迟发率/LSR."""
    return [part.strip() for part in _BETWEEN_HALVES.split(text) if part.strip()]


def named_parts(parts: Sequence[str], is_name: Callable[[str], bool]) -> Iterator[str]:
    """The names among the parts of a heading, the longest first where a line breaks one: 推广⏎曝光⏎近7天 has 推广 曝光."""
    at = 0
    while at < len(parts):
        names = ((end, " ".join(parts[at:end])) for end in range(len(parts), at, -1))
        at, name = next((found for found in names if is_name(found[1])), (at + 1, None))
        if name is not None:
            yield name


@lru_cache(maxsize=65536)
def parse_heading(text: str) -> Heading:
    """Take a heading apart."""
    whole = _TRAILING_LINE.sub(lambda line: f"({line[0]})", normal(text))
    brackets = tuple(part for part in _BRACKET.findall(whole) if part)
    base = _BRACKET.sub("", whole).strip("-_:/*")
    heading = Heading(whole, base, brackets, percent="%" in whole, permille="‰" in whole)
    for bracket in brackets:
        heading = _with_note(heading, bracket)
    rest, _, tail = base.rpartition("/")
    if rest and (noted := _with_part(heading, tail)) is not heading:  # 响应时间/分钟, 曝光/周
        base, heading = rest, noted._replace(base=rest)
    if (heading.percent or heading.permille) and base.rstrip("%‰"):
        heading = heading._replace(base=re.sub("[%‰]", "", base).rstrip("-_:/") or base)
    return heading


def spellings(text: str) -> Iterator[str]:
    """The whole heading, and its only bracket set before the name (``率(FBA)``)."""
    heading = parse_heading(text)
    yield heading.whole
    if len(heading.brackets) == 1:
        yield heading.brackets[0] + heading.base


def with_brackets(name: str, parts: Iterable[str]) -> Heading:
    """A heading of a name and of parts that stand beside it as if in brackets: 迟发率⏎LSR(10天) as 迟发率(LSR)(10天)."""
    said = (piece for part in parts for piece in re.split(r"[()]", normal(part)) if piece)
    return parse_heading(name + "".join(f"({piece})" for piece in said))


def _with_note(heading: Heading, note: str) -> Heading:
    """``heading`` with what one bracket says. Several notes may share a bracket: ``(近30天,%)``."""
    for part in re.split(r"[,，;；/|、]", note):
        noted = _with_part(heading, part)
        if _STATES_LINE.match(part):
            heading = noted
            continue
        if _COMPARES.search(part):
            noted = noted._replace(compares=True)
        elif part and noted is heading and part not in UNITS:
            noted = heading._replace(qualifiers=(*heading.qualifiers, part))
        heading = noted
    return heading


def _with_part(heading: Heading, part: str) -> Heading:
    """``heading`` with a window or a unit; ``(周)`` is a window."""
    if (window := span_of(part)) is not None:
        return heading._replace(windows=(*heading.windows, window))
    if part in CURRENT:
        return heading._replace(current=(*heading.current, CURRENT[part]))
    return unit_note(heading, part)


def unit_note(heading: Heading, part: str) -> Heading:
    """``heading`` with a unit: a bracket's, or that of a 单位 column."""
    part = normal(part).removeprefix("单位:").removeprefix("单位").removeprefix("unit:")
    if "%" in part or part in ("百分比", "percent", "pct"):
        return heading._replace(percent=True)
    if "‰" in part or part in ("千分比", "permille"):
        return heading._replace(permille=True)
    if part in CURRENCIES:
        return heading._replace(currency=CURRENCIES[part])
    if part in SECONDS:
        return heading._replace(seconds=SECONDS[part])
    if (stated := scale_of(part)) is not None:
        return heading._replace(scale=stated.factor, currency=stated.currency or heading.currency)
    return heading


def without_window(heading: Heading) -> Heading | None:
    """``近30天迟发率``, ``迟发率-30天``, ``本周访客``, ``Sales MTD`` as if a bracket stated the window; None for others."""
    base = heading.base
    for pattern in AT_AN_END:
        if found := pattern.search(base):
            rest = (base[: found.start()] + base[found.end() :]).strip("-_")
            if rest:
                return _with_part(heading._replace(base=rest), found[0].strip("-_").removesuffix("内"))
    return None


def without_span(text: str, span: Span) -> str | None:
    """A heading without the week or month that it says its values are of, where that is ``span``: 曝光量 for 本月曝光量."""
    heading = parse_heading(text)
    said = heading if heading.windows or heading.current else without_window(heading) or heading
    stated = (*said.windows, *said.current)
    if len(stated) != 1 or not same_window(stated[0], span):
        return None
    kept = (part for part in heading.brackets if span_of(part) is None and part not in CURRENT)
    return said.base + "".join(f"({part})" for part in kept)


@lru_cache(maxsize=65536)
def states_window(text: str) -> bool:
    """Whether a metric's heading says that a day's value is of the window up to it: 近7天访客数, 月订单数, Sales (MTD)."""
    return stated_windows(text) is not None


def stated_windows(text: str) -> Heading | None:
    """A heading that states of which days its values are, with its windows; None for others."""
    heading = parse_heading(text)
    return heading if heading.windows or heading.current else without_window(heading)


_STRUCTURE = {normal(word): kind for kind, words in STRUCTURE.items() for word in words}
_CHECKLIST = {normal(word): kind for kind, words in CHECKLIST.items() for word in words}
_BESIDE = {normal(word): why for why, words in BESIDE.values() for word in words}


def is_figure(text: str) -> bool:
    """Whether a text is nothing but a printed figure (``93.5%``): no word of ours is one."""
    return _FIGURE.fullmatch(text) is not None


def _whole_or_base(table: Mapping[str, T], text: str) -> T | None:
    if is_figure(text):
        return None
    heading = parse_heading(text.replace("_", " "))  # store_id, week_ending: as programs write them
    return table.get(heading.whole) or table.get(heading.base) or _either_language(table, heading)


def _either_language(table: Mapping[str, T], heading: Heading) -> T | None:
    """``店铺/Store`` and ``店铺 Store``: both halves name the same thing."""
    halves = [table.get(half) for half in re.split(r"[/|]", heading.base)]
    return halves[0] if len(halves) == 2 and halves[0] == halves[1] else None


@lru_cache(maxsize=65536)
def structural(text: str) -> str | None:
    """store, platform, client, period, metric, value, unit, currency, launched, or None.

    A corner that says what stands down and what across (指标/店铺) is of the stores, wherever they stand.
    """
    corner = {_STRUCTURE.get(part) for part in re.split(r"[\\/|]", normal(text))}
    return "store" if corner == {"metric", "store"} else _whole_or_base(_STRUCTURE, text)


@lru_cache(maxsize=65536)
def checklist_column(text: str) -> str | None:
    """Which column of a checklist a heading stands for, or None."""
    return _whole_or_base(_CHECKLIST, text)


@lru_cache(maxsize=65536)
def beside(text: str) -> Text | None:
    """Why a known column beside the numbers (target, note, change) is not read, or None."""
    return _whole_or_base(_BESIDE, text)


def compares(text: str) -> Text | None:
    """Why a heading that goes with a period (2026-W46 目标, 行业均值) is no value of that period, or None."""
    if (why := beside(text)) is not None:
        return why
    return BESIDE["change"][0] if _COMPARES.search(normal(text)) else None


def nearest(text: str, names: Mapping[str, str], cutoff: float = 0.6) -> str | None:
    """The known name most like ``text``. ``names``: normalised → as written."""
    heading = parse_heading(text)
    for wanted in dict.fromkeys((heading.base, heading.whole) if heading.windows else (heading.whole, heading.base)):
        if len(wanted) >= 2 and (close := difflib.get_close_matches(wanted, names, 1, cutoff)):
            return names[close[0]]
    return None
