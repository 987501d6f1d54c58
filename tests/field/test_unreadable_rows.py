"""A row of an export that holds a cell which can't be read: what takes the cell is unknown, and says which cell."""

# ruff: noqa: E501 - the headings of real exports are long

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.field.said import Said, text_file
from tests.field.test_raw_exports import taken

AS_OF = "2026-11-15"
ADS = ["Start Date", "End Date", "Campaign Name", "Customer Search Term", "Match Type", "Impressions", "Clicks", "Spend", "7 Day Total Sales ", "7 Day Total Orders (#)", "Currency"]  # fmt: skip
ORDERS = ["订单编号", "订单创建时间", "状态", "订单总价", "订单币种", "约定发货时间", "实际发货时间", "邮箱"]
SHOP = ["Name", "Financial Status", "Lineitem quantity", "Created at", "Total", "Refunded Amount", "Currency", "Email", "Cancelled at"]  # fmt: skip


def ads(tmp_path: Path, *more: list[object], **cells: object) -> Said:
    good: dict[str, object] = dict(zip(ADS, ["2026-10-17", "2026-11-15", "C1", "a", "EXACT", 1000, 5, "10", "50", 1, "USD"], strict=True))  # fmt: skip
    rows: list[list[object]] = [list(ADS), list(good.values()), list((good | cells).values()), *more]
    return Said(text_file(tmp_path / "sp.csv", rows), as_of=AS_OF)


def order(number: str, created: str, due: str = "", shipped: str = "", status: str = "已完成") -> list[object]:
    return [number, created, status, 100, "USD", due, shipped, "a@x.com"]


def orders(tmp_path: Path, *rows: list[object]) -> Said:
    first, last = order("1", "2026-07-20", status="已取消"), order("9", "2026-11-10", status="已取消")
    return Said(text_file(tmp_path / "orders.csv", [ORDERS, first, *rows, last]), as_of=AS_OF)


def unknown(said: Said, check: str, cell: str) -> None:
    found = said.finding(check)
    assert found["status"] == "unknown"
    assert f".csv!{cell} " in found["reason"]
    told = [item for item in said.ignored if item["cell"] == cell]
    assert len(told) == 1
    assert told[0]["incomplete"]


@pytest.mark.parametrize(
    ("column", "raw", "cell", "unsettled", "settled"),
    [
        ("Impressions", "1k?", "F3", "amazon.ad-ctr", "amazon.acos"),
        ("Spend", "abc", "H3", "amazon.acos", "amazon.ad-ctr"),
        ("7 Day Total Sales ", "#VALUE!", "I3", "amazon.acos", "amazon.ad-ctr"),
        ("7 Day Total Sales ", "-", "I3", "amazon.acos", "amazon.ad-ctr"),
        ("7 Day Total Sales ", "N/A", "I3", "amazon.acos", "amazon.ad-ctr"),
        ("7 Day Total Orders (#)", "one", "J3", "amazon.ad-waste", "amazon.acos"),
        ("Impressions", "", "F3", "amazon.ad-ctr", "amazon.acos"),  # printed on every row: nothing there is not 0
        ("Clicks", "", "G3", "amazon.ad-ctr", "amazon.acos"),
        ("Spend", "", "H3", "amazon.acos", "amazon.ad-ctr"),
        ("Campaign Name", "#REF!", "C3", "amazon.acos", ""),
        ("Start Date", "x", "A3", "amazon.acos", ""),
        ("End Date", "", "B3", "amazon.acos", ""),
    ],
)
def test_an_ad_row_that_cannot_be_read(
    tmp_path: Path, column: str, raw: str, cell: str, unsettled: str, settled: str
) -> None:
    said = ads(tmp_path, **{column: raw})
    unknown(said, unsettled, cell)
    if settled:
        assert said.value(settled) == {"amazon.acos": 0.2, "amazon.ad-ctr": 0.005}[settled]


def test_no_sale_at_all_is_printed_as_an_empty_cell(tmp_path: Path) -> None:
    said = ads(tmp_path, **{"7 Day Total Sales ": "", "7 Day Total Orders (#)": ""})
    assert said.value("amazon.acos") == 0.4
    assert said.value("amazon.ad-waste") == 0.5
    assert not any(item["incomplete"] for item in said.ignored)


