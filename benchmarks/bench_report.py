"""Reports of a store with 100 findings against the same content made by bare Jinja2 and bare XlsxWriter, in memory.

HTML: the peer is our own page with its small pieces (status, severity, title, evidence, distance) written as Jinja macros, as one
would without our helpers; sparklines come from the same Python function. Workbook: every call that ours makes of XlsxWriter
is written out as a script, cells by the library's own ``write_string``, ``write_number`` and ``write_blank``, so the peer
spends nothing on looking up or deciding. First the page is asserted equal to the byte, the workbook by all that openpyxl reads.
"""

from __future__ import annotations

import datetime
import html
import io
import re
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any
from unittest import mock

import jinja2
import openpyxl
import xlsxwriter
from xlsxwriter.format import Format

from auditor.report import document
from auditor.report.html import page_content, render_html
from auditor.report.shown import Shown
from auditor.report.view import place
from auditor.report.workbook import cells, sheets, write_workbook
from auditor.report.workbook.style_book import SPARKLINE, Book, StyleBook, coloured, options
from auditor.resources import resource_dir
from auditor.text import clean
from tests.report import samples

FINDINGS, POINTS, ROUNDS = 100, 13, 15

MACROS = """
{%- macro icon(status) -%}<svg class="i {{ status }}" aria-hidden="true"><use href="#i-{{ status }}"/></svg>{%- endmacro -%}
{%- macro tag(f) -%}<span class="tag {{ f.status }}">{{ icon(f.status) }}{{ w.status(f.status, f.kind) }}</span>{%- endmacro -%}
{%- macro severity(f) -%}<span class="sev {{ f.severity }}">{{ w["severity." ~ f.severity] }}</span>{%- endmacro -%}
{%- macro title(f) -%}{{ f["title"] }}{% if f.segment %} <span class="segment">{{ f.segment }}</span>{% endif %}{%- endmacro -%}
{%- macro raw(text) -%}
{%- if text.strip() %}<q>{{ text }}</q>{% else %}<span class="where">{{ w["empty_cell"] }}</span>{% endif %}{%- endmacro -%}
{%- macro evidence(cells, limit, rows) -%}{% for cell in cells[:limit] -%}
<span class="cell"><span class="where">{{ place(cell) }}</span> {{ raw(cell.raw) }}</span>
{% endfor %}{% if (rows or cells|length) > limit %}<span class="more">
{{- w.fill("more_cells", shown=[limit, cells|length]|min, all=rows or cells|length) }}</span>{% endif %}{%- endmacro -%}
"""
SILENT = (
    '{% if f.status in ("unknown", "not_applicable") and f.reason %}{{ f.reason }}{% else %}'
    "{{ evidence(f.evidence, 2, f.evidence_rows) }}{% endif %}"
)
REGISTER = (
    "{% for f in register[:rows] %}\n"
    '<tr role="row" id="r{{ number_of[f|id] }}" data-finding data-status="{{ f["status"] }}" data-severity="{{ f["severity"] }}"'
    ' data-owner="{{ owners_of[f.check] }}"><td role="cell" data-label="{{ w["status_head"]|plain }}">{{ tag(f) }}</td>'
    '<th role="rowheader" scope="row">{{ title(f) }}<span class="quiet">{{ w["severity." ~ f.severity] }} · {{ f["check"] }}</span></th>'
    '<td role="cell" class="num big" data-label="{{ w["value_head"]|plain }}">{{ f["display"] or "–" }}'
    '{% if f|id in own_days %}<span class="quiet">{{ own_days[f|id] }}</span>{% endif %}</td>'
    '<td role="cell" data-label="{{ w["require_head"]|plain }}">{{ f["require"] or "–" }}</td>'
    '{% if drawn(register) %}<td role="cell" class="plot" data-label="{{ w["trend"]|plain }}">{{ p.spark(f) }}</td>{% endif %}'
    '<td role="cell" data-label="{{ w["evidence"]|plain }}">' + SILENT + "</td></tr>\n{% endfor %}\n"
)
IN_JINJA = {
    "{{ p.register(register[:rows], number_of, owners_of, drawn(register), own_days) }}": REGISTER,
    "p.tag(": "tag(",
    "p.severity(": "severity(",
    "p.title(": "title(",
    "p.evidence(": "evidence(",
}


