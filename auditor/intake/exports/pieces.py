"""Several tables in one file (GA4), apart by an empty row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.intake.exports.recognised import Export, find_export
from auditor.intake.exports.source_map import Exports
from auditor.intake.gather import Gatherer
from auditor.intake.readers.cells import ListedSheet, Row, Sheet
from auditor.intake.sheeted import Sheeted
from auditor.model import Text
from auditor.text import counted


def read_pieces(
    sheet: Sheet, gatherer: Gatherer, rows: Iterable[Row], exports: Exports, titles: Sequence[Row]
) -> Sheeted:
    """Several tables in one file (GA4), apart by an empty row: each is recognised by itself."""
    piece: list[Row] = []
    errors: list[Text] = []
    names: list[str] = []
    for row in [*rows, None]:
        if row is not None and (not piece or row.number == piece[-1].number + 1):
            piece.append(row)
            continue
        found = find_export(piece, exports)
        if found is not None:
            index, source = found
            listed = ListedSheet(name=sheet.name, listed=piece)
            export = Export(listed, gatherer, piece, index, source)
            export.titles = [*titles, *export.titles]
            names.append(source.id)
            if (error := export.gather()) is not None:
                errors.append(error)
        else:
            _leave(piece, gatherer)
        piece = [row] if row is not None else []
    return gatherer.finish("+".join(dict.fromkeys(names)), None, (), errors[0] if errors else None)


def _leave(piece: Sequence[Row], gatherer: Gatherer) -> None:
    """Put a table that no map knows on record, by the first cell that is no comment."""
    heading = next((row for row in piece if row.cells and not str(row.cells[0].value).startswith("#")), None)
    if heading is not None:
        first = heading.cells[0]
        why = Text(
            f"没有源表认识的表格（{len(piece)} 行），未读取",
            f"a table of {counted(len(piece), 'row')} that no source map knows; not read",
        )
        gatherer.ignore(heading.number, first, why)
