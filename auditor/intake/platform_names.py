"""Platforms by the names that people give them: in a platform column, a title, the name of a sheet or a file.

Those of the rule book, and those that have no rules here and are told for what they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from auditor.intake.headings import normal, parse_heading
from auditor.intake.words import PLATFORM_WORDS
from auditor.model import CLIENT, Text
from auditor.rulebook.errors import unknown_name

Known = Mapping[str, tuple[str, ...]]
"""Platforms, each with the names that its rule files give it."""
NO_OTHERS: Known = {}
# Where else people sell. TikTok beside ads or traffic is a channel of an independent store, and no shop.
_ELSEWHERE = {
    "TikTok Shop": r"tiktok(?: ?shop|小店|店)?(?!.*(?:广告|投放|投流|引流|推广|种草|达人|\bads?\b|traffic|campaign))|tk小?店|抖音小店|抖店",
    "Temu": "temu",
    "SHEIN": "shein|希音",
    "eBay": "ebay",
    "Etsy": "etsy",
    "Shopee": "shopee|虾皮",
    "Lazada": "lazada|来赞达",
    "AliExpress": "aliexpress|速卖通|全球速卖通",
    "Walmart": "walmart|沃尔玛",
    "Mercado Libre": "mercado ?(?:libre|livre)|美客多",
    "Ozon": "ozon",
    "Wildberries": "wildberries",
    "Wayfair": "wayfair",
    "Coupang": "coupang",
    "Rakuten": "rakuten|乐天市场",
    "Allegro": "allegro",
    "Cdiscount": "cdiscount",
    "Kaufland": "kaufland",
    "1688": r"(?<!\d)1688(?!\d)",
    "Made-in-China": "made-in-china|中国制造网",
    "Global Sources": "global ?sources|环球资源",
    "DHgate": "dhgate|敦煌网",
}
_PATTERNS = {
    name: re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])", re.IGNORECASE) for name, pattern in _ELSEWHERE.items()
}


def names_of(platform: str, known: Known) -> tuple[str, ...]:
    """What sheets call a platform. One without words here goes by its id too, ``tiktok-shop``: TikTok Shop, TikTokShop."""
    spelt = (platform, platform.replace("-", " "), platform.replace("-", ""))
    return (*PLATFORM_WORDS.get(platform, spelt), *known.get(platform, ()))


def accepted(known: Known) -> Text:
    """The platforms that a cell may name, in words."""
    named = [platform for platform in known if platform != CLIENT]
    chinese = (next((name for name in names_of(platform, known) if not name.isascii()), platform) for platform in named)
    zh, en = "、".join(chinese), ", ".join(named)
    return Text(f"可用：{zh}", f"accepted: {en}")


def unknown_platform(text: str) -> Text:
    """What to say of a cell that names no platform; ``accepted`` goes with it."""
    return unknown_name(Text("平台", "platform"), text, ())[0]


def platform_of(text: str, known: Known = NO_OTHERS) -> str | None:
    """The platform that a value of a platform column names, or None."""
    if (named := _by_name(tuple(known.items())).get(normal(text))) is not None:
        return named
    heading = parse_heading(text)
    if heading.brackets and heading.base:  # 独立站(Shopify)
        found = {platform_of(part, known) for part in (heading.base, *heading.brackets)}
        return next(iter(found)) if len(found) == 1 else None
    return None


@lru_cache(maxsize=64)  # asked of every cell that may be a store's name
def _by_name(known: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, str]:
    named = dict(known)
    platforms = dict.fromkeys((*PLATFORM_WORDS, *named))
    return {normal(name): platform for platform in reversed(platforms) for name in names_of(platform, named)}


def platforms_in(text: str, known: Known) -> tuple[str, ...]:
    """Every platform that a title, a sheet name or a file name mentions."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    platforms = (platform for platform in dict.fromkeys((*PLATFORM_WORDS, *known)) if platform != CLIENT)
    return tuple(p for p in platforms if any(_mentions(folded, name.casefold()) for name in names_of(p, known)))


def _mentions(text: str, word: str) -> bool:
    """Latin words count whole only: ``amz`` is not in ``hamzah``; Chinese has no word borders."""
    if word.isascii():
        return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text) is not None
    return word in text


def elsewhere(text: str, known: Known, *, whole: bool = False) -> str | None:
    """The platform without rules that a title or name mentions (``whole``: is called); None where a pack of one's own has it."""
    found = (
        name for name, one in _PATTERNS.items() if (one.fullmatch(text) if whole else one.search(text)) is not None
    )
    own = {normal(word) for platform in known for word in names_of(platform, known)}
    return next((name for name in found if normal(name) not in own), None)
