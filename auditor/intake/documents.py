"""JSON documents that a source map recognises (Amazon's account health report, what Chrome's users saw): values at paths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from auditor.intake.attributes import MARKET, join_values
from auditor.intake.dating.dates import parse_date
from auditor.intake.dating.periods import NO_PERIOD, NO_PERIOD_REMEDY
from auditor.intake.exports.source_map import DocumentValue, SourceMap
from auditor.intake.gather import Gatherer
from auditor.intake.headings import normal
from auditor.intake.origin import RowFacts
from auditor.intake.readers.cells import Sheet
from auditor.intake.sheeted import Sheeted
from auditor.intake.values.figures import parse_number
from auditor.intake.values.measure import possible
from auditor.intake.values.reading import Reading
from auditor.model import Evidence, Ignored, Period, StoreKey, Text, ValueState
from auditor.rulebook.model import Metric, Unit


def read_document(sheet: Sheet, gatherer: Gatherer, maps: Sequence[SourceMap]) -> Sheeted | None:
    """The values that a map finds in a JSON document; None where no map recognises it."""
    content = sheet.document
    if not isinstance(content, dict):
        return None
    keys = {normal(str(key)) for key in content}
    for source in maps:
        if source.document and all(any(_has(content, keys, name) for name in names) for names in source.recognise):
            gatherer.notes.append(Text(f"识别为：{source.title.zh}", f"recognised as: {source.title.en}"))
            if (error := _other(content, source)) is not None:
                return gatherer.finish(source.id, error=error)
            _read_parts(content, source, gatherer)
            nothing = not gatherer.observations and not gatherer.ignored
            return gatherer.finish(source.id, error=_empty(source) if nothing else None)
    return None


def _has(content: dict[str, Any], keys: set[str], name: str) -> bool:
    """Whether a document has a key, or anything at a path."""
    return name in keys or ("." in name and any(_walk(content, name)))


def _other(content: dict[str, Any], source: SourceMap) -> Text | None:
    """Why a document is of something else than the map reads: of desktops, of a single page."""
    for path, words in source.only.items():
        value = next((value for _, value, _ in _walk(content, path)), None)
        if value is None or (normal(str(value)) not in words and _ANY not in words):
            found = Text(f"{path} 是“{value}”", f"{path} is '{value}'")
            if value is None:
                found = Text(f"没有 {path}", f"it has no {path}")
            read = Text("", "")
            if _ANY not in words:
                read = Text(f"（可读取：{'、'.join(words)}）", f" (read is: {', '.join(words)})")
            return Text(
                f"这是{source.title.zh}，但{found.zh}{read.zh}，因此没有读取",
                f"this is the {source.title.en}, but {found.en}{read.en}, so that it is not read",
            )
    return None


def _empty(source: SourceMap) -> Text:
    """What is said of a document without any of the values: too few visited a site."""
    return Text(
        f"这是{source.title.zh}，但里面没有可读取的数值",
        f"this is the {source.title.en}, but it holds none of the values that are read",
    )


def _read_parts(content: dict[str, Any], source: SourceMap, gatherer: Gatherer) -> None:
    platform = source.platform
    latest = max((day for day in _ends(content)), default=None)
    fallback = Period(latest, latest) if latest else gatherer.origin.period
    for part in source.document:
        listed = content if part.each == "." else content.get(part.each)
        entries = listed if isinstance(listed, list) else [listed]
        for number, entry in enumerate(entries):
            if not isinstance(entry, dict):
                continue
            root = f"{part.each}[{number}]." if isinstance(listed, list) else f"{part.each}.".lstrip(".")
            gatherer.rows += 1
            facts = RowFacts(StoreKey(platform, gatherer.unnamed()), gatherer.origin.client, fallback)
            draft = gatherer.store(facts.key, facts.client)
            if source.segment is not None and isinstance(entry.get(source.segment), str):
                facts.segment = source.segments.get(entry[source.segment], entry[source.segment])
                attribute = gatherer.lexicon.attribute(platform, MARKET)
                if attribute is not None and facts.segment in attribute.values:
                    seen = draft.attributes.get(attribute.id)
                    draft.attributes[attribute.id] = join_values(attribute, (seen, facts.segment))
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
        gatherer.ignored.append(_undated(f"{root}{found[0][0]}", found[0][1]))
        return
    if wanted.count is not None:
        found = [(place, _with_status(value, wanted.count), parents) for place, value, parents in found]
    readings = [possible(_json_reading(value, metric, wanted.times), metric) for _, value, _ in found]
    bad = next((reading for reading in readings if reading.state is not ValueState.OK), None)
    reading = bad or readings[0]
    if wanted.total and bad is None:
        reading = Reading(ValueState.OK, float(sum(float(item.value or 0) for item in readings)))
    origin = gatherer.origin
    evidence = tuple(Evidence(origin.file, origin.sheet, f"{root}{place}", str(value)) for place, value, _ in found)
    if reading.state is ValueState.OK and not wanted.total:
        reading = reading._replace(note=_own_target(found[0][2][-1]))
    gatherer.record(facts, metric, dates, reading, evidence)


def _with_status(listed: object, status: str) -> object:
    """How many entries of a list have a status; what is no list stays what it is."""
    if not isinstance(listed, list):
        return listed
    return sum(isinstance(item, dict) and item.get("status") == status for item in listed)


def _undated(cell: str, value: object) -> Ignored:
    return Ignored(cell, str(value), NO_PERIOD, None, True, NO_PERIOD_REMEDY)


def _json_reading(value: object, metric: Metric, times: float) -> Reading:
    """Numbers of the interface are in base units: rates are fractions. Chrome's report writes "0.05"."""
    if metric.unit is Unit.TEXT:
        return Reading(ValueState.OK, str(value))
    if isinstance(value, bool) or not (isinstance(value, int | float) or _NUMBER.fullmatch(str(value))):
        return Reading(ValueState.UNREADABLE, note=Text(f"“{value}”不是数值", f"'{value}' is no number"))
    number = parse_number(str(value))  # JSON has numbers of any length, which no cell can hold
    if number.value is None:
        return Reading(ValueState.UNREADABLE, note=number.problem)
    return Reading(ValueState.OK, float(number.value * Fraction(repr(times))))


