"""Rows that are a part of the store: one for each person, product, keyword or country, whose figures are not the store's.

客服 | 日期 | 回复率 has a rate for each agent, 产品名称 | 曝光 a count for each product, 流量来源 | 访客数 one for each
source. What a column is called is not enough but where it names things: 业务员 may say who looks after each store, and
来源 where each figure was looked up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from auditor.intake.attributes import SEGMENTING
from auditor.intake.columns import Column, Table, looks_numeric
from auditor.intake.dating.date_forms import cleaned
from auditor.intake.dating.dates import parse_period
from auditor.intake.dating.periods import ANY_YEAR
from auditor.intake.gather import Gatherer
from auditor.intake.headings import normal, parse_heading, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.readers.cells import Cell, Row
from auditor.intake.row_labels import is_footnote, why_no_store
from auditor.intake.values.reading import is_missing
from auditor.intake.words import DATING, DIMENSIONS, PEOPLE, ROW_LABELS, THINGS, WHOLE
from auditor.model import Text
from auditor.text import counted

# Columns that tell apart what is no part of one store: another store or another quantity, and other days.
_WHOSE = ("store", "platform", "client", "metric")
_WHEN = ("year", *DATING)
_LOOKED_UP = frozenset(("来源", "source", "页面", "page"))  # where the figures stand
_PERSON = re.compile("[人员长者]$|运营|经理|主管|by$|owner|manager|responsible|contact")  # whose task the figures are
_CALLED = re.compile("(?:类型|类别|分类|名称?|type|name)$")  # 流量渠道类型 breaks down by what 流量渠道 does


class Parts:
    """Tells the rows of parts: the store that they name exists, their figures are not the store's.

    A row of all of them together (全部账号) is the store's own.
    """

    def __init__(self, table: Table, rows: Sequence[Row], lexicon: Lexicon) -> None:
        self._column = _parts_column(table, rows, lexicon)
        self._unnamed = self._column is None
        self._column = self._column or _unnamed_column(table, rows, lexicon)
        self._doubtful = _doubtful_column(table, rows) if self._column is None else None
        self._left = self._together = 0
        if self._column is not None:
            self._column.kind = "part"

    def together(self, cells: dict[int, Cell]) -> bool:
        """Whether a row among those of persons or accounts is of all of them together."""
        cell = cells.get(self._column.index) if self._column is not None else None
        return cell is not None and normal(cell.raw) in WHOLE

    def leave_out(self, cells: dict[int, Cell]) -> bool:
        """Whether a row is of a part."""
        if self._column is None:
            return False
        whole = self.together(cells)
        self._left += not whole
        self._together += whole
        return not whole

    def close(self, gatherer: Gatherer, heading: int) -> None:
        """Put on record that rows were left out, by the column's heading in the row ``heading``."""
        if (doubtful := self._doubtful) is not None:
            name = doubtful.text
            gatherer.note(
                Text(
                    f"看不出“{name}”是不是店铺或店铺的一部分，各行按整个店铺的数值读取；如果不是，请把“{name}”改写为“店铺”，或去掉这些行",
                    f"'{name}' may be stores or parts of one, and its rows are read as the whole store's; if they are not, write 'Store' "
                    f"instead of '{name}' or leave them out",
                )
            )
        if self._column is None or not self._left:
            return
        name, remedy = self._column.text, None
        why = Text(
            f"每行是一个“{name}”，不是整个店铺的数值：{self._left} 行没有读取",
            f"a row for each '{name}', not the store's own figures: "
            + counted(self._left, "row is not read", "rows are not read"),
        )
        if self._unnamed or normal(name) in ROW_LABELS:
            why = Text(
                f"“{name}”看不出是店铺、周期还是店铺的一部分：{self._left} 行没有读取",
                f"'{name}' may be stores, periods or parts of a store: "
                + counted(self._left, "row is not read", "rows are not read"),
            )
            remedy = Text(
                f"请把“{name}”改写为“店铺”或“周期”；如果是店铺的一部分，请加一行“全店”；如果就是整个店铺的数值，请删去该列",
                f"write 'Store' or 'Period' instead of '{name}'; if they are parts of a store, add a row 'Overall'; if the figures "
                "are the whole store's, leave the column out",
            )
        elif not self._together:  # else the store's own figures are there
            remedy = Text(
                f"请加一行“全店”（合计行若就是整个店铺的数值，把“合计”改写为“全店”），或另列一张不含“{name}”列的表；"
                "平台原样导出的报表无须改动",
                "add a row 'Overall' with the store's own figures (a row 'Total' that holds them is to be called so), or "
                f"state them in a table without '{name}'; a platform's export is read as it is",
            )
        gatherer.ignore(heading, self._column.heading, why, incomplete=not self._together, remedy=remedy)


def _parts_column(table: Table, rows: Sequence[Row], lexicon: Lexicon) -> Column | None:
    """The column that makes each row a part of a store, if the table has one. ``rows``: those below the heading."""
    for column in table.columns:
        kind = _kind(column.text) if column.kind in ("unknown", "beside") else None
        if kind is not None and _apart(table, column, rows, kind, lexicon):
            return column
    return None


