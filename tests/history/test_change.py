"""The value before, from the audit before: a week's files alone still show what moved."""

from __future__ import annotations

import pytest

from auditor.history.change import delta, with_value_before
from tests.history.documents import finding


def test_the_audit_before_gives_previous_change_and_trend() -> None:
    before = finding("a", "fail", value=4, end="2026-11-08")
    before["trend"] = [{"end": "2026-11-01", "value": 2}, *before["trend"]]
    made = with_value_before(finding("a", "fail", value=5, end="2026-11-15"), before, "en")
    assert (made["previous"], made["previous_value"], made["delta"]["text"]) == ("4", 4, "+25%")
    assert made["trend"] == [
        {"end": "2026-11-01", "value": 2},
        {"end": "2026-11-08", "value": 4},
        {"end": "2026-11-15", "value": 5},
    ]


@pytest.mark.parametrize(
    ("unit", "value", "previous", "text", "direction"),
    [
        ("count", 12.0, 10.0, "+20%", "up"),
        ("money", 8.0, 10.0, "-20%", "down"),
        ("count", 3.0, 0.0, "+3", "up"),  # nothing is a share of 0
        ("share", 0.3, 0.25, "+5 pp", "up"),
        ("score", 4.8, 4.5, "+0.3", "up"),
        ("days", 3.0, 3.0, "0", "flat"),
    ],
)
def test_a_change_by_unit(unit: str, value: float, previous: float, text: str, direction: str) -> None:
    made = delta(value, previous, unit, "pp")
    assert made is not None
    assert (made["text"], made["direction"]) == (text, direction)


def test_the_files_own_earlier_period_goes_first() -> None:
    now = finding("a", "fail", value=5, end="2026-11-15")
    now |= {"previous": "3", "previous_value": 3, "trend": [{"end": "2026-11-08", "value": 3}, *now["trend"]]}
    made = with_value_before(now, finding("a", "fail", value=4, end="2026-11-08"), "en")
    assert made == now


def test_what_cannot_be_compared_is_left_alone() -> None:
    now = finding("a", "fail", value=5, end="2026-11-15")
    assert with_value_before(now, None, "en") == now
    assert with_value_before(now, finding("a", "fail", value=4), "en") == now
    assert with_value_before(now, finding("a", "fail", value=4, end="2026-11-15"), "en") == now
    other = finding("a", "fail", value=4, end="2026-11-08") | {"currency": "USD"}
    assert with_value_before(now, other, "en") == now
    unknown = finding("a", "unknown", end="2026-11-08") | {"display": "no data"}
    assert with_value_before(now, unknown, "en")["previous"] is None
    empty = finding("a", "unknown", end="2026-11-15")
    assert with_value_before(empty, finding("a", "fail", value=4, end="2026-11-08"), "en")["delta"] is None


def test_a_trend_shows_thirteen_periods() -> None:
    before = finding("a", "fail", value=4, end="2026-11-08")
    before["trend"] = [{"end": f"2026-10-{day:02d}", "value": day} for day in range(1, 14)]
    made = with_value_before(finding("a", "fail", value=5, end="2026-11-15"), before, "zh")
    assert len(made["trend"]) == 13
    assert made["trend"][-1] == {"end": "2026-11-15", "value": 5}


def test_a_month_looked_at_each_week_keeps_the_month_before_it() -> None:
    kept = finding("a", "fail", value=5, end="2026-10-31") | {"previous": "4", "previous_value": 4}
    now = finding("a", "fail", value=5, end="2026-10-31")
    made = with_value_before(now, kept, "en")
    assert (made["previous"], made["previous_value"], made["delta"]["text"]) == ("4", 4, "+25%")
    corrected = with_value_before(now | {"value": 6}, kept, "en")
    assert (corrected["previous_value"], corrected["delta"]["text"]) == (4, "+50%")
    longer = now["period"] | {"start": "2026-01-01"}
    assert with_value_before(now | {"period": longer}, kept, "en")["previous_value"] is None
