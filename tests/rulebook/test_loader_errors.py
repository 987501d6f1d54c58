"""Every kind of mistake: where it is reported, what is said in both languages, which name is offered."""

# ruff: noqa: E501 (a table reads best with a mistake a line)
from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.rulebook import RuleErrors, load_rulebook
from tests.rulebook.book import PACK, bent, errors, load, spot, write

# old text, new text, where the error points, words in the English message, nearest name
SEVENTEEN = ", ".join(f"{{market: [{', '.join(['DE'] * count)}]}}" for count in range(1, 18))  # all different
MISTAKES = {
    "unknown key in a check": ("    metric: answer_rate\n", "    metirc: answer_rate\n", "metirc", "unknown key 'metirc'", "metric"),
    "unknown key in a metric": ("    columns: [回复率]", "    colums: [回复率]", "colums", "unknown key 'colums'", "columns"),
    "unknown key at the top": ("observe: [received]", "observed: [received]", "observed", "unknown key 'observed'", "observe"),
    "unknown key in a source": ("standing: house, says", "standing: house, sais", "sais", "unknown key 'sais'", "says"),
    "unknown language of a source": ("says: 90%}", "says: {zh: 九成, eng: 90%}}", "eng", "unknown key 'eng'", "en"),
    "no language of a source": ("says: 90%}", "says: {}}", "{}}", "a text in two languages must not be empty", None),
    "unknown verb": ("expect: {at_least: 90%}", "expect: {atleast: 90%}", "atleast", "unknown key 'atleast'", "at_least"),
    "unknown metric": ("    metric: answer_rate\n", "    metric: answer_rat\n", "answer_rat\n", "unknown metric 'answer_rat'", "answer_rate"),
    "unknown metric in a ratio": ("ratio: [answered, received]", "ratio: [answred, received]", "answred", "unknown metric 'answred'", "answered"),
    "unknown metric in a formula": ("change(orders, 1 month)", "change(order, 1 month)", "order, 1", "unknown metric 'order'", "orders"),
    "unknown metric in observe": ("observe: [received]", "observe: [recieved]", "recieved", "unknown metric 'recieved'", "received"),
    "unknown metric in bands": ("    from: years", "    from: year", "year\n", "unknown metric 'year'", "years"),
    "unknown metric in a test": ("given: {answered: 27", "given: {answerd: 27", "answerd", "unknown metric 'answerd'", "answered"),
    "unknown metric in a series": ("series: {orders:", "series: {ordrs:", "ordrs", "unknown metric 'ordrs'", "orders"),
    "unknown check in a diagnosis": ("        - acme.answer-rate: fail\n", "        - acme.answer-rte: fail\n", "acme.answer-rte", "unknown check 'acme.answer-rte'", "acme.answer-rate"),
    "unknown check in explains": ("explains: [acme.answer-rate]", "explains: [acme.answer-rat]", "acme.answer-rat]", "unknown check 'acme.answer-rat'", "acme.answer-rate"),
    "unknown check in a test": ("given: {acme.answer-rate: fail", "given: {acme.answr-rate: fail", "acme.answr-rate", "unknown check 'acme.answr-rate'", "acme.answer-rate"),
    "unknown remedy in a check": ("    remedies: [answer-all]\n    tests:\n      - {given: {answered", "    remedies: [answer-al]\n    tests:\n      - {given: {answered", "answer-al]", "unknown remedy 'answer-al'", "answer-all"),
    "unknown scope in applies": ("applies: [in-de]", "applies: [in-ed]", "in-ed", "unknown scope 'in-ed'", "in-de"),
    "unknown scope in a scope": ("{scope: in-de}", "{scope: in-dee}", "in-dee", "unknown scope 'in-dee'", "in-de"),
    "unknown diagnosis": ("{diagnosis: acme.nobody-answers}", "{diagnosis: acme.nobody-answer}", "acme.nobody-answer}", "unknown diagnosis", "acme.nobody-answers"),
    "unknown attribute": ("{all: [{market: DE}]}", "{all: [{markt: DE}]}", "markt", "unknown attribute 'markt'", "market"),
    "unknown value of an attribute": ("{all: [{market: DE}]}", "{all: [{market: DEU}]}", "DEU", "unknown value of market 'DEU'", "DE"),
    "unknown band": ("{stage: startup}", "{stage: start-up}", "start-up", "unknown value of stage", "startup"),
    "unknown status": ("acme.orders: [watch, fail]", "acme.orders: [watch, failed]", "failed", "unknown status 'failed'", "fail"),
    "unknown severity": ("severity: major", "severity: majr", "majr", "not accepted", "major"),
    "unknown unit": ("unit: share\n    better: higher\n    window", "unit: shares\n    better: higher\n    window", "shares", "not accepted", "share"),
    "unknown standing": ("standing: house, says", "standing: hous, says", "hous,", "not accepted", "house"),
    "unknown outcome": ("then: not_concluded", "then: absnt", "absnt", "not accepted", "absent"),
    "unknown function": ("change(orders, 1 month)", "chnge(orders, 1 month)", "chnge", "unknown function 'chnge'", "change"),
    "unknown schema": ("schema: store-auditor/rules/1", "schema: store-auditor/rule/1", "store-auditor/rule/1", "unknown schema", "store-auditor/rules/1"),
    "unknown schema of a source map": ("schema: store-auditor/rules/1", "schema: store-auditor/sources/1", "store-auditor/sources/1", "unknown schema", "store-auditor/source/1"),
    "schema of another kind": ("schema: store-auditor/rules/1", "schema: store-auditor/overlay/1", "store-auditor/overlay/1", "store-auditor/rules/1 is expected", None),
    "no schema": ("schema: store-auditor/rules/1\n", "", "pack: acme", "'schema: store-auditor/rules/1' is missing", None),
    "duplicate key": ("    severity: major\n", "    severity: major\n    severity: minor\n", "severity: minor\n    kind: benchmark\n    dim", "duplicate 'severity'", None),
    "duplicate check": ("  acme.click-cost:\n", "  acme.orders:\n", "acme.orders:\n    title: {zh: 点", "duplicate 'acme.orders'", None),
    "bare number for a share": ("expect: {at_least: 90%}", "expect: {at_least: 90}", "90}", "write 90%", None),
    "share for a count": ("expect: {at_least: 1}", "expect: {at_least: 1%}", "1%}\n    sus", "does not fit the unit count", None),
    "bare money": ("expect: {at_most: $1.20}", "expect: {at_most: 1.20}", "1.20}", "write $1.20 or CNY 1.20", None),
    "yen or yuan": ("expect: {at_most: $1.20}", "expect: {at_most: ¥1.20}", "¥1.20", "write CNY 1.20 or JPY 1.20", None),
    "two currencies": ("typical: [$0.30, $1.20]", "typical: [$0.30, CNY 9]", "$0.30, CNY", "currencies differ: CNY, USD", None),
    "span for a share": ("expect: {at_least: 90%}", "expect: {at_least: 15 days}", "15 days", "does not fit the unit share", None),
    "watch on the wrong side": ("watch: {at_least: 93%}", "watch: {at_least: 89%}", "{at_least: 89%}", "watch (at least 89%) is on the wrong side of expect (at least 90%)", None),
    "watch on the line itself": ("watch: {at_least: 93%}", "watch: {at_least: 90%}", "{at_least: 90%}\n    sev", "on the wrong side of expect", None),
    "watch with another verb": ("watch: {at_least: 93%}", "watch: {more_than: 93%}", "{more_than: 93%}", "must use the verb of expect: at_least", None),
    "watch of a dated line": ("watch: {at_least: 450}", "watch: {at_least: 399}", "{at_least: 399}", "on the wrong side of expect", None),
    "typical upside down": ("typical: [$0.30, $1.20]", "typical: [$1.30, $1.20]", "[$1.30", "lower end $1.3 is above", None),
    "critical benchmark": ("severity: major", "severity: critical", "critical\n    kind: benchmark", "benchmark can't be critical", None),
    "advisory platform rule": ("severity: minor\n    kind: platform", "severity: advisory\n    kind: platform", "advisory", "platform rule can't be advisory", None),
    "sustained with max_age": ("    sustained: 3 months\n", "    sustained: 3 months\n    max_age: 9 days\n", "max_age: 9", "can't stand together with sustained", None),
    "sustained in shorter periods": ("    sustained: 3 months\n", "    sustained: 3 weeks\n", "sustained: 3 weeks", "shorter periods than the metric's", None),
    "no expect": ("    expect: {at_least: 90%}\n    watch: {at_least: 93%}\n", "", "title: {zh: 响应率不", "needs 'expect' or 'lines'", None),
    "no metric": ("    metric: answer_rate\n", "", "title: {zh: 响应率不", "needs 'metric' or 'attest'", None),
    "no severity": ("    severity: major\n", "", "title: {zh: 响应率不", "needs 'severity'", None),
    "no source": ("    source: {title: law, read_on: 2026-11-21, standing: official}\n", "", "title: {zh: 注册号, en: Reg", "needs 'source'", None),
    "no window": ("unit: flag, better: higher, window: moment", "unit: flag, better: higher", "{name: {zh: 视频", "needs 'window'", None),
    "no better": ("unit: flag, better: higher, window: moment", "unit: flag, window: moment", "{name: {zh: 视频", "needs 'better'", None),
    "no owner": ("    owner: customer service\n", "", "title: {zh: 全部回复", "needs 'owner'", None),
    "no explains": ("    explains: [acme.orders]\n", "", "title: {zh: 停业", "needs 'explains'", None),
    "no purpose": ("purpose: weekly\n", "", "schema: store", "needs 'purpose'", None),
    "nothing stated": ("    dimension: responsiveness", "    dimension:", "", "nothing is stated here", None),
    "comma without quotes": ("risk: {zh: 排名下降, en: Ranking falls}", "risk: {zh: 排名下降, en: Ranking falls, slowly}", "slowly}", "must be in quotes", None),
    "a text where keys belong": ("expect: {at_least: 90%}", "expect: 90%", "90%\n    watch", "a set of keys with values is expected here, not a text", None),
    "a list where a text belongs": ("severity: major", "severity: [major]", "[major]", "a text is expected here, not a list", None),
    "two verbs": ("expect: {at_least: 90%}", "expect: {at_least: 90%, at_most: 99%}", "{at_least: 90%, at", "between, equals, one_of), it has 2: at_least, at_most", None),
    "between with one end": ("{between: [3, 5]}", "{between: [3]}", "[3]", "must have 2 entries, it has 1", None),
    "a date that is none": ("from: 2018-07-01", "from: 2018-02-30", "2018-02-30", "no date of the calendar", None),
    "a date in words": ("from: 2018-07-01", "from: July", "July", "write a date as", None),
    "until before from": ("until: 2020-08-15", "until: 2017-08-15", "2017-08-15", "until 2017-08-15 is before from", None),
    "overlapping lines": ("from: 2022-01-01, expect", "from: 2020-08-15, expect", "{from: 2020-08-15", "overlap those of an earlier line", None),
    "a spelling of no band": ("    from: years", "    values: {startup: [新], grown: [老]}\n    from: years", "grown", "unknown band 'grown'", "growth"),
    "overlapping bands": ("growth: {between: [3, 5]}", "growth: {between: [2, 5]}", "growth:", "'growth' overlaps 'startup'", None),
    "a span of zero": ("max_age: 14 days", "max_age: 0 days", "0 days\n    risk", "must not be zero", None),
    "a span in words": ("max_age: 14 days", "max_age: a fortnight", "a fortnight", "write a span as", None),
    "a sample of zero": ("min_sample: 10", "min_sample: 0", "0\n    max_age", "at least 1", None),
    "a sample of what nobody counts": ("    expect: {at_most: $1.20}\n", "    expect: {at_most: $1.20}\n    min_sample: 30\n", "min_sample: 30", "nothing is counted behind 'click_cost'", None),
    "steps of two lengths": ("      zh: [导出清单, 逐条回复]", "      zh: [导出清单]", "zh: [导出清单]", "1 steps in Chinese but 2 in English", None),
    "a script as address": ('url: "https://example.com/r"', 'url: "javascript:alert(1)"', '"javascript', "must start with https://", None),
    "a bad id": ("  answer-all:\n", "  Answer All:\n", "Answer All", "small letters", None),
    "a formula cut short": ("change(orders, 1 month)", "orders / (received", "", "is missing here in the formula", None),
    "a formula that is code": ("change(orders, 1 month)", "orders.__class__", "", "should end here", None),
    "a formula without span": ("change(orders, 1 month)", "change(orders)", "", "one metric and a span", None),
    "a scope of seventeen premises": ("{all: [{market: DE}]}", f"{{all: [{SEVENTEEN}]}}", "{all: [{market: [DE]}", "more than 16 premises", None),
    "a list of scopes": ("{scope: in-de}", "{scope: [in-de]}", "[in-de]}", "'scope' takes one name", None),
    "a column of a metric and an attribute": ("name: {zh: 站点, en: Market}, values", "name: {zh: 站点, en: Market}, columns: [回复率], values", "market: {name", "'market' and 'answer_rate' are found under the same heading '回复率'", None),
    "a column of two attributes": ("    name: {zh: 阶段, en: Stage}", "    name: {zh: 站点, en: Stage}", "stage:\n", "'stage' and 'market' are found under the same heading '站点'", None),
    "two bands at once": ("{all: [{market: DE}]}", "{all: [{stage: startup}, {stage: growth}]}", "{all: [{stage", "different statuses or bands of 'stage' at once", None),
    "any against all": ("        - acme.answer-rate: fail\n", "        - acme.answer-rate: fail\n      any: [{acme.answer-rate: pass}, {market: DE}]\n", "all:\n        - acme", "'acme.answer-rate: pass' under 'any' contradicts 'all'", None),
    "a diagnosis where a check belongs": ("{diagnosis: acme.nobody-answers}", "{acme.nobody-answers: concluded}", "acme.nobody-answers: concluded", "is a diagnosis: write {diagnosis: acme.nobody-answers}", None),
    "a line that every value meets": ("expect: {at_least: 1}", "expect: {at_least: 0}", "{at_least: 0}", "expect (at least 0) has no effect: every possible value (at least 0) meets it", None),
    "a band that no value is in": ("startup: {at_most: 2}", "startup: {less_than: 0}", "startup:", "the band 'startup' (less than 0) has no effect: no possible value (at least 0) meets it", None),
    "a ratio to itself": ("ratio: [answered, received]", "ratio: [answered, answered]", "answered]", "'answered' over itself is always 100%", None),
    "a best that is impossible": ("  received: {name: {zh: 收到, en: Received}, unit: count,", "  received: {name: {zh: 收到, en: Received}, unit: count, best: -1,", "-1,", "the metric can't be '-1'", None),
    "two statuses of a check at once": ("        - acme.answer-rate: fail\n", "        - acme.answer-rate: [watch, fail]\n        - acme.answer-rate: pass\n", "all:\n        - acme", "can never hold", None),
    "bands without from": ("    from: years\n", "    values: {startup: []}\n", "name: {zh: 阶段", "bands needs from", None),
    "a line beyond what is possible": ("  orders: {name: {zh: 订单, en: Orders}, unit: count,", "  orders: {name: {zh: 订单, en: Orders}, range: {at_most: 399}, unit: count,", "400}, watch", "can't be '400': possible is at most 399", None),
    "no such currency": ("expect: {at_most: $1.20}", "expect: {at_most: ABC 1.20}", "ABC", "no currency 'ABC'", None),
    "typical in another currency": ("typical: [$0.30, $1.20]", "typical: [€0.30, €1.20]", "[€0.30", "not in the currency of the line: EUR, USD", None),
    "no value of the attribute": ("{acme.answer-rate: pass, acme.orders: watch}", "{acme.answer-rate: pass, market: FR}", "FR}", "unknown value of market 'FR'", None),
    "a sum of two units": ("change(orders, 1 month)", "(orders - click_cost) / orders", "orders_change:", "adds or compares count and money", None),
    "a sum that is no share": ("change(orders, 1 month)", "orders - max(answered, 3)", "orders_change:", "is in share, but its formula gives count", None),
    "a formula that names itself": ("change(orders, 1 month)", "orders_change + 1", "orders_change:", "in a circle: orders_change → orders_change", None),
    "a scope that names itself": ("{all: [{market: DE}]}", "{all: [{scope: starting}]}", "in-de: {when", "in a circle: in-de → starting → in-de", None),
    "a diagnosis that names itself": ("{diagnosis: acme.nobody-answers}", "{diagnosis: acme.asleep}", "acme.asleep:\n", "in a circle: acme.asleep → acme.asleep", None),
    "a ratio of texts": ("ratio: [answered, received]", "ratio: [answered, state]", "answer_rate:", "can't be computed from state", None),
    "ratio and formula": ("    ratio: [answered, received]\n", "    ratio: [answered, received]\n    formula: answered\n", "formula: answered", "only one of ratio, formula", None),
    "across in a store's platform": ("    ratio: [answered, received]\n", "    across: {platform: acme, sum: orders}\n", "{platform: acme, sum", "for metrics of the platform 'client' only", None),
    "text metric with at_least": ("    metric: orders\n    expect: {at_least: 1}", "    metric: state\n    expect: {at_least: 1}", "at_least: 1}", "takes equals or one_of only", None),
    "attested with a line": ("    applies: [in-de]\n", "    applies: [in-de]\n    expect: {equals: yes}\n", "expect: {equals: yes}", "takes no 'expect'", None),
    "test without a unit": ("given: {answer_rate: 89.99%}", "given: {answer_rate: 89.99}", "89.99}", "write 89.99%", None),
    "series that is none": ("{orders: 4 0 0 0}", "{orders: 4 - 0 0}", "4 - 0 0", "write a count as 12", None),
    "a test of nothing": ("{given: {answer_rate: 89.99%}, then: fail}", "{then: fail}", "{then: fail}", "needs 'given' or 'series'", None),
    "one heading, two metrics": ("name: {zh: 收到, en: Received}", "name: {zh: 已 回复, en: Received}", "received: {name", "found under the same heading", None),
    "one heading, two units": ("unit: days, better: lower, window: week", "columns: [响应率], unit: days, better: lower, window: week", "reply_days: {name", "found under the same heading", None),
    "a line that faces the wrong way": ("name: {zh: 响应率, en: Answer rate}\n    columns: [回复率]\n    unit: share\n    better: higher", "name: {zh: 响应率, en: Answer rate}\n    columns: [回复率]\n    unit: share\n    better: lower", "{at_least: 90%}", "'at_least' lets the worse values pass: 'answer_rate' says better: lower", None),
    "a line without an end": ("until: 2020-08-15, expect", "expect", "{from: 2022-01-01", "end that one with 'until'", None),
    "one heading but for its marks": ("name: {zh: 收到, en: Received}", "name: {zh: 收到, en: 'Answered:'}", "received: {name", "found under the same heading", None),
    "the same value twice": ("US: [美国]", "US: [德国]", "德国]}}", "already stands for DE", None),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "where", "words", "close"), MISTAKES.values(), ids=MISTAKES.keys())
