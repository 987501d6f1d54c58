"""The three shapes of hand-kept metrics: what is taken, and from which cell."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from auditor.intake import DeclaredStore, Options
from auditor.intake.dating.periods import without_period
from auditor.intake.declared import listed_twice, spelt_alike, spelt_otherwise
from auditor.model import StoreKey, Text, ValueState
from tests.intake.shapes_book import errors, ignored, read_files, read_table, values, write_csv

PERIOD = "2026-11-08~2026-11-14"
END = "2026-11-14"


@dataclass
class FakeOverlay:
    columns: dict[str, list[str]] = field(default_factory=dict)
    percent: dict[str, str] = field(default_factory=dict)
    daily: dict[str, str] = field(default_factory=dict)


def test_tidy_rows(tmp_path: Path) -> None:
    intake = read_table(
        tmp_path,
        [
            ["店铺", "平台", "统计周期", "指标", "数值"],
            ["恒达", "国际站", PERIOD, "RFQ报价响应率", "89.10%"],
            ["恒达", "Alibaba.com", "2026-W46", "DSR", "4.62"],
            ["恒达US", "亚马逊", END, "Order defect rate", "0.5%"],
        ],
    )
    assert values(intake) == {
        ("恒达", "rfq_response_rate", END): 0.891,
        ("恒达", "dsr", "2026-11-15"): 4.62,
        ("恒达US", "order_defect_rate", END): 0.005,
    }
    assert [store.key for store in intake.stores] == [StoreKey("alibaba", "恒达"), StoreKey("amazon", "恒达US")]
    assert intake.inputs[0].sheets[0].source_map == "tidy"
    defects = intake.observations[2]
    assert str(defects.period.start) == "2026-09-16"  # a single date is the end of the metric's 60 days
    assert defects.evidence[0].cell == "E4"
    assert defects.evidence[0].raw == "0.5%"


def test_scorecard_across_with_titles_units_and_targets(tmp_path: Path) -> None:
    intake = read_table(
        tmp_path,
        [
            ["恒达国际站运营周报"],
            ["2026年第46周", "", "制表：王敏"],
            [],
            ["指标", "单位", "11.1-11.7", "11.8-11.14", "目标", "环比"],
            ["RFQ响应率", "%", "91", "89.5", "≥90%", "-1.6%"],
            ["曝光", "次", "12,345", "1.2万", "", ""],
            ["信保订单数", "单", "0", "-", "1", ""],
            ["平均回复时间(分钟)", "", "90", "120", "", ""],
            ["注：数据来自后台"],
        ],
        name="score.csv",
    )
    assert values(intake) == {
        ("score", "rfq_response_rate", "2026-11-07"): 0.91,
        ("score", "rfq_response_rate", END): 0.895,
        ("score", "exposure", "2026-11-07"): 12345.0,
        ("score", "exposure", END): 12000.0,
        ("score", "trust_orders", "2026-11-07"): 0.0,
        ("score", "trust_orders", END): "missing",
        ("score", "first_response_hours", "2026-11-07"): 1.5,
        ("score", "first_response_hours", END): 2.0,
    }
    sheet = intake.inputs[0].sheets[0]
    assert (sheet.source_map, sheet.heading_row) == ("scorecard", 4)
    assert set(ignored(intake)) == {"E4", "F4", "A9"}


def test_store_rows_with_total_checked_and_dropped(tmp_path: Path) -> None:
    intake = read_table(
        tmp_path,
        [
            ["店铺", "统计周期", "订单缺陷率", "迟发率（10天）", "迟发率(%)", "广告花费（$）", "IPI"],
            ["A店", "2026-W46", "0.5%", "3%", "2.5", "100", "450"],
            ["B店", "2026-W46", "1%", "4%", "0", "200.5", ""],
            ["合计", "", "", "", "", "300", ""],
        ],
    )
    found = values(intake)
    assert found["A店", "late_shipment_rate_10d", "2026-11-15"] == 0.03
    assert found["A店", "late_shipment_rate", "2026-11-15"] == 0.025
    assert found["B店", "late_shipment_rate", "2026-11-15"] == 0.0
    assert found["B店", "ipi", "2026-11-15"] == "missing"
    assert {store.key.store for store in intake.stores} == {"A店", "B店"}
    assert {item.currency for item in intake.observations if item.metric == "ad_spend"} == {"USD"}
    notes = [note.en for note in intake.inputs[0].sheets[0].notes]
    assert any("says 300, the rows make 300.5" in note for note in notes)
    assert intake.inputs[0].sheets[0].source_map == "store-rows"


@pytest.mark.parametrize(
    ("heading", "metric"),
    [
        ("迟发率", "late_shipment_rate"),
        ("迟 发 率", "late_shipment_rate"),
        ("迟发率（10天）", "late_shipment_rate_10d"),
        ("迟发率(10 days)", "late_shipment_rate_10d"),
        ("Late shipment rate (30 days)", "late_shipment_rate"),
        ("LATE  SHIPMENT RATE", "late_shipment_rate"),
        ("Late shipment rate (10 days)", "late_shipment_rate_10d"),
        ("迟发率【近30天】", "late_shipment_rate"),
        ("近10天迟发率", "late_shipment_rate_10d"),
        ("迟发率（％）", "late_shipment_rate"),
        ("迟发率/Late shipment rate", "late_shipment_rate"),
        ("ＬＳＲ", "late_shipment_rate"),
        ("late_shipment_rate", "late_shipment_rate"),
        ("取消率(7天)", "cancellation_rate"),
        ("取消率(1周)", "cancellation_rate"),
        ("订单缺陷率(FBA)", "order_defect_rate_fba"),
        ("订单缺陷率(ODR)", "order_defect_rate"),
        ("ACoS(14天)", "acos"),
        ("迟发率\n10天", "late_shipment_rate_10d"),
        ("迟发率\n（近10天）", "late_shipment_rate_10d"),
        ("迟发率(10天)/LSR", "late_shipment_rate_10d"),
        ("LSR\n近10天迟发率", "late_shipment_rate_10d"),
        ("迟发率\nLate shipments", "late_shipment_rate"),
        ("FBA\n订单缺陷率(%)", "order_defect_rate_fba"),  # a line breaks the name, which is no 订单缺陷率
        ("FBA\n订单缺陷率\n近60天", "order_defect_rate_fba"),
    ],
)
def test_headings_that_match(tmp_path: Path, heading: str, metric: str) -> None:
    intake = read_table(tmp_path, [["店铺", "平台", "周期", heading], ["A", "amazon", END, "3%"]])
    assert [(item.metric, item.value) for item in intake.observations] == [(metric, 0.03)]


@pytest.mark.parametrize(
    "heading",
    ["迟发率(60天)", "订单数", "订单数(30天)", "迟发率(目标)", "迟发率(上周)", "迟发数", "取消率(30天)", "迟发率\n60天", "迟发率\n目标",
     "迟发率\n上周", "迟发率/环比", "迟发率/取消率"],
)  # fmt: skip
def test_headings_that_do_not_match(tmp_path: Path, heading: str) -> None:
    rows = [["店铺", "平台", "周期", heading, "IPI"], ["A", "amazon", END, "3%", "500"]]
    intake = read_table(tmp_path, rows)
    assert [item.metric for item in intake.observations] == ["ipi"]
    assert "D1" in ignored(intake)


@pytest.mark.parametrize(("heading", "nearest"), [("RFQ响应数(7天)", None), ("RFQ响应比率", "RFQ响应率")])
def test_a_count_is_not_likened_to_a_rate(tmp_path: Path, heading: str, nearest: str | None) -> None:
    intake = read_table(tmp_path, [["店铺", "平台", "周期", heading, "IPI"], ["A", "amazon", END, "3", "500"]])
    assert [item.nearest for item in intake.inputs[0].sheets[0].ignored if item.cell == "D1"] == [nearest]


def test_unknown_heading_names_the_nearest_and_the_overlay_line(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "周期", "RFQ回应率"], ["A", "alibaba", END, "95%"]]
    intake = read_table(tmp_path, [[*rows[0], "DSR"], [*rows[1], "4.6"]])
    unknown = next(item for item in intake.inputs[0].sheets[0].ignored if item.cell == "D1")
    assert unknown.nearest == "RFQ响应率"
    assert unknown.remedy is not None
    assert "columns: {rfq_response_rate: [RFQ回应率]}" in unknown.remedy.en
    assert not unknown.incomplete
    taken = read_table(tmp_path, rows, overlay=FakeOverlay(columns={"rfq_response_rate": ["RFQ回应率"]}))
    assert values(taken) == {("A", "rfq_response_rate", END): 0.95}


# --- the percent rule ---


@pytest.mark.parametrize(
    ("raw", "state", "value"),
    [
        ("0.9", "undecided", None),
        ("0", "ok", 0.0),
        ("90", "undecided", None),
        ("0.9%", "ok", 0.009),
        ("９０％", "ok", 0.9),
    ],
)
def test_a_bare_rate_is_never_guessed_from_its_size(tmp_path: Path, raw: str, state: str, value: float | None) -> None:
    intake = read_table(tmp_path, [["店铺", "平台", "周期", "RFQ响应率"], ["A", "alibaba", END, raw]])
    assert [(item.state.value, item.value) for item in intake.observations] == [(state, value)]
    if state == "undecided":
        line = intake.inputs[0].sheets[0].ignored[0]
        assert line.incomplete
        assert "percent: {rfq_response_rate: percent}" in (line.remedy.en if line.remedy else "")
        assert intake.observations[0].note == Text(*map(" → ".join, zip(line.why, line.remedy or (), strict=True)))


@pytest.mark.parametrize(
    ("percent", "value"),
    [
        ({"rfq_response_rate": "share"}, 0.9),
        ({"rfq_response_rate": "percent"}, 0.009),
        ({"all": "share"}, 0.9),
        ({"all": "share", "rfq_response_rate": "percent"}, 0.009),
        ({"star_level": "share"}, None),
    ],
)
@pytest.mark.parametrize("down", [False, True])
def test_the_overlay_settles_a_bare_rate(
    tmp_path: Path, percent: dict[str, str], value: float | None, down: bool
) -> None:
    rows = [["店铺", "平台", "周期", "RFQ响应率"], ["A", "alibaba", END, "0.9"]]
    if down:
        rows = [["店铺", "A"], ["平台", "alibaba"], ["指标", END], ["RFQ响应率", "0.9"]]
    intake = read_table(tmp_path, rows, overlay=FakeOverlay(percent=percent))
    assert [item.value for item in intake.observations] == [value]


def test_the_heading_settles_before_the_overlay(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "周期", "RFQ响应率(%)"], ["A", "alibaba", END, "0.9"]]
    intake = read_table(tmp_path, rows, overlay=FakeOverlay(percent={"rfq_response_rate": "share"}))
    assert [item.value for item in intake.observations] == [0.009]


@pytest.mark.parametrize(("heading", "expected"), [("占比%", 0.009), ("数值(%)", 0.009)])
def test_value_headings_with_a_percent_sign(tmp_path: Path, heading: str, expected: float) -> None:
    rows = [["指标", heading.replace("占比%", "数值（占比%）")], ["RFQ响应率", "0.9"]]
    intake = read_table(tmp_path, rows, name="国际站 2026-W46.csv")
    assert [item.value for item in intake.observations] == [expected]


# --- stores, platforms, periods ---


def test_a_store_exists_even_if_none_of_its_values_can_be_read(tmp_path: Path) -> None:
    intake = read_table(
        tmp_path, [["店铺", "平台", "周期", "DSR"], ["甲", "alibaba", END, "好"], ["乙", "alibaba", END, ""]]
    )
    assert [store.key.store for store in intake.stores] == ["甲", "乙"]
    assert [item.state for item in intake.observations] == [ValueState.UNREADABLE, ValueState.MISSING]


def test_store_from_option_folder_or_stem(tmp_path: Path) -> None:
    rows = [["周期", "DSR"], [END, "4.6"]]
    file = write_csv(tmp_path / "hengda" / "week.csv", rows)
    for intake, name in (
        (read_files(file), "week"),
        (read_files(tmp_path / "hengda"), "hengda"),
        (read_files(file, store="X"), "X"),
    ):
        assert [store.key.store for store in intake.stores] == [name]


def test_store_option_filters_a_store_column(tmp_path: Path) -> None:
    intake = read_table(tmp_path, [["店铺", "周期", "DSR"], ["甲", END, "4.6"], ["乙", END, "4.7"]], store="乙")
    assert values(intake) == {("乙", "dsr", END): 4.7}
    assert [store.key.store for store in intake.stores] == ["乙"]


@pytest.mark.parametrize(
    ("name", "title", "platform"),
    [
        ("data.csv", "亚马逊店铺周报", "amazon"),
        ("amazon_week.csv", "", "amazon"),
        ("国际站.csv", "", "alibaba"),
        ("data.csv", "Alibaba.com weekly", "alibaba"),
    ],
)
def test_platform_from_title_or_file_name_decides_a_shared_heading(
    tmp_path: Path, name: str, title: str, platform: str
) -> None:
    intake = read_table(tmp_path, [[title], ["店铺", "周期", "净利润率"], ["甲", END, "12%"]], name=name)
    assert [item.store for item in intake.observations] == [StoreKey(platform, "甲")]


def test_platform_from_the_headings(tmp_path: Path) -> None:
    intake = read_table(tmp_path, [["店铺", "周期", "净利润率", "迟发率"], ["甲", END, "12%", "1%"]])
    assert {item.store.platform for item in intake.observations} == {"amazon"}


def test_undecidable_platform_is_an_error_that_names_the_option(tmp_path: Path) -> None:
    rows = [["店铺", "周期", "净利润率"], ["甲", END, "12%"]]
    assert "--platform" in errors(read_table(tmp_path, rows))[0]
    assert values(read_table(tmp_path, rows, platform="amazon")) == {("甲", "net_margin", END): 0.12}


def test_unknown_platform_is_reported_with_the_row(tmp_path: Path) -> None:
    intake = read_table(
        tmp_path, [["店铺", "平台", "周期", "DSR"], ["甲", "Temu", END, "4.6"], ["乙", "国际站", END, "4.6"]]
    )
    assert [store.key.store for store in intake.stores] == ["乙"]
    assert "unknown platform 'Temu'" in ignored(intake)["B2"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("a.csv", [["统计周期：2026-11-08~2026-11-14"], ["指标", "数值"], ["DSR", "4.6"]]),
        ("a.csv", [["统计周期", "2026-11-08~2026-11-14"], ["指标", "数值"], ["DSR", "4.6"]]),
        ("a.csv", [["导出时间：2026-11-20"], ["数据周期 2026年11月8日-11月14日"], ["指标", "数值"], ["DSR", "4.6"]]),
        ("周报_20261108-20261114.csv", [["指标", "数值"], ["DSR", "4.6"]]),
        ("week 2026-11-08_2026-11-14.csv", [["指标", "数值"], ["DSR", "4.6"]]),
        ("a.csv", [["指标", "2026-11-08..2026-11-14"], ["DSR", "4.6"]]),
        ("a.csv", [["2026年"], ["指标", "本周(11.8-11.14)", "上周"], ["DSR", "4.6", "4.5"]]),
        ("a.csv", [["统计周期：2026-11-08~2026-11-14"], ["", "本周"], ["DSR", "4.6"], ["曝光", ""]]),
        ("a.csv", [["日期", "DSR"], ["46340", "4.6"]]),
        ("a.csv", [["开始日期", "结束日期", "DSR"], ["46334", "46340", "4.6"]]),
    ],
)
def test_period_from_titles_headings_and_names(tmp_path: Path, name: str, rows: list[list[str]]) -> None:
    found = values(read_table(tmp_path, rows, name=name, platform="alibaba"))
    store = without_period(Path(name).stem)
    assert {key: value for key, value in found.items() if key[1] == "dsr"} == {(store, "dsr", END): 4.6}


def test_last_week_is_dated_by_the_title(tmp_path: Path) -> None:
    rows = [["统计周期：2026-11-08~2026-11-14"], ["指标", "上周", "本周"], ["DSR", "4.5", "4.6"]]
    assert values(read_table(tmp_path, rows)) == {("data", "dsr", "2026-11-07"): 4.5, ("data", "dsr", END): 4.6}


def test_no_period_is_an_error_that_says_what_to_add(tmp_path: Path) -> None:
    intake = read_table(tmp_path, [["店铺", "DSR"], ["甲", "4.6"]])
    assert not intake.observations
    assert "no period is stated" in errors(intake)[0]
    assert "2026-W46" in errors(intake)[0]


def test_undated_week_columns_are_not_guessed(tmp_path: Path) -> None:
    intake = read_table(tmp_path, [["指标", "上周", "本周"], ["DSR", "4.5", "4.6"]])
    assert not intake.observations
    assert errors(intake)


# --- segments, attributes, conflicts ---


def test_two_marketplaces_in_one_period_are_segments(tmp_path: Path) -> None:
    rows = [
        ["店铺", "平台", "周期", "站点", "迟发率"],
        ["甲", "amazon", END, "德国站", "1%"],
        ["甲", "amazon", END, "FR", "5%"],
    ]
    intake = read_table(tmp_path, rows)
    assert [(item.segment, item.value) for item in intake.observations] == [("DE", 0.01), ("FR", 0.05)]
    assert intake.stores[0].attributes == {"market": "DE,FR"}


def test_one_marketplace_is_no_segment(tmp_path: Path) -> None:
    rows = [
        ["店铺", "平台", "周期", "站点", "迟发率"],
        ["甲", "amazon", END, "德国", "1%"],
        ["甲", "amazon", "2026-11-07", "德国", "5%"],
    ]
    intake = read_table(tmp_path, rows)
    assert {item.segment for item in intake.observations} == {None}
    assert intake.stores[0].attribute_evidence["market"].cell == "D2"


def test_a_store_of_two_files_keeps_where_each_attribute_stands(tmp_path: Path) -> None:
    head = ["店铺", "平台", "周期", "迟发率"]
    one = write_csv(tmp_path / "a" / "a.csv", [[*head, "站点"], ["甲", "amazon", END, "1%", "德国"]])
    write_csv(tmp_path / "a" / "b.csv", [[*head, "本位币"], ["甲", "amazon", "2026-11-07", "5%", "EUR"]])
    [store] = read_files(one.parent).stores
    found = {name: (Path(cell.file).name, cell.cell) for name, cell in store.attribute_evidence.items()}
    assert found == {"market": ("a.csv", "E2"), "currency": ("b.csv", "E2")}


def test_names_that_nobody_knows_are_compared_once_each_and_not_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    real = difflib.get_close_matches
    monkeypatch.setattr(difflib, "get_close_matches", lambda word, *rest: compared.append(word) or real(word, *rest))
    head = ["store", "platform", "metric", "value"]
    said = [f"RFQ回应率{number % 300}" for number in range(600)]
    ignored = read_table(tmp_path, [head, *(["S1", "alibaba", name, "1"] for name in said)]).inputs[0].sheets[0].ignored
    assert [item.raw for item in ignored] == said
    assert [item.nearest for item in ignored] == [*["RFQ响应率"] * 200, *[None] * 100] * 2
    assert max(Counter(compared).values()) <= 3  # the platform's headings, the client's, those of the table itself


def test_unknown_attribute_value_offers_the_nearest(tmp_path: Path) -> None:
    intake = read_table(tmp_path, [["店铺", "平台", "周期", "站点", "迟发率"], ["甲", "amazon", END, "Germani", "1%"]])
    problem = next(item for item in intake.inputs[0].sheets[0].ignored if item.cell == "D2")
    assert problem.nearest == "Germany"
    assert problem.incomplete


@pytest.mark.parametrize("launched", ["2026-03-01", "46082"])
def test_tidy_rows_state_attributes_and_the_launch_date(tmp_path: Path, launched: str) -> None:
    rows = [
        ["店铺", "平台", "周期", "指标", "数值"],
        ["甲", "amazon", END, "站点", "德国、法国"],
        ["甲", "amazon", END, "开店日期", launched],
        ["甲", "amazon", END, "IPI", "410"],
    ]
    store = read_table(tmp_path, rows).stores[0]
    assert store.attributes == {"market": "DE,FR"}
    assert str(store.launched) == "2026-03-01"


def test_conflict_names_both_cells_and_equal_values_are_one(tmp_path: Path) -> None:
    one = write_csv(tmp_path / "a.csv", [["店铺", "平台", "周期", "DSR", "曝光"], ["甲", "国际站", END, "4.6", "100"]])
    two = write_csv(tmp_path / "b.csv", [["店铺", "平台", "周期", "DSR", "曝光"], ["甲", "国际站", END, "4.7", "100"]])
    intake = read_files(one, two)
    dsr = next(item for item in intake.observations if item.metric == "dsr")
    assert dsr.state is ValueState.CONFLICT
    assert [cell.cell for cell in dsr.evidence] == ["D2", "D2"]
    assert dsr.evidence[0].file != dsr.evidence[1].file
    assert [(item.value, item.state) for item in intake.observations if item.metric == "exposure"] == [
        (100.0, ValueState.OK)
    ]
    assert intake.inputs[0].sheets[0].ignored[0].incomplete


def test_client_metrics_belong_to_the_client(tmp_path: Path) -> None:
    intake = read_table(
        tmp_path, [["客户", "店铺", "平台", "周期", "DSR", "经营年限"], ["恒达", "甲", "国际站", END, "4.6", "4"]]
    )
    assert values(intake)["恒达", "business_years", END] == 4.0
    assert StoreKey("client", "恒达") in [store.key for store in intake.stores]
    assert intake.stores[0].client == "恒达"


# --- layout ---


def test_two_levels_of_headings_in_a_scorecard(tmp_path: Path) -> None:
    rows = [
        ["指标", "2026-W45", "", "2026-W46", ""],
        ["", "实际", "目标", "实际", "目标"],
        ["DSR", "4.5", "4.6", "4.7", "4.6"],
    ]
    assert values(read_table(tmp_path, rows)) == {
        ("data", "dsr", "2026-11-08"): 4.5,
        ("data", "dsr", "2026-11-15"): 4.7,
    }


def test_two_levels_of_headings_over_store_rows(tmp_path: Path) -> None:
    rows = [["店铺", "周期", "迟发率", "", "IPI"], ["", "", "10天", "30天", ""], ["甲", END, "1%", "2%", "450"]]
    found = values(read_table(tmp_path, rows, platform="amazon"))
    assert found == {
        ("甲", "late_shipment_rate_10d", END): 0.01,
        ("甲", "late_shipment_rate", END): 0.02,
        ("甲", "ipi", END): 450.0,
    }


def test_periods_over_groups_of_metrics(tmp_path: Path) -> None:
    rows = [
        ["", "2026-W45", "", "2026-W46", ""],
        ["店铺", "DSR", "曝光", "DSR", "曝光"],
        ["甲", "4.5", "10", "4.6", "20"],
    ]
    found = values(read_table(tmp_path, rows, platform="alibaba"))
    assert found["甲", "dsr", "2026-11-08"] == 4.5
    assert found["甲", "exposure", "2026-11-15"] == 20.0


def test_a_form_without_any_heading_row(tmp_path: Path) -> None:
    rows = [["店铺", "甲"], ["平台", "亚马逊"], ["统计周期", PERIOD], ["迟发率", "1%"], ["IPI", "450"], ["站点", "DE"]]
    intake = read_table(tmp_path, rows)
    assert values(intake) == {("甲", "late_shipment_rate", END): 0.01, ("甲", "ipi", END): 450.0}
    assert intake.stores[0].attributes == {"market": "DE"}
    assert [store.key.store for store in intake.stores] == ["甲"]


def test_two_tables_in_one_sheet(tmp_path: Path) -> None:
    rows = [["店铺", "周期", "迟发率"], ["甲", END, "1%"], [], ["店铺", "周期", "IPI"], ["甲", END, "450"]]
    found = values(read_table(tmp_path, rows, platform="amazon"))
    assert found == {("甲", "late_shipment_rate", END): 0.01, ("甲", "ipi", END): 450.0}


def test_metric_names_down_without_a_heading_for_them(tmp_path: Path) -> None:
    rows = [["周报"], ["", "2026-W46"], ["DSR", "4.6"], ["曝光", "100"], ["未知指标", "3"]]
    intake = read_table(tmp_path, rows)
    assert values(intake) == {("data", "dsr", "2026-11-15"): 4.6, ("data", "exposure", "2026-11-15"): 100.0}
    assert "A5" in ignored(intake)


# --- values by unit ---


@pytest.mark.parametrize(
    ("platform", "metric", "raw", "value"),
    [
        ("alibaba", "平均回复时间", "2小时30分", 2.5),
        ("alibaba", "平均回复时间", "30分", 0.5),
        ("alibaba", "平均回复时间", "30 个", "unreadable"),
        ("alibaba", "平均回复时间(分钟)", "90", 1.5),
        ("alibaba", "平均回复时间", "3h", 3.0),
        ("alibaba", "信保订单履约时长", "12天", 12.0),
        ("alibaba", "信保订单履约时长", "36小时", 1.5),
        ("alibaba", "视频验厂", "有", 1.0),
        ("alibaba", "视频验厂", "无", 0.0),
        ("alibaba", "曝光(万)", "1.25", 12500.0),
        ("alibaba", "曝光", "(1,234)", -1234.0),
        ("independent", "LCP", "2500ms", 2.5),
        ("independent", "INP", "180", 180.0),
        ("independent", "INP", "0.18s", 180.0),
        ("amazon", "账户状态", "NORMAL", "NORMAL"),
        ("alibaba", "曝光", "≥90", "unreadable"),
        ("alibaba", "曝光", "12%", "unreadable"),
        ("alibaba", "曝光", "一些", "unreadable"),
        ("alibaba", "DSR", "4.8分", 4.8),
    ],
)
def test_units(tmp_path: Path, platform: str, metric: str, raw: str, value: object) -> None:
    intake = read_table(tmp_path, [["指标", "2026-W46"], [metric, raw]], platform=platform)
    assert list(values(intake).values()) == [value]


@pytest.mark.parametrize(
    ("heading", "raw", "currency"),
    [
        ("广告花费(USD)", "5", "USD"),
        ("广告花费", "€5", "EUR"),
        ("广告花费（$）", "£5", "GBP"),
        ("广告花费", "5", None),
        ("广告花费（元）", "5", "CNY"),
    ],
)
def test_currency_from_cell_then_heading(tmp_path: Path, heading: str, raw: str, currency: str | None) -> None:
    intake = read_table(tmp_path, [["店铺", "周期", heading], ["甲", END, raw]], platform="amazon")
    assert [(item.value, item.currency) for item in intake.observations] == [(5.0, currency)]


def test_currency_of_the_store_comes_last(tmp_path: Path) -> None:
    rows = [["店铺", "周期", "广告花费", "本位币"], ["甲", END, "5", "EUR"], ["乙", END, "$5", "EUR"]]
    assert [item.currency for item in read_table(tmp_path, rows, platform="amazon").observations] == ["EUR", "USD"]


def test_order_of_rows_columns_and_files_never_matters(tmp_path: Path) -> None:
    heading = ["店铺", "平台", "周期", "迟发率", "IPI"]
    data = [
        ["甲", "amazon", END, "1%", "450"],
        ["乙", "amazon", END, "2%", "-"],
        ["甲", "amazon", "2026-11-07", "3%", "400"],
    ]
    straight = read_table(tmp_path, [heading, *data], name="a.csv")
    turned = read_table(tmp_path, [row[::-1] for row in [heading, *data[::-1]]], name="b.csv")
    assert values(straight) == values(turned)
    assert {store.key for store in straight.stores} == {store.key for store in turned.stores}


def test_a_row_of_the_client_needs_no_store(tmp_path: Path) -> None:
    rows = [
        ["店铺", "平台", "客户", "周期", "指标", "数值"],
        ["", "client", "恒达", END, "经营年限", "8"],
        ["甲", "国际站", "恒达", END, "DSR", "4.6"],
    ]
    assert values(read_table(tmp_path, rows)) == {("恒达", "business_years", END): 8.0, ("甲", "dsr", END): 4.6}


def test_a_store_exists_even_if_its_period_cannot_be_read(tmp_path: Path) -> None:
    intake = read_table(tmp_path, [["店铺", "平台", "周期", "DSR"], ["甲", "国际站", "第46周", "4.6"]])
    assert [store.key for store in intake.stores] == [StoreKey("alibaba", "甲")]
    assert not intake.observations
    assert "lacks its year" in ignored(intake)["C2"]


def test_values_without_a_heading_are_on_record(tmp_path: Path) -> None:
    rows = [
        ["店铺", "平台", "周期", "DSR"],
        ["甲", "国际站", END, "4.6", "", "17"],
        ["乙", "国际站", END, "4.7", "", "18"],
    ]
    assert "2 values" in ignored(read_table(tmp_path, rows))["F2"]


def test_declared_stores_fill_in_what_the_sheets_leave_open(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", [["周期", "迟发率", "站点"], [END, "1%", "FR"]])
    declared = (
        DeclaredStore("恒达US", "amazon", {"站点": "德国", "配送方式": "自发货"}, date(2025, 1, 1), (str(path),)),
        DeclaredStore("无数据", "amazon", {"market": "US"}),
    )
    intake = read_files(path, declared=declared, client="恒达")
    assert [(store.key.store, dict(store.attributes)) for store in intake.stores] == [
        ("恒达US", {"market": "FR", "fulfilment": "fbm"}),
        ("无数据", {"market": "US"}),
    ]
    assert intake.stores[0].launched == date(2025, 1, 1)
    assert {store.client for store in intake.stores} == {"恒达"}
    (told,) = [note.en for note in intake.inputs[0].sheets[0].notes if "the configuration" in note.en]
    assert "the sheet states market FR" in told


def test_a_store_declared_on_another_platform_than_its_rows_say_is_told(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "周期", "迟发率", "DSR"], ["恒达", "亚马逊", END, "1%", ""]]
    path = write_csv(tmp_path / "x.csv", rows)
    both = write_csv(tmp_path / "both.csv", [*rows, ["恒达", "国际站", END, "", "4.6"]])
    shop, mall = DeclaredStore("恒达", "alibaba", {}), DeclaredStore("恒达", "amazon", {})
    for file, declared, told in (
        (path, (shop,), 1), (path, (mall,), 0), (path, (shop, mall), 0), (path, (), 0), (both, (shop,), 0),
    ):  # fmt: skip
        stores = read_files(file, declared=declared).stores
        found = listed_twice(stores, Options(declared=declared))
        assert len(found) == told
    (said,) = listed_twice(read_files(path, declared=(shop,)).stores, Options(declared=(shop,)))
    assert "the configuration says alibaba, the data in the files are of amazon" in said.en


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ((("Harbour US", "amazon"), ("Nord", "amazon")), "lists Harbour US without data, and the files hold Harbor US"),
        (
            (("ＮＯＲＤ", "amazon"), ("Harbor US", "amazon"), ("South", "amazon")),
            None,
        ),  # South has none, and no other does
        ((("Nord", "amazon"),), None),  # a store that nobody listed needs not be one that is
        ((("Harbour US", "alibaba"), ("Nord", "amazon")), None),
        ((), None),
    ],
)
def test_a_listed_store_that_the_files_spell_otherwise_is_told(
    tmp_path: Path, declared: tuple[tuple[str, str], ...], told: str | None
) -> None:
    """It had no data, and beside it stood a store without the market that the configuration states."""
    rows = [["店铺", "平台", "周期", "迟发率"], ["Nord", "亚马逊", END, "1%"], ["Harbor US", "亚马逊", END, "2%"]]
    listed = tuple(DeclaredStore(name, platform, {}) for name, platform in declared)
    stores = read_files(write_csv(tmp_path / "x.csv", rows), declared=listed).stores
    said = [each.en for each in spelt_otherwise(stores, Options(declared=listed))]
    assert [each.removeprefix("Of amazon, the configuration ").split(" that it")[0] for each in said] == [
        *filter(None, [told])
    ]


def test_stores_of_one_platform_that_are_spelt_differently_are_told(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "周期", "DSR"], ["Nord", "国际站", END, "4.6"], ["NORD", "国际站", END, "4.7"]]
    (told,) = spelt_alike(read_table(tmp_path, rows).stores)
    assert "“Nord”, “NORD” of alibaba differ in spelling alone and are audited as 2" in told.en
    assert "“Nord”、“NORD” 只是写法不同" in told.zh
    assert not spelt_alike(read_table(tmp_path, [*rows[:2], ["NORD", "亚马逊", END, ""]]).stores)


def test_an_amount_without_a_currency_is_in_its_own_stores(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "周期", "本位币", "广告花费", "IPI"]]
    rows += [
        ["甲", "亚马逊", END, "EUR", "5", "500"],
        ["乙", "亚马逊", END, "", "6", ""],
        ["丙", "亚马逊", END, "EUR", "$7", ""],
    ]
    found = {
        (item.store.store, item.metric): item.currency for item in read_table(tmp_path, rows).observations if item.value
    }
    assert found == {
        ("甲", "ad_spend"): "EUR",
        ("甲", "ipi"): None,
        ("乙", "ad_spend"): None,
        ("丙", "ad_spend"): "USD",
    }


def test_the_nearest_folder_names_the_store(tmp_path: Path) -> None:
    write_csv(tmp_path / "all" / "恒达" / "week.csv", [["周期", "DSR"], [END, "4.6"]])
    write_csv(tmp_path / "all" / "新茂" / "week.csv", [["周期", "DSR"], [END, "4.7"]])
    assert {store.key.store for store in read_files(tmp_path / "all").stores} == {"恒达", "新茂"}


def test_english_structural_headings(tmp_path: Path) -> None:
    rows = [
        ["Store name", "Platform", "Reporting period", "Metric name", "Value", "Unit", "Client"],
        ["A", "Amazon", "2026-W46", "LSR", "2.5", "%", "Hengda"],
    ]
    intake = read_table(tmp_path, rows)
    assert values(intake) == {("A", "late_shipment_rate", "2026-11-15"): 0.025}
    assert intake.stores[0].client == "Hengda"


def test_months_without_a_year_take_that_of_the_title(tmp_path: Path) -> None:
    rows = [["2026年信保订单"], ["指标", "9月", "10月"], ["信保订单数", "0", "3"]]
    assert values(read_table(tmp_path, rows)) == {
        ("data", "trust_orders", "2026-09-30"): 0.0,
        ("data", "trust_orders", "2026-10-31"): 3.0,
    }
    assert not read_table(tmp_path, rows[1:]).observations


def test_pairs_in_one_row_above_the_metrics(tmp_path: Path) -> None:
    rows = [["店铺", "恒达", "平台", "亚马逊", "周期", PERIOD], ["订单缺陷率", "0.5%"], ["迟发率", "2%"]]
    intake = read_table(tmp_path, rows)
    assert values(intake) == {("恒达", "order_defect_rate", END): 0.005, ("恒达", "late_shipment_rate", END): 0.02}


def test_stores_side_by_side_are_not_guessed(tmp_path: Path) -> None:
    intake = read_table(tmp_path, [["国际站 2026-W46"], ["指标", "恒达", "新茂"], ["DSR", "4.6", "4.7"]])
    assert "none of values" in errors(intake)[0]
    assert {"B2", "C2"} <= set(ignored(intake))


def test_decisions_on_units_are_told(tmp_path: Path) -> None:
    rows = [
        ["指标", "单位", "2026-W46"],
        ["RFQ响应率", "%", "95"],
        ["平均回复时间", "分钟", "90"],
        ["P4P平均点击花费(USD)", "", "0.5"],
        ["曝光", "万", "1.2"],
    ]
    told = [note.en for note in read_table(tmp_path, rows).inputs[0].sheets[0].notes]
    assert "'RFQ响应率': numbers are percent (a % in the heading or unit)" in told
    assert "'平均回复时间': converted to hours" in told
    assert "'P4P平均点击花费(USD)': in USD (the heading or unit)" in told
    assert "'曝光': numbers times 10000" in told


def test_the_overlay_s_decision_is_told(tmp_path: Path) -> None:
    rows = [["店铺", "平台", "周期", "RFQ响应率"], ["A", "alibaba", END, "0.9"]]
    told = (
        read_table(tmp_path, rows, overlay=FakeOverlay(percent={"rfq_response_rate": "share"}))
        .inputs[0]
        .sheets[0]
        .notes
    )
    assert any(note.en == "'RFQ响应率': numbers are shares (overlay or source map)" for note in told)


def test_a_range_without_a_year_is_told_and_not_guessed(tmp_path: Path) -> None:
    intake = read_table(tmp_path, [["指标", "11.1-11.7", "11.8-11.14"], ["DSR", "4.5", "4.6"]])
    assert not intake.observations
    assert "lacks its year" in ignored(intake)["B1"]
    assert errors(intake)


def test_a_workbook_of_empty_sheets_is_an_error(tmp_path: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    assert errors(read_files(tmp_path / "a.xlsx")) == ["an empty sheet"]


def test_totals_of_groups_are_no_stores(tmp_path: Path) -> None:
    rows = [
        ["店铺", "平台", "周期", "曝光"],
        ["甲", "国际站", END, "10"],
        ["国际站合计", "", "", "10"],
        ["全部店铺", "", "", "10"],
        ["Sum", "", "", "10"],
    ]
    intake = read_table(tmp_path, rows)
    assert [store.key.store for store in intake.stores] == ["甲"]
    assert values(intake) == {("甲", "exposure", END): 10.0}


def test_nearest_names_also_where_each_row_has_its_platform(tmp_path: Path) -> None:
    rows = [
        ["店铺", "平台", "周期", "定单缺陷率", "Late shipmnt rate", "取消率(30天)"],
        ["甲", "amazon", END, "1%", "2%", "3%"],
    ]
    told = {item.cell: (item.nearest, item.why.en) for item in read_table(tmp_path, rows).inputs[0].sheets[0].ignored}
    assert told["D1"][0] == "订单缺陷率"
    assert told["E1"][0] == "Late shipment rate"
    assert "window" in told["F1"][1]
