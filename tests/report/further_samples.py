"""Three more audits made by hand: a review before the launch, a client across its channels, and one that people vouch for."""

# ruff: noqa: E501  (tables of texts)

from __future__ import annotations

from dataclasses import replace
from datetime import date

from auditor.model import (
    Action,
    AttestedNote,
    Audit,
    DimensionScore,
    Finding,
    Kind,
    Score,
    Severity,
    Status,
    Store,
    StoreAudit,
    StoreKey,
    Text,
    WaiverNote,
)
from auditor.rulebook.model import Attest, Check, Remedy, RuleBook, Span
from tests.report import samples

_ITEMS = {
    "alibaba.ready.brand": (Severity.CRITICAL, "商标已注册或已获授权", "The brand is registered or licensed", "商标号或授权书？", "Registration number or licence?"),
    "alibaba.ready.certificates": (Severity.MAJOR, "目标市场认证齐备", "Certificates of the market are there", "证书编号？", "Numbers of the certificates?"),
    "alibaba.ready.returns": (Severity.MAJOR, "退货地址可用", "A return address is in use", "地址截图？", "A picture of the setting?"),
    "alibaba.ready.video": (Severity.MINOR, "主图视频已上传", "The main video is online", "链接？", "The link?"),
    "client.channel-share": (Severity.ADVISORY, "单一渠道占比不超过70%", "At most 70% of sales from one channel", "", ""),
    "client.price-gap": (Severity.MINOR, "渠道间价差不超过10%", "Prices differ by at most 10% between channels", "", ""),
}  # fmt: skip


def book() -> RuleBook:
    """The book of the other samples with the items of these."""
    made = samples.book()
    checks = {
        name: Check(
            id=name, pack=f"{name.split('.')[0]}.weekly", platform=name.split(".")[0], purpose="weekly", title=Text(zh, en),
            severity=severity, kind=Kind.BENCHMARK if severity is Severity.ADVISORY else Kind.PLATFORM, source=samples.SOURCE,
            dimension="trust" if ask_zh else "strategy", risk=Text("上线后会被下架。", "It would be taken down after the launch."),
            remedies=("register-brand",) if severity is Severity.CRITICAL else (),
            attest=Attest(Text(ask_zh, ask_en), True, Span(1, "year")) if ask_zh else None,
        )
        for name, (severity, zh, en, ask_zh, ask_en) in _ITEMS.items()
    }  # fmt: skip
    brand = Remedy(
        "register-brand", Text("注册商标或取得授权", "Register the brand or get a licence"), ("查询近似商标", "提交申请"),
        ("Search for similar marks", "File the application"), "compliance", "weeks", Span(14, "day"),
        Text("取得受理通知书", "The notice of filing is there"),
    )  # fmt: skip
    return replace(made, checks=made.checks | checks, remedies=made.remedies | {brand.id: brand})


def _answered(key: StoreKey, check: str, status: Status, note: AttestedNote | None = None, **rest: object) -> Finding:
    said = {Status.PASS: Text("是", "yes"), Status.FAIL: Text("否", "no")}.get(status)
    cells = (samples.cell("C7", said.zh if said else "", "清单.xlsx", "上线检查"),)
    return Finding(key, check, status, display=said, evidence=cells, attested=note, **rest)  # type: ignore[arg-type]


def _score(value: int | None, low: int, high: int, grade: str | None, assessed: int, of: int, dimension: str) -> Score:
    return Score(
        value, low, high, grade, assessed, of, None, (DimensionScore(dimension, value, None, None, assessed, of),)
    )


def launch_store() -> StoreAudit:
    """Before the launch: one item refused, one without evidence, one blank, one attested."""
    key = StoreKey("alibaba", "新店·晨光户外")
    signed = AttestedNote("设置截图 2026-11-02.png", "李娜", date(2026, 11, 2), date(2027, 11, 2))
    findings = (
        _answered(key, "alibaba.ready.brand", Status.FAIL, AttestedNote(None, "李娜", date(2026, 11, 2), None),
                  reason=Text("答复为否", "answered no")),
        _answered(key, "alibaba.ready.certificates", Status.UNKNOWN,
                  reason=Text("答复为是，但没有证据", "answered yes without evidence"),
                  supply=Text("请提供证据：证书编号？", "Supply the evidence: Numbers of the certificates?")),
        _answered(key, "alibaba.ready.returns", Status.PASS, signed),
        _answered(key, "alibaba.ready.video", Status.UNKNOWN, reason=Text("尚未回答", "not answered"),
                  supply=Text("请回答：链接？", "Answer: The link?")),
    )  # fmt: skip
    action = Action(
        key,
        "register-brand",
        1,
        20.0,
        "compliance",
        date(2026, 11, 29),
        ("alibaba.ready.brand",),
        Text("严重", "critical"),
    )
    store = Store(key, client="晨光", attributes={"market": "DE"}, files=("清单.xlsx",))
    return StoreAudit(store, findings, (), (action,), _score(49, 20, 49, "E", 2, 4, "trust"))


def launch_audit() -> Audit:
    """The review of ``launch_store``."""
    return replace(samples.audit(launch_store()), purpose="readiness")


def client_audit() -> Audit:
    """A calm store, and its client judged across its channels: one failing, one unknown."""
    key = StoreKey("client", "恒达五金")
    findings = (
        Finding(key, "client.channel-share", Status.FAIL, value=0.86, display=Text("86%", "86%"), require=Text("不超过 70%", "at most 70%"),
                period=samples.WEEK, evidence=(samples.cell("C2", "86,000", "sales.csv", None), samples.cell("C5", "100,000", "sales.csv", None))),
        Finding(key, "client.price-gap", Status.UNKNOWN, reason=Text("独立站没有价格数据", "the independent store has no prices"),
                supply=Text("请补充独立站价格", "Supply the prices of the independent store")),
    )  # fmt: skip
    entry = StoreAudit(Store(key, client="恒达五金"), findings, (), (), _score(None, 0, 100, None, 1, 2, "strategy"))
    return replace(samples.audit(samples.calm_store()), clients=(entry,))


def vouched_store() -> StoreAudit:
    """Nothing fails openly: what does is waived, and the rest is attested by people, with and without a signature."""
    key = StoreKey("alibaba", "北辰仪器")
    findings = (
        samples.finding(key, "alibaba.trust-fulfilment", Status.WAIVED, 17, "17", headroom=-2, evidence=(samples.cell("C3", "17"),),
                        waiver=WaiverNote(Status.FAIL, "搬厂期间发货延迟，已与客户约定", "王敏", date(2026, 12, 15))),
        samples.finding(key, "alibaba.dsr", Status.WAIVED, 4.55, "4.55", headroom=0.05, evidence=(samples.cell("C4", "4.55"),),
                        waiver=WaiverNote(Status.WATCH, "新品期", "王敏", date(2026, 11, 20))),
        samples.finding(key, "alibaba.order-defects", Status.PASS, 0.002, "0.2%", headroom=0.008, evidence=(samples.cell("C5", "0.2%"),)),
        _answered(key, "alibaba.factory-video", Status.PASS,
                  AttestedNote("https://v.example/厂区", "赵强", date(2026, 6, 1), date(2027, 6, 1))),
        _answered(key, "alibaba.certificates", Status.PASS, AttestedNote("CE-2026-114", None, date(2026, 3, 9), date(2027, 3, 9)),
                  notes=(Text("未签字", "nobody signed"),)),
    )  # fmt: skip
    store = Store(key, client="北辰", files=("清单.xlsx", samples.FILE))
    return StoreAudit(store, findings, (), (), _score(100, 100, 100, "A", 3, 3, "standing"))
