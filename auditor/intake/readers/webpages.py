"""Pages that call themselves .xls: HTML tables and web archives, as ERPs and back offices export them.

Parsed with the standard library: nothing is fetched, no script runs. All tables of a page stand
below one another, as a spreadsheet program shows them; cells are the text that is printed.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from email.parser import BytesParser
from html.parser import HTMLParser
from typing import IO

from auditor.intake.limits import Limits, too_wide
from auditor.intake.readers.cells import AGAIN, RESAVE, Cell, ListedSheet, MergedRange, Row, Sheet, UnreadableFile
from auditor.intake.readers.encoding import decode_text
from auditor.model import Text

_CHUNK = 1 << 16
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SILENT = frozenset(("script", "style", "title", "head"))


def read_html(data: bytes, encoding: str | None, limits: Limits, name: str | None = None) -> Sheet:
    """The tables of a page as one sheet. Raises UnreadableFile where it has none."""
    declared = _CHARSET.search(data[:4096])
    text, found = decode_text(data, encoding, declared[1].decode() if declared else None)
    reader = _Tables(limits)
    for start in range(0, len(text), _CHUNK):
        reader.feed(text[start : start + _CHUNK])
    reader.close()
    if not reader.listed and "<frameset" in text.casefold():  # a workbook that Excel has saved as a page
        raise UnreadableFile(
            Text(
                "这是另存为网页的工作簿，表格在旁边的文件夹里",
                "it is a workbook saved as a web page, its sheets lie in the folder beside it",
            ),
            RESAVE,
        )
    if not reader.listed:
        raise UnreadableFile(
            Text("这是网页，里面没有表格", "this is a web page without a table"),
            Text(
                "请从后台重新导出；登录过期时下载到的常是登录页",
                "export it again: after a log-in has expired the download is often the log-in page",
            ),
        )
    note = Text(f"内容是 HTML 表格，编码 {found}", f"the content is an HTML table, encoding {found}")
    return ListedSheet(name, notes=(note,), listed=reader.listed, areas=tuple(reader.merged))


def read_web_archive(stream: IO[bytes], encoding: str | None, limits: Limits) -> list[Sheet]:
    """The pages of a web archive (MHTML) that hold tables. Raises UnreadableFile where none does."""
    sheets: list[Sheet] = []
    if stream.read(len(BOM_UTF8)) != BOM_UTF8:  # behind it a header would be none
        stream.seek(0)
    for part in BytesParser().parse(stream).walk():
        payload = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(payload, bytes) and b"<t" in payload.lower():
            stem = str(part.get("Content-Location", "")).rpartition("/")[2].partition(".")[0]
            try:
                sheets.append(read_html(payload, encoding or part.get_content_charset(), limits, stem or None))
            except UnreadableFile:
                continue  # a frame or a list of tabs
    if not sheets:
        raise UnreadableFile(Text("网页存档里没有表格", "the web archive holds no table"), AGAIN)
    return sheets


class _Tables(HTMLParser):
    """Collects rows. Of tables in a table the inner rows come first, each row when it ends."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self._limits = limits
        self.listed: list[Row] = []
        self.merged: list[MergedRange] = []
        self._used: set[int] = set()
        self._count = 0
        self._open: list[_Table] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens; end tags of rows and cells may be missing."""
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._open.append(_Table())
        elif self._open:
            table = self._open[-1]
            if tag == "tr":
                self._end_row()
                table.row, table.column = [], 0
                table.hidden = bool(_UNSEEN.search(dict(attrs).get("style") or ""))
            elif tag in {"td", "th"}:
                self._end_cell()
                table.row = [] if table.row is None else table.row
                table.text, table.spans = [], (_span(attrs, "colspan"), _span(attrs, "rowspan"))
            elif tag in {"br", "p", "div", "li"} and table.text:
                table.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._open and tag in {"td", "th"}:
            self._end_cell()
        elif self._open and tag == "tr":
            self._end_row()
        elif self._open and tag == "table":
            self._end_row()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Text, of which only that of cells counts."""
        if self._open and self._open[-1].text is not None and not self._silent:
            self._open[-1].text.append(data)

    def close(self) -> None:
        """The page ends, perhaps in the middle of a table."""
        super().close()
        while self._open:
            self._end_row()
            self._open.pop()

    def _end_cell(self) -> None:
        table = self._open[-1]
        if table.text is None or table.row is None:
            return
        text, table.text = " ".join("".join(table.text).split()), None
        column = table.free(table.column)
        wide, high = table.spans
        if text:
            table.row.append(Cell(column + 1, text))
            self._used.add(column + 1)
            if len(self._used) > self._limits.columns:
                raise too_wide(self._limits)
        if wide * high > 1:
            top = self._count + 1
            self.merged.append(MergedRange(top, column + 1, top + high - 1, column + wide))
            for taken in range(column, column + wide):
                table.below[taken] = high
        table.column = column + wide

    def _end_row(self) -> None:
        self._end_cell()
        table = self._open[-1]
        if table.row is None:
            return
        self._count += 1
        if table.row:
            self.listed.append(Row(self._count, table.row, table.hidden))
        table.row = None
        table.below = {column: left - 1 for column, left in table.below.items() if left > 1}


class _Table:
    """A table that is being read; ``below`` holds for how many rows more a column is covered."""

    def __init__(self) -> None:
        self.row: list[Cell] | None = None
        self.text: list[str] | None = None
        self.column = 0
        self.spans = (1, 1)
        self.hidden = False
        self.below: dict[int, int] = {}

    def free(self, column: int) -> int:
        """The next column that no cell above covers."""
        while column in self.below:
            column += 1
        return column


def _span(attributes: list[tuple[str, str | None]], name: str) -> int:
    """A span, bounded as browsers bound it."""
    text = (dict(attributes).get(name) or "1").strip()
    return min(max(1, int(text)), 1000) if text.isascii() and text.isdigit() and len(text) < 9 else 1
