"""Isolation: thin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from auditor.intake.cells import UnreadableFile
from auditor.intake.limits import Limits

Item = TypeVar("Item")
Result = TypeVar("Result")


def run_isolated(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    limits: Limits | None = None,
    jobs: int | None = None,
    *,
    isolated: bool = True,
) -> Iterator[Result | UnreadableFile]:
    """Apply ``function`` to each item; a result or the refusal for each, in the order of the items."""
    for item in items:
        try:
            yield function(item)
        except UnreadableFile as error:
            yield error
