"""The metrics: value, previous value, line, and up to thirteen periods as numbers and as a sparkline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from auditor.report import view
from auditor.report.labels import Labels
from auditor.report.workbook.columns import (
    Cells,
    Report,
    date_column,
    format_of,
    status_colours,
    text_column,
    title_of,
    value_column,
    word_column,
)
from auditor.report.workbook.sheets import Sheet
from auditor.text import BOTH

POINTS = 13  # periods of a trend
_ONE_PAGE = 30  # metrics that can still be read on one printed page, half as many where a row has two lines
_COLUMNS = {
    "metric": 32, "segment": 10, "value_head": 12, "previous": 12, "change_head": 18, "require_head": 22,
    "status_head": 17, "trend": 20, "period_end": 12,
}  # fmt: skip


def metrics_sheet(report: Report) -> None:
    """Every measured metric with its previous value, its line and its trend, drawn as a sparkline and as numbers."""
    store, words = report.shown.store, report.shown.words
    measured = [finding for finding in view.by_urgency(store["findings"]) if finding["metric"] and finding["display"]]
    rows = [*measured, *(item for item in store["observed"] if item["display"])]
    heads = list(_COLUMNS)
    ago = [words.fill("periods_ago", count=POINTS - 1 - at) for at in range(POINTS - 1)]
    names = [*(words[key] for key in heads), *ago, words["newest"]]
    sheet = report.sheet("metrics", [*_COLUMNS.values(), *[10] * POINTS])
    sheet.title(words["sheet.metrics"], words["key_figures_caption"])
    sheet.headings(3, names)
    sheet.sheet.freeze_panes(4, 1)
    left = len(heads)
    trends = [[point["value"] for point in item["trend"][-POINTS:]] for item in rows]
    formats = [_trend_format(item) for item in rows]
    periods = zip(*([None] * (POINTS - len(trend)) + trend for trend in trends), strict=True)
    columns = [cells(sheet, 4, at, rows) for at, cells in enumerate(_columns(words, formats))]
    sheet.sheet.put_table(4, [*columns, *(sheet.number_cells(values, formats) for values in periods)])
    sheet.sparklines({
        xl_rowcol_to_cell(row, 7): f"'{sheet.name}'!{xl_range(row, left, row, left + POINTS - 1)}"
        for row, trend in enumerate(trends, 4)
        if len(trend) > 1
    })  # fmt: skip
    last = 3 + len(rows)
    sheet.table(3, 0, last, len(names) - 1)
    drawn_to = last + 21 if _trend_chart(report, sheet, rows, left, last + 3) else last
    sheet.sheet.print_area(0, 0, drawn_to, left - 1)
    if len(rows) <= _ONE_PAGE // (2 if words.lang == BOTH else 1):
        sheet.sheet.fit_to_pages(1, 1)
    elif drawn_to > last:  # the chart stands on a page of its own, never across two
        sheet.sheet.set_h_pagebreaks([last + 1])


def _columns(words: Labels, formats: Sequence[str]) -> tuple[Cells, ...]:
    """The columns before the trend, in the order of their names; what is only observed has no line and no status."""

    def judged(get: Callable[[view.Entry], Any]) -> Callable[[view.Entry], Any]:
        return lambda item: get(item) if "status" in item else None

    return (
        text_column(lambda item: item["metric_name"] if "status" in item else item["name"], "bold"),
        text_column(lambda item: item["segment"]),
        value_column(),
        partial(_previous_cells, formats),
        text_column(judged(lambda item: item["delta"] and item["delta"]["text"]), "right"),
        text_column(judged(lambda item: item["require"])),
        word_column(
            lambda item: words.status(item["status"], item["kind"]) if "status" in item else words["observed_only"],
            colours=status_colours(words),
        ),
        text_column(lambda _: None),  # the sparkline's
        date_column(lambda item: item["period"]["end"] if item["period"] else None),
    )


def _previous_cells(
    formats: Sequence[str], sheet: Sheet, top: int, column: int, rows: Sequence[view.Entry]
) -> list[str]:
    """The previous values in the formats of their rows; of a flag its word, as the newest one beside it has."""
    made = sheet.number_cells((item.get("previous_value") for item in rows), formats)
    for at, item in enumerate(rows):
        if item["unit"] == "flag" and item.get("previous"):
            (made[at],) = sheet.text_cells(top + at, column, (item["previous"],))
    return made


def _trend_format(item: view.Entry) -> str:
    """The format of the newest value, with two decimals where a rate of whole per cents was none before."""
    form = format_of(item)
    if form != "0%":
        return form
    earlier = [item.get("previous_value"), *(point["value"] for point in item["trend"])]
    return form if all(round(share * 100, 6) % 1 == 0 for share in earlier if share is not None) else "0.00%"


def _trend_chart(report: Report, sheet: Sheet, rows: Sequence[view.Entry], left: int, row: int) -> bool:
    """A native chart of the most urgent metric against its line; False where no metric has both."""
    charted = [at for at, item in enumerate(rows) if item.get("threshold") and len(item["trend"]) > 2]
    charted.sort(key=lambda at: rows[at]["unit"] == "count")  # a rate or an amount tells more than a count
    if not charted:
        return False
    words, item, at = report.shown.words, rows[charted[0]], charted[0] + 4
    threshold, points = item["threshold"], item["trend"][-POINTS:]
    form = format_of(item)
    first = left + POINTS - len(points)
    sheet.text(row, 0, words.fill("line_of", title=item["metric_name"]), "label")
    for column, point in enumerate(points, first):
        sheet.number(row, column, threshold["values"][0], form)
        sheet.text(row - 1, column, point["end"], "lead")
    sheet.text(row - 1, 0, title_of(item), "label")
    chart = report.workbook.book.add_chart({"type": "line"})
    ends = [sheet.name, row - 1, first, row - 1, left + POINTS - 1]
    # Names are given as references to cells: XlsxWriter would read some texts as references of their own.
    for line, name, colour, dash in (
        (at, [sheet.name, at, 0], "#33475C", "solid"),
        (row, [sheet.name, at, 5], "#B42318", "dash"),
    ):
        chart.add_series(
            {
                "name": name,
                "categories": ends,
                "values": [sheet.name, line, first, line, left + POINTS - 1],
                "line": {"color": colour, "width": 2, "dash_type": dash},
            }
        )
    chart.set_title({"name": [sheet.name, row - 1, 0], "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"num_format": form, "major_gridlines": {"visible": True, "line": {"color": "#E3E7EC"}}})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 900, "height": 320})
    # over the names of its data, which stand to its right
    sheet.sheet.insert_chart(row - 1, 0, chart, {"object_position": 2, "description": str(words["trend"])})
    return True
