"""A row export of 200,000 orders, from the file to its metrics with their cells, against its reader alone."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from auditor.intake import Options, read
from auditor.intake.readers.files import open_sheets
from auditor.rulebook import load_rulebook

ROWS = 200_000
DAYS = 90
HEAD = [
    *("amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status"),
    *("fulfillment-channel", "sales-channel", "product-name", "sku", "asin", "item-status", "quantity"),
    *("currency", "item-price", "item-tax", "shipping-price"),
]


def make_orders(path: Path) -> None:
    """Amazon's all-orders flat file: a line for each item of an order, over ninety days."""
    start = datetime(2026, 8, 17)
    with path.open("w", encoding="utf-8") as file:
        file.write("\t".join(HEAD) + "\n")
        for number in range(ROWS):
            day = f"{start + timedelta(minutes=number * DAYS * 24 * 60 // ROWS):%Y-%m-%dT%H:%M:%S}+00:00"
            status, channel = ("Cancelled" if number % 40 == 0 else "Shipped"), ("Amazon", "Merchant")[number % 2]
            row = [f"113-{number:07d}-1", "", day, day, status, channel, "Amazon.com", "Widget", f"SKU-{number % 50}"]
            file.write("\t".join([*row, f"B0{number % 50:08d}", status, "1", "USD", "19.99", "0", "0"]) + "\n")


def count_rows(path: Path) -> int:
    with open_sheets(path) as sheets:
        return sum(1 for sheet in sheets for _ in sheet.rows())


def seconds(run: Callable[[], object]) -> float:
    """Processor time, the best of three."""
    times = []
    for _ in range(3):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def rows() -> Iterator[tuple[str, float, float, float, str]]:
    book = load_rulebook()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.txt"
        make_orders(path)
        (sheet,) = read([str(path)], book, Options(isolated=False)).inputs[0].sheets
        assert (sheet.rows, count_rows(path)) == (ROWS, ROWS + 1)
        ours = seconds(lambda: read([str(path)], book, Options(isolated=False)))
        reader = seconds(lambda: count_rows(path))
    yield (
        "200,000-row export, to metrics with their cells; peer: its reader row by row",
        ours,
        reader,
        ours / reader,
        "<= 1.3",
    )
