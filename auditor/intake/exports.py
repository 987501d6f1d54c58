"""Exports that a source map recognises: their rows become metrics, their documents too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from auditor.intake.cells import ListedSheet, Row, Sheet, a1
from auditor.intake.dates import column_order, parse_date
from auditor.intake.gather import NO_PERIOD, NO_PERIOD_REMEDY, Gatherer, RowFacts, Sheeted
from auditor.intake.headings import normal, parse_heading, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.measure import Reading
from auditor.intake.periods import title_period
from auditor.intake.sources import Derived, DocumentValue, SourceMap, recognise, spellings
from auditor.intake.windows import windows
from auditor.model import Evidence, Ignored, Period, StoreKey, Text, ValueState
from auditor.rulebook.model import Metric, Unit

if TYPE_CHECKING:
    from auditor.intake.derive import Derivation, Figure

HEADING_ROWS = 40  # an export's heading stands within these
_MOST_REPORTED = 20  # unreadable cells of one export that are listed one by one


def find_export(rows: Sequence[Row], maps: Sequence[SourceMap]) -> tuple[int, SourceMap] | None:
    """The index of the heading row and the map that recognises it."""
    for index, row in enumerate(rows[:HEADING_ROWS]):
        texts = [cell.value for cell in row.cells if isinstance(cell.value, str)]
        if len(texts) >= 2:
            found = recognise(texts, maps)
            if found is not None and any(structural(text) in ("store", "metric", "platform") for text in texts):
                return None  # no platform's export has such a column: somebody keeps this sheet by hand
            if found is not None:
                return index, found
    return None


def located(row: Row, source: SourceMap) -> dict[str, int]:
    """Where the columns of a map stand: a heading that agrees whole goes before one that agrees without its bracket."""
    places: dict[str, int] = {}
    texts = {cell.column: cell.value for cell in row.cells if isinstance(cell.value, str)}
    for strict in (True, False):
        for column in source.columns:
            if column.name in places:
                continue
            for index, text in texts.items():
                names = {parse_heading(text).whole} if strict else spellings(text)
                if index not in places.values() and any(heading in names for heading in column.headings):
                    places[column.name] = index
                    break
    return places


class Export:
    """Reads one export."""

    def __init__(self, sheet: Sheet, gatherer: Gatherer, ahead: Sequence[Row], index: int, source: SourceMap) -> None:
        self.sheet = sheet
        self.gatherer = gatherer
        self.source = source
        self.heading = ahead[index]
        self.ahead = ahead[index + 1 :]
        self.titles = list(ahead[:index])
        self.places = located(self.heading, source)
        self._unreadable = 0
        self._reported: set[tuple[int, int]] = set()

    def read(self) -> Sheeted:
        """Every metric that the map derives, as the result of the sheet."""
        error = self.gather()
        columns = tuple(
            (a1(self.heading.number, index), self._text(index), name) for name, index in self.places.items()
        )
        return self.gatherer.finish(self.source.id, self.heading.number, columns, error)

    def gather(self) -> Text | None:
        """Read the rows and record every metric that the map derives; an error where no period can be told."""
        from auditor.intake.derive import Converter, Derivation  # pandas is needed for row exports only

        gatherer, source = self.gatherer, self.source
        facts = RowFacts(StoreKey(source.platform, gatherer.origin.store), gatherer.origin.client, None)
        gatherer.store(facts.key, gatherer.origin.client)
        dates = [column.name for column in source.columns if column.kind == "date" and column.name in self.places]
        places = {self.places[name] for name in dates}
        order = column_order([cell.value for row in self.ahead for cell in row.cells if cell.column in places])
        converter = Converter(self._report, order, gatherer.origin.year, commas_seen=gatherer.commas_seen)
        derivation = Derivation(source, self.places, converter)
        if self.places:
            for block in self.sheet.blocks(list(self.places.values()), self.heading.number + 1):
                derivation.add(block)
        gatherer.rows += derivation.rows
        self._notes(derivation)
        stated = title_period(self.titles) or gatherer.origin.period
        covered = derivation.coverage(stated)
        if covered is None:
            return Text(f"{NO_PERIOD.zh}：{NO_PERIOD_REMEDY.zh}", f"{NO_PERIOD.en}: {NO_PERIOD_REMEDY.en}")
        gatherer.notes.append(
            Text(f"覆盖 {covered.start} 至 {covered.end}", f"covers {covered.start} to {covered.end}")
        )
        for item in derivation.derived:
            self._observe(item, derivation, covered, facts)
        return None

    def _observe(self, item: Derived, derivation: Derivation, covered: Period, facts: RowFacts) -> None:
        metric = self.gatherer.lexicon.metric(facts.key.platform, item.metric)
        if metric is None:
            return
        dated = derivation.dated(item)
        for period, inside, wanted in windows(metric.window, covered, dated=dated):
            asked = period if dated or metric.window.unit != "moment" else covered
            figure = derivation.figure(item, asked)
            reading = self._reading(item, metric, figure, derivation, inside, wanted)
            evidence = self._cells(figure) or (self._heading_cell(item),)
            self.gatherer.record(
                facts, metric, period, reading, evidence, rows=figure.rows, precedence=self.source.precedence
            )

    def _reading(
        self, item: Derived, metric: Metric, figure: Figure, derivation: Derivation, inside: int, wanted: int
    ) -> Reading:
        if inside < wanted:
            note = Text(f"只覆盖 {wanted} 天中的 {inside} 天", f"covers {inside} of {wanted} days")
            return Reading(ValueState.INCOMPLETE, note=note)
        if figure.value is None:
            return Reading(ValueState.MISSING, note=figure.problem)
        currency = None
        names = [*item.numerator, *item.denominator]
        if metric.unit is Unit.MONEY or item.kind == "ratio":
            headings = {name: parse_heading(self._text(index)).currency for name, index in self.places.items()}
            currency, several = derivation.currency(names, headings)
            if several and item.kind in ("sum", "ratio"):
                note = Text("含多种货币，不能相加", "amounts in several currencies can't be added up")
                return Reading(ValueState.UNREADABLE, note=note)
        return Reading(ValueState.OK, figure.value, currency if metric.unit is Unit.MONEY else None)

    def _cells(self, figure: Figure) -> tuple[Evidence, ...]:
        origin = self.gatherer.origin
        return tuple(Evidence(origin.file, origin.sheet, a1(row, column), raw) for row, column, raw in figure.evidence)

    def _heading_cell(self, item: Derived) -> Evidence:
        """A count without rows has the heading of its column as evidence."""
        named = [
            name
            for name in (*item.numerator, item.once, item.date, self.source.date, *self.places)
            if name in self.places
        ]
        index = self.places[named[0] or ""] if named else self.heading.cells[0].column
        return Evidence(
            self.gatherer.origin.file, self.gatherer.origin.sheet, a1(self.heading.number, index), self._text(index)
        )

    def _text(self, index: int) -> str:
        return next((cell.raw for cell in self.heading.cells if cell.column == index), "")

    def _report(self, row: int, column: int, raw: str, why: Text) -> None:
        """An unreadable cell: listed, the first twenty one by one."""
        if (row, column) in self._reported:
            return
        self._reported.add((row, column))
        self._unreadable += 1
        if self._unreadable <= _MOST_REPORTED:
            self.gatherer.ignore(row, column, raw, why, incomplete=True)

    def _notes(self, derivation: Derivation) -> None:
        notes = self.gatherer.notes
        notes.append(Text(f"识别为：{self.source.title.zh}", f"recognised as: {self.source.title.en}"))
        personal = [cell.raw for cell in self.heading.cells if set(spellings(cell.raw)) & set(self.source.personal)]
        if personal:
            notes.append(
                Text(f"个人信息列不读取：{len(personal)} 列", f"personal data is not read: {len(personal)} columns")
            )
        known = set(self.places.values())
        spare = [
            cell.raw.strip() for cell in self.heading.cells if cell.column not in known and cell.raw not in personal
        ]
        if spare:
            listed = ", ".join(spare[:12]) + (" …" if len(spare) > 12 else "")
            notes.append(Text(f"未使用的列 {len(spare)} 个：{listed}", f"{len(spare)} columns not used: {listed}"))
        if self._unreadable > _MOST_REPORTED:
            more = self._unreadable - _MOST_REPORTED
            notes.append(Text(f"另有 {more} 个单元格无法读取", f"{more} more cells could not be read"))
        if derivation.repeated:
            notes.append(
                Text(
                    f"{derivation.repeated} 行属于已计入的单号，不重复计算",
                    f"{derivation.repeated} rows repeat a key and are counted once",
                )
            )
        self._check_totals(derivation)
        used = {item.metric for item in derivation.derived}
        lacking = {item.metric: derivation.missing(item) for item in self.source.derive if item.metric not in used}
        for metric, names in lacking.items():
            notes.append(
                Text(f"{metric}：缺少列 {'、'.join(names)}", f"{metric}: the columns {', '.join(names)} are not there")
            )

    def _check_totals(self, derivation: Derivation) -> None:
        for row, printed in derivation.total_rows:
            self.gatherer.ignore(row, 1, "", Text("合计行，不计入", "a total row, not counted"))
            for name, total in printed.items():
                if total != derivation.sums[name] and name in self.places:
                    heading, said, made = self._text(self.places[name]), total / 1e6, derivation.sums[name] / 1e6
                    zh = f"第 {row} 行合计与各行之和不一致：{heading} 写 {said:.10g}，各行之和为 {made:.10g}"
                    en = (
                        f"the total in row {row} does not add up: {heading} says {said:.10g}, the rows make {made:.10g}"
                    )
                    self.gatherer.notes.append(Text(zh, en))


def read_pieces(
    sheet: Sheet, gatherer: Gatherer, rows: Iterable[Row], maps: Sequence[SourceMap], titles: Sequence[Row]
) -> Sheeted:
    """Several tables in one file (GA4), apart by an empty row: each is recognised by itself."""
    piece: list[Row] = []
    errors: list[Text] = []
    names: list[str] = []
    for row in [*rows, None]:
        if row is not None and (not piece or row.number == piece[-1].number + 1):
            piece.append(row)
            continue
        found = find_export(piece, maps)
        if found is not None:
            index, source = found
            listed = ListedSheet(name=sheet.name, listed=piece)
            export = Export(listed, gatherer, piece, index, source)
            export.titles = [*titles, *export.titles]
            names.append(source.id)
            if (error := export.gather()) is not None:
                errors.append(error)
        piece = [row] if row is not None else []
    return gatherer.finish("+".join(dict.fromkeys(names)), None, (), errors[0] if errors else None)


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
    return replace(lexicon, metrics=metrics, percent=percent)


# --- JSON documents ---


def read_document(sheet: Sheet, gatherer: Gatherer, maps: Sequence[SourceMap]) -> Sheeted | None:
    """The values that a map finds in a JSON document; None where no map recognises it."""
    content = sheet.document
    if not isinstance(content, dict):
        return None
    keys = {normal(str(key)) for key in content}
    for source in maps:
        if source.document and all(keys & set(names) for names in source.recognise):
            gatherer.notes.append(Text(f"识别为：{source.title.zh}", f"recognised as: {source.title.en}"))
            _read_parts(content, source, gatherer)
            return gatherer.finish(source.id)
    return None


def _read_parts(content: dict[str, Any], source: SourceMap, gatherer: Gatherer) -> None:
    platform = source.platform
    latest = max((day for day in _ends(content)), default=None)
    fallback = Period(latest, latest) if latest else gatherer.origin.period
    for part in source.document:
        listed = content.get(part.each)
        entries = listed if isinstance(listed, list) else [listed]
        for number, entry in enumerate(entries):
            if not isinstance(entry, dict):
                continue
            root = f"{part.each}[{number}]" if isinstance(listed, list) else part.each
            gatherer.rows += 1
            facts = RowFacts(StoreKey(platform, gatherer.origin.store), gatherer.origin.client, fallback)
            draft = gatherer.store(facts.key, facts.client)
            if source.segment is not None and isinstance(entry.get(source.segment), str):
                facts.segment = source.segments.get(entry[source.segment], entry[source.segment])
                attribute = gatherer.lexicon.attribute(platform, "market")
                if attribute is not None and facts.segment in attribute.values:
                    seen = draft.attributes.get(attribute.id, "").split(",")
                    draft.attributes[attribute.id] = ",".join(
                        v for v in attribute.values if v in seen or v == facts.segment
                    )
            for value in part.values:
                _read_value(entry, root, value, facts, gatherer)


def _read_value(entry: dict[str, Any], root: str, wanted: DocumentValue, facts: RowFacts, gatherer: Gatherer) -> None:
    """Record the value at the first path that is there; of a sum, only if all of its parts are."""
    metric = gatherer.lexicon.metric(facts.key.platform, wanted.metric)
    found = [place for path in wanted.paths for place in list(_walk(entry, path))[:1] if place[1] is not None]
    if metric is None or not found or (wanted.total and len(found) < len(wanted.paths)):
        return
    if not wanted.total:
        found = found[:1]
    dates = next((period for parent in reversed(found[0][2]) if (period := _range(parent)) is not None), facts.period)
    if dates is None:
        gatherer.ignored.append(_undated(f"{root}.{found[0][0]}", found[0][1]))
        return
    readings = [_json_reading(value, metric) for _, value, _ in found]
    bad = next((reading for reading in readings if reading.state is not ValueState.OK), None)
    reading = bad or readings[0]
    if wanted.total and bad is None:
        reading = Reading(ValueState.OK, float(sum(float(item.value or 0) for item in readings)))
    origin = gatherer.origin
    evidence = tuple(Evidence(origin.file, origin.sheet, f"{root}.{place}", str(value)) for place, value, _ in found)
    gatherer.record(facts, metric, dates, reading, evidence)
    if not wanted.total:
        _own_target(wanted.metric, found[0][2][-1], gatherer)


def _undated(cell: str, value: object) -> Ignored:
    return Ignored(cell, str(value), NO_PERIOD, None, True, NO_PERIOD_REMEDY)


def _json_reading(value: object, metric: Metric) -> Reading:
    """Numbers of the interface are in base units: rates are fractions."""
    if metric.unit is Unit.TEXT:
        return Reading(ValueState.OK, str(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Reading(ValueState.OK, float(value))
    return Reading(ValueState.UNREADABLE, note=Text(f"“{value}”不是数值", f"'{value}' is no number"))


def _own_target(metric: str, parent: dict[str, Any], gatherer: Gatherer) -> None:
    """The platform's own target and status, to be shown beside ours."""
    if "targetValue" in parent or "status" in parent:
        target = f"{parent.get('targetCondition', '')} {parent.get('targetValue', '')}".strip()
        status = parent.get("status", "")
        gatherer.notes.append(
            Text(
                f"{metric}：平台目标 {target}，平台状态 {status}",
                f"{metric}: the platform's own target {target}, status {status}",
            )
        )


