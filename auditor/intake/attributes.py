"""What a cell says of an attribute of a store: its market, its fulfilment, its size."""

from __future__ import annotations

import re

from auditor.intake.headings import nearest, normal
from auditor.intake.readers.cells import Cell
from auditor.intake.values.figure_words import NO, YES
from auditor.intake.values.reading import is_missing
from auditor.intake.words import PLATFORM_WORDS
from auditor.model import Text
from auditor.rulebook.model import Attribute

MARKET = "market"
_YES_OR_NO = {"yes", "no"}
_PLATFORMS = frozenset(normal(word) for words in PLATFORM_WORDS.values() for word in words)
SEGMENTING = (MARKET, "fulfilment")  # attributes of which one store may have several at a time


def says_nothing(attribute: Attribute, cell: Cell) -> bool:
    """Whether a cell is empty or a mark of a missing value; ``none`` says something where it is one of the values."""
    return is_missing(cell) and normal(cell.raw) not in map(normal, attribute.spellings)


def _spelled(attribute: Attribute) -> dict[str, str]:
    """Every way to write a value → the value; of yes and no those in which the items beside it are answered too."""
    table = {normal(word): value for word, value in attribute.spellings.items()}
    if attribute.values.keys() == _YES_OR_NO:
        answers = dict.fromkeys(YES, "yes") | dict.fromkeys(NO, "no")
        table = {normal(word): value for word, value in answers.items()} | table
    return table


def canonical(attribute: Attribute, text: str) -> tuple[str, str | None]:
    """The canonical values that a cell names, comma-joined, and the first part that is none of them."""
    table = _spelled(attribute)
    if not table:
        return " ".join(text.split()), None
    if (whole := table.get(normal(text))) is not None:
        return whole, None
    found = []
    for part in re.split(r"[,，、/;；|\n+]|\s+and\s+|和", text):
        if part.strip():
            canon = _named(table, part)
            if not canon:
                return "", part.strip()
            found += canon
    if _YES_OR_NO == set(found) == attribute.values.keys():
        return "", text  # what a form offers (是/否), and nobody chose
    return join_values(attribute, found), None


def _named(table: dict[str, str], part: str) -> list[str]:
    """The values that a part names: one, several (``DE FR``), or one twice (``德国(DE)``); none where a word is no value.

    Whose market it is counts for none: ``Amazon US``.
    """
    if (canon := table.get(normal(part))) is not None:
        return [canon]
    inside, around = re.findall(r"[(（]([^()（）]+)[)）]", part), re.sub(r"[(（][^()（）]+[)）]", " ", part)
    whole = table.get(normal(around))
    apart = [normal(word) for word in re.split(r"[\s&]+", around) if word]
    words = [whole] if whole else [table.get(word) for word in apart if word in table or word not in _PLATFORMS]
    named = [value for value in words if value is not None]
    same = all(table.get(normal(word)) in named for word in inside)
    return named if named == words and same else []


def join_values(attribute: Attribute, parts: tuple[str | None, ...] | list[str]) -> str:
    """Several canonical values as one string, in the order of their declaration."""
    if not attribute.values:
        return next((part for part in reversed(parts) if part is not None), "")
    stated = {value for part in parts if part is not None for value in part.split(",")}
    return ",".join(value for value in attribute.values if value in stated)


def no_value(attribute: Attribute, text: str) -> tuple[Text, str | None, Text]:
    """Why a word is no value of an attribute, the spelling most like it, and the words that are accepted."""
    why = Text(f"“{attribute.name.zh}”没有“{text}”这个值", f"'{text}' is no value of {attribute.name.en}")
    words = "、".join(attribute.word(value).zh for value in attribute.values)
    remedy = Text(f"可用的值：{words}", f"accepted: {', '.join(attribute.values)}")
    return why, nearest(text, {normal(word): word for word in attribute.spellings}, 0.5), remedy
