"""A thin layer over XlsxWriter: named styles, text that can never become a formula, numbers that stay numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from xlsxwriter.url import Url

from auditor.report.workbook import cells
from auditor.report.workbook.style_book import Book, Style, style_book
from auditor.report.workbook.styles import NO_COLOURS, WRAPPED, Colours
from auditor.text import Both, clean

FORMULA_STARTS = "=+-@\t\r＝＋－＠﹢﹣﹦﹫"
_STARTS = tuple(FORMULA_STARTS)
_LINE_HEIGHT = 15.5  # points, of the 10.5 point font
MOST_LINES = 12  # a taller row hides the rows below it on a small screen


class Workbook:
    """An XlsxWriter workbook in memory with a fixed creation date: the same content gives the same bytes."""

    def __init__(self, *, font: str, accent: str, created: date, title: str) -> None:
        self.book = Book(font)
        self.book.set_properties({"title": clean(title), "created": datetime(created.year, created.month, created.day)})
        self._links: dict[str, Any] = {}
        self._font = font
        self.accent = accent
        self._styles = style_book(font, accent)
        self._sheets: list[Sheet] = []

    def link(self, target: str) -> Any:
        """The XlsxWriter link to a target, made once."""
        if target not in self._links:
            self._links[target] = Url(target)
        return self._links[target]

    @property
    def sparkline(self) -> dict[str, Any]:
        """What XlsxWriter keeps of a sparkline, but for its places."""
        return self._styles.sparkline

    def condition(self, colours: Colours) -> Any:
        """The XlsxWriter format of cells that a condition gives these colours."""
        return self._styles.conditions[colours]

    def style_number(
        self, name: str, number_format: str | None = None, quoted: bool = False, colours: Colours | None = None
    ) -> int:
        """The number by which the cells of the file know a style."""
        key = (name, number_format, quoted, colours)
        found = self._styles.numbers.get(key)
        if found is None:
            self._styles = style_book(self._font, self.accent, (*self._styles.further, Style(*key)))
            found = self._styles.numbers[key]
        return found

    def sheet(self, name: str, widths: Sequence[float], *, footer: str) -> Sheet:
        """A new sheet, set up for A4 on its side with page numbers."""
        made = self.book.add_worksheet(name, cells.Cells)
        made.set_widths(widths)
        made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        made.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        made.set_footer(f"&L&9{clean(footer).replace('&', '&&')[:120]}&R&9&P / &N")
        made.hide_gridlines(2)
        self._sheets.append(Sheet(self, made, name, widths))
        return self._sheets[-1]

    def close(self) -> bytes:
        """The finished file."""
        for sheet in self._sheets:
            sheet.fit_rows()
        self._sheets.clear()
        return self.book.packed(self._styles)


class Sheet:
    """One worksheet. Rows and columns count from 0."""

    def __init__(self, workbook: Workbook, sheet: Any, name: str, widths: Sequence[float]) -> None:
        self.workbook, self.sheet, self.name, self.widths = workbook, sheet, name, widths
        self._lines: dict[int, int] = {}

    def text(
        self, row: int, column: int, text: str | None, style: str = "text", colours: Colours | None = None
    ) -> None:
        """A text, whatever it looks like; blank for a missing one."""
        self.sheet.put(
            row,
            column,
            self.text_cells(row, column, (text,), style, {shown(text or "", style): colours} if colours else {})[0],
        )

    def text_cells(
        self,
        top: int,
        column: int,
        texts: Iterable[str | None],
        style: str = "text",
        colours: Mapping[str | None, Colours] = NO_COLOURS,
    ) -> list[str]:
        """Cells with texts from row ``top`` down, coloured by the text; blank for a missing one.

        A text that Excel would read as a formula when edited is marked as text.
        """
        plain = [text if text.__class__ is str else shown(text or "", style) for text in texts]
        wrapped_at = self.widths[column] if style in WRAPPED else None
        number_of, usual, tall = self.workbook.style_number, self.workbook.style_number(style), {}
        made = {"": cells.blank(usual)}
        for text in dict.fromkeys(plain):  # most columns say the same few things again and again
            if text:
                number = number_of(style, colours=colours[text]) if text in colours else usual
                made[text], quoted, lines = _as_cell(text, wrapped_at, number)
                if quoted:
                    made[text], *_ = _as_cell(text, wrapped_at, number_of(style, quoted=True))
                if lines > 1:
                    tall[text] = lines
        for row, text in enumerate(plain, top) if tall else ():
            if text in tall:
                self._heighten(row, tall[text])
        return [made[text] for text in plain]

    def _heighten(self, row: int, lines: int) -> None:
        """Note how many lines a text takes: not every program fits a row's height to wrapped text on its own."""
        if lines > self._lines.get(row, 1):
            self._lines[row] = lines

    def fit_rows(self) -> None:
        """Give every row the height that its longest text wants."""
        for row, lines in self._lines.items():
            self.sheet.set_row(row, 3 + _LINE_HEIGHT * min(lines, MOST_LINES))

    def merged(self, row: int, last_column: int, text: str, style: str = "plain") -> None:
        """A text over several columns."""
        self.sheet.merge_row(row, last_column, self.workbook.style_number(style))
        self.text(row, 0, text, style)
        self._lines.pop(row, None)
        self._heighten(row, lines_of(cells.fitting(shown(text, style)), sum(self.widths[: last_column + 1])))

    def number(
        self, row: int, column: int, value: float | None, number_format: str | None = None, style: str = "number"
    ) -> None:
        """A true number; blank for a missing one."""
        self.sheet.put(row, column, self.number_cells((value,), (number_format,), style)[0])

    def number_cells(
        self, values: Iterable[float | None], formats: Iterable[str | None], style: str = "number"
    ) -> list[str]:
        """Cells with true numbers, each in its format; blank for a missing one."""
        formats = list(formats)
        number_of = {form: self.workbook.style_number(style, form) for form in dict.fromkeys(formats)}
        numbers = map(number_of.__getitem__, formats)
        return [
            cells.blank(number) if value is None else cells.number(value, number)
            for value, number in zip(values, numbers, strict=True)
        ]

    def date(self, row: int, column: int, iso: str | None, style: str = "date") -> None:
        """A true date from ISO 8601; blank for a missing one."""
        self.sheet.put(row, column, self.date_cells((iso,), style)[0])

    def date_cells(self, days: Iterable[str | None], style: str) -> list[str]:
        """Cells with true dates; blank for a missing one."""
        number = self.workbook.style_number(style)
        return [cells.blank(number) if day is None else _day(day, number) for day in days]

    def headings(self, row: int, names: Sequence[str], *, repeated: bool = True) -> None:
        """A heading row; ``repeated`` prints it on every page."""
        form = self.workbook.style_number("head")
        self.sheet.put_table(row, [[_as_cell(shown(name, "text"), None, form)[0]] for name in names])
        self.sheet.set_row(row, 36 if any(isinstance(name, Both) for name in names) else 24)
        if repeated:
            self.sheet.repeat_rows(row)

    def title(self, title: str, lead: str) -> None:
        """The sheet's title and a line under it."""
        self.sheet.set_row(0, 30)
        self.text(0, 0, title, "title")
        self.text(1, 0, lead, "lead")

    def table(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Filters over a table whose headings stand in ``row``."""
        self.sheet.autofilter(row, column, max(last_row, row), last_column)

    def sparklines(self, drawn: Mapping[str, str]) -> None:
        """Lines that show the values of a range, in one cell each: cell → range with its sheet."""
        if drawn:
            places = {"locations": list(drawn), "ranges": list(drawn.values()), "count": len(drawn)}
            self.sheet.sparklines = [{**self.workbook.sparkline, **places}]

    def colour_words(self, rows: tuple[int, int], column: int, words: Mapping[str, Colours]) -> None:
        """Colour the cells of a column by the word that somebody will choose in them."""
        first, last = rows
        for word, colours in words.items() if first <= last else ():
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self.workbook.condition(colours)}
            self.sheet.conditional_format(first, column, last, column, rule)


def shown(text: str, style: str) -> str:
    """A text as a cell of this style shows it: both languages one under the other where it wraps, else in one line."""
    return (text.stacked if style in WRAPPED else str(text)) if isinstance(text, Both) else text


def sheet_name(text: str) -> str:
    """A sheet's name, in both languages without the stroke that Excel refuses."""
    return f"{text.zh} {text.en}" if isinstance(text, Both) else text


# Rules, advice and file names are the same in every report of a run: what they look like in a cell is worked out once.
@lru_cache(maxsize=20_000)
def _as_cell(text: str, width: float | None, style: int) -> tuple[str, bool, int]:
    """A cell's content, whether Excel would read it as a formula when edited, and its lines if it wraps at ``width``."""
    text = cells.fitting(text)
    return cells.text(text, style), text.startswith(_STARTS), lines_of(text, width) if width else 1


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of ``width`` characters.

    A Chinese character is as wide as two Latin ones; it has three bytes of UTF-8 and they have one.
    """
    wide = (len(text.encode("utf-8", "replace")) + len(text)) / 2
    if wide <= width and "\n" not in text:
        return 1
    return sum(
        math.ceil(max((len(line.encode("utf-8", "replace")) + len(line)) / 2, 1) / (width * 0.95))
        for line in text.split("\n")
    )


@lru_cache(maxsize=1_000)
def _day(iso: str, style: int) -> str:
    """The content of a cell that holds a day: in a spreadsheet, the days since 30 December 1899."""
    return cells.number((date.fromisoformat(iso) - date(1899, 12, 30)).days, style)
