"""Amazon stores whose results were worked out by hand from the rule files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from auditor.model import Attestation, Evidence, Status, Store, StoreAudit, StoreKey
from tests.packs.worked import SUNDAY, Figure, audit, concluded, statuses, store, with_status

# A store in good order: every figure on the healthy side of its line and of its warning line.
HEALTHY: dict[str, Figure] = {
    "defective_orders": 3, "orders_60d": 1000, "negative_feedback_orders": 1, "a_to_z_claims": 1, "chargebacks": 1,
    "fba_defective_orders": 2, "fba_orders_60d": 1000, "late_orders": 5, "shipped_orders_30d": 500,
    "late_orders_10d": 1, "shipped_orders_10d": 160, "cancelled_orders": 1, "seller_orders_7d": 120,
    "tracked_packages": 495, "shipped_packages": 500, "on_time_units": 290, "tracked_units": 300,
    "account_status": "NORMAL", "account_health_rating": 420, "policy_violations": 0,
    "listing_policy_violations": 0, "authenticity_complaints": 0, "condition_complaints": 0,
    "safety_complaints": 0, "ip_complaints": 0, "suspected_ip_violations": 0, "restricted_product_violations": 0,
    "document_requests": 0, "fake_review_warnings": 0, "order_manipulation_warnings": 0, "repeat_violations": 0,
    "removed_listings": 0, "suppressed_listings": 0, "compliance_blocked_offers": 0,
    "ipi": 520, "storage_limit_use": 0.6, "days_of_supply": 45, "stranded_units": 0, "excess_units": 0,
    "aged_units": 0, "ad_impressions": 100000, "ad_clicks": 800, "ad_spend": 400, "ad_sales": 2000,
    "margin_before_ads": 0.32, "mixed_match_campaigns": 0, "budget_capped_campaigns": 0, "wasted_ad_spend": 30,
    "new_listings_without_ads": 0, "sessions": [5000, 5100], "units_ordered": [500, 510], "review_rating": [4.5, 4.5],
    "net_margin": 0.11, "store_revenue": 25000, "store_orders": 200, "referral_fee_rate": 0.15,
    "fba_fulfilment_fee": 3000, "fba_storage_fee": 800, "fba_other_fee": 200, "fba_cost": 4000,
    "subscription_fee": 39.99,
}  # fmt: skip
US = {"market": "US", "category": "home", "fulfilment": "both"}


def judged(
    figures: Mapping[str, Figure], attributes: dict[str, str] = US, attested: tuple[Attestation, ...] = ()
) -> StoreAudit:
    key = StoreKey("amazon", "northwind")
    (entry,) = audit(
        store("amazon", "northwind", figures), [Store(key, attributes=attributes)], attested=attested
    ).stores
    return entry


def test_a_healthy_store_fails_and_watches_nothing() -> None:
    healthy = judged(HEALTHY)
    assert with_status(healthy, Status.FAIL, Status.WATCH, Status.UNKNOWN) == set()
    assert with_status(healthy, Status.NOT_APPLICABLE) == {
        "amazon.invoice-defects", "amazon.poa-in-time", "amazon.incident.notice-read",
        "amazon.incident.rights-proof", "amazon.incident.poa-submitted", "amazon.incident.evidence-kept",
    }  # fmt: skip
    assert (healthy.score.score, healthy.score.grade) == (100, "A")
    assert healthy.diagnoses == ()
    assert healthy.actions == ()


def test_a_store_about_to_be_suspended() -> None:
    figures = HEALTHY | {
        "defective_orders": 15,  # 1.5 % of 1,000
        "a_to_z_claims": 9,  # 0.9 %: over half of the line alone
        "late_orders": 30,  # 6 % of 500
        "account_health_rating": 150, "account_status": "AT_RISK",
        "policy_violations": 4, "ip_complaints": 2, "suspected_ip_violations": 1, "repeat_violations": 1,
        "removed_listings": 2,
        "ipi": 350, "storage_limit_use": 0.97, "days_of_supply": 12, "excess_units": 900,
    }  # fmt: skip
    entry = judged(figures)
    assert with_status(entry, Status.FAIL) == {
        "amazon.order-defect-rate", "amazon.late-shipment", "amazon.account-health", "amazon.account-status",
        "amazon.policy-violations", "amazon.ip-complaints", "amazon.suspected-ip", "amazon.repeat-violation",
        "amazon.listings-removed", "amazon.inventory-performance", "amazon.in-stock",
    }  # fmt: skip
    assert {
        "amazon.late-shipping-behind-defects", "amazon.defects-from-claims", "amazon.account-at-risk",
        "amazon.deactivated-by-rating", "amazon.deactivated-by-performance", "amazon.follow-selling-brands",
        "amazon.removed-for-ip", "amazon.removed-for-policy", "amazon.account-in-danger",
        "amazon.ipi-excess", "amazon.ipi-out-of-stock", "amazon.storage-limited", "amazon.stock-trapped",
    } == concluded(entry)  # fmt: skip
    assert entry.score.score is not None
    assert entry.score.score <= 49  # capped by failing critical checks
    # An incident is open, so its steps are asked for; nobody has answered them yet.
    assert {"amazon.incident.notice-read", "amazon.incident.poa-submitted"} <= with_status(entry, Status.UNKNOWN)
    # 15 of 1,000 at "< 1 %": 1,501 orders with 15 defects are below it, 501 more than now.
    (defects,) = [finding for finding in entry.findings if finding.check == "amazon.order-defect-rate"]
    assert defects.recovery is not None
    assert defects.recovery.count == 501
    assert len(entry.actions) == len({action.remedy for action in entry.actions})
    assert "read-the-notice" in [action.remedy for action in entry.actions[:6]]


def test_an_ordinary_week_is_not_asked_for_the_steps_of_an_incident() -> None:
    entry = judged({"defective_orders": 3, "orders_60d": 1000})
    assert statuses(entry)["amazon.listings-removed"] is Status.UNKNOWN  # nobody counted: unknown, never none
    steps = {"amazon.poa-in-time", "amazon.incident.notice-read", "amazon.incident.poa-submitted"}
    assert steps <= with_status(entry, Status.NOT_APPLICABLE)


def test_the_steps_of_an_incident_are_attested() -> None:
    key = StoreKey("amazon", "northwind")
    cell = (Evidence("checklist.xlsx", "Sheet1", "C2", "yes"),)
    attested = tuple(
        Attestation(key, check, answer, "folder 2026-11", "Li Lei", date(2026, 11, 10), cell)
        for check, answer in (("amazon.incident.notice-read", "no"), ("amazon.incident.evidence-kept", "yes"))
    )
    entry = judged(HEALTHY | {"removed_listings": 1, "poa_days_open": 5}, {**US, "notice": "ip-complaint"}, attested)
    verdicts = statuses(entry)
    assert verdicts["amazon.incident.notice-read"] is Status.FAIL
    assert verdicts["amazon.incident.evidence-kept"] is Status.PASS
    assert verdicts["amazon.incident.rights-proof"] is Status.UNKNOWN
    assert verdicts["amazon.poa-in-time"] is Status.WATCH  # 5 days: over 3, within 17
    assert "amazon.removal-not-understood" in concluded(entry)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"mixed_match_campaigns": 3}, "amazon.ad-structure"),
        ({"wasted_ad_spend": 300}, "amazon.ad-wasted-terms"),  # 30 % of 1,000
        ({"ad_clicks": 300}, "amazon.ad-relevance-low"),  # 0.3 % of 100,000
        ({"units_ordered": [500, 350]}, "amazon.listing-not-converting"),  # 10 % → 6.9 %
    ],
)
def test_causes_of_a_dear_ad(figures: Mapping[str, Figure], expected: str) -> None:
    dear = HEALTHY | {"ad_spend": 1000, "ad_sales": 2500}  # 40 %
    assert expected in concluded(judged({**dear, **figures}))
    cheap = HEALTHY | {"ad_spend": 1000, "ad_sales": 10000}  # 10 % fails the band as well, but is not dear
    entry = judged({**cheap, **figures})
    assert statuses(entry)["amazon.acos"] is Status.FAIL
    assert expected not in concluded(entry)
    assert [action.remedy for action in entry.actions if "amazon.acos" in action.checks] == ["bid-to-break-even"]


def test_a_new_store_without_history_is_not_guessed() -> None:
    entry = judged({"defective_orders": 0, "orders_60d": 12, "sessions": 300, "ipi": 0, "ad_spend": 50, "ad_sales": 0})
    verdicts = statuses(entry)
    assert verdicts["amazon.order-defect-rate"] is Status.PASS
    assert verdicts["amazon.sessions"] is Status.UNKNOWN  # no week before
    assert verdicts["amazon.acos"] is Status.UNKNOWN  # no sales: blank, not 0 %
    assert verdicts["amazon.late-shipment"] is Status.UNKNOWN
    assert entry.score.score is None  # under half of the checks could be assessed
    (defects,) = [finding for finding in entry.findings if finding.check == "amazon.order-defect-rate"]
    assert defects.notes  # a small sample is said


def test_one_defect_in_forty_orders_fails_with_the_note_of_a_small_sample() -> None:
    entry = judged(HEALTHY | {"cancelled_orders": 1, "seller_orders_7d": 39})
    (found,) = [finding for finding in entry.findings if finding.check == "amazon.cancellation-rate"]
    assert found.status is Status.FAIL  # 2.56 %
    assert found.notes


@pytest.mark.parametrize(
    ("day", "ipi", "expected"),
    [
        (date(2020, 8, 15), 350, Status.PASS),
        (date(2020, 8, 16), 499, Status.FAIL),
        (date(2021, 6, 30), 450, Status.PASS),
        (date(2021, 6, 30), 449, Status.FAIL),
        (SUNDAY, 400, Status.WATCH),
        (SUNDAY, 399, Status.FAIL),
    ],
)
def test_the_line_in_force_on_the_day_counts(day: date, ipi: int, expected: Status) -> None:
    (entry,) = audit(store("amazon", "northwind", {"ipi": ipi}, as_of=day), as_of=day).stores
    assert statuses(entry)["amazon.inventory-performance"] is expected


def test_europe_asks_for_invoices_and_the_us_does_not() -> None:
    late = HEALTHY | {"invoice_defects": 2, "business_orders_7d": 30}
    assert statuses(judged(late, {**US, "market": "DE"}))["amazon.invoice-defects"] is Status.FAIL
    assert statuses(judged(late))["amazon.invoice-defects"] is Status.NOT_APPLICABLE