def test_each_mistake_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, where: str, words: str, close: str | None
) -> None:
    text = bent(old, new)
    found = [error for error in errors(tmp_path, text) if words in error.message.en]
    assert found, [error.line("en") for error in errors(tmp_path, text)]
    error = found[0]
    assert error.place.file == (tmp_path / "pack.yaml").as_posix()
    if where:
        assert (error.place.line, error.place.column) == spot(text, where)
    assert error.nearest == close
    assert close is None or f"did you mean '{close}'?" in error.message.en
    assert re.search(r"[\u4e00-\u9fff]", error.message.zh), "the Chinese message is Chinese"
    assert "\n" not in error.message.zh + error.message.en


def test_the_pack_itself_has_no_mistake(tmp_path: Path) -> None:
    assert errors(tmp_path, PACK) == ()
    assert set(load(tmp_path).checks) == {
        "acme.answer-rate", "acme.orders", "acme.click-cost", "acme.ipi", "acme.registration",
    }  # fmt: skip


def test_a_single_mistake_gives_a_single_error(tmp_path: Path) -> None:
    for name, (old, new, *_) in MISTAKES.items():
        found = errors(tmp_path, bent(old, new))
        # what one slip breaks elsewhere may be told too, but never a flood
        assert 1 <= len(found) <= 4, (name, [error.line("en") for error in found])


