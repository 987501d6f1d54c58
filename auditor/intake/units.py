"""What a unit multiplies figures by: 万元, k USD, $'000, in thousands. In a heading's bracket, a unit column, above a table."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from auditor.intake.values.figure_words import UNITS
from auditor.intake.words import CURRENCIES, SCALES
from auditor.text import any_of, heading_key

_COUNTS = frozenset(word for word, unit in UNITS.items() if unit == "count") | {"人次", "件次", "单次"}
_CURRENCY, _COUNT, _SCALE = any_of(CURRENCIES), any_of(_COUNTS), any_of(SCALES)
_THOUSANDS = r"[x×*]1(?:,?000)+|(?:,?000)+s?"  # '000, x1000, ×1,000; a bare 1000 may be anything
_SCALED = re.compile(
    rf"(?:in|以|按|约)?(?P<before>{_CURRENCY})?(?:in|['’-])?(?:(?P<word>{_SCALE})|(?P<noughts>{_THOUSANDS}))\+?(?:of)?"
    rf"(?P<after>{_CURRENCY}|{_COUNT})?(?:为?单位|计)?"
)
_MENTIONED = re.compile(r"[十百千万亿](?!分)|thousand|million|hundred|lakh|crore|(?<!\d)1?,?000")
_CHINESE = any_of(word for word in (*CURRENCIES, *_COUNTS) if not word.isascii())
_OF_UNITS = re.compile(rf"{_CHINESE}|单位|计$|usd|[$¥€£]|^1?,?0+$")
_LONGEST = 200  # characters of a title; a longer text is prose
# 单位：万元, 单位（千）, 单位为万, 计量单位 千元, Unit: k. In 单位：恒达公司, an organisation, nothing is a unit.
_LABELLED = re.compile(r"(?:单位|\bunits?\b)\s*(?:[:：为是]|(?=[\s(（\[【])|\bin\b)(.*)", re.IGNORECASE | re.DOTALL)
_THOUSAND = "thousands?|millions?|lakhs?|crores?"
_COUNTED_IN = re.compile(
    r"[以按]([^以按,，。;；\s]{1,8}?)(?:为单位|计)"
    rf"|((?:(?<![a-z])[a-z]{{3}} |[$€£¥] ?)?\bin (?:[a-z]{{3}} |[$€£¥] ?)?(?:{_THOUSAND})(?: of [a-z]+)?)\b",
    re.IGNORECASE,
)
_TRAILING = re.compile(rf"(.*[^\W\d_])(?:[\s_:：,，-]+(\S.{{0,15}})|([十百千万亿]+(?:{_CHINESE})?))", re.IGNORECASE)
# 年销售额（万元）：500, 目标：120（万元）: the unit is that of the figure beside it.
_OF_FIGURE = re.compile(
    r"(?<!单位)(?<!unit)(?<!units)[:：]\s*[$€£¥]?\d[\d,.]*\s*(?:[(（\[【][^()（）\[\]【】]*[)）\]】])?\s*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s|;；,，、/:：()（）\[\]【】_-]+")
_BRACKETED = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")


class Scale(NamedTuple):
    """What figures in a unit are multiplied by, and its currency where it is one of amounts."""

    factor: int
    currency: str | None = None


@lru_cache(maxsize=4096)
def scale_of(text: str) -> Scale | None:
    """The scale of a text that is nothing but a unit which has one (万元, k views, USD thousands), else None."""
    found = _SCALED.fullmatch(heading_key(text))
    if found is None:
        return None
    named = {CURRENCIES[word] for word in (found["before"], found["after"]) if word in CURRENCIES}
    if len(named) > 1:
        return None
    factor = SCALES[found["word"]] if found["word"] else 10 ** found["noughts"].count("0")
    return Scale(factor, named.pop() if named else None)


@lru_cache(maxsize=4096)
def seems_scaled(text: str) -> bool:
    """Whether a text that is no unit of ours seems to be one with a scale: (1000), 约10万元. 百度 and 万网 do not."""
    plain = heading_key(text)
    return scale_of(plain) is None and _MENTIONED.search(plain) is not None and _OF_UNITS.search(plain) is not None


def stated_units(text: str) -> list[str]:
    """What a title or a note below a table says of units: 万元 and 次 in 单位：万元/次, 千 in （千）; empty where it says nothing."""
    if len(text) > _LONGEST:
        return []
    labelled = _LABELLED.search(text)
    if (figure := _OF_FIGURE.search(text)) is not None:
        before = text[: figure.start()].rstrip()
        if before.endswith(tuple(")）]】")) or _LABELLED.search(before) is None:
            return []  # and not of 单位：万元，汇率：7.1
    if labelled is not None:
        return [part for part in _BETWEEN.split(labelled[1]) if part]
    named = [found[1] or found[2] for found in _COUNTED_IN.finditer(text)]
    alone = [part for part in (text, re.split("[:：]", text)[-1], *_BRACKETED.findall(text)) if not _letter(part)]
    return [*named, *(part for part in alone if scale_of(part) is not None)]


def unclear(part: str) -> bool:
    """Whether what stands behind 单位： begins like a unit with a scale that is none of ours: 单位：千户头."""
    return scale_of(part) is None and (seems_scaled(part) or re.match("[十百千万亿](?!分).{0,2}$", part) is not None)


def with_unit_in_bracket(text: str) -> str | None:
    """A heading that ends with a unit which has a scale, as one with a bracket: P4P花费(万元) for P4P花费万元."""
    found = _TRAILING.fullmatch(text.strip())
    unit = (found[2] or found[3]) if found is not None else None
    if found is None or unit is None or _letter(unit) or scale_of(unit) is None:
        return None
    return f"{found[1]}({unit})"


def _letter(text: str) -> bool:
    """Whether a text is but one letter, which without a bracket may mean anything: GMV W and GMV M are the week's, the month's."""
    return len(text) == 1 and text.isascii()
