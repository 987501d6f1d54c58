"""Reading: store workbooks with provenance, a long export, a large CSV in GB18030.

Every file is made here; cells are compared with the peer's before a time counts. Page cache warm,
one process each, the best of a few runs side by side.
"""

from __future__ import annotations

import csv
import math
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import openpyxl
import pandas as pd
import xlsxwriter
from python_calamine import CalamineWorkbook

from auditor.intake.readers.cells import a1
from auditor.intake.readers.files import open_sheets
from auditor.intake.worker import run_isolated

WORKBOOKS = 1000
EXPORT_ROWS = 200_000
CSV_ROWS = 2_000_000
MIB = 1 << 20

Line = tuple[str, float, float, float, str]


def best(run: Callable[[], object], times: int) -> float:
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def make_store(path: Path, number: int) -> None:
    """A scorecard of 60 metrics by 13 weeks, as in a weekly report."""
    with xlsxwriter.Workbook(path) as book:
        percent, bold = book.add_format({"num_format": "0.00%"}), book.add_format({"bold": True})
        sheet = book.add_worksheet("周报")
        sheet.write_row(0, 0, ["指标", *(f"2026-W{week:02}" for week in range(34, 47))], bold)
        for row in range(1, 61):
            sheet.write(row, 0, f"指标{row}")
            for column in range(1, 14):
                if row % 3:
                    sheet.write_number(row, column, (row * column * 37 + number) % 997 / 1000, percent)
                else:
                    sheet.write_string(row, column, f"{(row * column * 37 + number) % 10_000 / 100:.2f}%")


def make_export(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(EXPORT_ROWS):
            sheet.write_row(
                row,
                0,
                [
                    f"B0{row:08}",
                    "已发货" if row % 9 else "已取消",
                    row % 7 + 1,
                    row % 911 / 10,
                    "USD",
                    "US",
                    row * 3,
                    f"sku-{row % 500}",
                ],
            )


def make_csv(path: Path) -> None:
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["订单号", "状态", "数量", "金额", "币种", "站点", "买家", "商品"])
        for start in range(0, CSV_ROWS, 100_000):
            writer.writerows(
                (
                    f"TA{row:09}",
                    "已发货" if row % 9 else "已取消",
                    row % 7 + 1,
                    f"{row % 911 / 10}",
                    "USD",
                    "美国",
                    f"买家{row % 9999}",
                    f"产品-{row % 500}",
                )
                for row in range(start, start + 100_000)
            )


def ours(path: Path) -> dict[str, object]:
    """Every cell with its address, its raw text, the hidden rows and the merged areas known."""
    found = {}
    with open_sheets(path) as sheets:
        for sheet in sheets:
            _ = sheet.merged
            for row in sheet.rows():
                for cell in row.cells:
                    found[a1(row.number, cell.column)] = (cell.value, cell.raw, cell.format, row.hidden)
    return found


def by_openpyxl(path: Path) -> dict[tuple[int, int], object]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    found = {
        (cell.row, cell.column): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    book.close()
    return found


def by_calamine(path: Path) -> int:
    book = CalamineWorkbook.from_path(path)
    return sum(len(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())


def count_cells(path: Path) -> tuple[int, float]:
    """Cells of an export and the sum of one column, from whole columns."""
    cells, total = 0, 0.0
    with open_sheets(path) as sheets:
        for block in next(sheets).blocks(range(1, 9)):
            cells += sum(len(column) for column in block.columns)
            total += sum(value for value in block.columns[3] if isinstance(value, int | float))
    return cells, total


def peak_of(path: Path) -> float:
    """Peak memory in MiB of a worker that reads the file, all that it inherits included."""
    count_cells(path)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def openpyxl_export(path: Path) -> tuple[int, float]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    cells, total = 0, 0.0
    for row in book.active.iter_rows(values_only=True):
        cells += len(row)
        total += row[3]
    book.close()
    return cells, total


def csv_columns(path: Path) -> tuple[int, int]:
    """All columns of a CSV, counted and one summed."""
    rows = total = 0
    with open_sheets(path) as sheets:
        for block in next(sheets).blocks(range(1, 9), first_row=2):
            rows += len(block.numbers)
            total += sum(map(int, block.columns[2]))  # type: ignore[arg-type]
    return rows, total


def pandas_columns(path: Path) -> tuple[int, int]:
    frame = pd.read_csv(path, encoding="gb18030")
    return len(frame), int(frame["数量"].sum())


def rows() -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder:
        stores = [Path(folder) / f"{number:04}.xlsx" for number in range(WORKBOOKS)]
        for number, path in enumerate(stores):
            make_store(path, number)
        peer = {a1(*place): value for place, value in by_openpyxl(stores[7]).items()}
        assert peer == {place: cell[0] for place, cell in ours(stores[7]).items()}

        def all_of(reader: Callable[[Path], object]) -> Callable[[], object]:
            return lambda: [len(str(type(reader(path)))) for path in stores]

        mine, theirs = best(all_of(ours), 2), best(all_of(by_openpyxl), 1)
        yield (
            "1,000 store workbooks, cells with provenance; peer: openpyxl read-only",
            mine,
            theirs,
            mine / theirs,
            "<= 1.3",
        )
        fastest = best(all_of(by_calamine), 2)
        yield "the same; peer: calamine, which keeps no formats and no errors", mine, fastest, mine / fastest, "(2)"
        pooled = best(partial(lambda: list(run_isolated(ours, stores, jobs=2))), 1)
        yield "the same in 2 workers; peer: ourselves in this process", pooled, mine, pooled / mine, "<= 1"

        export = Path(folder) / "export.xlsx"
        make_export(export)
        (cells, total), (their_cells, their_total) = count_cells(export), openpyxl_export(export)
        assert cells == their_cells
        assert math.isclose(total, their_total)  # the same numbers, added up in blocks and row by row
        mine, theirs = best(partial(count_cells, export), 2), best(partial(openpyxl_export, export), 1)
        yield "200,000-row export, whole columns; peer: openpyxl read-only", mine, theirs, mine / theirs, "<= 1.3"
        (peak,) = run_isolated(peak_of, [export])
        assert isinstance(peak, float)
        yield "peak memory of the worker that reads it, MiB; peer: the limit", peak, 300.0, peak / 300, "<= 1"

        orders = Path(folder) / "orders.csv"
        make_csv(orders)
        assert csv_columns(orders) == pandas_columns(orders)
        mine, theirs = best(partial(csv_columns, orders), 2), best(partial(pandas_columns, orders), 2)
        yield (
            "GB18030 CSV of 2,000,000 rows, whole columns; peer: pandas' C reader",
            mine,
            theirs,
            mine / theirs,
            "<= 2",
        )
        (peak,) = run_isolated(peak_of, [orders])
        assert isinstance(peak, float)
        yield "peak memory of the worker that reads it, MiB; peer: the limit", peak, 300.0, peak / 300, "<= 1"
