"""Pivot tables with fields in their columns: 求和项:曝光量 | 列标签 over 行标签 | 2026-W45 | 2026-W46 | 总计."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from auditor.intake.columns import kind_of
from auditor.intake.headings import normal
from auditor.intake.lexicon import Lexicon
from auditor.intake.periods import cell_period
from auditor.intake.readers.cells import Row
from auditor.intake.words import COLUMN_LABELS, ROW_LABELS


def headed_by_metric(rows: Sequence[Row], lexicon: Lexicon) -> list[Row]:
    """The rows, with the metric that stands in the corner of a pivot table beside each of its periods instead."""
    found = list(rows)
    for at, (corner, below) in enumerate(pairwise(rows)):
        metric, *fields = corner.cells
        label, *columns = below.cells
        if len(fields) != 1 or normal(fields[0].raw) not in COLUMN_LABELS or not columns:
            continue
        if label.column != metric.column or not (normal(label.raw) in ROW_LABELS or kind_of(label) is not None):
            continue
        if lexicon.take(metric.raw, None).metric is not None:
            dated = [
                cell._replace(value=f"{metric.raw}({cell.raw})") if cell_period(cell) else cell for cell in columns
            ]
            found[at + 1] = below._replace(cells=[label, *dated])
            del found[at]
            break
    return found