@pytest.mark.parametrize("label", ["Total", "合计", ""])
def test_a_total_with_or_without_its_label_is_no_row_in_doubt(tmp_path: Path, label: str) -> None:
    said = ads(tmp_path, [label, "", "", "", "", 2000, 10, "20", "100", 2, ""])
    assert said.value("amazon.acos") == 0.2
    assert said.ignored[0]["why"] == "a total row, not counted"
    assert not any(item["incomplete"] for item in said.ignored)


def test_a_row_without_its_campaign_that_is_no_total_is_in_doubt(tmp_path: Path) -> None:
    unknown(ads(tmp_path, ["2026-10-17", "2026-11-15", "", "b", "EXACT", 2000, 11, "20", "100", 2, "USD"]), "amazon.ad-ctr", "C4")  # fmt: skip


def test_a_campaign_without_any_figure_has_nothing_to_count(tmp_path: Path) -> None:
    said = ads(tmp_path, ["", "", "Archived", "", "", "", "", "", "", "", ""])
    assert said.value("amazon.acos") == 0.2
    assert not any(item["incomplete"] for item in said.ignored)


def test_a_day_of_ads_without_its_spend_is_unknown(tmp_path: Path) -> None:
    rows: list[list[object]] = [["日期", "曝光量", "点击量", "花费(USD)", "点击率"]]
    rows += [[f"2026-11-{day:02d}", 1000, 20, "" if day == 12 else 7, "2%"] for day in range(9, 16)]
    said = Said(text_file(tmp_path / "p4p.csv", rows), as_of=AS_OF)
    unknown(said, "alibaba.p4p-cpc", "D5")


@pytest.mark.parametrize("created", ["someday", "09/10/2026", "#REF!", "", "-"])
def test_an_order_of_unknown_date_may_lie_in_any_month(tmp_path: Path, created: str) -> None:
    said = orders(tmp_path, order("5", created))
    unknown(said, "alibaba.trust-orders", "B3")
    unknown(said, "alibaba.trust-orders-60d", "B3")
    assert said.finding("alibaba.trust-orders")["reason"].count("B3") == 1


@pytest.mark.parametrize("number", ["", "#N/A", "2.54928E+17"])
def test_an_order_without_its_number_is_in_doubt_in_its_own_month(tmp_path: Path, number: str) -> None:
    said = orders(tmp_path, order(number, "2026-09-05"))
    unknown(said, "alibaba.trust-orders", "A3")
    assert said.value("alibaba.trust-orders-60d") == 0


@pytest.mark.parametrize(
    "rest",
    [
        order("5", "someday", status="已取消"),  # whatever its date, it counts nowhere
        [],
        ["", "", "", "", "", "", "", ""],
        ["合计", "", "", 200, "", "", "", ""],
        ["说明：数据统计截至 2026-11-14", "", "", "", "", "", "", ""],
        ["Exported by Alibaba.com", "", "", "", "", "", "", ""],
    ],
)
def test_what_counts_nowhere_leaves_the_verdict(tmp_path: Path, rest: list[object]) -> None:
    assert orders(tmp_path, rest).value("alibaba.trust-orders-60d") == 0


def shipped(tmp_path: Path, day: str) -> Said:
    months = ("07", "08", "09", "10", "11")
    rows = [order(f"o{m}", f"2026-{m}-01", f"2026-{m}-20", f"2026-{m}-19") for m in months[:-1]]
    return orders(tmp_path, *rows, order("20", "2026-10-02", "2026-10-20", day))


def test_a_day_of_shipment_that_cannot_be_read_is_neither_late_nor_in_time(tmp_path: Path) -> None:
    unknown(shipped(tmp_path, "昨天发的"), "alibaba.on-time-shipment", "G7")


@pytest.mark.parametrize(("day", "days"), [("2026-10-02 08:00:00", (3 * 18 + 0) / 4), ("2026-10-01", None)])
def test_nothing_is_shipped_before_it_was_ordered(tmp_path: Path, day: str, days: float | None) -> None:
    said = shipped(tmp_path, day)
    if days is not None:  # on the very day
        assert said.value("alibaba.trust-fulfilment") == pytest.approx(days)
        return
    unknown(said, "alibaba.trust-fulfilment", "G7")
    assert "before the day from which its row counts" in said.why("G7")


def test_an_empty_day_of_shipment_is_not_shipped(tmp_path: Path) -> None:
    said = shipped(tmp_path, "")
    assert said.value("alibaba.on-time-shipment") == 0.75
    assert not any(item["incomplete"] for item in said.ignored)


