"""Audits made by hand: one store with everything in it, one without a breach, one of which nothing is known."""

# ruff: noqa: E501  (tables of texts)

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from auditor.model import (
    Action,
    Audit,
    Diagnosis,
    DiagnosisState,
    DimensionScore,
    Evidence,
    Finding,
    Ignored,
    InputFile,
    InputSheet,
    Intake,
    Kind,
    Observed,
    Period,
    Recovery,
    Score,
    Severity,
    Status,
    Store,
    StoreAudit,
    StoreKey,
    Text,
    TrendPoint,
    WaiverNote,
)
from auditor.rulebook.model import (
    Attest,
    Better,
    Check,
    Condition,
    DiagnosisRule,
    Line,
    Metric,
    Pack,
    Quantity,
    Remedy,
    Requirement,
    RuleBook,
    Source,
    Span,
    Unit,
    Verb,
)
from auditor.text import BOTH, spread

AS_OF = date(2026, 11, 15)
WEEK = Period(date(2026, 11, 9), date(2026, 11, 15))
FILE = "examples/stores/hengda/国际站周报.xlsx"
CSV = "examples/stores/hengda/orders.csv"
SOURCE = Source(
    title=Text("国际站与亚马逊运营区别", "Alibaba.com and Amazon compared"),
    standing="secondary",
    read_on=date(2026, 11, 21),
    says=Text(
        "RFQ报价响应率(建议≥90%)、DSR评分(需>4.5)", "RFQ response rate (90% or more is advised), DSR rating (above 4.5)"
    ),
)
OFFICIAL = Source(
    title=Text("亚马逊卖家平台：账户状况", "Amazon Seller Central, Account Health"),
    standing="official",
    read_on=date(2026, 11, 21),
    url="https://sellercentral.amazon.com/help/hub/reference/G200205250",
    says=Text("订单缺陷率低于1%", "Order defect rate under 1 %"),
)


def _quantity(text: str) -> Quantity:
    if text.endswith("%"):
        return Quantity(Fraction(text[:-1]) / 100, text)
    if text.startswith("$"):
        return Quantity(Fraction(text[1:]), text, "USD")
    return Quantity(Fraction(text), text)


def requirement(verb: str, *texts: str) -> Requirement:
    return Requirement(Verb(verb), tuple(_quantity(text) for text in texts))


# id: zh name, en name, unit, better, window
_METRICS = {
    "rfq_response_rate": ("RFQ报价响应率", "RFQ response rate", Unit.SHARE, Better.HIGHER, Span(30, "day")),
    "dsr": ("DSR评分", "DSR", Unit.SCORE, Better.HIGHER, Span(1, "moment")),
    "fulfilment_days": ("信保订单履约时长", "Fulfilment days", Unit.DAYS, Better.LOWER, Span(30, "day")),
    "trust_orders": ("信保订单数", "Trust-assurance orders", Unit.COUNT, Better.HIGHER, Span(1, "month")),
    "exposure": ("曝光", "Exposure", Unit.COUNT, Better.HIGHER, Span(1, "week")),
    "exposure_change": ("曝光环比", "Change of exposure on last week", Unit.SHARE, Better.HIGHER, Span(1, "week")),
    "inquiries": ("询盘", "Inquiries", Unit.COUNT, Better.HIGHER, Span(1, "week")),
    "inquiry_change": ("询盘环比", "Change of inquiries on last week", Unit.SHARE, Better.HIGHER, Span(1, "week")),
    "p4p_cpc": ("P4P平均点击花费", "P4P cost per click", Unit.MONEY, Better.LOWER, Span(1, "week")),
    "p4p_budget_used": ("P4P预算使用率", "P4P budget used", Unit.SHARE, Better.LOWER, Span(1, "week")),
    "misplaced_products": ("类目错放产品数", "Misplaced products", Unit.COUNT, Better.LOWER, Span(1, "moment")),
    "banned_word_products": ("违禁词产品数", "Products with banned words", Unit.COUNT, Better.LOWER, Span(1, "moment")),
    "on_time_shipment_rate": ("按时发货率", "On-time shipment rate", Unit.SHARE, Better.HIGHER, Span(30, "day")),
    "first_response_hours": (
        "平均首次响应时间",
        "Average first response time",
        Unit.HOURS,
        Better.LOWER,
        Span(30, "day"),
    ),
    "penalty_points": ("违规扣分", "Violation points", Unit.COUNT, Better.LOWER, Span(1, "year")),
    "star_level": ("商家星等级", "Seller star rating", Unit.SCORE, Better.HIGHER, Span(1, "month")),
    "order_defect_rate": ("订单缺陷率", "Order defect rate", Unit.SHARE, Better.LOWER, Span(60, "day")),
    "visitors": ("访客", "Visitors", Unit.COUNT, Better.HIGHER, Span(1, "week")),
}

