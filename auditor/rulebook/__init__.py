"""Rule files → the typed rule book, strictly: every mistake of every file, with its place."""

from __future__ import annotations

from auditor.rulebook.checking import check_files
from auditor.rulebook.errors import RuleError, RuleErrors
from auditor.rulebook.loader import load_rulebook
from auditor.rulebook.model import RuleBook
from auditor.rulebook.overlay import CheckChange, Overlay, apply_overlay
from auditor.rulebook.overlay_reader import load_overlays
from auditor.rulebook.published_schema import json_schema
from auditor.rulebook.waivers import Waiver, load_waivers
from auditor.rulebook.words import requirement_words

__all__ = [
    "CheckChange",
    "Overlay",
    "RuleBook",
    "RuleError",
    "RuleErrors",
    "Waiver",
    "apply_overlay",
    "check_files",
    "json_schema",
    "load_overlays",
    "load_rulebook",
    "load_waivers",
    "requirement_words",
]
