"""Scopes in three-valued truth: what is stated, what is not, and what would settle it."""

import pytest

from auditor.infer import infer_scopes
from auditor.infer.closure import ClosureEngine
from auditor.infer.durable import DurableEngine
from auditor.infer.interface import Engine
from auditor.model import ScopeResult, Store, StoreKey, Truth
from tests.infer.books import book, scope

TRUE, FALSE = ScopeResult(Truth.TRUE), ScopeResult(Truth.FALSE)


def unknown(*missing: str) -> ScopeResult:
    return ScopeResult(Truth.UNKNOWN, missing)


BOOK = book(
    scopes=[
        scope("germany", "market=DE"),
        scope("eu", either="market=DE|FR, market=IT"),
        scope("eu-electronics", "scope eu, category=electronics"),
        scope("battery-in-eu", "scope eu-electronics, battery=yes"),
        scope("either-way", either="category=toys, market=DE"),
    ]
)


@pytest.mark.parametrize("kind", [ClosureEngine, DurableEngine])
@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        (
            {"market": "DE", "category": "electronics", "battery": "yes"},
            [TRUE, TRUE, TRUE, TRUE, TRUE],
        ),
        ({"market": "US", "category": "electronics"}, [FALSE, FALSE, FALSE, FALSE, FALSE]),
        ({"market": "IT"}, [FALSE, TRUE, unknown("category"), unknown("category", "battery"), unknown("category")]),
        ({"market": "DE", "category": "electronics"}, [TRUE, TRUE, TRUE, unknown("battery"), TRUE]),
        ({"category": "toys"}, [unknown("market"), unknown("market"), FALSE, FALSE, TRUE]),
        ({"market": "US, DE", "category": "toys"}, [TRUE, TRUE, FALSE, FALSE, TRUE]),
        ({"market": "DEU"}, [FALSE, FALSE, FALSE, FALSE, unknown("category")]),
        (
            {},
            [
                unknown("market"),
                unknown("market"),
                unknown("market", "category"),
                unknown("market", "category", "battery"),
                unknown("market", "category"),
            ],
        ),
    ],
)
def test_truth_of_scopes(attributes: dict[str, str], expected: list[ScopeResult], kind: type[Engine]) -> None:
    store = Store(StoreKey("amazon", "north"), attributes=attributes)
    assert [one._replace(against=()) for one in infer_scopes(BOOK, [store], kind)[store.key].values()] == expected


@pytest.mark.parametrize(
    ("attributes", "against"),
    [
        ({"market": "US", "category": "electronics"}, [("market", "US")]),
        ({"market": "US", "category": "toys"}, [("market", "US"), ("category", "toys")]),
        ({"market": "DE", "category": "toys"}, [("category", "toys")]),
        ({"category": "toys"}, [("category", "toys")]),
        ({"market": "DE"}, []),
    ],
)
def test_what_keeps_a_store_out_of_a_scope(attributes: dict[str, str], against: list[tuple[str, str]]) -> None:
    store = Store(StoreKey("amazon", "north"), attributes=attributes)
    assert list(infer_scopes(BOOK, [store])[store.key]["eu-electronics"].against) == against


def test_every_store_gets_every_scope() -> None:
    stores = [Store(StoreKey("amazon", str(n)), attributes={"market": "DE"} if n % 2 else {}) for n in range(5)]
    results = infer_scopes(BOOK, stores)
    assert list(results) == [store.key for store in stores]
    assert [results[store.key]["germany"].truth for store in stores] == [Truth.UNKNOWN, Truth.TRUE] * 2 + [
        Truth.UNKNOWN
    ]


def test_an_empty_attribute_is_not_stated() -> None:
    store = Store(StoreKey("amazon", "north"), attributes={"market": ""})
    assert infer_scopes(BOOK, [store])[store.key]["germany"] == unknown("market")


def test_no_scopes_and_no_stores() -> None:
    store = Store(StoreKey("amazon", "north"))
    assert infer_scopes(book(), [store]) == {store.key: {}}
    assert infer_scopes(BOOK, []) == {}