# id: zh title, en title, metric, expect, watch, severity, kind, dimension, risk zh, risk en, remedies
_CHECKS: dict[str, tuple[object, ...]] = {
    "alibaba.order-defects": ("订单缺陷率低于1%", "Order defect rate below 1%", "order_defect_rate",
        ("less_than", "1%"), ("less_than", "0.7%"), Severity.CRITICAL, Kind.PLATFORM, "standing",
        "缺陷率超过 1% 可能导致账户被停用。", "Above 1 % the account may be deactivated.", ("stop-defects",)),
    "alibaba.rfq-response": ("RFQ报价响应率不低于90%", "RFQ response rate at least 90%", "rfq_response_rate",
        ("at_least", "90%"), ("at_least", "93%"), Severity.MAJOR, Kind.BENCHMARK, "responsiveness",
        "RFQ 权益减少，搜索排名下降。", "Fewer RFQ rights and a lower ranking.", ("answer-rfqs",)),
    "alibaba.dsr": ("DSR评分高于4.5", "DSR above 4.5", "dsr",
        ("more_than", "4.5"), ("more_than", "4.6"), Severity.MAJOR, Kind.PLATFORM, "standing",
        "低于 4.5 时星等级不再晋升。", "Below 4.5 the star rating cannot rise.", ("ask-for-reviews",)),
    "alibaba.trust-fulfilment": ("信保订单履约不超过15天", "Trust-assurance fulfilment at most 15 days", "fulfilment_days",
        ("at_most", "15"), ("at_most", "13"), Severity.MAJOR, Kind.BENCHMARK, "fulfilment",
        "履约过慢会降低买家评价。", "Slow fulfilment lowers the buyers' reviews.", ("ship-sooner",)),
    "alibaba.trust-orders": ("连续三个月有信保订单", "A trust-assurance order in the last three months", "trust_orders",
        ("at_least", "1"), None, Severity.MAJOR, Kind.PLATFORM, "standing",
        "连续三个月无信保订单将被降权。", "Three months without an order: the store is ranked lower.", ()),
    "alibaba.exposure": ("曝光环比下降不超过20%", "Exposure down by at most 20%", "exposure_change",
        ("at_least", "-20%"), ("at_least", "-10%"), Severity.MINOR, Kind.BENCHMARK, "traffic",
        "曝光下降会在两周内传导到询盘。", "Lost exposure reaches the inquiries within two weeks.", ("raise-p4p-budget",)),
    "alibaba.inquiries": ("询盘环比下降不超过20%", "Inquiries down by at most 20%", "inquiry_change",
        ("at_least", "-20%"), ("at_least", "-10%"), Severity.MINOR, Kind.BENCHMARK, "traffic",
        "询盘减少直接影响下月订单。", "Fewer inquiries, fewer orders next month.", ()),
    "alibaba.p4p-cpc": ("P4P点击花费不高于$1.2", "P4P cost per click at most $1.2", "p4p_cpc",
        ("at_most", "$1.2"), None, Severity.ADVISORY, Kind.BENCHMARK, "advertising", "推广效率偏低。", "The ads are inefficient.", ()),
    "alibaba.p4p-budget": ("P4P预算未耗尽", "P4P budget not used up", "p4p_budget_used",
        ("less_than", "100%"), ("less_than", "95%"), Severity.MINOR, Kind.BENCHMARK, "advertising",
        "预算耗尽后广告下线，曝光随之下降。", "Once the budget is gone the ads go offline and exposure falls.", ("raise-p4p-budget",)),
    "alibaba.misplaced": ("无类目错放产品", "No product in a wrong category", "misplaced_products",
        ("equals", "0"), None, Severity.MAJOR, Kind.PLATFORM, "products",
        "错放产品不参与搜索。", "Misplaced products are left out of search.", ("move-products",)),
    "alibaba.banned-words": ("无违禁词产品", "No product with a banned word", "banned_word_products",
        ("equals", "0"), None, Severity.MAJOR, Kind.PLATFORM, "policy", "产品可能被下架并扣分。", "Products may be removed, with points.", ()),
    "alibaba.on-time": ("按时发货率不低于95%", "On-time shipment at least 95%", "on_time_shipment_rate",
        ("at_least", "95%"), ("at_least", "97%"), Severity.MAJOR, Kind.PLATFORM, "fulfilment", "影响星等级。", "Counts for the star rating.", ()),
    "alibaba.first-response": ("首次响应不超过24小时", "First response within 24 hours", "first_response_hours",
        ("at_most", "24"), ("at_most", "20"), Severity.MINOR, Kind.PLATFORM, "responsiveness", "影响星等级。", "Counts for the star rating.", ("answer-rfqs",)),
    "alibaba.penalty": ("违规扣分低于12分", "Fewer than 12 violation points", "penalty_points",
        ("less_than", "12"), ("less_than", "6"), Severity.CRITICAL, Kind.PLATFORM, "policy", "12 分起限制 7 天。", "From 12 points on: restricted for 7 days.", ()),
    "alibaba.star": ("商家星等级不低于2星", "Star rating at least 2", "star_level",
        ("at_least", "2"), ("at_least", "3"), Severity.MAJOR, Kind.PLATFORM, "standing", "低星级流量减少。", "Low stars get less traffic.", ()),
}  # fmt: skip

