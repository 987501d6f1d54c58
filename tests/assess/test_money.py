"""Money: its currency goes with it; another one needs a rate, an unstated one is unknown."""

from __future__ import annotations

import pytest

from auditor.model import Finding
from tests.assess.builders import SHOP, audit, book, check, metric, one, seen, weeks

CPC = metric("cpc", "money", "lower")
RULES = book([CPC], [check(CPC, ("at_most", "$1.2"))])


@pytest.mark.parametrize(("value", "status"), [(1.19, "pass"), (1.2, "pass"), (1.21, "fail"), (0.0, "pass")])
def test_the_thresholds_currency(value: float, status: str) -> None:
    finding = one(RULES, [seen(CPC, value, currency="USD")])
    assert (finding.status, finding.currency) == (status, "USD")


@pytest.mark.parametrize(("value", "status"), [(8.0, "pass"), (8.5714, "pass"), (8.58, "fail")])
def test_another_currency_goes_by_the_rate(value: float, status: str) -> None:
    finding = one(RULES, [seen(CPC, value, currency="CNY")], rates={"CNY": 0.14})
    assert (finding.status, finding.currency) == (status, "USD")
    assert finding.value == pytest.approx(value * 0.14)
    assert finding.display is not None
    assert finding.display.en.startswith("$")
    assert finding.trend[-1].value == finding.value


def test_without_a_rate_it_is_unknown_and_says_so() -> None:
    finding = one(RULES, [seen(CPC, 0.1, currency="CNY")])
    assert (finding.status, finding.value) == ("unknown", None)
    assert finding.reason is not None
    assert finding.supply is not None
    assert "CNY" in finding.reason.en
    assert "rates: {CNY:" in finding.supply.en


def test_an_unstated_currency_is_unknown() -> None:
    finding = one(RULES, [seen(CPC, 0.1)])
    assert (finding.status, finding.value) == ("unknown", None)
    assert finding.reason is not None
    assert "currency" in finding.reason.en
    assert one(RULES, [seen(CPC, 0.1)], rates={"CNY": 0.14}).status == "unknown"


def test_a_zero_line_needs_no_currency() -> None:
    rules = book([CPC], [check(CPC, ("more_than", "0"))])
    finding = one(rules, [seen(CPC, 3.0, currency="CNY")])
    assert (finding.status, finding.value, finding.currency) == ("pass", 3.0, "CNY")


def test_rates_lead_to_the_thresholds_currency() -> None:
    rules = book([CPC], [check(CPC, ("at_most", "£1.2"))])
    assert one(rules, [seen(CPC, 1.2, currency="GBP")], rates={"USD": 0.5}).status == "pass"
    assert one(rules, [seen(CPC, 2.4, currency="USD")], rates={"USD": 0.5}).status == "pass"
    assert one(rules, [seen(CPC, 2.41, currency="USD")], rates={"USD": 0.5}).status == "fail"


SPEND = metric("spend", "money", "lower")
LEADS = metric("leads", "count")
SALES = metric("sales", "money")


def computed(formula: str, unit: str, *rows: object, **more: object) -> Finding:
    made = metric("made", unit, "lower", formula=formula)
    line = "$25" if unit == "money" else "100%"
    return one(book([SPEND, LEADS, SALES, made], [check(made, ("at_most", line))]), rows, **more)  # type: ignore[arg-type]


def test_an_amount_over_a_count_is_an_amount() -> None:
    finding = computed("spend / leads", "money", seen(SPEND, 100, currency="USD"), seen(LEADS, 4))
    assert (finding.status, finding.value, finding.currency) == ("pass", 25, "USD")
    assert computed("spend / leads", "money", seen(SPEND, 100, currency="CNY"), seen(LEADS, 4)).status == "unknown"


def test_an_amount_over_an_amount_is_a_number() -> None:
    same = (seen(SPEND, 50, currency="CNY"), seen(SALES, 100, currency="CNY"))
    finding = computed("spend / sales", "share", *same)
    assert (finding.value, finding.currency) == (0.5, None)
    mixed = (seen(SPEND, 50, currency="USD"), seen(SALES, 100, currency="CNY"))
    assert computed("spend / sales", "share", *mixed).status == "unknown"
    assert (
        one(
            book([SPEND, SALES, metric("made", formula="spend / sales"), CPC], [check(CPC, ("at_most", "$1"))]), []
        ).status
        == "unknown"
    )


def test_mixed_currencies_are_joined_by_the_rates() -> None:
    made = metric("made", "money", "lower", formula="spend + sales")
    rules = book([SPEND, SALES, made], [check(made, ("at_most", "$25"))])
    rows = [seen(SPEND, 10, currency="USD"), seen(SALES, 100, currency="CNY")]
    finding = one(rules, rows, rates={"CNY": 0.15})
    assert (finding.status, finding.value, finding.currency) == ("pass", 25, "USD")
    assert one(rules, rows).status == "unknown"
    for stated, unstated in ((SPEND, SALES), (SALES, SPEND)):
        assert one(rules, [seen(stated, 10, currency="USD"), seen(unstated, 1)]).status == "unknown"


def test_a_sum_over_weeks_of_two_currencies() -> None:
    made = metric("made", "money", "lower", formula="sum(spend, 2 weeks)")
    rules = book([SPEND, made], [check(made, ("at_most", "$25"))])
    late, early = weeks(SPEND, [100, 10])
    rows = [early._replace(currency="CNY"), late._replace(currency="USD")]
    assert one(rules, rows).status == "unknown"
    assert one(rules, rows, rates={"CNY": 0.15}).value == 25
    assert one(rules, [row._replace(currency="USD") for row in (early, late)]).value == 110


def test_two_currencies_for_one_period_are_a_conflict() -> None:
    rows = [seen(CPC, 1, currency="USD", cell="A1"), seen(CPC, 1, currency="CNY", cell="A2")]
    assert one(RULES, rows).status == "unknown"


def test_stores_of_other_currencies_do_not_disturb() -> None:
    from auditor.model import Store, StoreKey

    other = StoreKey("alibaba", "other")
    rows = [seen(CPC, 1, currency="USD"), seen(CPC, 1, currency="CNY", store=other)]
    found = audit(RULES, rows, stores=[Store(SHOP), Store(other)])
    assert [found[SHOP][0].status, found[other][0].status] == ["pass", "unknown"]
    made = metric("made", "money", "lower", formula="sum(spend, 2 weeks)")
    rules = book([SPEND, made], [check(made, ("more_than", "0"))])
    early, late = weeks(SPEND, [100, 10])
    rows = [early._replace(currency="USD"), late._replace(currency="EUR")]
    rows += [row._replace(store=other, currency="CNY") for row in (early, late)]
    found = audit(rules, rows, stores=[Store(SHOP), Store(other)])
    assert [found[SHOP][0].status, found[other][0].status] == ["unknown", "pass"]
    assert (found[other][0].value, found[other][0].currency) == (110, "CNY")