_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d+) days\])?")


def _walk(entry: dict[str, Any], path: str) -> Iterator[tuple[str, Any, list[dict[str, Any]]]]:
    """The value at a dotted path, with the objects on the way. ``list[10 days]``: the entry of that length."""
    here: Any = entry
    parents, place = [entry], []
    for name, days in _STEP.findall(path):
        if not isinstance(here, dict) or name not in here:
            return
        here = here[name]
        place.append(name)
        if days:
            listed = here if isinstance(here, list) else [here]
            fitting = [
                (i, item)
                for i, item in enumerate(listed)
                if isinstance(item, dict) and (span := _range(item)) and span.days == int(days)
            ]
            if not fitting:
                return
            place[-1] = f"{name}[{fitting[0][0]}]"
            here = fitting[0][1]
        if isinstance(here, dict):
            parents.append(here)
    yield ".".join(place), here, parents


def _range(item: dict[str, Any]) -> Period | None:
    dates = item.get("reportingDateRange")
    if not isinstance(dates, dict):
        return None
    first, last = (parse_date(str(dates.get(key, ""))[:10]) for key in ("reportingDateFrom", "reportingDateTo"))
    return Period(first, last) if first is not None and last is not None and first <= last else None


def _ends(content: object, depth: int = 0) -> Iterator[date]:
    """The last days of every reporting range in a document."""
    if depth > 8:
        return
    if isinstance(content, dict):
        if (period := _range(content)) is not None:
            yield period.end
        for value in content.values():
            yield from _ends(value, depth + 1)
    elif isinstance(content, list):
        for value in content[:1000]:
            yield from _ends(value, depth + 1)
