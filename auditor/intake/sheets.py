"""One sheet: which shape it has, and who reads it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, islice

from auditor.intake.blocks import find_blocks
from auditor.intake.checklist import Checklist, find_layout
from auditor.intake.documents import read_document
from auditor.intake.exports.located import find_export, kept_by_hand
from auditor.intake.exports.pieces import read_pieces
from auditor.intake.exports.recognised import Export, printed_lexicon
from auditor.intake.exports.source_map import SourceMap
from auditor.intake.gather import Gatherer
from auditor.intake.headings import normal, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.origin import Origin
from auditor.intake.pivots import asks_for_field, headed_by_metric
from auditor.intake.readers.cells import Cell, Row, Sheet, UnreadableFile, a1
from auditor.intake.readers.delimited import DELIMITERS
from auditor.intake.relative import related_to
from auditor.intake.scorecard import OF_NONE
from auditor.intake.sheet_platform import guessed, mentioned
from auditor.intake.sheeted import Sheeted
from auditor.intake.sites_across import find_sites, site_sheets
from auditor.intake.stacked import stacked
from auditor.intake.stores_across import Layout, find_stores, next_stores, store_sheets, titled
from auditor.intake.stores_below_periods import find_stores_below_periods
from auditor.intake.stores_over_periods import UNKNOWN_FIELD, find_stores_over_periods
from auditor.intake.tables import AHEAD, NoHeading, Tables
from auditor.intake.titles import shops_alone
from auditor.intake.values import shows_decimal_comma
from auditor.model import InputSheet, Text
from auditor.text import listed

EMPTY = Text("空表", "an empty sheet")
OTHER_LANGUAGE = Text(
    "标题像是其他语言的：请把平台页面切换为中文或英文，再导出一次",
    "its headings look like those of another language: switch the platform's pages to English or Chinese, and export it again",
)
UNSPLIT = Text(
    "各列都挤在一列里：请用“数据 > 分列”分开，或直接交原来的导出文件",
    "all columns stand in one: split it (Data > Text to Columns), or pass the export itself",
)
_ABROAD = re.compile("[À-ÖØ-öø-ſ\u3041-\u30fa]")  # letters of Europe's languages, and kana


def read_sheet(sheet: Sheet, origin: Origin, lexicon: Lexicon) -> Sheeted:
    """Read a sheet: an export that a source map recognises, a checklist, or one of the three shapes of metrics.

    Raises UnreadableFile with the reader.
    """
    if sheet.document is not None:
        gatherer = Gatherer(lexicon, origin)
        return read_document(sheet, gatherer, lexicon.sources) or _unread_document(sheet.document, lexicon, gatherer)
    rows = sheet.rows()
    ahead = list(islice(rows, AHEAD))
    if not ahead:
        return Sheeted(InputSheet(sheet.name, notes=(EMPTY,)))
    gatherer = _gatherer(ahead, origin, lexicon)
    gatherer.notes.extend(sheet.notes)
    if sheet.hidden:
        gatherer.notes.append(Text("隐藏的工作表，已照常读取", "a hidden sheet, read like the others"))
    names = (origin.sheet, origin.stem)
    export = find_export(ahead, lexicon.exports, names)
    if (
        export is not None
        and export[1].instead is not None
        and (gatherer.asked not in (None, export[1].platform) or kept_by_hand(ahead, export, lexicon))
    ):
        export = None  # somebody said that it is another platform's, or keeps the store's own figures in it
    if export is not None:
        index, source = export
        if source.instead is not None:
            return gatherer.finish(source.id, ahead[index].number, error=_not_read(source.title, source.instead))
        if source.several:
            return read_pieces(sheet, gatherer, chain(ahead, rows), lexicon.exports, ahead[:index])
        if not source.printed:
            return Export(sheet, gatherer, ahead, index, source).read()
        gatherer.lexicon = printed_lexicon(lexicon, source)
        gatherer.origin = replace(origin, platform=source.platform)
        gatherer.notes.append(Text(f"识别为：{source.title.zh}", f"recognised as: {source.title.en}"))
        read = Tables(sheet, gatherer, ahead, rows).read()
        return replace(read, sheet=replace(read.sheet, source_map=source.id))
    if _of_analytics(ahead):
        return gatherer.finish(None, error=_unread_analytics(lexicon, ahead))
    layout = find_layout(ahead)
    if layout is not None:
        Checklist(layout, gatherer, ahead).read(chain(ahead, rows))
        columns = tuple((a1(layout.row.number, column), kind, kind) for kind, column in layout.columns.items())
        return gatherer.finish("checklist", layout.row.number, columns)
    if len(ahead) < AHEAD and (whole := _in_parts(sheet, gatherer, ahead)) is not None:
        return whole
    headed = headed_by_metric(ahead, origin, lexicon)
    if headed == ahead and asks_for_field(ahead, lexicon, origin):
        return Sheeted(InputSheet(sheet.name, error=UNKNOWN_FIELD))
    read = Tables(sheet, gatherer, headed, rows).read()
    almost = find_export(ahead, lexicon.exports, None) if not read.observations else None
    if almost is not None and almost[1].named:
        index, source = almost
        if (gatherer.asked or mentioned(ahead[: index + 1], origin, lexicon)) in (None, source.platform):
            return Sheeted(InputSheet(sheet.name, heading_row=ahead[index].number, error=_unnamed(source)))
    return _with_a_way_out(read, ahead, lexicon)


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


def _unnamed(source: SourceMap) -> NoHeading:
    """What a list is by its headings that could be another's as well, and what is to be written if it is."""
    word = Text(source.named[0], source.named[-1]) if source.named else source.title
    return NoHeading(
        f"像是{source.title.zh}，但别的订单也会有这样的标题，因此没有读取：如果是，请在表格上方、工作表名或文件名中写“{word.zh}”",
        f"it looks like a {source.title.en}, but other orders have such headings too, and it is not read: if it is, write "
        f"'{word.en}' above the table or into the sheet's or file's name",
    )


