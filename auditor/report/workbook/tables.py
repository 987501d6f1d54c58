"""The long tables: findings, evidence, what could not be assessed, the rules that were applied."""

from __future__ import annotations

import os
from functools import lru_cache, partial

from auditor.report import view
from auditor.report.labels import Labels
from auditor.report.workbook.columns import (
    Column,
    Report,
    Rows,
    date_column,
    severity_column,
    status_colours,
    table,
    text_column,
    title_of,
    value_column,
    word_column,
)
from auditor.report.workbook.sheets import Sheet
from auditor.text import clean, join


def findings_sheet(report: Report) -> None:
    """Every check with its outcome, the worst first."""
    store, words = report.shown.store, report.shown.words
    causes = {diagnosis["diagnosis"]: diagnosis["title"] for diagnosis in store["diagnoses"]}
    compared = store["previous"] is not None  # in a first audit everything would be new
    columns = [
        Column(
            words["status_head"],
            12,
            word_column(lambda f: words.status(f["status"], f["kind"]), "bold", status_colours(words)),
        ),
        Column(words["severity_head"], 9, severity_column(words)),
        Column(words["check_head"], 28, text_column(title_of, "bold")),
        Column(words["value_head"], 12, value_column()),
        Column(words["require_head"], 17, text_column(lambda f: f["require"])),
        Column(words["period_end"], 12, date_column(lambda f: f["period"]["end"] if f["period"] else None)),
        Column(words["why"], 26, text_column(lambda f: _why(f, words))),
        Column(
            words["cause"],
            24,
            text_column(lambda f: words.join("semicolon", (causes.get(d, d) for d in f["explained_by"]))),
        ),
        Column(words["risk"], 26, text_column(lambda f: f["risk"])),
        Column(words["recovery"], 28, text_column(lambda f: f["recovery"]["text"] if f["recovery"] else None)),
        Column(words["watch_line"], 16, text_column(lambda f: f["watch"])),
        Column(words["dimension_head"], 12, text_column(lambda f: f["dimension_name"])),
        Column(words["kind_head"], 12, text_column(lambda f: words[f"kind.{f['kind']}"])),
        Column(
            words["change_name"],
            10,
            text_column(lambda f: words.get("change", f["change"]) if f["change"] and compared else None),
        ),
        Column(words["check_id"], 26, text_column(lambda f: f["check"])),
    ]
    sheet = report.sheet("findings", [column.width for column in columns])
    sheet.title(words["sheet.findings"], words["register_caption"])
    table(sheet, 3, columns, view.by_urgency(store["findings"]), printed=10)
    sheet.sheet.freeze_panes(4, 3)


def _why(finding: view.Entry, words: Labels) -> str:
    """Reason, projection and notes in one cell."""
    breach = finding["projected_breach"]
    projection = words.fill("projection", date=breach) if breach else None
    return join(" ", filter(None, [finding["reason"], projection, *finding["notes"]]))


def evidence_sheet(report: Report) -> None:
    """Every source cell: from a number of the report to the cell that it came from."""
    words = report.shown.words
    hashes = {item["file"]: item["sha256"] for item in report.shown.document["inputs"]}
    rows = [
        (finding, cell) for finding in view.by_urgency(report.shown.store["findings"]) for cell in finding["evidence"]
    ]
    columns = [
        Column(words["check_head"], 32, text_column(lambda row: title_of(row[0]), "bold")),
        Column(
            words["status_head"],
            16,
            word_column(lambda row: words.status(row[0]["status"], row[0]["kind"]), "text", status_colours(words)),
        ),
        Column(words["value_head"], 12, value_column(lambda row: row[0])),
        Column(words["file"], 40, partial(_files, report)),
        Column(words["sheet_head"], 16, text_column(lambda row: row[1]["sheet"])),
        Column(words["cell_head"], 9, text_column(lambda row: row[1]["cell"])),
        Column(words["raw"], 24, text_column(lambda row: row[1]["raw"])),
        Column("SHA-256", 20, text_column(lambda row: hashes.get(row[1]["file"]), "line")),
    ]
    sheet = report.sheet("evidence", [column.width for column in columns])
    sheet.title(words["sheet.evidence"], words["evidence_lead"])
    table(sheet, 3, columns, rows, printed=7)
    sheet.sheet.freeze_panes(4, 1)


