"""What a sheet gave: stores, observations, attestations, and everything that was seen and not used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from auditor.intake.attributes import canonical, join_values, no_value, says_nothing
from auditor.intake.dating.dates import parse_date
from auditor.intake.dating.periods import NO_PERIOD, NO_PERIOD_REMEDY, cell_period
from auditor.intake.heading_cells import not_understood
from auditor.intake.headings import compares, states_window
from auditor.intake.lexicon import Lexicon
from auditor.intake.origin import Origin, RowFacts, store_name
from auditor.intake.platform_names import accepted, unknown_platform
from auditor.intake.readers.cells import Cell, a1, column_letters, raw_text
from auditor.intake.sheeted import Part, Sheeted
from auditor.intake.values.measure import Measure, people_counted
from auditor.intake.values.reading import Reading, is_missing, without_result
from auditor.intake.values.styles import Style, unit_decision
from auditor.intake.windows import as_window, asks_span, own_days
from auditor.model import (
    CLIENT,
    Attestation,
    Evidence,
    Ignored,
    InputSheet,
    Observation,
    Period,
    Store,
    StoreKey,
    Text,
    ValueState,
)
from auditor.rulebook.model import Attribute, Metric, Unit

_MOST_LIKENED = 200  # unknown headings of a sheet that get the nearest name: each is compared with hundreds
_OK = ValueState.OK  # looking a member up takes as long as making an observation


@dataclass(slots=True)
class Draft:
    """A store while it is being read."""

    client: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    launched: date | None = None


class Gatherer:
    """Collects what the rows of one sheet say. Every cell that is not used is put on record."""

    def __init__(self, lexicon: Lexicon, origin: Origin, *, commas_seen: bool = False) -> None:
        self.lexicon = lexicon
        self.origin = origin
        self.asked = origin.platform  # of --platform or the agency's configuration
        self.commas_seen = commas_seen
        self.stores: dict[StoreKey, Draft] = {}
        self.observations: list[Observation] = []
        self.attestations: list[Attestation] = []
        self.ignored: list[Ignored] = []
        self.notes: list[Text] = []
        self.rows = 0
        self.part: Part | None = None
        self.shops = False  # rows that stand alone name several shops: each is of the tables and rows below it
        self.across = False  # the headings of its columns name the stores
        self._contradicted: set[str] = set()
        self._likened: set[str] = set()  # unknown headings
        self.measures: dict[tuple[str, str, str, Style, str | None], Measure] = {}  # by heading, platform, metric …

    def evidence(self, row: int, cell: Cell) -> Evidence:
        """The source cell of a value."""
        return Evidence(self.origin.file, self.origin.sheet, a1(row, cell.column), cell.raw)

    def measure(self, heading: str, metric: Metric, style: Style, currency: str | None) -> Measure:
        """How the cells under a heading are read. ``currency`` holds where the heading names none."""
        style = style.below(self.origin.unit, metric)
        key = (heading, metric.platform, metric.id, style, currency)
        if key not in self.measures:
            people = people_counted(heading, metric)
            part = not_understood(heading, metric, self.lexicon.platform)
            for said in filter(None, (unit_decision(heading, metric, style), part, people)):
                self.note(said)
            bare = metric.unit is Unit.MONEY and not style.currency
            stated = style._replace(currency=currency) if bare else style
            asked = asks_span(metric) and not states_window(heading)
            yields, own = people is not None, own_days(metric, heading)
            self.measures[key] = Measure(metric, stated, self.commas_seen, asks_span=asked, yields=yields, own=own)
        return self.measures[key]

    def note(self, text: Text) -> None:
        """Put something on record that holds for the sheet, once."""
        if text not in self.notes:
            self.notes.append(text)

    def name(self, row: int, cell: Cell) -> str | None:
        """The store or client that a cell names; None, which is put on record, where a formula left no name in it."""
        if (why := without_result(cell)) is None:
            return store_name(cell.raw)
        no_name = Text(f"读不出名称，没有读取：{why.zh}", f"it gives no name and is not read: {why.en}")
        self.ignore(row, cell, no_name, incomplete=True)
        return None

    def platform(self, row: int, cell: Cell) -> str | None:
        """The platform that a cell states; None, which is put on record, where it names none that is known."""
        found = self.lexicon.platform(cell.raw)
        if found is None:
            self.ignore(row, cell, unknown_platform(cell.raw), incomplete=True, remedy=accepted(self.lexicon.platforms))
        else:
            self.stated_platform(found, row, cell)
        return found

    def period(self, row: int, cell: Cell) -> Period | None:
        """The period that a cell states; None, which is put on record, where it states none."""
        found = cell_period(cell, self.origin.year)
        if found is None:
            self.ignore(row, cell, Text("不是日期或周期", "no date or period"), incomplete=True)
        return found

    def ignore(
        self,
        row: int,
        cell: Cell,
        why: Text,
        *,
        nearest_name: str | None = None,
        incomplete: bool = False,
        remedy: Text | None = None,
    ) -> None:
        """Put a cell on record that was seen and not used."""
        self.ignored.append(Ignored(a1(row, cell.column), cell.raw, why, nearest_name, incomplete, remedy))

    def unknown_heading(self, row: int, cell: Cell, platform: str | None, problem: Text | None) -> None:
        """Put a heading on record that stands for no known metric, with the one most like it."""
        text = cell.raw
        if len(self._likened) < _MOST_LIKENED:
            self._likened.add(text)
        likened = text in self._likened and compares(text) is None  # 上周访客数 is not to be taken for 周访客数
        close = self.lexicon.nearest(text, platform) if likened else None
        why = problem or Text("未知的标题，该列（行）没有读取", "unknown heading; not read")
        remedy = None
        if close is not None and problem is None:
            metric = self.lexicon.take(close, platform).metric
            if metric is not None:
                line = f"columns: {{{metric.id}: [{text}]}}"
                remedy = Text(
                    f"如果就是“{close}”，在 overlay 中加入：{line}", f"if it is '{close}', add to the overlay: {line}"
                )
        self.ignore(row, cell, why, nearest_name=close, remedy=remedy)

    def stated_platform(self, platform: str, row: int, cell: Cell) -> None:
        """A cell says to which platform it belongs: put on record, once a platform, where somebody asked for another."""
        if self.asked in (None, platform) or platform == CLIENT or platform in self._contradicted:
            return
        self._contradicted.add(platform)
        why = Text(
            f"单元格写的平台是 {platform}，--platform 或代运营配置写的是 {self.asked}；以单元格为准",
            f"the cell says {platform}, --platform or the agency's configuration {self.asked}; the cell's counts",
        )
        remedy = Text(
            "请改正其中之一；文件本来就含多个平台时，不要指定平台",
            "correct one of them; name no platform where the file has several",
        )
        self.ignore(row, cell, why, incomplete=True, remedy=remedy)

    def unnamed(self) -> str:
        """The store of rows that name none."""
        if self.origin.placed is not None:
            self.note(self.origin.placed)
        if (other := self.origin.other) is not None:
            self.origin = replace(self.origin, other=None)  # there may be many rows
            if other not in self.ignored:
                self.ignored.append(other)
        return self.origin.store

    def store(self, key: StoreKey, client: str | None) -> Draft:
        """The store of a row; from now on it exists."""
        draft = self.stores.setdefault(key, Draft(client))
        draft.client = draft.client or client
        return draft

    def key_for(self, facts: RowFacts, platform: str) -> StoreKey:
        """A client's metric belongs to the client, not to the store in whose row it stands."""
        if platform != CLIENT or facts.key.platform == CLIENT:
            return facts.key
        name = facts.client or facts.key.store
        key = StoreKey(CLIENT, name)
        self.store(key, name)
        return key

    def observe(
        self,
        facts: RowFacts,
        measure: Measure,
        row: int,
        cells: Mapping[int, Cell],
        places: Iterable[tuple[int, Period | None]],
    ) -> list[float | str | None]:
        """Read cells of one row as values of one metric; the values. ``places``: columns, and the periods they are of."""
        metric, window, rank = measure.metric, measure.metric.window, measure.precedence
        file, sheet, segment = self.origin.file, self.origin.sheet, facts.segment
        key: StoreKey | None = None
        values: list[float | str | None] = []
        for column, stated in places:
            cell = cells.get(column) or Cell(column, None)
            period = stated or facts.period
            if period is None:
                if not is_missing(cell):
                    self.ignore(row, cell, NO_PERIOD, incomplete=True, remedy=NO_PERIOD_REMEDY)
                values.append(measure.read(cell).value)
                continue
            key = key or self.key_for(facts, metric.platform)
            printed, period = period, as_window(period, window, measure.own)
            open_span = measure.asks_span and period is not printed and not facts.ended
            if (number := measure.plain(cell)) is not None:
                evidence = Evidence(file, sheet, f"{column_letters(column)}{row}", raw_text(cell.value))
                found = Observation(
                    key, metric.id, period, number, (evidence,), _OK, None, segment, None, None, rank, open_span
                )
                self.observations.append(found)
                values.append(number)
                continue
            reading = measure.considered(cell)
            self.record(facts, metric, period, reading, (self.evidence(row, cell),), rank, open_span=open_span)
            if reading.state in (ValueState.UNREADABLE, ValueState.UNDECIDED) and reading.note is not None:
                unused = Ignored(a1(row, column), cell.raw, reading.note, None, True, reading.remedy, reading.cause)
                self.ignored.append(unused)
            values.append(reading.value)
        return values

    def record(
        self,
        facts: RowFacts,
        metric: Metric,
        period: Period,
        reading: Reading,
        evidence: tuple[Evidence, ...],
        precedence: int = 0,
        *,
        open_span: bool = False,
    ) -> None:
        """Add an observation."""
        self.observations.append(
            Observation(
                self.key_for(facts, metric.platform),
                metric.id,
                period,
                reading.value,
                evidence,
                reading.state,
                reading.currency,
                facts.segment,
                reading.told,
                precedence=precedence,
                open_span=open_span,
            )
        )

    def attribute(self, facts: RowFacts, attribute: Attribute, row: int, cell: Cell | None) -> str | None:
        """Read one cell as a value of ``attribute``: canonical values, comma-joined."""
        if cell is None or says_nothing(attribute, cell):
            return None
        values, unknown = canonical(attribute, cell.raw)
        if unknown is not None:
            why, close, remedy = no_value(attribute, unknown)
            self.ignore(row, cell, why, nearest_name=close, incomplete=True, remedy=remedy)
            return None
        draft = self.store(self.key_for(facts, attribute.platform), facts.client)
        draft.attributes[attribute.id] = join_values(attribute, (draft.attributes.get(attribute.id), values))
        draft.evidence.setdefault(attribute.id, self.evidence(row, cell))
        return values

    def launched(self, facts: RowFacts, row: int, cell: Cell | None) -> None:
        """Read a store's launch date."""
        if cell is None or is_missing(cell):
            return
        day = parse_date(cell.value, epoch=self.origin.epoch)
        if day is None:
            self.ignore(row, cell, Text("不是日期", "not a date"), incomplete=True)
        else:
            self.store(facts.key, facts.client).launched = day

    def finish(
        self,
        shape: str | None,
        heading_row: int | None = None,
        columns: tuple[tuple[str, str, str], ...] = (),
        error: Text | None = None,
    ) -> Sheeted:
        """The sheet's result; what several of its tables said alike stands there once."""
        ignored, notes = tuple(dict.fromkeys(self.ignored)), tuple(dict.fromkeys(self.notes))
        count = len(self.observations)
        sheet = InputSheet(self.origin.sheet, shape, self.rows, count, ignored, heading_row, columns, notes, error)
        stores = tuple(
            Store(key, draft.client, draft.attributes, draft.evidence, draft.launched, (self.origin.file,))
            for key, draft in self.stores.items()
        )
        return Sheeted(sheet, stores, tuple(self.observations), tuple(self.attestations), self.part)
