"""Alibaba.com stores whose results were worked out by hand from the rule files."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.model import DiagnosisState, Status, Store, StoreKey
from tests.packs.worked import SUNDAY, Figure, audit, concluded, statuses, store, with_status

# A store in good order: every figure on the healthy side of its line and of its warning line.
HEALTHY: dict[str, Figure] = {
    "rfq_answered": 48, "rfq_received": 50, "rfq_quote_hours": 5, "rfq_service_score": 82,
    "timely_replies": 95, "messages_received": 100, "first_response_hours": 1.5, "five_minute_reply_rate": 0.8,
    "multilingual_autoreply": 1, "fulfilment_days": 11, "on_time_orders": 40, "due_orders": 41,
    "overdue_shipments": 0, "non_delivery_cases": 0, "forged_delivery_cases": 0,
    "dsr": 4.8, "review_count": 60, "star_level": [3, 3], "ability_product": 83, "ability_marketing": 81,
    "ability_trade": 88, "ability_service": 90, "penalty_points": 0, "ipr_serious_cases": 0,
    "ipr_same_right_cases": 0, "infringing_products": 0, "forbidden_products": 0, "fake_trade_cases": 0,
    "trust_orders": [3, 4, 2], "trust_orders_60d": 6, "underpriced_orders": 0, "factory_video": 1,
    "product_certificates": 1, "products_without_certificate": 0,
    "exposure": [10000, 10100, 9900, 10000, 10200], "p4p_exposure": [2000, 2000, 2000, 2000, 2100],
    "clicks": [200, 202, 198, 200, 204], "visitors": [150, 151, 149, 150, 153], "leads": [12, 12, 12, 12, 12.24],
    "inquiries": [9, 9, 9, 9, 9], "main_search_inquiry_share": 0.74, "bounce_rate": 0.41,
    "p4p_spend": [400, 400, 400, 400, 400], "p4p_budget": [500, 500, 500, 500, 500],
    "p4p_online_hours": [20, 20, 20, 20, 20], "p4p_clicks": [500, 500, 500, 500, 500],
    "p4p_leads": [40, 40, 40, 40, 40], "p4p_balance": 900, "p4p_daily_spend": 57, "p4p_low_grade_products": 0,
    "products_total": 200, "misplaced_products": 0, "banned_word_products": 0, "products_under_review": 0,
    "rejected_products": 0, "ungrouped_products": 0, "duplicate_products": 0, "zero_effect_products": 30,
    "low_quality_products": 0, "product_quality_score": 4.6, "showcase_used": 40, "showcase_slots": 40,
    "showcase_low_grade": 0, "store_orders": 10, "store_revenue": 52000, "deal_cycle_days": 10,
    "net_margin": 0.17, "platform_fees": 900, "trust_service_fee_rate": 0.012, "trust_service_fee_max": 95,
}  # fmt: skip


def alibaba(name: str = "hengda") -> Store:
    return Store(StoreKey("alibaba", name))


def test_a_healthy_store_fails_and_watches_nothing() -> None:
    result = audit(store("alibaba", "hengda", HEALTHY), [alibaba()])
    (healthy,) = result.stores
    assert with_status(healthy, Status.FAIL, Status.WATCH) == set()
    # The membership fee is stated in no export; everything else was supplied or does not apply.
    assert with_status(healthy, Status.UNKNOWN) == {"alibaba.fees.membership"}
    incident = {"alibaba.incident.growth-centre", "alibaba.incident.evidence-kept"}
    assert with_status(healthy, Status.NOT_APPLICABLE) == incident  # no plunge, no incident
    assert (healthy.score.score, healthy.score.grade) == (100, "A")
    assert concluded(healthy) == set()
    assert healthy.actions == ()


def test_the_way_back_to_grouped_products_counts_those_to_group() -> None:
    """2 of 7 are ungrouped and 20 % of 7 is one: one has to go into a group; a new product in a group would not do."""
    figures = HEALTHY | {"products_total": 7, "ungrouped_products": 2}
    (found,) = audit(store("alibaba", "hengda", figures), [alibaba()]).stores
    (grouping,) = (finding for finding in found.findings if finding.check == "alibaba.grouping")
    assert grouping.recovery is not None
    assert grouping.recovery.text.zh == "给1个未分组产品归组"
    assert grouping.recovery.text.en == "put 1 of the ungrouped products into a group"


def test_a_store_about_to_be_closed() -> None:
    figures = HEALTHY | {
        "penalty_points": 30, "infringing_products": 3, "fake_trade_cases": 1, "star_level": [3, 2],
        "exposure": [10000, 10100, 9900, 10000, 5500], "p4p_budget": [500, 500, 500, 500, 400],
        "p4p_online_hours": [20, 20, 20, 20, 11], "p4p_exposure": [2000, 2000, 2000, 2000, 0],
        "misplaced_products": 6,
    }  # fmt: skip
    (result,) = audit(store("alibaba", "hengda", figures), [alibaba()]).stores
    verdicts = statuses(result)
    assert verdicts["alibaba.penalty-points"] is Status.FAIL  # 30 points, the line is under 12
    assert verdicts["alibaba.penalty-points-removal"] is Status.WATCH  # between 24 and 36
    assert verdicts["alibaba.fake-trade"] is Status.FAIL
    assert verdicts["alibaba.star-drop"] is Status.FAIL
    assert verdicts["alibaba.exposure"] is Status.FAIL  # 5,500 after 10,000: −45 %
    assert verdicts["alibaba.p4p-budget"] is Status.FAIL  # 400 of 400
    assert verdicts["alibaba.natural-exposure"] is Status.FAIL  # 5,500 after 8,000: −31.25 %
    assert result.score.score is not None
    assert result.score.score <= 49  # a failing critical check caps the store
    assert {
        "alibaba.account-in-danger", "alibaba.infringement-points", "alibaba.fake-trade-points",
        "alibaba.p4p-exhausted", "alibaba.ads-offline", "alibaba.exposure-down-category",
        "alibaba.exposure-down-enforced", "alibaba.exposure-down-star",
    } <= concluded(result)  # fmt: skip
    # Natural exposure fell too, so the ads alone do not explain the plunge.
    assert "alibaba.exposure-down-paid" not in concluded(result)
    # The plunge opens the incident: its two items apply and nobody has answered them yet.
    assert verdicts["alibaba.incident.growth-centre"] is Status.UNKNOWN
    explained = {finding.check: finding.explained_by for finding in result.findings}
    assert explained["alibaba.exposure"][:2] == ("alibaba.p4p-exhausted", "alibaba.exposure-down-category")
    assert "alibaba.account-in-danger" in explained["alibaba.penalty-points"]
    assert {"appeal-points", "stop-fake-trade", "clear-infringing-products"} <= {
        action.remedy for action in result.actions[:6]
    }


@pytest.mark.parametrize(
    ("figures", "remedies"),
    [
        # An auto-reply counts as no reply: it mends the check that asks for it, and the roster the replies.
        (
            {"multilingual_autoreply": 0, "first_response_hours": 30, "five_minute_reply_rate": 0.5},
            {
                "set-duty-roster": {"alibaba.first-response", "alibaba.five-minute-reply"},
                "set-multilingual-autoreply": {"alibaba.multilingual-autoreply"},
            },
        ),
        # What is in ordinary review has no banned word to remove.
        ({"products_under_review": 2}, {"follow-up-review": {"alibaba.products-under-review"}}),
        # Points, and orders that are late: there is no complaint to settle and nothing that infringes.
        (
            {"penalty_points": 7, "overdue_shipments": 1},
            {
                "ship-or-renegotiate-overdue": {"alibaba.overdue-shipments", "alibaba.penalty-points"},
                "appeal-points": {"alibaba.penalty-points"},
            },
        ),
    ],
)
def test_a_remedy_is_for_what_it_mends(figures: dict[str, Figure], remedies: dict[str, set[str]]) -> None:
    (result,) = audit(store("alibaba", "hengda", HEALTHY | figures), [alibaba()]).stores
    assert {action.remedy: set(action.checks) for action in result.actions} == remedies


def test_the_ads_alone_explain_a_plunge_that_spares_natural_exposure() -> None:
    figures = HEALTHY | {
        "exposure": [12000, 8000], "p4p_exposure": [4500, 500], "p4p_spend": [400, 500], "p4p_budget": [500, 500],
        "p4p_online_hours": [20, 12],
    }  # fmt: skip
    (result,) = audit(store("alibaba", "hengda", figures), [alibaba()]).stores
    verdicts = statuses(result)
    assert verdicts["alibaba.exposure"] is Status.FAIL  # −33.3 %
    assert verdicts["alibaba.natural-exposure"] is Status.PASS  # 7,500 after 7,500
    paid = next(cause for cause in result.diagnoses if cause.diagnosis == "alibaba.exposure-down-paid")
    assert paid.state is DiagnosisState.CONCLUDED
    assert "alibaba.exposure" in paid.explains


def test_the_first_causes_compete() -> None:
    figures: dict[str, Figure] = {
        "exposure": [12000, 6000], "p4p_spend": 500, "p4p_budget": 500, "misplaced_products": 3,
        "banned_word_products": 1,
    }  # fmt: skip
    (result,) = audit(store("alibaba", "hengda", figures)).stores
    order = [cause.diagnosis for cause in result.diagnoses if cause.state is DiagnosisState.CONCLUDED]
    assert order[:3] == ["alibaba.p4p-exhausted", "alibaba.exposure-down-category", "alibaba.exposure-down-banned"]


def test_a_new_store_has_no_history_and_no_verdict_on_it() -> None:
    opened = date(2026, 10, 20)
    figures: dict[str, Figure] = {
        "exposure": 1200,
        "inquiries": 3,
        "trust_orders": 0,
        "rfq_answered": 5,
        "rfq_received": 5,
    }
    new = Store(StoreKey("alibaba", "new"), launched=opened)
    (result,) = audit(store("alibaba", "new", figures), [new]).stores
    verdicts = statuses(result)
    assert verdicts["alibaba.exposure"] is Status.UNKNOWN  # nothing to compare with
    assert verdicts["alibaba.inquiries"] is Status.UNKNOWN
    assert verdicts["alibaba.trust-orders"] is Status.UNKNOWN  # younger than three months
    assert verdicts["alibaba.rfq-response"] is Status.PASS
    assert verdicts["alibaba.penalty-points"] is Status.UNKNOWN  # unknown is not pass
    assert result.score.score is None
    assert concluded(result) == set()


def test_rfqs_to_be_answered_in_a_row_are_the_fewest_that_do() -> None:
    (result,) = audit(store("alibaba", "hengda", {"rfq_answered": 25, "rfq_received": 30})).stores
    finding = next(finding for finding in result.findings if finding.check == "alibaba.rfq-response")
    assert finding.status is Status.FAIL
    assert finding.recovery is not None
    assert finding.recovery.count == 20  # 45 of 50 is 90 %, 44 of 49 is 89.8 %


@pytest.mark.parametrize(
    ("abilities", "stars", "missing"),
    [
        ((59, 90, 90, 90), 0, 1),
        ((60, 90, 90, 90), 1, 10),
        ((79.5, 95, 95, 95), 2, 0.5),
        ((80, 84, 84, 84), 3, 5),
        ((85, 85, 86, 90), 4, 5),
        ((95, 91, 92, 90), 5, 0),
    ],
)
def test_stars_follow_the_lowest_of_four_abilities(
    abilities: tuple[float, float, float, float], stars: int, missing: float
) -> None:
    names = ("ability_product", "ability_marketing", "ability_trade", "ability_service")
    figures: dict[str, Figure] = {**dict(zip(names, abilities, strict=True)), "star_level": stars}
    (result,) = audit(store("alibaba", "hengda", figures)).stores
    shown = {entry.metric: entry.value for entry in result.observed}
    assert shown["star_by_abilities"] == stars
    assert shown["points_to_next_star"] == pytest.approx(missing)
    assert statuses(result)["alibaba.star-outlook"] is Status.PASS
    (higher,) = audit(store("alibaba", "hengda", figures | {"star_level": stars + 1})).stores
    beyond = stars == 5  # there are no six stars
    assert statuses(higher)["alibaba.star-outlook"] is (Status.UNKNOWN if beyond else Status.FAIL)


@pytest.mark.parametrize(
    ("months", "status"),
    [
        ((0, 0, 0), Status.FAIL),
        ((1, 0, 0), Status.WATCH),
        ((0, 0, 1), Status.WATCH),
        ((1, 2, 1), Status.PASS),
        ((0, None, 0), Status.UNKNOWN),
        ((1, None, 0), Status.WATCH),
    ],
)
def test_three_months_without_a_trust_order(months: tuple[float | None, ...], status: Status) -> None:
    (result,) = audit(store("alibaba", "hengda", {"trust_orders": (4, *months)}, as_of=SUNDAY)).stores
    assert statuses(result)["alibaba.trust-orders"] is status


def test_the_on_time_gate_between_its_two_readings_is_watched() -> None:
    for shipped, status in ((17, Status.FAIL), (18, Status.WATCH), (19, Status.PASS)):
        (result,) = audit(store("alibaba", "hengda", {"on_time_orders": shipped, "due_orders": 20})).stores
        assert statuses(result)["alibaba.on-time-shipment"] is status
