"""Rule files → the typed rule book, strictly: every mistake of every file, with its place."""

from __future__ import annotations

from auditor.rulebook.errors import RuleError, RuleErrors
from auditor.rulebook.loader import load_rulebook
from auditor.rulebook.schema import json_schema
from auditor.rulebook.words import requirement_words

__all__ = ["RuleError", "RuleErrors", "json_schema", "load_rulebook", "requirement_words"]
