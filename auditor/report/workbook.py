"""The store report as a workbook: eight sheets from overview to run information, made for Excel, WPS and LibreOffice."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from auditor.report import view
from auditor.report.branding import Brand
from auditor.report.labels import Labels, labels
from auditor.report.narrative import narrative
from auditor.report.sheets import SEVERITY_COLOURS, STATUS_COLOURS, Sheet, Workbook, number_format
from auditor.report.tracker import (
    TRACKER_AS_OF,
    TRACKER_HEADINGS,
    TRACKER_ID,
    TRACKER_SHEET,
    TRACKER_STATUS,
    tracker_id,
)

POINTS = 13  # periods of a trend
_DROP_DOWN = 255  # characters that a list of choices may have in a workbook


def write_workbook(
    document: Mapping[str, Any],
    store_index: int = 0,
    *,
    part: str = "stores",
    edition: str = "client",
    brand: Brand | None = None,
    notes: Mapping[str, Sequence[str]] | None = None,
    folder: str | None = None,
) -> bytes:
    """The workbook of one store (or client, ``part="clients"``); the same document gives the same bytes.

    ``folder`` is where the file will lie: with it, evidence cells link to the input files beside it.
    """
    store = document[part][store_index]
    words = labels(document["lang"])
    brand = brand or Brand()
    workbook = Workbook(
        font="Microsoft YaHei" if words.lang == "zh" else "Calibri",
        accent=brand.accent_text,
        created=date.fromisoformat(document["as_of"]),
        title=f"{store['store']} {document['as_of']}",
    )
    report = _Report(document, store, words, workbook, brand, edition, folder)
    _overview(report, narrative(store, words, notes))
    _metrics(report)
    _findings(report)
    _tracker(report)
    _evidence(report)
    _not_assessed(report)
    _rules(report)
    _run(report)
    return workbook.close()


class _Report(NamedTuple):
    """What every sheet is written from."""

    document: view.Entry
    store: view.Entry
    words: Labels
    workbook: Workbook
    brand: Brand
    edition: str
    folder: str | None

    def sheet(self, name: str, widths: Sequence[float]) -> Sheet:
        footer = f"{self.store['store']} · {self.document['as_of']}"
        return self.workbook.sheet(self.words[f"sheet.{name}"], widths, footer=footer)


class _Column(NamedTuple):
    """A column of a table: its heading, its width and how it writes one row's cell."""

    heading: str
    width: float
    write: Callable[[Sheet, int, int, Any], None]


def _table(sheet: Sheet, top: int, columns: Sequence[_Column], rows: Sequence[Any]) -> int:
    """Write a table with headings in row ``top``; returns the last row."""
    sheet.headings(top, [column.heading for column in columns])
    for at, row in enumerate(rows, top + 1):
        for place, column in enumerate(columns):
            column.write(sheet, at, place, row)
    last = top + len(rows)
    sheet.table(top, 0, last, len(columns) - 1)
    return last


def _text(get: Callable[[Any], str | None], style: str = "text") -> Callable[[Sheet, int, int, Any], None]:
    return lambda sheet, row, column, item: sheet.text(row, column, get(item), style)


def _value(get: Callable[[Any], float | None]) -> Callable[[Sheet, int, int, Any], None]:
    """A number in the format of its finding; the text where the finding has only a text."""

    def write(sheet: Sheet, row: int, column: int, item: Any) -> None:
        value = get(item)
        if value is None and item["display"]:
            sheet.text(row, column, item["display"])
        else:
            sheet.number(row, column, value, number_format(item["unit"], item.get("currency"), item["display"]))

    return write


def _title(finding: view.Entry) -> str:
    return f"{finding['title']} [{finding['segment']}]" if finding["segment"] else str(finding["title"])


def _status_colours(words: Labels) -> dict[str, tuple[str, str]]:
    colours = {words.status(status): pair for status, pair in STATUS_COLOURS.items()}
    return colours | {words["status.below_benchmark"]: STATUS_COLOURS["fail"]}


def _severity_colours(words: Labels) -> dict[str, tuple[str, str]]:
    return {words[f"severity.{severity}"]: pair for severity, pair in SEVERITY_COLOURS.items()}


# --- the sheets, in their order ---


