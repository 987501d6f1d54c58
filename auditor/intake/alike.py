"""What was not used, by cause: cells that one thing is wrong with are told once, with all of them, the weightiest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from auditor.intake.readers.cells import a1, column_number
from auditor.model import Ignored, Text
from auditor.text import normalise, one_line

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]*)")
_SHOWN, _LONGEST = 3, 24  # contents of cells that a message names, and characters of one


class Alike(NamedTuple):
    """Cells of a sheet that one thing is wrong with, in their order. What they share stands in each."""

    items: tuple[Ignored, ...]
    why: Text

    @property
    def first(self) -> Ignored:
        """The first of the cells."""
        return self.items[0]

    @property
    def cells(self) -> str:
        """All of the cells: ``D2:D13, F4``."""
        return ", ".join(ranges(item.cell for item in self.items))


def alike(ignored: Iterable[Ignored]) -> list[Alike]:
    """Each cause once: first what the audit lacks, then what can be settled, then what is only on record."""
    causes: dict[tuple[object, ...], list[Ignored]] = {}
    for item in ignored:
        causes.setdefault((cause(item), item.nearest, item.incomplete, item.remedy), []).append(item)
    told = [Alike(tuple(items), reason(items)) for items in causes.values()]
    return sorted(told, key=_weight)


def _weight(one: Alike) -> tuple[bool, bool]:
    return not one.first.incomplete, one.first.nearest is None and one.first.remedy is None


def cause(item: Ignored) -> Text:
    """The reason without what the cell itself says, which stands as “…”: “下周”不是日期 and “待定”不是日期 are one."""
    if item.cause is not None:
        return item.cause
    zh, en = item.why
    for raw in (item.raw, normalise(item.raw)):
        zh, en = zh.replace(f"“{raw}”", "“…”"), en.replace(f"'{raw}'", "'…'")
    return Text(zh, en)


def reason(items: Sequence[Ignored]) -> Text:
    """What is said of cells with one cause: the reason of one, of several the cause with what they say."""
    if all(item.why == items[0].why for item in items):
        return items[0].why
    zh, en = cause(items[0])
    said, more = _contents(items)
    return Text(
        zh.replace("“…”", "、".join(f"“{text}”" for text in said) + (" 等" if more else "")),
        en.replace("'…'", " / ".join(f"'{text}'" for text in said) + (" …" if more else "")),
    )


def _contents(items: Iterable[Ignored]) -> tuple[list[str], bool]:
    said = [*dict.fromkeys(one_line(normalise(item.raw)).strip()[:_LONGEST] for item in items)]
    return said[:_SHOWN], len(said) > _SHOWN


def ranges(cells: Iterable[str]) -> list[str]:
    """Addresses of cells as a spreadsheet writes them together, rows first: D2:D13, B3:E5. Other places stay as they are."""
    runs: dict[int, list[list[int]]] = {}  # by row: columns from and to
    places = dict.fromkeys(cells)
    found = [(_CELL.fullmatch(place), place) for place in places]
    for row, column in sorted((int(at[2]), column_number(at[1])) for at, _ in found if at is not None):
        own = runs.setdefault(row, [])
        if own and own[-1][1] == column - 1:
            own[-1][1] = column
        else:
            own.append([column, column])
    blocks: dict[tuple[int, int], list[list[int]]] = {}  # by columns: rows from and to
    for row, of_row in runs.items():
        for left, right in of_row:
            above = blocks.setdefault((left, right), [])
            if above and above[-1][1] == row - 1:
                above[-1][1] = row
            else:
                above.append([row, row])
    corners = sorted((top, left, low, right) for (left, right), rows in blocks.items() for top, low in rows)
    named = [":".join(dict.fromkeys((a1(top, left), a1(low, right)))) for top, left, low, right in corners]
    return [*named, *(place for at, place in found if at is None)]