def test_values_without_spellings_do_not_share_one(tmp_path: Path) -> None:
    found = errors(tmp_path, bent("US: [美国]", "US: , FR: "))
    assert [error.message.en for error in found] == ["nothing is stated here"] * 2


def test_all_mistakes_of_all_files_are_told_at_once_in_their_order(tmp_path: Path) -> None:
    first = bent("severity: major", "severity: majr", bent("expect: {at_least: 1}", "expect: {at_least: 1%}"))
    second = "schema: store-auditor/rules/1\npack: acme.more\nplatform: acme\ntitle: {zh: 一, en: One}\nchekcs: {}\n"
    broken = "schema: store-auditor/rules/1\npack: [acme\n"
    found = errors(tmp_path, first, second, broken)
    files = [Path(error.place.file).name for error in found]
    assert files == ["pack.yaml", "pack.yaml", "more0.yaml", "more1.yaml"]
    assert [error.place.line for error in found[:2]] == sorted(error.place.line for error in found[:2])


def test_a_duplicate_across_files_names_the_first(tmp_path: Path) -> None:
    more = bent("pack: acme.weekly", "pack: acme.more")
    found = [error for error in errors(tmp_path, PACK, more) if "duplicate check 'acme.orders'" in error.message.en]
    line, column = spot(PACK, "acme.orders:\n    title")
    assert f"{(tmp_path / 'pack.yaml').as_posix()}:{line}:{column}" in found[0].message.en
    assert found[0].place.file.endswith("more0.yaml")


