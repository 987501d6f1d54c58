"""Independent stores whose results were worked out by hand: measurement first, then what it carries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from auditor.model import Status, Store, StoreAudit, StoreKey
from tests.packs.worked import SUNDAY, Figure, audit, book, concluded, statuses, store, with_status

HEALTHY: dict[str, Figure] = {
    "ga4_purchases": 97, "store_orders": 100, "sessions": [2000, 2050], "engagement_rate": 0.72,
    "conversion_rate": [0.07, 0.07], "seo_score": 0.95, "repeat_video_dwell_share": 0.4, "member_signup_rate": 0.03,
    "crm_in_use": 1, "lcp_seconds": 2.1, "inp_ms": 140, "cls": 0.05, "abandoned_carts": 60, "carts_created": 100,
    "checkouts_completed": 50, "checkouts_started": 90, "disputes_received": 1, "payments": 1000,
    "dispute_rate": 0.002, "mastercard_chargeback_rate": 0.002, "vamp_cases": 4, "vamp_ratio": 0.004,
    "payment_fees": 260, "payments_amount": 10000, "payment_fee_rate_small": 0.03, "payment_fee_rate_large": 0.017,
    "marketing_spend": 2000, "leads": 100, "store_revenue": 12000,
}  # fmt: skip
RESTS_ON_MEASUREMENT = {
    "independent.bounce-rate", "independent.sessions", "independent.conversion-rate", "independent.conversion",
    "independent.video-dwell", "independent.checkout-completion",
}  # fmt: skip


def judged(figures: Mapping[str, Figure], *, as_of: date = SUNDAY, category: str = "home") -> StoreAudit:
    key = StoreKey("independent", "atelier")
    stated = {"market": "US", "category": category}
    rows = store("independent", "atelier", figures, as_of=as_of)
    (entry,) = audit(rows, [Store(key, attributes=stated)], as_of=as_of).stores
    return entry


def test_a_healthy_store_fails_and_watches_nothing() -> None:
    healthy = judged(HEALTHY)
    assert with_status(healthy, Status.FAIL, Status.WATCH, Status.UNKNOWN) == set()
    assert with_status(healthy, Status.NOT_APPLICABLE) == {"independent.return-rate", "independent.vamp"}
    assert healthy.score.score == 100
    assert healthy.diagnoses == ()


def test_the_checks_that_rest_on_measurement_are_declared() -> None:
    declared = {check.id for check in book().checks.values() if "independent.measurement" in check.needs}
    assert declared == RESTS_ON_MEASUREMENT


@pytest.mark.parametrize(
    ("purchases", "cause"), [(70, "independent.tracking-lost"), (140, "independent.tracking-double")]
)
def test_broken_measurement_takes_its_dependants_with_it(purchases: int, cause: str) -> None:
    bad = HEALTHY | {"ga4_purchases": purchases, "engagement_rate": 0.2, "sessions": [2000, 900], "lcp_seconds": 4.5}
    entry = judged(bad)
    verdicts = statuses(entry)
    assert verdicts["independent.measurement"] is Status.FAIL
    assert with_status(entry, Status.UNKNOWN) == RESTS_ON_MEASUREMENT
    assert concluded(entry) == {cause, "independent.slow-pages"}  # no cause is drawn from a bounce rate that is void
    (bounce,) = [finding for finding in entry.findings if finding.check == "independent.bounce-rate"]
    assert bounce.value == pytest.approx(0.8)  # the value and its cell stay to be seen
    assert bounce.evidence
    assert bounce.reason is not None


@pytest.mark.parametrize(("purchases", "status"), [(91, Status.PASS), (88, Status.WATCH), (86, Status.WATCH)])
def test_a_gap_within_the_line_leaves_the_rest_alone(purchases: int, status: Status) -> None:
    entry = judged(HEALTHY | {"ga4_purchases": purchases})
    assert statuses(entry)["independent.measurement"] is status
    assert with_status(entry, Status.UNKNOWN) == set()


def test_without_analytics_export_the_rest_is_still_judged() -> None:
    figures = {name: value for name, value in HEALTHY.items() if name != "ga4_purchases"}
    entry = judged(figures)
    assert with_status(entry, Status.UNKNOWN) == {"independent.measurement"}


def test_slow_pages_explain_the_bounce() -> None:
    entry = judged(HEALTHY | {"lcp_seconds": 4.5, "engagement_rate": 0.3})
    assert concluded(entry) == {"independent.slow-pages", "independent.slow-pages-bounce"}
    (bounce,) = [finding for finding in entry.findings if finding.check == "independent.bounce-rate"]
    assert bounce.explained_by == ("independent.slow-pages-bounce",)


def test_fees_are_explained_by_the_size_of_orders() -> None:
    entry = judged(HEALTHY | {"payment_fees": 320, "payment_fee_rate_small": 0.041})
    assert with_status(entry, Status.FAIL) == {"independent.payment-fee", "independent.payment-fee-small"}
    assert concluded(entry) == {"independent.fees-from-small-orders"}


@pytest.mark.parametrize(
    ("day", "cases", "ratio", "expected"),
    [
        (SUNDAY, 1500, 0.03, Status.NOT_APPLICABLE),  # the programme starts above 1,500 cases a month
        (SUNDAY, 1501, 0.015, Status.FAIL),
        (SUNDAY, 1501, 0.0149, Status.WATCH),
        (date(2026, 3, 31), 1501, 0.0219, Status.WATCH),
        (date(2026, 3, 31), 1501, 0.022, Status.FAIL),
        (date(2025, 5, 31), 1501, 0.05, Status.NOT_APPLICABLE),
    ],
)
def test_visa_counts_only_large_volumes_and_the_line_of_the_day(
    day: date, cases: int, ratio: float, expected: Status
) -> None:
    entry = judged(HEALTHY | {"vamp_cases": cases, "vamp_ratio": ratio}, as_of=day)
    assert statuses(entry)["independent.vamp"] is expected


def test_apparel_is_asked_about_returns() -> None:
    worse = HEALTHY | {"return_rate": [0.10, 0.12], "dispute_rate": 0.008}
    entry = judged(worse, category="apparel")
    assert statuses(entry)["independent.return-rate"] is Status.FAIL
    assert "independent.goods-do-not-match" in concluded(entry)
    assert statuses(judged(worse))["independent.return-rate"] is Status.NOT_APPLICABLE
