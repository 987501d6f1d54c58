"""What the brackets of a heading say: which of several namesakes it is, its window, its unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.intake.lexicon import make_lexicon
from tests.field.said import Said, rulebook, xlsx
from tests.field.test_raw_exports import taken

ODR, FBA = "amazon.order-defect-rate", "amazon.order-defect-rate-fba"
OWN = """schema: store-auditor/rules/1
pack: own
version: "1"
platform: amazon
title: {zh: 自有, en: Own}
metrics:
  answered_10d: {name: {zh: 回应率(10天), en: Answered (10 days)}, unit: share, better: higher, window: 10 days, where: {zh: 甲, en: A}}
  answered_30d: {name: {zh: 回应率(30天), en: Answered (30 days)}, unit: share, better: higher, window: 30 days, where: {zh: 甲, en: A}}
  new_30d: {name: {zh: 续约率(新客), en: Renewed (new)}, unit: share, better: higher, window: 30 days, where: {zh: 甲, en: A}}
  old_30d: {name: {zh: 续约率(老客), en: Renewed (old)}, unit: share, better: higher, window: 30 days, where: {zh: 甲, en: A}}
"""


def headed(tmp_path: Path, *headings: str, rules: Path | None = None) -> Said:
    rows = [["店铺", "平台", "日期", *headings], ["恒达", "亚马逊", "2026-11-15", *["2%"] * len(headings)]]
    return Said(xlsx(tmp_path / "s.xlsx", rows), rules=[rules] if rules else [])


@pytest.mark.parametrize(
    ("heading", "metric"),
    [
        ("订单缺陷率(亚马逊配送)(%)", "order_defect_rate_fba"),
        ("Order defect rate (FBA)(%)", "order_defect_rate_fba"),
        ("订单缺陷率(%)(FBA)", "order_defect_rate_fba"),
        ("订单缺陷率（FBA，%）", "order_defect_rate_fba"),
        ("订单缺陷率(FBA)(60天)", "order_defect_rate_fba"),
        ("订单缺陷率(ODR)", "order_defect_rate"),
        ("订单缺陷率(自配送)(%)", "order_defect_rate"),
        ("迟发率(10天)(%)", "late_shipment_rate_10d"),
        ("订单缺陷率(FBA)(10天)", None),
        ("订单缺陷率(海外仓)", None),
    ],
)
def test_one_of_several_brackets_names_the_metric(tmp_path: Path, heading: str, metric: str | None) -> None:
    said = headed(tmp_path, heading)
    assert said.sheets[0]["observations"] == (metric is not None)
    if metric in ("order_defect_rate", "order_defect_rate_fba"):
        values = (said.value(ODR), said.value(FBA))
        assert values == ((0.02, None) if metric == "order_defect_rate" else (None, 0.02))
    if heading.endswith("(海外仓)"):
        assert "order_defect_rate (Order defect rate), order_defect_rate_fba" in said.why("D1")


@pytest.mark.parametrize(
    ("heading", "ids"),
    [
        ("回应率", "answered_10d (Answered (10 days)), answered_30d (Answered (30 days))"),
        ("回应率(%)", "answered_10d (Answered (10 days)), answered_30d (Answered (30 days))"),
        ("续约率(30天)", "new_30d (Renewed (new)), old_30d (Renewed (old))"),
    ],
)
def test_a_heading_that_may_be_either_of_two_is_neither(tmp_path: Path, heading: str, ids: str) -> None:
    rules = tmp_path / "own.yaml"
    rules.write_text(OWN, encoding="utf-8")
    said = headed(tmp_path, heading, "ODR", rules=rules)
    assert ids in said.why("D1")
    assert said.sheets[0]["observations"] == 1


@pytest.mark.parametrize(
    ("platform", "heading", "metric"),
    [
        ("alibaba", "访客数(周)", "visitors"),
        ("alibaba", "周访客数", "visitors"),
        ("alibaba", "本周访客", "visitors"),
        ("alibaba", "访客数-本周", "visitors"),
        ("alibaba", "近七天曝光", "exposure"),
        ("alibaba", "曝光（万次/周）", "exposure"),
        ("alibaba", "Exposure/week", "exposure"),
        ("alibaba", "Visitors this week", "visitors"),
        ("alibaba", "本月累计销售额", "store_revenue"),
        ("amazon", "Monthly revenue", "store_revenue"),
        ("amazon", "Revenue MTD", "store_revenue"),
        ("amazon", "本周广告花费", "ad_spend"),
        ("alibaba", "P4P花费/天", None),
        ("alibaba", "访客数(本月)", None),  # a month's is no week's
        ("alibaba", "违规扣分(本周)", None),  # those of a week are not those that stand
        ("amazon", "本周政策违规", None),
        ("amazon", "政策违规(本周)", None),
        ("alibaba", "本周RFQ响应率", "rfq_response_rate"),  # read off this week, over its own 30 days
        ("alibaba", "RFQ响应率(周)", None),
        ("alibaba", "十月销售额", None),
        ("alibaba", "3 月销售额", None),
        ("alibaba", "1、本周曝光量", "exposure"),  # the number of a list
        ("alibaba", "③ 询盘数", "inquiries"),
        ("alibaba", "上周访客数", None),
        ("alibaba", "五分钟回复率", "five_minute_reply_rate"),  # as 5分钟回复率
    ],
)
def test_the_window_that_a_heading_names_is_that_of_its_metric(platform: str, heading: str, metric: str | None) -> None:
    found = make_lexicon(rulebook()).take(heading, platform).metric
    assert (found and found.id) == metric


@pytest.mark.parametrize(
    ("platform", "heading", "metric"),
    [
        ("amazon", "取消率 CR", "cancellation_rate"),
        ("amazon", "CR 取消率（<2.5%）", "cancellation_rate"),
        ("alibaba", "点击率CTR", "click_rate"),
        ("independent", "客单价 AOV（$）", "average_order_value"),
        ("amazon", "ODR 迟发率", None),  # two metrics
        ("alibaba", "TM询盘", None),  # some of the inquiries
        ("amazon", "Unit session %", "unit_session_rate"),
        ("amazon", "Return %", "return_rate"),
        ("amazon", "退货%", "return_rate"),
        ("alibaba", "店铺销售额", "store_revenue"),
        ("alibaba", "信保交易金额", None),  # but what was paid through the platform
        ("amazon", "Total %", None),
        ("alibaba", "当前星级", "star_level"),
        ("alibaba", "当前目标", None),
        ("alibaba", "UV", "visitors"),
        ("amazon", "Order Defect Rate (Target: under 1%)", "order_defect_rate"),
        ("amazon", "订单缺陷率（目标：不高于1%）", "order_defect_rate"),
        ("amazon", "ODR＜1%", "order_defect_rate"),
        ("amazon", "在库率 目标≥90%", "in_stock_rate"),
        ("amazon", "订单缺陷率（目标）", None),
        ("amazon", "评价数<3", None),  # those below three stars
        ("amazon", "Orders over 500", None),
    ],
)
def test_a_name_said_twice_in_short_or_with_its_line(platform: str, heading: str, metric: str | None) -> None:
    found = make_lexicon(rulebook()).take(heading, platform)
    assert (found.metric and found.metric.id) == metric
    rate = found.metric is not None and heading.endswith(("%", "%）", "%)"))
    assert (found.heading is not None and found.heading.percent) is rate


@pytest.mark.parametrize(
    ("heading", "read", "noted"),
    [
        ("曝光量(日均)", False, False),
        ("曝光量(avg per day)", False, False),
        ("曝光量(预算)", False, False),
        ("曝光量(forecast)", False, False),
        ("曝光量(美国)", True, True),  # may be a part
        ("曝光量(2026-W46)", True, False),
        ("曝光量(国际站)", True, False),
        ("曝光量(预计)", False, False),
        ("曝光量(Exposure)", True, False),  # its other name
        ("曝光量(次)", True, False),
        ("曝光量(全部)", True, False),  # no part
        ("曝光量(实际)", True, False),
        ("曝光量(2026年第46周)", True, False),  # of when it is
        ("曝光量(2026-W46移动端)", True, True),  # of when, and of which part
        ("曝光量(all)", True, False),
        ("曝光量", True, False),
        ("RFQ响应率(考核)", True, False),  # of a rate there is nothing to add up
    ],
)
def test_what_a_bracket_makes_of_a_count(tmp_path: Path, heading: str, read: bool, noted: bool) -> None:
    value: object = "90%" if "率" in heading else 800
    for rows in ([["周期", heading], ["2026-W46", value]], [["指标", "2026-W46"], [heading, value]]):
        intake = taken(xlsx(tmp_path / "h.xlsx", rows), platform="alibaba")
        assert bool(intake.observations) is read
        (sheet,) = intake.inputs[0].sheets
        assert any("in the bracket means is not known" in note.en for note in sheet.notes) is noted
        assert any("not the actual whole of Exposure" in item.why.en for item in sheet.ignored) is not read
