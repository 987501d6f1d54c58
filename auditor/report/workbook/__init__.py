"""The store report as a workbook: eight sheets from overview to run information, made for Excel, WPS and LibreOffice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from auditor.report.branding import Brand
from auditor.report.labels import labels
from auditor.report.narrative import narrative
from auditor.report.view import opened
from auditor.report.workbook.columns import Report
from auditor.report.workbook.metrics import metrics_sheet
from auditor.report.workbook.overview import overview_sheet
from auditor.report.workbook.run import run_sheet
from auditor.report.workbook.sheets import Workbook
from auditor.report.workbook.tables import evidence_sheet, findings_sheet, not_assessed_sheet, rules_sheet
from auditor.report.workbook.tracker import tracker_sheet


def write_workbook(
    document: Mapping[str, Any],
    store_index: int = 0,
    *,
    part: str = "stores",
    edition: str = "client",
    brand: Brand | None = None,
    notes: Mapping[str, Sequence[str]] | None = None,
    folder: str | None = None,
    root: str = "",
) -> bytes:
    """The workbook of one store (or client, ``part="clients"``); the same document gives the same bytes.

    ``folder`` is where the file will lie: with it, evidence cells link to the input files beside it,
    whose names start at the folder ``root``.
    """
    document, store = opened(document, part, store_index)
    words = labels(document["lang"])
    brand = brand or Brand()
    workbook = Workbook(
        font="Calibri" if words.lang == "en" else "Microsoft YaHei",
        accent=brand.accent_text,
        created=date.fromisoformat(document["as_of"]),
        title=f"{store['store']} {document['as_of']}",
    )
    report = Report(document, store, words, workbook, brand, edition, folder, root)
    overview_sheet(report, narrative(store, words, notes))
    metrics_sheet(report)
    findings_sheet(report)
    tracker_sheet(report)
    evidence_sheet(report)
    not_assessed_sheet(report)
    rules_sheet(report)
    run_sheet(report)
    return workbook.close()