def _files(report: Report, sheet: Sheet, top: int, column: int, rows: Rows) -> list[str]:
    """The files' names, linked where the workbook knows where it will lie."""
    for row, (_, cell) in enumerate(rows, top):
        link = _link(os.path.join(report.shown.root, cell["file"]), report.shown.folder)
        if link:
            sheet.sheet.write_url(row, column, report.workbook.link(link))
    return sheet.text_cells(top, column, (cell["file"] for _, cell in rows))


@lru_cache(maxsize=1_000)
def _link(file: str, folder: str | None) -> str | None:
    """A link from ``folder`` to an input; None for network paths and for what cannot be reached by a relative path."""
    if folder is None or file.startswith(("//", "\\\\")) or any(mark in file for mark in '\\#?*:"<>|'):
        return None
    try:
        relative = os.path.relpath(file.partition("!")[0], folder).replace(os.sep, "/")
    except ValueError:  # another drive
        return None
    return f"external:{relative}" if len(relative) < 250 and clean(relative) == relative else None


def not_assessed_sheet(report: Report) -> None:
    """What could not be judged and what would settle it, then what does not apply."""
    words = report.shown.words
    columns = [
        Column(words["status_head"], 12, word_column(lambda f: words.status(f["status"]), "bold")),
        Column(words["severity_head"], 9, severity_column(words)),
        Column(words["check_head"], 34, text_column(title_of, "bold")),
        Column(words["why"], 44, text_column(lambda f: f["reason"])),
        Column(words["supply"], 50, text_column(lambda f: f["supply"])),
        Column(words["require_head"], 20, text_column(lambda f: f["require"])),
        Column(words["check_id"], 28, text_column(lambda f: f["check"])),
    ]
    sheet = report.sheet("not_assessed", [column.width for column in columns])
    sheet.title(words["sheet.not_assessed"], words["not_assessed_caption"])
    table(sheet, 3, columns, view.with_status(report.shown.store, "unknown", "not_applicable"))
    sheet.sheet.freeze_panes(4, 3)


def rules_sheet(report: Report) -> None:
    """The lines that were applied and where each comes from."""
    words = report.shown.words
    columns = [
        Column(words["check_id"], 28, text_column(lambda f: f["check"], "bold")),
        Column(words["check_head"], 32, text_column(lambda f: f["title"])),
        Column(words["severity_head"], 9, severity_column(words)),
        Column(words["kind_head"], 12, text_column(lambda f: words[f"kind.{f['kind']}"])),
        Column(words["require_head"], 20, text_column(lambda f: f["require"] or f["ask"])),
        Column(words["watch_line"], 18, text_column(lambda f: f["watch"])),
        Column(words["window"], 18, text_column(lambda f: f["window"])),
        Column(words["source"], 34, text_column(lambda f: f["source"]["title"])),
        Column(words["standing_head"], 12, text_column(lambda f: words.get("standing", f["source"]["standing"]))),
        Column(words["read_on_head"], 12, date_column(lambda f: f["source"]["read_on"])),
        Column(words["says"], 40, text_column(lambda f: f["source"]["says"])),
        Column(words["url"], 60, text_column(lambda f: f["source"]["url"], "line")),
    ]
    sheet = report.sheet("rules", [column.width for column in columns])
    sheet.title(words["sheet.rules"], words["rules_lead"])
    unique = {finding["check"]: finding for finding in reversed(report.shown.store["findings"])}
    table(sheet, 3, columns, list(reversed(unique.values())), printed=10)
    sheet.sheet.freeze_panes(4, 2)
