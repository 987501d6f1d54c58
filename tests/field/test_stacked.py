"""Pages copied into one column: a metric's name with its target, value and window below it, a line each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.said import Said, xlsx
from tests.field.test_raw_exports import taken, values

HEALTH = {
    "en": [
        "Account Health", "United States", "Account Health Rating", 1000, "Healthy", "Customer Service Performance",
        "Seller fulfilled", "Fulfilled by Amazon", "Order Defect Rate", "Target: under 1%", "0.45%", "1 of 223 orders",
        "60 days", "0%", "0 of 1,204 orders", "60 days", "Order Defect Rate comprised of three metrics:",
        "Negative feedback", "0.45%", "0%", "Policy Compliance", "Received Intellectual Property Complaints", "2",
        "Restricted Product Policy Violations", "0",
        "View all(3)", "Shipping Performance", "Late Shipment Rate", "Target: under 4%", "1.35%", "3 of 223 orders",
        "30 days", "Pre-fulfillment Cancel Rate", "Target: under 2.5%", "0%", "7 days", "Valid Tracking Rate", "99.1%",
        "Target: over 95%", "View details",
    ],
    "zh": [
        "账户状况", "美国", "账户状况评级", 1000, "良好", "客户服务绩效", "卖家自配送", "亚马逊配送", "订单缺陷率", "目标：低于 1%",
        "0.45%", "1/223 个订单", "60 天", "0%", "0/1,204 个订单", "60 天", "订单缺陷率由三个指标组成：", "负面反馈", "0.45%",
        "0%", "政策合规性", "知识产权投诉", "2", "违反受限商品政策", "0",
        "配送绩效", "迟发率", "目标：低于 4%", "1.35%", "3/223 个订单", "30 天",
        "配送前取消率", "目标：低于 2.5%", "0%", "7 天", "有效追踪率", "99.1%", "高于 95%", "查看详情",
    ],
}  # fmt: skip
NAMES = {
    "Account Health Rating", "Order Defect Rate", "Received Intellectual Property Complaints", "Late Shipment Rate",
    "Pre-fulfillment Cancel Rate", "Valid Tracking Rate", "账户状况评级", "订单缺陷率", "知识产权投诉", "违反受限商品政策",
    "Restricted Product Policy Violations", "迟发率", "配送前取消率",
    "有效追踪率",
}  # fmt: skip
FOUND = {
    "account_health_rating": 1000,
    "order_defect_rate": 0.0045,
    "ip_complaints": 2,
    "restricted_product_violations": 0,
    "late_shipment_rate": 0.0135,
    "cancellation_rate": 0,
    "valid_tracking_rate": 0.991,
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("suffix", ["xlsx", "txt"])
def test_the_account_health_page(tmp_path: Path, lang: str, suffix: str) -> None:
    lines, path = HEALTH[lang], tmp_path / f"恒达 2026-11-20.{suffix}"
    if suffix == "xlsx":
        xlsx(path, [[line] for line in lines])
    else:
        path.write_text("\n".join(map(str, lines)), encoding="utf-8")
    intake = taken(path, as_of="2026-11-20")
    assert {item.metric: item.value for item in intake.observations} == FOUND
    assert {store.key.platform for store in intake.stores} == {"amazon"}
    at = {item.metric: item.evidence[0].cell for item in intake.observations}
    assert at["order_defect_rate"] == "A11"
    said = Said(path)
    assert said.why("A14").startswith("a value of orders that Amazon ships")
    assert said.why("A10") == "a target, not an actual value"
    read = {int(cell[1:]) for cell in at.values()}
    told = {int(item["cell"][1:]) for item in said.ignored}
    names = {row for row, line in enumerate(lines, start=1) if line in NAMES}
    assert read.isdisjoint(told)
    assert read | told | names | {1, 2} == set(
        range(1, len(lines) + 1)
    )  # a note quotes what stands above the first name


def page(tmp_path: Path, lines: str) -> Said:
    return Said(xlsx(tmp_path / "恒达 2026-11-20.xlsx", [[line] for line in lines.split("|")]), platform="amazon")


@pytest.mark.parametrize(
    ("lines", "cell", "why"),
    [
        ("迟发率|1.35%|4%|有效追踪率|99.1%", "A1", "which of the figures below it (1.35%, 4%)"),
        ("卖家自配送|亚马逊配送|迟发率|1.35%|有效追踪率|99.1%|98%", "A3", "which of the figures below it (1.35%)"),
        ("1.35%|迟发率|99.1%|有效追踪率|94%|准时送达率", "A2", "whether values stand above or below"),
        ("1.35%|▲3%|迟发率|99.1%|▼2%|有效追踪率|94%|▼1%|准时送达率", "A3", "whether values stand above or below"),
        ("迟发率|查看详情|7%|有效追踪率|99.1%|准时送达率|95%", "A3", "the text above it names no known metric"),
        ("迟发率|1.35%|10 天|有效追踪率|99.1%|7 天|准时送达率|95%", "A4", "the window in the heading is not"),
        ("迟发率|1.35%|10 天|30 天|有效追踪率|99.1%", "A1", "several windows stand below it"),
        ("订单缺陷率|卖家自配送|0.45%|迟发率|1%|有效追踪率|99.1%", "A1", "another text stands between it"),
        ("迟发率|1.35%|Sales|$800|有效追踪率|99.1%", "A3", "several metrics may be meant"),
    ],
)
def test_what_may_be_another_figure_is_told(tmp_path: Path, lines: str, cell: str, why: str) -> None:
    said = page(tmp_path, lines)
    told = {item["cell"]: item["why"] for item in said.ignored}
    assert told.get(cell, "").startswith(why), told


def test_a_window_below_a_value_tells_which_metric_it_is_of(tmp_path: Path) -> None:
    lines = [["迟发率"], ["1.35%"], ["10 天"], ["有效追踪率"], ["99.1%"]]
    found = values(taken(xlsx(tmp_path / "恒达 2026-11-20.xlsx", lines), as_of="2026-11-20"))
    assert found == {("late_shipment_rate_10d", "2026-11-20"): 0.0135, ("valid_tracking_rate", "2026-11-20"): 0.991}


def test_days_may_be_a_value(tmp_path: Path) -> None:
    lines = [["信保订单履约时长"], ["12 天"], ["RFQ响应率"], ["92%"], ["平均首次响应时间"], ["3小时30分"]]
    found = values(taken(xlsx(tmp_path / "恒达 2026-11-20.xlsx", lines), as_of="2026-11-20"))
    assert sorted(map(str, found.values())) == ["0.92", "12.0", "3.5"]


@pytest.mark.parametrize(
    ("first", "second", "read"),
    [
        ("第45周", "第46周", 0),
        ("恒达店", "华美店", 0),
        ("店铺：恒达", "店铺：华美", 0),
        ("恒达", "店铺", 0),
        ("第45周", "配送绩效", 3),
        ("恒达店", "2026-11-20", 3),  # a day below a value is its own
    ],
)
def test_nothing_is_read_of_two_pages_below_each_other(tmp_path: Path, first: str, second: str, read: int) -> None:
    lines = [first, "迟发率", "1.35%", "有效追踪率", "99.1%", second, "准时交货率", "94%"]
    path = xlsx(tmp_path / "恒达 2026-11-20.xlsx", [[line] for line in lines])
    said = Said(path, platform="amazon")
    assert len(taken(path, as_of="2026-11-20", platform="amazon").observations) == read
    assert bool(said.errors) == (read == 0)


def test_names_with_their_values_beside_them_are_read_too(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        ["账户状况"],
        ["迟发率"],
        ["低于 4%"],
        ["1.35%"],
        ["有效追踪率"],
        ["99.1%"],
        ["政策合规性"],
    ]
    lines += [
        ["收到的知识产权投诉", 2],
        ["上架政策违规", 0],
        ["查看详情"],
        ["准时交货率"],
        ["94%"],
        ["高于 90%"],
        ["帮助"],
    ]
    intake = taken(xlsx(tmp_path / "恒达 2026-11-20.xlsx", lines), as_of="2026-11-20")
    at = {item.metric: (item.value, item.evidence[0].cell) for item in intake.observations}
    assert at == {
        "late_shipment_rate": (0.0135, "A4"),
        "valid_tracking_rate": (0.991, "A6"),
        "ip_complaints": (2, "B8"),
        "listing_policy_violations": (0, "B9"),
        "on_time_delivery_rate": (0.94, "A12"),
    }


def test_a_thousands_comma_in_a_text_file_is_no_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "恒达 2026-11-20.txt"
    path.write_text("迟发率\n1.35%\n3 of 1,223 orders\n配送订单数\n1,204\n会话数\n12,204\n", encoding="utf-8")
    intake = taken(path, as_of="2026-11-20", platform="amazon")
    assert {item.metric: item.value for item in intake.observations} == {
        "late_shipment_rate": 0.0135,
        "sessions": 12204,
    }