def test_a_check_named_after_another_platform_tells_that_its_file_s_is_misspelt(tmp_path: Path) -> None:
    head = "schema: store-auditor/rules/1\npack: acme.more\nplatform: acmee\ntitle: {zh: 一, en: One}\n"
    remedy = "title: 甲, steps: [乙], owner: operations, effort: hours, due: 3 days, done_when: 丙"
    more = f"{head}remedies:\n  acme.ours: {{{remedy}}}\n  own.ours: {{{remedy}}}\n"
    (error,) = errors(tmp_path, PACK, more)
    assert error.message.en == "'acme.ours' begins with the platform acme, but this file says platform: acmee"
    assert (error.place.line, error.place.column) == spot(more, "acme.ours")


def test_names_of_a_file_that_cannot_be_parsed_are_not_called_unknown(tmp_path: Path) -> None:
    metrics = "schema: store-auditor/rules/1\npack: acme.m\nplatform: acme\ntitle: {zh: 一, en: One}\nmetrics:\n"
    metrics += "  lost: {name: {zh: 丢, en: Lost}, unit: share, better: higher, window: week}\n  bad: {name\n"
    found = errors(tmp_path, bent("    metric: answer_rate\n", "    metric: lost\n"), metrics)
    assert [Path(error.place.file).name for error in found] == ["more0.yaml"]


