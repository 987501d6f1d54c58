"""Rows of an export in blocks of typed columns: what each cell says, where there is nothing, what can't be read.

A cell that can't be read is neither empty nor zero: a condition on it is neither met nor unmet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from auditor.intake.dating.dates import parse_period
from auditor.intake.exports.convert import (
    MICRO,
    Array,
    Converter,
    error_texts,
    is_shortened,
    total_labels,
    whole_numbers,
)
from auditor.intake.exports.source_map import Condition, SourceColumn, SourceMap
from auditor.intake.exports.states import States
from auditor.intake.readers.cells import Block, CellValue, raw_text

_COMPARED = {
    "more_than": np.greater,
    "less_than": np.less,
    "at_least": np.greater_equal,
    "at_most": np.less_equal,
}
TOGETHER = 16_384  # rows that are added up at once: what pandas costs a call is spread, memory stays flat


def together(blocks: Iterable[Block], rows: int = TOGETHER) -> Iterator[Block]:
    """The readers' small blocks in pieces of at least ``rows`` rows, the last one shorter."""
    numbers: list[int] = []
    columns: list[list[CellValue]] = []
    for block in blocks:
        columns = columns or [[] for _ in block.columns]
        numbers.extend(block.numbers)
        for column, values in zip(columns, block.columns, strict=True):
            column.extend(values)
        if len(numbers) >= rows:
            yield Block(numbers, tuple(columns))
            numbers, columns = [], []
    if numbers:
        yield Block(numbers, tuple(columns))


def without_headings(block: Block, heading: Sequence[CellValue]) -> tuple[Block, list[int]]:
    """The block without the rows that repeat the heading, and their numbers: exports that were pasted together.

    ``heading`` are the texts above the first columns of the block.
    """
    first = heading[0]
    again = [
        index
        for index, value in enumerate(block.columns[0])
        if value == first and all(column[index] == text for column, text in zip(block.columns, heading, strict=False))
    ]
    if not again:
        return block, []
    kept = [index for index in range(len(block.numbers)) if index not in set(again)]
    columns = tuple([column[index] for index in kept] for column in block.columns)
    return Block([block.numbers[index] for index in kept], columns), [block.numbers[index] for index in again]


def without_totals(block: Block, edges: Sequence[int]) -> tuple[Block, list[tuple[int, int, str]]]:
    """The block without rows that a column which nothing is made of labels as totals; their numbers, columns and labels.

    The last columns of the block are the ``edges`` of the table, its first and the one behind its headings, where GA4 prints
    Grand total. A label begins its row or stands behind it: a product may be called Total.
    """
    texts = block.columns[len(block.columns) - len(edges) :]
    labels = [total_labels(column) for column in texts]
    if not any(labels):
        return block, []
    found = {
        index: (block.numbers[index], edges[at], str(texts[at][index]).strip())
        for at, known in reversed([*enumerate(labels)])
        for index, value in enumerate(texts[at])
        if value in known
    }
    kept = [index for index in range(len(block.numbers)) if index not in found]
    columns = tuple([column[index] for index in kept] for column in block.columns)
    return Block([block.numbers[index] for index in kept], columns), [found[index] for index in sorted(found)]


@dataclass(slots=True)
class Typed:
    """The columns of one block by name: whole numbers of millionths, ordinals of days, texts.

    A cell is ``there``, or ``unread`` (something stands in it that can't be read), or neither: empty. Where its
    value can't be told it is ``open``: unread, or an empty cell of a number that the platform prints also where it is 0.
    """

    numbers: Array
    raw: Mapping[str, Sequence[CellValue]]
    values: dict[str, Array] = field(default_factory=dict)
    there: dict[str, Array] = field(default_factory=dict)
    unread: dict[str, Array] = field(default_factory=dict)
    open: dict[str, Array] = field(default_factory=dict)

    def none(self) -> Array:
        """No row."""
        return np.zeros(len(self.numbers), dtype=bool)

    def filled(self, name: str) -> Array:
        """The rows in which something stands in a column, readable or not."""
        return self.there[name] | self.unread[name]


