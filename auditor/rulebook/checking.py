"""Checking files of every kind together: rules first, then overlays and waivers against them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from auditor.rulebook.documents import find_files, read_documents, rule_files_in, stated_schemas
from auditor.rulebook.errors import Problems, RuleError, RuleErrors
from auditor.rulebook.loader import load_rulebook
from auditor.rulebook.model import RuleBook
from auditor.rulebook.overlay import apply_overlay
from auditor.rulebook.overlay_reader import load_overlays
from auditor.rulebook.schema import KINDS
from auditor.rulebook.waivers import load_waivers


def check_files(paths: Sequence[Path], *also: Callable[[RuleBook], object]) -> RuleBook:
    """The shipped rule book with the files laid over it, ``also``: what the intake asks of it (source maps, headings).

    Raises RuleErrors with every mistake of every file; where rules are wrong, of the others what can be told without them.
    """
    files: list[Path] = []
    for path in paths:
        found = rule_files_in(path) if path.is_dir() else []
        files += found or [path]
    beside = {path: stated_schemas(path) & {KINDS["overlay"], KINDS["waivers"]} for path in files}
    try:
        book = load_rulebook([path for path in files if not beside[path]])
    except RuleErrors as raised:
        raise RuleErrors([*raised.errors, *_of_shape(files)]) from None
    errors: list[RuleError] = []
    for ask in also:
        with _kept(errors):
            ask(book)
    with _kept(errors):
        book = apply_overlay(book, load_overlays([path for path in files if KINDS["overlay"] in beside[path]], book))
    with _kept(errors):
        load_waivers([path for path in files if KINDS["waivers"] in beside[path]], book)
    if errors:
        raise RuleErrors(errors)
    return book


@contextmanager
def _kept(errors: list[RuleError]) -> Iterator[None]:
    """Keep what is raised for later: the rest is asked as well."""
    try:
        yield
    except RuleErrors as raised:
        errors += raised.errors


def _of_shape(files: Sequence[Path]) -> list[RuleError]:
    """What is wrong with overlays, waivers and source maps whatever the rules say."""
    problems, errors = Problems(), list[RuleError]()
    for kind in ("overlay", "waivers", "source"):
        stated = [path for path in files if KINDS[kind] in stated_schemas(path)]
        read_documents(list(find_files(stated, Problems(), shipped=False)), kind, problems)
    with _kept(errors):
        problems.raise_any()
    return errors
