"""What people write beside a figure in its own cell: a judgement, the counts of a rate, how many reviews made a mark."""

from __future__ import annotations

import pytest

from auditor.intake.readers.cells import Cell
from auditor.intake.values.measure import Measure
from auditor.intake.values.styles import Style
from tests.field.said import rulebook

SCORE, RATE = ("amazon", "account_health_rating"), ("amazon", "order_defect_rate")
MARK, COUNT = ("alibaba", "dsr"), ("alibaba", "inquiries")


@pytest.mark.parametrize(
    ("metric", "text", "value"),
    [
        *((SCORE, text, 312.0) for text in ("Healthy (312)", "312 (Healthy)", "Healthy - 312", "312分 健康", "健康：312", "健康312")),
        *((SCORE, text, None) for text in ("差 312", "Healthy (312, +4)", "平均 312", "Unhealthy?312", "Healthy 312 of 400")),
        *((RATE, text, 0.02) for text in ("2% 达标", "2% (Good)", "正常 2%", "2% (5)", "2% (5 orders)", "2%; met")),
        # by how much it is missed, the line, a change, two rates
        *((RATE, text, None) for text in ("未达标 2%", "超标 2%", "低 2%", "pass 2%", "正常 -2%", "90% (2%)", "2 (0.8%)")),
        *((RATE, text, 3 / 272) for text in ("1.1% (3 of 272)", "1.1%（3/272）", "3/272 (1.1%)", "3/272=1.10%", "1.1% (3/272单)")),
        (RATE, "0.42% (5 of 1,190)", 5 / 1190),
        *((RATE, text, 0.025) for text in ("2.5% (1/40)", "3% (1/40)", "2% (1/40)")),  # rounded, cut off
        *((RATE, text, None) for text in ("1.0% (3 of 272)", "1.2% (3 of 272)", "0% (0 of 0)", "3.1% (1/40)")),
        *((MARK, text, 4.8) for text in ("4.8 (36 reviews)", "4.8（1,036条评价）", "4.8/5 (36 ratings)")),
        *((MARK, text, None) for text in ("4.8 (36 days)", "48 (36 reviews)")),
        *((COUNT, text, 1200.0) for text in ("1,200 (15%)", "1200（15.5%）")),
        *((COUNT, text, None) for text in ("严重 3", "15% (1200)")),
    ],
)  # fmt: skip
def test_a_figure_with_words_beside_it(metric: tuple[str, str], text: str, value: float | None) -> None:
    reading = Measure(rulebook().metrics[metric], Style()).read(Cell(1, text))
    assert reading.value == value


def test_a_rate_that_its_counts_contradict_is_told() -> None:
    note = Measure(rulebook().metrics[RATE], Style()).read(Cell(1, "2% (3 of 272)")).note
    assert note is not None
    assert note.en == "the rate and the counts of '2% (3 of 272)' disagree"
    assert note.zh == "“2% (3 of 272)”中的比率与件数不一致"


def test_a_rate_of_nothing_is_none() -> None:
    note = Measure(rulebook().metrics[RATE], Style()).read(Cell(1, "0.00% (0 of 0)")).note
    assert note is not None
    assert note.en == "'0/0' is no rate"
