"""Two ways a developer would build the same pipeline: ``classic`` from the usual libraries, ``lean`` from as little as possible.

classic: openpyxl → durable_rules, fact by fact → openpyxl, styled cell by cell → Jinja2, and a chart by matplotlib.
lean: python-calamine → numpy → sheets as XML text in a zip → an f-string with inline SVG.
Both judge the same checks and write about as many cells as our workbook has: metrics with thirteen weeks, findings, tracker,
evidence, rules. Neither has provenance of refused cells, history, both languages, notes or isolation.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.bench_assess import CHECKS, LONG, durable_peer, lines, plain_numpy
from benchmarks.portfolio_inputs import PERIODS, WEEKS, metric

WORDS = ("无数据", "达标", "关注", "不达标")
ADVICE = "核查该指标近三周明细，指定负责人并在七天内跟进"
COLOURS = ("D9D9D9", "E2EFDA", "FFE699", "F8CBAD")
HEADS = {
    "指标": ["指标", "检查", "当前", "上期", "变化", "要求", "状态", "周期", *PERIODS],
    "问题清单": ["检查", "标题", "状态", "当前", "要求", "差距", "维度", "严重程度", "建议", "证据", "来源", "周期"],
    "整改台账": ["检查", "状态", "建议", "负责人", "期限", "备注", "结果", "链接"],
    "证据": ["检查", "文件", "工作表", "单元格", "原值", "数值"],
    "规则": ["检查", "标题", "要求", "严重程度", "来源", "类别", "建议", "版本"],
}
Sheets = dict[str, list[list[Any]]]


def number(cell: Any) -> float:
    """One cell of the workbook."""
    if cell is None or cell == "":
        return float("nan")
    return float(cell[:-1] + "e-2") if isinstance(cell, str) else float(cell)


def read_openpyxl(path: Path) -> list[list[float]]:
    import openpyxl

    sheet = openpyxl.load_workbook(path, data_only=True).active
    return [[number(cell) for cell in row[1:]] for row in sheet.iter_rows(min_row=2, values_only=True)]


def read_calamine(path: Path) -> list[list[float]]:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return [[number(cell) for cell in row[1:]] for row in rows[1:]]


def content(name: str, table: list[list[float]], codes: list[int]) -> Sheets:
    """What the reports of one store say."""
    sheets: Sheets = {title: [heads] for title, heads in HEADS.items()}
    requirements = lines()
    for check in range(CHECKS + LONG):
        place = check if check < CHECKS else check - CHECKS
        row = [None if np.isnan(value) else value for value in table[place]]
        line, word, id_ = requirements[place].quantities[0].number, WORDS[codes[check]], f"bench.c{check:02}"
        wanted, now, before = f"{requirements[place].verb.value} {line}", row[-1], row[-2]
        delta = None if now is None or before is None else now - before
        title, gap = f"{metric(place)}达标", None if now is None else now - line
        sheets["指标"].append([metric(place), id_, now, before, delta, wanted, word, PERIODS[-1], *row])
        sheets["问题清单"].append(
            [id_, title, word, now, wanted, gap, "履约", "一般", ADVICE, f"O{place + 2}", "基准", PERIODS[-1]]
        )
        if codes[check] > 1:
            sheets["整改台账"].append([id_, "待办", ADVICE, "运营", "2026-11-22", None, None, None])
        for week in range(1 if check < CHECKS else 3):
            cell = f"{chr(79 - week)}{place + 2}"
            sheets["证据"].append([id_, f"{name}.xlsx", "周报", cell, str(row[-1 - week]), row[-1 - week]])
        sheets["规则"].append([id_, title, wanted, "一般", "基准", "benchmark", ADVICE, "2026.11"])
    return sheets


def spark(row: list[Any]) -> str:
    known = [value for value in row if value is not None]
    low, high = min(known, default=0), max(known, default=1)
    points = " ".join(
        f"{8 * at},{20 - 18 * (v - low) / ((high - low) or 1):.1f}" for at, v in enumerate(row) if v is not None
    )
    return f'<svg width="100" height="22"><polyline fill="none" stroke="#345" points="{points}"/></svg>'


def write_openpyxl(path: Path, sheets: Sheets) -> None:
    from openpyxl import Workbook
    from openpyxl.chart import LineChart, Reference
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    thin = Side(style="thin", color="BBBBBB")
    border, wrap = Border(left=thin, right=thin, top=thin, bottom=thin), Alignment(wrap_text=True)
    bold, head = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E78")
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row, line in enumerate(rows, 1):
            for column, value in enumerate(line, 1):
                cell = sheet.cell(row, column, value)
                cell.border = border
                if row == 1:
                    cell.font, cell.fill = bold, head
                elif isinstance(value, float):
                    cell.number_format = "0.00%"
                elif isinstance(value, str) and len(value) > 20:
                    cell.alignment = wrap
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
        for colour, word in zip(COLOURS, WORDS, strict=True):
            fill = PatternFill(bgColor=colour)
            sheet.conditional_formatting.add("A2:L99", CellIsRule(operator="equal", formula=[f'"{word}"'], fill=fill))
    chart = LineChart()
    chart.add_data(Reference(book["指标"], min_col=9, max_col=8 + WEEKS, min_row=2), from_rows=True)
    book["指标"].add_chart(chart, "A70")
    book.save(path)


def write_xml(path: Path, sheets: Sheets) -> None:
    """The parts that never change are made once; a sheet is one string."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in frame(tuple(sheets)):
            archive.writestr(name, data)
        for number_, rows in enumerate(sheets.values(), 1):
            out = []
            for at, row in enumerate(rows):
                style = ' s="1"' if at == 0 else ""
                cells = [
                    f'<c s="2"><v>{value!r}</v></c>'
                    if isinstance(value, float)
                    else f"<c{style}/>"
                    if value is None
                    else f'<c t="inlineStr"{style}><is><t>{escape(value, False)}</t></is></c>'
                    for value in row
                ]
                out.append(f"<row>{''.join(cells)}</row>")
            archive.writestr(
                f"xl/worksheets/sheet{number_}.xml",
                '<?xml version="1.0" encoding="UTF-8"?><worksheet '
                'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
                f"{''.join(out)}</sheetData></worksheet>",
            )


