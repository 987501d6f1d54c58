"""Checking files of every kind together: rules first, then overlays and waivers against them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditor.rulebook.documents import rule_files_in, stated_schemas
from auditor.rulebook.errors import RuleError, RuleErrors
from auditor.rulebook.loader import load_rulebook
from auditor.rulebook.model import RuleBook
from auditor.rulebook.overlay import apply_overlay
from auditor.rulebook.overlay_reader import load_overlays
from auditor.rulebook.schema import KINDS
from auditor.rulebook.waivers import load_waivers


def check_files(paths: Sequence[Path]) -> RuleBook:
    """The shipped rule book with the files laid over it. Raises RuleErrors with every mistake of every file."""
    files: list[Path] = []
    for path in paths:
        found = rule_files_in(path) if path.is_dir() else []
        files += found or [path]
    beside = {path: stated_schemas(path) & {KINDS["overlay"], KINDS["waivers"]} for path in files}
    book = load_rulebook([path for path in files if not beside[path]])
    errors: list[RuleError] = []
    try:
        book = apply_overlay(book, load_overlays([path for path in files if KINDS["overlay"] in beside[path]], book))
    except RuleErrors as found_here:
        errors += found_here.errors
    try:
        load_waivers([path for path in files if KINDS["waivers"] in beside[path]], book)
    except RuleErrors as found_here:
        errors += found_here.errors
    if errors:
        raise RuleErrors(errors)
    return book
