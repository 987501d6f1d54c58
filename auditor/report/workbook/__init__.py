"""The store report as a workbook: eight sheets from overview to run information, made for Excel, WPS and LibreOffice."""

from __future__ import annotations

from datetime import date

from auditor.report.shown import Shown
from auditor.report.workbook.columns import Report
from auditor.report.workbook.metrics import metrics_sheet
from auditor.report.workbook.overview import overview_sheet
from auditor.report.workbook.run import run_sheet
from auditor.report.workbook.sheets import Workbook
from auditor.report.workbook.tables import evidence_sheet, findings_sheet, not_assessed_sheet, rules_sheet
from auditor.report.workbook.tracker import tracker_sheet


def write_workbook(shown: Shown) -> bytes:
    """The workbook; the same document gives the same bytes."""
    as_of = shown.document["as_of"]
    workbook = Workbook(
        font="Calibri" if shown.words.lang == "en" else "Microsoft YaHei",
        accent=shown.brand.accent_text,
        created=date.fromisoformat(as_of),
        title=f"{shown.store['store']} {as_of}",
    )
    report = Report(shown, workbook)
    overview_sheet(report)
    metrics_sheet(report)
    findings_sheet(report)
    tracker_sheet(report)
    evidence_sheet(report)
    not_assessed_sheet(report)
    rules_sheet(report)
    run_sheet(report)
    return workbook.close()
