"""Titles and tabs that say that the figures below them are none of the store's, or of another week than the sheet's."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.intake.not_own import is_of_others
from tests.field.said import Rows, xlsx
from tests.field.test_raw_exports import taken, values
from tests.field.test_sheets_and_levels import workbook

OWN: Rows = [["指标", "数值"], ["曝光量", 100]]
OTHER: Rows = [["指标", "数值"], ["询盘数", 90]]
READ = {("exposure", "2026-11-15"): 100}


@pytest.mark.parametrize(
    "named",
    ["目标", "二、本月目标", "行业均值", "去年同期", "下周计划", "竞品A", "Targets", "Budget", "示例", "10月日均数据"],
)
@pytest.mark.parametrize("where", ["tab", "title", "stores", "corner"])
def test_figures_below_are_not_the_stores(tmp_path: Path, named: str, where: str) -> None:
    file = tmp_path / "恒达_2026-W46.xlsx"
    if where == "title":
        xlsx(file, [["一、本周"], *OWN, [], [named], *OTHER])
    elif where == "corner":
        xlsx(file, [["一、本周", "数值"], OWN[1], [named, "数值"], OTHER[1]])
    else:
        workbook(file, {"本周": OWN, named: OTHER if where == "tab" else [["店铺", "询盘数"], ["恒达", 90]]})
    found = taken(file, platform="alibaba")
    assert values(found) == READ
    (told,) = [item for sheet in found.inputs[0].sheets for item in sheet.ignored]
    assert (told.raw, told.incomplete) == (named, False)
    assert "no actual figures" in told.why.en


@pytest.mark.parametrize(
    "title",
    [
        "广告计划",
        "推广计划",
        "目标完成情况",
        "目标市场",
        "日均花费",
        "恒达店周报",
        "本周",
        "类目",
        "实际",
        "红线指标",
        "",
    ],
)
def test_titles_of_the_stores_own_figures(title: str) -> None:
    assert not is_of_others(title)


@pytest.mark.parametrize(
    "title",
    [
        "全年目标", "今年目标", "年度目标", "季度目标", "周度目标", "下周目标", "店铺目标", "运营目标", "销售目标", "业绩目标",
        "核心指标目标", "各项指标目标", "考核目标", "Weekly target", "Store targets",
        "2026年目标", "目标数据", "目标一览", "目标对照表", "Monthly targets", "This month's targets", "Next week target",
        "Yearly targets", "Annual sales targets", "Target figures", "Target KPIs", "去年同周", "去年同月", "上年同期", "上年",
        "Last year", "Prior year data",
        "2026年10月 日均数据", "店均", "每日平均（10月）", "Daily average", "Average per day",
        "同行数据", "友商", "友商均值", "竞店", "竞对乙", "竞争对手店铺A", "Competitor B", "示例数据", "(目标)", "【行业均值】",
    ],
)  # fmt: skip
def test_titles_of_others_figures(title: str) -> None:
    assert is_of_others(title)


@pytest.mark.parametrize("heading", [["指标", "目标", "实际"], ["指标", "实际", "标准"]])
def test_actual_figures_beside_their_targets_are_read_whatever_they_are_called(
    tmp_path: Path, heading: list[str]
) -> None:
    row = ["曝光量", *(100 if text == "实际" else 7 for text in heading[1:])]
    found = taken(workbook(tmp_path / "恒达_2026-W46.xlsx", {"目标": [["KPI目标"], heading, row]}), platform="alibaba")
    assert values(found) == READ


@pytest.mark.parametrize("gap", [[], [[]]])
@pytest.mark.parametrize("heading", [["指标", "目标"], ["项目", "标准", "备注"]])
def test_a_further_table_of_targets_is_no_part_of_the_first(tmp_path: Path, gap: Rows, heading: list[str]) -> None:
    rows: Rows = [*OWN, *gap, heading, ["询盘数", 90], *gap, *OWN[:1], ["DSR", 4.5]]
    found = taken(xlsx(tmp_path / "恒达_2026-W46.xlsx", rows), platform="alibaba")
    assert values(found) == {**READ, ("dsr", "2026-11-15"): 4.5}
    assert not any(item.incomplete for item in found.inputs[0].sheets[0].ignored)


def test_figures_of_a_further_table_without_a_column_of_values_are_missed(tmp_path: Path) -> None:
    rows: Rows = [*OWN, [], ["项目", "内容", "负责人"], ["询盘数", 90, "张三"]]
    found = taken(xlsx(tmp_path / "恒达_2026-W46.xlsx", rows), platform="alibaba")
    assert values(found) == READ
    assert [item.cell for item in found.inputs[0].sheets[0].ignored if item.incomplete] == ["A4"]


@pytest.mark.parametrize(
    "titles", [("本周", "上周"), ("一、本周数据", "二、上周数据"), ("恒达店（本周）", "恒达店（上周）")]
)
@pytest.mark.parametrize("where", ["tabs", "titled tabs", "titles", "corners", "beside"])
def test_last_week_below_this_one(tmp_path: Path, titles: tuple[str, str], where: str) -> None:
    file = tmp_path / "恒达_2026-W46.xlsx"
    if where.endswith("tabs"):
        above = [[["说明"]], [["上周数据"]]] if where == "titled tabs" else [[], []]
        sheets = zip(titles, above, (OWN, OTHER), strict=True)
        workbook(file, {title.lstrip("一二、"): [*first, *rows] for title, first, rows in sheets})
    elif where == "beside":
        rows = [(titles[1], None, None, titles[0]), *([*b, None, *a] for a, b in zip(OWN, OTHER, strict=True))]
        xlsx(file, rows)
    elif where == "titles":
        xlsx(file, [[titles[0]], *OWN, [], [titles[1]], *OTHER])
    else:
        xlsx(file, [[titles[0], "数值"], OWN[1], [], [titles[1], "数值"], OTHER[1]])
    found = taken(file, platform="alibaba", store="恒达店")
    assert values(found) == {**READ, ("inquiries", "2026-11-08"): 90}


@pytest.mark.parametrize(
    ("title", "why"), [("上周数据", "or what came before it"), ("本月数据", "does not fit"), ("上月", "does not fit")]
)
@pytest.mark.parametrize("where", ["title", "tab"])
def test_a_time_that_does_not_say_which_is_asked_about(tmp_path: Path, title: str, why: str, where: str) -> None:
    file = tmp_path / "恒达_2026-W46.xlsx"
    made = xlsx(file, [[title], *OWN]) if where == "title" else workbook(file, {title: OWN, "本周计划": [["优化主图"]]})
    found = taken(made, platform="alibaba")
    assert not found.observations
    error = found.inputs[0].sheets[0].error
    assert error is not None
    assert why in error.en


@pytest.mark.parametrize("where", ["title", "tab", "corner"])
def test_columns_of_this_week_and_the_last_are_of_the_week_of_the_file(tmp_path: Path, where: str) -> None:
    file, columns = tmp_path / "恒达_2026-W46.xlsx", ["本周", "上周"]
    corner = "上周回顾" if where == "corner" else "指标"
    rows: Rows = [*([["上周回顾"]] * (where == "title")), [corner, *columns], ["曝光量", 100, 90]]
    workbook(file, {"上周回顾" if where == "tab" else "周报": rows})
    assert values(taken(file, platform="alibaba")) == {**READ, ("exposure", "2026-11-08"): 90}


@pytest.mark.parametrize("first", ["上周", "本周"])
def test_this_week_below_the_last_in_a_sheet_without_headings(tmp_path: Path, first: str) -> None:
    parts = {"本周": OWN[1], "上周": OTHER[1]}
    rows: Rows = [[first], parts.pop(first), *([*parts], *parts.values())]
    found = taken(xlsx(tmp_path / "恒达_2026-W46.xlsx", rows), platform="alibaba")
    assert values(found) == {**READ, ("inquiries", "2026-11-08"): 90}


@pytest.mark.parametrize("day", ["昨日", "今天", "Yesterday"])
def test_figures_of_a_day_are_not_the_weeks(tmp_path: Path, day: str) -> None:
    found = taken(xlsx(tmp_path / "恒达_2026-W46.xlsx", [[day], *OWN]), platform="alibaba")
    assert not found.observations
    assert f"'{day}' does not fit" in found.inputs[0].sheets[0].error.en
    of_the_day = taken(xlsx(tmp_path / "恒达_2026-11-15.xlsx", [[day], *OWN]), platform="alibaba")
    assert of_the_day.observations


@pytest.mark.parametrize("titles", [["上周数据", "2026-W46"], ["上周工作重点：提升RFQ"], ["本周与上周对比"]])
def test_titles_that_are_dated_or_relate_nothing(tmp_path: Path, titles: list[str]) -> None:
    rows: Rows = [*([title] for title in titles), *OWN]
    assert values(taken(xlsx(tmp_path / "恒达_2026-W46.xlsx", rows), platform="alibaba")) == READ


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([["本周"], OWN[1], ["上周"], OTHER[1]], {**READ, ("inquiries", "2026-11-08"): 90}),
        ([OWN[1], ["上周"], OTHER[1], [], ["指标", "数值"], ["DSR", 4]],
         {**READ, ("inquiries", "2026-11-08"): 90, ("dsr", "2026-11-15"): 4}),
        ([["上周"], OTHER[1]], {}),
        ([OWN[1], ["昨日"], OTHER[1], ["本周"], ["DSR", 4]], {**READ, ("dsr", "2026-11-15"): 4}),
        ([["实际"], OWN[1], ["目标"], OTHER[1], ["实际"], ["DSR", 4]], {**READ, ("dsr", "2026-11-15"): 4}),
        ([["流量"], OWN[1], ["本月目标"], OTHER[1]], READ),
        ([["流量"], OWN[1], ["本月累计"], OTHER[1]], READ),
        ([["二、目标"], OTHER[1], ["1. 流量"], ["DSR", 4], ["三、流量"], OWN[1]], READ),
        ([["行业"], OWN[1]], READ),
        ([OWN[1], ["目标", 120], ["DSR", 4], ["目标"], OTHER[1]], {**READ, ("dsr", "2026-11-15"): 4, ("inquiries", "2026-11-15"): 90}),
    ],
)  # fmt: skip
def test_a_title_among_the_rows_is_of_those_below_it(tmp_path: Path, rows: Rows, found: dict[object, object]) -> None:
    file = xlsx(tmp_path / "恒达_2026-W46.xlsx", [["指标", "数值"], *rows])
    assert values(taken(file, platform="alibaba")) == found


@pytest.mark.parametrize(
    ("others", "own", "read"),
    [
        ("下周目标", "本周实际", READ),
        ("同行均值", "本店", READ),
        ("一、下周目标", "二、本周数据", READ),
        ("一、目标", "二、流量", READ),
        ("竞品A", "竞品B", {}),
        ("竞品A", "本周", {}),
        ("目标", "流量", {}),
    ],
)
@pytest.mark.parametrize("heading", ["none", "above", "below", "stores"])
def test_the_stores_own_figures_below_others(
    tmp_path: Path, others: str, own: str, read: dict[object, object], heading: str
) -> None:
    row: Rows = [["恒达", 100]] if heading == "stores" else [["曝光量", 100]]
    head = [["店铺", "曝光量"]] if heading == "stores" else [["指标", "数值"]]
    first = [*head, [others]] if heading == "above" else [[others], *(head if heading != "none" else [])]
    rows: Rows = [*first, [row[0][0], 7], [own], *row]
    assert values(taken(xlsx(tmp_path / "恒达_2026-W46.xlsx", rows), platform="alibaba")) == read


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        ([OWN[1], ["预算"], OTHER[1]], ["A3"]),
        ([OWN[1], ["预算"], OWN[1]], []),
        ([OWN[1], ["本周预算"], OTHER[1]], []),
    ],
)
def test_what_may_be_a_row_without_its_figure_is_asked_about(tmp_path: Path, rows: Rows, asked: list[str]) -> None:
    found = taken(xlsx(tmp_path / "恒达_2026-W46.xlsx", [["指标", "数值"], *rows]), platform="alibaba")
    assert values(found) == READ
    assert [item.cell for item in found.inputs[0].sheets[0].ignored if item.incomplete] == asked


@pytest.mark.parametrize(
    "rows",
    [
        [["指标", "目标", "实际"], ["标准"], ["曝光量", 120, 100]],
        [["预算", "10万"], *OWN],
        [["预算", "10万", "备注"], *OWN],
    ],
)
def test_figures_that_only_seem_to_stand_below_targets(tmp_path: Path, rows: Rows) -> None:
    assert values(taken(xlsx(tmp_path / "恒达_2026-W46.xlsx", rows), platform="alibaba")) == READ


@pytest.mark.parametrize("heading", [["指标", "本周", "上周"], ["店铺", "指标", "数值"]])
def test_targets_below_a_title_in_a_table_of_weeks_or_stores(tmp_path: Path, heading: list[str]) -> None:
    shop = ["恒达"] * (heading[0] == "店铺")
    rows = [[*shop, "曝光量", 100], ["目标"], [*shop, "询盘数", 90]]
    found = taken(xlsx(tmp_path / "恒达_2026-W46.xlsx", [heading, *rows]), platform="alibaba")
    assert values(found) == READ


def test_what_is_to_be_done_below_rows_of_stores_is_no_store(tmp_path: Path) -> None:
    rows: Rows = [
        ["店铺", "负责人", "曝光量"],
        ["恒达", "张三", 100],
        [],
        ["重点工作", "负责人", "完成时间"],
        ["优化标题", "张三", "11.20"],
    ]
    found = taken(xlsx(tmp_path / "2026-W46.xlsx", rows), platform="alibaba")
    assert [store.key.store for store in found.stores] == ["恒达"]
    assert {"A4", "A5"} <= {item.cell for item in found.inputs[0].sheets[0].ignored}


def test_a_store_below_a_gap_is_one(tmp_path: Path) -> None:
    rows: Rows = [["店铺", "曝光量", "询盘数"], ["恒达", 100, 1], [], ["华美店", "停用", "停用"], ["蓝峰", 90, 2]]
    found = taken(xlsx(tmp_path / "2026-W46.xlsx", rows), platform="alibaba")
    assert {store.key.store for store in found.stores} == {"恒达", "华美店", "蓝峰"}


@pytest.mark.parametrize("beside", ["年度目标", "目标", "实际"])
@pytest.mark.parametrize(
    "title", ["2026年度目标分解", "2026年运营目标拆解表", "2026 Annual Target Breakdown", "2026年销售目标规划"]
)
def test_the_months_of_a_target_are_no_figures_of_theirs(tmp_path: Path, title: str, beside: str) -> None:
    rows: Rows = [[title], ["指标", beside, "1月", "2月"], ["询盘数", 1500, 120, 80]]
    found = values(taken(xlsx(tmp_path / "h_2026.xlsx", rows), platform="alibaba"))
    actual = beside == "实际" or (
        beside == "目标" and "规划" in title
    )  # beside what was aimed at stands what became of it
    assert (("inquiries", "2026-01-31") in found) == actual
