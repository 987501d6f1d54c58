"""The benchmarks keep up with the code: each can be loaded, and the peers of the reports still show the same content."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from auditor.report.html import render_html
from auditor.report.shown import Shown
from auditor.report.workbook import write_workbook

FOLDER = Path(__file__).parent.parent / "benchmarks"


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("bench_*.py")))
def test_a_benchmark_can_be_loaded(name):
    assert callable(importlib.import_module(f"benchmarks.{name}").rows)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_peers_of_the_reports_show_the_same():
    bench = importlib.import_module("benchmarks.bench_report")
    made = bench._document()
    assert bench._bare_jinja(made)() == render_html(Shown(made))
    assert bench._cells(bench._bare_xlsxwriter(made)()) == bench._cells(write_workbook(Shown(made)))