@cache
def frame(titles: tuple[str, ...]) -> list[tuple[str, bytes]]:
    """All parts of a workbook but its sheets, as XlsxWriter makes them."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for title in titles:
            sheet = book.add_worksheet(title)
            sheet.write(0, 0, 1, book.add_format({"bold": True, "bg_color": "#1F4E78", "border": 1}))
            sheet.write(0, 1, 1, book.add_format({"num_format": "0.00%", "border": 1}))
    with zipfile.ZipFile(stream) as archive:
        return [(name, archive.read(name)) for name in archive.namelist() if "/sheet" not in name]


@cache
def template() -> Any:
    import jinja2

    return jinja2.Environment(autoescape=True).from_string(
        "<!doctype html><html lang=zh><meta charset=utf-8><title>{{ name }}</title><h1>{{ name }}</h1>{{ chart|safe }}"
        "<p>{{ fails }} 项不达标</p>{% for title, rows in sheets.items() %}<h2>{{ title }}</h2><table>{% for row in rows %}<tr>"
        "{% for cell in row %}<td>{{ '' if cell is none else cell }}</td>{% endfor %}"
        "{% if title == '指标' and not loop.first %}<td>{{ spark(row[8:])|safe }}</td>{% endif %}</tr>{% endfor %}</table>{% endfor %}"
    )


def html_jinja(name: str, sheets: Sheets, fails: int) -> str:
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 2))
    axes.plot([float("nan") if value is None else value for value in sheets["指标"][1][8:]], marker="o")
    stream = io.StringIO()
    figure.savefig(stream, format="svg")
    pyplot.close(figure)
    svg = stream.getvalue()
    page: str = template().render(name=name, sheets=sheets, fails=fails, spark=spark, chart=svg[svg.index("<svg") :])
    return page


def html_plain(name: str, sheets: Sheets, fails: int) -> str:
    parts = []
    for title, rows in sheets.items():
        lines_ = []
        for at, row in enumerate(rows):
            cells = "".join(f"<td>{'' if cell is None else escape(str(cell))}</td>" for cell in row)
            drawn = f"<td>{spark(row[8:])}</td>" if title == "指标" and at else ""
            lines_.append(f"<tr>{cells}{drawn}</tr>")
        parts.append(f"<h2>{title}</h2><table>{''.join(lines_)}</table>")
    head = f"<!doctype html><html lang=zh><meta charset=utf-8><title>{escape(name)}</title><h1>{escape(name)}</h1>"
    return f"{head}<p>{fails} 项不达标</p>{''.join(parts)}"


Stack = tuple[Callable[[Path], Any], Any, Callable[[Path, Sheets], None], Callable[[str, Sheets, int], str]]
STACKS: dict[str, Stack] = {
    "classic": (read_openpyxl, durable_peer, write_openpyxl, html_jinja),
    "lean": (read_calamine, plain_numpy, write_xml, html_plain),
}


def batch(kind: str, out: Path, paths: list[Path]) -> dict[str, list[int]]:
    """One task: the verdicts of some stores, their reports written."""
    read, judge, workbook, page = STACKS[kind]
    tables = [read(path) for path in paths]
    newest = np.array([[row[-1] for row in table] for table in tables])
    older = np.array([[table[place][-back] for place in range(LONG) for back in (2, 3)] for table in tables])
    codes = judge(np.ascontiguousarray(np.hstack([newest, older])), lines())().tolist()
    for path, table, verdicts in zip(paths, tables, codes, strict=True):
        sheets = content(path.stem, table, verdicts)
        workbook(out / f"{path.stem}.xlsx", sheets)
        (out / f"{path.stem}.html").write_text(page(path.stem, sheets, verdicts.count(3)), encoding="utf-8")
    return dict(zip((path.stem for path in paths), codes, strict=True))


def main(kind: str, data: Path, out: Path, jobs: int) -> None:
    """Audit every store of ``data``; the verdicts go to ``out/verdicts.json``."""
    out.mkdir(parents=True)
    paths = sorted(data.glob("*.xlsx"))
    tasks = [paths[at : at + 25] for at in range(0, len(paths), 25)]
    verdicts: dict[str, list[int]] = {}
    with ProcessPoolExecutor(jobs) as pool:
        for part in pool.map(partial(batch, kind, out), tasks):
            verdicts |= part
    (out / "verdicts.json").write_text(json.dumps(verdicts), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
