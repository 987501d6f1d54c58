"""A figure that its metric can't have is never judged; one that is only unusual is."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from auditor.rulebook import RuleErrors, load_rulebook
from tests.field.said import Said, xlsx
from tests.field.test_raw_exports import taken, values


def one(tmp_path: Path, platform: str, heading: str, cell: object) -> Said:
    rows = [["店铺", "平台", "周期", heading], ["恒达", platform, "2026-W46", cell]]
    return Said(xlsx(tmp_path / "s.xlsx", rows))


@pytest.mark.parametrize(
    ("platform", "heading", "cell", "check", "status"),
    [
        ("国际站", "RFQ响应率", "100%", "alibaba.rfq-response", "pass"),
        ("国际站", "RFQ响应率", "100.00000000000001%", "alibaba.rfq-response", "pass"),
        ("国际站", "RFQ响应率", "100.1%", "alibaba.rfq-response", "unknown"),
        ("国际站", "RFQ响应率", "0%", "alibaba.rfq-response", "fail"),
        ("国际站", "RFQ响应率", "-0.1%", "alibaba.rfq-response", "unknown"),
        ("国际站", "DSR", 5, "alibaba.dsr", "pass"),
        ("国际站", "DSR", 5.01, "alibaba.dsr", "unknown"),
        ("国际站", "DSR", 48, "alibaba.dsr", "unknown"),
        ("国际站", "信保订单履约时长", "-1", "alibaba.trust-fulfilment", "unknown"),
        ("国际站", "平均首次响应时间(小时)", -3, "alibaba.first-response", "unknown"),
        ("亚马逊", "政策违规", -1, "amazon.policy-violations", "unknown"),
        ("亚马逊", "IPI", 1000, "amazon.inventory-performance", "pass"),
        ("亚马逊", "IPI", 1001, "amazon.inventory-performance", "unknown"),
        ("亚马逊", "ACoS", "130%", "amazon.acos", "fail"),  # more spent than sold: bad, and possible
        ("亚马逊", "ACoS", "-1%", "amazon.acos", "unknown"),
        ("亚马逊", "净利润率", "-12%", "amazon.net-margin", "fail"),  # a loss
    ],
)
def test_what_a_metric_can_be(
    tmp_path: Path, platform: str, heading: str, cell: object, check: str, status: str
) -> None:
    said = one(tmp_path, platform, heading, cell)
    found = said.finding(check)
    assert found["status"] == status
    assert said.incomplete is (status == "unknown") or said.document["stores"][0]["score"] is None
    if status == "unknown":
        assert found["value"] is None
        assert "can't be" in found["reason"]
        assert [(item["cell"], item["raw"]) for item in said.ignored if item["cell"] == "D2"] == [("D2", str(cell))]


@pytest.mark.parametrize(
    ("answered", "received", "status"),
    [(30, 30, "pass"), (27, 30, "watch"), (31, 30, "unknown"), (-3, 10, "unknown"), (0, 10, "fail")],
)
def test_a_ratio_of_counts_that_contradict_each_other(
    tmp_path: Path, answered: int, received: int, status: str
) -> None:
    rows = [
        ["店铺", "平台", "周期", "已报价RFQ数", "收到RFQ数", "RFQ响应率"],
        ["恒达", "国际站", "2026-W46", answered, received, "95%"],
    ]
    said = Said(xlsx(tmp_path / "s.xlsx", rows))
    found = said.finding("alibaba.rfq-response")
    assert found["status"] == status if answered >= 0 else found["status"] in ("pass", "unknown")
    if answered > received:  # the printed rate does not make 31 of 30 right
        assert said.incomplete
        assert "D2 = 31" in found["reason"]
        assert "E2 = 30" in found["reason"]


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("平均首次响应时间(小时)", timedelta(hours=30), 30.0),
        ("平均首次响应时间", time(2, 30), 2.5),
        ("信保订单履约时长", timedelta(hours=36), 1.5),
        ("DSR", time(4, 48), "unreadable"),
    ],
)
def test_a_cell_of_hours_and_minutes_is_a_length_of_time(
    tmp_path: Path, heading: str, cell: object, value: float | str
) -> None:
    book = xlsx(tmp_path / "恒达_2026-W46.xlsx", [["指标", "数值"], [heading, cell]])
    assert list(values(taken(book, platform="alibaba")).values()) == [value]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("4.8/5", 4.8),
        ("4.8 / 5.0", 4.8),
        ("４．８／５", 4.8),
        ("4.8分", 4.8),
        ("4.8分（满分5分）", 4.8),
        ("4.8 out of 5", 4.8),
        ("4.8分/5分", 4.8),
        ("4.8 stars / 5 stars", 4.8),
        ("4.8 star (of 5 points)", 4.8),
        ("4.8/5 pts", 4.8),
        ("4.8共5分", 4.8),
        ("★4.8", 4.8),
        ("4.8 ⭐", 4.8),
        ("4.8/10", None),
        ("48/50", None),
        ("5.1/5", None),
    ],
)
def test_marks_out_of_five(tmp_path: Path, cell: str, value: float | None) -> None:
    said = one(tmp_path, "国际站", "DSR", cell)
    assert said.value("alibaba.dsr") == value
    assert said.status("alibaba.dsr") == ("unknown" if value is None else "pass")


@pytest.mark.parametrize(
    ("cell", "value"), [("27/30", 0.9), ("27 of 30", 0.9), ("31/30", None), ("27/0", None), ("2.5/3", None)]
)
def test_a_share_written_as_so_many_of_so_many(tmp_path: Path, cell: str, value: float | None) -> None:
    assert one(tmp_path, "国际站", "RFQ响应率", cell).value("alibaba.rfq-response") == value


RULES = """\
schema: store-auditor/rules/1
pack: demo.weekly
platform: demo
purpose: weekly
title: {zh: 演示, en: Demo}
metrics:
  net_followers: {name: {zh: 净增粉丝, en: Net followers}, unit: count, better: higher, window: week%s}
