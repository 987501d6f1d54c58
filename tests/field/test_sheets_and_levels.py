"""Sheets that stand for a week or a store, periods below their metrics, one store in several columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openpyxl import Workbook

from tests.field.said import Rows, Said, text_file, xlsx

RFQ, DSR = "alibaba.rfq-response", "alibaba.dsr"


def workbook(path: Path, sheets: Mapping[str, Rows], merged: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for area in merged:
            sheet.merge_cells(area)
    book.save(path)
    return path


def form(value: str) -> Rows:
    return [["指标", "数值"], ["RFQ响应率", value]]


def test_a_sheet_per_week_has_its_year_from_the_name_of_the_file(tmp_path: Path) -> None:
    file = workbook(tmp_path / "恒达2026年.xlsx", {"W45": form("90%"), "第46周": form("93%")})
    found = Said(file, platform="alibaba").finding(RFQ)
    assert found["value"] == 0.93
    assert found["period"] == {"start": "2026-11-09", "end": "2026-11-15"}
    assert [each["value"] for each in found["trend"]] == [0.9, 0.93]


def test_a_sheet_per_store(tmp_path: Path) -> None:
    sheets = {"恒达店": form("90%"), "Nord Store": form("93%"), "说明": [["数据来源"]]}
    said = Said(workbook(tmp_path / "周报_2026-W46.xlsx", sheets), platform="alibaba")
    assert {name: said.value(RFQ, name) for name in said.stores} == {"恒达店": 0.9, "Nord Store": 0.93}
    assert list(Said(tmp_path / "周报_2026-W46.xlsx", platform="alibaba", store="甲").stores) == ["甲"]


def test_a_sheet_of_all_stores_is_none(tmp_path: Path) -> None:
    for title in ("全店", "店铺", "Store"):
        said = Said(workbook(tmp_path / "恒达_2026-W46.xlsx", {title: form("90%")}), platform="alibaba")
        assert list(said.stores) == ["恒达"]


def test_periods_below_their_metric(tmp_path: Path) -> None:
    rows = [
        ["店铺", "RFQ响应率", None, "DSR", None],
        [None, "2026-W45", "2026-W46", "2026-W45", "2026-W46"],
        ["恒达", "90%", "93%", 4.5, 4.6],
    ]
    merged = workbook(tmp_path / "s.xlsx", {"S": rows}, ("A1:A2", "B1:C1", "D1:E1"))
    for file in (merged, text_file(tmp_path / "s.csv", [[cell or "" for cell in row] for row in rows])):
        said = Said(file, platform="alibaba")
        assert list(said.stores) == ["恒达"]
        assert (said.value(RFQ), said.value(DSR)) == (0.93, 4.6)
        assert [each["value"] for each in said.finding(RFQ)["trend"]] == [0.9, 0.93]


def test_a_store_that_has_a_column_per_week(tmp_path: Path) -> None:
    rows = [
        ["店铺", "恒达", "恒达", "蓝峰"],
        ["平台", "国际站", "国际站", "国际站"],
        ["周期", "2026-W45", "2026-W46", "2026-W47"],
        ["RFQ响应率", "90%", "93%", "80%"],
    ]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    assert {name: said.value(RFQ, name) for name in said.stores} == {"恒达": 0.93, "蓝峰": 0.8}