_ATTESTED = {
    "alibaba.factory-video": ("视频验厂已上线", "Factory video is online", "哪个视频？", "Which video?"),
    "alibaba.certificates": (
        "产品认证有效",
        "Product certificates are valid",
        "证书编号与有效期？",
        "Numbers and validity?",
    ),
}

_REMEDIES = {
    "stop-defects": ("停止新增缺陷订单", "Stop new order defects", "customer service", "days", 2,
        ("逐单联系近 60 天的差评与索赔买家", "暂停发货异常的两个 SKU", "把每一单缺陷的原因记入台账"),
        ("Contact the buyer of every claim of the last 60 days", "Pause the two SKUs with wrong deliveries", "Note the cause of each defect in the tracker")),
    "answer-rfqs": ("一天内回复全部 RFQ", "Answer every RFQ within a day", "customer service", "hours", 3,
        ("每天 9:00 与 15:00 两次清空 RFQ 列表", "为前十类产品准备报价模板", "周末安排值班"),
        ("Empty the RFQ list at 9:00 and 15:00 each day", "Prepare quotation templates for the ten main products", "Put someone on duty at weekends")),
    "ask-for-reviews": ("向满意买家请求评价", "Ask satisfied buyers for a review", "sales", "days", 14,
        ("签收后第三天发送评价邀请", "优先处理三星以下评价"), ("Invite reviews three days after delivery", "Answer reviews under three stars first")),
    "ship-sooner": ("缩短备货与发货时间", "Shorten preparation and dispatch", "logistics", "weeks", 21,
        ("列出超过 15 天的订单及卡点",), ("List the orders over 15 days and where they waited",)),
    "raise-p4p-budget": ("提高 P4P 预算或错峰投放", "Raise the P4P budget or spread it over the day", "advertising", "hours", 2,
        ("查看广告下线的时段", "把日预算提高 30%，或降低夜间出价"), ("Look at the hours that the ads were offline", "Raise the daily budget by 30 %, or bid lower at night")),
    "move-products": ("把产品移到正确类目", "Move the products to the right category", "operations", "hours", 3,
        ("按清单逐个修改类目",), ("Change the category of each product in the list",)),
}  # fmt: skip


