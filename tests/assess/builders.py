"""Small rule books and observations, written out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from auditor.assess import build_panel, judge
from auditor.model import (
    Attestation,
    Evidence,
    Finding,
    Kind,
    Observation,
    Period,
    ScopeResult,
    Severity,
    Store,
    StoreKey,
    Text,
    ValueState,
)
from auditor.rulebook.formula import parse_formula
from auditor.rulebook.model import (
    Across,
    Attest,
    Better,
    Check,
    Line,
    Metric,
    Pack,
    Quantity,
    Requirement,
    RuleBook,
    Source,
    Span,
    Unit,
    Verb,
)
from auditor.rulebook.quantities import parse_quantity

AS_OF = date(2026, 11, 15)
WEEK = Period(date(2026, 11, 8), date(2026, 11, 14))
SHOP = StoreKey("alibaba", "shop")
SOURCE = Source(Text("测试", "test"), "house", date(2026, 11, 21))
SPANS = {"days": "day", "weeks": "week", "months": "month", "years": "year"}


def span(text: str) -> Span:
    """``3 months``, ``week``, ``moment``."""
    count, _, unit = text.rpartition(" ")
    return Span(int(count or 1), SPANS.get(unit, unit))


def metric(name: str, unit: str = "share", better: str = "higher", window: str = "week", **more: Any) -> Metric:
    platform = more.pop("platform", "alibaba")
    formula = more.pop("formula", None)
    across = more.pop("across", None)
    return Metric(
        name,
        platform,
        Text(f"{name}（中）", name),
        Unit(unit),
        Better(better),
        span(window),
        formula=parse_formula(formula) if formula else None,
        formula_text=formula,
        across=Across(*across) if across else None,
        **more,
    )


def requirement(unit: str, verb: str, *figures: str) -> Requirement:
    if unit == "text":
        return Requirement(Verb(verb), options=figures)
    return Requirement(Verb(verb), tuple(parse_quantity(figure, Unit(unit)) for figure in figures))


def quantity(value: Fraction, text: str = "") -> Quantity:
    return Quantity(value, text or str(float(value)))


def check(
    of: Metric | str,
    expect: Sequence[str] | None = None,
    watch: Sequence[str] | None = None,
    *,
    name: str | None = None,
    **more: Any,
) -> Check:
    """A check of a metric, ``expect`` as ("at_least", "90%")."""
    metric_id = of.id if isinstance(of, Metric) else None
    lines = more.pop("lines", ())
    if expect and isinstance(of, Metric):
        unit = of.unit.value
        lines = (Line(requirement(unit, *expect), requirement(unit, *watch) if watch else None, SOURCE),)
    for key in ("sustained", "max_age"):
        if isinstance(more.get(key), str):
            more[key] = span(more[key])
    identity = name or f"check.{of.id if isinstance(of, Metric) else of}"
    settings: dict[str, Any] = {
        "pack": "test",
        "platform": of.platform if isinstance(of, Metric) else "alibaba",
        "purpose": "weekly",
        "title": Text(f"{identity}（中）", identity),
        "severity": Severity(more.pop("severity", "major")),
        "kind": Kind(more.pop("kind", "platform")),
        "source": SOURCE,
    }
    return Check(identity, metric=metric_id, lines=lines, **{**settings, **more})


def attested(name: str = "check.item", **more: Any) -> Check:
    item = Attest(
        Text("请提供", "Which number?"),
        more.pop("evidence_required", False),
        span(more.pop("valid_for")) if "valid_for" in more else None,
        more.pop("no_is_watch", False),
    )
    return check(name, name=name, attest=item, **more)


def book(metrics: Sequence[Metric] = (), checks: Sequence[Check] = (), **more: Any) -> RuleBook:
    platforms = dict.fromkeys([*(each.platform for each in metrics), *(each.platform for each in checks)])
    settings: dict[str, Any] = {
        "packs": {f"{name}.test": Pack(f"{name}.test", name, "weekly", Text("", ""), None, "") for name in platforms},
        "metrics": {(each.platform, each.id): each for each in metrics},
        "attributes": {},
        "checks": {each.id: each for each in checks},
        "scopes": {},
        "diagnoses": {},
        "remedies": {},
        "observe": {},
    }
    return RuleBook(**{**settings, **more})


def seen(
    of: Metric | str,
    value: float | str | None,
    period: Period | date | str = WEEK,
    *,
    store: StoreKey = SHOP,
    state: ValueState | None = None,
    cell: str | None = None,
    raw: str | None = None,
    **more: Any,
) -> Observation:
    """One observation; a value of None is a mark of a missing one."""
    name = of if isinstance(of, str) else of.id
    if isinstance(period, str):
        period = month(period)
    if isinstance(period, date):
        period = Period(period, period)
    place = cell or f"{store.store}-{name}-{more.get('segment')}-{period.end}"
    text = raw if raw is not None else "--" if value is None else str(value)
    if state is None:
        state = ValueState.MISSING if value is None else ValueState.OK
    shown = value if state is ValueState.OK else None
    return Observation(store, name, period, shown, (Evidence("a.csv", None, place, text),), state, **more)


def month(text: str) -> Period:
    """``2026-09`` as a period."""
    year, number = (int(part) for part in text.split("-"))
    following = date(year + number // 12, number % 12 + 1, 1)
    return Period(date(year, number, 1), following - timedelta(days=1))


def weeks(of: Metric | str, values: Sequence[float | None], end: date = WEEK.end, **more: Any) -> list[Observation]:
    """Weekly values, oldest first, the last week ending on ``end``; None leaves a week out."""
    rows = []
    for back, value in enumerate(reversed(values)):
        last = end - timedelta(days=7 * back)
        if value is not None:
            rows.append(seen(of, value, Period(last - timedelta(days=6), last), **more))
    return rows


def months(of: Metric | str, values: Sequence[float | None], last: str = "2026-10", **more: Any) -> list[Observation]:
    """Monthly values, oldest first; None leaves a month out."""
    year, number = (int(part) for part in last.split("-"))
    rows = []
    for back, value in enumerate(reversed(values)):
        index = year * 12 + number - 1 - back
        if value is not None:
            rows.append(seen(of, value, f"{index // 12}-{index % 12 + 1}", **more))
    return rows


def audit(
    rules: RuleBook,
    rows: Sequence[Observation] = (),
    *,
    stores: Sequence[Store] = (Store(SHOP),),
    as_of: date = AS_OF,
    rates: Mapping[str, float] | None = None,
    attestations: Sequence[Attestation] = (),
    scopes: Mapping[StoreKey, Mapping[str, ScopeResult]] | None = None,
    skip: Mapping[str, str] | None = None,
    purpose: str = "weekly",
) -> dict[StoreKey, tuple[Finding, ...]]:
    """All findings."""
    panel = build_panel(rules, stores, rows, attestations, as_of, rates or {})
    return judge(panel, rules, purpose, scopes or {}, skip or {})


def one(rules: RuleBook, rows: Sequence[Observation] = (), **more: Any) -> Finding:
    """The only finding of the shop."""
    (finding,) = audit(rules, rows, **more)[SHOP]
    return finding
