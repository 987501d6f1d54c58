"""The first sheet: verdict, score, counts and dimensions with native charts, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.report import view
from auditor.report.shown import Shown
from auditor.report.workbook.columns import Report
from auditor.report.workbook.sheets import Sheet
from auditor.report.workbook.styles import STATUS_COLOURS
from auditor.text import BOTH, join


def overview_sheet(report: Report) -> None:
    """Verdict, score, counts, dimensions, first actions, what is needed; two native charts."""
    shown, store, words = report.shown, report.shown.store, report.shown.words
    sheet = report.sheet("overview", [26, 12, 14, 16, 34, 3, 14, 14, 14, 14])
    sheet.sheet.fit_to_pages(1, 1)
    if words.lang == BOTH:  # twice the lines: higher than wide
        sheet.sheet.set_portrait()
    sheet.title(
        store["store"], f"{store['platform_name']} · {shown.document['as_of']} · {shown.brand.name}".rstrip(" ·")
    )
    sheet.merged(2, 4, store["verdict"]["text"], "strong")
    sheet.text(3, 0, words["score"], "label")
    sheet.sheet.set_row(3, 38)
    if store["score"] is None:
        sheet.text(3, 1, words["no_score"], "score")
    else:
        sheet.number(3, 1, store["score"], "0", "score")
        sheet.text(3, 2, store["grade"], "score")
    row = 4
    for label, text in _facts(shown):
        sheet.text(row, 0, label, "label")
        sheet.text(row, 1, text, "lead")
        row += 1

    row += 1
    sheet.headings(row, [words["status_head"], words["count"]], repeated=False)
    first = row + 1
    for row, (status, count) in enumerate(store["counts"].items(), first):
        sheet.text(row, 0, str(words.status(status)), colours=STATUS_COLOURS[status])
        sheet.number(row, 1, count, "0", "count")
    _chart(report, sheet, "column", words["findings_by_status"], (first, row), "G4", [
        {"fill": {"color": STATUS_COLOURS[status][0]}} for status in store["counts"]
    ])  # fmt: skip

    dimensions, outcomes = view.dimensions(store), view.outcomes(store, words)
    if dimensions:
        row += 2
        sheet.headings(
            row,
            [words["dimension_head"], words["score"], words["coverage_head"], words["applicable"], words["weakest"]],
        )
        titles = {finding["check"]: finding["title"] for finding in store["findings"]}
        first = row + 1
        for row, part in enumerate(dimensions, first):
            sheet.text(row, 0, part["name"])
            sheet.number(row, 1, part["score"], "0", "count")
            sheet.number(row, 2, part["assessed"], "0", "count")
            sheet.number(row, 3, part["applicable"], "0", "count")
            weakest = titles.get(part["weakest"], part["weakest"]) or ""
            # Here, beside a blank: a chart would draw a word in the column of scores as a 0.
            unscored = outcomes.get(part["dimension"])
            sheet.text(row, 4, join(" · ", filter(None, (unscored, weakest, part["cap"]))))
        bars = {"type": "data_bar", "bar_color": "#8BB0CC", "bar_solid": True, "min_type": "num", "min_value": 0}
        sheet.sheet.conditional_format(first, 1, row, 1, {**bars, "max_type": "num", "max_value": 100})
        if any(part["score"] is not None for part in dimensions):
            _chart(report, sheet, "bar", words["dimensions"], (first, row), "G20", [])

    for block in ("plan", "needs", "highlights", "problems", *(["internal"] if shown.edition == "internal" else [])):
        if block == "problems" and store["counts"]["fail"] and not shown.story[block]:
            continue  # somebody emptied it: that there are none it must not say
        row += 2
        sheet.text(row, 0, words[f"block.{block}"], "section")
        for line in shown.story[block] or [words["none_this_time"]]:
            row += 1
            sheet.merged(row, 4, line)


def _facts(shown: Shown) -> list[tuple[str, str]]:
    store, words = shown.store, shown.words
    facts = [(words["coverage_head"], words.fill("coverage", **store["coverage"]))]
    if store["score_range"]:
        facts.append((words["range_head"], "{}–{}".format(*store["score_range"])))
    if store["cap"]:
        facts.append((words["cap_head"], store["cap"]))
    period = view.data_period(store)
    if period:
        facts.append((words["newest_period"], f"{period[0]} – {period[1]}"))
    launch = view.launch_ahead(store, shown.document["as_of"])
    if launch:
        facts.append((words["launch_day"], launch))
    if store["client"]:
        facts.append((words["client"], store["client"]))
    if shown.brand.footer:
        facts.append(("", shown.brand.footer))
    return facts


def _chart(
    report: Report, sheet: Sheet, kind: str, title: str, rows: tuple[int, int], at: str, points: Sequence[view.Entry]
) -> None:
    """A native chart over the first two columns of ``sheet``: names, and what they come to."""
    chart = report.workbook.book.add_chart({"type": kind})
    first, last = rows
    chart.add_series(
        {
            "categories": [sheet.name, first, 0, last, 0],
            "values": [sheet.name, first, 1, last, 1],
            "points": list(points),
            "fill": {"color": report.workbook.accent},
            "data_labels": {"value": True},
            "gap": 60,
        }
    )
    chart.set_title({"name": str(title), "name_font": {"size": 11}, "overlay": False})
    chart.set_legend({"none": True})
    grid = {"major_gridlines": {"visible": False}, "line": {"none": True}}
    chart.set_x_axis(grid | ({"min": 0, "max": 100, "visible": False} if kind == "bar" else {}))
    chart.set_y_axis(grid | ({"reverse": True} if kind == "bar" else {"visible": False}))
    line = 60 if report.shown.words.lang == BOTH else 24  # pixels: a name of one line, or of up to three
    chart.set_size({"width": 470, "height": max(300, line * (last - first + 1)) if kind == "bar" else 300})
    sheet.sheet.insert_chart(at, chart, {"object_position": 2, "description": str(title)})