def shop(tmp_path: Path, **cells: object) -> dict[str, Any]:
    def row(number: int, created: str) -> dict[str, object]:
        return dict(zip(SHOP, [f"#{number}", "paid", 1, created, 100, 0, "USD", "a@x.com", ""], strict=True))

    rows = [row(0, "2026-08-01"), row(1, "2026-10-01") | cells, row(2, "2026-11-14")]
    said = Said(text_file(tmp_path / "o.csv", [SHOP, *(list(each.values()) for each in rows)]), as_of=AS_OF)
    (store,) = said.document["stores"]
    return {item["metric"]: item["value"] for item in store["observed"]}


@pytest.mark.parametrize(
    ("cells", "counted", "revenue"),
    [
        ({}, 1, 100),
        ({"Created at": "someday"}, None, None),
        ({"Total": "abc"}, 1, None),
        ({"Total": ""}, 1, None),
        ({"Refunded Amount": "-"}, 1, 100),  # Shopify prints it in empty cells
        ({"Cancelled at": "yes"}, None, None),
        ({"Created at": "someday", "Financial Status": "voided"}, 0, 0),
    ],
)
def test_shopify_orders_are_not_counted_around(
    tmp_path: Path, cells: dict[str, object], counted: int | None, revenue: int | None
) -> None:
    seen = shop(tmp_path, **cells)
    assert (seen["store_orders"], seen["store_revenue"]) == (counted, revenue)


def test_an_export_that_gives_no_value_for_want_of_a_column_says_so(tmp_path: Path) -> None:
    rows = [SHOP[:-1], *([f"#{day}", "paid", 1, f"2026-10-{day:02d}", 100, 0, "USD", "a@x.com"] for day in (1, 31))]
    said = Said(text_file(tmp_path / "o.csv", rows), as_of=AS_OF)
    (told,) = said.ignored
    assert told["incomplete"]
    assert "Cancelled at" in told["why"]


def test_numbers_that_a_spreadsheet_shortened_are_not_one_order(tmp_path: Path) -> None:
    said = orders(tmp_path, *(order("2.54928E+17", f"2026-10-{day:02d}") for day in range(1, 9)))
    unknown(said, "alibaba.trust-orders-60d", "A3")
    assert "use the file as downloaded" in said.why("A3")


def test_exports_pasted_one_below_the_other_are_one(tmp_path: Path) -> None:
    said = orders(tmp_path, order("1a", "2026-10-02"), list(ORDERS), order("2a", "2026-10-03"), list(ORDERS))
    assert said.value("alibaba.trust-orders-60d") == 2
    assert said.why("A4") == said.why("A6") == "the heading once more, no data"
    assert not any(item["incomplete"] for item in said.ignored)


def test_a_column_that_nothing_takes_leaves_no_gap(tmp_path: Path) -> None:
    rows = [["Date", *ADS]]
    for day in range(17, 32):
        good = ["C1", "a", "EXACT", 1000, 5, "10", "50", 1, "USD"]
        rows.append([f"2026-10-{day}", "2025-01-01", "No end date", *map(str, good)])
    said = Said(text_file(tmp_path / "sp.csv", rows), as_of=AS_OF)
    assert said.value("amazon.acos") == 0.2
    assert said.finding("amazon.acos")["period"] == {"start": "2026-10-17", "end": "2026-10-31"}
    assert not said.ignored
    assert "Start Date, End Date" in " ".join(said.sheets[0]["notes"])


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ("恒达,2026-W46,1,234,6", False),  # 1,234 without quotation marks: every figure behind it is shifted
        ("恒达,2026-W46,1234,6", True),
        ('恒达,2026-W46,"1,234",6', True),
        ("恒达,2026-W46,1234,6,正常", True),  # a remark below no heading
        ("恒达,2026-W46,12,345", True),
    ],
)
def test_a_thousands_comma_without_quotation_marks_shifts_nothing(tmp_path: Path, row: str, read: bool) -> None:
    path = tmp_path / "国际站.csv"
    path.write_text(f"店铺,周,曝光量,询盘数\n{row}\n美佳,2026-W46,700,7\n", encoding="utf-8")
    intake = taken(path)
    found = {(item.store.store, item.metric): item.value for item in intake.observations}
    assert found["美佳", "exposure"] == 700
    assert (("恒达", "inquiries") in found) is read
    ignored = intake.inputs[0].sheets[0].ignored
    assert any("cut a figure in two" in item.why.en for item in ignored) is not read
