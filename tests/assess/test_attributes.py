"""Attributes made from a number, before scopes are inferred."""

from __future__ import annotations

import pytest

from auditor.assess import build_panel, derive_attributes
from auditor.model import Observation, Store, StoreKey, Text, ValueState
from auditor.rulebook.model import Attribute, Band
from tests.assess.builders import AS_OF, SHOP, WEEK, book, metric, requirement, seen

YEARS = metric("business_years", "count", window="moment")
STAGE = Attribute(
    "stage",
    "alibaba",
    Text("发展阶段", "Stage"),
    source_metric="business_years",
    bands=(
        Band("startup", requirement("count", "at_most", "2")),
        Band("growth", requirement("count", "between", "3", "5")),
        Band("mature", requirement("count", "at_least", "6")),
    ),
)
RULES = book([YEARS], attributes={("alibaba", "stage"): STAGE})


def stage(*rows: Observation, store: Store = Store(SHOP)) -> str | None:  # noqa: B008
    panel = build_panel(RULES, [store], rows, [], AS_OF, {})
    (made,) = derive_attributes(panel, RULES, [store])
    return made.attributes.get("stage")


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        (0, "startup"),
        (2, "startup"),
        (2.99, "startup"),
        (3, "growth"),
        (5, "growth"),
        (5.9, "growth"),
        (6, "mature"),
        (40, "mature"),
    ],
)
def test_bands_of_completed_years(years: float, expected: str) -> None:
    assert stage(seen(YEARS, years)) == expected


def test_missing_is_unknown() -> None:
    assert stage() is None
    assert stage(seen(YEARS, None)) is None


def test_what_a_user_stated_goes_before() -> None:
    assert stage(seen(YEARS, 9), store=Store(SHOP, attributes={"stage": "growth"})) == "growth"


def test_the_cell_is_kept() -> None:
    panel = build_panel(RULES, [Store(SHOP)], [seen(YEARS, 4, cell="B7")], [], AS_OF, {})
    (made,) = derive_attributes(panel, RULES, [Store(SHOP)])
    assert made.attribute_evidence["stage"].cell == "B7"


def test_other_stores_are_left_alone() -> None:
    other = Store(StoreKey("amazon", "us"), attributes={"market": "US"})
    panel = build_panel(RULES, [Store(SHOP), other], [seen(YEARS, 4)], [], AS_OF, {})
    made = derive_attributes(panel, RULES, [other, Store(SHOP)])
    assert made[0] == other
    assert made[1].attributes == {"stage": "growth"}


def test_what_holds_where_nothing_is_stated() -> None:
    incident = Attribute("incident", "alibaba", Text("事件", "Incident"), unless_stated="none")
    rules = book([YEARS], attributes={("alibaba", "incident"): incident})
    stores = [Store(SHOP), Store(StoreKey("alibaba", "b"), attributes={"incident": "plunge"})]
    panel = build_panel(rules, stores, [], [], AS_OF, {})
    assert [store.attributes["incident"] for store in derive_attributes(panel, rules, stores)] == ["none", "plunge"]


REMOVED = metric("removed", "count", "lower", "moment")
INCIDENT = Attribute(
    "incident",
    "alibaba",
    Text("事件", "Incident"),
    source_metric="removed",
    bands=(Band("none", requirement("count", "at_most", "0")), Band("removed", requirement("count", "at_least", "1"))),
    unless_stated="none",
)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([seen(REMOVED, None, AS_OF)], "none"),
        ([seen(REMOVED, None, AS_OF, state=ValueState.UNREADABLE)], None),
        ([seen(REMOVED, None, AS_OF, state=ValueState.CONFLICT)], None),
        ([seen(REMOVED, 1, AS_OF, cell="B2"), seen(REMOVED, 3, AS_OF, cell="B3")], None),
        ([seen(REMOVED, 0, AS_OF, segment="DE"), seen(REMOVED, 0, AS_OF, segment="FR")], "none"),
        ([seen(REMOVED, 0, AS_OF, segment="DE"), seen(REMOVED, 2, AS_OF, segment="FR")], None),
        ([seen(REMOVED, 2, AS_OF)], "removed"),
    ],
)
def test_a_figure_that_gives_no_band_is_stated_all_the_same(rows: list[Observation], expected: str | None) -> None:
    """Two sheets say 1 and 3 removed listings, or a row of France says 2: that is not "none", as where nobody counts."""
    rules = book([REMOVED], attributes={("alibaba", "incident"): INCIDENT})
    panel = build_panel(rules, [Store(SHOP)], rows, [], AS_OF, {})
    (made,) = derive_attributes(panel, rules, [Store(SHOP)])
    assert made.attributes.get("incident") == expected


def test_bands_of_money_compare_like_thresholds() -> None:
    value = metric("order_value", "money")
    size = Attribute(
        "size",
        "alibaba",
        Text("客单", "Order size"),
        source_metric="order_value",
        bands=(
            Band("small", requirement("money", "less_than", "$500")),
            Band("large", requirement("money", "more_than", "$2000")),
        ),
    )
    rules = book([value], attributes={("alibaba", "size"): size})

    def made(amount: float, currency: str | None, rates: dict[str, float]) -> str | None:
        rows = [seen(value, amount, WEEK, currency=currency)]
        panel = build_panel(rules, [Store(SHOP)], rows, [], AS_OF, rates)
        return derive_attributes(panel, rules, [Store(SHOP)])[0].attributes.get("size")

    assert made(499.99, "USD", {}) == "small"
    assert made(500, "USD", {}) is None
    assert made(2000.01, "USD", {}) == "large"
    assert made(3000, "CNY", {}) is None
    assert made(3000, "CNY", {"CNY": 0.14}) == "small"
    assert made(100, None, {}) is None
