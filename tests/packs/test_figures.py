"""What every shipped figure is worked out from, by hand: a test of a rule is mostly given the figure itself."""

from __future__ import annotations

from datetime import date
from math import isnan

import pytest

from auditor.assess import build_panel
from auditor.model import Observation, Period, Store, StoreKey
from auditor.rulebook.model import Span, Unit
from auditor.selftest.cases import days_covered
from tests.assess.builders import seen
from tests.packs.worked import book

AS_OF = date(2027, 1, 31)  # a Sunday and the last day of a month
Given = dict[str, float | tuple[float, ...]]  # the newest value last, each a window after the one before

ALIBABA: Given = {
    "rfq_answered": 27, "rfq_received": 30, "rfq_quotas_used": 12, "rfq_quotas": 20,
    "timely_replies": 45, "messages_received": 50, "on_time_orders": 18, "due_orders": 24,
    "star_level": (3, 4), "ability_product": 84.9, "ability_marketing": 72, "ability_trade": 88, "ability_service": 91,
    "exposure": (1200, 1000, 900, 900, 1250), "p4p_exposure": (300, 250), "peer_exposure": 500,
    "clicks": (20, 25), "inquiries": (8, 10), "leads": (5, 6), "visitors": (100, 150),
    "orders_from_inquiries": 3, "inquiries_30d": 60,
    "p4p_spend": (80, 120, 100, 100, 100), "p4p_leads": (4, 4, 4, 4, 5), "p4p_budget": 125, "p4p_clicks": 40,
    "p4p_online_hours": (20, 15), "p4p_balance": 210, "p4p_daily_spend": 30,
    "ungrouped_products": 3, "zero_effect_products": 15, "products_total": 60, "showcase_used": 30, "showcase_slots": 40,
    "store_revenue": 6000, "store_orders": 40, "platform_fees": 300, "membership_fee": 4000, "annual_revenue": 80000,
    "repeat_customers": 30, "customers": 120,
}  # fmt: skip
AMAZON: Given = {
    "defective_orders": 3, "orders_60d": 400, "fba_defective_orders": 2, "fba_orders_60d": 500,
    "negative_feedback_orders": 4, "a_to_z_claims": 5, "chargebacks": 6, "invoice_defects": 1, "business_orders_7d": 20,
    "late_orders": 3, "shipped_orders_30d": 150, "late_orders_10d": 2, "shipped_orders_10d": 50,
    "cancelled_orders": 1, "seller_orders_7d": 80, "tracked_packages": 95, "shipped_packages": 100,
    "on_time_units": 54, "tracked_units": 60, "policy_violations": 0,
    "excess_units": 20, "aged_units": 30, "inventory_units": 200, "sessions": (1000, 900), "units_ordered": (100, 108),
    "review_rating": (4.5, 4.2), "ad_clicks": 40, "ad_impressions": 10000, "ad_spend": 200, "ad_sales": 1000,
    "margin_before_ads": 0.3, "wasted_ad_spend": 30, "store_revenue": 5000, "store_orders": 100, "fba_cost": 1000,
    "fba_fulfilment_fee": 600, "fba_storage_fee": 250, "fba_other_fee": 50,
}  # fmt: skip
CLIENT: Given = {
    "alibaba_revenue": 60000, "amazon_revenue": 10000, "independent_revenue": 30000,
    "alibaba_orders": 100, "amazon_orders": 60, "independent_orders": 40,
    "alibaba_marketing_spend": 3000, "alibaba_leads": 100, "independent_marketing_spend": 1000, "independent_leads": 50,
    "alibaba_repeat_customers": 10, "alibaba_customers": 100,
    "independent_repeat_customers": 6, "independent_customers": 40,
    "alibaba_inquiry_orders": 12, "alibaba_inquiries": 200, "independent_lead_orders": 2,
    "alibaba_fees": 3000, "independent_payment_fees": 600, "independent_payments_amount": 30000,
    "small_order_revenue_share": 0.5, "own_site_order_cost": 15,
    "members_from_platform": 10, "platform_inquiries": 200, "member_orders": 6, "members": 80,
    "lead_cost_before_funnel": 40,
}  # fmt: skip
INDEPENDENT: Given = {
    "ga4_purchases": 90, "store_orders": (100, 100), "sessions": (1000, 800), "engagement_rate": 0.6,
    "conversion_rate": (0.02, 0.03), "abandoned_carts": 70, "carts_created": 100,
    "checkouts_completed": 40, "checkouts_started": 50, "repeat_customers": 20, "customers": 100,
    "refunded_amount": 300, "store_revenue": (8000, 10000), "return_rate": (0.1, 0.12),
    "disputes_received": 3, "payments": 600, "vamp_cases": 2, "settled_transactions": 400,
    "payment_fees": 290, "payments_amount": 10000, "small_order_revenue": 2500, "large_order_revenue": 7500,
    "orders_from_leads": 3, "leads": 60, "marketing_spend": 1200,
}  # fmt: skip


