"""Tables of a workbook: a column knows its heading, its width and how its cells are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from auditor.report import view
from auditor.report.labels import Labels
from auditor.report.shown import Shown
from auditor.report.workbook.sheets import Sheet, Workbook, sheet_name
from auditor.report.workbook.styles import NO_COLOURS, SEVERITY_COLOURS, STATUS_COLOURS, Colours, number_format


class Report(NamedTuple):
    """What every sheet is written from, and the workbook that it goes into."""

    shown: Shown
    workbook: Workbook

    def sheet(self, name: str, widths: Sequence[float]) -> Sheet:
        """A new sheet under the name that the labels give it."""
        return self.named_sheet(self.shown.words[f"sheet.{name}"], widths)

    def named_sheet(self, name: str, widths: Sequence[float]) -> Sheet:
        """A new sheet of that name."""
        footer = f"{self.shown.store['store']} · {self.shown.document['as_of']}"
        return self.workbook.sheet(sheet_name(name), widths, footer=footer)


Rows = Sequence[Any]
Cells = Callable[[Sheet, int, int, Rows], list[str]]  # the cells of a sheet from a row down in a column, one a row


class Column(NamedTuple):
    """A column of a table: its heading, its width and how its cells are made."""

    heading: str
    width: float
    cells: Cells


def table(sheet: Sheet, top: int, columns: Sequence[Column], rows: Sequence[Any], printed: int | None = None) -> int:
    """Write a table with headings in row ``top``; returns the last row. Only the first ``printed`` columns are printed."""
    sheet.headings(top, [column.heading for column in columns])
    sheet.sheet.put_table(top + 1, [column.cells(sheet, top + 1, at, rows) for at, column in enumerate(columns)])
    last = top + len(rows)
    sheet.table(top, 0, last, len(columns) - 1)
    if printed:
        sheet.sheet.print_area(0, 0, last, printed - 1)
    return last


def text_column(get: Callable[[Any], str | None], style: str = "text") -> Cells:
    """A text of each row in a named style."""
    return lambda sheet, top, column, rows: sheet.text_cells(top, column, map(get, rows), style)


def word_column(
    get: Callable[[Any], str | None], style: str = "text", colours: Mapping[str | None, Colours] = NO_COLOURS
) -> Cells:
    """A word that drop-downs go by, or that has its colour: in one line, also in both languages."""
    return lambda sheet, top, column, rows: sheet.text_cells(
        top, column, (str(get(row) or "") for row in rows), style, colours
    )


def severity_column(words: Labels) -> Cells:
    """The severity of each row's finding, in its colours."""
    return word_column(lambda finding: words[f"severity.{finding['severity']}"], "text", severity_colours(words))


def date_column(get: Callable[[Any], str | None], style: str = "date") -> Cells:
    """A day of each row, given in ISO 8601."""
    return lambda sheet, _top, _column, rows: sheet.date_cells(map(get, rows), style)


def value_column(get: Callable[[Any], view.Entry] = lambda row: row) -> Cells:
    """The value of each row's finding in that finding's format; its text where it is a text or a flag (1 for yes)."""

    def cells(sheet: Sheet, top: int, column: int, rows: Rows) -> list[str]:
        findings = [get(row) for row in rows]
        made = sheet.number_cells((finding["value"] for finding in findings), map(format_of, findings))
        for at, finding in enumerate(findings):
            if finding["display"] and (finding["value"] is None or finding["unit"] == "flag"):
                (made[at],) = sheet.text_cells(top + at, column, (finding["display"],))
        return made

    return cells


def format_of(finding: view.Entry) -> str:
    """The cell format of a finding's value."""
    return number_format(finding["unit"], finding.get("currency"), finding["display"])


def title_of(finding: view.Entry) -> str:
    """The title of a finding with its segment, where it has one."""
    title: str = finding["title"]
    return title + f" [{finding['segment']}]" if finding["segment"] else title


def status_colours(words: Labels) -> Mapping[str | None, Colours]:
    """The words of all statuses with their colours."""
    colours: dict[str | None, Colours] = {str(words.status(status)): pair for status, pair in STATUS_COLOURS.items()}
    return colours | {str(words["status.below_benchmark"]): STATUS_COLOURS["fail"]}


def severity_colours(words: Labels) -> Mapping[str | None, Colours]:
    """The words of all severities with their colours."""
    return {str(words[f"severity.{severity}"]): pair for severity, pair in SEVERITY_COLOURS.items()}
