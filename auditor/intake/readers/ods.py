"""OpenDocument spreadsheets (.ods, .fods): values with their types from content.xml, in one pass.

A cell says by itself whether it is a percentage, an amount of a currency or a date; that becomes
the number format, so that a rate means the same as in the .xlsx it was saved from. Writers that are no office program
(SheetJS) leave that to its style. Of a unit that its format shows (0.07 as 0.07万) only the printed text tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from auditor.intake.dating.dates import parse_period
from auditor.intake.dating.periods import find_period
from auditor.intake.limits import Limits, too_long, too_wide
from auditor.intake.readers.cells import AGAIN, Cell, ListedSheet, MergedRange, Row, Sheet, UnreadableFile
from auditor.intake.readers.formats import clock, moment_cell, number_cell, shows_month
from auditor.intake.readers.xml_stream import Handlers, parse_xml
from auditor.model import Text

_DURATION = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_PRINTED = re.compile(r"(\D*)(\d(?:[\d.,'’\s]*\d)?)(\D*)")
_REPEATED_ROWS = 10_000  # filled rows that one element may stand for
_ASIDE = frozenset(("office:annotation", "annotation", "text:ruby-text"))  # as are shapes and their titles
# A date style shows a month until it shows a day.
_DATA_STYLES = {"number:percentage-style": "0.00%", "number:date-style": "yyyy-mm", "number:time-style": "[h]:mm:ss"}


def read_ods(chunks: Iterable[bytes], limits: Limits) -> list[Sheet]:
    """The tables of a document's content. Raises UnreadableFile."""
    reader = _Reader(limits)
    for _ in parse_xml(chunks, Handlers(reader.start, reader.end, reader.text)):
        pass
    if not reader.sheets:
        raise UnreadableFile(Text("文件里没有表格", "the file holds no table"), AGAIN)
    return reader.sheets