def test_seventeen_premises_are_refused_and_sixteen_are_not(tmp_path: Path) -> None:
    def with_premises(count: int) -> str:
        checks = "".join(
            f"  acme.n{number}: {{title: {{zh: 甲, en: A}}, metric: orders, expect: {{at_least: 1}}, severity: minor,"
            " kind: platform, source: {title: t, read_on: 2026-11-21, standing: house}}\n"
            for number in range(count)
        )
        premises = ", ".join(f"{{acme.n{number}: fail}}" for number in range(count))
        text = bent("\nscopes:\n", f"{checks}\nscopes:\n")
        return bent("{all: [{diagnosis: acme.nobody-answers}, {acme.orders: fail}]}", f"{{all: [{premises}]}}", text)

    assert errors(tmp_path, with_premises(16)) == ()
    (error,) = errors(tmp_path, with_premises(17))
    assert "more than 16 premises" in error.message.en
    assert error.place.line == spot(with_premises(17), "when: {all: [{acme.n0")[0]


def test_a_diagnosis_may_not_name_checks_of_another_platform_or_purpose(tmp_path: Path) -> None:
    more = bent("platform: acme\npurpose: weekly", "platform: acme\npurpose: readiness")
    more = (
        more[: more.index("\nmetrics:")]
        + "\nchecks:\n"
        + more[more.index("  acme.registration") : more.index("\nscopes:")]
    )
    more = more.replace("pack: acme.weekly", "pack: acme.readiness").replace("acme.registration", "acme.licence")
    text = bent("{acme.orders: fail}]}", "{acme.orders: fail}, {acme.licence: fail}]}")
    (error,) = errors(tmp_path, text, more)
    assert "'acme.licence' belongs to acme/readiness, not to acme/weekly" in error.message.en


