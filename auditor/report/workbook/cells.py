"""The two hot ends of XlsxWriter, shortened: how a cell gets into a worksheet, and how it becomes XML.

XlsxWriter checks each cell against every kind of cell there is, and builds its element attribute by attribute. A report has
thousands of texts, numbers and blanks and nothing else, so they go straight into the library's own table and come out as
one string each. Everything else (styles, widths, charts, sparklines, links, the package) is the library's. A test holds
the XML equal to what the library itself would have written.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellBlankTuple, CellNumberTuple, CellStringTuple, Worksheet

_LETTERS = tuple(xl_col_to_name(column) for column in range(64))


class Cells(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """A worksheet that takes and writes texts, numbers and blanks at little cost. Rows and columns count from 0."""

    def put_text(self, row: int, column: int, text: str, style: Any) -> None:
        """A text of at most 32,767 characters, as it is."""
        self._reach(row, column)
        self.table[row][column] = CellStringTuple(self.str_table._get_shared_string_index(text), style)

    def put_number(self, row: int, column: int, number: float, style: Any) -> None:
        """A finite number."""
        self._reach(row, column)
        self.table[row][column] = CellNumberTuple(number, style)

    def put_blank(self, row: int, column: int, style: Any) -> None:
        """An empty cell with a border."""
        self._reach(row, column)
        self.table[row][column] = CellBlankTuple(style)

    def _reach(self, row: int, column: int) -> None:
        """Widen the used range where this cell lies outside of it."""
        if self.dim_rowmax is None or row > self.dim_rowmax or column > self.dim_colmax or column < self.dim_colmin:
            self._check_dimensions(row, column)

    def _write_rows(self) -> None:
        write = self.fh.write
        for row in sorted({*self.table, *self.row_info}):
            cells = self.table.get(row)
            if not cells:
                self._write_empty_row(row, None, self.row_info.get(row))
                continue
            self._write_row(row, None, self.row_info.get(row))
            name = row + 1
            for column in sorted(cells):
                cell = cells[column]
                kind = cell.__class__
                if cell.format is None or column >= len(_LETTERS):
                    self._write_cell(row, column, cell)
                    continue
                style = cell.format.xf_index
                if style is None:
                    style = cell.format._get_xf_index()
                if kind is CellStringTuple:
                    write(f'<c r="{_LETTERS[column]}{name}" s="{style}" t="s"><v>{cell.string}</v></c>')
                elif kind is CellNumberTuple:
                    write(f'<c r="{_LETTERS[column]}{name}" s="{style}"><v>{cell.number:.16G}</v></c>')
                elif kind is CellBlankTuple:
                    write(f'<c r="{_LETTERS[column]}{name}" s="{style}"/>')
                else:
                    self._write_cell(row, column, cell)
            write("</row>")

    def _prepare_formula(self, formula: str, *_: object) -> str:
        """The conditions of our colours compare with a word: there is no function to rename in them."""
        return formula
