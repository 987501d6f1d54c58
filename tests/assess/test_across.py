"""A client's metrics over its stores: the same complete months for all, nothing missing, one currency."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from auditor.model import Finding, Observation, Period, Store, StoreKey, Text
from auditor.rulebook.model import Range
from tests.assess.builders import AS_OF, audit, book, check, metric, month, months, seen, weeks

ONE, TWO, SITE = StoreKey("alibaba", "one"), StoreKey("alibaba", "two"), StoreKey("independent", "site")
CLIENT = StoreKey("client", "hengda")
STORES = [Store(ONE, "hengda"), Store(TWO, "hengda"), Store(SITE, "hengda"), Store(CLIENT, "hengda")]

REVENUE = metric("store_revenue", "money", window="month")
SITE_REVENUE = metric("store_revenue", "money", window="month", platform="independent")
ALIBABA = metric("alibaba_revenue", "money", window="3 months", platform="client", across=("alibaba", "store_revenue"))
OWN = metric("own_revenue", "money", window="3 months", platform="client", across=("independent", "store_revenue"))
AMAZON = metric("amazon_revenue", "money", window="3 months", platform="client", across=("amazon", "store_revenue"))
US = metric("store_revenue", "money", window="month", platform="amazon")
SHARE = metric(
    "alibaba_share",
    window="3 months",
    platform="client",
    formula="alibaba_revenue / (alibaba_revenue + own_revenue + amazon_revenue)",
)
RULES = book(
    [REVENUE, SITE_REVENUE, US, ALIBABA, OWN, AMAZON, SHARE],
    [check(ALIBABA, ("at_least", "$100")), check(SHARE, ("at_most", "80%"))],
)


def money(key: StoreKey, values: list[float | None], last: str = "2026-10", currency: str = "USD") -> list[Observation]:
    return months("store_revenue", values, last, store=key, currency=currency)


def judged(*parts: list[Observation], **more: Any) -> dict[str, Finding]:
    settings = {"stores": STORES, **more}
    found = audit(RULES, [row for part in parts for row in part], **settings)
    return {finding.check.removeprefix("check."): finding for finding in found[CLIENT]}


FULL = (money(ONE, [10, 20, 30]), money(TWO, [1, 2, 3]), money(SITE, [30, 2, 2]))


def test_the_last_three_complete_months_of_every_store() -> None:
    early = money(ONE, [1000], "2026-07")
    late = [seen("store_revenue", 999, Period(date(2026, 11, 1), date(2026, 11, 14)), store=ONE, currency="USD")]
    found = judged(*FULL, early, late)
    total = found["alibaba_revenue"]
    assert (total.value, total.currency) == (66, "USD")
    assert total.period == Period(date(2026, 8, 1), date(2026, 10, 31))
    assert found["alibaba_share"].value == pytest.approx(66 / 100)
    assert found["alibaba_share"].status == "pass"


def test_evidence_is_every_cell_that_was_summed() -> None:
    cells = {cell.cell for cell in judged(*FULL)["alibaba_revenue"].evidence}
    assert cells == {
        f"{name}-store_revenue-None-{month(m).end}"
        for name in ("one", "two")
        for m in ("2026-08", "2026-09", "2026-10")
    }


def test_a_store_month_that_is_missing_names_both() -> None:
    found = judged(FULL[0], money(TWO, [1, None, 3]), FULL[2])
    for name in ("alibaba_revenue", "alibaba_share"):
        assert (found[name].status, found[name].value) == ("unknown", None)
        reason = found[name].reason
        assert reason is not None
        assert "two 2026-09" in reason.en
        assert "two 2026-09" in reason.zh
        assert "one" not in reason.en


def test_a_month_in_another_currency_is_not_missing_but_has_no_rate() -> None:
    foreign = [row._replace(currency="EUR") if row.period == month("2026-09") else row for row in FULL[1]]
    found = judged(FULL[0], foreign, FULL[2])["alibaba_revenue"]
    assert found.status == "unknown"
    assert found.reason is not None
    assert "two 2026-09 (no rate for the currency of its amount: write rates into the overlay)" in found.reason.en
    assert "two 2026-09（金额的币种没有汇率" in found.reason.zh
    assert judged(FULL[0], foreign, FULL[2], rates={"EUR": 2})["alibaba_revenue"].value == 60 + 1 + 4 + 3


def test_a_store_without_any_month_is_missing() -> None:
    reason = judged(FULL[0], FULL[2])["alibaba_revenue"].reason
    assert reason is not None
    assert "two 2026-08, two 2026-09, two 2026-10" in reason.en


def test_a_mark_is_missing() -> None:
    marked = [*money(TWO, [1, None, 3]), seen("store_revenue", None, "2026-09", store=TWO)]
    assert judged(FULL[0], marked, FULL[2])["alibaba_revenue"].status == "unknown"


def test_a_store_opened_inside_the_span_counts_from_its_launch() -> None:
    young = [STORES[0], Store(TWO, "hengda", launched=date(2026, 9, 10)), *STORES[2:]]
    found = judged(FULL[0], money(TWO, [2, 3]), FULL[2], stores=young)
    assert found["alibaba_revenue"].value == 65
    for launched, value in ((date(2026, 11, 10), 60), (date(2026, 11, 1), 60), (date(2026, 10, 31), None)):
        opened = [STORES[0], Store(TWO, "hengda", launched=launched), *STORES[2:]]
        assert judged(FULL[0], FULL[2], stores=opened)["alibaba_revenue"].value == value, launched


def test_a_platform_without_a_store_is_zero_and_noted() -> None:
    found = judged(FULL[0], FULL[1], stores=[STORES[0], STORES[1], STORES[3]])
    assert (found["alibaba_share"].value, found["alibaba_share"].status) == (1, "fail")
    assert any("no store" in note.en for note in found["alibaba_share"].notes)
    assert judged(*FULL)["alibaba_revenue"].notes == ()


def test_a_client_without_stores_is_unknown() -> None:
    found = audit(RULES, [], stores=[STORES[3]])[CLIENT]
    assert {finding.status for finding in found} == {"unknown"}


def test_currencies_are_joined_by_the_rates_or_unknown() -> None:
    mixed = (FULL[0], money(TWO, [100, 200, 300], currency="CNY"), FULL[2])
    found = judged(*mixed)["alibaba_revenue"]
    assert found.status == "unknown"
    assert found.reason is not None
    assert found.supply is not None
    assert "CNY and USD" in found.reason.en
    assert "rates: {CNY: …}" in found.supply.en
    found = judged(*mixed, rates={"CNY": 0.1})["alibaba_revenue"]
    assert (found.value, found.currency) == (120, "USD")


def test_that_amounts_without_a_currency_are_of_one_is_an_assumption_and_told() -> None:
    unstated = [[row._replace(currency=None) for row in part] for part in FULL]
    share = judged(*unstated)["alibaba_share"]
    assert (share.value, share.status) == (pytest.approx(66 / 100), "pass")
    assert ["one currency was assumed" in note.en for note in share.notes if "currency" in note.en] == [True]
    assert judged(*unstated)["alibaba_revenue"].status == "unknown"  # its line is in dollars
    assert not any("currency" in note.en for note in judged(*FULL)["alibaba_share"].notes)


def test_weeks_and_days_that_fill_the_months_count() -> None:
    daily = [
        seen("store_revenue", 1, date.fromordinal(day), store=TWO, currency="USD")
        for day in range(date(2026, 8, 1).toordinal(), date(2026, 10, 31).toordinal() + 1)
    ]
    day_metric = metric("store_revenue", "money", window="day")
    rules = book([day_metric, SITE_REVENUE, US, ALIBABA, OWN, AMAZON, SHARE], list(RULES.checks.values()))
    whole = [seen("store_revenue", 60, Period(date(2026, 8, 1), date(2026, 10, 31)), store=ONE, currency="USD")]
    found = audit(rules, [*whole, *daily, *FULL[2]], stores=STORES)[CLIENT]
    assert found[0].value == 60 + 92
    ragged = weeks("store_revenue", [1] * 14, store=TWO, currency="USD")
    assert audit(RULES, [*FULL[0], *ragged, *FULL[2]], stores=STORES)[CLIENT][0].status == "unknown"


def test_weeks_are_those_that_the_stores_own_values_end_with() -> None:
    inquiries = metric("inquiries", "count")
    four = metric("four_weeks", "count", window="4 weeks", platform="client", across=("alibaba", "inquiries"))
    rules = book([inquiries, four], [check(four, ("at_least", "1"))])
    one, two = weeks("inquiries", [1, 2, 3, 4, 5], store=ONE), weeks("inquiries", [10, 20, 30, 40, 50], store=TWO)
    (found,) = audit(rules, [*one, *two], stores=STORES)[CLIENT]
    assert (found.value, found.period) == (14 + 140, Period(date(2026, 10, 18), date(2026, 11, 14)))
    assert [point.value for point in found.trend if point.value is not None] == [10 + 100, 14 + 140]
    rival = weeks("inquiries", [9], date(2026, 11, 15), store=StoreKey("alibaba", "rival"))
    newer = weeks("inquiries", [9], date(2026, 11, 21), store=ONE)  # after the audit's date
    assert audit(rules, [*one, *two, *rival, *newer], stores=STORES)[CLIENT][0].value == 14 + 140
    (late,) = audit(rules, [*one, *two[1:]], stores=STORES)[CLIENT]  # the second lacks its newest week
    assert (late.status, late.value) == ("unknown", None)
    (none,) = audit(rules, [], stores=STORES)[CLIENT]
    assert none.supply is not None
    assert "or the values of each store (window: 4 weeks)" in none.supply.en


def test_what_stands_at_a_moment_is_added_up_on_one_day() -> None:
    stock = metric("stock", "count", window="moment")
    of_all = metric("all_stock", "count", window="moment", platform="client", across=("alibaba", "stock"))
    rules = book([stock, of_all], [check(of_all, ("at_least", "1"))])
    rows = [seen("stock", 5, date(2026, 11, 13), store=ONE), seen("stock", 7, date(2026, 11, 13), store=TWO)]
    assert audit(rules, rows, stores=STORES)[CLIENT][0].value == 12
    newer = seen("stock", 6, date(2026, 11, 14), store=ONE)
    assert audit(rules, [*rows, newer], stores=STORES)[CLIENT][0].status == "unknown"


def test_segments_of_a_store_are_added_where_it_has_no_total() -> None:
    parts = [row._replace(segment=name) for name in ("DE", "FR") for row in FULL[1]]
    assert judged(FULL[0], parts, FULL[2])["alibaba_revenue"].value == 72
    assert judged(FULL[0], FULL[1], parts, FULL[2])["alibaba_revenue"].value == 66


def test_clients_do_not_mix() -> None:
    other = StoreKey("alibaba", "other")
    stores = [*STORES, Store(other, "rival"), Store(StoreKey("client", "rival"), "rival")]
    rows = [row for part in FULL for row in part] + money(other, [500, 500, 500])
    found = audit(RULES, rows, stores=stores)
    assert found[CLIENT][0].value == 66
    rival = found[StoreKey("client", "rival")]
    assert rival[0].value == 1500
    assert {cell.cell.split("-")[0] for finding in rival for cell in finding.evidence} == {"other"}


def test_the_trend_goes_back_month_by_month() -> None:
    long = (money(ONE, [1.0] * 6), money(TWO, [1.0] * 6), money(SITE, [2.0] * 6))
    trend = judged(*long)["alibaba_revenue"].trend
    known = [point for point in trend if point.value is not None]
    assert [point.end for point in known] == [month(name).end for name in ("2026-07", "2026-08", "2026-09", "2026-10")]
    assert {point.value for point in known} == {6}


def test_a_value_that_the_client_states_goes_before() -> None:
    stated = [seen(SHARE, 0.5, Period(date(2026, 8, 1), date(2026, 10, 31)), store=CLIENT)]
    assert judged(*FULL, stated)["alibaba_share"].value == 0.5


def test_on_the_last_day_of_a_month_it_is_complete() -> None:
    rows = (money(ONE, [10, 20, 30, 40], "2026-11"), money(TWO, [0] * 4, "2026-11"), money(SITE, [1] * 4, "2026-11"))
    assert judged(*rows, as_of=date(2026, 11, 30))["alibaba_revenue"].value == 90
    assert judged(*rows, as_of=date(2026, 11, 29))["alibaba_revenue"].value == 60
    assert date(2026, 11, 29) > AS_OF


def test_what_is_computed_from_an_impossible_share_says_which_cells_make_it() -> None:
    own = metric("own_share", platform="client", window="3 months", range=Range(0, 1, Text("不超过1", "at most 1")),
                 formula="own_revenue / alibaba_revenue")  # fmt: skip
    larger = metric("larger", platform="client", window="3 months", formula="max(own_share, own_share)")
    rules = book([*RULES.metrics.values(), own, larger], [check(larger, ("at_most", "80%"))])
    rows = [*money(ONE, [10, 10, 10]), *money(TWO, [0, 0, 0]), *money(SITE, [-1, -1, -1])]
    (found,) = audit(rules, rows, stores=STORES)[CLIENT]
    assert found.status == "unknown"
    assert "larger: an impossible figure follows from these: " in found.reason.en
    assert "store_revenue" in found.reason.en
