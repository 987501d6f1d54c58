"""Sheets laid out as public programs of Chinese sellers write and read them; the figures are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Rows, xlsx
from tests.field.test_raw_exports import taken, values


def read(
    path: Path, rows: Rows, *, sheet: str = "Sheet1", as_of: str = "2026-11-22"
) -> dict[tuple[str, str, str], object]:
    """(metric, first day, last day) → value, of a sheet of Alibaba.com's."""
    found = taken(xlsx(path, rows, sheet), platform="alibaba", as_of=as_of).observations
    return {(item.metric, str(item.period.start), str(item.period.end)): item.value for item in found}


SPANS = ["11.2-11.8", "11.9-11.15"]
WEEKS: Rows = [
    ["月份", "周次", "时间段", "曝光"],
    ["11月", "第1周", "11.2-11.8", 45120],
    [None, "第2周", "11.9-11.15", 46120],
    ["11月合计", None, None, 91240],
]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (1, 0, 2, 3), (1, 2, 3), (1, 2, 0, 3)])
def test_days_beside_the_weeks_of_a_month_tell_which_they_are(tmp_path: Path, order: tuple[int, ...]) -> None:
    rows = [[row[at] for at in order] for row in WEEKS[:3]]
    found = read(tmp_path / "恒达2026年.xlsx", rows)
    assert found == {("exposure", "2026-11-02", "2026-11-08"): 45120, ("exposure", "2026-11-09", "2026-11-15"): 46120}


def test_a_total_below_such_weeks_is_none(tmp_path: Path) -> None:
    assert len(read(tmp_path / "恒达2026年.xlsx", WEEKS)) == 2


@pytest.mark.parametrize("day", ["2026-11-08", "2026-11-15"])
def test_a_single_day_beside_a_week_of_the_year_does_not_make_it_a_day(tmp_path: Path, day: str) -> None:
    rows: Rows = [["周次", "时间", "曝光"], ["第45周" if day.endswith("08") else "第46周", day, 45120]]
    assert {end for _, _, end in read(tmp_path / "恒达2026年.xlsx", rows)} == {day}


@pytest.mark.parametrize("word", ["目标", "计划", "预算", "平均", "环比"])
def test_the_target_of_a_month_is_no_row_of_actual_figures(tmp_path: Path, word: str) -> None:
    rows: Rows = [["项目", "曝光量"], [f"2026年11月{word}", 200000], ["2026年10月实际", 188210]]
    assert read(tmp_path / "考核.xlsx", rows) == {("exposure", "2026-10-01", "2026-10-31"): 188210}


@pytest.mark.parametrize("label", ["2026年10月（上月）", "2026-10 实际", "2026年10月"])
def test_what_else_stands_beside_a_month_leaves_its_row(tmp_path: Path, label: str) -> None:
    rows: Rows = [["月份", "曝光量"], [label, 188210], ["2026年9月", 196000]]
    assert read(tmp_path / "恒达.xlsx", rows)["exposure", "2026-10-01", "2026-10-31"] == 188210


def test_a_column_of_kinds_tells_targets_from_actual_figures(tmp_path: Path) -> None:
    rows: Rows = [
        ["月份", "类型", "曝光量", "点击率"],
        ["2026-10", "目标", 200000, "2%"],
        ["2026-10", "实际", 188210, "1.98%"],
        ["2026-10", "完成率", "94%", "99%"],
        ["2026-11", "目标", 210000, "2%"],
    ]
    october = ("2026-10-01", "2026-10-31")
    assert read(tmp_path / "恒达.xlsx", rows) == {("exposure", *october): 188210, ("click_rate", *october): 0.0198}
    alone = [["类型", "曝光量"], ["目标", 200000], ["实际", 188210]]
    assert read(tmp_path / "恒达_2026-10.xlsx", alone) == {("exposure", *october): 188210}


@pytest.mark.parametrize(
    ("month", "end"),
    [
        ("2026年11月（截至20日）", "2026-11-20"),
        ("2026-11(截至11.20)", "2026-11-20"),
        ("2026年11月（1-20日）", "2026-11-20"),
        ("2026年11月（截至30日）", "2026-11-30"),
        ("2026年11月（截至12月3日）", "2026-11-30"),
        ("2026年11月（截至0日）", "2026-11-30"),
    ],
)
def test_a_month_is_that_up_to_the_day_told_behind_it(tmp_path: Path, month: str, end: str) -> None:
    for at, rows in enumerate(
        ([["指标", month], ["曝光量", 9000]], [[f"{month}运营数据"], ["指标", "数值"], ["曝光量", 9000]])
    ):
        assert read(tmp_path / f"恒达{at}.xlsx", rows) == {("exposure", "2026-11-01", end): 9000}


SCORES: Rows = [["指标", "数值"], ["曝光量", 180211], ["及时回复率", "97.1%"]]


@pytest.mark.parametrize(
    ("name", "sheet", "titles"),
    [
        ("恒达_2026-11-22", "Sheet1", [["店铺近30天数据"]]),
        ("恒达_2026-11-22", "Sheet1", [["统计周期", "最近三十天"]]),
        ("恒达_2026-11-22", "近30天", []),
        ("恒达_近30日_2026-11-22", "Sheet1", []),
        ("Hengda_last 30 days_2026-11-22", "Sheet1", []),
    ],
)
def test_thirty_days_are_no_week(tmp_path: Path, name: str, sheet: str, titles: Rows) -> None:
    path = tmp_path / f"{name}.xlsx"
    found = read(path, [*titles, *SCORES], sheet=sheet)
    assert found["exposure", "2026-10-24", "2026-11-22"] == 180211
    notes = taken(path, platform="alibaba").inputs[0].sheets[0].notes
    assert any("30 days up to 2026-11-22" in note.en for note in notes)


