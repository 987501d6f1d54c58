"""Audits over time: kept in one SQLite file, compared only with audits of an earlier day.

``with_earlier_periods`` and ``with_history`` are pure: they take what the history knew before (``Past``) and never
touch the database, so that the workers of a portfolio need none.
"""

from auditor.history.earlier import with_earlier_periods
from auditor.history.identity import with_history
from auditor.history.model import HistoryError, Past, StoreRecord, Subject
from auditor.history.records import store_records
from auditor.history.store import History, open_history

__all__ = [
    "History",
    "HistoryError",
    "Past",
    "StoreRecord",
    "Subject",
    "open_history",
    "store_records",
    "with_earlier_periods",
    "with_history",
]
