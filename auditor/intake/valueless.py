"""Why a table of metrics has no column whose values can be read, with the way out; and a row no value, whatever it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from auditor.intake.columns import Column, Table
from auditor.intake.dating.relative import to_date
from auditor.intake.headings import normal
from auditor.intake.readers.cells import Cell
from auditor.intake.span_names import span_of
from auditor.intake.values.reading import is_missing
from auditor.intake.words import BESIDE
from auditor.model import Text

STORES_ACROSS = Text(
    "如果各列是店铺，请把店铺名那一行的第一格写成“店铺”",
    "if the columns are stores, write 'Store' into the first cell of the row with their names",
)
NO_VALUE_COLUMN = Text(
    f"找到了指标列，但没有数值列：请加“数值”列，或以周期（如 2026-W46）为列标题；{STORES_ACROSS.zh}",
    "there is a column of metrics and none of values: add a column 'Value', or head the columns with periods such as "
    f"2026-W46; {STORES_ACROSS.en}",
)

OF_NOTHING = Text(
    "备注写明不适用，旁边的 0 不是数值，没有读取",
    "the remark says that it does not apply, so that the 0 beside it is no figure; not read",
)
_DOES_NOT_APPLY = re.compile(r"(?:n/?a|not applicable|不适用|不涉及)(?![a-z\d\u4e00-\u9fff])")
_REMARK = BESIDE["note"][0]
_ZERO = re.compile(r"0(?:[.,]0+)?\s*%?")


def not_applicable(table: Table, cells: Mapping[int, Cell], values: Iterable[Column]) -> Cell | None:
    """The remark by which the zeros of a row are none: 有效追踪率 | 0 | n/a (FBA)."""
    remarks = [cells[each.index] for each in table.columns if each.why == _REMARK and each.index in cells]
    remark = next((cell for cell in remarks if _DOES_NOT_APPLY.match(cell.raw.strip().casefold())), None)
    if remark is None:
        return None
    shown = [cells[column.index] for column in values if not is_missing(cells.get(column.index))]
    return remark if shown and all(_ZERO.fullmatch(cell.raw.strip()) for cell in shown) else None


def no_values(table: Table) -> Text | None:
    """Why no column is that of the values: there is none, or there are several below different names."""
    if not table.down or table.all("dated"):
        return None
    values = table.all("value")
    if len({column.names[0] for column in values if len(column.names) > 1}) > 1:
        named = "、".join(f"{column.cell}“{column.text}”" for column in values)
        return Text(
            f"数值列不止一列：{named}。{STORES_ACROSS.zh}",
            f"there are several columns of values ({', '.join(f'{c.cell} {c.text}' for c in values)}); {STORES_ACROSS.en}",
        )
    if values:
        return None
    partly = (column.why for column in table.columns if column.undated or to_date(column.text, None) is not None)
    if (undated := next(partly, None)) is not None:
        return undated
    if windows := [column.text for column in table.all("unknown") if span_of(normal(column.text)) is not None]:
        zh, en = "、".join(windows), ", ".join(windows)
        return Text(
            f"各列是不同的统计窗口（{zh}），看不出每个指标该用哪一列：请每行只留一个窗口的数值，列标题写“数值”，"
            "窗口写进指标名，如 访客数(近7天)",
            f"the columns are windows ({en}), and which one counts for a metric isn't said: keep one value a row below "
            "the heading 'Value' and write its window into the metric's name, such as Visitors (7 days)",
        )
    return NO_VALUE_COLUMN
