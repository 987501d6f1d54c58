"""What the rows of an export come to: its tallies over the days that it covers → observations.

An export that comes in several files is put together first: a window that reaches over two months
needs the rows of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.intake.exports.source_map import Derived, SourceMap
from auditor.intake.exports.tally import Figure, Tally
from auditor.intake.lexicon import Lexicon
from auditor.intake.values.reading import Reading
from auditor.intake.windows import is_lasting, until, windows
from auditor.model import Evidence, Observation, Period, StoreKey, Text, ValueState
from auditor.rulebook.model import Metric, Span, Unit
from auditor.text import counted


@dataclass(slots=True)
class Derivable:
    """One metric that is derived: its rows added up, and what is said of their columns.

    ``heading`` is the evidence of a count without rows. ``dated``: its rows carry a date of their own.
    ``currencies``: those of its columns, for the days that each part of the export covers.
    """

    item: Derived
    tally: Tally
    dated: bool
    currencies: tuple[tuple[Period, frozenset[str]], ...]
    heading: Evidence


@dataclass(frozen=True, slots=True)
class Counted:
    """All rows of an export, or of one part of it. ``ends``: earlier days on which it was complete, the last days of its parts."""

    source: SourceMap
    store: StoreKey
    covered: Period
    derived: tuple[Derivable, ...]
    stated: bool  # what it covers is said by its title or its name
    ends: tuple[date, ...] = ()
    steps: tuple[Period, ...] = ()  # the weeks or months that its rows stand for, where they are not of single days
    printed: frozenset[int] | None = None  # of an export with a row for every day: the days that have one

    def observations(self, lexicon: Lexicon, as_of: date | None) -> Iterator[Observation]:
        """Every metric over each of its periods; of dated rows also over those that end with the audit's date."""
        for each in self.derived:
            metric = lexicon.metric(self.store.platform, each.item.metric)
            if metric is not None:
                for period, inside, wanted in self._periods(each, metric.window, as_of):
                    yield self._observation(each, metric, period, min(inside, self._settled(each, period)), wanted)

    def joinable(self, lexicon: Lexicon) -> bool:
        """Whether rows of another part of the export may fill a window together with these."""
        return not self.steps and any(
            _joinable(each, lexicon.metric(self.store.platform, each.item.metric)) for each in self.derived
        )

    def of_its_days(self, lexicon: Lexicon) -> bool:
        """Whether a figure of rows without dates is taken as that of the days that the export covers, however many."""
        metrics = (lexicon.metric(self.store.platform, each.item.metric) for each in self.derived if not each.dated)
        return any(metric.window.unit == "period" for metric in metrics if metric is not None)

    def _periods(self, each: Derivable, window: Span, as_of: date | None) -> list[tuple[Period, int, int]]:
        if not each.dated:
            return windows(window, self.covered, dated=False)
        if self.steps:
            return [item for step in self.steps for item in self._step(window, step)]
        earlier = [end for end in self.ends if end < self.covered.end]
        within = as_of is not None and self.covered.start <= as_of < self.covered.end
        if window.unit == "moment":  # a list of states: that of the newest day counts
            asked = [as_of] if as_of is not None and within else []
            days = {each.tally.newest(end.toordinal()) for end in (*earlier, *asked, self.covered.end)} - {None}
            found = [date.fromordinal(day) for day in sorted(day for day in days if day)] or [self.covered.end]
            return [(Period(day, day), 1, 1) for day in found]
        periods = {item[0]: item for item in windows(window, self.covered, dated=True)}
        for end in earlier:
            for item in windows(window, Period(self.covered.start, end), dated=True):
                if item[1] == item[2]:
                    periods.setdefault(item[0], item)
        if as_of is not None and within:
            for item in windows(window, Period(self.covered.start, as_of), dated=True):
                periods.setdefault(item[0], item)
        return list(periods.values())

    def _settled(self, each: Derivable, period: Period) -> int:
        """The days of a period of which the export has every record, also those that came long before."""
        first = max(period.start, self.covered.start + timedelta(days=each.item.lag)) if each.item.lag else period.start
        return max(0, (period.end - first).days + 1)

    def _step(self, window: Span, step: Period) -> list[tuple[Period, int, int]]:
        """The period of a row that stands for a week or a month: incomplete while that is not over."""
        over = until(step, self.covered.end)
        return windows(window, step, dated=False) if over == step else [(over, over.days, step.days)]

    def _without_row(self, each: Derivable, period: Period) -> int:
        """The days of a period that have no row, in an export that has one for every day."""
        if self.printed is None or self.steps or not each.dated:
            return 0
        days = range(period.start.toordinal(), period.end.toordinal() + 1)
        return sum(day not in self.printed for day in days)

    def _observation(self, each: Derivable, metric: Metric, period: Period, inside: int, wanted: int) -> Observation:
        days = (period.start.toordinal(), period.end.toordinal()) if each.dated else (0, 0)
        figure = each.tally.figure(*days)
        reading = _reading(each, metric, figure, period, (inside, wanted), self._without_row(each, period))
        return Observation(
            self.store,
            metric.id,
            period,
            reading.value,
            figure.evidence or (each.heading,),
            reading.state,
            reading.currency,
            note=reading.note,
            rows=figure.rows,
            precedence=self.source.precedence,
        )


