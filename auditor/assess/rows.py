"""What the findings of one check share: trends, streaks, projections, words, notes."""

from __future__ import annotations

from typing import Any

import numpy as np

from auditor.assess.column import Column
from auditor.assess.compare import FAIL, verdicts
from auditor.assess.crosscheck import disagreement, set_aside
from auditor.assess.reading import Reading
from auditor.assess.regain import Words
from auditor.assess.series import Floats, State, sources
from auditor.assess.spans import is_definite, shift
from auditor.assess.trend import failing_in_a_row, projected_breaches
from auditor.model import Finding, Status, Text
from auditor.rulebook.model import Unit

_OK = int(State.OK)
_RECENT = 31  # days: of an audit each week, figures of last month are nothing to remark


class Rows:
    """What the findings of a column share, as lists with an entry a subject."""

    def __init__(self, column: Column) -> None:
        self.column, self.reading = column, column.reading
        reading, judgement = column.reading, column.judgement
        self.keys = [reading.grid.stores[store].key for store in reading.grid.store.tolist()]
        kept, starts = reading.trend_points
        compared, ends = column.points[kept], reading.series.end[kept]
        codes = verdicts(compared[:, None], judgement.limits)[:, 0]
        self.failing: list[int] = failing_in_a_row(codes, ends, starts, reading.reach).tolist()
        self.breaches: list[int] = [0] * reading.grid.size
        if judgement.projectable:
            today = reading.panel.today
            self.breaches = projected_breaches(compared, ends, starts, judgement.limits, today).tolist()
        self.trends = reading.trends_in(judgement.currency)
        self.beside: list[int] = reading.series.printed.tolist()
        self.values: list[float] = column.values.tolist()
        self.states: list[int] = column.states.tolist()
        self.part, self.whole = _integers(column.part), _integers(column.sample)
        self.words = _words(reading)
        self.overdue = _overdue(reading)

    def finding(self, subject: int, status: Status, **more: Any) -> Finding:
        """A finding with what every finding of the column has."""
        column, judgement = self.column, self.column.judgement
        return Finding(
            self.keys[subject],
            column.check.id,
            status,
            self.reading.grid.segment[subject],
            require=judgement.require,
            watch=judgement.watch,
            line=judgement.index,
            trend=self.trends[subject],
            failing_periods=self.failing[subject],
            **more,
        )

    def currency(self, point: int) -> str | None:
        """What the value of a point is shown in: the thresholds' currency, or its own where they have none."""
        own = self.reading.currency(point)
        return own and (self.column.judgement.currency or own)

    def shown(self, point: int) -> float | str | None:
        """The value of a point as it is shown; None where it can't be used."""
        if self.states[point] != _OK:
            return None
        value = self.values[point]
        return self.reading.texts()[int(value)] if self.reading.metric.unit is Unit.TEXT else value

    def notes(self, point: int, subject: int) -> tuple[Text, ...]:
        """What a reader of the value should know: a small sample, a printed rate that differs, its age, the platform's own view."""
        notes: list[Text] = []
        reading, column = self.reading, self.column
        if column.check.min_sample is not None and column.too_few[point]:
            have, need = column.samples[point], column.check.min_sample
            notes.append(Text(f"样本小：{have:,.0f}（少于 {need}）", f"small sample: {have:,.0f}, fewer than {need}"))
        if self.beside[point] >= 0:
            computed = reading.series.origin[point] < 0
            if not computed:
                notes.append(set_aside(reading, point))
            elif (differs := disagreement(reading, point)) is not None:
                notes += [differs, *(() if column.check.sustained else self._otherwise(point))]
        if self.states[point] == _OK:
            notes += self._old(point, subject)
            panel = reading.panel
            if panel.noted:
                behind = (panel.observations[at] for at in sources(reading.series, point) if at in panel.noted)
                notes += dict.fromkeys(row.note for row in behind if row.note)
            if reading.has_notes:
                notes += filter(None, [reading.note(subject), _one_currency(reading, point)])
        return tuple(notes)

    def _old(self, point: int, subject: int) -> list[Text]:
        """That the value was followed by no other for longer than the window it covers."""
        if not self.overdue[subject] or self.column.stale[subject]:  # a verdict that is withheld for it says so
            return []
        end, age = self.reading.period(point).end, self.overdue[subject]
        return [
            Text(
                f"数值止于 {end}，距审核日 {age} 天，此后没有更新的数值：请补充最近一期",
                f"the value ends {end}, {age} days before the audit, and there is none since: supply a newer one",
            )
        ]

    def _otherwise(self, point: int) -> list[Text]:
        """Where the verdict depends on whether the counts or the printed rate are right: what would settle it."""
        reading, judgement = self.reading, self.column.judgement
        printed = reading.panel.observations[reading.series.printed[point]]
        counted, value = float(reading.series.value[point]), self.values[point]
        rate = value / counted if counted else 1.0  # of an amount: into the thresholds' currency
        both = judgement.comparable(np.array([value, float(printed.value or 0) * rate]), ())
        by_counts, by_print = (verdicts(both[:, None], judgement.limits)[:, 0] == FAIL).tolist()
        if by_counts == by_print:
            return []
        zh, en = ("不达标", "it would fail") if by_print else ("达标", "it would hold")
        return [
            Text(
                f"若以印出的比率为准则{zh}：请对照平台核对计数与比率",
                f"by the printed rate {en}: check both against the platform",
            )
        ]


def _overdue(reading: Reading) -> list[int]:
    """How many days before the audit the newest value of each subject ends; 0 where no further one has been due."""
    series, today, window = reading.series, reading.panel.today, reading.metric.window
    if not len(series):
        return [0] * reading.grid.size
    end = series.end[reading.latest]
    due = shift(end, window, 1) if is_definite(window) else end
    late = reading.found & (today > due) & (today - end > _RECENT)
    overdue: list[int] = np.where(late, today - end, 0).tolist()
    return overdue


def _one_currency(reading: Reading, point: int) -> Text | None:
    """Amounts of several stores of which nobody said the currency: that it is one was assumed."""
    behind = (reading.panel.observations[at] for at in sources(reading.series, point))
    if len({row.store for row in behind if row.currency is None and reading.is_money(row)}) < 2:
        return None
    return Text(
        "各店铺的金额未注明币种，按同一币种计算：请在表头或单元格注明",
        "the currency of these stores' amounts is not stated; one currency was assumed: state it in the heading or cell",
    )


def _words(reading: Reading) -> Words | None:
    """The names of the counts behind the metric, where they are known."""
    ratio, whole = reading.metric.ratio, reading.metric.counted_by
    if whole is None or whole not in reading.metrics:
        return None
    part = reading.metrics[ratio[0]] if ratio and ratio[0] in reading.metrics else reading.metric
    return Words(part.name, reading.metrics[whole].name)


def _integers(values: Floats) -> list[int | None]:
    return [int(value) if value >= 0 and value.is_integer() else None for value in values.tolist()]