@pytest.mark.parametrize(
    ("platform", "given", "figures"),
    [
        ("alibaba", ALIBABA, {
            "rfq_response_rate": 0.9, "rfq_quota_use": 0.6, "timely_response_rate": 0.9, "on_time_shipment_rate": 0.75,
            "star_level_change": 1, "weakest_ability": 72, "star_by_abilities": 2, "star_outlook": 2 - 4,
            "points_to_next_star": 80 - 72, "exposure_change": 350 / 900, "exposure_vs_4w": 0.25,
            "natural_exposure": 1000, "natural_exposure_change": 400 / 600, "exposure_vs_peers": 1.5,
            "clicks_change": 0.25, "click_rate": 0.02, "click_rate_change": -0.1, "inquiries_change": 0.25,
            "lead_conversion_rate": 0.04, "lead_conversion_change": -0.2, "inquiry_to_order_rate": 0.05,
            "p4p_budget_use": 0.8, "p4p_online_change": -0.25, "p4p_cpc": 2.5, "p4p_ctr": 0.16,
            "cost_per_lead": 20, "cost_per_lead_vs_4w": 20 / 25 - 1, "p4p_balance_days": 7,
            "ungrouped_share": 0.05, "zero_effect_share": 0.25, "showcase_use": 0.75, "average_order_value": 150,
            "platform_fee_rate": 0.05, "membership_fee_share": 0.05, "repeat_purchase_rate": 0.25,
        }),
        ("amazon", AMAZON, {
            "order_defect_rate": 0.0075, "order_defect_rate_fba": 0.004, "negative_feedback_rate": 0.01,
            "a_to_z_claim_rate": 0.0125, "chargeback_rate": 0.015, "invoice_defect_rate": 0.05,
            "late_shipment_rate": 0.02, "late_shipment_rate_10d": 0.04, "cancellation_rate": 0.0125,
            "valid_tracking_rate": 0.95, "on_time_delivery_rate": 0.9,
            "listing_policy_violations": 0, "authenticity_complaints": 0, "condition_complaints": 0,
            "safety_complaints": 0, "suspected_ip_violations": 0, "restricted_product_violations": 0,
            "repeat_violations": 0, "excess_share": 0.1, "aged_share": 0.15, "sessions_change": -0.1,
            "unit_session_rate": 0.12, "unit_session_change": 0.2, "review_rating_change": -0.3,
            "ad_ctr": 0.004, "acos": 0.2, "ad_break_even_gap": 0.1, "wasted_ad_share": 0.15,
            "average_order_value": 50, "fba_cost_share": 0.2, "fba_parts_gap": 0.1,
        }),
        ("client", CLIENT, {
            "alibaba_revenue_share": 0.6, "amazon_revenue_share": 0.1, "independent_revenue_share": 0.3,
            "largest_channel_share": 0.6, "alibaba_pair_share": 2 / 3, "independent_pair_share": 1 / 3,
            "smaller_channel_share": 1 / 3, "average_order_value": 500, "alibaba_order_value": 600,
            "independent_order_value": 750, "order_value_uplift": 0.25, "alibaba_lead_cost": 30,
            "independent_lead_cost": 20, "lead_cost_gap": -1 / 3, "alibaba_spend_share": 0.75,
            "alibaba_repeat_rate": 0.1, "independent_repeat_rate": 0.15, "repeat_uplift": 0.5,
            "lead_payback_margin": 0.5 + 1 / 3, "alibaba_inquiry_conversion_rate": 0.06,
            "independent_inquiry_conversion_rate": 0.04, "inquiry_conversion_ratio": 1.5, "platform_fee_rate": 0.05,
            "payment_fee_rate": 0.02, "payment_fee_rate_mixed": 0.025, "gateway_gap": -0.005,
            "channel_cost_gap": 0.05 - 0.02 - 0.02, "channel_cost_gap_platform": 0.05 - 0.02 - 0.025,
            "break_even_order_value": 500, "fee_gap_highest": 0.062 - 0.02, "fee_gap_lowest": -0.032 - 0.02,
            "fee_models_agree": 0, "inquiry_to_member_rate": 0.05, "member_to_order_rate": 0.075,
            "lead_cost_change": -0.25,
        }),
        ("independent", INDEPENDENT, {
            "measurement_gap": 0.1, "measurement_excess": -0.1, "sessions_change": -0.2, "bounce_rate": 0.4,
            "conversion_change": 0.5, "cart_abandonment_rate": 0.7, "checkout_completion_rate": 0.8,
            "repeat_purchase_rate": 0.2, "refund_rate": 0.03, "return_rate_change": 0.2, "dispute_activity": 0.005,
            "vamp_ratio": 0.005, "payment_fee_rate": 0.029, "payment_fee_rate_mixed": 0.0215,
            "average_order_value": 100, "order_value_change": 0.25, "inquiry_conversion_rate": 0.05, "cost_per_lead": 20,
        }),
    ],
)  # fmt: skip
def test_every_figure_is_worked_out_as_by_hand(platform: str, given: Given, figures: dict[str, float]) -> None:
    assert worked_out(platform, given) == pytest.approx(figures, abs=1e-9)
    assert set(figures) == {
        one.id for one in book().metrics.values() if one.platform == platform and (one.ratio or one.formula is not None)
    }


def test_of_some_violations_nothing_follows_on_their_kinds() -> None:
    assert worked_out("amazon", {"policy_violations": 3}) == {}


def worked_out(platform: str, given: Given) -> dict[str, float]:
    """The newest value of each figure that has one and was not given."""
    key = StoreKey(platform, "shop")
    rows = [row for name, values in given.items() for row in observed(key, name, values)]
    grid = build_panel(book(), [Store(key)], rows, [], AS_OF, {}).grids[platform]
    newest = {name: series.value[-1] for name, series in grid.series.items() if len(series) and name not in given}
    return {name: value for name, value in newest.items() if not isnan(value)}


def observed(key: StoreKey, name: str, values: float | tuple[float, ...]) -> list[Observation]:
    metric = book().metrics[key.platform, name]
    step = metric.window if metric.window.unit not in ("moment", "period") else Span(1, "week")
    several = values if isinstance(values, tuple) else (values,)
    return [
        seen(
            metric,
            float(value),
            Period(*days_covered(metric, step, AS_OF, back)),
            store=key,
            currency="USD" if metric.unit is Unit.MONEY else None,
        )
        for back, value in enumerate(reversed(several))
    ]
