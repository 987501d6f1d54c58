"""What a cell says as the value of a metric, or why it says nothing."""

from __future__ import annotations

from typing import NamedTuple

from auditor.intake.readers.cells import Cell
from auditor.intake.values.figure_words import ERRORS
from auditor.intake.values.figures import is_awaited
from auditor.intake.values.figures import is_missing as missing_mark
from auditor.model import Text, ValueState


class Reading(NamedTuple):
    """The value of one cell in its metric's base unit, or why there is none."""

    state: ValueState
    value: float | str | None = None
    currency: str | None = None
    note: Text | None = None
    remedy: Text | None = None
    cause: Text | None = None  # the note in words that hold for every such cell: see ``Ignored``

    @property
    def told(self) -> Text | None:
        """The note, with the way out where there is one."""
        if self.note is None or self.remedy is None:
            return self.note
        return Text(f"{self.note.zh} → {self.remedy.zh}", f"{self.note.en} → {self.remedy.en}")


MISSING = Reading(ValueState.MISSING, note=Text("没有数值", "no value"))


def without_result(cell: Cell) -> Text | None:
    """Why a cell says nothing, neither a value nor a name: its formula has no result or an error, or it is a picture."""
    if cell.kind == "formula":
        return Text(
            "公式没有计算结果：请用 Excel 或 WPS 打开并保存一次",
            "formula without a result: open the file in Excel or WPS and save it once",
        )
    if cell.kind == "picture":
        return Text("单元格是图片，不是数值", "the cell holds a picture, not a value")
    printed = isinstance(cell.value, str) and cell.value[:1] == "#" and cell.value.strip().casefold() in ERRORS
    if cell.kind == "error" or printed:
        return Text(f"单元格是错误值 {cell.value}", f"the cell holds the error {cell.value}")
    return None


def is_missing(cell: Cell | None) -> bool:
    """Whether a cell is empty or holds one of the usual marks of a missing value."""
    if cell is None or cell.value is None:
        return True
    return isinstance(cell.value, str) and (missing_mark(cell.value) or is_awaited(cell.value))


def unreadable(zh: str, en: str) -> Reading:
    """What a cell that holds no value of its metric says."""
    return Reading(ValueState.UNREADABLE, note=Text(zh, en))
