"""Binary workbooks that only calamine reads: .xlsb, and .xls of Excel 5 and 95.

Calamine is fast and knows all of them, but a file of a kilobyte can make it abort the process, and
it keeps neither number formats nor error codes. So it always runs in a worker: in the one that is
already reading the file, else in one started for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from auditor.intake.cells import Cell, CellKind, ListedSheet, MergedRange, Row, Sheet, UnreadableFile
from auditor.intake.limits import Limits, too_wide
from auditor.intake.worker import in_worker, run_isolated
from auditor.model import Text

_NO_FORMATS = Text(
    "读不到单元格格式：百分比需要表头或映射说明",
    "cell formats are not available: percents need a heading or an overlay line",
)
_KINDS: tuple[tuple[type, CellKind], ...] = (
    (bool, "bool"), (int, "number"), (float, "number"), (datetime, "date"), (date, "date"), (time, "date"), (timedelta, "duration"),
)  # fmt: skip


class _Table(NamedTuple):
    name: str
    hidden: bool
    first_row: int
    first_column: int
    values: Sequence[Sequence[object]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]


def read_binary(data: bytes, limits: Limits) -> list[Sheet]:
    """The sheets of a binary workbook, without number formats. Raises UnreadableFile."""
    tables: Sequence[_Table] | UnreadableFile
    tables = _read(data) if in_worker() else next(run_isolated(_read, [data], limits))
    if isinstance(tables, UnreadableFile):
        raise tables
    return [_sheet(table, limits) for table in tables]


def _read(data: bytes) -> list[_Table]:
    """Runs in a worker: this is the call that may never return."""
    import io

    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    from auditor.intake.xls import protected

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = []
        for meta in book.sheets_metadata:
            if meta.typ == SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(meta.name)
                row, column = sheet.start or (0, 0)
                values = sheet.to_python(skip_empty_area=True)
                tables.append(
                    _Table(
                        meta.name,
                        meta.visible != SheetVisibleEnum.Visible,
                        row,
                        column,
                        values,
                        list(sheet.merged_cell_ranges or ()),
                    )
                )
    except PasswordError as error:
        raise protected() from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(
            Text(f"工作簿读不了：{error}", f"the workbook cannot be read: {error}"),
            Text("请用 Excel 或 WPS 打开并另存为 .xlsx", "open it in Excel or WPS and save it as .xlsx"),
        ) from error
    return tables


def _sheet(table: _Table, limits: Limits) -> Sheet:
    rows, used = [], set[int]()
    for number, values in enumerate(table.values, start=table.first_row + 1):
        cells = [
            _cell(column, value)
            for column, value in enumerate(values, start=table.first_column + 1)
            if value not in ("", None)
        ]
        if cells:
            used.update(cell.column for cell in cells)
            rows.append(Row(number, cells))
    if len(used) > limits.columns:
        raise too_wide(limits)
    areas = tuple(
        MergedRange(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in table.merged
    )
    return ListedSheet(table.name, table.hidden, notes=(_NO_FORMATS,), listed=rows, areas=areas)


def _cell(column: int, value: object) -> Cell:
    for kind, name in _KINDS:
        if isinstance(value, kind):
            whole = int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value
            return Cell(column, whole, "", name)  # type: ignore[arg-type]
    return Cell(column, str(value))
