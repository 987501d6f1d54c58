"""Cells of a row export as typed columns: millionths, days, words. Only row exports need it (pandas)."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from auditor.intake.dating.dates import Epoch, parse_period, undecided
from auditor.intake.exports.source_map import SourceMap
from auditor.intake.headings import normal
from auditor.intake.readers.cells import CellValue, raw_text
from auditor.intake.row_labels import names_total
from auditor.intake.values.figure_words import ERRORS
from auditor.intake.values.figures import is_missing, parse_number
from auditor.intake.words import AVERAGES
from auditor.model import Text
from auditor.text import normalise

MICRO = 1_000_000  # sums are kept in whole millionths: exact for money and counts, whatever the order of the rows
_LARGEST = 9e12  # beyond it a number of millionths is no 64-bit integer
_LONGEST_TOTAL = 24  # characters of a label that may say 合计 or Grand Total (12 rows)
_UNREAD, _SEVERAL = -1, -2  # no date; a week or a month where one day is wanted
_NO_DAY = {
    _UNREAD: Text("不是日期", "not a date"),
    _SEVERAL: Text("是一段时间，不是一天：请按天导出", "several days, not one: export it by day"),
}
_PERCENT = Text(
    "是百分比，而这一列是数量或金额：请检查各列是否错位",
    "a percentage in a column of counts or amounts: see whether the columns have shifted",
)
_OF_DAYS = "0123456789-/."
_EXPONENT = re.compile(r"[0-9](?:[.,][0-9]+)?[Ee]\+[0-9]{2}|[0-9]{16}\.0")
_MARK = re.compile("[.,]")
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+")
Report = Callable[[int, int, str, Text], None]
Array = Any  # numpy: one entry a row


class Converter:
    """Cells of a column as numbers, days or words. Unreadable ones are put on record."""

    def __init__(
        self, report: Report, order: Any, year: int | None, epoch: Epoch, source: SourceMap, *, commas_seen: bool
    ) -> None:
        self.report = report
        self._blank = frozenset(("", *source.blank))
        self._marks = source.marks
        self._order = order
        self._year = year
        self._epoch = epoch
        self._commas_seen = commas_seen
        self._days: dict[Any, int] = {None: 0}
        self.currencies: dict[int, set[str]] = defaultdict(set)

    def words(self, values: Sequence[CellValue]) -> Array:
        """Texts as they are compared, empty where there is none."""
        codes, found = pd.factorize(np.array(_texts(values), dtype=object))
        return np.array([_word(text) for text in found], dtype=object)[codes]

    def texts(self, values: Sequence[CellValue]) -> Array:
        """Texts as they stand: for keys, which are only compared with one another."""
        return np.array(["" if text == "-" else text.strip() for text in _texts(values)], dtype=object)

    def digests(self, values: Sequence[CellValue]) -> Array:
        """Personal keys (an e-mail address) as digests: equal ones stay equal, and nobody can read them."""
        digest = hashlib.blake2b
        return np.array(
            [digest(word.encode(), digest_size=12).hexdigest() if word else "" for word in self.words(values)],
            dtype=object,
        )

    def days(self, values: Sequence[CellValue], numbers: Sequence[int], column: int) -> tuple[Array, Array]:
        """Dates as ordinals, 0 where there is none, and where something stands that is no date."""
        known = self._days
        # An order's time of day would make every date different: the day is what is looked up.
        keys = [
            value[:10]
            if type(value) is str and len(value) > 10 and value[10] in "T " and not value[:10].strip(_OF_DAYS)
            else value
            for value in values
        ]
        for key in set(keys) - known.keys():
            known[key] = self._day(key)
        found = np.array([known[key] for key in keys], dtype=np.int64)
        unread = found < 0
        for index in np.flatnonzero(unread).tolist():
            why = undecided(values[index], self._year) or _NO_DAY[found[index]]
            self.report(numbers[index], column, raw_text(values[index]), why)
        return np.maximum(found, 0), unread

    def _day(self, value: Any) -> int:
        text = _text(value).strip()
        if text in self._blank or is_missing(text) or _is_total(text):
            return 0
        period = parse_period(value, order=self._order, year=self._year, epoch=self._epoch)
        if period is None:
            return _UNREAD
        return period.end.toordinal() if period.days == 1 else _SEVERAL

    def numbers(
        self, values: Sequence[CellValue], numbers: Sequence[int], column: int, *, rate: bool = False
    ) -> tuple[Array, Array, Array]:
        """Numbers in millionths, where there is one, and where something stands that is none: a percentage, but of a ``rate``.

        What can't be read is put on record; a mark of a missing value (-, N/A) is where a metric takes it.
        """
        plain = pd.Series(list(values), dtype=object)
        quick = (
            pd.to_numeric(plain, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
            if not self._commas_seen
            else np.full(len(plain), np.nan)
        )
        there = np.isfinite(quick) & (np.abs(quick) < _LARGEST)
        micro = np.where(there, np.rint(np.where(there, quick, 0) * MICRO), 0).astype(np.int64)
        unread = np.zeros(len(plain), dtype=bool)
        for index in np.flatnonzero(~there & plain.notna().to_numpy()).tolist():
            text = _text(values[index])
            found = self._parsed(text, numbers[index], column, rate)
            if found is not None:
                micro[index], there[index] = found, True
            else:
                unread[index] = text.strip() not in self._blank
        return micro, there, unread

    def _parsed(self, text: str, row: int, column: int, rate: bool) -> int | None:
        parsed = parse_number(text, commas_seen=self._commas_seen)
        if parsed.percent and not rate:
            self.report(row, column, text, _PERCENT)
            return None
        if parsed.currency is not None:
            self.currencies[column].add(marked(text, self._marks) or parsed.currency)
        if parsed.value is not None and abs(parsed.value) < _LARGEST:
            return round(parsed.value * MICRO)
        if not parsed.missing:
            self.report(row, column, text, parsed.problem or Text("不是一个数值", "not one value"))
        return None


def _text(value: CellValue) -> str:
    return value if isinstance(value, str) else raw_text(value)


def _texts(values: Sequence[CellValue]) -> Sequence[str]:
    if set(map(type, values)) == {str}:  # as all of a text file
        return values  # type: ignore[return-value]
    return [value if type(value) is str else _text(value) for value in values]


def _word(text: str) -> str:
    word = normal(text)
    return "" if word in ("-", "--") else word


def _is_total(text: str) -> bool:
    return names_total(_label(text))


def _label(text: str) -> str:
    """The text as labels are compared; empty where none is so long or begins so: each id and each title is asked."""
    return "" if len(text) > _LONGEST_TOTAL or text[:1].isdigit() else normal(text)


def total_labels(values: Sequence[CellValue]) -> set[str]:
    """The labels of total rows among some texts, and of rows of averages."""
    texts = [value for value in set(values) if isinstance(value, str) and not value[:1].isdigit()]
    labels = [(value, _label(value)) for value in texts]
    return {value for value, label in labels if names_total(label) or label in AVERAGES}


def marked(text: str, marks: Mapping[str, str]) -> str | None:
    """The currency that a mark in the text stands for in this export, where it is not the usual one (¥: JPY)."""
    return next((code for mark, code in marks.items() if mark in normalise(text)), None)


def whole_numbers(values: Sequence[CellValue]) -> list[CellValue]:
    """The cells of a column of counts, without thousands marks: 1,234 and the 1.234 of Germany."""
    return [
        _MARK.sub("", value) if type(value) is str and _GROUPED.fullmatch(value.strip()) else value for value in values
    ]


def is_shortened(text: str) -> bool:
    """Whether a spreadsheet has made a number of an id (2.54928E+17, or a cell of more than 15 digits): the last ones are lost."""
    return ("+" in text or text.endswith(".0")) and _EXPONENT.fullmatch(text.strip()) is not None


def error_texts(values: Sequence[CellValue]) -> set[str]:
    """The formula errors among some texts (#REF!)."""
    return {value for value in set(values) if isinstance(value, str) and value[:1] == "#" and _is_error(value)}


def _is_error(text: str) -> bool:
    word = text.strip().casefold()
    return word in ERRORS or word == "#n/a"
