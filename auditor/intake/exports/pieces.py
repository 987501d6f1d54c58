"""Several tables in one file (GA4), apart by an empty row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.intake.exports.located import find_export
from auditor.intake.exports.recognised import Export
from auditor.intake.exports.source_map import Exports
from auditor.intake.gather import Gatherer
from auditor.intake.readers.cells import ListedSheet, Row, Sheet
from auditor.intake.sheeted import Sheeted
from auditor.model import Text
from auditor.text import counted


def read_pieces(
    sheet: Sheet, gatherer: Gatherer, rows: Iterable[Row], exports: Exports, titles: Sequence[Row]
) -> Sheeted:
    """Several tables in one file (GA4), apart by an empty row: each is recognised by itself.

    Beside a table that no map knows stands a page of several, each of which shows the first rows of its report.
    """
    pieces = _apart(rows)
    found = [find_export(piece, exports) for piece in pieces]
    whole = all(each is not None or _heading(piece) is None for each, piece in zip(found, pieces, strict=True))
    errors: list[Text] = []
    names: list[str] = []
    for each, piece in zip(found, pieces, strict=True):
        if each is None:
            _leave(piece, gatherer)
            continue
        index, source = each
        export = Export(ListedSheet(name=sheet.name, listed=piece), gatherer, piece, index, source)
        export.whole = whole
        export.titles = [*titles, *export.titles]
        names.append(source.id)
        if (error := export.gather()) is not None:
            errors.append(error)
    return gatherer.finish("+".join(dict.fromkeys(names)), None, (), errors[0] if errors else None)


def _apart(rows: Iterable[Row]) -> list[list[Row]]:
    pieces: list[list[Row]] = []
    for row in rows:
        if not pieces or row.number != pieces[-1][-1].number + 1:
            pieces.append([])
        pieces[-1].append(row)
    return pieces


def _heading(piece: Sequence[Row]) -> Row | None:
    """The first row that is no comment."""
    return next((row for row in piece if row.cells and not str(row.cells[0].value).startswith("#")), None)


def _leave(piece: Sequence[Row], gatherer: Gatherer) -> None:
    """Put a table that no map knows on record."""
    heading = _heading(piece)
    if heading is not None:
        first = heading.cells[0]
        why = Text(
            f"没有源表认识的表格（{len(piece)} 行），未读取",
            f"a table of {counted(len(piece), 'row')} that no source map knows; not read",
        )
        gatherer.ignore(heading.number, first, why)
