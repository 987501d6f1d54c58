"""The account health report as Amazon's own sample has it: its keys, its slips, its contradictions."""

from __future__ import annotations

from typing import Any


def span(first: str, last: str) -> dict[str, str]:
    return {"reportingDateFrom": f"{first}T00:00Z", "reportingDateTo": f"{last}T23:59Z"}


def defects(count: int, last: str = "2026-11-14") -> dict[str, Any]:
    return {"reportingDateRange": span("2026-05-19", last), "defectsCount": count, "status": "BAD" if count else "GOOD"}


def rate(value: float, first: str, last: str, **counts: int) -> dict[str, Any]:
    return {"reportingDateRange": span(first, last), "rate": value, "status": "GOOD", **counts}


def report(**changes: Any) -> dict[str, Any]:
    metrics = {
        "marketplaceId": "ATVPDKIKX0DER",
        "lateShipmentRate": rate(0.03, "2026-10-16", "2026-11-14", orderCount=300, lateShipmentCount=9),
        "prefulfillmentCancelRate": rate(0.005, "2026-11-08", "2026-11-14", orderCount=200, cancellationCount=1),
        "onTimeDeliveryRate": rate(
            0.9529, "2026-10-11", "2026-11-09", shipmentCountWithValidTracking=808, onTimeDeliveryCount=847
        ),
        "accountHealthRating": {"ahrStatus": "WARNED", "reportingDateRange": span("2026-05-19", "2026-11-14")},
        "documentRequest": {"reportingDateRange": span("2026-11-21", "2026-11-14"), "defectsCount": 8},
        "warningState": [
            {"warningType": "spammingSellerMessaging", "status": "BAD"},
            {"warningType": "other", "status": "NONE"},
        ],
        "listingPolicyViolations": defects(2),
        **changes,
    }
    return {
        "accountStatuses": [{"marketplaceId": "ATVPDKIKX0DER", "status": "SUSPENDED"}],
        "performanceMetrics": [metrics],
    }
