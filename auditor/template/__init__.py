"""Workbooks to fill in, made from the rule book. They read back without a loss.

One sheet each: label and value pairs for the store at the top, the table below. The example row is
marked as one and is never read as data.
"""

from auditor.template.asked import attested_checks, needed_metrics
from auditor.template.workbooks import metrics_workbook, readiness_workbook

__all__ = ["attested_checks", "metrics_workbook", "needed_metrics", "readiness_workbook"]
