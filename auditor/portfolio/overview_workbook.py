"""The overview as a workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import chain, islice
from operator import itemgetter
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from auditor.files import ReportError
from auditor.model import Text
from auditor.portfolio.overview import Overview
from auditor.report.labels import Labels, labels
from auditor.report.workbook.cells import plain
from auditor.report.workbook.sheets import MOST_LINES, lines_of

_LINE_HEIGHT = 15  # points, of the 11 point font
MOST_ROWS = 1_048_576  # of a sheet, as Excel has it
_STATUSES = ("fail", "watch", "unknown", "pass")
_SCALE = {
    "type": "3_color_scale",
    "min_color": "#E9A49C",
    "mid_color": "#F6E3A8",
    "max_color": "#9CCFB0",
    "min_type": "num",
    "min_value": 0,
    "mid_type": "num",
    "mid_value": 70,
    "max_type": "num",
    "max_value": 100,
}


class _Column(NamedTuple):
    """A column of the ranking: its heading, its width, and what stands in it of an entry of ``stores``."""

    heading: str
    width: int
    of: Callable[[Mapping[str, Any]], Any]


def _ranking(words: Labels) -> list[_Column]:
    """What is told of each store, from left to right."""
    return [
        _Column(words["overview.client"], 18, itemgetter("of")),
        _Column(words["overview.store"], 24, itemgetter("store")),
        _Column(words["overview.platform"], 18, itemgetter("platform_name")),
        _Column(words["overview.days"], 12, itemgetter("days")),
        _Column(words["score"], 9, itemgetter("score")),
        _Column(words["overview.before"], 9, itemgetter("score_before")),
        _Column(words["overview.assessed"], 12, lambda store: f"{store['assessed']}/{store['applicable']}"),
        _Column(words["overview.data_to"], 12, lambda store: (store["newest"] or (None,))[-1]),
        *(_Column(words.get("status", key), 9, partial(_count, key)) for key in _STATUSES),
        _Column(words["overview.critical"], 60, partial(_critical, words)),
        _Column(words["overview.first"], 42, itemgetter("first_action")),
        _Column(words["overview.launch_head"], 24, partial(_launch, words)),
    ]


def _count(status: str, store: Mapping[str, Any]) -> int:
    """How many checks of a store have this status."""
    count: int = store["counts"][status]
    return count


def _critical(words: Labels, store: Mapping[str, Any]) -> str:
    """The critical checks that fail, each with its value."""
    told = (words.join("colon", filter(None, (item["title"], item["value"]))) for item in store["critical"])
    return words.join("semicolon", told)


def _launch(words: Labels, store: Mapping[str, Any]) -> str | None:
    """Of a store that is not open yet, when it is to be and whether it may."""
    return words.join("colon", filter(None, store["launch"])) if store["launch"] else None


def overview_workbook(made: Overview) -> bytes:
    """The overview as a workbook: ranking, heat map, what is new, overdue, shared causes, paused, not read.

    The same input, the same bytes. Rows go to a temporary file as they come, so that thousands of stores are not held.
    Raises ReportError where that can't be written.
    """
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    try:
        with xlsxwriter.Workbook(buffer, options) as book:
            words = labels(made["lang"])
            day = date.fromisoformat(made["as_of"]) if made["as_of"] else date(2000, 1, 1)
            book.set_properties({"title": words["overview.title"], "created": datetime(day.year, day.month, day.day)})
            _Sheets(book, words).write(made)
    except (OSError, FileCreateError) as error:
        raise ReportError(
            Text(
                f"无法生成 overview.xlsx：临时文件夹不可写或已满（{error}）；请清理空间，或用环境变量 TMPDIR 指定另一个文件夹",
                f"cannot make overview.xlsx: the folder for temporary files is full or can't be written ({error}); free some "
                "space, or name another folder in the environment variable TMPDIR",
            )
        ) from error
    return buffer.getvalue()


def _waits(action: Mapping[str, Any], words: Labels) -> str | None:
    """What is said of an overdue action whose checks pass by now: somebody has only not said so."""
    return words["confirm_closed"] if action["now"] == "pass" else None


def _printed(page: Any, heading: int) -> None:
    """As wide as the paper, with the headings (down to row ``heading``) on every page."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, heading)


