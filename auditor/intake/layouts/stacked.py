"""A page that was copied into one column: each metric's name, and below it its target, its value, its window, a line each.

Only what can be nothing else is its value: the one bare figure below a name, before any other text. Amazon's account health
page shows the seller's own orders and Amazon's beside each other: of two figures the first is the seller's where both are
named above.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from auditor.intake.columns import looks_numeric
from auditor.intake.dating.periods import cell_period
from auditor.intake.gather import Gatherer
from auditor.intake.headings import beside, parse_heading, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.readers.cells import Cell, Row
from auditor.intake.titles import pairs, shop_alone
from auditor.intake.values.figures import parse_number
from auditor.intake.values.reading import is_missing
from auditor.model import Text
from auditor.rulebook.model import Metric, Unit

_FEWEST = 2  # names with a figure below them that make such a page
_TARGET = re.compile(
    r"目标|[低高小大多少]于|target|goal|under|over|below|above|less|more|at (?:least|most)|[<>≤≥＜＞]", re.I
)
_FRACTION = re.compile(r"\s*\d[\d,.]*\s*(?:/|／|of|out of)\s*\d", re.I)
_A_TARGET = Text("目标或标准，不是实际值", "a target, not an actual value")
_BASIS = Text("比率的分子分母或统计窗口，不单独读取", "what a rate is made of, or its window; not read by itself")
_OF_NO_NAME = Text("上方紧邻的文字不是已知指标，没有读取", "the text above it names no known metric; not read")
_NO_LABEL = Text("分组标题或没有识别的名称，没有读取", "the heading of a group or an unknown name; not read")
_NO_SHARE = Text("是比率，而该指标是数量，没有读取", "a share, where the metric is none; not read")
_ABOVE = Text(
    "它的上方和下方都有数值，看不出名称在数值之上还是之下",
    "whether values stand above or below their names can't be told",
)
_FARTHER = Text(
    "它和下方的数值之间隔着其他文字，看不出数值是不是它的",
    "another text stands between it and the figures below: whether they are its own can't be told",
)
_WINDOWS = Text("下方写了几个统计窗口", "several windows stand below it")
_ONE_COLUMN = Text("只有一列：数值在指标名称的下方", "one column: values stand below their metrics' names")
_MEND = Text(
    "请写成两列（指标 | 数值），或只留下实际值",
    "write it in two columns (metric | value), or leave the actual value only",
)


class Stacked(NamedTuple):
    """``titles`` stand above the first name; ``parts``: what is read as a table each, below the titles."""

    titles: list[Row]
    parts: list[list[Row]]


def stacked(rows: Sequence[Row], gatherer: Gatherer) -> Stacked | None:
    """Such a page with each name beside its value, below a heading; None for every other sheet.

    Values keep their cells; names that have theirs beside them are a table of their own. What was not taken for a value is
    put on record.
    """
    found = _names(rows, gatherer.lexicon, gatherer.asked)
    if not found or _goes_on(rows[: min(found)], rows[min(found) + 1 :], gatherer):
        return None
    page = _Page(rows, found, gatherer.lexicon, gatherer.asked)
    if page.headed < _FEWEST:
        return None
    for row, why, incomplete in sorted(page.told, key=lambda line: line[0].number):
        gatherer.ignore(row.number, row.cells[0], why, incomplete=incomplete, remedy=_MEND if incomplete else None)
    gatherer.notes.append(_ONE_COLUMN)
    first = min(found)
    column = rows[first].cells[0].column
    heading = Row(rows[first].number, [Cell(column, "数值"), Cell(column + 1, "指标")])
    values = [row._replace(cells=[row.cells[0], Cell(column + 1, name)]) for row, name in page.values]
    beside = [rows[index] for index in found if len(rows[index].cells) > 1]
    titles = list(rows[:first])
    return Stacked(titles, [[*titles, heading, *values], *([[*titles, *beside]] if beside else [])])


def _names(rows: Sequence[Row], lexicon: Lexicon, platform: str | None) -> Mapping[int, Metric]:
    """The lines that name a metric of numbers, alone or with its value beside it, by their index; of another sheet none."""
    found: dict[int, Metric] = {}
    alone = sum(len(row.cells) == 1 for row in rows)
    for index, row in enumerate(rows if alone * 2 > len(rows) else ()):
        metrics = [metric for cell in row.cells if (metric := _named(cell, lexicon, platform)) is not None]
        if metrics and (len(row.cells) > 2 or not all(map(_bare, row.cells[1:]))):
            return {}
        if metrics:
            found[index] = metrics[0]
    return found if len({rows[index].cells[0].column for index in found}) == 1 else {}


def _goes_on(above: Sequence[Row], below: Sequence[Row], gatherer: Gatherer) -> bool:
    """Whether another page begins among the lines below the first name: one of a store, or of another week than above."""
    origin, lexicon = gatherer.origin, gatherer.lexicon
    before, after = (
        {period for row in rows if not _figure(row) and (period := cell_period(row.cells[0], origin.year)) is not None}
        for rows in (above, below)
    )
    if any(period.days == other.days and period != other for period in before for other in after):
        return True
    labels = [row.cells[0].raw for row in below] + [label.raw for _, label, _ in pairs(below, lexicon)]
    return "store" in map(structural, labels) or any(shop_alone(row, origin.declared) for row in below)


def _named(cell: Cell, lexicon: Lexicon, platform: str | None) -> Metric | None:
    if not isinstance(cell.value, str) or structural(cell.value) is not None:
        return None
    metric = lexicon.take(cell.value, platform).metric
    return None if metric is None or metric.unit in (Unit.TEXT, Unit.FLAG, Unit.DATE) else metric


class _Page:
    """``values``: lines that hold one, each with its metric's name; ``told``: other lines, why, and whether that loses a value.

    ``headed``: how many names have a figure below them.
    """

    def __init__(
        self, rows: Sequence[Row], names: Mapping[int, Metric], lexicon: Lexicon, platform: str | None
    ) -> None:
        self._lexicon, self._platform = lexicon, platform
        self.values: list[tuple[Row, str]] = []
        self.told: list[tuple[Row, Text, bool]] = []
        self.headed = 0
        starts = [*names, len(rows)]
        before = [_figure(row) and not is_missing(row.cells[0]) for row in rows[: starts[0]]]  # --- is a line there
        ends = any(_figure(row) for row in rows[starts[-2] + 1 :])
        # of values above their names the first stands before all names, and nothing below the last one
        self._above = any(before) and (before[-1] or not ends)
        shown = _whose(rows[: starts[0]], ())
        for start, end in pairwise(starts):
            run = rows[start + 1 : end]
            if len(rows[start].cells) > 1:
                self._leave(run)
                shown = _whose(run, ())
                continue
            rest = self._name(rows[start], names[start], run, shown)
            shown = _whose(rest, shown)

    def _name(self, label: Row, metric: Metric, run: Sequence[Row], shown: Sequence[Text | None]) -> Sequence[Row]:
        """Take in the lines that belong to a name; those from the first other text on are returned."""
        figures: list[Row] = []
        lasting = metric.unit in (Unit.DAYS, Unit.HOURS)  # 3 天 is a value, and no window
        spans: dict[str, None] = {}
        end = len(run)
        for index, row in enumerate(run):
            text = _text(row)
            if not lasting and parse_heading(f"x({text})").windows:
                spans[text] = None
                self.told.append((row, _BASIS, False))
            elif len(row.cells) == 1 and _bare(row.cells[0]):
                if _is_share(row.cells[0]) and metric.unit is not Unit.SHARE:
                    self.told.append((row, _NO_SHARE, False))
                else:
                    figures.append(row)
            elif _figure(row) or row.cells[0].kind == "date":
                self.told.append((row, _BASIS, False))
            elif _TARGET.search(text):
                self.told.append((row, _A_TARGET, False))
            else:
                end = index
                break
        self.headed += bool(figures)
        name = "".join([label.cells[0].raw.strip(), *(f"({span})" for span in spans)])
        if figures and spans and (taken := self._lexicon.take(name, self._platform)).metric is None:
            self.told.append((label, (taken.problem if len(spans) == 1 else None) or _WINDOWS, True))
        else:
            farther = any(_figure(row) and not is_missing(row.cells[0]) for row in run[end:])
            self._settle(label, name, figures, shown, farther=farther)
        self._leave(run[end:])
        return run[end:]

    def _leave(self, rows: Sequence[Row]) -> None:
        """Put lines on record that belong to no name."""
        for row in rows:
            why = self._lexicon.take(row.cells[0].raw, self._platform).problem or _NO_LABEL
            self.told.append((row, _OF_NO_NAME if _bare(row.cells[0]) else why, False))

    def _settle(
        self, label: Row, name: str, figures: Sequence[Row], shown: Sequence[Text | None], *, farther: bool
    ) -> None:
        """Which of the figures below a name is its value. ``farther``: others stand below another text."""
        if not figures:
            self.told.append(
                (label, _FARTHER if farther else Text("下方没有数值", "no value stands below it"), farther)
            )
        elif self._above:
            self.told.append((label, _ABOVE, True))
        elif len(figures) == len(shown) and shown.count(None) == 1:
            for row, why in zip(figures, shown, strict=True):
                if why is None:
                    self.values.append((row, name))
                else:
                    self.told.append((row, why, False))
        elif len(figures) == 1 >= len(shown):
            self.values.append((figures[0], name))
        else:
            named = "、".join(row.cells[0].raw for row in figures)
            zh = f"下方的数值（{named}）看不出哪一个是本店的实际值"
            en = (
                f"which of the figures below it ({named.replace('、', ', ')}) is the store's actual value can't be told"
            )
            self.told.append((label, Text(zh, en), True))


def _whose(rows: Sequence[Row], before: Sequence[Text | None]) -> list[Text | None]:
    """Whose orders the figures below some lines are of, as the last lines that say so name them; another text ends it."""
    shown = list(before)
    fresh = True
    for row in rows:
        text = row.cells[0].raw
        own, other = structural(text) == "value", beside(text)
        if own or other is not None:
            shown = [*([] if fresh else shown), None if own else other]
            fresh = False
        else:
            shown, fresh = [], True
    return shown


def _figure(row: Row) -> bool:
    """Whether a line is a figure, or what one is made of."""
    return (len(row.cells) == 1 and _bare(row.cells[0])) or _FRACTION.match(_text(row)) is not None


def _text(row: Row) -> str:
    return ",".join(cell.raw.strip() for cell in row.cells)  # 0 of 1,204 orders, which a CSV takes for two cells


def _is_share(cell: Cell) -> bool:
    return "%" in (cell.raw if isinstance(cell.value, str) else cell.format)


def _bare(cell: Cell) -> bool:
    """Whether a cell holds nothing but a figure (3小时20分 too), or a mark of a missing one."""
    counted = isinstance(cell.value, str) and parse_number(cell.value).unit is not None
    return is_missing(cell) or counted or (looks_numeric(cell) and cell.kind != "duration")
