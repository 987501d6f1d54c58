"""Clients that are judged in the same columns get what each would get alone."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.audit import CLIENT, Request, judge_intake, judge_intakes
from auditor.intake import Options
from auditor.model import Evidence, Intake, Observation, Period, Store, StoreKey, ValueState
from auditor.rulebook import load_rulebook
from auditor.rulebook.model import Unit

BOOK = load_rulebook()
TODAY = date(2026, 11, 22)
PLATFORMS = ("alibaba", "amazon", "independent")
METRICS = {
    platform: [metric for (where, _), metric in BOOK.metrics.items() if where == platform]
    for platform in (*PLATFORMS, CLIENT)
}
NAMES = ("旗舰店", "A shop", "B shop", "恒达", "蓝峰")


def client(seed: int) -> tuple[Intake, Request]:
    """A client with one to three stores whose names others may have too, and a few weeks of some metrics."""
    chance = Random(seed)
    owner = chance.choice(["恒达集团", "Blue Peak", f"client {seed}", None])
    keys = [StoreKey(chance.choice(PLATFORMS), name) for name in chance.sample(NAMES, chance.randint(1, 3))]
    stores = tuple(Store(key, owner) for key in keys)
    newest = TODAY - timedelta(days=chance.choice([0, 7, 7, 7]))
    rows = [row for key in keys for row in _observations(chance, key, newest)]
    day = chance.choice([None, None, TODAY])
    request = Request(paths=(), today=TODAY, as_of=day, options=Options(store=chance.choice([None, "旗舰店"])))
    return Intake((), stores, tuple(rows)), request


def _observations(chance: Random, key: StoreKey, newest: date) -> list[Observation]:
    rows = []
    metrics = chance.sample(METRICS[key.platform], 12)
    for metric in metrics:
        for back in range(chance.randint(1, 6)):
            end = newest - timedelta(days=7 * back)
            for segment in chance.choice([(None,), (None,), ("DE", "FR"), ("FBA", None)]):
                state = chance.choice([ValueState.OK] * 6 + [ValueState.MISSING, ValueState.CONFLICT])
                money = metric.unit is Unit.MONEY
                value = chance.choice([0.0, 0.004, 0.011, 0.5, 0.9, 1.0, 4.5, 30.0, 399.0, 400.0])
                rows.append(
                    Observation(
                        store=key,
                        metric=metric.id,
                        period=Period(end - timedelta(days=6), end),
                        value=("NORMAL" if metric.unit is Unit.TEXT else value) if state is ValueState.OK else None,
                        state=state,
                        segment=segment,
                        currency=chance.choice(["USD", "CNY", "EUR", None]) if money else None,
                        evidence=(Evidence(f"{key.store}.xlsx", "周报", f"C{len(rows) + 2}", str(value)),),
                    )
                )
    return rows


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=6, unique=True))
@example([113, 5121])  # of one the store alone is asked for, the other has an owner of the same name
def test_together_as_alone(seeds):
    cases = [client(seed) for seed in seeds]
    assert judge_intakes(cases, BOOK) == [judge_intake(intake, request, BOOK) for intake, request in cases]


def test_clients_of_one_name_are_not_summed_up():
    """Two clients of the agency whose owner is written the same way: neither's stores count for the other."""
    cases = []
    for sheet, count in (("a", 2), ("b", 1)):
        stores = tuple(Store(StoreKey("amazon", f"{sheet}{number}"), "恒达集团") for number in range(count))
        cases.append((Intake((), stores, ()), Request(paths=(), today=TODAY, as_of=TODAY)))
    first, second = judge_intakes(cases, BOOK)
    assert [entry.store.key.store for entry in first.stores] == ["a0", "a1"]
    assert [entry.store.key.store for entry in second.stores] == ["b0"]
    assert not second.clients