def test_needs_must_rest_on_a_check_that_rests_on_nothing(tmp_path: Path) -> None:
    once = bent("    sustained: 3 months\n", "    sustained: 3 months\n    needs: [acme.answer-rate]\n")
    assert load(tmp_path, once).checks["acme.orders"].needs == ("acme.answer-rate",)
    twice = bent("    min_sample: 10\n", "    min_sample: 10\n    needs: [acme.click-cost]\n", once)
    (error,) = errors(tmp_path, twice)
    assert "'acme.answer-rate' rests on another check itself" in error.message.en


def test_a_shipped_file_speaks_both_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from auditor.rulebook import documents

    monkeypatch.setattr(documents, "resource_dir", lambda name: tmp_path)
    text = bent("{zh: 排名下降, en: Ranking falls}", "{en: Ranking falls}")
    text = bent("title: {zh: 停业, en: Asleep}", "title: Asleep", text)
    write(tmp_path, text)
    with pytest.raises(RuleErrors) as caught:
        load_rulebook()
    assert [error.message.en.partition(":")[0] for error in caught.value.errors] == [
        "missing language",
        "a shipped text has both languages",
    ]
    assert caught.value.errors[0].place == ("rules/pack.yaml", *spot(text, "{en: Ranking falls}"))


def test_an_agency_may_write_one_language_only(tmp_path: Path) -> None:
    book = load(tmp_path, bent("title: {zh: 停业, en: Asleep}", "title: 停业"))
    assert book.diagnoses["acme.asleep"].title == ("停业", "停业")


