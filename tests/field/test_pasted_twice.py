"""An export that stands in a sheet twice, or comes under two names, is counted once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.intake.exports.repeats import Repeats
from auditor.intake.readers.cells import Block
from auditor.model import Intake
from tests.field.said import text_file, xlsx
from tests.field.test_raw_exports import RETURNS, taken, values

ORDERS: list[object] = ["amazon-order-id", "purchase-date", "order-status", "sku", "quantity", "currency", "item-price"]
Table = list[list[object]]


def orders(first: int, last: int) -> Table:
    """Three lines an order: an item printed on two lines right below each other, and another item."""
    rows: Table = []
    for day in range(first, last + 1):
        order: list[object] = [f"305-{day}", f"2026-10-{day:02d}T10:00:00+00:00", "Shipped"]
        rows += [[*order, sku, 1, "USD", price] for sku, price in (("A", 10.0), ("A", 10.0), ("B", 5.0))]
    return rows


def revenue(intake: Intake) -> dict[str, object]:
    found = values(intake)
    return {metric: found[metric, "2026-10-31"] for metric in ("store_orders", "store_revenue")}


def said(intake: Intake) -> str:
    return "\n".join(note.en for file in intake.inputs for sheet in file.sheets for note in sheet.notes)


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        (
            [*orders(1, 31), *orders(1, 31)],
            "93 rows that stand further up word for word are counted once: the first is row 95",
        ),
        ([*orders(1, 31), ORDERS, *orders(1, 31)], "93 rows that stand further up"),
        ([*orders(1, 20), *orders(11, 31)], "30 rows that stand further up"),  # two exports whose days overlap
        ([*orders(1, 31), orders(1, 1)[0]], "1 row that stands further up"),
    ],
)
@pytest.mark.parametrize("kind", ["txt", "xlsx"])
def test_rows_that_were_pasted_again_count_once(tmp_path: Path, rows: Table, first: str, kind: str) -> None:
    path = tmp_path / f"orders.{kind}"
    table = [ORDERS, *rows]
    intake = taken(xlsx(path, table) if kind == "xlsx" else text_file(path, table, delimiter="\t"))
    assert revenue(intake) == {"store_orders": 31, "store_revenue": 31 * 25}
    assert first in said(intake)


def test_lines_right_below_each_other_are_lines_of_their_own(tmp_path: Path) -> None:
    intake = taken(text_file(tmp_path / "orders.txt", [ORDERS, *orders(1, 31)], delimiter="\t"))
    assert revenue(intake) == {"store_orders": 31, "store_revenue": 31 * 25}
    assert "further up" not in said(intake)


@pytest.mark.parametrize(
    ("blocks", "again"),
    [
        ([["a", "b"], ["b", "c"]], [[False, False], [False, False]]),  # the b below the b is a line of its own
        ([["a", "b"], ["c", "a"]], [[False, False], [False, True]]),
        ([["a", "a"], ["b"], ["a"]], [[False, False], [False], [True]]),
        ([["a", "b"], ["c"], ["d", "c", "b"]], [[False, False], [False], [False, True, True]]),
        ([["a"], [], ["a"]], [[False], [], [False]]),
    ],
)
def test_rows_are_told_apart_over_the_blocks_of_an_export(blocks: list[list[str]], again: list[list[bool]]) -> None:
    repeats, last = Repeats(), 1  # the row of the headings
    for texts, expected in zip(blocks, again, strict=True):
        numbers = range(last + 1, last + 1 + len(texts))
        assert repeats.of(Block(numbers, (texts,))).tolist() == expected
        last += len(texts)


def test_a_column_that_nothing_is_made_of_tells_rows_apart(tmp_path: Path) -> None:
    table = [[*ORDERS, "asin"], *([*row, f"B0{number}"] for number, row in enumerate(orders(1, 31) + orders(1, 31)))]
    assert revenue(taken(text_file(tmp_path / "orders.txt", table, delimiter="\t")))["store_revenue"] == 2 * 31 * 25


def test_units_that_came_back_are_counted_once_where_the_report_was_pasted_twice(tmp_path: Path) -> None:
    rows: Table = [[f"2026-10-{day:02d}T10:00:00+00:00", f"305-{day}", "S", "x", 1, "OK", ""] for day in range(1, 32)]
    intake = taken(text_file(tmp_path / "returns.txt", [RETURNS, *rows, *rows], delimiter="\t"))
    assert values(intake) == {("returned_units", "2026-10-31"): 31}


def test_a_printed_total_is_held_against_what_was_counted(tmp_path: Path) -> None:
    table: list[list[Any]] = [ORDERS, *orders(1, 31), *orders(1, 31), ["合计", None, None, None, 186, None, 1550.0]]
    intake = taken(xlsx(tmp_path / "orders.xlsx", table))
    assert revenue(intake)["store_revenue"] == 775
    assert "item-price says 1550, the rows make 775" in said(intake)


ADS: list[object] = ["Campaign Name", "Customer Search Term", "Impressions", "Clicks", "Spend", "7 Day Total Sales"]
TERMS: Table = [["Lamps", "desk lamp", 100, 9, 4.5, 20], ["Lamps", "lamp", 1, 0, 0, 0], ["Mats", "mat", 7, 1, 0.5, 0]]


@pytest.mark.parametrize(("dated", "spend"), [(True, 5.0), (False, 10.0)])
def test_where_the_days_were_cut_off_two_of_them_may_agree(tmp_path: Path, dated: bool, spend: float) -> None:
    days: list[object] = ["2026-10-01", "2026-10-31"] if dated else []
    head = [*(["Start Date", "End Date"] if dated else []), *ADS]
    table = [head, *([*days, *row] for row in TERMS + TERMS)]
    intake = taken(text_file(tmp_path / "terms_2026-10-01_2026-10-31.csv", table))
    assert values(intake)["ad_spend", "2026-10-31"] == spend


def test_one_export_under_two_names_is_one(tmp_path: Path) -> None:
    paths = [text_file(tmp_path / name, [ORDERS, *orders(1, 31)], delimiter="\t") for name in ("a.txt", "b.txt")]
    assert revenue(taken(*paths)) == {"store_orders": 31, "store_revenue": 31 * 25}
