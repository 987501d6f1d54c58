"""A sheet to fill in while it is written, top down."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import xlsxwriter

from auditor.model import Text
from auditor.report.workbook.cells import LONGEST_LIST, plain
from auditor.rulebook.model import Check, Metric, Unit
from auditor.text import BOTH

UNITS = {
    Unit.SHARE: Text("比率（请连同百分号填写）", "rate (type it with its per cent sign)"),
    Unit.COUNT: Text("个数", "count"),
    Unit.SCORE: Text("分值", "score"),
    Unit.DAYS: Text("天", "days"),
    Unit.HOURS: Text("小时", "hours"),
    Unit.MONEY: Text("金额（写明币种，如 $1.20）", "money (with its currency, such as $1.20)"),
    Unit.FLAG: Text("是/否", "yes/no"),
    Unit.TEXT: Text("文字", "text"),
    Unit.DATE: Text("日期，如 2026-11-15", "date, such as 2026-11-15"),
}
_FORMATS = {Unit.SHARE: "0.00%", Unit.DATE: "yyyy-mm-dd", Unit.COUNT: "#,##0", Unit.FLAG: "@", Unit.TEXT: "@"}
_PERIODS = {"day": "天", "week": "周", "month": "个月", "year": "年"}
_SHEET = {"zh": ("填写",), "en": ("Fill in",)}
_ANSWERS = {"zh": ("是", "否", "不适用"), "en": ("yes", "no", "n/a")}
_YES_NO = {lang: answers[:2] for lang, answers in _ANSWERS.items()}


class Field(NamedTuple):
    """A label with its cell to fill in: what stands there already, a drop-down, what is told while the cell is chosen.

    Of choices that no drop-down has room for any may be typed.
    """

    label: Text
    value: str = ""
    choices: Sequence[str] = ()
    hint: Text | None = None


def window(metric: Metric) -> Text:
    """The days that a figure covers: 30 days, 1 month; empty for what holds at a moment."""
    count, unit = metric.window.count, metric.window.unit
    if unit not in _PERIODS:
        return Text("", "")
    return Text(f"{count}{_PERIODS[unit]}", f"{count} {unit}{'s' if count > 1 else ''}")


def _in(lang: str, words: Mapping[str, Sequence[str]]) -> list[str]:
    """The words of a language; of both, one after the other: a choice is one or the other."""
    return [word for each in ("zh", "en") if lang in (each, BOTH) for word in words[each]]


class Page:
    """A workbook of one sheet in ``lang`` ("zh", "en" or "both"); ``close`` gives its bytes."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._stream = io.BytesIO()
        self._book: Any = xlsxwriter.Workbook(
            self._stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self._book.set_properties({"created": datetime(2026, 1, 1)})
        self._sheet: Any = self._book.add_worksheet(" ".join(_in(lang, _SHEET)))
        self._row = 0
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        for column, width in enumerate((34, 24, 26, 22, 40, 28, 40)):
            self._sheet.set_column(column, column, width)

    def _format(self, **properties: object) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "top", "text_wrap": True, **properties})
        return self._formats[key]

    def _write(self, row: int, column: int, text: str | Text, style: Any) -> None:
        self._sheet.write_string(row, column, plain(text if isinstance(text, str) else text.of(self._lang)), style)

    def title(self, text: Text) -> None:
        """What the sheet is, above everything else."""
        self._write(0, 0, text, self._format(bold=True, font_size=14, text_wrap=False))
        self._row = 1

    def fields(self, fields: Sequence[Field]) -> None:
        """Labels with their cells to fill in, then an empty row."""
        for field in fields:
            self._field(field)
        self._row += 1

    def _field(self, field: Field) -> None:
        self._write(self._row, 0, field.label, self._format(bold=True))
        cell = self._format(bg_color="#FFF8E1", border=1, num_format="@")
        if field.value:
            self._write(self._row, 1, field.value, cell)
        else:
            self._sheet.write_blank(self._row, 1, None, cell)
        options: dict[str, object] = {"input_message": field.hint.of(self._lang)} if field.hint else {}
        if field.choices and len(",".join(field.choices)) <= LONGEST_LIST:
            options |= {"validate": "list", "source": list(field.choices), "error_type": "information"}
        if options:
            self._sheet.data_validation(self._row, 1, self._row, 1, {"validate": "any", **options})
        self._row += 1

    def heading(self, texts: Sequence[Text]) -> None:
        """The row of headings; it and the first column stay in sight."""
        for column, text in enumerate(texts):
            self._write(self._row, column, text, self._format(bold=True, bg_color="#E3ECF7", border=1))
        self._row += 1
        self._sheet.freeze_panes(self._row, 1)

    def example(self, texts: Sequence[Text]) -> None:
        """A row that shows how to fill in one; its first cell says that it is an example."""
        for column, text in enumerate(texts):
            self._write(self._row, column, text, self._format(italic=True, font_color="#888888"))
        self._row += 1

    def metric(self, label: str, metric: Metric) -> None:
        """A row of the scorecard: the value's cell has the format and the choices of its unit."""
        self._write(self._row, 0, label, self._format(border=1))
        number_format = _FORMATS.get(metric.unit, "General")
        self._sheet.write_blank(
            self._row, 1, None, self._format(bg_color="#FFF8E1", border=1, num_format=number_format)
        )
        for column, text in ((2, UNITS[metric.unit]), (3, window(metric)), (4, metric.where or "")):
            self._write(self._row, column, text, self._format(font_color="#555555"))
        if metric.unit is Unit.FLAG:
            options = {"validate": "list", "source": _in(self._lang, _YES_NO)}
            self._sheet.data_validation(self._row, 1, self._row, 1, options)
        self._row += 1

    def item(self, check: Check) -> None:
        """A row of the checklist."""
        for column, text in ((0, check.id), (1, check.title)):
            self._write(self._row, column, text, self._format(border=1))
        for column in (2, 3, 4):
            self._sheet.write_blank(self._row, column, None, self._format(bg_color="#FFF8E1", border=1, num_format="@"))
        self._sheet.write_blank(self._row, 5, None, self._format(bg_color="#FFF8E1", border=1, num_format="yyyy-mm-dd"))
        self._write(self._row, 6, check.attest.ask if check.attest else "", self._format(font_color="#555555"))
        options = {"validate": "list", "source": _in(self._lang, _ANSWERS), "error_type": "information"}
        self._sheet.data_validation(self._row, 2, self._row, 2, options)
        self._row += 1

    def note(self, text: Text) -> None:
        """A hint below the table."""
        noted = Text(f"说明：{text.zh}", f"Note: {text.en}")
        self._write(self._row + 1, 0, noted, self._format(font_color="#555555", text_wrap=False))

    def close(self) -> bytes:
        """The bytes of the workbook; the same rule book gives the same bytes."""
        self._book.close()
        return self._stream.getvalue()
