"""The last sheet: inputs with their hashes, rule packs, method, what is out of scope."""

from __future__ import annotations

from auditor.report import view
from auditor.report.workbook.columns import Report


def run_sheet(report: Report) -> None:
    """Inputs with their hashes, rule packs, method, what is out of scope."""
    document, words = report.shown.document, report.shown.words
    sheet = report.sheet("run", [44, 20, 12, 12, 12, 70])
    sheet.title(words["sheet.run"], words.fill("made_by", version=document["tool"]["version"]))
    sheet.headings(3, [words["file"], words["sheet_head"], words["rows"], words["values"], words["ignored"], "SHA-256"])
    row = 3
    for item in view.inputs_of(document, report.shown.store):
        for part in item["sheets"] or [None]:
            row += 1
            sheet.text(row, 0, item["file"], "bold")
            sheet.text(row, 1, (part["sheet"] or "") if part else item["error"])
            for column, key in enumerate(("rows", "observations"), 2):
                sheet.number(row, column, part[key] if part else None, "#,##0")
            sheet.number(row, 4, len(part["ignored"]) if part else None, "#,##0")
            sheet.text(row, 5, item["sha256"], "line")
    blocks = (
        (words["rules_used"], [_pack(pack) for pack in view.packs_of(document, report.shown.store)]),
        (words["how"], list(words.group("method_text").values())),
        (words["out_of_scope"], list(words.group("out_of_scope_text").values())),
    )
    for heading, lines in blocks:
        row += 2
        sheet.text(row, 0, heading, "section")
        for line in lines:
            row += 1
            sheet.merged(row, 5, line)


def _pack(pack: view.Entry) -> str:
    version = f" {pack['version']}" if pack["version"] else ""
    title: str = pack["title"]
    return title + f" · {pack['pack']}{version} · SHA-256 {pack['sha256']}"