def _own_target(parent: dict[str, Any]) -> Text | None:
    """The platform's own target and status of a value, which are shown beside ours."""
    if "targetValue" not in parent:
        return None
    target = f"{parent.get('targetCondition', '')} {parent['targetValue']}".strip()
    status = parent.get("status", "?")
    return Text(
        f"平台自身的目标 {target}，平台判定 {status}", f"the platform's own target is {target}, its own status {status}"
    )


_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ANY = "any"  # whatever stands at a path
_ANALYSED = "analysisUTCTimestamp"
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
            # A range may be printed with the day before it as its start.
            fitting = [
                (i, item)
                for i, item in enumerate(listed)
                if isinstance(item, dict) and (span := _range(item)) and abs(span.days - int(days)) <= 1
            ]
            if not fitting:
                return
            place[-1] = f"{name}[{fitting[0][0]}]"
            here = fitting[0][1]
        if isinstance(here, dict):
            parents.append(here)
    yield ".".join(place), here, parents


def _range(item: dict[str, Any]) -> Period | None:
    """The days that an object says it is of; of an analysis its day."""
    dates, collected, analysed = (item.get(key) for key in ("reportingDateRange", "collectionPeriod", _ANALYSED))
    if isinstance(dates, dict):
        first, last = (parse_date(str(dates.get(key, ""))[:10]) for key in ("reportingDateFrom", "reportingDateTo"))
    elif isinstance(collected, dict):
        first, last = (_day(collected.get(key)) for key in ("firstDate", "lastDate"))
    elif isinstance(analysed, str):
        first = last = parse_date(analysed[:10])
    else:
        return None
    return Period(first, last) if first is not None and last is not None and first <= last else None


def _day(parts: object) -> date | None:
    """A day as the interface of Chrome's report writes it: its year, month and day by themselves."""
    named = [parts.get(key) for key in ("year", "month", "day")] if isinstance(parts, dict) else []
    return parse_date("-".join(f"{part:02}" for part in named if type(part) is int))


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
