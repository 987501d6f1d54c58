"""How much a file may cost. Published, adjustable, and checked while reading, not only before."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.intake.readers.cells import LESS, UnreadableFile
from auditor.model import Text


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one input file. The row and column limits are those of a worksheet."""

    seconds: float = 20.0
    """Processor time that a worker may spend on one file (four times as much on the wall, if it hangs)."""
    memory: int = 1 << 30
    """Bytes that a worker may allocate on top of what it starts with."""
    entries: int = 2_000
    """Members of a zip container."""
    inflated: int = 512 << 20
    """Bytes of a container once inflated, counted while inflating: declared sizes may lie."""
    rows: int = 1_048_576
    """Highest row number of a worksheet. A CSV streams without a limit."""
    columns: int = 500
    """Columns of one sheet that hold anything."""


def too_wide(limits: Limits) -> UnreadableFile:
    """The refusal of a sheet that uses more columns than allowed."""
    return UnreadableFile(
        Text(f"用到的列超过上限 {limits.columns}", f"more columns are used than the limit of {limits.columns}"),
        Text("请只导出需要的列", "export only the columns that are needed"),
    )


def too_long(limits: Limits) -> UnreadableFile:
    """The refusal of a sheet that has a row beyond the last one allowed."""
    return UnreadableFile(
        Text(f"行号超过上限 {limits.rows}", f"a row number is beyond the limit of {limits.rows}"), LESS
    )