def _unnamed_column(table: Table, rows: Sequence[Row], lexicon: Lexicon) -> Column | None:
    """The column of names below a heading that nobody knows (广告类型, 时段) where nothing else tells the rows of a table apart."""
    stated = any(table.of(kind) is not None for kind in (*_WHOSE, *_WHEN))
    data = table.all("data")
    attributes = (column.take(lexicon, None).attribute for column in data)
    if stated or table.down or any(found is not None and found.id in SEGMENTING for found in attributes):
        return None
    first = min((column.index for column in data), default=0)
    column = next((each for each in table.columns if each.kind == "unknown" and each.text and each.index < first), None)
    if column is None:
        return None
    figures, names = {each.index for each in data}, list[str]()
    gap = next((at for at in range(1, len(rows)) if rows[at].number > rows[at - 1].number + 1), len(rows))
    for row in rows[:gap]:
        cells = {cell.column: cell for cell in row.cells}
        name = cells.get(column.index)
        if name is None or not any(looks_numeric(cells[index]) for index in figures & cells.keys()):
            continue
        if is_missing(name) or looks_numeric(name):
            return None
        if why_no_store(name.raw) is None and structural(name.raw) != "value":  # 实际 below 目标
            names.append(normal(name.raw))
    if len({*names}) == 1:
        return column if _PERSON.search(normal(column.text)) is None else None
    return column if names and len({*names}) == len(names) else None


def _doubtful_column(table: Table, rows: Sequence[Row]) -> Column | None:
    """The column of names below a heading that nobody knows before the figures of periods, of which no other says whose they are."""
    if table.down or any(table.of(kind) is not None for kind in _WHOSE) or not any(map(table.of, _WHEN)):
        return None
    first = min((column.index for column in table.all("data")), default=0)
    for column in (each for each in table.all("unknown") if each.text and each.index < first):
        cells = [cell for row in rows for cell in row.cells if cell.column == column.index and not is_missing(cell)]
        if any(map(_is_name, cells)) and _PERSON.search(normal(column.text)) is None:
            return column
    return None


def _is_name(cell: Cell) -> bool:
    """Whether a cell may name a store or a part of one: no figure, no day and no sentence."""
    if not isinstance(cell.value, str) or looks_numeric(cell) or why_no_store(cell.raw) is not None:
        return False
    weekday = cleaned(f"{cell.raw} 1").strip() == "1"
    return not weekday and not is_footnote(cell.raw) and parse_period(cell.value, year=ANY_YEAR) is None


@lru_cache(maxsize=4096)
def _kind(heading: str) -> str | None:
    names = {parse_heading(heading).whole, parse_heading(heading).base}
    if names & {normal(word) for word in THINGS}:
        return "thing"
    if names & {normal(word) for word in PEOPLE}:
        return "person"
    names |= {_CALLED.sub("", name) for name in names}
    return "dimension" if names & {normal(word) for word in DIMENSIONS} else None


def _apart(table: Table, column: Column, rows: Sequence[Row], kind: str, lexicon: Lexicon) -> bool:
    """Whether the rows are of several parts of one store, or of any where they can be nothing else."""
    things = kind == "thing"
    # without a column of stores a second person is enough: a store has no two agents' rates
    dated = _WHEN if table.of("store") is not None or kind == "dimension" else ()
    whose = [each for each in map(table.of, (*_WHOSE, *dated)) if each is not None]
    for each in table.all("data"):  # 恒达 in the US and in Germany
        attribute = each.take(lexicon, None).attribute
        whose += [each] * (attribute is not None and attribute.id in SEGMENTING)
    named: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        cells = {cell.column: cell for cell in row.cells}
        part = cells.get(column.index)
        if part is None or is_missing(part) or (looks_numeric(part) and not things):
            continue
        if (things and table.of("metric") is None) or normal(part.raw) in WHOLE:
            return True
        where = tuple(_text(cells, each) for each in whose)
        named.setdefault(where, set()).add(normal(part.raw))
    several = [len(names) > 1 for names in named.values()]
    if kind != "dimension":
        return any(several)
    if not any(several):
        return _is_of_one(table, column, {name for names in named.values() for name in names}, lexicon)
    # a breakdown has its parts throughout, where a figure or two may have been looked up in two places
    return 2 * sum(several) > len(several)


def _is_of_one(table: Table, column: Column, named: set[str], lexicon: Lexicon) -> bool:
    """Whether rows of one part each (地区 | 北美) are that part's: beside a store, or behind the figures, it may but describe them."""
    first = min((each.index for each in table.all("data")), default=0)
    if table.down or column.index > first or any(table.of(kind) is not None for kind in _WHOSE):
        return False
    return bool(named) and normal(column.text) not in _LOOKED_UP and not any(map(lexicon.platform, named))


def _text(cells: dict[int, Cell], column: Column) -> str:
    cell = cells.get(column.index)
    return cell.raw if cell is not None else ""
