"""Observations × rule book → findings, in columns and not in loops."""

from __future__ import annotations

from auditor.assess.attributes import derive_attributes, segment_attributes
from auditor.assess.judge import judge
from auditor.assess.observe import observed
from auditor.assess.panel import Panel, build_panel
from auditor.assess.score import score
from auditor.assess.waive import waive

__all__ = ["Panel", "build_panel", "derive_attributes", "judge", "observed", "score", "segment_attributes", "waive"]