def book() -> RuleBook:
    metrics = {
        ("alibaba", name): Metric(
            id=name, platform="alibaba", name=Text(zh, en), unit=unit, better=better, window=window
        )
        for name, (zh, en, unit, better, window) in _METRICS.items()
    }
    checks: dict[str, Check] = {}
    for name, (zh, en, metric, expect, watch, severity, kind, dimension, risk_zh, risk_en, remedies) in _CHECKS.items():
        source = OFFICIAL if kind is Kind.PLATFORM else SOURCE
        line = Line(requirement(*expect), requirement(*watch) if watch else None, source)
        checks[name] = Check(
            id=name, pack="alibaba.weekly", platform="alibaba", purpose="weekly", title=Text(zh, en), severity=severity,
            kind=kind, source=source, metric=metric, lines=(line,), dimension=dimension, risk=Text(risk_zh, risk_en),
            remedies=remedies, sustained=Span(3, "month") if metric == "trust_orders" else None,
        )  # fmt: skip
    for name, (zh, en, ask_zh, ask_en) in _ATTESTED.items():
        checks[name] = Check(
            id=name, pack="alibaba.weekly", platform="alibaba", purpose="weekly", title=Text(zh, en),
            severity=Severity.MINOR, kind=Kind.BENCHMARK, source=SOURCE, dimension="trust",
            attest=Attest(Text(ask_zh, ask_en), True, Span(1, "year")),
        )  # fmt: skip

    def rule(
        name: str, zh: str, en: str, explains: tuple[str, ...], likelihood: str, confirm: Text, fix: tuple[str, ...]
    ):
        return DiagnosisRule(
            id=name, pack="alibaba.weekly", platform="alibaba", purpose="weekly", title=Text(zh, en), when=Condition(()),
            explains=explains, likelihood=likelihood, confirm=confirm, remedies=fix,
        )  # fmt: skip

    lost = ("alibaba.exposure", "alibaba.inquiries")
    diagnoses = {
        rule.id: rule
        for rule in (
            rule("alibaba.p4p-exhausted", "P4P 预算耗尽，广告提前下线", "The P4P budget ran out and the ads went offline", lost, "likely",
                 Text("在直通车报表查看每天广告下线的时刻", "Look at the hour at which the ads went offline each day"), ("raise-p4p-budget",)),
            rule("alibaba.misplacement", "产品放错类目，搜索不收录", "Products in wrong categories are left out of search", lost, "possible",
                 Text("核对错放产品的曝光是否为零", "See whether the misplaced products have no exposure"), ("move-products",)),
            rule("alibaba.slow-desk", "客服响应慢", "The service desk answers slowly", ("alibaba.rfq-response", "alibaba.first-response"), "likely",
                 Text("查看未回复 RFQ 的时间分布", "Look at when the unanswered RFQs arrived"), ("answer-rfqs",)),
            rule("alibaba.late-shipping", "发货慢导致差评", "Late shipping is behind the poor reviews", ("alibaba.dsr",), "possible",
                 Text("抽查三星以下评价的原因", "Read the reviews under three stars"), ("ship-sooner",)),
        )
    }  # fmt: skip
    remedies = {
        name: Remedy(name, Text(zh, en), steps_zh, steps_en, owner, effort, Span(days, "day"), Text("下次导出达标", "The next export is on the right side"))
        for name, (zh, en, owner, effort, days, steps_zh, steps_en) in _REMEDIES.items()
    }  # fmt: skip
    packs = {
        "alibaba.weekly": Pack("alibaba.weekly", "alibaba", "weekly", Text("国际站店铺周检", "Alibaba.com weekly audit"), "2026.11", "a" * 64),
        "client.weekly": Pack("client.weekly", "client", "weekly", Text("跨渠道检查", "Across channels"), None, "b" * 64),
    }  # fmt: skip
    return RuleBook(packs, metrics, {}, checks, {}, diagnoses, remedies, {"alibaba": ("visitors",)})


def cell(address: str, raw: str, file: str = FILE, sheet: str | None = "周报") -> Evidence:
    return Evidence(file, sheet, address, raw)


