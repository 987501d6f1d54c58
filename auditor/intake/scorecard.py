"""Scorecards and forms: metrics one under the other, periods (or one value) beside them. Tidy rows too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby

from auditor.intake.columns import Column, period_in_bracket
from auditor.intake.daily_titles import mark_daily
from auditor.intake.dating.relative import is_day, relative_period, which_of_two, without_dates
from auditor.intake.dating.weeks import beginnings
from auditor.intake.days_totalled import are_sum, days_of, take_for_days
from auditor.intake.form_periods import OF_WHICH, below_their_period
from auditor.intake.headings import Heading, structural
from auditor.intake.not_own import REMEDY, ends_others, heads_again, is_of_others, sets_actual, why_not_own
from auditor.intake.origin import RowFacts
from auditor.intake.period_words import beyond_its_period, more_than_periods, told
from auditor.intake.readers.cells import Cell, Row
from auditor.intake.row_labels import NOTE, is_footnote, is_line, is_summary, is_total
from auditor.intake.rows import SECOND, TableReader
from auditor.intake.scopes import Within, take
from auditor.intake.sheet_period import related_alone, title_period
from auditor.intake.titles import of_another_store
from auditor.intake.valueless import OF_NOTHING, not_applicable
from auditor.intake.values.reading import is_missing
from auditor.intake.values.styles import Style, unit_above
from auditor.model import Period, Text
from auditor.rulebook.model import Metric

_OTHER_PERIOD = Text(
    "指标名称写的周期与数值的周期不符，没有读取",
    "the metric's name states another period than its values have; not read",
)
_PERIODS_READ = Text("已有按周期的数值列，该列不读取", "columns that name their period are read, this one is not")
_UNIT_OF_GROUP = Text(
    "分组标题写的单位没有用于下面各行：请把单位写进每个指标名，如 曝光量(万)",
    "the unit in the heading of a group is not applied to the rows below: write it into each metric's name, as in Exposure (k)",
)
NO_VALUES = Text("分组标题或没有数值的行", "a group heading or a row without values")
OF_NONE = (NO_VALUES, _UNIT_OF_GROUP)  # why a row is not read that holds no value

Places = list[tuple[int, Period | None]]  # columns, each with the period that its heading states
_Listed = tuple[Row, dict[int, Cell]]


class MetricsDown(TableReader):
    """Reads rows that each name a metric."""

    @property
    def shape(self) -> str:
        """``scorecard`` with periods across or one period for the sheet; ``tidy`` with the period in the row."""
        return "tidy" if self.structure.of("period") is not None and not self.table.all("dated") else "scorecard"

    @cached_property
    def values(self) -> list[Column]:
        """The columns that hold values: one a period, or the value column; both where that one is of another: 数值 beside 上周."""
        dated, value = self.table.all("dated"), self.table.all("value")[:1]
        if not dated:
            return value
        named = self.gatherer.origin.period
        stated = title_period(self.table.titles, self.gatherer.origin.year, named)
        stated = stated or (named if named is not None and named.days > 1 else None)
        apart = stated is not None and all(
            column.period is not None and column.period.apart(stated) for column in dated
        )
        return [*dated, *value] if apart else dated

    def read(self, rows: Iterable[Row]) -> None:
        """Read the rows of the table."""
        self._above: dict[str, list[tuple[Style, Heading | None, Places]]] = {}  # by platform
        listed = [(row, cells) for row in rows if (cells := self.usable(row))]
        self._week: Period | None = None  # what 上周 among the rows relates to
        self._left_out: Text | None = None  # why the rows below a title among them are not read
        self._title = ""
        metric = self.structure.of("metric")
        modules = (c.index for c in self.table.all("unknown") if metric is not None and c.index < metric.index)
        self._within = Within(self.scope, modules)
        dated = self.table.all("dated") or self.structure.of("period") is not None
        self._related = [said for row, _ in listed if not dated and (said := related_alone(row)) is not None]
        # 目标 | 120 below each metric: without its figure it is no title of the metrics below it
        lines = any(len(row.cells) > 1 and is_of_others(row.cells[0].raw) for row, _ in listed)
        self._titled = not lines and not sets_actual(self.table)
        self._listed = [row for row, _ in listed]
        self._totals = [c.index for c in self.table.columns if c.kind == "beside" and is_total(c.text)]
        self._added: list[tuple[str, list[int]]] = []  # what they add up
        prepared = self._empty(listed)
        self.gatherer.notes += filter(None, [beginnings(column.period for column in self.values)])
        self.gatherer.notes += more_than_periods(self.values)
        values = [column for column in self.values if column not in prepared]
        begun = len(self.gatherer.observations)
        for row, cells in self._dated_first(listed):
            self._row(row, cells, values)
        take_for_days(self.gatherer, self._added)
        mark_daily(self.gatherer, begun, self.table)
        if self._week is not None:
            self._replace(period=self._week)
        self.gatherer.notes += [Text(f"“{c.text}”列是空的", f"the column '{c.text}' is empty") for c in prepared]
        for column in self.table.all("value"):
            if column not in self.values:
                why = _PERIODS_READ if self.table.all("dated") else SECOND
                self.gatherer.ignore(self.table.heading_row or 0, column.heading, why)
        self.close()

    def _dated_first(self, listed: list[_Listed]) -> Sequence[_Listed]:
        stated = [self._stated(cells) for _, cells in listed]
        periods = [at for at, said in enumerate(stated) if said is not None and said[0] in ("period", "ends")]
        figures = [at for at, said in enumerate(stated) if said is None and len(listed[at][0].cells) > 1]
        ordered = below_their_period(listed, periods, figures, dated=self.gatherer.origin.period is not None)
        if ordered is not None:
            return ordered
        for row, _ in (listed[at] for at in periods):
            self.gatherer.ignore(row.number, row.cells[0], OF_WHICH, incomplete=True)
        return [each for at, each in enumerate(listed) if at not in periods]

    def _empty(self, listed: list[_Listed]) -> list[Column]:
        """The columns in which no row has a value, where some name their periods: prepared for the weeks to come."""
        empty = self.values if self.table.all("dated") else []
        for _, cells in listed:
            if not empty:
                break
            empty = [column for column in empty if is_missing(cells.get(column.index))]
        return empty

    def _row(self, row: Row, cells: dict[int, Cell], values: list[Column]) -> None:
        if self.names_shop(row) or self._below_others(row):
            return
        label = self.structure.cell("metric", cells)
        text = label.raw if label is not None else ""
        if label is None or not text.strip():
            self._unlabelled(row)
            return
        if (is_total(text) or is_summary(text)) and not self.lexicon.take(text, self.owners.sheet_platform).known:
            self.gatherer.ignore(row.number, label, Text("合计或平均行，不读取", "a total or average row, not read"))
            return
        if (none := self.owners.why_none(cells)) is not None:
            self.gatherer.ignore(row.number, *none)
            return
        if (said := self._stated(cells)) is not None and self.form_value(said[0], row, said[1]):
            return
        facts = self.facts(row, cells)
        if facts is None:
            return
        of = [column.period or facts.period for column in values] or [facts.period]
        self._within.say(cells)
        taken = take(self.lexicon, self._within.scope, text, facts.key.platform)
        if not taken.known:
            own = {self.lexicon.own(text, facts.key.platform, period) for period in of}
            text = own.pop() if len(own) == 1 else text
            taken = take(self.lexicon, self._within.scope, text, facts.key.platform)
        others = self._dated(facts, values)
        year = self.gatherer.origin.year or (others[0].end.year if others else None)
        if taken.metric is not None and (dated := period_in_bracket([text], year)) is not None:
            if any(map(dated.apart, others)):
                self.gatherer.ignore(row.number, label, _OTHER_PERIOD, incomplete=True)
                return
            facts = replace(facts, period=dated)
        elif (why := taken.only_a_part_of(of[0])) is not None:
            self.gatherer.ignore(row.number, label, why, incomplete=True)
            return
        if taken.metric is not None and (remark := not_applicable(self.table, cells, values)) is not None:
            self.gatherer.ignore(row.number, remark, OF_NOTHING)
        elif taken.metric is not None:
            self._observe(text, taken.metric, taken.heading, facts, row, cells, values)
        if taken.attribute is not None and values:
            column = values[-1 if taken.metric is not None else 0]
            self.gatherer.attribute(facts, taken.attribute, row.number, cells.get(column.index))
        if not taken.known:
            self._unknown(row, label, cells, facts)

    def _below_others(self, row: Row) -> bool:
        """Whether a row says that the figures below it are targets, others' or of a time that is not told, or is below such.

        上周 among the rows dates those below it. A row that is called 预算 or 行业 may but lack its figure: where nothing below
        it stands elsewhere as well, that is asked.
        """
        first, platform = row.cells[0], self.owners.sheet_platform
        if len(row.cells) > 1:
            if self._left_out is not None:
                self.gatherer.ignore(row.number, first, self._left_out)
            return self._left_out is not None
        self._week = self._week or ((self.week or self.gatherer.origin.period) if self._related else None)
        ended = self._left_out is None or ends_others(first.raw, self._title)
        if (
            ended
            and (week := self._week) is not None
            and (said := related_alone(row)) is not None
            and not (week.days == 1 and is_day(said))
        ):
            found = relative_period(said, week)
            told = self.gatherer.rows or any(relative_period(each, week) == week for each in self._related)
            self._left_out = None if told or found is None else which_of_two(said, week)
            self._left_out = without_dates(said, week) if found is None else self._left_out
            self._replace(period=found)
        elif is_of_others(first.raw) and self._titled and not self.lexicon.take(first.raw, platform).known:
            self._left_out = why_not_own(first.raw)
        elif ended and self._left_out is not None:
            self._left_out = None
        else:
            return self._left_out is not None
        self._title = first.raw
        if self._left_out is not None:
            own = is_of_others(first.raw)
            again = own and row.number in heads_again(self._listed, self.structure.of("metric"))
            asked = not own or (is_line(first.raw) and not again)
            self.gatherer.ignore(row.number, first, self._left_out, incomplete=asked, remedy=REMEDY if own else None)
        return self._left_out is not None

    def _dated(self, facts: RowFacts, values: list[Column]) -> list[Period]:
        """What the row's own cell and the headings of the values say of when they are."""
        stated = facts.period if self.structure.of("period") is not None else None
        return [period for period in (stated, *(column.period for column in values)) if period is not None]

    def _observe(
        self,
        label: str,
        metric: Metric,
        heading: Heading | None,
        facts: RowFacts,
        row: Row,
        cells: dict[int, Cell],
        values: list[Column],
    ) -> None:
        """The values of one metric. Its own heading, the unit column and the value's heading say how they are meant."""
        own, first = Style.of(heading, self.declared_percent(metric.id), facts.unit), len(self.gatherer.observations)
        for above, unit, places in self._styled(facts.key.platform, values):
            style = own.below(unit, metric)._replace(
                percent=own.percent or above.percent, permille=own.permille or above.permille
            )
            measure = self.gatherer.measure(label, metric, style, facts.currency)
            self.gatherer.observe(facts, measure, row.number, cells, places)
            totals = [measure.read(cells[index]).value for index in self._totals if index in cells]
            days = days_of(self.gatherer, first) if totals and metric.unit.additive else []
            if days and any(are_sum(self.gatherer, days, total) for total in totals):
                self._added.append((label, days))

    def _styled(self, platform: str, values: list[Column]) -> Sequence[tuple[Style, Heading | None, Places]]:
        """Neighbouring columns of values whose headings say the same of bare numbers: what they say, where they are."""
        if platform not in self._above:
            groups = groupby(values, lambda column: (self.style(column, platform), unit_above(column.text)))
            self._above[platform] = [
                (style, unit, [(column.index, column.period) for column in columns])
                for (style, unit), columns in groups
            ]
        return self._above[platform]

    def _unknown(self, row: Row, label: Cell, cells: dict[int, Cell], facts: RowFacts) -> None:
        if structural(label.raw) == "launched":
            for column in self.values[:1]:
                self.gatherer.launched(facts, row.number, cells.get(column.index))
        elif len(row.cells) == 1 and is_footnote(label.raw):
            self.gatherer.ignore(row.number, label, NOTE)
        elif any(not is_missing(cells.get(column.index)) for column in self.values):
            problem = take(self.lexicon, self._within.scope, label.raw, facts.key.platform).problem
            self.gatherer.unknown_heading(row.number, label, facts.key.platform, problem)
        else:
            unit = unit_above(label.raw)
            scaled = unit is not None and unit.scale != 1
            self.gatherer.ignore(row.number, label, _UNIT_OF_GROUP if scaled else NO_VALUES, incomplete=scaled)
            known = take(self.lexicon, self._within.scope, label.raw, facts.key.platform).problem is not None
            if not known and not any(column.index in cells for column in self.values):
                self._within.enter(label.raw)

    def _unlabelled(self, row: Row) -> None:
        for cell in row.cells:
            if not is_missing(cell):
                self.gatherer.ignore(row.number, cell, Text("该行没有写指标", "the row names no metric"))

    def _stated(self, cells: dict[int, Cell]) -> tuple[str, Cell] | None:
        """What a row of a form says of the rows below it, and where: ``店铺 | 恒达``; None for a row of figures."""
        label, column = self.structure.cell("metric", cells), self.table.of("value")
        kind = structural(label.raw) if label is not None else None
        cell = cells.get(column.index) if column is not None else None
        if kind is None or cell is None or is_missing(cell):
            return None
        if self.table.heading_row is not None and (self.structure.of(kind) is not None or self.table.all("dated")):
            return None
        return kind, cell

    def form_value(self, kind: str, row: Row, cell: Cell) -> bool:
        """Take a form's own store, platform, client or period over from a row."""
        if kind in ("period", "ends"):
            if (found := self.gatherer.period(row.number, cell)) is not None:
                self._replace(period=found)
                self.gatherer.notes += told([beyond_its_period(cell.raw, found)])
        elif kind == "platform":
            self.owners.sheet_platform = self.gatherer.platform(row.number, cell) or self.owners.sheet_platform
        elif kind == "store":
            name = self.gatherer.name(row.number, cell)
            if name is not None and not of_another_store(name, row, cell, self.gatherer):
                self._replace(store=self.gatherer.origin.only or name, placed=None)
        elif kind == "client":
            self._replace(client=self.gatherer.name(row.number, cell) or self.gatherer.origin.client)
        else:
            return False
        return True

    def _replace(self, **changes: object) -> None:
        self.gatherer.origin = replace(self.gatherer.origin, **changes)  # type: ignore[arg-type]
