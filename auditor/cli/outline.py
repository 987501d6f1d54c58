"""Entries of the rule book on the terminal: one a line, or one in full."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any


def print_row(*cells: str) -> None:
    """One line on stdout: columns on a terminal, tabs elsewhere."""
    if sys.stdout.isatty():
        widths = (44, 10, 10, 34, 0)
        print(" ".join(_pad(cell, width) for cell, width in zip(cells, widths, strict=True)).rstrip())
    else:
        print("\t".join(cells))


def _pad(cell: str, width: int) -> str:
    """The cell filled to a width on screen; a Chinese character is two wide."""
    from rich.cells import cell_len

    return cell + " " * max(0, width - cell_len(cell))


def outline(entry: Mapping[str, Any], indent: str = "") -> list[str]:
    """An entry as indented lines; what is empty is left out."""
    lines: list[str] = []
    for key, value in entry.items():
        if value in (None, [], {}):
            continue
        if isinstance(value, dict):
            lines += [f"{indent}{key}:", *outline(value, indent + "  ")]
        elif isinstance(value, list):
            lines.append(f"{indent}{key}:")
            for item in value:
                nested = outline(item, indent + "    ") if isinstance(item, dict) else [f"{indent}    {item}"]
                lines += [f"{indent}  - {nested[0].lstrip()}", *nested[1:]]
        else:
            lines.append(f"{indent}{key}: {value}")
    return lines
