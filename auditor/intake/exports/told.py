"""What is told of an export beside its values: columns and rows that are not read, columns that are lacking."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from auditor.intake.exports.split import tell_split
from auditor.intake.gather import Gatherer
from auditor.intake.readers.cells import Cell, a1
from auditor.intake.row_labels import is_average
from auditor.model import Text
from auditor.text import counted, listed

if TYPE_CHECKING:
    from auditor.intake.exports.derive import Derivation
    from auditor.intake.exports.figures import Counted
    from auditor.intake.exports.recognised import Export

_A_TOTAL = Text("合计行，不计入", "a total row, not counted")
_AN_AVERAGE = Text("平均行，不计入", "a row of averages, not counted")
HEADING_AGAIN = Text("重复的表头，不是数据", "the heading once more, no data")
FROM_ROWS = Text(
    "起止日期取自首行和末行；如果导出的天数更多（前后没有记录），请在表格上方写“统计周期：起~止”，或写进文件名",
    "these are the days of its first and last row: if the export covers more, without any record, write "
    "'Period: START~END' above the table or put it in the file's name",
)
NO_STORE = Text("该行没有写店铺，无法计入", "the row names no store and can't be counted")
NO_MARKET = Text("该行没有写站点，无法计入", "the row names no marketplace and can't be counted")
_BY_WEEK = Text("每行是一周，从该行日期起算", "each row is a week, from its date on")
_BY_MONTH = Text("每行是一个月", "each row is a month")
SAVED_ON = Text(
    "各行没有日期，名称里只有一天，那可能是下载日：请写明导出实际覆盖的首日和末日，如在表格上方写“统计周期：2026-11-09~2026-11-15”，或写进文件名",
    "its rows have no date, and the one day in its name may be that of the download: put the first and the last day that it covers "
    "into the file's name, or write 'Period: 2026-11-09~2026-11-15' above the table",
)
_MOST_REPORTED = 20  # unreadable cells of one export that are listed one by one
_MOST_SHOWN = 12  # columns that are not used


class Unreadable:
    """The cells of an export that can't be read: the first are listed one by one."""

    def __init__(self, gatherer: Gatherer) -> None:
        self._gatherer = gatherer
        self._causes: dict[int, Text] = {}  # by column, why the first can't be read
        self._reported: set[tuple[int, int]] = set()

    def report(self, row: int, column: int, raw: str, why: Text) -> None:
        """Take one in, whoever meets it again."""
        if (row, column) in self._reported:
            return
        self._reported.add((row, column))
        self._causes.setdefault(column, Text(f"{a1(row, column)} {why.zh}", f"{a1(row, column)} {why.en}"))
        if len(self._reported) <= _MOST_REPORTED:
            self._gatherer.ignore(row, Cell(column, raw), why, incomplete=True)

    def cause(self, columns: Collection[int] | None) -> Text | None:
        """Why the first cell (of ``columns``; None: of any) can't be read; None if each can be."""
        return next((why for column, why in self._causes.items() if columns is None or column in columns), None)

    @property
    def more(self) -> int:
        """How many are not listed."""
        return max(0, len(self._reported) - _MOST_REPORTED)


def tell(export: Export, derivation: Derivation) -> None:
    """Put it all on record. The rows have been read."""
    title, notes = export.source.title, export.gatherer.notes
    notes.append(Text(f"识别为：{title.zh}", f"recognised as: {title.en}"))
    if personal := len(export.personal):
        notes.append(
            Text(f"个人信息列不读取：{personal} 列", f"personal data is not read: {counted(personal, 'column')}")
        )
    if spare := [cell.raw.strip() for cell in export.beside]:
        shown = ", ".join(spare[:_MOST_SHOWN]) + (" …" if len(spare) > _MOST_SHOWN else "")
        notes.append(Text(f"未使用的列 {len(spare)} 个：{shown}", f"{counted(len(spare), 'column')} not used: {shown}"))
    if more := export.unreadable.more:
        notes.append(Text(f"另有 {more} 个单元格无法读取", f"{counted(more, 'more cell')} could not be read"))
    if repeated := derivation.repeated:
        rows = counted(repeated, "row repeats a key and is counted once", "rows repeat a key and are counted once")
        notes.append(Text(f"{repeated} 行属于已计入的单号，不重复计算", rows))
    if derivation.pasted:
        rows = counted(
            derivation.pasted,
            "row that stands further up word for word is counted once",
            "rows that stand further up word for word are counted once",
        )
        first = derivation.pasted_first
        notes.append(
            Text(
                f"{derivation.pasted} 行与前面的行逐字相同（首个为第 {first} 行），只计一次",
                f"{rows}: the first is row {first}",
            )
        )
    tell_split(export)
    _tell_totals(export, derivation)
    _tell_lacking(export, derivation)
    _tell_other_days(export, derivation)


