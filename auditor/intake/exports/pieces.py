"""Several tables in one file (GA4), apart by an empty row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from auditor.intake.exports.located import find_export
from auditor.intake.exports.recognised import Export
from auditor.intake.exports.source_map import Exports, SourceMap
from auditor.intake.gather import Gatherer
from auditor.intake.headings import normal
from auditor.intake.readers.cells import ListedSheet, Row, Sheet
from auditor.intake.sheeted import Sheeted
from auditor.model import Text
from auditor.text import counted

_DAYS = re.compile("(?<![0-9])20[0-9]{6}(?![0-9])")  # and not the number of a property
_PART = Text("只是一部分访客，不是全店，未读取", "it is of a part of the visitors, not of all; not read")
_WITHOUT_PARTS = Text(
    "请去掉对比和细分（显示“所有用户”）后重新导出", "remove comparisons and segments ('All Users'), and export it again"
)


def read_pieces(
    sheet: Sheet, gatherer: Gatherer, rows: Iterable[Row], exports: Exports, titles: Sequence[Row]
) -> Sheeted:
    """Several tables in one file (GA4), apart by an empty row: each is recognised by itself.

    Beside a table that no map knows stands a page of several, each of which shows the first rows of its report.
    """
    pieces = _apart(rows)
    found = [find_export(piece, exports) for piece in pieces]
    parts = [_part(piece, each) for each, piece in zip(found, pieces, strict=True)]
    nothing_whole = not any(each and part is None for each, part in zip(found, parts, strict=True))
    whole = all(each is not None or _heading(piece) is None for each, piece in zip(found, pieces, strict=True))
    errors: list[Text] = []
    names: list[str] = []
    for each, piece, part in zip(found, pieces, parts, strict=True):
        if each is None:
            _leave(piece, gatherer)
            continue
        index, source = each
        if part is not None:
            names.append(source.id)
            gatherer.ignore(part.number, part.cells[0], _PART, incomplete=nothing_whole, remedy=_WITHOUT_PARTS)
            continue
        export = Export(ListedSheet(name=sheet.name, listed=piece), gatherer, piece, index, source)
        export.whole = whole
        export.titles = [*export.titles, *titles]  # its own days go before those at the top
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


def _part(piece: Sequence[Row], found: tuple[int, SourceMap] | None) -> Row | None:
    """The line above the days that says of which visitors a table is, where they are not everyone."""
    if found is None or not found[1].everyone:
        return None
    above = piece[: found[0]]
    texts = [str(row.cells[0].value).strip("# ") for row in above]
    for at, text in enumerate(texts[:-1]):
        alone = text.strip("-") and not (at and texts[at - 1]) and not _DAYS.search(text)
        if alone and _DAYS.search(texts[at + 1]) and normal(text) not in found[1].everyone:
            return above[at]
    return None


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