def _overview(report: _Report, story: Mapping[str, Sequence[str]]) -> None:
    """Verdict, score, counts, dimensions, first actions, what is needed; two native charts."""
    store, words = report.store, report.words
    sheet = report.sheet("overview", [26, 12, 14, 16, 34, 3, 14, 14, 14, 14])
    sheet.title(
        store["store"], f"{store['platform_name']} · {report.document['as_of']} · {report.brand.name}".rstrip(" ·")
    )
    sheet.sheet.merge_range(2, 0, 2, 4, "", report.workbook.style("plain"))
    sheet.text(2, 0, store["verdict"]["text"], "bold")
    sheet.sheet.set_row(2, 32)
    sheet.text(3, 0, words["score"], "label")
    sheet.sheet.set_row(3, 38)
    if store["score"] is None:
        sheet.text(3, 1, words["no_score"], "score")
    else:
        sheet.number(3, 1, store["score"], "0", "score")
        sheet.text(3, 2, store["grade"], "score")
    row = 4
    for label, text in _facts(report):
        sheet.text(row, 0, label, "label")
        sheet.text(row, 1, text, "lead")
        row += 1

    row += 1
    sheet.headings(row, [words["status_head"], words["count"]])
    first = row + 1
    for row, (status, count) in enumerate(store["counts"].items(), first):
        sheet.text(row, 0, words.status(status))
        sheet.number(row, 1, count, "0")
    sheet.colour_words((first, row), 0, _status_colours(words))
    _chart(report, sheet, "column", words["findings_by_status"], (first, row), 0, 1, "G4", [
        {"fill": {"color": STATUS_COLOURS[status][0]}} for status in store["counts"]
    ])  # fmt: skip

    if store["dimensions"]:
        row += 2
        sheet.headings(
            row,
            [words["dimension_head"], words["score"], words["coverage_head"], words["applicable"], words["weakest"]],
        )
        titles = {finding["check"]: finding["title"] for finding in store["findings"]}
        first = row + 1
        for row, part in enumerate(store["dimensions"], first):
            sheet.text(row, 0, part["name"])
            sheet.number(row, 1, part["score"], "0")
            sheet.number(row, 2, part["assessed"], "0")
            sheet.number(row, 3, part["applicable"], "0")
            weakest = titles.get(part["weakest"], part["weakest"]) or ""
            sheet.text(row, 4, " · ".join(filter(None, (weakest, part["cap"]))))
        sheet.sheet.conditional_format(
            first, 1, row, 1,
            {"type": "data_bar", "bar_color": "#8BB0CC", "bar_solid": True, "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 100},
        )  # fmt: skip
        _chart(report, sheet, "bar", words["dimensions"], (first, row), 0, 1, "G20", [])

    for block in ("plan", "needs", "highlights", "problems", *(["internal"] if report.edition == "internal" else [])):
        row += 2
        sheet.text(row, 0, words[f"block.{block}"], "section")
        for line in story[block] or [words["none_this_time"]]:
            row += 1
            sheet.sheet.merge_range(row, 0, row, 4, "", report.workbook.style("plain"))
            sheet.text(row, 0, line, "plain")


def _facts(report: _Report) -> list[tuple[str, str]]:
    store, words = report.store, report.words
    facts = [(words["coverage_head"], words.fill("coverage", **store["coverage"]))]
    if store["score_range"]:
        facts.append((words["range_head"], "{}–{}".format(*store["score_range"])))
    if store["cap"]:
        facts.append((words["cap_head"], store["cap"]))
    period = view.data_period(store)
    if period:
        facts.append((words["newest_period"], f"{period[0]} – {period[1]}"))
    if store["client"]:
        facts.append((words["client"], store["client"]))
    if report.brand.footer:
        facts.append(("", report.brand.footer))
    return facts


def _chart(
    report: _Report, sheet: Sheet, kind: str, title: str, rows: tuple[int, int], names: int, values: int, at: str,
    points: Sequence[Mapping[str, Any]],
) -> None:  # fmt: skip
    """A native chart over two columns of ``sheet``."""
    chart = report.workbook.book.add_chart({"type": kind})
    first, last = rows
    chart.add_series(
        {
            "categories": [sheet.name, first, names, last, names],
            "values": [sheet.name, first, values, last, values],
            "points": list(points),
            "fill": {"color": report.workbook.accent},
            "data_labels": {"value": True},
            "gap": 60,
        }
    )
    chart.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
    chart.set_legend({"none": True})
    grid = {"major_gridlines": {"visible": False}, "line": {"none": True}}
    chart.set_x_axis(grid | ({"min": 0, "max": 100, "visible": False} if kind == "bar" else {}))
    chart.set_y_axis(grid | ({"reverse": True} if kind == "bar" else {"visible": False}))
    chart.set_size({"width": 470, "height": 300})
    sheet.sheet.insert_chart(at, chart, {"object_position": 2, "description": title})


def _metrics(report: _Report) -> None:
    """Every measured metric with its previous value, its line and its trend, drawn as a sparkline and as numbers."""
    store, words = report.store, report.words
    measured = [finding for finding in view.by_urgency(store["findings"]) if finding["metric"] and finding["display"]]
    rows = [*measured, *(item for item in store["observed"] if item["display"])]
    heads = [
        "metric",
        "segment",
        "value_head",
        "previous",
        "change_head",
        "require_head",
        "status_head",
        "trend",
        "period_end",
    ]
    names = (
        [words[key] for key in heads]
        + [words.fill("periods_ago", count=POINTS - 1 - at) for at in range(POINTS - 1)]
        + [words["newest"]]
    )
    sheet = report.sheet("metrics", [26, 10, 12, 12, 13, 20, 14, 20, 12, *[10] * POINTS])
    sheet.title(words["sheet.metrics"], words["key_figures_caption"])
    sheet.headings(3, names)
    sheet.sheet.freeze_panes(4, 1)
    left = len(heads)
    for row, item in enumerate(rows, 4):
        observed = "status" not in item
        form = number_format(item["unit"], item.get("currency"), item["display"])
        sheet.text(row, 0, item["name"] if observed else item["metric_name"], "bold")
        sheet.text(row, 1, item["segment"])
        _value(lambda entry: entry["value"])(sheet, row, 2, item)
        sheet.text(row, 3, None if observed else item["previous"])
        sheet.text(row, 4, item["delta"]["text"] if not observed and item["delta"] else None)
        sheet.text(row, 5, None if observed else item["require"])
        sheet.text(row, 6, words["observed_only"] if observed else words.status(item["status"], item["kind"]))
        sheet.text(row, 7, None)
        sheet.date(row, 8, item["period"]["end"] if item["period"] else None)
        points = item["trend"][-POINTS:]
        for at in range(POINTS):
            back = at - (POINTS - len(points))
            sheet.number(row, left + at, points[back]["value"] if back >= 0 else None, _trend_format(item, form))
        if len(points) > 1:
            sheet.sheet.add_sparkline(row, 7, {
                "range": f"'{sheet.name}'!{_cell(row, left)}:{_cell(row, left + POINTS - 1)}",
                "last_point": True, "series_color": "#33475C", "last_color": "#B42318", "show_hidden": False,
            })  # fmt: skip
    last = 3 + len(rows)
    sheet.table(3, 0, last, len(names) - 1)
    sheet.colour_words((4, last), 6, _status_colours(words))
    _trend_chart(report, sheet, rows, left, last + 3)


def _trend_format(item: view.Entry, form: str) -> str:
    """Older values may have more decimals than the newest shows: rates get at least two."""
    return "0.00%" if item["unit"] == "share" and form == "0%" else form


def _trend_chart(report: _Report, sheet: Sheet, rows: Sequence[view.Entry], left: int, row: int) -> None:
    """A native chart of the most urgent metric against its line."""
    for at, item in enumerate(rows, 4):
        threshold = item.get("threshold")
        points = item["trend"][-POINTS:]
        if threshold and len(points) > 2 and len(threshold["values"]) == 1:
            break
    else:
        return
    words = report.words
    form = number_format(item["unit"], item.get("currency"), item["display"])
    first = left + POINTS - len(points)
    sheet.text(row, 0, words.fill("line_of", title=item["metric_name"]), "label")
    for column, point in enumerate(points, first):
        sheet.number(row, column, threshold["values"][0], form)
        sheet.text(row - 1, column, point["end"], "lead")
    chart = report.workbook.book.add_chart({"type": "line"})
    ends = [sheet.name, row - 1, first, row - 1, left + POINTS - 1]
    for line, name, colour, dash in (
        (at + 4, item["metric_name"], "#33475C", "solid"),
        (row, item["require"] or "", "#B42318", "dash"),
    ):
        chart.add_series(
            {
                "name": view.clean(name),
                "categories": ends,
                "values": [sheet.name, line, first, line, left + POINTS - 1],
                "line": {"color": colour, "width": 2, "dash_type": dash},
            }
        )
    chart.set_title({"name": view.clean(_title(item)), "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"num_format": form, "major_gridlines": {"visible": True, "line": {"color": "#E3E7EC"}}})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 900, "height": 320})
    sheet.sheet.insert_chart(row + 2, 0, chart, {"object_position": 2, "description": view.clean(_title(item))})


def _findings(report: _Report) -> None:
    """Every check with its outcome, the worst first."""
    store, words = report.store, report.words
    causes = {diagnosis["diagnosis"]: diagnosis["title"] for diagnosis in store["diagnoses"]}
    columns = [
        _Column(words["status_head"], 12, _text(lambda f: words.status(f["status"], f["kind"]), "bold")),
        _Column(words["severity_head"], 9, _text(lambda f: words[f"severity.{f['severity']}"])),
        _Column(words["check_head"], 30, _text(_title, "bold")),
        _Column(words["dimension_head"], 12, _text(lambda f: f["dimension_name"])),
        _Column(words["value_head"], 12, _value(lambda f: f["value"])),
        _Column(words["require_head"], 18, _text(lambda f: f["require"])),
        _Column(words["watch_line"], 16, _text(lambda f: f["watch"])),
        _Column(words["period_end"], 12, lambda s, r, c, f: s.date(r, c, f["period"]["end"] if f["period"] else None)),
        _Column(words["kind_head"], 12, _text(lambda f: words[f"kind.{f['kind']}"])),
        _Column(words["change_name"], 10, _text(lambda f: words.get("change", f["change"]) if f["change"] else None)),
        _Column(words["why"], 30, _text(lambda f: " ".join(filter(None, [f["reason"], *f["notes"]])))),
        _Column(
            words["cause"], 26, _text(lambda f: words["semicolon"].join(causes.get(d, d) for d in f["explained_by"]))
        ),
        _Column(words["risk"], 30, _text(lambda f: f["risk"])),
        _Column(words["recovery"], 30, _text(lambda f: f["recovery"]["text"] if f["recovery"] else None)),
        _Column(words["check_id"], 26, _text(lambda f: f["check"])),
    ]
    sheet = report.sheet("findings", [column.width for column in columns])
    sheet.title(words["sheet.findings"], words["register_caption"])
    last = _table(sheet, 3, columns, view.by_urgency(store["findings"]))
    sheet.sheet.freeze_panes(4, 3)
    sheet.colour_words((4, last), 0, _status_colours(words))
    sheet.colour_words((4, last), 1, _severity_colours(words))


def _tracker(report: _Report) -> None:
    """The remediation tracker: the yellow cells are for the client, and are read back by ``actions import``."""
    store, words = report.store, report.words
    lang = words.lang
    severities = {finding["check"]: finding["severity"] for finding in reversed(view.by_urgency(store["findings"]))}
    statuses = {status: text.of(lang) for status, text in TRACKER_STATUS.items()}
    heads = {key: text.of(lang) for key, text in TRACKER_HEADINGS.items()}

    def worst(action: view.Entry) -> str | None:
        found = [severities[check] for check in action["for"] if check in severities]
        return words[f"severity.{min(found, key=view.severity_rank)}"] if found else None

    writers: dict[str, tuple[float, Callable[[Sheet, int, int, Any], None]]] = {
        "number": (6, lambda s, r, c, a: s.number(r, c, a["priority"], "0")),
        "store": (18, _text(lambda _: store["store"])),
        "platform": (12, _text(lambda _: store["platform_name"])),
        "action": (28, _text(lambda a: a["title"], "bold")),
        "steps": (44, _text(lambda a: "\n".join(f"{at}. {step}" for at, step in enumerate(a["steps"], 1)))),
        "mends": (30, _text(lambda a: "\n".join(a["for_titles"]))),
        "severity": (9, _text(worst)),
        "role": (12, _text(lambda a: a["owner_name"], "fill")),
        "person": (12, _text(lambda _: None, "fill")),
        "due": (12, lambda s, r, c, a: s.date(r, c, a["due"], "fill_date")),
        "status": (11, _text(lambda a: statuses.get(a["status"], a["status"]), "fill")),
        "done_on": (12, lambda s, r, c, _: s.date(r, c, None, "fill_date")),
        "link": (22, _text(lambda _: None, "fill")),
        "notes": (28, _text(lambda _: None, "fill")),
    }
    columns = [_Column(TRACKER_ID, 4, _text(lambda a: tracker_id(store["platform"], store["store"], a["action"])))]
    columns += [_Column(heads[key], *writers[key]) for key in heads]
    sheet = report.workbook.sheet(
        TRACKER_SHEET.of(lang),
        [column.width for column in columns],
        footer=f"{store['store']} · {report.document['as_of']}",
    )
    sheet.sheet.set_column(0, 0, 4, None, {"hidden": True})
    sheet.sheet.set_row(0, 30)
    sheet.text(0, 1, TRACKER_SHEET.of(lang), "title")
    sheet.text(1, 1, words["tracker_lead"], "lead")
    sheet.text(2, 1, words["report_date"], "label")
    sheet.date(2, 3, report.document["as_of"])
    report.workbook.book.define_name(TRACKER_AS_OF, f"='{sheet.name}'!$D$3")
    last = _table(sheet, 3, columns, store["actions"])
    sheet.sheet.freeze_panes(4, 5)
    at = {key: place for place, key in enumerate(heads, 1)}
    sheet.colour_words((4, last), at["severity"], _severity_colours(words))
    done = {statuses[status]: STATUS_COLOURS["pass"] for status in ("done", "verified")}
    sheet.colour_words((4, last), at["status"], {**done, statuses["in_progress"]: STATUS_COLOURS["watch"]})
    if store["actions"]:
        _drop_down(sheet, (4, last), at["status"], list(statuses.values()), strict=True)
        _drop_down(sheet, (4, last), at["role"], list(words.group("owner").values()), strict=False)
        for column in (at["due"], at["done_on"]):
            sheet.sheet.data_validation(4, column, last, column, {
                "validate": "date", "criteria": ">=", "value": date(2000, 1, 1), "error_message": words["date_wanted"],
            })  # fmt: skip


def _drop_down(sheet: Sheet, rows: tuple[int, int], column: int, choices: Sequence[str], *, strict: bool) -> None:
    """A list of choices; where not ``strict`` other texts are taken too. Choices past what a list can hold are left out."""
    kept: list[str] = []
    for choice in dict.fromkeys(choices):
        if len(",".join([*kept, choice])) <= _DROP_DOWN:
            kept.append(choice)
    rule: dict[str, Any] = {"validate": "list", "source": kept}
    if not strict:
        rule["show_error"] = False
    sheet.sheet.data_validation(rows[0], column, rows[1], column, rule)


def _evidence(report: _Report) -> None:
    """Every source cell: from a number of the report to the cell that it came from."""
    words = report.words
    hashes = {item["file"]: item["sha256"] for item in report.document["inputs"]}
    rows = [(finding, cell) for finding in view.by_urgency(report.store["findings"]) for cell in finding["evidence"]]
    columns = [
        _Column(words["check_head"], 32, _text(lambda row: _title(row[0]), "bold")),
        _Column(words["status_head"], 12, _text(lambda row: words.status(row[0]["status"], row[0]["kind"]))),
        _Column(words["value_head"], 12, lambda s, r, c, row: _value(lambda f: f["value"])(s, r, c, row[0])),
        _Column(words["file"], 40, lambda s, r, c, row: _file(report, s, r, c, row[1]["file"])),
        _Column(words["sheet_head"], 16, _text(lambda row: row[1]["sheet"])),
        _Column(words["cell_head"], 9, _text(lambda row: row[1]["cell"])),
        _Column(words["raw"], 24, _text(lambda row: row[1]["raw"])),
        _Column("SHA-256", 20, _text(lambda row: hashes.get(row[1]["file"]))),
    ]
    sheet = report.sheet("evidence", [column.width for column in columns])
    sheet.title(words["sheet.evidence"], words["evidence_lead"])
    last = _table(sheet, 3, columns, rows)
    sheet.sheet.freeze_panes(4, 1)
    sheet.colour_words((4, last), 1, _status_colours(words))


def _file(report: _Report, sheet: Sheet, row: int, column: int, file: str) -> None:
    """The file's name, linked where the workbook knows where it will lie."""
    sheet.text(row, column, file)
    link = _link(file, report.folder)
    if link:
        sheet.sheet.write_url(
            row, column, link, report.workbook.style("text", quoted=file[:1] in "=+-@"), string=view.clean(file)
        )


def _link(file: str, folder: str | None) -> str | None:
    """A link from ``folder`` to an input; None for network paths and for what cannot be reached by a relative path."""
    if folder is None or file.startswith(("//", "\\\\")) or any(mark in file for mark in '\\#?*:"<>|'):
        return None
    try:
        relative = os.path.relpath(file.partition("!")[0], folder).replace(os.sep, "/")
    except ValueError:  # another drive
        return None
    return f"external:{relative}" if len(relative) < 250 and view.clean(relative) == relative else None


def _not_assessed(report: _Report) -> None:
    """What could not be judged and what would settle it, then what does not apply."""
    words = report.words
    columns = [
        _Column(words["status_head"], 12, _text(lambda f: words.status(f["status"]), "bold")),
        _Column(words["severity_head"], 9, _text(lambda f: words[f"severity.{f['severity']}"])),
        _Column(words["check_head"], 34, _text(_title, "bold")),
        _Column(words["why"], 44, _text(lambda f: f["reason"])),
        _Column(words["supply"], 50, _text(lambda f: f["supply"])),
        _Column(words["require_head"], 20, _text(lambda f: f["require"])),
        _Column(words["check_id"], 28, _text(lambda f: f["check"])),
    ]
    sheet = report.sheet("not_assessed", [column.width for column in columns])
    sheet.title(words["sheet.not_assessed"], words["not_assessed_caption"])
    last = _table(sheet, 3, columns, view.with_status(report.store, "unknown", "not_applicable"))
    sheet.sheet.freeze_panes(4, 3)
    sheet.colour_words((4, last), 1, _severity_colours(words))


def _rules(report: _Report) -> None:
    """The lines that were applied and where each comes from."""
    words = report.words
    columns = [
        _Column(words["check_id"], 28, _text(lambda f: f["check"], "bold")),
        _Column(words["check_head"], 32, _text(lambda f: f["title"])),
        _Column(words["severity_head"], 9, _text(lambda f: words[f"severity.{f['severity']}"])),
        _Column(words["kind_head"], 12, _text(lambda f: words[f"kind.{f['kind']}"])),
        _Column(words["require_head"], 20, _text(lambda f: f["require"] or f["ask"])),
        _Column(words["watch_line"], 18, _text(lambda f: f["watch"])),
        _Column(words["window"], 18, _text(lambda f: f["window"])),
        _Column(words["source"], 34, _text(lambda f: f["source"]["title"])),
        _Column(words["standing_head"], 12, _text(lambda f: words.get("standing", f["source"]["standing"]))),
        _Column(words["read_on_head"], 12, lambda s, r, c, f: s.date(r, c, f["source"]["read_on"])),
        _Column(words["says"], 40, _text(lambda f: f["source"]["says"])),
        _Column(words["url"], 40, _text(lambda f: f["source"]["url"])),
    ]
    sheet = report.sheet("rules", [column.width for column in columns])
    sheet.title(words["sheet.rules"], words["rules_lead"])
    unique = {finding["check"]: finding for finding in reversed(report.store["findings"])}
    last = _table(sheet, 3, columns, list(reversed(unique.values())))
    sheet.sheet.freeze_panes(4, 2)
    sheet.colour_words((4, last), 2, _severity_colours(words))


def _run(report: _Report) -> None:
    """Inputs with their hashes, rule packs, method, what is out of scope."""
    document, words = report.document, report.words
    sheet = report.sheet("run", [44, 20, 12, 12, 12, 60])
    sheet.title(words["sheet.run"], words.fill("made_by", version=document["tool"]["version"]))
    sheet.headings(3, [words["file"], words["sheet_head"], words["rows"], words["values"], words["ignored"], "SHA-256"])
    row = 3
    for item in view.inputs_of(document, report.store):
        for part in item["sheets"] or [None]:
            row += 1
            sheet.text(row, 0, item["file"], "bold")
            sheet.text(row, 1, (part["sheet"] or "") if part else item["error"])
            for column, key in enumerate(("rows", "observations"), 2):
                sheet.number(row, column, part[key] if part else None, "#,##0")
            sheet.number(row, 4, len(part["ignored"]) if part else None, "#,##0")
            sheet.text(row, 5, item["sha256"])
    blocks = (
        (words["rules_used"], [_pack(pack) for pack in view.packs_of(document, report.store)]),
        (words["how"], list(words.group("method_text").values())),
        (words["out_of_scope"], list(words.group("out_of_scope_text").values())),
    )
    for heading, lines in blocks:
        row += 2
        sheet.text(row, 0, heading, "section")
        for line in lines:
            row += 1
            sheet.sheet.merge_range(row, 0, row, 5, "", report.workbook.style("plain"))
            sheet.text(row, 0, line, "plain")


def _pack(pack: view.Entry) -> str:
    version = f" {pack['version']}" if pack["version"] else ""
    return f"{pack['title']} · {pack['pack']}{version} · SHA-256 {pack['sha256']}"


def _cell(row: int, column: int) -> str:
    """A1 notation of a cell that counts from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
