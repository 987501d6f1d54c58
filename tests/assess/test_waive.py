"""Waivers: over fail and watch only, the status underneath stays, their hygiene is reported."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from auditor.assess import waive
from auditor.model import Finding, Status, StoreKey
from auditor.rulebook.model import Place
from auditor.rulebook.waivers import Waiver
from tests.assess.builders import AS_OF, SHOP


def waiver(**more: object) -> Waiver:
    settings: dict[str, object] = {
        "check": "check.a",
        "store": "shop",
        "reason": "搬家",
        "approved_by": "王敏",
        "start": date(2026, 11, 1),
        "until": date(2026, 12, 31),
        "place": Place("w.yaml", 3, 5),
    }
    return Waiver(**{**settings, **more})  # type: ignore[arg-type]


def finding(status: Status, **more: object) -> Finding:
    return Finding(**{"store": SHOP, "check": "check.a", "status": status, "value": 0.8, **more})  # type: ignore[arg-type]


def laid(status: Status, *waivers: Waiver, as_of: date = AS_OF) -> tuple[Finding, tuple[str, ...]]:
    found, warnings = waive({SHOP: (finding(status),)}, waivers, as_of)
    return found[SHOP][0], tuple(text.en for text in warnings)


@pytest.mark.parametrize("status", [Status.FAIL, Status.WATCH])
def test_the_status_underneath_value_and_evidence_stay(status: Status) -> None:
    result, warnings = laid(status, waiver())
    assert (result.status, result.underlying, result.value) == (Status.WAIVED, status, 0.8)
    assert result.waiver is not None
    assert (result.waiver.reason, result.waiver.approved_by, result.waiver.until) == (
        "搬家",
        "王敏",
        date(2026, 12, 31),
    )
    assert warnings == ()


def test_a_store_is_found_in_any_width_and_case() -> None:
    result, warnings = laid(Status.FAIL, waiver(store="ＳＨＯＰ"))
    assert (result.status, warnings) == (Status.WAIVED, ())


@pytest.mark.parametrize(("spelt", "waived"), [("shop", {"shop"}), ("SHOP", {"SHOP"}), ("Shop", set())])
def test_two_stores_that_case_alone_tells_apart_have_each_its_own(spelt: str, waived: set[str]) -> None:
    both = {StoreKey("amazon", name): (finding(Status.FAIL),) for name in ("shop", "SHOP")}
    found, warnings = waive(both, [waiver(store=spelt)], AS_OF)
    assert {key.store for key, (one,) in found.items() if one.status is Status.WAIVED} == waived
    assert bool(warnings) is not bool(waived)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.PASS, "waives nothing: it passes"),
        (Status.UNKNOWN, "waives nothing: it is not assessed"),
        (Status.NOT_APPLICABLE, "waives nothing: it does not apply"),
    ],
)
def test_nothing_else_is_waived(status: Status, said: str) -> None:
    result, warnings = laid(status, waiver())
    assert result == finding(status)
    assert len(warnings) == 1
    assert warnings[0].endswith(said)


@pytest.mark.parametrize(
    ("day", "waived", "word"),
    [
        (date(2026, 10, 31), False, "begins on 2026-11-01: it does not count on 2026-10-31"),
        (date(2026, 11, 1), True, None),
        (date(2026, 12, 16), True, None),
        (date(2026, 12, 17), True, "about to expire"),
        (date(2026, 12, 31), True, "about to expire"),
        (date(2027, 1, 1), False, "expired"),
    ],
)
def test_from_and_until_are_included(day: date, waived: bool, word: str | None) -> None:
    result, warnings = laid(Status.FAIL, waiver(), as_of=day)
    assert (result.status is Status.WAIVED) == waived
    assert len(warnings) == (word is not None)
    assert word is None or word in warnings[0]


@pytest.mark.parametrize("more", [{"store": "other"}, {"check": "check.b"}])
def test_a_waiver_that_matches_nothing_is_reported(more: dict[str, str]) -> None:
    result, warnings = laid(Status.FAIL, waiver(**more))
    assert result.status is Status.FAIL
    assert "matches nothing" in warnings[0]


@pytest.mark.parametrize(("early", "said"), [(0, 1), (1, 0)])
def test_a_waiver_of_nothing_is_told_from_its_first_day(early: int, said: int) -> None:
    _, warnings = laid(Status.PASS, waiver(start=AS_OF + timedelta(days=early)))
    assert len(warnings) == said


def test_of_two_the_longer_counts() -> None:
    short = waiver(until=AS_OF + timedelta(days=1), reason="short")
    for pair in ((short, waiver()), (waiver(), short)):
        result, _ = laid(Status.FAIL, *pair)
        assert result.waiver is not None
        assert result.waiver.reason == "搬家"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 20), []),  # another goes on from the day after: nothing is about to expire
        (date(2027, 1, 5), []),
        (date(2027, 2, 25), ["is about to expire: 2027-02-28"]),
        (date(2027, 3, 1), ["expired on 2027-02-28"]),  # once, for the last of them
    ],
)
def test_of_a_renewed_waiver_the_last_entry_is_told(day: date, words: list[str]) -> None:
    renewed = waiver(start=date(2027, 1, 1), until=date(2027, 2, 28))
    for entries in ((waiver(), renewed), (renewed, waiver())):
        warnings = laid(Status.FAIL, *entries, as_of=day)[1]
        assert len(warnings) == len(words)
        assert all(word in warning for word, warning in zip(words, warnings, strict=True))


def test_a_renewal_that_leaves_a_gap_is_none_before_it_begins() -> None:
    later = waiver(start=date(2027, 2, 1), until=date(2027, 3, 31))
    assert "expired on 2026-12-31" in laid(Status.FAIL, waiver(), later, as_of=date(2027, 1, 10))[1][0]


def test_every_segment_is_waived_and_no_other_store() -> None:
    other = StoreKey("alibaba", "other")
    rows = {
        SHOP: (
            finding(Status.FAIL, segment="DE"),
            finding(Status.PASS, segment="FR"),
            finding(Status.WATCH, segment="IT"),
        ),
        other: (finding(Status.FAIL, store=other),),
    }
    found, warnings = waive(rows, [waiver()], AS_OF)
    assert [each.status for each in found[SHOP]] == [Status.WAIVED, Status.PASS, Status.WAIVED]
    assert found[other] == rows[other]
    assert warnings == ()
