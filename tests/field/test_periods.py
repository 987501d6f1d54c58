"""Periods as people write them above their columns."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from auditor.model import Period
from tests.field.said import Rows, Said, text_file, xlsx
from tests.field.test_raw_exports import taken, values

RFQ = "alibaba.rfq-response"


def headed(tmp_path: Path, *headings: str, name: str = "s.xlsx") -> Said:
    values = ["91%", "89%", "95%"][: len(headings)]
    return Said(xlsx(tmp_path / name, [["指标", *headings], ["RFQ响应率", *values]]), platform="alibaba")


@pytest.mark.parametrize(
    ("headings", "start", "end"),
    [
        (["2026-W45", "2026-W46"], "2026-11-09", "2026-11-15"),
        (["2026年第45周", "2026年第46周"], "2026-11-09", "2026-11-15"),
        (["2026年11月上旬", "2026年11月中旬"], "2026-11-11", "2026-11-20"),
        (["2026年10月中旬", "2026年10月下旬"], "2026-10-21", "2026-10-31"),
        (["2026/11/2-2026/11/8", "2026/11/9-2026/11/15"], "2026-11-09", "2026-11-15"),
        (["20261102-20261108", "20261109-20261115"], "2026-11-09", "2026-11-15"),
        (["2026.11.02—11.08", "2026.11.09—11.15"], "2026-11-09", "2026-11-15"),
        (["20261102-1108", "20261109-1115"], "2026-11-09", "2026-11-15"),
        (["2-8 Nov 2026", "9-15 Nov 2026"], "2026-11-09", "2026-11-15"),
        (["26W45", "26年第46周"], "2026-11-09", "2026-11-15"),
        (["2026-Sep", "Oct 2026"], "2026-10-01", "2026-10-31"),
        (["26年9月", "26年10月"], "2026-10-01", "2026-10-31"),
        (["Aug 2026", "Sep-Oct 2026"], "2026-09-01", "2026-10-31"),
        (["2026.45周", "2026.46周"], "2026-11-09", "2026-11-15"),
        (["实际(2026-W45)", "实际(2026-W46)"], "2026-11-09", "2026-11-15"),
        (["2026年十一月二日至八日", "二〇二六年十一月九日至十五日"], "2026-11-09", "2026-11-15"),
        (["2026年十月十九日-廿五日", "2026年十月廿六日-十一月一日"], "2026-10-26", "2026-11-01"),
        (["26.11.2-26.11.8", "26.11.9-26.11.15"], "2026-11-09", "2026-11-15"),
        (["26.11.9-26.11.15", "26.11.16-26.11.22"], "2026-11-16", "2026-11-22"),
        (["09.11.26-15.11.26", "16.11.26-22.11.26"], "2026-11-16", "2026-11-22"),
    ],
)
def test_read(tmp_path: Path, headings: list[str], start: str, end: str) -> None:
    check_read(headed(tmp_path, *headings), start, end)


@pytest.mark.parametrize(
    "headings",
    [
        ["第1周(11.2-8)", "第2周(11.9-15)"],
        ["11月第2周（11.2-11.8）", "11月第3周（11.9-11.15）"],
        ["W45: 11.2-8", "W46: 11.9-15"],
        ["Week of 11/2", "Week of 11/9"],
        ["W/C 2/11", "W/C 9/11"],  # in Britain: the other way they begin on a Wednesday and a Friday
        ["wk of Nov 2", "wk of Nov 9"],
        ["Week ending 11/8", "Week ending 11/15"],
        ["W/E 8/11", "W/E 15/11"],
    ],
)
def test_weeks_whose_year_the_file_tells(tmp_path: Path, headings: list[str]) -> None:
    check_read(headed(tmp_path, *headings, name="2026.xlsx"), "2026-11-09", "2026-11-15")
    assert "year" in headed(tmp_path, *headings).errors[0]


def test_a_week_of_5_10_may_be_may_s_or_october_s_unless_those_beside_it_tell(tmp_path: Path) -> None:
    lone = headed(tmp_path, "Week of 10/5", name="2026.xlsx")
    assert "may be day or month first (2026-05-10 / 2026-10-05)" in lone.errors[0]
    three = ["Week of 10/5", "Week of 10/12", "Week of 10/19"]
    columns = headed(tmp_path, *three, name="2026.xlsx").sheets[0]["columns"]
    assert [column["as"] for column in columns[1:]] == [
        f"2026-10-{day:02}..2026-10-{day + 6:02}" for day in (5, 12, 19)
    ]


@pytest.mark.parametrize(
    ("day", "read"),
    [
        ("2026-11-15", {("本周累计", "2026-11-09..2026-11-15")}),  # a Sunday
        ("2026-11-30", {("本月累计", "2026-11-01..2026-11-30")}),
        ("2026-W46", {("本周累计", "2026-11-09..2026-11-15")}),
        ("2026-11", {("本月累计", "2026-11-01..2026-11-30")}),
        ("2026-05-31", {("本周累计", "2026-05-25..2026-05-31"), ("本月累计", "2026-05-01..2026-05-31")}),
        ("2026-11-14", set()),
        ("2026-11-16", set()),
    ],
)
@pytest.mark.parametrize(("week", "month"), [("本周累计", "本月累计"), ("WTD", "MTD")])
def test_what_a_report_of_a_day_adds_up_is_read_on_the_last_day_of_its_week_or_month(
    tmp_path: Path, day: str, read: set[tuple[str, str]], week: str, month: str
) -> None:
    rows = [[f"恒达日报 {day}"], ["指标", "当日", week, month], ["访客数", 3, 21, 80]]
    read = {({"本周累计": week, "本月累计": month}[heading], period) for heading, period in read}
    said = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba")
    columns = {(column["heading"], column["as"]) for column in said.sheets[0]["columns"] if ".." in column["as"]}
    assert columns == read
    assert not any("comparison" in item["why"] for item in said.sheets[0]["ignored"])
    if not read:
        assert "is as of 2026-11-1" in said.errors[0]


def check_read(said: Said, start: str, end: str) -> None:
    found = said.finding(RFQ)
    assert found["value"] == 0.89
    assert found["period"] == {"start": start, "end": end}


@pytest.mark.parametrize("title", ["2026年11月", "恒达机械 2026年11月 运营日报"])
@pytest.mark.parametrize("heading", ["日期", "Date"])
@pytest.mark.parametrize(
    "days", [["12日", "13号", "14日"], ["11.12", "11.13", "11.14"], ["11/12", "11/13", "14/11"], [12, 13, 14]]
)
def test_days_in_a_sheet_of_their_month(tmp_path: Path, title: str, heading: str, days: list[object]) -> None:
    rates = ["91%", "89%", "95%"]
    down = [[title], [heading, "RFQ响应率"], *zip(days, rates, strict=True), ["日均", "92%"]]
    said = Said(xlsx(tmp_path / "d.xlsx", down), platform="alibaba")
    found = said.finding(RFQ)
    assert (found["value"], found["period"]["end"]) == (0.95, "2026-11-14")
    assert not any(item["incomplete"] for item in said.sheets[0]["ignored"])
    if isinstance(days[0], str):
        across = Said(
            xlsx(tmp_path / "a.xlsx", [[title], ["指标", *days], ["RFQ响应率", *rates]]), platform="alibaba"
        ).finding(RFQ)
        assert (across["value"], across["period"]) == (found["value"], found["period"])


@pytest.mark.parametrize(
    ("title", "days"),
    [
        ("2026年11月", ["10.12", "10.13"]),  # another month's
        ("2026年11月", ["31日", "0日"]),
        ("2026年11月", [11.1, 11.2]),  # the number may be the 10th
        ("2026-W46", ["8日", "16日"]),  # of the weeks beside it
        ("恒达机械", ["12日", "13日"]),
    ],
)
def test_days_that_are_none_of_the_sheets_month(tmp_path: Path, title: str, days: list[object]) -> None:
    down = [[title], ["日期", "RFQ响应率"], *zip(days, ["91%", "89%"], strict=True)]
    said = Said(xlsx(tmp_path / "d.xlsx", down), platform="alibaba")
    assert [item["cell"] for item in said.ignored if item["incomplete"]] == ["A3", "A4"]


@pytest.mark.parametrize(
    "rows",
    [
        [["账期", "3日"], ["曝光量", 100]],  # a length of time above a form
        [["负责人", "更新"], ["张三", "3日"], ["指标", "数值"], ["曝光量", 100]],
        [["曝光量", "访客数"], ["11.8", "11.9"]],  # figures
    ],
)
def test_what_is_no_day_of_the_sheets_month(tmp_path: Path, rows: list[list[object]]) -> None:
    found = taken(text_file(tmp_path / "2026-11.csv", rows), platform="alibaba").observations
    assert [str(item.period.end) for item in found if item.metric == "exposure"] == ["2026-11-30"]


@pytest.mark.parametrize(
    ("label", "end"),
    [
        ("访客数(10月)", "2026-10-31"),
        ("访客数(第45周)", "2026-11-08"),
        ("访客数(1周)", "2026-11-15"),
        ("1周访客数", "2026-11-15"),
        ("2周访客数", None),
    ],
)
def test_a_period_beside_a_name(tmp_path: Path, label: str, end: str | None) -> None:
    wanted = {} if end is None else {("visitors", end): 50}
    for rows in ([["指标", "数值"], [label, 50]], [["店铺", label], ["恒达", 50]]):
        assert values(taken(text_file(tmp_path / "2026-W46.csv", rows), platform="alibaba")) == wanted


@pytest.mark.parametrize(
    ("label", "sheet", "end"),
    [
        ("访客数(本月)", "2026-10", "2026-10-31"),  # as 访客数 is in such a sheet
        ("月访客数(人)", "2026-10", "2026-10-31"),
        ("本周订单数", "2026-W46", "2026-11-15"),
        ("本月访客数", "2026-W46", None),
        ("本周访客数", "2026-10", None),  # which week of October?
        ("访客数(周)", "2026-10", None),
        ("访客数(近7天)", "2026-10", "2026-10-31"),  # the days up to the day that the sheet was made
        ("月订单数", "2026-Q3", None),
        ("虚假交易处罚数(近一年)", "2026-W46", "2026-11-15"),  # 365 days
        ("虚假交易处罚数(近12个月)", "2026-W46", "2026-11-15"),
    ],
)
def test_a_span_in_a_heading_and_the_period_of_its_sheet(
    tmp_path: Path, label: str, sheet: str, end: str | None
) -> None:
    for rows in ([["指标", "数值"], [label, 50]], [["店铺", label], ["恒达", 50]]):
        for title in ([f"统计周期：{sheet}"], ["统计周期", sheet]):
            found = taken(text_file(tmp_path / "s.csv", [title, *rows]), platform="alibaba")
            said = [(item.value, str(item.period.end)) for item in found.observations]
            assert said == ([] if end is None else [(50, end)])
            asked = any(item.incomplete for item in found.inputs[0].sheets[0].ignored)
            assert asked is (end is None and label != "本月访客数")


@pytest.mark.parametrize(
    ("label", "sheet", "days"),
    [
        ("Ad spend (last 30 days)", "2026-W46", "2026-10-17..2026-11-15"),
        ("近30天广告花费", "2026-W46", "2026-10-17..2026-11-15"),
        ("广告花费(近7天)", "2026-W46", "2026-11-09..2026-11-15"),
        ("广告花费(近30天)", "2026-10", "2026-10-01..2026-10-31"),  # a month's days
        ("广告花费(近30天)", "2026-11-15", "2026-10-17..2026-11-15"),
        ("广告花费(近27天)", "2026-10", "2026-10-05..2026-10-31"),
        ("广告花费(近7天)", "2026-10", "2026-10-25..2026-10-31"),
        ("Ad spend MTD", "2026-W46", "2026-11-01..2026-11-15"),
        ("广告花费(本周)", "2026-W46", "2026-11-09..2026-11-15"),
        ("广告花费(本周)", "2026-11-11", "2026-11-09..2026-11-11"),
        ("ACoS(本年累计)(%)", "2026-10", "2026-01-01..2026-10-31"),
        ("Orders MTD", "2026-W46", "2026-11-01..2026-11-15"),  # they add up as well
        ("Orders MTD", "2026-11-14", "2026-11-01..2026-11-14"),
        ("Orders (本月至今)", "2026-11-14", "2026-11-01..2026-11-14"),
        ("Orders MTD", "2026-11-01", None),  # a day is no month so far, and stands for none that ends on it
        ("本周会话数", "2026-11-09", None),
        ("广告花费(本周)", "2026-10", None),  # which week of October?
        ("广告花费", "2026-W46", "2026-11-09..2026-11-15"),
    ],
)
def test_the_days_that_a_heading_states_are_not_those_of_its_sheet(
    tmp_path: Path, label: str, sheet: str, days: str | None
) -> None:
    for rows in ([["指标", sheet], [label, 50]], [["店铺", "周期", label], ["恒达", sheet, 50]]):
        found = taken(text_file(tmp_path / "s.csv", rows), platform="amazon")
        assert [f"{item.period.start}..{item.period.end}" for item in found.observations] == ([days] if days else [])
        assert any(item.incomplete for item in found.inputs[0].sheets[0].ignored) is (days is None)


@pytest.mark.parametrize("label", ["虚假交易处罚数(今年)", "虚假交易处罚数(近6个月)", "访客数(近一年)"])
def test_what_is_no_span_of_the_metric(tmp_path: Path, label: str) -> None:
    found = taken(text_file(tmp_path / "2026-W46.csv", [["指标", "数值"], [label, 1]]), platform="alibaba")
    assert not found.observations


@pytest.mark.parametrize("label", ["本月访客数", "访客数(月)"])
def test_a_month_to_date_a_day_is_none_of_its_windows(tmp_path: Path, label: str) -> None:
    rows = [["2026年11月"], ["日期", label], ["2026-11-14", 40], ["2026-11-15", 50]]
    assert not taken(text_file(tmp_path / "s.csv", rows), platform="alibaba").observations


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("本周数", "上周数"),
        ("这周", "上一周"),
        ("本星期", "上个星期"),
        ("本周实绩", "前一周"),
        ("本周期", "上一周期"),
        ("数值", "上周"),  # the value is of what the file is of
        ("最新", "上周"),
        ("数值", "2026-W45"),
        ("This wk", "Last wk"),
        ("Current week", "Prior week"),
        ("This week actual", "Prev. week"),
    ],
)
def test_this_week_and_the_one_before_side_by_side(tmp_path: Path, now: str, before: str) -> None:
    found = taken(text_file(tmp_path / "2026-W46.csv", [["指标", now, before], ["访客数", 50, 40]]), platform="alibaba")
    assert values(found) == {("visitors", "2026-11-15"): 50, ("visitors", "2026-11-08"): 40}


@pytest.mark.parametrize("first", ["我的数据", "行业平均"])
@pytest.mark.parametrize("latest", ["最新", "本期", "数值"])
def test_this_week_and_the_one_before_beside_those_of_others(tmp_path: Path, first: str, latest: str) -> None:
    groups, figures = {"我的数据": [50, 40], "行业平均": [9, 8]}, ["访客数"]
    head, below = ["指标"], [""]
    for group in sorted(groups, key=lambda name: name != first):
        head, below, figures = [*head, group, ""], [*below, latest, "上周"], [*figures, *groups[group]]
    path = xlsx(tmp_path / "恒达_2026-W46.xlsx", [head, below, figures, ["询盘个数", *figures[1:]]])
    found = values(taken(path, platform="alibaba"))
    assert {day: value for (metric, day), value in found.items() if metric == "visitors"} == {
        "2026-11-15": 50,
        "2026-11-08": 40,
    }


@pytest.mark.parametrize("heading", ["周期", "", "项目"])
@pytest.mark.parametrize("this_week", ["本周", "2026-11-09~2026-11-15"])
def test_weeks_one_below_the_other(tmp_path: Path, heading: str, this_week: str) -> None:
    rows = [["2026年第46周"], [heading, "访客数"], [this_week, 50], ["上周", 40], ["环比", 0.25], ["目标", 60]]
    found = taken(text_file(tmp_path / "s.csv", rows), platform="alibaba")
    assert values(found) == {("visitors", "2026-11-15"): 50, ("visitors", "2026-11-08"): 40}
    assert not any(item.incomplete for item in found.inputs[0].sheets[0].ignored)


@pytest.mark.parametrize(
    ("cell", "rows"),
    [
        ("A2", [["指标", "2026-W46"], ["访客数(10月)", 50]]),
        ("B2", [["周期", "指标", "数值"], ["2026-W46", "访客数(10月)", 50]]),
    ],
)
def test_a_name_and_its_values_are_of_one_period(tmp_path: Path, cell: str, rows: list[list[object]]) -> None:
    said = Said(text_file(tmp_path / "s.csv", rows), platform="alibaba")
    assert "another period" in said.why(cell)
    assert said.incomplete


@pytest.mark.parametrize(
    "headings",
    [["2026年11月第2周", "2026年11月第3周"], ["11月第二周", "11月第三周"], ["2026年11月上半月", "2026年11月下半月"]],
)
def test_a_part_of_a_month_with_several_readings_is_never_the_month(tmp_path: Path, headings: list[str]) -> None:
    said = headed(tmp_path, *headings, name="2026.xlsx")
    assert said.incomplete
    assert any("several readings" in text for text in said.errors)
    assert "2026-W46" in said.why("B1")


@pytest.mark.parametrize(
    "headings",
    [
        ["W45", "W46"],
        ["KW45", "KW46"],
        ["11.2-11.8", "11.9-11.15"],
        ["1102-1108", "1109-1115"],
        ["11月2日-11月8日", "11月9日-11月15日"],
        ["Sep", "October"],
        ["Q2", "第三季度"],
    ],
)
def test_without_a_year_only_where_something_names_it(tmp_path: Path, headings: list[str]) -> None:
    assert headed(tmp_path, *headings, name="2026年周报.xlsx").value(RFQ) == 0.89
    (tmp_path / "x").mkdir()
    said = headed(tmp_path / "x", *headings, name="周报.xlsx")
    assert "lacks its year" in said.errors[0]


@pytest.mark.parametrize("headings", [["近7天", "近30天"], ["7 days", "Last 30 days"]])
def test_columns_of_windows_are_told_what_is_not_said(tmp_path: Path, headings: list[str]) -> None:
    said = headed(tmp_path, *headings, name="恒达 2026-11-15.xlsx")
    assert f"the columns are windows ({headings[0]}, {headings[1]})" in said.errors[0]


@pytest.mark.parametrize("corner", ["2026年", 2026, "2026年指标", "Metrics 2026"])
def test_the_year_that_heads_the_metrics_is_that_of_the_months_beside_it(tmp_path: Path, corner: object) -> None:
    said = Said(
        xlsx(tmp_path / "周报.xlsx", [[corner, "9月", "10月"], ["RFQ响应率", "88%", "89%"]]), platform="alibaba"
    )
    assert (said.errors, said.value(RFQ)) == ([], 0.89)
    assert said.finding(RFQ)["period"] == {"start": "2026-10-01", "end": "2026-10-31"}
    assert said.incomplete


@pytest.mark.parametrize(
    "name", ["恒达_20261109-1115", "恒达_261109-261115", "恒达 2026_11_09_2026_11_15", "恒达 9-15 Nov 2026"]
)
def test_the_period_in_the_name_of_a_file(tmp_path: Path, name: str) -> None:
    said = Said(xlsx(tmp_path / f"{name}.xlsx", [["指标", "数值"], ["RFQ响应率", "91%"]]), platform="alibaba")
    assert list(said.stores) == ["恒达"]
    assert said.finding(RFQ)["period"] == {"start": "2026-11-09", "end": "2026-11-15"}


@pytest.mark.parametrize(
    ("title", "why"),
    [
        (None, "nothing tells which days '本周' is: write 'Period: "),
        ("报告日期：2026-11-15", "'本周' does not fit the period that is stated, 2026-11-15: write"),
        ("统计周期：2026-10-01~2026-11-30", "'本周' does not fit the period that is stated, 2026-10-01..2026-11-30"),
    ],
)
def test_what_this_week_lacks(tmp_path: Path, title: str | None, why: str) -> None:
    rows = [*([[title]] if title else []), ["指标", "本周", "上周", "环比"], ["RFQ响应率", "88%", "92%", "-4%"]]
    said = Said(xlsx(tmp_path / "周报.xlsx", rows))
    assert why in said.errors[0]
    dated = Said(xlsx(tmp_path / "周报_2026-W46.xlsx", rows[-2:]))
    assert [each["value"] for each in dated.finding(RFQ)["trend"]] == [0.92, 0.88]


@pytest.mark.parametrize("headings", [["第1周", "第2周"], ["W1", "W2"], ["第一周", "第二周"]])
def test_the_first_weeks_in_a_sheet_of_a_month_are_not_those_of_the_year(tmp_path: Path, headings: list[str]) -> None:
    said = headed(tmp_path, *headings, name="恒达2026年11月.xlsx")
    assert "several readings" in said.errors[0]
    rows = [["周期", "RFQ响应率"], *([heading, "91%"] for heading in headings)]
    said = Said(xlsx(tmp_path / "恒达2026年11月.xlsx", rows), platform="alibaba")
    assert said.value(RFQ) is None
    assert "several readings" in said.why("A2")


@pytest.mark.parametrize(
    ("headings", "why"),
    [
        (["11.8", "11.15"], "'11.8' may be a date or a figure"),
        (["11/8", "11/15"], "'11/8' may be a date or a figure"),
        (["08/11/2026", "09/11/2026"], "may be day or month first (2026-08-11 / 2026-11-08)"),
    ],
)
def test_days_that_may_be_something_else_are_told(tmp_path: Path, headings: list[str], why: str) -> None:
    said = headed(tmp_path, *headings, name="2026.xlsx")
    assert why in said.errors[0]
    assert why in said.why("B1")


def test_one_date_of_a_heading_row_tells_how_all_are_written(tmp_path: Path) -> None:
    found = headed(tmp_path, "08/11/2026", "15/11/2026").finding(RFQ)
    assert [each["end"] for each in found["trend"]] == ["2026-11-08", "2026-11-15"]


def test_dates_of_eight_digits_that_are_typed_as_numbers(tmp_path: Path) -> None:
    rows = [["指标", 20261108, 20261115], ["RFQ响应率", "91%", "89%"]]
    found = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba").finding(RFQ)
    assert [each["end"] for each in found["trend"]] == ["2026-11-08", "2026-11-15"]


@pytest.mark.parametrize(
    "beside",
    [
        *("2026-W46目标", "行业均值(2026-W46)", "2026-W46 环比", "同行平均 2026-W46", "2026-W46 target"),
        *("2026-W46计划", "2026-W46预算", "2026-W46 forecast", "2026-W46 日均", "2026-W46增长"),
    ],
)
def test_what_goes_with_a_period_and_is_not_its_value(tmp_path: Path, beside: str) -> None:
    rows = [["指标", beside, "2026-W46"], ["RFQ响应率", "95%", "91%"]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba")
    assert said.value(RFQ) == 0.91
    assert said.why("B1")


@pytest.mark.parametrize(
    ("corner", "day", "start"),
    [
        ("Week of", "2026-11-08", "2026-11-08"),
        ("Week beginning", "Nov 9, 2026", "2026-11-09"),
        ("周开始日期", "2026-11-09", "2026-11-09"),
        ("Week ending", "2026-11-09", "2026-11-03"),
        ("Metric", "2026-11-08", "2026-11-02"),
    ],
)
def test_days_beside_a_corner_that_says_what_they_are_of_their_week(
    tmp_path: Path, corner: str, day: str, start: str
) -> None:
    rows = [[corner, day], ["曝光量", 1200], ["信保订单数", 5]]
    found = taken(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba").observations
    assert [str(each.period.start) for each in found if each.metric == "exposure"] == [start]


@pytest.mark.parametrize(
    ("actual", "aim"), [("W46实际", "W46目标"), ("W46(完成)", "W46 计划"), ("W46 Actual", "W46 Plan")]
)
def test_a_week_of_the_files_year_beside_what_its_column_is(tmp_path: Path, actual: str, aim: str) -> None:
    rows = [["指标", "W45实际", aim, actual], ["RFQ响应率", "91%", "95%", "89%"]]
    said = Said(xlsx(tmp_path / "2026年.xlsx", rows), platform="alibaba")
    assert [each["value"] for each in said.finding(RFQ)["trend"]] == [0.91, 0.89]
    assert "a target" in said.why("C1")
    asked = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba")
    assert "lacks its year" in asked.why("D1")


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        ("2026-11-09", "2026-11-15", {"start": "2026-11-09", "end": "2026-11-15"}),
        ("2026/11/9", "2026/11/15", {"start": "2026-11-09", "end": "2026-11-15"}),
        ("2026-11-15", "2026-11-15", None),  # one day stands for the window that ends with it
        ("2026-11-15", "2026-11-09", "unread"),
        ("x", "2026-11-15", "unread"),
    ],
)
def test_first_and_last_day_in_columns_of_their_own(tmp_path: Path, first: str, last: str, period: object) -> None:
    rows = [["店铺", "平台", "开始日期", "结束日期", "RFQ响应率"], ["恒达", "国际站", first, last, "91%"]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    if period == "unread":
        assert said.incomplete
        assert "wrong way round" in said.why("C2")
        return
    found = said.finding(RFQ)
    assert found["value"] == 0.91
    assert found["period"]["end"] == "2026-11-15"
    assert period is None or found["period"] == period


@pytest.mark.parametrize("week", ["2026-W46", "2026W46", "2026 w46", "2026年W46", "2026/W46", "2026年第46周"])
def test_spellings_of_a_week(tmp_path: Path, week: str) -> None:
    rows = [["店铺", "平台", "周期", "RFQ响应率"], ["恒达", "国际站", week, "91%"]]
    assert Said(xlsx(tmp_path / "s.xlsx", rows)).finding(RFQ)["period"] == {"start": "2026-11-09", "end": "2026-11-15"}


@pytest.mark.parametrize(
    ("period", "why"),
    [
        ("11月第2周", "a week of a month has several readings"),
        ("11.9-11.15", "the period lacks its year"),
        ("11月", "the period lacks its year"),
        ("上周", "is neither a date nor a period"),
    ],
)
def test_a_period_above_the_table_or_in_a_row_that_is_none_is_told_with_its_cell(
    tmp_path: Path, period: str, why: str
) -> None:
    rows = [["店铺", "恒达"], ["统计周期", period], [], ["指标", "数值"], ["RFQ响应率", "95%"]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba")
    (sheet,) = said.document["inputs"][0]["sheets"]
    assert sheet["error"].startswith(f"the period '{period}' can't be used: ")
    (told,) = [item for item in sheet["ignored"] if item["incomplete"]]
    assert (told["cell"], told["raw"]) == ("B2", period)
    assert why in told["why"]
    rows = [["周期", "RFQ响应率"], [period, "95%"]]
    assert why in Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba").why("A2")


def test_it_is_no_matter_where_the_columns_name_their_periods(tmp_path: Path) -> None:
    rows = [["店铺", "恒达"], ["统计周期", "按周"], [], ["指标", "2026-W46"], ["RFQ响应率", "95%"]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba")
    assert said.status("alibaba.rfq-response") == "pass"
    assert not [item for item in said.ignored if item["incomplete"]]


def test_the_value_column_is_of_the_period_above_where_the_others_name_their_own(tmp_path: Path) -> None:
    """What the template asks for: this week's values below 数值, earlier weeks in columns added to its right."""
    heads = ["指标", "数值", "单位", "备注", "2026-W45", "负责人"]
    rows = [["统计周期", "2026-W46"], [], heads, ["RFQ响应率", "85%", "", "", "95%", "小王"], ["违规扣分", "1起"]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba", store="恒达")
    found = said.finding(RFQ)
    assert (found["value"], found["period"]["end"]) == (0.85, "2026-11-15")
    assert [point["value"] for point in found["trend"]] == [0.95, 0.85]
    assert said.value("alibaba.penalty-points") == 1
    assert not [item for item in said.ignored if item["raw"] == "数值"]


@pytest.mark.parametrize(
    ("above", "values", "told"),
    [
        ("2026-W46", ("85%", "95%"), True),  # which of the two is of that week?
        ("2026年11月", ("85%", "95%"), True),  # the month holds the week
        ("2026-W47", (None, "95%"), False),  # prepared for next week: nothing is missing yet
    ],
)
def test_the_columns_that_name_their_periods_go_before(
    tmp_path: Path, above: str, values: tuple[str | None, str], told: bool
) -> None:
    rows = [["统计周期", above], [], ["指标", "数值", "2026-W46"], ["RFQ响应率", *values]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba", store="恒达")
    assert (said.value(RFQ), said.finding(RFQ)["period"]["end"]) == (0.95, "2026-11-15")
    assert bool([item for item in said.ignored if item["raw"] == "数值"]) is told


@pytest.mark.parametrize("days", [["Day", "Date"], ["周", "日期"], ["日期", "周"]])
def test_of_two_columns_of_days_the_one_that_can_be_read_dates_the_rows(tmp_path: Path, days: list[str]) -> None:
    at = days.index("日期" if "日期" in days else "Date")
    rows = []
    for name, day, rate in (("周一", "2026-11-09", "93%"), ("周二", "2026-11-10", "94%")):
        rows.append([*((name, day) if at else (day, name)), rate])
    intake = taken(xlsx(tmp_path / "s.xlsx", [[*days, "RFQ响应率"], *rows]), platform="alibaba")
    assert values(intake) == {("rfq_response_rate", "2026-11-09"): 0.93, ("rfq_response_rate", "2026-11-10"): 0.94}


def test_a_column_headed_day_dates_its_rows(tmp_path: Path) -> None:
    rows = [["Day", "Bounce rate"], ["2026-11-09", "50%"], ["2026-11-10", "60%"]]
    intake = taken(text_file(tmp_path / "Pages - 2026-11-09 - 2026-11-10.csv", rows), platform="independent")
    assert values(intake) == {("bounce_rate", "2026-11-09"): 0.5, ("bounce_rate", "2026-11-10"): 0.6}


@pytest.mark.parametrize(
    "headings",
    [
        ["上周(2026-11-02~2026-11-08)", "本周(2026-11-09~2026-11-15)"],
        ["上周（11.02-11.08）", "本周（11.09-11.15）"],
        ["上周 11/2-11/8", "本周 11/9-11/15"],
        ["上周(第45周)", "本周(第46周)"],
        ["W45(上周)", "W46(本周)"],
        ["上周实际\n11.02-11.08", "本周实际\n11.09-11.15"],
        ["Last week (Nov 2-8)", "This week (Nov 9-15)"],
        ["Nov 2-8", "Nov 9-15"],
    ],
)
def test_last_week_that_says_its_days_is_a_week_like_any_other(tmp_path: Path, headings: list[str]) -> None:
    rows = [["指标", *headings, "环比"], ["询盘数", 3, 4, "33%"]]
    intake = taken(xlsx(tmp_path / "恒达2026年.xlsx", rows), platform="alibaba", store="恒达")
    assert values(intake) == {("inquiries", "2026-11-08"): 3, ("inquiries", "2026-11-15"): 4}


@pytest.mark.parametrize("heading", ["较上周(11.02-11.08)", "上周(11.02-11.08)环比", "上周目标(11.02-11.08)"])
def test_what_is_compared_with_last_week_is_no_value_of_it(tmp_path: Path, heading: str) -> None:
    rows = [["指标", heading, "本周(11.09-11.15)"], ["询盘数", 3, 4]]
    intake = taken(xlsx(tmp_path / "恒达2026年.xlsx", rows), platform="alibaba", store="恒达")
    assert values(intake) == {("inquiries", "2026-11-15"): 4}


def test_this_week_s_data_is_the_week_of_the_title(tmp_path: Path) -> None:
    rows = [["统计周期：2026-11-09~2026-11-15"], ["指标", "上周数据", "本周数据"], ["询盘数", 3, 4]]
    intake = taken(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba", store="恒达")
    assert values(intake) == {("inquiries", "2026-11-08"): 3, ("inquiries", "2026-11-15"): 4}


@pytest.mark.parametrize(
    ("head", "rows", "metric", "ends"),
    [
        (["年", "月"], [[2025, 12], [2026, 1]], "订单数", ["2025-12-31", "2026-01-31"]),
        (["年份", "月份"], [["2025年", "12月"], ["2026", "1月"]], "订单数", ["2025-12-31", "2026-01-31"]),
        (["年份", "月份"], [[2026, "2025-12"], [2026, "2026-01"]], "订单数", ["2025-12-31", "2026-01-31"]),
        (["Year", "Month"], [[2025, "Dec"], [2026, "Jan"]], "Orders", ["2025-12-31", "2026-01-31"]),
        (["年", "周"], [[2025, "W52"], [2026, 46]], "询盘数", ["2025-12-28", "2026-11-15"]),
        (["年度"], [[2024], ["2025年"]], "年销售额", ["2024-12-31", "2025-12-31"]),
    ],
)
def test_the_year_in_a_column_of_its_own(
    tmp_path: Path, head: list[str], rows: list[list[object]], metric: str, ends: list[str]
) -> None:
    table = [[*head, metric], *([*row, number] for number, row in enumerate(rows, start=1))]
    intake = taken(xlsx(tmp_path / "恒达 2026年.xlsx", table), platform="alibaba", store="恒达")
    assert [(end, value) for (_, end), value in values(intake).items()] == [(ends[0], 1), (ends[1], 2)]


def test_the_store_s_own_figures_beside_its_peers(tmp_path: Path) -> None:
    rows = [["指标", "本店", "同行平均", "同行优秀"], ["询盘数", 3, 40, 50]]
    intake = taken(xlsx(tmp_path / "恒达_2026-W46.xlsx", rows), platform="alibaba", store="恒达")
    assert values(intake) == {("inquiries", "2026-11-15"): 3}


def test_a_month_without_its_year_beside_one_is_not_of_the_file_s_year(tmp_path: Path) -> None:
    rows = [["年", "月", "订单数"], [2025, "11月", 1], [None, "12月", 2]]
    intake = taken(xlsx(tmp_path / "恒达 2026年.xlsx", rows), platform="alibaba", store="恒达")
    assert values(intake) == {("store_orders", "2025-11-30"): 1}
    assert [item.cell for item in intake.inputs[0].sheets[0].ignored] == ["B3"]


@pytest.mark.parametrize(
    ("rows", "read", "blank"),
    [
        ([["周期", "店铺", "访客数"], ["2026-W45", "恒达", 1], ["", "华美", 2]], [("恒达", "2026-11-08")], ["A3"]),
        ([["店铺", "周期", "访客数"], ["恒达", "2026-W45", 1], ["", "2026-W46", 2]], [("恒达", "2026-11-08")], ["A3"]),
        (
            [["周期", "店铺", "指标", "数值"], ["2026-W45", "恒达", "访客数", 1], ["", "华美", "访客数", 2]],
            [("恒达", "2026-11-08")],
            ["A3"],
        ),
        (
            [["周期", "店铺", "指标", "数值"], ["2026-W45", "恒达", "访客数", 1], ["", "恒达", "目标市场", "美国"]],
            [("恒达", "2026-11-08")],
            [],
        ),
        ([["周期", "店铺", "访客数"], ["", "恒达", 1]], [("恒达", "2026-11-15")], []),  # the file's week
        (  # which the row above states too
            [["周期", "店铺", "访客数"], ["2026-W46", "恒达", 1], ["", "华美", 2]],
            [("恒达", "2026-11-15"), ("华美", "2026-11-15")],
            [],
        ),
    ],
)
def test_what_only_the_first_of_merged_cells_keeps(
    tmp_path: Path, rows: list[list[object]], read: list[tuple[str, str]], blank: list[str]
) -> None:
    found = taken(text_file(tmp_path / "周报_2026-W46.csv", rows), platform="alibaba")
    assert [(item.store.store, str(item.period.end)) for item in found.observations] == read
    asked = [item for item in found.inputs[0].sheets[0].ignored if item.incomplete]
    assert [item.cell for item in asked] == blank
    assert all("merged" in item.remedy.en for item in asked if item.remedy is not None)


@pytest.mark.parametrize(
    ("tab", "why"),
    [
        ("第46周", "its name '第46周' is no period: the period lacks its year"),
        ("恒达12.28-1.3", "its name '恒达12.28-1.3' is no period: the period lacks its year"),
        ("恒达 11.9-11.15", "its name '恒达 11.9-11.15' is no period: the period lacks its year"),
        ("11月第2周", "its name '11月第2周' is no period: a week of a month has several readings"),
        ("周报", "no period is stated: add a column"),
    ],
)
def test_the_name_of_a_tab_that_is_no_period_is_told_with_the_reason(tmp_path: Path, tab: str, why: str) -> None:
    rows = [["店铺", "恒达"], ["指标名称", "数据"], ["DSR", 4.6]]
    (error,) = Said(xlsx(tmp_path / "s.xlsx", rows, tab), platform="alibaba").errors
    assert why in error


@pytest.mark.parametrize(
    "rows",
    [
        [["恒达机械 11月16日-11月18日 数据"], ["指标", "数值"], ["DSR", 4.6]],
        [["店铺", "曝光量(9月)", "曝光量(10月)"], ["恒达", 1, 2]],
        [["店铺", "曝光量(W45)"], ["恒达", 1]],
    ],
)
def test_a_period_in_a_title_or_heading_lacks_but_its_year(tmp_path: Path, rows: Rows) -> None:
    (error,) = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba").errors
    assert error.startswith("the period lacks its year: write")


@pytest.mark.parametrize(("epoch", "serial"), [(CALENDAR_WINDOWS_1900, 46341), (CALENDAR_MAC_1904, 44879)])
def test_numbers_that_are_dates_count_from_the_start_of_their_workbooks_calendar(
    tmp_path: Path, epoch: datetime, serial: int
) -> None:
    sheets = {
        "rate": [["日期", "RFQ响应率"], [serial, "90%"]],
        "visits": [["开始日期", "结束日期", "访客数"], [serial - 6, serial, 5]],
    }
    head = [
        "amazon-order-id",
        "purchase-date",
        "order-status",
        "fulfillment-channel",
        "quantity",
        "item-price",
        "currency",
    ]
    sheets["orders"] = [head, ["A", serial, "Shipped", "Merchant", 1, 10, "USD"]]
    book = Workbook()
    book.epoch = epoch
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(tmp_path / "s.xlsx")
    found = taken(tmp_path / "s.xlsx").observations
    ends = {
        item.metric: str(item.period.end)
        for item in found
        if item.metric in ("rfq_response_rate", "visitors", "orders_60d")
    }
    assert ends == dict.fromkeys(("rfq_response_rate", "visitors", "orders_60d"), "2026-11-15")


@pytest.mark.parametrize(
    "rows",
    [
        [["Week", "Date", "Visitors"], ["2026-W45", "2026-11-02", 1], ["2026-W46", "2026-11-09", 2]],
        [["日期", "周次", "访客数"], ["2026-11-02", "2026-W45", 1], ["2026-11-09", "2026-W46", 2]],
        [["周次", "日期", "访客数"], ["2026-W45", "2026-11-08", 1], ["2026-W46", "2026-11-15", 2]],
    ],
)
def test_the_first_or_last_day_beside_a_week_is_that_week(tmp_path: Path, rows: list[list[object]]) -> None:
    found = taken(text_file(tmp_path / "s.csv", rows), platform="alibaba").observations
    assert [(str(item.period.end), item.period.days) for item in found] == [("2026-11-08", 7), ("2026-11-15", 7)]


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ([["年", "月", "周", "访客数"], [2026, 11, 2, 50]], "C2"),
        ([["月份", "周次", "访客数"], ["2026-11", "第2周", 50]], "B2"),
        ([["月份", "周次", "访客数"], ["2026-11", "第50周", 50]], "B2"),  # of December
        ([["月份", "周期", "访客数"], ["2026-12", "12.28-1.3", 50]], "B2"),
        ([["月份", "周次", "访客数"], ["2026-11", "", 50]], None),
    ],
)
def test_a_week_beside_a_month_is_not_the_month(tmp_path: Path, rows: list[list[object]], cell: str | None) -> None:
    found = taken(text_file(tmp_path / "s.csv", rows), platform="alibaba")
    assert [str(item.period.end) for item in found.observations] == ([] if cell else ["2026-11-30"])
    assert [item.cell for item in found.inputs[0].sheets[0].ignored if item.incomplete] == ([cell] if cell else [])


@pytest.mark.parametrize(
    ("heading", "week"),
    [
        ("周次", "第46周"),
        ("周", 46),
        ("Week", "W46"),
        ("周期", "11.9-11.15"),
        ("统计时间", "2026.11.9-2026.11.15"),
        ("日期", "11月9日-11月15日"),
    ],
)
@pytest.mark.parametrize("month", ["月份", "日期"])
def test_a_week_of_the_year_beside_its_month_is_that_week(
    tmp_path: Path, month: str, heading: str, week: object
) -> None:
    rows: list[list[object]] = [[month, heading, "访客数"], ["2026-11", week, 50], ["2026-11", "月小计", 90]]
    if month != heading:
        found = taken(text_file(tmp_path / "s.csv", rows), platform="alibaba")
        assert [item.period for item in found.observations] == [Period(date(2026, 11, 9), date(2026, 11, 15))]
        assert not any(item.incomplete for item in found.inputs[0].sheets[0].ignored)


def test_a_merged_week_beside_a_month_is_that_of_all_its_rows(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    for row in (["月份", "周次", "店铺", "访客数"], ["2026-11", "第46周", "恒达", 50], [None, None, "锦程", 40]):
        page.append(row)
    page.merge_cells("A2:A3")
    page.merge_cells("B2:B3")
    book.save(tmp_path / "s.xlsx")
    found = taken(tmp_path / "s.xlsx", platform="alibaba").observations
    assert [item.period for item in found] == [Period(date(2026, 11, 9), date(2026, 11, 15))] * 2


def test_the_finest_of_several_periods_dates_the_rows(tmp_path: Path) -> None:
    rows = [["月份", "日期", "RFQ响应率"], ["2026-11", "2026-11-09", "90%"], ["2026-11", "2026-11-10", "91%"]]
    found = values(taken(text_file(tmp_path / "s.csv", rows), platform="alibaba"))
    assert found == {("rfq_response_rate", "2026-11-09"): 0.9, ("rfq_response_rate", "2026-11-10"): 0.91}


@pytest.mark.parametrize(("tab", "end"), [("第2周", None), ("第46周", "2026-11-15"), ("流量", "2026-11-30")])
def test_a_tab_of_a_week_in_a_book_of_a_month(tmp_path: Path, tab: str, end: str | None) -> None:
    book = Workbook()
    page = book.create_sheet(tab)
    for row in (["指标", "数值"], ["访客数", 50]):
        page.append(row)
    book.save(tmp_path / "恒达2026年11月周报.xlsx")
    found = taken(tmp_path / "恒达2026年11月周报.xlsx", platform="alibaba").observations
    assert [str(item.period.end) for item in found] == ([] if end is None else [end])


@pytest.mark.parametrize(
    ("heading", "word"),
    [
        ("2026年10月考核", "考核"),
        ("2026年10月（已完结）", "已完结"),
        ("2026-10 est.", "est"),
        ("2026-W46(截至昨天)", "截至昨天"),
        ("2026年11月(截至周四)", "截至周四"),  # which Thursday?
        ("2026-W46(截至周四)", None),
        ("2026-10 as of the 20th", "as of the 20th"),
        ("2026年10月(20天)", "20天"),
        ("2026年10月(31天)", None),
        ("2026-10", None),
        ("2026年10月数据", None),
        ("2026年10月实际", None),
        ("2026年10月(截至10.31)", None),
        ("2026年10月（USD）", None),
    ],
)
def test_a_word_beside_a_period_that_nobody_knows_is_told(tmp_path: Path, heading: str, word: str | None) -> None:
    across: Rows = [["指标", heading], ["访客数", 80]]
    below: Rows = [["周期", "访客数"], ["2026年9月", 70], [heading, 80]]
    titled: Rows = [["统计周期", heading], ["指标", "数值"], ["访客数", 80]]
    for rows in (across, below, titled):
        said = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba")
        told = [note for note in said.sheets[0]["notes"] if "beside a period" in note]
        assert [f"what '{word}' beside" in note for note in told] == ([True] if word else [])


WEEKS = ["2026-W45", "2026-W46"]


@pytest.mark.parametrize(
    ("headings", "read"),
    [
        ([["指标", "2026-W46", ""], ["", "考核", "实际"]], {"C3": 900}),
        ([["指标", "2026-W46", "2026-W46"], ["", "实际", "考核"]], {"B3": 1000}),
        ([["指标", "2026-W46考核", "2026-W46"]], {"C2": 900}),
        ([["指标", "恒达", ""], ["", *WEEKS]], {"B3": 1000, "C3": 900}),  # above all of them it is a title
        ([["指标", "恒达", "", "华美", ""], ["", *WEEKS, *WEEKS]], {}),
        ([["指标", "PC", "", "无线", ""], ["", *WEEKS, *WEEKS]], {}),  # no pieces
        ([["店铺", "恒达", "", "华美", ""], ["指标", *WEEKS, *WEEKS]], {"B3": 1000, "C3": 900, "D3": 50, "E3": 60}),
    ],
)
def test_names_over_and_under_periods(tmp_path: Path, headings: Rows, read: dict[str, int]) -> None:
    found = taken(
        xlsx(tmp_path / "s.xlsx", [*headings, ["曝光量", 1000, 900, 50, 60][: len(headings[-1])]]), platform="alibaba"
    )
    assert {item.evidence[0].cell: item.value for item in found.observations} == read
    asked = [item.cell for item in found.inputs[0].sheets[0].ignored if item.incomplete]
    assert asked == ([] if read else ["B2", "C2", "D2", "E2"])


@pytest.mark.parametrize("word", ["考核", "暂估"])
def test_what_stands_below_each_period_is_told(tmp_path: Path, word: str) -> None:
    said = Said(xlsx(tmp_path / "s.xlsx", [["指标", *WEEKS], ["", word, word], ["访客数", 70, 80]]), platform="alibaba")
    assert [f"'{word}'" in note for note in said.sheets[0]["notes"] if "beside a period" in note] == [True]


@pytest.mark.parametrize(
    ("above", "stem", "end", "noted"),
    [
        ("更新时间：2026-11-16 09:12", "恒达", "2026-11-16", True),
        ("数据更新时间：2026-11-16", "恒达", "2026-11-16", True),
        ("Last updated: 2026-11-16", "恒达", "2026-11-16", True),
        ("更新时间：2026-11-17", "恒达_2026-W46", "2026-11-15", False),
        ("导出时间：2026-11-16 09:12", "恒达", None, False),  # which may be long after the days that were asked for
        ("Generated: 2026-11-16", "恒达", None, False),
    ],
)
def test_the_time_of_its_update_dates_a_sheet_that_says_nothing_else(
    tmp_path: Path, above: str, stem: str, end: str | None, noted: bool
) -> None:
    rows = [[above], ["指标", "数值"], ["RFQ响应率", "90%"]]
    intake = taken(xlsx(tmp_path / f"{stem}.xlsx", rows), platform="alibaba")
    assert [str(item.period.end) for item in intake.observations] == ([] if end is None else [end])
    notes = intake.inputs[0].sheets[0].notes
    assert any("the time of its update dates" in note.en and "更新时间写明日期" in note.zh for note in notes) is noted
