"""Old binary workbooks (.xls) by xlrd, which keeps number formats: without them nobody can tell the 0.9 % of a platform's export from 90 %.

It runs in the worker that is already reading the file, else in one started for it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from auditor.intake.dating.dates import Epoch
from auditor.intake.limits import Limits, too_wide
from auditor.intake.readers.cells import (
    AGAIN,
    RESAVE,
    Cell,
    ListedSheet,
    MergedRange,
    Row,
    Sheet,
    UnreadableFile,
    whole,
)
from auditor.intake.readers.formats import BUILTIN_FORMATS, clock, shown
from auditor.intake.readers.xls_formulas import begun
from auditor.intake.worker import in_worker, run_isolated
from auditor.model import Text

if TYPE_CHECKING:
    import xlrd


def read_xls(data: bytes, limits: Limits) -> list[Sheet]:
    """The sheets of an .xls workbook (Excel 5 to 2003). Raises UnreadableFile."""
    sheets: list[Sheet] | UnreadableFile = _sheets(data) if in_worker() else next(run_isolated(_sheets, [data], limits))
    if isinstance(sheets, UnreadableFile):
        raise sheets
    for sheet in sheets:
        if len({cell.column for row in sheet.rows() for cell in row.cells}) > limits.columns:
            raise too_wide(limits)
    return sheets


def protected() -> UnreadableFile:
    """The refusal of a workbook with a password."""
    return UnreadableFile(
        Text("工作簿有密码保护，读不了", "the workbook is protected by a password"),
        Text(
            "请在 Excel 或 WPS 中去掉打开密码和“保护工作簿”的密码，再保存",  # the latter encrypts an .xls as well
            "remove the password in Excel or WPS, also that of Protect Workbook, and save it again",
        ),
    )


def _sheets(data: bytes) -> list[Sheet]:
    try:
        with _book(data) as book:
            waiting = begun(book.mem or b"", book.base)
            sheets: list[Sheet] = [
                _sheet(book, sheet, waiting.get(number, set())) for number, sheet in enumerate(book.sheets())
            ]
    except MemoryError:
        raise
    except Exception as error:  # a damaged file surfaces as any of a dozen exceptions of the library
        if "encrypted" in str(error):
            raise protected() from error
        what = f"{type(error).__name__}: {error}"[:200]
        raise UnreadableFile(
            Text(f"工作簿读不了（{what}）", f"the workbook cannot be read ({what})"), RESAVE
        ) from error
    if not sheets:
        raise UnreadableFile(Text("工作簿里没有工作表", "the workbook has no worksheet"), AGAIN)
    return sheets


def _book(data: bytes) -> xlrd.Book:
    """The open workbook. One of a back office's PHP, which does not say in which encoding it is, is proven as a text is."""
    import xlrd

    def opened(encoding: str | None) -> xlrd.Book:
        return xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            ragged_rows=True,
            logfile=io.StringIO(),
            encoding_override=encoding,
            on_demand=True,  # else the stream is gone before its formulas can be looked at
        )

    book = opened(None)
    for encoding in ("utf-8", "gb18030") if book.biff_version < 80 and book.codepage is None else ():
        with suppress(UnicodeDecodeError):
            return opened(encoding)
    return book


def _sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet, waiting: set[tuple[int, int]]) -> ListedSheet:
    # xlrd has no code for the formats that are built into a Chinese or Japanese Excel
    codes = {key: found.format_str or BUILTIN_FORMATS.get(key, "") for key, found in book.format_map.items()}
    formats = [codes.get(style.format_key, "") for style in book.xf_list]
    epoch: Epoch = 1904 if book.datemode else 1900
    rows = []
    for number in range(sheet.nrows):
        cells = [
            found
            for column, cell in enumerate(sheet.row(number), start=1)
            if (found := _cell(column, cell, formats, epoch, (number, column - 1) in waiting)) is not None
        ]
        if cells:
            info = sheet.rowinfo_map.get(number)
            rows.append(Row(number + 1, cells, bool(info and info.hidden)))
    merged = tuple(MergedRange(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)
    return ListedSheet(sheet.name, sheet.visibility != 0, epoch=epoch, listed=rows, areas=merged)


def _cell(column: int, cell: xlrd.sheet.Cell, formats: Sequence[str], epoch: Epoch, waiting: bool) -> Cell | None:
    import xlrd

    code = formats[cell.xf_index] if cell.xf_index is not None and cell.xf_index < len(formats) else ""
    if waiting:
        return Cell(column, "=?", code, "formula")
    value = cell.value
    if isinstance(value, str):
        return Cell(column, value, code) if value.strip() else None
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Cell(column, bool(value), code, "bool")
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Cell(column, xlrd.error_text_from_code.get(int(value), "#ERROR!"), code, "error")
    return shown(column, whole(value), code, clock(code), epoch)
