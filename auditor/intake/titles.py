"""Label and value pairs above a table: 店铺 | 恒达, 平台 | 亚马逊, 站点 | 德国."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditor.intake.cells import Cell, Row
from auditor.intake.gather import Gatherer, Origin, RowFacts, store_name
from auditor.intake.headings import normal, structural
from auditor.intake.measure import is_missing
from auditor.intake.words import CURRENCIES
from auditor.model import StoreKey


def pairs(rows: Sequence[Row]) -> Iterator[tuple[Row, Cell, Cell]]:
    """Every text with the value in the cell to its right."""
    for row in rows:
        for left, right in zip(row.cells, row.cells[1:], strict=False):
            if isinstance(left.value, str) and right.column == left.column + 1 and not is_missing(right):
                yield row, left, right


def stated_origin(titles: Sequence[Row], gatherer: Gatherer) -> Origin:
    """The sheet's origin with store, client, platform and currency as the pairs above the table state them."""
    origin = gatherer.origin
    for row, label, cell in pairs(titles):
        kind = structural(label.raw)
        if kind == "store" and origin.only is None:
            origin = replace(origin, store=store_name(cell.raw))
        elif kind == "client":
            origin = replace(origin, client=store_name(cell.raw))
        elif kind == "platform" and origin.platform in (None, gatherer.asked):
            if (platform := gatherer.lexicon.platform(cell.raw)) is not None:
                gatherer.stated_platform(platform, row.number, cell.column, cell)
                origin = replace(origin, platform=platform)
        elif kind == "currency":
            origin = replace(origin, currency=CURRENCIES.get(normal(cell.raw), cell.raw.strip().upper()))
    return origin


def stated_attributes(titles: Sequence[Row], gatherer: Gatherer, platform: str) -> None:
    """Attributes and launch date of the store, where pairs above the table state them."""
    origin = gatherer.origin
    facts = RowFacts(StoreKey(platform, origin.store), origin.client, origin.period)
    for row, label, cell in pairs(titles):
        attribute = gatherer.lexicon.take(label.raw, platform).attribute
        if attribute is not None:
            gatherer.attribute(facts, attribute, row.number, cell.column, cell)
        elif structural(label.raw) == "launched":
            gatherer.launched(facts, row.number, cell.column, cell)
