"""Scopes before the checks, diagnoses after them: two uses of one engine.

Rules are monotone and over symbols; every conclusion keeps its "because" down to the findings.
"""

from auditor.infer.diagnoses import attach, diagnose
from auditor.infer.engines import engine_name
from auditor.infer.scopes import infer_scopes, scopes_of

__all__ = ["attach", "diagnose", "engine_name", "infer_scopes", "scopes_of"]
