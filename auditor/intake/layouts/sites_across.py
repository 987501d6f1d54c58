"""A store's marketplaces side by side: 指标/站点 | US | UK | DE. Each is a scorecard of the store's figures there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from auditor.intake.attributes import MARKET, canonical
from auditor.intake.columns import TOP_ROWS
from auditor.intake.gather import Gatherer
from auditor.intake.headings import structural
from auditor.intake.layouts.stores_across import Layout, groups, store_sheets
from auditor.intake.lexicon import Lexicon
from auditor.intake.origin import Origin
from auditor.intake.readers.cells import Cell, MergedRange, Row
from auditor.intake.row_labels import why_aside
from auditor.intake.sheet_platform import guessed
from auditor.rulebook.model import Attribute


class Sites(NamedTuple):
    """Where the marketplaces stand, and what they are values of."""

    layout: Layout
    attribute: Attribute


def find_sites(rows: Sequence[Row], merged: Sequence[MergedRange], lexicon: Lexicon, origin: Origin) -> Sites | None:
    """The marketplaces that a row names beside the heading of the metrics, None for every other sheet."""
    for at, row in enumerate(rows[:TOP_ROWS]):
        # the cheap question first: most rows have figures
        if not all(isinstance(cell.value, str) for cell in row.cells):
            continue
        label = _label(rows, at, lexicon)
        if label is None:
            continue
        others = [cell for cell in row.cells if cell.column > label.column]
        names = [cell for cell in others if why_aside(cell.raw) is None and structural(cell.raw) != "unit"]
        if len(names) < 2:
            continue
        markets = ((each, lexicon.attribute(each, MARKET)) for each in lexicon.platforms)
        named = {each: market for each, market in markets if market is not None and _all_of(market, names)}
        platform = origin.platform or guessed(rows[:at], rows, None, origin, lexicon) if named else None
        if platform is None or platform not in named:
            continue
        below = (cell for each in rows[at + 1 :] for cell in each.cells if cell.column == label.column)
        if any(lexicon.take(cell.raw, platform).metric is not None for cell in below):
            shared = frozenset(cell.column for cell in others if structural(cell.raw) == "unit")
            stores = tuple(groups(row, names, merged))
            return Sites(Layout(at, label.column, stores, shared, len(rows)), named[platform])
    return None


def _label(rows: Sequence[Row], at: int, lexicon: Lexicon) -> Cell | None:
    """What heads the metrics: it begins the row of the marketplaces, or the one below where the corner is empty."""
    first = rows[at].cells[0]
    if _heads(first, lexicon):
        return first
    below = rows[at + 1].cells[0] if at + 1 < len(rows) else first
    return below if below.column < first.column and structural(below.raw) == "metric" else None


def _heads(label: Cell, lexicon: Lexicon) -> bool:
    """Whether a cell heads the metrics or the marketplaces, or both: 指标, 站点, 指标/站点."""
    parts = [part.strip() for part in re.split(r"[\\/|]", label.raw)]
    attributes = (lexicon.take(part, None).attribute for part in parts)
    return any(structural(part) == "metric" for part in parts) or any(each and each.id == MARKET for each in attributes)


def _all_of(market: Attribute, names: Sequence[Cell]) -> bool:
    return bool(market.spellings) and all(canonical(market, cell.raw)[1] is None for cell in names)


def site_sheets(rows: Sequence[Row], sites: Sites, gatherer: Gatherer) -> list[tuple[Origin, list[Row]]]:
    """For each marketplace the store's origin with it, and its rows as a scorecard."""
    origin, number = gatherer.origin, rows[sites.layout.at].number
    read = store_sheets(rows, sites.layout, gatherer, replace(origin, only=None))
    stated = [(sites.attribute, number, name) for name, _ in sites.layout.stores]
    return [
        (replace(known, store=origin.store, only=origin.only, placed=origin.placed, market=market), own)
        for market, (known, own) in zip(stated, read, strict=True)
    ]
