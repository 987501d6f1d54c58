"""Where an export stands in a sheet: its heading row, the map that recognises it, its columns."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.intake.dating.dates import parse_period
from auditor.intake.dating.periods import ANY_YEAR
from auditor.intake.exports.source_map import Exports, SourceMap, spellings
from auditor.intake.headings import parse_heading, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.readers.cells import Row
from auditor.intake.row_labels import is_total

HEADING_ROWS = 40  # an export's heading stands within these
_MOST_TITLES = 12  # texts above a heading that may say what it is


def find_export(
    rows: Sequence[Row], exports: Exports, names: Sequence[str | None] | None = ()
) -> tuple[int, SourceMap] | None:
    """The index of the heading row and the map that recognises it.

    ``names``: of the sheet and its file; None: a list kept by hand need not be called what it is.
    """
    said = list(filter(None, names)) if names is not None else None
    for index, row in enumerate(rows[:HEADING_ROWS]):
        texts = [cell.value for cell in row.cells if isinstance(cell.value, str)]
        if len(texts) >= 2:
            found = exports.recognise(texts, said)
            if found is not None:
                kinds = {structural(text) for text in texts} - ({"store"} if found.store else set())
                if kinds & {"store", "metric", "platform"}:
                    return None  # no platform's export has such a column: somebody keeps this sheet by hand
                return None if _of_spans(row, rows[index + 1 :], found) else (index, found)
        if said is not None and len(said) < _MOST_TITLES:
            said += texts
    return None


def _of_spans(heading: Row, rows: Sequence[Row], source: SourceMap) -> bool:
    """Whether rows say that they are of weeks or months where the export's own have a day: they too are kept by hand."""
    place = located(heading, source).get(source.date or "") if source.daily else None
    return place is not None and _spans(place, rows)


def _spans(place: int, rows: Sequence[Row]) -> bool:
    """Whether the first date in a column is of several days, in whatever year."""
    dates = (cell.value for row in rows for cell in row.cells if cell.column == place)
    first = next(filter(None, (parse_period(value, year=ANY_YEAR) for value in dates)), None)
    return first is not None and first.days > 1


def kept_by_hand(rows: Sequence[Row], found: tuple[int, SourceMap], lexicon: Lexicon) -> bool:
    """Whether a sheet of weeks or months has a store's figures beside the headings of an export that is not read.

    Somebody notes the scores of Lighthouse, or what was mailed, beside sessions and orders. One such figure is not enough:
    a report of ads has a conversion rate too.
    """
    index, source = found
    texts = {cell.column: cell.value for cell in rows[index].cells if isinstance(cell.value, str)}
    own = frozenset(name for names in source.recognise for name in names)
    beside = (lexicon.take(text, source.platform).metric for text in texts.values() if own.isdisjoint(spellings(text)))
    if len({metric.id for metric in beside if metric is not None}) < 2:
        return False
    kinds = {place: structural(text) for place, text in texts.items()}
    return any(
        kind == "year" or (kind == "period" and _spans(place, rows[index + 1 :])) for place, kind in kinds.items()
    )


def located(row: Row, source: SourceMap) -> dict[str, int]:
    """Where the columns of a map stand: a heading that agrees whole goes before one that agrees without its bracket.

    Of several headings of one column that are there the one that the map names first counts.
    """
    places: dict[str, int] = {}
    texts = {cell.column: cell.value for cell in row.cells if isinstance(cell.value, str)}
    for strict in (True, False):
        for column in source.columns:
            if column.name in places:
                continue
            free = {index: text for index, text in texts.items() if index not in places.values()}
            named = {index: {parse_heading(text).whole} if strict else spellings(text) for index, text in free.items()}
            found = (index for heading in column.headings for index, names in named.items() if heading in names)
            if (index := next(found, None)) is not None:
                places[column.name] = index
    return places


def edges(heading: Row, rows: Sequence[Row], beside: Sequence[int]) -> list[int]:
    """The columns at the ends of a table of which nothing is made (those are ``beside``), the one behind it included.

    A label there says that a row is a total, unless every row has one: then these are the data.
    """
    first, behind = heading.cells[0].column, heading.cells[-1].column + 1
    totals = [
        cell.column for row in rows for cell in row.cells if cell.column in (first, behind) and is_total(cell.raw)
    ]
    return [end for end in (first, behind) if (end in beside or end == behind) and totals.count(end) < len(rows)]
