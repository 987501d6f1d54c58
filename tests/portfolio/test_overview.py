"""The overview of a run: which store stands first, what is counted as what, and who is overdue with what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.model import CLIENT
from auditor.portfolio.job import Outcome
from auditor.portfolio.overview import overview
from auditor.portfolio.summary import StoreSummary, summarise
from auditor.report import document
from tests.portfolio.test_scale import summary
from tests.report import samples

CALM = replace(
    summary(0), critical=(), newly_critical=(), causes=(), overdue=(), days=None, state="clear", counts=(("pass", 9),)
)
MADE = {
    "urgent": summary(
        1,
        days=0,
        counts=(("fail", 2), ("waived", 1)),
        overdue=(("Li", "Call", 3, None),),
        causes=(("x", "X"), ("y", "Y")),
        score=90,
    ),
    "worse": summary(
        1, days=5, critical=(("a", "A", "2%", None), ("b", "B", None, None)), causes=(("x", "X"), ("y", "Y")), score=70
    ),
    "low": summary(1, days=5, counts=(("fail", 1),), causes=(("y", "Y"), ("z", "Z")), overdue=(), score=30),
    "missed": replace(CALM, counts=(("fail", 4),), state="remediate", score=50, overdue=(("Li", "Ask", 9, "fail"),)),
    "blank": replace(CALM, state="no_verdict", score=None, best=100, assessed=0),
    "thin": replace(CALM, state="no_verdict", score=None, best=79),
    "fine": replace(CALM, score=99),
    "near": replace(CALM, state="near", score=98),
}


def made(stores: dict[str, StoreSummary]) -> dict:
    named = [
        replace(one, store=name, best=one.best if one.score is None else one.score) for name, one in stores.items()
    ]
    across = replace(
        CALM, store="all of it", platform=CLIENT, state="remediate", counts=(("fail", 1),), score=10, best=10
    )
    silent = replace(across, store="nothing to judge", assessed=0)
    return overview([Outcome("b", "", tuple(named[4:])), Outcome("a", "", (*named[:4], across, silent))], "en")


def test_first_stands_what_has_consequences_first() -> None:
    """By days to the next consequence, then by critical failures, then by score, or the best one that is possible."""
    ranked = [(one["store"], one["of"]) for one in made(MADE)["stores"]]
    assert [store for store, _ in ranked] == [
        "urgent", "worse", "low", "all of it", "missed", "thin", "near", "fine", "blank",
    ]  # fmt: skip
    assert dict(ranked)["blank"] == "b"
    assert [one["store"] for one in made(dict(reversed(MADE.items())))["stores"]] == [store for store, _ in ranked]


def test_each_store_is_counted_once_and_what_is_across_stores_never() -> None:
    assert made(MADE)["counts"] == {
        "stores": 8, "critical": 3, "failing": 1, "clear": 2, "no_verdict": 1, "no_data": 1, "waived": 1, "overdue": 3,
        "behind": 0, "paused": 0,
    }  # fmt: skip
    assert [one["store"] for one in made(MADE)["no_data"]] == ["blank"]


def test_who_is_overdue_and_which_causes_are_shared() -> None:
    told = made(MADE)
    late = [
        (one["owner"], [(each["title"], each["days"], each["now"]) for each in one["actions"]])
        for one in told["overdue"]
    ]
    assert late == [("Li", [("Ask", 9, "fail"), ("Call", 3, None)]), ("Wang Min", [("Call the supplier", 2, "fail")])]
    shared = [("y", ["urgent", "worse", "low"]), ("x", ["urgent", "worse"])]  # the most frequent first
    assert [(one["diagnosis"], [each["store"] for each in one["stores"]]) for one in told["causes"]] == shared
    assert {each["client"] for one in told["causes"] for each in one["stores"]} == {"a"}


def test_what_is_newly_critical_and_the_scores_by_dimension() -> None:
    other = summary(2, dimensions=(("inventory", "Dimension inventory", 7),), score=11, newly_critical=())
    told = made({"urgent": MADE["urgent"], "here": other})
    said = "The order defect rate is below the line"
    assert [tuple(one.values()) for one in told["newly_critical"]] == [
        ("urgent", "Alibaba.com", "a", "amazon.order-defect-rate", said, "1.2%")
    ]
    heat = next(table for table in told["heat"] if table["platform_name"] == "Amazon")
    assert heat["columns"][-1] == "Dimension inventory"
    assert next((row["store"], row["client"], row["scores"]) for row in heat["rows"]) == ("here", "a", [7])


@pytest.mark.parametrize(
    ("newest", "told"),
    [
        (("2026-11-09", "2026-11-15"), False),
        (("2026-11-03", "2026-11-09"), False),  # a week that ends on another day is still running
        (("2026-11-02", "2026-11-08"), True),
        (("2026-11-09", "2026-11-09"), False),  # days are handed in by the week
        (("2026-11-08", "2026-11-08"), True),
        (("2026-10-01", "2026-10-31"), False),  # a month's figures hold until the next month is over
        (("2026-09-17", "2026-10-16"), True),
        (("2026-09-18", "2026-10-17"), False),
        (None, False),  # without data, which is told as that
    ],
)
def test_a_store_whose_new_figures_nobody_saved_is_told(newest: tuple[str, str] | None, told: bool) -> None:
    """Its verdict is that of last time, and looked like one of this week."""
    run = made({"fine": MADE["fine"], "late": replace(MADE["low"], newest=newest)})
    assert run["counts"]["behind"] == told
    assert [(one["store"], one["client"]) for one in run["behind"]] == ([("late", "a")] if told else [])
    assert [one["store"] for one in run["stores"] if one["behind"]] == (["late"] if told else [])


def test_the_newest_figures_are_those_of_the_shortest_period_that_ends_last() -> None:
    """A week's sheet beside an export of 30 days is a week's, also where only metrics without a verdict are of it."""
    entry = document(samples.audit(), samples.book(), "en")["stores"][0]
    month, week = ({"start": start, "end": "2026-11-15"} for start in ("2026-10-17", "2026-11-09"))
    old = {"start": "2026-11-02", "end": "2026-11-08"}
    findings = [{**entry["findings"][0], "period": period} for period in (old, month, None)]
    for observed, newest in (([], month), ([{"period": week}], week)):
        found = summarise({**entry, "findings": findings, "observed": observed}, "2026-11-16").newest
        assert found == (newest["start"], newest["end"])


def test_a_store_without_a_score_is_as_good_as_its_unknowns_let_it_be() -> None:
    store = document(samples.audit(), samples.book(), "en")["stores"][0]
    for score, possible, best in ((61, None, 61), (61, [40, 80], 61), (None, [5, 79], 79), (None, None, None)):
        assert summarise({**store, "score": score, "score_range": possible}, "2026-11-15").best == best
