"""The hot end of XlsxWriter, shortened: a cell becomes XML at once.

XlsxWriter keeps an object for each cell, looks each text up in a table of strings, and builds each element attribute by
attribute. A report has thousands of texts, numbers and blanks and nothing else, so they are written as text as they come
(texts inline, as the format allows). Everything else (styles, widths, charts, sparklines, links, the package) is the
library's. A test holds the workbook equal to what the library's own way gives.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from html import escape, unescape

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from auditor.text import clean

_LONGEST = 32_767  # characters of a cell
_LETTERS = tuple(xl_col_to_name(column) for column in range(64))
_CONTENT = re.compile(r"<v>(.*?)</v>|<t[^>]*>(.*?)</t>", re.DOTALL)


class Cells(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """A worksheet that takes columns of texts, numbers and blanks at little cost. Rows and columns count from 0."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: defaultdict[int, dict[int, str]] = defaultdict(dict)
        self.ignore_write_string = True  # a link leaves the text of its cell alone

    def put(self, row: int, column: int, cells: Iterable[tuple[int, str]]) -> None:
        """Cells one under the other from ``row`` down, each with the number of its style and its content.

        A content is ``BLANK``, or what ``text`` or ``number`` makes. Columns up to BL.
        """
        lines, letters, number = self.lines, _LETTERS[column], row
        for number, (style, content) in enumerate(cells, row + 1):
            lines[number - 1][column] = f'<c r="{letters}{number}" s="{style}"{content}'
        if number > row:
            self._check_dimensions(row, column)
            self._check_dimensions(number - 1, column)

    def _write_rows(self) -> None:
        for row in sorted({*self.lines, *self.table, *self.row_info}):
            own, others = self.lines.get(row, {}), self.table.get(row, {})
            if not own and not others:
                self._write_empty_row(row, None, self.row_info.get(row))
                continue
            self._write_row(row, None, self.row_info.get(row))
            if others:
                for column in sorted({*own, *others}):
                    if column in own:
                        self.fh.write(own[column])
                    else:
                        self._write_cell(row, column, others[column])
            else:
                self.fh.write("".join(map(own.__getitem__, sorted(own))))
            self.fh.write("</row>")

    def _get_range_data(self, *area: int) -> list[str | None]:
        """What a chart keeps of its cells: numbers and texts as they are written, "" for a blank, None where there is none."""
        top, left, bottom, right = area
        data: list[str | None] = []
        for row in range(top, bottom + 1):
            if row not in self.lines:
                data.append(None)
                continue
            for column in range(left, right + 1):
                cell = self.lines[row].get(column)
                found = _CONTENT.search(cell or "")
                blank = None if cell is None else ""
                data.append((found[1].lower() if found[1] is not None else unescape(found[2])) if found else blank)
        return data

    def _prepare_formula(self, formula: str, *_: object) -> str:
        """The conditions of our colours compare with a word: there is no function to rename in them."""
        return formula


BLANK = "/>"  # an empty cell, for its border


def fitting(value: str) -> str:
    """``value`` as a cell can hold it: without control characters, and no longer than Excel allows."""
    kept = clean(value)
    return kept if len(kept) <= _LONGEST else f"{kept[: _LONGEST - 1]}…"


def text(value: str) -> str:
    """The content of a cell that holds a text of at most 32,767 characters, as it is."""
    escaped = Worksheet._escape_control_characters(escape(value, quote=False))
    keep = ' xml:space="preserve"' if value != value.strip() else ""
    return f' t="inlineStr"><is><t{keep}>{escaped}</t></is></c>'


def number(value: float) -> str:
    """The content of a cell that holds a finite number."""
    return f"><v>{value:.16G}</v></c>"
