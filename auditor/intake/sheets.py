"""One sheet: which shape it has, and what its rows say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from auditor.intake.blocks import find_blocks
from auditor.intake.body import Body
from auditor.intake.cells import Row, Sheet, UnreadableFile, a1
from auditor.intake.checklist import find_layout, read_checklist
from auditor.intake.columns import Column, Table
from auditor.intake.documents import read_document
from auditor.intake.exports import Export, find_export, printed_lexicon, read_pieces
from auditor.intake.gather import NO_PERIOD, NO_PERIOD_REMEDY, Gatherer, Origin, Sheeted, store_name
from auditor.intake.headings import normal, platforms_in, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.periods import name_period, no_period, title_period, week_of, without_period, year_in
from auditor.intake.places import is_shop
from auditor.intake.scorecard import NO_VALUE_COLUMN, NO_VALUES, MetricsDown
from auditor.intake.store_rows import StoreRows
from auditor.intake.stores_across import Layout, find_stores, store_sheets
from auditor.intake.tables import SEARCHED_ROWS, Scout
from auditor.intake.titles import pairs, stated_attributes, stated_origin
from auditor.intake.values import shows_decimal_comma
from auditor.model import CLIENT, InputSheet, Text

AHEAD = 2000  # rows held in memory to decide what holds for the whole sheet (decimal commas, orders of dates)


class NoHeading(Text):
    """Why a sheet is none of ours."""


NO_HEADING = NoHeading(
    "没有找到已知的标题（指标、店铺、周期……）", "no known heading was found (metrics, store, period …)"
)
EMPTY = Text("空表", "an empty sheet")
NO_ROWS = Text("表头下没有数据行", "no rows below the heading")
NO_DOCUMENT = Text("没有识别出这个 JSON 文件", "this JSON document is not recognised")
NO_PLATFORM = Text(
    "无法判断属于哪个平台：请加“平台”列，或用 --platform alibaba|amazon|independent 指明",
    "cannot tell the platform: add a column 'Platform' or say --platform alibaba|amazon|independent",
)


def read_sheet(sheet: Sheet, origin: Origin, lexicon: Lexicon) -> Sheeted:
    """Read a sheet: an export that a source map recognises, a checklist, or one of the three shapes of metrics.

    Raises UnreadableFile with the reader.
    """
    if sheet.document is not None:
        gatherer = Gatherer(lexicon, origin)
        return read_document(sheet, gatherer, lexicon.sources) or gatherer.finish(None, error=NO_DOCUMENT)
    rows = sheet.rows()
    ahead = list(islice(rows, AHEAD))
    if not ahead:
        return Sheeted(InputSheet(sheet.name, notes=(EMPTY,)))
    gatherer = _gatherer(ahead, origin, lexicon)
    gatherer.notes.extend(sheet.notes)
    if sheet.hidden:
        gatherer.notes.append(Text("隐藏的工作表，已照常读取", "a hidden sheet, read like the others"))
    export = find_export(ahead, lexicon.exports)
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
        read_checklist(chain(ahead, rows), layout, gatherer, ahead)
        columns = tuple((a1(layout.row.number, column), kind, kind) for kind, column in layout.columns.items())
        return gatherer.finish("checklist", layout.row.number, columns)
    if len(ahead) < AHEAD and (stores := find_stores(ahead, sheet.merged, lexicon, origin)) is not None:
        return _side_by_side(sheet, gatherer, ahead, stores)
    if len(ahead) < AHEAD and (blocks := find_blocks(ahead, lexicon)):
        return _blocks(sheet, gatherer, blocks)
    return Tables(sheet, gatherer, ahead, rows).read()


def _not_read(title: Text, instead: Text) -> NoHeading:
    """What an export is that nothing is made of, why, and which one to hand in."""
    return NoHeading(f"这是{title.zh}：{instead.zh}", f"this is the {title.en}: {instead.en}")


def read_export(sheet: Sheet, origin: Origin, lexicon: Lexicon) -> Export:
    """The export that a sheet is known to hold, its rows unread. Raises UnreadableFile with the reader."""
    ahead = list(islice(sheet.rows(), AHEAD))
    found = find_export(ahead, lexicon.exports)
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
    titles = [source.title for source in lexicon.sources if source.several]
    zh, en = "、".join(title.zh for title in titles), ", ".join(title.en for title in titles)
    return Text(
        f"GA4 文件“{said}”中没有能读取的报表（概览、“第 N 天”和探索不读取）；可读取：{zh}",
        f"the GA4 file '{said}' holds no report that is read (snapshots, 'Nth day' and explorations are not); read are: {en}",
    )


def _side_by_side(sheet: Sheet, gatherer: Gatherer, rows: list[Row], layout: Layout) -> Sheeted:
    """Stores side by side: each is read as a scorecard of its own."""
    heading, error, columns = rows[layout.at].number, None, []
    for origin, own in store_sheets(rows, layout, gatherer, gatherer.origin):
        gatherer.origin = origin
        read = Tables(sheet, gatherer, own, iter(())).read().sheet
        error = error or read.error
        columns += [column for column in read.columns if column not in columns]
    seen = Counter(gatherer.ignored)  # a row may be empty for one store and not for another
    gatherer.ignored = [item for item in seen if item.why != NO_VALUES or seen[item] == len(layout.stores)]
    gatherer.notes = list(dict.fromkeys(gatherer.notes))
    names = "、".join(dict.fromkeys(cell.raw.strip() for cell, _ in layout.stores))
    gatherer.notes.append(Text(f"各列为店铺：{names}", f"its columns are stores: {names.replace('、', ', ')}"))
    return gatherer.finish("scorecard", heading, tuple(columns), error)


def _blocks(sheet: Sheet, gatherer: Gatherer, blocks: Sequence[list[Row]]) -> Sheeted:
    """Tables side by side: each is read by itself."""
    origin, read = gatherer.origin, []
    for own in blocks:
        gatherer.origin = origin
        read.append(Tables(sheet, gatherer, own, iter(())).read().sheet)
    gatherer.ignored, gatherer.notes = list(dict.fromkeys(gatherer.ignored)), list(dict.fromkeys(gatherer.notes))
    columns = tuple(dict.fromkeys(column for each in read for column in each.columns))
    error = next((each.error for each in read if each.error is not None), None)
    return gatherer.finish(read[0].source_map, read[0].heading_row, columns, error)


class Tables:
    """Reads the tables of a sheet one after the other."""

    def __init__(self, sheet: Sheet, gatherer: Gatherer, ahead: list[Row], rest: Iterator[Row]) -> None:
        self.sheet = sheet
        self.gatherer = gatherer
        self.origin = gatherer.origin
        self.lexicon = gatherer.lexicon
        self.ahead = ahead
        self.rest = rest
        self.merged = sheet.merged

    def read(self) -> Sheeted:
        """Every table of the sheet."""
        rows: Iterator[Row] = chain(self.ahead, self.rest)
        first: tuple[Table, str | None] | None = None
        shape = None
        while True:
            part = list(islice(rows, AHEAD))
            if not part:
                break
            origin, platform, table = self._context(part)
            if table is None:
                if first is None:
                    return self._nothing(part, platform)
                self._leave(part)
                break
            if not self._determined(table, platform, part):
                return self.gatherer.finish(
                    None, table.heading_row, _columns(table, self.lexicon, platform), NO_PLATFORM
                )
            self.gatherer.origin = origin
            if platform is not None:
                stated_attributes(table.titles, self.gatherer, platform)
            reader = (MetricsDown if table.down else StoreRows)(
                table, self.gatherer, platform, self.merged, part[table.first : SEARCHED_ROWS]
            )
            if first is None:
                first, shape = (table, platform), reader.shape
            self._titles(table)
            self._unknown_columns(table, platform, part)
            error = self._missing_value_column(table)
            if error is not None:
                return self.gatherer.finish(shape, table.heading_row, _columns(table, self.lexicon, platform), error)
            body = Body(table, chain(part[table.first :], rows), Scout(self.lexicon, None, origin.year, origin.period))
            reader.read(body)
            rows = body.rows
        if first is None:
            return self.gatherer.finish(shape)
        if len(self.ahead) <= first[0].first:
            self.gatherer.notes.append(NO_ROWS)
        if not self.gatherer.observations and (why := self._asked_in_vain(self.ahead, first[0])) is not None:
            self.gatherer.notes.append(why)
        columns = _columns(first[0], self.lexicon, first[1])
        return self.gatherer.finish(shape, first[0].heading_row, columns, self._without_period(first[0].titles))

    def _context(self, rows: Sequence[Row]) -> tuple[Origin, str | None, Table | None]:
        """Period, year and platform as the title cells, the names and the headings tell them; the table by their light."""
        rough = Scout(self.lexicon, self.origin.platform, self.origin.year, self.origin.period)
        table = rough.locate(rows, self.merged)
        titles = table.titles if table is not None else []
        title_text = " ".join(cell.raw for row in titles for cell in row.cells)
        above = self.gatherer.origin  # of the table above, whose title may be the sheet's
        period = title_period(titles, year_in(title_text) or above.year) or above.period
        year = (period.end.year if period else None) or year_in(title_text) or above.year
        origin = replace(stated_origin(titles, self.gatherer), period=period, year=year)
        column = table.of("platform") if table is not None else None
        platform = origin.platform
        if platform is None:
            guessed = self._mentioned(title_text) or self._inferred(rows, table)
            platform = guessed if column is None or self._named(rows, column) <= {guessed} else None
        # where each row names its platform, the headings of any may head a column
        headings = platform if column is None else None
        if (headings, year, period) == (self.origin.platform, self.origin.year, self.origin.period):
            return origin, platform, table
        return origin, platform, Scout(self.lexicon, headings, year, period).locate(rows, self.merged)

    def _named(self, rows: Sequence[Row], column: Column) -> set[str | None]:
        """The platforms that the cells of a platform column name."""
        texts = {cell.raw for row in rows for cell in row.cells if cell.column == column.index}
        return {self.lexicon.platform(text) for text in texts} - {None}

    def _mentioned(self, titles: str) -> str | None:
        """The one platform that the titles, else the sheet's name, else the file's name mention."""
        stem = self.origin.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        for text in (titles, self.sheet.name or "", stem):
            found = platforms_in(text, self.lexicon.platforms)
            if len(found) == 1:
                return found[0]
        return None

    def _inferred(self, rows: Sequence[Row], table: Table | None) -> str | None:
        """The platform of which the most headings are known; None on a tie."""
        texts = {
            cell.value
            for row in rows[:SEARCHED_ROWS]
            for cell in row.cells
            if isinstance(cell.value, str) and structural(cell.value) is None
        }
        if table is not None:
            texts |= {name for column in table.columns for name in column.names}
        counts: Counter[str] = Counter()
        for platform in self.lexicon.platforms:
            if platform == CLIENT:
                continue
            takes = [self.lexicon.take(text, platform) for text in texts]
            counts[platform] = len(
                {taken.metric.id for taken in takes if taken.metric is not None and taken.metric.platform == platform}
            )
        best = counts.most_common(2)
        if best and best[0][1] > 0 and (len(best) == 1 or best[0][1] > best[1][1]):
            return best[0][0]
        if best and best[0][1] == 0:
            known = any(self.lexicon.take(text, CLIENT).known for text in texts)
            return CLIENT if known else None
        return None

    def _determined(self, table: Table, platform: str | None, rows: Sequence[Row]) -> bool:
        """Whether each row's platform can be told: from the sheet, from a column, from a form's own row."""
        if platform is not None or table.of("platform") is not None:
            return True
        if table.heading_row is None:
            return any(structural(cell.raw) == "platform" for row in rows[table.first :] for cell in row.cells[:1])
        return bool(self.origin.declared) and table.of("store") is not None

    def _titles(self, table: Table) -> None:
        """Title rows are looked at for period and platform; they hold no values."""
        texts = [cell.raw for row in table.titles for cell in row.cells]
        if texts:
            shown = " | ".join(texts[:6])
            self.gatherer.notes.append(Text(f"表头上方：{shown}", f"above the table: {shown}"))

    def _missing_value_column(self, table: Table) -> Text | None:
        if not table.down or table.all("dated") or table.all("value"):
            return None
        return next((column.why for column in table.columns if column.undated), None) or NO_VALUE_COLUMN

    def _unknown_columns(self, table: Table, platform: str | None, rows: Sequence[Row]) -> None:
        """Headings that stand for nothing known, each with the nearest known name."""
        used = {cell.column for row in rows[table.first :] for cell in row.cells}
        platform = platform if table.of("platform") is None else None
        for column in table.all("unknown"):
            if column.text and column.index in used:
                problem = column.take(self.lexicon, platform).problem
                self.gatherer.unknown_heading(table.heading_row or 0, column.index, column.text, platform, problem)

    def _leave(self, rows: Iterable[Row]) -> None:
        for row in rows:
            for cell in row.cells:
                self.gatherer.ignore(row.number, cell.column, cell, Text("表格以外的内容", "outside of any table"))

    def _nothing(self, rows: Sequence[Row], platform: str | None) -> Sheeted:
        """No heading is known: the texts of the row that looks most like one, with the nearest names."""
        texts = [row for row in rows[:SEARCHED_ROWS] if sum(isinstance(cell.value, str) for cell in row.cells) >= 2]
        for cell in texts[0].cells if texts else []:
            if isinstance(cell.value, str):
                names = [platform] if platform else [p for p in self.lexicon.platforms if p != CLIENT]
                close = next((found for p in names if (found := self.lexicon.nearest(cell.value, p))), None)
                self.gatherer.ignore(
                    texts[0].number, cell.column, cell, Text("未知的标题", "unknown heading"), nearest_name=close
                )
        return self.gatherer.finish(None, error=self._asked_in_vain(rows, None) or NO_HEADING)

    def _asked_in_vain(self, rows: Sequence[Row], table: Table | None) -> NoHeading | None:
        """That no heading is one of the platform that somebody named, and which platform knows them."""
        asked = self.gatherer.asked
        texts = {cell.value for row in rows[:SEARCHED_ROWS] for cell in row.cells if isinstance(cell.value, str)}
        if asked is None or any(self.lexicon.take(text, asked).known for text in texts):
            return None
        other = self._inferred(rows, table)
        zh, en = (f"；这些标题像是 {other} 的", f"; they look like those of {other}") if other else ("", "")
        return NoHeading(
            f"没有找到 {asked}（--platform 或代理配置指定）的标题{zh}",
            f"no heading of {asked} was found, the platform that --platform or the agency's configuration names{en}",
        )

    def _without_period(self, titles: Sequence[Row]) -> Text | None:
        """One message for the sheet where nothing states a period, or what does is none, instead of one a cell."""
        gatherer = self.gatherer
        undated = [item for item in gatherer.ignored if item.why == NO_PERIOD]
        if not undated or gatherer.observations:
            return None
        gatherer.ignored = [item for item in gatherer.ignored if item.why != NO_PERIOD]
        for row, label, cell in pairs(titles, self.lexicon):
            if structural(label.raw) == "period" and structural(cell.raw) is None:
                why = no_period(cell, gatherer.origin.year)
                gatherer.ignore(row.number, cell.column, cell, why, incomplete=True)
                told = cell.raw[:40]
                return Text(f"统计周期“{told}”无法采用：{why.zh}", f"the period '{told}' can't be used: {why.en}")
        gatherer.ignored.append(undated[0])
        return Text(f"{NO_PERIOD.zh}：{NO_PERIOD_REMEDY.zh}", f"{NO_PERIOD.en}: {NO_PERIOD_REMEDY.en}")


def _columns(table: Table, lexicon: Lexicon, platform: str | None) -> tuple[tuple[str, str, str], ...]:
    """How each column was taken, for ``auditor import --explain``."""
    rows = []
    for column in table.columns:
        meaning = column.kind
        if column.kind == "data":
            of_rows = [taken for of, taken in column.taken.items() if of is not None and taken.known]
            chosen = of_rows if table.of("platform") else [column.take(lexicon, platform)]
            names = [found.id for taken in chosen if (found := taken.metric or taken.attribute) is not None]
            meaning = ", ".join(dict.fromkeys(names)) or meaning
        if column.period is not None:
            meaning = (
                f"{meaning} {column.period.start}..{column.period.end}"
                if column.kind == "data"
                else f"{column.period.start}..{column.period.end}"
            )
        rows.append((column.cell, column.text, meaning))
    return tuple(rows)


def origin_period(origin: Origin) -> Origin:
    """``origin`` with what the sheet's name or the file's name states: the period, and a store (恒达店)."""
    name = without_period(origin.sheet or "")
    # --store and the configuration's files go before the name of a sheet
    if origin.only is None and normal(origin.store) not in origin.declared and is_shop(name, origin.declared):
        platform = origin.platform or origin.declared.get(normal(name))
        origin = replace(origin, store=store_name(name), placed=None, platform=platform)
    stem = origin.file.rsplit("/", 1)[-1].rsplit("!", 1)[-1].rsplit(".", 1)[0]
    texts = [text for text in (origin.sheet, stem) if text]
    year = origin.year or next((year for text in texts if (year := year_in(text)) is not None), None)
    whole = name_period(stem, year)
    for text in texts:
        period = name_period(text, year)
        if period is not None and not week_of(text, whole):
            return replace(origin, period=period, year=period.end.year)
    return replace(origin, year=year)