def tell_days(export: Export, made: Counted, market: str | None) -> None:
    """The days that its rows cover, those of each store or marketplace by themselves, and what each row stands for."""
    covered, notes = made.covered, export.gatherer.notes
    days = Text(f"覆盖 {covered.start} 至 {covered.end}", f"covers {covered.start} to {covered.end}")
    notes.append(days if market is None else days.headed(market))
    if made.steps:
        notes.append(_BY_WEEK if made.steps[0].days == 7 else _BY_MONTH)


def _tell_other_days(export: Export, derivation: Derivation) -> None:
    """Rows of other days than the title or the name of the export says."""
    stated, rows = export.stated, derivation.covered.rows
    if stated is None or rows is None or not derivation.covered.beyond(stated):
        return
    zh = f"注明的周期是 {stated.start}~{stated.end}，而各行是 {rows.start}~{rows.end}：两者不符，没有行的日期不当作零"
    en = f"the period stated is {stated.start}..{stated.end}, its rows are of {rows.start}..{rows.end}: the two contradict each other"
    mend = Text(
        f"{zh}；请在文件名或表格上方写明导出实际覆盖的日期，如 {rows.start}~{rows.end}",
        f"{en}, and days without a row are not zero; put the days that the export covers into the file's name or above the "
        f"table, such as {rows.start}~{rows.end}",
    )
    export.gatherer.notes.append(mend)


def _tell_totals(export: Export, derivation: Derivation) -> None:
    """Total rows and remarks are no data; a total that does not add up is told."""
    for row, column, text in derivation.remarks:
        export.gatherer.ignore(row, Cell(column, text), Text("说明文字，不是数据行", "a remark, no row of data"))
    for row, column, label, printed in derivation.total_rows:
        export.gatherer.ignore(row, Cell(column, label), _AN_AVERAGE if is_average(label) else _A_TOTAL)
        for name, total in printed.items():
            if name in export.places and not derivation.adds_up(name, total):
                heading, said, made = export.text(export.places[name]), total / 1e6, derivation.sums[name] / 1e6
                zh = f"第 {row} 行合计与各行之和不一致：{heading} 写 {said:.10g}，各行之和为 {made:.10g}"
                en = f"the total in row {row} does not add up: {heading} says {said:.10g}, the rows make {made:.10g}"
                export.gatherer.notes.append(Text(zh, en))


def _tell_lacking(export: Export, derivation: Derivation) -> None:
    """Metrics that can't be made for want of a column; an export that gives none at all is no mere note."""
    used, titles = {item.metric for item in derivation.derived}, {c.name: c.title for c in export.source.columns}
    lacking = {
        item.metric: [titles[name] for name in dict.fromkeys(derivation.missing(item))]
        for item in export.source.derive
        if item.metric not in used
    }
    for ident, names in lacking.items():
        metric = export.gatherer.lexicon.metric(export.source.platform, ident)
        of, named = metric.name if metric else Text(ident, ident), listed(names)
        columns = f"the column {named.en} is" if len(names) == 1 else f"the columns {named.en} are"
        export.gatherer.notes.append(Text(f"{of.zh}：缺少列 {named.zh}", f"{of.en}: {columns} not there"))
    if lacking and not used:
        names = list(dict.fromkeys(name for each in lacking.values() for name in each))
        named, columns = listed(names), "column" if len(names) == 1 else "columns"
        zh = f"{export.source.title.zh}缺少列 {named.zh}，得不出任何数值"
        en = f"{export.source.title.en} without the {columns} {named.en}: no value can be made of it"
        remedy = Text("请重新导出全部列", "export it again with all columns")
        first = export.heading.cells[0]
        export.gatherer.ignore(export.heading.number, first, Text(zh, en), incomplete=True, remedy=remedy)