class _Sheets:
    """The sheets of one workbook, in their styles."""

    def __init__(self, book: Any, words: Labels) -> None:
        self.book, self.words = book, words
        self.head = book.add_format(
            {"bold": True, "bg_color": "#E9EDF1", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self, made: Overview) -> None:
        """Every sheet, in order."""
        words = self.words
        client, store = (words["overview.client"], 18), (words["overview.store"], 24)
        what = words["overview.what"]
        ranking = _ranking(words)
        self._list(
            "ranking",
            [(column.heading, column.width) for column in ranking],
            ([column.of(row) for column in ranking] for row in made["stores"]),
        )
        for number, table in enumerate(made["heat"], 1):
            self._heat(f"{words['overview.heat']} {number}"[:31], table)
        self._list(
            "newly",
            [client, store, (what, 60), (words["value_head"], 14)],
            ((item["client"], item["store"], item["title"], item["value"]) for item in made["newly_critical"]),
        )
        self._list(
            "overdue",
            [
                (words["overview.owner"], 16),
                client,
                store,
                (what, 50),
                (words["overview.days_over"], 12),
                (words["progress"], 30),
            ],
            (
                (group["owner"], item["client"], item["store"], item["title"], item["days"], _waits(item, words))
                for group in made["overdue"]
                for item in group["actions"]
            ),
        )
        self._list(
            "causes",
            [(what, 50), client, store],
            ((cause["title"], one["client"], one["store"]) for cause in made["causes"] for one in cause["stores"]),
        )
        self._list(
            "paused",
            [client, store, (words["overview.why"], 60), (words["overview.until"], 14)],
            (
                (item["client"], item["store"] or words["overview.all_stores"], item["reason"], item["until"])
                for item in made["paused"]
            ),
        )
        self._list(
            "not_read",
            [client, (words["overview.file"], 50), (words["overview.why"], 80)],
            chain(
                ((item["client"], "", item["why"]) for item in made["failed"]),
                ((item["client"], item["file"], item["why"]) for item in made["refused"]),
                ((item["client"], item["file"], words.fill("overview.unread", **item)) for item in made["unread"]),
                ((item["client"], item["store"], words["overview.no_data"]) for item in made["no_data"]),
                ((item["client"], item["store"], words.fill("overview.behind", **item)) for item in made["behind"]),
                ((item["client"], item["store"], words.fill("overview.thin", **item)) for item in made["thin"]),
                ((item["client"], "", item["what"]) for item in made["warnings"]),
            ),
        )

    def _list(self, name: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]) -> None:
        """A sheet to filter: a line of headings, then the rows."""
        page = self.book.add_worksheet(self.words[f"overview.{name}"][:31])
        self._headings(page, 0, columns, self.wrap)
        last = self._rows(page, 0, rows, self.wrap, [width for _, width in columns])
        page.freeze_panes(1, 1)
        if last:
            page.autofilter(0, 0, last, len(columns) - 1)
        _printed(page, 0)

    def _heat(self, name: str, table: Mapping[str, Any]) -> None:
        """The scores of a platform's stores, coloured."""
        page = self.book.add_worksheet(name)
        page.write_string(0, 0, plain(table["platform_name"]))
        columns = [
            (self.words["overview.client"], 18),
            (self.words["overview.store"], 24),
            (self.words["score"], 9),
            *((dimension, 12) for dimension in table["columns"]),
        ]
        self._headings(page, 1, columns, None)
        rows = ((row["client"], row["store"], row["score"], *row["scores"]) for row in table["rows"])
        last = self._rows(page, 1, rows, None)
        page.conditional_format(2, 2, last, len(columns) - 1, _SCALE)
        page.freeze_panes(2, 2)
        _printed(page, 1)

    def _headings(self, page: Any, row: int, columns: Sequence[tuple[str, int]], style: Any) -> None:
        for index, (title, width) in enumerate(columns):
            page.write_string(row, index, plain(title), self.head)
            page.set_column(index, index, width, style)

    def _rows(
        self, page: Any, above: int, rows: Iterable[Sequence[Any]], style: Any, widths: Sequence[int] = ()
    ) -> int:
        """Write the rows below row ``above``, and in the last that a sheet has how many it has no room for.

        Texts are wrapped where there are ``widths``; not every program fits a row's height to them on its own. Returns the
        last row.
        """
        row, left = above, iter(rows)
        for row, cells in enumerate(islice(left, MOST_ROWS - 2 - above), above + 1):
            lines = max((lines_of(str(cell), width) for cell, width in zip(cells, widths, strict=False)), default=1)
            if lines > 1:
                page.set_row(row, _LINE_HEIGHT * min(lines, MOST_LINES))
            for index, cell in enumerate(cells):
                if isinstance(cell, int | float):
                    page.write_number(row, index, cell, style)
                elif cell is not None:
                    page.write_string(row, index, plain(str(cell)), style)
        if rest := sum(1 for _ in left):
            row += 1
            page.write_string(row, 0, self.words.fill("overview.rest", count=rest), style)
        return row
