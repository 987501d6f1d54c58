"""Tables of a workbook: a column knows its heading, its width and how it writes a cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from auditor.report import view
from auditor.report.branding import Brand
from auditor.report.labels import Labels
from auditor.report.workbook.sheets import SEVERITY_COLOURS, STATUS_COLOURS, Sheet, Workbook, number_format, sheet_name


class Report(NamedTuple):
    """What every sheet is written from."""

    document: view.Entry
    store: view.Entry
    words: Labels
    workbook: Workbook
    brand: Brand
    edition: str
    folder: str | None

    def sheet(self, name: str, widths: Sequence[float]) -> Sheet:
        """A new sheet under the name that the labels give it."""
        footer = f"{self.store['store']} · {self.document['as_of']}"
        return self.workbook.sheet(sheet_name(self.words[f"sheet.{name}"]), widths, footer=footer)


class Column(NamedTuple):
    """A column of a table: its heading, its width and how it writes one row's cell."""

    heading: str
    width: float
    write: Callable[[Sheet, int, int, Any], None]


def table(sheet: Sheet, top: int, columns: Sequence[Column], rows: Sequence[Any], printed: int | None = None) -> int:
    """Write a table with headings in row ``top``; returns the last row. Only the first ``printed`` columns are printed."""
    sheet.headings(top, [column.heading for column in columns])
    for at, row in enumerate(rows, top + 1):
        for place, column in enumerate(columns):
            column.write(sheet, at, place, row)
    last = top + len(rows)
    sheet.table(top, 0, last, len(columns) - 1)
    if printed:
        sheet.sheet.print_area(0, 0, last, printed - 1)
    return last


def text_cell(get: Callable[[Any], str | None], style: str = "text") -> Callable[[Sheet, int, int, Any], None]:
    """A text of the row in a named style."""
    return lambda sheet, row, column, item: sheet.text(row, column, get(item), style)


def word_cell(get: Callable[[Any], str | None], style: str = "text") -> Callable[[Sheet, int, int, Any], None]:
    """A word that colours or drop-downs go by: in one line, also in both languages."""
    return lambda sheet, row, column, item: sheet.text(row, column, str(get(item) or ""), style)


def number_cell(get: Callable[[Any], float | None]) -> Callable[[Sheet, int, int, Any], None]:
    """A number in the format of its finding; the text where the finding has only a text."""

    def write(sheet: Sheet, row: int, column: int, item: Any) -> None:
        value = get(item)
        if value is None and item["display"]:
            sheet.text(row, column, item["display"])
        else:
            sheet.number(row, column, value, number_format(item["unit"], item.get("currency"), item["display"]))

    return write


def title_of(finding: view.Entry) -> str:
    """The title of a finding with its segment, where it has one."""
    title: str = finding["title"]
    return title + f" [{finding['segment']}]" if finding["segment"] else title


def status_colours(words: Labels) -> dict[str, tuple[str, str]]:
    """The words of all statuses with their colours."""
    colours = {words.status(status): pair for status, pair in STATUS_COLOURS.items()}
    return colours | {words["status.below_benchmark"]: STATUS_COLOURS["fail"]}


def severity_colours(words: Labels) -> dict[str, tuple[str, str]]:
    """The words of all severities with their colours."""
    return {words[f"severity.{severity}"]: pair for severity, pair in SEVERITY_COLOURS.items()}