def weeks(*values: float | None) -> tuple[TrendPoint, ...]:
    return tuple(TrendPoint(AS_OF - timedelta(weeks=len(values) - 1 - at), value) for at, value in enumerate(values))


_WORDS = {
    "less_than": ("低于", "less than"), "at_least": ("不低于", "at least"), "more_than": ("高于", "more than"),
    "at_most": ("不超过", "at most"), "equals": ("等于", "exactly"),
}  # fmt: skip


def finding(
    key: StoreKey, name: str, status: Status, value: float | None = None, display: str | None = None, **rest
) -> Finding:
    check = _CHECKS.get(name)
    require = watch = None
    if check:
        verb, text = check[3]
        require = Text(f"{_WORDS[verb][0]} {text}", f"{_WORDS[verb][1]} {text}")
        if check[4]:
            verb, text = check[4]
            watch = Text(f"{_WORDS[verb][0]} {text}", f"{_WORDS[verb][1]} {text}")
    return Finding(
        key, name, status, value=value, display=Text(display, display) if display else None, require=require, watch=watch,
        line=0 if check else None, period=WEEK if value is not None else None, **rest,
    )  # fmt: skip


def busy_store() -> StoreAudit:
    """Every status, competing causes, a waiver, history, gaps."""
    key = StoreKey("alibaba", "恒达五金旗舰店")
    fail, watch, ok, unknown = Status.FAIL, Status.WATCH, Status.PASS, Status.UNKNOWN

    def made(name: str, status: Status, value: float | None = None, display: str | None = None, **rest) -> Finding:
        return finding(key, name, status, value, display, **rest)

    findings = (
        made("alibaba.order-defects", fail, 0.0123, "1.23%", headroom=-0.0023,
             recovery=Recovery(Text("再有 51 单无缺陷订单即可回到 1% 以下；最早的两单缺陷将于 12 月 3 日离开统计窗口。",
                                    "51 more orders without a defect; the oldest two defects leave the window on 3 December."), 51),
             trend=weeks(0.006, 0.0062, 0.0071, 0.0068, 0.0075, 0.0081, 0.0079, 0.0085, 0.0092, 0.0098, 0.0104, 0.0111, 0.0123), failing_periods=3,
             evidence=(cell("C31", "16", CSV, None), cell("D31", "1301", CSV, None)), evidence_rows=16),
        made("alibaba.rfq-response", fail, 0.891, "89.1%", headroom=-0.009,
             recovery=Recovery(Text("接下来连续全部回复 9 条 RFQ 即可达到 90%。", "Answer the next 9 RFQs in a row to reach 90 %."), 9),
             trend=weeks(0.95, 0.94, 0.945, 0.93, None, 0.92, 0.915, 0.91, 0.905, 0.902, 0.897, 0.894, 0.891), failing_periods=3,
             evidence=(cell("O6", "98"), cell("O7", "110")), explained_by=("alibaba.slow-desk",)),
        made("alibaba.dsr", watch, 4.55, "4.55", headroom=0.05, projected_breach=date(2026, 12, 20), trend=weeks(4.7, 4.7, 4.68, 4.66, 4.65, 4.62, 4.6, 4.58, 4.57, 4.56, 4.55, 4.55, 4.55),
             evidence=(cell("O9", "4.55"),), explained_by=("alibaba.late-shipping",)),
        made("alibaba.trust-fulfilment", Status.WAIVED, 17, "17 天", headroom=-2, trend=weeks(14, 15, 16, 17), evidence=(cell("O10", "17天"),),
             waiver=WaiverNote(fail, "搬厂期间发货延迟，已与客户约定", "王敏", date(2026, 12, 15))),
        made("alibaba.trust-orders", unknown, reason=Text("2026-09 缺数据，补上后仍可能不达标", "No value for 2026-09; with it the check could still fail"),
             supply=Text("请提供 2026 年 9 月的信保订单数", "Supply the trust-assurance orders of September 2026"), trend=weeks(4, 0, None, 0),
             evidence=(cell("N11", "0"), cell("M11", "--"))),
        made("alibaba.exposure", fail, -0.271, "-27.1%", headroom=-0.071, trend=weeks(0.02, -0.01, 0.03, 0.01, -0.04, 0.02, -0.06, -0.09, -0.271),
             recovery=Recovery(Text("下周曝光需回到 41,200 次以上。", "Exposure has to be back above 41,200 next week.")), failing_periods=1,
             evidence=(cell("O3", "30,034"), cell("N3", "41,198")), explained_by=("alibaba.p4p-exhausted", "alibaba.misplacement")),
        made("alibaba.inquiries", fail, -0.235, "-23.5%", headroom=-0.035, trend=weeks(0.01, 0.03, -0.02, 0.0, 0.02, -0.05, -0.08, -0.03, -0.235), failing_periods=1,
             evidence=(cell("O5", "26"), cell("N5", "34")), explained_by=("alibaba.p4p-exhausted", "alibaba.misplacement")),
        made("alibaba.p4p-cpc", fail, 1.31, "$1.31", currency="USD", headroom=-0.11, trend=weeks(0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2, 1.25, 1.31), evidence=(cell("O13", "$1.31"),)),
        made("alibaba.p4p-budget", fail, 1.04, "104%", headroom=-0.04, trend=weeks(0.8, 0.82, 0.85, 0.9, 0.93, 0.96, 1.04),
             evidence=(cell("O14", "5,200"), cell("O15", "5,000")), explained_by=("alibaba.p4p-exhausted",)),
        made("alibaba.misplaced", fail, 4, "4", headroom=-4, evidence=tuple(cell(f"B{row}", "类目错放", CSV, None) for row in (12, 40, 41, 77)), evidence_rows=4,
             explained_by=("alibaba.misplacement",)),
        made("alibaba.banned-words", ok, 0, "0", headroom=0, evidence=(cell("O17", "0"),)),
        made("alibaba.on-time", ok, 0.978, "97.8%", headroom=0.028, trend=weeks(0.97, 0.971, 0.975, 0.978), evidence=(cell("O18", "97.8%"),)),
        made("alibaba.first-response", watch, 22.5, "22.5 小时", headroom=1.5, trend=weeks(15, 16, 18, 19, 21, 22.5), evidence=(cell("O19", "22.5"),), explained_by=("alibaba.slow-desk",)),
        made("alibaba.penalty", unknown, reason=Text("周报!O20 写作 “N/A”", "周报!O20 reads “N/A”"), supply=Text("请从“违规与处罚”页面导出扣分记录", "Export the points from the violations page"),
             evidence=(cell("O20", "N/A"),)),
        made("alibaba.star", ok, 3, "3", headroom=1, trend=weeks(2, 2, 3, 3), evidence=(cell("O21", "3"),)),
        made("alibaba.factory-video", Status.NOT_APPLICABLE, reason=Text("品牌贸易商，无工厂", "A trading brand without a factory")),
        made("alibaba.certificates", unknown, reason=Text("尚未答复", "Not answered yet"), supply=Text("请在检查清单填写证书编号并签字", "Fill in the certificate numbers in the checklist and sign")),
    )  # fmt: skip
    concluded, tentative = DiagnosisState.CONCLUDED, DiagnosisState.TENTATIVE
    diagnoses = (
        Diagnosis(key, "alibaba.p4p-exhausted", concluded, ("alibaba.p4p-budget:fail", "alibaba.exposure:fail"), ("alibaba.exposure", "alibaba.inquiries", "alibaba.p4p-budget")),
        Diagnosis(key, "alibaba.misplacement", concluded, ("alibaba.misplaced:fail", "alibaba.exposure:fail"), ("alibaba.exposure", "alibaba.inquiries", "alibaba.misplaced")),
        Diagnosis(key, "alibaba.slow-desk", concluded, ("alibaba.rfq-response:fail", "alibaba.first-response:watch"), ("alibaba.rfq-response", "alibaba.first-response")),
        Diagnosis(key, "alibaba.late-shipping", tentative, ("alibaba.dsr:watch",), ("alibaba.dsr",), ("alibaba.trust-orders:watch|fail",)),
    )  # fmt: skip
    actions = (
        Action(key, "stop-defects", 1, 96.0, "customer service", date(2026, 11, 17), ("alibaba.order-defects",), Text("严重级别，账户可能被停用", "Critical: the account may be deactivated")),
        Action(key, "raise-p4p-budget", 2, 61.5, "advertising", date(2026, 11, 17), ("alibaba.p4p-budget", "alibaba.exposure", "alibaba.inquiries"), Text("一次可解决三项，数小时内可完成", "Mends three findings within hours")),
        Action(key, "answer-rfqs", 3, 55.0, "customer service", date(2026, 11, 18), ("alibaba.rfq-response", "alibaba.first-response"), Text("距 90% 只差 0.9 个百分点", "Only 0.9 points from 90 %")),
        Action(key, "move-products", 4, 40.0, "operations", date(2026, 11, 18), ("alibaba.misplaced", "alibaba.exposure"), Text("四个产品，数小时", "Four products, hours"), "in_progress"),
        Action(key, "ask-for-reviews", 5, 12.0, "sales", date(2026, 11, 29), ("alibaba.dsr",), Text("接近要求线", "Near the line")),
    )  # fmt: skip
    dimensions = (
        DimensionScore("standing", 49, "alibaba.order-defects", Text("封顶 49：订单缺陷率低于1%未达标", "Capped at 49: the order defect rate failed"), 3, 4),
        DimensionScore("responsiveness", 43, "alibaba.rfq-response", None, 2, 2),
        DimensionScore("traffic", 0, "alibaba.exposure", None, 2, 2),
        DimensionScore("advertising", 0, "alibaba.p4p-budget", None, 2, 2),
        DimensionScore("products", 0, "alibaba.misplaced", Text("封顶 79：无类目错放产品未达标", "Capped at 79: products are misplaced"), 1, 1),
        DimensionScore("policy", 100, "alibaba.banned-words", None, 1, 2),
        DimensionScore("fulfilment", 100, "alibaba.on-time", None, 2, 2),
        DimensionScore("trust", None, None, None, 0, 1),
    )  # fmt: skip
    score = Score(
        46,
        38,
        49,
        "E",
        13,
        16,
        Text("封顶 49：订单缺陷率低于1%未达标", "Capped at 49: the order defect rate failed"),
        dimensions,
    )
    observed = (
        Observed("visitors", None, 1834, Text("1,834", "1,834"), WEEK, weeks(2310, 2280, 2402, 2377, 2251, 2190, 2240, 1834), (cell("O4", "1,834"),)),
    )  # fmt: skip
    store = Store(key, client="恒达五金", attributes={"market": "US", "category": "hardware"}, files=(FILE, CSV))
    return StoreAudit(store, findings, diagnoses, actions, score, observed)