@pytest.mark.parametrize(
    "title", ["注：服务指标为近30天", "流量近7天，服务近30天", "付款后提前3天发货", "近30天与近7天"]
)
def test_a_title_that_speaks_of_some_days_dates_nothing(tmp_path: Path, title: str) -> None:
    found = read(tmp_path / "恒达_2026-11-22.xlsx", [[title], *SCORES])
    assert found["exposure", "2026-11-16", "2026-11-22"] == 180211


def test_thirty_days_above_days_are_those(tmp_path: Path) -> None:
    rows = [["近30天数据"], ["日期", "产品总数"], ["2026-11-20", 1204], ["2026-11-21", 1205]]
    found = read(tmp_path / "恒达_2026-11-22.xlsx", rows)
    assert {(start, end) for _, start, end in found} == {("2026-11-20",) * 2, ("2026-11-21",) * 2}
    rows = [["近30天数据"], ["指标", "本周", "上周"], ["曝光量", 48210, 46120]]
    assert ("exposure", "2026-10-24", "2026-11-22") not in read(tmp_path / "恒达_2026-11-22.xlsx", rows)


@pytest.mark.parametrize(
    ("platform", "heading", "metric"),
    [
        ("alibaba", "曝光数", "exposure"),
        ("alibaba", "点击数（个）", "clicks"),
        ("alibaba", "优品数量", "good_products"),
        ("alibaba", "产品总数量", "products_total"),
        ("amazon", "账号状况评级", "account_health_rating"),
        ("independent", "实际销售额", "store_revenue"),
        ("independent", "营收", "store_revenue"),
        ("independent", "实际销售目标", None),
        ("amazon", "评分数", None),
        ("alibaba", "违规扣分数", None),
    ],
)
def test_counts_are_written_in_three_ways(tmp_path: Path, platform: str, heading: str, metric: str | None) -> None:
    path = xlsx(tmp_path / "恒达_2026-11-22.xlsx", [["指标", "数值"], ["订单数", 3], [heading, 120]])
    found = values(taken(path, platform=platform))
    assert {name for name, _ in found} == {"store_orders", *([metric] if metric else [])}


def test_your_store_is_the_store_of_the_file(tmp_path: Path) -> None:
    rows = [["指标", "您的店铺", "同行平均", "差距"], ["曝光量", 48210, 40000, "↑"]]
    found = taken(xlsx(tmp_path / "恒达_2026-W47.xlsx", rows), platform="alibaba").observations
    assert [(item.store.store, item.value) for item in found] == [("恒达", 48210)]


@pytest.mark.parametrize("titles", [[], [["客户数据"]], [["客户数据"], ["（来自小满）"]]])
def test_a_titled_table_of_unknown_headings_is_none_of_the_table_above(tmp_path: Path, titles: Rows) -> None:
    below: Rows = [[], *titles, ["新增客户", "复购客户"], [12, 2], [8, 1]]
    path = xlsx(tmp_path / "恒达_2026-W47.xlsx", [["曝光", "点击"], [48210, 980], *below])
    found = taken(path, platform="alibaba", as_of="2026-11-22")
    assert values(found) == {("exposure", "2026-11-22"): 48210, ("clicks", "2026-11-22"): 980}
    ignored = found.inputs[0].sheets[0].ignored
    assert not any(item.incomplete for item in ignored)
    assert sum("without a known heading" in item.why.en for item in ignored) == 3


def test_a_row_below_a_gap_and_a_title_is_the_table_s(tmp_path: Path) -> None:
    rows: Rows = [["日期", "曝光"], ["2026-W46", 46120], [], ["活动后"], ["2026-W47", 48210]]
    assert len(read(tmp_path / "恒达.xlsx", rows)) == 2


@pytest.mark.parametrize("corner", ["指标", "店铺"])
def test_names_below_one_period_are_asked_about_or_stores(tmp_path: Path, corner: str) -> None:
    rows: Rows = [["周期", "2026-W47", "2026-W47"], [corner, "恒达", "青岚"], ["曝光量", 48210, 20114]]
    found = taken(xlsx(tmp_path / "周报.xlsx", rows), platform="alibaba")
    stores = {item.store.store for item in found.observations}
    error = found.inputs[0].sheets[0].error
    if corner == "店铺":
        assert stores == {"恒达", "青岚"}
    else:
        assert not found.observations
        assert error is not None
        assert "write 'Store'" in error.en


@pytest.mark.parametrize("words", [("数值", "排名"), ("目标", "实际"), ("实际", "环比")])
def test_what_stands_beside_the_figures_of_a_period_is_no_store(tmp_path: Path, words: tuple[str, str]) -> None:
    row = ["曝光量", *(48210 if word in ("数值", "实际") else 12 for word in words)]
    found = read(tmp_path / "恒达.xlsx", [["指标", *(f"2026-W47{word}" for word in words)], row])
    assert found == {("exposure", "2026-11-16", "2026-11-22"): 48210}