def rows() -> Iterator[tuple[str, float, float, float, str]]:
    """(label, our seconds, peer's seconds, ratio, goal)."""
    made = _document()
    peer = _bare_jinja(made)
    assert peer() == render_html(Shown(made)), "the peer's page differs"
    ours, theirs = _race(lambda: render_html(Shown(made)), peer)
    yield "HTML report, 100 findings with sparklines, against bare Jinja2", ours, theirs, ours / theirs, "≤ 1.0×"

    bare = _bare_xlsxwriter(made)
    assert _cells(bare()) == _cells(write_workbook(Shown(made))), "the peer's workbook differs"
    ours, theirs = _race(lambda: write_workbook(Shown(made)), bare)
    yield "workbook, eight sheets, 100 findings, against bare XlsxWriter", ours, theirs, ours / theirs, "≤ 1.3×"


def _document() -> dict[str, Any]:
    made = document(samples.audit(samples.busy_store()), samples.book(), "zh")
    store = made["stores"][0]
    drawn = [finding for finding in store["findings"] if finding["trend"]]
    findings = [
        drawn[at % len(drawn)]
        | {"check": f"made.check-{at}", "trend": (drawn[at % len(drawn)]["trend"] * POINTS)[:POINTS]}
        for at in range(FINDINGS)
    ]
    return made | {"stores": [store | {"findings": findings}]}


def _bare_jinja(made: dict[str, Any]) -> Callable[[], str]:
    source = (resource_dir("reports") / "store.html.j2").read_text("utf-8")
    for ours, plain in IN_JINJA.items():
        assert ours in source
        source = source.replace(ours, plain)
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["id"] = id
    environment.filters["plain"] = str
    page = environment.from_string(MACROS + source)

    def render() -> str:
        content = page_content(Shown(made))
        del content["icon"]
        return clean(page.render(content, place=place))

    return render


class _Recorder:
    """Stands before an XlsxWriter object: hands every call on and writes it down as a line of Python."""

    def __init__(self, target: Any, name: str, lines: list[str]) -> None:
        self.target, self.name, self.lines = target, name, lines

    def __repr__(self) -> str:
        return self.name

    def __setattr__(self, name: str, value: Any) -> None:
        """Our sparklines, which are set at once, as the call of XlsxWriter that makes them."""
        if name != "sparklines":
            super().__setattr__(name, value)
            return
        (group,) = self.target.sparklines = value
        options = {"location": group["locations"], "range": group["ranges"], **SPARKLINE}
        self.lines.append(f"    {self.name}.add_sparkline({group['locations'][0]!r}, {options!r})")

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if method in ("put", "put_table", "set_widths", "merge_row", "packed"):
                return getattr(self, f"_{method}")(*arguments)
            result = getattr(self.target, method)(
                *map(_bare, arguments), **{key: _bare(value) for key, value in options.items()}
            )
            called, arguments = _plain(method, arguments)
            written = [*map(_named, arguments), *(f"{key}={_named(value)}" for key, value in options.items())]
            name = f"o{len(self.lines)}"
            self.lines.append(f"    {name} = {self.name}.{called}({', '.join(written)})")
            return (
                _Recorder(result, name, self.lines)
                if type(result).__module__.startswith(("xlsxwriter.", cells.__name__))
                else result
            )

        return call

    def _packed(self, styles: StyleBook) -> bytes:
        """The end of a workbook of ours: the styles that it used, made at its beginning, and its close."""
        used = {int(number) for line in self.lines for number in re.findall(r"\bs(\d+)\b", line)}
        made = []
        for style, number in styles.numbers.items():
            if number in used:
                used.remove(number)
                made.append(f"    s{number} = {self.name}.add_format({styles.properties[style]!r})")
        for colours, condition in styles.conditions.items():
            made.append(f"    d{condition.dxf_index} = {self.name}.add_format({coloured(colours)!r})")
        self.lines[1:1] = made
        self.lines.append(f"    {self.name}.close()")
        packed: bytes = self.target.packed(styles)
        return packed

    def _put(self, row: int, column: int, content: str) -> None:
        """A cell of ours as the call of XlsxWriter that writes it."""
        self.target.put(row, column, content)
        self._write(row, column, content)

    def _put_table(self, top: int, columns: Sequence[Sequence[str]]) -> None:
        self.target.put_table(top, columns)
        for column, contents in enumerate(columns):
            for row, content in enumerate(contents, top):
                self._write(row, column, content)

    def _set_widths(self, widths: Sequence[float]) -> None:
        self.target.set_widths(widths)
        for width, columns in groupby(range(len(widths)), widths.__getitem__):
            first, *others = columns
            self.lines.append(f"    {self.name}.set_column({first}, {first + len(others)}, {width})")

    def _merge_row(self, row: int, last: int, style: int) -> None:
        self.target.merge_row(row, last, style)
        self.lines.append(f"    {self.name}.merge_range({row}, 0, {row}, {last}, '', s{style})")

    def _write(self, row: int, column: int, content: str) -> None:
        style, called, value = _written(content)
        self.lines.append(f"    {self.name}.{called}({row}, {column}, {value!r}, s{style})")


