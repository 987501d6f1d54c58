"""Sheets that stand for a week or a store, periods below their metrics, one store in several columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook

from auditor.model import Intake
from tests.field.said import Rows, Said, text_file, xlsx
from tests.field.test_raw_exports import taken, values

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


@pytest.mark.parametrize("name", ["第46周", "11.9-11.15"])
def test_a_sheet_per_week_has_its_year_from_its_title(tmp_path: Path, name: str) -> None:
    rows = [["国际站店铺运营周报（2026年）"], ["指标", "本周", "上周"], ["RFQ响应率", "93%", "90%"]]
    found = Said(workbook(tmp_path / "恒达.xlsx", {name: rows})).finding(RFQ)
    assert (found["value"], found["period"]["end"]) == (0.93, "2026-11-15")


@pytest.mark.parametrize(("title", "told"), [("第46周", True), ("第45周", False), ("11月", False), ("11月15日", False)])
def test_a_title_of_another_week_than_its_sheet_is_told(tmp_path: Path, title: str, told: bool) -> None:
    file = workbook(tmp_path / "恒达2026.xlsx", {"W45": [[f"2026年{title}周报"], *form("93%")]})
    sheet = Said(file, platform="alibaba").sheets[0]
    assert any("check which is right" in note for note in sheet["notes"]) == told


def test_a_month_before_the_name_of_a_metric(tmp_path: Path) -> None:
    head = ["店铺", "9月询盘数", "2026年10月询盘数", "W46询盘数"]
    rows = [head, ["恒达", 1, 2, 3]]
    found = values(taken(xlsx(tmp_path / "2026年.xlsx", rows), platform="alibaba"))
    days = {"2026-09-30": 1, "2026-10-31": 2, "2026-11-15": 3}
    assert found == {("inquiries", day): value for day, value in days.items()}
    undated = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba")
    assert undated.why("B1").startswith("the period lacks its year: write 2026-11-08~2026-11-14, or put the year above")


def test_a_row_of_units_below_merged_headings(tmp_path: Path) -> None:
    rows = [
        TITLE,
        ["店铺", "服务", None, "流量"],
        [None, "RFQ响应率", "按时发货率", "询盘数"],
        [None, "%", "(%)", "个"],
    ]
    rows.append(["恒达", 93, 99, 2])
    found = values(week(tmp_path, rows, ("A2:A3", "B2:C2")))
    assert found == {
        (name, "2026-11-15"): value
        for name, value in (("rfq_response_rate", 0.93), ("on_time_shipment_rate", 0.99), ("inquiries", 2))
    }


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


TITLE = ["国际站周报 统计周期：2026-11-09~2026-11-15"]
WEEKS = {("inquiries", "2026-11-08"): 1, ("inquiries", "2026-11-15"): 2}


def week(tmp_path: Path, rows: Rows, merged: tuple[str, ...]) -> Intake:
    return taken(workbook(tmp_path / "恒达.xlsx", {"周报": rows}, merged), platform="alibaba", store="恒达")


@pytest.mark.parametrize("heads", [["项目", "内容"], ["指标", "后台名称"]])
def test_groups_below_the_heading_of_the_metrics_and_these_beside_them(tmp_path: Path, heads: list[str]) -> None:
    rows = [[*heads, "本周", "上周"], ["推广", "曝光量", 100, 90], [None, "访客数", 10, 9], ["服务", "DSR", 4.7, 4.6]]
    found = taken(xlsx(tmp_path / "2026-W46.xlsx", rows), platform="alibaba")
    assert {(item.metric, item.value) for item in found.observations if str(item.period.end) == "2026-11-15"} == {
        ("exposure", 100),
        ("visitors", 10),
        ("dsr", 4.7),
    }


def test_a_merged_title_says_nothing_of_the_headings_below_it(tmp_path: Path) -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    levels = [["店铺", "DSR", None, "曝光量", None], [None, "本周", "上周", "本周", "上周"]]
    for row in [
        ["国际站周报 2026-W46"],
        *levels,
        ["恒达店", 4.5, 4.4, "100次", "90次"],
        ["华美店", 4.3, 4.2, "80次", "70次"],
    ]:
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    made.save(tmp_path / "s.xlsx")
    said = Said(tmp_path / "s.xlsx", platform="alibaba")
    assert said.sheets[0]["observations"] == 8
    assert said.ignored == []


@pytest.mark.parametrize(
    ("name", "figure"), [("曝光量", "10次"), ("访客数", "10人"), ("DSR", "4.1分"), ("DSR", "4.1/5")]
)
def test_a_figure_with_its_unit_is_no_heading(tmp_path: Path, name: str, figure: str) -> None:
    rows = [[None, "恒达店", None, "华美店", None], [None, "本周", "上周", "本周", "上周"]]
    rows += [[name, *[figure] * 4], ["询盘数", 1, 2, 3, 4]]
    found = Said(xlsx(tmp_path / "2026-W46.xlsx", rows), platform="alibaba")
    assert found.sheets[0]["observations"] == 8


@pytest.mark.parametrize("levels", [["上周", "本周", "环比"], ["本周", "上周", "环比"]])
@pytest.mark.parametrize("merged", [(), ("A2:A3", "B2:D2", "E2:G2")])
def test_this_and_last_week_below_their_metric(tmp_path: Path, levels: list[str], merged: tuple[str, ...]) -> None:
    inquiries, exposure = (
        [{"上周": a, "本周": b, "环比": "100%"}[name] for name in levels] for a, b in ((1, 2), (100, 200))
    )
    rows = [TITLE, ["店铺", "曝光量", None, None, "询盘数"], [None, *levels, *levels], ["恒达", *exposure, *inquiries]]
    assert values(week(tmp_path, rows, merged)) == {
        **WEEKS,
        ("exposure", "2026-11-08"): 100,
        ("exposure", "2026-11-15"): 200,
    }


@pytest.mark.parametrize("levels", [["上周", "本周", "环比"], ["本周", "上周", "环比"]])
@pytest.mark.parametrize("title", [[], [["恒达周报"]]])
def test_this_and_last_week_below_their_week(tmp_path: Path, levels: list[str], title: Rows) -> None:
    older, newer = ([{"上周": a, "本周": b, "环比": "1"}[name] for name in levels] for a, b in ((0, 1), (1, 2)))
    top = len(title) + 1
    merged = (f"A{top}:A{top + 1}", f"B{top}:D{top}", f"E{top}:G{top}")
    rows = [
        *title,
        ["指标", "2026年第45周", None, None, "2026年第46周"],
        [None, *levels, *levels],
        ["询盘数", *older, *newer],
    ]
    assert values(week(tmp_path, rows, merged)) == {**WEEKS, ("inquiries", "2026-11-01"): 0}


@pytest.mark.parametrize(
    "above",
    [
        [["填报日期：2026-11-17"], ["国际站周报 2026-W46"]],
        [["检查日期：2026-11-17"], ["国际站周报 2026-W46"]],
        [["国际站周报 2026-W46"], ["更新日期", "2026-11-17"]],
        [["Weekly report 2026"], ["Period: Wk46"], ["Prepared by: Wang 17 Nov 2026"]],
        [["2026年11月17日填写"], ["统计周期：11.9-11.15"]],
        [["汇报周期：2026-11-09~2026-11-15"], ["填表日期：2026-11-17"]],
        [["审核期间", "2026-W46", "审核人", "李雷"]],
        [["国际站运营汇报（2026.11.9-11.15） 审核：李雷"]],
        [["填表人：王敏", "2026-W46"]],
        [["2026年11月国际站运营日报"], ["数据时间：2026-11-15"]],
        [["2026年11月国际站运营日报"], ["更新日期：2026-11-15"]],
        [["2026年11月国际站月报"], ["数据截止：2026-11-15"]],
    ],
)
def test_the_day_on_which_a_sheet_was_filled_in_is_not_its_period(tmp_path: Path, above: Rows) -> None:
    rows = [*above, ["指标", "数值"], ["RFQ响应率", "93%"]]
    found = Said(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba").finding(RFQ)
    assert (found["value"], found["period"]["end"]) == (0.93, "2026-11-15")


@pytest.mark.parametrize(
    "title", ["2026年10月店铺合规审核表", "2026年10月国际站运营汇报", "Store report Oct 2026 (prepared by Ops)"]
)
def test_a_month_beside_what_was_done_with_a_sheet_is_its_period(tmp_path: Path, title: str) -> None:
    rows = [[title], ["填报日期：2026-11-02"], ["指标", "数值"], ["RFQ响应率", "93%"]]
    assert Said(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba").finding(RFQ)["period"]["end"] == "2026-10-31"


@pytest.mark.parametrize(
    ("day", "period"),
    [
        ("数据截止：2026-11-15", ("2026-11-01", "2026-11-15")),
        ("数据时间：2026-11-15", ("2026-11-01", "2026-11-15")),
        ("数据截止：2026-11-30", ("2026-11-01", "2026-11-30")),
        ("开店日期：2026-11-03", ("2026-11-01", "2026-11-30")),
        ("更新日期：2026-11-28", ("2026-11-01", "2026-11-30")),
    ],
)
def test_a_month_reaches_to_the_day_of_its_figures(tmp_path: Path, day: str, period: tuple[str, str]) -> None:
    rows = [["国际站月报 2026年11月"], [day], ["指标", "数值"], ["访客数", 900]]
    [found] = taken(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba").observations
    assert (str(found.period.start), str(found.period.end)) == period


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("检查日期：2026-11-15", "2026-11-15"),
        ("填表日期：2026-11-15", "2026-11-15"),
        ("数据更新至2026-11-15", "2026-11-15"),
        ("导出日期：2026-11-15", None),
    ],
)
def test_a_day_alone_may_be_that_of_the_figures(tmp_path: Path, day: str, end: str | None) -> None:
    file = xlsx(tmp_path / "恒达.xlsx", [[day], ["指标", "数值"], ["RFQ响应率", "93%"]])
    stores = Said(file, platform="alibaba").document["stores"]
    found = [each["period"] for store in stores for each in store["findings"] if each["check"] == RFQ]
    assert [period and period["end"] for period in found] in ([end], [])


@pytest.mark.parametrize("heading", ["年销售额（万USD）", "年销售额(万美元)"])
def test_the_first_character_of_a_name_is_no_window(tmp_path: Path, heading: str) -> None:
    found = values(week(tmp_path, [TITLE, ["店铺", heading], ["恒达", 1.5]], ()))
    assert found == {("annual_revenue", "2026-11-15"): 15000}


def test_a_serial_number_heads_no_column_but_its_own(tmp_path: Path) -> None:
    rows = [
        TITLE,
        [],
        ["序号", None, "曝光量", "询盘数"],
        [None, "店铺", "2026-W46", "2026-W46"],
        [1, "恒达", 5, 6],
        [2, "蓝峰", 7, 8],
    ]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba")
    assert sorted(said.stores) == ["恒达", "蓝峰"]


@pytest.mark.parametrize("merged", [(), ("B1:D1",)])
def test_a_title_above_a_table_that_begins_further_right(tmp_path: Path, merged: tuple[str, ...]) -> None:
    rows = [[None, "国际站 运营周报"], [None, "统计周期", "访客", "曝光环比"], [None, "2026-W46", 5, "7%"]]
    found = values(taken(workbook(tmp_path / "恒达.xlsx", {"周报": rows}, merged), platform="alibaba"))
    assert found == {("visitors", "2026-11-15"): 5, ("exposure_change", "2026-11-15"): 0.07}


@pytest.mark.parametrize("weeks", [["2026-W46"], ["2026-W45", "2026-W46"]])
def test_a_corner_above_the_metrics_may_be_empty(tmp_path: Path, weeks: list[str]) -> None:
    figures = ["90%", "93%"][-len(weeks) :]
    file = xlsx(
        tmp_path / "s.xlsx", [["店铺", None, *weeks], ["恒达", "RFQ响应率", *figures], ["蓝峰", "RFQ响应率", *figures]]
    )
    said = Said(file, platform="alibaba")
    assert {name: said.value(RFQ, name) for name in said.stores} == {"恒达": 0.93, "蓝峰": 0.93}


@pytest.mark.parametrize("pair", [["平台", "国际站"], ["店铺", "恒达"], ["目标", "10万"], ["目标值", 1200]])
def test_a_pair_right_above_the_headings_groups_none(tmp_path: Path, pair: list[str]) -> None:
    rows = [pair, ["统计周期", "复购客户数", "自然曝光环比"], ["2026-W46", 7, "5%"]]
    found = values(taken(xlsx(tmp_path / "恒达.xlsx", rows)))
    assert found == {("repeat_customers", "2026-11-15"): 7, ("natural_exposure_change", "2026-11-15"): 0.05}


@pytest.mark.parametrize(
    ("heading", "below", "metric"),
    [
        ("RFQ响\n应率", "(%)", "rfq_response_rate"),
        ("RFQ响应率\n（目标≥90%）", None, "rfq_response_rate"),
        ("RFQ响应率(目标≥90%)", None, "rfq_response_rate"),
        ("RFQ响应率(目标值：90%)", None, "rfq_response_rate"),
        ("RFQ响应率(target > 90)", "(%)", "rfq_response_rate"),
        ("RFQ响应率\n(目标90)", "(%)", "rfq_response_rate"),
        ("RFQ响应率(Target: 9%)", None, "rfq_response_rate"),
        ("点击率(%)\n点击量/曝光量", None, "click_rate"),
    ],
)
def test_a_name_in_lines_with_its_line_unit_or_formula(
    tmp_path: Path, heading: str, below: str | None, metric: str
) -> None:
    rows = [["店铺", heading, "访客数"], *([[None, below]] if below else []), ["恒达", "30", 100]]
    found = values(week(tmp_path, [TITLE, *rows], ()))
    assert found == {(metric, "2026-11-15"): 0.3, ("visitors", "2026-11-15"): 100}


@pytest.mark.parametrize("bracket", ["目标2026", "目标 2026年", "目标11月", "目标10-12月", "target 1"])
def test_a_column_of_targets_is_no_value_for_the_figures_in_its_heading(tmp_path: Path, bracket: str) -> None:
    rows = [["店铺", "曝光量", f"曝光量({bracket})", f"点击量({bracket})"], ["恒达", 90, 100, 100]]
    assert values(week(tmp_path, [TITLE, *rows], ())) == {("exposure", "2026-11-15"): 90}


@pytest.mark.parametrize("heading", ["Marketing\nspend", "Forbidden\nproducts"])
def test_the_last_line_of_a_name_is_no_other_metric(tmp_path: Path, heading: str) -> None:
    one, two = ([heading, "Visitors"], ["(USD)"] if "spend" in heading else ["(k)"])
    rows = [["Store", *one], [None, *two], ["恒达", "30", 100]]
    found = values(week(tmp_path, [TITLE, *rows], ()))
    assert {name for name, _ in found} == {heading.lower().replace("\n", "_"), "visitors"}


@pytest.mark.parametrize("lower", [["单位", "数值"], ["数值", "单位"]])
def test_a_target_goes_on_over_its_values(tmp_path: Path, lower: list[str]) -> None:
    figures = [["次", 100], ["次", 90]]
    row = [cell for pair in figures for cell in (pair if lower[0] == "单位" else pair[::-1])]
    rows = [["指标", "目标", None, "实际", None], [None, *lower, *lower], ["曝光量", *row]]
    assert values(week(tmp_path, [TITLE, *rows], ("B2:C2", "D2:E2"))) == {("exposure", "2026-11-15"): 90}


@pytest.mark.parametrize("group", ["访客/Visitors", "访客\n（近7天）"])
def test_one_half_of_a_group_is_no_metric_of_its_columns(tmp_path: Path, group: str) -> None:
    rows = [["指标组", group, None], ["店铺", "新增收藏", "曝光量/万"], ["恒达", 5, 1.2]]
    found = values(week(tmp_path, [TITLE, *rows], ("B2:C2",)))
    assert found == {("exposure", "2026-11-15"): 12000}


@pytest.mark.parametrize("parts", [["PC端", "无线端"], ["张三", "李四"], ["美国", "德国"], ["去年同期", "今年"]])
@pytest.mark.parametrize("merged", [(), ("A2:A3", "B2:C2", "D2:E2")])
def test_a_part_below_a_metric_is_never_the_metric(tmp_path: Path, parts: list[str], merged: tuple[str, ...]) -> None:
    rows = [TITLE, ["店铺", "曝光量", None, "询盘数"], [None, *parts, *parts], ["恒达", 100, 200, 1, 2]]
    intake = week(tmp_path, rows, merged)
    assert values(intake) == {}
    assert len(intake.inputs[0].sheets[0].ignored) == 4


@pytest.mark.parametrize("names", [("PC端", "无线端"), ("恒达", "蓝峰")])
def test_metrics_below_several_names_are_not_the_store_s(tmp_path: Path, names: tuple[str, ...]) -> None:
    head = [["周期", names[0], None, names[1], None, "全店"], [None, "曝光量", "询盘数", "曝光量", "访客", "曝光量"]]
    rows = [TITLE, *head, ["2026-W46", 100, 1, "-", 9, 300]]
    file = workbook(tmp_path / "恒达.xlsx", {"周报": rows}, ("B2:C2", "D2:E2"))
    assert values(taken(file, platform="alibaba", store="恒达")) == {("exposure", "2026-11-15"): 300}
    said = Said(file, platform="alibaba", store="恒达")
    assert said.incomplete
    assert "4 columns below these names not read" in said.why("B3")


def test_what_stands_below_two_names_alike_is_one_figure(tmp_path: Path) -> None:
    head = [["周期", "流量", None, "转化", None], [None, "曝光量", "访客", "访客", "询盘数"]]
    file = workbook(tmp_path / "恒达.xlsx", {"周报": [TITLE, *head, ["2026-W46", 900, 80, 80, 3]]}, ("B2:C2", "D2:E2"))
    found = values(taken(file, platform="alibaba", store="恒达"))
    assert {metric: value for (metric, _), value in found.items()} == {"exposure": 900, "visitors": 80, "inquiries": 3}


def test_the_actual_value_beside_its_target_below_a_metric(tmp_path: Path) -> None:
    rows = [TITLE, ["店铺", "曝光量", None, None, "询盘数"], [None, *(["目标", "完成", "达成率"] * 2)]]
    rows.append(["恒达", 100, 200, "200%", 1, 2, "200%"])
    found = values(week(tmp_path, rows, ("A2:A3", "B2:D2", "E2:G2")))
    assert found == {("exposure", "2026-11-15"): 200, ("inquiries", "2026-11-15"): 2}


@pytest.mark.parametrize("marks", ["{}", "({})", "（{}）"])
def test_a_row_of_units_below_the_headings(tmp_path: Path, marks: str) -> None:
    head = ["店铺", "曝光量", "询盘数", "点击率", "P4P花费", "平均首次响应时间", "信保订单履约时长"]
    units = [None, *(marks.format(unit) for unit in ("万", "个", "%", "美元", "分钟", "天"))]
    found = values(week(tmp_path, [TITLE, head, units, ["恒达", 1.2, 3, 2.5, 300, 90, 5]], ()))
    assert {metric: value for (metric, _), value in found.items()} == {
        "exposure": 12000,
        "inquiries": 3,
        "click_rate": 0.025,
        "p4p_spend": 300,
        "first_response_hours": 1.5,
        "fulfilment_days": 5,
    }


def test_a_rate_of_this_week_goes_behind_one_that_states_its_window(tmp_path: Path) -> None:
    rows = [["指标", "2026-W46"], ["本周及时回复率", "95%"], ["近30天及时回复率", "93%"], ["本月按时发货率", "97%"]]
    file = workbook(tmp_path / "恒达.xlsx", {"周报": rows})
    assert "B3 takes precedence (the two differ by nature)" in Said(file, platform="alibaba", store="恒达").why("B2")
    found = {metric: value for (metric, _), value in values(taken(file, platform="alibaba", store="恒达")).items()}
    assert found == {"timely_response_rate": 0.93, "on_time_shipment_rate": 0.97}


def test_a_unit_below_the_heading_of_the_periods(tmp_path: Path) -> None:
    rows = [["周次", "询盘数", "RFQ响应率"], ["(周)", "(个)", "(%)"], ["2026-W46", 3, 93]]
    found = values(taken(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba"))
    assert found == {("inquiries", "2026-11-15"): 3, ("rfq_response_rate", "2026-11-15"): 0.93}


OF_WEEKS, METRICS = ["2026-W45", "2026-W45", "2026-W46", "2026-W46"], ["曝光量", "询盘数", "曝光量", "询盘数"]


@pytest.mark.parametrize(
    "headings",
    [
        [["", *OF_WEEKS], ["店铺", *METRICS]],
        [["店铺", *OF_WEEKS], ["店铺", *METRICS]],
        [["店铺", *METRICS], ["店铺", *OF_WEEKS]],
        [["", *OF_WEEKS], ["", *METRICS], ["店铺", "", "", "", ""]],  # as pandas names what stands before the figures
        [["周期", *OF_WEEKS], ["指标", *METRICS], ["店铺", "", "", "", ""]],
        [["", *METRICS], ["周期", *OF_WEEKS], ["店铺", "", "", "", ""]],
    ],
)
def test_two_levels_whose_cells_are_all_filled(tmp_path: Path, headings: list[list[str]]) -> None:
    found = taken(
        text_file(tmp_path / "s.csv", [*headings, ["恒达", 1, 2, 3, 4], ["华美", 5, 6, 7, 8]]), platform="alibaba"
    )
    said = {(item.store.store, item.metric, str(item.period.end)): item.value for item in found.observations}
    assert said == {
        (store, metric, end): first + number
        for store, first in (("恒达", 1), ("华美", 5))
        for number, (metric, end) in enumerate(
            (metric, end) for end in ("2026-11-08", "2026-11-15") for metric in ("exposure", "inquiries")
        )
    }


@pytest.mark.parametrize(
    ("above", "label", "store"),
    [
        (["店铺", "流量", "转化"], "恒达", "恒达"),  # 店铺 is merged down no further, or the file knows no merged cells
        (["店铺", "流量"], "恒达", "恒达"),
        (["店铺", "华美"], "本周", "华美"),
        (["店铺", "华美"], "数值", "华美"),
        (["店铺", "华美", "统计周期", "2026-W46"], "一", "华美"),
    ],
)
def test_a_label_beside_the_groups_of_headings(tmp_path: Path, above: list[str], label: str, store: str) -> None:
    rows = [above, [None, "曝光量", "询盘数", "点击量"], [label, 1, 2, 3]]
    found = taken(xlsx(tmp_path / "2026-W46.xlsx", rows), platform="alibaba").observations
    assert {(item.store.store, item.value) for item in found} == {(store, 1), (store, 2), (store, 3)}


def test_weeks_beside_stores_without_a_metric_are_told(tmp_path: Path) -> None:
    said = Said(text_file(tmp_path / "s.csv", [["店铺", "2026-W46"], ["恒达", "90%"]]), platform="alibaba")
    assert "no metric" in said.why("B1")
    assert said.incomplete


@pytest.mark.parametrize(
    ("levels", "ends"),
    [
        ([["", "2025年", "2026年"], ["指标", "10月", "10月"]], ["2025-10-31", "2026-10-31"]),
        ([["指标", "2025年", "2026年"], ["", "10月", "10月"]], ["2025-10-31", "2026-10-31"]),
        ([["指标", "2026年", ""], ["", "第45周", "第46周"]], ["2026-11-08", "2026-11-15"]),
        ([["Metric", "2026", ""], ["", "Sep", "Oct"]], ["2026-09-30", "2026-10-31"]),
        ([["指标", "2025", "2026"], ["", "10月", "10月"]], ["2025-10-31", "2026-10-31"]),
        ([["指标", "2026年11月", ""], ["", "9日", "10日"]], ["2026-11-09", "2026-11-10"]),
        ([["指标", "2026年11月", ""], ["", "第1周", "第2周"]], []),  # of the month, counted somehow
        ([["", "2026年11月", ""], ["指标", "第1周", "第2周"]], []),
    ],
)
def test_a_year_or_a_month_over_parts_of_it(tmp_path: Path, levels: list[list[str]], ends: list[str]) -> None:
    found = taken(text_file(tmp_path / "s.csv", [*levels, ["RFQ响应率", "90%", "91%"]]), platform="alibaba")
    assert [str(item.period.end) for item in found.observations] == ends
    assert any(item.incomplete for item in found.inputs[0].sheets[0].ignored) is not bool(ends)


def test_a_period_that_is_stated_above_figures_does_not_head_them(tmp_path: Path) -> None:
    rows = [["店铺：恒达", None, "周期：2026.11.09-11.15"], ["询盘数", 100, 11], ["点击量", 10, 1]]
    found = taken(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba").observations
    assert [(item.store.store, item.value, str(item.period.end)) for item in found] == [
        ("恒达", 100, "2026-11-15"),
        ("恒达", 10, "2026-11-15"),
    ]
