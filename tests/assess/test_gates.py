"""Whether a check concerns a store: scopes, dates, dated lines, the overlay's skips, checks it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from auditor.model import Attestation, Evidence, ScopeResult, Store, StoreKey, Text, Truth, ValueState
from auditor.rulebook.model import Attribute, Line
from tests.assess.builders import AS_OF, SHOP, SOURCE, attested, audit, book, check, metric, one, requirement, seen

RATE = metric("rate")
PLAIN = check(RATE, ("at_least", "90%"), ("at_least", "95%"))
MARKET = Attribute("market", "alibaba", Text("站点", "Marketplace"))


def scoped(**truths: Truth) -> dict[StoreKey, dict[str, ScopeResult]]:
    return {
        SHOP: {
            name: ScopeResult(truth, ("market",) if truth is Truth.UNKNOWN else ()) for name, truth in truths.items()
        }
    }


@pytest.mark.parametrize("truths", list(product(Truth, repeat=2)))
def test_scopes_are_asked_for_all_together(truths: tuple[Truth, Truth]) -> None:
    rules = book([RATE], [replace(PLAIN, applies=("a", "b"))], attributes={("alibaba", "market"): MARKET})
    finding = one(rules, [seen(RATE, 0.8)], scopes=scoped(a=truths[0], b=truths[1]))
    if Truth.FALSE in truths:
        assert finding.status == "not_applicable"
        assert finding.reason is not None
    elif Truth.UNKNOWN in truths:
        assert finding.status == "unknown"
        assert finding.reason == ("未注明“站点”", "“marketplace” not stated")
        assert finding.supply is not None
        assert finding.supply == ("请注明店铺的“站点”", "State for the store: “marketplace”")
        assert finding.value is None
    else:
        assert finding.status == "fail"


def test_what_has_to_be_stated_is_told_with_what_it_can_be_and_what_tells_it() -> None:
    size = Attribute(
        "size", "alibaba", Text("规模", "Size"), {"small": ("小",), "large": ("大",)}, source_metric="rate"
    )
    places = replace(MARKET, values=dict.fromkeys("ABCD", ()))
    rules = book(
        [RATE],
        [replace(PLAIN, applies=("a",))],
        attributes={("alibaba", "size"): size, ("alibaba", "market"): places},
    )
    finding = one(rules, [], scopes={SHOP: {"a": ScopeResult(Truth.UNKNOWN, ("size", "market"))}})
    assert finding.supply == (
        "请注明店铺的“规模”（小 / 大；或提供“rate（中）”）、“站点”",
        "State for the store: “size” (small / large; or supply “rate”), “marketplace”",
    )


def test_of_a_figure_that_tells_the_scope_and_cannot_be_read_the_cell_is_named() -> None:
    size = Attribute("size", "alibaba", Text("规模", "Size"), {"small": ("小",)}, source_metric="rate")
    rules = book([RATE], [replace(PLAIN, applies=("a",))], attributes={("alibaba", "size"): size})
    rows = [seen(RATE, 0.5, cell="B7", raw="half", state=ValueState.UNREADABLE)]
    finding = one(rules, rows, scopes={SHOP: {"a": ScopeResult(Truth.UNKNOWN, ("size",))}})
    assert finding.reason is not None
    assert finding.supply is not None
    assert "B7" in finding.reason.en
    assert "B7" in finding.supply.en


def test_a_scope_that_nobody_inferred_is_unknown() -> None:
    rules = book([RATE], [replace(PLAIN, applies=("a",))])
    assert one(rules, [seen(RATE, 0.8)]).status == "unknown"


def test_a_check_that_does_not_apply_gives_one_finding_whatever_the_segments() -> None:
    rules = book([RATE], [replace(PLAIN, applies=("a",))])
    rows = [seen(RATE, 0.8, segment="DE"), seen(RATE, 0.8, segment="FR")]
    found = audit(rules, rows, scopes=scoped(a=Truth.FALSE))[SHOP]
    assert [(finding.segment, finding.status) for finding in found] == [(None, "not_applicable")]


def test_each_store_has_its_own_scopes() -> None:
    other = StoreKey("alibaba", "other")
    rules = book([RATE], [replace(PLAIN, applies=("a",))])
    scopes = {SHOP: {"a": ScopeResult(Truth.TRUE)}, other: {"a": ScopeResult(Truth.FALSE)}}
    rows = [seen(RATE, 0.99), seen(RATE, 0.1, store=other)]
    found = audit(rules, rows, stores=[Store(SHOP), Store(other)], scopes=scopes)
    assert [found[SHOP][0].status, found[other][0].status] == ["pass", "not_applicable"]


def test_the_overlay_leaves_a_check_out_with_its_reason() -> None:
    finding = one(book([RATE], [PLAIN]), [seen(RATE, 0.1)], skip={PLAIN.id: "品牌贸易商"})
    assert finding.status == "not_applicable"
    assert finding.reason is not None
    assert "品牌贸易商" in finding.reason.en
    assert "品牌贸易商" in finding.reason.zh


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2026, 10, 31), "not_applicable"),
        (date(2026, 11, 1), "fail"),
        (date(2026, 11, 30), "fail"),
        (date(2026, 12, 1), "not_applicable"),
    ],
)
def test_a_check_has_its_dates_ends_included(day: date, status: str) -> None:
    dated = replace(PLAIN, start=date(2026, 11, 1), end=date(2026, 11, 30))
    finding = one(book([RATE], [dated]), [seen(RATE, 0.1, date(2026, 10, 1))], as_of=day)
    assert finding.status == status
    item = replace(attested(), start=date(2026, 11, 1), end=date(2026, 11, 30))
    answered = one(book([], [item]), as_of=day)
    assert answered.status == ("unknown" if status == "fail" else "not_applicable")


LINES = (
    Line(requirement("score", "at_least", "350"), None, SOURCE, date(2018, 7, 1), date(2020, 8, 15)),
    Line(requirement("score", "at_least", "400"), requirement("score", "at_least", "450"), SOURCE, date(2022, 1, 1)),
)


@pytest.mark.parametrize(
    ("day", "status", "line"),
    [
        (date(2018, 6, 30), "not_applicable", None),
        (date(2018, 7, 1), "pass", 0),
        (date(2020, 8, 15), "pass", 0),
        (date(2020, 8, 16), "not_applicable", None),
        (date(2021, 12, 31), "not_applicable", None),
        (date(2022, 1, 1), "fail", 1),
        (AS_OF, "fail", 1),
    ],
)
def test_the_line_in_force_on_the_day_counts(day: date, status: str, line: int | None) -> None:
    ipi = metric("ipi", "score", window="moment")
    rules = book([ipi], [check(ipi, lines=LINES)])
    finding = one(rules, [seen(ipi, 380.0, date(2018, 1, 1))], as_of=day)
    assert (finding.status, finding.line) == (status, line)
    if line is None:
        assert finding.reason is not None
        assert finding.reason.en == f"not in force before {'2018-07-01' if day.year == 2018 else '2022-01-01'}"
    else:
        assert finding.require is not None
        assert finding.require.en == f"at least {(350, 400)[line]}"


def test_checks_of_another_purpose_are_no_candidates() -> None:
    rules = book([RATE], [PLAIN, replace(PLAIN, id="check.other", purpose="readiness")])
    assert [finding.check for finding in audit(rules)[SHOP]] == [PLAIN.id]
    assert [finding.check for finding in audit(rules, purpose="readiness")[SHOP]] == ["check.other"]


def test_findings_keep_the_order_of_the_rule_book() -> None:
    metrics = [metric(f"m{number}") for number in range(4)]
    checks = [check(metrics[number], ("at_least", "90%")) for number in (2, 0, 3, 1)]
    checks[1] = replace(checks[1], applies=("a",))
    checks[2] = replace(checks[2], sustained=None, max_age=None)
    found = audit(book(metrics, checks), [seen(metrics[0], 0.1)])[SHOP]
    assert [finding.check for finding in found] == [each.id for each in checks]


# --- needs ---


@pytest.mark.parametrize(("base", "status"), [(0.8, "unknown"), (0.93, "fail"), (0.99, "fail"), (None, "fail")])
def test_what_rests_on_a_failing_check_is_unknown(base: float | None, status: str) -> None:
    other = metric("other")
    rules = book([RATE, other], [PLAIN, check(other, ("at_least", "50%"), needs=(PLAIN.id,))])
    rows = [seen(other, 0.1), *([seen(RATE, base)] if base is not None else [])]
    finding = audit(rules, rows)[SHOP][1]
    assert (finding.status, finding.value) == (status, 0.1)
    if status == "unknown":
        assert finding.reason is not None
        assert "which failed" in finding.reason.en
        assert finding.supply is not None
        assert finding.evidence


def test_needs_leaves_unknown_and_not_applicable_alone() -> None:
    other = metric("other")
    rules = book([RATE, other], [PLAIN, check(other, ("at_least", "50%"), needs=(PLAIN.id,))])
    finding = audit(rules, [seen(RATE, 0.1)])[SHOP][1]
    assert finding.status == "unknown"
    assert finding.reason is not None
    assert "no data" in finding.reason.en


# --- attested items under scopes ---


@pytest.mark.parametrize(
    ("answer", "status"), [("是", "pass"), ("否", "unknown"), ("", "unknown"), ("不适用：无", "unknown")]
)
def test_an_item_that_is_attested_well_holds_whether_or_not_it_applies(answer: str, status: str) -> None:
    rules = book([], [attested(applies=("a",))], attributes={("alibaba", "market"): MARKET})
    row = Attestation(SHOP, "check.item", answer, "file.pdf", "王敏", AS_OF, (Evidence("a.csv", None, "C2", answer),))
    finding = one(rules, attestations=[row], scopes=scoped(a=Truth.UNKNOWN))
    assert finding.status == status
    if status == "unknown":
        assert finding.reason == ("未注明“站点”", "“marketplace” not stated")
    assert one(rules, attestations=[row], scopes=scoped(a=Truth.FALSE)).status == "not_applicable"
