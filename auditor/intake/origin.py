"""Whose and of when the figures are: what is known before a sheet is read, and what one of its rows says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from auditor.intake.headings import Heading, normal
from auditor.intake.readers.cells import Cell
from auditor.model import Ignored, Period, StoreKey, Text
from auditor.rulebook.model import Attribute
from auditor.text import well_formed

_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]+")  # come along with what is copied from a page
_WIDTHS = re.compile("[\u3000\uff01-\uffe6]+")  # full width of Latin, half width of Japanese and Korean


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sheet stands, and what fills in what its rows leave out."""

    file: str
    sheet: str | None
    store: str  # the store of rows that name none
    placed: Text | None = None  # what has to be said where it is but named after the file's place
    only: str | None = None  # --store where rows do name stores
    beside: tuple[str, ...] = ()  # the names of all tabs, the titles of all tables side by side
    other: Ignored | None = None  # what has to be said where its title or its tab names another store than ``store``
    platform: str | None = None
    client: str | None = None
    period: Period | None = None
    filed: Period | None = None  # the same where nothing but its folder is called so: 2026-W46/恒达.xlsx
    undated: Text | None = None  # why there is none: its name or title counts a week of a month
    counted: Period | None = None  # that month; or that of 2026-11-16, after which its folder is called
    year: int | None = None
    currency: str | None = None
    market: tuple[Attribute, int, Cell] | None = None  # the marketplace whose column is read, and where it is named
    unit: Heading | None = None  # what 单位：万元 above the table says
    as_of: date | None = None  # the audit's date, if it was asked for: windows of rows end there too
    today: date | None = None
    epoch: Literal[1900, 1904] = 1900  # of plain numbers that are dates
    declared: Mapping[str, str] = field(default_factory=dict)  # declared store name (normalised) → platform
    known: Mapping[str, str] = field(default_factory=dict)  # asked for or declared (so, or normalised) → as written

    @property
    def stem(self) -> str:
        """The name of its file, that within an archive, without the suffix."""
        return self.file.rsplit("/", 1)[-1].rsplit("!", 1)[-1].rsplit(".", 1)[0]

    @property
    def folders(self) -> tuple[str, ...]:
        """The names of the folders and archives that its file lies in, so far as it is named by them: the nearest first."""
        return tuple(re.split("[/!]", self.file)[-2::-1])

    def named(self, text: str) -> str:
        """The store that a text names: one that is known in another spelling (ACME, Ａcme) is that one."""
        return as_known(store_name(text), self.known)

    def of_client(self, name: str) -> str:
        """The client of a name: the one that is known in another spelling, or another."""
        return self.client if self.client is not None and normal(name) == normal(self.client) else name


@dataclass(slots=True)
class RowFacts:
    """What the structural columns of a row say."""

    key: StoreKey
    client: str | None
    period: Period | None
    segment: str | None = None
    currency: str | None = None
    unit: str | None = None
    ended: bool = False  # its day stands under a heading that calls it a period's last (Week ending, 截至日期)


def as_known(name: str, known: Mapping[str, str]) -> str:
    """A name as it is known, by itself or normalised; one that is known so is no other: Glow and GLOW may be two."""
    return known.get(name) or known.get(normal(name), name)


@lru_cache(maxsize=4096)
def store_name(text: str) -> str:
    """A store's name as its cell or path gives it: well formed, of one width, single spaces, no ``.0`` behind an id.

    What is but another way to type a letter is made one; ™ and ① are the owner's own.
    """
    visible = _INVISIBLE.sub("", well_formed(text))
    of_one_width = _WIDTHS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), visible)
    name = " ".join(unicodedata.normalize("NFC", of_one_width).split())
    return re.sub(r"^(\d{6,})\.0$", r"\1", name)