def _unsplit(rows: Sequence[Row]) -> bool:
    """Whether the lines of an export were put into cells as they are: as many delimiters in each as in the first."""
    texts = [cell.raw for row in rows for cell in row.cells]
    if len(texts) > len(rows) or len({row.cells[0].column for row in rows}) > 1:
        return False
    return any(
        text[0] > 1 and min(text) >= text[0] for text in ([text.count(mark) for text in texts] for mark in DELIMITERS)
    )


def _with_a_way_out(read: Sheeted, ahead: Sequence[Row], lexicon: Lexicon) -> Sheeted:
    """What was not told apart, with the way out where it is in one column, or its headings in a language that is not read.

    Date and Sessions are French as well: of a report in which little more is known, the first strange heading has it.
    """
    error, at = read.sheet.error, read.sheet.heading_row
    rows = [row for row in ahead if at in (None, row.number)]
    labels = [cell.raw for row in rows for cell in row.cells[:1] if cell.kind == "text"] if at is None else []
    texts = next((texts for row in rows if len(texts := [c.raw for c in row.cells if c.kind == "text"]) > 2), labels)
    if error is None:
        strange = {text for text in texts if structural(text) is None and not lexicon.take(text, None).known}
        left = (item for item in read.sheet.ignored if item.raw in strange and _ABROAD.search(item.raw))
        first = next(left, None)
        if first is None or len(strange) * 2 < len(texts):
            return read
        ignored = (item._replace(remedy=OTHER_LANGUAGE) if item is first else item for item in read.sheet.ignored)
        return replace(read, sheet=replace(read.sheet, ignored=tuple(ignored)))
    way = UNSPLIT if _unsplit(ahead) else OTHER_LANGUAGE if any(map(_ABROAD.search, texts)) else None
    if read.observations or way is None:
        return read
    told = type(error)(f"{error.zh}；{way.zh}", f"{error.en}; {way.en}")
    return replace(read, sheet=replace(read.sheet, error=told))


def _unread_document(content: object, lexicon: Lexicon, gatherer: Gatherer) -> Sheeted:
    """What a JSON document is by its keys, or that it is not known, and which ones are read."""
    source = lexicon.exports.recognise(map(str, content)) if isinstance(content, dict) else None
    if source is not None and source.instead is not None:
        return gatherer.finish(source.id, error=_not_read(source.title, source.instead))
    zh, en = listed(each.title for each in lexicon.sources if each.document)
    error = Text(
        f"没有识别出这个 JSON 文件（可读取：{zh}），请改为导出 .xlsx 或 .csv",
        f"this JSON document is not recognised (read is: {en}): export it as .xlsx or .csv",
    )
    return gatherer.finish(None, error=error)


def _not_read(title: Text, instead: Text) -> NoHeading:
    """What an export is that nothing is made of, why, and which one to hand in."""
    return NoHeading(f"这是{title.zh}：{instead.zh}", f"this is the {title.en}: {instead.en}")


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


def _of_analytics(rows: list[Row]) -> bool:
    """Whether a file begins with the block of # lines that GA4 puts above its exports."""
    return (
        len(rows) > 2 and all(row.cells[0].raw.startswith("#") for row in rows[:2]) and "-----" in rows[0].cells[0].raw
    )


def _unread_analytics(lexicon: Lexicon, rows: list[Row]) -> Text:
    """What the file is by its own words, and which exports of GA4 are read."""
    said = rows[1].cells[0].raw.lstrip("# ").strip()
    zh, en = listed(source.title for source in lexicon.sources if source.several)
    return Text(
        f"GA4 文件“{said}”中没有能读取的报表（概览、“第 N 天”、对比和探索不读取）；可读取：{zh}",
        f"the GA4 file '{said}' holds no report that is read (snapshots, 'Nth day', comparisons and explorations are not); read are: {en}",
    )


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
    heads = tuple(own[0].cells[0].raw.strip() for own in blocks if len(own[0].cells) == 1)
    said = Counter((item.store, item.metric, item.period) for item in gatherer.observations)
    if len({*heads}) == len(blocks) and max(said.values(), default=0) > 1:
        zh, en = listed(Text(f"店铺：{head}", f"'Store: {head}'") for head in heads)
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