class _Reader:
    """Collects the tables of one document. Names carry the prefixes that every writer uses."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.sheets: list[Sheet] = []
        self._unseen_styles: set[str] = set()
        self._style = ""
        self._data_style = ""
        self._codes: dict[str, str] = {}  # of data styles
        self._data_styles: dict[str, str] = {}  # of cell styles
        self._depth = 0  # of tables: one inside a cell is no sheet
        self._skipped = 0  # depth inside what stands beside a text
        self._name = ""
        self._hidden = False
        self._rows: list[Row] = []
        self._merged: list[MergedRange] = []
        self._used: set[int] = set()
        self._number = self._column = 0
        self._cells: list[Cell] = []
        self._row: dict[str, str] = {}
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self._skipped or name in _ASIDE or name.startswith("draw:"):
            self._skipped += 1
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
            self._data_styles[self._style] = attributes.get("style:data-style-name", "")
        elif name in _DATA_STYLES:
            self._data_style = attributes.get("style:name", "")
            self._codes[self._data_style] = _DATA_STYLES[name]
        elif name == "number:day":
            self._codes[self._data_style] = "yyyy-mm-dd"
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._unseen_styles.add(self._style)
        elif name == "table:table":
            self._depth += 1
            if self._depth == 1:
                self._name = attributes.get("table:name", "")
                self._hidden = attributes.get("table:style-name") in self._unseen_styles
                self._rows, self._merged, self._used, self._number = [], [], set(), 0
        elif self._depth == 1:
            self._inside(name, attributes)

    def _inside(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table-row":
            self._row, self._cells, self._column = attributes, [], 0
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._cell, self._text = attributes, []
        elif self._cell is not None:
            if name == "text:p" and self._text:
                self._text.append("\n")
            elif name == "text:s":
                self._text.append(" " * min(_count(attributes, "text:c"), 100))
            elif name in {"text:tab", "text:line-break"}:
                self._text.append(" ")

    def text(self, data: str) -> None:
        """Characters, of which only those of a cell count."""
        if self._cell is not None and not self._skipped:
            self._text.append(data)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._skipped:
            self._skipped -= 1
        elif name == "table:table":
            self._depth -= 1
            if self._depth == 0:
                self.sheets.append(ListedSheet(self._name, self._hidden, listed=self._rows, areas=tuple(self._merged)))
        elif self._depth == 1 and name in {"table:table-cell", "table:covered-table-cell"}:
            self._end_cell()
        elif self._depth == 1 and name == "table:table-row":
            self._end_row()

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell or {}, None
        repeated = _count(attributes, "table:number-columns-repeated")
        styled = self._codes.get(self._data_styles.get(attributes.get("table:style-name", ""), ""), "")
        found = _value(attributes, "".join(self._text).strip(), styled)
        if found is not None:
            self._used.update(range(self._column + 1, self._column + min(repeated, self._limits.columns + 1) + 1))
            if len(self._used) > self._limits.columns:
                raise too_wide(self._limits)
            self._cells.extend(found._replace(column=self._column + offset) for offset in range(1, repeated + 1))
            wide, high = (
                _count(attributes, "table:number-columns-spanned"),
                _count(attributes, "table:number-rows-spanned"),
            )
            if wide * high > 1:
                top, left = self._number + 1, self._column + 1
                self._merged.append(MergedRange(top, left, top + high - 1, left + wide - 1))
        self._column += repeated

    def _end_row(self) -> None:
        repeated = _count(self._row, "table:number-rows-repeated")
        if self._cells:
            if self._number + repeated > self._limits.rows or repeated > _REPEATED_ROWS:
                raise too_long(self._limits)
            hidden = self._row.get("table:visibility", "visible") != "visible"
            self._rows.extend(Row(self._number + offset, self._cells, hidden) for offset in range(1, repeated + 1))
        self._number += repeated


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _value(attributes: dict[str, str], text: str, styled: str) -> Cell | None:
    """The cell (column 0) that the attributes, the printed text and the style make; None if it is empty."""
    kind = attributes.get("calcext:value-type", attributes.get("office:value-type", ""))
    formula = attributes.get("table:formula")
    if kind == "error" or (formula and text.startswith(("#", "Err:"))):
        return Cell(0, text or "#ERROR!", "", "error")
    if kind in {"float", "percentage", "currency"}:
        stored = attributes.get("office:value", text)
        code = "0.00%" if kind == "percentage" else styled or _format(stored, text)
        if currency := attributes.get("office:currency"):
            code = f"[${currency}]{code.replace('General', '0.00')}"
        return number_cell(0, stored, code, clock(code), 1900)
    if kind == "boolean":
        return Cell(0, attributes.get("office:boolean-value", "").lower() == "true", "BOOLEAN", "bool")
    if kind == "date":
        return _moment(attributes.get("office:date-value", ""), text, styled)
    if kind == "time":
        return _length(attributes.get("office:time-value", ""), text)
    if formula and not kind:
        return Cell(0, formula, "", "formula")
    text = attributes.get("office:string-value", text)
    return Cell(0, text) if text.strip() else None


def _format(stored: str, text: str) -> str:
    """The number format that shows a stored number as that text: the number itself, or a percent; General for others."""
    match = _PRINTED.fullmatch(text.replace('"', ""))
    if match is None or not (match[1].strip("-−") or match[3]):
        return "General"
    before, digits, behind = match.groups()
    percent = behind.strip() == "%"
    itself = _prints(digits, stored, 1)
    if percent and _prints(digits, stored, 100):
        return "General" if itself else "0.00%"  # 0.004 as 0%
    return f'"{before}"0"{behind}"'.replace('""', "") if itself else "General"


def _prints(digits: str, stored: str, factor: int) -> bool:
    """Whether digits with either decimal mark are what a stored number rounds to."""
    try:
        value = abs(float(stored)) * factor
    except ValueError:
        return False
    for mark in ".,":
        whole, _, decimals = digits.partition(mark)
        printed = float("".join(filter(str.isdecimal, whole)) + "." + "".join(filter(str.isdecimal, decimals)))
        if abs(printed - value) <= 0.5001 * 10.0 ** -len(decimals):
            return True
    return False


def _moment(stored: str, text: str, styled: str) -> Cell | None:
    found = moment_cell(0, stored, styled)
    if not isinstance(found.value, date):
        return Cell(0, text) if text else None
    # 2026年10月, Oct-26 and 10月 are stored as their first day.
    printed = parse_period(text, order="my") or find_period(text, found.value.year)
    month = printed.days > 27 if printed is not None else shows_month(styled)
    return found._replace(format="yyyy-mm" if month else "yyyy-mm-dd")


def _length(stored: str, text: str) -> Cell | None:
    match = _DURATION.fullmatch(stored)
    if match is None:
        return Cell(0, text) if text else None
    sign, days, hours, minutes, seconds = match.groups()
    try:
        length = timedelta(
            days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0), seconds=float(seconds or 0)
        )
    except OverflowError:
        return Cell(0, "#####", "", "error")
    return Cell(0, -length if sign else length, "[h]:mm:ss", "duration")
