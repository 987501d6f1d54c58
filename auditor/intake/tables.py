"""The tables of a sheet one under the other: for each whose and of when it is, its rows, and what it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from auditor.intake.body import Body
from auditor.intake.columns import Table, looks_numeric
from auditor.intake.dating.periods import year_in
from auditor.intake.dating.weeks import is_month
from auditor.intake.gather import Gatherer
from auditor.intake.heading_levels import SEARCHED_ROWS
from auditor.intake.headings import structural
from auditor.intake.layouts.pivots import outer_metric
from auditor.intake.lexicon import Lexicon
from auditor.intake.names import month_of_week, named_period, unsettled_week
from auditor.intake.not_own import left_out
from auditor.intake.origin import Origin
from auditor.intake.readers.cells import Row, Sheet
from auditor.intake.readers.delimited import MAYBE_JAPANESE
from auditor.intake.rows import TableReader
from auditor.intake.scorecard import MetricsDown
from auditor.intake.scout import Scout
from auditor.intake.sheet_period import related_period, title_period, up_to_its_day, week_around
from auditor.intake.sheet_platform import guessed, guessed_below, inferred, named_in, without_rules
from auditor.intake.sheeted import Sheeted
from auditor.intake.store_rows import StoreRows
from auditor.intake.titles import shops_alone, stated_attributes, stated_origin
from auditor.intake.undated import undated
from auditor.intake.unplaced import NoHeading, no_metric, no_platform, no_rules, without_metric
from auditor.intake.valueless import no_values
from auditor.model import Period, Text

AHEAD = 2000  # rows held in memory to decide what holds for the whole sheet (decimal commas, orders of dates)

NO_ROWS = Text("表头下没有数据行", "no rows below the heading")


class Tables:
    """Reads the tables of a sheet. ``ahead``: its first rows, ``rest``: those below."""

    def __init__(self, sheet: Sheet, gatherer: Gatherer, ahead: list[Row], rest: Iterator[Row]) -> None:
        self.sheet = sheet
        self.gatherer = gatherer
        self.origin = gatherer.origin
        self.week = week_around(self.origin)  # what 上周 above one of its tables relates to
        self.lexicon = gatherer.lexicon
        self.ahead = ahead
        self.rest = rest
        gatherer.shops |= len(shops_alone(ahead, self.origin.declared)) > 1

    def read(self) -> Sheeted:
        """Every table of the sheet."""
        rows: Iterator[Row] = chain(self.ahead, self.rest)
        first: tuple[Table, str | None] | None = None
        shape = None
        while part := list(islice(rows, AHEAD)):
            origin, platform, table = self._context(part)
            if table is None:
                if first is None:
                    return self._nothing(part, platform)
                self._leave(part)
                break
            scout = Scout(self.lexicon, None, origin)
            body = Body(table, chain(part[table.first :], rows), scout)
            self.gatherer.origin = origin
            if (aside := left_out(table, self.sheet.name)) is not None:
                self.gatherer.ignore(*aside[:3], remedy=aside[3])
                rows = body.passed_over(part[: table.first], aside[1].raw)
                continue
            if not self._determined(table, platform, part):
                other = without_rules(table.titles, self.origin, self.lexicon)
                headings = next((row for row in part if row.number == table.heading_row), None)
                missed = no_platform(part[:SEARCHED_ROWS], headings, other, self.lexicon, self.origin)
                return self._finish(None, table, platform, missed)
            reader, error = self._reader(table, platform, part), no_values(table)
            if first is None:
                first, shape = (table, platform), reader.shape
                if error is not None:
                    return self._finish(shape, table, platform, error)
            if error is None:
                reader.read(body)
            else:
                self._pass_by(table, body, error)
            rows = body.rows
        if first is None:
            return self.gatherer.finish(None)
        table, platform = first
        if len(self.ahead) <= table.first:
            self.gatherer.notes.append(NO_ROWS)
        if not self.gatherer.observations and (why := self._asked_in_vain(self.ahead, table)) is not None:
            self.gatherer.notes.append(why)
        return self._finish(
            shape, table, platform, undated(table, self.gatherer, self.origin) or self._of_nothing(table)
        )

    def _of_nothing(self, table: Table) -> Text | None:
        """That a list names no store and has no metric (客户名单 in a file 国际站): it is of no store then, whatever its file is called."""
        gatherer = self.gatherer
        if gatherer.observations or table.down or table.of("store") is not None or len(table.columns) < 2:
            return None
        if any(item.nearest is not None for item in gatherer.ignored):
            return None
        if any(draft.attributes or draft.launched for draft in gatherer.stores.values()):
            return None
        headings = next((row for row in self.ahead if row.number == table.heading_row), None)
        why = without_metric(self.ahead[:SEARCHED_ROWS], headings, self.lexicon, self.origin)
        if why is not None:
            gatherer.stores.clear()
        return why

    def _context(self, rows: Sequence[Row]) -> tuple[Origin, str | None, Table | None]:
        """Period, year and platform as the title cells, the names and the headings tell them; the table by their light."""
        rough = Scout(self.lexicon, self.origin.platform, self.origin)
        table = rough.locate(rows, self.sheet.merged)
        titles = [*table.titles, *_corner(rows, table)] if table is not None else []
        title_text = " ".join(cell.raw for row in titles for cell in row.cells)
        above = self.gatherer.origin  # of the table above, whose title may be the sheet's
        titled = year_in(title_text)
        stated = title_period(titles, titled or above.year, above.period, weeks=above.undated is None)
        if _of_a_weekly(stated, self.origin.period, title_text):
            stated = self.origin.period
        self._compare(stated, self.origin.period if self.origin.filed is None else None)
        named = named_period(self.origin.sheet, self.origin.stem, titled) if titled and not above.period else None
        self.week, around = stated or self.week or named, replace(above, year=titled or above.year)
        stated, why = related_period(titles, table, self.week, around, self.ahead) or (stated, None)
        period = stated or above.period or named  # the last: 2026年 in the title of 第46周
        year = (period.end.year if period else None) or titled or above.year
        said = [*(cell.raw for row in titles for cell in row.cells), self.origin.sheet, self.origin.stem]
        undated = why or unsettled_week(said, period, year) or (above.undated if period is None else None)
        month = period if is_month(period) else month_of_week(said, year) or above.counted
        period = up_to_its_day(period, titles, table, self.gatherer, year) if undated is None else None
        below = rows[table.first :] if table is not None else ()
        titled_origin = stated_origin(titles, self.gatherer, self.origin.platform, below)
        origin = replace(titled_origin, period=period, undated=undated, year=year)
        column = table.of("platform") if table is not None else None
        platform = origin.platform
        if platform is None:
            known = (titles, rows, table, self.origin, self.lexicon)
            read = self.gatherer.observations
            likely = guessed_below(read[-1].store.platform, *known) if read else guessed(*known)
            platform = likely if column is None or named_in(column.index, rows, self.lexicon) <= {likely} else None
        headings = platform if column is None else None  # of any, where each row names its platform
        dating = period if undated is None else month  # 第1周 among the headings of 11月第2周 is of November too
        if (headings, year, dating) == (self.origin.platform, self.origin.year, self.origin.period):
            return origin, platform, table
        scout = Scout(self.lexicon, headings, replace(above, year=year, period=dating))
        return origin, platform, scout.locate(rows, self.sheet.merged)

    def _compare(self, stated: Period | None, named: Period | None) -> None:
        """Put on record that a title and the name of its sheet or file are of different weeks: one was copied."""
        if stated is None or named is None or 1 in (stated.days, named.days):
            return
        if stated.apart(named):
            self.gatherer.note(
                Text(
                    f"表格上方写的是 {stated.start}..{stated.end}，工作表或文件名称写的是 {named.start}..{named.end}；"
                    "以表格上方为准，请核对",
                    f"above the table stands {stated.start}..{stated.end}, in the name of the sheet or file "
                    f"{named.start}..{named.end}; what stands above the table counts: check which is right",
                )
            )

    def _determined(self, table: Table, platform: str | None, rows: Sequence[Row]) -> bool:
        """Whether each row's platform can be told: from the sheet, from a column, from a form's own row."""
        if platform is not None or table.of("platform") is not None:
            return True
        if table.heading_row is None:
            return any(structural(cell.raw) == "platform" for row in rows[table.first :] for cell in row.cells[:1])
        return bool(self.origin.declared) and table.of("store") is not None

    def _reader(self, table: Table, platform: str | None, rows: Sequence[Row]) -> TableReader:
        """What reads the rows of a table. All that its titles and headings say is on record then."""
        if platform is not None:
            stated_attributes(table.titles, self.gatherer, platform)
        reader = (MetricsDown if table.down else StoreRows)(
            table, self.gatherer, platform, self.sheet.merged, rows[table.first : SEARCHED_ROWS]
        )
        reader.week = self.week
        if texts := [cell.raw for row in table.titles for cell in row.cells]:
            shown = " | ".join(texts[:6])
            self.gatherer.notes.append(Text(f"表头上方：{shown}", f"above the table: {shown}"))
        self._unknown_columns(table, platform, rows)
        return reader

    def _unknown_columns(self, table: Table, platform: str | None, rows: Sequence[Row]) -> None:
        """Headings that stand for nothing known, each with the nearest known name."""
        used = {cell.column for row in rows[table.first :] for cell in row.cells}
        platform = platform if table.of("platform") is None else None
        for column in table.all("unknown"):
            if column.text and column.index in used:
                problem = column.take(self.lexicon, platform).problem
                self.gatherer.unknown_heading(table.heading_row or 0, column.heading, platform, problem)

    def _pass_by(self, table: Table, body: Body, error: Text) -> None:
        """Put a further table on record that has no values (指标 | 目标): they are missed where metrics have figures in it."""
        column = table.columns[0]
        known = {each.index for each in table.columns if each.kind == "beside"}
        missed = [
            row
            for row in body
            if any(looks_numeric(cell) and cell.column not in known for cell in row.cells)
            and any(self.lexicon.take(cell.raw, None).metric for cell in row.cells if cell.column == column.index)
        ]
        self.gatherer.ignore(table.heading_row or 0, column.heading, error, incomplete=bool(missed))

    def _leave(self, rows: Iterable[Row]) -> None:
        for row in rows:
            for cell in row.cells:
                self.gatherer.ignore(row.number, cell, Text("表格以外的内容", "outside of any table"))

    def _nothing(self, rows: Sequence[Row], platform: str | None) -> Sheeted:
        """No heading is known: the texts of the row that looks most like one, with the nearest names."""
        texts = [row for row in rows[:SEARCHED_ROWS] if sum(isinstance(cell.value, str) for cell in row.cells) >= 2]
        for cell in texts[0].cells if texts else []:
            if isinstance(cell.value, str):
                close = self.lexicon.nearest(cell.value, platform)
                why = Text("未知的标题", "unknown heading")
                self.gatherer.ignore(texts[0].number, cell, why, nearest_name=close)
        other = without_rules(rows[:1], self.origin, self.lexicon) if self.gatherer.asked is None else None
        labels = [cell.raw for row in texts[:1] or rows[:SEARCHED_ROWS] for cell in row.cells]
        error = no_rules(other, self.lexicon) if other is not None else self._asked_in_vain(rows, None)
        error = error or no_metric(labels, self.lexicon, outer_metric((), self.origin, self.lexicon))
        if MAYBE_JAPANESE in self.gatherer.notes:
            error = NoHeading(f"{error.zh}；{MAYBE_JAPANESE.zh}", f"{error.en}; {MAYBE_JAPANESE.en}")
        return self.gatherer.finish(None, error=error)

    def _asked_in_vain(self, rows: Sequence[Row], table: Table | None) -> NoHeading | None:
        """That no heading is one of the platform that somebody named, and which platform knows them."""
        asked = self.gatherer.asked
        texts = {cell.value for row in rows[:SEARCHED_ROWS] for cell in row.cells if isinstance(cell.value, str)}
        if asked is None or any(self.lexicon.take(text, asked).known for text in texts):
            return None
        other = inferred(rows, table, self.lexicon)
        zh, en = (f"；这些标题像是 {other} 的", f"; they look like those of {other}") if other else ("", "")
        return NoHeading(
            f"没有找到 {asked}（--platform 或代运营配置指定）的标题{zh}",
            f"no heading of {asked} was found, the platform that --platform or the agency's configuration names{en}",
        )

    def _finish(self, shape: str | None, table: Table, platform: str | None, error: Text | None) -> Sheeted:
        return self.gatherer.finish(shape, table.heading_row, _taken_for(table, self.lexicon, platform), error)


def _of_a_weekly(stated: Period | None, named: Period | None, title: str) -> bool:
    """Whether the month in the title of a weekly report is but that of the week that the sheet's name states."""
    if stated is None or named is None or not is_month(stated) or not 1 < named.days < stated.days:
        return False
    return (
        stated.start <= named.end
        and named.start <= stated.end
        and re.search("周报|weekly", title.casefold()) is not None
    )


def _corner(rows: Sequence[Row], table: Table) -> list[Row]:
    """What heads the metrics down, where it is a title and no label: 2026年 | 1月 | 2月, 恒达店 | 本周 | 上周."""
    at = {column.index for column in table.all("metric")} if table.down else ()
    headings = (row for row in rows if row.number == table.heading_row)
    corners = (row._replace(cells=[cell for cell in row.cells if cell.column in at]) for row in headings)
    return [row for row in corners if row.cells and structural(row.cells[0].raw) is None]


def _taken_for(table: Table, lexicon: Lexicon, platform: str | None) -> tuple[tuple[str, str, str], ...]:
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
            days = f"{column.period.start}..{column.period.end}"
            meaning = f"{meaning} {days}" if column.kind == "data" else days
        rows.append((column.cell, column.text, meaning))
    return tuple(rows)
