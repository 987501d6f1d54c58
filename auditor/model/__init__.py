"""The vocabulary of the house: plain frozen values that every stage of the road speaks.

files → cells → observations → findings → diagnoses → actions → reports

``intake`` has what the files gave, ``audit`` what is said of it. Nothing here imports another module of the package
but ``text``, reads a clock or touches a file. What a rule file declares (metrics, checks, diagnoses, remedies) has its
types in ``auditor.rulebook.model``. Shares are stored as fractions (1 % is 0.01), flags as 1.0 and 0.0, dates as
proleptic ordinals.
"""

from auditor.model.audit import (
    Action,
    AttestedNote,
    Audit,
    Diagnosis,
    DiagnosisState,
    DimensionScore,
    Finding,
    Kind,
    Observed,
    Recovery,
    ScopeResult,
    Score,
    Severity,
    Status,
    StoreAudit,
    TrendPoint,
    Truth,
    WaiverNote,
)
from auditor.model.intake import (
    CLIENT,
    Attestation,
    Evidence,
    Ignored,
    InputFile,
    InputSheet,
    Intake,
    Observation,
    Period,
    Store,
    StoreKey,
    ValueState,
)
from auditor.text import Text

__all__ = [
    "CLIENT",
    "Action",
    "Attestation",
    "AttestedNote",
    "Audit",
    "Diagnosis",
    "DiagnosisState",
    "DimensionScore",
    "Evidence",
    "Finding",
    "Ignored",
    "InputFile",
    "InputSheet",
    "Intake",
    "Kind",
    "Observation",
    "Observed",
    "Period",
    "Recovery",
    "ScopeResult",
    "Score",
    "Severity",
    "Status",
    "Store",
    "StoreAudit",
    "StoreKey",
    "Text",
    "TrendPoint",
    "Truth",
    "ValueState",
    "WaiverNote",
]
