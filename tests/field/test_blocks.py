"""Tables side by side in one sheet, and columns that say the same thing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Rows, Said, text_file, xlsx
from tests.field.test_raw_exports import taken

RFQ, DSR, ODR = "alibaba.rfq-response", "alibaba.dsr", "amazon.order-defect-rate"


def test_forms_side_by_side(tmp_path: Path) -> None:
    rows = [
        ["周报"],
        ["指标", "数值", None, "指标", "数值"],
        ["RFQ响应率", "93%", None, "DSR", 4.6],
        [None, None, None, "曝光量", 9],
    ]
    said = Said(xlsx(tmp_path / "恒达_2026-W46.xlsx", rows), platform="alibaba")
    assert (said.value(RFQ), said.value(DSR)) == (0.93, 4.6)
    assert (said.sheets[0]["observations"], said.ignored) == (3, [])


WEEKS = {"恒达": {("RFQ", 15): 0.93, ("RFQ", 8): 0.91, ("DSR", 15): 4.6, ("DSR", 8): 4.5}}
SHOPS = {"恒达店": {("RFQ", 15): 0.93}, "华美店": {("RFQ", 15): 0.83}}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["RFQ响应率", "93%", "DSR", 4.6]], {"恒达": {("RFQ", 15): 0.93, ("DSR", 15): 4.6}}),
        ([["RFQ响应率", "93%", "曝光量", "-"], ["注：数据以后台为准"]], {"恒达": {("RFQ", 15): 0.93}}),
        ([["周报"], ["RFQ响应率", "93%", None, "DSR", 4.6]], {"恒达": {("RFQ", 15): 0.93, ("DSR", 15): 4.6}}),
        ([["流量", "本周", "上周", None, "服务", "本周", "上周"], ["RFQ响应率", "93%", "91%", None, "DSR", 4.6, 4.5]], WEEKS),
        ([[None, "本周", "上周", None, None, "本周", "上周"], ["RFQ响应率", "93%", "91%", None, "DSR", 4.6, 4.5]], WEEKS),
        ([["恒达店", "数值", None, "华美店", "数值"], ["RFQ响应率", "93%", None, "RFQ响应率", "83%"]], SHOPS),
        ([["恒达店", "数值"], ["RFQ响应率", "93%"], ["华美店", "数值"], ["RFQ响应率", "83%"]], SHOPS),
        ([["恒达店", "本周"], ["RFQ响应率", "93%"], [], ["华美店", "2026-W46"], ["RFQ响应率", "83%"]], SHOPS),
    ],
)  # fmt: skip
def test_tables_that_nothing_or_a_title_heads(
    tmp_path: Path, rows: Rows, expected: dict[str, dict[tuple[str, int], float]]
) -> None:
    names = {"rfq_response_rate": "RFQ", "dsr": "DSR"}
    found: dict[str, dict[tuple[str, int], object]] = {}
    for item in taken(xlsx(tmp_path / "恒达_2026-W46.xlsx", rows), platform="alibaba").observations:
        found.setdefault(item.store.store, {})[names[item.metric], item.period.end.day] = item.value
    assert found == expected


@pytest.mark.parametrize(
    ("above", "weeks"),
    [
        ([["2026-W46", None, None, "单位：元"]], (15, 15)),
        ([["统计周期", "2026-W46"]], (15, 15)),
        ([["2026-W46", None, None, "2026-W45"]], (15, 8)),
        ([["统计周期", "2026-W46"], [None, None, None, "统计周期", "2026-W45"]], (15, 8)),
        ([["国际站", None, None, "2026-W46"]], (15, 15)),
    ],
)
def test_a_title_that_is_of_no_single_table_is_of_all(tmp_path: Path, above: Rows, weeks: tuple[int, int]) -> None:
    rows: Rows = [*above, ["指标", "数值", None, "指标", "数值"], ["RFQ响应率", "93%", None, "DSR", 4.6]]
    found = taken(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba").observations
    assert tuple(item.period.end.day for item in found) == weeks


@pytest.mark.parametrize("titles", [("KPI", "目标"), ("实际", "目标"), ("数据", "行业均值")])
def test_titles_of_tables_beside_one_another_label_nothing(tmp_path: Path, titles: tuple[str, str]) -> None:
    rows: Rows = [
        [titles[0], None, None, titles[1]],
        ["指标", "数值", None, "指标", "数值"],
        ["DSR", 4.6, None, "DSR", 4.9],
    ]
    found = taken(xlsx(tmp_path / "恒达_2026-W46.xlsx", rows), platform="alibaba")
    assert ([item.value for item in found.observations], found.inputs[0].sheets[0].error) == ([4.6], None)


@pytest.mark.parametrize("corner", ["2026-W46", "核心指标 2026-W46"])
@pytest.mark.parametrize("heading", ["数值", "本周"])
def test_the_corner_of_a_table_may_date_it(tmp_path: Path, corner: str, heading: str) -> None:
    found = taken(xlsx(tmp_path / "s.xlsx", [[corner, heading], ["DSR", 4.6]]), platform="alibaba").observations
    assert [str(item.period.end) for item in found] == ["2026-11-15"]


@pytest.mark.parametrize(
    ("above", "headings", "values", "expected"),
    [
        (["甲店 2026-W46", None, None, "乙店"], ["指标", "数值"], (["RFQ响应率", "93%"], ["DSR", 4.5]), {"甲店": 0.93, "乙店": None}),
        (["店铺", "甲", None, "店铺", "乙"], ["指标", "数值"], (["RFQ响应率", "93%"], ["RFQ响应率", "83%"]), {"甲": 0.93, "乙": 0.83}),
        (["店铺：甲", "", "", "", "店铺：乙"], ["序号", "指标", "值"],
         ([1, "RFQ响应率", "9%"], [1, "RFQ响应率", "8%"]), {"甲": 0.09, "乙": 0.08}),
        (["店铺：甲", "", "", "", "店铺：乙"], ["组", "指标", "值"],
         (["x", "RFQ响应率", "9%"], ["x", "DSR", 4.5]), {"甲": 0.09, "乙": None}),
        ([], ["店铺", "RFQ响应率"], (["恒达", "93%"], ["蓝峰", "83%"]), {"恒达": 0.93, "蓝峰": 0.83}),
        ([], ["指标", "2026-W45", "2026-W46"], (["RFQ响应率", "90%", "93%"], ["DSR", 4.5, 4.6]), {"s": 0.93}),
        ([], ["店铺", "指标", "Oct-26", "Sep-26"],
         (["甲", "RFQ响应率", "9%", "1%"], ["乙", "RFQ响应率", "8%", "1%"]), {"甲": 0.09, "乙": 0.08}),
        ([], ["日期", "RFQ响应率"], (["2026-11-15", "93%"], ["2026-11-08", "83%"]), {"s": 0.93}),
    ],
)  # fmt: skip
def test_each_table_has_its_own_stores_and_periods(
    tmp_path: Path,
    above: list[str],
    headings: list[str],
    values: tuple[list[object], list[object]],
    expected: dict[str, float],
) -> None:
    rows: Rows = [*([above] if above else []), [*headings, None, *headings], [*values[0], None, *values[1]]]
    said = Said(xlsx(tmp_path / "s_2026-W46.xlsx", rows), platform="alibaba")
    assert {name: said.value(RFQ, name) for name in said.stores} == expected


def test_tables_of_different_layouts_side_by_side(tmp_path: Path) -> None:
    rows = [
        ["店铺：甲", None, None, "店铺：乙"],
        ["指标", "2026-W46", None, "周期", "指标", "数值"],
        ["RFQ响应率", "93%", None, "2026-W46", "RFQ响应率", "83%"],
    ]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba")
    assert {name: said.value(RFQ, name) for name in said.stores} == {"甲": 0.93, "乙": 0.83}


def test_platforms_side_by_side(tmp_path: Path) -> None:
    rows = [
        ["国际站", None, None, "亚马逊"],
        ["指标", "数值", None, "指标", "数值"],
        ["RFQ响应率", "93%", None, "ODR", "0.5%"],
    ]
    said = Said(xlsx(tmp_path / "恒达_2026-W46.xlsx", rows))
    found = {item["check"]: item["value"] for store in said.document["stores"] for item in store["findings"]}
    assert (found[RFQ], found[ODR]) == (0.93, 0.005)


@pytest.mark.parametrize(
    "rows",
    [
        [["指标", "Metric", "数值"], ["RFQ响应率", "RFQ response rate", "93%"]],
        [["项目", "单位", "指标", "数值"], ["沟通", "%", "RFQ响应率", "93"]],
        [["项目", "指标", "2026-W46"], ["沟通", "RFQ响应率", "93%"]],
    ],
)
def test_of_several_columns_of_metrics_the_known_ones_count(tmp_path: Path, rows: Rows) -> None:
    assert Said(xlsx(tmp_path / "恒达_2026-W46.xlsx", rows), platform="alibaba").value(RFQ) == 0.93


def test_an_id_beside_the_name_of_a_store_begins_no_table(tmp_path: Path) -> None:
    rows = [["店铺名称", "平台", "店铺ID", "RFQ响应率"], ["恒达", "国际站", "100", "93%"]]
    said = Said(xlsx(tmp_path / "2026-W46.xlsx", rows))
    assert list(said.stores) == ["恒达"]
    assert said.value(RFQ) == 0.93


@pytest.mark.parametrize("heading", ["周起始日", "Week commencing", "Week of", "Week start date"])
def test_the_first_day_of_a_week_alone_dates_a_row(tmp_path: Path, heading: str) -> None:
    rows = [["店铺", heading, "RFQ响应率"], ["恒达", "11/02/2026", "90%"], ["恒达", "11/15/2026", "93%"]]
    found = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba", as_of="2026-11-21").finding(RFQ)
    assert [(each["end"], each["value"]) for each in found["trend"]] == [("2026-11-08", 0.9), ("2026-11-21", 0.93)]


def test_months_as_a_program_prints_them_into_csv(tmp_path: Path) -> None:
    across = text_file(tmp_path / "a.csv", [["Metric", "Sep-26", "Oct-26"], ["Trade Assurance orders", "4", "1"]])
    down = text_file(tmp_path / "b.csv", [["Month", "Trade Assurance orders"], ["Oct-26", "1"]])
    for path in (across, down):
        finding = Said(path, platform="alibaba").finding("alibaba.trust-orders")
        assert (finding["trend"][-1]["end"], finding["trend"][-1]["value"]) == ("2026-10-31", 1)


@pytest.mark.parametrize("above", [["Week starting", "2026-11-09"], ["Week starting: 2026-11-09"]])
def test_the_first_day_of_a_week_above_a_table(tmp_path: Path, above: list[str]) -> None:
    rows = [above, [], ["指标", "数值"], ["RFQ响应率", "93%"]]
    said = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba")
    assert said.finding(RFQ)["period"] == {"start": "2026-11-09", "end": "2026-11-15"}


@pytest.mark.parametrize("heading", ["截止日期", "数据截止", "Week ending"])
def test_the_last_day_alone_dates_a_row(tmp_path: Path, heading: str) -> None:
    rows = [["店铺", heading, "RFQ响应率"], ["恒达", "11/08/2026", "90%"], ["恒达", "11/15/2026", "93%"]]
    found = Said(xlsx(tmp_path / "s.xlsx", rows), platform="alibaba").finding(RFQ)
    assert [(each["end"], each["value"]) for each in found["trend"]] == [("2026-11-08", 0.9), ("2026-11-15", 0.93)]
