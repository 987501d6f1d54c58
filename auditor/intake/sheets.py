"""One sheet: which shape it has, and who reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from auditor.intake.checklist import NO_ITEM, Checklist, find_layout
from auditor.intake.dating.relative import related_to
from auditor.intake.documents import read_document
from auditor.intake.exports.located import find_export, kept_by_hand
from auditor.intake.exports.pieces import read_pieces
from auditor.intake.exports.recognised import Export, printed_lexicon
from auditor.intake.gather import Gatherer
from auditor.intake.headings import normal
from auditor.intake.layouts.blocks import find_blocks
from auditor.intake.layouts.pivots import asks_for_field, headed_by_metric
from auditor.intake.layouts.sites_across import find_sites, site_sheets
from auditor.intake.layouts.stacked import stacked
from auditor.intake.layouts.stores_across import Layout, find_stores, next_stores, store_sheets, titled
from auditor.intake.layouts.stores_below_periods import find_stores_below_periods
from auditor.intake.layouts.stores_over_periods import UNKNOWN_FIELD, find_stores_over_periods
from auditor.intake.lexicon import Lexicon
from auditor.intake.origin import Origin
from auditor.intake.readers.cells import Cell, Row, Sheet, UnreadableFile, a1
from auditor.intake.scorecard import OF_NONE
from auditor.intake.sheet_platform import guessed, mentioned
from auditor.intake.sheeted import Sheeted
from auditor.intake.tables import AHEAD, Tables
from auditor.intake.titles import shops_alone
from auditor.intake.told_by_ratio import with_ads_told
from auditor.intake.unplaced import no_item
from auditor.intake.unread import not_read, of_analytics, unnamed, unread_analytics, unread_document, with_a_way_out
from auditor.intake.values.figures import shows_decimal_comma
from auditor.model import InputSheet, Text
from auditor.text import listed

EMPTY = Text("空表", "an empty sheet")


def read_sheet(sheet: Sheet, origin: Origin, lexicon: Lexicon) -> Sheeted:
    """Read a sheet: an export that a source map recognises, a checklist, or one of the three shapes of metrics.

    Raises UnreadableFile with the reader.
    """
    if sheet.document is not None:
        gatherer = Gatherer(lexicon, origin)
        return read_document(sheet, gatherer, lexicon.sources) or unread_document(sheet.document, lexicon, gatherer)
    rows = sheet.rows()
    ahead = list(islice(rows, AHEAD))
    if not ahead:
        return Sheeted(InputSheet(sheet.name, notes=(EMPTY,)))
    gatherer = _gatherer(ahead, origin, lexicon)
    gatherer.notes.extend(sheet.notes)
    if sheet.hidden:
        gatherer.notes.append(Text("隐藏的工作表，已照常读取", "a hidden sheet, read like the others"))
    if (found := _exported(sheet, gatherer, ahead, rows) or _checklist(gatherer, ahead, rows)) is not None:
        return found
    kept = (_in_parts(sheet, gatherer, ahead) if len(ahead) < AHEAD else None) or _in_tables(
        sheet, gatherer, ahead, rows
    )
    return with_ads_told(kept, gatherer)


def _exported(sheet: Sheet, gatherer: Gatherer, ahead: list[Row], rows: Iterator[Row]) -> Sheeted | None:
    """A sheet that a platform has made, so far as its exports are read."""
    lexicon, origin = gatherer.lexicon, gatherer.origin
    export = find_export(ahead, lexicon.exports, (origin.sheet, origin.stem))
    if export is None or (
        export[1].instead is not None
        and (gatherer.asked not in (None, export[1].platform) or kept_by_hand(ahead, export, lexicon))
    ):  # somebody said that it is another platform's, or keeps the store's own figures in it
        return gatherer.finish(None, error=unread_analytics(lexicon, ahead)) if of_analytics(ahead) else None
    index, source = export
    if source.instead is not None:
        return gatherer.finish(source.id, ahead[index].number, error=not_read(source.title, source.instead))
    if source.several:
        return read_pieces(sheet, gatherer, chain(ahead, rows), lexicon.exports, ahead[:index])
    if not source.printed:
        return Export(sheet, gatherer, ahead, index, source).read()
    gatherer.lexicon = printed_lexicon(lexicon, source)
    gatherer.origin = replace(origin, platform=source.platform)
    gatherer.notes.append(Text(f"识别为：{source.title.zh}", f"recognised as: {source.title.en}"))
    read = Tables(sheet, gatherer, ahead, rows).read()
    return replace(read, sheet=replace(read.sheet, source_map=source.id))


def _checklist(gatherer: Gatherer, ahead: list[Row], rows: Iterator[Row]) -> Sheeted | None:
    """A sheet of what a person answers."""
    layout = find_layout(ahead)
    if layout is None:
        return None
    Checklist(layout, gatherer, ahead).read(chain(ahead, rows))
    columns = tuple((a1(layout.row.number, column), kind, kind) for kind, column in layout.columns.items())
    missed = [item.raw for item in gatherer.ignored if item.why == NO_ITEM]
    error = no_item(missed, gatherer.lexicon) if missed and not gatherer.attestations else None
    return gatherer.finish("checklist", layout.row.number, columns, error)


def _in_tables(sheet: Sheet, gatherer: Gatherer, ahead: list[Row], rows: Iterator[Row]) -> Sheeted:
    """A sheet of a table of metrics, or of several one below the other."""
    lexicon, origin = gatherer.lexicon, gatherer.origin
    headed = headed_by_metric(ahead, origin, lexicon)
    if headed == ahead and asks_for_field(ahead, lexicon, origin):
        return Sheeted(InputSheet(sheet.name, error=UNKNOWN_FIELD))
    read = Tables(sheet, gatherer, headed, rows).read()
    almost = find_export(ahead, lexicon.exports, None) if not read.observations else None
    if almost is not None and almost[1].named:
        index, source = almost
        if (gatherer.asked or mentioned(ahead[: index + 1], origin, lexicon)) in (None, source.platform):
            return Sheeted(InputSheet(sheet.name, heading_row=ahead[index].number, error=unnamed(source)))
    return with_a_way_out(read, ahead, lexicon)


def _in_parts(sheet: Sheet, gatherer: Gatherer, rows: list[Row]) -> Sheeted | None:
    """A whole sheet of tables that have to be taken apart first: side by side, across, or of figures below their names."""
    origin, lexicon = gatherer.origin, gatherer.lexicon
    if isinstance(below := find_stores_below_periods(rows, sheet.merged, gatherer), Text):
        return Sheeted(InputSheet(sheet.name, error=below))
    if below is not None:
        return _one_by_one(sheet, gatherer, below)
    if (stores := find_stores(rows, sheet.merged, lexicon, origin)) is not None:
        return _side_by_side(sheet, gatherer, rows, stores)
    if (sites := find_sites(rows, sheet.merged, lexicon, origin)) is not None:
        of_sites = _each(sheet, gatherer, site_sheets(rows, sites, gatherer))
        return _together(gatherer, "scorecard", rows[sites.layout.at].number, of_sites)
    if blocks := find_blocks(rows, lexicon):
        return _blocks(sheet, gatherer, blocks)
    if (tables := find_stores_over_periods(rows, sheet.merged, lexicon, origin)) is not None:
        return _one_by_one(sheet, gatherer, tables)
    if (page := stacked(rows, gatherer)) is None:
        return None
    platform = origin.platform or guessed(page.titles, rows, None, origin, lexicon)
    parts = [(replace(origin, platform=platform), own) for own in page.parts]
    read = _together(gatherer, "scorecard", rows[0].number, _each(sheet, gatherer, parts))
    return replace(read, sheet=replace(read.sheet, columns=()))


def read_export(sheet: Sheet, origin: Origin, lexicon: Lexicon) -> Export:
    """The export that a sheet is known to hold, its rows unread. Raises UnreadableFile with the reader."""
    ahead = list(islice(sheet.rows(), AHEAD))
    found = find_export(ahead, lexicon.exports, (origin.sheet, origin.stem))
    if found is None:
        raise UnreadableFile(Text("文件在读取期间被改动", "the file was changed while it was read"))
    return Export(sheet, _gatherer(ahead, origin, lexicon), ahead, *found)


def _gatherer(ahead: Sequence[Row], origin: Origin, lexicon: Lexicon) -> Gatherer:
    texts = [cell.value for row in ahead for cell in row.cells if isinstance(cell.value, str)]
    return Gatherer(lexicon, origin, commas_seen=shows_decimal_comma(texts))


def _side_by_side(sheet: Sheet, gatherer: Gatherer, rows: list[Row], layout: Layout) -> Sheeted:
    """Stores side by side: each is read as a scorecard of its own. Further tables may stand below, of stores or of another layout."""
    base, before, gatherer.ignored = gatherer.origin, gatherer.ignored, []
    known = (sheet.merged, gatherer.lexicon, base)
    end = next_stores(rows, layout, range(layout.at + 2, layout.end), *known)
    further = next_stores(rows, layout, range(end, len(rows)), *known)
    gatherer.across = any(gatherer.lexicon.platform(cell.raw) is None for cell, _ in layout.stores)
    read = _each(sheet, gatherer, store_sheets(rows[:end], layout, gatherer, base))
    seen = Counter(gatherer.ignored)  # a row may be empty for one store and not for another
    kept = [item for item in seen if item.why not in OF_NONE or seen[item] == len(layout.stores)]
    gatherer.ignored = [*before, *kept]
    _tell_stores(gatherer, [cell for cell, _ in layout.stores])
    for span in (range(end, further), range(further, len(rows))):
        part = titled(rows, layout, span, gatherer.lexicon)
        stores = find_stores(part, *known) if part and span.start == further else None
        if stores is not None:
            gatherer.origin = base
            read.append(_side_by_side(sheet, gatherer, part, stores).sheet)
        elif part:
            read += _each(sheet, gatherer, [(base, part)])
    return _together(gatherer, "scorecard", rows[layout.at].number, read)


def _one_by_one(sheet: Sheet, gatherer: Gatherer, tables: Sequence[tuple[Cell, list[Row]]]) -> Sheeted:
    """Stores with a heading of periods each, or periods down: each store is read as a table of its own."""
    origin, parts = gatherer.origin, []
    gatherer.across = True
    for name, own in tables:
        named = gatherer.lexicon.platform(name.raw)
        store = origin.store if named is not None else origin.named(name.raw)
        if origin.only is None or normal(store) == normal(origin.only):
            platform = named or origin.platform or origin.declared.get(normal(store))
            placed = origin.placed if named is not None else None
            parts.append((replace(origin, store=store, placed=placed, platform=platform), own))
    read = _each(sheet, gatherer, parts)
    _tell_stores(gatherer, [name for name, _ in tables])
    return _together(gatherer, *((read[0].source_map, read[0].heading_row) if read else (None, None)), read)


def _blocks(sheet: Sheet, gatherer: Gatherer, blocks: Sequence[list[Row]]) -> Sheeted:
    """Tables side by side: each is read by itself."""
    origin = gatherer.origin
    gatherer.shops = len({shop for own in blocks for shop in shops_alone(own, origin.declared)}) > 1
    heads = tuple(row.cells[0].raw for own in blocks for row in own if related_to(row.cells[0].raw))
    read = _each(sheet, gatherer, [(replace(origin, beside=(*origin.beside, *heads)), own) for own in blocks])
    titles = {own[0].cells[0].raw.strip(): None for own in blocks if len(own[0].cells) == 1}
    said = Counter((item.store, item.metric, item.period) for item in gatherer.observations)
    if len(titles) == len(blocks) and max(said.values(), default=0) > 1:
        zh, en = listed(Text(f"店铺：{title}", f"'Store: {title}'") for title in titles)
        told = Text(f"如果各表是不同的店铺，请在上方写：{zh}", f"if the tables are stores, write above them: {en}")
        gatherer.note(told)
    return _together(gatherer, read[0].source_map, read[0].heading_row, read)


def _each(sheet: Sheet, gatherer: Gatherer, parts: Sequence[tuple[Origin, list[Row]]]) -> list[InputSheet]:
    """Parts of a sheet, each read by itself and as of its own origin."""
    read = []
    for origin, rows in parts:
        gatherer.origin = origin
        read.append(Tables(sheet, gatherer, rows, iter(())).read().sheet)
    return read


def _tell_stores(gatherer: Gatherer, names: Sequence[Cell]) -> None:
    zh, en = listed(Text(name, name) for name in dict.fromkeys(cell.raw.strip() for cell in names))
    gatherer.notes.append(Text(f"各列为店铺：{zh}", f"its columns are stores: {en}"))


def _together(gatherer: Gatherer, shape: str | None, heading: int | None, read: Sequence[InputSheet]) -> Sheeted:
    """What was read in parts, as one sheet."""
    columns = tuple(dict.fromkeys(column for each in read for column in each.columns))
    return gatherer.finish(shape, heading, columns, next((each.error for each in read if each.error is not None), None))
