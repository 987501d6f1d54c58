"""Rows and columns of targets, of the trade's mean, of comparisons and of units are no stores."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.intake import DeclaredStore
from auditor.intake.row_labels import is_example, is_noted, why_no_store
from tests.field.said import Said, text_file, xlsx
from tests.field.test_raw_exports import taken

ODR, LATE = "amazon.order-defect-rate", "amazon.late-shipment"


@pytest.mark.parametrize(
    "label",
    [
        "目标值",
        "目标",
        "Target",
        "Benchmark",
        "行业均值",
        "同行平均值",
        "平台要求",
        "Industry average",
        "KPI目标",
        "大盘",
        "同行",
        "行业Top10",
        "同行优秀",
    ],
)
def test_a_row_of_a_line_is_no_store(tmp_path: Path, label: str) -> None:
    rows = [
        ["店铺", "平台", "日期", "ODR"],
        [label, "亚马逊", "2026-11-15", "1%"],
        ["A", "亚马逊", "2026-11-15", "0.5%"],
    ]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    assert {name: said.value(ODR, name) for name in said.stores} == {"A": 0.005}
    assert said.why("A2") == "a row of targets or of others' figures, not read as a store"
    across = [
        ["店铺", "A", label, "B"],
        ["日期", "2026-11-15", "2026-11-15", "2026-11-15"],
        ["ODR", "0.5%", "1%", "0.6%"],
    ]
    said = Said(xlsx(tmp_path / "across.xlsx", across))
    assert {name: said.value(ODR, name) for name in said.stores} == {"A": 0.005, "B": 0.006}
    assert said.why("C1")


@pytest.mark.parametrize(
    "label",
    [
        "环比",
        "同比增长率",
        "占比",
        "完成率",
        "上周",
        "去年同期",
        "备注",
        "WoW",
        "人均",
        "本月累计",
        "预算",
        "整体",
        "全店",
        "vs last week",
        "Week over week",
        "YoY growth",
        "环比↑",
        "较上周变化",
        "周同比",
        "growth rate",
        "Top 3",
    ],
)
def test_a_row_that_compares_is_no_store(tmp_path: Path, label: str) -> None:
    rows = [["店铺", "曝光量"], ["恒达", 100], ["华美", 200], ["合计", 300], [label, 0.5]]
    tidy = [["店铺", "指标", "数值"], ["恒达", "曝光量", 100], ["华美", "曝光量", 200], [label, "曝光量", 0.5]]
    with_plans = [["套餐", "店铺", "曝光量"], ["增长", "恒达", 100], ["增长", "华美", 200], [label, None, 0.5]]
    by_platform = [["平台", "店铺", "曝光量"], ["国际站", "恒达", 100], ["国际站", "华美", 200], [label, None, 0.5]]
    across = [["店铺", "恒达", "华美", label], ["曝光量", 100, 200, 0.5]]
    shops = [["指标", "恒达店", label, "华美店"], ["曝光量", 100, 0.5, 200]]
    for table in (rows, tidy, with_plans, by_platform, across, shops):
        found = taken(text_file(tmp_path / "2026-W46.csv", table), platform="alibaba")
        assert {store.key.store.removesuffix("店") for store in found.stores} == {"恒达", "华美"}
        assert not any(item.incomplete for sheet in found.inputs[0].sheets for item in sheet.ignored)


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        ("周环比增幅 月同比变动 较上周变动 对比上月 与上周相比 相比去年同期", "compares"),
        ("环比变化 环比涨跌幅 环比差额 同比去年 本周环比 与去年同比 前10%均值 前三 前十名 前五商家平均", "compares"),
        ("WoW MoM_change YoY QoQ_growth growth_vs_last_month vs._previous_week change_versus_prior_quarter", "compares"),
        ("week_on_week top10 TOP10均值", "compares"),
        ("行业TOP10 同行优秀水平 类目前10%均值 行业优秀 类目TOP3 平台均值 大盘平均值", "a row of targets or of others' figures"),
        ("竞品A 竞争对手店铺B 竞争对手 友商 竞店 友商均值 Competitor_B competitors", "a row of targets or of others' figures"),
    ],
)  # fmt: skip
def test_labels_of_rows_that_are_of_no_store(labels: str, why: str) -> None:
    told = {label: why_no_store(label.replace("_", " ")) for label in labels.split()}
    assert [label for label, found in told.items() if found is None or why not in found.en] == []


def test_words_that_begin_a_note_or_an_example() -> None:
    notes = [
        "制表：张三", "填表人：王", "编制人：李", "统计：赵", "审核：钱", "复核人：孙", "审批:周", "联系人：吴",
        "负责人：郑", "打印时间：x", "填表日期：x", "导出日期：x", "数据来源：后台", "口径、x", "金额单位：元",
        "计量单位：个", "货币单位：美元", "Units:k", "Remark:x", "Source:y", "Notes:z", "签字：", "提示：x", "注1：x",
        "备注2：y", "说明．z", "※x", "#x", "†x", "以上数据", "注意x",
    ]  # fmt: skip
    assert [text for text in notes if not is_noted(text)] == []
    examples = [
        "示例",
        "示例店铺",
        "示例行：",
        "示例数据（勿删）",
        "范例",
        "样例：甲",
        "例如",
        "Example: x",
        "Example store",
        "examples",
    ]
    assert [text for text in examples if not is_example(text)] == []
    assert not [
        text
        for text in ("示例家居", "Exampleton", "备注店", "注水店", "审核通过店")
        if is_example(text) or is_noted(text)
    ]


@pytest.mark.parametrize("rank", ["Top1", "优秀", "增长"])
def test_a_rank_before_the_name_of_a_store_drops_no_row(tmp_path: Path, rank: str) -> None:
    rows = [["排名", "店铺", "曝光量"], [rank, "恒达", 100]]
    assert list(Said(text_file(tmp_path / "2026-W46.csv", rows), platform="alibaba").stores) == ["恒达"]


@pytest.mark.parametrize(
    "name", ["目标服饰", "行业先锋店", "Target Home", "增长工厂", "Top Home", "同比工厂", "全店通"]
)
def test_a_store_whose_name_begins_so_is_one(tmp_path: Path, name: str) -> None:
    rows = [["店铺", "平台", "日期", "ODR"], [name, "亚马逊", "2026-11-15", "1%"]]
    assert list(Said(xlsx(tmp_path / "s.xlsx", rows)).stores) == [name]


@pytest.mark.parametrize("label", ["整体", "全店", "本店"])
def test_the_whole_store_alone_is_the_files_own(tmp_path: Path, label: str) -> None:
    rows = [["店铺", "周期", "曝光量"], [label, "2026-W45", 100], [label, "2026-W46", 90], ["同行平均", "2026-W46", 80]]
    tidy = [["店铺", "周期", "指标", "数值"], [label, "2026-W46", "曝光量", 90], ["同行", "2026-W46", "曝光量", 80]]
    for table in (rows, tidy):
        found = taken(text_file(tmp_path / "恒达.csv", table), platform="alibaba")
        assert [store.key.store for store in found.stores] == ["恒达"]
        assert [item.value for item in found.observations][-1] == 90


@pytest.mark.parametrize("label", ["(空白)", "无"])
def test_no_store_is_called_nothing(tmp_path: Path, label: str) -> None:
    said = Said(text_file(tmp_path / "2026-W46.csv", [["店铺", "曝光量"], ["恒达", 1], [label, 2]]), platform="alibaba")
    assert list(said.stores) == ["恒达"]
    assert said.why("A3") == "the row names no store; not read"
    assert said.incomplete


@pytest.mark.parametrize(
    ("label", "lacks"),
    [
        ("其他", True),
        ("Other", True),
        ("其它店铺", True),
        ("未分配", True),
        ("2026-W46", True),
        ("2026年11月", True),
        ("平台", False),
        ("类目", False),
        ("昨日", False),
        ("Yesterday", False),
    ],
)
def test_what_stands_among_the_stores_and_is_none(tmp_path: Path, label: str, lacks: bool) -> None:
    rows = [["店铺", "周期", "RFQ响应率"], ["恒达", "2026-W46", "80%"], [label, "2026-W46", "70%"]]
    tidy = [["Store", "周期", "指标", "数值"], *([row[0], row[1], "RFQ响应率", row[2]] for row in rows[1:])]
    for table in (rows, tidy):
        said = Said(text_file(tmp_path / "x.csv", table), platform="alibaba")
        assert list(said.stores) == ["恒达"]
        assert [(item["cell"], item["incomplete"]) for item in said.ignored] == [("A3", lacks)]
    asked = Said(text_file(tmp_path / "x.csv", rows), platform="alibaba", store="恒达")
    assert (list(asked.stores), asked.ignored) == (["恒达"], [])
    declared = (DeclaredStore(label, "alibaba"),)
    assert len(Said(text_file(tmp_path / "x.csv", rows), platform="alibaba", declared=declared).stores) == 2


@pytest.mark.parametrize("label", ["其他", "Others", "未分配", "昨日"])
def test_what_stands_beside_the_stores_and_is_none(tmp_path: Path, label: str) -> None:
    rows = [["店铺", "恒达", "华美", label], ["RFQ响应率", "80%", "70%", "60%"]]
    said = Said(text_file(tmp_path / "2026-W46.csv", rows), platform="alibaba")
    assert list(said.stores) == ["恒达", "华美"]
    assert [(item["cell"], item["incomplete"]) for item in said.ignored] == [("D1", label != "昨日")]


@pytest.mark.parametrize(("store", "said"), [(None, []), ("甲", ["1 row belongs to other stores (--store 甲)"])])
def test_a_total_with_rows_in_it_that_are_left_out_is_not_called_wrong(
    tmp_path: Path, store: str | None, said: list[str]
) -> None:
    rows = [["店铺", "曝光量"], ["甲", 100], ["其他", 50], ["合计", 150]]
    found = Said(xlsx(tmp_path / "2026-W46.xlsx", rows), platform="alibaba", store=store)
    assert found.sheets[0]["notes"] == said


@pytest.mark.parametrize(
    "name", ["7-11", "20261115", "Other Stories", "平台优选", "今日头条", "2026优选", "其他-恒达", "May"]
)
def test_a_store_whose_name_is_like_what_is_none(tmp_path: Path, name: str) -> None:
    rows = [["店铺", "周期", "RFQ响应率"], [name, "2026-W46", "80%"]]
    assert list(Said(xlsx(tmp_path / "x.xlsx", rows), platform="alibaba").stores) == [name]


@pytest.mark.parametrize("label", [None, "(单位)", "单位", "Unit:"])
def test_a_row_of_units_below_the_headings(tmp_path: Path, label: str | None) -> None:
    rows = [
        ["店铺", "平台", "日期", "迟发率", "ODR"],
        [label, None, None, "(%)", "(%)"],
        ["A", "亚马逊", "2026-11-15", 5, 0.5],
    ]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    assert list(said.stores) == ["A"]
    assert (said.value(LATE), said.value(ODR)) == (0.05, 0.005)
