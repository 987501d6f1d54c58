"""Sheets whose rows name their platforms: every row is read by its own platform's headings, and told where it can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.intake import DeclaredStore, Options, read
from tests.field.said import Said, rulebook, text_file, xlsx
from tests.field.test_raw_exports import taken

RFQ, DSR, ODR, IPI = (
    "alibaba.rfq-response",
    "alibaba.dsr",
    "amazon.order-defect-rate",
    "amazon.inventory-performance",
)
HEADINGS = ["店铺", "平台", "日期", "RFQ响应率", "DSR", "信保订单履约时长", "ODR", "IPI"]
ALIBABA = ["B", "国际站", "2026-11-15", "80%", "4.4", "10", "", ""]
AMAZON = ["A", "亚马逊", "2026-11-15", "", "", "", "2%", "300"]


@pytest.mark.parametrize("name", ["a.csv", "亚马逊.csv", "国际站周报.csv"])
@pytest.mark.parametrize("rows", [[ALIBABA, AMAZON], [AMAZON, ALIBABA]])
def test_each_row_is_read_by_its_own_platforms_headings(tmp_path: Path, name: str, rows: list[list[str]]) -> None:
    said = Said(text_file(tmp_path / name, [HEADINGS, *rows]))
    assert (said.value(RFQ, "B"), said.value(DSR, "B")) == (0.8, 4.4)
    assert (said.value(ODR, "A"), said.value(IPI, "A")) == (0.02, 300)
    assert said.ignored == []
    assert "order_defect_rate" in [column["as"] for column in said.sheets[0]["columns"]]


def test_a_platform_that_comes_late_in_the_rows(tmp_path: Path) -> None:
    days = [f"2025-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    rows = [[f"B{n}", "国际站", day, "80%", "4.4", "10", "", ""] for day in days for n in range(7)]
    assert len(rows) > 2000
    said = Said(text_file(tmp_path / "a.csv", [HEADINGS, *rows, AMAZON]))
    assert said.value(ODR, "A") == 0.02


def test_a_value_under_another_platforms_heading_is_told_without_a_remedy_that_harms(tmp_path: Path) -> None:
    said = Said(text_file(tmp_path / "a.csv", [HEADINGS, ALIBABA, [*AMAZON[:4], "4.9", *AMAZON[5:]]]))
    (told,) = said.ignored
    assert (told["cell"], told["raw"], told["remedy"]) == ("E1", "DSR", None)
    assert "no metric of amazon" in told["why"]
    assert "E3" in told["why"]
    assert said.value(DSR, "B") == 4.4


def test_a_row_without_a_platform_is_told(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "日期", "迟发率", "DSR"], ["A", "亚马逊", "2026-11-15", "1%", ""]]
    said = Said(text_file(tmp_path / "a.csv", [*rows, ["G", "", "2026-11-15", "9%", "4.8"]]))
    assert said.why("B3") == "the row names no platform; the row is not read"
    assert said.incomplete
    assert list(said.stores) == ["A"]


def test_an_empty_platform_cell_in_a_sheet_of_one_platform(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "日期", "迟发率", "ODR"], ["A", "亚马逊", "2026-11-15", "1%", "2%"]]
    said = Said(text_file(tmp_path / "a.csv", [*rows, ["G", "", "2026-11-15", "9%", ""], ["合计", "", "", "10%", ""]]))
    assert said.value("amazon.late-shipment", "G") == 0.09
    mixed = [*rows, ["B", "国际站", "2026-11-15", "", ""], ["G", "", "2026-11-15", "9%", ""]]
    assert "no platform" in Said(text_file(tmp_path / "亚马逊.csv", mixed)).why("B4")


def test_a_cell_that_contradicts_the_platform_asked_for_counts_and_is_told(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "日期", "ODR", "迟发率"], ["A", "亚马逊", "2026-11-15", "2%", "9%"]]
    said = Said(text_file(tmp_path / "a.csv", rows), platform="alibaba")
    assert (said.value(ODR, "A"), said.value("amazon.late-shipment", "A")) == (0.02, 0.09)
    (told,) = said.ignored
    assert (told["cell"], told["raw"]) == ("B2", "亚马逊")
    assert "amazon" in told["why"]
    assert "alibaba" in told["why"]
    assert said.incomplete


@pytest.mark.parametrize(
    "rows",
    [
        [["平台", "亚马逊"], ["店铺", "日期", "ODR"], ["A", "2026-11-15", "2%"]],
        [["平台", "亚马逊"], ["店铺", "A"], ["统计周期", "2026-11-15"], ["ODR", "2%"], ["净利润率", "7%"]],
        [["店铺", "平台", "日期", "指标", "数值"], ["A", "亚马逊", "2026-11-15", "ODR", "2%"]],
        [
            ["店铺", "A", "C"],
            ["平台", "亚马逊", "亚马逊"],
            ["统计周期", "2026-11-15", "2026-11-15"],
            ["ODR", "2%", "0%"],
        ],
    ],
)
def test_the_contradiction_is_told_wherever_the_cell_stands(tmp_path: Path, rows: list[list[str]]) -> None:
    said = Said(text_file(tmp_path / "a.csv", rows), platform="alibaba")
    assert said.value(ODR, "A") == 0.02
    assert [item["raw"] for item in said.ignored] == ["亚马逊"]
    assert said.incomplete
    assert not Said(tmp_path / "a.csv", platform="amazon").ignored


def test_a_store_on_two_platforms_is_picked_by_both_options(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "日期", "ODR", "DSR"], ["A", "亚马逊", "2026-11-15", "2%", ""]]
    both = text_file(tmp_path / "a.csv", [*rows, ["A", "国际站", "2026-11-15", "", "4.4"]])
    said = Said(both, store="A", platform="alibaba")
    assert [(store["store"], store["platform"]) for store in said.document["stores"]] == [("A", "alibaba")]
    assert (said.value(DSR), said.ignored) == (4.4, [])
    none = Said(text_file(tmp_path / "b.csv", rows), store="A", platform="alibaba")
    assert none.document["stores"] == []
    assert none.why("B2") == "A is on amazon here, not on alibaba (--platform); not read"


def test_the_contradiction_with_the_configuration_is_told(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "日期", "ODR"], ["A", "亚马逊", "2026-11-15", "2%"]]
    file = text_file(tmp_path / "a.csv", rows)
    said = Said(file, declared=(DeclaredStore("S", "alibaba", files=(str(file),)),))
    assert said.value(ODR, "A") == 0.02
    assert said.why("B2").startswith("the cell says amazon")


FORM = [["店铺", "恒达"], ["周期", "2026-W46"], ["RFQ响应率", "91%"], ["DSR", 4.6]]


def test_a_form_of_another_platform_than_was_asked_for(tmp_path: Path) -> None:
    said = Said(xlsx(tmp_path / "s.xlsx", FORM), platform="amazon")
    assert list(said.stores) == ["恒达"]
    assert "no heading of amazon was found" in said.sheets[0]["notes"][-1]
    assert "look like those of alibaba" in said.sheets[0]["notes"][-1]
    assert list(Said(xlsx(tmp_path / "s.xlsx", FORM), platform="alibaba").stores) == ["恒达"]


def test_a_table_without_any_heading_of_the_platform_that_was_asked_for(tmp_path: Path) -> None:
    said = Said(xlsx(tmp_path / "s.xlsx", [["甲", "乙"], ["RFQ响应率完成情况", "91%"]]), platform="amazon")
    assert said.errors == [
        "no heading of amazon was found, the platform that --platform or the agency's configuration names"
    ]


def test_a_list_of_stores_is_no_form(tmp_path: Path) -> None:
    rows = [["店铺", "销售"], ["恒达", 5], ["蓝峰", 7]]
    assert sorted(Said(xlsx(tmp_path / "s.xlsx", rows), platform="amazon").stores) == ["恒达", "蓝峰"]


@pytest.mark.parametrize(
    ("headings", "platform"),
    [
        ("Start Date|End Date|Clicks|Portfolio name|Top-of-search share|Spend", None),
        ("Date|Average response time (hours)|Messages received|Late responses|No response needed", None),
        ("Date|Clicks|Spend|Notes", None),
        ("Date|Clicks|Inquiries|Notes", "alibaba"),
        ("Date|Clicks|Inquiries|Spend|Budget left|Reach", "alibaba"),
        ("日期|访客数|上新数|优化数|发布数", "alibaba"),
        ("Date|First response time|Refund rate|Notes", None),
        ("日期|询盘|访客数|订单量", "alibaba"),  # leads and orders are an independent site's, 访客数 is nobody else's
        ("日期|询盘|订单量", None),  # each is a heading of two platforms at least
        ("Date|Impressions|Clicks|Spend|Sales", None),
        ("Date|Impressions|Clicks|Spend|Ad sales", "amazon"),
    ],
)
def test_one_english_heading_among_several_strange_ones_tells_no_platform(
    tmp_path: Path, headings: str, platform: str | None
) -> None:
    names = headings.split("|")
    row = ["2026-11-15" if "Date" in name or name == "日期" else "12" for name in names]
    said = Said(text_file(tmp_path / "a.csv", [names, row]))
    stores = read([str(tmp_path / "a.csv")], rulebook(), Options(isolated=False)).stores
    assert {store.key.platform for store in stores} == ({platform} - {None})
    assert any("cannot tell the platform" in error for error in said.errors) == (platform is None)


def test_sales_on_amazon_may_be_those_of_the_ads(tmp_path: Path) -> None:
    rows = [["Date", "Impressions", "Spend", "Sales"], ["2026-11-15", 900, 12, 80]]
    said = Said(text_file(tmp_path / "a.csv", rows), platform="amazon")
    assert said.why("D1").startswith("several metrics may be meant")


SECTIONS = {"alibaba": ["询盘", 18], "amazon": ["会话数", 8700], "independent": ["会话数", 9300]}


@pytest.mark.parametrize(
    ("titles", "stores"),
    [
        (["阿里国际站-恒达店", "亚马逊-蓝峰店", "独立站-锐目店"], ["恒达店", "蓝峰店", "锐目店"]),
        (["一、国际站（恒达机械）", "二、亚马逊（蓝峰US）", "三、独立站"], ["锦程"] * 3),
        (["阿里国际站", "Amazon US", "Shopify"], ["锦程"] * 3),
    ],
)
def test_titles_among_the_metrics_name_the_platform_of_those_below(
    tmp_path: Path, titles: list[str], stores: list[str]
) -> None:
    rows: list[list[object]] = [["2026年第46周 全渠道汇总"], ["指标", "本周"]]
    for title, row in zip(titles, SECTIONS.values(), strict=True):
        rows += [[title], row]
    found = taken(xlsx(tmp_path / "锦程.xlsx", [*rows, ["注：亚马逊数据来自后台"]])).observations
    assert [(item.store.store, item.store.platform, item.metric, item.value) for item in found] == [
        (stores[0], "alibaba", "inquiries", 18),
        (stores[1], "amazon", "sessions", 8700),
        (stores[2], "independent", "sessions", 9300),
    ]


@pytest.mark.parametrize(
    ("title", "platform"),
    [
        ("亚马逊", "amazon"),
        ("二、亚马逊(US)", None),  # where no other title names a platform, only one that is nothing else
        ("亚马逊同款对比", None),
        ("备注：亚马逊", None),
    ],
)
def test_a_lone_title_among_the_metrics_is_the_platform_if_it_is_its_name(
    tmp_path: Path, title: str, platform: str | None
) -> None:
    rows = [["国际站周报 2026-W46"], ["指标", "本周"], ["询盘", 18], [title], ["访客数", 9], ["会话数", 8700]]
    found = taken(xlsx(tmp_path / "恒达.xlsx", rows)).observations
    assert {item.metric: item.store.platform for item in found} == (
        {"inquiries": "alibaba", "sessions": "amazon"} if platform else {"inquiries": "alibaba", "visitors": "alibaba"}
    )


@pytest.mark.parametrize(
    ("place", "rows", "platforms"),
    [
        ("恒达/国际站/周报.csv", [["指标", "2026-W46"], ["询盘", 5], ["访客数", 90]], {"alibaba"}),
        ("恒达/独立站/2026-W46/周报.csv", [["指标", "2026-W46"], ["询盘", 5]], {"independent"}),
        ("国际站 2026-W46/周报.csv", [["指标", "2026-W46"], ["询盘", 5]], {"alibaba"}),
        # what the sheet or its file says is nearer
        ("国际站/周报.csv", [["指标", "2026-W46"], ["ODR", "0.5%"]], {"amazon"}),
        ("国际站/独立站周报.csv", [["指标", "2026-W46"], ["询盘", 5]], {"independent"}),
        # a folder that is called after more than a platform says nothing
        ("亚马逊转国际站/周报.csv", [["指标", "2026-W46"], ["询盘", 5]], set()),
        ("恒达/周报.csv", [["指标", "2026-W46"], ["询盘", 5]], set()),
    ],
)
def test_a_folder_tells_the_platform_where_nothing_nearer_does(
    tmp_path: Path, place: str, rows: list[list[object]], platforms: set[str]
) -> None:
    file = tmp_path / place
    file.parent.mkdir(parents=True)
    text_file(file, rows)
    intake = read([str(tmp_path)], rulebook(), Options(isolated=False))
    assert {item.store.platform for item in intake.observations} == platforms


@pytest.mark.parametrize(
    ("rate", "stores"), [("退款率", [("independent", "恒达")]), ("RFQ响应率", [("alibaba", "恒达")])]
)
def test_uv_is_of_any_shop_and_tells_no_platform(tmp_path: Path, rate: str, stores: list[tuple[str, str]]) -> None:
    file = text_file(tmp_path / "恒达_2026-W46.csv", [["店铺", "UV", rate, "跳出率"], ["恒达", "900", "2.0%", "40.0%"]])
    intake = read([str(file)], rulebook(), Options(isolated=False))
    assert [tuple(store.key) for store in intake.stores] == stores
    assert ("visitors" in {item.metric for item in intake.observations}) is (stores[0][0] == "alibaba")


def test_a_total_that_a_site_calls_its_own_is_not_another_platforms(tmp_path: Path) -> None:
    heading = ["Date", "Orders", "Gross sales", "Discounts", "Returns", "Net sales", "Taxes", "Total sales"]
    found = taken(xlsx(tmp_path / "shop.xlsx", [heading, ["2026-11-13", *range(100, 107)]]))
    assert {(item.store.platform, item.metric) for item in found.observations} == {
        ("independent", "store_orders"),
        ("independent", "store_revenue"),
    }
