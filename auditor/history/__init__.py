"""Audits over time: kept in one SQLite file, compared only with audits of an earlier day.

``with_history`` is pure: it takes what the history knew before (``Past``) and never touches the database,
so that the workers of a portfolio need none.
"""

from auditor.history.identity import with_history
from auditor.history.model import HistoryError, Past, StoreRecord, Subject
from auditor.history.records import store_records
from auditor.history.store import History, open_history

__all__ = ["History", "HistoryError", "Past", "StoreRecord", "Subject", "open_history", "store_records", "with_history"]
