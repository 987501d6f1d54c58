"""The metrics: value, previous value, line, and up to thirteen periods as numbers and as a sparkline."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.report import view
from auditor.report.workbook.columns import Report, number_cell, status_colours, title_of
from auditor.report.workbook.sheets import Sheet, number_format
from auditor.text import BOTH

POINTS = 13  # periods of a trend
_ONE_PAGE = 30  # metrics that can still be read on one printed page, half as many where a row has two lines
_COLUMNS = {
    "metric": 32, "segment": 10, "value_head": 12, "previous": 12, "change_head": 18, "require_head": 22,
    "status_head": 17, "trend": 20, "period_end": 12,
}  # fmt: skip


def metrics_sheet(report: Report) -> None:
    """Every measured metric with its previous value, its line and its trend, drawn as a sparkline and as numbers."""
    store, words = report.store, report.words
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
    drawn: dict[str, str] = {}  # where a sparkline stands → its values
    for row, item in enumerate(rows, 4):
        observed = "status" not in item
        form = number_format(item["unit"], item.get("currency"), item["display"])
        sheet.text(row, 0, item["name"] if observed else item["metric_name"], "bold")
        sheet.text(row, 1, item["segment"])
        number_cell(lambda entry: entry["value"])(sheet, row, 2, item)
        sheet.number(row, 3, None if observed else item["previous_value"], _trend_format(item, form))
        sheet.text(row, 4, item["delta"]["text"] if not observed and item["delta"] else None, "right")
        sheet.text(row, 5, None if observed else item["require"])
        sheet.text(row, 6, str(words["observed_only"] if observed else words.status(item["status"], item["kind"])))
        sheet.text(row, 7, None)
        sheet.date(row, 8, item["period"]["end"] if item["period"] else None)
        points = item["trend"][-POINTS:]
        for at in range(POINTS):
            back = at - (POINTS - len(points))
            sheet.number(row, left + at, points[back]["value"] if back >= 0 else None, _trend_format(item, form))
        if len(points) > 1:
            drawn[_cell(row, 7)] = f"'{sheet.name}'!{_cell(row, left)}:{_cell(row, left + POINTS - 1)}"
    if drawn:  # one group: XlsxWriter makes all its styles anew for each
        group = {"location": list(drawn), "range": list(drawn.values()), "show_hidden": False}
        colours = {"last_point": True, "series_color": "#33475C", "last_color": "#B42318"}
        sheet.sheet.add_sparkline(next(iter(drawn)), group | colours)
    last = 3 + len(rows)
    sheet.table(3, 0, last, len(names) - 1)
    sheet.colour_words((4, last), 6, status_colours(words))
    drawn_to = last + 24 if _trend_chart(report, sheet, rows, left, last + 3) else last
    sheet.sheet.print_area(0, 0, drawn_to, left - 1)
    if len(rows) <= _ONE_PAGE // (2 if words.lang == BOTH else 1):
        sheet.sheet.fit_to_pages(1, 1)
    elif drawn_to > last:  # the chart stands on a page of its own, never across two
        sheet.sheet.set_h_pagebreaks([last + 1])


def _trend_format(item: view.Entry, form: str) -> str:
    """Older values may have more decimals than the newest shows: rates get at least two."""
    return "0.00%" if item["unit"] == "share" and form == "0%" else form


def _trend_chart(report: Report, sheet: Sheet, rows: Sequence[view.Entry], left: int, row: int) -> bool:
    """A native chart of the most urgent metric against its line; False where no metric has both."""
    charted = [at for at, item in enumerate(rows) if item.get("threshold") and len(item["trend"]) > 2]
    charted.sort(key=lambda at: rows[at]["unit"] == "count")  # a rate or an amount tells more than a count
    if not charted:
        return False
    words, item, at = report.words, rows[charted[0]], charted[0] + 4
    threshold, points = item["threshold"], item["trend"][-POINTS:]
    form = number_format(item["unit"], item.get("currency"), item["display"])
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
    sheet.sheet.insert_chart(row + 2, 0, chart, {"object_position": 2, "description": str(words["trend"])})
    return True


def _cell(row: int, column: int) -> str:
    """A1 notation of a cell that counts from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
