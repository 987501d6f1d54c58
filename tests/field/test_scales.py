"""What a unit multiplies figures by, wherever it stands; what can't be told is never dropped: a thousand times less is a verdict."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from auditor.intake.units import scale_of, seems_scaled, stated_units
from tests.field.said import xlsx
from tests.field.test_raw_exports import taken

WEEK = "国际站2026-W46.xlsx"
OPEN = (None, None)


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("千户", (1000, None)), ("百万次", (10**6, None)), ("万 人次", (10**4, None)), ("K views", (1000, None)), ("W+", (10**4, None)),
        ("USD k", (1000, "USD")), ("$K", (1000, "USD")), ("人民币万元", (10**4, "CNY")), ("¥万", (10**4, "CNY")), ("$'000", (1000, "USD")),
        ("USD 000", (1000, "USD")), ("000s", (1000, None)), ("×1,000", (1000, None)), ("in thousands", (1000, None)),
        ("thousands of EUR", (1000, "EUR")), ("以万计", (10**4, None)), ("₹ lakh", (10**5, "INR")), ("crore", (10**7, None)),
        *((text, None) for text in ("次", "USD", "1000", "百度", "万网", "M端", "mobile", "min", "美元万人民币", "恒达公司", "")),
    ],
)  # fmt: skip
def test_a_text_that_is_nothing_but_a_unit(text: str, scale: tuple[int, str | None] | None) -> None:
    assert scale_of(text) == scale


@pytest.mark.parametrize(
    ("text", "seems"),
    [("1000", True), ("约10万元", True), ("USD 10,000", True), ("百度", False), ("万网", False), ("万元", False)],
)
def test_what_seems_to_be_a_unit(text: str, seems: bool) -> None:
    assert seems_scaled(text) is seems


@pytest.mark.parametrize(
    ("title", "units"),
    [
        ("单位：万元/次", ["万元", "次"]), ("周报（千）", ["千"]), ("单位：千", ["千"]),
        ("GMV：W", []), ("周报(M)", []), ("W", []), ("Ad report (K)", []),  # the week's, the month's, a size's
    ],
)  # fmt: skip
def test_one_letter_alone_in_a_title_is_no_unit(title: str, units: list[str]) -> None:
    assert stated_units(title) == units


@pytest.mark.parametrize(
    ("title", "exposure", "spend"),
    [
        *(
            (title, *OPEN)
            for title in (
                "单位：千户", "单位（千）", "单位 万", "计量单位为万", "数据以千计", "曝光以万为单位", "注：以上数据单位为万",
                "Units in thousands",
                "All figures in thousands", "(000s)", "（千）", "x1000", "单位：千户头", "单位：约10万个", "单位：K USD", "曝光：万",
            )
        ),
        *(
            (title, 12, 34000)
            for title in ("单位：个/万元", "单位：件，万元", "单位 万元", "万元", "恒达店周报（万元）", "金额：万元", "单位：人民币万元")
        ),
        *((title, 12, 3400) for title in ("Amounts in USD thousands", "$000", "in thousands of USD", "单位：$k")),
        *(
            (title, 12, 3.4)
            for title in ("单位：次/元", "单位：百分比", "填报单位：恒达公司", "单位：万达广场店", "Average per unit", "恒达百货店（官方）")
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["above", "below"])
def test_above_and_below_a_table(
    tmp_path: Path, title: str, exposure: float | None, spend: float | None, place: str
) -> None:
    rows: list[list[object]] = [["店铺", "曝光量", "P4P花费"], ["恒达店", 12, 3.4]]
    path = xlsx(tmp_path / WEEK, [[title], *rows] if place == "above" else [*rows, [f"注：{title}"]])
    found = {item.metric: item.value for item in taken(path, store="恒达店").observations}
    if place == "above" or title not in (
        "万元",
        "（千）",
        "x1000",
        "$000",
        "(000s)",
    ):  # alone in a note they may be anything
        assert found == {"exposure": exposure, "p4p_spend": spend}


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("曝光量(千户)", 12000), ("曝光量\n万", 120000), ("曝光量万次", 120000), ("曝光量 (in k)", 12000), ("曝光量_万", 120000),
        ("曝光量(1000)", None), ("曝光量(约10万次)", None), ("曝光量(百度)", 12), ("曝光量\nExposure (k)", 12000),
    ],
)  # fmt: skip
def test_in_a_heading(tmp_path: Path, heading: str, value: float | None) -> None:
    read = taken(xlsx(tmp_path / WEEK, [["店铺", heading, "DSR"], ["恒达店", 12, 4.5]]))
    assert [item.value for item in read.observations if item.metric == "exposure"] == ([] if value is None else [value])
    told = [item.why.en for item in read.inputs[0].sheets[0].ignored]
    assert value is not None or any("can't be told; not read" in text for text in told)


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        ([["指标", "数值（万）"], ["曝光量", 12], ["P4P花费", 3]], [None, None]),
        ([["指标", "数值（万元）"], ["曝光量", 12], ["P4P花费", 3]], [12, 30000]),
        ([["指标", "数值（千户头）"], ["曝光量", 12], ["P4P花费", 3]], [None, None]),
        ([["指标", "单位", "数值"], ["曝光量", "千人次", 12], ["P4P花费", "k USD", 3]], [12000, 3000]),
        ([["指标", "单位", "数值"], ["曝光量", "约10万个", 12], ["P4P花费", "元", 3]], [None, 3]),
        *(
            ([["店铺", "曝光量", "P4P花费", "单位"], ["恒达店", 12, 3, unit]], values)
            for unit, values in (
                ("万元", [12, 30000]),
                ("k USD", [12, 3000]),
                ("万", [None, None]),
                ("元", [12, 3]),
                ("次/元", [12, 3]),
                ("约10万个", [None, None]),
                (None, [12, 3]),
            )
        ),
        ([["店铺", "P4P花费", "单位"], ["恒达店", 3, "万元"], ["华美店", 3, "元"]], [30000, 3]),
        ([["店铺", "P4P花费(千元)", "单位"], ["恒达店", 3, "万元"]], [3000]),
        ([["店铺", "流量（万）", "金额（万元）"], ["", "曝光量", "P4P花费"], ["恒达店", 12, 3]], [None, 30000]),
    ],
)
def test_at_another_level(tmp_path: Path, rows: list[list[object]], values: list[float | None]) -> None:
    assert [item.value for item in taken(xlsx(tmp_path / WEEK, rows)).observations] == values


def test_a_currency_above_the_values_is_that_of_the_amounts(tmp_path: Path) -> None:
    rows = [["指标", "数值（USD）"], ["曝光量", 12], ["P4P花费", 3]]
    assert [item.currency for item in taken(xlsx(tmp_path / WEEK, rows)).observations] == [None, "USD"]


@pytest.mark.parametrize(
    ("shown", "heading", "value"),
    [
        ('0"万"', "曝光量", 120000),
        ('#,##0.00"千次"', "曝光量", 12000),
        ("0万", "曝光量", 120000),
        ("0\\k", "曝光量", 12000),
        ('0.0" 万"_ ', "曝光量", 120000),
        ('"¥"#,##0.0"万"', "P4P花费", 120000),
        ('[$$-409]0"k"', "P4P花费", 12000),
        ('[$$-409]0,"k"', "P4P花费", 12),
        ('#0"."0000"万"', "曝光量", 12),
        ("0.00_);\\(0.00\\)", "曝光量", 12),
        ('0"万";-0"万"', "曝光量(万)", 120000),
        ('0"万"', "曝光量(千)", 120000),
        ('0"万"', "P4P花费(美元)", 120000),
        ('0.0,"k"', "曝光量", 12),  # the number itself, shown in thousands
        ('0!.0,"万"', "曝光量", 12),
        ('0"次"', "曝光量", 12),
        ('0"万"', "DSR", 4.5),
        ('0"分钟"', "平均首次响应时间", 0.2),
        ('0"天"', "平均首次响应时间(小时)", 288),
        ("0.0\\h", "平均首次响应时间", 12),
        ('0"小时"', "信保订单履约时长", 0.5),
        ('0"天"', "信保订单履约时长", 12),
        ('0"分"', "违规扣分", 12),
        ('General"万"', "曝光量", 120000),
        ('G/通用格式"万"', "曝光量", 120000),
        ('_ ¥* #,##0.00"万"_ ;_ ¥* -#,##0.00"万"_ ', "P4P花费", 120000),
        ('_-* #,##0" k"_-', "曝光量", 12000),
        ('General"分钟"', "平均首次响应时间", 0.2),
        ('[>=10]0"万";0', "曝光量", 120000),
        ('[>=100]0"万";0', "曝光量", 12),  # 12 is shown by the second part
        ('[>=100]0;0"万"', "曝光量", 120000),
        ('[>=10000]0!.0,"万";0', "曝光量", 12),
        ('[>=100]0;0"分钟"', "平均首次响应时间", 0.2),
        ('[>1]0.0"%";0.0%', "RFQ响应率", 0.12),
        ("[Red][<0]0.0%;0.0%", "RFQ响应率", None),  # 1200 %: no share
        ('0"‰"', "RFQ响应率", 0.012),
    ],
)
def test_in_the_number_format(tmp_path: Path, shown: str, heading: str, value: float | None) -> None:
    book = Workbook()
    page = book.create_sheet("Sheet1")
    for row in (["店铺", "周期", heading], ["恒达", "2026-W46", 4.5 if heading == "DSR" else 12]):
        page.append(row)
    page["C2"].number_format = shown
    book.save(tmp_path / "s.xlsx")
    [found] = taken(tmp_path / "s.xlsx", platform="alibaba").observations
    currency = ("CNY" if "¥" in shown else "USD") if heading.startswith("P4P花费") else None
    assert (found.value, found.currency) == (value, currency)


def test_a_unit_that_heads_a_group_of_rows_is_told(tmp_path: Path) -> None:
    rows = [["指标", "数值"], ["流量（万）", None], ["曝光量", 12], ["费用（元）", None], ["P4P花费", 3]]
    told = taken(xlsx(tmp_path / WEEK, rows)).inputs[0].sheets[0].ignored
    assert [(item.cell, item.incomplete) for item in told] == [("A2", True), ("A4", False)]


@pytest.mark.parametrize(
    "above",
    [
        ["年销售额（万元）", 500],
        ["年销售额", 500, "万元"],
        ["注册资本", "万元", "100"],
        ["年销售额（万元）：500"],
        ["年销售额（单位：万元）：500"],
        ["目标：120（万元）"],
    ],
)
def test_the_unit_of_a_figure_above_the_table_is_not_the_tables(tmp_path: Path, above: list[object]) -> None:
    rows = [above, ["指标", "数值"], ["曝光量", 12], ["P4P花费", 3.4]]
    assert [item.value for item in taken(xlsx(tmp_path / WEEK, rows)).observations] == [12, 3.4]


@pytest.mark.parametrize("heading", ["GMV W", "曝光量 M"])  # of the week, of the month
def test_a_letter_without_a_bracket_is_no_unit(tmp_path: Path, heading: str) -> None:
    read = taken(xlsx(tmp_path / WEEK, [["店铺", heading, "DSR"], ["恒达店", 12, 4.5]]))
    assert [item.value for item in read.observations] == [4.5]
    assert [item.why.en for item in read.inputs[0].sheets[0].ignored] == ["unknown heading; not read"]


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("note", ["单位：万元", "金额单位: 万元", "Unit: 万元"])
def test_a_unit_below_a_table_is_no_store(tmp_path: Path, note: str, signed: bool) -> None:
    rows = [["店铺", "P4P花费"], ["恒达店", 3.4], [note, "制表人：张三"] if signed else [note]]
    found = taken(xlsx(tmp_path / WEEK, rows)).observations
    assert [(item.store.store, item.value) for item in found] == [("恒达店", 34000)]


@pytest.mark.parametrize(
    "above",
    [
        ["恒达店周报", 2026, "单位：万元"],
        ["周次", 46, "单位：万元"],
        ["店铺数", 2, "单位", "万元"],
        ["单位：万元，汇率：7.1"],
        ["周报（单位：万元） 版本：2"],
    ],
)
def test_a_unit_stands_beside_a_number_that_is_not_its_own(tmp_path: Path, above: list[object]) -> None:
    rows = [above, ["店铺", "P4P花费"], ["恒达店", 3.4]]
    assert [item.value for item in taken(xlsx(tmp_path / WEEK, rows)).observations] == [34000]


@pytest.mark.parametrize("above", [True, False])
def test_a_total_row_is_in_the_unit_of_the_sheet(tmp_path: Path, above: bool) -> None:
    rows = [["店铺", "P4P花费", "曝光量"], ["恒达店", 3.4, 5], ["永盛店", 2, 5], ["合计", 5.4, 10]]
    read = taken(xlsx(tmp_path / WEEK, [["单位：万元"], *rows] if above else [*rows, ["单位：万元"]]))
    notes = [note.en for note in read.inputs[0].sheets[0].notes if "合计" in note.en]
    assert notes == [f"row {5 if above else 4} (合计) agrees with the sum of the rows: 2 columns checked"]
