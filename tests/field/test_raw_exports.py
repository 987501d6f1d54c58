"""Exports byte by byte as platforms and spreadsheets write them: quotation marks, encodings, languages, dates."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor.intake import Options, read
from auditor.model import Intake
from tests.field.said import TODAY, Rows, rulebook, text_file

RETURNS: list[object] = ["return-date", "order-id", "sku", "product-name", "quantity", "detailed-disposition", "customer-comments"]


def taken(*paths: Path, as_of: str | None = "2026-11-15", **options: object) -> Intake:
    """The files as an audit reads them."""
    day = date.fromisoformat(as_of) if as_of else None
    chosen = Options(as_of=day, today=TODAY, isolated=False, **options)  # type: ignore[arg-type]
    return read([str(path) for path in paths], rulebook(), chosen)


def values(intake: Intake) -> dict[tuple[str, str], object]:
    """(metric, last day) → value, or the state where there is none."""
    return {
        (item.metric, str(item.period.end)): item.state.value if item.value is None else item.value
        for item in intake.observations
    }


def flat_file(path: Path, rows: Rows) -> Path:
    """Tab-separated as platforms write it: whatever a field holds stands there as it is."""
    path.write_bytes("".join("\t".join(map(str, row)) + "\r\n" for row in rows).encode())
    return path


def returns(*names: str) -> list[list[object]]:
    days = [date(2026, 10, 1) + timedelta(days=number) for number in range(31)]
    texts = dict(enumerate(names, start=3))
    rows = [[f"{day}T10:00:00+00:00", f"305-{n}", "S", texts.get(n, "x"), 1, "OK", ""] for n, day in enumerate(days)]
    return [RETURNS, *rows]


@pytest.mark.parametrize(
    "names",
    [
        ('"The lamp', "x", 'a "lamp"', '"The shade'),  # two marks that open nothing: rows between them were one field
        ('"Best" lamp', '5" pipe'),
        ('"Lamp, big"', '""'),
        ('"The lamp',),
    ],
)
def test_a_quotation_mark_in_a_flat_file_swallows_no_rows(tmp_path: Path, names: tuple[str, ...]) -> None:
    intake = taken(flat_file(tmp_path / "returns.txt", returns(*names)))
    assert intake.inputs[0].error is None
    assert values(intake) == {("returned_units", "2026-10-31"): 31}


@pytest.mark.parametrize("comment", ["it broke\nat once", 'the "lid",\nand then', "a\tb", "\n"])
def test_a_tab_separated_file_of_a_spreadsheet_keeps_its_quoted_lines(tmp_path: Path, comment: str) -> None:
    rows = returns('a "lamp"')
    rows[7][3] = rows[9][6] = comment
    intake = taken(text_file(tmp_path / "returns.txt", rows, delimiter="\t"))
    assert values(intake) == {("returned_units", "2026-10-31"): 31}
