"""The hot end of XlsxWriter, shortened: a cell becomes XML at once.

XlsxWriter keeps an object for each cell, looks each text up in a table of strings, and builds each element attribute by
attribute. A report has thousands of texts, numbers and blanks and nothing else, so they are written as text as they come
(texts inline, as the format allows). Everything else (styles, widths, charts, sparklines, links, the package) is the
library's. A test holds the workbook equal to what the library's own way gives.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape, unescape
from itertools import groupby
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

from auditor.text import clean

LONGEST_LIST = 255  # characters that a list of choices may have
_LONGEST = 32_767  # characters of a cell
_LETTERS = tuple(xl_col_to_name(column) for column in range(64))
_CELL = re.compile(r"<c .*?(?:/>|</c>)", re.DOTALL)
_CONTENT = re.compile(r"<v>(.*?)</v>|<t[^>]*>(.*?)</t>", re.DOTALL)


class Cells(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """A worksheet that takes cells, and whole tables, as XML at little cost. Rows and columns count from 0."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: defaultdict[int, dict[int, str]] = defaultdict(dict)  # row → column → a cell that stands alone
        self.rows: dict[int, str] = {}  # row → the cells of a table's row
        self.ignore_write_string = True  # a link leaves the text of its cell alone

    def put(self, row: int, column: int, content: str) -> None:
        """One cell: what ``blank``, ``text`` or ``number`` makes. Columns up to BL."""
        self.cells[row][column] = f'<c r="{_LETTERS[column]}{row + 1}"{content}'
        self._check_dimensions(row, column)

    def put_table(self, top: int, columns: Sequence[Sequence[str]]) -> None:
        """A table from row ``top`` down, column by column and all as long: contents as ``put`` takes them.

        Nothing else may be put into its rows.
        """
        if not columns or not columns[0]:
            return
        shape = "".join(f'<c r="{letters}#"%s' for letters in _LETTERS[: len(columns)])
        for row, contents in enumerate(zip(*columns, strict=True), top):
            self.rows[row] = shape.replace("#", str(row + 1)) % contents
        self._check_dimensions(top, 0)
        self._check_dimensions(row, len(columns) - 1)

    def set_widths(self, widths: Sequence[float]) -> None:
        """The widths of the columns from the first on, in characters."""
        self.col_info = dict(_columns(tuple(widths), self.max_digit_width, self.cell_padding))
        self.col_size_changed = True

    def merge_row(self, row: int, last: int, style: int) -> None:
        """One cell of the row's first cells up to column ``last``; those behind the first are blanks of that style."""
        self.merge.append([row, 0, row, last])
        for column in range(1, last + 1):
            self.put(row, column, blank(style))

    def _xml_start_tag(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        self.fh.write(f"<{_tag(tag, tuple(attributes))}>")

    def _xml_empty_tag(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        self.fh.write(f"<{_tag(tag, tuple(attributes))}/>")

    def _write_sparklines(self, drawn: Mapping[str, Any]) -> None:
        places = zip(drawn["ranges"], drawn["locations"], strict=True)
        lines = (f"<xm:f>{escape(area, quote=False)}</xm:f><xm:sqref>{cell}</xm:sqref>" for area, cell in places)
        made = "".join(f"<x14:sparkline>{line}</x14:sparkline>" for line in lines)
        self.fh.write(f"<x14:sparklines>{made}</x14:sparklines>")

    def _write_rows(self) -> None:
        for row in sorted({*self.rows, *self.cells, *self.table, *self.row_info}):
            whole, own, others = self.rows.get(row), self.cells.get(row, {}), self.table.get(row, {})
            shaped = self.row_info.get(row)
            if not (whole or own or others):
                self._write_empty_row(row, None, shaped)
                continue
            if shaped:
                self._write_row(row, None, shaped)
            else:
                self.fh.write(f'<row r="{row + 1}">')
            if whole:
                self.fh.write(whole)
            for column in sorted({*own, *others}) if own or others else ():
                if column in own:
                    self.fh.write(own[column])
                else:
                    self._write_cell(row, column, others[column])
            self.fh.write("</row>")

    def _write_hyperlinks(self) -> None:
        """The links, all to files: XlsxWriter names the file anew for each cell, here its cells share the name."""
        ids: dict[Any, int] = {}
        written = []
        for row, links in sorted(self.hyperlinks.items()):
            for column, link in sorted(links.items()):
                if link not in ids:
                    self.rel_count += 1
                    ids[link] = self.rel_count
                    self.external_hyper_links.append(["/hyperlink", link._target(), "External"])
                written.append(f'<hyperlink ref="{_LETTERS[column]}{row + 1}" r:id="rId{ids[link]}"/>')
        if written:
            self.fh.write(f"<hyperlinks>{''.join(written)}</hyperlinks>")

    def _get_range_data(self, *area: int) -> list[str | None]:
        """What a chart keeps of its cells: numbers and texts as they are written, "" for a blank, None where there is none."""
        top, left, bottom, right = area
        data: list[str | None] = []
        for row in range(top, bottom + 1):
            own = self.cells.get(row) or dict(enumerate(_CELL.findall(self.rows.get(row, ""))))
            if not own:
                data.append(None)
                continue
            for column in range(left, right + 1):
                cell = own.get(column)
                found = _CONTENT.search(cell or "")
                nothing = None if cell is None else ""
                data.append((found[1].lower() if found[1] is not None else unescape(found[2])) if found else nothing)
        return data

    def _prepare_formula(self, formula: str, *_: object) -> str:
        """The conditions of our colours compare with a word: there is no function to rename in them."""
        return formula


# Two reports differ in few elements of their sheets: views, margins, columns, colours of words.
@lru_cache(maxsize=4096)
def _tag(name: str, attributes: tuple[tuple[str, Any], ...]) -> str:
    escaped = XMLwriter()._escape_attributes
    return name + "".join(f' {key}="{escaped(value)}"' for key, value in attributes)


@lru_cache(maxsize=256)
def _columns(widths: tuple[float, ...], digit: int, padding: int) -> Mapping[int, Any]:
    """What XlsxWriter keeps of columns of these widths in a font with digits and cells of so many pixels."""
    sheet = Worksheet()
    sheet.max_digit_width, sheet.cell_padding = digit, padding
    for width, columns in groupby(range(len(widths)), widths.__getitem__):
        first, *others = columns
        sheet.set_column(first, first + len(others), width)
    return sheet.col_info  # type: ignore[no-any-return]


def blank(style: int) -> str:
    """The content of an empty cell, for its border. ``style``, here and below, is the number of the cell's style."""
    return f' s="{style}"/>'


def fitting(value: str) -> str:
    """``value`` as a cell can hold it: without control characters, and no longer than Excel allows."""
    kept = clean(value)
    return kept if len(kept) <= _LONGEST else f"{kept[: _LONGEST - 1]}…"


def plain(value: str) -> str:
    """``fitting`` for XlsxWriter's own ``write_string``, which takes a text from <r> to </r> for XML of rich text."""
    return fitting(f"{value} " if value.startswith("<r>") and value.endswith("</r>") else value)


def text(value: str, style: int) -> str:
    """The content of a cell that holds a text that is ``fitting``, as it is."""
    escaped = escape(value, quote=False)
    if "_x" in value:  # _x0041_ is how the format writes an A
        escaped = Worksheet._escape_control_characters(escaped)
    keep = ' xml:space="preserve"' if value != value.strip() else ""
    return f' s="{style}" t="inlineStr"><is><t{keep}>{escaped}</t></is></c>'


def number(value: float, style: int) -> str:
    """The content of a cell that holds a finite number."""
    return f' s="{style}"><v>{value:.16G}</v></c>'
