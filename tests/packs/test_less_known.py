"""What is not known is never called healthy: without some of its values no store is judged better than with them."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model import Finding, Observation, Status, Store, StoreAudit, StoreKey, ValueState
from auditor.rulebook.model import Check, Unit
from tests.packs import test_alibaba_cases, test_amazon_cases, test_independent_cases
from tests.packs.worked import Figure, audit, book, concluded, store

HEALTHY: Mapping[str, Mapping[str, Figure]] = {
    "alibaba": test_alibaba_cases.HEALTHY,
    "amazon": test_amazon_cases.HEALTHY,
    "independent": test_independent_cases.HEALTHY,
}
ATTRIBUTES = {"alibaba": {}, "amazon": test_amazon_cases.US, "independent": {"category": "apparel"}}
BETTER = {Status.FAIL: 0, Status.WATCH: 1, Status.PASS: 2}
LOST = (ValueState.MISSING, ValueState.UNREADABLE, ValueState.CONFLICT, ValueState.UNDECIDED)
# An incident is "none" where nothing is stated: a removed listing is one figure, a plunge takes two weeks, of which the
# older may be the one that can't be read.
STATED = {"amazon": LOST[1:], "alibaba": ()}


@st.composite
def stores(draw: st.DrawFn) -> tuple[str, list[Observation]]:
    """A store in good order, some of whose figures are not."""
    platform = draw(st.sampled_from(sorted(HEALTHY)))
    rows = store(platform, "shop", HEALTHY[platform])
    worse = draw(st.lists(st.integers(0, len(rows) - 1), max_size=12, unique=True))
    for at in worse:
        row = rows[at]
        unit = book().metrics[platform, row.metric].unit
        if isinstance(row.value, float):
            factor = draw(st.sampled_from([0.0, 0.5, 0.8, 1.3, 3.0]))
            value = 1 - row.value if unit is Unit.FLAG else row.value * factor
            if unit is Unit.COUNT:
                value = float(round(value) + draw(st.sampled_from([0, 1, 12])))
            rows[at] = row._replace(value=min(1.0, value) if unit is Unit.SHARE else value)
    return platform, rows


def judged(platform: str, rows: list[Observation]) -> StoreAudit:
    (entry,) = audit(rows, [Store(StoreKey(platform, "shop"), attributes=ATTRIBUTES[platform])]).stores
    return entry


def is_better(before: Finding, after: Finding, state: ValueState) -> bool:
    """Whether a verdict was won by a value that is gone; what a failing check withheld is judged once nobody knows it."""
    check = book().checks[after.check]
    if after.status is Status.NOT_APPLICABLE:
        return before.status is not after.status and not (
            any("incident" in scope for scope in check.applies) and state not in STATED[check.platform]
        )
    if after.status not in BETTER or check.needs or follows_from_the_total(check):
        return False
    return BETTER.get(before.status, -1) < BETTER[after.status]


def follows_from_the_total(check: Check) -> bool:
    """Of no violation there is none of any kind: a kind that nobody states is 0 where their total is."""
    metric = book().metrics.get((check.platform, check.metric or ""))
    return metric is not None and "policy_violations" in (metric.formula_text or "")


@settings(max_examples=60, deadline=None)
@given(stores(), st.sampled_from(LOST), st.data())
def test_no_verdict_gets_better_and_nothing_new_is_concluded(
    shop: tuple[str, list[Observation]], state: ValueState, data: st.DataObject
) -> None:
    platform, rows = shop
    lost = data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1))
    left = [row._replace(value=None, state=state) if at in lost else row for at, row in enumerate(rows)]
    before, after = judged(platform, rows), judged(platform, left)
    known = {finding.check: finding for finding in before.findings}
    for finding in after.findings:
        assert not is_better(known[finding.check], finding, state), (known[finding.check], finding)
    if not any(book().checks[finding.check].needs for finding in before.findings):
        assert concluded(after) <= concluded(before)
