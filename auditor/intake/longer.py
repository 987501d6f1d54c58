"""Rows of a text file that are longer than the headings because a thousands comma has cut a figure in two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from auditor.intake.readers.cells import Block, Cell, Row, Sheet, a1
from auditor.model import Text

_FIRST_DIGITS, _THREE_DIGITS = re.compile("[0-9]{1,3}"), re.compile("[0-9]{3}")
SPLIT_REMEDY = Text(
    "请给带逗号的数字加引号或去掉逗号", "put figures with a comma into quotation marks, or leave it out"
)


def split_figure(cells: Mapping[int, Cell], last: int) -> Cell | None:
    """The 1 of a 1,234 that a text file has without quotation marks: its row goes beyond the last heading."""
    if not cells or max(cells) <= last:
        return None
    texts = {index: cell.value for index, cell in cells.items() if isinstance(cell.value, str)}
    return next(
        (
            cells[index]
            for index, text in texts.items()
            if _FIRST_DIGITS.fullmatch(text) and _THREE_DIGITS.fullmatch(texts.get(index + 1, ""))
        ),
        None,
    )


class Longer:
    """Hands on the blocks of an export, and knows the first row in which a figure was cut."""

    error: Text | None = None

    def __init__(self, sheet: Sheet, heading: Row) -> None:
        self._sheet = sheet
        self._heading = heading
        self._last = heading.cells[-1].column

    def watched(self, columns: Sequence[int]) -> Iterator[Block]:
        """The blocks of some columns below the heading. What stands beyond the last heading is looked at, not handed on."""
        for block in self._sheet.blocks([*columns, self._last + 1], self._heading.number + 1):
            beyond = block.columns[-1]
            if self.error is None and any(beyond):
                self._look({number for number, value in zip(block.numbers, beyond, strict=True) if value})
            yield Block(block.numbers, block.columns[:-1])

    def _look(self, numbers: set[int]) -> None:
        for row in self._sheet.rows():
            if row.number not in numbers:
                continue
            cell = split_figure({cell.column: cell for cell in row.cells}, self._last)
            if cell is not None:
                self.error = _error(a1(row.number, cell.column), cell.raw)
                return


def _error(address: str, raw: str) -> Text:
    return Text(
        f"第{address}格（“{raw}”）所在的行列数比标题多，疑似千分位逗号把一个数字拆成了两格，其后各列都错了位，"
        f"因此整份导出没有读取；{SPLIT_REMEDY.zh}，或重新导出",
        f"the row of {address} (“{raw}”) is longer than the headings: a thousands comma seems to have cut a figure in two, and "
        f"what follows stands in the wrong columns, so that the export is not read; {SPLIT_REMEDY.en}, or export it again",
    )