CHANGES = {
    "alibaba.order-defects": ("worse", "2026-11-01"),
    "alibaba.rfq-response": ("continuing", "2026-10-18"),
    "alibaba.exposure": ("new", None),
    "alibaba.inquiries": ("new", None),
    "alibaba.misplaced": ("new", None),
}


def with_past(made: dict[str, Any]) -> dict[str, Any]:
    """The document as the history hands it on: changes, the audit before, what became of its actions."""
    lang = made["lang"]
    for store in made["stores"]:
        if store["store"] != busy_store().store.key.store:
            continue
        for finding in store["findings"]:
            finding["change"], finding["since"] = CHANGES.get(finding["check"], (None, None))
        follow_ups = [
            ("ship-sooner", "2026-11-20", "in_progress", 0, "陈立", Text("履约时长 16 → 17 天，未改善", "Fulfilment 16 → 17 days, not better")),
            ("move-products", "2026-11-12", "open", 3, None, Text("错放产品 2 → 4 个", "Misplaced products 2 → 4")),
            ("answer-rfqs", "2026-11-11", "done", 0, "李娜", Text("响应率 89.4% → 89.1%，未改善", "Response rate 89.4% → 89.1%, not better")),
        ]  # fmt: skip
        titles = {name: remedy.title.of(lang) for name, remedy in book().remedies.items()}
        checks = {name: check.title.of(lang) for name, check in book().checks.items()}
        resolved = ("alibaba.banned-words", "alibaba.star")
        store["previous"] = {
            "as_of": "2026-11-08",
            "score": 58,
            "grade": "D",
            "resolved": [{"check": name, "segment": None, "title": checks.get(name, name)} for name in resolved],
            "actions": [
                {
                    "action": name,
                    "title": titles.get(name, name),
                    "due": due,
                    "status": status,
                    "overdue_days": late,
                    "person": person,
                    "moved": moved.of(lang),
                }
                for name, due, status, late, person, moved in follow_ups
            ],
        }
    return spread(made) if lang == BOTH else made


