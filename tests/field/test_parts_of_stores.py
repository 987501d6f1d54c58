"""Rows of persons, products and countries are not the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Rows, Said, xlsx
from tests.field.test_raw_exports import taken

RESPONSE, RFQ = "alibaba.timely-response", "alibaba.rfq-response"


def read(tmp_path: Path, rows: Rows) -> Said:
    return Said(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba")


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ([["日期", "客服", "及时回复率"], ["2026-11-14", "小王", "98%"], ["2026-11-15", "小张", "70%"]], "B1"),
        ([["日期", "客服", "及时回复率"], ["2026-11-15", "小王", "98%"], ["2026-11-15", "小张", "98%"]], "B1"),
        ([["店铺", "日期", "Agent", "及时回复率"], ["恒达", "2026-11-15", "A", "98%"], ["恒达", "2026-11-15", "B", "70%"]], "C1"),
        ([["周期", "指标", "数值", "业务员"], ["2026-W46", "及时回复率", "98%", "A"], ["2026-W46", "及时回复率", "70%", "B"]], "D1"),
        ([["日期", "产品名称", "及时回复率"], ["2026-11-15", "灯", "98%"]], "B1"),
        ([["日期", "国家/地区", "及时回复率"], ["2026-11-15", "美国", "98%"], ["2026-11-15", "德国", "70%"]], "B1"),
        ([["流量来源", "及时回复率"], ["搜索", "98%"], ["推荐", "98%"]], "A1"),
        ([["访客地域", "及时回复率"], ["美国", "98%"], ["德国", "98%"]], "A1"),
        ([["日期", "关键词", "及时回复率"], ["2026-11-14", "led", "98%"], ["2026-11-15", "lamp", "70%"]], "B1"),
        ([["日期", "流量渠道类型", "及时回复率"], ["2026-11-15", "搜索", "98%"], ["2026-11-15", "推荐", "98%"]], "B1"),
        ([['Brand=["Hengda"]', 'Select week=["Week 46 | 2026-11-08 - 2026-11-14 2026"]', 'Range=["Weekly"]'],
          ["ASIN", "及时回复率", "询盘数"], ["B01", "98%", 3]], "A2"),
    ],
)  # fmt: skip
def test_rows_of_persons_and_products_are_not_read_as_the_store(tmp_path: Path, rows: Rows, cell: str) -> None:
    said = read(tmp_path, rows)
    assert list(said.stores) == ["恒达"]
    assert (said.value(RESPONSE), said.status(RESPONSE)) == (None, "unknown")
    assert "not the store's own figures" in said.why(cell)


@pytest.mark.parametrize(
    "rows",
    [
        [["店铺", "日期", "业务员", "及时回复率"], ["恒达", "2026-11-08", "小王", "98%"], ["恒达", "2026-11-15", "小张", "70%"]],
        [["店铺", "日期", "业务员", "及时回复率"], ["蓝峰", "2026-11-15", "小王", "98%"], ["恒达", "2026-11-15", "小张", "70%"]],
        [["日期", "客服", "及时回复率"], ["2026-11-08", "小王", "98%"], ["2026-11-15", "小王", "70%"]],
        [["日期", "来源", "及时回复率"], ["2026-11-08", "后台", "98%"], ["2026-11-15", "数据参谋", "70%"]],
        [["周期", "指标", "数值", "来源"], ["2026-10", "及时回复率", "70%", "A"], ["2026-10", "曝光", 9, "A"], ["2026-10", "曝光", 9, "B"]],
        [["指标", "2026-W46", "负责人"], ["及时回复率", "70%", "小王"], ["RFQ响应率", "91%", "小张"]],
        [["指标", "2026-W46", "客服"], ["及时回复率", "70%", "小王"], ["RFQ响应率", "91%", "小张"]],
    ],
)  # fmt: skip
def test_who_looks_after_a_store_or_a_metric_is_a_remark(tmp_path: Path, rows: Rows) -> None:
    said = read(tmp_path, rows)
    assert said.value(RESPONSE, "恒达") == 0.7
    assert not any("not the store" in item["why"] for item in said.ignored)


@pytest.mark.parametrize(
    ("head", "rows", "stores"),
    [
        ("平台 来源 周期", [["国际站", "后台", "2026-10"], ["亚马逊", "报表", "2026-10"]], 2),
        ("平台 站点 来源 周期", [["亚马逊", "美国", "A", "2026-10"], ["亚马逊", "德国", "B", "2026-10"]], 1),
        ("开始日期 结束日期 渠道", [["2026-09-01", "2026-09-30", "A"], ["2026-10-01", "2026-10-31", "B"]], 1),
        ("年份 月份 国家", [[2025, 10, "A"], [2026, 10, "B"]], 1),
    ],
)
def test_rows_of_two_platforms_marketplaces_or_months_are_no_parts(
    tmp_path: Path, head: str, rows: Rows, stores: int
) -> None:
    table = [["店铺", *head.split(), "订单数"], *(["恒达", *row, 300 + at] for at, row in enumerate(rows))]
    said = Said(xlsx(tmp_path / "恒达.xlsx", table), platform=None if "平台" in head else "alibaba")
    assert (said.sheets[0]["observations"], len(said.document["stores"])) == (2, stores)


@pytest.mark.parametrize(("whole", "heading"), [("全渠道", "渠道"), ("全部设备", "设备"), ("All countries", "Country")])
def test_the_row_of_all_channels_or_countries_together_is_the_store_s(tmp_path: Path, whole: str, heading: str) -> None:
    rows = [
        ["周期", heading, "及时回复率"],
        *(["2026-W46", *row] for row in (("A", "70%"), (whole, "91%"), ("B", "98%"))),
    ]
    assert read(tmp_path, rows).value(RESPONSE) == 0.91


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("whole", ["全部账号", "全部", "All accounts"])
def test_the_row_of_all_accounts_together_is_the_store_s(tmp_path: Path, whole: str, first: bool) -> None:
    rows = [
        ["周期", "账号", "及时回复率"],
        ["2026-W46", "甲", "70%"],
        ["2026-W46", "乙", "98%"],
        ["2026-W46", whole, "91%"],
    ]
    if first:
        rows = [[account, week, rate] for week, account, rate in rows]
    said = read(tmp_path, rows)
    assert said.value(RESPONSE) == 0.91
    assert "2 rows are not read" in said.why("A1" if first else "B1")
    assert read(tmp_path, [rows[0], rows[3]]).value(RESPONSE) == 0.91


@pytest.mark.parametrize("heading", ["广告类型", "名称", "时段"])
@pytest.mark.parametrize("whole", [True, False])
def test_rows_below_a_heading_that_nobody_knows_are_told_once(tmp_path: Path, heading: str, whole: bool) -> None:
    rows: list[list[object]] = [["2026-W46"], [heading, "曝光量", "及时回复率"], ["SP", 5, "98%"], ["SB", 7, "70%"]]
    said = read(tmp_path, [*rows, *([["全店", 12, "90%"]] if whole else []), ["合计", 12, ""]])
    told = [item for item in said.ignored if item["incomplete"] or "2 rows" in item["why"]]
    assert [(item["cell"], item["incomplete"]) for item in told] == [("A2", not whole)]
    assert "stores, periods or parts" in told[0]["why"]
    assert said.value(RESPONSE) == (0.9 if whole else None)


@pytest.mark.parametrize(
    ("heading", "names", "part"),
    [
        ("名称", ["SP"], True),
        ("名称", ["SP", "SP"], True),
        ("产品线", ["水泵"], True),
        ("Ad type", ["SP"], True),
        ("店长", ["张三"], False),  # whose task the figures are
        ("运营", ["张三"], False),
        ("Prepared by", ["Mia"], False),
        ("备注", ["正常"], False),
    ],
)
def test_a_single_name_below_such_a_heading_may_be_a_part(
    tmp_path: Path, heading: str, names: list[str], part: bool
) -> None:
    said = read(tmp_path, [["2026-W46"], [heading, "及时回复率"], *([name, "98%"] for name in names)])
    assert said.value(RESPONSE) == (None if part else 0.98)
    assert any(item["incomplete"] and item["cell"] == "A2" for item in said.ignored) is part


@pytest.mark.parametrize(
    ("headings", "names", "part"),
    [
        (["国家", "周期"], ["美国", "美国"], True),
        (["周期", "Region"], ["North America", "North America"], True),
        (["周期", "渠道"], ["Google", "直接访问"], True),  # one of each week
        (["周期", "渠道"], ["国际站", "国际站"], False),
        (["周期", "渠道"], ["全部渠道", "全部渠道"], None),
        (["周期", "来源"], ["后台", "后台"], False),  # where the figures were looked up
        (["店铺", "周期", "国家"], ["美国", "美国"], False),  # a store's own country
        (["周期", "及时回复率", "国家"], ["美国", "美国"], False),  # behind the figures
    ],
)
def test_rows_of_one_country_or_channel_are_not_the_store(
    tmp_path: Path, headings: list[str], names: list[str], part: bool | None
) -> None:
    known = {"店铺": "恒达", "及时回复率": "98%"}
    listed = headings if "及时回复率" in headings else [*headings, "及时回复率"]
    rows = [
        [{**known, "周期": week}.get(heading, name) for heading in listed]
        for week, name in zip(("2026-W45", "2026-W46"), names, strict=True)
    ]
    said = read(tmp_path, [listed, *rows])
    assert said.value(RESPONSE) == (None if part else 0.98)
    assert any("2 rows are not read" in item["why"] for item in said.ignored) is bool(part)


@pytest.mark.parametrize(
    ("heading", "names", "told"),
    [
        ("环节", ["恒达", "华美"], True),
        ("名称", ["恒达", "恒达"], True),
        ("大促", ["双11", "-"], True),
        ("负责人员", ["张三", "李四"], False),  # whose task they are
        ("星期", ["周一", "周二"], False),
        ("均价", ["12.5", "13"], False),
        ("店铺", ["恒达", "恒达"], False),
        ("备注", ["正常", "正常"], False),
    ],
)
def test_names_beside_weeks_below_an_unknown_heading_are_told(
    tmp_path: Path, heading: str, names: list[str], told: bool
) -> None:
    weeks = zip(["2026-W45", "2026-W46"], names, [1000, 900], strict=True)
    found = taken(xlsx(tmp_path / "s.xlsx", [["周期", heading, "曝光量"], *weeks]), platform="alibaba")
    assert [item.value for item in found.observations] == [1000, 900]
    assert any("may be stores or parts of one" in note.en for note in found.inputs[0].sheets[0].notes) is told
