"""Exports that a source map recognises: their rows become metrics, their documents too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from auditor.intake.attributes import MARKET, canonical, join_values
from auditor.intake.dating.dates import column_order
from auditor.intake.dating.periods import NO_PERIOD, NO_PERIOD_REMEDY
from auditor.intake.exports.located import edges, located
from auditor.intake.exports.source_map import Derived, SourceColumn, SourceMap, spellings
from auditor.intake.exports.told import (
    FROM_ROWS,
    HEADING_AGAIN,
    NO_MARKET,
    NO_STORE,
    SAVED_ON,
    Unreadable,
    tell,
    tell_days,
)
from auditor.intake.gather import Gatherer
from auditor.intake.headings import normal, parse_heading
from auditor.intake.lexicon import Lexicon
from auditor.intake.longer import Longer
from auditor.intake.origin import store_name
from auditor.intake.readers.cells import Block, Cell, Row, Sheet, a1, raw_text
from auditor.intake.row_labels import is_total, why_no_store
from auditor.intake.sheet_period import title_period
from auditor.intake.sheeted import Part, Sheeted
from auditor.intake.titles import stated_attributes, stated_origin
from auditor.intake.values.figures import is_missing
from auditor.model import Evidence, Period, StoreKey, Text
from auditor.rulebook.model import Better

if TYPE_CHECKING:
    from auditor.intake.exports.convert import Converter
    from auditor.intake.exports.derive import Derivation
    from auditor.intake.exports.figures import Counted


class Export:
    """Reads one export."""

    def __init__(self, sheet: Sheet, gatherer: Gatherer, ahead: Sequence[Row], index: int, source: SourceMap) -> None:
        self.sheet = sheet
        self.whole = True  # not the first rows only
        self.together: Period | None = None  # the days of a list that is kept for several stores together
        self.gatherer = gatherer
        self.heading = ahead[index]
        self.ahead = ahead[index + 1 :]
        self.titles = list(ahead[:index])
        gatherer.origin = stated_origin(self.titles, gatherer, gatherer.origin.platform)
        found = located(self.heading, source)
        self.places = {
            column.name: found[column.name]
            for column in source.columns
            if column.name in found
            and source.takes(column, found)
            and not self._only_totals(column, found[column.name])
        }
        self.source = source.fitted(self.places)
        self.unreadable = Unreadable(gatherer)
        self.longer = Longer(sheet, self.heading)

    def _only_totals(self, column: SourceColumn, index: int) -> bool:
        """Whether a column says 全部账号 in every row: the export was asked for the totals, and they are its data."""
        texts = [cell.value for row in self.ahead[:1] for cell in row.cells if cell.column == index]
        if column.kind != "text" or not texts or not is_total(str(texts[0])):
            return False
        return all(is_total(cell.raw) for row in self.ahead for cell in row.cells if cell.column == index)

    def read(self) -> Sheeted:
        """Every metric that the map derives, as the result of the sheet."""
        error = self.gather()
        columns = tuple((a1(self.heading.number, index), self.text(index), name) for name, index in self.places.items())
        return self.gatherer.finish(self.source.id, self.heading.number, columns, error)

    def gather(self) -> Text | None:
        """Read the rows and record every metric that the map derives; an error where no period can be told."""
        gatherer = self.gatherer
        stated_attributes(self.titles, gatherer, self.source.platform)
        if self.source.store in self.places:
            return self._by_store()
        for market in tuple(self._several(self.source.segment, NO_MARKET)) or (None,):
            if (error := self._gather(market)) is not None:
                return error
        return None

    def _by_store(self) -> Text | None:
        """The same of a list kept or put together by hand, which names each row's store."""
        gatherer, named = self.gatherer, self._several(self.source.store, NO_STORE, least=1)
        of = gatherer.origin
        self.together = self._of_one_list() if self.source.named and self.stated is None else None
        for name in named:
            if of.only is not None and normal(name) != normal(of.only):
                continue
            gatherer.origin = replace(of, store=store_name(name), placed=None)
            if (error := self._gather(name)) is not None:
                return error
        return None

    def _of_one_list(self) -> Period | None:
        """The days of all rows, where the stores' rows stand in order of their day among each other."""
        from auditor.intake.exports.covered import of_one_list

        places = [self.places[name] for name in (self.source.store, self.source.date) if name in self.places]
        stores, days, converter = list[str](), list[int](), self._converter()
        for block in self.sheet.blocks(places, self.heading.number + 1) if len(places) > 1 else ():
            stores += (normal(raw_text(value)) for value in block.columns[0])
            days += converter.days(block.columns[1], block.numbers, places[1])[0].tolist()
        return of_one_list(stores, days)

    def _several(self, column: str | None, unnamed: Text, least: int = 2) -> list[str]:
        """What a column names in the rows, where there are ``least``: what is one's is not added to another's."""
        place = self.places.get(column or "")
        if place is None:
            return []
        required = [self.places[name] for name in self.source.require if name in self.places]
        blocks = self.sheet.blocks([place, *required], self.heading.number + 1)
        rows = [
            row for each in blocks for row in zip(each.numbers, *(map(raw_text, c) for c in each.columns), strict=True)
        ]
        named = dict.fromkeys(text for _, text, *_ in rows if not is_missing(text) and why_no_store(text) is None)
        named.pop(self.text(place), None)
        if len(named) < least:
            return []
        for row in (row for row, text, *others in rows if is_missing(text) and not all(map(is_missing, others))):
            self.gatherer.ignore(row, Cell(place, None), unnamed, incomplete=True)
        return list(named)

    def _gather(self, market: str | None) -> Text | None:
        """Record every metric, of one marketplace or store where the rows are of several."""
        gatherer = self.gatherer
        derivation = self.derivation(market=market)
        if self.longer.error is not None:
            return self.longer.error
        gatherer.rows += derivation.rows
        tell(self, derivation)
        counted = self.counted(derivation)
        cause = self.unreadable.cause(derivation.date_columns if derivation.rows else None)
        if counted is None and cause is not None:
            return Text(f"没有可用的行：{cause.zh}", f"no row can be used: {cause.en}")
        if counted is None:
            return NO_PERIOD_REMEDY.headed(NO_PERIOD)
        covered = counted.covered
        named = derivation.covered.rows is None and title_period(self.titles) is None
        if named and covered.days == 1 and counted.of_its_days(gatherer.lexicon):
            return SAVED_ON
        tell_days(self, counted, market)
        found = counted.observations(gatherer.lexicon, gatherer.origin.as_of)
        if self.source.store in self.places:
            gatherer.observations.extend(found)
            gatherer.notes.extend([FROM_ROWS] if covered != self.stated or self.together else [])
            return None
        if market is not None:
            gatherer.observations.extend(item._replace(segment=self._segment(market, counted.store)) for item in found)
            return None
        gatherer.observations.extend(found)
        if counted.joinable(gatherer.lexicon):
            if covered != self.stated and any(item.kind == "count" for item in derivation.derived):
                gatherer.notes.append(FROM_ROWS)
            keyed, daily = self.source.key in self.places, self.source.date in self.places
            gatherer.part = Part(counted.store, self.source.id, gatherer.origin.sheet, covered, keyed, daily)
        return None

    def _segment(self, market: str, store: StoreKey) -> str:
        """A marketplace as it is called everywhere; from now on it is one of the store's."""
        attribute = self.gatherer.lexicon.attribute(store.platform, MARKET)
        if attribute is None or not (known := canonical(attribute, market)[0]):
            return market
        attributes = self.gatherer.store(store, None).attributes
        attributes[attribute.id] = join_values(attribute, (attributes.get(attribute.id), known))
        return known

    @property
    def stated(self) -> Period | None:
        """The days that the export covers by its title or its name."""
        origin = self.gatherer.origin
        return title_period(self.titles) or (origin.period if origin.filed is None else None) or self.together

    def derivation(self, number: int = 0, known: frozenset[Any] | None = None, market: str | None = None) -> Derivation:
        """All rows, added up, or those of one marketplace; of a piece: its number, the keys that others have counted."""
        from auditor.intake.exports.derive import Derivation, Piece
        from auditor.intake.exports.repeats import Repeats
        from auditor.intake.exports.typed import together, without_headings, without_totals  # they need pandas

        gatherer, source, origin = self.gatherer, self.source, self.gatherer.origin
        metrics = (gatherer.lexicon.metric(source.platform, item.metric) for item in source.derive)
        lower = frozenset(metric.id for metric in metrics if metric is not None and metric.better is Better.LOWER)
        piece = Piece(origin.file, origin.sheet, number, known, self.whole)
        derivation = Derivation(source, self.places, self._converter(), lower, piece)
        if self.places:
            columns = list(self.places.values())
            heading = [self.text(index) for index in columns]
            repeats, beside = Repeats(), [cell.column for cell in self.beside]  # rows are told apart by them too
            ends = edges(self.heading, self.ahead, beside)
            for block in together(self.longer.watched([*columns, *beside, *ends])):
                rows, again = without_headings(block, heading)
                rows, totals = without_totals(rows, ends)
                derivation.labelled(totals)
                if market is not None:
                    rows = rows.where(columns.index(self.places[source.store or source.segment or ""]), market)
                for row in again:  # several exports pasted one below the other
                    gatherer.ignore(row, self.heading.cells[0], HEADING_AGAIN)
                derivation.add(Block(rows.numbers, rows.columns[: len(columns)]), repeats.of(rows))
        derivation.finish()
        return derivation

    def _converter(self) -> Converter:
        """What reads its cells. Dates are in the order that the first rows show."""
        from auditor.intake.exports.convert import Converter

        gatherer, source, origin = self.gatherer, self.source, self.gatherer.origin
        places = {self.places[c.name] for c in source.columns if c.kind == "date" and c.name in self.places}
        values = [cell.value for row in self.ahead for cell in row.cells if cell.column in places]
        seen, report = gatherer.commas_seen, self.unreadable.report
        order = column_order(values, commas_seen=seen, even=source.daily)
        return Converter(report, order, origin.year, origin.epoch, source, commas_seen=seen)

    @cached_property
    def personal(self) -> list[Cell]:
        """The headings of the columns that are never read."""
        return [cell for cell in self.heading.cells if not spellings(cell.raw).isdisjoint(self.source.personal)]

    @cached_property
    def beside(self) -> list[Cell]:
        """The headings of the columns that nothing is made of and that are not personal."""
        known = {*self.places.values(), *(cell.column for cell in self.personal)}
        return [cell for cell in self.heading.cells if cell.column not in known]

    def counted(self, derivation: Derivation) -> Counted | None:
        """What the rows come to over the days that they cover; None where no period can be told."""
        from auditor.intake.exports.convert import marked
        from auditor.intake.exports.figures import Counted, Derivable
        from auditor.intake.windows import steps, until

        gatherer, origin = self.gatherer, self.gatherer.origin
        key = StoreKey(self.source.platform, gatherer.unnamed())
        gatherer.store(key, origin.client)
        covered = derivation.covered.period(self.stated, origin.as_of, origin.today)
        if covered is None and not derivation.date_columns:
            covered = origin.filed  # of dated rows none may be missing: what a folder holds may be of other days
        if covered is None:
            return None
        rows = steps(derivation.printed, self.text(self.places.get(self.source.date or "", 0)))
        if rows:
            covered = until(Period(rows[0].start, rows[-1].end), origin.today or origin.as_of)
        texts = {name: self.text(index) for name, index in self.places.items()}
        headings = {
            name: marked(text, self.source.marks) or parse_heading(text).currency or origin.currency
            for name, text in texts.items()
        }
        derived = (
            Derivable(
                item,
                tally,
                derivation.dated(item),
                derivation.currencies(item, headings, covered),
                self._heading_cell(item),
            )
            for item, tally in zip(derivation.derived, derivation.tallies, strict=True)
        )
        stated = self.stated is not None and self.stated.start == covered.start and self.stated.days > 1
        printed = frozenset(derivation.printed) if self.source.daily else None
        return Counted(self.source, key, covered, tuple(derived), stated, steps=rows, printed=printed)

    def _heading_cell(self, item: Derived) -> Evidence:
        """A count without rows has the heading of its column as evidence."""
        named = [
            name
            for name in (*item.numerator, item.once, item.date, self.source.date, *self.places)
            if name in self.places
        ]
        index = self.places[named[0] or ""] if named else self.heading.cells[0].column
        return Evidence(
            self.gatherer.origin.file, self.gatherer.origin.sheet, a1(self.heading.number, index), self.text(index)
        )

    def text(self, index: int) -> str:
        """The heading of a column."""
        return next((cell.raw for cell in self.heading.cells if cell.column == index), "")


def printed_lexicon(lexicon: Lexicon, source: SourceMap) -> Lexicon:
    """The lexicon with the headings under which an export prints metrics, and its percent style."""
    metrics = {platform: dict(known) for platform, known in lexicon.metrics.items()}
    own = metrics.setdefault(source.platform, {})
    percent = dict(lexicon.percent)
    for metric_id, headings in source.printed.items():
        metric = lexicon.metric(source.platform, metric_id)
        if metric is None:
            continue
        own.update({parse_heading(heading).whole: metric for heading in headings})
        if source.percent is not None:
            percent.setdefault(metric_id, source.percent)
    return replace(lexicon, metrics=metrics, percent=percent, taken={})