def test_an_id_of_a_shipped_pack_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, bent("pack: acme.weekly", "pack: alibaba.weekly"))
    with pytest.raises(RuleErrors) as caught:
        load_rulebook([path])
    assert any("id of a shipped pack" in error.message.en for error in caught.value.errors)


def test_files_of_one_pack_agree(tmp_path: Path) -> None:
    more = "schema: store-auditor/rules/1\npack: acme.weekly\nplatform: other\ntitle: {zh: 一, en: One}\n"
    (error,) = errors(tmp_path, PACK, more)
    assert "platform is 'other', but other files of the pack acme.weekly say 'acme'" in error.message.en


def test_a_scope_belongs_to_its_platform(tmp_path: Path) -> None:
    more = "schema: store-auditor/rules/1\npack: other.p\nplatform: other\npurpose: weekly\ntitle: {zh: 一, en: One}\n"
    more += "scopes: {all-of-it: {when: {all: [{scope: in-de}]}}}\n"
    (error,) = errors(tmp_path, PACK, more)
    assert error.message.en == "unknown scope 'in-de'; acme declares it, other does not: declare it under its 'scopes'"


def test_a_missing_file_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(RuleErrors) as caught:
        load_rulebook([tmp_path / "none.yaml", tmp_path / "empty"], shipped=False)
    said = sorted(error.message.en for error in caught.value.errors)
    assert said == ["no .yaml rule file in this folder", "no such file"]


def test_a_sum_across_stores_names_their_platform_and_keeps_the_unit(tmp_path: Path) -> None:
    head = (
        "schema: store-auditor/rules/1\npack: client.m\nplatform: client\ntitle: x\nmetrics:\n  all_orders: {name: x, "
    )
    rest = "better: higher, window: 3 months, across: {platform: %s, sum: %s}}\n"
    good = head + "unit: count, " + rest % ("acme", "orders")
    metric = load(tmp_path, PACK, good).metrics["client", "all_orders"]
    assert metric.across == ("acme", "orders")
    for text, said in (
        (head + "unit: money, " + rest % ("acme", "orders"), "but orders, which it sums, is in count"),
        (head + "unit: count, " + rest % ("client", "all_orders"), "names the platform of the stores"),
        (head + "unit: count, " + rest % ("acme", "order"), "unknown metric 'order'"),
        (
            head + "unit: count, " + rest % ("acne", "orders"),
            "unknown metric 'orders'; acme declares it, acne does not",
        ),
    ):
        (error,) = errors(tmp_path, PACK, text)
        assert said in error.message.en


def test_hidden_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    write(tmp_path / ".github", "on: push\n", "workflow.yaml")
    write(tmp_path, PACK)
    assert list(load_rulebook([tmp_path], shipped=False).packs) == ["acme.weekly"]


def test_a_flood_of_mistakes_is_cut_off(tmp_path: Path) -> None:
    text = PACK + "".join(f"junk{number}: x\n" for number in range(3000))
    found = errors(tmp_path, text)
    assert len(found) == 501
    assert any("500 mistakes are listed, the rest is not" in error.message.en for error in found)