def _plain(method: str, arguments: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """A call of ours in the words of XlsxWriter itself."""
    if method == "add_worksheet":
        return method, arguments[:1]
    if method == "write_url":
        return method, (*arguments[:2], arguments[2]._original_url)
    return method, arguments


def _written(content: str) -> tuple[int, str, str | float | None]:
    """The style of this content of ours, the method of XlsxWriter that writes it, and its value."""
    _, style, rest = content.split('"', 2)
    if content == cells.blank(int(style)):
        return int(style), "write_blank", None
    if rest.startswith("><v>"):
        return int(style), "write_number", float(rest[4:].partition("<")[0])
    return int(style), "write_string", html.unescape(re.sub("<[^>]+>", "", rest.partition(">")[2]))


def _cells(data: bytes) -> list[tuple[str, str, Any, str, bool]]:
    """Every cell: sheet, address, value, number format, bold."""
    return [
        (sheet.title, cell.coordinate, cell.value, cell.number_format, cell.font.b)
        for sheet in openpyxl.load_workbook(io.BytesIO(data))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def _bare(value: Any) -> Any:
    if isinstance(value, _Recorder):
        return value.target
    return {key: _bare(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def _named(value: Any) -> str:
    """A value of a call as the script writes it: a style by its name."""
    if isinstance(value, Format):
        return f"d{value.dxf_index}" if value.dxf_index is not None else f"s{value.xf_index}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_named(entry)}" for key, entry in value.items()) + "}"
    return repr(value)


def _bare_xlsxwriter(made: dict[str, Any]) -> Callable[[], bytes]:
    """A script of the very calls that our workbook makes, and of nothing else."""
    lines: list[str] = []

    def open_recorder(font: str) -> _Recorder:
        lines.append(f"    book = xlsxwriter.Workbook(stream, {options(font)!r})")
        return _Recorder(Book(font), "book", lines)

    with mock.patch.object(sheets, "Book", open_recorder):
        write_workbook(Shown(made))
    space: dict[str, Any] = {"datetime": datetime, "io": io, "xlsxwriter": xlsxwriter}
    exec("\n".join(["def peer():", "    stream = io.BytesIO()", *lines, "    return stream.getvalue()"]), space)
    peer: Callable[[], bytes] = space["peer"]
    return peer


def _race(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """The best of some rounds each, taken in turn so that both meet the same noise."""
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for at, run in enumerate((ours, theirs)):
            start = time.perf_counter()
            run()
            best[at] = min(best[at], time.perf_counter() - start)
    return best[0], best[1]
