"""The shipped rule files do not change while tests run: a process of theirs parses each once, whatever lies beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from auditor.rulebook import loader
from auditor.rulebook.documents import Document, RuleFile, read_documents
from auditor.rulebook.errors import Problems


@cache
def _shipped(file: RuleFile, kind: str) -> tuple[list[Document], frozenset[str], bool]:
    problems = Problems()
    documents, broken = read_documents([file], kind, problems)
    return documents, broken, not problems


def _documents(files: Sequence[RuleFile], kind: str, problems: Problems) -> tuple[list[Document], frozenset[str]]:
    """As ``read_documents`` does it; a shipped file that has mistakes has them told each time."""
    parts = []
    for file in files:
        known = _shipped(file, kind) if file.shipped else None
        parts.append(known[:2] if known and known[2] else read_documents([file], kind, problems))
    return [one for documents, _ in parts for one in documents], frozenset().union(*(broken for _, broken in parts))


def parse_shipped_rules_once() -> None:
    """From now on, in this process and its forks."""
    loader.read_documents = _documents
