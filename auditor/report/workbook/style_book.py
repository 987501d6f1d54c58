"""The cell styles of a workbook, made and numbered once for all reports of one font and accent.

XlsxWriter makes, compares and writes its fifty styles anew for each workbook, a seventh of the whole work. Here it does so once,
in a workbook that nobody sees; the reports take the numbers of the styles and the finished part of the file.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import xlsxwriter
from xlsxwriter.packager import Packager

from auditor.report.workbook.styles import FLAG_FORMAT, SEVERITY_COLOURS, STATUS_COLOURS, Colours, styles

# most numbers are shown in one of these
_FORMATS = ("0", "#,##0", "#,##0.0", "#,##0.00", "0%", "0.0%", "0.00%", FLAG_FORMAT)
SPARKLINE = {"show_hidden": False, "last_point": True, "series_color": "#33475C", "last_color": "#B42318"}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of the parts of a file, as Excel has it
_SMALL = 700  # bytes, of parts that take longer to pack than to write
_LEVEL = 1  # of compression: 51 KB a report in half the time that 44 KB take


class Style(NamedTuple):
    """A named style of the cells, as it is or changed."""

    name: str
    number_format: str | None = None
    quoted: bool = False  # marked as text: Excel never reads a formula in it
    colours: Colours | None = None


class StyleBook:
    """The styles of all workbooks of one font, accent (#rrggbb) and choice of further styles."""

    def __init__(self, font: str, accent: str, further: tuple[Style, ...]) -> None:
        stream = BytesIO()
        named = styles(accent)
        self.further = further
        with xlsxwriter.Workbook(stream, options(font)) as book:
            sheet = book.add_worksheet()
            self.properties = {style: {**named[style.name], **_changed(style)} for style in (*_usual(named), *further)}
            # by plain tuples too: a Style equals the tuple of its parts
            self.numbers: dict[tuple[object, ...], int] = {
                style: book.add_format(properties)._get_xf_index() for style, properties in self.properties.items()
            }
            self.conditions = {colours: book.add_format(coloured(colours)) for colours in STATUS_COLOURS.values()}
            for made in self.conditions.values():
                sheet.conditional_format("A1", {"type": "blanks", "format": made})
            sheet.add_sparkline("A1", {"range": "A1:B1", **SPARKLINE})
            self.sparkline: dict[str, Any] = sheet.sparklines[0]  # all but its places
        with ZipFile(stream) as archive:
            self.part = archive.read("xl/styles.xml").decode()


# A report has seldom more than five styles of its own: amounts in its currencies, many decimals.
@lru_cache(maxsize=64)  # 180 KB each
def style_book(font: str, accent: str, further: tuple[Style, ...] = ()) -> StyleBook:
    """The styles of a font and an accent; with ``further`` ones the usual are numbered alike."""
    return StyleBook(font, accent, further)


class Book(xlsxwriter.Workbook):  # type: ignore[misc]  # XlsxWriter ships no types
    """An XlsxWriter workbook in memory whose cells have the styles of a ``StyleBook``."""

    def __init__(self, font: str) -> None:
        super().__init__(BytesIO(), options(font))
        self._package = _Package()

    def packed(self, styles: StyleBook) -> bytes:
        """Close the workbook: the file, with these styles."""
        self._package.styles = styles.part
        self.close()
        stream = BytesIO()
        with ZipFile(stream, "w") as archive:
            for part, name, _ in self._package.filenames:
                data = part.getvalue().encode()
                archive.writestr(
                    ZipInfo(name, _EPOCH), data, ZIP_DEFLATED if len(data) > _SMALL else ZIP_STORED, _LEVEL
                )
        for made in (*self.worksheets(), self):  # they hold one another: two thirds of what is searched for cycles
            vars(made).clear()
        return stream.getvalue()

    def _get_packager(self) -> _Package:
        return self._package


class _Package(Packager):  # type: ignore[misc]
    """Makes the parts of a workbook's file and keeps them: XlsxWriter lets nobody choose how they are compressed."""

    styles = ""

    def _create_package(self) -> list[Any]:
        super()._create_package()
        return []

    def _write_styles_file(self) -> None:
        self._filename("xl/styles.xml").write(self.styles)


def options(font: str) -> dict[str, Any]:
    """What all workbooks are opened with: in memory, texts stay texts."""
    return {
        "in_memory": True,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": font, "font_size": 10.5},
    }


def coloured(colours: Colours) -> dict[str, str]:
    """The properties of a cell in these colours."""
    return {"font_color": colours[0], "bg_color": colours[1]}


def _changed(style: Style) -> dict[str, Any]:
    number_format = {"num_format": style.number_format} if style.number_format else {}
    quoted = {"quote_prefix": True} if style.quoted else {}
    return number_format | quoted | (coloured(style.colours) if style.colours else {})


def _usual(named: dict[str, Any]) -> list[Style]:
    """The styles that a report has in any case or most likely."""
    pairs = (*STATUS_COLOURS.values(), *SEVERITY_COLOURS.values())
    return [
        *map(Style, named),
        *(Style(name, form) for name in ("number", "count") for form in _FORMATS),
        *(Style(name, colours=pair) for name in ("text", "bold") for pair in pairs),
        Style("text", quoted=True),
        Style("score", "0"),
    ]
