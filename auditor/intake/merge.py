"""Many files, one picture: segments, duplicates, conflicts, precedence, and the stores behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from auditor.intake.attributes import join_values
from auditor.model import (
    CLIENT,
    Attestation,
    Evidence,
    Ignored,
    InputFile,
    Observation,
    Period,
    Store,
    StoreKey,
    Text,
    ValueState,
)
from auditor.rulebook.model import Attribute, Metric, Unit

Slot = tuple[StoreKey, str, Period, str | None]
_USABLE = (ValueState.OK, ValueState.CONFLICT)
# Of several unusable statements for one value the most telling one is kept.
_TELLING = (ValueState.UNDECIDED, ValueState.UNREADABLE, ValueState.INCOMPLETE, ValueState.MISSING)


@dataclass(slots=True)
class Settled:
    """Observations without repetition, and what was set aside by (file, sheet)."""

    observations: list[Observation] = field(default_factory=list)
    aside: dict[tuple[str, str | None], list[Ignored]] = field(default_factory=dict)

    def put_aside(
        self, observation: Observation, why: Text, *, incomplete: bool = False, remedy: Text | None = None
    ) -> None:
        """Record a value that is not used."""
        if observation.evidence:
            cell = observation.evidence[0]
            self.aside.setdefault((cell.file, cell.sheet), []).append(
                Ignored(cell.cell, cell.raw, why, None, incomplete, remedy)
            )


def settle(observations: Iterable[Observation]) -> Settled:
    """One observation for each store, metric, period and segment.

    Equal values are one value. Of exports with unequal precedence the higher is used. Two different
    values of equal standing are a conflict: no value, and both cells named.
    """
    listed = _segmented(list(observations))
    firsts: dict[Slot, Observation] = {}
    rivals: dict[Slot, list[Observation]] = {}
    for item in listed:
        slot = (item.store, item.metric, item.period, item.segment)
        first = firsts.setdefault(slot, item)
        if first is not item:
            rivals.setdefault(slot, [first]).append(item)
    settled = Settled()
    for slot in firsts if rivals else ():
        if slot in rivals:
            firsts[slot] = _one_of(rivals[slot], settled)
    settled.observations.extend(firsts.values())
    return settled


def _segmented(observations: list[Observation]) -> list[Observation]:
    """Segments stay only where a store has several of them for one metric and period."""
    if all(item.segment is None for item in observations):
        return observations
    seen: dict[tuple[StoreKey, str, Period], set[str | None]] = {}
    for item in observations:
        seen.setdefault((item.store, item.metric, item.period), set()).add(item.segment)
    several = {store for (store, _, _), segments in seen.items() if len(segments - {None}) > 1}
    return [
        item if item.segment is None or item.store in several else item._replace(segment=None) for item in observations
    ]


def _one_of(competing: list[Observation], settled: Settled) -> Observation:
    usable = [item for item in competing if item.state in _USABLE]
    if not usable:
        best = min(competing, key=lambda item: _TELLING.index(item.state))
        for item in competing:
            if item is not best and item.evidence[:1] != best.evidence[:1]:
                settled.put_aside(
                    item, Text("同一数值的另一处也不可用", "another statement of the same value, unusable too")
                )
        return best
    highest = max(item.precedence for item in usable)
    leading = [item for item in usable if item.precedence == highest]
    for item in usable:
        if item.precedence < highest:
            settled.put_aside(item, _outranked(item, leading[0]))
    first = leading[0]
    different = [item for item in leading[1:] if (item.value, item.currency) != (first.value, first.currency)]
    if not different:
        for item in leading[1:]:
            if item.evidence[:1] != first.evidence[:1]:
                settled.put_aside(item, Text(f"与 {_place(first)} 的数值相同", f"the same value as in {_place(first)}"))
        return first
    return _conflict(leading, settled)


def _conflict(leading: Sequence[Observation], settled: Settled) -> Observation:
    first = leading[0]
    cells = tuple(dict.fromkeys(cell for item in leading if (cell := _statement(item)) is not None))
    zh = "；".join(f"{_cell(cell)} = {cell.raw}" for cell in cells)
    note = Text(
        f"同一店铺、指标、周期有不同的数值：{zh}",
        f"different values for one store, metric and period: {zh.replace('；', '; ')}",
    )
    remedy = Text("请核对，只保留正确的一处", "check which is right and keep only that one")
    if len({cell.file for cell in cells}) == 1 and len({cell.sheet for cell in cells}) > 1:
        remedy = Text(
            f"如果各工作表是不同的店铺，请在每张表上方写“店铺”和店铺名；否则{remedy.zh}",
            f"if the sheets are stores, write 'Store' and its name above each table; else {remedy.en}",
        )
    if len({cell.file for cell in cells}) == len(cells) and len({cell.cell for cell in cells}) == 1:
        remedy = Text(
            "如果各文件是同一张表的不同版本，请只留一份；如果是不同的店铺，请在每张表上方写“店铺”和店铺名",
            "if the files are versions of one sheet, keep one of them; if they are stores, write 'Store' and its name above each table",
        )
    for item in leading:
        settled.put_aside(item, note, incomplete=True, remedy=remedy)
    return first._replace(value=None, state=ValueState.CONFLICT, evidence=cells, note=note, rows=None)


def _outranked(item: Observation, winner: Observation) -> Text:
    same = item.value == winner.value
    return Text(
        f"以 {_place(winner)} 为准（{'数值相同' if same else '两处口径不同'}）",
        f"{_place(winner)} takes precedence ({'the same value' if same else 'the two differ by nature'})",
    )


def _place(item: Observation) -> str:
    return _cell(item.evidence[0]) if item.evidence else "?"


def _statement(item: Observation) -> Evidence | None:
    """The cell of a value and what it says; of one that is made of many rows, whose first cell says nothing of it, the value."""
    cell = next(iter(item.evidence), None)
    if cell is None or item.rows is None or item.value is None:
        return cell
    value = item.value if isinstance(item.value, str) else f"{item.value:g}"
    return cell._replace(raw=f"{value} (n={item.rows})")


def _cell(cell: Evidence) -> str:
    sheet = f"{cell.sheet}!" if cell.sheet else ""
    return f"{cell.file} {sheet}{cell.cell}"


def with_aside(
    files: Iterable[InputFile], aside: Mapping[tuple[str, str | None], Sequence[Ignored]]
) -> tuple[InputFile, ...]:
    """The inputs with what was set aside put on the record of its own sheet."""
    result = []
    for item in files:
        sheets = tuple(
            replace(sheet, ignored=(*sheet.ignored, *aside[item.file, sheet.sheet]))
            if (item.file, sheet.sheet) in aside
            else sheet
            for sheet in item.sheets
        )
        result.append(replace(item, sheets=sheets))
    return tuple(result)


def merge_stores(stores: Iterable[Store], declared: Mapping[tuple[str, str], Attribute]) -> tuple[Store, ...]:
    """One store for each key: attributes of all files together. ``declared``: those of the rule book."""
    merged: dict[StoreKey, Store] = {}
    for store in stores:
        known = merged.get(store.key)
        merged[store.key] = store if known is None else _joined(known, store, declared)
    return tuple(merged.values())


def _joined(first: Store, second: Store, declared: Mapping[tuple[str, str], Attribute]) -> Store:
    attributes = {**first.attributes, **second.attributes}
    for name in first.attributes.keys() & second.attributes.keys():
        attribute = declared.get((first.key.platform, name)) or declared[CLIENT, name]
        attributes[name] = join_values(attribute, (second.attributes[name], first.attributes[name]))
    return Store(
        first.key,
        first.client or second.client,
        attributes,
        {**second.attribute_evidence, **first.attribute_evidence},
        first.launched or second.launched,
        tuple(dict.fromkeys((*first.files, *second.files))),
    )


def with_store_currency(
    observations: Iterable[Observation], stores: Iterable[Store], metrics: Mapping[tuple[str, str], Metric]
) -> list[Observation]:
    """Money whose cell and heading name no currency has that of its store, where the store states one."""
    stated = {store.key: store.attributes["currency"] for store in stores if "currency" in store.attributes}
    if not stated:
        return list(observations)
    money = {(platform, metric.id) for (platform, _), metric in metrics.items() if metric.unit is Unit.MONEY}
    return [
        item._replace(currency=stated[item.store])
        if item.currency is None and item.store in stated and (item.store.platform, item.metric) in money
        else item
        for item in observations
    ]


def attested(attestations: Iterable[Attestation]) -> tuple[Attestation, ...]:
    """Every answer to an item of a store; an empty one only where there is no other.

    Answers that contradict each other are all kept: judging them finds the conflict, whatever their order.
    """
    items: dict[tuple[StoreKey, str], list[Attestation]] = {}
    for item in attestations:
        items.setdefault((item.store, item.check), []).append(item)
    kept = []
    for answers in items.values():
        kept += [item for item in answers if item.answer is not None] or answers[:1]
    return tuple(kept)
