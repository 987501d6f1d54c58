"""Clients with several channels, judged across their stores; the results were worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from auditor.model import Observation, Status, Store, StoreAudit, StoreKey
from tests.packs.worked import Figure, audit, concluded, statuses, store

CLIENT = "hengda"


def client(kept: Mapping[str, Figure], **channels: Mapping[str, Figure]) -> StoreAudit:
    """The audit of a client: what it keeps itself, and one store a channel (``alibaba_2`` is a second one)."""
    rows: list[Observation] = store("client", CLIENT, kept)
    stores = [Store(StoreKey("client", CLIENT), client=CLIENT)]
    for channel, figures in channels.items():
        platform = channel.split("_")[0]
        rows += store(platform, channel, figures)
        stores.append(Store(StoreKey(platform, channel), client=CLIENT))
    (result,) = audit(rows, stores).clients
    return result


def sales(amount: float, orders: float = 10) -> dict[str, Figure]:
    """Three months, in each of them a third of an amount in dollars and of so many orders."""
    return {"store_revenue": [amount / 3] * 3, "store_orders": [orders / 3] * 3}


@pytest.mark.parametrize(
    ("years", "check", "status"),
    [
        (2, "client.mix.startup", Status.PASS),
        (2.9, "client.mix.startup", Status.PASS),  # 2 completed years
        (3, "client.mix.growth", Status.FAIL),
        (5, "client.mix.growth", Status.FAIL),
        (6, "client.mix.mature", Status.FAIL),
    ],
)
def test_the_stage_decides_what_three_quarters_through_the_platform_mean(
    years: float, check: str, status: Status
) -> None:
    result = client({"business_years": years}, alibaba=sales(600_000), independent=sales(200_000))
    verdicts = statuses(result)
    assert verdicts[check] is status
    others = {"client.mix.startup", "client.mix.growth", "client.mix.mature"} - {check}
    assert {verdicts[other] for other in others} == {Status.NOT_APPLICABLE}
    assert verdicts["client.mix.concentration"] is Status.WATCH  # 75 %, between 70 and 80


def test_a_mature_client_that_still_lives_on_the_platform() -> None:
    kept: dict[str, Figure] = {"business_years": 8, "own_marketing_team": 0, "content_mismatch_products": 4}
    result = client(kept, alibaba=sales(900_000), independent=sales(100_000))
    verdicts = statuses(result)
    assert verdicts["client.mix.mature"] is Status.FAIL  # 90 %, the band ends at 45 %
    assert verdicts["client.mix.concentration"] is Status.FAIL
    assert verdicts["client.own-marketing-team"] is Status.FAIL
    assert {"client.platform-dependent", "client.mix-beyond-the-team"} <= concluded(result)
    share = next(finding for finding in result.findings if finding.check == "client.mix.mature")
    assert share.value == pytest.approx(0.9)
    assert len(share.evidence) >= 6  # three months of two stores


def test_amazon_counts_in_the_concentration_and_not_in_the_weights() -> None:
    result = client(
        {"business_years": 4}, alibaba=sales(50_000), independent=sales(50_000), amazon=sales(900_000, orders=9000)
    )
    verdicts = statuses(result)
    assert verdicts["client.mix.growth"] is Status.PASS  # 50 / 50
    assert verdicts["client.mix.concentration"] is Status.FAIL  # Amazon has 90 %


def test_stores_of_a_platform_are_summed() -> None:
    result = client({"business_years": 4}, alibaba=sales(30_000), alibaba_2=sales(20_000), independent=sales(50_000))
    share = next(finding for finding in result.findings if finding.check == "client.mix.growth")
    assert share.value == pytest.approx(0.5)
    assert share.status is Status.PASS


def test_a_missing_month_makes_the_sum_unknown_and_is_named() -> None:
    gap: dict[str, Figure] = {"store_revenue": [10_000, None, 10_000]}
    result = client({"business_years": 4}, alibaba=sales(30_000), independent=gap)
    finding = next(finding for finding in result.findings if finding.check == "client.mix.concentration")
    assert finding.status is Status.UNKNOWN
    assert finding.reason is not None
    assert "2026-09" in finding.reason.en
    assert statuses(result)["client.mix.growth"] is Status.UNKNOWN  # whether both channels sell is not known either


def test_two_currencies_without_a_rate_are_not_added() -> None:
    euros = [row._replace(currency="EUR") for row in store("independent", "site", sales(50_000))]
    stores = [
        Store(StoreKey(*key), client=CLIENT) for key in (("client", CLIENT), ("alibaba", "a"), ("independent", "site"))
    ]
    rows = store("client", CLIENT, {"business_years": 4}) + store("alibaba", "a", sales(50_000)) + euros
    (result,) = audit(rows, stores).clients
    finding = next(finding for finding in result.findings if finding.check == "client.mix.concentration")
    assert finding.status is Status.UNKNOWN


def test_a_client_with_one_channel_is_asked_for_the_second_and_for_no_comparison() -> None:
    verdicts = statuses(client({"business_years": 4}, alibaba=sales(300_000)))
    assert verdicts["client.mix.both-channels"] is Status.FAIL
    assert verdicts["client.mix.concentration"] is Status.FAIL  # all of it
    compared = ("mix.growth", "leads.payback", "funnel.top", "funnel.middle", "content.consistency")
    for check in compared:
        assert verdicts[f"client.{check}"] is Status.NOT_APPLICABLE


def test_a_start_up_may_have_one_channel() -> None:
    verdicts = statuses(client({"business_years": 1}, alibaba=sales(300_000)))
    assert verdicts["client.mix.both-channels"] is Status.NOT_APPLICABLE


def test_the_case_of_the_article_pays_back() -> None:
    """$18 against $25 a lead, and 47 % more repeat purchase: +8.1 points."""
    kept: dict[str, Figure] = {
        "alibaba_lead_cost": 18, "independent_lead_cost": 25, "alibaba_repeat_rate": 0.2, "independent_repeat_rate": 0.294
    }  # fmt: skip
    verdicts = statuses(client(kept, alibaba=sales(60_000), independent=sales(60_000)))
    assert verdicts["client.leads.cost-gap"] is Status.PASS  # 38.89 %, the line is 38.9 %
    assert verdicts["client.leads.repeat-uplift"] is Status.PASS  # 47 %
    assert verdicts["client.leads.payback"] is Status.PASS


def test_leads_that_cost_half_more_and_do_not_come_back() -> None:
    kept: dict[str, Figure] = {
        "alibaba_lead_cost": 20, "independent_lead_cost": 30, "alibaba_repeat_rate": 0.2, "independent_repeat_rate": 0.24
    }  # fmt: skip
    result = client(kept, alibaba=sales(60_000), independent=sales(60_000))
    verdicts = statuses(result)
    assert verdicts["client.leads.cost-gap"] is Status.FAIL  # 50 %
    assert verdicts["client.leads.repeat-uplift"] is Status.WATCH  # 20 %
    assert verdicts["client.leads.payback"] is Status.FAIL  # 20 − 50 points
    assert "client.own-leads-do-not-pay" in concluded(result)


MEASURED: dict[str, dict[str, Figure]] = {
    "alibaba": {"platform_fees": [1600] * 3},
    "independent": {"payment_fees": [600] * 3, "payments_amount": [20_000] * 3},
}


@pytest.mark.parametrize(("fixed", "status"), [(20, Status.PASS), (20.1, Status.FAIL)])
def test_small_orders_by_measured_fees(fixed: float, status: Status) -> None:
    """Platform 8 % (1,600 of 20,000), payment 3 %: at $400 an order the own site may cost $20 besides."""
    result = client(
        {"own_site_order_cost": fixed},
        alibaba=sales(60_000) | MEASURED["alibaba"],
        independent=sales(60_000, orders=150) | MEASURED["independent"],
    )
    assert statuses(result)["client.fees.small-orders"] is status


def test_large_orders_by_measured_fees() -> None:
    """8 − 3 − 30/3,000 = 4 points cheaper on the own site."""
    result = client(
        {"own_site_order_cost": 30, "business_years": 8},
        alibaba=sales(60_000, orders=20) | MEASURED["alibaba"],
        independent=sales(20_000, orders=40) | MEASURED["independent"],
    )
    verdicts = statuses(result)
    assert verdicts["client.fees.large-orders"] is Status.FAIL
    assert verdicts["client.orders.value-uplift"] is Status.FAIL  # $500 against $3,000
    assert {"client.large-orders-on-platform", "client.route-high-value"} <= concluded(result)


def test_where_the_fee_models_disagree_nothing_is_concluded() -> None:
    """Large orders: 8 % makes the own site cheaper, the platform's own page does not."""
    result = client(
        {"own_site_order_cost": 30}, alibaba=sales(60_000, orders=20), independent=sales(60_000, orders=150)
    )
    verdicts = statuses(result)
    assert verdicts["client.fees.large-orders"] is Status.UNKNOWN  # nothing measured
    # $400 orders with $30 besides are dearer on the own site by every model.
    assert verdicts["client.fees.models-agree-small"] is Status.PASS
    assert verdicts["client.fees.small-orders-by-models"] is Status.FAIL
    cheap = client({"own_site_order_cost": 10}, alibaba=sales(60_000), independent=sales(60_000, orders=150))
    verdicts = statuses(cheap)
    # With $10 besides the own site is cheaper at 8 % and dearer at the platform's own rates.
    assert verdicts["client.fees.models-agree-small"] is Status.FAIL
    assert verdicts["client.fees.small-orders-by-models"] is Status.UNKNOWN


