"""Figures below P4P推广, 广告 or 自然流量 are of that and not the store's; below RFQ and 信保 names are short."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Rows, xlsx
from tests.field.test_raw_exports import taken
from tests.field.test_sheets_and_levels import workbook

WEEK = "2026-W46"


def read(path: Path, platform: str = "alibaba") -> dict[str, object]:
    return {found.metric: found.value for found in taken(path, platform=platform).observations}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("P4P推广", {"p4p_exposure": 12}),
        ("二、P4P数据", {"p4p_exposure": 12}),
        ("直通车", {"p4p_exposure": 12}),
        ("全站推广", {"p4p_exposure": 12}),
        ("顶展&问鼎效果数据", {}),  # no P4P, and not the store's either
        ("推广", {"exposure": 12, "inquiries": 3}),  # whatever is done for the store's traffic
        ("自然流量", {"natural_exposure": 12}),
        ("Organic traffic", {"exposure": 12, "inquiries": 3}),  # no title that is known
        ("店铺及P4P数据", {"exposure": 12, "inquiries": 3}),
        ("店铺数据", {"exposure": 12, "inquiries": 3}),
        ("Store", {"exposure": 12, "inquiries": 3}),
    ],
)
@pytest.mark.parametrize("where", ["title", "row", "module", "corner", "tab", "rows"])
def test_a_part_is_not_the_store(tmp_path: Path, where: str, title: str, found: dict[str, object]) -> None:
    figures: list[list[object]] = [["曝光量", 12], ["询盘数", 3]]
    head: list[object] = ["指标", WEEK]
    sheets: dict[str, Rows] = {
        "title": [[title], head, *figures],
        "row": [head, [title], *figures],
        "module": [["模块", *head], [title, *figures[0]], ["", *figures[1]]],
        "corner": [[title, WEEK], *figures],
        "tab": [head, *figures],
        "rows": [[title], ["周期", "曝光量", "询盘数"], [WEEK, 12, 3]],
    }
    path = xlsx(tmp_path / "恒达.xlsx", sheets[where], title if where == "tab" else "Sheet1")
    assert read(path) == found


def test_each_title_among_the_rows_is_of_what_stands_below_it(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", WEEK], ["一、店铺"], ["曝光量", 12], ["二、P4P推广"], ["1、流量"], ["曝光量", 5], ["花费", 7], ["三、RFQ"],
        ["响应率", "92%"], ["四、信保"], ["订单数", 4], ["五、其他"], ["点击量", 6],
    ]  # fmt: skip
    assert read(xlsx(tmp_path / "恒达.xlsx", rows)) == {
        "exposure": 12, "p4p_exposure": 5, "p4p_spend": 7, "rfq_response_rate": 0.92, "trust_orders": 4, "clicks": 6,
    }  # fmt: skip


@pytest.mark.parametrize(
    "beside",
    [
        [["P4P", "流量"], ["", "效果"], ["店铺", "流量"], ["", "流量"]],
        [["P4P", "张三"], ["P4P", "张三"], ["店铺", "张三"], ["店铺", "张三"]],
        [["张三", "P4P"], ["张三", ""], ["李四", "店铺"], ["李四", ""]],
        [["一", "P4P"], ["一", "P4P"], ["二", "流量"], ["二", "流量"]],
    ],
)
def test_columns_beside_that_of_the_modules_end_none(tmp_path: Path, beside: list[list[object]]) -> None:
    figures = [["曝光量", 5], ["点击量", 6], ["曝光量", 12], ["访客数", 40]]
    rows: Rows = [["模块", "分组", "指标", WEEK], *(one + other for one, other in zip(beside, figures, strict=True))]
    assert read(xlsx(tmp_path / "恒达.xlsx", rows)) == {
        "p4p_exposure": 5, "p4p_clicks": 6, "exposure": 12, "visitors": 40,
    }  # fmt: skip


def test_sales_on_a_tab_of_advertising_are_the_ads(tmp_path: Path) -> None:
    head = ["指标", WEEK]
    ads: Rows = [head, ["销售额", "$20"], ["ACoS", "25%"], ["订单量", 2]]
    path = workbook(tmp_path / "恒达.xlsx", {"广告": ads, "店铺": [head, ["销售额", "$200"], ["订单量", 9]]})
    assert read(path, "amazon") == {"ad_sales": 20, "acos": 0.25, "store_revenue": 200, "store_orders": 9}


def test_groups_of_headings(tmp_path: Path) -> None:
    rows: Rows = [["周期", "P4P推广", "", "询盘"], ["", "曝光量", "询盘数", "询盘数"], [WEEK, 5, 1, 12]]
    assert read(xlsx(tmp_path / "恒达.xlsx", rows)) == {"p4p_exposure": 5, "inquiries": 12}


def test_a_tab_of_the_store_in_a_file_of_p4p(tmp_path: Path) -> None:
    rows = [["指标", WEEK], ["曝光量", 12]]
    assert read(workbook(tmp_path / "恒达P4P周报.xlsx", {"店铺数据": rows})) == {"exposure": 12}


@pytest.mark.parametrize("title", [["店铺数据"], ["Store"]])
@pytest.mark.parametrize("within", [False, True])
def test_the_store_on_a_tab_of_advertising(tmp_path: Path, title: list[object], within: bool) -> None:
    """As the message about what is not read there has it."""
    head: list[list[object]] = [["指标", WEEK], title] if within else [title, ["指标", WEEK]]
    rows = [*head, ["曝光量", 12], ["询盘数", 3]]
    assert read(xlsx(tmp_path / "恒达.xlsx", rows, "广告")) == {"exposure": 12, "inquiries": 3}


@pytest.mark.parametrize("down", [True, False])
def test_headings_that_say_themselves_whose_they_are(tmp_path: Path, down: bool) -> None:
    def at(name: str, *pairs: tuple[str, object]) -> Path:
        rows: Rows = [["指标", WEEK], *map(list, pairs)]
        return xlsx(tmp_path / name, rows if down else [*map(list, zip(*rows, strict=True))], "P4P")

    both = at("恒达.xlsx", ("曝光量", 12), ("P4P曝光量", 5), ("询盘数", 3))
    assert read(both) == {"exposure": 12, "p4p_exposure": 5, "inquiries": 3}
    store = at("乐活.xlsx", ("曝光量", 5), ("店铺访客数", 40), ("询盘数", 3))
    assert read(store) == {"p4p_exposure": 5, "visitors": 40}
    both = at("蓝峰.xlsx", ("Ad spend", "$2"), ("Ad sales", "$5"), ("Sales", "$90"), ("Orders", 4))
    assert read(both, "amazon") == {"ad_spend": 2, "ad_sales": 5, "store_orders": 4}  # which sales is asked
    own = at("宏远.xlsx", ("花费", "$2"), ("P4P花费", "$2"), ("曝光量", 5))
    assert read(own) == {"p4p_spend": 2, "p4p_exposure": 5}
    sales = at("华美.xlsx", ("Sales", "$5"), ("Sales (store)", "$90"))
    assert read(sales, "amazon") == {"ad_sales": 5, "store_revenue": 90}


@pytest.mark.parametrize("title", ["P4P推广", "二、P4P推广"])
def test_a_row_without_its_value_is_no_title(tmp_path: Path, title: str) -> None:
    rows: Rows = [["指标", WEEK], [title], ["访客数", "-"], ["曝光量", 5], ["询盘数"], ["ROI", "-"], ["点击量", 6]]
    assert read(xlsx(tmp_path / "恒达.xlsx", rows)) == {"p4p_exposure": 5, "p4p_clicks": 6}


def test_a_group_without_a_number_is_of_the_one_that_has_one(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号", "指标", WEEK],
        [2, "二、P4P推广"],
        ["", "效果"],
        [1, "曝光量", 5],
        [3, "店铺"],
        [1, "曝光量", 12],
    ]
    assert read(xlsx(tmp_path / "恒达.xlsx", rows)) == {"p4p_exposure": 5, "exposure": 12}


@pytest.mark.parametrize(
    ("name", "metric"),
    [
        ("恒达全站推周报", "p4p_exposure"),
        ("恒达顶展周报", None),
        ("直播数据", None),
        ("恒达P4P周报", "p4p_exposure"),
        ("恒达-P4P", "p4p_exposure"),
        ("恒达店铺与P4P周报", "exposure"),
        ("恒达国际站周报(含P4P)", "exposure"),
        ("恒达 weekly with P4P", "exposure"),
        ("恒达_P4P暂停后", "exposure"),
        ("直通车部_恒达", "exposure"),
        ("P4P VS 自然", "exposure"),
    ],
)
def test_a_file_of_p4p(tmp_path: Path, name: str, metric: str | None) -> None:
    path = xlsx(tmp_path / f"{name}.xlsx", [["指标", WEEK], ["曝光量", 12]])
    assert read(path) == ({metric: 12} if metric else {})
    notes = taken(path, platform="alibaba").inputs[0].sheets[0].notes
    assert any("the file is called" in note.en for note in notes) is (metric != "exposure")


@pytest.mark.parametrize(("tab", "metric"), [("P4P", "exposure"), ("RFQ", "exposure"), ("明细", "p4p_exposure")])
def test_a_tab_beside_one_of_p4p_in_a_file_of_p4p(tmp_path: Path, tab: str, metric: str) -> None:
    rows, others = [["指标", WEEK], ["曝光量", 12]], [["指标", WEEK], ["P4P点击量", 2]]
    assert read(workbook(tmp_path / "周报_P4P.xlsx", {"概览": rows, tab: others})) == {metric: 12, "p4p_clicks": 2}