checks:
  demo.followers:
    title: {zh: 净增粉丝, en: Net followers}
    metric: net_followers
    expect: {at_least: 5}
    severity: major
    kind: platform
    source: {title: t, read_on: 2026-11-21, standing: house}
"""


@pytest.mark.parametrize(("declared", "status"), [("", "unknown"), (", range: {at_least: -100}", "fail")])
def test_a_count_may_be_negative_where_its_metric_says_so(tmp_path: Path, declared: str, status: str) -> None:
    rules = tmp_path / "demo.yaml"
    rules.write_text(RULES % declared, encoding="utf-8")
    sheet = xlsx(tmp_path / "s.xlsx", [["店铺", "平台", "周期", "净增粉丝"], ["a", "demo", "2026-W46", -3]])
    assert Said(sheet, rules=[rules]).status("demo.followers") == status


@pytest.mark.parametrize(
    "wrong",
    [
        "range: {equals: 3}",
        "range: {more_than: 3}",
        "range: {between: [5, 3]}",
        "range: {at_least: 3%}",
        "range: [0, 5]",
        "unit: money, range: {at_least: $1}",
        "unit: flag, range: {between: [0, 1]}",
    ],
)
def test_a_range_that_is_none(tmp_path: Path, wrong: str) -> None:
    text = RULES % f", {wrong}"
    if wrong.startswith("unit"):
        text = text.replace("unit: count, ", "", 1).replace("expect: {at_least: 5}", "expect: {equals: yes}")
    rules = tmp_path / "demo.yaml"
    rules.write_text(text, encoding="utf-8")
    with pytest.raises(RuleErrors) as caught:
        load_rulebook([rules])
    assert any(error.place.line == 7 for error in caught.value.errors)


@pytest.mark.parametrize(
    ("platform", "heading", "cell", "check", "value"),
    [
        ("国际站", "RFQ响应率", "91%↑", "alibaba.rfq-response", 0.91),
        ("国际站", "RFQ响应率", "▼ 88%", "alibaba.rfq-response", 0.88),
        ("国际站", "RFQ响应率", "'91%", "alibaba.rfq-response", 0.91),
        ("国际站", "RFQ响应率", "91%(↑3%)", "alibaba.rfq-response", 0.91),
        ("国际站", "RFQ响应率", "91%（+0.3%）", "alibaba.rfq-response", 0.91),
        ("国际站", "RFQ响应率", "91% ↓(环比-2pp)", "alibaba.rfq-response", 0.91),
        ("国际站", "RFQ响应率", "91%（目标90%）", "alibaba.rfq-response", 0.91),
        ("国际站", "RFQ响应率", "91% (last week 88%)", "alibaba.rfq-response", 0.91),
        ("国际站", "RFQ响应率", "91%（持平）", "alibaba.rfq-response", 0.91),
        ("国际站", "RFQ响应率", "91%(↑)", "alibaba.rfq-response", 0.91),
        ("国际站", "RFQ响应率", "91% √", "alibaba.rfq-response", 0.91),
        ("国际站", "RFQ响应率", "91% 🟢", "alibaba.rfq-response", 0.91),
        ("亚马逊", "净利润率", "-12%(↓2%)", "amazon.net-margin", -0.12),
        ("国际站", "RFQ响应率", "91%（上月）", "alibaba.rfq-response", None),  # whose 91% it is
        ("国际站", "RFQ响应率", "91%（去年11月）", "alibaba.rfq-response", None),
        ("国际站", "RFQ响应率", "91%(90%)", "alibaba.rfq-response", None),
        ("国际站", "RFQ响应率", "(+3%)", "alibaba.rfq-response", None),
        ("亚马逊", "净利润率", "↓12%", "amazon.net-margin", None),  # minus twelve?
        ("亚马逊", "净利润率", "-12%", "amazon.net-margin", -0.12),
        ("国际站", "DSR", "★★★★☆", "alibaba.dsr", 4),
        ("国际站", "DSR", "五星", "alibaba.dsr", 5),
        ("国际站", "DSR", "六星", "alibaba.dsr", None),
    ],
)
def test_what_only_decorates_a_figure(
    tmp_path: Path, platform: str, heading: str, cell: str, check: str, value: float | None
) -> None:
    assert one(tmp_path, platform, heading, cell).value(check) == value


@pytest.mark.parametrize(
    ("cell", "asked"), [("较上周 -3.2%", False), ("环比：+1%", False), ("vs last week: -3%", False), ("客服 90%", True)]
)
def test_a_comparison_below_a_figure_is_none(tmp_path: Path, cell: str, asked: bool) -> None:
    rows = [["统计周期：2026-W46"], ["RFQ响应率", "曝光量"], ["92%", 900], [cell, cell]]
    said = Said(xlsx(tmp_path / "恒达.xlsx", rows), platform="alibaba")
    assert said.value("alibaba.rfq-response") == 0.92
    assert any(item["incomplete"] for item in said.ignored) is asked


@pytest.mark.parametrize(("cell", "status"), [("已认证", "pass"), ("未做", "fail"), ("进行中", "unknown")])
def test_flags_in_the_words_of_operators(tmp_path: Path, cell: str, status: str) -> None:
    assert one(tmp_path, "国际站", "视频验厂", cell).status("alibaba.factory-video") == status