def test_orders_between_the_two_sizes_are_not_judged() -> None:
    verdicts = statuses(
        client({"own_site_order_cost": 30}, alibaba=sales(60_000, orders=60), independent=sales(60_000, orders=60))
    )
    for check in ("client.fees.small-orders", "client.fees.large-orders"):
        assert verdicts[check] is Status.NOT_APPLICABLE


def test_the_mixed_plan_is_weighed_by_the_clients_own_orders() -> None:
    """60 % of revenue under $500: 0.6 · 3.2 + 0.4 · 1.8 = 2.64 %, less than a flat 2.9 %."""
    for rate, status in ((0.029, Status.FAIL), (0.0264, Status.PASS)):
        result = client({"payment_fee_rate": rate, "small_order_revenue_share": 0.6}, independent=sales(60_000))
        assert statuses(result)["client.fees.gateway-choice"] is status


def test_the_funnel_leaks_where_inquirers_do_not_become_members() -> None:
    kept: dict[str, Figure] = {"platform_inquiries": 40, "members_from_platform": 0, "member_orders": 0}
    result = client(kept, alibaba=sales(60_000), independent=sales(60_000))
    assert "client.funnel-leaks-at-member" in concluded(result)
    assert "client.funnel-leaks-at-order" not in concluded(result)


def test_a_client_is_judged_as_soon_as_it_owns_two_stores() -> None:
    """Nobody has to state anything about the client itself; one store alone is no mix of channels."""
    own = [Store(StoreKey(channel, channel), client=CLIENT) for channel in ("alibaba", "independent")]
    rows = store("alibaba", "alibaba", sales(900_000)) + store("independent", "independent", sales(100_000))
    (result,) = audit(rows, own).clients
    assert result.store.key == StoreKey("client", CLIENT)
    assert statuses(result)["client.mix.concentration"] is Status.FAIL  # 90 %
    assert statuses(result)["client.mix.growth"] is Status.UNKNOWN  # the stage is not stated
    assert audit(rows, own[:1]).clients == ()