def calm_store() -> StoreAudit:
    """No check failed."""
    key = StoreKey("alibaba", "顺风灯饰")
    findings = tuple(
        finding(key, name, Status.PASS, value, display, headroom=0.1, evidence=(cell(address, display, "shunfeng.csv", None),))
        for name, value, display, address in (
            ("alibaba.order-defects", 0.002, "0.2%", "C2"),
            ("alibaba.rfq-response", 0.97, "97%", "C3"),
            ("alibaba.dsr", 4.9, "4.9", "C4"),
        )
    )  # fmt: skip
    dimensions = (
        DimensionScore("standing", 100, "alibaba.dsr", None, 2, 2),
        DimensionScore("responsiveness", 100, None, None, 1, 1),
    )
    return StoreAudit(
        Store(key, client="顺风照明", files=("shunfeng.csv",)),
        findings,
        (),
        (),
        Score(100, 100, 100, "A", 3, 3, None, dimensions),
    )


def silent_store() -> StoreAudit:
    """Nothing could be assessed: no score."""
    key = StoreKey("alibaba", "Nova Tools US")
    findings = tuple(
        finding(key, name, Status.UNKNOWN, reason=Text("表中没有此指标", "The files do not have this metric"),
                supply=Text("请补充该指标的列", "Add a column for this metric"))
        for name in ("alibaba.order-defects", "alibaba.rfq-response")
    )  # fmt: skip
    return StoreAudit(
        Store(key, files=("nova.xlsx",)),
        findings,
        (),
        (),
        Score(None, 0, 100, None, 0, 2, None, (DimensionScore("standing", None, None, None, 0, 1),)),
    )


