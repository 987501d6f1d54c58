"""The audit document and its views: HTML, workbook, Markdown, PDF, terminal.

``document`` turns an audit into plain dictionaries; every renderer reads those and nothing else.
Rendering libraries are imported by the functions that need them.
"""

from __future__ import annotations

from auditor.files import ReportError, safe_name, safe_names, write_file
from auditor.report.document import document, dump
from auditor.report.package import NOTES, write_reports
from auditor.report.pdf import NotPrinted, find_browser
from auditor.report.schema import audit_schema
from auditor.report.terminal import print_table
from auditor.tracker import (
    TRACKER_AS_OF,
    TRACKER_HEADINGS,
    TRACKER_ID,
    TRACKER_SHEET,
    TRACKER_STATUS,
    parse_tracker_id,
    tracker_id,
)

__all__ = [
    "NOTES",
    "TRACKER_AS_OF",
    "TRACKER_HEADINGS",
    "TRACKER_ID",
    "TRACKER_SHEET",
    "TRACKER_STATUS",
    "NotPrinted",
    "ReportError",
    "audit_schema",
    "document",
    "dump",
    "find_browser",
    "parse_tracker_id",
    "print_table",
    "safe_name",
    "safe_names",
    "tracker_id",
    "write_file",
    "write_reports",
]
