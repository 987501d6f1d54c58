"""Cells, rows and sheets: the same few words for every file format.

Coordinates are those a person sees on opening the file: row 1, column 1 is A1. A CSV has them too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import Literal, NamedTuple

from auditor.model import Text
from auditor.text import BilingualError

CellValue = str | int | float | bool | datetime | date | time | timedelta | None
CellKind = Literal["text", "number", "bool", "date", "duration", "error", "formula", "picture"]

BLOCK_ROWS = 512  # below the 700 new containers at which a collection starts, and small enough for the cache: twice as fast as 8192


class UnreadableFile(BilingualError):
    """A file, or a sheet of it, was refused: why, and the way out.

    ``bug`` is True where our own code failed on it; ``detail`` then holds the traceback. ``transient`` is True where it
    is no fact of the file: another try may read it.
    """

    def __init__(
        self,
        message: Text,
        remedy: Text | None = None,
        *,
        bug: bool = False,
        detail: str = "",
        transient: bool = False,
    ) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.bug = bug
        self.detail = detail
        self.transient = transient


AGAIN = Text("请重新导出或下载一次", "export or download it again")
RESAVE = Text("请用 Excel 或 WPS 打开并另存为 .xlsx", "open it in Excel or WPS and save it as .xlsx")
LESS = Text(
    "请只导出需要的行和列，或拆成几个文件", "export only the rows and columns that are needed, or split the file"
)


class Cell(NamedTuple):
    """One cell that is not empty.

    ``format`` is the number format ("0.00%"), "" where the file has none. An ``error`` cell holds
    its code (#DIV/0!), a ``formula`` cell the text of a formula whose result the file does not
    carry, a ``picture`` the formula by which WPS embeds an image.
    """

    column: int
    value: CellValue
    format: str = ""
    kind: CellKind = "text"

    @property
    def raw(self) -> str:
        """The content as text, as evidence quotes it."""
        value = self.value
        return value if value.__class__ is str else raw_text(value)


class Row(NamedTuple):
    """One row with its number as in the spreadsheet and its non-empty cells from left to right."""

    number: int
    cells: list[Cell]
    hidden: bool = False


class Block(NamedTuple):
    """Rows turned into columns: ``columns[i][j]`` is the value in row ``numbers[j]`` (None: empty)."""

    numbers: Sequence[int]
    columns: tuple[Sequence[CellValue], ...]

    def where(self, column: int, text: str) -> Block:
        """The rows in which a column holds that text."""
        kept = [at for at, value in enumerate(self.columns[column]) if raw_text(value) == text]
        return Block([self.numbers[at] for at in kept], tuple([values[at] for at in kept] for values in self.columns))


class MergedRange(NamedTuple):
    """A merged area, ends included; its value stands in the top left cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One sheet of an open file. Subclasses say where the rows come from.

    ``name`` is None where the format knows no sheets (CSV, HTML, JSON). ``notes`` are decisions
    worth explaining (encoding, delimiter). ``document`` is the parsed content of a JSON file, which
    has no rows. ``epoch`` is where the plain numbers in a column of dates count from.
    """

    name: str | None = None
    hidden: bool = False
    notes: tuple[Text, ...] = ()
    document: object = None
    epoch: Literal[1900, 1904] = 1900

    def rows(self) -> Iterator[Row]:
        """The rows that have cells, in order. May be called again.

        Raises UnreadableFile where the sheet turns out to be damaged or beyond a limit.
        """
        return iter(())

    @property
    def merged(self) -> tuple[MergedRange, ...]:
        """The merged areas, as far as the format tells."""
        return ()

    def blocks(self, columns: Sequence[int], first_row: int = 1) -> Iterator[Block]:
        """The values of some columns from ``first_row`` on, column by column in blocks of rows.

        For row exports: whole columns can be counted and summed without a Python object per cell.
        Empty rows are left out, numbers and dates come as the file types them.
        """
        rows = (row for row in self.rows() if row.number >= first_row)
        while chunk := list(islice(rows, BLOCK_ROWS)):
            cells = [{cell.column: cell.value for cell in row.cells} for row in chunk]
            yield Block(
                [row.number for row in chunk], tuple([found.get(column) for found in cells] for column in columns)
            )


@dataclass(slots=True)
class ListedSheet(Sheet):
    """A sheet whose rows are already in memory."""

    listed: Sequence[Row] = ()
    areas: tuple[MergedRange, ...] = ()

    def rows(self) -> Iterator[Row]:
        """The rows that have cells, in order."""
        return iter(self.listed)

    @property
    def merged(self) -> tuple[MergedRange, ...]:
        """The merged areas."""
        return self.areas


@lru_cache(maxsize=20_000)
def column_letters(column: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def a1(row: int, column: int) -> str:
    """The address of a cell as a spreadsheet shows it: (17, 3) → "C17"."""
    return f"{column_letters(column)}{row}"


def column_number(letters: str) -> int:
    """A → 1, AA → 27. Raises ValueError for anything but one to three letters A to Z."""
    if not 0 < len(letters) <= 3 or not (letters.isascii() and letters.isalpha()):
        raise ValueError(f"not a column: {letters[:20]!r}")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def whole(value: float) -> float:
    """A number without decimals as an int, as far as a double holds it exactly."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def raw_text(value: CellValue) -> str:
    """A cell's value as text: numbers in their shortest exact spelling, dates as ISO writes them."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return repr(whole(value))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
