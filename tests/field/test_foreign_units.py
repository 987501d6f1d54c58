"""A unit that contradicts the metric's is never dropped: in the cell, in its number format, in the heading."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from auditor.intake.values.styles import format_currency, format_scale
from tests.field.said import Said, xlsx
from tests.field.test_raw_exports import taken, values

FIRST, FULFILMENT, RFQ = "alibaba.first-response", "alibaba.trust-fulfilment", "alibaba.rfq-response"


@pytest.mark.parametrize(
    ("platform", "metric", "written"),
    [
        ("国际站", "信保订单数(60天)", "$12,000"),
        ("国际站", "信保订单履约时长", "$3"),
        ("国际站", "信保订单履约时长", "1年"),
        ("国际站", "信保订单履约时长", "2 months"),
        ("国际站", "平均首次响应时间", "1个月"),
        ("国际站", "年销售额", "5小时"),
        ("国际站", "年销售额", "3件"),
        ("国际站", "询盘数", "3年"),
        ("国际站", "RFQ响应率(%)", "5小时"),
        ("国际站", "平均首次响应时间", "3元"),
        ("国际站", "违规扣分", "3 USD"),
        ("国际站", "DSR", "5小时"),
        ("亚马逊", "IPI", "450天"),
    ],
)
def test_in_the_cell(tmp_path: Path, platform: str, metric: str, written: str) -> None:
    rows = [["店铺", "平台", "日期", "指标", "数值"], ["A", platform, "2026-11-15", metric, written]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    values = [item["value"] for store in said.document["stores"] for item in store["findings"]]
    assert all(value is None for value in values)
    assert written in said.why("E2")


@pytest.mark.parametrize("written", ["3天", "72小时", "3", 3])
def test_units_that_fit(tmp_path: Path, written: object) -> None:
    rows = [["店铺", "平台", "日期", "信保订单履约时长"], ["A", "国际站", "2026-11-15", written]]
    assert Said(xlsx(tmp_path / "s.xlsx", rows)).value(FULFILMENT) == 3


@pytest.mark.parametrize(("number_format", "value"), [('"¥"#,##0', None), ("[$$-409]#,##0", None), ("#,##0_ ", 3)])
def test_in_the_number_format(tmp_path: Path, number_format: str, value: float | None) -> None:
    book = Workbook()
    sheet = book.active
    for row in (["店铺", "平台", "日期", "信保订单履约时长"], ["A", "国际站", "2026-11-15", 3]):
        sheet.append(row)
    sheet["D2"].number_format = number_format
    book.save(tmp_path / "s.xlsx")
    assert Said(tmp_path / "s.xlsx").value(FULFILMENT) == value


@pytest.mark.parametrize(
    ("number_format", "currency"),
    [("[$¥-411]#,##0", "JPY"), ("[$¥-804]#,##0", "CNY"), ("[$￥-ja-JP]#,##0", "JPY"), ("[$$-1009]0.00", "CAD"), ("[$$-00000C09]0", "AUD"),
     ("[$$-409]0", "USD"), ("[$$-80A]0", "MXN"), ("[$kr-41D]0", "SEK"), ('[$-804]"¥"#,##0', "CNY"), ("[Red]$0", "USD"),
     ('[$-409]"US$"0', "USD"),
     ("$General", "USD"), ("[$-F800]0", None), ("$" * 300, None)],
)  # fmt: skip
def test_whose_sign_a_number_format_shows(number_format: str, currency: str | None) -> None:
    assert format_currency(number_format) == currency


def test_a_number_format_without_end_takes_no_time() -> None:
    assert format_scale("0a" + " " * 200_000 + "#") is None
    assert format_currency("[$" * 100_000) is None


@pytest.mark.parametrize(
    ("heading", "number", "check", "value"),
    [
        ("平均首次响应时间/分钟", 90, FIRST, 1.5),
        ("RFQ响应率(‰)", 935, RFQ, 0.935),
        ("RFQ响应率‰", "935", RFQ, 0.935),
        ("信保订单履约时长/小时", 72, FULFILMENT, 3),
        ("信保订单履约时长($)", 3, FULFILMENT, None),
        ("信保订单履约时长/元", 3, FULFILMENT, None),
    ],
)
def test_in_the_heading(tmp_path: Path, heading: str, number: float, check: str, value: float | None) -> None:
    rows = [["店铺", "平台", "日期", heading, "DSR"], ["A", "国际站", "2026-11-15", number, 4.6]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    assert said.value(check) == value
    assert value is not None or "unit is none of the metric" in said.why("D1")


@pytest.mark.parametrize("unit", ["元", "$", "USD", "天"])
def test_in_the_unit_column(tmp_path: Path, unit: str) -> None:
    rows = [["指标", "单位", "2026-W46"], ["询盘数", unit, 12000], ["DSR", "分", 4.6], ["平均首次响应时间", "分钟", 90]]
    said = Said(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba")
    assert (said.value("alibaba.dsr"), said.value(FIRST)) == (4.6, 1.5)
    assert "unit that is stated is none of Inquiries" in said.why("C2")
    assert all(item["remedy"].startswith("correct the unit") for item in said.ignored if item["incomplete"])


def test_years_of_a_metric_in_years(tmp_path: Path) -> None:
    for written, known in (("3年", True), ("3 years", True), (3, True), ("6个月", False)):
        rows = [["客户", "平台", "日期", "经营年限"], ["恒达", "客户", "2026-11-15", written]]
        assert (Said(xlsx(tmp_path / "s.xlsx", rows)).ignored == []) is known


@pytest.mark.parametrize(
    ("title", "exposure", "spend"),
    [
        ("统计周期：2026-W46（单位：万）", "undecided", "undecided"),
        ("统计周期：2026-W46 单位：千", "undecided", "undecided"),
        ("统计周期：2026-W46 单位：万元", 7, 12000),
        ("统计周期：2026-W46（单位：万美元、%）", 7, 12000),
        ("统计周期：2026-W46 单位：万元/万次", "undecided", "undecided"),
        ("统计周期：2026-W46（金额单位：元；流量单位：万次）", "undecided", "undecided"),
        ("统计周期：2026-W46 单位：美元/百次", "undecided", "undecided"),
        ("统计周期：2026-W46 单位：万人次", "undecided", "undecided"),
        ("Period: 2026-W46 Unit: thousands", "undecided", "undecided"),
        ("统计周期：2026-W46 单位：百元", 7, 120),
        ("统计周期：2026-W46 单位：百达公司", 7, 1.2),  # who it is of
        ("统计周期：2026-W46 单位：万元/次", 7, 12000),
        ("统计周期：2026-W46 单位：美元", 7, 1.2),
        ("统计周期：2026-W46 单位：次", 7, 1.2),
    ],
)
@pytest.mark.parametrize("down", [False, True])
def test_a_unit_above_the_table(tmp_path: Path, title: str, exposure: object, spend: object, down: bool) -> None:
    table = [["店铺", "曝光量", "P4P花费", "P4P余额(元)", "P4P预算"], ["恒达", 7, 1.2, 300, "5万"]]
    if down:
        table = [["指标", "数值"], *([name, value] for name, value in zip(table[0][1:], table[1][1:], strict=True))]
    intake = taken(xlsx(tmp_path / "恒达.xlsx", [[title], *table]), platform="alibaba", store="恒达")
    found = {metric: value for (metric, _), value in values(intake).items()}
    assert (found["exposure"], found["p4p_spend"]) == (exposure, spend)
    assert (found["p4p_balance"], found["p4p_budget"]) == (300, 50000)


def test_a_magnitude_in_the_cell_is_not_that_of_the_heading_once_more(tmp_path: Path) -> None:
    head = ["店铺", "周", "曝光量(万)", "P4P花费(万元)", "点击量(k)", "询盘数(万)", "访客数(百人次)"]
    rows = [head, ["恒达", "2026-W46", "1.2万", "0.5万元", "1.5k", "120个", "1.5"]]
    found = values(taken(xlsx(tmp_path / "国际站.xlsx", rows)))
    assert {metric: value for (metric, _), value in found.items()} == {
        "exposure": 12000,
        "p4p_spend": 5000,
        "clicks": 1500,
        "inquiries": 120,
        "visitors": 150,
    }