def audit(*stores: StoreAudit) -> Audit:
    ignored = (
        Ignored("A24", "店铺健康分", Text("不认识的指标", "Unknown metric"), "商家星等级"),
        Ignored("O12", "0.9", Text("0.9 是 0.9% 还是 90%？", "0.9: 0.9 % or 90 %?"), None, True, Text("percent: {main_search_inquiry_share: share}", "percent: {main_search_inquiry_share: share}")),
    )  # fmt: skip
    inputs = (
        InputFile(FILE, "c" * 64, 18342, (InputSheet("周报", "scorecard", 24, 208, ignored, 3, notes=(Text("隐藏行 1 行，已计入", "1 hidden row, counted"),)),)),
        InputFile(CSV, "d" * 64, 99120, (InputSheet(None, "alibaba.orders", 1301, 39),)),
        InputFile("shunfeng.csv", "e" * 64, 812, (InputSheet(None, "tidy", 3, 3),)),
        InputFile("nova.xlsx", "f" * 64, 6211, (InputSheet("Sheet1", None, 0, 0, error=Text("没有认得的表头", "No known heading")),)),
        InputFile("broken.xls", None, None, (), Text("文件已加密，无法读取", "The file is encrypted"), Text("请另存为不加密的副本", "Save a copy without a password")),
    )  # fmt: skip
    stores = stores or (busy_store(), calm_store(), silent_store())
    intake = Intake(inputs, tuple(each.store for each in stores), ())
    return Audit(
        AS_OF,
        "weekly",
        intake,
        stores,
        (),
        (Text("豁免 alibaba.rfq-response 将于 14 天内到期", "The waiver of alibaba.rfq-response ends within 14 days"),),
    )


def renamed(entry: StoreAudit, name: str) -> StoreAudit:
    """The same audit for a store of another name."""
    key = StoreKey(entry.store.key.platform, name)
    return replace(
        entry, store=replace(entry.store, key=key), findings=tuple(each._replace(store=key) for each in entry.findings)
    )
