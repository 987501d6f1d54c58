"""A tab that is the cover of its workbook: 店铺：恒达 and 统计周期：2026-11-09~2026-11-15 hold for the tabs that state neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from auditor.intake.columns import looks_numeric
from auditor.intake.gather import Gatherer
from auditor.intake.headings import normal, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.names import origin_period
from auditor.intake.origin import Origin
from auditor.intake.readers.cells import Cell, Row, Sheet
from auditor.intake.sheet_period import of_the_file, title_period
from auditor.intake.sheeted import Sheeted
from auditor.intake.titles import pairs, stated_origin
from auditor.intake.words import DATING
from auditor.model import InputSheet, Text

_LONGEST, _WIDEST = 40, 4  # rows and cells in one of a cover; a longer or wider sheet is a table
_TO_FILL_IN = re.compile("请|填写|必填|示例|例如|please|enter|example|e\\.g\\.", re.IGNORECASE)
_OWNING = ("store", "platform", "client")
_Pair = tuple[Row, Cell, Cell]  # the row, the label and what stands beside it
_SHOWN = {
    "store": Text("店铺", "store"),
    "platform": Text("平台", "platform"),
    "client": Text("客户", "client"),
    "period": Text("周期", "period"),
}


class Cover(NamedTuple):
    """Which tab it is, what the others are then known to be of, and what is said of that."""

    at: int
    origin: Origin
    note: Text
    figures: bool  # something else stands on it that may be one

    def alone(self, read: Sheeted) -> Sheeted:
        """The tab as it was read: where it has no figures that is no mistake, and nothing of it is missed."""
        if self.figures:
            return replace(read, sheet=replace(read.sheet, notes=(*read.sheet.notes, self.note)))
        stores = tuple(store for store in read.stores if store.key.store == self.origin.store)
        return Sheeted(InputSheet(read.sheet.sheet, notes=(self.note,)), stores)


def find_cover(listed: Sequence[Sheet], read: Sequence[Sheeted], base: Origin, lexicon: Lexicon) -> Cover | None:
    """The one tab without figures that says whose and of when the others are, so far as the file's name and place don't."""
    unread = [at for at, item in enumerate(read) if not (item.observations or item.attestations or item.part)]
    if len(listed) < 2 or not unread or listed[0].name is None:
        return None
    found = [cover for at in unread if (cover := _cover(at, listed[at], base, lexicon)) is not None]
    return found[0] if len(found) == 1 else None


def _cover(at: int, sheet: Sheet, base: Origin, lexicon: Lexicon) -> Cover | None:
    rows = list(islice(sheet.rows(), _LONGEST + 1))
    if len(rows) > _LONGEST or any(len(row.cells) > _WIDEST for row in rows):
        return None
    if any(isinstance(cell.value, str) and lexicon.take(cell.value, None).metric for row in rows for cell in row.cells):
        return None  # 店铺 | 曝光量 heads a table
    stated = [(row, label, cell) for row, label, cell in pairs(rows, lexicon) if not _TO_FILL_IN.search(cell.raw)]
    said: list[tuple[str, str]] = []
    origin = _owned(stated, base, lexicon, said)
    origin, otherwise = _dated(stated, origin, origin_period(base), said)
    if not said and not otherwise.en:
        return None
    known = {row.number for row, label, _ in stated if structural(label.raw) in (*_OWNING, *DATING)}
    known |= {row.number for row in rows if of_the_file(row.cells[0].raw)}
    figures = any(looks_numeric(cell) for row in rows if row.number not in known for cell in row.cells)
    shown = _shown(said)
    return Cover(at, origin, Text(shown.zh + otherwise.zh, shown.en + otherwise.en), figures)


def _owned(stated: Sequence[_Pair], base: Origin, lexicon: Lexicon, said: list[tuple[str, str]]) -> Origin:
    """Whose the tabs are by the cover, so far as file and place leave it open; what it says of that goes into ``said``."""
    named = _named(stated)
    about = stated_origin(_only(stated, _OWNING), Gatherer(lexicon, base), base.platform)
    origin = base
    if len(named["store"]) == 1 and about.store != base.store and normal(base.store) not in base.declared:
        origin = replace(origin, store=about.store, placed=about.placed)
        said.append(("store", about.store))
    if len(named["platform"]) == 1 and base.platform is None and about.platform is not None:
        origin = replace(origin, platform=about.platform)
        said.append(("platform", about.platform))
    if len(named["client"]) == 1 and base.client is None and about.client is not None:
        origin = replace(origin, client=about.client)
        said.append(("client", about.client))
    return origin


def _dated(stated: Sequence[_Pair], origin: Origin, own: Origin, said: list[tuple[str, str]]) -> tuple[Origin, Text]:
    """Of when the tabs are by the cover, where the file's name (``own``) leaves it open, or that the two differ."""
    period = title_period(_only(stated, DATING), own.year) if len(_named(stated)["period"]) < 2 else None
    if period is not None and own.period is None and own.undated is None:
        said.append(("period", f"{period.start}..{period.end}"))
        return replace(origin, period=period, year=period.end.year), Text("", "")
    if period is not None and own.period is not None and period.apart(own.period):
        return origin, Text(
            f"；此处写的是 {period.start}..{period.end}，文件名写的是 {own.period.start}..{own.period.end}，以文件名为准，请核对",
            f"; it says {period.start}..{period.end} and the file's name {own.period.start}..{own.period.end}, which counts: check "
            "which is right",
        )
    return origin, Text("", "")


def _named(stated: Sequence[_Pair]) -> dict[str, set[str]]:
    """What the cover gives as store, platform, client and period: two different ones settle nothing."""
    return {kind: {cell.raw.strip() for _, label, cell in stated if structural(label.raw) == kind} for kind in _SHOWN}


def _shown(said: Sequence[tuple[str, str]]) -> Text:
    if not said:
        return Text("封面", "a cover")
    zh = "，".join(f"{_SHOWN[kind].zh}：{what}" for kind, what in said)
    en = ", ".join(f"{_SHOWN[kind].en} {what}" for kind, what in said)
    return Text(
        f"封面：其他工作表没有另外写明的，按此处的{zh}读取",
        f"a cover: the other tabs are read as of its {en} where they say nothing else",
    )


def _only(stated: Sequence[_Pair], kinds: Sequence[str]) -> list[Row]:
    """The pairs of some kinds as rows of their own."""
    return [
        Row(row.number, [label, cell._replace(column=label.column + 1)])
        for row, label, cell in stated
        if structural(label.raw) in kinds
    ]