class Typist:
    """Turns the cells of an export's blocks into typed columns."""

    def __init__(self, source: SourceMap, places: Mapping[str, int], converter: Converter) -> None:
        self._columns = [column for column in source.columns if column.name in places]
        self._places = places
        self._converter = converter
        self._range = source.range
        self._states = {column.name: States(column, source) for column in self._columns if column.doubtful}
        self._long: dict[str, set[CellValue]] = {}  # by column, the numbers of more than 15 digits that have been met
        self._identifiers = {source.key, *source.require, *(item.once for item in source.derive)}
        self._rates = {name for item in source.derive if item.kind == "weighted" for name in item.numerator}
        self._compared = (
            {c.column for item in source.derive for c in (*item.where, *item.hits)}
            | {item.of for item in source.derive}
            | {source.currency}
        )

    def typed(self, block: Block) -> Typed:
        """The typed columns of one block. Numbers and dates that can't be read are put on record."""
        raw = dict(zip(self._places, block.columns, strict=True))
        typed = Typed(np.asarray(block.numbers, dtype=np.int64), raw)
        for column in self._columns:
            name, place = column.name, self._places[column.name]
            if column.numeric:
                cells = raw[name] if column.kind == "number" else whole_numbers(raw[name])
                found = self._converter.numbers(cells, block.numbers, place, rate=name in self._rates)
                typed.values[name], typed.there[name], typed.unread[name] = found
                typed.open[name] = typed.unread[name] if column.empty_is_zero else ~typed.there[name]
            elif column.kind == "date":
                typed.values[name], typed.unread[name] = self._converter.days(raw[name], block.numbers, place)
                typed.there[name] = typed.values[name] > 0
            else:
                self._text(column, typed)
            typed.open.setdefault(name, typed.unread[name])
        return typed

    def _text(self, column: SourceColumn, typed: Typed) -> None:
        name, values = column.name, typed.raw[column.name]
        if column.kind == "key":
            texts = self._converter.digests(values)
        else:
            states = self._states.get(name)
            texts = self._converter.words(values) if name in self._compared else self._converter.texts(values)
            texts = self._converter.words([states.plain(value) for value in values]) if states is not None else texts
        unread = typed.none()
        wrong = error_texts(values) | self._in_doubt(column, typed)
        if name in self._identifiers:
            wrong |= {value for value in set(values) if isinstance(value, str) and is_shortened(value)}
            unread = self._met_again(name, values)
        if name == self._range:
            wrong |= {raw_text(value) for value in set(values) if value is not None and parse_period(value) is None}
        if wrong:
            unread |= np.array([raw_text(value) in wrong for value in values], dtype=bool) & (texts != "")
        if unread.any():
            texts = np.where(unread, "", texts)
        typed.values[name], typed.unread[name], typed.there[name] = texts, unread, texts != ""

    def _met_again(self, name: str, values: Sequence[CellValue]) -> Array:
        """The rows whose id is a number of which a spreadsheet keeps 15 digits, and came before: it may be another record's."""
        found = np.zeros(len(values), dtype=bool)
        if long := {value for value in set(values) if type(value) is float and is_shortened(raw_text(value))}:
            seen = self._long.setdefault(name, set())
            for index in (index for index, value in enumerate(values) if value in long):
                found[index] = values[index] in seen
                seen.add(values[index])
        return found

    def _in_doubt(self, column: SourceColumn, typed: Typed) -> set[str]:
        """The states of a column that can't be told. Each is put on record."""
        states, values = self._states.get(column.name), typed.raw[column.name]
        if states is None:
            return set()
        doubts = {raw_text(value): why for value in set(values) if (why := states.doubt(value)) is not None}
        for number, value in zip(typed.numbers.tolist(), values, strict=True):
            if (raw := raw_text(value)) in doubts:
                self._converter.report(number, self._places[column.name], raw, doubts[raw])
        return set(doubts)

    def totals(self, typed: Typed) -> tuple[Array, dict[int, tuple[int, str]]]:
        """Rows that are labelled as totals, and by index the column and the text of each label."""
        total = typed.none()
        label: dict[int, tuple[int, str]] = {}
        for column in self._columns:
            name = column.name
            if column.kind in ("text", "date") and (labels := total_labels(typed.raw[name])):
                named = np.array([value in labels for value in typed.raw[name]], dtype=bool)
                for index in np.flatnonzero(named & ~total).tolist():
                    label[index] = self._places[name], str(typed.raw[name][index]).strip()
                total |= named
        return total, label

    def data(self, typed: Typed) -> tuple[Array, dict[int, str]]:
        """Rows with content; and by index, with the column of its one cell, each remark below the table."""
        filled = np.array([typed.filled(column.name) for column in self._columns])
        cells = filled.sum(axis=0)
        remarks: dict[int, str] = {}
        for index in np.flatnonzero((cells == 1) & (len(filled) > 1)).tolist():
            column = self._columns[int(np.argmax(filled[:, index]))]
            text = raw_text(typed.raw[column.name][index]).strip()
            figure = (column.numeric or column.kind == "date") and typed.there[column.name][index]
            if not figure and (" " in text or not text.isascii()):  # no order number, no id
                remarks[index] = column.name
        data = cells > 0
        data[list(remarks)] = False
        return data, remarks


def meets(conditions: Iterable[Condition], typed: Typed) -> tuple[Array, Array]:
    """The rows that meet all conditions, and those that may: a cell that they ask for can't be read."""
    sure, possible = ~typed.none(), ~typed.none()
    for item in conditions:
        met, unread = _met(item, typed), typed.unread[item.column]
        if item.verb in _COMPARED:
            unread = typed.open[item.column]
        if item.verb == "by":
            due = item.words[0]
            unread = (unread & typed.filled(due)) | (typed.filled(item.column) & typed.unread[due])
        sure &= met & ~unread
        possible &= met | unread
    return sure, possible


def _met(item: Condition, typed: Typed) -> Array:
    values, there = typed.values[item.column], typed.there[item.column]
    if item.verb in ("is", "not"):
        found = pd.Series(values).isin(item.words).to_numpy()
        return found if item.verb == "is" else ~found
    if item.verb == "filled":
        return there if item.words[0] == "yes" else ~there
    if item.verb == "by":
        return there & typed.there[item.words[0]] & (values <= typed.values[item.words[0]])
    return ~typed.open[item.column] & _COMPARED[item.verb](values, round(item.number * MICRO))
