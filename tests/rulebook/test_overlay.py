# ruff: noqa: E501 (a table reads best with a mistake a line)
"""Overlays: what they may change, that no platform line is loosened, and the checks of a client's own."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.model import Severity
from auditor.rulebook import (
    Overlay,
    RuleError,
    RuleErrors,
    apply_overlay,
    load_overlays,
    load_rulebook,
    requirement_words,
)
from auditor.rulebook.model import RuleBook
from tests.rulebook.book import bent, load, spot, write

HEAD = "schema: store-auditor/overlay/1\nclient: hengda\n"


def overlay(folder: Path, text: str, book: RuleBook) -> Overlay:
    return load_overlays([write(folder, HEAD + text, "overlay.yaml")], book)


def refused(folder: Path, text: str) -> tuple[RuleError, ...]:
    book = load(folder)
    with pytest.raises(RuleErrors) as caught:
        overlay(folder, text, book)
    return caught.value.errors


def applied(folder: Path, text: str) -> RuleBook:
    book = load(folder)
    return apply_overlay(book, overlay(folder, text, book))


def words(book: RuleBook, check: str, line: int = -1) -> tuple[str, str | None]:
    found = book.checks[check].lines[line]
    return requirement_words(found.expect).en, requirement_words(found.watch).en if found.watch else None


@pytest.mark.parametrize(
    ("change", "require", "watch"),
    [
        ("acme.answer-rate: {expect: {at_least: 80%}}", "at least 80%", "at least 93%"),  # a benchmark, looser
        ("acme.answer-rate: {expect: {at_least: 92%}}", "at least 92%", "at least 93%"),
        ("acme.answer-rate: {expect: {at_least: 95%}}", "at least 95%", None),  # overtakes the warning line
        ("acme.answer-rate: {watch: {at_least: 99%}}", "at least 90%", "at least 99%"),
        ("acme.answer-rate: {expect: {between: [85%, 99%]}, watch: {between: [90%, 99%]}}", "between 85% and 99%", "between 90% and 99%"),
    ],
)  # fmt: skip
def test_a_benchmark_may_move_either_way(tmp_path: Path, change: str, require: str, watch: str | None) -> None:
    book = applied(tmp_path, f"checks:\n  {change}\n")
    assert words(book, "acme.answer-rate") == (require, watch)


@pytest.mark.parametrize(
    "change", ["{at_least: 2}", "{at_least: 1}", "{more_than: 1}", "{between: [1, 9]}", "{equals: 5}"]
)
def test_a_platform_line_may_be_tightened(tmp_path: Path, change: str) -> None:
    book = applied(tmp_path, f"checks:\n  acme.orders: {{expect: {change}}}\n")
    assert book.checks["acme.orders"].lines[0].source.title == ("overlay hengda（客户要求）", "overlay hengda")
    assert book.checks["acme.orders"].lines[0].source.also[0].title.en == "rules", "the platform's own source is kept"


def test_a_platform_s_least_sample_may_not_be_raised(tmp_path: Path) -> None:
    """More cases would make unknown what the platform fails."""
    book = load(tmp_path, bent("min_sample: 10", "min_sample: 10\n    min_sample_by: platform"))
    with pytest.raises(RuleErrors) as caught:
        overlay(tmp_path, "checks: {acme.answer-rate: {min_sample: 11}}\n", book)
    (error,) = caught.value.errors
    assert "can't be raised: it judges from 10 on" in error.message.en
    assert overlay(tmp_path, "checks: {acme.answer-rate: {min_sample: 9}}\n", book).checks


@pytest.mark.parametrize("change", ["{at_least: 0.5}", "{more_than: 0}", "{between: [0, 9]}", "{one_of: [0, 1]}"])
def test_a_platform_line_may_not_be_loosened(tmp_path: Path, change: str) -> None:
    text = f"checks:\n  acme.orders: {{expect: {change}}}\n"
    (error,) = refused(tmp_path, text)
    assert "platform's line and can't be loosened: it is at least 1" in error.message.en
    assert (error.place.line, error.place.column) == spot(HEAD + text, change)


def test_a_value_in_other_words_is_no_other_line(tmp_path: Path) -> None:
    state = "checks:\n  acme.state: {title: {zh: 正常, en: Normal}, metric: state, expect: {one_of: [NORMAL, 一般]}, watch: {one_of: [正常]}, severity: minor, kind: platform, source: {title: x, read_on: 2026-11-21, standing: house}}\n"
    values = bent("unit: text, better", "unit: text, values: {NORMAL: [正常], FAIR: [一般]}, better")
    book = load(tmp_path, values.replace("checks:\n", state, 1))
    changed = apply_overlay(book, overlay(tmp_path, "checks:\n  acme.state: {expect: {one_of: [一般, FAIR]}}\n", book))
    assert [check.checks["acme.state"].lines[0].expect.options for check in (book, changed)] == [
        ("NORMAL", "FAIR"),
        ("FAIR",),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "acme.orders: {expect: {at_most: 9}}",
            "'at_most' lets the worse values pass: 'orders' says better: higher; use at_least or more_than, or between where both ends count",
        ),  # a platform's line
        ("acme.answer-rate: {expect: {less_than: 95%}}", "'less_than' lets the worse values pass"),  # a benchmark
        ("acme.state: {expect: {equals: NORML}}", "unknown value 'NORML'; did you mean 'NORMAL'?"),
    ],
)
def test_a_line_that_no_check_may_have_is_none_for_an_overlay(tmp_path: Path, change: str, said: str) -> None:
    state = "checks:\n  acme.state: {title: {zh: 正常, en: Normal}, metric: state, expect: {equals: NORMAL}, severity: minor, kind: benchmark, source: {title: x, read_on: 2026-11-21, standing: house}}\n"
    values = bent("unit: text, better", "unit: text, values: {NORMAL: [正常]}, better")
    book = load(tmp_path, values.replace("checks:\n", state, 1))
    with pytest.raises(RuleErrors) as caught:
        overlay(tmp_path, f"checks:\n  {change}\n", book)
    (error,) = caught.value.errors
    assert said in error.message.en


def test_the_newest_of_dated_lines_must_stay_as_strict(tmp_path: Path) -> None:
    assert (
        words(applied(tmp_path, "checks:\n  acme.ipi: {expect: {at_least: 420}}\n"), "acme.ipi", 0)[0] == "at least 420"
    )
    (error,) = refused(tmp_path, "checks:\n  acme.ipi: {expect: {at_least: 380}}\n")
    assert "it is at least 400, not at least 380" in error.message.en


def test_a_stricter_line_of_the_past_stays_and_hinders_nobody(tmp_path: Path) -> None:
    """500 was the platform's line for some months of 2020; today's is 400, and 450 tightens it."""
    shipped, check = load_rulebook(), "amazon.inventory-performance"
    change = f"checks:\n  {check}: {{expect: {{at_least: 450}}, watch: {{at_least: 480}}}}\n"
    book = apply_overlay(shipped, overlay(tmp_path, change, shipped))
    assert [words(book, check, line) for line in range(4)] == [
        ("at least 450", "at least 480"),  # 350 at that time
        ("at least 500", None),
        ("at least 450", "at least 480"),
        ("at least 450", "at least 480"),
    ]


_FIGURES = st.integers(-3, 4)
_REQUIREMENTS = st.one_of(
    st.tuples(st.sampled_from(["at_least", "more_than", "at_most", "less_than", "equals"]), _FIGURES.map(str)),
    st.tuples(st.just("between"), st.lists(_FIGURES, min_size=2, max_size=2).map(lambda ends: str(sorted(ends)))),
    st.tuples(st.just("one_of"), st.lists(_FIGURES, min_size=1, max_size=3).map(str)),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(_REQUIREMENTS)
def test_whatever_is_accepted_over_a_platform_line_is_as_strict(tmp_path: Path, change: tuple[str, str]) -> None:
    """``at_least: 1`` of the platform: an overlay passes exactly when it accepts nothing below 1."""
    book = load(tmp_path)
    text = f"checks: {{acme.orders: {{expect: {{{change[0]}: {change[1]}}}}}}}\n"
    try:
        laid = apply_overlay(book, overlay(tmp_path, text, book))
    except RuleErrors:
        laid = None
    verb, figures = change[0], [int(figure) for figure in change[1].strip("[]").split(",")]
    lowest = {"more_than": figures[0] + 0.5, "at_most": -99, "less_than": -99}.get(verb, min(figures))
    assert (laid is not None) is (lowest >= 1)


@pytest.mark.parametrize(
    ("text", "said", "close"),
    [
        ("checks:\n  acme.order: {severity: minor}\n", "unknown check 'acme.order'", "acme.orders"),
        ("checks:\n  acme.answer-rate: {watch: {at_least: 80%}}\n", "wrong side of expect", None),
        ("checks:\n  acme.answer-rate: {expect: {at_least: 80}}\n", "write 80%", None),
        ("checks:\n  acme.answer-rate: {severity: critical}\n", "benchmark can't be critical", None),
        ("checks:\n  acme.orders: {severity: advisory}\n", "platform rule can't be advisory", None),
        ("checks:\n  acme.answer-rate: {kind: platform}\n", "can't change 'kind'", None),
        ("checks:\n  acme.answer-rate: {}\n", "must not be empty", None),
        ("checks:\n  acme.registration: {expect: {equals: yes}}\n", "attested item", None),
        ("checks:\n  acme.orders: {max_age: 9 days}\n", "together with sustained", None),
        ("skip: {acme.order: 停用}\n", "unknown check 'acme.order'", "acme.orders"),
        ("skip: {acme.orders: }\n", "nothing is stated", None),
        ("skip: {tiktok-shop.score: 停用}\n", "no rules of tiktok-shop are loaded: rules of your own are added with --rules", None),
        ("skip: {acne.orders: 停用}\n", "unknown check 'acne.orders'", "acme.orders"),
        ("columns: {answer_rat: [达成率]}\n", "unknown metric 'answer_rat'", "answer_rate"),
        ("columns: {answer_rate: [订 单]}\n", "already belongs to orders", None),
        ("columns: {answer_rate: [达成], orders: [达成：]}\n", "already belongs to answer_rate", None),
        ("percent: {answer_rate: precent}\n", "not accepted", "percent"),
        ("percent: {orders: share}\n", "is not a share", None),
        ("daily: {orders: add}\n", "not accepted", None),
        ("daily: {answer_rate: sum}\n", "not of a week or a month", None),
        ("rates: {CNY: -1}\n", "a rate is a positive number", None),
        ("rates: {yuan: 0.14}\n", "three capitals", None),
        ("skips: {}\n", "unknown key 'skips'", "skip"),
        ("checks:\n  acme.mine: {title: x, metric: orders, expect: {at_least: 1}, kind: benchmark}\n", "needs 'severity'", None),
        ("rates: {USX: 7}\n", "unknown currency 'USX'; did you mean 'USD'?", "USD"),
        ("rates: {CNX: 0.14}\n", "unknown currency 'CNX'; did you mean 'CNY'?", "CNY"),
        ("rates: {RMB: 0.14, CNY: 0.15}\n", "the rate of CNY is stated twice", None),
        ("checks:\n  other.mine: {title: x, metric: orders, expect: {at_least: 1}, severity: minor, kind: benchmark}\n", "unknown platform 'other'", None),
    ],
)  # fmt: skip
def test_mistakes(tmp_path: Path, text: str, said: str, close: str | None) -> None:
    found = refused(tmp_path, text)
    assert any(said in error.message.en and error.nearest == close for error in found), found


def test_a_rate_of_rmb_is_that_of_the_yuan(tmp_path: Path) -> None:
    assert overlay(tmp_path, "rates: {RMB: 0.14}\n", load(tmp_path)).rates == {"CNY": 0.14}


def test_severities_skips_headings_units_and_rates(tmp_path: Path) -> None:
    book = load(tmp_path)
    found = overlay(
        tmp_path,
        "checks: {acme.answer-rate: {severity: minor, max_age: 30 days, min_sample: 5}}\nskip: {acme.orders: 新店}\n"
        "columns: {answer_rate: [达成率]}\npercent: {answer_rate: share}\nrates: {CNY: 0.14}\n",
        book,
    )
    assert (found.client, found.skip, found.percent, found.rates) == (
        "hengda", {"acme.orders": "新店"}, {"answer_rate": "share"}, {"CNY": 0.14},
    )  # fmt: skip
    laid = apply_overlay(book, found)
    check = laid.checks["acme.answer-rate"]
    assert (check.severity, check.min_sample, check.max_age) == (Severity.MINOR, 5, (30, "day"))
    assert "达成率" in laid.metrics["acme", "answer_rate"].names
    assert book.checks["acme.answer-rate"].severity is Severity.MAJOR, "the book itself stays as it was"


def test_a_check_of_the_clients_own(tmp_path: Path) -> None:
    book = applied(
        tmp_path,
        "checks:\n  acme.mine:\n    title: 月订单不少于10\n    metric: orders\n    expect: {at_least: 10}\n    severity: minor\n"
        "    kind: benchmark\n    source: {title: 合同, standing: house, read_on: 2026-01-05}\n    needs: [acme.orders]\n",
    )
    check = book.checks["acme.mine"]
    assert (check.pack, check.platform, check.purpose, check.title.en) == (
        "overlay.hengda.acme",
        "acme",
        "weekly",
        "月订单不少于10",
    )
    assert book.packs["overlay.hengda.acme"].sha256


def test_two_overlays_may_not_settle_the_same_thing(tmp_path: Path) -> None:
    book = load(tmp_path)
    paths = [write(tmp_path, HEAD + f"skip: {{acme.orders: {why}}}\n", f"{why}.yaml") for why in "ab"]
    with pytest.raises(RuleErrors) as caught:
        load_overlays(paths, book)
    assert "already settled at" in caught.value.errors[0].message.en
    other = write(tmp_path, HEAD.replace("hengda", "other"), "other.yaml")
    with pytest.raises(RuleErrors) as caught:
        load_overlays([paths[0], other], book)
    assert "belong to one client" in caught.value.errors[0].message.en


def test_a_rule_file_is_no_overlay_and_a_missing_one_is_told(tmp_path: Path) -> None:
    book = load(tmp_path)
    with pytest.raises(RuleErrors) as caught:
        load_overlays([tmp_path / "pack.yaml", tmp_path / "none.yaml"], book)
    assert [error.message.en for error in caught.value.errors] == [
        "a file of store-auditor/overlay/1 is expected here, this is one of store-auditor/rules/1",
        "no such file",
    ]


def test_no_files_give_an_overlay_that_changes_nothing(tmp_path: Path) -> None:
    book = load(tmp_path)
    assert load_overlays([], book) == Overlay()
    assert apply_overlay(book, Overlay()) == book


@pytest.mark.parametrize(("text", "share"), [("0%", 0), ("30%", Fraction(3, 10)), ("100%", 1)])
def test_the_least_coverage_of_a_client(tmp_path: Path, text: str, share: Fraction) -> None:
    assert overlay(tmp_path, f"least_coverage: {text}\n", load(tmp_path)).least_coverage == share


@pytest.mark.parametrize("text", ["100.1%", "-1%", "0.3", "some"])
def test_a_least_coverage_that_is_none(tmp_path: Path, text: str) -> None:
    errors = refused(tmp_path, f"least_coverage: {text}\n")
    assert [error.place.line for error in errors] == [3]
    assert text in errors[0].message.en
