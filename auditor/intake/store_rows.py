"""Store rows: a row for each store and period, metrics side by side."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from auditor.intake.columns import Column, looks_numeric
from auditor.intake.daily_titles import mark_daily
from auditor.intake.days_totalled import are_sum, days_of, make_days, take_for_days
from auditor.intake.headings import normal, parse_heading
from auditor.intake.origin import RowFacts
from auditor.intake.places import is_shop
from auditor.intake.readers.cells import Cell, Row, a1
from auditor.intake.row_labels import NOTE, is_footnote, is_total
from auditor.intake.rows import TableReader
from auditor.intake.totals import Totals
from auditor.intake.values.measure import Measure
from auditor.intake.values.reading import is_missing
from auditor.intake.values.styles import unit_above, unit_beside
from auditor.intake.words import TOTAL_ENDS, WHOLE
from auditor.model import CLIENT, Period, Text
from auditor.rulebook.model import Metric
from auditor.text import counted

_TIMED = re.compile(
    r"(?:(?:本|上|前一?|当|近|第|截至|\d).*|(?:单|每|全)?)[日天周月季年](?:度|份)?(?:小计|合计|总计|累计)|(?:this|last|weekly|monthly)"
)
_BY_STORE = Text(
    "如果这些名称是店铺，请每个店铺一行，并加“店铺”列；否则只保留整个店铺的一列",
    "if the names are stores, give each a row of its own and add a column 'Store'; else keep the whole store's column only",
)
_NO_METRIC = Text(
    "标题只写了周期，没有写是哪个指标，该列没有读取：请在标题中写明，如 曝光量(2026-W46)",
    "the heading states a period and no metric, and the column is not read: name the metric too, as in Exposure (2026-W46)",
)
_OF_NO_METRIC = Text(
    "标题没有写是哪个指标，该列没有读取：请以指标名称为标题，或加“指标”列",
    "the heading names no metric, and the column is not read: head it with the metric's name, or add a column 'Metric'",
)
_ANOTHER_TABLE = Text(
    "表格下方另一个没有已知标题的表，没有读取", "of another table below, without a known heading; not read"
)
_COMPARED = 50  # rows in which two columns of one metric are compared


class StoreRows(TableReader):
    """Reads the rows of a table whose headings are metrics."""

    @property
    def shape(self) -> str:
        """``store-rows``."""
        return "store-rows"

    def read(self, rows: Iterable[Row]) -> None:
        """Read the rows of the table."""
        self._measures: dict[tuple[int, str, str | None, str | None], Measure] = {}
        self._told: set[tuple[int, str]] = set()  # columns whose values in the rows of a platform are not read
        rows, begun = iter(rows), len(self.gatherer.observations)
        ahead = list(islice(rows, _COMPARED))
        figures = {cell.column for row in ahead for cell in row.cells if looks_numeric(cell)}
        for column in self.table.all("dated"):  # 2026-W46小结 holds remarks
            lacking = column.index in figures
            self.gatherer.ignore(self.table.heading_row or 0, column.heading, _NO_METRIC, incomplete=lacking)
        filled = {cell.column for row in ahead for cell in row.cells if not is_missing(cell)}
        for column in self.table.all("value"):
            if column.index in filled:
                lacking = column.index in figures and not self._data
                self.gatherer.ignore(self.table.heading_row or 0, column.heading, _OF_NO_METRIC, incomplete=lacking)
        self._of_parts(ahead)
        self._dated: defaultdict[int, list[int]] = defaultdict(list)  # column → its values a day, by their place
        self._before: dict[int, int] = {}  # column → how many of them stand above the last total
        self._agreed: dict[int, bool] = {}  # column → whether all of its totals are sums, and one is of several days
        self._totals = [column.index for column in self.table.all("beside") if is_total(column.text)]
        self._across: list[tuple[str, list[int]]] = []  # the values of days in a row that its total adds up
        self._last: Period | None = None  # of when the row above is
        self._above: tuple[Row, dict[int, Cell], Cell] | None = None  # a total before all rows, and no other one
        totals = Totals()
        last, another, apart = 0, False, False  # apart: no row of this table stands between it and the gap above
        for row in chain(ahead, rows):
            apart = apart or 0 < last < row.number - 1
            another = _heads_another(row) if apart else another
            apart, last = apart and _is_words(row) and len(row.cells) == 1, row.number
            if another:
                self.gatherer.ignore(row.number, row.cells[0], _ANOTHER_TABLE)
                continue
            cells = self.usable(row)
            if not cells:
                continue
            if (none := self.no_store(cells)) is not None:
                self._total(row, cells, *none, totals)
            elif not self.names_shop(row) and not self._lone_note(row, titles=apart):
                self._row(row, cells, totals)
        if self._above is not None:
            self._check(*self._above, self._counts_for(*self._above), totals)
        added = [column for column in self._data if self._agreed.get(column.index)]
        take_for_days(self.gatherer, [(column.text, self._dated[column.index]) for column in added])
        take_for_days(self.gatherer, self._across)
        mark_daily(self.gatherer, begun, self.table)
        self.close()

    def _of_parts(self, ahead: Sequence[Row]) -> None:
        """Leave out the columns below names that share a metric: PC端 and 无线端, two stores, two countries.

        What stands below 流量 and once more below 转化, the same in all rows, is one figure.
        """
        below: dict[tuple[str, Period | None], dict[str, Column]] = {}
        for column in self._data:
            metric, name = column.take(self.lexicon, self.owners.sheet_platform).metric, _group(column)
            if metric is not None and name and normal(name) not in WHOLE:
                below.setdefault((metric.id, column.period), {}).setdefault(name, column)
        shared = [columns for columns in below.values() if len(columns) > 1]
        if not shared or all(_repeated([*columns.values()], ahead) for columns in shared):
            return
        names = {name for columns in shared for name in columns}
        left = [column for column in self._data if _group(column) in names]
        self._data = [column for column in self._data if column not in left]
        cells = [f"{column.cell} {column.text}" for column in shared[0].values()]
        why = Text(
            f"同一指标在不同的名称下都有（{'、'.join(cells)}），看不出哪一列是整个店铺的：这些名称下的 {len(left)} 列没有读取",
            f"one metric stands below several names ({', '.join(cells)}), and nothing tells which is the whole store's: "
            f"{counted(len(left), 'column')} below these names not read",
        )
        self.gatherer.ignore(self.table.heading_row or 0, left[0].heading, why, incomplete=True, remedy=_BY_STORE)

    def _row(self, row: Row, cells: dict[int, Cell], totals: Totals) -> None:
        facts = self.facts(row, cells)
        if facts is None:
            return
        summed, begun = self._summed_up(facts.period, cells), len(self.gatherer.observations)
        if summed is not None:
            self._check(row, cells, summed, facts.key.platform, totals)
        for column in self._data:
            taken = column.take(self.lexicon, facts.key.platform)
            if taken.metric is None:
                if taken.attribute is None and column.index in cells:
                    self._foreign(column, facts, row, cells[column.index])
                continue
            if taken.metric.platform == CLIENT != facts.key.platform and column.index not in cells:
                continue  # a client's figure stands in one of its stores' rows
            if taken.heading is not None and (taken.heading.windows or taken.heading.current):
                why = taken.only_a_part_of(column.period or facts.period)
                if why is not None and column.index in cells:
                    self.gatherer.ignore(row.number, cells[column.index], why, incomplete=True)
                    continue
            measure = self._measure(column, taken.metric, facts)
            place, first = (column.index, column.period), len(self.gatherer.observations)
            for value in self.gatherer.observe(facts, measure, row.number, cells, [place]):
                if summed is None:
                    totals.add(column.index, value, taken.metric.unit)
            self._dated[column.index] += days_of(self.gatherer, first)
        self._add_across(cells, facts, begun)

    def _add_across(self, cells: dict[int, Cell], facts: RowFacts, begun: int) -> None:
        """Note the values of days that stand side by side and come to the row's total, where all are of one metric."""
        days = days_of(self.gatherer, begun) if self._totals else []
        metrics = {self.gatherer.observations[at].metric for at in days}
        if len(metrics) != 1 or len(days) < len(self._data):
            return
        metric = self._data[0].take(self.lexicon, facts.key.platform).metric
        totals = [cells[index] for index in self._totals if index in cells]
        if metric is not None and metric.unit.additive:
            measure = self._measure(self._data[0], metric, facts)
            if any(are_sum(self.gatherer, days, measure.read(cell).value) for cell in totals):
                self._across.append((parse_heading(self._data[0].text).base, days))

    def _summed_up(self, period: Period | None, cells: dict[int, Cell]) -> Cell | None:
        """The label of a row that is the total of its own week's days above it (第45周小计), and that week's value as well."""
        label, last, self._last = self.structure.cell("period", cells), self._last, period
        if label is None or not parse_heading(label.raw).base.endswith(TOTAL_ENDS) or last is None or period is None:
            return None
        return label if last != period and period.start <= last.start and last.end <= period.end else None

    def _measure(self, column: Column, metric: Metric, facts: RowFacts) -> Measure:
        """How the cells of a column are read in the rows of one platform, currency and unit."""
        key = (column.index, facts.key.platform, facts.currency, facts.unit)
        if key not in self._measures:
            style = self.style(column, facts.key.platform, metric.id).below(unit_above(column.text), metric)
            style = style.below(unit_beside(facts.unit), metric)
            self._measures[key] = self.gatherer.measure(column.undated_text, metric, style, facts.currency)
        return self._measures[key]

    def _foreign(self, column: Column, facts: RowFacts, row: Row, cell: Cell) -> None:
        """A value under a heading that only another platform than this row's knows: put on record once a platform."""
        platform = facts.key.platform
        if (column.index, platform) in self._told or is_missing(cell):
            return
        self._told.add((column.index, platform))
        why = column.take(self.lexicon, platform).problem or Text(
            f"{platform} 没有这个指标，{a1(row.number, column.index)} 等 {platform} 行的数值没有读取",
            f"no metric of {platform}; values in rows of {platform} are not read, the first in {a1(row.number, column.index)}",
        )
        self.gatherer.ignore(self.table.heading_row or 0, column.heading, why)

    def _lone_note(self, row: Row, *, titles: bool) -> bool:
        """A cell alone in its row that is neither a value nor the name of a store, but reads like a remark.

        ``titles``: words below a gap, which may title another table.
        """
        first, store = row.cells[0], self.structure.of("store")
        named = store is not None and first.column == store.index and not is_footnote(first.raw)
        valued = not titles and any(first.column == column.index for column in self._data)
        if len(row.cells) > 1 or named or valued:
            return False
        self.gatherer.ignore(row.number, first, NOTE)
        return True

    def _total(self, row: Row, cells: dict[int, Cell], label: Cell, why: Text, totals: Totals) -> None:
        total = is_total(label.raw)
        if total:
            self._above = (row, cells, label) if totals.are_none else None
        if self._above is None or not total:
            self._check(row, cells, label, self._counts_for(row, cells, label), totals)
        self.gatherer.ignore(row.number, label, why)

    def _counts_for(self, row: Row, cells: dict[int, Cell], label: Cell) -> str | None:
        """The platform of whose rows a row is the total; None where it is one of fewer, or none."""
        stated = self.structure.cell("platform", cells) is not label and self.owners.platform(row, cells)
        counts = is_total(label.raw) and not self.owners.left_out
        return (stated or self.owners.sheet_platform) if counts else None

    def _check(self, row: Row, cells: dict[int, Cell], label: Cell, platform: str | None, totals: Totals) -> None:
        """Set a printed total against the sum of the rows above it; what it says of days."""
        wrong, agreed = [], 0
        of_some_days = _of_some_days(label.raw) and any(self.table.all(kind) for kind in ("period", "starts"))
        for column in self._data:
            metric = column.take(self.lexicon, platform).metric if platform else None
            cell = cells.get(column.index)
            if metric is None or cell is None:
                continue
            style = self.style(column, platform or "", metric.id).below(unit_above(column.text), metric)
            style = style.below(self.gatherer.origin.unit, metric)  # 单位：万元
            value = Measure(metric, style, self.gatherer.commas_seen).read(cell).value
            if not isinstance(value, float) or not totals.has(column.index):
                continue
            missed = totals.check(column.index, value)
            agreed += missed is None
            if missed is not None:
                self._agreed[column.index] = False
            elif column.index not in self._agreed and self._adds_days(column, value):
                self._agreed[column.index] = True
            if missed is not None and not of_some_days:
                wrong.append((column.text, cell.raw, f"{missed:.10g}"))
        totals.part_done()
        self._before = {index: len(places) for index, places in self._dated.items()}
        row_zh, row_en = f"第 {row.number} 行（{label.raw}）", f"row {row.number} ({label.raw})"
        if agreed and not wrong:
            self.gatherer.notes.append(
                Text(
                    f"{row_zh}与各行之和一致，已核对 {agreed} 列",
                    f"{row_en} agrees with the sum of the rows: {counted(agreed, 'column')} checked",
                )
            )
        for heading, printed, added in wrong:
            self.gatherer.notes.append(
                Text(
                    f"{row_zh}与各行之和不一致：{heading} 写 {printed}，各行之和为 {added}",
                    f"{row_en} does not add up: {heading} says {printed}, the rows make {added}",
                )
            )

    def _adds_days(self, column: Column, total: float) -> bool:
        """Whether a total is that of several days, and not of the stores on one of them."""
        places = self._dated[column.index]
        since = places[self._before.get(column.index, 0) :]
        if since and are_sum(self.gatherer, since, total):
            return make_days(self.gatherer, since)
        return are_sum(self.gatherer, places, total) and make_days(self.gatherer, places)


def _of_some_days(label: str) -> bool:
    """Whether a total is of a time, and not of all rows or of those since the last one: 上周合计, 11月小计."""
    return _TIMED.match(normal(label)) is not None


def _heads_another(row: Row) -> bool:
    """Whether a row below a gap names what is to be done, by whom and when: words alone, of which none is a shop's."""
    return _is_words(row) and len(row.cells) > 1 and not any(is_shop(cell.raw, ()) for cell in row.cells)


def _is_words(row: Row) -> bool:
    return all(isinstance(cell.value, str) and not looks_numeric(cell) and not is_missing(cell) for cell in row.cells)


def _group(column: Column) -> str:
    """What stands above a column's own heading."""
    return column.text.rpartition(" / ")[0]


def _repeated(columns: Sequence[Column], rows: Iterable[Row]) -> bool:
    """Whether columns say the same in every row, and not only 0 or nothing."""
    places = {column.index for column in columns}
    said = [{cell.column: cell.raw for cell in row.cells if cell.column in places} for row in rows]
    same = all(len({row.get(place) for place in places}) == 1 for row in said)
    return same and any(re.search("[1-9]", text) for row in said for text in row.values())
