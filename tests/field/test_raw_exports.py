"""Exports byte by byte as platforms and spreadsheets write them: quotation marks, encodings, languages, dates."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from auditor.intake import Options, read
from auditor.model import Intake
from tests.field.said import TODAY, Rows, Said, rulebook, text_file

RETURNS: list[object] = [
    "return-date",
    "order-id",
    "sku",
    "product-name",
    "quantity",
    "detailed-disposition",
    "customer-comments",
]


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


SETTLEMENT = ["settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date", "total-amount",
              "currency", "transaction-type", "order-id", "marketplace-name", "amount-type", "amount-description",
              "amount", "posted-date", "sku", "quantity-purchased"]  # fmt: skip
NOT_READ = {
    "amazon.settlement": SETTLEMENT,
    "amazon.date-range-transactions": [
        "日期/时间",
        "结算编号",
        "类型",
        "订单编号",
        "SKU",
        "数量",
        "商品销售额",
        "总计",
    ],
    "alibaba.rfq-list": ["RFQ编号", "RFQ标题", "类目", "采购数量", "买家国家", "发布时间", "报价状态"],
    "alibaba.inquiry-list": ["询盘编号", "询盘时间", "买家国家", "产品名称", "业务员", "首次回复时间"],
    "independent.search-console": ["Date", "Clicks", "Impressions", "CTR", "Position"],
}


@pytest.mark.parametrize("source", sorted(NOT_READ))
def test_an_export_of_which_nothing_can_be_made_says_what_to_hand_in(tmp_path: Path, source: str) -> None:
    heading = NOT_READ[source]
    row = ["2026-11-01" if "ate" in name or "时间" in name else "7" for name in heading]
    said = Said(text_file(tmp_path / "export.csv", [["Definitions:"], heading, row, row]))
    (error,) = said.errors
    assert error.startswith("this is the ")
    assert "Enter " in error or "Export " in error
    assert said.sheets[0]["source_map"] == source
    assert said.incomplete
    assert said.ignored == []


def test_an_export_that_is_not_read_is_a_note_beside_sheets_that_are(tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in (
        ("周检", [["指标", "2026-W46"], ["RFQ响应率", "95%"]]),
        ("明细", [NOT_READ["alibaba.rfq-list"], ["7"] * 7]),
    ):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "s.xlsx")
    said = Said(tmp_path / "s.xlsx")
    assert said.errors == []
    assert any("list of single RFQs" in note for note in said.sheets[1]["notes"])