def joined(parts: Sequence[Counted], lexicon: Lexicon) -> Counted:
    """Several parts of an export as one, of the metrics that all of them give and whose windows may reach over them."""
    first, *others = parts
    derived = []
    for each in first.derived:
        twins = [twin for part in others for twin in part.derived if twin.item == each.item]
        metric = lexicon.metric(first.store.platform, each.item.metric)
        if len(twins) < len(others) or not _joinable(each, metric):
            continue
        for part, one in zip(parts, (each, *twins), strict=True):
            if part.stated and each.item.date in (None, part.source.date):
                one.tally.confine((part.covered.start.toordinal(), part.covered.end.toordinal()))
        for twin in twins:
            each.tally.extend(twin.tally)
            each.currencies += twin.currencies
        derived.append(each)
    covered = Period(min(part.covered.start for part in parts), max(part.covered.end for part in parts))
    ends = tuple(sorted({part.covered.end for part in parts}))
    printed = [part.printed for part in parts if part.printed is not None]
    days = frozenset[int]().union(*printed) if printed else None
    return Counted(
        first.source, first.store, covered, tuple(derived), all(part.stated for part in parts), ends, printed=days
    )


def _joinable(each: Derivable, metric: Metric | None) -> bool:
    return metric is not None and each.dated and is_lasting(metric.window)


def _reading(
    each: Derivable, metric: Metric, figure: Figure, period: Period, days: tuple[int, int], missing: int
) -> Reading:
    inside, wanted = days
    if inside < wanted:
        zh, en = f"只覆盖 {wanted} 天中的 {inside} 天", f"covers {inside} of {counted(wanted, 'day')}"
        if lag := each.item.lag:
            zh += f"：还需要此前 {lag} 天的记录"
            en += f": the records of the {lag} days before are needed too"
        return Reading(ValueState.INCOMPLETE, note=Text(zh, en))
    if figure.doubts:
        return _doubtful(figure)
    if missing:
        note = Text(f"{wanted} 天中有 {missing} 天没有行", f"{missing} of {counted(wanted, 'day')} have no row")
        return Reading(ValueState.INCOMPLETE, note=note)
    if figure.value is None:
        return Reading(ValueState.MISSING, note=figure.problem)
    currencies: set[str] = set()
    if metric.unit is Unit.MONEY or each.item.kind == "ratio":
        behind = (codes for span, codes in each.currencies if span.start <= period.end and period.start <= span.end)
        currencies = currencies.union(*behind)
    if len(currencies) > 1 and each.item.kind in ("sum", "ratio"):
        note = Text("含多种货币，不能相加", "amounts in several currencies can't be added up")
        return Reading(ValueState.UNREADABLE, note=note)
    currency = next(iter(currencies)) if len(currencies) == 1 and metric.unit is Unit.MONEY else None
    return Reading(ValueState.OK, figure.value, currency)


def _doubtful(figure: Figure) -> Reading:
    """No value: a row that may count has a cell that can't be read. The first one is named."""
    cell = figure.evidence[0]
    zh, en = (f"{cell.place} = {cell.raw} 无法使用", f"{cell.place} = {cell.raw} can't be used")
    if not cell.raw.strip():
        zh, en = f"{cell.place} 空白", f"{cell.place} is empty"
    more = figure.doubts - 1
    zh, en = (f"{zh}，另有 {more} 行如此", f"{en}, and so in {counted(more, 'more row')}") if more else (zh, en)
    note = Text(
        f"{zh}，缺少该行就无法计算：请对照平台更正", f"{en}; no figure without that row: check and mend the cell"
    )
    return Reading(ValueState.UNREADABLE, note=note)
